"""Edits as W3C Web Annotations (https://www.w3.org/TR/annotation-model/), for tools that show or keep such."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from cleanse.pipeline.file_edits import placed_changes
from cleanse.trace import Result

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def web_annotations(name: str, result: Result) -> Iterator[dict[str, Any]]:
    """An annotation for each edit of a document, with the place in its original text in code points.

    Its bodies are the replacement (`editing`; an empty text removes), the rule (`tagging`) and the evidence
    (`describing`). The same edit always has the same id.
    """
    original = result.restore()
    source = quote(name, safe="/")  # a colon would end a scheme
    for start, end, change in placed_changes(result, original):
        edit = f"cleanse:{source}:{start}:{end}:{change.rule}:{change.before!a}:{change.replacement!a}"
        bodies = [_body(change.replacement, "editing"), _body(change.rule, "tagging")]
        if change.note:
            bodies.append(_body(change.note, "describing"))
        yield {
            "@context": CONTEXT,
            "id": f"urn:uuid:{uuid5(NAMESPACE_URL, edit)}",
            "type": "Annotation",
            "motivation": "editing",
            "body": bodies,
            "target": {
                "source": source,
                "selector": [
                    {"type": "TextPositionSelector", "start": start, "end": end},
                    {"type": "TextQuoteSelector", "exact": original[start:end]},
                ],
            },
        }


def _body(value: str, purpose: str) -> dict[str, str]:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}
