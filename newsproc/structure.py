"""What an article is built of, worked out from its HTML and text when somebody asks.

Apart from the record that every article has: a batch never pays for any of this. The properties of
Article that are named as the functions here call them once and keep the answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from newsproc import _core

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

# Characters of an excerpt: what search pages and feeds show of an article.
EXCERPT = 200
# Lines at the top and at the end of a text where a source or a name may stand, and how long it is at most: a name, or
# a list of some agencies. What is longer is a sentence that only begins so.
NEAR = 5
LONGEST = 100


class Heading(NamedTuple):
    """A heading of an article.

    >>> import newsproc
    >>> newsproc.parse("<p>One.</p><h2>Two <b>words</b></h2>").headings
    (Heading(level=2, text='Two words', id=None, position=6),)
    """

    #: 1 to 6
    level: int
    #: on one line
    text: str
    #: its id, or None; the ARTICLE policy keeps none
    id: str | None
    #: characters of ``Article.text`` before it
    position: int


class Block(NamedTuple):
    """A piece of an article, in reading order.

    >>> import newsproc
    >>> for block in newsproc.parse("<h1>A</h1><p>b <i>c</i></p><ul><li>d<li>e</ul>").blocks:
    ...     print(block.type, repr(block.text))
    heading 'A'
    paragraph 'b c'
    list '- d\\n- e'
    """

    #: paragraph, heading, list, quote, code, table, image or rule
    type: str
    #: as in ``Article.text``; of an image its caption
    text: str
    #: of a heading, else 0
    level: int
    #: address of an image, else None
    src: str | None
    #: of code whose class names it ("python"), else None
    language: str | None


class Table(NamedTuple):
    """A table of an article, its cells as text.

    A cell that spans columns or rows stands in each of them. Rows may differ in length.

    >>> import newsproc
    >>> html = "<table><tr><th>a<th>b<tr><td colspan=2>1</table>"
    >>> newsproc.parse(html).tables[0].rows
    (('a', 'b'), ('1', '1'))
    """

    rows: tuple[tuple[str, ...], ...]
    #: how many rows at the top are headings
    header_rows: int
    caption: str | None

    def to_pandas(self) -> pd.DataFrame:
        """The rows below the headings as a DataFrame of str; short rows are filled with "".

        The columns are named by the headings (several rows joined by a blank), or numbered where there are none.
        Raises ImportError where pandas is not installed.

        >>> import newsproc
        >>> table = newsproc.parse('<table><tr><th>tea<th>cups<tr><td>green<td>3</table>').tables[0]
        >>> table.to_pandas().to_dict('list')
        {'tea': ['green'], 'cups': ['3']}
        """
        import pandas as pd

        width = max((len(row) for row in self.rows), default=0)
        full = [[*row, *[""] * (width - len(row))] for row in self.rows]
        heads = full[: self.header_rows]
        names: Any = [" ".join(dict.fromkeys(filter(None, column))) for column in zip(*heads, strict=True)]
        return pd.DataFrame(full[self.header_rows :], columns=names or range(width))


def headings(article: _core.Article) -> tuple[Heading, ...]:
    return tuple(Heading(*row) for row in _core._headings(article.html))


def blocks(article: _core.Article) -> tuple[Block, ...]:
    return tuple(Block(*row) for row in _core._blocks(article.html))


def tables(article: _core.Article) -> tuple[Table, ...]:
    return tuple(Table(*row) for row in _core._tables(article.html))


def excerpt(article: _core.Article) -> str:
    given = article.metadata.get("excerpt")
    if isinstance(given, str) and given.strip():
        return _core.text(given)
    if article._excerpt_end > 0:
        return article.text[: article._excerpt_end].rstrip()
    taken: list[str] = []
    for block in article.blocks:
        if block.type in ("paragraph", "quote", "list"):
            taken.append(" ".join(block.text.split()))
            if sum(map(len, taken)) >= EXCERPT:
                break
    return _cut(" ".join(taken))


def _cut(text: str) -> str:
    """text up to the last sentence that fits, else up to the last word."""
    if len(text) <= EXCERPT:
        return text
    head = text[:EXCERPT]
    ends = [match.end() for match in re.finditer(r"[。！？][”’」』）]*|[.!?][\"'”’)]*(?=\s)", head)]
    if ends and ends[-1] >= EXCERPT // 3:
        return head[: ends[-1]]
    blank = head.rfind(" ")
    return head[: blank if blank >= EXCERPT // 2 else EXCERPT].rstrip() + "…"


_SOURCE = re.compile(
    r"[（(]?\s*(?:(?:文章|本文|稿件|新闻)?[来來]源|稿源|Source|Quelle)\s*[:：]\s*(?P<name>\S.*?)\s*[)）]?"
)
_BYLINE = re.compile(
    r"[（(]?\s*(?:(?:作者|撰文|文字)\s*[:：|｜/]|文\s*[/／|｜丨]|By\s+(?=[A-Z])|Author\s*:|Von\s+(?=[A-Z]))"
    r"\s*(?P<name>[^\s,，。:：|｜][^,，。:：]*?)\s*[)）]?"
)


def _named(pattern: re.Pattern[str], article: _core.Article, *, end: bool) -> str | None:
    """The name in a line of its own that pattern describes, near the top or, where it may stand there, the end."""
    lines = [line.strip() for line in article.text.split("\n") if line.strip()]
    near = lines[:NEAR] + (lines[NEAR:][-NEAR:] if end else [])
    for line in near:
        match = pattern.fullmatch(line)
        if match is not None and len(match["name"]) <= LONGEST:
            return match["name"]
    return None


def source(article: _core.Article) -> str | None:
    return _named(_SOURCE, article, end=True)


def byline(article: _core.Article) -> str | None:
    return _named(_BYLINE, article, end=False)


def canonical(article: _core.Article) -> str | None:
    for key in ("canonical", "canonical_url", "canonicalUrl", "canonicalURL"):
        value = article.metadata.get(key)
        if isinstance(value, str) and re.match(r"https?://[^\s/]", value.strip(), re.IGNORECASE):
            return value.strip()
    return None


def script_shares(article: _core.Article) -> Mapping[str, float]:
    letters, _, _ = _core._written(article.text)
    total = sum(letters.values())
    return {name: count / total for name, count in letters.items() if count}


def sentence_count(article: _core.Article) -> int:
    return _core._written(article.text)[1]


def detected_language(article: _core.Article) -> str | None:
    if article.language:
        return article.language
    said = re.match(r'\s*<[a-z0-9]+(?: [a-z-]+="[^"]*")*? lang="([A-Za-z][A-Za-z0-9-]*)"', article.html)
    return said[1] if said else _core._written(article.text)[2]
