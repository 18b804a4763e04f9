"""What a person reads of one indicator: its facts, years, revisions, working, outlook and sources, as texts."""

from decimal import Decimal
from typing import NamedTuple

from tracker.assess import method_for
from tracker.assess.detail import Detail, Year
from tracker.assess.methods import title_of
from tracker.assess.outlook import NoOutlook, Outlook
from tracker.language import N_, Language
from tracker.model import METHODS, Assessment, Board, Indicator, Result
from tracker.numbers import decimals_of
from tracker.views.formats import (
    against_plan_text,
    computed_decimals,
    difference_text,
    needs_text,
    number_text,
    plan_text,
    result_text,
    safe,
    shown_decimals,
    target_text,
)
from tracker.views.framing import title
from tracker.views.lines import details_text, news_texts, pace_text, period_text, term_value_text
from tracker.views.one.steps import WrittenStep, meaning, rule, symbols, written
from tracker.views.words import MEASURE_NAMES, PLAN, RESULT_STATUS, STATUS, Sign

YEAR_HEADS = (
    N_("Year"),
    N_("Result"),
    N_("Kind"),
    N_("Plan of the year"),
    N_("Against plan"),
    N_("Change"),
    N_("Expected way"),
    N_("Source"),
)
RIGHT = (0, 1, 3, 4, 5, 6)
"""The columns of the years that hold numbers."""


class YearLine(NamedTuple):
    """The cells of one year, and the sign of its verdict against the plan."""

    cells: tuple[str, ...]
    sign: Sign | None


class Sheet(NamedTuple):
    """Everything that a person reads of one indicator."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    sign: Sign
    details: str
    meaning: str
    years: tuple[YearLine, ...]
    revisions: tuple[str, ...]
    steps: tuple[WrittenStep, ...]
    symbols: str
    rule: str
    outlook: str
    notes: tuple[str, ...]
    sources: tuple[str, ...]


def sheet(found: Detail, board: Board, language: Language) -> Sheet:
    """Return the texts of one indicator in a language; `board` gives the term, the year and what is assumed."""
    item = found.assessment
    sources = _sources(found)
    return Sheet(
        safe(language.pick(item.indicator.name)),
        title(board, language),
        tuple((language.text(label), text) for label, text in _facts(found, board, sources, language) if text),
        STATUS[item.status],
        details_text(item, language),
        meaning(item, language),
        _year_lines(found, sources, language),
        tuple(revision_text(rows, item.indicator, language) for rows in found.revisions),
        written(found.working, language),
        symbols(found.working, language),
        rule(found, language),
        _outlook(found.outlook, _decimals(found), language),
        _notes(found, language),
        tuple(sources),
    )


def _sources(found: Detail) -> dict[str, int]:
    """Return the sources in the order in which they are met, with their numbers."""
    indicator, baseline = found.assessment.indicator, found.assessment.baseline
    official = indicator.official
    listed = [indicator.source, baseline.source if baseline else "", official.source if official else ""]
    for year in found.years:
        listed += [year.result.source if year.result else "", year.check.plan.source if year.check.plan else ""]
    listed += [row.source for rows in found.revisions for row in rows]
    return {source: number for number, source in enumerate(dict.fromkeys(filter(None, map(safe, listed))), 1)}


def _mark(source: str, sources: dict[str, int]) -> str:
    return f"[{sources[safe(source)]}]" if safe(source) in sources else ""


def _facts(found: Detail, board: Board, sources: dict[str, int], language: Language) -> list[tuple[str, str]]:
    item = found.assessment
    indicator, baseline = item.indicator, item.baseline
    groups = {group.id: group for group in board.register.groups}
    group = groups.get(indicator.group)
    target = target_text(indicator.target, indicator, language)
    based = ""
    if baseline:
        value = number_text(baseline.value, shown_decimals(indicator, baseline.value), language)
        based = f"{value} ({baseline.year}) {_mark(baseline.source, sources)}".rstrip()
    return [
        (N_("Id"), indicator.id),
        (N_("Group"), safe(language.pick(group.name)) if group else ""),
        (N_("Responsible"), safe(language.pick(indicator.owner))),
        (N_("Unit"), safe(language.pick(indicator.unit))),
        (N_("Measure"), language.text(MEASURE_NAMES[indicator.measure])),
        (N_("Target"), f"{target} {_mark(indicator.source, sources)}".rstrip() if target else ""),
        (N_("Baseline"), based),
        (N_("Term so far"), term_value_text(item, language)),
        (N_("Pace"), pace_text(item, language)),
        (N_("Required"), needs_text(found.assessment, language)),
        (N_("Since then"), "; ".join(news_texts(item, language))),
        (N_("Method"), _method(item, board, language)),
        (N_("Official verdict"), _official(indicator, sources, language) if item.computed else ""),
    ]


def _method(item: Assessment, board: Board, language: Language) -> str:
    """Return what the method is called where another than the usual one was asked for, and if it has no rule here."""
    wanted = method_for(board.register.term, item.indicator, board.method).name
    if item.indicator.target is None or wanted == METHODS[0]:
        return ""
    title = language.text(title_of(wanted))
    if item.method == wanted:
        return title
    spoken = language.text(title_of(item.method))
    return language.fill(N_("{spoken}; {wanted} has no rule for this measure or target"), spoken=spoken, wanted=title)


def _official(indicator: Indicator, sources: dict[str, int], language: Language) -> str:
    official = indicator.official
    assert official
    reason = safe(language.pick(official.reason))
    return f"{language.text(STATUS[official.status].word)}: {reason} {_mark(official.source, sources)}".rstrip()


def _year_lines(found: Detail, sources: dict[str, int], language: Language) -> tuple[YearLine, ...]:
    indicator = found.assessment.indicator
    ways = [year.expected for year in found.years if year.expected is not None]
    decimals = computed_decimals(ways, _decimals(found))
    return tuple(_year_line(year, indicator, sources, (decimals, language)) for year in found.years)


def _decimals(found: Detail) -> int:
    """Return the decimals that the indicator asks for, else the most that a number of its data has."""
    indicator, baseline = found.assessment.indicator, found.assessment.baseline
    if indicator.decimals is not None:
        return indicator.decimals
    target = indicator.target
    numbers = [year.result.value for year in found.years if year.result]
    limits = (target.low, target.high) if target else ()
    every = (*numbers, *limits, baseline.value if baseline else None)
    return max([decimals_of(number) for number in every if isinstance(number, Decimal)], default=0)


def _year_line(year: Year, indicator: Indicator, sources: dict[str, int], how: tuple[int, Language]) -> YearLine:
    result, check, (decimals, language) = year.result, year.check, how
    sign = PLAN.get(check.verdict)
    change = ""
    if check.change is not None:
        change = difference_text(check.change, shown_decimals(indicator, check.change), language)
    expected = number_text(year.expected, decimals, language) if year.expected is not None else ""
    against = against_plan_text(indicator, result, (check.percent, check.difference), language)
    kind = language.text(RESULT_STATUS[result.status]) if result else ""
    label = f"{year.year}¦" if year.is_break else str(year.year)
    source = _mark(result.source, sources) if result else ""
    value = result_text(result, indicator, language) if result else ""
    return YearLine(
        (label, value, kind, plan_text(check.plan, indicator, language), against, change, expected, source), sign
    )


def revision_text(
    rows: tuple[Result, ...], indicator: Indicator, language: Language, *, with_author: bool = True
) -> str:
    """Return the rows of one period, the earliest first: each value with its kind, day, author and note."""
    parts = []
    rivals = tuple(row.value for row in rows if isinstance(row.value, Decimal))
    for row in rows:
        value = result_text(row, indicator, language, rivals)
        kind = language.text(RESULT_STATUS[row.status])
        who = f", {safe(row.recorded_by)}" if row.recorded_by and with_author else ""
        note = f": {safe(row.note)}" if row.note else ""
        parts.append(f"{value} ({kind}, {language.day(row.recorded_on)}{who}{note})".strip())
    return f"{period_text(rows[0].period, language)}: " + " → ".join(parts)


def _notes(found: Detail, language: Language) -> tuple[str, ...]:
    indicator = found.assessment.indicator
    notes = [
        f"{item.year}¦ {language.text(N_('break in the series'))}: {language.pick(item.note)}".rstrip(": ")
        for item in indicator.breaks
    ]
    notes += [language.pick(indicator.note)] if indicator.note else []
    notes += [f"{year.year}: {year.result.note}" for year in found.years if year.result and year.result.note]
    notes += [
        f"{language.text(N_('plan'))} {year.year}: {language.pick(year.check.plan.note)}"
        for year in found.years
        if year.check.plan and year.check.plan.note
    ]
    return tuple(safe(note) for note in notes)


def _outlook(outlook: Outlook | NoOutlook | None, known: int, language: Language) -> str:
    """Return the forecast with what its interval really covers, or why there is none."""
    if outlook is None:
        return ""
    if isinstance(outlook, str):
        reason = _NO_OUTLOOK[outlook]
        return language.fill(N_("No forecast: {reason}."), reason=language.text(reason)) if reason else ""
    decimals = computed_decimals([outlook.damped, outlook.mean_pace], known, most=1)

    def text(number: Decimal) -> str:
        return number_text(number, decimals, language)

    told = language.fill(
        N_("Forecast for {year}, not a part of the verdict: {damped} (damped); {straight} at the mean pace so far."),
        year=outlook.year,
        damped=text(outlook.damped),
        straight=text(outlook.mean_pace),
    )
    if outlook.low is None or outlook.high is None or text(outlook.low) == text(outlook.high):
        return told  # of changes that were all alike nothing can be said about how far the next may differ
    interval = language.fill(
        N_("Around the latter {low} to {high}: about 7 of 10 past cases fell inside such an interval."),
        low=text(outlook.low),
        high=text(outlook.high),
    )
    return f"{told} {interval}"


_NO_OUTLOOK: dict[NoOutlook, str] = {
    "over": "",
    "measure": N_("the amounts or rates of single years are not carried on"),
    "break": N_("the series has a break"),
    "bounded": N_("a value is only a bound"),
    "too_few_results": N_("it takes three values, the baseline among them"),
}
