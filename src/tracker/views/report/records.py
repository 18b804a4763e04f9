"""What a report says, in one language: every figure and word of it, before any format has drawn it.

Texts are safe to show: composed, on one line, without control characters. `Cell.text` is what a person reads;
`Cell.number` is the exact number in it, for formats that calculate.
"""

from collections.abc import Callable, Collection
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from tracker.assess.detail import Detail
from tracker.language import Language
from tracker.model import Board
from tracker.views.one.sheet import Sheet
from tracker.views.words import Sign

Tick: TypeAlias = Callable[[int, int], None]
"""Told how many of how many steps of drawing are done."""
Marks: TypeAlias = tuple[str, ...]


class Footnote(NamedTuple):
    """A footnote: its mark, a letter or a number, and what it says."""

    mark: str
    text: str


class Cell(NamedTuple):
    """One cell. `marks` are those of its footnotes.

    `formula` says how `number` follows from other cells of the line, in the signs of a spreadsheet, each cell named by
    the key of its column in braces: `100*{value}/{plan}`; "" where it stands by itself.
    """

    text: str = ""
    number: Decimal | None = None
    decimals: int = 0
    marks: Marks = ()
    sign: Sign | None = None
    formula: str = ""


EMPTY = Cell()


class Column(NamedTuple):
    """One column: its key, its heading, that of several columns together, and its share of the width."""

    key: str
    heading: str
    width: int
    over: str = ""
    is_number: bool = False


class Line(NamedTuple):
    """One line of a table: the indicator that it tells of, how deep it is set in, and a cell for each column."""

    indicator: str
    depth: int
    cells: tuple[Cell, ...]


class Section(NamedTuple):
    """The lines under one heading, which is "" where there are no groups."""

    heading: str
    lines: tuple[Line, ...]


class Table(NamedTuple):
    """A table with its title."""

    title: str
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return the lines of all sections."""
        return tuple(line for section in self.sections for line in section.lines)


def filled_columns(table: Table, always: Collection[str]) -> Table:
    """Return a table without the columns in which nothing stands; those named in `always` stay."""
    kept = [
        at
        for at, column in enumerate(table.columns)
        if column.key in always or any(line.cells[at].text or line.cells[at].marks for line in table.lines)
    ]

    def cut(line: Line) -> Line:
        return line._replace(cells=tuple(line.cells[at] for at in kept))

    sections = tuple(section._replace(lines=tuple(map(cut, section.lines))) for section in table.sections)
    return table._replace(columns=tuple(table.columns[at] for at in kept), sections=sections)


class Count(NamedTuple):
    """How many of all have one verdict."""

    sign: Sign
    word: str
    number: int
    every: int

    @property
    def fraction(self) -> str:
        """Return the count as offices write it: 11/33."""
        return f"{self.number}/{self.every}"


class Summary(NamedTuple):
    """The one page for the leader: counts of verdicts and of annual plans, and what needs attention.

    `needs` has the weak and the missing, a section a kind and responsible body; `attention` counts them, and the
    unknown.
    """

    title: str
    lead: str
    counts: tuple[Count, ...]
    plan_counts: tuple[Count, ...]
    attention: str
    needs: Table
    remarks: tuple[str, ...]
    legend: str


class Changes(NamedTuple):
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


class Part(NamedTuple):
    """One indicator whole: its running number, its texts, and what its chart is drawn from."""

    number: str
    indicator: str
    sheet: Sheet
    detail: Detail


class Report(NamedTuple):
    """Everything that a report says in one language."""

    language: Language
    title: str
    subtitle: str
    annex: str
    letterhead: Letterhead
    summary: Summary
    changes: Changes | None
    table: Table
    footnotes: tuple[Footnote, ...]
    sources: tuple[str, ...]
    sources_title: str
    parts: tuple[Part, ...]
    results: Table
    revisions: Table
    board: Board
    made: str
