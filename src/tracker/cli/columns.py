"""`tracker columns`: what each CSV column and JSON key means."""

from __future__ import annotations

import os

import click

from tracker.cli import output
from tracker.cli.options import Destination, command, destination_options, lang_option
from tracker.cli.output_files import write_paged
from tracker.cli.session import check_output
from tracker.i18n import N_, detect_language, set_language
from tracker.views.reference import render
from tracker.views.reference.content import COMMANDS, list_columns


@command(
    "columns",
    short=N_("Explain every CSV column and JSON key."),
    text=N_(
        "Explain the columns of the CSV and the keys of the JSON that the commands write: meaning, type, unit and "
        "codes. With COMMAND only its own. They are a contract: new ones are added at the end, and none is renamed."
    ),
    examples=N_("""Examples:
  tracker columns
  tracker columns review
  tracker columns status --format json
  tracker columns -o columns.md"""),
)
@click.argument("name", metavar="[COMMAND]", type=click.Choice(COMMANDS), required=False)
@destination_options
@lang_option
def columns(name: str | None, destination: Destination, lang: str | None) -> None:
    """Read the table, select, render."""
    language = set_language(lang or detect_language(os.environ))
    style = output.choose_style(*destination)
    check_output(destination.output, None)
    write_paged(render(list_columns(name), language, style), style, language)
