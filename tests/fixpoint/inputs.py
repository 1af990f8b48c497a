"""What the sanitizer is given: the tag soup of tests/browser/generate.py, with what is hard on a sanitizer in it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from browser import generate

ADDRESSES = [
    "/p", "a.png", "//h.example/x", "https://h.example/?a=b&amp;c", "http://中文.example/路", "mailto:a@b.example", "tel:1",
    "ftp://h/", "#x", "", " ", "javascript:alert(1)", "java&#10;script:alert(1)", "&#1;javascript:alert(1)", "JaVaScRiPt&colon;x",
    "\u00a0javascript:x", "vbscript:x", "data:text/html,x", "data:image/png;base64,AAAA", "data:image/svg+xml,x", "x:y", "a:b/c",
    "./a:b", "javascript\uffff:x", "&#xD800;javascript:x", "java\0script:x", "?a:b", "view-source:x", "blob:x", "file:///x",
]  # fmt: skip
POST = [
    "<p>", "<p>", "</p>", "<div>", "</div>", "<br>", "&nbsp;", "<p>&nbsp;</p>", "<p> </p>", "<div></div>", "\u3000", "\u200b",
    "<noscript><img src=/n.png></noscript>", "<noscript><p>text<a href=/l>x</a></noscript>", "<picture>", "</picture>",
    "<source srcset='/s.png 2x, /t.png'>", "<img>", "<img src=/i.png>", "<img src=/1.gif width=1 height=1>",
    "<img src=/wait.gif data-original=/true.png>", "<img data-src=/true.png>", "<img srcset='a.png 1x,,b.png 2x , c 3x'>",
    "<img src=https://p.example/?http://h.example/a.png data-width=3 data-height=4>", "<figure>", "<figcaption>", "</figure>",
    "<p align=center>", "<p class=caption>", "</figcaption>", "<img src=/j.png aria-describedby=d>", "<em id=d>", "</em>", "</p>",
    "▲ 图", "西湖一角", "<br><br>", "</b><b>", "<strong>", "</strong>", "<a href='/x?a=b&utm_source=c'>", "<div lang=x>",
    "<li>", "<dt>", "<dd>", "<dl>", "<ul>", "<ol>", "</ul>", "</ol>", "</dl>", "<table>", "<tr>", "<td>", "<caption>", "<col>",
    "<colgroup>", "</table>", "<h2>", "</h2>", "<pre>", "\n", "</pre>", "<summary>", "<details>", "<ruby>", "<rt>", "<rp>", "</ruby>",
    "<a href=/x>", "</a>", "<button>", "</button>", "<blockquote>", "<label>", "<map name=m>", "<area href=/a>", "<video src=/v>",
    "<audio>", "<track>", "<hr>", "<wbr>", "<center>", "<font>", "<object>", "</object>", "<td><a href=/y>", "<section id=s>", "<span>",
    "<span lang=zh>", "</span>", "<b>", "</b>", "<i>", "</i>", "text", "中文", "<menu>", "<dir>", "<option>",
    "<iframe src=//h.example/x>", "<iframe src='https://h.example/?a&amp;b'>", "<iframe src=//other.example>", "<iframe>", "</iframe>",
    "<p style='color:red;position:fixed;margin:0 1px!important'>", "<b style='font-family:&quot;a b&quot;,x;x:url(;)'>",
    "<div style=float:LEFT;width:50%;height:calc(1px)>", "<summary>", "<video src=/v controls>", "</video>", "<map name=n>", "</map>",
    "<address>", "<legend>", "<fieldset>", "</a>", "<a href=/z>", "<select>", "</select>",
]  # fmt: skip
ODD = [
    "\r", "\r\n", "&#13;", "&#13;&#10;", "\ufeff", "&#xFEFF;", "\0", "&#0;", "\ud800", "\udfff", "\ud83d", "\f", "\x0b", "\x1f",
    "\x7f", "\x85", "\ufffe", "\uffff", "\U0001fffe", "\ufdd0", "&#x1FFFF;", "\u2028", "\u200f", "\u00a0", "\ufffd", "\U0010ffff",
]  # fmt: skip
DEPTHS = (150, 195, 200, 205, 300, 511, 513, 1000, 5000)


SIZES = (
    "0",
    "1",
    "2",
    "01",
    "1px",
    "0.5",
    "1.5",
    "-1",
    "+1",
    "1 ",
    " 0",
    "100%",
    "",
    "x",
    "0x1",
    "1e3",
    "99999999999",
    "\u0661",
)
SIZED = ("width", "height", "data-width", "data-height", "data-w")
PICTURED = (
    "src", "data-original", "data-src", "data-actualsrc", "data-lazy-src", "srcset", "data-srcset", "data-url", "file", "original",
    "_src", "real_src", "data-full-src", "data-image", "data-rawwidth",
)  # fmt: skip
PROXIES = (
    "https://p.example/?", "http://q.example/x?url=", "p?", "//r.example/?u=", "", "https://p.example/", "https://i0.wp.com/",
    "https://wsrv.nl/?url=", "http://c.example/image/fetch/x/",
)  # fmt: skip
FILES = (
    "http://h.example/a.png",
    "http%3A%2F%2Fh.example%2Fa.png",
    "/a.jpg",
    "a.gif",
    "loading.gif",
    "//h.example/1x1.png",
)


def image(pick: random.Random) -> str:
    """An image whose address and size are to be found out: behind proxies, in some attribute or other."""
    words = []
    for name in pick.sample(PICTURED, pick.choice((1, 1, 2, 3))):
        address = "".join(pick.choice(PROXIES) for _ in range(pick.choice((0, 1, 1, 2, 9)))) + pick.choice(FILES)
        if pick.random() < 0.3:
            at = pick.randrange(len(address) + 1)
            address = (
                address[:at] + pick.choice((" ", "\n", "\t", "&#13;", "\0", "\x01", "\uffff", "\u00a0")) + address[at:]
            )
        words.append(f'{name}="{address}{pick.choice(("", " 2x", " 300w, b.png 1x")) if "set" in name else ""}"')
    words += [f'{name}="{pick.choice(SIZES)}"' for name in pick.sample(SIZED, pick.choice((0, 0, 1, 2, 4)))]
    made = f"<img {' '.join(words)}>"
    return f"<noscript>{made}</noscript>" if pick.random() < 0.2 else made


def link(pick: random.Random) -> str:
    tag, name = pick.choice(
        [("a", "href"), ("a", "href"), ("img", "src"), ("q", "cite"), ("img", "srcset"), ("video", "poster")]
    )
    address = pick.choice(ADDRESSES)
    return f'<{tag} {name}="{address}">'


def deep(pick: random.Random, depth: int) -> list[str]:
    """Some tags over and over, perhaps closed again."""
    names = pick.sample(generate.KINDS[-1], pick.choice((1, 1, 2, 3)))
    if pick.random() < 0.3:
        names = pick.choice(
            (
                ["b", "p"],
                ["a", "div"],
                ["ul", "li"],
                ["table", "tr", "td"],
                ["span", "div"],
                ["dl", "dd"],
                ["font"],
            )
        )
    count = depth // len(names)
    text = pick.choice(("", "", "x", " ", "<p>", "<img src=/i.png>"))
    made = ["".join(f"<{name}>" for name in names) + text] * count
    made.append(pick.choice(("text", "<p>text", "<li>text", "<td>text", "<a href=/x>text</a>", "<h1>text")))
    if pick.random() < 0.5:
        made += ["".join(f"</{name}>" for name in reversed(names)) + text] * count
    return made


def pieces(pick: random.Random, images: bool = True) -> list[str]:
    """One input; without images, none whose address is to be found out."""
    roll = pick.random()
    made = generate.pieces(pick) if roll < 0.6 else [pick.choice(POST) for _ in range(pick.choice((3, 6, 12, 24, 48)))]
    made = [piece.replace(' "=1', "") for piece in made]  # the format of trees cannot tell that name from a text
    for pool, share in ((POST, 0.5), (ODD, 0.3)):
        if pick.random() < share:
            for _ in range(pick.choice((1, 2, 5))):
                made.insert(pick.randrange(len(made) + 1), pick.choice(pool))
    for make in (link, image) if images else (link,):
        for _ in range(pick.choice((0, 0, 1, 3))):
            made.insert(pick.randrange(len(made) + 1), make(pick))
    if pick.random() < 0.01:
        at = pick.randrange(len(made) + 1)
        made[at:at] = deep(pick, pick.choice(DEPTHS))
    return made


# What addresses are resolved against, and which prefixes are proxies: of what a caller may give, the odd among them.
OPTIONS: list[dict[str, Any]] = [
    {"base_url": "https://b.example/folder/page?q#f"}, {"base_url": "http://b.example"},
    {"base_url": " HTTPS:\\\\b.example\\x/"}, {"base_url": "http://u:p@b.example:8080/?q"},
    {"unproxy": ("p?", "https://p.example/")}, {"base_url": "https://b.example/a/", "unproxy": ("p?",)},
]  # fmt: skip


def inputs(seed: int, count: int, images: bool = True) -> Iterator[list[str]]:
    """count inputs in pieces, so that a failure can be shrunk by leaving pieces out; the same for the same seed."""
    pick = random.Random(seed)
    for _ in range(count):
        yield pieces(pick, images)
