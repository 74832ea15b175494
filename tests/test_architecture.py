"""The rooms of the package, as CONTRIBUTING lists them, against the imports of the code: order, circles, sizes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_LINES = 250
# A list that may only shrink: a test fails once an entry is no longer needed.
LONGER: set[str] = set()
FRONT = {"__init__", "__main__"}  # they open the door to every room
PICKLES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}


@cache
def rooms() -> list[str]:
    """The names of the rooms in the order of the table below the heading "Rooms" of CONTRIBUTING."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.split("\n## Rooms\n")[1].split("\n## ")[0]
    return [name for row in re.findall(r"^\| `(.*?)` \|", table, re.M) for name in re.findall(r"\w+", row)]


def files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room_of(module: str) -> str:
    """`cleanse.text.lines` → `text`; the package itself → `__init__`."""
    return module.split(".")[1] if "." in module else "__init__"


@cache
def modules() -> dict[str, Path]:
    return {module_name(path): path for path in files("cleanse")}


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, absolute name) of every import: at the top, in a function, for type checkers alone."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = module_name(path).split(".")
            if path.name != "__init__.py":
                package.pop()
            above = package[: len(package) - node.level + 1] if node.level else []
            yield from (
                (node.lineno, ".".join([*above, *([node.module] if node.module else []), alias.name]))
                for alias in node.names
            )


def is_pickle(name: str) -> bool:
    return name.split(".")[0] in PICKLES


def imported_modules(path: Path) -> Iterator[tuple[int, str]]:
    """(line, module) of every import of one of the package's own modules; a name in a module counts as the module."""
    for line, name in imports(path):
        if name.split(".")[0] != "cleanse":
            continue
        yield line, name if name in modules() else name.rpartition(".")[0]


def test_contributing_lists_every_room_once() -> None:
    there = {room_of(module) for module in modules()} - FRONT
    assert sorted(rooms()) == sorted(there)


def test_a_room_imports_only_rooms_listed_before_it() -> None:
    order = {room: place for place, room in enumerate(rooms())}
    upward = [
        f"{path.relative_to(ROOT)}:{line}: {room_of(module)} imports {name}"
        for module, path in modules().items()
        if room_of(module) not in FRONT
        for line, name in imported_modules(path)
        if order.get(room_of(name), len(order)) > order[room_of(module)]
    ]
    assert not upward, "\n".join(upward)


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {
        module: {name for _, name in imported_modules(path) if name != module} for module, path in modules().items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_every_import_of_the_package_names_a_module_that_exists() -> None:
    for path in files("cleanse", "tests", "tools", "benchmarks"):
        for line, name in imported_modules(path):
            assert name in modules(), f"{path}:{line}: {name}"


def test_no_module_is_longer_than_a_person_reads_at_once() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in files("cleanse", "tools", "benchmarks")
    }
    longer = {name for name, length in lengths.items() if length > MOST_LINES}
    assert longer <= LONGER, {name: lengths[name] for name in longer - LONGER}
    assert longer >= LONGER, f"short enough now, no exceptions any more: {LONGER - longer}"


def test_nothing_is_pickled() -> None:
    """Reading a pickle runs what it says: nothing that lies in an output folder may be one."""
    pickling = {module for module, path in modules().items() if any(is_pickle(name) for _, name in imports(path))}
    assert not pickling


@pytest.mark.parametrize("path", modules().values(), ids=modules())
def test_no_array_file_may_hold_pickles(path: Path) -> None:
    """`numpy.load` unpickles nothing unless it is told to."""
    keywords = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.keyword))
    allowed = [node.value for node in keywords if node.arg == "allow_pickle"]
    assert all(isinstance(value, ast.Constant) and value.value is False for value in allowed)
