"""What a comparison of areas or parts needs: the level, and the figures that are ranked."""

from collections.abc import Iterable

from tracker.api.selection import Selection, find_scope
from tracker.errors import ExitCode, TrackerError, make_error, msg
from tracker.model import Assessment, AssessmentSet, Indicator, Register
from tracker.model.scopes import Scope
from tracker.recording.scopes import check_areas, check_parts, find_dimension


def complete_selection(register: Register, indicator: Indicator, selection: Selection) -> Selection:
    """Return the selection with the level to compare, if it is not parts that are compared.

    Raises TrackerError if the indicator has no figure to rank, or if the selection does not fit the data.
    """
    if indicator.measure == "milestone":
        hint = msg("tracker status --level LEVEL lists where it is done")
        raise make_error(msg("a milestone has no figure to rank"), hint, ExitCode.USAGE)
    check_parts(indicator, find_scope(register, selection))
    if selection.by:
        dimension = find_dimension(register, selection.by).id
        check_parts(indicator, Scope(parts=((dimension, ""),)))
    if selection.by and not selection.level:
        return selection
    return selection._replace(level=_choose_level(register, indicator, selection))


def _choose_level(register: Register, indicator: Indicator, selection: Selection) -> str:
    """Return the level to compare: the one that is named, else the one that reports the indicator."""
    check_areas(register)
    level = selection.level or indicator.areas or _find_level(register.indicators, indicator)
    if not level:
        levels = ", ".join(dict.fromkeys(area.level for area in register.areas.values()))
        raise make_error(msg("no level was named"), msg("give --level, one of {levels}", levels=levels), ExitCode.USAGE)
    return level


def _find_level(indicators: tuple[Indicator, ...], indicator: Indicator) -> str:
    """Return the level that reports the parts of a ratio; "" if it is no ratio, or if its parts have no level."""
    if indicator.ratio is None:
        return ""
    parts = [item for item in indicators if item.id in (indicator.ratio.of, indicator.ratio.to)]
    return next((item.areas for item in parts if item.areas), "")


def select_compared(
    boards: Iterable[AssessmentSet], register: Register, indicator: Indicator, selection: Selection
) -> list[Assessment]:
    """Return the assessment of each area, or with `by` of each part but not of the total.

    Raises TrackerError if there is none.
    """
    part_count = len(find_scope(register, selection).parts)
    found = [item for board in boards for item in board.assessments if item.indicator.id == indicator.id]
    found = [item for item in found if len(item.scope.parts) > part_count] if selection.by else found
    if not found:
        raise _make_empty_error(indicator, selection)
    return found


def _make_empty_error(indicator: Indicator, selection: Selection) -> TrackerError:
    """Return the error that nothing can be ranked."""
    values = {"indicator": indicator.id, "level": selection.level or ""}
    message = msg("no area of the level {level} has a figure of {indicator}", **values)
    return make_error(message, msg("tracker areas lists the areas of each level on a day"), ExitCode.USAGE)
