"""`cleanse rules`: the boilerplate rules, and which of them match a line."""

from __future__ import annotations

import click

from cleanse.cli.console import new_console, print_row
from cleanse.cli.exits import Exit
from cleanse.cli.options import with_options


@click.command()
@click.argument("line", required=False)
@click.option("--language", metavar="CODE", help="List the rules of this language only (und: of any).")
@with_options("json")
def rules(line: str | None, language: str | None, as_json: bool) -> int:
    """List the boilerplate rules, or those that match LINE. Where a rule looks also depends on the lines around."""
    from cleanse.cli import printing as terminal
    from cleanse.rules import load, matching

    listed = list(load()) if line is None else matching(line)
    languages = sorted({rule.id.split("/")[0] for rule in load()})
    if language is not None and language not in languages:
        raise click.UsageError(f"no rules for {language!r}; there are: {', '.join(languages)}")
    listed = [rule for rule in listed if language in (None, rule.id.split("/")[0])]
    if as_json:
        for rule in listed:
            row = {"rule": f"boilerplate/{rule.id}", "where": rule.where, "why": rule.why}
            print_row({**row, "drop": rule.drop, "keep": rule.keep})
    elif line is not None and not listed:
        click.echo("no rule matches this line")
    else:
        terminal.rules(new_console(), listed)
    return Exit.DONE
