"""The head and foot of an official document, as the rules for documents of the state and of the Party say.

State: Nghị định 30/2020/NĐ-CP; Party: Hướng dẫn 36-HD/VPTW (2018). What an office has not said stays a dotted line, to
be filled in by hand.
"""

from tracker.language import N_, Language
from tracker.model import Text
from tracker.office import Office
from tracker.views.formats import safe
from tracker.views.report.records import Letterhead

DOTS = "…………………"
_MOTTOES = {
    "state": (N_("SOCIALIST REPUBLIC OF VIET NAM"), N_("Independence – Freedom – Happiness")),
    "party": (N_("COMMUNIST PARTY OF VIET NAM"),),
}

_NUMBERS = {"state": N_("No.: {number}"), "party": N_("No. {number}")}
"""How the number of a document is introduced."""


def letterhead(office: Office, kind: str, day: str, language: Language) -> Letterhead:
    """Return the texts at the head and foot of a document of this kind, made on `day` (YYYY-MM-DD)."""
    if kind == "none":
        return Letterhead(kind)
    signed = office.signature

    def said(text: Text) -> str:
        return safe(language.pick(text))

    return Letterhead(
        kind,
        superior=said(office.superior).upper(),
        body=said(office.body).upper() or DOTS,
        number=language.fill(_NUMBERS[kind], number=f"{DOTS[:6]}{safe(office.number)}"),
        motto=tuple(language.text(line) for line in _MOTTOES[kind]),
        place_and_date=language.fill(N_("{place}, ………… {year}"), place=said(office.place) or DOTS[:6], year=day[:4]),
        logo=office.logo,
        authority=said(signed.authority).upper(),
        position=said(signed.position).upper() or DOTS,
        signatory=safe(signed.name) or DOTS,
        recipients=tuple(said(text) for text in signed.recipients) or (DOTS,),
        attached=_attached(office, day, language),
    )


def _attached(office: Office, day: str, language: Language) -> str:
    """Return which document an appendix belongs to."""
    return language.fill(
        N_("(With document No. {number} of {body}, ………… {year})"),
        number=f"{DOTS[:6]}{safe(office.number)}",
        body=safe(language.pick(office.body)) or DOTS,
        year=day[:4],
    )
