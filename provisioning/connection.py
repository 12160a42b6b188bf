"""Where the homeserver is and with which token: a demo's home, or school.yaml and environment."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from provisioning.problems import InputError, Place, Problem
from provisioning.school import School
from templates import message


@dataclass(frozen=True)
class Connection:
    """A homeserver's address and the provisioning user's access token (never shown)."""

    homeserver: str
    token: str

    def __repr__(self) -> str:
        return f"Connection({self.homeserver!r}, token=…)"


def connection(school: School, folder: Path, home: Path | None) -> Connection:
    """Find homeserver and token.

    Raises:
        InputError: one of them is not given; says where to give it.
    """
    if home is not None:
        return _of_demo(home)
    homeserver = os.environ.get("PARTA_HOMESERVER") or school.homeserver
    token = os.environ.get("PARTA_TOKEN")
    place = Place(folder / "school.yaml")
    if not homeserver:
        raise InputError([Problem(place, message("connection-no-homeserver"))])
    if not token:
        raise InputError([Problem(place, message("connection-no-token"))])
    return Connection(homeserver, token.strip())


def web_side(folder: Path, home: Path | None) -> str:
    """The address of the assistant's web side, without a slash at the end.

    Raises:
        InputError: nobody says where it is, or it could be read on the way.
    """
    if home is not None:
        place = home / "demo.json"
        found = str(json.loads(place.read_text(encoding="utf-8")).get("web", ""))
    else:
        place, found = folder / "school.yaml", os.environ.get("PARTA_WEB", "")
    if not found:
        raise InputError([Problem(Place(place), message("connection-no-web"))])
    address = urlsplit(found)
    if address.scheme != "https" and address.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise InputError([Problem(Place(place), message("connection-web-open"))])
    return found.rstrip("/")


def _of_demo(home: Path) -> Connection:
    path = home / "demo.json"
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
        return Connection(str(found["homeserver"]), str(found["admin_token"]))
    except FileNotFoundError:
        raise InputError([Problem(Place(path), message("connection-no-demo"))]) from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(
            [Problem(Place(path), message("file-unreadable", why=str(error)))]
        ) from error
