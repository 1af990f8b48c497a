"""The columns of a corpus, as an object that Arrow and Spark understand."""

from __future__ import annotations

from newsproc import _core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import CapsuleType

    from newsproc._core import Columns

# Numbers of the core's tables.
ARTICLES, IMAGES, LINKS, REMOVALS, DIAGNOSTICS = range(5)

# Arrow's format strings and Spark's names. Spark has no unsigned numbers: 64 bits stay 64 bits.
_SPARK = {
    "U": "STRING",
    "u": "STRING",
    "tsu:UTC": "TIMESTAMP",
    "b": "BOOLEAN",
    "i": "INT",
    "l": "BIGINT",
    "L": "BIGINT",
    "g": "DOUBLE",
}


class Schema:
    """The columns of one of a corpus' tables; ``newsproc.SCHEMA`` is that of the articles.

    columns: what read() was or will be given by that name; they stand at the end of the articles'.

    >>> import newsproc
    >>> newsproc.SCHEMA.names[:3]
    ('path', 'title', 'description')
    >>> newsproc.Schema(columns={"rating": "float64"}).to_ddl().rpartition(", ")[2]
    'rating DOUBLE'
    """

    __slots__ = ("_fields", "_options", "_table")

    def __init__(self, table: int = ARTICLES, *, columns: Columns = None) -> None:
        self._table = table
        self._options = _core.Options(columns=columns)
        self._fields = _core._fields(table, self._options)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(field[0] for field in self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __eq__(self, other: object) -> bool:
        return self._fields == other._fields if isinstance(other, Schema) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._fields)

    def __arrow_c_schema__(self) -> CapsuleType:
        """The schema in Arrow's PyCapsule interface: ``pyarrow.schema(newsproc.SCHEMA)``."""
        return _core._schema(self._table, self._options)

    def to_ddl(self) -> str:
        """The schema as Spark writes it, for ``DataFrame.mapInArrow``.

        >>> import newsproc
        >>> newsproc.SCHEMA.to_ddl().split(', ')[:2]
        ['path STRING', 'title STRING']
        """
        return ", ".join(
            f"{_quoted(name)} {_spark(kind, items)}{'' if nullable else ' NOT NULL'}"
            for name, kind, nullable, _, items in self._fields
        )

    def __repr__(self) -> str:
        return f"<newsproc.Schema {', '.join(self.names)}>"


def _quoted(name: str) -> str:
    """The name of a column, in backquotes unless it is a plain word."""
    return name if name.isascii() and name.isidentifier() else "`" + name.replace("`", "``") + "`"


def _spark(kind: str, items: tuple[tuple[str, str, bool, bool, object], ...]) -> str:
    if kind == "+l":
        return f"ARRAY<{_spark(items[0][1], items[0][4])}>"  # type: ignore[arg-type]
    if kind == "+s":
        fields = ", ".join(f"{item[0]}: {_spark(item[1], item[4])}" for item in items)  # type: ignore[arg-type]
        return f"STRUCT<{fields}>"
    return _SPARK[kind]


SCHEMA = Schema()
