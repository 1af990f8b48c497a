"""How articles, their images and corpora show themselves in a notebook: escaped text, nothing that is fetched or run."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsproc._core import Article, Image
    from newsproc.columns import Column
    from newsproc.table import ChildTable, Corpus

EXCERPT = 400
ROWS = 10
# Characters of a value in a table of values.
CELL = 120
# Images of a gallery: what follows is counted. Of an article fewer, since it is one thing among others.
IMAGES = 48
ARTICLE_IMAGES = 8
# CSS pixels that a box of a gallery may have, and must have.
WIDTH, HEIGHT, LEAST = 160, 120, 16
# Characters of a caption and of an address beside a box.
CAPTION, ADDRESS = 80, 60

# Notebooks take what stands between dollars for formulas, and formulas may hold links.
_PLAIN = "class='tex2jax_ignore mathjax_ignore'"
# What a browser may be told to fetch, or has already: never a script, and never a drawing with one in it.
_LOADABLE = re.compile(r"https?://|data:image/(?:png|gif|jpeg|webp)[;,]", re.IGNORECASE)


def escaped(value: object) -> str:
    """A value as text of its own direction: what turns text round ends with it."""
    text = "" if value is None else str(value)
    text = text.encode("utf-8", "backslashreplace").decode()  # a path may have bytes that are no UTF-8
    return f"<bdi>{html.escape(text)}</bdi>" if text else ""


def _cell(value: object) -> str:
    return f"<td style='text-align:left'>{escaped(value)}</td>"


def _row(values: Iterable[object]) -> str:
    return "<tr>" + "".join(map(_cell, values)) + "</tr>"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def article_html(article: Article) -> str:
    """A small table: title, date and so on, and the beginning of the text; then the images."""
    rows = [
        ("title", article.title),
        ("date", article.date),
        ("authors", ", ".join(article.authors)),
        ("tags", ", ".join(article.tags)),
        ("language", article.language),
        ("words", f"{article.word_count:,}"),
        ("images", len(article.images)),
        ("links", len(article.links)),
        ("removals", sum(removal.count for removal in article.removals)),
        ("diagnostics", len(article.diagnostics)),
        ("path", article.path),
        ("text", _cut(article.text, EXCERPT)),
    ]
    table = f"<table {_PLAIN}>" + "".join(_row(row) for row in rows if row[1] not in (None, "")) + "</table>"
    return table + (gallery_html(article.images, most=ARTICLE_IMAGES) if article.images else "")


def corpus_html(corpus: Corpus) -> str:
    """What is in it, and its first rows; of files that failed why."""
    head = "".join(f"<th>{name}</th>" for name in ("", "title", "date", "words", "images", "path"))
    why = {failure.row: f"{failure.code}: {failure.message}" for failure in corpus[:ROWS].errors}
    rows = [
        _row((i, why.get(i, a.title), a.date and a.date.date(), f"{a.word_count:,}", len(a.images), a.path))
        for i, a in enumerate(corpus[:ROWS])
    ]
    more = f"<p>… and {len(corpus) - ROWS:,} more</p>" if len(corpus) > ROWS else ""
    return (
        f"<div {_PLAIN}><p>{escaped(repr(corpus))}, {escaped(_told(corpus))}</p>"
        f"<table><tr>{head}</tr>{''.join(rows)}</table>{more}</div>"
    )


def column_html(column: Column) -> str:
    """Its name, and its first values."""
    rows = [_row((i, _cut(_said(value), CELL))) for i, value in enumerate(column[:ROWS])]
    return _table(f"{column.name}: {len(column):,} values", ("", column.name), rows, len(column))


def child_html(table: ChildTable) -> str:
    """What its rows are, and the first of them."""
    from newsproc.table import NAMES

    names = table.schema.names
    parts = table._chunks.parts(table._table, 0, ROWS)
    rows = [_row((row, *(_cut(_said(getattr(part, name)), CELL) for name in names[1:]))) for row, part in parts]
    return _table(f"{len(table):,} {NAMES[table._table]}", names, rows, len(table))


def _said(value: object) -> str:
    """A value in a few words: of images and links only how many there are."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        value = dict(value)
    if isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    if isinstance(value, tuple):
        return f"{len(value):,} × {type(value[0]).__name__}"
    return str(value)


def _table(title: str, names: Sequence[str], rows: Sequence[str], count: int) -> str:
    head = "".join(f"<th style='text-align:left'>{escaped(name)}</th>" for name in names)
    more = f"<p>… and {count - len(rows):,} more</p>" if count > len(rows) else ""
    return f"<div {_PLAIN}><p>{escaped(title)}</p><table><tr>{head}</tr>{''.join(rows)}</table>{more}</div>"


def _told(corpus: Corpus) -> str:
    sums = corpus._sums()
    words = f"{sums['words']:,} words, {sums['images']:,} images"
    if not sums["dated"]:
        return f"{words}, no dates"
    return f"{words}, from {sums['first_date']:%Y-%m-%d} to {sums['last_date']:%Y-%m-%d}"


# --- images ---


def gallery_html(images: Sequence[Image], *, load: bool = False, most: int = IMAGES) -> str:
    """A box for each image, in its shape; with load the images themselves, from wherever they are."""
    boxes = "".join(_figure(image, load) for image in images[:most])
    more = f"<p>… and {len(images) - most:,} more images</p>" if len(images) > most else ""
    empty = "" if images else "<p>no images</p>"
    return (
        f"<div {_PLAIN}><div style='display:flex;flex-wrap:wrap;gap:12px;align-items:flex-end'>{boxes}</div>"
        f"{more}{empty}</div>"
    )


def _figure(image: Image, load: bool) -> str:
    width, height = _shape(image)
    has_size = image.width > 0 and image.height > 0
    said = f"{image.width:,} × {image.height:,}" if has_size else "size unknown"
    inside = _picture(image, width, height) if load and _LOADABLE.match(image.src) else f"<small>{said}</small>"
    line = "solid" if has_size else "dashed"
    marks = ", ".join(name for name, holds in (("cover", image.is_cover), ("lazy", image.lazy)) if holds)
    words = [_cut(image.caption or image.alt or image.title or "", CAPTION), _cut(image.src, ADDRESS), marks]
    texts = "".join(f"<div>{escaped(text)}</div>" for text in words if text)
    return (
        f"<figure style='margin:0;width:{WIDTH}px;font-size:smaller;overflow-wrap:anywhere'>"
        f"<div style='width:{width}px;height:{height}px;border:1px {line} currentColor;box-sizing:border-box;"
        f"display:flex;align-items:center;justify-content:center;overflow:hidden'>{inside}</div>"
        f"<figcaption>{texts}</figcaption></figure>"
    )


def _shape(image: Image) -> tuple[int, int]:
    """Its shape in pixels of the gallery; a shape that is not known is the largest."""
    if image.width <= 0 or image.height <= 0:
        return WIDTH, HEIGHT
    scale = min(WIDTH / image.width, HEIGHT / image.height, 1.0)
    return max(LEAST, round(image.width * scale)), max(LEAST, round(image.height * scale))


def _picture(image: Image, width: int, height: int) -> str:
    address, text = (html.escape(value.encode("utf-8", "replace").decode()) for value in (image.src, image.alt or ""))
    return (
        f"<img src='{address}' alt='{text}' width='{width}' height='{height}' loading='lazy'"
        " referrerpolicy='no-referrer' style='object-fit:contain'>"
    )
