"""The findings of `tracker check`: as lines for a person, and as CSV, JSON, Markdown and annotations."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tracker.checks import LEVELS, Check, Finding, Level
from tracker.errors import Location
from tracker.i18n import N_, Language
from tracker.text import sanitize_text
from tracker.views import OutputStyle
from tracker.views.csv import DataRow, choose_dialect, to_csv
from tracker.views.json import to_json
from tracker.views.markdown import format_table

SCHEMA = "tracker.check/1"
COLUMNS = ("level", "check", "file", "line", "indicator", "key", "message", "hint")
LEVEL_LABELS: dict[Level, str] = {"error": N_("error"), "warning": N_("warning"), "note": N_("note")}
_LONGEST_NAME = 60


def render(
    findings: Sequence[Finding], language: Language, style: OutputStyle, find_repository: Callable[[], str]
) -> str:
    """Return the findings in a format; annotations have paths relative to the folder that `find_repository` gives."""
    if style.format == "csv":
        return render_csv(findings, language, style.dialect)
    if style.format == "json":
        return render_json(findings, language)
    if style.format == "md":
        return render_markdown(findings, language)
    if style.format == "github":
        from tracker.views.github import make_relative
        from tracker.views.github import render as render_github

        return render_github(findings, language, make_relative(find_repository()))
    return render_text(findings, language)


def build_rows(findings: Sequence[Finding], language: Language) -> list[DataRow]:
    """Return one row a finding with a cell for each of `COLUMNS`; None means "does not apply"."""
    return [
        {
            "level": finding.level,
            "check": finding.check,
            "file": location.file or None,
            "line": location.line,
            "indicator": location.indicator or None,
            "key": location.key or None,
            "message": language.format_message(message),
            "hint": language.format_message(hint) if hint else None,
        }
        for finding in findings
        for location, message, hint in (finding.problem,)
    ]


def render_text(findings: Sequence[Finding], language: Language) -> str:
    """Return a line a finding, `file:line: level: [check] indicator: message`, and its hint on a line of its own.

    An error always has its hint. Warnings and notes that share a hint have it once, since it would hide them.
    """
    lines = []
    shown: set[tuple[str, str]] = set()
    for finding in findings:
        location, message, hint = finding.problem
        level = f"{language.translate(LEVEL_LABELS[finding.level])}: [{finding.check}]"
        names = [_truncate_name(name) for name in (location.indicator, location.key) if name]
        text = ": ".join([*names, language.format_message(message)])
        lines.append(f"{_format_place(location)}: {level} {text}")
        remedy = language.format_message(hint) if hint else ""
        if remedy and (finding.level == "error" or (finding.check, remedy) not in shown):
            shown.add((finding.check, remedy))
            lines.append(f"    {language.translate(N_('Hint'))}: {remedy}")
    return "".join(sanitize_text(line) + "\n" for line in lines)


def _format_place(location: Location) -> str:
    return f"{location.file}:{location.line}" if location.line else location.file


def _truncate_name(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def render_csv(findings: Sequence[Finding], language: Language, dialect: str | None = None) -> str:
    """Return the findings as CSV."""
    rows = (row.values() for row in build_rows(findings, language))
    return to_csv(COLUMNS, rows, choose_dialect(dialect, language))


def render_json(findings: Sequence[Finding], language: Language) -> str:
    """Return the findings as one JSON document, with the count of each level."""
    document = {
        "schema": SCHEMA,
        "language": language.code,
        "count": {level: sum(finding.level == level for finding in findings) for level in LEVELS},
        "findings": build_rows(findings, language),
    }
    return to_json(document)


def render_markdown(findings: Sequence[Finding], language: Language) -> str:
    """Return the findings as a table in Markdown, or "" if there are none."""
    if not findings:
        return ""
    headings = [N_("Level"), N_("Check"), N_("Place"), N_("Indicator"), N_("Finding"), N_("What to do")]
    rows = []
    for finding in findings:
        location, message, hint = finding.problem
        level = language.translate(LEVEL_LABELS[finding.level])
        name = ": ".join(part for part in (location.indicator, location.key) if part)
        texts = (language.format_message(text) if text else "" for text in (message, hint))
        rows.append((level, finding.check, _format_place(location), name, *texts))
    return format_table([language.translate(heading) for heading in headings], rows)


def format_summary(findings: Sequence[Finding], language: Language) -> str:
    """Return how many findings there are of each level, or "" if there are none."""
    parts = [
        f"{language.translate(LEVEL_LABELS[level])} {sum(finding.level == level for finding in findings)}"
        for level in LEVELS
        if any(finding.level == level for finding in findings)
    ]
    return " · ".join(parts)


def format_check_list(checks: Sequence[Check], language: Language) -> str:
    """Return the checks for a person: name, level, and what they look for."""
    width = max(len(check.name) for check in checks)
    levels = {level: language.translate(word) for level, word in LEVEL_LABELS.items()}
    broad = max(len(word) for word in levels.values())
    return "".join(
        f"{check.name:<{width}}  {levels[check.level]:<{broad}}  {language.translate(check.description)}\n"
        for check in checks
    )
