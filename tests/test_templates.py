"""Templates of sites: the lines that all pages share go, and nothing else does."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sites import AROUND, PARTS, Page, pages, site, written

from cleanse import edits
from cleanse.templates import remove as cuts
from cleanse.templates.count import LineKeys, Templates, find, line_keys
from cleanse.text.lines import blocks


def templates_of(texts: Sequence[str], sites: Sequence[int] | None = None) -> Templates:
    numbers = np.array(sites if sites is not None else [0] * len(texts), np.int64)
    return find(lambda: [(line_keys(texts), numbers)], np.bincount(numbers[numbers >= 0], minlength=1))


def without(texts: Sequence[str]) -> list[str]:
    """The texts, all of one site, without its template."""
    templates = templates_of(texts)
    changes = [edits.to_changes(text, cuts.edits(text, templates, 0, "example.com")) for text in texts]
    return [edits.apply(text, change) for text, change in zip(texts, changes, strict=True)]


@pytest.mark.parametrize("language", PARTS)
def test_what_all_pages_have_around_their_article_goes(language: str) -> None:
    whole, bare = zip(*site(language, 12), strict=True)
    assert without(whole) == list(bare)


@pytest.mark.parametrize("language", PARTS)
def test_pages_without_a_template_stay(language: str) -> None:
    bare = [text for _, text in site(language, 30)]
    assert without(bare) == bare


def test_the_note_says_on_how_many_documents() -> None:
    texts = [text for text, _ in site("en", 40)] + [text for _, text in site("en", 10, 2)]
    whole = cuts.edits(texts[0], templates_of(texts), 0, "example.com")
    assert len(whole) == len(AROUND["en"])  # a line, an edit
    assert {edit.rule for edit in whole} == {"boilerplate/template"}
    assert {edit.note for edit in whole} == {"on 40 of 50 documents of example.com"}


def test_a_line_is_the_same_in_other_case_width_and_script() -> None:
    key = line_keys(["沙洲新聞網 ＡＢＣ  News"]).keys
    assert key == line_keys(["沙洲新闻网 abc news"]).keys != line_keys(["沙洲新闻网 abc views"]).keys


@pytest.mark.parametrize("count", [1, 2, 4])
def test_few_documents_have_no_template(count: int) -> None:
    texts = [text for text, _ in site("en", count)]
    assert without(texts) == texts


def test_each_site_has_its_own_template() -> None:
    """A line on three documents each of four sites is on no site's template."""
    texts = [text for text, _ in site("en", 12)]
    assert not len(templates_of(texts, [n % 4 for n in range(12)]).keys)
    assert len(templates_of(texts, [0] * 12).keys) == 3


def test_documents_of_no_site_are_not_counted() -> None:
    texts = [text for text, _ in site("en", 12)]
    assert not len(templates_of(texts, [-1] * 8 + [0] * 4).keys)


# --- what recurs and is no template ---------------------------------------------------------------------------------


def test_the_declared_title_stays_unless_nearly_all_documents_have_it() -> None:
    """A column has its own headline on a part of the site's pages, the site's name is on all of them."""
    line = "The week at the harbour, told by its keeper"
    for share, stays in ((0.5, True), (1.0, False)):
        texts = placed(line, share, "over")
        templates = templates_of(texts)
        without_title = cuts.edits(texts[0], templates, 0, "example.com")
        titled = edits.apply(texts[0], cuts.edits(texts[0], templates, 0, "example.com", line.upper()))
        assert (line in titled) is stays
        assert line not in edits.apply(texts[0], without_title)


def reposts(count: int, change: float = 0.0, own_paragraphs: int = 1) -> list[str]:
    """One story with a headline and a paragraph of its own on each page, and words changed here and there."""
    dice = random.Random(5)
    story = pages("en", 1, 77, 7)[0].body
    copies = []
    for page in pages("en", count, 3, own_paragraphs):
        body = [" ".join("harbour" if dice.random() < change else word for word in p.split()) for p in story]
        copies.append(written(Page(page.headline, [*page.body[:own_paragraphs], *body]), [], []))
    return copies


@pytest.mark.parametrize("change", [0.0, 0.005, 0.01, 0.03])
@pytest.mark.parametrize("others", [0, 20])
@pytest.mark.parametrize("own_paragraphs", [1, 2])
def test_a_story_that_is_reposted_is_no_template(change: float, others: int, own_paragraphs: int) -> None:
    texts = reposts(40, change, own_paragraphs) + [text for _, text in site("en", others, 9)]
    assert without(texts) == texts


def test_a_template_is_found_among_reposts() -> None:
    head, tail = [AROUND["en"][0]], list(AROUND["en"][1:])
    copies = reposts(30)
    around = ["\n\n".join([*head, text.rstrip(), *tail]) + "\n" for text in copies]
    whole, bare = zip(*site("en", 15, 9), strict=True)
    assert without([*around, *whole]) == [*copies, *bare]


def placed(line: str, share: float, place: str, language: str = "en", count: int = 40) -> list[str]:
    """Pages of which a share has the line: over or under the headline, between paragraphs, or at the end."""
    texts = []
    for number, (headline, body) in enumerate(pages(language, count)):
        parts = [headline, *body]
        if number < share * count:
            parts.insert({"over": 0, "under": 1, "between": 3, "end": len(parts)}[place], line)
        texts.append("\n\n".join(parts) + "\n")
    return texts


@pytest.mark.parametrize(
    ("line", "share", "place"),
    [
        ("By Joan Waterhouse, Sandbank", 0.2, "under"),
        ("By Joan Waterhouse, Sandbank", 1.0, "under"),
        ("Von unserem Redakteur Jonas Feldmann", 1.0, "end"),
        ("Written by: Joan Waterhouse", 1.0, "under"),
        ("Por Lucía Campos del Río", 1.0, "over"),
        ("记者 王小明 通讯员 李大伟 摄影报道", 1.0, "under"),
        ("문화부 김하늘 기자", 1.0, "end"),
        ("Joan Waterhouse writes about the sea for the Sandbank Gazette", 0.15, "end"),
        ("The week at the harbour: what you need to know", 0.25, "over"),
        ("What you need to know", 1.0, "between"),
        ("Ingredients", 1.0, "under"),
        ("2 tablespoons olive oil", 0.7, "under"),
        ("Pros and cons", 1.0, "between"),
        ("dpa", 0.5, "end"),
        ("(Reuters)", 0.7, "end"),
        ("Sandbank Rovers", 0.6, "end"),
        ("* * *", 1.0, "between"),
        ("——————————————————————————————————————————————", 1.0, "between"),
    ],
)
def test_lines_that_recur_and_stay(line: str, share: float, place: str) -> None:
    texts = placed(line, share, place)
    assert without(texts) == texts


@pytest.mark.parametrize("place", ["between", "end"])
def test_the_background_of_a_running_story_stays(place: str) -> None:
    texts = placed(pages("en", 1, 50)[0].body[0], 0.5, place)
    assert without(texts) == texts


def test_prose_inside_articles_stays() -> None:
    texts = placed(pages("en", 1, 50)[0].body[0], 0.9, "between")
    assert without(texts) == texts


@pytest.mark.parametrize(
    ("line", "share", "place"),
    [
        ("Mornings with the Sandbank Gazette, straight to your door", 0.6, "end"),
        ("Mornings with the Sandbank Gazette, straight to your door", 0.8, "between"),
        ("Sandbank Gazette", 1.0, "over"),
        ("Listen to this article in the Gazette's own player", 0.6, "under"),
        ("关注沙洲晚报微信公众号获取更多本地消息", 0.6, "end"),
    ],
)
def test_lines_that_recur_and_go(line: str, share: float, place: str) -> None:
    assert without(placed(line, share, place)) == placed(line, 0, place)


def test_a_menu_goes_where_it_stands_behind_other_lines() -> None:
    menu = ["Harbour", "Council", "Sports", "Weather", "Letters"]
    texts, bare = [], []
    for headline, body in pages("en", 12):
        texts.append("\n".join([headline, *menu, *body, *menu, f"Read on: {headline[::-1]}"]) + "\n")
        bare.append("\n".join([headline, *body, f"Read on: {headline[::-1]}"]) + "\n")
    assert without(texts) == bare


def test_a_list_stays_of_which_some_items_recur() -> None:
    """Ingredients: half of the recipes need salt and oil, and each needs what no other does."""
    texts = []
    for number, (headline, body) in enumerate(pages("en", 40)):
        shared = ["Ingredients", "Salt and pepper", "2 tablespoons olive oil", "1 onion"][: 1 + number % 4]
        texts.append("\n".join([headline, *shared, f"{number} g of {headline[::-1]}", *body]) + "\n")
    assert without(texts) == texts


def test_a_recurring_headline_stays_where_it_is_the_only_one() -> None:
    """A column of its own on half of the pages, with no other headline."""
    texts = []
    for number, (headline, body) in enumerate(pages("en", 40)):
        texts.append("\n\n".join(["Letters from the lighthouse keeper" if number % 2 else headline, *body]) + "\n")
    assert without(texts) == texts


def test_next_to_nothing_is_never_left() -> None:
    """Pages that are nothing but template, one with a short note of its own: nothing goes of them."""
    empty = "\n\n".join(AROUND["en"]) + "\n"
    short = "\n\n".join([AROUND["en"][0], "Closed today, the office says.", *AROUND["en"][1:]]) + "\n"
    texts = [text for text, _ in site("en", 20)] + [empty] * 10 + [short]
    assert without(texts)[20:] == texts[20:]


# --- whatever the text ----------------------------------------------------------------------------------------------

ANY = st.text(st.characters() | st.sampled_from("\n\n\r\x0b\x1c\x85\u2028 \u3000ab.漢字\ud800"), max_size=80)


@given(ANY)
def test_lines_are_those_of_blocks(text: str) -> None:
    lines = line_keys([text])
    assert lines.sizes.tolist() == [len(list(blocks(text)))]
    assert len(lines.keys) == len(lines.weights) == len(lines.prose) == lines.sizes[0]


@given(st.lists(st.lists(st.sampled_from(range(9)), max_size=7), max_size=24), st.randoms())
def test_order_and_batches_make_no_difference(drawn: list[list[int]], dice: random.Random) -> None:
    lines = [*AROUND["en"], *AROUND["de"], "Share", "Back to top", "* * *"]
    articles = pages("en", len(drawn))
    texts = ["\n".join([lines[n] for n in numbers] + page.body) for numbers, page in zip(drawn, articles, strict=True)]
    texts += [text for text, _ in site("en", 6, 4)]
    sites = [number % 2 for number in range(len(texts))]
    whole = templates_of(texts, sites)
    order = list(range(len(texts)))
    dice.shuffle(order)
    cut = dice.randrange(len(order) + 1)

    def batches() -> list[tuple[LineKeys, npt.NDArray[np.int64]]]:
        return [
            (line_keys(texts[n] for n in part), np.array([sites[n] for n in part], np.int64))
            for part in (order[:cut], order[cut:])
        ]

    for one, other in zip(find(batches, whole.sizes), whole, strict=True):
        assert np.array_equal(one, other)


@given(st.lists(ANY, min_size=5, max_size=20), ANY)
def test_edits_can_always_be_made_and_taken_back(texts: list[str], line: str) -> None:
    whole = [f"{written(page, [line], [text])}{line}" for page, text in zip(pages("en", 20), texts, strict=False)]
    templates = templates_of(whole)
    for text in whole:
        changes = edits.to_changes(text, cuts.edits(text, templates, 0, ""))
        assert edits.invert(edits.apply(text, changes), changes) == text


def test_megabytes_of_one_line_or_of_many_are_no_template() -> None:
    texts = ["a" * 2_000_000, "漢" * 1_000_000, "\n" * 2_000_000, "a\n" * 500_000, " " * 2_000_000]
    assert not len(templates_of(texts).keys)
