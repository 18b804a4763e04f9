"""`tracker report`: what the office hands over, as a document, a workbook, a page or Markdown."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import click

from tracker.assess import assess, reporting_year
from tracker.assess.detail import detail
from tracker.cli import output
from tracker.cli.context import Opened, check_output, check_texts, judged, open_folder
from tracker.cli.options import (
    Common,
    Day,
    Selection,
    as_of_option,
    bundle,
    data_option,
    dry_run_option,
    group_option,
    method_option,
    owner_option,
    year_option,
)
from tracker.cli.progress import progress
from tracker.cli.texts import command, option
from tracker.errors import ExitCode, failure, msg
from tracker.journal import ALL
from tracker.language import LANGUAGES, N_, Language
from tracker.load import load
from tracker.model import Board
from tracker.office import FORMS, KINDS, read_office

if TYPE_CHECKING:
    from tracker.views.report.records import Report

ENDINGS = {".docx": "docx", ".html": "html", ".md": "markdown", ".xlsx": "xlsx"}
"""Each format by the module of `tracker.views.report` that draws it."""


class Languages(click.ParamType[tuple[str, ...]]):
    """One language, or several separated by commas, each once."""

    name = "language"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Return the languages in the order in which they are named."""
        found = tuple(dict.fromkeys(item.strip() for item in value.split(",")))
        for item in found:
            if item not in LANGUAGES:
                self.fail(click.Choice(LANGUAGES).get_invalid_choice_message(item, ctx), param, ctx)
        return found


class Request(NamedTuple):
    """Which report, and where to."""

    output: str
    form: str
    letterhead: str | None
    title: str | None
    since: str | None
    template: str | None
    lang: tuple[str, ...] | None
    dry_run: bool


request_options = bundle(
    "request",
    Request,
    Request._fields,
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
            type=click.Choice(FORMS),
            default="term",
            help=N_("term: every year against the target of the resolution. year: one year against its plan."),
        ),
        option(
            "--letterhead",
            type=click.Choice(KINDS),
            help=N_("The head of a document of the state or of the Party; else as report.toml says."),
        ),
        option("--title", metavar="TEXT", help=N_("The title; else as report.toml says, or that of the form.")),
        option(
            "--since",
            type=Day(),
            metavar="DATE",
            help=N_("Tell what has changed since the end of this day: new and revised results, verdicts that moved."),
        ),
        option("--template", metavar="DIR", help=N_("Use the templates of this folder, where it has them.")),
        option(
            "--lang", type=Languages(), metavar="LANG", help=N_("Language of the report: vi, en, or vi,en for both.")
        ),
        dry_run_option,
    ],
)
selection_options = bundle(
    "selection",
    Selection,
    ("year", "as_of", "group", "owner", "method"),
    [year_option, as_of_option, group_option, owner_option, method_option],
)


@command(
    "report",
    short=N_("Write what the office hands over: Word, Excel, a page, Markdown."),
    text=N_(
        "Write the report that the office hands over: a summary for the leader, the table in one of two forms with its "
        "footnotes and sources, and each indicator with its chart. The ending of FILE chooses the format.\n\n"
        "Names of bodies, place, signatory and logo stand in report.toml beside targets.toml, once for all reports."
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
def report(request: Request, selection: Selection, data: str | None) -> None:
    """Parse, load, compute, render."""
    draw = _drawing(request)
    opened = open_folder(Common(data, request.lang[0] if request.lang else None), selection.as_of, history=ALL)
    check_output(request.output, opened.folder)
    reports = _reports(opened, request, selection)
    if request.dry_run:
        output.remark(_planned(reports, request, opened.language))
        return
    with progress(opened.language) as tick:
        data_to_write = draw(reports, request.template or "", tick)
    output.write_bytes(data_to_write, request.output)
    output.remark([_told(reports, request, opened.language)])


def _drawing(request: Request) -> Callable[..., bytes]:
    """Return the function that draws the format that the ending means; raises TrackerError where it means none."""
    from importlib import import_module

    ending = os.path.splitext(request.output)[1].lower()
    if ending not in ENDINGS:
        raise failure(
            msg("the ending of {path} names no format", path=request.output),
            msg("use one of {endings}", endings=" ".join(ENDINGS)),
            ExitCode.USAGE,
        )
    check_texts(request.title or "")
    if request.template:
        from tracker.views.report.templates import check

        check(request.template, request.output)
    render: Callable[..., bytes] = import_module(f"tracker.views.report.{ENDINGS[ending]}").render
    return render


def _reports(opened: Opened, request: Request, selection: Selection) -> tuple[Report, ...]:
    """Return what the report says, in each language that was asked for."""
    from tracker.views.report.content import Asked, content

    board = judged(opened, selection, date.today())
    details = tuple(
        detail(board.register, item.indicator, board.year, board.as_of, board.method) for item in board.assessments
    )
    form = next(each for each in FORMS if each == request.form)
    before = _before(opened, request.since, board) if request.since else None
    asked = Asked(form, request.letterhead or "", request.title or "", request.since or "", before)
    asked = asked._replace(today=date.today().isoformat())
    office = read_office(opened.folder, opened.language.code)
    languages = [Language(code) for code in request.lang or (opened.language.code,)]
    return tuple(
        content(board, details, office, asked._replace(only=_chosen(board, selection, language)), language)
        for language in languages
    )


def _chosen(board: Board, selection: Selection, language: Language) -> str:
    """Return the names of the groups and bodies to which a report is kept by --group and --owner, or ""."""
    shown = {item.indicator.group for item in board.assessments}
    groups = [language.pick(group.name) for group in board.register.groups if group.id in shown and selection.group]
    owners = [language.pick(item.indicator.owner) for item in board.assessments if selection.owner]
    return "; ".join(dict.fromkeys((*groups, *owners)))


def _before(opened: Opened, day: str, board: Board) -> Board:
    """Return the board as it stood at the end of `day`; raises TrackerError where that is no earlier day."""
    if day >= board.as_of:
        raise failure(
            msg("--since {day} is not before {as_of}, the day of the report", day=day, as_of=board.as_of),
            msg("name the day of the last report"),
            ExitCode.USAGE,
        )
    register = load(opened.folder, day)
    year = min(board.year, reporting_year(register, int(day[:4])))
    return assess(register, year, day, board.method)


def _planned(reports: tuple[Report, ...], request: Request, language: Language) -> list[str]:
    """Return what would be written, a line each."""
    exists = os.path.exists(request.output)
    verb = N_("{path} would be replaced.") if exists else N_("{path} would be written.")
    return [
        language.fill(verb, path=request.output),
        *(
            language.fill(
                N_("{title} ({code}): {count} indicators, {footnotes} footnotes, {sources} sources"),
                title=each.title,
                code=each.language.code,
                count=len(each.parts),
                footnotes=len(each.footnotes),
                sources=len(each.sources),
            )
            for each in reports
        ),
    ]


def _told(reports: tuple[Report, ...], request: Request, language: Language) -> str:
    text = N_("{path} is written: {count} indicators, as of the end of {year}.")
    board = reports[0].board
    return language.fill(text, path=request.output, count=len(board.assessments), year=board.year)
