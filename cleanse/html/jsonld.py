"""JSON-LD: the metadata that a page declares for search engines."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import Any

from cleanse.html.parse import Tree, first_text, parse
from cleanse.html.render import render

Node = dict[str, Any]

_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|Review|Recipe|AnalysisNewsArticle|WebPage|VideoObject)$")
_MOST_NODES = 2000  # of one page: more is a data dump


def linked_data(tree: Tree) -> list[Node]:
    """The JSON-LD nodes of a page, articles first. Scripts that are not valid JSON are passed over."""
    nodes: list[Node] = []
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            nodes += islice(_nodes(json.loads(first_text(script), strict=False)), _MOST_NODES)
        except (ValueError, RecursionError):
            continue
    return sorted(nodes, key=lambda node: not _is_article(node))


def _nodes(value: Any) -> Iterator[Node]:
    queue = deque([value])
    while queue:
        value = queue.popleft()
        if isinstance(value, list):
            queue += value
        elif isinstance(value, dict):
            yield value
            queue += [value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in value]


def _is_article(node: Node) -> bool:
    kinds = node.get("@type")
    return any(isinstance(k, str) and bool(_ARTICLE.search(k)) for k in (kinds if isinstance(kinds, list) else [kinds]))


def value_of(data: list[Node], key: str) -> Any:
    """The first value of a key among the nodes that is not empty; None if there is none."""
    return next((node[key] for node in data if node.get(key)), None)


def text_of(value: Any) -> str:
    """A string, or the first of a list, in one line and without entities; empty for anything else.

    >>> text_of(["  Flood &amp;\\n fire ", "other"])
    'Flood & fire'
    """
    if isinstance(value, list):
        value = value[0] if value else ""
    if not isinstance(value, str):
        return ""
    if "&" in value:
        value = unescape(value)
    return " ".join(value.split())


def names_of(value: Any) -> str:
    """The names of persons or organisations in JSON-LD: a string, a node with a name, or a list of either."""
    values = value if isinstance(value, list) else [value]
    names = [text_of(v.get("name") if isinstance(v, dict) else v) for v in values[:20]]
    return ", ".join(dict.fromkeys(n for n in names if n and "://" not in n))


def article_body(data: list[Node]) -> str:
    """The text of the article by JSON-LD (`articleBody`), without markup; empty if there is none."""
    body = next((node["articleBody"] for node in data if isinstance(node.get("articleBody"), str)), "")
    if "&" in body:
        body = unescape(body)
    if "<" in body:
        body = str(render(parse(body)))
    return str(body)
