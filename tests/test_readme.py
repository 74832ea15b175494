"""The README is true: each of its examples does what it says."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

import cleanse
from cleanse.cli.main import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

PROSE = "The river rose again on Monday, and the town closed its old bridge to all traffic until further notice.\n"
CRAWL = {
    "page.html": f"<html><head><title>Bridge closed</title></head><body><p>{PROSE * 3}</p></body></html>".encode(),
    "a.txt": f"It\u2019s closed.\u200b {PROSE}Share on Facebook\n".encode(),
    "copy.txt": f"It\u2019s closed.\u200b {PROSE}Share on Facebook\n".encode(),
    "legacy.md": "Привет, мир! Сегодня в Москве снег.\n".encode("cp1251"),
}
# what each command of the README, in this order, returns and prints
COMMANDS = {
    "cleanse stats crawl/": (0, "would change"),
    "cleanse run crawl/ -o clean/": (0, "report.html"),
    "cleanse run crawl/ -o clean/ --review .6": (0, "0 documents below confidence 0.6"),
    "cleanse run crawl/ -o clean/ --syndication": (0, "report.html"),
    "cleanse explain crawl/page.html": (0, "markup/rendered"),
    "cleanse explain clean/a.txt": (0, "characters/invisible"),
    "cleanse check crawl/ --diff": (1, "would be cleaned"),
    "cleanse verify clean/": (0, "all as the run left it"),
    "cleanse restore clean/ -o back/": (0, "back"),
    "cleanse restore clean/ --only a.txt -o a/": (0, "1 file restored"),
    "cleanse report old/ new/": (0, "alike, 0 different"),
    "cleanse fix crawl/ --backup kept/": (1, "cleanse restore kept"),
    "cleanse rules": (0, "zh/site-links"),
    "cleanse rules test my-rules/": (0, "1 example, 0 failed"),
}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.M | re.S)


def table_rows() -> list[tuple[str, str]]:
    """The before/after table; the pieces of code in a cell are its lines."""
    rows = re.findall(r"^\| (`.*`) \| (`.*`) \|$", README, re.M)
    return [("\n".join(re.findall("`(.*?)`", one)), "\n".join(re.findall("`(.*?)`", two))) for one, two in rows]


@pytest.fixture
def crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "crawl"
    folder.mkdir()
    for name, data in CRAWL.items():
        (folder / name).write_bytes(data)
    (tmp_path / "my-rules").mkdir()
    (tmp_path / "my-rules/en.toml").write_text(
        '[[rule]]\nname = "row"\nphrases = ["ferry row"]\ndrop = ["Ferry row"]\n'
    )
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.parametrize(("before", "after"), table_rows(), ids=[f"row {n + 1}" for n in range(len(table_rows()))])
def test_each_row_of_the_table_cleaned_alone_gives_its_right_side(before: str, after: str) -> None:
    assert cleanse.clean(before) == after


def test_the_table_has_rows() -> None:
    assert len(table_rows()) >= 3


def test_the_commands_do_what_is_said_of_them(crawl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = [re.split("  +|(?<=a/) ", line)[0] for line in re.findall("^    (cleanse .*)", README, re.M)]
    assert listed == list(COMMANDS)
    for out in ("old/", "new/"):  # which two of the commands speak of
        main(["run", "crawl/", "-o", out, "-q"])
    for command, (code, part) in COMMANDS.items():
        assert main(shlex.split(command)[1:]) == code, command
        assert part in "".join(capsys.readouterr()), command
    back = {path.name: path.read_bytes() for path in Path("back").rglob("*") if path.is_file()}
    assert back == CRAWL
    assert {path.name for path in Path("clean").glob("*.*")} - {".cleanse"} in (
        {"page.html.txt", "a.txt", "legacy.md.txt"},
        {"page.html.txt", "copy.txt", "legacy.md.txt"},
    )
    assert Path("clean/legacy.md.txt").read_text(encoding="utf-8") == "Привет, мир! Сегодня в Москве снег.\n"
    assert Path("a/a.txt").read_bytes() == CRAWL["a.txt"]
    assert {path.name: path.read_bytes() for path in crawl.iterdir()} != CRAWL
    assert main(["restore", "kept/"]) == 0
    assert {path.name: path.read_bytes() for path in crawl.iterdir()} == CRAWL


def test_options_that_are_named_exist(capsys: pytest.CaptureFixture[str]) -> None:
    main(["run", "--help"])
    help_text = capsys.readouterr().out
    named = re.findall(r"`(--[\w-]+) (\S+)`", README)
    assert named
    for option, value in named:
        line = help_text.split(f" {option} ")[1]
        assert all(word in line for word in value.split(",")), option


def test_the_library_example_gives_the_results_in_its_comments(capsys: pytest.CaptureFixture[str]) -> None:
    """Each expression with a comment has that value; what a loop prints is in the comment behind the call."""
    (block,) = blocks("python")
    lines, scope, shown = block.splitlines(), {"__name__": "readme"}, 0
    for node in ast.parse(block).body:
        comment = lines[(node.end_lineno or 1) - 1].rpartition("  # ")[2]
        if isinstance(node, ast.Expr):
            value = eval(compile(ast.Expression(node.value), "README", "eval"), scope)
            assert value == ast.literal_eval(comment)
            shown += 1
        else:
            exec(compile(ast.Module([node], []), "README", "exec"), scope)
            if printed := capsys.readouterr().out:
                assert ", ".join(printed.splitlines()) == comment
                shown += 1
    assert shown >= 4


def test_the_hook_names_hooks_that_exist() -> None:
    hooks = re.findall(r"^- id: (.*)$", (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"), re.M)
    (block,) = blocks("yaml")
    named = re.findall(r"- id: (\S+) +# .*; or (\S+),", block)
    assert [*named[0]] == hooks


def test_links_lead_to_files() -> None:
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    links = [
        (document, target)
        for document in documents
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))
    ]
    assert len(links) >= len(documents) >= 3
    for document, target in links:
        assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_seeds_are_cleaned_as_the_first_block_shows(tmp_path: Path) -> None:
    first, second = blocks("sh")
    command = first.splitlines()[-1].removeprefix(".venv/bin/")
    words = [str(ROOT / word) if word.startswith("fixtures/") else word for word in shlex.split(command)]
    words[words.index("-o") + 1] = str(tmp_path / "cleaned")
    assert main([*words[1:], "-q"]) == 0
    assert len(list((tmp_path / "cleaned").glob("*.txt"))) == len(list((ROOT / "fixtures/seeds").glob("*.txt")))
    assert "pytest" in second.splitlines()[-1]  # CI runs the second block as it stands


@pytest.mark.integration
@pytest.mark.timeout(900)  # installs the project and what it needs
@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_the_first_block_installs_and_runs(tmp_path: Path) -> None:
    ignore = shutil.ignore_patterns(".*", "__pycache__", "cleaned")
    shutil.copytree(ROOT, tmp_path / "cleanse", ignore=ignore)
    script = blocks("sh")[0]
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path / "cleanse", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "cleanse/cleaned/.cleanse/report.html").exists()
