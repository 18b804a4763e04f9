"""What is set: indicators with their targets, plans and baselines, groups, and the term."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from tracker.model.scopes import RollUp
from tracker.model.words import (
    METHODS,
    PACE_CUTS,
    BoundKind,
    DecisionKind,
    Direction,
    ExtraValue,
    Measure,
    Path,
    Qualifier,
    ResultStatus,
    Status,
    Text,
    Value,
    WithinYear,
)
from tracker.text import is_percentage

if TYPE_CHECKING:
    from tracker.model.areas import Ratio


class Target(NamedTuple):
    """What must be reached by `year`, or by the term's last: `low` of `at_least` and `above`, `high` of the others.

    `between` has both limits; a direction and a milestone have none. `plan`: the annual plans are the target.
    """

    kind: BoundKind
    low: Decimal | None = None
    high: Decimal | None = None
    year: int | None = None

    @property
    def is_upward(self) -> bool:
        """Whether more is better, without an upper limit."""
        return self.kind in ("at_least", "above", "increase")

    @property
    def is_direction(self) -> bool:
        """Whether only a direction is set, without a limit."""
        return self.kind in ("increase", "decrease")

    @property
    def is_plan(self) -> bool:
        """Whether the annual plans are the target."""
        return self.kind == "plan"


class Plan(NamedTuple):
    """What one year must reach. A `bound` or range has no year; its `value` is the limit that demands least.

    `is_for_every_year` is set if it is no plan of this year, but the target's bound for every year.
    """

    value: Value
    qualifier: Qualifier = ""
    source: str = ""
    note: Text = {}
    bound: Target | None = None
    is_for_every_year: bool = False


class Baseline(NamedTuple):
    """The value in the year before the term starts counting."""

    year: int
    value: Decimal
    status: ResultStatus | Literal[""] = ""
    source: str = ""
    note: Text = {}


class Version(NamedTuple):
    """One version of a target, of the plan of `year`, or of a baseline: what was set, on which day, by which document.

    `period` is set for the plan of a quarter, half or month, as the files write it: `2024-Q2`. `decided_on` is "" for
    what `targets.toml` says. `value` is None if it was abolished.
    """

    kind: DecisionKind
    year: int | None
    value: Target | Plan | Baseline | None
    decided_on: str = ""
    source: str = ""
    note: Text = {}
    recorded_at: str = ""
    recorded_by: str = ""
    line: int = 0
    period: str = ""


class Break(NamedTuple):
    """The first year of a new definition. Values before it are not compared with those from it on."""

    year: int
    note: Text = {}


class Limits(NamedTuple):
    """The lowest and highest possible value of an indicator, such as 0 and 100 for a share."""

    low: Decimal | None = None
    high: Decimal | None = None


class Method(NamedTuple):
    """A method by its name; `zero_as` replaces a zero that the method would divide by.

    `on_track` and `at_risk` are the cuts of the pace that the targets set. `window` is the number of years over which
    the growth so far is measured. `written` is the name in the file if it is another one than that of the program.
    """

    name: str = METHODS[0]
    zero_as: Decimal | None = None
    on_track: Decimal | None = None
    at_risk: Decimal | None = None
    window: int | None = None
    written: str = ""

    @property
    def cuts(self) -> tuple[Decimal, Decimal] | None:
        """Return from where a pace is on track and at risk, or None if the targets set neither."""
        if self.on_track is None and self.at_risk is None:
            return None
        on_track, at_risk = PACE_CUTS
        return (
            on_track if self.on_track is None else self.on_track,
            at_risk if self.at_risk is None else self.at_risk,
        )


class OfficialVerdict(NamedTuple):
    """A status that an authority has given; it holds from the reporting year `year` on, or in every year."""

    status: Status
    reason: Text
    source: str = ""
    year: int | None = None


class Exemption(NamedTuple):
    """A check whose findings about an indicator (about `year` only, if set) are accepted, and the reason."""

    check: str
    reason: Text = {}
    year: int | None = None


class Indicator(NamedTuple):
    """One indicator with its target, plans and baseline.

    `aliases` are other names, and `unit_aliases` other spellings of the unit, that sheets use. `versions` has every
    version, the first to the one in force, of each target, plan and baseline that a decision set or changed. `first` is
    the indicator with the first versions of its target and plans, if one of them was changed.

    `areas` is the level of the areas that report it, and `roll_up` the rule by which they make the larger area; a mean
    is weighted by the indicator `weight`. `each` has the target, plans and baseline of every area. `ratio` and `counts`
    are for indicators that are computed of others. `by` has the dimensions in which it is broken down. `sums_targets`:
    the target and the plans are the sums of those of the areas. `within_year` is the stated rule by which the parts of
    a year make the year; it is measured once in `every` years.
    `period_plans` are those of quarters, halves and months, by the period as the files write it; `period_versions` are
    the versions of those that a decision set or changed. One that is not public is left out of what is published.
    `extra` has the own fields, by key.
    """

    id: str
    name: Text
    measure: Measure
    group: str = ""
    unit: Text = {}
    decimals: int | None = None
    target: Target | None = None
    direction: Direction | None = None
    plan: Mapping[int, Plan] = {}
    baseline: Baseline | None = None
    parent: str = ""
    breaks: tuple[Break, ...] = ()
    path: Path = "linear"
    owner: Text = {}
    source: str = ""
    note: Text = {}
    limits: Limits = Limits()
    method: Method | None = None
    official_verdict: OfficialVerdict | None = None
    exemptions: tuple[Exemption, ...] = ()
    aliases: tuple[str, ...] = ()
    unit_aliases: tuple[str, ...] = ()
    versions: tuple[Version, ...] = ()
    first: "Indicator | None" = None
    areas: str = ""
    roll_up: RollUp = ""
    weight: str = ""
    each: "Indicator | None" = None
    ratio: "Ratio | None" = None
    counts: str = ""
    by: tuple[str, ...] = ()
    sums_targets: bool = False
    within_year: WithinYear | None = None
    every: int = 1
    period_plans: Mapping[str, Plan] = {}
    period_versions: tuple[Version, ...] = ()
    is_public: bool = True
    extra: Mapping[str, ExtraValue] = {}

    @property
    def has_only_plans(self) -> bool:
        """Whether the annual plans are the target."""
        return self.target is not None and self.target.is_plan

    @property
    def is_in_percent(self) -> bool:
        """Whether the unit is a percentage or percentage points: then differences are compared, not quotients."""
        return any(is_percentage(unit) for unit in self.unit.values())

    @property
    def is_less_better(self) -> bool:
        """Whether a lower value is better."""
        if self.direction:
            return self.direction == "decrease"
        return self.target is not None and self.target.kind in ("at_most", "below", "decrease")

    @property
    def year_rule(self) -> WithinYear:
        """Return the rule by which the parts of a year make the year: the stated one, else that of the measure.

        A quotient or a count of quarters is none of a year.
        """
        if self.within_year or self.ratio or self.counts:
            return self.within_year or "none"
        return "sum" if self.measure == "total" else "last" if self.measure == "level" else "none"

    def has_break(self, after: int, through: int) -> bool:
        """Whether a new definition starts after the year `after` and not later than in `through`."""
        return bool(self.breaks) and any([after < item.year <= through for item in self.breaks])

    def get_target_year(self, term: "Term") -> int:
        """Return the year by which the target is due."""
        return (self.target and self.target.year) or term.last_year


class Group(NamedTuple):
    """A heading over indicators."""

    id: str
    name: Text


class Term(NamedTuple):
    """The years that a resolution covers; `nearly_met`: the share of the way from which a miss is nearly met.

    Reporting years begin in the month `year_begins`, and are written as `year_label` says.
    """

    name: Text
    baseline_year: int
    first_year: int
    last_year: int
    language: str
    method: Method = Method()
    nearly_met: Decimal | None = None
    year_begins: int = 1
    year_label: str = ""

    def find_year(self, day: str) -> int:
        """Return the reporting year that contains a day (YYYY-MM-DD): the calendar year in which it begins."""
        return int(day[:4]) - (self.year_begins > 1 and int(day[5:7]) < self.year_begins)

    def find_earliest_year(self, indicator: Indicator) -> int:
        """Return the first year with results: the baseline year, or an earlier one that a window reaches."""
        window = (indicator.method or self.method).window or 0
        return min(self.baseline_year, self.first_year - window)


CUT_COLUMNS = ("on_track_from", "at_risk_from")
WINDOW_COLUMN = "window"
EXTRA_PREFIX = "extra."
"""What the column of an own field has before its key."""


def list_own_columns(term: Term, indicators: "tuple[Indicator, ...]") -> tuple[str, ...]:
    """Return the columns that machine formats have only because of what the targets of this folder say."""
    methods = [item.method for item in indicators if item.method]
    cuts = CUT_COLUMNS if any([method.cuts for method in (term.method, *methods)]) else ()
    windows = (WINDOW_COLUMN,) if any([method.window for method in (term.method, *methods)]) else ()
    keys = dict.fromkeys([key for item in indicators for key in item.extra])
    return (*cuts, *windows, *[f"{EXTRA_PREFIX}{key}" for key in keys])
