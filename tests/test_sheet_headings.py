"""Sheets laid out by hand as offices lay out theirs, each with the right reading; figures are invented.

Each is tried as text with semicolons, and as a workbook: there `>` is a cell merged with the one on its left, `^` with
the one above it. What is read must be exactly what is written beside the sheet; nothing means that it is refused, or
that nothing of it is a result.
"""

import csv
import io
import re
from pathlib import Path

import pytest
import xlsxwriter

from support.inside import run_tracker

FOLDER = """
[term]
name.vi = "Kế hoạch thử"
name.en = "Test plan"
baseline_year = 2020
first_year = 2021
last_year = 2030
language = "en"

[[group]]
id = "all"
name = "Tất cả"
"""
INDICATORS = (
    ("growth", "Tốc độ tăng trưởng GRDP", "GRDP growth", "%", "%", "growth_rate"),
    ("poor", "Tỷ lệ hộ nghèo", "Poor households", "%", "%", "level"),
    ("exports", "Kim ngạch xuất khẩu", "Exports", "tỷ đồng", "billion VND", "level"),
    ("jobs", "Việc làm mới", "New jobs", "người", "persons", "total"),
    ("income", "Thu nhập bình quân đầu người", "Income per capita", "triệu đồng", "million VND", "level"),
    ("insured", "Tỷ lệ bao phủ bảo hiểm y tế", "Health insurance coverage", "%", "%", "level"),
    ("revenue", "Tổng doanh thu", "Total revenue", "tỷ đồng", "billion VND", "level"),
)
HEADER = "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by\n"


def _make_folder(folder: Path) -> None:
    text = FOLDER
    for identity, vi, en, unit_vi, unit_en, measure in INDICATORS:
        text += f'\n[[indicator]]\nid = "{identity}"\ngroup = "all"\nname = {{ vi = "{vi}", en = "{en}" }}\n'
        text += f'unit = {{ vi = "{unit_vi}", en = "{unit_en}" }}\ndecimals = 1\nmeasure = "{measure}"\n'
        text += ("baseline = 20\n" if measure == "level" else "") + "target.at_least = 100\n"
    (folder / "targets.toml").write_text(text, encoding="utf-8")
    (folder / "results.csv").write_text(HEADER, encoding="utf-8")


SHEETS: dict[str, tuple[str, str]] = {}
"""Name → the cells, and what is right: `indicator period value; …`."""


def _add(name: str, right: str, *lines: str) -> None:
    SHEETS[name] = ("\n".join(lines), right)


# fmt: off
_add("plan-figures-in-the-title", "",
     "(Số kế hoạch) | |", "Chỉ tiêu | 2022 | 2023", "Kim ngạch xuất khẩu | 1000 | 1200",
)
_add("planning-office-in-the-title", "exports 2022 1100; exports 2023 1150",
     "Phòng Tài chính - Kế hoạch | |", "Chỉ tiêu | 2022 | 2023", "Kim ngạch xuất khẩu | 1100 | 1150",
)
_add("per-mille-above-percent-in-the-name", "",
     "| ĐVT: ‰", "Chỉ tiêu | Kết quả 2023", "Tỷ lệ hộ nghèo (%) | 51.0",
)
_add("millions-above-billions-in-the-name", "",
     "Đơn vị tính: triệu đồng |", "Chỉ tiêu | Kết quả 2023", "Kim ngạch xuất khẩu (tỷ đồng) | 1100",
)
_add("money-above-percent-in-the-name", "poor 2023 5.1",
     "Đơn vị tính: triệu đồng |", "Chỉ tiêu | Kết quả 2023", "Tỷ lệ hộ nghèo (%) | 5.1",
)
_add("kh-th-uoc", "poor 2023 5.1; poor 2024 4.2; exports 2023 900.5; exports 2024 1010.5",
     "STT | Chỉ tiêu | Đơn vị | Thực hiện 2023 | Năm 2024 | > | So sánh (%) | >",
     "^ | ^ | ^ | ^ | Kế hoạch | Ước thực hiện | UTH 2024/TH 2023 | UTH/KH",
     "A | B | C | 1 | 2 | 3 | 4=3/1 | 5=3/2",
     "1 | Tỷ lệ hộ nghèo | % | 5.1 | 4.5 | 4.2 | 82.4 | 93.3",
     "2 | Kim ngạch xuất khẩu | tỷ đồng | 900.5 | 1000 | 1010.5 | 112.2 | 101.1",
)
_add("9t-uoc", "poor 2023 5.1; poor 2024-09 4.4; poor 2024 4.2",
     "TT | Chỉ tiêu | ĐVT | TH năm 2023 | KH năm 2024 | TH 9 tháng năm 2024 | Ước TH cả năm 2024 | Tỷ lệ % TH/KH",
     "1 | Tỷ lệ hộ nghèo | % | 5.1 | 4.5 | 4.4 | 4.2 | 93",
)
_add("cung-ky", "exports 2023-06 400.5; exports 2024-06 480.5",
     "Chỉ tiêu | ĐVT | Thực hiện 6 tháng đầu năm 2023 | Kế hoạch năm 2024 | Thực hiện 6 tháng đầu năm 2024 | So với cùng kỳ (%) | So với KH năm (%)",
     "Kim ngạch xuất khẩu | tỷ đồng | 400.5 | 1000 | 480.5 | 120 | 48",
)
_add("cung-ky-2", "exports 2024-06 480.5",
     "Chỉ tiêu | ĐVT | Cùng kỳ năm trước | Kế hoạch năm 2024 | Thực hiện 6 tháng 2024 | Năm trước",
     "Kim ngạch xuất khẩu | tỷ đồng | 400.5 | 1000 | 480.5 | 900",
)
_add("nam-truoc@2024", "",
     "Chỉ tiêu | ĐVT | Năm trước | Năm nay",
     "Kim ngạch xuất khẩu | tỷ đồng | 400.5 | 1000",
)
_add("du-toan-quyet-toan", "exports 2023 900.5",
     "Nội dung | Đơn vị tính | Dự toán 2023 | Quyết toán 2023 | QT/DT (%)",
     "Kim ngạch xuất khẩu | tỷ đồng | 880.5 | 900.5 | 102",
)
_add("giao-dat2", "poor 2023 5.1",
     "Chỉ tiêu | ĐVT | Năm 2023 | > | >",
     "^ | ^ | Giao | Đạt | Tỷ lệ",
     "Tỷ lệ hộ nghèo | % | 4.5 | 5.1 | 88",
)
_add("logframe2@2023", "poor 2023 5.1",
     "Indicator | Baseline | Milestone 1 | Milestone 2 | Target | Achieved",
     "Poor households | 12 | 7 | 5 | 4 | 5.1",
)
_add("logframe4", "",
     "Indicator | Baseline value | Year | Final value",
     "Poor households | 12 | 2020 | 4",
)
_add("q1q4-over", "exports 2023 900.5; exports 2023-Q1 200.5; exports 2023-Q2 210.5; exports 2023-Q3 220.5; exports 2023-Q4 269",
     "Indicator | Unit | 2023 | > | > | > | >",
     "^ | ^ | Q1 | Q2 | Q3 | Q4 | Total",
     "Exports | billion VND | 200.5 | 210.5 | 220.5 | 269 | 900.5",
)
_add("quy-la-ma", "exports 2023 900.5; exports 2023-Q1 200.5; exports 2023-Q2 210.5; exports 2023-Q3 220.5; exports 2023-Q4 269",
     "Chỉ tiêu | ĐVT | Năm 2023 | > | > | > | >",
     "^ | ^ | Quý I | Quý II | Quý III | Quý IV | Cả năm",
     "Kim ngạch xuất khẩu | tỷ đồng | 200.5 | 210.5 | 220.5 | 269 | 900.5",
)
_add("6t-cuoi", "exports 2023 900.5; exports 2023-06 400.5; exports 2023-S2 500",
     "Chỉ tiêu | ĐVT | Năm 2023 | > | >",
     "^ | ^ | 6 tháng đầu năm | 6 tháng cuối năm | Cả năm",
     "Kim ngạch xuất khẩu | tỷ đồng | 400.5 | 500 | 900.5",
)
_add("fy-dash", "",
     "Indicator | 2022-23 | 2023-24",
     "Exports | 800.5 | 900.5",
)
_add("year1-5", "",
     "Indicator | Baseline | Year 1 | Year 2 | Year 3",
     "Exports | 800.5 | 900.5 | 950.5 | 960.5",
)
_add("months", "",
     "Indicator | Jan 2024 | Feb 2024 | Mar 2024",
     "Exports | 80.5 | 90.5 | 91",
)
_add("T1-T12", "",
     "Chỉ tiêu | T1/2024 | T2/2024 | T3/2024",
     "Kim ngạch xuất khẩu | 80.5 | 90.5 | 91",
)
_add("thang-luy-ke", "exports 2024-06 490.5",
     "Chỉ tiêu | ĐVT | Kế hoạch năm 2024 | Thực hiện tháng 6/2024 | Lũy kế 6 tháng đầu năm 2024 | So với cùng kỳ | So với kế hoạch",
     "Kim ngạch xuất khẩu | tỷ đồng | 1000 | 80.5 | 490.5 | 110 | 49",
)
_add("date-head", "poor 2022 6.2; poor 2023 5.1",
     "Chỉ tiêu | ĐVT | d:2022-12-31 | d:2023-12-31",
     "Tỷ lệ hộ nghèo | % | 6.2 | 5.1",
)
_add("date-months", "",
     "Chỉ tiêu | ĐVT | d:2023-01-31 | d:2023-02-28",
     "Kim ngạch xuất khẩu | tỷ đồng | 60.2 | 50.1",
)
_add("cocau", "exports 2023 900.5; exports 2024 950.5",
     "Chỉ tiêu | Năm 2023 | > | Năm 2024 | >",
     "^ | Giá trị (tỷ đồng) | Cơ cấu (%) | Giá trị (tỷ đồng) | Cơ cấu (%)",
     "Kim ngạch xuất khẩu | 900.5 | 12.5 | 950.5 | 13",
)
_add("trong-do-cols", "jobs 2023 1200",
     "Chỉ tiêu | ĐVT | Thực hiện năm 2023 | > | >",
     "^ | ^ | Tổng số | Trong đó | >",
     "^ | ^ | ^ | Thành thị | Nông thôn",
     "Việc làm mới | người | 1200 | 700 | 500",
)
_add("chia-ra", "jobs 2023 1200",
     "Chỉ tiêu | ĐVT | Năm 2023 | Chia ra | >",
     "^ | ^ | ^ | Nam | Nữ",
     "Việc làm mới | người | 1200 | 700 | 500",
)
_add("huyen-years", "",
     "Chỉ tiêu | ĐVT | Huyện A | > | Huyện B | >",
     "^ | ^ | 2022 | 2023 | 2022 | 2023",
     "Việc làm mới | người | 1200 | 700 | 300 | 200",
)
_add("nam-nu-upper", "",
     "Chỉ tiêu | ĐVT | NAM 2023 | NỮ 2023",
     "Việc làm mới | người | 1200 | 700",
)
_add("title-targets", "",
     "TARGETS 2021-2025",
     "Indicator | 2022 | 2023",
     "Poor households | 6 | 5",
)
_add("title-giao", "",
     "GIAO CHỈ TIÊU NĂM 2024",
     "Chỉ tiêu | ĐVT | Năm 2024",
     "Tỷ lệ hộ nghèo | % | 4",
)
_add("title-note-below", "",
     "Chỉ tiêu | ĐVT | Năm 2024",
     "(số kế hoạch) | |",
     "Tỷ lệ hộ nghèo | % | 4",
)
_add("units-row-thousands", "",
     "Indicator | 2022 | 2023",
     "(in thousands) | |",
     "New jobs | 12.2 | 13.1",
)
_add("title-thousands2", "",
     "Table 4. Key figures (thousands)",
     "Indicator | 2022 | 2023",
     "New jobs | 12.2 | 13.1",
)
_add("title-thousands3", "",
     "Key figures, 2022-2023 ('000)",
     "Indicator | 2022 | 2023",
     "New jobs | 12.2 | 13.1",
)
_add("title-vn-trieu", "",
     "Biểu số 3 (Đơn vị: triệu đồng)",
     "Chỉ tiêu | 2022 | 2023",
     "Kim ngạch xuất khẩu | 800500 | 900500",
)
_add("title-vn-trieu2", "",
     "Số liệu tính bằng triệu đồng",
     "Chỉ tiêu | 2022 | 2023",
     "Kim ngạch xuất khẩu | 800500 | 900500",
)
_add("unit-footer", "",
     "Chỉ tiêu | 2022 | 2023",
     "Kim ngạch xuất khẩu | 800500 | 900500",
     "Đơn vị tính: triệu đồng | |",
)
_add("unit-group-row", "",
     "Chỉ tiêu | ĐVT | 2023",
     "Kinh tế | Triệu đồng |",
     "Kim ngạch xuất khẩu | | 900500",
     "Tổng doanh thu | | 800",
)
_add("worldbank2", "poor 2022 6.2; poor 2023 5.1",
     "Series Name | Series Code | Country Name | Country Code | 2022 [YR2022] | 2023 [YR2023]",
     "Poor households | SI.POV.NAHC | Viet Nam | VNM | 6.2 | 5.1",
)
_add("long-quarters", "",
     "Indicator | Year | Quarter | Value",
     "Exports | 2023 | Q1 | 200.5",
     "Exports | 2024 | Q1 | 210.5",
)
_add("long-thang", "",
     "Chỉ tiêu | Năm | Tháng | Giá trị",
     "Kim ngạch xuất khẩu | 2023 | 6 | 200.5",
)
_add("long-freq", "",
     "Indicator | Freq | Year | Value",
     "Exports | Q | 2023 | 200.5",
)
_add("long-measure", "exports 2023 900.5",
     "Indicator | Statistic | Year | Value",
     "Exports | Annual growth | 2023 | 12.5",
     "Exports | Level | 2023 | 900.5",
)
_add("long-percentile", "",
     "Indicator | Quantile | Year | Value",
     "Income per capita | Top 20% | 2023 | 112.5",
)
_add("long-target-group", "",
     "Indicator | 2022 | 2023",
     "Actual | |",
     "Poor households | 6.2 | 5.1",
     "Target | |",
     "Exports | 820 | 920",
)
_add("ab-rows", "",
     "Chỉ tiêu | ĐVT | 2022 | 2023",
     "A. KẾ HOẠCH | | |",
     "Tỷ lệ hộ nghèo | % | 6 | 5",
     "B. THỰC HIỆN | | |",
     "Kim ngạch xuất khẩu | tỷ đồng | 800.5 | 900.5",
)
_add("kh-th-rows2", "",
     "Chỉ tiêu | 2022 | 2023",
     "Tỷ lệ hộ nghèo | |",
     "- Kế hoạch | 6 | 5",
     "- Thực hiện | 6.2 | 5.1",
)
_add("base-100", "",
     "Indicator (2020 = 100) | 2022 | 2023",
     "Exports | 112 | 120",
)
_add("title-index", "",
     "Volume index, 2020 = 100",
     "Indicator | 2022 | 2023",
     "Exports | 112 | 120",
)
_add("title-growth", "",
     "Tốc độ tăng so với năm trước (%)",
     "Chỉ tiêu | 2022 | 2023",
     "Kim ngạch xuất khẩu | 12 | 10",
     "Tỷ lệ hộ nghèo | -5 | -4",
)
_add("title-share", "",
     "Cơ cấu các chỉ tiêu (%)",
     "Chỉ tiêu | 2022 | 2023",
     "Tỷ lệ hộ nghèo | 6 | 5",
)
_add("title-female", "",
     "Số liệu về nữ",
     "Chỉ tiêu | 2022 | 2023",
     "Việc làm mới | 600 | 500",
)
_add("title-region", "",
     "Khu vực nông thôn",
     "Chỉ tiêu | 2022 | 2023",
     "Việc làm mới | 600 | 500",
)
_add("name-head-unit", "",
     "Chỉ tiêu (triệu đồng) | 2022 | 2023",
     "Kim ngạch xuất khẩu | 800500 | 900500",
)
_add("name-head-unit2", "",
     "Indicator (thousands) | 2022 | 2023",
     "New jobs | 12.5 | 13.5",
)
_add("unit-blank-below-scale", "",
     "Chỉ tiêu | ĐVT | 2023",
     "Sản lượng hàng hóa khác | Triệu đồng |",
     "Tổng doanh thu | | 800",
)
_add("by-2025", "jobs 2023 900",
     "Indicator | 2023 | By 2025",
     "New jobs | 900 | 2400",
)
_add("lk-from-start", "jobs 2023 900",
     "Chỉ tiêu | Năm 2023 | Lũy kế từ đầu nhiệm kỳ",
     "Việc làm mới | 900 | 2400",
)
_add("plan-lone-years", "poor 2022 6.2; poor 2023 5.1",
     "Chỉ tiêu | Thực hiện | | Kế hoạch |",
     "| 2022 | 2023 | 2024 | 2025",
     "Tỷ lệ hộ nghèo | 6.2 | 5.1 | 4 | 3",
)
_add("year-in-title-diff2@2024", "",
     "KẾT QUẢ THỰC HIỆN NĂM 2023",
     "Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện",
     "Tỷ lệ hộ nghèo | % | 4 | 5.1",
)
_add("quarter-title@2024", "",
     "KẾT QUẢ QUÝ II NĂM 2024",
     "Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện",
     "Kim ngạch xuất khẩu | tỷ đồng | 4 | 250.1",
)
_add("spacer-merged", "poor 2022 6.2; poor 2023 5.1",
     "Chỉ tiêu | Năm 2022 | > | | Năm 2023 | >",
     "^ | KH | TH | | KH | TH",
     "Tỷ lệ hộ nghèo | 6 | 6.2 | | 5 | 5.1",
)
_add("foot-head2", "",
     "Chỉ tiêu | 2022 | 2023*",
     "Tỷ lệ hộ nghèo | 6.2 | 5.1",
     "* Kế hoạch | |",
)
_add("foot-head4", "",
     "Indicator | 2022 | 2023*",
     "Poor households | 6.2 | 5.1",
     "* First six months only | |",
)
_add("foot-plan-sentence-vi", "",
     "Chỉ tiêu | 2022 | 2023",
     "Tỷ lệ hộ nghèo | 6.2 | 5.1",
     "Ghi chú: Số liệu năm 2023 là số kế hoạch | |",
)
_add("second-table-title2", "",
     "Chỉ tiêu | 2022 | 2023",
     "Tỷ lệ hộ nghèo | 6.2 | 5.1",
     "II. Mục tiêu năm 2024-2025 | |",
     "Kim ngạch xuất khẩu | 900.5 | 950.5",
)
_add("group-muctieu2", "poor 2022 6.2; poor 2023 5.1",
     "Chỉ tiêu | ĐVT | 2022 | 2023",
     "Mục tiêu 1: Giảm nghèo bền vững | | |",
     "Tỷ lệ hộ nghèo | % | 6.2 | 5.1",
)
_add("real-report-title", "exports 2023 900.5; poor 2023 5.1",
     "ỦY BAN NHÂN DÂN XÃ PHÚ LÂM",
     "BIỂU TỔNG HỢP KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU KẾ HOẠCH PHÁT TRIỂN KINH TẾ - XÃ HỘI NĂM 2023",
     "(Kèm theo Báo cáo số 123/BC-UBND ngày 05/12/2023 của UBND xã)",
     "STT | Chỉ tiêu | ĐVT | Kế hoạch năm 2023 | Ước thực hiện năm 2023 | Đạt % so với KH",
     "I | KINH TẾ | | | |",
     "1 | Kim ngạch xuất khẩu | Tỷ đồng | 880 | 900.5 | 102",
     "II | XÃ HỘI | | | |",
     "1 | Tỷ lệ hộ nghèo | % | 4.5 | 5.1 | 88",
)
_add("kpi-last-year@2023", "exports 2023 900.5",
     "KPI | Actual last year | Actual | Budget",
     "Exports | 880 | 900.5 | 950",
)
_add("sl-tl", "",
     "Chỉ tiêu | Năm 2023 | >",
     "^ | Số lượng | Tỷ lệ (%)",
     "Tỷ lệ hộ nghèo | 1200 | 5.1",
)
_add("bare-month-ends", "",
     "Chỉ tiêu | 31/01/2023 | 28/02/2023",
     "Kim ngạch xuất khẩu | 60.5 | 61.5",
)
_add("baseline-year-adjacent", "",
     "Indicator | Baseline | Year | Target 2025 | Actual",
     "Poor households | 12 | 2020 | 4 | 5.1",
)
_add("title-unit-own-unit-in-name", "exports 2022 800.5; exports 2023 900.5; poor 2022 6.2; poor 2023 5.1",
     "Đơn vị tính: tỷ đồng",
     "Chỉ tiêu | 2022 | 2023",
     "Kim ngạch xuất khẩu | 800.5 | 900.5",
     "Tỷ lệ hộ nghèo (%) | 6.2 | 5.1",
)
_add("ngan-sach-title", "exports 2022 800.5; exports 2023 900.5; poor 2022 6.2; poor 2023 5.1",
     "BÁO CÁO NGÂN SÁCH NHÀ NƯỚC XÃ TRIỆU SƠN, TỶ LỆ HỘ NGHÈO, CÔNG TY ĐỒNG TÂM",
     "Chỉ tiêu | 2022 | 2023",
     "Kim ngạch xuất khẩu | 800.5 | 900.5",
     "Tỷ lệ hộ nghèo | 6.2 | 5.1",
)
_add("chuong-trinh-1-trieu", "poor 2022 6.2; poor 2023 5.1",
     "ĐỀ ÁN 1 TRIỆU HA LÚA, HỘI PHỤ NỮ, NÔNG THÔN MỚI, TÁI CƠ CẤU NGÀNH",
     "Chỉ tiêu | 2022 | 2023",
     "Tỷ lệ hộ nghèo | 6.2 | 5.1",
)
_add("group-unit-rows", "",
     "Chỉ tiêu | 2023",
     "Giá trị (triệu đồng) |",
     "Tổng doanh thu | 800000",
)
_add("group-unit-reset", "revenue 2023 800.5; poor 2023 5.1",
     "Chỉ tiêu | 2023",
     "I. Tài chính (tỷ đồng) |",
     "Tổng doanh thu | 800.5",
     "II. Xã hội (%) |",
     "Tỷ lệ hộ nghèo | 5.1",
)
_add("sdmx-csv2", "poor 2022 6.2; poor 2023 5.1",
     "FREQ | INDICATOR | TIME_PERIOD | OBS_VALUE | OBS_FLAG",
     "A | Poor households | 2022 | 6.2 |",
     "A | Poor households | 2023 | 5.1 | e",
)
_add("TH_2023", "poor 2023 5.1",
     "Chỉ tiêu | KH_2023 | TH_2023",
     "Tỷ lệ hộ nghèo | 4 | 5.1",
)
_add("long-harmless", "poor 2023 5.1",
     "Indicator | Responsible person | Year | Value | Data owner",
     "Poor households | Ms. Lan | 2023 | 5.1 | DOLISA",
)
_add("comment-col", "poor 2023 5.1; exports 2023 900.5",
     "Chỉ tiêu | Năm | Giá trị | Nhận xét",
     "Tỷ lệ hộ nghèo | 2023 | 5.1 | Tăng so với năm trước",
     "Kim ngạch xuất khẩu | 2023 | 900.5 | Giảm so với cùng kỳ",
)
_add("dat-col-mark", "poor 2023 5.1",
     "Chỉ tiêu | ĐVT | Kết quả 2023 | Đạt | Không đạt",
     "Tỷ lệ hộ nghèo | % | 5.1 | | x",
)
_add("dat-mark3", "poor 2023 5.1",
     "Chỉ tiêu | ĐVT | Năm 2023 | > | >",
     "^ | ^ | Kết quả | Đạt | Chưa đạt",
     "Tỷ lệ hộ nghèo | % | 5.1 | x |",
)
_add("hospital", "insured 2023 91.5",
     "STT | Chỉ số chất lượng | Tử số | Mẫu số | Kết quả 2023 | Mục tiêu",
     "1 | Tỷ lệ bao phủ bảo hiểm y tế | 915 | 1000 | 91.5 | 95",
)
_add("hospital-title", "insured 2022 91; insured 2023 91.5",
     "BẢNG CHỈ SỐ CHẤT LƯỢNG BỆNH VIỆN NĂM 2023",
     "STT | Chỉ tiêu | 2022 | 2023",
     "1 | Tỷ lệ bao phủ bảo hiểm y tế | 91 | 91.5",
)
_add("toc-do-title", "growth 2022 7.5; growth 2023 8.1",
     "TỐC ĐỘ TĂNG TRƯỞNG GRDP",
     "Chỉ tiêu | 2022 | 2023",
     "Tốc độ tăng trưởng GRDP | 7.5 | 8.1",
)
_add("note-normal", "poor 2022 6.2; poor 2023 5.1",
     "Chỉ tiêu | 2022 | 2023*",
     "Tỷ lệ hộ nghèo | 6.2 | 5.1",
     "* Số ước thực hiện | |",
     "Ghi chú: Theo chuẩn nghèo mới giai đoạn 2022-2025 | |",
     "Nguồn: Sở Kế hoạch và Đầu tư | |",
)
_add("note-normal2", "poor 2022 6.2; poor 2023 5.1",
     "Chỉ tiêu | 2022 | 2023",
     "Tỷ lệ hộ nghèo | 6.2 | 5.1",
     "Ghi chú: (*) chỉ tiêu kế hoạch theo Nghị quyết số 01/2021/NQ-HĐND | |",
)
_add("quyet-toan-blocks", "revenue 2022 710.5; revenue 2023 800.5",
     "Nội dung | ĐVT | Năm 2022 | > | Năm 2023 | >",
     "^ | ^ | Dự toán | Quyết toán | Dự toán | Quyết toán",
     "Tổng doanh thu | tỷ đồng | 700 | 710.5 | 720 | 800.5",
)
_add("group-nongthon", "poor 2022 6.2; poor 2023 5.1",
     "Chỉ tiêu | ĐVT | 2022 | 2023",
     "NÔNG NGHIỆP VÀ NÔNG THÔN | | |",
     "Tỷ lệ hộ nghèo | % | 6.2 | 5.1",
)
_add("group-nongthon2", "",
     "Chỉ tiêu | ĐVT | 2022 | 2023",
     "Nông thôn | | |",
     "Tỷ lệ hộ nghèo | % | 6.2 | 5.1",
)
_add("sig-kh", "poor 2023 5.1",
     "Chỉ tiêu | ĐVT | 2023",
     "Tỷ lệ hộ nghèo | % | 5.1",
     "PHÒNG KẾ HOẠCH | | GIÁM ĐỐC",
)
_add("foot-unit-harmless2", "exports 2023 900.5",
     "Chỉ tiêu | 2023",
     "Kim ngạch xuất khẩu | 900.5",
     "Hộ nghèo: thu nhập dưới 2 triệu đồng/người/tháng |",
)
_add("group-number-unit", "exports 2022 800.5; exports 2023 900.5",
     "Chỉ tiêu | 2022 | 2023",
     "I. Kinh tế (12 chỉ tiêu) | |",
     "Kim ngạch xuất khẩu | 800.5 | 900.5",
)
_add("percent-in-title", "poor 2022 6.2; poor 2023 5.1; income 2022 55.5; income 2023 60.5",
     "Bảng 1: Tỷ lệ hộ nghèo và thu nhập",
     "Chỉ tiêu | 2022 | 2023",
     "Tỷ lệ hộ nghèo (%) | 6.2 | 5.1",
     "Thu nhập bình quân đầu người (triệu đồng) | 55.5 | 60.5",
)
_add("name-unit-smaller", "",
     "Chỉ tiêu | 2022 | 2023",
     "Kim ngạch xuất khẩu (đồng) | 800 | 900",
)
_add("month-col-12", "",
     "Indicator | Year | Month | Value",
     "New jobs | 2023 | 12 | 900",
)
_add("note-plan", "",
     "Chỉ tiêu | 2023 | Ghi chú",
     "Tỷ lệ hộ nghèo | 5.1 | Kế hoạch",
)
_add("note-part", "",
     "Chỉ tiêu | 2023 | Ghi chú",
     "Việc làm mới | 500 | Chỉ tính nữ",
)
_add("note-unit", "",
     "Chỉ tiêu | 2023 | Ghi chú",
     "Kim ngạch xuất khẩu | 900500 | triệu đồng",
)
_add("note-6t", "",
     "Chỉ tiêu | 2023 | Ghi chú",
     "Kim ngạch xuất khẩu | 400 | Số 6 tháng",
)
_add("note-ok", "exports 2022 800.5; exports 2023 900.5; poor 2022 6.2; poor 2023 5.1; jobs 2022 100; jobs 2023 120; income 2022 50.5; income 2023 55.5",
     "Chỉ tiêu | 2022 | 2023 | Ghi chú",
     "Kim ngạch xuất khẩu | 800.5 | 900.5 | KH: 950",
     "Tỷ lệ hộ nghèo | 6.2 | 5.1 | Vượt kế hoạch",
     "Việc làm mới | 100 | 120 | Theo Kế hoạch số 12/KH-UBND",
     "Thu nhập bình quân đầu người | 50.5 | 55.5 | số sơ bộ",
)
_add("note-ok2", "exports 2023 800.5; exports 2024-06 400.5; poor 2023 6.2; poor 2024-06 5.1; jobs 2023 100; jobs 2024-06 120; revenue 2023 100.5; revenue 2024-06 120.5",
     "Chỉ tiêu | TH 2023 | TH 6 tháng 2024 | Ghi chú",
     "Kim ngạch xuất khẩu | 800.5 | 400.5 | tỷ đồng",
     "Tỷ lệ hộ nghèo | 6.2 | 5.1 | Kế hoạch",
     "Việc làm mới | 100 | 120 | nữ chiếm 45%",
     "Tổng doanh thu | 100.5 | 120.5 | tăng 2 triệu đồng",
)
_add("unit-1.000", "",
     "Chỉ tiêu | ĐVT | 2023",
     "Việc làm mới | 1.000 người | 12.5",
)
_add("foot-thousand-persons", "",
     "Indicator | 2022 | 2023",
     "New jobs | 12.5 | 13.5",
     "Note: jobs in thousands. | |",
)
_add("en-achieved", "poor 2023 5.1",
     "Indicator | Unit of measure | Target 2023 | Achieved 2023 | % achieved",
     "Poor households | % | 4 | 5.1 | 78",
)
_add("en-achievement", "",
     "Indicator | Target 2023 | Achievement 2023 (%)",
     "Poor households | 4 | 78",
)
_add("women-section", "",
     "Indicator | 2022 | 2023",
     "Women | |",
     "New jobs | 600 | 700",
)
_add("section-total-first", "jobs 2022 600; jobs 2023 700",
     "Indicator | 2022 | 2023",
     "Total | |",
     "New jobs | 600 | 700",
)
_add("results-framework", "poor 2023 5.1; jobs 2023 1200",
     "Project results framework: progress report 2023",
     "Indicator | Unit | Baseline (2020) | Target (2025) | Actual (2023)",
     "Poor households | % | 12 | 4 | 5.1",
     "New jobs | persons | 0 | 5000 | 1200",
)
_add("kh-nam-truoc", "exports 2022 800.5; exports 2023 900.5; poor 2022 6.2; poor 2023 5.1",
     "TT | Chỉ tiêu | Đơn vị tính | Thực hiện năm 2022 | Năm 2023 | > | > | > | KH năm 2024 | Ghi chú",
     "^ | ^ | ^ | ^ | Nghị quyết HĐND | Ước thực hiện | So NQ (%) | So 2022 (%) | ^ | ^",
     "1 | Kim ngạch xuất khẩu | Tỷ đồng | 800.5 | 880 | 900.5 | 102 | 112 | 950 | Vượt KH",
     "2 | Tỷ lệ hộ nghèo | % | 6.2 | 5.5 | 5.1 | | | 4.5 | Đạt",
)
_add("gso-bilingual", "exports 2022 800.5; exports 2023 900.5",
     "| Đơn vị tính - Unit | 2022 | Sơ bộ - Prel. 2023",
     "Kim ngạch xuất khẩu | Tỷ đồng | 800.5 | 900.5",
)
_add("names-bilingual", "poor 2022 6.2; poor 2023 5.1",
     "Chỉ tiêu - Indicator | 2022 | 2023",
     "Tỷ lệ hộ nghèo - Poor households | 6.2 | 5.1",
)
_add("owner-col2", "poor 2023 5.1",
     "Chỉ tiêu | Cơ quan chủ trì | ĐVT | TH 2023",
     "Tỷ lệ hộ nghèo | Phòng Kế hoạch | % | 5.1",
)
_add("heads-bilingual", "poor 2023 5.1",
     "Chỉ tiêu/Indicator | Đơn vị/Unit | Kế hoạch/Plan 2023 | Thực hiện/Actual 2023",
     "Tỷ lệ hộ nghèo | % | 4 | 5.1",
)
_add("prior-year-en@2023", "jobs 2023 30",
     "Indicator | Prior year actual | Actual",
     "New jobs | 20 | 30",
)
_add("title-dec2", "",
     "Báo cáo tháng 12/2023",
     "Chỉ tiêu | 2023",
     "Việc làm mới | 20",
)
_add("blank-period@2024", "",
     "Năm | Chỉ tiêu | Kết quả",
     "2023 | Tỷ lệ hộ nghèo | 5.1",
     "| Kim ngạch xuất khẩu | 900.5",
)
# fmt: on


def _read_grid(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.split("\n")]


def _write_text(grid: list[list[str]], path: Path) -> None:
    width = max(map(len, grid))
    rows = [["" if cell in (">", "^") else cell.removeprefix("d:") for cell in row] for row in grid]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(row + [""] * (width - len(row)) for row in rows)


def _write_workbook(grid: list[list[str]], path: Path) -> None:
    def get(row: int, column: int) -> str:
        return grid[row][column] if row < len(grid) and column < len(grid[row]) else ""

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Biểu 1")
        for row, cells in enumerate(grid):
            for column, cell in enumerate(cells):
                if cell in ("", ">", "^"):
                    continue
                last_row, last_column = row, column
                while get(row, last_column + 1) == ">":
                    last_column += 1
                while get(last_row + 1, column) == "^":
                    last_row += 1
                if (last_row, last_column) != (row, column):
                    sheet.merge_range(row, column, last_row, last_column, "")
                _write_cell(sheet, row, column, cell)


def _write_cell(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: str) -> None:
    if re.fullmatch(r"-?\d+(\.\d+)?", cell):
        sheet.write_number(row, column, float(cell))
    else:
        sheet.write_string(row, column, cell.removeprefix("d:"))


def _import(name: str, path: Path) -> set[tuple[str, ...]]:
    period = name.partition("@")[2]
    options = ["--period", period] if period else []
    done = run_tracker("import", path, "--dry-run", "--format", "csv", "--data", path.parent, *options, cwd=path.parent)
    assert done.returncode in (0, 3), done.stderr
    assert "Traceback" not in done.stderr
    rows = csv.DictReader(io.StringIO(done.stdout)) if done.returncode == 0 else ()
    return {(row["indicator"], row["period"], row["value"]) for row in rows}


def _read_right(right: str) -> set[tuple[str, ...]]:
    return {tuple(each.split()) for each in right.split(";") if each.strip()}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_read_rightly(name, ending, tmp_path):
    text, right = SHEETS[name]
    _make_folder(tmp_path)
    path = tmp_path / f"sheet.{ending}"
    write = _write_text if ending == "csv" else _write_workbook
    write(_read_grid(text), path)
    got = _import(name, path)
    if ending == "csv" and ("|>" in text.replace(" ", "") or "| ^" in text):
        assert got <= _read_right(right)  # a text cannot say which cells are merged: it may be refused
    else:
        assert got == _read_right(right)


MERGED = {
    "unit": "Chỉ tiêu | ĐVT | 2023\nThu nhập bình quân đầu người | triệu đồng | 50\nTổng doanh thu | ^ | 800",
    "figure across": "Chỉ tiêu | 2022 | 2023\nTỷ lệ hộ nghèo | 5.1 | >",
    "figure down": "Chỉ tiêu | 2023\nTỷ lệ hộ nghèo | 5.1\nTỷ lệ bao phủ bảo hiểm y tế | ^",
}


@pytest.mark.parametrize("name", MERGED)
def test_a_merged_cell_is_not_taken_for_one_alone(name, tmp_path):
    _make_folder(tmp_path)
    _write_workbook(_read_grid(MERGED[name]), tmp_path / "sheet.xlsx")
    assert _import("", tmp_path / "sheet.xlsx") == set()
