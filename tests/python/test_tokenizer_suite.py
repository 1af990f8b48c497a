"""Every case of html5lib-tests/tokenizer against the C tokenizer, through tests/c/tokenize_main.c."""

from __future__ import annotations

import html.entities
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUITES = pathlib.Path(os.environ.get("NEWSPROC_SUITES", ROOT.parent / "shared" / "suites"))
SUITE = SUITES / "html5lib-tests" / "tokenizer"
FILES = sorted(SUITE.glob("*.test"))

SOURCES = [
    "tests/c/tokenize_main.c",
    "csrc/base/alloc.c",
    "csrc/base/arena.c",
    "csrc/base/scan_avx2.c",
    "csrc/gen/names.c",
    "csrc/gen/charref.c",
    "csrc/html/charref.c",
    "csrc/html/tokenizer.c",
    *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "csrc/html").glob("states_*.c")),
]

CONTENT = {
    "Data state": 0,
    "RCDATA state": 1,
    "RAWTEXT state": 2,
    "Script data state": 3,
    "PLAINTEXT state": 4,
    "CDATA section state": 5,
}

# The suite is older than the standard's processing instructions: "<?a" makes an instruction now,
# and one that the input's end cuts off makes nothing. By input, what the standard says today; the
# tree-construction tests of web-platform-tests have the same (wpt-processing-instructions.dat).
MOVED = {
    "<?namespace>": [["Instruction", "namespace", ""]],
    "<?foo-->": [["Instruction", "foo--", ""]],
    "<?": [],
    **{f"<?{letter}": [] for letter in "ABYZabyz"},
}

# xmlViolation.test describes a tokenizer whose tree is coerced into an XML infoset; ours is not.
UNCOERCED = {
    "a\uffffb": [["Character", "a\uffffb"]],
    "a\fb": [["Character", "a\fb"]],
    "<!-- foo -- bar -->": [["Comment", " foo -- bar "]],
}


def unescape(value):
    """The second round of \\uHHHH that doubleEscaped asks for, in every string of value."""
    if isinstance(value, str):
        return re.sub(r"\\u([0-9A-Fa-f]{4})", lambda m: chr(int(m[1], 16)), value)
    if isinstance(value, list):
        return [unescape(item) for item in value]
    if isinstance(value, dict):
        return {unescape(key): unescape(item) for key, item in value.items()}
    return value


def join_surrogates(value):
    """Surrogate pairs as one character; a lone surrogate stays."""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def is_text(value):
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def read_cases(path):
    """(name, content, last start tag, input, expected) for each case and each of its states."""
    data = json.loads(path.read_text(encoding="utf-8"))
    for number, test in enumerate(data.get("tests") or data["xmlViolationTests"]):
        source, expected = test["input"], test["output"]
        if test.get("doubleEscaped"):
            source, expected = unescape(source), unescape(expected)
        if path.name == "xmlViolation.test":
            expected = UNCOERCED.get(source, expected)
        expected = MOVED.get(source, expected)
        for state in test.get("initialStates", ["Data state"]):
            name = f"{path.stem}-{number}-{state}"
            yield name, CONTENT[state], test.get("lastStartTag"), source, expected


def normalize_newlines(text):
    """https://infra.spec.whatwg.org/#normalize-newlines"""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.fixture(scope="session")
def tokenize(tmp_path_factory):
    """A function from a list of (content, foreign, last start, text) to lists of token lines."""
    compiler = shlex.split(os.environ.get("CC", "cc"))
    if shutil.which(compiler[0]) is None:
        pytest.skip(f"no C compiler: {compiler[0]}")
    program = tmp_path_factory.mktemp("tokenize") / "tokenize"
    flags = shlex.split(os.environ.get("CFLAGS", "-O1 -g"))
    subprocess.run([*compiler, "-std=c11", *flags, "-Icsrc", *SOURCES, "-o", str(program)], cwd=ROOT, check=True)

    def run(cases):
        stream = bytearray()
        for content, foreign, last_start, text in cases:
            data = normalize_newlines(text).encode("utf-8")
            stream += b"%d %d %s %d\n" % (content, foreign, (last_start or "-").encode(), len(data))
            stream += data
        done = subprocess.run([str(program)], input=bytes(stream), capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
        results, tokens = [], []
        for line in done.stdout.decode("ascii").splitlines():
            if line == "END":
                results.append(tokens)
                tokens = []
            else:
                tokens.append(line.split(" "))
        assert len(results) == len(cases)
        return results

    return run


def text_of(field):
    return None if field == "-" else bytes.fromhex(field[1:]).decode("utf-8")


def start_of(fields):
    name, known = text_of(fields[1]), text_of(fields[2])
    assert known in (None, name)
    attributes = {}
    for i in range(3, len(fields), 3):
        key, known, value = map(text_of, fields[i : i + 3])
        assert known in (None, key)
        assert key not in attributes
        attributes[key] = value
    token = ["StartTag", name, attributes]
    return [*token, True] if fields[0] == "1" else token


def tokens_of(lines):
    """Token lines in the suite's form, adjacent characters joined; the last line is the end."""
    tokens, reached = [], 0
    for kind, *fields, place in lines:
        start, end = map(int, place[1:].split("-"))
        assert reached <= start <= end
        reached = end
        if kind in ("TEXT", "NULL"):
            text = "\0" if kind == "NULL" else text_of(fields[0])
            assert text
            assert kind == "NULL" or "\0" not in text
            if tokens and tokens[-1][0] == "Character":
                tokens[-1][1] += text
            else:
                tokens.append(["Character", text])
        elif kind == "START":
            tokens.append(start_of(fields))
        elif kind == "END_TAG":
            tokens.append(["EndTag", text_of(fields[0])])
        elif kind == "COMMENT":
            tokens.append(["Comment", text_of(fields[0])])
        elif kind == "INSTRUCTION":
            tokens.append(["Instruction", *map(text_of, fields)])
        elif kind == "DOCTYPE":
            tokens.append(["DOCTYPE", *map(text_of, fields[1:]), fields[0] == "0"])
    assert [line[0] for line in lines].index("EOF") == len(lines) - 1
    return tokens


@pytest.mark.skipif(not FILES, reason=f"no html5lib-tests at {SUITE}")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_suite_file(path, tokenize, record_property):
    every = list(read_cases(path))
    # A lone surrogate cannot be in UTF-8, so it never gets as far as the tokenizer.
    cases = [case for case in every if is_text(join_surrogates(case[3]))]
    results = tokenize([(c, 0, last, join_surrogates(text)) for _, c, last, text, _ in cases])
    failures = []
    for (name, _, _, text, expected), lines in zip(cases, results, strict=True):
        got = tokens_of(lines)
        if got != expected:
            failures.append(f"{name}: {text!r}\n  wanted {expected}\n  got    {got}")
    record_property("cases", len(cases))
    record_property("skipped_lone_surrogates", len(every) - len(cases))
    assert len(every) - len(cases) == {"unicodeCharsProblematic": 4}.get(path.stem, 0)
    assert not failures, f"{len(failures)} of {len(cases)} failed\n" + "\n".join(failures[:20])


@pytest.mark.skipif(not FILES, reason=f"no html5lib-tests at {SUITE}")
def test_suite_is_whole():
    """The count of runs, so that a file that is not read cannot pass unseen."""
    assert sum(1 for path in FILES for _ in read_cases(path)) > 7000


INSTRUCTIONS = [
    ("<?hey there?>", [["Instruction", "hey", "there"]]),
    ("<?hey   there>", [["Instruction", "hey", "there"]]),
    ("<?hey\tthere=1?>", [["Instruction", "hey", "there=1"]]),
    ("<?hey?there>", [["Instruction", "hey", "?there"]]),
    ("<?a ?\t ??>", [["Instruction", "a", "?\t ?"]]),
    ("<?a ? >", [["Instruction", "a", "? "]]),
    ("<?a?>", [["Instruction", "a", ""]]),
    ("<?_-_>", [["Instruction", "_-_", ""]]),
    ("<?A-b d > ?>", [["Instruction", "A-b", "d "], ["Character", " ?>"]]),
    ("<?pi &amp;<t\0?>", [["Instruction", "pi", "&amp;<t\0"]]),
    ("<?xml version='1.0'?>x", [["Comment", "?xml version='1.0'?"], ["Character", "x"]]),
    ("<?XML-StyleSheet>", [["Comment", "?XML-StyleSheet"]]),
    ("<?xmlns>", [["Instruction", "xmlns", ""]]),
    ("<?a$>", [["Comment", "?a$"]]),
    ("<?1st>", [["Comment", "?1st"]]),
    ("<?-a>", [["Comment", "?-a"]]),
    ("<? >", [["Comment", "? "]]),
    ("<?", []),
    ("<?start", []),
    ("x<?start ?", [["Character", "x"]]),
    ("<?start data", []),
]


def test_instructions(tokenize):
    """https://html.spec.whatwg.org/multipage/parsing.html#processing-instruction-open-state"""
    results = tokenize([(0, 0, None, text) for text, _ in INSTRUCTIONS])
    assert [tokens_of(lines) for lines in results] == [wanted for _, wanted in INSTRUCTIONS]


CDATA = [
    (1, "<![CDATA[a<b>&amp;]]]>c", [["Character", "a<b>&amp;]c"]]),
    (1, "<![CDATA[]]><b>", [["StartTag", "b", {}]]),
    (1, "<![CDATA[x\0y]]>", [["Character", "x\0y"]]),
    (1, "<![CDATA[\0]]><i>", [["Character", "\0"], ["StartTag", "i", {}]]),
    (1, "<![CDATA[x]]", [["Character", "x]]"]]),
    (1, "<![cdata[x]]>", [["Comment", "[cdata[x]]"]]),
    (0, "<![CDATA[x]]>", [["Comment", "[CDATA[x]]"]]),
]


def test_cdata_only_in_foreign_content(tokenize):
    """https://html.spec.whatwg.org/multipage/parsing.html#cdata-section-state"""
    results = tokenize([(0, foreign, None, text) for foreign, text, _ in CDATA])
    assert [tokens_of(lines) for lines in results] == [wanted for _, _, wanted in CDATA]


def test_every_named_reference(tokenize):
    """Python's own table is the standard's: each name, in text and before "=" in an attribute."""
    names = html.entities.html5
    in_text = tokenize([(0, 0, None, f"&{name}") for name in names])
    assert [tokens_of(lines) for lines in in_text] == [[["Character", text]] for text in names.values()]
    in_value = tokenize([(0, 0, None, f"<a b='&{name}='>") for name in names])
    assert [tokens_of(lines) for lines in in_value] == [
        [["StartTag", "a", {"b": (text if name[-1] == ";" else f"&{name}") + "="}]] for name, text in names.items()
    ]
