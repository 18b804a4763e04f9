"""Statuses and answers as people type them: in English or Vietnamese, or as a catalog translates them.

A form in another language offers the words of its catalog, and is read whatever the language of output is.
"""

import functools
from collections.abc import Mapping

from tracker.i18n import N_, Language, list_languages
from tracker.model import RESULT_STATUSES, ResultStatus
from tracker.numbers import parse_status, parse_yes_no
from tracker.text import normalize_name

_YES, _NO = N_("yes"), N_("no")


def read_status(text: str) -> ResultStatus | None:
    """Return the status of a result by its name in any language of the program, or None."""
    status = parse_status(text)
    if status:
        return status
    word = _list_words(RESULT_STATUSES, list_languages()).get(normalize_name(text))
    return next((status for status in RESULT_STATUSES if status == word), None)


def read_answer(text: str) -> bool | None:
    """Return the answer to a yes-or-no question in any language of the program, or None."""
    answer = parse_yes_no(text)
    if answer is not None:
        return answer
    return {_YES: True, _NO: False}.get(_list_words((_YES, _NO), list_languages()).get(normalize_name(text), ""))


@functools.cache
def _list_words(words: tuple[str, ...], codes: tuple[str, ...]) -> Mapping[str, str]:
    """Return each word by its translations, without case and accents."""
    return {normalize_name(Language(code).translate(word)): word for code in codes for word in words}
