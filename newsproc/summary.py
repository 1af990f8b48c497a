"""What a corpus is made of, counted: by author, language, host, rule and code.

Apart from the table because it looks at every row: by pyarrow's columns where it is installed, else
by one article after the other. Both give the same.
"""

from __future__ import annotations

import re
from itertools import islice

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping
    from typing import Any

    import pyarrow

    from newsproc.table import ChildTable, Corpus

# Counts that a repr shows: a corpus may have thousands of hosts and authors.
SHOWN = 10
# The host of an absolute address, without the user's name before it and the port behind it.
_HOST = re.compile(r"(?:https?:)?//(?:[^/?#@]*@)?(\[[^\]/]*\]|[^/?#@:\[\]]+)", re.IGNORECASE)


def host_of(address: str) -> str | None:
    """The host of an http or https address in small letters; None for any other.

    >>> host_of("https://WWW.example.org:8080/a"), host_of("/a.png")
    ('www.example.org', None)
    """
    found = _HOST.match(address)
    return found[1].lower() if found else None


class Counts(dict[str | None, int]):
    """Counts, the most frequent first: a dict of all, of which repr shows the first ten.

    >>> Counts({str(n): 1 for n in range(12)})
    {'0': 1, '1': 1, '2': 1, '3': 1, '4': 1, '5': 1, '6': 1, '7': 1, '8': 1, '9': 1, … and 2 more}
    """

    __slots__ = ()

    def __repr__(self) -> str:
        shown = [f"{value!r}: {count!r}" for value, count in islice(self.items(), SHOWN)]
        more = [f"… and {len(self) - SHOWN:,} more"] if len(self) > SHOWN else []
        return f"{{{', '.join(shown + more)}}}"


def ordered(counts: Mapping[str | None, int]) -> Counts:
    """The most frequent first, equal ones by name, None last of them."""
    return Counts(sorted(counts.items(), key=lambda item: (-item[1], item[0] is None, item[0] or "")))


def column_values(corpus: Corpus, name: str) -> Iterable[Any]:
    """The values of a column, or of a property of Article, of the articles that were read."""
    good = type(corpus)(corpus._chunks.good())
    if name not in good.schema.names:
        return (getattr(article, name) for article in good)
    arrow = _pyarrow()
    return good[name] if arrow is None else good[name].to_arrow().to_pylist()


def days(corpus: Corpus) -> list[datetime.date | None]:
    """The days (UTC) of the articles that were read."""
    arrow = _pyarrow()
    if arrow is None:
        return [date and date.date() for date in column_values(corpus, "date")]
    column = type(corpus)(corpus._chunks.good())["date"].to_arrow()
    found: list[datetime.date | None] = column.cast(arrow.date32()).to_pylist()  # no zone to look up
    return found


def count_values(values: Iterable[Any]) -> Counts:
    """How often each value is there: of a list or tuple each of its values once, and None when it has none."""
    counts: dict[str | None, int] = {}
    for value in values:
        several = value if isinstance(value, (list, tuple)) else (value,)
        for one in dict.fromkeys(several) or (None,):
            counts[one] = counts.get(one, 0) + 1
    return ordered(counts)


def count_parts(table: ChildTable, name: str, weight: str | None = None) -> Counts:
    """How often each value of a column of a child table is there; weight: a column with how often each row counts."""
    pyarrow = _pyarrow()
    rows = _plain_rows(table, name, weight) if pyarrow is None else _arrow_rows(table.to_arrow(), name, weight)
    counts: dict[str | None, int] = {}
    for value, times in rows:
        counts[value] = counts.get(value, 0) + times
    return ordered(counts)


def count_hosts(table: ChildTable, name: str) -> Counts:
    """The hosts of a column of addresses; those without one are left out."""
    counts: dict[str | None, int] = {}
    for address, times in count_parts(table, name).items():
        host = host_of(address or "")
        if host is not None:
            counts[host] = counts.get(host, 0) + times
    return ordered(counts)


def _arrow_rows(table: pyarrow.Table, name: str, weight: str | None) -> Iterable[tuple[str | None, int]]:
    import pyarrow

    column = table[name]
    if pyarrow.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)  # each chunk has a dictionary of its own
    named = pyarrow.table({"value": column, "times": table[weight] if weight else column})
    how = "sum" if weight else "count"
    options = None if weight else pyarrow.compute.CountOptions(mode="all")
    grouped = named.group_by("value").aggregate([("times", how, options)])
    return zip(grouped["value"].to_pylist(), grouped[f"times_{how}"].to_pylist(), strict=True)


def _plain_rows(table: ChildTable, name: str, weight: str | None) -> Iterable[tuple[str | None, int]]:
    return ((getattr(part, name), getattr(part, weight) if weight else 1) for _, part in table)


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.compute
    except ImportError:
        return None
    return pyarrow


# The points of quantiles(), as pandas' describe() has them.
_QUANTILES = {"min": 0.0, "25%": 0.25, "50%": 0.5, "75%": 0.75, "max": 1.0}


def quantile(values: Iterable[int], share: float) -> float:
    """What a share of the values, of which there is one at least, is not greater than."""
    line = sorted(values)
    place = share * (len(line) - 1)
    low = int(place)
    high = min(low + 1, len(line) - 1)
    return line[low] + (line[high] - line[low]) * (place - low)


def quantiles(values: Iterable[int]) -> dict[str, float]:
    """The least, the quartiles and the greatest of numbers, between two of them on the line; {} of none.

    >>> quantiles([1, 2, 10])
    {'min': 1.0, '25%': 1.5, '50%': 2.0, '75%': 6.0, 'max': 10.0}
    """
    line = sorted(values)
    return {name: quantile(line, share) for name, share in _QUANTILES.items()} if line else {}


def summary(corpus: Corpus) -> dict[str, Any]:
    """What Corpus.stats() tells beside its sums."""
    failures: dict[str | None, int] = {}
    for failure in corpus.errors:
        failures[failure.code] = failures.get(failure.code, 0) + 1
    return {
        "word_quantiles": quantiles(column_values(corpus, "word_count")),
        "languages": count_values(column_values(corpus, "language")),
        "formats": count_values(column_values(corpus, "format")),
        "authors": count_values(column_values(corpus, "authors")),
        "image_hosts": count_hosts(corpus.images(), "src"),
        "link_hosts": count_hosts(corpus.links(), "href"),
        "errors_by_code": ordered(failures),
        "removals_by_rule": count_parts(corpus.removals(), "rule", "count"),
        "diagnostics_by_code": count_parts(corpus.diagnostics(), "code"),
    }
