"""Stories of made-up words, their reposts, and what a run says of them."""

from __future__ import annotations

import json
import random
from pathlib import Path

WORDS = [f"w{n}" for n in range(2000)]


def story(seed: int, length: int = 200) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def altered(text: str, seed: int = 0) -> str:
    dice = random.Random(seed)
    return " ".join(dice.choice(WORDS) if dice.random() < 0.01 else w for w in text.split())


def records(path: Path, texts: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps({"id": id, "text": text}) + "\n" for id, text in texts.items()))
    return path


def manifest(out: Path) -> dict[str, dict[str, object]]:
    rows = map(json.loads, (out / ".cleanse" / "manifest.jsonl").read_text().splitlines())
    return {row["id"]: row for row in rows}
