"""Where a record is from, as its fields say it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit


def source_of(fields: Mapping[str, Any]) -> str:
    """The site a record says it is from: its `source` or `site`, else the host of its `url`."""
    for name in ("source", "site"):
        if isinstance(fields.get(name), str):
            return str(fields[name])
    url = fields.get("url")
    return _host(url) if isinstance(url, str) else ""


def address_of(fields: Mapping[str, Any], source: str) -> dict[str, str]:
    """The address of a record whose source does not say it, as metadata: rules for a site go by it.

    >>> address_of({"source": "The Gazette", "url": "https://gazette.example/a"}, "The Gazette")
    {'url': 'https://gazette.example/a'}
    """
    url = fields.get("url")
    return {"url": url} if isinstance(url, str) and source != _host(url) else {}


def language_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """The language that a record says it is in, as metadata.

    >>> language_of({"lang": "ja", "text": "東京都港区"})
    {'language': 'ja'}
    """
    for name in ("language", "lang"):
        language = fields.get(name)
        if isinstance(language, str) and 2 <= len(language) <= 20:
            return {"language": language}
    return {}


def date_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """The date that a record has, as metadata; nothing where it is not written as ISO 8601 has it.

    >>> date_of({"date": "2024-03-01T08:30:00Z"}), date_of({"date": "last Friday"})
    ({'date': '2024-03-01T08:30:00Z'}, {})
    """
    value = fields.get("date")
    text = value.isoformat() if isinstance(value, date) else value  # a column of dates, in tables that have types
    try:
        return {"date": text} if isinstance(text, str) and date.fromisoformat(text[:10]) else {}
    except ValueError:
        return {}


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower().removeprefix("www.")
    except ValueError:
        return ""
