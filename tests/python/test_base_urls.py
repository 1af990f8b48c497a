"""What relative addresses are resolved against: one URL for all, one for each row, and what is none."""

from __future__ import annotations

import json
import pathlib
import pickle
from typing import Any

import pytest

import newsproc

LINKS = ["https://a.example/2021/tea", None, "http://b.example", ""]
POST = "---\ncover: c.png\n---\n<a href=x>x</a><img src=/i.png>"
HREFS = ["https://a.example/2021/x", "x", "http://b.example/x", "x"]
NO_BASES = [
    "e.com/x",
    "//e.com/x",
    "/x",
    "x",
    "",
    "ftp://e.com/",
    "javascript://e.com/",
    "https:",
    "https:///",
    "file:///x",
]


def hrefs(corpus: newsproc.Corpus) -> list[str]:
    return [links[0].href if links else "" for links in corpus["links"]]


def test_each_value_has_its_own() -> None:
    corpus = newsproc.from_strings([POST] * 4, base_url=LINKS)
    assert hrefs(corpus) == HREFS
    for article, link in zip(corpus, LINKS, strict=True):
        assert article == newsproc.parse(POST, **({"base_url": link} if link else {}))
    many = newsproc.from_strings([POST] * 2000, base_url=(f"https://h{i}.example/" for i in range(2000)), threads=2)
    assert hrefs(many) == [f"https://h{i}.example/x" for i in range(2000)]
    assert hrefs(newsproc.from_strings([POST], base_url="https://a.example/")) == ["https://a.example/x"]
    assert hrefs(newsproc.from_strings([], base_url=[])) == []


def test_columns_of_tables_will_do() -> None:
    pa = pytest.importorskip("pyarrow")
    pd = pytest.importorskip("pandas")
    table = pa.table({"content": [POST] * 4, "link": LINKS})
    assert hrefs(newsproc.from_strings(table["content"], base_url=table["link"])) == HREFS
    frame = pd.DataFrame({"content": [POST] * 4, "link": [*LINKS[:3], float("nan")]})
    assert hrefs(newsproc.from_strings(frame["content"], base_url=frame["link"])) == HREFS
    mapper = pickle.loads(pickle.dumps(newsproc.arrow_mapper(base_urls="link")))
    assert [links[0]["href"] for links in mapper(table)["links"].to_pylist()] == HREFS
    mixed = mapper(pa.table({"content": [POST] * 2, "link": ["e.com/x", LINKS[0]]}))
    assert mixed["ok"].to_pylist() == [False, True]
    assert mixed["error"].to_pylist()[0].startswith("bad_base_url: ")


def test_lines_have_keys(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "feed.jsonl"
    links: list[Any] = [*LINKS, 5, "e.com/x"]
    lines = [{"content": POST, "link": link} for link in links] + [{"content": POST}]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    with pytest.warns(newsproc.NewsprocWarning, match="2 of 7"):
        corpus = newsproc.from_jsonl(path, text="content", base_urls="link")
    assert hrefs(corpus) == [*HREFS, "", "", "x"]
    assert [(failure.row, failure.code) for failure in corpus.errors] == [(4, "bad_base_url"), (5, "bad_base_url")]
    with pytest.warns(newsproc.NewsprocWarning):
        corpus = newsproc.from_jsonl(path, text="content", base_urls="link", base_url="https://all.example/")
    assert hrefs(corpus)[1] == hrefs(corpus)[6] == "https://all.example/x"
    with pytest.raises(newsproc.NewsprocError, match="bad_base_url"):
        newsproc.from_jsonl(path, text="content", base_urls="link", on_error="raise")


@pytest.mark.parametrize("wrong", NO_BASES)
def test_what_is_no_base_is_refused(wrong: str) -> None:
    for call in (newsproc.parse, newsproc.sanitize, newsproc.clean):
        with pytest.raises(ValueError, match="base_url must be an absolute http or https URL"):
            call(POST, base_url=wrong)
    with pytest.raises(ValueError, match="base_url must be an absolute"):
        newsproc.from_strings([POST], base_url=wrong)
    if wrong:
        with pytest.raises(ValueError, match=r"base_url: value 1 must be an absolute"):
            newsproc.from_strings([POST] * 2, base_url=[None, wrong])


def test_wrong_types_and_lengths() -> None:
    wrong: Any
    with pytest.raises(ValueError, match="2 values, but 1 of base_url"):
        newsproc.from_strings([POST] * 2, base_url=["https://a.example/"])
    for wrong in (5, b"https://a.example/"):
        with pytest.raises(TypeError, match="base_url must be str"):
            newsproc.from_strings([POST], base_url=wrong)
        with pytest.raises(TypeError, match="a base_url must be str"):
            newsproc.from_strings([POST], base_url=[wrong])


def test_browsers_are_lenient_and_so_is_this() -> None:
    for base in (
        " https://h.example/d/",
        "HTTPS://h.example/d/",
        "https://user:pw@h.example:8080/d/",
        "https://[::1]/d/",
    ):
        assert newsproc.parse("<a href=x>y", base_url=base).links[0].href.endswith("/d/x")
