#!/usr/bin/env python3
"""The pages of reference, made of the docstrings: every public name with its signature, and its members.

The docstrings of the running module count, since half of it is C; the types are those of newsproc/_core.pyi and of the
sources. Run by hand, prints a page: ``tools/docs/reference.py reference/reading.md``.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import pathlib
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

import newsproc
import newsproc.cli
import newsproc.plot
from newsproc.schema import ARTICLES, DIAGNOSTICS, IMAGES, LINKS, REMOVALS, Schema

ROOT = pathlib.Path(__file__).resolve().parents[2]
WIDEST = 100  # columns of a signature on one line

# Page, title, what stands at its top, names. A name that is nowhere here goes to the last one.
PAGES: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("reading", "Reading posts", "Files, folders, texts: one at a time or all at once.",
     ("read", "scan", "Scan", "from_strings", "from_jsonl", "parse", "load")),
    ("article", "Articles", "An article and what is in it.",
     ("Article", "Image", "Images", "Link", "Heading", "Block", "Table")),
    ("corpus", "Corpora and tables", "Many articles as columns. What the columns are is on [the next page](columns.md).",
     ("Corpus", "Plots", "Column", "ChildTable", "Schema", "SCHEMA")),
    ("html", "HTML and Markdown", "HTML by itself, without front matter.",
     ("sanitize", "clean", "Cleaned", "Removal", "text", "markdown", "tree")),
    ("policy", "Policies", "What may stay in sanitized HTML. [Sanitizing](../sanitizing.md) has the rules by example.",
     ("Policy",)),
    ("front-matter", "Front matter", "The header of a post by itself. [Front matter](../front-matter.md) says how it is read.",
     ("split", "FrontMatter")),
    ("errors", "Errors and limits", "What is raised, what is recorded, and the limits that a caller can set.",
     ("NewsprocError", "FrontMatterError", "PolicyError", "EncodingError", "LimitError", "NewsprocWarning",
      "Diagnostic", "Failure", "Limits")),
    ("clusters", "Clusters and the build", "One function for engines with many machines, and what this build is made of.",
     ("arrow_mapper", "ArrowMapper", "build_info", "__version__")),
]  # fmt: skip

# What is reached from public names and not imported by name.
REACHED = {"Plots": newsproc.plot.Plots}

TABLES = (
    (ARTICLES, "Articles", "`Corpus`, `Scan`, `newsproc.SCHEMA`: a row for each file."),
    (IMAGES, "Images", "`Corpus.images()`: a row for each image; `row` is the article's."),
    (LINKS, "Links", "`Corpus.links()`: a row for each link."),
    (REMOVALS, "Removals", "`Corpus.removals()`: a row for all that was taken out of the HTML or changed in it."),
    (DIAGNOSTICS, "Diagnostics", "`Corpus.diagnostics()`: a row for all that was repaired, assumed or refused."),
)
# What is said of columns, and of attributes whose docstring says no more than "or None".
WORDS = {
    "row": "the article's number in the corpus",
    "ok": "whether there is an article; of a file that failed the other columns are empty",
    "error": "why there is none: code and message",
    "title": "the title",
    "description": "what the front matter says of the article",
    "slug": "the short name for addresses",
    "language": "what the front matter says: `zh-CN`, `en`",
    "authors": "the names, each once",
    "categories": "each once; paths of categories are flat here",
    "tags": "each once",
    "date": "in UTC",
    "updated": "in UTC",
    "draft": "whether it is one",
    "images": "the images of the article, without a title",
    "links": "the links of the article",
    "metadata": "all front matter as JSON",
    "reading_seconds": "seconds it takes to read",
    "image_count": "how many images",
    "link_count": "how many links",
    "removal_count": "how much was removed from the HTML or rewritten in it",
    "diagnostic_count": "how many diagnostics",
    "caption": "the caption",
    "rel": "the attribute as it is in the safe HTML",
}
EMPTY = ("", "or None")
# Names of types that stand in no public signature.
INTERNAL = ("File", "Keys", "Record")

Node = ast.FunctionDef | ast.ClassDef | ast.AnnAssign


# --- what the sources say of types ---


def read_sources() -> dict[str, Node]:
    """Functions, classes, members and fields by their names: read, Corpus.images, Image.src."""
    found: dict[str, Node] = {}
    paths = [*sorted((ROOT / "newsproc").glob("*.py")), ROOT / "newsproc" / "_core.pyi"]
    for path in paths:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                found[node.name] = node
            elif isinstance(node, ast.ClassDef):
                found[node.name] = node
                found.update({f"{node.name}.{name}": member for name, member in _members(node)})
    return found


def _members(node: ast.ClassDef) -> Iterator[tuple[str, Node]]:
    for member in node.body:
        if isinstance(member, ast.FunctionDef):
            yield member.name, member
        elif isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name):
            yield member.target.id, member


def type_of(node: Node | None) -> str:
    """Of an attribute."""
    annotation = getattr(node, "returns", None) or getattr(node, "annotation", None)
    return "" if annotation is None else _short(ast.unparse(annotation))


def signature(name: str, node: Node | None) -> str:
    """name(arguments) -> type, on one line where it fits."""
    if not isinstance(node, ast.FunctionDef):
        return name
    arguments = _arguments(node.args)
    result = "" if node.returns is None else f" -> {_short(ast.unparse(node.returns))}"
    line = f"{name}({', '.join(arguments)}){result}"
    if len(line) <= WIDEST:
        return line
    return "\n".join([f"{name}(", *(f"    {argument}," for argument in arguments), f"){result}"])


def _arguments(arguments: ast.arguments) -> list[str]:
    def written(argument: ast.arg, default: ast.expr | None) -> str:
        kind = "" if argument.annotation is None else f": {_short(ast.unparse(argument.annotation))}"
        if default is None:
            return argument.arg + kind
        return f"{argument.arg}{kind} = {ast.unparse(default)}"

    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(plain) - len(arguments.defaults)) + list(arguments.defaults)
    found = [written(argument, default) for argument, default in zip(plain, defaults, strict=True)]
    if arguments.posonlyargs:
        found.insert(len(arguments.posonlyargs), "/")
    if arguments.vararg is not None:
        found.append("*" + written(arguments.vararg, None))
    elif arguments.kwonlyargs:
        found.append("*")
    found += [
        written(argument, default)
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    ]
    if arguments.kwarg is not None:
        found.append("**" + written(arguments.kwarg, None))
    return [text for text in found if text not in ("self", "cls")]


def _short(text: str) -> str:
    """A type without the modules that it is from."""
    return re.sub(r"\b(?:datetime|_core|typing|collections\.abc|newsproc)\.(?=\w)", "", text)


# --- what the module says of itself ---


def public_members(value: type) -> list[str]:
    """The names that a class itself adds to what it is made of."""
    fields = getattr(value, "__match_args__", ())
    inherited: list[str] = []
    for base in value.__mro__[1:]:
        if base.__module__.startswith("newsproc"):
            inherited += vars(base)
    own = [*fields, *vars(value), *inherited]
    tuples = ("n_sequence_fields", "n_fields", "n_unnamed_fields")
    return [name for name in dict.fromkeys(own) if not name.startswith("_") and name not in tuples]


def documentation(value: object, node: Node | None = None) -> str:
    """A docstring of ours, or the comment above a field; nothing that Python itself has written."""
    text = inspect.getdoc(value) or ""
    if isinstance(value, (str, int)) or text.startswith("Alias for field number"):
        text = ""
    return text or _comment_above(node)


def _comment_above(node: Node | None) -> str:
    if not isinstance(node, ast.AnnAssign):
        return ""
    lines = (ROOT / "newsproc" / "structure.py").read_text(encoding="utf-8").splitlines()
    above = lines[node.lineno - 2].strip() if node.lineno >= 2 else ""
    return above.removeprefix("#:").strip() if above.startswith("#:") else ""


# --- docstrings as Markdown ---


def as_markdown(text: str, parameters: Iterable[str] = ()) -> str:
    """Paragraphs; parameters as a list; prompts in fences; names in backticks."""
    parts = []
    for paragraph in re.split(r"\n\s*\n", textwrap.dedent(text).strip()):
        if paragraph.lstrip().startswith(">>>"):
            parts.append(f"```python\n{paragraph}\n```")
        elif paragraph.startswith("    "):
            parts.append(f"```python\n{textwrap.dedent(paragraph)}\n```")
        else:
            parts.append(_prose(" ".join(paragraph.split()), list(parameters)))
    return "\n\n".join(part for part in parts if part)


def _prose(text: str, parameters: list[str]) -> str:
    names = "|".join(map(re.escape, sorted(parameters, key=len, reverse=True)))
    starts = list(re.finditer(rf"(?:^|(?<=[.;:)?] ))((?:(?:{names}), )*(?:{names})): ", text)) if names else []
    if not starts:
        return inline(text)
    head = [inline(text[: starts[0].start()].strip())] if starts[0].start() else []
    ends = [match.start() for match in starts[1:]] + [len(text)]
    items = [(match[1], text[match.end() : end].strip()) for match, end in zip(starts, ends, strict=True)]
    # What is said behind the last one is about all.
    last, _, tail = items[-1][1].partition(" The rest is ")
    items[-1] = (items[-1][0], last)
    listed = "\n".join(f"- **`{name.replace(', ', '`**, **`')}`**: {inline(said)}" for name, said in items)
    return "\n\n".join([*head, listed, *([inline(f"The rest is {tail}")] if tail else [])])


def inline(text: str) -> str:
    """Text that Markdown leaves alone, but for code, and for the names of ours with (), which become links."""
    pieces = re.split(r"(``.+?``)", text)
    return "".join(
        f"`{piece[2:-2]}`" if piece.startswith("``") else _linked(_escaped(piece)) for piece in pieces if piece
    )


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]|])", r"\\\1", text).replace("<", "&lt;")


def _linked(text: str) -> str:
    def link(match: re.Match[str]) -> str:
        name = match[1].replace("\\", "")
        page = page_of(name)
        if page is not None:
            return f"[`{name}()`]({page}.md#newsproc.{name})"
        owner = next((one for one in ("Policy", "FrontMatter") if hasattr(getattr(newsproc, one), name)), None)
        return match[0] if owner is None else f"[`{name}()`]({page_of(owner)}.md#newsproc.{owner}.{name})"

    return re.sub(r"(?<![\w.\\])([a-z_0-9\\]+)\(\)", link, text)


# --- the pages ---


def public_names() -> list[str]:
    return [*newsproc.__all__, *REACHED]


def value_of(name: str) -> Any:
    return REACHED[name] if name in REACHED else getattr(newsproc, name)


def page_of(name: str) -> str | None:
    if name not in public_names():
        return None
    return next((page for page, _, _, names in PAGES if name in names), PAGES[-1][0])


def names_on(page: str) -> list[str]:
    listed = next(names for one, _, _, names in PAGES if one == page)
    others = [name for name in public_names() if page_of(name) == page and name not in listed]
    return [name for name in listed if name in public_names()] + sorted(others)


def write_page(page: str) -> str:
    _, title, text, _ = next(row for row in PAGES if row[0] == page)
    sources = read_sources()
    return "\n\n".join([f"# {title}", text, *(_entry(name, sources) for name in names_on(page))]) + "\n"


def _entry(name: str, sources: dict[str, Node]) -> str:
    value = value_of(name)
    node = sources.get(name)
    heading = f"## {_escaped(name)} {{#newsproc.{name}}}"
    if name.startswith("__"):  # which Markdown would take for emphasis, in an anchor too
        heading = f'## {_escaped(name)}\n\n<span id="newsproc.{name}"></span>'
    if isinstance(value, type):
        return "\n\n".join([heading, *_class(name, value, sources)])
    if not callable(value):
        kind = type(value).__name__
        text = (
            as_markdown(documentation(value)) if kind == "str" else "The `Schema` of articles, without further columns."
        )
        return "\n\n".join([heading, f"```python\nnewsproc.{name}: {kind}\n```", text or "The version, a `str`."])
    text = as_markdown(documentation(value), _parameters(node))
    return "\n\n".join([heading, f"```python\n{signature(f'newsproc.{name}', node)}\n```", text])


def _parameters(node: Node | None) -> list[str]:
    """The names of a function's arguments, and of the options that it passes on."""
    if not isinstance(node, ast.FunctionDef):
        return []
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    names = [argument.arg for argument in every]
    if names == ["cls", "description"]:  # of a policy: its keys are what the docstring explains
        names = list(newsproc.Policy.ARTICLE.to_dict())
    if node.args.kwarg is not None:
        names.append(node.args.kwarg.arg)
    return names


def _class(name: str, value: type, sources: dict[str, Node]) -> Iterator[str]:
    first = f"class {value.__module__}.{name}" if name in REACHED else f"class newsproc.{name}"
    made = sources.get(f"{name}.__new__") or sources.get(f"{name}.__init__")
    if isinstance(made, ast.FunctionDef) and name in ("Limits", "Schema"):
        first = signature(first, made).removesuffix(" -> Self").removesuffix(" -> None")
    yield f"```python\n{first}\n```"
    yield as_markdown(documentation(value))
    attributes: list[tuple[str, object, Node | None]] = []
    methods: list[tuple[str, object, Node | None]] = []
    for member in public_members(value):
        found = inspect.getattr_static(value, member, None)
        node = _source(name, member, value, sources)
        is_method = isinstance(node, ast.FunctionDef) and not any(
            isinstance(one, ast.Name) and one.id == "property" for one in node.decorator_list
        )
        (methods if is_method else attributes).append((member, found, node))
    if attributes:
        yield "\n".join(_attributes(name, attributes))
    for member, found, node in methods:
        bound = getattr(value, member, found)
        yield f"### {name}.{_escaped(member)} {{#newsproc.{name}.{member}}}"
        yield f"```python\n{signature(f'{name}.{member}', node)}\n```"
        yield as_markdown(documentation(bound, node), _parameters(node))


def _source(name: str, member: str, value: type, sources: dict[str, Node]) -> Node | None:
    for base in (name, *(base.__name__ for base in value.__mro__[1:])):
        if (node := sources.get(f"{base}.{member}")) is not None:
            return node
    return None


def _attributes(name: str, attributes: list[tuple[str, object, Node | None]]) -> Iterator[str]:
    yield "| attribute | type | what |"
    yield "|---|---|---|"
    for member, found, node in attributes:
        text = PRESETS.get(member, "") if name == "Policy" else ""
        text = text or inline(" ".join(documentation(found, node).split())) or ERRORS.get(member, "")
        text = WORDS.get(member, "") if text in EMPTY else text  # that it may be None is in the type
        kind = _cell(type_of(node))
        yield f'| <span id="newsproc.{name}.{member}"></span>`{member}` | {kind} | {text} |'


def _cell(code: str) -> str:
    """Code in a cell of a table, where a bar would end the cell."""
    return f"<code>{code.replace('|', '&#124;').replace('<', '&lt;')}</code>" if code else ""


PRESETS = {
    "ARTICLE": "the default: what an article is made of, with all repairs",
    "STRICT": "formatting in a line, paragraphs, lists, quotes, code and `https` links",
    "TEXT": "no tags",
    "COMMENT": "formatting in a line, links that vouch for nothing, lines as `br`",
    "FEED": "as `ARTICLE`, such that old parsers read it the same way",
    "WIDE": "everything that can be safe without naming a host",
}
ERRORS = {
    "code": "a stable name to tell errors apart, or None",
    "path": "of the file, where there is one",
    "line": "from 1, where a place is known",
    "column": "from 1, in characters",
    "offset": "of the first byte that is wrong, in the decoded text",
    "hint": "what can be done, or None",
    "name": "of the column",
}


def write_columns() -> str:
    """The columns of all tables, from their schemas."""
    import pyarrow

    parts = [
        "# Columns",
        "What is in the tables of a corpus, in their order. `columns=` in [`read()`](reading.md#newsproc.read) puts keys of"
        " the front matter behind the columns of articles. A column that is not nullable is never null: an empty text or"
        " list, 0 or false stand for what is not there.",
    ]
    parents = {
        IMAGES: newsproc.Image,
        LINKS: newsproc.Link,
        REMOVALS: newsproc.Removal,
        DIAGNOSTICS: newsproc.Diagnostic,
    }
    for number, title, text in TABLES:
        owner = parents.get(number, newsproc.Article)
        parts += [f"## {title}", text, "| column | Arrow type | null | what |\n|---|---|---|---|"]
        for field in pyarrow.schema(Schema(number)):
            said = inline(documentation(getattr(owner, field.name, None)).removesuffix(", or None"))
            what = WORDS.get(field.name, said) if number == ARTICLES or said in EMPTY else said
            kind = _cell(_arrow(field.type))
            parts[-1] += f"\n| `{field.name}` | {kind} | {'yes' if field.nullable else 'no'} | {what} |"
    return "\n\n".join(parts) + "\n"


def _arrow(kind: Any) -> str:
    """An Arrow type, in a line: what is in structs by name."""
    import pyarrow

    if pyarrow.types.is_dictionary(kind):
        return f"dictionary<{kind.value_type}>"
    if pyarrow.types.is_list(kind):
        return f"list<{_arrow(kind.value_type)}>"
    if pyarrow.types.is_struct(kind):
        return f"struct<{', '.join(field.name for field in kind)}>"
    return str(kind)


def write_commands() -> str:
    """The command line, as it describes itself."""
    parser = newsproc.cli._parser()
    parts = [
        "# Command line",
        "Exit status: 0; 1 when something failed or `check` found something; 2 for wrong usage. `-` is standard input.",
        f"```text\n{_help(parser)}\n```",
    ]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                parts += [f"## newsproc {name} {{#{name}}}", f"```text\n{_help(command)}\n```"]
    return "\n\n".join(parts) + "\n"


def _help(parser: argparse.ArgumentParser) -> str:
    parser.formatter_class = lambda prog: argparse.HelpFormatter(prog, width=WIDEST, max_help_position=28)
    return parser.format_help().strip()


def write_types() -> str:
    """The names of types that stand in signatures and are no classes."""
    found: dict[str, str] = {}
    for path in [*sorted((ROOT / "newsproc").glob("*.py")), ROOT / "newsproc" / "_core.pyi"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.AnnAssign) or ast.unparse(node.annotation) != "TypeAlias":
                continue
            if isinstance(node.target, ast.Name) and node.value is not None and node.target.id not in INTERNAL:
                found[node.target.id] = _short(ast.unparse(node.value)).strip("'")
    parts = [
        "# Types",
        "What stands in signatures and is no class: names for type checkers, not to be imported. `ReadOptions` are the"
        " keyword arguments of [`parse()`](reading.md#newsproc.parse), `OtherOptions` those but `base_url`; `Buffer` is what has bytes, such as `memoryview`;"
        " `CapsuleType` is what Arrow's libraries give each other.",
        "| name | is |\n|---|---|",
    ]
    for name, kind in sorted(found.items()):
        parts[-1] += f"\n| `{name}` | {_cell(kind)} |"
    return "\n\n".join(parts) + "\n"


def write_index() -> str:
    """Every public name, with the first sentence about it."""
    parts = ["# Reference", "Every public name, made of the docstrings of this version.", "| name | what |\n|---|---|"]
    for page, _, _, _ in PAGES:
        for name in names_on(page):
            value = value_of(name)
            text = documentation(value) if name != "SCHEMA" else "The Schema of articles."
            first = re.split(r"(?<=\.)\s", " ".join((text or "The version.").split()), maxsplit=1)[0]
            parts[-1] += f"\n| [`{name}`]({page}.md#newsproc.{name}) | {inline(first)} |"
    parts.append(
        "[Columns](columns.md) of the tables, [types](types.md) in signatures, and [the command line](commands.md)."
    )
    return "\n\n".join(parts) + "\n"


def write_all() -> dict[str, str]:
    """Path in the site and Markdown of each page."""
    pages = {f"reference/{page}.md": write_page(page) for page, _, _, _ in PAGES}
    pages["reference/index.md"] = write_index()
    pages["reference/columns.md"] = write_columns()
    pages["reference/types.md"] = write_types()
    pages["reference/commands.md"] = write_commands()
    return pages


if __name__ == "__main__":
    print(write_all()[sys.argv[1]] if len(sys.argv) > 1 else "\n".join(write_all()))
