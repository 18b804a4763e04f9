"""What holds for every file of the source and of the tests: sizes, docstrings, and who may import whom.

Each test goes through all files and names every one that breaks its rule.
"""

import ast
import re
from pathlib import Path

from support.folders import ROOT, TESTS

SOURCES = sorted((ROOT / "src").rglob("*.py"))
TEST_FILES = sorted([*TESTS.glob("*.py"), *(TESTS / "support").glob("*.py")])
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in [*SOURCES, *TEST_FILES]}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def find_functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(TREES[path]) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def find_imports(path: Path) -> set[str]:
    """The modules that a file imports, by their full names."""
    found = set()
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_a_newcomer_sees_few_entries_at_the_top():
    """Packages and modules, without what Python itself names and the folders of data."""
    package = ROOT / "src" / "tracker"
    modules = {path.stem for path in package.glob("*.py") if not path.name.startswith("__")}
    packages = {path.parent.name for path in package.glob("*/__init__.py")}
    assert len(packages) > 10
    assert len(modules | packages) <= 20, sorted(modules | packages)


def test_modules_are_short_and_have_a_docstring():
    assert len(SOURCES) > 50
    lengths = {path: path.read_text(encoding="utf-8").count("\n") for path in SOURCES}
    too_long = [f"{name_of(path)}: {length} lines" for path, length in lengths.items() if length > 300]
    silent = [f"{name_of(path)}: no docstring" for path in SOURCES if not ast.get_docstring(TREES[path])]
    assert too_long + silent == []


def test_functions_are_short_and_have_few_parameters():
    offenders = []
    for path in SOURCES:
        for node in find_functions(path):
            lines = node.end_lineno - node.lineno + 1
            parameters = len(node.args.args) + len(node.args.kwonlyargs)
            if lines > 40 or parameters > 8:
                offenders.append(f"{name_of(path)}:{node.lineno} {node.name}: {lines} lines, {parameters} parameters")
    assert offenders == []


def test_the_command_files_have_no_exemption():
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"src/' not in settings.split("per-file-ignores")[1].split("[tool.mypy]")[0]


def test_no_test_module_imports_another():
    """What two of them need is in `support`, which imports no test module either."""
    tests = {path.stem for path in TESTS.glob("*.py")}
    offenders = [
        f"{name_of(path)} imports {module}"
        for path in TEST_FILES
        for module in sorted(find_imports(path))
        if module.split(".")[0] in tests
    ]
    assert offenders == []


def test_the_list_of_the_test_files_is_that_of_the_files():
    listed = re.findall(r"^\| `([^`]+)` \| \S", (TESTS / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    there = [path.relative_to(TESTS).as_posix() for path in TEST_FILES if path.name != "__init__.py"]
    data = [path for path in TESTS.iterdir() if path.suffix != ".py" and path.name[0] not in "._"]
    others = [f"{path.name}/" if path.is_dir() else path.name for path in data]
    assert sorted(listed) == sorted({*there, *others} - {"README.md", "support/"})
