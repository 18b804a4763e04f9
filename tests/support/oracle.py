"""A second judge, written from the specification and never from the program, so that both must be wrong alike.

It computes with fractions, decides every verdict by comparing whole powers of fractions, and takes a logarithm or
a root (80 digits) only for the figures that are shown. It imports the records and nothing that judges.
"""

from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import NamedTuple

from tracker.model import Indicator, Period, Plan, Register, Result, Target, Term

WIDE = Context(prec=80, Emin=-(10**6), Emax=10**6)
ON_TRACK, AT_RISK = Fraction(95, 100), Fraction(60, 100)
PACE_VERDICTS = ("on_track", "at_risk", "off_track")
GOOD, BAD = ("exceeded", "met", "on_track"), ("off_track", "missed")
MORE_IS_BETTER = ("at_least", "above", "increase")
FROM_BASELINE = ("level", "growth")


class Finding(NamedTuple):
    """What the oracle says of one indicator; numbers are fractions, and None means "does not apply"."""

    status: str
    reason: str = ""
    progress: Fraction | None = None
    expected: Fraction | None = None
    pace: Fraction | None = None
    projected: Fraction | None = None
    required: Fraction | None = None
    term_value: Fraction | None = None


class Point(NamedTuple):
    """A yearly value with its qualifier."""

    value: Fraction
    qualifier: str = ""


class Case(NamedTuple):
    """One indicator at the end of one reporting year, with nothing in it that may not be judged."""

    indicator: Indicator
    target: Target
    first: int
    final: int
    until: int
    base: tuple[int, Fraction] | None
    points: dict[int, Point]
    term_first: int
    cuts: tuple[Fraction, Fraction] = (ON_TRACK, AT_RISK)

    @property
    def measure(self) -> str:
        return self.indicator.measure

    @property
    def latest(self) -> int:
        return max(self.points)

    @property
    def at_end(self) -> bool:
        return self.latest == self.final

    @property
    def whole(self) -> int:
        """How many years the target spans."""
        start = self.base[0] if self.measure in FROM_BASELINE and self.base else self.first - 1
        return self.final - start

    @property
    def so_far(self) -> int:
        """How many of these years stand behind the figure."""
        if self.measure in FROM_BASELINE and self.base:
            return self.latest - self.base[0]
        return self.latest - self.first + 1 if self.measure == "total" else len(self.points)

    @property
    def has_gap(self) -> bool:
        return len(self.points) < self.latest - self.first + 1

    @property
    def more_is_better(self) -> bool:
        return self.target.kind in MORE_IS_BETTER

    @property
    def is_range(self) -> bool:
        return self.target.kind == "between"

    @property
    def bound(self) -> Fraction:
        """The one bound; of a range the one that is nearer to the baseline."""
        low, high = self.bounds
        if low is None or high is None:
            return low if high is None else high
        start = Fraction(0) if self.measure in ("growth", "growth_rate") else self.base and self.base[1]
        return high if start is not None and start > high else low

    @property
    def bounds(self) -> tuple[Fraction | None, Fraction | None]:
        return fraction(self.target.low), fraction(self.target.high)


def fraction(number: Decimal | None) -> Fraction | None:
    """Return a decimal as a fraction."""
    return None if number is None else Fraction(number)


def sign(number: Fraction) -> int:
    """Return -1, 0 or 1."""
    return (number > 0) - (number < 0)


def log(number: Fraction) -> Fraction:
    """Return the natural logarithm to 80 digits."""
    return Fraction(WIDE.ln(WIDE.divide(Decimal(number.numerator), Decimal(number.denominator))))


def root(number: Fraction, degree: int) -> Fraction:
    """Return the root to about 80 digits."""
    return exp(log(number) / degree)


def exp(number: Fraction) -> Fraction:
    """Return the exponential to about 80 digits."""
    return Fraction(WIDE.exp(WIDE.divide(Decimal(number.numerator), Decimal(number.denominator))))


# --- What counts -----------------------------------------------------------------------------------------------


def judge(register: Register, year: int, as_of: str) -> list[Finding]:
    """Return the finding on every indicator of the register, in its order."""
    return [
        judge_one(indicator, register.term, register.results.get(indicator.id, ()), year, as_of)
        for indicator in register.indicators
    ]


def judge_one(indicator: Indicator, term: Term, rows: tuple[Result, ...], year: int, as_of: str) -> Finding:
    """Return the finding on one indicator."""
    if indicator.target is None:
        return Finding("not_assessed", "no_target")
    final = indicator.target.year or term.last_year
    counting = in_force(rows)
    if indicator.target.kind == "plan":
        return annual_plans(indicator, term, counting, year, as_of)
    if indicator.measure == "milestone":
        return milestone(indicator, final, counting, year)
    case = case_of(indicator, term, final, counting, year)._replace(cuts=cuts_of(indicator, term))
    finding = not_judged(case, term) or judged(case)
    if finding.expected is not None and finding.expected <= 0:
        finding = finding._replace(pace=None)
    is_over = int(as_of[:4]) > final and year >= final and finding.reason not in ("year_missed", "over_ceiling")
    is_known = finding.status in GOOD[:2] and case.measure not in FROM_BASELINE
    if is_over and finding.status != "not_assessed" and not is_known and not case.at_end:
        return finding._replace(status="not_assessed", reason="no_final_result", required=None)
    return finding


def annual_plans(indicator: Indicator, term: Term, counting: list[Result], year: int, as_of: str) -> Finding:
    """Judge the plan of the latest year that has a plan and a result; in the end only that of the last year."""
    until, last = min(year, term.last_year), term.last_year
    results = {row.period.year: row for row in counting if row.period.is_year and row.period.year <= year}
    planned = [due for due in indicator.plan if due <= until]
    if not indicator.plan or (until == last and last not in planned):
        return Finding("not_assessed", "no_plan")
    if not planned:
        return Finding("not_assessed", "not_due")
    both = [due for due in planned if due in results and due >= term.first_year]
    if not both:
        return Finding("not_assessed", "no_final_result" if until == last and results else "no_result")
    if until - max(both) > 2:
        return Finding("not_assessed", "stale" if max(results) == max(both) else "no_plan")
    row = results[max(both)]
    words = {
        in_world(Fraction(result), plan, indicator)
        for result in worlds(Fraction(row.value), row.qualifier, indicator.plan[max(both)])
        for plan in planned_worlds(indicator.plan[max(both)])
    }
    if len(words) > 1:
        return Finding("not_assessed", "bounded")
    if int(as_of[:4]) > last and year >= last and last not in results:
        return Finding("not_assessed", "no_final_result")
    return Finding(words.pop())


FAR, NEAR = Fraction(10**12), Fraction(1, 10**12)


def worlds(value: Fraction, qualifier: str, plan: Plan) -> list[Fraction]:
    """Return values that are true in some world, one for each that a plan could tell apart."""
    if qualifier not in ("<", ">"):
        return [value]
    side = 1 if qualifier == ">" else -1
    limits = [fraction(limit) for limit in (plan.bound or Target("between"))[1:3] if limit is not None]
    limits += [] if plan.bound else [Fraction(plan.value)]
    return [value + side * NEAR, value + side * FAR, *[limit for limit in limits if (limit - value) * side > 0]]


def planned_worlds(plan: Plan) -> list[Target | Fraction]:
    """Return the bound of a plan, or the numbers that it may be."""
    if plan.bound:
        return [plan.bound]
    return worlds(Fraction(plan.value), plan.qualifier, plan._replace(value=Decimal(0)))


def in_world(result: Fraction, plan: Target | Fraction, indicator: Indicator) -> str:
    """Return the verdict on a result where everything is known exactly."""
    rising = indicator.direction == "increase"
    if isinstance(plan, Fraction):
        return final_word(sign(result - plan) * (1 if rising else -1))
    low, high = fraction(plan.low), fraction(plan.high)
    if low is not None and high is not None:
        if low <= result <= high:
            return "met"
        return "exceeded" if (result > high) == rising else "missed"
    beyond = sign(result - low) if high is None else sign(high - result)
    return "missed" if beyond == 0 and plan.kind in ("above", "below") else final_word(beyond)


def cuts_of(indicator: Indicator, term: Term) -> tuple[Fraction, Fraction]:
    """Return the cuts that the method of the indicator, else that of the term, states; the usual one for each other."""
    method = indicator.method or term.method
    on_track = ON_TRACK if method.on_track is None else Fraction(method.on_track)
    return on_track, AT_RISK if method.at_risk is None else Fraction(method.at_risk)


def in_force(rows: tuple[Result, ...]) -> list[Result]:
    """Return the last row of every period, without forecasts and without what was withdrawn."""
    last = {row.period: row for row in rows if row.status != "forecast"}
    return [row for _, row in sorted(last.items()) if row.status != "withdrawn"]


def case_of(indicator: Indicator, term: Term, final: int, counting: list[Result], year: int) -> Case:
    """Return what may be judged of an indicator."""
    until = min(year, final)
    base = base_of(indicator, term, counting)
    first = term.first_year
    if indicator.measure in FROM_BASELINE:
        first = base[0] + 1 if base else first
    points = {
        row.period.year: Point(Fraction(row.value), row.qualifier)
        for row in counting
        if row.period.is_year and first <= row.period.year <= until
    }
    return Case(indicator, indicator.target, first, final, until, base, points, term.first_year)


def base_of(indicator: Indicator, term: Term, counting: list[Result]) -> tuple[int, Fraction] | None:
    """Return year and value of the baseline: as stated, or as the journal has it."""
    if indicator.baseline:
        return indicator.baseline.year, Fraction(indicator.baseline.value)
    for row in counting:
        if row.period == Period(term.baseline_year) and row.qualifier not in ("<", ">"):
            return term.baseline_year, Fraction(row.value)
    return None


def not_judged(case: Case, term: Term) -> Finding | None:
    """Return why the case cannot be judged at all, or None."""
    is_way = case.target.kind in ("increase", "decrease")
    if not case.points:
        return Finding("not_assessed", "no_result")
    since = case.first - 1 if case.measure in FROM_BASELINE else case.first
    if any(since < found.year <= case.latest for found in case.indicator.breaks):
        return Finding("not_assessed", "break")
    if case.until - case.latest > 2:
        return Finding("not_assessed", "stale")
    if case.base is None and not is_way and needs_base(case):
        return Finding("not_assessed", "bounded" if case.measure == "level" and qualifiers(case) else "no_baseline")
    if not is_way and not has_positive_factors(case):
        return Finding("not_assessed", "not_positive")
    return None


def needs_base(case: Case) -> bool:
    """Whether there is no verdict without a baseline: only a level that is reached, or at its end, has one."""
    if case.is_range and case.indicator.direction:
        rising = case.indicator.direction == "increase"
        case = side(case, "at_least", case.bounds[0]) if rising else side(case, "at_most", case.bounds[1])
    place = standing(case, case.points[case.latest].value, 1, lean({case.points[case.latest].qualifier}))
    return case.measure == "growth" or (case.measure == "level" and not case.at_end and place < 0)


def has_positive_factors(case: Case) -> bool:
    """Whether the growth exists: a level or a base of zero or less has none."""
    if case.measure == "growth":
        return case.base[1] > 0 and case.points[case.latest].value > 0
    return case.measure != "growth_rate" or all(point.value > -100 for point in case.points.values())


def judged(case: Case) -> Finding:
    """Return the verdict by the kind of the target, and what qualifiers and gaps leave of it."""
    if case.target.kind in ("increase", "decrease"):
        return way(case)
    if case.measure == "every_year":
        return every_year(case)._replace(**years_met(case))
    if case.at_end and case.has_gap and case.measure in ("mean", "growth_rate"):
        return figures(case)._replace(status="not_assessed", reason="incomplete", required=None)
    return by_range(case) if case.is_range else by_bound(case)


def by_bound(case: Case) -> Finding:
    """Judge one bound, or a range that a level or growth must come into."""
    if is_spent(case):
        return certain(case, spend(case))
    return certain(case, keep(case) if is_kept(case) else reach(case))


def side(case: Case, kind: str, bound: Fraction) -> Case:
    """Return the case with one bound instead of its range."""
    number = Decimal(bound.numerator) / Decimal(bound.denominator)
    low, high = (number, None) if kind == "at_least" else (None, number)
    return case._replace(target=Target(kind, low, high, case.target.year))


def by_range(case: Case) -> Finding:
    """Judge a range: toward a stated direction its first edge, else the nearer edge, or both of a sum or a mean."""
    low, high = case.bounds
    if case.indicator.direction:
        rising = case.indicator.direction == "increase"
        found = by_bound(side(case, "at_least", low) if rising else side(case, "at_most", high))
        if found.status not in ("met", "exceeded"):
            return found
        figure, leaning = amount(case), lean(qualifiers(case))
        edge = sign(figure - bar(case, high if rising else low, case.whole)) or leaning
        return found._replace(status="exceeded" if edge == (1 if rising else -1) else "met")
    if case.measure in FROM_BASELINE:
        return by_bound(case)
    order = ("exceeded", "met", "on_track", "at_risk", "not_assessed", "off_track", "missed")
    floor, ceiling = by_bound(side(case, "at_least", low)), by_bound(side(case, "at_most", high))
    worse = ceiling if order.index(ceiling.status) > order.index(floor.status) else floor
    return worse._replace(status="met") if worse.status == "exceeded" else worse


def is_spent(case: Case) -> bool:
    """Whether the bound is a ceiling that amounts use up."""
    if case.target.kind not in ("at_most", "below") or case.measure not in ("total", "mean"):
        return False
    has_negative = any(point.value < 0 for point in case.points.values())
    return case.bound > 0 or (case.bound == 0 and case.measure == "total" and not has_negative)


def spend(case: Case) -> Finding:
    """Judge a ceiling on a sum: what was due to be used by now, compared with what is used."""
    used, limit = amount(case), bar(case, case.bound, case.whole)
    place = standing(case, used, case.whole, lean(qualifiers(case)))
    found = figures(case)
    if case.at_end:
        return found._replace(status=final_word(place), required=None)
    if place < 0 and all(point.value >= 0 for point in case.points.values()):
        return found._replace(status="off_track", reason="over_ceiling", pace=None, required=None)
    if used <= 0 or limit == 0:
        return found._replace(status="on_track", pace=None)
    due = expected(case)
    if due <= 0:
        return found._replace(status="not_assessed", reason="not_due", pace=None)
    pace = due / (used / limit)
    on_track, at_risk = case.cuts
    status = "on_track" if pace >= on_track else "at_risk" if pace >= at_risk else "off_track"
    return found._replace(status=status, reason="insufficient" if status == "off_track" else "", pace=pace)


def is_kept(case: Case) -> bool:
    """Whether the target is one to keep and not one to arrive at."""
    if case.measure == "level" and case.base is None:
        return False
    if case.is_range:
        low, high = case.bounds
        start = case.base[1] if case.measure == "level" else Fraction(0)
        return low <= start <= high
    if case.measure != "level":
        return case.target.kind not in ("at_least", "above") or case.bound <= 0
    return satisfied(case, case.base[1]) or case.base[1] in case.bounds


def has_crossed(case: Case) -> bool:
    """Whether a level or growth that should have come into a range has left it on the other side."""
    if not case.is_range or case.base is None or is_kept(case):
        return False
    low, high = (bar(case, bound, case.whole) for bound in case.bounds)
    start = case.base[1] if case.measure == "level" else Fraction(1)
    leaning = lean(qualifiers(case))
    below, above = (sign(amount(case) - low) or leaning) < 0, (sign(amount(case) - high) or leaning) > 0
    return (below and start > high) or (above and start < low)


# --- Comparing -------------------------------------------------------------------------------------------------


def amount(case: Case) -> Fraction:
    """Return the figure that is compared: a level, a sum, or a product of growth factors."""
    values = [point.value for point in case.points.values()]
    if case.measure in FROM_BASELINE:
        latest = case.points[case.latest].value
        return latest / case.base[1] if case.measure == "growth" else latest
    return prod(1 + value / 100 for value in values) if case.measure == "growth_rate" else sum(values, Fraction(0))


def bar(case: Case, bound: Fraction, years: int) -> Fraction:
    """Return the amount that a bound asks for after so many years."""
    if case.measure == "total":
        return bound * years / case.whole
    if case.measure == "mean":
        return bound * years
    return (1 + bound / 100) ** years if case.measure in ("growth", "growth_rate") else bound


def qualifiers(case: Case) -> set[str]:
    """Return the bounding qualifiers of the values that make the figure."""
    used = [case.points[case.latest]] if case.measure in FROM_BASELINE else case.points.values()
    return {point.qualifier for point in used} & {"<", ">"}


def lean(found: set[str]) -> int:
    """Return on which side of the figure the truth lies, where it lies strictly on one."""
    return {frozenset("<"): -1, frozenset(">"): 1}.get(frozenset(found), 0)


def standing(case: Case, figure: Fraction, years: int, leaning: int = 0) -> int:
    """Return 1 beyond the bound, 0 on it or within a range, -1 short of it; a strict bound is not reached on it."""
    low, high = (None if bound is None else bar(case, bound, years) for bound in case.bounds)
    if case.is_range:
        inside = (sign(figure - low) or leaning) >= 0 >= (sign(figure - high) or leaning)
        return 0 if inside else -1
    beyond = (sign(figure - low) or leaning) if high is None else -(sign(figure - high) or leaning)
    return -1 if beyond == 0 and case.target.kind in ("above", "below") else beyond


def satisfied(case: Case, value: Fraction) -> bool:
    """Whether one yearly value meets the bound."""
    return standing(case, value, 1) >= 0


def certain(case: Case, finding: Finding) -> Finding:
    """Return the finding, unless the truth may lie where another verdict holds."""
    if case.measure == "total" and case.has_gap:
        finding = decided(case, finding, qualifiers(case), ">")
    return decided(case, finding, qualifiers(case))


def decided(case: Case, finding: Finding, marks: set[str], gap: str = "") -> Finding:
    """Return the finding where it stands with every bound; a gap in a sum works like a value that is higher."""
    if all(stands(case, finding.status, 1 if mark == ">" else -1) for mark in {*marks, *gap}):
        return finding
    return finding._replace(status="not_assessed", reason="bounded" if marks else "incomplete")


def stands(case: Case, status: str, truth: int) -> bool:
    """Whether a verdict stands when the truth may be higher (1) or lower (-1) than the figure."""
    if case.target.kind != "between":
        only_better = (truth > 0) == case.more_is_better
        return status in (GOOD if only_better else BAD)
    figure, leaning = amount(case), lean(qualifiers(case))
    years = case.whole if case.at_end else case.so_far
    edge = bar(case, case.bounds[1 if truth > 0 else 0], years)
    return status in BAD and (sign(figure - edge) or leaning) == truth


# --- Verdicts --------------------------------------------------------------------------------------------------


def final_word(place: int) -> str:
    """Return the verdict that no later year changes."""
    return ("missed", "met", "exceeded")[place + 1]


def reach(case: Case) -> Finding:
    """Judge a target to arrive at: reached, or the pace toward it."""
    found = figures(case)
    place = standing(case, amount(case), case.whole, lean(qualifiers(case)))
    if case.at_end or place >= 0:
        reason = "overshot" if has_crossed(case) else ""
        return found._replace(status=final_word(place), reason=reason, required=None)
    if has_crossed(case):
        return found._replace(status="off_track", reason="overshot")
    if found.expected <= 0:
        return found._replace(status="not_assessed", reason="not_due", expected=None, pace=None)
    if keeps_pace(case, case.cuts[0]):
        return found._replace(status="on_track")
    if keeps_pace(case, case.cuts[1]):
        return found._replace(status="at_risk")
    return found._replace(status="off_track", reason="insufficient" if found.pace >= 0 else "moving_away")


def keep(case: Case) -> Finding:
    """Judge a target to keep: the bound on the figure so far, and the trend."""
    found = figures(case)._replace(progress=None, expected=None, pace=None)
    leaning = lean(qualifiers(case))
    if case.at_end:
        place = standing(case, amount(case), case.whole, leaning)
        return found._replace(status=final_word(place), required=None)
    if standing(case, amount(case), case.so_far, leaning) < 0:
        return found._replace(status="off_track", reason="moving_away" if is_worsening(case) else "insufficient")
    return found._replace(status="at_risk" if is_worsening(case) else "on_track")


def every_year(case: Case) -> Finding:
    """Judge each year by itself: one that surely misses decides, and one that may miss leaves it open."""
    places = [standing(case, point.value, 1, lean({point.qualifier})) for point in case.points.values()]
    sure = [is_sure(case, point) for point in case.points.values()]
    if is_lost(case):
        return Finding("missed") if case.at_end else Finding("off_track", "year_missed")
    if not all(sure):
        return Finding("not_assessed", "bounded")
    if case.at_end:
        if case.has_gap:
            return Finding("not_assessed", "incomplete")
        return Finding("exceeded" if all(place > 0 for place in places) else "met")
    if is_trend_open(case):
        return Finding("not_assessed", "bounded")
    return Finding("at_risk" if is_worsening(case) else "on_track")


def is_lost(case: Case) -> bool:
    """Whether one year surely misses its bound, so that nothing can be required of the others any more."""
    return any(
        is_sure(case, point) and standing(case, point.value, 1, lean({point.qualifier})) < 0
        for point in case.points.values()
    )


def is_trend_open(case: Case) -> bool:
    """Whether another truth behind the first or last of up to six years would turn the trend."""
    points = [point for _, point in sorted(case.points.items())][-6:]
    leanings = lean({points[0].qualifier}), lean({points[-1].qualifier})
    if len(points) < 3 or not any(leanings):
        return False
    if case.is_range:
        return True
    better = 1 if case.more_is_better else -1
    turned = better if is_worsening(case) else -better
    return leanings[1] == turned or leanings[0] == -turned


def years_met(case: Case) -> dict[str, Fraction | None]:
    """Return how many years met the bound, and what each remaining year must bring: the bound itself."""
    met = sum(standing(case, value, 1, lean({mark})) >= 0 for value, mark in case.points.values())
    return {
        "term_value": Fraction(met, len(case.points)),
        "required": None if case.at_end or case.is_range or is_lost(case) else case.bound,
    }


def is_sure(case: Case, point: Point) -> bool:
    """Whether a year's value, with its qualifier, says if the year meets the bound."""
    leaning = lean({point.qualifier})
    status = "met" if standing(case, point.value, 1, leaning) >= 0 else "missed"
    alone = case._replace(points={case.latest: point})
    return not leaning or stands(alone, status, leaning)


def way(case: Case) -> Finding:
    """Judge a direction: the whole change, and the last one."""
    found = Finding("")
    if case.base is None:
        return found._replace(status="not_assessed", reason="no_baseline")
    since, value = case.base
    if any(since < change.year <= case.latest for change in case.indicator.breaks):
        return found._replace(status="not_assessed", reason="break")
    points = [Point(value), *(point for year, point in sorted(case.points.items()) if year > since)]
    if len(points) < (2 if case.at_end else 3):
        return found._replace(status="not_assessed", reason="too_few_results")
    if case.at_end:
        moved = moves(case, points[0], points[-1])
        word = {True: "met", False: "missed"}.get(moved)
        return found._replace(status=word) if word else found._replace(status="not_assessed", reason="bounded")
    mean, last = moves(case, points[-6:][0], points[-1]), moves(case, points[-2], points[-1])
    if mean is None or last is None:
        return found._replace(status="not_assessed", reason="bounded")
    if mean:
        return found._replace(status="on_track" if last else "at_risk")
    return found._replace(status="off_track", reason="insufficient" if last else "moving_away")


def moves(case: Case, start: Point, end: Point) -> bool | None:
    """Whether one point lies the right way from another; None where a qualifier leaves it open."""
    if start.qualifier in ("<", ">"):
        return None
    better = 1 if case.more_is_better else -1
    leaning = lean({end.qualifier})
    is_right = (sign(end.value - start.value) or leaning) == better
    return is_right if not leaning or (leaning == better) == is_right else None


def trend_values(case: Case) -> list[Fraction]:
    """Return the yearly values in their order, after the baseline where the figure starts from it."""
    values = [point.value for _, point in sorted(case.points.items())]
    return [case.base[1], *values] if case.measure in FROM_BASELINE and case.base else values


def is_worsening(case: Case) -> bool:
    """Whether the last of up to six points is worse than their first; two points are no trend."""
    values = growths(case) if case.measure == "growth" else trend_values(case)
    values = values[-6:]
    if len(values) < 3:
        return False
    if case.is_range:
        return outside(case, values[-1]) > outside(case, values[0])
    change = values[-1] - values[0]
    return change < 0 if case.more_is_better else change > 0


def growths(case: Case) -> list[Fraction]:
    """Return the yearly growth in percent between the levels, which is what a target on growth is about."""
    years = [case.base[0], *sorted(case.points)]
    values = trend_values(case)
    return [
        100 * ((after / before if until == since + 1 else root(after / before, until - since)) - 1)
        for (since, before), (until, after) in pairwise(zip(years, values, strict=True))
        if before > 0 and after > 0
    ]


def outside(case: Case, value: Fraction) -> Fraction:
    """Return how far one yearly value lies outside the range."""
    low, high = (bar(case, bound, 1) if case.measure == "total" else bound for bound in case.bounds)
    return max(low - value, Fraction(0), value - high)


def milestone(indicator: Indicator, final: int, counting: list[Result], year: int) -> Finding:
    """Judge a yes or no: the last word counts; a stage that fell due after it leaves it open."""
    used = [row for row in counting if row.period.year <= min(year, final) and (row.period.is_year or row.value)]
    due = [stage for stage in (*indicator.plan, final) if stage <= year]
    if not used:
        return Finding("not_assessed", "no_result" if due else "not_due")
    last = max(used, key=lambda row: (row.period.year, row.period.month or 12))
    if last.value:
        return Finding("met")
    if last.period.year == final:
        return Finding("missed")
    if any(stage <= last.period.year for stage in due):
        return Finding("off_track", "insufficient")
    if not due:
        return Finding("not_assessed", "not_due")
    return Finding("not_assessed", "no_final_result" if final in due else "stale")


# --- Pace ------------------------------------------------------------------------------------------------------


def keeps_pace(case: Case, cut: Fraction) -> bool:
    """Whether the pace is at least `cut`, decided without a root or a logarithm."""
    plans = planned(case)
    if plans and case.measure in ("growth", "growth_rate"):
        done, due = amount(case), amount(plans)
        ahead, behind = done**cut.denominator, due**cut.numerator
        return ahead >= behind if due > 1 else ahead <= behind
    if case.measure in ("growth", "growth_rate"):
        done = amount(case) ** cut.denominator
        due = (1 + case.bound / 100) ** (case.so_far * cut.numerator)
        return done >= due if case.bound > 0 else done <= due
    if case.measure != "level":
        return amount(case) / bar(case, case.bound, case.whole) / expected(case) >= cut
    (_, base), target, value = case.base, case.bound, case.points[case.latest].value
    if not is_compound(case):
        return (value - base) / (target - base) / expected(case) >= cut
    needed = base + (value - base) / cut
    curve = base ** (case.whole - case.so_far) * target**case.so_far
    reached = sign(max(needed, Fraction(0)) ** case.whole - curve)
    return reached >= 0 if target > base else reached <= 0


def planned(case: Case) -> Case | None:
    """Return the case in which every plan is met exactly, at the years of the figure so far; None if it is no way."""
    since = case.base[0] + 1 if case.measure in FROM_BASELINE else case.first
    years = range(max(since, case.term_first), case.final + 1)
    plans = case.indicator.plan
    if not all(year in plans for year in years):
        return None
    rising = case.target.kind in MORE_IS_BETTER
    if case.is_range:
        rising = case.bound > (case.base[1] if case.measure == "level" else 0)
    points = {year: least(plans[year], rising) for year in years}
    if None in points.values():
        return None
    whole = case._replace(points=points)
    if not has_positive_factors(whole):
        return None
    if standing(whole, amount(whole), whole.whole, lean(qualifiers(whole))) < 0:
        return None
    if case.measure in FROM_BASELINE:
        used = {case.latest}
    else:
        used = range(case.latest + 1) if case.measure == "total" else set(case.points)
    kept = {year: point for year, point in points.items() if year in used}
    chosen = case._replace(points=kept)
    return chosen if kept and has_positive_factors(chosen) else None


def least(plan: Plan, rising: bool) -> Point | None:
    """Return the least that meets a plan on a way that rises or falls; None if the plan limits the way itself."""
    if not plan.bound:
        return None if plan.qualifier == ("<" if rising else ">") else Point(Fraction(plan.value), plan.qualifier)
    edge = plan.bound.low if rising else plan.bound.high
    beyond = {"above": ">", "below": "<"}.get(plan.bound.kind, "")
    return None if edge is None else Point(Fraction(edge), beyond)


def is_compound(case: Case) -> bool:
    """Whether the way expected of a level is a constant rate."""
    is_possible = case.base[1] > 0 and case.bound > 0
    return case.indicator.path == "compound" and is_possible and not planned(case)


def expected(case: Case) -> Fraction:
    """Return the share of the way that is expected at the latest result."""
    plans = planned(case)
    if plans:
        return progress(plans)
    elapsed = Fraction(case.so_far, case.whole)
    if case.measure == "level" and is_compound(case):
        (_, base), target = case.base, case.bound
        return (base * exp(log(target / base) * elapsed) - base) / (target - base)
    return elapsed


# --- The plan of one year ----------------------------------------------------------------------------------------


def plan_verdicts(bound: Target, direction: str | None, value: Decimal, qualifier: str) -> set[str]:
    """Return every verdict on a stated bound that a true figure behind a result may have.

    The figures tried are the result itself, or those on the side that is open: next to it, on and beside each limit
    of the plan, and far out. Between two of these the verdict cannot change.
    """
    tiny, far = Fraction(1, 10**6), Fraction(10**6)
    around = [Fraction(edge) for edge in (bound.low, bound.high) if edge is not None]
    around += [Fraction(value), Fraction(value) - far, Fraction(value) + far]
    figures = [number + step for number in around for step in (-tiny, 0, tiny)]
    if qualifier == "<":
        figures = [figure for figure in figures if figure < value]
    elif qualifier == ">":
        figures = [figure for figure in figures if figure > value]
    else:
        figures = [Fraction(value)]
    return {plan_verdict(bound, direction, figure) for figure in figures}


def plan_verdict(bound: Target, direction: str | None, figure: Fraction) -> str:
    """Return the verdict on a stated bound for an exact figure."""
    low, high = fraction(bound.low), fraction(bound.high)
    if bound.kind == "between":
        if low <= figure <= high:
            return "met"
        ahead = (direction == "increase" and figure > high) or (direction == "decrease" and figure < low)
        return "exceeded" if ahead else "missed"
    if bound.kind in ("above", "at_least"):
        return "exceeded" if figure > low else "met" if figure == low and bound.kind == "at_least" else "missed"
    return "exceeded" if figure < high else "met" if figure == high and bound.kind == "at_most" else "missed"


# --- Figures that are shown ------------------------------------------------------------------------------------


def figures(case: Case) -> Finding:
    """Return every number of the case, with the status still open."""
    kept, crossed = is_kept(case) and not is_spent(case), has_crossed(case)
    if case.measure == "level" and case.base is None:
        return Finding("", term_value=term_value(case))
    has_way = not kept and not crossed and not (is_spent(case) and case.bound == 0)
    done = progress(case) if has_way else None
    ahead = expected(case) if has_way else None
    over, under = (ahead, done) if is_spent(case) else (done, ahead)
    pace = over / under if over is not None and under and (under > 0 or not is_spent(case)) else None
    return Finding(
        "",
        "",
        done,
        ahead,
        pace,
        projected(case),
        required(case) if case.latest < case.final and not (kept and has_no_requirement(case)) else None,
        term_value(case),
    )


def has_no_requirement(case: Case) -> bool:
    """Whether no single number says what the remaining years must bring to keep a bound."""
    return case.measure == "level" or case.is_range


def progress(case: Case) -> Fraction:
    """Return the share of the way that is done."""
    if case.measure == "level":
        return (case.points[case.latest].value - case.base[1]) / (case.bound - case.base[1])
    if case.measure in ("growth", "growth_rate"):
        return log(amount(case)) / (case.whole * log(1 + case.bound / 100))
    return amount(case) / bar(case, case.bound, case.whole)


def term_value(case: Case) -> Fraction | None:
    """Return the term's figure so far."""
    if case.measure == "level":
        return case.points[case.latest].value
    if case.measure == "total":
        return amount(case)
    if case.measure == "mean":
        return amount(case) / len(case.points)
    if case.measure == "every_year" or not has_growth(case):
        return None
    return 100 * (root(amount(case), case.so_far) - 1)


def has_growth(case: Case) -> bool:
    """Whether a growth can be worked out."""
    return (case.measure != "growth" or case.base is not None) and has_positive_factors(case)


def projected(case: Case) -> Fraction | None:
    """Return where the mean pace so far leads."""
    if case.measure == "level":
        latest = case.points[case.latest].value
        return latest + (case.final - case.latest) * (latest - case.base[1]) / case.so_far
    if case.measure == "total":
        return amount(case) * case.whole / case.so_far
    return term_value(case)


def required(case: Case) -> Fraction:
    """Return what each remaining year must bring."""
    figure, bound = amount(case), case.bound
    if has_crossed(case):
        bound = next(edge for edge in case.bounds if edge != bound) if len(set(case.bounds)) > 1 else bound
    goal = bar(case, bound, case.whole)
    if case.measure in ("growth", "growth_rate"):
        return 100 * (root(goal / figure, case.whole - case.so_far) - 1)
    return (goal - figure) / (case.final - case.latest if case.measure == "level" else case.whole - case.so_far)
