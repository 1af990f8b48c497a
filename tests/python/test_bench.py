"""newsproc.bench: runs with newsproc alone, and compares what it says it compares."""

from __future__ import annotations

import pathlib
import random
import subprocess
import sys

import pytest

from newsproc import bench


def tables(said: str) -> dict[str, dict[str, list[float]]]:
    """{title: {contender: numbers}}"""
    found: dict[str, dict[str, list[float]]] = {}
    for line in said.splitlines():
        if line.startswith("## "):
            rows = found.setdefault(line[3:], {})
        elif line.startswith("| ") and not line.startswith("| |"):
            name, *numbers = (cell.strip() for cell in line.strip("|").split("|"))
            rows[name] = [float(number.replace(",", "")) for number in numbers]
    return found


def test_with_nothing_but_newsproc() -> None:
    """The standard library and newsproc: peers are named as absent."""
    code = """
import sys
for name in ("pandas", "frontmatter", "yaml", "nh3", "turbohtml", "selectolax", "bs4", "lxml"):
    sys.modules[name] = None
import importlib.util
import newsproc.bench as bench
look = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if sys.modules.get(name, 0) is None else look(name)
sys.exit(bench.main(["--count", "30", "--rounds", "2"]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = tables(done.stdout)
    assert list(found) == ["folder of posts to a table", "sanitize bodies, str to str", "front matter to a dict"]
    assert set(found["folder of posts to a table"]) >= {"newsproc, 1 thread", "reading the bytes alone"}
    for rows in found.values():
        first = next(iter(rows.values()))
        assert first[3:] == [1.0, 1.0]
        for median, least, *_ in rows.values():
            assert 0 < least <= median
    for name in ("frontmatter + turbohtml", "nh3.clean", "PyYAML CSafeLoader"):
        assert f"left out: {name}: " in done.stdout


def test_rounds_take_turns() -> None:
    seen: list[str] = []
    times = bench.interleave({"a": lambda: seen.append("a"), "b": lambda: seen.append("b")}, 3)
    assert [sorted(seen[at : at + 2]) for at in range(0, 8, 2)] == [["a", "b"]] * 4
    assert len(seen) == 8
    assert {name: len(rounds) for name, rounds in times.items()} == {"a": 3, "b": 3}
    assert next(iter(times)) == "a"


def test_no_round_has_always_the_same_order() -> None:
    seen: list[str] = []
    bench.interleave({name: lambda name=name: seen.append(name) for name in "abc"}, 9)  # type: ignore[misc]
    assert len({"".join(seen[at : at + 3]) for at in range(0, 30, 3)}) > 1


def test_the_same_posts_for_the_same_seed(tmp_path: pathlib.Path) -> None:
    for name in ("one", "other"):
        bench.write(tmp_path / name, 5, seed=3)
    posts = [sorted(path.read_bytes() for path in (tmp_path / name).rglob("*.md")) for name in ("one", "other")]
    assert posts[0] == posts[1]
    assert len(posts[0]) == 5
    assert bench.post(random.Random(1)) != bench.post(random.Random(2))


@pytest.mark.parametrize("wrong", [["--only", "all"], ["--count", "0"], ["--rounds", "0"], ["--posts", "nowhere"]])
def test_what_it_refuses(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        bench.main(wrong)
    assert stop.value.code == 2
    assert capsys.readouterr().err
