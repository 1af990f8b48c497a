"""Every allocation that Python makes for the binding fails once: a MemoryError, nothing worse.

The core's own allocations fail in the tests in C; here it is CPython's, through the hooks of its
_testcapi, in a process of its own.
"""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest

CALLS = r"""
import _testcapi, importlib.util, sys
import newsproc

core = newsproc._core
POST = "---\ntitle: 你好\ntags: [a]\ndate: 2020-01-01\ncategories: [[a, b]]\nx: {y: [1, 2]}\n---\n"
POST += "<p id=x>a<img src=b><a href=c>d"
TOML = '+++\ntitle = "T"\ndate = 2021-07-19T18:22:00\nx = [1.5, {a = 1}]\n+++\nbody'
JSON = '{"a": 1, "b": [1.5, {"c": "\\ud800"}], "a": 2}\nbody'
values, ids = [POST, "x", None, b"y"], ["a", 1, None, "é"]
article = newsproc.parse(POST)
record = article.__reduce__()[1][0]
strict = newsproc.Policy.STRICT.to_dict()
options = core.Options()
newsproc.parse(TOML), newsproc.parse(JSON)

def refused(function, error, **keywords):
    try:
        function("x", **keywords)
    except error:
        pass

refused(newsproc.parse, TypeError, plicy=1)
newsproc.parse(b"x", encoding="latin_1")
article.to_dict(), article.to_json()  # what they import, they import now
spec = importlib.util.find_spec("newsproc._core")

def check_equal(value, expected):
    assert value == expected, value

def work():
    sources = core.Sources.values(values, ids)
    job = core.Job(sources, sources.cuts(1), options, False)
    job.work()
    return job.result()

def work_on_files():
    job = core.Job(core.Sources.paths(sys.argv[1:]), None, options, False)
    job.work()
    return job.result()

def load_module():
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

chunks = work()
packed = chunks.__reduce__()[1]
calls = [
    lambda: newsproc.parse(POST).to_dict(),
    lambda: newsproc.parse(TOML, timezone="+01:00", unproxy=["a"], base_url="http://x/"),
    newsproc.Limits,
    lambda: newsproc.parse(b"x", encoding="latin_1"),
    lambda: refused(newsproc.parse, TypeError, plicy=1),
    lambda: newsproc.parse(JSON),
    lambda: newsproc.parse("+++\n= 1\n+++\nx"),
    lambda: newsproc.parse(POST).to_json(),
    lambda: newsproc.parse("x\ud800y").diagnostics,
    lambda: newsproc.parse("xx", limits=newsproc.Limits(body=1)),
    lambda: newsproc.parse("---\na: [\n---\n", strict=True),
    lambda: newsproc.load(sys.argv[1]),
    lambda: newsproc.load("/no/such/file"),
    lambda: newsproc.split(POST),
    lambda: newsproc.clean(POST),
    lambda: newsproc.sanitize("<p>你好 " * 30000),
    lambda: newsproc.tree("caf\xe9 " * 200),
    lambda: newsproc.markdown(POST.encode() * 99),
    lambda: newsproc.tree(POST, fragment="svg path"),
    lambda: core._article(record),
    lambda: article.__reduce__(),
    lambda: article.replace(title="é", slug=None),
    lambda: repr(article),
    lambda: check_equal(newsproc.Policy.from_dict(strict).to_dict(), strict),
    lambda: newsproc.Policy.from_dict({"tags": {"script": []}}),
    lambda: repr(newsproc.Policy.from_dict({"tags": {"b": ["title"]}})),
    lambda: hash(core.Options(timezone="+01:00")),
    lambda: core.Sources.paths(["/tmp/é", "b", b"c"]),
    lambda: work().failures(),
    lambda: work_on_files(),
    lambda: (chunks[::2], chunks[1:3], chunks.good(), chunks.take([0, 0]), chunks.totals(), core.Chunks.join([chunks, chunks])),
    lambda: chunks.json_lines(0, len(chunks)),
    lambda: [chunks.values(column, 0, len(chunks)) for column in range(len(newsproc.SCHEMA))],
    lambda: [chunks.parts(table, 0, 9) for table in range(1, 5)],
    lambda: chunks.__reduce__(),
    lambda: core._chunks(*packed),
    lambda: core.Sources.values(values, ids).bases(["http://x/", None, "x", 5], False),
    lambda: (chunks.stream(0), chunks.stream(0, 3), chunks.stream(0, 3, True), core._schema(1), core._iterate([chunks])),
    lambda: core._fields(0),
    lambda: [(part._asdict(), part._make(part), part._replace(text="x")) for part in article.links],
    newsproc.build_info,
    load_module,
]
expected = (newsproc.NewsprocError, FileNotFoundError)
for number, call in enumerate(calls):
    failures = 0
    for n in range(5000):
        _testcapi.set_nomemory(n, n + 1)
        try:
            call()
        except MemoryError:
            failures += 1
            passed = 0
            continue
        except expected:
            pass
        except SystemError as error:
            if not str(error).startswith("<function "):  # CPython 3.11's own, when a frame finds no memory
                raise
            passed = 0
            continue
        finally:
            _testcapi.remove_mem_hooks()
        passed += 1
        if passed == 50:  # in a row: the call makes no more allocations than that
            break
    print(number, failures)
print("done", len(calls))
"""


# 3.13 crashes in dict.setdefault after one that found no memory.
PROBE = r"""
import _testcapi
for n in range(300):
    for _ in range(5):
        values = {}
        _testcapi.set_nomemory(n, n + 1)
        try:
            for key in "abcdefghijkl":
                values.setdefault(key, [])
        except MemoryError:
            pass
        finally:
            _testcapi.remove_mem_hooks()
"""


def test_allocations_that_fail(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("_testcapi")
    if subprocess.run([sys.executable, "-c", PROBE], capture_output=True, check=False).returncode != 0:
        pytest.skip("this Python itself crashes where a dict finds no memory")
    file = tmp_path / "a.md"
    file.write_text("---\ntitle: x\n---\nbody")
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", "passed = 0\n" + CALLS, str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *counts, last = done.stdout.splitlines()
    assert last == f"done {len(counts)}"
    assert all(int(line.split()[1]) > 0 for line in counts), counts
