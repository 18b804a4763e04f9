"""A report as a Word document, to be printed, signed and handed over.

Page 1 is for the leader: letterhead, counts as fractions, what is weak or missing with what it needs, who signs. Behind
it, across A4, stands the appendix: the table with its footnotes and sources; and last, upright, the charts. They are no
part of page 1: with them it would not be one page, and what is signed should be.
"""

from collections.abc import Iterator
from itertools import count

from tracker.language import N_
from tracker.views.report.docx import charts, letterhead
from tracker.views.report.docx.package import Package, Section, opened, written
from tracker.views.report.docx.table import counts, table
from tracker.views.report.docx.widths import text_width
from tracker.views.report.docx.xml import Pen
from tracker.views.report.records import Changes, Report, Tick

_TITLE_SIZE = 14
_BESIDE = 8
"""How many counts stand beside each other."""
_KEPT = 2
"""How many lines of the table stay with the signature: it never stands alone on a page."""
_KEEP = "<w:keepNext/>"
_SPACE = 12


def render(reports: tuple[Report, ...], folder: str, tick: Tick) -> bytes:
    """Return the document, each language after the other; `folder` may hold the office's template, "" for none.

    Raises TrackerError where the template is no Word document or the logo no picture, and with the exit code
    MISSING_EXTRA where a library is not installed.
    """
    package = opened(folder, reports[0])
    planned = [charts.charts(report, package) for report in reports]
    every, done = sum(len(found) for found in planned), count(1)
    numbers = count(package.pictures() + 1)
    sections: list[Section] = []
    for report, found in zip(reports, planned, strict=True):
        pen = package.pen(report)
        sections.append(Section("".join(_summary(report, package, pen, numbers)), opens=True))
        sections.append(Section("".join(_annex(report, package, pen)), is_wide=True))
        pictures = []
        for drawn in charts.drawn(report, found, package, pen, numbers):
            pictures.append(drawn)
            tick(next(done), every)
        if pictures:
            sections.append(Section(pen.text("heading 1", report.language.text(N_("Charts"))) + "".join(pictures)))
    return written(package, sections, reports)


def _summary(report: Report, package: Package, pen: Pen, numbers: Iterator[int]) -> Iterator[str]:
    """Give the parts of the first page, from the letterhead to who signs."""
    room, summary = package.room(is_wide=False)[0], report.summary
    if not package.has_head:
        yield letterhead.head(report, package, pen, numbers)
    yield pen.text("Title", report.title)
    yield pen.text("Subtitle", report.subtitle)
    yield pen.rule(room, min(text_width(report.subtitle, _TITLE_SIZE), room) * 0.4)
    yield pen.text("heading 1", summary.title)
    if not summary.counts:
        yield pen.text("Body Text", summary.lead)
    every = (*summary.counts, *summary.plan_counts)
    for found in (every,) if len(every) <= _BESIDE else (summary.counts, summary.plan_counts):
        if found:
            yield counts(found, summary.title, room, pen) + pen.paragraph("Tracker gap")
    if summary.attention:
        yield pen.text("Body Text", summary.attention, more=_KEEP)
    if summary.needs.lines:
        yield pen.text("heading 2", summary.needs.title)
        yield table(summary.needs, room, pen, kept=_KEPT) + pen.paragraph("Tracker gap", more=_KEEP)
    for text in (*summary.remarks, summary.legend):
        if text:
            yield pen.text("Tracker note", text, more=_KEEP)
    if report.changes:
        yield from _changes(report.changes, pen)
    yield letterhead.foot(report, package, pen)


def _changes(found: Changes, pen: Pen) -> Iterator[str]:
    yield pen.text("heading 1", found.title)
    for heading, texts in found.lists:
        yield pen.text("heading 2", heading)
        for text in texts:
            yield pen.item("List Bullet", pen.run("–"), pen.run(text))
    if found.nothing:
        yield pen.text("Body Text", found.nothing)


def _annex(report: Report, package: Package, pen: Pen) -> Iterator[str]:
    """Give the parts of the appendix: its title, the table, footnotes, sources, and when it was made."""
    room = package.room(is_wide=True)[0]
    yield pen.text("Tracker annex", report.annex)
    yield pen.text("Tracker annex title", report.title)
    for text in (report.subtitle, report.letterhead.attached):
        if text:
            yield pen.text("Tracker annex subtitle", text)
    yield pen.rule(room, min(text_width(report.subtitle, _TITLE_SIZE), room) * 0.4)
    yield pen.paragraph("Tracker gap")
    yield table(report.table, room, pen) + pen.paragraph("Tracker gap")
    for note in report.footnotes:
        yield pen.item("Tracker footnote", pen.run(note.mark, "Tracker mark"), pen.run(note.text))
    if report.sources:
        yield pen.text("heading 2", report.sources_title)
    for number, source in enumerate(report.sources, 1):
        yield pen.item("List Number", pen.run(f"{number}."), pen.run(source))
    yield pen.text("Tracker note", report.made, more='<w:spacing w:before="120"/>')
