"""Elements of a page that rules of its site choose by XPath, marked in its source.

A marked element has an attribute `data-cleanse`, `drop:RULE` or `keep:RULE`. Of the marks around a line the nearest
holds. Pages are rendered from a parser without XPath: so the page is parsed by lxml, marked, and written out again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any, NamedTuple, TypeAlias

Element: TypeAlias = Any  # lxml has no types of its own

ATTRIBUTE = "data-cleanse"
_NAMESPACES = {"re": "http://exslt.org/regular-expressions"}  # lxml knows the functions of this one
_CONTROLS = bytes(i for i in range(32) if i not in b"\t\n\v\f\r")  # libxml2 takes some for the end of the text
_SPACES = bytes.maketrans(b"\v\f", b"  ")
_PAGE_ENDS = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)  # it drops what follows the first of them
_DECLARED = re.compile(r"\A\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"\s*<!doctype\b[^>]*>\s*", re.IGNORECASE)  # lxml would give a page without one that of HTML 4

# fmt: off
FUNCTIONS = frozenset((
    "last", "position", "count", "id", "local-name", "namespace-uri", "name", "string", "concat", "starts-with",
    "contains", "substring-before", "substring-after", "substring", "string-length", "normalize-space", "translate",
    "boolean", "not", "true", "false", "lang", "number", "sum", "floor", "ceiling", "round",
    "re:test", "re:match", "re:replace",
))
# fmt: on
_NODE_TESTS = frozenset(("text", "node", "comment", "processing-instruction", "and", "or", "div", "mod"))
_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
_CALL = re.compile(r"(?<![\w.-])([A-Za-z_][\w.-]*(?::[\w.-]+)?)\s*\(")
_NO_ELEMENTS = re.compile(r"(?:^|[/|\s(])(?:text\(\)|comment\(\)|(?:@|attribute::)[\w:*-]+)(?:\[[^\]]*\])*\)?$")


class Mark(NamedTuple):
    """A rule for elements. `action` is `drop`, `keep` or `body`; `rule` names it in the mark.

    Of all rules with `body`, the first that finds an element with text decides: what is outside it is dropped.
    """

    action: str
    rule: str
    xpath: str


def mark(page: str, marks: Sequence[Mark]) -> str | None:
    """The source of the page with the elements marked that these rules choose; None if it cannot be read for them.

    Marks that the page had itself are gone. Where two rules choose one element, `keep` wins over `drop`, and of the
    same action the first. The page is given back as it is if no rule chooses anything and it has no such attribute.

    >>> mark("<p class=ad>Buy</p><p>Rain", [Mark("drop", "example.org/ad", "//p[@class='ad']")])
    '<html><body><p class="ad" data-cleanse="drop:example.org/ad">Buy</p><p>Rain</p></body></html>'
    """
    from lxml import etree

    tree = _parsed(page)
    if tree is None:
        return None
    stripped = _strip(tree)
    outside, inside = _around_body(tree, marks)
    chosen = {**outside, **_chosen(tree, marks, "drop"), **inside, **_chosen(tree, marks, "keep")}
    for element, name in chosen.items():
        element.set(ATTRIBUTE, name)
    if not (chosen or stripped):
        return page
    doctype = _DOCTYPE.match(_DECLARED.sub("", page))
    source: str = etree.tostring(tree, method="html", encoding="unicode", with_tail=False)
    return (doctype[0].lstrip() if doctype else "") + source


def elements(tree: Element, xpath: str) -> list[Element]:
    """The elements that an expression chooses; attributes and pieces of text are none."""
    from lxml import etree

    chosen = _compiled(xpath)(tree.getroottree())
    return [node for node in chosen if etree.iselement(node)] if isinstance(chosen, list) else []


def wrong_with(xpath: str) -> str:
    """What is wrong with an expression, in words; empty if it chooses elements of a page."""
    from lxml import etree

    try:
        value = _compiled(xpath)(etree.fromstring("<html><head/><body/></html>").getroottree())
    except etree.XPathError as error:
        if "prefix" in str(error).lower() or "namespace" in str(error).lower():
            return "has a prefix that is not known; the elements of pages have none"
        return _unknown_function(xpath) or f"is no XPath: {str(error).rstrip('.').lower()}"
    except ValueError:  # a NUL in it
        return "is no XPath: it has a control character in it"
    if unknown := _unknown_function(xpath):
        return unknown
    return "" if isinstance(value, list) else f"gives a {_KINDS.get(type(value), 'value')}, not elements"


def chooses_no_elements(xpath: str) -> bool:
    """Whether an expression chooses attributes or pieces of text, so that no element can be marked."""
    return all(_NO_ELEMENTS.search(part.strip()) for part in _STRING.sub("''", xpath).split("|"))


_KINDS: Mapping[type, str] = {str: "string", float: "number", bool: "boolean"}


def _unknown_function(xpath: str) -> str:
    """The first function of an expression that does not exist: libxml2 finds it only where it comes to call it."""
    for name in _CALL.findall(_STRING.sub("''", xpath)):
        name = name.rpartition("::")[2]
        if name not in FUNCTIONS and name not in _NODE_TESTS:
            near = get_close_matches(name, FUNCTIONS, 1)
            return f"calls {name}(), which XPath 1.0 does not have" + (f"; did you mean {near[0]}()?" if near else "")
    return ""


@cache
def _compiled(xpath: str) -> Callable[[Element], Any]:
    from lxml import etree

    expression: Callable[[Element], Any] = etree.XPath(xpath, namespaces=_NAMESPACES, smart_strings=False)
    return expression


def _parsed(page: str) -> Element | None:
    """The tree of a page; None if nothing is left of it, or it is nested too deep to be read whole."""
    from lxml import etree

    data = _DECLARED.sub("", page).encode("utf-8", "ignore").translate(_SPACES, _CONTROLS)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = etree.fromstring(_PAGE_ENDS.sub(b"", data), parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    cut_off = any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log.filter_from_fatals())
    return None if cut_off else tree


def _strip(tree: Element) -> bool:
    """Take away the marks that a page has itself; whether it had one."""
    own = [element for element in tree.iter("*") if ATTRIBUTE in element.attrib]
    for element in own:
        del element.attrib[ATTRIBUTE]
    return bool(own)


def _chosen(tree: Element, marks: Iterable[Mark], action: str) -> dict[Element, str]:
    """The elements that the rules with this action choose, each with its mark."""
    chosen: dict[Element, str] = {}
    for each in marks:
        if each.action == action:
            for element in elements(tree, each.xpath):
                chosen.setdefault(element, f"{action}:{each.rule}")
    return chosen


def _around_body(tree: Element, marks: Iterable[Mark]) -> tuple[dict[Element, str], dict[Element, str]]:
    """The page around the article's body, to be dropped, and the body; nothing where no rule finds one with text."""
    for each in marks:
        body = (
            [element for element in elements(tree, each.xpath) if _has_text(element)] if each.action == "body" else []
        )
        if body:
            return {tree: f"drop:{each.rule}"}, dict.fromkeys(body, f"keep:{each.rule}")
    return {}, {}


def _has_text(element: Element) -> bool:
    return any(not piece.isspace() for piece in element.itertext("*"))
