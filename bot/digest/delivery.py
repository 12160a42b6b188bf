"""A digest on its way to somebody: what is entitled, drawn in a thread, and sent."""

import asyncio
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.desk import Desk
from bot.digest.count import count
from bot.digest.facts import Facts
from bot.digest.mail import letter
from bot.digest.model import DIRECTOR, Audience, Digest, Director, audiences
from bot.digest.paper import pdf, picture
from bot.digest.period import Period
from bot.digest.text import matrix, picture_alt
from bot.effects import Effect, Mail, Send, Upload, marked
from policy.people import Person
from policy.rights import verdict_on_server
from policy.school import School
from templates import message, say

READ, OWN = "digest.read", "digest.own"
_PNG, _PDF = "image/png", "application/pdf"
_PICTURE_NAME = "digest.png"


def entitled(school: School, person: Person) -> tuple[Audience, ...]:
    """The digests that somebody may read: by the regulation, and by what they are at the school.

    Whoever may read the digest of the whole school without being its head reads the head's.
    """
    found = audiences(school, person.user)
    own = tuple(it for it in found if not isinstance(it, Director))
    whole: tuple[Audience, ...] = ()
    if verdict_on_server(school, person, READ).allowed:
        mine = tuple(it for it in found if isinstance(it, Director))
        whole = mine or heads(school)[:1]
    return (*whole, *(own if verdict_on_server(school, person, OWN).allowed else ()))


def heads(school: School) -> tuple[Director, ...]:
    """The digests of the school's heads."""
    ids = school.people.by_role.get(DIRECTOR, frozenset())
    return tuple(Director(school.people.by_id[it].user) for it in sorted(ids))


@dataclass(frozen=True)
class Drawn:
    """A digest in the forms in which it is sent. Without files it is words alone."""

    words: Mapping[str, Any]
    alt: str = ""
    picture: bytes = b""
    pdf: bytes = b""
    name: str = ""


def draw(digest: Digest, language: str, *, files: bool) -> Drawn:
    """All forms of one digest; takes tenths of a second: call it in a thread."""
    words = matrix(digest, language)
    if not files:
        return Drawn(words)
    return Drawn(
        words,
        picture_alt(digest, language),
        picture(digest, language),
        pdf(digest, language),
        file_name(digest, language),
    )


def file_name(digest: Digest, language: str) -> str:
    """What the PDF is called."""
    name = say(message("digest-file-name", day=digest.period.last.isoformat()), language)
    return f"{name}.pdf"


async def drawn(
    desk: Desk,
    facts: Facts,
    whom: Iterable[Audience],
    period: Period,
    language: str,
    *,
    files: bool,
) -> list[Drawn]:
    """Count and draw in a thread: the assistant goes on hearing meanwhile."""
    school = desk.school

    def work() -> list[Drawn]:
        return [draw(count(facts, school, it, period), language, files=files) for it in whom]

    return await asyncio.to_thread(work)


def sent(
    to: str, found: Sequence[Drawn], relation: Mapping[str, Any] | None = None
) -> list[Effect]:
    """Words, then the picture, then the paper. `to` is a room, or a user id for in private."""
    effects: list[Effect] = []
    for number, it in enumerate(found):
        words = dict(it.words)
        if relation:
            words["m.relates_to"] = dict(relation)
        effects.append(Send(to, words))
        if it.pdf:
            effects += _picture(to, it, f"picture-{number}")
            effects += _paper(to, it, f"paper-{number}")
    return effects


def _picture(to: str, it: Drawn, mark: str) -> list[Effect]:
    # A PNG begins with its sizes (RFC 2083, 11.2.1): clients keep the room that it will take.
    width, height = (int.from_bytes(it.picture[at : at + 4]) for at in (16, 20))
    shown = {
        "msgtype": "m.image",
        "body": it.alt,  # what a screen reader says; there is no other place for it
        "url": marked(mark),
        "info": {"mimetype": _PNG, "size": len(it.picture), "w": width, "h": height},
        "m.mentions": {},
    }
    return [_upload(to, _PICTURE_NAME, _PNG, it.picture, mark), Send(to, shown)]


def _paper(to: str, it: Drawn, mark: str) -> list[Effect]:
    shown = {
        "msgtype": "m.file",
        "body": it.name,
        "filename": it.name,
        "url": marked(mark),
        "info": {"mimetype": _PDF, "size": len(it.pdf)},
        "m.mentions": {},
    }
    return [_upload(to, it.name, _PDF, it.pdf, mark), Send(to, shown)]


def _upload(to: str, name: str, mimetype: str, data: bytes, mark: str) -> Upload:
    return Upload(to, name, mimetype, b64encode(data).decode(), mark, base64=True)


async def letters(desk: Desk, facts: Facts, period: Period) -> list[Effect]:
    """The head's digest by e-mail, to each address of the settings."""
    smtp, head = desk.settings.smtp, heads(desk.school)[:1]
    if smtp is None or not head or not smtp.director:
        return []
    sender, addresses, school, language = smtp.sender, smtp.director, desk.school, desk.language

    def write() -> list[Effect]:
        digest = count(facts, school, head[0], period)
        return [
            Mail(to, letter(digest, language, sender=sender, to=to).as_bytes().decode())
            for to in addresses
        ]

    return await asyncio.to_thread(write)
