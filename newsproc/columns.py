"""One column of a corpus as a sequence of Python values, and what is common to sequences here.

Apart from table.py because it goes row by row, where a table goes column by column: for a look at a
few values, without any other library.
"""

from __future__ import annotations

from itertools import chain

from newsproc.schema import ARTICLES, SCHEMA, Schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Protocol

    import pandas
    import pyarrow
    from typing_extensions import CapsuleType

    from newsproc._core import Chunks

    class _Items(Protocol):
        def __iter__(self) -> Iterator[Any]: ...
        def __len__(self) -> int: ...
        def __getitem__(self, key: int, /) -> Any: ...


# Values that an iteration makes at a time.
BLOCK = 64


# Values that a repr shows, and the characters of each.
SHOWN, SHOWN_LENGTH = 5, 40


def _short(value: Any) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return f"({len(value):,} × {type(value[0]).__name__})"
    if hasattr(value, "isoformat"):
        return str(value)
    text = repr(value[:SHOWN_LENGTH] if isinstance(value, str) else value)
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


def import_pyarrow(what: str) -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise ImportError(f"{what} needs pyarrow: pip install newsproc[parquet]") from error
    return pyarrow


def schema_of(chunks: Chunks) -> Schema:
    """The columns of articles, those that were asked for included."""
    return Schema(columns=chunks.columns) if chunks.columns else SCHEMA


class SequenceMixin:
    """What a sequence has beside its length and items.

    Not collections.abc.Sequence: Polars takes those apart item by item, before it looks for Arrow.
    """

    __slots__ = ()

    def __iter__(self: _Items) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __reversed__(self: _Items) -> Iterator[Any]:
        return (self[i] for i in range(len(self) - 1, -1, -1))

    def __contains__(self: _Items, value: object) -> bool:
        return any(item is value or item == value for item in self)

    def index(self: _Items, value: object, start: int = 0, stop: int | None = None) -> int:
        """The number of the first item that equals value; ValueError if there is none.

        >>> import newsproc
        >>> newsproc.from_strings(['a', 'b'])['text'].index('b')
        1
        """
        for i in range(*slice(start, stop).indices(len(self))):
            if self[i] == value:
                return i
        raise ValueError(f"{value!r} is not in it")

    def count(self: _Items, value: object) -> int:
        """How many items equal value.

        >>> import newsproc
        >>> newsproc.from_strings(['a', 'b', 'a'])['text'].count('a')
        2
        """
        return sum(item is value or item == value for item in self)


class Column(SequenceMixin):
    """One column of a corpus: a sequence of Python values over an Arrow column.

    >>> import newsproc
    >>> newsproc.from_strings(['one', 'two words'])['word_count'][1]
    2
    """

    __slots__ = {"_chunks": None, "_index": None, "name": "The column's name."}

    def __init__(self, chunks: Chunks, name: str) -> None:
        self._chunks = chunks
        self._index = schema_of(chunks).names.index(name)
        self.name = name

    def __len__(self) -> int:
        return len(self._chunks)

    def __reduce__(self) -> tuple[Any, ...]:
        return Column, (self._chunks, self.name)

    def __iter__(self) -> Iterator[Any]:
        values, column, count = self._chunks.values, self._index, len(self)
        return chain.from_iterable(values(column, start, min(start + BLOCK, count)) for start in range(0, count, BLOCK))

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice):
            return Column(self._chunks[key], self.name)
        return self._chunks.value(key, self._index)

    def to_list(self) -> list[Any]:
        """All values.

        >>> import newsproc
        >>> newsproc.from_strings(['a', 'b'])['text'].to_list()
        ['a', 'b']
        """
        return self._chunks.values(self._index, 0, len(self))

    def to_arrow(self) -> pyarrow.ChunkedArray:
        """A pyarrow.ChunkedArray over the same memory. ImportError where pyarrow is not installed.

        >>> import newsproc
        >>> newsproc.from_strings(["a", "b"])["text"].to_arrow().to_pylist()
        ['a', 'b']
        """
        return import_pyarrow("to_arrow()").chunked_array(self)

    def to_pandas(self) -> pandas.Series[Any]:
        """A pandas.Series, by the column's name.

        >>> import newsproc
        >>> newsproc.from_strings(["a", "b"])["word_count"].to_pandas().sum()
        np.int64(2)
        """
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            from newsproc.frames import column_to_pandas

            return column_to_pandas(self, schema_of(self._chunks))
        return self.to_arrow().to_pandas().rename(self.name)

    def __arrow_c_stream__(self, requested_schema: object = None) -> CapsuleType:
        return self._chunks.stream(ARTICLES, self._index)

    def __repr__(self) -> str:
        shown = [_short(value) for value in self[:SHOWN]]
        more = ["…"] if len(self) > SHOWN else []
        return f"<newsproc.Column {self.name}: {len(self):,} values [{', '.join(shown + more)}]>"

    def _repr_html_(self) -> str:
        from newsproc.notebook import column_html

        return column_html(self)
