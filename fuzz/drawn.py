"""Texts of the right kind for hypothesis: nearly right files, with any text and any number in them."""

from __future__ import annotations

from hypothesis import strategies as st

TEXT = st.text(max_size=30)
WORD = st.sampled_from(["a", "b", "x-y", "tỷ đồng", "%", "%/năm", "", "A B", "../x", "\u202e"])
NUMBER = st.one_of(
    st.integers(-(10**6), 10**6).map(str),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.sampled_from(["8,5", "1e400", "inf", "nan", "-100", "0", "99.999999999999999999999999999", "0x1f", "1_000"]),
)
YEAR = st.one_of(st.integers(2019, 2027), st.integers(-1, 10**5)).map(str)


def quoted(text: str) -> str:
    """Return a text as a basic string of TOML."""
    return '"' + "".join(c if c.isalnum() else f"\\U{ord(c):08x}" for c in text if not "\ud800" <= c <= "\udfff") + '"'


STRING = st.one_of(WORD, TEXT).map(quoted)
TEXTS = st.one_of(STRING, st.tuples(STRING, STRING).map(lambda pair: f"{{ vi = {pair[0]}, en = {pair[1]} }}"))
BOUND = st.tuples(st.sampled_from(["at_least", "at_most", "above", "below", "year"]), NUMBER).map(" = ".join)
TARGET = st.one_of(
    st.lists(BOUND, min_size=1, max_size=2).map(lambda items: "{ " + ", ".join(items) + " }"),
    st.tuples(NUMBER, NUMBER).map(lambda pair: f"{{ between = [{pair[0]}, {pair[1]}] }}"),
    st.sampled_from(['"yes"', '"increase"', '"decrease"', "8", "true"]),
)
PLAN = st.dictionaries(YEAR, NUMBER, max_size=6).map(
    lambda plan: "{ " + ", ".join(f"{k} = {v}" for k, v in plan.items()) + " }"
)
MEASURE = st.sampled_from(["level", "total", "mean", "growth", "growth_rate", "every_year", "milestone", "levels"]).map(
    quoted
)
ANYTHING = st.one_of(STRING, NUMBER, TARGET, PLAN, st.sampled_from(["true", "[]", "{}", "2024-01-01", "[[1]]"]))
KEYS: dict[str, st.SearchStrategy[str]] = {
    "id": st.sampled_from(["a", "b", "c-1", "A", ""]).map(quoted), "name": TEXTS, "unit": TEXTS, "owner": TEXTS, "note": TEXTS,
    "measure": MEASURE, "target": TARGET, "plan": PLAN, "baseline": st.one_of(NUMBER, NUMBER.map("{{ value = {} }}".format)),
    "parent": STRING, "decimals": st.integers(-1, 14).map(str), "source": STRING, "path": STRING,
    "direction": st.sampled_from(["increase", "decrease", "x"]).map(quoted),
    "break": YEAR.map("[{{ year = {} }}]".format),
    "except": STRING.map("[{{ check = {0}, reason = {0} }}]".format),
}  # fmt: skip


@st.composite
def toml(draw: st.DrawFn) -> bytes:
    """A file of targets that is nearly right."""
    lines = ["[term]", 'name = "T"', "first_year = 2021", "last_year = 2025"]
    if draw(st.booleans()):
        lines.append(f"{draw(st.sampled_from(['baseline_year', 'language', 'x', 'name']))} = {draw(ANYTHING)}")
    for _ in range(draw(st.integers(0, 4))):
        lines += ["[[indicator]]"]
        keys = ["id", "name", "measure", *draw(st.lists(st.sampled_from(sorted(KEYS)), max_size=8, unique=True))]
        for key in dict.fromkeys(keys):
            is_odd = draw(st.integers(0, 19)) == 0
            lines.append(f"{key} = {draw(ANYTHING if is_odd else KEYS[key])}")
    return ("\n".join(lines) + "\n").encode(errors="replace")


CELL = st.one_of(TEXT, st.sampled_from(["", '"', '""', '"a,b"', '"a\nb"', "a\rb", "ế", " "]))
ROW = st.tuples(
    st.sampled_from(["a", "b", "c", "d", "e", "f", " a", '"a"']),
    st.sampled_from(["2020", "2021", "2023", "2023-06", "2023-12", "2026", ""]),
    st.one_of(st.sampled_from(["1", "-2.5", "yes", "no", "", "1,5", '"3"', " 4 "]), NUMBER),
    st.sampled_from(["", "<", ">", "~", "="]),
    st.sampled_from(["final", "estimate", "preliminary", "forecast", "withdrawn", "x", '"final"']),
    CELL, CELL,
    st.sampled_from(["2024-01-31", "2024-01-30", "2024-01-31T09:00:00+07:00", "2024-02-30", "x"]),
    CELL,
).map(",".join)  # fmt: skip
RIGHT = st.tuples(
    st.sampled_from(["a", "b", "d", "e"]), st.sampled_from(["2021", "2022", "2023", "2023-06"]),
    st.integers(1, 999).map(str), st.sampled_from(["", "<", ">", "~"]),
    st.sampled_from(["final", "estimate", "forecast", "withdrawn"]),
    st.just(""), st.sampled_from(["", '"a,b"', '"a\nb"', '"x ""y"""', "ghi chú"]), st.just("2024-01-31"), st.just("lan"),
).map(",".join)  # fmt: skip
END = st.sampled_from(["\n", "\n", "\r\n", "\r", "", "\n\n"])
ROWS = st.lists(st.tuples(st.one_of(RIGHT, RIGHT, RIGHT, ROW), END).map("".join), max_size=8).map("".join)
JOURNAL = ROWS.map(lambda text: text.encode(errors="replace"))
HEADER = st.sampled_from([
    "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by", "\ufeffindicator,period,value,status,recorded_at",
    "recorded_at,note,indicator,period,value,status,area", "indicator;period", "", '"indicator",period,value,qualifier,status,source,"note",recorded_at,recorded_by',
])  # fmt: skip

KINDS: dict[str, st.SearchStrategy[bytes]] = {
    "toml": st.one_of(toml(), toml(), st.binary(max_size=200)),
    "journal": st.one_of(JOURNAL, JOURNAL, st.binary(max_size=200)),
    "whole": st.tuples(HEADER.map(str.encode), st.sampled_from([b"\n", b"\r\n", b""]), JOURNAL).map(b"".join),
    "number": st.text("0123456789.,%<>~-+ −\u00a0\u202fdướigần²", max_size=24).map(str.encode),
    "period": st.one_of(st.text("0123456789-", max_size=9), st.text(max_size=9)).map(
        lambda text: text.encode(errors="replace")
    ),
    "sheet": st.lists(
        st.lists(
            st.one_of(
                st.sampled_from(
                    [
                        "Chỉ tiêu",
                        "Kỳ",
                        "Giá trị",
                        "Đơn vị",
                        "2022",
                        "2023",
                        "Năm 2024",
                        "6 tháng 2024",
                        "a",
                        "b",
                        "c",
                        "d",
                        "%",
                        "ước 1,45",
                        "1,5",
                        "1.234",
                        "98,5 %",
                        "có",
                        "indicator",
                        "period",
                        "value",
                        "status",
                        "sơ bộ",
                    ]
                ),
                TEXT,
            ),
            max_size=6,
        ).map(";".join),
        max_size=8,
    ).map(lambda rows: "\n".join(rows).encode(errors="replace")),
    "workbook": st.one_of(
        st.binary(max_size=300),
        st.lists(
            st.sampled_from(
                [
                    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>',
                    "</sheetData></worksheet>",
                    '<row r="1">',
                    "</row>",
                    '<c r="A1" t="inlineStr"><is><t>a</t></is></c>',
                    '<c r="B1"><v>1.5</v></c>',
                    '<c r="C9" t="s"><v>99</v></c>',
                    '<c r="XFD1048576"><v>1</v></c>',
                    "<v>NaN</v>",
                    "<!DOCTYPE x>",
                    "&x;",
                    "\0--\0",
                ]
            ),
            max_size=12,
        )
        .map("".join)
        .map(str.encode),
    ),
}
