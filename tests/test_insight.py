"""What is known beyond the verdict, by hand: years and revisions, the forecast, and what needs attention first."""

from decimal import Decimal

import pytest

from support.registers import make_indicator, make_register, make_row, make_series
from tracker.assess import assess, choose_reporting_year
from tracker.assess.detail import build_detail, compute_assessment_forecast
from tracker.assess.forecast import compute_student_quantile
from tracker.assess.review import compute_gap, review
from tracker.model import Break, Limits, Plan


def everything(indicator, rows, year, method=""):
    register = make_register(indicator, x=rows)
    return build_detail(register, indicator, year, f"{year}-12-31", method)


# --- The years of an indicator ---------------------------------------------------------------------------------


def due(found):
    return {item.year: item.expected and round(item.expected, 6) for item in found.years}


def test_what_is_due_in_each_year_by_measure():
    level = everything(make_indicator("level", "at_least", 60, baseline=40), make_series(44), 2021)
    assert due(level) == {2020: 40, 2021: 44, 2022: 48, 2023: 52, 2024: 56, 2025: 60}
    growth = everything(make_indicator("growth", "at_least", 10, baseline=100, until=2023), make_series(44), 2021)
    assert due(growth) == {2020: 100, 2021: 110, 2022: 121, 2023: Decimal("133.1")}
    total = everything(make_indicator("total", "at_least", 100), make_series(44), 2021)
    assert due(total) == dict.fromkeys(range(2021, 2026), 20)
    mean = everything(make_indicator("mean", "at_least", 100, baseline=4), make_series(44), 2021)
    assert due(mean) == dict.fromkeys(range(2021, 2026), 100)
    rates = everything(make_indicator("growth_rate", "at_least", 8), make_series(44), 2021)
    assert due(rates) == dict.fromkeys(range(2021, 2026), 8)
    plans = {year: Plan(Decimal(value)) for year, value in zip(range(2021, 2026), (41, 42, 43, 50, 61), strict=True)}
    planned = make_indicator("level", "at_least", 60, baseline=40, plan=plans)
    assert due(everything(planned, make_series(44), 2021)) == {
        2020: 40,
        2021: 41,
        2022: 42,
        2023: 43,
        2024: 50,
        2025: 61,
    }
    some = planned._replace(plan={2023: plans[2023]})
    assert due(everything(some, make_series(44), 2021)) == due(level)
    compound = make_indicator("level", "at_least", 16, baseline=1, until=2024, path="compound")
    assert due(everything(compound, make_series(1), 2021)) == {2020: 1, 2021: 2, 2022: 4, 2023: 8, 2024: 16}
    same = make_indicator("level", "at_least", 40, baseline=40, until=2022)
    assert due(everything(same, make_series(44), 2021)) == {2020: 40, 2021: 40, 2022: 40}


@pytest.mark.parametrize(
    ("measure", "kind", "bound"),
    [
        ("level", "increase", None),
        ("mean", "between", (1, 4)),
        ("total", "between", (1, 4)),
        ("growth", "decrease", None),
    ],
)
def test_nothing_single_is_due_toward_a_direction_or_a_range(measure, kind, bound):
    found = everything(make_indicator(measure, kind, bound, baseline=3), [make_row(2020, 3), *make_series(2)], 2021)
    assert due(found) == {2020: None, 2021: None}


def test_without_a_baseline_or_across_a_break_nothing_is_due():
    assert due(everything(make_indicator("level", "at_least", 60), make_series(44), 2021)) == {2021: None}
    broken = make_indicator("level", "at_least", 60, baseline=40, breaks=(Break(2021),))
    found = everything(broken, make_series(44), 2021)
    assert [(item.year, item.expected, item.is_break) for item in found.years] == [(2021, None, True)]
    assert everything(broken, make_series(44), 2021).forecast == "break"


def test_years_hold_results_plans_and_breaks_from_the_first_known_on():
    plan = {2022: Plan(Decimal(5)), 2023: Plan(Decimal(6))}
    indicator = make_indicator("level", "increase", plan=plan, breaks=(Break(2024),), direction="increase")
    found = everything(indicator, [*make_series(3, first=2018), *make_series(4, 7)], 2022)
    shown = [(item.year, item.result and item.result.value, item.check.plan and item.check.plan.value, item.check.verdict,
              item.is_break) for item in found.years]  # fmt: skip
    assert shown == [
        (2018, 3, None, "", False), (2021, 4, None, "", False), (2022, 7, 5, "exceeded", False),
        (2023, None, 6, "", False), (2024, None, None, "", True),
    ]  # fmt: skip


def test_revisions_are_all_rows_of_a_period_recorded_twice_up_to_the_year():
    rows = [
        make_row(2022, 1),
        make_row(2021, 2),
        make_row(2022, 3),
        make_row(2023, 4),
        make_row(2023, 5),
        make_row(2021, 6, month=6),
        make_row(2021, 7),
    ]
    found = everything(make_indicator("level", "at_least", 60), rows, 2022)
    assert [[int(item.value) for item in group] for group in found.revisions] == [[2, 7], [1, 3]]
    last = everything(make_indicator("level", "at_least", 60), rows, 2023)
    assert [[int(item.value) for item in group] for group in last.revisions] == [[2, 7], [1, 3], [4, 5]]


def test_a_milestone_has_years_but_no_working_and_no_forecast():
    found = everything(make_indicator("milestone", "yes"), [make_row(2021, False), make_row(2022, True)], 2022)
    assert [(item.year, item.result.value) for item in found.years] == [(2021, False), (2022, True)]
    assert (found.derivation.steps, found.derivation.rule, found.forecast) == ((), "", None)


# --- The forecast ----------------------------------------------------------------------------------------------


def ahead(rows, year=2023, kind="at_least", bound=900, measure="level", **more):
    indicator = make_indicator(measure, kind, bound, **more)
    board = assess(make_register(indicator, x=rows), year, f"{year}-12-31")
    return compute_assessment_forecast(board, board.assessments[0])


def test_the_forecast_by_hand():
    """40, 44, 45, 49 change by 4, 1, 4: 3 a year, with a standard deviation of √(6/2) = 1.7320508."""
    found = ahead(make_series(44, 45, 49), baseline=40)
    assert (found.year, found.points) == (2025, 4)
    assert (found.damped, found.mean_pace) == (Decimal("54.4"), 55)  # 49 + 3 (1 + 0.8); 49 + 2 × 3
    reach = 1.885618083 * 3**0.5 * (2 * (1 + 2 / 3)) ** 0.5  # t(0.9; 2) = 1.885618083
    assert (float(found.low), float(found.high)) == pytest.approx((55 - reach, 55 + reach))


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(1, 3.077683537), (2, 1.885618083), (3, 1.637744354), (4, 1.533206274), (5, 1.475884049), (10, 1.372183641),
     (29, 1.311433647), (30, 1.310415025)],
)  # fmt: skip
def test_the_quantiles_of_student(freedom, quantile):
    """The printed tables of t(0.9)."""
    assert compute_student_quantile(freedom) == pytest.approx(quantile, abs=1e-8)
    assert compute_student_quantile(freedom, 0.975) > quantile


def test_there_is_no_forecast_and_why():
    assert ahead(make_series(44, 45)) == "too_few_results"
    assert ahead(make_series(44), baseline=40) == "too_few_results"
    assert ahead(make_series(44, 45, 46, 47, 48), year=2025) == "over"
    assert ahead(make_series(44, 45, 46), measure="total") == "measure"
    assert ahead(make_series(44, "<45", 46)) == "bounded"
    assert ahead(make_series(44, ">45", 46)) == "bounded"
    assert ahead(make_series(44, "~45", 46)).points == 3
    for year, outlook in (
        (2020, None),
        (2021, "break"),
        (2022, "break"),
        (2023, "break"),
        (2024, "break"),
        (2025, "break"),
        (2026, None),
    ):
        found = ahead(make_series(44, 45, 46), breaks=(Break(year),))
        assert found == outlook or (outlook is None and found.points == 3)
    assert ahead(make_series(44, 45, 46), measure="every_year").damped == Decimal("47.8")
    assert ahead(make_series(44, 45, 46), measure="growth", bound=8, baseline=43).mean_pace == 48
    assert ahead([make_row(2021, True)], measure="milestone", kind="yes", bound=None) is None
    assert ahead([]) is None


def test_no_interval_where_a_year_is_missing():
    found = ahead(make_series(44, None, 46), baseline=43)
    assert (found.mean_pace, found.low, found.high) == (48, None, None)
    one_ahead = ahead(make_series(44, 45, 46, 47), year=2024)
    assert (one_ahead.mean_pace, one_ahead.damped, one_ahead.low, one_ahead.high) == (48, 48, 48, 48)


def test_a_forecast_stays_within_natural_limits():
    up, down = make_series(70, 80, 99), make_series(30, 20, 1)
    share = {"unit": {"": "%"}}
    assert (ahead(up, **share).damped, ahead(up, **share).high, ahead(up, **share).mean_pace) == (100, 100, 100)
    assert (ahead(down, **share).damped, ahead(down, **share).low) == (0, 0)
    assert ahead(up).mean_pace == 128
    assert ahead(down).mean_pace == -28
    assert ahead(make_series(70, 80, 101), **share).mean_pace == 132  # it has left 0 to 100 already
    assert ahead(make_series(20, 10, -1), **share).mean_pace == -22
    assert ahead(make_series(0, 50, 100), **share).mean_pace == 100
    assert ahead(up, limits=Limits(high=Decimal(110)), **share).mean_pace == 110
    assert ahead(down, limits=Limits(low=Decimal(-5)), **share).mean_pace == -5
    assert ahead(up, measure="every_year", **share).mean_pace == 100
    assert ahead(up, measure="growth", bound=8, **share).__class__ is not str


# --- What needs attention --------------------------------------------------------------------------------------


def listed(*indicators, year=2023, **rows):
    board = assess(make_register(*indicators, **rows), year, f"{year}-12-31")
    return review(board)


def test_the_most_urgent_comes_first_and_the_unknown_last():
    names = {
        "missed": (make_indicator("level", "at_least", 60, "missed", baseline=40, until=2023), make_series(41, 42, 43)),
        "away": (make_indicator("level", "at_least", 60, "away", baseline=40), make_series(41, 42, 39)),
        "slower": (make_indicator("level", "at_least", 60, "slower", baseline=40), make_series(41, 42, 43)),
        "slow": (make_indicator("level", "at_least", 60, "slow", baseline=40), make_series(41, 42, 45)),
        "risk": (make_indicator("level", "at_least", 60, "risk", baseline=40), make_series(41, 42, 48)),
        "plan": (make_indicator("level", "at_least", 60, "plan", baseline=40, direction="increase",
                              plan={2023: Plan(Decimal("52.5"))}), make_series(41, 42, 52)),
        "slips": (make_indicator("level", "at_least", 40, "slips"), make_series(60, 50, 41)),
        "nothing": (make_indicator("level", "at_least", 40, "nothing"), []),
        "late": (make_indicator("level", "at_least", 60, "late", baseline=40, until=2023), make_series(41, 52)),
        "stale": (make_indicator("level", "at_least", 60, "stale", baseline=40), make_series(50)),
        "open": (make_indicator("level", "at_least", 60, "open"), make_series(41, 42, 43)),
        "fine": (make_indicator("level", "at_least", 60, "fine", baseline=40), make_series(50, 55, 59)),
        "later": (make_indicator("milestone", "yes", None, "later"), [make_row(2023, False)]),
    }  # fmt: skip
    order = ["nothing", "late", "stale", *(key for key in names if key not in ("nothing", "late", "stale"))]
    indicators = [names[key][0] for key in reversed(order)]
    board = assess(make_register(*indicators, **{key: value[1] for key, value in names.items()}), 2023, "2024-12-31")
    found = review(board)
    assert [item.assessment.indicator.id for item in found] == order[:-2]
    assert [item.concerns for item in found] == [
        ("not_reported", "no_result"), ("not_reported", "no_final_result"), ("not_reported", "stale"),
        ("missed",), ("off_track",), ("off_track",), ("off_track",), ("at_risk",), ("plan_missed",), ("slipping",),
        ("no_baseline",),
    ]  # fmt: skip
    assert [item.kind for item in found] == ["missing"] * 3 + ["weak"] * 7 + ["unknown"]


def test_the_gravest_concern_comes_first():
    plan = {2022: Plan(Decimal(53))}
    indicator = make_indicator("level", "at_least", 60, baseline=40, plan=plan, direction="increase")
    rows = [*make_series(41, 42), make_row(2022, 43)]
    (item,) = listed(indicator, year=2024, x=rows)
    assert item.concerns == ("not_reported", "off_track", "stale")  # the plan of 2022 is no concern of 2024
    (item,) = listed(indicator, year=2022, x=rows)
    assert item.concerns == ("off_track", "plan_missed")
    no_target = indicator._replace(target=None)
    (item,) = listed(no_target, year=2022, x=rows)
    assert (item.kind, item.concerns) == ("weak", ("plan_missed",))
    (item,) = listed(no_target, year=2024, x=rows)
    assert (item.kind, item.concerns) == ("missing", ("not_reported",))
    (item,) = listed(no_target._replace(plan={}), year=2022, x=rows)
    assert (item.kind, item.concerns) == ("unknown", ("no_target",))


@pytest.mark.parametrize(
    ("measure", "kind", "bound", "values", "gap"),
    [
        ("level", "at_least", 60, (41, 42), 18), ("level", "at_most", 20, (39, 38), -18),
        ("level", "between", (60, 70), (41, 42), 18), ("level", "between", (10, 20), (39, 38), -18),
        ("total", "at_least", 60, (4, 4), 52), ("mean", "at_least", 60, (40, 42), 19),
        ("every_year", "at_least", 60, (40, 42), None), ("level", "decrease", None, (42, 43), None),
        ("level", "above", 42, (41, 42), None),
    ],
)  # fmt: skip
def test_the_gap_is_what_is_still_to_come(measure, kind, bound, values, gap):
    indicator = make_indicator(measure, kind, bound, baseline=40)
    board = assess(make_register(indicator, x=make_series(*values)), 2022, "2022-12-31")
    assert compute_gap(board.assessments[0]) == gap


def gap(indicator, rows, year=2022):
    return compute_gap(assess(make_register(indicator, x=rows), year, f"{year}-12-31").assessments[0])


def test_there_is_a_gap_also_where_the_pace_suffices_and_none_where_nothing_is_open():
    assert gap(make_indicator("level", "at_least", 60, baseline=40), make_series(44, 55)) == 5
    assert gap(make_indicator("level", "at_least", "42.5", baseline=40), make_series(41, 42)) == Decimal("0.5")
    assert gap(make_indicator("level", "at_least", 60, baseline=40), make_series(44, 60)) is None
    assert gap(make_indicator("level", "between", (60, 70), baseline=40), make_series(44, 66)) is None
    assert gap(make_indicator("level", "at_least", 60), make_series(44, 50)) is None
    assert gap(make_indicator("level", "at_least", 60, baseline=40)._replace(target=None), make_series(44, 50)) is None
    assert gap(make_indicator("milestone", "yes"), [make_row(2025, False)], 2025) is None
    # the mean so far is on track though it lies above what is asked for in the end
    assert gap(make_indicator("mean", "at_least", 5), make_series(6, 6)) is None
    assert gap(
        make_indicator("level", "between", (60, 70), baseline=80, until=2022), make_series(78, "70.5")
    ) == Decimal("-0.5")


def test_a_pace_of_less_than_one_has_to_grow_too():
    (item,) = listed(make_indicator("level", "at_least", "0.6", baseline="0.4"), x=make_series("0.42", "0.44", "0.46"))
    assert item.speed_up == Decimal("3.5")


def test_concerns_that_are_not_known_come_last_and_what_is_missing_is_told_once():
    plan = {2022: Plan(Decimal(53))}
    open_level = make_indicator("level", "at_least", 60, plan=plan, direction="increase")
    (item,) = listed(open_level, year=2022, x=make_series(41, 42))
    assert item.concerns == ("plan_missed",)
    past = make_indicator("level", "at_least", 60, baseline=40, until=2023, plan=plan, direction="increase")
    board = assess(make_register(past, x=make_series(41, 42)), 2024, "2025-06-30")
    assert (review(board)[0].kind, review(board)[0].concerns) == ("unknown", ("no_final_result",))


def test_the_plan_of_a_year_that_runs():
    plan = {2022: Plan(Decimal(53)), 2023: Plan(Decimal(60))}
    indicator = make_indicator("total", "at_least", 600, plan=plan)
    found = assess(make_register(indicator, x=[make_row(2023, 30, month=6)]), 2023, "2023-07-31").assessments[0]
    assert (found.plan.value, found.year_to_date_percent) == (60, 50)
    both = assess(
        make_register(indicator, x=[make_row(2022, 50), make_row(2023, 30, month=6)]), 2023, "2023-07-31"
    ).assessments[0]
    assert (both.plan.value, both.year_to_date_percent) == (53, 50)


def test_the_gap_to_a_ceiling_is_negative():
    """On average 65 in the first years, with a ceiling of 60."""
    (item,) = listed(make_indicator("mean", "at_most", 60), x=make_series(70, 50, 75))
    assert item.gap == -5


def test_the_pace_has_to_grow_by_what_is_required_over_what_was_brought():
    (item,) = listed(make_indicator("level", "at_least", 60, baseline=40), x=make_series(42, 44, 46))
    assert (item.gap, item.speed_up) == (14, Decimal("3.5"))  # 7 a year against 2
    (away,) = listed(make_indicator("level", "at_least", 60, baseline=40), x=make_series(38, 36, 34))
    assert away.speed_up is None
    (still,) = listed(make_indicator("level", "at_least", 60, baseline=40), x=make_series(40, 40, 40))
    assert still.speed_up is None
    (down,) = listed(make_indicator("level", "at_most", 20, baseline=40), x=make_series(38, 36, 34))
    assert down.speed_up == Decimal("3.5")


# --- The reporting year ----------------------------------------------------------------------------------------


def test_the_year_to_judge_is_the_last_one_that_has_ended_within_the_term_whatever_is_recorded():
    for rows in ([], [make_row(2024, 1)], [make_row(2024, 1, status="forecast")]):
        register = make_register(x=rows)
        assert [choose_reporting_year(register, f"{year}-06-30") for year in (2000, 2022, 2023, 2026, 2030)] == [
            2021,
            2021,
            2022,
            2025,
            2025,
        ]
