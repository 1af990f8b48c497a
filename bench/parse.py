#!/usr/bin/env python3
"""Time from UTF-8 bytes to a tree: the C parser against what Python's parsers take for the same bodies.

    python bench/parse.py [--program build/cbench/bench_tree] [--data ../shared/data] [--rounds 5]

Ours is timed inside bench_tree (no Python object is made of a tree, so there is no call to time from here),
and the peers in this process from a str that is ready. Both take turns, so that a machine that drifts slows all alike.
"""

from __future__ import annotations

import argparse
import pathlib
import re
import statistics
import subprocess
import time
from collections.abc import Callable
from typing import Any

from newsproc import timing

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROGRAM = str(ROOT / "build" / "cbench" / "bench_tree")
FENCE = re.compile(r"\A\s{0,8}---\n.*?\n---\n", re.DOTALL)


def peers() -> dict[str, Callable[[str], Any]]:
    """The parsers that are installed, each from a str to its tree."""
    found: dict[str, Callable[[str], Any]] = {}
    try:
        import turbohtml

        found["turbohtml"] = turbohtml.parse
    except ImportError:
        pass
    try:
        from selectolax.lexbor import LexborHTMLParser

        found["selectolax (lexbor)"] = LexborHTMLParser
    except ImportError:
        pass
    try:
        from resiliparse.parse.html import HTMLTree

        found["resiliparse"] = HTMLTree.parse
    except ImportError:
        pass
    try:
        import lxml.html

        found["lxml"] = lxml.html.document_fromstring
    except ImportError:
        pass
    return found


def ours(program: str, paths: list[pathlib.Path]) -> float:
    """Seconds that bench_tree takes for all files as one job."""
    command = [program, "-j", *map(str, paths)]
    line = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(line.split()[0]) * 1e-6


def seconds(parse: Callable[[str], Any], bodies: list[str]) -> float:
    """For all bodies in turn: the median of runs that last a few milliseconds at least."""
    rounds = 1 + (1 << 20) // (sum(map(len, bodies)) + 1)
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(rounds):
            for body in bodies:
                parse(body)
        taken.append((time.perf_counter() - start) / rounds)
    return statistics.median(taken)


def compare(title: str, paths: list[pathlib.Path], program: str, rounds: int) -> None:
    bodies = [FENCE.sub("", path.read_text(encoding="utf-8"), count=1) for path in paths]
    times: dict[str, list[float]] = {}
    for _ in range(rounds):
        times.setdefault("newsproc", []).append(ours(program, paths))
        for name, parse in peers().items():
            times.setdefault(name, []).append(seconds(parse, bodies))
    size = sum(len(body.encode()) for body in bodies)
    work = "To a tree: ours from UTF-8 bytes, in a C program of its own; the others from a str that is ready."
    timing.heading(f"{title}: {len(bodies)} files, {size:,} bytes", work)
    print("| | ms | MB/s | time against ours |\n|---|---:|---:|---:|")
    base = statistics.median(times["newsproc"])
    for name, values in times.items():
        median = statistics.median(values)
        print(f"| {name} | {median * 1e3:.3f} | {size / median / 1e6:,.0f} | {median / base:.2f} |")


def run(data: pathlib.Path, program: str, rounds: int) -> None:
    jobs = {
        "the seed's body": [data / "seed-post.md"],
        "HTML posts as one job": sorted((data / "posts" / "mdn_archived").glob("*.html")),
        "the 4 MB page": sorted((data / "pages" / "whatwg_source").glob("*.html")),
    }
    for title, paths in jobs.items():
        if paths and all(path.is_file() for path in paths):
            compare(f"parse to a tree: {title}", paths, program, rounds)
        else:
            print(f"\nparse to a tree, {title}: skipped, not found under {data}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--program", default=PROGRAM)
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    run(options.data, options.program, options.rounds)


if __name__ == "__main__":
    main()
