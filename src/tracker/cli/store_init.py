"""Which store `tracker store init` sets up, and what it prints then."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tracker.cli.options import CommonOptions
from tracker.cli.session import choose_language, resolve_folder
from tracker.errors import ExitCode, ProblemList, TrackerError, make_error, msg
from tracker.folder.files import STORE_VARIABLE, TARGETS_FILE
from tracker.i18n import N_, Language
from tracker.targets.reader import read_targets

if TYPE_CHECKING:
    from tracker.store.journals import Store
    from tracker.store.setup import StoreSetup


def format_setup(setup: StoreSetup, shown: str, language: Language) -> str:
    """Return what was made, and what to do next."""
    made = N_("Made: the store {store}") if setup.is_new else N_("Unchanged: the store {store} is there")
    lines = [language.format(made, store=shown)]
    if setup.new_roles:
        lines.append(language.format(N_("Made: the roles {roles}"), roles=", ".join(setup.new_roles)))
    if setup.missing:
        ask = N_("This user may make no roles. Let whoever runs the server execute this, then run the command again:")
        lines += [language.translate(ask), *(f"  {statement};" for statement in setup.missing)]
    else:
        grant = N_("Let each person record, or only read: {record}; {read};")
        lines.append(language.format(grant, record=setup.let_record, read=setup.let_read))
        lines.append(
            language.translate(N_('Let the folder use it: in targets.toml, [store] with url = "postgresql://…"'))
        )
        lines.append(
            language.translate(N_("Move into it what is recorded: tracker store load results.csv decisions.csv"))
        )
    return "\n".join(lines) + "\n"


def open_store(url: str | None, common: CommonOptions) -> tuple[Store, Language]:
    """Return the store at `url`, else at TRACKER_STORE, else of the folder that the options name, and the language.

    Raises TrackerError, with the code for wrong usage if no store is named anywhere.
    """
    from tracker.store.journals import Store

    given = url or os.environ.get(STORE_VARIABLE)
    if given:
        language = choose_language(common, None)
        return Store(given, os.environ, "URL" if url else STORE_VARIABLE), language
    missing = make_error(
        msg("no store is named"), msg("write postgresql://user@host/database, or [store] with url in targets.toml"),
        ExitCode.USAGE,
    )  # fmt: skip
    try:
        folder = resolve_folder(common)
    except TrackerError:
        if common.data:
            raise
        raise missing from None
    problems = ProblemList()
    text = folder.read_text(TARGETS_FILE, problems)
    targets, found = read_targets(text or "", folder.targets_path)
    if text is not None:
        problems.merge(found)
    language = choose_language(common, targets.language)
    problems.raise_if_any(targets.language)
    if not targets.store_url:
        raise missing
    return Store(targets.store_url, os.environ), language
