"""Posts, as files and as rows with their contents, and what read() makes of them."""

from __future__ import annotations

import pathlib
import warnings

import pytest

import newsproc

pa = pytest.importorskip("pyarrow")

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def posts() -> list[str]:
    """Paths: real shapes many times over, and one that is not there."""
    found = sorted(str(path) for path in (ROOT / "examples" / "posts").iterdir() if path.is_file())
    return [*found, str(ROOT / "examples" / "posts" / "nowhere.md")]


@pytest.fixture(scope="session")
def expected(posts: list[str]) -> pa.Table:
    """The rows of read(), with plain strings where it has dictionaries."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", newsproc.NewsprocWarning)
        table = pa.table(newsproc.read(posts))
    kinds = [
        field.with_type(pa.large_string()) if pa.types.is_dictionary(field.type) else field for field in table.schema
    ]
    return table.cast(pa.schema(kinds))


def in_order(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return sorted(rows, key=lambda row: str(row["path"]))
