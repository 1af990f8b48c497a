#!/usr/bin/env python3
"""Whether this commit can be released: a clean clone of it is tested, made twice and compared, and built offline.

    python tools/wheels/release.py [--quick]

--quick leaves out tests and wheels: the version, the changelog and the source distribution only.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def git(*arguments: str) -> str:
    return subprocess.run(["git", "-C", str(ROOT), *arguments], check=True, capture_output=True, text=True).stdout


def agreement(clone: pathlib.Path) -> list[str]:
    """What version and changelog say of each other."""
    wrong = []
    text = (clone / "newsproc" / "_version.py").read_text(encoding="utf-8")
    version = re.findall(r'^__version__ = "(.+)"', text, re.M)[0]
    header = (clone / "csrc" / "python" / "version.h").read_text(encoding="utf-8")
    if f'#define NWS_VERSION "{version}"' not in header:
        wrong.append(f"csrc/python/version.h does not say {version}")
    changes = (clone / "CHANGELOG.md").read_text(encoding="utf-8")
    entry = re.search(rf"^## {re.escape(version)} - (\S+)$", changes, re.M)
    if entry is None:
        wrong.append(f"CHANGELOG.md has no heading '## {version} - YYYY-MM-DD'")
    else:
        try:
            datetime.date.fromisoformat(entry[1])
        except ValueError:
            wrong.append(f"CHANGELOG.md: {entry[1]} is no date")
    waiting = re.search(r"^## Unreleased\n(.*?)(?=^## |\Z)", changes, re.M | re.S)
    if waiting and re.search(r"^- ", waiting[1], re.M):
        wrong.append("CHANGELOG.md has entries under Unreleased")
    return wrong


def sdist_digest(clone: pathlib.Path, out: pathlib.Path) -> str:
    build = clone / "tools" / "wheels" / "build.py"
    subprocess.run([sys.executable, build, "--sdist", "--out", out], cwd=clone, check=True, stdout=subprocess.DEVNULL)
    (archive,) = out.glob("*.tar.gz")
    return hashlib.sha256(archive.read_bytes()).hexdigest()


def builds_offline(clone: pathlib.Path) -> bool:
    """With the system's libraries and the setuptools at hand, asking no index."""
    (archive,) = (clone.parent / "out").glob("*.tar.gz")
    out = clone.parent / "from-sdist"
    pip = [str(clone / "build" / "venv" / "bin" / "python"), "-m", "pip", "wheel", "-q", "--disable-pip-version-check"]
    flags = ["--no-index", "--no-build-isolation", "--no-deps", "--wheel-dir", str(out)]
    done = subprocess.run([*pip, *flags, str(archive)], cwd=clone.parent, check=False)
    return done.returncode == 0 and len(list(out.glob("*.whl"))) == 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    wrong = ["there are changes that are not committed"] if git("status", "--porcelain").strip() else []
    os.environ["CI"] = "true"  # where a warning of the compiler is an error
    os.environ.setdefault("SOURCE_DATE_EPOCH", git("log", "-1", "--format=%ct").strip())
    for variable, name in (("NEWSPROC_DATA", "data"), ("NEWSPROC_SUITES", "suites")):
        os.environ.setdefault(variable, str(ROOT.parent / "shared" / name))
    with tempfile.TemporaryDirectory() as folder:
        clones = [pathlib.Path(folder) / name / "newsproc" for name in ("one", "another-place")]
        for clone in clones:
            subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
        wrong += agreement(clones[0])
        digests = {sdist_digest(clone, clone.parent / "out") for clone in clones}
        if len(digests) != 1:
            wrong.append("the source distribution is another in another place")
        for verb in () if options.quick else ("lint", "test", "docs", "wheels"):
            # without a profile wheels are good for a try, not for a release
            command = ["make", "-C", str(clones[0]), verb, "WHEEL_FLAGS=--profile must"]
            if subprocess.run(command, check=False).returncode != 0:
                wrong.append(f"make {verb} fails in a clean clone")
        if not options.quick and not builds_offline(clones[0]):
            wrong.append("the source distribution does not build from what is on this machine")
    for line in wrong:
        print(f"release: {line}", file=sys.stderr)
    print(f"release: {'not yet' if wrong else 'ready'}; sdist {' '.join(sorted(digests))}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
