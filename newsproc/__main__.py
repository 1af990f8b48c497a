"""python -m newsproc: the command line."""

import sys

from newsproc.cli import main

sys.exit(main())
