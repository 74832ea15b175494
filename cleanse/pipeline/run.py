"""A run: a folder in, a folder out. Plan the shards, clean them, find duplicates among all, write the output.

inputs → plan → task, task, task … → templates → duplicates → output
"""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from cleanse.engines import Engine, engine
from cleanse.formats import InputError, names
from cleanse.formats.inputs import Input, Skipped, find
from cleanse.formats.kinds import kind_of
from cleanse.pipeline import write as output
from cleanse.pipeline.clean import clean_shard
from cleanse.pipeline.compare import check_index, compare
from cleanse.pipeline.garbage import seldom_collected
from cleanse.pipeline.shards import Failure, Plan, Shard, Tally, cut
from cleanse.record.skipped import write_skipped
from cleanse.settings import RunSettings, Settings

NO_FILE = "no file"  # what pipes, sockets, devices and links to folders are counted by

Progress = Callable[[int, int], None]
"""Told of work done: (bytes done, bytes in all)."""


class RunError(ValueError):
    """The run cannot start; the message says why and what to do."""


@dataclass(slots=True)
class Summary:
    """What a run did."""

    inputs: int
    tally: Tally = field(default_factory=Tally)
    duplicates: int = 0
    dropped: int = 0
    contained: int = 0
    suspicious: list[tuple[str, int]] = field(default_factory=list)
    """Kept documents that stand for more of the corpus than one story should, and how many documents that is."""
    seconds: float = 0.0
    skipped: list[Skipped] = field(default_factory=list)
    """What lies in the folders and is not read; not among the inputs."""

    def as_row(self) -> dict[str, Any]:
        row = asdict(self.tally)
        row |= {name: dict(getattr(self.tally, name)) for name in ("rules", "removed", "added")}
        row["failures"] = [failure._asdict() for failure in self.tally.failures]
        across = {name: getattr(self, name) for name in ("duplicates", "dropped", "contained", "suspicious")}
        return {"inputs": self.inputs, **row, **across, "skipped": self.skipped_by_ending()}

    def skipped_by_ending(self) -> dict[str, int]:
        """How many files were skipped of each kind, the most frequent first."""
        return dict(Counter(item.ending or NO_FILE for item in sorted(self.skipped)).most_common())


@seldom_collected()
def run(
    paths: Sequence[Path],
    out: Path,
    settings: Settings,
    options: RunSettings,
    resume: bool = False,
    progress: Progress = lambda done, total: None,
) -> Summary:
    """Clean every document below `paths` into the folder `out`. Raises RunError before anything is written.

    What cannot be read or cleaned is told in the summary, and never stops the rest.
    """
    started = time.perf_counter()
    check_output(paths, out)
    run_tasks = engine(options.engine)
    try:
        inputs, skipped = find(paths)
    except InputError as error:
        raise RunError(str(error)) from None
    summary = Summary(len(inputs), skipped=[item for item in skipped if not item.failed])
    inputs = _nameable(inputs, out, summary.tally.failures)
    plan = Plan(out.absolute() / ".cleanse", settings, options)
    try:
        output.check(out, plan.home, inputs)
    except ValueError as error:
        raise RunError(str(error)) from None
    check_index(plan)
    plan.home.mkdir(parents=True, exist_ok=True)
    if not resume:
        shutil.rmtree(plan.home / "originals", ignore_errors=True)
        shutil.rmtree(plan.home / "work", ignore_errors=True)
    shards = cut(inputs, plan, summary.tally.failures)
    tallies = _clean(shards, plan, run_tasks, progress)
    if plan.cuts_templates:
        from cleanse.pipeline.template_stage import cut_and_compare

        shards, tallies, compared = cut_and_compare(shards, tallies, plan, run_tasks)
    else:
        compared = compare(shards, plan)
    for tally in tallies:
        summary.tally.add(tally)
    failed = {failure.name for failure in summary.tally.failures if failure.line is None}
    readable = [item for item in inputs if item.name not in failed]
    summary.tally.failures += [Failure(str(item.path), None, item.reason) for item in skipped if item.failed]
    from cleanse.report import html
    from cleanse.report.findings import Findings

    summary.contained, summary.suspicious = len(compared.contained), compared.suspicious
    found = Findings(copied={match[0] for match in compared.duplicates if match})
    summary.duplicates, summary.dropped = output.write(out, readable, shards, plan, compared, found.add)
    compared.remember()
    summary.seconds = time.perf_counter() - started
    (plan.home / "run.json").write_text(json.dumps(_record(plan, summary), indent=1) + "\n", encoding="utf-8")
    shutil.rmtree(plan.home / "work", ignore_errors=True)  # a run without inputs has none
    write_skipped(plan.home, skipped)
    html.write(plan.home, found)
    return summary


def _clean(shards: Sequence[Shard], plan: Plan, run_tasks: Engine, progress: Progress) -> list[Tally]:
    sizes = [sum(piece.end - piece.start for piece in shard.pieces) for shard in shards]
    done, total, tallies = 0, sum(sizes), []
    progress(done, total)
    task = partial(clean_shard, plan=plan)
    for size, tally in zip(sizes, run_tasks(task, shards, plan.options.jobs), strict=True):
        tallies.append(tally)
        done += size
        progress(done, total)
    return tallies


def check_output(paths: Sequence[Path], out: Path) -> None:
    """Raises RunError where `out` is no folder a run may write to."""
    if out.exists() and not out.is_dir():
        raise RunError(f"{out}: is a file; name a folder for the output with -o")
    if out.is_dir() and any(out.iterdir()) and not (out / ".cleanse").is_dir():
        raise RunError(f"{out}: is not empty and no output of cleanse; name another folder, or empty this one")
    inside = out.resolve()
    for path in paths:
        place = path.resolve()
        if path.is_dir() and inside.is_relative_to(place):
            raise RunError(
                f"{out}: lies inside the input {path}; name a folder elsewhere, the input is never written to"
            )
        if place.is_relative_to(inside):
            raise RunError(f"{path}: lies inside the output {out}; name another folder with -o")


def _nameable(inputs: Sequence[Input], out: Path, failures: list[Failure]) -> list[Input]:
    """The inputs but those whose output would lead elsewhere (`C:\\a.txt` from an archive) or have too long a name."""
    nameable = []
    for item in inputs:
        places = [out.absolute() / item.output]
        if kind_of(item.name).packed:
            places.append(out.absolute() / ".cleanse" / "originals" / item.name)
        if not names.is_below(item.name):
            failures.append(Failure(item.name, None, "no output can have this name; rename it"))
        elif any(map(names.too_long, places)):
            failures.append(Failure(item.name, None, "the name of its output would be too long; shorten its own"))
        else:
            nameable.append(item)
    return nameable


def _record(plan: Plan, summary: Summary) -> dict[str, Any]:
    from cleanse import __version__

    return {
        "version": __version__,
        "settings": asdict(plan.settings) | asdict(plan.options),
        "seconds": round(summary.seconds, 3),
        "summary": summary.as_row(),
    }
