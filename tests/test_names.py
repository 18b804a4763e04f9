"""Names and units as sheets write them: which are the same, and which are not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import TrackerError
from tracker.i18n import Language
from tracker.importing.matching import NameIndex, RowContext
from tracker.importing.units import is_multiplier, is_other_scale, is_same_unit
from tracker.model import Indicator
from tracker.text import has_same_accents, match_names, normalize_accents

SYLLABLES = (
    "dua",
    "dứa",
    "dừa",
    "dưa",
    "dừa",
    "hoà",
    "hòa",
    "hoa",
    "tỷ",
    "tỉ",
    "ty",
    "quý",
    "quí",
    "lệ",
    "le",
    "đất",
    "đạt",
)


def item(id: str, name: str = "", unit: str = "", **settings: object) -> Indicator:
    return Indicator(id, {"vi": name or id}, "level", unit={"vi": unit} if unit else {}, **settings)


PINEAPPLE, COCONUT = item("pineapple", "Sản lượng dứa"), item("coconut", "Sản lượng dừa")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Sản lượng dứa", ["pineapple"]), ("sản lượng DỪA", ["coconut"]), ("san luong dua", ["pineapple", "coconut"]),
        ("Sản lượng dưa", []), ("dừa", ["coconut"]), ("dua", ["pineapple", "coconut"]), ("", []),
        (unicodedata.normalize("NFD", "Sản lượng dứa"), ["pineapple"]),
    ],
)  # fmt: skip
def test_accents_count_where_they_are_written(text, ids):
    named = [(each, list(each.name.values())) for each in (PINEAPPLE, COCONUT)]
    assert [each.id for each in match_names(text, named)] == ids


@pytest.mark.parametrize(
    ("one", "other"),
    [("Tỷ lệ", "tỉ lệ"), ("hoá chất", "hóa chất"), ("thuỷ sản", "thủy sản"), ("Quý", "quí"), ("kỹ thuật", "kĩ thuật")],
)
def test_two_spellings_of_a_word_are_one(one, other):
    assert normalize_accents(one) == normalize_accents(other)
    assert NameIndex((item("a", one),)).match(other) is not None


@given(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4))
def test_a_name_is_found_by_itself_in_any_case_and_composition_and_without_accents(words):
    name = " ".join(words)
    bare = "".join(sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign)).replace(
        "đ", "d"
    )
    index = NameIndex((item("a-1", name),))
    for text in (
        name,
        name.upper(),
        unicodedata.normalize("NFD", name),
        bare,
        f"1. {name}:",
        f"- {name} (*)",
        f" {name} ",
    ):
        found = index.match(text)
        assert found is not None, text
        assert found.id == "a-1"


@given(st.sampled_from(SYLLABLES), st.sampled_from(SYLLABLES))
def test_words_with_other_accents_are_other_words(one, other):
    same = normalize_accents(one) == normalize_accents(other) or one.isascii() or other.isascii()
    assert has_same_accents(one, other) == same == has_same_accents(other, one)


def test_an_alias_is_a_name_for_import_and_for_commands(folder, run):
    path = folder("""
        [term]
        name = "t"
        first_year = 2021
        last_year = 2025
        language = "en"
        [[indicator]]
        id = "growth"
        name = "Economic growth"
        unit = "%"
        unit_aliases = ["percent a year, real"]
        aliases = ["GRDP", "Tăng trưởng GRDP"]
        measure = "growth_rate"
        """)
    (path / "a.csv").write_text("Indicator;Unit;2022\nTăng trưởng GRDP;percent a year, real;7.5\n", encoding="utf-8")
    assert run("import", path / "a.csv", "--data", path, "--yes").returncode == 0
    done = run("add-result", "grdp", "2023", "8.1", "--data", path)
    assert (done.returncode, "growth 2023" in done.stdout) == (0, True)


@pytest.mark.parametrize(("key", "value"), [("aliases", '"GRDP"'), ("aliases", "[1]"), ("unit_aliases", '[""]')])
def test_aliases_are_a_list_of_texts(folder, run, key, value):
    path = folder(f"""
        [term]
        name = "t"
        first_year = 2021
        last_year = 2025
        language = "en"
        [[indicator]]
        id = "a"
        name = "A"
        measure = "level"
        {key} = {value}
        """)
    done = run("status", "--data", path)
    assert done.returncode == 3
    assert f"a: {key}: must be a list of texts" in done.stderr


def test_the_unit_then_the_parent_then_the_group_decide_between_equal_names():
    whole, share = item("value", "Giá trị sản xuất", "tỷ đồng"), item("share", "Cơ cấu", "%")
    amount = item("farm-value", "Nông nghiệp", "tỷ đồng", parent="value")
    part = item("farm-share", "Nông nghiệp", "%", parent="share")
    twin = item("farm-other", "Nông nghiệp", "tỷ đồng", group="rural")
    index = NameIndex((whole, share, amount, part))
    assert index.match("Nông nghiệp", RowContext(unit="%")) == part
    assert index.match("Nông nghiệp", RowContext(parent="value")) == amount
    with pytest.raises(TrackerError, match="matches 2 indicators"):
        index.match("Nông nghiệp")
    several = NameIndex((amount, part, twin))
    assert several.match("Nông nghiệp", RowContext(unit="Tỷ.đ", group="rural")) == twin


def test_an_ambiguous_name_lists_at_most_ten_ids():
    index = NameIndex(tuple(item(f"a-{number}", "Chung") for number in range(64)))
    with pytest.raises(TrackerError) as caught:
        index.match("Chung")
    [problem] = caught.value.problems
    assert (
        Language("en").format_message(problem.hint) == f"name one of {', '.join(f'a-{each}' for each in range(10))}, …"
    )


@pytest.mark.parametrize(
    ("given", "unit", "same"),
    [
        ("Tỷ.đ", "tỷ đồng", True), ("tỉ đồng", "tỷ đồng", True), ("Tr.USD", "triệu USD", True), ("m2", "m²", True),
        ("Phần trăm", "%", True), ("percent", "%", True), ("%", "percent", True), ("%", "%/năm", True),
        ("Triệu đồng/người", "triệu đồng/người/năm", True), ("triệu đồng", "triệu đồng/người/năm", True),
        ("nghìn người", "người", False), ("triệu đồng", "tỷ đồng", False), ("‰", "%", False), ("ha", "km2", False),
        ("%", "điểm", False), ("1000 người", "người", False), ("người", "nghìn người", False), ("%", "tỷ đồng", False),
    ],
)  # fmt: skip
def test_units(given, unit, same):
    assert is_same_unit(given, item("a", unit=unit)) is same


@pytest.mark.parametrize(
    ("one", "other", "is_other"),
    [
        ("‰", "%", True), ("triệu đồng", "tỷ đồng", True), ("nghìn người", "người", True), ("%", "%/năm", False),
        ("tỷ đồng", "Tỷ.đ", False), ("tỷ đồng", "%", False), ("triệu USD", "triệu đồng", False),
    ],
)  # fmt: skip
def test_two_scales_of_one_unit(one, other, is_other):
    assert is_other_scale(one, other) is is_other_scale(other, one) is is_other


def test_without_a_unit_only_a_scale_is_refused():
    assert is_same_unit("hộ", item("a"))
    assert not is_same_unit("nghìn hộ", item("a"))
    assert is_multiplier("Thousands")
