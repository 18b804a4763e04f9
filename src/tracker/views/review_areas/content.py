"""The texts of the reviews of several areas: who has not reported, and how many indicators of each need attention."""

from typing import NamedTuple

from tracker.assess.counts import get_scope
from tracker.assess.review import ReviewItem, is_weak
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet
from tracker.views.groups import format_full_name
from tracker.views.review_areas import AreaReviews
from tracker.views.scope_names import format_scope_heading
from tracker.views.status.content import format_term_title

HEADINGS = (
    N_("Area"),
    N_("Not reported"),
    N_("To attend to"),
    N_("No verdict"),
    N_("Without a result for {year}"),
)
_MAX_NAMES = 3


class AreaLine(NamedTuple):
    """The line of one area: how many of its indicators are listed, and the names of those that are not reported."""

    name: str
    missing: int
    weak: int
    unknown: int
    every: int
    missing_names: str

    def list_cells(self) -> tuple[str, ...]:
        """Return the cells in the order of the headings; a zero is left out."""
        counts = (str(count) if count else "" for count in (self.weak, self.unknown))
        return (self.name, f"{self.missing}/{self.every}" if self.missing else "", *counts, self.missing_names)


class AreaTable(NamedTuple):
    """The title, the first line that says who has not reported, the headings, and a line for each area listed."""

    title: str
    first_line: str
    headings: tuple[str, ...]
    lines: tuple[AreaLine, ...]


def build_table(reviews: AreaReviews, language: Language) -> AreaTable:
    """Return the table of the areas: first those that lack most results, then those with most to attend to."""

    def describe(board: AssessmentSet, items: tuple[ReviewItem, ...]) -> tuple[str, int, AreaLine | None]:
        line = _build_line(board, items, language) if items else None
        return format_term_title(board, language), board.year, line

    found = list(reviews.map(describe))
    if not found:
        return AreaTable("", language.translate(N_("No area was selected.")), (), ())
    title, year, _ = found[-1]
    lines = [line for *_, line in found if line]
    lines.sort(key=lambda line: (-line.missing, -line.weak, -line.unknown))
    silent = [line for line in lines if line.missing]
    values = {"count": len(silent), "every": len(found), "year": year}
    first = language.format(N_("Results for {year} are missing from {count} of {every} areas."), **values)
    if not silent:
        first = language.format(N_("All {every} areas have reported {year}."), **values)
    headings = tuple(language.format(heading, year=year) for heading in HEADINGS)
    return AreaTable(title, first, headings, tuple(lines))


def _build_line(board: AssessmentSet, items: tuple[ReviewItem, ...], language: Language) -> AreaLine:
    missing = [item for item in items if item.kind == "missing"]
    names = [format_full_name(item.assessment.indicator, board.register, language) for item in missing[:_MAX_NAMES]]
    listed = ", ".join(names)
    if len(missing) > _MAX_NAMES:
        listed = language.format(N_("{listed} and {count} others"), listed=listed, count=len(missing) - _MAX_NAMES)
    weak = sum(map(is_weak, items))
    unknown = sum(item.kind == "unknown" for item in items)
    name = format_scope_heading(board.register, board.register.scope, language)
    return AreaLine(name, len(missing), weak, unknown, len(get_scope(board)), listed)
