"""What the template of the page is given of one language: the report, and beside it its headings, links and charts."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import NamedTuple

from tracker.i18n import N_, Language
from tracker.reports.records import IndicatorProfile, Report, ReportCell, ReportColumn, ReportTable
from tracker.views.labels import COLUMN_HEADINGS, PLAN_SIGNS, STATUS_SIGNS, StatusSign
from tracker.views.show.content import NUMBER_COLUMNS, YEAR_HEADINGS, IndicatorTexts

OVERVIEW_KEY = ""
"""What stands for all indicators where charts are named by theirs: an id is never empty."""

_PLAN_COLUMN = 4
"""The column of the years in which the verdict on the plan stands."""

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
"""The words that only a page needs, by the names that its template has for them."""

_SIGN_RANKS = {sign: rank for rank, sign in enumerate((*STATUS_SIGNS.values(), *PLAN_SIGNS.values()))}
_SIGN_CLASSES = {sign: code.replace("_", "-") for code, sign in STATUS_SIGNS.items()} | {
    sign: f"plan-{code}" for code, sign in PLAN_SIGNS.items()
}


class HeadingCell(NamedTuple):
    """One heading of a table: over how many columns it stands, and where its column is.

    `at` is None for a heading of several columns, whose text is "" where they have none together.
    """

    text: str
    columns: int = 1
    at: int | None = None
    is_number: bool = False


class TableHead(NamedTuple):
    """The headings of a table in their rows, and how many columns stand together each time."""

    rows: tuple[tuple[HeadingCell, ...], ...]
    groups: tuple[int, ...]


class SourceLink(NamedTuple):
    """A source; `address` is where a link leads, "" for what is no address of the web."""

    text: str
    address: str


class YearCell(NamedTuple):
    """One cell of the years: its heading, its text, and the sign and word of a verdict."""

    heading: str
    text: str
    is_number: bool
    sign: StatusSign | None = None
    word: str = ""


class Article(NamedTuple):
    """One indicator: its texts, its years without empty columns, its sources, and its chart as SVG."""

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
    """Everything that the template draws in one language; `first` says at which cell a footnote is marked first."""

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

    def label(self, column: ReportColumn) -> str:
        """Return what a column is called where its headings are not above it."""
        return f"{column.over} {column.heading}".strip()

    def exact(self, cell: ReportCell) -> str:
        """Return the number of a cell with all its digits."""
        return "" if cell.number is None else f"{cell.number:f}"

    def kind(self, sign: StatusSign) -> str:
        """Return the class of a verdict, for the style sheet."""
        return _SIGN_CLASSES[sign]

    def rank(self, sign: StatusSign) -> int:
        """Return the place of a verdict among all, the best first."""
        return _SIGN_RANKS[sign]

    def word(self, sign: StatusSign) -> str:
        """Return a verdict in words."""
        return self.report.language.translate(sign.word)


def build_page(report: Report, charts: Mapping[str, str], logo: str) -> HtmlPage:
    """Return what the template is given.

    `charts` has the pictures by indicator, and that of all at OVERVIEW; `logo` is the address of a picture, or "".
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
    )


def build_head(columns: tuple[ReportColumn, ...]) -> TableHead:
    """Return the headings above columns: in two rows where some columns have a heading together.

    Above a column of its own the first row is empty, so that those of all columns stand beside each other.
    """
    own = tuple(HeadingCell(column.heading, 1, at, column.is_number) for at, column in enumerate(columns))
    runs = [(over, len(list(found))) for over, found in groupby(columns, lambda column: column.over)]
    together = tuple(HeadingCell(over, span) for over, span in runs)
    rows = (together, own) if any(heading.text for heading in together) else (own,)
    return TableHead(rows, tuple(span for _, span in runs))


def _find_first_marks(table: ReportTable) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for line in table.lines:
        for at, cell in enumerate(line.cells):
            for mark in cell.marks:
                found.setdefault(mark, (line.indicator, at))
    return found


def _link_sources(texts: Iterable[str]) -> tuple[SourceLink, ...]:
    return tuple(SourceLink(text, text if _is_address(text) else "") for text in texts)


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and not any(letter.isspace() for letter in text)


def _build_article(part: IndicatorProfile, chart: str, language: Language) -> Article:
    years = part.sheet.years
    filled = [
        at
        for at in range(len(YEAR_HEADINGS))
        if any(line.cells[at] or (line.sign and at == _PLAN_COLUMN) for line in years)
    ]
    heads = tuple(YearCell("", language.translate(YEAR_HEADINGS[at]), at in NUMBER_COLUMNS) for at in filled)
    rows = []
    for line in years:
        signs = {_PLAN_COLUMN: line.sign} if line.sign else {}
        rows.append(
            tuple(
                YearCell(
                    each.text,
                    line.cells[at],
                    each.is_number,
                    signs.get(at),
                    language.translate(signs[at].word) if at in signs else "",
                )
                for each, at in zip(heads, filled, strict=True)
            )
        )
    word = language.translate(part.sheet.sign.word)
    return Article(part, word, heads, tuple(rows), _link_sources(part.sheet.sources), chart)
