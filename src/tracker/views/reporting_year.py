"""What the reporting year has no result of: the first line of every view, and the words beside a verdict."""

from typing import TYPE_CHECKING

from tracker.assess.counts import has_any_result, list_not_reported
from tracker.errors import Day, msg
from tracker.i18n import N_, NP_, Language
from tracker.model import Assessment, AssessmentSet
from tracker.text import sanitize_text
from tracker.views.labels import FLAG_LABELS
from tracker.views.scope_names import format_links, format_name

if TYPE_CHECKING:
    from tracker.model.areas import Figure

MAX_OWNERS = 12
"""How many responsible bodies the first line names."""


def format_missing_line(board: AssessmentSet, language: Language, *, with_options: bool = True) -> str:
    """Return what the reporting year has no result of: its indicators and bodies, or that the area had ended; or "".

    `with_options` adds how to see the time of the area, which a reader of a report cannot do.
    """
    missing = list_not_reported(board)
    if not missing:
        return format_area_end(board, language, with_options=with_options)
    templates = NP_(
        "No result for {year} yet: {count} indicator ({owners})",
        "No result for {year} yet: {count} indicators ({owners})",
    )
    owners = _list_owners(missing, language)
    text = language.format_count(templates, len(missing), year=board.year, owners=owners)
    if has_any_result(board):
        return text
    loud = N_("NO RESULT OF THE WHOLE YEAR {year} IS RECORDED: every verdict rests on an older year.")
    return f"{text}. {language.format(loud, year=board.year)}"


def format_area_end(board: AssessmentSet, language: Language, *, with_options: bool = True) -> str:
    """Return when the area ended and what it became; "" if it existed in the reporting year."""
    register = board.register
    area = register.find_ended_area(board.year)
    if area is None:
        return ""
    values = {"area": f"{format_name(area, language)} ({area.id})", "day": Day(area.ends)}
    fact = msg("{area} ended on {day}; areas.csv does not say what it became", **values)
    if area.into:
        names = format_links(area.into, register.areas, language)
        fact = msg("{area} ended on {day}; it became part of {names}", **values, names=names)
    text = f"{language.format_message(fact)}."
    if not with_options:
        return text
    hint = N_("To see its time, add --as-of {day}, and --territory then for larger areas.")
    return f"{text} {language.format(hint, day=area.ends)}"


def _list_owners(items: tuple[Assessment, ...], language: Language) -> str:
    names = [sanitize_text(language.pick_text(item.indicator.owner)) for item in items]
    unique = [name for name in dict.fromkeys(names) if name]
    unique += [language.translate(N_("responsible body not named"))] if "" in names else []
    listed = ", ".join(unique[:MAX_OWNERS])
    rest = len(unique) - MAX_OWNERS
    return language.format(N_("{listed} and {count} more"), listed=listed, count=rest) if rest > 0 else listed


def format_flag(flag: str, item: Assessment, language: Language) -> str:
    """Return a flag in words, or "" if the reason of the status says the same."""
    figure = item.figure
    lacks_months = figure is not None and figure.lacks_months
    if figure and figure.is_incomplete and not lacks_months and flag in ("incomplete", "bounded"):
        if flag == "bounded":  # it is one because areas are missing, which the other flag says
            return ""
        return format_area_count(figure, language) if figure.expected > 1 else ""  # it has no result, which is said
    if flag in ("incomplete", "bounded") and (lacks_months or is_partial(item)):
        return language.translate(N_("figures of some months are missing")) if flag == "incomplete" else ""
    if flag != "not_reported":
        return language.translate(FLAG_LABELS[flag])
    return "" if item.reason in ("no_result", "no_final_result") else _format_not_reported(item, language)


def format_area_count(figure: "Figure", language: Language) -> str:
    """Return how many areas have reported of how many."""
    if figure.expected == 1:
        text = N_("the area has reported") if figure.reported else N_("the area has not reported")
        return language.translate(text)
    values = {"reported": figure.reported, "expected": figure.expected}
    return language.format(N_("{reported} of {expected} areas have reported"), **values)


def is_partial(item: Assessment) -> bool:
    """Whether the result was made of parts of its period that do not cover all the months."""
    if item.result is None:
        return False
    period = item.result.period
    spans = [row.period.months for row in item.made_of.get(period, ())]
    return bool(spans) and sum(last - first + 1 for first, last in spans) < period.months[1]


def _format_not_reported(item: Assessment, language: Language) -> str:
    """Return that the reporting year has no result, and the year that the verdict rests on instead."""
    if item.result is None or item.status == "not_assessed":
        return language.format(N_("no result for {year}"), year=item.year)
    text = N_("verdict of {latest}, no result for {year}")
    return language.format(text, year=item.year, latest=item.result.period.year)
