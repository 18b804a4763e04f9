"""What a report says: made once from a board and what it rests on, for every format."""

from collections.abc import Callable
from typing import NamedTuple

from tracker.assess.detail import Detail
from tracker.language import N_, Language
from tracker.model import Board
from tracker.office import Form, Office
from tracker.views.formats import safe
from tracker.views.lines import headings, numbers_and_depths
from tracker.views.one.sheet import sheet
from tracker.views.report import listings, summary, term, year
from tracker.views.report.cells import Told, Writer
from tracker.views.report.letterhead import letterhead
from tracker.views.report.records import (
    Cell,
    Column,
    Line,
    Part,
    Report,
    Section,
    Table,
    filled_columns,
)
from tracker.views.report.since import changes
from tracker.views.rows import grouped

_FORMS = {"term": term, "year": year}
_ALWAYS = ("number", "name", "unit", "target", "plan", "verdict", "note")
"""The columns that are shown also where they are empty in every line."""


class Asked(NamedTuple):
    """What the report is to be: its form and letterhead, its title where another is wanted, since which day.

    `before` is the board as it stood at the end of the day `since`; `only` names what was chosen of all indicators;
    `today` is the day on which the report is made, else that of the board.
    """

    form: Form = "term"
    letterhead: str = ""
    title: str = ""
    since: str = ""
    before: Board | None = None
    only: str = ""
    today: str = ""


def content(board: Board, details: tuple[Detail, ...], office: Office, asked: Asked, language: Language) -> Report:
    """Return what a report says of a board in one language; `details` belong to its assessments, in their order."""
    writer = Writer(board, language)
    told = tuple(Told(item, found) for item, found in zip(board.assessments, details, strict=True))
    numbers, _ = numbers_and_depths(board.register)
    cells = _cells(told, asked.form, writer)
    table = _table(told, cells, asked.form, writer)
    summarised = {"term": summary.of_term, "year": summary.of_year}[asked.form]
    before, made_on = asked.before, asked.today or board.as_of
    return Report(
        language,
        title=safe(asked.title).strip() or safe(language.pick(office.title)) or _title(asked.form, writer),
        subtitle=_subtitle(asked.form, writer),
        annex=safe(language.pick(office.annex)) or language.text(N_("Appendix")),
        letterhead=letterhead(office, asked.letterhead or office.kind, made_on, language),
        summary=summarised(cells, asked.only, writer),
        changes=changes(board, before, asked.since, language) if before else None,
        table=table,
        footnotes=writer.footnotes.all,
        sources=writer.sources.texts,
        sources_title=language.text(N_("Sources")),
        parts=tuple(
            Part(numbers[each.indicator.id], each.indicator.id, sheet(each.detail, board, language), each.detail)
            for each in told
        ),
        results=listings.results(told, writer),
        revisions=listings.revisions(told, writer),
        board=board,
        made=language.fill(N_("Made on {day}."), day=language.day(made_on)),
    )


def _title(form: Form, writer: Writer) -> str:
    covered = writer.board.register.term
    if form == "year":
        return writer.text(N_("Results on the indicators in {year}"), year=writer.board.year)
    first, last = covered.baseline_year, covered.last_year
    return writer.text(N_("Results on the targets of the term {first}–{last}"), first=first, last=last)


def _subtitle(form: Form, writer: Writer) -> str:
    """Return the name of the term, how far the report goes, and the day where only what was known then is shown."""
    board, language = writer.board, writer.language
    text = safe(language.pick(board.register.term.name))
    if form == "term":
        text = writer.text(N_("{term}, as of the end of {year}"), term=text, year=board.year)
    if board.known_on:
        text += " " + writer.text(N_("(as known on {day})"), day=language.day(board.known_on))
    return text


def _cells(told: tuple[Told, ...], form: Form, writer: Writer) -> dict[str, dict[str, Cell]]:
    """Return the cells of every indicator by its id, in the order of the table: so its footnotes are numbered."""
    make: Callable[[Told, str, Writer], dict[str, Cell]] = _FORMS[form].cells
    numbers, _ = numbers_and_depths(writer.board.register)
    by_id = {each.indicator.id: each for each in told}
    return {
        item.indicator.id: _followed(make(by_id[item.indicator.id], numbers[item.indicator.id], writer))
        for _, members in grouped(writer.board.register.groups, writer.board.assessments)
        for item in members
    }


def _table(told: tuple[Told, ...], made: dict[str, dict[str, Cell]], form: Form, writer: Writer) -> Table:
    """Return the table of a form, in groups, numbered through, without columns in which there is nothing."""
    columns: tuple[Column, ...] = _FORMS[form].columns(told, writer)
    _, depths = numbers_and_depths(writer.board.register)
    named = headings(writer.board.register, writer.language)
    sections = []
    for group, members in grouped(writer.board.register.groups, writer.board.assessments):
        lines = tuple(
            Line(identity, depths[identity], tuple(made[identity][column.key] for column in columns))
            for identity in (item.indicator.id for item in members)
        )
        sections.append(Section(named[group.id if group else ""], lines))
    return filled_columns(Table(writer.text(N_("Indicators")), columns, tuple(sections)), _ALWAYS)


def _followed(cells: dict[str, Cell]) -> dict[str, Cell]:
    """Return cells of which none is said to follow from one that has no number."""
    unknown = [f"{{{key}}}" for key, cell in cells.items() if cell.number is None]
    return {
        key: cell._replace(formula="") if any(name in cell.formula for name in unknown) else cell
        for key, cell in cells.items()
    }
