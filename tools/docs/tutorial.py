#!/usr/bin/env python3
"""The tutorial as a notebook: docs/tutorial.md is the source, examples/tutorial.ipynb is made of it.

    python tools/docs/tutorial.py                       # write examples/tutorial.ipynb, without outputs
    python tools/docs/tutorial.py --execute FOLDER      # run it: FOLDER/tutorial.ipynb and its figures as PNG

The figures are named by the block of the page that draws them, figure-3.png, so that the site can show them there.
"""

from __future__ import annotations

import base64
import doctest
import json
import pathlib
import posixpath
import re
import sys
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "tutorial.md"
NOTEBOOK = ROOT / "examples" / "tutorial.ipynb"
BLOCK = re.compile(r"^```python\n(?=>>> )(.*?)^```$\n?", re.MULTILINE | re.DOTALL)
QUIET = re.compile(r"^( *)_ = ", re.MULTILINE)
COMMENT = re.compile(r"^<!-- .*? -->\n+", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#)([^)\s]+)\)")
# Paths on the page are those of the repository's root, and a notebook runs where it lies.
FIRST = 'import os\n\nif not os.path.isdir("examples"):\n    os.chdir("..")'
# Of the page only: what one does not do in a notebook, which is there already.
ITSELF = " The same as a notebook:\n[examples/tutorial.ipynb](../examples/tutorial.ipynb)."


def cells(page: str) -> list[dict[str, Any]]:
    """Cells of text and of code. A value that the page shows ends its cell, or the notebook would not show it."""
    found: list[dict[str, Any]] = []
    block = 0

    def add(kind: str, source: str) -> None:
        if not source.strip():
            return
        cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{len(found)}", "metadata": {}}
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
            cell["metadata"] = {"block": block}
        found.append(cell | {"source": source.strip().splitlines(keepends=True)})

    end = 0
    for match in BLOCK.finditer(page):
        add("markdown", _text(page[end : match.start()]))
        block += 1
        if block == 1:
            add("code", FIRST)
        lines: list[str] = []
        for example in doctest.DocTestParser().get_examples(match[1]):
            lines.append(QUIET.sub(r"\1", example.source))
            if example.want:
                add("code", "".join(lines))
                lines = []
        if lines and QUIET.match(example.source):
            lines[-1] = lines[-1].rstrip() + ";"  # a value that is not for show
        add("code", "".join(lines))
        end = match.end()
    add("markdown", _text(page[end:]))
    return found


def _text(text: str) -> str:
    """Markdown whose links lead from examples/, where the notebook lies; pages that are no files are named."""

    def link(match: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join("docs", match[1].partition("#")[0]))
        target = posixpath.relpath(path, "examples") if (ROOT / path).exists() else "../docs/index.md"
        return f"]({target})"

    return LINK.sub(link, COMMENT.sub("", text.replace(ITSELF, "")))


def make() -> dict[str, Any]:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": cells(PAGE.read_text(encoding="utf-8")),
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def as_text(notebook: dict[str, Any]) -> str:
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def execute(folder: pathlib.Path) -> int:
    """Runs the notebook in the project's root, and gives the number of figures."""
    import nbclient
    import nbformat
    from jupyter_client.manager import AsyncKernelManager

    notebook = nbformat.reads(as_text(make()), as_version=4)
    kernel = AsyncKernelManager(kernel_name="python3", transport="ipc")  # no port is opened
    resources = {"metadata": {"path": str(ROOT)}}
    nbclient.NotebookClient(notebook, km=kernel, timeout=120, resources=resources).execute()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("figure-*.png"):
        old.unlink()
    nbformat.write(notebook, folder / NOTEBOOK.name)
    figures = 0
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if picture := output.get("data", {}).get("image/png"):
                (folder / f"figure-{cell.metadata.block}.png").write_bytes(base64.b64decode(picture))
                figures += 1
    return figures


def with_figures(page: str, folder: pathlib.Path, address: str) -> str:
    """The page with each figure behind the block that draws it."""
    block = 0

    def add(match: re.Match[str]) -> str:
        nonlocal block
        block += 1
        name = f"figure-{block}.png"
        return match[0] + (f"\n![The plot of the code above]({address}/{name})\n" if (folder / name).exists() else "")

    return BLOCK.sub(add, page)


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--execute"]:
        figures = execute(pathlib.Path(arguments[1]))
        print(f"the tutorial has run, with {figures} figures")
        return 0 if figures else 1
    NOTEBOOK.write_text(as_text(make()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
