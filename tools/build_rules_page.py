"""Write docs/rules.md: every boilerplate rule that comes with the package, by language, with its reason and an example.

python tools/build_rules_page.py
"""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/rules.md"
LONGEST = 60  # characters of an example
NAMES = {"und": "any language"}
HEAD = "| rule | where | what it is | for example |\n| --- | --- | --- | --- |"
INTRODUCTION = """# The rules, by language

What goes as boilerplate by a rule, one row each; `python tools/build_rules_page.py` makes this page. A rule in
*italics* is weak: it holds only beside lines that others know. `anywhere`, `head`, `tail`, `edge` and `section` say
where on a page it holds. `cleanse rules LINE` tells which rules match a line;
[own rules](own-rules.md) come beside them.
"""


def page() -> str:
    """The page as it should be."""
    parts = [INTRODUCTION]
    for path in sorted((ROOT / "cleanse/rules").glob("*.toml")):
        rules = tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
        parts.append(f"## {NAMES.get(path.stem, path.stem)}\n\n{HEAD}")
        parts[-1] += "".join(f"\n{_row(rule)}" for rule in rules) + "\n"
    return "\n".join(parts)


def _row(rule: dict[str, object]) -> str:
    name = f"*{rule['name']}*" if rule.get("weak") else str(rule["name"])
    examples = rule.get("drop") or rule.get("phrases") or [""]
    assert isinstance(examples, list)
    example = " ".join(str(examples[0]).split())
    if len(example) > LONGEST:
        example = example[: LONGEST - 1] + "…"
    keeps = "keeps: " if rule.get("action") == "keep" else ""
    return f"| {name} | {rule.get('where', 'anywhere')} | {keeps}{_cell(str(rule['why']))} | {_cell(example)} |"


def _cell(text: str) -> str:
    """Text as Markdown shows it in a cell of a table."""
    for sign in "\\|`*_<[":
        text = text.replace(sign, f"\\{sign}")
    return text


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
