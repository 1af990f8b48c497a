"""Styles and frames through the interface: what a policy says of them, what stays, and what is on record."""

from __future__ import annotations

import pathlib
import re
from typing import Any

import pytest

import newsproc

STYLED = newsproc.Policy.from_dict(
    {"tags": {"p": ["style"], "b": []}, "styles": ["color", "width", "background-color"]}
)


def test_styles_of_a_policy() -> None:
    assert STYLED.to_dict()["styles"] == ["background-color", "color", "width"]
    assert newsproc.Policy.from_dict(STYLED.to_dict()) == STYLED
    assert STYLED.replace(styles=["color"]).fingerprint != STYLED.fingerprint
    assert newsproc.Policy.ARTICLE.to_dict()["styles"] == []


def test_every_property_is_known_by_its_name(root: pathlib.Path) -> None:
    header = (root / "csrc" / "clean" / "css.h").read_text(encoding="utf-8")
    assert newsproc.Policy.WIDE.to_dict()["styles"] == re.findall(r'X\([A-Z_]+, "([a-z-]+)"\)', header)


@pytest.mark.parametrize(
    ("description", "code"),
    [
        ({"tags": {"p": ["style"]}}, "conflict"),
        ({"tags": {"p": []}, "styles": ["color"]}, "conflict"),
        ({"tags": {"p": ["style"]}, "styles": ["position"]}, "unknown_name"),
        ({"tags": {"p": ["style"]}, "styles": ["--x"]}, "unknown_name"),
        ({"tags": {"p": ["style"]}, "styles": ["color"], "set_attributes": {"p": {"style": "x"}}}, "unsafe_value"),
        ({"tags": {"iframe": ["src"]}}, "unsafe_tag"),
        ({"tags": {"iframe": ["src", "srcdoc"]}, "hosts": {"iframe": {"src": ["h.example"]}}}, "unsafe_attribute"),
        ({"tags": {"p": ["sandbox"]}}, "unsafe_attribute"),
    ],
)
def test_refused(description: dict[str, Any], code: str) -> None:
    with pytest.raises(newsproc.PolicyError) as caught:
        newsproc.Policy.from_dict(description)
    assert caught.value.code == code


def rows(cleaned: newsproc.Cleaned) -> list[tuple[str, str, str, str, str]]:
    return [(row.rule, row.action, row.tag, row.attribute, row.value) for row in cleaned.removals]


def test_removals_name_the_declaration() -> None:
    cleaned = newsproc.clean('<p style="position:fixed; COLOR:Red !important;width:9e9px">x</p>', STYLED)
    assert cleaned.html == '<p style="color: red">x</p>'
    assert rows(cleaned) == [
        ("policy.style", "dropped", "p", "style", "position:fixed"),
        ("policy.style", "rewritten", "p", "style", "COLOR:Red !important"),
        ("policy.style", "dropped", "p", "style", "width:9e9px"),
    ]


def test_a_style_that_is_lost_is_one_row() -> None:
    cleaned = newsproc.clean('<p style="a:b;c:d">x</p><b style="color:red">y</b>', STYLED)
    assert cleaned.html == "<p>x</p><b>y</b>"
    assert rows(cleaned) == [
        ("policy.style", "dropped", "p", "style", "a:b;c:d"),
        ("policy.attribute", "dropped", "b", "style", "color:red"),
    ]


def test_another_spelling_is_no_removal() -> None:
    assert newsproc.clean('<p style="COLOR:RED;;">x</p>', STYLED).removals == ()


def test_what_a_callback_says_of_style_is_judged() -> None:
    policy = STYLED.replace(callback=lambda tag, name, value: value + ";position:fixed;width:1px")
    assert newsproc.sanitize('<p style="color:red">x</p>', policy) == '<p style="color: red; width: 1px">x</p>'


def test_frames_are_empty_and_from_named_hosts() -> None:
    policy = newsproc.Policy.ARTICLE.allow_iframes("video.example")
    text = (
        "<p>a<iframe src=https://video.example/1 srcdoc=x onload=y><b>b</b></iframe>"
        "<iframe src=https://video.example.evil/></iframe><iframe src=/own></iframe><iframe></iframe>"
        "<iframe src=javascript:x></iframe><iframe src=https://u@video.example:1@evil/></iframe>c"
    )
    out = newsproc.sanitize(text, policy)
    assert out == '<p>a<iframe src="https://video.example/1"></iframe>c</p>'
    assert newsproc.sanitize(out, policy) == out
    assert newsproc.sanitize(text) == "<p>ac</p>"
