"""A target text becomes figures, units and known phrases; a word that is not known is an error."""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import TrackerError, make_error, msg, quote_text
from tracker.importing.definitions.target_words import (
    DATED,
    NUMBER,
    PERIOD,
    SCALE_UNIT_WORDS,
    SPAN,
    SPAN_OF_YEARS,
    SUFFIX,
    TIMES,
    UNIT,
    UNIT_WORDS,
    YEARLY,
    get_phrases,
)
from tracker.importing.units import normalize_unit
from tracker.numbers import TOO_MANY_DIGITS, DecimalSign, is_usable, parse_number
from tracker.recording.validate import make_ambiguity_error
from tracker.text import is_percentage

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))
_DASHES = "-–—−‐‑‒"
_NUMBER = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?(?![0-9])|[0-9]+(?:[.,][0-9]+)*")
_FOOTNOTES = re.compile(
    r"(?:\s*(?:\(\*+\)|\[[0-9]{1,2}\]|[*†‡]+|(?<=[\w%)])(?<![mM])(?<!\b10)[\u00b9\u00b2\u00b3\u2070-\u2079]+"
    r"|(?<=[^\W\d_]|[%‰])\s*\([0-9]\)))+$"
)
_UNIT_WORD = re.compile(r"[^\W\d_]+[23²³]?\.?|[%‰/]")
_A_YEAR = re.compile(r"/ ?(?:1 )?(?:năm|nam|year|yr|annum)$")
_SIGNED_SPAN = re.compile(rf"^[{_DASHES}][0-9.,]+ ?%?(?: [{_DASHES}]|[{_DASHES}])[0-9]")


class Token(NamedTuple):
    """A part of a target text: its kind, which one of the kind it is, and its figure."""

    code: str
    meaning: str = ""
    number: Decimal = Decimal(0)


def normalize_target_text(text: str) -> str:
    """Return a text in small letters, with plain spaces and signs, and without marks of footnotes."""
    plain = unicodedata.normalize("NFC", text.translate(_WIDE).translate(_INVISIBLE)).lower()
    plain = " ".join(plain.split())
    if match := _FOOTNOTES.search(plain):
        plain = plain[: match.start()] or plain
    return re.sub(r" ?/ ?(?=[^\W\d_])", "/", plain).rstrip(" .,;:")


def split_target_text(text: str, unit: str, decimal: DecimalSign | None = None) -> list[Token]:
    """Return the parts of a normalized target text of an indicator with this unit.

    Raises TrackerError if a word is not known, or a number has no reading or two.
    """
    if _SIGNED_SPAN.match(text):
        raise _make_unknown_error(text, text)
    return _Splitter(text, unit, decimal).split()


def is_scaled_by(unit: str, scale: str) -> bool:
    """Whether a unit begins with a word of scale, so that "62,5 triệu" is in triệu đồng."""
    return bool(unit) and normalize_unit(unit).startswith(normalize_unit(scale))


class _Splitter:
    """Reads one text from left to right."""

    def __init__(self, text: str, unit: str, decimal: DecimalSign | None) -> None:
        self.text, self.unit, self.decimal = text, unit, decimal
        self.phrases, self.pattern = get_phrases(is_ascii=text.isascii())
        self.at, self.tokens, self.depth = 0, list[Token](), 0

    def split(self) -> list[Token]:
        while self.at < len(self.text):
            is_known = self._skip_sign() or self._take_unit() or self._take_dated() or self._take_dash()
            if not (is_known or self._take_phrase() or self._take_number()):
                raise _make_unknown_error(self.text[self.at :].split()[0], self.text)
        if self.depth:
            raise _make_unknown_error("(", self.text)
        return self.tokens

    def _skip_sign(self) -> bool:
        """Skip a space, a comma or colon after a word, and brackets around words."""
        sign, rest = self.text[self.at], self.text[self.at + 1 :]
        if sign == "(" and rest[:1].isalpha():
            self.depth += 1
        elif sign == ")" and self.depth:
            self.depth -= 1
        elif sign not in " ,;:" or (sign in ",;" and self._follows_figure() and rest.lstrip()[:1].isdigit()):
            return False
        self.at += 1
        return True

    def _follows_figure(self) -> bool:
        return bool(self.tokens) and self.tokens[-1].code in (NUMBER, UNIT)

    def _add(self, end: int, token: Token) -> bool:
        self.at = end
        self.tokens.append(token)
        return True

    def _take_unit(self) -> bool:
        """Take the longest unit after a figure: that of the indicator, else one that is known."""
        if not (self.tokens and self.tokens[-1].code == NUMBER):
            return False
        ends = [match.end() for match in _UNIT_WORD.finditer(self.text, self.at)][:8]
        for end in reversed(ends):
            written = self.text[self.at : end].strip()
            if self.unit and normalize_unit(written) == normalize_unit(self.unit):
                return self._add_unit(written, end, is_own=True)
        end, run = self.at, re.compile(rf"\s*({_UNIT_WORD.pattern})")
        while (match := run.match(self.text, end)) and self._is_unit_word(match[1], match.start(1)):
            end = match.end()
        written = self.text[self.at : end].strip().rstrip("/").strip()
        return bool(written) and self._add_unit(written, self.at + self.text[self.at :].index(written) + len(written))

    def _is_unit_word(self, word: str, at: int) -> bool:
        phrase = self.pattern.match(self.text, at)
        if (phrase and len(phrase[0]) > len(word)) or (word == "%" and self.text[at - 1] == "%"):
            return False
        return word in UNIT_WORDS or word in SCALE_UNIT_WORDS

    def _add_unit(self, written: str, end: int, *, is_own: bool = False) -> bool:
        year = _A_YEAR.search(written)
        bare = written[: year.start()] if year else written
        self._add(end, Token(UNIT, self.unit if is_own else bare))
        if year:
            self.tokens.append(Token(YEARLY, "rate"))
        return True

    def _take_dated(self) -> bool:
        for code, pattern in DATED:
            if match := pattern.match(self.text, self.at):
                return self._add(match.end(), Token(code, match[1]))
        match = SPAN_OF_YEARS.match(self.text, self.at)
        return bool(match) and self._add(match.end() if match else 0, Token(PERIOD))

    def _take_dash(self) -> bool:
        """Take the sign of a range between two figures, a plus after one, or a minus or plus before one."""
        sign, rest = self.text[self.at], self.text[self.at + 1 :]
        if self._follows_figure():
            match = re.compile(rf"\.\.\.?|[{_DASHES}~÷…]").match(self.text, self.at)
            if match:
                return self._add(match.end(), Token(SPAN, "dash"))
            return sign == "+" and not rest.strip() and self._add(self.at + 1, Token(SUFFIX, "at_least"))
        if sign in _DASHES and rest[:1].isdigit():
            return self._take_number(negative=True)
        return sign == "~" and self._add(self.at + 1, Token("A"))

    def _take_phrase(self) -> bool:
        match = self.pattern.match(self.text, self.at)
        if not match or (match[0][0].isdigit() and self._measures_years()):
            return False
        phrase = self.phrases[match[0]]
        if phrase.code == TIMES and self.tokens and self.tokens[-1].code != NUMBER:
            return False
        return self._add(match.end(), Token(phrase.code, phrase.meaning))

    def _measures_years(self) -> bool:
        return normalize_unit(self.unit) in ("nam", "years", "year")

    def _take_number(self, *, negative: bool = False) -> bool:
        match = _NUMBER.match(self.text, self.at + negative)
        if not match or (self.at and self.text[self.at - 1].isalnum()):
            return False
        return self._add(match.end(), Token(NUMBER, match[0], self._read(match[0], negative=negative)))

    def _read(self, digits: str, *, negative: bool) -> Decimal:
        readings = parse_number(f"-{digits}" if negative else digits, self.decimal).readings
        if not readings:
            raise _make_unknown_error(digits, self.text)
        if len(readings) > 1:
            raise make_ambiguity_error(self.text, readings, "," in digits)
        if not is_usable(readings[0]):
            raise make_error(*TOO_MANY_DIGITS)
        return readings[0]


def check_unit(written: str, unit: str, *, is_change: bool) -> None:
    """Raise TrackerError if a figure is in another unit than its indicator, or has only a word of scale as its unit."""
    if not written or written == unit:
        return
    words = [word for word in written.split() if word not in SCALE_UNIT_WORDS]
    if not words and not is_scaled_by(unit, written):
        raise make_error(
            msg("{found} multiplies the figure", found=quote_text(written)),
            msg("write the figure in the unit of the indicator"),
        )
    if not words or not unit or normalize_unit(written) == normalize_unit(unit):
        return
    is_percent = written == "%" and is_percentage(unit)
    if is_percent or is_change or normalize_unit(unit).partition("/")[0] == normalize_unit(written):
        return
    raise make_error(
        msg("is in {found}, but the unit is {unit}", found=quote_text(written), unit=quote_text(unit)),
        msg("write the figure in the unit of the indicator"),
    )


def _make_unknown_error(word: str, text: str) -> TrackerError:
    message = msg("{word} is not understood in the target {text}", word=quote_text(word), text=quote_text(text))
    return make_error(message, msg("write a number, a bound or a range, and the rest into the notes: ≥ 8, 6.5..7, yes"))
