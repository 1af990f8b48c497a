"""What mkdocs cannot do by itself: pages made of docstrings, pages from the project's root, and links between both.

Links in Markdown are those that work in the repository. On the site a page of the root stands beside those of docs/, and
what is no page (a folder of the sources, a test) is a path in code.
"""

from __future__ import annotations

import pathlib
import posixpath
import re
import sys
from typing import Any

from mkdocs.structure.files import File, Files
from pygments.formatters import HtmlFormatter

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import reference  # noqa: E402
import tutorial  # noqa: E402

FROM_ROOT = ("CHANGELOG.md", "SECURITY.md", "ARCHITECTURE.md", "CONTRIBUTING.md")
FIGURES = ROOT / "build" / "tutorial"  # by tutorial.py --execute
ANALYSIS = ROOT / "build" / "docs" / "analysis.html"  # by tools/run_notebook.py
# What stands on the site for the notebooks that the tutorial names.
NOTEBOOKS = {"tutorial.ipynb": "tutorial.ipynb", "analysis.ipynb": "analysis.html"}
LINK = re.compile(r"\[([^\]]*)\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)\s]*)?\)")
PROMPTS = re.compile(r"^```python\n(?=>>> )", re.MULTILINE)


def on_files(files: Files, config: Any, **_: Any) -> Files:
    for name in FROM_ROOT:
        files.append(File.generated(config, name, content=(ROOT / name).read_text(encoding="utf-8")))
    for name, text in reference.write_all().items():
        files.append(File.generated(config, name, content=text))
    for figure in sorted(FIGURES.glob("figure-*.png")):
        files.append(File.generated(config, f"tutorial/{figure.name}", abs_src_path=str(figure)))
    if (FIGURES / "tutorial.ipynb").exists():
        files.append(File.generated(config, "tutorial.ipynb", abs_src_path=str(FIGURES / "tutorial.ipynb")))
    if ANALYSIS.exists():
        files.append(File.generated(config, "analysis.html", abs_src_path=str(ANALYSIS)))
    style = HtmlFormatter(style="friendly").get_style_defs(".codehilite")
    files.append(File.generated(config, "pygments.css", content=style))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files, **_: Any) -> str:
    source = page.file.src_uri
    if source == "tutorial.md":
        markdown = tutorial.with_figures(markdown, FIGURES, "tutorial")
        for notebook, here in NOTEBOOKS.items():
            markdown = markdown.replace(f"../examples/{notebook}", here)
    folder = "" if source in FROM_ROOT else posixpath.join("docs", posixpath.dirname(source))

    def link(match: re.Match[str]) -> str:
        text, target, anchor = match[1], match[2], match[3] or ""
        path = posixpath.normpath(posixpath.join(folder, target))
        here = path.removeprefix("docs/")
        if files.get_file_from_path(here) is not None:
            return f"[{text}]({posixpath.relpath(here, posixpath.dirname(source) or '.')}{anchor})"
        if (ROOT / path).exists():
            return text if text.startswith("`") else f"{text} (`{path}`)"
        return match[0]  # mkdocs complains

    markdown = markdown.replace("<BLANKLINE>", "")  # doctest's, and no reader's
    markdown = PROMPTS.sub("```pycon\n", markdown)
    return re.sub(r"^```.*?^```$|[^`]+|`", lambda part: _outside(part[0], link), markdown, flags=re.M | re.S)


def _outside(text: str, link: Any) -> str:
    return text if text.startswith("```") else LINK.sub(link, text)
