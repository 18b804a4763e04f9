"""Which targets, plans and baselines hold for an area or part, and which indicators apply to it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from tracker.journal.effective import select_effective_rows
from tracker.model import Decision, Indicator, Period, Plan, Register, Target
from tracker.model.scopes import Parts, Scope, Territory
from tracker.rollup.rows import RowSource
from tracker.rollup.trees import OWN, WHOLE, Geography
from tracker.targets.plans import make_plan
from tracker.targets.versions import apply_decisions, find_own_bound, take_own_bound


class ScopeTargets:
    """The indicators of each area and part, with what is in force for it on a day."""

    def __init__(
        self, register: Register, geography: Geography, rows: RowSource, as_of: str | None, year: int | None
    ) -> None:
        self._register = register
        self._geography = geography
        self._year = year
        self._geographies: dict[int, Geography] = {}
        self._rows = rows
        self._day = geography.day
        self._stated = {item.id: item for item in register.list_stated()}
        self._own = {item.id: item for item in register.indicators}
        self._levels: dict[str, str] = {}
        self._decisions: dict[Scope, dict[str, list[Decision]]] = {}
        for indicator, decided in register.decisions.items():
            for row in select_effective_rows(decided, as_of):
                if row.scope != _OWN_TOTAL:
                    self._decisions.setdefault(row.scope, {}).setdefault(indicator, []).append(row)
        self._shared: dict[tuple[str, Parts], tuple[frozenset[str], tuple[Indicator, ...]]] = {}

    def list_indicators(self, scope: Scope, territory: Territory) -> tuple[Indicator, ...]:
        """Return the indicators that apply to an area or part, in the order of the file, each with its targets."""
        if scope == _OWN_TOTAL:
            return tuple([self.find_indicator(item, scope, territory) for item in self._register.indicators])
        named = frozenset(self._rows.get_rows(scope).keys() | self._decisions.get(scope, {}).keys())
        key = (self._geography.get_level(scope.area), scope.parts)
        if not scope.area or self._has_decisions(scope):
            return self._find_indicators(scope, territory, named)
        if key not in self._shared:
            found = self._find_indicators(scope, territory, frozenset())
            self._shared[key] = (frozenset([item.id for item in found]), found)
        ids, shared = self._shared[key]
        is_sum = any([item.sums_targets and self._is_larger(item, scope.area) for item in shared])
        return shared if named <= ids and not is_sum else self._find_indicators(scope, territory, named)

    def _has_decisions(self, scope: Scope) -> bool:
        """Whether anything was decided about an area, or about one that lay in it or became a part of it."""
        if not self._decisions:
            return False
        family = self._geography.list_family(scope.area)
        return any([Scope(area, scope.parts) in self._decisions for area in family])

    def _find_indicators(self, scope: Scope, territory: Territory, named: frozenset[str]) -> tuple[Indicator, ...]:
        known = [item for item in self._stated.values() if self._applies(item, scope, named, frozenset())]
        return tuple([self.find_indicator(item, scope, territory) for item in known])

    def _applies(self, item: Indicator, scope: Scope, named: frozenset[str], seen: frozenset[str]) -> bool:
        """Whether an area or part has figures of an indicator: `named` have rows or decisions, others by their level.

        What is computed applies if all that it is computed of does.
        """
        if item.id in named:
            return True
        if (
            item.counts
            and not item.each
            and scope.area
            and self._geography.get_level(scope.area) == self.find_level(item)
        ):
            return False  # one of the areas that it counts
        if item.areas or not (item.ratio or item.counts):
            is_broken_down = {dimension for dimension, _ in scope.parts} <= set(item.by)
            is_of_area = self._geography.is_rolled_up(item.areas, scope.area) if item.areas else scope.area == OWN
            return is_broken_down and is_of_area
        names = (item.ratio.of, item.ratio.to) if item.ratio else (item.counts,)
        parts = [self._stated[name] for name in names if name in self._stated and name not in seen]
        return len(parts) == len(names) and all([self._applies(part, scope, named, seen | {item.id}) for part in parts])

    def find_level(self, item: Indicator) -> str:
        """Return the level of the areas that an indicator is about: of a ratio, the higher one of its two figures."""
        if item.id not in self._levels:
            self._levels[item.id] = item.areas
            if item.ratio:
                above, below = (self._find_level(name) for name in (item.ratio.of, item.ratio.to))
                is_below = above and below in self._geography.levels_above(above)
                self._levels[item.id] = item.areas or (below if is_below else above or below)
            elif item.counts:
                self._levels[item.id] = item.areas or self._find_level(item.counts)
        return self._levels[item.id]

    def _find_level(self, name: str) -> str:
        item = self._stated.get(name)
        return self.find_level(item) if item else ""

    def find_indicator(self, item: Indicator, scope: Scope, territory: Territory) -> Indicator:
        """Return an indicator with what is in force for an area or part: as decided, else as `each` says, else sums."""
        found = self.find_own(item, scope)
        if item.sums_targets and self._is_larger(item, scope.area):
            return self._add_handed_down(found, item, scope, territory)
        if territory == "today" and item.roll_up == "sum" and not found.target and not found.plan and scope.area:
            return self._add_predecessors(found, item, scope)
        return found

    def find_own(self, item: Indicator, scope: Scope) -> Indicator:
        """Return an indicator with what is in force for an area or part itself, without any sum."""
        if scope == _OWN_TOTAL:
            return self._own[item.id]
        found = self._find_base(item, scope)
        rows = self._decisions.get(scope, {}).get(item.id)
        if not rows:
            return found
        return apply_decisions(found, [*_bind_numbers(rows, found, item)], self._register.term, self._day, scope)

    def _add_handed_down(self, found: Indicator, item: Indicator, scope: Scope, territory: Territory) -> Indicator:
        """Return an indicator with the sums of what its areas are to reach: those of the day.

        Of then: the target and later plans are those of the areas at the end of the reporting year, an earlier plan
        is that of the areas at the end of its year.
        """
        if territory == "today" or self._year is None:
            leaves = self._geography.list_reporting(item.areas, scope.area)
            return add_targets(found, self.list_handed_down(item, scope.parts, leaves, territory))
        leaves = self._get_geography(self._year).list_reporting(item.areas, scope.area)
        summed = add_targets(found, self.list_handed_down(item, scope.parts, leaves, territory))
        for year in range(self._register.term.first_year, self._year):
            earlier = self._get_geography(year).list_reporting(item.areas, scope.area)
            if earlier != leaves:
                of_year = add_targets(found, self.list_handed_down(item, scope.parts, earlier, territory))
                summed = _replace_plans(summed, of_year, year)
        return summed

    def list_handed_down(
        self, item: Indicator, parts: Parts, leaves: Iterable[str], territory: Territory
    ) -> list[Indicator]:
        """Return an indicator as it is for each of some areas."""
        return [self.find_indicator(item, Scope(leaf, parts), territory) for leaf in leaves]

    def _get_geography(self, year: int) -> Geography:
        """Return the areas at the end of a reporting year."""
        if year not in self._geographies:
            begins = self._register.term.year_begins
            self._geographies[year] = Geography(self._register.areas, Period(year).get_last_day(begins), begins)
        return self._geographies[year]

    def list_decided(self, indicator: str) -> list[Scope]:
        """Return the areas and parts about which something was decided of an indicator."""
        return [scope for scope, decided in self._decisions.items() if indicator in decided]

    def _find_base(self, item: Indicator, scope: Scope) -> Indicator:
        """Return an indicator before any decision: with the targets of each area, or with none.

        What each area of the level must reach is no target for the sum of them.
        """
        each = item.each if scope.area and not scope.parts else None
        if each and item.roll_up == "sum" and self._is_larger(item, scope.area):
            each = None
        base = item._replace(target=None, plan={}, baseline=None, versions=(), first=None, official_verdict=None)
        if item.period_plans or item.period_versions:
            base = base._replace(period_plans={}, period_versions=())
        if each is None:
            return base
        direction = each.direction or item.direction
        base = base._replace(target=each.target, plan=each.plan, period_plans=each.period_plans)
        return base._replace(baseline=each.baseline, direction=direction)

    def _is_larger(self, item: Indicator, area: str) -> bool:
        """Whether an area is above the level that reports."""
        return self._geography.is_rolled_up(item.areas, area) and self._geography.get_level(area) != item.areas

    def _add_predecessors(self, found: Indicator, item: Indicator, scope: Scope) -> Indicator:
        """Return an indicator with the sums of the targets of the areas that became this one, if each is whole."""
        geography = self._geography
        before = geography.list_predecessors(scope.area)
        is_new = all([geography.areas[area].ends < geography.areas[scope.area].begins for area, _ in before])
        if not before or not is_new or any([share != WHOLE for _, share in before]):
            return found
        sources = [self.find_indicator(item, Scope(area, scope.parts), "today") for area, _ in before]
        return add_targets(found, sources)


_OWN_TOTAL = Scope()
_ZERO = Decimal(0)


def _bind_numbers(rows: Iterable[Decision], base: Indicator, item: Indicator) -> Iterable[Decision]:
    """Return decisions in which each target has a bound: a bare number takes that of the area, or of the indicator."""
    for row in rows:
        if row.kind != "target" or not isinstance(row.value, Decimal):
            yield row
        elif owner := next((each for each in (base, item) if find_own_bound(each)), None):
            yield row._replace(value=take_own_bound(owner, row.value))


def add_targets(found: Indicator, areas: Sequence[Indicator]) -> Indicator:
    """Return an indicator with the sums of the targets and plans of areas, as far as it has none of its own.

    There is a sum only if every area has a target, or a plan of the year, of the same kind.
    """
    if not areas:
        return found
    abolished = _list_abolished(found)
    target = found.target
    if target is None and ("target", None, "") not in abolished:
        target = _sum_bounds([area.target for area in areas])
    direction = found.direction or areas[0].direction
    plans, period_plans = dict(found.plan), dict(found.period_plans)
    for year in areas[0].plan:
        plan = _sum_plans([area.plan.get(year) for area in areas], areas[0])
        if plan and year not in plans and ("plan", year, "") not in abolished:
            plans[year] = plan
    for period in areas[0].period_plans:
        plan = _sum_plans([area.period_plans.get(period) for area in areas], areas[0])
        if plan and period not in period_plans and ("plan", int(period[:4]), period) not in abolished:
            period_plans[period] = plan
    found = found._replace(period_plans=dict(sorted(period_plans.items())))
    found = found._replace(first=found.first and add_targets(found.first, areas))
    return found._replace(target=target, plan=dict(sorted(plans.items())), direction=direction)


def _list_abolished(item: Indicator) -> set[tuple[str, int | None, str]]:
    """Return the kind, year and period of what a decision abolished: no sum takes its place."""
    versions = {(each.kind, each.year, each.period): each for each in (*item.versions, *item.period_versions)}
    return {key for key, each in versions.items() if each.value is None}


def _replace_plans(summed: Indicator, of_year: Indicator, year: int) -> Indicator:
    """Return an indicator with the plans of one year, and of its parts, of another."""
    plans = {name: plan for name, plan in summed.plan.items() if name != year}
    plans |= {name: plan for name, plan in of_year.plan.items() if name == year}
    periods = {period: plan for period, plan in summed.period_plans.items() if int(period[:4]) != year}
    periods |= {period: plan for period, plan in of_year.period_plans.items() if int(period[:4]) == year}
    first = summed.first and of_year.first and _replace_plans(summed.first, of_year.first, year)
    return summed._replace(plan=dict(sorted(plans.items())), period_plans=dict(sorted(periods.items())), first=first)


def _sum_bounds(targets: Sequence[Target | None]) -> Target | None:
    """Return the sum of bounds of one kind that are due in one year."""
    known = [target for target in targets if target]
    kinds = {(target.kind, target.year, target.low is None, target.high is None) for target in known}
    if len(known) < len(targets) or len(kinds) != 1 or (known[0].low is None and known[0].high is None):
        return None
    lows = [target.low for target in known if target.low is not None]
    highs = [target.high for target in known if target.high is not None]
    return known[0]._replace(low=sum(lows, _ZERO) if lows else None, high=sum(highs, _ZERO) if highs else None)


def _sum_plans(plans: Sequence[Plan | None], owner: Indicator) -> Plan | None:
    """Return the sum of the plans of one year that are all numbers, or all bounds of one kind."""
    known = [plan for plan in plans if plan and not plan.qualifier]
    numbers = [plan.value for plan in known if isinstance(plan.value, Decimal)]
    bounds = [plan.bound for plan in known if plan.bound]
    if len(numbers) < len(plans) or len(bounds) not in (0, len(plans)):
        return None
    if not bounds:
        return Plan(sum(numbers, _ZERO))
    bound = _sum_bounds(bounds)
    return bound and make_plan(bound, owner.direction)
