"""What `tracker check` has found: as lines for a person, and as CSV, JSON and Markdown."""

from __future__ import annotations

import json as standard_json
from collections.abc import Callable, Sequence

from tracker.checks import LEVELS, Check, Finding, Level
from tracker.i18n import N_, Language
from tracker.text import sanitize_text
from tracker.views.columns import CellValue
from tracker.views.csv import Dialect, to_csv
from tracker.views.markdown import format_table

SCHEMA = "tracker.check/1"
COLUMNS = ("level", "check", "file", "line", "indicator", "key", "message", "hint")
LEVEL_LABELS: dict[Level, str] = {"error": N_("error"), "warning": N_("warning"), "note": N_("note")}
_LONGEST_NAME = 60


def build_rows(findings: Sequence[Finding], language: Language) -> list[dict[str, CellValue]]:
    """Return one row a finding with a cell for each of `COLUMNS`; None means "does not apply"."""
    return [
        {
            "level": finding.level,
            "check": finding.check,
            "file": finding.problem.location.file or None,
            "line": finding.problem.location.line,
            "indicator": finding.problem.location.indicator or None,
            "key": finding.problem.location.key or None,
            "message": language.format_message(finding.problem.message),
            "hint": language.format_message(finding.problem.hint) if finding.problem.hint else None,
        }
        for finding in findings
    ]


def render_text(findings: Sequence[Finding], language: Language) -> str:
    """Return a line a finding, `file:line: level: [check] indicator: message`, and its hint on a line of its own.

    Below the level of an error a hint is given once; under a row of findings alike it would hide them.
    """
    lines = []
    told: set[tuple[str, str]] = set()
    for finding in findings:
        place = finding.problem.location
        where = f"{place.file}:{place.line}" if place.line else place.file
        level = f"{language.translate(LEVEL_LABELS[finding.level])}: [{finding.check}]"
        names = ": ".join(_truncate_name(name) for name in (place.indicator, place.key) if name)
        said = language.format_message(finding.problem.message)
        lines.append(f"{where}: {level} {names}: {said}" if names else f"{where}: {level} {said}")
        hint = language.format_message(finding.problem.hint) if finding.problem.hint else ""
        if hint and (finding.level == "error" or (finding.check, hint) not in told):
            told.add((finding.check, hint))
            lines.append(f"    {language.translate(N_('Hint'))}: {hint}")
    return "".join(sanitize_text(line) + "\n" for line in lines)


def _truncate_name(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def render_csv(findings: Sequence[Finding], language: Language, dialect: Dialect) -> str:
    """Return the findings as CSV."""
    return to_csv(COLUMNS, (row.values() for row in build_rows(findings, language)), dialect)


def render_json(findings: Sequence[Finding], language: Language) -> str:
    """Return the findings as one JSON document, with how many there are of each level."""
    document = {
        "schema": SCHEMA,
        "language": language.code,
        "count": {level: sum(finding.level == level for finding in findings) for level in LEVELS},
        "findings": build_rows(findings, language),
    }
    return standard_json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def render_markdown(findings: Sequence[Finding], language: Language) -> str:
    """Return the findings as a table in Markdown, or nothing where there are none."""
    if not findings:
        return ""
    headings = [N_("Level"), N_("Check"), N_("Place"), N_("Indicator"), N_("Finding"), N_("What to do")]
    cells = []
    for finding, row in zip(findings, build_rows(findings, language), strict=True):
        place = finding.problem.location
        where = f"{place.file}:{place.line}" if place.line else place.file
        level = language.translate(LEVEL_LABELS[finding.level])
        name = ": ".join(part for part in (place.indicator, place.key) if part)
        cells.append([level, finding.check, where, name, str(row["message"]), str(row["hint"] or "")])
    return format_table([language.translate(heading) for heading in headings], cells)


def format_summary(findings: Sequence[Finding], language: Language) -> str:
    """Return how many findings there are of each level, or "" where there are none."""
    parts = [
        f"{language.translate(LEVEL_LABELS[level])} {sum(finding.level == level for finding in findings)}"
        for level in LEVELS
        if any(finding.level == level for finding in findings)
    ]
    return " · ".join(parts)


def format_check_list(checks: Sequence[Check], language: Language) -> str:
    """Return the checks for a person: name, level, and what they find."""
    width = max(len(check.name) for check in checks)
    levels = {level: language.translate(word) for level, word in LEVEL_LABELS.items()}
    broad = max(len(word) for word in levels.values())
    return "".join(
        f"{check.name:<{width}}  {levels[check.level]:<{broad}}  {language.translate(check.description)}\n"
        for check in checks
    )


RENDERERS: dict[str, Callable[[Sequence[Finding], Language], str]] = {
    "text": render_text,
    "json": render_json,
    "md": render_markdown,
}
