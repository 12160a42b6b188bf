"""What the web side asks of the assistant: whose a token is, and a digest to print."""

import asyncio
from datetime import date

from bot.desk import Desk
from bot.digest.count import count
from bot.digest.delivery import heads
from bot.digest.gather import gather
from bot.digest.paper import pdf
from bot.digest.period import Period
from bot.matrix.wire import MatrixError, Wire, client_path
from bot.settings import Account
from bot.web.digest import NoDigest


async def owner_is(account: Account, token: str) -> bool:
    """Does the homeserver say that `token` is the provisioning user's?

    Raises:
        NoDigest: it does not answer.
    """
    wire = Wire(account.homeserver)
    wire.token = token
    try:
        found = await wire.get(client_path("account", "whoami"))
    except MatrixError as error:
        if error.passes and not error.is_logged_out:
            raise NoDigest(503, "homeserver-silent") from error
        return False
    finally:
        await wire.close()
    return isinstance(found, dict) and found.get("user_id") == account.provisioner


async def paper(desk: Desk, since: date, until: date) -> bytes:
    """The head's digest of these days as PDF.

    Raises:
        NoDigest: the school has no head whose digest it would be.
    """
    found = heads(desk.school)[:1]
    if not found:
        raise NoDigest(409, "no-director")
    period = Period(since, until, desk.local_time)
    facts, school, language = await gather(desk, period), desk.school, desk.language
    return await asyncio.to_thread(lambda: pdf(count(facts, school, found[0], period), language))
