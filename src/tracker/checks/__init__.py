"""Named checks over both files. Each is a small pure function; adding one is a function, a line below, and a test.

An exemption in `targets.toml` takes the findings of one check about one indicator (in one year, where it names one)
out of the result; one that takes nothing out is itself a finding.
"""

from collections.abc import Collection, Iterable, Iterator

from tracker.checks import coverage, files, plans, values
from tracker.checks.base import LEVELS, Check, CheckInput, Finding, Level, add_current_rows
from tracker.checks.exemptions import CheckProblem, remove_exempted
from tracker.errors import Problem, find_closest, msg, quote_text
from tracker.i18n import N_


def check_exceptions(data: CheckInput) -> Iterator[Problem]:
    """Exemptions without a reason, of a check that there is not, or that suppress nothing any more."""
    for indicator in data.register.indicators:
        for exemption in indicator.exemptions:
            place = data.locate_target(indicator, "except")
            if exemption.check not in CHECK_NAMES:
                meant = find_closest(exemption.check, CHECK_NAMES)
                hint = msg("did you mean {meant}?", meant=quote_text(meant)) if meant else _LIST_HINT
                yield Problem(place, msg("there is no check {found}", found=quote_text(exemption.check)), hint)
            elif not exemption.reason:
                message = msg("the exception of {check} has no reason", check=exemption.check)
                yield Problem(place, message, msg('write reason = "…", so that the next reader need not ask'))
            elif any(exemption is item for _, item in data.unused_exemptions):
                message = msg("the exception of {check} is not needed any more", check=exemption.check)
                yield Problem(place, message, msg("take it out, or it will hide the next fault"))


_LIST_HINT = msg("see tracker check --list")

CHECKS: tuple[Check, ...] = (
    Check("syntax", "error", N_("what keeps a file from being read"),
          N_("mend the place that is named; nothing else is checked before"), files.check_syntax),
    Check("ids", "error", N_("an id that stands twice, is not written as one, or refers to nothing"),
          N_("give each its own id; correct the reference"), files.check_ids),
    Check("periods", "error", N_("a period that is none, or lies after the last year"),
          N_("write 2024, or 2024-06 for January to June"), files.check_periods),
    Check("last-line", "error", N_("a last line of the journal that is torn"),
          N_("tracker check --repair moves it to results.csv.torn"), files.check_last_line),
    Check("natural-bounds", "error", N_("a share outside 0 to 100 %, a count below 0, a value outside stated limits"),
          N_("record the right value with --revise, or write an exception"), values.check_natural_bounds),
    Check("parts", "error", N_("an “of which” line greater than its whole in the same period and unit"),
          N_("correct one of the two, or the key parent"), values.check_parts),
    Check("units", "warning", N_("no unit, or one that does not fit the measure"),
          N_("correct unit or measure"), values.check_units),
    Check("ten-times", "warning", N_("a value about 10, 100 or 1000 times the one before it"),
          N_("where a comma was misread, record the right value with --revise"), values.check_ten_times),
    Check("early-periods", "warning", N_("a result of a time that had not come, or lies before the baseline"),
          N_("take it back and record it for the right year or with the right status"), coverage.check_early_periods),
    Check("plan-direction", "warning", N_("a plan of a level that is worse than the plan before it or the baseline"),
          N_("correct the plan, or write an exception with the reason"), plans.check_plan_direction),
    Check("plan-target", "warning", N_("plans that, all met, do not reach the target"),
          N_("make sure that both are as published; raise the plans still open"), plans.check_plan_target),
    Check("missing-years", "warning", N_("a year without a result where the target's figure needs every year"),
          N_("record the year, as an estimate if need be"), coverage.check_missing_years),
    Check("revisions", "warning", N_("a result changed or withdrawn without a reason"),
          N_("record it once more with --revise and --note"), coverage.check_revisions),
    Check("duplicate-rows", "warning", N_("a row that stands in the journal twice"),
          N_("take one of them out"), files.check_duplicate_rows),
    Check("journal-order", "warning", N_("a row recorded on an earlier day than the row before it"),
          N_("where the file was sorted, restore it from version control"), files.check_journal_order),
    Check("part-shares", "note", N_("an “of which” share in percent greater than that of the whole"),
          N_("make sure that both are shares of the same total"), values.check_part_shares),
    Check("baseline-target", "note", N_("a baseline that already meets the target"),
          N_("look at the bound and its direction"), plans.check_baseline_target),
    Check("stale", "note", N_("no yearly result for more than one reporting year"),
          N_("record what has been published since"), coverage.check_stale),
    Check("not-final", "note", N_("an estimate that no later figure has replaced"),
          N_("record the published figure with --status final --revise"), coverage.check_not_final),
    Check("sources", "note", N_("a result or a promise without its source"),
          N_("state the source"), coverage.check_sources),
    Check("line-break", "note", N_("a last line of the journal without its line break"),
          N_("nothing is lost; the next recording adds it"), files.check_line_break),
    Check("exceptions", "note", N_("an exception without a reason, without effect, or of a check that there is not"),
          N_("give the reason, or take it out"), check_exceptions),
)  # fmt: skip
"""Every check, the gravest first."""

CHECK_NAMES = tuple(check.name for check in CHECKS)
READING_CHECKS = ("syntax", "ids", "periods")
"""The checks of what keeps the files from being used: they cannot be left out, and nothing else runs with them."""


def run_checks(data: CheckInput, names: Collection[str] = CHECK_NAMES) -> list[Finding]:
    """Return what the checks of these names find that is not exempted, in the order of the files and their lines.

    Where a file could not be read, only what is wrong with that.
    """
    if data.problems:
        found = [(check, problem) for check in CHECKS if check.name in READING_CHECKS for problem in check.find(data)]
        return _sort_findings(data, found)
    data = add_current_rows(data)
    wanted = {*names, *(item.check for indicator in data.register.indicators for item in indicator.exemptions)}
    found = [
        (check, problem)
        for check in CHECKS
        if check.name in wanted and check.name != "exceptions"
        for problem in check.find(data)
    ]
    kept, unused = remove_exempted(data, found)
    data = data._replace(unused_exemptions=unused)
    kept += [(check, problem) for check in CHECKS if check.name == "exceptions" for problem in check.find(data)]
    return _sort_findings(data, [(check, problem) for check, problem in kept if check.name in names])


def _sort_findings(data: CheckInput, found: Iterable[CheckProblem]) -> list[Finding]:
    """Return the findings as both files have them: the targets by indicator, then the journal by line."""
    files = (data.targets_file, data.results_file)
    order = {indicator.id: at for at, indicator in enumerate(data.register.indicators)}

    def get_sort_key(finding: Finding) -> tuple[int, int, int]:
        place = finding.problem.location
        file = files.index(place.file) if place.file in files else -1
        return file, place.line or 0, order.get(place.indicator, -1) if not place.line else 0

    return sorted((Finding(check.name, check.level, problem) for check, problem in found), key=get_sort_key)


__all__ = ["CHECKS", "CHECK_NAMES", "LEVELS", "READING_CHECKS", "Check", "CheckInput", "Finding", "Level", "run_checks"]
