"""What docs/front-matter.md says of the keys that feed a field, key by key."""

from __future__ import annotations

import pathlib
import re
from typing import Literal, TypeAlias

import pytest

import newsproc

Dialect: TypeAlias = Literal["auto", "hexo", "jekyll", "hugo", "zola"]

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIALECTS: tuple[Dialect, ...] = ("auto", "hexo", "jekyll", "hugo", "zola")
PAGE = (ROOT / "docs/front-matter.md").read_text(encoding="utf-8")


def front(lines: list[str]) -> str:
    return "\n".join(["---", *lines, "---", ""])


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
