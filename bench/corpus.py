#!/usr/bin/env python3
"""Make a folder of posts for benchmarks: feeds, blogs, Chinese and English, the same for the same seed.

    python bench/corpus.py FOLDER [COUNT] [SEED]

They are those of newsproc.bench, which users have, too.
"""

from __future__ import annotations

import pathlib
import sys

from newsproc.bench import body, write

__all__ = ["body", "write"]

if __name__ == "__main__":
    write(
        pathlib.Path(sys.argv[1]),
        int(sys.argv[2]) if len(sys.argv) > 2 else 2000,
        int(sys.argv[3]) if len(sys.argv) > 3 else 1,
    )
