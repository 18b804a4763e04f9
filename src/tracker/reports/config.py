"""`report.toml`: letterhead, signatory and titles of an office, written once for all reports.

It is beside `targets.toml` and may be missing; every key is optional.
"""

import os
from typing import Literal, NamedTuple

from tracker.errors import Location, ProblemList, TrackerError, msg
from tracker.folder import Folder, read_text
from tracker.model import Text
from tracker.targets.reader import parse_toml
from tracker.targets.table import TomlTable, describe_type

CONFIG_FILE = "report.toml"
ReportForm = Literal["term", "year"]
REPORT_FORMS: tuple[ReportForm, ...] = ("term", "year")
"""The forms of the table: every year against the target, or one year against its plan."""
LetterheadKind = Literal["state", "party", "none"]
LETTERHEAD_KINDS: tuple[LetterheadKind, ...] = ("state", "party", "none")
_PICTURE_EXTENSIONS = (".png", ".jpg", ".jpeg")
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
"""The first bytes of every picture of the kind."""


class Signature(NamedTuple):
    """Who signs: on whose behalf (`authority`), in which position, and the name; and who receives the document."""

    authority: Text = {}
    position: Text = {}
    name: str = ""
    recipients: tuple[Text, ...] = ()


class ReportConfig(NamedTuple):
    """The texts of an office in its documents.

    `superior` and `body` are the names at the head of a document, `number` follows its number ("-BC/TU"), `logo` is
    the path of a picture, `annex` the name of the table.
    """

    kind: LetterheadKind = "none"
    superior: Text = {}
    body: Text = {}
    number: str = ""
    place: Text = {}
    logo: str = ""
    title: Text = {}
    annex: Text = {}
    signature: Signature = Signature()


def read_config(folder: Folder, language: str) -> ReportConfig:
    """Return the `report.toml` of a tracker folder, or an empty ReportConfig if there is none.

    Raises TrackerError with all its problems, in `language`.
    """
    path = os.path.join(folder.path, CONFIG_FILE)
    if not os.path.exists(path):
        return ReportConfig()
    problems = ProblemList()
    text = read_text(path, problems)
    document = parse_toml(text, path, problems) if text is not None else None
    if document is not None:
        root = TomlTable(document, Location(path), problems)
        config = _parse_config(root, folder.path)
        root.report_unknown_keys()
    if problems or document is None:
        raise TrackerError(problems, language=language, count=len(problems) + problems.omitted_count)
    return config


def _parse_config(root: TomlTable, folder: str) -> ReportConfig:
    head, report, foot = (_open_table(root, key) for key in ("letterhead", "report", "signature"))
    config = ReportConfig(
        kind=head.read_choice("kind", LETTERHEAD_KINDS) or "none",
        superior=head.read_texts("superior"),
        body=head.read_texts("body"),
        number=head.read_string("number"),
        place=head.read_texts("place"),
        logo=_parse_logo(head, folder),
        title=report.read_texts("title"),
        annex=report.read_texts("annex"),
        signature=Signature(
            foot.read_texts("authority"),
            foot.read_texts("position"),
            foot.read_string("name"),
            _parse_recipients(foot, "recipients"),
        ),
    )
    for table in (head, report, foot):
        table.report_unknown_keys()
    return config


def _open_table(root: TomlTable, key: str) -> TomlTable:
    """Return the table at `key`, or an empty one if it is missing or no table."""
    return root.read_table(key, msg("write [{key}]", key=key)) or root.open_subtable(key, {})


def _parse_logo(head: TomlTable, folder: str) -> str:
    """Return the path of the logo: a picture within the tracker folder."""
    name = head.read_string("logo")
    if not name:
        return ""
    if not name.isprintable():
        head.add_problem("logo", msg("is no name of a file"))
        return ""
    path = os.path.join(folder, name)
    if not os.path.realpath(path).startswith(os.path.join(os.path.realpath(folder), "")):
        head.add_problem("logo", msg("lies outside of the tracker folder"), msg("copy the picture into the folder"))
    elif os.path.splitext(name)[1].lower() not in _PICTURE_EXTENSIONS:
        head.add_problem("logo", msg("is not one of {endings}", endings=" ".join(_PICTURE_EXTENSIONS)))
    elif not os.path.isfile(path):
        head.add_problem("logo", msg("there is no file {path}", path=path))
    elif not _is_picture(path):
        head.add_problem("logo", msg("is no picture, or none that can be read"), msg("save it as PNG or JPEG"))
    return path


def _is_picture(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return False
    is_png = data.startswith(_PNG) and data[12:16] == b"IHDR" and b"IEND" in data[-16:]
    return is_png or (data.startswith(_JPEG) and b"\xff\xd9" in data[-64:])


def _parse_recipients(foot: TomlTable, key: str) -> tuple[Text, ...]:
    value = foot.read_value(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        hint = msg('write recipients = ["…", {{ vi = "…", en = "…" }}]')
        foot.add_problem(key, msg("must be a list of texts, but is {found}", found=describe_type(value)), hint)
        return ()
    listed = foot.open_subtable(key, {str(number): item for number, item in enumerate(value, 1)})
    return tuple(listed.read_texts(number, required=True) for number in listed.data)
