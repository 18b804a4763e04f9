"""`tracker status` as Markdown."""

from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.text import escape_markdown, sanitize_text
from tracker.views.labels import COLUMN_HEADINGS, STATUS_SIGNS
from tracker.views.status.content import (
    StatusRow,
    build_sections,
    format_legend,
    format_plan_summary,
    format_remarks,
    format_summary,
    format_title,
)

_RIGHT = ("value", "plan", "against_plan", "target", "term_value", "progress", "pace", "required")


_COLUMNS = (
    "number",
    "name",
    "unit",
    "value",
    "plan",
    "against_plan",
    "target",
    "term_value",
    "progress",
    "pace",
    "required",
    "status",
)


def render_markdown(board: AssessmentSet, language: Language) -> str:
    """Return the board as Markdown."""
    found = build_sections(board, language)
    out = [f"## {escape_markdown(format_title(board, language))}", ""]
    every = [format_summary(board, language), format_plan_summary(board, language), *format_remarks(board, language)]
    out += [f"{escape_markdown(sanitize_text(text))}\n" for text in every if text]
    notes = []
    for section in found:
        if section.heading:
            out += [f"### {escape_markdown(section.heading)}", ""]
        out.append("| " + " | ".join(language.translate(COLUMN_HEADINGS[name]) for name in _COLUMNS) + " |")
        out.append("| " + " | ".join("---:" if name in _RIGHT else "---" for name in _COLUMNS) + " |")
        for line in section.rows:
            out.append("| " + " | ".join(_format_cells(line, language)) + " |")
            notes += [f"- **{escape_markdown(line.name)}**: {escape_markdown(note)}" for note in line.notes]
        out.append("")
    out += [*notes, ""] if notes else []
    out.append(escape_markdown(format_legend(board, found, language, has_bars=False)))
    return "\n".join(out).rstrip("\n") + "\n"


def _format_cells(line: StatusRow, language: Language) -> list[str]:
    name = ("– " * line.depth) + line.name + "".join(f"; {item}" for item in line.news)
    sign = STATUS_SIGNS[line.status]
    value = f"{line.value} ({line.year})" if line.value else ""
    against = line.against_plan
    if line.plan_sign:
        against = f"{line.plan_sign.symbol} {language.translate(line.plan_sign.word)} {against}".rstrip()
    status = f"{sign.symbol} {language.translate(sign.word)}" + (f": {line.details}" if line.details else "")
    cells = (
        line.number,
        name,
        line.unit,
        value,
        line.plan,
        against,
        line.target,
        line.term_value,
        line.progress_text,
        line.pace,
        line.required,
        status,
    )
    return [escape_markdown(cell) for cell in cells]
