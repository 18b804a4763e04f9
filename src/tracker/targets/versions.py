"""What is in force on a day: the targets, plans and baselines of `targets.toml`, and the decisions that changed them.

Of the decisions about one thing, the one that was decided last is in force; on equal days, the later row. Before any,
what `targets.toml` says is.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

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
from tracker.targets.plans import make_plan

_SINGLE_BOUNDS: tuple[BoundKind, ...] = ("at_least", "at_most", "above", "below")
_KIND_ORDER: tuple[DecisionKind, ...] = ("target", "plan", "baseline")
_Key = tuple[DecisionKind, int]


def apply_decisions(indicator: Indicator, rows: Iterable[Decision], term: Term, day: str | None) -> Indicator:
    """Return the indicator with what is in force on `day` (YYYY-MM-DD), and every version of what was changed by then.

    `rows` are the effective decisions about it; None as the day: every one of them counts. Decisions about an area are
    left out.
    """
    changes: dict[_Key, list[Decision]] = {}
    for row in sorted(rows, key=_get_order):
        if not (row.is_withdrawn or row.area or (day is not None and row.decided_on > day)):
            changes.setdefault((row.kind, (row.year or 0) if row.kind == "plan" else 0), []).append(row)
    if not changes:
        return indicator
    versions: list[Version] = []
    first: dict[_Key, Version] = {}
    last: dict[_Key, Version] = {}
    for key in sorted(changes, key=_get_key_order):
        chain = _list_versions(indicator, key, changes[key], term)
        versions += chain
        first[key], last[key] = chain[0], chain[-1]
    in_force = _put_in_force(indicator, last)
    goals = {key: version for key, version in first.items() if key[0] != "baseline"}
    if all(version is last[key] for key, version in goals.items()):
        return in_force._replace(versions=tuple(versions))
    first_goals = _put_in_force(indicator, goals)._replace(baseline=in_force.baseline)
    return in_force._replace(versions=tuple(versions), first=first_goals)


def _get_order(row: Decision) -> tuple[str, int]:
    return row.decided_on, row.line


def _get_key_order(key: _Key) -> tuple[int, int]:
    return _KIND_ORDER.index(key[0]), key[1]


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


def _put_in_force(indicator: Indicator, chosen: Mapping[_Key, Version]) -> Indicator:
    """Return the indicator with one version of each thing as its target, plans and baseline."""
    target, direction, baseline, plans = indicator.target, indicator.direction, indicator.baseline, dict(indicator.plan)
    for (kind, year), version in chosen.items():
        value = version.value
        if kind == "target":
            target = value if isinstance(value, Target) else None
            direction = _find_direction(target) or direction
        elif kind == "baseline":
            baseline = value if isinstance(value, Baseline) else None
        elif isinstance(value, Plan):
            plans[year] = value
        else:
            plans.pop(year, None)
    return indicator._replace(target=target, direction=direction, plan=dict(sorted(plans.items())), baseline=baseline)


def _find_direction(target: Target | None) -> Direction | None:
    """Return which way is better, if the target alone says it."""
    if target is None or target.kind in ("between", "yes"):
        return None
    return "increase" if target.is_upward else "decrease"
