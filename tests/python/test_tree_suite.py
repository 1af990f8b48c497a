"""Every case of html5lib's tree-construction suite with scripting off, through the C parser.

The cases are data of html5lib-tests and web-platform-tests, found at $NEWSPROC_SUITES or beside the
project; without them the tests skip. tests/data/html-exceptions.json names each case that we read
otherwise, with the reason; an exception that passes fails the test, so the list stays honest.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUITES = pathlib.Path(os.environ.get("NEWSPROC_SUITES", ROOT.parent / "shared" / "suites"))
CASES = SUITES / "html5lib-tests" / "tree-construction"
EXCEPTIONS = ROOT / "tests" / "data" / "html-exceptions.json"
# What the comparison with Chromium has found, with Chromium's trees; the project's own.
BROWSER = ROOT / "tests" / "data" / "browser-cases.dat"
INSTRUCTIONS = "wpt-processing-instructions.dat"
HTML_FILES = [
    "adoption",
    "builder",
    "charref",
    "dump",
    "flat",
    "foreign",
    "formatting",
    "node",
    "parse",
    "quirks",
    "selected",
    "stack",
    "tokenizer",
    "traits",
]
SOURCES = [
    "tests/c/tree_main.c",
    *(f"csrc/base/{name}.c" for name in ("alloc", "arena", "buffer", "scan_avx2")),
    *(f"csrc/gen/{name}.c" for name in ("names", "charref")),
    *(f"csrc/html/{name}.c" for name in HTML_FILES),
    *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "csrc/html").glob("modes_*.c")),
    *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "csrc/html").glob("states_*.c")),
]
SECTIONS = (
    "#data",
    "#errors",
    "#new-errors",
    "#document-fragment",
    "#script-on",
    "#script-off",
    "#document",
)


class Case:
    """One case of a .dat file: the input, the context of a fragment, and the tree it makes."""

    def __init__(self, file: str, number: int, text: str) -> None:
        self.name = f"{file}:{number}"
        self.sections: dict[str, list[str]] = {}
        current: list[str] = []
        for line in text.split("\n"):
            # Only #data and #document may hold lines that look like a heading; the first ends at
            # #errors, the second at the end of the case.
            if line in SECTIONS and "#document" not in self.sections:
                current = self.sections.setdefault(line, [])
            else:
                current.append(line)
        self.data = "\n".join(self.sections["#data"])
        self.tree = "\n".join(self.sections["#document"]).rstrip("\n")
        self.script_on = "#script-on" in self.sections
        self.context = next(iter(self.sections.get("#document-fragment", [])), None)

    @property
    def kind(self) -> str:
        if self.name.startswith(INSTRUCTIONS):
            return "instruction"
        if self.name.startswith(BROWSER.name):
            return "browser"
        return "document" if self.context is None else "fragment"

    def request(self) -> bytes:
        body = self.data.encode("utf-8", "surrogatepass")
        if self.context is None:
            return b"document %d\n" % len(body) + body
        space, _, name = self.context.rpartition(" ")
        return f"fragment {space or 'html'} {name} {len(body)}\n".encode() + body


def read_cases() -> list[Case]:
    cases = []
    for path in [*sorted(CASES.glob("*.dat")), BROWSER]:
        # Bytes, not text mode: some cases are about carriage returns.
        text = path.read_bytes().decode("utf-8")
        parts = [part for part in re.split(r"(?:\A|\n)(?=#data\n)", text) if part]
        for number, part in enumerate(parts, 1):
            case = Case(path.name, number, part)
            if not case.script_on:
                cases.append(case)
    return cases


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """tests/c/tree_main.c, built with the core's own sources."""
    compiler = shlex.split(os.environ.get("CC", "cc"))
    if shutil.which(compiler[0]) is None or shutil.which("pkg-config") is None:
        pytest.skip("no C compiler or no pkg-config")
    flags = subprocess.run(["pkg-config", "--cflags", "libxml-2.0"], capture_output=True, text=True, check=False)
    if flags.returncode != 0:
        pytest.skip("libxml2's headers are not installed")
    target = tmp_path_factory.mktemp("tree") / "tree_main"
    subprocess.run(
        [*compiler, "-std=c11", "-O1", "-Icsrc", *shlex.split(flags.stdout), "-o", str(target), *SOURCES],
        check=True,
        cwd=ROOT,
    )
    return target


@pytest.fixture(scope="session")
def answers(program: pathlib.Path) -> list[tuple[Case, str]]:
    """All cases in one run of the program."""
    cases = read_cases()
    run = subprocess.run(
        [str(program)], input=b"".join(case.request() for case in cases), capture_output=True, check=True
    )
    results, output, at = [], run.stdout, 0
    for case in cases:
        end = output.index(b"\n", at)
        size = int(output[at:end])
        results.append((case, output[end + 1 : end + 1 + size].decode("utf-8", "surrogatepass")))
        at = end + 1 + size
    assert at == len(output)
    return results


def wrong_of(answers: list[tuple[Case, str]], kind: str) -> tuple[int, dict[str, str]]:
    total, wrong = 0, {}
    for case, tree in answers:
        if case.kind != kind:
            continue
        total += 1
        if tree != case.tree:
            wrong[case.name] = f"--- {case.name}\n{case.data}\n--- wanted\n{case.tree}\n--- got\n{tree}\n"
    return total, wrong


@pytest.mark.parametrize(("kind", "expected"), [("document", 1592), ("fragment", 192), ("instruction", 124)])
def test_suite(answers: list[tuple[Case, str]], kind: str, expected: int) -> None:
    if not CASES.is_dir():
        pytest.skip(f"html5lib-tests not found at {CASES}")
    total, wrong = wrong_of(answers, kind)
    assert total == expected
    known = json.loads(EXCEPTIONS.read_text(encoding="utf-8"))
    unexpected = [text for name, text in wrong.items() if name not in known]
    print(f"{kind}: {total - len(wrong)} of {total}")
    assert not unexpected, f"{len(unexpected)} of {total} differ\n" + "\n".join(unexpected[:20])


def test_browser_cases(answers: list[tuple[Case, str]]) -> None:
    total, wrong = wrong_of(answers, "browser")
    assert total > 0
    assert not wrong, "\n".join(wrong.values())


def test_exceptions_are_true(answers: list[tuple[Case, str]]) -> None:
    if not CASES.is_dir():
        pytest.skip(f"html5lib-tests not found at {CASES}")
    known = json.loads(EXCEPTIONS.read_text(encoding="utf-8"))
    by_name = {case.name: (case, tree) for case, tree in answers}
    for name, reason in known.items():
        assert len(reason) > 10, f"{name} has no reason"
        assert name in by_name, f"{name} is no case of the suite"
        case, tree = by_name[name]
        assert tree != case.tree, f"{name} passes: take it off the list"


def test_python_gives_the_same_trees(answers: list[tuple[Case, str]]) -> None:
    """newsproc.tree() is this parser: what holds for the program holds for it."""
    newsproc = pytest.importorskip("newsproc")
    for case, tree in answers:
        assert newsproc.tree(case.data, fragment=case.context) == tree, case.name
