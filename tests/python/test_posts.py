"""Real posts, all of them: a row for each, none lost, and nothing unsafe or unstable in what comes out."""

from __future__ import annotations

import pathlib
import re

import pytest

import newsproc

SUFFIXES = {".md", ".markdown", ".mdown", ".html", ".htm"}


@pytest.fixture(scope="module")
def posts(data: pathlib.Path) -> list[pathlib.Path]:
    return sorted(path for path in (data / "posts").rglob("*") if path.suffix in SUFFIXES)


@pytest.fixture(scope="module")
def corpus(data: pathlib.Path) -> newsproc.Corpus:
    return newsproc.read(data / "posts", threads=2)


def test_one_row_for_each_file(corpus: newsproc.Corpus, posts: list[pathlib.Path]) -> None:
    assert len(corpus) == len(posts) > 1000
    assert sorted(article.path or "" for article in corpus) == sorted(map(str, posts))
    assert len(corpus.errors) == 0


def test_output_is_a_fixpoint_and_safe(corpus: newsproc.Corpus) -> None:
    danger = re.compile(r"^</?(script|style|svg|math|iframe|object|form|input)\b|\son\w+=|=\"\s*javascript:", re.I)
    for article in corpus:
        assert newsproc.sanitize(article.html) == article.html, article.path
        # "<" and ">" are escaped in values, so this finds each tag whole.
        for tag in re.findall(r"<[^>]*>", article.html):
            assert not danger.search(tag), (article.path, tag)


def test_split_agrees(corpus: newsproc.Corpus) -> None:
    for article in corpus:
        front = newsproc.split(pathlib.Path(article.path or "").read_bytes())
        assert repr(front.metadata) == repr(article.metadata), article.path
        assert front.format == article.format, article.path


def test_no_post_meets_the_limits_of_a_tree(corpus: newsproc.Corpus, data: pathlib.Path) -> None:
    for article in corpus:
        assert not {"thinned", "flattened"} & {diagnostic.code for diagnostic in article.diagnostics}, article.path
    for path in (data / "pages").rglob("*.html"):
        page = newsproc.clean(path.read_bytes().decode(errors="replace"))
        assert "size" not in {removal.rule for removal in page.removals}, path


@pytest.mark.parametrize("folder", ["family", "dirty"])
def test_every_odd_file_gives_an_article(data: pathlib.Path, folder: str) -> None:
    corpus = newsproc.read(data / folder)
    assert len(corpus) == len(list((data / folder).glob("*.md"))) >= 20
    assert len(corpus.errors) == 0
    wordless = {pathlib.PurePath(article.path or "").name for article in corpus if not article.text}
    # Pictures and nothing else; a header and nothing else.
    assert wordless <= {"webtoon-image-run.md", "bracket-title-39309245050.md"}
