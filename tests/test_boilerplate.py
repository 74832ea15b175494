"""What the table of the boilerplate filter cannot say."""

from __future__ import annotations

import pytest
from growth import assert_linear, repeated
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse import Cleaner, Document, Remark
from cleanse.model import Proposals

CLEANERS = {mode: Cleaner(filters=["boilerplate"], boilerplate=mode) for mode in ("rules", "model")}
MODES = pytest.mark.parametrize("mode", CLEANERS)
CLEANER = CLEANERS["rules"]

PROSE = (
    "The council voted on Tuesday to rebuild the old bridge, which has been closed since the floods of last year.\n\n"
    "Work is to begin in spring, and the mayor said it would cost a third less than had been feared.\n\n"
    "Farmers on the far bank, who drive forty kilometres to market, asked for a ferry until the bridge is open."
)
MENU = "Home\nWorld\nSports\nPrivacy Policy\nSign in\nSubscribe now\n"
FOOTER = "\nShare this article\nRelated Articles\nTen ways to cook leeks\nTerms of use\n© 2024 Bridge Herald\n"
COMMENTS = (
    "3 Comments\njane77\nMarch 1, 2024 at 9:00\nWho pays for it?\nReply\nJane • 2 hours ago\nI do.\nReply • Share ›"
)
HEADS = (
    "Watch: bridge falls into the river\nComments\nAbout the author\nWhat's next\n14:05\n13:40\nVotes 12\nComments 14"
)
LINES = st.lists(
    st.sampled_from(
        [
            *PROSE.splitlines(),
            *MENU.splitlines(),
            *FOOTER.splitlines(),
            *COMMENTS.splitlines(),
            *HEADS.splitlines(),
            *("", "  ", "\x00", "\ud800", "News", "»"),
        ]
    )
    | st.text(max_size=90),
    max_size=30,
)


@MODES
def test_menu_and_footer_go_and_prose_stays(mode: str) -> None:
    assert CLEANERS[mode].clean(MENU + PROSE + "\n" + FOOTER).text == PROSE + "\n"


@MODES
def test_facts_of_removed_lines_are_kept(mode: str) -> None:
    head = "Bridge to be rebuilt\n\nBy Jane Doe\n\nherald.example.com | Updated: 2024-03-05\n\n"
    text = f"{head}{PROSE}\n\n京ICP备13028878号-6\n"
    document = CLEANERS[mode].clean(text).document
    assert document.text == f"Bridge to be rebuilt\n\n{PROSE}\n"
    facts = {"author": "Jane Doe", "date": "2024-03-05", "site": "herald.example.com", "licence": "京ICP备13028878号-6"}
    assert facts.items() <= document.metadata.items()


@MODES
def test_a_byline_is_known_wherever_its_line_begins(mode: str) -> None:
    text = f"{MENU}Bridge to be rebuilt\n    By Jane Doe  \n{PROSE}\n{FOOTER}"
    assert CLEANERS[mode].clean(text).document.metadata["author"] == "Jane Doe"


@MODES
def test_a_document_of_boilerplate_is_left_with_a_remark(mode: str) -> None:
    result = CLEANERS[mode].clean(MENU)
    assert result.text == MENU
    assert not result.changed
    (remark,) = result.trace[0].remarks
    assert remark.rule == "boilerplate/left-alone"
    assert "look like boilerplate" in remark.note


def test_line_ends_stay_as_they_are() -> None:
    text = (MENU + PROSE + "\n" + FOOTER).replace("\n", "\r\n")
    assert CLEANER.clean(text).text == PROSE.replace("\n", "\r\n") + "\r\n"


def test_lines_removed_between_paragraphs_leave_one_empty_line() -> None:
    first, second, third = PROSE.split("\n\n")
    text = f"{first}\n\n\nShare this article\n\n\n{second}\nCopy link\n{third}"
    assert CLEANER.clean(text).text == f"{first}\n\n{second}\n{third}"


@MODES
@pytest.mark.parametrize(
    "unit", ["a", "share ", "Home > ", "中文 ", "...", "\n", "x\n", "Home\n", "\r\n", "| ", "©2024", "Share\n\n"]
)
def test_much_of_anything_is_read_in_linear_time(unit: str, mode: str) -> None:
    def given_back(text: str) -> None:
        assert CLEANERS[mode].clean(text).restore() == text

    assert_linear(given_back, repeated(unit), 200_000 if "\n" in unit else 1_000_000)


@MODES
@settings(deadline=None)
@given(lines=LINES, title=st.sampled_from(["", "Comments", "jane77", "Sign in"]))
def test_any_lines_are_restored_and_a_second_pass_proposes_nothing(mode: str, lines: list[str], title: str) -> None:
    cleaner, document = CLEANERS[mode], Document("\n".join(lines), metadata={"title": title})
    result = cleaner.clean(document)  # edits that overlap would be refused here
    assert result.restore() == document.text
    proposed = cleaner.filters[0].edits(result.document)
    passes = proposed.passes if isinstance(proposed, Proposals) else (proposed,)
    assert all(isinstance(proposal, Remark) for proposals in passes for proposal in proposals)


def test_every_removed_line_is_an_edit_of_its_own() -> None:
    gone = ["Home", "Skip to content", "Share this article", "Privacy Policy", "Terms of use"]
    text = "\n".join([*gone[:3], PROSE, *gone[3:]])
    result = CLEANER.clean(text)
    assert [change.before.strip() for change in result.trace.changes] == gone
    assert [change.rule for change in result.trace.changes][1:3] == ["boilerplate/en/skip-link", "boilerplate/en/share"]
    assert result.text == PROSE


def test_the_first_of_adjacent_values_of_one_name_counts() -> None:
    text = f"{MENU}Bridge to be rebuilt\nPublished: 2024-03-05\nUpdated: 2024-03-07\n{PROSE}\n"
    result = CLEANER.clean(text)
    assert result.document.metadata["date"] == "2024-03-05"
    assert [change.metadata for change in result.trace.changes][-2:] == [(("date", "2024-03-05"),), ()]
