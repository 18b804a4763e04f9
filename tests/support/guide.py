"""The guides are one exercise told over several pages: each command is run at a terminal, and each page goes on where
the one before it ended."""

import contextlib
import datetime
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import termios
import weakref
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import xlsxwriter

from support.generated import ROOT, fenced

BEGIN = datetime.datetime(2028, 1, 10, 8, 30)
"""The morning on which the exercise is done; each command is run a minute after the one before it."""
PROMPT = "> "
WIDTH = 96
QUESTIONS = (b"[c/K]: ", b"[y/N]: ")
COG = re.compile(r"<!-- \[\[\[cog\n(.*?)\]\]\] -->", re.DOTALL)


class Story:
    """A folder in which the commands of the pages are run, one after the other, as one who sits at the computer does."""

    def __init__(self, language: str, before: "Story | None" = None) -> None:
        self._home = Path(tempfile.mkdtemp())
        weakref.finalize(self, shutil.rmtree, self._home, ignore_errors=True)
        self.language = language
        self.at = "" if before is None else before.at
        self.minutes = 0 if before is None else before.minutes
        if before is not None:
            shutil.copytree(before.folder, self.folder)
        else:
            self.folder.mkdir()
        programs = self._home / "bin"
        programs.mkdir()
        shim = programs / "tracker"
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT}/tests/support/clock.py" "$@"\n', encoding="utf-8")
        shim.chmod(0o755)

    @property
    def folder(self) -> Path:
        return self._home / "desk"

    def wait(self, moment: str) -> None:
        """Let time pass: the next command is run at this moment, for example 2028-08-07T09:00."""
        minutes = (datetime.datetime.fromisoformat(moment) - BEGIN).total_seconds() // 60
        assert minutes >= self.minutes, f"{moment} is past"
        self.minutes = int(minutes)

    def tell(self, *commands: str, answer: str = "", code: int = 0) -> str:
        """Return a session at a prompt: each command and what it printed; the last one must end with `code`.

        `answer` is typed wherever the program asks.
        """
        told = []
        for at, command in enumerate(commands):
            said, ended = self._run(command, answer)
            expected = code if at == len(commands) - 1 else 0
            assert ended == expected, f"{command!r} ended with {ended}, not {expected}:\n{said}"
            told.append(f"{PROMPT}{command}\n{said}".rstrip() + "\n")
        return fenced("\n".join(told), "console")

    def windows(self, *commands: str) -> str:
        """Return a block of commands that only Windows knows; each is run as what it is here."""
        for command in commands:
            said, ended = self._run(as_sh(command), "")
            assert ended == 0, f"{command!r} ended with {ended}:\n{said}"
        return fenced("\n".join(commands), "bat")

    def file(self, page_file: str, path: str, language: str = "toml") -> str:
        """Put a file that lies beside the pages in its place in the folder, and return it as a block."""
        text = Path(ROOT, "docs", page_file).read_text(encoding="utf-8")
        Path(self.folder, self.at, path).write_text(text, encoding="utf-8")
        return fenced(text, language)

    def replace(self, path: str, old: str, new: str) -> None:
        """Change one place of a file of the folder, as an editor does."""

        def _change(text: str) -> str:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
            return text.replace(old, new)

        self.edit(path, _change)

    def edit(self, path: str, change: Callable[[str], str]) -> None:
        """Change a whole file of the folder, as another program does that opens and saves it."""
        file = Path(self.folder, self.at, path)
        file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")

    def share(self, name: str) -> None:
        """Copy the folder where the exercise is to the drive of all, Z:."""
        shutil.copytree(Path(self.folder, self.at), Path(self.folder, "Z", name))

    def book(self, path: str, *rows: list[object]) -> str:
        """Write a workbook of one sheet with these rows of cells, and return it as a table."""
        book = xlsxwriter.Workbook(Path(self.folder, self.at, path))
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        book.close()
        width = max(map(len, rows))
        head = ["", *"ABCDEFGH"[:width]]
        cells = [[f"**{at}**", *map(self._shown, row), *[""] * (width - len(row))] for at, row in enumerate(rows, 1)]
        lines = [head, ["---"] * (width + 1), *cells]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)

    def _shown(self, cell: object) -> str:
        """Return a cell as Excel shows it in the language of the page."""
        return str(cell).replace(".", ",") if self.language == "vi" and isinstance(cell, float) else str(cell)

    def fill_in(self, path: str, *values: tuple[str, float]) -> None:
        """Write numbers into empty cells of a form, as the department does in Excel."""
        file = Path(self.folder, self.at, path)
        with zipfile.ZipFile(file) as book:
            parts = {name: book.read(name) for name in book.namelist()}
        sheet = parts["xl/worksheets/sheet1.xml"].decode("utf-8")
        for cell, value in values:
            sheet, changed = re.subn(rf'<c r="{cell}"([^>]*)/>', rf'<c r="{cell}"\1><v>{value}</v></c>', sheet)
            assert changed == 1, f"{cell} is no empty cell of {path}"
        parts["xl/worksheets/sheet1.xml"] = sheet.encode("utf-8")
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
            for name, content in parts.items():
                book.writestr(name, content)

    def _run(self, command: str, answer: str) -> tuple[str, int]:
        now = (BEGIN + datetime.timedelta(minutes=self.minutes)).isoformat()
        self.minutes += 1
        here = self._home / "here"
        outer, inner = pty.openpty()
        settings = termios.tcgetattr(inner)
        settings[1] &= ~termios.OPOST
        termios.tcsetattr(inner, termios.TCSANOW, settings)
        with subprocess.Popen(
            ["sh", "-c", f"{command}\ncode=$?; pwd >'{here}'; exit $code"],
            cwd=Path(self.folder, self.at),
            env=self._environment(now),
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
        ) as process:
            os.close(inner)
            try:
                said = _converse(outer, answer)
            except BaseException:
                process.kill()
                raise
        os.close(outer)
        self.at = os.path.relpath(here.read_text(encoding="utf-8").rstrip("\n"), self.folder.resolve())
        plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said)
        shown = [
            line.rstrip().rpartition("\r")[2] for line in plain.rstrip().split("\n")
        ]  # what a terminal shows at the end
        return "\n".join(shown), process.returncode

    def _environment(self, now: str) -> dict[str, str]:
        settings = {
            **{"CLOCK": now, "TZ": "ICT-7", "TRACKER_LANG": self.language, "TRACKER_AUTHOR": "lan"},
            **{"COLUMNS": str(WIDTH), "LINES": "60", "LC_ALL": "C.UTF-8", "TERM": "xterm", "NO_COLOR": "1"},
            **{"HOME": str(self._home), "GIT_CONFIG_NOSYSTEM": "1", "GIT_PAGER": "cat", "PAGER": "cat"},
            **{
                f"GIT_{who}_{what}": f"lan{'@example.org' * (what == 'EMAIL')}"
                for who in ("AUTHOR", "COMMITTER")
                for what in ("NAME", "EMAIL")
            },
            **{f"GIT_{who}_DATE": f"{now}+07:00" for who in ("AUTHOR", "COMMITTER")},
            "PATH": f"{self._home}/bin{os.pathsep}{os.environ['PATH']}",
        }
        dropped = ("TRACKER_", "FORCE_COLOR", "PYTHONIOENCODING", "LANGUAGE", "GIT_")
        return {**{name: text for name, text in os.environ.items() if not name.startswith(dropped)}, **settings}


def as_sh(command: str) -> str:
    """Return what does here what `command` does in the command window of Windows; raises ValueError for unknown ones."""
    command = command.replace("%USERPROFILE%", "$HOME").replace("\\", "/").replace("Z:/", "$HOME/desk/Z/")
    program, _, rest = command.partition(" ")
    rest = rest.removeprefix("/d ") if program == "cd" else rest
    known = {
        "cd": f"cd {rest}",
        "py": f'"{sys.executable}" {rest}',
        ".venv/Scripts/activate": ". .venv/bin/activate",
        "chcp": ":",
        "set": f"export {rest}",
        "notepad": f"test -f {rest}",
        "certutil": "sha256sum " + rest.removeprefix("-hashfile ").removesuffix(" SHA256"),
        **dict.fromkeys(("mkdir", "pip", "tracker", "git", "echo"), command),
    }
    if program not in known:
        raise ValueError(f"what is {command!r} on another system than Windows?")
    return known[program]


def _converse(outer: int, answer: str) -> str:
    """Return what is said on a terminal until it ends; where the program waits at a question, `answer` is typed."""
    said = b""
    with contextlib.suppress(OSError):  # the other end was closed
        while piece := os.read(outer, 65536):
            said += piece
            if said.endswith(QUESTIONS):
                assert answer, f"nobody answers: {said.decode('utf-8')}"
                os.write(outer, answer.encode() + b"\n")
    return said.decode("utf-8").replace("\r\n", "\n")


class _Silent:
    """What a page's blocks speak to when only what they do is wanted."""

    def outl(self, text: str = "") -> None:
        """Say nothing."""


@cache
def _ended(page: str) -> Story:
    """Return the exercise as it stands at the end of a page: all its blocks are run, and nothing is shown."""
    scope: dict[str, object] = {"cog": _Silent(), "guide": sys.modules[__name__]}
    for block in COG.findall(Path(ROOT, "docs", page).read_text(encoding="utf-8")):
        exec(block.replace("import cog, guide\n", ""), scope)
    story = scope["story"]
    assert isinstance(story, Story)
    return story


def after(page: str) -> Story:
    """Return the exercise to go on with, as it stands at the end of a page of docs/, for example vi/2-start.md."""
    ended = _ended(page)
    return Story(ended.language, ended)
