"""Target texts of offices: never a wrong bound or figure; a text that is not understood word by word is refused."""

import random
from decimal import Decimal

import pytest

from support.examples import TIMES, count_examples
from tracker.errors import TrackerError
from tracker.importing.definitions.target_readings import TargetText
from tracker.importing.definitions.target_texts import read_target_text
from tracker.journal.bounds import format_bound
from tracker.model import Target

SEED = "target texts" if TIMES <= 1 else str(random.SystemRandom().randrange(10**9))


def show(reading: TargetText) -> str:
    """Return a reading as one short text: `>=8`, `?8` for a figure without a bound, `+`, `-` or `±` before a change."""
    numbers = [str(number) for number in (reading.low, reading.high) if number is not None]
    if reading.kind == "value":
        shown = f"?{numbers[0]}"
    elif reading.kind == "none":
        shown = "none"
    else:
        shown = format_bound(Target(reading.kind, reading.low, reading.high))
    change = {"": "", "increase": "+ ", "decrease": "- ", "either": "± "}[reading.change]
    marks = [
        "~" if reading.is_approximate else "", "a year" if reading.is_per_year else "",
        reading.measure or "", f"by {reading.year}" if reading.year else "",
        f"base {reading.base}" if reading.base else "",
        f"start {reading.start}" if reading.start is not None else "",
        f"in {reading.unit}" if reading.unit else "",
    ]  # fmt: skip
    return "; ".join((change + shown, *filter(None, marks)))


READINGS = {
    "≥ 8": ">=8", ">=8": ">=8", "=> 8": ">=8", "> 95%": ">95; in %", "trên 95%": ">95; in %", "＞ ９５％": ">95; in %",
    "từ 95% trở lên": ">=95; in %", "95% trở lên": ">=95; in %", "đạt từ 95% trở lên": ">=95; in %",
    "đạt 95%": "?95; in %", "ít nhất 8": ">=8", "tối thiểu 8": ">=8", "không dưới 8": ">=8", "không thấp hơn 8": ">=8",
    "dưới 4": "<4", "không quá 4": "<=4", "tối đa 4": "<=4", "không vượt quá 4": "<=4", "≤ 4": "<=4",
    "4% trở xuống": "<=4; in %", "còn dưới 1,2": "<1.2", "giảm còn 1,2%": "<=1.2; in %", "còn 1,2": "?1.2",
    "giảm xuống dưới 3%": "<3; in %", "tăng lên trên 95 %": ">95; in %", "3–4": "3..4", "3 - 4%": "3..4; in %",
    "từ 3 đến 4": "3..4", "6,5-7": "6.5..7", "6,5 ÷ 7": "6.5..7", "khoảng 8": "?8; ~",
    "khoảng 6,5-7%": "6.5..7; ~; in %", "~ 8": "?8; ~", "100%": "?100; in %", "8-8,5%/năm": "8..8.5; a year; in %",
    "95%(1)": "?95; in %", "95% (*)": "?95; in %", "95%¹": "?95; in %", "95 [2]": "?95", "\u00a08,5\u00a0%": "?8.5; in %",
    "−1,5": "?-1.5", "-1,5": "?-1.5", "-2 – -1": "-2..-1", "từ -2 đến -1": "-2..-1", "1 200": "?1200",
    "1.234.567,8": "?1234567.8", "62,5 triệu đồng": "?62.5; in triệu đồng", "95%+": ">=95; in %",
    "at least 8": ">=8", "min. 8": ">=8", "no more than 4": "<=4", "less than 4": "<4", "between 3 and 4": "3..4",
    "3 to 4": "3..4", "80% by 2030": "?80; by 2030; in %", "≥ 80 % by the end of 2029": ">=80; by 2029; in %",
    "đến năm 2030 đạt trên 95%": ">95; by 2030; in %", "Increase to 80%": ">=80; in %", "reduce to 5": "<=5",
    "Increase from 60% to 80%": ">=80; start 60; in %", "giảm từ 5% xuống còn 3%": "<=3; start 5; in %",
    # the measure
    "tăng 10 %/năm": "+ >=10; a year; growth_rate; in %", "tăng bình quân 10%": "+ >=10; growth_rate; in %",
    "tăng trưởng bình quân từ 10% trở lên": "+ >=10; growth_rate; in %", "bình quân 8 %/năm": "?8; a year; mean; in %",
    "mỗi năm giảm 1–1,5 %": "- 1..1.5; a year; in %", "tổng 5.000,5 cả nhiệm kỳ": "?5000.5; total",
    "hằng năm trên 95 %": ">95; a year; every_year; in %", "duy trì 100 %": "?100; every_year; in %",
    "duy trì dưới 3%": "<3; every_year; in %", "by 10 % a year": "± ?10; a year; in %",
    "every year at least 8": ">=8; a year; every_year", "cumulative 5000": "?5000; total",
    "bình quân 5 năm 6,5–7%": "6.5..7; mean; in %", "on average at least 8 a year": ">=8; a year; mean",
    # a change from the baseline
    "giảm 20 % so với 2025": "- >=20; base 2025; in %", "giảm 20% so với năm 2025": "- >=20; base 2025; in %",
    "tăng gấp 2 lần": "+ ?2", "gấp 1,5 lần so với năm 2020": "+ ?1.5; base 2020", "gấp đôi": "+ ?2",
    "up by 10 %": "+ >=10; in %", "20% reduction": "- >=20; in %", "reduce by at least 20%": "- >=20; in %",
    "tăng": "increase", "giảm dần": "decrease", "decrease": "decrease",
    # done, or no target
    "hoàn thành": "yes; milestone", "đạt": "yes; milestone", "có": "yes; milestone", "x": "yes; milestone",
    "đạt chuẩn nông thôn mới nâng cao": "yes; milestone", "Yes": "yes; milestone", "done": "yes; milestone",
    "hoàn thành năm 2027": "yes; milestone; by 2027", "n/a": "none", "-": "none", "không giao": "none", "": "none",
}  # fmt: skip


@pytest.mark.parametrize(("text", "reading"), READINGS.items())
def test_text_has_the_reading_that_it_was_given_by_hand(text: str, reading: str) -> None:
    assert show(read_target_text(text)) == reading


@pytest.mark.parametrize(
    "text",
    [
        "1.200", "1,234", "từ 1.200 đến 1.300", "trên 8 đến 9", "> 8 - 9", "≥8≤9", "- 95", "-2 -1", "1,2 nghìn",
        "1,2k", "5/10", "2/3", "30/6", "2026-2030", "2027", "+5%", "(1,5)", "8 (5)", "10³", "12,5; 13", "up to 80%",
        "trên 95% trở lên", "từ 95%", "không tăng", "không giảm", "giảm dưới 3%", "tăng từ 8 đến 10%/năm",
        "trên 95% số xã", "40% below 2005 levels", "gần 8", "nearly 8", "8 hoặc 9", "khoảng trên 8", "4-3", "3-3",
        "tổng 500/năm", "duy trì tăng 5%", "hằng năm hoàn thành", "không", "no", "chưa", "½", "٣", "5 5", "3 and 4",
        "between 3", "giảm lên 5%", "tăng còn 5%", "tăng lên dưới 5%", "từ 3% xuống 5%", "không có", "x2", "1e5", "inf",
        "nan", "0x10", "95%%", "8 %o", "một nghìn", "đến 5", "bằng 95%", "9" * 31, "min", "từ", "%", "?", "30 min",
    ],
)  # fmt: skip
def test_text_without_one_reading_is_refused_with_the_reason_and_the_fix(text: str) -> None:
    with pytest.raises(TrackerError) as raised:
        read_target_text(text)
    problem = raised.value.problems[0]
    assert str(problem.message)
    assert problem.hint


@pytest.mark.parametrize(
    ("text", "unit", "reading"),
    [
        ("62,5 triệu đồng", "triệu đồng/người", "?62.5; in triệu đồng"), ("62,5 triệu", "triệu đồng", "?62.5; in triệu"),
        ("95%", "%", "?95; in %"), ("95%", "% GDP", "?95; in %"), ("500 người/năm", "người", "?500; a year; in người"),
        ("tăng 10%/năm", "tỷ đồng", "+ >=10; a year; growth; in %"), ("2027", "người", "?2027"), ("2 lần", "lần", "?2; in lần"),
        ("trên 75 năm", "năm", ">75; in năm"), ("trên 75 tuổi", "tuổi", ">75; in tuổi"), ("5 km²", "km2", "?5; in km2"),
    ],
)  # fmt: skip
def test_unit_in_the_cell_is_that_of_the_row(text: str, unit: str, reading: str) -> None:
    assert show(read_target_text(text, unit)) == reading


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("62,5 triệu đồng", "tỷ đồng"), ("95%", "người"), ("1,2 nghìn", "người"), ("5 ha", "km2"), ("5 m²", "m"),
        ("3% - 4 ha", ""), ("5 lít", "tấn"),
    ],
)  # fmt: skip
def test_figure_in_another_unit_is_refused(text: str, unit: str) -> None:
    with pytest.raises(TrackerError):
        read_target_text(text, unit)


def test_sign_of_decimals_decides_between_two_readings() -> None:
    assert read_target_text("≥ 1.200", decimal="comma").target == Target("at_least", Decimal(1200))
    assert read_target_text("≥ 1.200", decimal="point").target == Target("at_least", Decimal("1.200"))


def test_target_is_given_only_if_the_text_decides_it() -> None:
    decided = {"≥ 8", "tăng bình quân 10%", "3-4", "hoàn thành", "tăng", "còn dưới 1,2"}
    for text in (*decided, "8", "khoảng 8", "khoảng 3-4", "giảm 20%", "gấp đôi", "-", "mỗi năm giảm 1–1,5 %"):
        assert (read_target_text(text).target is not None) == (text in decided), text


PREFIXES = {
    ">=": ("≥", ">=", "≥ ", "tối thiểu ", "ít nhất ", "không dưới ", "không thấp hơn ", "đạt ít nhất ", "at least ",
           "no less than ", "minimum ", "Tối thiểu đạt "),
    "<=": ("≤", "<=", "≤ ", "tối đa ", "không quá ", "không vượt quá ", "còn không quá ", "at most ", "no more than ",
           "not exceeding "),
    ">": (">", "> ", "trên ", "hơn ", "đạt trên ", "vượt ", "above ", "over ", "more than ", "ĐẠT TRÊN "),
    "<": ("<", "< ", "dưới ", "còn dưới ", "giảm còn dưới ", "thấp hơn ", "below ", "less than ", "under "),
    "?": ("", "đạt ", "= ", "reach ", "còn "),
}  # fmt: skip
SUFFIXES = {">=": (" trở lên", " or more", "+", " or higher"), "<=": (" trở xuống", " or less", " or lower")}
RANGES = (("", "-"), ("", " - "), ("", "–"), ("", " – "), ("từ ", " đến "), ("", " đến "), ("", " to "), ("from ", " to "),
          ("đạt ", "-"), ("between ", " and "), ("từ ", " - "), ("khoảng ", "-"))  # fmt: skip
UNITS = ("", "%", " %", " triệu đồng", " người", "\u00a0ha", " tấn", " tỷ đồng")
MARKS = ("", "", "", " ", ".", "*", " (*)", ";", " [1]")


def spell(number: Decimal, draw: random.Random) -> str:
    """Return a number as offices write it: decimal comma or point, groups of points, commas or spaces."""
    text = f"{abs(number):f}"
    whole, point, fraction = text.partition(".")
    comma = draw.random() < 0.6
    if len(whole) > 3 and (draw.random() < 0.6):
        sign = draw.choice((" ", "\u00a0", "." if comma else ","))
        head = len(whole) % 3 or 3
        whole = sign.join((whole[:head], *(whole[at : at + 3] for at in range(head, len(whole), 3))))
    spelled = whole + (("," if comma else ".") + fraction if point else "")
    return (draw.choice("-−") if number < 0 else "") + spelled


def draw_number(draw: random.Random) -> Decimal:
    digits = draw.randrange(1, 10 ** draw.choice((1, 2, 3, 5, 7)))
    number = Decimal(digits).scaleb(-draw.choice((0, 0, 1, 2)))
    return number.copy_negate() if draw.random() < 0.05 else number


def draw_text(draw: random.Random) -> tuple[str, str]:
    """Return a text that has a meaning, and the meaning as `show` writes its first part."""
    number, unit, mark = draw_number(draw), draw.choice(UNITS), draw.choice(MARKS)
    form = draw.choice(("prefix", "prefix", "suffix", "range"))
    if form == "range" and number > 0:
        high = number + abs(draw_number(draw))
        opening, joint = draw.choice(RANGES)
        own = unit if draw.random() < 0.2 and "-" not in joint else ""
        return f"{opening}{spell(number, draw)}{own}{joint}{spell(high, draw)}{unit}{mark}", f"{number:f}..{high:f}"
    if form == "suffix":
        bound = draw.choice(tuple(SUFFIXES))
        return f"{spell(number, draw)}{unit}{draw.choice(SUFFIXES[bound])}{mark}", f"{bound}{number:f}"
    bound = draw.choice(tuple(PREFIXES))
    return f"{draw.choice(PREFIXES[bound])}{spell(number, draw)}{unit}{mark}", f"{bound}{number:f}"


def test_no_bound_and_no_figure_is_wrong() -> None:
    draw, understood, count = random.Random(SEED), 0, count_examples(1000)
    for _ in range(count):
        text, meaning = draw_text(draw)
        try:
            reading = show(read_target_text(text)).partition(";")[0]
        except TrackerError as error:
            shown = str(error.problems[0].message)  # two readings, or a year: the text is one for a person
            assert "can be read as" in shown or "may be a year" in shown or "-" in text or "−" in text, (text, shown)
            continue
        assert reading == meaning, f"{text!r} (seed {SEED})"
        understood += 1
    assert understood > count * 0.6


WORDS = (
    "không",
    "chưa",
    "trừ",
    "except",
    "not",
    "số",
    "hộ",
    "nếu",
    "if",
    "hoặc",
    "or",
    "xã",
    "7",
    "%",
    "²",
    "/",
    "x",
    "–",
)


def test_further_word_never_changes_a_figure() -> None:
    """A word put anywhere into a text is refused, or leaves its figures as they are."""
    draw = random.Random(SEED)
    for _ in range(count_examples(1000)):
        text, meaning = draw_text(draw)
        parts = text.split(" ")
        at, word = draw.randrange(len(parts) + 1), draw.choice(WORDS)
        changed = " ".join((*parts[:at], word, *parts[at:]))
        try:
            reading = show(read_target_text(changed)).partition(";")[0]
        except TrackerError:
            continue
        figures = meaning.lstrip("<>=?")
        allowed = figures in reading or word in ("7", "–")
        assert allowed, f"{changed!r}: {reading}, not {meaning} (seed {SEED})"


@pytest.mark.parametrize(
    "alphabet", ["0123456789.,-–% ≥<>", "đạt trên dưới từ 95%", "tăng giảm 12 so với 2025 lần %/năm"]
)
def test_any_characters_give_a_reading_or_a_problem(alphabet: str) -> None:
    draw, parts = random.Random(SEED), alphabet.split(" ") if "đ" in alphabet or "ă" in alphabet else list(alphabet)
    joint = " " if len(parts[0]) > 1 else ""
    for _ in range(count_examples(500)):
        text = joint.join(draw.choice(parts) for _ in range(draw.randrange(1, 9)))
        try:
            reading = read_target_text(text)
        except TrackerError:
            continue
        for number in (reading.low, reading.high):
            assert number is None or str(abs(number)).strip("0")[:1] in (*text, ".", ""), text
