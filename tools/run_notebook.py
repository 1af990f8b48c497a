#!/usr/bin/env python3
"""Run examples/analysis.ipynb from start to end in a fresh kernel and write it as a page.

    python tools/run_notebook.py [--notebook examples/analysis.ipynb] [--output build/docs/analysis.html]

A cell that raises ends it with exit code 1. The page has its pictures in it and neither scripts nor addresses of
other sites, as the templates of nbconvert have.
"""

from __future__ import annotations

import argparse
import html
import os
import pathlib
import sys
import tempfile
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "examples" / "analysis.ipynb"
# Seconds for one cell.
TIMEOUT = 120

STYLE = """
body { max-width: 70em; margin: 2em auto; padding: 0 1em; font-family: sans-serif; line-height: 1.4; }
table { border-collapse: collapse; font-size: smaller; } td, th { padding: 0.2em 0.6em; border-top: 1px solid #ccc; }
pre { background: #f6f6f6; padding: 0.6em; white-space: pre-wrap; } img { max-width: 100%; }
.jp-InputPrompt, .jp-OutputPrompt, .anchor-link, .jp-Collapser { display: none; }
"""


def execute(path: pathlib.Path) -> Any:
    """The notebook with its outputs; nbclient's CellExecutionError when a cell raises."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    # Relative paths start at the notebook's folder; what IPython keeps goes with the run.
    where = {"metadata": {"path": str(path.parent)}}
    quiet = ["--IPKernelApp.log_level=ERROR"]
    client = NotebookClient(notebook, timeout=TIMEOUT, resources=where, extra_arguments=quiet)
    with tempfile.TemporaryDirectory() as folder:
        client.execute(env={**os.environ, "IPYTHONDIR": folder})
    return notebook


def page(notebook: Any, title: str) -> str:
    """A whole HTML page of a notebook."""
    from nbconvert import HTMLExporter

    body, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
    head = f"<meta charset=utf-8><title>{html.escape(title)}</title><style>{STYLE}</style>"
    return f"<!DOCTYPE html>\n<html lang=en><head>{head}</head><body>{body}</body></html>\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--notebook", type=pathlib.Path, default=NOTEBOOK)
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "build" / "docs" / "analysis.html")
    options = parser.parse_args()
    from nbclient.exceptions import CellExecutionError

    try:
        notebook = execute(options.notebook)
    except CellExecutionError as error:
        print(error)
        return 1
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(page(notebook, options.notebook.stem), encoding="utf-8")
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    print(f"{len(cells)} cells run: {os.path.relpath(options.output)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
