#!/usr/bin/env python3
"""The work that a profile for the compiler is taken from: made posts read, cleaned and split as users do.

    python tools/train.py

setup.py (NEWSPROC_PGO=1) and tools/wheels/ run it with the instrumented extension first on the path. Nothing in it is a
benchmark's own input: other seeds, and the markup that the sanitizer's rarer paths are for. What it never does, the
compiler takes for something that need not be fast; so it does a little of everything.
"""

from __future__ import annotations

import contextlib
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


HEADERS = (
    "---\ntitle: 'It''s: a \\ntitle'\ndate: 2024-05-06T07:08:09+08:00\ntags: [a, \"b\", 中文]\ndraft: false\nn: {a: 1, b: [2.5, ~]}\n"
    "summary: >\n  folded\n  text\ncategories:\n  - x\n  - &y y\n  - *y\n---\n",
    '+++\ntitle = "T"\ndate = 2024-05-06T07:08:09Z\ntags = ["a", "b"]\n[extra]\nweight = 3\n+++\n',
    '{"title": "T", "date": "2024-05-06", "tags": ["a", "b"], "extra": {"weight": 3}}\n\n',
    "---\ntitle: broken: colon\ndate: May 6, 2024\nauthor: [a\nlink: https://example.org/a\n---\n",
)
MARKDOWN = (
    '# A heading\n\nSome *words*, **more** of `them`, a [link](https://example.org/a?b=c&d "title") and 中文，标点。\n'
    "Another line with <b>HTML</b> &amp; an ![image](i.png).\n\n- one\n- two\n  1. three\n\n> quoted\n> text\n\n"
    "```python\nprint(1)\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[ref]: https://example.org/ 'x'\n\n"
    "https://example.org/bare\n\n***\n\n{% raw %}x{% endraw %} [ref] ~~gone~~\n"
)


def odd_posts(folder: pathlib.Path) -> None:
    """All kinds of headers and bodies, in some encodings, and what is made of them."""
    bodies = (*ODD, MARKDOWN, MARKDOWN.replace("words", "слова и 言葉") * 3)
    made = [header + body for header in HEADERS for body in bodies]
    made.append("plain text, without header or markup\n" * 20)
    for post in made:
        for encoding in ("utf-8", "utf-16", "gb18030", "latin-1"):
            newsproc.parse(post.encode(encoding, "replace"))
        article = newsproc.parse(post, base_url="https://example.org/blog/")
        article.to_markdown()
        article.to_json()
        article.xpath("//p/a[@href]")
        for name in ("headings", "tables", "blocks", "images", "links", "removals", "script_shares"):
            getattr(article, name)
        front = newsproc.split(post)
        with contextlib.suppress(newsproc.FrontMatterError, ValueError):
            front.set("title", "another").set("tags", ["a", "c"]).to_bytes()
    table = newsproc.from_strings(made * 5, threads=1)
    table.__arrow_c_stream__()
    table.to_jsonl(folder / "all.jsonl")
    table.duplicates()


def odd_markup() -> None:
    for html in ODD:
        newsproc.sanitize(html)
        newsproc.text(html)
        newsproc.tree(html)
        newsproc.markdown(html)
        for policy in (newsproc.Policy.COMMENT, newsproc.Policy.FEED, newsproc.Policy.WIDE):
            newsproc.clean(html, policy=policy)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        corpus.write(root, 300, 97)
        for _ in range(3):
            newsproc.read(root, threads=1)
        for path in sorted(root.rglob("*.md")):
            data = path.read_bytes()
            front = newsproc.split(data)
            newsproc.sanitize(front.body)
            newsproc.sanitize(front.body.encode())
            newsproc.text(front.body)
            article = newsproc.parse(data)
            article.to_dict()
        for path in sorted(root.rglob("*.md"))[:100]:
            newsproc.tree(newsproc.split(path.read_bytes()).body)
        for _ in range(10):
            odd_posts(root)
    for _ in range(PAGES):
        odd_markup()


if __name__ == "__main__":
    main()
