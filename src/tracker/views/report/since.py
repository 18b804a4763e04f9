"""What has changed since a day: results that are new or revised, and verdicts that have moved."""

from collections.abc import Iterator
from decimal import Decimal

from tracker.language import N_, Language
from tracker.model import Assessment, AssessmentSet, Result
from tracker.views.formats import format_result, sanitize_text
from tracker.views.lines import format_period
from tracker.views.report.records import ReportChanges
from tracker.views.words import RESULT_STATUS_LABELS, STATUS_SIGNS


def build_changes(board: AssessmentSet, earlier_set: AssessmentSet, day: str, language: Language) -> ReportChanges:
    """Return what `board` shows that `before`, the board as it stood at the end of `day`, did not."""
    earlier = {item.indicator.id: item for item in earlier_set.assessments}
    pairs = [(item, earlier[item.indicator.id]) for item in board.assessments if item.indicator.id in earlier]
    found = {
        N_("Verdicts that have moved"): [
            _format_status_change(now, then, (board.year, earlier_set.year), language)
            for now, then in pairs
            if now.status != then.status
        ],
        N_("New results"): [text for now, then in pairs for text in _list_new_results(now, then, language)],
        N_("Revised results"): [text for now, then in pairs for text in _list_revised_results(now, then, language)],
    }
    lists = tuple((language.translate(heading), tuple(texts)) for heading, texts in found.items() if texts)
    return ReportChanges(
        language.format(N_("What has changed since {day}"), day=language.format_day(day)),
        lists,
        "" if lists else language.translate(N_("Nothing has changed.")),
    )


def _format_name(item: Assessment, language: Language) -> str:
    return sanitize_text(language.pick_text(item.indicator.name))


def _format_status_change(current: Assessment, previous: Assessment, years: tuple[int, int], language: Language) -> str:
    signs = [STATUS_SIGNS[previous.status], STATUS_SIGNS[current.status]]
    before, after = (f"{sign.symbol} {language.translate(sign.word)}" for sign in signs)
    if years[0] != years[1]:
        before, after = f"{before} ({years[1]})", f"{after} ({years[0]})"
    return f"{_format_name(current, language)}: {before} → {after}"


def _format_value(row: Result, item: Assessment, language: Language, other: Result | None = None) -> str:
    """Return a value with its kind; with more digits where it would else look like that of `other`."""
    kind = language.translate(RESULT_STATUS_LABELS[row.status])
    rivals = (other.value,) if other and isinstance(other.value, Decimal) else ()
    value = format_result(row, item.indicator, language, rivals)
    return f"{value} ({kind})" if value else kind


def _list_new_results(current: Assessment, previous: Assessment, language: Language) -> Iterator[str]:
    for period, row in current.results.items():
        if period not in previous.results and row.status != "assumed":
            yield f"{_format_name(current, language)}, {format_period(period, language)}: {_format_value(row, current, language)}"


def _list_revised_results(current: Assessment, previous: Assessment, language: Language) -> Iterator[str]:
    for period, row in previous.results.items():
        after = current.results.get(period)
        text = f"{_format_name(current, language)}, {format_period(period, language)}: {_format_value(row, previous, language, after)} → "
        if after is None:
            yield text + language.translate(RESULT_STATUS_LABELS["withdrawn"])
        elif (after.value, after.qualifier, after.status) != (row.value, row.qualifier, row.status):
            yield text + _format_value(after, current, language, row)
