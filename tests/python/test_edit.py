"""Front matter written back: the outcome as other readers see it, every encoding, real files, the command line."""

from __future__ import annotations

import copy
import datetime
import json
import math
import os
import pathlib
import pickle
import stat
import tomllib
from typing import Any

import pytest
from test_cli import run

import newsproc
from newsproc import edit

yaml = pytest.importorskip("yaml")
hypothesis = pytest.importorskip("hypothesis")
given, st = hypothesis.given, hypothesis.strategies

BOM = b"\xef\xbb\xbf"
SUFFIXES = {".md", ".markdown", ".mdown", ".html", ".htm"}


class Loader(yaml.SafeLoader):  # type: ignore[misc]
    """YAML 1.1 as PyYAML has it, in plain Python: no errors of the C library's own."""


def header_of(front: newsproc.FrontMatter) -> str:
    """What stands between the fences."""
    text = front.to_str()
    return text[: len(text) - len(front.body)].split("\n", 1)[1].rsplit("\n", 2)[0] + "\n"


# --- values, as newsproc, PyYAML, tomllib and json read them ---

# Readers disagree about little else than these; they are what a text must survive.
WORDS = (
    "yes no on off null ~ true 1_000 0x1F 0o17 010 12:30 1.5 .5 1e3 .inf 2021-01-01 --- ... - ? : # & * ! | > % @ ` ' "
    '" \\ , [ ] { } << = <% a:b 1,000 😀 中文 é'
)
SIGNS = "\t \n \r \x00 \x07 \x7f \x85 \xa0 \u2028 \u2029 \u3000 \ufeff \ufffe \ue000 \U000f0000"
ODD = st.sampled_from([*WORDS.split(" "), *SIGNS.split(" "), "", " ", "\r\n", ": ", " #", "- ", "2021-01-01 10:00:00"])
CHARACTERS = st.characters(blacklist_categories=["Cs"])
TEXTS = st.one_of(ODD, st.text(CHARACTERS, max_size=20), st.lists(ODD, max_size=4).map("".join))
DATES = st.one_of(
    st.dates(datetime.date(1000, 1, 1)),
    st.datetimes(datetime.datetime(1000, 1, 1)),
    st.datetimes(datetime.datetime(1000, 1, 2), timezones=st.just(datetime.UTC)),
)
SCALARS = st.one_of(
    TEXTS, st.booleans(), st.integers(), st.integers(-(10**30), 10**30), st.floats(allow_nan=False), st.none()
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=5
)
PLACES = (
    "a: 1\nkey: old # c\nz: 3\n",
    "a: 1\nkey: 'old'\nz: 3\n",
    'a: 1\nkey: "old"\nz: 3\n',
    "a: 1\nkey:\n  - old\n  - 'x'\nz: 3\n",
    "a: 1\nkey: [old, x]\nz: 3\n",
    "a: 1\nkey: |\n  old\n  x\n\nz: 3\n",
    "{a: 1, key: old, z: 3}\n",
    "a: 1\nz: 3\n",
)


@given(VALUES, st.sampled_from(PLACES))
@hypothesis.settings(max_examples=200, deadline=None)
def test_every_reader_reads_the_same_from_yaml(value: Any, place: str) -> None:
    front = newsproc.split(f"---\n{place}---\nbody").set("key", value)
    if _is_finite(value):  # metadata has what JSON has
        assert repr(front.metadata["key"]) == repr(value)
    assert (front.metadata["a"], front.metadata["z"], front.body) == (1, 3, "body")
    read = yaml.load(header_of(front), Loader)
    assert read == {"a": 1, "key": value, "z": 3}
    assert repr(read["key"]) == repr(value)  # true is not 1, and 1.0 is not


@given(DATES)
@hypothesis.settings(max_examples=60, deadline=None)
def test_dates(value: datetime.date) -> None:
    front = newsproc.split("---\n---\n").set("date", value)
    # PyYAML drops no zone, but has its own offset type.
    assert yaml.load(header_of(front), Loader)["date"] == value
    assert newsproc.parse(front.to_str()).date_source == "date"
    assert tomllib.loads(header_of(newsproc.split("+++\n+++\n").set("date", value)))["date"] == value


def without_null(value: Any) -> bool:
    if isinstance(value, (list, dict)):
        return all(map(without_null, value.values() if isinstance(value, dict) else value))
    return value is not None and not (isinstance(value, int) and not -(2**63) <= value < 2**63)


@given(VALUES.filter(without_null), st.sampled_from(["", "key = 'old' # c\n", 'key = ["""x""", 1]\n', "key=1\n"]))
@hypothesis.settings(max_examples=100, deadline=None)
def test_every_reader_reads_the_same_from_toml(value: Any, place: str) -> None:
    front = newsproc.split(f"+++\na = 1\n{place}z = 3\n[t]\nkey = 0\n+++\nbody").set("key", value)
    read = tomllib.loads(header_of(front))
    assert read == {"a": 1, "key": value, "z": 3, "t": {"key": 0}}
    assert repr(read["key"]) == repr(value)


@given(VALUES, st.sampled_from(["", ' "key" : {"x": "}"},', ' "key": ["a", "\\"]"],']))
@hypothesis.settings(max_examples=100, deadline=None)
def test_every_reader_reads_the_same_from_json(value: Any, place: str) -> None:
    if "inf" in repr(value).lower() and not _is_finite(value):
        return
    front = newsproc.split(f'{{"a": 1,{place}\n "z": 3}}\nbody').set("key", value)
    read = json.loads(front.to_str().removesuffix("body"))
    assert read == {"a": 1, "key": value, "z": 3}
    assert repr(read["key"]) == repr(value)


def _is_finite(value: Any) -> bool:
    if isinstance(value, (list, dict)):
        return all(map(_is_finite, value.values() if isinstance(value, dict) else value))
    return not isinstance(value, float) or math.isfinite(value)


@given(TEXTS, TEXTS)
@hypothesis.settings(max_examples=100, deadline=None)
def test_keys(key: str, other: str) -> None:
    front = newsproc.split("---\nfirst: 1\n---\nbody").set(key, 2)
    assert yaml.load(header_of(front), Loader) == {"first": 1} | {key: 2}
    if other not in front.metadata:
        renamed = front.rename(key, other)
        assert yaml.load(header_of(renamed), Loader) == {other if k == key else k: v for k, v in front.metadata.items()}
        assert renamed.rename(other, key).metadata == front.metadata
    if key != "first":
        assert front.delete(key).to_str() == "---\nfirst: 1\n---\nbody"


@given(
    st.lists(TEXTS, max_size=5),
    st.lists(TEXTS.filter(str.isprintable), min_size=1, max_size=5),
    st.sampled_from(["- ", "  -   ", "["]),
)
@hypothesis.settings(max_examples=100, deadline=None)
def test_lists_in_place_of_lists(new: list[str], old: list[str], lead: str) -> None:
    items = [json.dumps(item, ensure_ascii=False) for item in old]
    written = (
        " [" + ", ".join(items) + "]"
        if lead == "["
        else "".join(f"\n{lead}{item} # {i}" for i, item in enumerate(items))
    )
    front = newsproc.split(f"---\nkey:{written}\nz: 3\n---\n")
    assert front.metadata["key"] == old
    changed = front.set("key", new)
    assert changed.metadata["key"] == new
    assert yaml.load(header_of(changed), Loader) == {"key": new, "z": 3}
    more = front.set("key", [*old, "more"])
    assert more.to_str().count("\n") == front.to_str().count("\n") + (lead != "[")


def test_floats_that_are_none() -> None:
    front = newsproc.split("---\n---\n").set("key", [math.nan, math.inf, -math.inf])
    assert header_of(front) == "key: [.nan, .inf, -.inf]\n"
    assert newsproc.split("+++\n+++\n").set("key", math.nan).to_str() == "+++\nkey = nan\n+++\n"


# --- what cannot be ---


@pytest.mark.parametrize("value", [object(), {1, 2}, b"x", datetime.time(1), {1: 2}, [{"a": 1j}]])
def test_values_that_front_matter_never_holds(value: Any) -> None:
    with pytest.raises(TypeError):
        newsproc.split("---\na: 1\n---\n").set("a", value)


def test_what_no_front_matter_holds_is_named() -> None:
    """NaT is a datetime by its type; an array has an __index__ that refuses."""
    pd, np = pytest.importorskip("pandas"), pytest.importorskip("numpy")
    front = newsproc.split("---\na: 1\n---\n")
    for value, message in (
        (pd.NaT, "front matter cannot hold NaT, which is no date; None is null"),
        ([pd.NaT], "front matter cannot hold NaT"),
        (pd.NA, "front matter cannot hold NAType"),
        (np.array([1, 2]), r"front matter cannot hold numpy\.ndarray"),
        (np.datetime64("2021-01-01"), r"front matter cannot hold numpy\.datetime64"),
        (pd.Series([1]), "front matter cannot hold Series"),
    ):
        with pytest.raises(TypeError, match=message):
            front.set("a", value)


def test_values_of_a_data_frame() -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(
        {"draft": [True], "n": [3], "x": [1.5], "t": ["tea"], "day": pd.to_datetime(["2021-07-19T08:00Z"])}
    )
    front = newsproc.split("---\na: 1\n---\n")
    for name in frame:
        front = front.set(name, frame[name][0])
    assert front.metadata == {"a": 1, "draft": True, "n": 3, "x": 1.5, "t": "tea", "day": "2021-07-19T08:00:00+00:00"}


def test_values_without_end() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(newsproc.LimitError):
        newsproc.split("").set("a", endless)
    with pytest.raises(newsproc.LimitError):
        newsproc.split("").set("a", [0] * 100_001)


def test_errors_say_what_and_where() -> None:
    front = newsproc.split("---\ntitle: x\na: &x 1\nb: *x\n---\n")
    with pytest.raises(newsproc.FrontMatterError) as caught:
        front.delete("a")
    assert (caught.value.code, caught.value.line, caught.value.column) == ("anchor_in_use", 3, 1)
    assert caught.value.hint
    for call in (lambda: front.delete("c"), lambda: front.rename("c", "d")):
        with pytest.raises(KeyError, match="c"):
            call()
    with pytest.raises(ValueError, match="'b' already"):
        front.rename("a", "b")
    for arguments in ((1, 2), ("a",), ("a", 1, 2)):
        with pytest.raises(TypeError):
            front.set(*arguments)  # type: ignore[call-arg, arg-type]
    with pytest.raises(newsproc.EncodingError):
        front.set("title", "\ud800")
    with pytest.raises(newsproc.EncodingError):
        newsproc.split("---\na: 1\n---\n\ud800").set("a", 2)
    with pytest.raises(ValueError, match="split"):
        newsproc.FrontMatter(({}, "", None, ())).set("a", 1)  # type: ignore[call-arg, arg-type]
    for text, code in (
        ("---\na: 1\n", "unclosed"),
        ("+++\na = \n+++\n", "toml_syntax"),
        (";;;\n{a}\n;;;\n", "json_syntax"),
    ):
        with pytest.raises(newsproc.FrontMatterError) as caught:
            newsproc.split(text).set("a", 1)
        assert caught.value.code == code


def test_nothing_is_changed_in_place() -> None:
    front = newsproc.split("---\na: 1\n---\nbody")
    changed = front.set("a", 2)
    assert (front.metadata["a"], front.to_str()) == (1, "---\na: 1\n---\nbody")
    assert changed.set("a", 2) is changed
    metadata, body, form, diagnostics = changed  # unpacks as ever
    assert (dict(metadata), body, form, diagnostics) == ({"a": 2}, "body", "yaml", ())
    assert (front.source, front.encoding) == ("---\na: 1\n---\nbody", None)
    assert newsproc.split(b"---\na: 1\n---\n").encoding == "UTF-8"
    data = bytearray(b"---\na: 1\n---\n")
    kept = newsproc.split(data)
    data[4] = ord("b")
    assert kept.to_bytes() == b"---\na: 1\n---\n"


@pytest.mark.parametrize("data", ["---\na: yes\nb: [1, {c: d}]\n---\nbody", "---\na: 茶\n---\n茶".encode("gb18030")])
def test_pickle_and_copy(data: str | bytes) -> None:
    """The metadata is a read-only view, which has no pickle; the file has."""
    front = newsproc.split(data, encoding="gb18030", schema="1.1")
    for other in (pickle.loads(pickle.dumps(front)), copy.copy(front), copy.deepcopy(front)):
        assert type(other) is newsproc.FrontMatter
        assert other == front
        assert other.set("a", 1).to_bytes() == front.set("a", 1).to_bytes()
    bare = newsproc.FrontMatter(({"a": 1}, "body", "yaml", ()))  # type: ignore[arg-type, call-arg]
    assert pickle.loads(pickle.dumps(bare)) == bare


def test_the_options_of_split_hold_for_what_is_read_again() -> None:
    text = '"title": "x",\n"tags": ["a"]\n;;;\nbody'
    front = newsproc.split(text, dialect="hexo").set("title", "y").set("draft", True)
    assert front.to_str() == '"title": "y",\n"tags": ["a"],\n"draft": true\n;;;\nbody'
    assert front.delete("draft").set("title", "x").to_str() == text
    loose = newsproc.split("---\na: yes\n---\n", schema="1.1")
    assert loose.set("a", True) is loose
    assert loose.set("a", "yes").to_str() == '---\na: "yes"\n---\n'
    with pytest.raises(newsproc.FrontMatterError, match="read as another"):
        newsproc.split("---\na: 1\n---\n", schema="failsafe").set("a", 2)


# --- encodings ---

TEXT = "---\ntitle: {}\n# 注釈 comment\ntags: [x]\n---\n<p>{}</p>\n"


@pytest.mark.parametrize(
    ("encoding", "old", "new"),
    [
        ("gbk", "旧的标题", "新的标题"),
        ("gb18030", "旧的标题", "新的😀"),
        ("big5", "舊的標題", "新的標題"),
        ("shift_jis", "古い題", "新しい題"),
        ("euc-jp", "古い題", "新しい題"),
        ("iso-2022-jp", "古い題", "新しい題"),
        ("euc-kr", "옛 제목", "새 제목"),
        ("windows-1252", "éàü", "ñ – “x”"),
        ("windows-1251", "старое", "новое"),
        ("koi8-r", "старое", "новое"),
        ("utf-16le", "旧的标题", "新的😀"),
        ("utf-16be", "旧的标题", "新的😀"),
        ("utf-8", "旧的标题", "新的😀"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_an_encoding_stays(encoding: str, old: str, new: str, newline: str) -> None:
    text = TEXT.format(old, old)
    if encoding.startswith(("windows-125", "koi8", "euc-kr", "big5")):
        text = text.replace("注釈 ", "")
    data = text.replace("\n", newline).encode(encoding)
    front = newsproc.split(data, encoding=encoding)
    changed = front.set("title", new).set("added", 1).set("tags", ["x", new])
    wanted = text.replace(old, new, 1).replace("[x]", f"[x, {new}]\nadded: 1").replace("\n", newline)
    assert changed.to_bytes() == wanted.encode(encoding)
    assert changed.to_str() == wanted
    assert changed.delete("added").set("tags", ["x"]).set("title", old).to_bytes() == data


def test_what_an_encoding_cannot_hold_is_refused() -> None:
    front = newsproc.split(TEXT.format("x", "正文").encode("gbk"), encoding="gbk")
    with pytest.raises(newsproc.EncodingError, match="GBK") as caught:
        front.set("title", "😀")
    assert caught.value.code == "not_encodable"
    assert front.set("title", "新").encoding == "GBK"


def test_bytes_that_are_not_utf8_stay_where_nothing_changes() -> None:
    data = b"\xef\xbb\xbf---\r\na: 1\r\nb: \xff\r\n---\r\n" + "正文".encode() * 50 + b"\xfe\r"
    front = newsproc.split(data)
    assert front.set("a", 22).to_bytes() == data.replace(b"a: 1", b"a: 22")
    assert front.set("b", "x").to_bytes() == data.replace(b"b: \xff", b"b: x")  # wrong bytes can be mended
    assert front.delete("b").to_bytes() == data.replace(b"b: \xff\r\n", b"")
    wrong = "---\n标题: 旧\ntitle: ".encode("gbk") + b"\xff\xff # " + "注\n---\n".encode("gbk")
    mended = newsproc.split(wrong, encoding="gbk").set("title", "新")
    assert mended.to_bytes() == wrong.replace(b"\xff\xff", "新".encode("gbk"))
    with pytest.raises(newsproc.EncodingError, match="UTF-8"):
        newsproc.split(data.replace(b"a: 1", b"a: 1 # \xff")).set("a", 2)


def test_a_file_that_would_be_taken_for_another_encoding_is_refused() -> None:
    data = TEXT.format("x", "caf\xe9").replace("注釈 ", "").encode("windows-1252")
    front = newsproc.split(data)
    assert front.encoding == "windows-1252"
    assert front.set("title", "é").to_bytes() == data.replace(b": x", b": \xe9")
    with pytest.raises(newsproc.EncodingError):
        front.set("title", "中文")


def test_byte_order_marks_stay_first() -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        data = "body".encode(encoding)
        assert newsproc.split(data).set("a", 1).to_bytes() == "---\na: 1\n---\nbody".encode(encoding)
    assert newsproc.split("\ufeffbody").set("a", 1).to_str() == "\ufeff---\na: 1\n---\nbody"


# --- real files ---


def split_lines(data: bytes) -> list[bytes]:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")


def changed_lines(old: bytes, new: bytes) -> tuple[list[bytes], list[bytes]]:
    """What is left of both when the same lines at both ends are taken off."""
    a, b = split_lines(old), split_lines(new)
    while a and b and a[0] == b[0]:
        del a[0], b[0]
    while a and b and a[-1] == b[-1]:
        del a[-1], b[-1]
    return a, b


@pytest.fixture(scope="module")
def files(data: pathlib.Path) -> list[pathlib.Path]:
    found = [
        path for name in ("posts", "family", "dirty") for path in (data / name).rglob("*") if path.suffix in SUFFIXES
    ]
    return sorted(found)


def test_a_new_key_in_every_file_is_one_line_and_goes_without_a_trace(files: list[pathlib.Path]) -> None:
    for path in files:
        old = path.read_bytes()
        front = newsproc.split(old)
        changed = front.set("newsproc_checked", "new value")
        assert changed.metadata == {**front.metadata, "newsproc_checked": "new value"}, path
        if not front.encoding or front.encoding.startswith("UTF-16"):
            continue
        gone, made = changed_lines(old, changed.to_bytes())
        written = {"yaml": b"newsproc_checked: new value", "toml": b'newsproc_checked = "new value"'}
        if front.format is None:
            end = b"\r\n" if b"\r\n" in old else b"\n"
            assert changed.to_bytes().endswith(end.join([b"---", written["yaml"], b"---", old.removeprefix(BOM)])), path
            continue
        if made != [b'newsproc_checked="new value"']:  # as the other keys of that file have it
            assert made == [written[front.format]], path
        assert gone == [], path
        assert changed.delete("newsproc_checked").to_bytes() == old, path


def test_every_title_is_set_on_its_line_and_set_back(files: list[pathlib.Path]) -> None:
    same = count = 0
    for path in files:
        old = path.read_bytes()
        front = newsproc.split(old)
        title = front.metadata.get("title")
        if not isinstance(title, str) or "\n" in title:
            continue
        changed = front.set("title", "Another title")
        gone, made = changed_lines(old, changed.to_bytes())
        if (front.encoding or "").startswith("UTF-16"):
            continue
        assert len(made) == 1, path
        assert b"Another title" in made[0], path
        count += 1
        if len(gone) == 1:
            same += changed.set("title", title).to_bytes() == old
    assert count > 1500
    assert same / count > 0.98  # the others were written in a way that needs no quotes here or more lines


# --- the command line ---


@pytest.fixture
def posts(tmp_path: pathlib.Path) -> pathlib.Path:
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "a.md").write_bytes("---\r\ntitle: 标题\r\ntags: [x]\r\n---\r\n正文".encode())
    (folder / "b.md").write_bytes(b"---\ntitle: B\n---\nbody\n")
    (folder / "c.md").write_bytes(b"---\ntitle: never closed\n")
    return folder


def test_set_says_what_it_did(posts: pathlib.Path) -> None:
    done = run("set", posts, "draft=true", "tags=[x, 'yes']", "--rename", "title=name", "--delete", "nothing")
    assert done.returncode == 1
    assert done.stdout == b""
    first, last = done.stderr.decode().splitlines()
    assert first.startswith(f"{posts / 'c.md'}: ")
    assert "unclosed" in first
    assert last == "2 changed, 1 failed"
    assert (posts / "a.md").read_bytes() == (
        '---\r\nname: 标题\r\ntags: [x, "yes"]\r\ndraft: true\r\n---\r\n正文'.encode()
    )
    assert (posts / "b.md").read_bytes() == b'---\nname: B\ndraft: true\ntags: [x, "yes"]\n---\nbody\n'
    assert (posts / "c.md").read_bytes() == b"---\ntitle: never closed\n"
    (posts / "c.md").unlink()
    done = run("set", posts, "draft=true")
    assert (done.returncode, done.stderr) == (0, b"0 changed, 2 unchanged\n")
    assert sorted(os.listdir(posts)) == ["a.md", "b.md"]  # no temporary file is left


def test_set_where(posts: pathlib.Path) -> None:
    (posts / "c.md").unlink()
    for condition in ("tags=x", "tags", "!nothing", "title=标题"):
        done = run("set", posts, "title=New", "--where", condition, "--where", "tags", "--dry-run")
        assert done.stderr == b"1 changed, 1 skipped (dry run: nothing was written)\n", condition
        assert "-title: 标题\r\n+title: New\r\n" in done.stdout.decode()
        assert b"\\ No newline at end of file" in done.stdout
    assert (posts / "b.md").read_bytes() == b"---\ntitle: B\n---\nbody\n"
    assert run("set", posts, "a=1", "--where", "!title").stderr == b"0 changed, 2 skipped\n"


@pytest.mark.parametrize(
    "arguments", [["set"], ["set", "x.md"], ["set", "a=1"], ["set", "x", "a=[1"], ["set", "x", "--rename", "a"]]
)
def test_set_wrong_usage(arguments: list[str]) -> None:
    assert run(*arguments).returncode == 2


def test_set_a_pipe() -> None:
    done = run("set", "-", "title=A: b", "date=2021-07-19", data=b"body")
    assert (done.returncode, done.stdout) == (0, b'---\ntitle: "A: b"\ndate: 2021-07-19\n---\nbody')
    assert run("set", "-", "title=x", data=b"---\na: 1\n").returncode == 1
    for value, meant in (("", None), ("null", None), ('""', "")):  # as YAML writes them: nothing is null
        assert newsproc.split(run("set", "-", f"title={value}", data=b"x").stdout).metadata == {"title": meant}
    done = run("set", "-", "title=x", "--dialect", "hexo", data=b"title: y\n---\nbody")
    assert (done.returncode, done.stdout) == (0, b"title: x\n---\nbody")


def test_set_a_path_with_an_equals_sign(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a=b.md").write_bytes(b"body")
    assert run("set", "./a=b.md", "k=v", cwd=tmp_path).returncode == 0
    assert (tmp_path / "a=b.md").read_bytes() == b"---\nk: v\n---\nbody"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("12", 12),
        ("1.5", 1.5),
        ("", None),
        ("[a, 'b']", ["a", "b"]),
        ("{a: 1}", {"a": 1}),
        ('"12"', "12"),
        ("A: b #1", "A: b #1"),
        ("#fff", "#fff"),
        ("@x", "@x"),
        ("1 # c", "1 # c"),
        ("1\na: 2", "1\na: 2"),
        ("2021-07-19", datetime.date(2021, 7, 19)),
        ("2021-07-19T18:22:00", datetime.datetime(2021, 7, 19, 18, 22)),
        ("2021-99-19", "2021-99-19"),
        ("yes", "yes"),
    ],
)
def test_values_of_the_command_line(text: str, value: Any) -> None:
    assert edit.value_of(text) == value
    assert type(edit.value_of(text)) is type(value)


def test_a_file_is_replaced_at_one_stroke(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, link = tmp_path / "a.md", tmp_path / "link.md"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)
    edit.replace_file(str(link), b"old", b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    with pytest.raises(edit.ChangedMeanwhile):
        edit.replace_file(str(link), b"old", b"newer")

    def fail(*arguments: object) -> None:
        raise OSError("no")

    for name in ("replace", "fsync"):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, fail)
            with pytest.raises(OSError, match="no"):
                edit.replace_file(str(target), b"new", b"newer")
    assert target.read_bytes() == b"new"
    assert sorted(os.listdir(tmp_path)) == ["a.md", "link.md"]


def test_a_file_that_changes_meanwhile_is_left_alone(posts: pathlib.Path) -> None:
    path = posts / "b.md"

    def interfere(front: newsproc.FrontMatter) -> newsproc.FrontMatter:
        path.write_bytes(b"somebody else's")
        return front.set("a", 1)

    [(_, outcome, detail)] = edit.change_files(iter([str(path)]), [interfere], [], {}, False)
    assert outcome == "failed"
    assert "changed" in detail
    assert path.read_bytes() == b"somebody else's"


def test_a_fifo_is_no_file(tmp_path: pathlib.Path) -> None:
    """Opening one to read it waits for a writer, who never comes."""
    fifo = tmp_path / "a.md"
    os.mkfifo(fifo)
    [(_, outcome, detail)] = edit.change_files(iter([str(fifo)]), [lambda front: front.set("a", 1)], [], {}, False)
    assert outcome == "failed"
    assert "regular" in detail
    assert stat.S_ISFIFO(fifo.stat().st_mode)


def test_a_file_with_a_long_name(tmp_path: pathlib.Path) -> None:
    path = tmp_path / ("\N{HOT BEVERAGE}" * 84 + ".md")
    path.write_bytes(b"old")
    edit.replace_file(str(path), b"old", b"new")
    assert path.read_bytes() == b"new"
