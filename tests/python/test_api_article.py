"""parse, load, split and the Article that they make."""

from __future__ import annotations

import contextlib
import copy
import datetime
import json
import pathlib
import pickle
import subprocess
import sys
import zoneinfo

import pytest

import newsproc

POST = """---
title: 你好, world
description: A summary
date: 2021-07-19 18:22:00
updated: 2021-07-20T08:00:00+08:00
authors: [Ada, 张三]
categories: [News, [A, B]]
tags: [1.10, x, x]
slug: hello
lang: zh-CN
draft: true
extra: {deep: [1, 2.5, null, true], "a b": {}}
---
<p onclick=evil()>Hello 你好</p>
<img src="/a.png" width=30 height=20 alt=A><a href="https://x.example/y" rel=me>a link</a>
"""


@pytest.fixture
def article() -> newsproc.Article:
    return newsproc.parse(POST)


def test_fields(article: newsproc.Article) -> None:
    assert article.title == "你好, world"
    assert article.description == "A summary"
    assert article.date == datetime.datetime(2021, 7, 19, 18, 22, tzinfo=datetime.UTC)
    assert article.date_text == "2021-07-19 18:22:00"
    assert (article.date_source, article.date_precision, article.date_zone) == ("date", "second", "assumed")
    assert article.updated == datetime.datetime(2021, 7, 20, tzinfo=datetime.UTC)
    assert article.authors == ("Ada", "张三")
    assert article.tags == ("1.10", "x")
    assert article.slug == "hello"
    assert article.language == "zh-CN"
    assert article.draft is True
    assert article.format == "yaml"
    assert article.encoding == "UTF-8"
    assert article.bytes == len(POST.encode())
    assert article.path is None
    assert article.html.startswith("<p>Hello 你好</p>")
    assert article.text == "Hello 你好\n\na link"
    assert article.han_count == 2
    assert article.word_count == 5
    assert article.char_count == 12
    assert article.reading_time == 2
    assert article.body == POST[POST.index("---\n", 4) + 4 :]
    assert isinstance(article.digest, int)
    assert isinstance(article.simhash, int)


def test_parts(article: newsproc.Article) -> None:
    (image,) = article.images
    assert isinstance(image, newsproc.Image)
    assert (image.src, image.source, image.alt, image.width, image.height) == ("/a.png", "src", "A", 30, 20)
    assert image.displayed_src == "/a.png"
    assert not image.lazy
    assert repr(image).startswith("newsproc.Image(src='/a.png', ")
    (link,) = article.links
    assert (link.href, link.text, link.external) == ("https://x.example/y", "a link", True)
    removal = article.removals[0]
    assert (removal.rule, removal.action, removal.tag) == ("floor.attribute", "dropped", "p")
    assert (removal.attribute, removal.value, removal.count) == ("onclick", "evil()", 1)
    assert article.body is not None
    assert article.body[removal.start : removal.end] == "<p onclick=evil()>"
    with pytest.raises(AttributeError):
        image.src = "x"  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(image)) == image


def test_named_tuples_hash_as_the_tuples_that_they_equal(article: newsproc.Article) -> None:
    for part in (*article.images, *article.links, *article.removals, *article.diagnostics):
        assert part == tuple(part)
        assert hash(part) == hash(tuple(part))


def test_metadata_is_all_of_it_in_order_and_read_only(article: newsproc.Article) -> None:
    assert list(article.metadata)[:3] == ["title", "description", "date"]
    assert article.metadata["extra"] == {"deep": [1, 2.5, None, True], "a b": {}}
    assert article.metadata["date"] == "2021-07-19 18:22:00"
    with pytest.raises(TypeError):
        article.metadata["title"] = "x"  # type: ignore[index]
    assert article.metadata is article.metadata


def test_fields_are_made_once(article: newsproc.Article) -> None:
    for name in ("title", "html", "images", "metadata", "date", "tags", "removals"):
        assert getattr(article, name) is getattr(article, name)


def test_immutable(article: newsproc.Article) -> None:
    with pytest.raises(AttributeError):
        article.title = "x"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        article.other = "x"  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        newsproc.Article()
    for kind in (newsproc.Article, newsproc.Policy, newsproc.Limits, newsproc.Image, newsproc.Link):
        with pytest.raises(TypeError):
            kind.other = 1  # type: ignore[attr-defined]


def test_equal_by_content(article: newsproc.Article) -> None:
    other = newsproc.parse(POST.encode())
    assert other == article
    assert hash(other) == hash(article)
    assert other is not article
    assert article.replace(path="elsewhere.md") == article
    assert newsproc.parse(POST.replace("Hello", "Goodbye")) != article
    assert article != POST
    assert len({article, other}) == 1
    with pytest.raises(TypeError):
        article < other  # type: ignore[operator]  # noqa: B015


def test_hash_is_the_same_in_every_process(article: newsproc.Article) -> None:
    code = "import newsproc, sys; print(hash(newsproc.parse(sys.stdin.buffer.read())))"
    hashes = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=POST.encode(),
            env={**__import__("os").environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert hashes == {f"{hash(article)}\n".encode()}


def test_pickle_and_copy(article: newsproc.Article) -> None:
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(article, protocol))
        assert again == article
        assert again.to_dict() == article.to_dict()
        assert again.body == article.body
    assert copy.copy(article) is article
    assert copy.deepcopy(article) is article


def test_pickle_of_nonsense_is_refused(article: newsproc.Article) -> None:
    _, (record,) = article.__reduce__()  # type: ignore[misc]
    for bad in (b"", b"x", record[:-1], record[: len(record) // 2], bytes(len(record)), record + b"\0"):
        with pytest.raises(ValueError, match="no article"):
            newsproc._core._article(bad)
    for i in range(0, len(record), 7):  # whatever stands there: an article or a ValueError, nothing worse
        broken = bytearray(record)
        broken[i] ^= 0xFF
        with contextlib.suppress(ValueError):
            newsproc._core._article(bytes(broken)).to_dict()


def test_replace(article: newsproc.Article) -> None:
    other = article.replace(title="新", slug=None)
    assert (other.title, other.slug, other.html) == ("新", None, article.html)
    assert (article.title, article.slug) == ("你好, world", "hello")
    assert other != article
    with pytest.raises(TypeError, match="html"):
        article.replace(html="<script>")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        article.replace(title=3)  # type: ignore[arg-type]


def test_to_dict_and_to_json(article: newsproc.Article) -> None:
    plain = article.to_dict()
    assert plain["images"][0]["src"] == "/a.png"
    assert plain["tags"] == ["1.10", "x"]
    assert plain["category_paths"] == [list(path) for path in article.category_paths]
    plain["metadata"]["extra"]["deep"].append("changed")  # the caller's own copy
    assert article.metadata["extra"]["deep"] == [1, 2.5, None, True]
    text = article.to_json()
    assert "\n" not in text
    assert "你好" in text
    data = json.loads(text)
    fresh = article.to_dict()
    assert list(data) == list(fresh)
    assert data.pop("date") == "2021-07-19T18:22:00Z"
    assert data.pop("updated") == "2021-07-20T00:00:00Z"
    del fresh["date"], fresh["updated"]
    assert data == fresh


def test_repr(article: newsproc.Article) -> None:
    assert repr(article) == "<newsproc.Article title='你好, world' path=None words=5 images=1>"
    page = newsproc.parse("---\ntitle: <script>alert(1)</script>\n---\n<img src=http://x.example/>")._repr_html_()
    assert "<script" not in page
    assert "<img" not in page


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, lambda b: memoryview(bytearray(b))])
def test_data_of_every_kind(kind: type, article: newsproc.Article) -> None:
    assert newsproc.parse(kind(POST.encode())) == article


@pytest.mark.parametrize("text", ["", "a", "é", "ÿ" * 9, "你好", "a\U0001f600b", "\U0001f600", "a" * 5000 + "é"])
def test_text_of_every_width(text: str) -> None:
    post = f"<p>x{text}y</p>"
    article = newsproc.parse(post)
    assert article.body == post
    assert article == newsproc.parse(post.encode())
    body = article.body
    assert body.isascii() == text.isascii()
    assert hash(body) == hash(post)  # the narrowest form, as CPython wants it


def test_lone_surrogates_are_replaced_and_told() -> None:
    article = newsproc.parse("<p>a\ud800b\udfffc")
    assert article.text == "a\ufffdb\ufffdc"
    (diagnostic,) = article.diagnostics
    assert (diagnostic.code, diagnostic.line, diagnostic.column) == ("lone_surrogate", 1, 5)
    astral = newsproc.parse("\U0001f600\n\udc00")
    assert [(d.code, d.line, d.column) for d in astral.diagnostics] == [("lone_surrogate", 2, 1)]
    assert newsproc.sanitize("<b>\ud800</b>") == "<b>\ufffd</b>"


def test_a_path_is_never_data_and_data_never_a_path(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(POST, encoding="utf-8")
    assert newsproc.parse(str(file)).text == str(file)
    with pytest.raises(TypeError):
        newsproc.parse(file)  # type: ignore[arg-type]
    for path in (file, str(file), bytes(file)):
        loaded = newsproc.load(path)
        assert loaded == newsproc.parse(POST)
        assert loaded.path == str(file)
    with pytest.raises(TypeError):
        newsproc.load(3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="null"):
        newsproc.load("a\0b")


def test_split() -> None:
    front = newsproc.split(POST)
    assert front.metadata["title"] == "你好, world"
    assert front.body == newsproc.parse(POST).body
    assert front.format == "yaml"
    assert front.diagnostics == ()
    assert newsproc.split(b"no front matter") == ({}, "no front matter", None, ())
    assert newsproc.split("标题".encode("gbk") * 20, encoding="gbk").body == "标题" * 20


@pytest.mark.parametrize(
    "front",
    [
        "",
        "a: 1\nb: -9223372036854775808\nc: 123456789012345678901234567890\nd: 0x1f",
        "a: 1.5\nb: .inf\nc: -.Inf\nd: .nan\ne: 1e400\nf: 1e3",
        "a: true\nb: ~\nc:\nd: 'true'\ne: 2021-07-19",
        "a: [x, [y, {z: [1, {w: ~}]}], []]\nb: {}\nc: [[[[]]]]",
        "1: a\n~: b\ntrue: c\n1.5: d\n[x, y]: e\n'': f",
        "é: a\n译: b\n😀: c\n" + "k" * 32 + ": d\n" + "k" * 33 + ": e",
        'a: é\nb: 译\nc: 😀\nd: "\\0\\u2028"\ne: ' + "x" * 63 + "\nf: " + "x" * 64 + "é",
        "a: &x {p: 1}\nb:\n  <<: *x\n  q: *x\na: 2",
        "a: @x\nb: {{ x }}\nc:\n\t- d",
        "\n".join(f"k{i}: {i}" for i in range(300)) + "\n" + "\n".join(f"{i}k: [{i}]" for i in range(300)),
        "a: " + "[" * 60 + "]" * 60,
    ],
)
def test_split_and_parse_agree(front: str) -> None:
    """Two ways from values to objects: straight, and over the JSON of a record."""
    post = f"---\n{front}\n---\nbody\n"
    for _ in range(2):  # the second time keys are kept
        made, wanted = newsproc.split(post).metadata, newsproc.parse(post).metadata
        assert list(made.items()) == list(wanted.items())
        assert repr(made) == repr(wanted)  # 1 is not 1.0
    assert newsproc.split(post.encode()).body == "body\n"


def test_split_does_not_read_fields() -> None:
    post = "---\ndate: 2021-02-30\na: 1\na: 2\n---\nbody"
    assert [d.code for d in newsproc.parse(post).diagnostics] == ["bad_date", "duplicate_key"]
    front = newsproc.split(post)
    assert [(d.code, d.line, d.column, d.detail) for d in front.diagnostics] == [("duplicate_key", 4, 1, "a")]
    metadata, body, kind, diagnostics = front
    assert (dict(metadata), body, kind) == ({"date": "2021-02-30", "a": 2}, "body", "yaml")
    assert diagnostics is front.diagnostics
    with pytest.raises(TypeError):
        metadata["a"] = 1  # type: ignore[index]


def test_digits_that_python_does_not_convert() -> None:
    code = (
        "import sys, newsproc; sys.set_int_max_str_digits(640); "
        "m = newsproc.split('---\\na: ' + '9' * 700 + '\\nb: 1\\n---\\n').metadata; "
        "assert m['a'] == '9' * 700 and m['b'] == 1, m"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_toml_and_json_front_matter() -> None:
    toml = newsproc.parse(
        '+++\ntitle = "T"\ndate = 2021-07-19T18:22:00+08:00\nn = 1_000\nf = 1.50\nh = 0xff\n'
        "big = 99999999999999999999\n"
        'inf = -inf\ntags = ["a", "b"]\n[x.y]\nz = [{a = 1}]\nday = 2021-07-19\nat = 07:30:00\n+++\nbody'
    )
    assert toml.format == "toml"
    assert toml.title == "T"
    assert toml.tags == ("a", "b")
    assert toml.date == datetime.datetime(2021, 7, 19, 10, 22, tzinfo=datetime.UTC)
    assert toml.metadata["n"] == 1000
    assert toml.metadata["h"] == 255
    assert toml.metadata["f"] == 1.5
    assert toml.metadata["big"] == 99999999999999999999
    assert toml.metadata["x"] == {"y": {"z": [{"a": 1}], "day": "2021-07-19", "at": "07:30:00"}}
    both = newsproc.parse('{"title": "J", "n": [1, -2.5e3, null, true, {}], "title": "K", "s": "\\ud800"}\nbody')
    assert both.format == "json"
    assert both.title == "K"
    assert dict(both.metadata) == {"title": "K", "n": [1, -2500.0, None, True, {}], "s": "\ufffd"}
    assert sorted(d.code for d in both.diagnostics) == ["duplicate_key", "lone_surrogate"]


def test_infinity_and_nan_in_json_are_what_they_are_in_yaml() -> None:
    """Python's json writes them, so feeds have them; one such file must not end a corpus."""
    post = '{"title": "T", "a": NaN, "b": [Infinity, -Infinity]}\nbody'
    article = newsproc.parse(post)
    assert article.title == "T"
    assert article.diagnostics == ()
    assert dict(article.metadata) == {"title": "T", "a": "NaN", "b": ["Infinity", "-Infinity"]}
    assert newsproc.split(post).metadata == article.metadata
    assert newsproc.split(post).set("title", "U").to_str() == post.replace("T", "U", 1)
    values = newsproc.from_strings([post, "x"], columns={"a": "float64"})["a"].to_list()
    assert values[0] != values[0]
    assert values[1] is None


@pytest.mark.parametrize(
    ("post", "code", "line", "column"),
    [
        ('+++\ntitle = "T"\nb = \n+++\nbody', "toml_syntax", 3, 5),
        ("+++\n[a\n+++\nbody", "toml_syntax", 2, 3),
        ('+++\n["(at line 9, column 9)"]\n["(at line 9, column 9)"]\n+++\nbody', "toml_syntax", 3, 25),
        ('+++\n["(at end of document)"]\n["(at end of document)"]\n+++\nbody', "toml_syntax", 3, 24),
        (';;;\n{"a": 1,\n "é": x}\n;;;\nbody', "json_syntax", 3, 7),
    ],
)
def test_syntax_errors_have_their_place(post: str, code: str, line: int, column: int) -> None:
    article = newsproc.parse(post)
    assert article.text == "body"
    assert dict(article.metadata) == {}
    assert [(d.code, d.line, d.column) for d in article.diagnostics] == [(code, line, column)]


def test_deep_front_matter_is_bounded() -> None:
    deep = '{"a": ' + "[" * 300 + "]" * 300 + "}\nbody"
    assert [d.code for d in newsproc.parse(deep).diagnostics] == ["front_limit"]
    deeper = '{"a": ' + "[" * 200_000 + "]" * 200_000 + "}\nbody"
    assert [d.code for d in newsproc.parse(deeper).diagnostics] == ["front_limit"]
    wide = '{"a": [' + "0," * 200_000 + "0]}\nbody"
    article = newsproc.parse(wide)
    assert [d.code for d in article.diagnostics] == ["front_limit"]
    assert article.text == "body"


def test_what_is_beyond_a_limit_is_left_out_and_nothing_else_is() -> None:
    """No null where a value was, and no empty list because of what stands beside it."""

    def metadata(post: str, **limits: int) -> dict[str, object]:
        article = newsproc.parse(post, limits=newsproc.Limits(**limits))
        assert [d.code for d in article.diagnostics] == ["front_limit"]
        return dict(article.metadata)

    posts = ('{"a": 1, "b": 2, "c": 3}\nx', "+++\na = 1\nb = 2\nc = 3\n+++\nx", "---\na: 1\nb: 2\nc: 3\n---\nx")
    for post in posts:
        assert metadata(post, front_nodes=4) == {"a": 1}
        assert metadata(post, front_keys=2) == {"a": 1, "b": 2}
    assert metadata('{"a": [1, 2, 3]}\nx', front_nodes=5) == {"a": [1, 2]}
    assert metadata('{"a": {"b": [1]}, "c": 1}\nx', front_keys=1) == {"a": {"b": [1]}}
    deep = "[" * 70 + "]" * 70
    both = newsproc.parse('{"tags": ["t"], "deep": ' + deep + ', "m": {"k": 1}}\nx')
    assert both.tags == ("t",)
    assert both.metadata["m"] == {"k": 1}
    wide = newsproc.parse('{"tags": ["t"], "wide": [' + "0," * 200_000 + "0]}\nx")
    assert wide.tags == ("t",)


def test_huge_integers() -> None:
    digits = "9" * 6000
    article = newsproc.parse('{"n": ' + digits + ', "m": 1}\nbody')
    assert article.metadata["n"] == digits  # more than Python converts
    assert article.metadata["m"] == 1


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("UTC", 18),
        ("+08:00", 10),
        ("+0800", 10),
        ("+8", 10),
        ("-03:30", 21),
        ("Asia/Shanghai", 10),
        ("America/New_York", 22),
    ],
)
def test_timezone_option(zone: str, hour: int) -> None:
    if "/" in zone:
        zoneinfo = pytest.importorskip("zoneinfo")
        if zone not in zoneinfo.available_timezones():
            pytest.skip("no time zone database")
    date = newsproc.parse(POST, timezone=zone).date
    assert date is not None
    assert date.hour == hour


@pytest.mark.parametrize(
    "zone", ["", "localtime", "posixrules", "Nowhere/City", "+15:00", "+08:0", "../UTC", "本地", "+08\0"]
)
def test_bad_timezones_are_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="timezone"):
        newsproc.parse(POST, timezone=zone)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Africa/Monrovia", "America/New_York"])
def test_offsets_that_are_no_whole_minutes(zone: str) -> None:
    """Before zones, clocks went by the sun; Liberia's did until 1972."""
    for year in (1850, 1900, 1971, 2021):
        local = datetime.datetime(year, 1, 1, 12, tzinfo=zoneinfo.ZoneInfo(zone))
        assert newsproc.parse(f"---\ndate: {year}-01-01 12:00\n---\n", timezone=zone).date == local


def test_the_host_zone_does_not_matter() -> None:
    code = "import newsproc, sys; print(newsproc.parse(sys.stdin.buffer.read()).date)"
    dates = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=POST.encode(),
            env={**__import__("os").environ, "TZ": zone, "LC_ALL": "C"},
            capture_output=True,
            check=True,
        ).stdout
        for zone in ("UTC", "Asia/Tokyo", "XXX+12")
    }
    assert dates == {b"2021-07-19 18:22:00+00:00\n"}


def test_options() -> None:
    assert newsproc.parse("<a href=x>y", base_url="https://h.example/d/").links[0].href == "https://h.example/d/x"
    proxied = "<img src='https://p.example/?http://h.example/a.png'>"
    for unproxy in ("https://p.example/?", ["https://p.example/?"]):
        assert newsproc.parse(proxied, unproxy=unproxy).images[0].src == "http://h.example/a.png"
    assert newsproc.parse("标题".encode("gbk"), encoding="gb2312").text == "标题"
    assert newsproc.parse("<b>x</b>", policy=newsproc.Policy.TEXT).html == "x"
    assert newsproc.parse("---\na: 1\na: 2\n---\n").metadata["a"] == 2
    with pytest.raises(newsproc.FrontMatterError) as caught:
        newsproc.parse("---\nb: 1\na: [\n---\n", strict=True)
    error = caught.value
    assert error.code
    assert error.line in (3, 4)
    assert error.path is None
    with pytest.raises(newsproc.EncodingError, match="unknown_encoding"):
        newsproc.parse("x", encoding="klingon")
    with pytest.raises(TypeError, match="syntax"):
        newsproc.parse("x", syntax="html")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="markup"):
        newsproc.parse("x", markup="rst")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="template_tags"):
        newsproc.parse("x", template_tags=True)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="policy"):
        newsproc.parse("x", policy="article")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="unproxy"):
        newsproc.parse("x", unproxy=[3])  # type: ignore[list-item]
    with pytest.raises(TypeError):
        newsproc.parse()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        newsproc.parse("x", "y")  # type: ignore[call-arg]


def test_options_are_one_value() -> None:
    make = newsproc._core.Options
    a = make(timezone="+08:00", unproxy=["a"], limits=newsproc.Limits(body=5), strict=True, encoding="gbk")
    b = make(timezone="+08:00", unproxy=("a",), limits=newsproc.Limits(body=5), strict=True, encoding="gbk")
    assert a == b
    assert hash(a) == hash(b)
    assert a != make()
    assert pickle.loads(pickle.dumps(a)) == a
    assert make() is make()


def test_limits() -> None:
    limits = newsproc.Limits(body=10, front_depth=3)
    assert (limits.body, limits.front_depth, limits.aliases) == (10, 3, 100)
    assert limits == newsproc.Limits(body=10, front_depth=3)
    assert hash(limits) == hash(newsproc.Limits(body=10, front_depth=3))
    assert pickle.loads(pickle.dumps(limits)) == limits
    assert eval(repr(limits)) == limits
    with pytest.raises(newsproc.LimitError) as caught:
        newsproc.parse("x" * 11, limits=limits)
    assert caught.value.code == "too_large"
    assert caught.value.hint
    assert newsproc.parse("x" * 10, limits=limits).text == "x" * 10
    for bad in (-1, 1 << 70, 1 << 40):
        with pytest.raises(ValueError, match="body"):
            newsproc.Limits(body=bad)
    with pytest.raises(TypeError):
        newsproc.Limits(body="1")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        newsproc.Limits(10)  # type: ignore[misc]


def test_named_tuples() -> None:
    """What typing and pandas expect of one; a FrontMatter is its file's, and not put together of values."""
    html = "<p onclick=x>a <img src=/a.png alt=b><a href=/x>c</a>"
    cleaned = newsproc.clean(html)
    article = newsproc.parse(f"---\ndate: x\n---\n{html}")
    with pytest.warns(newsproc.NewsprocWarning):
        failure = newsproc.from_strings([None]).errors[0]
    parts = [cleaned, cleaned.removals[0], article.images[0], article.links[0], article.diagnostics[0], failure]
    for part in parts:
        fields = part._asdict()
        assert tuple(fields) == part._fields == part.__match_args__
        assert tuple(fields.values()) == part
        assert part._make(fields.values()) == part
        assert part._replace() == part
        changed = part._replace(**{part._fields[-1]: "new"})
        assert type(changed) is type(part)
        assert (changed[:-1], changed[-1]) == (part[:-1], "new")
        for wrong in ({"nosuch": 1}, {"count_": 1}):
            with pytest.raises(TypeError, match="unexpected field name"):
                part._replace(**wrong)
        with pytest.raises(TypeError, match="by their names"):
            part._replace("x")
        with pytest.raises(TypeError):
            part._make([1])
    front = newsproc.split("---\na: 1\n---\nBody")
    assert front._asdict() == {"metadata": {"a": 1}, "body": "Body", "format": "yaml", "diagnostics": ()}
    assert not hasattr(front, "_replace")
    assert not hasattr(front, "_make")
    pandas = pytest.importorskip("pandas")
    assert tuple(pandas.DataFrame(article.images)) == newsproc.Image._fields
