"""Build the table by which lines are looked up (cleanse/rules/table.json) from the files of rules.

    python tools/build_rule_table.py

To be run after any change of cleanse/rules/*.toml; a test says so where it was forgotten.
"""

from __future__ import annotations

import json

from cleanse.rules import everyday_words, load
from cleanse.rules.table import TABLE, arranged, checksum


def rendered() -> str:
    """The text of the table's file: a line for each of its parts, and the checksum of what it was made from."""
    table = arranged(load(), everyday_words())
    parts = ",\n".join(f"  {json.dumps(name)}: {_compact(value)}" for name, value in table.items())
    return f'{{\n"sources": "{checksum()}",\n"table": {{\n{parts}\n}}\n}}\n'


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main() -> None:
    TABLE.write_text(rendered(), encoding="utf-8", newline="\n")
    print(f"{TABLE}: {TABLE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
