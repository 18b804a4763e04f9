"""The texts of one indicator: its facts, years, revisions, derivation, forecast and sources."""

from decimal import Decimal
from typing import NamedTuple

from tracker.assess.detail import Detail, YearDetail
from tracker.i18n import N_, Language
from tracker.model import Assessment, AssessmentSet, Indicator, Result
from tracker.numbers import count_shown_decimals
from tracker.text import sanitize_text
from tracker.views.adjustments import format_adjustments, format_first_verdicts
from tracker.views.formats import (
    choose_decimals,
    format_against_plan,
    format_details,
    format_difference,
    format_news,
    format_number,
    format_pace,
    format_plan,
    format_result,
    format_target,
    format_term_value,
    is_counted,
)
from tracker.views.labels import (
    MEASURE_LABELS,
    NO_RESULT_LABEL,
    RESULT_STATUS_LABELS,
    STATUS_SIGNS,
    StatusSign,
    choose_plan_sign,
)
from tracker.views.numbers import choose_computed_decimals
from tracker.views.periods import format_period
from tracker.views.reasons import choose_status_sign
from tracker.views.reporting_year import format_area_end
from tracker.views.scope_names import format_parts
from tracker.views.sentences import format_needs
from tracker.views.show.facts import format_extra, format_method
from tracker.views.show.outlook import format_forecast
from tracker.views.show.parts import format_year_parts
from tracker.views.show.steps import StepText, explain_verdict, format_rule, format_steps, format_symbols
from tracker.views.status.content import format_title

YEAR_HEADINGS = (
    N_("Year"),
    N_("Result"),
    N_("Kind"),
    N_("Plan of the year"),
    N_("Against plan"),
    N_("Change"),
    N_("Expected way"),
    N_("Source"),
)
FIGURES_HEADING = N_("How the figures were made")
PARTS_HEADING = N_("Parts")
NUMBER_COLUMNS = (0, 1, 3, 4, 5, 6)
"""The columns of the years that hold numbers."""
PLAN_COLUMN = 4
"""The column of the years that compares the result with its plan."""


class YearRow(NamedTuple):
    """The cells of one year, and the sign of its verdict against the plan."""

    cells: tuple[str, ...]
    sign: StatusSign | None


class IndicatorTexts(NamedTuple):
    """All texts of one indicator."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    sign: StatusSign
    details: str
    meaning: str
    years: tuple[YearRow, ...]
    figures: tuple[str, ...]
    parts: tuple[str, ...]
    year_parts: tuple[str, ...]
    revisions: tuple[str, ...]
    decisions: tuple[str, ...]
    first_verdicts: tuple[str, ...]
    steps: tuple[StepText, ...]
    symbols: str
    rule: str
    outlook: str
    notes: tuple[str, ...]
    sources: tuple[str, ...]


def describe_indicator(detail: Detail, board: AssessmentSet, language: Language) -> IndicatorTexts:
    """Return the texts of one indicator in a language; `board` gives the term, the year and the method."""
    item = detail.assessment
    sources = _number_sources(detail)
    facts = _list_facts(detail, board, sources, language)
    return IndicatorTexts(
        sanitize_text(language.pick_text(item.indicator.name)),
        format_title(board, language),
        tuple((language.translate(label), text) for label, text in facts if text),
        choose_status_sign(item, language),
        format_details(item, language),
        " ".join(filter(None, (format_area_end(board, language), explain_verdict(item, language)))),
        _build_year_rows(detail, sources, language),
        _format_figures(board, item, language),
        tuple(_format_part(part, board, language) for part in detail.parts),
        format_year_parts(item, language),
        tuple(format_revisions(rows, item.indicator, language) for rows in detail.revisions),
        format_adjustments(item.indicator, language, lambda source: _format_source_mark(source, sources)),
        tuple(text[:1].upper() + text[1:] for text in format_first_verdicts(item, board.register.term, language)),
        format_steps(detail.derivation, language),
        format_symbols(detail.derivation, language),
        format_rule(detail, language),
        format_forecast(detail, _choose_decimals(detail), language),
        _format_notes(detail, language),
        tuple(sources),
    )


def _format_figures(board: AssessmentSet, item: Assessment, language: Language) -> tuple[str, ...]:
    if item.indicator.id not in board.register.figures:
        return ()
    from tracker.views.show.figures import format_figures  # only figures that were made of others need it

    return format_figures(board, item, language)


def _format_part(part: Detail, board: AssessmentSet, language: Language) -> str:
    """Return the results of one part of a total, in one line: the years, and periods of years that have none."""
    item = part.assessment
    years = {year.year: year.result for year in part.years if year.result}
    recorded = [row for period, row in item.results.items() if period not in item.made_of]
    rows = [*years.values(), *(row for row in recorded if row.period.year not in years)]
    results = [
        f"{format_result(row, item.indicator, language)} ({format_period(row.period, language)})"
        for row in sorted(rows, key=lambda row: (row.period.year, row.period.months))
    ]
    listed = "; ".join(results) or language.translate(NO_RESULT_LABEL)
    return f"{format_parts(board.register, item.scope, language)}: {listed}"


def _number_sources(detail: Detail) -> dict[str, int]:
    """Return the number of each source, in the order in which the sources appear."""
    indicator, baseline = detail.assessment.indicator, detail.assessment.baseline
    official = indicator.official_verdict
    listed = [indicator.source, baseline.source if baseline else "", official.source if official else ""]
    for year in detail.years:
        listed += [year.result.source if year.result else "", year.check.plan.source if year.check.plan else ""]
    listed += [row.source for rows in detail.revisions for row in rows]
    listed += [version.source for version in (*indicator.versions, *indicator.period_versions)]
    return {source: number for number, source in enumerate(dict.fromkeys(filter(None, map(sanitize_text, listed))), 1)}


def _format_source_mark(source: str, sources: dict[str, int]) -> str:
    return f"[{sources[sanitize_text(source)]}]" if sanitize_text(source) in sources else ""


def _list_facts(
    detail: Detail, board: AssessmentSet, sources: dict[str, int], language: Language
) -> list[tuple[str, str]]:
    item = detail.assessment
    indicator, baseline = item.indicator, item.baseline
    groups = {group.id: language.pick_text(group.name) for group in board.register.groups}
    target = format_target(indicator.target, indicator, language)
    start = ""
    if baseline:
        value = format_number(baseline.value, choose_decimals(indicator, baseline.value), language)
        start = (
            f"{value} ({language.format_year(baseline.year)}) {_format_source_mark(baseline.source, sources)}".rstrip()
        )
    return [
        (N_("Id"), indicator.id),
        (N_("Group"), sanitize_text(groups.get(indicator.group, ""))),
        (N_("Responsible"), sanitize_text(language.pick_text(indicator.owner))),
        (N_("Own fields"), format_extra(indicator, language)),
        (N_("Unit"), sanitize_text(language.pick_text(indicator.unit))),
        (N_("Measure"), language.translate(MEASURE_LABELS[indicator.measure])),
        (N_("Target"), f"{target} {_format_source_mark(indicator.source, sources)}".rstrip() if target else ""),
        (N_("Baseline"), start),
        (N_("Term so far"), format_term_value(item, language)),
        (N_("Pace"), format_pace(item, language)),
        (N_("Required"), format_needs(item, language)),
        (N_("Since then"), "; ".join(format_news(item, language))),
        (N_("Method"), format_method(item, board, language)),
        (N_("Official verdict"), _format_official(indicator, sources, language) if item.computed_status else ""),
    ]


def _format_official(indicator: Indicator, sources: dict[str, int], language: Language) -> str:
    official = indicator.official_verdict
    assert official
    reason = sanitize_text(language.pick_text(official.reason))
    word = language.translate(STATUS_SIGNS[official.status].word)
    return f"{word}: {reason} {_format_source_mark(official.source, sources)}".rstrip()


def _build_year_rows(detail: Detail, sources: dict[str, int], language: Language) -> tuple[YearRow, ...]:
    indicator = detail.assessment.indicator
    expected = [year.expected for year in detail.years if year.expected is not None]
    decimals = choose_computed_decimals(
        expected, _choose_decimals(detail), counted=is_counted(detail.assessment.indicator)
    )
    return tuple(_build_year_row(year, indicator, sources, decimals, language) for year in detail.years)


def _choose_decimals(detail: Detail) -> int:
    """Return the decimals that the indicator names, else the most that a number of its data has."""
    indicator, baseline = detail.assessment.indicator, detail.assessment.baseline
    if indicator.decimals is not None:
        return indicator.decimals
    target = indicator.target
    numbers = [year.result.value for year in detail.years if year.result]
    limits = (target.low, target.high) if target else ()
    every = (*numbers, *limits, baseline.value if baseline else None)
    return max([count_shown_decimals(number) for number in every if isinstance(number, Decimal)], default=0)


def _build_year_row(
    year: YearDetail, indicator: Indicator, sources: dict[str, int], decimals: int, language: Language
) -> YearRow:
    result, check = year.result, year.check
    change = value = kind = source = ""
    if check.change is not None:
        change = format_difference(check.change, choose_decimals(indicator, check.change), language)
    expected = format_number(year.expected, decimals, language) if year.expected is not None else ""
    against = format_against_plan(indicator, result, (check.percent, check.difference), language)
    plan = format_plan(check.plan, indicator, language)
    if result:
        kind = language.translate(RESULT_STATUS_LABELS[result.status])
        source = _format_source_mark(result.source, sources)
        value = format_result(result, indicator, language)
    label = language.format_year(year.year) + ("¦" if year.is_break else "")
    return YearRow(
        (label, value, kind, plan, against, change, expected, source),
        choose_plan_sign(check.verdict, indicator, check.plan),
    )


def format_revisions(
    rows: tuple[Result, ...], indicator: Indicator, language: Language, *, with_author: bool = True
) -> str:
    """Return the rows of one period, the earliest first: each value with its status, day, author and note."""
    parts = []
    values = frozenset(row.value for row in rows if isinstance(row.value, Decimal))
    for row in rows:
        value = format_result(row, indicator, language, values)
        kind = language.translate(RESULT_STATUS_LABELS[row.status])
        who = f", {sanitize_text(row.recorded_by)}" if row.recorded_by and with_author else ""
        note = f": {sanitize_text(row.note)}" if row.note else ""
        parts.append(f"{value} ({kind}, {language.format_day(row.recorded_on)}{who}{note})".strip())
    return f"{format_period(rows[0].period, language)}: " + " → ".join(parts)


def _format_notes(detail: Detail, language: Language) -> tuple[str, ...]:
    indicator = detail.assessment.indicator
    label = language.translate(N_("break in the series"))
    notes = [
        ": ".join(filter(None, (f"{language.format_year(change.year)}¦ {label}", language.pick_text(change.note))))
        for change in indicator.breaks
    ]
    notes += [language.pick_text(indicator.note)] if indicator.note else []
    notes += [
        f"{language.format_year(year.year)}: {year.result.note}"
        for year in detail.years
        if year.result and year.result.note
    ]
    word = language.translate(N_("plan"))
    notes += [
        f"{word} {language.format_year(year.year)}: {language.pick_text(year.check.plan.note)}"
        for year in detail.years
        if year.check.plan and year.check.plan.note
    ]
    return tuple(sanitize_text(note) for note in notes)
