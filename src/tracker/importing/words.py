"""The words of headings, in Vietnamese without accents and in English."""

import re
from typing import Literal

from tracker.model import ResultStatus

Role = Literal[
    "number", "indicator", "code", "name", "period", "value", "unit", "multiplier", "status", "kind", "part",
    "qualifier", "source", "note", "plan", "result", "other",
]  # fmt: skip

ROLE_WORDS: dict[Role, tuple[str, ...]] = {
    "number": ("stt", "tt", "so tt", "so thu tu", "no", "no.", "#"),
    "indicator": ("indicator", "id", "ma chi tieu", "indicator id"),
    "code": ("ma", "ma so", "code", "indicator code", "ms"),
    "name": (
        "name", "ten", "noi dung", "noi dung chi tieu", "indicator name", "indicators", "ten goi", "tieu chi", "series",
        "measure name", "kpi", "muc tieu cu the", "noi dung thuc hien", "description", "item",
        "muc tieu/chi tieu", "chi tieu/muc tieu", "muc tieu / chi tieu", "muc tieu, chi tieu", "chi tieu, muc tieu",
    ),
    "period": (
        "period", "year", "nam", "ky", "ky bao cao", "thoi ky", "thoi gian", "nam bao cao", "reporting period", "time",
        "time period", "time_period", "date", "reporting year",
    ),
    "value": ("value", "gia tri", "so lieu", "obs value", "obs_value"),
    "unit": (
        "unit", "units", "don vi", "don vi tinh", "dvt", "dv tinh", "unit of measure", "unit measure", "unit_measure",
    ),
    "multiplier": (
        "unit multiplier", "unit_mult", "unit mult", "multiplier", "scale", "scale factor", "he so", "he so don vi",
        "he so nhan", "boi so", "boi so don vi", "thang do",
    ),
    "status": (
        "status", "value status", "value_status", "trang thai", "loai so", "loai so lieu", "tinh chat so lieu",
        "obs status", "obs_status",
    ),
    "kind": ("type", "loai", "loai gia tri", "loai chi tieu", "value type", "data type", "kind", "scenario", "kich ban",
             "figure type", "loai du lieu", "actual/target", "plan/actual"),
    "part": (
        "sex", "gender", "gioi tinh", "gioi", "age", "age group", "tuoi", "nhom tuoi", "do tuoi", "dan toc",
        "ethnicity", "disaggregation", "breakdown", "dimension", "phan to", "khu vuc", "dia ban", "region", "area",
        "location", "geography", "xa", "huyen", "tinh", "phuong", "district", "province", "commune", "ward", "country",
        "don vi hanh chinh", "thanh thi/nong thon", "urban/rural", "nhom doi tuong", "doi tuong", "ref_area",
        "ref area", "quarter", "quarters", "qtr", "quy", "month", "months", "thang", "freq", "frequency", "tan suat",
        "half", "ky trong nam", "quantile", "quintile", "percentile", "decile", "statistic", "statistics", "measure",
        "transformation", "adjustment", "thong ke", "phep tinh", "income group", "nhom thu nhap",
    ),
    "qualifier": ("qualifier", "dau", "can"),
    "source": ("source", "nguon", "nguon so lieu", "can cu", "data source"),
    "note": ("note", "notes", "ghi chu", "remark", "remarks", "comment", "comments"),
    "plan": (),
    "result": (),
}  # fmt: skip


def _compile(*words: str) -> re.Pattern[str]:
    """Return a pattern of whole words and phrases, the longest first."""
    phrases = sorted((phrase for group in words for phrase in group.split("|")), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b")


COMPARISON = _compile(
    "so voi|so sanh|so cung ky|cung ky|so ke hoach|so kh|ss|tang|giam|tang giam|tang truong|chenh lech|ty le|ti le|"
    "ty trong|ti trong|co cau|chi so|toc do|hoan thanh|muc dat|muc do|tien do|danh gia|xep loai|phan tram ke hoach",
    "compared|versus|vs|variance|difference|change|growth|index|share|ratio|rate|progress|percentage|proportion|"
    "achievement rate|completion|of plan|of target|deviation|structure",
)
PLAN = _compile(
    "ke hoach|kh|khoach|du toan|muc tieu|chi tieu giao|chi tieu ke hoach|giao|duoc giao|lo trinh|phan dau|du kien|"
    "dinh huong|nghi quyet|nq|dang ky|chi tieu de ra|quy hoach",
    "plan|plans|planned|target|targets|targeted|budget|budgeted|goal|goals|objective|objectives|milestone|"
    "expected|commitment|appropriation|allocation|pathway|ambition|trajectory|aspiration",
)
ANNUAL_PLAN = _compile(
    "ke hoach|kh|khoach|du toan|giao|hang nam",
    "plan|plans|planned|budget|budgeted|annual|appropriation|allocation",
)
"""Words of plans that are those of one year, also in the last year of a term."""
TERM_TARGET = _compile("dai hoi|dang bo|nhiem ky", "congress|end of the term|end of term")
"""Words of who sets the targets of a term, and of its end."""
RESOLUTION = _compile("nghi quyet|nq", "resolution|resolutions")
COUNCIL = _compile("hdnd|hoi dong nhan dan", "council|assembly")
"""The bodies whose resolutions set plans of a year as well."""
TENTATIVE_PLAN = _compile(
    "du kien|dang ky|quy hoach|du thao|de xuat|trinh duyet|trinh hdnd|kien nghi|phuong an|kich ban",
    "expected|draft|proposed|proposal|scenario|forecast|trajectory",
)
"""Words of figures that nobody has decided yet."""
PLAN_REMARKS = _compile(
    "dieu chinh|bo sung|dau nam|phe duyet|duoc duyet|duyet|dai hoi|dang bo|de ra|moi|theo|van kien|hdnd|ubnd|"
    "hoi dong nhan dan|uy ban nhan dan|cuoi|den|toi|lan thu",
    "revised|original|approved|annual|adjusted|initial|set|resolution|resolutions|by|until|to|congress|council|"
    "assembly|people s council|at|end",
)
"""Words that say which plan it is."""
PLAN_GIVERS = _compile(*(
    f"{giver} giao|{giver} duoc giao|hdnd {giver}|ubnd {giver}|dang bo {giver}"
    for giver in (
        "tinh", "huyen", "xa", "phuong", "thanh pho", "cap tren", "trung uong", "tw", "chinh phu", "thu tuong",
        "quoc hoi",
    )
))  # fmt: skip
"""Words that say who set a plan."""
RESULT = _compile(
    "ket qua thuc hien|ket qua dat duoc|ket qua dat|ket qua|so thuc hien|quyet toan|so quyet toan|da thuc hien|"
    "thuc hien|thuc te|thuc dat|"
    "kq thuc hien|kqth|kq|th|dat duoc|da dat|dat",
    "actual|actuals|achieved|achievement|achievements|result|results|outturn|realised|realized|observed|reported|"
    "outcome|performance",
)
VALUE = _compile("so lieu|gia tri|so luong", "obs value|value|values|figure|figures|data|amount|amounts|level")
STATUSES: dict[ResultStatus, re.Pattern[str]] = {
    "estimate": _compile(
        "uoc thuc hien|uoc th|uth|thuc hien uoc|th uoc|so uoc|uoc dat|uoc tinh|uoc", "estimate|estimates|estimated|est"
    ),
    "preliminary": _compile("so so bo|so bo", "preliminary|provisional|prelim|prel"),
    "final": _compile("so chinh thuc|chinh thuc", "final|official"),
    "forecast": _compile("du bao", "forecast|forecasts|projection|projections|projected"),
}
TOTAL = _compile("tong so|tong cong|tong|chung", "total|overall|both sexes|all")
WHOLE_YEAR = _compile("ca nam|tron nam|toan nam", "whole year|full year|year end|annual|fy total")
CUMULATIVE = _compile("luy ke|cong don", "cumulative|year to date|ytd|to date")
NEUTRAL = _compile(
    "hang nam|hang|nam|qua cac nam|cac nam|cac chi tieu|cac|chi tieu|giai doan|nhiem ky|thoi ky|ky|bao cao|cua",
    "years|year|of the|of|the|for|in|period|term|reporting|as|by year|by years",
)
DATE_LIMIT = "tinh den|den het|den|het|thoi diem|as of|up to|to|until|through"
UNIT = frozenset((
    "%", "‰", "nghin", "ngan", "trieu", "ty", "ti", "tr", "tram", "chuc", "nguoi", "ho", "dong", "d", "vnd", "usd",
    "eur", "gbp", "euro", "euros", "ha", "km", "km2", "m", "m2", "m3", "tan", "ta", "kg", "kwh", "mwh", "gwh", "kw",
    "mw", "luot", "chiec", "cai", "san", "pham", "xa", "phuong", "thon", "doanh", "nghiep", "lao", "khach", "phan",
    "diem", "vu", "con", "lit", "giuong", "thousand", "thousands", "million", "millions", "billion", "billions",
    "hundred", "hundreds", "persons", "person", "people", "households", "household", "tonnes", "tonne", "tons",
    "percent", "per", "cent", "points", "point", "dollars", "bn", "mn", "kt", "mt", "1000", "1.000",
))  # fmt: skip
TOTAL_WORDS = frozenset(
    ("", "-", "total", "all", "tong", "tong so", "tong cong", "chung", "both", "both sexes", "t", "_t", "all ages",
     "overall", "whole", "toan bo", "a", "annual", "annually", "yearly", "year", "nam", "ca nam", "hang nam",
     "whole year", "full year", "level", "value", "gia tri", "mean", "none", "n/a")
)  # fmt: skip
TITLE = _compile(
    "bieu|bang|phu luc|bao cao|kem theo|cong hoa|doc lap|tong hop|danh muc|tinh hinh",
    "table|annex|appendix|report|summary|sheet",
)
BODY_TITLE = _compile(
    "uy ban|ubnd|dang uy|nhan dan|hoi dong|chi cuc|cuc thong ke|van phong|dang bo",
    "department|office|ministry|committee|agency",
)
"""Words of the names of bodies: a title, unless the text is about plans or results."""
BODY = re.compile(
    r"\b(?:sở|bộ|phòng|phong|ban)\s+(?:(?:tài chính|tai chinh)[\s,–-]+)?(?:(?:và|va)\s+)?(?:kế hoạch|ke hoach)\b"
    r"(?:[\s,–-]+(?:(?:và|va)\s+)?(?:đầu tư|dau tu|tài chính|tai chinh)\b)?"
    r"|\b(?:so|bo) ke hoach (?:va )?dau tu\b|\btarget group\b|\bbudget (?:department|office)\b"
)
"""Bodies whose name has a word for plans, with its accents: sở is an office, số a figure."""
MONTHS = {name: number for number, names in enumerate((
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sep sept", "october oct", "november nov", "december dec",
), start=1) for name in names.split()}  # fmt: skip
PART_WORDS = frozenset((
    "nam", "nam gioi", "nu", "nu gioi", "male", "female", "males", "females", "men", "women", "boys", "girls", "m", "f",
    "thanh thi", "nong thon", "urban", "rural",
))  # fmt: skip
ORGANISATION = _compile(
    "ubnd|uy ban|so|phong|ban|xa|phuong|huyen|tinh|thanh pho|dang|chi cuc|cuc|truong|benh vien|cong ty|bo|hdnd|vien",
    "department|office|ministry|committee|agency|unit of",
)
"""Words of the names of bodies, which "Đơn vị:" also stands before."""
SCALE_WORDS = frozenset((
    "nghin", "ngan", "trieu", "ty", "ti", "tram", "thousand", "thousands", "million", "millions", "billion",
    "billions", "hundred", "hundreds", "1000", "1.000",
))  # fmt: skip
BULLET = re.compile(r"^(?:(?:[-–—+*•]|\(?\d{1,2}(?:\.\d{1,2})*[.)]|\(?[a-zđ][.)])\s+|[-–—+*•]\s*)+", re.IGNORECASE)
"""Before a name: a bullet or a number."""
MARKS = re.compile(r"(?:\s*(?:\(\*+\)|\(\d\)|\[\d\]|[*†‡\u00b9\u00b2\u00b3\u2070-\u2079]+|[:.;,]))+$")
"""After a name: the mark of a footnote, a colon."""
