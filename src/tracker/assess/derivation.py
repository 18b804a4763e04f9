"""How the linear method computes progress, pace and the required change, for each measure."""

from collections.abc import Callable
from decimal import Decimal
from math import prod

from tracker.assess.arithmetic import divide, to_growth_factor
from tracker.assess.bounds import find_growth_aim, select_limit
from tracker.assess.evaluation import EvaluationInput
from tracker.assess.measures import TRAJECTORIES
from tracker.assess.plan_way import list_used_plans
from tracker.assess.verdict import (
    LAST_CHANGE,
    PROJECTED,
    SO_FAR,
    TREND_POINTS,
    Derivation,
    Numbers,
    Steps,
    Verdict,
    list_direction_points,
    list_trend_points,
    make_step,
    make_yearly_step,
    mark_text,
)
from tracker.model import Baseline, Measure, Method

PROGRESS = mark_text("Progress")
EXPECTED = mark_text("Expected by now")
PACE = mark_text("Pace")
REQUIRED = mark_text("Required in each remaining year")
SUM = mark_text("Sum so far")
MEAN = mark_text("Mean so far")
GROWTH = mark_text("Mean growth so far")
DUE = mark_text("Due by now")
GROWTH_FACTOR = mark_text("Growth of the years together")
END_CHANGE = mark_text("Change since the baseline")
AMOUNT_SO_FAR = mark_text("Mean amount of a year so far")
PLANNED_SUM = mark_text("Sum of the plans so far")
PLANNED_FACTOR = mark_text("Planned growth of the years together")
WHOLE_GROWTH_CHANGE = mark_text("Change over the last up to six yearly growths")
WHOLE_CHANGE = mark_text("Change over the last up to six values")

RULE_OF_PACE = mark_text("Rule: on track from 0.95, at risk from 0.60, else off track.")
RULE_OF_BUDGET = mark_text(
    "Rule for a ceiling on a sum or mean: the pace is what was due divided by what is used: on track from 0.95, at "
    "risk from 0.60, else off track. Nothing used is on track; more than the ceiling is off track. It is met only at "
    "the end."
)
RULE_OF_OWN_PACE = mark_text("Rule, with own cuts: on track from {on_track}, at risk from {at_risk}, else off track.")
RULE_OF_OWN_BUDGET = mark_text(
    "Rule for a ceiling on a sum or mean, with own cuts: the pace is what was due divided by what is used: on track "
    "from {on_track}, at risk from {at_risk}, else off track. Nothing used is on track; more than the ceiling is off "
    "track. It is met only at the end."
)
_OWN_RULES = {RULE_OF_PACE: RULE_OF_OWN_PACE, RULE_OF_BUDGET: RULE_OF_OWN_BUDGET}
RULE_OF_OVERSHOOT = mark_text("Rule: a figure that has passed the far limit of a range is off track.")
RULE_OF_NOT_DUE = mark_text("Rule: no verdict while nothing is due.")
RULE_OF_BOTH_BOUNDS = mark_text("Both limits of the range are judged; the worse of the two verdicts counts.")
RULE_OF_FIRST_BOUND = mark_text(
    "The first limit of the range in the stated direction is the bound; a figure beyond the other one exceeds it."
)
RULE_OF_KEEPING = mark_text(
    "Rule for a target to keep: on track if it is within the bound and does not worsen, at risk if it is within and "
    "worsens, off track if it is outside. It worsens if the last of up to six values is worse than the first; this "
    "needs at least three."
)
RULE_OF_YEARS = mark_text("Rule: each year is compared with the bound; a later year cannot make up for a missed one.")
RULE_OF_DIRECTION = mark_text(
    "Rule for a direction: on track if the whole change and the last change are right, at risk if only the whole "
    "change is, else off track; at the end the change since the baseline decides."
)


def derive(case: EvaluationInput, verdict: Verdict, method: Method) -> Derivation:
    """Return the calculation of a verdict of the linear method; its rule names the cuts of `method`, if it has any."""
    derivation = _derive(case, verdict)
    own = _OWN_RULES.get(derivation.rule) if method.cuts else None
    return derivation._replace(rule=own, cuts=method.cuts) if own else derivation


def _derive(case: EvaluationInput, verdict: Verdict) -> Derivation:
    if case.target.is_direction:
        return Derivation(_derive_direction(case), RULE_OF_DIRECTION)
    if case.indicator.measure == "every_year":
        return Derivation((), RULE_OF_YEARS)
    choice = ""
    if verdict.bound:
        choice = RULE_OF_FIRST_BOUND if case.indicator.direction else RULE_OF_BOTH_BOUNDS
        case = case._replace(target=verdict.bound)
    steps = _DERIVATIONS[case.indicator.measure](case, verdict)
    if verdict.pace is None or verdict.progress is None or verdict.expected is None:
        rule, trend = _find_rule_without_pace(case, verdict)
        return Derivation((*steps, *trend), rule if steps else "", choice if steps else "")
    is_budget = case.target.kind in ("at_most", "below") and case.indicator.measure in ("total", "mean")
    template = "{e} / {p}" if is_budget else "{p} / {e}"
    pace = make_step(PACE, "r", template, verdict.pace, {"p": verdict.progress, "e": verdict.expected})
    index = next(index for index, item in enumerate(steps) if item.symbol == "e") + 1
    rule = RULE_OF_BUDGET if is_budget else RULE_OF_PACE
    return Derivation((*steps[:index], *pace, *steps[index:]), rule, choice)


def _find_rule_without_pace(case: EvaluationInput, verdict: Verdict) -> tuple[str, Steps]:
    """Return the rule of a verdict that needs no pace, with the steps that only this rule has."""
    course = TRAJECTORIES[case.indicator.measure](case)
    if isinstance(course, str):
        return "", ()
    if course.is_budget:
        return RULE_OF_BUDGET, ()
    if course.is_overshot:
        return RULE_OF_OVERSHOOT, ()
    if verdict.progress is not None:
        return RULE_OF_NOT_DUE, ()
    return RULE_OF_KEEPING, () if case.is_over else _derive_trend(case)


def _derive_trend(case: EvaluationInput) -> Steps:
    """Return the change that decides if a bound that is kept is worsening; it needs three values."""
    points = list_trend_points(case)
    if len(points) < 3:
        return ()
    first, last = points[0].value, points[-1].value
    if case.indicator.measure == "growth":
        return make_step(WHOLE_GROWTH_CHANGE, "", "{g} − {g0}", last - first, {"g": last, "g0": first}, "unit")
    return make_step(WHOLE_CHANGE, "", "{V} − {V0}", last - first, {"V": last, "V0": first}, "unit")


def _derive_level(case: EvaluationInput, verdict: Verdict) -> Steps:
    base, last = case.baseline, case.latest
    if base is None or verdict.so_far is None:
        return ()
    aim = select_limit(case.target, last.value if verdict.progress is None else base.value)
    numbers: Numbers = {"V": last.value, "t": last.year, "B": base.value, "t0": base.year, "T": aim,
                        "tN": case.last_year, "s": verdict.so_far}  # fmt: skip
    steps = (
        *make_step(PROGRESS, "p", "({V} − {B}) / ({T} − {B})", verdict.progress, numbers),
        *_derive_expected(case, base, verdict, numbers),
        *make_step(SO_FAR, "s", "({V} − {B}) / ({t} − {t0})", verdict.so_far, numbers, "unit"),
    )
    if case.is_over:
        return steps
    return (
        *steps,
        *make_step(PROJECTED, "", "{V} + {s} × ({tN} − {t})", verdict.projected, numbers, "unit"),
        *make_step(REQUIRED, "", "({T} − {V}) / ({tN} − {t})", verdict.required, numbers, "unit"),
    )


def _derive_expected(case: EvaluationInput, base: Baseline, verdict: Verdict, numbers: Numbers) -> Steps:
    """Return the steps to the share of the way that was due: along the plans, a straight line, or a compound path."""
    share, aim = verdict.expected, Decimal(numbers["T"])
    if share is None:
        return ()
    if verdict.follows_plans:
        due = _get_planned_values(case)[case.latest.year]
        return make_step(EXPECTED, "e", "({M} − {B}) / ({T} − {B})", share, {**numbers, "M": due})
    if case.indicator.path == "compound" and base.value > 0 and aim > 0:
        due = base.value + share * (aim - base.value)
        expected = make_step(EXPECTED, "e", "({M} − {B}) / ({T} − {B})", share, {**numbers, "M": due})
        template = "{B} × ({T} / {B})^(({t} − {t0}) / ({tN} − {t0}))"
        return (*make_step(DUE, "M", template, due, numbers, "unit"), *expected)
    return make_step(EXPECTED, "e", "({t} − {t0}) / ({tN} − {t0})", share, numbers)


def _get_planned_values(case: EvaluationInput) -> dict[int, Decimal]:
    """Return what the plans that are the way demand, by year."""
    return {row.period.year: Decimal(row.value or 0) for row in list_used_plans(case)}


def _derive_planned(
    case: EvaluationInput, verdict: Verdict, numbers: Numbers, template: str, join: tuple[str, str, str]
) -> Steps:
    """Return the steps to the share that was due of a sum or product: that of the plans, or the share of the years.

    `template` computes the share from the plans joined; `join` has the name, symbol and sign of joining them.
    """
    if not verdict.follows_plans or verdict.expected is None:
        return make_step(EXPECTED, "e", "{k} / {n}", verdict.expected, numbers)
    name, symbol, sign = join
    values = _get_planned_values(case)
    if sign == "×":
        values = {year: to_growth_factor(value) for year, value in values.items()}
    joined = prod(values.values(), start=Decimal(1)) if sign == "×" else sum(values.values(), Decimal(0))
    expected = make_step(EXPECTED, "e", template, verdict.expected, {**numbers, symbol: joined})
    return (make_yearly_step(name, symbol, sign, values, joined), *expected)


def _derive_total(case: EvaluationInput, verdict: Verdict) -> Steps:
    amounts = {point.year: point.value for point in case.points}
    added = sum(amounts.values(), Decimal(0))
    left, years = case.last_year - case.latest.year, case.year_count
    numbers: Numbers = {"ΣV": added, "T": select_limit(case.target, added), "k": years - left, "n": years, "m": left}
    steps = (
        make_yearly_step(SUM, "ΣV", "+", amounts, added),
        *make_step(PROGRESS, "p", "{ΣV} / {T}", verdict.progress, numbers),
        *_derive_planned(case, verdict, numbers, "{ΣM} / {T}", (PLANNED_SUM, "ΣM", "+")),
        *_derive_due_total(case, verdict, numbers),
        *make_step(AMOUNT_SO_FAR, "s", "{ΣV} / {k}", verdict.so_far, numbers, "unit"),
    )
    if case.is_over or verdict.so_far is None:
        return steps
    return (
        *steps,
        *make_step(PROJECTED, "", "{s} × {n}", verdict.projected, {**numbers, "s": verdict.so_far}, "unit"),
        *make_step(REQUIRED, "", "({T} − {ΣV}) / {m}", verdict.required, numbers, "unit"),
    )


def _derive_due_total(case: EvaluationInput, verdict: Verdict, numbers: Numbers) -> Steps:
    """Return the amount with which a sum without a way to go is compared before its end."""
    limit, k, n = (Decimal(numbers[key]) for key in ("T", "k", "n"))
    if verdict.progress is not None or case.is_over or limit == 0:
        return ()
    return make_step(DUE, "", "{T} × {k} / {n}", divide(limit * k, n), numbers, "unit")


def _derive_mean(case: EvaluationInput, verdict: Verdict) -> Steps:
    if verdict.term_value is None:
        return ()
    values = {point.year: point.value for point in case.points}
    added, aim = sum(values.values(), Decimal(0)), select_limit(case.target, verdict.term_value)
    numbers: Numbers = {"ΣV": added, "T": aim, "k": len(values), "n": case.year_count}
    return (
        make_yearly_step(SUM, "ΣV", "+", values, added),
        *make_step(MEAN, "", "{ΣV} / {k}", verdict.term_value, numbers, "unit"),
        *make_step(PROGRESS, "p", "{ΣV} / ({n} × {T})", verdict.progress, numbers),
        *_derive_planned(case, verdict, numbers, "{ΣM} / ({n} × {T})", (PLANNED_SUM, "ΣM", "+")),
        *make_step(REQUIRED, "", "({n} × {T} − {ΣV}) / ({n} − {k})", verdict.required, numbers, "unit"),
    )


def _derive_growth(case: EvaluationInput, verdict: Verdict) -> Steps:
    base, last = case.baseline, case.latest
    if base is None or verdict.term_value is None:
        return ()
    near = find_growth_aim(case.target) if verdict.progress is not None else None
    aim = to_growth_factor(select_limit(case.target, verdict.term_value) if near is None else near)
    elapsed, left = last.year - base.year, case.last_year - last.year
    numbers: Numbers = {"V": last.value, "B": base.value, "G": aim, "k": elapsed, "n": elapsed + left, "m": left}
    expected = make_step(EXPECTED, "e", "{k} / {n}", verdict.expected, numbers)
    if verdict.follows_plans:
        due: Numbers = {**numbers, "M": _get_planned_values(case)[last.year]}
        expected = make_step(EXPECTED, "e", "ln({M} / {B}) / ({n} × ln({G}))", verdict.expected, due)
    return (
        *make_step(GROWTH, "", "(({V} / {B})^(1 / {k}) − 1) × 100", verdict.term_value, numbers, "%"),
        *make_step(PROGRESS, "p", "ln({V} / {B}) / ({n} × ln({G}))", verdict.progress, numbers),
        *expected,
        *make_step(REQUIRED, "", "(({G}^{n} × {B} / {V})^(1 / {m}) − 1) × 100", verdict.required, numbers, "%"),
    )


def _derive_growth_rate(case: EvaluationInput, verdict: Verdict) -> Steps:
    if verdict.term_value is None:
        return ()
    factors = {point.year: to_growth_factor(point.value) for point in case.points}
    product = prod(factors.values(), start=Decimal(1))
    aim = to_growth_factor(select_limit(case.target, verdict.term_value))
    count, years = len(factors), case.year_count
    numbers: Numbers = {"Π": product, "G": aim, "k": count, "n": years, "m": years - count}
    return (
        make_yearly_step(GROWTH_FACTOR, "Π", "×", factors, product),
        *make_step(GROWTH, "", "({Π}^(1 / {k}) − 1) × 100", verdict.term_value, numbers, "%"),
        *make_step(PROGRESS, "p", "ln({Π}) / ({n} × ln({G}))", verdict.progress, numbers),
        *_derive_planned(case, verdict, numbers, "ln({ΠM}) / ({n} × ln({G}))", (PLANNED_FACTOR, "ΠM", "×")),
        *make_step(REQUIRED, "", "(({G}^{n} / {Π})^(1 / {m}) − 1) × 100", verdict.required, numbers, "%"),
    )


def _derive_direction(case: EvaluationInput) -> Steps:
    points = list_direction_points(case)
    points = points if case.is_over else points[-TREND_POINTS:]
    if case.baseline is None or len(points) < 2:
        return ()
    first, before, last = points[0].value, points[-2].value, points[-1].value
    numbers: Numbers = {"V": last, "V0": first, "V1": before}
    if case.is_over:  # at the end only the change since the baseline counts
        return make_step(END_CHANGE, "", "{V} − {V0}", last - first, numbers, "unit")
    return (
        *make_step(WHOLE_CHANGE, "", "{V} − {V0}", last - first, numbers, "unit"),
        *make_step(LAST_CHANGE, "", "{V} − {V1}", last - before, numbers, "unit"),
    )


_DERIVATIONS: dict[Measure, Callable[[EvaluationInput, Verdict], Steps]] = {
    "level": _derive_level,
    "total": _derive_total,
    "mean": _derive_mean,
    "growth": _derive_growth,
    "growth_rate": _derive_growth_rate,
}
