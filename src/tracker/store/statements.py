"""Every statement that the program sends to a store, so that a test can hold them to what all engines accept.

`{table}` and the other names in braces are filled in from constants of this module only.
"""

from collections.abc import Sequence
from typing import NamedTuple

RESULTS, DECISIONS, CLOSINGS = "results.csv", "decisions.csv", "closings.csv"


class JournalTable(NamedTuple):
    """The table of a journal, and the columns of its key without the revision."""

    name: str
    key: tuple[str, ...]


TABLES = {
    RESULTS: JournalTable("tracker.results", ("area", "indicator", "period", "parts")),
    DECISIONS: JournalTable("tracker.decisions", ("area", "indicator", "subject", "parts")),
}
VERSION = "SELECT max(version) FROM tracker.versions"
READER, RECORDER = "tracker_reader", "tracker_recorder"
FIND_ROLES = f"SELECT rolname FROM pg_catalog.pg_roles WHERE rolname IN ('{READER}', '{RECORDER}')"
CREATE_ROLES = {READER: f"CREATE ROLE {READER}", RECORDER: f"CREATE ROLE {RECORDER}"}
OWNS_TABLES = (
    "SELECT pg_has_role(current_user, tableowner, 'USAGE') FROM pg_catalog.pg_tables "
    "WHERE schemaname = 'tracker' AND tablename = 'versions'"
)
LET_READ, LET_RECORD = f'GRANT {READER} TO "NAME"', f'GRANT {RECORDER} TO "NAME"'
LET_CREATE = 'GRANT CREATE ON DATABASE "{database}" TO "{user}"'
"""What an administrator executes, so that others may do something; the program only shows it."""
GRANTS = (
    f"GRANT USAGE ON SCHEMA tracker TO {READER}, {RECORDER}",
    f"GRANT SELECT ON ALL TABLES IN SCHEMA tracker TO {READER}, {RECORDER}",
    "GRANT INSERT ON tracker.headers, tracker.batches, tracker.results, tracker.decisions, tracker.closings, "
    f"tracker.closed_batches, tracker.part_periods TO {RECORDER}",
    f"GRANT INSERT, UPDATE ON tracker.latest TO {RECORDER}",
)
"""What the roles may do: only `latest` is ever updated, and nothing is deleted."""
ADD_VERSION = "INSERT INTO tracker.versions (version) VALUES (%s)"
HEADER = "SELECT number, line FROM tracker.headers WHERE journal = %s ORDER BY number DESC LIMIT 1"
ADD_HEADER = (
    "INSERT INTO tracker.headers (journal, number, line) VALUES (%s, %s, %s) "
    "ON CONFLICT (journal, number) DO NOTHING RETURNING number"
)
CLOSINGS_EXIST = "SELECT number FROM tracker.closings LIMIT 1"
ROWS_EXIST = "SELECT 1 FROM {table} LIMIT 1"
ADD_CLOSING = (
    "INSERT INTO tracker.closings (number, line) VALUES (%s, %s) ON CONFLICT (number) DO NOTHING RETURNING number"
)
LAST_CLOSING = "SELECT max(number) FROM tracker.closings"
FIND_CLOSING = "SELECT line FROM tracker.closings WHERE number = %s"
ADD_CLOSED_BATCHES = (
    "INSERT INTO tracker.closed_batches (journal, moment, closing) "
    "SELECT batches.journal, batches.moment, %s FROM tracker.batches LEFT JOIN tracker.closed_batches "
    "ON closed_batches.journal = batches.journal AND closed_batches.moment = batches.moment "
    "WHERE closed_batches.moment IS NULL"
)
ADD_BATCH = (
    "INSERT INTO tracker.batches (journal, moment, batch) VALUES (%s, %s, %s) "
    "ON CONFLICT (journal, moment) DO NOTHING RETURNING moment"
)
FIND_BATCH = "SELECT batch FROM tracker.batches WHERE journal = %s AND moment = %s"
LIMIT_WAITING = "SET statement_timeout = 5000"
"""Milliseconds; only where another transaction is waited for, on a connection that serves nothing else."""
LAST_DECISION = (
    "SELECT revision, moment FROM tracker.decisions "
    "WHERE area = %s AND indicator = %s AND subject = %s AND parts = %s ORDER BY revision DESC LIMIT 1"
)
LAST_RESULT = (
    "SELECT results.revision, results.moment, latest.status, latest.is_plain "
    "FROM tracker.results LEFT JOIN tracker.latest ON latest.area = results.area "
    "AND latest.indicator = results.indicator AND latest.period = results.period AND latest.parts = results.parts "
    "AND latest.revision = results.revision "
    "WHERE results.area = %s AND results.indicator = %s AND results.period = %s AND results.parts = %s "
    "ORDER BY results.revision DESC LIMIT 1"
)
ADD_ROW = (
    "INSERT INTO {table} (area, indicator, {subject}, parts, revision, moment, position, recorded_on, line) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (area, indicator, {subject}, parts, revision) DO NOTHING RETURNING revision"
)
_LATEST_COLUMNS = (
    "area, indicator, period, parts, revision, value, qualifier, status, recorded_at, is_plain, moment, position, line"
)
_REPLACE_LATEST = (
    f"INSERT INTO tracker.latest ({_LATEST_COLUMNS}) {{rows}} "
    "ON CONFLICT (area, indicator, period, parts) DO UPDATE SET revision = excluded.revision, value = excluded.value, "
    "qualifier = excluded.qualifier, status = excluded.status, recorded_at = excluded.recorded_at, "
    "is_plain = excluded.is_plain, moment = excluded.moment, position = excluded.position, line = excluded.line"
)
REPLACE_LATEST = _REPLACE_LATEST.format(rows="VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)")
REPLACE_MANY_LATEST = _REPLACE_LATEST.format(
    rows=f"SELECT {_LATEST_COLUMNS} FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::integer[], "
    "%s::numeric[], %s::text[], %s::text[], %s::text[], %s::boolean[], %s::text[], %s::bigint[], %s::text[]) "
    f"AS loaded ({_LATEST_COLUMNS})"
)
"""The same for many rows, of each column as an array."""
ALL_LATEST = (
    "SELECT area, indicator, period, parts, revision, value, qualifier, status, recorded_at, is_plain "
    "FROM tracker.latest"
)
WRONG_LINES = (
    "SELECT latest.area, latest.indicator, latest.period, latest.parts "
    "FROM tracker.latest LEFT JOIN tracker.results ON results.area = latest.area "
    "AND results.indicator = latest.indicator AND results.period = latest.period AND results.parts = latest.parts "
    "AND results.revision = latest.revision AND results.moment = latest.moment "
    "AND results.position = latest.position AND results.line = latest.line WHERE results.line IS NULL"
)
LAST_LINE = (
    "SELECT revision, moment, position, line FROM tracker.results "
    "WHERE area = %s AND indicator = %s AND period = %s AND parts = %s ORDER BY revision DESC LIMIT 1"
)
ADD_PART_PERIOD = (
    "INSERT INTO tracker.part_periods (indicator, period) VALUES (%s, %s) ON CONFLICT (indicator, period) DO NOTHING"
)
_RAW = "TO STDOUT (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
"""A line as it is, because no line holds these signs; one with a line break in a cell stands between two \x01."""
COPY_CLOSINGS = f"COPY (SELECT line FROM tracker.closings ORDER BY number) {_RAW}"
COPY_ROWS = (
    "COPY (SELECT line FROM {table} LEFT JOIN tracker.closed_batches ON closed_batches.journal = {journal} "
    "AND closed_batches.moment = {table}.moment "
    "ORDER BY {table}.moment <> '', closing NULLS LAST, {table}.moment, position) " + _RAW
)
LAST_LOAD = "SELECT rows, bytes, sha256, is_whole FROM tracker.loads WHERE journal = %s ORDER BY rows DESC LIMIT 1"
ADD_LOAD = (
    "INSERT INTO tracker.loads (journal, rows, bytes, sha256, is_whole, is_ordered) VALUES (%s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (journal, rows) DO NOTHING RETURNING rows"
)
RECORDING_EXISTS = "SELECT moment FROM tracker.batches WHERE journal = %s AND batch <> '' LIMIT 1"
LOAD_CLOSING = "INSERT INTO tracker.closings (number, line) VALUES (%s, %s)"
LOAD_ROWS = "COPY {table} (area, indicator, {subject}, parts, revision, moment, position, recorded_on, line) FROM STDIN"
LOAD_LATEST = f"COPY tracker.latest ({_LATEST_COLUMNS}) FROM STDIN"
_WANTED = "FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[])"
STATES = {
    RESULTS: (
        "SELECT latest.area, latest.indicator, latest.period, latest.parts, revision, status, is_plain "
        f"{_WANTED} AS wanted (area, indicator, period, parts) "
        'JOIN tracker.latest ON latest.area = wanted.area COLLATE "C" '
        'AND latest.indicator = wanted.indicator COLLATE "C" '
        'AND latest.period = wanted.period COLLATE "C" AND latest.parts = wanted.parts COLLATE "C"'
    ),
    DECISIONS: (
        "SELECT decisions.area, decisions.indicator, decisions.subject, decisions.parts, max(revision) "
        f"{_WANTED} AS wanted (area, indicator, subject, parts) "
        'JOIN tracker.decisions ON decisions.area = wanted.area COLLATE "C" '
        'AND decisions.indicator = wanted.indicator COLLATE "C" '
        'AND decisions.subject = wanted.subject COLLATE "C" AND decisions.parts = wanted.parts COLLATE "C" '
        "GROUP BY decisions.area, decisions.indicator, decisions.subject, decisions.parts"
    ),
}
"""What is known of many keys, of each column as an array."""
UNORDERED_LOAD = "SELECT 1 FROM tracker.loads WHERE NOT is_ordered LIMIT 1"
PART_PERIODS = "SELECT indicator, period FROM tracker.part_periods"
PART_PERIODS_BY = (
    "SELECT indicator, period FROM tracker.part_periods WHERE EXISTS (SELECT 1 FROM tracker.results "
    "WHERE results.indicator = part_periods.indicator AND results.period = part_periods.period AND recorded_on <= %s)"
)
SCOPES = "SELECT area, parts FROM tracker.latest GROUP BY area, parts"
SCOPES_OF_AREAS = "SELECT area, parts FROM tracker.latest WHERE area = ANY(%s) GROUP BY area, parts"
_SAME_KEY = (
    "{other}.area = results.area AND {other}.indicator = results.indicator AND {other}.period = results.period "
    "AND {other}.parts = results.parts"
)
_OF_LATEST = _SAME_KEY.format(other="latest")
_OF_LATER = _SAME_KEY.format(other="later")
_LAST_ROWS = (
    "SELECT latest.line, latest.moment, latest.position FROM tracker.latest "
    "WHERE {areas}is_plain AND latest.indicator <> %s AND latest.recorded_at < %s"
)
"""The last rows of keys that no undo has touched: they count."""
_WHOLE_KEYS = (
    "SELECT results.line, results.moment, results.position FROM tracker.results "
    f"JOIN tracker.latest ON {_OF_LATEST} WHERE {{areas}}(NOT is_plain OR latest.indicator = %s)"
)
"""All rows of the keys of which a reader must know every row."""
_EARLIER_ROWS = (
    "SELECT results.line, results.moment, results.position FROM tracker.results "
    f"JOIN tracker.latest ON {_OF_LATEST} "
    "WHERE {areas}is_plain AND latest.indicator <> %s AND latest.recorded_at >= %s AND results.recorded_on <= %s "
    f"AND NOT EXISTS (SELECT 1 FROM tracker.results AS later WHERE {_OF_LATER} "
    "AND later.recorded_on <= %s AND later.revision > results.revision)"
)
"""The rows that were the last ones of their keys on a day, of keys that have a later one."""


def _copy_rows(areas: str, *selections: str) -> str:
    """Return the COPY of several selections of rows, in the order of the journal."""
    query = " UNION ALL ".join(selections).format(areas=areas)
    return f"COPY (SELECT line FROM ({query}) AS found ORDER BY moment, position) {_RAW}"


_IN_AREAS = "latest.area = ANY(%s) AND "
LATEST_ROWS = {areas: _copy_rows(areas, _LAST_ROWS, _WHOLE_KEYS) for areas in ("", _IN_AREAS)}
LATEST_ROWS_ON_DAY = {areas: _copy_rows(areas, _LAST_ROWS, _WHOLE_KEYS, _EARLIER_ROWS) for areas in ("", _IN_AREAS)}


def make_latest_query(areas: Sequence[str] | None, indicator: str, day: str | None) -> tuple[str, list[object]]:
    """Return the COPY of the rows that count on a day in some areas (None: in all), and its values.

    Of one indicator, every row is given.
    """
    among = "" if areas is None else _IN_AREAS
    named: list[object] = [] if areas is None else [[*areas]]
    after = "~" if day is None else f"{day}~"  # a time begins with the day, and ~ comes after all its signs
    values = [*named, indicator, after, *named, indicator]
    if day is None:
        return LATEST_ROWS[among], values
    return LATEST_ROWS_ON_DAY[among], [*values, *named, indicator, after, day, day]
