"""What the headings of a column mean where plans are imported: the plan of a year, a target, or results to pass over.

A column is taken only if every word of all its headings is understood, and says that its figures are plans or targets.
A target of the term is never taken for the plan of its last year, nor the reverse: if the words do not decide, the user
does.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from tracker.errors import Message, msg, quote_text
from tracker.importing.heading_months import fold_text
from tracker.importing.headings import (
    FORM_PREFIX,
    SPAN,
    ColumnHeading,
    HeadingText,
    expand_target,
    parse_heading,
    parse_heading_text,
)
from tracker.importing.words import (
    ANNUAL_PLAN,
    COUNCIL,
    NEUTRAL,
    PLAN,
    PLAN_GIVERS,
    PLAN_REMARKS,
    RESOLUTION,
    RESULT,
    TENTATIVE_PLAN,
    TERM_TARGET,
    TOTAL,
    VALUE,
    WHOLE_YEAR,
)
from tracker.model import Period

PlanKind = Literal["plan", "target"]
_YEAR = re.compile(r"\b(?:19|20|21)\d\d\b")
_UNTIL = re.compile(rf"\b(?:den|toi|by|until|to)(?: (?:the|end|of|cuoi|nam))* {_YEAR.pattern}")
_FIGURES = re.compile(
    rf"{_YEAR.pattern}|\b(?:thu|lan|khoa) (?:thu )?[ivx\d]+\b|\b12 ?(?:thang|months?)\b|\b5 (?:nam|years?)\b"
)
_MARKS = re.compile(r"\(\d\)|[*†‡\u00b9\u00b2\u00b3]")
_SIGNS = re.compile(r"[()\[\]/:,;.–—_-]")


class PlanOptions(NamedTuple):
    """Which plans to take: of which kind and year, if the user says it, and the first and last year of the term."""

    kind: PlanKind | None
    year: int | None
    first_year: int
    last_year: int


def parse_plan_heading(texts: Sequence[str], options: PlanOptions) -> ColumnHeading:
    """Return what the headings of a column mean, from the top down; `value` is the role of plans to take.

    The role is `plan` for those that are not taken, and `result` for results. A `value` without `is_result` is neither:
    its rows may say what it is. A plan that is not taken has a kind if it may be another plan of the same year.
    """
    return _parse_plan_heading(tuple(texts), options)


def classify_plan(text: str, year: int | None, options: PlanOptions) -> PlanKind | None:
    """Return what the words of a row or a heading call the figure of `year`; None if they may mean either."""
    folded = " ".join(_SIGNS.sub(" ", fold_text(text)).split())
    is_due_later = bool(_UNTIL.search(folded) or TERM_TARGET.search(folded))
    is_annual = bool(ANNUAL_PLAN.search(folded))
    is_last = year in (None, options.last_year)
    if RESOLUTION.search(folded) and not (is_due_later or is_annual):
        if COUNCIL.search(folded):
            return None if is_last else "plan"
        return "target" if year == options.last_year else None
    if is_due_later:
        return None if is_annual else "target"
    return "plan" if is_annual or not is_last else None


@lru_cache(maxsize=1024)
def _parse_plan_heading(texts: tuple[str, ...], options: PlanOptions) -> ColumnHeading:
    base = parse_heading(*texts)
    if base.role == "value":
        is_open = not (base.is_result or base.status or (base.period and not base.period.is_year))
        return base._replace(role="value" if is_open and not texts[-1].startswith(FORM_PREFIX) else "result")
    if base.role != "plan":
        return base
    if texts[-1].startswith(FORM_PREFIX):
        return base._replace(role="value", is_result=True, kind="plan") if base.period else base
    parts = [parse_heading_text(text) for text in texts]
    if options.kind == "target" and names_term(texts, options):
        base = base._replace(period=Period(options.last_year))  # "Mục tiêu giai đoạn 2026-2030" is due at its end
    if not _is_clear(texts, parts, options):
        return base._replace(kind="plan") if _is_other_plan(texts, parts) else base
    year = base.period.year if base.period else options.year
    kind = choose_kind(_join_plan_texts(texts, parts), year, options)
    if not is_wanted(kind, year, options):
        return base
    unit = next((part.unit for part in reversed(parts) if part.unit), "")
    return ColumnHeading("value", base.period, None, unit, is_result=True, kind=kind or "")


def names_term(texts: Sequence[str], options: PlanOptions) -> bool:
    """Whether headings name the years of the term, from its first to its last, and no other year."""
    folded = [fold_text(text) for text in texts]
    spans = {span.groups() for text in folded for span in SPAN.finditer(text)}
    has_year = any(_YEAR.search(SPAN.sub(" ", text)) for text in folded)
    return spans == {(str(options.first_year), str(options.last_year))} and not has_year


def _is_clear(texts: Sequence[str], parts: Sequence[HeadingText], options: PlanOptions) -> bool:
    """Whether headings say nothing but that the figures are plans of one whole year, or of one that is not named.

    If targets are asked for, the years of the term may stand for its last year.
    """
    years = {year for part in parts for year in part.years}
    is_of_term = options.kind == "target" and names_term(texts, options)
    if len(years) > 1 or (not years and not is_of_term and any(part.has_span for part in parts)):
        return False
    return not any(
        part.kind == "mixed"
        or part.status
        or part.is_cumulative
        or part.months not in (None, 12)
        or not (part.is_understood or part.years)  # a share or a comparison
        or _has_rest(text, part)
        for text, part in zip(texts, parts, strict=True)
    )


def _is_other_plan(texts: Sequence[str], parts: Sequence[HeadingText]) -> bool:
    """Whether headings may name one more plan of a whole year, such as one that was changed, in words not known."""
    words = [text for text, part in zip(texts, parts, strict=True) if part.kind == "plan" and _has_rest(text, part)]
    is_whole_year = all(part.months in (None, 12) and part.is_understood for part in parts)
    is_share = any("%" in text for text in words)
    is_tentative = any(TENTATIVE_PLAN.search(fold_text(text)) for text in words)
    return bool(words) and is_whole_year and not (is_share or is_tentative)


def _has_rest(text: str, part: HeadingText) -> bool:
    """Whether a text has a word that is not known from headings of plans."""
    folded = _MARKS.sub(" ", expand_target(fold_text(text)))
    if part.unit:
        folded = folded.replace(part.unit, " ", 1)
        folded = re.sub(r"^\W*(?:don vi(?: tinh)?|dvt|unit(?: of measure)?|units)\b", " ", folded)
    rest = " ".join(_SIGNS.sub(" ", _FIGURES.sub(" ", folded)).split())
    if TENTATIVE_PLAN.search(rest):
        return True
    for words in (PLAN_GIVERS, PLAN, PLAN_REMARKS, RESULT, VALUE, WHOLE_YEAR, TOTAL, NEUTRAL):
        rest = words.sub(" ", rest)
    return bool(rest.strip())


def _join_plan_texts(texts: Sequence[str], parts: Sequence[HeadingText]) -> str:
    """Return what decides the kind of a column: its lowest heading of plans, and what is said beside its year."""
    lowest = next(at for at in range(len(texts) - 1, -1, -1) if parts[at].kind == "plan")
    dated = [text for text, part in zip(texts, parts, strict=True) if part.years and part.kind != "plan"]
    return " ".join((texts[lowest], *dated))


def choose_kind(text: str, year: int | None, options: PlanOptions) -> PlanKind | None:
    """Return the kind that the words of a heading or a row say, else the one that the user says; None: neither does.

    The user may call a "target" of the year that he names the target of the term.
    """
    said = classify_plan(text, year, options)
    if options.kind == "target" and names_term([text], options):
        return "target"
    is_loose = said == "plan" and year == options.year and not ANNUAL_PLAN.search(fold_text(text))
    return options.kind if said is None or (is_loose and options.kind) else said


def is_wanted(kind: PlanKind | None, year: int | None, options: PlanOptions) -> bool:
    """Whether plans of this kind and year are to be taken, or asked about.

    A plan must be of the term. A target must be due in its last year, or in the one that the user names.
    """
    if year is None:
        return not options.kind or kind in (None, options.kind)
    if options.year and year != options.year:
        return False
    if kind is None or kind == options.kind or not options.kind:
        in_term = options.first_year <= year <= options.last_year
        return in_term if kind != "target" else bool(options.year) or year == options.last_year
    return False


def describe_open_kind(text: str, year: int) -> tuple[Message, Message]:
    """Return the error and the hint for a figure that may be the plan of a year or the target of the term."""
    found = quote_text(text)
    message = msg("{found} may be the plan of {year}, or the target of the term", found=found, year=year)
    return message, msg("add --kind plan or --kind target")
