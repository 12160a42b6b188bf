"""From a room's JSON pages to pages that anybody can read: two passes, one page in memory.

Everything that stands in events is hostile: it is shown as text, never as markup or an address.
"""

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from files.private import write_private
from provisioning.export.history import Progress, page_name
from provisioning.export.media import PICTURES
from templates import message, say
from templates.pages import page

_POLLS = ("m.poll.start", "org.matrix.msc3381.poll.start")
_LINES = frozenset({"m.room.name", "m.room.topic", "m.room.create"})
_LONGEST_NAME = 200
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


class RoomPages:
    """Writes the pages of one room. `names` maps user id to a name, where the school knows one."""

    def __init__(
        self, folder: Path, title: str, names: Mapping[str, str], zone: ZoneInfo, language: str
    ) -> None:
        self._folder = folder
        self._title = title
        self._names = dict(names)
        self._zone = zone
        self._language = language
        # Changes and reactions may come years after what they belong to.
        self._index = sqlite3.connect(":memory:" if Progress.read(folder).pages < 20 else "")
        self._index.execute("CREATE TABLE edit (target TEXT, sender TEXT, body TEXT)")
        self._index.execute("CREATE UNIQUE INDEX one ON edit (target, sender)")
        self._index.execute("CREATE TABLE reaction (target TEXT, key TEXT)")
        self._index.execute("CREATE INDEX them ON reaction (target)")

    def write(self) -> None:
        """Write `messages-….html` beside the JSON pages."""
        progress = Progress.read(self._folder)
        for number in range(1, progress.pages + 1):
            for record in self._read(number):
                self._note(record)
        for number in range(1, progress.pages + 1):
            shown = [it for record in self._read(number) if (it := self._shown(record))]
            text = page(
                "export_messages.html",
                self._language,
                title=self._title,
                records=shown,
                number=number,
                pages=progress.pages,
                progress=progress,
                name_of=page_name,
            )
            write_private(self._folder / page_name(number, "html"), text)
        self._index.close()

    def _read(self, number: int) -> Iterator[dict[str, Any]]:
        path = self._folder / page_name(number, "json")
        yield from json.loads(path.read_text(encoding="utf-8"))

    def _note(self, record: Mapping[str, Any]) -> None:
        """Remember what a later page says about an earlier one."""
        content = record["content"]
        if record["type"] == "m.room.member" and isinstance(content.get("displayname"), str):
            self._names.setdefault(str(record.get("state_key")), content["displayname"])
        relation = content.get("m.relates_to")
        if not isinstance(relation, dict) or not isinstance(relation.get("event_id"), str):
            return
        target = relation["event_id"]
        if relation.get("rel_type") == "m.replace":
            body = _body(content.get("m.new_content"))
            row = (target, record["sender"], body)
            self._index.execute("INSERT OR REPLACE INTO edit VALUES (?, ?, ?)", row)
        elif record["type"] == "m.reaction":
            key = str(relation.get("key", ""))[:30]
            self._index.execute("INSERT INTO reaction VALUES (?, ?)", (target, key))

    def _shown(self, record: Mapping[str, Any]) -> dict[str, Any] | None:
        kind, content = record["type"], record["content"]
        base: dict[str, Any] = {
            "line": "",
            "body": "",
            "edited": False,
            "file": None,
            "picture": False,
            "missing": False,
            "reactions": [],
            "name": self._name(record["sender"]),
            "at": self._time(record["at"]),
            "id": record["id"],
        }
        relation = content.get("m.relates_to")
        replaces = isinstance(relation, dict) and relation.get("rel_type") == "m.replace"
        if kind == "m.room.encrypted":
            return {**base, "line": self._say("export-encrypted-one")}
        if kind == "m.room.member":
            line = self._membership(record)
            return {**base, "line": line} if line else None
        if kind in _LINES and "state_key" in record:
            value = str(content.get("name") or content.get("topic") or "")[:_LONGEST_NAME]
            key = f"export-{kind.removeprefix('m.room.')}"
            return {**base, "line": self._say(key, value=value)}
        poll = next((content[it] for it in _POLLS if isinstance(content.get(it), dict)), None)
        if kind in _POLLS and poll is not None:
            return {**base, "body": _poll(poll)}
        if kind not in ("m.room.message", "m.sticker") or replaces:
            return None
        edited = self._index.execute(
            "SELECT body FROM edit WHERE target = ? AND sender = ?",
            (record["id"], record["sender"]),
        ).fetchone()
        file = record.get("file")
        return {
            **base,
            "body": edited[0] if edited else _body(content),
            "edited": edited is not None,
            "file": file,
            "picture": file is not None and Path(file).suffix in PICTURES,
            "missing": record.get("missing", False),
            "reactions": self._index.execute(
                "SELECT key, COUNT(*) FROM reaction WHERE target = ? GROUP BY key ORDER BY key",
                (record["id"],),
            ).fetchall(),
        }

    def _membership(self, record: Mapping[str, Any]) -> str:
        who = str(record.get("state_key", ""))
        match record["content"].get("membership"):
            case "join":
                return self._say("export-joined", who=self._name(who))
            case "leave" | "ban":
                return self._say("export-left", who=self._name(who))
            case _:
                return ""

    def _name(self, user: str) -> str:
        return _plain(str(self._names.get(user, user))[:_LONGEST_NAME])

    def _time(self, at: object) -> str:
        try:
            return datetime.fromtimestamp(int(str(at)) / 1000, self._zone).strftime(
                "%d.%m.%Y %H:%M"
            )
        except (ValueError, OverflowError, OSError):
            return "—"

    def _say(self, key: str, **values: str) -> str:
        return say(message(key, **values), self._language)


def _body(content: object) -> str:
    body = content.get("body") if isinstance(content, dict) else None
    return _plain(body) if isinstance(body, str) else ""


def _plain(text: str) -> str:
    """Without the signs that turn the direction of writing: they make a text read as another."""
    return _TURNING.sub("", text)


def _poll(poll: Mapping[str, Any]) -> str:
    """A poll as text: the question, then the answers."""
    answers = poll.get("answers")
    answers = answers if isinstance(answers, list) else []
    texts = [_text(poll.get("question")), *(f"• {_text(it)}" for it in answers)]
    return "\n".join(texts)


def _text(node: object) -> str:
    if not isinstance(node, dict):
        return ""
    for key in ("m.text", "org.matrix.msc1767.text", "body"):
        value = node.get(key)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            value = value[0].get("body")
        if isinstance(value, str):
            return _plain(value)
    return ""
