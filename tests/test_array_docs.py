"""Functions that take or return arrays say the shapes: the types say the dtype and the number of dimensions only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import cleanse
from cleanse.text import arrays

PACKAGE = Path(cleanse.__file__).parent
TYPES = {name for name in arrays.__annotations__ if not name.startswith("_")} | {"NDArray"}
_SHAPE = re.compile(r"\bshapes?\b[^.]*\([^()]+,[^()]*\)|\bany shape\b|\bshapes of `", re.IGNORECASE)


def undocumented(source: str) -> Iterator[str]:
    """The functions of a module that have to do with arrays, and say nothing of their shapes.

    A docstring of the class says it for its methods, that of the module for its private functions of one statement.
    """
    module = ast.parse(source)
    yield from _undocumented(module.body, module, covered=False)


def _undocumented(body: list[ast.stmt], module: ast.Module, covered: bool) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _undocumented(node.body, module, _says_shape(node))
        elif isinstance(node, ast.FunctionDef):
            says = _says_shape(node) or (_is_private_one_liner(node) and _says_shape(module))
            if _has_arrays(node) and not (covered or says):
                yield f"{node.name} (line {node.lineno})"
            yield from _undocumented(node.body, module, covered or says)


def _says_shape(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> bool:
    return _SHAPE.search(ast.get_docstring(node) or "") is not None


def _is_private_one_liner(node: ast.FunctionDef) -> bool:
    return node.name.startswith("_") and len(node.body) == 1 + (ast.get_docstring(node) is not None)


def _has_arrays(node: ast.FunctionDef) -> bool:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
    annotations = [argument.annotation for argument in arguments if argument] + [node.returns]
    return any(_names(annotation) & TYPES for annotation in annotations if annotation)


def _names(annotation: ast.expr) -> set[str]:
    nodes = list(ast.walk(annotation))
    return {n.id for n in nodes if isinstance(n, ast.Name)} | {n.attr for n in nodes if isinstance(n, ast.Attribute)}


def test_functions_of_arrays_say_their_shapes() -> None:
    missing = [
        f"{path.relative_to(PACKAGE)}: {function}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for function in undocumented(path.read_text("utf-8"))
    ]
    assert not missing, "\n".join(missing)


def test_a_function_without_a_shape_is_reported() -> None:
    module = '"""Figures of lines, each of shape (lines,)."""\n'
    function = "def total(column: Doubles1d) -> float:\n    {}return column.sum()\n"
    assert list(undocumented(module + function.format(""))) == ["total (line 2)"]
    assert list(undocumented(module + function.format('"""The sum of a column."""\n    '))) == ["total (line 2)"]
    assert not list(undocumented(function.format('"""The sum of a column of shape (lines,)."""\n    ')))


def test_a_module_says_the_shapes_for_its_private_functions_of_one_statement() -> None:
    function = "def _total(column: npt.NDArray[Any]) -> float:\n    {}return column.sum()\n"
    assert not list(undocumented('"""Arrays of shape (lines,)."""\n' + function.format("")))
    assert list(undocumented('"""Arrays of lines."""\n' + function.format(""))) == ["_total (line 2)"]
    assert list(undocumented('"""Arrays of shape (lines,)."""\n' + function.format("a = 1\n    "))) == [
        "_total (line 2)"
    ]


def test_a_class_says_the_shapes_for_its_methods() -> None:
    method = "    def total(self, column: Ints1d) -> int:\n        return column.sum()\n"
    assert not list(undocumented('class Sums:\n    """Columns of shape (lines,)."""\n' + method))
    assert list(undocumented('class Sums:\n    """Columns."""\n' + method)) == ["total (line 3)"]
