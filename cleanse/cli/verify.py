"""`cleanse verify`: whether every input of a run can be brought back."""

from __future__ import annotations

from pathlib import Path

import click

from cleanse.cli.console import say
from cleanse.cli.exits import Exit
from cleanse.cli.options import with_options
from cleanse.cli.paths import FILE
from cleanse.text.messages import count, visible


@click.command()
@click.argument("folder", type=FILE)
@with_options("quiet")
def verify(folder: Path, quiet: bool) -> int:
    """Prove that every input of the run that made FOLDER can be brought back byte for byte, and name what cannot.

    Each input is made again in memory and compared with the SHA-256 of what was read; outputs and all pieces of the
    record are compared with what the run wrote. Nothing is changed.
    """
    from cleanse.record.damage import RunReadError
    from cleanse.record.verify import verify as check

    try:
        found = check(folder)
    except RunReadError as error:
        raise click.ClickException(str(error)) from None
    for failure in found.failures:
        say(f"error: {visible(failure)}")
    if not quiet:
        verdict = count(len(found.failures), "failure") if found.failures else "all as the run left it"
        say(f"{count(found.inputs, 'input')} and {count(found.files, 'file')} checked: {verdict}")
    return Exit.FAILED if found.failures else Exit.DONE
