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
    load,
    markdown,
    parse,
    sanitize,
    split,
    text,
    tree,
)
from newsproc._version import __version__
from newsproc.reader import Scan, from_strings, read, scan
from newsproc.schema import SCHEMA, Schema
from newsproc.table import ChildTable, Column, Corpus

__all__ = [
    "SCHEMA",
    "Article",
    "ChildTable",
    "Cleaned",
    "Column",
    "Corpus",
    "Diagnostic",
    "EncodingError",
    "Failure",
    "FrontMatter",
    "FrontMatterError",
    "Image",
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
    "__version__",
    "build_info",
    "clean",
    "from_strings",
    "load",
    "markdown",
    "parse",
    "read",
    "sanitize",
    "scan",
    "split",
    "text",
    "tree",
]
