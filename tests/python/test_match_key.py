"""match_key and display_width, over all code points, against Python's own tables."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest

import newsproc

# Default_Ignorable_Code_Point, which Python has no table of.
IGNORABLE = (
    "\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
WHITE = "\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"


def known_key(text: str) -> str:
    """NFKC_Casefold by Python's tables, and white space collapsed."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold()).casefold()
    kept = unicodedata.normalize("NFKC", re.sub(f"[{IGNORABLE}]", "", unicodedata.normalize("NFKC", folded)))
    return " ".join(filter(None, re.split(f"[{WHITE}]+", kept)))


def code_points() -> list[str]:
    """Those that Python's version of Unicode knows: utf8proc may know others."""
    points = (chr(point) for point in range(0x110000) if not 0xD800 <= point < 0xE000)
    return [point for point in points if unicodedata.category(point) != "Cn"]


def test_key_of_every_code_point() -> None:
    for point in code_points():
        assert newsproc.match_key(point) == known_key(point), hex(ord(point))
        assert newsproc.match_key(f"X{point}y") == known_key(f"X{point}y"), hex(ord(point))


def test_key_of_random_text() -> None:
    source = random.Random(1)
    blocks = [(0x20, 0x7F), (0xA0, 0x250), (0x300, 0x370), (0x370, 0x400), (0x590, 0x5F5), (0x900, 0x980)]
    blocks += [
        (0x1100, 0x1200),
        (0x1F00, 0x2130),
        (0x3000, 0x3190),
        (0x4E00, 0x4F00),
        (0xAC00, 0xAD00),
        (0xFF00, 0xFFF0),
    ]
    known = [[chr(i) for i in range(*block) if unicodedata.category(chr(i)) != "Cn"] for block in blocks]
    known[3].remove("\u037a")  # a letter by itself, which Python makes a mark before it folds case
    for _ in range(20_000):
        text = "".join(source.choice(source.choice(known)) for _ in range(source.randrange(8)))
        key = newsproc.match_key(text)
        assert key == known_key(text), ascii(text)
        assert newsproc.match_key(key) == key, ascii(text)


@pytest.mark.parametrize(
    "texts",
    [
        ["Python 3", "python 3", "PYTHON\u00a03", " Ｐｙｔｈｏｎ\u3000３\n"],
        ["Straße", "STRASSE", "stra\u00adsse", "ſtraße"],
        ["ﾊﾟﾝ", "パン", "ハ\u309aン"],
        [
            "한글",
            "\u1112\u1161\u11ab\u1100\u1173\u11af",
            "ㅎㅏㄴㄱㅡㄹ".replace("ㄴ", "\u11ab").replace("ㄹ", "\u11af"),
        ],
        ["（一）２０２６年", "(一)2026年"],
        ["ﬁnance", "FINANCE", "fi\u200bnance"],
        ["é", "E\u0301"],
    ],
)
def test_what_people_take_for_the_same(texts: list[str]) -> None:
    assert len({newsproc.match_key(text) for text in texts}) == 1


def test_keys_tell_the_rest_apart() -> None:
    titles = ["resume", "résumé", "年", "かな", "カナ", "繁體", "繁体", "a b", "ab", "a-b", ""]
    assert len({newsproc.match_key(title) for title in titles}) == len(titles)


def test_long_runs_of_marks() -> None:
    text = "a" + "\u0301\u0323" * 5_000
    assert len(newsproc.match_key(text)) >= len(text) - 1
    assert newsproc.match_key("\u00ad" * 10_000) == ""
    assert newsproc.match_key(" " * 10_000 + "x") == "x"


def test_display_text_is_left_as_it_is() -> None:
    article = newsproc.parse("---\ntitle: Ｐｙｔｈｏｎ ㎏ ﬁ\n---\n<p>Ａ ½ ﬁ ①</p>")
    assert (article.title, article.text) == ("Ｐｙｔｈｏｎ ㎏ ﬁ", "Ａ ½ ﬁ ①")


def test_width_of_every_code_point() -> None:
    for point in code_points():
        kind = unicodedata.category(point)
        if kind == "Mc":  # beside the letter or on it, as the font has it
            assert newsproc.display_width(f"\u0915{point}") in (1, 2), hex(ord(point))
        elif kind in ("Mn", "Me", "Cc", "Zl", "Zp") or (kind == "Cf" and point != "\u00ad"):
            assert newsproc.display_width(f"a{point}") == 1, hex(ord(point))
        else:
            wide = unicodedata.east_asian_width(point) in "WF"
            assert newsproc.display_width(point) == 1 + wide, hex(ord(point))


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("tea", 3),
        ("茶叶 tea", 8),
        ("한국어", 6),
        ("\u1112\u1161\u11ab", 2),
        ("ﾊﾟﾝ", 3),
        ("ハ\u309a", 2),
        ("e\u0301", 1),
        ("नमस्ते", 4),
        ("क्‍ष", 2),
        ("👨‍👩‍👧", 2),
        ("👍🏽", 2),
        ("🇨🇳🇯🇵", 4),
        ("1\ufe0f\u20e3", 2),
        ("❤", 1),
        ("❤\ufe0f", 2),
        ("a\ufe0f", 1),
        ("\t\n", 0),
        ("（）", 4),
    ],
)
def test_display_width(text: str, width: int) -> None:
    assert newsproc.display_width(text) == width


@pytest.mark.parametrize("function", [newsproc.match_key, newsproc.display_width])
def test_only_text(function: object) -> None:
    assert callable(function)
    for value in (b"x", None, 1):
        with pytest.raises(TypeError):
            function(value)
    assert function("\ud800") in ("\ufffd", 1)
