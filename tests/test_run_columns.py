"""A run's results as columns: made once, laid over where a second pass changes rows, and never code when read."""

from __future__ import annotations

import io
import json
import pickle
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import numpy as np
import pytest
from sites import pages, site, written

from cleanse.cli.main import main
from cleanse.duplicates import spill
from cleanse.duplicates.lsh import find
from cleanse.duplicates.minhash import sketch, sketches
from cleanse.duplicates.overlay import Overlaid
from cleanse.pipeline.lines import replaced
from cleanse.templates.count import line_keys

RULE = "boilerplate/template"


def counted(monkeypatch: pytest.MonkeyPatch, name: str, size: Callable[..., int] = lambda *_: 1) -> Counter[str]:
    """Counts the calls of a function, by its name."""
    real, attribute = resolve_name(name), name.rpartition(".")[2]
    calls: Counter[str] = Counter()

    def counting(*args: Any, **named: Any) -> Any:
        calls[attribute] += size(*args)
        return real(*args, **named)

    monkeypatch.setattr(name, counting)
    return calls


def two_hundred(path: Path, jobs: int = 1) -> list[str]:
    """200 records, of which the 20 of one site have its template; the command that cleans them."""
    alone = [written(page, [], []) for page in pages("en", 180, 3, 5)]
    texts = alone + [whole for whole, _ in site("de", 20)]
    rows = [
        {"id": str(n), "source": f"site{n}" if n < 180 else "tageblatt", "text": text} for n, text in enumerate(texts)
    ]
    rows = [rows[n * 77 % 200] for n in range(200)]  # those of the site lie among the others
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return ["run", str(path), "-o", str(path.parent / "out"), "-q", "--jobs", str(jobs)]


def manifest(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / ".cleanse" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]


def test_only_documents_that_lose_lines_are_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = two_hundred(tmp_path / "in.jsonl")
    parsed = counted(monkeypatch, "cleanse.formats.jsonl.parse")
    sketched = counted(monkeypatch, "cleanse.pipeline.sketch.sketches", lambda texts, _: len(texts))
    written_lines = counted(monkeypatch, "cleanse.pipeline.store.Writer._add_line")
    cleaned_again = counted(monkeypatch, "cleanse.pipeline.reclean._cleaned")
    assert main(command) == 0
    assert sum(row["rules"].get(RULE, 0) > 0 for row in manifest(tmp_path / "out")) == 20
    assert cleaned_again == {"_cleaned": 20}
    assert parsed == {"parse": 220}
    assert written_lines == {"_add_line": 221}  # and one line for the file itself
    assert sketched == {"sketches": 200}


def test_each_document_is_sketched_once_without_templates_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = two_hundred(tmp_path / "in.jsonl")
    sketched = counted(monkeypatch, "cleanse.pipeline.sketch.sketches", lambda texts, _: len(texts))
    assert main([*command, "--templates", "keep"]) == 0
    assert sketched == {"sketches": 200}
    assert main([*command, "--duplicates", "keep"]) == 0
    assert sketched == {"sketches": 200}


def test_a_trace_line_is_compressed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long line as soon as it is there, the others together at the end; only what a second pass changes again."""
    command = two_hundred(tmp_path / "in.jsonl")
    monkeypatch.setattr("cleanse.pipeline.store.PACKED_ALONE", 0)
    packed = counted(monkeypatch, "cleanse.pipeline.store.gzip.compress")
    assert main(command) == 0
    assert packed == {"compress": 221}
    assert main(["restore", str(tmp_path / "out"), "-o", str(tmp_path / "back"), "-q"]) == 0
    assert (tmp_path / "back" / "in.jsonl").read_bytes() == (tmp_path / "in.jsonl").read_bytes()


def test_packing_long_lines_alone_does_not_change_the_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gzip

    traces = []
    for size in (0, 1000, 1 << 20):
        monkeypatch.setattr("cleanse.pipeline.store.PACKED_ALONE", size)
        assert main(two_hundred(tmp_path / "in.jsonl")) == 0
        traces.append(gzip.decompress((tmp_path / "out" / ".cleanse" / "trace.jsonl.gz").read_bytes()))
    assert traces[0] == traces[1] == traces[2]


def test_an_overlay_gives_what_all_sketches_made_anew_give(tmp_path: Path) -> None:
    texts = [written(page, [], []) for page in pages("en", 40)]
    later = {3: texts[20] + " More.", 17: texts[21], 39: "short", 0: ""}
    with (tmp_path / "base").open("wb") as base, (tmp_path / "changed").open("wb") as changed:
        for low in range(0, 40, 7):
            spill.write(base, sketches(texts[low : low + 7]))
        spill.write(changed, sketches([later[n] for n in sorted(later)]))
    numbers = np.array(sorted(later))
    corpus = Overlaid(spill.Stored([tmp_path / "base"]), numbers, spill.Stored([tmp_path / "changed"]))
    anew = sketch([later.get(n, text) for n, text in enumerate(texts)])
    assert find([str(n) for n in range(40)], corpus, 0.7) == find([str(n) for n in range(40)], anew, 0.7)
    assert np.array_equal(np.concatenate(list(corpus.signatures())), np.stack([one.signature for one in anew]))
    assert all(np.array_equal(corpus.shingles(n), anew[n].shingles) for n in range(40))
    corpus.close()


def test_lines_of_changed_documents_take_the_place_of_their_old_ones() -> None:
    texts = ["one\ntwo", "", "three", "four\nfive\nsix"]
    later = {0: "", 2: "seven\neight"}
    got = replaced(line_keys(texts), sorted(later), line_keys(later.values()))
    wanted = line_keys([later.get(n, text) for n, text in enumerate(texts)])
    assert all(np.array_equal(one, other) for one, other in zip(got, wanted, strict=True))


# ── nothing in an output folder is unpickled ─────────────────────────────────


class Malicious:
    """Writes a file as soon as it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return open, (str(self.path), "w")


def archive(payload: Malicious) -> bytes:
    """An .npz whose arrays are of objects."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name in ("documents", "output_bytes", "text_bytes", "trace_bytes", "trace_documents", "sizes", "keys"):
            array = np.empty(1, object)
            array[0] = payload
            with file.open(f"{name}.npy", "w") as column:
                np.lib.format.write_array(column, array, allow_pickle=True)
    return data.getvalue()


def test_a_resumed_run_unpickles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = two_hundred(tmp_path / "in.jsonl")
    assert main(command) == 0
    whole = (tmp_path / "out" / "in.jsonl").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        assert main(command) == 0
    work = tmp_path / "out" / ".cleanse" / "work"
    saved = {path: path.read_bytes() for path in sorted(work.rglob("*")) if path.is_file()}
    (first,) = (path.parent for path in saved if path.name == "columns.npz" and "." not in path.parent.name)
    marker = tmp_path / "marker"
    bad = [pickle.dumps(Malicious(marker)), archive(Malicious(marker)), b"", b"null"]
    attacks = [dict.fromkeys(saved, data) for data in bad]
    attacks += [{first / name: bad[at]} for name, at in (("columns.npz", 1), ("documents.json", 0), ("tally.json", 0))]
    for attack in attacks:
        for path, data in (saved | attack).items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        assert main([*command, "--resume"]) == 0
        assert (tmp_path / "out" / "in.jsonl").read_bytes() == whole
    assert not marker.exists()
    pickle.loads(bad[0]).close()
    assert marker.exists()  # it would have
