"""The command line: all commands, and what becomes of their errors."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click
from click.shell_completion import shell_complete

from cleanse.cli.check import check, fix
from cleanse.cli.completion import completion
from cleanse.cli.console import say
from cleanse.cli.exits import Exit, described
from cleanse.cli.explain import explain
from cleanse.cli.index import index
from cleanse.cli.report import report
from cleanse.cli.restore import restore
from cleanse.cli.rules import rules
from cleanse.cli.run import run
from cleanse.cli.stats import init, stats
from cleanse.cli.verify import verify
from cleanse.version import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (the process's own if None); its exit code (see `exits`)."""
    if (asked := os.environ.get("_CLEANSE_COMPLETE")) and argv is None:  # a shell asks, by `cleanse completion`
        return shell_complete(command, {}, "cleanse", "_CLEANSE_COMPLETE", asked)
    try:
        code = command.main(args=None if argv is None else list(argv), prog_name="cleanse", standalone_mode=False)
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        for line in shown.getvalue().removesuffix("\n").split("\n"):
            say(line)
        return Exit.FAILED
    except click.Abort as abort:
        say(f"interrupted{abort}")
        return Exit.INTERRUPTED
    except BrokenPipeError:  # whoever read our output has had enough of it
        sys.stderr.close()
        return Exit.DONE
    return int(code or Exit.DONE)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=described())
@click.version_option(__version__, prog_name="cleanse")
def command() -> None:
    """Scraped news in, clean text out, with a record of every change."""


for _command in (run, stats, init, check, fix, explain, restore, verify, report, rules, index, completion):
    command.add_command(_command)


def entry() -> NoReturn:
    # Each core has a process of its own, and starting threads for matrices takes NumPy as long as all its imports.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(main())
