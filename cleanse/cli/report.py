"""`cleanse report`: the report of a run, and what differs between two."""

from __future__ import annotations

import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleanse.cli.console import new_console, print_row, say
from cleanse.cli.exits import Exit
from cleanse.cli.options import with_options
from cleanse.cli.paths import FILE
from cleanse.text.messages import count, visible

if TYPE_CHECKING:
    from cleanse.record.compare import Comparison

_RULES = 15


@click.command()
@click.argument("out", type=FILE)
@click.argument("other", type=FILE, required=False)
@click.option("--open", "opens", is_flag=True, help="Show the report in a browser.")
@with_options("json")
def report(out: Path, other: Path | None, opens: bool, as_json: bool) -> int:
    """Make the report of the run in OUT anew; with OTHER, say what that run did otherwise with the same inputs.

    To compare two runs shows what a new version or a changed rule does to a corpus, before it is used for good. The
    exit code is then 1 if any text differs.
    """
    from cleanse.record.damage import RunReadError, blaming
    from cleanse.record.reader import RunReader

    try:
        if other is not None:
            with blaming(out, other):
                return _compare(RunReader(out), RunReader(other), as_json)
        from cleanse.report import html

        home = RunReader(out).home
        with blaming(out):
            html.write(home)
    except (RunReadError, OSError) as error:
        raise click.ClickException(str(error)) from None
    path = home / html.REPORT
    say(str(path))
    if opens and not webbrowser.open(path.absolute().as_uri()):
        raise click.ClickException(f"{path}: no browser could be started; open it yourself")
    return Exit.DONE


def _compare(before: object, after: object, as_json: bool) -> int:
    from cleanse.record.compare import compare
    from cleanse.record.reader import RunReader

    assert isinstance(before, RunReader)
    assert isinstance(after, RunReader)
    found = compare(before, after)
    if as_json:
        row = {name: getattr(found, name) for name in found.__slots__}
        print_row(row | {"dropped": dict(found.dropped), "examples": [each._asdict() for each in found.examples]})
    else:
        _print(new_console(), found)
    return Exit.CHANGED if found.different or found.only_before or found.only_after else Exit.DONE


def _print(console: Console, found: Comparison) -> None:
    console.print(f"{count(found.same, 'document')} alike, {found.different:,} different", highlight=False)
    if found.other_inputs:
        shown = ", ".join(map(visible, found.other_inputs[:3])) + (" …" if len(found.other_inputs) > 3 else "")
        what = f"{count(len(found.other_inputs), 'input')} changed between the runs, which this shows too: {shown}"
        console.print(Text(what, style="yellow"), soft_wrap=True)
    for names, what in ((found.only_before, "first"), (found.only_after, "second")):
        if names:
            shown = ", ".join(map(visible, names[:3])) + (" …" if len(names) > 3 else "")
            console.print(Text(f"{count(len(names), 'document')} only in the {what} run: {shown}"), soft_wrap=True)
    for which, number in found.dropped.items():
        what = "first" if which == "before" else "second"
        console.print(f"{count(number, 'document')} left out as a copy by the {what} run only", highlight=False)
    if found.different or found.rules:
        _print_counts(console, "documents changed by", sorted(found.filters.items()))
    changed = sorted(found.rules.items(), key=lambda item: -abs(item[1][0] - item[1][1]))
    _print_counts(console, "edits by", changed[:_RULES])
    if len(changed) > _RULES:
        console.print(f"and {len(changed) - _RULES} more rules", highlight=False)
    for each in found.examples:
        rules = ", ".join(f"{rule} {one} → {other}" for rule, one, other in each.rules)
        size = f"{each.before:,} → {each.after:,} characters"
        console.print(
            Text.assemble((visible(each.name), "bold"), f"  {size}  ", (visible(rules), "dim")), soft_wrap=True
        )
        for sign, passage, style in (("-", each.text, "red"), ("+", each.other_text, "green")):
            console.print(Text(f"  {sign} {visible(passage)}", style=style), soft_wrap=True)


def _print_counts(console: Console, title: str, counts: Sequence[tuple[str, tuple[int, int]]]) -> None:
    """A table of what both runs count; nothing where there is nothing to count."""
    if not counts:
        return
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for heading in (title, "first", "second"):
        table.add_column(heading, justify="left" if heading == title else "right")
    for name, (one, other) in counts:
        table.add_row(Text(visible(name)), f"{one:,}", f"{other:,}")
    console.print(table)
