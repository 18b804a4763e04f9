"""Inputs that once took long, were misread or gave a traceback; each line stands for its kind."""

import csv
import io
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time
import zipfile
from decimal import Decimal
from fcntl import ioctl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from support.examples import draw_settings
from support.folders import HEADER, write_folder
from support.inside import run_inside
from support.process import OBEY_MODES, environment
from tracker.views.csv import Dialect, to_csv
from tracker.views.escapes import escape_formula, escape_markdown

TARGETS = """\
[term]
name.en = "T"
baseline_year = 2020
first_year = 2021
last_year = 2030
[[indicator]]
id = "a"
name.en = "Final share"
unit.en = "%"
measure = "level"
baseline = 10
target = { at_least = 90 }
[[indicator]]
id = "l12"
name.vi = "Lớp 12"
measure = "level"
"""
ENGLISH = {"TRACKER_LANG": "en"}


@pytest.fixture
def small(tmp_path):
    return write_folder(tmp_path / "small", TARGETS, "a,2021,20,,final,,,2022-01-01,\n")


def import_rows(run, tmp_path, small, text):
    (tmp_path / "in.csv").write_text("indicator,period,value\n" + text, encoding="utf-8")
    return run("import", "in.csv", "--dry-run", "--data", small, env=ENGLISH)


@pytest.mark.parametrize("zeros", [f"0.{'0' * 400}", f"-0.{'0' * 31}", f"0,{'0' * 5000}"])
def test_a_zero_of_many_decimals_is_refused_before_it_is_recorded(run, small, zeros):
    before = (small / "results.csv").read_bytes()
    done = run("add-result", "a", "2022", zeros, "--data", small, "--yes", env=ENGLISH)
    assert (done.returncode, "more than 30 digits" in done.stderr) == (2, True)
    assert (small / "results.csv").read_bytes() == before


def test_a_zero_of_many_decimals_in_the_journal_is_told(run, small):
    with (small / "results.csv").open("a") as file:
        file.write(f"a,2022,0.{'0' * 400},,final,,,2023-01-01,\n")
    done = run("show", "a", "--data", small, env=ENGLISH)
    assert (done.returncode, "more than 30 digits" in done.stderr) == (3, True)


@pytest.mark.parametrize(
    "name", ["Lớp 1-2", "Lớp 1+2", "Lớp 1·2", "Lớp 1–2", "Lớp of which 12", "Lớp trong đó 12", "Lớp 12+", "fınal share"]
)
def test_a_name_is_not_taken_for_another(run, tmp_path, small, name):
    done = import_rows(run, tmp_path, small, f"{name},2022,5\n")
    assert (done.returncode, "no indicator is called" in done.stderr) == (3, True)


def test_of_which_before_a_name_is_left_out(run, tmp_path, small):
    assert import_rows(run, tmp_path, small, "of which Lớp 12,2022,5\n").returncode == 0


@pytest.mark.parametrize("value", ["dướİ 5", "1 234,56", "-0,95", ">0,95", "ước 3,5", "0,95%"])
def test_a_value_is_refused_and_not_cut(run, tmp_path, small, value):
    done = import_rows(run, tmp_path, small, f"a,2022,{value}\n")
    assert (done.returncode, "Traceback" in done.stderr) == (3, False)


SPLIT = ["1 234,56", "-0,95", ">0,95", "ước 3,5", "0,95%", "12,5", "1.234,56", "0,95 (ước)", "~12,5", "1\u00a0234,5 %"]
"""Values with a decimal comma, which a file of commas cuts in two."""


@pytest.mark.parametrize("value", SPLIT)
@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("indicator,period,value,note", "a,2022,{}"),
        ("indicator,period,value,source", "a,2022,{}"),
        ("indicator,period,value,rank", "a,2022,{}"),
        ("indicator,period,value,unit", "a,2022,{}"),
        ("indicator,period,value,status", "a,2022,{}"),
        ("indicator,period,value,note,source", "a,2022,{},"),
        ("indicator,period,value,note,source", "a,2022,{},from the office"),
        ("indicator,2022,note", "a,{}"),
        ("indicator,2021,2022,note", 'a,"3,5",{}'),
        ("indicator,value,period,note", "a,{},2022"),
    ],
)
@pytest.mark.parametrize("decimal", [None, "comma"])
def test_a_value_that_is_cut_in_two_is_refused(run, tmp_path, small, header, line, value, decimal):
    (tmp_path / "in.csv").write_text(f"{header}\n{line.format(value)}\n", encoding="utf-8")
    options = ["--decimal", decimal] if decimal else []
    done = run("import", "in.csv", "--dry-run", *options, "--data", small, env=ENGLISH)
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (3, "", False)


@pytest.mark.parametrize("line", ["a,12,05", "a,-0,95", "a,+0,5", "a,1 234,007"])
def test_a_figure_that_is_no_whole_number_is_refused(run, tmp_path, small, line):
    (tmp_path / "in.csv").write_text(f"indicator,2022,2023\n{line}\n", encoding="utf-8")
    done = run("import", "in.csv", "--dry-run", "--data", small, env=ENGLISH)
    assert (done.returncode, "may be one number" in done.stderr) == (3, True)


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("indicator,period,value,note", "a,2022,{},5 communes without a report"),
        ("indicator,period,value,note", "a,2022,{},"),
        ("indicator,value,period,note", "a,{},2022,"),
        ("indicator,2022,2023", "a,{},15"),
        ("indicator,period,value,note", "a,2022,{}.0,5"),
    ],
)
def test_a_value_beside_another_cell_is_not_refused(run, tmp_path, small, header, line):
    (tmp_path / "in.csv").write_text(f"{header}\n{line.format(12)}\n", encoding="utf-8")
    done = run("import", "in.csv", "--dry-run", "--format", "csv", "--data", small, env=ENGLISH)
    assert (done.returncode, ",12," in done.stdout or ",12.0," in done.stdout) == (0, True), done.stderr


@draw_settings(60)
@given(
    st.lists(st.decimals(0, 10**7, places=2), min_size=1, max_size=4),
    st.sampled_from(["note", "source", "rank", "unit", "note,source", ""]),
    st.sampled_from(["", " ", ".", "\u00a0"]),
    st.randoms(use_true_random=False),
)
def test_a_decimal_comma_in_a_file_of_commas_gives_no_wrong_figure(tmp_path_factory, numbers, after, group, chance):
    """Rows of numbers with a decimal comma, some quoted, with and without the cells after them: right, or refused."""
    folder = tmp_path_factory.mktemp("split")
    small = write_folder(folder / "small", TARGETS, "")
    width = after.count(",") + 1 if after else 0
    lines = [f"indicator,period,value{',' * bool(after)}{after}"]
    for year, number in enumerate(numbers, start=2021):
        text = (
            f"{number:,.2f}".replace(",", group or "").replace(".", ",")
            if group != "."
            else (f"{number:,.2f}".translate(str.maketrans(",.", ".,")))
        )
        text = f'"{text}"' if chance.random() < 0.5 else text
        lines.append(f"a,{year},{text}" + "," * chance.randint(0, width))
    (folder / "in.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    options = ["--decimal", "comma"] if chance.random() < 0.5 else []
    done = run_inside("import", "in.csv", "--dry-run", *options, "--format", "csv", "--data", small, cwd=folder)
    if done.returncode == 0:
        found = {row["period"]: Decimal(row["value"]) for row in csv.DictReader(done.stdout.splitlines())}
        assert found == {str(year): number for year, number in enumerate(numbers, start=2021)}
    else:
        assert (done.returncode, done.stdout) == (3, "")


@draw_settings(40)
@given(st.lists(st.tuples(st.decimals(0, 99, places=1), st.booleans()), min_size=2, max_size=5))
def test_a_row_of_years_with_a_decimal_comma_gives_no_wrong_figure(tmp_path_factory, figures):
    """Every year has a figure; with a decimal comma that is not quoted, the row has more cells than headings.

    A year without a figure would make room for it: `a,1,5` below two years is read as 1 and 5, as it is written.
    """
    folder = tmp_path_factory.mktemp("years")
    small = write_folder(folder / "small", TARGETS, "")
    years = [str(2021 + at) for at in range(len(figures))]
    texts = [f"{value:f}".removesuffix(".0").replace(".", ",") for value, _ in figures]
    cells = [f'"{text}"' if is_quoted else text for text, (_, is_quoted) in zip(texts, figures, strict=True)]
    (folder / "in.csv").write_text(f"indicator,{','.join(years)}\na,{','.join(cells)}\n", encoding="utf-8")
    done = run_inside("import", "in.csv", "--dry-run", "--format", "csv", "--yes", "--data", small, cwd=folder)
    is_split = any("," in text and not is_quoted for text, (_, is_quoted) in zip(texts, figures, strict=True))
    assert (done.returncode, done.stdout == "") == ((3, True) if is_split else (0, False)), done.stderr
    if not is_split:
        found = {row["period"]: Decimal(row["value"]) for row in csv.DictReader(done.stdout.splitlines())}
        assert found == {year: value for year, (value, _) in zip(years, figures, strict=True)}


@pytest.mark.parametrize(
    "journal",
    [
        HEADER + f"a,2021,20,,final,,{'x' * 200_000},2022-01-01,",
        (HEADER + "a,2021,20,,final,,,2022-01-01,\n" * 8_000).replace("\n", "\r"),
        HEADER + "".join(f"a,2021,2{at % 7},,final,,,2022-01-01,\n" for at in range(8_000)),
    ],
    ids=["a long last row", "carriage returns", "many revisions"],
)
def test_time_is_linear(run, small, journal):
    (small / "results.csv").write_text(journal, newline="")
    start = time.monotonic()
    assert run("status", "--data", small).returncode == 0
    for output in ("md", "json", "table"):
        assert run("show", "a", "--format", output, "--data", small).returncode == 0
    assert time.monotonic() - start < 60  # it took minutes; no measure of speed


def test_a_number_of_a_megabyte_is_refused_at_once(run, small):
    text = TARGETS.replace('id = "a"', f'id = "a"\ndecimals = 0x{"f" * 1_000_000}')
    (small / "targets.toml").write_text(text)
    start = time.monotonic()
    done = run("status", "--data", small, env=ENGLISH)
    assert (done.returncode, "is not between 0 and 12" in done.stderr) == (3, True)
    assert time.monotonic() - start < 30


@pytest.mark.parametrize("name", ["results.csv", "targets.toml", "decisions.csv", "closings.csv", "report.toml"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_what_is_no_plain_file_is_refused_at_once(run, small, name, kind):
    path = small / name
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")
    done = run("report", "-o", "out.md", "--data", small, env=ENGLISH)
    assert (done.returncode, done.stdout) == (3, "")
    assert "not a file" in done.stderr


@pytest.mark.parametrize("columns", [1, 2, 4, 8, 15])
@pytest.mark.parametrize("command", [["show", "a"], ["status"], ["review"], ["check"], ["log"]])
def test_a_narrow_terminal_gets_no_traceback(small, columns, command):
    main, side = pty.openpty()
    ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 20, columns, 0, 0))
    settings = {name: value for name, value in environment().items() if name not in ("COLUMNS", "LINES")}
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", *command, "--data", str(small)],
        stdin=side, stdout=side, stderr=subprocess.PIPE, env=settings,
    )  # fmt: skip
    os.close(side)
    try:
        while os.read(main, 4096):
            pass
    except OSError:  # the end
        pass
    _, told = process.communicate(timeout=60)
    os.close(main)
    assert b"Traceback" not in told


def test_completion_without_words_is_quiet(run):
    done = run(env={"_TRACKER_COMPLETE": "zsh_complete"}, process=True)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


@pytest.mark.parametrize("name", ["FİNAL SHARE", "Fınal share", "Fi\u0307nal share", "final ſhare of it"])
def test_another_letter_i_is_another_name(run, tmp_path, small, name):
    done = import_rows(run, tmp_path, small, f"{name},2022,5\n")
    assert (done.returncode, "no indicator is called" in done.stderr) == (3, True)
    assert import_rows(run, tmp_path, small, "FINAL SHARE,2022,5\n").returncode == 0


@pytest.mark.parametrize("value", ["5 fınal", "fınal 5", "5 (FİNAL)", "estımate 5", "İ", "5 %ı", "ước tính 5 ſ"])
def test_a_word_with_another_letter_is_no_status(run, tmp_path, small, value):
    done = import_rows(run, tmp_path, small, f'a,2022,"{value}"\n')
    assert (done.returncode, "Traceback" in done.stderr) == (3, False)


@draw_settings(150)
@given(
    st.sampled_from(
        ["indicator", "Chỉ tiêu", "Quý II/2023", "6 tháng 2023", "Thực hiện 2023", "KH 2024", "first half 2023", "Ước TH 2023",
         "Kế hoạch nhiệm kỳ", "2022/23", "Q2 2023", "Đơn vị tính", "status", "Tỷ lệ so với kỳ trước", "triệu đồng"]
    ),
    st.sampled_from(["Quý II/2023", "2023-S1", "6 tháng", "dưới 5", "tỷ đồng", "khoảng 3", "không đạt", "sơ bộ", "triệu"]),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_letters_that_fold_to_others_give_no_traceback(tmp_path_factory, heading, cell, chance):
    """i, s and k have other letters that match them without regard to case."""
    folds = {"i": "ıİi", "I": "ıİI", "s": "ſs", "S": "ſS", "k": "\u212ak", "K": "\u212aK"}
    heading, cell = ("".join(chance.choice(folds.get(sign, sign)) for sign in text) for text in (heading, cell))
    folder = tmp_path_factory.mktemp("folds")
    small = write_folder(folder / "small", TARGETS, "")
    text = f'indicator,period,value,{heading}\na,2022,5,"{cell}"\na,"{cell}",7,\na,2023,"{cell}",\n'
    (folder / "in.csv").write_text(text, encoding="utf-8")
    for words in (["import", "in.csv", "--dry-run"], ["import", "in.csv", "--dry-run", "--plans"], ["show", cell]):
        done = run_inside(*words, "--data", small, cwd=folder)
        assert "Traceback" not in done.stderr, done.stderr


def make_workbook(path, value, style="", styles="", shared=""):
    """A workbook of one row, with the XML of its value, its style and the text of the name as they are given."""
    parts = {
        "xl/workbook.xml": '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/s.xml" Type="x/worksheet"/>'
        "</Relationships>",
        "xl/styles.xml": f"<styleSheet>{styles}</styleSheet>",
        "xl/sharedStrings.xml": f"<sst><si><t>indicator</t></si><si>{shared or '<t>a</t>'}</si></sst>",
        "xl/worksheets/s.xml": '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c>'
        '<c r="B1" t="inlineStr"><is><t>2022</t></is></c></row><row r="2"><c r="A2" t="s"><v>1</v></c>'
        f'<c r="B2"{style}><v>{value}</v></c></row></sheetData></worksheet>',
    }  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def import_workbook(run, tmp_path, small, *arguments, **parts):
    make_workbook(tmp_path / "in.xlsx", *arguments, **parts)
    done = run("import", "in.xlsx", "--dry-run", "--format", "csv", "--data", small, env=ENGLISH)
    rows = list(csv.DictReader(done.stdout.splitlines()))
    return done.returncode, [row["value"] for row in rows]


@pytest.mark.parametrize(
    "xml", ["5&#56;.5", "58<!-- -->.5", "<![CDATA[58.5]]>", "5<![CDATA[8]]>.5", "58<?x y?>.5", "&#x35;8.5", "58<b/>.5", "58<b>.</b>5"]
)  # fmt: skip
def test_a_value_is_read_to_its_end_however_it_is_written(run, tmp_path, small, xml):
    assert import_workbook(run, tmp_path, small, xml) == (0, ["58.5"])


@pytest.mark.parametrize("xml", ["&#97;", "<![CDATA[a]]>", "<!-- b -->a", "<b>a</b>"])
def test_a_text_is_read_to_its_end_however_it_is_written(run, tmp_path, small, xml):
    assert import_workbook(run, tmp_path, small, "5", shared=f"<t>{xml}</t>") == (0, ["5"])
    assert import_workbook(run, tmp_path, small, "5", shared=f"<r><t>{xml}</t></r>") == (0, ["5"])


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("0.0%", "58.5"), ("0.0_%", "0.585"), ("0.0*%", "0.585"), ("0.0;-0.0;0%", "0.585"), ('0.0"%"', "0.585"),
        ("0.0\\%", "0.585"), ("0.0%;-0.0%;0", "58.5"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", ["cell", "normal"])
def test_a_percent_format_is_one_only_if_it_shows_percent(run, tmp_path, small, code, expected, where):
    code = code.replace('"', "&quot;")
    styles = f'<numFmts><numFmt numFmtId="170" formatCode="{code}"/></numFmts>'
    own, base = (' numFmtId="170"', ' numFmtId="0"') if where == "cell" else ("", ' numFmtId="170"')
    styles += f'<cellStyleXfs><xf{base}/></cellStyleXfs><cellXfs><xf{own} xfId="0"/></cellXfs>'
    for style in ("", ' s="0"'):
        code, found = import_workbook(run, tmp_path, small, "0.585", style=style, styles=styles)
        assert (code, found) == (0, [expected]) or code == 3


MARKDOWN_TEXTS = [
    "see https://x.org/a_b, and (http://y.z/q_r).", "www.a_b.vn/x", "WWW.A.vn", "a_b@c.vn", "a.b+c@d-e.org!", "`https://x.org`_",
    "https://x.org/a|b_c", "HTTPS://X.org/a*b*", "ftp://x.org/__a__", "mailto:a@b.vn", "see https://x.org, or", "<https://x.org/a_b>", "[a](https://x.org/a_b)",
    "https://x.org/`a`_b", "a@b.c@d.e",
]  # fmt: skip
LINKS = re.compile(r"(?:https?|ftp)://[^\s|<>]+|\bwww\.\w|[\w.+-]+@[\w-]+\.[\w.-]+", re.IGNORECASE)
"""What a renderer that reads the text before its marks, as that of GitHub does, makes into links."""


@pytest.mark.parametrize("text", MARKDOWN_TEXTS)
def test_an_address_in_markdown_is_shown_as_it_is_and_no_link_leads_elsewhere(text):
    escaped = escape_markdown(text)
    tokens = [each for token in MarkdownIt().parse(escaped) for each in token.children or ()]
    assert "".join(each.content for each in tokens) == text
    assert {each.type for each in tokens} <= {"text", "text_special"}
    for link in LINKS.findall(escaped):
        assert link in text
        assert "://" in link


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "before", ["", " ", "\u200b", "\ufeff", "\u2060", "\u00ad", "\0", "\u3164", "\u180e", "\u2800 "]
)
@pytest.mark.parametrize("formula", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A1", "-1+cmd|' /C calc'!A1", "\uff1d1+1"])
def test_no_text_becomes_a_formula_whatever_the_separator(separator, before, formula):
    for text in (
        f"{before}{formula}",
        f"Budget{separator}{before}{formula}",
        f"a{separator}{before}{formula}{separator}b",
    ):
        out = to_csv(["a", "b"], [["x", text], [text, "y"]], Dialect(escapes_formulas=True))
        for other in ",;\t|":
            for row in csv.reader(io.StringIO(out, newline=""), delimiter=other):
                for cell in row:
                    bare = "".join(sign for sign in cell if sign.isprintable() and sign not in " \u3164\u2800")
                    assert not bare.startswith(("=", "@", "\uff1d")), (out, cell)
                    assert not (bare.startswith(("+", "-")) and set(bare) & set("|!(")), (out, cell)


@pytest.mark.parametrize("text", ["up 5%, -2 less", "a - b", "1-2, 3", "x, +1", "Hà Nội; Huế", "(=)", "a=b"])
def test_a_text_without_a_formula_stays_as_it_is(text):
    assert escape_formula(text) == text


def segment(marker, data):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


JPEG = b"\xff\xd8" + b"".join(
    [
        segment(0xE0, b"JFIF\0\1\1\1\0\x48\0\x48\0\0"), segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0\1\0\0\0\0\0\0"),
        segment(0xDB, b"\0" + bytes([1] * 64)), segment(0xC0, b"\x08\0\x10\0\x10\1\1\x11\0"), segment(0xC4, b"\0" + bytes(16)),
        segment(0xDA, b"\1\1\0\0\x3f\0") + b"\0\0\xff\xd9",
    ]
)  # fmt: skip


def test_a_picture_that_is_cut_off_gives_no_traceback(tmp_path, small):
    """Cut off at any byte, with and without the end of a whole one; and with any byte changed to the sign of a marker."""
    (small / "report.toml").write_text(
        '[letterhead]\nkind = "state"\nbody.en = "B"\nlogo = "l.jpg"\n', encoding="utf-8"
    )
    pieces = [JPEG, *(JPEG[:end] + tail for end in range(3, len(JPEG), 11) for tail in (b"", b"\xff\xd9", b"\xff" * 9))]
    pieces += [JPEG[:at] + b"\xff" + JPEG[at + 1 :] for at in range(3, len(JPEG), 13)]
    codes = set()
    for data in pieces:
        (small / "l.jpg").write_bytes(data)
        done = run_inside("report", "-o", "out.docx", "--data", small, "--lang", "en", cwd=tmp_path)
        assert (done.returncode in (0, 3), "Traceback" in done.stderr) == (True, False), done.stderr
        codes.add(done.returncode)
    assert codes == {0, 3}


@pytest.mark.skipif(os.name == "nt", reason="modes are of POSIX")
@pytest.mark.parametrize("mode", [0o444, 0o000])
@pytest.mark.parametrize(
    "command",
    [["add-result", "a", "2022", "25", "--yes"], ["import", "in.csv", "--yes"], ["undo", "--yes"], ["check", "--repair"], ["close", "2021", "--yes"]],
)  # fmt: skip
def test_a_read_only_journal_is_told(tmp_path, small, mode, command):
    (tmp_path / "in.csv").write_text("indicator,period,value\na,2022,25\n", encoding="utf-8")
    journal = small / "results.csv"
    before = journal.read_bytes()
    journal.chmod(mode)
    done = subprocess.run(
        [*OBEY_MODES, sys.executable, "-m", "tracker", *command, "--data", small, "--lang", "en"],
        cwd=tmp_path, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    journal.chmod(0o644)
    assert journal.read_bytes() == before
    if command[0] == "close" and mode:  # it writes another journal
        assert done.returncode == 0
    else:
        assert (done.returncode, done.stdout) == (3, "")
        assert "permission denied" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_read_only_journal_makes_no_other_read_only(tmp_path, small):
    (small / "results.csv").chmod(0o444)
    command = [*OBEY_MODES, sys.executable, "-m", "tracker", "decide", "a", "2023", "50", "--yes", "--data", small]
    for _ in range(2):
        done = subprocess.run(command, env=environment(), capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr
