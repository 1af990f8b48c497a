"""arrow_mapper over tables and batches by itself; tests/cluster has the engines."""

from __future__ import annotations

import pathlib
import pickle

import pytest

import newsproc

pa = pytest.importorskip("pyarrow")

POSTS = [
    "---\ntitle: 你好\ndate: 2021-07-19 18:22:00\ntags: [a, b]\nlang: zh\n---\n<p onclick=x>Hello</p><img src=/a.png>",
    None,
    "<p>Zwei <a href=https://x.example/>drei</a>",
]


def plain(table: pa.Table) -> list[dict[str, object]]:
    return table.to_pylist()


@pytest.fixture
def expected() -> list[dict[str, object]]:
    with pytest.warns(newsproc.NewsprocWarning):
        return plain(newsproc.from_strings(POSTS, ids=["a", "b", "c"]).to_arrow())


@pytest.mark.parametrize("names", [("id", "text"), ("path", "content")])
@pytest.mark.parametrize("kind", [pa.string(), pa.large_binary()])
def test_a_table(names: tuple[str, str], kind: pa.DataType, expected: list[dict[str, object]]) -> None:
    texts = pa.array([post and post.encode() for post in POSTS]).cast(kind)
    table = pa.table({names[0]: ["a", "b", "c"], "other": [1, 2, 3], names[1]: texts})
    mapper = pickle.loads(pickle.dumps(newsproc.arrow_mapper()))
    rows = mapper(table)
    assert isinstance(rows, pa.Table)
    assert tuple(rows.schema.names) == newsproc.SCHEMA.names
    assert plain(rows) == expected
    (batch,) = table.to_batches()
    assert plain(pa.Table.from_batches([mapper(batch)])) == expected
    assert mapper(table.slice(0, 0)).num_rows == 0
    assert mapper(batch.slice(0, 0)).num_rows == 0


def test_an_iterator_of_batches(expected: list[dict[str, object]]) -> None:
    """Types that Spark has, and 64 bits that stay what they are."""
    table = pa.table({"id": ["a", "b", "c"], "text": POSTS})
    batches = list(newsproc.arrow_mapper()(iter(table.to_batches(max_chunksize=2))))
    rows = pa.Table.from_batches(batches)
    assert not any(pa.types.is_dictionary(kind) or pa.types.is_uint64(kind) for kind in rows.schema.types)
    for row, wanted in zip(plain(rows), expected, strict=True):
        for name in ("digest", "simhash"):
            wanted[name] = int.from_bytes(wanted[name].to_bytes(8, "little"), "little", signed=True)  # type: ignore[attr-defined]
        assert row == wanted
    assert list(newsproc.arrow_mapper()(iter([]))) == []


def test_paths(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.md").write_text(POSTS[0] or "", encoding="utf-8")
    paths = [str(tmp_path / "a.md"), str(tmp_path / "no.md"), None]
    rows = newsproc.arrow_mapper()(pa.table({"path": paths}))
    assert rows["path"].to_pylist()[:2] == paths[:2]
    assert rows["title"].to_pylist() == ["你好", None, None]
    assert rows["ok"].to_pylist() == [True, False, False]


def test_pandas(expected: list[dict[str, object]]) -> None:
    pd = pytest.importorskip("pandas")
    frame = newsproc.arrow_mapper()(pd.DataFrame({"id": ["a", "b", "c"], "text": POSTS}))
    assert isinstance(frame, pd.DataFrame)
    with pytest.warns(newsproc.NewsprocWarning):
        wanted = newsproc.from_strings(POSTS, ids=["a", "b", "c"]).to_pandas()
    for name in ("date_source", "language", "format", "error"):  # engines cannot join categories that differ
        wanted[name] = wanted[name].astype(frame["title"].dtype)
    assert frame.equals(wanted)


def test_options_and_columns(expected: list[dict[str, object]]) -> None:
    table = pa.table({"url": ["u"], "body": ["---\ndate: 2021-01-01 10:00\nrating: 3\n---\nx"]})
    mapper = newsproc.arrow_mapper(text="body", ids="url", timezone="+02:00", columns={"rating": "int64"}, threads=2)
    (row,) = plain(pickle.loads(pickle.dumps(mapper))(table))
    assert (row["path"], row["rating"], row["date"].hour) == ("u", 3, 8)
    with pytest.raises(ValueError, match="no column of contents"):
        newsproc.arrow_mapper()(table)
    with pytest.raises(ValueError, match="timezone"):
        newsproc.arrow_mapper(timezone="nowhere")
    with pytest.raises(ValueError, match="threads"):
        newsproc.arrow_mapper(threads=0)
    with pytest.raises(KeyError):
        newsproc.arrow_mapper(text="nosuch")(table)
