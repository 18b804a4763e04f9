"""`tracker next-term`: how a term has ended, and a tracker folder for the next one."""

from __future__ import annotations

import os
from typing import NamedTuple

import click

from tracker.api.selection import Selection
from tracker.cli import output
from tracker.cli.new_folder import check_new_folder, create_folder
from tracker.cli.options import (
    CommonOptions,
    Destination,
    as_of_option,
    bundle_options,
    command,
    common_options,
    dry_run_option,
    option,
    plain_destination_options,
)
from tracker.cli.output_files import confirm_output, write_rendered
from tracker.cli.prompt import confirm
from tracker.cli.schema import add_schemas
from tracker.cli.selection import assess_selection
from tracker.cli.session import Workspace, check_output, check_texts, get_today, open_workspace
from tracker.cli.years import YEARS
from tracker.errors import ExitCode, make_error, msg
from tracker.folder.files import (
    AREAS_FILE,
    CLOSED_FOLDER,
    CLOSINGS_FILE,
    CONFIG_FILE,
    DECISIONS_FILE,
    RESULTS_FILE,
    TARGETS_FILE,
    Folder,
    normalize_name,
)
from tracker.i18n import N_, Language, make_data_language
from tracker.journal.rows import RESULTS
from tracker.model import AssessmentSet, Term
from tracker.reports.config import list_pictures
from tracker.targets.reader import read_targets
from tracker.views.next_term import render

_OLD_FILES = (DECISIONS_FILE, CLOSINGS_FILE, CLOSED_FOLDER)
"""What belongs to the old term only."""
_DIR_HINT = msg("name another folder: tracker next-term DIR")


class NextTermRequest(NamedTuple):
    """The options of `tracker next-term`."""

    folder: str | None
    years: range | None
    as_of: str | None
    dry_run: bool
    yes: bool


request_options = bundle_options(
    "request",
    NextTermRequest,
    [
        click.argument("folder", metavar="[DIR]", required=False),
        option("--years", type=YEARS, metavar="YEARS", help=N_("The years of the next term, for example 2026-2030.")),
        as_of_option,
        dry_run_option,
        option("--yes", is_flag=True, help=N_("Let the next term begin before the old one has ended.")),
    ],
)


@command(
    "next-term",
    short=N_("Close a term, and start the folder of the next one."),
    text=N_(
        "Show the closing table of the term: each target, what was reached, and the verdict in the words of final "
        "reviews: exceeded, met, nearly met, missed.\n\nWith DIR, also create a tracker folder there for the next "
        "term. Its targets.toml has the same groups and indicators; the last results are the baselines, with their "
        "sources; the old targets are comments beside the lines for the new ones. Its results.csv is empty. DIR must "
        "be new or empty; nothing in the old folder changes."
    ),
    examples=N_("""Examples:
  tracker next-term
  tracker next-term -o closing.md
  tracker next-term term-2026 --years 2026-2030 --dry-run
  tracker next-term term-2026 --years 2026-2030"""),
)
@request_options
@plain_destination_options
@common_options
def next_term(request: NextTermRequest, destination: Destination, common: CommonOptions) -> None:
    """Assess the end of the term, create the folder, write the table, report what was created."""
    _check_request(request)
    workspace = open_workspace(common, request.as_of)
    language, term = workspace.language, workspace.register.term
    check_output(destination.output, workspace.folder)
    style = output.choose_style(*destination)
    notes = _check_years(request, term, language)
    board = assess_selection(
        workspace, Selection(year=term.last_year, as_of=request.as_of), get_today(workspace.closing)
    )
    if term.last_year >= term.find_year(board.as_of):
        ending = N_("The year {year} is not over: the closing table is not final.")
        notes.append(language.format(ending, year=term.last_year))
    text = render(board, language, style)
    style = confirm_output(text, style._replace(may_replace=request.yes), language)
    if request.folder is not None and request.years is not None:
        notes = [*_start_folder(request.folder, request.years, request.dry_run, workspace, board), *notes]
    write_rendered(text, style, language)
    output.print_notes(notes)


def _check_request(request: NextTermRequest) -> None:
    """Raise TrackerError if only one of DIR and --years is given, or if DIR cannot be created."""
    if request.folder is None:
        if request.years is not None:
            raise make_error(msg("--years needs the name of a new folder"), _DIR_HINT, ExitCode.USAGE)
        return
    check_texts(request.folder)
    if not request.folder:
        raise make_error(msg("the name of the new folder is empty"), _DIR_HINT, ExitCode.USAGE)
    if request.years is None:
        hint = msg("add --years, for example --years 2026-2030")
        raise make_error(msg("the years of the next term are missing"), hint, ExitCode.USAGE)
    check_new_folder(request.folder, _DIR_HINT)


def _check_years(request: NextTermRequest, term: Term, language: Language) -> list[str]:
    """Return a note if there are years between the terms; raises TrackerError if the next term begins too early.

    A plan that replaces another before its end overlaps with it; that is asked about unless `--yes` is given.
    """
    if request.years is None:
        return []
    first, last, begins = term.first_year, term.last_year, request.years[0]
    if begins <= first:
        message = msg("the next term must begin after {year}, the first year of the old one", year=first)
        hint = msg("write --years {first}-{last}", first=last + 1, last=last + len(range(first, last + 1)))
        raise make_error(message, hint, ExitCode.USAGE)
    if begins > last:
        gap = _format_span(last + 1, begins - 1)
        return [language.format(N_("Years that belong to no term: {years}."), years=gap)] if gap else []
    shared = _format_span(begins, last)
    if not (request.yes or request.dry_run):
        message = msg("{years} would belong to both terms", years=shared)
        hint = msg("begin with {year}, or add --yes if the old term is replaced before its end", year=last + 1)
        question = language.format(N_("{years} would belong to both terms. Is the old one replaced?"), years=shared)
        confirm(question, (message, hint), language, msg("nothing was written"))
    return [language.format(N_("Years that belong to both terms: {years}."), years=shared)]


def _format_span(first: int, last: int) -> str:
    """Return the years from the first to the last, "" if there is none."""
    return f"{first}–{last}" if first < last else str(first) if first == last else ""


def _start_folder(path: str, years: range, is_dry_run: bool, workspace: Workspace, board: AssessmentSet) -> list[str]:
    """Create the folder of the next term, unless it is only shown, and return the lines about it."""
    from tracker.views.next_term.draft import draft_term  # the closing table needs neither
    from tracker.views.next_term.plan import format_left_out, format_plan

    language, register = workspace.language, workspace.register
    draft = draft_term(
        board,
        years,
        language.with_code(make_data_language(register.term.language).code) if register.term.language else language,
    )
    _, problems = read_targets(draft.text, os.path.join(path, TARGETS_FILE))
    problems.raise_if_any(language.code)
    copied, left_out = _collect_files(workspace.folder, language)
    files = {TARGETS_FILE: draft.text.encode(), RESULTS_FILE: f"{RESULTS.header}\n".encode(), **copied}
    if not is_dry_run:
        create_folder(path, {**add_schemas(files, language), **copied}, _DIR_HINT)
    lines = format_plan(path, files, draft, language, is_dry_run=is_dry_run)
    return [*lines, *format_left_out(register, draft, left_out, language)]


def _collect_files(folder: Folder, language: Language) -> tuple[dict[str, bytes], list[str]]:
    """Return the files that the next term takes as they are, by their names, and the names of those it does not take.

    These are report.toml with its pictures, and the list of areas. Raises TrackerError if report.toml has an error.
    """
    pictures = list_pictures(folder, language.code)
    whole_paths = sorted(name for name in pictures if os.path.isabs(name))
    left_out = [name for name in _OLD_FILES if not folder.archive and folder.has(name)]
    names = [name for name in (CONFIG_FILE, AREAS_FILE) if folder.has(name)]
    names += sorted(set(map(normalize_name, pictures)) - set(map(normalize_name, whole_paths)))
    return {name: _read_file(folder, name) for name in names}, left_out + whole_paths


def _read_file(folder: Folder, name: str) -> bytes:
    with folder.open(name) as file:
        return file.read()
