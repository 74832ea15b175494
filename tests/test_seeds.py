"""The five real documents the project began with, as a careful editor would leave them, and the trace of each.

`python tests/test_seeds.py` writes the expected files anew from what the chain now does: read the difference.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleanse import Cleaner
from cleanse.record import trace_rows as trace

FIXTURES = Path(__file__).parents[1] / "fixtures"
SEEDS = sorted((FIXTURES / "seeds").glob("*.txt"))
EXPECTED = FIXTURES / "expected"


def outcome(seed: Path) -> tuple[str, dict[str, Any]]:
    """The cleaned text, and what else is expected: metadata and the trace."""
    result = Cleaner().clean(seed.read_bytes(), id=seed.name)
    assert result.restore() == seed.read_bytes().decode()
    return result.text, {
        "media_type": result.document.media_type,
        "metadata": dict(result.document.metadata),
        "trace": trace.to_row(result.trace),
    }


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name[:3])
def test_each_seed_gives_its_expected_output_and_trace(seed: Path) -> None:
    text, rest = outcome(seed)
    assert text == (EXPECTED / seed.name).read_bytes().decode()
    assert rest == json.loads((EXPECTED / f"{seed.stem}.json").read_text(encoding="utf-8"))


def seed(number: int) -> tuple[str, str, dict[str, str]]:
    """(before, after, metadata) of the seed whose name begins with the number."""
    path = SEEDS[number]
    text, rest = outcome(path)
    return path.read_text(encoding="utf-8"), text, rest["metadata"]


def test_what_an_editor_would_remove_is_gone_and_the_rest_is_there() -> None:
    """The same in words, so that the expected files cannot drift from what they are for."""
    before, after, metadata = seed(0)
    assert after.startswith("WEDZ launches Central China's first cross-Strait smart vehicle base\n")
    assert "The base aims to foster collaboration" in after
    assert not {"中文|日本语|Français|Deutsch", "News", "Home > Media Center > News"} & set(after.splitlines())
    assert "副本.jpg" not in after
    assert (metadata["date"], metadata["site"]) == ("2025-07-05", "en.whkfq.gov.cn")
    assert after.splitlines()[-1] == before.splitlines()[-1]

    before, after, metadata = seed(1)
    assert after.startswith("Action plan beefs up auto component supplier development\n")
    assert "[Photo provided to en.whkfq.gov.cn]" in after
    assert after.rstrip("\n").endswith("overseas markets.")
    for line in (
        "logo",
        "News and Policies",
        "Updated:",
        "Share -",
        "车谷.png",
        "Editors'",
        "LEAVE YOUR",
        "ICP备",
        "公网安备",
    ):
        assert line not in after

    before, after, _ = seed(2)
    assert after == before

    before, after, _ = seed(3)
    paragraphs = after.split("\n\n")
    assert len(paragraphs) == 5
    assert all("\n" not in paragraph for paragraph in paragraphs)
    assert "province’s automobile industry" in after
    body = before[: before.index("Source link")]
    assert "".join(after.replace("’", "\\’").split()) == "".join(body.split())

    before, after, _ = seed(4)
    assert "(" not in after
    assert after.startswith("9月25日，“链聚车谷、智创未来”2023中国车谷汽车零部件招商大会举行。")
    assert "（2023-2025年）》（以下简称“《行动方案》”），" in after
    assert "0.8:1" in after
    assert len(after.splitlines()) == len(set(after.splitlines())) == 6


def write() -> None:
    EXPECTED.mkdir(exist_ok=True)
    for path in SEEDS:
        text, rest = outcome(path)
        (EXPECTED / path.name).write_bytes(text.encode())
        row = json.dumps(rest, ensure_ascii=False, indent=1)
        (EXPECTED / f"{path.stem}.json").write_text(row + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
