"""The rules of size: rot starts where a function or a module grows out of sight."""

import ast

import pytest

from conftest import ROOT

MODULES = sorted((ROOT / "src").rglob("*.py"))
FUNCTIONS = [
    pytest.param(node, id=f"{path.stem}.{node.name}")
    for path in MODULES
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.FunctionDef)
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_modules_are_short_and_say_what_they_keep(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_functions_are_small_and_take_little(function):
    assert function.end_lineno - function.lineno + 1 <= 40
    arguments = function.args
    assert len(arguments.args) + len(arguments.kwonlyargs) <= 8


def test_the_command_files_have_no_exemption():
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"src/' not in settings.split("per-file-ignores")[1].split("[tool.mypy]")[0]
