"""Checks for missing years, results, final figures, sources and reasons, and for impossible periods."""

from collections.abc import Iterable, Iterator

from tracker.assess.evaluation import group_by_key
from tracker.checks.area_rows import find_area_gaps, find_in_area_rows
from tracker.checks.base import CheckInput, format_value
from tracker.errors import Day, Problem, msg
from tracker.journal.effective import is_undo, select_effective_rows
from tracker.model import Indicator, Result
from tracker.periods import get_period_days

_NEED_EVERY_YEAR = ("total", "mean", "growth_rate", "every_year")
_GAP_HINT = msg("record what is known, with --status estimate if necessary; a missing year never counts as 0")
_FINAL_HINT = msg("record the published figure with --status final --revise, even if the number is the same")
_SOURCE_HINT = msg("withdraw the result with --status withdrawn, then record it again with --source")
_STATUS_ORDER = ("forecast", "estimate", "preliminary", "final")


def check_missing_years(data: CheckInput) -> Iterator[Problem]:
    """Find years without a result before the latest one, if the target needs every year."""
    for indicator in data.register.indicators:
        years = {row.period.year for row in data.get_yearly_results(indicator)}
        needs_years = indicator.measure in _NEED_EVERY_YEAR and indicator.every == 1
        target = indicator.target
        if not years or not target or target.is_plan or not needs_years:
            continue
        gaps = [year for year in range(data.register.term.first_year, max(years)) if year not in years]
        if gaps:
            message = msg("there is no result for {years}", years=", ".join(map(str, gaps)))
            yield Problem(data.locate_target(indicator), message, _GAP_HINT)
    for indicator in data.register.indicators if data.scopes else ():
        needs_years = indicator.measure in _NEED_EVERY_YEAR and indicator.every == 1
        if needs_years and (indicator.target or indicator.each):
            for year, finding in find_area_gaps(data, indicator):
                message = finding.describe(msg("there is no result for {years}", years=str(year)))
                yield Problem(data.locate_target(indicator), message, _GAP_HINT)


def check_stale(data: CheckInput) -> Iterator[Problem]:
    """Find indicators whose latest result is more than one reporting year old, or that have none."""
    term = data.register.term
    reported = _ReportedYears(data)
    for indicator in data.register.indicators:
        if indicator.measure == "milestone":
            continue
        last = min(data.year, indicator.get_target_year(term))
        years = [year for year in reported.find(indicator) if year <= data.year]
        hint = msg("record what has been published since; if nothing has, write an exception with its reason")
        if not years and last > term.first_year and (indicator.every == 1 or not _is_before_next(indicator, last)):
            message = msg("there is no yearly result up to {year}", year=last)
            yield Problem(data.locate_target(indicator), message, hint)
        elif years and last - max(years) > indicator.every:
            message = msg("the latest yearly result is of {latest}, but {year} is over", latest=max(years), year=last)
            yield Problem(data.locate_target(indicator), message, hint)


def _is_before_next(indicator: Indicator, year: int) -> bool:
    """Whether the next result after the baseline was not due yet in a year."""
    return indicator.baseline is not None and year < indicator.baseline.year + indicator.every


class _ReportedYears:
    """The years of which an indicator has a yearly result: of the whole, or of an area, a part, or what makes it."""

    def __init__(self, data: CheckInput) -> None:
        self._by_id = {item.id: item for item in data.register.indicators}
        self._years: dict[str, set[int]] = {}
        for each in (data, *data.scopes):
            for item in each.register.indicators:
                found = {row.period.year for row in each.get_yearly_results(item)}
                self._years.setdefault(item.id, set()).update(found)

    def find(self, indicator: Indicator) -> set[int]:
        """Return the years."""
        years = self._years.get(indicator.id, set())
        if indicator.ratio:
            above, below = self._by_id[indicator.ratio.of], self._by_id[indicator.ratio.to]
            return years | (self.find(above) & self.find(below))
        return years | self.find(self._by_id[indicator.counts]) if indicator.counts else years


def check_not_final(data: CheckInput) -> Iterator[Problem]:
    """Find results that are still estimates although a later reporting year is over."""
    for indicator in data.register.indicators:
        rows = [row for each in _list_own(data) for row in each.get_yearly_results(indicator)]
        rows = [row for row in rows if row.status == "estimate" and row.period.year < data.year]
        if rows:
            years = ", ".join([str(row.subject) for row in rows])
            message = msg("still an estimate: the result of {years}", years=years)
            yield Problem(data.locate_row(rows[-1], "status"), message, _FINAL_HINT)
    for finding in find_in_area_rows(data, CheckInput.get_yearly_results, lambda row: row.status == "estimate"):
        if finding.period.year < data.year:
            message = finding.describe(msg("still an estimate: the result of {years}", years=str(finding.period)))
            yield Problem(data.locate_row(finding.row, "status"), message, _FINAL_HINT)


def check_sources(data: CheckInput) -> Iterator[Problem]:
    """Find results, targets, plans and baselines without a source."""
    stated = {item.id: item for item in data.register.list_stated()}
    for indicator in data.register.indicators:
        lacking = _list_missing_sources(stated[indicator.id])
        if lacking:
            message = msg("no source is given for {keys}", keys=", ".join(lacking))
            hint = msg('write source = "…" for the indicator: the page or document that states it')
            yield Problem(data.locate_target(indicator, "source"), message, hint)
        for row in (row for each in _list_own(data) for row in each.get_effective_rows(indicator).values()):
            if not row.source.strip():
                message = msg("no source is given for the result of {period}", period=row.subject)
                yield Problem(data.locate_row(row, "source"), message, _SOURCE_HINT)
        for decision in select_effective_rows(data.register.decisions.get(indicator.id, ())):
            if not (decision.source.strip() or decision.is_withdrawn):
                message = msg("no source is given for the decision on {subject}", subject=decision.subject)
                hint = msg("take it back with tracker undo, then record it again with --source")
                yield Problem(data.locate_row(decision, "source"), message, hint)
    for finding in find_in_area_rows(data, _list_effective_rows, lambda row: not row.source.strip()):
        message = finding.describe(msg("no source is given for the result of {period}", period=finding.period))
        yield Problem(data.locate_row(finding.row, "source"), message, _SOURCE_HINT)


def _list_own(data: CheckInput) -> list[CheckInput]:
    """Return the data of the folder's own area: the totals, and each part."""
    return [data, *(each for each in data.scopes if not each.register.scope.area)]


def _list_effective_rows(data: CheckInput, indicator: Indicator) -> Iterable[Result]:
    return data.get_effective_rows(indicator).values()


def _list_missing_sources(indicator: Indicator) -> list[str]:
    if indicator.source:
        return []
    lacking = ["target"] if indicator.target else []
    lacking += ["baseline"] if indicator.baseline and not indicator.baseline.source else []
    return lacking + [f"plan.{year}" for year, plan in indicator.plan.items() if not plan.source]


def check_revisions(data: CheckInput) -> Iterator[Problem]:
    """Find results that were changed or withdrawn without a reason; a better status is a sufficient reason."""
    for rows in data.register.list_results().values():
        for group in group_by_key(rows).values():
            yield from _check_last_revision(data, group)


def _check_last_revision(data: CheckInput, rows: list[Result]) -> Iterator[Problem]:
    """Check the last row of a period; a reason for an earlier change can no longer be added."""
    last = rows[-1]
    if len(rows) < 2 or last.note.strip() or is_undo(last):  # an undo needs no other reason
        return
    before = rows[-2]
    if last.status == "withdrawn":
        if before.status != "withdrawn":
            values = {"value": format_value(before), "period": last.subject}
            message = msg("{value} of {period} was withdrawn without a reason", **values)
            hint = msg("write the reason in the column note of that row")
            yield Problem(data.locate_row(last, "note"), message, hint)
        return
    is_better = before.status == "withdrawn" or _STATUS_ORDER.index(last.status) > _STATUS_ORDER.index(before.status)
    if not is_better and (last.value, last.qualifier) != (before.value, before.qualifier):
        values = {"before": format_value(before), "after": format_value(last), "period": last.subject}
        message = msg("{before} of {period} became {after} without a reason", **values)
        hint = msg("write the reason in the column note of that row")
        yield Problem(data.locate_row(last, "note"), message, hint)


def check_early_periods(data: CheckInput) -> Iterator[Problem]:
    """Find results of periods that had not begun or ended when recorded, or that are before the baseline year."""
    first = data.register.term.baseline_year
    hint = msg("if the year is wrong, withdraw the result and record it for the right year")
    for indicator in data.register.indicators:
        earliest = data.register.term.find_earliest_year(indicator)
        for row in data.get_effective_rows(indicator).values():
            place = data.locate_row(row, "period")
            began, ended = get_period_days(row.period, data.register.term.year_begins)
            if row.period.year < earliest:
                message = msg("{year} is before the baseline year, {first}", year=row.period.year, first=first)
                yield Problem(place, message, hint)
            elif row.status not in ("forecast", "withdrawn") and row.recorded_on < began:
                message = msg("recorded on {day}, before {period} began", day=Day(row.recorded_on), period=row.period)
                yield Problem(place, message, msg("record a future value with --status forecast"))
            elif row.status == "final" and row.recorded_on < ended and not isinstance(row.value, bool):
                message = msg("final, but recorded on {day}, before {period} had ended", day=Day(row.recorded_on),
                              period=row.period)  # fmt: skip
                yield Problem(place, message, msg("record it as an estimate until the period has ended"))
