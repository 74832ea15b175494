"""The fields at the beginning of a Markdown file stay, though they read like labels of a page."""

from __future__ import annotations

import pytest
from news_pages import STORIES

from cleanse import Cleaner
from cleanse.text.front_matter import front_matter

STORY = "\n\n".join(STORIES["en"]["story"])
FIELDS = [
    "---\ntitle: The vote\ndate: 2024-03-05\ntags: [harbour, council]\nauthor: Jane Doe\n---",
    "---\ntitle: The vote\ntags:\n  - harbour\n  - council\ncomments: true\n---",
    '+++\ntitle = "The vote"\ncategories = ["news"]\n+++',
    "---\nlayout: post\nshare: true\nrelated: false\n---",
]


@pytest.mark.parametrize("fields", FIELDS)
def test_they_stay(fields: str) -> None:
    text = f"{fields}\n\n# The vote\n\n{STORY}\n"
    assert Cleaner().clean(text, id="a.md").text == text


@pytest.mark.parametrize("fields", FIELDS)
def test_they_end_at_the_second_fence(fields: str) -> None:
    lines = fields.split("\n")
    assert front_matter([*lines, "The council voted."]) == len(lines)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["---"],
        ["---", "---"],
        ["---", "The council voted.", "---"],
        ["title: The vote", "---"],
        ["---", "title: The vote", "+++"],
        ["---", *["a: b"] * 500, "---"],
    ],
)
def test_a_rule_above_a_text_begins_none(lines: list[str]) -> None:
    assert front_matter(lines) == 0
