"""`cleanse restore`: the original bytes, from the record of a run."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanse.cli.console import say
from cleanse.cli.exits import Exit
from cleanse.cli.options import with_options
from cleanse.cli.paths import FILE
from cleanse.text.messages import count

if TYPE_CHECKING:
    from cleanse.record.reader import RunReader


@click.command()
@click.argument("folder", type=FILE)
@click.option("--output", "-o", "target", type=FILE, help="The new folder for the originals.")
@click.option(
    "--only", metavar="NAME", help="Only this one: the name of an input, of its output, or of a folder of inputs."
)
@click.option("--skip-verify", is_flag=True, help="Also write what is not what was read: of the last copy, damaged.")
@with_options("quiet")
def restore(folder: Path, target: Path | None, only: str | None, skip_verify: bool, quiet: bool) -> int:
    """Write the original bytes of every input of the run that made FOLDER, dropped duplicates included.

    Without -o, what `fix --backup FOLDER` has changed is put back where it was, and of any other run a file that is
    named by --only goes to standard output.
    """
    from cleanse.record.damage import RunReadError
    from cleanse.record.reader import RunReader
    from cleanse.record.restore import RestoreError
    from cleanse.record.restore import restore as put_into

    try:
        run = RunReader(folder)
        if target is not None:
            done = f"{count(len(put_into(folder, target, only, not skip_verify)), 'file')} restored to {target}"
        elif run.record.backup is not None:
            return _put_back(run, only, quiet)
        elif only is not None:
            _print(folder, only, not skip_verify)
            return Exit.DONE
        else:
            raise click.UsageError("name a new folder for the originals with -o FOLDER")
    except (RestoreError, RunReadError) as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        hint = "the same command goes on" if target is None else f"remove {target} before you try again"
        raise click.Abort(f"; {hint}") from None
    if not quiet:
        say(done)
    return Exit.DONE


def _put_back(run: RunReader, only: str | None, quiet: bool) -> int:
    """Undo a fix; the exit code."""
    from cleanse.record.backup import put_back

    done = put_back(run, only)
    for failure in done.failures:
        say(f"error: {failure}")
    if not quiet:
        say(f"{count(len(done.names), 'file')} put back")
    return Exit.FAILED if done.failures else Exit.DONE


def _print(folder: Path, only: str, verify: bool) -> None:
    """Write the original of one input to standard output."""
    from cleanse.record.reader import RunReader
    from cleanse.record.restore import inputs_of
    from cleanse.record.restore import restore as put_into

    if len(named := inputs_of(RunReader(folder), only)) > 1:
        raise click.UsageError(f"{only}: {count(len(named), 'file')}; name a folder for them with -o FOLDER")
    with tempfile.TemporaryDirectory(prefix="cleanse-") as place:
        for name in put_into(folder, Path(place), only, verify):
            sys.stdout.buffer.write(Path(place, name).read_bytes())
