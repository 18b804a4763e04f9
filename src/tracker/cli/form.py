"""`tracker form`: the sheet that a department fills in, for `tracker import`."""

from __future__ import annotations

import os
from typing import NamedTuple

from tracker.api.selection import Selection
from tracker.cli import output
from tracker.cli.form_files import get_form_path, keep_fillable, make_empty_error, write_form, write_forms
from tracker.cli.option_types import PERIOD, YEAR
from tracker.cli.options import (
    CommonOptions,
    bundle_options,
    command,
    common_options,
    group_option,
    option,
    owner_option,
    where_option,
)
from tracker.cli.periods import resolve_period, resolve_year
from tracker.cli.scope_options import area_option
from tracker.cli.selection import assess_every_scope, assess_selection
from tracker.cli.session import Workspace, check_folder, check_output, get_today, open_workspace
from tracker.errors import ExitCode, make_error, msg
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet, Period, Term
from tracker.text import quote_argument


class FormRequest(NamedTuple):
    """The options of the command."""

    output: str
    yes: bool
    year: int | None
    period: Period | None
    group: str | None
    owner: str | None
    where: tuple[str, ...]
    plans: bool
    area: str | None
    each: str | None


request_options = bundle_options(
    "request",
    FormRequest,
    [
        option("-o", "--output", metavar="FILE", required=True, help=N_("The .xlsx file to write.")),
        option("--year", type=YEAR, metavar="YEAR", help=N_("The year of the results to fill in.")),
        option(
            "--period",
            type=PERIOD,
            metavar="PERIOD",
            help=N_("A part of the year instead: 2024-06 is January to June, 2024-Q2 the second quarter."),
        ),
        option("--plans", is_flag=True, help=N_("For the plans of YEAR instead of its results.")),
        group_option,
        owner_option,
        where_option,
        area_option,
        option(
            "--each",
            metavar="LEVEL",
            help=N_("One form for each area of this level, for example commune; FILE is then the folder for them."),
        ),
        option("--yes", is_flag=True, help=N_("Replace FILE without asking, even if it may have been filled in.")),
    ],
)


@command(
    "form",
    short=N_("Write the Excel sheet that a department fills in."),
    text=N_(
        "Write the Excel sheet that a department fills in. It lists the indicators with the plan and the result of the "
        "year before, and has one cell each for the result of YEAR. With PERIOD, it is for these months, and shows the "
        "same months of the year before. tracker import reads it back. With --plans, it asks for the plans of YEAR; "
        "tracker import --plans reads them."
    ),
    examples=N_("""Examples:
  tracker form --year 2024 -o form.xlsx
  tracker form --period 2024-06 -o 6-thang.xlsx
  tracker form --year 2024 --owner "Sở Tài chính" -o tai-chinh.xlsx
  tracker import tai-chinh.xlsx
  tracker form --plans --year 2026 -o ke-hoach-2026.xlsx
  tracker import ke-hoach-2026.xlsx --plans --decided 2025-12-10
  tracker form --year 2026 --area "Phường Sông Công" -o song-cong.xlsx
  tracker form --year 2026 --each commune -o forms/
  tracker import forms/"""),
)
@request_options
@common_options
def form(request: FormRequest, common: CommonOptions) -> None:
    """Parse, load, judge, write."""
    if not request.each:
        _check_extension(request.output)
    _check_one_period(request)
    workspace = open_workspace(common)
    period = _choose_period(request, workspace.register.term)
    if request.plans:
        _check_plan_year(period, workspace.register.term)
    selection = Selection(period.year, None, request.group, request.owner, area=request.area, where=request.where)
    if request.each:
        _write_each(request, period, workspace, selection._replace(level=request.each))
        return
    check_output(request.output, workspace.folder)
    board = assess_selection(workspace, selection, get_today(workspace.closing))
    board = keep_fillable(board, plans=request.plans)
    if not board.assessments:
        raise make_empty_error(board.register.scope.area, "")
    language, count = workspace.language, len(board.assessments)
    write_form(request.output, _render(request, board, period, language), language, may_replace=request.yes)
    if request.output != output.STDOUT:
        template = N_("{path} is written; indicators to fill in: {count}.")
        written = language.format(template, path=request.output, count=count)
        output.print_notes([written, _format_next_step(request, language)])


def _render(request: FormRequest, board: AssessmentSet, period: Period, language: Language) -> bytes:
    """Return the form for a board."""
    if request.plans:
        from tracker.views.plan_form import render_plan_form

        return render_plan_form(board, language, request.owner)
    from tracker.views.form import render_form

    return render_form(board, language, request.owner, period)


def _write_each(request: FormRequest, period: Period, workspace: Workspace, selection: Selection) -> None:
    """Write a form for each area of a level into a folder, and say how many."""
    folder, language = request.output, workspace.language
    check_folder(folder)
    forms: dict[str, bytes] = {}
    with output.show_progress(language, N_("Writing the forms: {done}")) as tick:
        for every in assess_every_scope(workspace, selection, get_today(workspace.closing)):
            board = keep_fillable(every, plans=request.plans)
            area = board.register.scope.area
            if board.assessments:
                check_output(get_form_path(folder, area) if os.path.isdir(folder) else None, workspace.folder)
                forms[area] = _render(request, board, period, language)
                tick(len(forms), len(forms))
    if not forms:
        raise make_empty_error("", selection.level or "")
    write_forms(folder, forms, language, may_replace=request.yes)
    written = language.format(N_("{path}: forms written: {count}."), path=folder, count=len(forms))
    output.print_notes([written, _format_next_step(request, language)])


def _format_next_step(request: FormRequest, language: Language) -> str:
    """Return what to do with the forms that come back."""
    template = N_("When it is filled in: tracker import {path}")
    if request.plans:
        template = N_("When it is filled in: tracker import {path} --plans")
    return language.format(template, path=quote_argument(request.output))


def _check_plan_year(period: Period, term: Term) -> None:
    """Raise TrackerError unless a form for plans is for a year of the term."""
    if not period.is_year:
        hint = msg("name the year with --year")
        raise make_error(msg("plans are those of a whole year"), hint, ExitCode.USAGE)
    if not term.first_year <= period.year <= term.last_year:
        years = {"year": period.year, "first": term.first_year, "last": term.last_year}
        raise make_error(msg("{year} is not a year of the term {first}–{last}", **years), None, ExitCode.USAGE)


def _check_one_period(request: FormRequest) -> None:
    """Raise TrackerError unless exactly one option names the period of the form."""
    if (request.year is None) == (request.period is None):
        message = msg("name the period of the form once")
        raise make_error(message, msg("add --year 2024, or --period 2024-06 for its first six months"), ExitCode.USAGE)


def _choose_period(request: FormRequest, term: Term) -> Period:
    """Return the period of the form, which one of the options names."""
    return resolve_period(request.period, term) or Period(resolve_year(request.year, term) or 0)


def _check_extension(path: str) -> None:
    if path != output.STDOUT and os.path.splitext(path)[1].lower() != ".xlsx":
        message = msg("the file extension of {path} is not .xlsx", path=path)
        raise make_error(message, msg("name the file like form.xlsx"), ExitCode.USAGE)
