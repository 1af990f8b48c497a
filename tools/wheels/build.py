#!/usr/bin/env python3
"""Make the sdist, and from it a wheel for every Python and every target.

    python tools/wheels/build.py [--only TEXT] [--out build/dist] [--profile FILE|none|must]

One machine makes them all: zig is a C compiler that carries both C libraries for every target. A Python is used to
build for others of its version: what Python.h asks of pyconfig.h is the same on every 64-bit Linux. The core is
compiled once a target, and only the binding for each Python; all by a profile that training.py makes first, where
Clang's tools for that are installed. check.py looks at what came out.
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
import training
from libraries import HERE, ROOT, WORK

# What the caller's environment may have for other builds.
LEFT_OUT = ("CPPFLAGS", "CXXFLAGS", "LDFLAGS", "NEWSPROC_PGO")
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
        # zig keeps frame pointers where others do not, for a twentieth of the time.
        machine = ["-mcpu=baseline+evex512"] if self.machine == "x86_64" else []
        return ["-target", self.zig, "-fomit-frame-pointer", *machine]

    @property
    def link(self) -> tuple[str, ...]:
        # Atomics on ARM are calls of zig's runtime. The linker would find that only after it has optimized, and after
        # it has seen what exports.map hides: memcpy and sixty others of the runtime would be shown.
        return ("-Wl,-u,__aarch64_ldadd8_acq_rel",) if self.machine == "aarch64" else ()


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


def add_to_libraries(prefix: pathlib.Path, archive: pathlib.Path) -> None:
    """Link this wherever the libraries are linked."""
    for path in (prefix / "lib" / "pkgconfig").glob("*.pc"):
        text = path.read_text(encoding="utf-8").rstrip()
        path.write_text(text + ("" if str(archive) in text else f" {archive}") + "\n", encoding="utf-8")


def add_cpuinfo(prefix: pathlib.Path) -> None:
    """GCC's own answer to __builtin_cpu_supports, which zig's runtime lacks: one object of libgcc.a."""
    archive = subprocess.run(["gcc", "-print-libgcc-file-name"], check=True, capture_output=True, text=True).stdout
    run("ar", "x", archive.strip(), "cpuinfo.o", cwd=prefix / "objects")
    run("ar", "rcs", prefix / "lib" / "libcpuinfo.a", prefix / "objects" / "cpuinfo.o")
    add_to_libraries(prefix, prefix / "lib" / "libcpuinfo.a")


def abi_of(version: str) -> str:
    """cp313t of 3.13t."""
    return f"cp{version.replace('.', '')}"


def headers_of(version: str, python: pathlib.Path) -> list[str]:
    """Debian's pyconfig.h asks for that of the target, which is this machine's: copied to where it is looked for."""
    script = "import sysconfig; print(sysconfig.get_path('include'))"
    include = pathlib.Path(
        subprocess.run([python, "-c", script], check=True, capture_output=True, text=True).stdout.strip()
    )
    text = (include / "pyconfig.h").read_text(encoding="utf-8")
    found = re.search(r"include <x86_64-linux-gnu/(\S+/pyconfig\.h)>", text)
    if found is None:
        return []
    folder = WORK / f"headers{version}"
    for machine in ("x86_64", "aarch64"):
        copy = folder / f"{machine}-linux-gnu" / found[1]
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(include.parent / "x86_64-linux-gnu" / found[1], copy)
    return [f"-I{folder}"]


@dataclass(frozen=True)
class Extension:
    """What one extension is made of: the sources, the libraries in their prefix, and a Python of the version that it
    is for, with setuptools."""

    tree: pathlib.Path
    prefix: pathlib.Path
    bundled: list[libraries.Library]
    target: Target
    version: str
    python: pathlib.Path

    @property
    def suffix(self) -> str:
        return f".cpython-{self.version.replace('.', '')}-{self.target.machine}-linux-{self.target.libc}.so"


def compile_extension(
    extension: Extension, *more: str, profile: pathlib.Path | None = None, link: tuple[str, ...] = ()
) -> None:
    """Into build/lib of the tree. All that Python's own build left in sysconfig is replaced here; that it has a
    libpython elsewhere, setup.py forgets."""
    tree, prefix, target = extension.tree, extension.prefix, extension.target
    name = prefix.name if profile is None else f"{prefix.name}-{libraries.digest(profile)[:16]}"
    libc = [str(libc_of(prefix))] if target.libc == "gnu" else []
    environment = {
        **{key: value for key, value in os.environ.items() if key not in LEFT_OUT},
        "CC": str(prefix / "cc"),
        "LDSHARED": " ".join([str(prefix / "cc"), "-shared", *target.link, *libc, *link]),
        "AR": str(prefix / "ar"),
        "CFLAGS": " ".join(["-g0", *headers_of(extension.version, extension.python)]),
        "PKG_CONFIG_LIBDIR": str(prefix / "lib" / "pkgconfig"),
        "NEWSPROC_BUNDLED": ", ".join(f"{library.name} {library.version}" for library in extension.bundled),
        "NEWSPROC_KEEP_CORE": "1",
        "NEWSPROC_PROFILE": str(profile or ""),
        "SETUPTOOLS_EXT_SUFFIX": extension.suffix,
        "_PYTHON_HOST_PLATFORM": f"linux-{target.machine}",
    }
    shutil.rmtree(tree / "build" / "lib", ignore_errors=True)
    build = ["build", "--build-base", "build", "--build-temp", f"build/{name}", "--build-lib", "build/lib"]
    run(extension.python, "-W", "ignore", "setup.py", "-q", *build, *more, cwd=tree, env=environment)
    core = [path.read_bytes()[:4] for path in (tree / "build" / name / "csrc").rglob("*.o")]
    if set(core) != {b"BC\xc0\xde"}:  # LLVM's mark: a flag that zig does not know it may pass over in silence
        raise SystemExit("wheels: the core is not optimized as a whole")


def add_libc(prefix: pathlib.Path) -> None:
    """zig's stub of glibc, to be named before the others: they come with every link, libpthread first, and that had
    errno, open, read and close of its own. What is asked of libc is the same function, of the same version."""
    source = prefix / "objects" / "nothing.c"
    source.write_text("int nothing(void);\nint nothing(void) { return 0; }\n", encoding="utf-8")
    command = [str(word) for word in (prefix / "cc", "-shared", source, "-o", source.with_suffix(".so"))]
    environment = {**os.environ, "ZIG_VERBOSE_LINK": "1"}
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stderr
    stub = re.search(r"\S+/libc\.so\.6(?=\s)", said)
    if stub is None:
        raise SystemExit("wheels: zig does not say what it links")
    shutil.copy(stub[0], libc_of(prefix))


def libc_of(prefix: pathlib.Path) -> pathlib.Path:
    return prefix / "lib" / "libc.so.6"


def make_prefix(
    name: str, target: Target, tools: pathlib.Path, bundled: list[libraries.Library], *more: str
) -> pathlib.Path:
    """The libraries for a target, with compiler and archiver for what is linked with them."""
    zig = [str(tools), "-m", "ziglang"]
    prefix = libraries.build(bundled, [*zig, "cc", *target.flags, *more], [*zig, "ar"], WORK / name)
    script(prefix / "cc", *zig, "cc", *target.flags, *(flag for flag in more if flag == training.COUNT))
    script(prefix / "ar", *zig, "ar")
    if target.machine == "x86_64":
        add_cpuinfo(prefix)
    if target.libc == "gnu":
        add_libc(prefix)
    return prefix


def make_profile(
    tree: pathlib.Path, out: pathlib.Path, tools: pathlib.Path, bundled: list[libraries.Library]
) -> pathlib.Path | str:
    """The profile for every target, made on this machine as the first of them; or why there is none."""
    found = training.find_tools([str(tools), "-m", "ziglang", "cc"])
    version = next((version for version in PYTHONS if find_python(version) is not None), None)
    if isinstance(found, str) or version is None:
        return found if isinstance(found, str) else "no CPython with headers"
    interpreter = find_python(version)
    assert interpreter is not None
    target = TARGETS[0]
    prefix = make_prefix("training", target, tools, bundled, training.COUNT)
    oldest = prefix / "objects" / "oldest.c"
    oldest.write_text(training.OLDEST, encoding="utf-8")
    run(prefix / "cc", "-O1", "-fPIC", "-fno-profile-generate", "-c", oldest, "-o", oldest.with_suffix(".o"))
    python = environment_of(f"python{version}", interpreter, ("setuptools", "wheel"))
    link = ("-Wl,-u,__llvm_profile_runtime", str(found.runtime), str(oldest.with_suffix(".o")))
    compile_extension(Extension(tree, prefix, bundled, target, version, python), link=link)
    training.run(python, tree, tree / "build" / "lib", found, out)
    return out


def make_wheel(extension: Extension, out: pathlib.Path, profile: pathlib.Path | None) -> None:
    made = WORK / "made"
    shutil.rmtree(made, ignore_errors=True)
    wheel = ["bdist_wheel", "--plat-name", extension.target.tag, "--dist-dir", str(made)]
    compile_extension(extension, *wheel, profile=profile)
    add_licences(extension.python, made, extension.bundled, out)


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


def choose_profile(
    asked: str, sdist: pathlib.Path, tree: pathlib.Path, tools: pathlib.Path, bundled: list[libraries.Library]
) -> pathlib.Path | None:
    """The profile that the wheels are made with, said aloud: without one they are a fifth slower."""
    place = training.place_of(sdist)
    if asked not in ("auto", "must", "none"):
        found: pathlib.Path | str = pathlib.Path(asked).resolve(strict=True)
    elif asked == "none":
        found = "asked for none"
    else:
        found = place if place.exists() else make_profile(tree, place, tools, bundled)
    if isinstance(found, pathlib.Path):
        print(f"wheels: by the profile {found.name}, {libraries.digest(found)[:16]}", flush=True)
        return found
    if asked == "must":
        raise SystemExit(f"wheels: no profile: {found}")
    print(f"wheels: made WITHOUT A PROFILE, which is slower: {found}", file=sys.stderr, flush=True)
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="a part of the names of wheels: cp311, musllinux, x86_64, ...")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "build" / "dist")
    parser.add_argument(
        "--profile",
        default="auto",
        help="a file to use, such as that of the wheels to be made again; none; must: fail where none can be made",
    )
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
    profile = choose_profile(options.profile, sdist, tree, tools, bundled)
    for target in TARGETS:
        versions = [version for version in PYTHONS if version not in missing]
        versions = [v for v in versions if options.only in f"{abi_of(v)}-{target.tag}"]
        if not versions:
            continue
        use = [] if profile is None else [f"-fprofile-use={profile}", "-Wno-backend-plugin"]
        prefix = make_prefix(target.tag, target, tools, bundled, *use)
        for version in versions:
            interpreter = find_python(version)
            assert interpreter is not None
            python = environment_of(f"python{version}", interpreter, ("setuptools", "wheel"))
            make_wheel(Extension(tree, prefix, bundled, target, version, python), options.out, profile)
            print(f"wheels: {version} {target.tag}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
