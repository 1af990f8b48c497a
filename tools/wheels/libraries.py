"""The bundled libraries: Debian's sources, checked against versions.toml, compiled static and hidden.

Apart from build.py because this half knows nothing of Python versions: it makes one folder a target, laid out as
an installed library is, with the pkg-config files that setup.py asks for.
"""

from __future__ import annotations

import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import tarfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / "build" / "wheels"
# -fno-semantic-interposition and the like are left to the compiler's defaults: nothing here is interposed.
FLAGS = ["-O3", "-fPIC", "-fvisibility=hidden", "-ffunction-sections", "-fdata-sections", "-DNDEBUG", "-w"]
# What configure would find on both C libraries, in the words of libxml2's config.h.
FOUND = """\
#define HAVE_ARPA_INET_H 1
#define HAVE_CTYPE_H 1
#define HAVE_DLFCN_H 1
#define HAVE_ERRNO_H 1
#define HAVE_FCNTL_H 1
#define HAVE_FLOAT_H 1
#define HAVE_ICONV 1
#define HAVE_INTTYPES_H 1
#define HAVE_LIMITS_H 1
#define HAVE_LOCALTIME 1
#define HAVE_MATH_H 1
#define HAVE_SNPRINTF 1
#define HAVE_STAT 1
#define HAVE_STDARG_H 1
#define HAVE_STDINT_H 1
#define HAVE_STDLIB_H 1
#define HAVE_STRING_H 1
#define HAVE_SYS_STAT_H 1
#define HAVE_SYS_TIME_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_TIME_H 1
#define HAVE_UNISTD_H 1
#define HAVE_VA_COPY 1
#define HAVE_VFPRINTF 1
#define HAVE_VSNPRINTF 1
#define ICONV_CONST
#define SUPPORT_IP6
#define VA_LIST_IS_ARRAY 1

/* libxml2 has no use for a converter that does not work both ways. musl's iconv reads GBK, Big5 and EUC-KR but does
 * not write them, and newsproc only reads: what cannot be had for writing is a second converter for reading, which
 * nobody calls. */
#include <iconv.h>
#include <string.h>
static inline iconv_t open_to_read(const char *to, const char *from)
{
    iconv_t made = iconv_open(to, from);
    return made == (iconv_t)-1 && strcmp(from, "UTF-8") == 0 ? iconv_open(from, to) : made;
}
#define iconv_open open_to_read
"""


@dataclass(frozen=True)
class Library:
    name: str
    version: str
    upstream: str
    pkgconfig: str
    library: str
    licence: str
    include: list[str]
    flags: list[str]
    public: list[str]
    sources: list[str]
    archives: dict[str, str]
    features: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)

    @property
    def tree(self) -> pathlib.Path:
        return WORK / "sources" / f"{self.name}-{self.version}"


def libraries(wanted: set[str]) -> list[Library]:
    """Those of versions.toml whose pkg-config name is among `wanted`."""
    table: dict[str, Any] = tomllib.loads((HERE / "versions.toml").read_text(encoding="utf-8"))
    every = [Library(name=name, **row) for name, row in table.items()]
    return [library for library in every if library.pkgconfig in wanted]


def digest(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# --- fetching ---


def source_list() -> str:
    """apt's own archives, their source half."""
    parts = pathlib.Path("/etc/apt")
    found = []
    for path in sorted((parts / "sources.list.d").glob("*.sources")):
        text = path.read_text(encoding="utf-8")
        found += [entry for entry in re.split(r"\n\s*\n", text) if re.search(r"^URIs:.*debian", entry, re.M)]
    for path in [parts / "sources.list", *sorted((parts / "sources.list.d").glob("*.list"))]:
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            words = re.match(r"deb(?:-src)?\s+(?:\[[^\]]*\]\s+)?(\S*debian\S*)\s+(\S+)\s+(.+)", line)
            if words:
                found.append(f"Types: deb\nURIs: {words[1]}\nSuites: {words[2]}\nComponents: {words[3]}\n")
    return "\n\n".join(re.sub(r"^Types:.*$", "Types: deb-src", entry, flags=re.M) for entry in found) + "\n"


def apt_environment() -> dict[str, str]:
    """apt with lists of its own, so that the machine's stay as they are."""
    folder = WORK / "apt"
    for name in ("lists/partial", "cache", "parts"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "parts" / "source.sources").write_text(source_list(), encoding="utf-8")
    (folder / "apt.conf").write_text(
        'Dir::Etc::SourceList "/dev/null";\n'
        f'Dir::Etc::SourceParts "{folder}/parts";\n'
        f'Dir::State::Lists "{folder}/lists";\n'
        f'Dir::Cache "{folder}/cache";\n'
        'APT::Sandbox::User "root";\n',
        encoding="utf-8",
    )
    return {**os.environ, "APT_CONFIG": str(folder / "apt.conf")}


def fetch(wanted: list[Library]) -> None:
    """Every archive into build/wheels/archives, or SystemExit that says which one is to be put there by hand."""
    folder = WORK / "archives"
    folder.mkdir(parents=True, exist_ok=True)
    environment: dict[str, str] = {}
    for library in wanted:
        if all((folder / name).exists() for name in library.archives):
            continue
        if not environment:
            environment = apt_environment()
            subprocess.run(["apt-get", "-qq", "update"], env=environment, check=True)
        whole = any(".debian.tar." in name for name in library.archives)
        command = ["apt-get", "-qq", "source", "--download-only", *([] if whole else ["--tar-only"])]
        subprocess.run([*command, f"{library.name}={library.version}"], cwd=folder, env=environment, check=False)
    for library in wanted:
        for name, expected in library.archives.items():
            if not (folder / name).exists():
                raise SystemExit(
                    f"wheels: Debian's archive has no {name} now: take the newer version into versions.toml, "
                    f"or put the file into {folder.relative_to(ROOT)}"
                )
            if digest(folder / name) != expected:
                raise SystemExit(f"wheels: {name} is not the file that versions.toml names: {digest(folder / name)}")


# --- unpacking ---


def unpack(library: Library) -> None:
    """The source tree, with Debian's patches; made once."""
    if (library.tree / ".done").exists():
        return
    shutil.rmtree(library.tree, ignore_errors=True)
    library.tree.mkdir(parents=True)
    for name in sorted(library.archives, key=lambda name: ".debian.tar." in name):
        into = library.tree / "debian-archive" if ".debian.tar." in name else library.tree
        with tarfile.open(WORK / "archives" / name) as archive:
            archive.extractall(into, filter="data")
        if into != library.tree:
            apply_patches(library.tree, into / "debian" / "patches")
            continue
        (top,) = library.tree.iterdir()
        for path in list(top.iterdir()):
            path.rename(library.tree / path.name)
        top.rmdir()
    if library.features:
        configure_libxml2(library)
    (library.tree / ".done").touch()


def apply_patches(tree: pathlib.Path, patches: pathlib.Path) -> None:
    for line in (patches / "series").read_text(encoding="utf-8").splitlines():
        name = line.split("#")[0].strip()
        if name:
            subprocess.run(["patch", "-s", "-p1", "-i", patches / name], cwd=tree, check=True)


def configure_libxml2(library: Library) -> None:
    """What its configure writes, for the features alone: the answers are the same on every target."""
    major, minor, micro = library.upstream.split(".")
    template = (library.tree / "include" / "libxml" / "xmlversion.h.in").read_text(encoding="utf-8")
    names = {
        "VERSION": library.upstream,
        "LIBXML_VERSION_NUMBER": f"{int(major)}{int(minor):02}{int(micro):02}",
        "LIBXML_VERSION_EXTRA": "",
        "MODULE_EXTENSION": ".so",
    }

    def answer(match: re.Match[str]) -> str:
        name = match[1]
        return names[name] if name in names else str(int(name.removeprefix("WITH_") in library.features))

    (library.tree / "include" / "libxml" / "xmlversion.h").write_text(
        re.sub(r"@(\w+)@", answer, template), encoding="utf-8"
    )
    generated = library.tree / "generated"
    generated.mkdir(exist_ok=True)
    (generated / "config.h").write_text(FOUND, encoding="utf-8")


# --- compiling ---


def compile_each(library: Library, compiler: list[str], objects: pathlib.Path) -> Iterator[pathlib.Path]:
    include = [f"-I{library.tree / folder}" for folder in (*library.include, ".")]
    sources = [*(library.tree / source for source in library.sources), *(HERE / source for source in library.own)]

    def one(source: pathlib.Path) -> pathlib.Path:
        made = objects / f"{library.name}-{source.stem}.o"
        command = [*compiler, *FLAGS, *library.flags, *include, "-c", str(source), "-o", str(made)]
        subprocess.run(command, check=True)
        return made

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(one, sources)


def build(wanted: list[Library], compiler: list[str], archiver: list[str], prefix: pathlib.Path) -> pathlib.Path:
    """Static libraries and pkg-config files under `prefix`, made again when versions.toml or the flags change."""
    written = [HERE / "versions.toml", pathlib.Path(__file__), *(HERE / name for each in wanted for name in each.own)]
    stamp = "".join(map(digest, written)) + repr((compiler, wanted))
    if (prefix / "stamp").exists() and (prefix / "stamp").read_text(encoding="utf-8") == stamp:
        return prefix
    shutil.rmtree(prefix, ignore_errors=True)
    for name in ("lib/pkgconfig", "objects"):
        (prefix / name).mkdir(parents=True)
    for library in wanted:
        unpack(library)
        objects = [str(path) for path in compile_each(library, compiler, prefix / "objects")]
        subprocess.run([*archiver, "rcs", str(prefix / "lib" / f"lib{library.library}.a"), *objects], check=True)
        (prefix / "lib" / "pkgconfig" / f"{library.pkgconfig}.pc").write_text(
            f"Name: {library.name}\nDescription: bundled\nVersion: {library.upstream}\n"
            f"Cflags: {' '.join([*(f'-I{library.tree / folder}' for folder in library.include), *library.public])}\n"
            # by path: a Python with a libpython puts its folder first, and there may be the system's library
            f"Libs: {prefix / 'lib'}/lib{library.library}.a\n",
            encoding="utf-8",
        )
    (prefix / "stamp").write_text(stamp, encoding="utf-8")
    return prefix
