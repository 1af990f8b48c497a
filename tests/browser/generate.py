"""Tag soup, drawn from a grammar of what parsers trip over. The same seed gives the same inputs.

An input is a list of pieces, so that a failure can be shrunk by leaving pieces out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator


def words(text: str, at: str | None = None) -> list[str]:
    return text.split(at)


FORMATTING = words("a b big code em font i nobr s small strike strong tt u")
BLOCKS = words(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure "
    "footer header hgroup main menu nav ol p section summary ul h1 h2 h3 h4 h5 h6 pre listing form li "
    "dd dt plaintext"
)
TABLE = words("table caption colgroup col tbody tfoot thead tr td th")
VOID = words("area base basefont bgsound br embed hr img input keygen link meta param source track wbr image frame")
SPECIAL = words(
    "applet button html head body frameset frame iframe marquee noembed noframes noscript object "
    "optgroup option rb rp rt rtc ruby script select style svg math template textarea title xmp span "
    "sarcasm x-y custom datalist label output video audio menuitem isindex"
)
SVG = words("svg g path desc title foreignObject foreignobject script style a font image linearGradient lineargradient")
MATH = words("math mi mo mn ms mtext annotation-xml mglyph malignmark mrow msqrt semantics annotation")
ATTRIBUTES = words(
    'a=1 b="2" c=\'3\' id=x ID=y class="a b" href="/q?a=b&amp;c" type=hidden type=HIDDEN encoding=text/html '
    "encoding=application/xhtml+xml color=red face=f size=1 size=4 multiple definitionurl=u viewbox=v "
    "xlink:href=h xml:lang=l xmlns=n "
    'xmlns:xlink=k disabled x<y=1 "=1 =x a&b=c v="&lt&notit;&amp" w=&copy= z=&copy;x '
    "\u00e9=\u00e9 n=\0 checked selected",
    " ",
)
TEXT = [
    "x", "text", " ", "\n", "\t", "  a ", "\0", "\r", "\r\n", "\f", "&amp;", "&lt;p&gt;", "&notin;",
    "&notit;", "&not",
    "&#0;", "&#x80;", "&#xD800;", "&#x110000;", "&#38;", "&#x26", "&#;", "&;", "&x;", "&", "&AMP", "&ngE;",
    "]]>", "-->",
    "\u4e2d\u6587", "\u00a0", "\U0001f600", "\ufeff", "<", ">", "< p>", "</>", "</ p>", "\"", "'", "=", "/",
    "\x01", "\x7f",
]  # fmt: skip
MARKUP = [
    "<!--c-->", "<!-->", "<!--->", "<!----!>", "<!--a--!>", "<!--<!---->", "<!-- -- -->", "<!--x", "<!x>",
    "<!doctype html>",
    "<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"http://www.w3.org/TR/html4/strict.dtd\">",
    "<!doctype>",
    "<!DOCTYPE html SYSTEM \"about:legacy-compat\">", "<![CDATA[x]]>", "<![CDATA[<p>]]>", "<![CDATA[",
    "</p >", "</br>", "</p a=b>",
    "<script>a</script>", "<script><!--<script></script>--></script>", "<style>a<b</style>",
    "<textarea>\na<b></textarea>",
    "<title>a&amp;b<c</title>", "<xmp>&amp;<a></xmp>", "<iframe><p></iframe>", "<noembed>a<b></noembed>",
    "<pre>\n\nx</pre>",
    "<noscript><p>x</noscript>", "<noframes><p></noframes>", "<plaintext>", "<p/>", "<br/>", "<svg/>",
    "<math/>", "<a ", "<p a=",
    "<selectedcontent></selectedcontent>", "<selectedcontent a></selectedcontent>", "<option>a<b>b</option>",
    "<button><selectedcontent></selectedcontent></button>", "<optgroup disabled><option>x</optgroup>",
]  # fmt: skip


def start_tag(pick: random.Random, names: list[str]) -> str:
    name = pick.choice(names)
    if pick.random() < 0.05:
        name = name.upper()
    attributes = "".join(" " + pick.choice(ATTRIBUTES) for _ in range(pick.choice((0, 0, 0, 0, 1, 1, 2, 4))))
    return f"<{name}{attributes}{pick.choice(('>', '>', '>', '>', '>', '/>', ' >'))}"


def piece(pick: random.Random, names: list[str]) -> str:
    roll = pick.random()
    if roll < 0.48:
        return start_tag(pick, names)
    if roll < 0.72:
        return f"</{pick.choice(names)}>"
    if roll < 0.92:
        return pick.choice(TEXT)
    return pick.choice(MARKUP)


# Which names a kind of input draws from: mixing everything at once seldom gets anywhere deep.
KINDS: list[list[str]] = [
    [*FORMATTING, *BLOCKS],
    [*FORMATTING, *FORMATTING, "p", "div", "table", "td"],
    TABLE * 3 + FORMATTING + ["p", "div", "form", "input", "select", "template", "script", "style"],
    [*BLOCKS, "button", "span", "ruby", "rb", "rt", "rtc", "rp", "option", "optgroup", "select"],
    SVG * 2 + MATH * 2 + FORMATTING + ["p", "div", "table", "td", "template", "svg", "math"],
    SPECIAL + TABLE + BLOCKS,
    ["template"] * 6 + TABLE + SPECIAL,
    ["select", "option", "optgroup", "hr", "input", "textarea", "keygen", "table", "tr", "td", "p", "div",
    "b", "svg", "button"],
    ["html", "head", "body", "frameset", "frame", "noframes", "p", "title", "meta", "link", "base", "style",
    "template"],
    FORMATTING + BLOCKS + TABLE + VOID + SPECIAL + SVG + MATH,
]  # fmt: skip


def pieces(pick: random.Random) -> list[str]:
    """One input."""
    names = pick.choice(KINDS)
    length = pick.choice((3, 6, 10, 16, 24, 40))
    made = [piece(pick, names) for _ in range(length)]
    if pick.random() < 0.03:  # deep nesting
        # Not to 512: Chromium moves what is deeper beside its parent, we put it into the deepest element.
        made[0:0] = [f"<{pick.choice(names)}>"] * pick.choice((20, 100, 300, 440))
    if pick.random() < 0.25:
        made.insert(0, "<!DOCTYPE html>")
    return made


# Elements that a fragment is read in; None is a document. Half the fragments are a post's: in body.
CONTEXTS: list[str | None] = [
    *([None] * 24), *(["body"] * 12), "div", "p", "table", "caption", "colgroup", "tbody", "tr", "td", "th",
    "select",
    "option", "template", "title", "textarea", "style", "script", "xmp", "noscript", "iframe", "plaintext",
    "form",
    "button", "a", "html", "head", "frameset", "svg svg", "svg path", "svg foreignObject", "svg desc",
    "svg title",
    "math math", "math mi", "math mtext", "math annotation-xml",
]  # fmt: skip

# Chromium patches the tree for these while it parses; no other parser does.
FORBIDDEN = ("<?", "<template for")

# What Chromium reads otherwise than the standard, whose rules the parser follows, as patterns of what is
# left out. Each has an example in departures.json, with both trees; run.py looks whether Chromium still
# departs.
DEPARTURES = [
    # search is not among its special elements
    r"<search",
    # its tokenizer skips U+0000 before the tree builder can see it, so it opens no body and leaves no
    # column group
    r"\A(?:(?!<body).)*\0",
    r"(?=.*\0).*(</body|</html|<col|<frameset|<noscript)",
    # and takes one behind "<" for part of a tag
    r"<\0",
    # text that is U+FFFD only does not stand in the way of a frameset
    r"(?=.*<frameset).*(&#0|&#xd800|&#x110000)",
    # head in noscript in head closes the noscript
    r"(?=.*<noscript).*<head",
    # a form in a table, or in a part of one, in a template is inserted
    r"(?=.*<template)(?=.*<(table|tbody|tfoot|thead|tr|td|th|col|colgroup|caption)[ >/]).*<form",
    # these in a template make its content a body's for good
    r"(?=.*<template).*<(title|basefont|base|bgsound|noframes)",
    # white space in a row of a template reopens formatting elements
    r"(?=.*<template)(?=.*<t[dhr])(?="
    r".*<(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[ >/]).*>\s+(<|\Z)",
    # what a selectedcontent holds itself depends on when, and where, the fragment is put into the page
    r"<selectedcontent[^>]*>(?!</selectedcontent)",
    # U+0000 in CDATA in an integration point is kept
    r"<!\[cdata\[.*\0",
    # the end tag of svg's foreignObject does not close an HTML element of that name
    r"<(foreignobject|lineargradient)[ >/].*<svg.*</(foreignobject|lineargradient)",
]  # fmt: skip
UNUSUAL = re.compile("|".join(f"(?:{pattern})" for pattern in DEPARTURES), re.DOTALL)
# In a fragment of svg or math these end tags at its top act as in HTML, where the standard ignores them.
UNUSUAL_ENDS = re.compile("</(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u|form|body|html|template)[ >/]")
# In a fragment these elements lose U+0000, where a document has U+FFFD in them; select does not lose an input,
# and it or an option that the fragment is put into changes what a selectedcontent shows.
UNUSUAL_IN = {
    **dict.fromkeys(words("title textarea style xmp iframe html head colgroup frameset"), "\0"),
    "select": "<input|<selectedcontent",
    "option": "<selectedcontent",
}


def is_usual(text: str, context: str | None) -> bool:
    lower = text.lower()
    if any(word in lower for word in FORBIDDEN) or (context in UNUSUAL_IN and re.search(UNUSUAL_IN[context], lower)):
        return False
    if context is not None:
        if " " in context and UNUSUAL_ENDS.search(lower):
            return False
        lower = f"<body><{context}>{lower}"
    return UNUSUAL.match(lower) is None and UNUSUAL.search(lower) is None


def inputs(seed: int, count: int) -> Iterator[tuple[list[str], str | None]]:
    """count inputs, each with its context, without the few things that only one browser does."""
    pick = random.Random(seed)
    while count > 0:
        made, context = pieces(pick), pick.choice(CONTEXTS)
        if is_usual("".join(made), context):
            count -= 1
            yield made, context
