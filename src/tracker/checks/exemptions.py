"""Which findings an exemption takes out: those of its check about its indicator, in its year where it names one."""

from collections.abc import Iterable

from tracker.checks.base import Check, CheckInput
from tracker.errors import Problem
from tracker.model import Exemption, Indicator

CheckProblem = tuple[Check, Problem]
UnusedExemptions = tuple[tuple[Indicator, Exemption], ...]


def remove_exempted(data: CheckInput, found: Iterable[CheckProblem]) -> tuple[list[CheckProblem], UnusedExemptions]:
    """Return what is left of `found`, and the exemptions that took nothing out of it."""
    years = {row.line: row.period.year for rows in data.register.results.values() for row in rows}
    unused = [(indicator, item) for indicator in data.register.indicators for item in indicator.exemptions]
    kept = []
    for check, problem in found:
        hits = [
            (indicator, item)
            for indicator in data.register.indicators
            if indicator.id == problem.location.indicator
            for item in indicator.exemptions
            if item.check == check.name and item.year in (None, _get_year(problem, years))
        ]
        unused = [pair for pair in unused if not any(pair[1] is item for _, item in hits)]
        if not hits:
            kept.append((check, problem))
    return kept, tuple(unused)


def _get_year(problem: Problem, years: dict[int, int]) -> int | None:
    """Return the year that a problem is about: that of its row, or of its plan."""
    if problem.location.line:
        return years.get(problem.location.line)
    year = problem.location.key.rpartition("plan.")[2]
    return int(year) if year.isdecimal() else None
