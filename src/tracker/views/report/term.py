"""The term form: each year's result, the figure so far, and how it stands to the target of the resolution."""

from tracker.assess.case import last_year_of
from tracker.assess.compared import to_target
from tracker.language import N_
from tracker.model import Assessment
from tracker.numbers import Qualifier
from tracker.periods import Period
from tracker.views.formats import compared_text, safe, shown_decimals
from tracker.views.lines import news_texts, term_value_text
from tracker.views.report.cells import Told, Writer
from tracker.views.report.records import EMPTY, Cell, Column
from tracker.views.words import HEADINGS, RESULT_STATUS

_RATES = ("growth", "growth_rate")


def columns(told: tuple[Told, ...], writer: Writer) -> tuple[Column, ...]:
    """Return the columns of the term form, up to the year that is reported."""
    term, year = writer.board.register.term, writer.board.year
    text = writer.text
    results = N_("Results")
    return (
        Column("number", text(HEADINGS["number"]), 4),
        Column("name", text(HEADINGS["name"]), 26),
        Column("unit", text(N_("Unit")), 9),
        Column("baseline", text(N_("Result {year}"), year=term.baseline_year), 9, is_number=True),
        Column("target", text(N_("Target of the resolution for {year}"), year=term.last_year), 10, is_number=True),
        *(
            Column(f"y{each}", _year_heading(told, each, writer), 9, text(results), is_number=True)
            for each in range(term.first_year, year + 1)
        ),
        Column("so_far", text(N_("Mean or sum {first}–{last}"), first=term.first_year, last=year), 11, is_number=True),
        Column("against_target", text(N_("Against the target of the resolution")), 10, is_number=True),
        Column("verdict", text(HEADINGS["status"]), 14),
        Column("owner", text(N_("Responsible")), 12),
        Column("note", text(N_("Note")), 10),
    )


def _year_heading(told: tuple[Told, ...], year: int, writer: Writer) -> str:
    """Return the year; and that its figures are estimates, where all of them are."""
    statuses = {result.status for each in told if (result := each.result(Period(year)))}
    if statuses == {"estimate"}:
        return writer.text(N_("{year} ({kind})"), year=year, kind=writer.text(RESULT_STATUS["estimate"]))
    return str(year)


def cells(told: Told, number: str, writer: Writer) -> dict[str, Cell]:
    """Return the cells of one indicator by the keys of their columns."""
    term, year = writer.board.register.term, writer.board.year
    name = writer.name(told)  # in the order of the columns: the footnotes are numbered as they are asked for
    known = {"baseline": writer.baseline(told, term.baseline_year), "target": writer.target(told)}
    known |= {f"y{each}": writer.result(told, Period(each)) for each in range(term.first_year, year + 1)}
    so_far = _so_far(told, known, writer)
    return {
        "number": Cell(number),
        "name": name,
        "unit": Cell(safe(writer.language.pick(told.indicator.unit))),
        **known,
        "so_far": so_far,
        "against_target": _against(told, so_far, writer),
        "verdict": writer.verdict(told),
        "owner": Cell(safe(writer.language.pick(told.indicator.owner))),
        "note": _note(told, writer),
    }


def _so_far(told: Told, known: dict[str, Cell], writer: Writer) -> Cell:
    item = told.item
    text = term_value_text(item, writer.language)
    if item.indicator.measure == "every_year":
        return Cell(text)
    return writer.cell(text, item.term_value, formula=_formula(item, known, writer)) if text else EMPTY


def _formula(item: Assessment, known: dict[str, Cell], writer: Writer) -> str:
    """Return how the figure so far follows from the years, or "" where one of them is missing."""
    term, result = writer.board.register.term, item.result
    last = min(result.period.year if result else 0, last_year_of(item.indicator, term))
    keys = [f"y{year}" for year in range(term.first_year, last + 1)]
    measure, base = item.indicator.measure, item.baseline
    if not keys:
        return ""
    if measure == "growth":
        is_known = base is not None and base.year == term.baseline_year and known["baseline"].number == base.value
        if base is None or not is_known or known[keys[-1]].number is None:
            return ""
        return f"100*(({{{keys[-1]}}}/{{baseline}})^(1/{last - base.year})-1)"
    if any(known[key].number is None for key in keys):
        return ""
    if measure == "growth_rate":
        return f"100*(({'*'.join(f'(1+{{{key}}}/100)' for key in keys)})^(1/{len(keys)})-1)"
    total = "+".join(f"{{{key}}}" for key in keys)
    return {"total": total, "mean": f"({total})/{len(keys)}"}.get(measure, "")


def _against(told: Told, so_far: Cell, writer: Writer) -> Cell:
    """Return how the term's figure stands to the target: in percent of an amount, else the difference."""
    item = told.item
    if item.indicator.measure in ("every_year", "milestone"):
        return EMPTY
    found = to_target(item)
    is_rate = item.indicator.measure in _RATES
    difference = found.difference
    decimals = 1
    if difference is not None:
        known = item.indicator.decimals if is_rate else shown_decimals(item.indicator, difference)
        decimals = max(known or 0, 2 if is_rate or item.indicator.measure == "mean" else 1)
        decimals = min(decimals, 6)
    text = compared_text(
        (found.percent, difference),
        decimals,
        writer.language,
        _qualifier(item),
        in_points=is_rate or item.indicator.in_percent,
    )
    at = "so_far" if so_far.number is not None else _year_of(item, writer)
    formula = f"100*{{{at}}}/{{target}}" if found.percent is not None else f"{{{at}}}-{{target}}"
    value = found.percent if found.percent is not None else difference
    return writer.cell(text, value, formula=formula if text and at else "") if text else EMPTY


def _year_of(item: Assessment, writer: Writer) -> str:
    """Return the column of the year whose result is the term's figure, or "" where there is none."""
    last = min(item.result.period.year if item.result else 0, last_year_of(item.indicator, writer.board.register.term))
    result = item.results.get(Period(last))
    return f"y{last}" if result and result.value == item.term_value else ""


def _qualifier(item: Assessment) -> Qualifier:
    if item.term_qualifier:
        return item.term_qualifier
    return item.result.qualifier if item.result and item.indicator.measure == "level" else ""


def _note(told: Told, writer: Writer) -> Cell:
    """Return what is known beyond the years, and the numbers of the sources."""
    item, term = told.item, writer.board.register.term
    results = [told.result(Period(year)) for year in range(term.baseline_year, writer.board.year + 1)]
    found = [item.indicator.source, item.baseline.source if item.baseline else ""]
    found += [row.source for row in (*results, item.year_to_date) if row]
    sources = writer.refer(*found)
    parts = [*news_texts(item, writer.language)]
    parts += [writer.text(N_("Sources: {numbers}"), numbers=sources)] if sources else []
    return Cell("; ".join(parts))
