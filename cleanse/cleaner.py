"""The library's way in: one cleaner, made from settings, for any number of documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

from cleanse import chain
from cleanse import settings as config
from cleanse.decoding.media_type import media_type_of
from cleanse.filters import CHAIN, build
from cleanse.model import Decoded, Document, Filter
from cleanse.trace import Result


class Cleaner:
    """A chain of filters with its settings. It can be pickled, shared by threads and used for any number of texts.

    `filters` is None for the default chain, or the names (or Filter objects) to run, in order. Settings are those of
    the configuration file (`script="zh-Hant"`); an unknown one is a TypeError, an illegal value a ConfigError.

    >>> Cleaner(filters=["characters"]).clean("Mr\\u00a0Li\\u200b spoke").text
    'Mr Li spoke'
    """

    def __init__(self, filters: Sequence[str | Filter] | None = None, **settings: Any) -> None:
        self.settings = config.settings(**settings)
        if filters is None:
            filters = CHAIN if self.settings.filters is None else self.settings.filters
        elif isinstance(filters, str):
            raise TypeError(f"filters must be a sequence of names, not the string {filters!r}")
        self._named = tuple(filters)
        self.filters = self._build()

    def _build(self) -> tuple[Filter, ...]:
        return tuple(build(f, self.settings) if isinstance(f, str) else f for f in self._named)

    def __getstate__(self) -> dict[str, Any]:
        # what a filter has loaded (converters, tables) is made again where it is needed: OpenCC cannot be pickled
        return {"settings": self.settings, "_named": self._named}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.filters = self._build()

    def clean(
        self,
        item: str | bytes | Document,
        id: str = "-",
        source: str = "",
        *,
        media_type: str | None = None,
        declared: str | None = None,
        seconds: dict[str, float] | None = None,
    ) -> Result:
        """One document, cleaned, with its trace.

        Bytes are decoded first (`declared` is the charset a header names, if any). The text is read as HTML where
        `media_type` says so, else by the ending of `id`, else by how it begins. `seconds` collects the time by filter.
        """
        decoded: Decoded | None = None
        if isinstance(item, Document):
            document = item
        else:
            if isinstance(item, (bytes, bytearray, memoryview)):
                from cleanse.decoding.decode import decode

                decoded = decode(bytes(item), declared)
            text = decoded.text if decoded else str(item)
            document = Document(text, id, source, media_type_of(text, id, media_type))
        if document is item and (media_type is not None or document.media_type is None):
            document = replace(document, media_type=media_type_of(document.text, document.id, media_type))
        cleaned, trace = chain.run(document, self.filters, seconds)
        return Result(cleaned, trace, decoded)

    def clean_many(self, items: Iterable[str | bytes | Document], jobs: int = 1) -> Iterator[Result]:
        """Results in the order of the items, with a bounded number of them in memory. `jobs=0` uses every core."""
        if jobs == 1:
            yield from map(self.clean, items)
            return
        from cleanse.engines.local import ordered_map

        yield from ordered_map(self.clean, items, jobs)


def clean(text: str, **settings: Any) -> str:
    """The text after the default chain.

    >>> clean("武漢經(jīng)開區(qū)創(chuàng)新發(fā)展", filters=["glosses", "script"])
    '武汉经开区创新发展'
    """
    return shared_cleaner(config.settings(**settings)).clean(text).text


@lru_cache(maxsize=8)
def shared_cleaner(settings: config.Settings) -> Cleaner:
    """One cleaner a process for the same settings: its rules and tables take longer to load than a page to clean."""
    return Cleaner(**{field.name: getattr(settings, field.name) for field in fields(settings)})
