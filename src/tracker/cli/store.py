"""`tracker store`: makes a shared store for the journals of a folder, and moves files into it and out of it."""

from decimal import Decimal

import click

from tracker.cli import output
from tracker.cli.click_i18n import Command
from tracker.cli.options import CommonOptions, command, common_options, option
from tracker.cli.session import choose_language, resolve_folder
from tracker.cli.store_init import format_setup, open_store
from tracker.errors import ExitCode, make_error, msg
from tracker.folder import check_writable, load_targets
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
    epilog=N_("""Examples:
  tracker store init postgresql://owner@db.example.org/tracker
  tracker store load data/results.csv
  tracker store dump -o backup/"""),
)
def store() -> None:
    """Group the commands about the shared store."""


@command(
    "init",
    short=N_("Make the tables and roles of a store."),
    text=N_(
        "Make the tables of a store, and the roles that may use it, in the database at URL (without it: TRACKER_STORE, "
        "else [store] url in targets.toml). What is there stays as it is. The user must be allowed to make a schema in "
        "the database. A password is in the file that PGPASSFILE names, a service file or PGPASSWORD, never in URL."
    ),
    examples=N_("""Examples:
  tracker store init postgresql://owner@db.example.org/tracker
  tracker store init "postgresql://?service=tracker"
  tracker store init postgresql:///tracker"""),
)
@click.argument("url", required=False)
@common_options
def init(url: str | None, common: CommonOptions) -> None:
    """Make the tables and the roles, and say what to do next."""
    from tracker.store.setup import set_up_store

    opened, language = open_store(url, common)
    try:
        setup = set_up_store(opened)
    finally:
        opened.close()
    if opened.address.is_exposed:
        note = N_("Note: the connection does not prove which server answers; without sslmode in the address, it does.")
        output.print_notes([language.translate(note)])
    output.write_text(format_setup(setup, opened.address.shown, language), None)


@command(
    "load",
    short=N_("Load results.csv and the other journals into a store."),
    text=N_(
        "Load FILE, a results.csv, decisions.csv or closings.csv, into the store that targets.toml or TRACKER_STORE "
        "names. The files are first checked as tracker check does. They come back from tracker store dump byte for "
        "byte.\n\n"
        "A long file is loaded in pieces. If that is interrupted, the same command goes on where it stopped. Nothing "
        "is loaded into a journal into which somebody has recorded."
    ),
    examples=N_("""Examples:
  tracker store load data/results.csv
  tracker store load data/results.csv data/decisions.csv data/closings.csv"""),
)
@click.argument("files", metavar="FILE", nargs=-1, required=True)
@common_options
def load(files: tuple[str, ...], common: CommonOptions) -> None:
    """Check the files, load them, and say how many rows the store has of each."""
    from tracker.recording.loading import load_files

    folder = resolve_folder(common)
    check_writable(folder)
    language = choose_language(common, None)
    with output.show_progress(language, N_("Loading: {done} of {every} rows")) as report_progress:
        loaded = load_files(folder, files, report_progress)
    for each in loaded:
        template = N_("Loaded: {path}, {rows} rows") if each.is_new else N_("Unchanged: {path} is there, {rows} rows")
        output.write_text(language.format(template, path=each.path, rows=Decimal(each.rows)) + "\n", None)


@command(
    "dump",
    short=N_("Write the journals of a store as files."),
    text=N_(
        "Write the journals of the store as files of the folder DIR: results.csv, and decisions.csv and closings.csv "
        "if anything is recorded in them. With targets.toml and areas.csv beside them they are a tracker folder again. "
        "SHA256SUMS has the hash of each file.\n\n"
        "DIR must be new or empty, or an earlier dump, which is replaced."
    ),
    examples=N_("""Examples:
  tracker store dump -o backup/
  tracker store dump -o backup-2026-01-10/"""),
)
@option("-o", "--output", "path", metavar="DIR", required=True, help=N_("The folder to write."))
@option("--yes", is_flag=True, help=N_("Replace an earlier dump even if its files were edited."))
@common_options
def dump(path: str, yes: bool, common: CommonOptions) -> None:
    """Write the files, and say how large they are."""
    from tracker.cli.dump_files import check_dump_path, write_dump

    folder = resolve_folder(common)
    register = load_targets(folder)
    language = choose_language(common, register.term.language)
    if folder.store is None:
        hint = msg('write [store] with url = "postgresql://…" into targets.toml, or set TRACKER_STORE')
        raise make_error(msg("the tracker folder has no store"), hint, ExitCode.USAGE)
    known = check_dump_path(path, folder, language, is_sure=yes)
    hashes = write_dump(path, folder, known)
    output.write_text(language.format(N_("Written: {path} ({names})"), path=path, names=", ".join(hashes)) + "\n", None)


store.add_command(init)
store.add_command(load)
store.add_command(dump)
