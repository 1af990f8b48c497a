"""Files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO


def _is_special(path: str) -> bool:
    """Whether path is something other than a file: a device or a pipe is written to, never replaced."""
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except FileNotFoundError:
        return False


def _open_beside(path: str) -> tuple[str, BinaryIO]:
    """A new file in the same folder, so that it can take path's place in one step."""
    folder, name = os.path.split(path)
    while True:
        temporary = os.path.join(folder, f".{name[:100]}.{os.urandom(6).hex()}.tmp")
        with contextlib.suppress(FileExistsError):
            return temporary, open(temporary, "xb")


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A binary file that takes path's place when the block ends without an exception.

    Until then, and after a failure, whatever was under that name is untouched.
    """
    target = os.path.realpath(os.fsdecode(path))
    if os.path.isdir(target):
        raise IsADirectoryError(21, os.strerror(21), os.fsdecode(path))
    if _is_special(target):
        with open(target, "wb") as device:
            yield device
        return
    temporary, file = _open_beside(target)
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
