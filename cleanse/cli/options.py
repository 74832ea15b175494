"""What the commands share: their options, and the settings these give together with the configuration file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cleanse import engines, filters
from cleanse import settings as config
from cleanse.cli.console import say
from cleanse.cli.paths import FILE, STDIN
from cleanse.settings import SETTINGS, ConfigError, RunSettings, Settings
from cleanse.settings.declare import Setting

if TYPE_CHECKING:
    pass

F = TypeVar("F", bound=Callable[..., Any])


def with_options(*names: str) -> Callable[[F], F]:
    """The named options, the same in every command that has them."""

    def add(function: F) -> F:
        for name in reversed(names):
            option = _setting_option(SETTINGS[name]) if name in SETTINGS else _OPTIONS[name]
            function = option(function)
        return function

    return add


def _split(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    return () if value == "none" else tuple(name.strip() for name in value.split(","))


class _NamesOption(click.Option):
    """An option whose help ends with all names it can take, plugins too. They are looked up when the help is shown."""

    def __init__(self, *args: Any, names: Callable[[], Iterable[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = names

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        return record and (record[0], record[1].replace(NAMES, ", ".join(self._names())))


NAMES = "{names}"
_OPTIONS: dict[str, Callable[[Any], Any]] = {
    "config": click.option(
        "--config", "file", type=FILE, help="Read settings from this file, not the nearest one upward."
    ),
    "quiet": click.option("--quiet", "-q", is_flag=True, help="Print errors only."),
    "verbose": click.option("--verbose", "-v", is_flag=True, help="Print a line for every document."),
    "json": click.option("--json", "as_json", is_flag=True, help="Print JSON instead of words."),
}


def _setting_option(setting: Setting) -> Callable[[Any], Any]:
    """The option of a setting. Its default is None: then the configuration file decides. `checked` judges values."""
    about = setting.about
    ways: dict[str, Any] = {"default": None, "help": about.help}
    if setting.name == "filters":
        help = f"{about.help.removesuffix('.')}, of: {NAMES}."
        ways |= {"cls": _NamesOption, "names": filters.names, "callback": _split, "metavar": "A,B|none", "help": help}
    elif setting.name in ("rules", "script_names", "text_field"):
        ways |= {
            "multiple": True,
            "callback": lambda _, __, values: values or None,
            "metavar": "PATH" if setting.name == "rules" else "NAME",
        }
    elif setting.name == "engine":
        ways |= {
            "cls": _NamesOption,
            "names": engines.names,
            "metavar": "NAME",
            "help": f"{about.help} One of: {NAMES}.",
        }
    elif about.choices:
        ways |= {"type": click.Choice(about.choices)}
    elif setting.type is bool:
        ways |= {"is_flag": True}
    elif setting.name == "address":
        ways |= {"metavar": "HOST:PORT"}
    elif setting.name == "syndication":
        ways |= {"type": int, "is_flag": False, "flag_value": 7, "metavar": "[DAYS]"}
    elif setting.name.startswith("csv_"):
        ways |= {"metavar": "CHARACTER"}
    elif setting.type in (int, float):
        ways |= {"type": setting.type, "metavar": "NUMBER"}
    else:
        ways |= {"metavar": "FILE" if setting.default is None else "NAME"}
    if shown := about.empty or ("" if setting.default in (None, False, ()) else str(setting.default)):
        ways["help"] = f"{ways['help'].removesuffix('.')} [{shown}]."
    return click.option(f"--{setting.key}", *filter(None, [about.short]), **ways)


DOCUMENTS = (
    *("filters", "script", "script_names", "boilerplate", "rules"),
    *("text_field", "id_field", "csv_delimiter", "csv_quote", "config"),
)


def settings_for(paths: Sequence[Path], file: Path | None, given: dict[str, Any]) -> tuple[Settings, RunSettings]:
    """What holds for these paths: defaults, then the configuration file, then what the command line says.

    The file is the nearest one upward from the folder that all paths lie in, else from the current folder.
    """
    try:
        values, path = config.load(_common_folder(paths), file)
        if path is None:
            values, path = config.load(Path.cwd())
        try:
            _checked_settings(values)
        except ConfigError as error:
            raise ConfigError(f"{path}: {error}") from None
        values |= {name: config.checked(name, value) for name, value in given.items() if value is not None}
        if given.get("filters") is not None:  # these run and no others, whatever the file adds to the default chain
            values.pop("extra_filters", None)
        settings, options = _checked_settings(values)
    except ConfigError as error:
        raise click.ClickException(str(error)) from None
    _warn_of_rules(settings)
    return settings, options


def _warn_of_rules(settings: Settings) -> None:
    """Say, unless only errors are wanted, what of one's own rules can never apply."""
    context = click.get_current_context(silent=True)
    if settings.rules and not (context and context.params.get("quiet")):
        from cleanse.rules.dead import never_apply
        from cleanse.rules.own import own_rules

        for line in never_apply(own_rules(settings)):
            say(f"warning: {line}")


def _checked_settings(values: Mapping[str, Any]) -> tuple[Settings, RunSettings]:
    """The settings with these values. Raises ConfigError if they name a filter or an engine that cannot be used."""
    settings, options = config.from_values(values)
    filters.check(settings)
    engines.check(options.engine)
    return settings, options


def _common_folder(paths: Sequence[Path]) -> Path:
    """The folder that all paths lie in: where the search for a configuration file starts."""
    places = [Path.cwd() if path == STDIN else path.absolute() for path in paths]
    common = Path(os.path.commonpath([str(place) for place in places]))
    return common if common.is_dir() else common.parent
