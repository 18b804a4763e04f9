"""What commands do alike before they compute: find the folder, read both files, know the day and the language."""

import contextlib
import os
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tracker.assess import assess, choose_reporting_year
from tracker.cli import output
from tracker.cli.options import CommonOptions, Selection
from tracker.errors import ExitCode, Location, Problem, TrackerError, describe_os_error, make_error, msg, quote_text
from tracker.folder import Folder, find_folder, load_register, load_targets
from tracker.i18n import LANGUAGES, Language, set_language
from tracker.model import AssessmentSet, Register, Result
from tracker.text import is_encodable, match_names


class Workspace(NamedTuple):
    """A tracker folder, read, and the language to speak about it."""

    folder: Folder
    register: Register
    language: Language


def open_workspace(
    common: CommonOptions, as_of: str | None = None, *, history: str = "", is_locked: bool = False
) -> Workspace:
    """Return the folder that the options name, read; raises TrackerError where it cannot be.

    The register has what had been recorded by the end of the day `as_of`; of the indicator `history` (of all:
    `journal.ALL`) every row. Say `locked` where the journal's lock is held already.
    """
    folder = resolve_folder(common)
    settled = None if is_locked else lambda: wait_for_writers(folder)
    return _make_workspace(folder, load_register(folder, as_of, history=history, wait_for_writer=settled), common)


def open_for_recording(common: CommonOptions) -> Workspace:
    """Return the folder that the options name, with what was promised and no result: which are needed is not known yet.

    Raises TrackerError where it cannot be read.
    """
    folder = resolve_folder(common)
    return _make_workspace(folder, load_targets(folder), common)


def resolve_folder(common: CommonOptions) -> Folder:
    """Return the folder that the options name, else the nearest one; raises TrackerError where there is none."""
    is_named = bool(common.data or os.environ.get("TRACKER_DATA"))
    return find_folder(common.data, os.environ, "" if is_named else _get_current_folder())


def _make_workspace(folder: Folder, register: Register, common: CommonOptions) -> Workspace:
    wanted = common.lang or os.environ.get("TRACKER_LANG", "").lower()
    # From here on errors too are told in the language of the data, unless another was asked for.
    language = set_language(wanted if wanted in LANGUAGES else register.term.language)
    output.print_warnings(register.warnings, language)
    return Workspace(folder, register, language)


def wait_for_writers(folder: Folder) -> None:
    """Wait until nobody writes to the journal; where that cannot be known, go on."""
    from tracker.journal.lock import lock_journal  # what only a torn journal needs

    with contextlib.suppress(TrackerError), lock_journal(folder.results_path):
        pass


def _get_current_folder() -> str:
    """Return the current folder; raises TrackerError where it is there no longer."""
    try:
        return os.getcwd()
    except OSError as error:
        message = msg("the current folder cannot be used: {why}", why=describe_os_error(error))
        raise make_error(message, msg("change to a folder that is there, or name the data with --data DIR")) from None


def assess_selection(workspace: Workspace, selection: Selection, today: date) -> AssessmentSet:
    """Return the board that the options ask for: what was opened, judged and cut to what is shown."""
    day = selection.as_of or today.isoformat()
    register = workspace.register
    assumed: tuple[Result, ...] = ()
    if selection.assume:
        from tracker.recording.what_if import apply_assumptions, check_assumed_years

        register, assumed = apply_assumptions(register, selection.assume, day)
    term = register.term
    year = selection.year if selection.year is not None else choose_reporting_year(register, int(day[:4]))
    if not term.first_year <= year <= term.last_year:
        raise make_error(
            msg(
                "{year} is not a year of the term {first}–{last}", year=year, first=term.first_year, last=term.last_year
            ),
            None,
            ExitCode.USAGE,
        )
    if assumed:
        check_assumed_years(assumed, year)
    board = assess(register, year, day, selection.method or "")
    asked = board._replace(assumed_results=assumed, recorded_until=selection.as_of or "", method=selection.method or "")
    return filter_board(asked, selection)


def filter_board(board: AssessmentSet, selection: Selection) -> AssessmentSet:
    """Return the board with only the assessments that the options admit.

    Raises TrackerError where a group or a responsible body is asked for that there is not.
    """
    register = board.register
    groups = [(group.id, (group.id, *group.name.values())) for group in register.groups]
    owners = [(item.id, tuple(item.owner.values())) for item in register.indicators if item.owner]
    in_group = _match_ids("--group", selection.group, groups)
    of_owner = _match_ids("--owner", selection.owner, owners)
    kept = tuple(
        item
        for item in board.assessments
        if (not selection.statuses or item.status in selection.statuses)
        and (in_group is None or item.indicator.group in in_group)
        and (of_owner is None or item.indicator.id in of_owner)
    )
    return board._replace(assessments=kept)


def _match_ids(option: str, query: str | None, candidates: Sequence[tuple[str, Sequence[str]]]) -> set[str] | None:
    """Return the ids that belong to a name, None where no name was asked for; raises TrackerError where none do."""
    if query is None:
        return None
    found = match_names(query, candidates)
    if not found:
        known = list(dict.fromkeys(names[0] for _, names in candidates))
        message = msg("{option}: there is no {wanted}", option=option, wanted=quote_text(query))
        hint = msg("known are {listed}", listed=", ".join(known)) if known else msg("targets.toml names none")
        raise make_error(message, hint, ExitCode.USAGE)
    return set(found)


def check_texts(*texts: str) -> None:
    """Raise TrackerError where a text from the command line cannot be written to a file."""
    for text in texts:
        if not is_encodable(text):
            raise make_error(msg("a text on the command line is not valid UTF-8"), None, ExitCode.USAGE)


def check_output(path: str | None, folder: Folder) -> None:
    """Raise TrackerError where output would replace one of the two files that it is made from, or names no file."""
    if path == "":
        raise make_error(msg("-o names no file"), msg("write -o status.csv"), ExitCode.USAGE)
    if path is None:
        return
    above, name = os.path.split(path)
    if above and name and not os.path.isdir(above):
        problem = Problem(Location(path), msg("cannot be written: there is no folder {folder}", folder=above))
        raise TrackerError([problem._replace(hint=msg("make the folder first, or name another"))], ExitCode.DATA)
    if os.path.exists(path) and any(
        os.path.samefile(path, each) for each in (folder.targets_path, folder.results_path)
    ):
        raise make_error(
            msg("{path} is one of the two files of the tracker folder", path=path),
            msg("name another file; nothing was written"),
            ExitCode.USAGE,
        )
