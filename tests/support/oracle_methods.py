"""A second judge for the methods that a user may select, written from their published rules and never from the program.

It stands on `oracle`: the same fractions, the same choice of what counts. A root is exact where there is one, and has
80 digits elsewhere; what the UN chart asks is decided by whole powers alone.

Where the published rules are silent, this is decided: the compound growth and the chart need a bound to one side or a
direction, on a level; the weather symbols also know ranges and targets to keep. Elsewhere the linear judge speaks, as
where a baseline leaves no way to go. A latest value known only as a bound is judged where it decides that a target is
reached, or missed in its year.
"""

from fractions import Fraction
from math import isqrt
from typing import NamedTuple

from support import oracle
from support.oracle import Case, Finding
from tracker.model import Indicator, Register, Result, Term

DIRECTIONS = ("increase", "decrease")
STATUS_OF = {
    "substantial_progress": ("on_track", ""),
    "moderate_progress": ("at_risk", ""),
    "limited_progress": ("off_track", "insufficient"),
    "deterioration": ("off_track", "moving_away"),
    "sun": ("on_track", ""),
    "sun_and_cloud": ("at_risk", ""),
    "cloud": ("off_track", "insufficient"),
    "thunderstorm": ("off_track", "moving_away"),
    "met_or_on_track": ("on_track", ""),
    "fair_progress": ("at_risk", ""),
    "stagnation_or_regression": ("off_track", "insufficient"),
}
NEXT_TO_A_LIMIT = Fraction(444, 100)


class Said(NamedTuple):
    """What a method says: the finding, its class in its own words, and the figure that it rests on."""

    method: str
    finding: Finding
    grade: str = ""
    value: Fraction | None = None


def judge(register: Register, year: int, as_of: str, method: str) -> list[Said]:
    """Return what the method says of every indicator of the register, in its order."""
    return [
        judge_one(indicator, register.term, register.results.get(indicator.id, ()), year, as_of, method)
        for indicator in register.indicators
    ]


def judge_one(indicator: Indicator, term: Term, rows: tuple[Result, ...], year: int, as_of: str, method: str) -> Said:
    """Return what the method says of one indicator; settings that the targets state for another method are not its own."""
    if indicator.method and indicator.method.name != method:
        indicator = indicator._replace(method=None)
    is_plan = indicator.target is not None and indicator.target.kind == "plan"
    if is_plan or (indicator.measure == "milestone" and indicator.target):
        return Said("linear", oracle.judge_one(indicator, term, rows, year, as_of))
    if indicator.target is None:
        return Said(method, Finding("not_assessed", "no_target"))
    final = indicator.target.year or term.last_year
    counting = oracle.in_force(rows)
    case = oracle.case_of(indicator, term, final, counting, year)._replace(cuts=oracle.cuts_of(indicator, term))
    if not case.points:
        return Said(method, Finding("not_assessed", "no_result"))
    yearly = [row for row in counting if row.period.is_year and row.period.year <= case.until]
    said = RULES[method](case, yearly) if has_rule(case, method) else None
    if said is None:
        return Said("linear", oracle.judge_one(indicator, term, rows, year, as_of))
    finding = said.finding
    is_past = year >= final and int(as_of[:4]) > final
    is_unknown = case.measure in oracle.FROM_BASELINE and finding.status != "not_assessed"
    if (is_unknown or finding.status in oracle.PACE_VERDICTS) and is_past and not case.at_end:
        finding = finding._replace(status="not_assessed", reason="no_final_result", required=None)
    return said._replace(finding=finding)


def has_rule(case: Case, method: str) -> bool:
    """Whether the method speaks of such a target."""
    if method == "destatis":
        return case.measure in ("level", "every_year")
    return case.measure == "level" and not case.is_range


def unavailable(method: str, reason: str) -> Said:
    return Said(method, Finding("not_assessed", reason), "not_available")


def latest(case: Case) -> oracle.Point:
    return case.points[case.latest]


def leaning(case: Case) -> int:
    return oracle.lean({latest(case).qualifier})


def is_stale(case: Case) -> bool:
    return case.until - case.latest > 2


def is_surely(case: Case, *, reached: bool) -> bool:
    """Whether the latest level is surely reached, or surely not, wherever on its open side the truth lies."""
    place = oracle.standing(case, latest(case).value, 1, leaning(case))
    word = "met" if place >= 0 else "missed"
    return (place >= 0) == reached and (not leaning(case) or oracle.stands(case, word, leaning(case)))


def settled(case: Case, grade: str, stands: int | None) -> tuple[str, str]:
    """Return status and reason of a class: what the end or the target itself decides goes before."""
    if stands is not None and stands >= 0:
        return ("exceeded" if stands else "met"), ""
    if stands is not None and case.at_end:
        return "missed", ""
    return STATUS_OF[grade]


def place_of(case: Case, start: Fraction) -> int | None:
    """Return how the latest level stands to the target; to a direction only at the end, from the start on."""
    value = latest(case).value
    if case.target.kind not in DIRECTIONS:
        return oracle.standing(case, value, 1, leaning(case))
    if not case.at_end:
        return None
    better = 1 if case.more_is_better else -1
    return 0 if oracle.sign(value - start) == better else -1


def pieces(case: Case, start: Fraction) -> dict[str, Fraction | None]:
    """Return the figures that do not depend on a method: the level, and what is required where there is a way."""
    value, found = latest(case).value, {"term_value": latest(case).value}
    if case.target.kind in DIRECTIONS:
        return found
    if case.latest < case.final and not (oracle.satisfied(case, start) or start in case.bounds):
        is_reached = oracle.standing(case, value, 1, leaning(case)) >= 0
        found["required"] = None if is_reached else (case.bound - value) / (case.final - case.latest)
    return found


# --- Compound growth -------------------------------------------------------------------------------------------


def start_of(case: Case) -> tuple[int, oracle.Point]:
    """Return year and value of the baseline, or of the next later year that has a value."""
    if case.base:
        return case.base[0], oracle.Point(case.base[1])
    return min(case.points), case.points[min(case.points)]


def since_baseline(case: Case) -> tuple[tuple[int, oracle.Point], str]:
    start = start_of(case)
    return start, unusable(case, start)


def windowed(case: Case, rows: list[Result], window: int) -> tuple[tuple[int, oracle.Point], str]:
    """Return the first value that is at most `window` years old, and at least three if it may be; or why none is."""
    known = {row.period.year: oracle.Point(Fraction(row.value), row.qualifier) for row in rows}
    if case.base:
        known[case.base[0]] = oracle.Point(case.base[1])
    nearest = 3 if window > 3 else window
    years = [year for year in sorted(known) if window >= case.latest - year >= nearest]
    start = (years[0], known[years[0]]) if years else (case.latest, latest(case))
    if is_stale(case):
        return start, "stale"
    if not years:
        return start, "too_few_results"
    is_broken = any(start[0] < found.year <= case.latest for found in case.indicator.breaks)
    return start, "break" if is_broken else ""


def replaced(number: Fraction, zero_as: Fraction | None) -> Fraction:
    return zero_as if number == 0 and zero_as is not None else number


def compound(case: Case, rows: list[Result]) -> Said | None:
    """Judge the yearly growth so far over the yearly growth required (Eurostat, Open SDG)."""
    method = case.indicator.method
    start, reason = windowed(case, rows, method.window) if method and method.window else since_baseline(case)
    if reason:
        return unavailable("compound", reason)
    is_way, is_open = case.target.kind in DIRECTIONS, oracle.lean({start[1].qualifier}) != 0 or leaning(case) != 0
    zero_as = oracle.fraction(case.indicator.method.zero_as) if case.indicator.method else None
    value = None if is_open else compound_value(case, start, zero_as)
    if not is_way and is_surely(case, reached=True):
        return compound_said(case, "target_achieved", value, start_of(case) if case.base else start)
    if is_open:
        return bounded(case, "compound")
    if start[1].value in case.bounds:
        return None
    if value is None:
        return unavailable("compound", "not_positive")
    cuts = (*case.cuts, Fraction(0))
    if is_way:
        factor = near_limit(case, start[1].value)
        cuts = (Fraction(15, 1000) * factor, Fraction(5, 1000) * factor, Fraction(0))
    words = ("substantial_progress", "moderate_progress", "limited_progress")
    grade = next((word for word, cut in zip(words, cuts, strict=True) if value >= cut), "deterioration")
    return compound_said(case, grade, value, start_of(case) if case.base else start)


def compound_said(case: Case, grade: str, value: Fraction | None, start: tuple[int, oracle.Point]) -> Said:
    place = place_of(case, start[1].value)
    status, reason = settled(case, grade, place)
    pace = None if case.target.kind in DIRECTIONS else value
    return Said("compound", Finding(status, reason, pace=pace, **pieces(case, start[1].value)), grade, value)


def compound_value(case: Case, start: tuple[int, oracle.Point], zero_as: Fraction | None) -> Fraction | None:
    """Return the ratio of the growths, or the growth itself toward a direction; None where there is none."""
    base, value = replaced(start[1].value, zero_as), latest(case).value
    if value == 0 and zero_as is None:
        return None
    if base == 0 or oracle.sign(base) * oracle.sign(value) < 0:
        return None
    better = 1 if case.more_is_better else -1
    signed = (-1 if base < 0 else 1) * better * (rooted(value / base, case.latest - start[0]) - 1)
    if case.target.kind in DIRECTIONS:
        return signed
    target = replaced(case.bound, zero_as)
    if target / base <= 0 or target == base:
        return None
    return signed / abs(rooted(target / base, case.final - start[0]) - 1)


def near_limit(case: Case, base: Fraction) -> Fraction:
    """Return by how much the two upper cuts shrink as the baseline lies near the natural limit."""
    limits = case.indicator.limits
    limit = oracle.fraction(limits.high if case.more_is_better else limits.low)
    if limit is None or limit <= 0:
        return Fraction(1)
    share = base / limit if base <= limit else (2 * limit - base) / limit
    return 1 - power(share, NEXT_TO_A_LIMIT) if share > 0 else Fraction(1)


def unusable(case: Case, start: tuple[int, oracle.Point]) -> str:
    """Return why nothing can be compared."""
    since = case.base[0] if case.base else case.first - 1
    if any(since < found.year <= case.latest for found in case.indicator.breaks):
        return "break"
    if is_stale(case):
        return "stale"
    return "too_few_results" if start[0] == case.latest else ""


def bounded(case: Case, method: str) -> Said:
    """Return what a bound decides of a target that is not reached as it stands: only that it is missed in the end."""
    if case.target.kind not in DIRECTIONS and case.at_end and is_surely(case, reached=False):
        return Said(method, Finding("missed", "", term_value=latest(case).value), "not_available")
    return unavailable(method, "bounded")


def power(number: Fraction, exponent: Fraction) -> Fraction:
    """Return a positive number to a power that is no whole number."""
    return oracle.exp(oracle.log(number) * exponent)


def rooted(number: Fraction, degree: int) -> Fraction:
    """Return the root of a number that is not negative, exactly where it is a fraction."""
    above, below = whole_root(number.numerator, degree), whole_root(number.denominator, degree)
    if above is not None and below is not None:
        return Fraction(above, below)
    return oracle.root(number, degree)


def whole_root(number: int, degree: int) -> int | None:
    """Return the whole number whose power `number` is, if there is one."""
    if number in (0, 1):
        return number
    guess = isqrt(number) if degree == 2 else round(number ** (1 / degree))
    return next((near for near in (guess - 1, guess, guess + 1) if near**degree == number), None)


# --- The weather symbols of Destatis ---------------------------------------------------------------------------


def destatis(case: Case, rows: list[Result]) -> Said:
    """Judge the mean yearly change over up to six values by where it leads."""
    points = {row.period.year: oracle.Point(Fraction(row.value), row.qualifier) for row in rows}
    if case.base and case.base[0] < case.latest and case.base[0] not in points:
        points[case.base[0]] = oracle.Point(case.base[1])
    renewed = max([found.year for found in case.indicator.breaks if found.year <= case.latest], default=0)
    years = sorted(year for year in points if renewed <= year <= case.latest)[-6:]
    if is_stale(case):
        return unavailable("destatis", "stale")
    if len(years) < 4:
        return unavailable("destatis", "too_few_results")
    if any(oracle.lean({points[year].qualifier}) for year in years):
        return unavailable("destatis", "bounded")
    first, last = points[years[0]].value, points[years[-1]].value
    change = (last - first) / (years[-1] - years[0])
    if case.target.kind in DIRECTIONS:
        return symbol_of_direction(case, [points[year] for year in years], change)
    if case.measure == "every_year":
        return symbol_to_keep(case, first)
    return symbol_to_reach(case, first, change)


def symbol_of_direction(case: Case, points: list[oracle.Point], change: Fraction) -> Said:
    better = 1 if case.more_is_better else -1
    mean_is_right = oracle.sign(change) == better
    last_is_right = oracle.sign(points[-1].value - points[-2].value) == better
    if mean_is_right:
        grade = "sun" if last_is_right else "sun_and_cloud"
    else:
        grade = "cloud" if last_is_right else "thunderstorm"
    start = [case.base[1]] if case.base and case.measure == "level" else []
    start += [point.value for _, point in sorted(case.points.items())]
    status, reason = settled(case, grade, place_of(case, start[0]))
    return Said("destatis", Finding(status, reason, term_value=latest(case).value), grade)


def way_to(case: Case) -> int:
    """Return 1 where the latest value must rise to its target, -1 where it must fall, 0 within a range."""
    low, high = case.bounds
    if case.is_range:
        value = latest(case).value
        return 1 if value < low else -1 if value > high else 0
    return 1 if case.more_is_better else -1


def gained(case: Case, first: Fraction, last: Fraction) -> int:
    """Return 1 where the last value is better than the first, -1 where worse; of a range, the distance outside it."""
    if case.is_range:
        return oracle.sign(oracle.outside(case, first) - oracle.outside(case, last))
    return oracle.sign(last - first) * (1 if case.more_is_better else -1)


def kept(case: Case, first: Fraction, last: Fraction) -> str:
    if oracle.satisfied(case, last):
        return "sun_and_cloud" if gained(case, first, last) < 0 else "sun"
    return "cloud" if gained(case, first, last) > 0 else "thunderstorm"


def symbol_to_keep(case: Case, first: Fraction) -> Said:
    """Judge the latest years; in the end every year counts, which no break may divide."""
    grade = kept(case, first, latest(case).value)
    is_broken = any(case.first < found.year <= case.latest for found in case.indicator.breaks)
    figures = {} if is_broken else oracle.years_met(case)
    status, reason = STATUS_OF[grade]
    if case.at_end:
        status, reason = ("not_assessed", "break") if is_broken else oracle.every_year(case)[:2]
    return Said("destatis", Finding(status, reason, **figures), grade)


def symbol_to_reach(case: Case, first: Fraction, change: Fraction) -> Said:
    value = latest(case).value
    place = oracle.standing(case, value, 1)
    if place >= 0:
        grade = kept(case, first, value)
        status, reason = settled(case, grade, place)
        return Said("destatis", Finding(status, reason, term_value=value), grade)
    low, high = case.bounds
    target = case.bound if not case.is_range else (low if value < low else high)
    ahead = value + change * (case.final - case.latest)
    grade, miss = "", None
    is_right = oracle.sign(change) == way_to(case)
    late = "cloud" if is_right else "thunderstorm"
    if target == value:  # "above" and "below" are not reached by equality, and no way remains
        grade = "sun" if is_right and case.latest < case.final else late
    else:
        miss = way_to(case) * (target - ahead) / abs(target - value)
        grade = "sun" if miss < Fraction(5, 100) else "sun_and_cloud" if miss <= Fraction(20, 100) else late
    status, reason = settled(case, grade, place)
    need = (target - value) / (case.final - case.latest) if case.latest < case.final else None
    return Said("destatis", Finding(status, reason, projected=ahead, required=need, term_value=value), grade, miss)


# --- The progress chart of the United Nations ------------------------------------------------------------------


def un_chart(case: Case, _: list[Result]) -> Said | None:
    """Judge the share of the way that will be done at compound growth."""
    start, is_way = start_of(case), case.target.kind in DIRECTIONS
    reason = unusable(case, start)
    if reason:
        return unavailable("un_chart", reason)
    if not is_way and is_surely(case, reached=True):
        return chart_said(case, "met_or_on_track", start)
    if leaning(case) or oracle.lean({start[1].qualifier}):
        return bounded(case, "un_chart")
    base, value, elapsed = start[1].value, latest(case).value, case.latest - start[0]
    if not is_way and (oracle.satisfied(case, base) or base in case.bounds):
        return None
    if base <= 0 or value < 0:
        return unavailable("un_chart", "not_positive")
    if not is_way:
        return chart_to_target(case, start, elapsed)
    speed = (1 if case.more_is_better else -1) * (rooted(value / base, elapsed) - 1)
    grade = "met_or_on_track" if speed >= Fraction(2, 100) else ""
    grade = grade or ("fair_progress" if speed >= Fraction(5, 1000) else "stagnation_or_regression")
    return chart_said(case, grade, start, speed)


def chart_to_target(case: Case, start: tuple[int, oracle.Point], elapsed: int) -> Said:
    base, value, target, left = start[1].value, latest(case).value, case.bound, case.final - case.latest
    ahead = value * rooted(value / base, elapsed) ** left

    def will_have_done(share: Fraction) -> bool:
        due = base + share * (target - base)
        if due < 0:  # what grows or shrinks by factors never falls below zero
            return False
        reached = oracle.sign(value ** (elapsed + left) - due**elapsed * base**left)
        return reached >= 0 if target > base else reached <= 0

    grade = "met_or_on_track" if is_near_the_end_of_the_scale(case) or will_have_done(Fraction(95, 100)) else ""
    grade = grade or ("fair_progress" if will_have_done(Fraction(10, 100)) else "stagnation_or_regression")
    return chart_said(case, grade, start, (ahead - base) / (target - base), ahead)


def is_near_the_end_of_the_scale(case: Case) -> bool:
    """Whether a percentage lies within one point of a target of 0 or 100."""
    value, target = latest(case).value, case.bound
    return case.indicator.is_in_percent and target in (0, 100) and abs(value - target) <= 1


def chart_said(
    case: Case,
    grade: str,
    start: tuple[int, oracle.Point],
    value: Fraction | None = None,
    ahead: Fraction | None = None,
) -> Said:
    status, reason = settled(case, grade, place_of(case, start[1].value))
    if reason:  # the chart has one class for both
        reason = "moving_away" if value < 0 else "insufficient"
    return Said("un_chart", Finding(status, reason, projected=ahead, **pieces(case, start[1].value)), grade, value)


RULES = {"compound": compound, "destatis": destatis, "un_chart": un_chart}
