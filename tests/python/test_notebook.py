"""What a notebook shows of articles, images and corpora: whatever a post says is text there, fetched or run is nothing."""

from __future__ import annotations

import html.parser
import pathlib
import pickle
import sys
from collections.abc import Iterator

import pytest

import newsproc
from newsproc import notebook
from newsproc.gallery import Images

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from browser import chromium
from browser.page import Page

HOSTILE = (
    "<script>window.ran = 1</script>",
    "'><script>window.ran = 2</script>",
    '"><img src=http://evil.example/x onerror="window.ran = 3">',
    "</td></table></div><iframe src=http://evil.example/frame></iframe>",
    "<style>@import 'http://evil.example/css'</style>",
    "<svg onload='window.ran = 4'><image href=http://evil.example/svg></svg>",
    "<link rel=stylesheet href=http://evil.example/link>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<base href=http://evil.example/>",
    "javascript:window.ran=5//",
    "$\\href{javascript:window.ran=6}{x}$",
    "&lt;script&gt;window.ran = 7&lt;/script&gt;",
    "\u202e<b>turned\x00\x1b",
    "url(http://evil.example/url)",
    "-->]]></bdi></title></textarea><img src=http://evil.example/end>",
)
ADDRESSES = (
    "http://evil.example/a.png?x='onerror='window.ran=8",
    'https://evil.example/b.png"onload="window.ran=9',
    "//evil.example/c.png",
    "/d.png'><script>window.ran=10</script>",
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
)


def quoted(text: str) -> str:
    import json

    return json.dumps(text)


def post(text: str) -> str:
    """A post that says text wherever it can."""
    escape = text.replace("&", "&amp;").replace('"', "&quot;")
    images = "".join(
        f'<p><img src="{address.replace(chr(34), "&quot;")}" alt="{escape}" title="{escape}" width=640 height=480>'
        for address in ADDRESSES
    )
    fields = ("title", "description", "language", "cover")
    lines = [
        *(f"{field}: {quoted(text)}" for field in fields),
        *(f"{key}: [{quoted(text)}]" for key in ("tags", "authors")),
    ]
    return "\n".join(["---", *lines, "---", f"<p>{escape.replace('<', '&lt;')}</p>", images])


@pytest.fixture(scope="module")
def corpus() -> newsproc.Corpus:
    return newsproc.from_strings(map(post, HOSTILE), ids=HOSTILE)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if chromium.find() is None:
        pytest.skip("chromium is not installed")
    with chromium.start() as browser:
        yield Page(browser)


class Reader(html.parser.HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.names: set[str] = set()
        self.styles: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.names |= {name for name, _ in attributes}
        self.styles |= {value or "" for name, value in attributes if name == "style"}


PLAIN_TAGS = {"table", "tr", "td", "th", "div", "p", "figure", "figcaption", "small", "bdi"}


def shown(corpus: newsproc.Corpus) -> list[str]:
    return [
        corpus._repr_html_(),
        *(article._repr_html_() for article in corpus),
        *(article.images._repr_html_() for article in corpus),
        *(corpus[name]._repr_html_() for name in corpus.schema.names),
        *(table._repr_html_() for table in (corpus.images(), corpus.links(), corpus.removals(), corpus.diagnostics())),
    ]


def test_only_text_and_boxes(corpus: newsproc.Corpus) -> None:
    for text in shown(corpus):
        reader = Reader(text)
        assert set(reader.tags) <= PLAIN_TAGS
        assert reader.names <= {"style", "class"}
        assert not [style for style in reader.styles if "url" in style or "(" in style]
        assert "mathjax_ignore" in text


def test_a_browser_asks_for_nothing_and_runs_nothing(
    page: Page, corpus: newsproc.Corpus, tmp_path: pathlib.Path
) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!DOCTYPE html><meta charset=utf-8>" + "<hr>".join(shown(corpus)), encoding="utf-8")
    assert page.visit(path) == set()
    assert page.errors() == []
    assert page.evaluate("[window.ran, document.scripts.length, document.images.length]") == [None, 0, 0]
    assert page.evaluate("document.querySelectorAll('hr').length") == len(shown(corpus)) - 1
    assert page.evaluate("document.querySelectorAll('body > :not(hr, div, table)').length") == 0
    text = page.evaluate("document.body.innerText")
    for hostile in HOSTILE[:8]:
        assert hostile in text, hostile


def test_the_browser_would_tell(page: Page, tmp_path: pathlib.Path) -> None:
    """What the test before asks is answered with yes where there is something."""
    path = tmp_path / "page.html"
    path.write_text("<img src=http://evil.example/x><img src=y.png onerror='window.ran = 1'><script>nonsense</script>")
    assert page.visit(path) == {"http://evil.example/x", (tmp_path / "y.png").as_uri()}
    assert page.errors() == ["Runtime.exceptionThrown"]
    assert page.evaluate("[window.ran, document.scripts.length, document.images.length]") == [1, 1, 2]


def test_images_are_loaded_only_when_asked_for(page: Page, corpus: newsproc.Corpus, tmp_path: pathlib.Path) -> None:
    images = corpus[0].images
    text = images.to_html(load=True)
    assert set(Reader(text).tags) <= PLAIN_TAGS | {"img"}
    assert Reader(text).names <= {"style", "class", "src", "alt", "width", "height", "loading", "referrerpolicy"}
    path = tmp_path / "page.html"
    path.write_text("<!DOCTYPE html><meta charset=utf-8>" + text, encoding="utf-8")
    asked = page.visit(path)
    wanted = [image.src for image in images if image.src.startswith(("http:", "https:", "data:"))]
    assert len(asked) == len(set(wanted)) == 2
    assert {url.split("/")[2] for url in asked} == {"evil.example"}
    assert page.evaluate("[window.ran, document.scripts.length]") == [None, 0]
    assert page.evaluate("[...document.images].every(image => image.referrerPolicy === 'no-referrer')")


@pytest.mark.parametrize(
    ("address", "is_loaded"),
    [
        ("https://a.example/b.png", True),
        ("HTTP://a.example/b.png", True),
        ("data:image/png;base64,AAAA", True),
        ("data:image/svg+xml,<svg onload=x>", False),
        ("data:text/html,x", False),
        ("javascript:x", False),
        ("file:///etc/passwd", False),
        ("//a.example/b.png", False),
        ("/b.png", False),
        ("", False),
    ],
)
def test_what_may_be_loaded(address: str, is_loaded: bool) -> None:
    image = newsproc.Image((address, address, "src", None, None, None, None, 1, 1, 0, False, False))  # type: ignore[call-arg, arg-type]
    assert ("<img" in Images([image]).to_html(load=True)) is is_loaded
    assert "<img" not in Images([image]).to_html()


# --- what is in it ---


def test_images_are_a_tuple() -> None:
    article = newsproc.parse("<p><img src=/a.png width=400 height=300 alt='An image'><img src=/b.png>")
    images = article.images
    assert type(images) is Images is newsproc.Images
    assert images == tuple(images)
    assert hash(images) == hash(tuple(images))
    assert pickle.loads(pickle.dumps(images)) == images
    assert type(pickle.loads(pickle.dumps(images))) is Images
    assert repr(images) == repr(tuple(images))
    assert article.images is images
    assert type(newsproc.parse("x").images) is Images
    assert type(newsproc.from_strings(["<img src=a>"])["images"][0]) is Images


def test_boxes_have_the_shapes_of_the_images() -> None:
    sizes = ((400, 300), (100, 50), (1080, 10_000), (5, 5), (30_000, 1))
    text = "".join(f"<p><img src=/{w}.png width={w} height={h}>" for w, h in sizes) + "<p><img src=/none.png>"
    images = newsproc.parse(text).images
    assert [notebook._shape(image) for image in images] == [
        (160, 120), (100, 50), (16, 120), (16, 16), (160, 16), (160, 120),
    ]  # fmt: skip
    page = images._repr_html_()
    assert "400 × 300" in page
    assert page.count("solid") == 5
    assert page.count("dashed") == 1
    assert "size unknown" in page


def test_a_gallery_ends() -> None:
    images = newsproc.parse("<p>" + "<img src=/a.png>" * 500).images
    assert Reader(images._repr_html_()).tags["figure"] == notebook.IMAGES
    assert f"… and {500 - notebook.IMAGES} more images" in images._repr_html_()
    assert "no images" in newsproc.parse("x").images._repr_html_()


def test_an_article_and_a_corpus(tmp_path: pathlib.Path) -> None:
    article = newsproc.parse("---\ntitle: T\nlang: de\ntags: [a, b]\n---\n<p onclick=x>Text<img src=/a.png alt=Alt>")
    page = article._repr_html_()
    for word in ("T", "de", "a, b", "Text", "Alt", "/a.png", "removals"):
        assert f"<bdi>{word}</bdi>" in page
    assert "figure" not in newsproc.parse("x")._repr_html_()
    for i in range(12):
        (tmp_path / f"{i:02}.md").write_text(f"---\ntitle: T{i}\ndate: 2021-03-{i + 1:02}\n---\na b")
    with pytest.warns(newsproc.NewsprocWarning):
        corpus = newsproc.read([tmp_path / "gone.md", tmp_path])
    page = corpus._repr_html_()
    assert "not_found: there is no such file" in page
    assert "24 words, 0 images, from 2021-03-01 to 2021-03-12" in page
    assert "… and 3 more" in page
    assert "no dates" in newsproc.from_strings([])._repr_html_()


def test_a_path_that_is_no_text(tmp_path: pathlib.Path) -> None:
    name = "\udcff.md"
    try:
        (tmp_path / name).write_text("<p>x<img src=/a.png>")
    except OSError:
        pytest.skip("the file system takes no such names")
    corpus = newsproc.read(tmp_path)
    corpus._repr_html_().encode()
    corpus[0]._repr_html_().encode()
