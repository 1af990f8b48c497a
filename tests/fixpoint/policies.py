"""The policies under which outputs are judged: presets, the widest that the API can express, and random ones."""

from __future__ import annotations

import random
from typing import Any

import newsproc

# Every name that HTML has or had: what can be kept of them is found out by asking.
TAGS = (
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink "
    "blockquote body br button canvas caption center cite code col colgroup command content data datalist dd "
    "del details dfn dialog dir div dl dt em embed fencedframe fieldset figcaption figure font footer form "
    "frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins isindex kbd "
    "keygen label legend li link listing main map mark marquee math menu menuitem meta meter multicol nav "
    "nextid nobr noembed noframes noscript object ol optgroup option output p param picture plaintext portal "
    "pre progress q rb rbc rp rt rtc ruby s samp script search section select selectedcontent slot small "
    "source spacer span strike strong style sub summary sup svg table tbody td template textarea tfoot th "
    "thead time title tr track tt u ul var video wbr xmp"
).split()
ATTRIBUTES = (
    "abbr accept accept-charset accesskey action align allow allowfullscreen alt aria-label as async "
    "autocomplete autofocus autoplay axis background bgcolor border bordercolor cellpadding cellspacing char "
    "charoff charset checked cite class clear code codebase color cols colspan compact content contenteditable "
    "controls coords crossorigin data datetime decoding default defer dir disabled download draggable dynsrc "
    "enctype face fetchpriority for form formaction frame frameborder headers height hidden high href hreflang "
    "hspace http-equiv icon id imagesizes imagesrcset inert inputmode integrity is ismap itemid itemprop "
    "itemref itemscope itemtype kind label lang language link list loading longdesc loop low lowsrc manifest "
    "max maxlength media method min minlength multiple muted name nohref nonce noshade novalidate nowrap "
    "object onclick onerror onload open optimum part pattern ping placeholder playsinline popover poster "
    "preload profile readonly referrerpolicy rel required rev reversed role rows rowspan rules sandbox scheme "
    "scope selected shape size sizes slot span spellcheck src srcdoc srclang srcset start step style summary "
    "tabindex target title translate type usemap valign value vspace width wrap xlink:href xml:lang xmlns"
).split()
# The last two are in no table: a policy names them.
SCHEMES = ["http", "https", "mailto", "tel", "ftp", "relative", "scheme-relative", "x", "view-source"]
IMAGE_SCHEMES = [*SCHEMES, "data-image"]
# What cannot stand without what: a repair may have to insert the second in the first.
PARTS = [
    *((whole, "li") for whole in ("ul", "ol", "menu")),
    ("li", "ul"), ("dl", "dt"), ("dl", "dd"), ("dt", "dl"), ("dd", "dl"), ("table", "tbody"), ("table", "tr"), ("table", "td"),
    ("col", "colgroup"),
]  # fmt: skip

FRAMES = {"iframe": {"src": ["h.example"]}}
DROPPED: list[str] = newsproc.Policy.ARTICLE.to_dict()["drop"]


def _allows(description: dict[str, Any]) -> bool:
    try:
        newsproc.Policy.from_dict(description)
    except newsproc.PolicyError:
        return False
    return True


def _widest() -> dict[str, Any]:
    # A group that needs each other is asked for as one.
    base: dict[str, list[str]] = {name: [] for pair in PARTS for name in pair}
    tags = {name for name in TAGS if name in base or _allows({"tags": {**base, name: []}})}
    everywhere = [name for name in ATTRIBUTES if _allows({"attributes": [name]})]
    granted = {
        tag: [name for name in ATTRIBUTES if name not in everywhere and _allows({"tags": {**base, tag: [name]}})]
        for tag in sorted(tags)
    }
    links = [name for name in IMAGE_SCHEMES if _allows({"link_schemes": [name]})]
    images = [name for name in IMAGE_SCHEMES if _allows({"image_schemes": [name]})]
    granted["iframe"] = ["src", "sandbox", "width", "height"]
    everywhere.append("style")
    return {
        "tags": granted, "attributes": everywhere, "drop": [name for name in DROPPED if name not in granted],
        "link_schemes": links, "image_schemes": images, "attribute_prefixes": ["data-"],
        "styles": newsproc.Policy.WIDE.to_dict()["styles"], "hosts": FRAMES,
    }  # fmt: skip


WIDEST = _widest()
# Everything that any policy can keep: what is not in here is below the floor.
KEEPABLE = frozenset(WIDEST["tags"])

PRESETS: dict[str, newsproc.Policy] = {
    "ARTICLE": newsproc.Policy.ARTICLE,
    "STRICT": newsproc.Policy.STRICT,
    "TEXT": newsproc.Policy.TEXT,
    "COMMENT": newsproc.Policy.COMMENT,
    "FEED": newsproc.Policy.FEED,
    "WIDE": newsproc.Policy.WIDE,
}
POLICIES: dict[str, newsproc.Policy] = {
    **PRESETS,
    "ARTICLE, no repairs": newsproc.Policy.ARTICLE.replace(repairs=[]),
    "widest": newsproc.Policy.from_dict(WIDEST),
    "widest, all repairs": newsproc.Policy.from_dict(
        {**WIDEST, "repairs": newsproc.Policy.ARTICLE.to_dict()["repairs"], "link_rel": "nofollow"}
    ),
    "ARTICLE, portable": newsproc.Policy.ARTICLE.replace(portable=True),
    "widest, portable": newsproc.Policy.from_dict({**WIDEST, "portable": True}),
}


HOSTS = ("h.example", "*.example", "p.example", "b.example")
VALUES = {"lang": ["de", "zh"], "dir": ["ltr"], "type": ["a", "1"], "title": ["", "x"], "align": ["left", "center"]}
CLASSES = ("a", "b", "lazy")


def _demands(pick: random.Random, tags: dict[str, list[str]], everywhere: list[str]) -> dict[str, Any]:
    """What some policies say of values, at random; tags gets what it is about."""
    places = [
        (tag, name) for tag, granted in tags.items() for name in granted if name in ("href", "src", "srcset", "poster")
    ]
    chosen = {key: pick.sample(places, min(len(places), pick.choice((0, 1, 3)))) for key in ("hosts", "schemes")}
    made: dict[str, Any] = {"hosts": {}, "schemes": {}, "values": {}, "classes": {}, "set_attributes": {}}
    for tag, name in chosen["hosts"]:
        made["hosts"].setdefault(tag, {})[name] = pick.sample(HOSTS, 2)
    for tag, name in chosen["schemes"]:
        schemes = SCHEMES[:-1] if name == "href" else IMAGE_SCHEMES[:-2]
        made["schemes"].setdefault(tag, {})[name] = pick.sample(schemes, 3)
    for name in pick.sample(sorted(VALUES), 2):
        if name in everywhere:
            made["values"].setdefault("*", {})[name] = VALUES[name]
    for tag in pick.sample(sorted(tags), min(2, len(tags))):
        tags[tag] = [*tags[tag], "class", "made-up"]
        made["classes"][tag] = pick.sample(CLASSES, 2)
        made["set_attributes"][tag] = pick.choice(({"title": "set"}, {"data-set": "1"}, {"lang": "de"}))
    made["id_prefix"] = pick.choice((None, "p-", "user-content-"))
    made["link_target"] = pick.choice((None, "_blank"))
    return made


def draw(pick: random.Random) -> newsproc.Policy:
    """A policy at random, from nearly nothing to nearly everything."""
    share = pick.choice((0.0, 0.05, 0.2, 0.5, 0.9))
    tags = {
        name: [attribute for attribute in granted if pick.random() < 0.5]
        for name, granted in WIDEST["tags"].items()
        if pick.random() >= share
    }
    while lame := [whole for whole, part in PARTS if whole in tags and part not in tags]:
        for name in lame:
            tags.pop(name, None)
    dropped = {name for name in (*DROPPED, *pick.sample(TAGS, 4)) if name not in tags}
    free = [name for name in TAGS if name not in tags and name not in dropped]
    targets = [name for name in ("div", "p", "span", "ul", "pre", "b", "h2", "li", "td") if name in tags]
    renames = {name: pick.choice(targets) for name in pick.sample(free, min(6, len(free)))} if targets else {}
    repairs = [
        "lazy_images",
        "noscript",
        "proxies",
        "dimensions",
        "empty",
        "wrappers",
        "pixels",
        "lines",
        "captions",
        "tracking",
        "joins",
        "breaks",
        "languages",
    ]
    everywhere = [name for name in WIDEST["attributes"] if pick.random() < 0.5]
    if "src" not in tags.get("iframe", ("src",)):
        tags.pop("iframe")
    demands = _demands(pick, tags, everywhere) if pick.random() < 0.5 else {}
    if "iframe" in tags:
        demands.setdefault("hosts", {}).setdefault("iframe", {}).setdefault("src", ["h.example"])
    return newsproc.Policy.from_dict({
        "tags": tags,
        "renames": renames,
        "attributes": everywhere,
        "drop": sorted(dropped),
        "link_schemes": [name for name in WIDEST["link_schemes"] if pick.random() < 0.7],
        "image_schemes": [name for name in WIDEST["image_schemes"] if pick.random() < 0.7],
        "repairs": [name for name in repairs if pick.random() < 0.5],
        "attribute_prefixes": [name for name in ("data-", "aria-", "x-") if pick.random() < 0.5],
        "styles": [name for name in WIDEST["styles"] if pick.random() < 0.5] if "style" in everywhere else [],
        "portable": pick.random() < 0.5,
        "link_rel": pick.choice((None, "nofollow", "noopener noreferrer")),
        **demands,
    })  # fmt: skip
