#!/usr/bin/env python3
"""The extension in every Python that is to be had: built, and held to tests/python/test_interpreters.py.

    python tools/interpreters.py [3.13t ...]

Looked for where tools/wheels/build.py looks: on the path, beside this Python, and in $NEWSPROC_PYTHONS. A Python that is
not there is named; it is no failure, but at least one must be.
"""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "wheels"))

from build import PYTHONS, find_python

ROOT = pathlib.Path(__file__).resolve().parents[1]
WORK = ROOT / "build" / "interpreters"
NEEDED = ("setuptools>=77", "pytest>=8", "tzdata")
TESTS = ("test_interpreters.py", "test_api_article.py", "test_threads.py")


def environment_of(version: str, interpreter: pathlib.Path) -> pathlib.Path:
    folder = WORK / version
    python = folder / "bin" / "python"
    if not (folder / "stamp").exists():
        subprocess.run([interpreter, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *NEEDED], check=True)
        (folder / "stamp").touch()
    return python


def check(version: str, interpreter: pathlib.Path) -> bool:
    python = environment_of(version, interpreter)
    base = WORK / f"build-{version}"
    build = ["build", "--build-base", str(base), "--build-lib", str(base / "lib")]
    subprocess.run([python, "-W", "ignore", "setup.py", "-q", *build], cwd=ROOT, check=True)
    print(f"interpreters: {version}, {interpreter}", flush=True)
    tests = [str(ROOT / "tests" / "python" / name) for name in TESTS]
    done = subprocess.run(
        [python, "-P", "-m", "pytest", "-q", "-c", str(ROOT / "pyproject.toml"), "-p", "no:cacheprovider", *tests],
        cwd=base,  # a Python that a test starts would find the sources' package first, made for another Python
        env={**os.environ, "PYTHONPATH": str(base / "lib")},
        check=False,
    )
    return done.returncode == 0


def main() -> int:
    wanted = sys.argv[1:] or PYTHONS
    found = {version: find_python(version) for version in wanted}
    failed = [version for version, python in found.items() if python is not None and not check(version, python)]
    absent = [version for version, python in found.items() if python is None]
    if absent:
        print(f"interpreters: not to be had here: {', '.join(absent)}")
    print(f"interpreters: {len(found) - len(absent) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed or len(absent) == len(found) else 0


if __name__ == "__main__":
    sys.exit(main())
