"""The working of the linear method: how progress, pace and what is required come about, for each measure."""

from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

from tracker.assess.arithmetic import to_growth_factor
from tracker.assess.bounds import select_limit
from tracker.assess.evaluation import EvaluationInput, collect_points
from tracker.assess.measures import find_plan_knots
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
    Derivation,
    Step,
    make_step,
    make_yearly_step,
)
from tracker.assess.verdict import DIRECTIONS, TREND_POINTS, Verdict, mark_text
from tracker.model import Baseline, Measure, Method

Steps: TypeAlias = tuple[Step, ...]

GROWTH_FACTOR = mark_text("Growth of the years together")
END_CHANGE = mark_text("Change since the baseline")
AMOUNT_SO_FAR = mark_text("Mean amount of a year so far")
WHOLE_CHANGE = mark_text("Change over the last up to six values")

RULE_OF_PACE = mark_text("Rule: on track from 0.95, at risk from 0.60, else off track.")
RULE_OF_KEEPING = mark_text(
    "Rule for a target to be kept: within the bound and not worsening is on track, within and worsening is at risk, "
    "outside is off track. Worsening is the change from the first to the last of up to six values, from three on."
)
RULE_OF_YEARS = mark_text("Rule: each year is held against the bound; one that misses it cannot be made good.")
RULE_OF_DIRECTION = mark_text(
    "Rule for a direction: the whole change and the last change right is on track, the whole change alone is at risk, "
    "else off track; in the end the change since the baseline decides."
)
RULE_OF_MILESTONE = mark_text("Rule: done or not done; no share of it is counted.")


def derive(case: EvaluationInput, verdict: Verdict, _: Method) -> Derivation:
    """Return how the linear method came to `verdict`."""
    if case.target.kind in DIRECTIONS:
        return Derivation(_derive_direction(case), RULE_OF_DIRECTION)
    if case.indicator.measure == "every_year":
        return Derivation((), RULE_OF_YEARS)
    steps = _DERIVATIONS[case.indicator.measure](case, verdict)
    if verdict.pace is None or verdict.progress is None or verdict.expected is None:
        return Derivation(steps, RULE_OF_KEEPING if steps and verdict.progress is None else "")
    pace = make_step(PACE, "r", "{p} / {e}", verdict.pace, p=verdict.progress, e=verdict.expected)
    at = next(index for index, item in enumerate(steps) if item.symbol == "e") + 1
    return Derivation((*steps[:at], *pace, *steps[at:]), RULE_OF_PACE)


def _derive_level(case: EvaluationInput, verdict: Verdict) -> Steps:
    base = case.baseline
    if base is None or verdict.so_far is None:
        return ()
    value, aim = case.latest.value, select_limit(case.target, base.value)
    last, final = case.latest.year, case.last_year
    progress = make_step(PROGRESS, "p", "({V} − {B}) / ({T} − {B})", verdict.progress, V=value, B=base.value, T=aim)
    expected = _derive_expected(case, base, aim, verdict.expected) if verdict.expected is not None else ()
    so_far = make_step(
        SO_FAR, "s", "({V} − {B}) / ({t} − {t0})", verdict.so_far, "unit", V=value, B=base.value, t=last, t0=base.year
    )
    if case.is_over:
        return (*progress, *expected, *so_far)
    projected = make_step(
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
    required = make_step(
        REQUIRED, "", "({T} − {V}) / ({tN} − {t})", verdict.required, "unit", T=aim, V=value, tN=final, t=last
    )
    return (*progress, *expected, *so_far, *projected, *required)


def _derive_expected(case: EvaluationInput, base: Baseline, aim: Decimal, share: Decimal) -> Steps:
    """Return how the share of the way that was due came about: straight, along the plan, or compound."""
    last, value, final = case.latest.year, base.value, case.last_year
    knots = find_plan_knots(case, base, aim, last)
    due = value + share * (aim - value)
    if knots and knots[0][0] == last:  # a year with a plan of its own
        return make_step(EXPECTED, "e", "({M} − {B}) / ({T} − {B})", share, M=due, B=value, T=aim)
    if knots:
        (y1, low), (y2, high) = knots
        template = "{M1} + ({M2} − {M1}) × ({t} − {y1}) / ({y2} − {y1})"
        planned = make_step(DUE, "M", template, due, "unit", M1=low, M2=high, y1=y1, y2=y2, t=last)
    elif case.indicator.path == "compound" and value > 0 and aim > 0:
        template = "{B} × ({T} / {B})^(({t} − {t0}) / ({tN} − {t0}))"
        planned = make_step(DUE, "M", template, due, "unit", B=value, T=aim, t=last, t0=base.year, tN=final)
    else:
        return make_step(EXPECTED, "e", "({t} − {t0}) / ({tN} − {t0})", share, t=last, t0=base.year, tN=final)
    return (*planned, *make_step(EXPECTED, "e", "({M} − {B}) / ({T} − {B})", share, M=due, B=value, T=aim))


def _derive_total(case: EvaluationInput, verdict: Verdict) -> Steps:
    numbers = {point.year: point.value for point in case.points}
    added = sum(numbers.values(), Decimal(0))
    aim, left, years = select_limit(case.target, added), case.last_year - case.latest.year, case.year_count
    elapsed = years - left
    steps = (
        make_yearly_step(SUM, "ΣV", "+", numbers, added),
        *make_step(PROGRESS, "p", "{ΣV} / {T}", verdict.progress, ΣV=added, T=aim),
        *make_step(EXPECTED, "e", "{k} / {n}", verdict.expected, k=elapsed, n=years),
        *make_step(AMOUNT_SO_FAR, "s", "{ΣV} / {k}", verdict.so_far, "unit", ΣV=added, k=elapsed),
    )
    if case.is_over or verdict.so_far is None:
        return steps
    return (
        *steps,
        *make_step(PROJECTED, "", "{s} × {n}", verdict.projected, "unit", s=verdict.so_far, n=years),
        *make_step(REQUIRED, "", "({T} − {ΣV}) / {m}", verdict.required, "unit", T=aim, ΣV=added, m=left),
    )


def _derive_mean(case: EvaluationInput, verdict: Verdict) -> Steps:
    if verdict.term_value is None:
        return ()
    numbers = {point.year: point.value for point in case.points}
    added, count, years = sum(numbers.values(), Decimal(0)), len(numbers), case.year_count
    aim = select_limit(case.target, verdict.term_value)
    needed = "({n} × {T} − {ΣV}) / ({n} − {k})"
    return (
        make_yearly_step(SUM, "ΣV", "+", numbers, added),
        *make_step(MEAN, "", "{ΣV} / {k}", verdict.term_value, "unit", ΣV=added, k=count),
        *make_step(PROGRESS, "p", "{ΣV} / ({n} × {T})", verdict.progress, ΣV=added, n=years, T=aim),
        *make_step(EXPECTED, "e", "{k} / {n}", verdict.expected, k=count, n=years),
        *make_step(REQUIRED, "", needed, verdict.required, "unit", n=years, T=aim, ΣV=added, k=count),
    )


def _derive_growth(case: EvaluationInput, verdict: Verdict) -> Steps:
    base = case.baseline
    if base is None or verdict.term_value is None:
        return ()
    start, value, span = base.value, case.latest.value, case.last_year - base.year
    elapsed = case.latest.year - base.year
    aim = to_growth_factor(select_limit(case.target, verdict.term_value))
    grown, way = "(({V} / {B})^(1 / {k}) − 1) × 100", "ln({V} / {B}) / ({n} × ln({G}))"
    needed = "(({G}^{n} × {B} / {V})^(1 / {m}) − 1) × 100"
    return (
        *make_step(GROWTH, "", grown, verdict.term_value, "%", V=value, B=start, k=elapsed),
        *make_step(PROGRESS, "p", way, verdict.progress, V=value, B=start, n=span, G=aim),
        *make_step(EXPECTED, "e", "{k} / {n}", verdict.expected, k=elapsed, n=span),
        *make_step(REQUIRED, "", needed, verdict.required, "%", G=aim, n=span, B=start, V=value, m=span - elapsed),
    )


def _derive_growth_rate(case: EvaluationInput, verdict: Verdict) -> Steps:
    if verdict.term_value is None:
        return ()
    factors = {point.year: to_growth_factor(point.value) for point in case.points}
    product = Decimal(1)
    for factor in factors.values():
        product *= factor
    aim = to_growth_factor(select_limit(case.target, verdict.term_value))
    count, years = len(factors), case.year_count
    grown, needed = "({Π}^(1 / {k}) − 1) × 100", "(({G}^{n} / {Π})^(1 / {m}) − 1) × 100"
    return (
        make_yearly_step(GROWTH_FACTOR, "Π", "×", factors, product),
        *make_step(GROWTH, "", grown, verdict.term_value, "%", Π=product, k=count),
        *make_step(PROGRESS, "p", "ln({Π}) / ({n} × ln({G}))", verdict.progress, Π=product, n=years, G=aim),
        *make_step(EXPECTED, "e", "{k} / {n}", verdict.expected, k=count, n=years),
        *make_step(REQUIRED, "", needed, verdict.required, "%", G=aim, n=years, Π=product, m=years - count),
    )


def _derive_direction(case: EvaluationInput) -> Steps:
    points = collect_points(case)
    if len(points) < 2:
        return ()
    if case.is_over:  # in the end the whole way counts
        first, last = points[0].value, points[-1].value
        return make_step(END_CHANGE, "", "{V} − {V0}", last - first, "unit", V=last, V0=first)
    points = points[-TREND_POINTS:]
    first, before, last = points[0].value, points[-2].value, points[-1].value
    return (
        *make_step(WHOLE_CHANGE, "", "{V} − {V0}", last - first, "unit", V=last, V0=first),
        *make_step(LAST_CHANGE, "", "{V} − {V1}", last - before, "unit", V=last, V1=before),
    )


_DERIVATIONS: dict[Measure, Callable[[EvaluationInput, Verdict], Steps]] = {
    "level": _derive_level,
    "total": _derive_total,
    "mean": _derive_mean,
    "growth": _derive_growth,
    "growth_rate": _derive_growth_rate,
}
