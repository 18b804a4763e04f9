"""The assessments of a folder, an area or a part as a sequence, and as rows for a data frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, overload

from tracker.i18n import list_languages, make_data_language
from tracker.model import Assessment, AssessmentSet
from tracker.periods import get_calendar

if TYPE_CHECKING:
    from tracker.assess.counts import StatusCounts
    from tracker.views.csv import DataRow


class Assessments(Sequence[Assessment]):
    """The assessments of one reporting year, in the order of `targets.toml`. It never changes.

    It is a sequence: `for item in assessments`, `len(assessments)`, `assessments[0]`. An id gives the assessment of
    that indicator: `assessments["grdp-growth"]`.
    """

    __slots__ = ("_board",)

    def __init__(self, board: AssessmentSet) -> None:
        self._board = board

    @property
    def year(self) -> int:
        """Return the reporting year; of a fiscal year, the year in which it begins."""
        return self._board.year

    @property
    def area(self) -> str:
        """Return the id of the area, or "" for the folder's own."""
        return self._board.register.scope.area

    @property
    def parts(self) -> dict[str, str]:
        """Return the part of the total, a value by dimension; it is empty for the total."""
        return dict(self._board.register.scope.parts)

    @property
    def counts(self) -> StatusCounts:
        """Return how many of the numbered indicators with a target have each status, as `tracker status` counts."""
        from tracker.assess.counts import count_statuses, list_targets

        return count_statuses(list_targets(self._board))

    def rows(self, lang: str = "") -> list[DataRow]:
        """Return a row an indicator, with the columns of `tracker status --format csv`, for a data frame.

        Numbers are `Decimal`, flags a tuple, and None means "does not apply". `lang` is the language of names, such as
        "vi"; default: that of `targets.toml`. Raises ValueError for a language that neither the data nor the program
        has.
        """
        from tracker.views.columns import build_rows

        known = dict.fromkeys((*list_languages(), *(code for item in self for code in item.indicator.name if code)))
        if lang and lang not in known:
            raise ValueError(f"{lang!r} is not one of {', '.join(known)}")
        term = self._board.register.term
        language = make_data_language(term.language, get_calendar(term))
        language = language._replace(text_code=lang) if lang else language
        return build_rows(self._board.assessments, self._board.register, language)

    @overload
    def __getitem__(self, index: int | str) -> Assessment: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Assessment, ...]: ...

    def __getitem__(self, index: int | str | slice) -> Assessment | tuple[Assessment, ...]:
        """Return the assessment at a place, or of an indicator id; raises IndexError or KeyError if there is none."""
        if not isinstance(index, str):
            return self._board.assessments[index]
        for item in self:
            if item.indicator.id == index:
                return item
        raise KeyError(index)

    def __len__(self) -> int:
        """Return the number of assessments."""
        return len(self._board.assessments)

    def __iter__(self) -> Iterator[Assessment]:
        """Yield the assessments in their order."""
        return iter(self._board.assessments)

    def __repr__(self) -> str:
        """Return what is shown in a console."""
        area = f" of {self.area}" if self.area else ""
        return f"<{len(self)} assessments{area}, {self.year}>"
