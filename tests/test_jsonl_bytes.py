"""Record files that are not UTF-8, and records in a spelling of their own: only the text changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleanse.cli.main import main
from cleanse.formats.json_text import spliced

Capture = pytest.CaptureFixture[str]
WORDS = {
    "cp1251": ["Да", "Снег идёт", "Нет", "Мэр сказал, что мост закрыт до весны", "Погода на завтра: дождь в городе"],
    "cp1250": ["Łódź", "Gdańsk", "Święta", "Zażółć gęślą jaźń, powiedział burmistrz miasta"],
    "shift_jis": ["東京", "はい", "市長は橋の閉鎖を発表しました。"],
    "gb18030": ["新闻", "是的", "市长昨天宣布大桥将关闭到明年春天。"],
}
OWN_STYLE = (
    '{"n":1.10, "e":1E5, "big":0.1234567890123456789, "a":"x","a":"y",  "text":"Caf\\u00e9 \\/ It\u00e2\u20ac\u2122s"}'
)


@pytest.mark.parametrize("codec", WORDS)
def test_short_lines_are_read_as_their_file_is(tmp_path: Path, codec: str) -> None:
    source, out = tmp_path / "r.jsonl", tmp_path / "out"
    lines = [json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in WORDS[codec]]
    source.write_bytes("".join(lines).encode(codec))
    assert main(["run", str(source), "-o", str(out), "-q", "--filters", "none", "--duplicates", "keep"]) == 0
    kept = [json.loads(line)["text"] for line in (out / "r.jsonl").read_text(encoding="utf-8").splitlines()]
    assert kept == WORDS[codec]
    rows = [json.loads(line) for line in (out / ".cleanse/manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    assert all(row["encoding"] != "utf-8" for row in rows)
    assert main(["restore", str(out), "-o", str(tmp_path / "back"), "-q"]) == 0
    assert (tmp_path / "back/r.jsonl").read_bytes() == source.read_bytes()


@pytest.mark.parametrize("words", [["run", "-o", "out"], ["check"], ["fix"]])
def test_utf_16_is_refused_in_one_line(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    data = '{"text": "Itâ€™s open"}\n{"text": "b"}\n'.encode("utf-16")
    Path("u.jsonl").write_bytes(data)
    assert main([*words, "u.jsonl", "-q"]) == 2
    assert capsys.readouterr().err.count("u.jsonl: is UTF-16") == 1
    assert Path("u.jsonl").read_bytes() == data


def test_fix_makes_no_file_of_two_encodings(tmp_path: Path, capsys: Capture) -> None:
    source = tmp_path / "r.jsonl"
    texts = ["Мэр\u00a0сказал, что мост закрыт до весны", "Погода на завтра: дождь и ветер"]
    data = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts).encode("cp1251")
    source.write_bytes(data)
    assert main(["fix", str(source), "-q"]) == 2
    assert "r.jsonl:1: is in cp1251; in place" in capsys.readouterr().err
    assert source.read_bytes() == data


def test_all_but_the_text_keeps_its_spelling(tmp_path: Path) -> None:
    source, out = tmp_path / "r.jsonl", tmp_path / "out"
    source.write_text(OWN_STYLE + "\n", encoding="utf-8")
    assert main(["run", str(source), "-o", str(out), "-q"]) == 0
    cleaned = (out / "r.jsonl").read_text(encoding="utf-8")
    assert cleaned == OWN_STYLE.replace("Caf\\u00e9 \\/ It\u00e2\u20ac\u2122s", "Café / It’s") + "\n"
    assert main(["restore", str(out), "-o", str(tmp_path / "back"), "-q"]) == 0
    assert (tmp_path / "back/r.jsonl").read_bytes() == source.read_bytes()


def test_of_a_name_that_comes_twice_the_last_is_the_field() -> None:
    assert (
        spliced('\ufeff {"t":"a" , "d":{"t":"b"},"t":"c"}', {"t": "x", "d.t": "y"})
        == '\ufeff {"t":"a" , "d":{"t":"y"},"t":"x"}'
    )
    assert spliced('{"t":"é"}', {"t": "\ud800"}) == '{"t":"\\ud800"}'
