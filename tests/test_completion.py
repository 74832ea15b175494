"""Shells complete the commands and options; the library never speaks where nobody asked it to."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys

import pytest

from cleanse.cli.completion import SHELLS
from cleanse.cli.main import main


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_one_that_the_shell_can_read(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert script.startswith("# ")
    assert f"_CLEANSE_COMPLETE={shell}_complete" in script
    if found := shutil.which(shell):
        subprocess.run([found, "-n"], input=script, text=True, check=True)


def test_an_unknown_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "tcsh"]) == 2
    assert "'bash', 'zsh', 'fish'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "wanted"), [("cleanse ex", "plain,explain"), ("cleanse check --di", "plain,--diff"), ("cleanse qq", "")]
)
def test_commands_and_options_are_completed(words: str, wanted: str) -> None:
    asked = {"_CLEANSE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    done = subprocess.run(
        [sys.executable, "-m", "cleanse"], env=os.environ | asked, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == (wanted, "")


def test_the_library_has_a_null_handler_and_configures_no_logging() -> None:
    handlers = logging.getLogger("cleanse").handlers
    assert [type(handler) for handler in handlers] == [logging.NullHandler]
    code = "import logging, cleanse; cleanse.clean('a\\u200bb'); print(logging.getLogger().handlers)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
