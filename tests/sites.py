"""Made-up sites: pages of sentences drawn from a few parts, in several languages, with a template around them."""

from __future__ import annotations

import random
from typing import NamedTuple

PARTS = {
    "en": (
        (
            "The harbour office",
            "A spokeswoman for the town",
            "The volunteer fire brigade",
            "The new museum",
            "A farmer",
        ),
        ("announced on Monday", "denied last week", "said after the meeting", "confirmed in a letter", "explained"),
        ("that the old bridge", "that the ferry terminal", "that the weekly market", "that the northern school"),
        ("would close for repairs.", "needs a second survey.", "cost twice as much.", "reopens before winter."),
    ),
    "de": (
        ("Der Gemeinderat", "Die Feuerwehr", "Eine Anwohnerin", "Der Heimatverein", "Das Landratsamt"),
        ("teilte am Dienstag mit,", "bestätigte auf Anfrage,", "betonte in der Sitzung,", "schrieb im Jahresbericht,"),
        ("dass die Brücke", "dass der Wochenmarkt", "dass das Freibad", "dass die Grundschule", "dass der Radweg"),
        ("im Herbst saniert wird.", "vorerst geschlossen bleibt.", "doppelt so teuer wird.", "bald wieder öffnet."),
    ),
    "es": (
        ("El ayuntamiento", "La portavoz del puerto", "Una vecina del barrio", "El club de remo", "La cooperativa"),
        ("anunció el lunes", "confirmó por la tarde", "explicó en la reunión", "negó la semana pasada"),
        ("que el puente viejo", "que el mercado semanal", "que la escuela norte", "que la línea de autobús"),
        ("cerrará por obras.", "costará el doble.", "abrirá antes del invierno.", "necesita otro estudio."),
    ),
    "ru": (
        ("Городской совет", "Служба порта", "Директор музея", "Жительница посёлка", "Пожарная часть"),
        ("сообщила в понедельник,", "подтвердил вечером,", "объяснила на собрании,", "написал в отчёте,"),
        ("что старый мост", "что рынок у вокзала", "что северная школа", "что паромный причал"),
        ("закроют на ремонт.", "обойдётся вдвое дороже.", "откроют до зимы.", "проверят ещё раз."),
    ),
    "zh": (
        ("市交通局", "港口管理处的发言人", "新建的博物馆", "一位退休的老教师", "镇消防队"),
        ("周一发布公告表示，", "在昨天的会议上说，", "在给居民的信中确认，", "向记者详细解释说，"),
        ("河上的那座旧桥", "每周一次的农贸市场", "城北的小学", "通往岛屿的渡轮码头"),
        ("将关闭三个月进行维修。", "的费用比原计划高出一倍。", "会在冬天之前重新开放。", "还需要进行第二次检查。"),
    ),
    "ja": (
        ("市の交通局は", "港湾事務所の担当者は", "新しい博物館は", "町の消防団は", "近くの農家は"),
        ("月曜日の発表で、", "昨日の会議の後に、", "住民への手紙の中で、", "取材に対して、"),
        ("川にかかる古い橋が", "毎週の朝市が", "北の小学校が", "島へ向かうフェリー乗り場が"),
        ("改修のために閉鎖されると述べた。", "冬の前に再開すると話した。", "予定の二倍の費用になると認めた。"),
    ),
    "ko": (
        ("시 교통국은", "항만 사무소 대변인은", "새로 지은 박물관은", "마을 소방대는", "이웃 농부는"),
        ("월요일 발표에서", "어제 회의가 끝난 뒤", "주민들에게 보낸 편지에서", "취재진의 질문에"),
        ("강 위의 낡은 다리가", "매주 열리는 시장이", "북쪽의 초등학교가", "섬으로 가는 선착장이"),
        ("보수를 위해 문을 닫는다고 밝혔다.", "겨울 전에 다시 열린다고 말했다.", "비용이 두 배로 든다고 설명했다."),
    ),
    "ar": (
        ("مجلس المدينة", "المتحدثة باسم الميناء", "مدير المتحف الجديد", "فرقة الإطفاء", "أحد المزارعين"),
        ("أعلن يوم الاثنين", "أكد بعد الاجتماع", "أوضح في رسالة إلى السكان", "نفى الأسبوع الماضي"),
        ("أن الجسر القديم", "أن السوق الأسبوعي", "أن المدرسة الشمالية", "أن محطة العبارات"),
        ("سيغلق للصيانة قريبا.", "سيكلف ضعف المبلغ المقرر.", "سيفتح قبل حلول الشتاء.", "يحتاج إلى فحص آخر."),
    ),
}
AROUND = {
    "en": (
        "The Sandbank Gazette, since 1911",
        "Mornings with the Gazette straight to your door",
        "Printed at Old Mill Lane",
    ),
    "de": (
        "Tageblatt für Musterau und Umgebung",
        "Der Musterbrief kommt jeden Morgen zu Ihnen",
        "Druckhaus am Alten Markt",
    ),
    "es": (
        "El Faro de Villanueva, desde 1911",
        "La carta del Faro le llega cada mañana",
        "Imprenta de la calle del Molino",
    ),
    "ru": (
        "Вестник Приморья, основан в 1911 году",
        "Утреннее письмо Вестника для наших друзей",
        "Типография на Мельничной",
    ),
    "zh": (
        "沙洲晚报创办于一九一一年的地方报纸",
        "每天早晨把晚报的消息送到您的手机上",
        "沙洲晚报社印刷厂旧磨坊路承印",
    ),
    "ja": (
        "砂州新報、千九百十一年創刊の地方紙",
        "毎朝の砂州新報だよりをお手元にお届け",
        "旧水車通りの砂州新報印刷所にて",
    ),
    "ko": (
        "모래톱 신문, 천구백십일년에 창간된 지역 신문",
        "매일 아침 모래톱 소식을 문 앞까지",
        "옛 방앗간 길 모래톱 인쇄소에서",
    ),
    "ar": (
        "جريدة الساحل منذ عام ألف وتسعمئة وأحد عشر",
        "رسالة الجريدة تصلكم كل صباح",
        "مطبعة الجريدة في شارع الطاحونة",
    ),
}
JOINT = {"zh": "", "ja": ""}


class Page(NamedTuple):
    headline: str
    body: list[str]


def pages(language: str, count: int, seed: int = 1, paragraphs: int = 5) -> list[Page]:
    """Pages that have little in common with each other: what is drawn at random is so of thousands."""
    dice = random.Random(f"{language}{seed}")
    joint = JOINT.get(language, " ")

    def sentence() -> str:
        return joint.join(dice.choice(part) for part in PARTS[language])

    def paragraph() -> str:
        return f"{joint.join(sentence() for _ in range(3))}{joint}{dice.randrange(10**6)}{joint}{sentence()}"

    return [Page(sentence()[:-1] + f" {n}", [paragraph() for _ in range(paragraphs)]) for n in range(count)]


def written(page: Page, head: list[str], tail: list[str]) -> str:
    return "\n\n".join([*head, page.headline, *page.body, *tail]) + "\n"


def site(language: str, count: int, seed: int = 1) -> list[tuple[str, str]]:
    """Pages with their template, and without."""
    first, *last = AROUND[language]
    return [(written(page, [first], last), written(page, [], [])) for page in pages(language, count, seed)]
