"""The command line: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys

import pytest

import newsproc


def run(*arguments: object, data: bytes | str = b"", **options: object) -> subprocess.CompletedProcess[bytes]:
    data = data.encode() if isinstance(data, str) else data
    return subprocess.run(
        [sys.executable, "-m", "newsproc", *map(str, arguments)],
        input=data,
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        **options,  # type: ignore[call-overload]
    )


@pytest.fixture
def posts(tmp_path: pathlib.Path) -> pathlib.Path:
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "a.md").write_text(
        "---\ntitle: 标题\ndate: 2020-01-02\ntags: [x]\n---\n<p onclick=y>正文</p>", encoding="utf-8"
    )
    (folder / "b.md").write_text("---\ntitle: never closed\n\n<p>text", encoding="utf-8")
    return folder


def test_read_to_standard_output(posts: pathlib.Path) -> None:
    done = run("read", posts)
    assert done.returncode == 0
    assert done.stderr == b""
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["title"] for row in rows] == ["标题", None]
    assert rows[0]["path"] == str(posts / "a.md")


@pytest.mark.parametrize("suffix", ["parquet", "jsonl", "csv", "arrow"])
def test_read_to_a_file(suffix: str, posts: pathlib.Path, tmp_path: pathlib.Path) -> None:
    if suffix in ("parquet", "arrow"):
        pytest.importorskip("pyarrow")
    output = tmp_path / f"out.{suffix}"
    done = run("read", posts, "-o", output)
    assert done.returncode == 0
    assert done.stdout == b""
    assert done.stderr == f"2 articles, 0 failed: {output}\n".encode()
    assert output.stat().st_size > 100
    again = tmp_path / "again.dat"
    assert run("read", posts, "-o", again, "--format", suffix, "-q").stderr == b""
    assert again.read_bytes() == output.read_bytes()


def test_read_tells_failures(posts: pathlib.Path, tmp_path: pathlib.Path) -> None:
    output = tmp_path / "out.jsonl"
    done = run("read", posts, tmp_path / "没有.md", "-o", output)
    assert done.returncode == 1
    first, last = done.stderr.decode().splitlines()
    assert "not_found" in first
    assert last.startswith("2 articles, 1 failed")
    assert len(output.read_bytes().splitlines()) == 3


def test_standard_input_has_its_place(posts: pathlib.Path) -> None:
    done = run("read", posts / "b.md", "-", posts / "a.md", data="---\ntitle: piped\n---\nx")
    assert [json.loads(line)["path"] for line in done.stdout.splitlines()] == [
        str(posts / "b.md"), "-", str(posts / "a.md"),
    ]  # fmt: skip
    assert json.loads(done.stdout.splitlines()[1])["title"] == "piped"


def test_a_mixed_corpus_names_its_policy(posts: pathlib.Path, tmp_path: pathlib.Path) -> None:
    ipc = pytest.importorskip("pyarrow.ipc")
    run("read", posts / "b.md", "-", "--policy", "strict", "-o", tmp_path / "t.arrow", data="x")
    with ipc.open_file(tmp_path / "t.arrow") as file:
        metadata = file.schema.metadata
    assert metadata[b"newsproc.policy"].decode() == f"{newsproc.Policy.STRICT.fingerprint:016x}"


def test_markdown(posts: pathlib.Path) -> None:
    assert run("markdown", data="<h1>a</h1>b<script>c</script>").stdout == b"# a\n\nb\n"
    assert run("show", "-", "--markdown", data="a *b*\n\n- c").stdout == b"a *b*\n\n- c\n"
    assert run("show", "-", "--markdown", "--markup", "html", data="a *b*").stdout == b"a \\*b\\*\n"
    assert run("show", "-", "--markdown", "--template-tags", "drop", data="a {{ b }} c").stdout == b"a c\n"
    assert run("show", posts / "a.md", "--markdown").stdout.decode() == "正文\n"
    assert run("show", "-", "--markdown", "--json", data="a").returncode == 2


def test_show(posts: pathlib.Path) -> None:
    done = run("show", posts / "a.md")
    assert done.returncode == 0
    shown = done.stdout.decode()
    assert "标题" in shown
    assert "2020-01-02 00:00:00 UTC (assumed)" in shown
    assert shown.endswith("\n正文\n")
    assert json.loads(run("show", "-", "--json", data="<p>x").stdout)["text"] == "x"
    assert "unclosed" in run("show", posts / "b.md").stdout.decode()


def test_clean_text_and_tree(posts: pathlib.Path) -> None:
    html = "<p onclick=x>Hi<script>1</script> 你</p>"
    assert run("clean", data=html).stdout == "<p>Hi 你</p>\n".encode()
    assert run("clean", "-", "--policy", "text", data=html).stdout == "Hi 你\n".encode()
    assert run("text", "-", data=html).stdout == "Hi 你\n".encode()
    assert run("tree", "--fragment", "body", data="<b>x").stdout == b'| <b>\n|   "x"\n'
    assert run("tree", data="x").stdout.startswith(b"| <html>")
    assert b"floor.tag: dropped <script>" in run("clean", "--audit", data=html).stderr
    assert run("text", posts / "b.md").stdout == b"--- title: never closed\n\ntext\n"


def test_check(posts: pathlib.Path) -> None:
    assert run("check", posts / "a.md").returncode == 0
    done = run("check", posts, posts / "missing.md")
    assert done.returncode == 1
    first, second = done.stdout.decode().splitlines()
    assert first.startswith(f"{posts / 'b.md'}:1:1: unclosed: ")
    assert second.startswith(f"{posts / 'missing.md'}:1:1: not_found: ")
    assert run("check", "-", data="---\na: 1\na: 2\n---\n").stdout.startswith(b"-:3:1: duplicate_key: ")


def test_check_for_programs(posts: pathlib.Path) -> None:
    odd = posts / "c,%.md"
    odd.write_text("---\ntitle: '50%\ndate: soon\ndate: later\n---\n<p>x", encoding="utf-8")
    paths = [posts / "missing.md", posts / "b.md", odd]
    plain = run("check", *paths).stdout.decode().splitlines()

    done = run("check", "--format=json", *paths)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert len(found) == len(plain)
    assert found[0] == {
        "path": str(paths[0]), "code": "not_found", "severity": "error", "line": 1, "column": 1, "start": 0, "end": 0,
        "message": found[0]["message"], "hint": "", "detail": "",
    }  # fmt: skip
    assert [(row["path"], row["code"]) for row in found[1:2]] == [(str(paths[1]), "unclosed")]

    done = run("check", "--format=github", *paths)
    assert done.returncode == 1
    lines = done.stdout.decode().splitlines()
    assert len(lines) == len(plain)
    assert lines[0].startswith(f"::error file={paths[0]},line=1,col=1,title=not_found::")
    assert lines[1].startswith(f"::warning file={paths[1]},line=1,col=1,title=unclosed::the front matter is opened")
    assert all("c%2C%25.md" in line and "\n" not in line for line in lines[2:])

    note = posts / "note.md"
    note.write_text("---\ndata: 2021-07-19\n---\n<p>x")
    assert run("check", "--format=github", note).stdout.startswith(b"::notice file=")
    assert run("check", "--severity", "warning", note).returncode == 0
    assert run("check", "--severity", "warning", "--format", "json", note).stdout == b"[]\n"
    assert run("check", "--severity", "error", *paths).stdout.decode().splitlines()[0] == plain[0]
    assert run("check", "--format", "json", posts / "a.md").stdout == b"[]\n"


def test_options_of_front_matter(posts: pathlib.Path) -> None:
    (posts / "2021-07-19-tea.md").write_text("---\ntags: a b\ndraft: yes\nupdated: 03/04/2021\n---\n")
    done = run(
        "show", "--json", "--dialect", "jekyll", "--schema", "1.1", "--date-order", "mdy", posts / "2021-07-19-tea.md"
    )
    row = json.loads(done.stdout)
    assert (row["slug"], row["tags"], row["draft"], row["updated"][:10]) == ("tea", ["a", "b"], True, "2021-03-04")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check", "x", "--format", "xml"],
        ["check", "x", "--severity", "fatal"],
        ["read", "x", "--dialect", "word"],
        ["nosuchcommand"],
        ["read"],
        ["read", "x", "-o", "out.xyz"],
        ["read", "x", "--format", "parquet"],
        ["read", "x", "--threads", "many"],
        ["read", "x", "--threads", "0"],
        ["read", "-", "--timezone", "nowhere"],
        ["show"],
        ["clean", "--policy", "none"],
        ["tree", "--fragment", ""],
    ],
)
def test_wrong_usage(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr


def test_what_cannot_be_read_or_written(posts: pathlib.Path, tmp_path: pathlib.Path) -> None:
    for arguments in (
        ["show", tmp_path / "missing"],
        ["clean", tmp_path / "missing"],
        ["text", tmp_path],
        ["read", posts, "-o", tmp_path / "no" / "folder.jsonl"],
        ["read", posts, "-o", "/dev/full", "--format", "jsonl"],
    ):
        done = run(*arguments)
        assert done.returncode == 1, arguments
        assert done.stderr.startswith(b"newsproc: ")
        assert done.stderr.count(b"\n") == 1


def test_a_reader_that_goes_away(posts: pathlib.Path) -> None:
    for i in range(300):
        (posts / f"{i}.md").write_text("<p>x" * 2000)
    child = subprocess.Popen(
        [sys.executable, "-m", "newsproc", "read", str(posts)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.read(10)
    child.stdout.close()
    assert child.stderr.read() == b""
    child.stderr.close()
    assert child.wait(20) == 1


def test_full_standard_output() -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "newsproc", "text"],
            input=b"<p>x" * 100_000,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert b"No space" in done.stderr
    assert b"Traceback" not in done.stderr


def test_nothing_to_read_and_nowhere_to_read_it_from(tmp_path: pathlib.Path) -> None:
    done = run("check", tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert f"no file was found in {tmp_path}".encode() in done.stderr
    done = run("read", "-", "--encoding", "nosuch", data="x")
    assert (done.returncode, b"use a label" in done.stderr) == (2, True)
    closed = f'"{sys.executable}" -m newsproc text <&-'
    ended = subprocess.run(closed, shell=True, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (1, b"newsproc: standard input is closed\n")


@pytest.mark.parametrize("command", ["read", "show", "check", "text", "clean", "markdown", "tree"])
def test_closed_standard_output(command: str, posts: pathlib.Path) -> None:
    done = run(command, posts / "b.md", preexec_fn=lambda: os.close(1))
    assert done.returncode == 1
    assert done.stderr == b"newsproc: standard output is closed\n"


def test_closed_standard_error(posts: pathlib.Path, tmp_path: pathlib.Path) -> None:
    done = run("read", posts, "-o", tmp_path / "a.csv", preexec_fn=lambda: os.close(2))
    assert (done.returncode, done.stdout) == (0, b"")
    assert (tmp_path / "a.csv").stat().st_size > 100


def test_names_that_the_locale_has_not(posts: pathlib.Path, tmp_path: pathlib.Path) -> None:
    output = tmp_path / ("中" * 50 + ".csv")
    environment = {**os.environ, "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "newsproc", "read", str(posts), "-q", "-o", str(output)]
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [output.name]


def test_terminals_are_told_nothing_by_files(tmp_path: pathlib.Path) -> None:
    """No control of a file's goes to the terminal, and a finding is a line whatever the file is called."""
    path = tmp_path / "a\n\x1b[31m.md"
    path.write_bytes(b'---\ntitle: "a\\e[31m"\ndate: "\\e]0;x\\a"\n---\n<p>b\x1b[0m\xc2\x9bc<p>d')
    for arguments in (("check",), ("check", "--format", "github"), ("show",), ("read", "-q", "-o", "/dev/null/x.csv")):
        done = run(*arguments, path)
        told = done.stdout.replace(os.fsencode(path.name[2:]), b"") + done.stderr  # GitHub needs the name as it is
        assert not {0x1B, 0x07} & {*told}
        assert b"\xc2\x9b" not in told
    assert run("check", path).stdout.count(b"\n") == 1
    assert b"(\\x1b]0;x\\x07)" in run("check", path).stdout
    assert run("show", path).stdout.startswith(b"title:      a\\x1b[31m\n")
    assert run("show", path).stdout.endswith(b"\nb[0m\\x9bc\n\nd\n")
    missing = run("check", tmp_path / "\x1b.md").stdout, run("read", tmp_path / "\x1b.md").stderr
    assert all(b"\\x1b.md" in told and b"\x1b" not in told for told in missing)


def test_a_value_without_a_key(posts: pathlib.Path) -> None:
    before = (posts / "a.md").read_bytes()
    done = run("set", "=3", posts)
    assert done.returncode == 2
    assert done.stderr.endswith(b"there is no key in =3\n")
    assert (posts / "a.md").read_bytes() == before


def test_version() -> None:
    assert run("--version").stdout == f"newsproc {newsproc.__version__}\n".encode()


def test_main_can_be_called(posts: pathlib.Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    from newsproc.cli import main

    assert main(["text", str(posts / "a.md")]) == 0
    assert "正文" in capsysbinary.readouterr().out.decode()
