"""From what the user names to the files that are read, in their order."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from newsproc._core import Path
    from newsproc.sources import File

SUFFIXES = (".md", ".markdown", ".mdown", ".html", ".htm")


def check_paths(paths: object) -> None:
    """What is no path and no iterable of paths is told before anything is looked for."""
    what = type(paths).__name__
    if isinstance(paths, (str, bytes, os.PathLike)):
        return
    if hasattr(paths, "read"):
        raise TypeError(
            f"paths must be a path or several, not {what}: parse(file.read()) takes an open file's contents"
        )
    if hasattr(paths, "columns") or hasattr(paths, "schema"):
        raise TypeError(
            f"paths must be a path or several, not {what}: a column of paths will do, and from_strings(table['text'])"
            " takes a column of contents"
        )
    if not hasattr(paths, "__iter__"):
        raise TypeError(f"paths must be a path or several, not {what}")


def _as_text(path: object) -> str:
    if isinstance(path, (str, bytes, os.PathLike)):
        return os.fsdecode(path)
    raise TypeError(f"a path must be str, bytes or os.PathLike, not {type(path).__name__}")


def iterate_files(paths: Path | Iterable[Path], glob: str | None = None) -> Iterator[str]:
    """Every file that is meant, each once.

    A folder is walked in sorted order; of what is in it, files match by their suffix or by glob.
    Links to folders are not followed. A path that is no folder is given as it is, whether it exists
    or not: reading it will tell.
    """
    matches = _matcher(glob)
    for file in _iterate(paths, lambda path: _expand(path, matches)):
        yield file if isinstance(file, str) else file[0]


def find_files(paths: Path | Iterable[Path], glob: str | None, limit: int) -> Iterator[File]:
    """The same, but a path that is an archive is a folder with its members, and one that is a URL
    what is there. limit: bytes that such a file may have."""
    matches = _matcher(glob)

    def expand(path: str) -> Iterable[File]:
        from newsproc import sources

        if sources.is_remote(path):
            return sources.remote(path, matches, limit)
        if sources.is_archive(path):
            return sources.members(path, matches, limit)
        return _expand(path, matches)

    return _iterate(paths, expand)


def _iterate(paths: Path | Iterable[Path], expand: Callable[[str], Iterable[File]]) -> Iterator[File]:
    if isinstance(paths, (str, bytes, os.PathLike)):
        yield from expand(os.fsdecode(paths))
        return
    seen = set()
    for path in paths:
        for file in expand(_as_text(path)):
            name = file if isinstance(file, str) else file[0]
            if name not in seen:
                seen.add(name)
                yield file


def named_files(paths: list[Path], glob: str | None = None) -> list[str] | None:
    """The files that are named, each once, when by their names none of them is a folder; else None."""
    _matcher(glob)  # a wrong one is told even when there is nothing to match
    files = list(dict.fromkeys(map(_as_text, paths)))
    return files if all(file.lower().endswith(SUFFIXES) and "://" not in file for file in files) else None


def _expand(path: str, matches: Callable[[str], object]) -> Iterator[str]:
    if os.path.isdir(path):
        yield from _walk(path, matches)
    else:
        yield path


def _walk(folder: str, matches: Callable[[str], object]) -> Iterator[str]:
    """The files under folder that match, by their path relative to it; folders in their place by name."""
    start = len(os.path.join(folder, ""))
    waiting: list[str | list[str]] = [folder]  # a folder to look into, or files that were found
    while waiting:
        path = waiting.pop()
        if isinstance(path, list):
            yield from path
            continue
        try:
            files, folders = _look(path, start, matches)
        except OSError:
            yield path  # a row that says why, like any file that cannot be read
            continue
        files.sort()
        if folders:
            waiting.extend(reversed(_merge(files, sorted(folders))))
        else:
            yield from files


def _look(path: str, start: int, matches: Callable[[str], object]) -> tuple[list[str], list[str]]:
    """The files that match and the folders in a folder, in any order."""
    files, folders = [], []
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            elif matches((found := entry.path)[start:]) and not _is_link_to_folder(entry):
                files.append(found)
    return files, folders


def _is_link_to_folder(entry: os.DirEntry[str]) -> bool:
    """False where the link leads nowhere, or round in a circle: reading it will tell."""
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:
        return False


def _merge(files: list[str], folders: list[str]) -> list[str | list[str]]:
    """Both of them sorted: each folder behind the files that come before it by name."""
    parts: list[str | list[str]] = []
    start = stop = 0
    for folder in folders:
        while stop < len(files) and files[stop] < folder:
            stop += 1
        parts += [files[start:stop], folder]
        start = stop
    return [*parts, files[start:]]


def _matcher(glob: str | None) -> Callable[[str], object]:
    if glob is None:
        return lambda name: name.lower().endswith(SUFFIXES)
    if not isinstance(glob, str):
        raise TypeError(f"glob must be str, not {type(glob).__name__}")
    import re

    try:
        pattern = re.compile(_translate(glob))
    except re.error as error:
        raise ValueError(f"glob has a set that is none: {glob!r}") from error
    if "/" in glob:
        return lambda name: pattern.fullmatch(name.replace(os.sep, "/"))
    return lambda name: pattern.fullmatch(os.path.basename(name))


def _translate(glob: str) -> str:
    """A regular expression: * and ? stay within a name, ** spans folders, [...] is a set."""
    import re

    parts = []
    i = 0
    while i < len(glob):
        if glob.startswith("**/", i):
            parts.append("(?:.*/)?")
            i += 3
        elif glob.startswith("**", i):
            parts.append(".*")
            i += 2
        elif glob[i] == "*":
            parts.append("[^/]*")
            i += 1
        elif glob[i] == "?":
            parts.append("[^/]")
            i += 1
        elif glob[i] == "[" and (end := glob.find("]", i + 2)) > 0:
            inner = glob[i + 1 : end].replace("\\", r"\\").replace("[", r"\[")
            parts.append(f"[^{inner[1:]}]" if inner[0] == "!" else f"[{inner}]")
            i = end + 1
        else:
            parts.append(re.escape(glob[i]))
            i += 1
    return "(?s:" + "".join(parts) + ")"
