"""From what the user names to the files that are read, in their order."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from newsproc._core import Path

SUFFIXES = (".md", ".markdown", ".mdown", ".html", ".htm")


def iterate_files(paths: Path | Iterable[Path], glob: str | None = None) -> Iterator[str]:
    """Every file that is meant, each once.

    A folder is walked in sorted order; of what is in it, files match by their suffix or by glob.
    Links to folders are not followed. A path that is no folder is given as it is, whether it exists
    or not: reading it will tell.
    """
    matches = _matcher(glob)
    if isinstance(paths, (str, bytes, os.PathLike)):
        yield from _expand(os.fsdecode(paths), matches)
        return
    seen = set()
    for path in paths:
        for file in _expand(os.fsdecode(path), matches):
            if file not in seen:
                seen.add(file)
                yield file


def _expand(path: str, matches: Callable[[str], object]) -> Iterator[str]:
    if os.path.isdir(path):
        yield from _walk(path, matches)
    else:
        yield path


def _walk(folder: str, matches: Callable[[str], object]) -> Iterator[str]:
    """The files under folder that match, by their path relative to it; folders in their place by name."""
    start = len(os.path.join(folder, ""))
    waiting = [(folder, True)]
    while waiting:
        path, is_folder = waiting.pop()
        if not is_folder:
            yield path
            continue
        try:
            with os.scandir(path) as entries:
                found = [
                    (entry.path, entry.is_dir()) for entry in entries if not (entry.is_symlink() and entry.is_dir())
                ]
        except OSError:
            yield path  # a row that says why, like any file that cannot be read
            continue
        found.sort(reverse=True)
        for entry_path, entry_is_folder in found:
            if entry_is_folder or matches(entry_path[start:]):
                waiting.append((entry_path, entry_is_folder))


def _matcher(glob: str | None) -> Callable[[str], object]:
    if glob is None:
        return lambda name: name.lower().endswith(SUFFIXES)
    if not isinstance(glob, str):
        raise TypeError(f"glob must be str, not {type(glob).__name__}")
    import re

    pattern = re.compile(_translate(glob))
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
