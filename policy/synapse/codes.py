"""A letter's code in place of a password: once, for whoever has no password yet.

Synapse asks `check` before it looks for a password of its own, in whichever process the login
arrives. Whether a code is still good is looked up in the database, under a lock of all processes,
and that it is used is written before anybody is let in: it opens once, whatever is killed when.
Who sets a password uses up the letter, wherever that is done.
"""

import hashlib
import hmac
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Any

from synapse.api.errors import LimitExceededError, SynapseError
from synapse.logging.context import current_context
from synapse.module_api import ModuleApi
from synapse.module_api.errors import ConfigError
from synapse.types import UserID

from policy import codes, events
from policy.codes import Login
from policy.decision import Note
from policy.guessing import Guesses
from policy.refusal import Refusal
from policy.synapse import gates
from policy.synapse.incidents import Incident, Incidents
from policy.synapse.registry import Registry
from policy.synapse.sentences import answer

_PASSWORD = "m.login.password"  # noqa: S105 (a type of login)
_LOCK = "parta_login"
_SHORTEST_SECRET = 32
# Five guesses at an account, then one a minute. Behind one address a whole school may be typing.
_ACCOUNT = (5, 60.0)
_ADDRESS = (100, 6.0)
_is_reauth: ContextVar[bool] = ContextVar("parta_is_reauth", default=False)


def codes_secret(api: ModuleApi, path: str | None) -> bytes:
    """The secret of all codes: the school's own file, else derived from the homeserver's secret.

    Raises:
        ConfigError: the file cannot be read, or holds too little.
    """
    if path is None:
        own = str(api._hs.config.key.form_secret or api._hs.config.key.macaroon_secret_key)
        return hmac.new(own.encode(), b"org.parta.login", hashlib.sha256).digest()
    try:
        secret = Path(path).read_bytes().strip()
    except OSError as error:
        raise ConfigError(f"codes_secret_path: {path}: {error.strerror}") from error
    if len(secret) < _SHORTEST_SECRET:
        raise ConfigError(f"codes_secret_path: {path}: at least {_SHORTEST_SECRET} bytes needed")
    return secret


class Codes:
    """Knows who may come in with which code; one in each process."""

    def __init__(
        self,
        api: ModuleApi,
        provisioner: str,
        registry: Registry,
        incidents: Incidents,
        secret: bytes,
    ) -> None:
        hs = api._hs
        self._api = api
        self._provisioner = provisioner
        self._registry = registry
        self._incidents = incidents
        self._secret = secret
        self._server_name: str = hs.hostname
        self._clock = hs.get_clock()
        # The store's cached functions carry annotations that mypy takes for unbound methods.
        self._store: Any = hs.get_datastores().main
        self._auth = hs.get_auth_handler()
        self._locks = hs.get_worker_locks_handler()
        self._accounts = Guesses(*_ACCOUNT)
        self._addresses = Guesses(*_ADDRESS)
        self._known: dict[tuple[str, int], str] = {}

    def register(self) -> None:
        """Let Synapse ask."""
        self._api.register_password_auth_provider_callbacks(
            auth_checkers={(_PASSWORD, ("password",)): self.check}
        )
        gates.put_gate(self._api, gates.LOGIN, self._before_login)
        gates.put_gate(self._api, gates.SET_PASSWORD, self._before_password)

    # Called by Synapse

    async def check(
        self, username: str, login_type: str, login_dict: Mapping[str, Any]
    ) -> tuple[str, None] | None:
        """Is what was typed as a password the code of that account's letter? None: ask on."""
        del login_type
        user = self.user_of(username)
        typed = login_dict.get("password")
        if user is None or not isinstance(typed, str):
            return None
        school = await self._registry.school()
        login = self._registry.login(user)
        if school is None or login is None or school.person(user) is None:
            return None
        given = codes.normal(typed)
        if _is_reauth.get():
            # Who came in by the code names it as «the old password» for setting the first one.
            right = given is not None and self.is_right(user, login, given)
            return (user, None) if right and await self._has_no_password(user) else None
        if login.used:
            return None
        if given is None or not self.is_right(user, login, given):
            self.count_wrong(user, self.address())
            return None
        return (user, None) if await self.use(user, login) else None

    async def _before_login(self, call: Mapping[str, Any]) -> None:
        """Who guessed too often waits, whatever is typed now."""
        _is_reauth.set(bool(call.get("is_reauth")))
        said = call["login_submission"]
        if said.get("type") != _PASSWORD or call.get("is_reauth"):
            return
        identifier = said.get("identifier")
        name = identifier.get("user") if isinstance(identifier, Mapping) else said.get("user")
        user = self.user_of(name) if isinstance(name, str) else None
        if user is None:
            return
        await self._registry.school()
        login = self._registry.login(user)
        if login is not None and not login.used:
            self.require_patience(user, self.address())

    async def _before_password(self, call: Mapping[str, Any]) -> None:
        """The own password takes the place of the code."""
        user = call["user_id"]
        await self._registry.school()
        login = self._registry.login(user)
        if login is not None and not login.used:
            await self.use_up(user)

    # For activation and letters

    def user_of(self, typed: str) -> str | None:
        """The account that somebody types as «Kardanov.Timur» or in full; None: of elsewhere."""
        name = typed.strip().lower()
        if not name.startswith("@"):
            name = f"@{name}:{self._server_name}"
        if not UserID.is_valid(name) or UserID.from_string(name).domain != self._server_name:
            return None
        return name

    def address(self) -> str:
        """Where the request that is answered now came from; empty where that is not known."""
        request = getattr(current_context(), "request", None)
        return str(getattr(request, "ip_address", "") or "")

    def code(self, user: str, issue: int) -> str:
        """The code of a letter."""
        key = (user, issue)
        if key not in self._known:
            self._known[key] = codes.code(self._secret, user, issue)
        return self._known[key]

    def is_right(self, user: str, login: Login, given: str) -> bool:
        """Is `given` (`codes.normal`) the code of this letter?"""
        return codes.is_code(self._secret, user, login.issue, given)

    def owner(self, given: str) -> tuple[str, int] | None:
        """Whose code, of which issue, where nobody says a name: letters replaced lately too."""
        for user, login in self._registry.logins().items():
            for issue in (login.issue, login.issue - 1):
                if issue > 0 and self.code(user, issue) == given:
                    return user, issue
        return None

    def require_patience(self, user: str | None, address: str) -> None:
        """Raises SynapseError (429): there were too many wrong guesses."""
        now = time.monotonic()
        wait = max(
            self._accounts.wait(user, now) if user else 0,
            self._addresses.wait(address, now) if address else 0,
        )
        if wait:
            raise _Patience(wait, answer(self._registry.last, _patience(wait)))

    def count_wrong(self, user: str | None, address: str) -> None:
        """Somebody guessed; where that was one too many, the moderators are told."""
        now = time.monotonic()
        if address and self._addresses.wrong(address, now):
            self._tell(Note("note-login-guesses-address", {"address": address}, setting="login"))
        if user and self._accounts.wrong(user, now):
            self._tell(Note("note-login-guesses", {"address": address or "—"}, setting="login"),
                       user)  # fmt: skip

    def _tell(self, note: Note, user: str = "") -> None:
        incident = Incident("noted", note, user or self._provisioner, event_type="login")
        self._incidents.report(self._registry.last, incident)

    async def may_come(self, user: str) -> bool:
        """Is the account one that may log in: neither locked nor deactivated?"""
        info = await self._store.get_user_by_id(user)
        return info is not None and not info.locked and not info.is_deactivated

    async def use(self, user: str, login: Login) -> bool:
        """Use up the letter's code; False: it cannot be, or somebody was faster."""
        if not await self.may_come(user):
            return False
        async with self._locks.acquire_lock(_LOCK, user):
            now = self._clock.time_msec()
            current = await self.current(user)
            if current is None or current.issue != login.issue or not current.is_open(now):
                return False
            await self.write(user, replace(current, used=now))
        return True

    async def use_up(self, user: str) -> None:
        """No code of any letter opens this account any more."""
        async with self._locks.acquire_lock(_LOCK, user):
            current = await self.current(user)
            if current is not None and not current.used:
                await self.write(user, replace(current, used=self._clock.time_msec()))

    async def current(self, user: str) -> Login | None:
        """The letter that somebody has, as it stands in the database: caches may be behind."""
        await self._registry.school()
        own = None
        key = user.removeprefix("@")
        event_id = await self._store.db_pool.simple_select_one_onecol(
            "current_state_events",
            {"room_id": self._registry.room_id, "type": events.LOGIN, "state_key": key},
            "event_id",
            allow_none=True,
            desc="parta_login",
        )
        if event_id is not None:
            event = await self._store.get_event(event_id)
            own = codes.read(key, event.content).get(user)
        return codes.newer(self._registry.login(user), own)

    async def write(self, user: str, login: Login) -> None:
        """Write somebody's own event of the registry."""
        await self.write_state(user.removeprefix("@"), login.to_dict())

    async def write_state(self, key: str, content: Mapping[str, Any]) -> None:
        """Write one event about letters."""
        await self._api.create_and_send_event_into_room(
            {
                "type": events.LOGIN,
                "room_id": self._registry.room_id,
                "sender": self._provisioner,
                "state_key": key,
                "content": dict(content),
            }
        )

    async def _has_no_password(self, user: str) -> bool:
        found = await self._store.get_users_by_id_case_insensitive(user)
        return not found.get(user)


class _Patience(LimitExceededError):
    """429 with a sentence for people, and how long to wait for programs."""

    def __init__(self, seconds: int, why: SynapseError) -> None:
        super().__init__("parta_login", retry_after_ms=seconds * 1000)
        self.msg = why.msg
        self._why = why

    def error_dict(self, config: Any) -> Any:
        """What the client gets."""
        return {**self._why.error_dict(config), **super().error_dict(config)}


def _patience(seconds: int) -> Refusal:
    return Refusal(
        "policy-login-patience",
        {"minutes": -(-seconds // 60)},
        code="M_LIMIT_EXCEEDED",
    )
