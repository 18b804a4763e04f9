"""The content of a report in one language: every figure and word of it, before a format draws it.

Texts are safe to show: composed, on one line, without control characters. `ReportCell.text` is what a person reads;
`ReportCell.number` is the exact number in it, for formats that calculate.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from itertools import accumulate, groupby
from typing import NamedTuple, TypeAlias

from tracker.assess.detail import Detail
from tracker.i18n import Language
from tracker.model import AssessmentSet, ExtraValue
from tracker.views.labels import StatusSign
from tracker.views.numbers import FormattedNumber
from tracker.views.show.content import IndicatorTexts

ProgressCallback: TypeAlias = Callable[[int, int], None]
"""Called with the number of charts drawn so far, and of all charts."""


class Footnote(NamedTuple):
    """A footnote: its mark, a letter or a number, and what it says."""

    mark: str
    text: str


class Note(NamedTuple):
    """A footnote that has no mark yet; one that `is_common` is shared by many cells."""

    text: str
    is_common: bool = False


class Formula(NamedTuple):
    """How a number follows from other cells of its row: `100*{}/{}`, and the keys of their columns in that order."""

    template: str
    keys: tuple[str, ...]

    def fill(self, cells: Mapping[str, str]) -> str:
        """Return the formula with the names of cells, by the keys of their columns."""
        return self.template.format(*(cells[key] for key in self.keys))


class ReportCell(NamedTuple):
    """One cell: its text, the number in it, and its footnotes, which get their `marks` in `reports.footnotes`."""

    text: str = ""
    value: FormattedNumber | None = None
    notes: tuple[Note, ...] = ()
    marks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    sign: StatusSign | None = None
    formula: Formula | None = None

    @property
    def number(self) -> Decimal | None:
        """Return the exact number, or None for a text."""
        return self.value.number if self.value else None

    @property
    def decimals(self) -> int:
        """Return how many decimals of the number the text shows."""
        return self.value.decimals if self.value else 0


EMPTY_CELL = ReportCell()


class ReportColumn(NamedTuple):
    """One column: its key, its heading, that of several columns together, and its share of the width."""

    key: str
    heading: str
    width: int
    over: str = ""
    is_number: bool = False

    @property
    def label(self) -> str:
        """Return the name of the column for cells that are shown without its headings."""
        return f"{self.over} {self.heading}".strip()


class ReportRow(NamedTuple):
    """One row of a table: its indicator, how deep it is indented, and a cell for each column."""

    indicator: str
    depth: int
    cells: tuple[ReportCell, ...]


class ReportSection(NamedTuple):
    """The rows under one heading, which is "" if there are no groups."""

    heading: str
    lines: tuple[ReportRow, ...]


def group_headings(columns: Iterable[ReportColumn]) -> list[tuple[str, range]]:
    """Return the headings over several columns with the indexes of these columns; "" over those that have none."""
    groups = [(over, len(list(members))) for over, members in groupby(columns, lambda column: column.over)]
    ends = list(accumulate(count for _, count in groups))
    return [(over, range(end - count, end)) for (over, count), end in zip(groups, ends, strict=True)]


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
    """Return a table without its empty columns; those named in `fixed_columns` stay."""
    kept = [
        at
        for at, column in enumerate(table.columns)
        if column.key in fixed_columns or any(row.cells[at].text or row.cells[at].marks for row in table.lines)
    ]
    narrow = map_rows(table, lambda row: row._replace(cells=tuple(row.cells[at] for at in kept)))
    return narrow._replace(columns=tuple(table.columns[at] for at in kept))


def map_rows(table: ReportTable, change: Callable[[ReportRow], ReportRow]) -> ReportTable:
    """Return a table in which each row is changed."""
    sections = tuple(section._replace(lines=tuple(map(change, section.lines))) for section in table.sections)
    return table._replace(sections=sections)


class VerdictCount(NamedTuple):
    """How many of all indicators have one verdict."""

    sign: StatusSign
    word: str
    number: int
    every: int

    @property
    def fraction(self) -> str:
        """Return the count as a fraction: 11/33."""
        return f"{self.number}/{self.every}"


class ReportSummary(NamedTuple):
    """The page for the leader: counts of verdicts and of annual plans, and what needs attention.

    `missing` is its first line: what the reporting year has no result of. `needs` lists the indicators that are behind
    or lack data, in sections by heading and responsible body; `attention` counts them.
    """

    title: str
    lead: str
    counts: tuple[VerdictCount, ...]
    plan_counts: tuple[VerdictCount, ...]
    attention: str
    needs: ReportTable
    remarks: tuple[str, ...]
    legend: str
    missing: str = ""


class ReportChanges(NamedTuple):
    """What was recorded or has changed since a day: lists of sentences under headings; `nothing` says that none did."""

    title: str
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    nothing: str = ""


class Letterhead(NamedTuple):
    """The head and foot of an official document, and who signs; if `kind` is `none`, only the logo is filled.

    `attached` names the document to which the appendix belongs, `document` its kind in capitals.
    """

    kind: str
    superior: str = ""
    body: str = ""
    number: str = ""
    motto: tuple[str, ...] = ()
    place_and_date: str = ""
    logo: str = ""
    logo_data: bytes = b""
    authority: str = ""
    position: str = ""
    signatory: str = ""
    recipients: tuple[str, ...] = ()
    attached: str = ""
    document: str = ""


class IndicatorProfile(NamedTuple):
    """One indicator: its running number, its texts, the data of its chart, and its own fields."""

    number: str
    indicator: str
    sheet: IndicatorTexts
    detail: Detail
    extra: Mapping[str, ExtraValue] = {}


class Report(NamedTuple):
    """A report in one language; of many indicators, `parts` has only some, and `parts_note` says which."""

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
    parts_note: str = ""
    has_charts: bool = True

    @property
    def has_overview(self) -> bool:
        """Return whether the chart of all indicators is drawn: not if there are too many to see anything in it."""
        return self.has_charts and bool(self.parts) and not self.parts_note
