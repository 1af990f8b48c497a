"""A corpus in pyarrow, pandas, Polars, DuckDB and in files: the real libraries, each on its own."""

from __future__ import annotations

import contextlib
import csv
import gc
import json
import pathlib
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

import newsproc
from newsproc import _core
from newsproc.frames import child_to_pandas, column_to_pandas, corpus_to_pandas

if TYPE_CHECKING:
    from collections.abc import Iterator

POSTS = [
    "---\ntitle: 你好\ndate: 2021-07-19 18:22:00\ntags: [a, b]\nauthor: Ada\nlang: zh\n---\n"
    "<p onclick=x>Hello</p><img src=/a.png width=3>",
    "<p>Zwei <a href=https://x.example/>drei</a> <a href=/y>vier</a>",
    None,
    "---\ntitle: T\ndraft: true\nbroken: [\n---\nfünf",
]


@pytest.fixture
def corpus() -> newsproc.Corpus:
    with pytest.warns(newsproc.NewsprocWarning):
        return newsproc.from_strings(POSTS, ids=["a", "b", "c", "d"])


def columns() -> dict[str, str]:
    """The schema of the design, in pyarrow's words."""
    return {
        **dict.fromkeys(["path", "title", "description", "date_text", "slug", "cover"], "large_string"),
        **dict.fromkeys(["html", "text"], "large_string not null"),
        **dict.fromkeys(["authors", "categories", "tags"], "list<item: large_string not null> not null"),
        **dict.fromkeys(["date", "updated"], "timestamp[us, tz=UTC]"),
        **dict.fromkeys(
            ["date_source", "language", "format", "error"],
            "dictionary<values=string, indices=int32, ordered=0>",
        ),
        **dict.fromkeys(["draft", "ok"], "bool not null"),
        **dict.fromkeys(
            [
                "word_count", "han_count", "char_count", "reading_seconds",
                "image_count", "link_count", "removal_count", "diagnostic_count",
            ],
            "int32 not null",
        ),
        "bytes": "int64 not null",
        "digest": "uint64 not null",
        "simhash": "uint64 not null",
        "images": (
            "list<item: struct<src: large_string, displayed_src: large_string, alt: large_string, "
            "caption: large_string, source: large_string, width: int32 not null, height: int32 not null, "
            "position: int32 not null, lazy: bool not null, is_cover: bool not null> not null> not null"
        ),
        "links": (
            "list<item: struct<href: large_string not null, text: large_string not null, rel: large_string, "
            "external: bool not null> not null> not null"
        ),
        "metadata": "large_string not null",
    }  # fmt: skip


def test_schema(corpus: newsproc.Corpus) -> None:
    pa = pytest.importorskip("pyarrow")
    schema = pa.schema(newsproc.SCHEMA)
    found = {field.name: f"{field.type}{'' if field.nullable else ' not null'}" for field in schema}
    assert found == columns()
    assert newsproc.SCHEMA.names == tuple(schema.names) == corpus.schema.names
    assert pa.table(corpus).schema == schema
    for table in (corpus.images(), corpus.links(), corpus.removals(), corpus.diagnostics()):
        assert pa.schema(table) == pa.table(table).schema
        assert table.schema.names[0] == "row"


def test_ddl() -> None:
    ddl = newsproc.SCHEMA.to_ddl()
    assert ddl.startswith("path STRING, title STRING, ")
    assert "html STRING NOT NULL, " in ddl
    assert "tags ARRAY<STRING> NOT NULL, date TIMESTAMP, " in ddl
    assert "links ARRAY<STRUCT<href: STRING, text: STRING, rel: STRING, external: BOOLEAN>> NOT NULL" in ddl
    assert len(newsproc.SCHEMA) == 33


def test_arrow_holds_what_the_articles_say(corpus: newsproc.Corpus) -> None:
    pytest.importorskip("pyarrow")
    table = corpus.to_arrow()
    table.validate(full=True)
    rows = table.to_pylist()
    assert len(rows) == len(corpus) == 4
    for row, article in zip(rows, corpus, strict=True):
        for name in ("path", "title", "description", "date", "date_text", "date_source", "updated", "slug"):
            assert row[name] == getattr(article, name), name
        for name in ("language", "draft", "cover", "format", "bytes", "html", "text", "digest", "simhash"):
            assert row[name] == getattr(article, name), name
        for name in ("authors", "categories", "tags"):
            assert tuple(row[name]) == getattr(article, name)
        assert row["reading_seconds"] == article.reading_time
        assert row["image_count"] == len(article.images) == len(row["images"])
        assert row["link_count"] == len(article.links) == len(row["links"])
        assert row["removal_count"] == sum(r.count for r in article.removals)
        assert json.loads(row["metadata"]) == article.metadata
        for image, struct in zip(article.images, row["images"], strict=True):
            assert struct == {name: getattr(image, name) for name in struct}
        for link, struct in zip(article.links, row["links"], strict=True):
            assert struct == {name: getattr(link, name) for name in struct}
    assert [row["ok"] for row in rows] == [True, True, False, True]
    assert [row["error"] for row in rows] == [None, None, "null: there is no value", None]
    assert [row["diagnostic_count"] for row in rows] == [len(a.diagnostics) for a in corpus]


def test_child_tables(corpus: newsproc.Corpus) -> None:
    pytest.importorskip("pyarrow")
    for name in ("images", "links", "removals", "diagnostics"):
        table = getattr(corpus, name)()
        rows = table.to_arrow().to_pylist()
        expected = [(i, part) for i, article in enumerate(corpus) for part in getattr(article, name)]
        assert len(rows) == len(expected) > 0
        for row, (i, part) in zip(rows, expected, strict=True):
            assert row.pop("row") == i
            assert row == {field: getattr(part, field) for field in row}
    part = corpus[1:]
    assert part.links().to_arrow()["row"].to_pylist() == [0, 0]


def test_slices_share_and_agree() -> None:
    pytest.importorskip("pyarrow")
    corpus = newsproc.from_strings([f"---\ntags: [{i}]\n---\n<p>{i}<img src=/{i}>" + "x" * 4000 for i in range(200)])
    table = corpus.to_arrow()
    for start, stop in ((0, 200), (3, 4), (50, 150), (199, 200), (7, 7), (60, 130)):
        part = corpus[start:stop].to_arrow()
        part.validate(full=True)
        assert part.equals(table.slice(start, stop - start))
    picked = corpus[::37].to_arrow()
    assert picked["text"].to_pylist() == table["text"].to_pylist()[::37]
    whole = {chunk.buffers()[2].address for chunk in table["text"].chunks}
    assert {chunk.buffers()[2].address for chunk in corpus[60:130].to_arrow()["text"].chunks} <= whole


def test_memory_outlives_the_corpus() -> None:
    pytest.importorskip("pyarrow")
    table = newsproc.from_strings(["<p>你好" * 1000] * 50).to_arrow()
    column = newsproc.from_strings(["<p>abc" * 1000] * 50)["text"].to_arrow()
    stream = newsproc.from_strings(["<p>x"] * 3).__arrow_c_stream__()
    gc.collect()
    assert set(table["text"].to_pylist()) == {"\n\n".join(["你好"] * 1000)}
    assert set(column.to_pylist()) == {"\n\n".join(["abc"] * 1000)}
    del stream  # never read: its destructor lets go
    held = [table, column]
    thread = threading.Thread(target=held.clear)  # the last reference goes on another thread
    del table, column
    thread.start()
    thread.join()


def test_columns(corpus: newsproc.Corpus) -> None:
    pa = pytest.importorskip("pyarrow")
    table = corpus.to_arrow()
    for name in newsproc.SCHEMA.names:
        column = corpus[name]
        assert column.to_arrow().equals(table[name])
        assert pa.chunked_array(corpus[1:][name]).equals(table[name].slice(1))
        if name not in ("images", "links", "metadata", "authors", "categories", "tags"):
            assert column.to_list() == table[name].to_pylist()


def test_pandas(corpus: newsproc.Corpus) -> None:
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    frame = corpus.to_pandas()
    assert list(frame.columns) == list(newsproc.SCHEMA.names)
    kinds = {name: str(frame[name].dtype) for name in frame}
    text = str(pd.Series(["x"]).dtype)
    for name in ("path", "title", "html", "text", "metadata"):
        assert kinds[name] == text
    for name in ("language", "format", "error", "date_source"):
        assert kinds[name] == "category"
    assert kinds["date"] == kinds["updated"] == "datetime64[us, UTC]"
    assert kinds["ok"] == kinds["draft"] == "bool"
    assert kinds["word_count"] == "int32"
    assert (kinds["bytes"], kinds["digest"]) == ("int64", "uint64")
    assert kinds["tags"].startswith("list<")
    assert frame["tags"][0] == ["a", "b"]
    assert frame["images"][0][0]["src"] == "/a.png"
    assert frame["title"].tolist()[0] == "你好"
    assert frame["title"].isna().tolist() == [False, True, True, False]
    assert frame.explode("tags")["tags"].dropna().tolist() == ["a", "b"]
    assert frame["date"].dt.year[0] == 2021
    links = corpus.links().to_pandas()
    assert links.merge(frame[["path"]], left_on="row", right_index=True)["path"].tolist() == ["b", "b"]


def test_pandas_without_pyarrow(corpus: newsproc.Corpus) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    frame, plain = corpus.to_pandas(), corpus_to_pandas(corpus)
    assert list(plain.columns) == list(frame.columns)
    for name in frame:
        if name in ("authors", "categories", "tags", "images", "links"):
            assert [list(v) for v in plain[name]] == [list(v) for v in frame[name]]
        elif name == "metadata":
            assert [json.loads(v) for v in plain[name]] == [json.loads(v) for v in frame[name]]
        else:
            assert plain[name].astype(object).where(plain[name].notna(), None).tolist() == (
                frame[name].astype(object).where(frame[name].notna(), None).tolist()
            ), name
    for table in (corpus.images(), corpus.links(), corpus.removals(), corpus.diagnostics()):
        assert child_to_pandas(table).astype(str).equals(table.to_pandas().astype(str))


@pytest.mark.parametrize("rows", [slice(None), slice(1, 3), slice(0)])
def test_types_without_pyarrow(corpus: newsproc.Corpus, rows: slice) -> None:
    """Those of pandas with it, lists aside: also where all is null, or nothing is there."""
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    part = corpus[rows]
    frame, plain = part.to_pandas(), corpus_to_pandas(part)
    for name in frame:
        alone = column_to_pandas(part[name], part.schema)
        if str(frame[name].dtype).startswith("list<"):
            assert all(type(value) is list for value in plain[name])
            assert alone.dtype == object
        else:
            assert alone.dtype == plain[name].dtype == frame[name].dtype or str(plain[name].dtype) == "category"
        assert alone.tolist() == plain[name].tolist() or alone.equals(plain[name])
    for table in (part.images(), part.links(), part.removals(), part.diagnostics()):
        assert list(map(str, child_to_pandas(table).dtypes)) == list(map(str, table.to_pandas().dtypes))


def test_polars(corpus: newsproc.Corpus) -> None:
    pl = pytest.importorskip("polars")
    frame = corpus.to_polars()
    assert frame.shape == (4, 33)
    assert frame.equals(pl.DataFrame(corpus))
    assert frame["title"].to_list() == ["你好", None, None, "T"]
    assert str(frame["date"].dtype) == "Datetime(time_unit='us', time_zone='UTC')"
    assert frame["tags"].to_list()[0] == ["a", "b"]
    assert corpus.links().to_polars().shape == (2, 5)
    assert pl.Series(corpus["text"]).to_list() == [article.text for article in corpus]
    many = newsproc.from_strings([f"---\nlang: l{i}\n---\n" + "x" * 9000 for i in range(100)])
    assert many.to_polars()["language"].cast(pl.String).to_list() == [f"l{i}" for i in range(100)]


def test_polars_gets_views(corpus: newsproc.Corpus) -> None:
    """Whatever is cut: the frame of views equals that of the offsets, which Polars turns into views itself."""
    pl = pytest.importorskip("polars")
    words = ["", "twelve bytes", "thirteen bytes", "茶" * 5, "a" * 5000]
    posts = [
        f"---\ntags: {words[: i % 6]}\ntitle: {words[i % 5]}\nslug2: {words[i % 4]}\nlist: [x, {words[i % 3]!r}]\n---\n"
        f'<a href="/{i}">{words[(i + 1) % 5]}</a>'
        for i in range(300)
    ]
    with pytest.warns(newsproc.NewsprocWarning, match="1 of 302 failed"):
        many = newsproc.from_strings([*posts, None, ""], columns={"list": "list<string>", "slug2": "string"})
    for rows in (slice(None), slice(1, None), slice(63, 66), slice(64, 300), slice(200, 200), slice(299, 302)):
        for part in (many[rows], many[rows].links(), many[rows].images(), many[rows].diagnostics()):
            assert part.to_polars().equals(pl.DataFrame(part))
    assert corpus[1:3].to_polars().equals(pl.DataFrame(corpus)[1:3])
    pyarrow = pytest.importorskip("pyarrow")

    class Views:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return many._chunks.stream(0, -1, True)

    table = pyarrow.RecordBatchReader.from_stream(Views()).read_all()
    table.validate(full=True)
    assert table.schema.field("text").type == pyarrow.string_view()
    assert table["text"].to_pylist() == many["text"].to_list()
    assert table["list"].to_pylist() == many.to_arrow()["list"].to_pylist()


def test_duckdb(corpus: newsproc.Corpus) -> None:
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    links = corpus.links()
    assert connection.sql("select count(*) from links").fetchall() == [(len(links.to_arrow()),)]
    for _ in range(2):  # a corpus can be read as often as one likes
        rows = connection.sql("select title, word_count, date, len(tags) from corpus where ok order by path").fetchall()
        assert [row[0] for row in rows] == ["你好", None, "T"]
        assert rows[0][1:] == (1, corpus[0].date, 2)
        joined = connection.sql("select count(*) from links where external").fetchall()
        assert joined == [(1,)]


def test_a_scan_is_an_arrow_stream(tmp_path: pathlib.Path) -> None:
    pa = pytest.importorskip("pyarrow")
    for i in range(50):
        (tmp_path / f"{i:02}.md").write_text(f"---\nlang: x{i}\n---\n<p>{i}" + "x" * 9000)
    reader = pa.RecordBatchReader.from_stream(newsproc.scan(tmp_path, batch_bytes=50_000))
    table = reader.read_all()
    assert table.to_pylist() == newsproc.read(tmp_path).to_arrow().to_pylist()
    assert pa.schema(newsproc.scan(tmp_path)) == pa.schema(newsproc.SCHEMA)
    failing = pa.RecordBatchReader.from_stream(newsproc.scan([tmp_path / "no"], on_error="raise"))
    with pytest.raises(Exception, match="No such file"):
        failing.read_all()
    half = pa.RecordBatchReader.from_stream(newsproc.scan(tmp_path, batch_bytes=1))
    half.read_next_batch()
    half.close()


def test_a_stream_tells_what_went_wrong(request: pytest.FixtureRequest) -> None:
    pa = pytest.importorskip("pyarrow")

    def read(error: BaseException) -> None:
        def chunks() -> Iterator[_core.Chunks]:
            raise error
            yield

        class Stream:
            def __arrow_c_stream__(self, requested_schema: object = None) -> object:
                return _core._iterate(chunks())

        pa.RecordBatchReader.from_stream(Stream()).read_all()

    for error, words in (
        (KeyError("k"), r"^KeyError: 'k'$"),
        (ZeroDivisionError(), r"^ZeroDivisionError$"),
        (ValueError("x" + "茶" * 200), r"^ValueError: x茶{80}$"),  # cut, but not inside a character
    ):
        with pytest.raises(OSError, match=words):
            read(error)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have had it ignored
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012
        with contextlib.suppress(OSError):
            read(KeyboardInterrupt())
        for _ in range(1000):  # the interpreter looks now and then
            pass


def test_counts_go_beyond_what_is_kept(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("pyarrow")
    post = "---\n" + "".join(f"k{i}: !x 1\n" for i in range(150)) + "---\n"
    corpus = newsproc.from_strings([post + "<p onclick=a>x", "plain"])
    corpus.to_csv(tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for name, counts in (("diagnostic_count", [150, 0]), ("removal_count", [1, 0])):
        assert corpus.to_arrow()[name].to_pylist() == counts
        assert corpus[name].to_list() == counts
        assert corpus_to_pandas(corpus)[name].tolist() == counts
        assert [int(row[name]) for row in rows] == counts


def test_shared_columns_are_held_once() -> None:
    one, other = newsproc.from_strings(["a"]), newsproc.from_strings(["b"])
    joined = newsproc.Corpus(_core.Chunks.join([one._chunks, other._chunks] * 3))
    assert len(joined) == 6
    assert joined.nbytes == one.nbytes + other.nbytes


def test_parquet(corpus: newsproc.Corpus, tmp_path: pathlib.Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    corpus.to_parquet(path)
    table = pq.read_table(path)
    assert table.num_rows == 4
    assert table["text"].to_pylist() == [article.text for article in corpus]
    assert table["links"].to_pylist() == corpus.to_arrow()["links"].to_pylist()
    assert [p.name for p in tmp_path.iterdir()] == ["a.parquet"]
    corpus.to_parquet(str(path), compression="snappy")
    assert path.stat().st_mode & 0o777 == 0o666 & ~umask()


def umask() -> int:
    import os

    old = os.umask(0)
    os.umask(old)
    return old


def test_a_table_says_what_it_was_made_with(tmp_path: pathlib.Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    policy = newsproc.Policy.STRICT
    facts = {
        b"newsproc.version": newsproc.__version__.encode(),
        b"newsproc.policy": f"{policy.fingerprint:016x}".encode(),
    }
    corpus = newsproc.from_strings(["a", "b", "c"], policy=policy)
    assert corpus.to_arrow().schema.metadata == facts
    assert corpus[1:].to_arrow().schema.metadata == facts
    corpus.to_parquet(tmp_path / "corpus.parquet")
    (tmp_path / "a.md").write_text("a")
    newsproc.scan(tmp_path, glob="*.md", policy=policy).to_parquet(tmp_path / "scan.parquet")
    for name in ("corpus", "scan"):
        kept = parquet.read_schema(tmp_path / f"{name}.parquet").metadata
        assert {key: kept[key] for key in facts} == facts
    other = newsproc.from_strings(["a"]).to_arrow().schema
    assert other.metadata != facts
    assert other.equals(corpus.to_arrow().schema)


def test_ipc(tmp_path: pathlib.Path) -> None:
    ipc = pytest.importorskip("pyarrow.ipc")
    corpus = newsproc.from_strings([f"---\nlang: x{i}\n---\n" + "x" * 9000 for i in range(100)])
    path = tmp_path / "a.arrow"
    corpus.to_ipc(path)
    with ipc.open_file(path) as file:
        table = file.read_all()
    assert table["language"].to_pylist() == [f"x{i}" for i in range(100)]


def test_json_lines(corpus: newsproc.Corpus, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.jsonl"
    corpus.to_jsonl(path)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [row["text"] for row in rows] == [article.text for article in corpus]
    assert [(row["ok"], row["error"]) for row in rows][2:] == [
        (False, "null: there is no value"),
        (True, None),
    ]
    for row, article in zip(rows, corpus, strict=True):
        assert {**row, "ok": 0, "error": 0} == {**json.loads(article.to_json()), "ok": 0, "error": 0}


def test_json_of_every_character() -> None:
    text = "".join(map(chr, [*range(0x20, 0x100), 0x2028, 0x2029, 0xFFFD, 0xFFFF, 0x1F600])) + '\\"/\t\n'
    article = newsproc.parse("x").replace(title=text, slug="\x00\x01\x1f")
    data = json.loads(article.to_json())
    assert data["title"] == text
    assert data["slug"] == "\x00\x01\x1f"


def test_csv(corpus: newsproc.Corpus, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.csv"
    corpus.to_csv(path)
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(newsproc.SCHEMA.names)
    assert [row["text"] for row in rows] == [article.text for article in corpus]
    assert json.loads(rows[0]["tags"]) == ["a", "b"]
    assert [row["ok"] for row in rows] == ["true", "true", "false", "true"]
    assert rows[0]["image_count"] == "1"
    assert rows[0]["date"] == "2021-07-19T18:22:00Z"


def test_nothing_is_imported_until_it_is_needed() -> None:
    code = """
import sys
import newsproc
newsproc.from_strings(["---\\ntitle: x\\n---\\nbody"])[0].title
heavy = {"pandas", "pyarrow", "polars", "duckdb", "tqdm", "numpy", "json", "datetime", "dataclasses",
         "typing", "pathlib", "re", "threading", "tempfile", "zoneinfo", "tomllib", "argparse"}
start = set(sys.argv[1].split(","))
print(sorted((heavy & set(sys.modules)) - start))
"""
    base = subprocess.run(
        [sys.executable, "-c", "import sys; print(','.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )
    done = subprocess.run([sys.executable, "-c", code, base.stdout.strip()], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
