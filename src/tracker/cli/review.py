"""`tracker review`: the weak and the missing, by responsible body, and what each remaining year must bring."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import click

from tracker.assess.review import CONCERNS, REVIEW_KINDS, ReviewItem
from tracker.assess.review import review as reviewed
from tracker.cli import output
from tracker.cli.click_i18n import command, option
from tracker.cli.options import (
    CommonOptions,
    Destination,
    Selection,
    bundle_options,
    common_options,
    destination_options,
    selection_options,
)
from tracker.cli.session import assess_selection, check_output, open_workspace
from tracker.errors import ExitCode, find_closest
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet

FAIL_ON_NAMES = (*REVIEW_KINDS, *CONCERNS)
"""What `--fail-on` may name."""


class FailOnType(click.ParamType[tuple[str, ...]]):
    """One kind or concern, or several separated by commas."""

    name = "concern"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Return the kinds and concerns."""
        from gettext import gettext

        found = tuple(item.strip().replace("-", "_") for item in value.split(",") if item.strip())
        for item in found or ("",):
            if item not in FAIL_ON_NAMES:
                meant = find_closest(item, FAIL_ON_NAMES)
                wrong = gettext("{value!r} is not one of {choices}.").format(
                    value=item, choices=", ".join(FAIL_ON_NAMES)
                )
                hint = " " + gettext("did you mean {meant}?").format(meant=meant) if meant else ""
                self.fail(wrong + hint, param, ctx)
        return found


class GateOptions(NamedTuple):
    """What makes the command exit with 1."""

    fail_on: tuple[tuple[str, ...], ...]

    def should_fail(self, items: tuple[ReviewItem, ...]) -> bool:
        """Whether an indicator is listed for what the command is to fail on."""
        wanted = {name for several in self.fail_on for name in several}
        return any(wanted.intersection((item.kind, *item.concerns)) for item in items)


gate_options = bundle_options(
    "gate",
    GateOptions,
    GateOptions._fields,
    [
        option(
            "--fail-on",
            type=FailOnType(),
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
def review(selection: Selection, gate: GateOptions, destination: Destination, common: CommonOptions) -> int:
    """Parse, load, judge, render."""
    opened = open_workspace(common, selection.as_of)
    check_output(destination.output, opened.folder)
    board = assess_selection(opened, selection, date.today())
    items = reviewed(board)
    wanted = output.choose_format(destination.format, destination.output, destination.dialect)
    text = _RENDERERS[wanted](items, board, opened.language, destination)
    output.write_text(text, destination.output, for_terminal=wanted == "table")
    return ExitCode.GATE if gate.should_fail(items) else ExitCode.DONE


def _render_csv(items: tuple[ReviewItem, ...], _: AssessmentSet, language: Language, destination: Destination) -> str:
    from tracker.views.csv import PLAIN, make_excel_dialect
    from tracker.views.review.data import render_csv

    return render_csv(items, language, make_excel_dialect(language) if destination.dialect else PLAIN)


def _render_json(items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language, _: Destination) -> str:
    from tracker.views.review.data import render_json

    return render_json(items, board, language)


def _render_markdown(items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language, _: Destination) -> str:
    from tracker.views.review.markdown import render_markdown

    return render_markdown(items, board, language)


def _render_table(
    items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language, destination: Destination
) -> str:
    from tracker.views.review.terminal import render_table

    terminal, ascii = output.get_terminal(destination.output)
    return render_table(items, board, language, terminal, ascii=ascii)


_RENDERERS: dict[str, Callable[[tuple[ReviewItem, ...], AssessmentSet, Language, Destination], str]] = {
    "csv": _render_csv,
    "json": _render_json,
    "md": _render_markdown,
    "table": _render_table,
}
