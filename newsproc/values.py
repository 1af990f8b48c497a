"""Texts at hand: lists, and columns of other libraries, as the core reads them."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Set

from newsproc import _core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any


def as_list(values: Iterable[Any]) -> list[Any]:
    for method in ("to_pylist", "to_list"):  # Arrow; pandas and Polars
        if hasattr(values, method):
            return list(getattr(values, method)())
    if hasattr(values, "__arrow_c_stream__"):
        import pyarrow

        return list(pyarrow.chunked_array(values).to_pylist())
    return list(values)


class Values:
    """The values of an Arrow column, as Python's only when one is asked for."""

    def __init__(self, values: Iterable[Any], count: int) -> None:
        self._values = values
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: Any) -> Any:
        return as_values(self._values)[index]


def as_rows(key: Any, count: int) -> list[int]:
    """The numbers of the rows that a mask or a list of row numbers chooses among count rows."""
    if isinstance(key, (str, bytes, bytearray, memoryview, Mapping, Set)) or _is_table(key) or not _is_several(key):
        raise TypeError(
            "corpus[...] takes a row number, a slice, a column's name, a mask or a list of row numbers, "
            f"not {type(key).__name__}"
        )
    values = key.tolist() if hasattr(key, "tolist") else as_list(key)
    if any(value is True or value is False for value in values):
        return _masked(_in_order(key, values), count)
    if values and all(value is None or _is_missing(value) for value in values):
        return _masked(values, count)  # a mask of which nothing is known
    rows = []
    for value in values:
        row = operator.index(value)
        rows.append(row + count if row < 0 else row)
    return rows


def _in_order(mask: Any, values: list[Any]) -> list[Any]:
    """The values of a pandas mask by its index, as pandas takes them: a frame may have been sorted since."""
    index: Any = getattr(mask, "index", None)
    if not hasattr(index, "tolist"):
        return values
    by_label = dict(zip(index.tolist(), values, strict=True))
    if by_label.keys() != set(range(len(values))):
        raise ValueError(
            "the mask's index does not number the rows of the corpus: corpus[mask.to_numpy()] takes it as it is"
        )
    return [by_label[row] for row in range(len(values))]


def _masked(mask: list[Any], count: int) -> list[int]:
    """Rows whose value is true; what is missing is not, as pandas, Polars and Arrow have it."""
    if len(mask) != count:
        raise IndexError(f"a mask of {len(mask):,} values for {count:,} articles")
    for value in mask:
        if not (value is True or value is False or value is None or _is_missing(value)):
            raise TypeError(f"a mask holds True and False, not {type(value).__name__}")
    return [row for row, value in enumerate(mask) if value is True]


def make_sources(values: Iterable[Any], ids: list[Any] | None) -> tuple[_core.Sources, Sequence[Any] | Values]:
    """What the core reads of values, and the values for whoever asks for one.

    An Arrow column is read where it lies. One that holds something else than texts or bytes (a
    dictionary, say), and a pandas column of objects, go by way of Python's values.
    """
    sources = None
    if str(getattr(values, "dtype", "")) == "object":
        pass
    elif hasattr(values, "__arrow_c_stream__"):
        sources = _core.Sources.arrow(None, values.__arrow_c_stream__(), ids)
    elif hasattr(values, "__arrow_c_array__"):
        schema, array = values.__arrow_c_array__()
        sources = _core.Sources.arrow(schema, array, ids)
    if sources is not None:
        return sources, Values(values, len(sources))
    data = as_values(values)
    return _core.Sources.values(data, ids), data


def as_values(values: Iterable[Any]) -> list[str | bytes | None]:
    if isinstance(values, (str, bytes, bytearray, memoryview)):
        raise TypeError("from_strings() takes many values; parse() takes one")
    if isinstance(values, Mapping):
        raise TypeError("from_strings() takes texts alone: from_strings(mapping.values(), ids=mapping.keys())")
    if _is_table(values):
        raise TypeError(
            "from_strings() takes one column, not a table: from_strings(table['content'], ids=table['url'])"
        )
    if not _is_several(values):
        raise TypeError(f"values must be several texts, not {type(values).__name__}")
    return [value if type(value) is str else _as_value(value, row) for row, value in enumerate(as_list(values))]


def as_names(ids: Iterable[Any]) -> list[Any]:
    """A name for each row; what a column has for none is None."""
    if isinstance(ids, (str, bytes)) or _is_table(ids) or not _is_several(ids):
        what = f"one {type(ids).__name__}" if isinstance(ids, (str, bytes)) else type(ids).__name__
        raise TypeError(f"ids must be as many names as there are values, not {what}")
    return [None if _is_missing(name) else name for name in as_list(ids)]


def as_bases(values: Iterable[Any]) -> list[Any]:
    """A base URL for each row; what a table or a feed has for none is None."""
    return [None if value is None or value == "" or _is_missing(value) else value for value in as_list(values)]


def _is_several(values: object) -> bool:
    return hasattr(values, "__iter__") or hasattr(values, "__arrow_c_stream__")


def _is_table(values: object) -> bool:
    """A table of some library, or a stream of one: several columns, whatever their number."""
    return hasattr(values, "columns") or hasattr(values, "schema")


def _is_missing(value: object) -> bool:
    return (isinstance(value, float) and value != value) or type(value).__name__ in ("NAType", "NaTType")


def _as_value(value: object, row: int) -> str | bytes | None:
    if value is None or isinstance(value, (str, bytes)):
        return value
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    if _is_missing(value):
        return None
    raise TypeError(f"value {row} must be str, bytes or None, not {type(value).__name__}")
