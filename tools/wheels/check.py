#!/usr/bin/env python3
"""What every wheel must be, read from the file; and that it works, in each interpreter that is to be had.

    python tools/wheels/check.py [--dist build/dist] [--run TAG=COMMAND ...]

--run names an interpreter for wheels that this machine's Pythons cannot load: a part of the wheel's name, and the
command, such as `cp311-manylinux_2_17_aarch64='qemu-aarch64 -L root root/usr/bin/python3.11'`. What was run and what
was only looked at is said, wheel by wheel.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import zipfile
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from libraries import HERE, ROOT, WORK

from build import find_python

MOST_BYTES = 1_500_000
MOST_MILLISECONDS = 20.0  # of a processor's time for an import: the least of five
OLDEST_GLIBC = (2, 17)
# libc, libm and the loader, which holds the storage of threads; musl is one library. No libpthread: see threads.c.
NEEDED = re.compile(r"lib[cm]\.so(\.6)?|ld-linux-[\w-]+\.so\.\d")
# Ours to find at run time: CPython's own functions, and those of the C library; nothing of a bundled library.
BUNDLED_NAMES = re.compile(r"(xml|html|yaml_|utf8proc_|md_|XML|__cpu_)")


def output(*command: str | pathlib.Path) -> str:
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout


# --- the file ---


def check_extension(path: pathlib.Path, tag: str) -> list[str]:
    wrong = []
    shown = [line.split()[-1] for line in output("nm", "-D", "--defined-only", path).splitlines()]
    if shown != ["PyInit__core"]:
        wrong.append(f"exports {' '.join(shown)}")
    dynamic = output("readelf", "-d", path)
    for name in re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic):
        if not NEEDED.fullmatch(name):
            wrong.append(f"needs {name}")
    if re.search(r"\((RPATH|RUNPATH|TEXTREL)\)", dynamic):
        wrong.append("has a path to libraries, or relocations in its text")
    asked = [line.split()[-1] for line in output("nm", "-D", "--undefined-only", path).splitlines()]
    wrong += [f"asks for {name}" for name in asked if BUNDLED_NAMES.match(name)]
    versions = {tuple(map(int, found.split("."))) for found in re.findall(r"@GLIBC_([\d.]+)", "\n".join(asked))}
    if "manylinux" in tag and (not versions or max(versions) > OLDEST_GLIBC):
        wrong.append(f"asks for glibc {max(versions, default=None)}")
    if "musllinux" in tag and versions:
        wrong.append("asks for glibc")
    if re.search(r"GNU_STACK.*RWE", output("readelf", "-lW", path)):
        wrong.append("has an executable stack")
    return wrong


def check_file(wheel: pathlib.Path, opened: pathlib.Path, auditwheel: pathlib.Path) -> list[str]:
    tag = wheel.stem.split("-")[-1]
    wrong = []
    if wheel.stat().st_size > MOST_BYTES:
        wrong.append(f"has {wheel.stat().st_size:,} bytes, more than {MOST_BYTES:,}")
    (info,) = opened.glob("*.dist-info")
    metadata = (info / "METADATA").read_text(encoding="utf-8")
    wrong += [line for line in re.findall(r"^Requires-Dist: .*", metadata, re.M) if "extra ==" not in line]
    libraries = sorted(opened.rglob("*.so*"))
    if [path.parent for path in libraries] != [opened / "newsproc"]:
        wrong.append(f"carries {libraries}")
    for library in libraries:
        wrong += check_extension(library, tag)
    said = subprocess.run([auditwheel, "-m", "auditwheel", "show", wheel], capture_output=True, text=True, check=False)
    text = " ".join(said.stdout.split())
    # musl's loader knows itself as libc.so too, the name that zig writes; auditwheel knows Alpine's longer one only.
    found = re.search(
        r"to achieve the tag platform tag '([^']+)' the following .* be eliminated: libc\.so$", text, re.I
    )
    found = found or re.search(r'consistent with the following platform tag: "([^"]+)"', text)
    if found is None or not agrees(found[1], tag):
        wrong.append(f"auditwheel says {found[1] if found else said.stdout + said.stderr}")
    return wrong


def agrees(found: str, tag: str) -> bool:
    """Whether a wheel that could be called `found` may be called `tag`: the same C library, not an older one."""
    one, other = (re.fullmatch(r"([a-z]+)_(\d+)_(\d+)_(\w+)", name) for name in (found, tag))
    if one is None or other is None or one[1] != other[1] or one[4] != other[4]:
        return False
    return (int(one[2]), int(one[3])) <= (int(other[2]), int(other[3]))


# --- the running thing ---


def smoke(command: list[str], *flags: str, path: pathlib.Path | None = None) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"PYTHONPATH": str(path)} if path else {}
    done = subprocess.run(
        [*command, "-P", str(HERE / "smoke.py"), str(ROOT), *flags],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        return {"failed": done.stdout + done.stderr}
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def bundled_as_written(result: dict[str, Any]) -> list[str]:
    table = tomllib.loads((HERE / "versions.toml").read_text(encoding="utf-8"))
    named = dict(entry.split(" ") for entry in result["build_info"]["bundled"].split(", "))
    wrong = [f"build_info: {name} {named[name]}" for name in named if table[name]["version"] != named[name]]
    found = result["build_info"]
    wrong += [f"{name} says {found[name]}" for name in table if table[name]["upstream"] != found[name]]
    return wrong + [f"build_info does not name {name}" for name in table if name not in named]


def extras() -> dict[str, list[str]]:
    """What users add, one after the other, as pyproject.toml has it."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    duckdb = [line for line in table["all"] if line.startswith("duckdb")]
    return {"pandas": table["pandas"], "polars": table["polars"], "duckdb": duckdb}


def run_here(wheel: pathlib.Path, python: pathlib.Path) -> tuple[str, list[str]]:
    """In a new environment with only the wheel; then with one extra after the other; then with lxml."""
    folder = WORK / "fresh"
    shutil.rmtree(folder, ignore_errors=True)
    output(python, "-m", "venv", folder)
    fresh = folder / "bin" / "python"
    pip = [str(fresh), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    output(*pip, "--no-index", wheel)
    results = [smoke([str(fresh)]) for _ in range(5)]
    for result in results:
        if "failed" in result:
            return "run", [result["failed"]]
    wrong = bundled_as_written(results[0])
    profile = f"profile {results[0]['build_info']['profile']}"
    least = min(result["import_ms"] for result in results)
    work = min(result["import_cpu_ms"] for result in results)
    if work > MOST_MILLISECONDS:
        wrong.append(f"takes {work} ms of a processor to import")
    if results[0]["missing"] + results[0]["differing"]:
        wrong.append(f"cannot convert {results[0]['missing']}, differs in {results[0]['differing']}")
    examples = [profile, f"{results[0]['examples']} examples"]
    output(fresh, "-P", "-m", "newsproc.bench", "--count", "20", "--rounds", "1")
    for name, needed in extras().items():
        if subprocess.run([*pip, "--only-binary=:all:", *needed], capture_output=True, check=False).returncode != 0:
            examples.append(f"no {name} for it")
            continue
        result = smoke([str(fresh)])
        wrong += [f"with {name}: {result['failed']}"] if "failed" in result else []
        examples.append(f"{result.get('examples')} with {name}")
    if subprocess.run([*pip, "--only-binary=:all:", "lxml"], capture_output=True, check=False).returncode != 0:
        return (
            f"run in {python.name}; no lxml for it; import {least} ms ({work} of a processor), {', '.join(examples)}",
            wrong,
        )
    for order in ("import lxml.etree, newsproc", "import newsproc, lxml.etree"):
        output(fresh, "-P", "-c", order)
    both = smoke([str(fresh)], "--lxml")
    wrong += [both["failed"]] if "failed" in both else []
    return (
        f"run in {python.name}, and beside lxml; import {least} ms ({work} of a processor), {', '.join(examples)}",
        wrong,
    )


def run_by(command: list[str], opened: pathlib.Path) -> tuple[str, list[str]]:
    result = smoke(command, path=opened)
    if "failed" in result:
        return "run", [result["failed"]]
    lost = f"; not converted there: {' '.join(result['missing'])}" if result["missing"] else ""
    lost += f"; rare characters read otherwise: {' '.join(result['differing'])}" if result["differing"] else ""
    return f"run by {command[0]}: {result['examples']} examples{lost}", bundled_as_written(result)


def run(wheel: pathlib.Path, opened: pathlib.Path, runners: dict[str, str]) -> tuple[str, list[str]]:
    for part, command in runners.items():
        if part in wheel.name:
            return run_by(shlex.split(command), opened)
    version = re.search(r"-cp3(\d+)-cp3\d+(t?)-", wheel.name)
    python = find_python(f"3.{version[1]}{version[2]}") if version else None
    libc = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    if python is None or libc not in wheel.name or not wheel.stem.endswith(platform.machine()):
        return "only built: no interpreter for it here", []
    return run_here(wheel, python)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dist", type=pathlib.Path, default=ROOT / "build" / "dist")
    parser.add_argument("--run", action="append", default=[], metavar="TAG=COMMAND")
    options = parser.parse_args()
    runners = dict(entry.split("=", 1) for entry in options.run)
    failed = 0
    wheels = sorted(options.dist.glob("*.whl"))
    for wheel in wheels:
        opened = WORK / "opened" / wheel.stem
        shutil.rmtree(opened, ignore_errors=True)
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(opened)
        wrong = check_file(wheel, opened, WORK / "tools" / "bin" / "python")
        how, more = run(wheel, opened, runners)
        print(f"{wheel.name}: {wheel.stat().st_size:,} bytes, {how}", flush=True)
        for line in wrong + more:
            failed += 1
            print(f"  WRONG: {line}")
    print(f"{len(wheels)} wheels, {failed} faults")
    return 1 if failed or not wheels else 0


if __name__ == "__main__":
    sys.exit(main())
