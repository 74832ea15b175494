"""A rule that names a removal is of the page's language, where one of several is; what goes does not depend on that."""

from __future__ import annotations

from collections import Counter

import pytest

from cleanse import Cleaner
from cleanse.article.lines import match_rules, matcher

STORIES = {
    "en": "The ferry was late on Monday because the harbour was closed. That is what people from the town say.",
    "de": "Die Fähre kam am Montag zu spät, weil der Hafen für Schiffe gesperrt und das Ufer nicht frei ist.",
    "fr": "Le bac est arrivé en retard lundi, et les passagers qui attendaient sur une île sont dans la rue.",
    "es": "El transbordador llegó tarde el lunes y los vecinos del puerto, que se quejan, piden una barca.",
    "it": "Il traghetto è arrivato in ritardo e non è una novità per gli abitanti del porto, che sono stanchi.",
    "nl": "De veerboot kwam maandag te laat en het is niet de eerste keer dat een schip van de haven wacht.",
    "da": "Færgen kom for sent mandag, og det er ikke første gang, at den ligger på havnen til om aftenen.",
    "sv": "Färjan kom för sent på måndagen och det är inte första gången som ett fartyg ligger i hamnen.",
    "pl": "Prom spóźnił się w poniedziałek i nie jest to pierwszy raz, że statek czeka na brzegu od rana.",
    "pt": "A barca chegou com atraso e os vizinhos do porto, que não têm uma ponte, se queixam em público.",
    "tr": "Vapur pazartesi çok geç geldi ve bu liman için yeni bir durum olarak daha sonra da konuşuldu.",
}


@pytest.mark.parametrize(
    ("line", "languages"),
    [
        ("News", ("en", "de", "da")),
        ("Video", ("en", "de", "es", "it", "nl", "da", "sv", "pl", "tr")),
        ("Newsletter", ("en", "de", "fr", "es", "it", "pl", "pt")),
        ("Kontakt", ("de", "da", "pl", "sv")),
        ("Tags", ("en", "de", "fr", "es", "it", "nl", "pt")),
    ],
)
def test_a_line_of_many_languages_is_named_by_that_of_the_page(line: str, languages: tuple[str, ...]) -> None:
    for language in languages:
        rules = match_rules([line, STORIES[language]])[line]
        if any(rule.language == language for rule in rules):
            assert rules[0].language == language


def test_the_line_news_of_an_english_page_is_cut_by_an_english_rule() -> None:
    story = "\n".join(f"{STORIES['en']} {number} boats were waiting for it at the quay." for number in range(3, 9))
    page = (
        f"Home\nNews\nSport\nSubscribe\nContact us\n{story}\nPrivacy Policy\nTerms of Service\nFollow us on Facebook\n"
    )
    result = Cleaner(boilerplate="rules").clean(page)
    named = [change.rule for change in result.trace.changes if change.rule.startswith("boilerplate/")]
    assert named
    assert not [rule for rule in named if rule.startswith("boilerplate/de/")]
    assert result.text.strip() == story


@pytest.mark.parametrize(
    ("page", "language"),
    [
        (["Home", "News", "Sport", "About us", "Terms of use", "Sign in"], "en"),
        (["News", "Sport", "Startseite", "Impressum", "Datenschutz", "Anmelden"], "de"),
        (["首页", "新闻", "体育", "关于我们", "联系我们"], "zh"),
    ],
)
def test_a_menu_alone_tells_its_language(page: list[str], language: str) -> None:
    named = Counter(rules[0].language for rules in match_rules(page).values())
    assert named.most_common(1)[0][0] == language


def test_only_the_order_of_a_lines_rules_depends_on_the_page() -> None:
    lines = ["News", "Video", "Newsletter", "Kontakt", "12:30", "© 2024 Gazette", "Share - WeChat"]
    for story in STORIES.values():
        page = [*lines, story]
        by_page, by_file = match_rules(page), matcher().match_lines(page)
        assert list(by_page) == list(by_file)
        assert all(set(by_page[line]) == set(by_file[line]) for line in by_file)
        assert {line: rules[0] for line, rules in match_rules(reversed(page)).items()} == {
            line: rules[0] for line, rules in by_page.items()
        }


def test_what_any_rule_reads_in_a_line_is_kept() -> None:
    story = "\n".join(f"{STORIES['en']} {number} boats were waiting for it at the quay." for number in range(3, 9))
    page = f"Home\nNews\nPublished on 4 March 2021\n{story}\nPrivacy Policy\nTerms of Service\nAbout us\n"
    result = Cleaner(boilerplate="rules").clean(page)
    assert result.document.metadata["date"] == "2021-03-04"
