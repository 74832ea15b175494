"""Train the line classifiers for web pages and for plain text, or judge them on sites they have not seen.

    pip install 'cleanse[train]'
    python tools/train.py --data DATA                     # judges both by folds
    python tools/train.py --data DATA --write             # and writes the weights that the package loads
    python tools/train.py --data DATA --only text --without dragnet,waddle --write

DATA is described in `training/data.py`. The pages are other people's work and stay out of the repository; the weights
hold no text. Folds are made of networks: sites whose pages come from one template are kept together, so every figure
is for sites that the classifier has not seen. The same data, versions and seed give the same weights.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from training import html_lines, text_lines
from training.data import Data


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the pages")
    parser.add_argument("--only", choices=("html", "text"), help="one of the two classifiers")
    parser.add_argument("--without", default="", metavar="SOURCES", help="sources to leave out, with commas")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="write the weights into the package")
    arguments = parser.parse_args()
    data = Data(arguments.data, frozenset(filter(None, arguments.without.split(","))))
    for line in data.differences():
        print(f"note: {line}")
    for kind, trainer in (("html", html_lines), ("text", text_lines)):
        if arguments.only in (None, kind):
            print(f"{kind}:", flush=True)
            trainer.train(data, arguments.folds, arguments.write)


if __name__ == "__main__":
    main()
