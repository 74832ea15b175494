"""Which stories that share sentences are of one source: copies of a report are, forms filled in twice are not."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from cleanse.duplicates.one_source import are_of_one_source
from cleanse.duplicates.passages import Story

FORMS = {
    "storm, English": """Storm warning for {0}

The weather service has issued an orange warning of gales for {0}. From {1} on, gusts of {2} to {3} km/h are expected.

Branches may break and tiles may fall from roofs. Railway lines and roads may be blocked by trees for a time.

Residents should stay indoors where they can, keep away from trees, scaffolding and high-voltage lines, and secure
loose objects on balconies and in gardens. Please call the emergency services in emergencies only.""",
    "storm, German": """Sturmwarnung für {0}

Der Wetterdienst warnt vor Sturmböen in {0}. Ab {1} werden Böen mit {2} bis {3} km/h erwartet.

Einzelne Äste können herabstürzen. Bahnstrecken und Straßen können zeitweise durch Bäume blockiert sein.

Anwohner sollten sich möglichst in Gebäuden aufhalten, Abstand zu Bäumen und Gerüsten halten und Gegenstände auf
Balkonen und in Gärten sichern. Der Notruf ist nur für Notfälle da.""",
    "storm, Russian": """Штормовое предупреждение: {0}

По данным метеослужбы, {1} в регионе {0} ожидается усиление ветра до {2} метров в секунду, местами до {3}.

Жителей просят не оставлять автомобили под деревьями, закрыть окна и без необходимости не выходить из дома. Телефон
службы спасения работает круглосуточно, звонок бесплатный для всех операторов связи.""",
    "storm, Chinese": """{0}气象台发布大风橙色预警

{0}气象台{1}发布大风橙色预警信号：受冷空气影响，预计未来一天内，{0}大部分地区将出现{2}级大风，阵风可达{3}级，请注意防范。

防御指南：政府及相关部门按照职责做好防大风应急工作。居民应当关好门窗，妥善安置易受大风影响的室外物品，尽量不要外出。""",
    "rates, Japanese": """{0}市場の為替相場

{1}の{0}外国為替市場の円相場は午後五時現在、前日の同じ時刻に比べて円安の一ドル＝{2}円で取引されている。対ユーロでは{3}円だった。

市場関係者は「当面は方向感の乏しい展開が続くとみられるが、要人の発言や経済指標の発表には注意する必要がある」と話している。""",
    "cases, Korean": """{0} 신규 확진자 {2}명

{0}시는 {1} 0시 기준으로 신규 확진자가 {2}명 발생해 누적 확진자는 {3}명으로 늘었다고 밝혔다.

시 관계자는 마스크 착용과 손 씻기 등 개인 방역 수칙을 지켜 달라고 당부했다. 증상이 있으면 가까운
선별진료소에서 검사를 받아 달라고 말했다.""",
}
FILLED = [
    ("Northshire", "Monday 14:00", "80", "105"),
    ("Eastmark", "Thursday 06:00", "95", "120"),
]
BY_SCRIPT = {
    "Russian": [("Северск", "3 мая", "20", "25"), ("Заречье", "14 мая", "22", "28")],
    "Chinese": [("海州", "3日14时", "7", "9"), ("临江", "14日8时", "8", "11")],
    "Japanese": [("東京", "三日", "151.20", "163.75"), ("大阪", "十四日", "149.85", "161.30")],
    "Korean": [("서울", "3일", "412", "10,233"), ("부산", "14일", "87", "4,102")],
}

REPORT = """Fire destroys warehouse in Norhaven

A fire destroyed a warehouse on the docks of Norhaven early on Tuesday, injuring three firefighters. The fire broke out
at about 2 a.m. and spread to two neighbouring buildings, the fire service said. About 120 people had to leave their
homes. The cause is not known yet; the police have opened an inquiry."""
COPIES = {
    "two of four sentences": """Warehouse burns down

A fire destroyed a warehouse on the docks of Norhaven early on Tuesday, injuring three firefighters. Our reporter saw
smoke over the harbour at noon, and traffic was diverted through the old town until the evening. About 120 people
had to leave their homes. Schools nearby stayed closed, and the mayor thanked all helpers for their work.""",
    "cut": "\n".join(REPORT.split("\n")[:4]),
    "numbers brought up to date": REPORT.replace("three", "five").replace("120", "150")
    + " The owner, a shipping company, said that the hall had been empty since spring and was to be pulled down soon.",
}
QUOTATIONS = {
    "English": "“We will not leave this valley, not for money and not for any law of the capital,” he said.",
    "French": "« Nous ne quitterons pas cette vallée, ni pour de l'argent ni pour une loi de la capitale », dit-il.",
    "German": "„Wir werden dieses Tal nicht verlassen, weder für Geld noch für ein Gesetz der Hauptstadt“, sagte er.",
    "Chinese": "“我们不会离开这个山谷，无论是为了钱，还是为了首都的任何法律，我们都会留在祖先的土地上，”农民说。",
}


def filler(seed: int, count: int) -> str:
    """Sentences of made-up words, the same ones for a seed."""
    dice = random.Random(seed)
    words = ["".join(dice.choices(("ba", "ke", "lo", "mi", "tu", "sha", "ren"), k=3)) for _ in range(count)]
    return " ".join(words).capitalize() + "."


def of_one_source(one: str, other: str) -> bool:
    found = are_of_one_source(Story(one), Story(other))
    assert found == are_of_one_source(Story(other), Story(one)), "it is the same from both sides"
    return found


@pytest.mark.parametrize("name", FORMS)
def test_a_form_filled_in_twice_is_not_one_source(name: str) -> None:
    one, other = BY_SCRIPT.get(name.split()[-1], FILLED)
    assert not of_one_source(FORMS[name].format(*one), FORMS[name].format(*other))


def test_a_questionnaire_is_not_one_source() -> None:
    questions = (
        "We asked what they would do if they were elected to the council this year.",
        "What is the first thing that has to change in your part of the town?",
        "Which of your opponents do you respect, and for what do you respect them?",
        "All answers are printed as they were given, and were not edited in any way.",
    )
    answers = ([filler(seed, 25) for seed in range(first, first + 4)] for first in (0, 10))
    one, other = ("\n".join(line for pair in zip(questions, said, strict=True) for line in pair) for said in answers)
    assert not of_one_source(one, other)


@pytest.mark.parametrize("language", QUOTATIONS)
def test_a_quotation_is_not_one_source(language: str) -> None:
    said = QUOTATIONS[language]
    assert not of_one_source(f"{filler(1, 20)} {said} {filler(2, 30)}", f"{filler(3, 30)} {said} {filler(4, 20)}")


@pytest.mark.parametrize("name", COPIES)
def test_a_copied_report_is_one_source(name: str) -> None:
    assert of_one_source(REPORT, COPIES[name])


def test_stories_without_words_in_common() -> None:
    texts = ["", "one", filler(1, 100), filler(2, 100), FORMS["storm, Chinese"], REPORT]
    assert not any(of_one_source(one, other) for one, other in combinations(texts, 2))
