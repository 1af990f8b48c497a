#!/usr/bin/env python3
"""Make the sdist, and from it a wheel for every Python and every target.

    python tools/wheels/build.py [--only TEXT] [--out build/dist]

One machine makes them all: zig is a C compiler that carries both C libraries for every target. A Python is used to
build for others of its version: what Python.h asks of pyconfig.h is the same on every 64-bit Linux. The core is
compiled once a target, and only the binding for each Python. check.py looks at what came out.
"""

from __future__ import annotations

import argparse
import gzip
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import venv
from dataclasses import dataclass

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import libraries
from libraries import HERE, ROOT, WORK

PYTHONS = ("3.11", "3.12", "3.13", "3.13t", "3.14", "3.14t")  # t: without a GIL


@dataclass(frozen=True)
class Target:
    tag: str
    zig: str
    machine: str
    libc: str

    @property
    def flags(self) -> list[str]:
        # clang 18 to 21 want the 512-bit registers of AVX-512 named apart, once zig has switched them off for the
        # baseline; the processor is asked before any of it runs.
        return ["-target", self.zig, *(["-mcpu=baseline+evex512"] if self.machine == "x86_64" else [])]


TARGETS = (
    Target("manylinux_2_17_x86_64", "x86_64-linux-gnu.2.17", "x86_64", "gnu"),
    Target("manylinux_2_17_aarch64", "aarch64-linux-gnu.2.17", "aarch64", "gnu"),
    Target("musllinux_1_2_x86_64", "x86_64-linux-musl", "x86_64", "musl"),
    Target("musllinux_1_2_aarch64", "aarch64-linux-musl", "aarch64", "musl"),
)


def run(*command: str | pathlib.Path, **options: object) -> None:
    subprocess.run([str(word) for word in command], check=True, **options)  # type: ignore[call-overload]


# --- what is needed ---


def find_python(version: str) -> pathlib.Path | None:
    """An interpreter of that version with its headers: in $NEWSPROC_PYTHONS, on the path, or beside the one that runs
    this."""
    test = (
        "import pathlib, sys, sysconfig; f = pathlib.Path(sysconfig.get_path('include'), 'Python.h');"
        "t = 't' * bool(sysconfig.get_config_var('Py_GIL_DISABLED'));"
        f"sys.exit(not (f.exists() and '%d.%d' % sys.version_info[:2] + t == '{version}'))"
    )
    siblings = pathlib.Path(sys.base_prefix).parent.glob(f"*{version}*/bin/python{version}")
    given = os.environ.get("NEWSPROC_PYTHONS", "").split(os.pathsep)
    for name in (*given, shutil.which(f"python{version}"), *map(str, sorted(siblings, reverse=True))):
        if name and subprocess.run([name, "-c", test], capture_output=True, check=False).returncode == 0:
            return pathlib.Path(name)
    return None


def environment_of(name: str, interpreter: str | pathlib.Path, only: tuple[str, ...] = ()) -> pathlib.Path:
    """The Python of an environment with tools/wheels/requirements.txt, or those of it that `only` names."""
    folder = WORK / name
    wanted = (HERE / "requirements.txt").read_text(encoding="utf-8")
    if not (folder / "stamp").exists() or (folder / "stamp").read_text(encoding="utf-8") != wanted:
        if str(interpreter) == sys.executable:
            venv.create(folder, clear=True, with_pip=True)
        else:
            run(interpreter, "-m", "venv", "--clear", folder)
        lines = [line for line in wanted.splitlines() if line.startswith(only or ("",)) and line[:1] != "#"]
        run(folder / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", *lines)
        (folder / "stamp").write_text(wanted, encoding="utf-8")
    return folder / "bin" / "python"


def script(path: pathlib.Path, *command: str | pathlib.Path) -> pathlib.Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\nexec {" ".join(map(str, command))} "$@"\n', encoding="utf-8")
    path.chmod(0o755)
    return path


# --- the source distribution ---


def epoch() -> int:
    """SOURCE_DATE_EPOCH, else the time of the commit."""
    text = os.environ.get("SOURCE_DATE_EPOCH")
    if not text:
        command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return int(text)


def normalize(archive: pathlib.Path, out: pathlib.Path, when: int) -> None:
    """The same members sorted, with one time, one owner and plain modes: the same sources make the same bytes."""
    with (
        tarfile.open(archive) as old,
        open(out, "wb") as raw,
        gzip.GzipFile("", "wb", 9, raw, mtime=when) as packed,
        tarfile.open(fileobj=packed, mode="w") as new,
    ):
        for member in sorted(old.getmembers(), key=lambda member: member.name):
            member.mtime, member.uid, member.gid, member.uname, member.gname = when, 0, 0, "", ""
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            member.pax_headers = {}
            new.addfile(member, old.extractfile(member) if member.isfile() else None)


def make_sdist(python: pathlib.Path, out: pathlib.Path, when: int) -> pathlib.Path:
    raw = WORK / "sdist"
    shutil.rmtree(raw, ignore_errors=True)
    raw.mkdir(parents=True)
    run(python, "-W", "ignore", "setup.py", "-q", "egg_info", "--egg-base", raw, "sdist", "--dist-dir", raw, cwd=ROOT)
    (archive,) = raw.glob("*.tar.gz")
    out.mkdir(parents=True, exist_ok=True)
    normalize(archive, out / archive.name, when)
    return out / archive.name


def unpack_sdist(archive: pathlib.Path) -> pathlib.Path:
    """The sources that wheels are made of; with the objects of an earlier run, if it had the same ones."""
    folder = WORK / f"tree-{libraries.digest(archive)[:16]}"
    if not folder.exists():
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    (top,) = folder.iterdir()
    return top


# --- wheels ---


def wanted_libraries(tree: pathlib.Path) -> list[libraries.Library]:
    """Those that setup.py asks pkg-config for."""
    table = re.search(r"^LIBRARIES = \{(.*?)^\}", (tree / "setup.py").read_text(encoding="utf-8"), re.M | re.S)
    if table is None:
        raise SystemExit("wheels: setup.py has no table of LIBRARIES")
    names = set(re.findall(r'^    "([^"]+)":', table[1], re.M))
    found = libraries.libraries(names)
    if missing := names - {library.pkgconfig for library in found}:
        raise SystemExit(f"wheels: versions.toml does not have {', '.join(sorted(missing))}")
    return found


def add_cpuinfo(prefix: pathlib.Path) -> None:
    """GCC's own answer to __builtin_cpu_supports, which zig's runtime lacks: one object of libgcc.a."""
    archive = subprocess.run(["gcc", "-print-libgcc-file-name"], check=True, capture_output=True, text=True).stdout
    run("ar", "x", archive.strip(), "cpuinfo.o", cwd=prefix / "objects")
    run("ar", "rcs", prefix / "lib" / "libcpuinfo.a", prefix / "objects" / "cpuinfo.o")
    for path in (prefix / "lib" / "pkgconfig").glob("*.pc"):
        text = path.read_text(encoding="utf-8").rstrip()
        path.write_text(text + ("" if "-lcpuinfo" in text else " -lcpuinfo") + "\n", encoding="utf-8")


def abi_of(version: str) -> str:
    """cp313t of 3.13t."""
    return f"cp{version.replace('.', '')}"


def make_wheel(
    tree: pathlib.Path,
    target: Target,
    version: str,
    python: pathlib.Path,
    bundled: list[libraries.Library],
    out: pathlib.Path,
) -> None:
    prefix = WORK / target.tag
    suffix = f".cpython-{version.replace('.', '')}-{target.machine}-linux-{target.libc}.so"
    environment = {
        **os.environ,
        "CC": str(prefix / "cc"),
        "LDSHARED": f"{prefix / 'cc'} -shared",
        "AR": str(prefix / "ar"),
        "CFLAGS": "-g0",
        "PKG_CONFIG_LIBDIR": str(prefix / "lib" / "pkgconfig"),
        "NEWSPROC_BUNDLED": ", ".join(f"{library.name} {library.version}" for library in bundled),
        "NEWSPROC_KEEP_CORE": "1",
        "SETUPTOOLS_EXT_SUFFIX": suffix,
        "_PYTHON_HOST_PLATFORM": f"linux-{target.machine}",
    }
    environment.pop("NEWSPROC_PGO", None)
    shutil.rmtree(tree / "build" / "lib", ignore_errors=True)
    made = WORK / "made"
    shutil.rmtree(made, ignore_errors=True)
    build: list[str] = [
        "build",
        "--build-base",
        "build",
        "--build-temp",
        f"build/{target.tag}",
        "--build-lib",
        "build/lib",
    ]
    wheel: list[str] = ["bdist_wheel", "--plat-name", target.tag, "--dist-dir", str(made)]
    run(python, "-W", "ignore", "setup.py", "-q", *build, *wheel, cwd=tree, env=environment)
    add_licences(python, made, bundled, out)


def add_licences(python: pathlib.Path, made: pathlib.Path, bundled: list[libraries.Library], out: pathlib.Path) -> None:
    (wheel,) = made.glob("*.whl")
    run(python, "-m", "wheel", "unpack", "-d", made / "open", wheel, stdout=subprocess.DEVNULL)
    (top,) = (made / "open").iterdir()
    (info,) = top.glob("*.dist-info")
    for library in bundled:
        folder = info / "licenses" / "bundled" / library.name
        folder.mkdir(parents=True)
        shutil.copy(library.tree / library.licence, folder / "LICENSE")
    run(python, "-m", "wheel", "pack", "-d", out, top, stdout=subprocess.DEVNULL)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="a part of the names of wheels: cp311, musllinux, x86_64, ...")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "build" / "dist")
    parser.add_argument("--sdist", action="store_true", help="only the source distribution")
    options = parser.parse_args()
    when = epoch()
    os.environ["SOURCE_DATE_EPOCH"] = str(when)
    sdist = make_sdist(environment_of("sdist-tools", sys.executable, ("setuptools",)), options.out, when)
    print(f"wheels: {sdist.name}, {sdist.stat().st_size:,} bytes", flush=True)
    if options.sdist:
        return 0
    if platform.machine() != "x86_64" or sys.platform != "linux":
        raise SystemExit("wheels: made on Linux on x86_64, where GCC's processor test is at hand")
    tools = environment_of("tools", sys.executable)
    tree = unpack_sdist(sdist)
    bundled = wanted_libraries(tree)
    libraries.fetch(bundled)
    missing = [version for version in PYTHONS if find_python(version) is None]
    if missing:
        print(f"wheels: no CPython {', '.join(missing)} with headers here: no wheels for them", file=sys.stderr)
    for target in TARGETS:
        versions = [version for version in PYTHONS if version not in missing]
        versions = [v for v in versions if options.only in f"{abi_of(v)}-{target.tag}"]
        if not versions:
            continue
        prefix = WORK / target.tag
        zig = [str(tools), "-m", "ziglang"]
        libraries.build(bundled, [*zig, "cc", *target.flags], [*zig, "ar"], prefix)
        script(prefix / "cc", *zig, "cc", *target.flags)
        script(prefix / "ar", *zig, "ar")
        if target.machine == "x86_64":
            add_cpuinfo(prefix)
        for version in versions:
            interpreter = find_python(version)
            assert interpreter is not None
            python = environment_of(f"python{version}", interpreter, ("setuptools", "wheel"))
            make_wheel(tree, target, version, python, bundled, options.out)
            print(f"wheels: {version} {target.tag}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
