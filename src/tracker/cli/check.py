"""`tracker check`: named checks over both files; it writes nothing and exits with 0 if all is fine."""

from __future__ import annotations

import os
from decimal import Decimal
from typing import NamedTuple

import click

from tracker.checks import CHECK_NAMES, CHECKS, LEVELS, READING_CHECKS, CheckInput, Finding, Level, run_checks
from tracker.checks.base import NO_CLOSINGS
from tracker.cli import output
from tracker.cli.option_types import ChoiceListType
from tracker.cli.options import (
    CommonOptions,
    Destination,
    as_of_option,
    bundle_options,
    command,
    common_options,
    make_destination_options,
    option,
    year_option,
)
from tracker.cli.output_files import confirm_output, write_rendered
from tracker.cli.periods import resolve_year
from tracker.cli.session import check_output, choose_language, choose_year, get_today, load_closing, resolve_folder
from tracker.errors import ExitCode, Location, Problem, ProblemList, TrackerError, make_error, msg
from tracker.folder import RESULTS_FILE, Folder, check_writable, connect_named_store, load_register, wait_for_writers
from tracker.folder.evidence_files import EvidenceExaminer
from tracker.folder.files import CLOSED_FOLDER, CLOSINGS_FILE, TARGETS_FILE
from tracker.i18n import N_, Language, detect_language
from tracker.journal.closed_rows import read_column_names
from tracker.journal.closings import ClosingEvidence
from tracker.journal.decision_rows import DECISIONS
from tracker.journal.index import ALL_INDICATORS
from tracker.journal.rows import RESULTS
from tracker.journal.signals import release_signals
from tracker.model import Register, Result, Term
from tracker.targets.questions import find_questions
from tracker.views.check import format_check_list, format_summary, render

_FORMATS = ("text", "csv", "json", "md", "github")
_CHECK_LIST = ChoiceListType("check", CHECK_NAMES, N_("{value!r} is not a check; see tracker check --list."))
_EMPTY_REGISTER = Register(Term({}, 0, 0, 0, ""), (), (), {})


class CheckOptions(NamedTuple):
    """Which checks to run, as of when, and what makes the command fail."""

    fail_on: Level
    only: tuple[tuple[str, ...], ...]
    ignore: tuple[tuple[str, ...], ...]
    year: int | None
    as_of: str | None
    listing: bool
    repair: bool

    @property
    def names(self) -> set[str]:
        """Return the names of the checks to run; problems that prevent reading are always reported."""
        names = {name for several in self.only for name in several} or set(CHECK_NAMES)
        return names - {name for several in self.ignore for name in several} | set(READING_CHECKS)

    def check_ignored(self) -> None:
        """Raise TrackerError if a check that reading needs is to be left out."""
        needed = [name for several in self.ignore for name in several if name in READING_CHECKS]
        if needed:
            message = msg("{check} cannot be left out: what it finds keeps the files from being read", check=needed[0])
            raise make_error(message, None, ExitCode.USAGE)

    def should_fail(self, findings: list[Finding]) -> bool:
        """Whether a finding has the level of `--fail-on` or a worse one."""
        return any(LEVELS.index(finding.level) <= LEVELS.index(self.fail_on) for finding in findings)


check_options = bundle_options(
    "options",
    CheckOptions,
    [
        option(
            "--fail-on",
            type=click.Choice(LEVELS),
            default="error",
            show_default=True,
            help=N_("Exit with 1 from this level on: error, warning or note."),
        ),
        option("--only", type=_CHECK_LIST, metavar="CHECK", multiple=True, help=N_("Only these checks.")),
        option("--ignore", type=_CHECK_LIST, metavar="CHECK", multiple=True, help=N_("All but these checks.")),
        year_option,
        as_of_option,
        option("--list", "listing", is_flag=True, help=N_("List the checks, and check nothing.")),
        option(
            "--repair",
            is_flag=True,
            help=N_(
                "First move a torn last line of the journal to results.csv.torn; in a store, put its last rows right."
            ),
        ),
    ],
)


@command(
    "check",
    short=N_("Check both files for errors and missing data."),
    text=N_(
        "Check both files with named checks: errors are certainly wrong, warnings probably, notes are worth knowing. "
        "It prints nothing if all is fine."
    ),
    examples=N_("""Examples:
  tracker check
  tracker check --fail-on warning
  tracker check --only ten-times,natural-bounds
  tracker check --ignore stale --format json
  tracker check --format github
  tracker check --repair
  tracker check --list

An exception and its reason are written at the indicator in targets.toml:
  except = [{ check = "stale", reason = "…" }]"""),
)
@check_options
@make_destination_options(
    _FORMATS, N_("text, csv, json, md, or github: annotations of GitHub Actions (default: text).")
)
@common_options
def check(options: CheckOptions, destination: Destination, common: CommonOptions) -> int:
    """Parse, load, check, render."""
    if options.listing:
        text = format_check_list(CHECKS, Language(common.lang or detect_language(os.environ)))
        output.write_text(text, None)
        return ExitCode.DONE
    options.check_ignored()
    folder = resolve_folder(common)
    check_output(destination.output, folder)
    style = output.choose_style(*destination, default="text")
    if options.repair:  # what is repaired first must not be told as a failure
        language = choose_language(common, None)
        nothing = render((), language, style, lambda: _find_repository(folder))
        style = confirm_output(nothing, style, language)
    repaired = _repair(folder) if options.repair else []
    data, language = _read_data(folder, common, options)
    output.print_warnings(repaired, language)
    findings = run_checks(data, options.names)
    text = render(findings, language, style, lambda: _find_repository(folder))
    write_rendered(text, style, language)
    if style.format in ("text", "table", "github") and findings:
        output.write_stderr(format_summary(findings, language) + "\n")
    if data.left_out:
        more = msg("{count} further problems are not listed", count=Decimal(data.left_out))
        output.write_stderr(language.format_message(more) + "\n")
    if data.problems:
        return ExitCode.DATA
    return ExitCode.CONDITION if options.should_fail(findings) else ExitCode.DONE


def _find_repository(folder: Folder) -> str:
    """Return the folder to which the paths of annotations are relative."""
    from tracker.views.github import find_repository  # only a workflow needs it

    return find_repository(os.path.dirname(folder.path) if folder.archive else folder.path, os.environ)


def _repair(folder: Folder) -> list[Problem]:
    """Repair the journals, or the last rows in a store; return what was done, for the user."""
    check_writable(folder)
    connect_named_store(folder)
    if not folder.store:
        return _repair_journals(folder)
    from tracker.store.verification import repair_latest  # most folders have their journals beside them

    keys = repair_latest(folder.store, lambda: _list_results(load_register(folder, history=ALL_INDICATORS)))
    message = msg("the store has nothing to repair")
    if keys:
        message = msg(
            "in the table latest of the store, the last rows of {count} results were put right", count=len(keys)
        )
    return [Problem(Location(), message)]


def _repair_journals(folder: Folder) -> list[Problem]:
    """Move a torn last line of each journal aside; return the warnings for the user."""
    from tracker.recording.commit import repair_journal

    repaired = []
    for path, schema in ((folder.results_path, RESULTS), (folder.decisions_path, DECISIONS)):
        if os.path.isfile(path):  # reading reports it if the results are missing
            repaired += repair_journal(path, schema)
    if folder.has(CLOSINGS_FILE):
        from tracker.recording.closing import repair_closings

        repaired += repair_closings(folder)
    if release_signals():  # they waited until each torn line was moved
        raise KeyboardInterrupt
    return repaired


def _read_data(folder: Folder, common: CommonOptions, options: CheckOptions) -> tuple[CheckInput, Language]:
    """Return both files with the whole history, or the problems of reading them, and the language."""
    try:
        closing = load_closing(folder)
        register = load_register(
            folder,
            options.as_of,
            today=get_today(closing),
            history=ALL_INDICATORS,
            wait_for_writer=lambda: wait_for_writers(folder),
        )
    except TrackerError as error:
        omitted = error.count - len(error.problems)
        data = CheckInput(folder.targets_path, folder.results_path, _EMPTY_REGISTER, 0, error.problems, omitted)
        data = data._replace(closings=_collect_closing_evidence(folder), decisions_file=folder.decisions_path)
        return data, choose_language(common, error.language)
    year = resolve_year(options.year, register.term) or choose_year(register, options.as_of, closing)
    ends_whole = _has_final_line_break(folder)
    data = CheckInput(folder.targets_path, folder.results_path, register, year, has_final_newline=ends_whole)
    data = data._replace(closings=_collect_closing_evidence(folder), decisions_file=folder.decisions_path)
    data = data._replace(results_columns=_read_columns(folder), day=options.as_of or get_today(closing))
    data = data._replace(questions=find_questions(folder.read_text(TARGETS_FILE, ProblemList()) or ""))
    if not options.as_of:  # on an earlier day, it repeats other rows
        data = data._replace(wrong_latest=_find_wrong_latest(folder, register))
    if not folder.archive:  # a closed year holds the hashes, and not the evidence
        data = data._replace(examine_evidence=EvidenceExaminer(folder).examine)
    return data, choose_language(common, register.term.language, register.term)


def _list_results(register: Register) -> list[Result]:
    return [row for rows in register.list_results().values() for row in rows]


def _find_wrong_latest(folder: Folder, register: Register) -> tuple[str, ...]:
    """Return the results of which the table of last rows in the store of the folder has not the last one."""
    if not folder.store:
        return ()
    from tracker.store.verification import find_wrong_keys  # most folders have their journals beside them

    keys = find_wrong_keys(folder.store, _list_results(register))
    return tuple(" ".join(filter(None, (key.indicator, key.subject, key.area, key.parts))) for key in keys)


def _collect_closing_evidence(folder: Folder) -> ClosingEvidence:
    """Return the evidence about closed years."""
    if not (folder.has(CLOSINGS_FILE) or os.path.isdir(folder.get_path(CLOSED_FOLDER))):
        return NO_CLOSINGS
    from tracker.folder.closing_evidence import collect_closing_evidence  # only a folder with closed years needs it

    evidence = collect_closing_evidence(folder)
    if evidence.unlisted:  # another process may be closing a year: the zip file comes first, and then its row
        wait_for_writers(folder)
        evidence = collect_closing_evidence(folder)
    return evidence


def _read_columns(folder: Folder) -> tuple[str, ...]:
    """Return the names of the columns of the journal, which is readable."""
    with folder.open(RESULTS_FILE) as file:
        return tuple(read_column_names(file))


def _has_final_line_break(folder: Folder) -> bool:
    """Whether the journal, which is readable and not empty, ends with a line break."""
    with folder.open(RESULTS_FILE) as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) in (b"\n", b"\r")
