"""The fuzz targets: each takes any bytes and raises `BrokenError` if the program breaks a promise.

The promises: any file is read, or refused with a message in both languages that cannot control a terminal; what is read
can be assessed, checked and shown in every format; and two ways of reading agree.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Callable, Iterable
from decimal import Decimal
from importlib.util import find_spec

from tracker import checks
from tracker.assess import assess
from tracker.cli.output import format_error
from tracker.errors import Problem, TrackerError
from tracker.folder import Folder, load_register
from tracker.i18n import Language
from tracker.journal.index import ALL_INDICATORS
from tracker.model import Period, Register, Result
from tracker.numbers import format_plain, parse_number, parse_qualifier, parse_status, parse_yes_no
from tracker.periods import parse_period
from tracker.targets.reader import read_targets
from tracker.views import check
from tracker.views.status import markdown
from tracker.views.status.data import render_csv, render_json

LANGUAGES = (Language("vi"), Language("en"))
DAY = "2024-03-31"
JOURNAL_HEADER = "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by\n"
TARGETS = "[term]\nname = 'T'\nfirst_year = 2021\nlast_year = 2025\n" + "".join(
    f"[[indicator]]\nid = '{name}'\nname = 'N'\nunit = '%'\nmeasure = '{measure}'\n{target}\n"
    for name, measure, target in (
        ("a", "level", "target.at_least = 8\nbaseline = 4"),
        ("b", "total", "target.at_least = 100"),
        ("c", "milestone", "target = 'yes'"),
        ("d", "growth_rate", "target.at_least = 8"),
        ("e", "growth", "target.at_least = 7"),
    )
)


class BrokenError(AssertionError):
    """A promise that was not kept."""


def keep(promise: object, what: str) -> None:
    """Raise BrokenError if a promise is not kept."""
    if not promise:
        raise BrokenError(what)


def toml(data: bytes) -> None:
    """Any `targets.toml`."""
    targets, problems = read_targets(data.decode(errors="replace"), "targets.toml")
    if problems:
        check_messages(problems)
    elif len(targets.indicators) < 50:
        check_views(Register(targets.term, targets.groups, targets.indicators, {}))


def journal(data: bytes) -> None:
    """Any rows of a journal below its header, read in two ways."""
    whole(JOURNAL_HEADER.encode() + data)


def whole(data: bytes) -> None:
    """Any journal, including its header."""
    register = load(data)
    if register:
        check_views(register)
        effective = load_register(folder())
        keep(not set(effective.results) - set(register.results), "an effective row is not in the history")
        if not register.warnings:  # a truncated row is left out
            compare_with_csv_module(effective, data)


def number(data: bytes) -> None:
    """Any number that a user types."""
    text = data.decode(errors="replace")
    both = parse_number(text)
    each = [parse_number(text, sign).readings for sign in ("comma", "point")]
    keep(len(both.readings) <= 2, "a number has more than two readings")
    keep(set(both.readings) == {reading for readings in each for reading in readings}, "with a sign it reads otherwise")
    for reading in both.readings:
        keep(reading.is_finite(), "a reading is no number")
        keep(parse_number(format_plain(reading), "point").readings == (reading,), "written out it reads otherwise")
    parse_yes_no(text), parse_status(text), parse_qualifier(text)


def period(data: bytes) -> None:
    """Any period."""
    text = data.decode(errors="replace")
    found = parse_period(text)
    keep(found is None or str(found) == text, "a period has two spellings")


def sheet(data: bytes) -> None:
    """Any text file to import."""
    from sheets import sheet as imported

    imported(data)


def workbook(data: bytes) -> None:
    """Any workbook to import, given by its parts."""
    from sheets import workbook as imported

    imported(data)


TARGET: dict[str, Callable[[bytes], None]] = {
    "toml": toml,
    "journal": journal,
    "whole": whole,
    "number": number,
    "period": period,
}
if find_spec("tracker.importing"):
    TARGET |= {"sheet": sheet}
if find_spec("tracker.importing") and find_spec("xlrd") and find_spec("xlsxwriter"):
    TARGET |= {"workbook": workbook}


def load(data: bytes) -> Register | None:
    """Return the register of a folder with this journal, or None after checking the error messages."""
    where = folder()
    with open(where.results_path, "wb") as file:
        file.write(data)
    try:
        return load_register(where, history=ALL_INDICATORS)
    except TrackerError as error:
        check_messages(error.problems)
        return None


def folder(made: list[Folder] = []) -> Folder:  # noqa: B006 (made once)
    """Return the tracker folder of this process, into which the fuzzer writes its journals."""
    if not made:
        kept = tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
        made.append(Folder(kept.name))
        _KEPT.append(kept)
        with open(made[0].targets_path, "w", encoding="utf-8") as file:
            file.write(TARGETS)
    return made[0]


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def check_messages(problems: Iterable[Problem]) -> None:
    """Check that each problem has a message in both languages that is not too long and cannot control a terminal."""
    for problem in problems:
        for language in LANGUAGES:
            text = format_error(TrackerError([problem]), language)
            keep(text.replace("\n", "").isprintable(), "a message controls the terminal")
            keep(len(text) < 3000, "a message is as long as the wrong text")


def check_views(register: Register) -> None:
    """Check that what was read can be assessed, checked and shown."""
    board = assess(register, register.term.last_year, DAY)
    for language in LANGUAGES:
        render_csv(board, language, "excel")
        markdown.render_markdown(board, language)
    render_json(board, LANGUAGES[0])
    found = checks.run_checks(checks.CheckInput("targets.toml", "results.csv", register, register.term.last_year))
    for language in LANGUAGES:
        keep(check.render_text(found, language).replace("\n", "").isprintable(), "a finding controls the terminal")
        check.render_json(found, language)


def compare_with_csv_module(register: Register, data: bytes) -> None:
    """Check that the effective rows are the last ones that the csv module reads for their indicator and period.

    A forecast does not replace a result.
    """
    text = data.decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if any(row)]
    names = [name.strip() for name in rows[0]]
    last: dict[tuple[str, Period | None], dict[str, str]] = {}
    for cells in rows[1:]:
        row = dict(zip(names, cells, strict=False))
        key = row["indicator"].strip(), parse_period(row["period"].strip())
        before = last[key]["status"].strip() if key in last else "withdrawn"
        if row["status"].strip() != "forecast" or before in ("forecast", "withdrawn"):
            last[key] = row
    found: dict[tuple[str, Period | None], Result] = {}
    for indicator, results in register.results.items():
        for result in results:
            found[indicator, result.period] = result
    keep(set(found) == set(last), "other rows were read")
    for key, result in found.items():
        expected = last[key]
        value = expected["value"].strip()
        answer = {"yes": True, "no": False, "": None}
        keep(result.value == (answer[value] if value in answer else Decimal(value)), "another value was read")
        keep(result.note == expected.get("note", ""), "another note was read")
        keep(result.status == expected["status"].strip(), "another status was read")
