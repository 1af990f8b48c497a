"""The front matter of real posts: equal to other readers, dated as dateutil has it, and where it is broken told so.

What is not equal is listed in tests/data, by facts alone. Posts are found at $NEWSPROC_DATA or beside the project.
"""

from __future__ import annotations

import datetime
import json
import os
import pathlib
import time
import tomllib
from typing import Any

import pytest

import newsproc

LISTS = pathlib.Path(__file__).resolve().parents[1] / "data"
UTC = datetime.UTC
# Zones on both sides of midnight and of the date line, with half hours, quarters and summer times.
ZONES = (
    "UTC", "Asia/Shanghai", "America/New_York", "America/Los_Angeles", "Europe/London", "Europe/Berlin",
    "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns",
)  # fmt: skip


@pytest.fixture(scope="module")
def corpus(data: pathlib.Path) -> newsproc.Corpus:
    return newsproc.read([data / "posts", data / "family", data / "dirty", data / "seed-post.md"], glob="*")


def name_of(article: newsproc.Article, data: pathlib.Path) -> str:
    return pathlib.Path(article.path or "").relative_to(data).as_posix()


def test_dates_as_dateutil_has_them(corpus: newsproc.Corpus, data: pathlib.Path) -> None:
    parser = pytest.importorskip("dateutil.parser")
    exceptions = json.loads((LISTS / "date-exceptions.json").read_text(encoding="utf-8"))
    differing, checked = {}, 0
    for article in corpus:
        if article.date_text is None:
            continue
        checked += 1
        try:
            wanted = parser.parse(article.date_text)
        except (ValueError, OverflowError):
            wanted = None
        if wanted is not None:
            wanted = (wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC)).astimezone(UTC)
        if wanted is None or wanted != article.date:
            differing[name_of(article, data)] = [article.date_text, article.date and str(article.date)]
    assert differing == {name: row[:2] for name, row in exceptions.items()}
    assert all(row[2] for row in exceptions.values())  # why, in a few words
    assert checked > 500


def test_dates_do_not_depend_on_the_host(corpus: newsproc.Corpus) -> None:
    if not hasattr(time, "tzset"):
        pytest.skip("no time.tzset")
    fronts = [f"---\ndate: '{article.date_text}'\n---\n" for article in corpus if article.date_text is not None]
    fronts += [
        f"---\ndate: '{text}'\n---\n" for text in ("2021-03-28 02:30", "2021-11-07 01:30", "July 4, 2021 at 8:05 PM")
    ]
    wanted = [article.date for article in newsproc.from_strings(fronts, timezone="America/New_York")]
    before = os.environ.get("TZ")
    try:
        for zone in ZONES:
            os.environ["TZ"] = zone
            time.tzset()
            got = [article.date for article in newsproc.from_strings(fronts, timezone="America/New_York")]
            assert got == wanted, zone
    finally:
        os.environ.pop("TZ", None)
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()
    assert len(set(wanted)) > 300


def test_codes_of_dirty_files(data: pathlib.Path) -> None:
    expected = json.loads((LISTS / "dirty-codes.json").read_text(encoding="utf-8"))
    found = {}
    for folder in ("dirty", "family"):
        for path in sorted((data / folder).glob("*.md")):
            article = newsproc.load(path)
            rows = [f"{found.code}:{found.line}:{found.column}" for found in article.diagnostics]
            if rows or folder == "dirty":
                found[f"{folder}/{path.name}"] = rows
    assert found == expected


# --- TOML and JSON as Python's readers have them ---


def plain(value: Any) -> Any:
    """Dates as their text: a field decides what they are."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def test_toml_and_json_as_their_readers_have_them(corpus: newsproc.Corpus, data: pathlib.Path) -> None:
    counts = {"toml": 0, "json": 0}
    for article in corpus:
        if article.format not in counts:
            continue
        text = pathlib.Path(article.path or "").read_text(encoding="utf-8-sig")
        counts[article.format] += 1
        if article.format == "toml":
            wanted = tomllib.loads(text.split("+++")[1])
        else:
            wanted, _ = json.JSONDecoder().raw_decode(text.lstrip())
        assert article.metadata == plain(wanted), article.path
        assert not [found for found in article.diagnostics if found.code.endswith("_syntax")], article.path
    assert counts["toml"] > 100


# --- encodings and line ends, around the same header ---

BODY = "<p>正文，繁體。</p>"
HEAD = "---\ntitle: 标题與內文\ntags:\n- 一\n- 二\n---\n"


def check(raw: bytes, **options: Any) -> newsproc.Article:
    article = newsproc.parse(raw, **options)
    assert (article.title, article.tags, article.format) == ("标题與內文", ("一", "二"), "yaml")
    assert article.html.strip() == BODY
    return article


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("lead", ["", "\n", "\n \t\n\n"])
def test_byte_order_marks(encoding: str, end: str, lead: str) -> None:
    text = (lead + HEAD + BODY).replace("\n", end)
    mark = "" if encoding == "utf-8-sig" else "\ufeff"
    article = check((mark + text).encode(encoding))
    assert article.diagnostics == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_gb18030(end: str) -> None:
    raw = (HEAD + BODY).replace("\n", end).encode("gb18030")
    assert [found.code for found in check(raw).diagnostics] == ["encoding_guessed"]
    assert check(raw, encoding="gb18030").diagnostics == ()


def test_gbk_and_big5() -> None:
    head, body = "---\ntitle: {}\n---\n", "<p>{0}</p>" * 3
    gbk = (head.format("微软封杀漏洞后") + body.format("这是一篇没有声明编码的文章，用的是简体中文。")).encode("gbk")
    article = newsproc.parse(gbk)
    assert (article.title, article.encoding) == ("微软封杀漏洞后", "gb18030")
    assert newsproc.parse(gbk, encoding="gbk").title == "微软封杀漏洞后"
    big5 = (head.format("颱風過後的臺灣") + body.format("這是一篇沒有聲明編碼的文章，用的是繁體中文。")).encode("big5")
    article = newsproc.parse(big5)
    assert (article.title, article.encoding) == ("颱風過後的臺灣", "Big5")
    assert [found.code for found in article.diagnostics] == ["encoding_guessed"]
    assert newsproc.parse(big5, encoding="big5").title == "颱風過後的臺灣"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "head", ["+++\ntitle = '标题'\n+++\n", '---json\n{"title": "标题"}\n---\n', '\n{\n"title": "标题"\n}\n']
)
def test_line_ends_of_the_other_formats(head: str, end: str) -> None:
    article = newsproc.parse((head + BODY).replace("\n", end))
    assert (article.title, article.text) == ("标题", "正文，繁體。")
    assert article.diagnostics == ()
