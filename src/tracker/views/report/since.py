"""What has changed since a day: results that are new or revised, and verdicts that have moved."""

from collections.abc import Iterator
from decimal import Decimal

from tracker.language import N_, Language
from tracker.model import Assessment, Board, Result
from tracker.views.formats import result_text, safe
from tracker.views.lines import period_text
from tracker.views.report.records import Changes
from tracker.views.words import RESULT_STATUS, STATUS


def changes(board: Board, before: Board, day: str, language: Language) -> Changes:
    """Return what `board` shows that `before`, the board as it stood at the end of `day`, did not."""
    earlier = {item.indicator.id: item for item in before.assessments}
    pairs = [(item, earlier[item.indicator.id]) for item in board.assessments if item.indicator.id in earlier]
    found = {
        N_("Verdicts that have moved"): [
            _moved(now, then, (board.year, before.year), language) for now, then in pairs if now.status != then.status
        ],
        N_("New results"): [text for now, then in pairs for text in _new(now, then, language)],
        N_("Revised results"): [text for now, then in pairs for text in _revised(now, then, language)],
    }
    lists = tuple((language.text(heading), tuple(texts)) for heading, texts in found.items() if texts)
    return Changes(
        language.fill(N_("What has changed since {day}"), day=language.day(day)),
        lists,
        "" if lists else language.text(N_("Nothing has changed.")),
    )


def _name(item: Assessment, language: Language) -> str:
    return safe(language.pick(item.indicator.name))


def _moved(now: Assessment, then: Assessment, years: tuple[int, int], language: Language) -> str:
    signs = [STATUS[then.status], STATUS[now.status]]
    before, after = (f"{sign.symbol} {language.text(sign.word)}" for sign in signs)
    if years[0] != years[1]:
        before, after = f"{before} ({years[1]})", f"{after} ({years[0]})"
    return f"{_name(now, language)}: {before} → {after}"


def _value(row: Result, item: Assessment, language: Language, other: Result | None = None) -> str:
    """Return a value with its kind; with more digits where it would else look like that of `other`."""
    kind = language.text(RESULT_STATUS[row.status])
    rivals = (other.value,) if other and isinstance(other.value, Decimal) else ()
    value = result_text(row, item.indicator, language, rivals)
    return f"{value} ({kind})" if value else kind


def _new(now: Assessment, then: Assessment, language: Language) -> Iterator[str]:
    for period, row in now.results.items():
        if period not in then.results and row.status != "assumed":
            yield f"{_name(now, language)}, {period_text(period, language)}: {_value(row, now, language)}"


def _revised(now: Assessment, then: Assessment, language: Language) -> Iterator[str]:
    for period, row in then.results.items():
        after = now.results.get(period)
        text = f"{_name(now, language)}, {period_text(period, language)}: {_value(row, then, language, after)} → "
        if after is None:
            yield text + language.text(RESULT_STATUS["withdrawn"])
        elif (after.value, after.qualifier, after.status) != (row.value, row.qualifier, row.status):
            yield text + _value(after, now, language, row)
