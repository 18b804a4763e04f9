"""The data that the template of the page gets for one language: the report, its headings, links and charts."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from tracker.i18n import N_, Language
from tracker.model.evidence import shorten_references
from tracker.reports.plain import to_plain
from tracker.reports.records import IndicatorProfile, Report, ReportColumn, ReportTable, group_headings
from tracker.views.labels import (
    BETTER_SIGNS,
    COLUMN_HEADINGS,
    JOINT_SIGNS,
    PLAN_SIGNS,
    STATUS_SIGNS,
    WITHIN_PLAN_SIGN,
    StatusSign,
)
from tracker.views.show.content import NUMBER_COLUMNS, YEAR_HEADINGS, IndicatorTexts

OVERVIEW_KEY = ""
"""The key of the chart of all indicators; others have the id of an indicator, which is never empty."""

_PLAN_COLUMN = 4
"""The column of the verdict on the plan in the table of years."""

_PAGE_LABELS = {
    "skip": N_("Skip to the content"),
    "language": N_("Language"),
    "contents": N_("On this page"),
    "verdicts": N_("Verdicts on the targets"),
    "plans": COLUMN_HEADINGS["plan"],
    "overview": N_("All indicators by their pace"),
    "each": N_("Indicators one by one"),
    "footnotes": N_("Footnotes"),
    "footnote": N_("Footnote {mark}"),
    "back": N_("Back to the figure"),
    "to_table": N_("Back to the table"),
    "of_which": N_("of which"),
    "years": N_("Results and plans by year"),
    "working": N_("How the status was calculated"),
    "decisions": N_("Decisions"),
    "revisions": N_("Revisions"),
    "notes": N_("Notes"),
    "sources": N_("Sources of this indicator"),
    "recipients": N_("Recipients"),
    "find": N_("Find"),
    "verdict": COLUMN_HEADINGS["status"],
    "group": N_("Group"),
    "owner": N_("Responsible"),
    "any": N_("All"),
    "show_all": N_("Show all"),
    "shown": N_("{shown} of {every} indicators"),
    "sorting": N_("A click on a heading of the table sorts it."),
}
"""The words that only a page needs, by their names in the template."""

_CLASSES = {
    **{sign: code.replace("_", "-") for code, sign in STATUS_SIGNS.items()},
    **{sign: f"plan-{code}" for code, sign in PLAN_SIGNS.items()},
}
_RANKS = {name: rank for rank, name in enumerate(_CLASSES.values())}
_SIGN_CLASSES = _CLASSES | {sign: code for code, sign in BETTER_SIGNS.items()}
_SIGN_CLASSES |= {sign: code.replace("_", "-") for sign, code in JOINT_SIGNS.items()}
_SIGN_CLASSES[WITHIN_PLAN_SIGN] = "plan-met"
_SIGN_RANKS = {sign: _RANKS[name] for sign, name in _SIGN_CLASSES.items()}


class HeadingCell(NamedTuple):
    """One heading of a table: over how many columns it stands, and the index of its column.

    `at` is None for a heading of several columns, whose text may be "".
    """

    text: str
    columns: int = 1
    at: int | None = None
    is_number: bool = False


class TableHead(NamedTuple):
    """The headings of a table in their rows, and the sizes of its groups of columns."""

    rows: tuple[tuple[HeadingCell, ...], ...]
    groups: tuple[int, ...]


class SourceLink(NamedTuple):
    """A source; `address` is the target of its link, or "" if it is no web address."""

    text: str
    address: str


class YearCell(NamedTuple):
    """One cell of the table of years: its heading, its text, and the sign and word of a verdict."""

    heading: str
    text: str
    is_number: bool
    sign: StatusSign | None = None
    word: str = ""


class Article(NamedTuple):
    """One indicator: its texts, its table of years without empty columns, its sources, and its chart as SVG."""

    part: IndicatorProfile
    word: str
    heads: tuple[YearCell, ...]
    years: tuple[tuple[YearCell, ...], ...]
    sources: tuple[SourceLink, ...]
    chart: str

    @property
    def sheet(self) -> IndicatorTexts:
        """Return the texts."""
        return self.part.sheet


class HtmlPage(NamedTuple):
    """Everything that the template shows in one language.

    `first` names the first cell with each footnote, `shown` the indicators that have an article.
    """

    report: Report
    code: str
    words: Mapping[str, str]
    head: TableHead
    needs_head: TableHead
    first: Mapping[str, tuple[str, int]]
    sources: tuple[SourceLink, ...]
    overview: str
    articles: tuple[Article, ...]
    logo: str
    shown: frozenset[str]
    is_right_to_left: bool = False


def to_values(page: HtmlPage) -> dict[str, Any]:
    """Return the data of a page as plain data for the template."""
    language = page.report.language

    def _format_sign(sign: StatusSign) -> dict[str, object]:
        word = language.translate(sign.word)
        return {
            "word": word,
            "symbol": sign.symbol,
            "class": _SIGN_CLASSES.get(sign, ""),
            "rank": _SIGN_RANKS.get(sign, -1),
        }

    values: dict[str, Any] = to_plain(page, _format_sign)
    return values


def build_page(report: Report, charts: Mapping[str, str], logo: str) -> HtmlPage:
    """Return the data for the template.

    `charts` has the pictures by indicator, and that of all at OVERVIEW_KEY; `logo` is the address of a picture, or "".
    """
    language = report.language
    return HtmlPage(
        report,
        language.code,
        {name: language.translate(text) for name, text in _PAGE_LABELS.items()},
        build_head(report.table.columns),
        build_head(report.summary.needs.columns),
        _find_first_marks(report.table),
        _link_sources(report.sources),
        charts.get(OVERVIEW_KEY, ""),
        tuple(_build_article(part, charts.get(part.indicator, ""), language) for part in report.parts),
        logo,
        frozenset(part.indicator for part in report.parts),
        language.is_right_to_left,
    )


def build_head(columns: tuple[ReportColumn, ...]) -> TableHead:
    """Return the headings above columns, in two rows if some columns have a heading together.

    The headings of all columns are in the last row, so that they stand beside each other.
    """
    own = tuple(HeadingCell(column.heading, 1, at, column.is_number) for at, column in enumerate(columns))
    groups = group_headings(columns)
    together = tuple(HeadingCell(over, len(indexes)) for over, indexes in groups)
    rows = (together, own) if any(over for over, _ in groups) else (own,)
    return TableHead(rows, tuple(len(indexes) for _, indexes in groups))


def _find_first_marks(table: ReportTable) -> dict[str, tuple[str, int]]:
    """Return the indicator and the column of the first cell with each mark."""
    first: dict[str, tuple[str, int]] = {}
    for row in table.lines:
        for at, cell in enumerate(row.cells):
            for mark in cell.marks:
                first.setdefault(mark, (row.indicator, at))
    return first


def _link_sources(texts: Iterable[str]) -> tuple[SourceLink, ...]:
    return tuple(SourceLink(text, text if _is_address(text) else "") for text in texts)


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and not any(letter.isspace() for letter in text)


def _build_article(part: IndicatorProfile, chart: str, language: Language) -> Article:
    rows = []
    for line in part.sheet.years:
        cells = [
            YearCell(language.translate(heading), text, at in NUMBER_COLUMNS)
            for at, (heading, text) in enumerate(zip(YEAR_HEADINGS, line.cells, strict=True))
        ]
        if line.sign:
            word = language.translate(line.sign.word)
            cells[_PLAN_COLUMN] = cells[_PLAN_COLUMN]._replace(sign=line.sign, word=word)
        rows.append(cells)
    filled = [at for at in range(len(YEAR_HEADINGS)) if any(cells[at].text or cells[at].sign for cells in rows)]
    heads = tuple(YearCell("", language.translate(YEAR_HEADINGS[at]), at in NUMBER_COLUMNS) for at in filled)
    years = tuple(tuple(cells[at] for at in filled) for cells in rows)
    word = language.translate(part.sheet.sign.word)
    return Article(
        part,
        word,
        heads,
        years,
        _link_sources(shorten_references(text, with_folders=False) for text in part.sheet.sources),
        chart,
    )
