"""Installs tracker from this folder, without internet and without administrator rights.

Only the standard library is used, as nothing else is there yet. Everything goes into one folder of the user's own, the
program into `.venv` in it; deleting that removes tracker again. It may be run twice: the second run repairs or updates.
"""

from __future__ import annotations  # an old Python must come as far as the sentence that says so

import argparse
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
WHEELS = os.path.join(HERE, "wheels")
OURS, EXTRAS = "indicator_tracker", ("report", "excel")
WANTED = "indicator-tracker[report,excel]"
LISTED = re.compile(r"([0-9a-f]{64}) [ *]wheels/([A-Za-z0-9_.+!-]+\.whl)")
LEFT_BY_SYSTEMS = (".DS_Store", "Thumbs.db", "desktop.ini")

TEXTS = {
    "vi": {
        "old": "Python trên máy này là {found}; tracker cần một trong các bản 64 bit sau: {known}.\n"
        "Hãy cài một bản như vậy (xem tệp cai-dat.txt) rồi chạy lại.",
        "damaged": "Các tệp sau bị thiếu hoặc bị hỏng khi sao chép: {names}.\n"
        "Hãy chép lại toàn bộ thư mục (hoặc giải nén lại tệp zip) rồi chạy lại.",
        "unlisted": "Trong thư mục wheels có tệp không nằm trong danh sách: {names}.\n"
        "Hãy xóa các tệp đó (hoặc giải nén lại tệp zip) rồi chạy lại.",
        "sound": "1/3  Đã kiểm tra {count} tệp: đủ và nguyên vẹn.",
        "room": "2/3  Đang cài vào {target} (một đến ba phút, không cần mạng) ...",
        "failed": "Không cài được. Máy báo như sau:\n{said}",
        "works": "3/3  Xong: {version} chạy được.",
        "next": "Từ nay, mở cửa sổ làm việc bằng cách nhấp đúp vào tệp\n  {opener}",
        "busy": "Có cửa sổ đang dùng tracker. Hãy đóng các cửa sổ đó rồi chạy lại.",
    },
    "en": {
        "old": "The Python of this computer is {found}; tracker needs one of these, in 64 bits: {known}.\n"
        "Install one of them (see README.txt) and run this again.",
        "damaged": "These files are missing or were damaged when copied: {names}.\n"
        "Copy the whole folder again (or unpack the zip again) and run this again.",
        "unlisted": "These files in the folder wheels are not on its list: {names}.\n"
        "Delete them (or unpack the zip again) and run this again.",
        "sound": "1/3  {count} files looked at: all there, all sound.",
        "room": "2/3  Installing into {target} (one to three minutes, no network) ...",
        "failed": "It could not be installed. The computer says:\n{said}",
        "works": "3/3  Done: {version} runs.",
        "next": "From now on, open the window to work in with a double click on\n  {opener}",
        "busy": "A window is using tracker. Close such windows and run this again.",
    },
}
OPENERS = {"vi": "mo-tracker.cmd", "en": "open-tracker.cmd"}


class InstallError(Exception):
    """What keeps tracker from being installed, in the user's language."""


def main(arguments: list[str]) -> int:
    """Check the files, install, try it, say how to begin; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--lang", choices=sorted(TEXTS), default="vi")
    parser.add_argument("--to", default=os.path.join(os.path.expanduser("~"), "tracker"), metavar="DIR")
    asked = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # whatever the code page: Windows shows it rightly on a console
    texts, target = TEXTS[asked.lang], os.path.abspath(asked.to)
    try:
        check_python(texts)
        print(texts["sound"].format(count=check_files(texts)), flush=True)
        print(texts["room"].format(target=target), flush=True)
        programs = install(target, texts)
        said = run([os.path.join(programs, "tracker" + (".exe" if os.name == "nt" else "")), "--version"], texts)
        print(texts["works"].format(version=said.strip()))
        shutil.copyfile(os.path.join(HERE, OPENERS[asked.lang]), os.path.join(target, OPENERS[asked.lang]))
        if os.name == "nt":
            print(texts["next"].format(opener=os.path.join(target, OPENERS[asked.lang])))
        else:
            print(". " + os.path.join(programs, "activate"))
    except InstallError as error:
        print(error, file=sys.stderr)
        return 3
    return 0


def check_python(texts: dict[str, str]) -> None:
    """Raise InstallError where there is no wheel for this Python: it is too old, too new, or of 32 bits."""
    wheels = os.listdir(WHEELS) if os.path.isdir(WHEELS) else []
    known = sorted({int(found) for name in wheels for found in re.findall(r"-cp3(\d+)-cp3\d+-", name)})
    if sys.version_info[0] == 3 and sys.version_info[1] in known and sys.maxsize > 2**32:
        return
    found = "{}.{}, {} bit".format(*sys.version_info[:2], 64 if sys.maxsize > 2**32 else 32)
    if known:
        raise InstallError(texts["old"].format(found=found, known=", ".join(f"3.{minor}" for minor in known)))


def check_files(texts: dict[str, str]) -> int:
    """Return how many wheels there are, each listed and sound, and nothing else.

    Raises InstallError where one is missing, damaged or not listed, or the list of them is not whole.
    """
    digests, damaged = read_list()
    for name, digest in digests.items():
        try:
            with open(os.path.join(WHEELS, name), "rb") as file:
                sound = hashlib.sha256(file.read()).hexdigest() == digest
        except OSError:
            sound = False
        if not sound:
            damaged.append("wheels/" + name)
    if not damaged:
        damaged = find_missing(list(digests))
    if damaged:
        raise InstallError(texts["damaged"].format(names=", ".join(damaged)))
    unlisted = sorted(set(os.listdir(WHEELS)) - set(digests) - set(LEFT_BY_SYSTEMS))
    if unlisted:  # pip installs what it finds there, and follows the links in a page
        raise InstallError(texts["unlisted"].format(names=", ".join(unlisted)))
    return len(digests)


def read_list() -> tuple[dict[str, str], list[str]]:
    """Return the SHA-256 of each wheel as listed; and the list itself, with the line, where it is damaged."""
    try:
        with open(os.path.join(HERE, "SHA256SUMS"), encoding="ascii") as file:
            lines = file.read().splitlines()
    except (OSError, ValueError):
        lines = []
    digests: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        match = LISTED.fullmatch(line)
        if not match or match.group(2) in digests:
            return {}, [f"SHA256SUMS:{number}"]
        digests[match.group(2)] = match.group(1)
    return digests, [] if digests else ["SHA256SUMS"]


def find_missing(wheels: list[str]) -> list[str]:
    """Return the wheels that others ask for on every computer, and ours, if they are not listed."""
    known = {name.split("-", 1)[0].lower() for name in wheels}
    needed = {OURS}
    for wheel in wheels:
        extras = EXTRAS if wheel.startswith(OURS + "-") else ()
        needed.update(read_needs(os.path.join(WHEELS, wheel), extras))
    return [f"wheels/{name}-*.whl" for name in sorted(needed - known)]


def read_needs(path: str, extras: tuple[str, ...]) -> set[str]:
    """Return the names of what a wheel asks for without a condition, or with one of these extras."""
    with zipfile.ZipFile(path) as archive:
        data = next((archive.read(name) for name in archive.namelist() if name.endswith(".dist-info/METADATA")), b"")
    needs: set[str] = set()
    for line in data.decode("utf-8", "replace").split("\n\n", 1)[0].splitlines():
        field, _, value = line.partition(":")
        asked, _, condition = value.partition(";")
        extra = re.fullmatch(r"extra == [\"']([a-z]+)[\"']", condition.strip())
        if field == "Requires-Dist" and (not condition.strip() or (extra and extra.group(1) in extras)):
            name = re.match(r"[A-Za-z0-9._-]+", asked.strip())
            needs.update({re.sub(r"[-_.]+", "_", name.group(0)).lower()} if name else ())
    return needs


def install(target: str, texts: dict[str, str]) -> str:
    """Make an environment in `target` and install into it from the wheels alone; returns where its programs are."""
    environment = os.path.join(target, ".venv")
    programs = os.path.join(environment, "Scripts" if os.name == "nt" else "bin")
    try:
        os.makedirs(target, exist_ok=True)
    except OSError as error:
        raise InstallError(texts["failed"].format(said=error)) from None
    run([sys.executable, "-m", "venv", environment], texts)
    python = os.path.join(programs, "python")
    offline = ["--no-index", "--find-links", WHEELS, "--disable-pip-version-check"]
    # Our own wheel anew each time: an update may have the same number. What it needs only where it is not there yet.
    run([python, "-m", "pip", "install", "-q", *offline, "--upgrade", WANTED], texts)
    run([python, "-m", "pip", "install", "-q", *offline, "--no-deps", "--force-reinstall", WANTED], texts)
    return programs


def run(command: list[str], texts: dict[str, str]) -> str:
    """Return what a command prints; raises InstallError with what it said where it fails."""
    environment = {**os.environ, "PIP_CONFIG_FILE": os.devnull, "PYTHONUTF8": "1"}
    for name in ("PYTHONPATH", "PYTHONHOME", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"):
        environment.pop(name, None)
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=environment,
            check=False,
        )
    except OSError as error:
        raise InstallError(texts["failed"].format(said=error)) from None
    if done.returncode:
        is_busy = os.name == "nt" and ("WinError 32" in done.stdout or "WinError 5" in done.stdout)
        raise InstallError(
            (texts["busy"] + "\n\n" if is_busy else "") + texts["failed"].format(said=done.stdout.strip())
        )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
