"""Images by example: which address is the true one, how large it is, and what its caption says."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

import newsproc

CASES: list[dict[str, Any]] = json.loads(
    (pathlib.Path(__file__).parents[1] / "data" / "image-cases.json").read_text(encoding="utf-8")
)


def read(case: dict[str, Any]) -> newsproc.Article:
    return newsproc.parse(case["html"], **case.get("options", {}))


def test_there_are_many() -> None:
    assert len(CASES) >= 60
    assert len({case["name"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_image(case: dict[str, Any]) -> None:
    images = [{name: getattr(image, name) for name in case["images"][0]} for image in read(case).images]
    assert images == case["images"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_nothing_is_found_twice(case: dict[str, Any]) -> None:
    article = read(case)
    assert len({image.src for image in article.images}) == len(article.images)
    assert newsproc.sanitize(article.html) == article.html
    again = newsproc.parse(article.html)
    assert again.text == article.text
    assert [image.src for image in again.images] == [image.src for image in article.images]
    # A caption that is bound stays one; those of attributes that the policy takes off go with them.
    bound = [image for image in article.images if image.caption_source not in ("aria", "title", None)]
    assert {image.caption for image in bound} <= {image.caption for image in again.images}
