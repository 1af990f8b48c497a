"""Policy.from_nh3 and from_bleach: the tree that the other library gives, or one that differs for a reason in the docs.

Both libraries are asked in turn about each case. REASONS is the list of differences: what is not one of them fails, what
is none any more fails, and docs/migrating-sanitizers.md must name each.
"""

from __future__ import annotations

import json
import pathlib
import pickle
import re
import warnings
from collections.abc import Callable
from typing import Any

import pytest

import newsproc

Policy = newsproc.Policy
ROOT = pathlib.Path(__file__).resolve().parents[2]
HAS_STYLES = "styles" in Policy.WIDE.to_dict()


def tree(html: str) -> str:
    return newsproc.tree(html, fragment="body")


# --- the differences ---

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]")
ESCAPED_END = re.compile(r"&lt;/[^&<>]*&gt;")


def same(change: Callable[[str], str]) -> Callable[[str, str, str], bool]:
    """A difference that is gone when both results are changed so."""
    return lambda html, ours, theirs: tree(change(ours)) == tree(change(theirs))


def holds(pattern: str) -> Callable[[str, str, str], bool]:
    """A difference that only inputs with something in them have."""
    return lambda html, ours, theirs: re.search(pattern, html) is not None


def without_rel(html: str) -> str:
    return re.sub(r'(<a(?![^>]* href=)[^>]*) rel="noopener noreferrer"', r"\1", html)


# By the name that the docs give it. The order counts: the first that fits is the reason.
REASONS: dict[str, Callable[[str, str, str], bool]] = {
    "rel-without-href": same(without_rel),
    "end-tags": same(lambda html: ESCAPED_END.sub("", html)),
    "controls": same(lambda html: ESCAPED_END.sub("", CONTROLS.sub("", without_rel(html)).replace("?", ""))),
    "noscript": holds("<noscript"),
    "svg-math": holds("<(svg|math)"),
    "selectedcontent": holds("<select"),
    "block-newline": same(lambda html: html.replace("\n", "")),
    "raw-text": holds(r"<(script|style|textarea|title|xmp|iframe|noembed|noframes)\b"),
    "end-of-input": holds(r"<[a-zA-Z/][^>]*$"),
    "tag-in-tag": holds(r"<[a-zA-Z][^>]*<"),
    "references": holds(r"&#?\w+(?![\w;])"),
    "ports": holds(r'href="?[\w.]+:\d+'),
    "wrong-hosts": holds(r"https?://[^/\"']*\]"),
    "fragments": holds('href="?#'),
    "numbers": holds("width=10px"),
    "stripped-addresses": holds('href=" '),
    "srcset": holds("srcset"),
    "empty-values": same(lambda html: re.sub(' (class|style)=""', "", html)),
    "style-normal-form": holds("style="),
    "rtc": holds("<rtc"),
    "nesting": holds("<(ul|li)"),
}


def reason(html: str, ours: str, theirs: str) -> str | None:
    if tree(ours) == tree(theirs):
        return None
    return next((name for name, fits in REASONS.items() if fits(html, ours, theirs)), "no reason")


# --- cases ---


def no_source(tag: str, name: str, value: str) -> str | None:
    return None if (tag, name) == ("img", "src") else value


def to_host(url: str) -> str | None:
    return "https://c.example" + url if url.startswith("/") else None


SCRIPTED = "<b><img src='' onerror='alert(1)'>text</b>"
CLASSES = "<span class='a b c'><a href='.' class='c b a'>T</a></span><div class='a b c'>U</div>"
WITH_REL = {"tags": {"a"}, "attributes": {"a": {"href", "rel"}}}

NH3: list[tuple[str, dict[str, Any], str | None]] = [
    (SCRIPTED, {}, None),
    (SCRIPTED, {"tags": {"img"}}, None),
    (SCRIPTED, {"tags": {"img"}, "attributes": {}}, None),
    (SCRIPTED, {"tags": frozenset({"b"}), "attributes": {}}, None),
    ('<a href="https://x.example/">x</a>', {}, None),
    ('<a href="https://x.example/">x</a>', {"link_rel": None}, None),
    ('<a href="https://x.example/">x</a>', {"link_rel": "nofollow"}, None),
    ("<a>x</a>", {}, "rel-without-href"),
    ("<script>a</script><style>b</style>c", {"clean_content_tags": {"script", "style"}}, None),
    ("<script>a</script><style>b</style>c", {}, None),
    ("<script>a</script>b", {"clean_content_tags": set()}, None),
    ("<div><b>x</b></div>", {"tags": {"div"}, "clean_content_tags": {"b"}}, None),
    ('<div data-v="1" aria-x=2>a</div>', {"generic_attribute_prefixes": {"data-"}}, None),
    ("<div role=alert>a</div><div role=x>b</div>", {"tag_attribute_values": {"div": {"role": {"alert"}}}}, None),
    ("<div role=ALERT>a</div>", {"tag_attribute_values": {"div": {"role": {"alert"}}}}, None),
    ("<i>x</i><u title=a>y</u>", {"set_tag_attribute_values": {"i": {"title": "b"}, "u": {"title": "c"}}}, None),
    ("<b>x</b>", {"set_tag_attribute_values": {"video": {"title": "b"}}}, None),
    (CLASSES, {"allowed_classes": {"a": {"b", "c"}, "span": {"a"}}}, None),
    ("<span class=x>a</span>", {"allowed_classes": {"span": {"a"}}}, "empty-values"),
    ("<a href=/><img alt=Home src=foo></a>", {"attribute_filter": no_source, "link_rel": None}, None),
    ("<a href='http://x.example/' rel=nofollow>x</a>", {**WITH_REL, "link_rel": None}, None),
    ('<a href="/x">x</a>', {"url_relative": "pass_through"}, None),
    ('<a href="/x">x</a><a href="https://x.example/x">y</a>', {"url_relative": "deny", "link_rel": None}, None),
    ('<a href="/x">x</a><img src=y>', {"url_relative": ("rewrite_with_base", "https://x.example/d/")}, None),
    ('<a href="/C">x</a><a href=D>y</a>', {"url_relative": ("rewrite_with_root", "https://x.example/a/", "d/R")}, None),
    ('<img src="/a.png"><a href="https://x.example/">x</a>', {"url_relative": to_host}, None),
    ("<b id=a>x</b><b id=s-b>y</b>", {"attributes": {"b": {"id"}}, "id_prefix": "s-"}, None),
    ("<b id=a>x</b>", {"id_prefix": "s-"}, None),
    ('<b id=a>x</b><a href="#a">y</a>', {"attributes": {"b": {"id"}, "a": {"href"}}, "id_prefix": "s-"}, "fragments"),
    ('<a href="foo:bar">x</a><a href="https://y/">z</a>', {"url_schemes": {"foo"}, "link_rel": None}, None),
    ('<a href="magnet:x">x</a><a href="other:x">z</a>', {"link_rel": None}, None),
    ('<img src="data:image/png,x">', {"url_schemes": {"data"}}, None),
    ("<p lang=de title=x id=y>a</p>", {}, None),
    ("<p lang=de title=x id=y>a</p>", {"attributes": {"*": {"id"}}}, None),
    ("<b foo=1 hidden>x</b>", {"attributes": {"b": {"foo", "hidden"}}}, None),
    ('<img src=x><a href=y>z</a>', {"attributes": {"*": {"src", "href"}}, "link_rel": None}, None),
    ("<img width=10px height=5>", {}, "numbers"),
    ('<a href=" /x y ">a</a>', {"link_rel": None}, "stripped-addresses"),
    ('<img srcset="a 1x, javascript:x 2x" src=b>', {"attributes": {"img": {"src", "srcset"}}}, "srcset"),
    ("<p>a<div>b</div></p><table><tr><td>c</table>", {}, None),
    ("<table><tr><td>c</table>", {"tags": {"table", "tr", "td"}}, None),
    ("<table><tr><td char=x charoff=2 align=left headers=y>c", {}, None),
    ("<h1>a<h2>b</h2></h1><b><p>x</b>", {}, None),
    ("<ul>a<li>b</ul>", {}, "nesting"),
    ("<ruby>a<rt>b</ruby><rtc>c", {}, "rtc"),
    ("<select><option>a</select><textarea>b</textarea>", {}, None),
    ("<x-y>a</x-y><form><input><button>b</button></form>", {}, None),
    ("<!-- c -->a", {}, None),
    ("a\x01b", {}, "controls"),
    ("<svg><a>k</a></svg>", {}, "svg-math"),
    ("<noscript><img src=x></noscript>", {}, "noscript"),
    ("<select><selectedcontent></selectedcontent><option>x", {}, "selectedcontent"),
]  # fmt: skip

STYLED = [
    ("<span style='color: red; position: fixed'>T</span>", {"color", "font-size"}, "style-normal-form"),
    ("<span style='position: fixed'>T</span>", {"color"}, "empty-values"),
    ("<span style='color:RED;font-size:var(--x)'>T</span>", {"color", "font-size"}, "style-normal-form"),
]


def titles(tag: str, name: str, value: str) -> bool:
    return name == "title"


def secure(tag: str, name: str, value: str) -> bool:
    return name == "src" and value.startswith("https")


BOTH = '<a href="/foo" title="b">e</a>'
BLEACH: list[tuple[str, dict[str, Any], str | None]] = [
    ("an <strong>x</strong> &amp; y <br> z", {}, None),
    ("a <em>fixed tag", {}, None),
    ("<EM CLASS=FOO>B</EM>", {"attributes": ["class"]}, None),
    ('a <br/><span style="color:red">t</span>', {"tags": ["span", "br"], "attributes": {"span": ["style"]}}, "empty-values"),
    ('<a href="http://x.example/" rel=alternate>x</a>', {}, None),
    ('<a href="http://x.example/" rel=alternate>x</a>', {"attributes": {"a": ["rel", "href"]}}, None),
    ("a <script>safe()</script> b", {}, None),
    ("a <style>b{}</style> c", {}, None),
    ("<em href=x>n</em>", {}, None),
    ("&lt;em&gt; &nbsp; &#39; && x", {}, None),
    ("this &amp that", {}, "references"),
    ("</3", {}, "end-of-input"),
    ("<some thing", {}, "end-of-input"),
    ("<foo <b>x</b>", {}, "tag-in-tag"),
    ("<sarcasm/>", {}, None),
    ("<x-y a=1>b</x-y>", {}, None),
    ("<y>", {}, "end-tags"),
    ('a <em>w</em> <img src="http://x.example/"> b', {"strip": True}, None),
    ('<p><a href="http://x.example/">l</a></p>', {"tags": ["p"], "strip": True}, None),
    ("<p><span>m <span>n <span>t</span></span></span></p>", {"tags": ["p"], "strip": True}, None),
    ("<p>a</p><p>b</p>", {"strip": True}, "block-newline"),
    (BOTH, {"tags": ["a"], "attributes": titles}, None),
    (BOTH, {"tags": ["a"], "attributes": {"*": titles}}, None),
    (BOTH, {"tags": ["a"], "attributes": {"a": titles}}, None),
    (BOTH, {"tags": ["a"], "attributes": {"a": ["title"], "*": ["href"]}}, None),
    (BOTH, {"tags": ["a"], "attributes": ["title"]}, None),
    (BOTH, {"tags": ["a"], "attributes": {"a": ["title"], "*": secure}}, None),
    ("<em id=f onclick=x>c</em> <img id=b src=f>", {"tags": ["img", "em"], "attributes": {"*": ["id"], "img": ["src"]}}, None),
    ('<img src="http://x.example/" alt=b><img src="https://x.example/">', {"tags": ["img"], "attributes": {"img": secure}}, None),
    ("<img alt=z>", {"tags": ["img"], "attributes": {"*": ["alt"]}}, None),
    ('<a href="my://x">a</a>', {"protocols": ["my"]}, None),
    ('<a href="http://x.example/">i</a><a href=rel>j</a>', {"protocols": ["my_protocol"]}, None),
    ('<a href="#f">k</a>', {"protocols": ["my"]}, "fragments"),
    ('<a href="//x.example/">p</a><a href="/x:y">z</a>', {}, None),
    ('<a href="localhost:80">x</a>', {}, "ports"),
    ("<ul><li>a<li>b</ul>", {}, None),
    ("<li>x", {}, "nesting"),
    ("<b>a<i>b</b>c</i>", {}, None),
    ("<table><tr><td>a</table>", {"tags": ["table", "tr", "td", "tbody"]}, None),
    ("<div>a<p>b</div>", {"tags": ["p", "div"]}, None),
    ("<!-- x -->y", {}, None),
    ("a\x01b", {}, "controls"),
    ("<svg><a>k</a></svg>", {}, "svg-math"),
    ("<script><a>k</a></script>", {"strip": True}, "raw-text"),
    ('<a href="http://x.example]">k</a>', {}, "wrong-hosts"),
    ("<noscript><img src=x></noscript>", {}, None),
]  # fmt: skip


def compare(library: str, html: str, arguments: dict[str, Any]) -> str | None:
    """Why the two results differ; None: they do not."""
    theirs = pytest.importorskip(library).clean(html, **arguments)
    make = {"nh3": Policy.from_nh3, "bleach": Policy.from_bleach}[library]
    policy = make(**arguments)
    ours = newsproc.sanitize(html, policy)
    if policy.to_dict()["callback"] is None:
        assert newsproc.sanitize(ours, policy) == ours
    return reason(html, ours, theirs)


@pytest.mark.parametrize(("html", "arguments", "why"), NH3)
def test_nh3(html: str, arguments: dict[str, Any], why: str | None) -> None:
    assert compare("nh3", html, arguments) == why


@pytest.mark.filterwarnings("ignore::Warning")
@pytest.mark.parametrize(("html", "arguments", "why"), BLEACH)
def test_bleach(html: str, arguments: dict[str, Any], why: str | None) -> None:
    assert compare("bleach", html, arguments) == why


@pytest.mark.skipif(not HAS_STYLES, reason="this build keeps no style attribute")
@pytest.mark.parametrize(("html", "properties", "why"), STYLED)
def test_styles(html: str, properties: set[str], why: str | None) -> None:
    arguments = {"attributes": {"span": {"style"}}, "filter_style_properties": properties}
    assert compare("nh3", html, arguments) == why
    sanitizer = pytest.importorskip("bleach.css_sanitizer").CSSSanitizer(allowed_css_properties=sorted(properties))
    assert compare("bleach", html, {"tags": ["span"], "attributes": ["style"], "css_sanitizer": sanitizer}) in (
        why,
        "style-normal-form",
        "empty-values",
    )


def test_the_sanitizers_own_cases(suites: pathlib.Path) -> None:
    """The inputs of three libraries' tests: each result is the same, or differs for one of the reasons."""
    nh3, bleach = pytest.importorskip("nh3"), pytest.importorskip("bleach")
    readers: list[tuple[newsproc.Policy, Callable[[str], str]]] = [
        (Policy.from_nh3(), nh3.clean),
        (Policy.from_bleach(), bleach.clean),
        (Policy.from_bleach(strip=True), lambda html: bleach.clean(html, strip=True)),
    ]
    files = [
        path for path in (suites / "xss" / f"{name}.json" for name in ("nh3", "bleach", "ammonia")) if path.exists()
    ]
    if not files:
        pytest.skip(f"no sanitizer suites in {suites}")
    found: list[str] = []
    seen = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for case in (case for path in files for case in json.loads(path.read_text(encoding="utf-8"))):
            for number, (policy, clean) in enumerate(readers):
                ours, theirs = newsproc.sanitize(case["input"], policy), clean(case["input"])
                seen += 1
                if reason(case["input"], ours, theirs) == "no reason":
                    found.append(f"{case['id']} {number}: {case['input']!a}\n  ours   {ours!a}\n  theirs {theirs!a}")
    assert not found, f"{len(found)} of {seen}\n" + "\n".join(found[:10])


def test_every_reason_is_needed_and_in_the_docs() -> None:
    text = (ROOT / "docs" / "migrating-sanitizers.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE)
    refused = ["custom-elements", "comments", "unsafe", "groups"]
    assert sorted(named) == sorted([*REASONS, *refused])
    assert {why for _, _, why in (*NH3, *BLEACH, *STYLED) if why is not None} == REASONS.keys()


# --- what is refused, and the rest ---


@pytest.mark.parametrize(
    ("make", "arguments", "code"),
    [
        (Policy.from_nh3, {"tags": {"script"}}, "conflict"),
        (Policy.from_nh3, {"tags": {"svg"}}, "unsafe_tag"),
        (Policy.from_nh3, {"tags": {"my-tag"}}, "unknown_tag"),
        (Policy.from_nh3, {"tags": {"li"}}, "conflict"),
        (Policy.from_nh3, {"attributes": {"a": {"onclick"}}}, "unsafe_attribute"),
        (Policy.from_nh3, {"attributes": {"p": {"src"}}}, "unsafe_attribute"),
        (Policy.from_nh3, {"url_schemes": {"javascript"}}, "unsafe_scheme"),
        (Policy.from_nh3, {"strip_comments": False}, "unsafe_value"),
        (Policy.from_nh3, {"clean_content_tags": {"p"}}, "conflict"),
        (Policy.from_nh3, WITH_REL, "conflict"),
        (Policy.from_nh3, {"attributes": {"a": {"role"}}, "tag_attribute_values": {"a": {"role": {"x"}}}}, "conflict"),
        (Policy.from_nh3, {"generic_attribute_prefixes": {"o"}}, "unsafe_prefix"),
        (Policy.from_nh3, {"url_relative": "bogus"}, "bad_value"),
        (Policy.from_nh3, {"url_relative": ("rewrite_with_base", "not a url")}, "bad_value"),
        (Policy.from_bleach, {"tags": ["script"]}, "unsafe_tag"),
        (Policy.from_bleach, {"attributes": ["onclick"]}, "unsafe_attribute"),
        (Policy.from_bleach, {"protocols": ["javascript"]}, "unsafe_scheme"),
        (Policy.from_bleach, {"strip_comments": False}, "unsafe_value"),
    ],
)
def test_refused(make: Callable[..., newsproc.Policy], arguments: dict[str, Any], code: str) -> None:
    with pytest.raises(newsproc.PolicyError) as caught:
        make(**arguments)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("make", "arguments"),
    [
        (Policy.from_nh3, {"attribute_filter": "x"}),
        (Policy.from_nh3, {"tags": "b"}),
        (Policy.from_nh3, {"nosuch": 1}),
        (Policy.from_bleach, {"tags": "b"}),
        (Policy.from_bleach, {"nosuch": 1}),
    ],
)
def test_wrong_types(make: Callable[..., newsproc.Policy], arguments: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        make(**arguments)


def test_callbacks_can_be_pickled_and_are_rechecked() -> None:
    for policy in (
        Policy.from_nh3(attribute_filter=no_source, url_relative=to_host),
        Policy.from_nh3(url_relative=("rewrite_with_root", "https://x.example/a/", "R")),
        Policy.from_bleach(attributes=titles),
        Policy.from_bleach(attributes={"a": ["href"], "*": titles}),
    ):
        again = pickle.loads(pickle.dumps(policy))
        assert again == policy
        assert again.fingerprint == policy.fingerprint
    evil = Policy.from_nh3(attribute_filter=lambda tag, name, value: "javascript:x", link_rel=None)
    assert newsproc.sanitize("<a href=x title=y>a</a>", evil) == '<a title="javascript:x">a</a>'
    everything = Policy.from_bleach(attributes=lambda tag, name, value: True)
    assert (
        newsproc.sanitize("<a onclick=x href='javascript:y' formaction=z id=i>a</a>", everything) == '<a id="i">a</a>'
    )


def test_defaults_are_those_of_the_libraries() -> None:
    nh3 = pytest.importorskip("nh3")
    rules = Policy.from_nh3().to_dict()
    assert rules["tags"].keys() == nh3.ALLOWED_TAGS - {"rtc"}
    for tag, names in nh3.ALLOWED_ATTRIBUTES.items():
        assert set(rules["tags"].get(tag, names)) == set(names)
    assert set(rules["link_schemes"]) == nh3.ALLOWED_URL_SCHEMES | {"relative", "scheme-relative"}
    assert set(rules["drop"]) == nh3.CLEAN_CONTENT_TAGS
    bleach = pytest.importorskip("bleach")
    rules = Policy.from_bleach().to_dict()
    assert rules["tags"].keys() == set(bleach.ALLOWED_TAGS)
    assert {tag: names for tag, names in rules["tags"].items() if names} == bleach.ALLOWED_ATTRIBUTES
    assert set(rules["link_schemes"]) == set(bleach.ALLOWED_PROTOCOLS) | {"relative", "scheme-relative"}
