"""The columns of a corpus, as an object that Arrow and Spark understand."""

from __future__ import annotations

from newsproc import _core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import CapsuleType

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
}


class Schema:
    """The columns of one of a corpus' tables; ``newsproc.SCHEMA`` is that of the articles.

    >>> import newsproc
    >>> newsproc.SCHEMA.names[:3]
    ('path', 'title', 'description')
    """

    __slots__ = ("_fields", "_table")

    def __init__(self, table: int = ARTICLES) -> None:
        self._table = table
        self._fields = _core._fields(table)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(field[0] for field in self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __arrow_c_schema__(self) -> CapsuleType:
        """The schema in Arrow's PyCapsule interface: ``pyarrow.schema(newsproc.SCHEMA)``."""
        return _core._schema(self._table)

    def to_ddl(self) -> str:
        """The schema as Spark writes it, for ``DataFrame.mapInArrow``."""
        return ", ".join(
            f"{name} {_spark(kind, items)}{'' if nullable else ' NOT NULL'}"
            for name, kind, nullable, _, items in self._fields
        )

    def __repr__(self) -> str:
        return f"<newsproc.Schema {', '.join(self.names)}>"


def _spark(kind: str, items: tuple[tuple[str, str, bool, bool, object], ...]) -> str:
    if kind == "+l":
        return f"ARRAY<{_spark(items[0][1], items[0][4])}>"  # type: ignore[arg-type]
    if kind == "+s":
        fields = ", ".join(f"{item[0]}: {_spark(item[1], item[4])}" for item in items)  # type: ignore[arg-type]
        return f"STRUCT<{fields}>"
    return _SPARK[kind]


SCHEMA = Schema()
