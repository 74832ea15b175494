"""The examples run, and print what they say; the files beside the code are whole."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cleanse.version import __version__

ROOT = Path(__file__).parents[1]


def run(*words: str, input: str | None = None) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        words, input=input, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=90
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_annotations_are_carried_over() -> None:
    lines = run(sys.executable, str(ROOT / "examples/annotations.py")).splitlines()
    assert lines[0] == "PERSON 李明"


def test_a_stream_of_records_is_cleaned() -> None:
    out = run(sys.executable, str(ROOT / "examples/stream.py"), input='{"text": "Itâ€™s open.", "n": 1}\n')
    record = json.loads(out)
    assert (record["text"], record["n"]) == ("It’s open.", 1)
    assert record["cleanse"] == {"mojibake/utf-8-as-cp1252": 1}


@pytest.mark.skipif(os.name == "nt", reason="is a script of a Unix shell")
def test_a_folder_comes_back() -> None:
    if shutil.which("cleanse", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}") is None:
        pytest.skip("the command is not installed")
    assert run("sh", str(ROOT / "examples/folder.sh")).endswith("the same bytes\n")


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["hatch"]["version"]["path"] == "cleanse/version.py"
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.integration
@pytest.mark.parametrize("name", ["ci.yml", "release.yml"])
def test_workflows_fit_their_schema(name: str) -> None:
    run(
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        str(ROOT / ".github/workflows" / name),
    )
