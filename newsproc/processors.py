"""How many processors this process may use.

A container that may use two of a machine's 64 processors sees all of them: what it may use is the
quota of its control group, or of one of those above it. More threads than that would be stopped in
turn by the kernel, and hold memory meanwhile.
"""

from __future__ import annotations

import math
import os
import pathlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def count_processors(root: str = "/") -> int:
    """What affinity and control groups allow; a part of a processor counts as one.

    root: where the system's files are found.
    """
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(allowed, math.ceil(min(_quotas(pathlib.Path(root)), default=allowed))))


def _quotas(root: pathlib.Path) -> Iterator[float]:
    """Of the groups that this process is in, those that have one, in processors.

    https://docs.kernel.org/admin-guide/cgroup-v2.html, and cgroup-v1/ beside it for the older kind.
    """
    mounts = root / "sys" / "fs" / "cgroup"
    for line in _read(root / "proc" / "self" / "cgroup").splitlines():
        number, controllers, path = line.split(":", 2) if line.count(":") > 1 else ("", "", "")
        if number == "0":  # the newer kind, alone or beside the older
            for group in (*_above(mounts, path), *_above(mounts / "unified", path)):
                yield from _quota(*_read(group / "cpu.max").split())
        elif "cpu" in controllers.split(","):
            for group in _above(mounts / controllers, path):
                yield from _quota(_read(group / "cpu.cfs_quota_us"), _read(group / "cpu.cfs_period_us"))


def _above(mount: pathlib.Path, path: str) -> Iterator[pathlib.Path]:
    """A group and all above it. In a container its path may be the host's: then only the last is there."""
    group = mount.joinpath(*(part for part in path.split("/") if part not in ("", "..")))
    yield group
    while group != mount:
        group = group.parent
        yield group


def _quota(quota: str = "", period: str = "") -> Iterator[float]:
    """Microseconds in each period; "max" or -1: no limit."""
    try:
        share = int(quota) / int(period)
    except (ValueError, ZeroDivisionError):
        return
    if share > 0:
        yield share


def _read(path: pathlib.Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
