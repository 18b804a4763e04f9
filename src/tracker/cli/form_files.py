"""The files of forms: one, or one for each area of a level; a form that may have been filled in is never lost."""

from __future__ import annotations

import os
from collections.abc import Mapping

from tracker.cli import output
from tracker.cli.prompt import confirm
from tracker.errors import ExitCode, Message, TrackerError, make_error, msg
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet, Indicator, Register
from tracker.text import make_file_stem

_MAX_LISTED = 5
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
    if not may_replace and _is_other_file(path, data):
        message = msg("{path} exists, and may have been filled in", path=path)
        hint = msg("name another file, or add --yes to replace it; nothing was written")
        _confirm(message, hint, N_("Replace it?"), language)
    output.write_bytes(data, path)


def get_form_path(folder: str, area: str) -> str:
    """Return the path of the form of an area."""
    return os.path.join(folder, f"{make_file_stem(area)}.xlsx")


def write_forms(folder: str, forms: Mapping[str, bytes], language: Language, *, may_replace: bool) -> None:
    """Write a form for each area into a folder; the user is asked once, before the first is written."""
    paths = {area: get_form_path(folder, area) for area in forms}
    others = [path for area, path in paths.items() if _is_other_file(path, forms[area])]
    if others and not may_replace:
        names = ", ".join(map(os.path.basename, others[:_MAX_LISTED])) + (", …" if len(others) > _MAX_LISTED else "")
        values = {"folder": folder, "names": names, "count": len(others)}
        message = msg("{folder} has forms that may have been filled in: {count} ({names})", **values)
        hint = msg("name another folder, or add --yes to replace them; nothing was written")
        _confirm(message, hint, N_("Replace them?"), language)
    os.makedirs(folder, exist_ok=True)
    for area, data in forms.items():
        output.write_bytes(data, paths[area])


def _is_other_file(path: str, data: bytes) -> bool:
    """Whether a file exists that is not empty, and not the form as it would be written."""
    if path == output.STDOUT or not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        return file.read(len(data) + 1) not in (b"", data)


def _confirm(fact: Message, hint: Message, question: str, language: Language) -> None:
    """Ask whether to replace what exists; raises TrackerError if the answer is no or nobody can answer."""
    text = f"{language.format_message(fact)}. {language.translate(question)}"
    confirm(text, (fact, hint), language, msg("nothing was written"))
