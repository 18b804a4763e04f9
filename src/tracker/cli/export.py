"""`tracker export`: what is published, as files of a standard that other programs read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import click

from tracker.api.selection import Selection, list_scopes
from tracker.cli import output
from tracker.cli.export_files import check_export_path, write_export
from tracker.cli.option_types import ParsedType
from tracker.cli.options import (
    CommonOptions,
    as_of_option,
    bundle_options,
    command,
    common_options,
    group_option,
    method_option,
    option,
    owner_option,
    where_option,
    year_option,
)
from tracker.cli.scope_options import area_option, level_option, territory_option
from tracker.cli.selection import assess_every_scope, assess_selection
from tracker.cli.session import Workspace, get_today, open_workspace
from tracker.i18n import N_
from tracker.model import Register
from tracker.model.scopes import Scope

if TYPE_CHECKING:
    from tracker.exports.content import ExportContent

STANDARDS = ("datapackage", "sdmx-csv")


def _parse_agency(text: str) -> str | None:
    return text if re.fullmatch(r"[A-Za-z][A-Za-z0-9_\-]*", text, re.ASCII) else None


AGENCY: ParsedType[str] = ParsedType(
    "agency", _parse_agency, N_("{value!r} is no id of an agency; write letters, digits, _ and -: VN_TN.")
)


class ExportRequest(NamedTuple):
    """Which standard to export to, and where."""

    to: str
    output: str
    agency: str
    yes: bool


request_options = bundle_options(
    "request",
    ExportRequest,
    [
        option(
            "--to",
            type=click.Choice(STANDARDS),
            required=True,
            help=N_("datapackage: CSV files with datapackage.json. sdmx-csv: data.csv with structure.xml."),
        ),
        option(
            "-o", "--output", metavar="DIR", required=True,
            help=N_("The folder to write, or a FILE.zip. Only an earlier export is replaced."),
        ),
        option(
            "--agency", metavar="ID", type=AGENCY, default="TRACKER", show_default=True,
            help=N_("The id of the agency that maintains the structures (sdmx-csv)."),
        ),
        option("--yes", is_flag=True, help=N_("Replace an earlier export even if somebody has edited it.")),
    ],
)  # fmt: skip
selection_options = bundle_options(
    "selection",
    Selection,
    [
        year_option,
        as_of_option,
        group_option,
        owner_option,
        where_option,
        method_option,
        area_option,
        level_option,
        territory_option,
    ],
)


@command(
    "export",
    short=N_("Write what is published for other programs: Data Package or SDMX."),
    text=N_(
        "Write indicators, targets, plans, results and status as files of a standard that databases and statistical "
        "programs read. Indicators with public = false are left out. DIR is written as a whole or not at all."
    ),
    examples=N_("""Examples:
  tracker export --to datapackage -o export/
  tracker export --to sdmx-csv -o sdmx/ --agency VN_TN
  tracker export --to datapackage -o communes.zip --level commune
  tracker export --to datapackage -o export-2024/ --as-of 2025-01-31 --year 2024"""),
)
@request_options
@selection_options
@common_options
def export(request: ExportRequest, selection: Selection, common: CommonOptions) -> None:
    """Parse, load, compute, write."""
    workspace = open_workspace(common, selection.as_of)
    known = check_export_path(request.output, workspace.folder, workspace.language, is_sure=request.yes)
    content = _build_content(workspace, selection._replace(public=True))
    files = _build_files(content, request)
    write_export(request.output, files, known)
    values = {"path": request.output, "files": len(files), "indicators": len(content.indicators)}
    note = N_("{path} is written; files: {files}, indicators: {indicators}.")
    output.print_notes([workspace.language.format(note, **values)])


def _build_content(workspace: Workspace, selection: Selection) -> ExportContent:
    from tracker.exports.content import ExportContent
    from tracker.rollup.publication import find_hidden, select_public

    today, register = get_today(workspace.closing), workspace.register
    whole = assess_selection(workspace, selection._replace(area=None, level=None), today)
    every = selection._replace(group=None, owner=None, where=())  # an area may have no indicator of the group
    boards = assess_every_scope(workspace, every, today, list_chosen=list_exported_scopes)
    is_part = selection.area or selection.level
    return ExportContent(
        select_public(register, find_hidden(register.indicators)),
        boards,
        tuple(item.indicator for item in whole.assessments),
        frozenset(scope.area for scope in boards.keys) if is_part else None,
        workspace.language,
        selection.as_of or "",
    )


def list_exported_scopes(register: Register, selection: Selection, day: str) -> list[Scope]:
    """Return the areas that the options choose, without any all that exist on `day`, each with its parts."""
    if selection.area or selection.level:
        chosen = [scope.area for scope in list_scopes(register, selection, day)]
    else:
        chosen = ["", *(area.id for area in register.areas.values() if area.find_placement(day))]
    parts: dict[str, list[Scope]] = {}
    for scope in register.scope_results:
        if scope.parts:
            parts.setdefault(scope.area, []).append(scope)
    return [scope for area in chosen for scope in (Scope(area), *sorted(parts.get(area, ())))]


def _build_files(content: ExportContent, request: ExportRequest) -> dict[str, bytes]:
    """Return the files of the export by their names."""
    from tracker.exports.manifest import add_manifest

    if request.to == "datapackage":
        from tracker.exports import datapackage

        return add_manifest(datapackage.build_files(content), request.to)
    from tracker.exports import sdmx

    return add_manifest(sdmx.build_files(content, request.agency), request.to)
