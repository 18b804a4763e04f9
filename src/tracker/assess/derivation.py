"""How the linear method computes progress, pace and the required change, for each measure."""

from collections.abc import Callable
from decimal import Decimal
from math import prod

from tracker.assess.arithmetic import to_growth_factor
from tracker.assess.bounds import select_limit
from tracker.assess.evaluation import EvaluationInput
from tracker.assess.measures import find_plan_knots
from tracker.assess.verdict import (
    LAST_CHANGE,
    PROJECTED,
    SO_FAR,
    TREND_POINTS,
    Derivation,
    Numbers,
    Steps,
    Verdict,
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
WHOLE_CHANGE = mark_text("Change over the last up to six values")

RULE_OF_PACE = mark_text("Rule: on track from 0.95, at risk from 0.60, else off track.")
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


def derive(case: EvaluationInput, verdict: Verdict, _: Method) -> Derivation:
    """Return the calculation of a verdict of the linear method."""
    if case.target.is_direction:
        return Derivation(_derive_direction(case), RULE_OF_DIRECTION)
    if case.indicator.measure == "every_year":
        return Derivation((), RULE_OF_YEARS)
    steps = _DERIVATIONS[case.indicator.measure](case, verdict)
    if verdict.pace is None or verdict.progress is None or verdict.expected is None:
        return Derivation(steps, RULE_OF_KEEPING if steps and verdict.progress is None else "")
    pace = make_step(PACE, "r", "{p} / {e}", verdict.pace, {"p": verdict.progress, "e": verdict.expected})
    index = next(index for index, item in enumerate(steps) if item.symbol == "e") + 1
    return Derivation((*steps[:index], *pace, *steps[index:]), RULE_OF_PACE)


def _derive_level(case: EvaluationInput, verdict: Verdict) -> Steps:
    base, last = case.baseline, case.latest
    if base is None or verdict.so_far is None:
        return ()
    aim = select_limit(case.target, base.value)
    numbers: Numbers = {"V": last.value, "t": last.year, "B": base.value, "t0": base.year, "T": aim,
                        "tN": case.last_year, "s": verdict.so_far}  # fmt: skip
    steps = (
        *make_step(PROGRESS, "p", "({V} − {B}) / ({T} − {B})", verdict.progress, numbers),
        *_derive_expected(case, base, aim, verdict.expected, numbers),
        *make_step(SO_FAR, "s", "({V} − {B}) / ({t} − {t0})", verdict.so_far, numbers, "unit"),
    )
    if case.is_over:
        return steps
    return (
        *steps,
        *make_step(PROJECTED, "", "{V} + {s} × ({tN} − {t})", verdict.projected, numbers, "unit"),
        *make_step(REQUIRED, "", "({T} − {V}) / ({tN} − {t})", verdict.required, numbers, "unit"),
    )


def _derive_expected(
    case: EvaluationInput, base: Baseline, aim: Decimal, share: Decimal | None, numbers: Numbers
) -> Steps:
    """Return the steps to the share of the way that was due: along a straight line, the plan, or a compound path."""
    if share is None:
        return ()
    knots = find_plan_knots(case, base, aim, case.latest.year)
    due = base.value + share * (aim - base.value)
    expected = make_step(EXPECTED, "e", "({M} − {B}) / ({T} − {B})", share, {**numbers, "M": due})
    if knots and knots[0][0] == case.latest.year:  # this year has a plan
        return expected
    if knots:
        (y1, low), (y2, high) = knots
        template = "{M1} + ({M2} − {M1}) × ({t} − {y1}) / ({y2} − {y1})"
        planned: Numbers = {"M1": low, "M2": high, "y1": y1, "y2": y2, "t": case.latest.year}
        steps = make_step(DUE, "M", template, due, planned, "unit")
        return (*(step._replace(values=planned) for step in steps), *expected)  # JSON keeps this order
    if case.indicator.path == "compound" and base.value > 0 and aim > 0:
        template = "{B} × ({T} / {B})^(({t} − {t0}) / ({tN} − {t0}))"
        return (*make_step(DUE, "M", template, due, numbers, "unit"), *expected)
    return make_step(EXPECTED, "e", "({t} − {t0}) / ({tN} − {t0})", share, numbers)


def _derive_total(case: EvaluationInput, verdict: Verdict) -> Steps:
    amounts = {point.year: point.value for point in case.points}
    added = sum(amounts.values(), Decimal(0))
    left, years = case.last_year - case.latest.year, case.year_count
    numbers: Numbers = {"ΣV": added, "T": select_limit(case.target, added), "k": years - left, "n": years, "m": left}
    steps = (
        make_yearly_step(SUM, "ΣV", "+", amounts, added),
        *make_step(PROGRESS, "p", "{ΣV} / {T}", verdict.progress, numbers),
        *make_step(EXPECTED, "e", "{k} / {n}", verdict.expected, numbers),
        *make_step(AMOUNT_SO_FAR, "s", "{ΣV} / {k}", verdict.so_far, numbers, "unit"),
    )
    if case.is_over or verdict.so_far is None:
        return steps
    return (
        *steps,
        *make_step(PROJECTED, "", "{s} × {n}", verdict.projected, {**numbers, "s": verdict.so_far}, "unit"),
        *make_step(REQUIRED, "", "({T} − {ΣV}) / {m}", verdict.required, numbers, "unit"),
    )


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
        *make_step(EXPECTED, "e", "{k} / {n}", verdict.expected, numbers),
        *make_step(REQUIRED, "", "({n} × {T} − {ΣV}) / ({n} − {k})", verdict.required, numbers, "unit"),
    )


def _derive_growth(case: EvaluationInput, verdict: Verdict) -> Steps:
    base, last = case.baseline, case.latest
    if base is None or verdict.term_value is None:
        return ()
    aim = to_growth_factor(select_limit(case.target, verdict.term_value))
    elapsed, left = last.year - base.year, case.last_year - last.year
    numbers: Numbers = {"V": last.value, "B": base.value, "G": aim, "k": elapsed, "n": elapsed + left, "m": left}
    return (
        *make_step(GROWTH, "", "(({V} / {B})^(1 / {k}) − 1) × 100", verdict.term_value, numbers, "%"),
        *make_step(PROGRESS, "p", "ln({V} / {B}) / ({n} × ln({G}))", verdict.progress, numbers),
        *make_step(EXPECTED, "e", "{k} / {n}", verdict.expected, numbers),
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
        *make_step(EXPECTED, "e", "{k} / {n}", verdict.expected, numbers),
        *make_step(REQUIRED, "", "(({G}^{n} / {Π})^(1 / {m}) − 1) × 100", verdict.required, numbers, "%"),
    )


def _derive_direction(case: EvaluationInput) -> Steps:
    points = case.all_points if case.is_over else case.all_points[-TREND_POINTS:]
    if len(points) < 2:
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
