"""Personal links: from a message of the assistant into one conference, for one person, once.

A link is good for minutes and for one press of a button. That press ties the conference to the
browser that pressed; whoever opens the link afterwards, elsewhere, gets nothing. Secrets are kept
as hashes only: they are random, so a plain hash cannot be searched.
"""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from bot.store.store import Store
from bot.store.tables import links
from policy.conference_event import LONGEST_MS

GOOD_FOR_MS = 15 * 60_000
_BYTES = 32
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Link:
    """Whom a link is for, and into which conference."""

    user: str
    conference: str


async def make_link(store: Store, conference: str, user: str, now: int) -> str:
    """The secret of a new link: it stands behind `policy.endpoints.CONFERENCE_LINK`."""
    secret = secrets.token_urlsafe(_BYTES)
    async with store.work() as work:
        await work.connection.execute(delete(links).where(links.c.ends < now))
        await work.connection.execute(
            insert(links).values(
                hash=_hash(secret), user=user, conference=conference, until=now + GOOD_FOR_MS,
                ends=now + LONGEST_MS, used=0, browser="",
            )
        )  # fmt: skip
    return secret


async def look(store: Store, secret: str, now: int) -> Link | None:
    """The link, if it can still be used. To look at it does not use it: previews do that."""
    if not _is_one(secret):
        return None
    async with store.work() as work:
        found = await work.connection.execute(
            select(links.c.user, links.c.conference).where(
                links.c.hash == _hash(secret), links.c.used == 0, links.c.until > now
            )
        )
        row = found.first()
    return Link(row.user, row.conference) if row else None


async def use(store: Store, secret: str, now: int) -> str | None:
    """Use the link, once: the secret for the browser; None if it was used or its time is over."""
    if not _is_one(secret):
        return None
    browser = secrets.token_urlsafe(_BYTES)
    async with store.work() as work:
        done = await work.connection.execute(
            update(links)
            .where(links.c.hash == _hash(secret), links.c.used == 0, links.c.until > now)
            .values(used=now, browser=_hash(browser))
        )
    return browser if done.rowcount == 1 else None


async def whose(store: Store, browser: str, now: int) -> Link | None:
    """The link that this browser used, while its conference can last."""
    if not _is_one(browser):
        return None
    async with store.work() as work:
        found = await work.connection.execute(
            select(links.c.user, links.c.conference).where(
                links.c.browser == _hash(browser), links.c.used > 0, links.c.ends > now
            )
        )
        row = found.first()
    return Link(row.user, row.conference) if row else None


def _is_one(secret: str) -> bool:
    return 0 < len(secret) <= _LONGEST and secret.isascii()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
