"""`tracker init`: a tracker folder to start from."""

from __future__ import annotations

import contextlib
import os

import click

from tracker.appending import sync_folder
from tracker.cli import output
from tracker.cli.options import lang_option
from tracker.cli.texts import command, option
from tracker.errors import ExitCode, Place, Problem, TrackerError, failure, msg, why
from tracker.fields import as_argument
from tracker.journal import HEADER
from tracker.language import N_, Language, from_environment
from tracker.load import RESULTS, TARGETS
from tracker.office import REPORT

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
    language = Language(lang or from_environment(os.environ))
    if templates and example:
        raise failure(msg("--example and --templates are two things"), msg("name one of them"), ExitCode.USAGE)
    if templates:
        from tracker.views.report.templates import shipped

        _write(folder, shipped())
        output.write(_use_templates(folder, language), None)
        return
    _write(folder, _example() if example else _template(language))
    output.write(_next_steps(folder, language), None)


def _template(language: Language) -> dict[str, str]:
    """Return the commented targets and head of reports in a language, and an empty journal."""
    targets, report = (
        _read(os.path.join(_PACKAGE, "templates", f"{name}.{language.code}.toml")) for name in ("targets", "report")
    )
    return {TARGETS: targets, RESULTS: HEADER + "\n", REPORT: report}


def _example() -> dict[str, str]:
    """Return the shipped example: inside an installed package, or beside its source."""
    inside = os.path.join(_PACKAGE, "example")
    source = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), "data")
    folder = inside if os.path.isdir(inside) else source
    return {name: _read(os.path.join(folder, name)) for name in (TARGETS, RESULTS, REPORT)}


def _read(path: str) -> str:
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def _write(folder: str, texts: dict[str, str]) -> None:
    """Write new files only, flushed to disk with their names and those of new folders.

    Raises TrackerError, and leaves everything as it was, where one is there already or the disk refuses.
    """
    folders: list[str] = []
    files: list[str] = []
    try:
        folders = _missing(folder)
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
        _take_back(files, folders)
        if isinstance(error, FileExistsError):
            raise TrackerError(
                [
                    Problem(
                        Place(str(error.filename)),
                        msg("is there already; nothing was written"),
                        msg("name another folder: tracker init DIR"),
                    )
                ]
            ) from None
        raise TrackerError([Problem(Place(folder), msg("cannot be written: {why}", why=why(error)))]) from None


def _missing(folder: str) -> list[str]:
    """Return the folders of a path that are not there yet, the innermost first."""
    found, current = [], os.path.abspath(folder)
    while not os.path.lexists(current) and os.path.dirname(current) != current:
        found.append(current)
        current = os.path.dirname(current)
    return found


def _take_back(files: list[str], folders: list[str]) -> None:
    for path in files:
        os.unlink(path)
    for path in folders:
        with contextlib.suppress(OSError):  # it was never made, or somebody has put something into it
            os.rmdir(path)


def _next_steps(folder: str, language: Language) -> str:
    data = "" if folder in ("data", ".") else f" --data {as_argument(folder)}"
    steps = [
        language.fill(N_("A tracker folder stands in {folder}."), folder=folder),
        language.fill(N_("  {path}  what was promised: edit it"), path=os.path.join(folder, TARGETS)),
        language.fill(
            N_("  {path}  what was achieved: record it with tracker add-result"),
            path=os.path.join(folder, RESULTS),
        ),
        language.fill(N_("  {path}  what stands at the head of reports"), path=os.path.join(folder, REPORT)),
        language.fill(N_("See it with: tracker status{data}"), data=data),
    ]
    return "\n".join(steps) + "\n"


def _use_templates(folder: str, language: Language) -> str:
    path = as_argument(folder)
    steps = [
        language.fill(N_("The templates of tracker report stand in {folder}: change them."), folder=folder),
        language.fill(N_("Use them with: tracker report --template {path} -o FILE"), path=path),
    ]
    return "\n".join(steps) + "\n"
