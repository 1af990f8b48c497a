#!/usr/bin/env python3
"""Time front matter to a dict: the heads of real posts, one head many times, and shapes that are meant to be slow.

    python bench/front.py [--posts FOLDER] [--one FILE] [--rounds 9]

FOLDER and FILE are looked for at $NEWSPROC_DATA or beside the project; without them posts are made. All contenders get
the same text, but ours between fences, and run in turn in one process. The third table is ours alone: others take
minutes for some of its rows.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import newsproc
from newsproc import timing

import corpus

ROOT = pathlib.Path(__file__).resolve().parents[1]
DATA = pathlib.Path(os.environ.get("NEWSPROC_DATA") or ROOT.parent / "shared" / "data")
FENCE = re.compile(r"\ufeff?(?:[ \t]*\r?\n)*---+[ \t]*\r?\n(.*?)^(?:---+|\.\.\.)[ \t]*\r?$", re.S | re.M)
SIZE = 80_000
SHAPES = {
    "[": "[",
    "{": "{",
    "[a: ": "[a: ",
    "- - - ": "- - - ",
    "quotes": "'",
    "double quotes": '"',
    "anchors": "\n- &b c",
    "aliases": "\n- *b",
    "items": "\n- b",
    "lines of one item": "\n- b\n  c",
    "blocks": "\n- >\n  b",
    "templates": "\n- {{ b }}",
    "one quoted item after another": "\n- 'b''c'",
}

Reader = Callable[[str], Any]


def readers() -> dict[str, tuple[Reader, int]]:
    """Each reader of a head, and how many of its rounds one of ours is worth."""
    import yaml

    split, load, loader = newsproc.split, yaml.load, yaml.CSafeLoader
    found: dict[str, tuple[Reader, int]] = {
        "newsproc.split": (lambda text: split(text).metadata, 10),
        "PyYAML CSafeLoader": (lambda head: load(head, loader), 1),
    }
    try:
        import yaml_rs

        found["yaml-rs"] = (yaml_rs.loads, 5)
    except ImportError as error:
        print(f"left out: {error}")
    return found


def readable(heads: Iterable[str]) -> list[str]:
    """The heads that every reader takes."""
    kept = []
    for head in heads:
        try:
            for name, (read, _) in readers().items():
                read(f"---\n{head}---\n" if name == "newsproc.split" else head)
        except Exception:
            continue
        kept.append(head)
    return kept


def microseconds(read: Reader, texts: list[str], repeats: int) -> float:
    start = time.process_time()
    for _ in range(repeats):
        for text in texts:
            read(text)
    return (time.process_time() - start) / repeats / len(texts) * 1e6


def compare(title: str, heads: list[str], repeats: int, rounds: int) -> None:
    fenced = [f"---\n{head}---\n" for head in heads]
    times: dict[str, list[float]] = {}
    for turn in range(rounds + 1):
        for name, (read, share) in readers().items():
            texts = fenced if name == "newsproc.split" else heads
            spent = microseconds(read, texts, max(1, repeats * share))
            if turn > 0:
                times.setdefault(name, []).append(spent)
    timing.heading(title, "The text of a header to a dict, processor time; ours is given it between its fences.")
    print("| | median µs | least µs | medians against the first | least against the first |")
    print("|---|---:|---:|---:|---:|")
    first = times["newsproc.split"]
    for name, spent in times.items():
        median, least = statistics.median(spent), min(spent)
        ratios = f"{median / statistics.median(first):.2f} | {least / min(first):.2f}"
        print(f"| {name} | {median:.2f} | {least:.2f} | {ratios} |")


def shapes() -> None:
    work = "Ours alone: hostile headers to a dict; the ratio is 4 where time grows with the size."
    timing.heading(f"shapes: {SIZE // 1000} kB and four times as much", work)
    print("| | ms | ms for 4n | ratio |")
    print("|---|---:|---:|---:|")
    for name, part in SHAPES.items():
        spent = []
        for size in (SIZE, 4 * SIZE):
            text = "---\nk: " + part * (size // len(part)) + "\n---\n"
            spent.append(min(microseconds(newsproc.split, [text], 1) for _ in range(5)) / 1e3)
        print(f"| {name} | {spent[0]:.2f} | {spent[1]:.2f} | {spent[1] / spent[0]:.1f} |")


def heads_of(paths: Iterable[pathlib.Path]) -> list[str]:
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in paths if path.is_file())
    return [found[1] for found in map(FENCE.match, texts) if found is not None]


def run(paths: Iterable[pathlib.Path], one: pathlib.Path | None, rounds: int) -> None:
    heads = readable(heads_of(paths))
    repeated = heads[:1] if one is None or not one.is_file() else heads_of([one])
    compare(f"front matter to a dict: {len(heads)} heads", heads, 1, rounds)
    compare("front matter to a dict: one head", repeated, 500, rounds)
    shapes()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--posts", type=pathlib.Path, default=DATA / "posts", help="a folder of posts")
    parser.add_argument("--one", type=pathlib.Path, default=DATA / "seed-post.md", help="the post of the second table")
    parser.add_argument("--rounds", type=int, default=9, help="counted rounds (default 9)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if not options.posts.is_dir():
            options.posts = pathlib.Path(scratch)
            corpus.write(options.posts, 500, seed=1)
        run(sorted(options.posts.rglob("*")), options.one, options.rounds)


if __name__ == "__main__":
    main()
