"""The settings. To add one: a field here (and, if it is one of Settings, in SettingsKeywords), then the tool
`tools/build_settings_schema.py`. Option, configuration key, checks and the schema for editors follow from the field.
"""

# Without `from __future__ import annotations`, so that each field's type is there as a type.

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from os import PathLike
from typing import Any, TypedDict

from cleanse.settings import checks, rule_files
from cleanse.settings.checks import ExtraFilter
from cleanse.settings.declare import Setting, declared, setting
from cleanse.settings.rule_files import RuleFile

_NAME = {"type": "string", "minLength": 1}


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides how one document is cleaned. `filters` None is the default chain, () no filter at all."""

    filters: tuple[str, ...] | None = setting(
        None,
        help="Run these filters only, in this order.",
        check=checks.filter_names,
        schema={"type": "array", "items": _NAME},
    )
    extra_filters: tuple[ExtraFilter, ...] = setting(
        (),
        help="Filters of other packages to run in the default chain, each after or before one of its filters.",
        check=checks.extra_filters,
        schema={
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"name": _NAME, "after": _NAME, "before": _NAME},
                "required": ["name"],
                "oneOf": [{"required": ["after"]}, {"required": ["before"]}],
                "additionalProperties": False,
            },
        },
    )
    filter_settings: Mapping[str, Mapping[str, Any]] = setting(
        {},
        help="The settings of filters that other packages add, by filter; in a file, a table of the filter's name.",
        check=checks.filter_settings,
        hashed=False,
    )
    script: str = setting(
        "zh-Hans",
        choices=("zh-Hans", "zh-Hant", "zh-TW", "zh-HK", "keep"),
        help="What Chinese text becomes.",
        in_report=True,
    )
    script_names: tuple[str, ...] = setting(
        (),
        help="Names that conversion leaves as they are written here, like 徐乾学.",
        check=checks.script_names,
        schema={"type": "array", "items": _NAME},
    )
    boilerplate: str = setting(
        "model", choices=("rules", "model"), help="What finds the article in plain text.", in_report=True
    )
    rules: tuple[RuleFile, ...] = setting(
        (),
        help="Files or folders of your own rules, beside those of the package; may be given more than once.",
        check=rule_files.rule_files,
        anchored=rule_files.anchored,
        described=rule_files.described,
        schema={"type": "array", "items": _NAME},
    )


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What decides how a run over many documents goes."""

    templates: str = setting(
        "cut", choices=("cut", "keep"), help="What becomes of a site's template, the lines its pages share."
    )
    duplicates: str = setting(
        "drop",
        choices=("drop", "mark", "keep"),
        help="What becomes of near-duplicates: copies left out, all named in the manifest, or not looked for.",
        in_report=True,
    )
    threshold: float = setting(
        0.8,
        above=0,
        at_most=1,
        wanted="a number above 0 and up to 1",
        help="Jaccard similarity of token shingles from which two documents are near-duplicates, 0–1.",
        in_report=True,
    )
    index: str | None = setting(
        None,
        wanted="the name of a file",
        help="Also find near-duplicates of earlier runs, which this file remembers (extra `index`).",
    )
    contained: bool = setting(False, wanted="true or false", help="Also report stories that another one contains.")
    syndication: int = setting(
        0,
        at_least=0,
        wanted="a number of days, 0 for none",
        help="Also report stories of one source (a wire story and its copies) within so many days of each other.",
        empty="none; 7 without a number",
    )
    review: float = setting(
        0.0,
        at_least=0,
        at_most=1,
        wanted="a number from 0 to 1",
        help="List documents of less confidence than this, 0–1, and their lines in doubt, in .cleanse/review.jsonl.",
        empty="none",
    )
    on_error: str = setting(
        "drop",
        choices=("drop", "keep"),
        help="What becomes of a record that cannot be cleaned: left out of the output, or in it as it came.",
    )
    originals: str = setting(
        "keep",
        choices=("keep", "reference"),
        help="Where the record has inputs that cannot be made again: a copy, or their path and SHA-256.",
    )
    timeout: float = setting(
        0.0,
        at_least=0,
        wanted="a number of seconds, 0 for no limit",
        help="Seconds that one document may take to clean; one that takes longer fails, and the rest goes on.",
        empty="no limit",
    )
    memory: float = setting(
        8.0,
        at_least=0,
        wanted="a number of gigabytes, 0 for no limit",
        help="Gigabytes that one document may take to clean; one that takes more fails, and the rest goes on.",
    )
    jobs: int = setting(
        0,
        at_least=0,
        wanted="a whole number, 0 for all cores",
        help="Processes.",
        empty="all cores",
        short="-j",
        in_report=False,
    )
    engine: str = setting("local", wanted="the name of an engine", help="Where the work is done.", in_report=False)
    address: str | None = setting(
        None,
        wanted="an address",
        help="Address of a Ray cluster, for the engine `ray`.",
        empty="RAY_ADDRESS, else this machine",
        in_report=False,
    )
    text_field: tuple[str, ...] = setting(
        ("text",),
        help="The field of a record that holds its text; may be given more than once.",
        check=checks.field_names,
        described=", ".join,
        empty="text",
        schema={"oneOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1}]},
    )
    id_field: str = setting("id", wanted="the name of a field", help="The field of a record that names it.")
    csv_delimiter: str | None = setting(
        None,
        help="What separates the fields of CSV files, \\t for a tab; told by the row of names if not given.",
        check=checks.csv_delimiter,
        schema=_NAME,
    )
    csv_quote: str | None = setting(
        None,
        help="What is around fields of CSV and TSV files that hold separators, none where nothing is.",
        check=checks.csv_quote,
        schema=_NAME,
        empty='"',
    )


class SettingsKeywords(TypedDict, total=False):
    """The keywords of `Cleaner` and `clean` for a type checker: the fields of Settings but `filters`.

    A type checker cannot derive these from the dataclass; a test holds that they agree.
    """

    extra_filters: Iterable[Mapping[str, str] | ExtraFilter]
    filter_settings: Mapping[str, Mapping[str, Any]]
    script: str
    script_names: Iterable[str]
    boilerplate: str
    rules: Iterable[str | PathLike[str] | RuleFile]


SETTINGS: Mapping[str, Setting] = {f.name: declared(f) for f in (*fields(Settings), *fields(RunSettings))}
"""Every setting by name, in the order of declaration."""
