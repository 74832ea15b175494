"""A run: a folder in, a folder out.

inputs → shards → clean → line keys → templates → sketch, once → duplicates → write → report
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from cleanse.engines import engine
from cleanse.engines.pool import WorkerError
from cleanse.fixpoint import fixpoint
from cleanse.formats import InputError, files, names
from cleanse.formats.archives import is_archive
from cleanse.formats.inputs import ALL, Input, Skipped, find
from cleanse.formats.kinds import kind_of
from cleanse.formats.selection import Selection
from cleanse.pipeline import write as output
from cleanse.pipeline.archives import unpack_archives
from cleanse.pipeline.clean import clean_shard
from cleanse.pipeline.dedup_stage import DedupResult, DedupStage, check_index
from cleanse.pipeline.garbage import seldom_collected
from cleanse.pipeline.lock import BusyError, only_run
from cleanse.pipeline.results import is_whole
from cleanse.pipeline.review_stage import write_review
from cleanse.pipeline.shards import Plan, Shard, make_shards
from cleanse.pipeline.store import load_tally
from cleanse.pipeline.tasks import Progress, Tasks, no_progress
from cleanse.record import originals, sums
from cleanse.record.manifest import ARCHIVES, RepeatedIds, Row
from cleanse.record.reader import RunReader
from cleanse.record.skipped import write_skipped
from cleanse.record.summary import Failure, RunRecord, Summary, write_record
from cleanse.record.verify import brought_back
from cleanse.report import html
from cleanse.report.findings import Findings
from cleanse.settings import RunSettings, Settings
from cleanse.version import __version__

_GO_ON = "once that is mended, the same command with --resume goes on where it stopped"


class RunError(ValueError):
    """The run cannot start, or not go on; the message says why and what to do."""


@seldom_collected()
def run(
    paths: Sequence[Path],
    out: Path,
    settings: Settings,
    options: RunSettings,
    resume: bool = False,
    progress: Progress = no_progress,
    selection: Selection = ALL,
) -> Summary:
    """Clean every document below `paths` that the selection means into the folder `out`.

    The summary names what could not be read or cleaned; it never stops the rest. Raises RunError before anything is
    written, or where the run cannot go on: the disk is full, the folder read-only, a worker process killed.
    """
    started = time.perf_counter()
    with _one_line_errors(out):
        check_output(paths, out)
        plan = Plan(out.absolute() / ".cleanse", settings, options)
        tasks = Tasks(plan, engine(options.engine), progress)
        inputs, skipped = _find(paths, selection)
        summary = Summary(len(inputs))
        inputs = _nameable(inputs, out, summary.tally.failures)
        _check(out, plan, inputs)
        with only_run(plan.home):
            if not resume:
                for folder in originals.FOLDERS.values():
                    shutil.rmtree(plan.home / folder, ignore_errors=True)
                shutil.rmtree(plan.home / ARCHIVES, ignore_errors=True)
                shutil.rmtree(plan.work, ignore_errors=True)
            (plan.home / f"{ARCHIVES}.json").unlink(missing_ok=True)
            if any(is_archive(item.name) for item in inputs):
                inputs, inside = unpack_archives(inputs, plan, summary.tally.failures)
                inputs, skipped = _nameable(inputs, out, summary.tally.failures), sorted([*skipped, *inside])
                _check(out, plan, inputs)
            summary.skipped = [item for item in skipped if not item.failed]
            _run(inputs, skipped, out, tasks, summary, started)
    return summary


@contextmanager
def _one_line_errors(out: Path) -> Iterator[None]:
    """Within, what keeps a run from going on raises RunError. Errors of reading an input are caught elsewhere."""
    try:
        yield
    except BusyError:
        raise RunError(f"{out}: another run is at work there; wait for its end, or name another folder") from None
    except BrokenPipeError:  # of the terminal
        raise
    except OSError as error:
        place = error.filename2 or error.filename or out  # the second is where something was to be moved to
        raise RunError(f"{place}: {files.plainly(error)}; {_GO_ON}") from error
    except (WorkerError, InputError) as error:  # an input that was cleaned, and is needed once more
        raise RunError(f"{error}; {_GO_ON}") from error


def _run(
    inputs: Sequence[Input], skipped: Sequence[Skipped], out: Path, tasks: Tasks, summary: Summary, started: float
) -> None:
    """The run itself, all checks done and the folder its own."""
    plan = tasks.plan
    shards = make_shards(inputs, plan, summary.tally.failures)
    _clean(shards, tasks)
    shards, dedup = _across(shards, tasks)
    for shard in shards:
        summary.tally.add(load_tally(plan.folders(shard)[-1]))
    failed = {failure.name for failure in summary.tally.failures if failure.line is None}
    summary.tally.failures += [Failure(str(item.path), None, item.reason) for item in skipped if item.failed]
    summary.duplicates = len(dedup.related)
    summary.contained, summary.oversized_groups = len(dedup.contained), dedup.oversized_groups
    findings = Findings(copied={match[0] for match in dedup.duplicates if match})
    ids = RepeatedIds()

    def on_row(row: Row) -> None:
        findings.add(row)
        ids.add(row)

    summary.dropped = output.write(out, inputs, failed, shards, tasks, dedup, on_row)
    summary.repeated_ids, summary.repeated_id = ids.number, ids.first
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
    _verify(out, plan.home, [item.output for item in inputs if (out / item.output).is_file()])


def _verify(out: Path, home: Path, outputs: Sequence[str]) -> None:
    """Make each input again in memory, and note its SHA-256 and those of all files. Raises RunError where one fails."""
    digests = []
    for name, digest in brought_back(RunReader(out)):
        if not isinstance(digest, str):
            raise RunError(f"{name}: cannot be brought back ({digest}); keep the input, and report this")
        digests.append((name, digest))
    sums.write_inputs(home, digests)
    sums.write_outputs(out, home, outputs)


def _find(paths: Sequence[Path], selection: Selection) -> tuple[list[Input], list[Skipped]]:
    try:
        return find(paths, selection, with_archives=True)
    except InputError as error:
        raise RunError(str(error)) from None


def _check(out: Path, plan: Plan, inputs: Sequence[Input]) -> None:
    """Raises RunError or ConfigError where the run could not write what it has to."""
    try:
        output.check(out, plan.home, inputs)
    except ValueError as error:
        raise RunError(str(error)) from None
    check_index(plan)


def _clean(shards: Sequence[Shard], tasks: Tasks) -> None:
    """Clean the shards that no earlier, interrupted run has cleaned."""
    work = [shard for shard in shards if not is_whole(tasks.plan.folders(shard)[0])]
    for _ in tasks.run("cleaning", clean_shard, work, [shard.size for shard in work], steps=True):
        pass


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
        if kind_of(item.name).keeps_original:
            places += [out.absolute() / ".cleanse" / folder / item.name for folder in originals.FOLDERS.values()]
        if not names.is_below(item.name):
            failures.append(Failure(item.name, None, "no output can have this name; rename it"))
        elif any(map(names.too_long, places)):
            failures.append(Failure(item.name, None, "the name of its output would be too long; shorten its own"))
        else:
            nameable.append(item)
    return nameable


def _record(plan: Plan, summary: Summary) -> RunRecord:
    settings = asdict(plan.settings) | asdict(plan.options)
    return RunRecord(__version__, settings, round(summary.seconds, 3), summary.as_row())
