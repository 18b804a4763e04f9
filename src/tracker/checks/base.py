"""What every check works on, and what it hands back: a pure function from the data to problems."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

from tracker.assess.evaluation import build_series
from tracker.errors import Location, Message, Problem
from tracker.model import Exemption, Indicator, Period, Register, Result
from tracker.periods import LAST_YEAR

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")
"""From the gravest: certainly wrong, probably wrong, worth knowing."""


class CheckInput(NamedTuple):
    """Both files as they were read, and the reporting year in which they are looked at.

    `register` has the whole history, and is only usable when there are no `problems`; `untold` is how many more of
    these there are. `ends_whole` says that the journal ends with a line break. `current` has the rows that count, by
    indicator and period; `unused` the exemptions that suppress nothing.
    """

    targets_file: str
    results_file: str
    register: Register
    year: int
    problems: tuple[Problem, ...] = ()
    left_out: int = 0
    has_final_newline: bool = True
    current: Mapping[str, Mapping[Period, Result]] = {}
    unused_exemptions: tuple[tuple[Indicator, Exemption], ...] = ()

    def locate_target(self, indicator: Indicator, key: str = "") -> Location:
        """Return the place of a key of an indicator; a TOML reader knows no line of what it has read."""
        return Location(self.targets_file, indicator=indicator.id, key=key)

    def locate_row(self, row: Result, key: str = "") -> Location:
        """Return the place of a row of the journal."""
        return Location(self.results_file, row.line, row.indicator, key)

    def get_effective_rows(self, indicator: Indicator) -> Mapping[Period, Result]:
        """Return the rows of an indicator that count, by period in their order; forecasts are among them."""
        return self.current.get(indicator.id, {})

    def get_yearly_results(self, indicator: Indicator) -> tuple[Result, ...]:
        """Return the results of whole years that count, forecasts left out, in the order of the years."""
        rows = self.get_effective_rows(indicator).values()
        return tuple(row for row in rows if row.period.is_year and row.status != "forecast")


class Check(NamedTuple):
    """A named check: how grave what it finds is, what that is, what to do about it, and the function that finds it.

    `finds` and `remedy` are texts of the catalogs.
    """

    name: str
    level: Level
    description: str
    remedy: str
    find: Callable[[CheckInput], Iterable[Problem]]


class Finding(NamedTuple):
    """What a check has found."""

    check: str
    level: Level
    problem: Problem


def add_current_rows(data: CheckInput) -> CheckInput:
    """Return the data with the rows that count picked out of the register."""
    first = data.register.term.first_year
    rows = data.register.results
    return data._replace(current={name: build_series(found, LAST_YEAR, first).current for name, found in rows.items()})


def iter_numbers(rows: Iterable[Result]) -> Iterator[tuple[Result, Decimal]]:
    """Yield the rows whose value is a number, with it."""
    for row in rows:
        if isinstance(row.value, Decimal):
            yield row, row.value


def has_break(indicator: Indicator, first: int, last: int) -> bool:
    """Whether the definition changes after the year `first` and no later than in `last`."""
    return any(first < item.year <= last for item in indicator.breaks)


def format_value(row: Result) -> Message:
    """Return the value of a row with its qualifier, for a message."""
    if isinstance(row.value, Decimal):
        return Message(f"{row.qualifier}{{value}}", {"value": row.value})
    return Message("yes" if row.value else "no" if row.value is False else "", {})
