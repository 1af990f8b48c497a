#!/usr/bin/env python3
"""Give Chromium the HTML of real posts, safe and raw, and compare document.body.innerText with Article.text.

    python tests/browser/text.py [--data FOLDER] [--count 200] [--show 5]

Of so many posts of FOLDER/posts ($NEWSPROC_DATA, else ../shared/data), spread over all of them, the browser gets the
safe HTML and, where the body is HTML, the body as it is, with scripting off and no network. The texts must have the
same lines, blank ones aside, with white space in a line collapsed; nothing else is changed. Ours is taken without the
markers of lists, which innerText does not have.

What differs is shown again, step by step, with what is known to make a difference taken away: see STEPS. The exit code
is 1 when a difference is left, 2 when there is no browser or no post.
"""

from __future__ import annotations

import argparse
import collections
import difflib
import json
import os
import pathlib
import re
import sys
from collections.abc import Iterator

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import newsproc

from browser import chromium

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUFFIXES = {".md", ".markdown", ".html", ".htm"}

# A page without scripts and network in a frame, and what is seen of it when changes are made to its elements. Without
# allow-scripts its noscript is shown.
SHOW = """(page, steps) => new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-same-origin";
    frame.style = "width: 1000px; height: 800px";
    frame.onload = () => {
        const page = frame.contentDocument;
        const texts = [page.body.innerText];
        for (const step of steps) {
            step(page);
            texts.push(page.body.innerText);
        }
        frame.remove();
        resolve(JSON.stringify(texts));
    };
    frame.srcdoc = page;
    document.body.append(frame);
})"""
HEAD = (
    "<!doctype html><meta charset=utf-8><meta http-equiv=Content-Security-Policy "
    "content=\"default-src 'none'; style-src 'unsafe-inline'\"><body>"
)
# One after the other: what it is called, and what it does to the page.
STEPS = {
    "details that are closed": "page.querySelectorAll('details').forEach((at) => { at.open = true; })",
    "styles that the policy takes away": "page.querySelectorAll('[style],style').forEach((at) => {"
    " at.removeAttribute('style'); if (at.localName === 'style') at.remove(); })",
}

CELLS = "lines of blocks in table cells"


def inner_texts(browser: chromium.Browser, page: str) -> list[str]:
    """document.body.innerText of a page as it is, and after each of the steps."""
    steps = ",".join(f"(page) => {{ {step} }}" for step in STEPS.values())
    answer = browser.call(
        "Runtime.evaluate",
        browser.session,
        expression=f"({SHOW})({json.dumps(HEAD + page)}, [{steps}])",
        awaitPromise=True,
        returnByValue=True,
    )
    texts: list[str] = json.loads(answer["result"]["value"])
    return texts


def without_markers(safe: str) -> str:
    """The text of safe HTML, list items as other blocks: innerText knows no markers."""
    return newsproc.text(re.sub(r"<(/?)(?:ul|ol|menu|li)\b", r"<\1div", safe))


def lines(text: str) -> list[str]:
    """Lines that are not blank, their white space collapsed."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def differences(theirs: list[str], ours: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """(theirs, ours) where they differ."""
    for tag, a, b, c, d in difflib.SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        if tag != "equal":
            yield theirs[a:b], ours[c:d]


def posts(folder: pathlib.Path, count: int) -> list[pathlib.Path]:
    """count of the posts, spread over all of them."""
    found = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    return [found[i * len(found) // count] for i in range(count)] if count < len(found) else found


def explain(shown: list[str], text: str) -> str | None:
    """The step after which the texts are the same; None: none."""
    names = ["the same", *STEPS]
    found = next((name for name, other in zip(names, shown, strict=True) if lines(other) == lines(text)), None)
    # A row is one line of ours, where a browser begins another for a paragraph in a cell.
    return found or (CELLS if "\t" in text and shown[-1].split() == text.split() else None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    default = os.environ.get("NEWSPROC_DATA") or ROOT.parent / "shared" / "data"
    parser.add_argument("--data", type=pathlib.Path, default=default)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--show", type=int, default=5)
    options = parser.parse_args()
    chosen = posts(options.data / "posts", options.count)
    if chromium.find() is None or not chosen:
        print(f"skipped: chromium is not installed, or there are no posts in {options.data}")
        return 2
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    with chromium.start() as browser:
        for path in chosen:
            article = newsproc.load(path)
            text = without_markers(article.html)
            pages = {"safe": article.html, "raw": article.body if article.markup == "html" else None}
            for kind, page in pages.items():
                if not isinstance(page, str):
                    continue
                shown = inner_texts(browser, page)
                found = explain(shown, text)
                counts[kind][found or "UNEXPLAINED"] += 1
                if found is None:
                    print(f"{kind} {path.name}")
                    for theirs, ours in list(differences(lines(shown[-1]), lines(text)))[: options.show]:
                        print(f"  browser {theirs!r:.300}\n  ours    {ours!r:.300}")
    for kind, classes in counts.items():
        print(f"{kind} HTML of {classes.total()} posts:")
        for name, count in classes.most_common():
            print(f"{count:8} {name}")
    return 1 if any("UNEXPLAINED" in classes for classes in counts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
