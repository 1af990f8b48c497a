"""Files that the core cannot open: members of archives, and what fsspec reads. Records of JSON Lines.

An archive is somebody else's data, too: nothing of it is written to disk under its own name, and
what it expands to is bounded. A member that cannot be had is a row that says why.
"""

from __future__ import annotations

import contextlib
import os

from newsproc import _core

TYPE_CHECKING = False
if TYPE_CHECKING:
    import tarfile
    import zipfile
    from collections.abc import Callable, Iterator
    from typing import IO, Any, TypeAlias

    # A path that the core reads; or a name with data, or with the failure ("code: message") instead.
    File: TypeAlias = str | tuple[str, bytes | str]
    # The keys of text, name and base URL; and what a line has of them.
    Keys: TypeAlias = tuple[str, str | None, str | None]
    Record: TypeAlias = tuple[str, str | tuple[str] | None, Any]

ZIP_SUFFIXES = (".zip",)
TAR_SUFFIXES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
# What stands between the name of an archive and that of a member, as in Java's jar: URLs; its slash
# keeps the member's folders apart from the archive, for dialects that read them.
INSIDE = "!/"

# Bytes that are expanded at a time.
BLOCK = 1 << 20

_TOO_LARGE = "too_large: the file is larger than is allowed"
_EXPANDS = "too_large: the archive expands to more than is allowed"


def is_archive(path: str) -> bool:
    """Whether path is named like an archive and is a regular file."""
    return path.lower().endswith(ZIP_SUFFIXES + TAR_SUFFIXES) and os.path.isfile(path)


def is_remote(path: str) -> bool:
    """Whether path is a URL: fsspec's matter."""
    scheme, separator, _ = path.partition("://")
    return bool(separator) and len(scheme) > 1 and scheme.replace("+", "").replace("-", "").isalnum()


def members(path: str, matches: Callable[[str], object], limit: int) -> Iterator[File]:
    """The members of an archive that match by their names, in the order of a folder with these files.

    limit: bytes that a member may have. Of members with the same name the last counts, as if they
    had been unpacked one after the other. An archive that cannot be read is one failure.
    """
    is_zip = path.lower().endswith(ZIP_SUFFIXES)
    try:
        yield from (_zip_members if is_zip else _tar_members)(path, matches, limit)
    except _archive_errors() as error:
        yield path, _failure(error)


def _archive_errors() -> tuple[type[Exception], ...]:
    import tarfile
    import zipfile
    import zlib

    errors: list[type[Exception]] = [OSError, EOFError, zipfile.BadZipFile, tarfile.TarError, zlib.error, ValueError]
    with contextlib.suppress(ImportError):
        import lzma

        errors.append(lzma.LZMAError)
    return (*errors, NotImplementedError, _Expands)


class _Expands(Exception):
    """An archive that expands to more than is allowed."""


def _failure(error: Exception) -> str:
    if isinstance(error, _Expands):
        return _EXPANDS
    if isinstance(error, FileNotFoundError):
        return "not_found: there is no such file"
    if isinstance(error, PermissionError):
        return "permission: the file may not be read"
    if isinstance(error, NotImplementedError):
        return f"unsupported: {error}"
    if isinstance(error, OSError) and error.strerror:
        return f"io_error: {error.strerror}"
    return f"bad_archive: {error}"


def _budget(path: str) -> int:
    """Bytes that an archive may expand to."""
    bounds = _core._bounds()
    return bounds["archive_floor"] + bounds["archive_factor"] * os.path.getsize(path)


def _by_folder(name: str) -> list[str]:
    """Sorts names as a folder's files are: each folder in its place by name."""
    return name.split("/")


def _zip_members(path: str, matches: Callable[[str], object], limit: int) -> Iterator[File]:
    import zipfile

    left = _budget(path)
    with zipfile.ZipFile(path) as archive:
        infos = {info.filename.removeprefix("./"): info for info in archive.infolist() if _is_zipped_file(info)}
        for name in sorted(filter(matches, infos), key=_by_folder):
            label = f"{path}{INSIDE}{name}"
            data = _zip_member(archive, infos[name], min(limit, left), left < limit)
            left -= len(data) if isinstance(data, bytes) else 0
            yield label, data


def _is_zipped_file(info: zipfile.ZipInfo) -> bool:
    """Neither a folder nor a link, which a zip keeps as a file with its target in it."""
    return not info.is_dir() and (info.external_attr >> 28) in (0, 8)


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int, is_last: bool) -> bytes | str:
    import zipfile

    if info.flag_bits & 1:
        return "encrypted: the member needs a password"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "unsupported: the member is neither stored nor deflated"
    if info.file_size > most:
        return _EXPANDS if is_last else _TOO_LARGE
    try:
        with archive.open(info) as file:
            data = file.read(most + 1)  # what it says of its size may be wrong
    except _archive_errors() as error:
        return _failure(error)
    return data if len(data) <= most else _EXPANDS if is_last else _TOO_LARGE


def _tar_members(path: str, matches: Callable[[str], object], limit: int) -> Iterator[File]:
    """A tar is made to be read from front to back; so a compressed one is expanded to a temporary file."""
    import tarfile

    with contextlib.ExitStack() as stack:
        file = stack.enter_context(open(path, "rb"))
        if not path.lower().endswith(".tar"):
            file = stack.enter_context(_expanded(path, file))
        archive = stack.enter_context(tarfile.open(fileobj=file, mode="r:"))
        places = _tar_places(archive)
        for name in sorted(filter(matches, places), key=_by_folder):
            start, size = places[name]
            label = f"{path}{INSIDE}{name}"
            if size > limit or size < 0:
                yield label, _TOO_LARGE if size > limit else "unsupported: a sparse member"
                continue
            file.seek(start)
            data = file.read(size)
            yield label, data if len(data) == size else "bad_archive: the archive ends within the member"


def _tar_places(archive: tarfile.TarFile) -> dict[str, tuple[int, int]]:
    """Where each file lies: start and size, which is -1 for what is not there as it is."""
    places: dict[str, tuple[int, int]] = {}
    while (info := archive.next()) is not None:
        setattr(archive, "members", [])  # noqa: B010  # they would be kept, at a kilobyte each
        name = info.name.removeprefix("./")
        if info.isreg():
            places[name] = info.offset_data, -1 if info.issparse() else info.size
        elif info.islnk() and (target := info.linkname.removeprefix("./")) in places:
            places[name] = places[target]
        else:
            places.pop(name, None)
    return places


def _expanded(path: str, file: IO[bytes]) -> Any:
    import bz2
    import gzip
    import lzma
    import tempfile

    lower = path.lower()
    opener: Any = bz2.open if lower.endswith("bz2") else lzma.open if lower.endswith("xz") else gzip.open
    left = _budget(path)
    spool = tempfile.TemporaryFile()  # noqa: SIM115  # the caller closes it
    try:
        with opener(file, "rb") as source:
            while block := source.read(BLOCK):
                left -= len(block)
                if left < 0:
                    raise _Expands
                spool.write(block)
        spool.seek(0)
    except BaseException:
        spool.close()
        raise
    return spool


# --- fsspec ---


def remote(url: str, matches: Callable[[str], object], limit: int) -> Iterator[File]:
    """What is at a URL, by fsspec: a file, or the files of a folder that match, in sorted order."""
    try:
        import fsspec
    except ImportError as error:
        raise ImportError(f"{url} needs fsspec: pip install fsspec") from error

    system, root = fsspec.core.url_to_fs(url)
    try:
        is_folder = system.isdir(root)
        found = [name for name in system.find(root) if matches(name[len(root) :].lstrip("/"))] if is_folder else [root]
    except OSError as error:
        yield url, _failure(error)
        return
    for name in sorted(found, key=_by_folder):
        inside = name[len(root) :].lstrip("/")
        yield f"{url.rstrip('/')}/{inside}" if inside else url, _fetch(system, name, limit)


def _fetch(system: Any, name: str, limit: int) -> bytes | str:
    try:
        with system.open(name, "rb") as file:
            data: bytes = file.read(limit + 1)
    except OSError as error:
        return _failure(error)
    return data if len(data) <= limit else _TOO_LARGE


# --- JSON Lines ---


def json_records(path: str, keys: Keys, limit: int) -> Iterator[Record]:
    """For each line that is not blank: a name, the text or (failure,), and a base URL. keys: those of text, name and
    base URL. OSError: the file cannot be read."""
    import errno
    import zlib

    try:
        yield from _json_records(path, keys, limit)
    except (EOFError, zlib.error) as error:
        raise OSError(errno.EIO, str(error), path) from error


def _json_records(path: str, keys: Keys, limit: int) -> Iterator[Record]:
    import gzip
    import json

    opener: Any = gzip.open if path.lower().endswith(".gz") else open
    with opener(path, "rb") as file:
        number = 0
        while line := file.readline(limit + 1):
            number += 1
            name = f"{path}:{number}"
            if len(line) > limit:
                while line and not line.endswith(b"\n"):
                    line = file.readline(BLOCK)
                yield name, ("too_large: the line is longer than is allowed",), None
                continue
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                yield name, ("bad_json: the line is no JSON",), None
                continue
            yield _record(record, name, *keys)


def _record(record: Any, name: str, text: str, ids: str | None, base_urls: str | None) -> Record:
    if not isinstance(record, dict):
        return name, ("bad_json: the line is no object",), None
    if ids is not None and record.get(ids) is not None:
        name = str(record[ids])
    if text not in record:
        return name, (f"null: the line has no {text!r}",), None
    value = record[text]
    if value is None or isinstance(value, str):
        return name, value, None if base_urls is None else record.get(base_urls)
    return name, ("bad_json: the text is no string",), None
