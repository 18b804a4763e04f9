"""The parts of the documents that the program itself writes; cog puts them in and checks that they are up to date."""

import io
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from support import folders
from support.books import write_book
from tracker.assess import assess
from tracker.checks import CHECKS
from tracker.folder import Folder, load_register
from tracker.i18n import Language
from tracker.views.reference.content import CODE_SECTIONS, KEYS_SECTION, Column, read_columns
from tracker.views.status import terminal

ROOT = str(folders.ROOT)
DATA = os.path.join(ROOT, "data")
TERM = """\
[term]
name = "Example"
first_year = 2021
last_year = 2025
language = "en"
"""
HEADER = "indicator,period,value,qualifier,status,recorded_at\n"
"""What the two files of every worked example begin with; the baseline year is then 2020."""


def fenced(text: str, kind: str = "text") -> str:
    """Return `text` as a block of Markdown."""
    return f"```{kind}\n{text.rstrip()}\n```"


def drawn(year: int, language: str, width: int, group: str) -> str:
    """Return the table of one group of the shipped data as a terminal of that width shows it."""
    board = assess(load_register(Folder(DATA)), year, "2026-11-22")
    kept = tuple(item for item in board.assessments if item.indicator.group == group)
    console = Console(file=io.StringIO(), width=width, color_system=None)
    return fenced(
        terminal.render_table(board._replace(assessments=kept), terminal.TerminalStyle(Language(language)), console)
    )


def session(*commands: str, language: str = "en", folder: str = "", lines: int | None = None) -> str:
    """Return a session at a prompt: each command, run in turn, and what it printed, at most `lines` lines.

    It begins in `folder`, or in an empty one.
    """
    told = []
    with tempfile.TemporaryDirectory() as outside, tempfile.TemporaryDirectory() as inside:
        at, here = folder or inside, os.path.join(outside, "here")
        for command in commands:
            out = run(f"{command}\npwd >{shlex.quote(here)}", at, language)
            with open(here, encoding="utf-8") as file:  # where a `cd` has led
                at = file.read().rstrip("\n")
            told += (
                [f"$ {command}", "\n".join(out.rstrip().split("\n")[:lines]).rstrip(), ""] if out else [f"$ {command}"]
            )
    return fenced("\n".join(told), "console")


SHEET = """
[[sheet]]
name = "Biểu 1"
rows = [
  [{ text = "KẾT QUẢ THỰC HIỆN CHỈ TIÊU NĂM 2024", merge = 5 }],
  ["STT", "Chỉ tiêu", "ĐVT", "KH 2024", "Ước TH 2024"],
  ["I", "Kinh tế"],
  [1, "Tổng giá trị sản xuất công nghiệp (giá so sánh)", "tỷ đồng", "", INDUSTRY],
  [2, "Giá trị xuất khẩu trên địa bàn", "triệu USD", "", 512.5],
  ["II", "Xã hội"],
  [1, "Tỷ lệ hộ nghèo", "%", 1, "0,95"],
]
"""


def import_session(language: str = "en") -> str:
    """Return a session in which a sheet with a wrong comma in one cell is refused, and imported once it is mended."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        run("tracker init --example", folder, language)
        steps = (
            (
                '"12.687"',
                "tracker import bieu-1.xlsx",
                "# cell E4 holds a text; it is written again as the number 12687",
            ),
            ("12687", "tracker import bieu-1.xlsx --yes --format table", "# a second time"),
            ("12687", "tracker import bieu-1.xlsx --format table", ""),
        )
        for written, command, remark in steps:
            write_book(Path(folder, "bieu-1.xlsx"), SHEET.replace("INDUSTRY", written))
            lines += [f"$ {command}", run(command, folder, language).rstrip(), "", *([remark] if remark else [])]
    return fenced("\n".join(lines), "console")


def example(targets: str, results: str, *commands: str, part: str = "verdict") -> str:
    """Return a worked example: two files, and what `tracker show` says of them.

    `targets` stands below `TERM`, `results` below `HEADER`. Of each screen only the `part`s that are named are shown,
    separated by spaces: `verdict`, `facts`, `years`, `working`, `outlook`, `notes`.
    """
    results = HEADER + results.strip("\n") + "\n"
    told = []
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("targets.toml", f"{TERM}\n{targets}"), ("results.csv", results)):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        for command in commands:
            told.append(f"$ {command}\n{_parts(run(command, folder, 'en'), part.split())}")
    return "\n\n".join(
        [fenced(targets.strip("\n"), "toml"), fenced(results, "csv"), fenced("\n\n".join(told), "console")]
    )


def _parts(out: str, wanted: list[str]) -> str:
    """Return those parts of the screen of one indicator that are wanted; each is a block between empty lines."""
    blocks = [block for block in out.split("\n\n") if block.strip()]
    head = blocks[0].split("\n")
    assert len(head) >= 3, out
    found = {"verdict": "\n".join(head[2:]), "facts": blocks[1]}
    for at, block in enumerate(blocks):
        for part, beginning in _BEGINNINGS.items():
            if block.lstrip().startswith(beginning):
                found[part] = block + ("\n" + blocks[at + 1] if part == "years" else "")
    return "\n".join(found[part].rstrip() for part in wanted)


_BEGINNINGS = {
    "years": "Year ",
    "working": "How the status was calculated",
    "outlook": ("Forecast for", "No forecast"),
    "notes": "Notes",
}


def help_of(*command: str) -> str:
    """Return the help of a command in English at 80 columns."""
    return fenced(run(shlex.join(["tracker", *command, "--help"]), ROOT, "en"))


def run(command: str, folder: str, language: str) -> str:
    """Return what a shell command prints, stdout and stderr together."""
    settings = {"TRACKER_LANG": language, "TRACKER_AUTHOR": "lan", "COLUMNS": "80", "LC_ALL": "C.UTF-8"}
    path = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
    result = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env={**os.environ, **settings, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return result.stdout


def program(code: str, *folders: str) -> str:
    """Return a program and what it prints; it finds copies of these folders of the project (default: `data`)."""
    code = code.strip("\n")
    with tempfile.TemporaryDirectory() as here:
        for name in folders or ("data",):
            shutil.copytree(os.path.join(ROOT, name), os.path.join(here, os.path.basename(name)))
        with open(os.path.join(here, "program.py"), "w", encoding="utf-8") as file:
            file.write(code + "\n")
        out = run(shlex.join([sys.executable, "program.py"]), here, "en")
    return fenced(code, "python") + ("\n\n" + fenced(out) if out else "")


def columns(section: str) -> str:
    """Return the table of a section of the reference of columns, in both languages."""
    rows = [item for item in read_columns() if item.section == section]
    if section in CODE_SECTIONS:
        heads = [f"`{CODE_SECTIONS[section]}`", "meaning", "nghĩa"]
        cells = [[f"`{item.name}`", *_get_meanings(item)] for item in rows]
    else:
        heads = ["key" if section == KEYS_SECTION else "column", "type", "unit", "meaning", "nghĩa"]
        cells = [[f"`{item.name}`", item.type, item.unit, *_get_meanings(item)] for item in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in [heads, ["---"] * len(heads), *cells])


def _get_meanings(item: Column) -> list[str]:
    return [item.meaning["en"], item.meaning["vi"]]


def checks() -> str:
    """Return what the manual says of each check: when it speaks, an example as the program prints it, and the remedy."""
    parts = []
    for check in CHECKS:
        with open(os.path.join(ROOT, "tests", "checks", check.name, "expected.en.txt"), encoding="utf-8") as file:
            example = file.read()
        lines = example.split("\n")
        shown = lines[: 2 if lines[1].startswith("    ") else 1]
        parts.append(
            f"### {check.name}\n\n**{check.level}** – {check.description}. *Remedy:* {check.remedy}.\n\n{fenced(chr(10).join(shown))}"
        )
    return "\n\n".join(parts)
