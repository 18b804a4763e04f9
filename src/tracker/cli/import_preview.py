"""What every import does after its plan is made: show it, ask, record it, and report it."""

from __future__ import annotations

import sys
from collections.abc import Callable

from tracker.cli import output
from tracker.cli.after_recording import after_recording
from tracker.cli.import_options import ImportRequest
from tracker.cli.options import Destination
from tracker.cli.output_files import write_rendered
from tracker.cli.prompt import confirm
from tracker.cli.session import Workspace
from tracker.errors import msg
from tracker.i18n import N_, Language
from tracker.views.import_.preview import Preview, render_csv, render_json, render_markdown

PreviewMaker = Callable[[bool], Preview]
"""Returns what an import would do (False), or did (True)."""


def finish_import(
    make_preview: PreviewMaker,
    record: Callable[[], None] | None,
    workspace: Workspace,
    request: ImportRequest,
    destination: Destination,
    offer: Callable[[], None] = lambda: None,
) -> None:
    """Show what would be recorded, ask, and `record` it, if there is something to record; then report it.

    `offer` says in the end what else the file holds.
    """
    is_recorded = record is not None and not request.dry_run
    must_confirm = is_recorded and not request.yes
    if must_confirm:
        _confirm(make_preview(False), workspace, destination)
    if record and is_recorded:
        record()
    with after_recording(workspace.language, is_recorded=is_recorded):
        preview = make_preview(is_recorded)
        if not must_confirm:
            _write_preview(preview, workspace, destination)
        output.print_notes([preview.summary])
        offer()


def _confirm(preview: Preview, workspace: Workspace, destination: Destination) -> None:
    """Show what would be recorded and ask. Raises TrackerError if stdin is not a terminal."""
    language = workspace.language
    if sys.stdin.isatty():
        _write_preview(preview, workspace, destination)
        output.print_notes([preview.summary])
    else:
        table = _render_table(preview, language).splitlines()
        warnings = preview.warnings if preview.lists_files else ()
        output.print_notes([*table, *warnings, *preview.remarks, preview.summary])
    refusal = msg("cannot confirm: stdin is not a terminal")
    hint = msg("if it is right, add --yes; nothing was recorded")
    confirm(language.translate(N_("Record it?")), (refusal, hint), language)


def _write_preview(preview: Preview, workspace: Workspace, destination: Destination) -> None:
    """Write the preview in the chosen format, and warnings and remarks to stderr."""
    style = output.choose_style(*destination)
    chosen = style.format
    write_rendered(_RENDERERS[chosen](preview, workspace.language, destination), style, workspace.language)
    if chosen in ("csv", "json") or preview.lists_files:  # the other formats show each warning in its line
        output.print_notes(preview.warnings)
    output.print_notes(preview.remarks)


def _render_csv(preview: Preview, language: Language, destination: Destination) -> str:
    from tracker.views.csv import choose_dialect

    return render_csv(preview, choose_dialect(destination.dialect, language))


def _render_table(preview: Preview, language: Language, destination: Destination | None = None) -> str:
    from tracker.views.import_.terminal import render_table

    terminal = output.get_terminal(destination.output)[0] if destination else None
    return render_table(preview, language, terminal)


_RENDERERS: dict[str, Callable[[Preview, Language, Destination], str]] = {
    "csv": _render_csv,
    "json": lambda preview, _, __: render_json(preview),
    "md": lambda preview, language, _: render_markdown(preview, language),
    "table": _render_table,
}
