"""Policies from the arguments of nh3.clean and bleach.clean: what Policy.from_nh3 and Policy.from_bleach do.

So that a user changes one line::

    nh3.clean(html, **arguments)      newsproc.sanitize(html, Policy.from_nh3(**arguments))
    bleach.clean(html, **arguments)   newsproc.sanitize(html, Policy.from_bleach(**arguments))

What is not named has the other library's default. Where the result differs, and why, is in docs/migrating-sanitizers.md;
what can never be safe, or is not there, is a PolicyError when the policy is made. Neither library is imported.
"""

from __future__ import annotations

import re
import urllib.parse
from dataclasses import dataclass
from typing import Any

from newsproc._core import Policy
from newsproc.builders import refuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    AttributeFilter = Callable[[str, str, str], str | None]
    Attributes = Mapping[str, Collection[str]]

_NH3_TAGS = frozenset(
    "a abbr acronym area article aside b bdi bdo blockquote br caption center cite code col colgroup data dd del details "
    "dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li map mark nav ol p pre q "
    "rp rt rtc ruby s samp small span strike strong sub summary sup table tbody td th thead time tr tt u ul var wbr".split()
)
_ALIGNED = ("align", "char", "charoff")
_NH3_ATTRIBUTES = {
    "a": ("href", "hreflang"), "bdo": ("dir",), "blockquote": ("cite",), "col": (*_ALIGNED, "span"),
    "colgroup": (*_ALIGNED, "span"), "del": ("cite", "datetime"), "hr": ("align", "size", "width"),
    "img": ("align", "alt", "height", "src", "width"), "ins": ("cite", "datetime"), "ol": ("start",), "q": ("cite",),
    "table": (*_ALIGNED, "summary"), "tbody": _ALIGNED, "td": (*_ALIGNED, "colspan", "headers", "rowspan"),
    "tfoot": _ALIGNED, "th": (*_ALIGNED, "colspan", "headers", "rowspan", "scope"), "thead": _ALIGNED, "tr": _ALIGNED,
}  # fmt: skip
_NH3_ANYWHERE = ("lang", "title")
_NH3_SCHEMES = frozenset(
    "bitcoin ftp ftps geo http https im irc ircs magnet mailto mms mx news nntp openpgp4fpr sip sms smsto ssh tel url webcal "
    "wtai xmpp".split()
)
_BLEACH_TAGS = ("a", "abbr", "acronym", "b", "blockquote", "code", "em", "i", "li", "ol", "strong", "ul")
_BLEACH_ATTRIBUTES = {"a": ["href", "title"], "abbr": ["title"], "acronym": ["title"]}
_BLEACH_SCHEMES = ("http", "https", "mailto")

# In the other library's own defaults, though never stable: left out without a word.
_UNSTABLE = frozenset(("rtc",))
# A parser puts the second round or into the first, whatever a list of tags says.
_IMPLIED = {"table": "tbody", "col": "colgroup"}
# Attributes that only mean something on some elements: what is said of them for all is said of these.
_PLACES = {
    "href": ("a", "area"),
    "src": ("audio", "img", "source", "track", "video"),
    "srcset": ("img", "source"),
    "poster": ("video",),
}
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*")
_URLS = ("href", "src", "cite", "poster", "longdesc")


def _strings(what: str, names: Iterable[str]) -> list[str]:
    if isinstance(names, str):
        raise TypeError(f"{what} must be a collection of names, not one str")
    return sorted(names)


def _kept(tags: Iterable[str]) -> list[str]:
    found = set(_strings("tags", tags)) - _UNSTABLE
    return sorted(found | {_IMPLIED[tag] for tag in found if tag in _IMPLIED})


def _grants(tags: Iterable[str], attributes: Attributes, anywhere: Iterable[str]) -> dict[str, Any]:
    """The keys of a policy that say which attributes stay; those of tags that are not kept say nothing."""
    everywhere = _strings("attributes", anywhere)
    granted = {tag: _strings("attributes", attributes.get(tag, ())) for tag in tags}
    for name, places in _PLACES.items():
        if name in everywhere:
            for tag in places:
                if tag in granted and name not in granted[tag]:
                    granted[tag].append(name)
    return {"tags": granted, "attributes": [name for name in everywhere if name not in _PLACES]}


def _schemes(names: Iterable[str], relative: bool) -> dict[str, Any]:
    """The keys of a policy that say which addresses stay. What no URL can have as a scheme is left out."""
    named = [name for name in _strings("schemes", names) if _SCHEME.fullmatch(name)]
    usual = ["relative", "scheme-relative"] if relative else []
    usual += [name for name in named if name not in ("data", "data-image", "relative", "scheme-relative")]
    return {"link_schemes": usual, "image_schemes": [*usual, *(["data-image"] if "data" in named else [])]}


def _styles() -> list[str]:
    """Every property that a style attribute can hold."""
    found: list[str] = Policy.WIDE.to_dict().get("styles", [])
    return found


# --- callbacks: classes, so that a policy with one can be pickled if what they hold can ---


def _is_relative(url: str) -> bool:
    return _SCHEME.match(url) is None or ":" not in re.split(r"[/?#]", url, maxsplit=1)[0]


@dataclass(frozen=True)
class _Root:
    """nh3's rewrite_with_root: addresses in a file at path below root."""

    root: str
    path: str

    def __call__(self, url: str) -> str | None:
        base = self.root if url.startswith("/") else urllib.parse.urljoin(self.root, self.path.lstrip("/"))
        return urllib.parse.urljoin(base, url.lstrip("/"))


@dataclass(frozen=True)
class _Asked:
    """What nh3 asks about an attribute: attribute_filter, then url_relative for what leads nowhere by itself."""

    attribute: AttributeFilter | None
    relative: Callable[[str], str | None] | None

    def __call__(self, tag: str, name: str, value: str) -> str | None:
        answer = value if self.attribute is None else self.attribute(tag, name, value)
        if answer is None or self.relative is None or name not in _URLS or not _is_relative(answer):
            return answer
        return self.relative(answer)


@dataclass(frozen=True)
class _Allowed:
    """bleach's attributes where some are callables: by tag, else by "*"."""

    attributes: Any

    def _allows(self, tag: str, name: str, value: str) -> bool:
        if callable(self.attributes):
            return bool(self.attributes(tag, name, value))
        for key in (tag, "*"):
            said = self.attributes.get(key, ())
            if callable(said):
                return bool(said(tag, name, value))
            if name in said:
                return True
        return False

    def __call__(self, tag: str, name: str, value: str) -> str | None:
        return value if self._allows(tag, name, value) else None


# --- nh3 ---


def _relative(how: Any) -> dict[str, Any]:
    """What url_relative means: whether relative addresses stay, a base_url, and what is asked about them."""
    if how is None or how == "pass_through":
        return {"stay": True}
    if how == "deny":
        return {"stay": False}
    if callable(how):
        return {"stay": True, "ask": how}
    if isinstance(how, tuple) and len(how) == 2 and how[0] == "rewrite_with_base":
        return {"stay": False, "base_url": how[1]}
    if isinstance(how, tuple) and len(how) == 3 and how[0] == "rewrite_with_root":
        return {"stay": True, "ask": _Root(how[1], how[2])}
    raise refuse("bad_value", f"url_relative cannot be {how!r}")


def _filter(name: str, function: Any) -> Any:
    if function is not None and not callable(function):
        raise TypeError(f"{name} must be callable")
    return function


def _values(
    tags: dict[str, list[str]], given: Mapping[str, Mapping[str, Collection[str]]]
) -> dict[str, dict[str, list[str]]]:
    """What attributes may hold, by kept tags, to which these attributes are added."""
    values: dict[str, dict[str, list[str]]] = {}
    for tag, said in given.items():
        if tag not in tags:
            continue
        for name, allowed in said.items():
            if name in tags[tag]:
                raise refuse("conflict", f"{name} of {tag} is in attributes, where it is kept whatever it holds")
            tags[tag].append(name)
            values.setdefault(tag, {})[name] = _strings("tag_attribute_values", allowed)
    return values


def from_nh3(
    cls: type[Policy],
    /,
    *,
    tags: Collection[str] | None = None,
    clean_content_tags: Collection[str] | None = None,
    attributes: Attributes | None = None,
    attribute_filter: AttributeFilter | None = None,
    strip_comments: bool = True,
    link_rel: str | None = "noopener noreferrer",
    generic_attribute_prefixes: Collection[str] | None = None,
    tag_attribute_values: Mapping[str, Mapping[str, Collection[str]]] | None = None,
    set_tag_attribute_values: Mapping[str, Mapping[str, str]] | None = None,
    url_schemes: Collection[str] | None = None,
    allowed_classes: Attributes | None = None,
    filter_style_properties: Collection[str] | None = None,
    url_relative: Any = None,
    id_prefix: str | None = None,
) -> Policy:
    """The policy that these arguments of nh3.clean mean.

    An exception in attribute_filter is raised by what cleans, where nh3 only reports it and keeps the attribute.

    >>> import newsproc
    >>> policy = newsproc.Policy.from_nh3(tags={"b", "i"}, attributes={"b": {"id"}})
    >>> newsproc.sanitize("<b id=x onclick=y>bold</b><p>text", policy)
    '<b id="x">bold</b>text'
    """
    if not strip_comments:
        raise refuse("unsafe_value", "comments are never kept: parsers do not agree where they end")
    kept = _kept(_NH3_TAGS if tags is None else tags)
    given = dict(_NH3_ATTRIBUTES if attributes is None else attributes)
    rules: dict[str, Any] = _grants(kept, given, given.get("*", _NH3_ANYWHERE))
    if link_rel is not None and "rel" in (*rules["tags"].get("a", ()), *rules["attributes"]):
        raise refuse("conflict", "rel of a is kept, and forced by link_rel: pass link_rel=None to keep it")
    values = _values(rules["tags"], tag_attribute_values or {})
    classes = {tag: _strings("allowed_classes", names) for tag, names in (allowed_classes or {}).items() if tag in kept}
    for tag in classes:
        rules["tags"][tag] = list(dict.fromkeys([*rules["tags"][tag], "class"]))
    if any("style" in names for names in (*rules["tags"].values(), rules["attributes"])):
        rules["styles"] = _styles() if filter_style_properties is None else sorted(filter_style_properties)
    relative = _relative(url_relative)
    asked = _filter("attribute_filter", attribute_filter) is not None or "ask" in relative
    return cls.from_dict({
        **rules,
        **_schemes(_NH3_SCHEMES if url_schemes is None else url_schemes, relative["stay"]),
        "drop": _strings("clean_content_tags", ("script", "style") if clean_content_tags is None else clean_content_tags),
        "attribute_prefixes": _strings("generic_attribute_prefixes", generic_attribute_prefixes or ()),
        "values": values,
        "classes": classes,
        "set_attributes": {tag: dict(said) for tag, said in (set_tag_attribute_values or {}).items() if tag in kept},
        "base_url": relative.get("base_url"),
        "link_rel": link_rel,
        "id_prefix": id_prefix or None,
        "callback": _Asked(attribute_filter, relative.get("ask")) if asked else None,
    })  # fmt: skip


# --- bleach ---


def _bleach_grants(tags: list[str], attributes: Any, styled: bool) -> dict[str, Any]:
    """Lists are granted; where a callable is, every attribute is, for it to decide. style is nothing unless styled."""
    if callable(attributes):
        return {"tags": {tag: ["*"] for tag in tags}, "callback": _Allowed(attributes)}

    def names(said: Iterable[str]) -> list[str]:
        return [name for name in _strings("attributes", said) if styled or name != "style"]

    if not isinstance(attributes, dict):
        return _grants(tags, {}, names(attributes))
    asks = [key for key in (*tags, "*") if callable(attributes.get(key))]
    named = {key: names(said) for key, said in attributes.items() if not callable(said)}
    rules = _grants(tags, named, named.get("*", ()))
    for tag in tags if "*" in asks else asks:
        rules["tags"][tag] = ["*"]
    if asks:
        rules["callback"] = _Allowed(attributes)
    return rules


def from_bleach(
    cls: type[Policy],
    /,
    *,
    tags: Collection[str] = _BLEACH_TAGS,
    attributes: Any = _BLEACH_ATTRIBUTES,
    protocols: Collection[str] = _BLEACH_SCHEMES,
    strip: bool = False,
    strip_comments: bool = True,
    css_sanitizer: Any = None,
) -> Policy:
    """The policy that these arguments of bleach.clean mean; strip=False shows tags that are not kept as text.

    >>> import newsproc
    >>> newsproc.sanitize("<em>a</em><u>b</u>", newsproc.Policy.from_bleach())
    '<em>a</em>&lt;u&gt;b&lt;/u&gt;'
    >>> newsproc.sanitize("<em>a</em><u>b</u>", newsproc.Policy.from_bleach(strip=True))
    '<em>a</em>b'
    """
    if not strip_comments:
        raise refuse("unsafe_value", "comments are never kept: parsers do not agree where they end")
    web = "http" in protocols or "https" in protocols
    rules = _bleach_grants(_kept(tags), attributes, css_sanitizer is not None)
    named = [*(name for names in rules["tags"].values() for name in names), *rules.get("attributes", ())]
    if css_sanitizer is not None and ("style" in named or "*" in named):
        # bleach's own list has properties that no style attribute of ours holds: they go, as others do.
        rules["styles"] = sorted(set(_styles()).intersection(css_sanitizer.allowed_css_properties))
    return cls.from_dict({
        **rules,
        **_schemes(protocols, web),
        "drop": [],
        "others": "unwrap" if strip else "escape",
    })  # fmt: skip
