"""A document that takes longer than it may fails by itself, and the rest goes on."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from cleanse import Cleaner
from cleanse.cli.main import main
from cleanse.formats import InputError
from cleanse.model import Document
from cleanse.pipeline.timeout import limited
from cleanse.trace import Result

Capture = pytest.CaptureFixture[str]
pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="has no timer that interrupts")


class Slow(Cleaner):
    """Takes its time over texts that say so, whatever errors reach it."""

    def clean(self, document: Any, **given: Any) -> Result:  # type: ignore[override]
        if isinstance(document, Document) and "slow" in document.text:
            until = time.monotonic() + 30
            while time.monotonic() < until:
                try:
                    time.sleep(0.01)
                except Exception:  # as a filter may do
                    continue
        return super().clean(document, **given)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanse.pipeline.clean.shared_cleaner", lambda settings: Slow())


@pytest.mark.usefixtures("slow")
def test_a_document_over_its_time_fails_and_the_rest_goes_on(tmp_path: Path, capsys: Capture) -> None:
    texts = ["The river rose again.", "This is slow.", "The bridge is closed."]
    (tmp_path / "r.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    out = tmp_path / "out"
    assert main(["run", str(tmp_path / "r.jsonl"), "-o", str(out), "--timeout", "0.2", "--jobs", "1"]) == 2
    error = capsys.readouterr().err
    assert "r.jsonl:2: takes longer than 0.2 s to clean; leave it out, or give more by --timeout" in error
    kept = [json.loads(line)["text"] for line in (out / "r.jsonl").read_text(encoding="utf-8").splitlines()]
    assert kept == [texts[0], texts[2]]
    assert main(["restore", str(out), "-o", str(tmp_path / "back"), "-q"]) == 0
    assert (tmp_path / "back/r.jsonl").read_bytes() == (tmp_path / "r.jsonl").read_bytes()


def test_within_the_time_nothing_is_different(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The river rose\u200b again.", encoding="utf-8")
    for name, more in (("one", []), ("two", ["--timeout", "60"])):
        assert main(["run", str(tmp_path / "a.txt"), "-o", str(tmp_path / name), "-q", *more]) == 0
    assert (tmp_path / "one/a.txt").read_bytes() == (tmp_path / "two/a.txt").read_bytes()


def test_the_alarm_is_off_afterwards() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(InputError), limited(0.05):
        time.sleep(5)
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    assert signal.getsignal(signal.SIGALRM) is before
    with limited(5):
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


@pytest.mark.parametrize("value", ["-1", "soon"])
def test_a_wrong_time(tmp_path: Path, value: str, capsys: Capture) -> None:
    (tmp_path / "a.txt").write_text("text", encoding="utf-8")
    assert main(["run", str(tmp_path / "a.txt"), "-o", str(tmp_path / "o"), f"--timeout={value}"]) == 2
    assert "timeout" in capsys.readouterr().err
