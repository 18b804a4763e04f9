"""A report as a Word document, to be printed, signed and handed over.

Page 1 is for the leader: letterhead, counts as fractions, what is weak or missing with what it needs, who signs. Behind
it, across A4, stands the appendix: the table with its footnotes and sources; and last, upright, the charts. They are no
part of page 1: with them it would not be one page, and what is signed should be.
"""

from collections.abc import Callable, Iterator
from itertools import count

from tracker.errors import ExitCode, Location, Problem, TrackerError, msg
from tracker.i18n import N_
from tracker.reports.docx import charts
from tracker.reports.docx.package import DocumentSection, WordDocument, open_document, save_document
from tracker.reports.docx.table import build_counts_table, build_table
from tracker.reports.docx.widths import measure_text
from tracker.reports.docx.xml import MILLIMETRE, WordXmlBuilder, build_cell, build_row
from tracker.reports.records import Letterhead, ProgressCallback, Report, ReportChanges

_TITLE_SIZE = 14
_MAX_COUNTS_PER_ROW = 8
"""How many counts stand beside each other."""
_KEPT_ROWS = 2
"""How many lines of the table stay with the signature: it never stands alone on a page."""
_KEEP_WITH_NEXT = "<w:keepNext/>"
_SPACE = 12


def render(reports: tuple[Report, ...], folder: str, report_progress: ProgressCallback) -> bytes:
    """Return the document, each language after the other; `folder` may hold the office's template, "" for none.

    Raises TrackerError where the template is no Word document or the logo no picture, and with the exit code
    MISSING_EXTRA where a library is not installed.
    """
    package = open_document(folder, reports[0])
    planned = [charts.build_charts(report, package) for report in reports]
    every, done = sum(len(found) for found in planned), count(1)
    numbers = count(package.find_last_picture_number() + 1)
    sections: list[DocumentSection] = []
    for report, found in zip(reports, planned, strict=True):
        pen = package.make_builder(report)
        sections.append(DocumentSection("".join(_write_summary(report, package, pen, numbers)), starts_report=True))
        sections.append(DocumentSection("".join(_write_annex(report, package, pen)), is_wide=True))
        pictures = []
        for drawn in charts.draw_charts(report, found, package, pen, numbers):
            pictures.append(drawn)
            report_progress(next(done), every)
        if pictures:
            sections.append(
                DocumentSection(
                    pen.build_text("heading 1", report.language.translate(N_("Charts"))) + "".join(pictures)
                )
            )
    return save_document(package, sections, reports)


def _write_summary(
    report: Report, package: WordDocument, builder: WordXmlBuilder, numbers: Iterator[int]
) -> Iterator[str]:
    """Give the parts of the first page, from the letterhead to who signs."""
    room, summary = package.measure_page(is_wide=False)[0], report.summary
    if not package.has_template_text:
        yield write_head(report, package, builder, numbers)
    yield builder.build_text("Title", report.title)
    yield builder.build_text("Subtitle", report.subtitle)
    yield builder.build_rule(room, min(measure_text(report.subtitle, _TITLE_SIZE), room) * 0.4)
    yield builder.build_text("heading 1", summary.title)
    if not summary.counts:
        yield builder.build_text("Body Text", summary.lead)
    every = (*summary.counts, *summary.plan_counts)
    for found in (every,) if len(every) <= _MAX_COUNTS_PER_ROW else (summary.counts, summary.plan_counts):
        if found:
            yield build_counts_table(found, summary.title, room, builder) + builder.build_paragraph("Tracker gap")
    if summary.attention:
        yield builder.build_text("Body Text", summary.attention, extra_properties=_KEEP_WITH_NEXT)
    if summary.needs.lines:
        yield builder.build_text("heading 2", summary.needs.title)
        yield build_table(summary.needs, room, builder, kept_rows=_KEPT_ROWS) + builder.build_paragraph(
            "Tracker gap", extra_properties=_KEEP_WITH_NEXT
        )
    for text in (*summary.remarks, summary.legend):
        if text:
            yield builder.build_text("Tracker note", text, extra_properties=_KEEP_WITH_NEXT)
    if report.changes:
        yield from _write_changes(report.changes, builder)
    yield write_foot(report, package, builder)


def _write_changes(report_changes: ReportChanges, builder: WordXmlBuilder) -> Iterator[str]:
    yield builder.build_text("heading 1", report_changes.title)
    for heading, texts in report_changes.lists:
        yield builder.build_text("heading 2", heading)
        for text in texts:
            yield builder.build_item("List Bullet", builder.build_run("–"), builder.build_run(text))
    if report_changes.nothing:
        yield builder.build_text("Body Text", report_changes.nothing)


def _write_annex(report: Report, package: WordDocument, builder: WordXmlBuilder) -> Iterator[str]:
    """Give the parts of the appendix: its title, the table, footnotes, sources, and when it was made."""
    room = package.measure_page(is_wide=True)[0]
    yield builder.build_text("Tracker annex", report.annex)
    yield builder.build_text("Tracker annex title", report.title)
    for text in (report.subtitle, report.letterhead.attached):
        if text:
            yield builder.build_text("Tracker annex subtitle", text)
    yield builder.build_rule(room, min(measure_text(report.subtitle, _TITLE_SIZE), room) * 0.4)
    yield builder.build_paragraph("Tracker gap")
    yield build_table(report.table, room, builder) + builder.build_paragraph("Tracker gap")
    for note in report.footnotes:
        yield builder.build_item(
            "Tracker footnote", builder.build_run(note.mark, "Tracker mark"), builder.build_run(note.text)
        )
    if report.sources:
        yield builder.build_text("heading 2", report.sources_title)
    for number, source in enumerate(report.sources, 1):
        yield builder.build_item("List Number", builder.build_run(f"{number}."), builder.build_run(source))
    yield builder.build_text("Tracker note", report.made, extra_properties='<w:spacing w:before="120"/>')


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
