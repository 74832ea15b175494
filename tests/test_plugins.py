"""Filters and engines of other packages: found by entry point, put in the chain by configuration, refused in a line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanse import Cleaner, ConfigError, clean
from cleanse.cli.main import main
from cleanse.engines import engine
from cleanse.filters import CHAIN, names_of
from cleanse.settings import settings

Capture = pytest.CaptureFixture[str]
Install = Callable[..., Path]

SHOUT = """
from cleanse import ConfigError, Edit

class Shout:
    name = "shout"

    def __init__(self, marks):
        self.marks = marks

    def edits(self, document):
        end = len(document.text)
        if document.text.endswith("."):
            yield Edit(end - 1, end, "!" * self.marks, "shout/stop", "a full stop")

def build(settings):
    own = settings.filter_settings["shout"]
    if unknown := set(own) - {"marks"}:
        raise ConfigError(f"shout has no setting {unknown.pop()!r}")
    return Shout(own.get("marks", 1))

not_a_function = 3

def no_filter(settings):
    return "shout"

def broken(settings):
    return settings.filter_settings["shout"]["marks"]

def impostor(settings):
    filter = Shout(1)
    filter.name = "width"
    return filter

def backwards(task, items, jobs):
    print("the engine backwards has", len(items), "items")
    return iter([task(item) for item in reversed(items)][::-1])
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """A function that puts a small distribution on the path: its entry points by name, its group, its module."""
    monkeypatch.chdir(tmp_path)

    def put(
        points: dict[str, str], group: str = "cleanse.filters", code: str = SHOUT, package: str = "shout-news"
    ) -> Path:
        folder = tmp_path / "site" / package
        info = folder / f"{package.replace('-', '_')}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        lines = [f"[{group}]", *(f"{name} = {value}" for name, value in points.items())]
        (info / "entry_points.txt").write_text("\n".join(lines))
        (folder / "shouting.py").write_text(code)
        monkeypatch.syspath_prepend(folder)
        monkeypatch.delitem(sys.modules, "shouting", raising=False)
        return folder

    return put


def test_a_filter_of_another_package_runs_where_it_is_named(install: Install, capsys: Capture) -> None:
    install({"shout": "shouting:build"})
    assert Cleaner(filters=["shout"]).clean("News.").text == "News!"
    assert clean("News.", filters=["shout"], filter_settings={"shout": {"marks": 2}}) == "News!!"
    Path("a.txt").write_text("The ferry sails.")
    assert main(["run", "a.txt", "-o", "out", "-q", "--filters", "width,shout"]) == 0
    assert Path("out/a.txt").read_text() == "The ferry sails!"


def test_extra_filters_run_in_the_default_chain_in_their_places() -> None:
    extra = [{"name": "shout", "after": "width"}, {"name": "b", "after": "width"}, {"name": "c", "before": "width"}]
    names = names_of(settings(extra_filters=extra))
    at = names.index("width")
    assert names[at - 1 : at + 3] == ("c", "width", "shout", "b")
    assert tuple(name for name in names if name not in ("shout", "b", "c")) == CHAIN


@pytest.mark.parametrize("jobs", [[], ["--jobs", "2"]])
def test_a_configuration_file_adds_a_filter_with_its_settings(install: Install, jobs: list[str]) -> None:
    install({"shout": "shouting:build"})
    Path("pyproject.toml").write_text(
        '[tool.cleanse]\nextra-filters = [{name = "shout", after = "width"}]\n[tool.cleanse.shout]\nmarks = 3\n'
    )
    Path("in").mkdir()
    for name in "ab":
        Path(f"in/{name}.txt").write_text(f"The ferry {name} sails on Tuesday.")
    assert main(["run", "in", "-o", "out", "-q", *jobs]) == 0
    assert Path("out/a.txt").read_text() == "The ferry a sails on Tuesday!!!"
    rows = [json.loads(line) for line in Path("out/.cleanse/manifest.jsonl").read_text().splitlines()]
    assert [row["rules"] for row in rows] == [{"shout/stop": 1}] * 2
    report = Path("out/.cleanse/report.html").read_text(encoding="utf-8")
    assert "width › shout › " in report
    assert "filter-settings" in report
    assert main(["check", "in", "-q"]) == 1
    assert main(["check", "in", "-q", "--filters", "width"]) == 0  # these filters and no others
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert Path("back/a.txt").read_text() == "The ferry a sails on Tuesday."


def test_a_cleaner_with_added_filters_works_in_other_processes(install: Install) -> None:
    install({"shout": "shouting:build"})
    cleaner = Cleaner(extra_filters=[{"name": "shout", "before": "repeats"}], filter_settings={"shout": {"marks": 2}})
    texts = [f"Ferry {n} sails." for n in range(50)]
    assert [r.text for r in cleaner.clean_many(texts, jobs=2)] == [f"Ferry {n} sails!!" for n in range(50)]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("nowhere:build", "names 'nowhere:build': ModuleNotFoundError: No module named 'nowhere'; it must name a func"),
        ("shouting:biuld", "names 'shouting:biuld': AttributeError: module 'shouting' has no attribute 'biuld'; it mu"),
        ("shouting:not_a_function", "names 'shouting:not_a_function', of type int; it must name a function build("),
        ("shouting", "names 'shouting', of type module; it must name a function build(settings) that returns a fil"),
        (
            "shouting:no_filter",
            "which returns a value of type str without a name and edits(document); it must name a function build",
        ),
        ("shouting:broken", "filter 'shout' cannot be built: KeyError: 'marks'"),
        ("shouting:impostor", "filter 'shout' calls itself 'width', but cleanse has a filter of that name"),
    ],
)
def test_an_entry_point_that_names_the_wrong_thing_gets_one_line(
    install: Install, capsys: Capture, value: str, message: str
) -> None:
    install({"shout": value})
    with pytest.raises(ConfigError) as caught:
        Cleaner(filters=["shout"])
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    Path("a.txt").write_text("News.")
    Path("cleanse.toml").write_text('extra-filters = [{name = "shout", after = "width"}]')
    for words in (["run", "a.txt", "-o", "out"], ["check", "a.txt"], ["explain", "a.txt"]):
        assert main(words) == 2
        error = capsys.readouterr().err
        assert message in error
        assert "cleanse.toml: " in error
    assert not Path("out").exists()


def test_a_name_that_cleanse_has_is_refused(install: Install, capsys: Capture) -> None:
    install({"width": "shouting:build"})
    Path("a.txt").write_text("News.")
    assert main(["check", "a.txt"]) == 0  # what nobody names does no harm
    assert main(["check", "a.txt", "--filters", "width"]) == 2
    assert (
        "the package 'shout-news' adds filter 'width', but cleanse has one of that name; it must take another name"
        in capsys.readouterr().err
    )
    with pytest.raises(ConfigError, match="must take another name"):
        Cleaner(filters=["width"])


def test_a_name_that_two_packages_have_is_refused(install: Install) -> None:
    install({"shout": "shouting:build"})
    install({"shout": "shouting:no_filter"}, package="loud-news")
    with pytest.raises(ConfigError, match="'loud-news' and the package 'shout-news' each add filter 'shout'; uninst"):
        Cleaner(filters=["shout"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('filters = ["shuot"]', "no filter is named 'shuot'; did you mean 'shout'?"),
        ('filters = ["xyz"]', "no filter is named 'xyz'; there are: markup, "),
        ('extra-filters = [{name = "shuot", after = "width"}]', "no filter is named 'shuot'; did you mean 'shout'?"),
        ('extra-filters = [{name = "shout", after = "widht"}]', "which is not in the chain; did you mean 'width'?"),
        ('extra-filters = [{name = "width", after = "script"}]', "'width' is in the chain already"),
        (
            'filters = []\nextra-filters = [{name = "shout", after = "width"}]',
            "go into the default chain: with filters",
        ),
        ("[shuot]\nmarks = 1", "no filter is named 'shuot'; did you mean 'shout'?"),
        ("[width]\nmarks = 1", "the filter 'width' has no settings in a table of its own"),
        ('engine = "lokal"', "no engine is named 'lokal'; did you mean 'local'?"),
        ('filters = ["shout"]\n[shout]\nmraks = 1', "shout has no setting 'mraks'"),
    ],
)
def test_wrong_names_are_told_with_the_file(install: Install, capsys: Capture, content: str, message: str) -> None:
    install({"shout": "shouting:build"})
    Path("a.txt").write_text("News.")
    Path("cleanse.toml").write_text(content)
    assert main(["run", "a.txt", "-o", "out"]) == 2
    error = capsys.readouterr().err
    assert f"cleanse.toml: {message}" in error or (message in error and "cleanse.toml: " in error)


def test_the_help_lists_what_other_packages_add_without_importing_it(install: Install, tmp_path: Path) -> None:
    folders = [
        install({"shout": "shouting:build"}, code="raise SystemExit('imported')"),
        install({"far": "shouting:go"}, "cleanse.engines", code="raise SystemExit('imported')", package="far-engine"),
    ]
    path = os.pathsep.join([*map(str, folders), *sys.path])
    command = [sys.executable, "-m", "cleanse", "run", "--help"]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=True)
    shown = " ".join(done.stdout.split())
    assert "boilerplate, repeats, shout." in shown
    assert "One of: local, ray, far [local]." in shown


def test_an_engine_of_another_package_runs_the_tasks(install: Install, capsys: Capture) -> None:
    install({"backwards": "shouting:backwards", "lost": "shouting:nothing"}, "cleanse.engines")
    Path("a.txt").write_text("News\u200b of the ferry.", encoding="utf-8")
    assert main(["run", "a.txt", "-o", "out", "-q", "--engine", "backwards"]) == 0
    assert "the engine backwards has 1 items" in capsys.readouterr().out
    assert Path("out/a.txt").read_text() == "News of the ferry."
    assert main(["run", "a.txt", "-o", "out", "-q", "--engine", "lost"]) == 2
    error = " ".join(capsys.readouterr().err.split())
    assert "it must name a function (task, items, jobs) that yields the results in order" in error
    with pytest.raises(ConfigError, match="no engine is named 'lokal'"):
        engine("lokal")


def test_the_engines_of_cleanse_need_no_metadata() -> None:
    code = "import sys; sys.path[:] = [p for p in sys.path if 'site-packages' not in p]\n"
    code += "from cleanse.engines import engine; print(list(engine('local')(abs, [-1, 2], 1)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[1, 2]\n"


def test_the_example_in_the_documentation_works(install: Install) -> None:
    page = (Path(__file__).parents[1] / "docs/plugins.md").read_text(encoding="utf-8")
    module, use = re.findall(r"```python\n(.*?)```", page, re.S)
    points, configuration = re.findall(r"```toml\n(.*?)```", page, re.S)
    names = tomllib.loads(points)["project"]["entry-points"]["cleanse.filters"]
    install(names, code=module)
    Path("cleanse.toml").write_text(configuration)
    Path("a.txt").write_text("The ferry sails.")
    assert main(["run", "a.txt", "-o", "out", "-q"]) == 0
    assert Path("out/a.txt").read_text() == "The ferry sails!!"
    exec(use, {})
