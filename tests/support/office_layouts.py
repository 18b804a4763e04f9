"""The layouts of sheets that offices make: for each, the columns of figures, and what a person reads in them.

A layout is a function of a `Voice`. It returns columns from left to right; each has its headings from top to bottom, and
equal neighbours in a row of headings are one cell on paper. `kind` is what a careful person takes the figures for.
"""

from dataclasses import dataclass, replace

from support.office_words import (
    AGAINST_PLAN,
    ESTIMATE,
    PLAN,
    RESULT,
    TERM,
    Voice,
)

READ = ("result", "estimate")
"""The kinds that a person enters: results and estimates of an indicator as a whole."""


@dataclass(frozen=True)
class Column:
    """A column of figures: its headings from top to bottom, what its figures are, and of which period.

    A plan has a period if it is the plan of that whole year.
    """

    headings: tuple[str, ...]
    kind: str
    period: str = ""
    must: bool = True  # a person enters it without hesitation
    factor: int = 1  # the figures are in a smaller unit: so many make one of ours
    hidden: bool = False


@dataclass(frozen=True)
class Layout:
    """Columns, whether an officer would call the sheet an ordinary one, and whether several tables' words may clash."""

    columns: tuple[Column, ...]
    ordinary: bool = True


def years_of(voice: Voice, least: int = 1, most: int = 3) -> list[int]:
    """Return some years in a row, all of them over."""
    count = voice.random.randint(least, most)
    last = voice.random.choice((2023, 2024, 2025))
    return list(range(last - count + 1, last + 1))


def flat_heading(voice: Voice, word: str, year: int) -> str:
    """Return a word and a year as one heading."""
    shapes = (
        ("{0} {1}", "{0} năm {1}", "{0}\nnăm {1}", "{0} {1}")
        if voice.language == "vi"
        else ("{0} {1}", "{1} {0}", "{0} ({1})")
    )
    return voice.random.choice(shapes).format(word, year)


def plain_years(voice: Voice) -> Layout:
    """Results of several years beside each other, the word and the year in one heading or the year alone."""
    word = voice.random.choice([voice.say(RESULT), ""])
    columns = [
        Column((flat_heading(voice, word, year) if word else voice.year(year),), "result", str(year))
        for year in years_of(voice, 1, 4)
    ]
    if voice.random.random() < 0.5:
        columns.append(Column((flat_heading(voice, voice.say(ESTIMATE), 2026),), "estimate", "2026"))
    return Layout(tuple(columns))


def flat_plans_and_results(voice: Voice) -> Layout:
    """One row of headings: plan and result of each year side by side."""
    plan, result = voice.say(PLAN), voice.say(RESULT)
    columns: list[Column] = []
    for year in years_of(voice, 1, 3):
        columns.append(Column((flat_heading(voice, plan, year),), "plan", str(year)))
        columns.append(Column((flat_heading(voice, result, year),), "result", str(year)))
    return Layout(tuple(columns))


def year_over_plan_and_result(voice: Voice) -> Layout:
    """The year stands above "plan | result", often with a share of the plan after them."""
    plan, result, ratio = voice.say(PLAN), voice.say(RESULT), voice.say(AGAINST_PLAN)
    shape = voice.random.choice(("pr", "prx", "rp", "rpx", "p r", "ppr"))
    columns = []
    for year in years_of(voice):
        top = voice.year(year)
        for sign in shape.replace(" ", ""):
            if sign == "r":
                columns.append(Column((top, result), "result", str(year)))
            elif sign == "p":
                twice = any(column.headings == (top, plan) for column in columns)
                columns.append(
                    Column(
                        (top, f"{plan} {voice.pick('(bổ sung)', '(revised)')}" if twice else plan), "plan", str(year)
                    )
                )
            else:
                columns.append(Column((top, ratio), "ratio"))
    return Layout(tuple(columns))


def results_beside_plans_over_years(voice: Voice) -> Layout:
    """ "Result" stands above its years, and "plan" above its own."""
    years = years_of(voice, 1, 3)
    results = [Column((voice.say(RESULT), voice.year(year)), "result", str(year)) for year in years]
    results = [replace(column, headings=(results[0].headings[0], column.headings[1])) for column in results]
    plan = voice.say(PLAN)
    plans = [Column((plan, voice.year(year)), "plan", str(year)) for year in years]
    blocks = [results, plans]
    voice.random.shuffle(blocks)
    return Layout(tuple(blocks[0] + blocks[1]))


def plans_over_years(voice: Voice) -> Layout:
    """Nothing but plans: words of a plan above bare years. Nothing is to be entered."""
    plan = voice.say(PLAN)
    if voice.random.random() < 0.3:
        plan = f"{plan} {voice.pick('giai đoạn 2021-2025', '2021-2025')}"
    return Layout(
        tuple(Column((plan, voice.year(year)), "plan", str(year)) for year in years_of(voice, 2, 4)), ordinary=False
    )


def last_year_then_plan_and_estimate(voice: Voice) -> Layout:
    """The sheet of every December: last year, this year's plan and estimate, the comparison, next year's plan."""
    plan, estimate = voice.say(PLAN), voice.say(ESTIMATE)
    this = voice.year(2026)
    columns = [
        Column((flat_heading(voice, voice.say(RESULT), 2025),), "result", "2025"),
        Column((this, plan), "plan", "2026"),
        Column((this, estimate), "estimate", "2026"),
    ]
    if voice.random.random() < 0.6:
        over = voice.pick("So sánh (%)", "Comparison (%)")
        result = voice.pick("TH", "Actual")
        columns.append(Column((over, f"{voice.pick('ƯTH', 'Est.')} 2026/{result} 2025"), "ratio"))
        columns.append(Column((over, f"{voice.pick('ƯTH', 'Est.')} 2026/{voice.pick('KH', 'Plan')} 2026"), "ratio"))
    if voice.random.random() < 0.5:
        columns.append(Column((flat_heading(voice, voice.say(PLAN), 2027),), "plan", "2027"))
    return Layout(tuple(columns))


def years_then_words(voice: Voice) -> Layout:
    """A year above each column, and under each year what it is; the last ones are plans or estimates."""
    years = [2024, 2025, 2026, 2027][: voice.random.randint(3, 4)]
    columns = []
    result, plan = voice.say(RESULT), voice.say(PLAN)
    for year in years:
        if year <= 2025:
            columns.append(Column((voice.year(year), result), "result", str(year)))
        elif year == 2026 and voice.random.random() < 0.5:
            columns.append(Column((voice.year(year), voice.say(ESTIMATE)), "estimate", "2026"))
        else:
            columns.append(Column((voice.year(year), plan), "plan", str(year)))
    return Layout(tuple(columns))


def term_over_years(voice: Voice) -> Layout:
    """Three rows of headings: the term, its years, and plan and result of each."""
    term, plan, result = voice.say(TERM), voice.say(PLAN), voice.say(RESULT)
    columns: list[Column] = []
    for year in years_of(voice, 2, 3):
        top = voice.year(year)
        columns.append(Column((term, top, plan), "plan", str(year)))
        columns.append(Column((term, top, result), "result", str(year)))
    return Layout(tuple(columns))
