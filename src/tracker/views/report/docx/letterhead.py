"""The head and foot of an official document in Word: who issues it at the left, for whom it stands at the right.

State: Nghị định 30/2020/NĐ-CP, with lines beneath the names; Party: Hướng dẫn 36-HD/VPTW, with a star between the body
and the number. Both in tables without borders, as offices set them.
"""

from collections.abc import Callable, Iterator

from tracker.errors import ExitCode, Location, Problem, TrackerError, msg
from tracker.language import N_
from tracker.views.report.docx.package import WordDocument
from tracker.views.report.docx.widths import measure_text
from tracker.views.report.docx.xml import MILLIMETRE, WordXmlBuilder, build_cell, build_row
from tracker.views.report.records import Letterhead, Report

_LEFT_SHARE = {"state": 0.42, "party": 0.46}
"""How much of the width the issuing body has."""
_MOTTO_SIZE = {"state": 13, "party": 15}
_LOGO_HEIGHT = 18
"""How high a logo is at most, in millimetres."""


def write_head(report: Report, package: WordDocument, builder: WordXmlBuilder, numbers: Iterator[int]) -> str:
    """Return the head of a document; without letterhead, only its logo where there is one.

    Raises TrackerError where the logo is no picture.
    """
    letterhead, room = report.letterhead, package.measure_page(is_wide=False)[0]
    logo = _write_logo(report, package, builder, numbers)
    if letterhead.kind == "none":
        return logo
    left = round(room * _LEFT_SHARE[letterhead.kind])
    cells = (
        build_cell(left, logo, *_write_issuer(letterhead, left, builder)),
        build_cell(room - left, *_write_motto(letterhead, room - left, builder)),
    )
    return builder.build_table("Tracker layout", (left, room - left), [build_row(*cells)])


def _write_issuer(letterhead: Letterhead, room: int, builder: WordXmlBuilder) -> list[str]:
    """Return the body above, the body, what parts it from the number, and the number."""
    style = _make_style_namer(letterhead)
    parted = builder.build_text(style("number"), "*")
    if letterhead.kind == "state":
        parted = builder.build_rule(room, min(measure_text(letterhead.body, 12), room) * 0.4)
    return [
        *([builder.build_text(style("superior"), letterhead.superior)] if letterhead.superior else []),
        builder.build_text(style("body"), letterhead.body),
        parted,
        builder.build_text(style("number"), letterhead.number),
    ]


def _write_motto(letterhead: Letterhead, room: int, builder: WordXmlBuilder) -> list[str]:
    """Return the motto with a line as long as its last words, the place and the day."""
    style = _make_style_namer(letterhead)
    last = letterhead.motto[-1]
    lines = [
        builder.build_text(style("motto" if at == 0 else "watchword"), text) for at, text in enumerate(letterhead.motto)
    ]
    length = measure_text(last, _MOTTO_SIZE[letterhead.kind])
    return [
        *lines,
        builder.build_rule(room, min(length, room)),
        builder.build_text(style("date"), letterhead.place_and_date),
    ]


def write_foot(report: Report, package: WordDocument, builder: WordXmlBuilder) -> str:
    """Return who receives the document, at the left, and who signs it, at the right; nothing without letterhead."""
    letterhead, room = report.letterhead, package.measure_page(is_wide=False)[0]
    if letterhead.kind == "none":
        return ""
    style, half = _make_style_namer(letterhead), round(room * 0.45)
    receivers = [f"- {text}" for text in letterhead.recipients]
    receivers = [f"{text}{';' if at < len(receivers) else '.'}" for at, text in enumerate(receivers, 1)]
    left = [
        builder.build_text(style("recipients heading"), f"{report.language.translate(N_('Recipients'))}:"),
        *(builder.build_text(style("recipients"), text) for text in receivers),
    ]
    right = [
        *([builder.build_text(style("authority"), letterhead.authority)] if letterhead.authority else []),
        builder.build_text(style("position"), letterhead.position),
        builder.build_text(style("signatory"), letterhead.signatory),
    ]
    gap = builder.build_paragraph("Tracker gap", extra_properties="<w:keepNext/>")
    return gap + builder.build_table(
        "Tracker layout", (half, room - half), [build_row(build_cell(half, *left), build_cell(room - half, *right))]
    )


def _make_style_namer(letterhead: Letterhead) -> Callable[[str], str]:
    return lambda part: f"{letterhead.kind} {part}"


def _write_logo(report: Report, package: WordDocument, builder: WordXmlBuilder, numbers: Iterator[int]) -> str:
    path = report.letterhead.logo
    if not path:
        return ""
    with open(path, "rb") as file:
        data = file.read()
    size = round(3 * _LOGO_HEIGHT * MILLIMETRE), round(_LOGO_HEIGHT * MILLIMETRE)
    picture = package.add_picture(data, *size, report.letterhead.body)
    if picture is None:
        message, hint = msg("is no picture, or none that can be read"), msg("save it as PNG or JPEG")
        raise TrackerError([Problem(Location(path), message, hint)], ExitCode.DATA)
    return builder.build_paragraph("Tracker figure", builder.build_picture(picture, next(numbers)))
