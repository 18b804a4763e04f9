"""The form for plans: a department fills in the plans of a year, beside the results so far and the target."""

from __future__ import annotations

from tracker.i18n import N_, Language
from tracker.model import AssessmentSet, Indicator, Period
from tracker.model.scopes import Parts
from tracker.text import sanitize_text
from tracker.views.form_sheet import FIRST_COLUMNS, TEXT_WIDTH, FormColumn, FormSheet, FormTexts, write_workbook
from tracker.views.form_styles import CHOICE, NUMBER, RIGHT, TEXT
from tracker.views.formats import format_target

FORM_COLUMNS = (
    *FIRST_COLUMNS,
    FormColumn(None, N_("Result {before}"), 13, "before"),
    FormColumn(None, N_("Result {previous}"), 13),
    FormColumn(None, N_("Plan {previous}"), 13, "previous_plan"),
    FormColumn(None, N_("Target of the term"), 15, "target"),
    FormColumn(None, N_("Plan {year} in force"), 13, "in_force"),
    FormColumn("plan", N_("Plan {year}"), 16),
    FormColumn("source", N_("Source"), TEXT_WIDTH),
    FormColumn("note", N_("Note"), TEXT_WIDTH),
)


def render_plan_form(board: AssessmentSet, language: Language, owner: str | None) -> bytes:
    """Return the form for the plans of the year of `board`, as the bytes of an .xlsx file.

    Raises TrackerError with the exit code MISSING_EXTRA if the library that writes workbooks is not installed.
    """
    texts = _make_texts(board, language)

    def write(book: object) -> None:
        _PlanForm(book, board, language, FORM_COLUMNS, texts).write_all(owner, {"plan": Period(board.year)})

    return write_workbook(board, language, write, f"{board.year}-01-01")


def _make_texts(board: AssessmentSet, language: Language) -> FormTexts:
    term, year = sanitize_text(language.pick_text(board.register.term.name)), board.year
    hint = N_(
        "Fill in the yellow cells only: a number in the unit of the line, or a bound or a range, such as ≥ 8, < 4, "
        "from 6 to 7. Leave empty what stays as it is."
    )
    return FormTexts(
        language.format(N_("Plans {year}"), year=year),
        language.format(N_("{term}: plans of {year}"), term=term, year=year),
        language.translate(hint),
        {"year": year, "previous": year - 1, "before": year - 2},
    )


class _PlanForm(FormSheet):
    """The form for the plans of one year."""

    def write_cells(self, indicator: Indicator, parts: Parts) -> list[tuple[str, int]]:
        """Write the results of two years, the plan of the year before, the target, the plan, and cells to fill in."""
        del parts  # a form for plans has no rows of parts
        year = self.board.year
        self.write_result("before", Period(year - 2), indicator)
        self.write_result("previous", Period(year - 1), indicator)
        self.write_plan("previous_plan", indicator.plan.get(year - 1), indicator)
        target = format_target(indicator.target, indicator, self.language)
        self.write_text("target", target, RIGHT)
        self.write_plan("in_force", indicator.plan.get(year), indicator)
        if indicator.measure == "milestone":
            self.write_input("plan", "", CHOICE)
            self.add_choice("plan", [self.language.translate(N_("yes"))])
        else:
            self.write_input("plan", "", NUMBER)
        self.write_input("source", "", TEXT)
        self.write_input("note", "", TEXT)
        return [(target, 13)]
