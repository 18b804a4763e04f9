"""The unit of an indicator: of its row, its name, the rows above it, or the whole table."""

import re

from tracker.importing.heading_months import fold_text
from tracker.importing.headings import parse_heading_text

_IN_NAME = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]{1,40})[)\]]\s*")
_LABEL = re.compile(r"(?i)^\s*(?:đơn vị tính|đvt|đơn vị|don vi tinh|dvt|unit)\s*:?\s*")
_LIKELY = re.compile(
    r"(?:%|‰|nghìn|ngàn|triệu|tỷ|tỉ|ha|km|m2|m²|m3|m³|tấn|kg|người|hộ|xã|phường|thôn|trường|giường|bác sĩ|"
    r"doanh nghiệp|lượt|sản phẩm|đồng|usd|tạ|điểm|lao động|vụ|con|htx|hợp tác xã|trang trại|mô hình|dự án|"
    r"công trình|hồ sơ|đảng viên|chi bộ|lớp|học sinh|cháu|cây|tàu|làng|chợ|nhà|căn|cơ sở|đơn vị|tổ|đoàn viên|"
    r"hội viên|km2|km²|người/km2|persons?|people|households?|"
    r"million|billion|thousand|number|percent|per .*|years?|tonnes?|hectares?|mw|kwh|co2e?|tco2e?)(?:[\s/.].*)?",
    re.IGNORECASE,
)


def split_unit(name: str) -> tuple[str, str]:
    """Return a name without the unit in brackets after it, and this unit, "" if it has none."""
    found = _IN_NAME.fullmatch(name)
    if not found:
        return name, ""
    unit = _LABEL.sub("", found[2]).strip()
    has_label = unit != found[2].strip()
    if has_label or _LIKELY.fullmatch(unit) or parse_heading_text(unit).unit:
        return found[1], unit
    return name, ""


def find_as_written(folded: str, text: str) -> str:
    """Return the words of a text that are `folded` without accents and capitals, or `folded` if there are none."""
    words = re.findall(r"[^\s():;,]+", text)
    for first in range(len(words)):
        for last in range(first + 1, len(words) + 1):
            if fold_text(" ".join(words[first:last])) == folded:
                return " ".join(words[first:last])
    return folded
