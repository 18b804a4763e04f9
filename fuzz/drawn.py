"""Strategies for hypothesis: files that are nearly right, with any text and any number in them."""

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
    """Draw a `targets.toml` that is nearly right."""
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

WORDS_OF_A_SHEET = [
    "Chỉ tiêu", "Kỳ", "Giá trị", "Đơn vị", "2022", "2023", "Năm 2024", "6 tháng 2024", "a", "b", "c", "d", "%", "ước 1,45", "1,5",
    "1.234", "98,5 %", "có", "indicator", "period", "value", "status", "sơ bộ", "Thực hiện", "#REF!", "Ghi chú", "tracker:value:2024-06",
]  # fmt: skip
SAID = st.one_of(st.sampled_from(WORDS_OF_A_SHEET), TEXT)


def in_xml(text: str) -> str:
    """Return a text escaped for XML."""
    return "".join(f"&#{ord(c)};" if c in "<>&\"'" else c for c in text if c.isprintable())


COLUMN = st.sampled_from(["A", "B", "C", "D", "E", "H", "XFD", "XFE", ""])
LINE = st.sampled_from(["", "1", "2", "3", "4", "5", "60", "100000", "1048576", "1048577"])
REFERENCE = st.one_of(st.just(""), st.just(""), st.tuples(COLUMN, LINE).map("".join)).map(
    lambda at: f' r="{at}"' if at else ""
)
NUMERAL = st.sampled_from(["1", "2023", "2024", "0.0145", "-1.5", "1e999", "NaN", "", "45000", "0", "99"])
XLSX_CELL = st.one_of(
    st.tuples(REFERENCE, SAID.map(in_xml)).map(lambda c: f'<c{c[0]} t="inlineStr"><is><t>{c[1]}</t></is></c>'),
    st.tuples(REFERENCE, st.sampled_from(["", ' s="1"', ' t="s"', ' t="b"', ' t="e"', ' t="d"', ' t="str"']), NUMERAL).map(
        lambda c: f"<c{c[0]}{c[1]}><v>{c[2]}</v></c>"
    ),
    st.tuples(REFERENCE, NUMERAL).map(lambda c: f"<c{c[0]}><f>A1+{c[1]}</f></c>"),
    st.sampled_from(["<c/>", '<c s="1"/>', "<v>1</v>", "<c><v>1</v><v>2</v></c>", "</c>", "<!DOCTYPE x>", "&x;"]),
)  # fmt: skip
XLSX_ROW = st.tuples(LINE, st.lists(XLSX_CELL, max_size=6)).map(
    lambda row: f"<row{f' r={chr(34)}{row[0]}{chr(34)}' if row[0] else ''}>{''.join(row[1])}</row>"
)
XLSX = st.tuples(st.lists(XLSX_ROW, max_size=6).map("".join), st.sampled_from(["", "<mergeCells><mergeCell ref='A1:C1'/></mergeCells>", "<"])).map(
    lambda parts: f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{parts[0]}</sheetData>{parts[1]}</worksheet>'
)  # fmt: skip
REPEATED = st.sampled_from(["", "", "", "2", "0", "-1", "16384", "16385", "200001", "1048576", "9" * 12])
KIND = st.sampled_from(["", "string", "float", "percentage", "boolean", "date", "error", "currency", "time", "x"])


def ods_cell(drawn: tuple[str, str, str, str]) -> str:
    """Return a cell of an .ods file."""
    kind, value, text, times = drawn
    about = f' office:value-type="{kind}" office:{kind if kind in ("date", "time", "boolean") else ""}{"-" if kind in ("date", "time", "boolean") else ""}value="{value}"'
    repeated = f' table:number-columns-repeated="{times}"' if times else ""
    return f"<table:table-cell{about if kind else ''}{repeated}><text:p>{text}</text:p></table:table-cell>"


ODS_ROW = st.tuples(
    REPEATED, st.lists(st.tuples(KIND, NUMERAL, SAID.map(in_xml), REPEATED).map(ods_cell), max_size=6).map("".join)
).map(
    lambda row: (
        f"<table:table-row{f' table:number-rows-repeated={chr(34)}{row[0]}{chr(34)}' if row[0] else ''}>{row[1]}</table:table-row>"
    )
)


def ods(rows: list[str]) -> bytes:
    """Return the content of an .ods file with these rows."""
    from sheets import CONTENT

    return CONTENT.format(rows="".join(rows)).encode(errors="replace")


@st.composite
def xls(draw: st.DrawFn) -> bytes:
    """Draw an .xls file in which some bytes are replaced."""
    from sheets import old_template

    data = bytearray(old_template())
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data) - 1))
        new = draw(
            st.one_of(
                st.binary(min_size=1, max_size=4), st.sampled_from([b"\xff\xff", b"\0\0", b"\0\1", b"\xff\xff\xff\xff"])
            )
        )
        data[at : at + len(new)] = new
    return bytes(data)


KINDS: dict[str, st.SearchStrategy[bytes]] = {
    "toml": st.one_of(toml(), toml(), st.binary(max_size=200)),
    "journal": st.one_of(JOURNAL, JOURNAL, st.binary(max_size=200)),
    "whole": st.tuples(HEADER.map(str.encode), st.sampled_from([b"\n", b"\r\n", b""]), JOURNAL).map(b"".join),
    "number": st.text("0123456789.,%<>~-+ −\u00a0\u202fdướigần²", max_size=24).map(str.encode),
    "period": st.one_of(st.text("0123456789-", max_size=9), st.text(max_size=9)).map(
        lambda text: text.encode(errors="replace")
    ),
    "sheet": st.tuples(
        st.sampled_from([";", ",", "\t"]), st.lists(st.lists(SAID, max_size=6), max_size=8)
    ).map(lambda drawn: "\n".join(drawn[0].join(row) for row in drawn[1]).encode(errors="replace")),
    "workbook": st.one_of(
        XLSX.map(lambda text: text.encode(errors="replace")), XLSX.map(lambda text: text.encode(errors="replace")),
        st.lists(ODS_ROW, max_size=5).map(ods), xls(), st.binary(max_size=300),
    ),
}  # fmt: skip
