#!/usr/bin/env python3
"""Give Chromium and newsproc.tree the same generated inputs and compare the trees.

    python tests/browser/run.py [--count 20000] [--seed 1] [--batch 1000]

Each input is read as a document or as a body fragment, in turn. A difference is shrunk to the fewest pieces that
still differ and printed; the exit code is 1 when there was one.
"""

from __future__ import annotations

import argparse
import difflib
import itertools
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from browser import chromium, generate

import newsproc


def ours(text: str, fragment: bool) -> str:
    return newsproc.tree(text, fragment="body" if fragment else None)


def shrink(pieces: list[str], fragment: bool) -> list[str]:
    """The fewest pieces that still differ: halves, quarters, ... are left out while it lasts."""
    size = max(1, len(pieces) // 2)
    while True:
        shorter = [pieces[:at] + pieces[at + size :] for at in range(0, len(pieces), size)]
        cases = [("".join(candidate), fragment) for candidate in shorter]
        theirs = chromium.trees(cases) if cases else []
        for candidate, case, tree in zip(shorter, cases, theirs, strict=True):
            if candidate and ours(*case) != tree:
                pieces = candidate
                break
        else:
            if size == 1:
                return pieces
            size = max(1, size // 2)


def report(pieces: list[str], fragment: bool) -> None:
    text = "".join(pieces)
    print(f"\n{'fragment' if fragment else 'document'}: {json.dumps(text)}")
    theirs = chromium.trees([(text, fragment)])[0]
    for line in difflib.unified_diff(theirs.split("\n"), ours(text, fragment).split("\n"), "chromium", "newsproc", "", "", 2):
        print("  " + line)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=1000)
    parser.add_argument("--show", type=int, default=10, help="differences to shrink and print")
    options = parser.parse_args()
    if chromium.find() is None:
        print("skipped: chromium is not installed")
        return 2
    made = generate.inputs(options.seed, options.count)
    different: list[tuple[list[str], bool]] = []
    compared = 0
    while batch := list(itertools.islice(made, options.batch)):
        cases = [("".join(pieces), (compared + i) % 2 == 1) for i, pieces in enumerate(batch)]
        for pieces, case, tree in zip(batch, cases, chromium.trees(cases), strict=True):
            if ours(*case) != tree:
                different.append((pieces, case[1]))
        compared += len(batch)
        print(f"\r{compared} inputs, {len(different)} different", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for pieces, fragment in different[: options.show]:
        report(shrink(pieces, fragment), fragment)
    print(f"{compared} inputs compared with Chromium, {len(different)} different")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
