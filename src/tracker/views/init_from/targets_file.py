"""The text of `targets.toml` made from a table: what is a guess is a question in a comment beside its line."""

import os
from collections.abc import Iterator

from tracker.errors import quote_text
from tracker.i18n import N_, Language
from tracker.importing.definitions.records import DraftIndicator, LeftOutCell, Question, TableDraft
from tracker.targets.questions import NO_TARGET_LINE, UNREAD_TARGET_LINE, QuestionKey, format_question
from tracker.targets.writer import (
    format_baseline,
    format_comment,
    format_group,
    format_indicator,
    format_plans,
    format_string,
    format_target,
    format_term,
)

_INTRODUCTION = (
    N_("Made from the table in {table}."),
    N_("A line such as “# measure: …?” asks: correct the line below it if it is wrong, then delete the question."),
    N_("Numbers have a decimal point and no grouping: 8.5, 14687"),
)
_TERM_NAME = N_("Term {first}–{last}")
_TERM_QUESTION = N_("write the name of the resolution or plan")
_TITLE_QUESTION = N_("is this the name of the resolution or plan? it is the title of the table")
_YEARS_QUESTION = N_("are they {first} to {last}, with {baseline} as the year of the baseline?")
_WRITTEN = N_("in the table: {text}")
_LEFT_OUT = N_("left out: {cell}")


def make_targets_text(draft: TableDraft, language: Language) -> str:
    """Return the text of `targets.toml`; its comments are in this language."""
    blocks = [["#:schema .schema/targets.json", *_format_introduction(draft, language)], _format_term(draft, language)]
    blocks += [format_group(group) for group in draft.groups]
    blocks += [list(_format_block(item, language)) for item in draft.indicators]
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def describe_table(draft: TableDraft) -> str:
    """Return the file and the sheet of a table."""
    file = os.path.basename(draft.sheet.file)
    return f"{file}, {draft.sheet.name}" if draft.sheet.name else file


def describe_left_out(cell: LeftOutCell, language: Language) -> str:
    """Return a cell that is left out with its text and the reason."""
    location = cell.location
    place = location.cell or ", ".join(filter(None, (str(location.line or ""), location.key)))
    place = f"{place} {quote_text(cell.text)}" if cell.text else place
    return f"{place}: {language.format_message(cell.reason)}"


def _format_introduction(draft: TableDraft, language: Language) -> list[str]:
    return [format_comment(language.format(text, table=describe_table(draft))) for text in _INTRODUCTION]


def _format_term(draft: TableDraft, language: Language) -> list[str]:
    years, term = draft.years, draft.term
    values = {"first": years.first, "last": years.last, "baseline": years.baseline}
    name = term.name or {"": language.format(_TERM_NAME, **values)}
    comments: dict[str, tuple[QuestionKey, str]] = {
        "name": ("name", _TITLE_QUESTION if draft.has_title else _TERM_QUESTION)
    }
    if years.origin != "given":
        comments["baseline_year"] = ("years", _YEARS_QUESTION)
    lines = []
    for line in format_term(term._replace(name=name)):
        if comment := comments.get(line.partition(" ")[0]):
            lines.append(format_question(comment[0], language.format(comment[1], **values)))
        lines.append(line)
    return [*lines, *(_describe_question(each, language) for each in draft.questions)]


def _describe_question(question: Question, language: Language) -> str:
    return format_question(question.key, language.format_message(question.message))


def _format_block(item: DraftIndicator, language: Language) -> Iterator[str]:
    """Yield the lines of one indicator, each question above the line that it is about."""
    indicator = item.indicator
    questions = {
        key: [_describe_question(each, language) for each in item.questions if each.key == key]
        for key in ("name", "parent", "unit", "measure", "direction", "target", "plan", "baseline")
    }
    for line in format_indicator(indicator):
        yield from questions.pop(line.partition(" ")[0].partition(".")[0], ())
        yield line
    yield from questions.pop("target", ())
    if item.target_text and not _is_number_alone(item.target_text):
        yield format_comment(language.format(_WRITTEN, text=quote_text(item.target_text)))
    yield from format_target(indicator.target) if indicator.target else [_choose_target_line(item)]
    yield from questions.pop("plan", ())
    yield from format_plans(indicator.plan)
    if indicator.source:
        yield f"source = {format_string(indicator.source)}"
    yield from questions.pop("baseline", ())
    yield from format_baseline(indicator.baseline) if indicator.baseline else ()
    for rest in questions.values():
        yield from rest
    for cell in item.left_out:
        yield format_comment(language.format(_LEFT_OUT, cell=describe_left_out(cell, language)))


def _choose_target_line(item: DraftIndicator) -> str:
    """Return the place for a target, which says whether the table gives one that was not understood."""
    return UNREAD_TARGET_LINE if any(cell.is_target for cell in item.left_out) else NO_TARGET_LINE


def _is_number_alone(text: str) -> bool:
    return all(sign.isdigit() or sign in ".," for sign in text)
