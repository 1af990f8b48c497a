"""What an article is built of: headings, blocks, tables, excerpt, source, byline, XPath, scripts."""

from __future__ import annotations

import copy
import json
import pathlib
import pickle
import threading

import pytest

import newsproc
from newsproc import structure


def body(html: str, front: str = "") -> newsproc.Article:
    return newsproc.parse(f"---\n{front}\n---\n{html}" if front else html)


def test_headings_stand_where_they_say() -> None:
    article = body("<p>一二三</p><h2>A <i>b</i></h2><p>c</p><h3>d<br>e</h3>")
    assert [(heading.level, heading.text) for heading in article.headings] == [(2, "A b"), (3, "d e")]
    assert [article.text[heading.position :][:1] for heading in article.headings] == ["A", "d"]
    keeps = newsproc.Policy.ARTICLE.replace(attributes=["id"])
    assert newsproc.parse("<h1 id=top>x</h1>", policy=keeps).headings[0].id == "top"


def test_blocks_hold_all_of_the_text() -> None:
    article = body(
        "<div>a<p>b<img src=i.png></p></div><figure><img src=j.png><figcaption>c</figcaption></figure>"
        "<blockquote>d</blockquote><pre>e\n f</pre><table><tr><td>g<td>h</table><hr><ol><li>i</ol>"
    )
    assert [tuple(block[:4]) for block in article.blocks] == [
        ("paragraph", "a", 0, None),
        ("paragraph", "b", 0, None),
        ("image", "", 0, "i.png"),
        ("image", "c", 0, "j.png"),
        ("quote", "d", 0, None),
        ("code", "e\n f", 0, None),
        ("table", "g\th", 0, None),
        ("rule", "", 0, None),
        ("list", "1. i", 0, None),
    ]


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ('<pre><code class="hljs language-c++ x">a</code></pre>', "c++"),
        ('<pre class="lang-py">a</pre>', "py"),
        ('<pre class="x">\n<code class="language-a&quot;b">a</code></pre>', None),
        ("<p class=language-js>a", None),
    ],
)
def test_code_names_its_language(html: str, language: str | None) -> None:
    article = body(html)
    assert [block.language for block in article.blocks] == [language]
    assert (article.to_markdown().partition("\n")[0] == f"```{language}") is (language is not None)
    assert body(article.html).html == article.html


def test_blocks_of_the_seed(request: pytest.FixtureRequest) -> None:
    data = request.getfixturevalue("data")
    article = newsproc.load(data / "seed-post.md")
    assert "".join("".join(block.text.split()) for block in article.blocks) == "".join(article.text.split())
    assert [block.src for block in article.blocks if block.type == "image"] == [image.src for image in article.images]
    assert article.source is not None
    assert article.source.startswith("环球网综合自")
    assert (article.byline, article.canonical, article.detected_language) == (None, None, "zh")
    assert article.script_shares["han"] > 0.99
    assert article.excerpt.startswith("美国纠集多国造谣")
    assert 150 < len(article.excerpt) <= structure.EXCERPT


def test_tables() -> None:
    article = body(
        "<table><caption>C</caption><thead><tr><th>a<th colspan=2>b</thead><tr><td rowspan=2>1<td>2<td>3<tr><td>4</table>"
    )
    (table,) = article.tables
    assert table == newsproc.Table((("a", "b", "b"), ("1", "2", "3"), ("1", "4")), 1, "C")
    pandas = pytest.importorskip("pandas")
    frame = table.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == ["a", "b", "b"]
    assert frame.to_numpy().tolist() == [["1", "2", "3"], ["1", "4", ""]]
    (bare,) = body("<table><tr><td>x<td>y</table>").tables
    assert list(bare.to_pandas().columns) == [0, 1]
    (two,) = body("<table><thead><tr><th colspan=2>a<tr><th>b<th>c</thead><tr><td>1<td>2</table>").tables
    assert list(two.to_pandas().columns) == ["a b", "a c"]
    assert newsproc.Table((), 0, None).to_pandas().shape == (0, 0)


@pytest.mark.parametrize(
    ("html", "front", "wanted"),
    [
        ("<h1>T</h1><p>One.</p><p>Two.</p>", "", "One. Two."),
        ("<p>x</p>", "excerpt: <b>Told</b> so", "Told so"),
        ("<p>x</p>", "excerpt: ''", "x"),
        ("<p>" + "Word and word. " * 20 + "</p>", "", ("Word and word. " * 13).strip()),
        ("<p>" + "word " * 60 + "</p>", "", "word " * 39 + "word…"),
        ("<p>" + "字" * 300 + "</p>", "", "字" * 200 + "…"),
        ("", "", ""),
    ],
)
def test_excerpt(html: str, front: str, wanted: str) -> None:
    assert body(html, front).excerpt == wanted


@pytest.mark.parametrize(
    ("line", "source", "byline"),
    [
        ("来源：新华网", "新华网", None),
        ("（来源：新华社）", "新华社", None),
        ("Source: Reuters", "Reuters", None),
        ("作者：张三", None, "张三"),
        ("文/李四", None, "李四"),
        ("By Jane Doe", None, "Jane Doe"),
        ("来源于生活的故事", None, None),
        ("By the way, it rained.", None, None),
        ("By now we had left the lake, and it was cold.", None, None),
        ("作者：他说，这不是名字", None, None),
        ("来源：" + "长" * 101, None, None),
        ("The source: unknown", None, None),
    ],
)
def test_source_and_byline(line: str, source: str | None, byline: str | None) -> None:
    article = body(f"<p>{line}</p>" + "<p>Text.</p>" * 20)
    assert (article.source, article.byline) == (source, byline)


def test_source_in_the_middle_is_none() -> None:
    assert body("<p>a</p>" * 10 + "<p>来源：新华网</p>" + "<p>b</p>" * 10).source is None
    assert body("<p>a</p>" * 10 + "<p>来源：新华网</p>").source == "新华网"


def test_canonical() -> None:
    assert body("x", "canonical_url: https://e.example/a").canonical == "https://e.example/a"
    assert body("x", "canonical: javascript:x").canonical is None
    assert body("x", "canonical: [a]").canonical is None


@pytest.mark.parametrize(
    ("html", "front", "language"),
    [
        ("中文的文章", "", "zh"),
        ("日本語の文章", "", "ja"),
        ("한국어", "", "ko"),
        ("English", "", None),
        ('<div lang="en-GB">English</div>', "", "en-GB"),
        ("中文", "lang: zh-TW", "zh-TW"),
    ],
)
def test_language(html: str, front: str, language: str | None) -> None:
    assert body(html, front).detected_language == language


def test_xpath() -> None:
    article = body('<p>a <a href="/x?a=1&amp;b=2">b &amp; c</a></p><p title="t">d</p>')
    assert article.xpath("//a/@href") == ("/x?a=1&b=2",)
    assert article.xpath("//p[2]") == ('<p title="t">d</p>',)
    assert article.xpath("//p[2]/text()") == ("d",)
    assert article.xpath("count(//p)") == 2.0
    assert article.xpath("string(//a)") == "b & c"
    assert article.xpath("//p = 'd'") is True
    assert article.xpath("//table") == ()


@pytest.mark.parametrize("expression", ["", "//", "//p[", "nosuch()", "x:y()", "$v", "\0", "//p\ud800"])
def test_xpath_refuses(expression: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="XPath"):
        body("<p>x").xpath(expression)
    assert capfd.readouterr() == ("", "")


def test_xpath_limit() -> None:
    article = body("<p>a</p>" * 400)
    with pytest.raises(newsproc.LimitError):
        article.xpath("count(//p[count(//p[count(//p) > 0]) > 0])")
    with pytest.raises(newsproc.LimitError, match=r"text\(\)"):
        body("<p>x</p>" * 5000).xpath("//p[contains(string(/), 'y')]")
    with pytest.raises(newsproc.LimitError):
        article.xpath("1" + " " * 10000)
    with pytest.raises(TypeError):
        article.xpath(1)  # type: ignore[arg-type]


def test_worked_out_once_and_no_part_of_the_article() -> None:
    article = body("<h1>a</h1>")
    assert article.headings is article.headings
    assert pickle.loads(pickle.dumps(article)).headings == article.headings
    assert copy.copy(article) is article
    assert "headings" not in article.to_dict()
    assert pickle.loads(pickle.dumps(article.headings)) == article.headings


def test_threads_get_the_same() -> None:
    article = body("<h1>a</h1>" * 50)
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(article.blocks)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(value) for value in found}) == 1


@pytest.mark.parametrize(
    "mark",
    [
        "<!-- more -->",
        "<!--more-->",
        "<!--MORE -->",
        "<!--\nmore\n-->",
        "<!--more Read on-->",
        "<!-- a --><!-- more -->",
    ],
)
@pytest.mark.parametrize("markup", ["html", "markdown"])
def test_excerpt_ends_at_more(mark: str, markup: str) -> None:
    ends = ("\n\n", "\n\n") if markup == "markdown" else ("</p>", "<p>")
    start = "<p>" if markup == "html" else ""
    text = f"{start}一 *one*.{ends[0]}{start}Two.{ends[0]}{mark}{ends[1]}Three."
    article = newsproc.parse(text, markup=markup)  # type: ignore[arg-type]
    assert article.excerpt == article.text[: article.text.index("Three")].rstrip()
    assert article.excerpt.endswith("\n\nTwo.")
    assert "more" not in article.text
    assert article.markup == markup


@pytest.mark.parametrize(
    ("html", "excerpt"),
    [
        ("<p>One <b>two <!-- more --> three</b> four", "One two"),
        ("<p>One<!--more-->two", "One"),
        ("<ul><li>a<li>b<!--more--><li>c</ul>", "- a\n- b"),
        ("<table><tr><td>a<td>b<!--more--><td>c</table>", "a\tb"),
        ("<pre>a\n b<!--more-->\nc</pre>", "a\n b"),
        ("<p>É<!--more-->é", "É"),
        ("<script>x</script><p>a</p><!-- x --><!--><p>b</p><!---><!--more--><p>c", "a\n\nb"),
        # None of these is the mark, or there is nothing before it.
        ("<p>a</p><!-- moreover --><p>b", "a b"),
        ("<p>a</p><!-- no more --><p>b", "a b"),
        ("<p>a</p><!-- more or less --><p>b", "a b"),
        ("<p>a</p><!-- more <p>b", "a"),
        ("<p>a</p>&lt;!-- more --&gt;<p>b", "a <!-- more --> b"),
        ("<!-- more --><p>a</p><p>b", "a b"),
    ],
)
def test_where_more_stands(html: str, excerpt: str) -> None:
    assert newsproc.parse(html, markup="html").excerpt == excerpt


def test_more_in_markdown_code_is_text() -> None:
    article = newsproc.parse("a\n\n```\n<!-- more -->\n```\n\nb", markup="markdown")
    assert article.excerpt == "a b"
    assert "<!-- more -->" in article.text


def test_separators_that_the_header_names() -> None:
    def excerpt(separator: str, text: str) -> str:
        return newsproc.parse(f"---\nexcerpt_separator: {separator}\n---\n{text}", markup="markdown").excerpt

    assert excerpt("<!-- end -->", "a\n\n<!--more-->\n\nb\n\n<!--end-->\n\nc") == "a\n\nb"
    assert excerpt('"\\n\\n"', "a\nb\n\nc\n\nd") == "a b"
    assert excerpt('"\\n\\n"', "a") == "a"
    assert excerpt('"\\n\\n"', "a\n\nb\n\n<!-- more -->\n\nc") == "a\n\nb"
    assert excerpt('""', "a\n\nb") == "a b"
    assert excerpt("[x]", "a\n\nb") == "a b"
    said = newsproc.parse("---\nexcerpt: Said.\n---\n<p>a</p><!-- more --><p>b")
    assert said.excerpt == "Said."


def test_excerpt_and_markup_of_a_corpus(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.md").write_text("*a*\n\n<!-- more -->\n\nb\n")
    (tmp_path / "b.html").write_text("<p>a</p><!-- more --><p>b")
    (tmp_path / "c.html").symlink_to("nothing.html")
    with pytest.warns(newsproc.NewsprocWarning):
        corpus = newsproc.read([tmp_path / name for name in ("a.md", "b.html", "c.html")])
    assert [article.excerpt for article in corpus] == ["a", "a", ""]
    assert [article.markup for article in corpus] == ["markdown", "html", None]
    for article in corpus[:2]:
        again = newsproc.load(article.path or "")
        assert again == article
        assert pickle.loads(pickle.dumps(again)).excerpt == "a"
        assert again.replace(title="x").excerpt == "a"
        assert again.to_dict()["markup"] == article.markup
        assert json.loads(article.to_json())["markup"] == article.markup
