"""What the next term takes from an indicator: its definition, its last result as the baseline, and later breaks.

A forecast or a withdrawn row is no result. A bound or an approximate value is no baseline, and neither is the year's
amount of a sum, which starts at 0 again, or a milestone.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from tracker.assess.evaluation import build_series
from tracker.model import Baseline, Break, Indicator, Measure, Register, Result, Term, Text
from tracker.model.evidence import shorten_references
from tracker.targets.table import MAX_TEXT_LENGTH

NoBaselineReason = Literal["", "no_result", "measure", "bounded", "approximate"]
"""Why the last result of an indicator is no baseline, "" if it is one."""
_KEPT_CHECK = "natural-bounds"
"""The check whose exceptions are about the indicator and its baseline, and not about the old journal."""
_WITHOUT_BASELINE: tuple[Measure, ...] = ("total", "milestone")


class CarriedIndicator(NamedTuple):
    """An indicator of the next term, with the last result of the old one and the breaks that a reader must know of.

    `breaks` are those in the year of the last result or later, also those that the indicator keeps.
    """

    indicator: Indicator
    result: Result | None
    reason: NoBaselineReason
    breaks: tuple[Break, ...]


def make_term(old: Term, years: range, name: Text) -> Term:
    """Return the next term, with the language and the rules of judging of the old one."""
    return old._replace(name=name, baseline_year=years[0] - 1, first_year=years[0], last_year=years[-1])


def carry_over(register: Register, term: Term) -> list[CarriedIndicator]:
    """Return the indicators of a register for the next term, in their order."""
    return [_carry_indicator(item, register, term) for item in register.indicators]


def _carry_indicator(indicator: Indicator, register: Register, term: Term) -> CarriedIndicator:
    rows = register.results.get(indicator.id, ())
    series = build_series(rows, term.baseline_year, register.term.first_year)
    yearly = [row for row in series.yearly if row.period.year >= register.term.first_year]
    result = yearly[-1] if yearly else None
    reason = _find_reason(indicator, result)
    baseline = _make_baseline(result) if result and not reason else None
    known_from = baseline.year if baseline else term.baseline_year
    carried = indicator._replace(
        target=None,
        plan={},
        source="",
        each=None,
        sums_targets=False,
        official_verdict=None,
        exemptions=tuple(item for item in indicator.exemptions if item.check == _KEPT_CHECK and item.year is None),
        baseline=baseline,
        breaks=tuple(item for item in indicator.breaks if item.year > known_from),
    )
    breaks = tuple(item for item in indicator.breaks if result is None or item.year >= result.period.year)
    return CarriedIndicator(carried, result, reason, breaks)


def _find_reason(indicator: Indicator, result: Result | None) -> NoBaselineReason:
    if indicator.measure in _WITHOUT_BASELINE:
        return "measure"
    if result is None:
        return "no_result"
    if result.qualifier:
        return "approximate" if result.qualifier == "~" else "bounded"
    return ""


def _make_baseline(result: Result) -> Baseline | None:
    if result.value is None or isinstance(result.value, bool):
        return None
    status = result.status if result.status in ("estimate", "preliminary", "final") else ""
    note = _shorten(result.note)
    return Baseline(
        result.period.year,
        result.value,
        status,
        _shorten(shorten_references(result.source)),
        {"": note} if note else {},
    )


def _shorten(text: str) -> str:
    """Return a text of the journal as `targets.toml` may hold it: not blank, and not too long."""
    if not text.strip():
        return ""
    return text if len(text) <= MAX_TEXT_LENGTH else text[: MAX_TEXT_LENGTH - 1] + "…"


def list_without_baseline(carried: Iterable[CarriedIndicator]) -> list[str]:
    """Return the ids of the indicators that need a baseline and have none."""
    return [item.indicator.id for item in carried if item.reason in ("no_result", "bounded", "approximate")]
