"""Archives, JSON Lines, URLs and Arrow columns: the rows are those of the same files on disk."""

from __future__ import annotations

import gzip
import io
import json
import os
import pathlib
import sys
import tarfile
import warnings
import zipfile

import pytest

import newsproc

POST = "---\ntitle: T{0}\ntags: [a]\n---\n<p>{0} 你好 <img src=/{0}>"
NAMES = ["b.md", "a/z.md", "a/b/c.html", "a.md", "a-b.md", "notes.txt", "2021-01-02-day.md", "ü/中.md"]


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    for i, name in enumerate(NAMES):
        path = tmp_path / "posts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(POST.format(i), encoding="utf-8")
    return tmp_path / "posts"


def pack(folder: pathlib.Path, suffix: str) -> pathlib.Path:
    path = folder.parent / f"posts{suffix}"
    if suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in NAMES:
                archive.write(folder / name, name)
            archive.writestr("a/folder.md/", "")
    else:
        with tarfile.open(path, {".tar": "w", ".tar.gz": "w:gz", ".tgz": "w:gz"}.get(suffix, f"w:{suffix[5:]}")) as tar:
            tar.add(folder, ".")
    return path


def told(corpus: newsproc.Corpus, start: str) -> list[tuple[str, str, dict[str, object]]]:
    rows = []
    for article in corpus:
        path = (article.path or "").removeprefix(start).lstrip("!/")
        rows.append((path, article.text, {**article.to_dict(), "path": None}))
    return rows


@pytest.mark.parametrize("suffix", [".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz"])
def test_an_archive_is_the_folder_that_it_holds(folder: pathlib.Path, suffix: str) -> None:
    path = pack(folder, suffix)
    for options in ({}, {"glob": "*.txt"}, {"glob": "a/**"}, {"dialect": "jekyll"}):
        expected = told(newsproc.read(folder, **options), str(folder))  # type: ignore[arg-type]
        assert expected
        assert told(newsproc.read(path, **options), str(path)) == expected  # type: ignore[arg-type]
        parts = list(newsproc.scan(path, batch_bytes=1, **options))  # type: ignore[arg-type]
        assert [row for part in parts for row in told(part, str(path))] == expected
    assert newsproc.read(path)[0].path == f"{path}!/2021-01-02-day.md"
    assert newsproc.read(path, dialect="jekyll")[0].date is not None
    both = newsproc.read([folder / "b.md", path, path])
    assert len(both) == 1 + len(newsproc.read(path))
    again = newsproc.read([folder / "b.md", path], known=both)
    assert again == both


def test_an_archive_in_a_folder_is_not_opened(folder: pathlib.Path) -> None:
    pack(folder, ".zip").rename(folder / "posts.zip")
    assert len(newsproc.read(folder)) == len(NAMES) - 1


def test_members_with_one_name_and_links(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w") as tar:
        for text in ("first", "second"):
            info = tarfile.TarInfo("./a.md")
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text.encode()))
        for name, kind, target in (
            ("hard.md", tarfile.LNKTYPE, "./a.md"),
            ("soft.md", tarfile.SYMTYPE, "/etc/passwd"),
            ("pipe.md", tarfile.FIFOTYPE, ""),
            ("device.md", tarfile.CHRTYPE, ""),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            tar.addfile(info)
    corpus = newsproc.read(path)
    assert [(article.path, article.text) for article in corpus] == [
        (f"{path}!/a.md", "second"),
        (f"{path}!/hard.md", "second"),
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile's remark on the second
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
            archive.writestr("a.md", "first")
            archive.writestr("a.md", "second")
            link = zipfile.ZipInfo("soft.md")
            link.create_system, link.external_attr = 3, 0o120777 << 16
            archive.writestr(link, "/etc/passwd")
    assert [article.text for article in newsproc.read(tmp_path / "x.zip")] == ["second"]
    assert sorted(os.listdir(tmp_path)) == ["x.tar", "x.zip"]  # nothing was unpacked


def failures(path: pathlib.Path, **options: object) -> list[tuple[str, str]]:
    with pytest.warns(newsproc.NewsprocWarning):
        corpus = newsproc.read(path, **options)  # type: ignore[arg-type]
    with pytest.raises((newsproc.NewsprocError, OSError)):
        newsproc.read(path, on_error="raise", **options)  # type: ignore[arg-type]
    return [((failure.path or "").removeprefix(str(path)), failure.code) for failure in corpus.errors]


def test_broken_archives(folder: pathlib.Path, tmp_path: pathlib.Path) -> None:
    for suffix in (".zip", ".tar", ".tar.gz", ".tar.xz", ".tar.bz2"):
        for data in (b"", b"no archive at all" * 100, pack(folder, suffix).read_bytes()[:150]):
            path = tmp_path / f"broken{suffix}"
            path.write_bytes(data)
            if suffix == ".tar" and data == b"":
                continue
            assert [name for name, _ in failures(path)] == [""], (suffix, data[:20])
    whole = pack(folder, ".zip").read_bytes()
    path = tmp_path / "crc.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.md", "a" * 100)
        archive.writestr("b.md", "fine")
    path.write_bytes(path.read_bytes().replace(b"a" * 100, b"b" * 100))
    assert failures(path) == [("!/a.md", "bad_archive")]
    encrypted = bytearray(whole)
    at = encrypted.index(b"PK\x01\x02")
    encrypted[at + 8] |= 1
    path.write_bytes(encrypted)
    assert [code for _, code in failures(path)] == ["encrypted"]


def test_bombs(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bounds = newsproc._core._bounds()
    monkeypatch.setattr(newsproc._core, "_bounds", lambda: bounds | {"archive_floor": 100_000})
    bomb, plain = tmp_path / "bomb.zip", tmp_path / "plain.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(20):
            archive.writestr(f"{i:02}.md", b" " * 1_000_000)
    budget = 100_000 + bounds["archive_factor"] * bomb.stat().st_size
    passed = budget // 1_000_000
    assert 0 < passed < 20
    assert failures(bomb) == [(f"!/{i:02}.md", "too_large") for i in range(passed, 20)]
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.md", b" " * 90_000)
        archive.writestr("b.md", b"fits")
    limits = newsproc.Limits(body=10_000, front=1000)
    assert failures(plain, limits=limits) == [("!/a.md", "too_large")]
    for suffix in (".tar.gz", ".tar.bz2", ".tar.xz"):
        path = tmp_path / f"bomb{suffix}"
        with tarfile.open(path, f"w:{suffix[5:]}") as tar:
            for i in range(30):
                info = tarfile.TarInfo(f"{i}.md")
                info.size = 1_000_000
                tar.addfile(info, io.BytesIO(b" " * info.size))
        assert failures(path) == [("", "too_large")]
    with tarfile.open(tmp_path / "large.tar", "w") as tar:
        info = tarfile.TarInfo("a.md")
        info.size = 90_000
        tar.addfile(info, io.BytesIO(b" " * info.size))
    assert failures(tmp_path / "large.tar", limits=limits) == [("!/a.md", "too_large")]


def test_the_largest_file_that_is_read(tmp_path: pathlib.Path) -> None:
    """A file or member of so many bytes is decoded, and what is too long then found; one byte more is not read."""
    limits = newsproc.Limits(body=1000, front=500)
    most = 1500 * newsproc._core._bounds()["file_factor"]
    for size, was_read in ((most, True), (most + 1, False)):
        (tmp_path / "a.md").write_bytes(b"x" * size)
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr("a.md", b"x" * size)
        for path in (tmp_path / "a.md", tmp_path / "a.zip"):
            with pytest.warns(newsproc.NewsprocWarning):
                (failure,) = newsproc.read(path, limits=limits).errors
            assert failure.code == "too_large"
            assert (failure.message != "the file is larger than is allowed") is was_read


# --- JSON Lines ---


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz"])
def test_json_lines(tmp_path: pathlib.Path, suffix: str) -> None:
    path = tmp_path / f"feed{suffix}"
    lines = [
        json.dumps({"url": "u1", "content": POST.format(1)}),
        "",
        json.dumps({"content": "<p>你好 \ud800"}, ensure_ascii=True),
        "[1, 2",
        "[" * 30_000,
        "3",
        json.dumps({"url": 4, "content": 5}),
        json.dumps({"url": "none"}),
        json.dumps({"url": "long", "content": "x" * 50_000}),
        json.dumps({"url": "last", "content": "z"}),
    ]
    data = "\n".join(lines).encode()
    path.write_bytes(gzip.compress(data) if suffix.endswith("gz") else data)
    with pytest.warns(newsproc.NewsprocWarning, match="6 of 9"):
        corpus = newsproc.from_jsonl(path, text="content", ids="url", limits=newsproc.Limits(body=5000, front=5000))
    assert [(article.path, article.text) for article in corpus] == [
        ("u1", "1 你好"),
        (f"{path}:3", "你好 \ufffd"),
        *[(f"{path}:{number}", "") for number in (4, 5, 6)],
        ("4", ""),
        ("none", ""),
        (f"{path}:9", ""),
        ("last", "z"),
    ]
    assert [failure.code for failure in corpus.errors] == ["bad_json"] * 4 + ["null", "too_large"]
    with pytest.raises(newsproc.NewsprocError, match="bad_json"):
        newsproc.from_jsonl(path, text="content", on_error="raise")
    with pytest.raises(FileNotFoundError):
        newsproc.from_jsonl(tmp_path / "nowhere.jsonl", text="content")


def test_json_lines_that_cannot_be_expanded(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "feed.jsonl.gz"
    data = gzip.compress(b'{"content": "a"}\n' * 1000)
    for bad in (data[:40], data[:20] + bytes(20) + data[40:], b"no gzip"):
        path.write_bytes(bad)
        with pytest.raises(OSError, match=r".") as caught:
            newsproc.from_jsonl(path, text="content")
        assert "feed.jsonl.gz" in str(caught.value) or isinstance(caught.value, gzip.BadGzipFile)


# --- URLs ---


def test_urls(folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    for name in NAMES:
        memory.pipe(f"/posts/{name}", (folder / name).read_bytes())
    expected = told(newsproc.read(folder), str(folder))
    assert told(newsproc.read("memory://posts"), "memory://posts") == expected
    assert told(newsproc.read(folder.as_uri()), folder.as_uri()) == told(newsproc.read(folder), str(folder))
    assert newsproc.read("memory://posts/notes.txt")[0].path == "memory://posts/notes.txt"
    assert newsproc.read(["memory://posts/b.md", str(folder / "b.md")])[0].text == "0 你好"
    with pytest.warns(newsproc.NewsprocWarning):
        assert [failure.code for failure in newsproc.read("memory://nowhere.md").errors] == ["not_found"]
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(ImportError, match="pip install fsspec"):
        newsproc.read("memory://posts")


# --- Arrow columns ---


def arrow_columns() -> dict[str, object]:
    pa = pytest.importorskip("pyarrow")
    values = ["<p>short", None, "<p>a longer one, of more than twelve bytes: 你好", "", "x" * 5000]
    columns: dict[str, object] = {}
    for kind in (pa.string(), pa.large_string(), pa.string_view()):
        columns[str(kind)] = pa.array(values, kind)
        columns[f"{kind} sliced"] = pa.array(["no", "no", *values, "no"], kind).slice(2, 5)
        columns[f"{kind} chunked"] = pa.chunked_array([values[:2], [], values[2:]], kind)
    data = [value and value.encode() for value in values]
    data[3] = b""
    for kind in (pa.binary(), pa.large_binary(), pa.binary_view()):
        columns[str(kind)] = pa.array(data, kind)
    columns["dictionary"] = pa.array(values).dictionary_encode()
    return columns


def test_arrow_columns_are_read_where_they_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, column in arrow_columns().items():
        with monkeypatch.context() as patch:
            if name != "dictionary":
                patch.setattr(newsproc.values, "as_values", None)  # no value becomes Python's
            with pytest.warns(newsproc.NewsprocWarning, match="1 of 5"):
                corpus = newsproc.from_strings(column, ids=list("abcde"))  # type: ignore[arg-type]
        assert [article.text for article in corpus] == [
            "short",
            "",
            "a longer one, of more than twelve bytes: 你好",
            "",
            "x" * 5000,
        ], name
        assert list(corpus["path"]) == list("abcde")
        assert [failure.row for failure in corpus.errors] == [1]
        with pytest.raises(ValueError, match="value 1 is null"):
            newsproc.from_strings(column, on_error="raise")  # type: ignore[arg-type]


def test_arrow_memory_lives_as_long_as_it_is_needed() -> None:
    pa = pytest.importorskip("pyarrow")
    before = pa.total_allocated_bytes()
    column = pa.chunked_array([[POST.format(i) + "x" * 1000 for i in range(100)]] * 10)
    held = newsproc._core.Sources.arrow(None, column.__arrow_c_stream__(), None)
    assert held is not None
    assert len(held) == 1000
    corpus = newsproc.from_strings(column, threads=3)
    del column
    assert pa.total_allocated_bytes() > before
    assert held.size > 1_000_000
    del held
    assert pa.total_allocated_bytes() == before
    assert corpus[999].title == "T99"


def test_arrow_columns_that_are_not_what_they_say() -> None:
    pa = pytest.importorskip("pyarrow")
    wrong = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0\3\0\0\0"), pa.py_buffer(b"a\xff\xfe")]
    )
    with pytest.raises(ValueError, match="value 1 is no UTF-8"):
        newsproc.from_strings(wrong)
    with pytest.raises(TypeError, match="not int"):
        newsproc.from_strings(pa.array([1, 2]))
    with pytest.raises(ValueError, match="2 values, but 1 ids"):
        newsproc.from_strings(pa.array(["a", "b"]), ids=["x"])
    with pytest.warns(newsproc.NewsprocWarning):
        assert len(newsproc.from_strings(pa.nulls(3)).errors) == 3
    stream = pa.chunked_array([["a"]]).__arrow_c_stream__()
    assert newsproc._core.Sources.arrow(None, stream, None) is not None
    with pytest.raises(ValueError, match="read already"):
        newsproc._core.Sources.arrow(None, stream, None)
    with pytest.raises(ValueError, match="PyCapsule"):
        newsproc._core.Sources.arrow(None, object(), None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        newsproc._core.Sources.paths([("name", 3)])  # type: ignore[list-item]
