"""corpus[mask], corpus[[3, 1]], corpus[::2]: the rows that one by one would be, in few chunks."""

from __future__ import annotations

import pathlib
import pickle
import random
from typing import Any

import pytest

import newsproc

COLUMNS: Any = {"rank": "int64", "kinds": "list<string>", "when": "date", "sure": "bool"}


def post(number: int) -> str:
    asked = f"rank: {number}\nkinds: [a, {number}]\nwhen: 2020-01-01\nsure: true\n" if number % 3 else ""
    tags = [str(n) for n in range(number % 4)]
    body = f'<p onclick=x>{number} <a href="/{number}">there</a> <img src="{number}.png" alt="{number}">\n'
    return f"---\ntitle: {'t' * (number % 20)}{number}\ntags: {tags}\n{asked}---\n{body * (number % 5)}"


@pytest.fixture(scope="module")
def corpus() -> newsproc.Corpus:
    posts = [None if number % 50 == 7 else post(number) for number in range(700)]
    with pytest.warns(newsproc.NewsprocWarning):
        parts = [newsproc.from_strings(some, columns=COLUMNS)._chunks for some in (posts[:300], posts[300:])]
    return newsproc.Corpus(newsproc._core.Chunks.join(parts))


def check(taken: newsproc.Corpus, corpus: newsproc.Corpus, rows: list[int]) -> None:
    """Rows by themselves, as columns and as child tables, against those of corpus."""
    assert len(taken) == len(rows)
    assert list(taken) == [corpus[row] for row in rows]
    values = {name: corpus[name].to_list() for name in corpus.schema.names}
    for name in corpus.schema.names:
        assert taken[name].to_list() == [values[name][row] for row in rows], name
    for kind in ("images", "links", "removals", "diagnostics"):
        items: dict[int, list[Any]] = {}
        for row, item in getattr(corpus, kind)():
            items.setdefault(row, []).append(item)
        expected = [(number, item) for number, row in enumerate(rows) for item in items.get(row, [])]
        assert list(getattr(taken, kind)()) == expected
    failed = {failure.row: failure.message for failure in corpus.errors}
    assert {failure.row: failure.message for failure in taken.errors} == {
        number: failed[row] for number, row in enumerate(rows) if row in failed
    }


def chunks_of(corpus: newsproc.Corpus) -> int:
    pyarrow = pytest.importorskip("pyarrow")
    return len(pyarrow.RecordBatchReader.from_stream(corpus).read_all().to_batches())


def test_rows_in_any_order(corpus: newsproc.Corpus) -> None:
    pick = random.Random(1)
    for rows in (
        [3, 1],
        [],
        [699, 0, 0, 350],
        list(range(700)),
        list(range(699, -1, -1)),
        [*range(250, 350), 1, 2, 3, *range(64), *range(400, 463), 5],
        [pick.randrange(700) for _ in range(900)],
    ):
        check(corpus[rows], corpus, rows)
    check(corpus[[-1, -700]], corpus, [699, 0])
    check(corpus[::2], corpus, list(range(0, 700, 2)))
    check(corpus[600:20:-7], corpus, list(range(600, 20, -7)))
    check(pickle.loads(pickle.dumps(corpus[[5, 2]])), corpus, [5, 2])


def test_long_runs_share_and_scattered_rows_lie_together(corpus: newsproc.Corpus) -> None:
    """A chunk costs each reader as much as a hundred rows: scattered rows are few chunks, not one each."""
    before = chunks_of(corpus)
    assert chunks_of(corpus[::2]) == 1
    assert chunks_of(corpus[list(range(700))]) == before < 10
    assert chunks_of(corpus[[0, 2, *range(10, 74), 80, 82]]) == 3
    whole = newsproc.from_strings(["a", "b"])
    pyarrow = pytest.importorskip("pyarrow")

    def address(corpus: newsproc.Corpus) -> int:
        return int(pyarrow.table(corpus)["text"].chunk(0).buffers()[2].address)

    assert address(whole[[0, 1]]) == address(whole)
    assert address(whole[[0]]) != address(whole)
    big = newsproc.from_strings(["<p>" + "x" * 100_000] * 100)
    assert 4 <= chunks_of(big[::-1]) <= 6  # of 4 MiB each, for 20 MB of HTML and text


def test_masks(corpus: newsproc.Corpus) -> None:
    mask = [row % 3 == 0 for row in range(700)]
    rows = [row for row in range(700) if mask[row]]
    known: list[Any] = [corpus[mask], corpus[tuple(mask)], corpus[iter(mask)]]
    missing: list[bool | None] = [None if row == 3 else value for row, value in enumerate(mask)]
    without = [row for row in rows if row != 3]
    others: list[Any] = [corpus[missing]]
    np = pytest.importorskip("numpy")
    known += [corpus[np.array(mask)], corpus[np.array(rows)], corpus[np.array(rows, dtype="i2")]]
    pd = pytest.importorskip("pandas")
    known += [corpus[pd.Series(mask)], corpus[pd.Series(rows)], corpus[pd.Index(rows)]]
    others += [corpus[pd.Series(missing, dtype="boolean")], corpus[pd.Series(missing, dtype=object)]]
    pl = pytest.importorskip("polars")
    known += [corpus[pl.Series(mask)], corpus[pl.Series(rows)]]
    others += [corpus[pl.Series(missing)]]
    pa = pytest.importorskip("pyarrow")
    known += [corpus[pa.array(mask)], corpus[pa.chunked_array([mask])], corpus[pa.array(rows)]]
    others += [corpus[pa.array(missing)]]
    for taken in known:
        assert taken == known[0]
    for taken in others:
        assert taken == corpus[without]
    check(known[0], corpus, rows)
    check(corpus[corpus["ok"]], corpus, [row for row in range(700) if row % 50 != 7])
    check(corpus[corpus["sure"]], corpus, [row for row in range(700) if row % 3 and row % 50 != 7])
    assert len(corpus[[False] * 700]) == len(corpus[[None] * 700]) == 0


def test_a_mask_of_pandas_goes_by_its_index(corpus: newsproc.Corpus) -> None:
    """As in pandas: what was sorted since still says which rows are meant, what was filtered cannot."""
    pd = pytest.importorskip("pandas")
    frame = corpus.to_pandas().sort_values("title", ascending=False)
    mask = frame["word_count"] > 3
    expected = corpus[[article.word_count > 3 for article in corpus]]
    assert 0 < len(expected) < 700
    assert not mask.reset_index(drop=True).equals(mask.sort_index())
    assert corpus[mask] == expected
    assert corpus[frame[mask].index] == corpus[[int(row) for row in frame[mask].index]]
    with pytest.raises(IndexError, match="a mask of 5 values for 700 articles"):
        corpus[mask[:5].reset_index(drop=True)]
    for index in (range(1, 701), [f"row {row}" for row in range(700)], [0] * 700):
        with pytest.raises(ValueError, match="does not number the rows"):
            corpus[pd.Series(mask.tolist(), index=index)]


@pytest.mark.parametrize(
    ("key", "error", "message"),
    [
        ([700], IndexError, "out of range"),
        ([-701], IndexError, "out of range"),
        ([1 << 70], (IndexError, OverflowError), "int"),
        ([True], IndexError, "a mask of 1 values for 700 articles"),
        ([True, 1] * 350, TypeError, "a mask holds True and False, not int"),
        ([1.0], TypeError, "float"),
        (["title"], TypeError, "str"),
        ([[1]], TypeError, "list"),
        ({1, 2}, TypeError, "not set"),
        ({1: 2}, TypeError, "not dict"),
        (b"12", TypeError, "not bytes"),
        (1.5, TypeError, "not float"),
        (None, TypeError, "not NoneType"),
    ],
)
def test_what_is_no_choice_of_rows(corpus: newsproc.Corpus, key: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        corpus[key]
    with pytest.raises(TypeError, match="not DataFrame"):
        corpus[pytest.importorskip("pandas").DataFrame({"a": [1]})]


def test_known_rows_between_new_ones_make_few_chunks(tmp_path: pathlib.Path) -> None:
    for number in range(400):
        (tmp_path / f"{number:03}.md").write_text(post(number), encoding="utf-8")
    before = newsproc.read(tmp_path)
    for number in range(0, 400, 2):
        (tmp_path / f"{number:03}.md").write_text(post(number) + "<p>changed since", encoding="utf-8")
    again = newsproc.read(tmp_path, known=before)
    assert again == newsproc.read(tmp_path)
    assert chunks_of(again) <= 2


@pytest.mark.parametrize("key", [True, False])
def test_one_bool_is_no_row(key: bool) -> None:
    pytest.importorskip("pandas")
    corpus = newsproc.from_strings(["a", "b"])
    with pytest.raises(TypeError, match="a mask has one for each row"):
        corpus[key]
    with pytest.raises(TypeError, match="a mask has one for each row"):
        corpus[corpus["text"] == "a"]  # type: ignore[comparison-overlap]
    assert [article.text for article in corpus[corpus.to_pandas()["text"] == "b"]] == ["b"]
