"""`tracker decide`: record a target, plan or baseline that was set or changed, and report what that changes."""

import os
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import click

from tracker.api.selection import assess_indicator, find_in_scope
from tracker.assess import choose_reporting_year
from tracker.cli import output
from tracker.cli.after_recording import after_recording
from tracker.cli.click_i18n import NegativeValueCommand
from tracker.cli.option_types import DAY
from tracker.cli.options import (
    CommonOptions,
    bundle_options,
    common_options,
    decimal_option,
    dry_run_option,
    evidence_option,
    option,
    reopen_option,
)
from tracker.cli.prompt import confirm, get_author, get_now
from tracker.cli.scope_options import area_option, part_option
from tracker.cli.session import Workspace, check_texts, open_workspace
from tracker.errors import ExitCode, Location, Message, Problem, make_error, msg, quote_text
from tracker.folder import load_targets, make_decisions_schema
from tracker.folder.decisions import make_decision_constraints, replace_decisions
from tracker.i18n import N_, Language
from tracker.model import DECISION_KINDS, AssessmentSet, Decision, DecisionKind, Indicator, Register, Term
from tracker.model.scopes import Scope
from tracker.numbers import DecimalSign
from tracker.periods import get_calendar
from tracker.recording.commit import NewRows, commit_rows
from tracker.recording.conflicts import is_same_row, make_conflict_error
from tracker.recording.decided_value import read_decided_value
from tracker.recording.decisions import (
    PlannedDecision,
    append_decision,
    check_abolition,
    check_decision,
    find_recorded_decision,
    make_decision_question,
    plan_decision,
)
from tracker.recording.evidence import NewEvidence, add_references, keep_evidence, plan_evidence
from tracker.recording.reopening import check_reopening
from tracker.recording.scopes import check_parts, read_scope
from tracker.recording.validate import find_indicator
from tracker.views.adjustments import format_change_of_verdict
from tracker.views.decisions import format_decision, format_in_force, format_later_decision
from tracker.views.numbers import MINUS
from tracker.views.status.content import format_status_line


class DecideRequest(NamedTuple):
    """The options of `tracker decide`."""

    kind: DecisionKind
    decided: str | None
    source: str
    note: str
    decimal: DecimalSign | None
    revise: bool
    reopen: bool
    dry_run: bool
    yes: bool
    area: str | None = None
    parts: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


request_options = bundle_options(
    "request",
    DecideRequest,
    [
        option(
            "--kind",
            type=click.Choice(DECISION_KINDS),
            default="plan",
            help=N_("What was decided: the plan of YEAR (default), the target, or the baseline."),
        ),
        option(
            "--decided",
            type=DAY,
            metavar="DATE",
            help=N_("The day of the decision (default: today). From this day on it is in force."),
        ),
        option("--source", default="", metavar="TEXT", help=N_("The document: a resolution, or its web address.")),
        evidence_option,
        option("--note", default="", metavar="TEXT", help=N_("A remark on the decision.")),
        decimal_option,
        option(
            "--revise",
            is_flag=True,
            help=N_("Correct what is recorded of the same day; the earlier row stays in the journal."),
        ),
        reopen_option,
        dry_run_option,
        option("--yes", is_flag=True, help=N_("Record without asking, even if the value looks unlikely.")),
        area_option,
        part_option,
    ],
)


@click.command(
    "decide",
    cls=NegativeValueCommand,
    short_help=N_("Record a target, plan or baseline that was set or changed."),
    help=N_(
        "Record that the plan of YEAR for an INDICATOR was set or changed; with --kind, its target, due in YEAR, or "
        "its baseline, of YEAR. targets.toml stays as it is: it says what was first set.\n\n"
        'VALUE is a number, a bound (">=8", "<4", "trên 25"), a range (6.5..7), yes for a milestone, or none if it was '
        "abolished. A number alone takes the bound of the target. A report of an earlier day uses what was in force "
        "then."
    ),
    epilog=N_("""Examples:
  tracker decide grdp-growth 2025 ">=8" --decided 2025-08-05 --source "NQ 226"
  tracker decide grdp-growth 2026 6,5..7 --evidence nq-226.pdf
  tracker decide poverty-rate 2030 "<=1.2" --kind target --decided 2025-12-20
  tracker decide poverty-rate 2025 4,55 --kind baseline --note "sau sáp nhập"
  tracker decide new-schools 2027 none
  tracker decide poor-households 2026 "<=80" --area p-song-cong"""),
)
@click.argument("indicator")
@click.argument("year")
@click.argument("value")
@request_options
@common_options
def decide(indicator: str, year: str, value: str, request: DecideRequest, common: CommonOptions) -> None:
    """Read the decision and the journal, confirm an unlikely value, record it, and report the change."""
    workspace = open_workspace(common, is_recording=True)
    language, register = workspace.language, workspace.register
    found = find_indicator(register, indicator)
    scope = read_scope(register, request.area, request.parts)
    check_parts(found, scope)
    item = find_in_scope(register, found, scope, date.today().isoformat())
    evidence = plan_evidence(workspace.folder, request.evidence)
    request = request._replace(source=add_references(request.source, evidence))
    row = _read_decision(item, register.term, scope, year.strip(), value.replace(MINUS, "-"), request)
    stated = next(each for each in register.list_stated() if each.id == item.id)
    check_decision(row, make_decision_constraints((stated,), register.term))
    planned = plan_decision(row, register, revise=request.revise)
    if planned.change == "new":
        check_abolition(row, item)
    check_reopening(workspace.folder, planned.list_rows(), register.term, request)
    question = None if planned.change == "same" else make_decision_question(row, item, register)
    if question and request.dry_run:
        output.print_warnings([Problem(Location(), question)], language)
    elif question and not request.yes:
        _confirm(question, language)
    is_recorded = planned.change != "same" and not request.dry_run
    if is_recorded:
        _record(workspace, planned, request, evidence)
    with after_recording(language, is_recorded=is_recorded):
        output.write_text(_format_report(workspace, planned, request), None)


def _read_decision(
    indicator: Indicator, term: Term, scope: Scope, year: str, value: str, request: DecideRequest
) -> Decision:
    """Return the decision that was typed. Raises TrackerError if an argument does not have exactly one reading."""
    check_texts(request.source, request.note)
    period = get_calendar(term).parse_words(year)
    is_part = period is not None and bool(period.part) and request.kind == "plan"
    if period is None or not (period.is_year or is_part):
        message = msg("{found} is not a year", found=quote_text(year))
        raise make_error(message, msg("write it with four digits: 2025"), ExitCode.USAGE)
    now = get_now()
    day = request.decided or now.date().isoformat()
    decided = read_decided_value(value, indicator, request.decimal)
    texts = request.source, request.note, now.isoformat(timespec="seconds"), get_author(os.environ)
    row = Decision(indicator.id, scope.area, request.kind, period.year, decided, day, *texts, parts=scope.parts)
    return row._replace(period=period) if is_part else row


def _confirm(question: Message, language: Language) -> None:
    anyway = language.translate(N_("Record it anyway?"))
    refusal = question, msg("if it is right, add --yes; nothing was recorded")
    confirm(f"{language.format_message(question)}. {anyway}", refusal, language)


def _record(
    workspace: Workspace, planned: PlannedDecision, request: DecideRequest, evidence: Sequence[NewEvidence]
) -> None:
    """Record the decision if it still does what was read from the journal before."""

    def look_again() -> NewRows:
        fresh = load_targets(workspace.folder, date.today().isoformat())
        recorded = find_recorded_decision(planned.row, fresh)
        if not is_same_row(planned.recorded, recorded):
            raise make_conflict_error([(planned.recorded, recorded)])
        check_reopening(workspace.folder, planned.list_rows(), fresh.term, request)
        earlier = [row for row in fresh.decisions.get(planned.row.indicator, ()) if row.key == planned.row.key]
        return NewRows([planned.row], earlier)

    folder, schema = workspace.folder, make_decisions_schema(workspace.register)
    with keep_evidence(folder, folder.decisions_path, evidence) as copy:
        warnings = commit_rows(folder, get_now, lambda: copy(look_again()), schema)
    output.print_warnings(warnings, workspace.language)


def _format_report(workspace: Workspace, planned: PlannedDecision, request: DecideRequest) -> str:
    """Return what was recorded, what was in force before, and the indicator's line before and after."""
    language, row = workspace.language, planned.row
    named = next(item for item in workspace.register.indicators if item.id == row.indicator)
    indicator = find_in_scope(workspace.register, named, row.scope, date.today().isoformat())
    what = f"{row.indicator}, {format_decision(planned.row, indicator, language)}"
    if planned.change == "same":
        return language.format(N_("Unchanged: {what}; nothing was written"), what=what) + "\n"
    heading = N_("Corrected: {what}") if planned.change == "revision" else N_("Recorded: {what}")
    if request.dry_run:
        heading = N_("Would be recorded, nothing was written: {what}")
    texts = [language.format(heading, what=what), format_in_force(row, indicator, language)]
    today = date.today().isoformat()
    if row.decided_on > today:
        day = language.format_short_day(row.decided_on)
        return "\n".join([*texts, language.format(N_("It is in force from {day} on."), day=day)]) + "\n"
    before, after = _assess_both(workspace.register, row, today)
    texts.append(format_later_decision(row, after.assessments[0].indicator, language))
    ascii = not output.can_show_symbols()
    lines = [format_status_line(board, row.indicator, language, ascii=ascii) for board in (before, after)]
    if lines[0] == lines[1]:
        texts.append(language.format(N_("before and after: {line}"), line=lines[0]))
    else:
        texts.append(language.format(N_("before: {line}"), line=lines[0]))
        texts.append(language.format(N_("after:  {line}"), line=lines[1]))
    texts.append(format_change_of_verdict(before.assessments[0], after.assessments[0], language))
    return "\n".join(filter(None, texts)) + "\n"


def _assess_both(register: Register, row: Decision, today: str) -> tuple[AssessmentSet, AssessmentSet]:
    """Return the assessment of the indicator before and after the decision, at the end of the year it is about."""
    year = choose_reporting_year(register, today)
    if row.kind == "plan" and row.year:
        year = max(register.term.first_year, min(register.term.last_year, row.year))
    changed = replace_decisions(register, append_decision(register, row), today)
    item = next(item for item in register.indicators if item.id == row.indicator)
    before, after = (assess_indicator(each, item, row.scope, year, today) for each in (register, changed))
    return before, after
