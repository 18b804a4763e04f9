"""Checks of a whole sheet beside its headings: whose form it is, and whether its months are single ones."""

from collections.abc import Iterable, Iterator

from tracker.errors import Problem, msg, quote_text
from tracker.importing.candidates import Candidate
from tracker.importing.context import SheetContext
from tracker.importing.headings import FORM_PREFIX
from tracker.importing.plan_candidates import PlanCandidate
from tracker.importing.scope_headings import list_form_areas
from tracker.importing.single_months import describe_single_months, find_single_months
from tracker.model import Period
from tracker.model.scopes import Scope
from tracker.text import normalize_name


def find_form_problems(context: SheetContext) -> Iterator[Problem]:
    """Find a form of another term, and one that names two areas: somebody has changed the line above the table."""
    header = context.layout.header
    areas = list_form_areas(context.layout) if context.layout.is_form else []
    if len(areas) > 1:
        one, other = map(quote_text, areas[:2])
        message = msg("{one} and {other} are both named as the area", one=one, other=other)
        yield Problem(context.sheet.locate(header, min(header.cells)), message, msg("keep one of the two"))
    prefix = f"{FORM_PREFIX}term:"
    names = {normalize_name(name) for name in context.register.term.name.values()}
    for at, cell in header.cells.items():
        term = cell.text.removeprefix(prefix)
        if cell.text.startswith(prefix) and normalize_name(term) not in names:
            message = msg("this form was made for {found}", found=quote_text(term))
            hint = msg("import it into the folder that it was made from (--data DIR)")
            yield Problem(context.sheet.locate(header, at), message, hint)


def find_month_problems(context: SheetContext, candidates: Iterable[Candidate | PlanCandidate]) -> Iterator[Problem]:
    """Find rows for 2024-01, 2024-02 … that may be of single months instead of years to date."""
    if context.layout.is_own or context.options.months or "period" not in context.layout.by_role:
        return
    periods: dict[tuple[str, Scope], dict[Period, Candidate]] = {}
    for candidate in candidates:
        if isinstance(candidate, Candidate):
            periods.setdefault((candidate.indicator.id, candidate.scope), {})[candidate.period] = candidate
    for found in periods.values():
        if pair := find_single_months(found):
            yield Problem(found[pair[1]].location, *describe_single_months(*pair))
