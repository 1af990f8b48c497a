#!/usr/bin/env python3
"""Check the built site: every link within it leads to a page, a file or an anchor that is there, and nothing in it is
fetched from elsewhere.

mkdocs checks the links of Markdown; this reads what it wrote, so that tables, raw HTML and the theme are seen, too.
"""

from __future__ import annotations

import html.parser
import pathlib
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Attributes that make a browser fetch something.
FETCHED = {"img": "src", "script": "src", "link": "href", "iframe": "src"}


class Page(html.parser.HTMLParser):
    """The anchors and addresses of a page."""

    def __init__(self, path: pathlib.Path) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[tuple[int, str]] = []
        self.fetched: list[tuple[int, str]] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        for name in ("id", "name"):
            if value := attributes.get(name):
                self.anchors.add(value)
        line = self.getpos()[0]
        fetched = attributes.get(FETCHED.get(tag, ""))
        if fetched is not None and attributes.get("rel") != "canonical":
            self.fetched.append((line, fetched))
        for name in ("href", "src"):
            if (value := attributes.get(name)) is not None:
                self.links.append((line, value))


def check(site: pathlib.Path) -> list[str]:
    pages = {path: Page(path) for path in sorted(site.rglob("*.html"))}
    breaches = []
    for path, page in pages.items():
        name = path.relative_to(site)
        if name.name == "404.html":
            continue  # its links are from the root of a host
        for line, address in page.fetched:
            if urllib.parse.urlsplit(address).netloc:
                breaches.append(f"{name}:{line}: fetched from elsewhere: {address}")
        for line, address in page.links:
            parts = urllib.parse.urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            anchor = urllib.parse.unquote(parts.fragment)
            if not target.exists():
                breaches.append(f"{name}:{line}: {address} is not there")
            elif anchor and target in pages and anchor not in pages[target].anchors:
                breaches.append(f"{name}:{line}: {address}: no such anchor")
    return breaches


def main(arguments: list[str]) -> int:
    site = pathlib.Path(arguments[0] if arguments else ROOT / "build" / "site").resolve()
    breaches = check(site)
    for breach in breaches:
        print(breach)
    count = len(list(site.rglob("*.html")))
    print(f"{count} pages in the site, {len(breaches)} links lead nowhere")
    return 1 if breaches or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
