"""Writes definitions as lines of `targets.toml` that a person edits; `read_targets` reads the same definitions back.

Each function returns the lines of one table. Texts, numbers and lists come back equal, whatever characters they have.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from tracker.model import (
    Baseline,
    Break,
    Exemption,
    ExtraValue,
    Group,
    Indicator,
    Limits,
    Method,
    Plan,
    Target,
    Term,
    Text,
)
from tracker.model.areas import Dimension
from tracker.numbers import format_plain, format_single_reading
from tracker.text import sanitize_text

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_UNSAFE = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
"""What TOML does not allow in a string, and what an editor does not show: line separators and marks of direction."""


def format_string(text: str) -> str:
    """Return a text as a TOML string on one line."""
    return f'"{_UNSAFE.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"


def format_comment(text: str) -> str:
    """Return a text as a comment on one line, without control characters."""
    return f"# {sanitize_text(text)}".rstrip()


def format_texts(key: str, texts: Text) -> list[str]:
    """Return the lines of a text by language: `key = "…"`, or `key.vi = "…"` and so on; none without a text."""
    return [f"{key}.{code} = {format_string(text)}" if code else f"{key} = {format_string(text)}"
            for code, text in texts.items()]  # fmt: skip


def format_term(term: Term) -> list[str]:
    """Return the lines of `[term]`."""
    lines = ["[term]", *format_texts("name", term.name)]
    lines += [
        f"baseline_year = {term.baseline_year}",
        f"first_year = {term.first_year}",
        f"last_year = {term.last_year}",
    ]
    lines += [f"language = {format_string(term.language)}"] if term.language else []
    lines += _format_method(term.method) if term.method != Method() else []
    if term.year_begins > 1:
        lines += [f'year_begins = "{term.year_begins:02d}"', f"year_label = {format_string(term.year_label)}"]
    lines += [f"nearly_met = {format_single_reading(term.nearly_met)}"] if term.nearly_met is not None else []
    return lines


def format_group(group: Group) -> list[str]:
    """Return the lines of one `[[group]]`."""
    return ["[[group]]", f"id = {format_string(group.id)}", *format_texts("name", group.name)]


def format_dimension(dimension: Dimension) -> list[str]:
    """Return the lines of one `[[dimension]]`."""
    lines = ["[[dimension]]", f"id = {format_string(dimension.id)}", *format_texts("name", dimension.name)]
    for value, name in dimension.values.items():
        lines += format_texts(f"values.{value}", name)
    return [*lines, *(["whole = true"] if dimension.whole else [])]


def format_indicator(indicator: Indicator) -> list[str]:
    """Return the lines of one `[[indicator]]`, with the keys that describe and do not plan or judge."""
    lines = ["[[indicator]]", f"id = {format_string(indicator.id)}"]
    lines += _format_strings({"group": indicator.group, "parent": indicator.parent})
    lines += [*format_texts("name", indicator.name), *_format_list("aliases", indicator.aliases)]
    lines += [*format_texts("unit", indicator.unit), *_format_list("unit_aliases", indicator.unit_aliases)]
    lines += [f"decimals = {indicator.decimals}"] if indicator.decimals is not None else []
    lines.append(f"measure = {format_string(indicator.measure)}")
    lines += _format_strings({"direction": indicator.direction or ""})
    lines += _format_strings({"path": indicator.path}) if indicator.path != "linear" else []
    lines += _format_strings({"within_year": indicator.within_year or ""})
    lines += [f'every = "{indicator.every} years"'] if indicator.every > 1 else []
    lines += [*_format_limits(indicator.limits), *(_format_method(indicator.method) if indicator.method else [])]
    lines += _format_roll_up(indicator)
    lines += [] if indicator.is_public else ["public = false"]
    lines += [f"extra.{key} = {_format_extra(value)}" for key, value in indicator.extra.items()]
    return [*lines, *format_texts("owner", indicator.owner), *format_texts("note", indicator.note)]


def _format_roll_up(indicator: Indicator) -> list[str]:
    """Return the lines of the keys of areas and parts, and of what an indicator is computed of."""
    lines = _format_strings({"areas": indicator.areas})
    if indicator.roll_up == "mean":
        lines.append(f"roll_up = {{ mean_by = {format_string(indicator.weight)} }}")
    else:
        lines += _format_strings({"roll_up": indicator.roll_up})
    if indicator.ratio:
        ratio = indicator.ratio
        sides = f"of = {format_string(ratio.of)}, to = {format_string(ratio.to)}"
        lines.append(f"ratio = {{ {sides}, times = {format_single_reading(ratio.times)} }}")
    return [*lines, *_format_strings({"count": indicator.counts}), *_format_list("by", indicator.by)]


def format_baseline(baseline: Baseline) -> list[str]:
    """Return the lines of a baseline, each with a dotted key, so that other keys of the indicator may follow."""
    lines = [f"baseline.year = {baseline.year}", f"baseline.value = {format_single_reading(baseline.value)}"]
    lines += _format_strings({"baseline.status": baseline.status, "baseline.source": baseline.source})
    return [*lines, *format_texts("baseline.note", baseline.note)]


def format_target(target: Target) -> list[str]:
    """Return the lines of a target, with dotted keys if it is a bound."""
    if target.low is None and target.high is None:
        return [f"target = {format_string(target.kind)}"]
    year = [f"target.year = {target.year}"] if target.year is not None else []
    return [f"target.{target.kind} = {_format_limit(target)}", *year]


def format_plans(plans: Mapping[int, Plan]) -> list[str]:
    """Return the line of the plans of years, none without a plan; their sources and notes are not written."""
    listed = ", ".join(f"{year} = {_format_plan(plan)}" for year, plan in sorted(plans.items()))
    return [f"plan = {{ {listed} }}"] if listed else []


def _format_plan(plan: Plan) -> str:
    if isinstance(plan.value, bool):
        return '"yes"'
    if plan.bound is None:
        return format_single_reading(plan.value)
    limit = _format_limit(plan.bound)
    return limit if plan.bound.kind == "between" else f"{{ {plan.bound.kind} = {limit} }}"


def _format_limit(target: Target) -> str:
    limits = [format_single_reading(limit) for limit in (target.low, target.high) if limit is not None]
    return limits[0] if len(limits) == 1 else f"[{', '.join(limits)}]"


def format_breaks(breaks: Iterable[Break]) -> list[str]:
    """Return the line of the breaks in a series, none without a break."""
    tables = [", ".join([f"year = {item.year}", *format_texts("note", item.note)]) for item in breaks]
    return [f"break = [{', '.join(f'{{ {table} }}' for table in tables)}]"] if tables else []


def format_exemptions(exemptions: Iterable[Exemption]) -> list[str]:
    """Return the line of the exceptions of checks, none without one."""
    tables = []
    for item in exemptions:
        keys = [f"check = {format_string(item.check)}", *format_texts("reason", item.reason)]
        tables.append(", ".join([*keys, *([f"year = {item.year}"] if item.year is not None else [])]))
    return [f"except = [{', '.join(f'{{ {table} }}' for table in tables)}]"] if tables else []


def _format_strings(values: Mapping[str, str]) -> list[str]:
    return [f"{key} = {format_string(value)}" for key, value in values.items() if value]


def _format_list(key: str, texts: Iterable[str]) -> list[str]:
    listed = ", ".join(map(format_string, texts))
    return [f"{key} = [{listed}]"] if listed else []


def _format_extra(value: ExtraValue) -> str:
    """Return the value of an own field; a number has the digits that it was read with."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format_plain(value)
    return format_string(value) if isinstance(value, str) else f"[{', '.join(map(format_string, value))}]"


def _format_limits(limits: Limits) -> list[str]:
    sides = {"low": limits.low, "high": limits.high}
    listed = ", ".join(f"{key} = {format_single_reading(side)}" for key, side in sides.items() if side is not None)
    return [f"limits = {{ {listed} }}"] if listed else []


def _format_method(method: Method) -> list[str]:
    name = f"{format_string(method.written or method.name)}"
    numbers = {"zero_as": method.zero_as, "on_track": method.on_track, "at_risk": method.at_risk}
    settings = [f"{key} = {format_single_reading(number)}" for key, number in numbers.items() if number is not None]
    settings += [f"window = {method.window}"] if method.window else []
    return [f"method = {{ name = {name}, {', '.join(settings)} }}" if settings else f"method = {name}"]
