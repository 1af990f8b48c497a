"""Four pictures of a corpus, by matplotlib, which is imported when the first of them is asked for.

Each draws into the Axes that it is given, or into a new figure, and returns the Axes: what it says
and how it looks is the caller's to change.
"""

from __future__ import annotations

from newsproc import summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any, Literal, TypeAlias

    from matplotlib.axes import Axes

    from newsproc.table import Corpus

    Period: TypeAlias = Literal["day", "month", "year"]
    Measure: TypeAlias = Literal["word_count", "han_count", "char_count", "reading_seconds", "bytes"]

# A timeline of so many days at most has a bar for each day, of so many a bar for each month: some
# fifty bars can be told apart.
DAYS_OF_DAYS = 62
DAYS_OF_MONTHS = 5 * 366
# Bars of a histogram, at most.
MOST_BINS = 50
# Characters of a name beside a bar.
NAME = 32

_MEASURES = {
    "word_count": "words",
    "han_count": "Han characters",
    "char_count": "characters",
    "reading_seconds": "reading time (seconds)",
    "bytes": "size of the file (bytes)",
}

# Families with Chinese, Japanese and Korean, as systems and distributions install them.
_FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans CJK TC", "Noto Sans CJK KR", "Noto Sans SC", "Source Han Sans SC",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback", "PingFang SC", "Hiragino Sans GB", "Heiti TC",
    "Apple SD Gothic Neo", "Microsoft YaHei", "SimHei", "Yu Gothic", "Malgun Gothic", "Arial Unicode MS", "Unifont",
)  # fmt: skip
# What stands for a character that no font has; the default font draws it as a box.
_BOX = "\N{WHITE SQUARE}"


class Plots:
    """What Corpus.plot is: timeline(), lengths(), sources() and removals().

    All need matplotlib (pip install matplotlib) and raise ImportError without it. A corpus without
    anything to draw gives empty Axes that say so.
    """

    __slots__ = ("_corpus",)

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def timeline(self, ax: Axes | None = None, *, by: Period | Literal["auto"] = "auto") -> Axes:
        """Draw how many articles there are of each day, month or year (UTC), and return the Axes.

        Articles without a date are not drawn but counted below. ax: where to draw, by default a new
        figure. by: the length of a bar, by default what the first and the last date make readable.
        Raises ValueError for any other by, ImportError without matplotlib.

        >>> import newsproc
        >>> posts = [f"---\\ndate: 2021-0{month}-01\\n---\\n" for month in (1, 1, 4)]
        >>> axes = newsproc.from_strings(posts).plot.timeline()
        >>> [int(bar.get_height()) for bar in axes.patches]
        [2, 1]
        """
        if by not in ("auto", "day", "month", "year"):
            raise ValueError(f"by must be 'auto', 'day', 'month' or 'year', not {by!r}")
        axes = _axes(ax)
        all_days = summary.days(self._corpus)
        days = [day for day in all_days if day is not None]
        period = _period(days) if by == "auto" else by
        counts = _by_period(days, period)
        if counts:
            starts = list(counts)
            widths = [(_next(start, period) - start).days for start in starts]
            axes.bar(_day_numbers(starts), list(counts.values()), width=widths, align="edge", edgecolor="white")
            _date_axis(axes, days, period)
        without = len(all_days) - len(days)
        axes.set_xlabel(f"date (UTC); {without:,} of {len(all_days):,} articles have none" if without else "date (UTC)")
        axes.set_ylabel(f"articles a {period}")
        return _finish(axes, "y", is_empty=not counts, what="dates")

    def lengths(self, ax: Axes | None = None, *, of: Measure = "word_count", bins: int | None = None) -> Axes:
        """Draw how long the articles are, as a histogram with the median, and return the Axes.

        Where a few are much longer than all others, they are counted below, and not drawn. of: what is measured, one of the columns word_count, han_count, char_count, reading_seconds
        and bytes. bins: how many bars, by default the square root of the number of articles, 50 at
        most. Raises ValueError for another column or less than one bar, ImportError without
        matplotlib.

        >>> import newsproc
        >>> corpus = newsproc.from_strings(["a b", "a b", "a b c d"])
        >>> axes = corpus.plot.lengths(bins=2)
        >>> [int(bar.get_height()) for bar in axes.patches]
        [2, 1]
        """
        if of not in _MEASURES:
            raise ValueError(f"of must be one of {', '.join(_MEASURES)}, not {of!r}")
        if bins is not None and bins < 1:
            raise ValueError("bins must be at least 1")
        axes = _axes(ax)
        values = list(summary.column_values(self._corpus, of))
        drawn = _without_outliers(values)
        if drawn:
            median = f"{summary.quantile(values, 0.5):,.1f}".removesuffix(".0")
            axes.hist(drawn, bins=bins or min(MOST_BINS, max(1, round(len(drawn) ** 0.5))), edgecolor="white")
            axes.axvline(summary.quantile(values, 0.5), color="black", linestyle="--", label=f"median {median}")
            axes.legend()
        longer = len(values) - len(drawn)
        note = f"; {longer:,} of {len(values):,} articles have more, up to {max(values):,}" if longer else ""
        axes.set_xlabel(_MEASURES[of] + note)
        axes.set_ylabel("articles")
        return _finish(axes, "y", is_empty=not values, what="articles")

    def sources(self, ax: Axes | None = None, *, by: str = "authors", most: int = 20) -> Axes:
        """Draw how many articles come from each source, the most frequent on top, and return the Axes.

        by: what tells a source: "authors" (in posts made of feeds, the outlet), or another column or
        property of Article that is a text or several, such as "categories", "tags", "language" or
        "source"; an article with several counts for each of them. most: how many have a bar of their
        own. What is left, and articles without any, are counted below. Raises ValueError for what is
        no such property or most below one, ImportError without matplotlib.

        >>> import newsproc
        >>> corpus = newsproc.from_strings([f"---\\nauthor: {name}\\n---\\n" for name in "aba"])
        >>> axes = corpus.plot.sources()
        >>> [int(bar.get_width()) for bar in axes.patches]
        [2, 1]
        """
        counts = summary.count_values(_texts(self._corpus, by))
        axes = _axes(ax, most)
        without = counts.pop(None, 0)
        notes = [f"{without:,} without {by}"] if without else []
        return _bars(axes, counts, most, "articles", by, notes)

    def removals(self, ax: Axes | None = None, *, most: int = 20) -> Axes:
        """Draw how often each rule took something out of the HTML or changed it, and return the Axes.

        most: how many rules have a bar of their own, the most frequent ones; what is left is counted
        below. Raises ValueError for most below one, ImportError without matplotlib.

        >>> import newsproc
        >>> axes = newsproc.from_strings(["<p onclick=x>a"]).plot.removals()
        >>> [label.get_text() for label in axes.get_yticklabels()]
        ['floor.attribute']
        """
        axes = _axes(ax, most)
        counts = summary.count_parts(self._corpus.removals(), "rule", "count")
        return _bars(axes, counts, most, "removals and changes", "rules", [])

    def __repr__(self) -> str:
        return f"<newsproc.Plots of {self._corpus!r}: timeline(), lengths(), sources(), removals()>"


# --- axes ---


def _axes(ax: Axes | None, most: int = 1) -> Axes:
    """Where to draw; also looks at how many bars are asked for, before a figure is made."""
    if most < 1:
        raise ValueError("most must be at least 1")
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise ImportError("Corpus.plot needs matplotlib: pip install matplotlib") from error
    return pyplot.subplots(layout="constrained")[1] if ax is None else ax


def _finish(axes: Axes, counted: Literal["x", "y"], *, is_empty: bool, what: str) -> Axes:
    """Whole numbers along the axis of counts, and a word in the middle where nothing is drawn."""
    from matplotlib.ticker import MaxNLocator, StrMethodFormatter

    axis = axes.yaxis if counted == "y" else axes.xaxis
    if is_empty:
        axes.set_xticks([])
        axes.set_yticks([])
        axes.text(0.5, 0.5, f"no {what}", ha="center", va="center", transform=axes.transAxes)
    else:
        axis.set_major_locator(MaxNLocator("auto", integer=True))
        axis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    return axes


def _without_outliers(values: list[int]) -> list[int]:
    """The values; where the last hundredth of them would take most of the picture, those before it."""
    if not values:
        return []
    usual = summary.quantile(values, 0.99)
    return [value for value in values if value <= usual] if max(values) > 2 * usual else values


# --- time ---


def _period(days: list[datetime.date]) -> Period:
    span = (max(days) - min(days)).days if days else 0
    return "day" if span <= DAYS_OF_DAYS else "month" if span <= DAYS_OF_MONTHS else "year"


def _by_period(days: Iterable[datetime.date], period: Period) -> dict[datetime.date, int]:
    """Articles by the first day of their period, in order; periods without any are left out."""
    counts: dict[datetime.date, int] = {}
    for day in sorted(days):
        start = day if period == "day" else day.replace(day=1) if period == "month" else day.replace(month=1, day=1)
        counts[start] = counts.get(start, 0) + 1
    return counts


def _next(start: datetime.date, period: Period) -> datetime.date:
    """The first day of the period behind start's; the last one of the calendar ends with itself."""
    import datetime

    try:
        if period == "day":
            return start + datetime.timedelta(days=1)
        if period == "month" and start.month < 12:
            return start.replace(month=start.month + 1)
        return start.replace(year=start.year + 1, month=1)
    except (OverflowError, ValueError):
        return datetime.date.max


def _day_numbers(days: Iterable[datetime.date]) -> list[float]:
    """Days as numbers of matplotlib's, which counts from its epoch."""
    return [float(_dates().date2num(day)) for day in days]


def _dates() -> Any:
    """matplotlib.dates, which has no types."""
    from matplotlib import dates

    return dates


def _date_axis(axes: Axes, days: list[datetime.date], period: Period) -> None:
    """Ticks at dates, and a frame within the calendar: matplotlib knows none beyond the year 9999."""
    import datetime

    axes.xaxis_date()
    locator = _dates().AutoDateLocator()
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(_dates().ConciseDateFormatter(locator))
    first, last = _day_numbers([min(_by_period(days, period)), _next(max(_by_period(days, period)), period)])
    margin = max(1.0, 0.03 * (last - first))
    least, greatest = _day_numbers([datetime.date.min, datetime.date.max])
    axes.set_xlim(max(first - margin, least), min(last + margin, greatest))


# --- names ---


def _texts(corpus: Corpus, by: str) -> Iterator[str | tuple[str, ...] | None]:
    """What a column or property tells of each article; ValueError when that is no text or several."""
    from newsproc._core import Article

    wrong = ValueError(f"by must be a column or property of Article that is a text or several, not {by!r}")
    is_property = not by.startswith("_") and hasattr(Article, by) and not callable(getattr(Article, by))
    if not is_property and by not in corpus.schema.names:
        raise wrong
    for value in summary.column_values(corpus, by):
        several = tuple(value) if isinstance(value, (list, tuple)) else ("" if value is None else value,)
        if not all(isinstance(one, str) for one in several):
            raise wrong
        yield several if value is not None else None


def _bars(axes: Axes, counts: Mapping[Any, int], most: int, unit: str, what: str, notes: list[str]) -> Axes:
    """A bar for each name, the first on top."""
    shown = list(counts.items())[:most]
    rest = list(counts.values())[most:]
    if rest:
        notes = [f"{len(rest):,} other {what} with {sum(rest):,}", *notes]
    if shown:
        places = range(len(shown) - 1, -1, -1)
        axes.barh(places, [count for _, count in shown])
        names, families = _drawable([_short(name) for name, _ in shown])
        looks: dict[str, Any] = {"parse_math": False, "usetex": False}
        if families:
            looks["fontfamily"] = families
        axes.set_yticks(places, names, **looks)
        axes.set_ylim(-0.6, len(shown) - 0.4)
    axes.set_xlabel(f"{unit} ({'; '.join(notes)})" if notes else unit)
    axes.set_ylabel(what)
    return _finish(axes, "x", is_empty=not shown, what=what)


def _short(name: str) -> str:
    """On one line, and not longer than may stand beside a picture."""
    line = " ".join(name.split())
    return line if len(line) <= NAME else line[: NAME - 1] + "…"


def _drawable(names: list[str]) -> tuple[list[str], list[str]]:
    """The names as fonts can show them, and the families to show them with, [] for the usual ones.

    A character that no font has is a box, as matplotlib would draw it; but it would warn of each one
    whenever the figure is drawn.
    """
    import matplotlib

    settings: Any = matplotlib.rcParams
    usual = [str(family) for family in settings["font.family"]]
    meant = [str(name) for family in usual for name in settings.get(f"font.{family}", [family])]
    known = set().union(*map(_characters, meant)) or _characters("DejaVu Sans")  # which matplotlib brings along
    wanted = {character for name in names for character in name} - {" "}
    added = []
    for family in _FAMILIES:
        if wanted <= known:
            break
        found = _characters(family)
        if (wanted - known) & found:
            added.append(family)
            known |= found
    drawn = [
        "".join(character if character in known or character == " " else _BOX for character in name) for name in names
    ]
    return drawn, [*usual, *added] if added else []


def _characters(family: str) -> set[str]:
    """What a family has glyphs for; nothing when it is not installed."""
    from matplotlib import font_manager

    if family not in font_manager.get_font_names():
        return set()
    path = font_manager.findfont(font_manager.FontProperties(family=[family]))
    return set(map(chr, font_manager.get_font(path).get_charmap()))
