"""The tables of targets on the pages about `init --from`: one commune, as an office writes it in each language."""

from pathlib import Path

from support.books import write_book

TABLES = {
    "vi": """
[[sheet]]
name = "Biểu 1"
rows = [
  ["CHỈ TIÊU NGHỊ QUYẾT ĐẠI HỘI ĐẢNG BỘ XÃ B, NHIỆM KỲ 2025 - 2030"],
  ["STT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện 2025", "Thực hiện 2026", "Ước TH 2027", "Kế hoạch 2028", "Mục tiêu đến năm 2030", "So sánh", "Đơn vị chủ trì"],
  ["I", "Kinh tế"],
  [1, "Thu nhập bình quân đầu người", "triệu đồng", 62.5, 67.9, 74, 82, "từ 100 trở lên", "", "Phòng Kinh tế"],
  [2, "Tổng thu ngân sách trên địa bàn", "tỷ đồng", 98.4, 112.4, 121.6, 130, 180, "", "Phòng Kinh tế"],
  ["-", "Trong đó: thu tiền sử dụng đất", "tỷ đồng", 60, 66, 41.3, 45, 70, "", ""],
  ["II", "Xã hội"],
  [3, "Tỷ lệ hộ nghèo", "%", 4.85, 4.05, 3.6, 3.1, "dưới 2", "", "Phòng Văn hóa - Xã hội"],
  [4, "Số lao động được đào tạo", "người", 300, 310, "1.234", "300-350", "tăng 10 %/năm", "", ""],
  [5, "Xây xong trụ sở công an xã", "", "", "", "", "", "Hoàn thành", "", "Công an xã"],
  [],
  ["", "Người lập biểu"],
]
""",
    "en": """
[[sheet]]
name = "Table 1"
rows = [
  ["TARGETS OF THE PLAN OF COMMUNE B, 2026 - 2030"],
  ["No.", "Indicator name", "Unit", "Actual 2025", "Actual 2026", "Estimate 2027", "Plan 2028", "Target by 2030", "Comparison", "Responsible"],
  ["I", "Economy"],
  [1, "Income per capita", "million VND", 62.5, 67.9, 74, 82, "at least 100", "", "Economic Division"],
  [2, "Budget revenue", "billion VND", 98.4, 112.4, 121.6, 130, 180, "", "Economic Division"],
  ["-", "Of which: land use fees", "billion VND", 60, 66, 41.3, 45, 70, "", ""],
  ["II", "Society"],
  [3, "Poverty rate", "%", 4.85, 4.05, 3.6, 3.1, "below 2", "", "Social Division"],
  [4, "Workers trained", "persons", 300, 310, "1.234", "300-350", "up 10 % a year", "", ""],
  [5, "New police station", "", "", "", "", "", "done", "", "Police"],
  [],
  ["", "Prepared by"],
]
""",
}  # fmt: skip


def write_table(folder: Path, language: str) -> None:
    """Write the workbook of a page into a folder."""
    name = {"vi": "chi-tieu.xlsx", "en": "targets.xlsx"}[language]
    write_book(folder / name, TABLES[language])
