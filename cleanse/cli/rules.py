"""`cleanse rules`: the boilerplate rules listed, tried on a line, and the examples in files of one's own tested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleanse.cli.console import new_console, print_row, say
from cleanse.cli.exits import Exit
from cleanse.cli.options import settings_for, with_options
from cleanse.cli.paths import FILE, STDIN
from cleanse.settings import ConfigError, checked
from cleanse.text.messages import count

if TYPE_CHECKING:
    from cleanse.html.marks import Mark
    from cleanse.rules import Rule
    from cleanse.rules.book import RuleBook
    from cleanse.rules.own import OwnRules

_LANGUAGE = click.option("--language", metavar="CODE", help="The rules of this language only (und: of any), or site.")
_VERBOSE = click.option(
    "--verbose", "-v", is_flag=True, help="Also say what in your own files has no part in cleaning."
)


class _Rules(click.Group):
    """A group whose commands may be left out: `cleanse rules` lists, `cleanse rules "a line"` tries the line."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["either", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Rules)
def rules() -> None:
    """List the boilerplate rules, try them on a line, or test files of your own.

    Without a command the rules are listed; a line of text in its place is tried on all of them.
    """


@rules.command("list")
@_LANGUAGE
@_VERBOSE
@with_options("rules", "config", "json")
def list_(language: str | None, verbose: bool, as_json: bool, file: Path | None, **given: Any) -> int:
    """List the rules: those of the package, and your own that the settings name."""
    return _show(None, language, as_json, _own(file, given), verbose)


@rules.command()
@click.argument("line")
@_LANGUAGE
@with_options("rules", "config", "json")
def match(line: str, language: str | None, as_json: bool, file: Path | None, **given: Any) -> int:
    """List the rules that match LINE. Where a rule looks also depends on the lines around."""
    return _show(line, language, as_json, _own(file, given))


@rules.command(hidden=True)
@click.argument("line", required=False)
@_LANGUAGE
@_VERBOSE
@with_options("rules", "config", "json")
def either(
    line: str | None, language: str | None, verbose: bool, as_json: bool, file: Path | None, **given: Any
) -> int:
    """What `cleanse rules` does without a command: match a line if there is one, else list."""
    return _show(line, language, as_json, _own(file, given), verbose)


@rules.command()
@click.argument("paths", nargs=-1, required=True, type=FILE)
@with_options("json")
def test(paths: Sequence[Path], as_json: bool) -> int:
    """Try the examples in files of your own rules, and say what in them can never apply.

    Exit code 1 if an example does not come true or something can never apply, 2 if a file is wrong.
    """
    from cleanse.rules import trial
    from cleanse.rules.dead import never_apply
    from cleanse.rules.own import load

    try:
        own = load(checked("rules", paths))
    except ConfigError as error:
        raise click.ClickException(str(error)) from None
    failures, dead = list(trial.failures(own)), never_apply(own)
    ignored = list(_ignored(own.books))
    if as_json:
        print_row({"examples": trial.examples(own), "failures": failures, "never_apply": dead, "ignored": ignored})
    else:
        for line in failures:
            click.echo(f"failed: {line}")
        for line in dead:
            click.echo(f"can never apply: {line}")
        for line in ignored:
            click.echo(f"ignored: {line}")
        say(
            f"{count(len(own.rules), 'rule')} and {count(sum(len(book.marks) for book in own.books), 'expression')} in "
            f"{count(len(own.books), 'file')}: {count(trial.examples(own), 'example')}, {len(failures)} failed"
        )
    return Exit.CHANGED if failures or dead else Exit.DONE


def _ignored(books: Iterable[RuleBook]) -> Iterator[str]:
    """What files of one's own say that has no part in cleaning."""
    yield from (f"{book.path}: {line}" for book in books for line in book.ignored)


def _row(rule: Rule) -> dict[str, Any]:
    row = {"rule": f"boilerplate/{rule.id}", "action": rule.action, "where": rule.where, "why": rule.why}
    return {**row, "drop": rule.drop, "keep": rule.keep}


def _mark_row(mark: Mark) -> dict[str, Any]:
    return {"rule": f"boilerplate/{mark.rule}", "action": mark.action, "xpath": mark.xpath}


def _own(file: Path | None, given: dict[str, Any]) -> OwnRules:
    """The own rules that the settings of the current folder name, or the command line."""
    from cleanse.rules.own import own_rules

    settings, _ = settings_for((STDIN,), file, given)
    return own_rules(settings)


def _show(line: str | None, language: str | None, as_json: bool, own: OwnRules, verbose: bool = False) -> int:
    """List the rules, or those that match the line."""
    from cleanse.cli import printing as terminal
    from cleanse.rules import load, matching

    every = [*own.rules, *load()]
    languages = sorted({rule.language for rule in every} | {book.site for book in own.books if book.site})
    if language is not None and language not in languages:
        raise click.UsageError(f"no rules for {language!r}; there are: {', '.join(languages)}")
    listed = every if line is None else [*(rule for rule in own.rules if rule.matches(line)), *matching(line)]
    listed = [rule for rule in listed if language in (None, rule.language)]
    books = [book for book in own.books if line is None and language in (None, book.site)]
    marks = [mark for book in books for mark in book.marks]
    if as_json:
        for row in (*map(_row, listed), *map(_mark_row, marks)):
            print_row(row)
    elif line is not None and not listed:
        click.echo("no rule matches this line")
        if close := get_close_matches(line, rules.commands, 1, 0.7):
            say(f"if you meant a command: cleanse rules {close[0]}")
    else:
        terminal.rules(new_console(), listed, marks)
    for text in _ignored(books) if verbose else ():
        say(f"ignored: {text}")
    return Exit.DONE
