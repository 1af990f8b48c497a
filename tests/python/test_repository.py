"""The project itself: its layers, its texts, its generated files, its documentation."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest


def run(root: pathlib.Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=root, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("tool", ["check_includes", "check_text", "check_docs"])
def test_the_project_keeps_its_rules(root: pathlib.Path, tool: str) -> None:
    if tool == "check_text" and not (root / ".git").exists():
        pytest.skip("not a git checkout: the files of the project are not known")
    done = run(root, f"tools/{tool}.py")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_wrong_include_is_found(root: pathlib.Path, tmp_path: pathlib.Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "x.c").write_text('#include "html/node.h"\n#include <yaml.h>\n#include <Python.h>\n')
    done = run(root, "tools/check_includes.py", str(tmp_path))
    assert done.returncode == 1
    assert done.stdout.count("csrc/base/x.c") == 3


def test_a_missing_library_is_named_with_its_packages(root: pathlib.Path, tmp_path: pathlib.Path) -> None:
    done = subprocess.run(
        [sys.executable, "setup.py", "build_ext", "-b", str(tmp_path), "-t", str(tmp_path)],
        cwd=root, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "PKG_CONFIG_LIBDIR": str(tmp_path), "PKG_CONFIG_PATH": ""},
    )  # fmt: skip
    assert done.returncode != 0
    message = done.stderr + done.stdout
    for word in (
        "apt-get install",
        "dnf install",
        "apk add",
        "brew install",
        "libyaml-dev",
        "utf8proc-devel",
    ):
        assert word in message
    assert "Traceback" not in message
