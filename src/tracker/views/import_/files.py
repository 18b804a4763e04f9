"""What an import of several files does: a line a file, and which areas are in none of them."""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from tracker.i18n import N_, NP_, Language
from tracker.importing.senders import MissingAreas, find_missing_areas
from tracker.model import Period, Register
from tracker.text import sanitize_text
from tracker.views.import_.preview import Preview, PreviewRow
from tracker.views.periods import format_period
from tracker.views.scope_names import format_area

_MAX_AREAS = 3
_MAX_MISSING = 20
_MAX_WARNINGS = 20


class ImportedFigure(NamedTuple):
    """One figure of an import: its file, its area, its period, and what is done with it."""

    file: str
    area: str
    period: Period
    action: str


def add_files(
    preview: Preview,
    files: Mapping[str, int],
    figures: Sequence[ImportedFigure],
    labels: Sequence[tuple[str, str]],
    register: Register,
    language: Language,
    recorded: Container[tuple[str, Period]] = (),
) -> Preview:
    """Return the preview of `files`, each with the number of its cells that are left empty.

    `labels` are the actions, each with the heading of its column. `recorded` has the areas and periods of
    which the journal has results.
    """
    missing = find_missing_areas([(each.area, each.period) for each in figures], recorded, register)
    described = [{**_describe_file(file, figures, labels), "empty": count} for file, count in files.items()]
    absent = [area.id for each in missing for area in each.areas]
    return preview._replace(
        headings=(N_("File"), N_("Area"), *(heading for _, heading in labels), N_("Left empty")),
        document={**preview.document, "files": described, "areas_missing": absent},
        build_lines=lambda: [_build_line(each, figures, labels, register, language) for each in files.items()],
        warnings=_shorten_warnings(preview.warnings, language),
        remarks=(*preview.remarks, *(_format_missing(each, language) for each in missing)),
        lists_files=True,
    )


def _describe_file(
    file: str, figures: Iterable[ImportedFigure], labels: Sequence[tuple[str, str]]
) -> dict[str, object]:
    own = [each for each in figures if each.file == file]
    counts = {action: sum(each.action == action for each in own) for action, _ in labels}
    return {"file": file, "areas": [*dict.fromkeys(each.area for each in own if each.area)], **counts}


def _build_line(
    described: tuple[str, int],
    figures: Iterable[ImportedFigure],
    labels: Sequence[tuple[str, str]],
    register: Register,
    language: Language,
) -> PreviewRow:
    file, empty = described
    own = [each for each in figures if each.file == file]
    areas = [*dict.fromkeys(each.area for each in own if each.area)]
    names = ", ".join(format_area(register, area, language) for area in areas[:_MAX_AREAS])
    if len(areas) > _MAX_AREAS:
        names = language.format_count(NP_("{count} area", "{count} areas"), len(areas))
    counts = (str(sum(each.action == action for each in own)) for action, _ in labels)
    return PreviewRow((sanitize_text(file), names, *counts, str(empty or "")))


def _format_missing(missing: MissingAreas, language: Language) -> str:
    values = {"level": missing.level, "count": len(missing.areas), "every": missing.expected}
    if not missing.areas:
        return language.format(N_("All {every} areas of the level {level} are in the files."), **values)
    named = missing.unrecorded
    names = [sanitize_text(language.pick_text(area.name) or area.id) for area in named[:_MAX_MISSING]]
    listed = ", ".join(names if len(named) <= _MAX_MISSING else [*names, "…"])
    template = N_("Not in the files: {count} of {every} areas of the level {level} ({listed})")
    if not named:
        template = N_("Not in the files: {count} of {every} areas of the level {level}, all recorded for {period}")
    elif len(named) < len(missing.areas):
        template = N_(
            "Not in the files: {count} of {every} areas of the level {level}; not recorded for {period}: {listed}"
        )
    return language.format(template, listed=listed, period=format_period(missing.period, language), **values)


def _shorten_warnings(warnings: tuple[str, ...], language: Language) -> tuple[str, ...]:
    if len(warnings) <= _MAX_WARNINGS:
        return warnings
    rest = language.format(N_("{count} more doubts; --format csv lists them"), count=len(warnings) - _MAX_WARNINGS)
    return (*warnings[:_MAX_WARNINGS], rest)
