"""The character model knows language from noise."""

from __future__ import annotations

import random
from importlib.resources import files

import pytest

from cleanse.decoding.character_model import model

SENTENCES = {
    "English": "The council will vote on the new railway line next week.",
    "German": "Der Stadtrat stimmt nächste Woche über die neue Bahnstrecke ab.",
    "Polish": "Rada miasta zagłosuje w przyszłym tygodniu nad nową linią kolejową.",
    "Turkish": "Belediye meclisi gelecek hafta yeni demiryolu hattını oylayacak.",
    "Vietnamese": "Hội đồng thành phố sẽ bỏ phiếu về tuyến đường sắt mới vào tuần tới.",
    "Russian": "Городской совет на следующей неделе проголосует по новой железной дороге.",
    "Greek": "Το δημοτικό συμβούλιο θα ψηφίσει για τη νέα σιδηροδρομική γραμμή.",
    "Hebrew": "מועצת העיר תצביע בשבוע הבא על קו הרכבת החדש.",
    "Arabic": "سيصوت مجلس المدينة الأسبوع المقبل على خط السكة الحديدية الجديد.",
    "Thai": "สภาเมืองจะลงคะแนนเสียงเรื่องทางรถไฟสายใหม่ในสัปดาห์หน้า",
    "Hindi": "नगर परिषद अगले सप्ताह नई रेल लाइन पर मतदान करेगी।",
    "Chinese": "市议会将于下周就新的铁路线进行表决。",
    "Traditional Chinese": "市議會將於下週就新的鐵路線進行表決。",
    "Japanese": "市議会は来週、新しい鉄道路線について採決する。",
    "Korean": "시의회는 다음 주 새로운 철도 노선에 대해 표결한다.",
}


# of Japanese and Korean the model knows single characters only
@pytest.mark.parametrize("language", sorted(SENTENCES.keys() - {"Japanese", "Korean"}))
def test_sentences_are_likelier_than_their_letters_in_any_order(language: str) -> None:
    letters = list(SENTENCES[language])
    random.Random(7).shuffle(letters)
    sentence, shuffled = model().bits([SENTENCES[language], "".join(letters)])
    assert sentence < 0.95 * shuffled


@pytest.mark.parametrize("language", SENTENCES)
def test_sentences_are_likelier_than_what_latin1_makes_of_them(language: str) -> None:
    text = SENTENCES[language]
    sentence, misread = model().bits([text, text.encode().decode("latin-1")])
    assert sentence < misread or text.isascii()


def test_what_a_text_costs_does_not_depend_on_texts_before_it() -> None:
    texts = [*SENTENCES.values(), "", "a", "\ufffd", "\ud800", "😀𠮷"]
    together = model().bits(texts).tolist()
    assert together == [model().bits([text]).tolist()[0] for text in texts]
    assert model().bits([]).tolist() == []


def test_the_table_is_small_and_its_origin_stands_beside_it() -> None:
    folder = files("cleanse.decoding")
    assert len((folder / "characters.npz").read_bytes()) < 2_000_000
    assert "Apache-2.0" in (folder / "ORIGIN.md").read_text(encoding="utf-8")
