"""The content of a report as plain data for templates: texts, numbers, lists and mappings, with nothing to call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from decimal import Decimal
from typing import Any, TypeAlias

from tracker.views.labels import StatusSign

SignFormatter: TypeAlias = Callable[[StatusSign], dict[str, object]]
"""Returns what a template sees of a sign."""

_PROPERTIES: dict[str, tuple[str, ...]] = {
    "Article": ("sheet",),
    "Report": ("has_overview",),
    "ReportCell": ("number", "decimals"),
    "ReportColumn": ("label",),
    "ReportTable": ("lines",),
    "StepText": ("line",),
    "VerdictCount": ("fraction",),
}
"""The computed values of records that a template sees beside their fields."""
_HIDDEN = frozenset({"assessment_set", "detail", "formula", "logo_data", "value"})
"""The fields of records that are no content for a person."""


def to_plain(value: Any, format_sign: SignFormatter) -> Any:  # noqa: ANN401 (any record of a report)
    """Return a record of a report as plain data; numbers become exact texts, markup stays markup.

    Raises TypeError for a value that is no part of a report.
    """
    if value is None or isinstance(value, (bool, int)) or hasattr(value, "__html__"):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, StatusSign):
        return format_sign(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        names = (*value._fields, *_PROPERTIES.get(type(value).__name__, ()))
        return {name: to_plain(getattr(value, name), format_sign) for name in names if name not in _HIDDEN}
    if isinstance(value, (tuple, list)):
        return [to_plain(each, format_sign) for each in value]
    if isinstance(value, Mapping):
        return {str(key): to_plain(each, format_sign) for key, each in value.items()}
    if isinstance(value, Set):
        return dict.fromkeys(sorted(value), True)
    raise TypeError(type(value))
