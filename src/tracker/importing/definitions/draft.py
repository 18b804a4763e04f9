"""A table becomes the draft of a folder: the definitions that it gives, and the results that the import reads in it.

The results are read by the import itself, for the indicators of the draft, so that a later import of the same table
finds them unchanged. What it refuses is left out, and named.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from tracker.errors import Location, TrackerError, msg, quote_text
from tracker.importing.candidates import Candidate
from tracker.importing.context import ImportOptions
from tracker.importing.definitions.columns import TableColumns, detect_text_language
from tracker.importing.definitions.figure_columns import FigureColumns, sort_figure_columns
from tracker.importing.definitions.indicators import IndicatorMaker, make_groups
from tracker.importing.definitions.records import DraftIndicator, LeftOutCell, Question, TableDraft
from tracker.importing.definitions.row_figures import TableParts, describe_source
from tracker.importing.definitions.rows import TableRows, clean_name
from tracker.importing.definitions.structure import build_structure
from tracker.importing.definitions.years import TermYears
from tracker.importing.heading_months import fold_text
from tracker.importing.matching import NameIndex
from tracker.importing.readers.cells import Sheet, format_column
from tracker.importing.records import ParsedSheet
from tracker.importing.sheet_parser import parse_sheet
from tracker.importing.words import BODY_TITLE, STATUSES
from tracker.model import Register, Result, ResultStatus, Term
from tracker.targets.questions import QuestionKey
from tracker.text import sanitize_text

_NO_NAME = re.compile(r"\b(?:cong hoa xa hoi|doc lap|kem theo|ban hanh|don vi tinh|dvt|phu luc so|unit)\b")
_ABOUT = re.compile(
    r"\b(?:chi tieu|muc tieu|ke hoach|nghi quyet|nhiem ky|plan|targets?|indicators?|results?|strategy|"
    r"logframe|framework)\b"
)
_OF_TARGET = re.compile(
    r"\b(?:hang nam|moi nam|nhiem ky|muc tieu|nghi quyet|den nam|phan dau|"
    r"annually|every year|each year|targets?|the term|by (?:the end of )?20\d\d)\b|^nam 20\d\d$"
)
"""What a note says that is about a target, not about a result."""
_ROW_OF_CELL = re.compile(r"(\d+)$")


def draft_table(
    sheet: Sheet, columns: TableColumns, table_rows: TableRows, years: TermYears, today_year: int
) -> TableDraft:
    """Return what the table of a sheet gives; results of years after `today_year` are none."""
    figures = sort_figure_columns(columns, years, today_year)
    rows, skipped = table_rows
    structure = build_structure(rows)
    table = TableParts(sheet, columns, figures, years)
    groups, find_group = make_groups(structure, table)
    maker = IndicatorMaker(table, find_group)
    drafts = [maker.make(item) for item in structure.indicators]
    drafts = _add_written_names(drafts)
    title = _find_title(columns)
    term = Term({"": title} if title else {}, years.baseline, years.first, years.last, _find_language(drafts))
    used = {item.indicator.group for item in drafts}
    kept = tuple(group for identity, group in groups.items() if identity in used)
    register = Register(term, kept, tuple(item.indicator for item in drafts), {})
    parsed = _parse_results(sheet, register, figures, today_year)
    results = _list_results(parsed, drafts, figures)
    figures = figures.ask_only_of({each.period.year for each in results})
    drafts, left_out = _sort_problems(parsed, drafts, figures)
    drafts = _keep_notes(drafts, {each.indicator for each in results}, columns)
    questions = tuple(_ask_of_columns(figures, drafts, years))
    return TableDraft(sheet, columns, figures, years, term, kept, tuple(drafts), tuple(results), tuple(skipped),
                      structure.headings, tuple(left_out), bool(title), structure.groups, questions)  # fmt: skip


def _parse_results(sheet: Sheet, register: Register, figures: FigureColumns, today_year: int) -> ParsedSheet:
    """Return what the import reads in a sheet; nothing if no column has results."""
    columns = frozenset(each.column.position for each in figures.of_kind("result"))
    if not columns:
        return ParsedSheet(sheet, None, (), ())
    return parse_sheet(sheet, register, ImportOptions(None, None, None, "", "", today_year, skip_unknown=True), columns)


def _add_written_names(drafts: Sequence[DraftIndicator]) -> list[DraftIndicator]:
    """Return the indicators, with the name as the table writes it as an alias where the import would not find it."""
    names = NameIndex(tuple(item.indicator for item in drafts))
    found = []
    for item in drafts:
        indicator = item.indicator
        try:
            is_known = names.match(item.row.written) is not None
        except TrackerError:  # several have this name: what is above them decides
            is_known = True
        if not is_known and item.row.written not in indicator.aliases:
            indicator = indicator._replace(aliases=(*indicator.aliases, item.row.written))
        found.append(item._replace(indicator=indicator))
    return found


def _ask_of_columns(figures: FigureColumns, drafts: Iterable[DraftIndicator], years: TermYears) -> Iterator[Question]:
    """Yield the questions about whole columns, and about plans that are taken for targets because there are none."""
    for each in figures.used:
        if each.question:
            text = msg("column {name}: {question}", name=quote_text(each.column.label), question=each.question)
            kinds: dict[str, QuestionKey] = {"target": "target", "result": "results"}
            yield Question(kinds.get(each.kind, "plan"), text)
    targets = [item.indicator.target for item in drafts if item.indicator.target]
    if any(target.is_plan for target in targets):
        text = msg(
            "the table has only annual plans, so each verdict is that of the latest plan; "
            'where the term has a target, write it in place of "plan"'
        )
        yield Question("target", text)
    elif not figures.of_kind("target") and targets:
        text = msg("are the plans of {year} the targets of the term? the table has no others", year=years.last)
        yield Question("target", text)


def _find_title(columns: TableColumns) -> str:
    """Return the text above the table that says what its targets are, or ""."""
    texts = [sanitize_text(" ".join(title.text.split())) for title in columns.layout.titles]
    about = [text for text in texts if _ABOUT.search(fold_text(text)) and not _NO_NAME.search(fold_text(text))]
    about = [text for text in about if not BODY_TITLE.match(fold_text(text)) and len(text) < 200]
    return about[0] if about else ""


def _find_language(drafts: Iterable[DraftIndicator]) -> str:
    return detect_text_language(name for item in drafts for name in item.indicator.name.values())


def _list_results(parsed: ParsedSheet, drafts: Sequence[DraftIndicator], figures: FigureColumns) -> list[Result]:
    """Return the results that the import has read in the rows of these indicators."""
    lines = {item.row.row.line: item.indicator.id for item in drafts}
    said = {each.year for each in figures.of_kind("result") if each.column.meaning.is_result and not each.question}
    results = []
    for each in parsed.candidates:
        is_ours = lines.get(_find_line(each.location)) == each.indicator.id
        if is_ours and each.value is not None:
            results.append(_make_result(each, is_said=each.period.year in said))
    return results


def _keep_notes(
    drafts: Sequence[DraftIndicator], reported: Collection[str], columns: TableColumns
) -> list[DraftIndicator]:
    """Return the indicators; one has the note of its row itself if it has no result, or if it is about the target."""
    column = columns.texts.get("note")
    found = []
    for item in drafts:
        text = clean_name(item.row.row.get_cell(column.position).text) if column else ""
        if text and (item.indicator.id not in reported or _OF_TARGET.search(fold_text(text))):
            found.append(item._replace(indicator=item.indicator._replace(note={"": text})))
        else:
            found.append(item)
    return found


def _make_result(candidate: Candidate, *, is_said: bool) -> Result:
    """Return the result of a cell: final if its heading calls it a result, unless its row says that it is estimated."""
    note = candidate.note or ""
    status: ResultStatus = "final" if is_said else "preliminary"
    if STATUSES["estimate"].search(fold_text(note)):
        status = "estimate"
    note = "" if _OF_TARGET.search(fold_text(note)) else note
    place = describe_source(candidate.location)
    source = f"{sanitize_text(candidate.source)} ({place})" if candidate.source else place
    head = (candidate.indicator.id, candidate.period, candidate.value, candidate.qualifier)
    return Result(*head, candidate.status or status, source, note, "", "")


def _find_line(location: Location) -> int:
    found = _ROW_OF_CELL.search(location.cell) if location.cell else None
    return int(found[1]) if found else location.line or 0


def _find_column(location: Location) -> str:
    """Return the letters of the column of a cell, "" for a row."""
    return location.cell.rpartition("!")[2].rstrip("0123456789")


def _sort_problems(
    parsed: ParsedSheet, drafts: Sequence[DraftIndicator], figures: FigureColumns
) -> tuple[list[DraftIndicator], list[LeftOutCell]]:
    """Return the indicators with the cells of their rows that the import refuses, and the other problems.

    The columns that are not used have been named already, and those of plans and targets are read by others.
    """
    unused = [column for column, _ in figures.left_out]
    unused += [each.column for each in figures.used if each.kind != "result"]
    letters, labels = {format_column(each.position) for each in unused}, {each.label for each in unused}
    by_line = {item.row.row.line: at for at, item in enumerate(drafts)}
    found, rest = list(drafts), []
    for problem in parsed.problems:
        place = problem.location
        if (_find_column(place) in letters) if place.cell else place.key in labels:
            continue
        at = by_line.get(_find_line(place))
        cell = LeftOutCell(place, "", problem.message)
        if at is None:
            rest.append(cell)
        elif all(other.location.cell != cell.location.cell or not cell.location.cell for other in found[at].left_out):
            found[at] = found[at]._replace(left_out=(*found[at].left_out, cell))
    return found, rest
