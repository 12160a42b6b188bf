"""POST /_synapse/client/parta/v1/join: many people become members of one room in one go.

Only in restricted rooms where who asks may invite: each join names them as the one who authorised
it (`join_authorised_via_users_server`, room versions 8 and later), so Synapse's own event
authorisation still decides. Server administrators ask for whom they like; a program of the school
(the assistant, for somebody who comes back) only for those who belong there by the lists.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, TypeGuard

from synapse.api.errors import Codes, SynapseError
from synapse.handlers.worker_lock import NEW_EVENT_DURING_PURGE_LOCK_NAME
from synapse.http.server import DirectServeJsonResource
from synapse.http.servlet import parse_json_object_from_request
from synapse.http.site import SynapseRequest
from synapse.module_api import ModuleApi
from synapse.types import UserID, create_requester

from policy.regulation import DIRECT
from policy.synapse.facts import is_program
from policy.synapse.registry import Registry
from policy.synapse.rooms import Rooms

_MOST = 200


class JoinResource(DirectServeJsonResource):
    """Body ``{"room_id", "users": […]}``; answer ``{"joined": […]}``: who is a member now."""

    def __init__(self, api: ModuleApi, registry: Registry, rooms: Rooms) -> None:
        # The module API has no batch of events; version and behaviour are pinned by
        # tests/server/test_batch_join.py, which compares the outcome with the public API's.
        hs = api._hs
        super().__init__(clock=hs.get_clock())
        self._api = api
        self._registry = registry
        self._rooms = rooms
        self._server_name: str = hs.hostname
        # The store's cached functions carry annotations that mypy takes for unbound methods.
        self._store: Any = hs.get_datastores().main
        self._creation = hs.get_event_creation_handler()
        self._members = hs.get_room_member_handler()
        self._locks = hs.get_worker_locks_handler()

    async def _async_render_POST(  # noqa: N802 (Synapse looks for this name)
        self, request: SynapseRequest
    ) -> tuple[int, dict[str, Any]]:
        requester = await self._api.get_user_by_req(request)
        by_admin = await self._api.is_user_admin(requester.user.to_string())
        if not by_admin and not await is_program(self._registry, requester.user.to_string()):
            raise SynapseError(HTTPStatus.FORBIDDEN, "Not a server administrator", Codes.FORBIDDEN)
        body = parse_json_object_from_request(request)
        room_id, users = body.get("room_id"), body.get("users")
        if not isinstance(room_id, str) or not self._are_local(users):
            raise SynapseError(
                HTTPStatus.BAD_REQUEST,
                f"room_id and users (at most {_MOST} local user ids) are needed",
                Codes.INVALID_PARAM,
            )
        admin = requester.user.to_string()
        await self._check_room(room_id, admin)
        if not by_admin:
            await self._check_lists(room_id, users)
        # The locks that Synapse's own membership changes of this room take.
        async with (
            self._locks.acquire_read_write_lock(
                NEW_EVENT_DURING_PURGE_LOCK_NAME, room_id, write=False
            ),
            self._members.member_linearizer.queue((room_id,)),
        ):
            await self._join(admin, room_id, users)
        return HTTPStatus.OK, {"joined": await self._joined(room_id, users)}

    async def _check_room(self, room_id: str, admin: str) -> None:
        """The room exists, is not blocked, and the administrator is in it.

        Raises:
            SynapseError: 404 or 403, before anything is written.
        """
        if not room_id.isascii() or await self._store.get_room(room_id) is None:
            raise SynapseError(HTTPStatus.NOT_FOUND, "No such room", Codes.NOT_FOUND)
        if await self._store.is_room_blocked(room_id):
            raise SynapseError(HTTPStatus.FORBIDDEN, "The room is blocked", Codes.FORBIDDEN)
        if not await self._joined(room_id, [admin]):
            raise SynapseError(HTTPStatus.FORBIDDEN, "Not in the room yourself", Codes.FORBIDDEN)

    async def _check_lists(self, room_id: str, users: Sequence[str]) -> None:
        """The room is the school's, and all `users` belong there.

        Raises:
            SynapseError: 403, before anything is written.
        """
        school, place = await self._registry.school(), await self._rooms.place(room_id)
        wanted = school.members(place.kind, place.group) if school and place.kind != DIRECT else {}
        if not wanted.keys() >= set(users):
            raise SynapseError(HTTPStatus.FORBIDDEN, "Not on the list", Codes.FORBIDDEN)

    def _are_local(self, users: object) -> TypeGuard[list[str]]:
        return (
            isinstance(users, list)
            and len(users) <= _MOST
            and all(
                isinstance(user, str)
                and user.isascii()
                and UserID.is_valid(user)
                and UserID.from_string(user).domain == self._server_name
                for user in users
            )
        )

    async def _join(self, admin: str, room_id: str, users: Sequence[str]) -> None:
        present = set(await self._joined(room_id, users))
        events = []
        for user in dict.fromkeys(users):
            if user in present or not await self._may_be_joined(user):
                continue
            profile = await self._store.get_profileinfo(UserID.from_string(user))
            content = {
                "membership": "join",
                "displayname": profile.display_name,
                "avatar_url": profile.avatar_url,
                "join_authorised_via_users_server": admin,
            }
            events.append(
                {
                    "type": "m.room.member",
                    "room_id": room_id,
                    "sender": user,
                    "state_key": user,
                    "content": {key: value for key, value in content.items() if value is not None},
                }
            )
        if events:
            # Synapse would find the newest event by itself, but in the main process only.
            newest, *_ = await self._store.get_prev_events_for_room(room_id)
            await self._creation.create_and_send_new_client_events(
                create_requester(UserID.from_string(admin), authenticated_entity=admin),
                room_id,
                prev_event_id=newest,
                event_dicts=events,
                ratelimit=False,
            )

    async def _may_be_joined(self, user: str) -> bool:
        found = await self._store.get_user_by_id(user)
        return found is not None and not (
            found.is_deactivated or found.locked or found.is_shadow_banned
        )

    async def _joined(self, room_id: str, users: Sequence[str]) -> list[str]:
        """Who of `users` is a member, as the database has it.

        The cached list of members can be older: with workers, another process writes the joins,
        and while it writes several rooms it may say «done» before this one has heard.
        """
        members = await self._store.db_pool.runInteraction(
            "parta_joined", self._store.get_users_in_room_txn, room_id
        )
        present = set(members)
        return [user for user in users if user in present]
