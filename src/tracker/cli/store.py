"""`tracker store`: makes a shared store for the journals of a folder, and moves files into it and out of it."""

import os

import click

from tracker.cli import output
from tracker.cli.click_i18n import Command
from tracker.cli.options import CommonOptions, command, common_options
from tracker.cli.session import choose_language
from tracker.i18n import N_


class StoreGroup(Command, click.Group):
    """The commands about the store."""


@click.group(
    "store",
    cls=StoreGroup,
    short_help=N_("Keep the journals in a database, for many offices."),
    help=N_(
        "Keep the journals of a tracker folder in a PostgreSQL database, so that many offices record at once. "
        "targets.toml names it: [store] with url."
    ),
)
def store() -> None:
    """Group the commands about the shared store."""


@command(
    "init",
    short=N_("Make the tables of a store."),
    text=N_(
        "Make the tables of a store in the database at URL, or at TRACKER_STORE. If they are there, nothing changes."
    ),
    examples=N_("""Examples:
  tracker store init postgresql://owner@db.example.org/tracker
  TRACKER_STORE=postgresql:///tracker tracker store init"""),
)
@click.argument("url", required=False)
@common_options
def init(url: str | None, common: CommonOptions) -> None:
    """Make the tables, and say so."""
    from tracker.store.journals import Store
    from tracker.store.setup import create_tables

    language = choose_language(common, None)
    opened = Store(url or os.environ.get("TRACKER_STORE", ""), os.environ)
    is_new = create_tables(opened)
    template = N_("Made: the store {store}") if is_new else N_("Unchanged: the store {store} is there")
    output.write_text(language.format(template, store=opened.address.shown) + "\n", None)


store.add_command(init)
