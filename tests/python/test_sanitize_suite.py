"""Every attack and harmless case of ten sanitizers' suites: what comes out is safe, stable and whole.

The cases are data at $NEWSPROC_SUITES or beside the project, folder xss; without them the tests skip. What must hold is
in tests/fixpoint/check.py, which shares no code with the sanitizer. Chromium looks at the same outputs in
tests/browser/xss.py (make xss-test).
"""

from __future__ import annotations

import json
import pathlib
import random
import sys
from collections.abc import Iterator

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import newsproc

from fixpoint import check, peers, policies

Vector = tuple[str, str]


@pytest.fixture(scope="module")
def vectors(suites: pathlib.Path) -> list[Vector]:
    """(id, input) of every case."""
    files = sorted(path for path in (suites / "xss").glob("*.json") if path.name != "META.json")
    if not files:
        pytest.skip(f"no sanitizer suites in {suites}")
    return [(case["id"], case["input"]) for path in files for case in json.loads(path.read_text(encoding="utf-8"))]


def failures(vectors: list[Vector], policy: newsproc.Policy) -> Iterator[str]:
    for name, text in vectors:
        if problems := check.problems(text, policy, {}):
            out = newsproc.sanitize(text, policy)
            yield f"{name}: {'; '.join(problems)}\n  in  {text!a}\n  out {out!a}"


def test_there_are_vectors(vectors: list[Vector]) -> None:
    assert len(vectors) > 1900
    # Most are attacks: what comes out is another text than what went in.
    changed = sum(newsproc.sanitize(text) != text for _, text in vectors)
    assert changed > len(vectors) // 2


@pytest.mark.parametrize("name", policies.POLICIES)
def test_outputs(vectors: list[Vector], name: str) -> None:
    found = list(failures(vectors, policies.POLICIES[name]))
    assert not found, f"{len(found)} of {len(vectors)}\n" + "\n".join(found[:10])


@pytest.mark.parametrize("seed", range(20))
def test_outputs_under_policies_at_random(vectors: list[Vector], seed: int) -> None:
    policy = policies.draw(random.Random(seed))
    found = list(failures(vectors, policy))
    assert not found, f"{len(found)} of {len(vectors)}, {policy!r}\n" + "\n".join(found[:10])


@pytest.mark.parametrize("peer", peers.PEERS)
def test_other_parsers_read_the_same_tree(vectors: list[Vector], peer: str) -> None:
    readers = peers.installed([peer])
    if not readers:
        pytest.skip(f"{peer} is not installed")
    asked = [
        policy for policy in policies.POLICIES.values() if peer not in peers.PORTABLE or policy.to_dict()["portable"]
    ]
    outputs = {newsproc.sanitize(text, policy) for _, text in vectors for policy in asked}
    different = [
        out
        for out in sorted(outputs)
        if check.departs(peer, out, newsproc.tree(out, fragment="body"), readers[peer](out))
    ]
    assert not different, f"{len(different)} of {len(outputs)}\n" + "\n".join(map(ascii, different[:10]))
