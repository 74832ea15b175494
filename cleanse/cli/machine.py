"""What `check` found, for programs: rows of JSON, annotations of GitHub's workflows, SARIF 2.1.0."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cleanse.cli.console import print_row
from cleanse.pipeline.findings import Finding
from cleanse.pipeline.inplace import Outcome
from cleanse.text.messages import visible
from cleanse.version import __version__

VERSION = 1
"""Of the rows of JSON: it grows when a field changes its meaning or goes."""
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def print_outcome(format: str, outcome: Outcome, kept: list[Outcome]) -> None:
    """Print a file in one of these formats; of SARIF, keep it for the end."""
    if format == "json":
        print_row(as_row(outcome))
    elif format == "github":
        for line in as_annotations(outcome):
            print(line)
    else:
        kept.append(outcome)


def as_row(outcome: Outcome) -> dict[str, Any]:
    """A file as one row: whether it would change, counts by rule, and each edit."""
    return {
        "version": VERSION,
        "file": outcome.name,
        "changed": outcome.changed,
        "rules": outcome.rules,
        "findings": [finding._asdict() for finding in outcome.findings],
        "failures": list(outcome.failures),
    }


def as_annotations(outcome: Outcome) -> list[str]:
    """A line for each edit, as GitHub shows it beside the line of a file."""
    lines = [f"::error file={_property(outcome.name)}::{_message(failure)}" for failure in outcome.failures]
    for finding in outcome.findings:
        place = f"line={finding.line},endLine={finding.end_line},col={finding.column},endColumn={finding.end_column}"
        title = f"title={_property(finding.rule)}"
        lines.append(f"::warning file={_property(outcome.name)},{place},{title}::{_message(_said(finding))}")
    return lines


def as_sarif(outcomes: Sequence[Outcome]) -> str:
    """All files as one log of SARIF, with a fix for each edit that can be made by itself."""
    rules = sorted({finding.rule for outcome in outcomes for finding in outcome.findings})
    results = [_result(outcome.name, finding) for outcome in outcomes for finding in outcome.findings]
    notes = [{"level": "error", "message": {"text": failure}} for outcome in outcomes for failure in outcome.failures]
    driver = {"name": "cleanse", "version": __version__, "rules": [{"id": rule} for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
        "invocations": [{"executionSuccessful": not notes, "toolExecutionNotifications": notes}],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _result(name: str, finding: Finding) -> dict[str, Any]:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }
    artifact = {"uri": name.replace("\\", "/")}
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": "warning",
        "message": {"text": _said(finding)},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }
    if finding.before or finding.after:
        replacement = {"deletedRegion": region, "insertedContent": {"text": finding.after}}
        change = {"artifactLocation": artifact, "replacements": [replacement]}
        result["fixes"] = [{"description": {"text": finding.rule}, "artifactChanges": [change]}]
    return result


def _said(finding: Finding) -> str:
    return finding.note or finding.rule


def _message(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
