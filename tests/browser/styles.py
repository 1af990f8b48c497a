#!/usr/bin/env python3
"""Give Chromium generated values of style attributes, cleaned: they must mean what they say and nothing else.

    python tests/browser/styles.py [--count 20000] [--seed 1] [--program build/ctest/css_main]

An output must set, in both modes of the browser, exactly what its declarations set one by one; each of these must be
valid and set only what belongs to its property; where nothing was refused, input and output must set the same. The
cleaner is asked through tests/c/css_main.c. The exit code is 1 when anything differs, 2 when nothing could be asked.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import random
import re
import subprocess
import sys
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from browser import chromium

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = pathlib.Path(__file__).resolve().parent / "styles.js"

SIDES = "(top|right|bottom|left)"
# What a property may set beside what has its own name.
LONGHANDS = {
    "border": rf"border-{SIDES}-(width|style|color)|border-image-[a-z]+",
    "border-color": rf"border-{SIDES}-color",
    "border-style": rf"border-{SIDES}-style",
    "border-width": rf"border-{SIDES}-width",
    **{f"border-{side}": rf"border-{side}-(width|style|color)" for side in ("top", "right", "bottom", "left")},
    "border-radius": r"border-(top|bottom)-(left|right)-radius",
    "border-spacing": r"-webkit-border-(horizontal|vertical)-spacing",
    "margin": rf"margin-{SIDES}",
    "padding": rf"padding-{SIDES}",
    "list-style": r"list-style-(type|position|image)",
    "text-decoration": r"text-decoration-(line|style|color|thickness)",
    "font-variant": r"font-variant-[a-z-]+",
    "white-space": r"white-space-collapse|text-wrap-mode",
    "overflow-wrap": r"word-wrap",
}

PROPERTIES = re.findall(r'"([a-z-]+)"\)', (ROOT / "csrc" / "clean" / "css.h").read_text(encoding="utf-8"))
OTHERS = [
    "background", "word-wrap", "position", "z-index", "font", "--x", "behavior", "-moz-binding", "all", "content", "*color",
    "opacity", "transform", "overflow", "inset", "top", "background-image", "x", "", "colo\\72", "filter", "cursor",
]  # fmt: skip
LENGTHS = [
    "0", "1px", "2em", ".5em", "1.25rem", "12pt", "-1px", "+3px", "10%", "100%", "101%", "5", "1e1px", "1vw", "007px", "1.5ex", "2ch",
    "1in", "1cm", "5mm", "1pc", "-0px", "1.PX", "9999999999px", "calc(1px + 1em)", "var(--x)", "min(1px,2px)", "1.23456px",
    "-1.5em", "1px2px", "auto", "none", "0.0001px", "1fr", "env(x)", "50", "1.5", "800", "450.5",
]  # fmt: skip
COLORS = [
    "red", "RED", "transparent", "currentColor", "#fff", "#ABCDEF", "#12345678", "#12", "rgb(1,2,3)", "rgb(1 2 3 / 50%)",
    "rgba(1,2,3,.25)", "rgb(10%,20%,30%)", "hsl(120,50%,50%)", "hsl(120deg 50% 50%/1)", "rgb(300,0,0)", "rgb(1,2,3", "ButtonText",
    "rebeccapurple", "color-mix(in srgb, red, blue)", "rgb(none 1 2)", "hsla(360,100%,0%,0)", "rgb(1.5,2.25,3)", "lab(1 2 3)",
    "light-dark(red,blue)", "rgba(1 2 3/.3333)", "hsl(0.5turn 1% 1%)",
]  # fmt: skip
WORDS = [
    "left", "right", "center", "justify", "both", "solid", "dotted", "hidden", "thin", "thick", "medium", "underline", "overline",
    "line-through", "wavy", "bold", "bolder", "italic", "oblique", "small-caps", "normal", "collapse", "separate", "fixed", "rtl",
    "ltr", "block", "inline-block", "none", "table-cell", "disc", "square", "decimal", "lower-roman", "inside", "outside",
    "x-large", "smaller", "nowrap", "pre-wrap", "break-word", "middle", "sub", "text-top", "uppercase", "capitalize", "cover",
    "border-box", "inherit", "initial", "unset", "revert", "max-content", "bottom", "top", "hide", "break-all", "cjk-decimal",
]  # fmt: skip
FAMILIES = [
    "Arial", "sans-serif", "'Times New Roman'", '"Noto Sans"', "Open Sans", "\u5b8b\u4f53", "'\u5fae\u8f6f\u96c5\u9ed1'", "-apple-system",
    "'a;b'", "'a\\'b'", "Arial Black", "serif", "monospace", "'", "inherit", "'</p>'", "x\u202ey", "\u00e9t\u00e9", "'A_b 2'", "2x",
]  # fmt: skip
NOISE = [
    ";", ";;", ":", " ", "\n", "\t", "/**/", "/*;*/", "/*", "*/", "(", ")", "[", "]", "{", "}", "'", '"', "\\", "\\;", "!", "!important",
    " ! important", ",", "/", "url(", "url(x)", "url('x;y')", "@media x{}", "@x;", "<!--", "-->", "#", "%", "--", "\\72 ", "&", "<", ">",
    "\u00a0", "\u200b", "\\a ", "+", "-", ".", "e1", "expression(", "|", "~", "$", "`", "\r\n", "\f", "\\\n", "\ufffd",
]  # fmt: skip


Fitting = dict[str, list[str]]


def fitting(browser: chromium.Browser) -> Fitting:
    """The components that fit each property, told by the browser."""
    pool = sorted({*LENGTHS, *COLORS, *WORDS, *FAMILIES})
    ask = f"""JSON.stringify(Object.fromEntries({json.dumps(PROPERTIES)}.map((name) =>
        [name, {json.dumps(pool)}.filter((text) => CSS.supports(name, text))])))"""
    found: Fitting = json.loads(browser.evaluate(ask))
    return found


def value(pick: random.Random, name: str, fits: Fitting) -> str:
    """A value that fits name, more often than not."""
    if name == "font-family":
        return pick.choice((", ", ",", " ")).join(pick.choice(FAMILIES) for _ in range(pick.choice((1, 1, 2, 3))))
    if pick.random() < 0.1 or name not in fits:
        pools = (LENGTHS, COLORS, WORDS)
        return " ".join(pick.choice(pick.choice(pools)) for _ in range(pick.choice((1, 1, 1, 2, 3, 4))))
    many = re.fullmatch(r"margin|padding|border(-[a-z]+)?|text-decoration(-line)?|list-style", name)
    return " ".join(pick.choice(fits[name]) for _ in range(pick.choice((1, 2, 3, 4) if many else (1,))))


def case(pick: random.Random, text: str) -> str:
    return pick.choice((text, text, text, text.upper(), text.title()))


def generate(pick: random.Random, fits: Fitting) -> str:
    """Declarations, now and then with something in them that has no place there."""
    pieces = []
    for _ in range(pick.choice((1, 1, 2, 3, 5))):
        name = pick.choice(PROPERTIES) if pick.random() < 0.9 else pick.choice(OTHERS)
        blank = pick.choice(("", "", " ", "\n", "/**/"))
        force = pick.choice(("", "", "", "", "", "!important", " ! IMPORTANT"))
        pieces += [
            case(pick, name),
            blank,
            ":",
            blank,
            case(pick, value(pick, name, fits)),
            force,
            pick.choice((";", "; ")),
        ]
    if pick.random() < 0.4:
        for _ in range(pick.choice((1, 1, 2, 6))):
            pieces.insert(pick.randrange(len(pieces) + 1), pick.choice(NOISE))
    if pick.random() < 0.1:
        text = "".join(pieces)
        at = pick.randrange(len(text))
        return text[:at] + text[at + pick.choice((1, 2)) :]
    return "".join(pieces)


def clean(program: str, values: list[str]) -> list[tuple[int, str]]:
    """How many declarations of each were refused, and what stays."""
    request = b"".join(b"%d\n%s" % (len(data), data) for data in (text.encode() for text in values))
    output = subprocess.run([program], input=request, capture_output=True, check=True).stdout
    answers, at = [], 0
    while at < len(output):
        end = output.index(b"\n", at)
        refused, length = map(int, output[at:end].split())
        answers.append((refused, output[end + 1 : end + 1 + length].decode()))
        at = end + 1 + length
    return answers


def rounded(longhands: dict[str, str]) -> dict[str, str]:
    """Values as far as both sides can know them: numbers to three places, no importance."""
    return {
        name: re.sub(r"\d+\.\d{3,}", lambda match: f"{int(float(match[0]) * 1000) / 1000:g}", text.removesuffix(" !"))
        for name, text in longhands.items()
    }


def problems(given: str, refused: int, out: str, parts: list[list[str]], seen: dict[str, Any]) -> list[str]:
    """What is wrong with out as a cleaned form of given, by what a browser saw."""
    found = []
    whole: dict[str, str] = {}
    for (name, _), own in zip(parts, seen["parts"], strict=True):
        pattern = re.compile(rf"{name}|{LONGHANDS.get(name, name)}")
        if not own:
            found.append(f"{name} is not valid")
        found += [f"{name} sets {longhand}" for longhand in own if pattern.fullmatch(longhand) is None]
        whole.update(own)
    found += [f"another meaning in {mode} mode" for mode in ("strict", "quirks") if seen[mode] != whole]
    if any(text.endswith("!") or re.search(r"[a-z]*(?<!rgb)(?<!rgba)\(", text) for text in whole.values()):
        found.append("importance or a function")
    if seen["computed"] != seen["plain"]:
        found.append(f"computed {seen['computed']}")
    if refused == 0:
        # Of the shorthand background only the colour is read; what it sets beside that fetches nothing.
        before = {
            name: text
            for name, text in rounded(seen["given"]).items()
            if name in whole or not (name.startswith("background-") and text in ("initial", "inherit", "unset"))
        }
        if before != rounded(whole):
            found.append(f"was {before}, is {rounded(whole)}")
    if re.fullmatch(r"(?:[a-z-]+: [^;:\"<>&\\]+(?:; (?!$)|$))*", out) is None:
        found.append("not in normal form")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=1000)
    parser.add_argument("--program", default="build/ctest/css_main")
    parser.add_argument("--show", type=int, default=10)
    options = parser.parse_args()
    if chromium.find() is None or not pathlib.Path(options.program).exists():
        print(f"skipped: chromium is not installed, or there is no {options.program}")
        return 2
    pick = random.Random(options.seed)
    failed = kept = untouched = 0
    with chromium.start() as browser:
        browser.evaluate(SCRIPT.read_text(encoding="utf-8"))
        fits = fitting(browser)
        for start in range(0, options.count, options.batch):
            values = [generate(pick, fits) for _ in range(min(options.batch, options.count - start))]
            answers = clean(options.program, values)
            again = clean(options.program, [out for _, out in answers])
            split = [[part.split(": ", 1) for part in out.split("; ")] if out else [] for _, out in answers]
            cases = json.dumps(
                [[value, out, parts] for value, (_, out), parts in zip(values, answers, split, strict=True)]
            )
            seen = json.loads(browser.evaluate(f"JSON.stringify({cases}.map((one) => styles(...one)))"))
            assert seen[0]["modes"] == ["CSS1Compat", "BackCompat"], seen[0]["modes"]
            for i, (refused, out) in enumerate(answers):
                found = problems(values[i], refused, out, split[i], seen[i])
                found += ["no fixpoint"] if again[i] != (0, out) else []
                failed += bool(found)
                kept += len(split[i])
                untouched += refused == 0
                if found and failed <= options.show:
                    print(f"\nin  {values[i]!a}\nout {out!a}\n  {'; '.join(found)}")
    print(f"{options.count} values, {untouched} with nothing refused, {kept} declarations kept: {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
