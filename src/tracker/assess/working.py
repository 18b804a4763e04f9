"""The working of the linear method: how progress, pace and what is required come about, for each measure."""

from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

from tracker.assess.bounds import limit_from
from tracker.assess.case import Case, all_points
from tracker.assess.exact import growth_factor
from tracker.assess.measures import expected_knots
from tracker.assess.steps import (
    DUE,
    EXPECTED,
    GROWTH,
    LAST_CHANGE,
    MEAN,
    PACE,
    PROGRESS,
    PROJECTED,
    REQUIRED,
    SO_FAR,
    SUM,
    Step,
    Working,
    listed,
    step,
)
from tracker.assess.verdict import DIRECTIONS, TREND_POINTS, Verdict, words
from tracker.model import Baseline, Measure, Method

Steps: TypeAlias = tuple[Step, ...]

GROWTH_FACTOR = words("Growth of the years together")
END_CHANGE = words("Change since the baseline")
AMOUNT_SO_FAR = words("Mean amount of a year so far")
WHOLE_CHANGE = words("Change over the last up to six values")

RULE_OF_PACE = words("Rule: on track from 0.95, at risk from 0.60, else off track.")
RULE_OF_KEEPING = words(
    "Rule for a target to be kept: within the bound and not worsening is on track, within and worsening is at risk, "
    "outside is off track. Worsening is the change from the first to the last of up to six values, from three on."
)
RULE_OF_YEARS = words("Rule: each year is held against the bound; one that misses it cannot be made good.")
RULE_OF_DIRECTION = words(
    "Rule for a direction: the whole change and the last change right is on track, the whole change alone is at risk, "
    "else off track; in the end the change since the baseline decides."
)
RULE_OF_MILESTONE = words("Rule: done or not done; no share of it is counted.")


def working(case: Case, verdict: Verdict, _: Method) -> Working:
    """Return how the linear method came to `verdict`."""
    if case.target.kind in DIRECTIONS:
        return Working(_direction(case), RULE_OF_DIRECTION)
    if case.indicator.measure == "every_year":
        return Working((), RULE_OF_YEARS)
    steps = _STEPS[case.indicator.measure](case, verdict)
    if verdict.pace is None or verdict.progress is None or verdict.expected is None:
        return Working(steps, RULE_OF_KEEPING if steps and verdict.progress is None else "")
    pace = step(PACE, "r", "{p} / {e}", verdict.pace, p=verdict.progress, e=verdict.expected)
    at = next(index for index, item in enumerate(steps) if item.symbol == "e") + 1
    return Working((*steps[:at], *pace, *steps[at:]), RULE_OF_PACE)


def _level(case: Case, verdict: Verdict) -> Steps:
    base = case.baseline
    if base is None or verdict.so_far is None:
        return ()
    value, aim = case.latest.value, limit_from(case.target, base.value)
    last, final = case.latest.year, case.last_year
    progress = step(PROGRESS, "p", "({V} − {B}) / ({T} − {B})", verdict.progress, V=value, B=base.value, T=aim)
    expected = _expected(case, base, aim, verdict.expected) if verdict.expected is not None else ()
    so_far = step(
        SO_FAR, "s", "({V} − {B}) / ({t} − {t0})", verdict.so_far, "unit", V=value, B=base.value, t=last, t0=base.year
    )
    if case.is_over:
        return (*progress, *expected, *so_far)
    projected = step(
        PROJECTED,
        "",
        "{V} + {s} × ({tN} − {t})",
        verdict.projected,
        "unit",
        V=value,
        s=verdict.so_far,
        tN=final,
        t=last,
    )
    required = step(
        REQUIRED, "", "({T} − {V}) / ({tN} − {t})", verdict.required, "unit", T=aim, V=value, tN=final, t=last
    )
    return (*progress, *expected, *so_far, *projected, *required)


def _expected(case: Case, base: Baseline, aim: Decimal, share: Decimal) -> Steps:
    """Return how the share of the way that was due came about: straight, along the plan, or compound."""
    last, value, final = case.latest.year, base.value, case.last_year
    knots = expected_knots(case, base, aim, last)
    due = value + share * (aim - value)
    if knots and knots[0][0] == last:  # a year with a plan of its own
        return step(EXPECTED, "e", "({M} − {B}) / ({T} − {B})", share, M=due, B=value, T=aim)
    if knots:
        (y1, low), (y2, high) = knots
        template = "{M1} + ({M2} − {M1}) × ({t} − {y1}) / ({y2} − {y1})"
        planned = step(DUE, "M", template, due, "unit", M1=low, M2=high, y1=y1, y2=y2, t=last)
    elif case.indicator.path == "compound" and value > 0 and aim > 0:
        template = "{B} × ({T} / {B})^(({t} − {t0}) / ({tN} − {t0}))"
        planned = step(DUE, "M", template, due, "unit", B=value, T=aim, t=last, t0=base.year, tN=final)
    else:
        return step(EXPECTED, "e", "({t} − {t0}) / ({tN} − {t0})", share, t=last, t0=base.year, tN=final)
    return (*planned, *step(EXPECTED, "e", "({M} − {B}) / ({T} − {B})", share, M=due, B=value, T=aim))


def _total(case: Case, verdict: Verdict) -> Steps:
    numbers = {point.year: point.value for point in case.points}
    added = sum(numbers.values(), Decimal(0))
    aim, left, years = limit_from(case.target, added), case.last_year - case.latest.year, case.years
    elapsed = years - left
    steps = (
        listed(SUM, "ΣV", "+", numbers, added),
        *step(PROGRESS, "p", "{ΣV} / {T}", verdict.progress, ΣV=added, T=aim),
        *step(EXPECTED, "e", "{k} / {n}", verdict.expected, k=elapsed, n=years),
        *step(AMOUNT_SO_FAR, "s", "{ΣV} / {k}", verdict.so_far, "unit", ΣV=added, k=elapsed),
    )
    if case.is_over or verdict.so_far is None:
        return steps
    return (
        *steps,
        *step(PROJECTED, "", "{s} × {n}", verdict.projected, "unit", s=verdict.so_far, n=years),
        *step(REQUIRED, "", "({T} − {ΣV}) / {m}", verdict.required, "unit", T=aim, ΣV=added, m=left),
    )


def _mean(case: Case, verdict: Verdict) -> Steps:
    if verdict.term_value is None:
        return ()
    numbers = {point.year: point.value for point in case.points}
    added, count, years = sum(numbers.values(), Decimal(0)), len(numbers), case.years
    aim = limit_from(case.target, verdict.term_value)
    needed = "({n} × {T} − {ΣV}) / ({n} − {k})"
    return (
        listed(SUM, "ΣV", "+", numbers, added),
        *step(MEAN, "", "{ΣV} / {k}", verdict.term_value, "unit", ΣV=added, k=count),
        *step(PROGRESS, "p", "{ΣV} / ({n} × {T})", verdict.progress, ΣV=added, n=years, T=aim),
        *step(EXPECTED, "e", "{k} / {n}", verdict.expected, k=count, n=years),
        *step(REQUIRED, "", needed, verdict.required, "unit", n=years, T=aim, ΣV=added, k=count),
    )


def _growth(case: Case, verdict: Verdict) -> Steps:
    base = case.baseline
    if base is None or verdict.term_value is None:
        return ()
    start, value, span = base.value, case.latest.value, case.last_year - base.year
    elapsed = case.latest.year - base.year
    aim = growth_factor(limit_from(case.target, verdict.term_value))
    grown, way = "(({V} / {B})^(1 / {k}) − 1) × 100", "ln({V} / {B}) / ({n} × ln({G}))"
    needed = "(({G}^{n} × {B} / {V})^(1 / {m}) − 1) × 100"
    return (
        *step(GROWTH, "", grown, verdict.term_value, "%", V=value, B=start, k=elapsed),
        *step(PROGRESS, "p", way, verdict.progress, V=value, B=start, n=span, G=aim),
        *step(EXPECTED, "e", "{k} / {n}", verdict.expected, k=elapsed, n=span),
        *step(REQUIRED, "", needed, verdict.required, "%", G=aim, n=span, B=start, V=value, m=span - elapsed),
    )


def _growth_rate(case: Case, verdict: Verdict) -> Steps:
    if verdict.term_value is None:
        return ()
    factors = {point.year: growth_factor(point.value) for point in case.points}
    product = Decimal(1)
    for factor in factors.values():
        product *= factor
    aim = growth_factor(limit_from(case.target, verdict.term_value))
    count, years = len(factors), case.years
    grown, needed = "({Π}^(1 / {k}) − 1) × 100", "(({G}^{n} / {Π})^(1 / {m}) − 1) × 100"
    return (
        listed(GROWTH_FACTOR, "Π", "×", factors, product),
        *step(GROWTH, "", grown, verdict.term_value, "%", Π=product, k=count),
        *step(PROGRESS, "p", "ln({Π}) / ({n} × ln({G}))", verdict.progress, Π=product, n=years, G=aim),
        *step(EXPECTED, "e", "{k} / {n}", verdict.expected, k=count, n=years),
        *step(REQUIRED, "", needed, verdict.required, "%", G=aim, n=years, Π=product, m=years - count),
    )


def _direction(case: Case) -> Steps:
    points = all_points(case)
    if len(points) < 2:
        return ()
    if case.is_over:  # in the end the whole way counts
        first, last = points[0].value, points[-1].value
        return step(END_CHANGE, "", "{V} − {V0}", last - first, "unit", V=last, V0=first)
    points = points[-TREND_POINTS:]
    first, before, last = points[0].value, points[-2].value, points[-1].value
    return (
        *step(WHOLE_CHANGE, "", "{V} − {V0}", last - first, "unit", V=last, V0=first),
        *step(LAST_CHANGE, "", "{V} − {V1}", last - before, "unit", V=last, V1=before),
    )


_STEPS: dict[Measure, Callable[[Case, Verdict], Steps]] = {
    "level": _level,
    "total": _total,
    "mean": _mean,
    "growth": _growth,
    "growth_rate": _growth_rate,
}
