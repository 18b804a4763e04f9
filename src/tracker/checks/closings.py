"""Checks of closed years: what was closed is unchanged, and what was recorded for them since is named."""

from collections.abc import Iterator
from typing import NamedTuple

from tracker.assess.evaluation import is_after_closing, is_behind
from tracker.checks.base import CheckInput
from tracker.errors import Day, Location, Message, Problem, msg
from tracker.journal.closings import ClosedFileChange, Closing, ClosingProof, select_governing
from tracker.model import Baseline, Indicator, Method, Plan, Register, Target, Term, Text

_RESTORE = msg("restore the file from version control or a copy, or take it out of the zip file of the closing")


def check_closed_rows(data: CheckInput) -> Iterator[Problem]:
    """Find closed rows of a journal that were changed or removed, and columns that have another name now."""
    seen: set[ClosedFileChange] = set()
    for proof in data.closings.proofs:
        about = {"year": proof.closing.year, "day": Day(proof.closing.closed_on)}
        for change in proof.changes:
            if change in seen:
                continue
            seen.add(change)
            if change.kind == "header":
                message = msg("the names of the columns are not as when {year} was closed on {day}", **about)
            elif change.kind == "missing":
                message = msg("rows are missing that were there when {year} was closed on {day}", **about)
            elif change.line:
                message = msg("this row is not as it was when {year} was closed on {day}", **about)
            else:
                message = msg("the rows are not as they were when {year} was closed on {day}", **about)
            yield Problem(Location(change.file, change.line), message, _RESTORE)


def check_closed_files(data: CheckInput) -> Iterator[Problem]:
    """Find zip files of closed years that are missing or changed or have no closing, and closings that were changed."""
    for proof in data.closings.proofs:
        about = {"year": proof.closing.year, "day": Day(proof.closing.closed_on)}
        if not proof.closing.sha256_zip and proof.zip_state != "whole":
            message = msg("this row has no SHA-256 of its zip file, like the list within a zip file")
            yield Problem(Location(data.closings.file, proof.closing.line, key="sha256_zip"), message, _RESTORE)
        elif proof.zip_state == "missing":
            message = msg("the files of the closing of {year} on {day} are missing", **about)
            yield Problem(Location(proof.zip_file), message, msg("restore it from version control or a copy"))
        elif proof.zip_state == "changed":
            message = msg("is not the file that the closing of {year} on {day} wrote", **about)
            yield Problem(Location(proof.zip_file), message, msg("restore it from version control or a copy"))
        if proof.is_list_changed:
            message = msg("up to this row it differs from the list in the zip file of {year}", **about)
            yield Problem(Location(data.closings.file, proof.closing.line), message, _RESTORE)
    for path in data.closings.unlisted:
        hint = msg("if a closing was interrupted, close the year again; else restore the row")
        yield Problem(Location(path), msg("no row of closings.csv names this file"), hint)


def check_after_closing(data: CheckInput) -> Iterator[Problem]:
    """Find results and decisions about closed years that were recorded after the closing."""
    governing = select_governing([proof.closing for proof in data.closings.proofs])
    for rows in data.register.list_results().values():
        for row in rows:
            if is_after_closing(row, data.register.closed_rows):
                closing = next(each for each in governing if row.period.year <= each.year)
                day = Day(closing.closed_on)
                message = msg("recorded for {period} after that year was closed on {day}", period=row.subject, day=day)
                hint = msg("when it is reported, close the year again, or write an exception with the reason")
                yield Problem(data.locate_row(row), message, hint)
    for decisions in data.register.decisions.values():
        for decision in decisions:
            year = decision.year or data.register.term.last_year
            if is_behind(decision.line, year, data.register.closed_decisions):
                closing = next(each for each in governing if year <= each.year)
                about = {"subject": decision.subject, "day": Day(closing.closed_on)}
                message = msg("the decision on {subject} was recorded after that year was closed on {day}", **about)
                hint = msg("when it is reported, close the year again, or write an exception with the reason")
                yield Problem(data.locate_row(decision), message, hint)


class _Difference(NamedTuple):
    """A key that says something else than when a year was closed; no indicator: a key of the term."""

    indicator: str
    key: str
    before: str
    now: str


def check_closed_targets(data: CheckInput) -> Iterator[Problem]:
    """Find what the targets say differently about closed years than when they were closed."""
    proofs = {proof.closing: proof for proof in data.closings.proofs}
    seen: set[tuple[str, str]] = set()
    for closing in select_governing(list(proofs)):
        for difference in _compare_targets(proofs[closing], data.register):
            name = difference.indicator, difference.key
            if name in seen:
                continue
            seen.add(name)
            location = Location(data.targets_file, indicator=difference.indicator, key=difference.key)
            yield Problem(location, *_describe_difference(difference, closing))


def _describe_difference(difference: _Difference, closing: Closing) -> tuple[Message, Message]:
    about = {"year": closing.year, "day": Day(closing.closed_on)}
    hint = msg("a report of {year} made now differs; restore it, or write an exception with the reason", **about)
    if not difference.key:
        if difference.before:
            return msg("the indicator was there when {year} was closed on {day}, and is not any more", **about), hint
        return msg("the indicator was not there when {year} was closed on {day}", **about), hint
    texts = {"before": difference.before or "–", "now": difference.now or "–", **about}
    return msg("was {before} when {year} was closed on {day}, and is {now}", **texts), hint


def _compare_targets(proof: ClosingProof, register: Register) -> Iterator[_Difference]:
    if proof.register is None:
        return
    year = proof.closing.year
    yield from _compare("", _describe_term(proof.register.term), _describe_term(register.term))
    before = {item.id: item for item in proof.register.list_stated()}
    now = {item.id: item for item in register.list_stated()}
    for name in {**before, **now}:
        if name in before and name in now:
            yield from _compare(name, _describe_indicator(before[name], year), _describe_indicator(now[name], year))
        else:
            yield _Difference(name, "", "yes" if name in before else "", "yes" if name in now else "")


def _compare(indicator: str, before: dict[str, str], now: dict[str, str]) -> Iterator[_Difference]:
    for key in {**before, **now}:
        if before.get(key, "") != now.get(key, ""):
            yield _Difference(indicator, key, before.get(key, ""), now.get(key, ""))


def _describe_term(term: Term) -> dict[str, str]:
    years = {key: str(getattr(term, key)) for key in ("baseline_year", "first_year", "last_year")}
    described = {**years, "method": _describe_method(term.method)}
    if term.year_begins > 1:
        described["year_begins"] = f"{term.year_begins:02d}"
    return {f"term.{key}": text for key, text in described.items()}


def _describe_indicator(item: Indicator, year: int) -> dict[str, str]:
    """Return what decides the figures and verdicts of an indicator up to `year`, by key as in the file."""
    official = item.official_verdict
    needs_direction = item.target is None or item.target.kind in ("between", "plan")
    return {
        "measure": item.measure,
        "unit": _describe_text(item.unit),
        "target": _describe_target(item.target),
        "direction": (item.direction or "") if needs_direction else "",  # else it follows from the target
        "baseline": _describe_baseline(item.baseline),
        **{f"plan.{planned}": _describe_plan(plan) for planned, plan in item.plan.items() if planned <= year},
        **{f"plan.{key}": _describe_plan(plan) for key, plan in item.period_plans.items() if int(key[:4]) <= year},
        "path": item.path,
        "break": ", ".join(str(each.year) for each in item.breaks if each.year <= year),
        "limits": " ".join(str(limit) for limit in item.limits if limit is not None),
        "method": _describe_method(item.method) if item.method else "",
        "parent": item.parent,
        "within_year": item.within_year or "",
        "every": str(item.every) if item.every > 1 else "",
        "verdict": f"{official.status} {official.year or ''}".strip() if official else "",
    }


def _describe_text(text: Text) -> str:
    return " / ".join(text.values())


def _describe_method(method: Method) -> str:
    numbers = {key: getattr(method, key) for key in ("zero_as", "on_track", "at_risk", "window")}
    return ", ".join([method.name, *(f"{key} = {each}" for key, each in numbers.items() if each is not None)])


def _describe_baseline(baseline: Baseline | None) -> str:
    return f"{baseline.value} ({baseline.year})" if baseline else ""


def _describe_plan(plan: Plan) -> str:
    if plan.bound:
        return _describe_target(plan.bound)
    if isinstance(plan.value, bool):
        return "yes" if plan.value else "no"
    return f"{plan.qualifier}{plan.value}"


def _describe_target(target: Target | None) -> str:
    """Return a target as the file writes it."""
    if target is None:
        return ""
    year = f", year = {target.year}" if target.year else ""
    if target.low is not None and target.high is not None:
        return f"{target.kind} = [{target.low}, {target.high}]{year}"
    limit = target.low if target.low is not None else target.high
    return (target.kind if limit is None else f"{target.kind} = {limit}") + year
