"""What the extension offers. Public names are documented in the package; the rest is for it alone."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, Self, SupportsIndex, TypeAlias, TypedDict, final, overload

from typing_extensions import Buffer, CapsuleType

__version__: str

Data: TypeAlias = str | bytes | Buffer
Path: TypeAlias = str | bytes | os.PathLike[str] | os.PathLike[bytes]
Dialect: TypeAlias = Literal["auto", "hexo", "jekyll", "hugo", "zola"]
YamlSchema: TypeAlias = Literal["1.2", "1.1", "failsafe"]
DateOrder: TypeAlias = Literal["auto", "dmy", "mdy"]
ColumnType: TypeAlias = Literal["int64", "float64", "bool", "string", "date", "list<string>"]
Markup: TypeAlias = Literal["auto", "html", "markdown"]
TemplateTags: TypeAlias = Literal["keep", "drop"]
Columns: TypeAlias = Mapping[str, ColumnType] | Iterable[tuple[str, ColumnType]] | None

FrontMatterValue: TypeAlias = (
    str | bool | SupportsIndex | float | datetime.date | Sequence[FrontMatterValue] | dict[str, FrontMatterValue] | None
)

class ReadOptions(TypedDict, total=False):
    """The keyword options of parse, load, read, scan and from_strings."""

    policy: Policy
    base_url: str | None
    timezone: str
    encoding: str | None
    unproxy: str | Iterable[str]
    limits: Limits | None
    strict: bool
    dialect: Dialect
    schema: YamlSchema
    date_order: DateOrder
    columns: Columns
    markup: Markup
    template_tags: TemplateTags

class NewsprocError(Exception):
    code: str | None
    path: str | None
    line: int | None
    column: int | None
    offset: int | None
    hint: str | None

class FrontMatterError(NewsprocError): ...
class PolicyError(NewsprocError): ...
class EncodingError(NewsprocError): ...
class LimitError(NewsprocError): ...
class NewsprocWarning(UserWarning): ...

class Image(NamedTuple):
    src: str
    displayed_src: str
    source: str
    alt: str | None
    title: str | None
    caption: str | None
    caption_source: str | None
    width: int
    height: int
    position: int
    lazy: bool
    is_cover: bool

class Link(NamedTuple):
    href: str
    text: str
    rel: str | None
    external: bool

class Removal(NamedTuple):
    rule: str
    action: str
    tag: str
    attribute: str
    value: str
    count: int  # type: ignore[assignment]  # a field of this name, and no method
    start: int
    end: int

class Diagnostic(NamedTuple):
    code: str
    severity: Literal["note", "warning", "error"]
    line: int
    column: int
    start: int
    end: int
    message: str
    hint: str
    detail: str

class Cleaned(NamedTuple):
    html: str
    removals: tuple[Removal, ...]

class FrontMatter(NamedTuple):
    metadata: Mapping[str, Any]
    body: str
    format: Literal["yaml", "toml", "json"] | None
    diagnostics: tuple[Diagnostic, ...]
    @property
    def source(self) -> str | bytes: ...
    @property
    def encoding(self) -> str | None: ...
    @property
    def _options(self) -> Options: ...
    def set(self, key: str, value: FrontMatterValue, /) -> FrontMatter: ...
    def delete(self, key: str, /) -> FrontMatter: ...
    def rename(self, key: str, name: str, /) -> FrontMatter: ...
    def to_bytes(self, /) -> bytes: ...
    def to_str(self, /) -> str: ...

class Failure(NamedTuple):
    row: int
    path: str | None
    code: str
    message: str

@final
class Limits:
    def __new__(
        cls,
        *,
        body: int = 67108864,
        front: int = 1048576,
        front_depth: int = 64,
        front_nodes: int = 100000,
        front_keys: int = 10000,
        aliases: int = 100,
        diagnostics: int = 100,
    ) -> Self: ...
    @property
    def body(self) -> int: ...
    @property
    def front(self) -> int: ...
    @property
    def front_depth(self) -> int: ...
    @property
    def front_nodes(self) -> int: ...
    @property
    def front_keys(self) -> int: ...
    @property
    def aliases(self) -> int: ...
    @property
    def diagnostics(self) -> int: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, int]]: ...

@final
class Policy:
    ARTICLE: Policy
    STRICT: Policy
    TEXT: Policy
    COMMENT: Policy
    FEED: Policy
    WIDE: Policy
    @classmethod
    def from_dict(cls, description: dict[str, Any], /) -> Policy: ...
    @classmethod
    def from_nh3(
        cls,
        *,
        tags: Collection[str] | None = None,
        clean_content_tags: Collection[str] | None = None,
        attributes: Mapping[str, Collection[str]] | None = None,
        attribute_filter: Callable[[str, str, str], str | None] | None = None,
        strip_comments: bool = True,
        link_rel: str | None = "noopener noreferrer",
        generic_attribute_prefixes: Collection[str] | None = None,
        tag_attribute_values: Mapping[str, Mapping[str, Collection[str]]] | None = None,
        set_tag_attribute_values: Mapping[str, Mapping[str, str]] | None = None,
        url_schemes: Collection[str] | None = None,
        allowed_classes: Mapping[str, Collection[str]] | None = None,
        filter_style_properties: Collection[str] | None = None,
        url_relative: str | tuple[str, ...] | Callable[[str], str | None] | None = None,
        id_prefix: str | None = None,
    ) -> Policy: ...
    @classmethod
    def from_bleach(
        cls,
        *,
        tags: Collection[str] = ...,
        attributes: Any = ...,
        protocols: Collection[str] = ...,
        strip: bool = False,
        strip_comments: bool = True,
        css_sanitizer: Any = None,
    ) -> Policy: ...
    def to_dict(self) -> dict[str, Any]: ...
    def replace(self, **changes: Any) -> Policy: ...
    def allow_tags(self, *tags: str, attributes: Iterable[str] = ()) -> Policy: ...
    def allow_attributes(self, tag: str, /, *names: str, values: Iterable[str] | None = None) -> Policy: ...
    def allow_classes(self, tag: str, /, *names: str) -> Policy: ...
    def allow_styles(self, tag: str, /, *properties: str) -> Policy: ...
    def allow_schemes(self, *schemes: str, tag: str | None = None, attribute: str | None = None) -> Policy: ...
    def allow_hosts(self, tag: str, attribute: str, /, *hosts: str) -> Policy: ...
    def allow_iframes(self, *hosts: str) -> Policy: ...
    def without_tags(self, *tags: str, action: Literal["unwrap", "drop", "escape"] = "unwrap") -> Policy: ...
    def without_attributes(self, tag: str, /, *names: str) -> Policy: ...
    def set_attributes(self, tag: str, /, **values: str) -> Policy: ...
    def relative_urls(self, how: Literal["keep", "drop", "resolve"], /, base_url: str | None = None) -> Policy: ...
    @property
    def fingerprint(self) -> int: ...
    def __or__(self, other: Policy, /) -> Policy: ...
    def __ror__(self, other: Policy, /) -> Policy: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, memo: object, /) -> Self: ...

@final
class Options:
    def __new__(
        cls,
        *,
        policy: Policy = ...,
        base_url: str | None = None,
        timezone: str = "UTC",
        encoding: str | None = None,
        unproxy: str | Iterable[str] = (),
        limits: Limits | None = None,
        strict: bool = False,
        dialect: Dialect = "auto",
        schema: YamlSchema = "1.2",
        date_order: DateOrder = "auto",
        columns: Columns = None,
        markup: Markup = "auto",
        template_tags: TemplateTags = "keep",
    ) -> Self: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Article:
    @property
    def path(self) -> str | None: ...
    @property
    def title(self) -> str | None: ...
    @property
    def description(self) -> str | None: ...
    @property
    def date(self) -> datetime.datetime | None: ...
    @property
    def date_text(self) -> str | None: ...
    @property
    def date_source(self) -> str | None: ...
    @property
    def date_precision(self) -> str | None: ...
    @property
    def date_zone(self) -> str | None: ...
    @property
    def date_offset(self) -> int: ...
    @property
    def updated(self) -> datetime.datetime | None: ...
    @property
    def authors(self) -> tuple[str, ...]: ...
    @property
    def categories(self) -> tuple[str, ...]: ...
    @property
    def category_paths(self) -> tuple[tuple[str, ...], ...]: ...
    @property
    def tags(self) -> tuple[str, ...]: ...
    @property
    def slug(self) -> str | None: ...
    @property
    def language(self) -> str | None: ...
    @property
    def draft(self) -> bool: ...
    @property
    def cover(self) -> str | None: ...
    @property
    def format(self) -> Literal["yaml", "toml", "json"] | None: ...
    @property
    def encoding(self) -> str | None: ...
    @property
    def bytes(self) -> int: ...
    @property
    def html(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def word_count(self) -> int: ...
    @property
    def han_count(self) -> int: ...
    @property
    def char_count(self) -> int: ...
    @property
    def reading_time(self) -> int: ...
    @property
    def digest(self) -> int: ...
    @property
    def simhash(self) -> int: ...
    @property
    def images(self) -> tuple[Image, ...]: ...
    @property
    def links(self) -> tuple[Link, ...]: ...
    @property
    def metadata(self) -> Mapping[str, Any]: ...
    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]: ...
    @property
    def removals(self) -> tuple[Removal, ...]: ...
    @property
    def body(self) -> str | None: ...
    def replace(
        self,
        *,
        path: str | None = ...,
        title: str | None = ...,
        slug: str | None = ...,
        description: str | None = ...,
        language: str | None = ...,
        cover: str | None = ...,
    ) -> Article: ...
    def to_dict(self) -> dict[str, Any]: ...
    def to_json(self) -> str: ...
    def to_markdown(self) -> str: ...
    def _repr_html_(self) -> str: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, memo: object, /) -> Self: ...

@final
class Sources:
    @classmethod
    def paths(cls, list: list[str], sample: int = 1, /) -> Sources: ...
    @classmethod
    def values(cls, values: list[str | bytes | None], ids: list[Any] | None, /) -> Sources: ...
    def cuts(self, size: int = 0, /) -> list[int]: ...
    @property
    def size(self) -> int: ...
    def __len__(self) -> int: ...

@final
class Chunks:
    @classmethod
    def join(cls, parts: Iterable[Chunks], /) -> Chunks: ...
    def failures(self) -> tuple[Failure, ...]: ...
    def good(self) -> Chunks: ...
    def json_lines(self, start: int, stop: int, /) -> bytes: ...
    def totals(self) -> dict[str, int]: ...
    def stream(self, table: int, column: int = -1, /) -> CapsuleType: ...
    def value(self, row: SupportsIndex, column: int, /) -> Any: ...
    @property
    def columns(self) -> tuple[tuple[str, ColumnType], ...]: ...
    @property
    def nbytes(self) -> int: ...
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, key: SupportsIndex, /) -> Article: ...
    @overload
    def __getitem__(self, key: slice, /) -> Chunks: ...

@final
class Job:
    def __new__(
        cls, sources: Sources, cuts: list[int] | None, options: Options, ends_at_failure: bool, orders: int = 0
    ) -> Self: ...
    def work(self) -> None: ...
    def stop(self) -> None: ...
    def orders(self) -> int: ...
    def result(self) -> Chunks: ...
    @property
    def files(self) -> int: ...
    @property
    def bytes(self) -> int: ...
    @property
    def failures(self) -> int: ...

def parse(
    data: Data,
    /,
    *,
    policy: Policy = ...,
    base_url: str | None = None,
    timezone: str = "UTC",
    encoding: str | None = None,
    unproxy: str | Iterable[str] = (),
    limits: Limits | None = None,
    strict: bool = False,
    dialect: Dialect = "auto",
    schema: YamlSchema = "1.2",
    date_order: DateOrder = "auto",
    columns: Columns = None,
    markup: Markup = "auto",
    template_tags: TemplateTags = "keep",
) -> Article: ...
def load(
    path: Path,
    /,
    *,
    policy: Policy = ...,
    base_url: str | None = None,
    timezone: str = "UTC",
    encoding: str | None = None,
    unproxy: str | Iterable[str] = (),
    limits: Limits | None = None,
    strict: bool = False,
    dialect: Dialect = "auto",
    schema: YamlSchema = "1.2",
    date_order: DateOrder = "auto",
    columns: Columns = None,
    markup: Markup = "auto",
    template_tags: TemplateTags = "keep",
) -> Article: ...
def split(
    data: Data, /, *, encoding: str | None = None, dialect: Dialect = "auto", schema: YamlSchema = "1.2"
) -> FrontMatter: ...
def sanitize(
    html: Data,
    /,
    policy: Policy = ...,
    *,
    base_url: str | None = None,
    unproxy: str | Iterable[str] = (),
    markup: Markup = "html",
) -> str: ...
def clean(
    html: Data,
    /,
    policy: Policy = ...,
    *,
    base_url: str | None = None,
    unproxy: str | Iterable[str] = (),
    markup: Markup = "html",
) -> Cleaned: ...
def text(html: Data, /) -> str: ...
def markdown(html: Data, /) -> str: ...
def tree(html: Data, /, *, fragment: str | None = None) -> str: ...
def build_info() -> dict[str, str]: ...
def _article(record: bytes, /) -> Article: ...
def _schema(table: int, options: Options | None = None, /) -> CapsuleType: ...
def _fields(table: int, options: Options | None = None, /) -> Sequence[tuple[str, str, bool, bool, Any]]: ...
def _iterate(iterable: Iterable[Chunks], options: Options | None = None, /) -> CapsuleType: ...
