#!/usr/bin/env python3
"""Give every attack of the sanitizer suites, sanitized, to Chromium: nothing may run, stay dangerous or mutate.

    python tests/browser/xss.py [--random 1] [--seed 1] [--limit N] [--save findings.json]

The attacks and the oracle that loads strings into a page in many contexts are data of $NEWSPROC_SUITES (else
../shared/suites), folder xss; oracle.py says what it does with a string. Policies are the presets, the widest that the
API can express and, a vector, some drawn at random. The exit code is 1 when anything was found, 2 when nothing could
be looked at.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import pathlib
import random
import re
import sys
from collections.abc import Iterator
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import newsproc

from browser import chromium
from fixpoint import policies

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUITE = pathlib.Path(os.environ.get("NEWSPROC_SUITES") or ROOT.parent / "shared" / "suites") / "xss"

# A browser's own serializer writes one newline after <pre> where two are needed, so that what it writes has lost one when
# it is read back. That is no fault of what it was given: without those newlines there must be nothing to find.
NEWLINES = re.compile(r"(<pre(?: [^>]*)?>)\n+")


def vectors() -> list[tuple[str, str]]:
    """(id, input) of every attack and harmless case."""
    files = sorted(path for path in SUITE.glob("*.json") if path.name != "META.json")
    return [(case["id"], case["input"]) for path in files for case in json.loads(path.read_text(encoding="utf-8"))]


def load_oracle() -> Any:
    spec = importlib.util.spec_from_file_location("oracle", SUITE / "oracle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outputs(options: argparse.Namespace) -> Iterator[tuple[str, str, str]]:
    """(id and policy, input, output)."""
    pick = random.Random(options.seed)
    for number, (name, text) in enumerate(vectors()):
        if options.limit is not None and number >= options.limit:
            return
        judged = list(policies.POLICIES.items())
        judged += [(f"random {i}", policies.draw(pick)) for i in range(options.random)]
        for policy, object_ in judged:
            yield f"{name}, {policy}", text, newsproc.sanitize(text, object_)


def found_in(result: dict[str, Any], danger: set[str]) -> list[str]:
    """What the oracle says of one output."""
    found = [f"ran {key} {where}" for key in result if key.startswith(("exec", "csp")) for where in result[key]]
    for host, seen in result.get("static", {}).items():
        found += [f"dangerous {kind} in {host}" for kind in seen if kind in danger]
    for host, seen in result.get("second_new", {}).items():
        found += [f"dangerous {kind} the second time in {host}" for kind in seen if kind in danger]
    found += [f"dangerous {kind} by the older serializer" for kind in result.get("legacy_new", []) if kind in danger]
    found += [f"mutated in {host}" for host in result.get("mutated", [])]
    found += ["hangs"] * ("hang" in result) + ["differs with scripting on"] * bool(result.get("xscript"))
    return found


def excuse(oracle: Any, found: dict[str, list[str]]) -> int:
    """Takes off what is only the browser's way with newlines after <pre>, and counts it."""
    suspects = [
        output
        for output, what in found.items()
        if NEWLINES.search(output) and all(kind.startswith("mutated") for kind in what)
    ]
    answers = oracle.analyse([NEWLINES.sub(r"\1", output) for output in suspects]) if suspects else {}
    excused = [output for i, output in enumerate(suspects) if not found_in(answers[str(i)], oracle.DANGER)]
    for output in excused:
        del found[output]
    return len(excused)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--random", type=int, default=1, help="policies at random a vector")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, help="the first so many vectors only")
    parser.add_argument("--show", type=int, default=20)
    parser.add_argument("--save", type=pathlib.Path, help="all that was found, as JSON")
    options = parser.parse_args()
    if chromium.find() is None or not (SUITE / "oracle.py").is_file():
        print(f"skipped: chromium is not installed, or no oracle.py in {SUITE}")
        return 2
    oracle = load_oracle()
    made = list(outputs(options))
    distinct = list(dict.fromkeys(output for _, _, output in made))
    print(f"{len(made)} outputs, {len(distinct)} distinct", flush=True)
    answers = oracle.analyse(distinct)
    found = {}
    for i, output in enumerate(distinct):
        if what := found_in(answers[str(i)], oracle.DANGER):
            found[output] = what
    excused = excuse(oracle, found)
    if "__unknown__" in answers:
        found["(no one output)"] = [f"ran {answers['__unknown__']}"]
    kinds: dict[str, int] = {}
    for what in found.values():
        for kind in what:
            kinds[kind] = kinds.get(kind, 0) + 1
    shown = [row for row in made if row[2] in found]
    for name, text, output in shown[: options.show]:
        print(
            f"\n{name}\n  in  {ascii(text)[:1000]}\n  out {ascii(output)[:1000]}\n  {'; '.join(found[output])[:1000]}"
        )
    if options.save is not None:
        rows = [{"id": name, "input": text, "output": output, "found": found[output]} for name, text, output in shown]
        options.save.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    for kind, count in sorted(kinds.items()):
        print(f"{count:8} {kind}")
    if excused:
        print(f"{excused:8} mutated by the browser's serializer alone, which drops a newline after <pre>")
    print(f"{len(made)} outputs ({len(distinct)} distinct) in Chromium: {len(found)} with findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
