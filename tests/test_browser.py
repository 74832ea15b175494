"""The report of a run as a browser sees it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from cleanse.cli.main import main

ROOT = Path(__file__).parents[1]
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


NODE = shutil.which("node")
AXE = ROOT / "tools/axe"


@pytest.mark.integration
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
@pytest.mark.skipif(NODE is None or not (AXE / "node_modules").is_dir(), reason="needs `npm install` in tools/axe")
def test_the_report_breaks_no_rule_of_axe(tmp_path: Path) -> None:
    """At 360 and 1600 pixels, light and dark, with all that can be opened open; its search and its links work."""
    folder = tmp_path / "in"
    folder.mkdir()
    story = "It\u00e2\u20ac\u2122s the city\u00e2\u20ac\u2122s ferry, which stays in the harbour.\u200b " * 4
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(f"{story}\nShare on Facebook\n", encoding="utf-8")
    (folder / "page.html").write_text(f"<title>F</title><p>{story}</p><p>Home | News</p>", encoding="utf-8")
    (folder / "c.bin").write_bytes(b"\x00")
    assert main(["run", str(folder), "-o", str(tmp_path / "out"), "--syndication", "-q"]) == 0
    words = [str(NODE), str(AXE / "check.js"), str(CHROMIUM), (tmp_path / "out/.cleanse/report.html").as_uri(), "a.txt"]
    shown = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", timeout=100)
    assert shown.returncode == 0, shown.stdout + shown.stderr
