"""The report: it says what the run did, shows hostile texts as text, keeps its size, and is the same every time."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse import edits
from cleanse.filters import CHAIN
from cleanse.model import Change, Edit, Step
from cleanse.pipeline.run import run
from cleanse.record.outputs import OutputRef
from cleanse.report import excerpts, html, pieces, stories, visible
from cleanse.settings import RunSettings, Settings
from cleanse.trace import Trace

FILTERS = ("mojibake", "glosses", "script")
GLOSSED = "武漢經(jīng)開區(qū)創(chuàng)新發(fā)展，經(jīng)濟(jì)開(kāi)發(fā)區(qū)。\n"
SEARCH = (Path(html.__file__).parent / "search.js").read_text(encoding="utf-8")
VOID = {"input", "meta", "wbr", "br"}


ALL = tuple(CHAIN)


def report(folder: Path, files: Mapping[str, str | bytes], filters: tuple[str, ...] = FILTERS, jobs: int = 1) -> str:
    """The report of a run over some files."""
    for name, data in files.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    (folder / "in").mkdir(exist_ok=True)
    run([folder / "in"], folder / "out", Settings(filters), RunSettings(duplicates="keep", jobs=jobs))
    return (folder / "out/.cleanse/report.html").read_text(encoding="utf-8")


def records(number: int, text: str = GLOSSED) -> str:
    return "".join(json.dumps({"id": f"r{n}", "text": f"{n} {text}"}) + "\n" for n in range(number))


class Checker(HTMLParser):
    """Fails where an element is closed that is not the open one; collects what stands in tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag in ("p", "details", "div", "dl", "h2", "h3"):
            assert "p" not in self.open, f"<{tag}> inside <p>"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def checked(page: str) -> Checker:
    checker = Checker()
    checker.feed(page)
    checker.close()
    assert not checker.open
    return checker


def scripts_of(page: str) -> list[str]:
    """What stands in its scripts."""
    return re.findall(r"<script[^>]*>(.*?)</script>", page, re.S)


def without_time(page: str) -> str:
    lines = [line for line in page.splitlines() if 'id="time"' not in line]
    assert len(lines) == len(page.splitlines()) - 1
    return "\n".join(lines)


def test_the_report_says_what_was_done(tmp_path: Path) -> None:
    page = report(tmp_path, {"a.txt": GLOSSED * 3, "b.txt": "Nothing to do here.\n"})
    assert "2 documents cleaned, 1 changed" in page
    assert "2 files" in page
    for part in ("pinyin", "zh-Hans", "a.txt", "(chuàng)", "a reading of 創"):
        assert part in page, part
    assert "<b>mojibake</b> found nothing to change." in page


def test_the_table_of_rules_agrees_with_the_summary(tmp_path: Path) -> None:
    page = report(tmp_path, {"a.txt": GLOSSED, "b.txt": GLOSSED})
    done = json.loads((tmp_path / "out/.cleanse/run.json").read_text(encoding="utf-8"))["summary"]
    glosses = re.findall(r"\([^)]*\)", GLOSSED * 2)
    assert done["rules"]["glosses/pinyin"] == len(glosses)
    assert done["removed"]["glosses/pinyin"] == sum(map(len, glosses))
    assert done["added"].get("glosses/pinyin", 0) == 0
    row = page.split("<span><bdi>pinyin</bdi></span>")[1].split("</h3>")[0]
    assert re.findall(r">([−+]?\d+)<", row) == [str(len(glosses)), "2", f"−{sum(map(len, glosses))}", "0"]


def test_the_report_is_well_formed_html_that_loads_nothing(tmp_path: Path) -> None:
    page = report(tmp_path, {"a.txt": GLOSSED, "r.jsonl": records(30) + "{broken\n", "x.txt": bytes(range(256)) * 9})
    parsed = checked(page)
    tags = {tag for tag, _ in parsed.seen}
    assert not tags & {"link", "img", "iframe", "object", "form", "base"}
    assert scripts_of(page) == [SEARCH]
    allowed = f"script-src 'sha256-{base64.b64encode(hashlib.sha256(SEARCH.encode()).digest()).decode()}'"
    assert f"content=\"default-src 'none'; style-src 'unsafe-inline'; {allowed}\"" in page
    assert not any(name in ("src", "onclick", "onload", "style") for _, attrs in parsed.seen for name in attrs)
    assert all((attrs.get("href") or "#").startswith(("#", "../")) for _, attrs in parsed.seen)
    assert "url(" not in page
    assert "@import" not in page


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>&lt;b&gt;\u202eevil\u202c\u2066\x00\x1b[31m "


def test_the_report_shows_hostile_text_as_text(tmp_path: Path) -> None:
    name = "<script>alert(3)<script>\u202efdp.txt"
    record = {"id": '"><script>alert(4)</script>', "text": HOSTILE + "\ud800 itâ€™s " + GLOSSED}
    files = {name: HOSTILE + "itâ€™s " + GLOSSED, "r.jsonl": json.dumps(record) + "\n{<script>\n"}
    page = report(tmp_path, files)
    parsed = checked(page)
    assert "img" not in {tag for tag, _ in parsed.seen}
    assert scripts_of(page) == [SEARCH]
    assert "<script>alert(3)" in "".join(parsed.texts)
    assert "\u202e" not in page
    assert "\u2066" not in page
    assert "\x00" not in page
    assert "⟨U+202E⟩" in page


def test_the_report_is_the_same_whatever_the_jobs(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "r.jsonl": records(50),
        "a.txt": GLOSSED,
        "é/b.txt": "it’s fine",
        "x.txt": bytes(range(256)) * 9,
    }
    first = report(tmp_path / "one", files)
    second = report(tmp_path / "two", dict(reversed(files.items())), jobs=2)
    assert without_time(first) == without_time(second)


def test_the_report_of_many_documents_stays_small(tmp_path: Path) -> None:
    page = report(tmp_path, {"r.jsonl": records(1_000, "<&\u202e" * 40 + GLOSSED)})
    assert "1,000 documents" in page
    assert len(page.encode()) < 500_000


def test_the_report_of_many_rules_and_long_edits_stays_small(tmp_path: Path) -> None:
    home = tmp_path / "out/.cleanse"
    report(tmp_path, {f"{n}.txt": "x" * 10 for n in range(40)}, filters=())
    trace, manifest = [], []
    for n in range(40):
        changes = tuple(Change(0, 9_000, "", f"dull/rule-{n}-{m}", "<" * 999, "<\u202e" * 4_500) for m in range(25))
        steps = [Step("dull", (change,)) for change in changes]
        rules = {change.rule: 1 for change in changes}
        row = json.loads((home / "manifest.jsonl").read_text().splitlines()[0])
        row |= {"id": f"{n}.txt", "input": f"{n}.txt", "output": f"{n}.txt", "rules": rules}
        manifest.append(json.dumps(row | {"characters_text": 9_000, "characters_out": 10}) + "\n")
        trace.append(json.dumps({"input": f"{n}.txt", "line": None, "steps": html_steps(steps)}) + "\n")
    (home / "manifest.jsonl").write_text("".join(manifest))
    write_gzip(home / "trace.jsonl.gz", "".join(trace))
    html.write(home)
    page = (home / "report.html").read_text(encoding="utf-8")
    checked(page)
    assert "700 rules with fewer edits not shown" in page
    assert len(page.encode()) < 2_000_000


def html_steps(steps: list[Step]) -> object:
    from cleanse.record import trace_rows as trace

    return trace.to_row(Trace(steps))


def write_gzip(path: Path, text: str) -> None:
    import gzip

    path.write_bytes(gzip.compress(text.encode()))


def test_the_report_of_an_empty_run_says_that_nothing_was_cleaned(tmp_path: Path) -> None:
    page = report(tmp_path, {})
    checked(page)
    assert "0 documents cleaned" in page
    assert "Nothing failed." in page


def test_the_report_names_failures(tmp_path: Path) -> None:
    page = report(tmp_path, {"bad.jsonl": '{"id": 1}\n' * 400 + records(3), "image.txt": bytes(range(256)) * 9})
    checked(page)
    assert 'href="#failures">1 input, 400 records<' in page
    assert "line 1, 2, 3, 4, 5 and 395 more" in page
    assert "image.txt" in page


def test_the_report_names_near_duplicates_with_their_similarity(tmp_path: Path) -> None:
    report(tmp_path, {"a.txt": "The river rose.", "b.txt": "The river rose!", "r.jsonl": records(12)})
    home = tmp_path / "out/.cleanse"
    rows = [json.loads(line) for line in (home / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    for at, row in enumerate(rows):
        if row["input"] != "a.txt":
            row["duplicate_of"], row["similarity"] = "a.txt", 0.8 + at / 100
    (home / "manifest.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    html.write(home)
    page = (home / "report.html").read_text(encoding="utf-8")
    checked(page)
    group = page.split('id="duplicates"')[1]
    assert "13 copies" in group
    assert '<dt>0.81</dt><dd><a href="../b.txt"><bdi>b.txt</bdi></a>' in group
    assert "The river rose." in group
    assert "… and 7 more copies" in group


def test_a_dropped_document_is_found_again(tmp_path: Path) -> None:
    """Its text is no longer in the output; the examples of the records around it must still be their own."""
    texts = [f"{n} 創(chuàng)新發(fā)展與經(jīng)濟(jì){n}" for n in range(9)]
    page = report(
        tmp_path, {"r.jsonl": "".join(json.dumps({"id": str(n), "text": t}) + "\n" for n, t in enumerate(texts))}
    )
    home = tmp_path / "out/.cleanse"
    rows = [json.loads(line) for line in (home / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    lines = (tmp_path / "out/r.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    rows[4]["output"] = None
    lost = {"input": "r.jsonl", "line": 5, "output": lines.pop(4)}
    (tmp_path / "out/r.jsonl").write_text("".join(lines), encoding="utf-8")
    (home / "manifest.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    write_gzip(home / "dropped.jsonl.gz", json.dumps(lost) + "\n")
    html.write(home)
    again = (home / "report.html").read_text(encoding="utf-8")
    assert "(left out)" in again  # in place of a link
    pages = (re.sub(r"</?a\b.*?>", "", without_time(each)) for each in (again, page))
    one, other = (re.sub(r'<p class="from"><bdi>r\.jsonl.*?</p>', "", each) for each in pages)
    assert one == other


def entries(page: str, section: str) -> dict[str, str]:
    """The entries of a section by the id of their document."""
    part = page[page.index(f'<section id="{section}"') :].partition("</section>")[0]
    return dict(re.findall(r'<details class="loss" data-id="(.*?)">(.*?)</details>\n', part, re.DOTALL))


def test_each_change_names_all_its_rules(tmp_path: Path) -> None:
    """What was removed inside a line that went, and just before one, is not called the work of the rule of the line."""
    story = "The river rose on Monday, and the town closed its old bridge to all traffic until further notice.\u200b"
    page = report(tmp_path, {"a.txt": f"{story}\nShare on Face\u200bbook\n{story.replace('river', 'lake')}\n"}, ALL)
    shown = entries(page, "sample")["a.txt"]
    reasons = re.findall(r'<(?:del|ins) tabindex="0" title="(.*?)">(.*?)</', shown, re.DOTALL)
    of_line = next(why for why, text in reasons if "Share on" in text)
    assert "characters/" in of_line
    assert "boilerplate/" in of_line
    for why, text in reasons:
        if "Share on" not in text and "U+200B" in text:
            assert why.startswith("characters/")
            assert "boilerplate/" not in why


def test_a_reason_is_escaped(tmp_path: Path) -> None:
    removed, added = visible.truncate("a", 9), visible.truncate("b", 9)
    change = pieces.change(removed, added, why='x"><script>alert(1)</script>\u202e' + "y" * 1000)
    checked(change)
    assert 'title="x&quot;&gt;&lt;script&gt;' in change
    assert "⟨U+202E⟩" in change
    assert len(change) < 1200


def test_a_sample_of_changed_documents(tmp_path: Path) -> None:
    files = {f"{n:02}.txt": f"The river rose{chr(0x200B)} again, number {n}: {n * n} cm." for n in range(30)}
    page = report(tmp_path, {**files, "same.txt": "Nothing to do here."}, ALL)
    sample = entries(page, "sample")
    assert len(sample) == 20
    assert "same.txt" not in sample
    assert "10 more documents were changed" in page
    number = len({id for section in ("losses", "sample", "doubts", "duplicates") for id in entries(page, section)})
    assert f"which shows {number} of 31 documents by name" in page
    assert f'<output aria-live="polite" data-listed="{number} of 31 documents by name"></output>' in page


def test_lists_lead_to_the_entry_of_a_document_that_has_one(tmp_path: Path) -> None:
    files = {f"{n:02} <b>.txt": f"The river rose{chr(0x200B)} again, number {n}: {n * n} cm." for n in range(30)}
    page = report(tmp_path, files, ALL)
    shown = {id for section in ("losses", "sample", "doubts") for id in entries(page, section)}
    assert len(shown) < len(files)
    for section, names in (("rules", r'<p class="from">(.*?)</p>'), ("encodings", "<dt>(.*?)</dt>")):
        part = page[page.index(f'<section id="{section}"') :].partition("</section>")[0]
        listed = re.findall(names, part)
        assert listed
        for each in listed:
            id = re.findall(r'href="\.\./(.*?)"', each)[0]
            assert re.findall('href="#(.*?)"', each) == ([id] if id in shown else [])


def test_a_copy_of_a_story_leads_to_its_entry() -> None:
    place: dict[str, object] = {"id": "a.txt", "date": None, "agency": None}
    copy: dict[str, object] = place | {"id": "b.txt", "days": None, "share": 0.9, "own": 0.1, "added": [], "cut": []}
    story = "".join(stories.story({"source": place, "agency": None, "copies": [copy]}, {"b.txt"}))
    assert re.findall('href="#(.*?)"', story) == ["b.txt"]


def test_sites_have_their_templates(tmp_path: Path) -> None:
    head = "The Gazette of the <b>coast</b>, printed since the year of the flood"
    foot = "Write to the editors of the Gazette by the old lighthouse, or come by in person"
    story = "Much was said of the {} boats in the harbour that day, and {} of them sailed before noon. "
    files = {f"gazette/{n:02}.txt": f"{head}\n\n{story.format(n, n * 7) * 4}\n\n{foot}" for n in range(12)}
    page = report(tmp_path, files, ALL)
    section = page[page.index('<section id="sites"') :].partition("</section>")[0]
    checked(f"{section}</section>")
    assert "<bdi>gazette</bdi>" in section
    assert "<dt>12 of 12</dt>" in section
    assert "Write to the editors" in section
    assert "&lt;b&gt;coast" in section


def test_languages_and_rules_have_bars(tmp_path: Path) -> None:
    story = "Der Fluss stieg am Montag weiter an."
    page = report(tmp_path, {"a.html": f"<html lang=de><body><p>{story}</p></body></html>"}, ALL)
    figures = page[page.index('<section id="figures"') :].partition("</section>")[0]
    assert "Edits by rule" in figures
    assert "<bdi>de</bdi>" in figures.partition("Languages")[2]


def test_losses_do_not_count_markup(tmp_path: Path) -> None:
    prose = "".join(
        f"<p>The river rose {n} metres overnight, the mayor of the old town said on Monday.</p>" for n in range(9)
    )
    page = report(
        tmp_path,
        {"p.html": f"<html><head><title>Flood</title></head><body>{prose}</body></html>", "g.txt": GLOSSED * 20},
        filters=("markup", "glosses"),
    )
    losses = page.split('id="losses"')[1].split("</section>")[0]
    assert "g.txt" in losses
    assert "p.html" not in losses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("\u202eabc", "⟨U+202E⟩abc"),
        ("\ud800", "⟨U+D800⟩"),
        (" ", "␣"),
        ("\n", "↵ "),
        ("\n" * 30, "↵×30 "),
        ("\u00a0", "⟨U+00A0⟩"),
        ("10\u00a0km", "10\u00a0km"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u200c", "⟨U+200C⟩"),
        ("", ""),
    ],
)
def test_characters_that_cannot_be_seen_are_shown_by_name(text: str, expected: str) -> None:
    assert visible.shown(text) == expected


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_is_shown_can_be_written_and_read(text: str) -> None:
    for line_break in (visible.FLOWING, visible.MARKED, visible.INLINE):
        shown = visible.shown(text, line_break)
        shown.encode()
        assert "<" not in shown
        assert not any(0x202A <= ord(c) <= 0x202E or 0x2066 <= ord(c) <= 0x2069 for c in shown)


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, str, Trace]:
    """A text, and what is left of it after some filters."""
    text = before = draw(st.text("abc 漢\n", max_size=30))
    steps = []
    for number in range(draw(st.integers(0, 4))):
        points = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
        spans = zip(points[::2], points[1::2], strict=False)
        proposed = [Edit(a, b, draw(st.text("xyz", max_size=3)), f"f{number}/r") for a, b in spans]
        changes = edits.to_changes(text, proposed)
        steps.append(Step(f"f{number}", changes))
        text = edits.apply(text, changes)
    return before, text, Trace(steps)


@given(histories())
def test_a_diff_reads_as_the_text_before_and_after(history: tuple[str, str, Trace]) -> None:
    before, after, steps = history
    diff = excerpts.diff(after, steps)
    assert "".join(h.context.head + h.removed.head for h in diff.hunks) + diff.rest.head == before
    assert "".join(h.context.head + h.added.head for h in diff.hunks) + diff.rest.head == after


@given(histories())
def test_a_diff_names_every_rule_that_removed_a_character(history: tuple[str, str, Trace]) -> None:
    before, after, steps = history
    by: dict[int, str] = {}
    left: list[int | None] = list(range(len(before)))  # of each character, where it came from
    for change in (change for step in steps for change in reversed(step.changes)):
        start, end, put_in = edits.changed_span(change.before, change.replacement, change.start)
        by |= {place: change.rule for place in left[start:end] if place is not None}
        left[start:end] = [None] * len(put_in)
    reached = 0
    for hunk in excerpts.diff(after, steps).hunks:
        start = reached + len(hunk.context.head)
        reached = start + len(hunk.removed.head)
        assert {by[place] for place in range(start, reached) if place in by} <= set(hunk.rule.split(", "))


def test_each_of_many_lines_that_go_together_names_its_own_rules() -> None:
    """Lines that meet when the empty lines around them are taken too are one change, and told line by line."""
    text = before = "The river rose.\n\nShare\u200b on X\nAll rights reserved\nSub\u200bscribe\n\nThe end of it.\n"
    steps = []
    for name, gone in (
        ("characters/invisible", ["\u200b"]),
        ("boilerplate/line", ["Share on X\n", "All rights reserved\n", "Subscribe\n"]),
        ("characters/blank", ["\n\n\n"]),
    ):
        spans = [match.span() for each in gone for match in re.finditer(each, text)]
        changes = edits.to_changes(text, [Edit(*span, "\n\n" * ("blank" in name), name, name) for span in spans])
        steps.append(Step(name.partition("/")[0], changes))
        text = edits.apply(text, changes)
    diff = excerpts.diff(text, Trace(steps))
    assert "".join(hunk.context.head + hunk.removed.head for hunk in diff.hunks) + diff.rest.head == before
    invisible, line, blank = "characters/invisible", "boilerplate/line", "characters/blank"
    assert [(hunk.removed.head, hunk.rule, hunk.note) for hunk in diff.hunks] == [
        ("Share\u200b on X\n", f"{invisible}, {line}", f"{invisible}; then {line}"),
        ("All rights reserved\n", line, line),
        ("Sub\u200bscribe\n\n", f"{invisible}, {line}, {blank}", f"{invisible}; then {line}; then {blank}"),
    ]


def test_a_diff_shows_the_largest_changes() -> None:
    """A menu of thousands of entries went; the paragraph behind it must not go unseen."""
    text = "entry\n" * 3000 + "A whole paragraph was taken away here.\nThe end.\n"
    proposed = [Edit(at, at + 6, "", "f/menu") for at in range(0, 18_000, 6)] + [Edit(18_000, 18_039, "", "f/prose")]
    step = Step("f", edits.to_changes(text, proposed))
    diff = excerpts.diff(edits.apply(text, step.changes), Trace([step]))
    assert "A whole paragraph" in "".join(hunk.removed.head for hunk in diff.hunks)
    assert 10 < len(diff.hunks) < 500
    assert len(diff.hunks) + sum(hunk.skipped for hunk in diff.hunks) + diff.skipped == 3001


def example(document: int, removed: str, sample_key: int) -> excerpts.Example:
    place = OutputRef(document, str(document), f"{document}.txt", None, f"{document}.txt", 0)
    return excerpts.Example(
        "f/r", place, "", "", visible.Truncated(removed), visible.Truncated(""), "", len(removed), sample_key
    )


def test_examples_differ_and_come_from_many_documents() -> None:
    examples = [
        example(document, removed, n)
        for n, (document, removed) in enumerate([(0, "a"), (0, "b"), (1, "a"), (2, "ccc")])
    ]
    assert [(e.place.number, e.removed.head) for e in excerpts.pick_examples(examples, 6)] == [
        (2, "ccc"),
        (0, "a"),
        (0, "b"),
    ]
    assert [e.place.number for e in excerpts.pick_examples([example(n, "a", -n) for n in range(9)], 6)] == [8, 7]
    assert excerpts.pick_examples([], 6) == []


@given(histories())
def test_examples_stand_in_the_text_their_filter_saw(history: tuple[str, str, Trace]) -> None:
    before, after, steps = history
    place = OutputRef(0, "d", "d.txt", None, "d.txt", 0)
    first = list(excerpts.examples(place, after, steps, {"f0/r"}))
    for example in first:
        assert example.head + example.removed.head + example.tail in before


def test_figures_count_documents(tmp_path: Path) -> None:
    page = report(tmp_path, {"a.txt": GLOSSED, "b.txt": "x" * 5000, "c.txt": "y" * 5001}, filters=())
    lengths = page[page.index("Characters of clean documents") :].partition("</table>")[0]
    assert re.findall(r"<bdi>(.*?)</bdi>.*?amount\">(.*?)<", lengths) == [
        ("10 to 99", "1 document"),
        ("100 to 999", "0 documents"),
        ("1,000 to 9,999", "2 documents"),
    ]
    assert "Similarity of near-duplicates" not in page


def test_files_that_were_not_read_are_listed_with_the_reason(tmp_path: Path) -> None:
    page = report(tmp_path, {"a.txt": GLOSSED, "<b>.jpg": b"\xff\xd8", "c.jpg": b"\xff\xd8"})
    section = page[page.index('id="skipped"') :].partition("</section>")[0]
    assert "2 files" in section
    assert "&lt;b&gt;.jpg" in section


def test_entries_are_found_by_the_id_of_their_document(tmp_path: Path) -> None:
    page = report(tmp_path, {'a "b".txt': GLOSSED})
    assert "a%20%22b%22.txt" in re.findall('data-id="(.*?)"', page)
