"""Generated inputs: outputs are fixpoints, safe, whole, and the same tree to every parser that is installed.

A small slice of what tests/fixpoint/run.py (make fixpoint) looks at. That the checks find what they look for is tested,
too: on what other sanitizers are known to give.
"""

from __future__ import annotations

import json
import pathlib
import random
import sys
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import newsproc

from fixpoint import check, inputs, peers, policies

COUNT = 2000
CASES = json.loads(
    (pathlib.Path(__file__).resolve().parents[1] / "data" / "sanitize-cases.json").read_text(encoding="utf-8")
)
# What takes milliseconds an input is asked about each tenth.
SLOW = ("justhtml", "html5lib")


@pytest.fixture(scope="module")
def readers() -> dict[str, peers.Reader]:
    return peers.installed()


def failures(count: int, seed: int, images: bool, readers: dict[str, peers.Reader]) -> list[str]:
    fast = {name: read for name, read in readers.items() if name not in SLOW}
    pick = random.Random(seed)
    found = []
    for number, made in enumerate(inputs.inputs(seed, count, images)):
        text = "".join(made)
        name = pick.choice([*policies.POLICIES, "random"])
        policy = policies.draw(pick) if name == "random" else policies.POLICIES[name]
        given = pick.choice(inputs.OPTIONS) if pick.random() < 0.2 else {}
        if problems := check.problems(text, policy, readers if number % 10 == 0 else fast, given):
            found.append(f"{name} {given}: {'; '.join(problems)[:1000]}\n  {text[:1000]!a}")
    return found


def test_generated_inputs(readers: dict[str, peers.Reader]) -> None:
    found = failures(COUNT, 2, False, readers)
    assert not found, f"{len(found)} of {COUNT}\n" + "\n".join(found[:5])


def test_generated_images(readers: dict[str, peers.Reader]) -> None:
    found = failures(COUNT, 4, True, readers)
    assert not found, f"{len(found)} of {COUNT}\n" + "\n".join(found[:5])


@given(st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=100)
def test_policies_at_random(pick: random.Random) -> None:
    policy = policies.draw(pick)
    text = "".join(inputs.pieces(pick, images=False))
    assert check.problems(text, policy, {}) == []


@pytest.mark.parametrize("depth", [199, 200, 201, 600, 5000])
@pytest.mark.parametrize(
    "tags", ["div", "b", "a", "ul li", "table tr td", "b p", "blockquote h1", "ruby rt", "x-y", "dl"]
)
def test_deep_inputs(tags: str, depth: int, readers: dict[str, peers.Reader]) -> None:
    names = tags.split()
    opened = "".join(f"<{name}>" for name in names)
    closed = "".join(f"</{name}>" for name in reversed(names))
    if depth > 300:
        readers = {name: read for name, read in readers.items() if name not in SLOW}
    for text in (opened * depth + "text" + closed * depth, (opened + "x") * depth):
        for name in list(policies.PRESETS)[: 3 if depth > 300 else None]:
            assert check.problems(text, policies.POLICIES[name], readers) == [], name


def parameter(case: dict[str, Any]) -> ParameterSet:
    broken = [pytest.mark.xfail(strict=True, reason=case["broken"])] if "broken" in case else []
    return pytest.param(case, id=case["name"], marks=broken)


@pytest.mark.parametrize("case", [parameter(case) for case in CASES])
def test_cases(case: dict[str, Any], readers: dict[str, peers.Reader]) -> None:
    """What was found once, and what is worth an example. "broken" says why what is found is not yet put right."""
    policy = policies.POLICIES[case.get("policy", "ARTICLE")]
    if "changes" in case:
        policy = policy.replace(**case["changes"])
    options = case.get("options", {})
    out = newsproc.sanitize(case["input"], policy, **options)
    assert check.problems(case["input"], policy, readers, options) == []
    assert out == case.get("html", out)


@pytest.mark.parametrize(
    ("out", "problem"),
    [
        ("<p><div>x</div></p>", "no fixpoint"),
        ("<p>x", "no fixpoint"),
        ("<script>x</script>", "<script>"),
        ('<img src="x" onerror="y">', "<img onerror>"),
        ('<a href="java\nscript:x">x</a>', "<a href='java\\nscript:x'>"),
        ('<a href=" javascript:x">x</a>', "<a href=' javascript:x'>"),
        ('<img srcset="a.png 1x, data:text/html,x 2x">', "<img srcset='data:text/html,x'>"),
        ("<b title=x>x</b>", "not plain HTML"),
        ("a < b", "not plain HTML"),
        ("a\0b", "not plain HTML"),
        ("a\u00a0b", "not plain HTML"),
        ("a&notin;b", "not plain HTML"),
        ("<b><!-- c --></b>", "not plain HTML"),
        ("<div>" * 201 + "x" + "</div>" * 201, "deeper than 200"),
        ("<custom>x</custom>", "<custom>"),
    ],
)
def test_the_checks_find(out: str, problem: str) -> None:
    policy = newsproc.Policy.ARTICLE
    found = check.judge(out, out, policy, {})
    if newsproc.sanitize(out, policy) != out:
        found.append("no fixpoint")
    assert problem in found


def test_the_checks_find_what_is_lost() -> None:
    policy = policies.POLICIES["ARTICLE, no repairs"]
    text = '<p>one<svg>not</svg> <a href="/x">two</a><noscript>not</noscript><img src="/i"></p>'
    assert check.judge(text, '<p>one <a href="/x">two</a><img src="/i"></p>', policy, {}) == []
    assert check.judge(text, '<p>one<a href="/x">two</a><img src="/i"></p>', policy, {}) == [
        "text 'one two' became 'onetwo'"
    ]
    assert check.judge(text, '<p>one two<img src="/i"></p>', policy, {}) == ["lost [('href', '/x')]"]
    assert check.judge(text, '<p>one <a href="/x">two</a></p>', policy, {}) == ["lost [('src', '/i')]"]


def test_portable_policies(readers: dict[str, peers.Reader]) -> None:
    """What libxml2 reads otherwise is in the outputs of other policies, and never in those of portable ones."""
    if "libxml2" not in readers:
        pytest.skip("lxml is not installed")
    read = readers["libxml2"]
    pick = random.Random(7)
    others = 0
    for made in inputs.inputs(7, 1000, False):
        text = "".join(made)
        policy = pick.choice((policies.draw(pick), policies.POLICIES["widest"], newsproc.Policy.ARTICLE))
        out = newsproc.sanitize(text, policy.replace(portable=True))
        assert read(out) == newsproc.tree(out, fragment="body"), text
        out = newsproc.sanitize(text, policy.replace(portable=False))
        others += read(out) != newsproc.tree(out, fragment="body")
    assert others > 20


@pytest.mark.parametrize("peer", peers.PEERS)
def test_the_parsers_are_asked(peer: str) -> None:
    """Each has trees of its own for what is not stable, and the format that newsproc.tree has."""
    readers = peers.installed([peer])
    if not readers:
        pytest.skip(f"{peer} is not installed")
    text = '<p title="&quot;" lang="">a<br>&amp;b</p>c<table><tbody><tr><td>\u00e9</td></tr></tbody></table><pre>\n\nx</pre>'
    if peer in peers.PORTABLE:  # R11 is about such newlines
        text = text.replace("\n", "")
    assert readers[peer](text) == newsproc.tree(text, fragment="body")
    theirs = '| <p>\n|   "a"\n| <div>\n|   "b"' + ("" if peer in peers.PORTABLE else "\n| <p>")
    assert readers[peer]("<p>a<div>b</div></p>") == theirs


def test_where_html5lib_is_no_judge() -> None:
    """Five open formatting elements of one name, and no fewer: seen in Chromium, which keeps to the standard."""
    out = '<em id=""><a><em><em><em><em></em></em></em></em></a><em><em><em><a></a></em></em></em></em>'
    assert check.is_deep_formatting(out)
    assert not check.is_deep_formatting(
        out.replace("<em><em><em><em>", "<em><em><em>").replace("</em></em></a>", "</em></a>")
    )
    assert not check.is_deep_formatting("<em>" * 4 + "</em>" * 4 + "<em></em>" * 9)
