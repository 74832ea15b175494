"""Bytes of every kind come out as the right text, and nothing raises."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse import decode
from cleanse.decoding.binary import looks_binary
from cleanse.decoding.labels import codec_of, declaration

CHINESE = "中新社武汉电 记者从市政府获悉，新的地铁线路将于明年春天通车，沿途共设二十三座车站。市民纷纷表示期待。"
TAIWANESE = "臺北市政府週三宣布，捷運環狀線將於明年底完工，沿線設有十四個車站，市民表示期待已久。"
JAPANESE = "東京都は二十日、新しい地下鉄の路線を来年の春に開業すると発表した。駅の数は全部で十四になる見通しだ。"
KOREAN = "서울시는 월요일 새로운 지하철 노선을 내년 봄에 개통한다고 발표했다. 시민들은 오래 기다렸다고 말했다."
RUSSIAN = (
    "Правительство сообщило вчера, что новая линия метро откроется весной будущего года и будет иметь десять станций."
)
POLISH = "Rząd ogłosił wczoraj, że nowa linia metra zostanie otwarta wiosną przyszłego roku – powiedział rzecznik."
FRENCH = "Le gouvernement a annoncé hier que la ligne de métro rénovée sera ouverte à l’été : « enfin », dit-on déjà."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "gb18030"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "utf-16-be"),
        (CHINESE, "hz"),
        (TAIWANESE, "big5"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (KOREAN, "cp949"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (POLISH, "cp1250"),
        (POLISH.replace("–", "-"), "iso8859-2"),
        (FRENCH, "cp1252"),
        (FRENCH, "mac-roman"),
        (RUSSIAN, "cp866"),
        (RUSSIAN, "iso8859-5"),
        (RUSSIAN, "mac-cyrillic"),
        (FRENCH, "utf-16-le"),
        *((text, "utf-8") for text in (CHINESE, TAIWANESE, JAPANESE, KOREAN, RUSSIAN, POLISH, FRENCH)),
        *((text, "utf-8-sig") for text in (CHINESE, FRENCH)),
        *((text, "utf-16") for text in (CHINESE, FRENCH)),
        *((text, "utf-32") for text in (CHINESE, FRENCH)),
    ],
)
def test_legacy_text_is_decoded_without_a_declaration(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    decoded = decode(data)
    assert decoded.text == text
    assert decoded.text.encode(decoded.encoding) == data
    assert decoded.reason


def test_utf8_comes_before_the_declaration() -> None:
    page = f'<meta charset="iso-8859-1"><p>{CHINESE}</p>'
    assert decode(page.encode()).text == page


def test_a_declaration_means_what_browsers_take_it_for() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">朱镕基 €'
    assert decode(page.encode("gb18030")).text == page


def test_a_false_declaration_is_not_believed() -> None:
    page = f'<meta charset="utf-8">{CHINESE}'
    assert decode(page.encode("gb18030")).text == page


def test_the_argument_comes_before_the_page() -> None:
    page = '<meta charset="windows-1252"><p>привет</p>'
    assert decode(page.encode("cp1251"), declared="windows-1251").text == page


def test_a_cut_off_tail_is_one_lost_character() -> None:
    assert decode(CHINESE.encode()[:-1]).text == CHINESE[:-1] + "\ufffd"


def test_damaged_utf8_stays_utf8() -> None:
    data = bytearray((CHINESE * 5).encode())
    data[100] = data[200] = 0xFF
    assert decode(bytes(data)).text == bytes(data).decode("utf-8", "replace")


def test_single_lines_in_another_encoding_are_decoded_as_theirs() -> None:
    data = "\n".join([FRENCH] * 5).encode() + b"\n" + FRENCH.encode("cp1252") + b"\n" + FRENCH.encode()
    assert decode(data).text == "\n".join([FRENCH] * 7)


@pytest.mark.parametrize(
    "text", ["é", "ñandú", "Привет", "да", "Ελλάδα", "שלום", "سلام", "ŽŠČ", "ˈɪŋɡlɪʃ", "«—»", "½", "Ă"]
)
def test_short_utf8_is_utf8(text: str) -> None:
    assert decode(text.encode()).text == text


def test_a_few_bytes_may_be_utf8_by_chance() -> None:
    assert decode("一些一些一些".encode("gbk")).text == "一些一些一些"


def test_ascii_and_utf8_wait_for_no_model() -> None:
    code = (
        "import sys; from cleanse import Cleaner, decode; decode(b'plain'); decode('das Büro, 新闻'.encode());"
        "Cleaner(filters=['mojibake']).clean('plain text, 50 % & more');"
        "sys.exit(any(name in sys.modules for name in ('numpy', 'ftfy', 'chardet', 'charset_normalizer')))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_no_bytes_are_the_empty_text() -> None:
    assert decode(b"").text == ""


@pytest.mark.parametrize(
    "declared", [None, "utf-8", "gb2312", "shift_jis", "iso-2022-kr", "undefined", "hex", "", "\0"]
)
@settings(deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_decoded_the_same_twice_with_a_reason(declared: str | None, data: bytes) -> None:
    decoded = decode(data, declared)
    assert decoded == decode(data, declared)
    assert decoded.reason


def test_every_kind_of_bytes_is_decoded_and_nothing_else() -> None:
    data = "Café".encode()
    assert decode(bytearray(data)) == decode(memoryview(data)) == decode(data)
    for item in ("Café", None, 7):
        with pytest.raises(TypeError):
            decode(item)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("GB2312", "gb18030"),
        ("x-sjis", "cp932"),
        ("KS_C_5601-1987", "cp949"),
        ("ISO-8859-1", "cp1252"),
        ("latin1", "cp1252"),
        ("iso-8859-9", "cp1254"),
        ("TIS-620", "cp874"),
        ("windows-1251", "cp1251"),
        ("UTF8", "utf-8"),
        ("big5-hkscs", "cp950"),
        ("x-mac-cyrillic", "mac_cyrillic"),
        ("base64", None),
        ("rot13", None),
        ("undefined", None),
        ("unicode_escape", None),
        ("raw-unicode-escape", None),
        ("nonsense", None),
        ("", None),
        ("\0", None),
        ("é", None),
    ],
)
def test_an_encoding_label_means_the_codec_that_browsers_take(label: str, codec: str | None) -> None:
    assert codec_of(label) == codec


def test_an_encoding_is_declared_by_markup_and_not_by_prose() -> None:
    assert declaration(b'<?xml version="1.0" encoding="Big5"?>') == "Big5"
    assert declaration(b"<html><meta charset=euc-kr>") == "euc-kr"
    assert declaration(b"<meta content='text/html;charset=gbk' http-equiv=Content-Type>") == "gbk"
    assert declaration(b"the word charset=gbk in a sentence") is None


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"PK\x03\x04\x14\0\0\0\x08\0",
        b"\x7fELF\x02\x01\x01\0",
        b"MZ\x90\0\x03\0\0\0",
        gzip.compress(b"news"),
        zlib.compress(bytes(range(256)) * 9 + RUSSIAN.encode()),
        bytes(range(256)) * 4,
        b"\0" * 100,
    ],
)
def test_binary_data_is_told_from_text(data: bytes) -> None:
    assert looks_binary(data)


@pytest.mark.parametrize("text", [CHINESE, TAIWANESE, JAPANESE, KOREAN, RUSSIAN, POLISH, FRENCH, "", "a", "\n\n\f\n"])
@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "gb18030",
        "big5",
        "cp932",
        "euc_jp",
        "iso2022_jp",
        "cp949",
        "iso2022_kr",
        "hz",
        "cp1251",
        "koi8-r",
        "cp866",
        "mac-cyrillic",
        "cp1250",
        "cp1252",
        "mac-roman",
        "cp850",
    ],
)
def test_text_in_any_encoding_is_not_binary(text: str, encoding: str) -> None:
    assert looks_binary(text.encode(encoding, "ignore")) is None
