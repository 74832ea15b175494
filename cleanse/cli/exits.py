"""The exit codes of all commands. `cleanse --help` ends with what they mean."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a command tells the shell."""

    DONE = 0
    CHANGED = 1
    FAILED = 2
    INTERRUPTED = 130  # 128 and the number of the signal, as shells have it


MEANINGS = {
    Exit.DONE: "done",
    Exit.CHANGED: "check found changes, fix made some, or rules test found a mistake",
    Exit.FAILED: "usage, configuration, an input that failed, or a run that found no document",
    Exit.INTERRUPTED: "interrupted",
}


def described() -> str:
    """All exit codes, as a paragraph of help."""
    return "Exit codes: " + "; ".join(f"{code.value} {meaning}" for code, meaning in MEANINGS.items()) + "."
