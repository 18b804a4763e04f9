"""The texts of a comparison: the ranked areas, the reference figures, and the areas without a rank."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.assess.bounds import list_limits
from tracker.assess.methods import get_method_title
from tracker.assess.ranking import MIN_RANKED, NotRanked, RankedArea, Ranking, RankKey, find_figure
from tracker.i18n import N_, Language
from tracker.model import METHODS, Assessment, Indicator
from tracker.numbers import count_shown_decimals, is_quotient, round_half_up
from tracker.text import sanitize_text
from tracker.views.compare import AreaComparison
from tracker.views.compare.scale import Bar, Scale, make_scale
from tracker.views.formats import format_result, format_target, list_details, prepare_result
from tracker.views.labels import COLUMN_HEADINGS, StatusSign
from tracker.views.numbers import FormattedNumber
from tracker.views.reasons import choose_status_sign, get_reason_label
from tracker.views.reporting_year import format_area_count
from tracker.views.scope_names import format_scope_heading
from tracker.views.status.content import format_assumptions, format_settings, format_title

UNRANKED_HEADING = N_("Without a rank")
_TITLES: dict[RankKey, str] = {
    "value": N_("{indicator}: ranking by result"),
    "progress": N_("{indicator}: ranking by progress"),
    "pace": N_("{indicator}: ranking by pace"),
}
_REASONS: dict[NotRanked, str] = {
    "no_result": N_("No result for {year}"),
    "bounded": N_("Known only as a bound"),
    "incomplete": N_("Areas of it have not reported"),
    "not_assessed": N_("Not assessed"),
    "no_figure": N_("Judged without progress or pace"),
}
_FIGURE_HEADINGS: dict[RankKey, str] = {
    "value": COLUMN_HEADINGS["value"],
    "progress": COLUMN_HEADINGS["progress"],
    "pace": COLUMN_HEADINGS["pace"],
}
_MARKS: dict[RankKey, str] = {
    "value": N_("The mark on a bar is the target."),
    "progress": N_("The mark on a bar is the whole way to the target."),
    "pace": N_("The mark on a bar is the pace that is on time."),
}
_MORE_DECIMALS = 2
"""So many more decimals are shown, if two figures of different rank would look the same."""


class CompareColumn(NamedTuple):
    """One column: its key, its heading, and whether it has numbers."""

    key: str
    heading: str
    is_number: bool = True


class RankedRow(NamedTuple):
    """One ranked area: the cells of the columns, its verdict, its bar, and the numbers for a format that calculates."""

    cells: tuple[str, ...]
    sign: StatusSign
    word: str
    details: tuple[str, ...]
    bar: Bar | None
    numbers: dict[str, FormattedNumber]


class UnrankedGroup(NamedTuple):
    """The areas that have no rank for one reason."""

    reason: str
    names: tuple[str, ...]

    def format(self) -> tuple[str, str]:
        """Return the reason with the number of areas, and their names."""
        return f"{self.reason} ({len(self.names)})", "; ".join(self.names)


class CompareTexts(NamedTuple):
    """The texts of a comparison; `references` are above the table, `unranked` and `notes` below it.

    `columns` are those of the cells; the verdict follows them. `mark` is the place of the mark on each bar.
    """

    title: str
    subtitle: str
    references: tuple[str, ...]
    columns: tuple[CompareColumn, ...]
    verdict_heading: str
    rows: tuple[RankedRow, ...]
    mark: Decimal | None
    mark_note: str
    unranked: tuple[UnrankedGroup, ...]
    notes: tuple[str, ...]

    def count_details(self) -> list[tuple[str, int]]:
        """Return each detail of a verdict with the number of areas that have it, for a view without room for them."""
        return Counter(detail for row in self.rows for detail in row.details).most_common()


def describe_comparison(comparison: AreaComparison, language: Language) -> CompareTexts:
    """Return the texts of a comparison in a language."""
    indicator, ranking = comparison.indicator, comparison.ranking
    unit = sanitize_text(language.pick_text(indicator.unit))
    name = sanitize_text(language.pick_text(indicator.name)) + (f" ({unit})" if unit else "")
    ranked = [area for area in ranking.areas if area.rank is not None]
    scale = make_scale(ranking)
    mark = scale.locate_mark() if scale else None
    builder = _RowBuilder(comparison, ranked, scale, language)
    return CompareTexts(
        language.format(_TITLES[ranking.key], indicator=name),
        format_title(comparison.whole, language),
        _list_references(comparison, builder, language),
        builder.columns,
        language.translate(COLUMN_HEADINGS["status"]),
        tuple(map(builder.build, ranked)),
        mark,
        language.translate(_MARKS[ranking.key]) if mark is not None else "",
        _group_unranked(comparison, language),
        _list_notes(comparison, language),
    )


class _RowBuilder:
    """Makes the rows of the ranked areas: all figures have the same decimals, and a target of all has no column."""

    def __init__(
        self, comparison: AreaComparison, ranked: Sequence[RankedArea], scale: Scale | None, language: Language
    ) -> None:
        self._comparison, self._scale, self._language = comparison, scale, language
        self._key = comparison.ranking.key
        self._decimals = _choose_decimals(comparison.indicator, self._key, ranked)
        self._median_decimals = self._decimals + self._is_median_between(comparison.ranking)
        indicators = [area.assessment.indicator for area in ranked]
        targets = {format_target(item.target, item, language) for item in indicators}
        self.common_target = targets.pop() if len(targets) == 1 else ""
        self._has_target = bool(targets)
        self.columns = tuple(self._list_columns())

    def _list_columns(self) -> list[CompareColumn]:
        translate = self._language.translate
        in_points = self._key == "progress" or (self._key == "value" and self._comparison.indicator.is_in_percent)
        distance = N_("From the median (points)") if in_points else N_("From the median")
        columns = [
            CompareColumn("rank", translate(N_("Rank"))),
            CompareColumn("name", translate(N_("Area")), is_number=False),
            CompareColumn("figure", translate(_FIGURE_HEADINGS[self._key])),
        ]
        if self._has_target:
            columns.append(CompareColumn("target", translate(COLUMN_HEADINGS["target"])))
        return [
            *columns,
            CompareColumn("distance", translate(distance)),
            CompareColumn("quartile", translate(N_("Quartile"))),
        ]

    def build(self, area: RankedArea) -> RankedRow:
        """Return the row of an area that has a rank."""
        item, language = area.assessment, self._language
        assert area.figure is not None, "only ranked areas have a row"
        assert area.distance is not None, "the median is known"
        numbers = {
            "figure": self.prepare_own(item, area.figure),
            "distance": self.prepare_distance(area.distance),
        }
        cells = {
            "rank": str(area.rank),
            "name": format_scope_heading(self._comparison.whole.register, item.scope, language),
            "figure": numbers["figure"].format(language),
            "target": format_target(item.indicator.target, item.indicator, language),
            "distance": numbers["distance"].format(language),
            "quartile": str(area.quartile),
        }
        sign = choose_status_sign(item, language)
        bar = self._scale.draw(area.figure) if self._scale else None
        shown = tuple(cells[column.key] for column in self.columns)
        return RankedRow(shown, sign, language.translate(sign.word), tuple(list_details(item, language)), bar, numbers)

    def prepare_own(self, item: Assessment, figure: Decimal) -> FormattedNumber:
        """Return the figure of an area: a result has its qualifier, and more decimals if it would look like a limit."""
        if self._key == "value" and item.result:
            indicator = item.indicator._replace(decimals=self._decimals)
            number = prepare_result(item.result, indicator, self._language, list_limits(item.indicator.target))
            if isinstance(number, FormattedNumber):
                return number
        return self.prepare(figure)

    def prepare(self, figure: Decimal) -> FormattedNumber:
        """Return a figure as it is written."""
        if self._key == "progress":
            return FormattedNumber(figure.scaleb(2), self._decimals, suffix=" %")
        return FormattedNumber(figure, self._decimals)

    def prepare_distance(self, figure: Decimal, *, has_plus: bool = True) -> FormattedNumber:
        """Return a distance from the median, or without plus the median itself, as it is written."""
        number = self.prepare(figure)._replace(decimals=self._median_decimals, has_plus=has_plus)
        return number._replace(suffix="") if has_plus else number

    def _is_median_between(self, ranking: Ranking) -> bool:
        """Whether the median lies between two figures that are shown whole, and needs one more decimal."""
        figures = [area.figure for area in ranking.areas if area.figure is not None]
        if self._key != "value" or ranking.median is None:
            return False
        return all(map(self._is_exact, figures)) and not self._is_exact(ranking.median)

    def _is_exact(self, figure: Decimal) -> bool:
        return round_half_up(figure, self._decimals) == figure


def _choose_decimals(indicator: Indicator, key: RankKey, ranked: Sequence[RankedArea]) -> int:
    """Return the decimals of all figures: those that were recorded, or enough of computed ones to tell them apart."""
    if key != "value":
        return 1 if key == "progress" else 2
    if indicator.decimals is not None:
        return indicator.decimals
    figures = [area.figure for area in ranked if area.figure is not None]
    recorded = [count_shown_decimals(figure) for figure in figures if not is_quotient(figure)]
    computed = sorted(count_shown_decimals(figure) for figure in figures if is_quotient(figure))
    decimals = max([*recorded, *computed[len(computed) // 2 :][:1]], default=0)
    for more in range(_MORE_DECIMALS if computed else 0):
        if len({round_half_up(figure, decimals + more) for figure in figures}) == len(set(figures)):
            return decimals + more
    return decimals


def _list_references(comparison: AreaComparison, builder: _RowBuilder, language: Language) -> tuple[str, ...]:
    """Return the figure of the larger area, the median of the ranked areas, and the target that all of them have."""
    texts, ranking, board = [], comparison.ranking, comparison.whole
    name = format_scope_heading(board.register, board.register.scope, language)
    for item in board.assessments:
        figure = find_figure(item, ranking.key)
        if isinstance(figure, Decimal):
            texts.append(f"{name}: {builder.prepare_own(item, figure).format(language)}")
        elif figure in ("bounded", "incomplete") and item.result:
            texts.append(
                f"{name}: {format_result(item.result, item.indicator, language)} ({_format_gap(item, language)})"
            )
        else:
            texts.append(f"{name}: {_format_reason(figure, item, language)}")
    if ranking.median is not None:
        values = {
            "median": builder.prepare_distance(ranking.median, has_plus=False).format(language),
            "count": ranking.ranked_count,
        }
        texts.append(language.format(N_("Median of {count}: {median}"), **values))
    if builder.common_target:
        texts.append(language.format(N_("Target of each: {target}"), target=builder.common_target))
    return tuple(texts)


def _format_gap(item: Assessment, language: Language) -> str:
    """Return how many areas have reported of how many, or that the figure is only a bound."""
    figure = item.figure
    if figure and figure.is_incomplete:
        months = language.translate(N_("figures of some months are missing"))
        return months if figure.lacks_months else format_area_count(figure, language)
    return language.translate(_REASONS["bounded"]).lower()


def _format_reason(reason: NotRanked, item: Assessment, language: Language) -> str:
    text = language.format(_REASONS[reason], year=item.year)
    if reason != "not_assessed" or not item.reason:
        return text
    return f"{text}: {language.translate(get_reason_label(item))}"


def _group_unranked(comparison: AreaComparison, language: Language) -> tuple[UnrankedGroup, ...]:
    """Return the areas without a rank by reason, each group in the order of the areas."""
    names: dict[str, list[str]] = {}
    for area in comparison.ranking.areas:
        if area.not_ranked:
            name = format_scope_heading(comparison.whole.register, area.assessment.scope, language)
            names.setdefault(_format_reason(area.not_ranked, area.assessment, language), []).append(name)
    return tuple(UnrankedGroup(reason, tuple(each)) for reason, each in names.items())


def _list_notes(comparison: AreaComparison, language: Language) -> tuple[str, ...]:
    """Return in which order the areas are, a warning if they are few, and what the figures rest on."""
    ranking = comparison.ranking
    order = (
        N_("The highest figure is first.")
        if ranking.is_highest_first
        else N_("The lowest figure is first: less is better.")
    )
    if not ranking.has_direction:
        order = N_("Neither target nor direction says what is better: the highest figure is first.")
    texts = [language.translate(order)]
    if ranking.ranked_count < MIN_RANKED:
        few = N_("Ranked: {count}. A ranking of fewer than {least} says little.")
        texts.append(language.format(few, count=ranking.ranked_count, least=MIN_RANKED))
    if comparison.territory == "then":
        texts.append(language.translate(N_("The areas are those of each period, before later mergers.")))
    for method in dict.fromkeys(area.assessment.method for area in ranking.areas):
        if method != METHODS[0]:
            texts.append(language.format(N_("Method: {title}"), title=language.translate(get_method_title(method))))
    texts += format_settings([area.assessment for area in ranking.areas], language)
    return (*texts, *format_assumptions(comparison.whole, language))
