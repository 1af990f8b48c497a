"""The documentation against what it is about: limits, public names, the site's map, the notebook."""

from __future__ import annotations

import importlib.util
import pathlib
import re
import sys
import types

import pytest

import newsproc

ROOT = pathlib.Path(__file__).resolve().parents[2]


def tool(name: str) -> types.ModuleType:
    """A script of tools/docs/."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", ROOT / "tools" / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def bounds() -> dict[str, int]:
    """Name and value of every limit of the core."""
    text = (ROOT / "csrc/base/bounds.h").read_text(encoding="utf-8")
    found = {}
    for name, value in re.findall(r"^#define (NWS_MAX_\w+) (.+)$", text, re.MULTILINE):
        shifted = re.fullmatch(r"\(\(size_t\)(\d+) << (\d+)\)", value)
        found[name] = int(shifted[1]) << int(shifted[2]) if shifted else int(value.rstrip("u"))
    return found


def rows_of(page: str) -> list[list[str]]:
    """The cells of all tables of a page."""
    lines = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in lines if line.startswith("| ")]


def test_the_page_of_limits_is_what_the_code_has() -> None:
    documented = {}
    for cells in rows_of("limits.md"):
        if names := re.findall(r"NWS_MAX_\w+", cells[0]):
            value = re.match(r"[\d,]+", cells[1])
            assert value is not None, cells
            documented[names[0]] = int(value[0].replace(",", ""))
            assert len(cells) >= 4, cells
            assert cells[3].strip(" |"), f"{names[0]} has no reason"
    assert len(documented) > 30
    assert documented == bounds()


def test_limits_that_can_be_set_are_those_of_the_class() -> None:
    defaults = newsproc.Limits()
    documented = [re.findall(r"`(\w+)`", cells[0]) for cells in rows_of("limits.md") if "<br>" in cells[0]]
    assert {setting for setting, _ in documented} == {name for name in dir(defaults) if not name.startswith("_")}
    for setting, name in documented:
        assert getattr(defaults, setting) == bounds()[name]


@pytest.fixture(scope="module")
def reference() -> dict[str, str]:
    pytest.importorskip("pyarrow")
    made: dict[str, str] = tool("reference").write_all()
    return made


def count_anchors(text: str, name: str) -> int:
    return text.count(f"{{#newsproc.{name}}}") + text.count(f'id="newsproc.{name}"')


def test_every_public_name_is_in_the_reference(reference: dict[str, str]) -> None:
    text = "".join(reference.values())
    values = {name: getattr(newsproc, name) for name in newsproc.__all__}
    values["Plots"] = type(newsproc.read([]).plot)
    for name, value in values.items():
        assert count_anchors(text, name) == 1, name
        if not isinstance(value, type):
            continue
        # Not by the script's own judgement: all that dir() has and neither object nor tuple nor Exception brings.
        plain = {*dir(object), *dir(tuple), *dir(Exception), *("n_sequence_fields", "n_fields", "n_unnamed_fields")}
        members = {member for member in dir(value) if not member.startswith("_")} - plain
        fields = set(getattr(value, "__match_args__", ()))
        for member in members | fields:
            assert count_anchors(text, f"{name}.{member}") == 1, f"{name}.{member}"


def test_the_reference_says_something_of_everything(reference: dict[str, str]) -> None:
    for page, text in reference.items():
        if page == "reference/commands.md":
            continue  # what the commands say of themselves
        parts = re.split(r"^#{2,3} (.*) \{#.*\}$", text, flags=re.MULTILINE)
        for heading, body in zip(parts[1::2], parts[2::2], strict=True):
            words = re.sub(r"```.*?```|[|].*[|]", "", body, flags=re.DOTALL).split()
            assert len(words) >= 2, f"{page}: nothing is said of {heading}"
        assert "Alias for field" not in text


def test_columns_are_all_in_the_reference(reference: dict[str, str]) -> None:
    page = reference["reference/columns.md"]
    for name in newsproc.SCHEMA.names:
        assert f"| `{name}` |" in page
    for line in page.splitlines():
        if line.startswith("| `"):
            assert line.strip("| ").split(" | ")[-1] not in ("yes", "no"), f"nothing is said of a column: {line}"


def test_every_page_is_in_the_map_of_the_site() -> None:
    listed = set(re.findall(r"([\w/-]+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE))
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert pages <= listed
    assert all((ROOT / name).exists() for name in listed - pages if not name.startswith("reference/"))


def test_the_notebook_is_the_tutorial() -> None:
    notebook = tool("tutorial")
    made = notebook.as_text(notebook.make())
    assert (ROOT / "examples/tutorial.ipynb").read_text(encoding="utf-8") == made, "run tools/docs/tutorial.py"


def test_the_comparison_with_peers_is_what_they_do() -> None:
    peers = tool("peers")
    installed = peers.versions()
    wrong, absent = peers.compare((ROOT / "docs/peers.md").read_text(encoding="utf-8"), installed)
    assert not wrong, wrong
    if len(absent) == len(peers.LIBRARIES):
        pytest.skip("none of the peers is installed in the version of the page")


def test_a_wrong_cell_about_a_peer_is_found() -> None:
    peers = tool("peers")
    page = peers.write_tables({"newsproc": newsproc.__version__}).replace("rule, value, bytes", "nothing")
    wrong, _ = peers.compare(page, {"newsproc": newsproc.__version__})
    assert len(wrong) == 1


def test_blocks_that_nobody_runs_and_wrong_output_are_found(tmp_path: pathlib.Path) -> None:
    spec = importlib.util.spec_from_file_location("check_docs", ROOT / "tools/check_docs.py")
    assert spec is not None
    assert spec.loader is not None
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    page = ROOT / "docs" / "made-up.md"
    reason = "<!-- not run: a sketch -->\n"
    for text, count in (
        ("```python\nf()\n```\n", 1),
        ("```yaml\na: 1\n```\n", 1),
        (reason + "```yaml\na: 1\n```\n", 0),
        ("```python\n>>> 1\n1\n```\n", 0),
        ("```console\n$ newsproc --version\n```\n", 0),
    ):
        folder = tmp_path / "page.md"
        folder.write_text(text, encoding="utf-8")
        check.ROOT = tmp_path
        assert len(check.unrun_blocks(folder)) == count, text
    check.ROOT = ROOT
    for shown, failed in (("newsproc ...", 0), ("newsproc of old", 1)):
        assert check.run_commands(page, f"```console\n$ newsproc --version\n{shown}\n```\n") == (failed, 1)


def test_links_that_lead_nowhere_are_found(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.html").write_text('<p id="here"><a href="b.html#there">1</a><a href="#here">2</a>', encoding="utf-8")
    (tmp_path / "b.html").write_text('<a href="a.html#here">3</a><img src="https://a.example/i.png">', encoding="utf-8")
    breaches = tool("check_site").check(tmp_path)
    assert len(breaches) == 2
    assert "no such anchor" in breaches[0]
    assert "elsewhere" in breaches[1]
