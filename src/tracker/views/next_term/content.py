"""The texts of a closing table: each target of a term, its result, and the verdict in the words of final reviews."""

from tracker.assess.bounds import list_limits
from tracker.assess.counts import list_parts, list_targets, list_without_target
from tracker.assess.final_verdict import FINAL_STATUSES, FinalStatus, FinalVerdict, find_final_verdict
from tracker.i18n import N_, NP_, Language
from tracker.model import Assessment, AssessmentSet, Result
from tracker.views.formats import format_percent, format_result, list_details
from tracker.views.groups import group_assessments
from tracker.views.labels import BETTER_STATUS_SIGN, REASON_LABELS, STATUS_SIGNS, StatusSign
from tracker.views.reasons import choose_status_sign
from tracker.views.status.content import StatusRow, StatusSection, build_sections, format_remarks, format_title

YEARLY_MEASURES = ("total", "mean", "growth", "growth_rate", "every_year")
"""The measures whose results are of single years: the last one is not the figure of the term."""
TABLE_TITLE = N_("Closing table")
YEAR_HEADING = N_("Year")
RESULT_HEADING = N_("Result of the term")

_SIGNS: dict[FinalStatus, StatusSign] = {
    "exceeded": STATUS_SIGNS["exceeded"],
    "met": STATUS_SIGNS["met"],
    "nearly_met": StatusSign(N_("Nearly met"), "◆", "!", "#ac6400"),
    "missed": STATUS_SIGNS["missed"],
    "not_assessed": STATUS_SIGNS["not_assessed"],
}
_COUNTS: dict[FinalStatus, str] = {
    "exceeded": N_("{count} exceeded"),
    "met": N_("{count} met"),
    "nearly_met": N_("{count} nearly met"),
    "missed": N_("{count} missed"),
    "not_assessed": N_("{count} not assessed"),
}
_PENDING = N_("no final verdict yet")
_NEARLY_MET = N_("“Nearly met”: missed, with at least {share} of the way to the target done.")
_EXCLUDED_FLAGS = ("not_reported", "early_verdict", "slipping")
"""What says something about the years to come, or what the year beside the result says."""


def build_closing_sections(board: AssessmentSet, language: Language, *, has_target: bool = True) -> list[StatusSection]:
    """Return the rows of `status` with the final verdicts, of the indicators with a term target, or of the others."""
    return [
        StatusSection(section.heading, tuple(_build_row(item, row, board, language) for item, row in pairs))
        for section, pairs in _pair_rows(board, language, has_target)
    ]


def build_rows_by_id(board: AssessmentSet, language: Language) -> dict[str, StatusRow]:
    """Return the row of each indicator in the closing table, by its id."""
    paired = (*_pair_rows(board, language, True), *_pair_rows(board, language, False))
    return {item.indicator.id: _build_row(item, row, board, language) for _, pairs in paired for item, row in pairs}


def _pair_rows(
    board: AssessmentSet, language: Language, has_target: bool
) -> list[tuple[StatusSection, list[tuple[Assessment, StatusRow]]]]:
    """Return the sections of `status`, with each of their rows beside its assessment."""
    sections = build_sections(board, language, has_target=has_target)
    items = tuple(item for item in board.assessments if (item.indicator.target is not None) == has_target)
    grouped = group_assessments(board.register.groups, items)
    return [
        (section, list(zip(members, section.rows, strict=True)))
        for section, (_, members) in zip(sections, grouped, strict=True)
    ]


def _build_row(item: Assessment, row: StatusRow, board: AssessmentSet, language: Language) -> StatusRow:
    """Return a row of `status` with the result of the term, the final verdict, and nothing about years to come."""
    verdict = find_final_verdict(item, board.register.term)
    result = find_final_result(item)
    return row._replace(
        value=format_final_figure(item, row, language),
        year=language.format_year(result.period.year) if result else "",
        sign=choose_final_sign(item, verdict),
        details=format_final_details(item, verdict, language),
        news=(),
        trajectory=(),
        progress=None,
        plan_sign=None,
        year_plan="",
    )


def format_final_figure(item: Assessment, row: StatusRow, language: Language) -> str:
    """Return the figure of the term: that of the target's year, the sum, mean or growth, else the latest result."""
    result = find_final_result(item)
    if result is None:
        return ""
    if item.indicator.measure in ("level", "milestone") and result is not item.result:
        return format_result(result, item.indicator, language, list_limits(item.indicator.target))
    return row.term_value if item.indicator.measure in YEARLY_MEASURES else row.term_value or row.value


def find_final_result(item: Assessment) -> Result | None:
    """Return the latest yearly result that counts toward the target; of a milestone done, the latest that says so."""
    last = item.indicator.target.year if item.indicator.target else None
    rows = [row for row in item.results.values() if row.status != "forecast"]
    if item.indicator.measure == "milestone" and item.status == "met":
        rows = [row for row in rows if row.value is True]
        return rows[-1] if rows else item.result
    if item.result is None:
        return None
    yearly = [row for row in rows if row.period.is_year and (last is None or row.period.year <= last)]
    return yearly[-1] if yearly else item.result


def choose_final_sign(item: Assessment, verdict: FinalVerdict) -> StatusSign:
    """Return the sign of a final verdict; "exceeded" is worded as better if less is better."""
    is_better = verdict.status == "exceeded" and item.indicator.is_less_better
    return BETTER_STATUS_SIGN if is_better else _SIGNS[verdict.status]


def format_final_details(item: Assessment, verdict: FinalVerdict, language: Language) -> str:
    """Return why there is no verdict, and the flags of the figure."""
    if verdict.reason == "no_target":
        return ""
    details = []
    if verdict.reason == "pending":
        status = language.translate(choose_status_sign(item._replace(reason=""), language).word)
        details.append(f"{language.translate(_PENDING)}: {status}")
    elif verdict.status == "not_assessed" and verdict.reason:
        details.append(language.translate(REASON_LABELS[verdict.reason]))
    excluded = (*_EXCLUDED_FLAGS, verdict.reason)
    return "; ".join(dict.fromkeys([*details, *list_details(item._replace(reason=""), language, excluded)]))


def format_closing_title(board: AssessmentSet, language: Language) -> str:
    """Return the title of the table."""
    return f"{language.translate(TABLE_TITLE)}: {format_title(board, language)}"


def list_final_counts(board: AssessmentSet) -> dict[FinalStatus, int]:
    """Return how many targets have each final verdict, of all that are numbered; every verdict is listed."""
    return _count(list_targets(board), board)


def format_closing_lines(board: AssessmentSet, language: Language) -> list[str]:
    """Return the lines below the table: the counts of targets, what they leave out, and the rule of "nearly met"."""
    targets, parts, others = list_targets(board), list_parts(board), list_without_target(board)
    lines = [language.translate(N_("No numbered indicator has a term target."))]
    if targets:
        templates = NP_("Of {every} target: {counts}.", "Of {every} targets: {counts}.")
        lines = [
            language.format_count(
                templates, len(targets), every=len(targets), counts=_format_counts(targets, board, language)
            )
        ]
    if parts:
        lines.append(language.format(N_("“Of which” lines: {counts}."), counts=_format_counts(parts, board, language)))
    if others:
        lines.append(language.format(N_("Followed without a term target: {count}."), count=len(others)))
    share = board.register.term.nearly_met
    if share is not None and _count((*targets, *parts), board)["nearly_met"]:
        lines.append(language.format(_NEARLY_MET, share=format_percent(share, language)))
    return [*lines, *format_remarks(board, language)]


def _count(items: tuple[Assessment, ...], board: AssessmentSet) -> dict[FinalStatus, int]:
    counts = dict.fromkeys(FINAL_STATUSES, 0)
    for item in items:
        counts[find_final_verdict(item, board.register.term).status] += 1
    return counts


def _format_counts(items: tuple[Assessment, ...], board: AssessmentSet, language: Language) -> str:
    """Return the counts of the verdicts in words, those that are not assessed with their reasons."""
    texts = [
        language.format(_COUNTS[status], count=number) for status, number in _count(items, board).items() if number
    ]
    reasons: dict[str, int] = {}
    for item in items:
        verdict = find_final_verdict(item, board.register.term)
        if verdict.status == "not_assessed":
            label = _PENDING if verdict.reason == "pending" else REASON_LABELS.get(verdict.reason, "")
            reasons[label] = reasons.get(label, 0) + 1
    listed = ", ".join(f"{language.translate(label)}: {number}" for label, number in reasons.items() if label)
    return ", ".join(texts) + (f" ({listed})" if listed else "")
