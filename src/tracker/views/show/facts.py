"""Facts of one indicator in words: its own fields, and the method that judges it."""

from decimal import Decimal

from tracker.assess import select_method
from tracker.assess.methods import get_method_title
from tracker.i18n import N_, NP_, Language
from tracker.model import METHODS, Assessment, AssessmentSet, Indicator
from tracker.numbers import count_decimals
from tracker.text import sanitize_text
from tracker.views.formats import format_number
from tracker.views.status.content import format_pair


def format_extra(indicator: Indicator, language: Language) -> str:
    """Return the own fields of an indicator with their keys, or ""."""
    texts = []
    for key, value in indicator.extra.items():
        shown = ", ".join(value) if isinstance(value, tuple) else str(value)
        if isinstance(value, bool):
            shown = language.translate(N_("yes")) if value else language.translate(N_("no"))
        elif isinstance(value, Decimal):
            shown = format_number(value, count_decimals(value), language)
        texts.append(f"{key} = {sanitize_text(shown)}")
    return "; ".join(texts)


def format_method(item: Assessment, board: AssessmentSet, language: Language) -> str:
    """Return the title of the chosen method, and of the one in use if the chosen one has no rule for the indicator."""
    method = select_method(board.register.term, item.indicator, board.method)
    chosen, texts = method.name, []
    if item.indicator.target is None:
        return ""
    title, used = (language.translate(get_method_title(name)) for name in (chosen, item.method))
    if item.method != chosen:
        template = N_("{spoken}; {wanted} has no rule for this measure or target")
        texts.append(language.format(template, spoken=used, wanted=title))
    elif method.written:
        template = N_("{title} ({written} in targets.toml is the method {name})")
        texts.append(language.format(template, title=title, written=method.written, name=chosen))
    elif chosen != METHODS[0] or item.cuts:
        texts.append(title)
    if item.window:
        templates = NP_("growth over the last year", "growth over the last {count} years")
        texts.append(language.format_count(templates, item.window))
    if item.cuts:
        template = N_("own cuts: on track from {on_track}, at risk from {at_risk}")
        texts.append(language.format(template, **format_pair(item.cuts, language)))
    return "; ".join(texts)
