"""Bytes of every kind come out as the right text, and nothing raises."""

from __future__ import annotations

import gzip
import random
import subprocess
import sys
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse import decode
from cleanse.decoding.binary import looks_binary
from cleanse.decoding.labels import codec_of, declaration
from cleanse.model import DOUBTFUL_DECODING

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
        ("big5-hkscs", "big5hkscs"),
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
        gzip.compress(b"news", mtime=0),
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


TAIWAN = "臺北市政府宣布，捷運環狀線明年底完工。乂"
HONG_KONG = "記者喺旺角訪問街坊，佢哋話啲嘢貴咗好多，唔知點算好。"
OF_WINDOWS = "担当は髙橋さんです。計画の項目は①と㈱です。"


def _jis(text: str) -> bytes:
    """Text in ISO-2022-JP with the characters of Windows, which Python's codec does not write."""
    pairs = b"".join(_jis_pair(c) for c in text)
    return b"\x1b$B" + pairs + b"\x1b(B"


def _jis_pair(character: str) -> bytes:
    first, second = character.encode("cp932")
    row = 2 * (first - (0x81 if first < 0xA0 else 0xC1)) + 0x21 + (second >= 0x9F)
    return bytes((row, second - (0x7E if second >= 0x9F else 0x1F if second < 0x7F else 0x20)))


def _euc(text: str) -> bytes:
    return bytes(byte + 0x80 for c in text for byte in _jis_pair(c))


@pytest.mark.parametrize("declared", ["big5", "Big5-HKSCS", "x-x-big5", None])
@pytest.mark.parametrize(
    "text",
    [HONG_KONG, "政府今日公布新的房屋政策，市民表示歡迎。" * 3 + "嘅", "深水埗、鰂魚涌同大角咀都有舖頭執笠。" * 2],
)
def test_big5_has_the_characters_of_hong_kong(declared: str | None, text: str) -> None:
    decoded = decode(text.encode("big5hkscs"), declared)
    assert (decoded.text, decoded.encoding) == (text, "big5hkscs")


@pytest.mark.parametrize("declared", ["big5", None])
@pytest.mark.parametrize(
    "text",
    [
        "日本の味「おいしい」拉麵店，今日在臺北開幕。",
        "會議日程：①開幕②致詞③頒獎，市民可自由參加。",
        "俄文課本教Москва這個詞。",
    ],
)
def test_big5_has_kana_circled_digits_and_cyrillic_where_browsers_have_them(declared: str | None, text: str) -> None:
    data = text.encode("big5hkscs")
    decoded = decode(data, declared)
    assert decoded.text == text
    assert decoded.text.encode(decoded.encoding) == data


def test_big5_has_the_signs_of_windows() -> None:
    data = bytes.fromhex("a145 a1c2 a1e3 a1fe a240 a246 a3e1 c6cf c6de")
    assert decode("新聞報導，市民歡迎".encode("big5") + data, "big5").text == "新聞報導，市民歡迎‧¯～／＼￠€廴〃"


@pytest.mark.parametrize("declared", ["euc-jp", None])
def test_euc_jp_has_the_characters_of_windows(declared: str | None) -> None:
    assert decode(_euc(OF_WINDOWS), declared).text == OF_WINDOWS


@pytest.mark.parametrize("declared", ["iso-2022-jp", None])
@pytest.mark.parametrize(
    ("data", "text"),
    [
        (_jis(OF_WINDOWS), OF_WINDOWS),
        (_jis("これは試験です。") + b"\x1b(IC=D\x1b(B", "これは試験です。ﾃｽﾄ"),
        (_jis("これは試験です。") + b"\xa9 2026", "これは試験です。© 2026"),
        (b"<p>" + _jis("これは試験です。") + b"</p>\n<p>" + _jis("㈱") + b"</p>", "<p>これは試験です。</p>\n<p>㈱</p>"),
    ],
)
def test_iso_2022_jp_is_read_as_mail_programs_write_it(declared: str | None, data: bytes, text: str) -> None:
    assert decode(data, declared).text == text


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Die Größe der Straße überrascht alle.", "cp1252"),
        ("Новости дня: министр заявил, что снег растает.", "cp1251"),
        ("新闻报道今天的消息，市民表示欢迎。", "gb18030"),
        ("新聞報導今天的消息，市民表示歡迎。", "big5"),
        ("ニュースの記事です。今日は晴れでした。", "cp932"),
        ("오늘의 뉴스 기사입니다. 시민들은 환영했다.", "cp949"),
        ("Η κυβέρνηση ανακοίνωσε νέα μέτρα.", "cp1253"),
        ("รัฐบาลประกาศวันนี้ว่า", "cp874"),
        ("Le maire a déjà annoncé l’été à Nîmes.", "cp1252"),
    ],
)
def test_two_encodings_in_one_line_and_a_mark_before_legacy_bytes(text: str, codec: str) -> None:
    legacy, utf8 = text.encode(codec), text.encode()
    assert decode(b"<p>" + utf8 + b"</p><div>" + legacy + b"</div>").text == f"<p>{text}</p><div>{text}</div>"
    assert decode(legacy + b" " + utf8).text == f"{text} {text}"
    marked = decode(b"\xef\xbb\xbf" + legacy)
    assert marked.text == text
    assert "byte order mark" in marked.reason
    assert decode(b"\xef\xbb\xbf" + utf8).text == text


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Die Größe der Straße überrascht alle.", "cp1252"),
        ("Новости дня: министр заявил, что снег растает.", "cp1251"),
        ("新闻报道今天的消息，市民表示欢迎。", "gb18030"),
        ("新聞報導今天的消息，市民表示歡迎。", "big5"),
        ("ニュースの記事です。今日は晴れでした。", "cp932"),
        ("오늘의 뉴스 기사입니다. 시민들은 환영했다.", "cp949"),
        ("Każdy mieszkaniec Łodzi może zgłosić pomysł.", "cp1250"),
    ],
)
def test_a_declaration_may_be_true_of_a_part(text: str, codec: str) -> None:
    legacy, utf8 = text.encode(codec), text.encode()
    for data in (legacy + b"</b> " + utf8, utf8 + b" | " + legacy, legacy + b"\n" + utf8 + b"\n" + legacy):
        assert decode(data, codec).text == data.replace(legacy, utf8).decode()
    assert decode(legacy, codec).reason == f"declared as {codec}"


@pytest.mark.parametrize(
    "text", ["The letters Ã© are what é becomes when UTF-8 is read as Latin-1.", "«Ã» is a letter; Ãngela has it."]
)
def test_a_text_about_misreadings_is_read_as_declared(text: str) -> None:
    assert decode(text.encode("cp1252"), "windows-1252").text == text


@pytest.mark.parametrize(
    ("utf8", "legacy", "text"),
    [
        ("Il governo farà di tutto affinché tornino. ", "Guimarães".encode("cp1252"), "Guimarães"),
        ("A naïve plan, critics say… ", "café".encode("cp1252"), "café"),
        ("Новости дня: ", "naïve".encode("cp1252"), "naïve"),
        ("Das Büro meldet: name ", b"\xc5 broken", "\ufffd broken"),
        ("中文内容：新闻 ", "好".encode()[:2] + b" cut", "\ufffd cut"),
        ("中文内容：新闻", "好".encode()[:1], "\ufffd"),
    ],
)
def test_a_lone_first_byte_is_damage_if_the_text_has_such_and_else_a_letter(
    utf8: str, legacy: bytes, text: str
) -> None:
    assert decode(utf8.encode() + legacy).text == utf8 + text


@pytest.mark.parametrize("codec", ["utf-32-le", "utf-32-be", "utf-32"])
@pytest.mark.parametrize("text", ["The ferry sails on Monday.", "Паром ходит", "新闻报道，市民欢迎。🎉"])
def test_utf_32_is_known_with_and_without_a_mark(codec: str, text: str) -> None:
    assert decode(text.encode(codec)).text == text


@pytest.mark.parametrize("text", ["The ferry\0 sails", "新闻\0报道", "\0", "abc" + "\0" * 9, "Größe\0\0"])
def test_zero_bytes_alone_make_no_utf_16(text: str) -> None:
    assert decode(text.encode()).text == text


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Новости дня: министр заявил", "ibm855"),
        ("서울시는 12일 새 기구를 들인다고 밝혔다", "johab"),
        ("Dziś święto, źdźbło i Łódź", "cp852"),
        ("Η κυβέρνηση ανακοίνωσε μέτρα", "cp737"),
        ("Vyriausybė šiandien paskelbė", "cp775"),
        ("Bugün yağmur yağıyor", "cp857"),
        ("ראש הממשלה אמר היום", "cp862"),
        ("أعلنت الحكومة اليوم", "cp720"),
        ("Forsætisráðherra sagði í dag", "cp861"),
    ],
)
def test_code_pages_of_dos_and_johab_are_read_if_they_are_declared(text: str, codec: str) -> None:
    decoded = decode(text.encode(codec), codec)
    assert decoded.text == text
    assert decoded.reason == f"declared as {codec}"


@pytest.mark.parametrize("label", ["euc-tw", "x-euc-tw", "EUC_TW"])
def test_euc_tw_is_read_if_it_is_declared(label: str) -> None:
    data = bytes.fromhex(
        "ead7c6a1c6cbd1c9cdb4d0e7c6cca1a2dadae7aaf4bfceedeec0cdfcc8a1cdb5c9f9c4d6a1a48ea2a1a1"
    )  # as iconv writes it
    assert decode(data, label).text == TAIWAN


def test_surrogates_in_utf_8_are_joined() -> None:
    data = "Great 🎉 news".encode("utf-16-le").decode("utf-16-le").encode("utf-8")
    cesu = b"Great \xed\xa0\xbc\xed\xbe\x89 news"
    assert decode(cesu).text == data.decode()
    assert decode("新闻".encode() + cesu).text == "新闻Great 🎉 news"


def test_surrogates_are_joined_in_damaged_utf_8_too() -> None:
    party = b"Great \xed\xa0\xbc\xed\xbe\x89 news: it\xe2\x80\x99s the town\xe2\x80\x99s first caf\xc3\xa9\n"
    assert decode(b"Price: 5 \x80\n" + party).text == "Price: 5 €\nGreat 🎉 news: it’s the town’s first café\n"


@pytest.mark.parametrize("odd", [b"\xed\xa0\x80", b"\xed\xb0\x80\xed\xa0\x80", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf"])
def test_sequences_of_no_character_are_lost_and_nothing_else(odd: bytes) -> None:
    line = "It’s the town’s first café".encode()
    text = decode(b"Price: 5 \x80\n" + odd + line).text
    assert text.startswith("Price: 5 ")
    assert text.endswith("It’s the town’s first café")


def test_the_euro_sign_of_windows_in_gbk() -> None:
    assert decode("票价是".encode("gbk") + b"\x80" + "100，市民表示可以接受。".encode("gbk")).text.startswith(
        "票价是€100"
    )


@pytest.mark.parametrize("data", [b"plain", "Größe".encode(), "新闻报道".encode("utf-16")])
def test_bytes_that_show_their_encoding_are_certain(data: bytes) -> None:
    assert decode(data).confidence == 1


def test_confidence_tells_text_from_noise() -> None:
    dice = random.Random(7)
    noise = bytes(dice.randrange(128, 256) for _ in range(400))
    assert decode(noise).confidence < DOUBTFUL_DECODING
    assert decode(noise, "iso-8859-1").confidence < DOUBTFUL_DECODING
    for text, codec in (("Die Größe der Straße überrascht alle.", "cp1252"), ("新闻报道今天的消息，市民欢迎。", "gbk")):
        assert decode(text.encode(codec)).confidence > DOUBTFUL_DECODING
        assert decode(text.encode(codec), codec).confidence > DOUBTFUL_DECODING
