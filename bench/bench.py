#!/usr/bin/env python3
"""Time newsproc and its peers on the same work, interleaved in one process, and print ratios.

    python bench/bench.py [--posts FOLDER] [--count 2000] [--rounds 5] [--only folder,sanitize,...]

Without --posts a corpus is made with a fixed seed. Rounds run every contender once, in turn, so that a
machine that drifts slows all alike; the median of a contender's rounds is quoted, and the ratio of medians.
"""

from __future__ import annotations

import argparse
import gc
import importlib.metadata
import pathlib
import platform
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import front

import newsproc

import corpus
import pages
import peers

EXTENSIONS = {".md", ".markdown", ".html"}


def interleave(contenders: dict[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each contender's rounds, run in turn; a first round is not counted."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for name, run in contenders.items():
            gc.collect()
            start = time.perf_counter()
            run()
            spent = time.perf_counter() - start
            if turn > 0:
                times[name].append(spent)
    return times


def report(title: str, times: dict[str, list[float]], items: int, unit: str) -> None:
    """A table: the first contender is ours, ratios say how much longer the others take.

    Medians are what a user sees; on a machine shared with others the least times say what the code can do.
    """
    print(f"\n## {title}\n")
    print(f"| | median ms | least ms | {unit}/s | medians against the first | least against the first |")
    print("|---|---:|---:|---:|---:|---:|")
    first = next(iter(times.values()))
    for name, seconds in times.items():
        median, least = statistics.median(seconds), min(seconds)
        print(
            f"| {name} | {median * 1e3:.2f} | {least * 1e3:.2f} | {items / median:,.0f} "
            f"| {median / statistics.median(first):.2f} | {least / min(first):.2f} |"
        )


def folder(paths: list[str], rounds: int) -> None:
    """Folder of posts to pandas."""
    routes = dict(peers.routes())
    contenders = {name: (lambda route=route: route(paths)) for name, route in routes.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report("folder of posts to pandas", interleave(contenders, rounds), len(paths), "articles")


def repeat(function: Callable[[str], Any], texts: list[str]) -> Callable[[], None]:
    def run() -> None:
        for text in texts:
            function(text)

    return run


def bodies(paths: list[str], most: int = 500) -> list[str]:
    return [newsproc.split(pathlib.Path(path).read_bytes()).body for path in paths[:most]]


def sanitizers(title: str, texts: list[str], rounds: int, unit: str) -> None:
    contenders = {"newsproc.sanitize": repeat(newsproc.sanitize, texts)}
    try:
        import nh3

        contenders["nh3.clean"] = repeat(nh3.clean, texts)
    except ImportError as error:
        print(f"left out: {error}")
    try:
        from turbohtml.clean import sanitize as turbo

        contenders["turbohtml sanitize"] = repeat(turbo, texts)
    except ImportError as error:
        print(f"left out: {error}")
    report(title, interleave(contenders, rounds), len(texts), unit)


def sanitize(paths: list[str], rounds: int) -> None:
    """Sanitize bodies, then whole web pages, str in, str out."""
    sanitizers("sanitize bodies, str to str", bodies(paths), rounds, "bodies")
    whole = [pages.page(seed) for seed in range(40)]
    sanitizers(f"sanitize made web pages of {sum(map(len, whole)) // len(whole):,} characters", whole, rounds, "pages")


def front_matter(paths: list[str], rounds: int) -> None:
    """Front matter to a dict; bench/front.py has the heads of real posts."""
    front.run([pathlib.Path(path) for path in paths[:500]], None, rounds)


PARTS = {"folder": folder, "sanitize": sanitize, "front": front_matter}


def machine() -> str:
    versions = []
    for name in (
        "nh3",
        "turbohtml",
        "selectolax",
        "PyYAML",
        "python-frontmatter",
        "beautifulsoup4",
        "pandas",
    ):
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"{name} missing")
    return f"newsproc {newsproc.__version__}, Python {platform.python_version()}, {platform.machine()}; " + ", ".join(
        versions
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--posts", type=pathlib.Path, help="a folder of posts (default: a made corpus)")
    parser.add_argument("--count", type=int, default=2000, help="posts to make (default 2000)")
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds (default 5)")
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {','.join(PARTS)}")
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as scratch:
        root = options.posts
        if root is None:
            root = pathlib.Path(scratch)
            corpus.write(root, options.count, seed=1)
        paths = sorted(str(path) for path in root.rglob("*") if path.suffix in EXTENSIONS)
        size = sum(pathlib.Path(path).stat().st_size for path in paths)
        print(f"{len(paths)} posts, {size / 1e6:.1f} MB, {options.rounds} rounds")
        for name in options.only.split(","):
            PARTS[name](paths, options.rounds)


if __name__ == "__main__":
    main()
