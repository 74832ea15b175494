"""Make the manual page from the commands: python tools/build_man_page.py > cleanse.1 (then: man ./cleanse.1).

Roff is that of man(7): groff's `man` macros, which mandoc reads too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from cleanse.cli.main import command
from cleanse.version import __version__


def page(group: click.Group) -> Iterator[str]:
    """The lines of the page: the commands, each with its options, and the exit codes."""
    context = click.Context(group, info_name="cleanse")
    yield f'.TH CLEANSE 1 "" "cleanse {__version__}" "User Commands"'
    yield from (".SH NAME", f"cleanse \\- {escaped((group.help or '').rstrip('.').lower())}")
    yield from (".SH SYNOPSIS", ".B cleanse", r"\fICOMMAND\fR [\fIOPTION\fR]... [\fIARGUMENT\fR]...", ".SH COMMANDS")
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if found and not found.hidden:
            yield from section(found, click.Context(found, info_name=name, parent=context))
    yield ".SH EXIT STATUS"
    yield from prose(group.epilog or "")


def section(one: click.Command, context: click.Context) -> Iterator[str]:
    """A command: how it is called, what it does, its options; then the commands that it has itself."""
    yield f".SS {escaped(context.command_path)} {escaped(' '.join(one.collect_usage_pieces(context)))}"
    yield from prose(one.help or "")
    for parameter in one.get_params(context):
        record = parameter.get_help_record(context)
        if record and isinstance(parameter, click.Option):
            yield from (".TP", f"\\fB{escaped(record[0])}\\fR", escaped(" ".join(record[1].split())))
    yield from prose(one.epilog or "")
    if isinstance(one, click.Group):
        for name in one.list_commands(context):
            if found := one.get_command(context, name):
                yield from section(found, click.Context(found, info_name=name, parent=context))


def prose(text: str) -> Iterator[str]:
    """Paragraphs; of those that click is told to leave as they are (\\b), each line on its own."""
    for paragraph in text.split("\n\n"):
        lines = [line.strip() for line in paragraph.split("\n")]
        yield ".PP"
        if lines[0] == "\b":
            yield from (".nf", *map(escaped, lines[1:]), ".fi")
        else:
            yield escaped(" ".join(lines))


def escaped(text: str) -> str:
    r"""A text that roff prints as it is: no request at its beginning, hyphens that can be copied, all of it ASCII.

    >>> print(escaped(".txt --json"))
    \&.txt \-\-json
    """
    text = text.strip().replace("\\", r"\e").replace("-", r"\-")
    text = "".join(c if c.isascii() else rf"\[u{ord(c):04X}]" for c in text)
    return rf"\&{text}" if text.startswith((".", "'")) else text


if __name__ == "__main__":
    sys.stdout.write("\n".join(page(command)) + "\n")
