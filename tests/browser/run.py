#!/usr/bin/env python3
"""Give Chromium and newsproc.tree the same generated inputs and compare the trees.

    python tests/browser/run.py [--count 20000] [--seed 1] [--batch 1000] [--program tree_main]

An input is read as a document or as a fragment in some element. A difference is shrunk to the fewest pieces
that still differ and printed; the exit code is 1 when there was one. With --program the trees come from
tests/c/tree_main.c, built by itself, so that the parser can be compared without the extension.
"""

from __future__ import annotations

import argparse
import difflib
import itertools
import json
import pathlib
import re
import subprocess
import sys
from collections.abc import Callable

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from browser import chromium, generate

# Trees of (input, context) cases; context is None for a document.
Reader = Callable[[list[tuple[str, str | None]]], list[str]]


def extension(cases: list[tuple[str, str | None]]) -> list[str]:
    import newsproc

    return [newsproc.tree(text, fragment=context) for text, context in cases]


def program(path: str) -> Reader:
    """The trees that the program tests/c/tree_main.c makes."""

    def read(cases: list[tuple[str, str | None]]) -> list[str]:
        requests = []
        for text, context in cases:
            body = text.encode()
            space, _, name = (context or "").rpartition(" ")
            head = "document" if context is None else f"fragment {space or 'html'} {name}"
            requests.append(f"{head} {len(body)}\n".encode() + body)
        output = subprocess.run([path], input=b"".join(requests), capture_output=True, check=True).stdout
        trees, at = [], 0
        while at < len(output):
            end = output.index(b"\n", at) + 1
            size = int(output[at:end])
            trees.append(output[end : end + size].decode())
            at = end + size
        return trees

    return read


def shrink(theirs: Reader, ours: Reader, pieces: list[str], context: str | None) -> list[str]:
    """The fewest pieces that still differ: halves, quarters, ... are left out while it lasts."""
    size = max(1, len(pieces) // 2)
    while True:
        shorter = [pieces[:at] + pieces[at + size :] for at in range(0, len(pieces), size)]
        shorter = [made for made in shorter if made and generate.is_usual("".join(made), context)]
        cases = [("".join(candidate), context) for candidate in shorter]
        pairs = zip(theirs(cases), ours(cases), strict=True) if cases else []
        found = next((candidate for candidate, (a, b) in zip(shorter, pairs, strict=True) if a != b), None)
        if found is not None:
            pieces = found
            size = min(size, max(1, len(pieces) // 2))
        elif size == 1:
            return pieces
        else:
            size = max(1, size // 2)


def report(theirs: Reader, ours: Reader, pieces: list[str], context: str | None) -> None:
    text = "".join(pieces)
    where = "document" if context is None else f"fragment in {context}"
    runs = [(piece, len(list(same))) for piece, same in itertools.groupby(pieces)]
    shown = " + ".join(json.dumps(piece) + (f" * {times}" if times > 1 else "") for piece, times in runs)
    print(f"\n{where}: {shown}")
    wanted, got = (read([(text, context)])[0].split("\n") for read in (theirs, ours))
    for line in difflib.unified_diff(wanted, got, "chromium", "newsproc", "", "", 2):
        print("  " + re.sub("  {20,}", " ... ", line.rstrip("\n")), flush=True)


def stale(theirs: Reader, ours: Reader) -> list[str]:
    """The untrue entries of departures.json: Chromium follows the standard there now, or we do not."""
    listed = json.loads((pathlib.Path(__file__).parent / "departures.json").read_text(encoding="utf-8"))
    wrong = []
    for entry in listed:
        case = [(entry["input"], entry["context"])]
        if theirs(case)[0] != entry["chromium"] or ours(case)[0] != entry["standard"]:
            wrong.append(f"{entry['why']}: {json.dumps(entry['input'])}")
    return wrong


def compare(theirs: Reader, ours: Reader, options: argparse.Namespace) -> int:
    untrue = stale(theirs, ours)
    for entry in untrue:
        print(f"departures.json is not true any more: {entry}")
    made = generate.inputs(options.seed, options.count)
    different: list[tuple[list[str], str | None]] = []
    compared = 0
    while batch := list(itertools.islice(made, options.batch)):
        cases = [("".join(pieces), context) for pieces, context in batch]
        for case, wanted, got in zip(batch, theirs(cases), ours(cases), strict=True):
            if wanted != got:
                different.append(case)
        compared += len(batch)
        print(f"\r{compared} inputs, {len(different)} different", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for pieces, context in different[: options.show]:
        report(theirs, ours, shrink(theirs, ours, pieces, context), context)
    print(f"{compared} inputs compared with Chromium, {len(different)} different")
    return 1 if different or untrue else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=1000)
    parser.add_argument("--show", type=int, default=10, help="differences to shrink and print")
    parser.add_argument("--program", help="path of tests/c/tree_main.c, built, to ask instead of newsproc")
    options = parser.parse_args()
    if chromium.find() is None:
        print("skipped: chromium is not installed")
        return 2
    with chromium.start() as browser:
        return compare(browser.trees, program(options.program) if options.program else extension, options)


if __name__ == "__main__":
    sys.exit(main())
