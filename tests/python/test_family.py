"""Posts of the seed's family: the facts of each that a reader would check, found in the files by eye."""

from __future__ import annotations

import json
import pathlib
import re
from typing import Any

import pytest

import newsproc

EXPECTED: dict[str, dict[str, Any]] = json.loads(
    (pathlib.Path(__file__).parents[1] / "data" / "family-expected.json").read_text(encoding="utf-8")
)


def count(html: str, name: str) -> int:
    return len(re.findall(f"<{name}[ >]", html))


@pytest.fixture(params=sorted(EXPECTED))
def post(request: pytest.FixtureRequest, data: pathlib.Path) -> tuple[newsproc.Article, dict[str, Any]]:
    return newsproc.load(data / "family" / request.param), EXPECTED[request.param]


def test_facts(post: tuple[newsproc.Article, dict[str, Any]]) -> None:
    article, facts = post
    assert (article.date and article.date.strftime("%Y-%m-%dT%H:%M:%SZ")) == facts["date"]
    assert article.date_text == facts["date_text"]
    assert article.cover == facts["cover"]
    assert [link.href for link in article.links] == facts["links"]
    assert sum(link.external for link in article.links) == facts["external"]
    assert article.authors == (facts["author"],)
    # Only the seed says where it is from; none names a writer or another address as its own.
    assert (article.source is not None) == facts["source"]
    assert (article.byline, article.canonical) == (None, None)


def test_images(post: tuple[newsproc.Article, dict[str, Any]]) -> None:
    article, facts = post
    assert [image.src for image in article.images] == facts["images"]
    assert sorted({image.displayed_src.split("/")[2] for image in article.images}) == facts["displayed"]
    assert [[image.width, image.height] for image in article.images if image.width] == facts["sizes"]
    assert [image.caption for image in article.images if image.caption] == facts["captions"]
    assert all(image.caption_source == "text-after" for image in article.images if image.caption)


def test_structure(post: tuple[newsproc.Article, dict[str, Any]]) -> None:
    article, facts = post
    html = article.html
    assert count(html, "p") == facts["paragraphs"]
    assert sum(count(html, f"h{level}") for level in range(1, 7)) == facts["headings"]
    assert [heading.level for heading in article.headings] == facts["levels"]
    assert len(article.tables) == facts["tables"]
    assert count(html, "figure") == facts["figures"]
    assert count(html, "li") == facts["items"]
    assert count(html, "pre") == facts["code"]
    assert newsproc.sanitize(html) == html
    # Every character of the body that is Han is there, in its order; none is counted twice.
    assert article.body is not None
    han = re.findall("[\u3400-\u9fff]", re.sub(r"<[^<>]*>|&#\d+;", "", article.body))
    if "<style" not in article.body:
        assert re.findall("[\u3400-\u9fff]", article.text) == han


def test_all_files_are_told(data: pathlib.Path) -> None:
    assert {path.name for path in (data / "family").glob("*.md")} == set(EXPECTED)
