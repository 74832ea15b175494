"""The report of a run as a browser sees it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from cleanse.cli.main import main

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --enable-logging=stderr --log-level=0 --dump-dom"
)


@pytest.mark.integration
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_the_report_opens_in_a_browser_without_a_word_on_its_console(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It\u00e2\u20ac\u2122s the city\u00e2\u20ac\u2122s ferry.\u200b", encoding="utf-8")
    assert main(["run", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out"), "-q"]) == 0
    report = tmp_path / "out/.cleanse/report.html"
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    words = [str(CHROMIUM), *OPTIONS.split(), profile, report.as_uri()]
    shown = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", timeout=100)
    assert shown.returncode == 0, shown.stderr
    assert "1 document cleaned" in shown.stdout
    assert "a.txt" in shown.stdout
    assert "CONSOLE" not in shown.stderr
