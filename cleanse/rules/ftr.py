"""Files of Full-Text RSS (fivefilters' `ftr-site-config`), read as they are: what they say of one site's pages.

A file is named by its site, `example.org.txt`, and has a directive a line: `body: //article`. Of several bodies the
first that is on a page holds the article; `strip` and `strip_id_or_class` name what is no part of it; the title
is kept. The other directives are about fetching pages, or about data that a page declares itself: they have no part in
cleaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import PurePath
from typing import NamedTuple

from cleanse.html.marks import Mark, chooses_no_elements, wrong_with
from cleanse.rules.book import RuleBook, mark_of, prefix_of
from cleanse.rules.sites import host_name
from cleanse.settings import ConfigError

_ACTIONS = {"body": "body", "title": "keep", "strip": "drop", "strip_id_or_class": "drop"}
_IGNORED = {
    **dict.fromkeys(("author", "date", "language"), "a page's own declaration gives it"),
    **dict.fromkeys(("strip_image_src", "strip_attr", "insert_detected_image"), "a text has no images or attributes"),
    **dict.fromkeys(("find_string", "replace_string", "wrap_in", "move_into", "convert_double_br_tags",
                     "src_lazy_load_attr"), "the source of a page is not rewritten"),
    **dict.fromkeys(("prune", "tidy", "parser", "autodetect_on_failure", "skip_json_ld", "dissolve", "if_page_contains",
                     "native_ad_clue"), "it is for how another program extracts a page"),
    **dict.fromkeys(("single_page_link", "single_page_link_in_feed", "next_page_link", "http_header", "requires_login",
                     "not_logged_in_xpath", "login_uri", "login_username_field", "login_password_field",
                     "login_extra_fields"), "it is for fetching pages"),
    **dict.fromkeys(("test_url", "test_contains"), "no page is fetched to test it"),
}  # fmt: skip
"""Directives that have no part in cleaning, and why."""

# a directive may have an argument in parentheses: replace_string(a): b
_LINE = re.compile(r"([A-Za-z_]+)\s*(?:\((.*?)\))?\s*:\s*(.*)")


class _Directive(NamedTuple):
    line: int
    name: str
    value: str


def read_ftr(path: str, data: bytes) -> RuleBook:
    """The rules of a file of Full-Text RSS. Raises ConfigError, in one line, where an expression is no XPath."""
    stem = PurePath(path).name.removesuffix(".txt").strip(".")
    site = host_name(stem) or stem
    ignored: list[str] = []
    marks: list[Mark] = []
    counts: dict[str, int] = {}
    for directive in _directives(path, data, ignored):
        line, name, value = directive
        if reason := _ignored(directive):
            ignored.append(f"line {line}: {name}: {reason}")
            continue
        counts[name] = counts.get(name, 0) + 1
        xpath = _with_id_or_class(value) if name == "strip_id_or_class" else value
        marks.append(
            mark_of(
                f"{path}: line {line}: {name}", _ACTIONS[name], f"{prefix_of(path, site)}{name}-{counts[name]}", xpath
            )
        )
    return RuleBook(path, site, marks=tuple(marks), ignored=tuple(ignored))


def _directives(path: str, data: bytes, ignored: list[str]) -> Iterator[_Directive]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is no text in UTF-8: {error.reason} at byte {error.start}") from None
    for number, line in enumerate(map(str.strip, text.split("\n")), 1):
        if not line or line.startswith("#"):
            continue
        if match := _LINE.fullmatch(line):
            yield _Directive(number, match[1].lower(), match[3])
        else:
            ignored.append(f"line {number}: {line[:40]!r}: is no directive, like body: //article")


def _ignored(directive: _Directive) -> str:
    """Why a directive has no part in cleaning; empty if it has."""
    _, name, value = directive
    if name in _IGNORED:
        return _IGNORED[name]
    if name not in _ACTIONS:
        near = get_close_matches(name, [*_ACTIONS, *_IGNORED], 1)
        return "there is no such directive" + (f"; did you mean {near[0]!r}?" if near else "")
    if not value:
        return "says nothing"
    if name == "strip_id_or_class":
        return ""
    # a title may be put together from what a page declares: no element of the page is then the headline
    is_put_together = name == "title" and wrong_with(value).startswith("gives a ")
    return "chooses no element of a page" if is_put_together or chooses_no_elements(value) else ""


def _with_id_or_class(part: str) -> str:
    """Elements with this in their id or class, wherever in it: so the format is documented."""
    quoted = part.replace("'", "").replace('"', "")
    return f"//*[contains(@class, '{quoted}') or contains(@id, '{quoted}')]"
