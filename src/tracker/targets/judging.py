"""How an indicator is judged, in `targets.toml`: the method, natural limits, and an official verdict."""

from tracker.errors import msg
from tracker.model import METHODS, STATUSES, Exemption, Limits, Method, OfficialVerdict
from tracker.numbers import format_plain
from tracker.targets.table import TomlTable

_OTHER_NAMES = {
    "eurostat": "compound", "open sdg": "compound", "opensdg": "compound", "open_sdg": "compound",
    "open-sdg": "compound", "cagr": "compound", "indikatorenbericht": "destatis", "un": "un_chart",
    "progress chart": "un_chart", "progress_chart": "un_chart",
}  # fmt: skip
"""The methods by the names of those who publish them."""


def read_method(table: TomlTable) -> Method | None:
    """Return the method, written as a name or as a table with its settings, or None if there is none."""
    inner = table.find_table("method")
    if inner is None:
        name = table.read_choice("method", METHODS, meanings=_OTHER_NAMES)
        return Method(name) if name else None
    name = inner.read_choice("name", METHODS, required=True, meanings=_OTHER_NAMES)
    zero_as = inner.read_number("zero_as")
    inner.report_unknown_keys()
    if zero_as is not None and zero_as <= 0:
        inner.add_problem("zero_as", msg("must be above zero"), msg("Open SDG takes 0.001"))
        return None
    return Method(name, zero_as) if name else None


def read_limits(table: TomlTable) -> Limits:
    """Return the limits that values never pass, as `limits = { low = 0, high = 100 }`; either may be left out."""
    inner = table.read_table("limits", msg("write limits = {{ low = 0, high = 100 }}"))
    if inner is None:
        return Limits()
    low, high = inner.read_number("low"), inner.read_number("high")
    inner.report_unknown_keys()
    if low is not None and high is not None and low >= high:
        inner.add_problem("low", msg("{low} is not below {high}", low=format_plain(low), high=format_plain(high)))
        return Limits()
    return Limits(low, high)


def read_official_verdict(table: TomlTable) -> OfficialVerdict | None:
    """Return the verdict that an authority has given, or None. It must have a reason: it replaces the computed one."""
    inner = table.read_table("verdict", msg('write verdict = {{ status = "met", reason = "…", source = "…" }}'))
    if inner is None:
        return None
    status = inner.read_choice("status", STATUSES, required=True)
    reason = inner.read_texts("reason", required=True)
    source, year = inner.read_string("source"), inner.read_year("year")
    inner.report_unknown_keys()
    return OfficialVerdict(status, reason, source, year) if status and reason else None


def read_exemptions(table: TomlTable) -> tuple[Exemption, ...]:
    """Return the exemptions of an indicator: `except = [{ check = "stale", reason = "…" }]`.

    `tracker check` reports an unknown check, a missing reason, or an exemption that is not needed any more: none of
    these makes the data unusable.
    """
    hint = msg('write except = [{{ check = "stale", reason = "…" }}]')
    exemptions = [_read_exemption(inner) for inner in table.iter_subtables("except", hint)]
    return tuple(item for item in exemptions if item.check)


def _read_exemption(table: TomlTable) -> Exemption:
    check = table.read_string("check", required=True)
    exemption = Exemption(check, table.read_texts("reason"), table.read_year("year"))
    table.report_unknown_keys()
    return exemption
