"""`report.toml`: what an office says about itself, and what is wrong in it."""

import io
import os
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import ExitCode, TrackerError
from tracker.folder import Folder
from tracker.i18n import Language
from tracker.reports.config import ReportConfig, choose_letterhead, read_config

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0IEND\xaeB`\x82"
WHOLE = """
[letterhead]
kind = "party"
superior.vi = "Tỉnh ủy Thái Nguyên"
body = "Thành ủy Sông Công"
number = "-BC/TU"
place = "Sông Công"
logo = "logo.png"

[report]
title.vi = "Kết quả"
title.en = "Results"
annex = "Phụ lục 01"

[signature]
authority = "T/M Ban Thường vụ"
position = "Bí thư"
name = "Nguyễn Văn A"
recipients = ["Tỉnh ủy", { vi = "Lưu VPTU", en = "Archive" }]
"""


def read(tmp_path, text: str | None) -> ReportConfig:
    (tmp_path / "report.png").write_text("no picture")
    if text is not None:
        (tmp_path / "report.toml").write_text(text, encoding="utf-8")
    return read_config(Folder(str(tmp_path)), "en")


def test_it_may_be_missing(tmp_path):
    assert read(tmp_path, None) == ReportConfig()


def test_everything_is_read(tmp_path):
    (tmp_path / "logo.png").write_bytes(PNG)
    found = read(tmp_path, WHOLE)
    assert (found.kind, found.body, found.number) == ("party", {"": "Thành ủy Sông Công"}, "-BC/TU")
    assert found.logo == str(tmp_path / "logo.png")
    assert found.title == {"vi": "Kết quả", "en": "Results"}
    assert found.signature.recipients == ({"": "Tỉnh ủy"}, {"vi": "Lưu VPTU", "en": "Archive"})


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ('[letterhead]\nkind = "partei"', "letterhead.kind", "not one of state, party, none"),
        ('[letterhead]\nbodi = "x"', "letterhead.bodi", "not a known key"),
        ("[letterhead]\nplace = 3", "letterhead.place", "must be a text"),
        ('[letterhead]\nlogo = "none.png"', "letterhead.logo", "there is no file"),
        ('[letterhead]\nlogo = "../secret.png"', "letterhead.logo", "outside of the tracker folder"),
        ("[letterhead]\nlogo = '\\\\host\\share\\x.png'", "letterhead.logo", "outside of the tracker folder"),
        ('[letterhead]\nlogo = "//host/share/x.png"', "letterhead.logo", "outside of the tracker folder"),
        ('[letterhead]\nlogo = "report.png"', "letterhead.logo", "is no picture"),
        ('[letterhead]\nlogo = "logo.exe"', "letterhead.logo", "not one of .png"),
        ('letterhead = "party"', "letterhead", "must be a table"),
        ('[signature]\nrecipients = "x"', "signature.recipients", "must be a list of texts"),
        ("[signature]\nrecipients = [3]", "signature.recipients.1", "must be a text"),
        ("[letterhed]\n", "letterhed", "not a known key"),
    ],
)
def test_what_is_wrong_is_named_with_its_key(tmp_path, text, key, said):
    with pytest.raises(TrackerError) as caught:
        read(tmp_path, text)
    problem = caught.value.problems[0]
    assert problem.location.key == key
    assert said in str(problem.message)
    assert problem.location.file == str(tmp_path / "report.toml")


@given(
    start=st.sampled_from(["\\\\", "//", "\\/", "/\\", "///", "\\\\?\\UNC\\", "//./"]),
    rest=st.text(st.sampled_from("host/\\.x"), max_size=12),
)
def test_no_other_computer_is_asked_for_a_picture(tmp_path_factory, start, rest):
    """Windows logs in to the computer of such a name as soon as the name is resolved."""
    folder, asked = Folder(str(tmp_path_factory.mktemp("folder"))), []
    resolve = os.path.realpath
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os.path, "realpath", lambda path: (asked.append(path), resolve(path))[1])
        assert not folder.holds(start + rest)
    assert asked == [folder.path]


def test_a_huge_picture_is_not_read_whole(tmp_path):
    with (tmp_path / "logo.png").open("wb") as file:
        file.write(PNG)
        file.seek(4 << 30)
        file.write(PNG)
    with pytest.raises(TrackerError) as caught:
        read(tmp_path, WHOLE)
    assert "is no picture" in str(caught.value.problems[0].message)


@pytest.mark.parametrize("text", ["[letterhead", "kind = 3,5", "\x00"])
def test_no_toml_is_told_with_its_line(tmp_path, text):
    with pytest.raises(TrackerError) as caught:
        read(tmp_path, text)
    assert caught.value.problems[0].location.line == 1
    assert caught.value.code == 3


TWO = """
[letterhead]
default = "party"
place = "Phú Lâm"

[letterhead.party]
body = "Đảng ủy xã Phú Lâm"
signature = { position = "Bí thư" }

[letterhead.state]
body = "UBND xã Phú Lâm"
place = "Xã Phú Lâm"

[letterhead.board]
kind = "state"
body = "Ban Quản lý"

[signature]
position = "Chủ tịch"
"""


@pytest.mark.parametrize(
    ("name", "kind", "body", "place", "position"),
    [
        ("", "party", "Đảng ủy xã Phú Lâm", "Phú Lâm", "Bí thư"),
        ("party", "party", "Đảng ủy xã Phú Lâm", "Phú Lâm", "Bí thư"),
        ("state", "state", "UBND xã Phú Lâm", "Xã Phú Lâm", "Chủ tịch"),
        ("board", "state", "Ban Quản lý", "Phú Lâm", "Chủ tịch"),
    ],
)
def test_a_letterhead_is_chosen_by_its_name(tmp_path, name, kind, body, place, position):
    found = choose_letterhead(read(tmp_path, TWO), name)
    assert (found.kind, found.body[""], found.place[""]) == (kind, body, place)
    assert found.signature.position[""] == position


def test_without_a_default_none_is_chosen(tmp_path):
    assert choose_letterhead(read(tmp_path, TWO.replace('default = "party"', "")), "").kind == "none"
    assert choose_letterhead(read(tmp_path, TWO), "none").kind == "none"


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (TWO, "ministry", 'there is no "ministry"'),
        ('[letterhead.party]\nbody = "x"', "state", 'there is no "state"'),
        ('[letterhead]\nkind = "party"\nbody = "Ban A"', "state", '"Ban A" cannot issue a document of the state'),
        ('[letterhead]\nkind = "state"\nbody = "Sở A"', "party", '"Sở A" cannot issue a document of the Party'),
        ('[letterhead]\nbody = "Huyện uỷ A"', "state", "cannot issue a document of the state"),
        ('[letterhead]\nbody = "ĐẢNG ỦY XÃ A"', "state", "cannot issue a document of the state"),
        ('[letterhead.state]\nbody = "Đảng bộ xã A"', "state", "cannot issue a document of the state"),
        ('[letterhead]\nbody.en = "Party Committee of A"', "state", "cannot issue a document of the state"),
        ('[letterhead]\nbody = "Ủy ban nhân dân xã A"', "party", "cannot issue a document of the Party"),
    ],
)
def test_no_paper_stands_under_the_heading_of_others(tmp_path, text, name, said):
    with pytest.raises(TrackerError) as caught:
        choose_letterhead(read(tmp_path, text), name)
    assert caught.value.code == ExitCode.USAGE
    assert said in Language("en").format_message(caught.value.problems[0].message)
    assert caught.value.problems[0].hint


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ('[letterhead]\nbody = "x"\n[letterhead.party]\n', "letterhead.body", "cannot stand beside"),
        ('[letterhead.office]\nbody = "x"', "letterhead.office.kind", "is missing"),
        ('[letterhead.none]\nkind = "party"', "letterhead.none", "no letterhead"),
        ('[letterhead]\ndefault = "x"\n[letterhead.party]\n', "letterhead.default", "there is no letterhead"),
        ('[letterhead.party]\nbodi = "x"', "letterhead.party.bodi", "not a known key"),
        ('[letterhead.party.signature]\nwho = "x"', "letterhead.party.signature.who", "not a known key"),
        ('[words]\ntargets = "x"', "words.targets", "not a known key"),
        ("[words]\ntarget = 3", "words.target", "must be a text"),
    ],
)
def test_what_is_wrong_in_letterheads_and_words_is_named(tmp_path, text, key, said):
    with pytest.raises(TrackerError) as caught:
        read(tmp_path, text)
    found = {item.location.key: str(item.message) for item in caught.value.problems}
    assert said in found[key]


OWN = """
[report]
title = "Results {first}-{last}, {year}: {term} {other}"

[words]
document.vi = "Tờ trình"
target = "Objective"
plan = "Assigned"
result = "Achieved"
against_target = "Gap"
attention = "To do"
summary = "In brief"
"""


def test_the_words_of_the_office_stand_in_the_report(run, folder, tmp_path):
    """A project of 2022 to 2026 with a baseline of 2021, as an organisation without resolutions has it; invented."""
    path = folder(PROJECT, "wells,2022,10,,final,,,2023-01-05,lan\n")
    for form, wanted in (
        ("term", ["Objective 2026", "Achieved: 2022", "Gap"]),
        ("year", ["Assigned 2022", "Achieved 2022"]),
    ):
        plain, own = tmp_path / f"{form}.md", tmp_path / f"{form}-own.md"
        asked = ("report", "--data", path, "--year", "2022", "--form", form)
        (path / "report.toml").unlink(missing_ok=True)
        assert run(*asked, "-o", plain).returncode == 0
        (path / "report.toml").write_text(OWN, encoding="utf-8")
        assert run(*asked, "-o", own).returncode == 0
        before, after = plain.read_text(encoding="utf-8"), own.read_text(encoding="utf-8")
        assert "resolution" not in before.casefold()
        assert "Clean water, 2022–2026\n" in before
        assert "2021–2026" not in before
        assert after.startswith(
            "# Results 2022-2026, 2022: Clean water {other}\n".replace("{", r"\{").replace("}", r"\}")
        )
        assert [word for word in (*wanted, "## In brief") if word not in after] == []


PROJECT = """\
[term]
name = "Clean water"
baseline_year = 2021
first_year = 2022
last_year = 2026
language = "en"

[[indicator]]
id = "wells"
name = "Wells"
unit = "wells"
measure = "total"
target.at_least = 100
plan = { 2022 = 12 }
"""


@pytest.mark.parametrize("extension", ["html", "docx", "xlsx"])
def test_the_kind_of_document_stands_above_the_title(run, folder, tmp_path, extension):
    path = folder(PROJECT, "wells,2022,10,,final,,,2023-01-05,lan\n")
    (path / "report.toml").write_text(OWN, encoding="utf-8")
    for letterhead, stands in (("state", True), ("none", False)):
        out = tmp_path / f"{letterhead}.{extension}"
        asked = ("--year", "2022", "--lang", "vi", "--letterhead", letterhead, "-o", out)
        assert run("report", "--data", path, *asked).returncode == 0
        data = out.read_bytes()
        if extension != "html":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
        assert ("TỜ TRÌNH" in data.decode()) is stands
