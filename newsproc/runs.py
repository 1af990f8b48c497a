"""The runs of a batch, and the threads that work on them.

The files are cut into runs by their sizes, whatever the number of threads; each thread takes one
run after the other and holds the interpreter only in between. The calling thread waits, so that
Ctrl-C works, and every thread is gone when the call returns.
"""

from __future__ import annotations

import contextlib

from newsproc import _core
from newsproc.processors import count_processors
from newsproc.progress import make_meter

TYPE_CHECKING = False
if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from newsproc.progress import Meter
    from newsproc.reader import Call

# From so many files on all threads ask for their sizes; fewer are cut into runs at once, so that no
# thread is started for nothing.
MANY_FILES = 256
# Seconds between two looks at the progress.
TICK = 0.1


def read_corpus(sources: _core.Sources, call: Call) -> _core.Chunks:
    """The rows of a whole corpus.

    Only when all of it has been read is it known how its dates order day and month. Where some date
    needs that and the others tell, it is read again: few corpora have such dates, and so the result
    depends on nothing but the corpus.
    """
    chunks, orders = read_runs(sources, None, call)
    if orders and call.keywords.get("date_order", "auto") == "auto":
        chunks, _ = read_runs(sources, None, call, orders)
    return chunks


def read_runs(sources: _core.Sources, cuts: list[int] | None, call: Call, orders: int = 0) -> tuple[_core.Chunks, int]:
    """Does all runs and gives their rows, with "raise" only those up to the first failure, and what
    they tell of the order of day and month.

    Without cuts, runs are as the core makes them. orders: what an earlier run has told.
    """
    if cuts is None and len(sources) < MANY_FILES:
        cuts = sources.cuts()
    job = _core.Job(sources, cuts, call.options, call.on_error == "raise", orders)
    total = len(sources) if cuts is None else cuts[-1] - cuts[0]
    meter = make_meter(call.progress, total)
    runs = total if cuts is None else len(cuts) - 1  # at most: until sizes are known, one for each file
    count = 1 if runs <= 1 else min(call.threads or count_processors(), runs)
    if count == 1 and meter is None:
        job.work()
    else:
        _work(job, count, meter)
    chunks = job.result()
    if len(chunks) != total and call.on_error != "raise":
        raise RuntimeError("a run of files was not finished")
    return chunks, job.orders()


def _work(job: _core.Job, count: int, meter: Meter | None) -> None:
    """Lets count threads work on job while this one waits.

    Waiting is on a lock of our own: Thread.join(), when Ctrl-C interrupts it, may take a thread for
    ended that is not.
    """
    import threading

    errors: list[BaseException] = []
    ended: list[int] = []
    wake = threading.Semaphore(0)
    threads: list[threading.Thread] = []

    def body() -> None:
        try:
            job.work()
        except BaseException as error:
            errors.append(error)
        finally:
            ended.append(1)
            wake.release()

    try:
        started = _start(threads, body, count, ended)
        if started == 0:
            job.work()
        while len(ended) < started:
            wake.acquire(timeout=TICK if meter is not None else None)
            if meter is not None:
                meter.update(job.files, job.bytes)
        if meter is not None:
            meter.update(job.files, job.bytes)  # they may have been quicker than the first look
    except BaseException:
        job.stop()
        raise
    finally:
        _await(threads, ended)
        if meter is not None:
            meter.close()
    if errors:
        raise errors[0]


def _start(threads: list[threading.Thread], body: Callable[[], None], count: int, ended: list[int]) -> int:
    """Starts count threads, or as many as the system allows and as find something to do: how many.

    One ends when no run is left: then another has nothing to take.
    """
    import threading

    while len(threads) < count and not ended:
        threads.append(threading.Thread(target=body, name=f"newsproc-{len(threads)}"))
        try:
            threads[-1].start()
        except RuntimeError:
            return len(threads) - 1
    return len(threads)


def _await(threads: list[threading.Thread], ended: list[int]) -> None:
    """Waits until all threads that run are gone; a second Ctrl-C changes nothing about that.

    One that Ctrl-C caught before it had an identity will find nothing to do.
    """
    import time

    while len(ended) < sum(thread.ident is not None for thread in threads):
        with contextlib.suppress(KeyboardInterrupt):
            time.sleep(0.001)
    for thread in threads:
        while thread.ident is not None and thread.is_alive():
            with contextlib.suppress(KeyboardInterrupt):
                thread.join(TICK)
