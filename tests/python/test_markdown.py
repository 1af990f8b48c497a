"""Markdown in and out: what real posts are taken for, and that what is written reads as the same text."""

from __future__ import annotations

import pathlib
import random
import sys

import pytest

import newsproc

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from fixpoint import inputs

SUFFIXES = {".md", ".markdown", ".html"}


def body(text: str) -> str:
    """A file that holds nothing but this body, however it begins."""
    return "---\n---\n" + text


def words(text: str) -> list[str]:
    return text.replace("\u200b", "").split()


def again(article: newsproc.Article) -> newsproc.Article:
    return newsproc.parse(body(article.to_markdown()), markup="markdown")


# --- out, by element ---

BOXES = (
    "p div address article aside center dd details dialog dl dt fieldset figcaption figure footer form header hgroup"
    " legend main nav search section summary"
).split()
SPANS = {
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "`"),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), "*"),
    **dict.fromkeys(("strong", "b"), "**"),
    **dict.fromkeys(("del", "s", "strike"), "~~"),
}


@pytest.mark.parametrize("tag", BOXES)
def test_boxes(tag: str) -> None:
    assert newsproc.markdown(f"x<{tag}>text</{tag}>y") == "x\n\ntext\n\ny\n"


def test_spans() -> None:
    for tag, mark in SPANS.items():
        assert newsproc.markdown(f"x <{tag}>text</{tag}> y") == f"x {mark}text{mark} y\n"
    for tag in ("u", "span", "q", "small", "mark", "abbr", "sub"):
        assert newsproc.markdown(f"x <{tag}>text</{tag}> y") == "x text y\n"
    for level in range(1, 7):
        assert newsproc.markdown(f"x<h{level}>text</h{level}>y") == f"x\n\n{'#' * level} text\n\ny\n"
    for tag in ("ul", "menu"):
        assert newsproc.markdown(f"<{tag}><li>a<li>b</{tag}>") == "- a\n- b\n"


# --- in ---


def test_markup() -> None:
    text = "<b>a</b>\n\n*b*"
    assert newsproc.parse(text, markup="html").html == text
    assert newsproc.parse(text, markup="markdown").html == "<p><b>a</b></p>\n<p><em>b</em></p>\n"
    assert newsproc.parse(text).html == "<p><b>a</b></p>\n<p><em>b</em></p>\n"
    assert newsproc.parse("<div>\n\n*b*\n\n</div>").text == "*b*"
    article = newsproc.parse("# a\n\n[b](http://c.example) ![d](e.png)\n")
    assert article.body == "# a\n\n[b](http://c.example) ![d](e.png)\n"
    assert [link.href for link in article.links] == ["http://c.example"]
    assert [image.src for image in article.images] == ["e.png"]
    assert article.word_count == 2


def test_names(tmp_path: pathlib.Path) -> None:
    for name, html in (("a.md", "<h1>a</h1>\n"), ("a.html", "# a"), ("a.HTM", "# a"), ("a", "<h1>a</h1>\n")):
        path = tmp_path / name
        path.write_text("# a")
        assert newsproc.load(path).html == html
        assert newsproc.read(path)[0].html == html
        assert newsproc.load(path, markup="markdown").html == "<h1>a</h1>\n"
    assert newsproc.from_strings(["# a"])[0].html == "<h1>a</h1>\n"
    assert newsproc.from_strings(["# a"], markup="html")[0].html == "# a"


def test_template_tags() -> None:
    text = "{% include a_b_c.html %} *x* {{ y_z_ }}"
    assert newsproc.parse(text).html == "<p>{% include a_b_c.html %} <em>x</em> {{ y_z_ }}</p>\n"
    assert newsproc.parse(text, template_tags="drop").text == "x"


def test_template_tags_in_html() -> None:
    text = "<p>{% if a < b %}x <a href='{{ site.url }}/y'>y</a></p>{% endif %}<pre>{{ z }}</pre>"
    kept = newsproc.parse(text)
    assert (kept.markup, kept.text, kept.links[0].href) == (
        "html",
        "{% if a < b %}x y\n\n{% endif %}\n{{ z }}",
        "{{ site.url }}/y",
    )
    dropped = newsproc.parse(text, template_tags="drop", base_url="https://a.example/")
    assert (dropped.text, dropped.links[0].href) == ("x y\n\n{{ z }}", "https://a.example/y")
    assert dropped.body == text
    assert newsproc.from_strings([text], template_tags="drop", base_url="https://a.example/")[0] == dropped
    # Written as a reference or not: a tree does not tell. What markup parts is no tag.
    assert newsproc.parse("<p>&#123;{ a }} b {{ <b>c</b> }}</p>", template_tags="drop").text == "b {{ c }}"


def test_sanitize() -> None:
    assert newsproc.sanitize("*a* <b onclick=x>b</b>", markup="markdown") == "<p><em>a</em> <b>b</b></p>\n"
    assert newsproc.sanitize("*a*") == "*a*"
    assert newsproc.clean("*a*", markup="auto").html == "<p><em>a</em></p>\n"
    assert newsproc.sanitize("[a](javascript:alert(1)) <script>x</script>", markup="markdown") == "<p><a>a</a> </p>\n"
    with pytest.raises(ValueError, match="markup"):
        newsproc.sanitize("a", markup="rst")  # type: ignore[arg-type]


def test_spans_and_limits() -> None:
    (removal,) = newsproc.parse("# a\n\n<p onclick=x>b</p>").removals
    assert (removal.attribute, removal.start, removal.end) == ("onclick", 0, 23)
    tangled = newsproc.parse("[x]\n" * 11_000)
    assert [found.code for found in tangled.diagnostics] == ["markdown_limit"]
    assert tangled.text.startswith("[x] [x]")


def test_the_family_is_html(data: pathlib.Path) -> None:
    for path in [data / "seed-post.md", *sorted((data / "family").glob("*.md"))]:
        assert newsproc.load(path) == newsproc.load(path, markup="html"), path


def test_posts_are_told_apart(data: pathlib.Path) -> None:
    """Of each folder, how many posts with a body are read as Markdown; looked at one by one when it was counted."""
    told = {}
    for folder in sorted((data / "posts").iterdir()):
        files = [path for path in folder.iterdir() if path.suffix in SUFFIXES]
        markdown = 0
        for path in files:
            article = newsproc.load(path)
            if article.body and article.body.strip():
                markdown += article != newsproc.load(path, markup="html")
        told[folder.name] = markdown
    assert told == {
        "digitalgov": 247,
        "hexo_site": 193,
        "hugo_docs": 138,
        "jekyll_repo": 198,
        "mdn_archived": 0,
        "ocaml_org": 38,
        "rust_blog": 148,
        "zola_repo": 47,
    }


# --- out ---


def test_to_markdown() -> None:
    article = newsproc.parse("<h1>Tea</h1><p>2 * 3 = <b>6</b>, <a href='/x y'>[sic]</a></p><script>no</script>")
    assert article.to_markdown() == "# Tea\n\n2 * 3 = **6**, [\\[sic\\]](</x y>)\n"
    assert newsproc.markdown("<p onclick=x>a<script>b</script>") == "a\n"
    assert newsproc.markdown(b"<p>\xd6\xd0\xce\xc4\xb1\xe0\xc2\xeb\xb2\xe2\xca\xd4") == "中文编码测试\n"
    assert newsproc.markdown("") == ""


def test_every_post_reads_as_the_same_text(data: pathlib.Path) -> None:
    count = 0
    for path in sorted(data.rglob("*")):
        if path.suffix in SUFFIXES and path.parent.name != "pages":
            article = newsproc.load(path)
            assert words(again(article).text) == words(article.text), path
            count += 1
    assert count > 1000


def test_no_html_in_markdown(data: pathlib.Path) -> None:
    """What is written has no tag: read again, no element comes from one, so nothing is ever removed."""
    for path in [data / "seed-post.md", *sorted((data / "posts" / "mdn_archived").glob("*.html"))[:100]]:
        article = newsproc.load(path, policy=newsproc.Policy.ARTICLE)
        removed = {row.rule for row in again(article).removals}
        assert removed <= {"policy.attribute", "policy.rel", "repair.empty", "policy.url"}, (path, removed)


def test_soup_reads_as_the_same_text() -> None:
    seen = [piece for piece in inputs.POST if piece not in ("\u200b", "\u3000", "&nbsp;", "<p>&nbsp;</p>")]
    pieces = [*seen, "*", "_", "`", "~", "[", "]", "(", "\\", "&amp;", "&lt;", "#", "1.", "-", "|", "。", "“", "a"]
    for seed in range(600):
        pick = random.Random(seed)
        html = "".join(pick.choices(pieces, k=pick.choice((5, 20, 60))))
        article = newsproc.parse(body(html), markup="html")
        assert words(again(article).text) == words(article.text), (seed, html, article.to_markdown())


def inline(pick: random.Random, depth: int) -> str:
    texts = (
        "a", "b c", "中", "。", "“", "”", "1.", "2)", "-", "+", "#", "=", "---", "|", ":", "*", "**", "_", "~", "`", "``",
        "\\", "[", "]", "(", ")", "](x)", "[x]:", "!", "&amp;", "&lt;", "&amp;copy;", "&gt;", " ", "\n", "&nbsp;x", "→", "{{", "{%",
        "%}", "x_y", "😀",
    )  # fmt: skip
    out = []
    for _ in range(pick.choice((1, 2, 3, 4))):
        kind = pick.random()
        if depth == 0 or kind < 0.6:
            out.append("".join(pick.choices(texts, k=pick.choice((1, 2, 4)))))
        elif kind < 0.7:
            out.append(pick.choice(("<br>", "<br><br>", "<img src='a b' alt='*x]'>", "<img src=')' title='\"|'>")))
        else:
            name = pick.choice(
                ("b", "i", "em", "strong", "s", "del", "code", "u", "a href='/x(y'", "a href='*' title='\\'")
            )
            out.append(f"<{name}>{inline(pick, depth - 1)}</{name.split()[0]}>")
    return "".join(out)


@pytest.mark.parametrize("frame", ["<p>%s", "<ul><li>%s</ul>", "<table><tr><th>%s<td>x</table>", "<h2>%s</h2>"])
def test_delimiters_read_as_the_same_text(frame: str) -> None:
    for seed in range(500):
        html = frame % inline(random.Random(seed), 3)
        article = newsproc.parse(body(html), markup="html")
        assert words(again(article).text) == words(article.text), (seed, html, article.to_markdown())
