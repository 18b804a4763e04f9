"""Read the decisions of a tracker folder, and put in force on the indicators what they set by a day."""

from collections.abc import Callable, Mapping

from tracker.errors import Problem, ProblemList
from tracker.folder.files import DECISIONS_FILE, Folder
from tracker.folder.journals import JournalRequest, merge_problems, read_folder_journal
from tracker.journal.decision_rows import DECISIONS, DecisionConstraint
from tracker.journal.effective import select_effective_rows
from tracker.journal.index import ALL_INDICATORS
from tracker.journal.scopes import ScopeColumns, add_scope_columns
from tracker.model import Decision, Indicator, Register, Term
from tracker.targets.versions import apply_decisions, find_own_bound

Decisions = Mapping[str, tuple[Decision, ...]]


def read_decisions(
    folder: Folder,
    register: Register,
    columns: ScopeColumns,
    problems: ProblemList,
    wait_for_writer: Callable[[], None] | None,
) -> tuple[Decisions, tuple[Problem, ...]]:
    """Return every row of the journal of decisions by indicator, and the warnings about it; add its problems.

    `register` is as `targets.toml` says, before any decision; `columns` are those of its areas and dimensions.
    """
    is_usable = not problems or register.indicators
    constraints = make_decision_constraints(register.indicators, register.term) if is_usable else None
    wait = None if problems else wait_for_writer
    request = JournalRequest(add_scope_columns(DECISIONS, columns), constraints, history=ALL_INDICATORS)
    content = read_folder_journal(folder, request, problems, wait)
    warnings = merge_problems(folder.get_path(DECISIONS_FILE), problems, content)
    return content.results if content else {}, warnings


def make_decision_constraints(indicators: tuple[Indicator, ...], term: Term) -> dict[str, DecisionConstraint]:
    """Return what decisions about each indicator may say."""
    return {
        item.id: DecisionConstraint(
            item.measure,
            term.first_year,
            max(term.last_year, item.get_target_year(term)),
            find_own_bound(item) or "",
            item.by,
        )
        for item in indicators
    }


def put_in_force(
    indicators: tuple[Indicator, ...], decisions: Decisions, term: Term, as_of: str | None, today: str | None
) -> tuple[Indicator, ...]:
    """Return the indicators with what was decided and recorded by the day `as_of`.

    Without `as_of`, all that is recorded counts, if it was decided by `today`; None: whatever its day is.
    """
    return tuple(
        apply_decisions(item, select_effective_rows(decisions[item.id], as_of), term, as_of or today)
        if item.id in decisions
        else item
        for item in indicators
    )


def replace_decisions(register: Register, decisions: Decisions, today: str) -> Register:
    """Return the register as these decisions, instead of its own, leave it on the day `today`."""
    stated = register.list_stated()
    indicators = put_in_force(stated, decisions, register.term, None, today)
    return register._replace(indicators=indicators, decisions=decisions, stated=stated)
