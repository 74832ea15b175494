"""A configuration file to begin with: every setting, commented out, with its default and what it is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from textwrap import wrap

from cleanse.settings.declare import Setting
from cleanse.settings.definitions import SETTINGS
from cleanse.settings.file import KEYS

_WIDTH = 100
_EXAMPLES = {
    "filters": ("mojibake", "characters"),
    "index": "seen.duckdb",
    "address": "head.example:6379",
    "csv_delimiter": ";",
    "csv_quote": "none",
}


def template(remarks: Iterable[str] = ()) -> str:
    """The text of a `cleanse.toml`; `remarks` come first, as comments.

    >>> print(template(["Two files."]).splitlines()[3])
    # Two files.
    """
    lines = [
        "# Settings of cleanse. Each line below is a default, or an example for a setting that has none: take the #"
    ]
    lines += ["# away to set it.", "#"]
    lines += [f"# {line}" for remark in remarks for line in wrap(remark, _WIDTH)]
    for key, name in KEYS.items():
        setting = SETTINGS[name]
        lines += ["", *(f"# {line}" for line in wrap(setting.about.help, _WIDTH))]
        if setting.about.choices:
            lines.append(f"# One of: {', '.join(setting.about.choices)}.")
        if setting.default is None:
            lines.append("# Not set by default; for example:")
        lines.append(f"# {key} = {_toml(setting)}")
    return "\n".join(lines) + "\n"


def _toml(setting: Setting) -> str:
    """A default as TOML; of a setting that has none, an example."""
    value = _EXAMPLES.get(setting.name, "") if setting.default is None else setting.default
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
