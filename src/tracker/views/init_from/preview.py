"""What was understood of a table, as lines for a person: each column, each row, and what is left out."""

from collections.abc import Iterable, Iterator
from textwrap import wrap

from tracker.errors import quote_text
from tracker.i18n import N_, Language
from tracker.importing.columns import SheetColumn
from tracker.importing.definitions.figure_columns import FigureColumn
from tracker.importing.definitions.records import DraftIndicator, TableDraft
from tracker.importing.readers.cells import format_column
from tracker.model import Measure
from tracker.numbers import count_decimals
from tracker.text import make_single_line, sanitize_text
from tracker.views.formats import format_plan, format_target
from tracker.views.init_from.targets_file import describe_left_out, describe_table

_ROLES = {
    "number": N_("the numbers of the rows"),
    "id": N_("the ids of the indicators"),
    "name": N_("the names of the indicators"),
    "unit": N_("the units"),
    "owner": N_("the responsible bodies"),
    "group": N_("the groups"),
    "source": N_("the sources"),
    "note": N_("the notes"),
}
_FIGURES = {
    "result": N_("results of {year}"),
    "baseline": N_("the baseline of {year}"),
    "target": N_("the targets of the term"),
    "plan": N_("the plans of {year}"),
}
_YEARS = N_("the years of the figures beside it")
_BASELINE_TOO = N_("results of {year}, which are the baselines")
_OF_PERIOD = N_("results of {period}")
_NOT_USED = N_("not used: not understood")
_NOT_USED_WHY = N_("not used: {reason}")
_ASKED = N_("{text} (?)")
_TITLE = N_("Table: {table}")
_COUNTS = N_("Indicators: {indicators}; groups: {groups}; results: {results}; term {first}–{last}, baseline {baseline}")
_TERM_OF_CONGRESS = N_(
    "--years {baseline}-{last} is read as the term {first}–{last} (?): the table has results of {baseline} and none "
    "before, so they are the baselines. If {baseline} is a year of the term, correct the years in targets.toml."
)
_TERM_ASKED = N_("The years of the term are those that the table names. If they are wrong, write --years.")
_COLUMNS = N_("Columns:")
_ROWS = N_("Rows:")
_SKIPPED = N_("Rows that are not used:")
_LEFT_OUT = N_("Figures that are left out:")
_QUESTIONS = N_("Guesses: {count}. Each has a question in targets.toml; here it is marked with (?).")
_OTHER_SHEETS = N_("Sheets that are not used: {names}")
_GROUP = N_("group: {name}")
_HEADING = N_("heading: {name}")
_TARGET = N_("target {target}")
_WRITTEN = N_("target {target}, written {text}")
_NO_TARGET = N_("no target")
_PLANS = N_("plans {plans}")
_BASELINE = N_("baseline {value} ({year})")
_MEASURE = N_("{words} ({key})")
_MEASURES: dict[Measure, str] = {
    "level": N_("what the last year reaches"),
    "total": N_("the years added up"),
    "mean": N_("the average of the years"),
    "growth": N_("mean growth, from the values of the years"),
    "growth_rate": N_("mean growth, from the rates of the years"),
    "every_year": N_("every year must reach it"),
    "milestone": N_("something done or not"),
}
_DONE = N_("to be done")
_PART = N_("a part of {parent}")
_OWNER = N_("responsible: {owner}")


def render_preview(draft: TableDraft, language: Language, width: int | None, others: Iterable[str] = ()) -> str:
    """Return what was understood of a table; lines are wrapped to `width`, if it is given.

    No text of the table can control a terminal or hide in the output.
    """
    lines: list[str] = []
    for text in map(make_single_line, _iter_lines(draft, language, list(others))):
        indent = len(text) - len(text.lstrip()) + 4
        if width is None or len(text) <= width:
            lines.append(text)
        else:
            lines += wrap(text, width, subsequent_indent=" " * indent, break_on_hyphens=False)
    return "\n".join(lines) + "\n"


def _count_questions(draft: TableDraft) -> int:
    """Return how many questions the file has: one is always about the name of the term."""
    years = draft.years.origin != "given"
    return sum(len(item.questions) for item in draft.indicators) + len(draft.questions) + years + 1


def _iter_lines(draft: TableDraft, language: Language, others: list[str]) -> Iterator[str]:
    years = draft.years
    yield language.format(_TITLE, table=describe_table(draft))
    counts = {"indicators": len(draft.indicators), "groups": len(draft.groups), "results": len(draft.results)}
    yield language.format(_COUNTS, **counts, first=years.first, last=years.last, baseline=years.baseline)
    if years.origin == "congress":
        yield language.format(_TERM_OF_CONGRESS, first=years.first, last=years.last, baseline=years.baseline)
    elif years.origin != "given":
        yield language.translate(_TERM_ASKED)
    if others:
        yield language.format(_OTHER_SHEETS, names=", ".join(map(quote_text, others)))
    yield from ("", language.translate(_COLUMNS))
    for column, text in sorted(_iter_columns(draft, language), key=lambda each: each[0].position):
        label = quote_text(column.label) if column.label else "–"
        yield f"  {format_column(column.position)}  {label}: {text}"
    yield from ("", language.translate(_ROWS))
    yield from _iter_rows(draft, language)
    if draft.skipped_rows:
        yield from ("", language.translate(_SKIPPED))
    for row in draft.skipped_rows:
        yield f"  {row.row.line}  {quote_text(row.text)}: {language.format_message(row.reason)}"
    left_out = [cell for item in draft.indicators for cell in item.left_out] + list(draft.left_out)
    if left_out:
        yield from ("", language.translate(_LEFT_OUT))
    for cell in left_out:
        yield f"  {describe_left_out(cell, language)}"
    yield from ("", language.format(_QUESTIONS, count=_count_questions(draft)))


def _iter_columns(draft: TableDraft, language: Language) -> Iterator[tuple[SheetColumn, str]]:
    """Yield each column of the table with what it was understood to be."""
    columns = draft.columns
    for role, column in columns.texts.items():
        yield column, language.translate(_ROLES[role])
    for role, by_language in (("name", columns.names), ("unit", columns.units)):
        for code, column in by_language.items():
            yield column, language.translate(_ROLES[role]) + (f" ({code})" if code else "")
    for column in columns.years.values():
        yield column, language.translate(_YEARS)
    for figure in draft.figures.used:
        yield figure.column, _describe_figures(figure, draft, language)
    for column, reason in draft.list_unused_columns():
        text = language.format(_NOT_USED_WHY, reason=language.format_message(reason)) if reason else ""
        yield column, text or language.translate(_NOT_USED)


def _describe_figures(figure: FigureColumn, draft: TableDraft, language: Language) -> str:
    period = figure.column.meaning.period
    if figure.kind == "result" and period and not period.is_year:
        return language.format(_OF_PERIOD, period=period)
    is_baseline = figure.kind == "result" and figure.year == draft.years.baseline
    text = language.format(_BASELINE_TOO if is_baseline else _FIGURES[figure.kind], year=figure.year)
    return language.format(_ASKED, text=text) if figure.question else text


def _iter_rows(draft: TableDraft, language: Language) -> Iterator[str]:
    """Yield each row that is used, in the order of the table."""
    lines: list[tuple[int, str]] = []
    for row in draft.headings:
        lines.append((row.row.line, language.format(_HEADING, name=quote_text(row.written))))
    for row in draft.group_rows:
        lines.append((row.row.line, language.format(_GROUP, name=quote_text(row.written))))
    for item in draft.indicators:
        lines.append((item.row.row.line, _describe_indicator(item, language)))
    for line, text in sorted(lines):
        yield f"  {line}  {text}"


def _describe_indicator(item: DraftIndicator, language: Language) -> str:
    indicator, asked = item.indicator, {each.key for each in item.questions}
    unit = "/".join(dict.fromkeys(indicator.unit.values()))
    name = sanitize_text(language.pick_text(indicator.name))
    parts = [f"{indicator.id}: {name}" + (f" [{unit}]" if unit else "")]
    if indicator.parent:
        parts.append(_ask(language.format(_PART, parent=indicator.parent), "parent" in asked, language))
    parts.append(_ask(_describe_measure(indicator.measure, language), "measure" in asked, language))
    parts.append(_ask(_describe_target(item, language), bool(asked & {"target", "direction"}), language))
    if indicator.plan:
        plans = " · ".join(f"{year}: {format_plan(plan, indicator, language)}" for year, plan in indicator.plan.items())
        parts.append(_ask(language.format(_PLANS, plans=plans), "plan" in asked, language))
    if indicator.baseline:
        value = indicator.baseline.value
        shown = language.format_number(value, count_decimals(value))
        parts.append(language.format(_BASELINE, value=shown, year=indicator.baseline.year))
    if indicator.owner:
        parts.append(language.format(_OWNER, owner=sanitize_text(language.pick_text(indicator.owner))))
    return "; ".join(parts)


def _describe_target(item: DraftIndicator, language: Language) -> str:
    indicator = item.indicator
    if indicator.target is None:
        return language.translate(_NO_TARGET)
    if indicator.target.kind == "yes":
        target = language.translate(_DONE)
    else:
        target = format_target(indicator.target, indicator, language)
    if not item.target_text or item.target_text.casefold() == target.casefold():
        return language.format(_TARGET, target=target)
    return language.format(_WRITTEN, target=target, text=quote_text(item.target_text))


def _describe_measure(measure: Measure, language: Language) -> str:
    """Return what a measure means, with its key in the file."""
    return language.format(_MEASURE, words=language.translate(_MEASURES[measure]), key=measure)


def _ask(text: str, is_asked: bool, language: Language) -> str:
    return language.format(_ASKED, text=text) if is_asked else text
