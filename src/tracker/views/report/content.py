"""What a report says: made once from a board and what it rests on, for every format."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from tracker.assess.detail import Detail
from tracker.assess.review import Item, review
from tracker.language import N_, Language
from tracker.model import Board
from tracker.office import Office
from tracker.views import framing
from tracker.views.attention.pages import KIND_WORDS, Entry, counts, pages
from tracker.views.formats import safe
from tracker.views.lines import headings, numbers_and_depths
from tracker.views.lines import sections as line_sections
from tracker.views.one.sheet import sheet
from tracker.views.report import listings, term, year
from tracker.views.report.cells import Told, Writer
from tracker.views.report.letterhead import letterhead
from tracker.views.report.records import (
    Cell,
    Column,
    Count,
    Line,
    Part,
    Report,
    Section,
    Summary,
    Table,
    filled_columns,
)
from tracker.views.report.since import changes
from tracker.views.rows import grouped
from tracker.views.words import HEADINGS

Form = Literal["term", "year"]
FORMS: tuple[Form, ...] = ("term", "year")
_ALWAYS = ("number", "name", "unit", "target", "plan", "verdict", "note")
"""The columns that are shown also where they are empty in every line."""


class Asked(NamedTuple):
    """What the report is to be: its form and letterhead, its title where another is wanted, since which day.

    `before` is the board as it stood at the end of the day `since`.
    """

    form: Form = "term"
    letterhead: str = ""
    title: str = ""
    since: str = ""
    before: Board | None = None


def content(board: Board, details: tuple[Detail, ...], office: Office, asked: Asked, language: Language) -> Report:
    """Return what a report says of a board in one language; `details` belong to its assessments, in their order."""
    writer = Writer(board, language)
    told = tuple(Told(item, found) for item, found in zip(board.assessments, details, strict=True))
    numbers, _ = numbers_and_depths(board.register)
    table = _table(told, asked.form, writer)
    before = asked.before
    return Report(
        language,
        title=safe(asked.title) or safe(language.pick(office.title)) or _title(asked.form, writer),
        subtitle=framing.title(board, language),
        annex=safe(language.pick(office.annex)) or language.text(N_("Appendix")),
        letterhead=letterhead(office, asked.letterhead or office.kind, board.as_of, language),
        summary=_summary(board, language),
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
        made=language.fill(N_("Made on {day}."), day=language.day(board.as_of)),
    )


def _title(form: Form, writer: Writer) -> str:
    covered = writer.board.register.term
    if form == "year":
        return writer.text(N_("Results on the indicators in {year}"), year=writer.board.year)
    first, last = covered.baseline_year, covered.last_year
    return writer.text(N_("Results on the targets of the term {first}–{last}"), first=first, last=last)


def _table(told: tuple[Told, ...], form: Form, writer: Writer) -> Table:
    """Return the table of a form, in groups, numbered through, without columns in which there is nothing."""
    chosen = {"term": term, "year": year}[form]
    columns: tuple[Column, ...] = chosen.columns(told, writer)
    make: Callable[[Told, str, Writer], dict[str, Cell]] = chosen.cells
    numbers, depths = numbers_and_depths(writer.board.register)
    by_id = {each.indicator.id: each for each in told}
    made = {
        item.indicator.id: _followed(make(by_id[item.indicator.id], numbers[item.indicator.id], writer))
        for _, members in grouped(writer.board.register.groups, writer.board.assessments)
        for item in members
    }
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


def _summary(board: Board, language: Language) -> Summary:
    items = review(board)
    return Summary(
        language.text(N_("Summary")),
        framing.summary(board, language),
        _counts(framing.counted(board), language),
        _counts(framing.plans_counted(board), language),
        counts(items, board, language) if board.assessments else "",
        _needs(items, language),
        tuple(safe(text) for text in framing.remarks(board, language)),
        framing.legend(board, line_sections(board, language), language, bars=False),
    )


def _needs(items: tuple[Item, ...], language: Language) -> Table:
    """Return the weak and the missing with what they need, a section a kind and responsible body."""
    listed = tuple(item for item in items if item.kind != "unknown")
    columns = (
        Column("name", language.text(HEADINGS["name"]), 30),
        Column("verdict", language.text(HEADINGS["status"]), 20),
        Column("value", language.text(HEADINGS["value"]), 18),
        Column("target", language.text(HEADINGS["target"]), 9, is_number=True),
        Column("gap", language.text(N_("Gap")), 11, is_number=True),
        Column("required", language.text(N_("Required")), 22),
    )
    sections = tuple(
        Section(
            f"{language.text(KIND_WORDS[page.kind])} – {page.owner}",
            tuple(_need(entry) for entry in page.entries),
        )
        for page in pages(listed, language)
    )
    return Table(language.text(N_("What needs attention")), columns, sections)


def _need(entry: Entry) -> Line:
    result = "; ".join(text for text in (entry.result, entry.plan) if text)
    verdict = Cell(entry.concerns, sign=entry.sign)
    texts = (entry.target, entry.gap, entry.needs)
    return Line(entry.indicator, 0, (Cell(entry.name), verdict, Cell(result), *(Cell(text) for text in texts)))


def _counts(found: list[framing.Counted], language: Language) -> tuple[Count, ...]:
    return tuple(Count(sign, language.text(sign.word), number, every) for sign, number, every in found)
