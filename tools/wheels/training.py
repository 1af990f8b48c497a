"""The profile that wheels are compiled with: what tools/train.py does in an extension that counts.

Apart from build.py because this is a build that nobody gets. zig makes the counting extension too, so that functions
look the same when the profile is used; what zig lacks, LLVM's runtime that writes the counts and the tool that merges
them, is that of the Clang of the same major version. One profile serves every target: it names functions and the shapes
of their flow, and what differs elsewhere, a kernel for another processor say, is compiled as without one.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
from dataclasses import dataclass

from libraries import HERE, ROOT, WORK, digest

sys.path.append(str(ROOT / "tools"))

from clang_profile import answer, find_profdata, major_version

COUNT = "-fprofile-generate"
# Kernels are chosen by the processor, and a profile says of code that never ran that it need not be fast. So there are
# two runs, one on this processor as it is, and one as on the oldest, which NEWSPROC_TRAIN_BASELINE asks for.
OLDEST = """\
#include <stdlib.h>
extern unsigned __cpu_model[4]; /* the last word: the features that are asked for, all later ones with them */
__attribute__((constructor(60000))) static void forget_features(void)
{
    if (getenv("NEWSPROC_TRAIN_BASELINE"))
        __cpu_model[3] = 0;
}
"""


@dataclass(frozen=True)
class Tools:
    """Of the Clang that zig is: its runtime, and llvm-profdata."""

    runtime: pathlib.Path
    profdata: str


def find_tools(compiler: list[str]) -> Tools | str:
    """Those of the same major version as `compiler`, or what is missing, in words."""
    major = major_version(*compiler)
    if major == 0:
        return "zig does not say which Clang it is"
    for name in (f"clang-{major}", "clang"):
        if major_version(name) != major:
            continue
        # Clang has no word for this runtime; it lies beside the one for missing instructions.
        builtins = answer(name, "-rtlib=compiler-rt", "-print-libgcc-file-name")
        runtime = pathlib.Path(builtins.replace("builtins", "profile"))
        profdata = find_profdata(name)
        if not runtime.is_file():
            return f"{name} has no profile runtime (Debian: libclang-rt-{major}-dev)"
        if profdata is None:
            return f"{name} has no llvm-profdata (Debian: llvm-{major})"
        return Tools(runtime, profdata)
    packages = f"clang-{major} libclang-rt-{major}-dev llvm-{major}"
    return f"zig is Clang {major}, and there is no other Clang {major} (Debian: {packages})"


def place_of(sdist: pathlib.Path) -> pathlib.Path:
    """Where the profile for these sources, libraries and tools belongs."""
    parts = [
        digest(path) for path in (sdist, HERE / "versions.toml", HERE / "requirements.txt", pathlib.Path(__file__))
    ]
    return WORK / f"profile-{'-'.join(part[:8] for part in parts)}.profdata"


def run(python: pathlib.Path, tree: pathlib.Path, library: pathlib.Path, tools: Tools, out: pathlib.Path) -> None:
    """Train the extension in the folder `library`, and merge what it counted into `out`."""
    counts = out.with_suffix(".counts")
    shutil.rmtree(counts, ignore_errors=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"PYTHONPATH": str(library), "PYTHONHASHSEED": "0"}
    for name, more in (("here", {}), ("oldest", {"NEWSPROC_TRAIN_BASELINE": "1"})):
        environment["LLVM_PROFILE_FILE"] = str(counts / f"{name}.profraw")
        subprocess.run([python, "-P", tree / "tools" / "train.py"], check=True, env={**environment, **more})
    made = out.with_suffix(".new")
    subprocess.run([tools.profdata, "merge", "-o", made, *sorted(counts.glob("*.profraw"))], check=True)
    made.rename(out)
