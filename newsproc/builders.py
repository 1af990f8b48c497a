"""Policies made of policies: what Policy.allow_tags and its like, and ``|``, do.

A policy is seen as its dictionary here (Policy.to_dict), changed, and made anew: so each step is checked as a whole, and
a contradiction is a PolicyError where it is written.
"""

from __future__ import annotations

from typing import Any

from newsproc._core import Policy, PolicyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

Description = dict[str, Any]

# What cannot stand without what: the second is inserted, or the first is not kept.
_PARTS = {
    "ul": ("li",), "ol": ("li",), "menu": ("li",), "li": ("ul",), "dl": ("dt", "dd"), "dt": ("dl",), "dd": ("dl",),
    "table": ("tbody", "tr", "td"), "col": ("colgroup",),
}  # fmt: skip
_ACTIONS = ("unwrap", "drop", "escape")
# The attributes whose addresses are fetched; all others with an address are followed.
_IMAGES = ("src", "srcset", "poster")
_URLS = (*_IMAGES, "href", "cite", "longdesc", "itemid", "itemtype", "usemap")


def refuse(code: str, reason: str) -> PolicyError:
    """A PolicyError with its code."""
    error = PolicyError(f"{code}: {reason}")
    error.code = code
    return error


def _names(what: str, names: Iterable[str]) -> list[str]:
    if isinstance(names, str):
        raise TypeError(f"{what} must be a list of names, not one str")
    return list(names)


def _forget(rules: Description, tag: str) -> None:
    """Takes out of a description whatever else it says of a tag."""
    for action in _ACTIONS:
        rules[action] = [name for name in rules[action] if name != tag]
    rules["renames"].pop(tag, None)


def _strings(names: Iterable[str]) -> list[str]:
    """Names that may be looked up; a list among them is what belongs there without its brackets."""
    given = list(names)
    for name in given:
        if not isinstance(name, str):
            raise TypeError(f"a name in a policy must be str, not {type(name).__name__}")
    return given


def _merge(old: list[str], new: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*old, *_strings(new)]))


def allow_tags(policy: Policy, /, *tags: str, attributes: Iterable[str] = ()) -> Policy:
    rules = policy.to_dict()
    attributes = _names("attributes", attributes)
    for tag in _strings(tags):
        _forget(rules, tag)
        rules["tags"][tag] = _merge(rules["tags"].get(tag, []), attributes)
    return Policy.from_dict(rules)


def _tag(rules: Description, tag: str) -> None:
    if tag != "*" and tag not in rules["tags"]:
        raise refuse("conflict", f"<{tag}> is not kept: allow_tags({tag!r}) first")


def _granted(rules: Description, tag: str) -> list[str]:
    found: list[str] = rules["attributes"] if tag == "*" else rules["tags"][tag]
    return found


def allow_attributes(policy: Policy, tag: str, /, *names: str, values: Iterable[str] | None = None) -> Policy:
    rules = policy.to_dict()
    _tag(rules, tag)
    granted = _granted(rules, tag)
    for name in _strings(names):
        limited = rules["values"].get(tag, {}).get(name)
        if values is None:
            rules["values"].get(tag, {}).pop(name, None)
        elif name in granted and limited is None:
            raise refuse(
                "conflict", f"{name} of {tag} is kept whatever it holds: without_attributes({tag!r}, {name!r})"
            )
        else:
            rules["values"].setdefault(tag, {})[name] = _merge(limited or [], _names("values", values))
        if name not in granted:
            granted.append(name)
    return Policy.from_dict(rules)


def allow_classes(policy: Policy, tag: str, /, *names: str) -> Policy:
    rules = policy.to_dict()
    _tag(rules, tag)
    granted = _granted(rules, tag)
    if "class" in granted and tag not in rules["classes"]:
        raise refuse("conflict", f"class of {tag} is kept whatever it holds: without_attributes({tag!r}, 'class')")
    rules["classes"][tag] = _merge(rules["classes"].get(tag, []), names)
    if "class" not in granted:
        granted.append("class")
    return Policy.from_dict(rules)


def allow_styles(policy: Policy, tag: str, /, *properties: str) -> Policy:
    rules = policy.to_dict()
    _tag(rules, tag)
    granted = _granted(rules, tag)
    if "style" not in granted:
        granted.append("style")
    rules["styles"] = _merge(rules.get("styles", []), properties)
    return Policy.from_dict(rules)


def allow_schemes(policy: Policy, /, *schemes: str, tag: str | None = None, attribute: str | None = None) -> Policy:
    rules = policy.to_dict()
    if (tag is None) != (attribute is None):
        raise TypeError("allow_schemes() takes tag and attribute together")
    if tag is None or attribute is None:
        rules["link_schemes"] = _merge(rules["link_schemes"], schemes)
    else:
        usual = rules["image_schemes" if attribute in _IMAGES else "link_schemes"]
        own = rules["schemes"].setdefault(tag, {})
        own[attribute] = _merge(own.get(attribute, usual), schemes)
    return Policy.from_dict(rules)


def allow_hosts(policy: Policy, tag: str, attribute: str, /, *hosts: str) -> Policy:
    rules = policy.to_dict()
    own = rules["hosts"].setdefault(tag, {})
    own[attribute] = _merge(own.get(attribute, []), hosts)
    return Policy.from_dict(rules)


def allow_iframes(policy: Policy, /, *hosts: str) -> Policy:
    if not hosts:
        raise refuse("unsafe_tag", "iframe is kept only with the hosts of its src listed")
    rules = policy.to_dict()
    _forget(rules, "iframe")
    rules["tags"]["iframe"] = _merge(
        rules["tags"].get("iframe", []), ["src", "width", "height", "title", "allowfullscreen", "loading"]
    )
    rules["schemes"].setdefault("iframe", {})["src"] = ["https", "scheme-relative"]
    own = rules["hosts"].setdefault("iframe", {})
    own["src"] = _merge(own.get("src", []), hosts)
    return Policy.from_dict(rules)


def _strip(rules: Description, tag: str, keep: Iterable[str] = ()) -> None:
    """Takes out what is said of the attributes of a tag but for those to keep."""
    for key in ("values", "schemes", "hosts", "set_attributes"):
        left = {name: said for name, said in rules[key].pop(tag, {}).items() if name in keep}
        if left:
            rules[key][tag] = left
    if "class" not in keep:
        rules["classes"].pop(tag, None)


def without_tags(policy: Policy, /, *tags: str, action: str = "unwrap") -> Policy:
    if action not in _ACTIONS:
        raise refuse("bad_value", f"action is unwrap, drop or escape, not {action!r}")
    Policy.from_dict({"drop": _merge([], tags)})  # a name that HTML does not know takes nothing away, unseen
    rules = policy.to_dict()
    gone = set(tags)
    while (
        more := {whole for whole, parts in _PARTS.items() if whole in rules["tags"] and gone.intersection(parts)} - gone
    ):
        gone |= more
    # What is only needed by what goes (li by ul) has nowhere to stand.
    if not {"ul", "ol", "menu"} & (rules["tags"].keys() - gone):
        gone |= {"li"} & rules["tags"].keys()
    for tag in gone:
        rules["tags"].pop(tag, None)
        _forget(rules, tag)
        _strip(rules, tag)
        if rules["others"] != (action if tag in tags else "unwrap"):
            rules[action if tag in tags else "unwrap"].append(tag)
    rules["renames"] = {old: new for old, new in rules["renames"].items() if new not in gone}
    return Policy.from_dict(rules)


def without_attributes(policy: Policy, tag: str, /, *names: str) -> Policy:
    if tag != "*":
        Policy.from_dict({"drop": _strings([tag])})
    for name in _strings(names):
        if name != name.lower():
            raise refuse("unsafe_attribute", f"a name that is not of a-z, 0-9 and '-': {name!r}")
    rules = policy.to_dict()
    for name in rules["tags"] if tag == "*" else [tag]:
        if name in rules["tags"]:
            kept = rules["tags"][name] = [each for each in rules["tags"][name] if each not in names]
            said = set(kept).union(rules["set_attributes"].get(name, ())).difference(names)
            _strip(rules, name, said)
    if tag == "*":
        rules["attributes"] = [each for each in rules["attributes"] if each not in names]
        _strip(rules, "*", rules["attributes"])
    return Policy.from_dict(rules)


def set_attributes(policy: Policy, tag: str, /, **values: str) -> Policy:
    rules = policy.to_dict()
    rules["set_attributes"].setdefault(tag, {}).update(values)
    return Policy.from_dict(rules)


def relative_urls(policy: Policy, how: str, /, base_url: str | None = None) -> Policy:
    kinds = ("relative", "scheme-relative")
    if how not in ("keep", "drop", "resolve"):
        raise refuse("bad_value", f"relative addresses are to keep, drop or resolve, not {how!r}")
    if (how == "resolve") != (base_url is not None):
        raise refuse("conflict", "base_url goes with 'resolve', and 'resolve' with a base_url")
    rules = policy.to_dict()
    lists = [rules["link_schemes"], rules["image_schemes"]]
    lists += [schemes for said in rules["schemes"].values() for schemes in said.values()]
    for schemes in lists:
        schemes[:] = [scheme for scheme in schemes if scheme not in kinds]
        if how == "keep" and schemes:
            schemes += kinds
    rules["base_url"] = base_url
    return Policy.from_dict(rules)


# --- unions ---


def _action(rules: Description, tag: str) -> str:
    if tag in rules["tags"]:
        return "keep"
    if tag in rules["renames"]:
        return "rename"
    named = next((action for action in _ACTIONS if tag in rules[action]), rules["others"])
    return str(named)


def _one(key: str, left: Any, right: Any) -> Any:
    """What only one of two may say."""
    if left is not None and right is not None and left != right:
        raise refuse("conflict", f"{key} is {left!r} in one and {right!r} in the other")
    return right if left is None else left


def _join_action(tag: str, left: Description, right: Description) -> str:
    """keep > rename > unwrap > drop; what is shown as text is no more and no less than any of them."""
    both = (_action(left, tag), _action(right, tag))
    for action in ("keep", "rename"):
        if action in both:
            return action
    if both[0] != both[1] and "escape" in both:
        raise refuse("conflict", f"<{tag}> is shown as text by one, and not by the other: {both[0]}, {both[1]}")
    return "unwrap" if "unwrap" in both else both[0]


def _join_tags(left: Description, right: Description, out: Description) -> None:
    named = dict.fromkeys(
        tag for rules in (left, right) for key in ("tags", "renames", *_ACTIONS) for tag in rules[key]
    )
    if left["others"] != right["others"] and "escape" in (left["others"], right["others"]):
        raise refuse("conflict", "others are shown as text by one, and not by the other")
    out["others"] = left["others"] if left["others"] == right["others"] else "unwrap"
    out.update(tags={}, renames={}, **{action: [] for action in _ACTIONS})
    for tag in named:
        action = _join_action(tag, left, right)
        if action == "keep":
            out["tags"][tag] = _merge(left["tags"].get(tag, []), right["tags"].get(tag, []))
        elif action == "rename":
            out["renames"][tag] = left["renames"].get(tag) or right["renames"][tag]
        elif action != out["others"]:
            out[action].append(tag)


def _grants(rules: Description, tag: str, name: str) -> bool:
    granted = rules["attributes"] if tag == "*" else [*rules["attributes"], *rules["tags"].get(tag, ())]
    kept = tag == "*" or tag in rules["tags"]
    return kept and (name in granted or "*" in granted or any(map(name.startswith, rules["attribute_prefixes"])))


def _said(rules: Description, key: str, tag: str, name: str) -> list[str] | None:
    """What a policy demands of an attribute, by its tag or for all; None: nothing."""
    for each in (tag, "*"):
        said: list[str] | None = rules[key].get(each, {}).get(name)
        if said is not None:
            return said
    if key == "schemes":
        usual: list[str] = rules["image_schemes" if name in _IMAGES else "link_schemes"]
        return usual
    return None


def _join_demands(key: str, left: Description, right: Description, out: Description) -> None:
    """A demand stays where each of the two that grants the attribute has one: then either may be met."""
    out[key] = {}
    pairs = dict.fromkeys((tag, name) for rules in (left, right) for tag, said in rules[key].items() for name in said)
    # A demand for all tags is one for each that the other says more of.
    tags = dict.fromkeys([*left["tags"], *right["tags"]])
    pairs |= {(tag, name): None for star, name in list(pairs) if star == "*" for tag in tags}
    for tag, name in pairs:
        demands = [_said(rules, key, tag, name) for rules in (left, right) if _grants(rules, tag, name)]
        if demands and all(said is not None for said in demands):
            out[key].setdefault(tag, {})[name] = sorted({each for said in demands for each in said or ()})


def _by_class(rules: Description) -> Description:
    """classes in the shape of the other demands."""
    return {**rules, "classes": {tag: {"class": names} for tag, names in rules["classes"].items()}}


def _schemes_apart(left: Description, right: Description) -> Description:
    """Both with the schemes of every address spelt out where they differ, so that a union mixes none."""
    spelt: dict[str, dict[str, list[str]]] = {}
    for rules in (left, right):
        for tag, granted in rules["tags"].items():
            for name in _URLS:
                if name in granted or name in rules["attributes"]:
                    said = _said(rules, "schemes", tag, name)
                    spelt.setdefault(tag, {}).setdefault(name, [])
                    spelt[tag][name] = _merge(spelt[tag][name], said or ())
    return spelt


def _join_sets(left: Description, right: Description) -> Description:
    out: Description = {}
    for rules in (left, right):
        for tag, values in rules["set_attributes"].items():
            for name, value in values.items():
                known = out.setdefault(tag, {}).get(name)
                out[tag][name] = _one(f"{name} of {tag}", known, value)
    return out


def union(left_policy: Policy, right_policy: Policy, /) -> Policy:
    """What either allows; of two new names for a tag, the left one's.

    What both must agree on (prefixes of ids, set attributes, callbacks) and do not is refused.
    """
    if left_policy == right_policy:
        return left_policy
    left, right = left_policy.to_dict(), right_policy.to_dict()
    out: Description = {}
    _join_tags(left, right, out)
    for key in ("attributes", "attribute_prefixes", "styles", "link_schemes", "image_schemes", "repairs"):
        out[key] = _merge(left[key], right[key])
    for key in ("values", "hosts"):
        _join_demands(key, left, right, out)
    _join_demands("classes", _by_class(left), _by_class(right), out)
    out["classes"] = {tag: said["class"] for tag, said in out["classes"].items()}
    out["schemes"] = {}
    for tag, said in _schemes_apart(left, right).items():
        for name, schemes in said.items():
            if set(schemes) != set(out["image_schemes" if name in _IMAGES else "link_schemes"]):
                out["schemes"].setdefault(tag, {})[name] = schemes
    out["set_attributes"] = _join_sets(left, right)
    for key in ("base_url", "link_target", "id_prefix", "callback"):
        out[key] = _one(key, left[key], right[key])
    rels = [rules["link_rel"] for rules in (left, right) if rules["link_rel"] is not None]
    out["link_rel"] = " ".join(sorted({word for rel in rels for word in rel.split()})) if rels else None
    out["portable"] = left["portable"] and right["portable"]
    return Policy.from_dict(out)
