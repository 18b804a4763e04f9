"""`report.toml`: what an office writes once about itself, so that nobody types it again for each report.

It lies beside `targets.toml` and may be missing: every key is optional, and what is not said stays empty.
"""

import os
from typing import Literal, NamedTuple

from tracker.errors import Place, Problems, TrackerError, msg
from tracker.fields import Table, kind_of
from tracker.load import Folder, read_text
from tracker.model import Text
from tracker.targets import parsed

REPORT = "report.toml"
Form = Literal["term", "year"]
FORMS: tuple[Form, ...] = ("term", "year")
"""The forms of the table: every year against the target, or one year against its plan."""
Kind = Literal["state", "party", "none"]
KINDS: tuple[Kind, ...] = ("state", "party", "none")
_PICTURES = (".png", ".jpg", ".jpeg")
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
"""What every picture of its kind begins with."""


class Signature(NamedTuple):
    """Who signs: for whom (`authority`), in which position, by which name; and who receives the document."""

    authority: Text = {}
    position: Text = {}
    name: str = ""
    recipients: tuple[Text, ...] = ()


class Office(NamedTuple):
    """What an office says about itself.

    `superior` and `body` are the names at the head of a document, `number` what follows its number ("-BC/TU"), `logo`
    the path of a picture. `annex` is what the table is called.
    """

    kind: Kind = "none"
    superior: Text = {}
    body: Text = {}
    number: str = ""
    place: Text = {}
    logo: str = ""
    title: Text = {}
    annex: Text = {}
    signature: Signature = Signature()


def read_office(folder: Folder, language: str) -> Office:
    """Return what the `report.toml` of a tracker folder says; an empty Office where there is none.

    Raises TrackerError with every problem in it, in `language`.
    """
    path = os.path.join(folder.path, REPORT)
    if not os.path.exists(path):
        return Office()
    problems = Problems()
    text = read_text(path, problems)
    document = parsed(text, path, problems) if text is not None else None
    if document is not None:
        root = Table(document, Place(path), problems)
        office = _office(root, folder.path)
        root.done()
    if problems or document is None:
        raise TrackerError(problems, language=language, count=len(problems) + problems.left_out)
    return office


def _office(root: Table, folder: str) -> Office:
    head, report, foot = (_part(root, key) for key in ("letterhead", "report", "signature"))
    office = Office(
        kind=head.word("kind", KINDS, "none") or "none",
        superior=head.texts("superior"),
        body=head.texts("body"),
        number=head.string("number"),
        place=head.texts("place"),
        logo=_logo(head, folder),
        title=report.texts("title"),
        annex=report.texts("annex"),
        signature=Signature(
            foot.texts("authority"), foot.texts("position"), foot.string("name"), _recipients(foot, "recipients")
        ),
    )
    for table in (head, report, foot):
        table.done()
    return office


def _part(root: Table, key: str) -> Table:
    """Return the table at `key`, or an empty one where it is missing or no table."""
    data = root.data[key] if root.has(key) else {}
    if not isinstance(data, dict):
        root.wrong(key, msg("must be a table, but is {found}", found=kind_of(data)), msg("write [{key}]", key=key))
        data = {}
    return root.inner(key, data)


def _logo(head: Table, folder: str) -> str:
    """Return the path of the logo: a picture within the tracker folder."""
    name = head.string("logo")
    if not name:
        return ""
    if not name.isprintable():
        head.wrong("logo", msg("is no name of a file"))
        return ""
    path = os.path.join(folder, name)
    if not os.path.realpath(path).startswith(os.path.join(os.path.realpath(folder), "")):
        head.wrong("logo", msg("lies outside of the tracker folder"), msg("copy the picture into the folder"))
    elif os.path.splitext(name)[1].lower() not in _PICTURES:
        head.wrong("logo", msg("is not one of {endings}", endings=" ".join(_PICTURES)))
    elif not os.path.isfile(path):
        head.wrong("logo", msg("there is no file {path}", path=path))
    elif not _is_picture(path):
        head.wrong("logo", msg("is no picture, or none that can be read"), msg("save it as PNG or JPEG"))
    return path


def _is_picture(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return False
    is_png = data.startswith(_PNG) and data[12:16] == b"IHDR" and b"IEND" in data[-16:]
    return is_png or (data.startswith(_JPEG) and b"\xff\xd9" in data[-64:])


def _recipients(foot: Table, key: str) -> tuple[Text, ...]:
    if not foot.has(key):
        return ()
    value = foot.data[key]
    if not isinstance(value, list):
        hint = msg('write recipients = ["…", {{ vi = "…", en = "…" }}]')
        foot.wrong(key, msg("must be a list of texts, but is {found}", found=kind_of(value)), hint)
        return ()
    listed = foot.inner(key, {str(number): item for number, item in enumerate(value, 1)})
    return tuple(listed.texts(number, required=True) for number in listed.data)
