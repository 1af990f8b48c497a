#!/usr/bin/env python3
"""Time newsproc and its peers on the same work, interleaved in one process, and print ratios.

    python bench/bench.py [--count 20000] [--rounds 5] [--only folder,sanitize,...] [--out bench/RESULTS.md]

Posts and pages are made with a fixed seed; real ones, and the seed of the project, are looked for at $NEWSPROC_DATA or
beside the project. Rounds run every contender once, in turn, so that a machine that drifts slows all alike; the median
of a contender's rounds is quoted, and the ratio of medians. What a user can repeat without the sources is
newsproc/bench.py. With --out all that is printed goes to that file, too, and a picture of it beside it.
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
from collections.abc import Callable, Iterator
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import front
import parse
import picture

import newsproc
from newsproc import bench as ours

import pages

ROOT = pathlib.Path(__file__).resolve().parents[1]
DATA = pathlib.Path(os.environ.get("NEWSPROC_DATA") or ROOT.parent / "shared" / "data")
SEED = DATA / "seed-post.md"
POSTS = DATA / "posts"
COPIES = 2000


class Corpora:
    """The folders of posts that are timed: name to paths. All are files of a scratch folder or of the data."""

    def __init__(self, scratch: pathlib.Path, count: int) -> None:
        self.made = scratch / "made"
        ours.write(self.made, count, seed=1)
        self.copies = scratch / "copies"
        if SEED.is_file():
            self.copies.mkdir()
            for number in range(COPIES):
                shutil.copyfile(SEED, self.copies / f"{number:05}.md")

    def __iter__(self) -> Iterator[tuple[str, list[str]]]:
        for name, folder in (("made posts", self.made), ("copies of the seed", self.copies), ("real posts", POSTS)):
            paths = sorted(str(path) for path in folder.rglob("*") if path.suffix in ours.EXTENSIONS and path.is_file())
            if paths:
                size = sum(os.path.getsize(path) for path in paths)
                yield f"{len(paths):,} {name}, {size / 1e6:.1f} MB", paths
            else:
                print(f"\n{name}: skipped, not found under {DATA}")


def folder(corpora: Corpora, rounds: int) -> None:
    """From files to a DataFrame."""
    for name, paths in corpora:
        ours.folder_of(f"folder to pandas: {name}", paths, rounds)


def table(corpora: Corpora, rounds: int) -> None:
    """From a Corpus to what pandas and Polars have, and the memory that it takes."""
    _, paths = next(iter(corpora))
    corpus = newsproc.read(paths, threads=1)
    contenders: dict[str, Callable[[], Any]] = {"to_polars": corpus.to_polars, "to_pandas": corpus.to_pandas}
    contenders["to_arrow"] = corpus.to_arrow
    times = ours.interleave(contenders, 3 * rounds)
    print("\n## a corpus to tables\n")
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
        body = newsproc.split(SEED.read_bytes()).body
        ours.sanitizers("sanitize the seed's body 200 times", [body] * 200, 3 * rounds, "bodies")
    for name, paths in corpora:
        texts = [newsproc.split(pathlib.Path(path).read_bytes()).body for path in paths[:: max(1, len(paths) // 500)]]
        if "copies" not in name:
            ours.sanitizers(f"sanitize bodies of {name}: every {max(1, len(paths) // 500)}th", texts, rounds, "bodies")
    whole = [pages.page(seed) for seed in range(40)]
    title = f"sanitize made web pages of {sum(map(len, whole)) // len(whole):,} characters"
    ours.sanitizers(title, whole, rounds, "pages")


def trees(_: Corpora, rounds: int) -> None:
    """From bytes to a tree."""
    parse.run(DATA, parse.PROGRAM, rounds)


def front_matter(corpora: Corpora, rounds: int) -> None:
    """Front matter to a dict."""
    real = POSTS if POSTS.is_dir() else corpora.made
    front.run(sorted(real.rglob("*")), SEED, rounds)


def _turbohtml_markdown() -> Any:
    import turbohtml
    from turbohtml.clean import sanitize

    return lambda html: turbohtml.parse(sanitize(html)).to_markdown()


def _markdownify() -> Any:
    from markdownify import markdownify

    return markdownify


def markdown(corpora: Corpora, rounds: int) -> None:
    """HTML to Markdown; ours sanitizes, and so turbohtml is made to."""
    makers = {
        "newsproc.markdown": lambda: newsproc.markdown,
        "turbohtml sanitize, to_markdown": _turbohtml_markdown,
        "markdownify": _markdownify,
    }
    for name, paths in corpora:
        texts = [newsproc.split(pathlib.Path(path).read_bytes()).body for path in paths[:: max(1, len(paths) // 200)]]
        ours.compare(f"Markdown of bodies: {name}", makers, texts, rounds, "bodies")


def imports(_: Corpora, rounds: int) -> None:
    """What an import takes in a process of its own."""

    def importing(name: str) -> float:
        code = f"import time; start = time.perf_counter(); import {name}; print(time.perf_counter() - start)"
        return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)

    print("\n## import\n\n| | median ms | least ms |\n|---|---:|---:|")
    for name in ("newsproc", "nh3", "turbohtml", "bs4", "yaml"):
        seconds = [importing(name) for _ in range(3 * rounds)]
        print(f"| {name} | {statistics.median(seconds) * 1e3:.1f} | {min(seconds) * 1e3:.1f} |")


PREFACE = """\
Made by `make bench`, all in one process by turns. The first contender of a table is ours; ratios above one say how much
longer another takes. Least times say what the code can do on a machine that others use. Of the real posts most are
Markdown, which ours renders first; the others take it for HTML as it stands.
"""

PARTS = {
    "folder": folder,
    "table": table,
    "sanitize": sanitize,
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
