"""The report of a run: one HTML file that shows what each rule did, and where it may have done harm.

The file loads nothing, its one script searches the page, and its size is bounded. For the same input it is the same,
but for the line of times.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files as resources
from itertools import groupby
from pathlib import Path
from string import Template
from typing import Any

from cleanse.filters import names_of
from cleanse.formats import files
from cleanse.record.skipped import read_skipped
from cleanse.record.summary import RunRecord
from cleanse.report import pieces
from cleanse.report.doubts import doubtful, encodings
from cleanse.report.excerpts import Example
from cleanse.report.figures import figures
from cleanse.report.findings import Findings
from cleanse.report.groups import duplicates, losses, sample
from cleanse.report.sites import sites
from cleanse.report.stories import stories
from cleanse.report.view import View, look
from cleanse.report.visible import shown, shown_truncated, truncate
from cleanse.settings import described, from_values
from cleanse.templates import RULE as TEMPLATE
from cleanse.text.messages import count, duration

REPORT = "report.html"
OPEN = 2  # examples of a rule that are visible without a click
REASONS, NAMED = 30, 5  # reasons why files were not read that are shown, and files of each
FAILURES = 100  # messages of failures shown
_ENTRY = re.compile('<details class="loss" data-id="(.*?)"')


def write(home: Path, findings: Findings | None = None, record: RunRecord | None = None) -> None:
    """Write `home`/report.html from the record of a finished run; `home` is OUT/.cleanse.

    `findings` are those of its manifest and `record` is its `run.json`; without them these files are read.
    """
    view = look(home, findings, record)
    template = Template((resources("cleanse.report") / "report.html").read_text(encoding="utf-8"))
    script = (resources("cleanse.report") / "search.js").read_text(encoding="utf-8")
    parts = {
        "figures": figures(view),
        "rules": _rules(view),
        "losses": losses(view),
        "sample": sample(view),
        "doubts": doubtful(view),
        "sites": sites(view.sites, len(view.findings.templated.kept), view.findings.documents[TEMPLATE]),
        "duplicates": duplicates(view),
        "stories": stories(home, bool(view.run.settings.get("syndication")), view.listed),
        "failures": _failures(view.run.summary["failures"]),
        "skipped": _skipped(home),
        "encodings": encodings(view.findings, view.listed),
    }
    written = {name: "".join(part) for name, part in parts.items()}
    page = template.substitute(
        written,
        script=script,
        hash=f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}",
        title=_headline(view.run),
        time=_times(view.run),
        facts=_facts(view),
        listed=_listed("".join(written.values()), view.run.summary["documents"]),
        settings=_settings(view.run),
    )
    files.write(home / REPORT, page.encode())


# ── the parts, in their order on the page ────────────────────────────────────


def _headline(run: RunRecord) -> str:
    done = run.summary
    return f"{count(done['documents'], 'document')} cleaned, {done['changed']:,} changed"


def _listed(page: str, documents: int) -> str:
    """How many of the documents have an entry of their own on the page."""
    return f"{len(set(_ENTRY.findall(page))):,} of {count(documents, 'document')} by name"


def _times(run: RunRecord) -> str:
    """The times, on a line of their own: only they may differ between two runs over the same input."""
    by_filter = ", ".join(f"{shown(name)} {duration(s)}" for name, s in run.summary["seconds"].items())
    return f"{duration(run.seconds)}" + (f" <small>(processor time: {by_filter})</small>" if by_filter else "")


def _facts(view: View) -> str:
    """The figures of the whole run."""
    done = view.run.summary
    share = 1 - done["characters_out"] / done["characters_in"] if done["characters_in"] else 0.0
    markup = ", markup counted" if done["documents_by_filter"].get("markup") else ""
    facts = [
        ("Inputs", count(done["inputs"], "file")),
        ("Characters in", f"{done['characters_in']:,}"),
        ("Characters out", f"{done['characters_out']:,} <small>({pieces.percent(share)} less{markup})</small>"),
    ]
    if view.run.settings["duplicates"] != "keep":
        what = f"{done['dropped']:,} left out, {done['duplicates'] - done['dropped']:,} marked"
        facts.append(("Near-duplicates", f'<a href="#duplicates">{what}</a>' if done["duplicates"] else "none"))
    if view.findings.emptied:
        facts.append(
            (
                "Emptied",
                f'<a href="#losses">{count(view.findings.emptied, "document")}</a> had text and has none',
            )
        )
    lines = sum(failure["line"] is not None for failure in done["failures"])
    counts = ((len(done["failures"]) - lines, "input"), (lines, "record"))
    failed = ", ".join(count(number, noun) for number, noun in counts if number)
    facts.append(("Failed", f'<a class="alarm" href="#failures">{failed}</a>' if failed else "nothing"))
    return "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)


def _rules(view: View) -> Iterator[str]:
    """The filters in their order, each with its rules, most used first."""
    by_filter: dict[str, list[str]] = {name: [] for name in _chain(view.run)}
    for rule in sorted(view.examples, key=lambda rule: (-view.findings.edits[rule], rule)):
        if not rule.startswith("duplicates/"):
            by_filter.setdefault(rule.split("/")[0], []).append(rule)
    for name, rules in by_filter.items():
        if not rules:
            yield f'<p class="quiet"><b>{shown(name)}</b> found nothing to change.</p>'
            continue
        done = view.run.summary
        total = _numbers(*(sum(done[what].get(rule, 0) for rule in rules) for what in ("rules", "removed", "added")))
        yield f'<details open class="filter"><summary class="row"><b>{shown(name)}</b>{total}</summary>'
        for rule in rules:
            yield from _rule(rule, view)
        yield "</details>"
    if (more := len(view.findings.edits) - len(view.examples)) > 0:
        yield f'<p class="quiet">{count(more, "rule")} with fewer edits not shown.</p>'


def _rule(rule: str, view: View) -> Iterator[str]:
    """The figures of a rule and its examples."""
    done = view.run.summary
    numbers = _numbers(
        done["rules"].get(rule, 0),
        done["removed"].get(rule, 0),
        done["added"].get(rule, 0),
        view.findings.documents[rule],
    )
    examples = view.examples[rule]
    yield f'<div class="rule"><h3 class="row"><span>{pieces.name(rule.partition("/")[2] or rule)}</span>{numbers}</h3>'
    yield from (_example(example, view) for example in examples[:OPEN])
    if len(examples) > OPEN:
        yield f"<details><summary>{count(len(examples) - OPEN, 'more example')}</summary>"
        yield from (_example(example, view) for example in examples[OPEN:])
        yield "</details>"
    yield "</div>"


def _numbers(edits: int, removed: int, added: int, documents: int | None = None) -> str:
    cells = [
        f"{edits:,}<i> edits</i>",
        "" if documents is None else f"{documents:,}<i> documents</i>",
        f"{'−' if removed else ''}{removed:,}<i> removed</i>",
        f"{'+' if added else ''}{added:,}<i> added</i>",
    ]
    return "".join(f'<span class="n">{cell}</span>' for cell in cells)


def _example(example: Example, view: View) -> str:
    change = (
        pieces.change(example.removed, example.added, "<wbr>")
        or '<span class="gap">(a remark: nothing was changed)</span>'
    )
    note = f' <span class="note">{shown_truncated(truncate(example.note, 300))}</span>' if example.note else ""
    return (
        f'<div class="example"><p class="text" dir="auto">{shown(example.head)}{change}{shown(example.tail)}</p>'
        f'<p class="from">{pieces.document(example.place, view.listed)}{note}</p></div>\n'
    )


def _failures(failures: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The failures, those of one input with one message together."""
    if not failures:
        yield '<p class="quiet">Nothing failed.</p>'
        return
    yield '<dl class="members">'
    by_message = groupby(failures, key=lambda f: (f["name"], f["message"]))
    messages = failures_shown = 0
    for (name, message), group in by_message:
        lines = [failure["line"] for failure in group]
        if messages == FAILURES:
            break
        messages, failures_shown = messages + 1, failures_shown + len(lines)
        where = ", ".join(f"{line:,}" for line in lines[:5] if line)
        where += f" and {len(lines) - 5:,} more" if len(lines) > 5 else ""
        at = f" <small>line {where}</small>" if where else ""
        yield f"<div><dt>{pieces.name(name)}{at}</dt><dd>{shown_truncated(truncate(message, 400))}</dd></div>\n"
    yield "</dl>"
    if failures_shown < len(failures):
        yield f'<p class="quiet">… and {len(failures) - failures_shown:,} more.</p>'


def _skipped(home: Path) -> Iterator[str]:
    """The files that were not read, those of one reason together, the most first."""
    by_reason: dict[str, list[str]] = {}
    for row in read_skipped(home):
        by_reason.setdefault(row["reason"], []).append(row["path"])
    if not by_reason:
        yield '<p class="quiet">Every file was read.</p>'
        return
    ranked = sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0]))
    yield '<dl class="members">'
    for reason, paths in ranked[:REASONS]:
        more = f" and {len(paths) - NAMED:,} more" if len(paths) > NAMED else ""
        listed = ", ".join(map(pieces.name, paths[:NAMED]))
        why = shown_truncated(truncate(reason, 300))
        yield f"<div><dt>{count(len(paths), 'file')}</dt><dd>{why}: {listed}{more}</dd></div>"
    yield "</dl>"
    if rest := ranked[REASONS:]:
        yield f'<p class="quiet">… and {count(sum(len(paths) for _, paths in rest), "more file")}.</p>'


def _settings(run: RunRecord) -> str:
    parts = [f"cleanse {run.version}", f"filters {' › '.join(_chain(run)) or 'none'}"]
    return shown(" · ".join([*parts, *(f"{key} {value}" for key, value in described(run.settings))]))


def _chain(run: RunRecord) -> Iterable[str]:
    """The names of the run's filters."""
    return names_of(from_values(run.settings)[0])
