"""What an installed wheel must do, with nothing but the standard library beside it. check.py runs it, in every
interpreter that it can reach.

    python smoke.py PROJECT [--lxml]

Prints one line of JSON: build_info, milliseconds of the import, examples tried, encodings that the C library cannot
convert or whose rare characters it reads otherwise. Exits with 1, and what failed, when something is wrong.
"""

from __future__ import annotations

import sys
import time

started = time.perf_counter(), time.process_time()
import newsproc  # noqa: E402

IMPORT = (time.perf_counter() - started[0]) * 1000
WORK = (time.process_time() - started[1]) * 1000  # what others do on the machine is not in it

import doctest  # noqa: E402
import importlib.util  # noqa: E402
import json  # noqa: E402
import pathlib  # noqa: E402
import re  # noqa: E402
import sysconfig  # noqa: E402
import threading  # noqa: E402

# Encoding of the standard -> Python's name of it, and text that it can hold.
SAMPLES = {
    "gbk": ("gbk", "清明前后，茶农"),
    "gb18030": ("gb18030", "清明前后，茶农𠮷\U0010fffd"),
    "big5": ("big5", "清明前後，茶農"),
    "shift_jis": ("cp932", "お茶と山"),
    "euc-jp": ("euc_jp", "お茶と山"),
    "iso-2022-jp": ("iso2022_jp", "お茶と山"),
    "euc-kr": ("cp949", "녹차와 산 뷁"),
    "koi8-r": ("koi8_r", "чай и горы"),
    "iso-8859-15": ("iso8859_15", "thé à 3 €"),
    "windows-1250": ("cp1250", "čaj a hory"),
    "windows-1251": ("cp1251", "чай и горы"),
    "windows-1252": ("cp1252", "thé à 3 € “ici”"),
    "windows-1253": ("cp1253", "τσάι και βουνά"),
    "windows-1254": ("cp1254", "çay ve dağlar"),
    "windows-1255": ("cp1255", "תה והרים"),
    "windows-1256": ("cp1256", "شاي وجبال"),
    "windows-1257": ("cp1257", "arbata ir kalnų"),
    "windows-1258": ("cp1258", "trà"),
}
# What musl 1.2 is known to lack: the vendors' rows of Shift_JIS.
RARE = {"shift_jis": ("cp932", "①")}
# Sequences of no character, for which musl's iconv before 1.2.6 wrote before its output, and what they are read as.
WILD = {"gb18030": (b"\xfe9\xfe9", "\ufffd"), "euc-kr": (b"\xc8A", "\ufffdA"), "shift_jis": (b"\xef\x86", "\ufffd")}
EXTRAS = ("pandas", "duckdb", "polars", "pyarrow")


def encodings(failures: list[str]) -> list[str]:
    """Those that cannot be converted here; such an input must be refused, never read as something else."""
    missing = []
    for name, (codec, text) in SAMPLES.items():
        data = f"---\ntitle: t\n---\n<p>{text}</p>\n".encode(codec)
        try:
            found = newsproc.parse(data, encoding=name).text
        except newsproc.EncodingError as error:
            missing.append(name)
            if "no converter" not in str(error):
                failures.append(f"{name}: refused, but not for want of a converter: {error}")
            continue
        if found.strip() != text:
            failures.append(f"{name}: {found!r}, not {text!r}")
    return missing


def differing() -> list[str]:
    """Encodings whose rare characters the C library reads otherwise, or not at all."""
    found = []
    for name, (codec, text) in RARE.items():
        try:
            if newsproc.parse(f"<p>{text}</p>".encode(codec), encoding=name).text.strip() != text:
                found.append(name)
        except newsproc.EncodingError:
            found.append(name)
    return found


def wild(failures: list[str]) -> None:
    for name, (data, text) in WILD.items():
        if newsproc.parse(b"<p>" + data * 5000, encoding=name).text.strip() != text * 5000:
            failures.append(f"{name}: what means nothing is read as something")


def in_threads(failures: list[str]) -> None:
    """libxml2's state is each thread's own (threads.c): errors in four at once, in threads that end and others that
    begin, must stay where they are, and nothing may be printed."""

    def work(number: int, found: list[int]) -> None:
        article = newsproc.parse("<p>one<p>two<p>three")
        for _ in range(50):
            # Both 80 and the four bytes are refused by libxml2's converter, which raises an error of its own.
            text = newsproc.parse(b"<p>\x80\xc7\xe5\xfe9\xfe9</p>" * number, encoding="gbk").text
            wrong = [text.count(found) for found in "\u20ac\u6e05\ufffd"] != [number] * 3
            wrong |= article.xpath(f"count(//p) + {number}") != 3.0 + number
            try:
                article.xpath("//p[" * number)
                wrong = True
            except ValueError:
                pass
            found[number] += not wrong

    before = threading.active_count()
    for _ in range(5):
        found = [0] * 5
        threads = [threading.Thread(target=work, args=(number, found)) for number in range(1, 5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if found[1:] != [50] * 4 or threading.active_count() != before:
            failures.append(f"of 50 rounds in each of four threads {found[1:]} were right")


def examples(project: pathlib.Path, failures: list[str]) -> int:
    """The README's, but for the blocks that need an extra which is not installed."""
    text = (project / "README.md").read_text(encoding="utf-8")
    absent = [name for name in EXTRAS if importlib.util.find_spec(name) is None]
    blocks = [
        block
        for block in re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
        if ">>>" in block and not any(name in block for name in absent)
    ]
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    said: list[str] = []
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "README.md", None, 0)
    failed, tried = doctest.DocTestRunner(optionflags=flags).run(test, out=said.append)
    if failed:
        failures.append("".join(said))
    return tried


def beside_lxml(failures: list[str]) -> None:
    from lxml import etree, html

    for _ in range(3):
        tree = html.fromstring("<div><p class=a>one<p>two</div>")
        if tree.xpath("//p/text()") != ["one", "two"] or b"<p" not in etree.tostring(tree):
            failures.append("lxml does not work beside newsproc")
        if newsproc.sanitize("<p onclick=x>one") != "<p>one</p>":
            failures.append("newsproc does not work beside lxml")
        encodings(failures)


def main() -> int:
    failures: list[str] = []
    result = {
        "build_info": newsproc.build_info(),
        "import_ms": round(IMPORT, 1),
        "import_cpu_ms": round(WORK, 1),
        "missing": encodings(failures),
        "differing": differing(),
        "examples": examples(pathlib.Path(sys.argv[1]), failures),
    }
    if sysconfig.get_config_var("Py_GIL_DISABLED") and sys._is_gil_enabled():  # type: ignore[attr-defined]
        failures.append("the import has switched the GIL on")
    wild(failures)
    in_threads(failures)
    if "--lxml" in sys.argv:
        beside_lxml(failures)
    print(json.dumps(result))
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
