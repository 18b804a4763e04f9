"""Translates the texts of the program, with gettext catalogs.

Each text that a user sees is written in English in the code and translated when it is shown. Click uses the gettext
domain of the process, which `set_language` sets; our own code calls a `Language`. A language is known if it has a
catalog below `LOCALE_DIR`; how it writes numbers and days is in the catalog too (docs/translate.md).
"""

import functools
import gettext
import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import Day, Message
from tracker.numbers import count_decimals, format_grouped, parse_number_sample
from tracker.periods import CALENDAR_YEARS, FIRST_YEAR, LAST_YEAR, ReportingCalendar

SOURCE_LANGUAGE = "en"
"""The language of the texts in the code, which needs no catalog."""
DOMAIN = "tracker"
_YEAR_FIELDS = frozenset(("year", "first", "last", "latest", "later"))
"""The fields of texts that hold reporting years, if they hold numbers of this size."""
LOCALE_DIR = os.path.join(os.path.dirname(__file__), "locale")


def N_(text: str) -> str:  # noqa: N802 (the name that gettext tools look for)
    """Mark `text` for the catalogs and return it unchanged; it is translated when it is shown."""
    return text


def NP_(one: str, many: str) -> tuple[str, str]:  # noqa: N802
    """Mark a text that has a plural for the catalogs."""
    return one, many


# Translators: write this number as your language does, for example 1.234.567,9 or 1 234 567,9 or 1234567,9.
NUMBER_SAMPLE = N_("1,234,567.9")
# Translators: a day in a text. Fields: {d} 1, {dd} 01, {month} the name of the month, {m} 6, {mm} 06, {year} 2024.
DAY_TEMPLATE = N_("{d} {month} {year}")
# Translators: a day in figures, with the same fields.
SHORT_DAY_TEMPLATE = N_("{year}-{mm}-{dd}")
# Translators: a month, with the fields {month}, {m}, {mm} and {year}.
MONTH_TEMPLATE = N_("{month} {year}")
# Translators: a quarter; {quarter} is its number and {roman} its Roman number, {year} may be 2024 or 2023/24.
QUARTER_TEMPLATE = N_("Q{quarter} {year}")
# Translators: the name of your language, as it calls itself.
LANGUAGE_NAME = N_("English")
# Translators: your language as Word names it for its spelling checker, with a country, for example de-DE.
LANGUAGE_TAG = N_("en-GB")
# Translators: write rtl if your language is written from right to left, else ltr.
WRITING_DIRECTION = N_("ltr")
_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
_ROMAN = ("I", "II", "III", "IV")


class Language(NamedTuple):
    """One language of output: that of the catalog, how years are written, and the languages of texts of the data.

    `data_code` is the language that the data names. `text_code` is set if the data alone chooses the language of its
    texts, because it names one that has no catalog.
    """

    code: str
    calendar: ReportingCalendar = CALENDAR_YEARS
    data_code: str = ""
    text_code: str = ""

    def with_code(self, code: str) -> "Language":
        """Return a language of output for the same data."""
        return self if code == self.code else Language(code, self.calendar, self.data_code)

    def translate(self, template: str) -> str:
        """Return the text `template` in this language, or `template` itself if the catalog has none."""
        return _get_catalog(self.code).gettext(template) if template else ""

    def format(self, template: str, /, **values: object) -> str:
        """Return the text `template` in this language, filled with `values`."""
        if self.calendar.begins > 1:
            values = {key: self._write_year(key, value) for key, value in values.items()}
        return self.translate(template).format_map(values)

    def format_count(self, templates: tuple[str, str], count: int, /, **values: object) -> str:
        """Return the text for `count` things, given as one and as many, in the plural form that the language has."""
        if self.calendar.begins > 1:
            values = {key: self._write_year(key, value) for key, value in values.items()}
        text = _get_catalog(self.code).ngettext(*templates, count)
        return text.format_map({**values, "count": count})

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
        return self.format_number(value, count_decimals(value)) if isinstance(value, Decimal) else value

    def format_number(self, number: Decimal, decimals: int) -> str:
        """Return a number as the language writes it: `1,234,567.9` or `1.234.567,9`."""
        return format_grouped(number, decimals, _get_signs(self.code))

    @property
    def has_decimal_comma(self) -> bool:
        """Whether the language writes decimals behind a comma."""
        return (_get_signs(self.code) or {}).get(ord(".")) == ","

    def format_day(self, day: str) -> str:
        """Return a day, given as YYYY-MM-DD, as the language writes it: `31/12/2023` or `31 December 2023`."""
        return self._fill_day(DAY_TEMPLATE, day)

    def format_short_day(self, day: str) -> str:
        """Return a day, given as YYYY-MM-DD, in figures: `31/12/2023` in Vietnamese, as given in English."""
        return self._fill_day(SHORT_DAY_TEMPLATE, day)

    def _fill_day(self, template: str, day: str) -> str:
        year, month, number = day.split("-")
        fields = {"d": int(number), "dd": number, **self._make_month_fields(int(month)), "year": year}
        return self.translate(template).format_map(fields)

    def _make_month_fields(self, month: int) -> dict[str, object]:
        return {"month": self.translate(_MONTHS[month - 1]), "m": month, "mm": f"{month:02}"}

    def format_month(self, year: int, month: int) -> str:
        """Return the month with this number of a reporting year: `tháng 6/2024` or `June 2024`."""
        years, index = divmod(self.calendar.begins + month - 2, 12)
        return self.translate(MONTH_TEMPLATE).format(year=year + years, **self._make_month_fields(index + 1))

    def format_quarter(self, year: int, quarter: int) -> str:
        """Return a quarter of a reporting year: `quý II/2024` or `Q2 2024`."""
        template = self.translate(QUARTER_TEMPLATE)
        if self.calendar.begins > 1:  # the year may have a slash of its own: 2023/24
            template = template.replace("/{year}", " {year}")
        return template.format(quarter=quarter, roman=_ROMAN[quarter - 1], year=self.format_year(year))

    def get_name(self) -> str:
        """Return what the language calls itself, or its code if the catalog does not say it."""
        return self._get_fact(LANGUAGE_NAME)

    def get_tag(self) -> str:
        """Return the language as Word names it, with a country: `vi-VN`; or its code if the catalog does not say it."""
        return self._get_fact(LANGUAGE_TAG)

    def _get_fact(self, text: str) -> str:
        fact = self.translate(text)
        return self.code if fact == text and self.code != SOURCE_LANGUAGE else fact

    @property
    def is_right_to_left(self) -> bool:
        """Whether the language is written from right to left."""
        return self.translate(WRITING_DIRECTION) == "rtl"

    def pick_text(self, text: Mapping[str, str]) -> str:
        """Return a text of the data in this language, else in that of the data, else in the first language given."""
        found = text.get(self.text_code or self.code)
        if found or len(text) < 2:
            return found or next(iter(text.values()), "")
        codes = (self.text_code or self.code, self.data_code)
        wider = (wide for code in codes if code for wide in (code, code.partition("-")[0]))
        return next((text[code] for code in wider if text.get(code)), "") or next(iter(text.values()))


@functools.cache
def _get_catalog(code: str) -> gettext.NullTranslations:
    """Return a catalog. `gettext.translation` would import the system's list of languages to find it."""
    path = _get_catalog_path(code)
    if not os.path.exists(path):
        return gettext.NullTranslations()
    with open(path, "rb") as file:
        return gettext.GNUTranslations(file)


def _get_catalog_path(code: str) -> str:
    return os.path.join(LOCALE_DIR, code.replace("-", "_"), "LC_MESSAGES", f"{DOMAIN}.mo")


@functools.cache
def _get_signs(code: str) -> Mapping[int, str] | None:
    """Return what stands for the comma and the point of an English number; None if they stay."""
    return parse_number_sample(_get_catalog(code).gettext(NUMBER_SAMPLE))


def list_languages() -> tuple[str, ...]:
    """Return the languages that the program speaks: each with a catalog, then English, which needs none."""
    names = sorted(os.listdir(LOCALE_DIR)) if os.path.isdir(LOCALE_DIR) else []
    codes = [name.replace("_", "-") for name in names if os.path.exists(_get_catalog_path(name))]
    return (*(code for code in codes if code != SOURCE_LANGUAGE), SOURCE_LANGUAGE)


@functools.cache
def find_language(name: str) -> str | None:
    """Return the language with a catalog that a name means, such as `vi_VN.UTF-8` or `de-AT`, or None."""
    plain = name.partition(".")[0].partition("@")[0].replace("_", "-").lower()
    if plain == SOURCE_LANGUAGE or not plain.replace("-", "").isalnum():
        return plain if plain == SOURCE_LANGUAGE else None
    known = {code.lower(): code for code in list_languages()}
    return known.get(plain) or known.get(plain.partition("-")[0])


class _InUse:
    """The calendar of the folder that the command has opened, for errors that are printed after it."""

    calendar = CALENDAR_YEARS


def make_error_language(code: str) -> Language:
    """Return a language that writes reporting years as the folder does that the command has opened."""
    return Language(code.replace("_", "-"), _InUse.calendar)


def set_language(code: str) -> Language:
    """Make `code` the language of Click's own texts in this process, and return it as a `Language`."""
    return use_language(Language(code))


def use_language(language: Language) -> Language:
    """Make a language that of Click's own texts in this process, and its years those of errors; return it."""
    os.environ["LANGUAGE"] = language.code.replace("-", "_")
    _InUse.calendar = language.calendar
    gettext.bindtextdomain(DOMAIN, LOCALE_DIR)
    gettext.textdomain(DOMAIN)
    return language


def make_data_language(data_code: str, calendar: ReportingCalendar = CALENDAR_YEARS) -> Language:
    """Return the language that the data names; without a catalog for it, English with texts of the data in it."""
    code = find_language(data_code) or SOURCE_LANGUAGE
    return Language(code, calendar, data_code, "" if code == data_code else data_code)


def detect_language(environment: Mapping[str, str]) -> str:
    """Return the language that the environment sets: TRACKER_LANG, else the locale, else English."""
    explicit = find_language(environment.get("TRACKER_LANG", ""))
    if explicit:
        return explicit
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(variable):
            return _find_first(environment[variable].split(":")) or SOURCE_LANGUAGE
    return _find_first([_get_windows_locale()]) or SOURCE_LANGUAGE


def _find_first(names: Iterable[str]) -> str | None:
    return next((code for name in names if (code := find_language(name))), None)


def _get_windows_locale() -> str:
    """Return the locale of a Windows user, who has no LANG, as `de_DE`; "" elsewhere."""
    if os.name != "nt":
        return ""
    import ctypes  # both needed on Windows only
    import locale

    library = getattr(ctypes, "windll", None)
    return locale.windows_locale.get(library.kernel32.GetUserDefaultLCID(), "") if library else ""
