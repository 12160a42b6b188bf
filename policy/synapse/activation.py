"""POST /_synapse/client/parta/v1/activate: a letter's code is exchanged for the own password.

Two steps of one page (`bot/web/start.py`): with the code alone it says whose letter that is; with
a password too it uses up the letter, sets the password, writes down that the regulation was
accepted, and gives a token with which a client logs in. Nothing is used up before the password
stands, so a page that was closed in between is opened again with the same code.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from synapse.api.errors import SynapseError
from synapse.http.server import DirectServeJsonResource
from synapse.http.servlet import parse_json_object_from_request
from synapse.http.site import SynapseRequest
from synapse.module_api import ModuleApi

from policy import codes as signs
from policy.passwords import refused
from policy.people import PUPIL, Person
from policy.refusal import Refusal
from policy.school import School
from policy.synapse.acceptance import Acceptances
from policy.synapse.codes import Codes
from policy.synapse.facts import is_program
from policy.synapse.registry import Registry
from policy.synapse.sentences import answer

_TOKEN_MS = 5 * 60_000
_LONGEST_ADDRESS = 100


class ActivateResource(DirectServeJsonResource):
    """Body ``{"code", "user"?, "password"?, "accept"?, "address"?}``.

    Answer ``{"user_id", "name", "accepted", "young", "rules", "rules_address"}``, with a password
    ``{"user_id", "name", "accepted", "login_token"}``. `user` may be left out: a code is one
    person's. `address` is whose browser it is, believed where a program of the school says so.
    """

    def __init__(
        self, api: ModuleApi, registry: Registry, codes: Codes, acceptances: Acceptances
    ) -> None:
        hs = api._hs
        super().__init__(clock=hs.get_clock())
        self._api = api
        self._registry = registry
        self._codes = codes
        self._acceptances = acceptances
        self._now = hs.get_clock().time_msec
        self._auth = hs.get_auth_handler()
        self._passwords = hs.get_set_password_handler()

    async def _async_render_POST(  # noqa: N802 (Synapse looks for this name)
        self, request: SynapseRequest
    ) -> tuple[int, dict[str, Any]]:
        body = parse_json_object_from_request(request)
        address = await self._address(request, body)
        school = await self._registry.school()
        if school is None:
            raise _no(None, "policy-not-ready")
        person, issue = self._person(school, body, address)
        await self._require_open(school, person, issue)
        accepted = self._registry.has_accepted(person.user)
        password = body.get("password")
        if password is None:
            return HTTPStatus.OK, {
                "user_id": person.user,
                "name": person.entry.full_name,
                "accepted": accepted,
                "young": PUPIL in person.roles,
                "rules": dict(school.regulation.title),
                "rules_address": self._acceptances.address(person.user),
            }
        if not isinstance(password, str):
            raise _no(school, "login-password-short", {"least": 8}, HTTPStatus.BAD_REQUEST)
        why = refused(password, person.user)
        if why is not None:
            raise answer(school, why, status=HTTPStatus.BAD_REQUEST)
        if not accepted and body.get("accept") is not True:
            raise _no(school, "login-accept", status=HTTPStatus.BAD_REQUEST)
        # The slow part first: while it is reckoned, nothing has happened yet.
        hashed = await self._auth.hash(password)
        login = self._registry.login(person.user)
        if login is None or not await self._codes.use(person.user, login):
            raise _no(school, "login-used")
        await self._passwords.set_password(person.user, hashed, logout_devices=False)
        room_id = self._registry.room_id
        if not accepted and room_id is not None:
            version = school.regulation.version
            await self._acceptances.record(room_id, person.user, version)
        token = await self._api.create_login_token(person.user, _TOKEN_MS)
        return HTTPStatus.OK, {
            "user_id": person.user,
            "name": person.entry.full_name,
            "accepted": True,
            "login_token": token,
        }

    async def _address(self, request: SynapseRequest, body: Mapping[str, Any]) -> str:
        """Whose browser asks."""
        said = body.get("address")
        if isinstance(said, str) and request.requestHeaders.hasHeader(b"Authorization"):
            requester = await self._api.get_user_by_req(request)
            if await is_program(self._registry, requester.user.to_string()):
                return said[:_LONGEST_ADDRESS]
        return self._codes.address()

    def _person(self, school: School, body: Mapping[str, Any], address: str) -> tuple[Person, int]:
        """Whose code it is, and of which issue.

        Raises:
            SynapseError: nobody's; or there were too many guesses.
        """
        typed, name = body.get("code"), body.get("user")
        user = self._codes.user_of(name) if isinstance(name, str) and name else None
        self._codes.require_patience(user, address)
        given = signs.normal(typed) if isinstance(typed, str) else None
        if given is None:
            unknown = signs.unknown_signs(typed) if isinstance(typed, str) else ""
            args: dict[str, str | int] = {"signs": " ".join(unknown) or "—"}
            key = "login-signs" if unknown else "login-not-a-code"
            raise _no(school, key, args if unknown else {}, HTTPStatus.BAD_REQUEST)
        found = self._codes.owner(given)
        person = school.person(found[0]) if found else None
        if found is None or person is None or (name and found[0] != user):
            self._codes.count_wrong(user if user and school.person(user) else None, address)
            raise _no(school, "login-wrong")
        return person, found[1]

    async def _require_open(self, school: School, person: Person, issue: int) -> None:
        """Raises SynapseError: who has this letter is told why it opens nothing any more."""
        login = await self._codes.current(person.user)
        if login is None or login.issue > issue:
            raise _no(school, "login-replaced")
        if login.used:
            raise _no(school, "login-used")
        if login.is_over(self._now()):
            raise _no(school, "login-over")
        if not await self._codes.may_come(person.user):
            raise _no(school, "login-locked")


def _no(
    school: School | None,
    key: str,
    args: Mapping[str, str | int] | None = None,
    status: int = HTTPStatus.FORBIDDEN,
) -> SynapseError:
    return answer(school, Refusal(key, args or {}), status=status)
