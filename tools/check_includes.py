#!/usr/bin/env python3
"""Check that includes go one way, and that each foreign library is included in one place only.

    base <- front, html <- clean, emit <- article <- table <- python

and markdown stands beside clean: it includes html, and article includes it.

Prints each breach as ``file:line: message`` and exits 1 when there is one.
"""

from __future__ import annotations

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent / "csrc"

# What a folder may include, itself aside. gen/ holds tables: each belongs to the folder that names it.
ALLOWED: dict[str, set[str]] = {
    "base": {"gen"},
    "gen": {"base", "html"},
    "front": {"base"},
    "html": {"base", "gen"},
    "markdown": {"base", "html"},
    "clean": {"base", "html"},
    "emit": {"base", "html", "clean"},
    "article": {"base", "front", "html", "markdown", "clean", "emit"},
    "table": {"base", "front", "html", "markdown", "clean", "emit", "article"},
    "python": {"base", "front", "html", "markdown", "clean", "emit", "article", "table"},
}

# Foreign header -> the only files (or folder, ending in /) that may include it.
FOREIGN = {
    "yaml.h": ["front/yaml.c", "front/yaml_events.c"],
    "utf8proc.h": ["base/unicode.c", "base/unicode_key.c"],
    "md4c.h": ["markdown/render.c"],
    "libxml/": ["html/"],
    "Python.h": ["python/"],
    "structmember.h": ["python/"],
    "pthread.h": [],
    "locale.h": [],
    "time.h": [],
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def place_allowed(place: str, allowed: list[str]) -> bool:
    return any(place == item or (item.endswith("/") and place.startswith(item)) for item in allowed)


def check(root: pathlib.Path) -> list[str]:
    """All breaches below root, as ``file:line: message``."""
    breaches = []
    for path in sorted([*root.rglob("*.c"), *root.rglob("*.h")]):
        place = path.relative_to(root).as_posix()
        folder = place.split("/")[0]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if match is None:
                continue
            kind, target = match.groups()
            where = f"csrc/{place}:{number}"
            if kind == '"':
                other = target.split("/")[0]
                if "/" not in target:
                    breaches.append(f"{where}: include {target} by its path below csrc/")
                elif other != folder and other not in ALLOWED[folder]:
                    breaches.append(f"{where}: {folder}/ must not include {target}")
                continue
            for foreign, allowed in FOREIGN.items():
                hit = target.startswith(foreign) if foreign.endswith("/") else target == foreign
                if hit and not place_allowed(place, allowed):
                    breaches.append(f"{where}: <{target}> belongs in {' '.join(allowed) or 'no file'}")
    return breaches


def main() -> int:
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    breaches = check(root)
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
