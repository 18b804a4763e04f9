"""Writes the `targets.toml` of the next term: a text to be edited, with the old targets and results as comments."""

from collections.abc import Iterator
from typing import NamedTuple

from tracker.errors import Day
from tracker.i18n import N_, Language
from tracker.model import Assessment, AssessmentSet, Break, Indicator, Result, Target, Term
from tracker.numbers import format_single_reading
from tracker.targets.writer import (
    format_baseline,
    format_breaks,
    format_comment,
    format_dimension,
    format_exemptions,
    format_group,
    format_indicator,
    format_term,
)
from tracker.text import sanitize_text
from tracker.views.formats import format_plan, format_result, format_target
from tracker.views.labels import RESULT_STATUS_LABELS
from tracker.views.next_term.carry_over import CarriedIndicator, NoBaselineReason, carry_over, make_term
from tracker.views.next_term.content import build_rows_by_id
from tracker.views.status.content import StatusRow

_INTRODUCTION = (
    N_("Indicators of the term {first}–{last}, carried over from: {name}"),
    N_("The old targets and results are comments, as known on {day}."),
    N_("To do: write the name of the term, and the target of each indicator: remove the # and write the number."),
    N_("Numbers have a decimal point and no grouping: 8.5, 14687"),
)
_TERM_NAME = N_("Term {first}–{last}")
_NAME_COMMENT = N_("Write the name of the new resolution here.")
_OLD_TARGET = N_("Old target: {target}, by {year}; result: {result}")
_OLD_DIRECTION = N_("Old target: {target}; result: {result}")
_NO_OLD_TARGET = N_("The old term had no target; last result: {result}")
_NO_RESULT = N_("no result")
_OLD_EACH = N_("Old target of every area: {target}, by {year}")
_OLD_SOURCE = N_("Source of the old target: {source}")
_OLD_PLANS = N_("Old plans: {plans}")
_NO_BASELINE: dict[NoBaselineReason, str] = {
    "no_result": N_("No baseline: the old term has no result of a whole year."),
    "bounded": N_("No baseline: the last result is only a bound, {result}"),
    "approximate": N_("No baseline: the last result is only approximate, {result}"),
    "measure": N_("Last result: {result}"),
}
_OLD_BASELINE = N_("The baseline of the old term was {value} ({year}).")
_OLDER_BASELINE = N_("The baseline is of {year}: there is no later result of a whole year.")
_BREAK_AFTER = N_(
    "Break in the series from {year}: the baseline is of before it; write one in the new definition. {note}"
)
_BREAK_AT = N_("Break in the series from {year}: the last result is in the new definition. {note}")
_BREAK = N_("Break in the series from {year}. {note}")
_TARGET_LINES = {
    "yes": 'target = "yes"',
    "sum": 'target = "sum"',
    "increase": 'target = "increase"',
    "decrease": 'target = "decrease"',
    "plan": 'target = "plan"',
    "between": "target.between = [, ]",
}


class TermDraft(NamedTuple):
    """The next term: its text for `targets.toml`, and what it holds."""

    text: str
    term: Term
    indicators: tuple[CarriedIndicator, ...]


def draft_term(board: AssessmentSet, years: range, language: Language) -> TermDraft:
    """Return the next term after that of `board`, which is assessed at its end; `language` is that of the comments."""
    old = board.register.term
    ends = {"first": years[0], "last": years[-1]}
    names = {code: (language.with_code(code) if code else language).format(_TERM_NAME, **ends) for code in old.name}
    term = make_term(old, years, names)
    carried = tuple(carry_over(board.register, term))
    rows = build_rows_by_id(board, language)
    values = {
        **ends,
        "name": sanitize_text(language.pick_text(old.name)),
        "day": language.format_short_day(Day(board.as_of)),
    }
    blocks = [[format_comment(language.format(text, **values)) for text in _INTRODUCTION]]
    blocks.append([format_comment(language.translate(_NAME_COMMENT)), *format_term(term)])
    blocks += [format_group(group) for group in board.register.groups]
    blocks += [format_dimension(dimension) for dimension in board.register.dimensions]
    for item, assessment in zip(carried, board.assessments, strict=True):
        row = rows[item.indicator.id]
        blocks.append(list(_format_block(item, _OldIndicator(assessment, row, old), term, language)))
    return TermDraft("\n\n".join("\n".join(lines) for lines in blocks) + "\n", term, carried)


class _OldIndicator(NamedTuple):
    """An indicator as the old term has left it."""

    assessment: Assessment
    row: StatusRow
    term: Term


def _format_block(item: CarriedIndicator, old: _OldIndicator, term: Term, language: Language) -> Iterator[str]:
    """Yield the lines of one indicator."""
    indicator, before = item.indicator, old.assessment.indicator
    yield from format_indicator(indicator)
    yield from _format_old_target(old, language)
    yield format_comment(_choose_target_line(before))
    yield from _format_target_of_each(before, old.term, language)
    yield format_comment('source = ""')
    yield from _format_old_plans(before, language)
    years = range(term.first_year, term.last_year + 1)
    yield format_comment(f"plan = {{ {', '.join(f'{year} =' for year in years)} }}")
    yield from _format_baseline_lines(item, before, term, language)
    yield from _format_break_lines(item, language)
    yield from format_exemptions(indicator.exemptions)


def _format_old_target(old: _OldIndicator, language: Language) -> Iterator[str]:
    """Yield the comments on the old target: its number, what was reached, the verdict, and its source."""
    indicator, row = old.assessment.indicator, old.row
    result = f"{row.value} ({row.year})" if row.value and row.year else row.value or language.translate(_NO_RESULT)
    if indicator.target is None:
        yield format_comment(language.format(_NO_OLD_TARGET, result=result))
        return
    verdict = language.translate(row.sign.word) + (f" ({row.details})" if row.details else "")
    target = format_target(indicator.target._replace(year=None), indicator, language)
    values = {"target": target, "year": indicator.get_target_year(old.term), "result": f"{result}: {verdict}"}
    yield format_comment(language.format(_OLD_DIRECTION if indicator.target.is_direction else _OLD_TARGET, **values))
    if indicator.source:
        yield format_comment(language.format(_OLD_SOURCE, source=indicator.source))


def _format_target_of_each(indicator: Indicator, term: Term, language: Language) -> Iterator[str]:
    """Yield the comments on the old target of every area, and the line of a new one."""
    each = indicator.each
    if each and each.target:
        target = format_target(each.target._replace(year=None), each, language)
        yield format_comment(language.format(_OLD_EACH, target=target, year=each.get_target_year(term)))
        yield format_comment(f"each.{_choose_target_line(each)}")


def _choose_target_line(indicator: Indicator) -> str:
    """Return the line of a target of the old kind, which only needs its number."""
    if indicator.sums_targets:
        return _TARGET_LINES["sum"]
    if indicator.measure == "milestone":
        return _TARGET_LINES["yes"]
    target = indicator.target or Target("at_most" if indicator.direction == "decrease" else "at_least")
    return _TARGET_LINES.get(target.kind) or f"target.{target.kind} = "


def _format_old_plans(indicator: Indicator, language: Language) -> Iterator[str]:
    plans = [f"{year}: {format_plan(plan, indicator, language)}" for year, plan in sorted(indicator.plan.items())]
    if plans:
        yield format_comment(language.format(_OLD_PLANS, plans="; ".join(plans)))


def _format_baseline_lines(item: CarriedIndicator, before: Indicator, term: Term, language: Language) -> Iterator[str]:
    """Yield the baseline, with a comment if it is of an earlier year; or why there is none, and a line to fill in."""
    baseline = item.indicator.baseline
    if baseline:
        if baseline.year != term.baseline_year:
            yield format_comment(language.format(_OLDER_BASELINE, year=baseline.year))
        yield from format_baseline(baseline)
        return
    if item.reason == "measure" and item.result is None:
        return
    result = _describe_result(item.result, before, language) if item.result else ""
    yield format_comment(language.format(_NO_BASELINE[item.reason], result=result))
    if item.reason == "no_result" and before.baseline:
        value = format_single_reading(before.baseline.value)
        yield format_comment(language.format(_OLD_BASELINE, value=value, year=before.baseline.year))
    if item.reason != "measure":
        yield format_comment("baseline = ")


def _describe_result(result: Result, indicator: Indicator, language: Language) -> str:
    """Return a result with every digit, its year, status and source."""
    status = language.translate(RESULT_STATUS_LABELS[result.status])
    value = format_result(result, indicator, language, exact=True)
    return " · ".join(filter(None, (f"{value} ({result.period}, {status})", result.source, result.note)))


def _format_break_lines(item: CarriedIndicator, language: Language) -> Iterator[str]:
    """Yield a comment on each break since the last result, and the key of those that the baseline is before."""
    kept = {_identify_break(change) for change in item.indicator.breaks if item.indicator.baseline}
    for change in item.breaks:
        is_at = item.result is not None and change.year == item.result.period.year
        text = _BREAK_AFTER if _identify_break(change) in kept else _BREAK
        note = language.pick_text(change.note)
        yield format_comment(language.format(_BREAK_AT if is_at else text, year=change.year, note=note))
    yield from format_breaks(item.indicator.breaks)


def _identify_break(change: Break) -> tuple[object, ...]:
    return change.year, *sorted(change.note.items())
