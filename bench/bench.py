#!/usr/bin/env python3
"""Time newsproc and its peers on the same work, interleaved in one process, and print ratios.

    python bench/bench.py [--posts FOLDER] [--count 2000] [--rounds 5] [--only folder,sanitize,...]

Without --posts a corpus is made with a fixed seed. Rounds run every contender once, in turn, so that a
machine that drifts slows all alike; the median of a contender's rounds is quoted, and the ratio of medians. What a user
can repeat without the sources is newsproc/bench.py.
"""

from __future__ import annotations

import argparse
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import front

from newsproc import bench as ours

import corpus
import pages

EXTENSIONS = {".md", ".markdown", ".html"}


def sanitize(paths: list[str], rounds: int) -> None:
    """Sanitize bodies, then whole web pages, str in, str out."""
    ours.sanitize(paths, rounds)
    whole = [pages.page(seed) for seed in range(40)]
    title = f"sanitize made web pages of {sum(map(len, whole)) // len(whole):,} characters"
    ours.sanitizers(title, whole, rounds, "pages")


def front_matter(paths: list[str], rounds: int) -> None:
    """Front matter to a dict; bench/front.py has the heads of real posts."""
    front.run([pathlib.Path(path) for path in paths[:500]], None, rounds)


PARTS = {"folder": ours.folder, "sanitize": sanitize, "front": front_matter}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--posts", type=pathlib.Path, help="a folder of posts (default: a made corpus)")
    parser.add_argument("--count", type=int, default=2000, help="posts to make (default 2000)")
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds (default 5)")
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {','.join(PARTS)}")
    options = parser.parse_args()
    print(ours.machine())
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
