"""Policies as values: dictionaries, builders, unions, callbacks, and what may never be asked for.

That outputs keep to what a policy says is told by tests/fixpoint/check.py, on the attack strings of ten sanitizers'
suites and on generated input, under policies that Hypothesis draws.
"""

from __future__ import annotations

import concurrent.futures
import doctest
import gc
import json
import os
import pathlib
import pickle
import random
import subprocess
import sys
import weakref
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import newsproc
import newsproc.migrate

from fixpoint import check, inputs, policies

Policy = newsproc.Policy
PRESETS = ("ARTICLE", "STRICT", "TEXT", "COMMENT", "FEED", "WIDE")


def clean(html: str, policy: newsproc.Policy) -> str:
    """What is left, which must be what is left of that."""
    out = newsproc.sanitize(html, policy)
    assert newsproc.sanitize(out, policy) == out
    return out


# --- presets ---


def test_presets() -> None:
    for name in PRESETS:
        policy = getattr(Policy, name)
        assert repr(policy) == f"newsproc.Policy.{name}"
        assert Policy.from_dict(policy.to_dict()) == policy
        assert pickle.loads(pickle.dumps(policy)) == policy
    assert len({getattr(Policy, name).fingerprint for name in PRESETS}) == len(PRESETS)


def test_comment() -> None:
    html = (
        '<p id=a class=b>One <b>two</b></p><img src=x><h1>three</h1><a href="https://x.example/" target=_top>four</a>'
    )
    rel = "nofollow noopener noreferrer ugc"
    assert clean(html, Policy.COMMENT) == (
        f'One <b>two</b><br>three<a href="https://x.example/" rel="{rel}"><br>four</a>'
    )
    assert clean("<a href=/delete>x</a><a href=//x.example>y</a>", Policy.COMMENT) == "<a>x</a><a>y</a>"


def test_wide() -> None:
    html = (
        '<video src=a.mp4 controls autoplay onplay=x><track src=a.vtt default></video><p id=x class=y aria-owns="a b">'
        '<a href="#x">z</a></p><img src="data:image/png;base64,AA"><img src="data:image/svg+xml,AA">'
        "<iframe src=https://x.example></iframe><meter value=1 min=0 max=2></meter>"
    )
    assert clean(html, Policy.WIDE) == (
        '<video src="a.mp4" controls=""><track src="a.vtt" default=""></video>'
        '<p id="user-content-x" aria-owns="user-content-a user-content-b">'
        '<a href="#user-content-x" rel="noopener noreferrer">z</a></p>'
        '<img src="data:image/png;base64,AA"><img><meter value="1" min="0" max="2"></meter>'
    )


def test_the_fingerprint_is_the_same_in_every_process() -> None:
    policy = Policy.WIDE.replace(hosts={"img": {"src": ["b.example", "*.a.example"]}}, link_target="_blank")
    code = f"import newsproc; print(newsproc.Policy.from_dict({policy.to_dict()!r}).fingerprint)"
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}
        )
        assert int(done.stdout) == policy.fingerprint


def test_the_order_of_lists_does_not_count() -> None:
    hosts = ["b.example", "a.example", "a.example"]
    first = Policy.ARTICLE.replace(
        hosts={"a": {"href": hosts}},
        link_schemes=["z", "https", "y"],
        tags={"a": ["href", "v-x", "v-a"], "b": []},
        renames={},
    )
    second = Policy.ARTICLE.replace(
        hosts={"a": {"href": hosts[::-1]}}, link_schemes=["y", "z", "https"], tags={"b": [], "a": ["v-a", "v-x", "href"]}, renames={}
    )  # fmt: skip
    assert first == second
    assert first.to_dict() == second.to_dict()


def test_examples_in_documentation() -> None:
    runner = doctest.DocTestRunner()
    for name in dir(Policy):
        text = getattr(Policy, name).__doc__ if not name.startswith("_") else None
        if isinstance(text, str):
            runner.run(doctest.DocTestParser().get_doctest(text, {}, name, None, None))
    assert (runner.failures, runner.tries > 8) == (0, True)
    assert doctest.testmod(newsproc.migrate).failed == 0


# --- refusals ---


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"tags": {"iframe": ["src"]}, "drop": []}, "unsafe_tag"),
        ({"tags": {"my-tag": []}}, "unknown_tag"),
        ({"tags": {"p": ["*"]}}, "unsafe_attribute"),
        ({"tags": {"p": ["src"]}}, "unsafe_attribute"),
        ({"tags": {"p": ["xml:lang"]}}, "unsafe_attribute"),
        ({"attributes": ["*"]}, "unsafe_attribute"),
        ({"attributes": ["href"]}, "unsafe_attribute"),
        ({"attribute_prefixes": ["on"]}, "unsafe_prefix"),
        ({"attribute_prefixes": ["x"]}, "unsafe_prefix"),
        ({"link_schemes": ["vbscript"]}, "unsafe_scheme"),
        ({"link_schemes": ["data-image"]}, "unsafe_scheme"),
        ({"image_schemes": ["data"]}, "unsafe_scheme"),
        ({"schemes": {"a": {"href": ["blob"]}}}, "unsafe_scheme"),
        ({"schemes": {"a": {"title": ["http"]}}}, "bad_rule"),
        ({"link_schemes": [f"x{i}" for i in range(33)]}, "too_many"),
        ({"hosts": {"a": {"href": ["https://x.example"]}}}, "bad_host"),
        ({"hosts": {"a": {"src": ["x.example"]}}}, "conflict"),
        ({"values": {"div": {"class": ["x"]}}}, "conflict"),
        ({"classes": {"p": ["x"]}}, "conflict"),
        ({"classes": {"p": ["x y"]}, "attributes": ["class"]}, "bad_value"),
        ({"classes": {"p": [""]}, "attributes": ["class"]}, "bad_value"),
        ({"set_attributes": {"video": {"preload": "none"}}}, "conflict"),
        ({"set_attributes": {"a": {"rel": "x"}}}, "conflict"),
        ({"set_attributes": {"a": {"href": "javascript:x"}}}, "unsafe_value"),
        ({"set_attributes": {"a": {"onclick": "x"}}}, "unsafe_attribute"),
        ({"set_attributes": {"*": {"title": "x"}}}, "unknown_tag"),
        ({"drop": ["b"]}, "conflict"),
        ({"escape": ["script"]}, "conflict"),
        ({"others": "keep"}, "bad_value"),
        ({"base_url": "x"}, "bad_value"),
        ({"id_prefix": "a b"}, "bad_value"),
        ({"link_target": "_x"}, "bad_value"),
        ({"link_rel": "a\0b"}, "bad_value"),
        ({"renames": {"form": "form"}}, "bad_rename"),
    ],
)
def test_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(newsproc.PolicyError) as caught:
        Policy.ARTICLE.replace(**{**({"renames": {}} if "tags" in changes else {}), **changes})
    assert caught.value.code == code
    assert str(caught.value).startswith(code + ": ")


@pytest.mark.parametrize(
    "changes",
    [
        {"tags": []},
        {"values": []},
        {"values": {"a": []}},
        {"hosts": {"a": {"href": "x.example"}}},
        {"set_attributes": {"a": {"title": 1}}},
        {"callback": 1},
        {"id_prefix": 1},
        {"attributes": "lang"},
        {"link_schemes": [1]},
    ],
)
def test_wrong_types(changes: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        Policy.ARTICLE.replace(**changes)


def test_a_refusal_names_what_it_is_about() -> None:
    with pytest.raises(newsproc.PolicyError, match="src of <p>"):
        Policy.ARTICLE.allow_attributes("p", "src")


# --- builders ---


def test_allow_tags() -> None:
    policy = Policy.ARTICLE.allow_tags("video", "audio", attributes=["src", "controls"])
    assert clean("<video src=a controls></video><audio src=b>", policy) == (
        '<video src="a" controls=""></video><audio src="b"></audio>'
    )
    assert clean("<center>x</center>", Policy.ARTICLE.allow_tags("center")) == "<center>x</center>"
    with pytest.raises(newsproc.PolicyError, match="unsafe_tag"):
        Policy.ARTICLE.allow_tags("script")


def test_allow_attributes() -> None:
    policy = Policy.ARTICLE.allow_attributes("div", "role", values=["note"]).allow_attributes("*", "v-x")
    assert clean("<div role=NOTE v-x=1>a</div><div role=x>b</div><p role=note>c", policy) == (
        '<div role="NOTE" v-x="1">a</div><div>b</div><p>c</p>'
    )
    more = policy.allow_attributes("div", "role", values=["tip"])
    assert more.to_dict()["values"] == {"div": {"role": ["note", "tip"]}}
    assert clean("<div role=x>b</div>", more.allow_attributes("div", "role")) == '<div role="x">b</div>'
    for tag, name in (("video", "src"), ("p", "onclick")):
        with pytest.raises(newsproc.PolicyError):
            Policy.ARTICLE.allow_attributes(tag, name)
    with pytest.raises(newsproc.PolicyError, match="whatever it holds"):
        Policy.ARTICLE.allow_attributes("*", "lang", values=["de"])


def test_allow_classes() -> None:
    policy = Policy.ARTICLE.allow_classes("code", "language-c", "language-py").allow_classes("*", "note")
    html = '<pre><code class="language-c x">a</code></pre><p class="note y">b</p><p class=z>c</p>'
    assert clean(html, policy) == '<pre><code class="language-c">a</code></pre><p class="note">b</p><p>c</p>'
    assert policy.allow_classes("code", "language-c").to_dict()["classes"]["code"] == ["language-c", "language-py"]
    with pytest.raises(newsproc.PolicyError, match="whatever it holds"):
        Policy.ARTICLE.allow_attributes("p", "class").allow_classes("p", "x")


@pytest.mark.skipif("styles" not in Policy.WIDE.to_dict(), reason="this build keeps no style attribute")
def test_allow_styles() -> None:
    policy = Policy.ARTICLE.allow_styles("p", "color")
    assert clean("<p style='color:red;position:fixed'>a</p><b style=color:red>b</b>", policy) == (
        '<p style="color: red">a</p><b>b</b>'
    )


def test_addresses() -> None:
    policy = (
        Policy.ARTICLE.allow_schemes("magnet")
        .allow_schemes("data-image", tag="img", attribute="src")
        .allow_hosts("a", "href", "x.example", "*.y.example")
        .replace(link_rel=None)
    )
    html = "<a href=https://x.example>1</a><a href=https://b.y.example/>2</a><a href=https://y.example>3</a><a href=magnet:x>4</a>"
    assert clean(html, policy) == (
        '<a href="https://x.example">1</a><a href="https://b.y.example/">2</a><a>3</a><a>4</a>'
    )
    assert clean("<img src='data:image/gif,x'>", policy) == '<img src="data:image/gif,x">'
    with pytest.raises(TypeError):
        Policy.ARTICLE.allow_schemes("x", tag="a")


def test_international_addresses() -> None:
    html = '<a href="https://中文.example/路?ü=é#ß">x</a>'
    assert clean(html, Policy.ARTICLE.replace(link_rel=None)) == html
    assert clean(html, Policy.ARTICLE.replace(link_rel=None).allow_hosts("a", "href", "中文.example")) == html


def test_relative_urls() -> None:
    html = "<a href=a>1</a><a href=//h.example/>2</a><a href=https://h.example/>3</a>"
    policy = Policy.ARTICLE.replace(link_rel=None)
    dropped = '<a>1</a><a>2</a><a href="https://h.example/">3</a>'
    assert clean(html, policy.relative_urls("drop")) == dropped
    assert clean(html, policy.relative_urls("drop").relative_urls("keep")) == clean(html, policy)
    assert clean(html, policy.relative_urls("resolve", "https://b.example/c/")) == (
        '<a href="https://b.example/c/a">1</a><a href="https://h.example/">2</a><a href="https://h.example/">3</a>'
    )
    # What a call names counts more than what the policy says.
    resolved = newsproc.sanitize(
        "<a href=a>1</a>", policy.relative_urls("resolve", "https://b.example"), base_url="http://c.example"
    )
    assert resolved == '<a href="http://c.example/a">1</a>'
    for how, base in (("resolve", None), ("keep", "https://b.example"), ("x", None)):
        with pytest.raises(newsproc.PolicyError):
            policy.relative_urls(how, base)


def test_without() -> None:
    policy = (
        Policy.ARTICLE.without_tags("table", "img").without_tags("b", action="drop").without_tags("i", action="escape")
    )
    assert clean("<table><tr><td>a</table><img src=x><b>b</b><i>c</i>", policy) == "a&lt;i&gt;c&lt;/i&gt;"
    assert "ul" not in Policy.ARTICLE.without_tags("li").to_dict()["tags"]
    assert "li" not in Policy.ARTICLE.without_tags("ul", "ol").to_dict()["tags"]
    bare = (
        Policy.ARTICLE.without_attributes("*", "lang", "href").allow_classes("p", "x").without_attributes("p", "class")
    )
    assert clean("<p lang=de class=x title=t><a href=x>a</a></p>", bare) == '<p title="t"><a>a</a></p>'
    with pytest.raises(newsproc.PolicyError):
        Policy.ARTICLE.without_tags("b", action="keep")


@pytest.mark.parametrize(
    "text",
    [
        "<div><img src=/a.jpg></div><p>图：某某</p>",
        "<p><img src=/a.jpg><br>图：某某</p>",
        "<div class=a><img src=/a.jpg><p>图：某某</p></div>",
        "<figure><img src=/a.jpg><p>图：某某</p></figure>",
    ],
)
def test_what_a_repair_makes_has_the_attributes_that_the_policy_sets(text: str) -> None:
    policy = Policy.ARTICLE.set_attributes("figure", **{"data-a": "1"}).set_attributes("figcaption", **{"data-b": "2"})
    out = newsproc.sanitize(text, policy)
    assert out == '<figure data-a="1"><img src="/a.jpg"><figcaption data-b="2">图：某某</figcaption></figure>'
    assert newsproc.sanitize(out, policy) == out


def test_what_goes_round_others_has_them_too() -> None:
    policy = Policy.ARTICLE.set_attributes("figure", **{"data-a": "1"}).set_attributes("figcaption", **{"data-b": "2"})
    out = newsproc.sanitize("<div>a<br><img src=/a.jpg><small class=pic-info>图</small><br>b</div>", policy)
    figure = '<figure data-a="1"><img src="/a.jpg"><figcaption data-b="2"><small>图</small></figcaption></figure>'
    assert out == f"<div>a<br>{figure}b</div>"


def test_flags_and_numbers() -> None:
    """Of a boolean attribute only that it is there can be said, and of sizes only numbers."""
    names = "compact default hidden itemscope loop muted nowrap open playsinline controls reversed".split()
    numbers = "width height colspan rowspan span start hspace vspace".split()
    policy = Policy.ARTICLE.replace(attributes=names + numbers, repairs=[])
    for name in names:
        assert clean(f'<div {name}="javascript:x">x</div>', policy) == f'<div {name}="">x</div>'
    for name in numbers:
        assert clean(f'<div {name}=" 12.5px">x</div><p {name}=x>y</p>', policy) == f'<div {name}="12">x</div><p>y</p>'


def test_addresses_by_attribute() -> None:
    policy = Policy.ARTICLE.replace(attributes=["cite", "longdesc", "itemid", "itemtype", "usemap"], repairs=[])
    for name in ("cite", "longdesc", "itemid", "itemtype", "usemap"):
        assert clean(f'<p {name}="javascript:x">x</p>', policy) == "<p>x</p>"
        assert clean(f'<p {name}="/x">x</p>', policy) == f'<p {name}="/x">x</p>'


def test_set_attributes() -> None:
    policy = (
        Policy.ARTICLE.set_attributes("img", loading="lazy").set_attributes("a", target="_top").replace(link_rel=None)
    )
    assert clean("<a>1</a><img src=x loading=eager>", policy) == ('<a target="_top">1</a><img src="x" loading="lazy">')
    assert clean("<a>1</a><a href=x target=y>2</a>", Policy.ARTICLE.replace(link_target="_blank", link_rel=None)) == (
        '<a>1</a><a href="x" target="_blank">2</a>'
    )


def test_iframes_need_hosts() -> None:
    with pytest.raises(newsproc.PolicyError, match="hosts"):
        Policy.WIDE.allow_iframes()
    with pytest.raises(newsproc.PolicyError, match="unsafe_tag"):
        Policy.WIDE.allow_tags("iframe", attributes=["src"])


def test_escape() -> None:
    policy = Policy.STRICT.replace(drop=[], renames={}, others="escape")
    assert clean('a <script>b<b>c</b></script><X-y z="1">d</X-y> <em>e</em><br>', policy) == (
        'a &lt;script&gt;b&lt;b&gt;c&lt;/b&gt;&lt;/script&gt;&lt;X-y z="1"&gt;d&lt;/x-y&gt; <em>e</em><br>'
    )
    gone = newsproc.clean("<x>a</x>", policy).removals[0]
    assert (gone.rule, gone.action, gone.tag) == ("policy.tag", "escaped", "x")


# --- unions ---


def test_union() -> None:
    both = Policy.COMMENT | Policy.ARTICLE
    assert both.to_dict()["link_rel"] == "nofollow noopener noreferrer ugc"
    assert clean("<p>a</p><img src=x>", both) == '<p>a</p><img src="x">'
    first = Policy.TEXT.allow_tags("a", "p", attributes=[]).allow_attributes("a", "href", "v-x", values=None)
    first = first.allow_schemes("https").allow_hosts("a", "href", "x.example")
    second = (
        Policy.TEXT.allow_tags("a")
        .allow_attributes("a", "href")
        .allow_schemes("http")
        .allow_hosts("a", "href", "y.example")
    )
    joined = (first | second).to_dict()
    assert joined["hosts"] == {"a": {"href": ["x.example", "y.example"]}}
    assert joined["link_schemes"] == ["http", "https"]
    # One that says nothing of hosts lets all of them be.
    assert (first | Policy.STRICT).to_dict()["hosts"] == {}
    assert Policy.ARTICLE.__or__(1) is NotImplemented
    with pytest.raises(TypeError):
        Policy.ARTICLE | 1  # type: ignore[operator]


def test_unions_that_contradict() -> None:
    pairs = [
        (Policy.WIDE, Policy.ARTICLE.replace(id_prefix="x-")),
        (Policy.ARTICLE.replace(base_url="https://a.example"), Policy.ARTICLE.replace(base_url="https://b.example")),
        (Policy.ARTICLE.set_attributes("img", loading="lazy"), Policy.ARTICLE.set_attributes("img", loading="eager")),
        (Policy.ARTICLE.replace(callback=keep), Policy.ARTICLE.replace(callback=shout)),
        (Policy.TEXT.without_tags("b", action="escape"), Policy.TEXT),
        (Policy.TEXT.replace(drop=[], others="escape"), Policy.TEXT),
    ]
    for left, right in pairs:
        for one, other in ((left, right), (right, left)):
            with pytest.raises(newsproc.PolicyError, match="conflict"):
                one | other


@given(st.integers(0, 2**32))
@settings(deadline=None, max_examples=100)
def test_unions_allow_what_either_allows(seed: int) -> None:
    """What one of two lets stay, their union leaves as it is."""
    pick = random.Random(seed)
    plain: dict[str, Any] = {
        "repairs": [],
        "renames": {},
        "link_rel": None,
        "link_target": None,
        "set_attributes": {},
        "id_prefix": None,
    }
    left, right = (policies.draw(pick).replace(**plain) for _ in range(2))
    both, other = left | right, right | left
    assert (left | left) == left
    assert both.to_dict()["tags"].keys() == left.to_dict()["tags"].keys() | right.to_dict()["tags"].keys()
    for _ in range(5):
        text = "".join(inputs.pieces(pick))
        for policy in (left, right):
            out = newsproc.sanitize(text, policy)
            assert newsproc.sanitize(out, both) == newsproc.sanitize(out, other) == out


# --- callbacks ---


def keep(tag: str, attribute: str, value: str) -> str | None:
    return value


def shout(tag: str, attribute: str, value: str) -> str | None:
    return {"no": None, "evil": "java\nscript:x"}.get(value, value.upper() if attribute == "title" else value)


def test_callback() -> None:
    policy = Policy.ARTICLE.replace(callback=shout)
    html = "<p title=a lang=no>x<a href=evil>y</a><a href=z>z</a>"
    assert clean(html, policy) == '<p title="A">x<a>y</a><a href="z" rel="noopener noreferrer">z</a></p>'
    rows = [(row.rule, row.action, row.attribute, row.value) for row in newsproc.clean(html, policy).removals]
    assert rows == [
        ("policy.callback", "rewritten", "title", "a"),
        ("policy.callback", "dropped", "lang", "no"),
        ("policy.url", "dropped", "href", "evil"),
    ]
    assert pickle.loads(pickle.dumps(policy)) == policy
    assert policy != Policy.ARTICLE.replace(callback=keep) != Policy.ARTICLE
    assert policy.fingerprint != Policy.ARTICLE.replace(callback=keep).fingerprint
    assert policy.to_dict()["callback"] is shout
    assert newsproc.parse(html, policy=policy).html == clean(html, policy)


def test_a_callback_is_asked_about_every_attribute() -> None:
    asked = []

    def ask(tag: str, attribute: str, value: str) -> str | None:
        asked.append((tag, attribute, value))
        return value

    rules = Policy.ARTICLE.to_dict()
    rules["tags"]["p"] = ["*"]
    policy = Policy.from_dict({**rules, "callback": ask})
    assert Policy.from_dict(policy.to_dict()) == policy
    html = "<p id=1 made-up=2 onclick=3 srcdoc=4 x:y=5 a_b=6 style=color:red href=x>a</p>"
    assert newsproc.sanitize(html, policy) == '<p id="1" made-up="2">a</p>'
    assert asked == [("p", "id", "1"), ("p", "made-up", "2")]
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(policy)


def test_a_callback_that_fails() -> None:
    def fail(tag: str, attribute: str, value: str) -> str | None:
        raise LookupError(value)

    policy = Policy.ARTICLE.replace(callback=fail)
    with pytest.raises(LookupError, match="t"):
        newsproc.sanitize("<p title=t>" + "x" * 2000, policy)
    with pytest.raises(LookupError):
        newsproc.parse("<p title=t>", policy=policy)
    with pytest.raises(LookupError):
        newsproc.from_strings(["<p title=t>"] * 3, policy=policy)
    with pytest.raises(TypeError, match="answer"):
        newsproc.sanitize("<p title=t>", Policy.ARTICLE.replace(callback=lambda *words: 1))


def test_a_callback_may_sanitize() -> None:
    policy = Policy.ARTICLE.replace(callback=lambda tag, name, value: newsproc.sanitize(value, Policy.TEXT))
    assert newsproc.sanitize("<p title='<b>x</b>'>a</p>", policy) == '<p title="x">a</p>'


def test_a_callback_in_threads() -> None:
    policy = Policy.ARTICLE.replace(callback=shout)
    html = "<p title=a>" + "<b title=b>x</b>" * 200
    wanted = newsproc.sanitize(html, policy)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: newsproc.sanitize(html, policy), range(40))) == {wanted}
    corpus = newsproc.from_strings([html] * 50, policy=policy)
    assert {article.html for article in corpus} == {wanted}


def test_a_policy_lets_go_of_its_callback() -> None:
    class Holder:
        policy: newsproc.Policy

        def __call__(self, tag: str, attribute: str, value: str) -> str:
            return value

    holder = Holder()
    holder.policy = Policy.ARTICLE.replace(callback=holder)
    gone = weakref.ref(holder)
    del holder
    gc.collect()
    assert gone() is None


# --- drawn at random ---


@pytest.fixture(scope="module")
def vectors(suites: pathlib.Path) -> list[str]:
    files = sorted(path for path in (suites / "xss").glob("*.json") if path.name != "META.json")
    if not files:
        pytest.skip(f"no sanitizer suites in {suites}")
    return [case["input"] for path in files for case in json.loads(path.read_text(encoding="utf-8"))]


@given(st.integers(0, 2**32))
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_attacks_under_policies_at_random(vectors: list[str], seed: int) -> None:
    pick = random.Random(seed)
    policy = policies.draw(pick)
    for again in (Policy.from_dict(policy.to_dict()), pickle.loads(pickle.dumps(policy))):
        assert again.fingerprint == policy.fingerprint
        assert again == policy
    for text in (
        *pick.sample(vectors, 20),
        "".join(pick.sample(vectors, 3)),
        "".join(inputs.pieces(pick, images=False)),
    ):
        assert check.problems(text, policy, {}) == []


@given(st.integers(0, 2**32), st.sampled_from(["escape", "drop"]))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_attacks_shown_as_text(vectors: list[str], seed: int, others: str) -> None:
    """Where elements that are not kept become text or go with their content, only what is kept is left, and stays."""
    pick = random.Random(seed)
    rules = policies.draw(pick).to_dict()
    policy = Policy.from_dict({**rules, "drop": [], "unwrap": [], "others": others})
    for text in (*pick.sample(vectors, 20), "".join(inputs.pieces(pick, images=False))):
        out = clean(text, policy)
        assert check.OUTPUT.fullmatch(out)
        assert list(check.unsafe(check.read_tree(newsproc.tree(out, fragment="body")), policy.to_dict())) == []
