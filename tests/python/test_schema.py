"""The schemas of YAML scalars against PyYAML's loaders, on generated scalars and on real posts."""

from __future__ import annotations

import itertools
import math
import pathlib
import random
from typing import Any

import pytest

import newsproc

yaml = pytest.importorskip("yaml")


class DatelessLoader(yaml.SafeLoader):  # type: ignore[misc]
    """PyYAML's safe loader, but for dates: here the field decides what is one."""


DatelessLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if not tag.endswith((":timestamp", ":value"))]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
BITS = 1 << 63


def expected(loader: Any, text: str) -> Any:
    return yaml.load(f"a: {text}\n", loader)["a"]


def same(text: str, got: Any, wanted: Any) -> bool:
    if isinstance(wanted, float) and not math.isfinite(wanted):
        return str(got) == text  # JSON, which metadata comes from, has no word for it
    return type(got) is type(wanted) and got == wanted


def scalars() -> list[str]:
    """Words, and what can be made of the characters of numbers."""
    words = [
        case(word)
        for word in (
            "yes",
            "no",
            "on",
            "off",
            "true",
            "false",
            "null",
            "y",
            "n",
            "~",
            ".inf",
            "-.inf",
            "+.inf",
            ".nan",
            "-.nan",
        )
        for case in (str.lower, str.upper, str.capitalize, str.swapcase, str.title)
    ]
    short = ["".join(parts) for size in (1, 2, 3) for parts in itertools.product("0179_.:+e", repeat=size)]
    chance = random.Random(11)
    alphabet = ["0", "1", "5", "6", "9", "_", ".", ":", "e", "+", "-", "0x", "0b", "0o", "f", ":30", "e+3"]
    long = ["".join(chance.choices(alphabet, k=chance.randint(3, 8))) for _ in range(20000)]
    return [text for text in dict.fromkeys(words + short + long) if text[-1] != ":" and text[:2] not in ("- ", "-")]


def ours(texts: list[str], schema: Any) -> list[Any]:
    metadata: list[Any] = []
    for start in range(0, len(texts), 5000):
        part = texts[start : start + 5000]
        front = "".join(f"k{i}: {text}\n" for i, text in enumerate(part))
        values = newsproc.split(f"---\n{front}---\n", schema=schema).metadata
        assert len(values) == len(part)
        metadata += values.values()
    return metadata


def test_scalars_as_pyyaml_has_them() -> None:
    texts = scalars()
    wrong = []
    numbers = 0
    for text, got in zip(texts, ours(texts, "1.1"), strict=True):
        try:
            wanted = expected(DatelessLoader, text)
        except ValueError:  # "0b_", "0x_": digits without a digit
            wanted = text
        if isinstance(wanted, int) and not -BITS <= wanted < BITS and text.lstrip("+-")[:2] in ("0x", "0b"):
            wanted = text
        numbers += isinstance(wanted, (int, float))
        if not same(text, got, wanted):
            wrong.append((text, got, wanted))
    assert not wrong, wrong[:20]
    assert numbers > 600


def test_failsafe_is_all_text() -> None:
    texts = [*scalars()[:2000], "", "''", '"x"', "[]"]
    for text, got in zip(texts, ours(texts, "failsafe"), strict=True):
        assert got == yaml.load(f"a: {text}\n", yaml.BaseLoader)["a"], text


def test_fields_read_what_was_written() -> None:
    front = "---\ndraft: yes\ntags: [1_000, no]\ntitle: 1:30\ndate: 2021-07-19\n---\n"
    article = newsproc.parse(front, schema="1.1")
    assert article.draft
    assert article.tags == ("1_000", "no")  # a list is read from what was written
    assert (article.title, article.date_text) == ("1:30", "2021-07-19")
    assert article.metadata == {"draft": True, "tags": [1000, False], "title": 90, "date": "2021-07-19"}
    assert newsproc.parse(front).draft  # the field decides what yes is
    assert newsproc.parse(front).metadata["draft"] == "yes"
    plain = newsproc.parse("---\ndraft: true\ntitle: ~\nn:\n---\n", schema="failsafe")
    assert (plain.metadata, plain.title, plain.draft) == ({"draft": "true", "title": "~", "n": ""}, "~", True)
    quoted = newsproc.split("---\na: 'yes'\nb: |\n  1_000\nc: !!str on\nd: !!int '1_0'\n---\n", schema="1.1").metadata
    assert quoted == {"a": "yes", "b": "1_000\n", "c": "on", "d": 10}


def test_real_posts_as_pyyaml_has_them(data: pathlib.Path) -> None:
    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key if isinstance(key, str) else str(key).lower(): plain(item) for key, item in value.items()}
        return [plain(item) for item in value] if isinstance(value, list) else value

    checked, wrong = 0, []
    for path in sorted((data / "posts").rglob("*.md"))[::4]:
        head, mark, rest = path.read_bytes().partition(b"---\n")
        if head or not mark:
            continue
        front = rest.partition(b"\n---")[0] + b"\n"
        try:
            wanted = yaml.load(front, DatelessLoader)
        except yaml.YAMLError:
            continue
        got = newsproc.split(b"---\n" + front + b"---\n", schema="1.1").metadata
        checked += 1
        if isinstance(wanted, dict) and dict(got) != plain(wanted):
            wrong.append((path.name, got, wanted))
    assert not wrong, wrong[:3]
    assert checked > 200
