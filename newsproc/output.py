"""Files that are there whole or not at all: what writes tables goes through here."""

from __future__ import annotations

import contextlib
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, BinaryIO, TextIO

    from newsproc._core import Options
    from newsproc.table import Corpus

# Rows of a Parquet row group, at least; the last may have fewer.
PARQUET_ROWS = 8192
# Bytes of a name that a temporary file's own has in it: names may have 255, and this one has more to say.
NAME_BYTES = 64


def _is_special(path: str) -> bool:
    """Whether path is something other than a file: a device or a pipe is written to, never replaced."""
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except FileNotFoundError:
        return False


def temporary_prefix(name: str) -> str:
    """How the name of a file begins that is to take the place of one called name: hidden, and short in bytes."""
    whole = os.fsencode(name)[:NAME_BYTES].decode("utf-8", "ignore")  # no half characters: some systems refuse them
    return f".{os.fsdecode(whole.encode())}."


def _open_beside(path: str) -> tuple[str, BinaryIO]:
    """A new file in the same folder, so that it can take path's place in one step."""
    folder, name = os.path.split(path)
    while True:
        temporary = os.path.join(folder, f"{temporary_prefix(name)}{os.urandom(6).hex()}.tmp")
        try:
            return temporary, open(temporary, "xb")
        except FileExistsError:
            continue


def _keep_mode(file: BinaryIO, target: str) -> None:
    """The mode of the file that is replaced, if there is one: what is private stays so."""
    if hasattr(os, "fchmod"):
        with contextlib.suppress(OSError):
            os.fchmod(file.fileno(), stat.S_IMODE(os.stat(target).st_mode))


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A binary file that takes path's place when the block ends without an exception.

    Until then, and after a failure, whatever was under that name is untouched. Its mode is kept.
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
            _keep_mode(file, target)
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


def write_csv(corpus: Corpus, file: TextIO) -> None:
    """A line for each row, from the JSON that the core makes: it has everything in plain form."""
    import csv
    import json

    from newsproc.schema import SCHEMA

    def cell(value: Any) -> Any:
        if isinstance(value, (list, dict)):
            return json.dumps(value, ensure_ascii=False)
        if isinstance(value, bool):
            return "true" if value else "false"
        return value.isoformat() if hasattr(value, "isoformat") else value

    names = corpus.schema.names
    writer = csv.writer(file)
    writer.writerow(names)
    # What the lines call otherwise, or have not: counts, and what was asked for.
    numbers = [name for name in names[: len(SCHEMA)] if name.endswith("_count") or name == "reading_seconds"]
    others = [*numbers, *names[len(SCHEMA) :]]
    rows = zip(*(corpus[name] for name in others), strict=True)
    for block in corpus.json_lines():
        for line in block.splitlines():
            values = {**json.loads(line), **dict(zip(others, next(rows), strict=True))}
            writer.writerow([cell(values[name]) for name in names])
