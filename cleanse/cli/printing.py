"""What a person reads on a terminal: a run's summary, what a check found, lists."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleanse.record.manifest import MANIFEST
from cleanse.text.messages import count, duration, visible

if TYPE_CHECKING:
    from cleanse.duplicates.index import Run
    from cleanse.formats.inputs import Skipped
    from cleanse.html.marks import Mark
    from cleanse.pipeline.inplace import Outcome
    from cleanse.record.summary import Failure, Summary
    from cleanse.rules import Rule

FAILURES = 5  # failed records shown for one file before the rest are only counted
SCRIPTS = {
    "zh-Hans": "Simplified",
    "zh-Hant": "Traditional",
    "zh-TW": "Traditional (Taiwan)",
    "zh-HK": "Traditional (Hong Kong)",
}


def summary(console: Console, done: Summary, where: str, script: str, review: float = 0) -> None:
    """The few lines at the end of a run: what each filter did and how long it took, what was dropped, where it is.

    `script` and `review` are the settings of these names.
    """
    where = visible(where)
    tally = done.tally
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("filter")
    table.add_column("edits", justify="right")
    table.add_column("time", justify="right")
    table.add_column("most often")
    for name in tally.seconds:
        rules = Counter({rule: n for rule, n in tally.rules.items() if rule.split("/")[0] == name})
        most = ", ".join(f"{rule.split('/', 1)[1]} {n:,}" for rule, n in rules.most_common(3))
        table.add_row(
            Text(visible(name)), f"{rules.total():,}", duration(tally.seconds[name]), Text(visible(most), style="dim")
        )
    if tally.seconds:
        console.print(table)
    gone = 1 - tally.characters_out / tally.characters_in if tally.characters_in else 0.0
    console.print(
        f"[bold]{count(tally.documents, 'document')}[/] in {duration(done.seconds)}: {tally.changed:,} changed, "
        f"{tally.characters_in:,} characters in, {tally.characters_out:,} out ({gone:.1%} removed)",
        highlight=False,
        soft_wrap=True,
    )
    if converted := tally.documents_by_filter["script"]:
        what = f"{count(converted, 'document')} converted to {SCRIPTS.get(script, script)}"
        console.print(f"{what}; --script keep prevents it", highlight=False)
    if tally.doubtful_decodings:
        names = ", ".join(map(visible, tally.doubtful_names))
        more = tally.doubtful_decodings - len(tally.doubtful_names)
        what = f"{count(tally.doubtful_decodings, 'document')} in a doubtful encoding: {names}"
        console.print(Text(what + (f" and {more:,} more" if more else ""), style="yellow"), soft_wrap=True)
    if done.repeated_ids:
        has = "has the id" if done.repeated_ids == 1 else "have the ids"
        what = f"{count(done.repeated_ids, 'record')} {has} of earlier ones, such as {visible(done.repeated_id)!r}"
        console.print(Text(f"{what}: to look at one, name its file and line"), soft_wrap=True)
    if done.duplicates:
        stay = done.duplicates - done.dropped
        parts = [count(done.dropped, "copy", "copies") + " left out"] if done.dropped else []
        parts += [count(stay, "near-duplicate") + " marked"] if stay else []
        hint = "; --duplicates mark keeps them all" if done.dropped else ""
        console.print("; ".join(parts) + hint, highlight=False)
    if done.contained:
        console.print(
            f"{count(done.contained, 'document')} contained in another one: see the manifest", highlight=False
        )
    if done.syndicated:
        what = f"{count(done.syndicated, 'story', 'stories')} of several papers: {where}/.cleanse/syndication.jsonl"
        console.print(Text(what), soft_wrap=True)
    if review:
        what = f"{count(done.review, 'document')} below confidence {review:g}"
        what += f", least confident first: {where}/.cleanse/review.jsonl" if done.review else ""
        console.print(Text(what), soft_wrap=True)
    for id, size in done.oversized_groups:
        share = f"{size / tally.documents:.0%} of all documents are"
        console.print(Text(f"{share} near-duplicates of {visible(id)}: a page that says nothing?", style="yellow"))
    console.print(Text(f"Output in {where}; what was changed, and why: {where}/.cleanse/report.html"), soft_wrap=True)
    if hint := skipped_hint(done.skipped):
        console.print(Text(f"{hint[2:]}; see {where}/.cleanse/skipped.jsonl"), soft_wrap=True)
    if tally.failures:
        files, lines = _failed(tally.failures)
        parts = [count(n, what) for n, what in ((files, "input"), (lines, "record")) if n]
        console.print(f"[bold red]{' and '.join(parts)} could not be read[/] (named above)", highlight=False)


def index(console: Console, name: str, stamp: Mapping[str, str], runs: Sequence[Run]) -> None:
    """What an index of earlier runs holds, and what it was made with."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("run (UTC)")
    table.add_column("documents", justify="right")
    table.add_column("remembered", justify="right")
    for run in runs:
        table.add_row(f"{run.at:%Y-%m-%d %H:%M:%S}", f"{run.documents:,}", f"{run.kept:,}")
    if runs:
        console.print(table)
    remembered = count(sum(run.kept for run in runs), "document")
    console.print(Text(f"{visible(name)}: {remembered} of {count(len(runs), 'run')}"), soft_wrap=True)
    console.print(Text("made with " + ", ".join(f"{k} {v}" for k, v in stamp.items()), style="dim"), soft_wrap=True)


def _failed(failures: Iterable[Failure]) -> tuple[int, int]:
    by_kind = Counter(failure.line is None for failure in failures)
    return by_kind[True], by_kind[False]


def failures(failed: Iterable[Failure]) -> Iterator[str]:
    """Lines that name what failed; of a file with many failed records the first few, and a count."""
    shown: Counter[str] = Counter()
    for failure in failed:
        shown[failure.name] += 1
        if shown[failure.name] <= FAILURES:
            yield f"error: {failure}"
    for name, number in shown.items():
        if number > FAILURES:
            yield f"error: {name}: {count(number - FAILURES, 'more record')} failed"


def failures_of(result: Outcome) -> Iterator[str]:
    """The same for one file that was looked at; as JSON there are all of them."""
    yield from (f"error: {line}" for line in result.failures[:FAILURES])
    if len(result.failures) > FAILURES:
        yield f"error: {result.name}: {count(len(result.failures) - FAILURES, 'more record')} failed"


def outcome(console: Console, result: Outcome, verb: str, verbose: bool = False) -> None:
    """One line for a file that changed, or would, with the rules that did it; and its diff where there is one.

    If `verbose`, one for a file that is clean already, too.
    """
    if verbose and not result.changed and not result.failures:
        console.print(Text.assemble(("already clean ", "bold"), visible(result.name)), soft_wrap=True)
    if result.changed:
        shown = Text.assemble((f"{verb} ", "bold"), visible(result.name), (f"  {_rules(result.rules)}", "dim"))
        console.print(shown, soft_wrap=True)
    for line in result.diff:
        console.print(Text.assemble(*(_marked(piece, kind) for piece, kind in line)), soft_wrap=True)


def _marked(piece: str, kind: str) -> tuple[str, str]:
    """A piece of a line and its style, marked as `git diff --word-diff` does: without colours it is told apart, too."""
    shown = visible(piece)
    if kind == "-":
        return f"[-{shown}-]", "red"
    if kind == "+":
        return f"{{+{shown}+}}", "green"
    return shown, "cyan" if kind == "@" else ""


class Seen:
    """What became of the files that a check or a fix looked at."""

    def __init__(self) -> None:
        self.clean = self.changed = self.failed = 0

    def add(self, outcome: Outcome) -> None:
        self.changed += outcome.changed
        self.failed += bool(outcome.failures)
        self.clean += not outcome.changed and not outcome.failures


def verdict(seen: Seen, written: bool) -> Text:
    """The last line of a check or a fix."""
    if not seen.clean + seen.changed + seen.failed:
        return Text("no file to look at")
    verb = "cleaned" if written else "would be cleaned"
    line = Text(f"{count(seen.changed, 'file')} {verb}, {count(seen.clean, 'file')} already clean")
    return line.append(", ").append(f"{seen.failed:,} failed", "bold red") if seen.failed else line


def pages_hint(pages: int) -> str:
    """The web pages that a fix passes over, to be added to a line; empty if there is none."""
    return f"; {count(pages, 'web page')} left alone: cleanse run writes their texts" if pages else ""


def skipped_hint(skipped: Iterable[Skipped]) -> str:
    """The files of kinds that are not read, counted by ending, to be added to a line; empty where there is none."""
    endings = Counter(item.ending for item in skipped if item.ending and not item.failed)
    if not endings:
        return ""
    kinds = ", ".join(f"{visible(ending)} {number:,}" for ending, number in endings.most_common())
    return f"; {count(endings.total(), 'file')} not looked at: {kinds}"


def documents(console: Console, out: Path) -> None:
    """A line for every document of a run: what it became, and by which rules."""
    for row in document_rows(out):
        fate = f"near-duplicate of {row['duplicate_of']}" if row["duplicate_of"] else row["encoding"]
        place = f"{row['input']}:{row['line']}" if "line" in row else ""  # ids may repeat
        name = visible(row["id"]) if place in ("", row["id"]) else visible(f"{row['id']} ({place})")
        shown = Text.assemble((name, "bold"), f"  {visible(fate)}  ", (_rules(row["rules"]), "dim"))
        console.print(shown, soft_wrap=True)


def rejected(console: Console, pairs: Iterable[tuple[str, str, float]], threshold: float) -> None:
    """A line for each pair of documents that were compared and are no near-duplicates, most similar first."""
    for one, other, similarity in pairs:
        said = f"{visible(one)} is no near-duplicate of {visible(other)}: {similarity:.2f} similar, not {threshold:g}"
        console.print(Text(said, style="dim"), soft_wrap=True)


def document_rows(out: Path) -> Iterator[dict[str, Any]]:
    """The manifest of a run, row by row."""
    with (out / ".cleanse" / MANIFEST).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _rules(counts: Mapping[str, int]) -> str:
    return visible(", ".join(f"{rule} {n:,}" for rule, n in Counter(counts).most_common()))


def rules(console: Console, listed: Iterable[Rule], marks: Iterable[Mark] = ()) -> None:
    """A line for each rule: its name, what it does and where, why, and a line that it drops or keeps.

    `marks` are rules for elements of pages, each with its expression.
    """
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for title in ("rule", "does", "where", "why", "for example"):
        table.add_column(title)
    for rule in listed:
        example, style = (rule.keep, "green") if rule.action == "keep" else (rule.drop, "red")
        shown = Text(visible(example[0]) if example else "", style=style)
        table.add_row(Text(visible(rule.id)), rule.action, rule.where, Text(visible(rule.why)), shown)
    for mark in marks:
        table.add_row(Text(visible(mark.rule)), mark.action, "page", "", Text(visible(mark.xpath)))
    console.print(table)
