"""A Scrapy item pipeline: cleans a field of each item, and drops near-duplicates of what earlier crawls kept."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter
from scrapy.exceptions import DropItem, NotConfigured

from cleanse.cleaner import Cleaner
from cleanse.duplicates.arrivals import Arrivals
from cleanse.record.trace_rows import to_row
from cleanse.settings import ConfigError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from cleanse.trace import Result

_THRESHOLD = 0.8


class CleansePipeline:
    """Cleans items on their way to the feed.

    | setting | default | what it is |
    | --- | --- | --- |
    | `CLEANSE_FIELDS` | `{"text": "text"}` | fields to clean, each with the one that gets the clean text |
    | `CLEANSE_SETTINGS` | `{}` | settings of the `Cleaner`, by name: `{"script": "zh-Hant"}` |
    | `CLEANSE_ID_FIELD` | `"url"` | the field that names a document |
    | `CLEANSE_RECORD_FIELD` | none | a field that gets the trace as plain data, which leads back to the original |
    | `CLEANSE_INDEX` | none | the file of a lasting index; items that are near-duplicates of what it has are dropped |
    | `CLEANSE_THRESHOLD` | `0.8` | Jaccard similarity from which two documents are near-duplicates |

    A field may hold text or bytes, plain or HTML. An item without any of the fields, or with None in them, passes
    unchanged. Statistics are counted under `cleanse/`.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._stats = crawler.stats
        self._fields: dict[str, str] = settings.getdict("CLEANSE_FIELDS", {"text": "text"})
        self._id_field: str = settings.get("CLEANSE_ID_FIELD", "url")
        self._record_field: str | None = settings.get("CLEANSE_RECORD_FIELD")
        self._index: str | None = settings.get("CLEANSE_INDEX")
        self._threshold = settings.getfloat("CLEANSE_THRESHOLD", _THRESHOLD)
        try:
            self._cleaner = Cleaner(**settings.getdict("CLEANSE_SETTINGS"))
        except (ConfigError, TypeError) as error:
            raise NotConfigured(f"CLEANSE_SETTINGS: {error}") from error
        self._arrivals: Arrivals | None = None
        self._open = ExitStack()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleansePipeline:
        return cls(crawler)

    def open_spider(self, spider: object = None) -> None:
        if self._index:
            self._arrivals = self._open.enter_context(Arrivals.open(Path(self._index), self._threshold))

    def close_spider(self, spider: object = None) -> None:
        self._open.close()

    def process_item(self, item: Any, spider: object = None) -> Any:
        adapter = ItemAdapter(item)
        id = str(adapter.get(self._id_field) or "-")
        for field, into in self._fields.items():
            value = adapter.get(field)
            if value is None:
                continue
            result = self._cleaner.clean(value, id)
            self._count(result)
            if self._arrivals:
                self._drop_if_seen(id, result.text, str(adapter.get("date") or ""))
            adapter[into] = result.text
            if self._record_field:
                adapter[self._record_field] = to_row(result.trace)
        return item

    def _count(self, result: Result) -> None:
        self._inc("cleanse/documents")
        if result.changed:
            self._inc("cleanse/changed")
        for rule, count in result.trace.counts().items():
            self._inc(f"cleanse/rules/{rule}", count)

    def _drop_if_seen(self, id: str, text: str, date: str) -> None:
        assert self._arrivals
        match = self._arrivals.match(id, text, date)
        if match:
            self._inc("cleanse/near-duplicates")
            raise DropItem(f"{id} is a near-duplicate of {match[0]} (similarity {match[1]:.2f})")

    def _inc(self, name: str, count: int = 1) -> None:
        if self._stats is not None:
            self._stats.inc_value(name, count)
