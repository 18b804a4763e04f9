"""The records that everything else agrees on: what was promised, what was recorded, what follows from both.

All of them are immutable. They are named tuples and not data classes because each start of the program pays
for every class it defines, and these cost a fifth.
"""

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from tracker.errors import Problem

Text: TypeAlias = Mapping[str, str]
"""A text by language code; a plain string in the file stands under the empty code."""

Qualifier = Literal["", "<", ">", "~"]


QUALIFIERS: tuple[Qualifier, ...] = ("<", ">", "~")


Value: TypeAlias = Decimal | bool
"""What is measured: a number, or yes/no for a milestone."""

Measure = Literal["level", "total", "mean", "growth", "growth_rate", "every_year", "milestone"]
MEASURES: tuple[Measure, ...] = ("level", "total", "mean", "growth", "growth_rate", "every_year", "milestone")

BoundKind = Literal["at_least", "at_most", "above", "below", "between", "yes", "increase", "decrease"]
Direction = Literal["increase", "decrease"]
Path = Literal["linear", "compound"]

METHODS = ("linear", "compound", "destatis", "un_chart")
"""The rules of judging by name; each is a module of `tracker.assess.methods`."""

ResultStatus = Literal["estimate", "preliminary", "final", "forecast", "withdrawn", "assumed"]
RESULT_STATUSES: tuple[ResultStatus, ...] = ("estimate", "preliminary", "final", "forecast", "withdrawn")
"""What the journal may hold. A value that is only assumed, to ask what would follow, is never written."""

Status = Literal["exceeded", "met", "on_track", "at_risk", "off_track", "missed", "not_assessed"]
STATUSES: tuple[Status, ...] = (
    "exceeded",
    "met",
    "on_track",
    "at_risk",
    "off_track",
    "missed",
    "not_assessed",
)

Reason = Literal[
    "",
    "insufficient",
    "moving_away",
    "year_missed",
    "no_target",
    "no_result",
    "no_final_result",
    "no_baseline",
    "break",
    "not_due",
    "stale",
    "bounded",
    "incomplete",
    "not_positive",
    "too_few_results",
]
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
        """Return the form that stands in the journal; `parse_period` reads it back."""
        return f"{self.year:04d}-{self.month:02d}" if self.month else f"{self.year:04d}"


class Target(NamedTuple):
    """What the term must reach: one bound, and the year by which, where it is not the term's last.

    `low` holds the bound of `at_least` and `above`, `high` that of `at_most` and `below`, both that of `between`.
    """

    kind: BoundKind
    low: Decimal | None = None
    high: Decimal | None = None
    year: int | None = None


class Plan(NamedTuple):
    """What one year must reach."""

    value: Value
    qualifier: Qualifier = ""
    source: str = ""
    note: Text = {}


class Baseline(NamedTuple):
    """The value in the year before the term starts counting."""

    year: int
    value: Decimal
    status: ResultStatus | Literal[""] = ""
    source: str = ""
    note: Text = {}


class Break(NamedTuple):
    """The first year of a new definition: values before it and from it on are never compared."""

    year: int
    note: Text = {}


class Limits(NamedTuple):
    """What the values of an indicator can never leave, such as 0 and 100 of a share."""

    low: Decimal | None = None
    high: Decimal | None = None


class Method(NamedTuple):
    """A rule of judging by its name; `zero_as` is what a zero is replaced by where the rule divides by it."""

    name: str = METHODS[0]
    zero_as: Decimal | None = None


class OfficialVerdict(NamedTuple):
    """A verdict that an authority has given; it holds from the reporting year `year` on, or in every year."""

    status: Status
    reason: Text
    source: str = ""
    year: int | None = None


class Exemption(NamedTuple):
    """What `tracker check` leaves alone about an indicator, and why; with `year`, only about that year."""

    check: str
    reason: Text = {}
    year: int | None = None


class Indicator(NamedTuple):
    """One thing measured, with what was promised for it."""

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

    @property
    def is_in_percent(self) -> bool:
        """Whether the unit is a percentage or percentage points: differences are compared, and not quotients.

        It is where "%", "percent" or "phần trăm" stands as a word; "điểm" alone counts scores.
        """
        return any(_is_percentage(unit) for unit in self.unit.values())


_PERCENT_WORDS = ("%", "percent", "per cent", "percentage", "phần trăm")
_WORD_SEPARATORS = str.maketrans("/,;()-", "      ")


def _is_percentage(unit: str) -> bool:
    words = " ".join(unicodedata.normalize("NFC", unit).casefold().translate(_WORD_SEPARATORS).split())
    return words.startswith("%") or any(f" {name} " in f" {words} " for name in _PERCENT_WORDS)


class Group(NamedTuple):
    """A heading under which indicators stand."""

    id: str
    name: Text


class ResultConstraint(NamedTuple):
    """What results of one indicator may be: of which measure, and until which year."""

    measure: Measure
    last_year: int


class Term(NamedTuple):
    """The years that a resolution covers."""

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
        """Return the day of recording, as written (YYYY-MM-DD; such days compare like their texts)."""
        return self.recorded_at[:10]


class Register(NamedTuple):
    """Both files, read and checked.

    `results` holds by indicator, in the order of the journal, the rows that count: one a period; or every row, where
    the history was asked for. `warnings` is what was noticed in the files that does not keep them from being used.
    """

    term: Term
    groups: tuple[Group, ...]
    indicators: tuple[Indicator, ...]
    results: Mapping[str, tuple[Result, ...]]
    warnings: tuple[Problem, ...] = ()


class Assessment(NamedTuple):
    """What follows for one indicator at the end of a reporting year.

    Ratios (`progress`, `expected`, `pace`) are fractions of 1; `change` and `plan_difference` are in the unit of the
    indicator (points for percentages); `plan_percent` is in percent. `required` is what each remaining year must bring
    and `projected` where the mean pace so far leads: both in the terms of the measure (the table of measures in
    `tracker.assess.measures`). `so_far` is what the years so far have brought, comparable with `required`.
    `grade` is the class in the words of the method, and `method_value` the figure that it rests on. `computed` is set
    where an authority has given another status than the computed one. `term_qualifier` says on which side of
    `term_value` the true figure lies where it is made of bounds. None means "does not apply".
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


class AssessmentSet(NamedTuple):
    """All assessments of a register for one reporting year, in the order of the file.

    `as_of` is the day of judging; `known_on` is set where only what had been recorded by that day was used. `assumed`
    are the results that are only assumed; they stand in the register like recorded ones. `method` is the method that
    was asked for, whatever the targets say, or "".
    """

    register: Register
    year: int
    as_of: str
    assessments: tuple[Assessment, ...]
    assumed_results: tuple[Result, ...] = ()
    recorded_until: str = ""
    method: str = ""
