"""How a setting is declared: once, as a field of a dataclass. Its option, its key in files and its checks follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, field
from pathlib import Path
from typing import Any, NamedTuple

_KEY = "setting"


class Declaration(NamedTuple):
    """What is said of a setting beside its name, type and default.

    `help` is one sentence for a reader who has never heard of the setting. `choices` are its legal values if only some
    strings are. A number is legal if it is more than `above`, at least `at_least` and at most `at_most`. `wanted` says
    in words what is legal: it completes "give …". `empty` is what the default means in words, if its value does not
    say it. `short` is the option's second name.

    `in_report` is True for what a report always shows, False for what it never shows as it does not decide what comes
    out, None for what it shows unless it is the default.

    `check` returns the value in its type or raises ConfigError, where type and range do not say it all; `schema` is
    then the value's JSON Schema. `anchored` makes the paths in a value that are relative relative to a folder, that of
    the file they are read from. `described` says the value in a report, where its own form says it badly.
    """

    help: str
    wanted: str = ""
    choices: tuple[str, ...] = ()
    above: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    empty: str = ""
    short: str = ""
    in_report: bool | None = None
    check: Callable[[Any], Any] | None = None
    schema: dict[str, Any] | None = None
    anchored: Callable[[Any, Path], Any] | None = None
    described: Callable[[Any], str] | None = None


class Setting(NamedTuple):
    """A declared setting, with all that other modules derive from it."""

    name: str
    type: Any
    default: Any
    about: Declaration

    @property
    def key(self) -> str:
        """Its name in configuration files and on the command line: `text-field`."""
        return self.name.replace("_", "-")


def setting(default: Any, *, help: str, hashed: bool = True, **about: Any) -> Any:
    """A dataclass field that is a setting; the other keywords are those of Declaration.

    A value that cannot be hashed (`hashed=False`) counts in comparisons only.
    """
    metadata = {_KEY: Declaration(help, **about)}
    ways: dict[str, Any] = {"metadata": metadata, "hash": None if hashed else False}
    return field(default_factory=type(default), **ways) if isinstance(default, dict) else field(default=default, **ways)


def declared(of: Field[Any]) -> Setting:
    """The setting that a dataclass field declares."""
    default = of.default_factory() if callable(of.default_factory) else of.default
    return Setting(of.name, of.type, default, of.metadata[_KEY])
