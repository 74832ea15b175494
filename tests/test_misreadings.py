"""Misread text of every pair, made from the benchmark's sentences; what is left of lost bytes; sound text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.mojibake import WRITTEN_IN, misread
from benchmarks.sentences import sentences
from cleanse import Cleaner
from cleanse.mojibake import single_byte
from cleanse.mojibake.infer import infer
from cleanse.mojibake.pairs import DOUBLE_BYTES, RARE, SINGLE_BYTE, TRUES, prior
from cleanse.mojibake.utf8 import decode
from cleanse.text.homoglyphs import homoglyphs

CLEANER = Cleaner(filters=["mojibake"])
TEXTS = sentences()
EASTERN = {"zh-Hans", "zh-Hant", "ja", "ko"}


@pytest.mark.parametrize("wrong", [*SINGLE_BYTE, *DOUBLE_BYTES])
def test_utf8_read_as_any_encoding_is_mended(wrong: str) -> None:
    texts = [" ".join(language.long[:2]) for language in TEXTS.values()]
    damaged = [(bad, text) for text in texts if (bad := misread(text, "utf-8", wrong))]
    wrongly = [(bad, CLEANER.clean(bad).text) for bad, text in damaged if CLEANER.clean(bad).text != text]
    assert len(wrongly) <= 0.04 * len(damaged), wrongly


@pytest.mark.parametrize(
    ("true", "wrong"),
    [(true, wrong) for wrong in ("cp1252", "latin-1", "cp1251", "koi8-r", "gb18030") for true in TRUES[wrong]],
)
def test_encodings_that_sites_were_written_in_are_mended(true: str, wrong: str) -> None:
    for name in WRITTEN_IN.get(true, "").split():
        text = " ".join(TEXTS[name].long)
        bad = misread(text, true, wrong)
        if bad is not None and true != "mac-roman":
            assert CLEANER.clean(bad).text == text


@pytest.mark.parametrize("name", TEXTS)
def test_sound_text_stays(name: str) -> None:
    for text in (*TEXTS[name].long, TEXTS[name].short, TEXTS[name].short.upper()):
        assert CLEANER.clean(text).text == text
        around = f"{text} {TEXTS['en'].short} {text}"
        assert CLEANER.clean(around).text == around
        assert not list(homoglyphs(text))


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("form", ["ï¿½", "ï¿½ï¿½", "锟斤拷", "占쏙옙", "пїЅпїЅ"])
def test_misread_replacement_characters_are_found_in_text_of_any_language(name: str, form: str) -> None:
    text = TEXTS[name].long[0]
    at = len(text) // 2
    got = CLEANER.clean(text[:at] + form + text[at:]).text
    assert got.replace("\ufffd", "") == text
    assert got[at] == "\ufffd"


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in EASTERN])
@pytest.mark.parametrize("wrong", ["cp1252", "cp1251", "cp1256", "cp850"])
def test_no_repair_puts_east_asian_characters_into_words_of_other_alphabets(name: str, wrong: str) -> None:
    for text in TEXTS[name].long:
        damaged = single_byte.decode(text.encode(), wrong).replace("\ufffd", "ï¿½")
        for cut in (damaged, damaged[2:]):
            got = CLEANER.clean(cut).text
            assert not any(unicodedata.name(c, "").startswith(("CJK UNIFIED", "HANGUL SYLL", "HIRAGANA")) for c in got)


def test_characters_that_lost_a_byte_are_inferred_only_where_one_is_likely() -> None:
    damaged = decode("今天北京的新闻发布会".encode().replace(b"\x84", b"\xff"))
    assert damaged.text.count("\ufffd") == 1
    assert infer(damaged.text, damaged.torn, "cp932") == "今天北京的新闻发布会"
    unclear = decode(b"\xff\xff\xff\xe5\xa4\xa9")
    assert infer(unclear.text, unclear.torn, "cp932").startswith("\ufffd")
    assert infer("\ufffd天", (b"",), "cp932") == "\ufffd天"


@given(st.text(alphabet=st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=40))
@settings(deadline=None)
def test_every_character_of_an_alphabet_has_one_byte(text: str) -> None:
    for codec in ("cp1252", "cp1253", "iso8859-8", "mac-roman"):
        data = single_byte.encode(text, codec)
        assert len(data) == len(text)
        if (whole := single_byte.encode_whole(text, codec)) is not None:
            assert single_byte.decode(whole, codec) == text


def test_tallies_see_where_the_utf8_is() -> None:
    counted = single_byte.tallies("plain then Fأ¼r")
    assert counted.beyond_ascii == counted.covered[SINGLE_BYTE.index("cp1256")] == 2
    assert counted.covered[SINGLE_BYTE.index("cp1252")] == 0


def test_a_rare_mistake_costs_more_than_a_usual_one() -> None:
    rare = [(wrong, true) for wrong, others in RARE.items() for true in others]
    usual = [(wrong, true) for wrong, others in TRUES.items() for true in others]
    assert not set(rare) & set(usual)
    assert min(map(prior, rare)) > max(map(prior, usual))


def test_two_misreadings_in_two_lines_and_a_sound_one() -> None:
    lines = ["Les élèves reviennent lundi.", "Министр заявил об этом вчера.", "Die Brücke bleibt zu."]
    damaged = [lines[0].encode().decode("cp1252"), lines[1].encode("koi8-r").decode("cp1251"), lines[2]]
    result = CLEANER.clean("\n".join(damaged * 40))
    assert result.text == "\n".join(lines * 40)
    assert result.restore() == "\n".join(damaged * 40)


def test_noise_is_given_up_after_the_first_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    thoroughly = []

    def no_repair(piece: str, mistakes: object, *, only_utf8: bool) -> None:
        thoroughly.append(not only_utf8)

    monkeypatch.setattr("cleanse.mojibake.repair.repaired", no_repair)
    noise = "\n".join("".join(chr(0xA0 + (i * i * 7 + n) % 400) for i in range(80)) for n in range(200))
    assert CLEANER.clean(noise).restore() == noise
    assert len(thoroughly) > 100
    assert 0 < sum(thoroughly) < 10


FOREIGN = (
    *("Für Bürger", "déjà vu", "garçon", "niño", "¿Qué?", "não", "três", "città", "così", "rød grød", "på ön", "Każdy"),
    *("Łódź", "kůň", "Žluťoučký", "őszre", "güneşli", "çağrı", "één", "școală", "người", "Москва", "її", "Αθήνα"),
    *("שלום", "مرحبا", "नमस्ते", "สวัสดี", "新闻", "東京", "ニュース", "서울", "λ", "Ñ", "Ø", "ß", "€", "§", "½"),
)
AROUND = (
    *("The word {} was there.", "Das Wort {} stand da.", "Le mot {} était là, dit-il.", "Слово {} было там."),
    *(
        "Słowo {} było tam wczoraj.",
        "Kelime {} oradaydı.",
        "这里有{}一词。",
        "ここに{}という語がある。",
        "Η λέξη {} ήταν εκεί.",
    ),
    *("La palabra {} está aquí.", "Từ {} ở đó.", "كلمة {} كانت هناك.", "המילה {} הייתה שם.", "단어 {} 가 있었다."),
)


@pytest.mark.parametrize("around", AROUND)
def test_foreign_words_in_sound_text_stay(around: str) -> None:
    for word in FOREIGN:
        for text in (around.format(word), around.format(word.upper()), around.format(f"{word}®"), around.upper()):
            assert CLEANER.clean(text).text == text


@pytest.mark.parametrize("wrong", ["cp1252", "cp1251", "cp1253", "cp1256", "mac-roman", "cp850", "gb18030", "cp932"])
def test_what_is_mended_is_restored_and_stays(wrong: str) -> None:
    for name, language in TEXTS.items():
        for text in language.long[:2]:
            data = text.encode()
            bad = data.decode(wrong, "replace") if wrong in DOUBLE_BYTES else single_byte.decode(data, wrong)
            result = CLEANER.clean(bad)
            assert result.restore() == bad, name
            assert CLEANER.clean(result.text).text == result.text, name
