"""What is wrong with the headings of a sheet, so that a figure could be read for another."""

import re
from itertools import pairwise

from tracker.errors import Location, Message, Problem, msg, quote_text
from tracker.importing.columns import SheetColumn, SheetLayout, format_column_names
from tracker.importing.header import MAX_HEADER_ROWS, read_header_rows
from tracker.importing.heading_months import is_bare_day
from tracker.importing.headings import describe_title, parse_heading
from tracker.importing.plan_headings import PlanOptions, describe_open_kind, names_term
from tracker.importing.readers.cells import Sheet
from tracker.importing.single_months import (
    MonthReading,
    describe_single_months,
    find_single_months,
    parse_month_heading,
)
from tracker.importing.statements import describe_doubt
from tracker.importing.words import Role
from tracker.model import Indicator, Period
from tracker.periods import parse_period

_UNIQUE_ROLES: tuple[Role, ...] = ("indicator", "period", "unit", "qualifier", "source", "note", "multiplier", "kind")
_DOCUMENT = re.compile(r"\d/|số \d|no\. ?\d|ngày|nghị quyết|quyết định", re.IGNORECASE)
"""Titles about a document, whose year is no year of figures."""
_DECEMBER = re.compile(r"(?:19|20|21)\d\d-12")


def check_layout(
    layout: SheetLayout | None,
    sheet: Sheet,
    period: Period | None,
    plans: PlanOptions | None = None,
    months: MonthReading | None = None,
) -> list[Problem]:
    """Return what prevents the sheet from being read; `period` is that of the whole sheet.

    `plans` is set if plans are imported; then their year is that of the whole sheet. `months` is how months alone are
    to be read, if the user says it.
    """
    if layout is None or not layout.is_readable:
        return [_make_no_headings_problem(layout, sheet, plans)]
    if layout.is_form:
        return _check_form_headings(layout, sheet)
    if plans:
        period = Period(plans.year) if plans.year else None
    found = [*_check_doubles(layout, sheet), *_check_periods(layout, sheet, period, plans)]
    if plans:
        found += _check_kinds(layout, sheet, plans)
        return found or [*_check_month_title(layout, sheet), *_check_year_title(layout, sheet, period, "--year")]
    return found or [
        *_check_plan_title(layout, sheet),
        *_check_month_title(layout, sheet),
        *(_check_months(layout, sheet) if months is None else ()),
        *_check_year_title(layout, sheet, period, "--period"),
    ]


def check_scope_layout(layout: SheetLayout | None, sheet: Sheet, indicator: Indicator | None) -> list[Problem]:
    """Return what prevents a sheet with one row for each area from being read: no indicator is named, or it is twice.

    `indicator` is the one that the user names for the whole sheet.
    """
    if layout is None:
        return []
    if indicator and not layout.has_area_rows:
        message = msg("--indicator is for a sheet with one row for each area")
        return [
            Problem(sheet.locate(layout.header), message, msg("leave --indicator out: the rows name their indicators"))
        ]
    column = layout.area
    if column and layout.has_area_rows and not (layout.indicator or any(each.indicator for each in layout.values)):
        message = msg("the rows name areas, but nothing names the indicator")
        hint = msg("add --indicator ID, or write the name of the indicator alone into the title")
        return [_make_problem(layout, sheet, column, message, hint)]
    return []


def _make_problem(layout: SheetLayout, sheet: Sheet, column: SheetColumn, message: Message, hint: Message) -> Problem:
    return Problem(sheet.locate(layout.header, column.position, column.label), message, hint)


def _check_form_headings(form: SheetLayout, sheet: Sheet) -> list[Problem]:
    """Return a problem for each column of a form whose visible heading names another period than the hidden mark."""
    problems = []
    for row, labels in read_header_rows(sheet)[: form.header_rows - 1]:
        for column in form.values:
            label, made_for = labels.get(column.position, ""), column.meaning.period
            visible = parse_heading(label).period
            if visible and made_for and visible != made_for:
                message = msg(
                    "the heading is {found}, but this form was made for {period}",
                    found=quote_text(label),
                    period=made_for,
                )
                hint = msg("make a form of the other period with tracker form")
                problems.append(Problem(sheet.locate(row, column.position), message, hint))
    return problems


def _check_doubles(layout: SheetLayout, sheet: Sheet) -> list[Problem]:
    """Return a problem for each column that means the same as another."""
    problems: list[Problem] = []
    seen: dict[tuple[object, ...], SheetColumn] = {}
    doubled = () if layout.is_own else (column for column in layout.unused if column.meaning.role in _UNIQUE_ROLES)
    for column in (*layout.by_role.values(), *layout.values, *doubled):
        meaning = column.meaning
        key = (meaning.role, meaning.period, meaning.kind, column.area, column.areas, column.parts, column.indicator)
        first = seen.setdefault(key, column)
        is_shared = column.group is not None and column.group == first.group
        if first is not column and not is_shared and meaning.status == first.meaning.status:
            one, other = quote_text(first.label), quote_text(column.label)
            message = msg("the headings {one} and {other} mean the same", one=one, other=other)
            problems.append(_make_problem(layout, sheet, column, message, msg("keep one of the two columns")))
    return problems


def _check_kinds(layout: SheetLayout, sheet: Sheet, plans: PlanOptions) -> list[Problem]:
    """Return a problem for each column that may be of a plan or a target, or beside which is one more plan of its year.

    The words of the other plan are not all known: it may be the one that was changed.
    """
    problems = []
    has_period = "period" in layout.by_role
    others = {column.meaning.period: column for column in layout.plans if column.meaning.kind}
    for column in layout.values:
        year = column.meaning.period.year if column.meaning.period else plans.year
        other = others.get(Period(year)) if year else None
        if column.meaning.is_result and not column.meaning.kind and year and not has_period:
            problems.append(_make_problem(layout, sheet, column, *describe_open_kind(column.label, year)))
        elif other and column.meaning.kind == "plan":
            values = {"one": quote_text(column.label), "other": quote_text(other.label), "year": year}
            message = msg("the headings {one} and {other} may both be of the plan of {year}", **values)
            problems.append(_make_problem(layout, sheet, other, message, msg("keep the one that is in force")))
    return problems


def _check_periods(
    layout: SheetLayout, sheet: Sheet, period: Period | None, plans: PlanOptions | None
) -> list[Problem]:
    """Return a problem for each column of results without a period, and one if periods are given in two ways."""
    problems: list[Problem] = []
    has_period = "period" in layout.by_role
    for column in layout.values:
        if column.meaning.period and has_period:
            message = msg("the sheet has a column for the period, and columns with a period in the heading")
            return [*problems, _make_problem(layout, sheet, column, message, msg("keep one of the two ways"))]
        if not (column.meaning.period or has_period or period):
            message = msg("the period of {heading} is missing", heading=quote_text(column.label))
            hint = msg('add --period 2024, or write the year into the heading: "{heading} 2024"', heading=column.label)
            if plans:
                hint = msg(
                    'add --year 2026, or write the year into the heading: "{heading} 2026"', heading=column.label
                )
            problems.append(_make_problem(layout, sheet, column, message, hint))
    return problems


def _check_plan_title(layout: SheetLayout, sheet: Sheet) -> list[Problem]:
    """Return a problem if a title is about plans, and nothing says which figures are results."""
    if all(column.meaning.is_result or column.meaning.status for column in layout.values) or layout.is_own:
        return []
    titles = [(title, describe_title(title.text)) for title in layout.titles]
    if any(meaning.kind in ("result", "mixed") for _, meaning in titles):
        return []
    for title, meaning in titles:
        if meaning.kind == "plan":
            return [Problem(sheet.locate(title.row, title.position), *describe_doubt("plan", title.text))]
    return []


def _check_month_title(layout: SheetLayout, sheet: Sheet) -> list[Problem]:
    """Return a problem if a title names months, and a heading the same year as if it were whole."""
    if any(column.meaning.period and not column.meaning.period.is_year for column in layout.values):
        return []
    for title in layout.titles:
        meaning = describe_title(title.text)
        for column in layout.values if meaning.months not in (None, 12) else ():
            heading = column.meaning
            year = heading.period.year if heading.period else None
            is_same = year in meaning.years if year and meaning.years else True
            if heading.kind and year and meaning.kind != "plan":
                continue  # a report on some months has the plan of the year
            if is_same and not heading.is_whole and heading.status not in ("estimate", "forecast"):
                message = msg(
                    "{title} names months, but {heading} a whole year",
                    title=quote_text(title.text),
                    heading=quote_text(column.label),
                )
                hint = msg('write the months into the heading, as in "6 months 2024"')
                return [Problem(sheet.locate(title.row, title.position), message, hint)]
    return []


def _check_year_title(layout: SheetLayout, sheet: Sheet, period: Period | None, option: str) -> list[Problem]:
    """Return a problem if the titles name years, and the period that the user gives with `option` is of another one."""
    if not period or "period" in layout.by_role or all(column.meaning.period for column in layout.values):
        return []
    dated = [(title, describe_title(title.text)) for title in layout.titles if not _DOCUMENT.search(title.text)]
    dated = [(title, meaning) for title, meaning in dated if meaning.years]
    if not dated or any(period.year in meaning.years for _, meaning in dated):
        return []
    title = dated[0][0]
    message = msg("{title} names another year than {period}", title=quote_text(title.text), period=period)
    hint = msg("correct {option}, or the title", option=option)
    return [Problem(sheet.locate(title.row, title.position), message, hint)]


def _check_months(layout: SheetLayout, sheet: Sheet) -> list[Problem]:
    """Return a problem if columns such as 2024-01 and 2024-02 may be single months instead of years to date."""
    days = [column for column in layout.values if column.meaning.period and is_bare_day(column.label)]
    for first, second in pairwise(sorted(days, key=lambda column: column.meaning.period or Period(0))):
        one, other = (column.meaning.period for column in (first, second))
        if one and other and one.year == other.year:
            return [_make_problem(layout, sheet, second, *describe_single_months(first.label, second.label))]
    dated = {parse_period(column.label): column for column in layout.values}
    periods = sorted(period for period in dated if period and period.month)
    if pair := find_single_months(periods):
        return [_make_problem(layout, sheet, dated[pair[1]], *describe_single_months(*pair))]
    december = next((column for column in layout.unused if _DECEMBER.fullmatch(column.label)), None)
    if periods and december:
        return [_make_problem(layout, sheet, december, *describe_single_months(periods[-1], december.label))]
    return []


def _make_no_headings_problem(best: SheetLayout | None, sheet: Sheet, plans: PlanOptions | None) -> Problem:
    """Return the problem of a sheet that cannot be read, with the headings that were seen."""
    if best is None or not (best.by_role or best.values or best.plans or best.results):
        message = msg("no row of headings was found in the first {count} rows", count=MAX_HEADER_ROWS)
        hint = msg("the headings needed are: indicator, year, value")
        return Problem(Location(sheet.file), message, hint)
    columns = sorted((*best.by_role.values(), *best.values, *best.plans, *best.results, *best.unused, *best.parts))
    headings = format_column_names(columns)
    if not best.name_columns:
        message = msg(
            "no column with the names of indicators was recognised among the headings {headings}", headings=headings
        )
        hint = msg('write the heading "indicator" above it')
    elif plans:
        message = msg("no column of plans to take was recognised among the headings {headings}", headings=headings)
        hint = _suggest_plan_heading(best, plans)
    else:
        message = msg("no column of results was recognised among the headings {headings}", headings=headings)
        hint = msg('write a heading like "Actual 2024", "2024" or "value" above it')
        if best.is_form and best.plans:
            hint = msg("this is a form for plans: add --plans")
        elif any(parse_month_heading((column.label,), "single") for column in best.unused):
            hint = msg("if the columns are months, add --months single, or --months to-date for the year to date")
        elif any(column.meaning.period for column in best.plans):
            hint = msg('write a heading like "Actual 2024" above it; to record plans add --plans')
    return Problem(sheet.locate(best.header), message, hint)


def _suggest_plan_heading(best: SheetLayout, plans: PlanOptions) -> Message:
    """Return how columns of plans are made known: by the year that they are of, or by their heading."""
    if best.is_form:
        return msg("this is a form for results; a form for plans is made by tracker form --plans")
    years = {"first": plans.first_year, "last": plans.last_year}
    if not plans.kind and any(names_term([column.label], plans) for column in best.plans):
        return msg("if these are targets of the term, add --kind target")
    if best.plans:
        return msg('the plans of {first} to {last} are taken; write a heading like "KH {last}" above them', **years)
    return msg('write a heading like "KH {last}" or "Plan {last}" above them', **years)
