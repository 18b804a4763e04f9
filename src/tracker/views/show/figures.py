"""How a figure was made of others: of the areas within an area, of the parts of a total, or of two indicators."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tracker.i18n import N_, Language
from tracker.model import Assessment, AssessmentSet, Indicator, Period, Register, Result
from tracker.model.areas import Addend, Figure
from tracker.numbers import count_shown_decimals, format_plain
from tracker.views.columns import round_computed
from tracker.views.formats import format_number, format_result
from tracker.views.labels import GAP_LABELS, REASON_LABELS
from tracker.views.periods import format_period
from tracker.views.scope_names import format_area, format_parts

_MAX_ADDENDS = 8
_SHOWN_AT_END = 1
_EXTREMES = {"min": N_("the lowest of {listed}"), "max": N_("the highest of {listed}")}


def format_figures(board: AssessmentSet, item: Assessment, language: Language) -> tuple[str, ...]:
    """Return a line for each period whose figure was made of others, the latest first, up to the reporting year."""
    indicator = item.indicator
    figures = board.register.figures.get(indicator.id, {})
    rows = {row.period: row for row in board.register.results.get(indicator.id, ())}
    lines = []
    for period in sorted(figures, reverse=True):
        if period.year <= board.year and period not in item.made_of:
            text = _FigureText(board.register, indicator, language).describe(figures[period], rows.get(period))
            if text:
                lines.append(f"{format_period(period, language)}: {text}")
    return tuple(lines)


class _FigureText:
    """Writes one figure of an indicator in a language."""

    def __init__(self, register: Register, indicator: Indicator, language: Language) -> None:
        self._register, self._indicator, self._language = register, indicator, language

    def describe(self, figure: Figure, row: Result | None) -> str:
        """Return how a figure was made, or why there is none."""
        language = self._language
        count = ""
        if figure.expected > 1 or figure.reported < figure.expected:
            count = language.format(
                N_("{reported} of {expected} areas"), reported=figure.reported, expected=figure.expected
            )
        if figure.rule == "recorded":
            return self._describe_recorded(figure, row, count)
        if figure.rule == "periods":
            return self._describe_year(figure)
        if row is None:
            reason = language.translate(_find_reason_label(figure))
            text = language.format(N_("no figure: {reason}"), reason=reason) if reason else ""
            return "; ".join(filter(None, [text, count]))
        value = format_result(row, self._indicator, language, exact=True)
        formula = self._format_formula(figure)
        return "; ".join(filter(None, [f"{formula} = {value}" if formula else value, count]))

    def _describe_year(self, figure: Figure) -> str:
        """Return that quarters, halves or months made a year, and what the areas give beside it."""
        if figure.computed is None:
            return self._language.translate(N_("made of its quarters, halves or months"))
        text = N_("made of its quarters, halves or months; the areas give {computed}")
        return self._language.format(text, computed=self._format(figure.computed))

    def _describe_recorded(self, figure: Figure, row: Result | None, count: str) -> str:
        """Return what the rule gives beside the recorded figure, if it gives anything."""
        if figure.computed is None or row is None:
            return ""
        language = self._language
        recorded, computed = format_result(row, self._indicator, language, exact=True), self._format(figure.computed)
        text = language.format(N_("recorded {recorded}; computed {computed}"), recorded=recorded, computed=computed)
        formula = self._format_formula(figure)
        return "; ".join(filter(None, [f"{text} = {formula}" if formula else text, count]))

    def _format_formula(self, figure: Figure) -> str:
        """Return the figures that were added up, or the quotient, with the names of the areas or parts."""
        addends = figure.addends
        if not addends:
            return ""
        if self._indicator.ratio and len(addends) == 2:
            return self._format_ratio(addends)
        weighted = [addend for addend in addends if addend.weight is not None]
        if weighted:
            total = sum(((addend.weight or Decimal(0)) * (addend.share or 1) for addend in weighted), Decimal(0))
            return f"({self._join(weighted, ' + ')}) / {self._format(Decimal(format_plain(total.normalize())))}"
        if figure.rule in _EXTREMES:
            listed = self._join(addends, "; ")
            return self._language.format(_EXTREMES[figure.rule], listed=listed)
        return self._join(addends, " + ")

    def _format_ratio(self, addends: Sequence[Addend]) -> str:
        ratio = self._indicator.ratio
        assert ratio is not None
        above, below = map(self._format_value, addends)
        text = f"{above} ({ratio.of}) / {below} ({ratio.to})"
        return text if ratio.times == 1 else f"{text} × {self._format(ratio.times)}"

    def _join(self, addends: Sequence[Addend], sign: str) -> str:
        """Return the addends with their names; of many, the first ones and the last one."""
        if len(addends) <= _MAX_ADDENDS:
            return sign.join(map(self._format_addend, addends))
        head = [self._format_addend(addend) for addend in addends[: _MAX_ADDENDS - 2]]
        return sign.join([*head, "…", self._format_addend(addends[-_SHOWN_AT_END])])

    def _format_addend(self, addend: Addend) -> str:
        value = self._format_value(addend)
        factors = [factor for factor in (addend.weight, addend.share) if factor is not None and factor != 1]
        value = " × ".join([value, *map(self._format, factors)])
        scope = addend.scope
        parts = format_parts(self._register, scope, self._language)
        is_part = scope.area == self._register.scope.area and scope.parts != self._register.scope.parts
        area = "" if is_part else format_area(self._register, scope.area, self._language)
        made = N_("some months are missing") if addend.lacks_parts else N_("of quarters or months")
        remark = self._language.translate(made) if addend.has_parts else ""
        name = ", ".join(filter(None, [area, parts, remark]))
        return f"{value} ({name})" if name else value

    def _format_value(self, addend: Addend) -> str:
        value = self._format(addend.value)
        return f"{addend.qualifier} {value}" if addend.qualifier else value

    def _format(self, number: Decimal) -> str:
        return format_number(number, count_shown_decimals(number), self._language)


def _find_reason_label(figure: Figure) -> str:
    """Return the words for the reason why there is no figure, untranslated."""
    if figure.is_incomplete and figure.reason in GAP_LABELS:
        return GAP_LABELS[figure.reason]
    return REASON_LABELS.get(figure.reason, "")  # type: ignore[call-overload, no-any-return]


def serialize_figures(figures: Mapping[Period, Figure]) -> list[dict[str, object]]:
    """Return an object for each period: the rule, its addends, and how many areas reported of how many."""
    return [
        {
            "period": str(period),
            "rule": figure.rule,
            "areas_reported": figure.reported if figure.expected else None,
            "areas_expected": figure.expected or None,
            "computed": round_computed(figure.computed),
            "reason": figure.reason or None,
            "addends": [
                {
                    "area": addend.scope.area or None,
                    "parts": addend.scope.format_parts() or None,
                    "value": round_computed(addend.value),
                    "qualifier": addend.qualifier or None,
                    "weight": round_computed(addend.weight),
                    "share": addend.share,
                }
                for addend in figure.addends
            ],
        }
        for period, figure in sorted(figures.items())
    ]
