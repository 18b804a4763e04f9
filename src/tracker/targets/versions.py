"""What is in force on a day: the targets, plans and baselines of `targets.toml`, and the decisions that changed them.

Of the decisions about one thing, the one that was decided last is in force; on equal days, the later row. Before any,
what `targets.toml` says is.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from operator import attrgetter
from typing import Any, TypeAlias

from tracker.model import (
    Baseline,
    BoundKind,
    Decision,
    DecisionKind,
    Direction,
    Indicator,
    Plan,
    Target,
    Term,
    Text,
    Version,
)
from tracker.model.scopes import Scope
from tracker.targets.plans import make_plan

_SINGLE_BOUNDS: tuple[BoundKind, ...] = ("at_least", "at_most", "above", "below")
_KIND_ORDER: tuple[DecisionKind, ...] = ("target", "plan", "baseline")
_OWN_TOTAL = Scope()
_Key = tuple[DecisionKind, int]
SetValue: TypeAlias = Target | Plan | Baseline | None
"""A target, a plan or a baseline; None if there is none."""


def apply_decisions(
    indicator: Indicator, rows: Iterable[Decision], term: Term, day: str | None, scope: Scope = _OWN_TOTAL
) -> Indicator:
    """Return the indicator with what is in force on `day` (YYYY-MM-DD), and every version of what was changed by then.

    `rows` are the effective decisions about it; None as the day: every one of them counts. Those about another area or
    part than `scope` are left out.
    """
    changes: dict[_Key, list[Decision]] = {}
    of_periods: dict[str, list[Decision]] = {}
    for row in sorted(rows, key=attrgetter("decided_on", "line")):
        if row.is_withdrawn or row.scope != scope or (day is not None and row.decided_on > day):
            continue
        if row.period:
            of_periods.setdefault(str(row.period), []).append(row)
        else:
            changes.setdefault((row.kind, (row.year or 0) if row.kind == "plan" else 0), []).append(row)
    if of_periods:
        indicator = _set_period_plans(indicator, of_periods, term)
    if not changes:
        return indicator
    stated, chains = indicator, list[list[Version]]()
    for key in sorted(changes, key=lambda key: (_KIND_ORDER.index(key[0]), key[1])):
        chains.append(_list_versions(indicator, key, changes[key], term))
        if key[0] == "target":
            indicator = _put_in_force(indicator, [chains[-1][-1]])
    indicator = _put_in_force(indicator, [each[-1] for each in chains if each[-1].kind != "target"])
    judged = [each for each in chains if each[0].kind != "baseline"]
    first: Indicator | None = None
    if any(len(each) > 1 for each in judged):
        first = _put_in_force(stated, [each[0] for each in judged])._replace(baseline=indicator.baseline)
    return indicator._replace(versions=tuple(chain.from_iterable(chains)), first=first)


def _set_period_plans(indicator: Indicator, changes: Mapping[str, Sequence[Decision]], term: Term) -> Indicator:
    """Return the indicator with the plans of quarters, halves and months that decisions set or abolished."""
    plans = dict(indicator.period_plans)
    found: list[Version] = []
    for period, rows in sorted(changes.items()):
        stated = plans.pop(period, None)
        if stated:
            found.append(
                Version("plan", int(period[:4]), stated, source=stated.source, note=stated.note, period=period)
            )
        found += [_make_version(indicator, row, term)._replace(period=period) for row in rows]
        if isinstance(found[-1].value, Plan):
            plans[period] = found[-1].value
    return indicator._replace(period_plans=dict(sorted(plans.items())), period_versions=tuple(found))


def get_in_force(row: Decision, indicator: Indicator) -> SetValue:
    """Return what is in force of the target, plan or baseline that a decision is about."""
    if row.period:
        return indicator.period_plans.get(str(row.period))
    if row.kind == "plan":
        return indicator.plan.get(row.year or 0)
    return indicator.target if row.kind == "target" else indicator.baseline


def find_own_bound(indicator: Indicator) -> BoundKind | None:
    """Return the bound that a bare number takes: that of the target, else by the direction; None if there is none."""
    if indicator.target and indicator.target.kind in _SINGLE_BOUNDS:
        return indicator.target.kind
    if indicator.direction and not (indicator.target and indicator.target.kind == "between"):
        return "at_least" if indicator.direction == "increase" else "at_most"
    return None


def _list_versions(indicator: Indicator, key: _Key, rows: Sequence[Decision], term: Term) -> list[Version]:
    """Return what `targets.toml` says, if it says anything, and what each decision set after it."""
    kind, year = key
    first: Version | None = None
    if kind == "target" and indicator.target:
        first = Version(kind, None, indicator.target, source=indicator.source)
    elif kind == "plan" and year in indicator.plan:
        plan = indicator.plan[year]
        first = Version(kind, year, plan, source=plan.source, note=plan.note)
    elif kind == "baseline" and indicator.baseline:
        base = indicator.baseline
        first = Version(kind, None, base, source=base.source, note=base.note)
    return [*([first] if first else []), *[_make_version(indicator, row, term) for row in rows]]


def _make_version(indicator: Indicator, row: Decision, term: Term) -> Version:
    note: Text = {"": row.note} if row.note else {}
    year = row.year if row.kind == "plan" else None
    value = None if row.value is None else _convert_value(indicator, row, row.value, note, term)
    return Version(row.kind, year, value, row.decided_on, row.source, note, row.recorded_at, row.recorded_by, row.line)


def _convert_value(
    indicator: Indicator, row: Decision, value: Target | Decimal, note: Text, term: Term
) -> Target | Plan | Baseline:
    if row.kind == "baseline":
        assert isinstance(value, Decimal), "the reader refuses a bound as a baseline"
        return Baseline(row.year or term.baseline_year, value, "", row.source, note)
    if row.kind == "target":
        year = row.year or (indicator.target.year if indicator.target else None)
        bound = value if isinstance(value, Target) else take_own_bound(indicator, value)
        return bound._replace(year=None if year == term.last_year else year)
    if isinstance(value, Decimal):
        return Plan(value, "", row.source, note)
    if value.kind == "yes":
        return Plan(True, "", row.source, note)
    return make_plan(value, indicator.direction, row.source, note)


def take_own_bound(indicator: Indicator, number: Decimal) -> Target:
    """Return the bound at `number` that a decision without a sign sets as the target of the indicator."""
    kind = find_own_bound(indicator)
    assert kind, "the reader refuses a bare number without a bound of its own"
    return Target(kind, low=number) if kind in ("at_least", "above") else Target(kind, high=number)


def _put_in_force(indicator: Indicator, versions: Iterable[Version]) -> Indicator:
    """Return the indicator with these versions as its target, plans and baseline."""
    changes: dict[str, Any] = {}
    plans: dict[int, Plan] | None = None
    for version in versions:
        if version.kind == "target":
            target = version.value if isinstance(version.value, Target) else None
            changes.update(target=target, direction=_find_direction(target) or indicator.direction)
        elif version.kind == "baseline":
            changes["baseline"] = version.value if isinstance(version.value, Baseline) else None
        else:
            assert version.year is not None, "a plan has a year"
            plans = dict(indicator.plan) if plans is None else plans
            plans.pop(version.year, None)
            if isinstance(version.value, Plan):
                plans[version.year] = version.value
    if plans is not None:
        changes["plan"] = dict(sorted(plans.items()))
    return indicator._replace(**changes)


def _find_direction(target: Target | None) -> Direction | None:
    """Return which way is better, if the target alone says it."""
    if target is None or target.kind in ("between", "yes", "plan"):
        return None
    return "increase" if target.is_upward else "decrease"
