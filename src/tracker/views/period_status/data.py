"""One period for other programs, as CSV and JSON."""

from tracker.assess.period_results import PeriodResult, find_figure
from tracker.i18n import Language
from tracker.views.columns import describe_plan_bound, round_computed
from tracker.views.csv import DataRow, choose_dialect, to_csv
from tracker.views.json import build_header, to_json
from tracker.views.period_status import PeriodBoard, PeriodBoards

SCHEMA = "tracker.period/1"
COLUMNS = (
    "indicator", "name", "group", "owner", "unit", "measure", "period", "value", "qualifier", "value_status", "plan",
    "plan_qualifier", "plan_percent", "plan_difference", "plan_verdict", "previous", "change", "made_of", "source",
    "recorded_at", "plan_bound", "plan_low", "plan_high", "area", "parts", "areas_reported", "areas_expected",
)  # fmt: skip


def render_csv(subjects: PeriodBoards, language: Language, dialect: str | None = None) -> str:
    """Return the results of a period as CSV, one row an indicator, of each area and part in turn."""
    rows = (row.values() for subject in subjects for row in list_rows(subject, language))
    return to_csv(COLUMNS, rows, choose_dialect(dialect, language))


def render_json(subjects: PeriodBoards, language: Language) -> str:
    """Return the results of a period as one JSON document with a line break at its end."""
    header = build_header(SCHEMA, subjects[0].board, language)
    rows = [row for subject in subjects for row in list_rows(subject, language)]
    return to_json({**header, "period": str(subjects[0].period), "indicators": rows})


def list_rows(subject: PeriodBoard, language: Language) -> list[DataRow]:
    """Return one row an indicator, with a cell for each of `COLUMNS`; None means "does not apply"."""
    return [_build_row(item, subject, language) for item in subject.results]


def _build_row(item: PeriodResult, subject: PeriodBoard, language: Language) -> DataRow:
    indicator, result, check = item.indicator, item.result, item.check
    register = subject.board.register
    figure = find_figure(item, register)
    is_range = check.plan and check.plan.bound and check.plan.bound.kind == "between"
    return {
        "indicator": indicator.id,
        "name": language.pick_text(indicator.name),
        "group": indicator.group or None,
        "owner": language.pick_text(indicator.owner) or None,
        "unit": language.pick_text(indicator.unit) or None,
        "measure": indicator.measure,
        "period": str(subject.period),
        "value": round_computed(result.value) if result and item.rows else result.value if result else None,
        "qualifier": (result.qualifier or None) if result else None,
        "value_status": result.status if result else None,
        "plan": check.plan.value if check.plan and not is_range else None,
        "plan_qualifier": (check.plan.qualifier or None) if check.plan else None,
        "plan_percent": round_computed(check.percent),
        "plan_difference": check.difference,
        "plan_verdict": check.verdict or None,
        "previous": check.previous,
        "change": check.change,
        "made_of": " ".join(str(row.period) for row in item.rows) or None,
        "source": (result.source or None) if result else None,
        "recorded_at": result.recorded_at if result else None,
        **describe_plan_bound(check.plan),
        "area": register.scope.area or None,
        "parts": register.scope.format_parts() or None,
        "areas_reported": figure.reported if figure and figure.expected else None,
        "areas_expected": (figure.expected or None) if figure else None,
    }
