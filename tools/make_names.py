#!/usr/bin/env python3
"""Write csrc/gen/names.{h,c}: the ids of HTML, SVG and MathML names and a perfect hash for them.

Run ``python tools/make_names.py`` after a change to a list below; a test compares the result with
what is committed. The lists are the element names that the HTML standard's parsing section or the
sanitizer's policies name; any other name is NWS_TAG_UNKNOWN and compared by its text.
"""

from __future__ import annotations

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

TAGS = """
a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink
blockquote body br button canvas caption center cite code col colgroup command content data datalist dd
del details dfn dialog dir div dl dt em embed fencedframe fieldset figcaption figure font footer form
frame frameset geolocation h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins
isindex kbd keygen label legend li link listing main map mark marquee math menu menuitem meta meter
multicol nav nextid nobr noembed noframes noscript object ol optgroup option output p param permission
picture plaintext portal pre progress q rb rbc rp rt rtc ruby s samp script search section select
selectedcontent shadow slot small source spacer span strike strong style sub summary sup table tbody td
template textarea tfoot th thead time title tr track tt u ul var video wbr xmp
annotation-xml maction maligngroup malignmark merror mfrac mglyph mi mlabeledtr mmultiscripts mn mo
mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext
mtr munder munderover none semantics annotation
svg desc foreignobject g path circle ellipse line polygon polyline rect text tspan textpath tref use
symbol defs clippath mask pattern filter image-svg marker lineargradient radialgradient stop animate
animatemotion animatetransform set mpath view switch
""".split()
TAGS = [t for t in dict.fromkeys(TAGS) if t != "image-svg"]

ATTRIBUTES = """
abbr accept accept-charset accesskey action align allow allowfullscreen alt aria-label as async
autoplay axis background bgcolor border bordercolor cellpadding cellspacing char charset checked cite
class clear color cols colspan compact content contenteditable controls coords crossorigin data
_src data-actualsrc data-backsrc data-canonical-src data-cfsrc data-defer-src data-echo
data-flickity-lazyload data-full-src data-hi-res-src data-image data-img data-img-src data-lazy-load
data-lazyload-src data-lazysrc data-ll-src data-original-height data-original-width
data-pagespeed-lazy-src data-raw-src data-rawheight data-rawwidth data-real-src lay-src lazy-src real_src data-height data-lazy data-lazy-src data-lazy-srcset
data-lazyload data-orig-file data-original data-original-src data-originalsrc data-ratio data-src
data-srcset data-type data-url data-w data-width datetime decoding default dir download draggable
encoding enctype face fetchpriority for form formaction frame frameborder headers height hidden high
href hreflang hspace http-equiv icon id imagesizes imagesrcset inert inputmode integrity is ismap
itemid itemprop itemref itemscope itemtype kind label lang language list loading longdesc loop low
lowsrc manifest marginheight marginwidth max media method muted name noshade nonce nowrap object open
optimum original ping placeholder playsinline popover poster preload profile readonly referrerpolicy
rel required rev reversed role rowspan rows rules sandbox scope scrolling selected shape size sizes
slot span spellcheck src srcdoc srclang srcset start step style summary tabindex target text title
translate type usemap valign value vspace width xmlns xlink:href zoomfile file
""".split()
ATTRIBUTES = list(dict.fromkeys(ATTRIBUTES))


SLOT_BITS = 12  # so many that a multiplier without collisions is found at once
MASK = (1 << 64) - 1
LONG = 0xD6E8FEB86659FD93  # mixes in the end of a name that is longer than a word


def word(name: bytes) -> int:
    """The first eight bytes, the first of them lowest."""
    return int.from_bytes(name[:8], "little")


def key(name: bytes) -> int:
    """What is hashed: the word, and of a longer name the last eight bytes too."""
    return word(name) if len(name) <= 8 else word(name) ^ int.from_bytes(name[-8:], "little") * LONG & MASK


def place(names: list[str]) -> tuple[int, list[int]]:
    """A multiplier whose products differ in their top bits, and the index into names (or -1) by those."""
    keys = [key(name.encode()) for name in names]
    assert len(set(keys)) == len(keys)
    multiplier = 0x9E3779B97F4A7C15
    for _ in range(100000):
        multiplier = (multiplier * 0x5851F42D4C957F2D + 2) & MASK  # stays odd
        slots = [-1] * (1 << SLOT_BITS)
        for index, value in enumerate(keys):
            slot = (value * multiplier & MASK) >> (64 - SLOT_BITS)
            if slots[slot] >= 0:
                break
            slots[slot] = index
        else:
            return multiplier, slots
    raise SystemExit("no multiplier found: enlarge SLOT_BITS")


def ident(name: str) -> str:
    return name.upper().replace("-", "_").replace(":", "_")


def rows(values: list[str], per_line: int) -> str:
    lines = [", ".join(values[i : i + per_line]) for i in range(0, len(values), per_line)]
    return ",\n    ".join(lines)


def header(tags: list[str], attributes: list[str]) -> str:
    tag_ids = rows([f"NWS_TAG_{ident(t)}" for t in tags], 5)
    attribute_ids = rows([f"NWS_ATTR_{ident(a)}" for a in attributes], 4)
    return f"""/* Generated by tools/make_names.py: ids of element and attribute names. Do not edit. */
#ifndef NWS_GEN_NAMES_H
#define NWS_GEN_NAMES_H

typedef enum nws_tag {{
    NWS_TAG_UNKNOWN = 0,
    {tag_ids},
    NWS_TAG_COUNT
}} nws_tag;

typedef enum nws_attr {{
    NWS_ATTR_UNKNOWN = 0,
    {attribute_ids},
    NWS_ATTR_COUNT
}} nws_attr;

enum {{ NWS_NAME_SLOT_BITS = {SLOT_BITS} }};
#define NWS_NAME_LONG 0x{LONG:X}u
#define NWS_TAG_MULTIPLIER 0x{place(tags)[0]:X}u
#define NWS_ATTR_MULTIPLIER 0x{place(attributes)[0]:X}u

#endif
"""


def table(prefix: str, names: list[str]) -> str:
    _, slots = place(names)
    assert len(names) < 256
    quoted = rows(['""'] + [f'"{name}"' for name in names], 8)
    lengths = rows(["0"] + [str(len(name)) for name in names], 24)
    words = rows(["0"] + [f"0x{word(name.encode()):X}" for name in names], 5)
    return f"""const char *const nws_{prefix}_names[] = {{
    {quoted}}};

const unsigned char nws_{prefix}_lengths[] = {{
    {lengths}}};

const uint64_t nws_{prefix}_words[] = {{
    {words}}};

const unsigned char nws_{prefix}_slots[1 << NWS_NAME_SLOT_BITS] = {{
    {rows([str(i + 1) for i in slots], 24)}}};
"""


def source(tags: list[str], attributes: list[str]) -> str:
    return f"""/* Generated by tools/make_names.py: names by id, and the perfect hash. Do not edit. */
#include "html/names.h"

{table("tag", tags)}
{table("attr", attributes)}"""


def main() -> None:
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "csrc" / "gen"
    tags, attributes = sorted(TAGS), sorted(ATTRIBUTES)
    (out / "names.h").write_text(header(tags, attributes), encoding="utf-8")
    (out / "names.c").write_text(source(tags, attributes), encoding="utf-8")


if __name__ == "__main__":
    main()
