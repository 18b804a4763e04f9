"""`tracker report`: reports as a Word document, an Excel workbook, an HTML page or Markdown."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from tracker.api.selection import Selection
from tracker.cli import output
from tracker.cli.option_types import DAY, LanguageListType
from tracker.cli.options import (
    CommonOptions,
    as_of_option,
    bundle_options,
    command,
    data_option,
    dry_run_option,
    group_option,
    method_option,
    option,
    owner_option,
    public_option,
    where_option,
    year_option,
)
from tracker.cli.output import show_progress
from tracker.cli.report_build import ReportSettings, build_reports, iter_area_reports
from tracker.cli.report_files import confirm_replacement, confirm_replacements, read_foreign_file
from tracker.cli.scope_options import area_option, part_option, territory_option
from tracker.cli.session import check_folder, check_output, check_texts, open_workspace
from tracker.errors import ExitCode, make_error, msg
from tracker.i18n import N_, Language
from tracker.journal.index import ALL_INDICATORS
from tracker.reports.config import REPORT_FORMS
from tracker.reports.marks import add_mark
from tracker.text import make_file_stem

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
    each: str | None
    type: str | None


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
            type=LanguageListType(),
            metavar="LANG",
            help=N_("Language of the report, or several: vi,en."),
        ),
        dry_run_option,
        option("--yes", is_flag=True, help=N_("Replace FILE even if somebody has edited it, or if it is no report.")),
        option(
            "--each",
            metavar="LEVEL",
            help=N_("One report for each area of this level, for example commune; FILE is then the folder for them."),
        ),
        option(
            "--type",
            type=click.Choice([ending[1:] for ending in MODULE_BY_EXTENSION]),
            help=N_("The format of the reports of --each (default: html)."),
        ),
    ],
)
selection_options = bundle_options(
    "selection",
    Selection,
    [
        year_option,
        as_of_option,
        group_option,
        owner_option,
        where_option,
        method_option,
        area_option,
        part_option,
        territory_option,
        public_option,
    ],
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
  tracker report --group province-economy -o minutes.md
  tracker report --area "Phường Sông Công" -o song-cong.docx
  tracker report --each commune -o pages/"""),
)
@request_options
@selection_options
@data_option
def report(request: ReportRequest, selection: Selection, data: str | None) -> None:
    """Parse, load, compute, render."""
    common = CommonOptions(data, request.lang[0] if request.lang else None)
    if request.each:
        _write_each(request, selection._replace(level=request.each), common)
        return
    if request.type:
        message, hint = msg("--type is for --each"), msg("the extension of FILE sets the format")
        raise make_error(message, hint, ExitCode.USAGE)
    render = _load_renderer(request)
    workspace = open_workspace(common, selection.as_of, history=ALL_INDICATORS)
    check_output(request.output, workspace.folder)
    reports = build_reports(workspace, _make_settings(request, workspace.language), selection)
    if request.dry_run:
        output.print_notes(_describe_dry_run(reports, request, workspace.language))
        return
    with show_progress(workspace.language) as tick:
        _write_report(reports, render, request, workspace.language, tick)
    output.print_notes([_describe_written(reports, request, workspace.language)])


def _make_settings(request: ReportRequest, language: Language) -> ReportSettings:
    texts = request.letterhead or "", request.title or "", request.since or ""
    has_listings = bool(request.template) or request.output.lower().endswith(".xlsx") or request.type == "xlsx"
    return ReportSettings(request.form, *texts, not request.no_charts, has_listings, request.lang or (language.code,))


def _write_report(
    reports: tuple[Report, ...],
    render: Callable[..., bytes],
    request: ReportRequest,
    language: Language,
    tick: Callable[[int, int], None],
) -> None:
    """Write one report. Raises TrackerError if a file that somebody has edited may not be replaced."""
    if not request.yes:
        confirm_replacement(request.output, language)
    allowed = read_foreign_file(request.output)
    content = render(reports, request.template or "", tick)
    if read_foreign_file(request.output) != allowed and not request.yes:  # somebody has saved it meanwhile
        confirm_replacement(request.output, language)
    output.write_bytes(add_mark(content), request.output)


def _write_each(request: ReportRequest, selection: Selection, common: CommonOptions) -> None:
    """Write one report for each area of a level, into a folder, and say how many."""
    ending, folder = f".{request.type or 'html'}", request.output
    named = request._replace(output=os.path.join(folder, f"x{ending}"))
    render = _load_renderer(named)
    workspace = open_workspace(common, selection.as_of, history=ALL_INDICATORS)
    language, done = workspace.language, 0
    check_folder(folder)
    settings = _make_settings(request, language)
    allowed: Sequence[str] = ()
    if not (request.yes or request.dry_run):
        level = (area.id for area in workspace.register.areas.values() if area.level == request.each)
        paths = [os.path.join(folder, make_file_stem(area) + ending) for area in level]
        allowed = confirm_replacements(paths, language)
    with show_progress(language, N_("Writing the reports: {done}")) as tick:
        for area, reports in iter_area_reports(workspace, settings, selection):
            path = os.path.join(folder, make_file_stem(area) + ending)
            one = request._replace(output=path, yes=request.yes or path in allowed)
            check_output(one.output if os.path.isdir(folder) else None, workspace.folder)
            if request.dry_run:
                output.print_notes(_describe_dry_run(reports, one, language))
                continue
            os.makedirs(folder, exist_ok=True)
            _write_report(reports, render, one, language, lambda *_: None)
            done += 1
            tick(done, done)
    if not request.dry_run:
        output.print_notes([language.format(N_("{path}: reports written: {count}."), path=folder, count=done)])


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


def _describe_dry_run(reports: tuple[Report, ...], request: ReportRequest, language: Language) -> list[str]:
    """Return what would be written, one line for the file and for each report."""
    exists = os.path.exists(request.output)
    verb = N_("{path} would be replaced.") if exists else N_("{path} would be written.")
    if read_foreign_file(request.output) and not request.yes:
        verb = N_("{path} was edited, or is no report of tracker: it would be replaced with --yes only.")
    lines = [language.format(verb, path=request.output)]
    for report in reports:
        template = N_("{title} ({code}): indicators: {count}, footnotes: {footnotes}, sources: {sources}")
        counts = {
            "count": len(report.assessment_set.assessments),
            "footnotes": len(report.footnotes),
            "sources": len(report.sources),
        }
        lines.append(language.format(template, title=report.title, code=report.language.code, **counts))
    return lines


def _describe_written(reports: tuple[Report, ...], request: ReportRequest, language: Language) -> str:
    text = N_("{path} is written, as of the end of {year}; indicators: {count}.")
    board = reports[0].assessment_set
    return language.format(text, path=request.output, count=len(board.assessments), year=board.year)
