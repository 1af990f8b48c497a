"""Other HTML5 parsers, each asked for the tree it makes of a clean text, in the format of newsproc.tree.

Independent code is the point: html5lib and justhtml are Python, lexbor (selectolax), gumbo (html5-parser) and turbohtml
are C, html5ever (markupever) is Rust; libxml2 is the one that is no HTML5 parser. None is needed: those that are not installed are left out. Only what a clean tree
can hold is told apart (elements, attributes, text); anything else is written as something that none has.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Reader = Callable[[str], str]
# What a walk yields: the depth and the text of a text node; with attributes, an element of that name.
Event = tuple[int, str, Iterable[tuple[str, str]] | None]

# For those that read no fragments: in a body, a clean text is the same as in a document.
BODY = "<!DOCTYPE html><html><head></head><body>"
HTML = "http://www.w3.org/1999/xhtml"


def dump(events: Iterable[Event]) -> str:
    """Lines of the html5lib format: adjacent text is one, attributes are sorted."""
    lines: list[str] = []
    text: list[str] = []
    deep = 0

    def flush() -> None:
        if text:
            lines.append(f'| {"  " * deep}"{"".join(text)}"')
            text.clear()

    for depth, name, attributes in events:
        if attributes is not None or depth != deep:
            flush()
        if attributes is None:
            deep = depth
            text.append(name)
        else:
            lines.append(f"| {'  ' * depth}<{name}>")
            lines += [f'| {"  " * depth}  {key}="{value}"' for key, value in sorted(attributes)]
    flush()
    return "\n".join(lines)


def walk(
    children: Iterable[Any], read: Callable[[Any], tuple[str, Any]], below: Callable[[Any], Any]
) -> Iterator[Event]:
    """The events of nodes that know their children; read gives what Event holds beside the depth."""
    stack = [iter(children)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        name, attributes = read(node)
        yield len(stack) - 1, name, attributes
        if attributes is not None:
            stack.append(iter(below(node)))


def walk_tails(root: Any) -> Iterator[Event]:
    """The same for ElementTree and lxml, where text hangs on elements."""
    if root.text:
        yield 0, root.text, None
    stack = [iter(root)]
    behind: list[str | None] = []
    while stack:
        node = next(stack[-1], None)
        depth = len(stack) - 1
        if node is None:
            stack.pop()
            if stack and (tail := behind.pop()):
                yield depth - 1, tail, None
            continue
        yield depth, node.tag if isinstance(node.tag, str) else "?", node.items()
        if node.text:
            yield depth + 1, node.text, None
        stack.append(iter(node))
        behind.append(node.tail)


def turbohtml() -> Reader:
    module: Any = importlib.import_module("turbohtml")
    element, text = module.Element, module.Text

    def read(node: Any) -> tuple[str, Any]:
        if isinstance(node, element):
            # What holds tokens comes as a list; attr() gives it as it was written.
            return node.tag, [(name, node.attr(name) or "") for name in node.attrs]
        return node.data if isinstance(node, text) else "?", None

    return lambda html: dump(walk(module.parse_fragment(html, "body").children, read, lambda node: node.children))


def selectolax() -> Reader:
    parser: Any = importlib.import_module("selectolax.lexbor").LexborHTMLParser

    def read(node: Any) -> tuple[str, Any]:
        if node.is_text_node:
            return node.text_content, None
        return node.tag, [(name, value or "") for name, value in node.attributes.items()]

    def below(node: Any) -> Iterator[Any]:
        child = node.first_child
        while child is not None:
            yield child
            child = child.next

    return lambda html: dump(walk(below(parser(BODY + html).body), read, below))


def html5lib() -> Reader:
    module: Any = importlib.import_module("html5lib")
    builder = module.getTreeBuilder("etree")

    def read(html: str) -> str:
        parser = module.HTMLParser(tree=builder, namespaceHTMLElements=False)
        return dump(walk_tails(parser.parseFragment(html, container="body", scripting=False)))

    return read


def html5_parser() -> Reader:
    module: Any = importlib.import_module("html5_parser")  # refuses an lxml with another libxml2
    return lambda html: dump(
        walk_tails(module.parse(html, fragment_context="body", sanitize_names=False)) if html else []
    )


def markupever() -> Reader:
    module: Any = importlib.import_module("markupever")
    options = module.HtmlOptions(fragment_context="body", discard_bom=False)
    element, text = module.dom.Element, module.dom.Text

    def read(node: Any) -> tuple[str, Any]:
        if isinstance(node, element):
            prefix = "" if node.name.ns == HTML else "?"
            return prefix + node.name.local, [(name.local, value) for name, value in node.attrs.items()]
        return node.content if isinstance(node, text) else "?", None

    return lambda html: dump(walk(module.parse(html, options).root().children(), read, lambda node: node.children()))


def justhtml() -> Reader:
    module: Any = importlib.import_module("justhtml")
    context = importlib.import_module("justhtml.parser").FragmentContext("body")
    element, text = module.Element, module.Text

    def read(node: Any) -> tuple[str, Any]:
        if isinstance(node, element):
            prefix = "" if node.namespace in (None, "html") else "?"
            return prefix + node.name, [(name, value or "") for name, value in node.attrs.items()]
        return node.data if isinstance(node, text) else "?", None

    def parse(html: str) -> str:
        parsed = module.JustHTML(html, fragment_context=context, sanitize=False, scripting_enabled=False)
        return dump(walk(parsed.root.children, read, lambda node: node.children))

    return parse


def libxml2() -> Reader:
    """An HTML 4 parser, through lxml: it reads as the others do only what a portable policy gives (R11)."""
    module: Any = importlib.import_module("lxml.etree")

    def read(html: str) -> str:
        # The limit of 256 levels is on libxml2's own count, which begins at the document.
        document = module.fromstring(BODY + html, module.HTMLParser(huge_tree=True))
        return dump(walk_tails(document.find("body")))

    return read


# Native ones first; justhtml and html5lib are a hundred times slower.
PEERS: dict[str, Callable[[], Reader]] = {
    "turbohtml": turbohtml,
    "selectolax": selectolax,
    "html5_parser": html5_parser,
    "markupever": markupever,
    "justhtml": justhtml,
    "html5lib": html5lib,
    "libxml2": libxml2,
}
# Asked about the outputs of portable policies only.
PORTABLE = ("libxml2",)


def installed(names: Iterable[str] = PEERS) -> dict[str, Reader]:
    """The parsers that are here, by name."""
    found = {}
    for name in names:
        try:
            found[name] = PEERS[name]()
        except (ImportError, RuntimeError):
            continue
    return found
