"""Fail if a filter has become slow: its cost, as a ratio to the floor in the same run, against the one on record.

    python benchmarks/guard.py [--record]

Run it on demand, and before a release. The corpora are those that `chain.py` makes up; the floor reads, decodes and
writes the same documents. Both count with the best of some rounds. A filter fails that costs more than twice what
`guard.json` says and more than a tenth of its corpus's chain: smaller ones are noise. `--record` writes that file
anew, after a change that is meant to cost more, or one that made a filter faster and should stay.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.chain import Corpus, corpora, floor_seconds
from cleanse import Cleaner

RECORD = Path(__file__).with_suffix(".json")
DOCUMENTS, ROUNDS = 30, 5
TIMES = 2
LEAST_SHARE = 0.1

Costs = dict[str, dict[str, float]]


def costs_of(corpus: Corpus) -> dict[str, float]:
    """By filter, how many times the floor's processor time it takes for the corpus."""
    cleaner = Cleaner()
    best: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(ROUNDS + 1):
            taken: dict[str, float] = {}
            for text in corpus.texts:
                cleaner.clean(text, media_type=corpus.media_type, seconds=taken)
            taken["floor"] = floor_seconds(Path(scratch), corpus.texts)
            if number:  # what is loaded once is loaded in the first
                best = {name: min(seconds, best.get(name, seconds)) for name, seconds in taken.items()}
    return {name: round(seconds / best["floor"], 2) for name, seconds in best.items() if name != "floor"}


def slower(now: Costs, recorded: Costs) -> list[str]:
    """What has become slow, a line each.

    >>> slower({"articles": {"width": 9, "script": 1}}, {"articles": {"width": 4, "script": 0.2}})
    ['articles: width costs 9 times the floor, on record are 4']
    """
    return [
        f"{corpus}: {name} costs {cost:g} times the floor, on record are {recorded[corpus][name]:g}"
        for corpus, costs in now.items()
        for name, cost in costs.items()
        if corpus in recorded and name in recorded[corpus]
        if cost > TIMES * recorded[corpus][name] and cost > LEAST_SHARE * sum(costs.values())
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help="write what is measured to guard.json")
    args = parser.parse_args()
    now = {corpus.name: costs_of(corpus) for corpus in corpora(None, DOCUMENTS)}
    for name, costs in now.items():
        print(
            f"{name:14s}",
            "  ".join(f"{filter} {cost:g}" for filter, cost in sorted(costs.items(), key=lambda c: -c[1])),
        )
    if args.record:
        RECORD.write_text(json.dumps(now, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        return
    failed = slower(now, json.loads(RECORD.read_text(encoding="utf-8")))
    sys.exit("\n".join(failed) if failed else 0)


if __name__ == "__main__":
    main()
