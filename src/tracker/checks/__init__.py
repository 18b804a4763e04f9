"""Named checks over both files. Each is a small pure function; a new one needs a function, a line below, and a test.

An exemption in `targets.toml` removes the findings of one check about one indicator (in one year, if it has a year).
An exemption that removes nothing is itself a finding.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from tracker.checks import areas, closings, coverage, evidence, files, parts, plans, questions, roll_ups, values
from tracker.checks.base import LEVELS, Check, CheckInput, Finding, Level, add_current_rows
from tracker.errors import Problem, find_closest, msg, quote_text
from tracker.i18n import N_
from tracker.model import Decision, Exemption, Indicator, Row
from tracker.model.scopes import Scope

_LIST_HINT = msg("see tracker check --list")
_CheckProblem = tuple[Check, Problem]


def check_exceptions(data: CheckInput) -> Iterator[Problem]:
    """Exemptions without a reason, for a check that does not exist, or that suppress nothing any more."""
    for indicator in data.register.indicators:
        for exemption in indicator.exemptions:
            place = data.locate_target(indicator, "except")
            if exemption.check not in CHECK_NAMES:
                meant = find_closest(exemption.check, CHECK_NAMES)
                hint = msg("did you mean {meant}?", meant=quote_text(meant)) if meant else _LIST_HINT
                yield Problem(place, msg("there is no check {found}", found=quote_text(exemption.check)), hint)
            elif not exemption.reason:
                message = msg("the exception of {check} has no reason", check=exemption.check)
                yield Problem(place, message, msg('write reason = "…", for later readers'))
            elif any(exemption is item for _, item in data.unused_exemptions):
                message = msg("the exception of {check} is not needed any more", check=exemption.check)
                yield Problem(place, message, msg("remove it, because it can hide a later error"))


CHECKS: tuple[Check, ...] = (
    Check("syntax", "error", N_("an error that prevents a file from being read"),
          N_("correct the reported place; until then nothing else is checked"), files.check_syntax),
    Check("ids", "error", N_("an id that is duplicate or malformed, or a reference to an id that does not exist"),
          N_("give each its own id, or correct the reference"), files.check_ids),
    Check("periods", "error", N_("a period that is invalid or after the last year"),
          N_("write 2024, or 2024-06 for January to June"), files.check_periods),
    Check("last-line", "error", N_("an incomplete last line of the journal"),
          N_("tracker check --repair moves it to results.csv.torn"), files.check_last_line),
    Check("closed-rows", "error", N_("a closed row of a journal that was changed or removed"),
          N_("restore the journal; a correction is a new row"), closings.check_closed_rows),
    Check("closed-files", "error", N_("a zip file of a closed year that is missing, changed, or without its closing"),
          N_("restore it from version control or a copy"), closings.check_closed_files),
    Check("evidence", "error", N_("evidence in the folder that is missing, was changed, or lies outside the folder"),
          N_("restore the file, or name the right one with --revise --evidence FILE"), evidence.check_evidence),
    Check("latest", "error", N_("last rows in a shared store that are not what its results make"),
          N_("make them anew: tracker check --repair"), files.check_latest),
    Check("natural-bounds", "error", N_("a share outside 0 to 100 %, a count below 0, a value outside stated limits"),
          N_("record the right value with --revise, or write an exception"), values.check_natural_bounds),
    Check("parts", "error", N_("an “of which” line greater than its whole in the same period and unit"),
          N_("correct one of the two, or the key parent"), values.check_parts),
    Check("units", "warning", N_("no unit, or one that does not fit the measure"),
          N_("correct unit or measure"), values.check_units),
    Check("ten-times", "warning", N_("a value about 10, 100 … 10⁹ times the one before it or its plan"),
          N_("if a comma was misread, record the right value with --revise"), values.check_ten_times),
    Check("falling-totals", "warning", N_("an amount of a year that is less than that of its first months"),
          N_("if they are single months, withdraw them and record each as such (2024-M06)"),
          values.check_falling_totals),
    Check("period-sums", "warning", N_("a year or a part of it that differs from its parts, or from the same months"),
          N_("correct one of the figures with --revise, or write an exception"), parts.check_period_sums),
    Check("early-periods", "warning", N_("a result of a period that had not begun or ended, or is before the baseline"),
          N_("withdraw it and record it for the right year or with the right status"), coverage.check_early_periods),
    Check("plan-direction", "warning", N_("a plan of a level that is worse than the plan before it or the baseline"),
          N_("correct the plan, or write an exception with the reason"), plans.check_plan_direction),
    Check("plan-target", "warning", N_("plans that do not reach the target even if all are met"),
          N_("make sure that both are as published; change the plans still open"), plans.check_plan_target),
    Check("missing-years", "warning", N_("a year without a result although the target needs every year"),
          N_("record the year, as an estimate if necessary"), coverage.check_missing_years),
    Check("revisions", "warning", N_("a result changed or withdrawn without a reason"),
          N_("write the reason in the column note of that row"), coverage.check_revisions),
    Check("unread-targets", "warning", N_("a target of the table that init --from did not understand"),
          N_("write the target at its line, or delete the line"), questions.check_unread_targets),
    Check("duplicate-rows", "warning", N_("a row that is in the journal twice"),
          N_("remove one of them"), files.check_duplicate_rows),
    Check("unread-journals", "warning", N_("a journal beside a shared store, which holds the journals"),
          N_("move it away, or load it with tracker store load"), files.check_unread_journals),
    Check("journal-order", "warning",
          N_("a row recorded on an earlier day than the row before it, or before the latest one of its period"),
          N_("if the file was sorted, restore it from version control"), files.check_journal_order),
    Check("areas", "warning", N_("a level that no area has, or rows about areas in a folder that lists none"),
          N_("list the areas in areas.csv"), areas.check_areas),
    Check("area-periods", "warning", N_("a result of an area for a period on whose last day it did not exist"),
          N_("record it for the area that existed then; it is added to no larger figure"), areas.check_area_periods),
    Check("area-levels", "warning", N_("a result or decision about an area of a level that does not report it"),
          N_("record it for the area that reports it, or correct areas at the indicator"), areas.check_area_levels),
    Check("roll-ups", "warning", N_("a recorded figure that is not what areas, parts or other indicators make"),
          N_("correct one of the two; the recorded one is used"), roll_ups.check_roll_ups),
    Check("handed-down", "warning", N_("a target or plan that the areas do not reach even if each reaches its own"),
          N_("hand down more, or correct the target of the whole"), roll_ups.check_handed_down),
    Check("after-closing", "warning", N_("a result of a closed year that was recorded after the closing"),
          N_("when it is reported, close the year again: tracker close"), closings.check_after_closing),
    Check("closed-targets", "warning", N_("a target, plan, baseline or measure that is not as it was in a closed year"),
          N_("restore it, or write an exception with the reason"), closings.check_closed_targets),
    Check("part-shares", "note", N_("an “of which” share in percent greater than that of the whole"),
          N_("make sure that both are shares of the same total"), values.check_part_shares),
    Check("baseline-target", "note", N_("a baseline that already meets the target"),
          N_("check the bound and its direction"), plans.check_baseline_target),
    Check("method-names", "note", N_("a method under another name than that of the program"),
          N_("nothing is wrong; the outputs write the name of the program"), plans.check_method_names),
    Check("stale", "note", N_("no yearly result for more than one reporting year"),
          N_("record what has been published since"), coverage.check_stale),
    Check("not-final", "note", N_("an estimate that no later figure has replaced"),
          N_("record the published figure with --status final --revise"), coverage.check_not_final),
    Check("sources", "note", N_("a result, target, plan or baseline without a source"),
          N_("state the source"), coverage.check_sources),
    Check("evidence-hash", "note", N_("evidence in the folder without its hash, so that no change of it is noticed"),
          N_("add #sha256=… to the source"), evidence.check_evidence_hash),
    Check("line-break", "note", N_("a last line of the journal without a line break"),
          N_("nothing is lost; the next recording adds it"), files.check_line_break),
    Check("open-questions", "note", N_("a question of init --from that is still in targets.toml"),
          N_("correct the line below it if it is wrong, then delete the question"), questions.check_open_questions),
    Check("exceptions", "note", N_("an exception without a reason or effect, or for an unknown check"),
          N_("give the reason, or remove the exception"), check_exceptions),
)  # fmt: skip
"""All checks, the most severe first."""

CHECK_NAMES = tuple(check.name for check in CHECKS)
READING_CHECKS = ("syntax", "ids", "periods")
"""The checks for errors that prevent the use of the files. They always run, and after a finding no other check runs
but those of `CLOSING_CHECKS`."""
SCOPE_CHECKS = ("natural-bounds", "parts", "ten-times", "falling-totals", "period-sums", "early-periods", "part-shares")
"""The checks of single rows, which are also made for each area and part."""
CLOSING_CHECKS = ("closed-rows", "closed-files")
"""The checks that need nothing of what the files say."""


def run_checks(data: CheckInput, names: Collection[str] = CHECK_NAMES) -> list[Finding]:
    """Return the findings of these checks that are not exempted, in the order of the files and their lines.

    If a file could not be read, only the findings of `READING_CHECKS` and `CLOSING_CHECKS`.
    """
    if data.problems:
        return _sort_findings(data, _find(data, (*READING_CHECKS, *(set(names) & set(CLOSING_CHECKS)))))
    data = add_current_rows(data)
    exempted = [item.check for indicator in data.register.indicators for item in indicator.exemptions]
    kept, unused = _remove_exempted(data, _find(data, {*names, *exempted} - {"exceptions"}))
    kept += _find(data._replace(unused_exemptions=unused), ["exceptions"])
    return _sort_findings(data, [(check, problem) for check, problem in kept if check.name in names])


def _find(data: CheckInput, names: Collection[str]) -> Iterator[_CheckProblem]:
    for check in CHECKS:
        if check.name in names:
            yield from ((check, problem) for problem in check.find(data))
            for each in data.scopes if check.name in SCOPE_CHECKS else ():
                yield from ((check, _name_scope(problem, each.register.scope)) for problem in check.find(each))


def _name_scope(problem: Problem, scope: Scope) -> Problem:
    """Return a problem that names the area or part before what is wrong."""
    return problem._replace(message=msg("{scope}: {message}", scope=str(scope), message=problem.message))


def _remove_exempted(
    data: CheckInput, found: Iterable[_CheckProblem]
) -> tuple[list[_CheckProblem], tuple[tuple[Indicator, Exemption], ...]]:
    """Return the problems that are not exempted, and the exemptions that removed nothing."""
    problems = list(found)
    exemptions = [(indicator, item) for indicator in data.register.indicators for item in indicator.exemptions]
    years = _find_years(data, {problem.location.line for _, problem in problems}) if exemptions else {}
    used: set[int] = set()
    kept = []
    for check, problem in problems:
        year = _get_year(problem, years)
        hits = [
            index
            for index, (indicator, item) in enumerate(exemptions)
            if indicator.id == problem.location.indicator and item.check == check.name and item.year in (None, year)
        ]
        used.update(hits)
        if not hits:
            kept.append((check, problem))
    return kept, tuple(pair for index, pair in enumerate(exemptions) if index not in used)


def _find_years(data: CheckInput, lines: Collection[int | None]) -> dict[tuple[str, int | None], int | None]:
    """Return the year of each row on one of these lines, by its file and line."""
    journals: tuple[Mapping[str, Iterable[Row]], ...] = (data.register.list_results(), data.register.decisions)
    rows = [row for journal in journals for group in journal.values() for row in group if row.line in lines]
    return {data.locate_row(row)[:2]: row.year if isinstance(row, Decision) else row.period.year for row in rows}


def _get_year(problem: Problem, years: Mapping[tuple[str, int | None], int | None]) -> int | None:
    """Return the year of the row or the plan that a problem is about."""
    if problem.location.line:
        return years.get(problem.location[:2])
    year = problem.location.key.rpartition("plan.")[2]
    return int(year) if year.isdecimal() else None


def _sort_findings(data: CheckInput, problems: Iterable[_CheckProblem]) -> list[Finding]:
    """Return the findings in the order of the files: the targets by indicator, then the journal by line."""
    files = (data.targets_file, data.results_file, data.decisions_file)
    order = {indicator.id: index for index, indicator in enumerate(data.register.indicators)}

    def get_sort_key(finding: Finding) -> tuple[int, int, int]:
        place = finding.problem.location
        file = files.index(place.file) if place.file in files else -1
        return file, place.line or 0, order.get(place.indicator, -1) if not place.line else 0

    return sorted((Finding(check.name, check.level, problem) for check, problem in problems), key=get_sort_key)


__all__ = [
    "CHECKS",
    "CHECK_NAMES",
    "CLOSING_CHECKS",
    "LEVELS",
    "READING_CHECKS",
    "Check",
    "CheckInput",
    "Finding",
    "Level",
    "run_checks",
]
