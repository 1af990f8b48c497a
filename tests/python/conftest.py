"""Where real posts and conformance suites are, for tests that use them."""

from __future__ import annotations

import os
import pathlib

import pytest
from front_program import build

ROOT = pathlib.Path(__file__).resolve().parents[2]


def _folder(variable: str, name: str) -> pathlib.Path:
    folder = pathlib.Path(os.environ.get(variable) or ROOT.parent / "shared" / name)
    if not folder.is_dir():
        pytest.skip(f"no {name}: set {variable} to their folder")
    return folder


@pytest.fixture(scope="session")
def data() -> pathlib.Path:
    """The folder of real posts ($NEWSPROC_DATA)."""
    return _folder("NEWSPROC_DATA", "data")


@pytest.fixture(scope="session")
def suites() -> pathlib.Path:
    """The folder of conformance suites ($NEWSPROC_SUITES)."""
    return _folder("NEWSPROC_SUITES", "suites")


@pytest.fixture(scope="session")
def root() -> pathlib.Path:
    """The project's root."""
    return ROOT


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """tests/c/front_main.c: see front_program.py."""
    return build(tmp_path_factory.mktemp("front"))
