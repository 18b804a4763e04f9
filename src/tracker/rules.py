"""How an indicator is to be judged, in `targets.toml`: the method, natural limits, and a verdict already given."""

from tracker.errors import msg
from tracker.fields import Table, kind_of
from tracker.model import METHODS, STATUSES, Limits, Method, Official
from tracker.numbers import plain


def read_method(table: Table) -> Method | None:
    """Return the method by its name, or with its settings, or None where none is stated."""
    if not table.has("method"):
        return None
    value = table.data["method"]
    if not isinstance(value, dict):
        name = table.word("method", METHODS)
        return Method(name) if name else None
    inner = table.inner("method", value)
    if not inner.has("name"):
        inner.wrong("name", msg("is missing"), msg("one of {options}", options=", ".join(METHODS)))
    name = inner.word("name", METHODS)
    zero_as = inner.number("zero_as")
    inner.done()
    if zero_as is not None and zero_as <= 0:
        inner.wrong("zero_as", msg("must be above zero"), msg("Open SDG takes 0.001"))
        return None
    return Method(name, zero_as) if name else None


def read_limits(table: Table) -> Limits:
    """Return what the values can never leave, as `limits = { low = 0, high = 100 }`; either may be left out."""
    if not table.has("limits"):
        return Limits()
    value = table.data["limits"]
    if not isinstance(value, dict):
        hint = msg("write limits = {{ low = 0, high = 100 }}")
        table.wrong("limits", msg("must be a table, but is {found}", found=kind_of(value)), hint)
        return Limits()
    inner = table.inner("limits", value)
    low, high = inner.number("low"), inner.number("high")
    inner.done()
    if low is not None and high is not None and low >= high:
        inner.wrong("low", msg("{low} is not below {high}", low=plain(low), high=plain(high)))
        return Limits()
    return Limits(low, high)


def read_official(table: Table) -> Official | None:
    """Return the verdict that an authority has given, or None. It must say why, since it outweighs the computed one."""
    if not table.has("verdict"):
        return None
    value = table.data["verdict"]
    if not isinstance(value, dict):
        hint = msg('write verdict = {{ status = "met", reason = "…", source = "…" }}')
        table.wrong("verdict", msg("must be a table, but is {found}", found=kind_of(value)), hint)
        return None
    inner = table.inner("verdict", value)
    if not inner.has("status"):
        inner.wrong("status", msg("is missing"), msg("one of {options}", options=", ".join(STATUSES)))
    status = inner.word("status", STATUSES)
    reason = inner.texts("reason", required=True)
    source, year = inner.string("source"), inner.year("year")
    inner.done()
    return Official(status, reason, source, year) if status and reason else None
