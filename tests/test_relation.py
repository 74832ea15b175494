"""What two near-duplicates are to each other, in many languages: pairs that are copies, and pairs that are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleanse.cli.main import main
from cleanse.duplicates.relation import COPY, DISTINCT, VERSION, relate

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
