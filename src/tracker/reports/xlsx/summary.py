"""The sheet for the leader: counts as fractions, what needs attention, what has changed, and who signs."""

from tracker.i18n import N_, Language
from tracker.reports.records import Letterhead, Report
from tracker.reports.xlsx.sheet import SheetWriter, count_lines
from tracker.reports.xlsx.table import TableLayout, write_table

_LEFT_COLUMNS = (0, 1)
"""The columns of the left half; the others are the right one."""


def write_summary(page: SheetWriter, report: Report, needs: TableLayout) -> None:
    """Write the summary; the page has the columns of `needs`, the table of what needs attention."""
    summary = report.summary
    _write_head(page, report.letterhead)
    page.write_across(report.letterhead.document, bold=True, font_size=16, align="center")
    page.write_across(report.title, bold=True, font_size=16, align="center")
    page.write_across(report.subtitle, font_size=12, align="center", italic=True)
    page.skip_row()
    page.write_across(summary.title, bold=True, font_size=13)
    page.write_across(summary.missing, bold=True)
    _write_counts(page, report)
    page.write_across(summary.attention, bold=True)
    if summary.needs.lines:
        page.skip_row()
        page.write_across(summary.needs.title, bold=True, font_size=13)
        area = write_table(page, needs)
        if not report.changes:  # else the headings would also be repeated above the changes
            page.sheet.repeat_rows(area.first, area.head)
    page.skip_row()
    for text in (*summary.remarks, summary.legend):
        page.write_across(text, italic=True)
    _write_changes(page, report)
    page.skip_row()
    page.write_across(report.made, italic=True)
    _write_foot(page, report.letterhead, report.language)
    page.fit_on_one_page()


def _write_counts(page: SheetWriter, report: Report) -> None:
    """Write the counts of verdicts on the targets and, beside them, on the plans of the year."""
    summary = report.summary
    if not summary.counts:
        page.write_across(summary.lead)
    look = {"border": 1, "bold": True}
    for at in range(max(len(summary.counts), len(summary.plan_counts))):
        for first, counts in ((0, summary.counts), (2, summary.plan_counts)):
            if at < len(counts):
                count = counts[at]
                word = f"{count.sign.symbol} {count.word}"
                page.write_text(word, (first, first), {**look, "font_color": count.sign.colour})
                page.write_text(count.fraction, (first + 1, first + 1), {**look, "align": "center"})
        page.set_row_height(1)
        page.row += 1
    page.skip_row()


def _write_changes(page: SheetWriter, report: Report) -> None:
    changes = report.changes
    if changes is None:
        return
    page.skip_row()
    page.write_across(changes.title, bold=True, font_size=13)
    for heading, texts in changes.lists:
        page.write_across(heading, bold=True)
        for text in texts:
            page.write_across(f"• {text}", indent=1)
    page.write_across(changes.nothing)


def _write_side_by_side(page: SheetWriter, left: list[tuple[str, bool]], right: list[tuple[str, bool]]) -> None:
    """Write lines of text, bold or not, into the left and the right half of the page."""
    for at in range(max(len(left), len(right))):
        high = 1
        for columns, lines in ((_LEFT_COLUMNS, left), ((2, page.last_column), right)):
            text, is_bold = lines[at] if at < len(lines) else ("", False)
            page.write_text(text, columns, {"align": "center", "bold": is_bold})
            high = max(high, count_lines(text, sum(page.widths[columns[0] : columns[1] + 1])))
        page.set_row_height(high)
        page.row += 1


def _write_head(page: SheetWriter, head: Letterhead) -> None:
    if head.kind == "none":
        return
    left = [(head.superior, False), (head.body, True), (head.number, False)]
    right = [*((line, True) for line in head.motto), (head.place_and_date, False)]
    _write_side_by_side(page, [line for line in left if line[0]], right)
    page.skip_row()


def _write_foot(page: SheetWriter, head: Letterhead, language: Language) -> None:
    """Write the recipients at the left, and the signatory at the right below an empty space for the signature."""
    right = [(text, True) for text in (head.authority, head.position) if text]
    if head.signatory:
        right += [("", False)] * 3 + [(head.signatory, True)]
    if right or head.recipients:
        page.skip_row()
        left = [(f"{language.translate(N_('Recipients'))}:", True), *((text, False) for text in head.recipients)]
        _write_side_by_side(page, left, right)
