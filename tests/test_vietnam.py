"""The national example is its facts and nothing else: each number is in `facts/`, and each fact is used or says why not."""

import csv
import io
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from rich.cells import cell_len

from support.folders import LANGUAGES, ROOT, TESTS, copy_folder
from support.process import run_at_terminal
from tracker.assess import assess
from tracker.folder import Folder, load_register
from tracker.journal.index import ALL_INDICATORS
from tracker.model import Plan, Register, Target

EXAMPLE = ROOT / "examples" / "vietnam-2021-2025"


def load_as_first_set() -> Register:
    """The two files without decisions.csv: the plans as they were first set."""
    with TemporaryDirectory() as folder:
        return load_register(Folder(str(copy_folder(EXAMPLE, Path(folder)))), history=ALL_INDICATORS)


REGISTER = load_as_first_set()
INDICATORS = {item.id: item for item in REGISTER.indicators}
TODAY = "2026-11-22"


def read_facts(name: str) -> list[dict[str, str]]:
    with open(TESTS / "facts" / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PUBLISHED = read_facts("national.csv")
DERIVED = [{**row, "period": row["year"], "status": "estimate"} for row in read_facts("national-derived.csv")]

NAMES = {
    "Tốc độ tăng GDP bình quân 5 năm": "gdp-growth",
    "Tốc độ tăng GDP": "gdp-growth",
    "GDP bình quân đầu người": "gdp-per-head",
    "Tỷ trọng công nghiệp chế biến, chế tạo trong GDP": "manufacturing-share",
    "Tỷ trọng kinh tế số trong GDP": "digital-economy-share",
    "Đóng góp của TFP vào tăng trưởng": "tfp-contribution",
    "Tốc độ tăng năng suất lao động xã hội bình quân": "labour-productivity-growth",
    "Tốc độ tăng năng suất lao động xã hội": "labour-productivity-growth",
    "Tỷ lệ đô thị hóa": "urbanisation-rate",
    "Tỷ lệ bội chi ngân sách nhà nước so với GDP bình quân": "budget-deficit",
    "Tỷ lệ bội chi ngân sách nhà nước so với GDP": "budget-deficit",
    "Tốc độ tăng CPI bình quân": "inflation",
    "Tuổi thọ trung bình": "life-expectancy",
    "Thời gian sống khỏe mạnh": "healthy-life-years",
    "Tỷ trọng lao động nông nghiệp trong tổng lao động xã hội": "agricultural-employment",
    "Tỷ lệ lao động qua đào tạo": "trained-workers",
    "- có bằng cấp, chứng chỉ": "certified-workers",
    "Tỷ lệ thất nghiệp ở khu vực thành thị": "urban-unemployment",
    "Mức giảm tỷ lệ hộ nghèo (chuẩn nghèo đa chiều)": "poverty-reduction",
    "Tỷ lệ hộ nghèo (chuẩn nghèo đa chiều 2022-2025)": "poverty-rate",
    "Tỷ lệ nghèo đa chiều (Khảo sát mức sống dân cư)": "poverty-rate-survey",
    "Số bác sĩ trên 1 vạn dân": "doctors",
    "Số giường bệnh trên 1 vạn dân": "hospital-beds",
    "Tỷ lệ tham gia bảo hiểm y tế": "health-insurance",
    "Tỷ lệ số xã đạt chuẩn nông thôn mới": "rural-communes",
    "- xã đạt chuẩn nông thôn mới kiểu mẫu": "model-communes",
    "Tỷ lệ dân cư thành thị sử dụng nước sạch, nước hợp vệ sinh": "urban-clean-water",
    "Tỷ lệ dân cư nông thôn sử dụng nước sạch, nước hợp vệ sinh": "rural-clean-water",
    "Tỷ lệ dân cư thành thị được cấp nước sạch qua hệ thống tập trung": "urban-piped-water",
    "Tỷ lệ dân cư nông thôn sử dụng nước sạch đạt quy chuẩn": "rural-water-standard",
    "Tỷ lệ thu gom và xử lý chất thải rắn sinh hoạt đô thị đạt quy chuẩn": "urban-waste",
    "Tỷ lệ khu công nghiệp, khu chế xuất có hệ thống xử lý nước thải tập trung đạt tiêu chuẩn": "industrial-parks-wastewater",
    "Tỷ lệ cơ sở gây ô nhiễm môi trường nghiêm trọng được xử lý": "polluters-treated",
    "Tỷ lệ che phủ rừng": "forest-cover",
    "Số chỉ tiêu chủ yếu đạt và vượt (tự đánh giá)": "",
    "Số chỉ tiêu đạt và vượt (tự đánh giá)": "",
}
"""The indicators by the names of the facts; the last two are the Government's counts of its targets."""

UNUSED = {
    ("plan", "health-insurance", "2021", "9"): "a misprint in the source",
    ("plan", "urbanisation-rate", "2026", "45"): "after the term; named as a contradiction",
    ("result", "gdp-growth", "2021-2025", "6.3"): "a mean of five years is no result of a year; named in the note",
    ("result", "labour-productivity-growth", "2021-2025", "5.24"): "a mean of five years; named in the note",
    ("result", "digital-economy-share", "2024", "18.3"): "another method, which must not be joined; named in the note",
    (
        "result",
        "health-insurance",
        "2024",
        "94.1",
    ): "“at least”, which no result can say, without a number; in the note",
    ("result", "", "2021-2025", "22"): "the Government's count of reached targets; in the README",
    ("result", "", "2021", "7"): "the Government's count of reached plans; in the README",
}
"""The facts that are no value of the example, and why. Their addresses are in a text of the example."""
REVISED = "https://github.com/"  # the resolution that changed three plans for 2025, in decisions.csv
LESS_IS_BETTER = {"budget-deficit", "agricultural-employment", "urban-unemployment", "inflation"}
JOURNAL_BASELINES = {"labour-productivity-growth"}  # "nearly 5": a baseline has no qualifier, a row of the journal has
DERIVED_QUALIFIERS = {"": "~", ">": ">"}


def key_of(fact: dict[str, str]) -> tuple[str, str, str, str]:
    return fact["kind"], NAMES[fact["indicator"]], fact["period"], fact["value"]


def facts_of(kind: str, facts: list[dict[str, str]] = PUBLISHED) -> list[dict[str, str]]:
    return [fact for fact in facts if fact["kind"] == kind and key_of(fact) not in UNUSED]


def make_target(fact: dict[str, str]) -> Target:
    """The target as the resolution words it: "about" is at least, or at most where less is better."""
    if "-" in fact["value"]:
        return Target("between", *map(Decimal, fact["value"].split("-")))
    value, indicator = Decimal(fact["value"]), NAMES[fact["indicator"]]
    if fact["qualifier"] == ">":
        return Target("above", low=value)
    if fact["qualifier"] == "<":
        return Target("below", high=value)
    return Target("at_most", high=value) if indicator in LESS_IS_BETTER else Target("at_least", low=value)


def describe_plan(plan: Plan) -> tuple[str, str]:
    """The qualifier and the value of a plan, as the facts have them."""
    if plan.bound is None:
        return plan.qualifier, str(plan.value)
    if plan.bound.kind == "between":
        return "", f"{plan.bound.low}-{plan.bound.high}"
    return {"above": ">", "below": "<", "at_least": ">=", "at_most": "<="}[plan.bound.kind], str(plan.value)


def test_every_fact_has_a_place():
    assert Counter(fact["kind"] for fact in PUBLISHED) == {"target": 26, "plan": 82, "result": 94, "baseline": 14}
    assert {fact["indicator"] for fact in PUBLISHED + DERIVED} == set(NAMES)
    assert set(INDICATORS) == set(NAMES.values()) - {""}


def test_what_is_not_used_is_named_with_its_address():
    texts = "".join((EXAMPLE / name).read_text(encoding="utf-8") for name in ("targets.toml", "README.md"))
    unused = {key_of(fact): fact["url"] for fact in PUBLISHED + DERIVED if key_of(fact) in UNUSED}
    assert unused.keys() == UNUSED.keys()
    misprint = ("plan", "health-insurance", "2021", "9")
    assert [key for key, url in unused.items() if url not in texts and key != misprint] == []


def test_no_address_is_from_elsewhere():
    known = "\n".join(f"{fact['url']} {fact.get('note', '')}" for fact in PUBLISHED + DERIVED)
    for name in ("targets.toml", "results.csv", "decisions.csv", "README.md"):
        found = re.findall(r"https?://[^\s\"”)>]+", (EXAMPLE / name).read_text(encoding="utf-8"))
        assert found
        assert [address for address in found if address.rstrip(".,;").split(",")[0] not in known] == []


def test_the_targets_are_the_26_of_the_resolution():
    found = {item.id: (item.target, item.source) for item in REGISTER.indicators if item.target}
    assert found == {NAMES[fact["indicator"]]: (make_target(fact), fact["url"]) for fact in facts_of("target")}
    assert len(found) == 26
    assert [item.id for item in REGISTER.indicators if item.target and item.parent] == [
        "certified-workers",
        "model-communes",
    ]


def test_ranges_are_better_upward():
    ranges = [item for item in REGISTER.indicators if item.target and item.target.kind == "between"]
    assert {item.id for item in ranges} >= {"gdp-growth", "gdp-per-head"}
    assert {item.direction for item in ranges} == {"increase"}


def test_each_plan_is_a_fact_and_each_fact_a_plan():
    """A range has no qualifier; its note has the word."""
    found = {
        (item.id, str(year), *describe_plan(plan), plan.source)
        for item in REGISTER.indicators
        for year, plan in item.plan.items()
    }
    facts = [fact for fact in facts_of("plan") if not fact["url"].startswith(REVISED)]
    assert len(found) == len(facts) == 77
    assert found == {
        (
            NAMES[fact["indicator"]],
            fact["period"],
            "" if "-" in fact["value"] else fact["qualifier"],
            fact["value"],
            fact["url"],
        )
        for fact in facts
    }
    about = [fact for fact in facts if "-" in fact["value"] and fact["qualifier"] == "~"]
    assert len(about) >= 10
    for fact in about:
        note = INDICATORS[NAMES[fact["indicator"]]].plan[int(fact["period"])].note
        assert "“khoảng " in note["vi"]
        assert "“about " in note["en"]


def read_decisions() -> list[dict[str, str]]:
    with open(EXAMPLE / "decisions.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_plans_that_were_changed_in_2025_are_decisions():
    """targets.toml has them as first set; the facts name the resolution that changed them, and its day."""
    facts = [fact for fact in facts_of("plan") if fact["url"].startswith(REVISED)]
    assert {(NAMES[fact["indicator"]], fact["qualifier"], fact["value"]) for fact in facts} == {
        ("gdp-growth", ">=", "8"),
        ("gdp-per-head", ">", "5000"),
        ("inflation", "~", "4.5-5"),
    }
    rows = read_decisions()
    assert {(row["indicator"], row["kind"], row["year"], row["value"], row["source"]) for row in rows} == {
        (
            NAMES[fact["indicator"]],
            "plan",
            fact["period"],
            fact["value"].replace("-", "..") if "-" in fact["value"] else fact["qualifier"] + fact["value"],
            fact["url"],
        )
        for fact in facts
    }
    assert len(rows) == len(facts) == 3
    for row in rows:
        assert ",".join(row) == "indicator,area,kind,year,value,decided_on,source,note,recorded_at,recorded_by"
        assert (row["area"], row["decided_on"], row["recorded_at"], row["recorded_by"]) == (
            "",
            "2025-02-19",
            "2025-02-19",
            "",
        )
        assert row["note"].startswith("Nghị quyết 192/2025/QH15")
        assert 2025 in INDICATORS[row["indicator"]].plan, "the plan as first set"
    assert all("19-02-2025" in fact["note"] for fact in facts)


def test_each_baseline_is_a_fact():
    found = {item.id: (str(item.baseline.value), item.baseline.source) for item in REGISTER.indicators if item.baseline}
    facts = facts_of("baseline") + facts_of("baseline", DERIVED)
    expected = {NAMES[fact["indicator"]]: (fact["value"], fact["url"]) for fact in facts}
    assert found == {name: expected[name] for name in expected if name not in JOURNAL_BASELINES}
    assert all(item.baseline.year == 2020 for item in REGISTER.indicators if item.baseline)


def test_each_result_is_a_fact_and_each_fact_a_result():
    rows = [row for rows in REGISTER.results.values() for row in rows]
    found = [(r.indicator, str(r.period), r.qualifier, str(r.value), r.status, r.source) for r in rows]
    published = facts_of("result") + [
        fact for fact in facts_of("baseline") if NAMES[fact["indicator"]] in JOURNAL_BASELINES
    ]
    expected = [(fact, fact["qualifier"]) for fact in published]
    expected += [(fact, DERIVED_QUALIFIERS[fact["qualifier"]]) for fact in facts_of("result", DERIVED)]
    assert len(found) == len(expected) == 98
    assert Counter(found) == Counter(
        (
            NAMES[fact["indicator"]], fact["period"], qualifier, fact["value"],
            "preliminary" if fact["status"] == "reported" else fact["status"], fact["url"],
        )
        for fact, qualifier in expected
    )  # fmt: skip


def test_derived_figures_say_so():
    derived = {(key_of(fact)[1:], fact["url"]) for fact in facts_of("result", DERIVED)}
    rows = {row for rows in REGISTER.results.values() for row in rows if row.note.startswith("suy ra")}
    assert {((row.indicator, str(row.period), str(row.value)), row.source) for row in rows} == derived
    assert all(row.qualifier in ("~", ">") and row.status == "estimate" for row in rows)
    note = INDICATORS["gdp-per-head"].baseline.note
    assert note["vi"].startswith("Suy ra: 3.717 − 165")
    assert note["en"].startswith("Derived: 3,717 − 165")


def test_every_text_is_there_in_both_languages():
    for item in REGISTER.indicators:
        notes = [plan.note for plan in item.plan.values()] + [part.note for part in item.breaks]
        notes += [part.reason for part in item.exemptions] + ([item.baseline.note] if item.baseline else [])
        for text in (item.name, item.unit, item.note, *notes):
            assert not text or set(text) == {"vi", "en"}
        assert all(plan.note for plan in item.plan.values()), "the resolution that set it"


def test_the_journal_is_in_order_and_each_day_is_that_of_its_fact():
    """A day that the facts state is the day of recording; nothing is recorded before its period has begun."""
    rows = sorted((row for rows in REGISTER.results.values() for row in rows), key=lambda row: row.line)
    assert [row.recorded_on for row in rows] == sorted(row.recorded_on for row in rows)
    assert all(f"{row.period.year}-01-01" < row.recorded_on <= TODAY for row in rows)
    days = {
        (NAMES[fact["indicator"]], fact["period"], fact["value"]): f"{found[3]}-{found[2]}-{found[1]}"
        for fact in facts_of("result")
        if (found := re.search(r"published (\d\d)-(\d\d)-(\d{4})", fact["note"]))
    }
    stated = {key: row.recorded_on for row in rows if (key := (row.indicator, str(row.period), str(row.value))) in days}
    assert len(days) >= 10
    assert stated == days


def list_revisions(indicator: str, period: str) -> list[str]:
    return [f"{row.qualifier}{row.value}" for row in REGISTER.results[indicator] if str(row.period) == period]


def test_the_revisions_stand_in_their_order():
    assert list_revisions("gdp-growth", "2021") == ["2.58", "2.56", "2.55"]
    assert list_revisions("gdp-growth", "2022") == ["8.02", "8.54"]
    assert list_revisions("gdp-growth", "2023") == ["5.05", "5.07"]
    assert list_revisions("digital-economy-share", "2022") == ["12.67", "12.63", "12.83"]
    assert list_revisions("budget-deficit", "2023") == ["<4", "2.83"]
    assert list_revisions("life-expectancy", "2023") == ["73.7", "74.5"]
    assert list_revisions("urban-unemployment", "2021") == ["4.42", "4.33"]


def assess_example(as_of: str = TODAY):
    register = load_register(Folder(str(EXAMPLE)), as_of=as_of)
    return {item.indicator.id: item for item in assess(register, 2025, as_of).assessments}


def test_what_follows_from_the_facts():
    found = assess_example()
    assert found["gdp-growth"].status == "missed"
    assert round(found["gdp-growth"].term_value, 2) == Decimal("6.23")
    assert (found["gdp-per-head"].status, found["gdp-per-head"].term_value) == ("exceeded", 5026)
    assert (found["digital-economy-share"].status, found["digital-economy-share"].term_value) == (
        "missed",
        Decimal("14.02"),
    )
    assert found["life-expectancy"].status == found["health-insurance"].status == "exceeded"
    assert found["trained-workers"].status == found["healthy-life-years"].status == "met"
    poverty = found["poverty-reduction"]
    assert poverty.status == "missed"
    assert poverty.result.value == Decimal("0.63") < 1
    assert (poverty.years_met, poverty.years_reported, poverty.plan_verdict) == (2, 3, "missed")


def test_the_years_are_judged_by_their_ranges_and_bounds():
    """By hand: 8.02 is above 6.5 to 7 and above 8, about 25 within 25 to 26, 0.63 under 0.8 to 1, under 3 is under 4."""
    found = assess_example()
    assert found["gdp-growth"].plan_verdict == "exceeded"
    assert (found["agricultural-employment"].plan_verdict, found["agricultural-employment"].plan_difference) == (
        "met",
        None,
    )
    assert (found["poverty-reduction"].plan_verdict, found["poverty-reduction"].plan_difference) == (
        "missed",
        Decimal("-0.17"),
    )
    assert found["urban-unemployment"].plan_verdict == "exceeded"
    assert found["labour-productivity-growth"].plan_verdict == "exceeded"  # 5.88 of 2024 is above 4.8 to 5.3


def test_a_year_that_nobody_has_published_gives_no_verdict():
    found = assess_example()
    for name in ("labour-productivity-growth", "budget-deficit", "forest-cover"):
        assert (found[name].status, found[name].reason) == ("not_assessed", "no_final_result"), name
    assert found["rural-communes"].status == found["model-communes"].status == "not_assessed"


def test_the_break_of_the_communes_says_their_numbers():
    (found,) = INDICATORS["rural-communes"].breaks
    assert found.year == 2025
    assert "8.227" in found.note["vi"]
    assert "7,669" in found.note["en"]


def test_a_day_of_the_past_sees_the_figures_of_that_day():
    """The Government's first estimates give 6.13 a year; at the end of 2024 nothing of 2024 was known."""
    early = assess_example("2024-12-31")["gdp-growth"]
    assert (early.result.period.year, str(early.results[early.result.period].value)) == (2023, "5.05")
    firsts = [Decimal(list_revisions("gdp-growth", str(year))[0]) for year in range(2021, 2026)]
    product = 1
    for rate in firsts:
        product *= 1 + rate / 100
    assert round((Decimal(product) ** (Decimal(1) / 5) - 1) * 100, 2) == Decimal("6.13")


def test_the_counts_in_the_readme_are_those_of_the_program():
    found = Counter(item.status for item in assess_example().values() if item.indicator.target)
    reached, missed, open_ = found["exceeded"] + found["met"], found["missed"], found["not_assessed"]
    assert reached + missed + open_ == 26
    text = " ".join((EXAMPLE / "README.md").read_text(encoding="utf-8").split())
    assert f"vượt hoặc đạt {reached}, không đạt {missed}, chưa đủ căn cứ {open_}." in text
    assert f"{reached} exceeded or met, {missed} missed, {open_} not assessed." in text
    assert "22/26" in text
    assert "22 of 26 targets" in text


def test_the_check_finds_nothing(run):
    done = run("check", "--data", EXAMPLE, "--as-of", TODAY, "--lang", "en")
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["status", "review", "show gdp-growth", "show rural-communes"])
def test_screens_fit_into_80_columns(command, language):
    text = run_at_terminal(*command.split(), "--data", str(EXAMPLE), "--lang", language, COLUMNS="80")
    lines = re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines()
    assert len(lines) > 20
    assert [line for line in lines if cell_len(line.rstrip()) > 80] == []


def test_init_copies_it(run, tmp_path):
    done = run("init", "--example", "vietnam", "look", "--lang", "en")
    assert done.returncode == 0, done.stderr
    names = {path.name for path in EXAMPLE.iterdir() if path.suffix in (".toml", ".csv", ".md")}
    assert {path.name for path in (tmp_path / "look").iterdir()} == names
    assert all((tmp_path / "look" / name).read_bytes() == (EXAMPLE / name).read_bytes() for name in names)
    assert all(f"look/{name}  " in done.stdout for name in names)


def test_its_reports_are_made_in_every_format(run, tmp_path):
    run("init", "--example", "vietnam", "look")
    for name in ("one.html", "one.docx", "one.xlsx", "one.md"):
        done = run("report", "--data", "look", "-o", name, "--lang", "vi,en")
        assert done.returncode == 0, done.stderr
        assert (tmp_path / name).stat().st_size > 5_000


def test_status_as_csv_has_each_indicator_once(run):
    done = run("status", "--data", EXAMPLE, "--format", "csv", "--as-of", TODAY)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["indicator"] for row in rows] == list(INDICATORS)
