"""The immutable records that all parts share: targets, results and assessments.

They are named tuples because each start of the program creates them; a data class costs five times as much.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from tracker.errors import Problem
from tracker.text import is_percentage

Text: TypeAlias = Mapping[str, str]
"""A text by language code; a text without a language has the empty code."""

Qualifier = Literal["", "<", ">", "~"]
QUALIFIERS: tuple[Qualifier, ...] = ("<", ">", "~")

Value: TypeAlias = Decimal | bool
"""A number, or yes/no for a milestone."""

Measure = Literal["level", "total", "mean", "growth", "growth_rate", "every_year", "milestone"]
MEASURES: tuple[Measure, ...] = ("level", "total", "mean", "growth", "growth_rate", "every_year", "milestone")

BoundKind = Literal["at_least", "at_most", "above", "below", "between", "yes", "increase", "decrease"]
Direction = Literal["increase", "decrease"]
Path = Literal["linear", "compound"]

METHODS = ("linear", "compound", "destatis", "un_chart")
"""The names of the methods; each is a module of `tracker.assess.methods`."""
ResultStatus = Literal["estimate", "preliminary", "final", "forecast", "withdrawn", "assumed"]
RESULT_STATUSES: tuple[ResultStatus, ...] = ("estimate", "preliminary", "final", "forecast", "withdrawn")
"""The statuses in the journal; an assumed result is never written."""
Status = Literal["exceeded", "met", "on_track", "at_risk", "off_track", "missed", "not_assessed"]
STATUSES: tuple[Status, ...] = ("exceeded", "met", "on_track", "at_risk", "off_track", "missed", "not_assessed")

Reason = Literal[
    "", "insufficient", "moving_away", "year_missed", "no_target", "no_result", "no_final_result", "no_baseline",
    "break", "not_due", "stale", "bounded", "incomplete", "not_positive", "too_few_results", "overshot", "over_ceiling",
]  # fmt: skip
PlanVerdict = Literal["", "exceeded", "met", "missed"]


class Period(NamedTuple):
    """A year (`month` is 0) or the year to date through `month` (1 to 11)."""

    year: int
    month: int = 0

    @property
    def is_year(self) -> bool:
        """Whether this is a whole year."""
        return self.month == 0

    def __str__(self) -> str:
        """Return the form in the journal; `parse_period` reads it back."""
        return f"{self.year:04d}-{self.month:02d}" if self.month else f"{self.year:04d}"


class Target(NamedTuple):
    """What must be reached by `year`, or by the term's last: `low` of `at_least` and `above`, `high` of the others.

    `between` has both limits; a direction and a milestone have none.
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


class Plan(NamedTuple):
    """What one year must reach; `bound` is set if it is the bound for every year, which also may be a range."""

    value: Value
    qualifier: Qualifier = ""
    source: str = ""
    note: Text = {}
    bound: Target | None = None


class Baseline(NamedTuple):
    """The value in the year before the term starts counting."""

    year: int
    value: Decimal
    status: ResultStatus | Literal[""] = ""
    source: str = ""
    note: Text = {}


class Break(NamedTuple):
    """The first year of a new definition. Values before it are not compared with those from it on."""

    year: int
    note: Text = {}


class Limits(NamedTuple):
    """The lowest and highest possible value of an indicator, such as 0 and 100 for a share."""

    low: Decimal | None = None
    high: Decimal | None = None


class Method(NamedTuple):
    """A method by its name; `zero_as` replaces a zero that the method would divide by."""

    name: str = METHODS[0]
    zero_as: Decimal | None = None


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

    `aliases` are other names, and `unit_aliases` other spellings of the unit, that sheets use.
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

    @property
    def is_in_percent(self) -> bool:
        """Whether the unit is a percentage or percentage points: then differences are compared, not quotients."""
        return any(is_percentage(unit) for unit in self.unit.values())

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
    """The period of years that a resolution covers."""

    name: Text
    baseline_year: int
    first_year: int
    last_year: int
    language: str
    method: Method = Method()


class Result(NamedTuple):
    """One row of the journal. A withdrawn result may have no value."""

    indicator: str
    period: Period
    value: Value | None
    qualifier: Qualifier
    status: ResultStatus
    source: str
    note: str
    recorded_at: str
    recorded_by: str
    line: int = 0

    @property
    def recorded_on(self) -> str:
        """Return the day of recording as written (YYYY-MM-DD, so that the texts sort like the days)."""
        return self.recorded_at[:10]


class Register(NamedTuple):
    """Both files, read and checked.

    `results` has the effective rows of each indicator, one for each period, in the order of the journal; or every row
    if the history was read. `warnings` are problems that do not prevent the use of the files. `closed_rows` has the
    closed years and the last line of the journal that each closing covers, the newest closing first.
    """

    term: Term
    groups: tuple[Group, ...]
    indicators: tuple[Indicator, ...]
    results: Mapping[str, tuple[Result, ...]]
    warnings: tuple[Problem, ...] = ()
    closed_rows: tuple[tuple[int, int], ...] = ()


class Assessment(NamedTuple):
    """The status of one indicator at the end of a reporting year, and the figures behind it.

    `progress`, `expected`, `pace` are fractions of 1; `change` and `plan_difference` are in the unit of the indicator
    (percentages: points). `required` is what each remaining year must bring, `so_far` the mean of the past years,
    `projected` the figure at the mean pace so far (see the table of `tracker.assess.measures`). `grade` is the class of
    the method, `method_value` the figure behind it. `computed_status` is set if an authority has given a status.
    `term_qualifier` is the side of `term_value` on which the true figure lies. `bound` is the one of the two bounds of
    a range that decided; `follows_plans` means that the annual plans are the expected way. None: "does not apply".
    """

    indicator: Indicator
    status: Status
    reason: Reason = ""
    flags: tuple[str, ...] = ()
    baseline: Baseline | None = None
    result: Result | None = None
    term_value: Decimal | None = None
    plan: Plan | None = None
    plan_percent: Decimal | None = None
    plan_difference: Decimal | None = None
    plan_verdict: PlanVerdict = ""
    previous: Decimal | None = None
    change: Decimal | None = None
    progress: Decimal | None = None
    expected: Decimal | None = None
    pace: Decimal | None = None
    projected: Decimal | None = None
    required: Decimal | None = None
    years_met: int | None = None
    years_reported: int | None = None
    year_to_date: Result | None = None
    year_to_date_percent: Decimal | None = None
    forecast: Result | None = None
    results: Mapping[Period, Result] = {}
    method: str = METHODS[0]
    grade: str = ""
    method_value: Decimal | None = None
    so_far: Decimal | None = None
    computed_status: Status | None = None
    term_qualifier: Qualifier = ""
    year: int = 0
    bound: Target | None = None
    follows_plans: bool = False


class AssessmentSet(NamedTuple):
    """All assessments of a register for one reporting year, in the order of the file, seen on the day `as_of`.

    `recorded_until` is set if only rows recorded by that day were used. `assumed_results` (what-if) are also in the
    register. `method` replaces the methods of the targets unless it is "". `unfiltered` are the assessments before a
    choice of statuses left some out.
    """

    register: Register
    year: int
    as_of: str
    assessments: tuple[Assessment, ...]
    assumed_results: tuple[Result, ...] = ()
    recorded_until: str = ""
    method: str = ""
    unfiltered: tuple[Assessment, ...] = ()
