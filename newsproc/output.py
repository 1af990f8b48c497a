"""Files that are there whole or not at all: what writes tables goes through here."""

from __future__ import annotations

import contextlib
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, BinaryIO

    from newsproc._core import Options

# Rows of a Parquet row group, at least; the last may have fewer.
PARQUET_ROWS = 8192


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
    try:
        temporary, file = _open_beside(target)
    except OSError as error:  # what cannot be made is a file of a name that nobody has heard of
        error.filename = os.fsdecode(path)
        raise
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


def provenance(options: Options | None) -> dict[str, str]:
    """What a table's metadata says of how it came about: the version, and the policy by its fingerprint."""
    from newsproc import __version__
    from newsproc._core import Policy

    facts = {"newsproc.version": __version__}
    if options is not None:
        policy: Policy = options.__getnewargs_ex__()[1]["policy"]
        facts["newsproc.policy"] = f"{policy.fingerprint:016x}"
    return facts


def write_parquet(
    path: str | os.PathLike[str], schema: Any, tables: Iterable[Any], compression: str, options: Options | None
) -> None:
    """Writes what has an Arrow stream, one after the other, in row groups; all have this schema.

    Small tables share a row group, so memory is that of PARQUET_ROWS rows or of the largest table.
    """
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise ImportError("to_parquet() needs pyarrow: pip install newsproc[parquet]") from error

    kinds = pyarrow.schema(schema).with_metadata(provenance(options))
    held: list[Any] = []
    with replacing(path) as file, pyarrow.parquet.ParquetWriter(file, kinds, compression=compression) as writer:
        for table in tables:
            held.append(pyarrow.table(table))
            if sum(part.num_rows for part in held) >= PARQUET_ROWS:
                writer.write_table(pyarrow.concat_tables(held), row_group_size=PARQUET_ROWS)
                held.clear()
        if held:
            writer.write_table(pyarrow.concat_tables(held), row_group_size=PARQUET_ROWS)
