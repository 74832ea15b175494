"""The command, as `cleanse` and as `python -m cleanse`."""

import sys
from typing import NoReturn


def entry() -> NoReturn:
    """Run the command line. Ctrl-C while it is still being imported, and a second one, end as the first does."""
    try:
        from cleanse.cli.main import entry as start

        start()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        sys.exit(130)


if __name__ == "__main__":
    entry()
