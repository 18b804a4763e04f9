"""Tables of offices drawn at random, with what they must give: each figure in a table is another one.

A table is drawn as a description that a person can read (`support.office_books`), so that a failure shows it.
"""

import random
from decimal import Decimal
from typing import NamedTuple

from support.office_books import OfficeSheet, OfficeTable

NAMES = {
    "vi": (
        ("Tỷ lệ hộ nghèo", "%"), ("Thu ngân sách trên địa bàn", "tỷ đồng"), ("Tỷ lệ che phủ rừng", "%"),
        ("Số lao động được đào tạo", "người"), ("Diện tích trồng rừng mới", "ha"), ("Sản lượng chè búp tươi", "tấn"),
        ("Thu nhập bình quân đầu người", "triệu đồng"), ("Tỷ lệ đô thị hóa", "%"), ("Số trường đạt chuẩn quốc gia", "trường"),
        ("Giá trị sản xuất công nghiệp", "tỷ đồng"), ("Tỷ lệ người dân tham gia bảo hiểm y tế", "%"),
        ("Số bác sĩ trên 1 vạn dân", "bác sĩ"), ("Kim ngạch xuất khẩu", "triệu USD"), ("Số hợp tác xã thành lập mới", "HTX"),
        ("Tốc độ tăng giá trị sản xuất", "%"), ("Số hộ dùng nước sạch", "hộ"), ("Chiều dài đường được cứng hóa", "km"),
        ("Tỷ lệ hồ sơ giải quyết đúng hạn", "%"), ("Số khách du lịch", "nghìn lượt"), ("Tổng đàn gia súc", "con"),
    ),
    "en": (
        ("Poverty rate", "%"), ("Households with safe water", "households"), ("Farmers trained", "people"),
        ("Maternal mortality ratio", "per 100,000 live births"), ("Area under irrigation", "ha"),
        ("Average maize yield", "tonnes/ha"), ("Customer satisfaction", "%"), ("Cost per transaction", "USD"),
        ("Revenue from services", "million USD"), ("Schools with electricity", "%"), ("Visitors to museums", "people"),
        ("Emissions of greenhouse gases", "kt"), ("Forest cover", "%"), ("Roads rehabilitated", "km"),
    ),
}  # fmt: skip
GROUPS = {"vi": ("Kinh tế", "Văn hóa - xã hội", "Môi trường"), "en": ("Economy", "Society", "Environment")}
PARTS = {"vi": ("Khu vực thành thị", "Khu vực nông thôn"), "en": ("Urban areas", "Rural areas")}
OWNERS = {"vi": ("Sở Tài chính", "Phòng Kinh tế", "Sở Y tế"), "en": ("Finance", "Planning Unit", "Health Office")}
HEADINGS = {
    "vi": {
        "number": ("TT", "STT", "Số TT"), "name": ("Chỉ tiêu", "Tên chỉ tiêu", "Nội dung chỉ tiêu", "CHỈ TIÊU"),
        "unit": ("ĐVT", "Đơn vị tính", "Đơn vị", "Đơn vị\\ntính"), "result": ("Thực hiện", "TH", "Kết quả thực hiện"),
        "plan": ("Kế hoạch", "KH", "Lộ trình thực hiện"), "estimate": ("Ước thực hiện", "Ước TH"),
        "target": ("Mục tiêu đến năm {0}", "Mục tiêu {0}", "Mục tiêu Nghị quyết đến năm {0}"),
        "baseline": ("Hiện trạng năm {0}", "Hiện trạng {0}"), "owner": ("Cơ quan chủ trì", "Đơn vị chủ trì"),
        "note": ("Ghi chú",), "growth": ("{1}/{0} (%)", "So sánh {1}/{0} (%)"), "year": ("{0}", "Năm {0}"),
        "of which": ("Trong đó:", "Trong đó"), "total": ("Tổng cộng", "Tổng số"),
        "quarter": ("Quý I/{0}", "Quý II năm {0}", "6 tháng đầu năm {0}", "Thực hiện 9 tháng {0}"),
    },
    "en": {
        "number": ("No.", "#"), "name": ("Indicator", "Indicators", "KPI"), "unit": ("Unit", "Unit of measure"),
        "result": ("Actual", "Result"), "plan": ("Plan",), "estimate": ("Estimate",), "target": ("Target {0}", "Target by {0}"),
        "baseline": ("Baseline ({0})", "Baseline {0}"), "owner": ("Responsible", "Owner"), "note": ("Notes", "Comment"),
        "growth": ("Change {1}/{0} (%)",), "year": ("{0}",), "of which": ("Of which:",), "total": ("Total",),
        "quarter": ("Q1 {0}", "Q3 {0} actual", "{0} Q2"),
    },
}  # fmt: skip
BOUNDS = {
    ">=": ("≥ {}", ">= {}", "{} trở lên", "từ {} trở lên", "ít nhất {}", "tối thiểu {}"),
    "<=": ("≤ {}", "không quá {}", "tối đa {}", "{} trở xuống"), ">": ("trên {}", "> {}", "đạt trên {}"),
    "<": ("dưới {}", "< {}", "còn dưới {}"), "": ("{}", "đạt {}", ""),
}  # fmt: skip
ENGLISH_BOUNDS = {
    ">=": ("≥ {}", "at least {}", "{} or more"), "<=": ("≤ {}", "at most {}", "no more than {}"),
    ">": ("> {}", "more than {}", "above {}"), "<": ("< {}", "less than {}", "below {}"), "": ("{}", ""),
}  # fmt: skip
TITLES = {
    "vi": ("ỦY BAN NHÂN DÂN XÃ A", "BIỂU CHỈ TIÊU PHÁT TRIỂN KINH TẾ - XÃ HỘI", "(Kèm theo Kế hoạch số 12/KH-UBND)"),
    "en": ("Results framework", "Prepared by the planning unit", "Annex 2"),
}
DONE = {"vi": ("Hoàn thành", "Đạt", "Đạt chuẩn", "x"), "en": ("Yes", "Done", "Completed", "In place")}
MILESTONES = {
    "vi": ("Quy hoạch chung được phê duyệt", "Xã đạt chuẩn nông thôn mới"),
    "en": ("Strategy adopted", "Portal launched"),
}
OPEN_TARGETS = {
    "vi": (
        "khoảng {}",
        "giảm {}% so với năm 2025",
        "tăng gấp {} lần",
        "mỗi năm giảm {}",
        "phấn đấu {}, cố gắng",
        "gần {}",
    ),
    "en": ("about {}", "{}% reduction", "increase by {}%", "up to {}", "{} if funded"),
}
"""Targets that are no bound: what is left of them is a comment."""
RANGES = {"vi": ("{}-{}", "{} - {}", "từ {} đến {}", "{}–{}"), "en": ("{}-{}", "{} to {}", "between {} and {}")}
REMARKS = {
    "vi": ("Ghi chú: số liệu chưa gồm khu vực mới sáp nhập.", "(*) Theo chuẩn mới"),
    "en": ("Note: provisional figures.",),
}
SIGNATURES = {"vi": ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "en": ("Approved by", "Director")}


class _Column(NamedTuple):
    kind: str
    year: int = 0


class _Drawer:
    """Draws one table."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.language = draw.choice(("vi", "vi", "en"))
        self.words = HEADINGS[self.language]
        self.first = draw.choice((2021, 2026))
        self.last = self.first + draw.choice((2, 4, 4))
        self.in_text = draw.random() < 0.3
        self.has_unit_column = draw.random() < 0.85
        self.states_years = draw.random() < 0.7
        self.has_number = draw.random() < 0.8
        self.merged = draw.random() < 0.5
        self.used: set[Decimal] = set()
        self.columns = self._draw_columns()
        self._body: list[list[str]] = []
        self._expected: list[dict[str, str]] = []
        self._hidden: list[int] = []
        self._group = ""
        self._has_parts = False

    def _draw_columns(self) -> list[_Column]:
        chance = self.draw.random
        columns = [_Column("number")] if self.has_number else []
        columns += [_Column("name"), *([_Column("unit")] if self.has_unit_column else [])]
        blocks = []
        if chance() < 0.4:
            blocks.append([_Column("baseline", self.first - 1)])
        if chance() < 0.8 or not blocks:
            start = self.first - (1 if not blocks else 0)
            blocks.append([_Column("result", year) for year in range(start, min(self.last, 2025) + 1)])
        if chance() < 0.6:
            blocks.append([_Column("plan", year) for year in range(self.first, self.last + 1)])
        if chance() < 0.7 or len(blocks) == 1:
            blocks.append([_Column("target", self.last)])
        self.draw.shuffle(blocks)
        blocks = [block for block in blocks if block]
        columns += [column for block in blocks for column in block]
        if chance() < 0.3:
            columns.append(_Column("growth", self.first))
        if chance() < 0.2:
            columns.append(_Column("quarter", self.first))
        if chance() < 0.4:
            columns.append(_Column("owner"))
        if chance() < 0.3:
            columns.append(_Column("note"))
        return columns

    def draw_table(self) -> OfficeTable:
        """Return the table and what it gives."""
        names = self.draw.sample(NAMES[self.language], self.draw.randrange(3, 9))
        has_groups = self.has_number and self.draw.random() < 0.5
        for at, (name, unit) in enumerate(names):
            if has_groups and at in (0, len(names) // 2):
                self._group = GROUPS[self.language][min(at, 1)]
                title = self._group.upper() if self.draw.random() < 0.5 else self._group
                self._add(self._fill({"number": "I" if at == 0 else "II", "name": title}))
            self._add_row(name, unit, str(at + 1), "")
            if self.has_number and not self._has_parts and self.draw.random() < 0.15:
                self._add_parts(name, unit)
        if any(column.kind == "target" for column in self.columns) and self.has_number and self.draw.random() < 0.3:
            self._add_milestone(str(len(names) + 1))
        if self.draw.random() < 0.15:
            figures = {"result": "1", "plan": "1"}
            self._add(self._fill({"name": self.draw.choice(self.words["total"]), **figures}))
        cells = [*self._draw_titles(), *self._draw_headings()]
        start = len(cells)
        cells += [*self._body, *self._draw_end()]
        options = ["--lang", self.language]
        options += ["--years", f"{self.first}-{self.last}"] if self.states_years else []
        hidden = [start + at + 1 for at in self._hidden]
        sheets = [OfficeSheet("A", cells, hidden, [])]
        kind = self._draw_file()
        if kind in ("xlsx", "xls") and self.draw.random() < 0.2:
            sheets.insert(0, OfficeSheet("Bìa", [["BÁO CÁO"], [""], ["2026"]], [], []))
        return OfficeTable("drawn", sheets, kind, options, None, self._expected)

    def _add(self, line: list[str]) -> None:
        self._body.append(line)

    def _add_row(self, name: str, unit: str, number: str, parent: str, mark: str = "") -> None:
        line, row = self._draw_row(name, unit, number, mark)
        self._add(line)
        if self._draws_formats() and not parent and self.draw.random() < 0.05:
            self._hidden.append(len(self._body) - 1)
        else:
            self._expected.append({**row, "group": "" if parent else self._group, "parent": parent})

    def _add_parts(self, parent: str, unit: str) -> None:
        """Add the parts of the row before, unless it is hidden."""
        if not self._expected or self._expected[-1]["name"] != parent:
            return
        self._has_parts = True
        marker = self.draw.choice(self.words["of which"])
        is_inline = self.draw.random() < 0.3 and self.language == "vi"
        if not is_inline:
            self._add(self._fill({"name": marker}))
        for at, part in enumerate(PARTS[self.language]):
            before = f"{marker.rstrip(':')}: " if is_inline and at == 0 else "- "
            self._add_row(part, unit, "", parent, mark=before)

    def _add_milestone(self, number: str) -> None:
        name = self.draw.choice(MILESTONES[self.language])
        text = self.draw.choice(DONE[self.language])
        self._add(self._fill({"number": number, "name": name, "target": text}))
        row = dict.fromkeys(("unit", "plans", "results", "baseline", "owner", "parent"), "")
        self._expected.append({**row, "name": name, "target": "yes", "group": self._group})

    def _draw_file(self) -> str:
        return self.draw.choice(("xlsx", "xlsx", "xlsx", "xls", "ods", "csv")) if not self._draws_formats() else "xlsx"

    def _draws_formats(self) -> bool:
        return self.merged  # merged and hidden cells and number formats are described for .xlsx only

    def _draw_titles(self) -> list[list[str]]:
        width = len(self.columns)
        lines = self.draw.sample(TITLES[self.language], self.draw.randrange(0, 4))
        rows = [[line, *([""] * (width - 1))] for line in lines]
        if self.draw.random() < 0.2:
            span = f"GIAI ĐOẠN {self.first}-{self.last}" if self.language == "vi" else f"{self.first}-{self.last}"
            rows.append([f"{self.draw.choice(TITLES[self.language])} {span}", *([""] * (width - 1))])
        return [*rows, [""] * width] if rows and self.draw.random() < 0.5 else rows

    def _draw_end(self) -> list[list[str]]:
        if self.draw.random() < 0.5:
            return []
        width = len(self.columns)
        if self.draw.random() < 0.4:
            return [[self.draw.choice(REMARKS[self.language]), *([""] * (width - 1))]]
        lines = SIGNATURES[self.language]
        return [[""] * width, *([*([""] * (width - 2)), line, ""] for line in lines)]

    def _draw_headings(self) -> list[list[str]]:
        words = {kind: self.draw.choice(texts) for kind, texts in self.words.items()}
        if words["plan"].startswith("Lộ trình"):  # its last year may be the target
            self._expected = [{**row, "plans": self._loosen_last(row["plans"])} for row in self._expected]
        upper, lower, before = [], [], ""
        for column in self.columns:
            title = words[column.kind].format(column.year, column.year + 1)
            is_yearly = column.kind in ("result", "plan")
            year = words["year"].format(column.year)
            if not is_yearly:
                upper.append(title)
                lower.append("^")
            elif self.merged:
                upper.append("<" if before == column.kind else title)
                lower.append(year)
            else:
                upper.append(f"{title} {year.lower()}" if self.language == "vi" else f"{column.year} {title}")
                lower.append("^")
            before = column.kind
        rows = [upper, lower] if self.merged and any(text != "^" for text in lower) else [upper]
        if self.draw.random() < 0.2 and self.has_number:
            rows.append(["A", "B", *(str(at + 1) for at in range(len(self.columns) - 2))])
        return rows

    def _loosen_last(self, plans: str) -> str:
        return plans.replace(f"{self.last}=", f"~{self.last}=")

    def _fill(self, cells: dict[str, str]) -> list[str]:
        return [cells.get(column.kind, "") for column in self.columns]

    def _draw_row(self, name: str, unit: str, number: str, mark: str = "") -> tuple[list[str], dict[str, str]]:
        row = {"name": name, "unit": unit, "target": "", "plans": "", "results": "", "baseline": "", "owner": ""}
        line = []
        for column in self.columns:
            kind = column.kind
            if kind in ("result", "plan", "baseline"):
                text = self._draw_figure(row, column, unit)
            elif kind == "target":
                text = self._draw_target(row, unit)
            elif kind in ("owner", "unit") and self._continues(kind, name, unit):
                text = "^"
                row["owner"] = self._expected[-1]["owner"] if kind == "owner" else row["owner"]
            elif kind == "owner":
                text = row["owner"] = self.draw.choice(OWNERS[self.language])
            elif kind == "growth":
                text = self._spell(self._draw_number("%"), "%")
            elif kind == "quarter":
                value = self._draw_number(unit)
                row["results"] += "".join(
                    f" ~{column.year}-{part}={value:f}" for part in ("Q1", "Q2", "Q3", "06", "09")
                )
                text = self._spell(value, unit)
            else:
                written = name if self.has_unit_column else f"{name} ({unit})"
                text = {"number": number, "name": f"{mark}{written}", "unit": unit}.get(kind, "")
            line.append(text)
        return line, row

    def _continues(self, kind: str, name: str, unit: str) -> bool:
        """Whether to merge the body or unit of a row with that of the row above it, which must be there."""
        above = self._body[-1] if self._body else []
        is_row = bool(self._expected) and any(self._expected[-1]["name"] in text for text in above)
        is_visible = len(self._body) - 1 not in self._hidden
        if not (self._draws_formats() and is_row and is_visible and self.draw.random() < 0.3):
            return False
        return kind == "owner" or self._expected[-1]["unit"] == unit

    def _draw_figure(self, row: dict[str, str], column: _Column, unit: str) -> str:
        if self.draw.random() < 0.08 and column.kind != "baseline":
            return self.draw.choice(("", "-", "…"))
        if self.in_text and unit != "%" and self.draw.random() < 0.05:
            return f'"{self.draw.randrange(1, 99)}.{self.draw.randrange(100, 999)}"'  # it has two readings
        value = self._draw_number(unit)
        key = {"result": "results", "plan": "plans", "baseline": "baseline"}[column.kind]
        row[key] = f"{row[key]} {column.year}={value:f}".strip()
        if unit == "%" and self._draws_formats() and self.draw.random() < 0.1:
            return f"pct:{value:f}"
        if unit == "%" and self.in_text and self.draw.random() < 0.2:
            return self._spell(value, unit).strip('"') + self.draw.choice(("%", " %"))
        return self._spell(value, unit)

    def _draw_target(self, row: dict[str, str], unit: str) -> str:
        value = self._draw_number(unit)
        bounds = BOUNDS if self.language == "vi" else ENGLISH_BOUNDS
        sign = self.draw.choice(tuple(bounds))
        form = self.draw.choice(bounds[sign])
        if not form:
            return ""
        if self.draw.random() < 0.15:
            return self.draw.choice(OPEN_TARGETS[self.language]).format(self._spell(value, unit).strip('"'))
        if self.draw.random() < 0.15:
            high = value + self._draw_number(unit)
            row["target"] = f"{value:f}..{high:f}"
            low_text, high_text = (self._spell(each, unit).strip('"') for each in (value, high))
            return self.draw.choice(RANGES[self.language]).format(low_text, high_text)
        row["target"] = f"{sign}{value:f}"
        written = self._spell(value, unit)
        written = written if form == "{}" else written.strip('"')
        if unit == "%" and form != "{}" and self.draw.random() < 0.5:
            written += "%"
        return form.format(written)

    def _draw_number(self, unit: str) -> Decimal:
        """Return a figure that the table does not have yet."""
        while True:
            if unit == "%":
                value = Decimal(self.draw.randrange(100, 9999)).scaleb(-2)
            else:
                value = Decimal(self.draw.randrange(1000, 60000)).scaleb(-self.draw.choice((0, 0, 1)))
            value = Decimal(f"{value.normalize():f}")
            if value not in self.used:
                self.used.add(value)
                return value

    def _spell(self, value: Decimal, unit: str) -> str:
        text = f"{value:f}"
        if not self.in_text:
            return text
        if self.language == "en":
            return f'"{text}"'
        return text.replace(".", ",") if "." in text else f'"{text}"'


def draw_office_table(draw: random.Random) -> OfficeTable:
    """Return a table of an office drawn at random."""
    return _Drawer(draw).draw_table()


def show_table(table: OfficeTable) -> str:
    """Return the cells of the first sheet for a person."""
    return "\n".join(" | ".join(line) for line in table.sheets[-1].cells)
