"""What would come of a command, for `parta conformance`: only for the provisioning user."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from pydantic import Field, ValidationError

from bot.commands.rehearsal import NoProbe, Outcome
from bot.settings import Strict
from bot.web.digest import IsProvisioner, NoDigest, token_of
from templates.refusals import sentence

_LARGEST_BODY = 50_000


class Place(Strict):
    """A throw-away room, as its locator has it."""

    key: str = Field(max_length=255)
    kind: str = Field(max_length=64)
    group: str | None = Field(default=None, max_length=255)


class Typed(Strict):
    """Who types what where; `rooms` are all rooms of the run."""

    user: str = Field(max_length=255)
    room: str = Field(max_length=255)
    rooms: list[Place] = Field(max_length=100)
    text: str = Field(max_length=1000)


# Raises `NoDigest` where nobody can say, `NoProbe` where it is about real people.
Rehearse = Callable[[Typed], Awaitable[Outcome]]


def handler(
    is_provisioner: IsProvisioner, rehearse: Rehearse
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The handler of `policy.endpoints.REHEARSE`: refusals are 403 as the homeserver words them."""

    async def reply(request: web.Request) -> web.StreamResponse:
        try:
            if not await is_provisioner(token_of(request)):
                raise NoDigest(403, "forbidden")
            if (request.content_length or _LARGEST_BODY + 1) > _LARGEST_BODY:
                raise NoDigest(400, "too-large")
            found = await rehearse(Typed.model_validate_json(await request.read()))
        except NoDigest as refused:
            return web.json_response({"error": refused.key}, status=refused.status)
        except ValidationError:
            return web.json_response({"error": "not-understood"}, status=400)
        except NoProbe:
            return web.json_response({"error": "no-probe"}, status=404)
        if found.refusal is not None:
            language = found.school.about.language
            body = {
                "errcode": "M_FORBIDDEN",
                "error": sentence(found.school, found.refusal, language),
                "org.parta.rule": found.refusal.key,
                "org.parta.row": found.refusal.row,
            }
            return web.json_response(body, status=403)
        if found.told:
            return web.json_response({"error": found.told}, status=409)
        return web.json_response({"effects": list(found.effects)})

    return reply
