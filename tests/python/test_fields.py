"""What docs/front-matter.md says of the keys that feed a field, key by key."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Callable
from typing import Literal, TypeAlias

import pytest

import newsproc

Dialect: TypeAlias = Literal["auto", "hexo", "jekyll", "hugo", "zola"]

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIALECTS: tuple[Dialect, ...] = ("auto", "hexo", "jekyll", "hugo", "zola")
PAGE = (ROOT / "docs/front-matter.md").read_text(encoding="utf-8")


def first(name: str) -> Callable[[newsproc.Article], str | None]:
    return lambda article: next(iter(getattr(article, name)), None)


# What tells of a field in one text.
READ: dict[str, Callable[[newsproc.Article], str | None]] = {
    "title": lambda article: article.title,
    "description": lambda article: article.description,
    "date": lambda article: article.date_text,
    "updated": lambda article: None if article.updated is None else article.updated.date().isoformat(),
    "authors": first("authors"),
    "categories": first("categories"),
    "tags": first("tags"),
    "slug": lambda article: article.slug,
    "language": lambda article: article.language,
}


def front(lines: list[str]) -> str:
    return "\n".join(["---", *lines, "---", ""])


def field_keys() -> dict[str, list[str]]:
    rows = re.findall(r"^\| (`\w+`) \| (`.*`) \|$", PAGE.partition("## Fields")[2].partition("\n## ")[0], re.MULTILINE)
    return {field.strip("`"): re.findall(r"`([^`]+)`", keys) for field, keys in rows}


def test_the_keys_of_each_field_in_their_order() -> None:
    table = field_keys()
    assert set(table) == {*READ, "draft"}
    for field, read in READ.items():
        keys = table[field]
        lines = [f"{key}: 20{at:02}-01-01" for at, key in reversed(list(enumerate(keys)))]
        for at in range(len(keys)):
            article = newsproc.parse(front(lines))
            assert (read(article), article.diagnostics) == (f"20{at:02}-01-01", ()), keys[at]
            lines[-1] = f"{keys[at]}:" if field in {"authors", "categories", "tags"} else f"{keys[at]}: ''"
            if len(lines) > 1:
                assert read(newsproc.parse(front(lines))) == f"20{at + 1:02}-01-01", keys[at]
            lines.pop()
        assert read(newsproc.parse("---\nweight: 1\n---\n")) is None


@pytest.mark.parametrize(
    ("line", "field", "value", "codes"),
    [
        ("author: {name: Jo, twitter: jo}", "authors", ("Jo",), []),
        ("author: {Name: Jo}", "authors", ("Jo",), []),
        ("author: {twitter: jo}", "authors", (), ["bad_field"]),
        ("authors: [{jo: }, {al: {url: u}}, {id: x}]", "authors", ("jo", "al"), ["bad_field"]),
        ("authors: [{name: A, link: l}, B]", "authors", ("A", "B"), []),
        ("tags: [{label: B, permalink: /b}]", "tags", ("B",), []),
        ("published: no", "date_text", None, []),
        ("published: 'TRUE'\ncreated: 2021-01-02", "date_text", "2021-01-02", []),
        ("date: Last Modified", "date_text", "Last Modified", ["bad_date"]),
        ("updated: off", "updated", None, []),
        ("date: 0", "date_source", "date", ["bad_date"]),
        ("title: ''", "title", "", []),
        ("cover: no\nimg: /a.png", "cover", "/a.png", []),
        ("description: ''\nextra: {summary: S}", "description", "S", []),
        ("description: ''\nextra: {a: b}", "description", "", []),
    ],
)
def test_shapes(line: str, field: str, value: object, codes: list[str]) -> None:
    article = newsproc.parse(front([line]))
    assert getattr(article, field) == value
    assert [found.code for found in article.diagnostics] == codes


def cover_keys() -> tuple[list[str], list[str]]:
    """The keys of the list in the section, in its order, and those of `header`."""
    section = PAGE.partition("## Cover")[2].partition("\n## ")[0]
    items = re.findall(r"^\d\. .*?(?=^\d\. |^$)", section, re.MULTILINE | re.DOTALL)
    found = [re.findall(r"`([^`]+)`", item) for item in items]
    return [key for keys in found[:3] for key in keys], found[3][1:]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_covers_in_their_order(dialect: Dialect) -> None:
    keys, inner = cover_keys()
    assert len(keys) > 20
    assert inner[0] == "overlay_image"
    header = "header: {" + ", ".join(f"{key}: /{key}.png" for key in reversed(inner)) + "}"
    lines = [header, *(f"{key}: /{key}.png" for key in reversed(keys))]
    for key in keys:
        assert newsproc.parse(front(lines), dialect=dialect).cover == f"/{key}.png"
        lines.pop()
    for at, key in enumerate(inner):
        rest = ", ".join(f"{key}: /{key}.png" for key in reversed(inner[at:]))
        assert newsproc.parse(front([f"header: {{{rest}}}"]), dialect=dialect).cover == f"/{key}.png"


def test_a_colour_is_no_cover_and_the_body_has_one() -> None:
    article = newsproc.parse("---\ncover: '#49b1f5'\n---\n<p><img src=/a.png>")
    assert (article.cover, article.diagnostics) == ("/a.png", ())
    assert newsproc.parse("---\nimages: [a.png]\n---\n", base_url="https://x.org/p/").cover == "https://x.org/p/a.png"
