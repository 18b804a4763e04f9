"""The rows of a journal that is imported: the last one of each indicator and period counts."""

from collections.abc import Iterable

from tracker.errors import make_error
from tracker.importing.candidates import Candidate
from tracker.importing.context import SheetContext
from tracker.importing.matching import NameIndex
from tracker.importing.readers.cells import Row
from tracker.importing.words import Role
from tracker.periods import parse_period

_KEY_ROLES: tuple[Role, ...] = ("indicator", "period")
JournalKey = tuple[str, ...]


class JournalRows:
    """Reads the key and the status of the rows of a journal."""

    def __init__(self, context: SheetContext, names: NameIndex) -> None:
        self._context, self._names = context, names
        self._begins = context.register.term.year_begins

    def find_last_lines(self, rows: Iterable[Row]) -> dict[JournalKey, int]:
        """Return the line of the last row of each indicator and period.

        A forecast does not replace a result before it. Rows without a known indicator and a period are not included:
        each becomes a problem.
        """
        last: dict[JournalKey, int] = {}
        with_result: set[JournalKey] = set()
        for row in rows:
            key, status = self.get_key(row), self._get_status(row)
            if key is None or (status == "forecast" and key in with_result):
                continue
            last[key] = row.line
            (with_result.discard if status in ("forecast", "withdrawn") else with_result.add)(key)
        return last

    def get_key(self, row: Row) -> JournalKey | None:
        """Return the indicator, the period, the area and the parts of a row as written, or None."""
        identity, period = (self._context.get_cell(row, role).text.strip() for role in _KEY_ROLES)
        if identity not in self._names.by_id or not parse_period(period, self._begins):
            return None
        columns = self._context.layout.list_scope_columns()
        return (identity, period, *(row.get_cell(column.position).text.strip() for column in columns))

    def _get_status(self, row: Row) -> str:
        return self._context.get_cell(row, "status").text.strip()

    def is_withdrawal(self, row: Row) -> bool:
        """Whether a row takes a result back."""
        return self._get_status(row) == "withdrawn"

    def read_withdrawal(self, row: Row) -> Candidate:
        """Return the withdrawal in a row; raises TrackerError if its indicator or period is unknown."""
        identity, period_text = (self._context.get_cell(row, role).text.strip() for role in _KEY_ROLES)
        indicator, period = self._names.by_id.get(identity), parse_period(period_text, self._begins)
        by_role = self._context.layout.by_role
        if indicator is None or period is None:
            location = self._context.locate(row, by_role["indicator"])
            raise make_error(*self._names.describe_unknown(identity), location=location)
        location = self._context.locate(row, by_role["status"])
        scope = self._context.scopes.find(row, by_role["status"], indicator, period)
        return Candidate(location, indicator, period, None, "", "withdrawn", None, None, scope)
