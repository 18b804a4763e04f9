"""What `init --from` leaves open: `check` names every question and every target that was not understood, until each is answered."""

import datetime
import json
from pathlib import Path

from support.books import write_book
from support.folders import ROOT
from tracker.targets.questions import find_questions, format_question

NOW = datetime.datetime(2026, 11, 28, 9, tzinfo=datetime.UTC)
TABLE = """
[[sheet]]
name = "Biểu 1"
rows = [
  ["CÁC CHỈ TIÊU CHỦ YẾU NHIỆM KỲ 2025 - 2030"],
  ["STT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện 2025", "Mục tiêu đến năm 2030"],
  [1, "Trồng rừng mới", "ha", 40, "250 (50/năm)"],
  [2, "Số thôn có nhà văn hóa", "thôn", 5, "7/7"],
  [3, "Sản lượng lương thực", "tấn", 4150, "Ổn định khoảng đó"],
  [4, "Số lao động được đào tạo", "người", 300, 1500],
  [5, "Số doanh nghiệp", "doanh nghiệp", 12, ""],
]
"""


def check(run, tmp_path: Path, *options: str) -> list[dict]:
    """Return what `check` finds of the two kinds."""
    done = run("check", "--only", "open-questions,unread-targets", "--data", "data", "--format", "json", *options,
               cwd=tmp_path, now=NOW)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["findings"]


def make(run, tmp_path: Path, language: str) -> Path:
    write_book(tmp_path / "bang.xlsx", TABLE)
    done = run("init", "--from", "bang.xlsx", "data", "--yes", "--lang", language, cwd=tmp_path, now=NOW)
    assert done.returncode == 0, done.stderr
    return tmp_path / "data" / "targets.toml"


def test_check_names_each_question_that_the_preview_counts(run, tmp_path):
    for language in ("en", "vi"):
        path = tmp_path / language
        path.mkdir()
        targets = make(run, path, language)
        lines = targets.read_text(encoding="utf-8").splitlines()
        found = check(run, path)
        unread = [each for each in found if each["check"] == "unread-targets"]
        assert [lines[each["line"] - 1] for each in unread] == ["# target.at_least = ?"] * len(unread)
        assert unread
        assert "so-doanh-nghiep" not in {each["indicator"] for each in unread}
        questions = [each for each in found if each["check"] == "open-questions"]
        assert all(lines[each["line"] - 1].startswith("# ") and "?" in lines[each["line"] - 1] for each in questions)
        asked = [line for line in lines if find_questions(line)]
        assert len(questions) + len(unread) == len(asked)


def test_the_preview_counts_the_questions_of_a_column_of_results_too(run, tmp_path):
    write_book(tmp_path / "bang.xlsx", TABLE.replace("Thực hiện 2025", "Thực hiện 2026"))
    done = run("init", "--from", "bang.xlsx", "data", "--yes", "--years", "2026-2030", "--lang", "en", cwd=tmp_path, now=NOW)  # fmt: skip
    assert done.returncode == 0, done.stderr
    questions = [each for each in check(run, tmp_path) if each["check"] == "open-questions"]
    assert "results" in {each["key"] for each in questions}
    assert f"Guesses: {len(questions)}. " in done.stdout


def test_an_answered_question_is_no_finding_any_more(run, tmp_path):
    targets = make(run, tmp_path, "en")
    text = targets.read_text(encoding="utf-8")
    kept = []
    for line in text.splitlines():
        if line == "# target.at_least = ?":
            kept.append("target.at_least = 7")
        elif not find_questions(line):
            kept.append(line)
    targets.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert check(run, tmp_path) == []


def test_what_is_written_is_found_and_a_comment_of_the_office_is_not():
    assert [each.text for each in find_questions(format_question("measure", "write it"))] == ["write it (?)"]
    assert [each.text for each in find_questions(format_question("measure", "is it?"))] == ["is it?"]
    assert find_questions('# target: 220 as decided\n# who answers?\nname = "a"  # name: b?\n') == ()


def test_no_shipped_folder_has_a_question():
    for path in [*(ROOT / "data").glob("*.toml"), *(ROOT / "examples").rglob("*.toml")]:
        assert find_questions(path.read_text(encoding="utf-8")) == (), path
