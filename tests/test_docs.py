"""The documents hold together: every link to a file or a heading of ours leads somewhere."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.folders import ROOT
from support.process import environment

VIETNAMESE = ROOT / "docs" / "vi"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def prose(page: Path) -> str:
    """A page without its blocks of code, and without what cog is told."""
    text = re.sub(r"<!-- \[\[\[cog.*?\]\]\] -->", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def anchors(page: Path) -> list[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), flags=re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


def links(page: Path) -> list[str]:
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)) if "://" not in link]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.name}")
def test_every_link_leads_somewhere(page):
    for link in links(page):
        file, _, anchor = link.partition("#")
        found = (page.parent / file).resolve() if file else page
        assert found.exists(), link
        assert not anchor or anchor in anchors(found), link


def test_every_edge_has_an_example_and_every_example_an_edge():
    page = ROOT / "docs" / "methods.md"
    text = prose(page)
    rows = text.split("## The table of edges")[1].split("## Worked examples")[0].splitlines()
    edges = [row for row in rows if row.startswith("| ") and not row.startswith(("| edge |", "| --- |"))]
    assert len(edges) > 25
    assert all("](#" in row for row in edges), [row for row in edges if "](#" not in row]
    examples = re.findall(r"^### (.+)$", text.split("## Worked examples")[1], flags=re.MULTILINE)
    linked = {link.removeprefix("#") for link in links(page)}
    assert [name for name in examples if re.sub(r"[^\w\- ]", "", name.lower()).replace(" ", "-") not in linked] == []


NAMES_ELSEWHERE = {"src", "faketime", "hypothesis", "mypy", "pytest", "ruff", "decimals", "errors", "year_begins"}


def list_definitions() -> set[str]:
    """Return each name that the package defines, and each module and folder of it."""
    names: set[str] = set()
    for path in sorted((ROOT / "src" / "tracker").rglob("*.py")):
        names.update(part.removesuffix(".py") for part in path.relative_to(ROOT / "src").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
    return names


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_every_name_of_the_code_in_a_document_exists(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    known = list_definitions()
    quoted = {name for name in re.findall(r"`([^`\n]+)`", text) if re.fullmatch(r"[A-Za-z_]\w*(/\w+)*", name)}
    code = {part for name in quoted if "_" in name or "/" in name for part in name.split("/")}
    assert len(code) > 5
    assert sorted(code - known - NAMES_ELSEWHERE) == []
    paths = re.findall(r"`((?:src|tests|docs)/[^`\s*]+)`", text)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists() and "NAME" not in path and ".xx." not in path] == []
    assert "TODO" not in text


DEMO = ROOT / ".ci" / "demo"


@pytest.mark.skipif(os.name == "nt" or not DEMO.exists(), reason="make is not on Windows, and .ci not in an archive")
@pytest.mark.parametrize(("language", "heading"), [("en", "Real figures"), ("vi", "Số liệu thật")])
def test_the_demo_ends_with_commands_of_the_readme(language, heading):
    done = subprocess.run(
        ["sh", DEMO],
        env={**environment(), "TRACKER_LANG": language, "BIN": str(Path(sys.executable).parent)},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.startswith(heading)
    commands = [line.strip() for line in done.stdout.splitlines() if line.startswith("  tracker ")]
    assert len(commands) == 3
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in commands:
        assert command.endswith(f"--lang {language}") or f" --lang {language} " in command
        words = command.split(" --lang")[0]
        assert f"$ {words}" in readme


TWINS = sorted({page.name for page in (ROOT / "docs").glob("*.md")} & {page.name for page in VIETNAMESE.glob("*.md")})


def test_the_pages_that_have_a_vietnamese_twin():
    assert TWINS == ["areas-collect.md", "areas.md", "compare.md", "export.md", "init-from.md", "periods.md"]


@pytest.mark.parametrize("name", TWINS)
def test_a_twin_has_the_headings_tables_and_blocks_of_the_other(name):
    """And the same commands, but for names of folders."""
    shapes = []
    for page in (ROOT / "docs" / name, VIETNAMESE / name):
        text = page.read_text(encoding="utf-8")
        by_hand = re.sub(r"^```console.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
        marks = [re.findall(mark, by_hand, flags=re.MULTILINE) for mark in ("^#+(?= )", r"^\|", r"^```\w*")]
        shapes.append((*marks, re.findall(r"^\$ (tracker \w[\w-]*)", text, flags=re.MULTILINE)))
    assert shapes[0] == shapes[1]
