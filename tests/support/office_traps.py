"""The layouts with parts of a year, parts of a whole, shares, plans of the term, other units and hidden columns."""

from dataclasses import replace

from support.office_layouts import Column, Layout, flat_heading, years_of
from support.office_words import (
    AGAINST_PLAN,
    AGAINST_YEAR,
    AMOUNT,
    AREAS,
    ESTIMATE,
    INDEX,
    PARTS,
    PLAN,
    RESULT,
    SHARE,
    TOTALS,
    Voice,
)


def year_to_date(voice: Voice) -> Layout:
    """Six or nine months of this year beside the same of last year and the plan of the year."""
    months = voice.random.choice((3, 6, 9))
    year = voice.random.choice((2024, 2025, 2026))
    plan = Column((flat_heading(voice, voice.say(PLAN), year),), "plan", str(year))
    if voice.language == "vi":
        shape = voice.random.choice(
            ("{0} tháng đầu năm {1}", "Thực hiện {0} tháng năm {1}", "TH {0} tháng {1}", "Lũy kế {0} tháng {1}")
        )
        now, before = shape.format(months, year), f"Cùng kỳ năm {year - 1}"
    else:
        now, before = f"{year}-{months:02}", f"{year - 1}-{months:02}"
    columns = (
        plan,
        Column((now,), "result", f"{year}-{months:02}"),
        Column((before,), "result", f"{year - 1}-{months:02}", must=False),
        Column((voice.say(AGAINST_PLAN),), "ratio"),
        Column((voice.say(AGAINST_YEAR),), "ratio"),
    )
    return Layout(columns[: voice.random.randint(2, 5)])


def one_month_over_rows(voice: Voice) -> Layout:
    """One month alone, its heading over two or three rows. Nothing of it is a year's or a year-to-date figure."""
    month, year = voice.random.randint(2, 11), voice.random.choice((2024, 2025))
    word = voice.say(RESULT)
    if voice.language == "vi":
        parts = voice.random.choice(
            (
                (word, f"tháng {month}", f"năm {year}"),
                (f"{word} tháng {month}", f"năm {year}"),
                (f"Năm {year}", f"Tháng {month}"),
            )
        )
        before = voice.random.choice((("So với", "cùng kỳ (%)", "năm trước"), ("So với cùng kỳ (%)",)))
    else:
        name = ("Feb", "March", "April", "May", "June", "July", "August", "Sept", "October", "November")[month - 2]
        parts = voice.random.choice(((word, f"{name}", f"{year}"), (f"{year}", name), (f"{name} {year}",)))
        before = ("Change (%)",)
    columns = [Column(tuple(parts), "month"), Column(before, "ratio")]
    if voice.random.random() < 0.5:
        columns.insert(0, Column((flat_heading(voice, voice.say(PLAN), year),), "plan", str(year)))
    return Layout(tuple(columns), ordinary=False)


def months_of_a_year(voice: Voice) -> Layout:
    """A year above its months or quarters, with the year as a whole at the end or not."""
    year = voice.random.choice((2024, 2025))
    vi = (
        tuple(f"Tháng {n}" for n in range(1, 7)),
        ("Quý I", "Quý II", "Quý III", "Quý IV"),
        ("T1", "T2", "T3"),
        ("Tháng 12", "6 tháng"),
    )
    en = (("January", "February", "March"), ("Q1", "Q2", "Q3", "Q4"), ("Jan", "Feb", "Mar", "Apr"))
    parts = voice.random.choice(vi if voice.language == "vi" else en)
    top = voice.year(year)
    quarters = {name: f"{year}-Q{at % 4 + 1}" for at, name in enumerate((*vi[1], *en[1]))}
    known = {"6 tháng": f"{year}-06", **quarters}
    columns = [
        Column((top, part), "result" if part in known else "month", known.get(part, ""), must=False) for part in parts
    ]
    if voice.random.random() < 0.5:
        columns.append(Column((top, voice.pick("Cả năm", "Full year")), "result", str(year), must=False))
    return Layout(tuple(columns), ordinary=False)


def parts_with_total(voice: Voice) -> Layout:
    """A year above its total and the two parts of it."""
    total, parts = voice.say(TOTALS), voice.random.choice(PARTS[voice.language])
    under = voice.random.choice((False, True))
    columns = []
    for year in years_of(voice):
        top = voice.year(year)
        total_column = Column((top, total), "result", str(year))
        over = voice.pick("Trong đó", "Of which")
        columns.append(total_column)
        columns += [Column((top, over, part) if under else (top, part), "part") for part in parts]
    return Layout(tuple(columns))


def parts_alone(voice: Voice) -> Layout:
    """A year above men and women, or above areas, without a total; or the parts above the years."""
    parts = voice.random.choice((*PARTS[voice.language], AREAS[voice.language]))
    years = years_of(voice, 1, 2)
    if voice.random.random() < 0.5:
        pairs = [(part, voice.year(year)) for part in parts for year in years]
    else:
        pairs = [(voice.year(year), part) for year in years for part in parts]
    return Layout(tuple(Column(pair, "part") for pair in pairs), ordinary=False)


def amount_and_share(voice: Voice) -> Layout:
    """A year above the amount and its share, index or growth."""
    amount, other = voice.say(AMOUNT), voice.say(voice.random.choice((SHARE, INDEX, AGAINST_YEAR)))
    columns: list[Column] = []
    for year in years_of(voice, 1, 3):
        top = voice.year(year)
        columns += [Column((top, amount), "result", str(year)), Column((top, other), "ratio")]
    return Layout(tuple(columns))


def shares_over_years(voice: Voice) -> Layout:
    """Shares, indices or growth above bare years, alone or after results above theirs."""
    years = years_of(voice, 2, 3)
    other = voice.say(voice.random.choice((SHARE, INDEX, AGAINST_YEAR)))
    shares = [Column((other, voice.year(year)), "ratio") for year in years]
    if voice.random.random() < 0.5:
        return Layout(tuple(shares), ordinary=False)
    word = voice.say(RESULT)
    return Layout((*(Column((word, voice.year(year)), "result", str(year)) for year in years), *shares))


def results_and_long_plans(voice: Voice) -> Layout:
    """Results of years beside plans of the term, sums of several years and the way to the target."""
    years = years_of(voice, 1, 3)
    columns = [Column((flat_heading(voice, voice.say(RESULT), year),), "result", str(year)) for year in years]
    others = {
        "vi": (
            "Mục tiêu đến năm 2025",
            "KH giai đoạn 2021-2025",
            "Lũy kế 2021-2024",
            "Bình quân 2021-2024",
            "Năm 2025/Năm 2020 (lần)",
            "KH đầu năm 2025",
        ),
        "en": (
            "Target by 2025",
            "Plan 2021-2025",
            "Cumulative 2021-2024",
            "Average 2021-2024",
            "2025 on 2020 (times)",
            "2030 goal",
        ),
    }[voice.language]
    for other in voice.random.sample(others, voice.random.randint(1, 2)):
        columns.insert(
            voice.random.randint(0, len(columns)),
            Column((other,), "plan", "2025" if other == "KH đầu năm 2025" else ""),
        )
    return Layout(tuple(columns))


def years_by_status(voice: Voice) -> Layout:
    """Each year with how sure it is: final, preliminary, estimate."""
    final, first = voice.pick("Chính thức {}", "Final {}"), voice.pick("Sơ bộ {}", "Preliminary {}")
    columns = [
        Column((final.format(2024),), "result", "2024"),
        Column((first.format(2025),), "result", "2025"),
        Column((flat_heading(voice, voice.say(ESTIMATE), 2026),), "estimate", "2026"),
    ]
    return Layout(tuple(columns[voice.random.randint(0, 1) :]))


def smaller_unit_in_headings(voice: Voice) -> Layout:
    """One column says that it is in a smaller unit; the factor is set when the things of the table are known."""
    year = years_of(voice, 1, 1)[0]
    word = flat_heading(voice, voice.say(RESULT), year)
    headings = voice.random.choice(
        ((word, "({other})"), (f"{word} ({{other}})",), (f"{voice.pick('ĐVT', 'Unit')}: {{other}}", word))
    )
    return Layout((Column(headings, "result", str(year), must=False, factor=-1),), ordinary=False)


def hidden_columns(voice: Voice) -> Layout:
    """Columns that nobody sees: a draft of the same year, the same in a smaller unit, or last year's plan."""
    year = years_of(voice, 1, 1)[0]
    seen = Column((flat_heading(voice, voice.say(RESULT), year),), "result", str(year), must=False)
    kind = voice.random.choice(("draft", "unit", "plan"))
    if kind == "unit":
        hidden = replace(
            seen,
            headings=(flat_heading(voice, voice.say(RESULT), year - 1),),
            period=str(year - 1),
            factor=-1,
            hidden=True,
        )
    else:
        heading = flat_heading(
            voice, voice.say(RESULT if kind == "draft" else PLAN), year if kind == "draft" else year - 1
        )
        hidden = Column((heading,), "draft" if kind == "draft" else "plan", hidden=True)
    columns = [seen, hidden]
    voice.random.shuffle(columns)
    return Layout(tuple(columns), ordinary=False)
