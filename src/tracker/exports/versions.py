"""Lists every version of a target, plan or baseline: what `targets.toml` says, and each decision that changed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracker.model import Baseline, DecisionKind, Indicator, Plan, Target, Text, Version
from tracker.model.scopes import Scope


class ExportedVersion(NamedTuple):
    """One version of a target, of the plan of a period, or of a baseline; `number` counts from 1.

    `period` is as the files write it, and "" for a target or a baseline. `value` is None if it was abolished.
    """

    indicator: str
    scope: Scope
    period: str
    year: int | None
    number: int
    is_in_force: bool
    value: Target | Plan | Baseline | None
    decided_on: str
    source: str
    note: Text


def list_versions(item: Indicator, scope: Scope, kind: DecisionKind, target_year: int) -> list[ExportedVersion]:
    """Return every version of one kind, by period; `target_year` is that of a target without one."""
    chains: dict[str, list[Version]] = {}
    for version in (*item.versions, *item.period_versions):
        if version.kind == kind:
            chains.setdefault(_get_period(version, kind), []).append(version)
    for period, stated in _list_stated(item, kind):
        chains.setdefault(period, [stated])
    found = []
    for period in sorted(chains):
        chain = chains[period]
        for number, version in enumerate(chain, 1):
            year = _get_year(version, target_year)
            is_last = number == len(chain)
            details = (version.value, version.decided_on, version.source or _get_source(version), _get_note(version))
            found.append(ExportedVersion(item.id, scope, period, year, number, is_last, *details))
    return found


def _get_period(version: Version, kind: DecisionKind) -> str:
    return version.period or str(version.year) if kind == "plan" else ""


def _get_year(version: Version, target_year: int) -> int:
    year = version.value.year if isinstance(version.value, Target | Baseline) else None
    return year or version.year or target_year


def _get_source(version: Version) -> str:
    return "" if version.value is None or isinstance(version.value, Target) else version.value.source


def _get_note(version: Version) -> Text:
    if version.note or version.value is None or isinstance(version.value, Target):
        return version.note
    return version.value.note


def _list_stated(item: Indicator, kind: DecisionKind) -> Iterable[tuple[str, Version]]:
    """Yield what `targets.toml` says and no decision has changed."""
    if kind == "target":
        if item.target:
            yield "", Version(kind, item.target.year, item.target, source=item.source)
    elif kind == "baseline":
        if item.baseline:
            yield "", Version(kind, item.baseline.year, item.baseline)
    else:
        yield from _list_plans(item)


def _list_plans(item: Indicator) -> Iterator[tuple[str, Version]]:
    for year, plan in item.plan.items():
        yield str(year), Version("plan", year, plan)
    for period, plan in item.period_plans.items():
        yield period, Version("plan", int(period[:4]), plan, period=period)
