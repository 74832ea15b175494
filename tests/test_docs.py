"""The documentation: its examples run, its generated page is current, and the site builds without a warning."""

from __future__ import annotations

import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pytest

import cleanse
from cleanse.cli.main import main

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
# pages whose Python other tests run: it needs packages beyond the core, a record, or a plugin that is installed
ELSEWHERE = {"pipelines.md", "format.md", "plugins.md"}


class Example(NamedTuple):
    """A block of code in a page; `title` is the name of the file that it shows, if it shows one."""

    language: str
    title: str
    text: str


def examples(page: str) -> list[Example]:
    """The examples of a page that can be tried, in order."""
    text = (DOCS / page).read_text(encoding="utf-8")
    blocks = re.findall(r'^```(\w+)(?: title="([^"\n]+)")?\n(.*?)^```$', text, re.M | re.S)
    wanted = {"console"} if page in ELSEWHERE else {"console", "python"}
    return [Example(*block) for block in blocks if block[0] in wanted or block[1]]


@pytest.mark.parametrize("page", [page for page in PAGES if examples(page)])
def test_examples_in_a_page_do_what_it_shows(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One after the other, in a folder with the seeds: files are written, commands and Python run."""
    shutil.copytree(ROOT / "fixtures/seeds", tmp_path / "fixtures/seeds")
    monkeypatch.chdir(tmp_path)
    for example in examples(page):
        if example.title:
            Path(example.title).parent.mkdir(parents=True, exist_ok=True)
            Path(example.title).write_text(example.text, encoding="utf-8")
        elif example.language == "python":
            exec(compile(example.text, page, "exec"), {"__name__": "docs"})
        else:
            for part in re.split(r"^\$ ", example.text, flags=re.M)[1:]:
                command, *shown = part.splitlines()
                is_told = any(line.startswith("error: ") for line in shown)
                assert main(shlex.split(command)[1:]) in ((2,) if is_told else (0, 1)), command
                captured = capsys.readouterr()
                check_printed(command, shown, captured.out + captured.err)


def check_printed(command: str, shown: list[str], printed: str) -> None:
    """Each line after a command is in a line that it prints, in order; `…` stands for any others."""
    rest = (" ".join(line.split()) for line in printed.splitlines())
    for line in (" ".join(line.split()) for line in shown if line != "…"):
        assert any(line in other for other in rest), f"{command} prints no line with {line!r} there: {printed}"


def test_the_page_of_rules_is_current() -> None:
    tool = runpy.run_path(str(ROOT / "tools/build_rules_page.py"))
    assert tool["PAGE"].read_text(encoding="utf-8") == tool["page"](), "run tools/build_rules_page.py"


def test_the_index_of_decisions_names_each_page_of_one() -> None:
    index = (DOCS / "decisions/index.md").read_text(encoding="utf-8")
    assert {*re.findall(r"\]\(([\w-]+\.md)", index)} == {path.name for path in (DOCS / "decisions").glob("*.md")} - {
        "index.md"
    }


def test_every_benchmark_is_listed_and_its_links_lead_somewhere() -> None:
    folder = ROOT / "benchmarks"
    text = (folder / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+\.py)`", text))
    assert named == {path.name for path in folder.glob("*.py")} - {"__init__.py"}
    for link in re.findall(r"\]\((.*?)\)", text):
        path, _, anchor = link.partition("#")
        assert (folder / path).is_file(), link
        assert not anchor or f"## {anchor.replace('-', ' ')}" in (folder / path).read_text(encoding="utf-8").lower(), (
            link
        )


def test_the_page_of_the_model_card_is_current() -> None:
    card = (ROOT / "cleanse/article/MODEL_CARD.md").read_text(encoding="utf-8")
    page = DOCS / "detectors/model-card.md"
    assert page.read_text(encoding="utf-8") == card, "copy cleanse/article/MODEL_CARD.md there"


def numbers() -> list[tuple[str, ...]]:
    """(page, module, name, value) of each number in a table of the pages on detectors."""
    rows: list[tuple[str, ...]] = []
    for page in sorted((DOCS / "detectors").glob("*.md")):
        module = ""
        for line in page.read_text(encoding="utf-8").splitlines():
            if head := re.match(r"\| `(cleanse[\w.]+)` \| value \|", line):
                module = head[1]
            elif not line.startswith("|"):
                module = ""
            elif module and (row := re.match(r"\| `(\w+)` \| (.+?) \|", line)):
                rows.append((page.stem, module, *row.groups()))
    return rows


@pytest.mark.parametrize(("page", "module", "name", "value"), numbers())
def test_a_number_on_the_page_of_a_detector_is_that_of_the_code(page: str, module: str, name: str, value: str) -> None:
    number = getattr(import_module(module), name)
    if isinstance(number, range):
        assert f"{number[0]} to {number[-1]}" == value
    else:
        assert number == float(value)


def test_the_figures_beside_the_detectors_are_those_on_record() -> None:
    """As many cases or more; costs within a factor of two, from which `benchmarks/guard.py` calls a filter slow."""
    cost = json.loads((ROOT / "benchmarks/guard.json").read_text(encoding="utf-8"))
    page = (DOCS / "detectors/index.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(\w+)\]\(.*?\) \| .*? \| (\d.*) \|$", page, re.M)
    assert len(rows) >= 6
    for name, figures in ((name, list(map(float, cells.split(" | ")))) for name, cells in rows):
        table = tomllib.loads((ROOT / f"fixtures/tables/{name}.toml").read_text(encoding="utf-8"))
        assert figures[0] <= len(table["changes"])
        assert figures[1] <= len(table["keeps"])
        for shown, corpus in zip(figures[2:], ("articles en", "articles zh", "page text"), strict=True):
            assert shown / 2 <= cost[corpus][name] <= 2 * shown, (name, corpus)


def test_the_page_of_the_library_has_every_public_name() -> None:
    named = re.findall(r"^::: cleanse\.(\w+)$", (DOCS / "api.md").read_text(encoding="utf-8"), re.M)
    assert sorted(named) == sorted({*cleanse.__all__} - {"__version__"})


def test_every_page_has_a_place() -> None:
    named = set(re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8")))
    assert named == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.S)):
        assert ((DOCS / page).parent / target).exists(), target


def test_each_promise_has_its_test() -> None:
    named = re.findall(r"`(test_\w+)::(test_\w+)`", (DOCS / "reliability.md").read_text(encoding="utf-8"))
    assert len(named) > 10
    for module, test in named:
        assert re.search(rf"^def {test}\(", (ROOT / "tests" / f"{module}.py").read_text(encoding="utf-8"), re.M), test


class BuiltPage(HTMLParser):
    """What a page of the site says of others: the places in it, where it leads, what a browser fetches to show it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.leads: set[str] = set()
        self.loads: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        if tag in ("a", "area"):
            self.leads |= {values["href"]} if "href" in values else set()
        elif tag != "link" or set(values.get("rel", "").split()) & FETCHED:
            self.loads |= {values[name] for name in ("src", "href", "data", "poster") if values.get(name)}
            self.loads |= {part.split()[0] for part in values.get("srcset", "").split(",") if part.strip()}


FETCHED = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest", "preconnect", "dns-prefetch"}


def faults(site: Path) -> list[str]:
    """What is wrong with a built site: links to what is not there, and what is loaded from elsewhere."""
    pages = {path: BuiltPage(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    wrong = []
    for path, page in pages.items():
        name = path.relative_to(site).as_posix()
        for address in sorted(page.leads | page.loads):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                if address in page.loads and parts.scheme != "data":
                    wrong.append(f"{name} loads {address}")
                continue
            target = (site if parts.path.startswith("/") else path.parent) / unquote(parts.path).lstrip("/")
            target = Path(os.path.normpath(target)) if parts.path else path
            if target.is_dir():
                target /= "index.html"
            if not target.is_file() or not target.is_relative_to(site):
                wrong.append(f"{name}: {address} leads nowhere")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
                wrong.append(f"{name}: {address} has no such place")
    for path in sorted(site.rglob("*.css")):
        fetched = re.findall(r"(?:url\(|@import)\s*['\"]?((?:https?:)?//[^'\")\s]+)", path.read_text(encoding="utf-8"))
        wrong += [f"{path.relative_to(site).as_posix()} loads {address}" for address in fetched]
    return wrong


def test_faults_of_a_site_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "x.js").write_text("")
    (tmp_path / "b/index.html").write_text('<h1 id="top">B</h1><a href="..">up</a><script src="../x.js"></script>')
    good = (
        '<a href="b/#top">B</a><a href="#here" id="here"></a><a href="https://example.org/">out</a><img src="data:,">'
    )
    (tmp_path / "index.html").write_text(f'{good}<link rel="canonical" href="https://example.org/">')
    assert faults(tmp_path) == []
    (tmp_path / "b/index.html").write_text(
        '<a href="../c/">C</a><a href="../#there">A</a><a href="../../up.html">up</a><script src="y.js"></script>'
        '<script src="https://example.org/z.js"></script><link rel="stylesheet" href="//example.org/z.css">'
        '<img srcset="https://example.org/1.png 1x, ../2.png 2x">'
    )
    (tmp_path / "a.css").write_text("@import 'https://example.org/a.css'; a { background: url(//example.org/b.png) }")
    assert faults(tmp_path) == [
        "b/index.html: ../#there has no such place",
        "b/index.html: ../../up.html leads nowhere",
        "b/index.html: ../2.png leads nowhere",
        "b/index.html: ../c/ leads nowhere",
        "b/index.html loads //example.org/z.css",
        "b/index.html loads https://example.org/1.png",
        "b/index.html loads https://example.org/z.js",
        "b/index.html: y.js leads nowhere",
        "index.html: b/#top has no such place",
        "a.css loads https://example.org/a.css",
        "a.css loads //example.org/b.png",
    ]


@pytest.mark.integration
def test_the_site_builds_without_a_warning_its_links_lead_somewhere_and_it_loads_nothing_from_elsewhere(
    tmp_path: Path,
) -> None:
    site = tmp_path / "site"
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(ROOT / "mkdocs.yml"), "-d", str(site)]
    built = subprocess.run(words, capture_output=True, text=True, timeout=110)
    assert built.returncode == 0, built.stderr
    assert len(list(site.rglob("*.html"))) > len(PAGES)  # and the one for what is not found
    assert not faults(site)
    library = (site / "api/index.html").read_text(encoding="utf-8")
    assert "&gt;&gt;&gt; " in library
    assert "<blockquote>" not in library  # an example that Markdown took for a quotation
