"""POST /_synapse/client/parta/v1/letters: which codes stand in people's letters.

The secret of the codes never leaves the homeserver: provisioning asks for the codes that it prints,
the assistant for the one that a teacher is to hand out. Whoever has no letter yet gets the first
issue; whose letter ran out unused gets the next; `again` makes a new letter for everybody named,
and what was there before opens nothing any more: neither the old code nor, where one had been set,
the password, and every device is logged out.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, TypeGuard

from synapse.api.errors import Codes as ErrorCodes
from synapse.api.errors import SynapseError
from synapse.http.server import DirectServeJsonResource
from synapse.http.servlet import parse_json_object_from_request
from synapse.http.site import SynapseRequest
from synapse.module_api import ModuleApi
from synapse.util.async_helpers import Linearizer

from policy.codes import Login
from policy.synapse.codes import Codes
from policy.synapse.facts import is_program
from policy.synapse.registry import Registry

_MOST = 50_000
_MOST_OF_PROGRAM = 20
_LONGEST_DAYS = 400
_DAY_MS = 86_400_000
# An event holds 64 KiB.
_LARGEST_EVENT = 40_000


class LettersResource(DirectServeJsonResource):
    """Body ``{"users": […], "days": N, "again": false}``; answer ``{"letters": {user: letter}}``.

    A letter is ``{"issue", "issued", "until"}`` with ``"code"`` while that is good, ``"used"`` once
    it is not; times in milliseconds. Who is nobody of the school now has none. `days` is how long a
    new letter holds, 0 for ever. With `after`, an issue, `again` happens only where that is the
    last: who asks once more, because the answer was lost, is told the same letter. Administrators
    ask for everybody, programs for a few.
    """

    def __init__(self, api: ModuleApi, registry: Registry, codes: Codes) -> None:
        hs = api._hs
        super().__init__(clock=hs.get_clock())
        self._api = api
        self._registry = registry
        self._codes = codes
        self._now = hs.get_clock().time_msec
        self._one_at_a_time = Linearizer(name="parta_letters", clock=hs.get_clock())
        self._store: Any = hs.get_datastores().main
        self._devices: Any = hs.get_device_handler()
        self._auth = hs.get_auth_handler()

    async def _async_render_POST(  # noqa: N802 (Synapse looks for this name)
        self, request: SynapseRequest
    ) -> tuple[int, dict[str, Any]]:
        requester = await self._api.get_user_by_req(request)
        asking = requester.user.to_string()
        by_admin = await self._api.is_user_admin(asking)
        if not by_admin and not await is_program(self._registry, asking):
            raise SynapseError(
                HTTPStatus.FORBIDDEN, "Not a program of the school", ErrorCodes.FORBIDDEN
            )
        body = parse_json_object_from_request(request)
        users, days, again = body.get("users"), body.get("days", 0), body.get("again", False)
        after = body.get("after")
        most = _MOST if by_admin else _MOST_OF_PROGRAM
        if not (
            _are_users(users, most)
            and _is_days(days)
            and isinstance(again, bool)
            and _is_issue(after)
        ):
            raise SynapseError(
                HTTPStatus.BAD_REQUEST,
                f"users (at most {most} user ids), days (0 to {_LONGEST_DAYS}), again (true or "
                "false) are needed",
                ErrorCodes.INVALID_PARAM,
            )
        async with self._one_at_a_time.queue(()):
            return HTTPStatus.OK, {"letters": await self._letters(users, days, after, again=again)}

    async def _letters(
        self, users: Sequence[str], days: int, after: int | None, *, again: bool
    ) -> dict[str, Any]:
        school = await self._registry.school()
        if school is None:
            return {}
        now = self._now()
        fresh = Login(1, now, now + days * _DAY_MS if days else 0)
        answer: dict[str, Login] = {}
        new: dict[str, Login] = {}
        for user in dict.fromkeys(users):
            if school.person(user) is None:
                continue
            known = await self._codes.current(user) if again else self._registry.login(user)
            if known is not None and again and after not in (None, known.issue):
                answer[user] = known  # who asks has asked before, and the answer was lost
                continue
            if known is not None and not again and (known.used or not known.is_over(now)):
                answer[user] = known
                continue
            if known is not None and again:
                await self._shut_out(user, known)
            new[user] = replace(fresh, issue=known.issue + 1 if known else 1)
        await self._write(new)
        return {
            user: {
                **login.to_dict(),
                **({} if login.used else {"code": self._codes.code(user, login.issue)}),
            }
            for user, login in {**answer, **new}.items()
        }

    async def _shut_out(self, user: str, known: Login) -> None:
        """What opened the account until now opens it no longer."""
        if known.used:  # else nobody ever came in
            await self._store.user_set_password_hash(user, None)
            await self._devices.delete_all_devices_for_user(user)
            await self._auth.delete_access_tokens_for_user(user)

    async def _write(self, new: dict[str, Login]) -> None:
        """A few get an event each, which those that mark them used will replace; many share one."""
        if len(new) <= _MOST_OF_PROGRAM:
            for user, login in new.items():
                await self._codes.write(user, login)
            return
        alike: dict[Login, list[str]] = defaultdict(list)
        for user, login in new.items():
            alike[login].append(user)
        for login, users in alike.items():
            for number, some in enumerate(_portions(users)):
                name = f"letters-{login.issue}-{login.issued}-{number}"
                await self._codes.write_state(name, {**login.to_dict(), "users": some})


def _portions(users: Sequence[str]) -> Iterator[list[str]]:
    """As many as one event holds."""
    portion: list[str] = []
    size = 0
    for user in users:
        if size + len(user) + 3 > _LARGEST_EVENT:
            yield portion
            portion, size = [], 0
        portion.append(user)
        size += len(user) + 3
    yield portion


def _are_users(users: object, most: int) -> TypeGuard[list[str]]:
    return (
        isinstance(users, list)
        and len(users) <= most
        and all(isinstance(it, str) and len(it) <= 255 for it in users)
    )


def _is_issue(after: object) -> TypeGuard[int | None]:
    return after is None or (isinstance(after, int) and not isinstance(after, bool))


def _is_days(days: object) -> TypeGuard[int]:
    return isinstance(days, int) and not isinstance(days, bool) and 0 <= days <= _LONGEST_DAYS
