"""What a run knows before its first shard, and what keeps it from going on, each in one line."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cleanse.engines import engine
from cleanse.engines.pool import WorkerError
from cleanse.formats import InputError, files, names
from cleanse.formats.archives import is_archive
from cleanse.formats.inputs import Input, Skipped, find
from cleanse.formats.kinds import kind_of
from cleanse.formats.selection import Selection
from cleanse.pipeline import write as output
from cleanse.pipeline.archives import unpack_archives
from cleanse.pipeline.dedup_stage import check_index
from cleanse.pipeline.lock import BusyError
from cleanse.pipeline.results import is_whole
from cleanse.pipeline.shards import Plan, make_shards
from cleanse.pipeline.tasks import Progress, Tasks
from cleanse.pipeline.timeout import check_timeout
from cleanse.record import originals
from cleanse.record.damage import RunReadError
from cleanse.record.manifest import ARCHIVES
from cleanse.record.summary import Failure, Summary
from cleanse.settings import RunSettings, Settings

_GO_ON = "once that is mended, the same command with --resume goes on where it stopped"


class RunError(ValueError):
    """The run cannot start, or not go on; the message says why and what to do."""


@contextmanager
def one_line_errors(out: Path) -> Iterator[None]:
    """Within, what keeps a run from going on raises RunError. Errors of reading an input are caught elsewhere."""
    try:
        yield
    except BusyError:
        raise RunError(f"{out}: another run is at work there; wait for its end, or name another folder") from None
    except BrokenPipeError:  # of the terminal
        raise
    except OSError as error:
        begun = os.path.isdir(out / ".cleanse")  # which no name is too long for
        place = error.filename2 or error.filename or out  # the second is where something was to be moved to
        raise RunError(f"{place}: {files.plainly(error)}" + (f"; {_GO_ON}" if begun else "")) from error
    except RunReadError as error:  # of the record, as it is read once more to prove the way back
        raise RunError(f"{error}; {_GO_ON}") from error
    except (WorkerError, InputError) as error:  # an input that was cleaned, and is needed once more
        raise RunError(f"{error}; {_GO_ON}") from error


def prepared(
    paths: Sequence[Path],
    out: Path,
    settings: Settings,
    options: RunSettings,
    progress: Progress,
    selection: Selection,
) -> tuple[Tasks, list[Input], list[Skipped], Summary]:
    """All that can be known before the first shard: the plan, the inputs, what is skipped, what fails already."""
    check_output(paths, out)
    plan = Plan(out.absolute() / ".cleanse", settings, options)
    inputs, skipped = _find(paths, selection)
    summary = Summary(len(inputs))
    inputs = _nameable(inputs, out, summary.tally.failures)
    _check(out, plan, inputs)
    return Tasks(plan, engine(options.engine, options.address), progress), inputs, skipped, summary


def check_finished(inputs: Sequence[Input], plan: Plan) -> None:
    """Raises RunError where a shard is missing."""
    shards = make_shards(inputs, plan, [])
    missing = [number for number, shard in enumerate(shards) if not is_whole(plan.folders(shard)[0])]
    if missing:
        names = shards[missing[0]].pieces[0].name
        raise RunError(
            f"{len(missing)} of {len(shards)} shards are not cleaned yet, the first with {names}: run their tasks, "
            "with the same settings, on the same files, then --finish again"
        )


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
    check_timeout(plan.options.timeout)
    check_index(plan)


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


def with_archives(
    inputs: list[Input], skipped: list[Skipped], out: Path, plan: Plan, failures: list[Failure]
) -> tuple[list[Input], list[Skipped]]:
    """The inputs with what is in the archives among them, unpacked, in their place; and what is skipped there too."""
    (plan.home / f"{ARCHIVES}.json").unlink(missing_ok=True)
    if not any(is_archive(item.name) for item in inputs):
        return inputs, skipped
    inputs, inside = unpack_archives(inputs, plan, failures)
    inputs, skipped = _nameable(inputs, out, failures), sorted([*skipped, *inside])
    _check(out, plan, inputs)
    return inputs, skipped


def refuse_archives(inputs: Sequence[Input]) -> None:
    """Raises RunError for an archive: every part would unpack it, at the same time."""
    for item in inputs:
        if is_archive(item.name):
            raise RunError(f"{item.path}: an archive cannot be cleaned in parts; unpack it first")
