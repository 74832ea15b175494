"""`cleanse index`: what an index of earlier runs remembers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from cleanse.cli.console import new_console, say
from cleanse.cli.exits import Exit
from cleanse.cli.options import with_options
from cleanse.cli.paths import FILE
from cleanse.settings import ConfigError
from cleanse.text.messages import count


@click.command()
@click.argument("file", type=FILE)
@click.option("--forget-before", metavar="DATE", help="Forget what runs before that day (YYYY-MM-DD) kept.")
@with_options("json")
def index(file: Path, forget_before: str | None, as_json: bool) -> int:
    """Show what an index (run --index FILE) remembers, or forget what is old."""
    from cleanse.cli import printing as terminal
    from cleanse.duplicates.index_file import open_index

    try:
        with open_index(file) as opened:
            if forget_before is not None:
                forgotten = opened.forget(_day(forget_before))
                say(f"{count(forgotten, 'document')} forgotten")
            if as_json:
                click.echo(json.dumps({"stamp": opened.stamp(), "runs": opened.runs()}, default=str))
            else:
                terminal.index(new_console(), str(file), opened.stamp(), opened.runs())
    except ConfigError as error:
        raise click.ClickException(str(error)) from None
    return Exit.DONE


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{text!r} is no date; write it as 2026-01-31") from None
