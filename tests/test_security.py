"""SECURITY.md: each promise names tests that are there; what the program has no code for; the lowest versions."""

import ast
import functools
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from support.folders import ROOT, TESTS

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
SOURCES = sorted((ROOT / "src").rglob("*.py"))
NETWORK = {
    "aiohttp",
    "asyncio",
    "ftplib",
    "http",
    "httpx",
    "imaplib",
    "requests",
    "smtplib",
    "socket",
    "ssl",
    "urllib3",
    "xmlrpc",
}
SERIALIZED = {"dill", "marshal", "shelve"}
FIXED = {
    "jinja2": "3.1.6",  # CVE-2024-56201, CVE-2024-56326 and CVE-2025-27516: ways out of the sandbox
    "filelock": "3.20.3",  # CVE-2025-68146 and CVE-2026-22701: a link in the place of the lock
    "lxml": "4.9.1",  # CVE-2022-2309: a crash
}
"""The first version without a known advisory, of the libraries that have one."""


@functools.cache
def find_tests() -> set[str]:
    """Return the names of all tests."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in TESTS.glob("test_*.py")]
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def list_promises() -> list[str]:
    """Return the rows of the tables of promises."""
    promises = TEXT.split("## What the program guarantees")[1].split("\n## ")[0]
    rows = [line for line in promises.splitlines() if line.startswith("| ")]
    return [row for row in rows if not re.fullmatch(r"\| [^|]*(?:\| [^|]*)?\| tests \|", row) and "---" not in row]


@pytest.mark.parametrize("row", list_promises())
def test_each_promise_names_tests_that_are_there(row):
    named = set(re.findall(r"`(test_\w+)`", row.rpartition(" | ")[2]))
    assert named
    assert named <= find_tests()


def test_all_promises_are_found():
    assert len(list_promises()) > 20


def find_modules(tree: ast.AST) -> set[str]:
    """Return the first names of the modules that a file imports."""
    found = set()
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found |= {name.partition(".")[0] for name in names}
        if isinstance(node, ast.ImportFrom | ast.Import) and any(name.startswith("urllib.request") for name in names):
            found.add("http")
    return found


def find_calls(tree: ast.AST) -> set[str]:
    """Return the plain names that a file calls."""
    return {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


def test_the_program_has_no_code_for_networks_or_for_running_texts():
    """The only pickles are those that the copies of the process write into a pipe; no file is read as one."""
    assert len(SOURCES) > 100
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = find_modules(tree)
        assert not modules & (NETWORK | SERIALIZED), path
        assert "pickle" not in modules or path.name == "parallel.py", path
        assert not find_calls(tree) & {"eval", "exec", "compile", "__import__"}, path


def test_no_allowed_version_has_a_known_advisory():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [
        Requirement(each)
        for each in (*project["dependencies"], *extras["report"], *extras["excel"], *extras["postgres"])
    ]
    lowest = {
        each.name.lower(): min(Version(spec.version) for spec in each.specifier if spec.operator == ">=")
        for each in asked
    }
    for name, version in FIXED.items():
        assert lowest[name] >= Version(version), name
