"""`cleanse restore`: the original bytes, from the record of a run."""

from __future__ import annotations

from pathlib import Path

import click

from cleanse.cli.options import with_options
from cleanse.cli.paths import FILE
from cleanse.text.messages import count


@click.command()
@click.argument("folder", type=FILE)
@click.option("--output", "-o", "target", type=FILE, required=True, help="The new folder for the originals.")
@with_options("quiet")
def restore(folder: Path, target: Path, quiet: bool) -> int:
    """Write the original bytes of every input of the run that made FOLDER, dropped duplicates included."""
    from cleanse.record.restore import RestoreError
    from cleanse.record.restore import restore as put_back

    try:
        names = put_back(folder, target)
    except RestoreError as error:
        raise click.ClickException(str(error)) from None
    if not quiet:
        click.echo(f"{count(len(names), 'file')} restored to {target}", err=True)
    return 0
