"""A report as a Word document, to be printed and signed.

Page 1 is for the leader: letterhead, counts as fractions, what is behind or missing, who signs. Then follow the
appendix in landscape (the table with its footnotes and sources) and the charts in portrait. The charts are not on
page 1, because what is signed should be one page.
"""

from collections.abc import Iterator
from itertools import count

from tracker.errors import ExitCode, Location, Problem, TrackerError, msg
from tracker.i18n import N_
from tracker.reports.docx import charts
from tracker.reports.docx.package import DocumentSection, WordDocument, open_document, save_document
from tracker.reports.docx.table import SUMMARY_STYLES, build_counts_table, build_table
from tracker.reports.docx.widths import measure_text
from tracker.reports.docx.xml import MILLIMETRE, WordXmlBuilder, build_cell, build_row
from tracker.reports.records import Letterhead, ProgressCallback, Report, ReportChanges

_TITLE_SIZE = 14
_MAX_COUNTS_PER_ROW = 8
_KEPT_ROWS = 2
"""How many rows of the table stay on the page of the signature, so that it is not alone there."""
_KEEP_WITH_NEXT = "<w:keepNext/>"


def render(reports: tuple[Report, ...], folder: str, report_progress: ProgressCallback) -> bytes:
    """Return the document, one language after the other; `folder` may hold a template, "" for none.

    Raises TrackerError if the template is no Word document or the logo no picture, and with the exit code
    MISSING_EXTRA if a library is not installed.
    """
    package = open_document(folder, reports[0])
    charts_by_report = [charts.build_charts(report, package) for report in reports]
    total, done = sum(map(len, charts_by_report)), count(1)
    numbers = count(package.find_last_picture_number() + 1)
    sections: list[DocumentSection] = []
    for report, drawn in zip(reports, charts_by_report, strict=True):
        builder = package.make_builder(report)
        summary = "".join(_write_summary(report, package, builder, numbers))
        sections.append(DocumentSection(summary, starts_report=True))
        sections.append(DocumentSection("".join(_write_annex(report, package, builder)), is_wide=True))
        pictures = []
        for picture in charts.draw_charts(report, drawn, package, builder, numbers):
            pictures.append(picture)
            report_progress(next(done), total)
        if pictures:
            heading = builder.build_text("heading 1", report.language.translate(N_("Charts")))
            heading += builder.build_text("Tracker note", report.parts_note) if report.parts_note else ""
            sections.append(DocumentSection(heading + "".join(pictures)))
    return save_document(package, sections, reports)


def _write_summary(
    report: Report, package: WordDocument, builder: WordXmlBuilder, numbers: Iterator[int]
) -> Iterator[str]:
    """Yield the parts of the first page, from the letterhead to the signature."""
    room, summary = package.measure_page(is_wide=False)[0], report.summary
    if not package.has_template_text:
        yield write_head(report, package, builder, numbers)
    if report.letterhead.document:
        yield builder.build_text("Title", report.letterhead.document)
    yield builder.build_text("Subtitle" if report.letterhead.document else "Title", report.title)
    yield builder.build_text("Subtitle", report.subtitle)
    yield builder.build_rule(room, min(measure_text(report.subtitle, _TITLE_SIZE), room) * 0.4)
    yield builder.build_text("heading 1", summary.title)
    if summary.missing:
        yield builder.build_paragraph("Body Text", builder.build_run(summary.missing, "Tracker strong"))
    if summary.lead and not summary.counts:
        yield builder.build_text("Body Text", summary.lead)
    every = (*summary.counts, *summary.plan_counts)
    for counts in (every,) if len(every) <= _MAX_COUNTS_PER_ROW else (summary.counts, summary.plan_counts):
        if counts:
            yield build_counts_table(counts, summary.title, room, builder) + builder.build_paragraph("Tracker gap")
    if summary.attention:
        yield builder.build_text("Body Text", summary.attention, extra_properties=_KEEP_WITH_NEXT)
    if summary.needs.lines:
        yield builder.build_text("heading 2", summary.needs.title)
        yield build_table(summary.needs, room, builder, _KEPT_ROWS, SUMMARY_STYLES) + builder.build_paragraph(
            "Tracker gap", extra_properties=_KEEP_WITH_NEXT
        )
    for text in (*summary.remarks, summary.legend):
        if text:
            yield builder.build_text("Tracker note", text, extra_properties=_KEEP_WITH_NEXT)
    if report.changes:
        yield from _write_changes(report.changes, builder)
    yield write_foot(report, package, builder)


def _write_changes(changes: ReportChanges, builder: WordXmlBuilder) -> Iterator[str]:
    yield builder.build_text("heading 1", changes.title)
    for heading, texts in changes.lists:
        yield builder.build_text("heading 2", heading)
        for text in texts:
            yield builder.build_item("List Bullet", builder.build_run("–"), builder.build_run(text))
    if changes.nothing:
        yield builder.build_text("Body Text", changes.nothing)


def _write_annex(report: Report, package: WordDocument, builder: WordXmlBuilder) -> Iterator[str]:
    """Yield the parts of the appendix: its title, the table, footnotes, sources, and when it was made."""
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
        mark = builder.build_run(note.mark, "Tracker mark")
        yield builder.build_item("Tracker footnote", mark, builder.build_run(note.text))
    if report.sources:
        yield builder.build_text("heading 2", report.sources_title)
    for number, source in enumerate(report.sources, 1):
        yield builder.build_item("List Number", builder.build_run(f"{number}."), builder.build_run(source))
    yield builder.build_text("Tracker note", report.made, extra_properties='<w:spacing w:before="120"/>')


_LEFT_SHARE = {"state": 0.42, "party": 0.46}
"""The share of the width for the issuing body."""
_MOTTO_SIZE = {"state": 13, "party": 15}
_LOGO_HEIGHT = 18
"""The maximum height of a logo, in millimetres."""


def write_head(report: Report, package: WordDocument, builder: WordXmlBuilder, numbers: Iterator[int]) -> str:
    """Return the head of a document; without a letterhead, only its logo if there is one.

    Raises TrackerError if the logo is no picture.
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
    """Return the superior body, the body, a rule or star below it, and the number."""
    kind = letterhead.kind
    divider = builder.build_text(f"{kind} number", "*")
    if kind == "state":
        divider = builder.build_rule(room, min(measure_text(letterhead.body, 12), room) * 0.4)
    return [
        *([builder.build_text(f"{kind} superior", letterhead.superior)] if letterhead.superior else []),
        builder.build_text(f"{kind} body", letterhead.body),
        divider,
        builder.build_text(f"{kind} number", letterhead.number),
    ]


def _write_motto(letterhead: Letterhead, room: int, builder: WordXmlBuilder) -> list[str]:
    """Return the motto with a rule as long as its last line, the place and the day."""
    kind, motto = letterhead.kind, letterhead.motto
    return [
        builder.build_text(f"{kind} motto", motto[0]),
        *(builder.build_text(f"{kind} watchword", text) for text in motto[1:]),
        builder.build_rule(room, min(measure_text(motto[-1], _MOTTO_SIZE[kind]), room)),
        builder.build_text(f"{kind} date", letterhead.place_and_date),
    ]


def write_foot(report: Report, package: WordDocument, builder: WordXmlBuilder) -> str:
    """Return the recipients at the left and the signature at the right; nothing without a letterhead."""
    letterhead, kind, room = report.letterhead, report.letterhead.kind, package.measure_page(is_wide=False)[0]
    if kind == "none":
        return ""
    half, recipients = round(room * 0.45), letterhead.recipients
    left = [
        builder.build_text(f"{kind} recipients heading", f"{report.language.translate(N_('Recipients'))}:"),
        *(builder.build_text(f"{kind} recipients", f"- {text};") for text in recipients[:-1]),
        builder.build_text(f"{kind} recipients", f"- {recipients[-1]}."),
    ]
    right = [
        *([builder.build_text(f"{kind} authority", letterhead.authority)] if letterhead.authority else []),
        builder.build_text(f"{kind} position", letterhead.position),
        builder.build_text(f"{kind} signatory", letterhead.signatory),
    ]
    row = build_row(build_cell(half, *left), build_cell(room - half, *right))
    gap = builder.build_paragraph("Tracker gap", extra_properties=_KEEP_WITH_NEXT)
    return gap + builder.build_table("Tracker layout", (half, room - half), [row])


def _write_logo(report: Report, package: WordDocument, builder: WordXmlBuilder, numbers: Iterator[int]) -> str:
    path = report.letterhead.logo
    if not path:
        return ""
    size = round(3 * _LOGO_HEIGHT * MILLIMETRE), round(_LOGO_HEIGHT * MILLIMETRE)
    picture = package.add_picture(report.letterhead.logo_data, *size, report.letterhead.body)
    if picture is None:
        message, hint = msg("is no picture, or none that can be read"), msg("save it as PNG or JPEG")
        raise TrackerError([Problem(Location(path), message, hint)], ExitCode.DATA)
    return builder.build_paragraph("Tracker figure", builder.build_picture(picture, next(numbers)))
