"""Files whose front matter is changed: which ones, how, and how the outcome gets to the disk.

Apart from cli.py because a file that is written needs more care than a line that is printed.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import stat
import tempfile

import newsproc
from newsproc.output import temporary_prefix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    Edit = Callable[[newsproc.FrontMatter], newsproc.FrontMatter]
    Condition = Callable[[newsproc.FrontMatter], bool]


class ChangedMeanwhile(OSError):
    """A file that is no longer what was read."""


# --- what is asked for ---


def value_of(text: str) -> Any:
    """What a value on the command line means: a scalar or a flow list or map, as in a header.

    >>> value_of("true"), value_of("[a, 2]"), value_of("A: b #1"), value_of("'12'"), value_of("")
    (True, ['a', 2], 'A: b #1', '12', None)

    A date stays one, so that it is written without quotes.
    """
    import datetime

    text = text.strip(" \t")
    front = newsproc.split(f"---\nvalue: {text}\n---\n")
    structured = text[:1] in ("[", "{", '"', "'")
    if structured and (front.diagnostics or list(front.metadata) != ["value"]):
        raise ValueError(f"not a value of front matter: {text}")
    value = front.metadata.get("value")
    if structured:
        return value
    if not isinstance(value, (str, list, dict)) and not re.search(r"[#&!|>\n\r]", text):
        return value
    with contextlib.suppress(ValueError):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return datetime.date.fromisoformat(text)
        if re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*", text):
            return datetime.datetime.fromisoformat(text)
    return text


def edits_of(assignments: Sequence[str], deletions: Sequence[str], renames: Sequence[str]) -> list[Edit]:
    """What to do with each FrontMatter, in this order: rename, delete, set.

    A key that is not there need not be deleted or renamed.
    """
    edits: list[Edit] = []
    for text in renames:
        old, equals, new = text.partition("=")
        if not (old and equals and new):
            raise ValueError(f"--rename takes old=new, not {text}")
        edits.append(lambda front, old=old, new=new: front.rename(old, new) if old in front.metadata else front)  # type: ignore[misc]
    for key in deletions:
        edits.append(lambda front, key=key: front.delete(key) if key in front.metadata else front)  # type: ignore[misc]
    for text in assignments:
        key, _, written = text.partition("=")
        if not key:
            raise ValueError(f"there is no key in {text}")
        value = value_of(written)
        edits.append(lambda front, key=key, value=value: front.set(key, value))  # type: ignore[misc]
    return edits


def condition_of(text: str) -> Condition:
    """A condition from key, !key or key=value; a list has a value when it holds it."""
    key, equals, written = text.partition("=")
    if not equals:
        name = key.removeprefix("!")
        if not name:
            raise ValueError("--where takes key, !key or key=value")
        return lambda front: (name in front.metadata) != key.startswith("!")
    wanted = (value_of(written), written.strip(" \t"))

    def holds(front: newsproc.FrontMatter) -> bool:
        if key not in front.metadata:
            return False
        value = front.metadata[key]
        return any(
            _same(value, one) or (isinstance(value, list) and any(_same(v, one) for v in value)) for one in wanted
        )

    return holds


def _same(value: object, wanted: object) -> bool:
    """Equal, but true is not 1."""
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


# --- files ---


def difference(path: str, old: newsproc.FrontMatter, new: newsproc.FrontMatter) -> str:
    """A unified diff, the marks of the end of a file without a line end included."""
    before, after = _lines(old.to_str()), _lines(new.to_str())
    out = []
    for line in difflib.unified_diff(before, after, path, path, lineterm="\n"):
        ends = line.endswith(("\n", "\r"))
        out.append(line if ends else f"{line}\n\\ No newline at end of file\n")
    return "".join(out)


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)


def read_file(path: str) -> bytes:
    """The contents of a regular file; of anything else an OSError."""
    with open(path, "rb", opener=_open_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(f"{path} is not a regular file")
        return file.read()


def _open_at_once(path: str, flags: int) -> int:
    """Opening a FIFO that nobody writes to would wait for ever."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def replace_file(path: str, old: bytes, new: bytes) -> None:
    """Make a file that holds old hold new, at one stroke: whoever opens it sees one or the other.

    Links are followed, mode and owner kept as far as the system allows; other names of the same
    file (hard links) keep the old contents. Raises ChangedMeanwhile, with the file as it is, when
    it no longer holds old.
    """
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    status = os.stat(target)
    descriptor, temporary = tempfile.mkstemp(prefix=temporary_prefix(name), suffix=".tmp", dir=folder)
    try:
        with open(descriptor, "wb") as file:
            file.write(new)
            file.flush()
            _keep_owner(descriptor, status)
            os.fsync(descriptor)
        if read_file(target) != old:
            raise ChangedMeanwhile(None, "the file has changed since it was read", path)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(folder)


def _keep_owner(descriptor: int, status: os.stat_result) -> None:
    if hasattr(os, "fchown"):
        with contextlib.suppress(OSError):  # only root may give a file away
            os.fchown(descriptor, status.st_uid, status.st_gid)
    if hasattr(os, "fchmod"):
        with contextlib.suppress(OSError):
            os.fchmod(descriptor, stat.S_IMODE(status.st_mode))


def _sync_folder(folder: str) -> None:
    """The new name outlives a crash; where folders cannot be opened, that is the system's affair."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def change_files(
    paths: Iterator[str], edits: Sequence[Edit], conditions: Sequence[Condition], options: dict[str, Any], dry: bool
) -> Iterator[tuple[str, str, str]]:
    """Change file after file: (path, outcome, detail) for each. Options are those of split().

    The outcome is changed (detail: a diff when dry, and nothing is written), unchanged, skipped (a
    condition does not hold) or failed (detail: why; the file is as it was).
    """
    for path in paths:
        try:
            old = read_file(path)
            front = newsproc.split(old, **options)
            if not all(holds(front) for holds in conditions):
                yield path, "skipped", ""
                continue
            changed = front
            for edit in edits:
                changed = edit(changed)
            new = changed.to_bytes()
            if new == old:
                yield path, "unchanged", ""
                continue
            detail = difference(path, front, changed) if dry else ""
            if not dry:
                replace_file(path, old, new)
        except OSError as error:
            yield path, "failed", error.strerror or str(error)
        except (newsproc.NewsprocError, ValueError) as error:
            yield path, "failed", str(error)
        else:
            yield path, "changed", detail
