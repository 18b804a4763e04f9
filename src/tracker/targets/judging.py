"""How an indicator is to be judged, in `targets.toml`: the method, natural limits, and a verdict already given."""

from tracker.errors import msg
from tracker.model import METHODS, STATUSES, Exemption, Limits, Method, OfficialVerdict
from tracker.numbers import format_plain
from tracker.targets.table import TomlTable, describe_type


def read_method(table: TomlTable) -> Method | None:
    """Return the method by its name, or with its settings, or None where none is stated."""
    if not table.has_key("method"):
        return None
    value = table.data["method"]
    if not isinstance(value, dict):
        name = table.read_choice("method", METHODS)
        return Method(name) if name else None
    inner = table.open_subtable("method", value)
    if not inner.has_key("name"):
        inner.add_problem("name", msg("is missing"), msg("one of {options}", options=", ".join(METHODS)))
    name = inner.read_choice("name", METHODS)
    zero_as = inner.read_number("zero_as")
    inner.report_unknown_keys()
    if zero_as is not None and zero_as <= 0:
        inner.add_problem("zero_as", msg("must be above zero"), msg("Open SDG takes 0.001"))
        return None
    return Method(name, zero_as) if name else None


def read_limits(table: TomlTable) -> Limits:
    """Return what the values can never leave, as `limits = { low = 0, high = 100 }`; either may be left out."""
    if not table.has_key("limits"):
        return Limits()
    value = table.data["limits"]
    if not isinstance(value, dict):
        hint = msg("write limits = {{ low = 0, high = 100 }}")
        table.add_problem("limits", msg("must be a table, but is {found}", found=describe_type(value)), hint)
        return Limits()
    inner = table.open_subtable("limits", value)
    low, high = inner.read_number("low"), inner.read_number("high")
    inner.report_unknown_keys()
    if low is not None and high is not None and low >= high:
        inner.add_problem("low", msg("{low} is not below {high}", low=format_plain(low), high=format_plain(high)))
        return Limits()
    return Limits(low, high)


def read_official_verdict(table: TomlTable) -> OfficialVerdict | None:
    """Return the verdict that an authority has given, or None. It must say why, since it outweighs the computed one."""
    if not table.has_key("verdict"):
        return None
    value = table.data["verdict"]
    if not isinstance(value, dict):
        hint = msg('write verdict = {{ status = "met", reason = "…", source = "…" }}')
        table.add_problem("verdict", msg("must be a table, but is {found}", found=describe_type(value)), hint)
        return None
    inner = table.open_subtable("verdict", value)
    if not inner.has_key("status"):
        inner.add_problem("status", msg("is missing"), msg("one of {options}", options=", ".join(STATUSES)))
    status = inner.read_choice("status", STATUSES)
    reason = inner.read_texts("reason", required=True)
    source, year = inner.read_string("source"), inner.read_year("year")
    inner.report_unknown_keys()
    return OfficialVerdict(status, reason, source, year) if status and reason else None


def read_exemptions(table: TomlTable) -> tuple[Exemption, ...]:
    """Return the exemptions of an indicator: `except = [{ check = "stale", reason = "…" }]`.

    Whether a check of that name exists, whether a reason is given and whether the exemption is still needed is for
    `tracker check` to say: none of it keeps the data from being used.
    """
    hint = msg('write except = [{{ check = "stale", reason = "…" }}]')
    found = tuple(_read_exemption(inner) for inner in table.iter_subtables("except", hint))
    return tuple(item for item in found if item.check)


def _read_exemption(table: TomlTable) -> Exemption:
    exemption = Exemption(
        table.read_string("check", required=True), table.read_texts("reason"), table.read_year("year")
    )
    table.report_unknown_keys()
    return exemption
