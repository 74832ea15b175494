"""A configuration file to begin with: every setting, commented out, with its default and what it is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from textwrap import wrap
from typing import Any

from cleanse.settings.definitions import SETTINGS
from cleanse.settings.file import KEYS

_WIDTH = 100


def template(remarks: Iterable[str] = ()) -> str:
    """The text of a `cleanse.toml`; `remarks` come first, as comments.

    >>> print(template(["Two files."]).splitlines()[2])
    # Two files.
    """
    lines = ["# Settings of cleanse. Each line below is a default: take the # away to set it.", "#"]
    lines += [f"# {line}" for remark in remarks for line in wrap(remark, _WIDTH)]
    for key, name in KEYS.items():
        setting = SETTINGS[name]
        lines += ["", *(f"# {line}" for line in wrap(setting.about.help, _WIDTH))]
        if setting.about.choices:
            lines.append(f"# One of: {', '.join(setting.about.choices)}.")
        lines.append(f"# {key} = {_toml(setting.default)}")
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    """A default as TOML; of one that is left out, an empty string stands for what to write."""
    if value is None:
        return '""'
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
