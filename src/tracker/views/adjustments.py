"""Targets, plans and baselines that decisions set or changed: every version, and the verdict against the first."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from tracker.assess.adjustments import is_easier
from tracker.i18n import N_, Language
from tracker.model import Assessment, DecisionKind, Indicator, PlanVerdict, Term, Version
from tracker.periods import parse_period
from tracker.text import sanitize_text
from tracker.views.decisions import format_set_value
from tracker.views.labels import choose_plan_sign
from tracker.views.periods import format_part
from tracker.views.reasons import choose_status_sign

MarkSource = Callable[[str], str]
_CHANGES = {
    ("increase", "harder"): N_("{subject} raised from {old} to {new}"),
    ("increase", "easier"): N_("{subject} lowered from {old} to {new}"),
    ("decrease", "harder"): N_("{subject} tightened from {old} to {new}"),
    ("decrease", "easier"): N_("{subject} relaxed from {old} to {new}"),
}


def format_adjustments(indicator: Indicator, language: Language, mark_source: MarkSource) -> tuple[str, ...]:
    """Return a line for each target, plan and baseline that a decision set or changed, with all its versions.

    `mark_source` returns what stands for a source.
    """
    lines = []
    for versions in _iter_chains((*indicator.versions, *indicator.period_versions)):
        shown = " → ".join(_format_version(each, indicator, language, mark_source) for each in versions)
        lines.append(f"{format_subject(versions[0], language)}: {shown}")
    return tuple(lines)


def format_history(indicator: Indicator, kind: DecisionKind, year: int | None, language: Language) -> str:
    """Return every version of a target, plan or baseline with its day and document; "" without a decision."""
    versions = [version for version in indicator.versions if (version.kind, version.year) == (kind, year)]
    shown = " → ".join(_format_version(each, indicator, language, sanitize_text) for each in versions)
    if not shown:
        return ""
    text = language.format(
        N_("{subject}, set by decisions: {versions}"), subject=format_subject(versions[0], language), versions=shown
    )
    return text[:1].upper() + text[1:]


def _iter_chains(versions: Iterable[Version]) -> Iterator[list[Version]]:
    for _, chain in groupby(versions, key=lambda version: (version.kind, version.year, version.period)):
        yield list(chain)


def format_subject(version: Version, language: Language) -> str:
    """Return what a version is of: the target, the plan of its year, or the baseline."""
    period = parse_period(version.period) if version.period else None
    if period:
        return language.format(N_("plan of {period}"), period=format_part(period, language))
    if version.kind == "plan":
        return language.format(N_("plan of {year}"), year=version.year)
    return language.translate(N_("target") if version.kind == "target" else N_("baseline"))


def _format_version(version: Version, indicator: Indicator, language: Language, mark_source: MarkSource) -> str:
    value = format_set_value(version.value, indicator, language) or language.translate(N_("abolished"))
    day = N_("as first set")
    about = [language.format_day(version.decided_on) if version.decided_on else language.translate(day)]
    about += [sanitize_text(language.pick_text(version.note))] if version.note and version.decided_on else []
    source = mark_source(version.source) if version.source else ""
    if source.startswith("["):
        return f"{value} ({'; '.join(about)}) {source}"
    return f"{value} ({'; '.join(filter(None, [*about, source]))})"


def format_first_verdicts(item: Assessment, term: Term, language: Language) -> tuple[str, ...]:
    """Return the verdicts beside those against the first target and plan, for what was changed if they differ."""
    first = item.first
    if first is None:
        return ()
    texts = []
    for versions in _iter_chains(item.indicator.versions):
        is_plan = versions[0].kind == "plan"
        if (
            len(versions) < 2
            or versions[0].kind == "baseline"
            or (is_plan and versions[0].year != _get_plan_year(item))
        ):
            continue
        pair = (_format_plan_verdict(item, language), _format_plan_verdict(first, language))
        if not is_plan:
            pair = (_format_status(item, language), _format_status(first, language))
        if pair[0] != pair[1]:
            values = {"change": _format_change(versions, item.indicator, term, language), "now": pair[0]}
            texts.append(language.format(N_("{change}: {now}; against the first: {first}"), first=pair[1], **values))
    is_by_plans = item.status != first.status and item.indicator.target == first.indicator.target
    if is_by_plans:
        status = _format_status(first, language)
        texts.append(language.format(N_("by the first plans the status would be: {status}"), status=status))
    return tuple(texts)


def format_change_of_verdict(before: Assessment, after: Assessment, language: Language) -> str:
    """Return how a decision changes the verdicts of an indicator, or "" if it changes none."""
    changes = []
    if before.plan_verdict != after.plan_verdict:
        verdicts = [_format_plan_verdict(item, language) for item in (before, after)]
        changes.append(language.format(N_("on the year: {before} → {after}"), before=verdicts[0], after=verdicts[1]))
    if before.status != after.status:
        words = [_format_status(item, language) for item in (before, after)]
        changes.append(language.format(N_("on the term: {before} → {after}"), before=words[0], after=words[1]))
    if not changes:
        return ""
    return language.format(N_("This changes the verdict {changes}"), changes="; ".join(changes))


def _get_plan_year(item: Assessment) -> int:
    shown = item.result or item.year_to_date
    return shown.period.year if shown else item.year


def _format_change(versions: list[Version], indicator: Indicator, term: Term, language: Language) -> str:
    """Return how the last version differs from the first: raised, lowered, or only changed."""
    first, last, direction = versions[0], versions[-1], indicator.direction
    old, new = (
        format_set_value(each.value, indicator, language) or language.translate(N_("none")) for each in (first, last)
    )
    kind = "easier" if is_easier(last, first, direction, term) else "harder"
    is_known = direction and (kind == "easier" or is_easier(first, last, direction, term))
    template = _CHANGES[direction, kind] if is_known and direction else N_("{subject} changed from {old} to {new}")
    return language.format(template, subject=format_subject(first, language), old=old, new=new)


def _format_plan_verdict(item: Assessment, language: Language) -> str:
    verdict: PlanVerdict = item.plan_verdict
    sign = choose_plan_sign(verdict, item.indicator, item.plan)
    return language.translate(sign.word) if sign else language.translate(N_("not judged"))


def _format_status(item: Assessment, language: Language) -> str:
    return language.translate(choose_status_sign(item, language).word)
