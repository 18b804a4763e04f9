"""A second roll-up, written from the specification and never from the program, so that both must be wrong alike.

It has one step: the figure of an area is the rule over all leaves that lie in it or lead to it, each with the interval
in which its true value lies. It computes with fractions and looks at each day anew.
"""

from calendar import monthrange
from collections.abc import Callable
from fractions import Fraction
from functools import wraps
from typing import Any, NamedTuple

from tracker.model import Indicator, Period, Register, Target
from tracker.model.scopes import Scope

LEVELS = ("nation", "province", "district", "commune")
"""From the largest areas to the smallest."""
STATUSES = ("forecast", "estimate", "preliminary", "final")
INFINITE = None


class Point(NamedTuple):
    """A figure: its value as written, its sign, and its status; `whole`: nothing is missing in it."""

    value: Fraction | None
    mark: str = ""
    status: str = "final"
    reason: str = ""
    reported: int = 1
    expected: int = 1
    recorded: bool = False

    @property
    def interval(self) -> tuple[Fraction | None, Fraction | None]:
        """Return the lowest and the highest value that may be true; None is without a limit."""
        is_open = self.reason == "bounded"
        return (
            INFINITE if self.mark == "<" or is_open else self.value,
            INFINITE if self.mark == ">" or is_open else self.value,
        )

    @property
    def is_vague(self) -> bool:
        """Whether the value is about right."""
        return self.mark == "~"

    @property
    def has_gap(self) -> bool:
        """Whether something is missing in it, and nothing was recorded in its place."""
        return not self.recorded and self.reported < self.expected


class Addend(NamedTuple):
    """A unit of the sum: the area whose figure is used, its share, how many leaves it stands for."""

    area: str
    share: Fraction
    size: int
    point: Point | None
    is_new: bool = False


def weakest(statuses: list[str]) -> str:
    """Return the weakest status."""
    return STATUSES[min(STATUSES.index(status) for status in statuses)]


def once(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method that keeps what it has found, because an oracle asks the same again and again."""

    @wraps(method)
    def find(self, *arguments):
        key = (method.__name__, *arguments)
        if key not in self.memo:
            self.memo[key] = method(self, *arguments)
        return self.memo[key]

    return find


class Oracle:
    """Figures of a register seen on a day."""

    def __init__(self, register: Register, today: str, territory: str) -> None:
        self.register, self.today, self.territory = register, today, territory
        self.items = {item.id: item for item in register.indicators}
        self.memo: dict[tuple, object] = {}
        self.years = Years(self)

    # --- Days and places -------------------------------------------------------------------------------------

    def last_day(self, period: Period) -> str:
        month = period.months[1]
        return f"{period.year}-{month:02d}-{monthrange(period.year, month)[1]}"

    @once
    def parent(self, area: str, day: str) -> str | None:
        """Return the larger area on a day, None if the area does not exist."""
        for place in self.register.areas[area].placements:
            if (place.begins or "0") <= day <= (place.ends or "9"):
                return place.within
        return None

    def exists(self, area: str, day: str) -> bool:
        return area == "" or self.parent(area, day) is not None

    @once
    def chain(self, area: str, day: str) -> list[str]:
        """Return an area and those above it on a day, up to the folder's own."""
        return [area] if area == "" else [area, *self.chain(self.parent(area, day) or "", day)]

    def rank(self, area: str) -> int:
        return -1 if area == "" else LEVELS.index(self.register.areas[area].level)

    def is_at_or_above(self, area: str, level: str) -> bool:
        """Whether an area is one of a level, or of a level in which areas of that level have ever lain."""
        if area == "":
            return any(each.level == level for each in self.register.areas.values())
        return self.register.areas[area].level in self.larger_levels(level)

    @once
    def larger_levels(self, level: str) -> set[str]:
        """Return a level and those in which its areas have ever lain."""
        places = [place for each in self.register.areas.values() for place in each.placements]
        days = {place.begins for place in places} | {place.ends for place in places} | {self.today}
        larger = {
            self.register.areas[name].level
            for day in days
            for each in self.register.areas.values()
            if each.level == level and self.exists(each.id, day or "1000-01-01")
            for name in self.chain(each.id, day or "1000-01-01")[:-1]
        }
        return larger | {level}

    @once
    def becomes(self, area: str) -> dict[str, Fraction]:
        """Return what an area is today, with shares."""
        if self.exists(area, self.today):
            return {area: Fraction(1)}
        item = self.register.areas[area]
        if (item.placements[0].begins or "0") > self.today:
            return self.becomes(item.placements[0].within)
        if not item.into:
            return self.becomes(item.placements[-1].within)
        found: dict[str, Fraction] = {}
        for successor in item.into:
            for name, share in self.becomes(successor.area).items():
                found[name] = found.get(name, Fraction(0)) + share * Fraction(successor.share)
        return found

    @once
    def share_in(self, area: str, target: str) -> Fraction:
        """Return the share of an area that lies in `target` today."""
        shares = self.becomes(area).items()
        return sum((share for name, share in shares if target in self.chain(name, self.today)), Fraction(0))

    @once
    def units(self, level: str, day: str) -> list[str]:
        """Return the areas of a level, and the larger ones that have no areas down to it."""
        lowest = LEVELS.index(level)
        known = [name for name in self.register.areas if self.exists(name, day) and self.is_at_or_above(name, level)]
        return [
            name
            for name in known
            if self.rank(name) == lowest or not any(self.parent(other, day) == name for other in known)
        ]

    # --- Figures that are recorded ---------------------------------------------------------------------------

    def recorded(self, item: Indicator, scope: Scope, period: Period) -> Point | None:
        own = scope == Scope()
        rows = self.register.results if own else self.register.scope_results.get(scope, {})
        for row in rows.get(item.id, ()):
            if row.period == period and row.status != "withdrawn":
                return Point(Fraction(row.value), row.qualifier, row.status, recorded=True)
        return None

    def alone(self, item: Indicator, scope: Scope, period: Period, *, is_leaf: bool = True) -> Point | None:
        """Return the figure that needs no other area: recorded, the sum of parts that are the whole, or of the year.

        That of a larger area (not `is_leaf`) has all months of the year.
        """
        key = ("alone", item.id, scope, period, is_leaf)
        if key not in self.memo:
            own = self.stated(item, scope, period, is_leaf=is_leaf)
            known = self.years.known(item, scope, self.last_day(period), is_leaf=is_leaf)
            made = self.years.make(item, known, period)
            self.memo[key] = choose(own, made, is_leaf=is_leaf)
        return self.memo[key]

    def stated(self, item: Indicator, scope: Scope, period: Period, *, is_leaf: bool) -> Point | None:
        """Return what was recorded for a period, or what a breakdown gives for it."""
        if not is_leaf:
            return self.recorded(item, scope, period)
        if found := self.recorded(item, scope, period):
            return found
        for dimension in self.register.dimensions:
            if (
                item.roll_up == "sum"
                and dimension.whole
                and dimension.id in item.by
                and dimension.id not in dict(scope.parts)
            ):
                names = [each.id for each in self.register.dimensions]
                pieces = [
                    self.alone(
                        item,
                        Scope(
                            scope.area,
                            tuple(sorted((*scope.parts, (dimension.id, value)), key=lambda pair: names.index(pair[0]))),
                        ),
                        period,
                    )
                    for value in dimension.values
                ]
                if all(pieces):
                    point = self.add([Addend("", Fraction(1), 1, piece) for piece in pieces], needs_signs=False)
                    whole = not any(piece.has_gap for piece in pieces)
                    return point._replace(status=weakest([piece.status for piece in pieces]), reported=int(whole))
        return None

    # --- The rules -------------------------------------------------------------------------------------------

    def add(self, addends: list[Addend], *, needs_signs: bool = True) -> Point:
        points = [addend for addend in addends if addend.point]
        low: Fraction | None = Fraction(0)
        high: Fraction | None = Fraction(0)
        is_negative = any(addend.point.value < 0 for addend in points)
        for addend in addends:
            lowest, highest = addend.point.interval if addend.point else (Fraction(0), INFINITE)
            low = INFINITE if low is None or lowest is None else low + lowest
            high = INFINITE if high is None or highest is None else high + highest
        if is_negative and needs_signs and any(addend.point is None or addend.point.has_gap for addend in addends):
            return Point(None, reason="incomplete")
        total = sum((addend.point.value * addend.share for addend in points), Fraction(0))
        is_vague = any(addend.point.is_vague or addend.share != 1 for addend in points)
        return make_point(total, low, high, is_vague=is_vague)

    def extreme(self, addends: list[Addend], pick: object) -> Point:
        points = [addend.point for addend in addends if addend.point and not addend.point.has_gap]
        if len(points) < len(addends):
            return Point(None, reason="incomplete")
        if any(point.is_vague for point in points):
            is_open = any(None in point.interval for point in points)
            return Point(pick(point.value for point in points), "~", reason="bounded" if is_open else "")
        lows, highs = [point.interval[0] for point in points], [point.interval[1] for point in points]
        if pick is max:
            low = max((low for low in lows if low is not None), default=INFINITE)
            high = INFINITE if None in highs else max(highs)
            near, far, near_sign, far_sign = high, low, "<", ">"
        else:
            high = min((high for high in highs if high is not None), default=INFINITE)
            low = INFINITE if None in lows else min(lows)
            near, far, near_sign, far_sign = low, high, ">", "<"
        if low == high:
            return Point(low)
        return Point(far, far_sign) if near is None else Point(near, near_sign)

    def mean(self, item: Indicator, addends: list[Addend], parts, period: Period, groups) -> Point:
        """Return the weighted mean; `groups` are the larger areas in it, from the smallest, with their leaves."""
        if any(addend.point is None or addend.point.has_gap for addend in addends):
            return Point(None, reason="incomplete")
        weights, used = [], []
        for addend in addends:
            weight = self.weigh(item, Scope(addend.area, parts), period, addend.is_new)
            if weight is None or weight.value is None or weight.value <= 0:
                return Point(None, reason="no_weight")
            weights.append(weight.value * addend.share)
            used.append(weight)
        for area, members in groups:
            weight = self.recorded(self.items[item.weight], Scope(area, parts), period)
            inside = [number for number, addend in enumerate(addends) if addend.area in members]
            if weight and inside:
                if weight.value <= 0:
                    return Point(None, reason="no_weight")
                factor = weight.value / sum(weights[number] for number in inside)
                for number in inside:
                    weights[number] *= factor
                used.append(weight)
        value = sum(weight * addend.point.value for weight, addend in zip(weights, addends, strict=True)) / sum(weights)
        low, high = (
            value if all(addend.point.interval[side] is not None for addend in addends) else None for side in (0, 1)
        )
        if any(None in weight.interval for weight in used):
            low = high = None
        is_vague = any(point.is_vague for point in (*used, *[addend.point for addend in addends]))
        is_vague = is_vague or any(addend.share != 1 for addend in addends)
        point = make_point(value, low, high, is_vague=is_vague)
        return point._replace(status=weakest([weight.status for weight in used]))

    def weigh(self, item: Indicator, scope: Scope, period: Period, is_new: bool) -> Point | None:
        other = Oracle(self.register, self.today, "today" if is_new else "then")
        return other.figure(other.items[item.weight], scope, period)

    # --- The figure of an area -------------------------------------------------------------------------------

    def figure(self, item: Indicator, scope: Scope, period: Period) -> Point | None:
        """Return the figure of an area and part, or a point with the reason, or None if there is nothing to say."""
        if item.ratio or item.counts:
            return (self.ratio if item.ratio else self.count)(item, scope, period)
        key = ("figure", item.id, scope, period)
        if key not in self.memo:
            self.memo[key] = self.years.mend(item, scope, period, self.of_areas(item, scope, period))
        return self.memo[key]

    def of_areas(self, item: Indicator, scope: Scope, period: Period) -> Point | None:
        """Return the figure of a period by the rule of areas."""
        if not self.is_at_or_above(scope.area, item.areas):
            return self.alone(item, scope, period)
        day = self.last_day(period)
        is_reporting = self.rank(scope.area) == LEVELS.index(item.areas)
        own = self.alone(item, scope, period, is_leaf=self.is_leaf(item, scope.area, day))
        state = self.state(item.areas, scope.area, day)
        is_whole = own and state in ("same", "new") and not own.has_gap
        if state == "absent" or is_whole or (state == "same" and is_reporting):
            return own
        addends = self.addends(item, scope, period, state)
        if own and state in ("same", "new"):
            found = addends and self.apply(item, addends, scope, period, state)
            return own if not found or found.value is None else found
        if not addends:
            return own and Point(None, reason="break")
        point = self.apply(item, addends, scope, period, state)
        if own and point.reason in ("no_rule", "no_result"):
            return point._replace(reason="break")
        return point if point.reason != "no_result" or not is_reporting else None

    def is_leaf(self, item: Indicator, area: str, day: str) -> bool:
        """Whether an area has no areas down to the level of an indicator on a day, or is one of that level."""
        return self.rank(area) == LEVELS.index(item.areas) or area in self.units(item.areas, day)

    @once
    def state(self, level: str, area: str, day: str) -> str:
        """Return what an area was on a day beside what it is: same, new, other, gone (all of it) or absent."""
        units = self.units(level, day)
        there = area == "" or (self.exists(area, day) and self.is_at_or_above(area, level))
        inside = {unit for unit in units if there and area in self.chain(unit, day)}
        if self.territory == "then" or not self.exists(area, self.today):
            return "same" if there else "absent"
        shares = {unit: self.share_in(unit, area) for unit in units}
        leading = {unit for unit in units if shares[unit]}
        if not there:
            is_later = area != "" and (self.register.areas[area].placements[0].begins or "0") > day
            return "new" if leading or is_later else "absent"
        if not leading:
            return "gone" if inside else "same"
        return "same" if inside == leading and all(shares[unit] == 1 for unit in leading) else "other"

    def addends(self, item: Indicator, scope: Scope, period: Period, state: str) -> list[Addend]:
        """Return the areas whose figures are used."""
        day, area = self.last_day(period), scope.area
        units = self.units(item.areas, day)
        is_then = self.territory == "then" or not self.exists(area, self.today)
        found: dict[str, Addend] = {}
        for unit in units:
            share = Fraction(area in self.chain(unit, day)) if is_then else self.share_in(unit, area)
            if not share:
                continue
            owner = self.owner(item, scope, unit, period, is_then=is_then, is_same=state == "same")
            size = sum(owner in self.chain(other, day) for other in units)
            point = self.alone(item, Scope(owner, scope.parts), period, is_leaf=owner == unit)
            found[owner] = Addend(owner, share, size, point)
        if not is_then and self.rank(area) < LEVELS.index(item.areas):
            return self.restate(item, scope, period, list(found.values()))
        return list(found.values())

    def owner(self, item, scope, unit, period, *, is_then, is_same) -> str:
        """Return the largest area whose recorded figure stands for a unit, or the unit itself."""
        day = self.last_day(period)
        line = self.chain(unit, day)
        if is_then or is_same:
            line = line[: line.index(scope.area)] if scope.area in line else line
        for larger in reversed(line):
            if larger == unit or not self.alone(item, Scope(larger, scope.parts), period, is_leaf=False):
                continue
            if not is_then:
                members = [other for other in self.units(item.areas, day) if larger in self.chain(other, day)]
                if self.rank(larger) < self.rank(scope.area) or any(
                    self.share_in(each, scope.area) != 1 for each in members
                ):
                    continue
            return larger
        return unit

    def restate(self, item, scope, period, addends: list[Addend]) -> list[Addend]:
        """Return the addends with figures of new areas in place of those of the leaves that became part of them."""
        day, lowest = self.last_day(period), LEVELS.index(item.areas)
        new = [
            name
            for name in self.register.areas
            if self.exists(name, self.today)
            and (self.register.areas[name].placements[0].begins or "0") > day
            and self.is_at_or_above(name, item.areas)
            and scope.area in self.chain(name, self.today)[1:]
        ]
        units = self.units(item.areas, day)
        fixed = {addend.area for addend in addends if addend.point and self.rank(addend.area) < lowest}
        ground = {name for unit in units if fixed & set(self.chain(unit, day)) for name in self.becomes(unit)}
        used: list[Addend] = []
        for name in sorted(
            new, key=lambda name: (len(self.chain(name, self.today)), list(self.register.areas).index(name))
        ):
            at = Scope(name, scope.parts)
            point = self.alone(item, at, period, is_leaf=self.rank(name) == lowest)
            above = set(self.chain(name, self.today))
            overlaps = any(name in self.chain(other, self.today) or other in above for other in ground)
            if point and not overlaps and not above & {addend.area for addend in used}:
                used.append(Addend(name, Fraction(1), 1, point, True))
        kept = []
        for addend in addends:
            share = addend.share
            if addend.area not in fixed and self.rank(addend.area) == lowest:
                share -= sum(self.share_in(addend.area, each.area) for each in used)
            elif addend.area not in fixed:
                ground = set(self.becomes(addend.area))
                share *= not any(ground & set(self.chain(each.area, self.today)) for each in used)
            if share > 0:
                kept.append(addend._replace(share=share))
        return [*kept, *used]

    def apply(self, item: Indicator, addends: list[Addend], scope: Scope, period: Period, state: str = "") -> Point:
        """Return what the rule gives; without a `state`, no larger area has a weight of its own."""
        expected = sum(addend.size for addend in addends)
        used = [addend for addend in addends if addend.point]
        reported = sum(addend.size for addend in used if not addend.point.has_gap)
        if not used:
            return Point(None, reason="no_result", reported=0, expected=expected)
        has_share = any(addend.share != 1 for addend in addends)
        statuses = [addend.point.status for addend in used]
        if any(addend.share != 1 for addend in used):
            statuses.append("estimate")
        if item.roll_up == "sum":
            point = self.add(addends)
        elif item.roll_up != "mean" and has_share:
            point = Point(None, reason="break")
        elif item.roll_up in ("min", "max"):
            point = self.extreme(addends, {"min": min, "max": max}[item.roll_up])
        elif item.roll_up == "mean":
            groups = self.groups(item, scope, period, addends, state) if state else []
            point = self.mean(item, addends, scope.parts, period, groups)
        else:
            point = Point(None, reason="no_rule")
        return point._replace(reported=reported, expected=expected, status=weakest([*statuses, point.status]))

    def groups(self, item, scope, period, addends, state):
        """Return the larger areas that lie whole in an area, from the smallest, with the leaves in each."""
        day = self.last_day(period)
        if any(addend.is_new for addend in addends):
            return []
        units = self.units(item.areas, day)
        is_then = self.territory == "then" or not self.exists(scope.area, self.today)
        found = []
        for name in sorted(
            (name for name in self.register.areas if self.exists(name, day)), key=lambda name: -self.rank(name)
        ):
            members = {unit for unit in units if name in self.chain(unit, day)} - {name}
            line = self.chain(name, day)
            if not members or self.rank(name) < self.rank(scope.area):
                continue
            if is_then or state == "same":
                is_whole = scope.area in line[1:]
            else:
                is_whole = all(self.share_in(unit, scope.area) == 1 for unit in members)
            owners = {addend.area for addend in addends} & {
                other for unit in members for other in self.chain(unit, day)[: self.chain(unit, day).index(name)]
            }
            if is_whole and owners:
                found.append((name, owners))
        return found

    # --- What is computed ------------------------------------------------------------------------------------

    def ratio(self, item: Indicator, scope: Scope, period: Period) -> Point | None:
        own = self.recorded(item, scope, period)
        above, below = (self.figure(self.items[name], scope, period) for name in (item.ratio.of, item.ratio.to))
        computed = None if above is None and below is None else self.divide(item, above, below)
        if own and self.is_at_or_above(scope.area, "commune"):
            state = self.state("commune", scope.area, self.last_day(period))
            if state in ("other", "gone"):
                return computed if computed and computed.value is not None else Point(None, reason="break")
        return own or computed

    def divide(self, item: Indicator, above: Point | None, below: Point | None) -> Point:
        nothing = Point(None, reason="no_result", reported=0, expected=0)
        above, below = above or nothing, below or nothing
        gaps = [point.has_gap and (point.reported or point.value is not None) for point in (above, below)]
        if all(gaps):
            return Point(None, reason="incomplete")
        if above.value is None or below.value is None:
            return Point(None, reason=above.reason or below.reason)
        if below.value == 0:
            return Point(None, reason="zero_denominator")
        times = Fraction(item.ratio.times)
        value = above.value / below.value * times
        status = weakest([above.status, below.status])
        if above.mark == below.mark == "":
            return Point(value, "", status)
        if "~" in (above.mark, below.mark) or below.value < 0:
            is_open = None in above.interval or None in below.interval
            return Point(value, "~", status, "bounded" if is_open else "")
        low, high = quotient_interval(above, below)
        mark = sign_around(above.value / below.value, low, high)
        mark = {"<": ">", ">": "<"}.get(mark, mark) if times < 0 else mark
        return Point(value, mark, status, "bounded" if mark == "~" else "")

    def count(self, item: Indicator, scope: Scope, period: Period) -> Point | None:
        """Return how many communes have reached their goals; each has one bound and perhaps a plan."""
        own = self.recorded(item, scope, period)
        if not self.is_at_or_above(scope.area, self.items[item.counts].areas):
            return own
        day, counted = self.last_day(period), self.items[item.counts]
        state = self.state(counted.areas, scope.area, day)
        if own and state in ("same", "new", "absent"):
            return own
        is_then = self.territory == "then" or not self.exists(scope.area, self.today)
        at = day if is_then else self.today
        reached = reported = expected = 0
        is_open, statuses = False, []
        if state == "absent" and is_then:
            return own
        for name in self.register.areas:
            if self.register.areas[name].level != counted.areas or not self.exists(name, at):
                continue
            if scope.area not in self.chain(name, at) or not period.is_year:
                continue
            point = self.figure(counted, Scope(name, scope.parts), period)
            leads = any(self.share_in(unit, name) for unit in self.units(counted.areas, day))
            limit = None if scope.parts else self.limit(counted, name, period.year)
            if limit is None or (not is_then and not leads and point is None):
                continue
            expected += 1
            if point is None or point.value is None or point.status == "forecast":
                continue
            reported += 1
            statuses.append(point.status)
            low, high = point.interval
            if point.is_vague and None not in point.interval:
                low = high = point.value
            if limit[0] is not None:
                met = (
                    True
                    if low is not None and low >= limit[0]
                    else False
                    if high is not None
                    and (high < limit[0] or (high == limit[0] and point.recorded and point.mark == "<"))
                    else None
                )
            else:
                met = (
                    True
                    if high is not None and high <= limit[1]
                    else False
                    if low is not None
                    and (low > limit[1] or (low == limit[1] and point.recorded and point.mark == ">"))
                    else None
                )
            reached += met is True
            is_open = is_open or met is None
        if not reported:
            return (
                Point(None, reason="break" if own else "no_result", reported=0, expected=expected)
                if expected or own
                else None
            )
        return Point(
            Fraction(reached), ">" if is_open or reported < expected else "", weakest(statuses), "", reported, expected
        )

    def limit(self, item: Indicator, area: str, year: int) -> tuple[Fraction | None, Fraction | None] | None:
        """Return the lowest and the highest value that holds for an area in a year, one of them None."""
        target, plans = self.goals(item, area)
        return plans.get(year) or target

    def goals(self, item: Indicator, area: str) -> tuple[Any, dict[int, Any]]:
        """Return the target and the plans of an area: decided, of each area, or the sums of those of predecessors."""
        target = item.each and item.each.target and limits_of(item.each.target)
        plans: dict[int, Any] = {}
        for row in sorted(self.register.decisions.get(item.id, ()), key=lambda row: (row.decided_on, row.line)):
            if row.area == area and row.decided_on <= self.today:
                if row.kind == "plan":
                    plans[row.year] = limits_of(row.value)
                else:
                    target = limits_of(row.value)
        if target or plans or self.territory == "then" or item.roll_up != "sum":
            return target, plans
        shares = {
            each.id: successor.share
            for each in self.register.areas.values()
            for successor in each.into
            if successor.area == area
        }
        begins = self.register.areas[area].placements[0].begins
        if any(share != 1 or self.register.areas[name].placements[-1].ends >= begins for name, share in shares.items()):
            return None, {}
        found = [self.goals(item, name) for name in shares]
        years = {year for _, each in found for year in each}
        sums = {year: add_limits([each.get(year) for _, each in found]) for year in years}
        return add_limits([each for each, _ in found]), {year: each for year, each in sums.items() if each}


class Years:
    """What quarters, halves and months make of the years of an area."""

    def __init__(self, oracle: Oracle) -> None:
        self.oracle = oracle

    def periods(self, item: Indicator) -> list[Period]:
        """Return the periods for which anyone has recorded an indicator, and their years."""
        key = ("periods", item.id)
        if key not in self.oracle.memo:
            register = self.oracle.register
            tables = (register.results, *register.scope_results.values())
            found = {row.period for table in tables for row in table.get(item.id, ())}
            self.oracle.memo[key] = sorted(found | {Period(period.year) for period in found})
        return self.oracle.memo[key]

    def known(self, item: Indicator, scope: Scope, until: str, *, is_leaf: bool) -> dict[Period, Point]:
        """Return what is known of what an area is on a day, before anything is made of the parts of a year."""
        key = ("known", item.id, scope, until, is_leaf)
        if key not in self.oracle.memo:
            found = {}
            for period in self.periods(item):
                point = self.oracle.stated(item, scope, period, is_leaf=is_leaf)
                found[period] = self.at_the_end(item, scope, period, point, until)
            self.oracle.memo[key] = {
                period: point for period, point in found.items() if point and point.value is not None
            }
        return self.oracle.memo[key]

    def at_the_end(self, item, scope, period: Period, point: Point | None, until: str) -> Point | None:
        """Return the figure of a part of a year for what the area was on a later day of that year."""
        if str(period.year) != until[:4]:
            return point
        if self.oracle.rank(scope.area) == LEVELS.index(item.areas or "nation"):
            pieces = self.pieces(item, scope, period, point, until)
            return self.oracle.apply(item, pieces, scope, period) if pieces else point
        if period.is_year or scope.area == "" or not self.oracle.is_at_or_above(scope.area, item.areas):
            return point
        end = Oracle(self.oracle.register, until, "today")
        return point if end.state(item.areas, scope.area, end.last_day(period)) == "same" else None

    def pieces(self, item, scope, period: Period, own: Point | None, until: str) -> list[Addend]:
        """Return the areas that had a share of an area in a part of the year in which they became a part of it."""
        areas, day = self.oracle.register.areas, self.oracle.last_day(period)
        if period.is_year or scope.area == "":
            return []
        found = []
        for each in areas.values():
            last = each.placements[-1].ends
            shares = [successor.share for successor in each.into if successor.area == scope.area]
            in_year = last and last[:4] == str(period.year)
            if shares and in_year and last < until and self.oracle.exists(each.id, day):
                at = Scope(each.id, scope.parts)
                point = self.oracle.alone(item, at, period)
                inner = self.pieces(item, at, period, point, last)
                point = self.oracle.apply(item, inner, at, period) if inner else point
                found.append(
                    Addend(each.id, Fraction(shares[0]), 1, point if point and point.value is not None else None)
                )
        if found and self.oracle.exists(scope.area, day):
            found.insert(0, Addend(scope.area, Fraction(1), 1, own))
        return found

    def make(self, item: Indicator, known: dict[Period, Point], period: Period) -> Point | None:
        """Return what parts of a year make of a period."""
        rule = item.within_year or {"total": "sum", "level": "last"}.get(item.measure, "none")
        own = [each for each in known if each.year == period.year and not each.is_year]
        if rule == "none" or period not in self.periods(item) or not any(each.part for each in self.periods(item)):
            return None
        if period.is_year and not any(each.part for each in own):
            return None
        sure = [each for each in own if known[each].status != "forecast"]
        tiles = self.cover(sure, period, period.months[1]) or self.cover(own, period, period.months[1])
        if tiles is not None:
            return self.join(rule, [(each, known[each]) for each in tiles], period)
        is_over = period.year < int(self.oracle.today[:4])
        numbers = [point.value for each, point in known.items() if not (each.is_year and point.has_gap)]
        if rule != "sum" or not period.is_year or not is_over or min(numbers) < 0:
            return None
        parts = [each for each in own if known[each].status != "forecast"]
        best = self.largest(parts, known)
        if not best:
            return None
        point = self.join(rule, [(each, known[each]) for each in best], period)
        mark = "~" if point.mark in ("<", "~") else ">"
        return point._replace(mark=mark, reason="bounded" if mark == "~" else "", reported=0)

    def cover(self, own: list[Period], period: Period, end: int) -> list[Period] | None:
        """Return the periods that cover a period up to a month, the longest at its end."""
        if end == period.months[0] - 1:
            return []
        for each in sorted(own, key=lambda each: (each.months[0], each)):
            is_same = (each.month, each.part) == (period.month, period.part)
            if each.months[1] == end and each.months[0] >= period.months[0] and not is_same:
                before = self.cover(own, period, each.months[0] - 1)
                if before is not None:
                    return [*before, each]
        return None

    def largest(self, parts: list[Period], known: dict[Period, Point]) -> list[Period]:
        """Return the periods without a month in common that have the largest sum, as many and as early as possible."""
        choices: list[list[Period]] = [[]]
        for each in sorted(parts, key=lambda each: (each.months[1], each)):
            choices += [[*used, each] for used in choices if not used or used[-1].months[1] < each.months[0]]
        return max(
            choices,
            key=lambda used: (
                sum(known[each].value for each in used),
                len(used),
                [-each.months[1] for each in reversed(used)],
                [-each.month for each in reversed(used)],
            ),
        )

    def join(self, rule: str, tiles: list[tuple[Period, Point]], period: Period) -> Point | None:
        points = [point for _, point in tiles]
        is_whole = not any(point.has_gap for point in points)
        if not is_whole and not (period.is_year and rule == "sum"):
            return None
        if rule == "last":
            value, points = points[-1].value, points[-1:]
        elif rule == "sum":
            value = sum(point.value for point in points)
        else:
            months = [each.months[1] - each.months[0] + 1 for each, _ in tiles]
            value = sum(point.value * count for point, count in zip(points, months, strict=True)) / sum(months)
        low, high = (value if all(point.interval[side] is not None for point in points) else None for side in (0, 1))
        point = make_point(value, low, high, is_vague=any(point.is_vague for point in points))
        status = weakest([point.status for point in points])
        return point._replace(status=status, reported=int(is_whole), expected=1)

    def mend(self, item: Indicator, scope: Scope, period: Period, point: Point | None) -> Point | None:
        """Return a year that the parts of the year of the whole area make, if the areas do not give it."""
        oracle = self.oracle
        is_weak = point is None or point.value is None or point.has_gap or point.status == "forecast"
        is_share = point is not None and point.mark == "~" and not point.recorded
        if not period.is_year or not (is_weak or is_share) or not oracle.is_at_or_above(scope.area, item.areas):
            return point
        known = {}
        for each in self.periods(item):
            found = point if each == period else oracle.of_areas(item, scope, each)
            if oracle.territory == "then" or not oracle.exists(scope.area, oracle.today):
                found = self.at_the_end(item, scope, each, found, oracle.last_day(period))
            if found and found.value is not None and (found.recorded or not each.is_year):
                known[each] = found
        made = self.make(item, {each: found for each, found in known.items() if each != period}, period)
        if made is None or made.has_gap:
            return point
        if not is_weak:
            is_surer = not made.mark and STATUSES.index(made.status) > STATUSES.index(point.status)
            return made if is_surer else point
        return made if point is None or point.value is None or point.has_gap or made.status != "forecast" else point


def choose(own: Point | None, made: Point | None, *, is_leaf: bool) -> Point | None:
    """Return what was recorded, or what parts of the year make in its place."""
    if made is None or (made.has_gap and not is_leaf):
        return own
    if own is None:
        return made
    if own.has_gap:
        return own if made.has_gap else made
    return made if own.status == "forecast" and made.status != "forecast" else own


def limits_of(bound: Target) -> tuple[Fraction | None, Fraction | None]:
    """Return the lowest and the highest value that meet a bound."""
    return (
        None if bound.low is None else Fraction(bound.low),
        None if bound.high is None else Fraction(bound.high),
    )


def add_limits(limits: list[Any]) -> tuple[Fraction | None, Fraction | None] | None:
    """Return the sum of bounds of one kind, or None."""
    if not limits or not all(limits) or len({(low is None, high is None) for low, high in limits}) > 1:
        return None
    low, high = ([each[side] for each in limits] for side in (0, 1))
    return (None if None in low else sum(low), None if None in high else sum(high))


def make_point(value: Fraction, low: Fraction | None, high: Fraction | None, *, is_vague: bool) -> Point:
    """Return a figure by the interval in which its true value lies."""
    is_open = low is None or high is None
    if is_vague or (low is None and high is None):
        return Point(value, "~", reason="bounded" if is_open else "")
    return Point(value, "<" if low is None else ">" if high is None else "")


def quotient_interval(above: Point, below: Point) -> tuple[Fraction | None, Fraction | None]:
    """Return the interval of a quotient; the denominator is positive, and near 0 if it may be lower."""
    corners: list[float | Fraction] = []
    tops = [float("-inf") if above.interval[0] is None else above.interval[0],
            float("inf") if above.interval[1] is None else above.interval[1]]  # fmt: skip
    bottoms = [0 if below.interval[0] is None else below.interval[0],
               float("inf") if below.interval[1] is None else below.interval[1]]  # fmt: skip
    for top in tops:
        for bottom in bottoms:
            if top == 0 or (bottom == float("inf") and abs(top) != float("inf")):
                corners.append(Fraction(0))
            elif bottom == 0 or abs(top) == float("inf"):
                corners.append(float("inf") if top > 0 else float("-inf"))
            else:
                corners.append(top / bottom)
    low, high = min(corners), max(corners)
    return (None if low == float("-inf") else low), (None if high == float("inf") else high)


def sign_around(value: Fraction, low: Fraction | None, high: Fraction | None) -> str:
    """Return the sign of a value in an interval that has limits on one side, or none."""
    if low == high == value:
        return ""
    if low == value:
        return ">"
    return "<" if high == value else "~"
