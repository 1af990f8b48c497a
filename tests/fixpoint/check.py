"""What must be true of every output, told without any of the sanitizer's own code.

The input's tree comes from newsproc.tree (which is tested against Chromium and the html5lib suite); the rest is judged by
other parsers and by the few rules below, written from the standards and not from the C sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import newsproc

from . import policies
from .peers import PORTABLE, Reader

# --- the html5lib format, read back ---


@dataclass
class Node:
    """An element, or text when name is None."""

    name: str | None
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)


LINE = re.compile(
    r'\|( +)(?:<(?P<tag>[^">]*)>|"(?P<text>.*)"|(?P<attribute>[^"<]*?)="(?P<value>.*)"|(?P<other>.*))',
    re.DOTALL,
)

# An attribute whose name begins with a quote looks like a text, an element with one in its name like neither.
AMBIGUOUS = re.compile(r'^\| +(?:"[^\n]*="|<[^\n>]*")', re.MULTILINE)


def read_tree(dump: str) -> Node:
    """The tree of a dump whose texts hold no line that begins with "| "."""
    root = Node("")
    stack = [root]
    for line in re.split(r"\n(?=\| )", dump) if dump else ():
        match = LINE.fullmatch(line)
        assert match is not None, line
        depth = (len(match[1]) - 1) // 2
        if match["attribute"] is not None:
            stack[depth].attributes[match["attribute"]] = match["value"]
            continue
        del stack[depth + 1 :]
        if match["text"] is not None:
            node = Node(None, match["text"])
        elif match["tag"] is not None:
            node = Node(match["tag"])
        else:  # a comment, a doctype, an instruction, a template's content
            node = Node("content" if match["other"] == "content" else "!")
        stack[-1].children.append(node)
        stack.append(node)
    return root


def walk(root: Node) -> Iterator[tuple[int, Node]]:
    """All nodes below root with their depths, in document order."""
    stack = [iter(root.children)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        yield len(stack), node
        if node.children:
            stack.append(iter(node.children))


# --- the text itself ---

# R10, read as a grammar of the whole output: nothing but tags, these escapes, and characters that mean themselves.
WORD = r"[a-z][a-z0-9-]*"
RAW = "\\0-\\x08\\x0b-\\x1f\\xa0\\ufdd0-\\ufdef\\ufeff\\ud800-\\udfff" + "".join(
    f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(17)
)
ESCAPE = r"&(?:amp|lt|gt|nbsp|\#13|\#xFEFF);"
OUTPUT = re.compile(
    rf"(?:[^<>&{RAW}]+|{ESCAPE}|</[a-z][a-z0-9]*>"
    rf'|<[a-z][a-z0-9]*(?: {WORD}="(?:[^<>"&{RAW}]|{ESCAPE}|&quot;)*")*>)*'
)

# --- URLs, by https://url.spec.whatwg.org/#concept-basic-url-parser ---

URLS = frozenset(
    [
        "href",
        "src",
        "srcset",
        "cite",
        "longdesc",
        "poster",
        "action",
        "formaction",
        "data",
        "background",
        "usemap",
        "itemid",
        "itemtype",
        "ping",
    ]
)
IMAGES = frozenset(("src", "srcset", "poster"))
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*(?=:)")
RASTER = re.compile(r"data:image/(?:png|gif|jpeg|jpg|webp|avif|bmp)[;,]", re.IGNORECASE)


def stripped(url: str) -> str:
    """What a browser takes an address for: controls and blanks at the ends, tabs and newlines anywhere are nothing."""
    return re.sub(r"[\t\n\r]", "", url.strip("".join(map(chr, range(0x21)))))


def scheme_of(url: str) -> str:
    """The name that a policy has for the scheme of a URL."""
    url = stripped(url)
    match = SCHEME.match(url)
    if match is None:
        return "scheme-relative" if re.match(r"[/\\]{2}", url) else "relative"
    if match[0].lower() == "data":
        return "data-image" if RASTER.match(url) else "data"
    return match[0].lower()


HOST = re.compile(r"(?:https?|ftp):[/\\]{2,}(?:[^/\\?#]*@)?([\w.-]+)(?::\d*)?(?:[/\\?#].*)?", re.IGNORECASE | re.DOTALL)


def is_at(url: str, hosts: Sequence[str]) -> bool:
    """Whether a URL leads to one of these hosts, "*.example.com" among them."""
    match = HOST.fullmatch(("https:" if scheme_of(url) == "scheme-relative" else "") + stripped(url))
    host = match[1].lower() if match else ""
    return host in hosts or any(
        host[at:] == name[1:] for name in hosts if name[:2] == "*." for at in range(1, len(host))
    )


def said(policy: Mapping[str, Any], key: str, tag: str, name: str) -> Any:
    """What a policy demands of an attribute, by its tag or for all; None: nothing."""
    return policy[key].get(tag, {}).get(name, policy[key].get("*", {}).get(name))


def unlike(policy: Mapping[str, Any], tag: str, name: str, value: str) -> Iterator[str]:
    """How a value differs from what the policy demands of it."""
    if name in URLS:
        usual = policy["image_schemes"] if name in IMAGES else policy["link_schemes"]
        allowed = said(policy, "schemes", tag, name)
        hosts = said(policy, "hosts", tag, name)
        for url in addresses(name, value):
            if scheme_of(url) not in (usual if allowed is None else allowed):
                yield f"<{tag} {name}={url!r}>"
            if hosts is not None and not is_at(url, hosts):
                yield f"<{tag} {name}={url!r}> from another host"
    values = said(policy, "values", tag, name)
    if values is not None and value.lower() not in (each.lower() for each in values):
        yield f"<{tag} {name}={value!r}> of other values"
    classes = policy["classes"].get(tag, policy["classes"].get("*"))
    if name == "class" and classes is not None and not set(value.split()) <= set(classes):
        yield f"<{tag} class={value!r}>"
    if name == "style":
        found = {part.partition(": ")[0] for part in value.split("; ")}
        if not found <= set(policy["styles"]) or STYLE.search(value):
            yield f"<{tag} style={value!r}>"
    prefix = policy["id_prefix"]
    if prefix and name in ("id", "name") and value and not value.startswith(prefix):
        yield f"<{tag} {name}={value!r}> without a prefix"


def addresses(name: str, value: str) -> Iterator[str]:
    """The URLs in an attribute; https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute."""
    if name != "srcset":
        yield value
        return
    at = 0
    while at < len(value):
        at += len(value[at:]) - len(value[at:].lstrip(" \t\n\f\r,"))
        end = next((i for i in range(at, len(value)) if value[i] in " \t\n\f\r"), len(value))
        url, at = value[at:end], end
        if url:
            yield url.rstrip(",")
        depth = 0
        # The descriptors, to a comma outside parentheses; after a URL that ends with one there are none.
        while at < len(value) and not url.endswith(",") and (depth > 0 or value[at] != ","):
            depth = min(1, depth + (value[at] == "(")) if value[at] != ")" else 0
            at += 1


# --- what is wrong with an output ---

NEVER = re.compile(r"on.*|srcdoc|formaction|action|allow|is|slot|ping|background|xlink.*|xml.*|http-equiv|nonce|data")
DEEPEST = 200
# R10 takes these out of text; the second set is nothing to see, and goes with what holds nothing else.
FORBIDDEN = re.compile("[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufdd0-\\ufdef" + RAW[RAW.index("\\U") :] + "]")
UNSEEN = re.compile("[ \t\n\r\f\u00a0\u200b\u3000\ufeff]+")


# What a style that was cleaned has no use for; tests/browser/styles.py asks a browser.
STYLE = re.compile(r"[\\\"<>&!@{}]|/\*|\((?<!rgb\()(?<!rgba\()(?<!hsl\()(?<!hsla\()")


def unsafe(tree: Node, policy: Mapping[str, Any]) -> Iterator[str]:
    """What the policy or the floor under every policy does not allow in a tree."""
    for depth, node in walk(tree):
        if depth > DEEPEST + (node.name is None):
            yield "deeper than 200"
        if node.name is None:
            continue
        if node.name not in policies.KEEPABLE or node.name not in policy["tags"]:
            yield f"<{node.name}>"
        if node.name == "iframe" and (node.children or "src" not in node.attributes):
            yield "<iframe> of nothing, or with content"
        for name, value in node.attributes.items():
            if name in policy["set_attributes"].get(node.name, {}):
                if policy["set_attributes"][node.name][name] != value:
                    yield f"<{node.name} {name}={value!r}> and not as set"
                continue
            granted = name in policy["attributes"] or name in policy["tags"].get(node.name, ())
            granted |= name.startswith(tuple(policy["attribute_prefixes"]))
            forced = node.name == "a" and value == {"rel": policy["link_rel"], "target": policy["link_target"]}.get(
                name
            )
            # The address of an image that a repair has found in another attribute is a src like any other.
            if not (granted or forced) or NEVER.fullmatch(name):
                yield f"<{node.name} {name}>"
            if not forced:
                yield from unlike(policy, node.name, name, value)


def kept(tree: Node, policy: Mapping[str, Any]) -> Iterator[tuple[int, Node]]:
    """The nodes of an input's tree that are in no dropped subtree."""
    dropped = set(policy["drop"])
    if "iframe" in policy["tags"]:
        dropped.add("iframe")  # a frame that is kept is empty
    stack = [iter(tree.children)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
        elif node.name is None:
            yield len(stack), node
        # "svg path", "math mi": whatever is foreign goes; so do comments ("!") and what templates hold.
        elif node.name not in dropped and node.name not in ("!", "content") and " " not in node.name:
            yield len(stack), node
            stack.append(iter(node.children))


def expected_text(tree: Node, policy: Mapping[str, Any]) -> str:
    return FORBIDDEN.sub("", "".join(node.text for _, node in kept(tree, policy) if node.name is None))


def text_of(tree: Node) -> str:
    return "".join(node.text for _, node in walk(tree) if node.name is None)


def lost_text(before: Node, after: Node, policy: Mapping[str, Any]) -> str | None:
    """How the text differs, if it does: exactly where no repair takes empty things away, no table is kept and no newline
    is taken off a pre."""
    wanted, got = expected_text(before, policy), text_of(after)
    exact = (
        not policy["repairs"]
        and not policy["portable"]
        and not any(node.name in ("table", "tbody", "tr") for _, node in walk(after))
    )
    if not exact:
        wanted, got = UNSEEN.sub("", wanted), UNSEEN.sub("", got)
    return None if wanted == got else f"text {wanted!r} became {got!r}"


def links_of(tree: Node, policy: Mapping[str, Any], schemes: list[str]) -> set[tuple[str, str]]:
    """The addresses of images, and of links that hold something to see (outside a link in them, which ends them)."""
    found = set()
    inside = {**policy, "drop": [*policy["drop"], "a"]}
    for _, node in kept(tree, policy):
        if node.name == "img" and (url := scrubbed(node.attributes.get("src", ""))):
            found.add(("src", url))
        if node.name == "a" and "href" in node.attributes and UNSEEN.sub("", expected_text(node, inside)):
            found.add(("href", scrubbed(node.attributes["href"])))
    return {pair for pair in found if scheme_of(pair[1]) in schemes}


def scrubbed(url: str) -> str:
    return stripped(FORBIDDEN.sub("", url))


def is_disguised(url: str) -> bool:
    """Whether a relative address reads "...script:" or "data:" to whoever skips what is no letter: these are refused."""
    head = re.match(r"[^/?#:]*:", url)
    letters = re.sub(r"[^a-z]", "", head[0].lower()) if head else ""
    return letters.endswith("script") or letters == "data"


def lost_links(before: Node, after: Node, policy: Mapping[str, Any]) -> str | None:
    """Which links and images are gone, where the policy keeps them and no repair may choose another address."""
    if policy["repairs"] or "href" not in policy["tags"].get("a", ()) or "src" not in policy["tags"].get("img", ()):
        return None
    # What is too deep is unwrapped, and a repair may put a list or a table round what was not.
    if max((depth for depth, _ in walk(before)), default=0) > DEEPEST // 4:
        return None
    # What is demanded of addresses beyond their schemes is another matter.
    if set(policy["hosts"]) - {"iframe"} or any(
        policy[key] for key in ("schemes", "values", "base_url", "id_prefix", "set_attributes")
    ):
        return None
    schemes = [name for name in policy["link_schemes"] if name in policy["image_schemes"]]
    wanted, got = links_of(before, policy, schemes), links_of(after, policy, schemes)
    lost = {pair for pair in wanted - got if not is_disguised(pair[1])}
    return f"lost {sorted(lost)}" if lost else None


# What two of the parsers read otherwise than the standard, and than all the others: html5-parser's gumbo replaces
# U+007F to U+009F, and html5lib does not drop the newline after <pre> in a cell or caption, and see is_deep_formatting.
CONTROLS = dict.fromkeys(range(0x7F, 0xA0), "\ufffd")
FORMATTING = "a b big code em font i nobr s small strike strong tt u".split()
FORMATTING_TAG = re.compile(rf"<(/?)({'|'.join(FORMATTING)})(?=[ >])")
PRE_IN_TABLE = re.compile(r"<table.*<pre[^>]*>\n", re.DOTALL)


def departs(name: str, out: str, own: str, theirs: str) -> bool:
    """Whether a parser's tree of out is another one, and not for a reason that is known."""
    if theirs == own or (name == "html5_parser" and theirs == own.translate(CONTROLS)):
        return False
    return not (name == "html5lib" and (PRE_IN_TABLE.search(out) or is_deep_formatting(out)))


def is_deep_formatting(out: str) -> bool:
    """Whether five formatting elements of one name are open at once.

    Of four that are equal the first is no active formatting element any more. Its end tag pops it in the standard
    (https://html.spec.whatwg.org/#adoption-agency-algorithm, the step on the current node) and in Chromium; html5lib
    follows an older revision, without that step, and closes an outer one of other attributes instead.
    """
    depths = dict.fromkeys(FORMATTING, 0)
    for end, name in FORMATTING_TAG.findall(out):
        depths[name] += -1 if end else 1
        if depths[name] > 4:
            return True
    return False


def problems(
    text: str | bytes, policy: newsproc.Policy, readers: Mapping[str, Reader], options: Mapping[str, Any] | None = None
) -> list[str]:
    """What is wrong with sanitize(text, policy, **options); nothing, as a rule."""
    options = options or {}
    out = newsproc.sanitize(text, policy, **options)
    found = [] if newsproc.sanitize(out, policy, **options) == out else ["no fixpoint"]
    if isinstance(text, str):
        size = len(text.encode("utf-8", "surrogatepass"))
        removals = newsproc.clean(text, policy, **options).removals
        found += [f"no place in the input: {gone}" for gone in removals if not 0 <= gone.start <= gone.end <= size]
    return found + judge(text, out, policy, readers, moves=bool(options))


def judge(
    text: str | bytes, out: str, policy: newsproc.Policy, readers: Mapping[str, Reader], *, moves: bool = False
) -> list[str]:
    """What is wrong with out as a sanitized form of text; addresses may be others when moves is set."""
    rules = policy.to_dict()
    found = []
    if OUTPUT.fullmatch(out) is None:
        found.append("not plain HTML")
    own = newsproc.tree(out, fragment="body")
    asked = {name: read for name, read in readers.items() if rules["portable"] or name not in PORTABLE}
    found += [f"another tree in {name}" for name, read in asked.items() if departs(name, out, own, read(out))]
    after = read_tree(own)
    found += sorted(set(unsafe(after, rules)))
    dump = newsproc.tree(text, fragment="body")
    if AMBIGUOUS.search(dump) is None:
        before = read_tree(dump)
        lost = (lost_text(before, after, rules), None if moves else lost_links(before, after, rules))
        found += filter(None, lost)
    return found
