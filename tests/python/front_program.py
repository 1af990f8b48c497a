"""The front matter reader as a program, and the headers of real posts to ask it about."""

from __future__ import annotations

import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterable
from typing import Any

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = [
    "tests/c/front_main.c",
    "csrc/gen/utf8_tables.c",
    *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "csrc/base").glob("*.c")),
    *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "csrc/front").glob("*.c")),
]
FENCE = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*\r?\n)*---+[ \t]*\r?\n(.*?)^(?:---+|\.\.\.)[ \t]*\r?$", re.S | re.M)

Answer = dict[str, Any]


def build(folder: pathlib.Path) -> pathlib.Path:
    """tests/c/front_main.c, built with the core's own sources."""
    compiler = shlex.split(os.environ.get("CC", "cc"))
    if shutil.which(compiler[0]) is None or shutil.which("pkg-config") is None:
        pytest.skip("no C compiler or no pkg-config")
    libraries = ["pkg-config", "--cflags", "--libs", "yaml-0.1", "libutf8proc"]
    flags = subprocess.run(libraries, capture_output=True, text=True, check=False)
    if flags.returncode != 0:
        pytest.skip("the headers of libyaml and utf8proc are not installed")
    target = folder / "front_main"
    command = [*compiler, "-std=c11", "-O1", "-Icsrc", "-o", str(target), *SOURCES]
    subprocess.run([*command, *shlex.split(flags.stdout), "-lm"], check=True, cwd=ROOT)
    return target


def ask(program: pathlib.Path, requests: Iterable[tuple[str, bytes]]) -> list[Answer]:
    data = b"".join(b"%s %d\n" % (kind.encode(), len(text)) + text for kind, text in requests)
    output = subprocess.run([str(program)], input=data, capture_output=True, check=True).stdout
    answers, at = [], 0
    while at < len(output):
        end = output.index(b"\n", at)
        size = int(output[at:end])
        answers.append(json.loads(output[end + 1 : end + 1 + size]))
        at = end + 1 + size
    return answers


def is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def read_posts(folder: pathlib.Path) -> list[tuple[str, bytes, int, int]]:
    """Name and bytes of each post that has a header, and where that begins and ends."""
    posts = []
    for path in sorted(folder.rglob("*")):
        text = path.read_bytes() if path.is_file() else b""
        found = FENCE.match(text)
        if found is not None:
            posts.append((str(path.relative_to(folder)), text, found.start(1), found.end(1)))
    return posts
