"""Element Web beside the demo: given as a folder or archive, or downloaded once (checksum)."""

import hashlib
import os
import shutil
import tarfile
import urllib.request
from pathlib import Path

import yaml

_PIN = Path(__file__).with_name("element.yaml")
_SECONDS = 30
_LARGEST = 200 * 1024 * 1024


class NoElement(Exception):
    """Element Web cannot be had here; the text says why."""


def element_folder(home: Path) -> Path:
    """A folder with Element Web's files.

    `ELEMENT_WEB` names a folder or a release archive; without it the pinned release is downloaded
    once into `home`.

    Raises:
        NoElement: not given, and not to be downloaded (no internet, or a wrong checksum).
    """
    given = os.environ.get("ELEMENT_WEB")
    if given:
        path = Path(given).expanduser().resolve()
        if path.is_dir():
            return _checked(path)
        if path.is_file():
            return _unpacked(path, home / "element-given")
        raise NoElement(f"ELEMENT_WEB={given}")
    target = home / "element"
    if (target / "index.html").is_file():
        return target
    return _unpacked(_download(home), target)


def _download(home: Path) -> Path:
    pin = yaml.safe_load(_PIN.read_text(encoding="utf-8"))
    archive = home / "element.tar.gz"
    try:
        with urllib.request.urlopen(pin["url"], timeout=_SECONDS) as answer:  # noqa: S310
            content = answer.read(_LARGEST)
    except (OSError, ValueError) as error:
        raise NoElement(str(error)) from error
    if hashlib.sha256(content).hexdigest() != pin["sha256"]:
        raise NoElement(f"sha256 of {pin['url']}")
    archive.write_bytes(content)
    return archive


def _unpacked(archive: Path, target: Path) -> Path:
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        with tarfile.open(archive) as files:
            # `data` refuses absolute names, links to outside and devices.
            files.extractall(fresh, filter="data")
    except (OSError, tarfile.TarError) as error:
        raise NoElement(f"{archive}: {error}") from error
    found = next((path.parent for path in sorted(fresh.rglob("index.html"))), None)
    if found is None:
        raise NoElement(f"{archive}: index.html")
    shutil.rmtree(target, ignore_errors=True)
    found.rename(target)
    shutil.rmtree(fresh, ignore_errors=True)
    return _checked(target)


def _checked(folder: Path) -> Path:
    if not (folder / "index.html").is_file():
        raise NoElement(f"{folder}: index.html")
    return folder
