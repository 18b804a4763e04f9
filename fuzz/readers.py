"""Readers of the other files of a folder and of reports, for `mutate.py`: each takes any bytes."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import harness
import tables

from tracker.errors import ProblemList, TrackerError
from tracker.folder import Folder, load_register
from tracker.folder.closed_years import load_closings
from tracker.folder.files import open_closed_year
from tracker.i18n import Language
from tracker.journal.index import ALL_INDICATORS
from tracker.reports import template_engine
from tracker.reports.config import read_config
from tracker.reports.docx.package import TEMPLATE, open_document
from tracker.reports.records import Report

REFUSED = (TrackerError,)
"""What a reader may raise: an error with a sentence."""
ROOT = Path(__file__).parent.parent
TESTS = ROOT / "tests"
AREAS = "area,name,level,within,from,until,into\np,P,province,,,,\nc,C,commune,p,,2025-06-30,d\nd,D,commune,p,2025-07-01,,\n"
DECISIONS = (
    "indicator,area,kind,year,value,decided_on,source,note,recorded_at,recorded_by\n"
    'a,,plan,2023,>=8,2022-08-05,NQ 1,"a, b",2022-08-06T09:00:00+07:00,lan\na,,target,2025,<=9,2022-08-05,,,2022-08-07,lan\n'
)
OFFICE = (
    '[letterhead]\nkind = "state"\nbody.vi = "Sở A"\nlogo = "logo.png"\n[signature]\nname = "Nguyễn Văn A"\n'
    'title = "Giám đốc"\nplace = "Hà Nội"\n'
)
ZEROS = "0" * 64
CLOSINGS = (
    "year,closed_at,closed_by,source,note,rows_results,sha256_results,rows_decisions,sha256_decisions,sha256_zip\n"
    f"2023,2024-02-01T00:00:00+07:00,lan,S,,1,{ZEROS},0,{ZEROS},{ZEROS}\n"
)
ROWS = harness.JOURNAL_HEADER + "a,2021,5,,final,,,2022-01-01,lan\n"


def make_folder(made: list[Path] = []) -> Path:  # noqa: B006 (made once)
    """Return a folder with good files."""
    if not made:
        path = Path(tempfile.mkdtemp(dir="/dev/shm" if os.path.isdir("/dev/shm") else None))
        made.append(path)
        (path / "targets.toml").write_text(harness.TARGETS, encoding="utf-8")
        (path / "results.csv").write_text(ROWS, encoding="utf-8")
    return made[0]


def clean(name: str) -> Path:
    """Return the path of an optional file, without the other ones beside it."""
    folder = make_folder()
    for other in ("areas.csv", "decisions.csv", "closings.csv", "report.toml", "logo.png", "year.zip", TEMPLATE):
        (folder / other).unlink(missing_ok=True)
    return folder / name


def read_folder(name: str) -> Callable[[bytes], None]:
    """Return the reader of a folder with any bytes as the file `name`."""

    def reader(data: bytes) -> None:
        clean(name).write_bytes(data)
        try:
            register = load_register(Folder(str(make_folder())), history=ALL_INDICATORS)
        except TrackerError as error:
            harness.check_messages(error.problems)
        else:
            harness.check_views(register)

    return reader


def closings(data: bytes) -> None:
    """Any `closings.csv`."""
    clean("closings.csv").write_bytes(data)
    problems = ProblemList()
    load_closings(Folder(str(make_folder())), problems)
    harness.check_messages(problems)


def office(data: bytes) -> None:
    """Any `report.toml`."""
    clean("report.toml").write_bytes(data)
    for language in ("vi", "en"):
        read_config(Folder(str(make_folder())), language)


def logo(data: bytes) -> None:
    """Any picture as the logo of a Word report."""
    clean("logo.png").write_bytes(data)
    (make_folder() / "report.toml").write_text(OFFICE, encoding="utf-8")
    found = read_config(Folder(str(make_folder())), "vi").letterhead.logo_data
    open_document("", _make_report()).add_picture(found, 900_000, 300_000, "Sở A")


def _make_report() -> Report:
    return cast("Report", SimpleNamespace(language=Language("vi")))


def word(data: bytes) -> None:
    """Any Word template."""
    clean(TEMPLATE).write_bytes(data)
    open_document(str(make_folder()), _make_report())


def template(data: bytes) -> None:
    """Any template, filled in this process; what never ends is ended by the caller of the other process."""
    (clean(TEMPLATE).parent / "report.html").write_bytes(data)
    template_engine.fill("report.html", str(make_folder()), {"reports": [{"title": "T", "notes": ["a", "b"]}]}, "html")


def closed(data: bytes) -> None:
    """Any zip file of a closed year."""
    path = clean("year.zip")
    path.write_bytes(data)
    load_register(open_closed_year(str(path)))


def _seed(text: str) -> Callable[[], Iterator[bytes]]:
    return lambda: iter([text.encode()])


def _area_seeds() -> Iterator[bytes]:
    yield AREAS.encode()
    yield from (path.read_bytes() for path in sorted(TESTS.rglob("areas.csv")))


def _office_seeds() -> Iterator[bytes]:
    yield OFFICE.encode()
    yield from (path.read_bytes() for path in sorted(ROOT.rglob("report.toml")) if ".venv" not in path.parts)


def _picture_seeds() -> Iterator[bytes]:
    """Yield a PNG and a JPEG."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" + b"\xff\0\0" * 2 + b"\0" + b"\0\xff\0" * 2)
    resolution = chunk(b"pHYs", struct.pack(">IIB", 2835, 2835, 1))
    yield b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + resolution + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    jfif = b"\xff\xe0\0\x10JFIF\0\1\1\1\0H\0H\0\0"
    exif = b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\1\1\x1a\0\5\0\0\0\1\0\0\0\x1a\0\0\0H\0\0\0\1"
    frame = b'\xff\xc0\0\x11\x08\0\2\0\2\3\1"\0\2\x11\1\3\x11\1'
    scan = b"\xff\xda\0\x0c\3\1\0\2\x11\3\x11\0?\0\xd2\xcf\xff\xd9"
    yield b"\xff\xd8" + jfif + frame + scan
    yield b"\xff\xd8" + exif + frame + scan


def _word_seeds() -> Iterator[bytes]:
    """Yield Word documents: as files, and with their parts stored, so that a change reaches the XML."""
    import docx

    buffer = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("A")
    document.save(buffer)
    yield buffer.getvalue()
    yield store(buffer.getvalue())


def store(data: bytes) -> bytes:
    """Return a zip file with the same files, not packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
    return out.getvalue()


def _closed_seeds() -> Iterator[bytes]:
    """Yield a closed year, packed and not packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (("targets.toml", harness.TARGETS), ("results.csv", ROWS), ("areas.csv", AREAS)):
            archive.writestr(name, text)
        archive.writestr("closings.csv", CLOSINGS)
    yield out.getvalue()
    yield store(out.getvalue())


def _template_seeds() -> Iterator[bytes]:
    yield b"{% for each in reports %}<p>{{ each.title }}{% for n in each.notes %}{{ n | upper }}{% endfor %}{% endfor %}"
    yield b"{% macro m(a) %}{{ a ~ 1 }}{% endmacro %}{{ m('x') }}{% set b = [1, 2] %}{{ b | join(', ') }}{% include 'report.md' %}"
    shipped = Path(template_engine.TEMPLATE_FOLDER)
    yield from (path.read_bytes() for path in sorted(shipped.glob("report*")) if path.suffix in (".html", ".md"))


READERS: dict[str, tuple[Callable[[bytes], None], Callable[[], Iterator[bytes]]]] = {
    "areas": (read_folder("areas.csv"), _area_seeds),
    "decisions": (read_folder("decisions.csv"), _seed(DECISIONS)),
    "closings": (closings, _seed(CLOSINGS)),
    "office": (office, _office_seeds),
    "logo": (logo, _picture_seeds),
    "word": (word, _word_seeds),
    "template": (template, _template_seeds),
    "closed": (closed, _closed_seeds),
    "table": (tables.table, tables.seed_texts),
    "tablebook": (tables.table_workbook, tables.seed_workbooks),
}
