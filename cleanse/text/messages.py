"""Words for a person: numbers with their nouns, and texts that no terminal takes for commands."""

from __future__ import annotations


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun.

    >>> count(1, "copy", "copies"), count(1200, "copy", "copies"), count(0, "file")
    ('1 copy', '1,200 copies', '0 files')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def visible(text: str) -> str:
    r"""The text with all that is invisible, or that a terminal would obey, spelled as Python spells it.

    >>> print(visible("a\u200bb\x1b[2Jc\n"))
    a\u200bb\x1b[2Jc\n
    """
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def duration(seconds: float) -> str:
    """A duration in milliseconds, in seconds, or in minutes and seconds.

    >>> duration(0.25), duration(4.25), duration(8), duration(90)
    ('250 ms', '4.2 s', '8 s', '1 min 30 s')
    """
    if seconds < 1:
        return f"{1000 * seconds:.0f} ms"
    if seconds < 60:
        return f"{seconds} s" if isinstance(seconds, int) else f"{seconds:.1f} s"
    return f"{seconds // 60:.0f} min {seconds % 60:.0f} s"
