"""The sheet for the leader: counts as fractions, what needs attention, what has changed, and who signs."""

from tracker.language import N_, Language
from tracker.views.report.records import Letterhead, Report
from tracker.views.report.xlsx.page import Page, lines_of
from tracker.views.report.xlsx.table import Layout, draw

_LEFT = (0, 1)
"""The columns of the left half; the others are the right one."""


def write(page: Page, report: Report, needs: Layout) -> None:
    """Write the summary; the page has the columns of `needs`, the table of what needs attention."""
    summary = report.summary
    _head(page, report.letterhead)
    page.across(report.title, bold=True, font_size=16, align="center")
    page.across(report.subtitle, font_size=12, align="center", italic=True)
    page.gap()
    page.across(summary.title, bold=True, font_size=13)
    _counts(page, report)
    page.across(summary.attention, bold=True)
    if summary.needs.lines:
        page.gap()
        page.across(summary.needs.title, bold=True, font_size=13)
        area = draw(page, needs)
        if not report.changes:  # else the headings would stand above what has changed, too
            page.sheet.repeat_rows(area.first, area.head)
    page.gap()
    for text in (*summary.remarks, summary.legend):
        page.across(text, italic=True)
    _changes(page, report)
    page.gap()
    page.across(report.made, italic=True)
    _foot(page, report.letterhead, report.language)
    page.on_one_page()


def _counts(page: Page, report: Report) -> None:
    """Write how many of all have each verdict, beside it how many have each on the year's plan."""
    summary = report.summary
    if not summary.counts:
        page.across(summary.lead)
    look = {"border": 1, "bold": True}
    for at in range(max(len(summary.counts), len(summary.plan_counts))):
        for first, counts in ((0, summary.counts), (2, summary.plan_counts)):
            if at < len(counts):
                count = counts[at]
                word = f"{count.sign.symbol} {count.word}"
                page.put(word, (first, first), {**look, "font_color": count.sign.colour})
                page.put(count.fraction, (first + 1, first + 1), {**look, "align": "center"})
        page.high(1)
        page.row += 1
    page.gap()


def _changes(page: Page, report: Report) -> None:
    changes = report.changes
    if changes is None:
        return
    page.gap()
    page.across(changes.title, bold=True, font_size=13)
    for heading, texts in changes.lists:
        page.across(heading, bold=True)
        for text in texts:
            page.across(f"• {text}", indent=1)
    page.across(changes.nothing)


def _side_by_side(page: Page, left: list[tuple[str, bool]], right: list[tuple[str, bool]]) -> None:
    """Write lines of text, bold or not, into the left and the right half of the page."""
    for at in range(max(len(left), len(right))):
        high = 1
        for columns, lines in ((_LEFT, left), ((2, page.last), right)):
            text, is_bold = lines[at] if at < len(lines) else ("", False)
            page.put(text, columns, {"align": "center", "bold": is_bold})
            high = max(high, lines_of(text, sum(page.widths[columns[0] : columns[1] + 1])))
        page.high(high)
        page.row += 1


def _head(page: Page, head: Letterhead) -> None:
    if head.kind == "none":
        return
    left = [(head.superior, False), (head.body, True), (head.number, False)]
    right = [*((line, True) for line in head.motto), (head.place_and_date, False)]
    _side_by_side(page, [line for line in left if line[0]], right)
    page.gap()


def _foot(page: Page, head: Letterhead, language: Language) -> None:
    """Write who receives the document at the left, and who signs at the right, with room for the hand."""
    right = [(text, True) for text in (head.authority, head.position) if text]
    if head.signatory:
        right += [("", False)] * 3 + [(head.signatory, True)]
    if right or head.recipients:
        page.gap()
        left = [(f"{language.text(N_('Recipients'))}:", True), *((text, False) for text in head.recipients)]
        _side_by_side(page, left, right)
