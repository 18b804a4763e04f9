"""What a report says, in one language: every figure and word of it, before any format has drawn it.

Texts are safe to show: composed, on one line, without control characters. `Cell.text` is what a person reads;
`Cell.number` is the exact number in it, for formats that calculate.
"""

from collections.abc import Callable, Collection
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from tracker.assess.detail import Detail
from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views.labels import StatusSign
from tracker.views.show.content import IndicatorTexts

ProgressCallback: TypeAlias = Callable[[int, int], None]
"""Told how many of how many steps of drawing are done."""
FootnoteMarks: TypeAlias = tuple[str, ...]


class Footnote(NamedTuple):
    """A footnote: its mark, a letter or a number, and what it says."""

    mark: str
    text: str


class ReportCell(NamedTuple):
    """One cell. `marks` are those of its footnotes.

    `formula` says how `number` follows from other cells of the line, in the signs of a spreadsheet, each cell named by
    the key of its column in braces: `100*{value}/{plan}`; "" where it stands by itself.
    """

    text: str = ""
    number: Decimal | None = None
    decimals: int = 0
    marks: FootnoteMarks = ()
    sign: StatusSign | None = None
    formula: str = ""


EMPTY_CELL = ReportCell()


class ReportColumn(NamedTuple):
    """One column: its key, its heading, that of several columns together, and its share of the width."""

    key: str
    heading: str
    width: int
    over: str = ""
    is_number: bool = False


class ReportRow(NamedTuple):
    """One line of a table: the indicator that it tells of, how deep it is set in, and a cell for each column."""

    indicator: str
    depth: int
    cells: tuple[ReportCell, ...]


class ReportSection(NamedTuple):
    """The lines under one heading, which is "" where there are no groups."""

    heading: str
    lines: tuple[ReportRow, ...]


class ReportTable(NamedTuple):
    """A table with its title."""

    title: str
    columns: tuple[ReportColumn, ...]
    sections: tuple[ReportSection, ...]

    @property
    def lines(self) -> tuple[ReportRow, ...]:
        """Return the lines of all sections."""
        return tuple(line for section in self.sections for line in section.lines)


def drop_empty_columns(table: ReportTable, fixed_columns: Collection[str]) -> ReportTable:
    """Return a table without the columns in which nothing stands; those named in `always` stay."""
    kept = [
        at
        for at, column in enumerate(table.columns)
        if column.key in fixed_columns or any(line.cells[at].text or line.cells[at].marks for line in table.lines)
    ]

    def _keep_columns(line: ReportRow) -> ReportRow:
        return line._replace(cells=tuple(line.cells[at] for at in kept))

    sections = tuple(section._replace(lines=tuple(map(_keep_columns, section.lines))) for section in table.sections)
    return table._replace(columns=tuple(table.columns[at] for at in kept), sections=sections)


class VerdictCount(NamedTuple):
    """How many of all have one verdict."""

    sign: StatusSign
    word: str
    number: int
    every: int

    @property
    def fraction(self) -> str:
        """Return the count as offices write it: 11/33."""
        return f"{self.number}/{self.every}"


class ReportSummary(NamedTuple):
    """The one page for the leader: counts of verdicts and of annual plans, and what needs attention.

    `needs` has the weak and the missing, a section a kind and responsible body; `attention` counts them, and the
    unknown.
    """

    title: str
    lead: str
    counts: tuple[VerdictCount, ...]
    plan_counts: tuple[VerdictCount, ...]
    attention: str
    needs: ReportTable
    remarks: tuple[str, ...]
    legend: str


class ReportChanges(NamedTuple):
    """What was recorded or has moved since a day: lists of sentences under their headings.

    `nothing` says so where there is no list.
    """

    title: str
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    nothing: str = ""


class Letterhead(NamedTuple):
    """The head and foot of an official document: lines at the left and at the right, and who signs.

    `kind` is `state`, `party` or `none`; then all the rest but the logo is empty. `attached` says to which document an
    appendix belongs.
    """

    kind: str
    superior: str = ""
    body: str = ""
    number: str = ""
    motto: tuple[str, ...] = ()
    place_and_date: str = ""
    logo: str = ""
    authority: str = ""
    position: str = ""
    signatory: str = ""
    recipients: tuple[str, ...] = ()
    attached: str = ""


class IndicatorProfile(NamedTuple):
    """One indicator whole: its running number, its texts, and what its chart is drawn from."""

    number: str
    indicator: str
    sheet: IndicatorTexts
    detail: Detail


class Report(NamedTuple):
    """Everything that a report says in one language."""

    language: Language
    title: str
    subtitle: str
    annex: str
    letterhead: Letterhead
    summary: ReportSummary
    changes: ReportChanges | None
    table: ReportTable
    footnotes: tuple[Footnote, ...]
    sources: tuple[str, ...]
    sources_title: str
    parts: tuple[IndicatorProfile, ...]
    results: ReportTable
    revisions: ReportTable
    assessment_set: AssessmentSet
    made: str
