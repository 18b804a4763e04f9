"""`report.toml`: letterheads, signatories, titles and words of an office, written once for all reports.

It is beside `targets.toml` and may be missing; every key is optional.
"""

import os
import re
from collections.abc import Mapping
from typing import Literal, NamedTuple
from unicodedata import normalize

from tracker.errors import ExitCode, Location, Message, ProblemList, TrackerError, make_error, msg, quote_text
from tracker.folder.files import CONFIG_FILE, Folder
from tracker.model import Text
from tracker.targets.reader import parse_toml
from tracker.targets.table import TomlTable, describe_type

ReportForm = Literal["term", "year"]
REPORT_FORMS: tuple[ReportForm, ...] = ("term", "year")
"""The forms of the table: every year against the target, or one year against its plan."""
LetterheadKind = Literal["state", "party", "none"]
LETTERHEAD_KINDS: tuple[LetterheadKind, ...] = ("state", "party", "none")
WORD_KEYS = (
    "document", "title", "indicator", "unit", "target", "plan", "result", "so_far", "against_target", "against_plan",
    "verdict", "owner", "note", "summary", "attention",
)  # fmt: skip
"""The keys of `[words]`: each replaces a word of the program by that of the office."""
LETTERHEAD_KEYS = ("kind", "superior", "body", "number", "place", "logo", "default")
SHARED_KEYS = ("place", "logo", "default")
"""The keys of `[letterhead]` that may stand beside letterheads with names."""
_PARTY_BODY = re.compile(
    r"((ban thường vụ |ban chấp hành |văn phòng )?((đảng|tỉnh|thành|huyện|quận|thị) (ủy|uỷ)|đảng bộ)|chi bộ|"
    r"ban xây dựng đảng|(the )?party committee|(the )?communist party)\b"
)
_STATE_BODY = re.compile(r"((ủy|uỷ) ban nhân dân|ubnd|hội đồng nhân dân|hđnd|(the )?people's (committee|council))\b")
"""How the names of bodies begin that are always of the Party, or always of the state."""
_PICTURE_EXTENSIONS = (".png", ".jpg", ".jpeg")
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
"""The first bytes of every picture of the kind."""
_MAX_PICTURE_BYTES = 32 << 20


class Signature(NamedTuple):
    """Who signs: on whose behalf (`authority`), in which position, and the name; and who receives the document."""

    authority: Text = {}
    position: Text = {}
    name: str = ""
    recipients: tuple[Text, ...] = ()


class LetterheadConfig(NamedTuple):
    """One of several letterheads; its fields are those of ReportConfig."""

    kind: LetterheadKind
    superior: Text
    body: Text
    number: str
    place: Text
    logo: str
    logo_data: bytes
    signature: Signature


class ReportConfig(NamedTuple):
    """The texts of an office in its documents, and its logo, a picture with its path and bytes.

    `superior` and `body` are the names at the head of a document, `number` follows its number ("-BC/TU"), `annex` is
    the name of the table, `words` the office's own words by the keys of WORD_KEYS. `letterheads` are those with a name;
    `default` names the one of a report that asks for none.
    """

    kind: LetterheadKind = "none"
    superior: Text = {}
    body: Text = {}
    number: str = ""
    place: Text = {}
    logo: str = ""
    logo_data: bytes = b""
    title: Text = {}
    annex: Text = {}
    signature: Signature = Signature()
    words: Mapping[str, Text] = {}
    letterheads: Mapping[str, LetterheadConfig] = {}
    default: str = ""


def read_config(folder: Folder, language: str) -> ReportConfig:
    """Return the `report.toml` of a tracker folder, or an empty ReportConfig if there is none.

    Raises TrackerError with all its problems, in `language`.
    """
    if not folder.has(CONFIG_FILE):
        return ReportConfig()
    path, problems = folder.get_path(CONFIG_FILE), ProblemList()
    text = folder.read_text(CONFIG_FILE, problems)
    document = parse_toml(text, path, problems) if text is not None else None
    if document is not None:
        root = TomlTable(document, Location(path), problems)
        config = _parse_config(root, folder)
        root.report_unknown_keys()
    if problems or document is None:
        raise TrackerError(problems, language=language, count=len(problems) + problems.omitted_count)
    return config


def _parse_config(root: TomlTable, folder: Folder) -> ReportConfig:
    head, report, words, foot = (_open_table(root, key) for key in ("letterhead", "report", "words", "signature"))
    own_words = {key: text for key in WORD_KEYS if (text := words.read_texts(key))}
    signature = _parse_signature(foot)
    config = ReportConfig(
        *_parse_letterhead(head, head.read_choice("kind", LETTERHEAD_KINDS) or "none", folder)[:-1],
        title=report.read_texts("title") or own_words.get("title", {}),
        annex=report.read_texts("annex"),
        signature=signature,
        words=own_words,
    )
    named = _parse_letterheads(head, folder, config)
    default = head.read_string("default")
    if default and default not in named:
        message = msg("there is no letterhead {name}", name=quote_text(default))
        head.add_problem("default", message, msg("write [letterhead.party] or [letterhead.state]"))
    for table in (head, report, words, foot):
        table.report_unknown_keys()
    return config._replace(letterheads=named, default=default)


def _parse_signature(foot: TomlTable) -> Signature:
    """Return who signs; the texts that are missing are empty."""
    return Signature(
        foot.read_texts("authority"),
        foot.read_texts("position"),
        foot.read_string("name"),
        _parse_recipients(foot, "recipients"),
    )


def _parse_letterhead(head: TomlTable, kind: LetterheadKind, folder: Folder) -> LetterheadConfig:
    """Return the texts of one letterhead, without a signatory."""
    return LetterheadConfig(
        kind,
        head.read_texts("superior"),
        head.read_texts("body"),
        head.read_string("number"),
        head.read_texts("place"),
        *_parse_logo(head, folder),
        Signature(),
    )


def _parse_letterheads(head: TomlTable, folder: Folder, shared: ReportConfig) -> dict[str, LetterheadConfig]:
    """Return the letterheads with a name: the tables in `[letterhead]` whose names are none of its keys.

    `shared` has the place, the logo and the signatory of those that have none of their own.
    """
    names = [key for key, value in head.data.items() if isinstance(value, dict) and key not in LETTERHEAD_KEYS]
    for key in LETTERHEAD_KEYS if names else ():
        if key in head.data and key not in SHARED_KEYS:
            hint = msg("write it in [letterhead.{name}]", name=names[0])
            head.add_problem(key, msg("cannot stand beside letterheads with a name"), hint)
    found = {}
    for name in names:
        table = _open_table(head, name)
        kind = table.read_choice("kind", LETTERHEAD_KINDS[:-1], required=name not in LETTERHEAD_KINDS[:-1])
        one = _parse_letterhead(table, kind or ("state" if name == "state" else "party"), folder)
        foot = table.read_table("signature", msg("write [{key}]", key=f"letterhead.{name}.signature"))
        signature = _parse_signature(foot) if foot else shared.signature
        if foot:
            foot.report_unknown_keys()
        table.report_unknown_keys()
        if name == "none":
            head.add_problem(name, msg("means that there is no letterhead"), msg("give it another name"))
        if not one.logo:
            one = one._replace(logo=shared.logo, logo_data=shared.logo_data)
        found[name] = one._replace(place=one.place or shared.place, signature=signature)
    return found


def list_pictures(folder: Folder, language: str) -> list[str]:
    """Return the names of the pictures that the `report.toml` of a tracker folder refers to, each once, as written.

    Raises TrackerError if there is an error in it.
    """
    read_config(folder, language)
    text = folder.read_text(CONFIG_FILE, ProblemList()) if folder.has(CONFIG_FILE) else None
    head = (parse_toml(text or "", CONFIG_FILE, ProblemList()) or {}).get("letterhead", {})
    names = [table["logo"] for table in (head, *head.values()) if isinstance(table, dict) and table.get("logo")]
    return list({os.path.normpath(name): name for name in names}.values())


def list_own_pictures(folder: Folder, language: str) -> list[str]:
    """Return the pictures of `list_pictures`; raises TrackerError if one would not be found in a moved folder."""
    names = list_pictures(folder, language)
    for name in names:
        if os.path.isabs(name):
            hint = msg("write it as it is called within the folder")
            place = Location(folder.get_path(CONFIG_FILE), key="letterhead.logo")
            raise make_error(msg("names a picture by its whole path, which is only right here"), hint, location=place)
    return names


def choose_letterhead(config: ReportConfig, name: str) -> ReportConfig:
    """Return a configuration with the letterhead `name`, "" for the default one.

    Raises TrackerError with the exit code USAGE if there is no such letterhead, or if a body of the Party would stand
    under the heading of the state, or the reverse.
    """
    known = (*config.letterheads, "none") if config.letterheads else LETTERHEAD_KINDS
    chosen = name or (config.default or "none" if config.letterheads else config.kind)
    if chosen not in known:
        message = msg("--letterhead: there is no {wanted}", wanted=quote_text(name))
        raise make_error(message, msg("known: {listed}", listed=", ".join(known)), ExitCode.USAGE)
    if config.letterheads and chosen != "none":
        return _check_body(config._replace(**config.letterheads[chosen]._asdict()), config.letterheads[chosen].kind)
    kind = next(each for each in LETTERHEAD_KINDS if each == chosen) if chosen in LETTERHEAD_KINDS else "none"
    return _check_body(config._replace(kind=kind), config.kind)


def _check_body(config: ReportConfig, written_kind: LetterheadKind) -> ReportConfig:
    """Return the configuration; raises TrackerError if its body does not belong under its heading.

    `written_kind` is the kind that report.toml gives the body.
    """
    forbidden = {"state": _PARTY_BODY, "party": _STATE_BODY}.get(config.kind)
    bodies = [
        text
        for text in config.body.values()
        if forbidden and forbidden.match(normalize("NFC", text).strip().casefold())
    ]
    if config.kind != "none" and written_kind not in ("none", config.kind):
        bodies = bodies or list(config.body.values())
    if bodies:
        kinds = {"state": msg("a document of the state"), "party": msg("a document of the Party")}
        wrong = msg("{body} cannot issue {document}", body=quote_text(bodies[0]), document=kinds[config.kind])
        raise make_error(wrong, _HEADING_HINT, ExitCode.USAGE)
    return config


_HEADING_HINT: Message = msg(
    "write both letterheads into report.toml, [letterhead.party] and [letterhead.state], and name one with --letterhead"
)


def _open_table(root: TomlTable, key: str) -> TomlTable:
    """Return the table at `key`, or an empty one if it is missing or no table."""
    return root.read_table(key, msg("write [{key}]", key=key)) or root.open_subtable(key, {})


def _parse_logo(head: TomlTable, folder: Folder) -> tuple[str, bytes]:
    """Return the path of the logo, a picture within the tracker folder, and its bytes."""
    name = head.read_string("logo")
    if not name:
        return "", b""
    if not name.isprintable():
        head.add_problem("logo", msg("is no name of a file"))
        return "", b""
    path, data = folder.get_path(name), b""
    if not folder.holds(name):
        head.add_problem("logo", msg("lies outside of the tracker folder"), msg("copy the picture into the folder"))
    elif os.path.splitext(name)[1].lower() not in _PICTURE_EXTENSIONS:
        head.add_problem("logo", msg("is not one of {endings}", endings=" ".join(_PICTURE_EXTENSIONS)))
    elif not folder.has(name) or os.path.isdir(path):
        head.add_problem("logo", msg("there is no file {path}", path=path))
    elif not _is_picture(data := _read_picture(folder, name)):
        head.add_problem("logo", msg("is no picture, or none that can be read"), msg("save it as PNG or JPEG"))
    return path, data


def _read_picture(folder: Folder, name: str) -> bytes:
    try:
        with folder.open(name) as file:
            data = file.read(_MAX_PICTURE_BYTES + 1)
    except OSError:
        return b""
    return data if len(data) <= _MAX_PICTURE_BYTES else b""


def _is_picture(data: bytes) -> bool:
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
