"""The flags of an assessment: what must be known beside a verdict, and never changes it."""

from collections.abc import Iterable
from typing import NamedTuple

from tracker.assess.evaluation import ResultSeries, has_decisions_after_closing, is_after_closing
from tracker.assess.verdict import Verdict
from tracker.model import Baseline, Indicator, Register, Result, Term

PACE_STATUSES = ("on_track", "at_risk", "off_track")
_MULTI_YEAR_MEASURES = ("total", "mean", "growth_rate", "every_year")


class Evaluation(NamedTuple):
    """The data of one indicator and its verdict; `counted` has the yearly results of the years up to the target's."""

    term: Term
    year: int
    indicator: Indicator
    series: ResultSeries
    baseline: Baseline | None
    result: Result | None
    counted: tuple[Result, ...]
    verdict: Verdict
    register: Register


def collect_flags(evaluation: Evaluation) -> tuple[str, ...]:
    """Return the flags in the order in which users see them."""
    term, year, indicator, series, baseline, result, counted, verdict, register = evaluation
    is_plan = indicator.has_only_plans
    is_multi_year = indicator.measure in _MULTI_YEAR_MEASURES and not is_plan
    latest, last_year = result.period.year if result else 0, indicator.get_target_year(term)
    has_pace = verdict.status in PACE_STATUSES
    flags = []
    if result and latest < last_year and verdict.status in ("met", "exceeded") and not is_plan:
        flags.append("early")
    if has_pace and len(counted) < 2:
        flags.append("early_verdict")
    used = _select_planned(evaluation) if is_plan else counted if is_multi_year else counted[-1:]
    described = _describe_rows(used)
    flags += [flag for flag in ("estimate", "assumed") if flag in described]
    if result and min(year, last_year) - latest > indicator.every and indicator.measure != "milestone":
        flags.append("stale")
    if verdict.slipping:
        flags.append("slipping")
    flags += [flag for flag in ("bounded", "approximate") if flag in described]
    if indicator.breaks and indicator.has_break(baseline.year if baseline else term.baseline_year, latest):
        flags.append("break")
    has_gap = is_multi_year and indicator.target and _has_gap(counted, term.first_year)
    if has_gap or (series.derived and any(map(series.is_partial, used))):
        flags.append("incomplete")
    if _is_not_reported(evaluation):
        flags.append("not_reported")
    about = used[-1].period.year if is_plan and used else latest or year
    if indicator.versions and _is_eased(indicator, term, about):
        flags.append("moved_after")
    if register.closed_rows and _is_after_closing(evaluation):
        flags.append("after_closing")
    if series.derived and any([row.period in series.derived for row in used]):
        flags.append("from_parts")
    return tuple(flags)


_ROW_FLAGS = {"estimate": "estimate", "assumed": "assumed", "<": "bounded", ">": "bounded", "~": "approximate"}
"""The flag that the status or the qualifier of a result sets."""


def _select_planned(evaluation: Evaluation) -> tuple[Result, ...]:
    """Return the result on which a verdict on annual plans rests, or none."""
    from tracker.assess.plan_target import find_judged_result  # few indicators have only plans

    found = find_judged_result(evaluation.indicator, evaluation.counted, evaluation.term)
    return (found,) if found else ()


def _describe_rows(rows: Iterable[Result]) -> list[str]:
    """Return the flags that the results set, in any order."""
    return [_ROW_FLAGS[word] for row in rows for word in (row.status, row.qualifier) if word in _ROW_FLAGS]


def _has_gap(counted: tuple[Result, ...], first_year: int) -> bool:
    """Whether a year from `first_year` to the latest has no result."""
    return bool(counted) and len(counted) < counted[-1].period.year - first_year + 1


def _is_eased(indicator: Indicator, term: Term, year: int) -> bool:
    from tracker.assess.adjustments import has_moved_after  # most folders have no decisions

    return has_moved_after(indicator, term, year)


def _is_after_closing(evaluation: Evaluation) -> bool:
    """Whether something that counts was recorded or decided for a closed year after its closing."""
    term, year, indicator, series, _, result, _, _, register = evaluation
    rows = (*series.current.values(), *series.withdrawn)
    if any([is_after_closing(row, register.closed_rows) for row in rows]):
        return True
    planned = _select_planned(evaluation) if indicator.has_only_plans else ()
    shown = planned[0].period.year if planned else result.period.year if result else year
    return has_decisions_after_closing(indicator, term, shown, register.closed_decisions)


def _is_not_reported(evaluation: Evaluation) -> bool:
    """Whether a yearly result of the reporting year was due and is missing."""
    term, year, indicator, series, *_ = evaluation
    yearly, last_year = series.yearly, indicator.get_target_year(term)
    if (yearly and yearly[-1].period.year == year and not series.is_partial(yearly[-1])) or year > last_year:
        return False
    if evaluation.register.find_ended_area(year):  # what it became reports the whole year
        return False
    if indicator.measure != "milestone":
        return indicator.every == 1 or _is_due_again(evaluation)
    latest = next((row for row in reversed(list(series.current.values())) if row.status != "forecast"), None)
    stages = [planned for planned, plan in indicator.plan.items() if plan.value is not False]
    is_due = year >= min(stages, default=last_year)
    return is_due and not (latest and latest.value is True)


def _is_due_again(evaluation: Evaluation) -> bool:
    """Whether `every` years have passed since the last result or the baseline, or there is none of them."""
    _, year, indicator, series, baseline, *_ = evaluation
    measured = [row.period.year for row in series.yearly if not series.is_partial(row)]
    measured += [baseline.year] if baseline else []
    return not measured or year >= max(measured) + indicator.every
