"""A setting is declared once: keywords, options, keys, checks and the editors' schema all follow from its field."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, fields
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from cleanse import settings as config
from cleanse.cli.main import command
from cleanse.settings import SETTINGS, RunSettings, Settings, SettingsKeywords, schema

GOOD = [
    "",
    'script = "zh-TW"\nboilerplate = "rules"',
    'filters = []\nduplicates = "mark"\ncontained = true\nindex = "seen.db"',
    'threshold = 1\njobs = 0\ntext-field = "body"\nid_field = "key"',
    'extra-filters = [{name = "shout", after = "width"}, {name = "hush", before = "markup"}]',
    "[shout]\nmarks = 2\nnested = {deep = true}",
]
BAD = [
    ('scirpt = "keep"', "unknown key 'scirpt'; did you mean 'script'?"),
    ("colour = 3", "unknown key 'colour'; there are: filters, extra-filters, script,"),
    ('script = "latin"', "script = 'latin': choose from zh-Hans"),
    ("script = {to = 1}", "choose from zh-Hans"),
    ("threshold = 0", "threshold = 0: give a number above 0 and up to 1"),
    ('threshold = "0.8"', "threshold = '0.8': give a number"),
    ("jobs = -1", "jobs = -1: give a whole number, 0 for all cores"),
    ("jobs = 1.5", "jobs = 1.5: give a whole number"),
    ("contained = 1", "contained = 1: give true or false"),
    ("index = false", "index = False: give the name of a file"),
    ('engine = ""', "engine = '': give the name of an engine"),
    ("filters = [1]", "filters has 1 in it: give a list of filter names"),
    ('filters = "none"', "filters = 'none': give a list of filter names"),
    ('extra-filters = ["shout"]', "extra-filters has 'shout' in it: give a list of tables like"),
    ('extra-filters = [{name = "shout"}]', "give its name, and either after or before"),
    ('extra-filters = [{name = "a", after = "b", before = "c"}]', "give its name, and either after or before"),
    ('extra-filters = [{name = "a", aftr = "b"}]', "extra-filters: unknown key 'aftr'; did you mean 'after'?"),
    ('extra-filters = [{name = "a", after = 1}]', "extra-filters: after = 1: give the name of a filter"),
    ("extra-filters = 3", "extra-filters = 3: give a list of tables like"),
]


def test_the_schema_in_the_package_is_up_to_date() -> None:
    assert schema.FILE.read_text(encoding="utf-8") == schema.text(), "run tools/build_settings_schema.py"
    jsonschema.Draft7Validator.check_schema(schema.schema())


@pytest.mark.parametrize("content", GOOD)
def test_what_can_be_loaded_fits_the_schema(tmp_path: Path, content: str) -> None:
    (tmp_path / "cleanse.toml").write_text(content)
    config.load(tmp_path)
    jsonschema.validate(tomllib.loads(content), json.loads(schema.FILE.read_text(encoding="utf-8")))


@pytest.mark.parametrize(("content", "message"), BAD)
def test_what_cannot_be_loaded_does_not_fit_the_schema(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "cleanse.toml").write_text(content)
    with pytest.raises(config.ConfigError) as caught:
        config.load(tmp_path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(content), schema.schema())


def test_every_default_is_legal() -> None:
    for name, setting in SETTINGS.items():
        assert config.checked(name, setting.default) == setting.default
    for values in (Settings(), RunSettings()):
        for name, value in asdict(values).items():
            assert config.checked(name, value) == getattr(values, name)


def test_the_typed_keywords_are_the_settings_but_the_filters() -> None:
    assert {"filters", *SettingsKeywords.__annotations__} == {field.name for field in fields(Settings)}
    for name, type in SettingsKeywords.__annotations__.items():
        if isinstance(SETTINGS[name].default, str):
            assert type is SETTINGS[name].type is str


@pytest.mark.parametrize("name", [name for name in SETTINGS if name not in ("extra_filters", "filter_settings")])
def test_every_setting_is_an_option_with_its_help_and_default(name: str) -> None:
    shown = " ".join(CliRunner().invoke(command, ["run", "--help"]).output.split())
    setting = SETTINGS[name]
    assert f"--{setting.key}" in shown
    if isinstance(setting.default, str):
        assert f"[{setting.default}]." in shown
    begin = setting.about.help.removesuffix(".").split("-")[0]  # the help breaks its lines at hyphens too
    assert begin in shown
    assert all(choice in shown for choice in setting.about.choices)


def test_settings_can_be_hashed_and_filters_settings_compared() -> None:
    one, two = (config.settings(filter_settings={"shout": {"marks": n}}) for n in (1, 2))
    assert one != two
    assert hash(one) == hash(two) == hash(Settings())


def test_the_settings_of_a_filter_are_a_copy() -> None:
    given = {"shout": {"marks": [1]}}
    settings = config.settings(filter_settings=given)
    given["shout"]["marks"].append(2)
    assert settings.filter_settings == {"shout": {"marks": [1]}}


def test_a_report_is_told_what_matters_and_what_is_not_default() -> None:
    values = asdict(Settings()) | asdict(RunSettings(jobs=3, engine="ray", contained=True))
    assert dict(config.described(values)) == {
        "script": "zh-Hans", "boilerplate": "model", "duplicates": "drop", "threshold": "0.8", "contained": "True"
    }  # fmt: skip
