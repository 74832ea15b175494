"""The JSON Schema of configuration files, so that an editor completes keys and marks mistakes.

`cleanse.schema.json` beside this file is its outcome, written by `tools/build_settings_schema.py`. Editors that know
TOML by Taplo take it from a first line `#:schema PATH`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cleanse.settings.declare import Setting
from cleanse.settings.definitions import SETTINGS
from cleanse.settings.file import KEYS

FILE = Path(__file__).with_name("cleanse.schema.json")
_TYPES = {bool: "boolean", int: "integer", float: "number"}


def text() -> str:
    """The schema as the file beside this module has it."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def schema() -> dict[str, Any]:
    """What may be in `cleanse.toml`, and in the table `[tool.cleanse]` of a `pyproject.toml`.

    Any other table is that of a filter which another package adds: what is in it, only that package can say.
    """
    properties: dict[str, Any] = {}
    for key, name in KEYS.items():
        properties[key] = _property(SETTINGS[name])
        if key != name:  # files may write either
            properties[name] = {"$ref": f"#/properties/{key}"}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Settings of cleanse",
        "type": "object",
        "properties": properties,
        "additionalProperties": {
            "type": "object",
            "description": "The settings of a filter that another package adds.",
        },
    }


def _property(setting: Setting) -> dict[str, Any]:
    about = setting.about
    if about.schema:
        values = dict(about.schema)
    elif about.choices:
        values = {"enum": list(about.choices)}
    elif setting.type in _TYPES:
        limits = {"exclusiveMinimum": about.above, "minimum": about.at_least, "maximum": about.at_most}
        values = {"type": _TYPES[setting.type], **{name: n for name, n in limits.items() if n is not None}}
    else:
        values = {"type": "string", "minLength": 1}
    if setting.default is not None:
        values["default"] = list(setting.default) if isinstance(setting.default, tuple) else setting.default
    return {"description": about.help, **values}
