"""One function over Arrow batches, for engines that have many machines: Spark, Ray Data, Dask, datasets."""

from __future__ import annotations

from collections.abc import Mapping

from newsproc import _core
from newsproc.reader import check_count, check_options, check_texts, read_batch
from newsproc.values import as_bases, as_names, make_sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, Unpack

    import pyarrow

    from newsproc._core import ReadOptions

# Where contents and names are looked for when the caller does not say; content and path are what
# Spark's binaryFile source has.
TEXTS = ("text", "content")
NAMES = ("id", "path")


class ArrowMapper:
    """What arrow_mapper() returns: a picklable function over Arrow tables or batches of them."""

    __slots__ = ("_arguments", "_options")

    def __init__(
        self, text: str | None, ids: str | None, base_urls: str | None, threads: int, options: ReadOptions
    ) -> None:
        check_count("threads", threads)
        check_texts(text=text, ids=ids, base_urls=base_urls)
        self._arguments = text, ids, base_urls, threads
        self._options = check_options("arrow_mapper", options)

    def __getstate__(self) -> tuple[Any, Any]:
        return self._arguments, self._options

    def __setstate__(self, state: tuple[Any, Any]) -> None:
        self._arguments, self._options = state

    def __call__(self, data: Any) -> Any:
        """The rows of a pyarrow.Table, RecordBatch or pandas.DataFrame as the same, or, for an
        iterator of batches (Spark), an iterator of batches in Spark's types."""
        import pyarrow

        if isinstance(data, pyarrow.Table):
            return self._table(data)
        if isinstance(data, pyarrow.RecordBatch):
            return _one_batch(self._table(pyarrow.Table.from_batches([data])))
        if hasattr(data, "columns") and hasattr(data, "__arrow_c_stream__"):
            from newsproc.frames import table_to_pandas

            return table_to_pandas(self._table(pyarrow.table(data)))
        if isinstance(data, (str, bytes, Mapping)) or not hasattr(data, "__iter__"):
            raise TypeError(
                "a mapper takes Arrow tables or batches (batch_format='pyarrow' in Ray, with_format('arrow') in "
                f"datasets), data frames and iterators of batches, not {type(data).__name__}"
            )
        return self._batches(data)

    def _batches(self, batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow

        for batch in batches:
            table = self._table(pyarrow.Table.from_batches([batch]))
            for part in table.to_batches():
                yield _for_spark(part)

    def _table(self, table: pyarrow.Table) -> pyarrow.Table:
        return _plain(self._corpus(table).to_arrow())

    def _corpus(self, table: pyarrow.Table) -> Any:
        text, ids, base_urls, threads = self._arguments
        names = table.column_names
        text = text or next((name for name in TEXTS if name in names), None)
        ids = ids or next((name for name in NAMES if name in names), None)
        if text is None and ids is None:
            raise ValueError(f"no column of contents {TEXTS} or names {NAMES} among {names}")
        for name in filter(None, (text, ids, base_urls)):
            if name not in names:
                raise KeyError(f"there is no column {name!r}, only {', '.join(names)}")
        labels = None if ids is None else as_names(table.column(ids))
        if text is None:
            sources = _core.Sources.paths(["" if label is None else str(label) for label in labels or ()])
        else:
            sources, _ = make_sources(table.column(text), labels)
        if base_urls is not None:
            sources.bases(as_bases(table.column(base_urls)), False)
        return read_batch(sources, threads, self._options)


def arrow_mapper(
    *,
    text: str | None = None,
    ids: str | None = None,
    base_urls: str | None = None,
    threads: int = 1,
    **options: Unpack[ReadOptions],
) -> ArrowMapper:
    """Make a function that an engine applies to Arrow batches on its workers.

    Spark: ``df.mapInArrow(newsproc.arrow_mapper(), newsproc.SCHEMA.to_ddl())``; Ray Data:
    ``ds.map_batches(mapper, batch_format="pyarrow")``; Dask: ``ddf.map_partitions(mapper)``.

    text: the column of contents, strings or bytes; by default "text" or "content". ids: the column
    of names; by default "id" or "path". Where there are only names, they are paths, read by the worker.
    base_urls: the column of what relative addresses are resolved against; a row whose own is neither null nor an
    absolute http or https URL has ok = False.
    threads: of each worker's process. options: those of parse(); date_order="auto" knows no other
    dates here, because batches do not know of each other.

    Each row gives one row, with ok = False and its error where it failed. Columns are those of
    newsproc.SCHEMA, with plain strings for dictionaries; for Spark, which has no unsigned numbers,
    digest and simhash are the same 64 bits as signed ones.

    >>> import newsproc, pyarrow
    >>> mapper = newsproc.arrow_mapper(timezone="Asia/Shanghai")
    >>> mapper(pyarrow.table({"id": ["a"], "text": ["---\\ntitle: T\\n---\\nbody"]}))["title"].to_pylist()
    ['T']
    """
    return ArrowMapper(text, ids, base_urls, threads, options)


def _one_batch(table: pyarrow.Table) -> pyarrow.RecordBatch:
    import pyarrow

    table = table.combine_chunks()
    batches = table.to_batches()
    return batches[0] if batches else pyarrow.RecordBatch.from_pylist([], table.schema)


def _plain(table: pyarrow.Table) -> pyarrow.Table:
    """Dictionaries as strings: engines put batches together that have different ones."""
    import pyarrow

    kinds = [
        field.with_type(pyarrow.large_string()) if pyarrow.types.is_dictionary(field.type) else field
        for field in table.schema
    ]
    return table.cast(pyarrow.schema(kinds))


def _for_spark(batch: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
    import pyarrow

    columns = [
        column.view(pyarrow.int64()) if pyarrow.types.is_uint64(column.type) else column for column in batch.columns
    ]
    return pyarrow.RecordBatch.from_arrays(columns, names=batch.schema.names)
