"""The hook as a project would use it: the real pre-commit and prek, installing this project from a repository."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE")


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def repository(folder: Path) -> str:
    """Everything in `folder` committed to a new repository there; the commit."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "all")
    return git(folder, "rev-parse", "HEAD")


PREK = shutil.which("prek", path=Path(sys.executable).parent)
RUNNERS = {"pre-commit": [sys.executable, "-m", "pre_commit"], "prek": [str(PREK)]}


def hooks(runner: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """All hooks over all files, by one of the programs that run hooks."""
    words = [*RUNNERS[runner], "run", "--all-files"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, encoding="utf-8")


def configuration(source: Path, commit: str) -> str:
    """The README's example with a place and a commit put in, and the hook that only looks after the one that mends."""
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    placed = re.sub("repo: .*", f"repo: {source.as_posix()}", example)
    return re.sub("rev: .*", f"rev: {commit}", placed) + "      - id: cleanse-check\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A repository with this project as it stands in the work tree, and its commit."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "cleanse", folder / "cleanse", ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    return folder, repository(folder)


@pytest.mark.integration
@pytest.mark.timeout(900)  # pre-commit installs this project and all that it needs
@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@pytest.mark.parametrize("runner", RUNNERS)
def test_the_hook_fixes_then_passes(
    runner: str, project: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if runner == "prek" and PREK is None:
        pytest.skip("prek is not installed")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    monkeypatch.setenv("PREK_HOME", str(tmp_path / "prek"))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    data = tmp_path / "data"
    data.mkdir()
    source, commit = project
    (data / ".pre-commit-config.yaml").write_text(configuration(source, commit), encoding="utf-8")
    # several hundred files, so that pre-commit runs more than one batch of them at once
    for number in range(300):
        (data / f"{number:03}-{'long-name-' * 12}.txt").write_text(f"Ferry {number}\u200b sails.\n", encoding="utf-8")
    (data / "a.jsonl").write_text('{"text": "Ferry\u200b news", "id": 1}\n', encoding="utf-8")
    (data / "code.py").write_text("x = '\u200b'\n", encoding="utf-8")
    (data / "requirements.txt").write_text("ftfy==6.3.1\n# a\u200bb\n", encoding="utf-8")
    untouched = {name: (data / name).read_bytes() for name in ("code.py", "requirements.txt")}
    repository(data)

    first = hooks(runner, data)
    assert first.returncode == 1, first.stdout + first.stderr
    assert "files were modified by this hook" in first.stdout
    assert (data / "a.jsonl").read_text(encoding="utf-8") == '{"text": "Ferry news", "id": 1}\n'
    texts = [path.read_text(encoding="utf-8") for path in sorted(data.glob("*-name-*.txt"))]
    assert texts == [f"Ferry {number} sails.\n" for number in range(300)]
    assert {name: (data / name).read_bytes() for name in untouched} == untouched

    second = hooks(runner, data)
    assert second.returncode == 0, second.stdout + second.stderr
    assert second.stdout.count("Passed") == 2
