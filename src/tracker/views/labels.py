"""The words for the codes of the model: statuses with their symbols, reasons, flags, verdicts of a year.

They are marked for the catalogs here. The code that shows them translates them.
"""

from typing import NamedTuple

from tracker.i18n import N_, Language
from tracker.model import Indicator, Measure, Plan, PlanVerdict, Reason, ResultStatus, Status


class StatusSign(NamedTuple):
    """How a status is shown: word, one-cell symbol, its ASCII form, and a colour.

    A terminal may be black or white, and each colour has a contrast of at least 4.5:1 on both.
    """

    word: str
    symbol: str
    ascii: str
    colour: str

    def choose_symbol(self, ascii: bool) -> str:
        """Return the symbol, or its ASCII form."""
        return self.ascii if ascii else self.symbol

    def describe(self, language: Language, *, ascii: bool = False) -> str:
        """Return symbol and word."""
        return f"{self.choose_symbol(ascii)} {language.translate(self.word)}"


STATUS_SIGNS: dict[Status, StatusSign] = {
    "exceeded": StatusSign(N_("Exceeded"), "✔", "*", "#00892e"),
    "met": StatusSign(N_("Met"), "✔", "*", "#00892e"),
    "on_track": StatusSign(N_("On track"), "▲", "^", "#007ea9"),
    "at_risk": StatusSign(N_("At risk"), "◆", "!", "#ac6400"),
    "off_track": StatusSign(N_("Off track"), "▼", "v", "#e32719"),
    "missed": StatusSign(N_("Missed"), "✘", "x", "#e32719"),
    "not_assessed": StatusSign(N_("Not assessed"), "○", "o", "#757575"),
}

JOINT_WORDS: dict[tuple[Status, Reason], str] = {
    ("off_track", "insufficient"): N_("Off track (too slow)"),
    ("off_track", "year_missed"): N_("Off track (a year has missed the bound)"),
    ("not_assessed", "not_due"): N_("Not assessed (not due yet)"),
}
"""A status and its reason as one text, for languages that join them. English, which has no catalog, does not."""


JOINT_SIGNS = {STATUS_SIGNS[status]._replace(word=word): status for (status, _), word in JOINT_WORDS.items()}
"""The statuses by the signs whose word says the reason too."""

PLAN_SIGNS: dict[PlanVerdict, StatusSign] = {
    "exceeded": StatusSign(N_("plan exceeded"), "✔", "*", "#00892e"),
    "met": StatusSign(N_("plan met"), "✔", "*", "#00892e"),
    "missed": StatusSign(N_("plan missed"), "✘", "x", "#e32719"),
}

WITHIN_PLAN_SIGN = PLAN_SIGNS["met"]._replace(word=N_("within the plan"))
"""The sign of a result that lies in the range that was planned."""
BETTER_STATUS_SIGN = STATUS_SIGNS["exceeded"]._replace(word=N_("Better than target"))
_BETTER_PLAN = PLAN_SIGNS["exceeded"]._replace(word=N_("better than plan"))
BETTER_SIGNS = {"exceeded": BETTER_STATUS_SIGN, "plan-exceeded": _BETTER_PLAN}
"""The signs of what is exceeded if less is better: "exceeded" alone would read as a breach."""


def choose_plan_sign(verdict: PlanVerdict, indicator: Indicator, plan: Plan | None) -> StatusSign | None:
    """Return the sign of a verdict on a plan of an indicator, or None without a verdict."""
    bound = plan.bound if plan and not plan.is_for_every_year else None
    if bound and bound.kind == "between" and verdict == "met":
        return WITHIN_PLAN_SIGN
    is_lower_better = indicator.is_less_better
    if bound and bound.kind != "between":  # the bound says it, even against the direction of the indicator
        is_lower_better = not bound.is_upward
    return _BETTER_PLAN if verdict == "exceeded" and is_lower_better else PLAN_SIGNS.get(verdict)


NO_RESULT_LABEL = N_("no result yet")

REASON_LABELS: dict[Reason, str] = {
    "insufficient": N_("too slow"),
    "moving_away": N_("moving away from the target"),
    "year_missed": N_("a year has missed the bound"),
    "no_target": N_("no term target"),
    "no_result": NO_RESULT_LABEL,
    "no_final_result": N_("no result for the last year"),
    "no_baseline": N_("no baseline"),
    "break": N_("break in the series"),
    "not_due": N_("not due yet"),
    "stale": N_("the latest result is too old"),
    "bounded": N_("known only as a bound"),
    "incomplete": N_("the result of a year is missing"),
    "not_positive": N_("growth needs values above zero"),
    "too_few_results": N_("too few values"),
    "overshot": N_("beyond the far end of the range"),
    "over_ceiling": N_("above the ceiling"),
    "no_rule": N_("no rule adds up the areas"),
    "no_weight": N_("a weight of the mean is missing"),
    "zero_denominator": N_("the denominator is zero"),
    "no_plan": N_("no plan for the year"),
}

GAP_LABELS = {"bounded": N_("known only in part"), "incomplete": N_("not all areas have reported")}
"""Reasons of a figure that areas are missing from."""
OUTSIDE_LABEL = N_("outside the bound")
"""The reason `insufficient` of a bound that is kept: there is no pace that could be too slow."""
SPENDING_LABEL = N_("using up the ceiling too fast")
"""The reason `insufficient` of a ceiling on a sum."""

FLAG_LABELS: dict[str, str] = {
    "early": N_("early"),
    "early_verdict": N_("early verdict, fewer than two results"),
    "estimate": N_("estimate"),
    "assumed": N_("assumed value"),
    "stale": N_("old result"),
    "slipping": N_("slipping"),
    "bounded": N_("only a bound"),
    "approximate": N_("approximate"),
    "break": N_("break in the series"),
    "incomplete": N_("a year is missing"),
    "not_reported": N_("no result for the reporting year"),
    "moved_after": N_("made easier after its year"),
    "after_closing": N_("recorded after the year was closed"),
    "from_parts": N_("made of parts of the year"),
}

RESULT_STATUS_LABELS: dict[ResultStatus, str] = {
    "estimate": N_("estimate"),
    "preliminary": N_("preliminary"),
    "final": N_("final"),
    "forecast": N_("forecast"),
    "withdrawn": N_("withdrawn"),
    "assumed": N_("assumed value"),
}
"""The statuses of a result. The code is also the key in the catalogs: messages from outside the views use it."""

MEASURE_LABELS: dict[Measure, str] = {
    "level": N_("level in a year"),
    "total": N_("sum of the years"),
    "mean": N_("mean of the years"),
    "growth": N_("mean growth a year, from levels"),
    "growth_rate": N_("mean growth a year, from yearly rates"),
    "every_year": N_("bound for every year"),
    "milestone": N_("done or not"),
}

COLUMN_HEADINGS = {
    "number": N_("No."),
    "name": N_("Indicator"),
    "unit": N_("Unit"),
    "value": N_("Result"),
    "plan": N_("Plan of the year"),
    "against_plan": N_("Against plan"),
    "target": N_("Target"),
    "term_value": N_("Term so far"),
    "progress": N_("Progress"),
    "pace": N_("Pace"),
    "required": N_("Required a year"),
    "status": N_("Verdict"),
}

ON_TRACK_LEGEND = N_('"On track" means: arrives if the mean pace so far holds.')
DONE_LEGEND = N_('"On track" means: at least 95 % of what was due by now is done.')
OWN_DONE_LEGEND = N_('"On track" means: of what was due by now, at least the share that the cut asks for is done.')
OWN_CEILING_LEGEND = N_(
    "Of a ceiling on a sum or mean, no more is used than was due, or as little more as the cut allows."
)
PLANS_LEGEND = N_("If every year has a plan, due is what the plans say; they may leave more to the remaining years.")
CEILING_LEGEND = N_("Of a ceiling on a sum or mean, no more is used than was due, or at most a twentieth more.")
BAR_MARK_LEGEND = N_("The mark on a bar is the share expected by now.")
