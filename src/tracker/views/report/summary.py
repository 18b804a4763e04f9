"""The page for the leader: what the targets need in the term form, how the plans of the year fared in the year form."""

from collections.abc import Mapping, Sequence

from tracker.assess.review import Item, review
from tracker.language import N_
from tracker.model import Assessment, Board
from tracker.periods import Period
from tracker.views import framing
from tracker.views.attention.pages import KIND_WORDS, Entry, counts, pages
from tracker.views.formats import safe
from tracker.views.lines import sections as line_sections
from tracker.views.report.cells import Writer
from tracker.views.report.records import Cell, Column, Count, Line, Section, Summary, Table, filled_columns
from tracker.views.words import HEADINGS, PLAN, STATUS, Sign

Cells = Mapping[str, Mapping[str, Cell]]
"""The cells of every indicator in the table of the report, by its id and the keys of their columns."""

_ALWAYS = ("name", "verdict", "value", "target", "plan")
"""The columns that are shown also where they are empty in every line."""
_WAITING = N_("no result of the whole year yet")


def of_term(cells: Cells, only: str, writer: Writer) -> Summary:
    """Return how many targets have which verdict, and what the weak and the missing need."""
    board, language = writer.board, writer.language
    every = len(board.assessments)
    items = tuple(_as_of_now(item, board.year) for item in review(board))
    return Summary(
        language.text(N_("Summary")),
        framing.summary(board, language),
        _counts(framing.counted(board, every), writer),
        _counts(framing.plans_counted(board), writer),
        counts(items, board, language) if every else "",
        _needs(items, cells, writer),
        _remarks(board, only, writer),
        framing.legend(board, line_sections(board, language), language, bars=False),
    )


def _as_of_now(item: Item, year: int) -> Item:
    """Return an item of the review; one that is weak only for a plan of a year long past is merely unknown today."""
    found = item.assessment
    is_old = found.result is None or found.result.period.year < year
    is_of_plan = item.concerns[0] == "plan_missed" and found.status == "not_assessed"
    return item._replace(kind="unknown") if is_old and is_of_plan else item


def _needs(items: tuple[Item, ...], cells: Cells, writer: Writer) -> Table:
    """Return the weak and the missing with what they need, a section a kind and responsible body."""
    text = writer.text
    listed = tuple(item for item in items if item.kind != "unknown")
    columns = (
        Column("name", text(HEADINGS["name"]), 30),
        Column("verdict", text(HEADINGS["status"]), 20),
        Column("value", text(HEADINGS["value"]), 18),
        Column("target", text(HEADINGS["target"]), 9, is_number=True),
        Column("against_target", text(N_("Against the target")), 11, is_number=True),
        Column("required", text(N_("Required")), 22),
    )
    sections = tuple(
        Section(
            f"{text(KIND_WORDS[page.kind])} – {page.owner}",
            tuple(_need(entry, cells[entry.indicator]["against_target"]) for entry in page.entries),
        )
        for page in pages(listed, writer.language)
    )
    return filled_columns(Table(text(N_("What needs attention")), columns, sections), _ALWAYS)


def _need(entry: Entry, against: Cell) -> Line:
    result = "; ".join(text for text in (entry.result, entry.plan) if text)
    told = (Cell(entry.name), Cell(entry.concerns, sign=entry.sign), Cell(result), Cell(entry.target))
    return Line(entry.indicator, 0, (*told, Cell(against.text), Cell(entry.needs)))


def of_year(cells: Cells, only: str, writer: Writer) -> Summary:
    """Return how many plans of the year have which verdict, and which were missed or have no result yet."""
    board, text = writer.board, writer.text
    planned = [item for item in board.assessments if board.year in item.indicator.plan]
    found = [(item, _year_sign(item, board.year)) for item in planned]
    every = len(planned)
    signs = [sign for _, sign in found]
    counted = [(sign, signs.count(sign), every) for sign in PLAN.values() if sign in signs]
    waiting = [item for item, sign in found if sign is None]
    listed = [item for item, sign in found if sign == PLAN["missed"]], waiting
    told = (*_counts(counted, writer), *_waiting(len(waiting), every, writer))
    heads = (PLAN["missed"].word, _WAITING)
    sections = [
        section
        for head, items in zip(heads, listed, strict=True)
        for section in _by_owner(text(head), items, cells, writer)
    ]
    return Summary(
        text(N_("Summary")),
        text(N_("No plan of {year} is known."), year=board.year) if not planned else "",
        (),
        told,
        "",
        filled_columns(Table(text(N_("What needs attention")), _year_columns(writer), tuple(sections)), _ALWAYS),
        _remarks(board, only, writer),
        "",
    )


def _year_sign(item: Assessment, year: int) -> Sign | None:
    """Return the sign of the verdict on the plan of a year, or None where its result is not in."""
    result = item.results.get(Period(year))
    if result is None or result.status == "forecast":
        return None
    return PLAN.get(item.plan_verdict, STATUS["not_assessed"])


def _waiting(number: int, every: int, writer: Writer) -> tuple[Count, ...]:
    return (Count(STATUS["not_assessed"], _capital(writer.text(_WAITING)), number, every),) if number else ()


def _year_columns(writer: Writer) -> tuple[Column, ...]:
    text = writer.text
    return (
        Column("name", text(HEADINGS["name"]), 30),
        Column("verdict", text(HEADINGS["status"]), 20),
        Column("plan", text(HEADINGS["plan"]), 11, is_number=True),
        Column("ytd", text(N_("Result within the year")), 14, is_number=True),
        Column("value", text(HEADINGS["value"]), 11, is_number=True),
        Column("against_plan", text(HEADINGS["against_plan"]), 12, is_number=True),
    )


def _by_owner(head: str, items: Sequence[Assessment], cells: Cells, writer: Writer) -> list[Section]:
    """Return the lines of some indicators under their responsible bodies; those of none stand last."""
    unnamed = writer.text(N_("Responsible body not named"))
    owners = {item.indicator.id: safe(writer.language.pick(item.indicator.owner)) or unnamed for item in items}
    ordered = sorted(dict.fromkeys(owners.values()), key=lambda owner: owner == unnamed)
    keys = [column.key for column in _year_columns(writer)][1:]
    return [
        Section(
            f"{_capital(head)} – {owner}",
            tuple(
                Line(identity, 0, (_named(cells[identity]), *(_bare(cells[identity][key]) for key in keys)))
                for identity, of in owners.items()
                if of == owner
            ),
        )
        for owner in ordered
    ]


def _named(cells: Mapping[str, Cell]) -> Cell:
    unit = cells["unit"].text
    return Cell(cells["name"].text + (f" ({unit})" if unit else ""))


def _bare(cell: Cell) -> Cell:
    """Return a cell of the table as it stands on the summary, where no footnotes are."""
    return Cell(cell.text, sign=cell.sign)


def _remarks(board: Board, only: str, writer: Writer) -> tuple[str, ...]:
    left_out = [writer.text(N_("Only: {listed}"), listed=only)] if only else []
    return tuple(safe(text) for text in (*left_out, *framing.remarks(board, writer.language)))


def _counts(found: Sequence[framing.Counted], writer: Writer) -> tuple[Count, ...]:
    return tuple(Count(sign, _capital(writer.text(sign.word)), number, every) for sign, number, every in found)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
