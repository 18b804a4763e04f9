"""One indicator for other programs: as CSV, one row a year, and as one JSON document."""

from tracker.assess.detail import Detail, YearDetail
from tracker.i18n import Language
from tracker.journal.bounds import format_bound
from tracker.model import AssessmentSet, Baseline, Plan, Target, Version
from tracker.views.columns import build_rows, describe_plan_bound, round_computed, round_quotient
from tracker.views.csv import CellValue, DataRow, choose_dialect, to_csv
from tracker.views.json import build_header, serialize_forecast, serialize_result, to_json
from tracker.views.show.steps import explain_verdict, format_rule, format_steps

SCHEMA = "tracker.show/1"
COLUMNS = (
    "indicator", "year", "value", "qualifier", "value_status", "plan", "plan_qualifier", "plan_percent",
    "plan_difference", "plan_verdict", "change", "expected_value", "break", "source", "recorded_at",
    "plan_bound", "plan_low", "plan_high", "area", "parts",
)  # fmt: skip


def render_csv(detail: Detail, _: AssessmentSet, language: Language, dialect: str | None = None) -> str:
    """Return the years of an indicator as CSV, one row a year; those of its parts come last."""
    cells = (_build_cells(each, year) for each in (detail, *detail.parts) for year in each.years)
    return to_csv(COLUMNS, cells, choose_dialect(dialect, language))


def _build_cells(detail: Detail, year: YearDetail) -> tuple[CellValue, ...]:
    indicator, scope = detail.assessment.indicator.id, detail.assessment.scope
    row = year.result
    value = (round_quotient(row.value), row.qualifier, row.status) if row else (None, None, None)
    origin = (row.source, row.recorded_at) if row else (None, None)
    bound = describe_plan_bound(year.check.plan).values()
    about = (scope.area or None, scope.format_parts() or None)
    return (indicator, year.year, *value, *_describe_year(year).values(), *origin, *bound, *about)


def _describe_year(year: YearDetail) -> DataRow:
    """Return what both formats say of a year beside its result."""
    check, plan = year.check, year.check.plan
    return {
        "plan": plan.value if plan and not _is_stated_range(plan) else None,
        "plan_qualifier": (plan.qualifier or None) if plan else None,
        "plan_percent": round_computed(check.percent),
        "plan_difference": round_quotient(check.difference),
        "plan_verdict": check.verdict or None,
        "change": round_quotient(check.change),
        "expected_value": round_computed(year.expected),
        "break": year.is_break,
    }


def _is_stated_range(plan: Plan) -> bool:
    return plan.bound is not None and plan.bound.kind == "between" and not plan.is_for_every_year


def render_json(detail: Detail, board: AssessmentSet, language: Language) -> str:
    """Return one indicator as one JSON document with a line break at its end."""
    indicator = detail.assessment.indicator
    document = {
        **build_header(SCHEMA, board, language),
        "indicator": build_rows((detail.assessment,), board.register, language)[0],
        "meaning": explain_verdict(detail.assessment, language),
        "years": _serialize_years(detail),
        "revisions": [[serialize_result(row) for row in period] for period in detail.revisions],
        "working": {"steps": _serialize_steps(detail, language), "rule": format_rule(detail, language) or None},
        "outlook": serialize_forecast(detail.forecast),
        "decisions": [_serialize_version(version) for version in (*indicator.versions, *indicator.period_versions)],
    }
    figures = board.register.figures.get(indicator.id)
    if figures:
        from tracker.views.show.figures import serialize_figures  # only figures that were made of others need it

        document["figures"] = serialize_figures(figures)
    if detail.parts:
        document["parts"] = [
            {"indicator": build_rows((part.assessment,), board.register, language)[0], "years": _serialize_years(part)}
            for part in detail.parts
        ]
    if parts := [row for period, row in detail.assessment.results.items() if period.part]:
        document["year_parts"] = [serialize_result(row) for row in parts]
        document["made_of"] = {
            str(period): [str(row.period) for row in rows] for period, rows in detail.assessment.made_of.items()
        }
    return to_json(document)


def _serialize_years(detail: Detail) -> list[dict[str, object]]:
    return [
        {
            "year": year.year,
            "result": serialize_result(year.result) if year.result else None,
            **_describe_year(year),
            **describe_plan_bound(year.check.plan),
        }
        for year in detail.years
    ]


def _serialize_version(version: Version) -> dict[str, object]:
    """Return one version of a target, plan or baseline; its value is written as decisions.csv writes it."""
    value = version.value
    shown: object = None
    if isinstance(value, Target):
        shown = format_bound(value)
    elif isinstance(value, Plan):
        shown = format_bound(value.bound) if value.bound else value.value
    elif value is not None:
        shown = value.value
    return {
        "kind": version.kind,
        "year": version.year,
        "value": shown,
        "due": value.year if isinstance(value, Target | Baseline) else None,
        "decided_on": version.decided_on or None,
        "source": version.source or None,
        "note": next(iter(version.note.values()), None),
        "recorded_at": version.recorded_at or None,
        "recorded_by": version.recorded_by or None,
        "qualifier": (value.qualifier or None) if isinstance(value, Plan) else None,
        **({"period": version.period} if version.period else {}),
    }


def _serialize_steps(detail: Detail, language: Language) -> list[dict[str, object]]:
    texts = format_steps(detail.derivation, language)
    return [
        {
            "name": text.name,
            "symbol": step.symbol or None,
            "formula": step.formula,
            "numbers": text.numbers,
            "values": {name: round_computed(value) for name, value in step.values.items()},
            "result": round_computed(step.result),
            "unit": step.unit or None,
        }
        for step, text in zip(detail.derivation.steps, texts, strict=True)
    ]
