"""How far a batch is: a bar, a line on a terminal, or the caller's own function."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol, TypeAlias

    Progress: TypeAlias = bool | Callable[[int, int, int], object] | None

    class Meter(Protocol):
        """What read() tells: files that are done and bytes of them."""

        def update(self, done: int, size: int) -> None: ...
        def close(self) -> None: ...


class _Call:
    """Calls the user's function whenever something has changed, the first and the last time always."""

    def __init__(self, function: Callable[[int, int, int], object], total: int) -> None:
        self._function = function
        self._total = total
        self._last = -1

    def update(self, done: int, size: int) -> None:
        if done != self._last:
            self._last = done
            self._function(done, self._total, size)

    def close(self) -> None:
        pass


class _Bar:
    """tqdm's bar, in a notebook or on a terminal."""

    def __init__(self, make: Any, total: int) -> None:
        self._bar = make(total=total, unit=" files", unit_scale=False)

    def update(self, done: int, size: int) -> None:
        self._bar.update(done - self._bar.n)
        self._bar.set_postfix_str(f"{size / 1e6:,.1f} MB", refresh=False)

    def close(self) -> None:
        self._bar.close()


class _Line:
    """One line on the terminal's error stream, written again and again."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._shown = ""

    def update(self, done: int, size: int) -> None:
        line = f"{done:,} of {self._total:,} files, {size / 1e6:,.1f} MB"
        if line != self._shown:
            self._shown = line
            sys.stderr.write(f"\r{line}")
            sys.stderr.flush()

    def close(self) -> None:
        if self._shown:
            sys.stderr.write("\n")


def make_meter(progress: Progress, total: int) -> Meter | None:
    """The meter that progress asks for, or None for none."""
    if progress is None or progress is False:
        return None
    if callable(progress):
        return _Call(progress, total)
    if progress is not True:
        raise TypeError(f"progress must be a bool or a callable, not {type(progress).__name__}")
    try:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # tqdm.auto's remark on notebooks without widgets
            from tqdm.auto import tqdm
    except ImportError:
        return _Line(total) if sys.stderr is not None and sys.stderr.isatty() else None

    class Bar(tqdm):  # type: ignore[misc] # of a library without types
        monitor_interval = 0  # no thread that watches over the bar and outlives it

    return _Bar(Bar, total)
