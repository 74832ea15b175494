"""A document that takes more memory than it may fails by itself, and the rest goes on."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from cleanse import Cleaner
from cleanse.cli.main import main
from cleanse.formats import InputError
from cleanse.model import Document
from cleanse.pipeline.memory import SMALL, within_memory
from cleanse.trace import Result

Capture = pytest.CaptureFixture[str]
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="this system does not say how much a process holds")


class Hungry(Cleaner):
    """Takes 200 MB and its time over texts that say so, whatever errors reach it."""

    def clean(self, document: Any, **given: Any) -> Result:  # type: ignore[override]
        if isinstance(document, Document) and "hungry" in document.text:
            held = b"\x01" * 200_000_000
            until = time.monotonic() + 30
            while held and time.monotonic() < until:
                try:
                    time.sleep(0.01)
                except Exception:  # as a filter may do
                    continue
        return super().clean(document, **given)


@on_linux
def test_a_document_over_its_memory_fails_and_the_rest_goes_on(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleanse.pipeline.clean.shared_cleaner", lambda settings: Hungry(filters=[]))
    texts = ["The river rose again.", "This is hungry. " * (SMALL // 16 + 1), "The bridge is closed."]
    (tmp_path / "r.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    out = tmp_path / "out"
    assert main(["run", str(tmp_path / "r.jsonl"), "-o", str(out), "--memory", "0.1", "--jobs", "1"]) == 2
    error = capsys.readouterr().err
    assert "r.jsonl:2: takes more than 0.1 GB of memory to clean; leave it out" in error
    kept = [json.loads(line)["text"] for line in (out / "r.jsonl").read_text(encoding="utf-8").splitlines()]
    assert kept == [texts[0], texts[2]]
    assert main(["restore", str(out), "-o", str(tmp_path / "back"), "-q"]) == 0
    assert (tmp_path / "back/r.jsonl").read_bytes() == (tmp_path / "r.jsonl").read_bytes()


@on_linux
def test_an_interrupt_does_not_come_later() -> None:
    """The work may end just as it is interrupted: then the interrupt is withdrawn, or the document fails."""
    failed = 0
    for _ in range(5):
        held = b""
        try:
            with within_memory(0.01, SMALL):
                held = b"\x01" * 50_000_000
                until = time.perf_counter() + 0.05  # about when somebody looks
                while time.perf_counter() < until:
                    pass
        except InputError:
            failed += 1
        del held
        for _ in range(1000):
            pass
    assert failed <= 5


def test_within_its_memory_a_document_is_left_alone() -> None:
    with within_memory(8, SMALL):
        time.sleep(0.2)
    with within_memory(0, SMALL), within_memory(0.000001, SMALL - 1):
        held = b"\x01" * 10_000_000
        time.sleep(0.1)
    assert held


@pytest.mark.parametrize("value", ["-1", "much"])
def test_a_wrong_amount(tmp_path: Path, value: str, capsys: Capture) -> None:
    (tmp_path / "a.txt").write_text("text", encoding="utf-8")
    assert main(["run", str(tmp_path / "a.txt"), "-o", str(tmp_path / "o"), f"--memory={value}"]) == 2
    assert "memory" in capsys.readouterr().err
