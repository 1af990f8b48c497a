"""The file that the project starts from: every fact of it that a reader would check."""

from __future__ import annotations

import datetime
import pathlib
import re

import pytest

import newsproc


@pytest.fixture(scope="module")
def path(data: pathlib.Path) -> pathlib.Path:
    return data / "seed-post.md"


@pytest.fixture(scope="module")
def seed(path: pathlib.Path) -> newsproc.Article:
    return newsproc.load(path)


def test_front_matter(seed: newsproc.Article) -> None:
    assert seed.title == "刚刚，中方密集反击！"
    assert list(seed.categories) == ["新媒体", "ZAKER", "source"]
    assert list(seed.authors) == ["ZAKER"]
    assert seed.date == datetime.datetime(2021, 7, 19, 18, 22, tzinfo=datetime.UTC)
    assert seed.date_text == "Mon, 19 Jul 2021 18:22:00 GMT"
    assert seed.date_source == "date"
    assert seed.metadata["comments"] is False
    assert list(seed.metadata) == [
        "title", "categories", "headimg", "author", "comments", "date", "thumbnail",
    ]  # fmt: skip


def test_body_is_the_exact_slice(seed: newsproc.Article, path: pathlib.Path) -> None:
    text = path.read_bytes().decode()
    assert seed.body == text[text.index("---\n", 10) + 4 :]


def test_images(seed: newsproc.Article, path: pathlib.Path) -> None:
    source = path.read_bytes().decode()
    tags = re.findall(r"<img [^>]*>", source)
    originals = [re.search(r'data-original="([^"]*)"', tag)[1] for tag in tags]  # type: ignore[index]
    displayed = [re.search(r' src="([^"]*)"', tag)[1] for tag in tags]  # type: ignore[index]
    assert len(seed.images) == 5
    assert [image.src for image in seed.images] == originals
    assert [image.displayed_src for image in seed.images] == displayed
    assert not any("workers.dev" in image.src for image in seed.images)
    assert (seed.images[0].width, seed.images[0].height) == (1080, 869)
    assert all(image.source == "data-original" and image.lazy for image in seed.images)
    assert seed.images[0].is_cover


CAPTIONS = [
    "中国驻挪威使馆网站截图",
    "中国驻英国使馆网站",
    "中国驻加拿大使馆网站",
    "中国驻新西兰使馆网站",
    "中国驻欧盟使团微信公号截图",
]


def test_captions(seed: newsproc.Article) -> None:
    assert [image.caption for image in seed.images] == CAPTIONS
    assert {image.caption_source for image in seed.images} == {"text-after"}
    assert re.findall("<figcaption>(.*?)</figcaption></figure>", seed.html) == CAPTIONS
    # Once bound they are figcaptions like any other, and the text is the same.
    again = newsproc.parse(seed.html)
    assert [image.caption for image in again.images] == CAPTIONS
    assert {image.caption_source for image in again.images} == {"figcaption"}
    assert again.text == seed.text
    assert sum(row.count for row in seed.removals if row.rule == "repair.caption") == 10


def test_html_is_clean(seed: newsproc.Article) -> None:
    html = seed.html
    assert not re.search(r"\son\w+|\sclass\b|\sid\b|\sdata-", html)
    assert not re.search(r"<(p|div|span|section)>\s*</\1>", html)
    assert "workers.dev" not in html
    assert html.count("<img ") == 5
    assert newsproc.sanitize(html) == html


def test_text_keeps_every_character(seed: newsproc.Article) -> None:
    def han(text: str) -> list[str]:
        return re.findall("[\u3400-\u9fff]", text)

    assert seed.text.startswith("美国纠集多国造谣")
    assert len(han(seed.text)) == 3120
    assert seed.body is not None
    assert han(seed.text) == han(seed.body)
    assert seed.han_count == 3120


def test_load_and_corpus_agree(seed: newsproc.Article, path: pathlib.Path) -> None:
    assert newsproc.read([path])[0] == seed
    assert newsproc.parse(path.read_bytes()) == seed
    assert newsproc.parse(path.read_bytes().decode()) == seed
