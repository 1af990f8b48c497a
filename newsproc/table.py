"""A corpus: many articles as columns, and the ways from there to other tools.

The columns belong to the core and are shared, never copied: by slices, by pyarrow, Polars, DuckDB
and pandas. None of these is needed or imported until it is asked for.
"""

from __future__ import annotations

import operator

from newsproc import _core
from newsproc.columns import Column, SequenceMixin, import_pyarrow, schema_of
from newsproc.names import no_column
from newsproc.schema import ARTICLES, DIAGNOSTICS, IMAGES, LINKS, REMOVALS, Schema
from newsproc.values import as_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator
    from typing import Any, SupportsIndex, overload

    import pandas
    import polars
    import pyarrow
    from typing_extensions import CapsuleType

    from newsproc._core import Article, Chunks, Failure, Options
    from newsproc.plot import Plots

# Articles whose JSON is made at a time; rows of a child table.
JSON_ROWS = 256
PART_ROWS = 1024
# What the rows of a child table are.
NAMES = {IMAGES: "images", LINKS: "links", REMOVALS: "removals", DIAGNOSTICS: "diagnostics"}


class _Exports:
    """What everything with an Arrow stream can become."""

    __slots__ = ()

    if TYPE_CHECKING:
        _chunks: Chunks
        _table: int

    def __arrow_c_stream__(self, requested_schema: object = None) -> CapsuleType:
        """Arrow's PyCapsule interface, without a copy."""
        return self._chunks.stream(self._table)

    def to_arrow(self) -> pyarrow.Table:
        """A pyarrow.Table over the same memory. ImportError where pyarrow is not installed.

        >>> import newsproc
        >>> newsproc.from_strings(["a", "b"]).to_arrow().num_rows
        2
        """
        return import_pyarrow("to_arrow()").RecordBatchReader.from_stream(self).read_all()

    def to_polars(self) -> polars.DataFrame:
        """A polars.DataFrame over the same memory. ImportError where Polars is not installed.

        Its texts come as Arrow's views (16 bytes each, made here), which Polars keeps; polars.DataFrame(corpus)
        gives the same frame and lets Polars make them, which takes longer.

        >>> import newsproc
        >>> newsproc.from_strings(["a", "b"]).to_polars()["text"].to_list()
        ['a', 'b']
        """
        try:
            import polars
        except ImportError as error:
            raise ImportError("to_polars() needs polars: pip install newsproc[polars]") from error
        return polars.DataFrame(_Views(self._chunks, self._table))


class _Views:
    """The stream of a table with its texts as Arrow's views, which Polars keeps as they are."""

    __slots__ = ("_chunks", "_table")

    def __init__(self, chunks: Chunks, table: int) -> None:
        self._chunks = chunks
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> CapsuleType:
        return self._chunks.stream(self._table, -1, True)


class ChildTable(_Exports):
    """A flat table about the articles of a corpus: its column row is the article's number.

    What Corpus.images(), links(), removals() and diagnostics() return; whatever reads Arrow reads
    it, as it reads a Corpus. It can be gone through as often as one likes: for each of its rows the
    article's number and the Image, Link, Removal or Diagnostic, made as they are asked for.

    >>> import newsproc
    >>> corpus = newsproc.from_strings(['<img src="a.png">', "no image", '<img src="b.png" alt="Tea">'])
    >>> [(row, image.src, image.alt) for row, image in corpus.images()]
    [(0, 'a.png', None), (2, 'b.png', 'Tea')]
    """

    __slots__ = ("_chunks", "_table")

    def __init__(self, chunks: Chunks, table: int) -> None:
        self._chunks = chunks
        self._table = table

    @property
    def schema(self) -> Schema:
        """Its columns."""
        return Schema(self._table)

    def __arrow_c_schema__(self) -> CapsuleType:
        return _core._schema(self._table)

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas.DataFrame; quicker where pyarrow is installed.

        >>> import newsproc
        >>> corpus = newsproc.from_strings(['---\\ntitle: Tea\\n---\\nGreen <a href="/x">tea</a>'])
        >>> corpus.links().to_pandas()[['row', 'href']].values.tolist()
        [[0, '/x']]
        """
        from newsproc.frames import child_to_pandas, table_to_pandas

        try:
            import pyarrow  # noqa: F401
        except ImportError:
            return child_to_pandas(self)
        return table_to_pandas(self.to_arrow())

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        for start in range(0, len(self), PART_ROWS):
            yield from self._chunks.parts(self._table, start, start + PART_ROWS)

    def __reduce__(self) -> tuple[Any, ...]:
        return ChildTable, (self._chunks, self._table)

    def __len__(self) -> int:
        return self._chunks.part_count(self._table)

    def __repr__(self) -> str:
        return f"<newsproc.ChildTable {len(self):,} {NAMES[self._table]}: {', '.join(self.schema.names)}>"

    def _repr_html_(self) -> str:
        from newsproc.notebook import child_html

        return child_html(self)


def _corpus(chunks: Chunks, skipped: int, options: Options | None) -> Corpus:
    """For pickle."""
    return Corpus(chunks, skipped=skipped, options=options)


class Corpus(SequenceMixin, _Exports):
    """A sequence of Article over Arrow columns: what read(), scan() and from_strings() make.

    corpus[i] is an Article (without its body, which columns do not keep; for a file that failed,
    one that is empty but for its path), corpus[a:b] a Corpus that shares the columns, corpus["text"] a Column.
    corpus[mask] and corpus[[3, 1]] are a Corpus of the rows where a mask is true, or of those numbers in that order:
    lists, NumPy arrays, pandas, Polars and Arrow columns. Of a mask, what is missing is not true, and one of pandas
    goes by its index, as pandas has it. Long runs of rows are shared, rows that lie apart are copied. A mask of another
    length and numbers that no row has are an IndexError. It cannot be changed. It can be pickled, and so can its slices and columns;
    a pickle of another version is a ValueError. Whatever reads Arrow reads a Corpus: pyarrow.table(corpus),
    polars.DataFrame(corpus), DuckDB by the variable's name in a query.

    >>> import newsproc
    >>> corpus = newsproc.from_strings(['---\\ntitle: Tea\\n---\\n<p>Green tea', 'plain'])
    >>> len(corpus), corpus[0].title, corpus['word_count'].to_list(), len(corpus[1:])
    (2, 'Tea', [2, 1], 1)
    >>> frame = corpus.to_pandas()
    >>> [article.title for article in corpus[frame["word_count"] > 1]]
    ['Tea']
    """

    __slots__ = ("_chunks", "_options", "_skipped")
    _table = ARTICLES

    def __init__(self, chunks: Chunks, *, skipped: int = 0, options: Options | None = None) -> None:
        self._chunks = chunks
        self._skipped = skipped
        self._options = options  # what all rows were read with, where that is known

    def __len__(self) -> int:
        return len(self._chunks)

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, key: SupportsIndex) -> Article: ...
        @overload
        def __getitem__(self, key: str) -> Column: ...
        @overload
        def __getitem__(self, key: slice | Iterable[Any]) -> Corpus: ...

    def __getitem__(self, key: SupportsIndex | slice | str | Iterable[Any]) -> Article | Corpus | Column:
        if isinstance(key, str):
            if key not in self.schema.names:
                raise no_column(key, self.schema.names)
            return Column(self._chunks, key)
        if isinstance(key, slice):
            rows = range(len(self))[key]
            chunks = self._chunks[key] if rows.step == 1 else self._chunks.take(rows)
            return Corpus(chunks, options=self._options)
        if isinstance(key, bool):  # an int to Python; what corpus["title"] == "Tea" is, too
            raise TypeError(
                "a Corpus takes no bool: a mask has one for each row, as to_pandas()[column] == value gives"
            )
        try:
            row = operator.index(key)  # type: ignore[arg-type]
        except TypeError:
            return Corpus(self._chunks.take(as_rows(key, len(self))), options=self._options)
        return self._chunks[row]

    def __reduce__(self) -> tuple[Any, ...]:
        return _corpus, (self._chunks, self._skipped, self._options)

    def __copy__(self) -> Corpus:
        return self

    def __deepcopy__(self, memo: object) -> Corpus:
        return self  # nothing of it can be changed

    def __iter__(self) -> Iterator[Article]:
        chunks = self._chunks
        return (chunks[row] for row in range(len(chunks)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Corpus):
            return NotImplemented
        return self is other or (
            len(self) == len(other)
            and self.errors == other.errors
            and all(a == b for a, b in zip(self, other, strict=True))
        )

    __hash__ = None  # type: ignore[assignment]

    # --- what it says of itself ---

    @property
    def schema(self) -> Schema:
        """Its columns."""
        return schema_of(self._chunks)

    @property
    def errors(self) -> tuple[Failure, ...]:
        """The files that failed: row, path, code and message of each."""
        return self._chunks.failures()

    @property
    def nbytes(self) -> int:
        """Bytes of memory that the columns hold."""
        return self._chunks.nbytes

    def stats(self) -> dict[str, Any]:
        """What the corpus is made of: sums, the first and last date, and counts.

        rows (ok, failed; skipped ones have none), bytes of the files and memory of the columns, words,
        han, characters, reading_seconds, images, links, removals, diagnostics, drafts, dated, first_date
        and last_date are sums or single values. The rest are dicts, the most frequent first:
        word_quantiles (min, quartiles, max of the articles that were read), languages, formats and
        authors (articles of each; None: those without), image_hosts and link_hosts (images and links
        of each host), errors_by_code, removals_by_rule and diagnostics_by_code. Of many counts the ten most
        frequent are shown, and how many more there are; the dict has all. Quicker where pyarrow is installed.

        >>> import newsproc
        >>> stats = newsproc.from_strings(["---\\nlang: en\\n---\\n<p onclick=x>One two"]).stats()
        >>> stats["rows"], stats["words"], stats["languages"], stats["removals_by_rule"]
        (1, 2, {'en': 1}, {'floor.attribute': 1})
        """
        from newsproc.summary import summary

        return {**self._sums(), **summary(self)}

    def _sums(self) -> dict[str, Any]:
        """What the core has summed up already."""
        import datetime

        sums = self._chunks.totals()
        epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
        first, last = (
            epoch + datetime.timedelta(microseconds=sums[key]) if sums["dated"] else None for key in ("first", "last")
        )
        return {
            "rows": sums["rows"],
            "ok": sums["ok"],
            "failed": sums["rows"] - sums["ok"],
            "skipped": self._skipped,
            "bytes": sums["bytes"],
            "words": sums["word_count"],
            "han": sums["han_count"],
            "characters": sums["char_count"],
            "reading_seconds": sums["reading_seconds"],
            "images": sums["image_count"],
            "links": sums["link_count"],
            "removals": sums["removal_count"],
            "diagnostics": sums["diagnostic_count"],
            "drafts": sums["draft"],
            "dated": sums["dated"],
            "first_date": first,
            "last_date": last,
            "memory": self.nbytes,
        }

    @property
    def plot(self) -> Plots:
        """Pictures of the corpus, by matplotlib: plot.timeline(), lengths(), sources() and removals()."""
        from newsproc.plot import Plots

        return Plots(self)

    def duplicates(self, distance: int = 3) -> tuple[tuple[int, ...], ...]:
        """Articles that are nearly the same, as groups of their row numbers.

        distance: in how many of 64 bits the simhashes of two articles may differ, 0 to 8; those that a chain of such
        pairs connects are one group. 0 is the same text but for case, punctuation and white space. 3 finds most texts
        in which a sentence was changed. Changing the places of paragraphs changes 4 bits, give or take 2; unrelated
        texts differ in 32, but of 100,000 the closest two in 8. Rows without words, failed ones among them, are in no
        group; texts of a few words say little, compare their digest.

        A tuple of groups of two or more, each in ascending order, by their first. 100,000 rows take a tenth of a
        second. ValueError for another distance.

        >>> import newsproc
        >>> tea = "<p>Tea is made of the leaves of one plant, and all its kinds of how they are treated.</p>"
        >>> corpus = newsproc.from_strings([tea, "<p>Something else.", tea + "<br>", ""])
        >>> corpus.duplicates()
        ((0, 2),)
        >>> copies = {row for group in corpus.duplicates() for row in group[1:]}
        >>> [row for row in range(len(corpus)) if row not in copies]
        [0, 1, 3]
        """
        return self._chunks.similar(distance)

    def __repr__(self) -> str:
        failed = len(self.errors)
        return f"<newsproc.Corpus {len(self):,} articles{f', {failed:,} failed' if failed else ''}>"

    def _repr_html_(self) -> str:
        from newsproc.notebook import corpus_html

        return corpus_html(self)

    # --- flat tables ---

    def images(self) -> ChildTable:
        """All images, a row for each.

        >>> import newsproc
        >>> images = newsproc.from_strings(['<img src="a.png" alt="tea">']).images()
        >>> images.to_arrow().select(['row', 'src', 'alt']).to_pylist()
        [{'row': 0, 'src': 'a.png', 'alt': 'tea'}]
        """
        return ChildTable(self._chunks, IMAGES)

    def links(self) -> ChildTable:
        """All links, a row for each.

        >>> import newsproc
        >>> corpus = newsproc.from_strings(['---\\ntitle: Tea\\n---\\nGreen <a href="/x">tea</a>'])
        >>> corpus.links().to_arrow().select(['href', 'text']).to_pylist()
        [{'href': '/x', 'text': 'tea'}]
        """
        return ChildTable(self._chunks, LINKS)

    def removals(self) -> ChildTable:
        """All that was taken out of the HTML or changed in it, and why.

        >>> import newsproc
        >>> removals = newsproc.from_strings(['<p onclick=x>a']).removals()
        >>> removals.to_arrow().select(['rule', 'attribute']).to_pylist()
        [{'rule': 'floor.attribute', 'attribute': 'onclick'}]
        """
        return ChildTable(self._chunks, REMOVALS)

    def diagnostics(self) -> ChildTable:
        """All that was repaired, assumed or refused, and where.

        >>> import newsproc
        >>> diagnostics = newsproc.from_strings(['---\\na: [\\n---\\nx']).diagnostics()
        >>> diagnostics.to_arrow()['line'].to_pylist()[:1]
        [2]
        """
        return ChildTable(self._chunks, DIAGNOSTICS)

    # --- to other tools ---

    def __arrow_c_schema__(self) -> CapsuleType:
        return self.schema.__arrow_c_schema__()

    def to_arrow(self) -> pyarrow.Table:
        """A pyarrow.Table over the same memory.

        Its schema's metadata, and that of a Parquet file, names what made it: newsproc.version and,
        where all rows were read with the same options, newsproc.policy, which is the policy's
        fingerprint in hexadecimal. Tables that are put together should agree in both.

        >>> import newsproc
        >>> table = newsproc.from_strings(["a", "b"]).to_arrow()
        >>> table["text"].to_pylist(), table.schema.metadata[b"newsproc.version"].decode() == newsproc.__version__
        (['a', 'b'], True)
        """
        from newsproc.output import provenance

        return super().to_arrow().replace_schema_metadata(provenance(self._options))

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas.DataFrame.

        With pyarrow installed texts and lists are shared, not copied: list columns have pandas'
        ArrowDtype (explode works, and a cell is a Python list). Without it they hold lists. Of the
        columns that were asked for, int64 with nulls are float64 here and bool with nulls object, as
        pandas has it; to_arrow().to_pandas(types_mapper=pandas.ArrowDtype) keeps both.

        >>> import newsproc
        >>> newsproc.from_strings(['one', 'two words']).to_pandas()['word_count'].tolist()
        [1, 2]
        """
        from newsproc.frames import corpus_to_pandas, table_to_pandas

        try:
            import pyarrow  # noqa: F401
        except ImportError:
            return corpus_to_pandas(self)
        return table_to_pandas(self.to_arrow())

    def to_parquet(self, path: str | os.PathLike[str], *, compression: str = "zstd") -> None:
        """Write a Parquet file: whole or not at all. compression: as pyarrow has it.

        >>> import newsproc, pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "posts.parquet")
        ...     newsproc.from_strings(["a", "b"]).to_parquet(path)
        ...     path.read_bytes()[:4]
        b'PAR1'
        """
        from newsproc.output import write_parquet

        write_parquet(path, self, [self], compression, self._options)

    def to_ipc(self, path: str | os.PathLike[str]) -> None:
        """Write an Arrow IPC file (Feather 2): whole or not at all.

        >>> import newsproc, pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "posts.arrow")
        ...     newsproc.from_strings(["a", "b"]).to_ipc(path)
        ...     path.read_bytes()[:6]
        b'ARROW1'
        """
        import_pyarrow("to_ipc()")
        from pyarrow import ipc

        from newsproc.output import replacing

        table = self.to_arrow().unify_dictionaries()  # an IPC file holds one dictionary a column
        with replacing(path) as file, ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)

    def json_lines(self) -> Iterator[bytes]:
        """The articles as JSON, some hundred lines of it at a time.

        >>> import newsproc
        >>> b"".join(newsproc.from_strings(["a", "b"]).json_lines()).count(b"\\n")
        2
        """
        for start in range(0, len(self), JSON_ROWS):
            yield self._chunks.json_lines(start, min(start + JSON_ROWS, len(self)))

    def to_jsonl(self, path: str | os.PathLike[str]) -> None:
        """Write JSON lines, one for each row: whole or not at all.

        The keys are the fields of an Article except body, then ok and error. Columns that were asked
        for (columns=...) are not among them: what they were made of is in metadata, as the front
        matter has it. to_parquet(), to_ipc(), to_csv() and all that makes a table have them, with
        their types.

        >>> import json, newsproc, pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "posts.jsonl")
        ...     newsproc.from_strings(["a", "b"]).to_jsonl(path)
        ...     [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
        ['a', 'b']
        """
        from newsproc.output import replacing

        with replacing(path) as file:
            file.writelines(self.json_lines())

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write a CSV file with the columns of the table, lists as JSON: whole or not at all.

        >>> import csv, newsproc, pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "posts.csv")
        ...     newsproc.from_strings(["a", "b"]).to_csv(path)
        ...     with path.open(encoding="utf-8", newline="") as file:
        ...         [row["text"] for row in csv.DictReader(file)]
        ['a', 'b']
        """
        import io

        from newsproc.output import replacing, write_csv

        with replacing(path) as file:
            text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
            write_csv(self, text)
            text.detach()
