#!/bin/sh
# Install what the build and the tests need and is not there: compiler, headers, libraries (apt-get
# on Debian and its kin), then a virtual environment in build/venv. Says what is missing where it
# cannot install it. Usage: [WISHES=requirements file] [TOOLS=packages] tools/prepare.sh [requirements file ...]
# What stands in WISHES may be missing: each line by itself, and a Java beside them. So may Debian's TOOLS, as a whole.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}

say() { printf 'prepare: %s\n' "$*" >&2; }

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    say "Python 3.11 or later is needed; set PYTHON to one ($python is $("$python" -V 2>&1))"
    exit 1
}

missing=
need() { missing="$missing $1"; }
command -v cc >/dev/null 2>&1 || command -v gcc >/dev/null 2>&1 || need gcc
command -v pkg-config >/dev/null 2>&1 || need pkg-config
pkg-config --exists libxml-2.0 2>/dev/null || need libxml2-dev
pkg-config --exists yaml-0.1 2>/dev/null || need libyaml-dev
pkg-config --exists libutf8proc 2>/dev/null || need libutf8proc-dev
pkg-config --exists md4c 2>/dev/null || need libmd4c-dev
[ -e /usr/include/stdlib.h ] || [ "$(uname)" = Darwin ] || need libc6-dev
"$python" -c 'import os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' ||
    need "$(basename "$(readlink -f "$(command -v "$python")")")-dev"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    need "$(basename "$(readlink -f "$(command -v "$python")")")-venv"

as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
if [ -n "$missing" ]; then
    if ! command -v apt-get >/dev/null 2>&1 || { [ -n "$as_root" ] && ! command -v sudo >/dev/null 2>&1; }; then
        say "missing, and not mine to install here (Debian's names):$missing"
        exit 1
    fi
    say "installing$missing"
    $as_root apt-get update -q >/dev/null
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing >/dev/null
fi

venv=build/venv
if [ ! -x $venv/bin/python ] || ! $venv/bin/python -c '' 2>/dev/null; then
    say "making $venv with $("$python" -V)"
    mkdir -p build
    "$python" -m venv --clear $venv
fi
for requirements in "$@"; do
    stamp=$venv/.$(basename "$requirements")
    if ! cmp -s "$requirements" "$stamp"; then
        say "installing $requirements"
        $venv/bin/python -m pip install -q --disable-pip-version-check -r "$requirements"
        cp "$requirements" "$stamp"
    fi
done

# shellcheck disable=SC2086
if [ -n "${TOOLS:-}" ] && ! dpkg -s $TOOLS >/dev/null 2>&1; then
    say "installing $TOOLS"
    { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends $TOOLS; } >/dev/null 2>&1 ||
        say "not to be had here: $TOOLS"
fi

[ -n "${WISHES:-}" ] || exit 0
if ! command -v java >/dev/null 2>&1; then
    say "installing default-jre-headless"
    { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends default-jre-headless; } >/dev/null 2>&1 ||
        say "not to be had here: default-jre-headless"
fi
stamp=$venv/.$(basename "$WISHES")
if ! cmp -s "$WISHES" "$stamp"; then
    say "installing $WISHES"
    cp "$WISHES" "$stamp"
    sed 's/#.*//; /^ *$/d' "$WISHES" | while read -r wish; do
        $venv/bin/python -m pip install -q --disable-pip-version-check "$wish" ||
            { say "not to be had here: $wish"; rm -f "$stamp"; }
    done
fi
