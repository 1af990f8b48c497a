"""The YAML reader against PyYAML over real posts, and against the YAML test suite.

PyYAML's own nodes are read by YAML 1.2's core schema here, because that is what the library promises
(dates, yes/no, 012, 1:30 and 1_000 are text); all else must be equal. Posts and cases are found at
$NEWSPROC_DATA and $NEWSPROC_SUITES or beside the project; without them the tests skip.
"""

from __future__ import annotations

import json
import pathlib
import re
from typing import Any

import pytest
from front_program import ROOT, Answer, ask, is_utf8, read_posts

yaml = pytest.importorskip("yaml")
if not yaml.__with_libyaml__:
    pytest.skip("PyYAML was built without libyaml", allow_module_level=True)

OK, SYNTAX = 0, 4
# The cases of the suite that we read otherwise, each with its reason.
EXCEPTIONS = ROOT / "tests" / "data" / "yaml-exceptions.json"


class CoreLoader(yaml.CSafeLoader):  # type: ignore[misc]
    """libyaml's nodes with the tags of the core schema (and its leading-zero exception)."""


CoreLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        "float",
        r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
    ("merge", "<<", ["<"]),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})\\Z"), _first)


def number(text: str, kind: str) -> Any:
    if kind == "float":
        word = text.lower().lstrip("+-")
        return ("-" if text[0] == "-" else "") + word if word in (".inf", ".nan") else float(text)
    return int(text, 8 if text[:2] == "0o" else 16 if text[:2] == "0x" else 10)


def value_of(loader: Any, node: Any) -> Any:
    """A node as JSON has it: keys are their text."""
    if isinstance(node, yaml.SequenceNode):
        return [value_of(loader, item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        loader.flatten_mapping(node)
        return {key.value: value_of(loader, value) for key, value in node.value}
    kind = node.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return node.value.lower() == "true"
    return number(node.value, kind) if kind in ("int", "float") else node.value


def peer(front: bytes) -> Any:
    """The first document as PyYAML reads it; raises yaml.YAMLError."""
    loader = CoreLoader(front)
    try:
        if not loader.check_node():
            return None
        return value_of(loader, loader.get_node())
    finally:
        loader.dispose()


def codes(answer: Answer) -> set[str]:
    return {diagnostic[0] for diagnostic in answer["diagnostics"]}


def read_fronts(folder: pathlib.Path) -> list[tuple[str, bytes]]:
    return [(file, text[start:end]) for file, text, start, end in read_posts(folder)]


# How many heads of each folder PyYAML reads; the others must give a map with a diagnostic.
@pytest.mark.parametrize(("name", "readable"), [("posts", 1437), ("family", 19), ("dirty", 14)])
def test_equal_to_pyyaml(data: pathlib.Path, program: pathlib.Path, name: str, readable: int) -> None:
    fronts = read_fronts(data / name)
    answers = ask(program, (("yaml", front) for _, front in fronts))
    wrong, read = [], 0
    for (file, front), answer in zip(fronts, answers, strict=True):
        try:
            wanted = peer(front)
        except (yaml.YAMLError, UnicodeDecodeError):
            if answer["metadata"] is None or not answer["diagnostics"]:
                wrong.append(f"{file}: not YAML, and nobody says so")
            continue
        read += 1
        if answer["metadata"] != wanted:
            wrong.append(f"{file}\n  wanted {wanted}\n  got    {answer['metadata']}")
        elif codes(answer) - {"unknown_tag", "duplicate_key"}:
            wrong.append(f"{file}: {answer['diagnostics']}")
    assert not wrong, f"{len(wrong)} of {len(fronts)} differ\n" + "\n".join(wrong[:20])
    assert read == readable


def first_document(text: str) -> Any:
    """The suite's JSON column holds one value for each document."""
    return json.JSONDecoder().raw_decode(text.lstrip())[0] if text.strip() else None


def suite_differences(program: pathlib.Path, cases: list[dict[str, Any]]) -> tuple[dict[str, str], int]:
    """How we differ from the suite, case by case (refused, accepted, value), and how many values were compared."""
    strict = ask(program, (("strict", case["yaml"].encode()) for case in cases))
    lenient = ask(program, (("yaml", case["yaml"].encode()) for case in cases))
    differences, values = {}, 0
    for case, verdict, answer in zip(cases, strict, lenient, strict=True):
        assert verdict["status"] in (OK, SYNTAX), case["id"]
        refused = verdict["status"] == SYNTAX
        if refused != bool(case["error"]):
            differences[case["id"]] = "refused" if refused else "accepted"
        if case["error"] or case["json"] is None or refused:
            continue
        values += 1
        if answer["metadata"] != first_document(case["json"]):
            differences[case["id"]] = "value"
    return differences, values


def test_yaml_suite(suites: pathlib.Path, program: pathlib.Path) -> None:
    """libyaml 0.2.5 accepts or rejects 335 of the 402 cases rightly; so do we. The two lists differ
    by four cases: only the first document counts here, and what follows it is not looked at."""
    cases = json.loads((suites / "yaml-test-suite.json").read_text(encoding="utf-8"))
    differences, values = suite_differences(program, cases)
    verdicts = sum(kind != "value" for kind in differences.values())
    wrong_values = len(differences) - verdicts
    print(f"accept and reject: {len(cases) - verdicts} of {len(cases)}; values: {values - wrong_values} of {values}")
    assert len(cases) == 402
    assert values == 241
    assert len(cases) - verdicts >= 335
    known = json.loads(EXCEPTIONS.read_text(encoding="utf-8"))
    assert {name: reason.partition(": ")[0] for name, reason in known.items()} == differences
    assert all(len(reason.partition(": ")[2]) > 20 for reason in known.values())


def test_subset_scanner(suites: pathlib.Path, data: pathlib.Path, program: pathlib.Path) -> None:
    """With the subset scanner as without it: the same values, places and diagnostics."""
    cases = json.loads((suites / "yaml-test-suite.json").read_text(encoding="utf-8"))
    heads = [front for name in ("posts", "family", "dirty") for _, front in read_fronts(data / name) if is_utf8(front)]
    inputs = [*heads, *(case["yaml"].encode() for case in cases)]
    answers = ask(program, (("ways", text) for text in inputs))
    wrong = [text for text, answer in zip(inputs, answers, strict=True) if not answer["same"]]
    assert not wrong, f"{len(wrong)} differ, {wrong[:3]}"
    read = sum(answer["subset"] for answer in answers[: len(heads)])
    print(f"{read} of {len(heads)} heads need no libyaml")
    assert read >= 0.98 * len(heads)
