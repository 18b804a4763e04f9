"""The annual plans as the expected way to a target, for every measure that has a way.

They are the way if every year up to the target's has a plan and a register that met each of them exactly would reach
the target. The share due by now is then the progress of that register over the same years as the figure so far. A plan
that is a range or a bound counts by the limit that demands least; one that is bounded against the direction of the
target makes no way.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from tracker.assess.arithmetic import Quotient, divide_quotients, make_quotient
from tracker.assess.bounds import (
    BoundedValue,
    compare_to_bound,
    find_growth_aim,
    get_improvement_sign,
    get_plan_qualifier,
    make_bounded_value,
    select_limit,
)
from tracker.assess.evaluation import BASELINE_MEASURES, EvaluationInput, to_points
from tracker.assess.measures import (
    TRAJECTORIES,
    Trajectory,
    compute_log_progress,
    compute_pace_near_cut,
    find_near_cut,
)
from tracker.model import Indicator, Period, Plan, Result, Target, Value


def follow_plans(case: EvaluationInput, course: Trajectory) -> Trajectory | None:
    """Return `course` with the share that the plans expect, or None if they are not the way to the target."""
    if course.progress is None or not case.indicator.plan:
        return None
    planned = _run_used_plans(case)
    if planned is None:
        return None
    share = planned.progress or _compute_share_beyond(case, planned)
    return _compare_exactly(case, course._replace(expected=share), planned) if share else None


class _KnownCourse(NamedTuple):
    """The trajectory of the plans `plan` to `target`, or None."""

    plan: Mapping[int, Plan]
    target: Target
    course: Trajectory | None


_known_courses: dict[tuple[object, ...], _KnownCourse] = {}
_MAX_KNOWN_COURSES = 4096


def _run_used_plans(case: EvaluationInput) -> Trajectory | None:
    """Return the trajectory of the plans that the figure so far stands for, or None if they are not the way.

    Without a baseline it depends only on the plans, the target and the years. Thousands of areas share these, so that
    it is kept by the identity of the two objects. Equal objects may differ in their trailing zeros.
    """
    plan, target, measure = case.indicator.plan, case.target, case.indicator.measure
    if len(plan) <= case.last_year - max(case.first_year, case.term_first_year):
        return None
    if measure in BASELINE_MEASURES or target.kind == "between":
        return _run(case, list_used_plans(case))
    years = tuple([point.year for point in case.points])
    key = (id(plan), id(target), measure, case.first_year, case.term_first_year, case.last_year, years)
    known = _known_courses.get(key)
    if known is None or known.plan is not plan or known.target is not target:
        if len(_known_courses) >= _MAX_KNOWN_COURSES:
            _known_courses.clear()
        known = _known_courses[key] = _KnownCourse(plan, target, _run(case, list_used_plans(case)))
    return known.course


def _compute_share_beyond(case: EvaluationInput, planned: Trajectory) -> Quotient | None:
    """Return the progress of a plan that leads through a range and out of it, although a later one leads back."""
    base = case.baseline
    if base is None or not planned.is_overshot:
        return None
    if case.indicator.measure == "level":
        return make_quotient(planned.term_value - base.value, select_limit(case.target, base.value) - base.value)
    aim = find_growth_aim(case.target)
    time = (case.latest.year - base.year, case.last_year - base.year)
    return compute_log_progress(planned.figure.value, base.value, aim, time, case.cuts) if aim is not None else None


def list_used_plans(case: EvaluationInput) -> tuple[Result, ...]:
    """Return results that meet each plan of the years that the figure so far stands for; none if there is no way."""
    return tuple([row for row in find_planned_results(case) if _is_used(case, row.period.year)])


def find_planned_results(case: EvaluationInput) -> tuple[Result, ...]:
    """Return results that meet each plan exactly; none if the plans are not the way to the target."""
    plans, first = case.indicator.plan, max(case.first_year, case.term_first_year)
    years = range(first, case.last_year + 1)
    if len(plans) < len(years) or any([year not in plans for year in years]):
        return ()
    is_rising = _is_rising(case)
    rows = [_make_planned_result(case.indicator, year, plans[year], is_rising=is_rising) for year in years]
    if None in rows:
        return ()
    planned = tuple([row for row in rows if row])
    return planned if _reach_target(case, planned) else ()


def _reach_target(case: EvaluationInput, planned: tuple[Result, ...]) -> bool:
    """Whether results that meet each plan reach the target; of a level, the last one decides."""
    if case.indicator.measure == "level":
        last = planned[-1]
        return compare_to_bound(case.target, make_bounded_value(Decimal(last.value or 0), [last])) >= 0
    course = _run(case, planned)
    return course is not None and course.standing >= 0


def _make_planned_result(indicator: Indicator, year: int, plan: Plan, *, is_rising: bool) -> Result | None:
    """Return a result that meets a plan with nothing to spare, or None if the plan is bounded against the way."""
    value: Value | None = plan.value
    if plan.bound:
        value = plan.bound.low if is_rising else plan.bound.high
    elif plan.qualifier == ("<" if is_rising else ">"):
        return None
    if not isinstance(value, Decimal):
        return None
    return Result(indicator.id, Period(year), value, get_plan_qualifier(plan), "final", "", "", "", "")


def _is_rising(case: EvaluationInput) -> bool:
    """Whether the way to the target leads upward."""
    if case.target.kind != "between":
        return case.target.is_upward
    if case.indicator.measure == "growth":
        return (find_growth_aim(case.target) or Decimal(0)) > 0
    return case.baseline is not None and get_improvement_sign(case.target, BoundedValue(case.baseline.value)) > 0


def _is_used(case: EvaluationInput, year: int) -> bool:
    """Whether the figure so far stands for `year`: a level for its own, a total for all, a mean for those reported."""
    if case.indicator.measure in BASELINE_MEASURES:
        return year == case.latest.year
    return (
        year <= case.latest.year if case.indicator.measure == "total" else year in {item.year for item in case.points}
    )


def _run(case: EvaluationInput, rows: tuple[Result, ...]) -> Trajectory | None:
    """Return the trajectory that these results alone would give, or None if there is none or no result."""
    if not rows:
        return None
    made = case._replace(results=rows, points=to_points(rows))
    course = TRAJECTORIES[case.indicator.measure](made)
    return None if isinstance(course, str) else course


def _compare_exactly(case: EvaluationInput, course: Trajectory, planned: Trajectory) -> Trajectory:
    """Return the course of a growth with a progress so exact that its pace is on the right side of each cut."""
    if case.indicator.measure not in ("growth", "growth_rate") or not course.progress or not course.expected:
        return course
    pace = divide_quotients(course.progress, course.expected)
    base = case.baseline.value if case.indicator.measure == "growth" and case.baseline else Decimal(1)
    reached, due = course.figure.value, planned.figure.value
    cut = find_near_cut(pace.value, case.cuts) if pace else None
    if cut is None:
        return course
    exact = compute_pace_near_cut(reached, due, base, cut)
    return course._replace(progress=Quotient(course.expected.numerator * exact, course.expected.denominator))
