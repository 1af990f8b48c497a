"""Tables as pandas has them: by pyarrow, which copies next to nothing, or without it.

Apart from table.py because what pandas makes of types and nulls is a matter of its own.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import pandas
    import pyarrow

    from newsproc._core import Image, Link
    from newsproc.columns import Column
    from newsproc.schema import Schema
    from newsproc.table import ChildTable, Corpus

# What pandas calls the kinds of columns; texts and lists are as pandas makes them.
_PANDAS = {
    "tsu:UTC": "datetime64[us, UTC]",
    "b": "bool",
    "i": "int32",
    "l": "int64",
    "L": "uint64",
    "g": "float64",
}
# The same where there are nulls, for which pandas' own types have no place.
_PANDAS_NULLABLE = {"b": "object", "l": "float64"}


def table_to_pandas(table: pyarrow.Table) -> pandas.DataFrame:
    """Lists as they are: made into objects they would take 25 times as long as all the rest."""
    import pandas
    import pyarrow

    def dtype(kind: pyarrow.DataType) -> pandas.ArrowDtype | None:
        return pandas.ArrowDtype(kind) if pyarrow.types.is_list(kind) else None

    return table.to_pandas(types_mapper=dtype, split_blocks=True)


def corpus_to_pandas(corpus: Corpus) -> pandas.DataFrame:
    """A corpus by way of Python objects, for pandas without pyarrow."""
    import pandas

    frame = pandas.DataFrame({name: _plain(name, corpus[name]) for name in corpus.schema.names})
    return _typed(frame, corpus.schema)


def column_to_pandas(column: Column, schema: Schema) -> pandas.Series[Any]:
    """One column of a corpus, whose schema this is, in the same way."""
    import pandas

    return _typed(pandas.DataFrame({column.name: _plain(column.name, column)}), schema)[column.name]


def _plain(name: str, column: Column) -> list[Any]:
    """Values as they are in the table: structs are dicts there, and metadata is JSON."""
    import json

    values = column.to_list()
    if name in ("images", "links"):
        return [[_as_dict(part) for part in parts] for parts in values]
    if name == "metadata":
        return [json.dumps(dict(value), ensure_ascii=False, separators=(",", ":")) for value in values]
    return values


def child_to_pandas(table: ChildTable) -> pandas.DataFrame:
    """The same of a child table."""
    import pandas

    names = table.schema.names
    rows = [(row, *(getattr(part, name) for name in names[1:])) for row, part in table]
    return _typed(pandas.DataFrame(rows, columns=list(names)), table.schema)


def _typed(frame: pandas.DataFrame, schema: Schema) -> pandas.DataFrame:
    """The types that pandas gives to Arrow columns, as far as it has them without pyarrow."""
    import pandas

    texts = pandas.Series([""]).dtype  # str, or object in pandas 2
    for name, kind, nullable, is_dictionary, _ in schema._fields:
        if name not in frame:
            continue
        column = frame[name]
        if is_dictionary:
            frame[name] = column.astype("category")
        elif kind == "+l":
            values = [value if value is None else list(value) for value in column]
            frame[name] = pandas.Series(values, index=frame.index, dtype=object)
        elif kind == "U" and column.isna().all():
            frame[name] = column.astype(texts)
        elif nullable and kind in _PANDAS_NULLABLE and column.isna().any():
            frame[name] = column.astype(_PANDAS_NULLABLE[kind])
        elif kind in _PANDAS:
            frame[name] = column.astype(_PANDAS[kind])
    return frame


def _as_dict(part: Image | Link) -> dict[str, Any]:
    """An Image or Link as the struct that it is in the table."""
    left_out = ("title", "caption_source", "displayed_href")
    return {name: value for name, value in part._asdict().items() if name not in left_out}
