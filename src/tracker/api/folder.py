"""A tracker folder for programs: its definitions, results and verdicts, and recording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from operator import index
from typing import TYPE_CHECKING

from tracker.api.assessments import Assessments
from tracker.api.selection import (
    DerivedRegisters,
    Selection,
    StatusOptions,
    check_mapping,
    check_options,
    check_word,
    check_year,
    judge_derived,
    list_scopes,
    make_judge,
)
from tracker.assess import choose_reporting_year
from tracker.errors import Problem
from tracker.folder import Folder, load_register, wait_for_writers
from tracker.model import METHOD_NAMES, METHODS, AssessmentSet, Group, Indicator, Period, Register, Result, Term
from tracker.model.areas import Area, Dimension
from tracker.model.scopes import TERRITORIES, Scope, Territory
from tracker.recording.scopes import check_parts, read_scope
from tracker.recording.validate import find_indicator

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Self, Unpack

    from tracker.api.record_options import RecordEffect, RecordOptions
    from tracker.assess.ranking import Ranking, RankKey
    from tracker.assess.review import ReviewItem


class TrackerFolder:
    """A tracker folder as it was when `tracker.open` read it. `record` and `reload` read it again.

    What its methods return never changes. An indicator, area, group or responsible body is named by its id or by its
    name, as on the command line. A year is the one in which the reporting year begins.
    """

    __slots__ = ("_as_of", "_closing_year", "_derived", "_folder", "_register", "_today")

    def __init__(self, folder: Folder, as_of: str | None = None, today: str | None = None) -> None:
        self._folder, self._as_of, self._closing_year = folder, as_of, 0
        if folder.archive:
            from tracker.folder.closed_years import load_own_closing  # only a closed year needs it

            closing = load_own_closing(folder)
            if closing:
                self._closing_year = closing.year
                today = today or closing.closed_on
        self._today = today or date.today().isoformat()
        self.reload()

    def reload(self) -> None:
        """Read the files again; raises TrackerError with every problem of them."""
        wait = partial(wait_for_writers, self._folder)
        self._register = load_register(self._folder, self._as_of, today=self._today, wait_for_writer=wait)
        self._folder.release_store()
        self._derived: dict[tuple[Territory, int | None], DerivedRegisters] = {}

    @property
    def path(self) -> str:
        """Return the path of the folder, or of the zip file of a closed year."""
        return self._folder.path

    @property
    def term(self) -> Term:
        """Return the term: its name and years."""
        return self._register.term

    @property
    def groups(self) -> tuple[Group, ...]:
        """Return the groups in the order of `targets.toml`."""
        return self._register.groups

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Return the indicators in the order of `targets.toml`, with the targets and plans that are in force."""
        return self._register.indicators

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Return the breakdowns, such as sex."""
        return self._register.dimensions

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Return what is wrong in the files but does not prevent their use."""
        return self._register.warnings

    @property
    def reporting_year(self) -> int:
        """Return the default reporting year: the last one that has ended, within the term."""
        if self._closing_year and not self._as_of:
            return self._closing_year
        return choose_reporting_year(self._register, self._day)

    def areas(self, level: str = "", *, within: str = "") -> tuple[Area, ...]:
        """Return the areas that exist on the day, in the order of `areas.csv`: all, those of a level, those within one.

        Raises TrackerError if there is no such level or area.
        """
        area = self._find_scope(within or None, {}).area
        levels = [level] if level else list(dict.fromkeys(item.level for item in self._register.areas.values()))
        found: set[str] = set()
        for each in levels:
            chosen = Selection(level=each, area=area or None)
            found.update(scope.area for scope in list_scopes(self._register, chosen, self._day))
        return tuple(item for item in self._register.areas.values() if item.id in found)

    def indicator(self, name: str, *, area: str | None = None, parts: Mapping[str, str] | None = None) -> Indicator:
        """Return an indicator, with what is in force for an area or part. Raises TrackerError if there is none."""
        found = find_indicator(self._register, name)
        scope = self._find_scope(area, parts)
        derived = self._derive(scope, "today")
        return next((item for item in derived.indicators if item.id == found.id), found)

    def results(
        self,
        indicator: str | Indicator,
        *,
        area: str | None = None,
        parts: Mapping[str, str] | None = None,
        territory: Territory = "today",
        history: bool = False,
    ) -> tuple[Result, ...]:
        """Return the results of an indicator by period: those that count, also those that a rule made of others.

        With `history`, every row that was recorded, in the order of the journal. Raises TrackerError if there is no
        such indicator, area or part.
        """
        found = find_indicator(self._register, _get_id(indicator))
        scope = self._find_scope(area, parts)
        check_parts(found, scope)
        if not history:
            rows = self._derive(scope, territory).results.get(found.id, ())
            return tuple(sorted((row for row in rows if row.status != "withdrawn"), key=_get_period))
        register = load_register(self._folder, self._as_of, today=self._today, history=found.id)
        self._folder.release_store()
        return register.for_scope(scope).results.get(found.id, ())

    def status(self, year: int | None = None, **options: Unpack[StatusOptions]) -> Assessments:
        """Return how far each target has come at the end of `year` (default: `reporting_year`), as `tracker status`.

        The options are those of `StatusOptions`. Raises TrackerError if the year is not one of the term, or if there is
        no such group, body, own field, area or part; TypeError if there is no such option.
        """
        return Assessments(self._assess_selected(year, options))

    def review(self, year: int | None = None, **options: Unpack[StatusOptions]) -> tuple[ReviewItem, ...]:
        """Return the indicators that are behind or lack data, the most urgent first, as `tracker review` lists them.

        Raises TrackerError and TypeError as `status` does.
        """
        from tracker.assess.review import review

        return review(self._assess_selected(year, options))

    def compare(
        self,
        indicator: str | Indicator,
        *,
        level: str | None = None,
        within: str | None = None,
        by: str | None = None,
        year: int | None = None,
        rank_by: RankKey = "value",
        territory: Territory = "today",
    ) -> Ranking:
        """Return the areas of a level ranked by one indicator, or with `by` its parts, as `tracker compare` does.

        `level` is by default the one that reports the indicator. Raises TrackerError if nothing can be ranked.
        """
        from tracker.api.comparison import complete_selection, select_compared
        from tracker.assess.ranking import RANK_KEYS, rank_areas

        check_word("rank_by", rank_by, RANK_KEYS)
        found = find_indicator(self._register, _get_id(indicator))
        selection = Selection(level=level, area=within, by=by, territory=territory, as_of=self._as_of)
        selection = complete_selection(self._register, found, selection)
        chosen = self._choose_year(year)
        scopes = list_scopes(self._register, selection, self._choose_area_day(chosen, territory))
        boards = self._iter_scopes(scopes, selection, chosen, found.id)
        return rank_areas(select_compared(boards, self._register, found, selection), rank_by)

    def record(
        self,
        indicator: str | Indicator,
        period: int | str | Period,
        value: str | int | float | Decimal | bool | None,
        **options: Unpack[RecordOptions],
    ) -> RecordEffect:
        """Record one result as `tracker add-result` does, read the folder again, and return what changed.

        A text is read as on the command line: it must have exactly one reading. `value` is None to withdraw a result.
        The options are those of `RecordOptions`. Raises TrackerError, and records nothing, if the result is recorded
        already with another value, is unlikely, or does not fit the folder.
        """
        from tracker.api.record_options import record_value

        recording = record_value(self._folder, self._as_of, (_get_id(indicator), period, value), options)
        self.reload()
        return recording

    @property
    def _day(self) -> str:
        """Return the day on which the folder is seen."""
        return self._as_of or self._today

    def _choose_year(self, year: int | None) -> int:
        chosen = self.reporting_year if year is None else index(year)
        check_year(chosen, self._register.term)
        return chosen

    def _choose_area_day(self, year: int, territory: Territory) -> str:
        """Return the day on which areas must exist: the last of the year for the areas of then, else today."""
        return self._day if territory == "today" else Period(year).get_last_day(self._register.term.year_begins)

    def _find_scope(self, area: str | None, parts: Mapping[str, str] | None) -> Scope:
        if not area and not parts:
            return Scope()
        return read_scope(self._register, area, [f"{name}={value}" for name, value in (parts or {}).items()])

    def _derive(self, scope: Scope, territory: Territory, year: int | None = None) -> Register:
        """Return the register of a scope; what several scopes need is computed once."""
        check_word("territory", territory, TERRITORIES)
        key = (territory, year if territory == "then" else None)
        if key not in self._derived:
            selection = Selection(territory=territory, as_of=self._as_of)
            self._derived[key] = DerivedRegisters(self._register, selection, self._today, year)
        return self._derived[key].derive(scope)

    def _assess_selected(self, year: int | None, options: StatusOptions) -> AssessmentSet:
        """Return the assessments that the options of `status` select."""
        check_options(options, StatusOptions)
        for name in ("where", "parts"):
            check_mapping(name, options.get(name))
        fields = options.get("where") or {}
        selection = Selection(
            group=options.get("group"),
            owner=options.get("owner"),
            where=tuple(f"{key}={value}" for key, value in fields.items()),
            method=options.get("method", ""),
            territory=options.get("territory", "today"),
        )
        return self._assess(self._find_scope(options.get("area"), options.get("parts")), selection, year)

    def _assess(self, scope: Scope, selection: Selection, year: int | None) -> AssessmentSet:
        if selection.method:
            method = METHOD_NAMES.get(selection.method, selection.method)
            check_word("method", method, METHODS)
            selection = selection._replace(method=method)
        chosen = self._choose_year(year)
        derived = self._derive(scope, selection.territory, chosen)
        return judge_derived(derived, selection._replace(as_of=self._as_of), chosen, self._today)

    def _iter_scopes(
        self, scopes: Sequence[Scope], selection: Selection, year: int, indicator: str
    ) -> Iterable[AssessmentSet]:
        judge = make_judge(self._register, selection, year=year, today=self._today, only=indicator, scopes=scopes)
        return map(judge, scopes)

    def close(self) -> None:
        """Close the connection to a shared store, if the journals are in one; it is opened again when it is needed."""
        self._folder.close_store()

    def __enter__(self) -> Self:
        """Return the folder itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection to a shared store."""
        self.close()

    def __repr__(self) -> str:
        """Return what is shown in a console."""
        years = f"{self.term.first_year}–{self.term.last_year}"
        return f"<tracker folder {self.path!r}: {len(self.indicators)} indicators, {years}>"


def _get_id(indicator: str | Indicator) -> str:
    return indicator if isinstance(indicator, str) else indicator.id


def _get_period(row: Result) -> Period:
    return row.period
