"""examples/analysis.ipynb: runs from start to end, says what it is there to say, and can be looked at."""

from __future__ import annotations

import importlib.util
import json
import pathlib
import sys
from typing import Any

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from browser import chromium
from browser.page import Page

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "examples" / "analysis.ipynb"


# Where elements are on the page.
PLACES = """[...document.querySelectorAll('%s')].map(element => element.getBoundingClientRect())
    .map(box => [box.x + scrollX, box.y + scrollY, box.width, box.height].map(Math.round))"""
# The colour of bars.
BAR = (31, 119, 180)


def load_tool() -> Any:
    spec = importlib.util.spec_from_file_location("run_notebook", ROOT / "tools" / "run_notebook.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tool() -> Any:
    for name in ("nbclient", "nbconvert", "ipykernel", "matplotlib", "pandas", "pyarrow"):
        pytest.importorskip(name, reason=f"{name} is not installed: make docs installs tools/requirements-docs.txt")
    return load_tool()


@pytest.fixture(scope="module")
def executed(tool: Any) -> Any:
    return tool.execute(NOTEBOOK)


def outputs(notebook: Any, kind: str) -> list[str]:
    """All outputs of a media type, or what was printed."""
    found = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    if kind == "stdout":
        return [output.text for output in found if output.output_type == "stream" and output.name == "stdout"]
    return [output.data[kind] for output in found if kind in output.get("data", {})]


def test_the_notebook_is_kept_clean() -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    assert notebook["metadata"]["language_info"] == {"name": "python"}
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    for cell in notebook["cells"]:
        assert cell["metadata"] == {}
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)


def test_it_finds_three_things(executed: Any) -> None:
    assert outputs(executed, "stdout") == [
        "5 of 16 posts have no date: 2 have one that does not exist or cannot be read, 3 have none in a header.\n",
        "8 of 11 dangerous things stood in one post, comment-spam.html; 7 of 16 posts had something to clean.\n",
        "4 of 15 posts with a text are Chinese; their median takes 5 seconds to read, that of the others 5.\n",
    ]
    assert len(outputs(executed, "image/png")) == 3
    tables = outputs(executed, "text/html")
    assert len(tables) == 6
    assert "comment-spam.html" in tables[0]
    assert "tea-gate_1024.jpg" in tables[-1]
    cells = [cell for cell in executed.cells if cell.cell_type == "code"]
    assert not [output for cell in cells for output in cell.outputs if output.get("name") == "stderr"]
    assert str(ROOT) not in json.dumps(executed)


def test_a_cell_that_raises_is_told(
    tool: Any, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    notebook["cells"] = [code | {"source": "raise ValueError('here')"}]
    (tmp_path / "broken.ipynb").write_text(json.dumps(notebook))
    output = tmp_path / "broken.html"
    monkeypatch.setattr(sys, "argv", ["run", "--notebook", str(tmp_path / "broken.ipynb"), "--output", str(output)])
    assert tool.main() == 1
    told = capsys.readouterr().out
    assert "ValueError" in told
    assert "here" in told
    assert not output.exists()


def test_the_page_in_a_browser(tool: Any, executed: Any, tmp_path: pathlib.Path) -> None:
    if chromium.find() is None:
        pytest.skip("chromium is not installed")
    from PIL import Image

    path, picture = tmp_path / "analysis.html", tmp_path / "analysis.png"
    path.write_text(tool.page(executed, "analysis"), encoding="utf-8")
    with chromium.start() as browser:
        page = Page(browser)
        asked = page.visit(path)
        assert {address[:22] for address in asked} == {"data:image/png;base64,"}
        assert len(asked) == 3
        assert page.errors() == []
        assert page.evaluate("document.scripts.length") == 0
        rows = page.evaluate("[...document.querySelectorAll('table')].map(table => table.rows.length)")
        assert rows == [11, 18, 7, 9, 8]
        assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 600)")
        places = {name: page.evaluate(PLACES % name) for name in ("img", "table", "figure")}
        page.screenshot(picture)
    assert [len(found) for found in places.values()] == [3, 5, 2]
    image = Image.open(picture).convert("RGB")
    for name, found in places.items():
        for x, y, width, height in found:
            assert width > 100, name
            assert height > 100, name
            seen = {colour for _, colour in image.crop((x, y, x + width, y + height)).getcolors(1 << 20)}
            assert (255, 255, 255) in seen, name
            assert min(map(sum, seen)) < 100, name  # words or lines
            assert (BAR in seen) is (name == "img"), name
