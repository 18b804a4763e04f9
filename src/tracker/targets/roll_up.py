"""How an indicator is reported by areas and parts, and how it is computed of others, in `targets.toml`."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tracker.errors import Message, msg, quote_text
from tracker.model import Indicator, Plan, Term
from tracker.model.scopes import RollUp
from tracker.targets.indicator import read_baseline, read_direction, read_target
from tracker.targets.plans import read_plans
from tracker.targets.table import TomlTable, describe_type
from tracker.text import is_id

if TYPE_CHECKING:
    from tracker.model.areas import Ratio

_RULES: tuple[RollUp, ...] = ("sum", "min", "max", "none")
_MEAN_WORDS = ("mean", "average", "avg", "weighted_mean", "mean_by")
_RATIO_HINT = msg('write ratio = {{ of = "poor-households", to = "households", times = 100 }}')
_MEAN_HINT = msg('write roll_up = {{ mean_by = "households" }}, or compute it with ratio; a rate is never averaged')


def read_roll_up(table: TomlTable, indicator: Indicator, term: Term) -> Indicator:
    """Return the indicator with its keys of areas, parts and computing; `table` has some of them."""
    areas = _read_level(table)
    rule, weight = _read_rule(table)
    ratio, counts = _read_ratio(table), table.read_string("count")
    indicator = indicator._replace(
        areas=areas,
        roll_up=rule,
        weight=weight,
        ratio=ratio,
        counts=counts,
        by=_read_parts(table),
    )
    if "each" in table.data:
        indicator = indicator._replace(each=_read_each(table, indicator, term))
    if indicator.sums_targets and not indicator.direction and indicator.each:
        indicator = indicator._replace(direction=indicator.each.direction)
    _check_computed(table, indicator)
    _check_areas(table, indicator)
    return indicator


def _read_level(table: TomlTable) -> str:
    level = table.read_string("areas")
    if level.strip() and not is_id(level):
        message = msg("{found} is not the name of a level", found=quote_text(level))
        table.add_problem("areas", message, msg("write a level of areas.csv, such as commune"))
    return level


def _read_rule(table: TomlTable) -> tuple[RollUp, str]:
    """Return the rule and, for a mean, the indicator that weights it."""
    value = table.read_value("roll_up")
    if isinstance(value, dict):
        inner = table.open_subtable("roll_up", value)
        weight = inner.read_string("mean_by", required=True)
        inner.report_unknown_keys()
        return ("mean", weight) if weight else ("", "")
    if isinstance(value, str) and value.strip().lower() in _MEAN_WORDS:
        table.add_problem("roll_up", msg("{found} has no weight", found=quote_text(value)), _MEAN_HINT)
        return "", ""
    return table.read_choice("roll_up", _RULES) or "", ""


def _read_ratio(table: TomlTable) -> "Ratio | None":
    inner = table.read_table("ratio", _RATIO_HINT)
    if inner is None:
        return None
    of, to = (inner.read_string(key, required=True, hint=_RATIO_HINT) for key in ("of", "to"))
    times = inner.read_number("times")
    inner.report_unknown_keys()
    if times is not None and times <= 0:
        inner.add_problem("times", msg("must be above zero"), msg("write times = 100 for a percentage"))
    if of and of == to:
        inner.add_problem("to", msg("is the same indicator as of"), _RATIO_HINT)
    from tracker.model.areas import Ratio  # few folders have one

    return Ratio(of, to, Decimal(1) if times is None else times) if of and to else None


def _read_parts(table: TomlTable) -> tuple[str, ...]:
    value = table.data.get("by")
    if isinstance(value, str) and value.strip():
        hint = msg('write by = ["{dimension}"]', dimension=value)
        table.read_value("by")
        table.add_problem("by", msg("must be a list of texts, but is {found}", found=describe_type(value)), hint)
        return ()
    names = table.read_strings("by")
    for name in [name for name, count in Counter(names).items() if count > 1]:
        table.add_problem("by", msg("{found} is in the list twice", found=quote_text(name)), msg("keep one of them"))
    return tuple(dict.fromkeys(names))


def _read_each(table: TomlTable, indicator: Indicator, term: Term) -> Indicator | None:
    """Return the indicator as each area has it: with the target, plans and baseline of the table `each`."""
    hint = msg("write each.target.at_most = 120, each.plan or each.baseline")
    inner = table.read_table("each", hint)
    if inner is None:
        return None
    measure = indicator.measure
    target = read_target(inner, measure, term)
    direction = read_direction(inner, target, indicator.direction)
    last_year = max(term.last_year, target.year if target and target.year else 0)
    period_plans: dict[str, Plan] = {}
    plan = read_plans(inner, measure, direction, range(term.first_year, last_year + 1), period_plans)
    baseline = read_baseline(inner, term, measure)
    inner.report_unknown_keys()
    if not inner.data:
        table.add_problem("each", msg("is empty"), hint)
    own: dict[str, Any] = {"target": target, "plan": plan, "baseline": baseline, "direction": direction}
    return indicator._replace(**own, period_plans=period_plans, sums_targets=False)


def _check_computed(table: TomlTable, indicator: Indicator) -> None:
    """Add a problem if an indicator is computed in two ways, or is a milestone, which has no number."""
    ways = [key for key in ("ratio", "count") if key in table.data]
    if len(ways) > 1:
        table.add_problem("count", msg("cannot stand beside {key}", key="ratio"), msg("keep one of the two"))
    if ways and "roll_up" in table.data:
        message = msg("cannot stand beside {key}", key=ways[0])
        hint = msg("leave roll_up out: it is computed of figures that are rolled up before")
        table.add_problem("roll_up", message, hint)
    if indicator.measure != "milestone":
        return
    for key in ways:
        hint = msg("a milestone is counted by another indicator, with count")
        table.add_problem(key, msg("a milestone is yes or no, and cannot be computed"), hint)
    if indicator.roll_up not in ("", "none"):
        hint = msg('write roll_up = "none", and count the areas in another indicator, with count')
        table.add_problem("roll_up", msg("a milestone is yes or no, and is not added up"), hint)


def _check_areas(table: TomlTable, indicator: Indicator) -> None:
    """Add a problem for what only areas have, if the indicator is not reported by areas."""
    if not indicator.areas and "areas" not in table.data:
        computed = "ratio" in table.data or "count" in table.data
        needless = [*(() if "by" in table.data else ("roll_up",)), *(() if computed else ("each",))]
        for key in needless:
            if key in table.data:
                table.add_problem(key, *_describe_missing_areas())
    if not indicator.sums_targets:
        return
    if indicator.ratio or indicator.counts or indicator.measure == "milestone":
        message = msg("the targets of the areas cannot be added up here")
        table.add_problem("target", message, msg("write a bound such as target.at_least = 8"))
    elif not indicator.areas and "areas" not in table.data:
        table.add_problem("target", *_describe_missing_areas())


def _describe_missing_areas() -> tuple[Message, Message]:
    return msg("is only for an indicator that areas report"), msg('write areas = "commune", the level that reports it')


def list_sources(indicator: Indicator) -> Iterable[tuple[str, str]]:
    """Return the indicators that this one is computed of, each with the key that names it."""
    found = [("roll_up.mean_by", indicator.weight), ("count", indicator.counts)]
    if indicator.ratio:
        found += [("ratio.of", indicator.ratio.of), ("ratio.to", indicator.ratio.to)]
    return [(key, name) for key, name in found if name]
