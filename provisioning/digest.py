"""`parta digest`: asks the assistant for the head's digest of some days and writes it as PDF.

The token goes to the assistant's web side, which asks the homeserver whose it is: so it only goes
over an encrypted line, or to this machine itself.
"""

import asyncio
import json
from datetime import date
from pathlib import Path

import aiohttp

from files.private import write_private
from policy import endpoints
from provisioning.connection import connection, web_side
from provisioning.run import Refused, console
from provisioning.school import load_school
from templates import message, say

_TIMEOUT = aiohttp.ClientTimeout(total=120, connect=10)
_PDF = b"%PDF-"
# What the web side says (bot/web/digest.py) → what to do about it.
_SAID = {
    "no-token": "digest-not-given",
    "forbidden": "digest-not-given",
    "no-such-days": "digest-no-such-days",
    "no-director": "digest-no-director",
    "waiting": "digest-waiting",
    "homeserver-silent": "digest-waiting",
}


def digest(
    folder: Path, home: Path | None, since: date, until: date, out: Path, language: str
) -> None:
    """Write the digest of the days from `since` to `until` to `out`.

    Raises:
        InputError: school.yaml is wrong, or nobody says where the assistant is.
        Refused: the assistant does not give it.
    """
    if until < since:
        raise Refused(say(message("digest-no-such-days"), language))
    where = connection(load_school(folder)[0], folder, home)
    paper = asyncio.run(_ask(web_side(folder, home), where.token, since, until, language))
    write_private(out, paper)
    console().print(say(message("digest-written", path=str(out)), language))


async def _ask(web: str, token: str, since: date, until: date, language: str) -> bytes:
    body = {"since": since.isoformat(), "until": until.isoformat()}
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as session,
            # A redirect would carry the token to wherever it leads.
            session.post(
                web + endpoints.DIGEST, json=body, headers=headers, allow_redirects=False
            ) as answer,
        ):
            found = await answer.read()
            if answer.status == 200 and found.startswith(_PDF):
                return found
            key = _SAID.get(_error(found), "digest-no-answer")
            raise Refused(say(message(key, web=web, why=str(answer.status)), language))
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        why = str(error) or type(error).__name__
        raise Refused(say(message("digest-no-answer", web=web, why=why), language)) from error


def _error(found: bytes) -> str:
    try:
        said = json.loads(found)
    except ValueError:
        return ""
    return str(said.get("error", "")) if isinstance(said, dict) else ""
