"""`cleanse stats` and `cleanse init`: what lies in a folder, and settings to begin with."""

from __future__ import annotations

import shlex
from collections import Counter
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleanse.cli.console import new_console, print_row, say
from cleanse.cli.exits import Exit
from cleanse.cli.options import DOCUMENTS, settings_for, with_options
from cleanse.cli.paths import FILE, must_exist, selecting, with_listed
from cleanse.formats.selection import Selection
from cleanse.text.messages import count, visible

if TYPE_CHECKING:
    from cleanse.pipeline.survey import Survey

SECONDS = 8.0
MARKUP = "markup"
_SHOWN = 6  # kinds of one thing that are named


@click.command()
@click.argument("paths", nargs=-1, type=FILE)
@selecting
@click.option("--seconds", type=click.FloatRange(0.1), default=SECONDS, help=f"How long to look. [{SECONDS:g}]")
@with_options(*DOCUMENTS, "threshold", "json")
def stats(
    paths: tuple[Path, ...],
    files_from: Path | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    seconds: float,
    file: Path | None,
    as_json: bool,
    **given: Any,
) -> int:
    """Say what lies in PATHS, from a sample, and what a run would do to it. Nothing is written."""
    paths = with_listed(paths, files_from) or (Path(),)
    settings, options = settings_for(paths, file, given)
    must_exist(paths)
    from cleanse.pipeline.survey import survey

    found = survey(paths, settings, options, seconds, Selection(include, exclude))
    if as_json:
        print_row(_as_row(found))
    else:
        _print(new_console(), found, shlex.join(map(str, paths)))
    for failure in found.failures[:_SHOWN]:
        say(f"error: {visible(failure)}")
    if (more := len(found.failures) - _SHOWN) > 0:
        say(f"error: {more:,} more")
    return Exit.DONE if found.documents else Exit.FAILED


@click.command()
@click.argument("folder", type=FILE, default=".")
@click.option("--seconds", type=click.FloatRange(0.1), default=SECONDS, help=f"How long to look. [{SECONDS:g}]")
def init(folder: Path, seconds: float) -> int:
    """Write a cleanse.toml into FOLDER: every setting with its default, and what a look at the files there suggests."""
    must_exist((folder,))
    path = folder / "cleanse.toml"
    if path.exists():
        raise click.ClickException(f"{path}: is there already; it is left as it is")
    from cleanse.pipeline.survey import survey
    from cleanse.settings import from_values
    from cleanse.settings.template import template

    settings, options = from_values({})
    found = survey([folder], settings, options, seconds, Selection())
    try:
        path.write_text(template(_advice(found)), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be written: {error.strerror}") from None
    say(f"{path} written: all settings, commented, with their defaults")
    return Exit.DONE


def _advice(found: Survey) -> list[str]:
    """What a look at the files says about settings, a line each."""
    lines = [f"Looked at {found.sampled:,} of {count(found.files, 'file')}: {_named(found.formats)}."]
    if found.filters["script"]:
        lines.append('Traditional Chinese is converted to Simplified; script = "keep" leaves it.')
    if found.duplicates:
        lines.append(f'{count(found.duplicates, "near-duplicate")} in the sample; duplicates = "mark" keeps them.')
    if found.confidence and median(found.confidence) < 0.8:
        lines.append("Many pages are hard to tell: review = 0.6 lists those to look at.")
    return lines


def _as_row(found: Survey) -> dict[str, Any]:
    plain = (
        "files",
        "sampled",
        "cut",
        "documents",
        "changed",
        "characters",
        "removed",
        "doubtful_encodings",
        "duplicates",
    )
    counted = ("formats", "encodings", "scripts", "filters", "rules", "skipped")
    row: dict[str, Any] = {name: getattr(found, name) for name in plain}
    row |= {name: dict(getattr(found, name).most_common()) for name in counted}
    return row | {"failures": found.failures, "seconds": round(found.seconds, 2)}


def _print(console: Console, found: Survey, paths: str) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in _rows(found, paths):
        table.add_row(name, Text(visible(value)))
    console.print(table)


def _rows(found: Survey, paths: str) -> list[tuple[str, str]]:
    all_of = "all" if found.sampled == found.files else f"{found.sampled:,}, drawn by chance"
    cut = f", of {found.cut:,} only the beginning" if found.cut else ""
    looked = f" ({_named(found.formats)}); looked into {all_of}{cut}" if found.files else ""
    rows = [("files", f"{found.files:,}{looked}")]
    if found.skipped:
        rows.append(("not read", f"{found.skipped.total():,} ({_named(found.skipped)})"))
    if not found.documents:
        return [*rows, ("documents", "0")]
    rows.append(("documents", f"{found.documents:,}, {found.characters:,} characters"))
    encodings = _named(found.encodings)
    doubtful = f"; doubtful in {count(found.doubtful_encodings, 'document')}" if found.doubtful_encodings else ""
    rows += [("encodings", encodings + doubtful), ("scripts", _named(found.scripts))]
    if found.confidence:
        rows.append(("pages", f"median confidence {median(found.confidence):.2f}"))
    damage = Counter({name: number for name, number in found.filters.items() if name != MARKUP})  # of pages, no damage
    rows.append(("damage", _named(damage) or "none"))
    rows.append(("rules", _named(found.rules) or "none"))
    rows.append(("duplicates", count(found.duplicates, "near-duplicate") + " in the sample"))
    share = found.removed / found.characters if found.characters else 0.0
    text = "their text, a page's markup not counted" if found.filters[MARKUP] else "their text"
    rows.append(("a run", f"would change {found.changed:,} of these documents and remove {share:.1%} of {text}"))
    rows.append(("next", f"cleanse run {paths} -o FOLDER cleans all; cleanse init writes settings to begin with"))
    return rows


def _named(counted: Counter[str]) -> str:
    shown = ", ".join(f"{name} {number:,}" for name, number in counted.most_common(_SHOWN))
    more = len(counted) - _SHOWN
    return f"{shown} and {more} more kinds" if more > 0 else shown
