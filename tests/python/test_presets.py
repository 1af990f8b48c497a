"""What each preset keeps, tag by tag, attribute by attribute, scheme by scheme, against tables written here by hand from
docs/sanitizing.md and the reasons in csrc/clean/presets.c: a line less on either side is seen.

Judged is what `sanitize` does, not what a policy says of itself.
"""

from __future__ import annotations

import html.parser

import pytest

import newsproc

Policy = newsproc.Policy
PRESETS = ("ARTICLE", "STRICT", "TEXT", "COMMENT", "FEED", "WIDE")

DROPPED = set(
    "script style template noscript svg math iframe noembed noframes textarea title base meta link embed frame param"
    " bgsound input keygen datalist basefont".split()
)
BLOCKS = set(
    "p h1 h2 h3 h4 h5 h6 blockquote pre hr address figure figcaption details summary div article section aside header"
    " footer main nav ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td".split()
)
INLINE = set(
    "a img br wbr em strong b i u s del ins sub sup mark small abbr cite q code kbd samp var dfn time bdi bdo span ruby rt"
    " rp".split()
)
ARTICLE = BLOCKS | INLINE
RENAMED = {
    **dict.fromkeys(
        "center form fieldset legend dialog search hgroup marquee multicol optgroup option".split(),
        "div",
    ),
    **dict.fromkeys(("dir", "menu"), "ul"),
    **dict.fromkeys(("listing", "xmp", "plaintext"), "pre"),
    "strike": "s",
    "acronym": "abbr",
    "tt": "code",
}
MORE = set(
    "audio video source track picture map area acronym big center font strike tt data dialog fieldset legend hgroup label"
    " menu meter output progress search".split()
)
KEPT = {
    "ARTICLE": ARTICLE,
    "STRICT": set(
        "p blockquote pre ul ol li a br em strong b i u s del ins sub sup mark small q code kbd samp".split()
    ),
    "TEXT": set(),
    "COMMENT": set("a br em strong b i u s del ins sub sup mark small abbr q code kbd samp var cite".split()),
    "FEED": ARTICLE - {"wbr"},
    "WIDE": ARTICLE | MORE,
}
RENAMES = {
    "ARTICLE": RENAMED,
    "STRICT": dict.fromkeys(
        "div h1 h2 h3 h4 h5 h6 article section aside header footer main nav address figure details summary figcaption dt dd"
        " caption tr center form dialog search fieldset legend hgroup marquee option".split(),
        "p",
    ),
    "TEXT": {},
    "COMMENT": {},
    "FEED": RENAMED,
    "WIDE": {tag: to for tag, to in RENAMED.items() if tag not in MORE},
}
UNWRAPPED = set("button select object applet nobr blink canvas rb rtc slot big x-y".split())
# No frame: a parser knows it in a frameset only.
TAGS = sorted((DROPPED | ARTICLE | MORE | set(RENAMED) | UNWRAPPED) - {"frame"})

# Where a parser lets a tag stand alone; frames and their like need more than a place.
PLACES = {
    "li": "<ul>{}</ul>",
    "dt": "<dl>{}</dl>",
    "dd": "<dl>{}</dl>",
    "caption": "<table>{}</table>",
    "colgroup": "<table>{}</table>",
    "col": "<table><colgroup>{}</colgroup></table>",
    "thead": "<table>{}</table>",
    "tbody": "<table>{}</table>",
    "tfoot": "<table>{}</table>",
    "tr": "<table>{}</table>",
    "td": "<table><tr>{}</tr></table>",
    "th": "<table><tr>{}</tr></table>",
    "rt": "<ruby>{}</ruby>",
    "rp": "<ruby>{}</ruby>",
    "source": "<video>{}</video>",
    "track": "<video>{}</video>",
    "area": "<map>{}</map>",
    "legend": "<fieldset>{}</fieldset>",
    "option": "<select>{}</select>",
    "optgroup": "<select>{}</select>",
    "summary": "<details>{}</details>",
}
# What makes these be seen: a parser knows no end tag of a void element, and reads on in text of its own.
ROWS = {"thead", "tbody", "tfoot", "tr"}
NEEDED = {"img": "src=https://h.example/i.png"}
VOID = set("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split())

# Of what a tag can hold: what an article has, and what WIDE adds.
GRANTS: dict[str, dict[str, str]] = {
    "ARTICLE": {
        "a": "href hreflang",
        "img": "src alt width height",
        "td": "colspan rowspan",
        "th": "colspan rowspan scope abbr",
        "col": "span",
        "colgroup": "span",
        "ol": "start type reversed",
        "li": "value",
        "blockquote": "cite",
        "q": "cite",
        "del": "cite datetime",
        "ins": "cite datetime",
        "time": "datetime",
        "details": "open",
    },
    "WIDE": {
        "a": "type name",
        "img": "srcset sizes loading decoding usemap",
        "map": "name",
        "area": "href alt coords shape",
        "source": "src srcset sizes media type width height",
        "track": "src kind label srclang default",
        "audio": "src controls loop muted preload",
        "video": "src controls loop muted preload poster width height playsinline",
        "details": "name",
        "dialog": "open",
        "data": "value",
        "meter": "value min max low high optimum",
        "progress": "value max",
        "label": "for",
        "output": "for",
        "font": "color face size",
        "table": "border cellpadding cellspacing summary width",
        "td": "headers width",
        "th": "headers width",
        "ul": "type",
        "li": "type",
        "hr": "width size",
    },
}
ANYWHERE = {
    "ARTICLE": "lang dir title",
    "WIDE": "lang dir title align valign bgcolor clear id nowrap role translate style aria-label",
}
# What stays under no preset, on any tag: the floor, and what lends a text the looks or the scripts of a page.
NEVER = (
    "onclick onerror srcdoc formaction action form method enctype is slot http-equiv nonce integrity manifest ping"
    " background lowsrc profile icon data object allow contenteditable popover autoplay sandbox class target data-x"
    " tabindex accesskey hidden itemprop xmlns imagesrcset crossorigin referrerpolicy download v-on"
)
ADDRESS = "https://h.example/a"
VALUES = {
    **dict.fromkeys("href src cite poster action formaction background ping data".split(), ADDRESS),
    "srcset": f"{ADDRESS} 2x",
    "style": "color: red",
    "usemap": "#m",
}
ATTRIBUTES = sorted(
    {
        name
        for names in [*GRANTS["ARTICLE"].values(), *GRANTS["WIDE"].values(), *ANYWHERE.values(), NEVER]
        for name in names.split()
    }
)


def plain(preset: str) -> newsproc.Policy:
    """The preset without its repairs of content, which have tests of their own."""
    policy: newsproc.Policy = getattr(Policy, preset)
    return policy.replace(repairs=[])


def place(tag: str, attributes: str = "") -> str:
    inner = "<td>text</td>" if tag == "tr" else "<tr><td>text</td></tr>" if tag in ROWS else "text"
    start = f"<{tag} {attributes} {NEEDED.get(tag, '') if not attributes else ''}>"
    whole = start if tag in VOID else f"{start}{'<td>text</td>' if tag == 'table' else inner}</{tag}>"
    return PLACES.get(tag, "{}").format(whole)


class Reader(html.parser.HTMLParser):
    """The tags of an output, each with the names of its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, set[str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name for name, _ in attrs}))


def fate(tag: str, policy: newsproc.Policy) -> str:
    """What becomes of tag, by what is left and what is on record."""
    source = place(tag)
    cleaned = newsproc.clean(source, policy)
    actions = {row.action for row in cleaned.removals if row.tag == tag}
    names = [name for name, _ in Reader(cleaned.html).tags]
    if "dropped" in actions:
        assert "text" not in cleaned.html
        return "dropped"
    assert ("text" in cleaned.html) == ("text" in source)
    if "rewritten" in actions:
        assert tag not in names
        return f"renamed to {names[-1 if tag in PLACES else 0]}"
    if "unwrapped" in actions:
        assert tag not in names
        return "unwrapped"
    assert actions == set()
    assert tag in names
    return "kept"


def wanted(tag: str, preset: str) -> str:
    if tag in KEPT[preset]:
        return "kept"
    if tag in DROPPED:
        return "dropped"
    to = RENAMES[preset].get(tag)
    return f"renamed to {to}" if to else "unwrapped"


@pytest.mark.parametrize("preset", PRESETS)
def test_tags(preset: str) -> None:
    policy = plain(preset)
    assert {tag: fate(tag, policy) for tag in TAGS} == {tag: wanted(tag, preset) for tag in TAGS}
    assert policy.to_dict()["drop"] == sorted(DROPPED)


def granted(tag: str, preset: str) -> set[str]:
    """The attributes that a tag which this preset keeps may have."""
    if preset in ("STRICT", "COMMENT"):
        return {"href"} if tag == "a" else set()
    names = f"{ANYWHERE['ARTICLE']} {GRANTS['ARTICLE'].get(tag, '')}"
    if preset == "WIDE":
        names += f" {ANYWHERE['WIDE']} {GRANTS['WIDE'].get(tag, '')}"
    return set(names.split())


@pytest.mark.parametrize("preset", PRESETS)
def test_attributes(preset: str) -> None:
    policy = plain(preset).replace(link_rel=None)
    seen: dict[str, set[str]] = {}
    for tag in KEPT[preset]:
        given = " ".join(f'{name}="{VALUES.get(name, "1")}"' for name in ATTRIBUTES)
        tags = Reader(newsproc.sanitize(place(tag, given), policy)).tags
        seen[tag] = next(names for name, names in tags if name == tag)
    assert seen == {tag: granted(tag, preset) for tag in KEPT[preset]}


SCHEMES = {
    "http": "http://h.example/",
    "https": "https://h.example/",
    "mailto": "mailto:a@h.example",
    "tel": "tel:+15550100",
    "ftp": "ftp://h.example/",
    "relative": "/a",
    "scheme-relative": "//h.example/",
    "data-image": "data:image/png;base64,AA",
    "svg": "data:image/svg+xml,AA",
    "data": "data:text/html,AA",
    "javascript": "javascript:a()",
    "vbscript": "vbscript:a",
    "blob": "blob:https://h.example/1",
    "file": "file:///a",
    "about": "about:blank",
    "sms": "sms:+15550100",
    "x-app": "x-app:a",
}
FETCHED = {"http", "https", "relative", "scheme-relative"}
FOLLOWED = FETCHED | {"mailto", "tel", "ftp"}
LINKS = {
    "ARTICLE": FOLLOWED,
    "STRICT": {"https"},
    "TEXT": set(),
    "COMMENT": {"http", "https"},
    "FEED": FOLLOWED,
    "WIDE": FOLLOWED,
}
IMAGES = {
    "ARTICLE": FETCHED,
    "STRICT": set(),
    "TEXT": set(),
    "COMMENT": set(),
    "FEED": FETCHED,
    "WIDE": FETCHED | {"data-image"},
}


@pytest.mark.parametrize("preset", PRESETS)
def test_schemes(preset: str) -> None:
    policy = plain(preset)
    links = {name for name, url in SCHEMES.items() if " href=" in newsproc.sanitize(f'<a href="{url}">x</a>', policy)}
    images = {name for name, url in SCHEMES.items() if " src=" in newsproc.sanitize(f'<img src="{url}">', policy)}
    assert (links, images) == (LINKS[preset], IMAGES[preset])


def test_links() -> None:
    source = f'<a href="{ADDRESS}" rel=me target=x>x</a>'
    rels = {
        "ARTICLE": "noopener noreferrer",
        "STRICT": "nofollow noopener noreferrer",
        "COMMENT": "nofollow noopener noreferrer ugc",
        "FEED": "noopener noreferrer",
        "WIDE": "noopener noreferrer",
    }
    for preset, rel in rels.items():
        assert newsproc.sanitize(source, getattr(Policy, preset)) == f'<a href="{ADDRESS}" rel="{rel}">x</a>'


# A post that each repair changes, and it alone: lines are a repair only where blocks are unwrapped.
REPAIRS = {
    "lazy_images": '<img data-original="/a.png">',
    "noscript": '<noscript><img src="/a.png"></noscript>',
    "proxies": '<img src="https://proxy.example/?http://h.example/a.png">',
    "dimensions": '<img src="/a.png" data-width="640">',
    "empty": "a<b></b>",
    "wrappers": "<div><p>a</p></div>",
    "pixels": '<img src="/a.png" width="1" height="1">',
    "captions": '<p><img src="/a.png"></p><p class="caption">A gate</p>',
    "tracking": '<a href="https://h.example/?utm_source=x">a</a>',
    "joins": "<b>a</b><b>b</b>",
    "breaks": "a<br><br><br>b",
    "languages": '<pre><code class="language-js">a</code></pre>',
    "lines": "<x-a>a</x-a><div>b</div>c",
}
REPAIRED: dict[str, set[str]] = {
    "ARTICLE": set(REPAIRS) - {"lines"},
    "STRICT": set(),
    "TEXT": set(),
    "COMMENT": {"lines", "empty"},
    "FEED": set(REPAIRS) - {"lines", "captions"},
    "WIDE": set(REPAIRS) - {"lines", "empty", "wrappers"},
}


@pytest.mark.parametrize("preset", PRESETS)
def test_repairs(preset: str) -> None:
    """By what it makes of an input with the repair and without."""
    policy: newsproc.Policy = getattr(Policy, preset)
    repairs = set(policy.to_dict()["repairs"])
    assert repairs == REPAIRED[preset]
    for name, source in REPAIRS.items():
        whole = newsproc.sanitize(source, policy)
        without = newsproc.sanitize(source, policy.replace(repairs=sorted(repairs - {name})))
        assert (whole != without) == (name in repairs), name
