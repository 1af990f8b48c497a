"""Build the extension: the C core and its binding, against the system's libxml2, libyaml, utf8proc and md4c.

tools/wheels/ builds it against static ones of its own and names them in NEWSPROC_BUNDLED.
"""

from __future__ import annotations

import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from concurrent.futures import ThreadPoolExecutor

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

sys.path.append(str(pathlib.Path(__file__).resolve().parent / "tools"))

from clang_profile import find_profdata, major_version

ROOT = pathlib.Path(__file__).resolve().parent

# pkg-config name -> package in apt, dnf, apk, brew
LIBRARIES = {
    "libxml-2.0": ("libxml2-dev", "libxml2-devel", "libxml2-dev", "libxml2"),
    "yaml-0.1": ("libyaml-dev", "libyaml-devel", "yaml-dev", "libyaml"),
    "libutf8proc": ("libutf8proc-dev", "utf8proc-devel", "utf8proc-dev", "utf8proc"),
    "md4c": ("libmd4c-dev", "md4c-devel", "md4c-dev", "md4c"),
}
# 2.9.10 was the first whose XPath can be told where to stop.
OLDEST = {"libxml-2.0": "2.9.10"}
MANAGERS = ("apt-get install", "dnf install", "apk add", "brew install")
PKG_CONFIG = ("pkg-config", "pkgconf-pkg-config", "pkgconf", "pkgconf")
PYTHON = ("python3-dev", "python3-devel", "python3-dev", "python")

# The warnings are listed in CONTRIBUTING.md; -Werror is for continuous integration only.
COMPILE = ["-std=c11", "-O3", "-fvisibility=hidden", "-Wall", "-Wextra"]
# Worth a tenth to a fifth of the time of a batch: the tokenizer and the tree builder become one. The first that links
# is taken. Clang's own linker is named where the default one does not read its objects; zig does not know "auto".
WHOLE_PROGRAM = {
    "gcc": (["-O3", "-flto=auto"],),
    "clang": (["-O3", "-flto=full"], ["-O3", "-flto=full", "-fuse-ld=lld"]),
}
# With NEWSPROC_PGO=1, as benchmarks are built: compile, run tools/train.py, compile again by what was seen. It doubles
# the time of a build. Clang's is the profile of its intermediate code (worth a fifth; that of the front end, which
# -fprofile-instr-generate takes, a tenth), GCC's is worth an eighth.
TRAIN = {"gcc": ["-fprofile-generate", "-fprofile-update=atomic"], "clang": ["-fprofile-generate"]}
TRAINED = {
    "gcc": ["-fprofile-use", "-fprofile-partial-training", "-fprofile-correction", "-Wno-missing-profile"],
    "clang": ["-Wno-profile-instr-unprofiled", "-Wno-backend-plugin"],
}
# A profile made before, by the same Clang: tools/wheels/ makes one for the wheels of all targets.
PROFILE = os.environ.get("NEWSPROC_PROFILE", "")
# The libraries that become part of the extension: "libyaml 0.2.5-1, ...", for build_info().
BUNDLED = os.environ.get("NEWSPROC_BUNDLED", "")
# The core's objects in --build-temp were just made for this target: it is the same for every Python.
KEEP = os.environ.get("NEWSPROC_KEEP_CORE", "") != ""
EXPORTS = ROOT / "tools" / "wheels" / "exports.map"


def find_missing(tool: str) -> list[str]:
    missing = []
    header = pathlib.Path(sysconfig.get_path("include"), "Python.h")
    try:
        for name in LIBRARIES:
            oldest = OLDEST.get(name)
            wanted = f"{name} >= {oldest}" if oldest else name
            if subprocess.run([tool, "--exists", wanted], check=False).returncode != 0:
                missing.append(f"{name} ({oldest} or later)" if oldest else name)
    except FileNotFoundError:
        missing = ["pkg-config itself", *LIBRARIES]
    return missing if header.exists() else [*missing, str(header)]


def pkg_config(*arguments: str, only: str = "") -> list[str]:
    """Words that pkg-config prints, or SystemExit with the one message that says what to install."""
    tool = os.environ.get("PKG_CONFIG", "pkg-config")
    if missing := find_missing(tool):
        columns = zip(PKG_CONFIG, *LIBRARIES.values(), PYTHON, strict=True)
        lines = [f"  {manager} {' '.join(packages)}" for manager, packages in zip(MANAGERS, columns, strict=True)]
        raise SystemExit(
            "newsproc needs libxml2, libyaml, utf8proc, md4c and Python's headers to build; "
            f"not found: {', '.join(missing)}.\nInstall them with one of\n" + "\n".join(lines)
        )
    done = subprocess.run(
        [tool, *arguments, *([only] if only else LIBRARIES)], check=True, capture_output=True, text=True
    )
    return shlex.split(done.stdout)


def can_link(compiler: list[str], flags: list[str]) -> bool:
    """Whether compiler and linker know these flags: a shared library of nothing is made to find out."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "nothing.c"
        source.write_text("int nothing(void);\nint nothing(void)\n{\n    return 0;\n}\n")
        command = [*compiler, *flags, "-fPIC", "-shared", str(source), "-o", str(source.with_suffix(".so"))]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


class BuildExtension(build_ext):  # type: ignore[misc]
    """setuptools' own build, but with a compiler process on every processor."""

    def build_extension(self, ext: Extension) -> None:
        compiler = self.compiler.compiler_so[:1]
        major = major_version(*compiler)
        ways = WHOLE_PROGRAM["clang" if major else "gcc"]
        flags = next((flags for flags in ways if can_link(compiler, flags)), [])
        if PROFILE:
            flags = [*flags, f"-fprofile-use={PROFILE}", *TRAINED["clang"]]
        elif os.environ.get("NEWSPROC_PGO", "0") not in ("", "0"):
            self.force = True
            flags = [*flags, *self.train(ext, compiler, major, flags)]
        self.build_with(ext, flags)

    def train(self, ext: Extension, compiler: list[str], major: int, flags: list[str]) -> list[str]:
        """Build with counters and run that; then the flags that use what was counted."""
        kind = "clang" if major else "gcc"
        tool = find_profdata(*compiler) if major else ""
        if tool is None:
            raise SystemExit(
                f"NEWSPROC_PGO with Clang {major} needs its llvm-profdata (Debian: llvm-{major}); "
                "unset it to build without a profile"
            )
        if not all(can_link(compiler, [*more[kind], *flags]) for more in (TRAIN, TRAINED)):
            runtime = (
                f"Clang {major}'s profile runtime (Debian: libclang-rt-{major}-dev)"
                if major
                else "GCC 10 and its libgcov"
            )
            raise SystemExit(f"NEWSPROC_PGO needs {runtime}; unset it to build without a profile")
        # GCC counts beside each object, Clang where it is told to.
        counts = pathlib.Path(self.build_temp).resolve() / "counts"
        for old in pathlib.Path(self.build_temp).rglob("*.gcda"):
            old.unlink()
        shutil.rmtree(counts, ignore_errors=True)
        self.build_with(ext, [*flags, *TRAIN[kind]])
        with tempfile.TemporaryDirectory() as folder:
            package = pathlib.Path(folder) / "newsproc"
            shutil.copytree(ROOT / "newsproc", package, ignore=shutil.ignore_patterns("_core*.so", "__pycache__"))
            shutil.copy(self.get_ext_fullpath(ext.name), package)
            environment = {**os.environ, "PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1"}
            environment["LLVM_PROFILE_FILE"] = str(counts / "%p.profraw")
            subprocess.run([sys.executable, "-P", ROOT / "tools" / "train.py"], check=True, env=environment)
        if kind == "gcc":
            return TRAINED[kind]
        profile = counts / "profile.profdata"
        subprocess.run([tool, "merge", "-o", profile, *sorted(counts.glob("*.profraw"))], check=True)
        return [f"-fprofile-use={profile}", *TRAINED[kind]]

    def build_with(self, ext: Extension, flags: list[str]) -> None:
        (md4c,) = pkg_config("--modversion", only="md4c")
        ext.extra_compile_args = [*COMPILE, *flags, *pkg_config("--cflags"), f'-DNWS_MD4C_VERSION="{md4c}"']
        ext.extra_link_args = [*flags, *pkg_config("--libs")]
        if any(flag.startswith("-fprofile-use") for flag in flags):
            ext.extra_compile_args.append('-DNWS_PROFILE="trained"')
        if BUNDLED:  # another libxml2 in the process, lxml's say, must not be mistaken for ours, nor ours for it
            ext.extra_compile_args.append(f'-DNWS_BUNDLED="{BUNDLED}"')
            self.compiler.set_library_dirs([])  # that of a libpython has the system's libraries, too
            ext.extra_link_args += [f"-Wl,--version-script={EXPORTS}", "-Wl,--gc-sections", "-s", "-lm"]
        compile_all = self.compiler.compile

        def compile_one(source: str, **options: object) -> list[str]:
            made = pathlib.Path(self.build_temp, source).with_suffix(".o")
            if KEEP and pathlib.Path("csrc/python") not in pathlib.Path(source).parents and made.exists():
                return [str(made)]
            return compile_all([source], **options)  # type: ignore[no-any-return]

        def compile_each(sources: list[str], **options: object) -> list[str]:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                parts = pool.map(lambda source: compile_one(source, **options), sources)
                return [name for part in parts for name in part]

        self.compiler.compile = compile_each
        try:
            super().build_extension(ext)
        finally:
            self.compiler.compile = compile_all


def sources() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "csrc").rglob("*.c"))


def headers() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "csrc").rglob("*.h"))


if sys.maxsize < 2**32:
    raise SystemExit("newsproc needs a 64-bit machine: it packs lengths beside pointers")

setup(
    ext_modules=[Extension("newsproc._core", sources(), include_dirs=["csrc"], depends=headers())],
    cmdclass={"build_ext": BuildExtension},
)
