"""The breakdowns of a folder, in `targets.toml`: `[[dimension]]` with its values."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tracker.errors import msg, quote_text
from tracker.model import Text
from tracker.targets.table import TomlTable, describe_type
from tracker.text import is_id

if TYPE_CHECKING:
    from tracker.model.areas import Dimension

RESERVED = (
    "indicator", "area", "kind", "year", "period", "value", "qualifier", "status", "decided_on", "source", "note",
    "recorded_at", "recorded_by", "parts",
)  # fmt: skip
"""The names of columns of the journals: a dimension becomes a column, and cannot have one of them."""
_VALUES_HINT = msg('write values = {{ female = "Nữ", male = "Nam" }}')
_ID_HINT = msg("use lower-case letters without accents, digits and hyphens: sex")


def read_dimension(table: TomlTable) -> "Dimension":
    """Return one breakdown; its id is "" if it has none."""
    identity = table.read_string("id", required=True)
    if identity and not is_id(identity):
        table.add_problem("id", msg("{id} is not a valid id", id=quote_text(identity)), _ID_HINT)
    elif identity in RESERVED:
        message = msg("{id} is the name of another column of the journals", id=quote_text(identity))
        table.add_problem("id", message, msg("give the dimension another id"))
    name = table.read_texts("name")
    values = _read_values(table)
    whole = table.read_boolean("whole")
    table.report_unknown_keys()
    from tracker.model.areas import Dimension  # few folders have one

    return Dimension(identity, name or {"": identity}, values, whole)


def _read_values(table: TomlTable) -> Mapping[str, Text]:
    """Return the name of each value by its id."""
    value = table.read_value("values", required=True, hint=_VALUES_HINT)
    if value is None:
        return {}
    if not isinstance(value, dict):
        message = msg("must be a table, but is {found}", found=describe_type(value))
        table.add_problem("values", message, _VALUES_HINT)
        return {}
    if not value:
        table.add_problem("values", msg("is empty"), _VALUES_HINT)
    inner = table.open_subtable("values", value)
    for key in value:
        if not is_id(key):
            inner.add_problem(key, msg("{id} is not a valid id", id=quote_text(key)), _ID_HINT)
    return {key: inner.read_texts(key, required=True) or {"": key} for key in value}
