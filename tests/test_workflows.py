"""The workflow for a public host: as its schema has it, and the same steps as the README's test command."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
WORKFLOW = ROOT / ".github/workflows/ci.yml"


@pytest.mark.integration
def test_the_workflow_fits_the_schema_of_github_workflows() -> None:
    pytest.importorskip("check_jsonschema")
    words = ["--builtin-schema", "vendor.github-workflows", str(WORKFLOW)]
    done = subprocess.run([sys.executable, "-m", "check_jsonschema", *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_runs_what_the_readme_says() -> None:
    block = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)[1]
    wanted = [line.removeprefix(".venv/bin/") for line in block.splitlines()[2:]]
    core = WORKFLOW.read_text(encoding="utf-8").split("\n  integration:\n")[0]
    assert re.findall(r"^      - run: (?!python)(.*)$", core, re.M) == wanted


def test_the_lock_file_has_every_dependency_in_a_version_that_fits() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "requirements/dev.txt").read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", text, re.M))
    assert "http" not in text
    for line in (*project["dependencies"], *project["optional-dependencies"]["dev"]):
        wanted = Requirement(line)
        assert wanted.specifier.contains(locked[wanted.name]), line
