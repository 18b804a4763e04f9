"""The shipped data is real: each number has its address, derived ones say so, and nothing unknown is filled in."""

import pytest

from support.folders import DATA
from tracker.assess import assess
from tracker.folder import Folder, load_register
from tracker.journal.index import ALL_INDICATORS

REGISTER = load_register(Folder(str(DATA)), history=ALL_INDICATORS)
CITY = [item for item in REGISTER.indicators if item.group.startswith("city")]
PROVINCE = [item for item in REGISTER.indicators if item.group.startswith("province")]
ADDRESS = ("http://", "https://")


def test_there_are_at_least_20_indicators_of_a_city_and_a_province():
    assert len(REGISTER.indicators) >= 20
    assert len(CITY) >= 15
    assert sum(item.target is not None for item in PROVINCE) == 7


def test_the_city_has_no_invented_target():
    assert [item.id for item in CITY if item.target] == []


@pytest.mark.parametrize("indicator", REGISTER.indicators, ids=lambda item: item.id)
def test_every_number_has_its_address(indicator):
    if indicator.target:
        assert indicator.source.startswith(ADDRESS)
    if indicator.baseline:
        assert indicator.baseline.source.startswith(ADDRESS)
    for plan in indicator.plan.values():
        assert plan.source.startswith(ADDRESS)
    for row in REGISTER.results.get(indicator.id, ()):
        assert row.source.startswith(ADDRESS)


def test_derived_baselines_say_so():
    published = {"income-per-head", "province-income-per-head", "province-poverty-rate"}
    for indicator in REGISTER.indicators:
        if indicator.baseline and indicator.id not in published:
            assert "Suy ra" in indicator.baseline.note["vi"]
            assert "Derived" in indicator.baseline.note["en"]


def test_the_targets_of_the_province_are_assessable_where_figures_are_published():
    """Verdicts by hand: 4.60 points of poverty less in 4 years; 6.94 % a year against 9; 4.20 against 7."""
    board = assess(REGISTER, 2025, "2026-11-22")
    found = {item.indicator.id: (item.status, item.reason) for item in board.assessments}
    assert found["province-poverty-rate"] == ("exceeded", "")
    assert found["province-industry-growth"] == ("missed", "")
    assert found["province-exports-growth"] == ("missed", "")


def test_derived_results_say_so():
    """A figure that was computed for the journal is approximate, and its note holds the formula."""
    derived = [row for rows in REGISTER.results.values() for row in rows if row.note.startswith("suy ra")]
    assert {str(row.value) for row in derived} == {"1095.6", "30.08"}
    assert all(row.qualifier == "~" and row.status == "estimate" and "×" in row.note for row in derived)


def test_every_text_is_there_in_both_languages():
    for indicator in REGISTER.indicators:
        for text in (indicator.name, indicator.unit, indicator.note, *(item.note for item in indicator.breaks)):
            assert not text or set(text) == {"vi", "en"}


def test_the_journal_is_in_order_and_holds_the_published_revisions():
    rows = sorted((row for rows in REGISTER.results.values() for row in rows), key=lambda row: row.line)
    assert [row.recorded_on for row in rows] == sorted(row.recorded_on for row in rows)

    def values(indicator: str, period: str) -> list[str]:
        found = [row for row in REGISTER.results[indicator] if str(row.period) == period]
        return [f"{row.qualifier}{row.value}" for row in found]

    assert values("grdp-growth", "2020") == ["4.18", "4.24"]
    assert values("grdp-growth", "2023") == ["5.01", "5.56"]
    assert values("province-budget-total", "2022") == ["18540", ">19000"]
    assert values("province-budget-total", "2023") == ["20025", "20196"]


def test_estimates_bounds_parts_of_years_breaks_and_forecasts_stand_as_what_they_are():
    rows = [row for rows in REGISTER.results.values() for row in rows]
    assert {row.status for row in rows} == {"estimate", "preliminary", "final", "forecast"}
    assert {row.qualifier for row in rows} == {"", "<", ">", "~"}
    assert sum(not row.period.is_year for row in rows) >= 10
    assert {item.id for item in REGISTER.indicators if item.breaks} >= {"poor-households", "province-income-per-head"}


def test_of_which_parts_are_not_greater_than_the_whole():
    """Amounts of the same unit; a growth of a part may well be greater."""
    parents = {item.id: item for item in REGISTER.indicators}
    amounts = [
        (item.id, item.parent)
        for item in REGISTER.indicators
        if item.parent and not item.is_in_percent and item.unit == parents[item.parent].unit
    ]
    compared = []
    for part, whole in amounts:
        values = {row.period: row.value for row in REGISTER.results[whole]}
        compared += [(row.value, values[row.period]) for row in REGISTER.results[part] if row.period in values]
    assert len(compared) >= 4
    assert all(part <= whole for part, whole in compared)
