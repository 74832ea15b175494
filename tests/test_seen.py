"""What a person sees of a page: its lines in an explanation, a diff and a report, never its source."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from cleanse import Cleaner
from cleanse.cli.explaining import Shown
from cleanse.cli.main import main
from cleanse.settings import ConfigError

Capture = pytest.CaptureFixture[str]
ROOT = Path(__file__).parents[1]

PAGE = """<html><head><title>Bridge stays shut</title></head><body><ul class=menu><li><a href="/">Home</a></li>
<li><a href="/s">Sport</a></li></ul><h1>Bridge stays shut</h1><p>By Anna Holm</p>
<p>The river rose by two metres during the night and\u200b flooded parts of the old town, the mayor said on Monday, and
two bridges were closed to all traffic.</p><p>Engineers want to inspect the piers as soon as the water has fallen,
which may take until the end of the week, a spokeswoman said.</p>
<p>Share on Facebook</p><footer><a href="/i">Imprint</a></footer></body></html>"""
KEPT = ["Bridge stays shut", "The river rose", "Engineers want"]
DROPPED = ["Home", "Sport", "By Anna Holm", "Share on Facebook", "Imprint"]

CHINESE = """<html><head><title>大桥继续封闭</title></head>
<body><ul><li><a href="/">首页</a></li><li><a href="/s">体育</a>
</li></ul><h1>大桥继续封闭</h1><p>记者从市政府获悉，受连日暴雨影响，河水一夜之间上涨两米，老城区部分街道被淹，两座大桥已于周一凌晨对所有车辆和行人封闭，恢复通行时间
另行通知。</p><p>工程人员表示，待水位回落后将立即检查桥墩的安全状况，预计需要到本周末才能完成，届时将公布检测结果。</p>
<div>分享到：微信 微博 QQ空间</div><footer>版权所有 湖区日报</footer></body></html>"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("page.html").write_text(PAGE, encoding="utf-8")
    Path("zh.html").write_text(CHINESE, encoding="utf-8")
    return tmp_path


def rows(capsys: Capture, *words: str) -> list[dict[str, Any]]:
    assert main(["explain", *words, "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_lines_of_a_page_are_listed_in_order_each_kept_or_dropped(here: Path, capsys: Capture) -> None:
    first, *others = rows(capsys, "page.html")
    assert (first["rule"], first["kept"]) == ("markup/rendered", None)
    lines = [row for row in others if row["kept"] is not None]
    assert [row["line"] for row in lines] == list(range(1, len(lines) + 1))
    assert [row["before"][:14] for row in lines if row["kept"]] == [line[:14] for line in KEPT]
    assert [row["before"] for row in lines if not row["kept"]] == DROPPED
    assert all(bool(row["rule"]) != row["kept"] and "\n" not in row["before"] for row in lines)
    assert all(row["score"] is not None for row in lines if row["rule"] == "markup/model")
    (within,) = [row for row in others if row["kept"] is None]
    assert (within["rule"], within["before"]) == ("characters/invisible", "\u200b")


def test_it_is_the_same_in_the_output_of_a_run(here: Path, capsys: Capture) -> None:
    fresh = rows(capsys, "page.html")
    assert main(["run", "page.html", "-o", "out", "-q"]) == 0
    of_run = rows(capsys, "out/page.html.txt")
    assert [{name: row[name] for name in fresh[0]} for row in of_run] == fresh


def test_a_page_left_alone_says_why(here: Path, capsys: Capture) -> None:
    Path("a.html").write_text("".join(f"<p>{n}" for n in range(20_001)), encoding="utf-8")
    assert main(["explain", "a.html"]) == 0
    out = capsys.readouterr().out
    assert "20,001 lines, 20,001 kept; confidence 0.00" in out
    assert "markup/left-alone" in out


@pytest.mark.parametrize("page", [PAGE, CHINESE], ids=["latin", "wide"])
def test_a_terminal_of_80_columns_shows_a_row_a_line(page: str, tmp_path: Path) -> None:
    with (tmp_path / "shown").open("w+", encoding="utf-8") as file:
        console = Console(file=file, width=80, force_terminal=True, color_system=None)
        Shown(console, format="text").add("page.html", Cleaner().clean(page, id="page.html"))
        file.seek(0)
        shown = file.read().splitlines()
    table = [line for line in shown if re.match(r" *\d+ (?:kept|drop) ", line)]
    assert max(map(cell_len, table)) <= 80
    assert any(line.endswith("…") and cell_len(line) >= 79 for line in table)
    # all texts begin in one column, whatever the width of their characters
    begins = {cell_len(line[: re.search(r"(?<=  )\S[^ ]*(?: \S+)*$", line).start()]) for line in table}  # type: ignore[union-attr]
    assert len(begins) == 1
    assert not any("\\n" in line for line in shown)
    assert unicodedata.east_asian_width("桥") == "W"


def test_a_rule_with_a_long_name_leaves_room_for_the_lines(tmp_path: Path) -> None:
    (tmp_path / "lake.toml").write_text('site = "a-very-long-name-of-a-newspaper.example"\ndrop_xpath = ["//ul"]\n')
    cleaner = Cleaner(rules=[tmp_path / "lake.toml"])
    result = cleaner.clean(PAGE, id="page.html", source="a-very-long-name-of-a-newspaper.example")
    with (tmp_path / "shown").open("w+", encoding="utf-8") as file:
        Shown(Console(file=file, width=80, force_terminal=True, color_system=None), format="text").add("a", result)
        file.seek(0)
        (home,) = [line for line in file.read().splitlines() if line.endswith("Home")]
    assert re.fullmatch(r"1 drop …\S*drop_xpath-1  Home", home)


def test_a_removed_line_of_a_text_is_shown_without_its_line_break(here: Path, capsys: Capture) -> None:
    Path("a.txt").write_text(f"{'The river rose again. ' * 9}\nShare on Facebook\n{'It fell on Monday. ' * 9}\n")
    assert main(["explain", "a.txt"]) == 0
    assert "a.txt:2:1: boilerplate/en/share Share on Facebook  (" in capsys.readouterr().out
    (row,) = rows(capsys, "a.txt")
    assert (row["line"], row["before"], row["after"], row["kept"]) == (2, "Share on Facebook", "", False)


def test_a_diff_of_a_page_is_of_its_text(here: Path, capsys: Capture) -> None:
    assert main(["check", "page.html", "--diff"]) == 1
    out = capsys.readouterr().out
    removed = re.findall(r"\[-(.*?)-\]", out)
    assert [line for line in DROPPED if line in removed] == DROPPED
    assert not re.search("</?(?:p|li|html|body|a)", out)
    record = json.dumps({"id": "a", "text": PAGE}) + "\n"
    Path("r.jsonl").write_text(record, encoding="utf-8")
    assert main(["check", "r.jsonl", "--diff"]) == 1
    out = capsys.readouterr().out
    assert "[-Sport-]" in out
    assert "<li>" not in out


def test_the_report_shows_lines_in_place_and_documents_in_doubt(here: Path) -> None:
    links = "".join(f"<div><a href=/{n}>Item {n} of the list</a></div>" for n in range(30))
    Path("in").mkdir()
    Path("in/doubt ful#1.html").write_text(f"<html><body>{links}</body></html>", encoding="utf-8")
    Path("in/page.html").write_text(PAGE, encoding="utf-8")
    Path("in/alone.txt").write_text("Home\nNews\nSport\nShare on Facebook\n© 2025 A. All rights reserved.\nImprint\n")
    Path("in/clean.txt").write_text("The river rose.\n")
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    report = Path("out/.cleanse/report.html").read_text(encoding="utf-8")
    losses = report.split('id="losses"')[1].split("</section>")[0]
    assert "page.html" in losses
    of_page = losses.split("<bdi>page.html.txt")[1].split("</details>")[0]
    assert re.search(
        r"<del[^>]*>Sport↵\n</del>Bridge stays shut\n.*<del[^>]*>By Anna Holm↵\n</del>The river", of_page, re.DOTALL
    )
    # each line with its rule, lines one after the other too
    assert re.search(
        "en/share.*<del[^>]*>.*Share on Facebook.*</del>.*en/legal-links.*<del[^>]*>Imprint", of_page, re.DOTALL
    )
    doubts = report.split('id="doubts"')[1].split("</section>")[0]
    names = re.findall(r"<summary class=\"row\"><span>(?:<a[^>]*>)?<bdi>(.*?)</bdi>", doubts)
    assert names == ["alone.txt", "doubt ful#1.html", "page.html"]
    assert "too many to believe" in doubts
    assert 'href="../doubt%20ful%231.html.txt"' in doubts
    assert re.search(r"<dt>(kept|dropped) 0\.\d+</dt>", doubts)  # a line in doubt, whichever the weights doubt


def test_what_a_rule_for_elements_keeps_stays_when_templates_go(here: Path) -> None:
    """The lines of these elements can be told by nothing in the text, and are on every page of the site."""
    rules = 'site = "lake.example"\nkeep_xpath = ["//p[@class=\'creed\']"]\n'
    Path("rules").mkdir()
    Path("rules/lake.toml").write_text(rules, encoding="utf-8")
    creed = "The Lake Courier reports without fear and without favour since the year of the great flood"
    other = "Every reader of this paper is also a friend of the lake and of all who live around it"
    stories = [
        f"Story {n}: the ferry number {n * 7} left the harbour at {n} in the morning with {n * 3} passengers on board, "
        f"and its captain, who is {n + 30} years old, said that the lake was as calm as it had been in {1900 + n}. "
        for n in range(1, 13)
    ]
    rows = [
        {
            "id": str(n),
            "url": f"https://lake.example/{n}",
            "text": f"<html><body><h1>Ferry {n} of the year</h1><p>{story * 2}</p><p>{story[::-1]}.</p>"
            f"<p class=creed>{creed}</p><p class=other>{other}</p></body></html>",
        }
        for n, story in enumerate(stories)
    ]
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    words = ["run", "in.jsonl", "-q", "--duplicates", "keep", "--filters", "markup,boilerplate,repeats"]
    assert main([*words, "-o", "without"]) == 0
    without = Path("without/in.jsonl").read_text(encoding="utf-8")
    assert main([*words, "-o", "with", "--rules", "rules"]) == 0
    kept = Path("with/in.jsonl").read_text(encoding="utf-8")
    assert without.count(creed) == 0
    assert kept.count(creed) == 12
    assert kept.count(other) == 0
    assert main(["restore", "with", "-o", "back"]) == 0
    assert Path("back/in.jsonl").read_bytes() == Path("in.jsonl").read_bytes()


def test_an_own_rule_may_not_have_the_name_of_a_rule_of_the_package(tmp_path: Path) -> None:
    path = tmp_path / "en.toml"
    path.write_text('[[rule]]\nname = "share"\nphrases = ["ferry row"]\n')
    with pytest.raises(ConfigError, match="rule 'en/share': cleanse has one of that name itself; name it otherwise"):
        Cleaner(rules=[path])
    path.write_text('[[rule]]\nname = "share-of-ours"\nphrases = ["ferry row"]\n')
    assert Cleaner(rules=[path]).clean("Ferry row").text == "Ferry row"


def test_the_examples_of_the_documentation_have_the_fields_that_there_are(here: Path, capsys: Capture) -> None:
    text = (ROOT / "docs/review.md").read_text(encoding="utf-8")
    explained, reviewed = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL))
    rows_now = rows(capsys, "page.html")
    assert explained.keys() == rows_now[0].keys()
    named = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", text, re.M)))
    assert set(named) == explained.keys() | reviewed.keys()
    Path("in").mkdir()
    Path("in/page.html").write_text(PAGE, encoding="utf-8")
    assert main(["run", "in", "-o", "out", "-q", "--review", "1"]) == 0
    (row,) = [json.loads(line) for line in Path("out/.cleanse/review.jsonl").read_text().splitlines()]
    assert row.keys() == reviewed.keys()
