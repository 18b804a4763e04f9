"""`tracker review`: indicators that are behind or lack data, by responsible body, and what they need."""

from __future__ import annotations

from tracker.api.selection import Selection
from tracker.assess.review import CONCERNS, REVIEW_KINDS, list_missing
from tracker.assess.review import review as list_review_items
from tracker.cli import output
from tracker.cli.option_types import ChoiceListType
from tracker.cli.options import CommonOptions, Destination, command, common_options, destination_options, option
from tracker.cli.output_files import write_rendered
from tracker.cli.scope_options import selection_options
from tracker.cli.selection import assess_every_scope, assess_selection
from tracker.cli.session import check_output, get_today, open_workspace
from tracker.errors import ExitCode
from tracker.i18n import N_
from tracker.views.review import render, render_missing

FAIL_ON_NAMES = (*REVIEW_KINDS[:3], *CONCERNS, *REVIEW_KINDS[3:])
"""What `--fail-on` may name."""


@command(
    "review",
    short=N_("List indicators that are behind or lack data."),
    text=N_(
        "List the indicators that need attention, by responsible body and urgency: first those that the reporting year "
        "has no result of, then those that missed, are behind or missed the year's plan, each with its gap and what "
        "every remaining year must bring. "
        "Indicators without a verdict, and those with most still to come, are listed separately."
    ),
    examples=N_("""Examples:
  tracker review
  tracker review --owner "Sở Tài chính"
  tracker review --year 2023 --format md -o review.md
  tracker review --missing --format md -o missing.md
  tracker review --level commune
  tracker review --area "Phường Sông Công"
  tracker review --fail-on off_track,missing"""),
)
@selection_options
@option(
    "--missing",
    is_flag=True,
    help=N_("Only what the reporting year has no result of: the list to send out, a block for each responsible body."),
)
@option(
    "--fail-on",
    type=ChoiceListType("concern", FAIL_ON_NAMES),
    metavar="CONCERN",
    multiple=True,
    help=N_("Exit with 1 if an indicator is listed for this, for example off_track,missing."),
)
@destination_options
@common_options
def review(
    selection: Selection,
    missing: bool,
    fail_on: tuple[tuple[str, ...], ...],
    destination: Destination,
    common: CommonOptions,
) -> int:
    """Parse, load, assess, render."""
    workspace = open_workspace(common, selection.as_of)
    check_output(destination.output, workspace.folder)
    style, today = output.choose_style(*destination), get_today(workspace.closing)
    named = {name for several in fail_on for name in several}
    if selection.level or selection.by:
        from tracker.views.review_areas import AreaReviews
        from tracker.views.review_areas import render as render_areas

        reviews = AreaReviews(assess_every_scope(workspace, selection, today), only_missing=missing)
        write_rendered(render_areas(reviews, workspace.language, style), style, workspace.language)
        return ExitCode.CONDITION if named & reviews.names else ExitCode.DONE
    board = assess_selection(workspace, selection, today)
    items = list_review_items(board)
    items = list_missing(board) if missing else items
    write = render_missing if missing else render
    write_rendered(write(items, board, workspace.language, style), style, workspace.language)
    is_listed = any(named.intersection((item.kind, *item.concerns)) for item in items)
    return ExitCode.CONDITION if is_listed else ExitCode.DONE
