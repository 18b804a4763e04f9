"""`report.toml`: what an office says about itself, and what is wrong in it."""

import pytest

from tracker.errors import TrackerError
from tracker.folder import Folder
from tracker.reports.config import ReportConfig, read_config

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


@pytest.mark.parametrize("text", ["[letterhead", "kind = 3,5", "\x00"])
def test_no_toml_is_told_with_its_line(tmp_path, text):
    with pytest.raises(TrackerError) as caught:
        read(tmp_path, text)
    assert caught.value.problems[0].location.line == 1
    assert caught.value.code == 3
