"""What offices measure and the words that they write, in two languages, for sheets made at random.

The words are those of sheets that people keep. They are not taken from the program, and are more than it may know.
"""

from random import Random
from typing import NamedTuple


class Measured(NamedTuple):
    """One thing that offices measure: its id, its two names, its two units, a usual size and its decimals."""

    id: str
    vi: str
    en: str
    unit_vi: str
    unit_en: str
    size: float
    decimals: int


MEASURED = (
    Measured("exports", "Kim ngạch xuất khẩu", "Exports", "triệu USD", "million USD", 820, 1),
    Measured("budget", "Thu ngân sách nhà nước trên địa bàn", "Budget revenue", "tỷ đồng", "billion VND", 3400, 1),
    Measured("investment", "Tổng vốn đầu tư toàn xã hội", "Total investment", "tỷ đồng", "billion VND", 9100, 1),
    Measured("output", "Giá trị sản xuất công nghiệp", "Industrial output", "tỷ đồng", "billion VND", 15200, 1),
    Measured("retail", "Tổng mức bán lẻ hàng hóa", "Retail sales of goods", "tỷ đồng", "billion VND", 6400, 1),
    Measured("poor", "Tỷ lệ hộ nghèo", "Poverty rate", "%", "%", 6, 2),
    Measured("poor-rural", "Tỷ lệ hộ nghèo khu vực nông thôn", "Rural poverty rate", "%", "%", 9, 2),
    Measured("insured", "Tỷ lệ bao phủ bảo hiểm y tế", "Health insurance coverage", "%", "%", 91, 1),
    Measured("trained", "Tỷ lệ lao động qua đào tạo", "Share of trained workers", "%", "%", 66, 1),
    Measured("water", "Tỷ lệ dân số được dùng nước sạch", "Population with clean water", "%", "%", 84, 1),
    Measured("growth", "Tốc độ tăng trưởng kinh tế (GRDP)", "Economic growth (GRDP)", "%", "%", 7, 2),
    Measured("forest", "Tỷ lệ che phủ rừng", "Forest cover", "%", "%", 47, 1),
    Measured("jobs", "Số lao động được giải quyết việc làm", "New jobs", "nghìn người", "thousand people", 31, 1),
    Measured("population", "Dân số trung bình", "Average population", "nghìn người", "thousand people", 640, 1),
    Measured(
        "income", "Thu nhập bình quân đầu người", "Income per head", "triệu đồng/người", "million VND a head", 62, 1
    ),
    Measured("grain", "Sản lượng lương thực có hạt", "Grain output", "nghìn tấn", "thousand tonnes", 415, 1),
    Measured("coconut", "Sản lượng dừa", "Coconut output", "nghìn tấn", "thousand tonnes", 88, 1),
    Measured("pineapple", "Sản lượng dứa", "Pineapple output", "nghìn tấn", "thousand tonnes", 36, 1),
    Measured("fish", "Sản lượng thủy sản", "Fishery output", "nghìn tấn", "thousand tonnes", 122, 1),
    Measured("planted", "Diện tích rừng trồng mới", "New forest area", "ha", "ha", 740, 1),
    Measured("doctors", "Số bác sĩ trên một vạn dân", "Doctors per 10,000 people", "bác sĩ", "doctors", 9, 1),
    Measured("beds", "Số giường bệnh trên một vạn dân", "Hospital beds per 10,000 people", "giường", "beds", 31, 1),
    Measured("firms", "Số doanh nghiệp thành lập mới", "New enterprises", "doanh nghiệp", "enterprises", 540, 0),
    Measured("visitors", "Số lượt khách du lịch", "Tourist arrivals", "nghìn lượt", "thousand visits", 930, 1),
    Measured("schools", "Số trường đạt chuẩn quốc gia", "Schools of national standard", "trường", "schools", 210, 0),
)
"""The order decides nothing; two names differ by one accent, and one name begins with another."""

PARTS = {
    "vi": (("Nam", "Nữ"), ("Thành thị", "Nông thôn"), ("Nhà nước", "Ngoài nhà nước"), ("Nội địa", "Có vốn FDI")),
    "en": (("Male", "Female"), ("Urban", "Rural"), ("Public", "Private"), ("Men", "Women")),
}
TOTALS = {"vi": ("Tổng số", "Tổng", "Chung", "Tổng cộng"), "en": ("Total", "All", "Both sexes", "Overall")}
AREAS = {"vi": ("Xã Phú Lâm", "Phường Trung Sơn", "Xã Tân Hòa"), "en": ("North", "South", "East")}
RESULT = {
    "vi": ("Thực hiện", "TH", "Kết quả", "Kết quả thực hiện", "thực hiện", "THỰC HIỆN"),
    "en": ("Actual", "Achieved", "Result", "Actuals", "Results", "actual"),
}
ESTIMATE = {
    "vi": ("Ước thực hiện", "Ước TH", "ƯTH", "ước thực hiện", "Ước thực hiện cả năm"),
    "en": ("Estimate", "Estimated", "Estimated actual"),
}
PLAN = {
    "vi": (
        "Kế hoạch", "KH", "Dự toán", "Dự toán HĐND giao", "UBND tỉnh giao", "Chỉ tiêu giao", "Tỉnh giao", "Mục tiêu",
        "Mục tiêu phấn đấu", "Lộ trình", "Nghị quyết HĐND", "Kế hoạch điều chỉnh", "Kế hoạch giao đầu năm", "Phấn đấu",
        "Kế hoạch hằng năm", "Định hướng", "Chỉ tiêu Nghị quyết", "KẾ HOẠCH", "Giao", "Chỉ tiêu kế hoạch",
    ),
    "en": (
        "Plan", "Planned", "Planned values", "Target", "Targets", "Budget", "Goal", "Annual target", "Approved budget",
        "Commitment", "Original plan", "Revised plan", "TARGET", "Milestone target", "Pathway", "Ambition",
    ),
}  # fmt: skip
AGAINST_PLAN = {
    "vi": ("So với KH (%)", "So KH (%)", "% so với kế hoạch", "Đạt (%)", "% TH/KH", "Tỷ lệ %", "Mức độ hoàn thành (%)", "%", "Đánh giá"),
    "en": ("% of plan", "% achieved", "Variance", "vs. target", "% of budget", "Achievement rate", "%", "Gap"),
}  # fmt: skip
AGAINST_YEAR = {
    "vi": ("So với năm trước (%)", "So với cùng kỳ (%)", "Tăng, giảm so cùng kỳ", "Tốc độ tăng (%)", "Chênh lệch", "+/-", "Tăng (+), giảm (-)"),
    "en": ("Change (%)", "Growth (%)", "Change on year", "YoY", "+/-", "Difference"),
}  # fmt: skip
SHARE = {"vi": ("Cơ cấu (%)", "Tỷ trọng (%)", "Cơ cấu"), "en": ("Share (%)", "Structure (%)", "% of total")}
INDEX = {
    "vi": ("Chỉ số phát triển (%)", "Tốc độ phát triển (%)", "Chỉ số (năm trước = 100)"),
    "en": ("Index (2010 = 100)", "Index", "Index of growth"),
}
AMOUNT = {"vi": ("Giá trị", "Số liệu", "Thực hiện"), "en": ("Value", "Amount", "Actual")}
NAME = {
    "vi": ("Chỉ tiêu", "Tên chỉ tiêu", "Nội dung", "CHỈ TIÊU", "Các chỉ tiêu chủ yếu", "Chỉ tiêu kinh tế - xã hội", "Danh mục chỉ tiêu"),
    "en": ("Indicator", "Name", "INDICATOR", "Indicators", "Indicator name"),
}  # fmt: skip
ORDER = {"vi": ("STT", "TT", "Stt", "Số TT"), "en": ("No.", "No", "#")}
UNIT = {"vi": ("ĐVT", "Đơn vị tính", "Đơn vị", "Đơn vị\ntính"), "en": ("Unit", "Units", "Unit of measure")}
CODE = {"vi": ("Mã số", "Mã", "Mã chỉ tiêu"), "en": ("Code", "Ref", "Line", "ID")}
NOTE = {"vi": ("Ghi chú", "Cơ quan chủ trì", "Nguồn số liệu"), "en": ("Notes", "Responsible", "Source")}
YEAR = {"vi": ("Năm {}", "{}", "NĂM {}", "năm {}"), "en": ("{}", "Year {}", "{}", "YEAR {}")}
TERM = {
    "vi": ("Nhiệm kỳ 2020 - 2025", "Giai đoạn 2021-2025", "Các năm"),
    "en": ("Term 2021-2025", "Period 2021-2025", "Years"),
}
SECTOR = {"vi": ("Lĩnh vực", "Nhóm"), "en": ("Sector", "Area of work")}
GROUPS = {
    "vi": ("Về kinh tế", "Về xã hội", "MÔI TRƯỜNG", "Chỉ tiêu chủ yếu"),
    "en": ("Economy", "SOCIETY", "Environment", "Main indicators"),
}
TITLES = {
    "vi": ("ỦY BAN NHÂN DÂN TỈNH", "BIỂU SỐ 1: TÌNH HÌNH THỰC HIỆN CÁC CHỈ TIÊU", "(Kèm theo Báo cáo số 512/BC-UBND ngày 05 tháng 12 năm 2026)", "Phụ lục I"),
    "en": ("Department of Planning", "Table 1. Main indicators", "(Annex to report no. 12 of 5 December 2026)", "Annex A"),
}  # fmt: skip
ENDS = {
    "vi": (
        ("", "", "Phú Lâm, ngày 5 tháng 12 năm 2026"), ("", "NGƯỜI LẬP BIỂU", "TM. ỦY BAN NHÂN DÂN"), ("", "Nguyễn Thị Lan", "CHỦ TỊCH"),
        ("Ghi chú: số liệu đến 30/11/2026", "", ""), ("(*) Số liệu do Cục Thống kê cung cấp.", "", ""), ("Nguồn: các sở, ngành báo cáo", "", ""),
    ),
    "en": (
        ("Source: administrative records", "", ""), ("Note: figures as of 30 November 2026", "", ""), ("", "Prepared by", "Approved by"),
        ("", "", "5 December 2026"), ("* revised", "", ""),
    ),
}  # fmt: skip
OF_WHICH = {"vi": ("Trong đó:", "Trong đó", "- Trong đó:", "Chia ra:"), "en": ("Of which:", "of which", "Including:")}
SUMS = {"vi": ("Tổng cộng", "Tổng số", "Cộng"), "en": ("Total", "Grand total", "Sum")}
OTHER_UNIT = {  # the unit that another office uses for the same thing, and how many of it make one of ours
    "triệu USD": ("nghìn USD", 1000), "million USD": ("thousand USD", 1000), "tỷ đồng": ("triệu đồng", 1000),
    "billion VND": ("million VND", 1000), "nghìn người": ("người", 1000), "thousand people": ("people", 1000),
    "nghìn tấn": ("tấn", 1000), "thousand tonnes": ("tonnes", 1000), "nghìn lượt": ("lượt", 1000),
    "thousand visits": ("visits", 1000), "triệu đồng/người": ("nghìn đồng/người", 1000), "ha": ("m2", 10000),
    "million VND a head": ("thousand VND a head", 1000), "%": ("‰", 10),
}  # fmt: skip


class Voice:
    """One office that writes a sheet: its language, and the word that it chooses for each thing."""

    def __init__(self, random: Random, language: str) -> None:
        self.random, self.language = random, language
        self.year_shape = self.say(YEAR)

    def say(self, words: dict[str, tuple[str, ...]]) -> str:
        """Return one of the words of this language."""
        return self.random.choice(words[self.language])

    def pick(self, vi: str, en: str) -> str:
        """Return the one of two texts that is of this language."""
        return vi if self.language == "vi" else en

    def year(self, year: int) -> str:
        """Return a year as all headings of this sheet write it."""
        return self.year_shape.format(year)

    def name(self, thing: Measured) -> str:
        return self.pick(thing.vi, thing.en)

    def unit(self, thing: Measured) -> str:
        return self.pick(thing.unit_vi, thing.unit_en)
