"""Arguments of wrong types or out of range: a TypeError or ValueError that names the one that is wrong."""

from __future__ import annotations

import pathlib
from collections.abc import Callable
from typing import Any

import pytest

import newsproc
from newsproc import Policy

ARTICLE = Policy.ARTICLE

CALLS: list[tuple[Callable[[Any], object], Any, type[Exception], str]] = [
    (lambda x: newsproc.parse("", unproxy=x), 3, TypeError, "unproxy must be str or several of them, not int"),
    (lambda x: newsproc.parse("", unproxy=x), b"x", TypeError, "unproxy must be str or several of them, not bytes"),
    (lambda x: newsproc.sanitize("", unproxy=x), [1], TypeError, "unproxy must be str, not int"),
    (lambda x: newsproc.parse("", columns=x), 3, TypeError, "columns must be a mapping of keys to types, not int"),
    (lambda x: newsproc.parse("", columns=x), "ab", TypeError, "columns must be a mapping of keys to types, not str"),
    (lambda x: newsproc.parse("", columns=x), b"ab", TypeError, "columns must be a mapping of keys to types"),
    (lambda x: newsproc.parse("", columns=x), ["ab", 3], ValueError, "columns must be a mapping"),
    (lambda x: newsproc.parse("", columns=x), [("a", "bool", 1)], ValueError, "columns must be a mapping"),
    (newsproc.group_similar, 3, TypeError, "simhashes must be several int, not int"),
    (newsproc.group_similar, "12", TypeError, "simhashes must be several int, not str"),
    (newsproc.group_similar, [None], TypeError, "a simhash must be int, not NoneType"),
    (lambda x: newsproc.group_similar([], x), 2.5, TypeError, "distance must be int, not float"),
    (lambda x: newsproc.group_similar([], x), 1 << 80, ValueError, "distance must be 0 to 8 bits"),
    (newsproc.from_strings, None, TypeError, "values must be several texts, not NoneType"),
    (newsproc.from_strings, 3, TypeError, "values must be several texts, not int"),
    (newsproc.from_strings, ["a", None, 3], TypeError, "value 2 must be str, bytes or None, not int"),
    (lambda x: newsproc.parse("", policy=x), "strict", TypeError, r"policy must be newsproc\.Policy, such as Policy\."),
    (lambda x: newsproc.from_strings(["a"], ids=x), 3, TypeError, "ids must be as many names as there are"),
    (lambda x: newsproc.from_strings(["a"], threads=x), 0, ValueError, "threads must be at least 1"),
    (lambda x: newsproc.scan([], batch_bytes=x), None, TypeError, "batch_bytes must be int, not NoneType"),
    (lambda x: newsproc.scan([], batch_bytes=x), 2.5, TypeError, "batch_bytes must be int, not float"),
    (lambda x: newsproc.scan([], batch_bytes=x), 0, ValueError, "batch_bytes must be at least 1"),
    (lambda x: newsproc.from_jsonl("no", text=x), 3, TypeError, "text must be str, not int"),
    (lambda x: newsproc.from_jsonl("no", text=x), None, TypeError, "text must be str, not NoneType"),
    (lambda x: newsproc.from_jsonl("no", text="a", ids=x), 3, TypeError, "ids must be str, not int"),
    (lambda x: newsproc.from_jsonl("no", text="a", base_urls=x), [], TypeError, "base_urls must be str, not list"),
    (lambda x: newsproc.arrow_mapper(threads=x), None, TypeError, "threads must be int, not NoneType"),
    (lambda x: newsproc.arrow_mapper(text=x), 3, TypeError, "text must be str, not int"),
    (lambda x: newsproc.arrow_mapper(polcy=x), 3, TypeError, r"arrow_mapper\(\) got an unexpected keyword"),
    (lambda x: ARTICLE.replace(drop=x), 3, TypeError, "what a policy names must be a list of names, not int"),
    (lambda x: ARTICLE.replace(tags={"p": x}), None, TypeError, "must be a list of names, not NoneType"),
    (lambda x: ARTICLE.allow_tags(x), ["p"], TypeError, "a name in a policy must be str, not list"),
    (lambda x: ARTICLE.allow_attributes("p", x), ["id"], TypeError, "a name in a policy must be str, not list"),
    (lambda x: ARTICLE.without_tags(x), 3, TypeError, "a name in a policy must be str, not int"),
    (lambda x: ARTICLE.without_attributes("p", x), 3, TypeError, "a name in a policy must be str, not int"),
]


@pytest.mark.parametrize(("call", "value", "error", "message"), CALLS)
def test_the_argument_is_named(
    call: Callable[[Any], object], value: object, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call(value)


def test_what_takes_nothing_away_is_refused() -> None:
    """A misspelt name would leave what it was to take away."""
    for wrong in ("IMG", "imgage", ""):
        with pytest.raises(newsproc.PolicyError, match="unknown_tag"):
            ARTICLE.without_tags("p", wrong)
        with pytest.raises(newsproc.PolicyError, match="unknown_tag"):
            ARTICLE.without_attributes(wrong, "src")
    with pytest.raises(newsproc.PolicyError, match="'SRC'"):
        ARTICLE.without_attributes("img", "SRC")
    assert ARTICLE.without_tags("script", "html", "p", action="drop").without_attributes("*", "data-x") is not None


def test_tables_are_no_columns() -> None:
    pa = pytest.importorskip("pyarrow")
    table = pa.table({"a": ["x"]})
    corpus = newsproc.from_strings(["a"])
    for some in (table, table.to_reader(), table.to_batches()[0], corpus, corpus.links()):
        with pytest.raises(TypeError, match="takes one column, not a table"):
            newsproc.from_strings(some)
        with pytest.raises(TypeError, match="ids must be as many names"):
            newsproc.from_strings(["a"], ids=some)


def test_what_is_no_path() -> None:
    """Lines of an open file and names of columns are no names of files, though they can be gone through."""
    pd, pl = pytest.importorskip("pandas"), pytest.importorskip("polars")
    corpus = newsproc.from_strings(["a"])
    for call in (newsproc.read, newsproc.scan):
        with (
            open(__file__, "rb") as file,
            pytest.raises(TypeError, match=r"not BufferedReader: parse\(file\.read\(\)\)"),
        ):
            call(file)  # type: ignore[operator]
        for table in (pd.DataFrame({"a": ["x"]}), pl.DataFrame({"a": ["x"]}), corpus, corpus.images()):
            with pytest.raises(TypeError, match=f"not {type(table).__name__}: a column of paths will do"):
                call(table)  # type: ignore[operator]
        for wrong in (None, 3):
            with pytest.raises(TypeError, match=f"paths must be a path or several, not {type(wrong).__name__}$"):
                call(wrong)  # type: ignore[operator]
        for wrong in ([None], ["x.md", 3], [float("nan")]):
            with pytest.raises(TypeError, match=r"a path must be str, bytes or os\.PathLike, not (None|int|float)"):
                list(call(wrong))  # type: ignore[operator]


def test_columns_of_paths(tmp_path: pathlib.Path) -> None:
    pd, pl = pytest.importorskip("pandas"), pytest.importorskip("polars")
    (tmp_path / "a.md").write_text("a", encoding="utf-8")
    paths = [str(tmp_path / "a.md")]
    for column in (pd.Series(paths), pd.Index(paths), pl.Series(paths), newsproc.read(paths)["path"]):
        assert newsproc.read(column)["text"].to_list() == ["a"]
        assert [len(corpus) for corpus in newsproc.scan(column)] == [1]


def test_what_is_no_batch() -> None:
    pytest.importorskip("pyarrow")
    mapper = newsproc.arrow_mapper()
    for wrong in ("x", b"x", {"text": ["x"]}, 3, None):
        with pytest.raises(TypeError, match="a mapper takes Arrow tables or batches"):
            mapper(wrong)


def test_a_column_that_is_not_there() -> None:
    pa = pytest.importorskip("pyarrow")
    for names in ({"text": "b"}, {"ids": "b"}, {"text": "a", "base_urls": "b"}):
        with pytest.raises(KeyError, match="there is no column 'b', only a"):
            newsproc.arrow_mapper(**names)(pa.table({"a": ["x"]}))  # type: ignore[arg-type]


def test_missing_names_are_none() -> None:
    nan = float("nan")
    assert newsproc.from_strings(["x"] * 3, ids=["a", nan, None])["path"].to_list() == ["a", None, None]
    pd = pytest.importorskip("pandas")
    for dtype in (object, "string", "str"):
        ids = pd.Series(["a", pd.NA, None], dtype=dtype)
        assert newsproc.from_strings(["x"] * 3, ids=ids)["path"].to_list() == ["a", None, None]
    with pytest.warns(newsproc.NewsprocWarning):
        assert [failure.code for failure in newsproc.from_strings([pd.NaT]).errors] == ["null"]


def test_any_buffer_is_data() -> None:
    every_second = memoryview(b"<xpx>xax")[::2]
    backwards = memoryview(b"a>p<")[::-1]
    for data in (every_second, backwards, memoryview(b"<p>a").cast("B", [2, 2])):
        assert newsproc.parse(data).html == newsproc.sanitize(data) == "<p>a</p>"
        assert newsproc.split(data).body == "<p>a"
        assert newsproc.text(data) == "a"
    assert newsproc.parse(memoryview(b"")[::2]).bytes == 0
