"""The words of the model: measures, kinds of bounds, statuses and reasons, as the files and outputs write them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, TypeAlias

Text: TypeAlias = Mapping[str, str]
"""A text by language code; a text without a language has the empty code."""

Qualifier = Literal["", "<", ">", "~"]
QUALIFIERS: tuple[Qualifier, ...] = ("<", ">", "~")

Value: TypeAlias = Decimal | bool
"""A number, or yes/no for a milestone."""

ExtraValue: TypeAlias = str | Decimal | bool | tuple[str, ...]
"""The value of an own field: a text, a number, yes/no, or several texts."""

Measure = Literal["level", "total", "mean", "growth", "growth_rate", "every_year", "milestone"]
MEASURES: tuple[Measure, ...] = ("level", "total", "mean", "growth", "growth_rate", "every_year", "milestone")

WithinYear = Literal["sum", "last", "mean", "none"]
WITHIN_YEAR: tuple[WithinYear, ...] = ("sum", "last", "mean", "none")
"""How quarters, halves or months make the year."""

BoundKind = Literal["at_least", "at_most", "above", "below", "between", "yes", "increase", "decrease", "plan"]
Direction = Literal["increase", "decrease"]
Path = Literal["linear", "compound"]

METHODS = ("linear", "compound", "destatis", "un_chart")
"""The names of the methods; each is a module of `tracker.assess.methods`."""
METHODS_WITH_CUTS = ("linear", "compound")
"""Those that grade a pace; the cuts of the others belong to the rule that their authors have published."""
METHOD_NAMES: Mapping[str, str] = {
    "eurostat": "compound", "opensdg": "compound", "open-sdg": "compound", "statcan": "compound", "cagr": "compound",
    "sdg-progress": "un_chart", "progress-chart": "un_chart", "un": "un_chart", "weather-symbols": "destatis",
}  # fmt: skip
"""The methods by the names of those who publish or use them."""
PACE_CUTS = (Decimal("0.95"), Decimal("0.60"))
"""From where a pace is on track, and from where at risk, unless the targets say otherwise."""
ResultStatus = Literal["estimate", "preliminary", "final", "forecast", "withdrawn", "assumed"]
RESULT_STATUSES: tuple[ResultStatus, ...] = ("estimate", "preliminary", "final", "forecast", "withdrawn")
"""The statuses in the journal; an assumed result is never written."""
WEAKEST_FIRST: tuple[ResultStatus, ...] = ("forecast", "assumed", "estimate", "preliminary", "final")
"""From the weakest to the strongest: a figure made of others has the weakest of theirs."""
Status = Literal["exceeded", "met", "on_track", "at_risk", "off_track", "missed", "not_assessed"]
STATUSES: tuple[Status, ...] = ("exceeded", "met", "on_track", "at_risk", "off_track", "missed", "not_assessed")

Reason = Literal[
    "", "insufficient", "moving_away", "year_missed", "no_target", "no_result", "no_final_result", "no_baseline",
    "break", "not_due", "stale", "bounded", "incomplete", "not_positive", "too_few_results", "overshot", "over_ceiling",
    "no_rule", "no_weight", "zero_denominator", "no_plan",
]  # fmt: skip
PlanVerdict = Literal["", "exceeded", "met", "missed"]

DecisionKind = Literal["target", "plan", "baseline"]
DECISION_KINDS: tuple[DecisionKind, ...] = ("target", "plan", "baseline")
