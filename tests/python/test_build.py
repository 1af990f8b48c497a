"""What whoever builds from source is told, and that a build asks no one but this machine."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

import pytest

pytest.importorskip("setuptools", reason="setuptools is not installed: nothing can be built")

LIBRARIES = ("libxml-2.0", "yaml-0.1", "libutf8proc", "md4c")


def build(root: pathlib.Path, folder: pathlib.Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """setup.py build_ext, which is to end before it compiles anything."""
    command = [sys.executable, "-W", "ignore", "setup.py", "-q", "build_ext"]
    return subprocess.run(
        [*command, "--build-temp", str(folder / "temp"), "--build-lib", str(folder / "lib")],
        cwd=root,
        env={**os.environ, "NEWSPROC_PGO": "0", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("missing", [["md4c"], ["libxml-2.0", "yaml-0.1"], list(LIBRARIES)])
def test_a_missing_library_is_named(root: pathlib.Path, tmp_path: pathlib.Path, missing: list[str]) -> None:
    for name in LIBRARIES:
        if name not in missing:
            (tmp_path / f"{name}.pc").write_text(f"Name: {name}\nDescription: x\nVersion: 1\nLibs:\nCflags:\n")
    done = build(root, tmp_path, PKG_CONFIG_LIBDIR=str(tmp_path), PKG_CONFIG_PATH="")
    assert done.returncode != 0
    assert f"not found: {', '.join(missing)}." in done.stderr
    assert "apt-get install pkg-config libxml2-dev libyaml-dev libutf8proc-dev libmd4c-dev" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("*.o"))


def test_pkg_config_itself_is_missing(root: pathlib.Path, tmp_path: pathlib.Path) -> None:
    done = build(root, tmp_path, PKG_CONFIG="no-such-program")
    assert done.returncode != 0
    assert "not found: pkg-config itself" in done.stderr
    assert "Traceback" not in done.stderr
