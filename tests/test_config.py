"""Where settings come from and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanse import settings as config


def test_the_nearest_settings_file_upward_is_read(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[tool.cleanse]\nscript = "keep"\n')
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.ruff]\nline-length = 100\n")
    assert config.load(tmp_path / "a" / "b") == ({"script": "keep"}, tmp_path / "pyproject.toml")
    (tmp_path / "a" / "cleanse.toml").write_text("jobs = 2\n")
    assert config.load(tmp_path / "a" / "b") == ({"jobs": 2}, tmp_path / "a" / "cleanse.toml")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('scirpt = "keep"', "unknown key 'scirpt'; did you mean 'script'?"),
        ('script = "latin"', "script = 'latin': choose from zh-Hans"),
        ("script = [1]", "choose from zh-Hans"),
        ("threshold = 2", "threshold = 2: give a number"),
        ("threshold = true", "threshold = True: give a number"),
        ("jobs = -1", "jobs = -1: give a whole number"),
        ('filters = "none"', "give a list of filter names"),
        ('text-field = ""', "text-field = '': give the name of a field"),
        ("jobs =", "not valid TOML"),
        ("\ufeffscirpt = 1", "unknown key 'scirpt'"),
    ],
)
def test_a_wrong_setting_names_the_file(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "cleanse.toml"
    file.write_text(content)
    with pytest.raises(config.ConfigError) as caught:
        config.load(tmp_path)
    assert str(caught.value).startswith(f"{file}: ")
    assert message in str(caught.value)


def test_keys_may_be_written_with_either_dash(tmp_path: Path) -> None:
    (tmp_path / "cleanse.toml").write_text('text-field = "body"\nid_field = "key"\n')
    assert config.load(tmp_path)[0] == {"text_field": ("body",), "id_field": "key"}


@pytest.mark.parametrize("content", ["tool = 5\n", "[tool]\ncleanse = 5\n"])
def test_a_pyproject_without_tables_where_they_belong_is_refused_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "pyproject.toml").write_text(content)
    with pytest.raises(config.ConfigError, match=r"pyproject\.toml: tool\.cleanse = 5: give a table"):
        config.load(tmp_path)
