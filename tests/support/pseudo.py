"""A language that nobody speaks: every letter of the program's texts is another, so that a text that is not in the catalog is seen.

Its catalog is made of the English texts. Values and layout stay, and each text stands in brackets: ⟦Ŧḗẋŧ⟧.
"""

import csv
import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from support.folders import ROOT
from tracker import i18n

CODE = "en-XA"
CATALOG = ROOT / "src" / "tracker" / "locale" / "vi" / "LC_MESSAGES" / "tracker.po"
KEPT = {i18n.NUMBER_SAMPLE, i18n.DAY_TEMPLATE, i18n.SHORT_DAY_TEMPLATE, i18n.MONTH_TEMPLATE, i18n.WRITING_DIRECTION}
"""The facts about a language, which are no texts."""
_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ȧƀċḓḗƒɠħīĵķŀḿƞǿƥɋřşŧŭṽẇẋẏẑȦƁĊḒḖƑƓĦĪĴĶĿḾȠǾƤɊŘŞŦŬṼẆẊẎẐ",
)
_PLACEHOLDER = re.compile(r"(\{\{|\}\}|\{[^{}]*\}|%\(\w+\)s)")
_BRACKETS = "⟦⟧"


def translate(text: str) -> str:
    """Return a text in the language that nobody speaks."""
    parts = _PLACEHOLDER.split(text)
    return "⟦" + "".join(part if at % 2 else part.translate(_LETTERS) for at, part in enumerate(parts)) + "⟧"


def write_catalog(folder: Path, code: str, texts: dict[str, str | tuple[str, ...]], plural: str = "") -> None:
    """Write a compiled catalog of a language below a locale folder."""
    path = folder / code.replace("-", "_") / "LC_MESSAGES" / "tracker.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog = Catalog()
    if plural:
        catalog.mime_headers = [("Plural-Forms", plural)]
    for identity, text in texts.items():
        catalog.add(identity, text)
    with path.open("wb") as file:
        write_mo(file, catalog)


def write_pseudo_catalog(folder: Path) -> None:
    """Write the catalog of the language that nobody speaks below a locale folder."""
    with CATALOG.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    texts = {}
    for message in messages:
        if isinstance(message.id, str):
            texts[message.id] = message.id if message.id in KEPT else translate(message.id)
        else:
            texts[message.id] = tuple(map(translate, message.id))
    write_catalog(folder, CODE, texts, "nplurals=2; plural=(n != 1);")


def use_locale(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the program find its catalogs below a folder, which has the Vietnamese one; return the folder."""
    inside = folder / "vi" / "LC_MESSAGES"
    if not inside.exists():
        inside.mkdir(parents=True)
        shutil.copyfile(CATALOG.with_suffix(".mo"), inside / "tracker.mo")
    monkeypatch.setattr(i18n, "LOCALE_DIR", str(folder))
    forget_languages()
    return folder


def forget_languages() -> None:
    """Forget what was found out about languages, as a new process would."""
    for function in (i18n._get_catalog, i18n._get_signs, i18n.find_language):
        function.cache_clear()


def list_words(text: str) -> set[str]:
    """Return the words of two or more ASCII letters in a text."""
    return set(re.findall(r"(?<![^\W\d_])[A-Za-z]{2,}(?![^\W\d_])", text))


def find_escapes(text: str, *known: str) -> set[str]:
    """Return the words of a text that are in no catalog and none of `known`, which are pieces of text."""
    for piece in sorted(known, key=len, reverse=True):
        text = text.replace(piece, " ")
    return list_words(text)


class _PageReader(HTMLParser):
    """Collects what a reader of a page can see or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.languages: list[tuple[str, str]] = []
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the attributes that are texts."""
        self._hidden = tag in ("style", "script")
        for name, value in attrs:
            if name in ("title", "alt", "aria-label", "placeholder") and value:
                self.texts.append(value)
            if name in ("lang", "dir") and value:
                self.languages.append((tag, value))

    def handle_endtag(self, tag: str) -> None:
        """See the end of a script or style."""
        self._hidden = False

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        if not self._hidden:
            self.texts.append(data)


def read_page(data: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the texts of a page, and each language and direction that it sets, with its tag."""
    reader = _PageReader()
    reader.feed(data)
    return "\n".join(reader.texts), reader.languages


_TEXT_TAGS = ("t", "v", "f", "oddHeader", "oddFooter", "formula1")
_TEXT_ATTRIBUTES = ("descr", "title", "errorTitle", "error", "promptTitle", "prompt")


def read_package(data: bytes) -> str:
    """Return the texts of a Word or Excel file: cells, names of sheets, headings of charts, messages of rules."""
    return "\n".join(_iter_package(data))


def _iter_package(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if not name.endswith(".xml") or "/theme" in name or name.endswith(("styles.xml", "app.xml")):
                continue
            for node in ElementTree.fromstring(package.read(name)).iter():
                tag = str(node.tag).rpartition("}")[2]
                if tag in _TEXT_TAGS and node.text:
                    yield node.text
                for attribute in _TEXT_ATTRIBUTES:
                    yield node.attrib.get(attribute, "")
                if tag == "sheet":
                    yield node.attrib["name"]


_GREEK = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "αβψδεφγηιξκλμνοπϙρστθωςχυζΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠϘΡΣΤΘΩϚΧΥΖ",
)
_TEXT_KEYS = "name|unit|owner|note|source|reason|body|superior|place|authority|position|title|annex|number"


def disguise_folder(source: Path, path: Path) -> Path:
    """Copy a tracker folder with all its texts in Greek letters, so that no text of the data has Latin ones."""
    path.mkdir(parents=True)
    for file in source.iterdir():
        text = file.read_text(encoding="utf-8") if file.suffix in (".toml", ".csv") else ""
        if file.name in ("targets.toml", "report.toml"):
            (path / file.name).write_text(_disguise_toml(text), encoding="utf-8")
        elif file.name in ("results.csv", "decisions.csv", "areas.csv"):
            (path / file.name).write_text(_disguise_table(text), encoding="utf-8", newline="")
    return path


def _disguise_toml(text: str) -> str:
    text = re.sub(
        rf'(\b(?:{_TEXT_KEYS})(?:\.\w+)? = )"([^"]*)"', lambda found: f'{found[1]}"{found[2].translate(_GREEK)}"', text
    )
    text = re.sub(r"(aliases = )(\[[^\]]*\])", lambda found: found[1] + found[2].translate(_GREEK), text)
    values = re.compile(r'"[^"]*"')
    text = re.sub(
        r"^\w+ = \{ vi = .*",
        lambda found: values.sub(lambda each: each[0].translate(_GREEK), found[0]),
        text,
        flags=re.MULTILINE,
    )
    return re.sub(
        r"values = \{[^}]*\}", lambda found: values.sub(lambda each: each[0].translate(_GREEK), found[0]), text
    )


def _disguise_table(text: str) -> str:
    head, *rows = csv.reader(io.StringIO(text))
    at = [
        place for place, name in enumerate(head) if name.partition(".")[0] in ("name", "source", "note", "recorded_by")
    ]
    for row in rows:
        for place in at:
            row[place] = row[place].translate(_GREEK)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([head, *rows])
    return out.getvalue()


def list_ids(folder: Path) -> set[str]:
    """Return the ids of a tracker folder: of indicators, groups, areas, levels, and values of dimensions."""
    targets = (folder / "targets.toml").read_text(encoding="utf-8")
    found = set(re.findall(r'(?:id|areas|parent) = "([^"]+)"', targets))
    for values in re.findall(r"values = \{([^}]*)\}", targets):
        found |= set(re.findall(r"([\w-]+) =", values))
    for values in re.findall(r"^\[dimension\.values\]\n((?:.+\n)*)", targets, re.MULTILINE):
        found |= set(re.findall(r"^([\w-]+) =", values, re.MULTILINE))
    if (folder / "areas.csv").exists():
        with (folder / "areas.csv").open(encoding="utf-8", newline="") as file:
            found |= {cell for row in csv.reader(file) for cell in row if re.fullmatch("[a-z-]+", cell)}
    return found
