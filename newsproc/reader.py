"""Many files at once: read, scan, from_strings; what they take, and what becomes of failures.

Which files there are says files.py; how threads read them, runs.py.
"""

from __future__ import annotations

import itertools
import os

from newsproc import _core
from newsproc.files import SUFFIXES, check_paths, find_files, iterate_files, named_files
from newsproc.output import replacing, write_parquet
from newsproc.runs import MANY_FILES, read_corpus, read_runs
from newsproc.schema import ARTICLES
from newsproc.table import Corpus
from newsproc.values import as_bases, as_names, make_sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from typing import Any, Literal, TypeAlias, Unpack

    from typing_extensions import CapsuleType

    from newsproc._core import OtherOptions, Path, ReadOptions
    from newsproc.progress import Progress
    from newsproc.sources import File
    from newsproc.values import Values

    OnError: TypeAlias = Literal["record", "raise", "skip"]

# Of MANY_FILES and more, one of so many is asked for its size and stands for the others: to ask takes
# a tenth of the time that reading takes, and runs need to be balanced, not equal.
SAMPLE = 8
# How many files scan() looks at before it reads them: a bound on what it holds beside a batch.
SCAN_FILES = 16384


class Call:
    """What the caller of read() or another has asked for, checked.

    keywords: what options were made of, as parse() and load() take it.
    """

    __slots__ = ("keywords", "on_error", "options", "progress", "threads")

    def __init__(
        self,
        options: _core.Options,
        keywords: ReadOptions,
        threads: int | None,
        on_error: OnError,
        progress: Progress = None,
    ) -> None:
        self.options, self.keywords = options, keywords
        self.threads, self.on_error, self.progress = threads, on_error, progress


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
    always read, and one that is named twice is read once. Where no file is found at all, there is a
    NewsprocWarning.

    known: an earlier result. Of files that are as they were then, its rows are taken; only those
    that are new, that failed or that have changed (by size, times of change or number of the file,
    as the system tells them) are read. The outcome is what reading all would give. One that was
    read with other options is of no use, and ignored. A table or a file that was written of it will
    not do: it has neither removals and diagnostics nor what the system told.

    threads: how many, by default one for each processor that this process may use (its affinity, and the quota of a
        container, are respected); the result is the same for any number.
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
    call = _check("read", options, threads, on_error, progress)
    check_paths(paths)
    named = None
    if not isinstance(paths, (str, bytes, os.PathLike)):
        paths = list(paths)
        named = named_files(paths, glob) if known is None else None
    files: list[File] = list(find_files(paths, glob, _most_bytes(options))) if named is None else [*named]
    if not files and paths:
        _warn_of_none(glob, stacklevel=3)
    if known is not None:
        return _read_again(files, known, call)
    chunks = read_corpus(_paths(files), call)
    if named is not None and any(failure.code == "is_directory" for failure in chunks.failures()):
        files = list(iterate_files(named, glob))  # somebody calls a folder posts.md
        chunks = read_corpus(_paths(files), call)
    return _finish(chunks, files, call, lambda file: _again(file, options))


def _read_again(files: list[File], known: Corpus, call: Call) -> Corpus:
    """The rows of known for files that are as they were, and those of the others, in order of files.

    Where dates depend on other files' dates (see read_corpus), any change may change any row: then
    nothing is taken over.
    """
    if not isinstance(known, Corpus):
        raise TypeError(f"known must be a Corpus, which a table or a file made of it is not: {type(known).__name__}")

    def load(file: File) -> object:
        return _again(file, call.keywords)

    depends = call.keywords.get("date_order", "auto") == "auto"
    rows = [-1] * len(files)
    if known._options == call.options and not (depends and known._chunks.ambiguous):
        rows = known._chunks.known(_core.Sources.paths(files))
    changed = [file for file, row in zip(files, rows, strict=True) if row < 0]
    chunks = read_corpus(_paths(changed), call)
    if call.on_error == "raise":
        _judge(chunks, changed, call, load)
    if depends and chunks.ambiguous and len(changed) < len(files):
        chunks, rows = read_corpus(_paths(files), call), [-1] * len(files)
    return _finish(_weave(known._chunks, chunks, rows), files, call, load)


def _weave(old: _core.Chunks, new: _core.Chunks, rows: list[int]) -> _core.Chunks:
    """For each row of old its number, or -1 for the next row of new."""
    if not any(row >= 0 for row in rows):
        return new
    fresh = itertools.count(len(old))
    return _core.Chunks.join([old, new]).take([row if row >= 0 else next(fresh) for row in rows])


def from_strings(
    values: Iterable[Any],
    /,
    *,
    ids: Iterable[Any] | None = None,
    threads: int | None = None,
    on_error: OnError = "record",
    progress: Progress = None,
    base_url: str | Iterable[str | None] | None = None,
    **others: Unpack[OtherOptions],
) -> Corpus:
    """Make a Corpus of texts at hand: a list, or a pandas, Polars or Arrow column.

    Each value is the contents of one file, as str or bytes; None (and NaN, and pandas.NA) is a row
    with ok = False. ids: as many names, for the path column, which a dialect reads as it reads
    paths. base_url: what relative addresses are resolved against, one for all or as many as there
    are values, with None where there is none. The rest is as for read().

    >>> import newsproc
    >>> corpus = newsproc.from_strings(["<p>One", "<p>Two"], ids=["a", "b"])
    >>> [(article.path, article.text) for article in corpus]
    [('a', 'One'), ('b', 'Two')]
    >>> items = newsproc.from_strings(['<a href="x">'] * 2, base_url=["https://a.example/", "https://b.example/"])
    >>> [article.links[0].href for article in items]
    ['https://a.example/x', 'https://b.example/x']
    """
    several = base_url is not None and not isinstance(base_url, (str, bytes)) and hasattr(base_url, "__iter__")
    options: ReadOptions = {**others}  # type: ignore[typeddict-item] # base_url follows
    if base_url is not None and not several:
        options["base_url"] = base_url  # type: ignore[typeddict-item] # if it is none, Options says so
    call = _check("from_strings", options, threads, on_error, progress)
    sources, data = make_sources(values, None if ids is None else as_names(ids))
    if several:
        sources.bases(as_bases(base_url), True)  # type: ignore[arg-type]
    return _finish(read_corpus(sources, call), data, call, lambda value: _core.parse(value, **options))


def from_jsonl(
    path: Path,
    /,
    *,
    text: str,
    ids: str | None = None,
    base_urls: str | None = None,
    threads: int | None = None,
    on_error: OnError = "record",
    progress: Progress = None,
    **options: Unpack[ReadOptions],
) -> Corpus:
    """Make a Corpus of a file of JSON Lines (.jsonl, .jsonl.gz), a row for each line that is not blank.

    text: the key of a post's contents. ids: the key of its name, for the path column; without it, or
    where a line has none, the name is the file's with the number of the line. base_urls: the key of
    what relative addresses are resolved against; where a line has none it is base_url, if given. A
    line that is no object, whose text is no string or whose base URL is none is a row with
    ok = False. The rest is as for read(); OSError when the file cannot be read.

    >>> import newsproc, pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "posts.jsonl")
    ...     _ = path.write_text('{"id": "a", "content": "<p>Green tea"}', encoding="utf-8")
    ...     newsproc.from_jsonl(path, text="content", ids="id")["text"].to_list()
    ['Green tea']
    """
    from newsproc.sources import json_records

    call = _check("from_jsonl", options, threads, on_error, progress)
    if text is None:
        raise TypeError("text must be str, not NoneType")
    check_texts(text=text, ids=ids, base_urls=base_urls)
    records = list(json_records(os.fsdecode(path), (text, ids, base_urls), _most_bytes(options)))
    values = [value for _, value, _ in records]
    sources = _core.Sources.values(values, [name for name, _, _ in records])
    if base_urls is not None:
        sources.bases(as_bases(base for _, _, base in records), False)

    def again(value: str | tuple[str]) -> object:
        return None if isinstance(value, tuple) else _core.parse(value, **options)

    return _finish(read_corpus(sources, call), values, call, again)


class Scan:
    """What scan() returns: an iterator of Corpus, and a stream of record batches for Arrow.

    It can be gone through once, by one or the other.
    """

    __slots__ = ("_batches", "_options")

    def __init__(self, batches: Generator[Corpus], options: _core.Options) -> None:
        self._batches = batches
        self._options = options

    def __iter__(self) -> Scan:
        return self

    def __next__(self) -> Corpus:
        return next(self._batches)

    def __repr__(self) -> str:
        import inspect

        states = {inspect.GEN_CREATED: "not begun", inspect.GEN_CLOSED: "at its end"}
        state = states.get(inspect.getgeneratorstate(self._batches), "begun")
        return f"<newsproc.Scan {state}: gives each Corpus once>"

    def __arrow_c_stream__(self, requested_schema: object = None) -> CapsuleType:
        """The rest of the rows as an Arrow stream; files are read as the consumer asks for them."""
        return _core._iterate((corpus._chunks for corpus in self._batches), self._options)

    def __arrow_c_schema__(self) -> CapsuleType:
        return _core._schema(ARTICLES, self._options)

    def to_parquet(self, path: str | os.PathLike[str], *, compression: str = "zstd") -> None:
        """Write the rest of the rows to a Parquet file, in row groups while files are read.

        What is at path, if anything, is replaced when all has been written, and not before: after a
        failure, a full disk or the end of the process it is as it was. compression: as pyarrow has it.

        >>> import newsproc, pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = pathlib.Path(folder, "a.md").write_text("---\\ntitle: Tea\\n---\\nbody", encoding="utf-8")
        ...     newsproc.scan(folder).to_parquet(pathlib.Path(folder, "posts.parquet"))
        ...     pathlib.Path(folder, "posts.parquet").read_bytes()[:4]
        b'PAR1'
        """
        write_parquet(path, self, self._batches, compression, self._options)

    def to_jsonl(self, path: str | os.PathLike[str]) -> None:
        """Write the rest of the rows as JSON lines while files are read: whole or not at all.

        The keys are those of Corpus.to_jsonl().

        >>> import newsproc, pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = pathlib.Path(folder, "a.md").write_text("---\\ntitle: Tea\\n---\\nbody", encoding="utf-8")
        ...     newsproc.scan(folder).to_jsonl(pathlib.Path(folder, "posts.jsonl"))
        ...     pathlib.Path(folder, "posts.jsonl").read_bytes().count(b"\\n")
        1
        """
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

    >>> import newsproc, pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = pathlib.Path(folder, "a.md").write_text("---\\ntitle: Tea\\n---\\nbody", encoding="utf-8")
    ...     [article.title for corpus in newsproc.scan(folder) for article in corpus]
    ['Tea']
    """
    call = _check("scan", options, threads, on_error)
    check_count("batch_bytes", batch_bytes)
    check_paths(paths)
    files = find_files(paths, glob, _most_bytes(options))
    nothing = isinstance(paths, (list, tuple)) and not paths
    return Scan(_scan(files, batch_bytes, call, None if nothing else glob or ""), call.options)


def _scan(files: Iterator[File], batch_bytes: int, call: Call, glob: str | None) -> Generator[Corpus]:
    """glob: what folders were searched for; None when nothing was named."""

    def load(file: File) -> object:
        return _again(file, call.keywords)

    total = failed = 0
    while names := _some(files, batch_bytes):
        sources = _core.Sources.paths(names)
        batches = sources.cuts(batch_bytes)
        cuts = sorted({*sources.cuts(), *batches})
        for start, stop in itertools.pairwise(batches):
            runs = [cut for cut in cuts if start <= cut <= stop]
            chunks, _ = read_runs(sources, runs, call)
            corpus, failures = _judge(chunks, names[start:stop], call, load)
            total += stop - start
            failed += failures
            yield corpus
    _warn(failed, total, call.on_error)
    if total == 0 and glob is not None:
        _warn_of_none(glob, stacklevel=4)


def _some(files: Iterator[File], size: int) -> list[File]:
    """Files to look at together: as many as may be, or as have about size bytes in memory already."""
    some: list[File] = []
    held = 0
    for file in files:
        some.append(file)
        held += len(file[1]) if isinstance(file, tuple) else 0
        if len(some) == SCAN_FILES or held >= size:
            break
    return some


def _most_bytes(options: ReadOptions) -> int:
    """How large a file may be that is no file of the system's, as the core has it for those."""
    limits = options.get("limits") or _core.Limits()
    return (limits.body + limits.front) * _core._bounds()["file_factor"]


# --- sources ---


def read_batch(sources: _core.Sources, threads: int, options: _core.Options) -> Corpus:
    """The rows of sources by themselves, as those of a batch of scan()."""
    chunks, _ = read_runs(sources, None, Call(options, {}, threads, "record"))
    return Corpus(chunks, options=options)


def _paths(files: list[File]) -> _core.Sources:
    return _core.Sources.paths(files, SAMPLE if len(files) >= MANY_FILES else 1)


# --- failures ---


def _check(
    function: str, keywords: ReadOptions, threads: int | None, on_error: OnError, progress: Progress = None
) -> Call:
    """What is wrong with arguments is told before anything is read."""
    if on_error not in ("record", "raise", "skip"):
        raise ValueError(f"on_error must be 'record', 'raise' or 'skip', not {on_error!r}")
    if threads is not None:
        check_count("threads", threads)
    return Call(check_options(function, keywords), keywords, threads, on_error, progress)


def check_count(name: str, value: int) -> None:
    """An argument that says how many: one or more."""
    if not hasattr(value, "__index__"):
        raise TypeError(f"{name} must be int, not {type(value).__name__}")
    if value < 1:
        raise ValueError(f"{name} must be at least 1")


def check_texts(**values: str | None) -> None:
    """Arguments that are names of keys or columns."""
    for name, value in values.items():
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{name} must be str, not {type(value).__name__}")


def check_options(function: str, keywords: ReadOptions) -> _core.Options:
    """The options of a function, whose name errors give."""
    try:
        return _core.Options(**keywords)
    except TypeError:
        import inspect

        import newsproc
        from newsproc.names import unknown_argument

        known = _core.Options().__getnewargs_ex__()[1]
        unknown = next((name for name in keywords if name not in known), None)
        if unknown is None:
            raise
        # The caller has never heard of Options, and may have meant an argument of the function's own.
        own = inspect.signature(getattr(newsproc, function)).parameters
        names = [name for name, at in own.items() if at.kind is at.KEYWORD_ONLY] + [*known]
        raise TypeError(unknown_argument(function, unknown, names)) from None


def _finish(chunks: _core.Chunks, inputs: Sequence[Any] | Values, call: Call, again: Callable[[Any], object]) -> Corpus:
    corpus, failed = _judge(chunks, inputs, call, again)
    missing = (failure.path or "" for failure in chunks.failures() if failure.code == "not_found")
    _warn(failed, len(inputs), call.on_error, next(filter(None, map(_other_looks, missing)), ""))
    return corpus


def _judge(
    chunks: _core.Chunks, inputs: Sequence[Any] | Values, call: Call, again: Callable[[Any], object]
) -> tuple[Corpus, int]:
    """The corpus that on_error asks for, and how many failures there were."""
    failures = chunks.failures()
    if failures and call.on_error == "raise":
        _raise(failures[0], inputs[failures[0].row], again)
    if failures and call.on_error == "skip":
        return Corpus(chunks.good(), skipped=len(failures), options=call.options), len(failures)
    return Corpus(chunks, options=call.options), len(failures)


def _again(file: File, keywords: ReadOptions) -> object:
    """Reads a file by itself, for the exception."""
    if isinstance(file, str):
        return _core.load(file, **keywords)
    data = file[1]
    return None if isinstance(data, str) else _core.parse(data, **keywords)


def _raise(failure: _core.Failure, value: Any, again: Callable[[Any], object]) -> None:
    """Raises what load() or parse() raises for the same input."""
    if value is None:
        raise ValueError(f"value {failure.row} is null")
    try:
        again(value)
    except _core.NewsprocError as raised:
        if raised.path is None and failure.path is not None:  # data has no name, a row has
            raised.path = failure.path
            raised.args = (f"{failure.path}:{' ' if raised.line is None else ''}{raised}",)
        raise
    # It could not be read before, or can be now: somebody changed it. The failure is real all the same.
    error = _core.NewsprocError(f"{failure.path}: {failure.code}: {failure.message}")
    error.code, error.path = failure.code, failure.path
    raise error


def _other_looks(path: str) -> str:
    """What a path that was not found was likely meant to be, when it looks like it."""
    if set(path) & set("*?["):
        return f"{path!r} is taken for a name: read(folder, glob=pattern) takes a pattern"
    return f"{path!r} is taken as it is: os.path.expanduser(path) makes a home of '~'" if path.startswith("~") else ""


def _warn(failed: int, total: int, on_error: OnError, more: str = "") -> None:
    if failed == 0:
        return
    import warnings

    rest = "see corpus.errors" if on_error == "record" else "their rows are left out"
    rest += f"; {more}" if more else ""
    warnings.warn(f"{failed:,} of {total:,} failed; {rest}", _core.NewsprocWarning, stacklevel=4)


def _warn_of_none(glob: str | None, stacklevel: int) -> None:
    import warnings

    what = f"matches {glob!r}" if glob else f"is called {', '.join('*' + suffix for suffix in SUFFIXES)}"
    warnings.warn(f"no file was found: none {what}", _core.NewsprocWarning, stacklevel=stacklevel)
