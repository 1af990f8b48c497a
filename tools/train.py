#!/usr/bin/env python3
"""The work that a profile for the compiler is taken from: made posts read, cleaned and split as users do.

    python tools/train.py

setup.py runs it with the instrumented extension first on the path (NEWSPROC_PGO=1). Nothing in it is a
benchmark's own input: other seeds, and the markup that the sanitizer's rarer paths are for.
"""

from __future__ import annotations

import pathlib
import sys
import tempfile

sys.path.insert(1, str(pathlib.Path(__file__).resolve().parents[1] / "bench"))

import newsproc

import corpus

PAGES = 40  # rounds over the odd markup: a small part of the whole, as in real folders
ODD = (
    "<table><tr><td>a<td>b<caption>c</table><p>one<div>two</div>three<ul><li>x<li>y</ul>",
    "<p><b><i>mis</b>nested</i> &amp; &nbsp;text &lt;&#x4e2d;&copy; 中文，标点。<a href=/x?a=1&b=2>y<a href=z>z",
    "<script>var a='<b>';</script><style>p{}</style><!-- c --><svg><path d=M0></svg><pre>\n\ncode\n</pre>",
    '<img src="a.gif" data-src="b.jpg" srcset="c.jpg 2x"><noscript><img src="d.jpg"></noscript>' + "word " * 200,
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        corpus.write(root, 300, 97)
        for _ in range(3):
            newsproc.read(root, threads=1)
        for path in sorted(root.rglob("*.md")):
            data = path.read_bytes()
            front = newsproc.split(data)
            newsproc.sanitize(front.body)
            newsproc.sanitize(front.body.encode())
            article = newsproc.parse(data)
            article.to_dict()
    for _ in range(PAGES):
        for html in ODD:
            newsproc.sanitize(html)
            newsproc.text(html)


if __name__ == "__main__":
    main()
