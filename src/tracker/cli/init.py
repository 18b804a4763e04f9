"""`tracker init`: a tracker folder to start from."""

from __future__ import annotations

import contextlib
import os

import click

from tracker.cli import output
from tracker.cli.click_i18n import command, option
from tracker.cli.options import lang_option
from tracker.errors import ExitCode, Location, Problem, TrackerError, describe_os_error, make_error, msg
from tracker.folder import RESULTS_FILE, TARGETS_FILE
from tracker.i18n import N_, Language, detect_language
from tracker.journal.header import HEADER
from tracker.journal.lock import sync_folder
from tracker.reports.config import CONFIG_FILE
from tracker.text import quote_argument

_PACKAGE = os.path.dirname(os.path.dirname(__file__))


@command(
    "init",
    short=N_("Start a tracker folder."),
    text=N_(
        "Start a tracker folder in DIR (data where none is named): a commented targets.toml, an empty results.csv, and "
        "a report.toml for the head of reports.\n\nWith --templates DIR gets the templates of tracker report instead, "
        "to be changed and used with its option --template."
    ),
    examples=N_("""Examples:
  tracker init
  tracker init --example
  tracker init ho-so-2025-2030 --lang vi
  tracker init --templates mau"""),
)
@click.argument("folder", metavar="[DIR]", default="data")
@option(
    "--example",
    is_flag=True,
    help=N_("Copy the example that is shipped: real figures of a city and a province."),
)
@option("--templates", is_flag=True, help=N_("Copy the templates of tracker report, to be changed."))
@lang_option
def init(folder: str, example: bool, templates: bool, lang: str | None) -> None:
    """Read the texts, write them, say what comes next."""
    language = Language(lang or detect_language(os.environ))
    if templates and example:
        raise make_error(msg("--example and --templates are two things"), msg("name one of them"), ExitCode.USAGE)
    if templates:
        from tracker.reports.templates import read_shipped_templates

        _write_files(folder, read_shipped_templates())
        output.write_text(_format_template_steps(folder, language), None)
        return
    _write_files(folder, _read_example() if example else _read_template(language))
    output.write_text(_format_next_steps(folder, language), None)


def _read_template(language: Language) -> dict[str, str]:
    """Return the commented targets and head of reports in a language, and an empty journal."""
    targets, report = (
        _read_file(os.path.join(_PACKAGE, "templates", f"{name}.{language.code}.toml"))
        for name in ("targets", "report")
    )
    return {TARGETS_FILE: targets, RESULTS_FILE: HEADER + "\n", CONFIG_FILE: report}


def _read_example() -> dict[str, str]:
    """Return the shipped example: inside an installed package, or beside its source."""
    inside = os.path.join(_PACKAGE, "example")
    source = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), "data")
    folder = inside if os.path.isdir(inside) else source
    return {name: _read_file(os.path.join(folder, name)) for name in (TARGETS_FILE, RESULTS_FILE, CONFIG_FILE)}


def _read_file(path: str) -> str:
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def _write_files(folder: str, texts: dict[str, str]) -> None:
    """Write new files only, flushed to disk with their names and those of new folders.

    Raises TrackerError, and leaves everything as it was, where one is there already or the disk refuses.
    """
    folders: list[str] = []
    files: list[str] = []
    try:
        folders = _find_missing_folders(folder)
        os.makedirs(folder, exist_ok=True)
        for name, text in texts.items():
            path = os.path.join(folder, name)
            with open(path, "x", encoding="utf-8", newline="") as file:
                files.append(path)
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        for made in (folder, *map(os.path.dirname, folders)):
            sync_folder(made)
    except OSError as error:
        _remove_created(files, folders)
        if isinstance(error, FileExistsError):
            raise TrackerError(
                [
                    Problem(
                        Location(str(error.filename)),
                        msg("is there already; nothing was written"),
                        msg("name another folder: tracker init DIR"),
                    )
                ]
            ) from None
        raise TrackerError(
            [Problem(Location(folder), msg("cannot be written: {why}", why=describe_os_error(error)))]
        ) from None


def _find_missing_folders(folder: str) -> list[str]:
    """Return the folders of a path that are not there yet, the innermost first."""
    found, current = [], os.path.abspath(folder)
    while not os.path.lexists(current) and os.path.dirname(current) != current:
        found.append(current)
        current = os.path.dirname(current)
    return found


def _remove_created(files: list[str], folders: list[str]) -> None:
    for path in files:
        os.unlink(path)
    for path in folders:
        with contextlib.suppress(OSError):  # it was never made, or somebody has put something into it
            os.rmdir(path)


def _format_next_steps(folder: str, language: Language) -> str:
    data = "" if folder in ("data", ".") else f" --data {quote_argument(folder)}"
    steps = [
        language.format(N_("A tracker folder stands in {folder}."), folder=folder),
        language.format(N_("  {path}  what was promised: edit it"), path=os.path.join(folder, TARGETS_FILE)),
        language.format(
            N_("  {path}  what was achieved: record it with tracker add-result"),
            path=os.path.join(folder, RESULTS_FILE),
        ),
        language.format(N_("  {path}  what stands at the head of reports"), path=os.path.join(folder, CONFIG_FILE)),
        language.format(N_("See it with: tracker status{data}"), data=data),
    ]
    return "\n".join(steps) + "\n"


def _format_template_steps(folder: str, language: Language) -> str:
    path = quote_argument(folder)
    steps = [
        language.format(N_("The templates of tracker report stand in {folder}: change them."), folder=folder),
        language.format(N_("Use them with: tracker report --template {path} -o FILE"), path=path),
    ]
    return "\n".join(steps) + "\n"
