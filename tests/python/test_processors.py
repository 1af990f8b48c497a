"""How many threads a call starts: what affinity and control groups allow."""

from __future__ import annotations

import os
import pathlib

import pytest

import newsproc
from newsproc.processors import count_processors

MANY = set(range(64))


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of 64 processors."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: MANY, raising=False)


def system(root: pathlib.Path, groups: str, files: dict[str, str]) -> str:
    """The files of a system whose process is in these groups."""
    for name, text in {"proc/self/cgroup": groups, **{f"sys/fs/cgroup/{name}": files[name] for name in files}}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return str(root)


@pytest.mark.parametrize(
    ("groups", "files", "count"),
    [
        ("0::/\n", {"cpu.max": "max 100000\n"}, 64),
        ("0::/\n", {"cpu.max": "200000 100000\n"}, 2),
        ("0::/\n", {"cpu.max": "150000 100000\n"}, 2),  # a part of a processor is one
        ("0::/\n", {"cpu.max": "5000 100000\n"}, 1),
        ("0::/\n", {"cpu.max": "9900000 100000\n"}, 64),
        ("0::/a/b\n", {"a/b/cpu.max": "max 100000\n", "a/cpu.max": "300000 100000\n"}, 3),
        ("0::/a/b\n", {"a/b/cpu.max": "200000 100000\n", "a/cpu.max": "300000 100000\n"}, 2),
        ("0::/host/name\n", {"cpu.max": "400000 100000\n"}, 4),  # the path is that outside of the container
        ("0::/../../x\n", {"cpu.max": "400000 100000\n"}, 4),
        ("1:cpu:/\n0::/\n", {"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, 64),
        ("1:cpu:/\n0::/\n", {"cpu/cpu.cfs_quota_us": "250000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 3),
        (
            "4:cpu,cpuacct:/docker/1\n",
            {"cpu,cpuacct/cpu.cfs_quota_us": "50000\n", "cpu,cpuacct/cpu.cfs_period_us": "50000\n"},
            1,
        ),
        ("4:cpuset:/\n", {"cpuset/cpu.cfs_quota_us": "1\n", "cpuset/cpu.cfs_period_us": "1\n"}, 64),
        ("1:name=systemd:/\n0::/\n", {"unified/cpu.max": "700000 100000\n"}, 7),
        ("0::/\n", {"cpu.max": "many\n"}, 64),
        ("0::/\n", {"cpu.max": "1 0\n"}, 64),
        ("0::/\n", {"cpu.max": ""}, 64),
        ("0::/\n", {}, 64),
        ("no group\n", {"cpu.max": "100000 100000\n"}, 64),
        ("", {}, 64),
    ],
)
def test_quota(tmp_path: pathlib.Path, groups: str, files: dict[str, str], count: int) -> None:
    assert count_processors(system(tmp_path, groups, files)) == count


def test_no_system(tmp_path: pathlib.Path) -> None:
    assert count_processors(str(tmp_path)) == 64


def test_affinity_counts_too(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = system(tmp_path, "0::/\n", {"cpu.max": "800000 100000\n"})
    assert count_processors(root) == 8
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 5, 9}, raising=False)
    assert count_processors(root) == 3


def test_reading_asks(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads that are not asked for are as many as are allowed; for one run nobody asks."""
    asked = []

    def count() -> int:
        asked.append(1)
        return 1

    monkeypatch.setattr("newsproc.runs.count_processors", count)
    for number in range(3):
        (tmp_path / f"{number}.md").write_text("---\ntitle: x\n---\n" + "<p>text</p>\n" * 60000)
    assert len(newsproc.read(tmp_path)) == 3
    assert asked == [1]
    newsproc.read(tmp_path, threads=2)
    newsproc.read(tmp_path / "0.md")
    assert asked == [1]
