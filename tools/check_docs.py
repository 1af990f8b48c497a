#!/usr/bin/env python3
"""Check the documentation: every example in it runs and prints what it says, every link to a file of the
project leads to one.

Examples stand in fenced blocks of README.md and docs/ and run from the project's root:

- Python prompts (``>>>``), a page in one go;
- ``console`` blocks: the commands behind ``$``, in a folder with ``examples/``, a copy of the posts as ``posts/``, and
  the file ``page.html``. Output that is shown must be what is printed, ``...`` stands for anything.

Any other block is code that nobody runs, and needs the reason before it: ``<!-- not run: why -->``. A page whose examples
need more than the tests install, or longer than a test should take, says so, ``<!-- needs: matplotlib -->``: they run
with ``--all``, as `make docs` does, and what is missing then is an error.
"""

from __future__ import annotations

import doctest
import importlib.util
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import warnings

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)")
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_RUN = re.compile(r"<!-- not run: \S[^>]* -->\s*\Z")
NEEDS = re.compile(r"<!-- needs: ([\w. ]+?) -->")
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
# Pages that the site makes of docstrings; they are no files.
MADE = "reference/"


def pages() -> list[pathlib.Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def name_of(page: pathlib.Path) -> str:
    return page.relative_to(ROOT).as_posix()


def broken_links(page: pathlib.Path) -> list[str]:
    found = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        for target in LINK.findall(line):
            if not (page.parent / target).exists() and not target.removeprefix("../").startswith(MADE):
                found.append(f"{name_of(page)}:{number}: {target} is not there")
    return found


def blocks(text: str) -> list[tuple[int, str, str, str]]:
    """Line, language, code, and what stands before each fenced block."""
    return [
        (text.count("\n", 0, match.start()) + 1, match[1], match[2], text[: match.start()])
        for match in FENCE.finditer(text)
    ]


def unrun_blocks(page: pathlib.Path) -> list[str]:
    """Blocks that are no example and do not say why."""
    found = []
    for line, language, code, before in blocks(page.read_text(encoding="utf-8")):
        runs = (language == "python" and ">>> " in code) or (language == "console" and "$ " in code)
        if not runs and language != "text" and not NOT_RUN.search(before):
            found.append(f"{name_of(page)}:{line}: a block that is not run, without a reason")
    return found


def missing_modules(text: str) -> list[str]:
    names = [name for match in NEEDS.finditer(text) for name in match[1].split()]
    return [name for name in names if importlib.util.find_spec(name) is None]


def run_prompts(page: pathlib.Path, text: str) -> tuple[int, int]:
    """How many examples failed, and of how many."""
    # Prompts stand in fenced blocks; the fence's closing line is no output.
    test = doctest.DocTestParser().get_doctest(text.replace("\n```", "\n\n```"), {}, page.name, str(page), 0)
    result = doctest.DocTestRunner(optionflags=FLAGS).run(test)
    return result.failed, result.attempted


def commands_of(code: str) -> list[tuple[str, str]]:
    """Each command of a console block, and the output that is shown."""
    found: list[tuple[str, str]] = []
    for line in code.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], ""))
        elif found:
            command, shown = found[-1]
            found[-1] = (command, f"{shown}{line}\n")
    return found


def run_commands(page: pathlib.Path, text: str) -> tuple[int, int]:
    """The same for console blocks, each of which begins in a fresh folder."""
    failed = total = 0
    for line, language, code, before in blocks(text):
        if language != "console" or NOT_RUN.search(before):
            continue
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "examples").symlink_to(ROOT / "examples")
            shutil.copytree(ROOT / "examples" / "posts", folder / "posts")
            (folder / "page.html").write_text("<h1>Tea</h1><p onclick=x>Two cups.", encoding="utf-8")
            for command, shown in commands_of(code):
                total += 1
                failed += not run_command(folder, command, shown, f"{name_of(page)}:{line}")
    return failed, total


def run_command(folder: pathlib.Path, command: str, shown: str, place: str) -> bool:
    paths = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")])
    done = subprocess.run(
        command, shell=True, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PATH": paths},
    )  # fmt: skip
    printed = done.stdout + done.stderr
    if done.returncode in (0, 1) and (not shown or doctest.OutputChecker().check_output(shown, printed, FLAGS)):
        return True
    print(f"{place}: $ {command}\nexit status {done.returncode}, printed:\n{printed}")
    return False


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    os.environ["MPLBACKEND"] = "agg"  # figures are drawn, and shown by the notebook only
    warnings.filterwarnings("ignore", "nltk is not installed")  # newspaper4k's, of a part that no page uses
    failed = examples = 0
    for page in pages():
        text = page.read_text(encoding="utf-8")
        breaches = broken_links(page)
        is_shown = page.parent != ROOT or page.name == "README.md"
        if is_shown:
            breaches += unrun_blocks(page)
        for breach in breaches:
            print(breach)
        failed += len(breaches)
        if NEEDS.search(text) and "--all" not in arguments:
            continue
        if missing := missing_modules(text):
            print(f"{name_of(page)}: not run, because there is no {', '.join(missing)}")
            failed += 1
            continue
        for run in (run_prompts, *([run_commands] if is_shown else [])):
            wrong, some = run(page, text)
            failed += wrong
            examples += some
    print(f"{len(pages())} pages, {examples} examples, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
