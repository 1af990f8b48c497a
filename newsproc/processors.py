"""How many processors this process may use.

A container that may use two of a machine's 64 processors sees all of them: what it may use is the
quota of its control group, or of one of those above it. More threads than that would be stopped in
turn by the kernel, and hold memory meanwhile.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def count_processors(root: str = "/") -> int:
    """What affinity and control groups allow; a part of a processor counts as one.

    root: where the system's files are found.
    """
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min([allowed, *_quotas(root)])


def _quotas(root: str) -> Iterator[int]:
    """Of the groups that this process is in, those that have one, in processors.

    https://docs.kernel.org/admin-guide/cgroup-v2.html, and cgroup-v1/ beside it for the older kind.
    """
    mounts = os.path.join(root, "sys/fs/cgroup")
    for line in _read(root, "proc/self/cgroup").splitlines():
        number, controllers, path = line.split(":", 2) if line.count(":") > 1 else ("", "", "")
        if number == "0":  # the newer kind, alone or beside the older
            for group in (*_above(mounts, path), *_above(os.path.join(mounts, "unified"), path)):
                yield from _quota(*_read(group, "cpu.max").split()[:2])
        elif "cpu" in controllers.split(","):
            for group in _above(os.path.join(mounts, controllers), path):
                yield from _quota(_read(group, "cpu.cfs_quota_us"), _read(group, "cpu.cfs_period_us"))


def _above(mount: str, path: str) -> Iterator[str]:
    """A group and all above it. In a container its path may be the host's: then only the last is there."""
    names = [name for name in path.split("/") if name not in ("", "..")]
    for depth in range(len(names), -1, -1):
        yield os.path.join(mount, *names[:depth])


def _quota(quota: str = "", period: str = "") -> Iterator[int]:
    """Microseconds in each period; "max" or -1: no limit."""
    try:
        share = -(-int(quota) // int(period))
    except (ValueError, ZeroDivisionError):
        return
    if share > 0:
        yield share


def _read(folder: str, name: str) -> str:
    try:
        with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
