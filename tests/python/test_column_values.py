"""Columns and child tables as Python values: the same as an Article has and as Arrow says, and how they show themselves."""

from __future__ import annotations

import itertools
import json
from typing import Any

import hard_posts
import pytest

import newsproc

HARD = [*hard_posts.POSTS, "---\ndate: 9999-12-31T23:59:59-11:00\nupdated: 0001-01-01T00:00:00+11:00\n---\n"]
# What an article has under another name, or not at all.
OTHERS: dict[str, Any] = {
    "image_count": lambda article: len(article.images),
    "link_count": lambda article: len(article.links),
}
COLUMNS: Any = {"n.a": "list<string>", "slug2": "string"}


@pytest.fixture(scope="module")
def corpus() -> newsproc.Corpus:
    posts = [*HARD, *(f"<p>{i} <img src={i}.png>" for i in range(150))]
    with pytest.warns(newsproc.NewsprocWarning):
        parts = [newsproc.from_strings(some, columns=COLUMNS)._chunks for some in (posts, HARD)]
    return newsproc.Corpus(newsproc._core.Chunks.join(parts))


def parts(corpus: newsproc.Corpus) -> list[newsproc.Corpus]:
    return [corpus, corpus[1:4], corpus[::-1], corpus[150:], corpus[2:2], corpus[::7]]


def test_every_column_has_the_values_of_articles(corpus: newsproc.Corpus) -> None:
    for part in parts(corpus):
        for name in newsproc.SCHEMA.names:
            column = part[name]
            values = column.to_list()
            assert values == list(column) == [column[i] for i in range(len(part))]
            assert list(map(type, values)) == [type(column[i - len(part)]) for i in range(len(part))]
            if name in ("ok", "error", "removal_count", "diagnostic_count"):
                continue
            expected = [OTHERS[name](article) if name in OTHERS else getattr(article, name) for article in part]
            assert values == expected, name
            assert list(map(type, values)) == list(map(type, expected)), name


def test_every_column_has_the_values_of_arrow(corpus: newsproc.Corpus) -> None:
    pa = pytest.importorskip("pyarrow")
    for part in parts(corpus):
        table = part.to_arrow()
        for name in newsproc.SCHEMA.names:
            values, arrow = part[name].to_list(), table[name]
            if name in ("date", "updated"):  # Arrow has years that Python's dates have not
                known = [value is not None for value in values]
                values = [value for value in values if value is not None]
                arrow = arrow.filter(pa.array(known, pa.bool_()))
            if name == "metadata":
                assert [dict(value) for value in values] == [json.loads(text) for text in arrow.to_pylist()]
            elif name in ("images", "links"):
                plain = [[{key: getattr(item, key) for key in row[0]} for item in items] if row else []
                         for items, row in zip(values, arrow.to_pylist(), strict=True)]  # fmt: skip
                assert plain == arrow.to_pylist()
            elif name in ("authors", "categories", "tags"):
                assert [list(value) for value in values] == arrow.to_pylist()
            else:
                assert values == arrow.to_pylist(), name


def test_failures_in_columns(corpus: newsproc.Corpus) -> None:
    assert corpus["ok"][:3].to_list() == [True, False, True]
    assert corpus["error"][1] == "null: there is no value"
    assert {row for row, ok in enumerate(corpus["ok"]) if not ok} == {failure.row for failure in corpus.errors}


def test_a_column_is_a_sequence(corpus: newsproc.Corpus) -> None:
    titles = corpus["title"]
    assert titles[0] == titles[-len(titles)] == "标题 😀"
    assert titles.index("T") == 4
    assert titles.index("T", 5) == len(corpus) - 4
    assert titles.count("T") == 2
    assert None in titles
    assert "nothing" not in titles
    assert list(reversed(titles)) == titles.to_list()[::-1]
    assert next(iter(titles)) == "标题 😀"
    assert list(itertools.islice(corpus["word_count"], 3)) == corpus["word_count"][:3].to_list()
    for wrong in (len(corpus), -len(corpus) - 1):
        with pytest.raises(IndexError):
            titles[wrong]
    with pytest.raises(TypeError):
        titles["a"]
    for arguments in ((-1, 0, 1), (99, 0, 1), (0, 2, 1), (0, 0, 10**6)):
        with pytest.raises(IndexError):
            corpus._chunks.values(*arguments)


def test_child_tables_go_row_by_row(corpus: newsproc.Corpus) -> None:
    for part in parts(corpus):
        for name in ("images", "links", "removals", "diagnostics"):
            table = getattr(part, name)()
            expected = [(row, item) for row, article in enumerate(part) for item in getattr(article, name)]
            assert list(table) == expected
            assert len(table) == len(expected)
            assert list(table) == expected  # again, from the start
            middle = len(expected) // 2
            assert part._chunks.parts(table._table, middle, middle + 3) == expected[middle : middle + 3]
    for number in (0, 9, -1):
        with pytest.raises(ValueError, match="table"):
            corpus._chunks.part_count(number)


def test_rows_of_child_tables_are_made_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newsproc.table, "PART_ROWS", 2)
    corpus = newsproc.from_strings(["", *(f"<img src={i}a.png><img src={i}b.png>" for i in range(3))])
    asked = []

    class Watched:
        def part_count(self, table: int) -> int:
            return corpus._chunks.part_count(table)

        def parts(self, *numbers: int) -> list[tuple[int, Any]]:
            asked.append(numbers[1:])
            return corpus._chunks.parts(*numbers)

    rows = iter(newsproc.ChildTable(Watched(), newsproc.schema.IMAGES))  # type: ignore[arg-type]
    row, image = next(rows)
    assert (row, image) == (1, corpus[1].images[0])
    assert asked == [(0, 2)]
    assert [(row, image.src) for row, image in rows] == [
        (1, "0b.png"),
        (2, "1a.png"),
        (2, "1b.png"),
        (3, "2a.png"),
        (3, "2b.png"),
    ]
    assert asked == [(0, 2), (2, 4), (4, 6)]


def test_child_tables_are_arrow_first_for_others() -> None:
    """That they can be gone through leads nobody to take them apart row by row."""
    links = newsproc.from_strings(["<a href=/x>a</a>", "<a href=/y>b</a>"]).links()
    expected = [{"row": 0, "href": "/x"}, {"row": 1, "href": "/y"}]
    assert pytest.importorskip("pyarrow").table(links).select(["row", "href"]).to_pylist() == expected
    assert pytest.importorskip("polars").DataFrame(links).select("row", "href").to_dicts() == expected
    duckdb = pytest.importorskip("duckdb")
    assert duckdb.sql('select "row", href from links order by 1').fetchall() == [(0, "/x"), (1, "/y")]


def test_columns_and_tables_say_what_they_hold() -> None:
    corpus = newsproc.from_strings([f"---\ntitle: Tea {i}\n---\n<img src={i}.png>" for i in range(20)])
    assert repr(corpus["title"]) == (
        "<newsproc.Column title: 20 values ['Tea 0', 'Tea 1', 'Tea 2', 'Tea 3', 'Tea 4', …]>"
    )
    assert repr(corpus[:1]["word_count"]) == "<newsproc.Column word_count: 1 values [0]>"
    assert repr(corpus[:0]["tags"]) == "<newsproc.Column tags: 0 values []>"
    assert repr(corpus[:1]["images"]) == "<newsproc.Column images: 1 values [(1 × Image)]>"
    dated = newsproc.from_strings(["---\ndate: 2021-07-19\n---\n", "x"])
    assert repr(dated["date"]) == "<newsproc.Column date: 2 values [2021-07-19 00:00:00+00:00, None]>"
    assert repr(corpus.images()).startswith("<newsproc.ChildTable 20 images: row, src, displayed_src, ")
    long = newsproc.from_strings(["x" * 100000])["text"]
    assert len(repr(long)) < 100
    html = corpus["title"]._repr_html_()
    assert html.count("<tr>") == 11
    assert "Tea 9" in html
    assert "… and 10 more" in html
    html = corpus.images()._repr_html_()
    assert html.count("<tr>") == 11
    assert "9.png" in html
    assert "… and 10 more" in html
    for shown in (corpus["metadata"], corpus["images"], corpus["date"], corpus.removals(), corpus[:0].links()):
        assert shown._repr_html_().startswith("<div class=")
