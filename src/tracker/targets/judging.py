"""How an indicator is judged, in `targets.toml`: the method, natural limits, and an official verdict."""

from decimal import Decimal

from tracker.errors import msg
from tracker.model import (
    METHOD_NAMES,
    METHODS,
    METHODS_WITH_CUTS,
    PACE_CUTS,
    STATUSES,
    Exemption,
    Limits,
    Method,
    OfficialVerdict,
)
from tracker.numbers import format_plain
from tracker.targets.table import TomlTable

MAX_WINDOW = 50
WINDOWED_METHOD = "compound"
_CUTS = ("on_track", "at_risk")


def read_method(table: TomlTable) -> Method | None:
    """Return the method, written as a name or as a table with its settings, or None if there is none."""
    inner = table.find_table("method")
    if inner is None:
        return _read_method_name(table, "method")
    method = _read_method_name(inner, "name", required=True)
    before = len(inner.problems)
    zero_as = inner.read_number("zero_as")
    if zero_as is not None and zero_as <= 0:
        inner.add_problem("zero_as", msg("must be above zero"), msg("Open SDG takes 0.001"))
    cuts = _read_cuts(inner, method) if inner.find_keys(_CUTS) else (None, None)
    window = inner.read_integer("window", 1, MAX_WINDOW)
    if window and method and method.name != WINDOWED_METHOD:
        message = msg("{method} has no window", method=method.name)
        inner.add_problem("window", message, msg("it goes with {options}", options=WINDOWED_METHOD))
    inner.report_unknown_keys()
    if method is None or len(inner.problems) > before:
        return None
    return method._replace(zero_as=zero_as, on_track=cuts[0], at_risk=cuts[1], window=window)


def _read_method_name(table: TomlTable, key: str, *, required: bool = False) -> Method | None:
    """Return the method with the name at `key`, which may be the one by which its publishers know it."""
    value = table.data.get(key)
    word = value.strip() if isinstance(value, str) else ""
    if word in METHOD_NAMES:
        table.find_keys((key,))
        return Method(METHOD_NAMES[word], written=word)
    name = table.read_choice(key, METHODS, required=required, other_names=METHOD_NAMES)
    return Method(name) if name else None


def _read_cuts(table: TomlTable, method: Method | None) -> tuple[Decimal | None, Decimal | None]:
    """Return the cuts of the pace as the file writes them: on track and at risk, each None if it is not set."""
    cuts = (table.read_number("on_track"), table.read_number("at_risk"))
    if method is None or cuts == (None, None):
        return cuts
    if method.name not in METHODS_WITH_CUTS:
        key = next(key for key in _CUTS if key in table.data)
        message = msg("the cuts of {method} are those that its authors have published", method=method.name)
        table.add_problem(key, message, msg("own cuts go with {options}", options=", ".join(METHODS_WITH_CUTS)))
        return cuts
    on_track, at_risk = Method(on_track=cuts[0], at_risk=cuts[1]).cuts or PACE_CUTS
    shown = {"on_track": format_plain(on_track), "at_risk": format_plain(at_risk)}
    if not 0 < at_risk < on_track <= 1:
        key = "at_risk" if cuts[1] is not None else "on_track"
        message = msg("the cuts are {on_track} for on track and {at_risk} for at risk", **shown)
        hint = msg("both are above 0 and not above 1, and at_risk is the lower one: on_track = 0.9, at_risk = 0.75")
        table.add_problem(key, message, hint)
    return cuts


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
