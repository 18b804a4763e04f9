"""What `tracker check` has found: as lines for a person, and as CSV, JSON and Markdown."""

from __future__ import annotations

import json as standard_json
from collections.abc import Callable, Sequence

from tracker.checks import LEVELS, Check, Finding, Level
from tracker.language import N_, Language
from tracker.views.csv import Dialect, written
from tracker.views.formats import safe
from tracker.views.markdown import table_lines
from tracker.views.rows import Cell

SCHEMA = "tracker.check/1"
COLUMNS = ("level", "check", "file", "line", "indicator", "key", "message", "hint")
LEVEL_WORDS: dict[Level, str] = {"error": N_("error"), "warning": N_("warning"), "note": N_("note")}
_LONGEST_NAME = 60


def rows(findings: Sequence[Finding], language: Language) -> list[dict[str, Cell]]:
    """Return one row a finding with a cell for each of `COLUMNS`; None means "does not apply"."""
    return [
        {
            "level": finding.level,
            "check": finding.check,
            "file": finding.problem.place.file or None,
            "line": finding.problem.place.line,
            "indicator": finding.problem.place.indicator or None,
            "key": finding.problem.place.key or None,
            "message": language.say(finding.problem.message),
            "hint": language.say(finding.problem.hint) if finding.problem.hint else None,
        }
        for finding in findings
    ]


def text(findings: Sequence[Finding], language: Language) -> str:
    """Return a line a finding, `file:line: level: [check] indicator: message`, and its hint on a line of its own.

    Below the level of an error a hint is given once; under a row of findings alike it would hide them.
    """
    lines = []
    told: set[tuple[str, str]] = set()
    for finding in findings:
        place = finding.problem.place
        where = f"{place.file}:{place.line}" if place.line else place.file
        level = f"{language.text(LEVEL_WORDS[finding.level])}: [{finding.check}]"
        names = ": ".join(_short(name) for name in (place.indicator, place.key) if name)
        said = language.say(finding.problem.message)
        lines.append(f"{where}: {level} {names}: {said}" if names else f"{where}: {level} {said}")
        hint = language.say(finding.problem.hint) if finding.problem.hint else ""
        if hint and (finding.level == "error" or (finding.check, hint) not in told):
            told.add((finding.check, hint))
            lines.append(f"    {language.text(N_('Hint'))}: {hint}")
    return "".join(safe(line) + "\n" for line in lines)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def csv(findings: Sequence[Finding], language: Language, dialect: Dialect) -> str:
    """Return the findings as CSV."""
    return written(COLUMNS, (row.values() for row in rows(findings, language)), dialect)


def json(findings: Sequence[Finding], language: Language) -> str:
    """Return the findings as one JSON document, with how many there are of each level."""
    document = {
        "schema": SCHEMA,
        "language": language.code,
        "count": {level: sum(finding.level == level for finding in findings) for level in LEVELS},
        "findings": rows(findings, language),
    }
    return standard_json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def markdown(findings: Sequence[Finding], language: Language) -> str:
    """Return the findings as a table in Markdown, or nothing where there are none."""
    if not findings:
        return ""
    headings = [N_("Level"), N_("Check"), N_("Place"), N_("Indicator"), N_("Finding"), N_("What to do")]
    cells = []
    for finding, row in zip(findings, rows(findings, language), strict=True):
        place = finding.problem.place
        where = f"{place.file}:{place.line}" if place.line else place.file
        level = language.text(LEVEL_WORDS[finding.level])
        name = ": ".join(part for part in (place.indicator, place.key) if part)
        cells.append([level, finding.check, where, name, str(row["message"]), str(row["hint"] or "")])
    return table_lines([language.text(heading) for heading in headings], cells)


def summary(findings: Sequence[Finding], language: Language) -> str:
    """Return how many findings there are of each level, or "" where there are none."""
    parts = [
        f"{language.text(LEVEL_WORDS[level])} {sum(finding.level == level for finding in findings)}"
        for level in LEVELS
        if any(finding.level == level for finding in findings)
    ]
    return " · ".join(parts)


def listed(checks: Sequence[Check], language: Language) -> str:
    """Return the checks for a person: name, level, and what they find."""
    width = max(len(check.name) for check in checks)
    levels = {level: language.text(word) for level, word in LEVEL_WORDS.items()}
    broad = max(len(word) for word in levels.values())
    return "".join(
        f"{check.name:<{width}}  {levels[check.level]:<{broad}}  {language.text(check.finds)}\n" for check in checks
    )


RENDERERS: dict[str, Callable[[Sequence[Finding], Language], str]] = {"text": text, "json": json, "md": markdown}
