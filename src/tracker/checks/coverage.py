"""Checks of what is lacking: years, results, final figures, sources, reasons, and periods that cannot be."""

from collections.abc import Iterator

from tracker.assess import STALE_AFTER
from tracker.checks.base import CheckInput, format_value
from tracker.errors import Problem, msg
from tracker.model import Indicator, Period, Result

_NEED_EVERY_YEAR = ("total", "mean", "growth_rate", "every_year")
_STATUS_ORDER = ("forecast", "estimate", "preliminary", "final")
_UNDO_SUFFIX = " (undo)"
"""How the author of a row ends that puts an earlier row back: its reason is the undoing."""


def check_missing_years(data: CheckInput) -> Iterator[Problem]:
    """A year without a result between years that have one, where the target's figure needs every year."""
    for indicator in data.register.indicators:
        years = {row.period.year for row in data.get_yearly_results(indicator)}
        if not years or not indicator.target or indicator.measure not in _NEED_EVERY_YEAR:
            continue
        gaps = [year for year in range(data.register.term.first_year, max(years)) if year not in years]
        if gaps:
            message = msg("there is no result for {years}", years=_join_years(gaps))
            hint = msg("record what is known, with --status estimate if need be; a missing year is never taken as 0")
            yield Problem(data.locate_target(indicator), message, hint)


def check_stale(data: CheckInput) -> Iterator[Problem]:
    """A latest result that is more than one reporting year old, or none at all."""
    term = data.register.term
    for indicator in data.register.indicators:
        if indicator.measure == "milestone":
            continue
        last = min(data.year, (indicator.target and indicator.target.year) or term.last_year)
        years = [row.period.year for row in data.get_yearly_results(indicator) if row.period.year <= data.year]
        hint = msg("record what has been published since; where nothing is, write an exception with its reason")
        if not years and last > term.first_year:
            message = msg("there is no yearly result up to {year}", year=last)
            yield Problem(data.locate_target(indicator), message, hint)
        elif years and last - max(years) > STALE_AFTER:
            message = msg("the latest yearly result is that of {latest}; {year} is over", latest=max(years), year=last)
            yield Problem(data.locate_target(indicator), message, hint)


def check_not_final(data: CheckInput) -> Iterator[Problem]:
    """Results that are still estimates though a later reporting year is over."""
    for indicator in data.register.indicators:
        open_rows = [
            row
            for row in data.get_yearly_results(indicator)
            if row.status == "estimate" and row.period.year < data.year
        ]
        if open_rows:
            years = _join_years([row.period.year for row in open_rows])
            message = msg("still an estimate: the result of {years}", years=years)
            hint = msg("record the published figure with --status final --revise, also where the number is the same")
            yield Problem(data.locate_row(open_rows[-1], "status"), message, hint)


def check_sources(data: CheckInput) -> Iterator[Problem]:
    """A result or a promise of which nobody can tell where it was published."""
    for indicator in data.register.indicators:
        lacking = _list_missing_sources(indicator)
        if lacking:
            message = msg("no source is given for {keys}", keys=", ".join(lacking))
            hint = msg('write source = "…" for the indicator: the page or document that states it')
            yield Problem(data.locate_target(indicator, "source"), message, hint)
        for row in data.get_effective_rows(indicator).values():
            if not row.source.strip():
                message = msg("no source is given for the result of {period}", period=row.period)
                hint = msg("record it once more with --revise and --source")
                yield Problem(data.locate_row(row, "source"), message, hint)


def _list_missing_sources(indicator: Indicator) -> list[str]:
    if indicator.source:
        return []
    lacking = ["target"] if indicator.target else []
    lacking += ["baseline"] if indicator.baseline and not indicator.baseline.source else []
    return lacking + [f"plan.{year}" for year, plan in indicator.plan.items() if not plan.source]


def check_revisions(data: CheckInput) -> Iterator[Problem]:
    """A result that was changed, or withdrawn, without a word why; a firmer status is reason enough."""
    for rows in data.register.results.values():
        by_period: dict[Period, list[Result]] = {}
        for row in rows:
            by_period.setdefault(row.period, []).append(row)
        for found in by_period.values():
            yield from _check_last_revision(data, found)


def _check_last_revision(data: CheckInput, rows: list[Result]) -> Iterator[Problem]:
    """Look at the last row of a period: what was changed before it is explained, or not, for good."""
    last = rows[-1]
    if len(rows) < 2 or last.note.strip() or last.recorded_by.endswith(_UNDO_SUFFIX):
        return
    before = rows[-2]
    hint = msg("record it once more with --revise and --note: leaders will ask")
    if last.status == "withdrawn":
        if before.status != "withdrawn":
            message = msg(
                "{value} of {period} was withdrawn without a reason", value=format_value(before), period=last.period
            )
            yield Problem(
                data.locate_row(last, "note"), message, msg("write the reason in the column note of that row")
            )
        return
    is_firmer = before.status == "withdrawn" or _STATUS_ORDER.index(last.status) > _STATUS_ORDER.index(before.status)
    if not is_firmer and (last.value, last.qualifier) != (before.value, before.qualifier):
        values = {"before": format_value(before), "after": format_value(last), "period": last.period}
        message = msg("{before} of {period} became {after} without a reason", **values)
        yield Problem(data.locate_row(last, "note"), message, hint)


def check_early_periods(data: CheckInput) -> Iterator[Problem]:
    """A result of a year that had not begun or not ended when it was recorded, or before the baseline year."""
    first = data.register.term.baseline_year
    hint = msg("is the year right? Take it back and record it for the right one")
    for indicator in data.register.indicators:
        for row in data.get_effective_rows(indicator).values():
            place = data.locate_row(row, "period")
            ended, began = _get_period_days(row.period)
            if row.period.year < first:
                message = msg("{year} lies before the baseline year, {first}", year=row.period.year, first=first)
                yield Problem(place, message, hint)
            elif row.status not in ("forecast", "withdrawn") and row.recorded_on < began:
                message = msg("recorded on {day}, before {period} began", day=row.recorded_on, period=row.period)
                yield Problem(place, message, msg("what lies ahead is recorded with --status forecast"))
            elif row.status == "final" and row.recorded_on < ended and not isinstance(row.value, bool):
                message = msg("final, but recorded on {day}, before {period} had ended", day=row.recorded_on,
                              period=row.period)  # fmt: skip
                yield Problem(place, message, msg("before the end of a period a result is an estimate"))


def _get_period_days(period: Period) -> tuple[str, str]:
    """Return the first day after a period, and its first day, as texts that compare like days."""
    after = f"{period.year + 1:04d}-01-01" if period.is_year else f"{period.year:04d}-{period.month + 1:02d}-01"
    return after, f"{period.year:04d}-01-01"


def _join_years(years: list[int]) -> str:
    return ", ".join(map(str, years))
