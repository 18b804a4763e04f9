"""A tracker folder becomes a register: finds the folder, reads both files, checks one against the other.

Every problem of both files is reported in one run.
"""

import os
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import ExitCode, Message, Place, Problem, TrackerError, as_argument, msg, why
from tracker.journal import HEADER, read_journal
from tracker.model import Indicator, Register, Result
from tracker.targets import Targets, read_targets

TARGETS = "targets.toml"
RESULTS = "results.csv"


class Folder(NamedTuple):
    """A tracker folder: where its two files are."""

    path: str

    @property
    def targets(self) -> str:
        """Return the path of `targets.toml`."""
        return os.path.join(self.path, TARGETS)

    @property
    def results(self) -> str:
        """Return the path of the journal."""
        return os.path.join(self.path, RESULTS)


def find_folder(data: str | None, environment: Mapping[str, str], start: str) -> Folder:
    """Return the tracker folder: `data`, else TRACKER_DATA, else the first above `start` that has targets.

    Raises TrackerError where there is none.
    """
    given = data or environment.get("TRACKER_DATA")
    if given:
        return _given_folder(given)
    here = os.path.abspath(start)
    while True:
        for candidate in (os.path.join(here, "data"), here):
            if _holds_targets(candidate):
                return Folder(os.path.relpath(candidate, start))
        above = os.path.dirname(here)
        if above == here:
            raise TrackerError(
                [
                    Problem(
                        Place(),
                        msg("there is no tracker folder here: no targets.toml in {start} or above it", start=start),
                        msg("start one with tracker init, or name it with --data DIR"),
                    )
                ]
            )
        here = above


def _holds_targets(path: str) -> bool:
    return os.path.isfile(os.path.join(path, TARGETS))


def _given_folder(path: str) -> Folder:
    """Return the folder that was named, also by one of its two files or by the folder above `data`."""
    if os.path.isfile(path) and os.path.basename(path) in (TARGETS, RESULTS):
        return Folder(os.path.dirname(path) or ".")
    below = os.path.join(path, "data")
    if _holds_targets(below) and not _holds_targets(path):
        return Folder(below)
    if os.path.isdir(path):
        return Folder(path)
    place = Place(path)
    raise TrackerError(
        [
            Problem(
                place, msg("there is no such folder"), msg("start one with tracker init {path}", path=as_argument(path))
            )
        ]
    )


def load(folder: Folder) -> Register:
    """Return the register of `folder`; raises TrackerError with every problem of both files."""
    problems: list[Problem] = []
    targets = _read_targets(folder, problems)
    targets_are_sound = not problems
    text = _read_text(folder.results, problems)
    rows: list[Result] = []
    if text is not None:
        known = {indicator.id for indicator in targets.indicators} if targets_are_sound or targets.indicators else None
        rows, found = read_journal(text, folder.results, known)
        found += _cross_checks(rows, targets, folder.results)
        problems += sorted(found, key=lambda problem: problem.place.line or 0)
    if problems:
        raise TrackerError(problems, ExitCode.DATA, language=targets.language)
    results: dict[str, list[Result]] = {}
    for row in rows:
        results.setdefault(row.indicator, []).append(row)
    by_indicator = {indicator: tuple(found) for indicator, found in results.items()}
    return Register(targets.term, targets.groups, targets.indicators, by_indicator)


def _read_targets(folder: Folder, problems: list[Problem]) -> Targets:
    text = _read_text(folder.targets, problems)
    if text is None:
        return read_targets("", folder.targets)[0]
    targets, found = read_targets(text, folder.targets)
    problems += found
    return targets


def _read_text(path: str, problems: list[Problem]) -> str | None:
    """Return the text of a UTF-8 file, or None after noting why there is none."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        problems.append(_cannot_read(path, error))
        return None
    if message := _foreign_kind(data):
        hint = (
            msg("save it as CSV with commas, in UTF-8")
            if path.endswith(".csv")
            else msg("save it as plain text, in UTF-8")
        )
        problems.append(Problem(Place(path), message, hint))
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(Problem(Place(path, line), msg("is not UTF-8"), msg("save it as UTF-8")))
        return None


def _foreign_kind(data: bytes) -> Message | None:
    """Return what a file is that is no UTF-8 text, where its first bytes tell."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return msg("is written in UTF-16")
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return msg("is an Excel or Word file, not a text")
    return None


def _cannot_read(path: str, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        hint = msg("start a tracker folder with tracker init")
        if path.endswith(RESULTS):
            hint = msg("make it with this one line: {header}", header=HEADER)
        return Problem(Place(path), msg("the file is missing"), hint)
    if isinstance(error, IsADirectoryError) or os.path.isdir(path):
        return Problem(Place(path), msg("is a folder, not a file"), msg("name the folder that holds targets.toml"))
    return Problem(Place(path), msg("cannot be read: {why}", why=why(error)))


def _cross_checks(rows: list[Result], targets: Targets, file: str) -> list[Problem]:
    """Every result is of the kind of its indicator, and lies in a year that the term knows."""
    indicators = {indicator.id: indicator for indicator in targets.indicators}
    last_year = targets.term.last_year
    problems = []
    for row in rows:
        indicator = indicators.get(row.indicator)
        if indicator is None:
            continue
        place = Place(file, row.line, row.indicator)
        problems += _kind_problems(row, indicator, place)
        last = max(last_year, indicator.target.year or 0) if indicator.target else last_year
        if row.period.year > last:
            message = msg("{year} is after the last year, {last}", year=row.period.year, last=last)
            problems.append(Problem(place._replace(key="period"), message))
    return problems


def _kind_problems(row: Result, indicator: Indicator, place: Place) -> list[Problem]:
    place = place._replace(key="value")
    is_answer = isinstance(row.value, bool)
    if indicator.measure == "milestone" and not is_answer and row.value is not None:
        return [Problem(place, msg("a milestone is recorded as yes or no, not as a number"))]
    if indicator.measure != "milestone" and is_answer:
        return [Problem(place, msg("yes and no are for milestones; this indicator is measured in numbers"))]
    if indicator.measure == "growth_rate" and isinstance(row.value, Decimal) and row.value <= -100:
        return [Problem(place, msg("a growth of −100 % or less is not possible"))]
    return []


def known_on(register: Register, day: str) -> Register:
    """Return the register as it stood at the end of `day` (YYYY-MM-DD): later recordings are left out."""
    results = {
        indicator: tuple(row for row in rows if row.recorded_on <= day) for indicator, rows in register.results.items()
    }
    return register._replace(results=results)
