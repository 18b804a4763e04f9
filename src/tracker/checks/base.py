"""The input and the output of a check: a pure function from the data to problems."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

from tracker.assess.evaluation import build_series
from tracker.errors import Location, Message, Problem
from tracker.journal.closings import ClosingEvidence
from tracker.model import Exemption, Indicator, Period, Register, Result, Row
from tracker.model.evidence import EvidenceReference, EvidenceState
from tracker.model.rows import DERIVED_LINE
from tracker.model.scopes import Scope
from tracker.periods import LAST_YEAR
from tracker.targets.questions import OpenQuestion

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")
"""The most severe first: certainly wrong, probably wrong, worth knowing."""


NO_CLOSINGS = ClosingEvidence("")


def _examine_nothing(_: EvidenceReference) -> EvidenceState:
    """Return the state of evidence in a closed year, whose zip file does not hold it."""
    return EvidenceState("")


class CheckInput(NamedTuple):
    """Both files as they were read, and the reporting year of the checks.

    `register` has the whole history; it can be used only if there are no `problems`. `left_out` counts problems that
    are not listed. `has_final_newline` belongs to the journal. `current` has the effective rows by indicator and
    period, `yearly` the results of whole years, `unused_exemptions` the exemptions that removed no finding, `closings`
    the evidence about closed years. `results_columns` are the names in the header of the journal. The journal was
    read as of the day `day`. `scopes` is the same data for each area and part that has rows, with the indicators that
    have some and without the targets and plans of the whole. `examine_evidence` looks at a file of evidence.
    `questions` are those that `init --from` left in the targets. `wrong_latest` are the results of which the table
    `latest` of a shared store has not the last row.
    """

    targets_file: str
    results_file: str
    register: Register
    year: int
    problems: tuple[Problem, ...] = ()
    left_out: int = 0
    has_final_newline: bool = True
    current: Mapping[str, Mapping[Period, Result]] = {}
    yearly: Mapping[str, tuple[Result, ...]] = {}
    unused_exemptions: tuple[tuple[Indicator, Exemption], ...] = ()
    closings: ClosingEvidence = NO_CLOSINGS
    decisions_file: str = ""
    results_columns: tuple[str, ...] = ()
    day: str = ""
    scopes: "tuple[CheckInput, ...]" = ()
    examine_evidence: Callable[[EvidenceReference], EvidenceState] = _examine_nothing
    questions: tuple[OpenQuestion, ...] = ()
    wrong_latest: tuple[str, ...] = ()

    def locate_target(self, indicator: Indicator, key: str = "") -> Location:
        """Return the location of a key of an indicator: of what a decision set its row, else of the targets.

        A TOML reader does not know the line.
        """
        kind, _, year = key.partition(".")
        decided = [each for each in indicator.versions if (each.kind, str(each.year or "")) == (kind, year)]
        if decided and decided[-1].line:
            return Location(self.decisions_file, decided[-1].line, indicator.id, "value")
        return Location(self.targets_file, indicator=indicator.id, key=key)

    def locate_row(self, row: Row, key: str = "") -> Location:
        """Return the location of a row of its journal; a figure that stands in none has no line."""
        file = self.results_file if isinstance(row, Result) else self.decisions_file
        return Location(file, None if row.line == DERIVED_LINE else row.line, row.indicator, key)

    def get_effective_rows(self, indicator: Indicator) -> Mapping[Period, Result]:
        """Return the effective rows of an indicator in the order of the periods, with forecasts."""
        return self.current.get(indicator.id, {})

    def get_yearly_results(self, indicator: Indicator) -> tuple[Result, ...]:
        """Return the effective results of whole years in their order, also those made of parts, without forecasts."""
        return self.yearly.get(indicator.id, ())


class Check(NamedTuple):
    """A named check; `description` (of a finding) and `remedy` are texts of the catalogs."""

    name: str
    level: Level
    description: str
    remedy: str
    find: Callable[[CheckInput], Iterable[Problem]]


class Finding(NamedTuple):
    """A problem with the name and the level of the check that found it."""

    check: str
    level: Level
    problem: Problem


def add_current_rows(data: CheckInput) -> CheckInput:
    """Return the data with `current` and `yearly`, the effective rows and the results of years, of each scope too."""
    scopes = [_add_scope_rows(data, scope) for scope in data.register.scope_results]
    return _add_rows(data)._replace(scopes=tuple(scopes))


def _add_rows(data: CheckInput) -> CheckInput:
    first, results = data.register.term.first_year, data.register.results
    recorded = {name: build_series(rows, LAST_YEAR, first) for name, rows in results.items()}
    rules = {indicator.id: indicator.year_rule for indicator in data.register.indicators}
    yearly = {
        name: build_series(series.current.values(), LAST_YEAR, first, rules.get(name, "none"), data.year + 1).yearly
        for name, series in recorded.items()
    }
    return data._replace(current={name: series.current for name, series in recorded.items()}, yearly=yearly)


def _add_scope_rows(data: CheckInput, scope: Scope) -> CheckInput:
    register = data.register.for_scope(scope)
    kept = [
        item._replace(target=None, plan={}, baseline=None, versions=(), period_plans={}, period_versions=())
        for item in register.indicators
        if item.id in register.results
    ]
    return _add_rows(data._replace(register=register._replace(indicators=tuple(kept))))


def iter_numbers(rows: Iterable[Result]) -> Iterator[tuple[Result, Decimal]]:
    """Yield the rows whose value is a number, with it."""
    for row in rows:
        if isinstance(row.value, Decimal):
            yield row, row.value


def format_value(row: Result) -> Message:
    """Return the value of a row with its qualifier, for a message."""
    if isinstance(row.value, Decimal):
        return Message(f"{row.qualifier}{{value}}", {"value": row.value})
    return Message("yes" if row.value else "no" if row.value is False else "", {})
