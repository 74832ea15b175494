"""Which of the rules that match a line names it: one in the language of the page, if there is one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache

from cleanse.rules import Rules
from cleanse.rules.table import shipped
from cleanse.text.codes import code_points

ANY = "und"  # the language of rules that are of no language
UNSPACED = "\u2e80"  # from here on the scripts of East Asia, whose everyday words are single characters


def sorted_by_language(rules_by_line: Mapping[str, Rules], page: Collection[str]) -> Mapping[str, Rules]:
    """The rules of each line in the order in which they may name it.

    First those in the language of the page, then those of no language, then the others. `page` are all its lines.
    `News` is an entry of English, German and Danish menus: on an English page `en/navigation` comes first.
    """
    several = {line: rules for line, rules in rules_by_line.items() if len(rules) > 1}
    if not any(rules[0].language != rules[-1].language for rules in several.values()):
        return rules_by_line
    ranks = _ranks(rules_by_line, page)
    return {
        line: tuple(sorted(rules, key=lambda rule: ranks[rule.language])) if line in several else rules
        for line, rules in rules_by_line.items()
    }


def _ranks(rules_by_line: Mapping[str, Rules], page: Collection[str]) -> dict[str, int]:
    """The place of each language: more votes come first, of as many the one whose file is named first.

    A language has a vote for each different line that its rules match, and one for each of its everyday words on the
    page: so the story decides where the menu says little.
    """
    votes = dict.fromkeys(shipped()["everyday"], 0)
    for rules in rules_by_line.values():
        for language in {rule.language for rule in rules} if len(rules) > 1 else (rules[0].language,):
            votes[language] = votes.get(language, 0) + 1
    for word in _everyday_words_in(page):
        for language in _languages_by_word()[word]:
            votes[language] += 1
    del votes[ANY]
    first, *others = sorted(votes, key=lambda language: (-votes[language], language))
    return {language: rank for rank, language in enumerate((first, ANY, *others))}


def _everyday_words_in(page: Collection[str]) -> set[str]:
    """The everyday words of any language that are on a page, and those of one character that are within its words."""
    text = "\n".join(line.lower() if line.isascii() else line.casefold() for line in page)
    words = _languages_by_word()
    present = words.keys() & text.split()
    if code_points(text).max(initial=0) >= ord(UNSPACED):
        present.update(word for word in words if word >= UNSPACED and len(word) == 1 and word in text)
    return present


@cache
def _languages_by_word() -> dict[str, list[str]]:
    """The languages of which each word is an everyday one."""
    by_word: defaultdict[str, list[str]] = defaultdict(list)
    for language, words in shipped()["everyday"].items():
        for word in set(words):
            by_word[word].append(language)
    return dict(by_word)
