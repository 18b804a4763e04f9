"""The folder over which whole screens are compared, and the commands that show them."""

TARGETS = """
[term]
name.vi = "Nhiệm kỳ thử"
name.en = "Trial term"
first_year = 2021
last_year = 2025
language = "vi"

[[group]]
id = "economy"
name = "Kinh tế"

[[indicator]]
id = "schools"
group = "economy"
name.vi = "Trường đạt chuẩn"
name.en = "Schools that meet the [standard]"
unit = "%"
decimals = 1
measure = "level"
target.at_least = 60
baseline = { year = 2020, value = 40, source = "https://example.org/goc" }
plan = { 2022 = 45, 2023 = 50 }
owner = "Sở Giáo dục"
source = "https://example.org/nghi-quyet"

[[indicator]]
id = "houses"
name = "Nhà ở xã hội"
unit = "căn"
measure = "total"
target.at_least = 1000
owner = "Sở Xây dựng"

[[indicator]]
id = "poverty"
name = "Hộ nghèo"
unit = "%"
measure = "level"
target.at_most = 2
baseline = 4.5
break = [{ year = 2022, note.vi = "chuẩn mới", note.en = "new standard" }]

[[indicator]]
id = "city"
name = "Đô thị loại II"
measure = "milestone"
target = "yes"
verdict = { status = "met", reason.vi = "đã có quyết định", reason.en = "decided", source = "https://example.org/qd" }

[[indicator]]
id = "water"
name = "Nước sạch"
unit = "%"
measure = "every_year"
target.at_least = 95
"""
RESULTS = """
schools,2021,42,,final,https://example.org/2021,,2022-01-31,lan
schools,2022,43,,preliminary,https://example.org/2022,,2022-12-20,lan
schools,2022,44.5,,final,https://example.org/2022,số chính thức,2023-03-30,minh
schools,2023,48,,estimate,https://example.org/2023,,2024-01-31,lan
houses,2021,150,,final,,,2022-01-31,lan
houses,2023,> 100,,final,,,2024-01-31,lan
poverty,2021,4.1,,final,,,2022-01-31,lan
poverty,2023,3.2,,final,,,2024-01-31,lan
water,2022,96,,final,,,2023-01-31,lan
water,2023,94,,final,,,2024-01-31,lan
""".replace("> 100,,", "100,>,")
DAY = "2024-06-30"
"""The day as of which those screens are shown that name a day."""

SCREENS = {
    "show-schools.vi.txt": ("show", "schools", "--lang", "vi"),
    "show-schools.en.txt": ("show", "schools", "--lang", "en"),
    "show-schools.en.md": ("show", "schools", "--lang", "en", "--format", "md"),
    "show-schools.json": ("show", "schools", "--lang", "en", "--format", "json", "--as-of", DAY),
    "show-schools.csv": ("show", "schools", "--format", "csv"),
    "show-houses.vi.txt": ("show", "houses"),
    "show-poverty.vi.txt": ("show", "poverty"),
    "show-city.en.txt": ("show", "city", "--lang", "en"),
    "show-water.vi.md": ("show", "water", "--format", "md"),
    "show-schools-un.en.txt": ("show", "schools", "--lang", "en", "--method", "un_chart"),
    "show-schools-assumed.vi.txt": ("show", "schools", "--assume", "schools:2023=55", "--as-of", DAY),
    "review.vi.txt": ("review", "--format", "table"),
    "review.en.md": ("review", "--lang", "en", "--format", "md"),
    "review.csv": ("review",),
    "review.json": ("review", "--format", "json", "--as-of", DAY),
}
