"""The error of an input that cannot be read."""

from __future__ import annotations


class InputError(ValueError):
    """An input that cannot be read; the message says what was found and what to do, the caller names the file."""
