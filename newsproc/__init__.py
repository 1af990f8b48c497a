"""Folders of posts to clean articles and tables.

    >>> import newsproc
    >>> article = newsproc.parse("---\\ntitle: Hello\\ntags: [a, b]\\n---\\n<p>Some <b>words</b>.")
    >>> article.title, article.tags, article.text
    ('Hello', ('a', 'b'), 'Some words.')

    corpus = newsproc.read("posts/")     # a folder, on all processors
    frame = corpus.to_pandas()           # or to_polars(), to_arrow(), to_parquet(path), ...

``parse`` takes data, ``load`` a path; ``read`` makes a ``Corpus`` of many files at once, ``scan``
goes over them in constant memory. ``sanitize``, ``clean``, ``text``, ``markdown`` and ``tree`` are for HTML by
itself, ``split`` for front matter.
"""

from newsproc._core import (
    Article,
    Cleaned,
    Diagnostic,
    EncodingError,
    Failure,
    FrontMatter,
    FrontMatterError,
    Image,
    LimitError,
    Limits,
    Link,
    NewsprocError,
    NewsprocWarning,
    Policy,
    PolicyError,
    Removal,
    build_info,
    clean,
    display_width,
    group_similar,
    load,
    markdown,
    match_key,
    parse,
    sanitize,
    split,
    text,
    tree,
)
from newsproc._version import __version__
from newsproc.columns import Column
from newsproc.mapper import ArrowMapper, arrow_mapper
from newsproc.reader import Scan, from_jsonl, from_strings, read, scan
from newsproc.schema import SCHEMA, Schema
from newsproc.table import ChildTable, Corpus

TYPE_CHECKING = False  # what typing's is, without importing it
if TYPE_CHECKING:
    from newsproc.gallery import Images
    from newsproc.structure import Block, Heading, Table


def __getattr__(name: str) -> object:
    """Block, Heading, Images and Table, whose modules are imported when they are needed."""
    if name not in ("Block", "Heading", "Images", "Table"):
        raise AttributeError(f"module 'newsproc' has no attribute {name!r}")
    from newsproc import gallery, structure

    return getattr(gallery if name == "Images" else structure, name)


def __dir__() -> list[str]:
    """With the names that are imported when they are needed."""
    return sorted({*globals(), *__all__})


__all__ = [
    "SCHEMA",
    "ArrowMapper",
    "Article",
    "Block",
    "ChildTable",
    "Cleaned",
    "Column",
    "Corpus",
    "Diagnostic",
    "EncodingError",
    "Failure",
    "FrontMatter",
    "FrontMatterError",
    "Heading",
    "Image",
    "Images",
    "LimitError",
    "Limits",
    "Link",
    "NewsprocError",
    "NewsprocWarning",
    "Policy",
    "PolicyError",
    "Removal",
    "Scan",
    "Schema",
    "Table",
    "__version__",
    "arrow_mapper",
    "build_info",
    "clean",
    "display_width",
    "from_jsonl",
    "from_strings",
    "group_similar",
    "load",
    "markdown",
    "match_key",
    "parse",
    "read",
    "sanitize",
    "scan",
    "split",
    "text",
    "tree",
]
