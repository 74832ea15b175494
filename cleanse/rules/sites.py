"""Sites: the host name that a document is of, and which rules are for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from cleanse.model import Document

_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
# The last label has letters only: a folder `2024.05` or `v1.2` is no host, nor is an address in numbers.
_HOST = re.compile(rf"(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,59}})")


def host_name(text: str) -> str:
    """A host name in the form in which names are compared: lower case, ASCII, without `www.`; empty if it is none.

    >>> host_name("www.Example.org"), host_name("bücher.example"), host_name("2024.05"), host_name("example.org/news")
    ('example.org', 'xn--bcher-kva.example', '', '')
    """
    name = text.strip().lower().removesuffix(".")
    if not name.isascii():
        try:
            name = name.encode("idna").decode()
        except UnicodeError:
            return ""
    name = name.removeprefix("www.")
    return name if len(name) <= 253 and _HOST.fullmatch(name) else ""


def host_of_url(url: str) -> str:
    """The host name of an address; empty if it has none.

    >>> host_of_url("https://News.example.org:8080/a?b"), host_of_url("a/b")
    ('news.example.org', '')
    """
    try:
        return host_name(urlsplit(url.strip()).hostname or "")
    except ValueError:
        return ""


def site_of(document: Document, url: str = "") -> str:
    """The host name of the site that a document is of; empty if nothing says it.

    It is that of `url`, an address that the caller knows; of the address in the document's metadata; its source, if
    that is a host name; of its id, if that is an address; the innermost folder in its id that is a host name.

    >>> site_of(Document("", "crawl/www.example.org/2024/a.html"))
    'example.org'
    """
    return (
        host_of_url(url)
        or host_of_url(document.metadata.get("url", ""))
        or host_name(document.source)
        or host_of_url(document.id)
        or next(filter(None, map(host_name, reversed(re.split(r"[/\\]", document.id)[:-1]))), "")
    )


def with_parents(host: str) -> Iterator[str]:
    """The host name, and those of the domains around it, the narrowest first: rules for these are for it too.

    >>> list(with_parents("blog.example.co.uk"))
    ['blog.example.co.uk', 'example.co.uk', 'co.uk']
    """
    while "." in host:
        yield host
        host = host.partition(".")[2]
