"""The sentences of `sentences.toml`: news as it might be, in thirty languages, dedicated to the public domain (CC0)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple


class Sentences(NamedTuple):
    """What one language has: sentences of some length, and one as short as a headline."""

    long: list[str]
    short: str


def sentences() -> dict[str, Sentences]:
    """The sentences by language.

    >>> sentences()["de"].short
    'Größter Sturm seit Jahren'
    """
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {language: Sentences(entry["sentences"], entry["short"]) for language, entry in data.items()}
