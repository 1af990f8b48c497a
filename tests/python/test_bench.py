"""newsproc.bench and bench/: run with newsproc alone, and compare what they say they compare."""

from __future__ import annotations

import pathlib
import random
import subprocess
import sys
import threading
import types

import pytest

from newsproc import bench, timing

sys.path.insert(1, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))

import picture
import threads

POSTS = {
    "page.html": "---\ntitle: Page\n---\n<p>one</p>\n",
    "plain.md": "---\ntitle: Plain\n---\n<p>two</p>\n",
    "rich.md": "---\ntitle: Rich\n---\n# Three\n\n- *four*\n",
}


@pytest.fixture
def posts(tmp_path: pathlib.Path) -> bench.Posts:
    """Three posts, one of them in Markdown."""
    for name, text in POSTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return bench.Posts.below(tmp_path)


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
    times = timing.interleave({name: timing.timed(lambda name=name: seen.append(name)) for name in "ab"}, 3)  # type: ignore[misc]
    assert [sorted(seen[at : at + 2]) for at in range(0, 8, 2)] == [["a", "b"]] * 4
    assert len(seen) == 8
    assert {name: len(rounds) for name, rounds in times.items()} == {"a": 3, "b": 3}
    assert next(iter(times)) == "a"


def test_no_round_has_always_the_same_order() -> None:
    seen: list[str] = []
    timing.interleave({name: timing.timed(lambda name=name: seen.append(name)) for name in "abc"}, 9)  # type: ignore[misc]
    assert len({"".join(seen[at : at + 3]) for at in range(0, 30, 3)}) > 1


def test_what_is_decoded_before_a_call_is_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = 0.0

    def passes(seconds: float) -> None:
        nonlocal clock
        clock += seconds

    class Page(bytes):
        def decode(self, *_: str) -> str:  # type: ignore[override]
            passes(100)
            return super().decode()

    seen: list[str] = []

    def call(text: str) -> None:
        passes(1)
        seen.append(text)

    monkeypatch.setattr(timing.time, "perf_counter", lambda: clock)
    assert timing.just_decoded(call, [Page(b"a"), Page(b"b")])() == 2
    assert seen == ["a", "b"]
    assert clock == 202
    assert timing.in_turn(call, ["c"])() == 1


def test_which_posts_are_markdown(posts: bench.Posts) -> None:
    assert [pathlib.Path(path).name for path in posts.paths] == sorted(POSTS)
    assert {pathlib.Path(path).name for path in posts.markdown} == {"rich.md"}
    assert posts.html(9) == ["<p>one</p>\n", "<p>two</p>\n"]
    assert posts.html(1) == ["<p>one</p>\n"]


@pytest.fixture
def renderer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Peers that tests have, and a stand-in for what renders: that it was called, and for what, is what is tested."""
    for name in ("nh3", "selectolax", "yaml", "pandas"):
        pytest.importorskip(name)
    module = types.ModuleType("pyromark")
    options = types.SimpleNamespace(ENABLE_TABLES=1, ENABLE_STRIKETHROUGH=2)
    made = types.SimpleNamespace(html=lambda text: f"<h1>{len(text)}</h1>")
    vars(module).update(Options=options, Markdown=lambda options: made)
    monkeypatch.setitem(sys.modules, "pyromark", module)


@pytest.mark.usefixtures("renderer")
def test_a_route_renders_what_it_is_told(posts: bench.Posts) -> None:
    body = "# Three\n\n- *four*\n"
    for markdown, last in ((posts.markdown, f"<h1>{len(body)}</h1>"), (frozenset(), body)):
        table = bench.split_nh3_lexbor(markdown)(posts.paths)
        assert list(table["html"]) == ["<p>one</p>\n", "<p>two</p>\n", last]
        assert list(table["title"]) == ["Page", "Plain", "Rich"]


@pytest.mark.usefixtures("renderer")
def test_markdown_is_compared_with_markdown(posts: bench.Posts, capsys: pytest.CaptureFixture[str]) -> None:
    """Two tables: every route renders in the first, and none in the second."""
    bench.folder(posts, 1)
    said = capsys.readouterr().out
    assert list(tables(said)) == [
        "folder of posts to a table, Markdown rendered",
        "folder of posts to a table, all taken for HTML",
    ]
    assert "1 of the bodies are Markdown" in said
    rendered, as_html = tables(said).values()
    assert "split + CSafeLoader + pyromark + nh3 + lexbor" in rendered
    assert all("pyromark" in name for name in rendered if "+" in name)
    assert "split + CSafeLoader + nh3 + lexbor" in as_html
    assert not any("pyromark" in name for name in as_html)
    assert "<li>" in bench.ours(1, "auto")(posts.paths)["html"].iloc[2]
    assert "- *four*" in bench.ours(1, "html")(posts.paths)["html"].iloc[2]


def test_two_threads_make_twice_the_calls() -> None:
    seen: list[int] = []
    for count in (1, 2):
        seen.clear()
        assert threads.together(lambda _: seen.append(threading.get_ident()), "text", 50, count) >= 0
        assert sorted(map(seen.count, set(seen))) == [50] * count


def test_the_table_of_threads(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Two threads that take a quarter longer for twice the calls make 1.6 times as many a second."""
    monkeypatch.setattr(threads, "together", lambda _function, _text, _calls, count: {1: 1.0, 2: 1.25}[count])
    threads.compare("both", "<p>one</p>", 20, 2)
    said = capsys.readouterr().out
    assert "20 calls in one thread" in said
    assert tables(said)["both"]["newsproc.sanitize"] == [1000, 1250, 1.6, 1000, 1250, 1.6]


def test_the_picture_reads_the_tables(capsys: pytest.CaptureFixture[str]) -> None:
    makers = {"newsproc.sanitize": lambda: len, "peer": lambda: str.upper}
    timing.compare("the title", "what is done", makers, ["text"] * 50, 2, "texts")
    said = capsys.readouterr().out
    assert "\n## the title\n\nwhat is done\n\n| |" in said
    assert picture.tables(said) == {"the title": {"peer": tables(said)["the title"]["peer"][3]}}


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
