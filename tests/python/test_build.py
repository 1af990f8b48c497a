"""What whoever builds from source is told, and that a build asks no one but this machine."""

from __future__ import annotations

import importlib
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


def pretend(folder: pathlib.Path, name: str, version: str) -> None:
    """That pkg-config finds a library of that version."""
    (folder / f"{name}.pc").write_text(f"Name: {name}\nDescription: x\nVersion: {version}\nLibs:\nCflags:\n")


@pytest.mark.parametrize("missing", [["md4c"], ["libxml-2.0", "yaml-0.1"], list(LIBRARIES)])
def test_a_missing_library_is_named(root: pathlib.Path, tmp_path: pathlib.Path, missing: list[str]) -> None:
    for name in LIBRARIES:
        if name not in missing:
            pretend(tmp_path, name, "9")
    done = build(root, tmp_path, PKG_CONFIG_LIBDIR=str(tmp_path), PKG_CONFIG_PATH="")
    assert done.returncode != 0
    named = ", ".join(missing).replace("libxml-2.0", "libxml-2.0 (2.9.10 or later)")
    assert f"not found: {named}." in done.stderr
    packages = "pkg-config libxml2-dev libyaml-dev libutf8proc-dev libmd4c-dev python3-dev"
    assert f"apt-get install {packages}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("*.o"))


def test_a_libxml2_whose_xpath_knows_no_limit_is_too_old(root: pathlib.Path, tmp_path: pathlib.Path) -> None:
    for name in LIBRARIES:
        pretend(tmp_path, name, "2.9.9")
    done = build(root, tmp_path, PKG_CONFIG_LIBDIR=str(tmp_path), PKG_CONFIG_PATH="")
    assert done.returncode != 0
    assert "not found: libxml-2.0 (2.9.10 or later)." in done.stderr
    assert not list(tmp_path.rglob("*.o"))


def test_headers_of_python_are_missing(root: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """As of a Python without its -dev package: here, one that looks for them elsewhere."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sysconfig\nfound = sysconfig.get_path\n"
        "sysconfig.get_path = lambda name, *more: '/nowhere' if name == 'include' else found(name, *more)\n"
    )
    done = build(root, tmp_path, PYTHONPATH=str(tmp_path))
    assert done.returncode != 0
    assert "not found: /nowhere/Python.h." in done.stderr
    assert "Traceback" not in done.stderr


def test_pkg_config_itself_is_missing(root: pathlib.Path, tmp_path: pathlib.Path) -> None:
    done = build(root, tmp_path, PKG_CONFIG="no-such-program")
    assert done.returncode != 0
    assert "not found: pkg-config itself" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def clang(tmp_path: pathlib.Path) -> pathlib.Path:
    """A compiler that says it is a Clang of a version that nobody has."""
    fake = tmp_path / "clang"
    fake.write_text(
        "#!/bin/sh\n"
        'case "$*" in\n'
        '*-dM*) echo "#define __clang_major__ 777" ;;\n'
        "*-print-prog-name=*) echo llvm-profdata ;;\n"
        "esac\n",
        encoding="utf-8",
    )
    fake.chmod(0o755)
    return fake


def test_a_profile_by_clang_needs_the_tool_of_its_version(
    root: pathlib.Path, tmp_path: pathlib.Path, clang: pathlib.Path
) -> None:
    """llvm-profdata on the path is another version's."""
    done = build(root, tmp_path, CC=str(clang), NEWSPROC_PGO="1")
    assert done.returncode != 0
    assert "NEWSPROC_PGO with Clang 777 needs its llvm-profdata (Debian: llvm-777)" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("*.o"))


def test_wheels_say_which_clang_they_miss(
    root: pathlib.Path, clang: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(root / "tools" / "wheels"))
    training = importlib.import_module("training")
    assert training.find_tools([str(clang)]) == (
        "zig is Clang 777, and there is no other Clang 777 (Debian: clang-777 libclang-rt-777-dev llvm-777)"
    )
