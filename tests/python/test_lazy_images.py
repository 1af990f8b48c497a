"""The names under which lazy loaders keep addresses, what they show meanwhile, and which address of several counts."""

from __future__ import annotations

import itertools

import pytest

import newsproc

# The best first; those of WordPress' and WeChat's kind before the rest, sizes behind what was uploaded.
CERTAIN = (
    "data-original data-actualsrc data-original-src data-originalsrc data-canonical-src data-raw-src data-full-src"
    " data-hi-res-src zoomfile data-src data-lazy-src data-lazysrc data-lazy data-lazyload data-lazy-load"
    " data-lazyload-src data-echo data-cfsrc data-ll-src data-defer-src data-pagespeed-lazy-src data-flickity-lazyload"
    " data-backsrc data-real-src data-img-src real_src lazy-src lay-src _src"
).split()
# Other scripts use these, too.
DOUBTFUL = "data-url data-img data-image file original".split()
# Of several sizes the largest counts before these.
SIZED = CERTAIN[CERTAIN.index("data-src") :]
PLACEHOLDERS = (
    "placeholder.png blank.gif spacer.gif loading.svg lazy.png transparent.png grey.gif gray.gif 1x1.png none.gif pixel.gif"
    " spinner.svg preload.gif x/s.gif x/dot.gif empty.png trans.gif space.gif clear.gif"
).split()


def image(html: str) -> newsproc.Image:
    (found,) = newsproc.parse(html).images
    return found


@pytest.mark.parametrize("name", CERTAIN)
def test_certain(name: str) -> None:
    for url in ("/ab", "//h.example/a", "https://h.example/a", "a.png"):
        found = image(f'<img src="/other.png" {name}="{url}">')
        assert (found.src, found.source, found.lazy) == (url, name, True)
    # Nothing that could be an address.
    for url in ("/a", "abc", "/a b", "1", "javascript:a.png"):
        assert image(f'<img src="/other.png" {name}="{url}">').source == "src"


@pytest.mark.parametrize("name", DOUBTFUL)
def test_doubtful(name: str) -> None:
    found = image(f'<img src="/other.png" {name}="/a.png">')
    assert (found.src, found.source, found.lazy) == ("/a.png", name, True)
    assert image(f'<img src="/other.png" {name}="https://h.example/a">').src == "/other.png"
    assert image(f'<img src="/loading.gif" {name}="https://h.example/a">').src == "https://h.example/a"
    assert image(f'<img src="/loading.gif" {name}="/ab">').src == "/loading.gif"


def test_order() -> None:
    for names in (CERTAIN, DOUBTFUL):
        for first, second in itertools.pairwise(names):
            one, other = f'{first}="/1.png"', f'{second}="/2.png"'
            assert image(f"<img {one} {other}>").source == first
            assert image(f"<img {other} {one}>").source == first
    assert image(f'<img {DOUBTFUL[0]}="/1.png" {CERTAIN[-1]}="/2.png">').source == CERTAIN[-1]


@pytest.mark.parametrize("name", CERTAIN)
def test_sizes(name: str) -> None:
    """A list with sizes counts before what may itself be one of them."""
    found = image(f'<img {name}="/1.png" data-srcset="/2.png 100w, /3.png 900w">')
    assert found.source == ("data-srcset" if name in SIZED else name)
    assert image(f'<img {name}="/1.png" data-srcset="/2.png">').source == name


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_placeholders(name: str) -> None:
    twin = '<noscript><img src="/a.png"></noscript>'
    assert image(f'<img src="/img/{name}">{twin}').src == "/a.png"
    assert image(f'<img src="/img/{name.upper()}?x=1">{twin}').src == "/a.png"


def test_sizes_in_pixels() -> None:
    for text, number in (("640", 640), ("999999999", 999999999), ("1234567890", 0), ("-5", 0), ("x", 0)):
        found = image(f'<img src="/a.png" width="{text}" height="{text}">')
        assert (found.width, found.height) == (number, number)


def test_no_placeholders() -> None:
    twin = '<noscript><img src="/a.png"></noscript>'
    for name in ("b.png", "blankets.png", "greyhound.png", "grayling.png", "pixels.png", "xs.gif", "nonet.gif"):
        assert len(newsproc.parse(f'<img src="/img/{name}">{twin}').images) == 2
    # Only the end of an address tells.
    assert len(newsproc.parse(f'<img src="/loading/{"b" * 60}.png">{twin}').images) == 2
