"""A run: a folder in, a folder out.

inputs → shards → clean → line keys → templates → sketch, once → duplicates → write → report
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from cleanse.fixpoint import fixpoint
from cleanse.formats.inputs import ALL, Input, Skipped
from cleanse.formats.names import PART
from cleanse.formats.selection import Selection
from cleanse.pipeline import documents
from cleanse.pipeline import write as output
from cleanse.pipeline.dedup_stage import DedupResult, DedupStage
from cleanse.pipeline.garbage import seldom_collected
from cleanse.pipeline.isolate import clean_all
from cleanse.pipeline.lock import only_run
from cleanse.pipeline.prepare import RunError, check_finished, one_line_errors, prepared, refuse_archives, with_archives
from cleanse.pipeline.review_stage import write_review
from cleanse.pipeline.shards import Plan, Shard, make_shards
from cleanse.pipeline.store import load_tally
from cleanse.pipeline.syndication_stage import write_syndication
from cleanse.pipeline.tasks import Progress, Tasks, no_progress
from cleanse.record import originals, sums
from cleanse.record.manifest import ARCHIVES, MANIFEST, RepeatedIds, Row
from cleanse.record.reader import RunReader
from cleanse.record.skipped import write_skipped
from cleanse.record.summary import TEXTS, Failure, RunRecord, Summary, write_record
from cleanse.record.verify import brought_back
from cleanse.report import html
from cleanse.report.findings import Findings
from cleanse.settings import RunSettings, Settings
from cleanse.version import __version__


@seldom_collected()
def run(
    paths: Sequence[Path],
    out: Path,
    settings: Settings,
    options: RunSettings,
    resume: bool = False,
    progress: Progress = no_progress,
    selection: Selection = ALL,
    finish: bool = False,
) -> Summary:
    """Clean every document below `paths` that the selection means into the folder `out`.

    With `finish`, nothing is cleaned: what tasks of a batch system left (see `run_task`) is put together.

    The summary names what could not be read or cleaned; it never stops the rest. Raises RunError before anything is
    written, or where the run cannot go on: the disk is full, the folder read-only, a worker process killed.
    """
    started = time.perf_counter()
    with one_line_errors(out):
        tasks, inputs, skipped, summary = prepared(paths, out, settings, options, progress, selection)
        plan = tasks.plan
        if not inputs and (plan.home / MANIFEST).is_file():
            raise RunError(f"no document was found; what an earlier run left in {out} stays as it is")
        with only_run(plan.home):
            for part in plan.home.rglob(f".*{PART}"):  # half a file of the record, of a run that was killed
                part.unlink(missing_ok=True)
            if not (resume or finish):
                for folder in originals.FOLDERS.values():
                    shutil.rmtree(plan.home / folder, ignore_errors=True)
                shutil.rmtree(plan.home / ARCHIVES, ignore_errors=True)
                shutil.rmtree(plan.work, ignore_errors=True)
            inputs, skipped = with_archives(inputs, skipped, out, plan, summary.tally.failures)
            summary.skipped = [item for item in skipped if not item.failed]
            if finish:
                check_finished(inputs, plan)
            _run(inputs, skipped, out, tasks, summary, started)
    return summary


class TaskDone(NamedTuple):
    """What a task of a batch system did: how many shards it has, and how many of all there are."""

    shards: int
    of: int


@seldom_collected()
def run_task(
    paths: Sequence[Path],
    out: Path,
    settings: Settings,
    options: RunSettings,
    task: tuple[int, int],
    progress: Progress = no_progress,
    selection: Selection = ALL,
) -> TaskDone:
    """Clean the shards of one task of several: `task` is its number, from 1, and how many there are.

    The plan is the same on every node that sees the same files. Tasks depend on nothing but that: they run in any
    order, at the same time, or again after a failure. `run(finish=True)` puts together what they left.
    """
    with one_line_errors(out):
        tasks, inputs, _, summary = prepared(paths, out, settings, options, progress, selection)
        refuse_archives(inputs)
        shards = make_shards(inputs, tasks.plan, summary.tally.failures)
        number, count = task
        mine = shards[number - 1 :: count]
        clean_all(mine, tasks, summary.tally.failures)
        return TaskDone(len(mine), len(shards))


def _run(
    inputs: Sequence[Input], skipped: Sequence[Skipped], out: Path, tasks: Tasks, summary: Summary, started: float
) -> None:
    """The run itself, all checks done and the folder its own."""
    plan = tasks.plan
    shards = make_shards(inputs, plan, summary.tally.failures)
    shards = clean_all(shards, tasks, summary.tally.failures)
    shards, dedup = _across(shards, tasks)
    for shard in shards:
        summary.tally.add(load_tally(plan.folders(shard)[-1]))
    failed = {failure.name for failure in summary.tally.failures if failure.line is None}
    summary.tally.failures += [Failure(str(item.path), None, item.reason) for item in skipped if item.failed]
    absent = documents.absent_fields(plan.options, summary.tally.text_fields)
    summary.tally.failures += [Failure("text-field", None, message) for message in absent]
    summary.duplicates = len(dedup.related)
    summary.rejected = dedup.rejected
    summary.contained, summary.oversized_groups = len(dedup.contained), dedup.oversized_groups
    findings = Findings(copied={match[0] for match in dedup.duplicates if match})
    ids = RepeatedIds()

    def on_row(row: Row) -> None:
        findings.add(row)
        ids.add(row)

    summary.dropped = output.write(out, inputs, failed, shards, tasks, dedup, on_row)
    summary.repeated_ids, summary.repeated_id = ids.number, ids.first
    summary.syndicated = write_syndication(dedup.syndicated, shards, tasks)
    if plan.options.review:
        drop = plan.options.duplicates == "drop"
        summary.review = write_review(shards, plan, frozenset(dedup.dropped if drop else ()))
    write_skipped(plan.home, skipped)
    dedup.commit_to_index()
    summary.seconds = time.perf_counter() - started
    record = _record(plan, summary)
    write_record(plan.home, record)
    shutil.rmtree(plan.work, ignore_errors=True)  # a run without inputs has none
    html.write(plan.home, findings, record)
    _verify(out, plan.home, [item.output for item in inputs if (out / item.output).is_file()], tasks.progress)


def _verify(out: Path, home: Path, outputs: Sequence[str], progress: Progress) -> None:
    """Make each input again in memory, and note its SHA-256 and those of all files. Raises RunError where one fails."""
    digests = []
    total = max(1, len(outputs))
    progress("verifying", 0, total)
    for number, (name, digest) in enumerate(brought_back(RunReader(out)), 1):
        if not isinstance(digest, str):
            raise RunError(f"{name}: cannot be brought back ({digest}); keep the input, and report this")
        digests.append((name, digest))
        progress("verifying", min(number, total), total)
    progress("verifying", total, total)
    sums.write_inputs(home, digests)
    sums.write_outputs(out, home, outputs)


def _across(shards: Sequence[Shard], tasks: Tasks) -> tuple[list[Shard], DedupResult]:
    """The shards after the removal of templates, and what is then found across documents.

    Templates come first, so that documents are compared by what they say. Without the duplicates the next run over the
    output would count lines again and find more of them; so that it does not, that is done now.
    """
    duplicates = DedupStage(tasks)
    if not tasks.plan.cuts_templates:
        return list(shards), duplicates.compare(shards)
    from cleanse.pipeline.template_stage import ROUNDS, TemplateStage

    templates = TemplateStage(shards, tasks)
    templates.remove_lines()

    def compare_again(result: DedupResult) -> DedupResult | None:
        drops = tasks.plan.options.duplicates == "drop" and result.dropped
        return duplicates.compare(templates.shards) if drops and templates.remove_lines(result.dropped) else None

    result = fixpoint(duplicates.compare(templates.shards), [compare_again], ROUNDS)
    return templates.shards, result


def _record(plan: Plan, summary: Summary) -> RunRecord:
    settings = asdict(plan.settings) | asdict(plan.options)
    requires = [TEXTS] if len(plan.options.text_field) > 1 else []
    return RunRecord(__version__, settings, round(summary.seconds, 3), summary.as_row(), requires=requires)
