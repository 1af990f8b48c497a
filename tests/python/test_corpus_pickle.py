"""A corpus as a pickle: everything that can be seen of it is the same afterwards, in this process and in another."""

from __future__ import annotations

import copy
import datetime
import multiprocessing
import pathlib
import pickle
from typing import Any

import hard_posts
import pytest

import newsproc
from newsproc import _core

COLUMNS: Any = {
    "rating": "int64",
    "weight": "float64",
    "pinned": "bool",
    "series": "string",
    "when": "date",
    "people": "list<string>",
}
POSTS = [*hard_posts.POSTS, '{"title": "J", "rating": -9223372036854775808}\nx']


@pytest.fixture(scope="module")
def corpus() -> newsproc.Corpus:
    options: Any = {"columns": COLUMNS, "policy": newsproc.Policy.FEED}
    with pytest.warns(newsproc.NewsprocWarning):
        return newsproc.from_strings([*POSTS, *(f"# {i}" for i in range(40)), *POSTS], ids=range(56), **options)


def again(corpus: newsproc.Corpus, protocol: int = pickle.HIGHEST_PROTOCOL) -> newsproc.Corpus:
    copied = pickle.loads(pickle.dumps(corpus, protocol))
    assert type(copied) is newsproc.Corpus
    return copied


def check_same(copied: newsproc.Corpus, corpus: newsproc.Corpus) -> None:
    assert len(copied) == len(corpus)
    assert copied == corpus
    assert copied.schema.names == corpus.schema.names
    for name in corpus.schema.names:
        assert copied[name].to_list() == corpus[name].to_list(), name
    for article, original in zip(copied, corpus, strict=True):
        assert pickle.dumps(article) == pickle.dumps(original)
    for name in ("images", "links", "removals", "diagnostics"):
        assert list(getattr(copied, name)()) == list(getattr(corpus, name)())
    assert copied.errors == corpus.errors
    assert b"".join(copied.json_lines()) == b"".join(corpus.json_lines())
    assert copied._options == corpus._options
    ours, theirs = copied.stats(), corpus.stats()
    assert ours.pop("memory") > 0 or len(corpus) == 0
    del theirs["memory"]
    assert ours == theirs


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_everything_is_the_same(corpus: newsproc.Corpus, protocol: int) -> None:
    check_same(again(corpus, protocol), corpus)


def test_slices_are_the_same_and_small(corpus: newsproc.Corpus) -> None:
    for part in (corpus[3:9], corpus[::-1], corpus[::5], corpus[5:5], again(corpus)[1:4]):
        check_same(again(part), part)
    assert len(pickle.dumps(corpus[9:10])) < 4000
    many = newsproc.from_strings(["<p>word"] * 3000)
    assert again(many[::-1]).nbytes < 2 * many.nbytes
    joined = newsproc.Corpus(_core.Chunks.join([many._chunks] * 3))
    check_same(again(joined)[::100], joined[::100])


def test_tables_are_the_same(corpus: newsproc.Corpus) -> None:
    pytest.importorskip("pyarrow")
    copied = again(corpus)
    ours, theirs = copied.to_arrow(), corpus.to_arrow()
    assert ours.schema.equals(theirs.schema, check_metadata=True)
    assert ours.to_pylist() == theirs.to_pylist()
    for name in ("images", "links", "removals", "diagnostics"):
        assert getattr(copied, name)().to_arrow().to_pylist() == getattr(corpus, name)().to_arrow().to_pylist()


def test_large_ones_are_in_several_blocks() -> None:
    corpus = newsproc.from_strings([f"<p>{i} " + "word " * 2000 for i in range(1500)])
    blocks = corpus._chunks.__reduce__()[1][2]
    assert len(blocks) > 2
    copied = again(corpus)
    assert copied == corpus
    assert copied["text"].to_list() == corpus["text"].to_list()


def test_columns_and_child_tables(corpus: newsproc.Corpus) -> None:
    column, images = pickle.loads(pickle.dumps((corpus["title"], corpus.images())))
    assert column.to_list() == corpus["title"].to_list()
    assert column.name == "title"
    assert list(images) == list(corpus.images())


def test_copies(corpus: newsproc.Corpus) -> None:
    assert copy.copy(corpus) is copy.deepcopy(corpus) is corpus  # as a tuple of tuples
    assert copy.deepcopy({"a": [corpus]})["a"][0] == corpus


def test_skipped_rows_are_counted() -> None:
    with pytest.warns(newsproc.NewsprocWarning):
        corpus = newsproc.from_strings(["a", None], on_error="skip")
    assert again(corpus).stats()["skipped"] == 1


def test_a_pickle_can_be_what_is_known(tmp_path: pathlib.Path) -> None:
    for i in range(5):
        (tmp_path / f"{i}.md").write_text(f"<p>{i}", encoding="utf-8")
    known = again(newsproc.read(tmp_path))
    (tmp_path / "3.md").write_text("<p>changed", encoding="utf-8")
    assert known._chunks.known(_core.Sources.paths([str(tmp_path / f"{i}.md") for i in range(5)])) == [0, 1, 2, -1, 4]
    assert newsproc.read(tmp_path, known=known) == newsproc.read(tmp_path)


def test_what_dates_tell_is_kept() -> None:
    corpus = newsproc.from_strings(["---\ndate: 03/04/2021\n---\n", "---\ndate: 25/12/2020\n---\n", "x"])
    assert corpus["date"][0] == datetime.datetime(2021, 4, 3, tzinfo=datetime.UTC)
    assert corpus._chunks.ambiguous is True
    assert again(corpus)._chunks.ambiguous is True
    assert again(corpus[2:])._chunks.ambiguous is True  # as of the slice itself
    assert again(newsproc.from_strings(["x"]))._chunks.ambiguous is False


def words_of(corpus: newsproc.Corpus) -> tuple[int, list[Any]]:
    return len(corpus.errors), corpus["word_count"].to_list()


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_other_processes(corpus: newsproc.Corpus, method: str) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"there is no {method} here")
    with multiprocessing.get_context(method).Pool(1) as pool:
        assert pool.apply(words_of, (corpus,)) == words_of(corpus)


# --- what is none ---


def test_other_versions_say_so(corpus: newsproc.Corpus) -> None:
    _, columns, blocks = corpus._chunks.__reduce__()[1]
    wrong: Any
    for wrong in (
        [b""],
        [b"x" * 200],
        [blocks[0][:-1]],
        [blocks[0] + b"x"],
        [b"\0" + blocks[0][1:]],
        ["text"],
        5,
    ):
        with pytest.raises(ValueError, match=r"no corpus of this version of newsproc \(.*\); their own is 9\.9\.9"):
            _core._chunks("9.9.9", columns, wrong)
    with pytest.raises(ValueError, match="no corpus of this version"):
        _core._chunks("9.9.9", columns[1:], blocks)
    with pytest.raises(ValueError, match="no corpus of this version"):
        _core._chunks("9.9.9", (("a", "complex"),), blocks)
    with pytest.raises(TypeError):
        _core._chunks("9.9.9")  # type: ignore[call-arg]


def test_damaged_bytes_do_no_harm(corpus: newsproc.Corpus) -> None:
    """What is read all the same is a corpus of which everything can be asked."""
    _, columns, blocks = corpus[:4]._chunks.__reduce__()[1]
    read = 0
    for place in range(0, len(blocks[0]), 7):
        damaged = bytearray(blocks[0])
        damaged[place] ^= 1 << place % 8
        try:
            copied = newsproc.Corpus(_core._chunks("0", columns, [bytes(damaged)]))
        except ValueError:
            continue
        read += 1
        assert len(copied) == 4
        for name in copied.schema.names:
            if name != "metadata":
                copied[name].to_list()
        list(copied.removals())
        list(copied.diagnostics())
    assert 0 < read < len(blocks[0]) // 7
