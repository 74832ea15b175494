"""Documents sketched for the comparison with others, a batch at a time; each once, when its text is final."""

from __future__ import annotations

from typing import IO

from cleanse.duplicates import spill
from cleanse.duplicates.lsh import bands
from cleanse.duplicates.minhash import sketches

BATCH = 512  # documents sketched at once: enough for numpy to be busy
CHARACTERS = 1 << 22  # or as many as make so long a text


class Sketcher:
    """Writes the sketches of texts to a file, in their order."""

    def __init__(self, file: IO[bytes], threshold: float) -> None:
        self._file = file
        count, width = bands(threshold)
        self._values = count * width  # of a signature; further ones are never looked at
        self._texts: list[str] = []
        self._characters = 0

    def add(self, text: str) -> None:
        self._texts.append(text)
        self._characters += len(text)
        if len(self._texts) == BATCH or self._characters > CHARACTERS:
            self.flush()

    def flush(self) -> None:
        """Sketch the texts that wait; to be called after the last."""
        if self._texts:
            spill.write(self._file, sketches(self._texts, self._values))
            self._texts, self._characters = [], 0
