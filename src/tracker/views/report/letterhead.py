"""The head and foot of an official document, as the rules for documents of the state and of the Party say.

State: Nghị định 30/2020/NĐ-CP; Party: Hướng dẫn 36-HD/VPTW (2018). What an office has not said stays a dotted line, to
be filled in by hand.
"""

from tracker.language import N_, Language
from tracker.model import Text
from tracker.office import ReportConfig
from tracker.views.formats import sanitize_text
from tracker.views.report.records import Letterhead

DOTTED_LINE = "…………………"
_MOTTOES = {
    "state": (N_("SOCIALIST REPUBLIC OF VIET NAM"), N_("Independence – Freedom – Happiness")),
    "party": (N_("COMMUNIST PARTY OF VIET NAM"),),
}

_NUMBER_TEMPLATES = {"state": N_("No.: {number}"), "party": N_("No. {number}")}
"""How the number of a document is introduced."""


def build_letterhead(config: ReportConfig, kind: str, day: str, language: Language) -> Letterhead:
    """Return the texts at the head and foot of a document of this kind, made on `day` (YYYY-MM-DD)."""
    if kind == "none":
        return Letterhead(kind)
    signed = config.signature

    def _pick_text(text: Text) -> str:
        return sanitize_text(language.pick_text(text))

    return Letterhead(
        kind,
        superior=_pick_text(config.superior).upper(),
        body=_pick_text(config.body).upper() or DOTTED_LINE,
        number=language.format(_NUMBER_TEMPLATES[kind], number=f"{DOTTED_LINE[:6]}{sanitize_text(config.number)}"),
        motto=tuple(language.translate(line) for line in _MOTTOES[kind]),
        place_and_date=language.format(
            N_("{place}, ………… {year}"), place=_pick_text(config.place) or DOTTED_LINE[:6], year=day[:4]
        ),
        logo=config.logo,
        authority=_pick_text(signed.authority).upper(),
        position=_pick_text(signed.position).upper() or DOTTED_LINE,
        signatory=sanitize_text(signed.name) or DOTTED_LINE,
        recipients=tuple(_pick_text(text) for text in signed.recipients) or (DOTTED_LINE,),
        attached=_format_attachment(config, day, language),
    )


def _format_attachment(config: ReportConfig, day: str, language: Language) -> str:
    """Return which document an appendix belongs to."""
    return language.format(
        N_("(With document No. {number} of {body}, ………… {year})"),
        number=f"{DOTTED_LINE[:6]}{sanitize_text(config.number)}",
        body=sanitize_text(language.pick_text(config.body)) or DOTTED_LINE,
        year=day[:4],
    )
