"""The same bytes for every number of threads, and none of them left."""

from __future__ import annotations

import os
import pathlib
import threading
import warnings

import pytest

import newsproc

COUNTS = (1, 2, 5)


@pytest.fixture(scope="module")
def posts() -> list[str]:
    bodies = ["<p>Hello <b>world</b></p>", "你好，世界。<img src=/a.png>", "x" * 3000, "", "<table><td>é"]
    return [f"---\ntitle: Post {i}\ntags: [t{i % 7}]\n---\n{bodies[i % 5] * (i % 40)}" for i in range(1500)]


def files(posts: list[str], folder: pathlib.Path) -> list[pathlib.Path]:
    paths = []
    for i, post in enumerate(posts):
        paths.append(folder / f"{i:04}.md")
        if i % 97:  # some are not there
            paths[-1].write_text(post, encoding="utf-8")
    return paths


@pytest.mark.filterwarnings("ignore::newsproc.NewsprocWarning")
def test_the_same_rows_for_every_count(posts: list[str], tmp_path: pathlib.Path) -> None:
    paths = files(posts, tmp_path)
    outputs = []
    for count in COUNTS:
        corpus = newsproc.read(paths, threads=count)
        outputs.append(b"".join(corpus.json_lines()))
        assert len(corpus) == len(paths)
        assert len(corpus.errors) == len(range(0, 1500, 97))
    assert outputs[0] == outputs[1] == outputs[2]


def test_the_same_arrow_bytes_for_every_count(posts: list[str], tmp_path: pathlib.Path) -> None:
    pytest.importorskip("pyarrow")
    import pyarrow as pa

    outputs = []
    for count in COUNTS:
        table = newsproc.from_strings(posts, threads=count).to_arrow()
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        outputs.append(sink.getvalue().to_pybytes())
    assert outputs[0] == outputs[1] == outputs[2]


def test_real_posts(data: pathlib.Path) -> None:
    outputs = [b"".join(newsproc.read(data / "posts", threads=count).json_lines()) for count in COUNTS]
    assert outputs[0] == outputs[1] == outputs[2]


def test_no_thread_is_left(posts: list[str]) -> None:
    before = threading.active_count()
    for _ in range(10):
        newsproc.from_strings(posts, threads=4)
    assert threading.active_count() == before


def test_calls_in_parallel(posts: list[str]) -> None:
    """Several corpora at once, each with threads of its own."""
    expected = b"".join(newsproc.from_strings(posts).json_lines())
    results: list[bytes] = []

    def body() -> None:
        results.append(b"".join(newsproc.from_strings(posts, threads=2).json_lines()))

    threads = [threading.Thread(target=body) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 3


def test_hooks_from_many_threads() -> None:
    """Front matter that needs Python's readers, and a zone that needs its database."""
    post = '+++\ntitle = "T{}"\ndate = 2021-01-0{}T10:00:00\n+++\nbody'
    posts = [post.format(i, i % 9 + 1) for i in range(2000)]
    corpora = [newsproc.from_strings(posts, threads=count, timezone="Asia/Shanghai") for count in COUNTS]
    assert corpora[0] == corpora[1] == corpora[2]
    date = corpora[0][0].date
    assert date is not None
    assert date.hour == 2


def test_runs_do_not_depend_on_the_count(posts: list[str]) -> None:
    sources = newsproc._core.Sources.values(list(posts), None)
    cuts = sources.cuts()
    assert cuts[0] == 0
    assert cuts[-1] == len(posts)
    assert cuts == sorted(set(cuts))
    assert len(cuts) > 10
    empty = newsproc._core.Sources.values([], None)
    assert empty.cuts(10) == [0]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_child_process_reads_too(root: pathlib.Path) -> None:
    """After a fork the child has results of its own and leaves those of its parent alone."""
    posts = root / "examples" / "posts"
    before = newsproc.read(posts)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other tests' threads may still be counted
        child = os.fork()
    if child == 0:
        same = newsproc.read(posts, threads=2)
        os._exit(0 if list(same) == list(before) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert list(newsproc.read(posts)) == list(before)


def test_no_more_threads_than_there_is_to_do() -> None:
    assert len(newsproc.from_strings(["a"] * 1000, threads=10**9)) == 1000
    assert len(newsproc.from_strings(["a"] * 3, threads=2**70)) == 3
    assert len(newsproc.from_strings([], threads=2**70)) == 0


def test_a_bar_leaves_no_thread(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    before = threading.enumerate()
    newsproc.from_strings(["a"] * 3, progress=True)
    assert threading.enumerate() == before
    assert "3/3" in capsys.readouterr().err
