"""The quarters, halves and months of one indicator, and what they make of each year."""

from collections.abc import Mapping

from tracker.i18n import N_, Language
from tracker.model import Assessment, Period, Result, WithinYear
from tracker.views.formats import format_plan, format_result
from tracker.views.labels import RESULT_STATUS_LABELS
from tracker.views.periods import format_period

_RULES: Mapping[WithinYear, str] = {"sum": N_("sum"), "last": N_("the last"), "mean": N_("mean")}


def format_year_parts(item: Assessment, language: Language) -> tuple[str, ...]:
    """Return a line for each year that has recorded parts: the parts, and the year or year to date that they make."""
    rows = [row for period, row in item.results.items() if period.part]
    return tuple(_format_year(item, year, rows, language) for year in sorted({row.period.year for row in rows}))


def _format_year(item: Assessment, year: int, rows: list[Result], language: Language) -> str:
    found = sorted((row for row in rows if row.period.year == year), key=lambda row: row.period.months)
    parts = "; ".join(f"{format_period(row.period, language)}: {_format_value(item, row, language)}" for row in found)
    made = max((period for period in item.made_of if period.year == year), key=_get_end, default=None)
    if made is None:
        return parts
    rule = language.translate(_RULES[item.indicator.year_rule])
    value = format_result(item.results[made], item.indicator, language)
    return f"{parts} → {format_period(made, language)}: {value} ({rule})"


def _get_end(period: Period) -> int:
    return period.months[1]


def _format_value(item: Assessment, row: Result, language: Language) -> str:
    value = format_result(row, item.indicator, language)
    remarks = [language.translate(RESULT_STATUS_LABELS[row.status])] if row.status != "final" else []
    if plan := item.indicator.period_plans.get(str(row.period)):
        remarks.append(f"{language.translate(N_('plan'))} {format_plan(plan, item.indicator, language)}")
    return f"{value} ({', '.join(remarks)})" if remarks else value
