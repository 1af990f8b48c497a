#!/usr/bin/env python3
"""Check what every text file of the project owes: no trailing blanks, a newline at the end, no absolute
paths of a developer's machine, and generated tables that are what their generators write today.

Prints each breach as ``file:line: message`` and exits 1 when there is one.
"""

from __future__ import annotations

import filecmp
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEXT = {".c", ".h", ".py", ".pyi", ".md", ".toml", ".txt", ".sh", ".json", ".ipynb", ""}
# Posts may be as dirty as real ones are.
EXEMPT = ("examples/posts/", "examples/weeklies/", "tests/data/", "csrc/gen/", "fuzz/seeds/", "fuzz/findings/")
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/")
GENERATORS = {
    "tools/make_names.py": ["names.c", "names.h"],
    "tools/make_charref.py": ["charref.c", "charref.h"],
    "tools/make_encodings.py": ["encodings.c", "encodings.h"],
    "tools/make_utf8_tables.py": ["utf8_tables.c", "utf8_tables.h"],
}


def tracked() -> list[str]:
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [name for name in done.stdout.split("\0") if name]


def check_file(name: str) -> list[str]:
    path = ROOT / name
    if path.suffix not in TEXT or name.startswith(EXEMPT) or not path.is_file():
        return []
    text = path.read_text(encoding="utf-8")
    breaches = []
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.rstrip():
            breaches.append(f"{name}:{number}: blanks at the end of the line")
        if MACHINE.search(line) and name != "tools/check_text.py":
            breaches.append(f"{name}:{number}: a path of somebody's machine")
    if text and not text.endswith("\n"):
        breaches.append(f"{name}:{len(text.splitlines())}: no newline at the end")
    return breaches


def check_generated() -> list[str]:
    breaches = []
    with tempfile.TemporaryDirectory() as folder:
        for tool, outputs in GENERATORS.items():
            subprocess.run([sys.executable, str(ROOT / tool), folder], check=True)
            for output in outputs:
                made = pathlib.Path(folder) / output
                kept = ROOT / "csrc" / "gen" / output
                if not made.exists() or not filecmp.cmp(made, kept, shallow=False):
                    breaches.append(f"csrc/gen/{output}:1: not what {tool} writes; run it")
    return breaches


def main() -> int:
    breaches = [breach for name in tracked() for breach in check_file(name)]
    breaches += check_generated()
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
