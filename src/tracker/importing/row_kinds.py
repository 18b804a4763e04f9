"""What a row of a sheet is, if it is not a result: a total, a plan, a part of the whole, a signature, new headings."""

import re
from collections.abc import Iterable

from tracker.errors import Message, make_error, msg, quote_text
from tracker.importing.cell_values import is_blank
from tracker.importing.columns import SheetColumn
from tracker.importing.context import SheetContext
from tracker.importing.heading_months import fold_text
from tracker.importing.headings import find_role, parse_heading_text
from tracker.importing.readers.cells import Cell, Row
from tracker.importing.words import TENTATIVE_PLAN, TOTAL_WORDS, Role

_KIND_ROLES: tuple[Role, ...] = ("kind", "status")
_ORDINAL = re.compile(r"[(-]?(?:[A-ZĐa-zđ]|\d{1,2})\)?(?:\s*=.*)?")
_DATE = re.compile(r"\bngay\b.*\d|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b|\b\d{1,2} \w+ \d{4}\b")
_MIN_PROSE_WORDS = 4
_TOTALS = frozenset((
    "tong", "tong cong", "tong so", "cong", "tong so chi tieu", "total", "grand total", "subtotal", "sum", "trung binh",
    "binh quan", "binh quan chung", "average", "mean",
))  # fmt: skip
_BARE_YEAR = re.compile(r"(?:19|20|21)\d\d")
_ANSWERS = frozenset((
    "dat", "da dat", "hoan thanh", "da hoan thanh", "chua dat", "khong dat", "vuot", "khong giao", "chua giao",
    "achieved", "completed", "done",
))  # fmt: skip
"""Results and targets in words, which are no headings."""
_NO_MULTIPLIER = frozenset(("", "-", "0", "1", "unit", "units", "one", "ones", "none", "don vi", "number"))


def is_ordinal_row(row: Row) -> bool:
    """Whether a row has the letters and numbers of the columns: A, B, 1, 2, 3=2/1."""
    texts = [cell.text.strip() for cell in row.cells.values()]
    return all(_ORDINAL.fullmatch(text) for text in texts)


def is_total(name: str) -> bool:
    """Whether the name of a row is that of a total of the table."""
    return fold_text(name).strip(" :.*") in _TOTALS


def is_prose(cell: Cell) -> bool:
    """Whether a cell holds a sentence or a date of a signature, and no figure."""
    if cell.kind != "text":
        return False
    words = [word for word in cell.text.split() if any(sign.isalpha() for sign in word)]
    return len(words) >= _MIN_PROSE_WORDS or bool(_DATE.search(fold_text(cell.text)))


def is_heading_row(row: Row, name: str, columns: list[int]) -> bool:
    """Whether a row without an indicator has headings of another table."""
    texts = [
        row.get_cell(at).text for at in columns if row.get_cell(at).kind == "text" and not is_blank(row.get_cell(at))
    ]
    if texts and find_role(name) in ("name", "indicator"):
        return True
    if not all(_BARE_YEAR.fullmatch(row.get_cell(at).text.strip()) for at in columns if not is_blank(row.get_cell(at))):
        texts = [text for text in texts if not _BARE_YEAR.fullmatch(text.strip())]  # 2033 households
    meanings = [parse_heading_text(text) for text in texts if fold_text(text).strip(" .") not in _ANSWERS]
    return any(each.is_understood and (each.kind or each.status or (each.years and not each.unit)) for each in meanings)


def is_plan(context: SheetContext, row: Row) -> bool:
    """Return whether a row is a plan or a target, by its columns of kinds and statuses.

    Raises TrackerError if the kind is not understood.
    """
    cells = [context.get_cell(row, role) for role in _KIND_ROLES]
    meanings = [parse_heading_text(cell.text) for cell in cells if not is_blank(cell)]
    if any(meaning.kind == "plan" for meaning in meanings):
        return True
    kind = context.get_cell(row, "kind")
    meaning = parse_heading_text(kind.text)
    if not is_blank(kind) and not (meaning.is_understood and meaning.kind in ("result", "value")):
        raise make_error(
            msg("{found} does not say whether the row is a result", found=quote_text(kind.text.strip())),
            msg("write actual or target, or remove the column"),
        )
    return False


def is_plan_row(context: SheetContext, row: Row, columns: Iterable[SheetColumn]) -> bool:
    """Return whether the figures of a row in these columns are plans, by its columns of kinds and statuses.

    Raises TrackerError if the kind is not understood.
    """
    texts = [cell.text for cell in (context.get_cell(row, role) for role in _KIND_ROLES) if not is_blank(cell)]
    if plans := [text for text in texts if parse_heading_text(text).kind == "plan"]:
        return not any(TENTATIVE_PLAN.search(fold_text(text)) for text in plans)
    kind = context.get_cell(row, "kind")
    meaning = parse_heading_text(kind.text)
    if is_blank(kind):
        return all(column.meaning.is_result for column in columns)
    if not (meaning.is_understood and meaning.kind in ("result", "value")):
        raise make_error(
            msg("{found} does not say whether the row is a plan", found=quote_text(kind.text.strip())),
            msg("write plan or actual, or remove the column"),
        )
    return False


def find_part(context: SheetContext, row: Row) -> str:
    """Return the part of the whole that a row is about, such as men, or "" for the whole."""
    for column in context.layout.parts:
        cell = row.get_cell(column.position)
        if not is_blank(cell) and fold_text(cell.text).strip(" .") not in TOTAL_WORDS:
            return cell.text.strip()
    return ""


def check_multiplier(context: SheetContext, row: Row) -> None:
    """Raise TrackerError if a row says that its figure is in thousands or millions."""
    text = context.get_cell(row, "multiplier").text.strip()
    if fold_text(text) not in _NO_MULTIPLIER:
        raise make_error(_describe_multiplier(text), msg("convert the values, and write the unit of the indicator"))


def _describe_multiplier(text: str) -> Message:
    return msg("the figures are multiplied by {found}", found=quote_text(text))
