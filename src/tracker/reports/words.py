"""The words of an office in a report: its own headings of columns, and the title with its years put in."""

import re

from tracker.i18n import N_, Language
from tracker.model import Term
from tracker.reports.cells import CellBuilder
from tracker.reports.config import ReportConfig
from tracker.reports.records import ReportColumn, ReportSummary, ReportTable
from tracker.text import sanitize_text

_PLACEHOLDER = re.compile(r"\{(term|year|first|last)\}")
_AFTER_YEAR = re.compile(r" \([^()]*\)$")
"""What follows the year in a heading: that all figures are estimates."""
_NAMED_FROM_BASELINE = {"vi": "nhiệm kỳ|đại hội|đảng bộ"}
"""By language, the words in the name of a term that is named from the year of its baseline; in others no term is.

In Vietnam a term of the Party is named from the year of its congress.
"""
_KEY_BY_COLUMN = {
    "name": "indicator",
    "baseline": "result",
    "previous": "result",
    "value": "result",
    "required": "",
    "number": "",
}
"""The key of the word in the heading of a column, if it is not the key of the column; "" if it has none."""


def fill_title(title: str, builder: CellBuilder) -> str:
    """Return a title with `{term}`, `{year}`, `{first}` and `{last}` replaced; other braces stay."""
    term = builder.board.register.term
    years = {"year": builder.board.year, "first": term.first_year, "last": term.last_year}
    values = {key: builder.language.format_year(year) for key, year in years.items()}
    values["term"] = builder.pick_text(term.name)
    return _PLACEHOLDER.sub(lambda found: values[found[1]], title)


def format_term(term: Term, language: Language) -> str:
    """Return the name of the term with its years, unless the name ends in the same year already."""
    name = sanitize_text(language.pick_text(term.name))
    if not name or language.format_year(term.last_year) in name:
        return name
    first, template = term.first_year, N_("{term}, {first}–{last}")
    words = _NAMED_FROM_BASELINE.get(language.code)
    if words and re.search(words, name, re.IGNORECASE):
        first, template = term.baseline_year, N_("{term}, term {first}–{last}")
    return language.format(template, term=name, first=first, last=term.last_year)


def apply_words(table: ReportTable, config: ReportConfig, builder: CellBuilder) -> ReportTable:
    """Return a table whose headings have the words of the office; a year in a heading stays."""
    return table._replace(columns=tuple(_apply_words_to_column(each, config, builder) for each in table.columns))


def apply_summary_words(summary: ReportSummary, config: ReportConfig, builder: CellBuilder) -> ReportSummary:
    """Return a summary with the words of the office in its titles and in the headings of its table."""
    needs, heading = apply_words(summary.needs, config, builder), pick_word("attention", config, builder)
    title = pick_word("summary", config, builder) or summary.title
    return summary._replace(title=title, needs=needs._replace(title=heading or needs.title))


def pick_word(key: str, config: ReportConfig, builder: CellBuilder) -> str:
    """Return the office's own word for a key of `[words]`, or ""."""
    return builder.pick_text(config.words.get(key, {}))


def _apply_words_to_column(column: ReportColumn, config: ReportConfig, builder: CellBuilder) -> ReportColumn:
    own = pick_word(_KEY_BY_COLUMN.get(column.key, column.key), config, builder)
    over = pick_word("result", config, builder)
    if over and re.fullmatch(r"y\d+", column.key):
        return column._replace(over=over)
    if not own:
        return column
    year = re.search(r"\b\d{4}\b", column.heading)
    if not year:
        return column._replace(heading=own)
    after = _AFTER_YEAR.search(column.heading)
    text = builder.fill_text(N_("{word} {year}"), word=own, year=year[0])
    return column._replace(heading=text + (after[0] if after else ""))
