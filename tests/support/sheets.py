"""Sheets to import, sound and hostile."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from support.folders import TESTS
from support.process import environment
from tracker.importing.context import ImportOptions
from tracker.importing.readers.cells import Sheet
from tracker.importing.readers.dispatch import read_sheets

PLAIN = TESTS / "imports" / "_plain"
HAS_LIMITS = os.name == "posix"
ASKED = ImportOptions(None, None, None, "", "", 2025)
SMALL_BOOK = '[[sheet]]\nname = "A"\nrows = [["indicator", "TH 2024"], ["poor-households", 0.95]]\n'


def replace_parts(path: Path, changes: dict[str, bytes]) -> Path:
    """The archive at `path` with some parts replaced or added."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()} | changes
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return path


def read_file(path: str, sheet_name: str | None = None) -> Sheet:
    """Read the only sheet of a file, or the one with this name."""
    [sheet] = read_sheets(path, sheet_name)
    return sheet


def assert_refused(path: Path, *words: str) -> None:
    """Importing the file, with the memory of a small machine, is refused in a few words, and soon."""
    limit = "import resource; resource.setrlimit(resource.RLIMIT_AS, (700 << 20, 700 << 20)); " if HAS_LIMITS else ""
    program = f"{limit}import sys; from tracker.cli.main import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", program, "import", path.name, "--data", str(PLAIN), "--lang", "en", "--dry-run"],
        cwd=path.parent, env=environment(), capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (3, ""), done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr) < 600
    assert all(word in done.stderr for word in words), done.stderr


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
PART = "xl/worksheets/sheet1.xml"
ODS = """<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="A">{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"""


def write_ods(path: Path, rows: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(rows=rows))
        manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def ods_row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def ods_text(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
