"""Which Clang a compiler is, and the tool that merges its counts: asked by setup.py and by wheels/training.py."""

from __future__ import annotations

import os
import re
import shutil
import subprocess


def answer(*command: str) -> str:
    """What a program writes; "" where there is none of that name."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except FileNotFoundError:
        return ""


def major_version(*compiler: str) -> int:
    """Of a Clang, by whatever name; 0 of any other compiler."""
    found = re.search(r"#define __clang_major__ (\d+)", answer(*compiler, "-dM", "-E", "-x", "c", os.devnull))
    return int(found[1]) if found else 0


def find_profdata(*compiler: str) -> str | None:
    """The llvm-profdata beside this Clang: another version's writes what this one may not read."""
    beside = answer(*compiler, "-print-prog-name=llvm-profdata")  # a bare name where there is none
    return shutil.which(beside if os.path.isabs(beside) else f"llvm-profdata-{major_version(*compiler)}")
