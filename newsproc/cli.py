"""The command line: newsproc read | show | set | clean | text | markdown | tree | check.

Exit status: 0; 1 when something failed or check found something; 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
import warnings

import newsproc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any, BinaryIO

    from newsproc import edit

FORMATS = ("parquet", "jsonl", "csv", "arrow")
DIALECTS = ("auto", "hexo", "jekyll", "hugo", "zola")
SEVERITIES = ("note", "warning", "error")
# Controls, which a terminal would obey: they come from files that anybody may have written.
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))}
IN_TEXT = {code: shown for code, shown in CONTROLS.items() if chr(code) not in "\n\t"}
POLICIES = ("article", "strict", "text", "comment", "feed", "wide")


def _output() -> BinaryIO:
    if sys.stdout is None:
        raise OSError("standard output is closed")
    return sys.stdout.buffer


def _print(text: str) -> None:
    """To standard output as UTF-8, whatever the locale says."""
    _output().write(text.encode("utf-8", "surrogateescape") + b"\n")


def _complain(text: str) -> None:
    if sys.stderr is None:
        return
    sys.stderr.write(text.translate(CONTROLS).encode("utf-8", "backslashreplace").decode() + "\n")


def _has_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def _input(path: str) -> bytes:
    if path == "-":
        if sys.stdin is None:
            raise OSError("standard input is closed")
        return sys.stdin.buffer.read()
    with open(path, "rb") as file:
        return file.read()


def _options(arguments: argparse.Namespace) -> dict[str, Any]:
    options = {
        "timezone": arguments.timezone,
        "base_url": arguments.base_url,
        "encoding": arguments.encoding,
        "unproxy": tuple(arguments.unproxy),
        "policy": getattr(newsproc.Policy, arguments.policy.upper()),
        "dialect": arguments.dialect,
        "schema": arguments.schema,
        "date_order": arguments.date_order,
        "markup": arguments.markup,
        "template_tags": arguments.template_tags,
    }
    return {name: value for name, value in options.items() if value not in (None, ())}


def _corpus(arguments: argparse.Namespace, progress: bool = False) -> newsproc.Corpus:
    """All posts that are named, standard input among them, in their order."""
    parts = []
    options = _options(arguments)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", newsproc.NewsprocWarning)  # failures are told one by one
        named: list[str] = []
        for post in [*arguments.posts, None]:
            if post is not None and post != "-":
                named.append(post)
                continue
            if named:
                parts.append(
                    newsproc.read(named, glob=arguments.glob, threads=arguments.threads, progress=progress, **options)
                )
                named = []
            if post == "-":
                parts.append(newsproc.from_strings([_input("-")], ids=["-"], **options))
    corpus = parts[0]
    if len(parts) > 1:
        corpus = newsproc.Corpus(newsproc._core.Chunks.join(part._chunks for part in parts), options=parts[0]._options)
    if len(corpus) == 0:
        _complain(f"newsproc: no file was found in {', '.join(arguments.posts)}; --glob says what to look for")
    return corpus


def _complain_of(corpus: newsproc.Corpus) -> int:
    for failure in corpus.errors:
        _complain(f"{failure.path}: {failure.code}: {failure.message}")
    return 1 if corpus.errors else 0


# --- the commands ---


def _read(arguments: argparse.Namespace) -> int:
    output, form = arguments.output, arguments.format
    if form is None:
        suffix = os.path.splitext(output)[1][1:] if output is not None else "jsonl"
        form = {"ndjson": "jsonl", "feather": "arrow", "ipc": "arrow"}.get(suffix, suffix)
    if form not in FORMATS:
        raise _Usage(f"cannot tell the format of {output}: name it with --format")
    if output is None and form != "jsonl":
        raise _Usage(f"--format {form} needs an output file: -o FILE")
    corpus = _corpus(arguments, progress=not arguments.quiet and _has_terminal())
    status = _complain_of(corpus)
    if output is None:
        for block in corpus.json_lines():
            _output().write(block)
        return status
    writers: dict[str, Callable[[str], None]] = {
        "parquet": corpus.to_parquet,
        "jsonl": corpus.to_jsonl,
        "csv": corpus.to_csv,
        "arrow": corpus.to_ipc,
    }
    writers[form](output)
    if not arguments.quiet:
        failed = len(corpus.errors)
        _complain(f"{len(corpus) - failed:,} articles, {failed:,} failed: {output}")
    return status


def _show(arguments: argparse.Namespace) -> int:
    article = _one(arguments)
    if arguments.markdown:
        _print(article.to_markdown().rstrip("\n"))
        return 0
    if arguments.json:
        _print(article.to_json())
        return 0
    rows = [
        ("title", article.title),
        ("date", article.date and f"{article.date:%Y-%m-%d %H:%M:%S} UTC ({article.date_zone})"),
        ("authors", ", ".join(article.authors)),
        ("categories", ", ".join(article.categories)),
        ("tags", ", ".join(article.tags)),
        ("cover", article.cover),
        ("words", f"{article.word_count:,}, {-(-article.reading_seconds // 60)} min to read"),
        ("images", f"{len(article.images):,}"),
        ("links", f"{len(article.links):,}"),
        ("removals", f"{sum(removal.count for removal in article.removals):,}"),
        ("format", f"{article.format or 'no front matter'}, {article.encoding}, {article.bytes:,} bytes"),
    ]
    for name, value in rows:
        if value:
            _print(f"{name + ':':<12}{value}".translate(CONTROLS))
    for diagnostic in article.diagnostics:
        _print(f"{'note:':<12}{_describe('', diagnostic)}")
    _print("\n" + article.text.translate(IN_TEXT))
    return 0


def _one(arguments: argparse.Namespace) -> newsproc.Article:
    options = _options(arguments)
    if arguments.post == "-":
        return newsproc.parse(_input("-"), **options)
    return newsproc.load(arguments.post, **options)


def _argument(text: str) -> str:
    """An argument as UTF-8, whatever the locale says."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        with contextlib.suppress(UnicodeError):
            return os.fsencode(text).decode("utf-8")
    return text


def _set(arguments: argparse.Namespace) -> int:
    from newsproc import edit, files

    # A path whose name holds "=" is told from key=value by its folder: ./a=b.md
    assignments = [item for item in arguments.items if "=" in item and not re.search(r"[/\\]", item.partition("=")[0])]
    posts = [item for item in arguments.items if item not in assignments]
    try:
        edits = edit.edits_of(
            *([_argument(text) for text in texts] for texts in (assignments, arguments.delete, arguments.rename))
        )
        conditions = [edit.condition_of(_argument(text)) for text in arguments.where]
    except ValueError as error:
        raise _Usage(str(error)) from None
    if not posts or not edits:
        raise _Usage("set needs POSTS, and key=value, --delete or --rename")
    if "-" in posts:
        return _set_input(arguments, posts, edits, conditions)
    options = {"encoding": arguments.encoding, "dialect": arguments.dialect or "auto"}
    counts = dict.fromkeys(("changed", "unchanged", "skipped", "failed"), 0)
    paths = files.iterate_files(posts, arguments.glob)
    for path, outcome, detail in edit.change_files(paths, edits, conditions, options, arguments.dry_run):
        counts[outcome] += 1
        if outcome == "failed":
            _complain(f"{path}: {detail}")
        elif detail:
            _print(detail.removesuffix("\n"))
    told = [f"{count:,} {outcome}" for outcome, count in counts.items() if count or outcome == "changed"]
    _complain(", ".join(told) + (" (dry run: nothing was written)" if arguments.dry_run else ""))
    return 1 if counts["failed"] else 0


def _set_input(
    arguments: argparse.Namespace, posts: list[str], edits: list[edit.Edit], conditions: list[edit.Condition]
) -> int:
    """Standard input, changed, to standard output."""
    if posts != ["-"] or arguments.dry_run:
        raise _Usage("standard input is changed alone, and to standard output")
    front = newsproc.split(_input("-"), encoding=arguments.encoding, dialect=arguments.dialect or "auto")
    if all(holds(front) for holds in conditions):
        for change in edits:
            front = change(front)
    _output().write(front.to_bytes())
    return 0


def _clean(arguments: argparse.Namespace) -> int:
    policy = getattr(newsproc.Policy, arguments.policy.upper())
    cleaned = newsproc.clean(_input(arguments.file), policy, base_url=arguments.base_url)
    _print(cleaned.html)
    if arguments.audit:
        for row in cleaned.removals:
            what = f"<{row.tag}>" + (f" {row.attribute}={row.value!r}" if row.attribute else "")
            _complain(f"{row.start}-{row.end}: {row.rule}: {row.action} {what} ({row.count} times)")
    return 0


def _text(arguments: argparse.Namespace) -> int:
    _print(newsproc.text(_input(arguments.file)))
    return 0


def _markdown(arguments: argparse.Namespace) -> int:
    _print(newsproc.markdown(_input(arguments.file)).rstrip("\n"))
    return 0


def _tree(arguments: argparse.Namespace) -> int:
    _print(newsproc.tree(_input(arguments.file), fragment=arguments.fragment))
    return 0


def _describe(path: str, diagnostic: newsproc.Diagnostic) -> str:
    start = f"{path}:" if path else ""
    detail = f" ({' '.join(diagnostic.detail.split())})" if diagnostic.detail else ""
    line = f"{start}{diagnostic.line}:{diagnostic.column}: {diagnostic.code}: {diagnostic.message}{detail}"
    return line.translate(CONTROLS)


def _check(arguments: argparse.Namespace) -> int:
    least = SEVERITIES.index(arguments.severity)
    found = [finding for finding in _findings(_corpus(arguments)) if SEVERITIES.index(finding[1].severity) >= least]
    if arguments.format == "json":
        import json

        rows = [{"path": path, **what._asdict()} for path, what in found]
        _print(json.dumps(rows, ensure_ascii=False, indent=1))
    for path, diagnostic in found:
        if arguments.format == "github":
            _print(_annotate(path, diagnostic))
        elif arguments.format == "text":
            _print(_describe(path, diagnostic))
    return 1 if found else 0


def _findings(corpus: newsproc.Corpus) -> Iterator[tuple[str, newsproc.Diagnostic]]:
    """Path and diagnostic of all that is wrong; a file that failed has one, too."""
    failures = {failure.row: failure for failure in corpus.errors}
    for row, article in enumerate(corpus):
        path = str(article.path)
        if row in failures:
            failure = failures[row]
            values = (failure.code, "error", 1, 1, 0, 0, failure.message, "", "")
            yield path, newsproc.Diagnostic(values)  # type: ignore[arg-type, call-arg] # of a C type: one tuple
        for diagnostic in article.diagnostics:
            yield path, diagnostic


def _annotate(path: str, diagnostic: newsproc.Diagnostic) -> str:
    """A workflow command: GitHub shows it beside the line.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
    """

    def escape(text: str, more: str = "") -> str:
        for mark in "%\r\n" + more:
            text = text.replace(mark, f"%{ord(mark):02X}")
        return text

    kind = {"note": "notice"}.get(diagnostic.severity, diagnostic.severity)
    place = f"file={escape(path, ':,')},line={diagnostic.line},col={diagnostic.column}"
    detail = f" ({' '.join(diagnostic.detail.split())})" if diagnostic.detail else ""
    hint = f"; {diagnostic.hint}" if diagnostic.hint else ""
    message = escape((diagnostic.message + detail + hint).translate(CONTROLS))
    return f"::{kind} {place},title={diagnostic.code}::{message}"


# --- the parser ---


class _Usage(Exception):
    """Wrong usage that argparse does not see."""


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--timezone", metavar="ZONE", help="of dates without one: UTC, +08:00, Asia/Shanghai")
    parser.add_argument("--base-url", metavar="URL", help="what relative addresses are resolved against")
    parser.add_argument("--encoding", metavar="LABEL", help="of files that are not UTF-8")
    parser.add_argument("--dialect", choices=DIALECTS, help="of the generator whose posts they are")
    parser.add_argument("--schema", choices=("1.2", "1.1", "failsafe"), help="of YAML: what plain scalars mean")
    parser.add_argument("--date-order", choices=("auto", "dmy", "mdy"), help="of dates such as 03/04/2021")
    parser.add_argument("--markup", choices=("auto", "html", "markdown"), help="of bodies; default: auto, which looks")
    parser.add_argument("--template-tags", choices=("keep", "drop"), help="of Jekyll, Hexo and Hugo")
    parser.add_argument("--unproxy", metavar="PREFIX", action="append", default=[], help="of an image proxy")
    parser.add_argument("--policy", choices=POLICIES, default="article", help="what may stay in the HTML")


def _add_posts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("posts", metavar="POSTS", nargs="+", help="files and folders; - is standard input")
    parser.add_argument("--glob", metavar="PATTERN", help="of files in folders, instead of the usual suffixes")
    parser.add_argument("--threads", metavar="N", type=int, help="default: one for each processor")
    _add_options(parser)


def _add_edits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "items",
        metavar="POSTS | KEY=VALUE",
        nargs="+",
        help="files, folders or -; values as YAML writes them: KEY= is null, KEY='\"\"' empty",
    )
    parser.add_argument("--delete", metavar="KEY", action="append", default=[], help="where it stands")
    parser.add_argument("--rename", metavar="OLD=NEW", action="append", default=[], help="where the old one stands")
    parser.add_argument(
        "--where", metavar="KEY[=VALUE]", action="append", default=[], help="only posts with it, or without: !KEY"
    )
    parser.add_argument("--dry-run", action="store_true", help="show what would change, write nothing")
    parser.add_argument("--glob", metavar="PATTERN", help="of files in folders, instead of the usual suffixes")
    parser.add_argument("--encoding", metavar="LABEL", help="of files that are not UTF-8")
    parser.add_argument("--dialect", choices=DIALECTS, help="of the generator whose posts they are")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("newsproc", description="Folders of posts to clean articles and tables.")
    parser.add_argument("--version", action="version", version=f"newsproc {newsproc.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    command = commands.add_parser("read", help="posts to a table")
    _add_posts(command)
    command.add_argument("-o", "--output", metavar="FILE", help="default: JSON lines to standard output")
    command.add_argument("--format", choices=FORMATS, help="default: by the suffix of FILE")
    command.add_argument("-q", "--quiet", action="store_true", help="only say what failed")
    command.set_defaults(run=_read)

    command = commands.add_parser("show", help="what one post holds")
    command.add_argument("post", metavar="POST", help="a file; - is standard input")
    shapes = command.add_mutually_exclusive_group()
    shapes.add_argument("--json", action="store_true", help="everything, as JSON")
    shapes.add_argument("--markdown", action="store_true", help="the body, as Markdown")
    _add_options(command)
    command.set_defaults(run=_show)

    command = commands.add_parser("set", help="change front matter in place: keys are set, deleted, renamed")
    _add_edits(command)
    command.set_defaults(run=_set)

    command = commands.add_parser("check", help="what is wrong with posts, a line for each finding")
    _add_posts(command)
    command.add_argument("--format", choices=("text", "json", "github"), default="text", help="of the findings")
    command.add_argument("--severity", choices=SEVERITIES, default="note", help="the least that is told")
    command.set_defaults(run=_check)

    for name, run, text in (
        ("clean", _clean, "HTML to safe HTML"),
        ("text", _text, "HTML to the text that a reader sees"),
        ("markdown", _markdown, "HTML to Markdown"),
        ("tree", _tree, "HTML to the tree that a browser makes of it"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("file", metavar="FILE", nargs="?", default="-", help="default: standard input")
        command.set_defaults(run=run)
        if name == "clean":
            command.add_argument("--policy", choices=POLICIES, default="article")
            command.add_argument("--base-url", metavar="URL", help="what relative addresses are resolved against")
            command.add_argument("--audit", action="store_true", help="say what was removed, to standard error")
        if name == "tree":
            command.add_argument("--fragment", metavar="NAME", help="the element that HTML stands in")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    parser = _parser()
    parsed = parser.parse_args(arguments)
    try:
        status: int = parsed.run(parsed)
        if sys.stdout is not None:
            sys.stdout.flush()
    except _Usage as error:
        parser.error(str(error))
    except BrokenPipeError:  # whoever reads our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        _complain(f"newsproc: {error.filename or ''}: {error.strerror or error}".replace(": :", ":"))
        return 1
    except newsproc.EncodingError as error:
        _complain(f"newsproc: {error}; {error.hint}".removesuffix("; None"))
        return 2 if error.code == "unknown_encoding" else 1
    except (newsproc.NewsprocError, ImportError) as error:
        _complain(f"newsproc: {error}")
        return 1
    except ValueError as error:  # an option that newsproc refuses
        _complain(f"newsproc: {error}")
        return 2
    return status
