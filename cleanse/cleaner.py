"""The library's way in: one cleaner, made from settings, for any number of documents."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from os import PathLike
from typing import Any, Unpack, cast

from cleanse import chain
from cleanse import filters as all_filters
from cleanse import settings as config
from cleanse.decoding.media_type import media_type_of
from cleanse.model import Decoded, Document, Filter
from cleanse.settings import Settings, SettingsKeywords
from cleanse.trace import Result

# Documents go to another process some at a time, as each hand-over takes as long as cleaning a few hundred characters.
CHUNK = 200_000  # code points or bytes: about a quarter of a second of work
DOCUMENT = 5_000  # what a document weighs beside its characters, so that there are never many in one chunk

Item = str | bytes | bytearray | memoryview | Document
"""What can be cleaned."""


class Cleaner:
    """A chain of filters with its settings. It can be pickled, shared by threads and used for any number of texts.

    `filters` is None for the default chain, or the names (or Filter objects) to run, in order. Settings are those of
    the configuration file (`script="zh-Hant"`); an unknown one is a TypeError, an illegal value a ConfigError.

    >>> Cleaner(filters=["characters"]).clean("Mr\\u00a0Li\\u200b spoke").text
    'Mr Li spoke'
    """

    def __init__(self, filters: Sequence[str | Filter] | None = None, **settings: Unpack[SettingsKeywords]) -> None:
        self.settings = config.settings(**settings)
        all_filters.check_rules(self.settings)
        if self.settings.rules and self.settings.rules != settings["rules"]:  # those of a run are spoken of elsewhere
            _warn_of_rules(self.settings)
        self._chain: tuple[str | Filter, ...]
        if filters is None:
            all_filters.check_names(self.settings)
            self._chain = all_filters.names_of(self.settings)
        else:
            self._chain = _checked(filters)
            named = tuple(item for item in self._chain if isinstance(item, str))
            all_filters.check_names(replace(self.settings, filters=named))
        self.filters = self._build()

    def _build(self) -> tuple[Filter, ...]:
        return tuple(all_filters.build(f, self.settings) if isinstance(f, str) else f for f in self._chain)

    def __getstate__(self) -> dict[str, Any]:
        # what a filter has loaded (converters, tables) is made again where it is needed: OpenCC cannot be pickled
        return {"settings": self.settings, "_chain": self._chain}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.filters = self._build()

    def clean(
        self,
        item: Item,
        id: str = "-",
        source: str = "",
        *,
        media_type: str | None = None,
        declared: str | None = None,
        seconds: dict[str, float] | None = None,
    ) -> Result:
        """One document, cleaned, with its trace.

        Bytes are decoded first (`declared` is the charset a header names, if any). No bytes are refused, not even those
        that the commands skip as binary: what is a text is for the caller to know. The text is read as HTML where
        `media_type` says so, else by the ending of `id`, else by how it begins. `seconds` collects the time by filter.
        """
        decoded: Decoded | None = None
        if isinstance(item, Document):
            document, id = item, item.id
            if not isinstance(item.text, str):
                raise TypeError(f"the text of document {item.id!r} is {_shown(item.text)}: give a string")
        _check_strings(id=id, media_type=media_type or "", declared=declared or "")
        if isinstance(item, Document):
            if media_type is not None or item.media_type is None:
                document = replace(item, media_type=media_type_of(item.text, item.id, media_type))
        else:
            if isinstance(item, str):
                text = str.__str__(item)  # of a subclass (an enumeration's member, numpy's) the text itself
            elif isinstance(item, bytes | bytearray | memoryview):
                from cleanse.decoding.decode import decode

                decoded = decode(bytes(item), declared)
                text = decoded.text
            else:
                raise TypeError(f"cannot clean {_shown(item)}: {_advice(item)}")
            document = Document(text, id, source, media_type_of(text, id, media_type))
        cleaned, trace = chain.run(document, self.filters, seconds)
        return Result(cleaned, trace, decoded, fingerprint=_fingerprint(item) if decoded else None)

    def clean_many(self, items: Iterable[Item], jobs: int = 1) -> Iterator[Result]:
        """Results in the order of the items, with a bounded number of them in memory. `jobs=0` uses every core.

        An error, of the items or in cleaning one, is raised after the results of all items before it.
        """
        if isinstance(items, str | bytes | bytearray | memoryview | Document):
            raise TypeError(f"clean_many takes many texts, not {_shown(items)}: give a list, or use clean")
        if config.checked("jobs", jobs) == 1:
            return map(self.clean, items)
        from cleanse.engines import local

        return local.ordered_map(self.clean, items, jobs, CHUNK, _weight, local.START_UP)


def clean(text: str, *, filters: Sequence[str | Filter] | None = None, **settings: Unpack[SettingsKeywords]) -> str:
    """The text after the default chain, or after the filters named. Settings are those of a Cleaner.

    >>> clean("武漢經(jīng)開區(qū)創(chuàng)新發(fā)展", filters=["glosses", "script"])
    '武汉经开区创新发展'
    """
    names: tuple[str, ...] | None = None
    if filters is not None:
        filters = _checked(filters)
        names = tuple(item for item in filters if isinstance(item, str))
        if len(names) < len(filters):
            return Cleaner(filters, **settings).clean(text).text
    return shared_cleaner(replace(config.settings(**settings), filters=names)).clean(text).text


@lru_cache(maxsize=8)
def shared_cleaner(settings: Settings) -> Cleaner:
    """One cleaner a process for the same settings: its rules and tables take longer to load than a page to clean."""
    keywords = {name: getattr(settings, name) for name in SettingsKeywords.__annotations__}
    return Cleaner(settings.filters, **cast(SettingsKeywords, keywords))


def _checked(filters: Sequence[str | Filter]) -> tuple[str | Filter, ...]:
    if isinstance(filters, str):
        raise TypeError(f"filters must be a sequence of names, not the string {filters!r}")
    filters = tuple(filters)
    for item in filters:
        if not isinstance(item, str) and not all_filters.is_filter(item):
            raise TypeError(f"{_shown(item)} is no filter: give a name, or an object with a name and edits(document)")
    return filters


def _warn_of_rules(settings: Settings) -> None:
    """Warn of what of one's own rules can never apply."""
    from cleanse.rules.dead import never_apply
    from cleanse.rules.own import own_rules

    for line in never_apply(own_rules(settings)):
        warnings.warn(line, stacklevel=3)


def _check_strings(**arguments: object) -> None:
    for name, value in arguments.items():
        if not isinstance(value, str):
            raise TypeError(f"{name} is {_shown(value)}: give a string")


def _fingerprint(item: Item) -> tuple[int, int, bytes]:
    data = memoryview(cast(bytes, item))
    return data.nbytes, zlib.crc32(data), bytes(data[:4])


def _weight(item: Item) -> int:
    """How much work an item is. What is none weighs nothing: cleaning it says what it is."""
    text = item.text if isinstance(item, Document) else item
    return DOCUMENT + (len(text) if isinstance(text, str | bytes | bytearray | memoryview) else 0)


def _shown(item: object) -> str:
    """An object in a message: its type, and as much of it as helps."""
    shown = " ".join(repr(item).split())
    return "None" if item is None else f"{shown if len(shown) <= 60 else shown[:59] + '…'} ({type(item).__name__})"


def _advice(item: object) -> str:
    """What to do with an item that is no text, bytes or Document."""
    if isinstance(item, PathLike):
        return "read the file first: clean(path.read_bytes(), id=str(path))"
    if item is None or isinstance(item, float):
        return "leave out rows that have no text; give text, bytes or a Document"
    if isinstance(item, list | tuple):
        return "give text, bytes or a Document(text, id), and several of them to clean_many"
    return "give text, bytes or a Document"
