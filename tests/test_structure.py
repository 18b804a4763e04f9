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


OWN_FILES = {"i18n.py", "package.py", "content.py", "init.py", "checkpoint.py", "closing.py"}
"""The modules that open files which the program has made itself, or which are part of it."""


def find_calls(path: Path, name: str) -> list[ast.Call]:
    """Return the calls of a function, of a module or alone."""
    calls = [node for node in ast.walk(TREES[path]) if isinstance(node, ast.Call)]
    return [call for call in calls if ast.unparse(call.func) == name]


def test_files_of_others_are_opened_in_one_place():
    """`open_regular` never waits at a pipe or a device; a descriptor that is open already was looked at."""
    offenders = []
    for path in SOURCES:
        for call in find_calls(path, "open"):
            mode = ast.unparse(call.args[1]) if len(call.args) > 1 else "'r'"
            is_new = any(letter in mode for letter in "wx+") or any(each.arg == "closefd" for each in call.keywords)
            is_descriptor = ast.unparse(call.args[0]) in ("descriptor", "os.devnull") or "os.open" in ast.unparse(call)
            if not is_new and not is_descriptor and path.name not in OWN_FILES:
                offenders.append(f"{name_of(path)}:{call.lineno}")
    assert offenders == []


def test_zip_files_of_others_are_read_with_care():
    """A module that reads one knows every error of the library, and unpacks only what office programs write."""
    readers = [
        path
        for path in SOURCES
        if any(len(call.args) == 1 for call in find_calls(path, "zipfile.ZipFile")) and path.name != "package.py"
    ]
    assert len(readers) >= 4
    for path in readers:
        text = path.read_text(encoding="utf-8")
        assert "ZIP_ERRORS" in text, path
        assert "has_readable_method" in text, path


def test_rows_of_csv_quote_every_line_break():
    """The csv module quotes a carriage return only if it is in the end of the lines."""
    calls = [(path, call) for path in SOURCES for call in find_calls(path, "csv.writer")]
    assert len(calls) >= 4
    for path, call in calls:
        ends = [ast.literal_eval(each.value) for each in call.keywords if each.arg == "lineterminator"]
        assert ends == ["\r\n"], (name_of(path), call.lineno)


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
