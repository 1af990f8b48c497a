"""read, scan, from_strings: which files, in which order, and the Corpus that they make."""

from __future__ import annotations

import csv
import itertools
import json
import os
import pathlib
from typing import Any

import pytest

import newsproc


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    names = [
        "b.md", "a.MD", "c.markdown", "d.mdown", "e.html", "f.htm", "g.txt", "h.md.bak",
        "sub/z.md", "sub/a.md", "sub/deep/x.md", "b.d/1.md", ".hidden/y.md", "ü/中文.md",
    ]  # fmt: skip
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<p>{name}", encoding="utf-8")
    return tmp_path


def names(corpus: newsproc.Corpus, folder: pathlib.Path) -> list[str]:
    return [os.path.relpath(article.path or "", folder) for article in corpus]


def test_a_folder_in_sorted_order(folder: pathlib.Path) -> None:
    corpus = newsproc.read(folder)
    assert names(corpus, folder) == [
        ".hidden/y.md", "a.MD", "b.d/1.md", "b.md", "c.markdown", "d.mdown", "e.html", "f.htm",
        "sub/a.md", "sub/deep/x.md", "sub/z.md", "ü/中文.md",
    ]  # fmt: skip
    assert [article.text for article in corpus] == names(corpus, folder)
    assert newsproc.read(str(folder)) == corpus
    assert names(newsproc.read(bytes(folder)), folder) == names(corpus, folder)


@pytest.mark.filterwarnings("ignore:no file was found")
@pytest.mark.parametrize(
    ("glob", "expected"),
    [
        ("*.txt", ["g.txt"]),
        ("*.md", [".hidden/y.md", "b.d/1.md", "b.md", "sub/a.md", "sub/deep/x.md", "sub/z.md", "ü/中文.md"]),
        ("sub/*.md", ["sub/a.md", "sub/z.md"]),
        ("**/x.md", ["sub/deep/x.md"]),
        (
            "**/*.md",
            [".hidden/y.md", "b.d/1.md", "b.md", "sub/a.md", "sub/deep/x.md", "sub/z.md", "ü/中文.md"],
        ),
        ("sub/**", ["sub/a.md", "sub/deep/x.md", "sub/z.md"]),
        ("[!b-z].MD", ["a.MD"]),
        ("?.h*", ["e.html", "f.htm", "h.md.bak"][:2]),
        ("nothing*", []),
        ("[", []),
    ],
)
def test_glob(folder: pathlib.Path, glob: str, expected: list[str]) -> None:
    assert names(newsproc.read(folder, glob=glob), folder) == expected


def test_named_files_are_always_read_and_once(folder: pathlib.Path) -> None:
    paths = [folder / "g.txt", folder / "sub", folder / "b.md", folder / "g.txt", folder / "sub" / "z.md"]
    assert names(newsproc.read(paths), folder) == ["g.txt", "sub/a.md", "sub/deep/x.md", "sub/z.md", "b.md"]
    assert names(newsproc.read(iter(paths)), folder)[0] == "g.txt"
    assert names(newsproc.read(folder / "g.txt"), folder) == ["g.txt"]


def test_a_folder_that_is_called_like_a_file(tmp_path: pathlib.Path) -> None:
    (tmp_path / "b.md").mkdir()
    (tmp_path / "b.md" / "inside.md").write_text("1")
    (tmp_path / "b.md" / "a").mkdir()
    (tmp_path / "b.md" / "a" / "deep.md").write_text("2")
    (tmp_path / "b.md" / "z.md").write_text("3")
    (tmp_path / "a.md").write_text("4")
    named = [str(tmp_path / name) for name in ("b.md", "a.md", "a.md")]
    for paths in (named, iter(named)):
        corpus = newsproc.read(paths)
        assert [article.text for article in corpus] == ["2", "1", "3", "4"]
        assert not corpus.errors


@pytest.mark.parametrize("threads", [1, 2, 7])
def test_many_files_by_name(tmp_path: pathlib.Path, threads: int) -> None:
    """More than are cut into runs before the threads begin, among them some that are not there."""
    paths = [tmp_path / f"{number}.md" for number in range(1000)]
    for number, path in enumerate(paths):
        if number % 100:
            path.write_text(f"{number}" + " x" * (number % 7 * 1000))
    with pytest.warns(newsproc.NewsprocWarning, match="10 of 1,000"):
        corpus = newsproc.read(paths, threads=threads)
    assert [article.path for article in corpus] == [str(path) for path in paths]
    assert all(article.text.startswith(str(number)) for number, article in enumerate(corpus) if number % 100)
    (tmp_path / "folder.md").mkdir()
    with pytest.warns(newsproc.NewsprocWarning, match="10 of 1,000"):
        assert newsproc.read([*paths, tmp_path / "folder.md"], threads=threads) == corpus


def test_links(folder: pathlib.Path) -> None:
    (folder / "sub" / "loop").symlink_to(folder)
    (folder / "sub" / "link.md").symlink_to(folder / "g.txt")
    (folder / "sub" / "lost.md").symlink_to(folder / "nowhere")
    with pytest.warns(newsproc.NewsprocWarning):
        corpus = newsproc.read(folder / "sub")
    assert names(corpus, folder) == ["sub/a.md", "sub/deep/x.md", "sub/link.md", "sub/lost.md", "sub/z.md"]
    assert [failure.code for failure in corpus.errors] == ["not_found"]
    assert len(newsproc.read(folder / "sub" / "loop", glob="b.md")) == 1


def test_a_link_to_itself_is_a_row_and_hides_no_other(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.md").write_text("a")
    (tmp_path / "loop.md").symlink_to("loop.md")
    with pytest.warns(newsproc.NewsprocWarning, match="1 of 2"):
        corpus = newsproc.read(tmp_path)
    assert [article.text for article in corpus] == ["a", ""]
    assert [failure.path for failure in corpus.errors] == [str(tmp_path / "loop.md")]


def test_a_glob_that_is_none(tmp_path: pathlib.Path) -> None:
    with pytest.raises(ValueError, match="glob"):
        newsproc.read(tmp_path, glob="[z-a]*")


def test_an_empty_corpus() -> None:
    corpus = newsproc.read([])
    assert len(corpus) == 0
    assert list(corpus) == []
    assert corpus.errors == ()
    assert corpus.stats()["rows"] == 0
    assert corpus.stats()["first_date"] is None
    assert len(corpus[:]) == 0
    assert len(newsproc.from_strings([])) == 0
    with pytest.raises(IndexError):
        corpus[0]


def test_sequence() -> None:
    corpus = newsproc.from_strings([f"<p>{i} " + "x" * 3000 for i in range(500)])
    articles = list(corpus)
    assert [int(article.text.split()[0]) for article in articles] == list(range(500))
    assert corpus[-1] == articles[499]
    assert corpus[0] == articles[0]
    for key in (500, -501, 1 << 70):
        with pytest.raises(IndexError):
            corpus[key]
    with pytest.raises(TypeError):
        corpus[1.5]  # type: ignore[call-overload]
    with pytest.raises(KeyError):
        corpus["nosuchcolumn"]
    assert articles[7] in corpus
    assert newsproc.parse("other") not in corpus
    assert corpus.index(articles[7]) == 7
    assert corpus.count(articles[7]) == 1
    assert list(reversed(corpus)) == articles[::-1]
    with pytest.raises(ValueError, match="not in"):
        corpus.index(newsproc.parse("other"))
    with pytest.raises(TypeError):
        hash(corpus)
    bounds = [None, 0, 1, 17, 84, 85, 499, 500, 600, -1, -100]
    for start, stop, step in itertools.product(bounds, bounds, [None, 1, 2, 83, -1, -7]):
        part = corpus[start:stop:step]
        assert isinstance(part, newsproc.Corpus)
        expected = range(500)[start:stop:step]
        assert len(part) == len(expected)
        if len(expected):
            assert part[0] == articles[expected[0]]
            assert part[-1] == articles[expected[-1]]
    assert list(corpus[10:400][5:-5:3]) == articles[10:400][5:-5:3]


def test_an_article_of_a_corpus_has_all_but_its_body() -> None:
    post = "---\ntitle: T\ntags: [a]\ncategories: [[a, b]]\ndate: 2020-01-02 03:04\n---\n<p id=x>b<img src=a>"
    article = newsproc.parse(post)
    (row,) = newsproc.from_strings([post])
    assert row == article
    assert row.to_dict() == article.to_dict()
    assert row.body is None
    assert article.body is not None


def test_columns() -> None:
    with pytest.warns(newsproc.NewsprocWarning):
        corpus = newsproc.from_strings(
            ["---\ntitle: T\ndraft: true\n---\n<p>b<img src=a>", None, "<a href=x>c"], ids=["i", 2, None]
        )
    assert list(corpus["title"]) == ["T", None, None]
    assert corpus["text"].to_list() == ["b", "", "c"]
    assert list(corpus["path"]) == ["i", "2", None]
    assert list(corpus["ok"]) == [True, False, True]
    assert list(corpus["error"]) == [None, "null: there is no value", None]
    assert list(corpus["image_count"]) == [1, 0, 0]
    assert list(corpus["link_count"]) == [0, 0, 1]
    assert list(corpus["draft"]) == [True, False, False]
    assert corpus["text"][-1] == "c"
    assert list(corpus["text"][1:]) == ["", "c"]
    assert list(corpus["error"][1:]) == ["null: there is no value", None]
    for name in newsproc.SCHEMA.names:
        assert len(corpus[name].to_list()) == 3


def test_from_strings() -> None:
    values = [
        "<p>a",
        b"<p>b",
        bytearray(b"<p>c"),
        memoryview(b"<p>d"),
        "<p>\u4f60\ud800",
        "标题".encode("gbk") * 10,
    ]
    corpus = newsproc.from_strings(iter(values), encoding="gbk")
    assert [article.text for article in corpus] == ["a", "b", "c", "d", "\u4f60\ufffd", "标题" * 10]
    assert [d.code for d in corpus[4].diagnostics] == ["lone_surrogate"]
    assert list(corpus["path"]) == [None] * 6
    with pytest.warns(newsproc.NewsprocWarning, match="2 of 3"):
        missing = newsproc.from_strings([float("nan"), None, "x"])
    assert [failure.code for failure in missing.errors] == ["null", "null"]


def test_from_columns_of_other_libraries() -> None:
    values = ["<p>a", None, "<p>你好"]
    texts = ["a", "", "你好"]
    for make in (
        lambda: pytest.importorskip("pandas").Series(values),
        lambda: pytest.importorskip("pandas").Series(values, dtype=object),
        lambda: pytest.importorskip("polars").Series(values),
        lambda: pytest.importorskip("pyarrow").array(values),
        lambda: pytest.importorskip("pyarrow").chunked_array([values[:1], values[1:]]),
        lambda: pytest.importorskip("pyarrow").array([v and v.encode() for v in values]),
    ):
        with pytest.warns(newsproc.NewsprocWarning, match="1 of 3"):
            corpus = newsproc.from_strings(make(), ids=make())
        assert [article.text for article in corpus] == texts


def test_stats() -> None:
    posts = [
        "---\ndate: 2020-01-02\n---\n你好 a",
        "---\ndate: 2021-03-04\ndraft: true\n---\nb<img src=x>",
        "c",
    ]
    stats = newsproc.from_strings(posts).stats()
    assert stats["rows"] == stats["ok"] == 3
    assert stats["words"] == 5
    assert stats["han"] == 2
    assert stats["images"] == stats["drafts"] == 1
    assert stats["dated"] == 2
    assert (stats["first_date"].isoformat(), stats["last_date"].isoformat()) == (
        "2020-01-02T00:00:00+00:00",
        "2021-03-04T00:00:00+00:00",
    )
    assert stats["bytes"] == sum(len(post.encode()) for post in posts)
    assert newsproc.from_strings(posts)[1:2].stats()["words"] == 1


@pytest.mark.parametrize("batch_bytes", [1, 5000, 1 << 30])
def test_scan(folder: pathlib.Path, batch_bytes: int) -> None:
    batches = list(newsproc.scan(folder, batch_bytes=batch_bytes))
    whole = newsproc.read(folder)
    assert [article for batch in batches for article in batch] == list(whole)
    assert names(whole, folder) == [name for batch in batches for name in names(batch, folder)]
    if batch_bytes == 1:
        assert len(batches) == len(whole)


def test_scan_tells_failures_once_and_at_the_end(folder: pathlib.Path) -> None:
    paths = [folder / "b.md", folder / "nowhere", folder / "e.html", folder / "not here either"]
    scan = newsproc.scan(paths, batch_bytes=1)
    batches = [next(scan) for _ in paths]
    assert [len(batch.errors) for batch in batches] == [0, 1, 0, 1]
    with pytest.warns(newsproc.NewsprocWarning, match="2 of 4"), pytest.raises(StopIteration):
        next(scan)
    with pytest.raises(FileNotFoundError):
        list(newsproc.scan(paths, on_error="raise"))
    with pytest.raises(ValueError, match="timezone"):
        newsproc.scan(paths, timezone="nowhere")


def test_progress(folder: pathlib.Path) -> None:
    calls: list[tuple[int, int, int]] = []
    corpus = newsproc.read(folder, progress=lambda *call: calls.append(call))
    assert calls[-1] == (len(corpus), len(corpus), corpus.stats()["bytes"])
    assert [call[0] for call in calls] == sorted({call[0] for call in calls})


def test_progress_bar(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    newsproc.read(folder, progress=True)
    assert "12/12" in capsys.readouterr().err


def test_repr(folder: pathlib.Path) -> None:
    (folder / "b.md").write_text("---\ntitle: <script>alert(1)</script>\n---\n")
    corpus = newsproc.read(folder)
    assert repr(corpus) == "<newsproc.Corpus 12 articles>"
    page = corpus._repr_html_()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_ids_are_many() -> None:
    wrong: Any
    for wrong in ("ab", b"ab"):
        with pytest.raises(TypeError, match="ids must be as many names as there are values"):
            newsproc.from_strings(["a", "b"], ids=wrong)


def test_reading_time_by_both_names() -> None:
    corpus = newsproc.from_strings(["word " * 500])
    article = corpus[0]
    assert article.reading_seconds == article.reading_time == corpus["reading_seconds"][0] == 131
    lines = json.loads(b"".join(corpus.json_lines()))
    for keys in (lines, article.to_dict(), json.loads(article.to_json())):
        assert keys["reading_time"] == 131


def test_a_scan_says_how_far_it_is(tmp_path: pathlib.Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.md").write_text("x" * 100, encoding="utf-8")
    scan = newsproc.scan(tmp_path, batch_bytes=100)
    assert repr(scan) == "<newsproc.Scan not begun: gives each Corpus once>"
    next(scan)
    assert repr(scan) == "<newsproc.Scan begun: gives each Corpus once>"
    assert len(list(scan)) == 1
    assert repr(scan) == "<newsproc.Scan at its end: gives each Corpus once>"


def test_columns_that_were_asked_for_are_in_tables_alone(tmp_path: pathlib.Path) -> None:
    """In JSON lines what they were made of is in the metadata, as it was written."""
    corpus = newsproc.from_strings(["---\nrating: '4.5'\n---\n"], columns={"rating": "float64"})
    corpus.to_jsonl(tmp_path / "a.jsonl")
    row = json.loads((tmp_path / "a.jsonl").read_bytes())
    assert "rating" not in row
    assert row["metadata"] == {"rating": "4.5"}
    corpus.to_csv(tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["rating"] == "4.5"
