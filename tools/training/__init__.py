"""How the two line classifiers are trained and judged: `tools/train.py` runs it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the package and `benchmarks`, whatever is installed
