"""What annoys in `tracker show` and `tracker review`: numbers that say nothing, sentences that are not true, odd data."""

import json
from decimal import Decimal

import pytest

from support.process import Run, run_at_terminal

TERM = """
[term]
name = "Trial"
first_year = 2021
last_year = 2025
language = "en"
"""


@pytest.fixture
def shown(run: Run, folder):
    """Returns what `tracker` prints of one indicator, `x`, with values from 2021 on (None: no result)."""

    def _shown(keys: str, values: list[object], *options: str, command: tuple[str, ...] = ("show", "x")) -> str:
        rows = [
            f"x,{year},{value},,final,,,{year + 1}-01-31,lan\n"
            for year, value in enumerate(values, 2021)
            if value is not None
        ]
        data = folder(f'{TERM}\n[[indicator]]\nid = "x"\nname = "X"\n{keys}', "".join(rows))
        done = run(*command, *options, "--data", data)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout

    return _shown


def level(baseline: object, target: str, more: str = "") -> str:
    return f'measure = "level"\nbaseline = {baseline}\ntarget{target}\n{more}'


def test_the_working_puts_every_digit_of_the_data_in(shown):
    text = shown(level(1000000000000, ".at_least = 2000000000000"), [1718395061493], "--year", "2021")
    assert "p = (V − B) / (T − B) = (1,718,395,061,493 − 1,000,000,000,000) /" in text
    assert "= 0.718395061493" in text
    assert "(T − V) / (tN − t) = (2,000,000,000,000 − 1,718,395,061,493) / (2025 − 2021) ≈ 70,401,234,627" in text
    assert "against +718,395,061,493 so far" in text
    assert "Expected way" in text
    assert "1,200,000,000,000\n" in text


def test_a_sum_keeps_every_digit_of_the_data(shown):
    text = shown('measure = "total"\ntarget.at_least = 9\n', ["0.1234567890123", "1.1"], "--year", "2022")
    assert "ΣV = 0.1234567890123 + 1.1 = 1.2234567890123\n" in text


def test_the_expected_way_of_small_values_is_not_zero(shown):
    text = shown(level("0.0000055", ".at_most = 0.000001"), ["0.0000046", "0.0000037"], "--year", "2022")
    assert "0.0000046" in text.split("2021", 1)[1].split("\n", 1)[0]
    assert "0.0000010" in text.split("\n2025", 1)[1].split("\n", 1)[0]
    assert "not a part of the verdict: 0.0000015 (damped); 0.0000010 at" in text


def test_changes_that_are_all_alike_make_no_interval(shown):
    text = shown(level(40, ".at_least = 60"), [44, 48, 52], "--year", "2023")
    assert "Forecast for 2025, not a part of the verdict: 59.2 (damped); 60.0 at the mean pace so far.\n" in text
    assert "of 10 past cases" in shown(level(40, ".at_least = 60"), [44, 48, 51], "--year", "2023")


def test_the_room_below_a_ceiling_is_no_acceleration(shown):
    text = shown('measure = "mean"\ntarget.below = 4\n', ["3.5", "3.9", "3.5"], "--year", "2023")
    assert "Required     at most 4.5 in each remaining year, against 3.63 so far\n" in text


@pytest.mark.parametrize(
    ("values", "status", "sentence"),
    [
        ([290, 280, 270], "On track", "On the whole and in the last year it moved in the promised direction."),
        ([290, 260, 270], "At risk", "On the whole it moved in the promised direction, but not in the last year."),
        ([310, 330, 320], "Off track", "In the last year it moved in the promised direction, but not on the whole."),
        (
            [290, 310, 320],
            "Off track",
            "It did not move in the promised direction, neither on the whole nor in the last year.",
        ),
    ],
)
def test_a_direction_is_not_spoken_of_as_a_bound(shown, values, status, sentence):
    text = shown(level(300, ' = "decrease"'), values, "--year", "2023")
    assert status in text
    assert sentence in text


@pytest.mark.parametrize(
    ("values", "more", "sentence"),
    [
        ([44, 48, 52], "", "On track: arrives if the mean pace so far holds."),
        ([44, 48, "51.5"], "", "of what was due by now, 95.8 % is done; the mean pace so far alone would not suffice."),
        ([114, 131, 150], 'path = "compound"', "97.0 % is done; the mean pace so far alone would not suffice."),
        (
            [45, 51, 55],
            "plan = { 2021 = 46, 2022 = 52, 2023 = 58, 2024 = 59, 2025 = 60 }",
            "83.3 % is done; at the mean pace so far the target will still be reached.",
        ),
        ([44, 46, 48], "", "66.7 % is done; at the mean pace so far the target will be missed."),
    ],
)
def test_it_is_said_whether_the_mean_pace_suffices(shown, values, more, sentence):
    keys = level(100, ".at_least = 200", more) if "compound" in more else level(40, ".at_least = 60", more)
    text = shown(keys, values, "--year", "2023")
    assert sentence in text
    document = json.loads(shown(keys, values, "--year", "2023", "--format", "json"))
    arrives = Decimal(document["indicator"]["projected"]) >= document["indicator"]["target"]
    assert arrives == ("holds" in sentence or "still" in sentence)


def test_a_pace_that_passes_through_a_range_is_not_said_to_arrive(shown):
    text = shown(level(112, ".between = [104, 106]"), [108], "--year", "2021")
    assert "On track: of what was due by now, 333.3 % is done; at the mean pace so far it would pass" in text
    text = shown(level(112, ".between = [104, 106]"), [110, 108], "--year", "2022")
    assert "arrives if" not in text


def test_it_is_said_what_the_plans_leave_and_how_much_of_a_ceiling_is_used(shown):
    """A case of the review of 27 November 2026; invented figures."""
    plans = "plan = { 2021 = 41, 2022 = 42, 2023 = 50, 2024 = 55, 2025 = 60 }"
    text = shown(level(40, ".at_least = 60", plans), [41, 42], "--year", "2022")
    assert "On track: keeps to the plans, which leave +6 in each remaining year." in text
    keys = level(40, ".at_most = 100").replace('"level"', '"total"').replace("baseline = 40", "")
    text = shown(keys, [28, 24], "--year", "2022")
    assert "52.0 % of the ceiling is used, 40.0 % was due." in text
    assert "▼" not in text


@pytest.mark.parametrize(
    ("baseline", "target", "values", "so_far"),
    [
        ("40", "60", ["41", "42", "40.003"], "against +0.001 so far"),
        ("0", "1", ["0.2", "0.4", "0.6"], "against +0.2 so far: × 1.00"),
        ("1", "2", ["1.1", "1.2", "1.3"], "against +0.1 so far: × 3.50"),
    ],
)
def test_a_small_pace_is_not_shown_as_none_and_an_equal_one_not_as_another(shown, baseline, target, values, so_far):
    assert so_far in shown(level(baseline, f".at_least = {target}"), values, "--year", "2023")


def test_no_ratio_stands_beside_two_rounded_numbers_that_have_another(shown):
    """+3 a year against +1 so far was "× 2.33" in a paper of January 2028; the figures are invented."""
    text = shown(level(6, ".at_least = 15"), [7, 8], "--year", "2022")
    assert "+3 in each remaining year, against +1 so far\n" in text
    text = shown(level(6, ".at_least = 16.2", "decimals = 1"), [7, 8], "--year", "2022")
    assert "+2.8 in each remaining year, against +1.0 so far: × 2.73" in text


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ([44, 48, 52, 56, 60], "Rule: a figure that reaches the target has met it"),
        ([44, 48, 52, 56, 59], "Rule: once the result of the last year is in, a figure that does not reach"),
    ],
)
def test_in_the_end_the_rule_is_that_of_the_figure(shown, values, rule):
    for form in ("table", "md", "json"):
        text = shown(level(40, ".at_least = 60"), values, "--year", "2025", "--format", form)
        assert rule in text
        assert "at risk from" not in text
    text = shown(level(40, ".at_least = 60"), values, "--year", "2025", "--method", "destatis")
    assert rule in text
    assert "sun" in text.split(rule)[1]


def test_a_sum_that_is_reached_cannot_be_lost_again(shown):
    assert "held until then" not in shown('measure = "total"\ntarget.at_least = 10\n', [12], "--year", "2021")
    assert "held until then" in shown(level(1, ".at_least = 10"), [12], "--year", "2021")


def test_it_is_said_which_method_spoke(shown):
    keys = 'measure = "total"\ntarget.at_least = 10\n'
    text = shown(keys, [2], "--year", "2021", "--method", "destatis")
    assert "linear pace; weather symbols (Destatis) has no rule for this measure or target" in text
    assert "Method" not in shown(keys, [2], "--year", "2021")
    text = shown(level(1, ".at_least = 10", 'method = "compound"'), [3], "--year", "2021")
    assert "Method    compound growth (Eurostat, Open SDG)\n" in text


def test_the_window_of_destatis_begins_with_its_own_year(shown):
    text = shown(level(40, ".at_least = 60"), [44, 48, 52], "--year", "2023", "--method", "destatis")
    assert "t0 year of the first value" in text


def test_a_year_to_date_and_a_forecast_are_told(run: Run, folder):
    rows = (
        "x,2021,44,,final,,,2022-01-31,\nx,2022-06,46,,preliminary,,,2022-07-05,\nx,2022,50,,forecast,,,2022-07-05,\n"
    )
    data = folder(f'{TERM}\n[[indicator]]\nid = "x"\nname = "X"\n{level(40, ".at_least = 60")}', rows)
    text = run("show", "x", "--year", "2022", "--data", data).stdout
    assert "Since then  6 months of 2022: 46; forecast 2022: 50\n" in text


def test_the_chart_of_a_terminal_without_symbols_is_ascii(folder):
    data = folder(
        f'{TERM}\n[[indicator]]\nid = "x"\nname = "X"\nbreak = [{{ year = 2022 }}]\n{level(40, ".at_least = 60")}',
        "x,2021,44,,final,,,2022-01-31,\nx,2022,46,,final,,,2023-01-31,\n",
    )
    text = run_at_terminal("show", "x", "--year", "2022", "--data", str(data), TERM="linux")
    lines = text[text.index("+--") : text.index("* final result")].splitlines()
    assert len(lines) == 15
    assert all(line.isascii() for line in lines), lines
    assert "┌" in run_at_terminal("show", "x", "--year", "2022", "--data", str(data))


def test_the_sign_of_a_review_is_that_of_its_word_and_the_unpromised_takes_one_line(run: Run, folder):
    indicators = (
        f'[[indicator]]\nid = "old"\nname = "Old"\n{level(40, ".at_least = 60")}'
        '[[indicator]]\nid = "free"\nname = "Free"\nmeasure = "level"\n'
    )
    rows = "old,2021,44,,final,,,2022-01-31,\nfree,2023,7,,final,,,2024-01-31,\n"
    data = folder(TERM + indicators, rows)
    text = run("review", "--year", "2025", "--format", "table", "--data", data).stdout
    assert "  ○ Old – the latest result is too old; no result for 2025\n" in text
    text = run("review", "--year", "2023", "--format", "table", "--data", data).stdout
    assert "  ▲ Old – On track; old result" in text
    assert "  ○ Free – no term target · 7 (2023)\n" in text
    assert text.startswith("No result for 2023 yet: 1 indicator (responsible body not named)\n")
