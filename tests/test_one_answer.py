"""Each question is answered once: classes of characters, ends of sentences, lengths, folded forms, hashes, loops."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import cleanse
from cleanse.text import chars
from cleanse.text.codes import code_points
from cleanse.text.lines import PROSE_ENDS, effective_length, ends_sentence, is_prose, is_sentence

PACKAGE = Path(cleanse.__file__).parent

# Modules of tables that are generated, or that weights were trained with: they change with these alone.
TABLES = {
    "article/html_model/shapes.py",
    "article/text_model/ngrams.py",
    "article/text_model/signs.py",
    "decoding/character_model.py",
    "text/character_table.py",
}
NORMALISE = {
    "text/normalize.py",
    "filters/characters.py",  # what a radical is another code of
    "filters/width.py",  # kana in full width
}

EAST = "[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
RANGE = re.compile(f"{EAST}-{EAST}")
ENDS = re.compile("[。！？؟۔।].*[。！？؟۔।]|[.][!][?]", re.DOTALL)


@cache
def literals() -> list[tuple[str, int, str]]:
    """What the code of the package is made of besides names: module, line, a string or the source of a number."""
    places = []
    for path in sorted(PACKAGE.rglob("*.py")):
        source = path.read_bytes()
        lines = source.splitlines()
        nodes = list(ast.walk(ast.parse(source)))
        docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        for node in nodes:
            if isinstance(node, ast.Constant) and id(node) not in docstrings and type(node.value) in (str, int):
                text = node.value
                if not isinstance(text, str):
                    text = lines[node.lineno - 1][node.col_offset : node.end_col_offset].decode()
                places.append((path.relative_to(PACKAGE).as_posix(), node.lineno, text))
    return places


def spelled_out(pattern: re.Pattern[str], allowed: set[str]) -> list[str]:
    """The places of the package, but for the allowed modules, where a string or a number has the pattern in it."""
    return [
        f"{name}:{line} {text!a}" for name, line, text in literals() if name not in allowed and pattern.search(text)
    ]


def test_ranges_of_east_asian_characters_are_written_in_text_chars_alone() -> None:
    assert spelled_out(RANGE, {"text/chars.py"} | TABLES) == []


def test_code_points_of_east_asian_characters_are_written_in_text_chars_alone() -> None:
    number = re.compile("^0x(?:11|2[e-f]|[3-9].|a[0-4]|a[c-f]|[bc].|d[0-7]|f[9a]|ff)[0-9a-f]{2}$", re.IGNORECASE)
    replacement = "0xFFFD"
    assert [place for place in spelled_out(number, TABLES) if replacement not in place] == []


def test_ends_of_sentences_are_written_in_text_chars_alone() -> None:
    assert spelled_out(ENDS, {"text/chars.py"} | TABLES) == []


def test_texts_are_folded_in_text_normalize_alone() -> None:
    assert spelled_out(re.compile("^NFKC$"), NORMALISE) == []
    assert spelled_out(re.compile("^t2s$"), {"text/normalize.py", "filters/script.py"}) == []


def test_code_points_are_taken_in_text_codes_alone() -> None:
    assert spelled_out(re.compile("^utf-32-le$"), {"text/codes.py", "decoding/utf16.py"}) == []


def test_the_search_finds_what_it_looks_for() -> None:
    assert [bool(RANGE.search(text)) for text in ("[\u4e00-\u9fff]", "一-a")] == [True, False]
    assert [bool(ENDS.search(text)) for text in ("[。！？]", ".!?…", "，。")] == [True, True, False]
    assert all(spelled_out(pattern, set()) for pattern in (RANGE, ENDS))


@pytest.mark.parametrize("name", [name for name in dir(chars) if name.isupper()])
def test_a_class_of_characters_is_valid_ranges_or_marks_that_occur_once(name: str) -> None:
    value = getattr(chars, name)
    is_ranges = "-" in value
    assert is_ranges or len(set(value)) == len(value)
    members = set(map(chr, chars.code_points_in(value)))
    pattern = re.compile(f"[{value if is_ranges else re.escape(value)}]")
    assert all(bool(pattern.match(c)) == (c in members) for c in map(chr, range(0x100, 0x30000)))


@pytest.mark.parametrize("mark", chars.SENTENCE_ENDS)
def test_a_sentence_ends_with_every_mark_and_with_what_may_follow_it(mark: str) -> None:
    assert ends_sentence(f"word{mark}")
    assert all(ends_sentence(f"word{mark}{closer}") for closer in (*chars.CLOSERS, "*", " »", "”)"))
    assert not ends_sentence(f"word{mark} word")


@pytest.mark.parametrize("line", ["", "word", "word:", "word)", "“word”", "《你好！》", "go(){return;}", "*", "» »"])
def test_nothing_else_ends_a_sentence(line: str) -> None:
    assert not ends_sentence(line)


def test_prose_may_also_end_before_a_list_and_with_a_quotation() -> None:
    assert all(ends_sentence(f"word{mark}", also=PROSE_ENDS) for mark in ":；”")
    assert not ends_sentence("word,", also=PROSE_ENDS)


def test_a_letter_of_chinese_japanese_or_korean_counts_two_and_a_half() -> None:
    assert [effective_length(text) for text in ("", "ab c", "é" * 5, "一二三四", "かな", "한국", "，。")] == [
        0, 4, 5, 10, 5, 5, 2,
    ]  # fmt: skip
    assert effective_length("一" * 10_000) == 25_000


def test_prose_is_long_or_ends_like_a_sentence() -> None:
    for line, length, prose, sentence in (
        ("word " * 50, 250, True, False),
        ("word " * 13 + "word.", 70, True, True),
        ("word " * 13 + "words", 70, False, False),
        ("word.", 69, False, False),
    ):
        assert (is_prose(line, length), is_sentence(line, length)) == (prose, sentence)


def test_code_points_keep_halves_of_characters() -> None:
    codes = code_points("a一\U00020000\ud800")
    assert (codes.tolist(), codes.dtype.name) == ([0x61, 0x4E00, 0x20000, 0xD800], "uint32")


def modules_with(pattern: str) -> set[str]:
    """The modules of the package whose code, docstrings and comments aside, has the pattern."""
    return {
        path.relative_to(PACKAGE).as_posix() for path in sorted(PACKAGE.rglob("*.py")) if re.search(pattern, code(path))
    }


@cache
def code(path: Path) -> str:
    tree = ast.parse(path.read_bytes())
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = "docstring"
    return ast.unparse(tree)


CLASSIFIERS = {"article/html_model/shapes.py", "article/text_model/ngrams.py"}


def test_how_long_a_line_is_and_what_is_prose_is_asked_of_text_lines() -> None:
    assert modules_with(r"\b2\.5\b") == {"text/lines.py", "article/text_model/ngrams.py"}
    assert modules_with(r"def (effective_length|is_prose|is_sentence|ends_sentence)\b") == {"text/lines.py"}
    users = modules_with(r"\b(effective_length|is_prose|is_sentence)\(")
    assert {"article/lines.py", "filters/markup.py", "templates/count.py"} <= users


def test_case_is_folded_where_forms_to_compare_are_made() -> None:
    own_reasons = {
        "article/extent.py",  # the words that a headline shares with its article: one page writes both alike
        "rules/language.py",  # everyday words of a language
        "rules/dates.py",  # names of months
        "article/html_model/evidence.py",  # of the classifiers, as they were trained
        "article/text_model/select.py",
    }
    assert modules_with(r"\.casefold\(\)") == {"text/normalize.py"} | own_reasons


def test_hashes_of_n_grams_are_those_of_tokens_and_the_classifiers() -> None:
    multipliers = "|".join(str(number) for number in (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x01000193))
    assert modules_with(rf"\b({multipliers})\b") == {"text/tokens.py"} | CLASSIFIERS


def test_whether_anything_was_changed_is_decided_where_edits_become_changes() -> None:
    assert modules_with(r"\bbefore != \S*replacement|replacement != \S*before\b") == {"edits.py"}


def test_going_round_until_nothing_changes_is_one_function() -> None:
    assert modules_with(r"\bROUNDS\b|\b_ROUNDS\b") <= modules_with(r"\bfixpoint\(") | {"fixpoint.py"}
    assert len(modules_with(r"\bfixpoint\(")) >= 6
    assert modules_with(r"\bcycle\(") == {"fixpoint.py"}


def test_a_files_documents_are_read_cleaned_and_put_back_in_one_place() -> None:
    assert modules_with(r"\bcleaner\.clean\(") == {
        "pipeline/documents.py",
        "pipeline/clean.py",
    }  # the latter's is a shard's
    assert modules_with(r"\.format\.documents\(") == {"pipeline/documents.py"}
