"""The words in which office tables write targets, in Vietnamese and English, and the kind of each.

A phrase stands in one kind only; the longest phrase at a place is taken. Vietnamese is also read without accents, if a
text has none at all.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from tracker.importing.heading_months import fold_text

BOUND, SUFFIX, FROM, SPAN, ABOUT, FILLER = "B", "S", "F", "T", "A", "W"
YEARLY, MEAN, TOTAL, KEEP, PERIOD, BASE, YEAR = "P", "M", "C", "K", "5", "R", "Y"
INCREASE, DECREASE, REACH, BY, MULTIPLE, TIMES = "I", "D", "L", "E", "G", "X"
DONE, STANDARD, NUMBER, UNIT = "V", "H", "N", "U"


class Phrase(NamedTuple):
    """A phrase of a target text: its kind, and which one of the kind it is."""

    code: str
    meaning: str


_PHRASES: tuple[tuple[str, str, str], ...] = (
    (BOUND, "at_least",
     "≥|>=|=>|> =|⩾|≧|tối thiểu|ít nhất|không dưới|không ít hơn|không thấp hơn|không kém hơn|không nhỏ hơn|"
     "at least|min|min.|minimum|a minimum of|minimum of|no less than|not less than|not below|no fewer than|"
     "not fewer than|no lower than|not lower than"),
    (BOUND, "at_most",
     "≤|<=|=<|< =|⩽|≦|tối đa|nhiều nhất|không quá|không vượt quá|không vượt|không cao hơn|không lớn hơn|không trên|"
     "không nhiều hơn|at most|max|max.|maximum|a maximum of|maximum of|no more than|not more than|not exceeding|"
     "not to exceed|not exceed|does not exceed|not above|not over|no higher than|not higher than|no greater than"),
    (BOUND, "above",
     ">|trên|hơn|vượt|cao hơn|lớn hơn|nhiều hơn|above|over|more than|greater than|higher than|exceeding|exceeds|"
     "exceed"),
    (BOUND, "below", "<|dưới|thấp hơn|nhỏ hơn|ít hơn|below|under|less than|fewer than|lower than"),
    (SUFFIX, "at_least",
     "trở lên|or more|or higher|or above|or over|or greater|or better|and more|and above|and over|and higher"),
    (SUFFIX, "at_most", "trở xuống|or less|or lower|or below|or fewer|or under|and below|and less|and under"),
    (FROM, "", "từ"),
    (FROM, "from", "from"),
    (FROM, "between", "between|trong khoảng từ|trong khoảng"),
    (SPAN, "word", "đến|tới|to"),
    (SPAN, "and", "and|và"),
    (ABOUT, "", "khoảng|khoảng chừng|xấp xỉ|about|around|approximately|approx|approx.|circa|ca.|roughly|≈"),
    (FILLER, "verb", "đạt|có|hoàn thành|đạt được|có được|phấn đấu đạt|phấn đấu|đạt mức|đạt tỷ lệ|reach|reaches|reached|"
     "achieve|achieved|to reach|to achieve|attain|completed|complete"),
    (FILLER, "", "là|=|mức|a|an|of|is|be|target|target:|the|mục tiêu"),
    (YEARLY, "rate", "/năm|/ năm|/1 năm|một năm|1 năm|/year|/yr|/ year|/annum|a year|per year|per annum|p.a.|p.a|pa"),
    (YEARLY, "each", "mỗi năm|mỗi 1 năm|hằng năm|hàng năm|từng năm|các năm|trong từng năm|each year|every year|"
     "annually|annual|yearly|in each year|in every year|per each year"),
    (MEAN, "", "bình quân|trung bình|bq|tb|average|on average|an average of|average of|mean|avg|avg."),
    (TOTAL, "", "tổng|tổng số|tổng cộng|lũy kế|luỹ kế|cộng dồn|cả nhiệm kỳ|trong cả nhiệm kỳ|cả giai đoạn|"
     "toàn giai đoạn|trong cả giai đoạn|toàn nhiệm kỳ|cả 5 năm|total|in total|a total of|total of|cumulative|"
     "cumulatively|over the term|over the period|for the whole term|over the whole term|over five years|"
     "over 5 years|in five years|in 5 years"),
    (PERIOD, "", "5 năm|trong 5 năm|năm năm|trong năm năm|giai đoạn|trong giai đoạn|nhiệm kỳ|trong nhiệm kỳ"),
    (KEEP, "", "duy trì|duy trì ở mức|giữ vững|giữ|tiếp tục duy trì|giữ ổn định|maintain|maintained|maintain at|"
     "maintained at|keep|keep at|kept at|sustain|sustained at"),
    (INCREASE, "", "tăng|tăng trưởng|tăng dần|tăng thêm|increase|increased|increasing|rise|raise|raised|grow|growth|"
     "growth of|increase of|an increase of|tốc độ tăng|tốc độ tăng trưởng"),
    (INCREASE, "up", "up|thêm"),
    (DECREASE, "", "giảm|giảm dần|giảm bớt|decrease|decreased|decreasing|reduce|reduced|reduction|reduction of|"
     "a reduction of|fall|cut|lower|mức giảm|decline"),
    (DECREASE, "down", "down"),
    (BY, "", "by"),
    (REACH, "up", "lên|lên đến|lên tới|lên mức|up to at least"),
    (REACH, "down", "xuống|xuống còn|còn|xuống mức|down to"),
    (MULTIPLE, "", "gấp|bằng"),
    (MULTIPLE, "2", "gấp đôi|double|doubled|doubling|twice"),
    (MULTIPLE, "3", "gấp ba|gấp 3|triple|tripled"),
    (TIMES, "", "lần|times|-fold|fold"),
    (BASE, "baseline",
     "so với hiện trạng|so với số gốc|so với năm gốc|so với đầu nhiệm kỳ|so với nhiệm kỳ trước|"
     "so với cuối nhiệm kỳ trước|"
     "compared to baseline|compared with baseline|compared to the baseline|compared with the baseline|"
     "against baseline|against the baseline|over baseline|over the baseline|from baseline|from the baseline|"
     "vs baseline|vs. baseline|relative to baseline|relative to the baseline"),
    (BASE, "previous",
     "so với năm trước|so với cùng kỳ|so với cùng kỳ năm trước|so cùng kỳ|compared to the previous year|"
     "compared with the previous year|year on year|year-on-year|yoy|on the previous year|from the previous year"),
    (DONE, "",
     "yes|x|✓|✔|☑|done|achieved|adopted|approved|established|in place|operational|đạt chuẩn|đạt tiêu chuẩn|"
     "đạt tiêu chí|được công nhận|công nhận|hoàn thành tiêu chí|đã hoàn thành|đã đạt|đạt yêu cầu"),
    (STANDARD, "",
     "nông thôn mới|nông thôn mới nâng cao|nông thôn mới kiểu mẫu|ntm|ntm nâng cao|ntm kiểu mẫu|nâng cao|kiểu mẫu|"
     "quốc gia|đô thị văn minh|văn minh đô thị|văn minh|xã|phường|huyện|tỉnh|đô thị|loại i|loại ii|loại iii|loại iv|"
     "loại v|mức độ 1|mức độ 2|mức độ 3|xã nông thôn mới|phường văn minh"),
)  # fmt: skip

NO_TARGET = frozenset((
    "", "-", "–", "—", "−", "…", "...", "..", "n/a", "na", "none", "không giao", "chưa giao", "không đặt",
    "không áp dụng", "no target", "not applicable", "not set", "tbd", "to be determined", "khong giao", "chua giao",
))  # fmt: skip
"""Whole cells that say that there is no target."""
UNIT_WORDS = frozenset((
    "%", "‰", "điểm", "phần", "percent", "percentage", "points", "point", "người", "hộ", "đồng", "vnđ", "vnd", "usd",
    "eur", "ha", "km", "km2", "km²", "m2", "m²", "m3", "m³", "tấn", "tạ", "kg", "kwh", "mwh", "gwh", "mw", "lượt",
    "khách", "giường", "bệnh", "bác", "sĩ", "sỹ", "doanh", "nghiệp", "lao", "động", "dân", "vạn", "xã", "phường",
    "thôn", "dự", "án", "sản", "phẩm", "trường", "lớp", "mô", "hình", "hợp", "tác", "cơ", "sở", "people", "persons",
    "households", "tonnes", "tons", "hectares", "km.", "/", "nguoi", "ho", "dong", "tan", "trieu", "ty", "nghin",
))  # fmt: skip
"""Words of units that stand after a figure although the row names no unit, or another one."""
SCALE_UNIT_WORDS = frozenset((
    "nghìn", "ngàn", "triệu", "tỷ", "tỉ", "trăm", "vạn", "thousand", "thousands", "million", "millions", "billion",
    "billions", "hundred", "nghin", "trieu", "ty", "k", "bn", "mn",
))  # fmt: skip
_DUE_YEAR = (
    r"(?:(?:vào|vao|đến|den|tới|toi|trong)? ?(?:cuối|cuoi|hết|het)? ?(?:năm|nam)|^(?:đến|den|tới|toi)(?: hết| cuối)?|"
    r"by(?: the)?(?: end)?(?: of)?|in|until|before the end of|at the end of) (2[01][0-9]{2})(?![0-9]|[.,][0-9])"
)
_BASE_YEAR = (
    r"(?:(?:so với|so voi)(?: cuối| đầu| cuoi| dau)?(?: năm| nam)?|compared (?:to|with)|relative to|against|vs\.?|"
    r"(?:over|from|on) (?:the )?(?=(?:19|20)[0-9]{2} (?:levels?|baseline|value)))"
    r" (?P<base>(?:19|20)[0-9]{2})(?: (?:levels?|baseline|value))?(?![0-9]|[.,][0-9])"
)
DATED = (
    (YEAR, re.compile(_DUE_YEAR)),
    (BASE, re.compile(_BASE_YEAR)),
)
"""Phrases with a year in them: by when the target is due, and the year that a change starts from."""
SPAN_OF_YEARS = re.compile(
    r"(?:trong )?(?:cả )?(?:giai đoạn|giai doan|nhiệm kỳ|nhiem ky|thời kỳ|thoi ky|period) "
    r"(?:19|2[01])[0-9]{2} ?[-–] ?2[01][0-9]{2}(?![0-9]|[.,][0-9])"
)


@lru_cache(maxsize=2)
def get_phrases(*, is_ascii: bool) -> tuple[dict[str, Phrase], re.Pattern[str]]:
    """Return the phrases by their text, and the pattern that finds the longest.

    `is_ascii` adds those without accents.
    """
    phrases: dict[str, Phrase] = {}
    for code, meaning, texts in _PHRASES:
        for text in texts.split("|"):
            phrases[text] = Phrase(code, meaning)
            if is_ascii:
                phrases.setdefault(fold_text(text), Phrase(code, meaning))
    longest_first = sorted(phrases, key=len, reverse=True)
    return phrases, re.compile("|".join(_bound(text) for text in longest_first))


def _bound(text: str) -> str:
    """Return the pattern of a phrase: its letters do not stand inside a longer word."""
    before = r"(?<!\w)" if text[0].isalpha() else ""
    after = r"(?!\w)" if text[-1].isalpha() else ""
    return f"{before}{re.escape(text)}{after}"
