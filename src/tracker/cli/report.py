"""`tracker report`: reports as a Word document, an Excel workbook, an HTML page or Markdown."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import click

from tracker.assess import assess, choose_reporting_year
from tracker.assess.detail import build_detail
from tracker.cli import output
from tracker.cli.options import (
    DAY,
    ChoiceListType,
    CommonOptions,
    Selection,
    as_of_option,
    bundle_options,
    command,
    data_option,
    dry_run_option,
    group_option,
    method_option,
    option,
    owner_option,
    year_option,
)
from tracker.cli.output import show_progress
from tracker.cli.prompt import confirm
from tracker.cli.selection import assess_selection
from tracker.cli.session import Workspace, check_output, check_texts, get_today, open_workspace
from tracker.errors import ExitCode, make_error, msg
from tracker.folder import load_register
from tracker.i18n import LANGUAGES, N_, Language
from tracker.journal.index import ALL_INDICATORS
from tracker.model import AssessmentSet
from tracker.reports.config import REPORT_FORMS, choose_letterhead, read_config
from tracker.reports.marks import add_mark, is_own_output
from tracker.text import sanitize_text

if TYPE_CHECKING:
    from tracker.reports.records import Report

MODULE_BY_EXTENSION = {".docx": "docx", ".html": "html", ".md": "markdown", ".xlsx": "xlsx"}
"""The module of `tracker.reports` for each file extension."""


class ReportRequest(NamedTuple):
    """Which report to write, and to which file."""

    output: str
    form: str
    letterhead: str | None
    title: str | None
    since: str | None
    template: str | None
    no_charts: bool
    lang: tuple[str, ...] | None
    dry_run: bool
    yes: bool


request_options = bundle_options(
    "request",
    ReportRequest,
    [
        option(
            "-o",
            "--output",
            metavar="FILE",
            required=True,
            help=N_("The file to write; its ending (.docx, .xlsx, .html, .md) chooses the format."),
        ),
        option(
            "--form",
            type=click.Choice(REPORT_FORMS),
            default="term",
            help=N_("term: every year against the target. year: one year against its plan."),
        ),
        option(
            "--letterhead",
            metavar="NAME",
            help=N_("The letterhead: state, party, none, or one that report.toml names; else as report.toml says."),
        ),
        option("--title", metavar="TEXT", help=N_("The title; else as report.toml says, or that of the form.")),
        option(
            "--since",
            type=DAY,
            metavar="DATE",
            help=N_("Tell what has changed since the end of this day: new and revised results, verdicts that moved."),
        ),
        option("--template", metavar="DIR", help=N_("Use the templates of this folder, where it has them.")),
        option("--no-charts", is_flag=True, help=N_("Leave out all charts.")),
        option(
            "--lang",
            type=ChoiceListType("language", LANGUAGES),
            metavar="LANG",
            help=N_("Language of the report: vi, en, or vi,en for both."),
        ),
        dry_run_option,
        option("--yes", is_flag=True, help=N_("Replace FILE even if somebody has edited it, or if it is no report.")),
    ],
)
selection_options = bundle_options(
    "selection",
    Selection,
    [year_option, as_of_option, group_option, owner_option, method_option],
)


@command(
    "report",
    short=N_("Write a report: Word, Excel, HTML or Markdown."),
    text=N_(
        "Write a report: a summary for the leader, the table in one of two forms with its footnotes and sources, and "
        "each indicator with its chart. The extension of FILE sets the format.\n\n"
        "Names of bodies, place, signatory and logo are in report.toml beside targets.toml, once for all reports."
    ),
    examples=N_("""Examples:
  tracker report -o phu-luc.docx --letterhead party
  tracker report --form year --year 2023 -o bieu-2023.xlsx
  tracker report --since 2024-01-31 --lang vi,en -o report.html
  tracker report --group province-economy -o minutes.md"""),
)
@request_options
@selection_options
@data_option
def report(request: ReportRequest, selection: Selection, data: str | None) -> None:
    """Parse, load, compute, render."""
    render = _load_renderer(request)
    common = CommonOptions(data, request.lang[0] if request.lang else None)
    workspace = open_workspace(common, selection.as_of, history=ALL_INDICATORS)
    check_output(request.output, workspace.folder)
    reports = _build_reports(workspace, request, selection)
    if request.dry_run:
        output.print_notes(_describe_dry_run(reports, request, workspace.language))
        return
    if not request.yes:
        _confirm_replacement(request.output, workspace.language)
    allowed = _read_foreign_file(request.output)
    with show_progress(workspace.language) as tick:
        content = render(reports, request.template or "", tick)
    if _read_foreign_file(request.output) != allowed and not request.yes:  # somebody has saved it meanwhile
        _confirm_replacement(request.output, workspace.language)
    output.write_bytes(add_mark(content), request.output)
    output.print_notes([_describe_written(reports, request, workspace.language)])


def _read_foreign_file(path: str) -> bytes:
    """Return the bytes of a file that is no report as the program wrote it; b"" if writing to it destroys nothing."""
    if not os.path.isfile(path):
        return b""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:  # writing to it will fail too, with the reason
        return b""
    return b"" if is_own_output(data) else data


def _confirm_replacement(path: str, language: Language) -> None:
    """Ask before a file is replaced that somebody has edited, or that is no report; raises TrackerError if refused."""
    if not _read_foreign_file(path):
        return
    refusal = (
        msg("{path} was edited, or is no report of tracker; nothing was written", path=path),
        msg("name another file, or add --yes to replace this one"),
    )
    question = language.format(N_("{path} was edited, or is no report of tracker. Replace it?"), path=path)
    confirm(question, refusal, language, msg("nothing was written"))


def _load_renderer(request: ReportRequest) -> Callable[..., bytes]:
    """Return the function that renders the format of the file extension; raises TrackerError if there is none."""
    from importlib import import_module

    ending = os.path.splitext(request.output)[1].lower()
    if ending not in MODULE_BY_EXTENSION:
        raise make_error(
            msg("unknown file extension: {path}", path=request.output),
            msg("use one of {endings}", endings=" ".join(MODULE_BY_EXTENSION)),
            ExitCode.USAGE,
        )
    check_texts(request.title or "")
    if request.template:
        from tracker.reports.templates import check_template_folder

        check_template_folder(request.template, request.output)
    render: Callable[..., bytes] = import_module(f"tracker.reports.{MODULE_BY_EXTENSION[ending]}").render
    return render


def _build_reports(workspace: Workspace, request: ReportRequest, selection: Selection) -> tuple[Report, ...]:
    """Return the report in each requested language."""
    from tracker.reports.content import ReportOptions, build_report

    board = assess_selection(workspace, selection, get_today(workspace.closing))
    details = tuple(
        build_detail(board.register, item.indicator, board.year, board.as_of, board.method)
        for item in board.assessments
    )
    form = next(each for each in REPORT_FORMS if each == request.form)
    before = _assess_earlier(workspace, request.since, board) if request.since else None
    options = ReportOptions(form, "", request.title or "", request.since or "", before)
    options = options._replace(today=get_today(workspace.closing), has_charts=not request.no_charts)
    config = choose_letterhead(read_config(workspace.folder, workspace.language.code), request.letterhead or "")
    reports = []
    for language in map(Language, request.lang or (workspace.language.code,)):
        options = options._replace(selection_text=_describe_selection(board, selection, language))
        reports.append(build_report(board, details, config, options, language))
    return tuple(reports)


def _describe_selection(board: AssessmentSet, selection: Selection, language: Language) -> str:
    """Return which groups and bodies --group and --owner selected, in a sentence, or ""."""
    selected = {item.indicator.group for item in board.assessments}
    groups = [language.pick_text(group.name) for group in board.register.groups if group.id in selected]
    owners = [language.pick_text(item.indicator.owner) for item in board.assessments]
    values = {
        "groups": sanitize_text(", ".join(groups) or selection.group or ""),
        "owners": sanitize_text(", ".join(dict.fromkeys(owners)) or selection.owner or ""),
    }
    if selection.group and selection.owner:
        return language.format(N_("Scope: the indicators of {groups} for which {owners} is responsible"), **values)
    if selection.owner:
        return language.format(N_("Scope: the indicators for which {owners} is responsible"), **values)
    return language.format(N_("Scope: the indicators of {groups}"), **values) if selection.group else ""


def _assess_earlier(workspace: Workspace, day: str, board: AssessmentSet) -> AssessmentSet:
    """Return the assessments at the end of `day`; raises TrackerError if that is no earlier day."""
    if day >= board.as_of:
        raise make_error(
            msg("--since {day} is not before {as_of}, the day of the report", day=day, as_of=board.as_of),
            msg("name the day of the last report"),
            ExitCode.USAGE,
        )
    register = load_register(workspace.folder, day)
    year = min(board.year, choose_reporting_year(register, int(day[:4])))
    return assess(register, year, day, board.method)


def _describe_dry_run(reports: tuple[Report, ...], request: ReportRequest, language: Language) -> list[str]:
    """Return what would be written, one line for the file and for each report."""
    exists = os.path.exists(request.output)
    verb = N_("{path} would be replaced.") if exists else N_("{path} would be written.")
    if _read_foreign_file(request.output) and not request.yes:
        verb = N_("{path} was edited, or is no report of tracker: it would be replaced with --yes only.")
    lines = [language.format(verb, path=request.output)]
    for report in reports:
        template = N_("{title} ({code}): {count} indicators, {footnotes} footnotes, {sources} sources")
        counts = {
            "count": len(report.assessment_set.assessments),
            "footnotes": len(report.footnotes),
            "sources": len(report.sources),
        }
        lines.append(language.format(template, title=report.title, code=report.language.code, **counts))
    return lines


def _describe_written(reports: tuple[Report, ...], request: ReportRequest, language: Language) -> str:
    text = N_("{path} is written: {count} indicators, as of the end of {year}.")
    board = reports[0].assessment_set
    return language.format(text, path=request.output, count=len(board.assessments), year=board.year)
