"""`cleanse explain`: each edit with its rule and evidence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from cleanse.cli.console import new_console
from cleanse.cli.options import DOCUMENTS, settings_for, with_options
from cleanse.cli.paths import STDIN, must_exist, one_record


@click.command()
@click.argument("words", metavar="PATH")
@with_options(*DOCUMENTS, "json")
def explain(words: str, file: Path | None, as_json: bool, **given: Any) -> int:
    """Show each edit that would be made to the documents of a file, with its rule and evidence.

    PATH is a file, - for standard input, or one record of a file: its line or its id after a colon (news.jsonl:17).
    """
    path, only = one_record(words)
    settings, options = settings_for((path,), file, given)
    from cleanse.cli import explaining
    from cleanse.cli import printing as terminal
    from cleanse.formats import InputError
    from cleanse.pipeline.inplace import results

    if path != STDIN:
        must_exist((path,))
    console, edits, failed, shown = new_console(), 0, 0, 0
    try:
        for name, result in results(path, settings, options, only):
            shown += 1
            if isinstance(result, Exception):
                click.echo(f"error: {name}: {result}", err=True)
                failed += 1
                continue
            edits += len(result.trace.changes)
            if as_json:
                for line in explaining.explained(result):
                    click.echo(json.dumps({"document": name, **line._asdict()}, ensure_ascii=False))
            else:
                explaining.explain(console, name, result)
    except InputError as error:
        raise click.ClickException(f"{path}: {error}") from None
    if only is not None and not shown:
        raise click.ClickException(f"{path}: no record {only!r}; name its line or its id")
    if not as_json:
        new_console(stderr=True).print(terminal.count(edits, "edit"), highlight=False)
    return 2 if failed else 0
