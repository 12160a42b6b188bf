"""A room's history from the homeserver to disk: page by page, and on from there after a crash.

What was redacted stays out. Encrypted messages are counted: nobody but their readers has the keys.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from files.private import make_private, write_private
from provisioning.export.media import Media
from provisioning.matrix.client import path
from provisioning.matrix.server import Homeserver

# Messages of one page of the archive, and of one request.
PAGE = 500
_AT_ONCE = 100
_PROGRESS = "progress.json"


@dataclass
class Progress:
    """How far a room has come; written after each page."""

    token: str = ""  # where the next request starts; empty: at the beginning
    pages: int = 0
    done: bool = False
    messages: int = 0
    redacted: int = 0
    encrypted: int = 0
    missing: int = 0  # files that the homeserver does not have any more

    @classmethod
    def read(cls, folder: Path) -> "Progress":
        """What `write` left there; nothing yet is no error."""
        try:
            found = json.loads((folder / _PROGRESS).read_text(encoding="utf-8"))
            return cls(**found)
        except (FileNotFoundError, ValueError, TypeError):
            # Damaged means: from the beginning. Pages are written over, each as a whole.
            return cls()

    def write(self, folder: Path) -> None:
        """Write it as a whole or not at all."""
        write_private(folder / _PROGRESS, json.dumps(asdict(self)))


def page_name(number: int, kind: str) -> str:
    """The file of a page: "messages-0001.html"."""
    return f"messages-{number:04}.{kind}"


async def fetch(
    server: Homeserver, room_id: str, folder: Path, media: Media, sender: str | None = None
) -> Progress:
    """Bring a room's history to `folder`, as JSON pages; `sender` leaves out everybody else.

    Memory holds one page, however long the history is.

    Raises:
        MatrixError: the homeserver refuses; OSError: the disk does. Repeating goes on from there.
    """
    make_private(folder)
    progress = Progress.read(folder)
    only = {"filter": json.dumps({"senders": [sender]})} if sender else {}
    while not progress.done:
        records: list[dict[str, Any]] = []
        while len(records) < PAGE and not progress.done:
            start = {"from": progress.token} if progress.token else {}
            answer = await server.client.get(
                path("_synapse", "admin", "v1", "rooms", room_id, "messages"),
                {"dir": "f", "limit": str(_AT_ONCE), **start, **only},
            )
            for event in answer["chunk"]:
                record = _record(event, progress)
                if record is not None:
                    await _with_file(record, media, progress)
                    records.append(record)
            end = str(answer.get("end") or "")
            progress.done = not end or not answer["chunk"] or end == progress.token
            progress.token = end
        if records:
            progress.pages += 1
            text = json.dumps(records, ensure_ascii=False, indent=1)
            write_private(folder / page_name(progress.pages, "json"), text + "\n")
        progress.write(folder)
    return progress


def _record(event: Mapping[str, Any], progress: Progress) -> dict[str, Any] | None:
    """What the archive keeps of an event, None for what stays out."""
    kind, content = str(event.get("type", "")), event.get("content")
    if kind == "m.room.redaction":
        return None
    if "redacted_because" in event or "redacted_because" in (event.get("unsigned") or {}):
        progress.redacted += 1
        return None
    record = {
        "id": str(event.get("event_id", "")),
        "type": kind,
        "sender": str(event.get("sender", "")),
        "at": event.get("origin_server_ts", 0),
        "content": content if isinstance(content, dict) else {},
    }
    if "state_key" in event:
        record["state_key"] = str(event["state_key"])
    if kind == "m.room.encrypted":
        progress.encrypted += 1
        record["content"] = {}
    if kind == "m.room.message":
        progress.messages += 1
    return record


async def _with_file(record: dict[str, Any], media: Media, progress: Progress) -> None:
    url = record["content"].get("url")
    if record["type"] not in ("m.room.message", "m.sticker") or not isinstance(url, str):
        return
    found = await media.fetch(url)
    if found is None:
        progress.missing += 1
        record["missing"] = True
    else:
        record["file"] = found
