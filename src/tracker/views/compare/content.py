"""The texts of a comparison: the ranked areas, the reference figures, and the areas without a rank."""

from decimal import Decimal
from typing import NamedTuple

from tracker.assess.ranking import MIN_RANKED, NotRanked, RankedArea, RankKey
from tracker.i18n import N_, Language
from tracker.model import Assessment
from tracker.numbers import count_shown_decimals
from tracker.text import sanitize_text
from tracker.views.compare import Comparison
from tracker.views.formats import (
    choose_decimals,
    format_details,
    format_difference,
    format_number,
    format_percent,
    format_result,
    format_target,
)
from tracker.views.labels import COLUMN_HEADINGS, StatusSign
from tracker.views.reasons import choose_status_sign
from tracker.views.scope_names import format_scope_heading
from tracker.views.status.content import format_term_title

HEADINGS = (
    N_("Rank"),
    N_("Area"),
    COLUMN_HEADINGS["value"],
    COLUMN_HEADINGS["target"],
    N_("From the median"),
    N_("Quarter"),
    COLUMN_HEADINGS["status"],
)
NUMBER_COLUMNS = (0, 2, 3, 4, 5)
_TITLES: dict[RankKey, str] = {
    "value": N_("{indicator} ({unit}) by result"),
    "progress": N_("{indicator} ({unit}) by progress"),
    "pace": N_("{indicator} ({unit}) by pace"),
}
_REASONS: dict[NotRanked, str] = {
    "no_result": N_("no result for {year}"),
    "bounded": N_("known only as a bound"),
    "incomplete": N_("areas of it have not reported"),
    "not_assessed": N_("not assessed"),
}
_FIGURE_HEADINGS: dict[RankKey, str] = {"progress": COLUMN_HEADINGS["progress"], "pace": COLUMN_HEADINGS["pace"]}


class AreaRow(NamedTuple):
    """The cells of one area, its sign, and the share of the longest bar, None without a figure."""

    cells: tuple[str, ...]
    sign: StatusSign
    share: Decimal | None


class CompareTexts(NamedTuple):
    """The texts of a comparison; `references` stand above the table, `unranked` below it."""

    title: str
    subtitle: str
    references: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[AreaRow, ...]
    unranked: tuple[str, ...]
    notes: tuple[str, ...]


def describe_comparison(comparison: Comparison, language: Language) -> CompareTexts:
    """Return the texts of a comparison in a language."""
    indicator, ranking, board = comparison.indicator, comparison.ranking, comparison.whole
    unit = sanitize_text(language.pick_text(indicator.unit))
    name = sanitize_text(language.pick_text(indicator.name))
    title = language.format(_TITLES[ranking.key], indicator=name, unit=unit).replace(" ()", "")
    ranked = [area for area in ranking.areas if area.rank is not None]
    longest = max((abs(area.figure) for area in ranked if area.figure is not None), default=Decimal(0))
    headings = list(map(language.translate, HEADINGS))
    if ranking.key in _FIGURE_HEADINGS:
        headings[2] = language.translate(_FIGURE_HEADINGS[ranking.key])
    return CompareTexts(
        title,
        format_term_title(board, language),
        _list_references(comparison, language),
        tuple(headings),
        tuple(_build_row(area, comparison, longest, language) for area in ranked),
        tuple(_describe_unranked(area, comparison, language) for area in ranking.areas if area.rank is None),
        _list_notes(comparison, language),
    )


def _build_row(area: RankedArea, comparison: Comparison, longest: Decimal, language: Language) -> AreaRow:
    item = area.assessment
    assert area.figure is not None, "only ranked areas have a row"
    sign = choose_status_sign(item, language)
    details = format_details(item, language)
    verdict = f"{language.translate(sign.word)}: {details}" if details else language.translate(sign.word)
    cells = (
        str(area.rank),
        format_scope_heading(comparison.whole.register, item.scope, language),
        format_figure(area, comparison.ranking.key, language),
        format_target(item.indicator.target, item.indicator, language),
        _format_distance(area, comparison.ranking.key, language),
        str(area.quartile),
        verdict,
    )
    return AreaRow(cells, sign, abs(area.figure) / longest if longest else Decimal(0))


def format_figure(area: RankedArea, key: RankKey, language: Language) -> str:
    """Return the figure by which an area is ranked."""
    item = area.assessment
    if key == "value" and item.result:
        return format_result(item.result, item.indicator, language)
    assert area.figure is not None
    return _format(area.figure, key, item, language)


def _format(figure: Decimal, key: RankKey, item: Assessment, language: Language) -> str:
    if key == "progress":
        return format_percent(figure, language)
    if key == "pace":
        return format_number(figure, 2, language)
    return format_number(figure, choose_decimals(item.indicator, figure), language)


def _format_distance(area: RankedArea, key: RankKey, language: Language) -> str:
    assert area.distance is not None
    if key == "progress":
        return format_difference(area.distance.scaleb(2), 1, language)
    decimals = area.assessment.indicator.decimals
    if key == "pace" or decimals is None:
        decimals = 2 if key == "pace" else count_shown_decimals(area.distance)
    return format_difference(area.distance, decimals, language)


def _list_references(comparison: Comparison, language: Language) -> tuple[str, ...]:
    """Return the figure of the larger area, and the median of those that are ranked."""
    texts, ranking = [], comparison.ranking
    whole = next((item for item in comparison.whole.assessments if item.indicator.id == comparison.indicator.id), None)
    if whole and whole.result and whole.result.period.year == whole.year:
        name = format_scope_heading(comparison.whole.register, comparison.whole.register.scope, language)
        texts.append(f"{name}: {format_result(whole.result, whole.indicator, language)}")
    if ranking.median is not None:
        shown = _format(ranking.median, ranking.key, ranking.areas[0].assessment, language)
        values = {"median": shown, "count": ranking.ranked_count}
        texts.append(language.format(N_("Median of {count} areas: {median}"), **values))
    return tuple(texts)


def _describe_unranked(area: RankedArea, comparison: Comparison, language: Language) -> str:
    name = format_scope_heading(comparison.whole.register, area.assessment.scope, language)
    return f"{name}: {language.format(_REASONS[area.not_ranked], year=area.assessment.year)}"


def _list_notes(comparison: Comparison, language: Language) -> tuple[str, ...]:
    """Return in which order the areas stand, and a warning if there are few."""
    ranking = comparison.ranking
    order = (
        N_("The highest figure stands first.") if ranking.is_highest_first else N_("The lowest figure stands first.")
    )
    texts = [language.translate(order)]
    if ranking.ranked_count < MIN_RANKED:
        few = N_("Areas with a rank: {count}; a ranking of so few says little.")
        texts.append(language.format(few, count=ranking.ranked_count))
    return tuple(texts)
