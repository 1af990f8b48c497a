"""What goes wrong outside: a process that is killed, a full disk, files that cannot be read or change."""

from __future__ import annotations

import collections
import errno
import importlib.util
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
import tracemalloc
import warnings

import pytest

import newsproc

POST = "---\ntitle: T{0}\ntags: [a, b{0}]\nlang: l{0}\n---\n<p>{0} <a href=/{0}>link</a>" + " words" * 400


def tree(folder: pathlib.Path, folders: int, files: int) -> None:
    """So many folders with so many names each, for a few files: links are quicker to make."""
    originals = [folder / f"{i}.txt" for i in range(10)]
    for i, original in enumerate(originals):
        original.write_text(POST.format(i))
    for i in range(folders):
        (folder / f"{i:03}").mkdir()
        for k in range(files):
            os.link(originals[k % 10], folder / f"{i:03}" / f"{k:05}.md")


def child(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# --- scan: memory, streams, row groups ---


def test_scan_holds_nothing_of_what_it_has_read(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """20,000 files: what Python holds grows by less than a byte a file."""
    tree(tmp_path, 44, 500)
    monkeypatch.setattr(newsproc.reader, "SCAN_FILES", 512)
    rows, held = 0, []
    tracemalloc.start()
    try:
        for corpus in newsproc.scan(tmp_path, threads=1):
            rows += len(corpus)
            del corpus
            held.append((rows, tracemalloc.get_traced_memory()[0]))
    finally:
        tracemalloc.stop()
    assert rows == 22_000
    (first, before), (last, after) = held[3], held[-2]
    assert last - first > 18_000
    assert (after - before) / (last - first) < 1


def test_a_scan_becomes_a_parquet_file_in_row_groups(tmp_path: pathlib.Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    tree(tmp_path, 3, 100)
    whole = newsproc.read(tmp_path, columns={"lang": "string"})
    for batch_bytes in (1, 20_000, 1 << 30):
        path = tmp_path / "out.parquet"
        newsproc.scan(tmp_path, batch_bytes=batch_bytes, columns={"lang": "string"}).to_parquet(path)
        assert pq.read_table(path).to_pylist() == whole.to_arrow().to_pylist()
    newsproc.scan(tmp_path).to_jsonl(tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_bytes() == b"".join(whole.json_lines())
    newsproc.scan([]).to_parquet(path)
    assert pq.read_table(path).num_rows == 0
    assert sorted(entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")) == []


def test_row_groups_are_written_while_files_are_read(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    tree(tmp_path, 1, 300)
    monkeypatch.setattr(newsproc.output, "PARQUET_ROWS", 50)
    path = tmp_path / "out.parquet"
    scan = newsproc.scan(tmp_path, batch_bytes=30_000)
    sizes = []
    batches = scan._batches

    def watch():  # type: ignore[no-untyped-def]
        for corpus in batches:
            sizes.extend(file.stat().st_size for file in tmp_path.glob(".out.parquet.*.tmp"))
            yield corpus

    scan._batches = watch()
    scan.to_parquet(path)
    assert len(set(sizes)) > 3  # it grew, and under another name
    assert pq.ParquetFile(path).num_row_groups > 3
    assert pq.read_table(path).num_rows == 300


def test_a_scan_in_duckdb_and_polars(tmp_path: pathlib.Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    pl = pytest.importorskip("polars")
    tree(tmp_path, 2, 50)
    posts = newsproc.scan(tmp_path, batch_bytes=20_000)  # noqa: F841 (DuckDB finds it by name)
    assert duckdb.sql("select count(*), count(distinct title) from posts").fetchall() == [(100, 10)]
    frame = pl.DataFrame(newsproc.scan(tmp_path, batch_bytes=20_000))
    assert frame.equals(newsproc.read(tmp_path).to_polars())


# --- never half a file ---


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
@pytest.mark.parametrize("old", [None, b"what was there"])
def test_kill_9_while_writing(tmp_path: pathlib.Path, old: bytes | None) -> None:
    pytest.importorskip("pyarrow")
    tree(tmp_path, 1, 1500)
    path = tmp_path / "out.parquet"
    if old is not None:
        path.write_bytes(old)
    code = """
        import sys, newsproc
        newsproc.output.PARQUET_ROWS = 64
        newsproc.scan(sys.argv[1], batch_bytes=100_000).to_parquet(sys.argv[2])
    """
    process = child(code, tmp_path, path)
    while process.poll() is None:
        if any(file.stat().st_size > 10_000 for file in tmp_path.glob(".out.parquet.*.tmp")):
            break
        time.sleep(0.001)
    process.kill()
    assert process.wait() == -signal.SIGKILL, process.stderr and process.stderr.read()
    process.communicate()
    assert (path.read_bytes() if path.exists() else None) == old


@pytest.mark.parametrize("way", ["to_parquet", "to_jsonl", "to_ipc", "to_csv"])
def test_a_disk_that_is_full(tmp_path: pathlib.Path, way: str) -> None:
    """RLIMIT_FSIZE stands for it: writing past it fails as on a full disk."""
    if way in ("to_parquet", "to_ipc"):
        pytest.importorskip("pyarrow")
    code = """
        import os, resource, sys, newsproc
        posts = [f"<p>{i} " + os.urandom(3000).hex() for i in range(200)]
        corpus = newsproc.from_strings(posts)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            getattr(corpus, sys.argv[2])(sys.argv[1])
        except OSError as error:
            print(error.errno)
    """
    path = tmp_path / "out"
    path.write_bytes(b"old")
    out, err = child(code, path, way).communicate()
    assert out == f"{errno.EFBIG}\n", err
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("out", b"old")]


def test_a_scan_on_a_full_disk(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("pyarrow")
    tree(tmp_path, 1, 500)
    code = """
        import resource, sys, newsproc
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))
        for way in ("to_parquet", "to_jsonl"):
            try:
                getattr(newsproc.scan(sys.argv[1], batch_bytes=50_000), way)(sys.argv[1] + "/out")
            except OSError as error:
                print(error.errno)
    """
    out, err = child(code, tmp_path).communicate()
    assert out == f"{errno.EFBIG}\n" * 2, err
    assert not [file for file in tmp_path.iterdir() if "out" in file.name]


def test_a_small_disk(tmp_path: pathlib.Path) -> None:
    """A file system of 256 kB that only the child sees; what was there before stays, and nothing else."""
    code = """
        import os, pathlib, sys, newsproc
        folder = pathlib.Path(sys.argv[1])
        corpus = newsproc.from_strings([f"<p>{i} " + os.urandom(3000).hex() for i in range(200)])
        for way in ("to_jsonl", "to_csv", *sys.argv[2:]):
            (folder / "out").write_bytes(b"old")
            try:
                getattr(corpus, way)(folder / "out")
            except OSError as error:
                print(error.errno, os.listdir(folder), (folder / "out").read_bytes() == b"old")
    """
    ways = ["to_parquet", "to_ipc"] if importlib.util.find_spec("pyarrow") else []
    if shutil.which("unshare") is None:
        pytest.skip("no unshare")
    mount = 'mount -t tmpfs -o size=256k newsproc "$1"'
    alone = ["unshare", "--mount", *(["--map-root-user"] if os.getuid() else []), "sh", "-c"]
    if subprocess.run([*alone, mount, "sh", tmp_path], capture_output=True, check=False).returncode != 0:
        pytest.skip("this system lets nobody mount here")
    command = [*alone, mount + ' && shift && exec "$@"', "sh", tmp_path, sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run([*command, tmp_path, *ways], capture_output=True, text=True, check=False)
    assert done.stdout == f"{errno.ENOSPC} ['out'] True\n" * (2 + len(ways)), done.stderr
    assert os.listdir(tmp_path) == []


def test_a_device_that_is_full() -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full")
    with pytest.raises(OSError, match="No space left") as caught:
        newsproc.from_strings(["x" * 100_000]).to_jsonl("/dev/full")
    assert caught.value.errno == errno.ENOSPC


# --- files that cannot be read, or change ---


def test_ten_thousand_unreadable_files_among_twenty_thousand(tmp_path: pathlib.Path) -> None:
    tree(tmp_path, 20, 500)
    paths = []
    for path in sorted(tmp_path.glob("*/*.md")):
        paths += [str(path), f"{path}.gone.md"]
    for threads in (1, 2):
        with pytest.warns(newsproc.NewsprocWarning, match=r"10,000 of 20,000"):
            corpus = newsproc.read(paths, threads=threads)
        assert len(corpus) == 20_000
        assert [failure.row for failure in corpus.errors] == list(range(1, 20_000, 2))
        assert {failure.code for failure in corpus.errors} == {"not_found"}
        stats = corpus.stats()
        assert (stats["rows"], stats["ok"], stats["failed"]) == (20_000, 10_000, 10_000)
    with pytest.warns(newsproc.NewsprocWarning, match=r"10,000 of 20,000"):
        corpus = newsproc.read(paths, on_error="skip")
    assert (len(corpus), corpus.stats()["skipped"]) == (10_000, 10_000)
    with pytest.warns(newsproc.NewsprocWarning, match=r"10,000 of 20,000"):
        assert sum(len(part.errors) for part in newsproc.scan(paths)) == 10_000
    with pytest.raises(FileNotFoundError, match=r"00000\.md\.gone"):
        newsproc.read(paths, on_error="raise")


# What stands under the name of a file but cannot be read, and how it is told.
UNREADABLE = {
    "dangling": "not_found",
    "loop": "io_error",
    "device": "not_regular",
    "fifo": "not_regular",
    "socket": "not_regular",
    "memory": "io_error",
    "long": "io_error",
}


def make_unreadable(path: pathlib.Path, kind: str, root: pathlib.Path) -> pathlib.Path:
    match kind:
        case "dangling":
            path.symlink_to("nowhere")
        case "loop":
            path.symlink_to(path.name)
        case "device":
            path.symlink_to("/dev/zero")
        case "fifo":
            os.mkfifo(path)
        case "socket":
            path.symlink_to(root / "socket")
        case "memory":
            path.symlink_to("/proc/self/mem")
        case "long":
            return path.with_name(path.name.rjust(300, "x"))
    return path


def test_ten_thousand_files_that_cannot_be_read_for_all_reasons(tmp_path: pathlib.Path) -> None:
    if not os.path.exists("/proc/self/mem"):
        pytest.skip("no /proc")
    tree(tmp_path, 20, 500)
    paths: list[pathlib.Path] = []
    codes: list[str] = []
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "socket"))
        for i, path in enumerate(sorted(tmp_path.glob("*/*.md"))):
            kind, code = list(UNREADABLE.items())[i % len(UNREADABLE)]
            paths += [path, make_unreadable(path.with_suffix(".bad.md"), kind, tmp_path)]
            codes.append(code)
        before = len(os.listdir("/proc/self/fd"))
        with pytest.warns(newsproc.NewsprocWarning, match=r"10,000 of 20,000"):
            corpus = newsproc.read(paths, threads=2)
        assert len(os.listdir("/proc/self/fd")) == before
    assert [failure.row for failure in corpus.errors] == list(range(1, 20_000, 2))
    assert [failure.code for failure in corpus.errors] == codes
    stats = corpus.stats()
    assert (stats["rows"], stats["ok"], stats["failed"], stats["words"]) == (20_000, 10_000, 10_000, 10_000 * 402)
    assert stats["errors_by_code"] == dict(collections.Counter(codes))


def test_files_that_shrink_grow_and_vanish_while_they_are_read(tmp_path: pathlib.Path) -> None:
    paths = [tmp_path / f"{i:03}.md" for i in range(200)]
    for path in paths:
        path.write_text("<p>" + "x" * 20_000)
    done = threading.Event()

    def disturb() -> None:
        number = 0
        while not done.is_set():
            path = paths[number * 7 % len(paths)]
            try:
                os.truncate(path, number % 3 * 30_000)
                if number % 5 == 0:
                    path.unlink()
            except FileNotFoundError:
                path.write_text("<p>" + "x" * 20_000)
            number += 1

    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", newsproc.NewsprocWarning)
            for _ in range(10):
                corpus = newsproc.read(paths, threads=2)
                stats = corpus.stats()
                assert stats["rows"] == stats["ok"] + stats["failed"] == len(paths)
                assert {failure.code for failure in corpus.errors} <= {"not_found"}
                assert all(set(article.text) <= {"x", "\ufffd"} for article in corpus)
    finally:
        done.set()
        thread.join()


def test_a_limit_on_open_files_is_no_trouble(tmp_path: pathlib.Path) -> None:
    tree(tmp_path, 2, 200)
    code = """
        import resource, sys, newsproc
        resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
        print(newsproc.read(sys.argv[1], threads=4))
    """
    out, err = child(code, tmp_path).communicate()
    assert out == "<newsproc.Corpus 400 articles>\n", err
