"""The head and foot of an official document in Word: who issues it at the left, for whom it stands at the right.

State: Nghị định 30/2020/NĐ-CP, with lines beneath the names; Party: Hướng dẫn 36-HD/VPTW, with a star between the body
and the number. Both in tables without borders, as offices set them.
"""

from collections.abc import Callable, Iterator

from tracker.errors import ExitCode, Place, Problem, TrackerError, msg
from tracker.language import N_
from tracker.views.report.docx.package import Package
from tracker.views.report.docx.widths import text_width
from tracker.views.report.docx.xml import MILLIMETRE, Pen, cell, row
from tracker.views.report.records import Letterhead, Report

_LEFT = {"state": 0.42, "party": 0.46}
"""How much of the width the issuing body has."""
_MOTTO_SIZE = {"state": 13, "party": 15}
_LOGO = 18
"""How high a logo is at most, in millimetres."""


def head(report: Report, package: Package, pen: Pen, numbers: Iterator[int]) -> str:
    """Return the head of a document; without letterhead, only its logo where there is one.

    Raises TrackerError where the logo is no picture.
    """
    letterhead, room = report.letterhead, package.room(is_wide=False)[0]
    logo = _logo(report, package, pen, numbers)
    if letterhead.kind == "none":
        return logo
    left = round(room * _LEFT[letterhead.kind])
    cells = (
        cell(left, logo, *_issuer(letterhead, left, pen)),
        cell(room - left, *_motto(letterhead, room - left, pen)),
    )
    return pen.table("Tracker layout", (left, room - left), [row(*cells)])


def _issuer(letterhead: Letterhead, room: int, pen: Pen) -> list[str]:
    """Return the body above, the body, what parts it from the number, and the number."""
    style = _styles(letterhead)
    parted = pen.text(style("number"), "*")
    if letterhead.kind == "state":
        parted = pen.rule(room, min(text_width(letterhead.body, 12), room) * 0.4)
    return [
        *([pen.text(style("superior"), letterhead.superior)] if letterhead.superior else []),
        pen.text(style("body"), letterhead.body),
        parted,
        pen.text(style("number"), letterhead.number),
    ]


def _motto(letterhead: Letterhead, room: int, pen: Pen) -> list[str]:
    """Return the motto with a line as long as its last words, the place and the day."""
    style = _styles(letterhead)
    last = letterhead.motto[-1]
    lines = [pen.text(style("motto" if at == 0 else "watchword"), text) for at, text in enumerate(letterhead.motto)]
    length = text_width(last, _MOTTO_SIZE[letterhead.kind])
    return [*lines, pen.rule(room, min(length, room)), pen.text(style("date"), letterhead.place_and_date)]


def foot(report: Report, package: Package, pen: Pen) -> str:
    """Return who receives the document, at the left, and who signs it, at the right; nothing without letterhead."""
    letterhead, room = report.letterhead, package.room(is_wide=False)[0]
    if letterhead.kind == "none":
        return ""
    style, half = _styles(letterhead), round(room * 0.45)
    receivers = [f"- {text}" for text in letterhead.recipients]
    receivers = [f"{text}{';' if at < len(receivers) else '.'}" for at, text in enumerate(receivers, 1)]
    left = [
        pen.text(style("recipients heading"), f"{report.language.text(N_('Recipients'))}:"),
        *(pen.text(style("recipients"), text) for text in receivers),
    ]
    right = [
        *([pen.text(style("authority"), letterhead.authority)] if letterhead.authority else []),
        pen.text(style("position"), letterhead.position),
        pen.text(style("signatory"), letterhead.signatory),
    ]
    gap = pen.paragraph("Tracker gap", more="<w:keepNext/>")
    return gap + pen.table("Tracker layout", (half, room - half), [row(cell(half, *left), cell(room - half, *right))])


def _styles(letterhead: Letterhead) -> Callable[[str], str]:
    return lambda part: f"{letterhead.kind} {part}"


def _logo(report: Report, package: Package, pen: Pen, numbers: Iterator[int]) -> str:
    path = report.letterhead.logo
    if not path:
        return ""
    with open(path, "rb") as file:
        data = file.read()
    size = round(3 * _LOGO * MILLIMETRE), round(_LOGO * MILLIMETRE)
    picture = package.picture(data, *size, report.letterhead.body)
    if picture is None:
        message, hint = msg("is no picture, or none that can be read"), msg("save it as PNG or JPEG")
        raise TrackerError([Problem(Place(path), message, hint)], ExitCode.DATA)
    return pen.paragraph("Tracker figure", pen.picture(picture, next(numbers)))
