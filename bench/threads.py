"""Time one thread and two: a sanitizer called on one body, the same number of times in each thread.

What runs without the GIL makes twice the calls in the same time, a factor of two; what holds it makes no more of them
than one thread does.
"""

from __future__ import annotations

import functools
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

from newsproc import bench, timing


def together(function: Callable[[str], Any], text: str, calls: int, threads: int) -> float:
    """Seconds from the first call of any of the threads to the last one's end."""
    barrier = threading.Barrier(threads)
    begins: list[float] = []
    ends: list[float] = []

    def work() -> None:
        barrier.wait()
        begins.append(time.perf_counter())
        for _ in range(calls):
            function(text)
        ends.append(time.perf_counter())

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return max(ends) - min(begins)


def compare(title: str, text: str, calls: int, rounds: int) -> None:
    """A table of the sanitizers: one thread, two, and calls a second of two against those of one."""
    functions = dict(timing.present(bench.SANITIZERS))
    contenders = {
        f"{name}, {threads}": functools.partial(together, function, text, calls, threads)
        for name, function in functions.items()
        for threads in (1, 2)
    }
    times = timing.interleave(contenders, rounds)
    timing.heading(title, f"str to str, {calls:,} calls in one thread, and as many in each of two at the same time.")
    print("| | median ms, one | median ms, two | factor | least ms, one | least ms, two | factor of the least |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name in functions:
        cells = []
        for best in (statistics.median, min):
            one, two = (best(times[f"{name}, {threads}"]) for threads in (1, 2))
            cells.append(f"{one * 1e3:.2f} | {two * 1e3:.2f} | {2 * one / two:.2f}")
        print(f"| {name} | {' | '.join(cells)} |")


def run(body: str, rounds: int) -> None:
    compare("sanitize the seed's body, one thread and two", body, 2000, rounds)
    compare("sanitize the seed's body 20 times over, one thread and two", 20 * body, 100, rounds)
