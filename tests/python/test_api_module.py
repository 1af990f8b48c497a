"""The extension module itself: loading it twice, what it holds, and that nothing leaks."""

from __future__ import annotations

import doctest
import gc
import importlib.util
import pathlib
import re
import subprocess
import sys

import pytest

import newsproc

# Those that are documented by example beside the package itself.
MODULES = ("reader", "schema", "structure", "summary", "gallery", "table")


def test_versions_agree(root: pathlib.Path) -> None:
    info = newsproc.build_info()
    assert newsproc.__version__ == newsproc._core.__version__ == info["newsproc"]
    assert set(info) == {"newsproc", "libxml2", "libyaml", "utf8proc", "md4c", "compiler", "profile", "bundled"}
    assert all(re.match(r"\d+\.\d+|gcc|clang", info[name]) for name in info.keys() - {"profile", "bundled"})
    assert info["profile"] in ("none", "trained")
    for name, version in (entry.split(" ") for entry in info["bundled"].split(", ") if entry):
        assert version.startswith(info[name]), name
    define = (root / "csrc" / "python" / "version.h").read_text(encoding="utf-8")
    assert f'#define NWS_VERSION "{newsproc.__version__}"' in define


def test_public_names_are_named_once() -> None:
    assert sorted(newsproc.__all__) == sorted(set(newsproc.__all__))


def test_the_stub_names_all_that_is_there(root: pathlib.Path) -> None:
    stub = (root / "newsproc" / "_core.pyi").read_text(encoding="utf-8")
    for name in vars(newsproc._core):
        if not name.startswith("__"):
            assert re.search(rf"^(def|class) {name}\b", stub, re.M), name


def test_examples_of_modules() -> None:
    import newsproc.files
    import newsproc.gallery
    import newsproc.schema
    import newsproc.structure
    import newsproc.summary

    count = 0
    for module in (newsproc, *(getattr(newsproc, name) for name in MODULES)):
        failed, tried = doctest.testmod(module, extraglobs={"newsproc": newsproc})
        assert failed == 0
        count += tried
    assert count > 10


def load_again() -> object:
    spec = importlib.util.find_spec("newsproc._core")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_two_modules_at_once() -> None:
    other = load_again()
    assert other is not newsproc._core
    assert other.Article is not newsproc.Article  # type: ignore[attr-defined]
    article = other.parse("---\ntitle: T\n---\n<p>x")  # type: ignore[attr-defined]
    assert article.to_dict() == newsproc.parse("---\ntitle: T\n---\n<p>x").to_dict()
    assert article != newsproc.parse("---\ntitle: T\n---\n<p>x")  # of another type
    with pytest.raises(other.LimitError):  # type: ignore[attr-defined]
        other.parse("xx", limits=other.Limits(body=1))  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        other.parse("xx", limits=newsproc.Limits(body=1))  # type: ignore[attr-defined]
    del other
    gc.collect()
    assert article.title == "T"


def memory() -> int:
    """Bytes in use by this process."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096


POST = (
    "---\ntitle: 你好\ntags: [a, b]\nx: {y: [1, 2]}\n---\n"
    + "<p onclick=x>Hello <a href=y>z</a><img src=/a.png></p>" * 50
)
TOML = '+++\ntitle = "T"\ndate = 2021-07-19T18:22:00\nx = [1.5, {a = 1}]\n+++\nbody'


def one_round() -> None:
    article = newsproc.parse(POST)
    article.to_dict()
    article.to_json()
    article._repr_html_()
    newsproc._core._article(article.__reduce__()[1][0])  # type: ignore[index]
    article.replace(title="x")
    hash(article)
    repr(article)
    newsproc.parse(TOML, timezone="+01:00").to_dict()
    newsproc.parse('{"a": }\nx')
    newsproc.parse("+++\n= 1\n+++\nx\ud800")
    newsproc.split(POST)
    newsproc.clean(POST)
    newsproc.sanitize(POST.encode(), newsproc.Policy.STRICT)
    newsproc.text(POST)
    newsproc.tree(POST, fragment="div")
    newsproc.Policy.from_dict(newsproc.Policy.STRICT.to_dict())
    for call in (
        lambda: newsproc.load("/nowhere"),
        lambda: newsproc.parse(3),  # type: ignore[arg-type]
        lambda: newsproc.parse("x", nosuch=1),  # type: ignore[call-arg]
        lambda: newsproc.parse("x", timezone="Nowhere"),
        lambda: newsproc.parse("xx", limits=newsproc.Limits(body=1)),
        lambda: newsproc.parse("---\na: [\n---\n", strict=True),
        lambda: newsproc.Policy.from_dict({"tags": {"script": []}}),
        lambda: newsproc.Policy.from_dict({"drop": [1]}),
        lambda: newsproc.tree("x", fragment="a b"),
        lambda: newsproc._core._article(b"x"),
        lambda: newsproc._core.Sources.values(["x", 3], None),
        lambda: newsproc._core.Sources.paths(["x", "a\0b"]),
    ):
        with pytest.raises((OSError, TypeError, ValueError, newsproc.NewsprocError)):
            call()
    corpus = newsproc.from_strings([POST, TOML, "x"] * 5, threads=2)
    list(corpus[1::2])
    corpus.stats()
    _ = corpus.errors
    b"".join(corpus.json_lines())
    corpus.__arrow_c_stream__()
    corpus.links().__arrow_c_stream__()
    corpus["text"].__arrow_c_stream__()
    newsproc.SCHEMA.__arrow_c_schema__()


def test_no_leak() -> None:
    if not pathlib.Path("/proc/self/statm").exists():
        pytest.skip("no /proc")
    for _ in range(30):
        one_round()
    gc.collect()
    before, objects = memory(), len(gc.get_objects())
    for _ in range(150):
        one_round()
    gc.collect()
    assert memory() - before < 3 << 20
    assert len(gc.get_objects()) - objects < 100


def test_loading_again_and_again_leaves_nothing() -> None:
    code = """
import gc, importlib.util, newsproc
spec = importlib.util.find_spec("newsproc._core")
def load():
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.parse("---\\ntitle: T\\n---\\nx" * 50).to_dict()
def memory():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
for _ in range(20): load()
gc.collect(); before, objects = memory(), len(gc.get_objects())
for _ in range(100): load()
gc.collect(); print(memory() - before < 2 << 20, len(gc.get_objects()) - objects < 50)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "True True\n", done.stderr


def test_import_opens_nothing_and_starts_nothing() -> None:
    code = """
import os, sys
before = len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))
import newsproc
assert (len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))) == before
"""
    if not pathlib.Path("/proc/self/task").exists():
        pytest.skip("no /proc")
    subprocess.run([sys.executable, "-c", code], check=True)


def test_import_is_light() -> None:
    """Modules that take as long to import as all of newsproc come when they are needed."""
    folder = str(pathlib.Path(newsproc.__file__).parents[1])
    code = f"import sys; sys.path.insert(0, {folder!r}); import newsproc; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    heavy = {
        "asyncio",
        "ctypes",
        "dataclasses",
        "datetime",
        "enum",
        "inspect",
        "json",
        "pathlib",
        "re",
        "threading",
        "typing",
    }
    assert "newsproc._core" in done.stdout.split()
    assert heavy & set(done.stdout.split()) == set()


def test_development_mode() -> None:
    """Python's own checks on, over what the tests above do."""
    folder = str(pathlib.Path(__file__).parent)
    code = f"import sys; sys.path.insert(0, {folder!r}); import test_api_module as t; t.one_round()"
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error::ResourceWarning", "-c", code],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_all_names_are_listed() -> None:
    """Those that are imported when they are needed, too."""
    assert set(newsproc.__all__) <= set(dir(newsproc))
    code = "import newsproc; names = dir(newsproc); assert 'newsproc.structure' not in __import__('sys').modules, names"
    subprocess.run([sys.executable, "-c", code], check=True)
