"""The fields of a record: which of them are asked for, what is in them, and a record with other texts in its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from cleanse.decoding.media_type import media_type_of
from cleanse.formats.errors import InputError
from cleanse.model import Document

TextByField = Mapping[str, str]
NO_QUOTE = "none"
NO_TEXTS: TextByField = MappingProxyType({})


class Fields(NamedTuple):
    """The names of the fields of a record that hold its texts and its id; `data.body` is one of an object in `data`.

    `delimiter` and `quote` are those of CSV where they are told, `quote` NO_QUOTE where there is none.
    """

    text: tuple[str, ...] = ("text",)
    id: str = "id"
    delimiter: str | None = None
    quote: str | None = None


def field_of(values: Mapping[str, Any], name: str) -> tuple[bool, Any]:
    """Whether a record has a field, and what is in it. A name that is there as it is goes before a path.

    >>> field_of({"data": {"body": "News"}}, "data.body"), field_of({"a.b": 1}, "a.b"), field_of({}, "text")
    ((True, 'News'), (True, 1), (False, None))
    """
    if name in values:
        return True, values[name]
    head, dot, rest = name.partition(".")
    inner = values.get(head)
    return field_of(inner, rest) if dot and isinstance(inner, Mapping) else (False, None)


def with_field(values: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """A copy of a record that has `value` in a field that is there; all else stays, in its order.

    >>> with_field({"data": {"body": "a", "n": 1}}, "data.body", "b")
    {'data': {'body': 'b', 'n': 1}}
    """
    if name in values or "." not in name:
        return {**values, name: value}
    head, _, rest = name.partition(".")
    return {**values, head: with_field(values[head], rest, value)}


def with_texts(values: Mapping[str, Any], texts: TextByField) -> Mapping[str, Any]:
    """A copy of a record that has these texts in fields that are there."""
    for name, text in texts.items():
        values = with_field(values, name, text)
    return values


def texts_of(values: Mapping[str, Any], fields: Fields) -> dict[str, str]:
    """The texts of a record by the name of their field, in the order the fields are named in.

    Where several are named, those that a record does not have, or that are null there, are passed over. Raises
    InputError where none is left, or one holds something else.

    >>> texts_of({"id": 7, "body": "News", "lead": None}, Fields(("title", "lead", "body")))
    {'body': 'News'}
    """
    texts = {}
    for name in fields.text:
        is_there, text = field_of(values, name)
        if isinstance(text, str):
            texts[name] = text
        elif is_there and (text is not None or len(fields.text) == 1):
            raise InputError(f"field {name!r} holds {_article(kind_of_value(text))}, not a string")
    if not texts:
        names = " or ".join(map(repr, fields.text))
        raise InputError(f"no field {names} (it has {', '.join(values) or 'none'}); name yours with --text-field")
    return texts


def main_field(texts: TextByField) -> str:
    """The field that holds most of a record's text, of equal ones the first: the text that it is judged by."""
    return next(iter(texts)) if len(texts) == 1 else max(texts, key=lambda name: len(texts[name]))


def others_of(document: Document, texts: TextByField, main: str) -> dict[str, Document]:
    """The documents of a record's other fields, by field: as `document`, which is that of its main one."""
    return {
        name: replace(document, text=text, media_type=media_type_of(text))
        for name, text in texts.items()
        if name != main
    }


def kind_of_value(value: Any) -> str:
    """What a value is called in JSON.

    >>> [kind_of_value(value) for value in ([], {}, 1.5, None)]
    ['list', 'object', 'number', 'null']
    """
    if isinstance(value, Mapping):
        return "object"
    kinds = {list: "list", tuple: "list", str: "string", bool: "boolean", type(None): "null", int: "number"}
    return (kinds | {float: "number"}).get(type(value), type(value).__name__)


def _article(noun: str) -> str:
    return f"an {noun}" if noun[:1] in "aeiou" else f"a {noun}"
