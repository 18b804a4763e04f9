"""A hard set for reports: sixty indicators in five groups, with owners, long names, gaps, breaks, bounds and revisions.

The same at every call. What is hard comes in turns, so that each turn meets each measure:
nothing recorded at all, a year missing, a bound or an estimate, a revision, a break, a plan, a part of the one before.
"""

import random
from pathlib import Path

from tracker.journal.rows import RESULTS

_GROUPS = (
    ("economy", "Kinh tế", "Economy"),
    ("society", "Văn hóa – xã hội", "Culture and society"),
    ("environment", "Tài nguyên và môi trường", "Natural resources and environment"),
    ("defence", "Quốc phòng – an ninh, trật tự an toàn xã hội", "Defence, security and public order"),
    ("party", "Xây dựng Đảng và hệ thống chính trị", "Building the Party and the political system"),
)
_THINGS = (
    ("Tỷ lệ hộ gia đình", "Share of households"),
    ("Tổng vốn đầu tư", "Total investment"),
    ("Mức tăng bình quân của số doanh nghiệp", "Mean growth of the number of enterprises"),
    ("Tốc độ tăng bình quân của giá trị sản xuất", "Mean growth of the output"),
    ("Điểm hài lòng bình quân của người dân", "Mean score of satisfaction of the people"),
    ("Tỷ lệ hồ sơ được giải quyết đúng hạn", "Share of cases settled in time"),
    ("Hoàn thành đề án", "The scheme is carried out"),
)
_WHERE = (
    ("ở các xã vùng cao, biên giới đặc biệt khó khăn", "in the highland and border communes of greatest difficulty"),
    ("theo chuẩn mới giai đoạn 2021–2025 (không tính khu vực đô thị)", "by the standard of 2021–2025, without the cities"),
    ("được sử dụng nước sạch, hợp vệ sinh", "with clean and hygienic water"),
    ("trong các khu công nghiệp, cụm công nghiệp", "in industrial parks and clusters"),
    ("tham gia bảo hiểm xã hội tự nguyện, bảo hiểm thất nghiệp và bảo hiểm y tế toàn dân", "with social, unemployment and health insurance"),
    ("", ""),
)  # fmt: skip
_OWNERS = (
    ("Sở Kế hoạch và Đầu tư", "Department of Planning and Investment"),
    ("Sở Lao động – Thương binh và Xã hội", "Department of Labour, Invalids and Social Affairs"),
    ("Ban Tổ chức Tỉnh ủy; Ủy ban Kiểm tra Tỉnh ủy", "Organisation Commission; Inspection Commission"),
    ("Bộ Chỉ huy Quân sự tỉnh", "Provincial Military Command"),
)
_MEASURES = ("level", "total", "growth", "growth_rate", "mean", "every_year", "milestone")
_UNITS = {
    "level": ("%", "%"),
    "total": ("tỷ đồng", "billion VND"),
    "growth": ("doanh nghiệp", "enterprises"),
    "growth_rate": ("%/năm", "% a year"),
    "mean": ("điểm", "points"),
    "every_year": ("%", "%"),
    "milestone": ("có/không", "yes/no"),
}
_AIMS = {"level": 80, "total": 60000, "growth": 8, "growth_rate": 8, "mean": 7.5, "every_year": 95}
_YEARS = (2021, 2022, 2023, 2024)


def write_sixty(path: Path, count: int = 60) -> Path:
    """Write a tracker folder with the sixty indicators, or as many of their kinds, and return its path."""
    draw = random.Random(60)
    path.mkdir(parents=True, exist_ok=True)
    head = """[term]
name.vi = "Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX, nhiệm kỳ 2020–2025"
name.en = "Resolution of the 20th provincial Party Congress, term 2020–2025"
baseline_year = 2020
first_year = 2021
last_year = 2025
language = "vi"
"""
    groups = "".join(f'\n[[group]]\nid = "{id}"\nname.vi = "{vi}"\nname.en = "{en}"\n' for id, vi, en in _GROUPS)
    promised, recorded = zip(*(_indicator(at, draw) for at in range(count)), strict=True)
    (path / "targets.toml").write_text(head + groups + "".join(promised), encoding="utf-8")
    (path / "results.csv").write_text(RESULTS.header + "\n" + "".join(recorded), encoding="utf-8")
    return path


def _indicator(at: int, draw: random.Random) -> tuple[str, str]:
    """Return what indicator number `at` promises, and the rows of its results."""
    measure = _MEASURES[at % 7]
    thing, where, unit, owner = _THINGS[at % 7], _WHERE[at % 6], _UNITS[measure], _OWNERS[at % 4]
    id = f"indicator-{at + 1:02}"
    lines = [
        "\n[[indicator]]",
        f'id = "{id}"',
        f'group = "{_GROUPS[at // 12 % 5][0]}"',
        f'name.vi = "{" ".join(filter(None, (thing[0], where[0])))} ({at + 1})"',
        f'name.en = "{" ".join(filter(None, (thing[1], where[1])))} ({at + 1})"',
        f'unit.vi = "{unit[0]}"',
        f'unit.en = "{unit[1]}"',
        f'measure = "{measure}"',
        f'owner.vi = "{owner[0]}"' if at % 9 else "",
        f'owner.en = "{owner[1]}"' if at % 9 else "",
        f'source = "https://example.org/nghi-quyet/{at // 12 + 1}"' if at % 5 else 'source = "Nghị quyết số 05-NQ/ĐH"',
    ]
    if measure == "milestone":
        lines += ['target = "yes"', "plan = { 2024 = 'yes' }"]
        rows = f"{id},2024,{'yes' if at % 2 else 'no'},,final,https://example.org/done,,2025-01-31,lan\n"
        return "\n".join(filter(None, lines)) + "\n", rows if at % 3 else ""
    base = round(_AIMS[measure] * draw.uniform(0.3, 0.7), 1)
    base = 1000 + draw.randint(0, 800) if measure == "growth" else base
    aim = _AIMS[measure]
    lines += [f"target.between = [{aim - 5}, {aim}]" if at % 14 == 7 else f"target.at_least = {aim}"] if at % 10 else []
    lines += [f"baseline = {base}"] if measure in ("level", "growth") and at % 6 else []
    lines += ["decimals = 2"] if at % 4 == 0 else []
    lines += [f'parent = "indicator-{at:02}"'] if at % 12 in (4, 8) and at % 24 != 8 else []
    lines += (
        ['break = [{ year = 2023, note.vi = "Chuẩn nghèo mới", note.en = "New poverty standard" }]']
        if at % 11 == 3
        else []
    )
    lines += (
        ['note.vi = "Số liệu của tỉnh, không gồm các đơn vị trung ương."', 'note.en = "Without bodies of the centre."']
        if at % 8 == 1
        else []
    )
    most = 100 if unit[0] == "%" else 10**6
    results = dict(zip(_YEARS, _values(measure, base, draw), strict=True))
    lines += (
        [
            "plan = { "
            + ", ".join(
                f"{year} = {min(round(value * (0.98, 1, 1.02)[(at + year) % 3], 1), most)}"
                for year, value in results.items()
            )
            + " }"
        ]
        if at % 3
        else []
    )
    return "\n".join(filter(None, lines)) + "\n", _rows(at, id, results)


def _values(measure: str, base: float, draw: random.Random) -> list[float]:
    """Return a result for each year."""
    found = []
    for _ in _YEARS:
        base = round(base * draw.uniform(0.97, 1.14), 1)
        drawn = {
            "total": draw.uniform(6000, 16000),
            "growth_rate": draw.uniform(3, 11),
            "mean": draw.uniform(6.4, 8.2),
            "every_year": draw.uniform(93, 99),
        }
        found.append(round(drawn.get(measure, base), 1))
    return found


def _rows(at: int, id: str, results: dict[int, float]) -> str:
    """Return the rows of the journal: none for some, with gaps for others."""
    if at % 13 == 12:
        return ""
    rows = []
    for year, value in results.items():
        if (at + year) % 17 == 0:
            continue
        kind = "estimate" if year == 2024 else "preliminary" if year == 2023 else "final"
        qualifier = {5: ">", 11: "~", 17: "<"}.get(at % 23, "") if year == 2023 else ""
        source = f"https://example.org/bao-cao/{year}?so={at % 7}" if at % 4 else f"Báo cáo số {at}/BC-UBND, {year}"
        day = f"{year + 1}-01-31"
        if at % 7 == 2 and year == 2022:
            rows.append(f'{id},{year},{round(value * 0.9, 1)},,estimate,"{source}",,{year}-12-15,lan')
        rows.append(f'{id},{year},{value},{qualifier},{kind},"{source}",,{day},minh')
    if at % 9 == 4:
        rows.append(f"{id},2025-06,{round(results[2024] / 2, 1)},,estimate,,6 tháng đầu năm,2025-07-05,lan")
    if at % 15 == 6:
        rows.append(f"{id},2025,{results[2024]},,forecast,,,2025-07-05,lan")
    return "".join(f"{row}\n" for row in rows)
