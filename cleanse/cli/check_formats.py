"""What `cleanse check` prints for programs: JSON, GitHub's workflow commands, SARIF (see docs/check-formats.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cleanse.text.messages import visible
from cleanse.version import __version__

if TYPE_CHECKING:
    from cleanse.pipeline.file_edits import FileEdit
    from cleanse.pipeline.inplace import Outcome

JSON_VERSION = 1
MOST = 200  # characters of a text in a message, whose edit has the whole
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def json_row(outcome: Outcome) -> dict[str, Any]:
    """One file, as `check.schema.json` says."""
    return {
        "version": JSON_VERSION,
        "file": outcome.name,
        "changed": outcome.changed,
        "rules": outcome.rules,
        "edits": [edit._asdict() for edit in outcome.edits],
        "failures": list(outcome.failures),
    }


def github(outcome: Outcome) -> Iterator[str]:
    """A file's edits and failures as workflow commands, which GitHub shows beside the lines of a pull request."""
    file = _property(Path(outcome.name).as_posix())
    for edit in outcome.edits:
        place = f"line={edit.line},endLine={edit.end_line}"
        if edit.line == edit.end_line and edit.column is not None:  # GitHub takes columns within one line only
            place += f",col={edit.column},endColumn={edit.end_column}"
        yield f"::warning file={file},{place},title={_property(edit.rule)}::{_data(_message(edit))}"
    for failure in outcome.failures:
        yield f"::error file={file}::{_data(failure)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _message(edit: FileEdit) -> str:
    before, after = _excerpt(edit.before), _excerpt(edit.after)
    what = f"“{before}” → “{after}”" if after else f"“{before}” would be removed"
    if not before:
        what = f"“{after}” would be put in" if after else "the file would be written as UTF-8"
    return f"{what} ({edit.note})" if edit.note else what


def _excerpt(text: str) -> str:
    if len(text) > MOST:
        text = f"{text[: MOST // 2]} … {text[-MOST // 2 :]}"
    return visible(text)


def sarif(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """All files as one SARIF 2.1.0 log: a result for each edit, with its region, and a fix in a plain text."""
    results: list[dict[str, Any]] = []
    failures: list[str] = []
    rules: dict[str, int] = {}
    for outcome in outcomes:
        failures += outcome.failures
        location = {"uri": _uri(outcome.name)}
        for edit in outcome.edits:
            index = rules.setdefault(edit.rule, len(rules))
            results.append(_result(edit, location) | {"ruleIndex": index})
    driver = {"name": "cleanse", "version": __version__, "rules": [{"id": rule} for rule in rules]}
    notes = [{"level": "error", "message": {"text": failure}} for failure in failures]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n"],
        "invocations": [{"executionSuccessful": not failures, "toolExecutionNotifications": notes}],
        "results": results,
    }
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(edit: FileEdit, location: dict[str, str]) -> dict[str, Any]:
    region = {"startLine": edit.line, "endLine": edit.end_line}
    if edit.column is not None and edit.end_column is not None:
        region |= {"startColumn": edit.column, "endColumn": edit.end_column}
    result: dict[str, Any] = {
        "ruleId": edit.rule,
        "level": "warning",
        "message": {"text": _message(edit)},
        "locations": [{"physicalLocation": {"artifactLocation": location, "region": region}}],
    }
    if edit.exact:
        replacement = {"deletedRegion": region, "insertedContent": {"text": edit.after}}
        result["fixes"] = [{"artifactChanges": [{"artifactLocation": location, "replacements": [replacement]}]}]
    return result


def _uri(name: str) -> str:
    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
