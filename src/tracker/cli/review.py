"""`tracker review`: the weak and the missing, by responsible body, and what each remaining year must bring."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import click

from tracker.assess.review import CONCERNS, KINDS, Item
from tracker.assess.review import review as reviewed
from tracker.cli import output
from tracker.cli.context import check_output, judged, open_folder
from tracker.cli.options import (
    Common,
    Destination,
    Selection,
    bundle,
    common_options,
    destination_options,
    selection_options,
)
from tracker.cli.texts import command, option
from tracker.errors import ExitCode, closest
from tracker.language import N_, Language
from tracker.model import Board

GATES = (*KINDS, *CONCERNS)
"""What `--fail-on` may name."""


class Gates(click.ParamType[tuple[str, ...]]):
    """One kind or concern, or several separated by commas."""

    name = "concern"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Return the kinds and concerns."""
        from gettext import gettext

        found = tuple(item.strip().replace("-", "_") for item in value.split(",") if item.strip())
        for item in found or ("",):
            if item not in GATES:
                meant = closest(item, GATES)
                wrong = gettext("{value!r} is not one of {choices}.").format(value=item, choices=", ".join(GATES))
                hint = " " + gettext("did you mean {meant}?").format(meant=meant) if meant else ""
                self.fail(wrong + hint, param, ctx)
        return found


class Gate(NamedTuple):
    """What makes the command exit with 1."""

    fail_on: tuple[tuple[str, ...], ...]

    def trips(self, items: tuple[Item, ...]) -> bool:
        """Whether an indicator is listed for what the command is to fail on."""
        wanted = {name for several in self.fail_on for name in several}
        return any(wanted.intersection((item.kind, *item.concerns)) for item in items)


gate_options = bundle(
    "gate",
    Gate,
    Gate._fields,
    [
        option(
            "--fail-on",
            type=Gates(),
            metavar="CONCERN",
            multiple=True,
            help=N_("Exit with 1 where an indicator is listed for this, for example off_track,missing."),
        )
    ],
)


@command(
    "review",
    short=N_("List the weak and the missing, and what they need."),
    text=N_(
        "List the indicators that need attention, by responsible body and urgency: those that missed, are behind, "
        "missed the year's plan or have no recent result, each with its gap and what every remaining year must bring. "
        "What is merely unknown stands apart."
    ),
    examples=N_("""Examples:
  tracker review
  tracker review --owner "Sở Tài chính"
  tracker review --year 2023 --format md -o review.md
  tracker review --fail-on off_track,missing"""),
)
@selection_options
@gate_options
@destination_options
@common_options
def review(selection: Selection, gate: Gate, destination: Destination, common: Common) -> int:
    """Parse, load, judge, render."""
    opened = open_folder(common, selection.as_of)
    check_output(destination.output, opened.folder)
    board = judged(opened, selection, date.today())
    items = reviewed(board)
    wanted = output.format_for(destination.format, destination.output, destination.dialect)
    text = _RENDERERS[wanted](items, board, opened.language, destination)
    output.write(text, destination.output, drawn=wanted == "table")
    return ExitCode.GATE if gate.trips(items) else ExitCode.DONE


def _csv(items: tuple[Item, ...], _: Board, language: Language, destination: Destination) -> str:
    from tracker.views.attention.data import as_csv
    from tracker.views.csv import PLAIN, excel

    return as_csv(items, language, excel(language) if destination.dialect else PLAIN)


def _json(items: tuple[Item, ...], board: Board, language: Language, _: Destination) -> str:
    from tracker.views.attention.data import as_json

    return as_json(items, board, language)


def _markdown(items: tuple[Item, ...], board: Board, language: Language, _: Destination) -> str:
    from tracker.views.attention.markdown import render

    return render(items, board, language)


def _table(items: tuple[Item, ...], board: Board, language: Language, destination: Destination) -> str:
    from tracker.views.attention.table import render

    terminal, ascii = output.screen_for(destination.output)
    return render(items, board, language, terminal, ascii=ascii)


_RENDERERS: dict[str, Callable[[tuple[Item, ...], Board, Language, Destination], str]] = {
    "csv": _csv,
    "json": _json,
    "md": _markdown,
    "table": _table,
}
