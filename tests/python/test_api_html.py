"""sanitize, clean, text, tree and Policy."""

from __future__ import annotations

import copy
import pickle
import threading

import pytest

import newsproc


def test_sanitize() -> None:
    assert newsproc.sanitize("<p onclick=x>One<script>1</script><p>二") == "<p>One</p><p>二</p>"
    assert newsproc.sanitize(b"<b>x</b>") == "<b>x</b>"
    assert newsproc.sanitize("标题".encode("gbk") * 20) == "标题" * 20
    assert newsproc.sanitize("") == ""
    assert newsproc.sanitize("<b>x</b>", newsproc.Policy.TEXT) == "x"
    assert newsproc.sanitize("<b>x</b>", policy=newsproc.Policy.TEXT) == "x"
    assert "https://h.example/a" in newsproc.sanitize("<a href=a>x</a>", base_url="https://h.example/")
    with pytest.raises(TypeError, match="html"):
        newsproc.sanitize(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        newsproc.sanitize("x", newsproc.Policy.TEXT, "y")  # type: ignore[misc]


def test_clean_tells_what_went() -> None:
    html, removals = newsproc.clean("<p onclick=x>One<script>1</script>")
    assert html == "<p>One</p>"
    assert [(r.rule, r.action, r.tag, r.attribute) for r in removals] == [
        ("floor.attribute", "dropped", "p", "onclick"),
        ("floor.tag", "dropped", "script", ""),
    ]
    assert newsproc.clean("x") == ("x", ())


def test_what_went_lies_in_the_input() -> None:
    html = "<pre><t>\n<tr>\ufeff"
    gone = newsproc.clean(html, newsproc.Policy.FEED).removals[1]
    assert (gone.rule, gone.action, gone.tag, gone.start, gone.end) == ("stable", "dropped", "", 8, 8)


def test_text() -> None:
    assert newsproc.text("<p>One<br>Two</p><ul><li>三</ul>") == newsproc.parse("<p>One<br>Two</p><ul><li>三</ul>").text
    assert newsproc.text(b"") == ""


def test_tree() -> None:
    assert newsproc.tree("<p>x") == '| <html>\n|   <head>\n|   <body>\n|     <p>\n|       "x"'
    assert newsproc.tree("<td>x", fragment="tr") == '| <td>\n|   "x"'
    assert newsproc.tree("<title>x", fragment="svg desc") == '| <title>\n|   "x"'
    assert newsproc.tree("<g/>", fragment="svg path") == "| <svg g>"
    for bad in ("", "svg ", "a b"):
        with pytest.raises(ValueError, match="fragment"):
            newsproc.tree("x", fragment=bad)


def test_presets() -> None:
    names = {
        "ARTICLE": newsproc.Policy.ARTICLE,
        "STRICT": newsproc.Policy.STRICT,
        "TEXT": newsproc.Policy.TEXT,
    }
    assert len({policy.fingerprint for policy in names.values()}) == 3
    for name, policy in names.items():
        assert repr(policy) == f"newsproc.Policy.{name}"
        assert pickle.loads(pickle.dumps(policy)) == policy
        assert copy.deepcopy(policy) is policy
        again = newsproc.Policy.from_dict(policy.to_dict())
        assert again == policy
        assert hash(again) == hash(policy)
        assert again.to_dict() == policy.to_dict()
    with pytest.raises(TypeError):
        newsproc.Policy()


def test_policy_of_ones_own() -> None:
    policy = newsproc.Policy.from_dict({"tags": {"b": [], "a": ["href"]}, "link_schemes": ["https"], "drop": ["i"]})
    html = "<b title=x>B</b><i>I</i><u>U</u><a href=https://x.example/>A</a><a href=http://x.example/>H</a>"
    assert newsproc.sanitize(html, policy) == '<b>B</b>U<a href="https://x.example/">A</a><a>H</a>'
    assert policy != newsproc.Policy.TEXT
    changed = policy.replace(drop=[], attribute_prefixes=["data-"])
    assert changed.to_dict() == {**policy.to_dict(), "drop": [], "attribute_prefixes": ["data-"]}
    assert eval(repr(changed)) == changed
    assert pickle.loads(pickle.dumps(changed)) == changed
    followed = policy.replace(link_rel="nofollow")
    assert 'rel="nofollow"' in newsproc.sanitize("<a href=https://x.example/>A</a>", followed)


@pytest.mark.parametrize(
    "description",
    [
        {"tags": {"script": []}},
        {"tags": {"svg": []}},
        {"tags": {"p": ["onclick"]}},
        {"attributes": ["onclick"]},
        {"tags": {"nosuchtag": []}},
        {"tags": {"": []}},
        {"tags": {"b": ["no attribute"]}},
        {"link_schemes": ["javascript"]},
        {"repairs": ["nosuchrepair"]},
        {"tags": {"b": []}, "drop": ["b"]},
        {"link_rel": 'x" onclick="y'},
        {"nosuchkey": 1},
    ],
)
def test_unsafe_and_wrong_policies_are_refused(description: dict[str, object]) -> None:
    with pytest.raises(newsproc.PolicyError) as caught:
        newsproc.Policy.from_dict(description)
    assert caught.value.code
    assert isinstance(caught.value, newsproc.NewsprocError)


@pytest.mark.parametrize(
    "description", [[], None, {"tags": ["b"]}, {"tags": {"b": "href"}}, {"drop": [3]}, {"drop": 3}]
)
def test_policies_of_wrong_types(description: object) -> None:
    with pytest.raises(TypeError):
        newsproc.Policy.from_dict(description)  # type: ignore[arg-type]


def test_calls_from_many_threads() -> None:
    pages = [f"<p id={i}>{'你好 world ' * (i * 50)}<b>{i}</b>" for i in range(1, 20)]
    expected = [newsproc.sanitize(page) for page in pages]
    wrong: list[int] = []

    def body() -> None:
        for _ in range(20):
            for i, page in enumerate(pages):
                if newsproc.sanitize(page) != expected[i] or newsproc.parse(page).html != expected[i]:
                    wrong.append(i)

    threads = [threading.Thread(target=body) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_policy_without_a_list_drops_scripts() -> None:
    page = "<b>a</b><script>var x</script><style>p{}</style><i>c</i>"
    policy = newsproc.Policy.from_dict({"tags": {"b": []}})
    assert newsproc.sanitize(page, policy) == "<b>a</b>c"
    shown = newsproc.Policy.from_dict({"tags": {"b": []}, "drop": []})
    assert newsproc.sanitize(page, shown) == "<b>a</b>var xp{}c"
    assert newsproc.Policy.from_dict(policy.to_dict()) == policy
