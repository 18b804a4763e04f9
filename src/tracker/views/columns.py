"""The columns of every machine format. They are a contract: columns are added at the end and never renamed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

from tracker.i18n import Language
from tracker.model import CUT_COLUMNS, EXTRA_PREFIX, WINDOW_COLUMN, Assessment, Plan, Register, Target, Value
from tracker.numbers import format_plain, is_quotient
from tracker.views.csv import CellValue, DataRow, TextList

Getter: TypeAlias = Callable[[Assessment, Language], CellValue]

_EXACT_DIGITS = 20
_SIGNIFICANT = 15


def round_computed(number: Decimal | int | None) -> Decimal | int | None:
    """Return a computed number for machines: exact, or with 15 significant digits if it was divided or rooted."""
    return _round_long(number) if isinstance(number, Decimal) else number


def round_quotient(number: Value | None) -> Value | None:
    """Return a figure for machines: as it was recorded, or with 15 significant digits if a rule has divided."""
    return _round_long(number) if isinstance(number, Decimal) and is_quotient(number) else number


def _round_long(number: Decimal) -> Decimal:
    if len(str(number)) <= _EXACT_DIGITS or len(number.as_tuple().digits) <= _EXACT_DIGITS:  # the first is quicker
        return number
    return Decimal(format_plain(number, _SIGNIFICANT))


def _get_bound(target: Target | None) -> CellValue:
    if target is None:
        return None
    if target.kind == "yes":
        return True
    return target.low if target.low is not None else target.high


def _get_range_end(target: Target | None) -> CellValue:
    return target.high if target and target.kind == "between" else None


def _get_first_target(assessment: Assessment) -> CellValue:
    """Return the first target with its sign, as decisions.csv writes it, if it was changed."""
    first = assessment.first.indicator.target if assessment.first else None
    if first is None or first == assessment.indicator.target:
        return None
    from tracker.journal.bounds import format_bound  # few folders have a target that was changed

    return format_bound(first)


def _get_plan_number(plan: Plan | None) -> CellValue:
    """Return the number of a plan, or yes; None without a plan, and of a range."""
    return plan.value if plan and not _get_range_end(plan.bound) else None


def _get_plan_bound(plan: Plan | None) -> Target | None:
    """Return the bound or range that a plan states; None for a number and a bound for every year."""
    return plan.bound if plan and not plan.is_for_every_year else None


def describe_plan_bound(plan: Plan | None) -> DataRow:
    """Return the bound or range that a plan states; all cells are None for a number and a bound for every year."""
    bound = _get_plan_bound(plan)
    kind, low, high = (bound.kind, bound.low, bound.high) if bound else (None, None, None)
    return {"plan_bound": kind, "plan_low": low, "plan_high": high}


def _find_plan_year(assessment: Assessment) -> CellValue:
    plans = assessment.indicator.plan
    if assessment.plan and assessment.plan.is_for_every_year:
        shown = assessment.result or assessment.year_to_date
        return shown.period.year if shown else None
    return next((year for year, plan in plans.items() if plan is assessment.plan), None)


_GETTERS: dict[str, Getter] = {
    "indicator": lambda a, _: a.indicator.id,
    "name": lambda a, lang: lang.pick_text(a.indicator.name),
    "group": lambda a, _: a.indicator.group or None,
    "owner": lambda a, lang: lang.pick_text(a.indicator.owner) or None,
    "unit": lambda a, lang: lang.pick_text(a.indicator.unit) or None,
    "measure": lambda a, _: a.indicator.measure,
    "bound": lambda a, _: a.indicator.target.kind if a.indicator.target else None,
    "target": lambda a, _: _get_bound(a.indicator.target),
    "target_year": lambda a, _: a.indicator.target.year if a.indicator.target else None,
    "baseline": lambda a, _: round_quotient(a.baseline.value) if a.baseline else None,
    "baseline_year": lambda a, _: a.baseline.year if a.baseline else None,
    "year": lambda a, _: a.result.period.year if a.result else None,
    "value": lambda a, _: round_quotient(a.result.value) if a.result else None,
    "qualifier": lambda a, _: (a.result.qualifier or None) if a.result else None,
    "value_status": lambda a, _: a.result.status if a.result else None,
    "term_value": lambda a, _: round_computed(a.term_value),
    "plan": lambda a, _: _get_plan_number(a.plan),
    "plan_percent": lambda a, _: round_computed(a.plan_percent),
    "plan_difference": lambda a, _: round_quotient(a.plan_difference),
    "plan_verdict": lambda a, _: a.plan_verdict or None,
    "previous": lambda a, _: round_quotient(a.previous),
    "change": lambda a, _: round_quotient(a.change),
    "progress": lambda a, _: round_computed(a.progress),
    "expected": lambda a, _: round_computed(a.expected),
    "pace": lambda a, _: round_computed(a.pace),
    "projected": lambda a, _: round_computed(a.projected),
    "required": lambda a, _: round_computed(a.required),
    "status": lambda a, _: a.status,
    "reason": lambda a, _: a.reason or None,
    "flags": lambda a, _: a.flags,
    "method": lambda a, _: a.method,
    "grade": lambda a, _: a.grade or None,
    "source": lambda a, _: (a.result.source or None) if a.result else None,
    "recorded_at": lambda a, _: a.result.recorded_at if a.result else None,
    # Added later:
    "target_high": lambda a, _: _get_range_end(a.indicator.target),
    "plan_year": lambda a, _: _find_plan_year(a),
    "plan_qualifier": lambda a, _: (a.plan.qualifier or None) if a.plan else None,
    "years_met": lambda a, _: a.years_met,
    "years_reported": lambda a, _: a.years_reported,
    "ytd_period": lambda a, _: str(a.year_to_date.period) if a.year_to_date else None,
    "ytd_value": lambda a, _: round_quotient(a.year_to_date.value) if a.year_to_date else None,
    "ytd_qualifier": lambda a, _: (a.year_to_date.qualifier or None) if a.year_to_date else None,
    "ytd_status": lambda a, _: a.year_to_date.status if a.year_to_date else None,
    "ytd_plan_percent": lambda a, _: round_computed(a.year_to_date_percent),
    "forecast_year": lambda a, _: a.forecast.period.year if a.forecast else None,
    "forecast_value": lambda a, _: round_quotient(a.forecast.value) if a.forecast else None,
    "method_value": lambda a, _: round_computed(a.method_value),
    "so_far": lambda a, _: round_computed(a.so_far),
    "computed_status": lambda a, _: a.computed_status,
    "term_qualifier": lambda a, _: a.term_qualifier or None,
    "plan_bound": lambda a, _: bound.kind if (bound := _get_plan_bound(a.plan)) else None,
    "plan_low": lambda a, _: bound.low if (bound := _get_plan_bound(a.plan)) else None,
    "plan_high": lambda a, _: bound.high if (bound := _get_plan_bound(a.plan)) else None,
    "target_first": lambda a, _: _get_first_target(a),
    "status_first": lambda a, _: a.first.status if a.first else None,
    "plan_verdict_first": lambda a, _: (a.first.plan_verdict or None) if a.first and a.first.plan != a.plan else None,
    "area": lambda a, _: a.scope.area or None,
    "parts": lambda a, _: a.scope.format_parts() or None,
    "areas_reported": lambda a, _: a.figure.reported if a.figure and a.figure.expected else None,
    "areas_expected": lambda a, _: (a.figure.expected or None) if a.figure else None,
}
COLUMNS = tuple(_GETTERS)


def list_columns(register: Register) -> tuple[str, ...]:
    """Return the names of the columns: those of the contract, and after them what only this folder has."""
    return (*COLUMNS, *register.own_columns)


def build_rows(assessments: tuple[Assessment, ...], register: Register, language: Language) -> list[DataRow]:
    """Return one row an assessment, in their order, with a cell for each column; None means "does not apply"."""
    rows = [{name: get(assessment, language) for name, get in _GETTERS.items()} for assessment in assessments]
    if register.own_columns:
        for row, assessment in zip(rows, assessments, strict=True):
            row |= {name: _get_own(name, assessment) for name in register.own_columns}
    return rows


def _get_own(name: str, assessment: Assessment) -> CellValue:
    """Return the cell of a column that only some folders have."""
    if name in CUT_COLUMNS:
        return assessment.cuts[CUT_COLUMNS.index(name)] if assessment.cuts else None
    if name == WINDOW_COLUMN:
        return assessment.window
    value = assessment.indicator.extra.get(name.removeprefix(EXTRA_PREFIX))
    return TextList(value) if isinstance(value, tuple) else value
