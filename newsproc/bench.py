"""Time newsproc and its peers on the same work, interleaved in one process, and print medians and ratios.

    python -m newsproc.bench [--posts FOLDER] [--count 1000] [--rounds 5] [--only folder,sanitize,front]

Needs nothing but newsproc; the peers that are installed are run, the others named. Without --posts a folder is made, the
same for the same count. Where posts are Markdown there are two tables of the folder: one in which every route renders it
(the peers' by pyromark), one in which all take it for HTML; sanitizers are given the bodies in HTML alone. Every round
runs each contender once, in turn, so that a machine that drifts slows all alike; the first round is not counted. What
the project publishes comes from the same functions (bench/ in its sources).
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import importlib.metadata
import importlib.util
import math
import os
import pathlib
import platform
import random
import sys
import tempfile
import warnings

import newsproc
from newsproc.timing import compare, interleave, present, report, timed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from typing import Any, Literal

    Route = Callable[[list[str]], Any]

PEERS = "pandas python-frontmatter PyYAML pyromark nh3 turbohtml selectolax beautifulsoup4 lxml".split()
EXTENSIONS = {".md", ".markdown", ".html"}
MOST_BODIES = 500


# --- posts: feeds, blogs, Chinese and English, the same for the same seed ---

# The mix follows what real folders of scraped posts hold: mostly feed posts of 4 to 20 kB with lazy images behind a
# proxy, some short ones, some with lists, tables and code.

HAN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
WORDS = (
    "the of and to in a is that for it as was with be by on not he his but at are this have from or had an "
    "they which one you were all her she there would their we him been has when who will no more if out so "
    "up said what its about than into them can only other time new some could these two may first then do"
).split()
INLINE = ("strong", "em", "b", "i", "code")


def _sentence(pick: random.Random, chinese: bool) -> str:
    if chinese:
        return "".join(pick.choices(HAN, k=pick.randint(12, 45))) + pick.choice("。。。！？，")
    return " ".join(pick.choices(WORDS, k=pick.randint(6, 22))).capitalize() + ". "


def _inline(pick: random.Random, chinese: bool) -> str:
    text = "".join(_sentence(pick, chinese) for _ in range(pick.randint(1, 4)))
    roll = pick.random()
    if roll < 0.2:
        tag = pick.choice(INLINE)
        text += f"<{tag}>{_sentence(pick, chinese)}</{tag}>"
    elif roll < 0.35:
        text += (
            f'<a href="https://site{pick.randint(1, 99)}.example.com/p/{pick.randint(1, 9999)}?a=1&amp;b=2">link</a>'
        )
    return text


def _image(pick: random.Random, number: int) -> str:
    name = (
        f"http://img{pick.randint(1, 9)}.example.com/2021{pick.randint(1, 12):02}/{pick.getrandbits(64):016x}_1024.jpg"
    )
    return (
        f'<p></p><div class="img_box" id="id_imagebox_{number}" onclick><div class="content_img_div perview_img_div">'
        f'<img class="lazy opacity_0 " id="img_{number}" data-original="{name}" data-height="{pick.randint(300, 1400)}" '
        f'data-width="1080" src="https://proxy.example.org/?{name}" referrerpolicy="no-referrer"></div></div>'
        f"{_sentence(pick, True)[:12]}<p></p>"
    )


def body(pick: random.Random, chinese: bool) -> str:
    parts = ["<div>   \n"]
    for number in range(pick.choice((2, 4, 8, 12, 20, 30))):
        roll = pick.random()
        if roll < 0.72:
            parts.append(f"<p>{_inline(pick, chinese)}</p>")
        elif roll < 0.86:
            parts.append(_image(pick, number))
        elif roll < 0.91:
            items = "".join(f"<li>{_inline(pick, chinese)}</li>" for _ in range(pick.randint(2, 6)))
            parts.append(f"<ul>{items}</ul>")
        elif roll < 0.95:
            parts.append(f"<h2>{_sentence(pick, chinese)}</h2><blockquote><p>{_inline(pick, chinese)}</p></blockquote>")
        elif roll < 0.98:
            row = "".join(f"<td>{_sentence(pick, chinese)[:8]}</td>" for _ in range(4))
            parts.append(f"<table><tbody>{f'<tr>{row}</tr>' * pick.randint(2, 8)}</tbody></table>")
        else:
            parts.append("<pre><code>if (a &lt; b &amp;&amp; c) {\n    return a;\n}\n</code></pre>")
    parts.append('<div id="recommend_bottom"></div><div id="article_bottom"></div>  \n</div>\n            ')
    return "".join(parts)


def post(pick: random.Random) -> str:
    chinese = pick.random() < 0.7
    title = _sentence(pick, chinese).strip().replace("'", "")[:60]
    cover = f"https://proxy.example.org/?http://img1.example.com/{pick.getrandbits(48):012x}_1024.jpg"
    day, clock = pick.randint(1, 28), f"{pick.randint(0, 23):02}:{pick.randint(0, 59):02}"
    return (
        f"\n---\ntitle: '{title}'\ncategories: \n - 新媒体\n - SITE{pick.randint(1, 40)}\n - source\n"
        f"headimg: '{cover}'\nauthor: Author {pick.randint(1, 200)}\ncomments: false\n"
        f"date: Mon, {day:02} Jul 2021 {clock}:00 GMT\nthumbnail: '{cover}'\n---\n\n{body(pick, chinese)}"
    )


def write(folder: pathlib.Path, count: int, seed: int) -> None:
    """Write count posts below folder, a hundred to a sub-folder."""
    pick = random.Random(seed)
    for number in range(count):
        path = folder / f"{number // 100:04}" / f"{number:06}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(post(pick).encode())


# --- what the contenders are given ---


@dataclasses.dataclass(frozen=True)
class Posts:
    """Files, and which of them hold Markdown by newsproc's judgement, which is asked before anything is timed."""

    paths: list[str]
    markdown: frozenset[str]

    @classmethod
    def below(cls, root: pathlib.Path) -> Posts:
        paths = sorted(str(path) for path in root.rglob("*") if path.suffix in EXTENSIONS and path.is_file())
        articles = (article for corpus in newsproc.scan(paths) for article in corpus) if paths else ()
        markdown = (article.path for article in articles if article.markup == "markdown")
        return cls(paths, frozenset(path for path in markdown if path is not None))

    def counted(self, name: str = "posts") -> str:
        return f"{len(self.paths):,} {name}, {sum(map(os.path.getsize, self.paths)) / 1e6:.1f} MB"

    def html(self, most: int) -> list[str]:
        """The bodies in HTML, at most so many, spread over all."""
        paths = [path for path in self.paths if path not in self.markdown]
        step = max(1, math.ceil(len(paths) / most))
        return [newsproc.split(pathlib.Path(path).read_bytes()).body for path in paths[::step]]


# --- the ways that users go today, each a function from a list of paths to a DataFrame ---

# Each does the same work: metadata, safe HTML, text, image addresses. The peers are told the paths of what they have to
# render first, as by a user who knows his posts.


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def frame(rows: list[dict[str, Any]]) -> Any:
    """A pandas.DataFrame where there is pandas; else the rows as they are."""
    try:
        import pandas
    except ImportError:
        return rows
    return pandas.DataFrame(rows)


def _to_html(markdown: Collection[str]) -> Callable[[str, str], str]:
    """From a file's path and its body to HTML: Markdown of the kind that ours reads is rendered, the rest as it stands."""
    if not markdown:
        return lambda _path, body: body
    import pyromark

    render = pyromark.Markdown(options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH).html
    return lambda path, body: render(body) if path in markdown else body


def _rows(paths: list[str], make: Callable[[str, str], dict[str, Any]]) -> Any:
    rows = []
    for path in paths:
        try:
            rows.append({"path": path, **make(path, _read(path))})
        except Exception:  # real folders hold headers that not every route can read: a row, as ours has one
            rows.append({"path": path, "text": None})
    return frame(rows)


def _failures(table: Any) -> int:
    """Rows without a text: files that a route could not read."""
    if isinstance(table, newsproc.Corpus):
        return len(table.errors)
    if isinstance(table, int):
        return 0
    texts = [row["text"] for row in table] if isinstance(table, list) else table["text"]
    return sum(not isinstance(text, str) for text in texts)


def frontmatter_turbohtml(markdown: Collection[str]) -> Route:
    """python-frontmatter, then turbohtml: sanitize, parse the result, text and images."""
    import frontmatter
    import turbohtml
    from turbohtml.clean import Policy, sanitize

    # bleach's small default list keeps neither paragraphs nor images: allow what an article is made of.
    tags = frozenset(
        "a abbr b blockquote br caption cite code dd del div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins "
        "kbd li mark ol p pre q s samp small span strong sub sup table tbody td tfoot th thead time tr u ul".split()
    )
    attributes = {"a": ["href", "title"], "img": ["src", "alt", "title", "width", "height", "data-original"]}
    policy = Policy(tags=tags, attributes={tag: frozenset(names) for tag, names in attributes.items()})
    to_html = _to_html(markdown)

    def make(path: str, text: str) -> dict[str, Any]:
        post = frontmatter.loads(text.lstrip("\n"))
        html = sanitize(to_html(path, post.content), policy)
        tree = turbohtml.parse(html)
        images = [node.attrs.get("data-original") or node.attrs.get("src") for node in tree.find_all("img")]
        return {**post.metadata, "html": html, "text": tree.to_text(), "images": images}

    return lambda paths: _rows(paths, make)


def split_nh3_lexbor(markdown: Collection[str]) -> Route:
    """The hand-made one: a split, CSafeLoader, nh3, one lexbor parse for text and images."""
    import nh3
    import yaml
    from selectolax.lexbor import LexborHTMLParser

    attributes = {**{k: set(v) for k, v in nh3.ALLOWED_ATTRIBUTES.items()}}
    attributes["img"] = attributes.get("img", set()) | {"data-original"}
    loader = yaml.CSafeLoader
    to_html = _to_html(markdown)

    def make(path: str, text: str) -> dict[str, Any]:
        parts = text.split("---\n", 2)
        head, body = (parts[1], parts[2]) if len(parts) == 3 else ("", text)
        metadata = yaml.load(head, loader) or {}
        html = nh3.clean(to_html(path, body), attributes=attributes)
        tree = LexborHTMLParser(html)
        images = [n.attributes.get("data-original") or n.attributes.get("src") for n in tree.css("img")]
        return {**metadata, "html": html, "text": tree.text(), "images": images}

    return lambda paths: _rows(paths, make)


def frontmatter_nh3_soup(markdown: Collection[str]) -> Route:
    """python-frontmatter, nh3, BeautifulSoup on lxml."""
    import frontmatter
    import nh3
    from bs4 import BeautifulSoup

    to_html = _to_html(markdown)

    def make(path: str, text: str) -> dict[str, Any]:
        post = frontmatter.loads(text.lstrip("\n"))
        html = nh3.clean(to_html(path, post.content))
        soup = BeautifulSoup(html, "lxml")
        images = [node.get("src") for node in soup.find_all("img")]
        return {**post.metadata, "html": html, "text": soup.get_text("\n"), "images": images}

    return lambda paths: _rows(paths, make)


def read_bytes() -> Route:
    """No work at all: open, read, close, in Python."""

    def run(paths: list[str]) -> int:
        total = 0
        for path in paths:
            with open(path, "rb") as file:
                total += len(file.read())
        return total

    return run


def ours(threads: int, markup: Literal["auto", "html"]) -> Route:
    """newsproc.read(...).to_pandas(), or its columns alone where there is no pandas."""
    if importlib.util.find_spec("pandas") is None:
        return lambda paths: newsproc.read(paths, threads=threads, markup=markup)
    return lambda paths: newsproc.read(paths, threads=threads, markup=markup).to_pandas()


def routes(markup: Literal["auto", "html"], markdown: Collection[str]) -> Iterator[tuple[str, Route]]:
    """From a folder of posts to a table: ours with that markup, the peers' with what is to be rendered."""
    processors = os.cpu_count() or 1
    more = {f"newsproc, {processors} threads": lambda: ours(processors, markup)} if processors > 1 else {}
    render = "pyromark + " if markdown else ""
    return present(
        {
            "newsproc, 1 thread": lambda: ours(1, markup),
            **more,
            f"frontmatter + {render}turbohtml": lambda: frontmatter_turbohtml(markdown),
            f"split + CSafeLoader + {render}nh3 + lexbor": lambda: split_nh3_lexbor(markdown),
            f"frontmatter + {render}nh3 + BeautifulSoup": lambda: frontmatter_nh3_soup(markdown),
            "reading the bytes alone": read_bytes,
        }
    )


# --- what is timed ---


def _nh3() -> Any:
    import nh3

    return nh3.clean


def _turbohtml() -> Any:
    from turbohtml.clean import sanitize

    return sanitize


def _frontmatter() -> Any:
    import frontmatter

    return lambda text: frontmatter.loads(text.lstrip("\n"))


def _c_loader() -> Any:
    import yaml

    loader = yaml.CSafeLoader
    return lambda text: yaml.load(text.split("---\n", 2)[1], loader)


SANITIZERS: dict[str, Callable[[], Any]] = {
    "newsproc.sanitize": lambda: newsproc.sanitize,
    "nh3.clean": _nh3,
    "turbohtml sanitize": _turbohtml,
}
FOLDER = "From files to a table of metadata, safe HTML, text and addresses of images."


def folder(posts: Posts, rounds: int) -> None:
    """Folder of posts to a table."""
    folder_of("folder of posts to a table", posts, rounds)


def folder_of(title: str, posts: Posts, rounds: int) -> None:
    """The same under a title; where there is Markdown once with every route rendering it, once with none."""
    if not posts.markdown:
        _folder(title, f"{FOLDER} All bodies are HTML.", posts, "auto", rounds)
        return
    work = (
        f"{FOLDER} {len(posts.markdown):,} of the bodies are Markdown, which every route renders, the peers' by pyromark; "
        "the rest are HTML. The peers are told which is which, ours finds out."
    )
    _folder(f"{title}, Markdown rendered", work, posts, "auto", rounds)
    work = f"{FOLDER} No route renders Markdown: every body is taken for HTML as it stands."
    _folder(f"{title}, all taken for HTML", work, dataclasses.replace(posts, markdown=frozenset()), "html", rounds)


def _folder(title: str, work: str, posts: Posts, markup: Literal["auto", "html"], rounds: int) -> None:
    """One table, and which files a route could not read."""
    contenders = {name: functools.partial(route, posts.paths) for name, route in routes(markup, posts.markdown)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        failures = {name: _failures(run()) for name, run in contenders.items()}
        times = interleave({name: timed(run) for name, run in contenders.items()}, rounds)
    report(title, work, times, len(posts.paths), "articles")
    for name, count in failures.items():
        if count > 0:
            print(f"\n{name} could not read {count:,} of {len(posts.paths):,} files.")


def sanitize(posts: Posts, rounds: int) -> None:
    """Bodies, str in, str out."""
    if texts := posts.html(MOST_BODIES):
        work = f"{len(texts):,} bodies in HTML, one after the other; default policies."
        compare("sanitize bodies, str to str", work, SANITIZERS, texts, rounds, "bodies")
    else:
        print("\nsanitize: skipped, no body is HTML")


def front_matter(posts: Posts, rounds: int) -> None:
    """Files to metadata and body, those that the plain split of the YAML loader's route can take."""
    texts = [_read(path) for path in posts.paths[:MOST_BODIES]]
    texts = [text for text in texts if text.lstrip("\n").startswith("---\n") and text.count("---\n") > 1]
    makers = {"newsproc.split": lambda: newsproc.split, "PyYAML CSafeLoader": _c_loader, "frontmatter": _frontmatter}
    work = "The text of a file to a dict of its front matter. The loader is given the header that str.split finds."
    compare("front matter to a dict", work, makers, texts, rounds, "files")


PARTS = {"folder": folder, "sanitize": sanitize, "front": front_matter}


def machine() -> str:
    """What the figures depend on, in a line."""
    said = [f"newsproc {newsproc.__version__}", f"Python {platform.python_version()}", platform.machine()]
    said.append(f"{os.cpu_count()} processors")
    for name in PEERS:
        try:
            said.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            said.append(f"{name} missing")
    return ", ".join(said)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m newsproc.bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--posts", type=pathlib.Path, help="a folder of posts (default: made ones)")
    parser.add_argument("--count", type=int, default=1000, help="posts to make (default 1000)")
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds (default 5)")
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {','.join(PARTS)}")
    options = parser.parse_args(arguments)
    parts = options.only.split(",")
    if unknown := [name for name in parts if name not in PARTS]:
        parser.error(f"no such part: {', '.join(unknown)}")
    if options.count < 1 or options.rounds < 1:
        parser.error("--count and --rounds must be at least 1")
    print(machine())
    with tempfile.TemporaryDirectory() as scratch:
        root = options.posts
        if root is None:
            root = pathlib.Path(scratch)
            write(root, options.count, seed=1)
        posts = Posts.below(root)
        if not posts.paths:
            parser.error(f"no posts in {root}")
        print(f"{posts.counted()}, {options.rounds} rounds")
        for name in parts:
            PARTS[name](posts, options.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
