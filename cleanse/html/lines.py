"""The lines of a page as a browser would show them, and how they are put together from pieces of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cleanse.html.paragraphs import blank_lines

# Names in a template that nothing was put in for: `{{title}}`, `${title}`, `$$TITLE$$`, `%%TITLE%%`, `<%= title %>`.
_PLACEHOLDER = re.compile(
    r"(?:(?:\{\{[^{}]{1,80}\}\}|\$\{[^{}]{1,80}\}|\$\$[\w.-]{1,80}\$\$|%%[\w.-]{1,80}%%|<%[^%<>]{1,80}%>)[\s,.:|·–-]*)+"
)
_SIGNS = "{$%<"
_INDENT, _WIDE_INDENT = re.compile(r"\s\s+\S"), re.compile(r"\s*[\u00a0\u3000]")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


@dataclass(slots=True)
class RenderedLines:
    """The lines of a page in order, with single spaces, and the block elements around them.

    Scripts, styles and controls have no line; the cells of a table row share one. Footnote marks are left out: in plain
    text they would be numbers glued to words. Elements are numbered in the order of their start tags; only those that
    begin a line count (`div`, `p`, `li`, …). Of inline elements (`span`, `a`, …) only links are counted.
    """

    text: list[str] = field(default_factory=list)
    mark: list[str] = field(default_factory=list)
    """For each line, the number a browser shows before it in an ordered list (`1. `), or empty."""
    element: list[int] = field(default_factory=list)
    """For each line, the number of the innermost element around it."""
    linked: list[int] = field(default_factory=list)
    """For each line, the number of its characters that are in links (white space may count more than once)."""
    links: list[int] = field(default_factory=list)
    """For each line, the number of links in it."""
    parent: list[int] = field(default_factory=list)
    """For each element, the number of the one around it; -1 for the outermost."""
    begin: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    """For each element, its lines: `text[begin:end]`."""
    names: list[tuple[str, str, str, str]] = field(default_factory=list)
    """For each element: tag, class, id, and its `role`, `itemprop` and `hidden`."""
    marked: list[str] = field(default_factory=list)
    """For each line, `data-cleanse` of the nearest element around it that has it, or empty; no lines unless asked."""

    blank: list[bool] = field(default_factory=list)
    """For each line, whether a blank line is before it: between wrapped paragraphs, which `unwrap` joins."""

    def __str__(self) -> str:
        return "\n".join(self.as_text())

    def as_text(self) -> Iterator[str]:
        """Each line as it is in plain text: with its number, and with a blank line before it where there is one."""
        for i, (blank, mark, text) in enumerate(zip(self.blank, self.mark, self.text, strict=True)):
            yield f"\n{mark}{text}" if blank and i else mark + text


class LineBuilder:
    """Assembles lines from the pieces of text between tags."""

    def __init__(self) -> None:
        self.rendered = RenderedLines()
        self.marks: list[str] = []  # `data-cleanse` around the present piece of text, by each open element
        self.in_link = 0  # links around the present piece of text
        self.preformatted = 0  # `pre` around it
        self.numbers: list[Iterator[str] | None] = []  # what is before the items of each list around, if it is ordered
        self.parts: list[str] = []  # of the present line
        self._here = -1  # number of the innermost block element around it
        self._linked = self._links = 0
        self._breaks = 0  # of the line since the last one, within an element
        self._broken: dict[int, bool] = {}  # for each line after a break, whether a paragraph begins there
        self._mark = ""
        self._noted: str | None = None  # `data-cleanse` around the first piece of the line, if it has one yet

    def write(self, text: str) -> None:
        """Add a piece of text to the line. In `pre`, its line breaks end lines."""
        if self.preformatted and "\n" in text:
            *whole, text = text.split("\n")
            for part in whole:
                self.write(part)
                self.break_line()
        if self.in_link:
            self._linked += len(text)
        if self.marks and self._noted is None and not text.isspace():
            self._noted = self.marks[-1]
        self.parts.append(text)

    def break_line(self) -> None:
        """End the line, but not the element: two breaks are a blank line."""
        self.end_line()
        self._breaks += 1

    def end_line(self) -> None:
        """End the line, if it has any text."""
        parts = self.parts
        if not parts:
            return
        whole = parts[0] if len(parts) == 1 else "".join(parts)
        line = " ".join(whole.split())
        parts.clear()
        if line and (line[0] not in _SIGNS or self.preformatted or not _PLACEHOLDER.fullmatch(line)):
            lines = self.rendered
            lines.text.append(line)
            lines.mark.append(self._mark)
            lines.element.append(self._here)
            lines.linked.append(self._linked)
            lines.links.append(self._links)
            if self._breaks:
                indent = _INDENT.match(whole) if self.preformatted else _WIDE_INDENT.match(whole)
                self._broken[len(lines.text) - 1] = self._breaks > 1 or bool(indent)
                self._breaks = 0
            self._mark = ""
            if self.marks:
                lines.marked.append(self._noted or "")
                self._noted = None
        self._linked = self._links = 0

    def finish(self) -> RenderedLines:
        """End the last line, and return all."""
        self.end_line()
        self.rendered.blank = blank_lines(self.rendered.text, self._broken)
        return self.rendered

    def begin_block(self, tag: str, attributes: dict[str, str | None]) -> None:
        """End the line and open an element."""
        if self.parts:
            self.end_line()
        self._breaks = 0
        lines = self.rendered
        lines.parent.append(self._here)
        self._here = len(lines.names)
        lines.begin.append(len(lines.text))
        lines.end.append(-1)
        lines.names.append(_names(tag, attributes) if attributes else (tag, "", "", ""))

    def end_block(self) -> None:
        """End the line and close the innermost element."""
        if self.parts:
            self.end_line()
        self._breaks = 0
        self.rendered.end[self._here] = len(self.rendered.text)
        self._here = self.rendered.parent[self._here]

    def begin_item(self) -> None:
        """Number the line that begins, if the list around is numbered."""
        if self.numbers and (numbers := self.numbers[-1]) is not None:
            self._mark = next(numbers, "")

    def end_item(self) -> None:
        self._mark = ""

    def begin_link(self) -> None:
        self.in_link += 1
        self._links += 1

    def open_mark(self, mark: str | None) -> None:
        """Note `data-cleanse` of an element that begins; None if it has no such attribute."""
        self.marks.append(mark if mark is not None else self.marks[-1] if self.marks else "")

    def close_mark(self) -> None:
        self.marks.pop()


def _names(tag: str, attributes: dict[str, str | None]) -> tuple[str, str, str, str]:
    get = attributes.get
    more = (
        f"{get('role') or ''} {get('itemprop') or ''}".strip()
        if "role" in attributes or "itemprop" in attributes
        else ""
    )
    style = get("style")
    if "hidden" in attributes or (style and "none" in style and _HIDDEN.search(style)):
        more += " hidden"
    return tag, get("class") or "", get("id") or "", more
