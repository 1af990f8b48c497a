"""The same bytes for every number of threads, and none of them left."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from functools import partial

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


# --- single calls from many threads ---

THREADS = 24  # three times as many as the module keeps memory for

Call = Callable[[], object]


def together(bodies: list[Call]) -> list[object]:
    """What each gives, all of them begun at the same time, each in a thread of its own."""
    results: list[object] = [None] * len(bodies)
    begun = threading.Barrier(len(bodies))

    def body(place: int) -> None:
        begun.wait()
        try:
            results[place] = bodies[place]()
        except BaseException as error:
            results[place] = error

    threads = [threading.Thread(target=body, args=[place]) for place in range(len(bodies))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def texts() -> list[str | bytes | bytearray]:
    """Every width of str, with and without lone surrogates, and bytes; short, and past 64 KiB when written again."""
    pieces = ["word &lt; ", "caf\xe9 \xff ", "你好 ", "\U0001f600 x ", "a\ud800b ", "\U0001f600\udfff "]
    made: list[str | bytes | bytearray] = ["", b"", "<p>"]
    for piece in pieces:
        for count in (1, 60, 9000):
            post = f"---\ntitle: T{piece}\n---\n<p title='{piece}' onclick=x>{piece * count}</p><table><td>{piece}"
            made.append(post)
            if "\ud800" not in piece and "\udfff" not in piece:
                made += [post.encode(), bytearray(post.encode())]
    made += ["caf\xe9".encode("latin-1") * 2000, "你好，世界".encode("gb18030") * 500]
    return made


def everything(text: str | bytes | bytearray) -> object:
    article, front, cleaned = newsproc.parse(text), newsproc.split(text), newsproc.clean(text)
    return (
        newsproc.sanitize(text),
        cleaned.html,
        cleaned.removals,
        newsproc.text(text),
        newsproc.markdown(text),
        newsproc.tree(text),
        article.to_dict(),
        article.diagnostics,
        front.body,
        front.diagnostics,
        front.encoding,
    )


def test_every_call_from_many_threads() -> None:
    made = texts()
    expected = [everything(text) for text in made]

    def walk(first: int) -> object:
        order = [(first + i) % len(made) for i in range(len(made))]
        return all(everything(made[i]) == expected[i] for i in order)

    assert together([partial(walk, number * 5) for number in range(THREADS)]) == [True] * THREADS


def test_callbacks_that_call_again_from_many_threads() -> None:
    """Each goes back to Python in the middle of a call, in which it calls newsproc again: also from the str that a
    callback makes, which is none of the caller's."""

    def ask(tag: str, attribute: str, value: str) -> str | None:
        if value.startswith("stop"):
            raise LookupError(value)
        inner = newsproc.sanitize(f"<i title=x onclick=y>{value}é</i>" * 40)
        return f"{value}{len(inner)}{newsproc.split(value).body[:1]}"

    policy = newsproc.Policy.ARTICLE.replace(callback=ask)
    pages = [f"<p title='{n}你' lang=x>{'text é ' * n * 40}</p>" for n in range(1, THREADS)]
    expected = [newsproc.sanitize(page, policy) for page in pages]

    def fails() -> object:
        for _ in range(20):
            with pytest.raises(LookupError, match="stop"):
                newsproc.sanitize("<p title=stop>" + "é" * 4000, policy)
        return newsproc.sanitize(pages[0], policy)

    def repeats(page: str) -> object:
        return [newsproc.sanitize(page, policy) for _ in range(20)]

    results = together([fails, *(partial(repeats, page) for page in pages)])
    assert results == [expected[0], *([page] * 20 for page in expected)]


def nested(depth: int) -> str:
    """A call in a callback, that many times, so that as many are under way at once."""

    def ask(tag: str, attribute: str, value: str) -> str | None:
        return value if depth == 0 else nested(depth - 1)

    policy = newsproc.Policy.ARTICLE.replace(callback=ask)
    return newsproc.text(newsproc.sanitize(f"<p title=x>é{depth} {'你' * 600}", policy)) + str(depth)


def test_calls_in_calls() -> None:
    expected = nested(12)
    assert together([partial(nested, 12)] * 5) == [expected] * 5
    assert nested(12) == expected


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_fork_while_others_are_in_calls() -> None:
    """Memory that threads had taken stays taken in a child, whose calls go on without it; and in the child's child."""
    go, inside = threading.Event(), threading.Semaphore(0)

    def ask(tag: str, attribute: str, value: str) -> str | None:
        inside.release()
        go.wait()
        return value

    policy = newsproc.Policy.ARTICLE.replace(callback=ask)
    made = texts()[:12]
    expected = [everything(text) for text in made]
    page = "<p title=x>" + "é" * 2000
    threads = [threading.Thread(target=newsproc.sanitize, args=[page, policy]) for _ in range(10)]
    for thread in threads:
        thread.start()
    for _ in threads:
        inside.acquire()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
        if child == 0:
            same = [everything(text) for text in made] == expected
            grandchild = os.fork()
            if grandchild == 0:
                os._exit(0 if [everything(text) for text in made] == expected else 1)
            same = same and os.waitstatus_to_exitcode(os.waitpid(grandchild, 0)[1]) == 0
            os._exit(0 if same else 1)
    go.set()
    for thread in threads:
        thread.join()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert [everything(text) for text in made] == expected


def test_an_interpreter_ends_while_threads_are_in_calls() -> None:
    code = """
import sys, threading, time
sys.path.insert(0, sys.argv[1])
import newsproc
page = "<p title=x>" + "你好 <b>x</b> " * 40000
policy = newsproc.Policy.ARTICLE.replace(callback=lambda tag, name, value: value)
begun = threading.Semaphore(0)
def body(number):
    while True:
        newsproc.sanitize(page, policy if number % 2 else newsproc.Policy.ARTICLE)
        newsproc.parse(page)
        begun.release()
for number in range(4):
    threading.Thread(target=body, args=[number], daemon=True).start()
for _ in range(4):
    begun.acquire()
"""
    packages = str(pathlib.Path(newsproc.__file__).parents[1])
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", code, packages], capture_output=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (0, b""), done


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


KEPT = """
import ctypes, threading
import newsproc

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]

mallinfo2 = ctypes.CDLL(None).mallinfo2
mallinfo2.restype = Info

def held():
    info = mallinfo2()
    return info.uordblks + info.hblkhd

barrier = threading.Barrier(8)

def work():
    page = "<p>\u8336 <b>x</b><i>y</i></p>" * 14000
    for _ in range(3):
        barrier.wait()
        newsproc.sanitize(page)

newsproc.sanitize("<p>x</p>")
before = held()
started = [threading.Thread(target=work) for _ in range(8)]
[thread.start() for thread in started]
[thread.join() for thread in started]
print(held() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks glibc what is in use")
def test_what_idle_memory_is_kept() -> None:
    """Eight threads that have cleaned long pages leave no more than is allowed for all of them, but something."""
    done = subprocess.run([sys.executable, "-c", KEPT], capture_output=True, text=True, check=False)
    if "mallinfo2" in done.stderr:
        pytest.skip("the C library has no mallinfo2")
    assert done.returncode == 0, done.stderr
    assert 1 << 20 < int(done.stdout) < 33 << 20
