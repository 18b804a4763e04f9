"""`tracker init`: creates a tracker folder to start from."""

from __future__ import annotations

import contextlib
import os
from typing import NamedTuple

import click

from tracker.cli import output
from tracker.cli.new_folder import find_missing_folders
from tracker.cli.options import bundle_options, command, lang_option, option
from tracker.cli.schema import add_schemas
from tracker.cli.years import YEARS
from tracker.errors import ExitCode, Location, Problem, TrackerError, describe_os_error, make_error, msg, quote_text
from tracker.folder.files import CONFIG_FILE, DECISIONS_FILE, RESULTS_FILE, TARGETS_FILE
from tracker.i18n import N_, SOURCE_LANGUAGE, Language, detect_language
from tracker.journal.lock import sync_folder
from tracker.journal.rows import RESULTS
from tracker.text import quote_argument

_PACKAGE = os.path.dirname(os.path.dirname(__file__))
_EXAMPLES = {"thai-nguyen": "data", "vietnam": "examples/vietnam-2021-2025"}
"""The folders of the shipped examples in the repository, by name; the first one is the default."""
_DEFAULT_EXAMPLE = next(iter(_EXAMPLES))
_README_FILE = "README.md"
_EXAMPLE_FILES = (TARGETS_FILE, RESULTS_FILE, DECISIONS_FILE, CONFIG_FILE, _README_FILE)
"""The files that an example may have; others in its folder, such as a lock, are not copied."""


class InitRequest(NamedTuple):
    """What to create, and where; the last six are the table of targets and how to read it."""

    folder: str | None
    example: str | None
    templates: bool
    table: str | None
    sheet: str | None
    years: range | None
    source: str
    dry_run: bool
    yes: bool


request_options = bundle_options(
    "request",
    InitRequest,
    [
        click.argument("folder", metavar="[DIR]", required=False),
        option(
            "--example",
            metavar="[NAME]",
            flag_value=_DEFAULT_EXAMPLE,
            is_flag=False,
            help=N_("Copy a shipped example: thai-nguyen (a city and a province) or vietnam (the national plan)."),
        ),
        option("--templates", is_flag=True, help=N_("Copy the templates of tracker report.")),
        option("--from", "table", metavar="FILE", help=N_("Make the folder from the table of targets in FILE.")),
        option("--sheet", metavar="NAME", help=N_("With --from: the sheet of the workbook with the table.")),
        option(
            "--years",
            type=YEARS,
            metavar="YEARS",
            help=N_("With --from: the years of the term, for example 2026-2030."),
        ),
        option(
            "--source",
            default="",
            metavar="TEXT",
            help=N_("With --from: the document that the figures are from, in place of the file and the cell."),
        ),
        option("--dry-run", is_flag=True, help=N_("With --from: show what was understood, and write nothing.")),
        option("--yes", is_flag=True, help=N_("With --from: write without asking.")),
    ],
)


@command(
    "init",
    short=N_("Create a tracker folder."),
    text=N_(
        "Create a tracker folder in DIR (default: data) with a commented targets.toml, an empty results.csv, and a "
        "report.toml for the letterhead of reports.\n\nWith --example, copy a shipped example instead: thai-nguyen "
        "(the default) or vietnam. Any other word after --example is DIR.\n\nWith --from, make the folder from the "
        "table of targets that you have in Excel (.xlsx, .xls, .ods, .csv): its names, units, groups, baselines, "
        "plans, targets and results. What was understood of each column and row is shown first; what is a guess is a "
        "question in targets.toml.\n\nWith --templates, copy the templates of "
        "tracker report to DIR instead; change them there, and use them with tracker report --template DIR."
    ),
    examples=N_("""Examples:
  tracker init
  tracker init --example
  tracker init --example vietnam xem-thu
  tracker init ho-so-2025-2030 --lang vi
  tracker init --from chi-tieu.xlsx --years 2026-2030 ho-so
  tracker init --from chi-tieu.xlsx --dry-run
  tracker init --templates mau"""),
)
@request_options
@lang_option
def init(request: InitRequest, lang: str | None) -> None:
    """Read the texts, write them, print the next steps."""
    language = Language(lang or detect_language(os.environ))
    folder, example = request.folder, request.example
    _check_request(request)
    if request.table is not None:
        _create_from_table(request, language)
        return
    name, path = _parse_example(example, folder)
    if request.templates:
        from tracker.reports.templates import read_shipped_templates

        _write_files(path, read_shipped_templates())
        output.write_text(_format_template_steps(path, language), None)
        return
    texts = _read_example(name) if name else _read_template(language)
    _write_files(path, texts)
    output.write_text(_format_next_steps(path, texts, language), None)


def _check_request(request: InitRequest) -> None:
    """Raise TrackerError if two options each say what to create, or if an option lacks the one that it belongs to."""
    chosen = {"--example": request.example, "--templates": request.templates or None, "--from": request.table}
    names = [name for name, value in chosen.items() if value is not None]
    if len(names) > 1:
        message = msg("{one} and {other} cannot be used together", one=names[0], other=names[1])
        raise make_error(message, msg("leave one out"), ExitCode.USAGE)
    given = {
        "--sheet": request.sheet,
        "--years": request.years,
        "--source": request.source,
        "--dry-run": request.dry_run,
        "--yes": request.yes,
    }
    if alone := next((name for name, value in given.items() if value and request.table is None), None):
        raise make_error(msg("{option} goes only with --from", option=alone), msg("leave it out"), ExitCode.USAGE)


def _create_from_table(request: InitRequest, language: Language) -> None:
    """Create the folder that a table gives, and print the next steps."""
    from tracker.cli.init_from import TableRequest, create_from_table  # only it needs the readers of sheets

    folder = "data" if request.folder is None else request.folder
    texts = _read_template(language)
    options = (request.sheet, request.years, request.source, request.dry_run, request.yes)
    if create_from_table(TableRequest(request.table or "", folder, *options), texts, language):
        output.write_text(_format_table_steps(folder, texts, language), None)


def _parse_example(word: str | None, folder: str | None) -> tuple[str, str]:
    """Return the name of the example, "" for none, and the folder to create.

    `word` follows --example; if it names no example, it is the folder. Raises TrackerError if there is one already.
    """
    if word is None or word in _EXAMPLES:
        return word or "", folder or "data"
    if folder is not None:
        message = msg("--example: there is no example {name}", name=quote_text(word))
        raise make_error(message, msg("known: {listed}", listed=", ".join(_EXAMPLES)), ExitCode.USAGE)
    return _DEFAULT_EXAMPLE, word


def _read_template(language: Language) -> dict[str, str]:
    """Return the commented targets.toml and report.toml in a language, an empty journal, and the JSON Schemas."""
    targets, report = (_read_template_file(name, language.code) for name in ("targets", "report"))
    texts = {TARGETS_FILE: targets, RESULTS_FILE: RESULTS.header + "\n", CONFIG_FILE: report}
    files = add_schemas({name: text.encode() for name, text in texts.items()}, language)
    return {name: data.decode() for name, data in files.items()}


def _read_template_file(name: str, code: str) -> str:
    """Return a template in a language; in English, but for the language that it sets, if there is none in this one."""
    path = os.path.join(_PACKAGE, "templates", f"{name}.{code}.toml")
    if os.path.exists(path):
        return _read_file(path)
    text = _read_file(os.path.join(_PACKAGE, "templates", f"{name}.{SOURCE_LANGUAGE}.toml"))
    return text.replace(f'language = "{SOURCE_LANGUAGE}"', f'language = "{code}"')


def _read_example(name: str) -> dict[str, str]:
    """Return the files of a shipped example, from the installed package or from the repository."""
    installed = os.path.join(_PACKAGE, "examples", name)
    repository = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), _EXAMPLES[name])
    folder = installed if os.path.isdir(installed) else repository
    paths = {file: os.path.join(folder, file) for file in _EXAMPLE_FILES}
    return {file: _read_file(path) for file, path in paths.items() if os.path.exists(path)}


def _read_file(path: str) -> str:
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def _write_files(folder: str, texts: dict[str, str]) -> None:
    """Write new files and folders, flushed to disk.

    Raises TrackerError, and removes what it has created, if a file already exists or cannot be written.
    """
    folders: list[str] = []
    files: list[str] = []
    try:
        folders = find_missing_folders(folder)
        os.makedirs(folder, exist_ok=True)
        for name, text in texts.items():
            path = os.path.join(folder, name)
            missing = find_missing_folders(os.path.dirname(path))
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
            folders = [*missing, *folders]
            with open(path, "x", encoding="utf-8", newline="") as file:
                files.append(path)
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        for changed in dict.fromkeys([folder, *map(os.path.dirname, folders), *folders]):
            sync_folder(changed)
    except OSError as error:
        _remove_created(files, folders)
        problem = Problem(Location(folder), msg("cannot be written: {why}", why=describe_os_error(error)))
        if isinstance(error, FileExistsError):
            hint = msg("name another folder: tracker init DIR")
            problem = Problem(Location(str(error.filename)), msg("already exists; nothing was written"), hint)
        raise TrackerError([problem]) from None


def _remove_created(files: list[str], folders: list[str]) -> None:
    for path in files:
        os.unlink(path)
    for path in folders:
        with contextlib.suppress(OSError):  # it was not created, or another program has put a file into it
            os.rmdir(path)


def _format_next_steps(folder: str, texts: dict[str, str], language: Language) -> str:
    data = "" if folder in ("data", ".") else f" --data {quote_argument(folder)}"
    files = (
        (TARGETS_FILE, N_("  {path}  the targets: edit this file")),
        (RESULTS_FILE, N_("  {path}  the results: record them with tracker add-result")),
        (DECISIONS_FILE, N_("  {path}  the plans that were changed later")),
        (CONFIG_FILE, N_("  {path}  the letterhead of reports")),
        (_README_FILE, N_("  {path}  where the figures come from: read this first")),
    )
    steps = [
        language.format(N_("Created tracker folder {folder}."), folder=folder),
        *(language.format(text, path=os.path.join(folder, name)) for name, text in files if name in texts),
        language.format(N_("See it with: tracker status{data}"), data=data),
    ]
    return "\n".join(steps) + "\n"


def _format_table_steps(folder: str, texts: dict[str, str], language: Language) -> str:
    data = "" if folder in ("data", ".") else f" --data {quote_argument(folder)}"
    first = language.format(N_("Answer the questions in it first; then check it with: tracker check{data}"), data=data)
    steps = _format_next_steps(folder, texts, language).splitlines()
    return "\n".join([*steps[:2], f"    {first}", *steps[2:]]) + "\n"


def _format_template_steps(folder: str, language: Language) -> str:
    steps = [
        language.format(N_("Copied the templates of tracker report to {folder}: change them there."), folder=folder),
        language.format(N_("Use them with: tracker report --template {path} -o FILE"), path=quote_argument(folder)),
    ]
    return "\n".join(steps) + "\n"
