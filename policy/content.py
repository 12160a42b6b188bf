"""What is in an event's content, wherever a client hid it: every text, every file, every claim.

Clients differ in which keys they show, so all of them count. Written without recursion: the
content is whatever somebody made up, within Matrix's 64 KiB.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_MXC = "mxc://"
# The teacher's reason for a link that nobody verified (N2); the assistant writes it for them.
REASON = "org.parta.reason"
_OURS = "org.parta."
# Values under these keys are identifiers and never shown to anybody, as long as they look it.
_IDENTIFIERS = frozenset(
    {
        "msgtype", "event_id", "rel_type", "mimetype", "format",
        "user_ids", "in_reply_to", "call_id", "party_id", "id", "answers_ids", "kind",
        # A conference's host, which has a check of its own, and a place on the map: no links.
        "domain", "geo_uri", "uri",
    }
)  # fmt: skip
# Addresses of files and widgets have rules of their own; a call's description is long and odd.
_NO_WORDS = frozenset({"url", "thumbnail_url", "sdp"})


@dataclass(frozen=True, slots=True)
class Reading:
    """All texts, the parts that are HTML, all `mxc://` addresses, and keys only Parta may write."""

    texts: tuple[str, ...]
    html: tuple[str, ...]
    files: frozenset[str]
    forged: bool


def read(content: Mapping[str, Any]) -> Reading:
    """Walk through the whole content."""
    texts: list[str] = []
    html: list[str] = []
    files: set[str] = set()
    forged = False
    for key, value in _leaves(content):
        if key.startswith(_OURS) and key != REASON:
            forged = True
        if not isinstance(value, str):
            continue
        if _MXC in value:
            files.update(_addresses(value))
        if key in ("formatted_body", "org.matrix.msc1767.html") or "<" in value:
            html.append(value)
        if key not in _NO_WORDS and not (key in _IDENTIFIERS and _is_identifier(value)):
            texts.append(value)
    return Reading(tuple(texts), tuple(html), frozenset(files), forged)


def _leaves(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """(key, value) of everything inside; elements of a list carry the key of the list."""
    stack: list[tuple[str, Any]] = [("", content)]
    while stack:
        key, value = stack.pop()
        yield key, value
        if isinstance(value, Mapping):
            # The key itself is text, too: a reaction or a poll can name things by keys.
            stack.extend((str(name), inner) for name, inner in value.items())
        elif isinstance(value, list | tuple):
            stack.extend((key, inner) for inner in value)


def _is_identifier(value: str) -> bool:
    return "://" not in value and not any(map(str.isspace, value))


def _addresses(value: str) -> Iterator[str]:
    start = value.find(_MXC)
    while start >= 0:
        end = start + len(_MXC)
        while end < len(value) and (value[end].isalnum() or value[end] in "./_-:[]"):
            end += 1
        yield value[start:end]
        start = value.find(_MXC, end)


def relation(content: Mapping[str, Any]) -> tuple[str, str]:
    """(rel_type, event id) of `m.relates_to`, empty texts where there is none."""
    relates = content.get("m.relates_to")
    if not isinstance(relates, Mapping):
        return "", ""
    kind, event_id = relates.get("rel_type"), relates.get("event_id")
    if not isinstance(kind, str) or not isinstance(event_id, str):
        return "", ""
    return kind, event_id


def reason(content: Mapping[str, Any]) -> str:
    """The reason that somebody gives for a link: the key, or a line «причина: …» of the text."""
    given = content.get(REASON)
    if isinstance(given, str) and len(given.strip()) >= _SHORTEST_REASON:
        return given.strip()
    body = content.get("body")
    for line in body.splitlines() if isinstance(body, str) else ():
        for word in ("причина:", "reason:"):
            start = line.casefold().find(word)
            told = line[start + len(word) :].strip()
            if start >= 0 and len(told) >= _SHORTEST_REASON:
                return told
    return ""


_SHORTEST_REASON = 8
