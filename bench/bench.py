#!/usr/bin/env python3
"""Time newsproc and its peers on the same work, interleaved in one process, and print ratios.

    python bench/bench.py [--count 20000] [--rounds 5] [--only folder,sanitize,...] [--out bench/RESULTS.md]

Posts and pages are made with a fixed seed; real ones, and the seed of the project, are looked for at $NEWSPROC_DATA or
beside the project. Rounds run every contender once, in turn, so that a machine that drifts slows all alike; the median
of a contender's rounds is quoted, and the ratio of medians. Each table says below its heading what work is compared;
all of its rows do that work, but "reading the bytes alone", which is a floor. What a user can repeat without the sources is newsproc/bench.py. With --out all that is printed goes to that file, too, and a picture of it beside it.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import front
import parse
import picture
import threads

import newsproc
from newsproc import bench as ours
from newsproc import timing

import pages

ROOT = pathlib.Path(__file__).resolve().parents[1]
DATA = pathlib.Path(os.environ.get("NEWSPROC_DATA") or ROOT.parent / "shared" / "data")
SEED = DATA / "seed-post.md"
POSTS = DATA / "posts"
COPIES = 2000


class Corpora:
    """The folders of posts that are timed, by name. All are files of a scratch folder or of the data."""

    def __init__(self, scratch: pathlib.Path, count: int) -> None:
        made, copies = scratch / "made", scratch / "copies"
        ours.write(made, count, seed=1)
        copies.mkdir()
        if SEED.is_file():
            for number in range(COPIES):
                shutil.copyfile(SEED, copies / f"{number:05}.md")
        self.made = ours.Posts.below(made)
        self.copies = ours.Posts.below(copies)
        self.real = ours.Posts.below(POSTS)

    def __iter__(self) -> Iterator[tuple[str, ours.Posts]]:
        for name, posts in (("made posts", self.made), ("copies of the seed", self.copies), ("real posts", self.real)):
            if posts.paths:
                yield posts.counted(name), posts
            else:
                print(f"\n{name}: skipped, not found under {DATA}")


def folder(corpora: Corpora, rounds: int) -> None:
    """From files to a DataFrame."""
    for name, posts in corpora:
        ours.folder_of(f"folder to pandas: {name}", posts, rounds)


def table(corpora: Corpora, rounds: int) -> None:
    """From a Corpus to what pandas and Polars have, and the memory that it takes."""
    paths = corpora.made.paths
    corpus = newsproc.read(paths, threads=1)
    times = timing.interleave(
        {
            "to_polars": timing.timed(corpus.to_polars),
            "to_pandas": timing.timed(corpus.to_pandas),
            "to_arrow": timing.timed(corpus.to_arrow),
        },
        3 * rounds,
    )
    work = f"Ours alone: {corpora.made.counted('made posts')}, read before, to a table of each kind."
    timing.heading("a corpus to tables", work)
    print("| | median µs an article | least µs an article |\n|---|---:|---:|")
    for name, seconds in times.items():
        print(
            f"| {name} | {statistics.median(seconds) / len(paths) * 1e6:.3f} | {min(seconds) / len(paths) * 1e6:.3f} |"
        )
    output = corpus.to_arrow().nbytes
    print(
        f"\nMemory: {corpus.nbytes / len(paths):,.0f} bytes an article, {corpus.nbytes / output:.3f} times the output."
    )


def sanitize(corpora: Corpora, rounds: int) -> None:
    """Bodies, then whole web pages, str in, str out."""
    if SEED.is_file():
        title, work = "sanitize the seed's body", "str to str, one body 200 times."
        timing.compare(title, work, ours.SANITIZERS, [seeds_body()] * 200, 3 * rounds, "bodies")
    for name, posts in corpora:
        if posts is not corpora.copies and (texts := posts.html(500)):
            title, work = f"sanitize bodies: {name}", f"str to str, {len(texts)} bodies in HTML, one after the other."
            timing.compare(title, work, ours.SANITIZERS, texts, rounds, "bodies")
    whole_pages(40, rounds)


def whole_pages(count: int, rounds: int) -> None:
    """Made web pages, as one who scrapes has them, and from far away."""
    texts = [pages.page(seed) for seed in range(count)]
    title = f"sanitize made web pages of {sum(map(len, texts)) // count:,} characters"
    work = f"str to str, {count} pages, each decoded from UTF-8 right before its call, which alone is timed."
    encoded = [text.encode() for text in texts]
    over = timing.just_decoded
    timing.compare(f"{title}, just decoded", work, ours.SANITIZERS, encoded, rounds, "pages", over)
    size = sum(map(sys.getsizeof, texts)) / 1e6
    work = f"str to str, {count} pages, one after the other: {size:.0f} MB of str, made long before their calls."
    timing.compare(f"{title}, from memory", work, ours.SANITIZERS, texts, rounds, "pages")


def seeds_body() -> str:
    return newsproc.split(SEED.read_bytes()).body


def two_threads(_: Corpora, rounds: int) -> None:
    """A short body and a long one, in one thread and in two."""
    if SEED.is_file():
        threads.run(seeds_body(), 3 * rounds)
    else:
        print(f"\nthreads: skipped, {SEED.name} not found under {DATA}")


def trees(_: Corpora, rounds: int) -> None:
    """From bytes to a tree."""
    parse.run(DATA, parse.PROGRAM, rounds)


def front_matter(corpora: Corpora, rounds: int) -> None:
    """Front matter to a dict."""
    front.run(map(pathlib.Path, (corpora.real if corpora.real.paths else corpora.made).paths), SEED, rounds)


def _turbohtml_markdown() -> Any:
    import turbohtml
    from turbohtml.clean import sanitize

    return lambda html: turbohtml.parse(sanitize(html)).to_markdown()


def _markdownify() -> Any:
    import nh3
    from markdownify import markdownify

    return lambda html: markdownify(nh3.clean(html))


def markdown(corpora: Corpora, rounds: int) -> None:
    """HTML to Markdown; ours sanitizes, and so the others are made to."""
    makers = {
        "newsproc.markdown": lambda: newsproc.markdown,
        "turbohtml sanitize, to_markdown": _turbohtml_markdown,
        "nh3.clean, markdownify": _markdownify,
    }
    for name, posts in corpora:
        if texts := posts.html(200):
            work = f"str to str, {len(texts)} bodies in HTML, each sanitized and written as Markdown."
            timing.compare(f"Markdown of bodies: {name}", work, makers, texts, rounds, "bodies")


def imports(_: Corpora, rounds: int) -> None:
    """What an import takes in a process of its own."""

    def importing(name: str) -> float:
        code = f"import time; start = time.perf_counter(); import {name}; print(time.perf_counter() - start)"
        return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)

    timing.heading("import", "The statement alone, in a process of its own each time.")
    print("| | median ms | least ms |\n|---|---:|---:|")
    for name in ("newsproc", "nh3", "turbohtml", "bs4", "yaml"):
        seconds = [importing(name) for _ in range(3 * rounds)]
        print(f"| {name} | {statistics.median(seconds) * 1e3:.1f} | {min(seconds) * 1e3:.1f} |")


PREFACE = """\
Made by `make bench`. Contenders take turns in one process, but for imports and our bare parser, which have their own.
Below each heading stands the work that all rows of a table do; "reading the bytes alone" is a floor. Sanitizers have
their default policies. Where a table has ratios, its first contender is ours and they say how much longer another takes.
Medians are what a user sees; least times say what the code can do on a machine that others use.
"""

PARTS = {
    "folder": folder,
    "table": table,
    "sanitize": sanitize,
    "threads": two_threads,
    "parse": trees,
    "front": front_matter,
    "markdown": markdown,
    "import": imports,
}


class Tee(io.TextIOBase):
    """Standard output, and a copy of it."""

    def __init__(self) -> None:
        self.copy = io.StringIO()

    def write(self, text: str) -> int:
        self.copy.write(text)
        assert sys.__stdout__ is not None
        sys.__stdout__.write(text)
        sys.__stdout__.flush()
        return len(text)


def build() -> str:
    """How the extension was built."""
    info = newsproc.build_info()
    return ", ".join(f"{key} {info[key]}" for key in ("compiler", "profile") if key in info)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=2000, help="posts to make (default 2000)")
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds (default 5)")
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {','.join(PARTS)}")
    parser.add_argument("--out", type=pathlib.Path, help="a file for what is printed; its picture goes beside it")
    options = parser.parse_args()
    tee = Tee()
    with tempfile.TemporaryDirectory() as scratch, contextlib.redirect_stdout(tee):
        print("# What newsproc and its peers take\n")
        print(PREFACE)
        print(f"{ours.machine()}; {build()}; {options.rounds} rounds.")
        corpora = Corpora(pathlib.Path(scratch), options.count)
        for name in options.only.split(","):
            PARTS[name](corpora, options.rounds)
    if options.out is not None:
        options.out.write_text(tee.copy.getvalue(), encoding="utf-8")
        picture.draw(options.out, options.out.with_suffix(".svg"))


if __name__ == "__main__":
    main()
