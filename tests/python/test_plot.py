"""Corpus.plot: what is drawn, looked at as lines and bars, and Corpus.stats(), which counts the same."""

from __future__ import annotations

import datetime
import doctest
import io
import json
import pathlib
import pickle
import subprocess
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

import newsproc
from newsproc import plot, summary

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
pyplot = pytest.importorskip("matplotlib.pyplot")


@pytest.fixture(autouse=True)
def close_figures() -> Iterator[None]:
    yield
    pyplot.close("all")


def post(date: str = "", author: str = "", body: str = "") -> str:
    lines = [f"date: {date}"] * bool(date) + [f"author: {author}"] * bool(author)
    return "\n".join(["---", "title: T", *lines, "---", body])


def corpus(*posts: str) -> newsproc.Corpus:
    return newsproc.from_strings(posts)


def drawn(axes: Any) -> bytes:
    """The figure as a PNG; a warning on the way is an error."""
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        axes.figure.savefig(file, dpi=30)
    return file.getvalue()


def heights(axes: Any) -> list[int]:
    return [int(bar.get_height()) for bar in axes.patches]


def bars(axes: Any) -> dict[str, int]:
    """Each name and the length of its bar, from the top."""
    places = {round(place): label for place, label in zip(axes.get_yticks(), axes.get_yticklabels(), strict=True)}
    ends = {round(bar.get_y() + bar.get_height() / 2): int(bar.get_width()) for bar in axes.patches}
    return {places[place].get_text(): ends[place] for place in sorted(ends, reverse=True)}


def starts(axes: Any) -> list[str]:
    from matplotlib.dates import num2date

    return [f"{num2date(bar.get_x()):%Y-%m-%d}" for bar in axes.patches]


DRAW = ("timeline", "lengths", "sources", "removals")


# --- timeline ---


def test_a_timeline_of_days() -> None:
    axes = corpus(post("2021-03-01"), post("2021-03-03T23:59:00Z"), post("2021-03-03"), post()).plot.timeline()
    assert starts(axes) == ["2021-03-01", "2021-03-03"]
    assert heights(axes) == [1, 2]
    assert {bar.get_width() for bar in axes.patches} == {1}
    assert axes.get_ylabel() == "articles a day"
    assert axes.get_xlabel() == "date (UTC); 1 of 4 articles have none"
    assert drawn(axes)


def test_a_timeline_of_months_and_years() -> None:
    posts = [post(date) for date in ("2020-01-31", "2020-02-01", "2020-02-29", "2020-12-31")]
    axes = corpus(*posts).plot.timeline()
    assert starts(axes) == ["2020-01-01", "2020-02-01", "2020-12-01"]
    assert [bar.get_width() for bar in axes.patches] == [31, 29, 31]
    assert heights(axes) == [1, 2, 1]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("date (UTC)", "articles a month")
    axes = corpus(*posts, post("1999-05-05")).plot.timeline()
    assert starts(axes) == ["1999-01-01", "2020-01-01"]
    assert heights(axes) == [1, 4]
    assert axes.get_ylabel() == "articles a year"
    assert heights(corpus(*posts).plot.timeline(by="day")) == [1, 1, 1, 1]
    assert heights(corpus(*posts).plot.timeline(by="year")) == [4]


def test_the_ends_of_the_calendar() -> None:
    for by in ("auto", "day", "month", "year"):
        axes = corpus(post("0001-01-01"), post("9999-12-31")).plot.timeline(by=by)
        assert heights(axes) == [1, 1], by
        assert drawn(axes)
        assert drawn(corpus(post("9999-12-31")).plot.timeline(by=by))


# --- lengths ---


def test_lengths() -> None:
    texts = ["w " * count for count in (1, 1, 2, 9)]
    axes = corpus(*texts).plot.lengths(bins=4)
    assert heights(axes) == [3, 0, 0, 1]
    (line,) = axes.lines
    assert line.get_xdata()[0] == 1.5
    assert axes.get_legend().get_texts()[0].get_text() == "median 1.5"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("words", "articles")
    assert drawn(axes)


def test_lengths_of_other_measures_and_a_few_outliers() -> None:
    axes = corpus("你好", "再见了", "a").plot.lengths(of="han_count", bins=1)
    assert heights(axes) == [3]
    assert (axes.patches[0].get_x(), axes.patches[0].get_width()) == (0, 3)
    assert axes.get_xlabel() == "Han characters"
    many = corpus(*["a"] * 4000, "b " * 100_000)
    axes = many.plot.lengths()
    assert sum(heights(axes)) == 4000
    assert axes.get_xlabel() == "words; 1 of 4,001 articles have more, up to 100,000"
    axes = corpus(*["a " * (count % 101) for count in range(4040)]).plot.lengths()
    assert len(axes.patches) == plot.MOST_BINS
    assert sum(heights(axes)) == 4040
    assert axes.get_xlabel() == "words"


# --- sources and removals ---


def test_sources() -> None:
    posts = [post(author=name) for name in ("a", "b", "[b, c]", "b", "c")]
    axes = corpus(*posts, post()).plot.sources()
    assert bars(axes) == {"b": 3, "c": 2, "a": 1}
    assert axes.get_xlabel() == "articles (1 without authors)"
    axes = corpus(*posts).plot.sources(most=1)
    assert bars(axes) == {"b": 3}
    assert axes.get_xlabel() == "articles (2 other authors with 3)"
    tagged = corpus("---\ntags: [x, y]\nlang: de\n---\n", "---\ntags: [x]\nlang: de\n---\n")
    assert bars(tagged.plot.sources(by="tags")) == {"x": 2, "y": 1}
    assert bars(tagged.plot.sources(by="language")) == {"de": 2}
    assert bars(corpus("<p>a</p><p>来源：新华社</p>").plot.sources(by="source"))
    lifted = newsproc.from_strings(["---\nseries: s\n---\n"], columns={"series": "string", "rating": "int64"})
    assert bars(lifted.plot.sources(by="series")) == {"s": 1}


def test_removals() -> None:
    axes = corpus("<p onclick=x>a", "<script>1</script><p onclick=y onload=z>b").plot.removals()
    assert bars(axes) == {"floor.attribute": 3, "floor.tag": 1}
    assert axes.get_xlabel() == "removals and changes"
    assert sum(bars(axes).values()) == 4


# --- names that are hard to draw ---


def test_names_that_no_font_has_are_boxes_without_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plot, "_FAMILIES", ())
    axes = corpus(post(author="山路 a"), post(author="\U0010fffd")).plot.sources()
    assert sorted(bars(axes)) == ["□", "□□ a"]
    assert drawn(axes)


def make_font(path: pathlib.Path, family: str, characters: str) -> None:
    """A font with a box for each of the characters."""
    builder = pytest.importorskip("fontTools.fontBuilder").FontBuilder(1000)
    pen = pytest.importorskip("fontTools.pens.ttGlyphPen").TTGlyphPen(None)
    for move, place in ((pen.moveTo, (0, 0)), (pen.lineTo, (0, 800)), (pen.lineTo, (800, 800))):
        move(place)
    pen.closePath()
    glyph = pen.glyph()
    names = {ord(character): f"u{ord(character):X}" for character in characters}
    order = [".notdef", *names.values()]
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf(dict.fromkeys(order, glyph))
    builder.setupHorizontalMetrics(dict.fromkeys(order, (1000, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)


def test_a_font_that_has_the_characters_is_taken(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib import font_manager

    make_font(tmp_path / "font.ttf", "Noto Sans CJK SC", "山路")
    monkeypatch.setattr(plot, "_FAMILIES", ("No Such Family", "Noto Sans CJK SC", "SimHei"))
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [*font_manager.fontManager.ttflist])
    font_manager.fontManager.addfont(tmp_path / "font.ttf")
    axes = corpus(post(author="山路 a"), post(author="b茶")).plot.sources()
    assert sorted(bars(axes)) == ["b□", "山路 a"]
    label = axes.get_yticklabels()[0]
    assert label.get_fontfamily() == [*matplotlib.rcParams["font.family"], "Noto Sans CJK SC"]
    assert drawn(axes)


def test_an_installed_font_is_found_by_its_name() -> None:
    assert "a" in plot._characters("DejaVu Sans")
    assert plot._characters("No Such Family At All") == set()


def test_hostile_names() -> None:
    names = ["$\\frac{", "$x$ y$", "_hidden", "a\tb  c", "x" * 200, "<b>&amp;", "%s {0}", "\u202egnp"]
    posts = [f"---\nauthors: [{newsproc_quoted(name)}]\n---\n" for name in names]
    axes = corpus(*posts).plot.sources()
    assert len(bars(axes)) == len(names)
    assert drawn(axes)
    shown = set(bars(axes))
    assert {"$\\frac{", "$x$ y$", "_hidden", "a b c", "x" * 31 + "…"} <= shown


def newsproc_quoted(text: str) -> str:
    import json

    return json.dumps(text)


# --- every one of them ---


@pytest.mark.parametrize("name", DRAW)
def test_nothing_to_draw_and_one_row(name: str) -> None:
    for empty in (corpus(), corpus("")):
        axes = getattr(empty.plot, name)()
        assert drawn(axes)
        assert axes.get_xlabel()
        assert axes.get_ylabel()
        if len(empty) == 0 or name != "lengths":
            assert [text.get_text()[:3] for text in axes.texts] == ["no "]
            assert not axes.patches
    one = corpus(post("2021-01-01", "a", "<p onclick=x>word"))
    axes = getattr(one.plot, name)()
    assert drawn(axes)
    assert len(axes.patches) == 1


@pytest.mark.parametrize("name", DRAW)
def test_axes_that_are_given_are_drawn_into(name: str) -> None:
    figure, axes = pyplot.subplots()
    assert getattr(corpus(post("2021-01-01", "a", "<p onclick=x>word")).plot, name)(axes) is axes
    assert pyplot.get_fignums() == [figure.number]


def test_failures_are_not_drawn(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.md").write_text(post("2021-01-01", "a", "one two"))
    with pytest.warns(newsproc.NewsprocWarning):
        read = newsproc.read([tmp_path / "a.md", tmp_path / "none.md"])
    assert read.plot.timeline().get_xlabel() == "date (UTC)"
    assert sum(heights(read.plot.lengths())) == 1
    assert bars(read.plot.sources()) == {"a": 1}
    assert read.plot.sources().get_xlabel() == "articles"


def test_examples_in_documentation() -> None:
    failed, tried = doctest.testmod(plot)
    assert failed == 0
    assert tried >= 10


def test_wrong_arguments() -> None:
    plots = corpus("a").plot
    for call in (
        lambda: plots.timeline(by="week"),  # type: ignore[arg-type]
        lambda: plots.lengths(of="title"),  # type: ignore[arg-type]
        lambda: plots.lengths(bins=0),
        lambda: plots.sources(by="nonsense"),
        lambda: plots.sources(by="to_dict"),
        lambda: plots.sources(by="word_count"),
        lambda: plots.sources(most=0),
        lambda: plots.removals(most=0),
    ):
        with pytest.raises(ValueError, match="must be"):
            call()
    assert pyplot.get_fignums() == []


def test_without_matplotlib() -> None:
    code = """
import sys
sys.modules["matplotlib"] = None
import newsproc
plots = newsproc.from_strings(["a"]).plot
for name in ("timeline", "lengths", "sources", "removals"):
    try:
        getattr(plots, name)()
    except ImportError as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "Corpus.plot needs matplotlib: pip install matplotlib\n" * 4, done.stderr


def test_without_pyarrow_the_same_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    posts = [post(date, name, "<p onclick=x>w w") for date, name in (("1950-01-01", "a"), ("2021-05-06T23:59:59Z", ""))]
    plots = corpus(*posts, post("0001-01-01"), post("9999-12-31T23:59:59Z")).plot

    def told() -> list[list[tuple[float, float]]]:
        return [[bar.get_bbox().extents.tolist() for bar in getattr(plots, name)().patches] for name in DRAW]

    first = told()
    monkeypatch.setattr(summary, "_pyarrow", lambda: None)
    assert told() == first
    assert [len(bars) for bars in first] == [4, 2, 1, 1]


def test_matplotlib_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, newsproc; newsproc.from_strings(['a']).plot; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "False\n", done.stderr


# --- stats ---


def test_stats_count_what_there_is(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {
        "a.md": "---\nauthor: [x, y]\nlang: de\n---\n<p onclick=a onload=b>one two<img src=//I.example/a>",
        "b.md": "+++\nauthors = ['x']\n+++\n<a href='https://u:p@L.example:80/x'>a</a> <a href='/y'>b</a> c",
        "c.md": "---\ndate: never\nauthor: ''\n---\n<img src=http://i.example:8080/b> 你好",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    with pytest.warns(newsproc.NewsprocWarning):
        read = newsproc.read([*(tmp_path / name for name in texts), tmp_path / "gone.md"])
    stats = read.stats()
    assert stats["word_quantiles"] == {"min": 2.0, "25%": 2.0, "50%": 2.0, "75%": 2.5, "max": 3.0}
    assert stats["languages"] == {None: 2, "de": 1}
    assert stats["formats"] == {"yaml": 2, "toml": 1}
    assert list(stats["authors"].items()) == [("x", 2), ("y", 1), (None, 1)]
    assert stats["image_hosts"] == {"i.example": 2}
    assert stats["link_hosts"] == {"l.example": 1}
    assert stats["errors_by_code"] == {"not_found": 1}
    assert stats["removals_by_rule"]["floor.attribute"] == 2
    assert sum(stats["removals_by_rule"].values()) == stats["removals"]
    assert stats["diagnostics_by_code"]["bad_date"] == 1
    assert sum(stats["diagnostics_by_code"].values()) == stats["diagnostics"]
    monkeypatch.setattr(summary, "_pyarrow", lambda: None)
    assert read.stats() == stats
    assert [list(value) for value in read.stats().values() if isinstance(value, dict)] == [
        list(value) for value in stats.values() if isinstance(value, dict)
    ]


def test_stats_of_nothing() -> None:
    stats = newsproc.from_strings([]).stats()
    assert [value for value in stats.values() if isinstance(value, dict)] == [{}] * 9


def test_stats_show_the_most_frequent_and_have_all() -> None:
    posts = [f"---\nauthor: a{n:04}\n---\n<img src=//h{n:04}.example/a>" for n in range(2000)]
    stats = newsproc.from_strings([*posts, posts[1999]]).stats()
    hosts = stats["image_hosts"]
    assert len(hosts) == len(stats["authors"]) == 2000
    assert sum(hosts.values()) == 2001
    first = ", ".join(f"'h{n:04}.example': 1" for n in range(9))
    assert repr(hosts) == f"{{'h1999.example': 2, {first}, … and 1,990 more}}"
    assert len(str(stats)) < 2000
    assert repr(newsproc.from_strings(posts[:10]).stats()["authors"]) == repr({f"a{n:04}": 1 for n in range(10)})
    assert repr(newsproc.from_strings(posts[:11]).stats()["authors"]).endswith("'a0009': 1, … and 1 more}")
    copied = pickle.loads(pickle.dumps(stats))
    assert copied == stats
    assert repr(copied) == repr(stats)
    assert json.loads(json.dumps(hosts)) == hosts


def test_quantiles_are_those_of_pandas() -> None:
    pd = pytest.importorskip("pandas")
    for values in ([5], [1, 2], [3, 1, 2], list(range(0, 1000, 7)), [0, 0, 10**9]):
        described = pd.Series(values).describe()
        assert summary.quantiles(values) == {name: described[name] for name in ("min", "25%", "50%", "75%", "max")}


def test_periods() -> None:
    day = datetime.date
    assert plot._next(day(2020, 2, 29), "day") == day(2020, 3, 1)
    assert plot._next(day(2020, 12, 1), "month") == day(2021, 1, 1)
    assert plot._next(day(2020, 1, 1), "year") == day(2021, 1, 1)
    assert plot._next(day(9999, 12, 31), "day") == plot._next(day(9999, 1, 1), "year") == day.max
    assert plot._period([day(2020, 1, 1), day(2020, 3, 3)]) == "day"
    assert plot._period([day(2020, 1, 1), day(2020, 3, 4)]) == "month"
    assert plot._period([day(2020, 1, 1), day(2025, 6, 1)]) == "year"
