"""What the options of a command select: the assessments of the folder, of an area or part, or of each of several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tracker.api.selection import Selection, check_year, find_scope, list_scopes, make_judge
from tracker.cli.periods import resolve_year
from tracker.cli.session import Workspace, choose_year
from tracker.errors import ExitCode, make_error, msg
from tracker.model import AssessmentSet, Period, Register, Result
from tracker.model.scopes import Scope

if TYPE_CHECKING:
    from tracker.views.scopes import ScopeAssessments


def assess_selection(workspace: Workspace, selection: Selection, today: str, only: str = "") -> AssessmentSet:
    """Return the assessments that the options select, of one area or part; with `only`, just that of this indicator.

    Raises TrackerError if an option does not fit the data.
    """
    scope = find_scope(workspace.register, selection)
    return _make_judge(workspace, selection, today, only)(scope)


def assess_every_scope(
    workspace: Workspace,
    selection: Selection,
    today: str,
    only: str = "",
    list_chosen: Callable[[Register, Selection, str], list[Scope]] = list_scopes,
) -> ScopeAssessments:
    """Return the assessments of each area and part that the options choose, made one after the other.

    With `only`, just those of this indicator. `list_chosen` returns the areas and parts, of those that exist on a day.
    Raises TrackerError if an option does not fit the data.
    """
    from tracker.views.scopes.parallel import LazySequence  # a single area needs no sequence

    scopes = list_chosen(workspace.register, selection, _choose_day(workspace, selection, today))
    return LazySequence(_make_judge(workspace, selection, today, only, scopes), scopes)


def _choose_day(workspace: Workspace, selection: Selection, today: str) -> str:
    """Return the day on which areas must exist: the last of the reporting year for the areas of then, else today."""
    if selection.territory == "today":
        return selection.as_of or today
    term = workspace.register.term
    year = resolve_year(selection.year, term) or choose_year(workspace.register, selection.as_of, workspace.closing)
    return Period(year).get_last_day(term.year_begins)


def _make_judge(
    workspace: Workspace, selection: Selection, today: str, only: str, scopes: Sequence[Scope] = ()
) -> Callable[[Scope], AssessmentSet]:
    """Return what gives the assessments of a scope; with `only`, just those of this indicator.

    `scopes` are those that will be asked for, if there are several. Raises TrackerError if an option does not fit the
    data.
    """
    day = selection.as_of or today
    register = workspace.register
    assumed: tuple[Result, ...] = ()
    if selection.assume:
        register, assumed = _apply_assumptions(register, selection, day)
    year = _find_year(workspace._replace(register=register), selection, assumed)
    return make_judge(register, selection, year=year, today=today, only=only, assumed=assumed, scopes=scopes)


def _apply_assumptions(register: Register, selection: Selection, day: str) -> tuple[Register, tuple[Result, ...]]:
    """Return the register with the values that --assume gives, and these; raises TrackerError if they do not fit."""
    from tracker.recording.what_if import apply_assumptions

    if selection.level:
        hint = msg("leave --level out; name the area with --area")
        raise make_error(msg("a value is assumed for one area"), hint, ExitCode.USAGE)
    return apply_assumptions(register, selection.assume, day, find_scope(register, selection))


def _find_year(workspace: Workspace, selection: Selection, assumed: Sequence[Result]) -> int:
    """Return the reporting year: the one that is named, else the latest with a result, or of an assumed value.

    Raises TrackerError if the term does not have it, or if it is before an assumed value.
    """
    term = workspace.register.term
    year = resolve_year(selection.year, term)
    if year is None:  # an assumption is about the year that is to be seen
        latest = choose_year(workspace.register, selection.as_of, workspace.closing)
        year = max([latest, *(row.period.year for row in assumed)])
    check_year(year, term)
    if assumed:
        from tracker.recording.what_if import check_assumed_years

        check_assumed_years(assumed, year)
    return year
