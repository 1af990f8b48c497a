#!/usr/bin/env python3
"""Generated inputs under presets, the widest policies and policies drawn at random: outputs must be stable and whole.

    python tests/fixpoint/run.py [--count 100000] [--seed 1] [--each 3] [--peers turbohtml,html5lib,...] [--chromium]

Each output must be its own output, mean the same tree to every parser that is installed, hold only what the policy
allows and keep the text. A failure is shrunk and printed; the exit code is 1 when there was one.
"""

from __future__ import annotations

import argparse
import collections
import itertools
import pathlib
import random
import sys
import time
from collections.abc import Callable
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import newsproc

from browser import chromium
from fixpoint import check, inputs, peers, policies


def kind_of(problem: str) -> str:
    """What problems are counted and shrunk by: their first word or two, without the input's own text."""
    return problem.split(" '")[0].split(" [")[0].split(' "')[0]


def shrink(made: list[str], fails: Callable[[list[str]], bool]) -> list[str]:
    """The fewest pieces, then the fewest characters, that still fail: ever smaller runs are left out while it lasts."""
    for parts in (made, None):
        parts = list("".join(made)) if parts is None else parts
        size = max(1, len(parts) // 2)
        while size >= 1:
            at = 0
            while at < len(parts):
                shorter = parts[:at] + parts[at + size :]
                if fails(shorter):
                    parts = shorter
                else:
                    at += size
            size //= 2
        made = parts
    return made


def report(
    made: list[str],
    name: str,
    policy: newsproc.Policy,
    problem: str,
    readers: dict[str, peers.Reader],
    given: dict[str, Any],
) -> None:
    kind = kind_of(problem)

    def fails(candidate: list[str]) -> bool:
        return any(kind_of(found) == kind for found in check.problems("".join(candidate), policy, readers, given))

    text = "".join(shrink(made, fails))
    shown = ascii(text) if len(text) < 2000 else " + ".join(
        ascii(piece) + (f" * {times}" if times > 1 else "")
        for piece, times in ((piece, len(list(same))) for piece, same in itertools.groupby(text))
    )  # fmt: skip
    out = newsproc.sanitize(text, policy, **given)
    again = newsproc.sanitize(out, policy, **given)
    print(f"\n{name}: {kind}\n  in    {shown}\n  out   {ascii(out)[:2000]}\n  again {ascii(again)[:2000]}")
    print("  " + "; ".join(check.problems(text, policy, readers, given))[:2000])
    if given:
        print(f"  {given!r}")
    if name == "random":
        print(f"  {policy!r}")
    sys.stdout.flush()


class Queue:
    """Outputs on their way to Chromium, which is asked about many at once."""

    def __init__(self, browser: chromium.Browser, size: int = 500) -> None:
        self.browser, self.size = browser, size
        self.waiting: dict[str, str] = {}
        self.asked = 0

    def put(self, name: str, out: str) -> int:
        self.waiting[out] = name
        return self.flush() if len(self.waiting) >= self.size else 0

    def flush(self) -> int:
        """Asks about all that wait; the number of those that Chromium reads otherwise."""
        different = 0
        self.asked += len(self.waiting)
        trees = self.browser.trees([(out, "body") for out in self.waiting])
        for (out, name), theirs in zip(self.waiting.items(), trees, strict=True):
            if theirs != newsproc.tree(out, fragment="body"):
                different += 1
                print(f"\n{name}: another tree in chromium\n  out   {ascii(out)[:2000]}", flush=True)
        self.waiting.clear()
        return different


def run(options: argparse.Namespace, readers: dict[str, peers.Reader], queue: Queue | None) -> int:
    pick = random.Random(options.seed + 1)
    failures: collections.Counter[tuple[str, str]] = collections.Counter()
    outputs, start = 0, time.monotonic()
    named = list(policies.POLICIES.items())
    turns = itertools.cycle(named)
    for number, made in enumerate(inputs.inputs(options.seed, options.count, options.images), 1):
        text = "".join(made)
        judged = list(itertools.islice(turns, options.each)) if options.each else list(named)
        if not options.presets:
            judged.append(("random", policies.draw(pick)))
        given = pick.choice(inputs.OPTIONS) if pick.random() < 0.2 else {}
        for name, policy in judged:
            outputs += 1
            if queue is not None:
                failures[name, "another tree in chromium"] += queue.put(name, newsproc.sanitize(text, policy, **given))
            for problem in check.problems(text, policy, readers, given):
                failures[name, kind_of(problem)] += 1
                if failures[name, kind_of(problem)] <= options.show:
                    report(made, name, policy, problem, readers, given)
        if number % options.batch == 0 or number == options.count:
            spent = time.monotonic() - start
            print(
                f"{number} inputs, {outputs} outputs, {sum(failures.values())} failures, {spent:.0f} s",
                flush=True,
            )
    if queue is not None:
        failures["last", "another tree in chromium"] += queue.flush()
        print(f"{queue.asked} outputs to chromium")
    failures = +failures
    for (name, kind), count in failures.most_common():
        print(f"{count:8} {name}: {kind}")
    print(
        f"seed {options.seed}: {options.count} inputs, {outputs} outputs, parsers {', '.join(readers)}: ",
        end="",
    )
    print(f"{sum(failures.values())} failures")
    return 1 if failures else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=100000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=5000, help="inputs between two lines that tell how far it is")
    parser.add_argument("--show", type=int, default=1, help="failures of each kind to shrink and print")
    parser.add_argument("--presets", action="store_true", help="no policies at random")
    parser.add_argument("--each", type=int, default=0, help="so many of the policies for an input, by turns; 0: all")
    parser.add_argument("--peers", default=",".join(peers.PEERS), help="which parsers to ask, of those installed")
    parser.add_argument("--images", action=argparse.BooleanOptionalAction, default=True, help="images to be repaired")
    parser.add_argument("--chromium", action="store_true", help="ask Chromium for its trees, too")
    options = parser.parse_args()
    readers = peers.installed(options.peers.split(","))
    missing = set(options.peers.split(",")) - set(readers)
    print(
        f"parsers: {', '.join(readers) or 'none'}"
        + (f"; not installed: {', '.join(sorted(missing))}" if missing else "")
    )
    if not options.chromium:
        return run(options, readers, None)
    with chromium.start() as browser:
        return run(options, readers, Queue(browser))


if __name__ == "__main__":
    sys.exit(main())
