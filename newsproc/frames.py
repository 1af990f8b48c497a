"""Tables as pandas has them: by pyarrow, which copies next to nothing, or without it.

Apart from table.py because what pandas makes of types and nulls is a matter of its own.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import pandas
    import pyarrow

    from newsproc.table import Corpus

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
    import json

    import pandas

    schema = corpus.schema
    frame = pandas.DataFrame({name: corpus[name].to_list() for name in schema.names})
    for name in ("images", "links"):
        frame[name] = [[_as_dict(part) for part in parts] for parts in frame[name]]
    frame["metadata"] = [
        json.dumps(dict(value), ensure_ascii=False, separators=(",", ":")) for value in frame["metadata"]
    ]
    for name, kind, nullable, is_dictionary, _ in schema._fields:
        if is_dictionary:
            frame[name] = frame[name].astype("category")
        elif nullable and kind in _PANDAS_NULLABLE and frame[name].isna().any():
            frame[name] = frame[name].astype(_PANDAS_NULLABLE[kind])
        elif kind in _PANDAS:
            frame[name] = frame[name].astype(_PANDAS[kind])
    return frame


def _as_dict(part: tuple[Any, ...]) -> dict[str, Any]:
    """An Image or Link as the struct that it is in the table."""
    left_out = ("title", "caption_source", "displayed_href")
    names: tuple[str, ...] = part.__match_args__  # type: ignore[attr-defined]
    return {name: getattr(part, name) for name in names if name not in left_out}
