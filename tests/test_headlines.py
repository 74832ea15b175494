"""Headlines and subheads that read like boilerplate stay where they stand as such; the same words elsewhere go."""

from __future__ import annotations

import pytest

from cleanse import Cleaner, Document
from cleanse.article.lines import read
from cleanse.article.subheads import subheads
from cleanse.rules import Rule
from cleanse.rules.free import free_text

CLEANERS = {mode: Cleaner(filters=["boilerplate"], boilerplate=mode) for mode in ("rules", "model")}
MODES = pytest.mark.parametrize("mode", CLEANERS)

PARAGRAPHS = (
    "The lighthouse on Gull Rock went dark on Sunday night, and it took the keeper's family all night to find out why.",
    "A cable had been cut by the anchor of a yacht, the coast guard said, whose owner did not notice anything at all.",
    "Repairs began in the afternoon, and the lamp was lit again before the fishing boats came back from the banks.",
    "The owner of the yacht offered to pay for the cable, which costs about as much as his boat, the keeper said.",
)
STORY = "\n\n".join(PARAGRAPHS)
MENU = "Home\nWorld\nSports\nPrivacy Policy\nSign in\nSubscribe now\n"
FOOTER = "\nShare this article\nRelated Articles\nTen ways to cook leeks\nTerms of use\n© 2024 Rock Herald\n"

HEADLINES = [
    "Watch: yacht cuts the cable of a lighthouse",
    "Next: the lamp that needs no keeper",
    "Ad blockers win a second round",
    "Advertisement for a lamp angers keepers",
    "All rights reserved? Keepers fight over a photo",
    "Latest from Gull Rock: the lamp is lit again",
    "Read more slowly, keepers tell their children",
    "News/Talk station loses its licence to a keeper",
    "Anzeige: Leuchtturmwärter zeigt Segler an",
    "Lesen Sie auch nachts: Wärter wirbt für Bücher",
    "Источник: смотритель маяка уйдёт на пенсию",
    "Source: the keeper of Gull Rock will retire",
]
NEVER_HEADLINES = [
    "Skip to content",
    "Back to top ↑",
    "Advertisement",
    "Subscribe",
    "3 Comments",
    "Share this article",
    "Home > News > Coast > Lighthouses",
    "© 2024 Rock Herald. All rights reserved.",
    "Sign up for our weekly newsletter",
]


@MODES
@pytest.mark.parametrize("headline", HEADLINES)
def test_a_headline_that_a_rule_knows_by_a_word_stays_above_its_article(headline: str, mode: str) -> None:
    text = f"{headline}\n\n{STORY}\n"
    assert CLEANERS[mode].clean(text).text == text


@MODES
@pytest.mark.parametrize("headline", HEADLINES)
def test_it_stays_below_a_menu(headline: str, mode: str) -> None:
    cleaned = CLEANERS[mode].clean(f"{MENU}{headline}\n\n{STORY}\n{FOOTER}").text
    assert cleaned.startswith(headline)
    assert "Home" not in cleaned.splitlines()


@pytest.mark.parametrize(
    "standfirst", ["A night search ends at a yacht", "Coast guard blames an anchor for the cut cable"]
)
def test_a_standfirst_stays_between_headline_and_article(standfirst: str) -> None:
    text = f"Lighthouse goes dark on Gull Rock\n{standfirst}\n\n{STORY}\n"
    assert CLEANERS["model"].clean(f"{MENU}{text}{FOOTER}").text == text


@MODES
@pytest.mark.parametrize("line", NEVER_HEADLINES)
def test_what_a_rule_knows_whole_is_no_headline(line: str, mode: str) -> None:
    assert CLEANERS[mode].clean(f"{line}\n\n{STORY}\n").text == f"{STORY}\n"


@MODES
def test_below_a_headline_the_same_words_are_a_link(mode: str) -> None:
    text = f"Lighthouse goes dark\n\nWatch: how to cook a leek in butter\n\n{STORY}\n"
    assert CLEANERS[mode].clean(text).text == f"Lighthouse goes dark\n\n{STORY}\n"


@MODES
@pytest.mark.parametrize("title", ["Advertisement", "Subscribe now", "Share this article", "3 Comments"])
def test_the_declared_title_stays_whatever_a_rule_says(title: str, mode: str) -> None:
    document = Document(f"{title}\n\n{STORY}\n", metadata={"title": f" {title.upper()}"})
    assert CLEANERS[mode].clean(document).text == document.text
    assert CLEANERS[mode].clean(document.text).text == f"{STORY}\n"


@pytest.mark.parametrize("headline", ["« Le vent » et « La mer » au théâtre", "»Der Wal« und »Das Meer« im Theater"])
def test_two_pairs_of_quotation_marks_are_no_breadcrumb(headline: str) -> None:
    text = f"{headline}\n\n{STORY}\n"
    assert CLEANERS["rules"].clean(text).text == text


@MODES
def test_a_path_stays_only_if_nothing_else_names_the_article(mode: str) -> None:
    path = "Rock Herald » News » Lighthouse goes dark on Gull Rock"
    text = f"{path}\n\n{STORY}\n"
    assert CLEANERS[mode].clean(text).text == text
    assert CLEANERS[mode].clean(f"{path}\n\nNo light\n\nLighthouse goes dark\n\n{STORY}\n").text.startswith("No light")


SUBHEADS = [
    "Products",
    "Comments",
    "Photos",
    "Discussion",
    "What's next",
    "About the author",
    "More on this story",
    "What do you think?",
    "Kommentare",
    "Über den Autor",
    "Commentaires",
    "Comentarios",
    "Комментарии",
    "图片",
]


@MODES
@pytest.mark.parametrize("subhead", SUBHEADS)
def test_a_subhead_stays_where_the_article_goes_on(subhead: str, mode: str) -> None:
    first, second, third, fourth = PARAGRAPHS
    text = f"Lighthouse goes dark\n\n{first}\n\n{second}\n\n{subhead}\n\n{third}\n\n{fourth}\n"
    assert CLEANERS[mode].clean(text).text == text
    assert f"\n{subhead}\n" in CLEANERS[mode].clean(MENU + text + FOOTER).text


@MODES
@pytest.mark.parametrize(
    "part",
    [
        "About the author\n\nJane Doe has been writing about ports and lamps for twenty years and lives on the coast.",
        "Related stories\n\nThe ferry strike goes on for a second week, the crews said after a vote in the harbour.",
        "What do you think?\n\nWrite to letters@herald.example and tell us what you make of the keeper's long night.",
        "Comments\n\nYour email address will not be published. Required fields are marked *",
        "Kommentare (12)\n\nZum Kommentieren bitte anmelden",
    ],
)
def test_the_heading_of_another_part_goes(part: str, mode: str) -> None:
    heading = part.split("\n")[0]
    cleaned = CLEANERS[mode].clean(f"Lighthouse goes dark\n\n{STORY}\n\n{part}\n").text
    assert heading not in cleaned.splitlines()
    assert cleaned.startswith(f"Lighthouse goes dark\n\n{STORY}")


@MODES
@pytest.mark.parametrize(
    "part",
    [
        "Photos\n\nA lamp\n\nThe cat of the crew\n\nA pier at dawn",
        "What's next\n\nTen ways to cook leeks\n\nFerry strike goes on\n\nA new library for the old town",
    ],
)
def test_a_heading_that_articles_have_too_goes_only_among_boilerplate(part: str, mode: str) -> None:
    heading = part.split("\n")[0]
    text = f"Lighthouse goes dark\n\n{STORY}\n\n{part}\n"
    assert CLEANERS[mode].clean(text).text == text  # its captions stay, so it does
    cleaned = CLEANERS[mode].clean(MENU + text + FOOTER).text
    assert heading not in cleaned.splitlines()
    assert STORY in cleaned


def test_no_subhead_stands_in_a_menu_or_a_footer() -> None:
    page = read(f"{MENU}Photos\nProducts\n{STORY}\nProducts\nPhotos\nComments\nAbout us\nTerms of use")
    assert subheads(page) == set()


@MODES
def test_a_paragraph_that_begins_like_a_link_stays(mode: str) -> None:
    first, second, *_ = PARAGRAPHS
    sentence = "Watch: the keeper climbs the outer stairs in the storm while his daughter holds the lamp below."
    text = f"Lighthouse goes dark\n\n{first}\n\n{sentence}\n\n{second}\n"
    assert CLEANERS[mode].clean(text).text == text
    link = "Watch: how to cook a leek in butter"
    assert CLEANERS[mode].clean(text.replace(sentence, link)).text == text.replace(f"{sentence}\n\n", "")


@MODES
def test_the_times_of_a_live_blog_stay(mode: str) -> None:
    times = ["14:05", "13.40", "1:10 pm", "12:55 Uhr"]
    blog = "\n".join(f"{time}\n{paragraph}" for time, paragraph in zip(times, PARAGRAPHS, strict=True))
    cleaned = CLEANERS[mode].clean(f"{MENU}Live: the lamp on Gull Rock\n{blog}{FOOTER}").text
    assert cleaned == f"Live: the lamp on Gull Rock\n{blog}\n"


@MODES
def test_a_row_of_a_table_stays_though_a_rule_knows_it(mode: str) -> None:
    first, second, third, _ = PARAGRAPHS
    table = "Letters 40\nPetitions 3\nComments 14\nVisits 7"
    text = f"Lighthouse goes dark\n\n{first}\n\n{second}\n\n{table}\n\n{third}\n"
    assert CLEANERS[mode].clean(text).text == text
    counts = "Views 300\nComments 14\nShares 12"
    assert "Comments 14" not in CLEANERS[mode].clean(text.replace(table, counts)).text


def test_what_a_pattern_leaves_open_is_free() -> None:
    rule = Rule("en/x", "why", pattern=r"(watch|listen): .{3,120}|[^:]{2,9}: \d+ (?:likes|\w+ shares)", max=60)
    assert free_text(rule, "WATCH: The ferry turns") == "the ferry turns"
    assert free_text(rule, "Today: 40 likes") == "today"
    assert free_text(rule, "Today: 40 new shares") == "today new"
    assert free_text(rule, "Listen to the sea") == ""
    assert free_text(rule, "watch: " + "a" * 60) == ""  # longer than the pattern is tried on
    phrase = Rule("en/y", "why", phrases=frozenset(["watch: live"]), pattern="watch: .+")
    assert free_text(phrase, "Watch: live!") == ""
    row = Rule("en/z", "why", words=frozenset(["watch", "live"]), anchors=frozenset(["live"]), pattern="watch: .+")
    assert free_text(row, "Watch: live") == ""
    repeated = Rule("en/w", "why", pattern=r"(\w+) again and \1")  # a group more would change what \1 is
    assert free_text(repeated, "again again and again") == "again"
