"""Input that is broken, missing, hostile or too much, and output that cannot be written."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess
import sys
import textwrap
import time
import warnings
import zipfile
from typing import Any

import pytest

import newsproc


def read_one(path: pathlib.Path) -> newsproc.Failure:
    """The one failure of reading path beside a good file."""
    good = path.parent / "good.md"
    if good.parent.is_dir():
        good.write_text("fine")
    with pytest.warns(newsproc.NewsprocWarning, match=r"1 of 2 failed; see corpus.errors"):
        corpus = newsproc.read([path, good])
    assert len(corpus) == 2
    (failure,) = corpus.errors
    assert failure.row == 0
    assert failure.path == str(path)
    assert corpus[0].path == str(path)
    assert corpus[0].text == ""
    assert corpus[1].text == "fine"
    assert list(corpus["ok"]) == [False, True]
    assert corpus["error"][0].startswith(failure.code)
    with pytest.warns(newsproc.NewsprocWarning, match=r"1 of 2 failed"):
        assert len(newsproc.read([path, good], on_error="skip")) == 1
    return failure


def test_no_such_path(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "没有.md"
    with pytest.raises(FileNotFoundError) as caught:
        newsproc.load(path)
    assert caught.value.filename == str(path)
    assert read_one(path).code == "not_found"
    with pytest.raises(FileNotFoundError):
        newsproc.read(path, on_error="raise")


def test_a_directory_as_a_file(tmp_path: pathlib.Path) -> None:
    with pytest.raises(IsADirectoryError) as caught:
        newsproc.load(tmp_path)
    assert caught.value.filename == str(tmp_path)
    with pytest.warns(newsproc.NewsprocWarning, match="no file was found"):
        assert len(newsproc.read(tmp_path)) == 0  # to read() it is a folder
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "folder.md" / "a.md").write_text("x")
    assert [a.path for a in newsproc.read(tmp_path)] == [str(tmp_path / "folder.md" / "a.md")]


def test_pipes_and_devices_are_refused(tmp_path: pathlib.Path) -> None:
    pipe = tmp_path / "pipe.md"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match=r"regular|file"):
        newsproc.load(pipe)
    assert read_one(pipe).code == "not_regular"
    with pytest.raises(OSError, match=r"regular|file"):
        newsproc.load("/dev/zero")


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf"])
def test_empty(data: bytes, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(data)
    article = newsproc.load(path)
    assert (article.text, article.html, article.title, article.digest) == ("", "", None, 0)
    assert [d.code for d in article.diagnostics] == ["empty_file"]
    assert len(newsproc.read(path).errors) == 0


def test_only_a_fence() -> None:
    article = newsproc.parse("---\n---\n")
    assert (article.text, article.body, dict(article.metadata)) == ("", "", {})
    assert newsproc.parse("---\n").text in ("", "---")


def test_an_unclosed_fence_loses_nothing() -> None:
    article = newsproc.parse("---\ntitle: x\n\ntext")
    assert [d.code for d in article.diagnostics] == ["unclosed"]
    assert "title: x" in article.text
    assert article.body == "---\ntitle: x\n\ntext"


def test_binary() -> None:
    data = bytes(8) + bytes(range(256)) + bytes(100)
    article = newsproc.parse(data)
    assert "binary" in {d.code for d in article.diagnostics}
    assert "\0" not in article.html
    picture = b"\x89PNG\r\n\x1a\n" + os.urandom(5000) + bytes(500)
    assert newsproc.parse(picture).bytes == len(picture)


@pytest.mark.parametrize("encoding", ["UTF-16LE", "UTF-16BE"])
def test_utf_16(encoding: str) -> None:
    text = "---\ntitle: 标题\n---\n<p>正文 body\U0001f600"
    article = newsproc.parse("\ufeff".encode(encoding) + text.encode(encoding))
    assert article.title == "标题"
    assert article.text == "正文 body\U0001f600"
    assert article.encoding == encoding


def test_gbk() -> None:
    data = "---\ntitle: 一篇旧文章\n---\n<p>内容是用国标写的，很久以前。".encode("gbk")
    article = newsproc.parse(data)
    assert article.title == "一篇旧文章"
    assert article.text == "内容是用国标写的，很久以前。"
    assert [d.code for d in article.diagnostics] == ["encoding_guessed"]
    assert newsproc.parse(data, encoding="gbk").diagnostics == ()


def test_a_file_of_70_mb(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "big.md"
    with open(path, "wb") as file:
        for _ in range(70):
            file.write(b"<p>word" * 149797)  # 1 MiB less a few bytes
    assert path.stat().st_size > 70_000_000
    with pytest.raises(newsproc.LimitError) as caught:
        newsproc.load(path)
    assert caught.value.code == "too_large"
    assert caught.value.path == str(path)
    assert caught.value.hint
    assert str(path) in str(caught.value)
    assert read_one(path).code == "too_large"
    with pytest.raises(newsproc.LimitError):
        newsproc.sanitize(path.read_bytes())


def test_a_file_that_vanishes(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.md", "b.md", "c.md"):
        (tmp_path / name).write_text(name)
    find = newsproc.reader.find_files

    def find_then_lose(*arguments: object) -> list[object]:
        found = list(find(*arguments))  # type: ignore[arg-type]
        (tmp_path / "b.md").unlink()
        return found

    monkeypatch.setattr(newsproc.reader, "find_files", find_then_lose)
    with pytest.warns(newsproc.NewsprocWarning):
        corpus = newsproc.read(tmp_path)
    assert [(f.row, f.code) for f in corpus.errors] == [(1, "not_found")]
    assert [a.text for a in corpus] == ["a.md", "", "c.md"]


def run_unprivileged(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Runs code as a user who is not root, and who may not be able to read the project's own folder."""
    drop = "import os\nif os.getuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import newsproc, newsproc.notebook, newsproc.sources, sys, warnings\n" + drop + textwrap.dedent(code),
            *map(str, arguments),
        ],
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_permission(tmp_path: pathlib.Path) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if os.getuid() == 0 and folder.stat().st_uid == 0 and not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o011) if folder.is_relative_to("/tmp") else None
    secret = tmp_path / "secret.md"
    secret.write_text("x")
    secret.chmod(0)
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0)
    tmp_path.chmod(0o755)
    done = run_unprivileged(
        """
        try:
            newsproc.load(sys.argv[1])
        except PermissionError as error:
            print(error.filename == sys.argv[1])
        import warnings
        warnings.simplefilter("ignore")
        corpus = newsproc.read(sys.argv[2])
        print([(f.path, f.code) for f in corpus.errors])
        """,
        secret,
        tmp_path,
    )
    closed.chmod(0o755)
    assert done.stderr == ""
    assert done.stdout == f"True\n{[(str(closed), 'permission'), (str(secret), 'permission')]}\n"


SLOW = """
import newsproc, os, signal, sys, threading, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have had it ignored
values = ["<p>" + "word <b>bold</b> " * 4000] * 4000
before = threading.active_count()
print("ready", flush=True)
start = time.monotonic()
try:
    newsproc.from_strings(values, threads=int(sys.argv[1]), progress=eval(sys.argv[2]))
except KeyboardInterrupt:
    print("interrupted", threading.active_count() - before, flush=True)
"""


@pytest.mark.parametrize(("threads", "progress"), [(1, "None"), (2, "None"), (2, "lambda *a: None")])
def test_ctrl_c(threads: int, progress: str) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(threads), progress],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(0.3)
    start = time.monotonic()
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=30)
    assert out == "interrupted 0\n", err
    assert time.monotonic() - start < 5


def test_an_exception_in_the_progress_function(tmp_path: pathlib.Path) -> None:
    def stop(done: int, total: int, size: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        newsproc.from_strings(["<p>x" * 1000] * 2000, progress=stop)


@pytest.mark.parametrize("method", ["to_jsonl", "to_csv", "to_parquet", "to_ipc"])
def test_unwritable_output(method: str, tmp_path: pathlib.Path) -> None:
    if method in ("to_parquet", "to_ipc"):
        pytest.importorskip("pyarrow")
    corpus = newsproc.from_strings(["<p>x" * 1000] * 100)
    write = getattr(corpus, method)
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "no" / "such" / "folder")
    with pytest.raises(IsADirectoryError):
        write(tmp_path)
    if os.path.exists("/dev/full"):
        with pytest.raises(OSError, match=r"[Nn]o space"):
            write("/dev/full")
        assert not os.path.isfile("/dev/full")
    assert list(tmp_path.iterdir()) == []


def test_output_is_called_what_the_user_calls_it(tmp_path: pathlib.Path) -> None:
    """A name of 255 bytes has room for no more, and an error is about the name that was given."""
    corpus = newsproc.from_strings(["x"])
    long = tmp_path / ("茶" * 83 + ".jsonl")
    corpus.to_jsonl(long)
    assert [path.name for path in tmp_path.iterdir()] == [long.name]
    path = tmp_path / "no" / "a.jsonl"
    with pytest.raises(FileNotFoundError) as caught:
        corpus.to_jsonl(path)
    assert caught.value.filename == str(path)


def test_output_has_the_mode_of_what_it_replaces(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.csv"
    path.touch()
    path.chmod(0o600)
    newsproc.from_strings(["x"]).to_csv(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_failed_write_leaves_the_old_file(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    corpus = newsproc.from_strings(["x"] * 1000)
    corpus.to_jsonl(path)
    old = path.read_bytes()
    link = tmp_path / "link.jsonl"
    link.symlink_to(path)

    def fail(self: newsproc.Corpus) -> object:
        yield b"half of it"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(newsproc.Corpus, "json_lines", fail)
    with pytest.raises(OSError, match="No space"):
        corpus.to_jsonl(path)
    assert path.read_bytes() == old
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.jsonl", "link.jsonl"]
    monkeypatch.undo()
    newsproc.from_strings(["y"]).to_jsonl(link)  # through the link, which stays one
    assert link.is_symlink()
    assert path.read_bytes().count(b"\n") == 1


def test_the_first_failure_in_order_is_raised(tmp_path: pathlib.Path) -> None:
    files = []
    for i in range(600):
        files.append(tmp_path / f"{i:03}.md")
        if i not in (411, 97, 98):
            files[-1].write_text("<p>x" * 1000)
    for threads in (1, 2, 5):
        with pytest.raises(FileNotFoundError) as caught:
            newsproc.read(files, on_error="raise", threads=threads)
        assert caught.value.filename == str(files[97])
    with pytest.raises(ValueError, match="null"):
        newsproc.from_strings(["a", None], on_error="raise")
    with pytest.raises(newsproc.LimitError):
        newsproc.from_strings(["a", "b" * 20], on_error="raise", limits=newsproc.Limits(body=10))


def test_rows_and_failures_are_files(tmp_path: pathlib.Path) -> None:
    files = [tmp_path / f"{i:04}.md" for i in range(2000)]
    for file in files[::2]:
        file.write_text("x")
    with pytest.warns(newsproc.NewsprocWarning, match=r"1,000 of 2,000 failed"):
        corpus = newsproc.read(files, threads=2)
    assert len(corpus) == 2000
    assert len(corpus.errors) == 1000
    assert corpus.stats()["failed"] == 1000
    with pytest.warns(newsproc.NewsprocWarning, match=r"1,000 of 2,000 failed; their rows"):
        kept = newsproc.read(files, on_error="skip")
    assert len(kept) == 1000
    assert kept.stats()["skipped"] == 1000
    assert [a.path for a in kept] == [str(file) for file in files[::2]]


def test_strict_failures_are_rows() -> None:
    with pytest.warns(newsproc.NewsprocWarning):
        corpus = newsproc.from_strings(["---\na: [\n---\nx", "fine"], strict=True)
    assert [f.row for f in corpus.errors] == [0]
    with pytest.raises(newsproc.FrontMatterError):
        newsproc.from_strings(["---\na: [\n---\nx"], strict=True, on_error="raise")


def test_an_exception_names_its_row(tmp_path: pathlib.Path) -> None:
    """By what ids or keys call it, as that of load() names a file."""
    post = "---\na: [\n---\nx"
    with pytest.raises(newsproc.FrontMatterError, match=r"^an id:3:1: yaml_syntax") as broken:
        newsproc.from_strings([post], ids=["an id"], strict=True, on_error="raise")
    assert (broken.value.path, broken.value.line) == ("an id", 3)
    with pytest.raises(newsproc.LimitError, match=r"^an id: too_large") as large:
        newsproc.from_strings([post], ids=["an id"], limits=newsproc.Limits(body=0), on_error="raise")
    assert large.value.path == "an id"
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": post}) + "\n")
    with pytest.raises(newsproc.FrontMatterError, match=r"a\.jsonl:1:3:1: yaml_syntax") as line:
        newsproc.from_jsonl(path, text="text", strict=True, on_error="raise")
    assert line.value.path == f"{path}:1"
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.md", post)
    with pytest.raises(newsproc.FrontMatterError) as member:
        newsproc.read(archive, strict=True, on_error="raise")
    assert member.value.path == f"{archive}!/a.md"
    with pytest.raises(newsproc.FrontMatterError, match=r"^3:1: ") as unnamed:
        newsproc.from_strings([post], strict=True, on_error="raise")
    assert unnamed.value.path is None


def test_wrong_options_are_told_before_anything_is_read() -> None:
    for name, call in (
        ("read", lambda **options: newsproc.read("/", **options)),
        ("scan", lambda **options: newsproc.scan("/", **options)),
        ("from_strings", lambda **options: newsproc.from_strings(iter(int, 1), **options)),
        ("from_jsonl", lambda **options: newsproc.from_jsonl("nowhere", text="t", **options)),
    ):
        with pytest.raises(TypeError, match=rf"^{name}\(\) got an unexpected keyword argument 'colums'"):
            call(colums={})
        with pytest.raises(TypeError, match="limits must be"):
            call(limits=3)


def test_wrong_arguments() -> None:
    for call in (
        lambda: newsproc.read([], on_error="ignore"),
        lambda: newsproc.read([], threads=0),
        lambda: newsproc.scan([], batch_bytes=0),
        lambda: newsproc.from_strings(["a"], ids=["a", "b"]),
        lambda: newsproc.read(["a\0b"]),
    ):
        with pytest.raises(ValueError):  # noqa: PT011
            call()
    for call in (
        lambda: newsproc.read(3),
        lambda: newsproc.read([3]),
        lambda: newsproc.read([], nosuchoption=1),
        lambda: newsproc.scan([], nosuchoption=1),
        lambda: newsproc.read([], progress=3),
        lambda: newsproc.read([], glob=3),
        lambda: newsproc.from_strings("text"),
        lambda: newsproc.from_strings([3]),
        lambda: newsproc.from_strings(3),
    ):
        with pytest.raises(TypeError):
            call()


def test_names_that_are_no_text(tmp_path: pathlib.Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff\xfe.md"
    with open(name, "wb") as file:
        file.write(b"x")
    assert newsproc.load(name).path == f"{tmp_path}/\ufffd\ufffd.md"
    corpus = newsproc.read(tmp_path)
    assert [a.text for a in corpus] == ["x"]
    assert corpus[0].path == f"{tmp_path}/\ufffd\ufffd.md"


def test_nothing_warns_without_a_failure(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.md").write_text("x")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        newsproc.read(tmp_path)


def test_nothing_found_is_told(tmp_path: pathlib.Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.warns(newsproc.NewsprocWarning, match=r"no file was found: none is called \*\.md, "):
        assert len(newsproc.read(tmp_path)) == 0
    with pytest.warns(newsproc.NewsprocWarning, match=r"none matches 'a/\*\.md'"):
        assert list(newsproc.scan(tmp_path, glob="a/*.md")) == []
    with pytest.warns(newsproc.NewsprocWarning, match="is taken for a name"):
        newsproc.read(str(tmp_path / "*.txt"))
    with pytest.warns(newsproc.NewsprocWarning, match=r"'~/no such folder' is taken as it is: os\.path\.expanduser"):
        newsproc.read(["nosuch.md", "~/no such folder"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(newsproc.read([])) == len(list(newsproc.scan([]))) == 0
        assert len(newsproc.read(tmp_path, glob="*.txt")) == 1


def test_wrong_arguments_say_what_is_right() -> None:
    with pytest.raises(TypeError, match="a path or several, not NoneType"):
        newsproc.read(None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="threads must be int, not str"):
        newsproc.read([], threads="2")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="ids=mapping"):
        newsproc.from_strings({"a": "b"})
    table = type("Table", (), {"columns": ["a"], "__iter__": lambda self: iter("a")})()
    with pytest.raises(TypeError, match="one column, not a table"):
        newsproc.from_strings(table)
    with pytest.raises(KeyError, match="no column 'Title'"):
        newsproc.from_strings(["x"])["Title"]


def test_a_file_that_cannot_be_made_has_its_own_name(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "nowhere" / "a.jsonl"
    with pytest.raises(FileNotFoundError) as caught:
        newsproc.from_strings(["x"]).to_jsonl(path)
    assert caught.value.filename == str(path)


@pytest.mark.parametrize("value", ["no", "", 0, 1, None, 0.5])
def test_what_is_true_or_false_is_said_so(value: Any) -> None:
    with pytest.raises(TypeError, match=f"^strict must be True or False, not {type(value).__name__}$"):
        newsproc.parse("text", strict=value)
    with pytest.raises(TypeError, match=f"^portable must be True or False, not {type(value).__name__}$"):
        newsproc.Policy.ARTICLE.replace(portable=value)
