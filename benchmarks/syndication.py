"""Who copied whom: the groups that `run --syndication` finds, against those of a generated corpus, beside MinHash.

    python benchmarks/syndication.py [--stories N] [--seed N]

Each source has 3 to 8 copies: cut, reordered, under another headline, with a local lead, with paragraphs added, without
its quotations. As many stories are on the same topics: they share words and set phrases with a source, and one in five
quotes the same sentence. For every third source there is a form, such as a storm warning, that is filled in three to
five times with other numbers and names. Every paper has a box of its own in all of its stories. Half of them are in
words between spaces (Latin, Cyrillic), half in Chinese characters; all is made up from a seed. Printed are precision,
recall and F1 of pairs, the mean Jaccard similarity of true pairs by 3-grams of tokens, and F1 of datasketch's MinHash
over the same 3-grams at the threshold that is best for it.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from time import process_time
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from cleanse.pipeline.run import run
from cleanse.settings import RunSettings, Settings
from cleanse.text.tokens import tokens

SYLLABLES = {
    "latin": re.findall("..", "badefogikulameniporasetivowazalitemogadi"),
    "cyrillic": re.findall("..", "бадефогикуламенипорасетивозалитемогади"),
    "chinese": [chr(0x4E00 + 37 * number) for number in range(400)],
}
FIRST = date(2024, 3, 1)
PAPERS = 20  # of each script
Pairs = set[tuple[str, str]]


class Story(NamedTuple):
    """A generated document; stories of one `source` are true copies of each other, those with None of nothing."""

    id: str
    text: str
    day: date
    source: int | None


class Writer:
    """Makes sentences up, of the words of a topic."""

    def __init__(self, dice: random.Random, script: str) -> None:
        self._dice, self._script = dice, script
        self._common = [self._word() for _ in range(150)]
        self._topic = [self._word() for _ in range(60)]
        self._phrases = [self._joint.join(dice.choices(self._topic, k=dice.randint(3, 6))) for _ in range(6)]

    def _word(self) -> str:
        return "".join(self._dice.choices(SYLLABLES[self._script], k=self._dice.randint(2, 4) if self._spaced else 2))

    @property
    def _spaced(self) -> bool:
        return self._script != "chinese"

    @property
    def _joint(self) -> str:
        return " " if self._spaced else ""

    def sentence(self) -> str:
        words = [
            self._dice.choice(self._topic if self._dice.random() < 0.4 else self._common)
            for _ in range(self._dice.randint(9, 20))
        ]
        if self._dice.random() < 0.3:
            words.insert(self._dice.randrange(len(words)), self._dice.choice(self._phrases))
        return self._joint.join(words) + ("." if self._spaced else "。")

    def paragraph(self) -> str:
        return self._joint.join(self.sentence() for _ in range(self._dice.randint(2, 4)))

    def quotation(self) -> str:
        return f"“{self.sentence()}”"

    def name(self) -> str:
        return self._word().capitalize()

    def form(self) -> list[str]:
        """A headline and paragraphs in which a few words are left out: `{}`; the last two have none."""
        lines = [self._with_gaps(self.sentence()) for _ in range(self._dice.randint(3, 5))]
        return [*lines, self.paragraph(), self.paragraph()]

    def _with_gaps(self, sentence: str) -> str:
        places = sorted(self._dice.sample(range(3, len(sentence) - 3), 2))
        first, second = (sentence.find(self._joint, place) if self._joint else place for place in places)
        return f"{sentence[:first]}{self._joint}{{}}{sentence[first:second]}{self._joint}{{}}{sentence[second:]}"

    def filled(self, form: Sequence[str]) -> list[str]:
        """A form, filled in with a name and with numbers."""
        name = self.name()
        return [line.format(name, self._dice.randrange(10, 999)) for line in form]

    def story(self) -> list[str]:
        """A headline, and paragraphs of which one in four is a quotation."""
        count = self._dice.randint(6, 12)
        return [self.sentence(), *(self.quotation() if n % 4 == 3 else self.paragraph() for n in range(count))]


def corpus(stories: int, seed: int) -> Iterator[Story]:
    """The documents, in no order."""
    dice = random.Random(seed)
    made: list[Story] = []
    boxes = {script: [Writer(dice, script).paragraph() for _ in range(PAPERS)] for script in SYLLABLES}
    for number in range(stories):
        script = dice.choice(("latin", "cyrillic", "chinese", "chinese"))
        writer, papers = Writer(dice, script), boxes[script]
        source, day = writer.story(), FIRST + timedelta(dice.randrange(300))
        quotations = [paragraph for paragraph in source if paragraph.startswith("“")]
        made.append(_printed(f"{number}-source", source, day, number, dice.choice(papers)))
        for copy in range(dice.randint(3, 8)):
            later = day + timedelta(dice.randrange(5))
            made.append(
                _printed(f"{number}-copy-{copy}", _copied(source, writer, dice), later, number, dice.choice(papers))
            )
        for other in range(dice.randint(4, 9)):
            story = writer.story()
            if dice.random() < 0.2:
                story.insert(2, dice.choice(quotations))
            later = day + timedelta(dice.randrange(5))
            made.append(_printed(f"{number}-other-{other}", story, later, None, dice.choice(papers)))
        if number % 3 == 0:
            form, later = writer.form(), day + timedelta(dice.randrange(5))
            for issue in range(dice.randint(3, 5)):
                made.append(_printed(f"{number}-form-{issue}", writer.filled(form), later, None, dice.choice(papers)))
    dice.shuffle(made)
    yield from made


def _printed(id: str, story: Sequence[str], day: date, source: int | None, box: str) -> Story:
    """A story as a paper prints it."""
    return Story(id, "\n\n".join([*story, box]), day, source)


def _copied(source: Sequence[str], writer: Writer, dice: random.Random) -> list[str]:
    """What a paper makes of a story."""
    body = list(source[1:])
    if dice.random() < 0.8:
        body = body[: max(3, int(len(body) * dice.uniform(0.35, 0.8)))]
    if dice.random() < 0.4:
        body = [paragraph for paragraph in body if not paragraph.startswith("“")]
    if dice.random() < 0.3:
        dice.shuffle(body)
    if dice.random() < 0.5:
        body.insert(0, writer.paragraph())
    for _ in range(dice.randint(1, 4)):
        body.insert(dice.randrange(len(body) + 1), writer.paragraph())
    return [writer.sentence() if dice.random() < 0.7 else source[0], *body]


def true_pairs(stories: Iterable[Story]) -> Pairs:
    families: defaultdict[int, list[str]] = defaultdict(list)
    for story in stories:
        if story.source is not None:
            families[story.source].append(story.id)
    return pairs_of(families.values())


def pairs_of(groups: Iterable[Iterable[str]]) -> Pairs:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def found_pairs(stories: Sequence[Story]) -> tuple[Pairs, float, float]:
    """The pairs that a run reports, and its processor time with syndication and without."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "corpus.jsonl")
        with source.open("w", encoding="utf-8") as file:
            for story in stories:
                file.write(json.dumps({"id": story.id, "text": story.text, "date": story.day.isoformat()}) + "\n")
        seconds = []
        for days in (0, 7):
            begun = process_time()
            options = RunSettings(syndication=days, duplicates="mark", jobs=1)
            run([source], Path(folder, f"out-{days}"), Settings(filters=()), options)
            seconds.append(process_time() - begun)
        lines = Path(folder, "out-7/.cleanse/syndication.jsonl").read_text(encoding="utf-8").splitlines()
        groups = [[row["source"]["id"], *(copy["id"] for copy in row["copies"])] for row in map(json.loads, lines)]
    return pairs_of(groups), seconds[1], seconds[0]


def grams(text: str) -> set[bytes]:
    hashes = tokens(text).hash.tolist()
    return {repr(hashes[at : at + 3]).encode() for at in range(max(1, len(hashes) - 2))}


def minhash_pairs(stories: Sequence[Story], threshold: float) -> Pairs:
    """The pairs that datasketch's MinHash finds at a threshold."""
    from datasketch import MinHash, MinHashLSH

    index, found = MinHashLSH(threshold=threshold, num_perm=128), set()
    sketches = {}
    for story in stories:
        sketch = sketches[story.id] = MinHash(num_perm=128)
        sketch.update_batch(list(grams(story.text)))
        for other in index.query(sketch):
            if sketch.jaccard(sketches[other]) >= threshold:
                found.add((min(other, story.id), max(other, story.id)))
        index.insert(story.id, sketch)
    return found


def scores(found: Pairs, true: Pairs) -> tuple[float, float, float]:
    """Precision, recall, F1."""
    right = len(found & true)
    precision, recall = right / max(1, len(found)), right / max(1, len(true))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=150, help="sources")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    stories = list(corpus(args.stories, args.seed))
    true = true_pairs(stories)
    of = {story.id: grams(story.text) for story in stories}
    likeness = sum(len(of[a] & of[b]) / len(of[a] | of[b]) for a, b in true) / len(true)
    print(f"{len(stories)} documents, {len(true)} true pairs, mean Jaccard similarity by 3-grams {likeness:.2f}")
    found, seconds, without = found_pairs(stories)
    print("cleanse   precision {:.3f}  recall {:.3f}  F1 {:.3f}".format(*scores(found, true)), end="")
    print(f"  ({seconds / without:.1f} times the run without)")
    results = [(scores(minhash_pairs(stories, step / 20), true), step / 20) for step in range(1, 13)]
    best, threshold = max(results, key=lambda result: result[0][2])
    print("MinHash   precision {:.3f}  recall {:.3f}  F1 {:.3f}".format(*best), f" (threshold {threshold:g})")


if __name__ == "__main__":
    main()
