"""Makes the reports that the options ask for: of the folder, of one area or part, or of each area of a level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tracker.api.selection import DerivedRegisters, Selection
from tracker.assess import assess, choose_reporting_year
from tracker.assess.detail import build_detail
from tracker.cli.selection import assess_every_scope, assess_selection
from tracker.cli.session import Workspace, get_today
from tracker.errors import ExitCode, make_error, msg
from tracker.folder import load_register
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet
from tracker.reports.config import REPORT_FORMS, ReportConfig, choose_letterhead, read_config
from tracker.text import sanitize_text

if TYPE_CHECKING:
    from tracker.reports.records import Report


class ReportSettings(NamedTuple):
    """What the options say of the contents: the form, letterhead and title, the day to compare with, the languages.

    Only workbooks and templates of the user show the listings of all results and revisions.
    """

    form: str
    letterhead: str
    title: str
    since: str
    has_charts: bool
    has_listings: bool
    languages: tuple[str, ...]


def build_reports(workspace: Workspace, settings: ReportSettings, selection: Selection) -> tuple[Report, ...]:
    """Return the report on the folder, or one area or part, in each language."""
    board = assess_selection(workspace, selection, get_today(workspace.closing))
    return _ReportBuilder(workspace, settings, selection).build(board)


def iter_area_reports(
    workspace: Workspace, settings: ReportSettings, selection: Selection
) -> Iterator[tuple[str, tuple[Report, ...]]]:
    """Yield the id of each area of the level that is selected, with its report in each language."""
    builder = _ReportBuilder(workspace, settings, selection)
    for board in assess_every_scope(workspace, selection, get_today(workspace.closing)):
        yield board.register.scope.area, builder.build(board)


class _ReportBuilder:
    """Makes the reports of one folder; what they share is read once."""

    def __init__(self, workspace: Workspace, settings: ReportSettings, selection: Selection) -> None:
        self._workspace, self._settings, self._selection = workspace, settings, selection
        config = read_config(workspace.folder, workspace.language.code)
        self._config: ReportConfig = choose_letterhead(config, settings.letterhead)
        self._earlier: DerivedRegisters | None = None
        self._earlier_year = 0
        self._hides_indicators = selection.public and not all(item.is_public for item in workspace.register.indicators)

    def build(self, board: AssessmentSet) -> tuple[Report, ...]:
        """Return the report on a board in each language."""
        from tracker.reports.content import ReportOptions, build_report

        settings, register = self._settings, board.register
        recorded = self._workspace.register.for_scope(register.scope).results
        details = tuple(
            build_detail(
                register, item.indicator, board.year, board.as_of, board.method, recorded.get(item.indicator.id, ())
            )
            for item in board.assessments
        )
        form = next(each for each in REPORT_FORMS if each == settings.form)
        before = self._assess_earlier(board) if settings.since else None
        options = ReportOptions(form, "", settings.title, settings.since, before)
        options = options._replace(today=get_today(self._workspace.closing), has_charts=settings.has_charts)
        options = options._replace(has_listings=settings.has_listings)
        reports = []
        for code in settings.languages:
            language = self._workspace.language.with_code(code)
            options = options._replace(selection_text=self._describe_selection(board, language))
            reports.append(build_report(board, details, self._config, options, language))
        return tuple(reports)

    def _describe_selection(self, board: AssessmentSet, language: Language) -> str:
        """Return which part of the indicators the report is about, in sentences, or ""."""
        texts = [
            _describe_names(board, self._selection, language),
            _describe_conditions(self._selection.where, language),
        ]
        if self._hides_indicators:
            texts.append(language.translate(N_("Only the indicators that are published")))
        return ". ".join(filter(None, texts))

    def _assess_earlier(self, board: AssessmentSet) -> AssessmentSet:
        """Return the assessments at the end of the earlier day; raises TrackerError if that is no earlier day."""
        day = self._settings.since
        if day >= board.as_of:
            raise make_error(
                msg("--since {day} is not before {as_of}, the day of the report", day=day, as_of=board.as_of),
                msg("name the day of the last report"),
                ExitCode.USAGE,
            )
        if self._earlier is None:
            register = load_register(self._workspace.folder, day)
            self._earlier_year = min(board.year, choose_reporting_year(register, day))
            selection = self._selection._replace(as_of=day)
            self._earlier = DerivedRegisters(register, selection, day, self._earlier_year)
        register = self._earlier.derive(board.register.scope)
        return assess(register, self._earlier_year, day, board.method)


def _describe_conditions(conditions: Sequence[str], language: Language) -> str:
    """Return what --where selected, in a sentence, or ""."""
    pairs = [condition.partition("=") for condition in conditions]
    texts = [
        f"{key.strip()} = {value.strip()}" if value.strip() else language.format(N_("no {key}"), key=key.strip())
        for key, _, value in pairs
    ]
    template = N_("Only the indicators with {conditions}")
    return language.format(template, conditions=sanitize_text(", ".join(texts))) if texts else ""


def _describe_names(board: AssessmentSet, selection: Selection, language: Language) -> str:
    """Return which groups and bodies --group and --owner selected, in a sentence, or ""."""
    selected = {item.indicator.group for item in board.assessments}
    groups = [language.pick_text(group.name) for group in board.register.groups if group.id in selected]
    owners = [language.pick_text(item.indicator.owner) for item in board.assessments]
    values = {
        "groups": sanitize_text(", ".join(groups) or selection.group or ""),
        "owners": sanitize_text(", ".join(dict.fromkeys(owners)) or selection.owner or ""),
    }
    if selection.group and selection.owner:
        return language.format(N_("Scope: the indicators of {groups} for which {owners} is responsible"), **values)
    if selection.owner:
        return language.format(N_("Scope: the indicators for which {owners} is responsible"), **values)
    return language.format(N_("Scope: the indicators of {groups}"), **values) if selection.group else ""
