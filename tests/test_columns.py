"""docs/columns.md explains every column and code that other programs read, in their order, and nothing else."""

import re
from typing import get_args

import pytest

from support.folders import ROOT
from tracker.model import Reason, Status
from tracker.views.columns import COLUMNS
from tracker.views.compare import data as compare
from tracker.views.labels import FLAG_LABELS
from tracker.views.next_term import data as next_term
from tracker.views.review.data import OWN_COLUMNS

PAGE = (ROOT / "docs" / "columns.md").read_text(encoding="utf-8")
SECTIONS = {
    "Columns": COLUMNS,
    "Review": OWN_COLUMNS,
    "Comparison": compare.OWN_COLUMNS,
    "Closing table": next_term.OWN_COLUMNS,
    "Status": get_args(Status),
    "Reason": tuple(code for code in get_args(Reason) if code),
    "Flags": tuple(FLAG_LABELS),
}


@pytest.mark.parametrize("section", SECTIONS)
def test_each_column_and_code_is_explained_in_both_languages(section):
    text = re.search(rf"^## {section} ·.*?(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert text
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", text[0], re.MULTILINE)
    assert tuple(name for name, meaning, _ in rows if meaning != "meaning") == SECTIONS[section]
