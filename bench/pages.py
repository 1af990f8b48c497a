"""Whole web pages for benchmarks: styles, scripts, data, navigation, an article, teasers, the same for the same seed.

Two thirds of a page are scripts, styles and JSON, as on the news sites that posts are scraped from.
"""

from __future__ import annotations

import random
import string

import corpus


def word(pick: random.Random, length: int) -> str:
    return "".join(pick.choices(string.ascii_lowercase, k=length))


def style(pick: random.Random) -> str:
    return "".join(
        f".c{i}-{word(pick, 6)}{{margin:{pick.randint(0, 40)}px auto;color:#{pick.getrandbits(24):06x};"
        f'background:url("/i/{i}.png") no-repeat}}\n@media (max-width:{pick.randint(300, 1200)}px){{.x{i}{{display:none}}}}\n'
        for i in range(pick.randint(100, 400))
    )


def script(pick: random.Random) -> str:
    lines = (
        f'var v{i}={pick.getrandbits(20)};if(v{i}<{i}&&v{i}>0){{on("{word(pick, 40)}",function(e){{return e.a!=={i}}})}}\n'
        for i in range(pick.randint(300, 1500))
    )
    return "(function(){" + "".join(lines) + "})();"


def state(pick: random.Random) -> str:
    items = (
        f'"k{i}":{{"a":"{word(pick, 20)}","u":"https:\\/\\/example.com\\/{i}"}}' for i in range(pick.randint(100, 800))
    )
    return "{" + ",".join(items) + "}"


def icon(pick: random.Random) -> str:
    path = " ".join("M{} {}L{} {}".format(*(pick.randint(0, 24) for _ in range(4))) for _ in range(12))
    return f'<svg class="i" viewBox="0 0 24 24"><path d="{path}"/></svg>'


def navigation(pick: random.Random) -> str:
    items = "".join(
        f'<li class="item item-{i}"><a href="/section/{i}?ref=nav" class="link" data-track="nav-{i}" onclick="t(this)">'
        f'{icon(pick)}<span class="label">Section {i}</span></a></li>'
        for i in range(40)
    )
    return f'<nav class="nav" role="navigation"><ul class="menu">{items}</ul></nav>'


def teasers() -> str:
    return "".join(
        f'<article class="card card--{i}" data-id="{i}"><a href="/a/{i}"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="'
        f' data-src="/img/{i}.jpg" width="320" height="180" alt="x" loading="lazy" class="lazy"></a>'
        f'<h3 class="t"><a href="/a/{i}">Headline number {i} and more</a></h3><p class="d">Some teaser text.</p></article>'
        for i in range(30)
    )


def page(seed: int) -> str:
    pick = random.Random(seed)
    code, data = script(pick), state(pick)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Page {seed}</title>'
        f"<style>{style(pick)}</style><script>{code}</script>"
        f'<script type="application/ld+json">{data}</script></head><body class="b">{navigation(pick)}'
        f"<main>{corpus.body(pick, pick.random() < 0.5)}</main><aside>{teasers()}</aside>"
        f"<script>window.state={data};{code}</script></body></html>"
    )
