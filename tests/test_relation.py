"""What two near-duplicates are to each other, in many languages: pairs that are copies, and pairs that are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleanse.cli.main import main
from cleanse.duplicates.relation import COPY, DISTINCT, VERSION, relate
from cleanse.pipeline.run import run
from cleanse.settings import RunSettings, Settings

NOTICE = (
    "The rates are the average of the bids and offers that the larger banks gave at noon. They are not the rates at "
    "which notes are bought and sold at the counter, and the bank does not trade at them. Firms that keep accounts in "
    "another currency may use the rates of the last day of the month, which the archive of the bank holds."
)
STORY = (
    "A freight train left the rails near the harbour early in the day and spilled grain across the line, the operator "
    "said. No one was hurt, but the line will stay closed while cranes lift the wagons back onto the track.\n\n"
    "Inspectors are looking at a switch that had been repaired in the spring, a spokeswoman told reporters."
)

DIFFERENT = [
    (
        "rates",
        f"One crown was worth 0.91 dollars on Monday. {NOTICE}",
        f"One crown was worth 0.92 dollars on Tuesday. {NOTICE}",
    ),
    (
        "cases",
        f"The ward counted 214 new cases and 3 deaths. {NOTICE}",
        f"The ward counted 198 new cases and 5 deaths. {NOTICE}",
    ),
    (
        "numbers in words",
        f"He was jailed for four years and fined. {NOTICE}",
        f"He was jailed for five years and fined. {NOTICE}",
    ),
    ("names", f"Nora Northwood of Marlow Bay has died. {NOTICE}", f"Edwin Eastman of Marlow Bay has died. {NOTICE}"),
    (
        "places",
        f"A warning of wind holds for Norhaven from 6 am. {NOTICE}",
        f"A warning of wind holds for Carrow from noon. {NOTICE}",
    ),
    (
        "de",
        "In Talheim wurden am Montag 11 Fälle gezählt, teilte das Amt mit.",
        "In Auhagen wurden am Dienstag 8 Fälle gezählt, teilte das Amt mit.",
    ),
    (
        "fr",
        "Le taux du lundi est de 3,5 pour cent, selon la banque.",
        "Le taux du mardi est de 3,7 pour cent, selon la banque.",
    ),
    (
        "es",
        "La bolsa cerró el lunes con una subida de tres puntos.",
        "La bolsa cerró el martes con una subida de cinco puntos.",
    ),
    ("ru", "В понедельник в области выявлено 120 случаев гриппа.", "Во вторник в области выявлено 98 случаев гриппа."),
    ("uk", "У понеділок в області виявлено 120 випадків грипу.", "У середу в області виявлено 98 випадків грипу."),
    ("pl", "W poniedziałek kurs wynosił 4,31 złotego.", "We wtorek kurs wynosił 4,35 złotego."),
    (
        "zh",
        "中心公布第2031期开奖结果，红球为03和07，一等奖开出七注。",
        "中心公布第2032期开奖结果，红球为01和09，一等奖开出四注。",
    ),
    ("zh numerals", "本市昨日新增病例三十二例，其中重症五例。", "本市昨日新增病例四十一例，其中重症二例。"),
    ("ja", "県は5日、新たに32人の感染を確認したと発表した。", "県は6日、新たに41人の感染を確認したと発表した。"),
    ("ko", "시는 5일 확진자가 32명 늘었다고 밝혔다.", "시는 6일 확진자가 41명 늘었다고 밝혔다."),
    ("tr", "Pazartesi günü kur 32,1 liraydı.", "Salı günü kur 32,4 liraydı."),
    ("ordinals", f"The team came third. {NOTICE}", f"The team came fifth. {NOTICE}"),
    ("compounds", f"Police held twenty-one people. {NOTICE}", f"Police held twenty-four people. {NOTICE}"),
    ("millions", f"The bridge cost 5 million. {NOTICE}", f"The bridge cost 5 billion. {NOTICE}"),
    ("currency", f"The bridge cost $5. {NOTICE}", f"The bridge cost €5. {NOTICE}"),
    ("sides", f"Gales come from the north. {NOTICE}", f"Gales come from the south. {NOTICE}"),
    ("outcomes", f"Rovers won at home. {NOTICE}", f"Rovers lost at home. {NOTICE}"),
    ("a negation", f"She was found guilty. {NOTICE}", f"She was found not guilty. {NOTICE}"),
    ("names with ages", f"Nora Holm (81) – a teacher. {NOTICE}", f"Edwin Falk (77) – a farmer. {NOTICE}"),
    ("de compounds", "Es gab einundzwanzig Verletzte, hieß es.", "Es gab vierundzwanzig Verletzte, hieß es."),
    ("de ordinals", "Es ist der dritte Tag der Suche.", "Es ist der vierte Tag der Suche."),
    ("fr words", "Il avait soixante-dix ans ce jour-là.", "Il avait quatre-vingts ans ce jour-là."),
    ("ru cases", "Его приговорили к четырём годам.", "Его приговорили к шести годам."),
    ("ru months", "Мост закроют в январе.", "Мост закроют в марте."),
    ("uk cases", "Його засудили до чотирьох років.", "Його засудили до п’яти років."),
    ("pl cases", "Rannych zostało czterech mężczyzn.", "Rannych zostało pięciu mężczyzn."),
    ("cs", "Byl odsouzen na čtyři roky.", "Byl odsouzen na pět let."),
    ("el", "Καταδικάστηκε σε τέσσερα χρόνια.", "Καταδικάστηκε σε πέντε χρόνια."),
    ("fi", "Hänet tuomittiin neljäksi vuodeksi.", "Hänet tuomittiin viideksi vuodeksi."),
    ("hu", "A bíróság négy évre ítélte.", "A bíróság öt évre ítélte."),
    ("he", "הוא נידון לארבע שנות מאסר.", "הוא נידון לחמש שנות מאסר."),
    ("fa", "او به چهار سال زندان محکوم شد.", "او به پنج سال زندان محکوم شد."),
    ("hi", "अदालत ने उसे चार साल की सज़ा सुनाई।", "अदालत ने उसे पाँच साल की सज़ा सुनाई।"),
    ("hi digits", "जिले में १२ नए मामले मिले।", "जिले में १५ नए मामले मिले।"),
    ("th", "ศาลสั่งจำคุกสี่ปี", "ศาลสั่งจำคุกห้าปี"),
    ("vi", "Có ba người bị thương.", "Có sáu người bị thương."),
    ("id", "Ia dihukum empat tahun penjara.", "Ia dihukum lima tahun penjara."),
    ("zh names", "原教师王建国因病去世。", "原教师李红梅因病去世。"),
    ("zh places", "大风预警适用于海安县。", "大风预警适用于临江县。"),
    ("zh levels", "气象台发布蓝色预警。", "气象台发布橙色预警。"),
    ("ja weekdays", "会議は月曜日に開かれる。", "会議は水曜日に開かれる。"),
    ("ja katakana", "台風はフィリピンに近づいている。", "台風はベトナムに近づいている。"),
    ("ko words", "이 사고로 다섯 명이 다쳤다.", "이 사고로 여섯 명이 다쳤다."),
    ("ko weekdays", "회의는 월요일에 열린다.", "회의는 수요일에 열린다."),
    ("ko places", "강풍 경보는 해안군에 내려졌다.", "강풍 경보는 임강군에 내려졌다."),
    ("ar", "سجلت المدينة 12 حالة يوم 3 مايو.", "سجلت المدينة 15 حالة يوم 4 مايو."),
]
COPIES = [
    ("the same", STORY, STORY),
    ("typography", STORY.replace("hurt,", "hurt –"), STORY.replace("A freight", "A  freight").upper()),
    ("wording", STORY, STORY.replace("spilled", "poured").replace("told reporters", "told the press")),
    ("spelt numbers", f"Four people were hurt. {STORY}", f"4 people were hurt. {STORY}"),
    ("thousands", f"It carried 1,200 tonnes. {STORY}", f"It carried 1200 tonnes. {STORY}"),
    ("a label with a date", f"Updated: 3 March, 10:15\n\n{STORY}", f"Updated: 4 March, 09:40\n\n{STORY}"),
    ("a paragraph left out", STORY, STORY.split("\n\n")[0]),
    ("a full-width number", "会议于12日举行，市民可以参加。", "会议于１２日举行，市民可以参加。"),
    ("punctuation", "会议于12日举行,市民可以参加", "会议于12日举行，市民可以参加。"),
    ("compounds", f"They held twenty-four people. {STORY}", f"They held 24 people. {STORY}"),
    ("spellings", f"The e-mail cost 2 per cent. {STORY}", f"The email cost 2%. {STORY}"),
    (
        "abbreviations",
        f"It began on Sept. 3 in the U.S. fleet. {STORY}",
        f"It began on September 3 in the US fleet. {STORY}",
    ),
    ("quotes", f"It’s “over” – he left. {STORY}", f'It\'s "over" — he left. {STORY}'),
    ("spaces in numbers", f"It cost 1 000 crowns. {STORY}", f"It cost 1,000 crowns. {STORY}"),
    ("accents", "Le président Éric Dupré a parlé.", "Le president Eric Dupre a parlé."),
    ("umlauts", "Die Strasse nach Mueller ist gesperrt.", "Die Straße nach Müller ist gesperrt."),
    ("ru ё", "Её счёт ещё открыт, сказал он.", "Ее счет еще открыт, сказал он."),
    ("uk apostrophes", "У п'ятницю приїхали п'ять людей.", "У п’ятницю приїхали п’ять людей."),
    ("zh numerals", "共有12人受伤，警方说。", "共有十二人受伤，警方说。"),
    ("zh scripts", "警方說，會議於十二日舉行。", "警方说，会议于12日举行。"),
    ("zh particles", "会议将于十二日举行。", "会议将在十二日举行。"),
    ("ko spaces", "수치는 수정될 수 있다고 했다.", "수치는 수정될 수있다고 했다."),
    ("bylines", f"By Jane Carter\n\n{STORY}", f"By Staff Reporter\n\n{STORY}"),
    ("datelines", f"NORHAVEN (Wire) - {STORY}", f"CARROW (Agency) — {STORY}"),
    ("agencies", f"{STORY} (AP)", f"{STORY} Reuters"),
    ("sources", f"{STORY}\n\nSource: The Tide", f"{STORY}\n\nSource: Norhaven Post"),
    ("other sites", f"{STORY}\n\nRead more in the Marlow Herald", f"{STORY}\n\nFollow the Norhaven Post on Saturday"),
    ("notices", f"{STORY}\n\n© 2025 The Tide.", f"{STORY}\n\n© 2026 Norhaven Post."),
    (
        "a word of de",
        "Die Straße wird im Herbst gesperrt, sagte er.",
        "Die Straße wird im Herbst gesperrt, erklärte er.",
    ),
]
VERSIONS = [
    ("one number corrected", f"The storm killed 11 people. {STORY}", f"The storm killed 8 people. {STORY}"),
    (
        "a paragraph added",
        STORY,
        f"{STORY}\n\nThe union of drivers had warned of the state of the switches in a letter.",
    ),
]


@pytest.mark.parametrize(("name", "one", "other"), DIFFERENT, ids=[row[0] for row in DIFFERENT])
def test_other_facts_make_another_story(name: str, one: str, other: str) -> None:
    for before, after in ((one, other), (other, one)):
        relation = relate(before, after)
        assert relation.kind in (DISTINCT, VERSION)
        assert relation.differs


@pytest.mark.parametrize(("name", "one", "other"), COPIES, ids=[row[0] for row in COPIES])
def test_another_wording_makes_none(name: str, one: str, other: str) -> None:
    assert relate(one, other) == (COPY, ())


@pytest.mark.parametrize(("name", "one", "other"), VERSIONS, ids=[row[0] for row in VERSIONS])
def test_an_update_is_a_version(name: str, one: str, other: str) -> None:
    assert relate(one, other).kind == VERSION


def test_a_copy_of_a_document_that_is_no_copy_itself_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = {
        day: f"One crown was worth 0.9{n} dollars on {day}. {NOTICE * 2}" for n, day in enumerate(("Monday", "Tuesday"))
    }
    texts["Tuesday again"] = texts["Tuesday"].upper()
    lines = [json.dumps({"id": id, "text": text}) for id, text in texts.items()]
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n")
    assert main(["run", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "out")]) == 0
    assert "1 copy left out; 1 near-duplicate marked" in capsys.readouterr().err
    manifest = (tmp_path / "out/.cleanse/manifest.jsonl").read_text().splitlines()
    rows: dict[str, Any] = {row["id"]: row for row in map(json.loads, manifest)}
    stays = {id for id, row in rows.items() if row["output"]}
    assert len(stays) == 2
    (left_out,) = set(rows) - stays
    assert rows[left_out]["duplicate_of"].startswith("Tuesday")
    assert (rows[left_out]["relation"], "differs" in rows[left_out]) == ("copy", False)
    (other,) = [row for id, row in rows.items() if row["relation"] == "distinct"]
    assert other["output"] == "in.jsonl"
    assert len(other["differs"]) == 2
    assert main(["restore", str(tmp_path / "out"), "-o", str(tmp_path / "back")]) == 0
    assert (tmp_path / "back/in.jsonl").read_bytes() == (tmp_path / "in.jsonl").read_bytes()


CASES = (
    "The ministry said that {} new cases were counted on Monday in the northern province, where hospitals have opened "
    "more rooms and the schools stay closed until the end of the month, as the governor had asked for in a letter."
)


@pytest.mark.parametrize("templates", ["cut", "keep"])
@pytest.mark.parametrize("filters", [None, ()], ids=["all", "none"])
def test_a_bulletin_stays_whatever_else_a_run_does(
    tmp_path: Path, templates: str, filters: tuple[str, ...] | None
) -> None:
    records = [{"id": "a", "text": CASES.format(120)}, {"id": "b", "text": CASES.format(345)}]
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    source.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    run([source], out, Settings(filters=filters), RunSettings(threshold=0.5, jobs=1, templates=templates))
    rows = [json.loads(line) for line in (out / ".cleanse/manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["relation"] for row in rows].count("version") == 1
    assert all(row["output"] for row in rows)


def test_the_copy_with_the_earlier_date_is_kept(tmp_path: Path) -> None:
    records = [
        {"id": "late", "date": "2024-05-03", "text": CASES},
        {"id": "early", "date": "2024-05-01", "text": CASES},
    ]
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    source.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    run([source], out, Settings(), RunSettings(jobs=1))
    rows = [json.loads(line) for line in (out / ".cleanse/manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["duplicate_of"] for row in rows] == ["early", None]
