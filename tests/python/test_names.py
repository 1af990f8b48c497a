"""Names that callers give: Python's for encodings, UTC's others, and what is said of those that are none."""

from __future__ import annotations

import pathlib
import pickle
import re
from collections.abc import Callable

import pytest

import newsproc
from newsproc import names

CODECS = [
    ("utf_8", "UTF-8", "Été 中文"),
    ("utf_8_sig", "UTF-8", "Été 中文"),
    ("U8", "UTF-8", "Été 中文"),
    ("ascii", "windows-1252", "plain"),
    ("latin_1", "windows-1252", "Été"),
    ("Latin-1", "windows-1252", "Été"),
    ("iso8859_1", "windows-1252", "Été"),
    ("cp1252", "windows-1252", "“Été”"),
    ("windows_1251", "windows-1251", "Чай"),
    ("iso8859_5", "ISO-8859-5", "Чай"),
    ("iso8859_16", "ISO-8859-16", "Ceașcă"),
    ("koi8_u", "KOI8-U", "Чай"),
    ("mac_roman", "macintosh", "Été"),
    ("mac_cyrillic", "x-mac-cyrillic", "Чай"),
    ("cp874", "windows-874", "ชา"),
    ("tis_620", "windows-874", "ชา"),
    ("gb2312", "GBK", "中文"),
    ("gbk", "GBK", "中文"),
    ("gb18030", "gb18030", "中文"),
    ("big5hkscs", "Big5", "颱風"),
    ("cp950", "Big5", "颱風"),
    ("euc_jp", "EUC-JP", "緑茶"),
    ("iso2022_jp", "ISO-2022-JP", "緑茶"),
    ("shift_jis", "Shift_JIS", "緑茶"),
    ("cp932", "Shift_JIS", "緑茶"),
    ("ms932", "Shift_JIS", "緑茶"),
    ("euc_kr", "EUC-KR", "녹차"),
    ("cp949", "EUC-KR", "녹차"),
    ("uhc", "EUC-KR", "녹차"),
    ("utf_16", "UTF-16LE", "茶 tea"),
    ("utf_16_le", "UTF-16LE", "茶 tea"),
    ("utf_16_be", "UTF-16BE", "茶 tea"),
]


@pytest.mark.parametrize(("codec", "name", "text"), CODECS)
def test_python_names_of_encodings(codec: str, name: str, text: str) -> None:
    data = f"---\ntitle: {text}\n---\n<p>{text}</p>".encode(codec)
    article = newsproc.parse(data, encoding=codec)
    assert (article.title, article.text, article.diagnostics) == (text, text, ())
    if not text.isascii() and not name.startswith("UTF"):
        assert article.encoding == name
    assert newsproc.split(data, encoding=codec).metadata["title"] == text
    assert newsproc.from_strings([data], encoding=codec)["title"][0] == text
    options = newsproc._core.Options(encoding=codec)
    assert pickle.loads(pickle.dumps(options)) == options


@pytest.mark.parametrize("codec", ["cp437", "utf_32", "iso2022_kr", "hz", "punycode", "rot13", "mac_greek"])
def test_codecs_that_are_not_read(codec: str) -> None:
    with pytest.raises(newsproc.EncodingError, match=f"'{codec}' is a codec of Python's, but none") as caught:
        newsproc.parse(b"x", encoding=codec)
    assert caught.value.code == "unknown_encoding"
    assert caught.value.hint is not None


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("klingon", "there is no encoding 'klingon'"),
        ("", "there is no encoding ''"),
        ("a\0b", r"there is no encoding 'a\x00b'"),
        ("\ud800", r"there is no encoding '\ud800'"),
        ("gbk2312", "there is no encoding 'gbk2312'; did you mean 'gb2312', 'gb_2312' or 'csgb2312'?"),
        ("x" * 10**6, f"there is no encoding '{'x' * 64}…'"),
    ],
)
def test_encodings_that_there_are_not(label: str, message: str) -> None:
    with pytest.raises(newsproc.EncodingError) as caught:
        newsproc.split(b"x", encoding=label)
    assert str(caught.value) == f"unknown_encoding: {message}"


def test_an_encoding_is_a_str() -> None:
    with pytest.raises(TypeError, match="encoding must be str, not int"):
        newsproc.parse(b"x", encoding=3)  # type: ignore[arg-type]


def test_the_table_of_codecs_is_right() -> None:
    """Each entry is a codec, and leads to a label; the documentation's names are read."""
    for codec, label in names.CODECS.items():
        assert names.encoding_label(codec) == label
        newsproc.parse(b"x", encoding=codec)
    page = pathlib.Path(__file__).parents[2] / "docs/front-matter.md"
    table = page.read_text(encoding="utf-8").partition("| Python's codec |")[2].partition("\n\n")[0]
    codecs = [name for row in table.splitlines()[2:] for name in re.findall("`([^`]+)`", row.split("|")[1])]
    assert len(codecs) >= 15
    for codec in codecs:
        newsproc.parse(b"x", encoding=codec)


@pytest.mark.parametrize("zone", ["utc", "Utc", "Z", "z"])
def test_names_of_utc(zone: str) -> None:
    options = newsproc._core.Options(timezone=zone)
    assert options == newsproc._core.Options()
    date = newsproc.parse("---\ndate: 2021-07-19 08:00\n---\n", timezone=zone).date
    assert date is not None
    assert date.isoformat() == "2021-07-19T08:00:00+00:00"


@pytest.mark.parametrize(
    ("zone", "end"),
    [
        ("asia/shanghai", "'asia/shanghai'; did you mean 'Asia/Shanghai'?"),
        ("Shanghai", "'Shanghai'; did you mean 'Asia/Shanghai'?"),
        ("Australia/Sidney", "'Australia/Sidney'; did you mean 'Australia/Sydney'?"),
        ("Klingon", "not 'Klingon'"),
        ("UTC+8", "not 'UTC+8'"),  # Etc/GMT+8, which is like it, is 16 hours away
        ("localtime", "not 'localtime'"),
        ("x" * 10**6, "x'"),
    ],
)
def test_zones_that_there_are_not(zone: str, end: str) -> None:
    zoneinfo = pytest.importorskip("zoneinfo")
    if "Asia/Shanghai" not in zoneinfo.available_timezones():
        pytest.skip("no time zone database")
    with pytest.raises(ValueError, match="timezone must be UTC") as caught:
        newsproc.parse("x", timezone=zone)
    assert str(caught.value).endswith(end)


KEYWORDS: list[tuple[Callable[..., object], str, str]] = [
    (lambda **wrong: newsproc.parse("", **wrong), "polcy", "parse() got {}; did you mean 'policy'?"),
    (lambda **wrong: newsproc.parse("", **wrong), "data", "parse() got {}"),
    (lambda **wrong: newsproc.parse("", **wrong), "\ud800", "parse() got {}"),
    (lambda **wrong: newsproc.sanitize("", **wrong), "baseurl", "sanitize() got {}; did you mean 'base_url'?"),
    (newsproc.Limits, "bodies", "Limits() got {}; did you mean 'body'?"),
    (lambda **wrong: newsproc.read([], **wrong), "thread", "read() got {}; did you mean 'threads'?"),
    (lambda **wrong: newsproc.read([], **wrong), "encodings", "read() got {}; did you mean 'encoding'?"),
    (lambda **wrong: newsproc.scan([], **wrong), "batchbytes", "scan() got {}; did you mean 'batch_bytes'?"),
    (lambda **wrong: newsproc.from_strings([], **wrong), "id", "from_strings() got {}; did you mean 'ids'?"),
    (newsproc.arrow_mapper, "texts", "arrow_mapper() got {}; did you mean 'text'?"),
    (newsproc.arrow_mapper, "xyz", "arrow_mapper() got {}"),
]


@pytest.mark.parametrize(("call", "keyword", "message"), KEYWORDS)
def test_keywords_that_there_are_not(call: Callable[..., object], keyword: str, message: str) -> None:
    with pytest.raises(TypeError) as caught:
        call(**{keyword: 1})
    assert str(caught.value) == message.format(f"an unexpected keyword argument {keyword!r}")


def test_columns_that_there_are_not() -> None:
    corpus = newsproc.from_strings(["x"], columns={"rating": "float64"})
    for name, nearest in (("titel", "title"), ("Title", "title"), ("tag", "tags"), ("ratings", "rating")):
        with pytest.raises(KeyError) as caught:
            corpus[name]
        assert caught.value.args == (f"there is no column {name!r}; did you mean {nearest!r}?",)
    for name in ("", "xyz", "title" * 10**5):
        with pytest.raises(KeyError, match=r"; corpus\.schema\.names has all"):
            corpus[name]
