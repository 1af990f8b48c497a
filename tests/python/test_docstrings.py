"""Every public name says what it is, and what can be called shows it by an example that runs."""

from __future__ import annotations

import doctest
import inspect
from collections.abc import Iterator

import pytest

import newsproc

# Not ours: what named tuples of C have by themselves.
OF_TUPLES = {"count", "index", "n_fields", "n_sequence_fields", "n_unnamed_fields"}
# Made by newsproc alone, so that their example is that of what returns them; or raised by it.
RETURNED = {"ArrowMapper", "Article", "ChildTable", "Cleaned", "Diagnostic", "Failure", "FrontMatter", "Image", "Link",
            "Removal", "Scan", "Table"}  # fmt: skip


def members(name: str, kind: type) -> Iterator[tuple[str, object]]:
    if issubclass(kind, Exception):  # its own documentation says what all have
        return
    for member in dir(kind):
        if not member.startswith("_") and not (issubclass(kind, tuple) and member in OF_TUPLES):
            yield f"{name}.{member}", inspect.getattr_static(kind, member)


def public() -> Iterator[tuple[str, object]]:
    for name in newsproc.__all__:
        value = getattr(newsproc, name)
        if isinstance(value, str):  # __version__
            continue
        yield name, value
        if isinstance(value, type):
            yield from members(name, value)


NAMES = dict(public())


def examples(name: str, value: object) -> doctest.DocTest:
    text = inspect.getdoc(value) or ""
    return doctest.DocTestParser().get_doctest(text, {"newsproc": newsproc}, name, None, None)


def is_called(name: str, value: object) -> bool:
    if isinstance(value, type):
        return name not in RETURNED and not issubclass(value, Exception)
    return callable(value) or isinstance(value, (classmethod, staticmethod)) or inspect.ismethoddescriptor(value)


def test_the_walk_meets_what_there_is() -> None:
    for name in ("parse", "Article.to_dict", "Corpus.to_polars", "Policy.from_nh3", "FrontMatter.set", "Column.index"):
        assert is_called(name, NAMES[name]), name
    for name in ("Article.title", "Column.name", "Image.src", "Corpus.nbytes", "Limits.body"):
        assert not is_called(name, NAMES[name]), name
    assert set(NAMES) >= RETURNED


@pytest.mark.parametrize("name", NAMES)
def test_it_is_documented(name: str) -> None:
    value = NAMES[name]
    assert inspect.getdoc(value), f"{name} has no docstring"
    test = examples(name, value)
    assert test.examples or not is_called(name, value), f"{name} has no example"
    failed, _ = doctest.DocTestRunner().run(test)
    assert failed == 0
