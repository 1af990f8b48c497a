"""Broken headers: every real header is broken in nine ways, and what was not broken must come out as before.

Every key of a header is broken in its turn. The others must have their exact values, and the body must begin at the same
byte. Posts are found at $NEWSPROC_DATA or beside the project; without them the tests skip.
"""

from __future__ import annotations

import pathlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from front_program import ask, is_utf8, read_posts

KEY_LINE = re.compile(rb"([A-Za-z_][\w-]*)[ \t]*:(?=[ \t\r\n])")

# Bytes of the fence and body that are kept: what stands behind them no longer matters.
BODY = 500

Break = Callable[[bytes], bytes]


class Head:
    """The header of a post, cut at its keys: each with the bytes up to the next one."""

    def __init__(self, file: str, text: bytes, start: int, end: int) -> None:
        self.file, self.before, self.front, self.after = file, text[:start], text[start:end], text[end:]
        self.metadata: dict[str, Any] = {}
        self.blocks: list[tuple[str, bytes]] = []
        for line in self.front.splitlines(keepends=True):
            found = KEY_LINE.match(line)
            if found is not None:
                self.blocks.append((found[1].decode(), line))
            elif self.blocks:
                key, block = self.blocks[-1]
                self.blocks[-1] = (key, block + line)
            else:
                self.before += line

    def broken(self, at: int, change: Break) -> tuple[bytes, int]:
        """The post with one block changed, and where its body begins."""
        blocks = [block for _, block in self.blocks]
        blocks[at] = change(blocks[at])
        text = self.before + b"".join(blocks)
        fence = self.after.find(b"\n") + 1 or len(self.after)
        return text + self.after, len(text) + fence


@pytest.fixture(scope="module")
def heads(data: pathlib.Path, program: pathlib.Path) -> list[Head]:
    """The sound headers with at least two keys."""
    every = [Head(*post) for post in read_posts(data / "posts") if is_utf8(post[1])]
    sound = []
    for head, answer in zip(every, ask(program, (("yaml", head.front) for head in every)), strict=True):
        head.metadata = answer["metadata"] or {}
        keys = [key for key, _ in head.blocks]
        if len(keys) > 1 and not answer["diagnostics"] and keys == list(head.metadata):
            sound.append(head)
    return sound


def halves(block: bytes) -> tuple[bytes, bytes, bytes]:
    """A block as its key with the colon, and its value's two halves."""
    colon = block.index(b":") + 1
    value = block[colon:].strip()
    middle = len(value) // 2
    while middle < len(value) and value[middle] & 0xC0 == 0x80:
        middle += 1
    return block[:colon] + b" ", value[:middle], value[middle:]


def insert(at_start: bytes, in_middle: bytes) -> Break:
    def change(block: bytes) -> bytes:
        key, first, second = halves(block)
        return key + at_start + first + in_middle + second + b"\n"

    return change


def unbalance(block: bytes) -> bytes:
    """A quote that nobody closes: that of a quoted value, or one more."""
    key, first, second = halves(block)
    value = first + second
    if len(value) > 2 and value[:1] in (b"'", b'"') and value[-1:] == value[:1]:
        return key + value[:-1] + b"\n"
    return key + b'"' + value + b"\n"


def indent_by_tabs(block: bytes) -> bytes:
    """Tabs where blanks indent; under a value that stands on its key's line, a line with a tab."""
    changed = re.sub(rb"(?m)^ +(?=\S)", b"\t", block)
    return changed if changed != block else block.rstrip() + b"\n\tx: 1\n"


def escape_badly(block: bytes) -> bytes:
    key, first, second = (re.sub(rb'["\\\r\n]', b"", part) for part in halves(block))
    return key + b'"' + first + rb"\q" + second + b'"\n'


def write_twice(block: bytes) -> bytes:
    return block.rstrip() + b"\n" + halves(block)[0] + b"twice\n"


def cut(block: bytes) -> bytes:
    key, first, _ = halves(block)
    return key + first + b"\n"


def leave_template(block: bytes) -> bytes:
    return halves(block)[0] + b"{{ x }}\n"


BREAKS: dict[str, Break] = {
    "quote": unbalance,
    "tab": indent_by_tabs,
    "colon": insert(b"", b": "),
    "bracket": insert(b"[x] ", b""),
    "escape": escape_badly,
    "duplicate": write_twice,
    "cut": cut,
    "template": leave_template,
    "control": insert(b"", b"\x01"),
}


@pytest.mark.parametrize("how", BREAKS)
def test_nine_breaks(heads: list[Head], program: pathlib.Path, how: str) -> None:
    broken = [(head, at) for head in heads for at in range(len(head.blocks))]
    posts = [head.broken(at, BREAKS[how]) for head, at in broken]
    keys, lost, moved, silent = 0, [], [], []
    answers = ask(program, (("post", text) for text, _ in posts))
    for (head, at), (text, body), answer in zip(broken, posts, answers, strict=True):
        got, key = answer["metadata"], head.blocks[at][0]
        if answer["body"] != body:
            moved.append(f"{head.file}: {answer['body']} and not {body}")
        if not isinstance(got, dict) or key not in got:
            silent.append(f"{head.file}: {key}\n{text[:body].decode()}\n{got}")
        for name, value in head.metadata.items():
            if name != key:
                keys += 1
                if not isinstance(got, dict) or name not in got or got[name] != value:
                    lost.append(f"{head.file}: {name} after {key}\n{text[:body].decode()}\n{got}")
    print(
        f"{how}: {len(posts)} headers, {keys - len(lost)} of {keys} other keys exact, {len(posts) - len(moved)} bodies"
    )
    assert len(posts) > 6000
    assert not moved, "\n".join(moved[:5])
    assert not silent, "\n".join(silent[:5])
    assert len(lost) <= 0.002 * keys, f"{len(lost)} of {keys}\n" + "\n".join(lost[:5])
