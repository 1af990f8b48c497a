"""Keys of the front matter as typed columns: read, scan and from_strings, and every way out of a corpus."""

from __future__ import annotations

import csv
import datetime
import pathlib
import pickle
from typing import Any

import pytest

import newsproc
from newsproc import _core
from newsproc.frames import corpus_to_pandas

COLUMNS: Any = {
    "rating": "int64",
    "weight": "float64",
    "pinned": "bool",
    "series": "string",
    "ms.date": "date",
    "ms.authors": "list<string>",
}
FIXED = len(newsproc.SCHEMA)
UTC = datetime.UTC


def post(number: int) -> str:
    """Every seventh misfits, every fifth has nothing."""
    if number % 5 == 4:
        return f"<p>{number}</p>"
    if number % 7 == 6:
        return "---\nrating: high\nweight: x\npinned: 2\nseries: [a]\nms: {date: soon, authors: {a: 1, b: 2}}\n---\n"
    return (
        f"---\nrating: {number}\nweight: {number}.5\npinned: {'true' if number % 2 else 'false'}\n"
        f"series: s{number % 3}\nms:\n  date: 2021-07-{number % 28 + 1:02}\n  authors: [a{number}, b]\n---\n<p>{number}"
    )


def values(number: int) -> tuple[Any, ...]:
    if number % 5 == 4 or number % 7 == 6:
        return (None,) * 6
    day = datetime.datetime(2021, 7, number % 28 + 1, tzinfo=UTC)
    return number, number + 0.5, number % 2 == 1, f"s{number % 3}", day, [f"a{number}", "b"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    folder = tmp_path_factory.mktemp("posts")
    for i in range(300):
        (folder / f"{i:03}.md").write_text(post(i))
    return folder


@pytest.fixture(scope="module")
def corpus(folder: pathlib.Path) -> newsproc.Corpus:
    return newsproc.read(folder, columns=COLUMNS)


def rows(corpus: newsproc.Corpus) -> list[tuple[Any, ...]]:
    return list(zip(*(corpus[name].to_list() for name in COLUMNS), strict=True))


def test_values(corpus: newsproc.Corpus) -> None:
    assert rows(corpus) == [values(i) for i in range(300)]
    assert corpus[10:20:3].schema.names[FIXED:] == tuple(COLUMNS)
    assert rows(corpus[290:]) == [values(i) for i in range(290, 300)]
    assert rows(corpus[::-1]) == [values(i) for i in reversed(range(300))]
    assert corpus["rating"][-1] == corpus["rating"].to_list()[-1]
    with pytest.raises(IndexError):
        corpus["rating"][300]
    with pytest.raises(KeyError):
        corpus["nosuch"]
    assert corpus[0] == newsproc.parse(post(0))  # columns are no part of an article


def test_misfits_are_told(corpus: newsproc.Corpus) -> None:
    found = [(d.code, d.line, d.column, d.detail) for d in corpus[6].diagnostics]
    assert found == [
        ("column_misfit", 2, 9, "rating"),
        ("column_misfit", 3, 9, "weight"),
        ("column_misfit", 4, 9, "pinned"),
        ("column_misfit", 5, 9, "series"),
        ("bad_date", 6, 12, "soon"),
        ("column_misfit", 6, 27, "ms.authors"),
    ]


def test_arrow(corpus: newsproc.Corpus) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = corpus.to_arrow()
    table.validate(full=True)
    assert [str(field.type) for field in table.schema][FIXED:] == [
        "int64", "double", "bool", "large_string", "timestamp[us, tz=UTC]", "list<item: large_string not null>",
    ]  # fmt: skip
    assert all(field.nullable for field in list(table.schema)[FIXED:])
    assert table.schema == pyarrow.schema(newsproc.Schema(columns=COLUMNS)) == pyarrow.schema(corpus)
    assert table["ms.authors"].to_pylist() == [values(i)[5] for i in range(300)]
    assert table["rating"].null_count == sum(values(i)[0] is None for i in range(300))
    assert pyarrow.table(corpus[3:9])["pinned"].to_pylist() == [values(i)[2] for i in range(3, 9)]
    assert corpus["series"].to_arrow().to_pylist() == [values(i)[3] for i in range(300)]
    empty = newsproc.read([], columns=COLUMNS)
    assert empty.to_arrow().schema == table.schema


def test_pandas(corpus: newsproc.Corpus) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    kinds = {"rating": "float64", "weight": "float64", "pinned": "object", "ms.date": "datetime64[us, UTC]"}
    frame = corpus.to_pandas()
    assert {name: str(frame[name].dtype) for name in kinds} == kinds
    plain = corpus_to_pandas(corpus)
    assert list(plain.columns) == list(frame.columns)
    for name, kind in kinds.items():
        assert str(plain[name].dtype) == kind
        pandas.testing.assert_series_equal(plain[name], frame[name])
    some = corpus[0:3]  # nothing is null in it
    assert [str(corpus_to_pandas(some)[name].dtype) for name in COLUMNS][:3] == ["int64", "float64", "bool"]
    assert list(some.to_pandas()["ms.authors"].explode()) == ["a0", "b", "a1", "b", "a2", "b"]


def test_files(corpus: newsproc.Corpus, tmp_path: pathlib.Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    corpus.to_parquet(tmp_path / "a.parquet")
    again = parquet.read_table(tmp_path / "a.parquet")
    assert again["ms.date"].to_pylist()[:4] == [values(i)[4] for i in range(4)]
    corpus.to_ipc(tmp_path / "a.arrow")
    corpus.to_csv(tmp_path / "a.csv")
    with open(tmp_path / "a.csv", encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0][FIXED:] == list(COLUMNS)
    assert lines[1][FIXED:] == ["0", "0.5", "false", "s0", "2021-07-01T00:00:00+00:00", '["a0", "b"]']
    assert lines[5][FIXED:] == [""] * 6


def test_any_number_of_threads(folder: pathlib.Path) -> None:
    pytest.importorskip("pyarrow")
    tables = [newsproc.read(folder, columns=COLUMNS, threads=threads).to_arrow() for threads in (1, 2, 5)]
    assert all(table.equals(tables[0]) for table in tables)
    assert [column.num_chunks for column in tables[1]] == [column.num_chunks for column in tables[0]]


def test_scan(folder: pathlib.Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parts = list(newsproc.scan(folder, columns=COLUMNS, batch_bytes=4000))
    assert len(parts) > 3
    assert [row for part in parts for row in rows(part)] == [values(i) for i in range(300)]
    table = pyarrow.table(newsproc.scan(folder, columns=COLUMNS, batch_bytes=4000))
    assert table["rating"].to_pylist() == [values(i)[0] for i in range(300)]
    assert pyarrow.schema(newsproc.scan([], columns=COLUMNS)).names[FIXED:] == list(COLUMNS)


def test_failures_and_skips(folder: pathlib.Path, tmp_path: pathlib.Path) -> None:
    paths = [folder / "000.md", tmp_path / "missing.md", folder / "001.md"]
    with pytest.warns(newsproc.NewsprocWarning):
        corpus = newsproc.read(paths, columns=COLUMNS)
    assert rows(corpus) == [values(0), (None,) * 6, values(1)]
    with pytest.warns(newsproc.NewsprocWarning):
        assert rows(newsproc.read(paths, columns=COLUMNS, on_error="skip")) == [values(0), values(1)]


@pytest.mark.parametrize(
    ("front", "column", "value"),
    [
        ("---\nms.date: 1\nms: {date: 2}\n---\n", "ms.date", 1),
        ("---\na: {b: {c: 3}}\n---\n", "a.b.c", 3),
        ("---\na: {b.c: 4}\n---\n", "a.b.c", 4),
        ("---\na: [1]\n---\n", "a.b", None),
        ("+++\nx = 5\n+++\n", "x", 5),
        ('{"x": "6"}\n', "x", 6),
        ("+++\n[extra]\nx = 7\n+++\n", "extra.x", 7),
    ],
)
def test_keys(front: str, column: str, value: int | None) -> None:
    assert newsproc.from_strings([front], columns={column: "int64"})[column].to_list() == [value]


def test_dates_have_the_options_of_dates() -> None:
    corpus = newsproc.from_strings(
        ["---\nx: 03/04/2021\n---\n", "---\nx: 2021-07-19 08:00\n---\n"],
        columns={"x": "date"}, date_order="mdy", timezone="Asia/Shanghai",
    )  # fmt: skip
    assert [str(value) for value in corpus["x"]] == ["2021-03-03 16:00:00+00:00", "2021-07-19 00:00:00+00:00"]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"title": "string"}, "there is a column 'title' in every corpus"),
        ({"metadata": "string"}, "in every corpus"),
        ({"": "string"}, "is no key"),
        ({"a\0b": "string"}, "is no key"),
        ({"a": "int32"}, "a type is int64"),
        ({"a": None}, "a type is int64"),
        ([("a", "int64"), ("a", "bool")], "asked for twice"),
        (["abc"], "mapping of keys to types"),
        ({f"k{i}": "bool" for i in range(101)}, "more than 100"),
    ],
)
def test_wrong_columns(columns: Any, message: str) -> None:
    for call in (newsproc.parse, newsproc.from_strings, newsproc.scan):
        with pytest.raises(ValueError, match=message):
            call([] if call is not newsproc.parse else "", columns=columns)  # type: ignore[operator]
    with pytest.raises(ValueError, match=message):
        newsproc.Schema(columns=columns)


def test_wrong_types() -> None:
    with pytest.raises(TypeError):
        newsproc.parse("", columns=5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a key of columns must be str"):
        newsproc.parse("", columns={1: "bool"})  # type: ignore[dict-item]
    assert len(newsproc.Schema(columns={f"k{i}": "bool" for i in range(100)})) == FIXED + 100


def test_options_are_one_value() -> None:
    options = _core.Options(columns=COLUMNS, dialect="hugo", schema="1.1", date_order="dmy")
    same = pickle.loads(pickle.dumps(options))
    assert (
        same == options == _core.Options(columns=list(COLUMNS.items()), dialect="hugo", schema="1.1", date_order="dmy")
    )
    assert hash(same) == hash(options)
    assert options != _core.Options(columns={"rating": "float64"})
    assert "columns=(('rating', 'int64')" in repr(options)


def test_joining(corpus: newsproc.Corpus) -> None:
    joined = _core.Chunks.join([corpus[:2]._chunks, corpus[5:7]._chunks])
    assert [joined.value(row, FIXED) for row in range(4)] == [0, 1, 5, None]
    with pytest.raises(ValueError, match="equal columns"):
        _core.Chunks.join([corpus._chunks, newsproc.from_strings(["x"])._chunks])


def test_names_in_ddl() -> None:
    ddl = newsproc.Schema(columns={"ms.date": "date", "a`b": "list<string>", "x": "float64"}).to_ddl()
    assert ddl.endswith("`ms.date` TIMESTAMP, `a``b` ARRAY<STRING>, x DOUBLE")


def test_schemas_are_equal_by_their_columns() -> None:
    assert newsproc.from_strings([]).schema == newsproc.Schema() == newsproc.SCHEMA
    assert hash(newsproc.Schema()) == hash(newsproc.SCHEMA)
    other = newsproc.Schema(columns={"a": "bool"})
    assert other == newsproc.from_strings([], columns={"a": "bool"}).schema == pickle.loads(pickle.dumps(other))
    assert len({other, newsproc.SCHEMA, newsproc.Schema(columns={"a": "int64"}), newsproc.Schema(1)}) == 4
    assert newsproc.SCHEMA.names != newsproc.SCHEMA
