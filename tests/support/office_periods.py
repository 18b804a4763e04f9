"""The layouts with parts of a year, roofs, days, spans of years and broken words; and the list of all layouts."""

from collections.abc import Callable
from dataclasses import replace

from support import office_layouts, office_traps
from support.office_layouts import Column, Layout, flat_heading
from support.office_words import AGAINST_PLAN, PLAN, RESULT, Voice


def months_over_plan_and_result(voice: Voice) -> Layout:
    """A month, a quarter or the year to date stands above "plan | result"; the figures are never those of a year."""
    year, months = voice.random.choice((2024, 2025)), voice.random.choice((3, 6, 9))
    to_date = voice.random.random() < 0.5
    if voice.language == "vi":
        shapes = (
            ("{0} tháng đầu năm {1}", "{0} tháng năm {1}", "Lũy kế {0} tháng năm {1}")
            if to_date
            else ("Tháng {0} năm {1}", "Quý III/{1}", "Tháng {0}/{1}")
        )
    else:
        shapes = (
            ("{1}-{0:02}", "First {0} months of {1}", "Year to date, {0}/{1}")
            if to_date
            else ("Q3 {1}", "March {1}", "Third quarter {1}")
        )
    top = voice.random.choice(shapes).format(months, year)
    is_quarter = "Quý" in top or top.startswith(("Q3", "Third"))
    kind, period = ("result", f"{year}-Q3") if is_quarter else ("month", "")
    if to_date:
        kind, period = "result", f"{year}-{months:02}"
    columns = [Column((top, voice.say(PLAN)), "plan"), Column((top, voice.say(RESULT)), kind, period, must=False)]
    if voice.random.random() < 0.6:
        columns.append(Column((top, voice.say(AGAINST_PLAN)), "ratio"))
    if voice.random.random() < 0.4:
        columns.insert(
            0, Column((flat_heading(voice, voice.say(RESULT), year - 1),), "result", str(year - 1), must=False)
        )
    return Layout(tuple(columns), ordinary=False)


def a_roof_over_everything(voice: Voice) -> Layout:
    """One more heading over all columns: the term, "plan and result", or what is told of; then years, then words."""
    roofs = {
        "vi": (
            "Kế hoạch và thực hiện",
            "Số liệu qua các năm",
            "Tình hình thực hiện kế hoạch",
            "Nhiệm kỳ 2020 - 2025",
            "Tiến độ",
        ),
        "en": ("Planned and actual", "Figures by year", "Progress against the plan", "Strategy 2021-2025"),
    }
    roof = voice.say(roofs)
    below = voice.random.choice(
        (office_layouts.year_over_plan_and_result, office_layouts.results_beside_plans_over_years)
    )(voice)
    return Layout(tuple(replace(column, headings=(roof, *column.headings)) for column in below.columns), ordinary=False)


def a_column_without_heading(voice: Voice) -> Layout:
    """Figures that stand under no heading beside results that do."""
    columns = list(office_layouts.plain_years(voice).columns)
    columns.insert(voice.random.randint(0, len(columns)), Column(("",), "draft"))
    return Layout(tuple(columns), ordinary=False)


def states_on_a_day(voice: Voice) -> Layout:
    """Figures of a day: the end of a year, the end of a month (the year to date), or a day that ends no period."""
    year = voice.random.choice((2023, 2024))
    ends = {
        "vi": ("Đến 31/12/{}", "Đến hết năm {}", "31/12/{}"),
        "en": ("As of 31/12/{}", "End of {}", "31 December {}"),
    }
    months = {"vi": ("Đến ngày 30/9/{}", "Thực hiện đến 30/9/{}"), "en": ("As of 30/9/{}", "30 September {}")}
    days = {
        "vi": ("Đến 15/8/{}", "01/4/{}", "Đến ngày 20/11/{}"),
        "en": ("As of 15 August {}", "1 April {}", "As of 20/11/{}"),
    }
    columns = (
        Column((voice.say(ends).format(year),), "result", str(year), must=False),
        Column((voice.say(months).format(year + 1),), "result", f"{year + 1}-09", must=False),
        Column((voice.say(days).format(year + 1),), "month"),
    )
    return Layout(columns[:: voice.random.choice((1, -1))], ordinary=False)


def years_that_are_none(voice: Voice) -> Layout:
    """School years, financial years, spans and averages of years beside or instead of a year's result."""
    words = {
        "vi": (
            "Năm học 2023-2024",
            "2021-2023",
            "BQ 2021-2024",
            "Năm 2024 so với 2023",
            "Năm gốc 2020 = 100",
            "Lũy kế đến 2024",
            "Tăng BQ 2021-2025",
        ),
        "en": (
            "2023/24",
            "FY 2023/24",
            "2021-2023",
            "Average 2021-2024",
            "2024 vs 2023",
            "2020 = 100",
            "CAGR 2021-2025",
        ),
    }[voice.language]
    columns = [Column((text,), "ratio") for text in voice.random.sample(words, 2)]
    columns.append(Column((flat_heading(voice, voice.say(RESULT), 2025),), "result", "2025", must=False))
    voice.random.shuffle(columns)
    return Layout(tuple(columns), ordinary=False)


def words_of_several_rows(voice: Voice) -> Layout:
    """The words of one heading are broken over rows of cells: "Ước" / "thực hiện" / "năm 2026"."""
    pieces = {
        "vi": (("Thực", "hiện", "năm 2025"), ("Kế", "hoạch", "năm 2026"), ("Ước", "thực hiện", "năm 2026")),
        "en": (("Actual", "in", "2025"), ("Target", "for", "2026"), ("Estimate", "for", "2026")),
    }[voice.language]
    kinds = (("result", "2025"), ("plan", "2026"), ("estimate", "2026"))
    return Layout(
        tuple(Column(words, kind, period, must=False) for words, (kind, period) in zip(pieces, kinds, strict=True)),
        ordinary=False,
    )


LAYOUTS: dict[str, tuple[Callable[[Voice], Layout], int]] = {
    "plain years": (office_layouts.plain_years, 8),
    "flat plans and results": (office_layouts.flat_plans_and_results, 8),
    "year over plan and result": (office_layouts.year_over_plan_and_result, 12),
    "results beside plans over years": (office_layouts.results_beside_plans_over_years, 8),
    "plans over years": (office_layouts.plans_over_years, 6),
    "last year, then plan and estimate": (office_layouts.last_year_then_plan_and_estimate, 12),
    "years, then words": (office_layouts.years_then_words, 6),
    "term over years": (office_layouts.term_over_years, 6),
    "year to date": (office_traps.year_to_date, 5),
    "one month over rows": (office_traps.one_month_over_rows, 4),
    "months of a year": (office_traps.months_of_a_year, 4),
    "parts with total": (office_traps.parts_with_total, 5),
    "parts alone": (office_traps.parts_alone, 4),
    "amount and share": (office_traps.amount_and_share, 6),
    "shares over years": (office_traps.shares_over_years, 5),
    "results and long plans": (office_traps.results_and_long_plans, 6),
    "years by status": (office_traps.years_by_status, 4),
    "smaller unit in headings": (office_traps.smaller_unit_in_headings, 4),
    "hidden columns": (office_traps.hidden_columns, 4),
    "months over plan and result": (months_over_plan_and_result, 6),
    "a roof over everything": (a_roof_over_everything, 5),
    "a column without heading": (a_column_without_heading, 3),
    "states on a day": (states_on_a_day, 3),
    "years that are none": (years_that_are_none, 4),
    "words of several rows": (words_of_several_rows, 3),
}
"""Each layout with how often it is drawn."""
