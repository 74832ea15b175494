"""The report's figures: bars by filter, rule, language, encoding; histograms of confidence, similarity, length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cleanse.report.findings import Findings
from cleanse.report.view import View
from cleanse.report.visible import shown, truncate
from cleanse.text.messages import count

_BARS = 12  # of a figure, the largest; the rest is one more
Bar = tuple[str, int, str]
"""A label, how much, and that in words."""


def figures(view: View) -> Iterator[str]:
    """Every figure that has something to show, as HTML; each is a table, so that its numbers can be read too."""
    done, findings = view.run.summary, view.findings
    removed, added = _by_filter(done["removed"]), _by_filter(done["added"])
    changed = done["documents_by_filter"]
    yield _figure(
        "Characters that filters took away",
        [(name, size, f"{size:,}; {added.get(name, 0):,} put in") for name, size in _largest(removed.items())],
    )
    yield _figure(
        "Documents that filters changed",
        [(name, size, count(size, "document")) for name, size in _largest(changed.items())],
    )
    yield _figure("Edits by rule", [(rule, number, f"{number:,}") for rule, number in _largest(done["rules"].items())])
    yield _figure(
        "Languages that documents say they are in",
        [(name, size, count(size, "document")) for name, size in _largest(findings.languages.items())],
    )
    yield _figure(
        "Encodings", [(name, size, count(size, "document")) for name, size in _largest(findings.encodings.items())]
    )
    yield from _histograms(findings)


def _histograms(findings: Findings) -> Iterator[str]:
    yield _figure("Confidence that the lines kept are the article", _tenths(findings.confidences))
    yield _figure("Similarity of near-duplicates", _tenths(findings.similarities))
    lengths = [0] * (max(findings.lengths, default=-1) + 1)
    for digits, number in findings.lengths.items():
        lengths[digits] = number
    first = next((digits for digits, number in enumerate(lengths) if number), 0)
    names = [
        "no text" if power == 0 else f"{10 ** (power - 1):,} to {10**power - 1:,}" for power in range(len(lengths))
    ]
    yield _figure(
        "Characters of clean documents",
        [(names[n], lengths[n], count(lengths[n], "document")) for n in range(first, len(lengths))],
    )


def _tenths(numbers: Sequence[int]) -> list[Bar]:
    """A bar for each tenth, from the first that has some."""
    first = next((tenth for tenth, number in enumerate(numbers) if number), len(numbers))
    labels = [f".{tenth} to {'1' if tenth == 9 else f'.{tenth + 1}'}" for tenth in range(10)]
    return [(labels[tenth], numbers[tenth], count(numbers[tenth], "document")) for tenth in range(first, len(numbers))]


def _by_filter(rules: dict[str, int]) -> dict[str, int]:
    """The sums of what is counted by rule."""
    sums: dict[str, int] = {}
    for rule, size in rules.items():
        name = rule.partition("/")[0]
        sums[name] = sums.get(name, 0) + size
    return sums


def _largest(items: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """The largest, and the sum of all others."""
    ranked = sorted((item for item in items if item[1]), key=lambda item: (-item[1], item[0]))
    rest = sum(size for _, size in ranked[_BARS:])
    return [*ranked[:_BARS], *([(f"{len(ranked) - _BARS} others", rest)] if rest else [])]


def _figure(title: str, bars: Sequence[Bar]) -> str:
    """A table of which each row has a bar; nothing where there are no bars."""
    if not bars:
        return ""
    most = max(size for _, size, _ in bars) or 1
    rows = "".join(
        f'<tr><th scope="row"><bdi>{shown(truncate(label, 60).head)}</bdi></th><td class="bar">'
        f'<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width="{100 * size / most:.1f}" '
        f'height="1"/></svg></td><td class="amount">{words}</td></tr>'
        for label, size, words in bars
    )
    return f"<table><caption>{title}</caption><tbody>{rows}</tbody></table>\n"
