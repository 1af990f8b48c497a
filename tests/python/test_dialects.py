"""Every row of the table of dialects in docs/front-matter.md, for every dialect of its columns."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest

import newsproc

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIALECTS = ("auto", "hexo", "jekyll", "hugo", "zola")

# By row: contents, path, what is asked of the article, and the answers in the order of DIALECTS (one
# stands for all).
Case = tuple[str, str, Any, list[Any]]
NAMED = "_posts/2021-07-19-tea.md"


def field(name: str) -> Any:
    return lambda article: getattr(article, name)


def date(article: newsproc.Article) -> tuple[str | None, str | None]:
    return article.date_text, article.date_source


INNER = "---\n{}: {{cover: /c.png, author: A, description: D, lang: L, title: no}}\n---\n"


def inner(article: newsproc.Article) -> tuple[Any, ...]:
    return article.cover, article.authors, article.description, article.language, article.title


FOUND, NOTHING = ("/c.png", ("A",), "D", "L", None), (None, (), None, None, None)
CASES: dict[str, list[Case]] = {
    "head without an opening line, closed by `---`": [
        ("title: T\ntags:\n- a\n---\nbody", "x.md", field("title"), [None, "T", None, None, None]),
        ("Warning: a heading\n---\nbody", "x.md", field("format"), [None]),
        ("title: T\n\nAnd then some text.\n\n---\nbody", "x.md", field("format"), [None]),
    ],
    "JSON without braces, closed by `;;;`": [
        ('"title": "T",\n"n": 1\n;;;\nbody', "x.md", field("title"), [None, "T", None, None, None]),
    ],
    "`;;;` round JSON without braces": [
        (';;;\n"title": "T",\n"n": 1\n;;;\nbody', "x.md", field("title"), ["T"]),
        (';;;\n{"title": "T"}\n;;;\nbody', "x.md", field("title"), ["T"]),
    ],
    "JSON, indented after an empty line": [
        ('\n  {\n  "title": "T"\n  }\nbody', "x.md", field("title"), ["T"]),
        ('\n  {\n  "title": "T"\n  }\nbody', "x.md", field("text"), ["body"]),
    ],
    "`---js` and its kin": [
        ("---js\n{title: 'T'}\n---\nbody", "x.md", lambda a: (a.title, dict(a.metadata)), [(None, {})]),
        ("---coffee\ntitle: 'T'\n---\nbody", "x.md", lambda a: a.diagnostics[0].code, ["unsupported_fence"]),
    ],
    "keys in another case": [
        ("+++\nTITLE = 'T'\n+++\n", "x.md", field("title"), [None, None, None, "T", None]),
        ("---\nTags: [a]\nlastMod: 2021-01-02\n---\n", "x.md", field("tags"), [("a",), ("a",), (), ("a",), ("a",)]),
        ("---\nSlug: s\n---\n", "x.md", lambda a: dict(a.metadata), [{"Slug": "s"}]),
    ],
    "`tags: a b, c`": [
        (
            "---\ntags: a b, c\n---\n",
            "x.md",
            field("tags"),
            [("a b", "c"), ("a b, c",), ("a", "b,", "c"), ("a b, c",), ("a b, c",)],
        ),
    ],
    "`categories: x y`": [
        (
            "---\ncategories: x y\n---\n",
            "x.md",
            field("categories"),
            [("x y",), ("x y",), ("x", "y"), ("x y",), ("x y",)],
        ),
    ],
    "`tag` beside `tags`": [
        ("---\ntag: a b\ntags: [c]\n---\n", "x.md", field("tags"), [("c",), ("c",), ("a b",), ("c",), ("c",)]),
    ],
    "`category` beside `categories`": [
        (
            "---\ncategory: a b\ncategories: [c]\n---\n",
            "x.md",
            field("categories"),
            [("c",), ("c",), ("c", "a b"), ("c",), ("c",)],
        ),
    ],
    "`categories: [x, y]` as paths": [
        (
            "---\ncategories: [x, y]\n---\n",
            "x.md",
            field("category_paths"),
            [(("x", "y"),)] * 2 + [(("x",), ("y",))] * 3,
        ),
    ],
    "`categories: [[x, y], z]` as paths": [
        (
            "---\ncategories: [[x, y], z]\n---\n",
            "x.md",
            field("category_paths"),
            [(("x", "y"), ("z",))] * 2 + [(("x",), ("y",), ("z",))] * 3,
        ),
    ],
    "`[taxonomies]`": [
        ("+++\n[taxonomies]\ntags = ['a']\n+++\n", "x.md", field("tags"), [("a",), (), (), (), ("a",)]),
        (
            "+++\ntags = ['b']\n[taxonomies]\ntags = ['a']\n+++\n",
            "x.md",
            field("tags"),
            [("b",), ("b",), ("b",), ("b",), ("a",)],
        ),
    ],
    "`[extra]` for cover, authors, description, language": [
        (INNER.format("extra"), "x.md", inner, [FOUND, NOTHING, NOTHING, NOTHING, FOUND]),
        ("---\ncover: /t.png\nextra: {cover: /c.png}\n---\n", "x.md", field("cover"), ["/t.png"]),
    ],
    "`[params]` for the same": [
        (INNER.format("params"), "x.md", inner, [FOUND, NOTHING, NOTHING, FOUND, NOTHING]),
    ],
    "`date` from other keys": [
        (
            "---\nlastmod: 2021-01-02\n---\n",
            "x.md",
            date,
            [(None, None)] * 3 + [("2021-01-02", "lastmod"), (None, None)],
        ),
        (
            "---\ncreated: 2021-01-02\n---\n",
            "x.md",
            date,
            [("2021-01-02", "created")] * 3 + [(None, None), ("2021-01-02", "created")],
        ),
        ("---\npublishDate: 2021-01-02\n---\n", "x.md", field("date_text"), ["2021-01-02"]),
    ],
    "`updated` from other keys": [
        (
            "---\nupdated: 2020-01-02\nlastmod: 2021-03-04\n---\n",
            "x.md",
            lambda a: a.updated.year,
            [2020, 2020, 2020, 2021, 2020],
        ),
        (
            "---\nlast_modified_at: 2020-01-02\n---\n",
            "x.md",
            lambda a: a.updated is not None,
            [True, True, True, False, True],
        ),
    ],
    "date from the file's name": [
        (
            "---\ntitle: T\n---\n",
            "sub/2021-07-19-tea.md",
            date,
            [(None, None)] * 2 + [("2021-07-19", "filename"), (None, None), ("2021-07-19", "filename")],
        ),
        ("---\ndate: 2020-01-02\n---\n", NAMED, date, [("2020-01-02", "date")]),
        ("no front matter", "2021-07-19_tea.md", field("date_text"), [None, None, None, None, "2021-07-19"]),
    ],
    "slug from the file's name": [
        ("text", NAMED, field("slug"), [None, "2021-07-19-tea", "tea", None, "tea"]),
        ("---\nslug: mine\n---\n", NAMED, field("slug"), ["mine", "2021-07-19-tea", "mine", "mine", "mine"]),
        ("text", "blog/a tea/index.md", field("slug"), [None, "index", "index", None, "a tea"]),
    ],
    "language from the file's name": [
        ("text", "blog/tea.zh-cn.md", field("language"), [None, None, None, "zh-cn", "zh-cn"]),
        (
            "text",
            "tea/index.zh.md",
            lambda a: (a.language, a.slug),
            [(None, None), (None, "index.zh"), (None, "index.zh"), ("zh", None), ("zh", "tea")],
        ),
        ("---\nlang: en\n---\n", "tea.fr.md", field("language"), ["en", "en", "en", "fr", "fr"]),
        ("---\nlang: en\n---\n", "notes.old.md", field("language"), ["en"]),
    ],
    "`## Title {#id}` in Markdown": [
        ("## Tea {#a .b}", "x.md", field("text"), ["Tea", "Tea {#a .b}", "Tea", "Tea", "Tea"]),
    ],
    "`{: .class}` in Markdown": [
        ("{: .a}\nTea", "x.md", field("text"), ["{: .a} Tea"] * 2 + ["Tea"] + ["{: .a} Tea"] * 2),
    ],
    "draft": [
        ("---\npublished: false\n---\n", "x.md", field("draft"), [True]),
        ("---\ndraft: true\n---\n", "x.md", field("draft"), [True]),
        ("---\ndraft: Yes\n---\n", "x.md", field("draft"), [True]),
        ("---\ndraft: 'true'\n---\n", "x.md", field("draft"), [True]),
        ("---\npublished: no\n---\n", "x.md", field("draft"), [True]),
        ("---\npublished: 2021-07-19\n---\n", "x.md", field("draft"), [False]),
        ("---\ndraft: off\n---\n", "x.md", field("draft"), [False]),
        ("---\ndraft: soon\n---\n", "x.md", lambda a: (a.draft, a.diagnostics[0].code), [(False, "bad_field")]),
        ("---\ndraft: false\npublished: false\n---\n", "x.md", field("draft"), [True, True, True, False, True]),
        ("text", "site/_drafts/sub/x.md", field("draft"), [False, True, True, False, False]),
    ],
}


def test_a_date_in_a_name_is_told() -> None:
    def codes(text: str, name: str, **options: Any) -> list[str]:
        return [found.code for found in newsproc.from_strings([text], ids=[name], **options)[0].diagnostics]

    assert codes("x", NAMED) == ["date_in_name"]
    assert codes("---\ntitle: x\n---\n", "2021-7-9-a.b.md") == ["date_in_name"]
    assert codes("x", NAMED, dialect="jekyll") == codes("x", NAMED, dialect="hexo") == []
    assert codes("---\ndate: 2021-07-19\n---\n", NAMED) == []
    assert codes("---\ndate: never\n---\n", NAMED) == ["bad_date"]
    assert codes("x", "2021-02-30-tea.md") == codes("x", "2021-07-19.md") == codes("x", "tea.md") == []


def test_every_row_has_a_case() -> None:
    text = (ROOT / "docs/front-matter.md").read_text(encoding="utf-8")
    table = text[text.index("| what | auto |") :].partition("\n\n")[0].splitlines()[2:]
    assert [line.split(" | ")[0].strip("| ") for line in table] == list(CASES)


@pytest.mark.parametrize("row", CASES)
def test_rows(row: str) -> None:
    for data, path, ask, answers in CASES[row]:
        for dialect, answer in zip(DIALECTS, answers * (5 if len(answers) == 1 else 1), strict=True):
            corpus = newsproc.from_strings([data], ids=[path], dialect=dialect)  # type: ignore[arg-type]
            assert ask(corpus[0]) == answer, (dialect, data)


def test_load_and_read_see_the_path(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "_drafts"
    folder.mkdir()
    path = folder / "2021-07-19-tea.md"
    path.write_text("text")
    article = newsproc.load(path, dialect="jekyll", timezone="+08:00")
    assert (article.slug, article.date_text, article.draft, article.date_offset) == ("tea", "2021-07-19", True, 480)
    assert newsproc.read(path, dialect="jekyll", timezone="+08:00")[0] == article
    assert next(newsproc.scan(path, dialect="jekyll", timezone="+08:00"))[0] == article
    # Data has no path, and without a dialect nothing comes from one.
    assert newsproc.parse("text", dialect="jekyll").slug is None
    plain = newsproc.load(path)
    assert (plain.slug, plain.date, plain.draft) == (None, None, False)
    assert [found.code for found in plain.diagnostics] == ["date_in_name"]
    assert newsproc.load(path.rename(folder / "tea.md")) == newsproc.parse("text")


def test_a_name_with_an_impossible_date(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "2021-02-30-tea.md"
    path.write_text("text")
    article = newsproc.load(path, dialect="jekyll")
    assert article.date is None
    assert [found.code for found in article.diagnostics] == ["bad_date"]


def test_split_takes_a_dialect() -> None:
    front = newsproc.split("title: T\n---\nbody", dialect="hexo")
    assert (front.metadata["title"], front.body) == ("T", "body")
    assert newsproc.split("title: T\n---\nbody").metadata == {}


def test_positions_in_json_without_braces() -> None:
    text = ';;;\n"title": "T",\n"n": x\n;;;\nbody'
    (found,) = newsproc.parse(text).diagnostics
    assert (found.code, found.line, found.column) == ("json_syntax", 3, 6)


@pytest.mark.parametrize("option", ["dialect", "schema", "date_order"])
def test_wrong_choices(option: str) -> None:
    with pytest.raises(ValueError, match=f"there is no {option} 'nosuch', only [a-z0-9.]+, "):
        newsproc.parse("", **{option: "nosuch"})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=f"{option} must be str"):
        newsproc.scan([], **{option: 1})  # type: ignore[arg-type]
