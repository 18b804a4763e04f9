"""What recording a value would change: a new result, a revision, or nothing, because the journal has it already.

A value that is recorded already stays as it is, whatever source or note comes with it. Only a better status makes it a
revision, or new evidence if a revision was asked for: a final figure never becomes preliminary again because somebody
sends it once more.
"""

from typing import Literal, NamedTuple

from tracker.errors import Day, ExitCode, Message, TrackerError, make_error, msg
from tracker.journal.effective import select_effective_rows
from tracker.model import Qualifier, Register, Result, ResultStatus, Value
from tracker.model.evidence import has_new_evidence, merge_sources
from tracker.recording.validate import NewResult

Change = Literal["new", "revision", "same"]
_STATUS_ORDER: tuple[ResultStatus, ...] = ("forecast", "estimate", "preliminary", "final")
DEFAULT_STATUS: ResultStatus = "preliminary"


class PlannedChange(NamedTuple):
    """What a recording would do: the change, the row to record, and the result that counts so far."""

    change: Change
    entry: NewResult
    recorded: Result | None

    def list_rows(self) -> list[Result]:
        """Return the row to record, if there is one."""
        return [] if self.change == "same" else [self.entry.to_result()]


def compare_with_recorded(
    value: Value, qualifier: Qualifier, status: ResultStatus | None, recorded: Result | None
) -> Change:
    """Return what recording this value would be beside `recorded`, the effective row of its period.

    `status` is None if nobody has stated it. Source and note do not matter.
    """
    if recorded is None or recorded.status == "withdrawn":
        return "new"
    if not _is_same_value(value, recorded.value) or qualifier != recorded.qualifier:
        return "revision"
    if status is None:
        return "revision" if recorded.status == "forecast" else "same"
    return "revision" if is_better_status(status, recorded.status) else "same"


def choose_status(stated: ResultStatus | None, recorded: Result | None) -> ResultStatus:
    """Return the status to record: the stated one, else preliminary or, if better, that of the recorded result."""
    if stated:
        return stated
    is_better = recorded is not None and is_better_status(recorded.status, DEFAULT_STATUS)
    return recorded.status if recorded and is_better else DEFAULT_STATUS


def is_better_status(status: ResultStatus, other: ResultStatus) -> bool:
    """Whether `status` is nearer to a final figure than `other`."""
    if status not in _STATUS_ORDER or other not in _STATUS_ORDER:
        return False
    return _STATUS_ORDER.index(status) > _STATUS_ORDER.index(other)


def _is_same_value(value: Value | None, other: Value | None) -> bool:
    return isinstance(value, bool) == isinstance(other, bool) and value == other  # for Python, True equals 1


def find_recorded(entry: NewResult, register: Register) -> Result | None:
    """Return the effective result of the indicator and period of `entry`, or None if it is withdrawn or missing."""
    rows = select_effective_rows(register.results.get(entry.indicator.id, ()))
    last = next((row for row in rows if row.period == entry.period), None)
    return last if last and last.status != "withdrawn" else None


def plan_change(entry: NewResult, register: Register, stated: ResultStatus | None, *, revise: bool) -> PlannedChange:
    """Return what recording `entry` would do; `stated` is the status that the user gave, None if the user gave none.

    Raises TrackerError if it must not be recorded like that.
    """
    recorded = find_recorded(entry, register)
    if revise and not recorded:
        values = {"indicator": entry.indicator.id, "period": entry.period}
        message = msg("{indicator} has no result for {period} to revise", **values)
        raise make_error(message, msg("leave --revise out"), ExitCode.USAGE)
    if entry.value is None:
        return _plan_withdrawal(entry, recorded)
    change = compare_with_recorded(entry.value, entry.qualifier, stated, recorded)
    entry = entry._replace(status=choose_status(stated, recorded))
    if change == "same" and recorded and revise and has_new_evidence(entry.source, recorded.source):
        change, entry = "revision", entry._replace(source=merge_sources(recorded.source, entry.source))
    if change == "revision" and recorded:
        _check_revision(entry, recorded, revise)
    return PlannedChange(change, entry, recorded)


def _plan_withdrawal(entry: NewResult, recorded: Result | None) -> PlannedChange:
    if recorded:
        return PlannedChange("revision", entry, recorded)
    values = {"indicator": entry.indicator.id, "period": entry.period}
    raise make_error(msg("{indicator} has no result for {period} to withdraw", **values), None, ExitCode.USAGE)


def _check_revision(entry: NewResult, recorded: Result, revise: bool) -> None:
    """Raise TrackerError if the user did not ask for a revision, or if a forecast would replace a result."""
    hint = msg("to replace it in reports add --revise; the earlier row stays in the journal")
    if entry.status == "forecast" and recorded.status != "forecast":
        hint = msg("a forecast does not replace a result; withdraw the result first, with --status withdrawn")
    elif revise:
        return
    raise _make_recorded_error(recorded, hint)


def _make_recorded_error(recorded: Result, hint: Message) -> TrackerError:
    message = msg(
        "{indicator} already has a result for {period}: {value} ({status}, recorded {day})",
        indicator=recorded.indicator,
        period=recorded.period,
        value=describe_value(recorded.value, recorded.qualifier),
        status=Message(recorded.status, {}),
        day=Day(recorded.recorded_on),
    )
    return make_error(message, hint, ExitCode.USAGE)


def describe_value(value: Value | None, qualifier: Qualifier) -> Message:
    """Return a value with its qualifier, for a message."""
    if isinstance(value, bool):
        return msg("yes") if value else msg("no")
    return Message(f"{qualifier}{{value}}", {"value": value})
