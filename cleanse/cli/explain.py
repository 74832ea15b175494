"""`cleanse explain`: each edit with its rule and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cleanse.cli.console import new_console, say
from cleanse.cli.exits import Exit
from cleanse.cli.options import DOCUMENTS, settings_for, with_options
from cleanse.cli.paths import STDIN, must_exist, one_record
from cleanse.text.messages import count

if TYPE_CHECKING:
    from cleanse.cli.explaining import Shown
    from cleanse.record.reader import RunReader

FORMATS = ("text", "json", "annotations")


@click.command()
@click.argument("words", metavar="PATH")
@click.option(
    "--format",
    type=click.Choice(FORMATS),
    help="For people (text), or a line of JSON for each edit: as cleanse has it, or a W3C Web Annotation.",
)
@with_options(*DOCUMENTS, "json")
def explain(words: str, as_json: bool, format: str | None, **given: Any) -> int:
    """Show each edit to the documents of a file, with its rule and evidence; of a page, what became of each line.

    PATH is a file, - for standard input, or one record of a file: its line or its id after a colon (news.jsonl:17). Of
    these the edits are shown that would be made.

    In the output folder of a run, PATH is an output file, one record of it (by its line in the input, or its id), or
    the input name or id of any document of the run, such as a near-duplicate that was left out. Of these the edits are
    shown as the run made them. --json is short for --format json.
    """
    if as_json and format not in (None, "json"):
        raise click.UsageError(f"--json and --format {format} exclude each other")
    format = format or ("json" if as_json else "text")
    from cleanse.record.reader import locate

    located = locate(words) if words != "-" else None
    if located is None:
        return _explain_file(words, format, given)
    if any(value is not None for value in given.values()):
        raise click.UsageError(f"{words} is of a finished run, whose settings hold: leave the others out")
    return _explain_run(*located, format)


def _explain_file(words: str, format: str, given: dict[str, Any]) -> int:
    """The edits that would be made."""
    path, only = one_record(words)
    settings, options = settings_for((path,), given.pop("file"), given)
    from cleanse.cli import explaining
    from cleanse.formats import InputError
    from cleanse.pipeline.inplace import results

    if path != STDIN:
        must_exist((path,))
    if path.is_dir():
        raise click.ClickException(f"{path}: is a folder; name a file in it")
    shown = explaining.Shown(new_console(), format)
    try:
        for name, result in results(path, settings, options, only, shown.warn, shown.add_bytes):
            if isinstance(result, Exception):
                shown.refuse(f"{name}: {result}")
            else:
                shown.add(name, result)
    except InputError as error:
        raise click.ClickException(f"{path}: {error}") from None
    if only is not None and not shown.documents:
        raise click.ClickException(f"{path}: no record {only!r}; name its line or its id")
    return _finish(shown)


def _explain_run(run: RunReader, name: str, format: str) -> int:
    """The edits that a run made."""
    from cleanse.cli import explaining
    from cleanse.record.damage import RunReadError, blaming

    shown = explaining.Shown(new_console(), format)
    try:
        with blaming(run.out):
            for document in run.explain(name, lambda changed: shown.refuse(str(changed))):
                shown.add_of_run(document)
    except RunReadError as error:
        raise click.ClickException(str(error)) from None
    return _finish(shown)


def _finish(shown: Shown) -> int:
    if not shown.as_json:
        say(count(shown.edits, "edit"))
    return Exit.FAILED if shown.failed else Exit.DONE
