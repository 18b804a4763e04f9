"""Builds the folder that installs tracker where there is no internet: our wheel and all it needs, for one platform.

`make offline` runs this. The folder is whole when every wheel in it finds there what its metadata ask for on the
computer that will install it. What they ask for there, as by `; platform_system == "Windows"`, is decided here: pip
decides it for the computer it runs on.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path
from typing import NamedTuple

import guide_html
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags, sys_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

HERE = Path(__file__).parent
EXTRAS = frozenset({"report", "excel"})
COPIED = ("install.py", "cai-dat.cmd", "install.cmd", "cai-dat.txt", "README.txt", "mo-tracker.cmd", "open-tracker.cmd")
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say: the same files make the same zip


class Target(NamedTuple):
    """A computer to install on: its platform as wheels name it ("" is this one), and its Python, for example 3.12."""

    platform: str
    python: str


class Wheel(NamedTuple):
    """A wheel: its file, what it is, and what it asks for."""

    path: Path
    name: str
    tags: frozenset[Tag]
    asks: tuple[Requirement, ...]


def main(arguments: list[str]) -> None:
    """Build the folder and its zip, and print both; leaves with a message where a wheel cannot be had."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--platform", default="win_amd64", help="as wheels name it; 'this' for this computer")
    parser.add_argument("--pythons", nargs="+", default=["3.11", "3.12", "3.13", "3.14"], metavar="3.N")
    parser.add_argument("--out", type=Path, default=Path("dist/offline"))
    asked = parser.parse_args(arguments)
    here = "{}.{}".format(*sys.version_info)
    targets = [Target(asked.platform, python) for python in asked.pythons]
    if asked.platform == "this":
        targets = [Target("", here)]
    folder = build(targets, asked.out)
    packed = pack(folder)
    count = len(list((folder / "wheels").iterdir()))
    print(f"{folder}/  {count} wheels, for Python {', '.join(target.python for target in targets)}")
    print(f"{packed}  {packed.stat().st_size / 1e6:.1f} MB")
    print(f"SHA-256 {checksum(packed)}")


def build(targets: list[Target], out: Path) -> Path:
    """Return the folder, made anew below `out`: the wheels and their checksums, what installs them, and the guide."""
    own = build_own(out)
    folder = out / f"tracker-{parse_wheel_filename(own.name)[1]}-{targets[0].platform or 'this'}"
    shutil.rmtree(folder, ignore_errors=True)
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    own.rename(wheels / own.name)
    own.parent.rmdir()
    for target in targets:
        complete(wheels, own.name, target)
    for name in COPIED:
        (folder / name).write_bytes(for_windows(HERE / name))
    for path in sorted((HERE.parent / "docs").glob("*/*.toml")):  # what the reader of the guide is to type
        shutil.copyfile(path, folder / path.name)
    (folder / "huong-dan.html").write_text(guide_html.page("vi"), encoding="utf-8")
    (folder / "guide.html").write_text(guide_html.page("en"), encoding="utf-8")
    lines = [f"{checksum(path)}  wheels/{path.name}" for path in sorted(wheels.iterdir())]
    (folder / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="ascii")
    return folder


def for_windows(path: Path) -> bytes:
    """Return a file as it lies in the folder: what only Windows reads has the line ends of Windows."""
    lines = path.read_bytes().splitlines()
    end = b"\r\n" if path.suffix in (".cmd", ".txt") else b"\n"
    return b"".join([line + end for line in lines])


def build_own(out: Path) -> Path:
    """Return our own wheel, built from this source tree."""
    made = out / "own"
    shutil.rmtree(made, ignore_errors=True)
    called([sys.executable, "-m", "build", "--wheel", "--outdir", str(made), str(HERE.parent)])
    (wheel,) = made.glob("*.whl")
    return wheel


def complete(wheels: Path, own: str, target: Target) -> None:
    """Add to `wheels` what `own`, with its extras, needs on `target`, until nothing is missing.

    pip resolves versions for the target, but reads the markers for the computer it runs on; what it left out therefore
    is asked for by name.
    """
    download(f"{wheels / own}[{','.join(sorted(EXTRAS))}]", wheels, target)
    for _ in range(10):
        lacking = missing(wheels, target)
        if not lacking:
            return
        for requirement in lacking:
            download(requirement, wheels, target)
    sys.exit(f"{target.platform}, Python {target.python}: still missing {', '.join(lacking)}")


def download(wanted: str, wheels: Path, target: Target) -> None:
    """Put the wheel of `wanted` and of what it needs into `wheels`."""
    elsewhere = ["--platform", target.platform, "--python-version", target.python, "--implementation", "cp"]
    called(
        [
            *(sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check"),
            *("--only-binary=:all:", "--find-links", str(wheels), "--dest", str(wheels)),
            *(elsewhere if target.platform else []),
            wanted,
        ]
    )


def called(command: list[str]) -> None:
    """Run a command quietly; leaves with what it said where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)


def missing(wheels: Path, target: Target) -> list[str]:
    """Return what is asked for on `target` by our wheel, or by one that it asks for, and is not in `wheels`."""
    possible = tags_of(target)
    here = [wheel for wheel in map(read, wheels.glob("*.whl")) if wheel.tags & possible]
    by_name = {wheel.name: wheel for wheel in here}
    environment = environment_of(target)
    lacking: list[str] = []
    ahead: list[tuple[str, frozenset[str]]] = [("indicator-tracker", EXTRAS)]
    seen = set(ahead)
    while ahead:
        name, extras = ahead.pop()
        for requirement in by_name[name].asks:
            if not is_asked(requirement, extras, environment):
                continue
            found = by_name.get(canonicalize_name(requirement.name))
            if found is None or parse_wheel_filename(found.path.name)[1] not in requirement.specifier:
                lacking.append(f"{requirement.name}{requirement.specifier}")
            elif (step := (found.name, frozenset(requirement.extras))) not in seen:
                seen.add(step)
                ahead.append(step)
    return sorted(set(lacking))


def read(path: Path) -> Wheel:
    """Return what the wheel at `path` says of itself."""
    name, _, _, tags = parse_wheel_filename(path.name)
    with zipfile.ZipFile(path) as archive:
        (inside,) = [one for one in archive.namelist() if one.endswith(".dist-info/METADATA") and one.count("/") == 1]
        described = HeaderParser().parsestr(archive.read(inside).decode("utf-8"))
    return Wheel(path, name, tags, tuple(map(Requirement, described.get_all("Requires-Dist") or [])))


def is_asked(requirement: Requirement, extras: frozenset[str], environment: dict[str, str]) -> bool:
    """Say whether a requirement holds there, for one of the extras or without any."""
    if requirement.marker is None:
        return True
    return any([requirement.marker.evaluate({**environment, "extra": extra}) for extra in ("", *extras)])


def tags_of(target: Target) -> frozenset[Tag]:
    """Return the tags of the wheels that can be installed on `target`."""
    if not target.platform:
        return frozenset(sys_tags())
    version = tuple(map(int, target.python.split(".")))
    interpreter = "cp" + target.python.replace(".", "")
    platforms = [target.platform]
    return frozenset([*cpython_tags(version, platforms=platforms), *compatible_tags(version, interpreter, platforms)])


def environment_of(target: Target) -> dict[str, str]:
    """Return what markers are compared with on `target`; of other platforms than this one only Windows is known."""
    environment = {name: str(text) for name, text in default_environment().items()}
    if not target.platform:
        return environment
    if target.platform != "win_amd64":
        sys.exit(f"{target.platform}: only win_amd64 and this computer are known")
    return {
        **environment,
        "os_name": "nt",
        "sys_platform": "win32",
        "platform_system": "Windows",
        "platform_machine": "AMD64",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "python_version": target.python,
        "python_full_version": f"{target.python}.0",
    }


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pack(folder: Path) -> Path:
    """Return one zip of the folder, the same for the same files."""
    packed = folder.with_name(folder.name + ".zip")
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            entry = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", EPOCH)
            entry.external_attr = 0o644 << 16
            packing = zipfile.ZIP_STORED if path.suffix == ".whl" else zipfile.ZIP_DEFLATED  # wheels are packed already
            archive.writestr(entry, path.read_bytes(), packing)
    return packed


if __name__ == "__main__":
    main(sys.argv[1:])
