"""`cleanse index`: what an index of earlier runs remembers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from cleanse.cli.console import new_console, say
from cleanse.cli.exits import Exit
from cleanse.cli.options import settings_for, with_options
from cleanse.cli.paths import FILE, must_exist, one_record
from cleanse.settings import ConfigError
from cleanse.text.messages import count, visible


@click.command()
@click.argument("index_file", metavar="FILE", type=FILE)
@click.option("--forget-before", metavar="DATE", help="Forget what runs before that day (YYYY-MM-DD) kept.")
@click.option("--like", metavar="DOCUMENT", help="List what is like a file, or one record of it (news.jsonl:17).")
@with_options("config", "json")
def index(index_file: Path, forget_before: str | None, like: str | None, as_json: bool, **given: Any) -> int:
    """Show what an index (run --index FILE) remembers, find what a document is like, or forget what is old."""
    from cleanse.cli import printing as terminal
    from cleanse.duplicates.index_file import open_index

    try:
        if like is not None:
            return _like(index_file, like, as_json, given)
        with open_index(index_file) as opened:
            if forget_before is not None:
                forgotten = opened.forget(_day(forget_before))
                say(f"{count(forgotten, 'document')} forgotten")
            if as_json:
                click.echo(json.dumps({"stamp": opened.stamp(), "runs": opened.runs()}, default=str))
            else:
                terminal.index(new_console(), str(index_file), opened.stamp(), opened.runs())
    except ConfigError as error:
        raise click.ClickException(str(error)) from None
    return Exit.DONE


def _like(index_file: Path, words: str, as_json: bool, given: dict[str, Any]) -> int:
    """Print the documents of the index that those of a file, cleaned, are like."""
    from cleanse.duplicates.index_file import open_index
    from cleanse.duplicates.minhash import sketch
    from cleanse.formats import InputError
    from cleanse.pipeline.inplace import results

    path, only = one_record(words)
    must_exist((path,))
    settings, options = settings_for((path,), given.pop("file"), given)
    with open_index(index_file) as opened:
        threshold = float(opened.stamp()["threshold"])
    failed = found = False
    try:
        with open_index(index_file, threshold) as opened:
            for name, result in results(path, settings, options, only):
                if isinstance(result, Exception):
                    say(f"error: {name}: {result}")
                    failed = True
                    continue
                found = True
                near = opened.like(sketch([result.text])[0], threshold)
                if as_json:
                    rows = [{"id": id, "date": date, "similarity": round(share, 4)} for id, date, share in near]
                    click.echo(json.dumps({"document": name, "like": rows}, ensure_ascii=False))
                else:
                    click.echo(f"{visible(name)}: {count(len(near), 'document')} like it")
                    for id, date, share in near:
                        click.echo(f"  {share:.2f}  {date or '–':10}  {visible(id)}")
    except InputError as error:
        raise click.ClickException(f"{path}: {error}") from None
    if only is not None and not found and not failed:
        raise click.ClickException(f"{path}: no record {only!r}; name its line or its id")
    return Exit.FAILED if failed else Exit.DONE


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{text!r} is no date; write it as 2026-01-31") from None
