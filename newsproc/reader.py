"""Many files at once: read, scan, from_strings.

The files are cut into runs by their sizes, whatever the number of threads; each thread takes one
run after the other and holds the interpreter only in between. The calling thread waits, so that
Ctrl-C works, and every thread is gone when the call returns.
"""

from __future__ import annotations

import os

from newsproc import _core
from newsproc.files import iterate_files, named_files
from newsproc.output import replacing, write_parquet
from newsproc.progress import make_meter
from newsproc.schema import ARTICLES
from newsproc.table import Corpus

TYPE_CHECKING = False
if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, Literal, TypeAlias, Unpack

    from typing_extensions import CapsuleType

    from newsproc._core import Path, ReadOptions
    from newsproc.progress import Meter, Progress

    OnError: TypeAlias = Literal["record", "raise", "skip"]

# From so many files on all threads ask for their sizes; fewer are cut into runs at once, so that no
# thread is started for nothing.
MANY_FILES = 256
# Of so many of them one is asked, and stands for the others: to ask takes a tenth of the time that
# reading takes, and runs need to be balanced, not equal.
SAMPLE = 8
# How many files scan() looks at before it reads them: a bound on what it holds beside a batch.
SCAN_FILES = 16384
# Seconds between two looks at the progress.
TICK = 0.1


def read(
    paths: Path | Iterable[Path],
    /,
    *,
    glob: str | None = None,
    known: Corpus | None = None,
    threads: int | None = None,
    on_error: OnError = "record",
    progress: Progress = None,
    **options: Unpack[ReadOptions],
) -> Corpus:
    """Read files and folders into a Corpus, a row for each file, in order.

    A folder is walked in sorted order for .md, .markdown, .mdown, .html and .htm, or for what glob
    says: a pattern without a slash is matched against names, one with slashes against the path in
    the folder, where ** spans folders. Links to folders are not followed. A file that is named is
    always read, and one that is named twice is read once.

    known: an earlier result. Of files that are as they were then, its rows are taken; only those
    that are new, that failed or that have changed (by size, times of change or number of the file,
    as the system tells them) are read. The outcome is what reading all would give. One that was
    read with other options is of no use, and ignored.

    threads: how many, by default one for each processor; the result is the same for any number.
    on_error: "record" keeps a row with ok = False for each file that cannot be read and ends with
    one NewsprocWarning, "raise" raises the first failure in the order of files, "skip" leaves such
    rows out and counts them. progress: True for a bar (tqdm where it is installed), or a function
    that is called with files done, files in all, and bytes done. options: those of parse().

    columns, among the options, is a mapping of keys of the front matter to types (int64, float64,
    bool, string, date, list<string>); each becomes a column of its name at the end of the table,
    null where a file has no such key or, with a diagnostic, a value that does not fit. A dot leads
    into a mapping. date_order="auto" reads 03/04/2021 as the other dates of its form in the same
    corpus have it, which is a diagnostic, too; where they do not agree such a date is null.

    >>> import newsproc
    >>> newsproc.read([]).to_arrow().num_rows
    0
    """
    _check(on_error, threads)
    named = None
    if not isinstance(paths, (str, bytes, os.PathLike)):
        paths = list(paths)
        named = named_files(paths, glob) if known is None else None
    files = list(iterate_files(paths, glob)) if named is None else named
    if known is not None:
        return _read_again(files, known, threads, on_error, progress, options)
    chunks = _run_all(_paths(files), threads, on_error, progress, options)
    if named is not None and any(failure.code == "is_directory" for failure in chunks.failures()):
        files = list(iterate_files(files, glob))  # somebody calls a folder posts.md
        chunks = _run_all(_paths(files), threads, on_error, progress, options)
    return _finish(chunks, files, on_error, lambda path: _core.load(path, **options), options)


def _read_again(
    files: list[str], known: Corpus, threads: int | None, on_error: OnError, progress: Progress, options: ReadOptions
) -> Corpus:
    """The rows of known for files that are as they were, and those of the others, in order of files.

    Where dates depend on other files' dates (see _run_all), any change may change any row: then
    nothing is taken over.
    """
    if not isinstance(known, Corpus):
        raise TypeError(f"known must be a Corpus, not {type(known).__name__}")

    def load(path: str) -> object:
        return _core.load(path, **options)

    depends = options.get("date_order", "auto") == "auto"
    rows = [-1] * len(files)
    if known._options == _core.Options(**options) and not (depends and known._chunks.ambiguous):
        rows = known._chunks.known(_core.Sources.paths(files))
    changed = [file for file, row in zip(files, rows, strict=True) if row < 0]
    chunks = _run_all(_paths(changed), threads, on_error, progress, options)
    if on_error == "raise":
        _judge(chunks, changed, on_error, load, options)
    if depends and chunks.ambiguous and len(changed) < len(files):
        chunks, rows = _run_all(_paths(files), threads, on_error, progress, options), [-1] * len(files)
    return _finish(_weave(known._chunks, chunks, rows), files, on_error, load, options)


def _weave(old: _core.Chunks, new: _core.Chunks, rows: list[int]) -> _core.Chunks:
    """For each row of old its number, or -1 for the next row of new: all in one, in stretches."""
    parts = []
    taken = start = 0
    while start < len(rows):
        stop = start + 1
        if rows[start] < 0:
            while stop < len(rows) and rows[stop] < 0:
                stop += 1
            parts.append(new[taken : taken + stop - start])
            taken += stop - start
        else:
            while stop < len(rows) and rows[stop] == rows[stop - 1] + 1:
                stop += 1
            parts.append(old[rows[start] : rows[stop - 1] + 1])
        start = stop
    return _core.Chunks.join(parts) if parts else new


def from_strings(
    values: Iterable[Any],
    /,
    *,
    ids: Iterable[Any] | None = None,
    threads: int | None = None,
    on_error: OnError = "record",
    progress: Progress = None,
    **options: Unpack[ReadOptions],
) -> Corpus:
    """Make a Corpus of texts at hand: a list, or a pandas, Polars or Arrow column.

    Each value is the contents of one file, as str or bytes; None (and NaN, and pandas.NA) is a row
    with ok = False. ids: as many names, for the path column, which a dialect reads as it reads
    paths. The rest is as for read().

    >>> import newsproc
    >>> corpus = newsproc.from_strings(["<p>One", "<p>Two"], ids=["a", "b"])
    >>> [(article.path, article.text) for article in corpus]
    [('a', 'One'), ('b', 'Two')]
    """
    _check(on_error, threads)
    data = _as_values(values)
    names = None if ids is None else _as_list(ids)
    chunks = _run_all(_core.Sources.values(data, names), threads, on_error, progress, options)
    return _finish(chunks, data, on_error, lambda value: _core.parse(value, **options), options)


class Scan:
    """What scan() returns: an iterator of Corpus, and a stream of record batches for Arrow.

    It can be gone through once, by one or the other.
    """

    __slots__ = ("_batches", "_options")

    def __init__(self, batches: Iterator[Corpus], options: _core.Options) -> None:
        self._batches = batches
        self._options = options

    def __iter__(self) -> Scan:
        return self

    def __next__(self) -> Corpus:
        return next(self._batches)

    def __arrow_c_stream__(self, requested_schema: object = None) -> CapsuleType:
        """The rest of the rows as an Arrow stream; files are read as the consumer asks for them."""
        return _core._iterate((corpus._chunks for corpus in self._batches), self._options)

    def __arrow_c_schema__(self) -> CapsuleType:
        return _core._schema(ARTICLES, self._options)

    def to_parquet(self, path: str | os.PathLike[str], *, compression: str = "zstd") -> None:
        """Write the rest of the rows to a Parquet file, in row groups while files are read.

        What is at path, if anything, is replaced when all has been written, and not before: after a
        failure, a full disk or the end of the process it is as it was. compression: as pyarrow has it.
        """
        write_parquet(path, self, self._batches, compression)

    def to_jsonl(self, path: str | os.PathLike[str]) -> None:
        """Write the rest of the rows as JSON lines while files are read: whole or not at all."""
        with replacing(path) as file:
            for corpus in self._batches:
                file.writelines(corpus.json_lines())


def scan(
    paths: Path | Iterable[Path],
    /,
    *,
    batch_bytes: int = 64 << 20,
    glob: str | None = None,
    threads: int | None = None,
    on_error: OnError = "record",
    **options: Unpack[ReadOptions],
) -> Scan:
    """Go over any number of files in constant memory: an iterator of Corpus, in one pass.

    batch_bytes: bytes of input in one Corpus, about. The rest is as for read(); with "record" and
    "skip" the warning about failures comes once, at the end. date_order="auto" knows no other dates
    here: an ambiguous one is null. The result can also be given to
    whatever reads Arrow streams (pyarrow.RecordBatchReader.from_stream, duckdb, polars).
    """
    _check(on_error, threads)
    if batch_bytes < 1:
        raise ValueError("batch_bytes must be at least 1")
    frozen = _core.Options(**options)  # wrong ones are told now, not when the first batch is asked for
    return Scan(_scan(iterate_files(paths, glob), batch_bytes, threads, on_error, options), frozen)


def _scan(
    files: Iterator[str], batch_bytes: int, threads: int | None, on_error: OnError, options: ReadOptions
) -> Iterator[Corpus]:
    import itertools

    def load(path: str) -> object:
        return _core.load(path, **options)

    total = failed = 0
    while names := list(itertools.islice(files, SCAN_FILES)):
        sources = _core.Sources.paths(names)
        batches = sources.cuts(batch_bytes)
        cuts = sorted({*sources.cuts(), *batches})
        for start, stop in itertools.pairwise(batches):
            runs = [cut for cut in cuts if start <= cut <= stop]
            chunks, _ = _run(sources, runs, threads, on_error, None, _core.Options(**options))
            corpus, failures = _judge(chunks, names[start:stop], on_error, load, options)
            total += stop - start
            failed += failures
            yield corpus
    _warn(failed, total, on_error)


# --- the runs ---


def _paths(files: list[str]) -> _core.Sources:
    return _core.Sources.paths(files, SAMPLE if len(files) >= MANY_FILES else 1)


def _run_all(
    sources: _core.Sources, threads: int | None, on_error: OnError, progress: Progress, options: ReadOptions
) -> _core.Chunks:
    """The rows of a whole corpus.

    Only when all of it has been read is it known how its dates order day and month. Where some date
    needs that and the others tell, it is read again: few corpora have such dates, and so the result
    depends on nothing but the corpus.
    """
    frozen = _core.Options(**options)
    chunks, orders = _run(sources, None, threads, on_error, progress, frozen)
    if orders and options.get("date_order", "auto") == "auto":
        chunks, _ = _run(sources, None, threads, on_error, progress, frozen, orders)
    return chunks


def _run(
    sources: _core.Sources,
    cuts: list[int] | None,
    threads: int | None,
    on_error: OnError,
    progress: Progress,
    options: _core.Options,
    orders: int = 0,
) -> tuple[_core.Chunks, int]:
    """Does all runs and gives their rows, with "raise" only those up to the first failure, and what
    they tell of the order of day and month.

    Without cuts, runs are as the core makes them. orders: what an earlier run has told.
    """
    if cuts is None and len(sources) < MANY_FILES:
        cuts = sources.cuts()
    job = _core.Job(sources, cuts, options, on_error == "raise", orders)
    total = len(sources) if cuts is None else cuts[-1] - cuts[0]
    meter = make_meter(progress, total)
    count = threads or _processors()
    if cuts is not None:
        count = min(count, max(len(cuts) - 1, 1))
    if count == 1 and meter is None:
        job.work()
    else:
        _work(job, count, meter)
    chunks = job.result()
    if len(chunks) != total and on_error != "raise":
        raise RuntimeError("a run of files was not finished")
    return chunks, job.orders()


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _work(job: _core.Job, count: int, meter: Meter | None) -> None:
    """Lets count threads work on job while this one waits.

    Waiting is on a lock of our own: Thread.join(), when Ctrl-C interrupts it, may take a thread for
    ended that is not.
    """
    import threading

    errors: list[BaseException] = []
    begun: list[int] = []
    ended: list[int] = []
    wake = threading.Semaphore(0)

    def body() -> None:
        begun.append(1)
        try:
            job.work()
        except BaseException as error:
            errors.append(error)
        finally:
            ended.append(1)
            wake.release()

    threads = _start([threading.Thread(target=body, name=f"newsproc-{i}") for i in range(count)])
    try:
        if not threads:
            job.work()
        while len(ended) < len(threads):
            wake.acquire(timeout=TICK if meter is not None else None)
            if meter is not None:
                meter.update(job.files, job.bytes)
        if meter is not None:
            meter.update(job.files, job.bytes)  # they may have been quicker than the first look
    except BaseException:
        job.stop()
        raise
    finally:
        _await(begun, ended)
        if meter is not None:
            meter.close()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def _start(threads: list[threading.Thread]) -> list[threading.Thread]:
    """Starts as many as the system allows."""
    for i, thread in enumerate(threads):
        try:
            thread.start()
        except RuntimeError:
            return threads[:i]
    return threads


def _await(begun: list[int], ended: list[int]) -> None:
    """Waits for threads that were told to stop; a second Ctrl-C changes nothing about that.

    One that has not begun yet will find nothing to do.
    """
    import time

    while len(ended) < len(begun):
        try:
            time.sleep(0.001)
        except KeyboardInterrupt:
            continue


# --- failures ---


def _check(on_error: str, threads: int | None) -> None:
    if on_error not in ("record", "raise", "skip"):
        raise ValueError(f"on_error must be 'record', 'raise' or 'skip', not {on_error!r}")
    if threads is not None and threads < 1:
        raise ValueError("threads must be at least 1")


def _finish(
    chunks: _core.Chunks, inputs: list[Any], on_error: OnError, again: Callable[[Any], object], options: ReadOptions
) -> Corpus:
    corpus, failed = _judge(chunks, inputs, on_error, again, options)
    _warn(failed, len(inputs), on_error)
    return corpus


def _judge(
    chunks: _core.Chunks, inputs: list[Any], on_error: OnError, again: Callable[[Any], object], options: ReadOptions
) -> tuple[Corpus, int]:
    """The corpus that on_error asks for, and how many failures there were."""
    frozen = _core.Options(**options)
    failures = chunks.failures()
    if failures and on_error == "raise":
        _raise(failures[0], inputs[failures[0].row], again)
    if failures and on_error == "skip":
        return Corpus(chunks.good(), skipped=len(failures), options=frozen), len(failures)
    return Corpus(chunks, options=frozen), len(failures)


def _raise(failure: _core.Failure, value: Any, again: Callable[[Any], object]) -> None:
    """Raises what load() or parse() raises for the same input."""
    if value is None:
        raise ValueError(f"value {failure.row} is null")
    again(value)
    # It can be read now: somebody changed it meanwhile. The failure was real all the same.
    error = _core.NewsprocError(f"{failure.path}: {failure.code}: {failure.message}")
    error.code, error.path = failure.code, failure.path
    raise error


def _warn(failed: int, total: int, on_error: OnError) -> None:
    if failed == 0:
        return
    import warnings

    rest = "see corpus.errors" if on_error == "record" else "their rows are left out"
    warnings.warn(f"{failed:,} of {total:,} failed; {rest}", _core.NewsprocWarning, stacklevel=4)


# --- values ---


def _as_list(values: Iterable[Any]) -> list[Any]:
    for method in ("to_pylist", "to_list"):  # Arrow; pandas and Polars
        if hasattr(values, method):
            return list(getattr(values, method)())
    if hasattr(values, "__arrow_c_stream__"):
        import pyarrow

        return list(pyarrow.chunked_array(values).to_pylist())
    return list(values)


def _as_values(values: Iterable[Any]) -> list[str | bytes | None]:
    if isinstance(values, (str, bytes, bytearray, memoryview)):
        raise TypeError("from_strings() takes many values; parse() takes one")
    return [value if type(value) is str else _as_value(value) for value in _as_list(values)]


def _as_value(value: object) -> str | bytes | None:
    if value is None or isinstance(value, (str, bytes)):
        return value
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    if (isinstance(value, float) and value != value) or type(value).__name__ == "NAType":
        return None
    raise TypeError(f"a value must be str, bytes or None, not {type(value).__name__}")
