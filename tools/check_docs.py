#!/usr/bin/env python3
"""Check the documentation: every example in it runs and prints what it says, every link to a file of the
project leads to one.

Examples are Python prompts (``>>>``) in README.md and docs/, run from the project's root.
"""

from __future__ import annotations

import doctest
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)")
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def pages() -> list[pathlib.Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def broken_links(page: pathlib.Path) -> list[str]:
    found = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        for target in LINK.findall(line):
            if not (page.parent / target).exists():
                found.append(f"{page.relative_to(ROOT)}:{number}: {target} is not there")
    return found


def main() -> int:
    os.chdir(ROOT)
    failed = examples = 0
    for page in pages():
        for breach in broken_links(page):
            print(breach)
            failed += 1
        # Prompts stand in fenced blocks; the fence's closing line is no output.
        text = page.read_text(encoding="utf-8").replace("\n```", "\n\n```")
        test = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
        result = doctest.DocTestRunner(optionflags=FLAGS).run(test)
        failed += result.failed
        examples += result.attempted
    print(f"{len(pages())} pages, {examples} examples, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
