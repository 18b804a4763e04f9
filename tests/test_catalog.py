"""Every language, always: every text of the program stands in each catalog, whole and with its values."""

import ast
import gettext
import importlib.util
import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from support.folders import LANGUAGES, ROOT
from tracker.i18n import (
    DAY_TEMPLATE,
    MONTH_TEMPLATE,
    NUMBER_SAMPLE,
    QUARTER_TEMPLATE,
    SHORT_DAY_TEMPLATE,
    WRITING_DIRECTION,
    Language,
    detect_language,
    list_languages,
)
from tracker.model import Reason
from tracker.text import normalize_name
from tracker.views.labels import FLAG_LABELS, REASON_LABELS

SOURCE = ROOT / "src" / "tracker"
CATALOG = SOURCE / "locale" / "vi" / "LC_MESSAGES" / "tracker.po"
CATALOGS = sorted((SOURCE / "locale").glob("*/LC_MESSAGES/tracker.po"))
KEYWORDS = {"N_": None, "NP_": (1, 2), "msg": None, "mark_text": None, "_": None}


def load(path):
    with path.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def catalog():
    return load(CATALOG)


@pytest.fixture(scope="module")
def texts() -> set[str]:
    found = extract_from_dir(SOURCE, [("**.py", "python")], {"**.py": {"encoding": "utf-8"}}, KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found if message}


def names_in(text: str) -> set[str]:
    if "%(" in text:
        return set(re.findall(r"%\((\w+)\)", text))
    return {name.split("!")[0] for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_babel_sees_every_marked_text(texts):
    """It does not look into f-strings."""
    calls = [
        node
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("N_", "msg")
    ]
    marked = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
    assert len(marked) > 200
    assert marked - texts == set()


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parts[-3])
def test_every_text_is_translated(path, texts):
    catalog = load(path)
    assert len(texts) > 200
    missing = [text for text in texts if not (catalog.get(text) and catalog.get(text).string)]
    missing += [message.id for message in catalog if not isinstance(message.id, str) and not all(message.string)]
    assert missing == []


def test_nothing_in_the_catalog_is_left_over_or_uncertain(catalog, texts):
    single = {message.id for message in catalog if message.id and isinstance(message.id, str)}
    assert single - texts == set()
    assert not [message.id for message in catalog if message.id and message.fuzzy]


DAY_FIELDS = {"d", "dd", "month", "m", "mm", "year"}
FREE_FIELDS = {
    DAY_TEMPLATE: DAY_FIELDS,
    SHORT_DAY_TEMPLATE: DAY_FIELDS,
    MONTH_TEMPLATE: {"month", "m", "mm", "year"},
    QUARTER_TEMPLATE: {"quarter", "roman", "year"},
}
"""The fields that the catalog may choose from."""


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parts[-3])
def test_values_are_named_alike(path):
    for message in load(path):
        for text in filter(None, [message.string] if isinstance(message.id, str) else message.string):
            allowed = FREE_FIELDS.get(message.id)
            if allowed:
                assert "year" in names_in(text) <= allowed, message.id
            elif isinstance(message.id, str):
                assert not message.id or names_in(text) == names_in(message.id), message.id
            else:  # one form may leave out the number
                assert names_in(text) <= names_in(message.id[0]) | names_in(message.id[1]), message.id


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parts[-3])
def test_numbers_and_the_direction_are_facts(path):
    catalog = load(path)
    sample = catalog.get(NUMBER_SAMPLE).string
    assert not sample or re.fullmatch(r"1(?P<group>\D?)234(?P=group)567\D9", sample)
    assert catalog.get(WRITING_DIRECTION).string in ("", "ltr", "rtl")


def test_vietnamese_is_composed_and_keeps_layout(catalog):
    for message in catalog:
        if message.id and isinstance(message.id, str):
            assert message.string.count("\n") == message.id.count("\n"), message.id
            assert message.string.isprintable() or "\n" in message.string
            assert not re.search("[\u0300-\u036f]", message.string), message.id


def test_every_reason_and_flag_has_words():
    assert set(REASON_LABELS) == set(Reason.__args__) - {""}
    assert all(FLAG_LABELS.values())


def test_a_text_without_translation_is_shown_as_it_is():
    assert Language("vi").translate("no such text") == "no such text"
    assert Language("en").translate("Met") == "Met"
    assert Language("vi").translate("Met") == "Đạt"


@pytest.mark.parametrize(
    ("environment", "language"),
    [({"TRACKER_LANG": "vi"}, "vi"), ({"TRACKER_LANG": "fr", "LANG": "vi_VN.UTF-8"}, "vi"), ({"LC_ALL": "C"}, "en"),
     ({"LC_ALL": "en_GB", "LANG": "vi_VN"}, "en"), ({}, "en")],
)  # fmt: skip
def test_the_language_of_the_environment(environment, language):
    assert detect_language(environment) == language
    assert language in list_languages()


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hộ nghèo", "ho ngheo"), ("ĐÔ THỊ", "do thi"), ("Tỷ  lệ", "ty le"), ("grdp-growth", "GRDP growth")],
)
def test_names_are_compared_without_case_and_accents(one, other):
    assert normalize_name(one) == normalize_name(other)


def test_the_templates_of_init_exist_for_each_language():
    for language in LANGUAGES:
        assert Path(SOURCE, "templates", f"targets.{language}.toml").is_file()


TERM = """
[term]
name = "T"
baseline_year = 2020
first_year = 2021
last_year = 2025
"""
INDICATOR = """
[[indicator]]
id = "{id}"
name = "{id}"
measure = "{measure}"
source = "http://x.org"
{keys}
"""


def test_what_remains_is_a_sentence_in_vietnamese(run, folder):
    """Rising, falling, at least and at most are worded differently; the sign is then left out."""
    indicators = (
        ("up", "level", "baseline = 1\ntarget.at_least = 100", "2"),
        ("down", "level", "baseline = 100\ntarget.at_most = 1", "99"),
        ("sum", "total", "target.at_least = 100", "1"),
    )
    targets = TERM + "".join(INDICATOR.format(id=each[0], measure=each[1], keys=each[2]) for each in indicators)
    results = "".join(f"{each[0]},2021,{each[3]},,final,http://x.org,,2022-01-01,lan\n" for each in indicators)
    path = folder(targets, results)
    text = run("review", "--year", "2021", "--data", path, "--lang", "vi", "--format", "table").stdout
    assert "còn thiếu 98" in text
    assert "mỗi năm còn lại phải tăng 25; từ đầu nhiệm kỳ bình quân tăng 1/năm (gấp 24,50 lần)" in text
    assert "còn phải giảm 98" in text
    assert "mỗi năm còn lại phải giảm 25; từ đầu nhiệm kỳ bình quân giảm 1/năm (gấp 24,50 lần)" in text
    assert "mỗi năm còn lại phải đạt 25; từ đầu nhiệm kỳ bình quân 1/năm (gấp 24,75 lần)" in text
    assert "▼ up – Chậm tiến độ" in text
    assert "chậm so với" not in text
    english = run("review", "--year", "2021", "--data", path, "--lang", "en", "--format", "table").stdout
    assert "needs +25 in each remaining year, against +1 so far: × 24.50" in english
    assert "Off track; too slow" in english


@pytest.mark.parametrize(("language", "rule"), [("lo", "nplurals=1; plural=0;"), ("fr", "nplurals=2; plural=(n > 1);")])
def test_a_plural_without_a_translation_is_english_by_number(tmp_path, language, rule):
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    po = tmp_path / "src" / "tracker" / "locale" / language / "LC_MESSAGES" / "tracker.po"
    po.parent.mkdir(parents=True)
    po.write_text(
        f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: {rule}\\n"\n\n'
        'msgid "{count} area"\nmsgid_plural "{count} areas"\nmsgstr[0] ""\n\n'
        'msgid "{count} year"\nmsgid_plural "{count} years"\nmsgstr[0] "{count} X"\n'
    )
    [compiled] = build.compile_catalogs(tmp_path)
    with compiled.open("rb") as file:
        catalog = gettext.GNUTranslations(file)
    assert [catalog.ngettext("{count} area", "{count} areas", count) for count in (0, 1, 16)] == [
        "{count} areas", "{count} area", "{count} areas",
    ]  # fmt: skip
    assert catalog.ngettext("{count} year", "{count} years", 1) == "{count} X"
