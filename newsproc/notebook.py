"""How articles and corpora show themselves in a notebook: escaped text, nothing that is fetched or run."""

from __future__ import annotations

import html

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsproc._core import Article
    from newsproc.table import Corpus

EXCERPT = 400
ROWS = 10


def _cell(value: object) -> str:
    return f"<td style='text-align:left'>{html.escape('' if value is None else str(value))}</td>"


def _row(values: Iterable[object]) -> str:
    return "<tr>" + "".join(map(_cell, values)) + "</tr>"


def article_html(article: Article) -> str:
    """A small table: title, date and so on, and the beginning of the text."""
    excerpt = article.text[:EXCERPT] + ("…" if len(article.text) > EXCERPT else "")
    rows = [
        ("title", article.title),
        ("date", article.date),
        ("authors", ", ".join(article.authors)),
        ("tags", ", ".join(article.tags)),
        ("words", f"{article.word_count:,}"),
        ("images", len(article.images)),
        ("diagnostics", len(article.diagnostics)),
        ("path", article.path),
        ("text", excerpt),
    ]
    return "<table>" + "".join(_row(row) for row in rows if row[1] not in (None, "")) + "</table>"


def corpus_html(corpus: Corpus) -> str:
    """The first rows of a corpus."""
    head = "".join(f"<th>{name}</th>" for name in ("", "title", "date", "words", "images", "path"))
    rows = [
        _row((i, a.title, a.date and a.date.date(), f"{a.word_count:,}", len(a.images), a.path))
        for i, a in enumerate(corpus[:ROWS])
    ]
    return f"<p>{html.escape(repr(corpus))}</p><table><tr>{head}</tr>{''.join(rows)}</table>"
