"""Boxes between and below the paragraphs of a page's article go; what only has a like name or heading stays."""

from __future__ import annotations

import pytest
from news_pages import STORIES, page, paragraphs

from cleanse import Cleaner

CLEANER = Cleaner()

BOXES = [
    ("en", "<div class='newsletter-signup'><h3>The tide table</h3><p>What you need, every weekday.</p></div>"),
    ("de", "<div class='newsletter'><h3>Der Tag am Hafen</h3><p>Jeden Morgen das Wichtigste per Mail.</p></div>"),
    ("en", "<div class=donate><p>We need your help to keep the lights on. Give what you can today.</p></div>"),
    ("en", "<div class='author-bio'><p>Jane Doe has written about ports and lamps for twenty years.</p></div>"),
    ("en", "<aside id=relatedStories><h4>Elsewhere</h4><p><a href=/1>Ferry strike enters second week</a></p></aside>"),
    ("en", "<section><h3>Related stories</h3><a href=/1>Ferry strike</a><p>Crews voted again.</p></section>"),
    ("es", "<div class=x><h3>Lo más leído</h3><ol><li><a href=/1>La huelga sigue</a></li></ol></div>"),
    ("ru", "<div class=y><h3>Читайте также</h3><p><a href=/1>Забастовка паромов продолжается</a></p></div>"),
    ("fr", "<p><strong>À lire aussi</strong> <a href=/1>La grève des ferries entre dans sa deuxième semaine</a></p>"),
    ("en", "<p>Les også <a href=/1>Ferjestreiken går inn i sin andre uke</a></p>"),
    ("zh", "<p>相关阅读 <a href=/1>渡轮罢工进入第二周，船员再次投票</a></p>"),
    ("ja", "<p>【関連記事】<a href=/1>フェリーのストライキ続く</a></p>"),
    ("ko", "<p>[관련기사] <a href=/1>여객선 파업 이 주째 이어져</a></p>"),
    ("zh", "<div>分享让更多人看到</div><div>【打印本页】【关闭窗口】</div>"),
    ("en", "<div class=ad-row><span>Advertisement</span> · <a href=/p>Remove ads</a></div>"),
    ("en", "<div><h4>Social Sharing</h4><ul><li><a href=#>Facebook</a></li><li><a href=#>Email</a></li></ul></div>"),
    ("ko", "<p>■ 제보하기<br>▷ 카카오톡 : '바위' 검색<br>▷ 전화 : 02-123-4567</p>"),
]


@pytest.mark.parametrize(("language", "box"), BOXES)
@pytest.mark.parametrize("place", ["between", "below", "after"])
def test_a_box_goes(language: str, box: str, place: str) -> None:
    story = STORIES[language]
    lines = story["story"]
    source = {
        "between": page(language, f"{paragraphs(lines[:2])}{box}{paragraphs(lines[2:])}"),
        "below": page(language, paragraphs(lines) + box),
        "after": page(language, paragraphs(lines), after=box),
    }[place]
    result = CLEANER.clean(source, media_type="text/html")
    assert result.text.split("\n") == [story["title"], *lines]
    assert result.restore() == source


STORY = STORIES["en"]["story"]
STAY = [
    f"<div class=newsletter>{paragraphs(STORY)}</div>",
    f"<div class='related-content'>{paragraphs(STORY)}</div>",
    f"{paragraphs(STORY[:2])}<p>See also <a href=/1>the chart</a>, which has been clear for a hundred years.</p>"
    + paragraphs(STORY[2:]),
    f"{paragraphs(STORY[:2])}<p>Also <a href=/1>the coast guard</a></p>{paragraphs(STORY[2:])}",
    f"{paragraphs(STORY[:2])}<div><h3>Related</h3>{paragraphs(STORY[2:])}</div>",
]


@pytest.mark.parametrize("body", STAY)
def test_an_article_of_such_a_name_or_a_link_in_a_sentence_stays(body: str) -> None:
    text = CLEANER.clean(page("en", body), media_type="text/html").text
    assert [line for line in text.split("\n") if line in STORY] == STORY
    for part in ("See also the chart", "Also the coast guard"):
        assert (part in text) is (part.split(" the ")[0] in body)
