"""Everything that runs Python beside Python: sub-interpreters, threads without a GIL, processes, and loading again.

Needs nothing but newsproc and pytest, so that `make interpreters` can run it in every Python that is to be had. The
programs run in processes of their own: what an interpreter does at its end, or a crash, shall be seen.
"""

from __future__ import annotations

import pathlib
import subprocess
import sys
import sysconfig

import pytest

import newsproc

PACKAGES = str(pathlib.Path(newsproc.__file__).parents[1])
FREE = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
# CPython is told by its version where the interface is: there is a public one from 3.14 on only.
LOW_LEVEL = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"

# What each interpreter or thread does: all of the binding that keeps something in its state.
WORK = """
import sys
sys.path.insert(0, {packages!r})
import newsproc
POSTS = ["---\\ntitle: T%d\\ndate: 2021-07-%02d 08:00\\ntags: [a, b]\\nk%d: x\\n---\\n<p onclick=x>%s <img src=/a.png>" %
         (i, i % 28 + 1, i, "word " * i) for i in range(200)]
# CPython 3.11 takes zoneinfo from all interpreters when one ends; 3.12 (3.12.1 was tried) does not survive the end of
# one that has its own GIL and has imported datetime, whoever does so.
ZONE = "Asia/Shanghai" if sys.version_info >= (3, 13) else "+08:00"
DATES = sys.version_info[:2] != (3, 12)
POSTS += DATES * ["+++\\ntitle = 'T'\\n+++\\nbody"] + ['{{"title": "J"}}\\n\\nbody', "---\\na: [\\n---\\nx"]
def once():
    seen = []
    for post in POSTS:
        article = newsproc.parse(post, timezone=ZONE if len(seen) % 7 == 0 else "UTC")
        seen.append((article.title, DATES and article.date, article.html, article.metadata, article.images, article.blocks))
        assert newsproc.split(post).body is not None
    corpus = newsproc.from_strings(POSTS, threads=2)
    assert [article.title for article in corpus] == [row[0] for row in seen]
    assert newsproc.markdown("<p><b>x</b>") == "**x**\\n"
    try:
        newsproc.parse("xx", limits=newsproc.Limits(body=1))
    except newsproc.LimitError:
        pass
    else:
        raise AssertionError("no LimitError")
    return repr(seen)
"""


def run(code: str, *flags: str) -> str:
    """The output of a program that has WORK before it."""
    program = WORK.format(packages=PACKAGES) + code
    done = subprocess.run([sys.executable, *flags, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[-4000:] or done.returncode
    return done.stdout


# `own` makes an interpreter with its own GIL, where there are such; `do` runs a program in one.
INTERPRETERS = f"""
import {LOW_LEVEL} as low, threading
WORK = {{work!r}}
def own():
    return low.create("isolated") if sys.version_info >= (3, 13) else low.create(isolated=True)
def do(where, program):
    if sys.version_info >= (3, 13):
        wrong = low.exec(where, program)
        if wrong is not None:
            raise RuntimeError(getattr(wrong, "errdisplay", None) or wrong.formatted)
    else:
        low.run_string(where, program)
"""


def in_interpreters(code: str) -> str:
    try:
        __import__(LOW_LEVEL)
    except ImportError:
        pytest.skip(f"this Python has no {LOW_LEVEL}")
    return run(INTERPRETERS.format(work=WORK.format(packages=PACKAGES)) + code)


def test_a_sub_interpreter_has_its_own_module() -> None:
    code = """
here = once()
for _ in range(3):
    where = own()
    do(where, WORK + "assert repr(newsproc.Article) and once() == " + repr(here))
    low.destroy(where)
assert once() == here
print("same")
"""
    assert in_interpreters(code) == "same\n"


@pytest.mark.skipif(sys.version_info < (3, 12), reason="interpreters have a GIL of their own from CPython 3.12 on")
def test_two_interpreters_parse_at_the_same_time() -> None:
    code = """
places, here, wrong = [own(), own()], once(), []
for where in places:
    do(where, WORK)
def body(where):
    try:
        for _ in range(4):
            do(where, "assert once() == " + repr(here))
    except BaseException as error:
        wrong.append(str(error)[-2000:])
threads = [threading.Thread(target=body, args=[where]) for where in places]
for thread in threads: thread.start()
for _ in range(4): assert once() == here
for thread in threads: thread.join()
assert not wrong, wrong
for where in places: low.destroy(where)
print("same")
"""
    assert in_interpreters(code) == "same\n"


# An Arrow consumer in a few lines: counts the rows of a stream, with the GIL or without, on any thread.
CONSUMER = """
import ctypes, threading
pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)
pointer = pointer(("PyCapsule_GetPointer", ctypes.pythonapi))
def rows(capsule, kind):
    stream = (ctypes.c_void_p * 5).from_address(pointer(capsule, b"arrow_array_stream"))
    get_next = kind(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(stream[1])
    found = 0
    while True:
        array = (ctypes.c_int64 * 10)()
        assert get_next(ctypes.addressof(stream), ctypes.addressof(array)) == 0
        if array[8] == 0:
            break
        found += array[0]
        kind(None, ctypes.c_void_p)(array[8])(ctypes.addressof(array))
    kind(None, ctypes.c_void_p)(stream[3])(ctypes.addressof(stream))
    return found
def scan():
    return newsproc.scan({folder!r}, batch_bytes=1).__arrow_c_stream__()
found = [rows(scan(), ctypes.PYFUNCTYPE), rows(scan(), ctypes.CFUNCTYPE)]
thread = threading.Thread(target=lambda: found.append(rows(scan(), ctypes.CFUNCTYPE)))
thread.start()
thread.join()
assert found == [9, 9, 9], found
scan()  # dropped unread
"""


def test_a_stream_calls_its_own_interpreter(tmp_path: pathlib.Path) -> None:
    """What scan() yields is made in Python, on whatever thread and with whatever held its consumer calls."""
    for number in range(9):
        (tmp_path / f"{number}.md").write_text(f"---\ntitle: T{number}\n---\nbody", encoding="utf-8")
    code = f"""
CONSUMER = {CONSUMER.format(folder=str(tmp_path))!r}
exec(CONSUMER)
where = own()
do(where, WORK)
try:
    do(where, "import ctypes")
except Exception as error:
    print("no ctypes")
else:
    try:
        do(where, CONSUMER)
        print("read")
    except Exception as error:
        print("needs CPython 3.12" if "needs CPython 3.12 or later" in str(error) else error)
low.destroy(where)
"""
    said = in_interpreters(code)
    if said == "no ctypes\n":
        pytest.skip("ctypes of this Python does not load in a sub-interpreter")
    assert said == ("read\n" if sys.version_info >= (3, 12) else "needs CPython 3.12\n")


@pytest.mark.skipif(not FREE, reason="this Python has a GIL")
def test_the_import_leaves_the_gil_off() -> None:
    assert run("print(sys._is_gil_enabled())") == "False\n"


def test_threads_share_what_the_module_keeps() -> None:
    """Some parse, some read the fields of one article for the first time, some share one job."""
    code = """
import threading
THREADS, ROUNDS = 4, 30
here, wrong, begun = once(), [], threading.Barrier(THREADS)
def body(number):
    try:
        for turn in range(ROUNDS):
            begun.wait()
            article = shared[turn]
            seen = (article.title, article.date, article.metadata, article.html, article.headings, article.images)
            firsts[turn][number] = seen
            job, rest = jobs[turn]
            job.work()
            assert newsproc.split(POSTS[turn]).metadata["tags"] == ["a", "b"]
            assert newsproc.sanitize(POSTS[number]) == newsproc.sanitize(POSTS[number].encode())
        assert once() == here
    except BaseException as error:
        wrong.append(repr(error))
        begun.abort()
core = newsproc._core
options = core.Options()
shared = [newsproc.parse(POSTS[turn]) for turn in range(ROUNDS)]
firsts = [[None] * THREADS for _ in range(ROUNDS)]
jobs = [(core.Job(core.Sources.values(POSTS, None), None, options, False), None) for _ in range(ROUNDS)]
threads = [threading.Thread(target=body, args=[number]) for number in range(THREADS)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert not wrong, wrong
for turn in range(ROUNDS):
    for seen in firsts[turn]:
        assert all(one is other for one, other in zip(seen, firsts[turn][0])), turn  # one object for all threads
    assert len(jobs[turn][0].result()) == len(POSTS)
print("same")
"""
    assert run(code) == "same\n"


def test_a_list_that_another_thread_changes() -> None:
    code = """
import threading
texts, names, done = list(POSTS), [str(i) for i in range(len(POSTS))], []
def body():
    while not done:
        texts.pop(); texts.append("---\\ntitle: " + "x" * 50 + "\\n---\\nb")
        names.pop(); names.append("n" * 30)
thread = threading.Thread(target=body)
thread.start()
try:
    for _ in range(200):
        try:
            sources = newsproc._core.Sources.values(texts, names)
        except ValueError:  # one was just shorter
            continue
        assert len(sources) in (len(POSTS), len(POSTS) - 1)
finally:
    done.append(True)
    thread.join()
print("whole")
"""
    assert run(code) == "whole\n"


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_processes(method: str, tmp_path: pathlib.Path) -> None:
    import multiprocessing

    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} on this system")
    program = tmp_path / "program.py"
    program.write_text(
        f"""
import multiprocessing, sys
sys.path.insert(0, {PACKAGES!r})
import newsproc

TEXTS = [f"---\\ntitle: T{{i}}\\n---\\n" + "<p>word " * 50 for i in range(300)]

def title(article):
    return article.title

def articles(texts):
    return list(newsproc.from_strings(texts))

if __name__ == "__main__":
    before = newsproc.from_strings(TEXTS, threads=2)  # threads that a fork does not take along
    with multiprocessing.get_context({method!r}).Pool(2) as pool:
        assert pool.map(title, list(before)) == [f"T{{i}}" for i in range(300)]
        assert pool.map(newsproc.parse, TEXTS) == list(before)
        assert all(part == list(before) for part in pool.map(articles, [TEXTS] * 4))
    print("same")
""",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, "same\n"), done.stderr[-4000:]


def test_the_package_a_hundred_times() -> None:
    """Forgotten by sys.modules and imported again: the old one goes, and takes along what it had."""
    code = """
import gc, weakref
def memory():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096
def again():
    for name in [name for name in sys.modules if name.partition(".")[0] == "newsproc"]:
        del sys.modules[name]
    import newsproc
    article = newsproc.parse(POSTS[0])
    assert article.headings == () and article.to_dict()["title"] == "T0"
    return weakref.ref(newsproc._core), weakref.ref(newsproc.Article)
free = not getattr(sys, "_is_gil_enabled", lambda: True)()
for _ in range(150 if free else 60): again()  # the allocator of builds without a GIL takes longer to settle
gc.collect()
before, objects = memory(), len(gc.get_objects())
left = [ref for _ in range(100) for ref in again()]
gc.collect()
alive = sum(ref() is not None for ref in left)
print(alive <= 2, len(gc.get_objects()) - objects < 300, memory() - before < 4 << 20)
print(alive, len(gc.get_objects()) - objects, memory() - before, file=sys.__stdout__)
"""
    if not pathlib.Path("/proc/self/statm").exists():
        pytest.skip("no /proc")
    said = run(code)
    assert said.startswith("True True True\n"), said
