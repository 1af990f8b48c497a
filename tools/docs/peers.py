#!/usr/bin/env python3
"""The comparison on docs/peers.md, run: each cell is what a library did with the input of its row.

    python tools/docs/peers.py             # the table, of the libraries that are installed
    python tools/docs/peers.py --check     # compare with the page; --all: a library that is missing is an error

A library of another version than the page's is left out: it may do otherwise.
"""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
import pathlib
import re
import sys
import tempfile
import warnings
from collections.abc import Callable, Set
from typing import Any

import newsproc

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "peers.md"

# Name on the page, package, module.
LIBRARIES = (
    ("nh3", "nh3", "nh3"),
    ("bleach", "bleach", "bleach"),
    ("turbohtml", "turbohtml", "turbohtml"),
    ("python-frontmatter", "python-frontmatter", "frontmatter"),
    ("trafilatura", "trafilatura", "trafilatura"),
    ("newspaper4k", "newspaper4k", "newspaper"),
    ("BeautifulSoup", "beautifulsoup4", "bs4"),
)

# The tables of the page: title, and who is asked.
SANITIZERS = ("newsproc", "nh3", "bleach", "turbohtml")
TABLES = {
    "Front matter": ("newsproc", "python-frontmatter"),
    "Sanitizing": SANITIZERS,
    "Text and structure": ("newsproc", "turbohtml", "trafilatura", "newspaper4k", "BeautifulSoup"),
}

Check = Callable[[], str]
# By table, row and library.
CHECKS: dict[str, dict[str, dict[str, Check]]] = {table: {} for table in TABLES}


def check(table: str, row: str, library: str) -> Callable[[Check], Check]:
    """Says that a function's answer is a cell."""

    def add(function: Check) -> Check:
        CHECKS[table].setdefault(row, {})[library] = function
        return function

    return add


@functools.cache
def module(name: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newspaper4k, of a part that is not used
        return importlib.import_module(name)


def attempt(function: Callable[[], object], good: Callable[[Any], bool] = bool) -> str:
    """yes, no, or the name of the exception."""
    try:
        return "yes" if good(function()) else "no"
    except Exception as error:
        return f"`{type(error).__name__}`"


# --- front matter ---

front = functools.partial(check, "Front matter")
YAML = "---\ntitle: Tea # a draft\ntags: [b, a]\n---\nBody"
JSON = '{\n"title": "Tea"\n}\n\nBody'
BROKEN = "---\ntitle: 'It's tea'\ntags: [a]\n---\nBody"
DATED = "---\ndate: Mon, 19 Jul 2021 10:22:00 GMT\n---\nBody"
RULED = "---\nTwo lines\n---\nBody"
GBK = "---\ntitle: 一篇文章\n---\n<p>这是很久以前用别的编码写的文章。".encode("gbk")


def frontmatter() -> Any:
    return module("frontmatter")


@front("YAML header", "newsproc")
def _() -> str:
    return attempt(lambda: newsproc.split(YAML).metadata["tags"] == ["b", "a"])


@front("YAML header", "python-frontmatter")
def _() -> str:
    return attempt(lambda: frontmatter().loads(YAML)["tags"] == ["b", "a"])


@front("JSON header", "newsproc")
def _() -> str:
    return attempt(lambda: newsproc.split(JSON).metadata["title"] == "Tea")


@front("JSON header", "python-frontmatter")
def _() -> str:
    return attempt(lambda: frontmatter().loads(JSON)["title"] == "Tea")


@front("header that is not YAML: other keys read", "newsproc")
def _() -> str:
    return attempt(lambda: newsproc.split(BROKEN).metadata["tags"] == ["a"])


@front("header that is not YAML: other keys read", "python-frontmatter")
def _() -> str:
    return attempt(lambda: frontmatter().loads(BROKEN)["tags"] == ["a"])


@front("comment stays when a key is set", "newsproc")
def _() -> str:
    return attempt(lambda: "# a draft" in newsproc.split(YAML).set("title", "Rain").to_str())


@front("comment stays when a key is set", "python-frontmatter")
def _() -> str:
    def change() -> bool:
        post = frontmatter().loads(YAML)
        post["title"] = "Rain"
        return "# a draft" in frontmatter().dumps(post)

    return attempt(change)


@front("date as feeds write it is a `datetime`", "newsproc")
def _() -> str:
    return attempt(lambda: newsproc.parse(DATED).date, lambda date: date.hour == 10)


@front("date as feeds write it is a `datetime`", "python-frontmatter")
def _() -> str:
    return attempt(lambda: frontmatter().loads(DATED)["date"], lambda date: not isinstance(date, str))


@front("text between two rules stays text", "newsproc")
def _() -> str:
    return attempt(lambda: "Two lines" in newsproc.split(RULED).body)


@front("text between two rules stays text", "python-frontmatter")
def _() -> str:
    return attempt(lambda: "Two lines" in frontmatter().loads(RULED).content)


def load_gbk(load: Callable[[str], object]) -> object:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "post.md")
        path.write_bytes(GBK)
        return load(str(path))


@front("file in GBK that does not say so", "newsproc")
def _() -> str:
    return attempt(lambda: load_gbk(lambda path: newsproc.load(path).title == "一篇文章"))


@front("file in GBK that does not say so", "python-frontmatter")
def _() -> str:
    return attempt(lambda: load_gbk(lambda path: frontmatter().load(path)["title"] == "一篇文章"))


# --- sanitizing ---

sanitizing = functools.partial(check, "Sanitizing")
UNSAFE = '<p onclick="x()">a<script>x()</script><a href="java&#10;script:x()">b</a><svg><style><img src=x onerror=x()>'
NESTED = (
    "<p>a<button><p>b</button>",
    "<p>a<b>b<button><ul><li>c</ul></button>d</b>e</p>",
    "<h1>a<button><h2>b</h2></button>c</h1>",
    "<a href=x>1<object><a href=y>2</a></object>3</a>",
    "<dl><dt>a<dd>b<dt>c</dl><dd>d",
    "<table><tr><td>x</table>y<td>z",
)
LAZY = '<p>A gate.</p><p><img src="wait.gif" data-original="/img/gate.jpg" alt="The gate"></p>'


# The policy of the rows on sanitizing, the same for all: these tags and attributes, other tags go and their text stays.
TAGS = {"a", "b", "dd", "div", "dl", "dt", "h1", "h2", "img", "li", "p", "table", "tbody", "td", "tr", "ul"}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}


def clean(name: str, html: str, tags: Set[str] = TAGS) -> str:
    attributes = {tag: names for tag, names in ATTRIBUTES.items() if tag in tags}
    if name == "newsproc":
        policy = newsproc.Policy.from_nh3(tags=tags, attributes=attributes)
        return newsproc.sanitize(html, policy.replace(repairs=["lazy_images"]))
    if name == "nh3":
        return str(module("nh3").clean(html, tags=tags, attributes=attributes))
    if name == "bleach":
        lists = {tag: list(names) for tag, names in attributes.items()}
        return str(module("bleach").clean(html, tags=tags, attributes=lists, strip=True))
    turbo = module("turbohtml.clean")
    options = {"custom_element_check": tags.__contains__} if "my-tag" in tags else {}
    strip = turbo.OnDisallowed.STRIP
    policy = turbo.Policy(tags=frozenset(tags), attributes=attributes, on_disallowed_tag=strip, **options)
    return str(turbo.sanitize(html, policy))


def _safe(name: str) -> str:
    return attempt(lambda: not re.search(r"<script|<[^>]*\bon\w+=|<[^>]*script:", clean(name, UNSAFE)))


def _unstable(name: str) -> str:
    changed = sum(clean(name, once) != once for once in (clean(name, html) for html in NESTED))
    return f"{changed} of {len(NESTED)}"


def _escaped(name: str) -> str:
    shown = sum("&lt;" in clean(name, html) for html in NESTED)
    return f"{shown} of {len(NESTED)}"


def _custom(name: str) -> str:
    return attempt(lambda: "<my-tag>" in clean(name, "<my-tag>a</my-tag>", {"my-tag"}))


def _lazy(name: str) -> str:
    return attempt(lambda: re.search(r'<img[^>]* src="/img/gate.jpg"', clean(name, LAZY)))


for one in SANITIZERS:
    sanitizing("script, handler and `javascript:` go", one)(functools.partial(_safe, one))
    sanitizing("outputs that change when cleaned again", one)(functools.partial(_unstable, one))
    sanitizing("outputs that show a kept tag as text", one)(functools.partial(_escaped, one))
    sanitizing("true address of a lazy image", one)(functools.partial(_lazy, one))
    sanitizing("keeps `<my-tag>` where a policy names it", one)(functools.partial(_custom, one))


@sanitizing("tells what went", "newsproc")
def _() -> str:
    row = newsproc.clean("<p onclick=x>a").removals[0]
    return "rule, value, bytes" if (row.attribute, row.value, row.end) == ("onclick", "x", 13) else "no"


@sanitizing("tells what went", "turbohtml")
def _() -> str:
    _, removed = module("turbohtml.clean").sanitize_report("<p onclick=x>a")
    return "tag, attribute" if any(row.attribute == "onclick" or row.tag == "p" for row in removed) else "no"


# --- text ---

structure = functools.partial(check, "Text and structure")
SHORT = "<p>One</p><p>Two<br>three</p><script>x()</script>"
WORDS = ("The growers of three hills opened their gardens on the same day, before the rains began in earnest. ",
         "There was more rain than last year, and it came ten days early, so the first leaves were picked in March. ",
         "Two roads lead out of the hills: a new one for lorries, and one of stone, three hundred years old. ")  # fmt: skip
WHOLE = (
    "<html><head><title>Spring tea</title></head><body><nav><a href='/'>Home</a> <a href='/about'>About us</a></nav>"
    f"<article><h1>Spring tea</h1>{''.join(f'<p>{words * 2}</p>' for words in WORDS)}</article>"
    "<aside>Subscribe to our letter!</aside><footer>All rights reserved</footer></body></html>"
)


@structure("text of SHORT", "newsproc")
def _() -> str:
    return f"`{newsproc.text(SHORT)!r}`"


@structure("text of SHORT", "turbohtml")
def _() -> str:
    return f"`{module('turbohtml').parse(SHORT).to_text()!r}`"


@structure("text of SHORT", "trafilatura")
def _() -> str:
    return f"`{module('trafilatura').html2txt(f'<html><body>{SHORT}</body></html>')!r}`"


@structure("text of SHORT", "BeautifulSoup")
def _() -> str:
    return f"`{module('bs4').BeautifulSoup(SHORT, 'html.parser').get_text()!r}`"


def _is_article(text: str | None) -> bool:
    return text is not None and all(words.strip() in text for words in WORDS) and not re.search(
        r"About us|Subscribe|All rights", text
    )  # fmt: skip


@structure("finds the article in a web page", "newsproc")
def _() -> str:
    return attempt(lambda: newsproc.text(WHOLE), _is_article)


@structure("finds the article in a web page", "turbohtml")
def _() -> str:
    return attempt(lambda: module("turbohtml").parse(WHOLE).article().text, _is_article)


@structure("finds the article in a web page", "trafilatura")
def _() -> str:
    return attempt(lambda: module("trafilatura").extract(WHOLE), _is_article)


@structure("finds the article in a web page", "newspaper4k")
def _() -> str:
    def extract() -> str:
        text: str = module("newspaper").article("https://a.example/1", input_html=WHOLE, language="en").text
        return text

    return attempt(extract, _is_article)


@structure("finds the article in a web page", "BeautifulSoup")
def _() -> str:
    return attempt(lambda: module("bs4").BeautifulSoup(WHOLE, "html.parser").get_text(), _is_article)


# --- images, elements, Markdown, tables ---


structure("true address of a lazy image", "newsproc")(functools.partial(_lazy, "newsproc"))


@structure("true address of a lazy image", "trafilatura")
def _() -> str:
    page = WHOLE.replace("</article>", LAZY + "</article>")
    return attempt(lambda: "/img/gate.jpg" in module("trafilatura").extract(page, include_images=True))


@structure("true address of a lazy image", "newspaper4k")
def _() -> str:
    page = WHOLE.replace("</article>", LAZY + "</article>")

    def images() -> bool:
        found = module("newspaper").article("https://a.example/1", input_html=page, language="en").images
        return any("/img/gate.jpg" in address for address in found)

    return attempt(images)


@structure("finds elements by", "newsproc")
def _() -> str:
    return "XPath" if newsproc.parse(SHORT).xpath("//p[2]") == ("<p>Two<br>three</p>",) else "no"


@structure("finds elements by", "turbohtml")
def _() -> str:
    tree = module("turbohtml").parse(SHORT)
    return "XPath, CSS" if len(tree.xpath("//p[2]")) == 1 and len(tree.select("p + p")) == 1 else "no"


@structure("finds elements by", "BeautifulSoup")
def _() -> str:
    return "CSS" if len(module("bs4").BeautifulSoup(SHORT, "html.parser").select("p + p")) == 1 else "no"


MARKS = "<p>2 * 3 * 4 is <b>24</b></p>"


@structure("`<p>2 * 3 * 4 is <b>24</b></p>` as Markdown", "newsproc")
def _() -> str:
    return f"`{newsproc.markdown(MARKS)!r}`"


@structure("`<p>2 * 3 * 4 is <b>24</b></p>` as Markdown", "turbohtml")
def _() -> str:
    return f"`{module('turbohtml').parse(MARKS).to_markdown()!r}`"


@structure("folder to a table", "newsproc")
def _() -> str:
    return attempt(lambda: len(newsproc.read(ROOT / "examples" / "posts")) > 10)


# --- the table ---


def versions() -> dict[str, str]:
    """Of what is installed."""
    found = {"newsproc": newsproc.__version__}
    for name, package, imported in LIBRARIES:
        try:
            module(imported)
            found[name] = importlib.metadata.version(package)
        except ImportError:
            pass
    return found


def label(row: str) -> str:
    return f"`{SHORT}` as text" if row == "text of SHORT" else row


def write_tables(installed: dict[str, str]) -> str:
    parts = []
    for table, names in TABLES.items():
        heads = [f"{name} {installed.get(name, '')}".strip() for name in names]
        lines = [f"## {table}", "", f"| | {' | '.join(heads)} |", "|---" * (len(names) + 1) + "|"]
        for row, cells in CHECKS[table].items():
            answers = [cells[name]() if name in cells and name in installed else "" for name in names]
            lines.append(f"| {' | '.join([label(row), *answers])} |".replace("|  |", "| |").replace("|  |", "| |"))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def compare(page: str, installed: dict[str, str]) -> tuple[list[str], list[str]]:
    """Cells that are not as the page has them, and libraries that could not be asked."""
    wrong, absent = [], []
    for table in TABLES:
        text = page.partition(f"## {table}\n")[2].partition("\n## ")[0]
        rows = [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in text.splitlines() if "|" in line]
        written = {row[0]: row[1:] for row in rows}
        for column, title in enumerate(written[""]):
            name, _, version = title.rpartition(" ")
            if name != "newsproc" and installed.get(name) != version:
                absent.append(title)
                continue
            for row, cells in CHECKS[table].items():
                answer = cells[name]() if name in cells else ""
                if label(row) not in written or written[label(row)][column] != answer:
                    wrong.append(f"{title}: {label(row)}: {answer or 'nothing'}")
    return wrong, list(dict.fromkeys(absent))


def main(arguments: list[str]) -> int:
    installed = versions()
    if "--check" not in arguments:
        print(write_tables(installed))
        return 0
    wrong, absent = compare(PAGE.read_text(encoding="utf-8"), installed)
    for line in wrong:
        print(f"docs/peers.md: not so: {line}")
    if absent:
        print(f"docs/peers.md: not asked, of another version or not installed: {', '.join(absent)}")
    return 1 if wrong or (absent and "--all" in arguments) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
