"""Translates the texts of the program, with gettext catalogs.

Each text that a user sees is written in English in the code and translated when it is shown. Click uses the gettext
domain of the process, which `set_language` sets; our own code calls a `Language`.
"""

import functools
import gettext
import os
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import Day, Message
from tracker.numbers import count_decimals, format_localized
from tracker.periods import CALENDAR_YEARS, FIRST_YEAR, LAST_YEAR, ReportingCalendar

LANGUAGES = ("vi", "en")
DOMAIN = "tracker"
_YEAR_FIELDS = frozenset(("year", "first", "last", "latest", "later"))
"""The fields of texts that hold reporting years, if they hold numbers of this size."""
LOCALE_DIR = os.path.join(os.path.dirname(__file__), "locale")


class Language(NamedTuple):
    """One language of output."""

    code: str
    calendar: ReportingCalendar = CALENDAR_YEARS

    def translate(self, template: str) -> str:
        """Return the text `template` in this language, or `template` itself if the catalog has none."""
        return _get_catalog(self.code).gettext(template) if template else ""

    def format(self, template: str, /, **values: object) -> str:
        """Return the text `template` in this language, filled with `values`."""
        if self.calendar.begins > 1:
            values = {key: self._write_year(key, value) for key, value in values.items()}
        return self.translate(template).format_map(values)

    def _write_year(self, key: str, value: object) -> object:
        is_year = key in _YEAR_FIELDS and isinstance(value, int) and FIRST_YEAR <= value <= LAST_YEAR
        return self.calendar.format_year(value) if is_year and isinstance(value, int) else value

    def format_year(self, year: int) -> str:
        """Return a reporting year as the folder writes it."""
        return self.calendar.format_year(year)

    def format_message(self, message: Message) -> str:
        """Return a message in this language; messages, decimals and days among its values are translated too."""
        values = {key: self._localize(value) for key, value in message.values.items()}
        if self.calendar.begins > 1:
            values = {key: self._write_year(key, value) for key, value in values.items()}
        return self.translate(message.template).format_map(values)

    def _localize(self, value: object) -> object:
        if isinstance(value, Message):
            return self.format_message(value)
        if isinstance(value, Day):
            return self.format_short_day(value)
        return format_localized(value, count_decimals(value), self.code) if isinstance(value, Decimal) else value

    def format_day(self, day: str) -> str:
        """Return a day, given as YYYY-MM-DD, as the language writes it: `31/12/2023` or `31 December 2023`."""
        year, month, number = day.split("-")
        return f"{number}/{month}/{year}" if self.code == "vi" else f"{int(number)} {_MONTHS[int(month) - 1]} {year}"

    def format_month(self, year: int, month: int) -> str:
        """Return the month with this number of a reporting year: `tháng 6/2024` or `June 2024`."""
        years, index = divmod(self.calendar.begins + month - 2, 12)
        return f"tháng {index + 1}/{year + years}" if self.code == "vi" else f"{_MONTHS[index]} {year + years}"

    def format_quarter(self, year: int, quarter: int) -> str:
        """Return a quarter of a reporting year: `quý II/2024` or `Q2 2024`."""
        if self.code != "vi":
            return f"Q{quarter} {self.format_year(year)}"
        return f"quý {_ROMAN[quarter - 1]}{'/' if self.calendar.begins == 1 else ' '}{self.format_year(year)}"

    def format_short_day(self, day: str) -> str:
        """Return a day, given as YYYY-MM-DD, in figures: `31/12/2023` in Vietnamese, as given in English."""
        return self.format_day(day) if self.code == "vi" else day

    def pick_text(self, text: Mapping[str, str]) -> str:
        """Return a text of the data in this language, or in the first language it has."""
        return text.get(self.code) or next(iter(text.values()), "")


_ROMAN = ("I", "II", "III", "IV")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@functools.cache
def _get_catalog(code: str) -> gettext.NullTranslations:
    """Return a catalog. `gettext.translation` would import the system's list of languages to find it."""
    path = os.path.join(LOCALE_DIR, code, "LC_MESSAGES", f"{DOMAIN}.mo")
    if not os.path.exists(path):
        return gettext.NullTranslations()
    with open(path, "rb") as file:
        return gettext.GNUTranslations(file)


class _InUse:
    """The calendar of the folder that the command has opened, for errors that are printed after it."""

    calendar = CALENDAR_YEARS


def make_error_language(code: str) -> Language:
    """Return a language that writes reporting years as the folder does that the command has opened."""
    return Language(code, _InUse.calendar)


def set_language(code: str, calendar: ReportingCalendar = CALENDAR_YEARS) -> Language:
    """Make `code` the language of Click's own texts in this process, and return it as a `Language`.

    It writes reporting years as `calendar` says.
    """
    os.environ["LANGUAGE"] = code
    _InUse.calendar = calendar
    gettext.bindtextdomain(DOMAIN, LOCALE_DIR)
    gettext.textdomain(DOMAIN)
    return Language(code, calendar)


def N_(text: str) -> str:  # noqa: N802 (the name that gettext tools look for)
    """Mark `text` for the catalogs and return it unchanged; it is translated when it is shown."""
    return text


def NP_(one: str, many: str) -> tuple[str, str]:  # noqa: N802
    """Mark a text that has a plural for the catalogs."""
    return one, many


def detect_language(environment: Mapping[str, str]) -> str:
    """Return the language that the environment sets: TRACKER_LANG, else the locale, else English."""
    explicit = environment.get("TRACKER_LANG", "").lower()
    if explicit in LANGUAGES:
        return explicit
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(variable):
            return "vi" if environment[variable].lower().startswith("vi") else "en"
    return "vi" if _is_windows_vietnamese() else "en"


def _is_windows_vietnamese() -> bool:
    """Whether the locale of a Windows user, who has no LANG, is Vietnamese."""
    if os.name != "nt":
        return False
    import locale  # needed on Windows only

    return (locale.getlocale()[0] or "").lower().startswith("vi")
