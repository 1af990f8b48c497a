"""Contenders by turns in one process, and tables of what they take.

For newsproc.bench and the benchmark of the sources: nothing here knows what is compared. A contender does its work once
and gives the seconds of what counts; what it has to prepare, it does outside of them.
"""

from __future__ import annotations

import gc
import random
import statistics
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    Contender = Callable[[], float]


def present(makers: Mapping[str, Callable[[], Any]]) -> Iterator[tuple[str, Any]]:
    """Name and function of each contender whose packages are there; the others are named on standard output."""
    for name, make in makers.items():
        try:
            yield name, make()
        except ImportError as error:
            print(f"left out: {name}: {error}")


def timed(run: Callable[[], Any]) -> Contender:
    """All that is run counts."""

    def contender() -> float:
        start = time.perf_counter()
        run()
        return time.perf_counter() - start

    return contender


def in_turn(function: Callable[[Any], Any], values: Sequence[Any]) -> Contender:
    """A call with each of the values."""

    def run() -> None:
        for value in values:
            function(value)

    return timed(run)


def just_decoded(function: Callable[[str], Any], pages: Sequence[bytes]) -> Contender:
    """A call with each page, which is decoded right before it; the calls alone count."""

    def contender() -> float:
        spent = 0.0
        for page in pages:
            text = page.decode()
            start = time.perf_counter()
            function(text)
            spent += time.perf_counter() - start
        return spent

    return contender


def interleave(contenders: Mapping[str, Contender], rounds: int) -> dict[str, list[float]]:
    """Seconds of each contender's rounds; a first round is not counted.

    Each round has an order of its own, the same in every run: what one leaves behind (memory that the system has at
    hand, or not) is for another each time.
    """
    times: dict[str, list[float]] = {name: [] for name in contenders}
    pick = random.Random(1)
    for turn in range(rounds + 1):
        for name, run in pick.sample(list(contenders.items()), len(contenders)):
            gc.collect()
            spent = run()
            if turn > 0:
                times[name].append(spent)
    return times


def heading(title: str, work: str) -> None:
    """What stands above a table: what it is of, and what work is compared."""
    print(f"\n## {title}\n\n{work}\n")


def report(title: str, work: str, times: dict[str, list[float]], items: int, unit: str) -> None:
    """A table: the first contender is ours, ratios say how much longer the others take.

    Medians are what a user sees; on a machine shared with others the least times say what the code can do.
    """
    heading(title, work)
    print(f"| | median ms | least ms | {unit}/s | medians against the first | least against the first |")
    print("|---|---:|---:|---:|---:|---:|")
    first = next(iter(times.values()))
    for name, seconds in times.items():
        median, least = statistics.median(seconds), min(seconds)
        print(
            f"| {name} | {median * 1e3:.2f} | {least * 1e3:.2f} | {items / median:,.0f} "
            f"| {median / statistics.median(first):.2f} | {least / min(first):.2f} |"
        )


def compare(
    title: str,
    work: str,
    makers: Mapping[str, Callable[[], Any]],
    values: Sequence[Any],
    rounds: int,
    unit: str,
    over: Callable[[Callable[[Any], Any], Sequence[Any]], Contender] = in_turn,
) -> None:
    """Functions of one value, each over all of them, which is timed as `over` says."""
    contenders = {name: over(function, values) for name, function in present(makers)}
    report(title, work, interleave(contenders, rounds), len(values), unit)
