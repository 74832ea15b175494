"""The documentation: its examples run, its generated page is current, and the site builds without a warning."""

from __future__ import annotations

import re
import runpy
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cleanse.cli.main import main

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
# examples that other tests run: they need packages beyond the core, a record, or a plugin that is installed
ELSEWHERE = {"pipelines.md", "format.md", "plugins.md"}


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", (DOCS / page).read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ELSEWHERE and blocks(page, "python")])
def test_python_in_a_page_runs(page: str) -> None:
    for block in blocks(page, "python"):
        exec(compile(block, page, "exec"), {"__name__": "docs"})


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "console")])
def test_commands_in_a_page_print_what_it_shows(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each line after a command is the beginning of a line that it prints, in order; `…` stands for any others."""
    shutil.copytree(ROOT / "fixtures/seeds", tmp_path / "fixtures/seeds")
    monkeypatch.chdir(tmp_path)
    for block in blocks(page, "console"):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, *shown = part.splitlines()
            assert main(shlex.split(command)[1:]) in (0, 1), command
            captured = capsys.readouterr()
            printed = [" ".join(line.split()) for line in (captured.out + captured.err).splitlines()]
            place = 0
            for line in (" ".join(line.split()) for line in shown if line != "…"):
                found = (n for n in range(place, len(printed)) if line in printed[n])
                place = next(found, -1) + 1
                assert place, f"{command} prints no line with {line!r}: {printed}"


def test_the_page_of_rules_is_current() -> None:
    tool = runpy.run_path(str(ROOT / "tools/build_rules_page.py"))
    assert tool["PAGE"].read_text(encoding="utf-8") == tool["page"](), "run tools/build_rules_page.py"


def test_every_page_has_a_place() -> None:
    named = set(re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8")))
    assert named == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.S)):
        assert ((DOCS / page).parent / target).exists(), target


def test_each_promise_has_its_test() -> None:
    named = re.findall(r"`(test_\w+)::(test_\w+)`", (DOCS / "reliability.md").read_text(encoding="utf-8"))
    assert len(named) > 10
    for module, test in named:
        assert re.search(rf"^def {test}\(", (ROOT / "tests" / f"{module}.py").read_text(encoding="utf-8"), re.M), test


@pytest.mark.integration
def test_the_site_builds_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    words = [
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "-f",
        str(ROOT / "mkdocs.yml"),
        "-d",
        str(tmp_path / "site"),
    ]
    built = subprocess.run([sys.executable, *words], capture_output=True, text=True, timeout=110)
    assert built.returncode == 0, built.stderr
    page = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    assert not re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="https?://(?!example\.org)[^"]+', page)
