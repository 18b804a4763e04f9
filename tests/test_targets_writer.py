"""Definitions written as `targets.toml` come back equal, whatever characters they have."""

from decimal import Decimal

from hypothesis import assume, example, given
from hypothesis import strategies as st

from support.examples import draw_settings
from tracker.model import (
    MEASURES,
    METHOD_NAMES,
    METHODS,
    METHODS_WITH_CUTS,
    Baseline,
    Break,
    Exemption,
    Group,
    Indicator,
    Limits,
    Method,
    Plan,
    Target,
    Term,
)
from tracker.model.areas import Dimension, Ratio
from tracker.targets.plans import make_plan
from tracker.targets.reader import read_targets
from tracker.targets.writer import (
    format_baseline,
    format_breaks,
    format_comment,
    format_dimension,
    format_exemptions,
    format_group,
    format_indicator,
    format_plans,
    format_string,
    format_target,
    format_term,
)

NASTY = (
    '"', '"""', "'''", "\\", "\\n", "\n", "\r", "\r\n", "\t", "\b", "\f", "\x00", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u202e",
    "\ufeff", "\u200b", "#", "=", "[[indicator]]", "\n[term]\n", "{", "}", "é", "e\u0301", "ế", "👩‍👩‍👧", "🇻🇳", "\U0010ffff", "\ufdd0", " ",
)  # fmt: skip
TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.lists(st.sampled_from(NASTY), max_size=6).map("".join),
)
FULL_TEXT = TEXT.filter(lambda text: bool(text.strip()))
NAMES = st.one_of(
    FULL_TEXT.map(lambda text: {"": text}),
    st.dictionaries(st.sampled_from(["vi", "en"]), FULL_TEXT, min_size=1),
)
NUMBERS = st.one_of(
    st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=3),
    st.decimals(-100, 100, allow_nan=False, allow_infinity=False, places=12),
    st.integers(-(10**20), 10**20).map(Decimal),
    st.sampled_from([Decimal(text) for text in ("2.500", "-2.500", "14.687", "0.500", "-0", "-0.000", "1E+5", "1E-9", "007")]),
)  # fmt: skip
EMPTY_OR_NAMES = st.one_of(st.just({}), NAMES)
IDS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
CUTS = st.one_of(
    st.just((None, None)),
    st.lists(st.decimals("0.61", "0.94", places=4), min_size=2, max_size=2, unique=True).map(sorted),
    st.tuples(st.just(None), st.decimals("0.70", 1, places=3)),
    st.tuples(st.decimals("0.01", "0.94", places=5), st.just(None)),
)
"""At risk and on track, each with the usual one of the other, which is not written."""
METHOD = st.one_of(
    st.sampled_from(METHODS).map(Method),
    st.integers(1, 50).map(lambda years: Method("compound", window=years)),
    st.sampled_from(list(METHOD_NAMES.items())).map(lambda pair: Method(pair[1], written=pair[0])),
    st.builds(
        lambda name, zero_as, cuts: Method(
            name, zero_as, *(reversed(cuts) if name in METHODS_WITH_CUTS else (None, None))
        ),
        st.sampled_from(METHODS),
        st.decimals("0.001", 5, places=3, allow_nan=False, allow_infinity=False),
        CUTS,
    ),
)
BASELINES = st.builds(
    Baseline,
    st.integers(1900, 2029),
    NUMBERS,
    st.sampled_from(["", "estimate", "preliminary", "final"]),
    st.one_of(st.just(""), FULL_TEXT),
    EMPTY_OR_NAMES,
)
EXTRA = st.dictionaries(
    st.from_regex(r"[A-Za-z0-9_-]{1,8}", fullmatch=True),
    st.one_of(FULL_TEXT, NUMBERS, st.booleans(), st.lists(FULL_TEXT, min_size=1, max_size=2).map(tuple)),
    max_size=3,
)
BREAKS = st.lists(st.builds(Break, st.integers(1900, 2199), EMPTY_OR_NAMES), max_size=3).map(
    lambda items: tuple(sorted(items, key=lambda item: item.year))
)
EXEMPTIONS = st.builds(Exemption, FULL_TEXT, EMPTY_OR_NAMES, st.one_of(st.none(), st.integers(1900, 2199)))
LIMITS = st.one_of(
    st.just(Limits()),
    NUMBERS.map(Limits),
    NUMBERS.map(lambda high: Limits(None, high)),
    NUMBERS.map(lambda low: Limits(low, low + 1)),
)
TERMS = st.builds(
    Term,
    NAMES,
    st.just(2025),
    st.just(2026),
    st.just(2030),
    st.sampled_from(["", "vi", "en"]),
    METHOD,
    st.one_of(st.none(), st.decimals("0.001", "0.999", places=3, allow_nan=False, allow_infinity=False)),
    st.just(1),
    st.just(""),
)
YEARS = st.one_of(
    st.just((1, "")), st.tuples(st.integers(2, 12), st.sampled_from(["{a}/{b}", "FY{b}", 'năm "{a}"', "{a}–{b2}"]))
)
TERMS = st.builds(lambda term, years: term._replace(year_begins=years[0], year_label=years[1]), TERMS, YEARS)


DIMENSIONS = st.lists(
    st.builds(
        Dimension,
        st.sampled_from(["sex", "age", "0-x", "urban-rural"]),
        NAMES,
        st.dictionaries(IDS, NAMES, min_size=1, max_size=3),
        st.booleans(),
    ),
    max_size=3,
    unique_by=lambda dimension: dimension.id,
).map(tuple)


def draw_roll_up(draw: st.DrawFn, numbers: list[Indicator]) -> dict[str, object]:
    """Draw the keys of areas, or what an indicator is computed of: only of those before it that have numbers."""
    sources = [item.id for item in numbers if item.measure != "milestone"]
    counted = [item.id for item in numbers if item.areas or item.ratio]
    ways = ["areas", *(["mean"] if sources else []), *(["ratio"] if len(sources) > 1 else [])]
    way = draw(st.sampled_from([*ways, *(["count"] if counted else []), "nothing"]))
    if way == "ratio":
        of, to = draw(st.permutations(sources))[:2]
        times = draw(st.decimals("0.001", 10**6, allow_nan=False, allow_infinity=False, places=3))
        return {"ratio": Ratio(of, to, times)}
    if way == "count":
        return {"counts": draw(st.sampled_from(counted))}
    if way == "mean":
        return {"areas": "commune", "roll_up": "mean", "weight": draw(st.sampled_from(sources))}
    rules = st.sampled_from(["", "sum", "min", "max", "none"])
    return {"areas": draw(IDS), "roll_up": draw(rules)} if way == "areas" else {}


@st.composite
def indicators(
    draw: st.DrawFn, identity: str, groups: tuple[Group, ...], before: list[Indicator], dimensions: list[str]
) -> Indicator:
    measure = draw(st.sampled_from(MEASURES))
    parents = [item.id for item in before]
    roll_up = draw_roll_up(draw, before) if measure != "milestone" else {"roll_up": "none", "areas": "commune"}
    return Indicator(
        identity,
        draw(NAMES),
        measure,
        group=draw(st.sampled_from(["", *(group.id for group in groups)])),
        unit=draw(EMPTY_OR_NAMES),
        decimals=draw(st.one_of(st.none(), st.integers(0, 12))),
        direction=draw(st.sampled_from([None, "increase", "decrease"])),
        baseline=None if measure == "milestone" else draw(st.one_of(st.none(), BASELINES)),
        parent=draw(st.sampled_from(["", *parents])),
        breaks=draw(BREAKS),
        extra=draw(EXTRA),
        path=draw(st.sampled_from(["linear", "compound"])),
        owner=draw(EMPTY_OR_NAMES),
        note=draw(EMPTY_OR_NAMES),
        limits=draw(LIMITS),
        method=draw(st.one_of(st.none(), METHOD)),
        aliases=tuple(draw(st.lists(FULL_TEXT, max_size=3))),
        within_year=None if measure == "milestone" else draw(st.sampled_from([None, "sum", "last", "mean", "none"])),
        every=1 if measure == "milestone" else draw(st.integers(1, 49)),
        is_public=draw(st.booleans()),
        exemptions=tuple(draw(st.lists(EXEMPTIONS, max_size=2))),
        unit_aliases=tuple(draw(st.lists(FULL_TEXT, max_size=3))),
        by=tuple(draw(st.lists(st.sampled_from(dimensions), unique=True))) if dimensions else (),
        **roll_up,
    )


@st.composite
def definitions(
    draw: st.DrawFn,
) -> tuple[Term, tuple[Group, ...], tuple[Indicator, ...], tuple[Dimension, ...]]:
    groups = tuple(Group(name, draw(NAMES)) for name in draw(st.lists(FULL_TEXT, max_size=3, unique=True)))
    dimensions = draw(DIMENSIONS)
    made: list[Indicator] = []
    for identity in draw(st.lists(IDS, max_size=4, unique=True)):
        made.append(draw(indicators(identity, groups, made, [item.id for item in dimensions])))
    return draw(TERMS), groups, tuple(made), dimensions


def write(
    term: Term,
    groups: tuple[Group, ...],
    made: tuple[Indicator, ...],
    dimensions: tuple[Dimension, ...] = (),
    comment: str = "",
) -> str:
    blocks = [[format_comment(comment), *format_term(term)], *map(format_group, groups)]
    blocks += map(format_dimension, dimensions)
    for item in made:
        lines = format_indicator(item)
        lines += [format_comment(comment), *(format_baseline(item.baseline) if item.baseline else [])]
        lines += [*format_breaks(item.breaks), *format_exemptions(item.exemptions)]
        blocks.append([*lines, format_comment(comment)])
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


@draw_settings(250)
@given(definitions(), TEXT)
@example((Term({"": '"\n[[indicator]]'}, 2025, 2026, 2030, ""), (), (), ()), "\nlast_year = 1\r\x00")
def test_what_is_written_is_read_back(found, comment):
    """Also with any text in a comment between the keys."""
    text = write(*found, comment=comment)
    read, problems = read_targets(text, "targets.toml")
    assert [str(problem.message) for problem in problems] == []
    assert (read.term, read.groups, read.indicators, read.dimensions) == found
    assert read.language == (found[0].language or None)


@draw_settings(250)
@given(TEXT)
def test_a_text_is_one_line_without_anything_invisible_that_controls(text):
    written = format_string(text)
    assert written.splitlines() == [written]
    assert not [sign for sign in written if sign < " " or sign in "\x7f\x85\u202e\u2066\ufeff"]
    comment = format_comment(text)
    assert comment.startswith("#")
    assert len(comment.splitlines()) == 1


def test_a_number_is_written_with_one_reading():
    """14.687 in a journal is one number; in TOML it would be refused."""
    assert format_baseline(Baseline(2025, Decimal("14.687"))) == ["baseline.year = 2025", "baseline.value = 14.6870"]
    assert format_baseline(Baseline(2025, Decimal("2.500")))[1] == "baseline.value = 2.5"


def test_two_breaks_of_one_year_are_read_in_their_order():
    text = '[term]\nname = "T"\nfirst_year = 2021\nlast_year = 2025\n[[indicator]]\nid = "x"\nname = "X"\nmeasure = "level"\n'
    breaks = (Break(2022, {"": "b"}), Break(2023, {"": "z"}), Break(2023, {"": "a"}))
    read, problems = read_targets(text + format_breaks((breaks[1], breaks[2], breaks[0]))[0], "t")
    assert not problems
    assert read.indicators[0].breaks == breaks


def test_a_person_reads_it():
    indicator = Indicator(
        "grdp-growth", {"vi": "Tốc độ “tăng”", "en": 'The "growth"'}, "growth_rate", "economy", {"": "%"}, 2,
        direction="increase", owner={"": "Sở Tài chính"}, limits=Limits(Decimal(-100)), aliases=("GRDP", "Tăng trưởng"),
    )  # fmt: skip
    assert format_indicator(indicator) == [
        "[[indicator]]",
        'id = "grdp-growth"',
        'group = "economy"',
        'name.vi = "Tốc độ “tăng”"',
        'name.en = "The \\"growth\\""',
        'aliases = ["GRDP", "Tăng trưởng"]',
        'unit = "%"',
        "decimals = 2",
        'measure = "growth_rate"',
        'direction = "increase"',
        "limits = { low = -100 }",
        'owner = "Sở Tài chính"',
    ]


def _make_target(kind: str, one: Decimal, other: Decimal, year: int | None) -> Target:
    """Return a target of a kind with these numbers."""
    if kind == "between":
        return Target("between", min(one, other), max(one, other), year)
    return Target(kind, one, None, year) if kind in ("at_least", "above") else Target(kind, None, one, year)


BOUND_KINDS = st.sampled_from(["at_least", "at_most", "above", "below", "between"])
TARGETS = st.builds(_make_target, BOUND_KINDS, NUMBERS, NUMBERS, st.one_of(st.none(), st.integers(2026, 2040)))
PLANS = st.one_of(
    NUMBERS.map(Plan),
    st.builds(
        lambda kind, one, other: make_plan(_make_target(kind, one, other, None), None), BOUND_KINDS, NUMBERS, NUMBERS
    ),
)


@given(TARGETS, st.dictionaries(st.integers(2026, 2030), PLANS, max_size=5))
@draw_settings(60)
def test_targets_and_plans_come_back_equal(target, plans):
    term = format_term(Term({"": "T"}, 2025, 2026, 2030, "vi"))
    indicator = format_indicator(Indicator("a", {"": "A"}, "level"))
    text = "\n".join([*term, *indicator, *format_target(target), *format_plans(plans)])
    assume(target.kind != "between" or target.low < target.high)
    assume(
        all(
            plan.bound is None or plan.bound.kind != "between" or plan.bound.low < plan.bound.high
            for plan in plans.values()
        )
    )
    found, problems = read_targets(text, "targets.toml")
    assert not problems
    assert found.indicators[0].target == target
    assert {year: plan._replace(note={}) for year, plan in found.indicators[0].plan.items()} == plans
