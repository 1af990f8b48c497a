"""The posts of examples/: what each was written to show."""

from __future__ import annotations

import datetime
import pathlib

import pytest

import newsproc


@pytest.fixture(scope="module")
def posts(root: pathlib.Path) -> dict[str, newsproc.Article]:
    corpus = newsproc.read(root / "examples" / "posts")
    return {pathlib.PurePath(article.path or "").name: article for article in corpus}


def codes(article: newsproc.Article) -> list[str]:
    return [diagnostic.code for diagnostic in article.diagnostics]


def test_feed(posts: dict[str, newsproc.Article]) -> None:
    post = posts["feed-spring-tea.md"]
    assert post.title == "春茶上市：三座山，两条路"
    assert [image.src for image in post.images] == [
        "http://img.example.com/202104/tea-gate_1024.jpg",
        "http://img.example.com/202104/stone-road_1024.jpg",
    ]
    assert (post.images[1].width, post.images[1].height) == (810, 1080)
    assert codes(post) == []


def test_broken_title_loses_nothing(posts: dict[str, newsproc.Article]) -> None:
    post = posts["feed-broken-title.md"]
    assert post.title == "It's only a title: the day the quotes broke"
    assert list(post.authors) == ["Small Hours"]
    assert list(post.categories) == ["Weblog", "Small Hours"]
    assert "yaml_syntax" in codes(post)


def test_invalid_date_is_null_with_its_text(posts: dict[str, newsproc.Article]) -> None:
    post = posts["feed-invalid-date.md"]
    assert post.date is None
    assert post.date_text == "Invalid Date"
    assert codes(post) == ["bad_date"]


def test_hexo(posts: dict[str, newsproc.Article]) -> None:
    post = posts["hexo-photo-walk.md"]
    assert list(post.categories) == ["生活", "散步", "摄影"]
    assert [list(path) for path in post.category_paths] == [["生活", "散步"], ["摄影"]]
    assert post.images[0].caption == "六点半的晨雾"
    assert [link.external for link in post.links] == [False, True]


def test_jekyll(posts: dict[str, newsproc.Article]) -> None:
    post = posts["jekyll-release-notes.md"]
    assert post.date == datetime.datetime(2019, 11, 8, 14, 0, 56, tzinfo=datetime.UTC)
    assert list(post.tags) == ["release-notes", "parser", "2.4"]
    assert "small\t12 ms\t3 ms" in post.text
    draft = posts["jekyll-draft-tabs.md"]
    assert draft.draft
    assert list(draft.tags) == ["tabs", "blanks"]
    assert draft.date == datetime.datetime(2020, 3, 1, tzinfo=datetime.UTC)
    assert {"tab", "duplicate_key"} <= set(codes(draft))


def test_hugo(posts: dict[str, newsproc.Article]) -> None:
    post = posts["hugo-sourdough.md"]
    assert post.format == "toml"
    assert post.date == datetime.datetime(2023, 1, 15, 6, 45, tzinfo=datetime.UTC)
    assert list(post.authors) == ["Ida Holm", "Per Lund"]
    assert post.metadata["extra"] == {"hydration": 0.78}
    assert [image.src for image in post.images] == ["/img/loaf-1600.jpg"]
    assert posts["hugo-json-header.html"].metadata["weight"] == 3


def test_hostile(posts: dict[str, newsproc.Article]) -> None:
    post = posts["comment-spam.html"]
    assert "Real words between the traps." in post.text
    assert "Log in" in post.text
    for word in ("script", "onclick", "onerror", "iframe", "form", "svg", "cookie"):
        assert word not in post.html
    assert [link.href for link in post.links] == ["https://shop.example.net/"]
    assert [link.displayed_href for link in post.links] == ["https://shop.example.net/?utm_source=spam"]
    assert codes(post) == ["bad_date"]


def test_lazy_images(posts: dict[str, newsproc.Article]) -> None:
    post = posts["lazy-gallery.html"]
    assert [image.src for image in post.images] == [
        "https://cdn.example.com/harbour-1.jpg",
        "https://cdn.example.com/harbour-2.jpg",
    ]
    assert post.images[1].displayed_src == "/placeholder.png"
    assert list(post.authors) == ["Noor Rahimi", "Sam Okafor"]


def test_soup_is_repaired(posts: dict[str, newsproc.Article]) -> None:
    post = posts["tag-soup.html"]
    for words in (
        "crossed",
        "block inside it",
        "stray text",
        "in a link",
        "in a heading",
        "before",
        "cell",
        "after",
    ):
        assert words in post.text
    assert "&lt;" not in post.html


def test_headers_that_are_none(posts: dict[str, newsproc.Article]) -> None:
    assert codes(posts["unclosed-fence.md"]) == ["unclosed"]
    assert "Nobody closed this" in posts["unclosed-fence.md"].text
    assert posts["no-header.html"].title is None
    assert codes(posts["empty.md"]) == ["empty_file"]


def test_encodings(posts: dict[str, newsproc.Article]) -> None:
    assert posts["legacy-gbk.md"].title == "一篇旧文章"
    assert codes(posts["legacy-gbk.md"]) == ["encoding_guessed"]
    assert posts["windows-notepad.md"].title == "Saved by Notepad"
    assert posts["windows-notepad.md"].date == datetime.datetime(2016, 8, 12, 6, 5, tzinfo=datetime.UTC)
