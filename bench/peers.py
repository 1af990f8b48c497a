"""The routes that users take today, each as a function from a list of paths to a DataFrame.

Every route does the same work: metadata, safe HTML, text, image addresses. A route whose packages are not
installed is left out, with the reason.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

Route = Callable[[list[str]], "pd.DataFrame"]


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def _rows(paths: list[str], make: Callable[[str], dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame([{"path": path, **make(_read(path))} for path in paths])


def frontmatter_turbohtml() -> Route:
    """python-frontmatter, then turbohtml: sanitize, parse the result, text and images."""
    import frontmatter
    import turbohtml
    from turbohtml.clean import Policy, sanitize

    # bleach's small default list keeps neither paragraphs nor images: allow what an article is made of.
    tags = frozenset(
        "a abbr b blockquote br caption cite code dd del div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins "
        "kbd li mark ol p pre q s samp small span strong sub sup table tbody td tfoot th thead time tr u ul".split()
    )
    attributes = {"a": ["href", "title"], "img": ["src", "alt", "title", "width", "height", "data-original"]}
    try:
        policy = Policy(tags=tags, attributes={k: frozenset(v) for k, v in attributes.items()})
    except TypeError:
        policy = Policy(tags=tags, attributes=attributes)

    def make(text: str) -> dict[str, Any]:
        post = frontmatter.loads(text.lstrip("\n"))
        html = sanitize(post.content, policy)
        tree = turbohtml.parse(html)
        images = [node.attrs.get("data-original") or node.attrs.get("src") for node in tree.find_all("img")]
        return {**post.metadata, "html": html, "text": tree.to_text(), "images": images}

    return lambda paths: _rows(paths, make)


def split_nh3_lexbor() -> Route:
    """The hand-made one: a split, CSafeLoader, nh3, one lexbor parse for text and images."""
    import nh3
    import yaml
    from selectolax.lexbor import LexborHTMLParser

    attributes = {**{k: set(v) for k, v in nh3.ALLOWED_ATTRIBUTES.items()}}
    attributes["img"] = attributes.get("img", set()) | {"data-original"}
    loader = yaml.CSafeLoader

    def make(text: str) -> dict[str, Any]:
        parts = text.split("---\n", 2)
        head, body = (parts[1], parts[2]) if len(parts) == 3 else ("", text)
        metadata = yaml.load(head, loader) or {}
        html = nh3.clean(body, attributes=attributes)
        tree = LexborHTMLParser(html)
        images = [n.attributes.get("data-original") or n.attributes.get("src") for n in tree.css("img")]
        return {**metadata, "html": html, "text": tree.text(), "images": images}

    return lambda paths: _rows(paths, make)


def frontmatter_nh3_soup() -> Route:
    """python-frontmatter, nh3, BeautifulSoup on lxml."""
    import frontmatter
    import nh3
    from bs4 import BeautifulSoup

    def make(text: str) -> dict[str, Any]:
        post = frontmatter.loads(text.lstrip("\n"))
        html = nh3.clean(post.content)
        soup = BeautifulSoup(html, "lxml")
        images = [node.get("src") for node in soup.find_all("img")]
        return {**post.metadata, "html": html, "text": soup.get_text("\n"), "images": images}

    return lambda paths: _rows(paths, make)


def read_bytes() -> Route:
    """No work at all: open, read, close, in Python."""

    def run(paths: list[str]) -> pd.DataFrame:
        total = 0
        for path in paths:
            with open(path, "rb") as file:
                total += len(file.read())
        return pd.DataFrame({"bytes": [total]})

    return run


def ours(threads: int) -> Route:
    """newsproc.read(...).to_pandas()."""
    import newsproc

    return lambda paths: newsproc.read(paths, threads=threads).to_pandas()


def routes() -> Iterator[tuple[str, Route]]:
    """Name and function of each route whose packages are there; the others are named on standard output."""
    makers: dict[str, Callable[[], Route]] = {
        "newsproc, 1 thread": lambda: ours(1),
        f"newsproc, {os.cpu_count()} threads": lambda: ours(os.cpu_count() or 1),
        "frontmatter + turbohtml": frontmatter_turbohtml,
        "split + CSafeLoader + nh3 + lexbor": split_nh3_lexbor,
        "frontmatter + nh3 + BeautifulSoup": frontmatter_nh3_soup,
        "reading the bytes alone": read_bytes,
    }
    for name, make in makers.items():
        try:
            yield name, make()
        except ImportError as error:
            print(f"left out: {name}: {error}")
