"""Own rules: files that are not the package's, read from the setting `rules` and matched beside its rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from cleanse.model import Document
from cleanse.rules import Rule, Rules
from cleanse.rules.sites import site_of, with_parents
from cleanse.settings import ConfigError, RuleFile, Settings
from cleanse.text.normalize import match_key

if TYPE_CHECKING:
    from cleanse.html.marks import Mark
    from cleanse.rules.book import RuleBook
    from cleanse.rules.matcher import Matcher


class Matches(NamedTuple):
    """The own rules that match lines, by line: those that drop it, and those that keep it."""

    drop: Mapping[str, Rules]
    keep: Mapping[str, Rules]


NO_MATCHES = Matches({}, {})


class OwnRules:
    """The rules of several files, arranged for looking lines up: those for all documents, and those of each site.

    False if there are none. Where files differ, the first named comes first.
    """

    def __init__(self, books: Sequence[RuleBook] = ()) -> None:
        self.books = tuple(books)
        self.rules: Rules = tuple(rule for book in books for rule in book.rules)
        by_site: defaultdict[str, list[RuleBook]] = defaultdict(list)
        for book in books:
            by_site[book.site].append(book)
        self._matchers = {
            site: _Matchers([rule for book in of_site for rule in book.rules])
            for site, of_site in by_site.items()
            if any(book.rules for book in of_site)
        }
        self._marks = {
            site: tuple(mark for book in of_site for mark in book.marks)
            for site, of_site in by_site.items()
            if any(book.marks for book in of_site)
        }
        self._reasons = {mark.rule: f"{mark.action} {mark.xpath}" for marks in self._marks.values() for mark in marks}
        self._reasons |= {rule.id: rule.why for rule in self.rules}
        self._needs_site = bool(self._marks) or any(self._matchers.keys() - {""})
        self.keeps = any(rule.action == "keep" for rule in self.rules)
        """Whether a rule may keep a line."""

    def __bool__(self) -> bool:
        return bool(self.books)

    def site_of(self, document: Document, url: str = "") -> str:
        """The site of a document; empty if there are rules for no site."""
        return site_of(document, url) if self._needs_site else ""

    def match_in(self, lines: Collection[str], document: Document) -> Matches:
        """The same for lines of a document. One that it keeps itself is kept by no rule of these files: by ()."""
        drop, keep = self.match(lines, self.site_of(document)) if self else NO_MATCHES
        if not document.kept:
            return Matches(drop, keep)
        keep = {**dict.fromkeys(_among(lines, document.kept), ()), **keep}
        return Matches({line: rules for line, rules in drop.items() if line not in keep}, keep)

    def kept_in(self, lines: Collection[str], document: Document) -> frozenset[str]:
        """Those of the lines of a document that a rule keeps, or the document itself."""
        return self.kept(lines, self.site_of(document)) | frozenset(_among(lines, document.kept))

    def match(self, lines: Collection[str], site: str = "") -> Matches:
        """The rules for this site and for all documents that match each line, the first that fits it first.

        A line that a rule keeps is dropped by none.
        """
        drop: dict[str, Rules] = {}
        keep: dict[str, Rules] = {}
        for matchers in self._fitting(site):
            _add(drop, matchers.drop, lines)
            _add(keep, matchers.keep, lines)
        return Matches({line: rules for line, rules in drop.items() if line not in keep}, keep)

    def kept(self, lines: Collection[str], site: str = "") -> frozenset[str]:
        """Those of the lines that a rule keeps: no filter may remove them."""
        if not self.keeps:
            return frozenset()
        keep: dict[str, Rules] = {}
        for matchers in self._fitting(site):
            _add(keep, matchers.keep, lines)
        return frozenset(keep)

    def marks(self, site: str) -> tuple[Mark, ...]:
        """The rules for elements of this site's pages, those of the narrowest domain first."""
        return tuple(mark for host in with_parents(site) for mark in self._marks.get(host, ())) if self._marks else ()

    def why(self, rule: str) -> str:
        """The reason that a rule gives; of one for elements, its expression."""
        return self._reasons.get(rule, "")

    def _fitting(self, site: str) -> Iterator[_Matchers]:
        for host in (*with_parents(site), ""):
            if host in self._matchers:
                yield self._matchers[host]


def _among(lines: Iterable[str], keys: Collection[str]) -> Iterator[str]:
    """The lines that have one of these keys."""
    return (line for line in lines if match_key(line) in keys) if keys else iter(())


class _Matchers:
    """The rules of one site, or of all documents: those that drop and those that keep."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.drop, self.keep = (_matcher([rule for rule in rules if rule.action == each]) for each in ("drop", "keep"))


def _matcher(rules: Sequence[Rule]) -> Matcher | None:
    if not rules:
        return None
    from cleanse.rules.matcher import Matcher  # imports numpy: not for those who have no rules of their own

    return Matcher(rules)


def _add(by_line: dict[str, Rules], matcher: Matcher | None, lines: Collection[str]) -> None:
    for line, rules in matcher.match_lines(lines).items() if matcher else ():
        by_line[line] = by_line.get(line, ()) + rules


def read(file: RuleFile) -> RuleBook:
    """The rules of a file. Raises ConfigError, in one line, where it is wrong or has changed."""
    from cleanse.rules.book import read_toml  # not for those who have no rules of their own
    from cleanse.rules.ftr import read_ftr

    reader = read_ftr if PurePath(file.path).suffix == ".txt" else read_toml
    return reader(file.path, file.read())


@lru_cache(maxsize=8)
def load(files: tuple[RuleFile, ...]) -> OwnRules:
    """The rules of these files. A file is known by its checksum: the same files always give the same rules.

    Raises ConfigError, in one line, where a file is wrong, or two rules have one name, or one has that of a rule of the
    package.
    """
    own = OwnRules([read(file) for file in files])
    places: dict[str, str] = {}
    shipped = _shipped_ids() if own.rules else frozenset()
    for book in own.books:
        for name in (*(rule.id for rule in book.rules), *(mark.rule for mark in book.marks)):
            if name in shipped:
                raise ConfigError(f"{book.path}: rule {name!r}: cleanse has one of that name itself; name it otherwise")
            if name in places:
                raise ConfigError(f"{book.path}: rule {name!r}: there is one of that name in {places[name]}")
            places[name] = book.path
    return own


def _shipped_ids() -> frozenset[str]:
    """The names of the package's rules: an edit must tell whose rule made it."""
    from cleanse.rules.table import rules_of, shipped

    return frozenset(rule.id for rule in rules_of(shipped()))


def own_rules(settings: Settings) -> OwnRules:
    """The rules that these settings add to the package's. Raises ConfigError as `load` does."""
    return load(settings.rules)


def joined(rules: Mapping[str, Rules], own: Matches) -> Mapping[str, Rules]:
    """The rules of each line, the package's and one's own: these come first, and a line that one keeps has none."""
    if not (own.drop or own.keep):
        return rules
    together = {line: own.drop.get(line, ()) + more for line, more in rules.items() if line not in own.keep}
    return {**own.drop, **together}
