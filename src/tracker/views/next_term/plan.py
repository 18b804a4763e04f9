"""What `tracker next-term` reports on stderr: the files of the new folder, what is to be done, what is left out."""

import os
from collections.abc import Collection, Sequence

from tracker.folder import TARGETS_FILE
from tracker.i18n import N_, Language
from tracker.model import Register
from tracker.text import quote_argument
from tracker.views.next_term.carry_over import list_without_baseline
from tracker.views.next_term.draft import TermDraft

MAX_IDS = 10
"""How many indicators a line names."""

_CREATED = N_("Created tracker folder {folder}.")
_WOULD_CREATE = N_("Would create tracker folder {folder}; nothing was written.")
_TARGETS = N_("  {path}  {count} indicators, {baselines} with a baseline: write the name of the term and the targets")
_NO_BASELINE = N_("Without a baseline, for reasons given in the file: {listed}")
_OLDER = N_("With a baseline of an earlier year than {year}: {listed}")
_BREAKS = N_("With a break in the series after the baseline: {listed}")
_LEFT_OUT = N_("Not carried over: {listed}")
_VERDICTS = N_("official verdicts: {count}")
_EXCEPTIONS = N_("exceptions of checks: {count}")


def format_plan(
    folder: str, names: Collection[str], draft: TermDraft, language: Language, *, is_dry_run: bool
) -> list[str]:
    """Return the lines on the files of the new folder and what is to be done in them; `names` are all its files."""
    carried = draft.indicators
    lines = [language.format(_WOULD_CREATE if is_dry_run else _CREATED, folder=folder)]
    values = {"count": len(carried), "baselines": sum(item.indicator.baseline is not None for item in carried)}
    lines.append(language.format(_TARGETS, path=os.path.join(folder, TARGETS_FILE), **values))
    lines += [f"  {os.path.join(folder, name)}" for name in names if name != TARGETS_FILE]
    year = draft.term.baseline_year
    based = [item.indicator for item in carried if item.indicator.baseline]
    older = [item.id for item in based if item.baseline and item.baseline.year < year]
    for text, ids in (
        (_NO_BASELINE, list_without_baseline(carried)),
        (_OLDER, older),
        (_BREAKS, [item.id for item in based if item.breaks]),
    ):
        lines += [language.format(text, year=year, listed=_list_ids(ids, language))] if ids else []
    if not is_dry_run:
        command = N_("See what is still open with: tracker check --data {folder}")
        lines.append(language.format(command, folder=quote_argument(folder)))
    return lines


def format_left_out(register: Register, draft: TermDraft, files: Sequence[str], language: Language) -> list[str]:
    """Return the line on what belongs to the old term only; `files` are the files that were not copied."""
    kept = sum(len(item.indicator.exemptions) for item in draft.indicators)
    verdicts = sum(item.official_verdict is not None for item in register.indicators)
    exceptions = sum(len(item.exemptions) for item in register.indicators) - kept
    counts = ((_VERDICTS, verdicts), (_EXCEPTIONS, exceptions))
    counted = [language.format(text, count=count) for text, count in counts if count]
    listed = ", ".join([*counted, *files])
    return [language.format(_LEFT_OUT, listed=listed)] if listed else []


def _list_ids(ids: Sequence[str], language: Language) -> str:
    listed = ", ".join(ids[:MAX_IDS])
    rest = len(ids) - MAX_IDS
    return language.format(N_("{listed} and {count} more"), listed=listed, count=rest) if rest > 0 else listed
