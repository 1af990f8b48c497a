"""Day and month in either order: alone, by option, and as a corpus tells."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest

import newsproc


def post(date: str) -> str:
    return f"---\ndate: {date}\n---\n<p>x"


def days(texts: list[str], **options: Any) -> list[str | None]:
    return [article.date and f"{article.date:%m-%d}" for article in newsproc.from_strings(map(post, texts), **options)]


def codes(texts: list[str], **options: Any) -> list[str]:
    return [
        found.code for article in newsproc.from_strings(map(post, texts), **options) for found in article.diagnostics
    ]


def test_alone() -> None:
    article = newsproc.parse(post("03/04/2021"))
    assert (article.date, article.date_text) == (None, "03/04/2021")
    (found,) = article.diagnostics
    assert (found.code, found.severity, found.line, found.column, found.detail) == (
        "ambiguous_date", "warning", 2, 7, "03/04/2021",
    )  # fmt: skip
    assert newsproc.parse(post("03/04/2021"), date_order="dmy").date.day == 3  # type: ignore[union-attr]
    assert newsproc.parse(post("03/04/2021"), date_order="mdy").date.day == 4  # type: ignore[union-attr]
    assert newsproc.parse(post("03/04/2021"), date_order="dmy").diagnostics == ()


@pytest.mark.parametrize("mark", "/-.")
def test_a_corpus_tells(mark: str) -> None:
    def texts(*dates: str) -> list[str]:
        return [date.replace("/", mark) for date in dates]

    assert days(texts("03/04/2021", "25/12/2020")) == ["04-03", "12-25"]
    assert days(texts("12/25/2020", "03/04/2021 10:30")) == ["12-25", "03-04"]
    assert codes(texts("12/25/2020", "03/04/2021", "5/6/2021")) == ["date_order"] * 2
    # Nobody tells, or they do not agree: nothing is guessed.
    assert days(texts("03/04/2021", "05/05/2021", "2021-12-25")) == [None, "05-05", "12-25"]
    assert days(texts("03/04/2021", "25/12/2020", "12/25/2020")) == [None, "12-25", "12-25"]
    assert codes(texts("03/04/2021", "25/12/2020", "12/25/2020")) == ["ambiguous_date"]
    # An option counts for more than the corpus.
    assert days(texts("03/04/2021", "25/12/2020"), date_order="mdy") == ["03-04", "12-25"]
    assert codes(texts("03/04/2021", "25/12/2020"), date_order="mdy") == []


def test_each_form_has_its_own_order() -> None:
    texts = ["25.12.2020", "03.04.2021", "12/25/2020", "03/04/2021", "03-04-2021"]
    assert days(texts) == ["12-25", "04-03", "12-25", "03-04", None]


def test_other_dates_tell_too() -> None:
    fronts = ["---\ndate: 03/04/2021\n---\n", "---\ndate: 2021-01-02\nupdated: 25/12/2020\n---\n"]
    assert newsproc.from_strings(fronts)[0].date.day == 3  # type: ignore[union-attr]
    fronts = ["---\nx: 03/04/2021\n---\n", "---\ndate: 25/12/2020\n---\n"]
    assert newsproc.from_strings(fronts, columns={"x": "date"})["x"].to_list()[0].day == 3


def test_what_is_no_date_tells_nothing() -> None:
    assert days(["03/04/2021", "31/02/2021", "25/12/2020 25:00", "13/13/2021"]) == [None] * 4


def test_threads_and_scan(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("pyarrow")
    for i in range(400):
        text = "25/12/2020" if i == 399 else "03/04/2021" if i % 7 == 0 else "2021-07-19"
        (tmp_path / f"{i:03}.md").write_text(post(text) + "x" * 4000)
    tables = [newsproc.read(tmp_path, threads=threads).to_arrow() for threads in (1, 2, 4)]
    assert all(table.equals(tables[0]) for table in tables)
    assert tables[0]["date"].null_count == 0
    # In one pass there is nothing to look back at.
    (corpus,) = newsproc.scan(tmp_path)
    assert sum(article.date is None for article in corpus) == 57
    assert sum(corpus.diagnostics().to_arrow()["code"].to_pylist().count(code) for code in ("ambiguous_date",)) == 57


def test_failures_keep_their_rows(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.md").write_text(post("03/04/2021"))
    (tmp_path / "b.md").write_text(post("25/12/2020"))
    paths = [tmp_path / "a.md", tmp_path / "missing.md", tmp_path / "b.md"]
    with pytest.warns(newsproc.NewsprocWarning, match=r"1 of 3 failed"):
        corpus = newsproc.read(paths)
    assert [article.date and article.date.day for article in corpus] == [3, None, 25]
    with pytest.raises(FileNotFoundError):
        newsproc.read(paths, on_error="raise")
    seen: list[tuple[int, int, int]] = []
    newsproc.read([paths[0], paths[2]], progress=lambda *counts: seen.append(counts))
    assert seen[-1][:2] == (2, 2)
