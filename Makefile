# The verbs of the project. Everything is made under build/; nothing outside it is touched, but for
# missing system packages, which tools/prepare.sh installs where it may.
#
#   make demo    build, then examples/posts to a printed table and build/articles.parquet
#   make test    the C core under sanitizers, then the Python tests and doctests
#   make lint    warnings of the compiler, formatting, types, include order
#   make pgo     build again by a profile, with Clang 19 where it is to be had, as wheels are: a fifth faster
#   make bench   us and the peers, interleaved in one process (python -m newsproc.bench: the same without the sources)
#   make docs    the site into build/site; all examples and notebooks of the docs run, their links lead
#                somewhere
#   make wheels  the sdist and the wheels of every Python and target into build/dist, by a profile, then check them
#
# Longer than a test may take, run by hand:
#
#   make browser-test   the same generated inputs to Chromium and to newsproc.tree; cleaned styles, and the text of
#                       200 posts against innerText
#   make xss-test       every attack of the sanitizer suites, sanitized, to Chromium: nothing may run
#   make fixpoint       100,000 generated inputs: outputs stable in every parser that is installed
#   make fuzz           every target for FUZZ_SECONDS (default 60) under libFuzzer, ASan and UBSan
#   make shapes         adversarial inputs of 4 and 16 MiB: growth of time and memory
#   make valgrind       the C tests under valgrind
#   make cluster-test   the mapper in Spark, Dask, Ray and datasets, with worker processes; installs them
#   make interpreters   sub-interpreters, threads, processes and reloading in every Python at hand

PY      := build/venv/bin/python
CC      ?= cc
CORE    := $(wildcard csrc/base/*.c csrc/front/*.c csrc/html/*.c csrc/markdown/*.c csrc/clean/*.c \
             csrc/emit/*.c csrc/article/*.c csrc/table/*.c csrc/gen/*.c)
BINDING := $(wildcard csrc/python/*.c)
HEADERS := $(wildcard csrc/*/*.h) $(wildcard tests/c/*.h)
PROGRAMS := $(wildcard tests/c/*.c bench/c/*.c fuzz/*.c)
CTESTS  := $(patsubst tests/c/%.c,%,$(wildcard tests/c/test_*.c))
LIBS     = $(shell pkg-config --libs libxml-2.0 yaml-0.1 libutf8proc md4c) -lm -lpthread
WARN    := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes \
           -Wmissing-prototypes -Wcast-qual -Wundef -Wvla -Wimplicit-fallthrough
CFLAGS_C = -std=c11 -Icsrc $(shell pkg-config --cflags libxml-2.0 yaml-0.1 libutf8proc md4c) $(WARN) \
           $(if $(CI),-Werror)
SAN     := -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all \
           -DNWS_DEBUG

.DELETE_ON_ERROR:
.PHONY: demo test ctest replay pytest lint warnings format bench cbench docs clean build
.PHONY: cluster-test interpreters pgo wheels sdist release-check browser-test xss-test fixpoint fuzz shapes valgrind

demo: build
	$(PY) examples/demo.py

build: build/.built

build/.prepared: tools/prepare.sh tools/requirements-dev.txt
	@mkdir -p build
	tools/prepare.sh tools/requirements-dev.txt
	@touch $@

build/.built: build/.prepared $(CORE) $(BINDING) $(HEADERS) setup.py pyproject.toml
	$(PY) -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

test: build
	$(MAKE) -j2 ctest replay
	$(MAKE) pytest

# One object a source, with sanitizers; one program a test.
build/asan/%.o: csrc/%.c $(HEADERS) build/.prepared
	@mkdir -p $(dir $@)
	$(CC) $(CFLAGS_C) $(SAN) -c $< -o $@

build/asan/libcore.a: $(CORE:csrc/%.c=build/asan/%.o)
	@rm -f $@
	$(AR) rcs $@ $^

build/ctest/%: tests/c/%.c build/asan/libcore.a $(HEADERS)
	@mkdir -p $(dir $@)
	$(CC) $(CFLAGS_C) $(SAN) $< build/asan/libcore.a $(LIBS) -o $@

build/ctest/%.ok: build/ctest/%
	@printf '%s: ' $*; ./$<
	@touch $@

ctest: $(CTESTS:%=build/ctest/%.ok)

# Every fuzz target over its seeds and its findings, without libFuzzer.
TARGETS := fence yaml tokenizer tree article css markdown

build/replay/%: fuzz/fuzz_%.c fuzz/replay.c fuzz/target.h build/asan/libcore.a
	@mkdir -p $(dir $@)
	$(CC) $(CFLAGS_C) -Ifuzz $(SAN) $< fuzz/replay.c build/asan/libcore.a $(LIBS) -o $@

build/replay/%.ok: build/replay/%
	@printf 'fuzz_%s: ' $*; ./$< $(wildcard fuzz/seeds/$*/* fuzz/findings/$*/*)
	@touch $@

replay: $(TARGETS:%=build/replay/%.ok)

pytest: build
	$(PY) -m pytest -q

# Every source as compilers see it when they optimize, a warning being an error; type slots of CPython are void pointers
# to functions, which -Wpedantic refuses.
build/warned/csrc/python/%.ok: csrc/python/%.c $(HEADERS) build/.prepared
	@mkdir -p $(dir $@)
	$(CC) $(filter-out -Wpedantic,$(CFLAGS_C)) $(PY_INCLUDE) -Werror -O2 -c $< -o $(@:.ok=.o)
	@touch $@

build/warned/%.ok: %.c $(HEADERS) build/.prepared
	@mkdir -p $(dir $@)
	$(CC) $(CFLAGS_C) -Ifuzz -Werror -O2 -c $< -o $(@:.ok=.o)
	@touch $@

PY_INCLUDE = $(shell $(PY) -c 'import sysconfig; print("-isystem", sysconfig.get_path("include"))')

warnings: $(patsubst %.c,build/warned/%.ok,$(CORE) $(BINDING) $(PROGRAMS))

FORMATTED := $(filter-out csrc/gen/%,$(CORE) $(HEADERS)) $(BINDING) $(PROGRAMS) $(wildcard fuzz/*.h tools/wheels/*.c)

lint: build
	$(MAKE) -s -j2 warnings
	$(PY) tools/check_includes.py
	$(PY) tools/check_text.py
	build/venv/bin/clang-format --dry-run -Werror $(FORMATTED)
	build/venv/bin/ruff check .
	build/venv/bin/ruff format --check .
	build/venv/bin/mypy
	$(PY) -m mypy.stubtest --concise --mypy-config-file pyproject.toml --allowlist tools/stubtest-allow.txt \
	    --ignore-unused-allowlist newsproc._core

format: build
	build/venv/bin/clang-format -i $(FORMATTED)
	build/venv/bin/ruff check -q --fix .
	build/venv/bin/ruff format .

# The stages alone, in C, without sanitizers.
build/fast/%.o: csrc/%.c $(HEADERS) build/.prepared
	@mkdir -p $(dir $@)
	$(CC) $(CFLAGS_C) -O3 -g -c $< -o $@

build/fast/libcore.a: $(CORE:csrc/%.c=build/fast/%.o)
	@rm -f $@
	$(AR) rcs $@ $^

build/cbench/%: bench/c/%.c build/fast/libcore.a
	@mkdir -p $(dir $@)
	$(CC) $(CFLAGS_C) -O3 -g $< build/fast/libcore.a $(LIBS) -o $@

cbench: $(patsubst bench/c/%.c,build/cbench/%,$(wildcard bench/c/*.c))

# Clang with what it needs for profiles; without it pgo takes CC, and wheels are made without a profile. The version is
# that of zig in tools/wheels/requirements.txt.
LLVM := 19

build/.clang: build/.prepared
	TOOLS="clang-$(LLVM) libclang-rt-$(LLVM)-dev llvm-$(LLVM) lld-$(LLVM)" tools/prepare.sh
	@touch $@

PGO_CC ?= $(shell command -v llvm-profdata-$(LLVM) >/dev/null && echo 'int main(void) { return 0; }' | \
    clang-$(LLVM) -x c - -flto -fuse-ld=lld -fprofile-generate -o build/.pgo-cc 2>/dev/null && \
    echo clang-$(LLVM) || echo $(CC))

# The extension built twice with a profile in between.
pgo: build/.clang
	CC="$(PGO_CC)" NEWSPROC_PGO=1 $(PY) -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch build/.built

# Interpreters for wheels that this machine cannot load: WHEEL_RUNNERS="--run musllinux_1_2_x86_64=/path/python3".
WHEEL_RUNNERS ?=
# "--profile must" fails where no profile can be made; make release-check says so.
WHEEL_FLAGS   ?=

wheels: build build/.clang
	$(PY) tools/wheels/build.py $(WHEEL_FLAGS)
	$(PY) tools/wheels/check.py $(WHEEL_RUNNERS)

sdist: build
	$(PY) tools/wheels/build.py --sdist

release-check: build
	$(PY) tools/wheels/release.py

bench: pgo
	tools/prepare.sh tools/requirements-dev.txt tools/requirements-bench.txt
	$(MAKE) cbench
	$(PY) bench/bench.py --count 20000 --out bench/RESULTS.md

docs: build
	tools/prepare.sh tools/requirements-dev.txt tools/requirements-docs.txt tools/requirements-peers.txt
	$(PY) tools/check_docs.py --all
	$(PY) tools/docs/peers.py --check --all
	$(PY) tools/docs/tutorial.py --execute build/tutorial
	$(PY) tools/run_notebook.py
	$(PY) -m pytest -q tests/python/test_analysis.py
	$(PY) -m mkdocs build -q --strict
	$(PY) tools/docs/check_site.py

browser-test: build build/ctest/css_main
	$(PY) tests/browser/run.py $(BROWSER_FLAGS)
	$(PY) tests/browser/styles.py --program build/ctest/css_main
	$(PY) tests/browser/text.py $(TEXT_FLAGS)

xss-test: build
	$(PY) tests/browser/xss.py $(XSS_FLAGS)

fixpoint: build
	$(PY) tests/fixpoint/run.py $(FIXPOINT_FLAGS)

cluster-test: build
	WISHES=tools/requirements-cluster.txt tools/prepare.sh tools/requirements-dev.txt
	$(PY) -m pytest -rA tests/cluster

# Those of $NEWSPROC_PYTHONS (paths, with colons between), on the path, and beside this one.
interpreters: build
	$(PY) tools/interpreters.py

shapes: build/cbench/bench_shapes build/cbench/bench_heads
	./build/cbench/bench_heads
	./$<

valgrind: build/.prepared $(CTESTS:%=build/valgrind/%.ok)

build/valgrind/%: tests/c/%.c build/fast/libcore.a $(HEADERS)
	@mkdir -p $(dir $@)
	$(CC) $(CFLAGS_C) -O1 -g $< build/fast/libcore.a $(LIBS) -o $@

build/valgrind/%.ok: build/valgrind/%
	valgrind -q --suppressions=tests/c/valgrind.supp --error-exitcode=1 --leak-check=full ./$<
	@touch $@

FUZZ_SECONDS ?= 60
FUZZ_CC      ?= clang

build/fuzz/%: fuzz/fuzz_%.c fuzz/target.h $(CORE) $(HEADERS)
	@mkdir -p $(dir $@)
	$(FUZZ_CC) $(CFLAGS_C) -Ifuzz -g -O1 -fsanitize=fuzzer,address,undefined \
	    -fno-sanitize-recover=all -DNWS_DEBUG $< $(CORE) $(LIBS) -o $@

fuzz: $(TARGETS:%=build/fuzz/%)
	@for target in $(TARGETS); do \
	    mkdir -p build/corpus/$$target fuzz/findings/$$target; \
	    dict=fuzz/html.dict; case $$target in fence|yaml) dict=fuzz/front.dict;; esac; \
	    ./build/fuzz/$$target -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 \
	        -dict=$$dict -artifact_prefix=fuzz/findings/$$target/ \
	        build/corpus/$$target fuzz/seeds/$$target || exit 1; \
	done

clean:
	rm -rf build newsproc/*.so *.egg-info
