"""The files of forms: one, or one for each area of a level; a form that may have been filled in is never lost."""

from __future__ import annotations

import os
from collections.abc import Mapping

from tracker.cli import output
from tracker.cli.earlier_output import make_mark_recognizer
from tracker.cli.output_files import ReplacementTexts, confirm_replacement, confirm_replacements
from tracker.errors import ExitCode, TrackerError, make_error, msg
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet, Indicator, Register
from tracker.reports.marks import add_mark
from tracker.text import make_file_stem

_KIND = "form"
_TEXTS = ReplacementTexts(
    N_("{path} exists, and may have been filled in"),
    msg("name another file, or add --yes to replace it; nothing was written"),
    N_("{path} exists, and may have been filled in. Replace it?"),
    N_("forms exist that may have been filled in: {count} ({names})"),
    msg("name another folder, or add --yes to replace them; nothing was written"),
    N_("Forms exist that may have been filled in: {count} ({names}). Replace them?"),
)
_USAGE = ExitCode.USAGE


def keep_fillable(board: AssessmentSet, *, plans: bool) -> AssessmentSet:
    """Return the board with the indicators of which an area fills in results itself, or `plans`.

    Results: of the indicators of its level, those that no rule makes of smaller areas, and those of which it has a
    recorded figure. Plans: all but those that are the sums of smaller areas. Without areas they are all.
    """
    register = board.register
    if not register.areas:
        return board
    is_open = _has_own_plan if plans else _is_recorded
    kept = tuple(item for item in board.assessments if is_open(register, item.indicator))
    return board._replace(assessments=kept)


def _get_level(register: Register) -> str:
    area = register.areas.get(register.scope.area)
    return area.level if area else ""


def _has_own_plan(register: Register, indicator: Indicator) -> bool:
    return not indicator.sums_targets or indicator.areas == _get_level(register)


def _is_recorded(register: Register, indicator: Indicator) -> bool:
    level = _get_level(register)
    if any(not row.is_derived and row.status != "withdrawn" for row in register.results.get(indicator.id, ())):
        return True
    if indicator.ratio or indicator.counts:
        return bool(level) and indicator.areas == level
    if indicator.areas == level:
        return True
    from tracker.rollup.rules import get_rule  # only a folder with areas needs it

    return get_rule(indicator) in ("", "none")


def make_empty_error(area: str, level: str) -> TrackerError:
    """Return the error that an area, or each one of a level, has no indicator to fill in."""
    if level:
        message = msg("no area of the level {level} has an indicator to fill in", level=level)
        return make_error(
            message, msg('write areas = "{level}" at the indicators that it reports', level=level), _USAGE
        )
    if not area:
        return make_error(msg("there is no indicator to fill in"), msg("tracker status lists the indicators"), _USAGE)
    message = msg("the area {area} records no indicator itself: all its figures are made of others", area=area)
    return make_error(message, msg("make the forms of the areas that report with --each LEVEL"), _USAGE)


def write_form(path: str, data: bytes, language: Language, *, may_replace: bool) -> None:
    """Write a form; one that may have been filled in is replaced only if the user says so."""
    data = add_mark(data, _KIND)
    if not may_replace and path != output.STDOUT:
        confirm_replacement(path, make_mark_recognizer(_KIND), language, _TEXTS)
    output.write_bytes(data, path)


def get_form_path(folder: str, area: str) -> str:
    """Return the path of the form of an area."""
    return os.path.join(folder, f"{make_file_stem(area)}.xlsx")


def write_forms(folder: str, forms: Mapping[str, bytes], language: Language, *, may_replace: bool) -> None:
    """Write a form for each area of a level into a folder; the user is asked once, before the first is written."""
    paths = {area: get_form_path(folder, area) for area in forms}
    if not may_replace:
        confirm_replacements(tuple(paths.values()), make_mark_recognizer(_KIND), language, _TEXTS)
    os.makedirs(folder, exist_ok=True)
    for area, data in forms.items():
        output.write_bytes(add_mark(data, _KIND), paths[area])
