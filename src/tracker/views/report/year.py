"""The year form: a year's result against its plan and against the year before."""

from tracker.assess.compared import Compared, to_year_before
from tracker.language import N_
from tracker.model import Baseline, Plan, Result
from tracker.periods import Period
from tracker.views.formats import against_plan_text, compared_text, safe, shown_decimals
from tracker.views.report.cells import Told, Writer
from tracker.views.report.records import EMPTY, Cell, Column
from tracker.views.words import HEADINGS, RESULT_STATUS

_SAME_PERIOD = N_("with the same period of the year before (index)")


def columns(told: tuple[Told, ...], writer: Writer) -> tuple[Column, ...]:
    """Return the columns of the year form."""
    year, text = writer.board.year, writer.text
    compared = text(N_("Compared"))
    return (
        Column("number", text(HEADINGS["number"]), 4),
        Column("name", text(HEADINGS["name"]), 30),
        Column("unit", text(N_("Unit")), 10),
        Column("previous", text(N_("Result {year}"), year=year - 1), 11, is_number=True),
        Column("plan", text(N_("Plan {year}"), year=year), 11, is_number=True),
        Column("ytd", text(N_("Result within the year")), 12, is_number=True),
        Column("value", _result_heading(told, writer), 11, is_number=True),
        Column("against_plan", text(N_("with the plan of the year")), 12, compared, is_number=True),
        Column("against_previous", text(_SAME_PERIOD), 12, compared, is_number=True),
        Column("verdict", text(HEADINGS["status"]), 16),
        Column("note", text(N_("Note")), 12),
    )


def _running(told: Told, year: int) -> Result | None:
    """Return the latest year-to-date result of a year."""
    found = [told.result(period) for period in told.item.results if period.year == year and not period.is_year]
    return max((row for row in found if row), key=lambda row: row.period, default=None)


def _result_heading(told: tuple[Told, ...], writer: Writer) -> str:
    year = writer.board.year
    statuses = {row.status for each in told if (row := each.result(Period(year)))}
    if statuses == {"estimate"}:
        kind = writer.text(RESULT_STATUS["estimate"])
        return writer.text(N_("Result {year} ({kind})"), year=year, kind=kind)
    return writer.text(N_("Result {year}"), year=year)


def cells(told: Told, number: str, writer: Writer) -> dict[str, Cell]:
    """Return the cells of one indicator by the keys of their columns."""
    year, item = writer.board.year, told.item
    result, running = told.result(Period(year)), _running(told, year)
    plan = item.indicator.plan.get(year)
    latest = result or running
    return {
        "number": Cell(number),
        "name": writer.name(told),
        "unit": Cell(safe(writer.language.pick(told.indicator.unit))),
        "previous": _previous(told, writer),
        "plan": writer.plan(told, plan),
        "ytd": _to_date(told, running, writer),
        "value": writer.result(told, Period(year)),
        "against_plan": _against_plan(told, latest, writer),
        "against_previous": _against_previous(told, latest, writer),
        "verdict": writer.year_verdict(told, result, plan),
        "note": _note(told, plan, writer),
    }


def _previous(told: Told, writer: Writer) -> Cell:
    before, base = writer.board.year - 1, told.item.baseline
    if told.result(Period(before)) is None and base is not None and base.year == before:
        return writer.baseline(told, before)
    return writer.result(told, Period(before), may_break=False)


def _to_date(told: Told, running: Result | None, writer: Writer) -> Cell:
    if running is None:
        return EMPTY
    cell = writer.result(told, running.period)
    return cell._replace(
        text=writer.text(N_("{value} ({months} months)"), value=cell.text, months=running.period.month)
    )


def _against_plan(told: Told, latest: Result | None, writer: Writer) -> Cell:
    item = told.item
    if latest is None:
        return EMPTY
    is_year = latest.period.is_year
    found = (item.plan_percent, item.plan_difference) if is_year else (item.year_to_date_percent, None)
    text = against_plan_text(item.indicator, latest, found, writer.language)
    at = "value" if is_year else "ytd"
    formula = f"100*{{{at}}}/{{plan}}" if found[0] is not None else f"{{{at}}}-{{plan}}"
    return writer.cell(text, found[0] if found[0] is not None else found[1], formula=formula) if text else EMPTY


def _against_previous(told: Told, latest: Result | None, writer: Writer) -> Cell:
    """Return how the latest figure stands to the same period of the year before."""
    if latest is None:
        return EMPTY
    found: Compared = to_year_before(told.item, latest)
    difference = found.difference
    decimals = max(shown_decimals(told.indicator, difference), 1) if difference is not None else 1
    text = compared_text(
        (found.percent, difference), decimals, writer.language, found.qualifier, in_points=told.indicator.in_percent
    )
    formula = ""
    if latest.period.is_year:
        formula = "100*{value}/{previous}" if found.percent is not None else "{value}-{previous}"
    return writer.cell(text, found.percent if found.percent is not None else difference, formula=formula)


def _note(told: Told, plan: Plan | None, writer: Writer) -> Cell:
    year = writer.board.year
    base: Baseline | None = told.item.baseline
    rows = [told.result(Period(year - 1)), _running(told, year), told.result(Period(year))]
    found = [base.source if base and base.year == year - 1 else "", plan.source if plan else ""]
    sources = writer.refer(*found, *(row.source for row in rows if row))
    return Cell(writer.text(N_("Sources: {numbers}"), numbers=sources) if sources else "")
