"""What the assistant must know and no client API tells: who has never logged in, what is reported.

For the programs of the school only, and read-only: the assistant is no administrator of the
homeserver, who could read and change everything for the sake of two lists. Every process answers:
what it reads stands in the database.
"""

from http import HTTPStatus
from typing import Any

from synapse.api.errors import Codes, SynapseError
from synapse.http.server import DirectServeJsonResource
from synapse.http.servlet import parse_integer
from synapse.http.site import SynapseRequest
from synapse.module_api import ModuleApi

from policy import endpoints
from policy.school import School
from policy.synapse.registry import Registry

# Synapse has store methods for one user's devices and for pages of reports by their place in the
# list, from where nobody can go on; so the tables are read. tests/server/test_facts.py pins it.
_SEEN = "SELECT user_id, MAX(last_seen) FROM {} WHERE last_seen IS NOT NULL GROUP BY user_id"
_REPORTS = (
    "SELECT er.id, er.received_ts, er.room_id, er.event_id, er.user_id, er.reason, events.sender"
    " FROM event_reports AS er LEFT JOIN events ON events.event_id = er.event_id"
    " WHERE er.id > ? ORDER BY er.id LIMIT ?"
)
_PAGE, _MOST = 100, 500
_LONGEST_REASON = 2_000
_LARGEST_ID = 2**63 - 1


def serve_facts(api: ModuleApi, registry: Registry) -> None:
    """Put both under their addresses."""
    api.register_web_resource(endpoints.SEEN, SeenResource(api, registry))
    api.register_web_resource(endpoints.REPORTS, ReportsResource(api, registry))


async def is_program(registry: Registry, user: str) -> bool:
    """Is the account one of the school's programs, and nobody of its people?"""
    school = await registry.school()
    return school is not None and user in school.about.services and school.person(user) is None


class _ForPrograms(DirectServeJsonResource):
    """Answers the school's programs."""

    def __init__(self, api: ModuleApi, registry: Registry) -> None:
        super().__init__(clock=api._hs.get_clock())
        self._api = api
        self._registry = registry
        # The store's cached functions carry annotations that mypy takes for unbound methods.
        self._store: Any = api._hs.get_datastores().main

    async def _school_for(self, request: SynapseRequest) -> School:
        """The school, if a program of it asks.

        Raises:
            SynapseError: 401 without an access token, 403 for everybody else.
        """
        requester = await self._api.get_user_by_req(request)
        school = await self._registry.school()
        if school is None or not await is_program(self._registry, requester.user.to_string()):
            raise SynapseError(HTTPStatus.FORBIDDEN, "Not a program of the school", Codes.FORBIDDEN)
        return school


class SeenResource(_ForPrograms):
    """GET: ``{user id: {"last_seen": milliseconds or null}}`` for everybody of the lists.

    A device that logged out is forgotten after Synapse's `user_ips_max_age`. What an administrator
    does in somebody's name does not count.
    """

    async def _async_render_GET(  # noqa: N802 (Synapse looks for this name)
        self, request: SynapseRequest
    ) -> tuple[int, dict[str, Any]]:
        school = await self._school_for(request)
        seen: dict[str, int] = {}
        for table in ("devices", "user_ips"):
            rows = await self._store.db_pool.execute("parta_seen", _SEEN.format(table))
            for user, at in rows:
                seen[user] = max(at, seen.get(user, 0))
        people = sorted(school.people.by_user)
        return HTTPStatus.OK, {user: {"last_seen": seen.get(user)} for user in people}


class ReportsResource(_ForPrograms):
    """GET ``?from=ID&limit=N``: ``{"reports": [{"id", "at", "room_id", "event_id", "reporter",
    "reason", "sender"}]}``, what people reported after the report `from`, oldest first.

    `reason` and `sender` are null where there is none; `at` is in milliseconds.
    """

    async def _async_render_GET(  # noqa: N802 (Synapse looks for this name)
        self, request: SynapseRequest
    ) -> tuple[int, dict[str, Any]]:
        await self._school_for(request)
        after = parse_integer(request, "from", default=0)
        limit = parse_integer(request, "limit", default=_PAGE)
        if after > _LARGEST_ID or not 1 <= limit <= _MOST:
            raise SynapseError(HTTPStatus.BAD_REQUEST, f"limit: 1 to {_MOST}", Codes.INVALID_PARAM)
        rows = await self._store.db_pool.execute("parta_reports", _REPORTS, after, limit)
        return HTTPStatus.OK, {
            "reports": [
                {
                    "id": number,
                    "at": at,
                    "room_id": room_id,
                    "event_id": event_id,
                    "reporter": reporter,
                    "reason": reason[:_LONGEST_REASON] if reason else None,
                    "sender": sender,
                }
                for number, at, room_id, event_id, reporter, reason, sender in rows
            ]
        }
