"""The head's digest as PDF, for `parta digest`: only for the provisioning user.

Who asks shows an access token, and the homeserver says whose it is: the assistant keeps no secret
of its own for this, and a token that was taken back opens nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Self

from aiohttp import web
from pydantic import ValidationError, model_validator

from bot.settings import Strict

_LONGEST = timedelta(days=400)
_LARGEST_BODY = 1_000
_LONGEST_TOKEN = 2_000
_BEARER = "Bearer "


class NoDigest(Exception):
    """There is none: `key` is why, `status` the answer."""

    def __init__(self, status: int, key: str) -> None:
        self.status = status
        self.key = key
        super().__init__(key)


class Days(Strict):
    """The days that are asked for."""

    since: date
    until: date

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if not timedelta(0) <= self.until - self.since <= _LONGEST:
            raise ValueError("no such days")
        return self


# Whether a token is the provisioning user's; days → PDF. Both raise `NoDigest`.
IsProvisioner = Callable[[str], Awaitable[bool]]
Draw = Callable[[date, date], Awaitable[bytes]]


def handler(
    is_provisioner: IsProvisioner, draw: Draw
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The handler of `policy.endpoints.DIGEST`."""
    # One at a time: drawing takes the processor, and nobody needs two at once.
    gate = asyncio.Lock()

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            if not await is_provisioner(token_of(request)):
                raise NoDigest(403, "forbidden")
            days = await _days(request)
            async with gate:
                found = await draw(days.since, days.until)
        except NoDigest as refused:
            return web.json_response({"error": refused.key}, status=refused.status)
        headers = {"Cache-Control": "no-store"}
        return web.Response(body=found, content_type="application/pdf", headers=headers)

    return answer


def token_of(request: web.Request) -> str:
    """The access token that whoever asks shows.

    Raises:
        NoDigest: none.
    """
    given = request.headers.get("Authorization", "")
    token = given.removeprefix(_BEARER)
    if token == given or not token.isascii() or not 0 < len(token) <= _LONGEST_TOKEN:
        raise NoDigest(401, "no-token")
    return token


async def _days(request: web.Request) -> Days:
    if (request.content_length or _LARGEST_BODY + 1) > _LARGEST_BODY:
        raise NoDigest(400, "no-such-days")
    try:
        return Days.model_validate_json(await request.read())
    except ValidationError:
        raise NoDigest(400, "no-such-days") from None
