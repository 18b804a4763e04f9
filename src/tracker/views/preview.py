"""What an import does, row by row: the columns of every format, decided once, and the sentences beneath them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracker.errors import Message, msg
from tracker.importing.layout import columns_named
from tracker.importing.plan import Plan, Step
from tracker.importing.reading import occurrences
from tracker.language import N_, Language
from tracker.model import Value
from tracker.numbers import Qualifier, decimals_of
from tracker.views.csv import PLAIN, Dialect
from tracker.views.csv import written as csv_text
from tracker.views.formats import number_text, safe
from tracker.views.json import written as json_text
from tracker.views.markdown import escaped
from tracker.views.rows import Row
from tracker.views.words import RESULT_STATUS

SCHEMA = "tracker.import/1"
COLUMNS = (
    "place", "action", "indicator", "name", "period", "value", "qualifier", "status", "source", "note",
    "old_value", "old_qualifier", "old_status", "doubt",
)  # fmt: skip
ACTIONS = {"new": N_("new"), "revision": N_("revision"), "same": N_("same")}
HEADINGS = (N_("Cell"), N_("Action"), N_("Indicator"), N_("Period"), N_("Before"), N_("After"))


class Line(NamedTuple):
    """What a person reads of one result that is to be recorded."""

    place: str
    action: str
    name: str
    period: str
    before: str
    after: str
    doubt: str


def rows(plan: Plan, language: Language) -> list[Row]:
    """Return one row a result of the sheet, with a cell for each of `COLUMNS`; None means "does not apply"."""
    return [_row(step, language) for step in plan.steps]


def _row(step: Step, language: Language) -> Row:
    candidate, entry, old = step.candidate, step.entry, step.old
    said = entry or old
    cells = (
        place_text(step, language),
        step.action,
        candidate.indicator.id,
        language.pick(candidate.indicator.name),
        str(candidate.period),
        candidate.value,
        candidate.qualifier or None,
        said.status if said else candidate.status,
        (said.source if said else candidate.source) or None,
        (said.note if said else candidate.note) or None,
        old.value if old else None,
        (old.qualifier or None) if old else None,
        old.status if old else None,
        language.say(step.doubt) if step.doubt else None,
    )
    return dict(zip(COLUMNS, cells, strict=True))


def place_text(step: Step, language: Language) -> str:
    """Return where a result stands: the cell of a workbook, or the line and the column of a text file."""
    place = step.candidate.place
    if place.cell:
        return place.cell
    return language.fill(N_("line {line}, {column}"), line=place.line, column=place.key)


def as_csv(plan: Plan, language: Language, dialect: Dialect = PLAIN) -> str:
    """Return the preview as CSV with the columns of the contract."""
    return csv_text(COLUMNS, (row.values() for row in rows(plan, language)), dialect)


def as_json(plan: Plan, language: Language, *, is_recorded: bool) -> str:
    """Return the preview as one JSON document with a line break at its end."""
    reading = plan.reading
    document = {
        "schema": SCHEMA,
        "file": reading.sheet.file,
        "sheet": reading.sheet.name or None,
        "recorded": is_recorded,
        "language": language.code,
        "counts": {
            "new": plan.count("new"),
            "revision": plan.count("revision"),
            "same": plan.count("same"),
            "headings": reading.headings,
            "empty": reading.empty,
            "superseded": reading.superseded,
        },
        "results": rows(plan, language),
    }
    return json_text(document)


def as_markdown(plan: Plan, language: Language) -> str:
    """Return what is to be recorded as a table in Markdown."""
    found = lines(plan, language)
    if not found:
        return ""
    heads = [language.text(heading) for heading in HEADINGS]
    out = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    for line in found:
        name = f"{line.name} – {line.doubt}" if line.doubt else line.name
        cells = (line.place, line.action, name, line.period, line.before, line.after)
        out.append("| " + " | ".join(escaped(cell) for cell in cells) + " |")
    return "\n".join(out) + "\n"


def lines(plan: Plan, language: Language) -> list[Line]:
    """Return one line for each result that is to be recorded; what is the same is only counted."""
    found = []
    for step in plan.steps:
        if step.entry:
            old = step.old
            found.append(
                Line(
                    safe(place_text(step, language)),
                    language.text(ACTIONS[step.action]),
                    safe(language.pick(step.entry.indicator.name)),
                    str(step.entry.period),
                    _said(old.value, old.qualifier, RESULT_STATUS[old.status], language) if old else "",
                    _said(step.entry.value, step.entry.qualifier, RESULT_STATUS[step.entry.status], language),
                    language.say(step.doubt) if step.doubt else "",
                )
            )
    return found


def _said(value: Value | None, qualifier: Qualifier, status: str, language: Language) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        text = language.text(N_("yes")) if value else language.text(N_("no"))
    else:
        text = number_text(value, decimals_of(value), language)
    return f"{qualifier} {text} ({language.text(status)})".strip()


def summary(plan: Plan, language: Language, *, is_recorded: bool) -> str:
    """Return in one sentence what the import did or would do."""
    counts = {action: plan.count(action) for action in ("new", "revision", "same")}
    if not plan.steps:
        return language.text(N_("Nothing to record: the file holds no results."))
    if not plan.entries:
        return language.fill(N_("Nothing to record: {same} of {same} results stand in the journal already."), **counts)
    template = (
        N_("Recorded: {new} new, {revision} revised; {same} the same.")
        if is_recorded
        else N_("Would be recorded: {new} new, {revision} revised; {same} the same.")
    )
    return language.fill(template, **counts)


def doubts(plan: Plan, language: Language) -> Iterator[str]:
    """Yield every value that looks unlikely, with its place."""
    for step in plan.steps:
        if step.doubt:
            where = f"{place_text(step, language)}: {step.candidate.indicator.id}"
            yield language.fill(N_("{where}: {doubt}"), where=where, doubt=language.say(step.doubt))


def remarks(plan: Plan, language: Language) -> Iterator[str]:
    """Yield what a user must know of how the sheet was read."""
    for message in (*occurrences(plan.reading), *_columns(plan)):
        yield language.say(message)


def _columns(plan: Plan) -> Iterator[Message]:
    layout = plan.reading.layout
    if layout and not layout.is_form:
        if layout.plans:
            yield msg("columns of plans, passed over: {columns}", columns=columns_named(layout.plans))
        if layout.unused:
            yield msg("columns that are not used: {columns}", columns=columns_named(layout.unused))
