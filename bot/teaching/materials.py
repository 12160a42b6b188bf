"""Learning materials: what is typed of one, its message, what is remembered, and the search. Pure.

The catalogue is the assistant's own messages in the rooms where materials are: they stay where
they are readable, and a lost database loses no material.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.commands.people import folded
from bot.effects import Kept, Remember
from bot.matrix.batch import Event
from bot.store.store import Fact, Job, RoomRow
from bot.teaching.events import MATERIAL, at, own
from bot.text import Line, Text, clean, content
from bot.work.readers import View
from templates import Message, message

FACT = "material"
# Where each room's materials are: pupils' and parents' lists are kept apart (F3).
PLACES: Mapping[str, str] = {
    "pupils": "materials",
    "class_announcements": "materials",
    "materials": "materials",
    "parents": "parents",
    "club": "club",
}
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_REASON = re.compile(r"(?:^|[\s.;,])(причина|reason):\s*(.+)", re.IGNORECASE | re.DOTALL)
_LONGEST_NAME = 120
_SHOWN_FILES = frozenset({"m.file", "m.image", "m.audio", "m.video"})
_INFO = ("mimetype", "size", "w", "h", "duration")


@dataclass(frozen=True, slots=True)
class Draft:
    """A material as typed. `words` is the text beside the link, `link` empty for a file."""

    subject: str
    topic: str
    words: str
    link: str
    reason: str


def read_draft(typed: str, *, has_file: bool) -> Draft | Message:
    """«математика, дроби: https://… [причина: …]», or what is wrong with it."""
    reason = ""
    found = _REASON.search(typed)
    if found is not None:
        reason = " ".join(found[2].split())
        typed = typed[: found.start()]
    link = _LINK.search(typed)
    # The colon of the link is not the one before the text.
    head, colon, body = typed.partition(":")
    if link is not None and link.start() < len(head):
        head, colon, body = typed[: link.start()], ":", typed[link.start() :]
    subject, _, topic = (" ".join(it.split()) for it in head.partition(","))
    address = link[0].rstrip(".,;)»") if link is not None else ""
    words = (
        " ".join((body if colon else "").replace(address, " ").split())
        if address
        else (" ".join(body.split()))
    )
    if not subject or not (address or words or has_file):
        return message("material-how")
    return Draft(
        subject[:_LONGEST_NAME], topic[:_LONGEST_NAME], words.strip(" .,;"), address, reason[:300]
    )


def said(draft: Draft) -> str:
    """The material as the person would have written it: what the policy is asked about."""
    parts = [f"{draft.subject}, {draft.topic}" if draft.topic else draft.subject]
    parts += [it for it in (draft.words, draft.link) if it]
    if draft.reason:
        parts.append(f"причина: {draft.reason}")
    return "\n".join(parts)


def posted(draft: Draft, by: str, name: str, language: str) -> dict[str, Any]:
    """The content of the message that the material is."""
    title = message("material-title", subject=draft.subject, topic=draft.topic or "—")
    parts: list[Line | Any] = [Line(title, bold=True)]
    if draft.words:
        parts.append(draft.words)
    if draft.link:
        # Written out: everybody sees where it leads, and clients make links of addresses.
        parts.append(draft.link)
    parts.append(message("material-by", name=name))
    return content(
        Text.of(*parts), language, more={"msgtype": "m.text", MATERIAL: _data(draft, by)}
    )


def file_of(event_content: Mapping[str, Any]) -> dict[str, Any] | None:
    """The file in a message, to be shown again; None where there is none on this server."""
    kind, url = event_content.get("msgtype"), event_content.get("url")
    if kind not in _SHOWN_FILES or not isinstance(url, str) or not url.startswith("mxc://"):
        return None
    info = event_content.get("info")
    name = event_content.get("filename") or event_content.get("body")
    plain = " ".join(clean(name, 200).split()) if isinstance(name, str) else ""
    return {
        "msgtype": kind,
        "body": plain or "file",
        "filename": plain or "file",
        "url": url,
        "info": {
            key: info[key]
            for key in _INFO
            if isinstance(info, Mapping) and isinstance(info.get(key), str | int)
        },
        "m.mentions": {},
    }


def with_file(file: Mapping[str, Any], caption: str, draft: Draft, by: str) -> dict[str, Any]:
    """The file as a material; with a name of its own, `body` is what stands beside it."""
    return {**file, "body": caption, MATERIAL: {**_data(draft, by), "file": str(file["filename"])}}


def _data(draft: Draft, by: str) -> dict[str, Any]:
    return {
        "by": by, "subject": draft.subject, "topic": draft.topic, "words": draft.words[:200],
        "link": draft.link, "reason": draft.reason,
    }  # fmt: skip


def materials_in(view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
    """Reader: the materials that the assistant posted."""
    found = own(event, view.me, MATERIAL)
    if found is None:
        return
    data = {
        key: str(found.get(key, ""))
        for key in ("subject", "topic", "words", "link", "file")
        if found.get(key)
    }
    yield Remember(
        str(event["event_id"]), FACT, at(event), row.key, str(found.get("by", "")),
        {**data, "kind": row.kind, "group": row.group},
    )  # fmt: skip


def matching(facts: Iterable[Fact], typed: str) -> list[Fact]:
    """Materials that hold every word, the newest first; beginnings of words are enough."""
    wanted = folded(typed).split()
    found = [
        fact
        for fact in facts
        if not fact.data.get("removed")
        and all(any(name.startswith(word) for name in _words(fact)) for word in wanted)
    ]
    return sorted(found, key=lambda it: (-it.at, it.id))


def _words(fact: Fact) -> list[str]:
    names = (fact.data.get(it, "") for it in ("subject", "topic", "words", "file"))
    return folded(" ".join(map(str, names))).split()


def permalink(room_id: str, event_id: str) -> str:
    """The address of an event, as clients open it in place."""
    return f"https://matrix.to/#/{room_id}/{event_id}"
