"""The command, as `cleanse` and as `python -m cleanse`."""

import sys
from typing import NoReturn


def entry() -> NoReturn:
    """Run the command line; Ctrl-C while it is still being imported ends as it does later on."""
    try:
        from cleanse.cli.main import entry as start
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        sys.exit(130)
    start()


if __name__ == "__main__":
    entry()
