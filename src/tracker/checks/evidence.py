"""Checks of evidence in the folder: each file that a source names is there, and is the one that was recorded."""

from collections.abc import Iterator

from tracker.checks.base import CheckInput
from tracker.errors import Location, Message, Problem, msg, quote_text
from tracker.journal.effective import select_effective_rows
from tracker.model import Indicator
from tracker.model.evidence import EvidenceFault, EvidenceReference, EvidenceState, list_references

_RESTORE = msg("restore it from a copy, or name the right file: in a journal with --revise --evidence FILE")
_HINTS: dict[EvidenceFault, Message] = {
    "missing": _RESTORE,
    "unreadable": _RESTORE,
    "changed": msg("restore it from a copy; if the new file is right, record it with --revise --evidence FILE"),
    "renamed": msg("give the file the name that the source has: other computers tell capital and small letters apart"),
    "malformed": msg("write #sha256= and 64 digits, as sha256sum prints them"),
    "backslash": msg("write / between folders, which every computer reads"),
    "outside": msg("keep it in the folder evidence: tracker add-result … --evidence FILE copies it there"),
    "linked": msg("keep it in the folder evidence: tracker add-result … --evidence FILE copies it there"),
    "hidden": msg("give it a name without a point at the beginning: copies of a folder may lack hidden files"),
    "folder": msg("name one file"),
}


def check_evidence(data: CheckInput) -> Iterator[Problem]:
    """Find evidence that is missing, was changed, or is not a file in the folder."""
    for place, reference in _list_evidence(data):
        state = data.examine_evidence(reference)
        if state.fault:
            yield Problem(place, _describe(reference, state), _HINTS[state.fault])


def check_evidence_hash(data: CheckInput) -> Iterator[Problem]:
    """Find evidence without its hash, whose change nobody would notice."""
    for place, reference in _list_evidence(data):
        digest = "" if reference.sha256 else data.examine_evidence(reference).sha256
        if digest:  # the file is there, and not in a closed year, which holds no evidence
            message = msg("the evidence {file} has no hash, so no change of it is noticed", file=_quote(reference))
            hint = msg("write {reference}", reference=str(reference._replace(sha256=digest)))
            yield Problem(place, message, hint)


def _quote(reference: EvidenceReference) -> str:
    return quote_text(reference.path)


def _describe(reference: EvidenceReference, state: EvidenceState) -> Message:
    file = _quote(reference)
    if state.fault == "changed":
        digests = {"expected": reference.sha256[:12], "found": state.sha256[:12]}
        return msg("the evidence {file} was changed: its SHA-256 is {found}…, not {expected}…", file=file, **digests)
    if state.fault == "folder":
        return msg("the evidence {file} {why}", file=file, why=state.found)
    if state.fault == "unreadable":
        return msg("the evidence {file} cannot be read: {why}", file=file, why=state.found)
    if state.fault == "renamed":
        return msg("the evidence {file} is called {found} on the disk", file=file, found=quote_text(state.found))
    if state.fault == "malformed":
        return msg("the hash of the evidence {file} is no SHA-256: {found}", file=file, found=quote_text(state.found))
    return {
        "missing": msg("the evidence {file} is missing", file=file),
        "backslash": msg("the path of the evidence {file} has a backslash", file=file),
        "outside": msg("the evidence {file} is not in the tracker folder", file=file),
        "linked": msg("the evidence {file} is a link that leads out of the tracker folder", file=file),
        "hidden": msg("the evidence {file} is hidden", file=file),
    }[state.fault]


def _list_evidence(data: CheckInput) -> Iterator[tuple[Location, EvidenceReference]]:
    """Yield the files that sources name: in the targets, the effective rows of both journals, and the closings."""
    for indicator in data.register.list_stated():
        for key, source in _list_sources(indicator):
            for reference in list_references(source):
                yield Location(data.targets_file, indicator=indicator.id, key=key), reference
    for each in (data, *data.scopes):
        for rows in each.current.values():
            for row in rows.values():
                for reference in list_references(row.source):
                    yield data.locate_row(row, "source"), reference
    for decisions in data.register.decisions.values():
        for decision in select_effective_rows(decisions):
            for reference in list_references(decision.source):
                yield data.locate_row(decision, "source"), reference
    for proof in data.closings.proofs:
        for reference in list_references(proof.closing.source):
            yield Location(data.closings.file, proof.closing.line, key="source"), reference


def _list_sources(indicator: Indicator) -> Iterator[tuple[str, str]]:
    """Yield each source that `targets.toml` states for an indicator, with its key."""
    yield "source", indicator.source
    if indicator.baseline:
        yield "baseline", indicator.baseline.source
    if indicator.official_verdict:
        yield "verdict", indicator.official_verdict.source
    for year, plan in indicator.plan.items():
        yield f"plan.{year}", plan.source
    for period, plan in indicator.period_plans.items():
        yield f"plan.{period}", plan.source
