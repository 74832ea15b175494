"""The cleaned texts of a run, in any order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from cleanse.pipeline.results import ShardResults
from cleanse.pipeline.shards import Plan, Shard

_AT_HAND = 512  # texts in memory


class RunTexts:
    """The cleaned texts of a run by number, read where they lie."""

    def __init__(self, shards: Sequence[Shard], plan: Plan) -> None:
        self._results = [ShardResults(plan.folders(shard)) for shard in shards]
        self._firsts = np.cumsum([0, *map(len, self._results)]).tolist()
        self.text = lru_cache(_AT_HAND)(self._text)

    @property
    def count(self) -> int:
        return int(self._firsts[-1])

    def _text(self, number: int) -> str:
        shard = bisect_right(self._firsts, number) - 1
        return self._results[shard].text(number - self._firsts[shard])
