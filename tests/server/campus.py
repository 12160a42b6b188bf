"""One school on the tests' homeserver: applies rosters and looks at the result independently."""

import itertools
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date
from typing import Any

from policy import events
from provisioning.apply import Apply, Result
from provisioning.demo.homeserver import DemoHomeserver
from provisioning.layouts.load import Layouts
from provisioning.matrix.client import MatrixClient, path
from provisioning.matrix.server import Homeserver
from provisioning.observe import observe
from provisioning.planning import Inputs, Plan, make_plan
from provisioning.roster.model import (
    Group,
    GroupKind,
    Guardianship,
    Name,
    Part,
    Person,
    Role,
    Roster,
)
from provisioning.school import School

TODAY = date(2026, 9, 1)
_numbers = itertools.count(1)


def next_school_id() -> str:
    """A school id that no other test has."""
    return f"school-{next(_numbers)}"


def person(id_: str, *roles: Role, order: str = "№ 1") -> Person:
    """Somebody; staff are confirmed by an order unless told otherwise."""
    name = Name(f"Тестов{id_}", "Иван", "Петрович")
    return Person(id_, name, frozenset(roles), order if Role.TEACHER in roles else "")


def tiny_roster() -> Roster:
    """Two classes, three pupils (two are siblings), guardians, teachers, a director."""
    people = [
        person("d", Role.DIRECTOR),
        person("t", Role.TEACHER),
        person("k", Role.ADDITIONAL_TEACHER, order=""),
        person("p1", Role.PUPIL),
        person("p2", Role.PUPIL),
        person("p3", Role.PUPIL),
        person("g1", Role.PARENT),
        person("g2", Role.PARENT),
    ]
    return Roster(
        {it.id: it for it in people},
        {
            "class:2026-a": group("class:2026-a", "1А", {"p1": Part.PUPIL, "p2": Part.PUPIL}),
            "class:2024-a": group("class:2024-a", "3А", {"p3": Part.PUPIL, "t": Part.TEACHER}),
        },
        frozenset({Guardianship("g1", "p1"), Guardianship("g1", "p3"), Guardianship("g2", "p2")}),
    )


def group(key: str, title: str, members: Mapping[str, Part]) -> Group:
    """A class."""
    return Group(
        key, GroupKind.CLASS, title, None, {who: frozenset({part}) for who, part in members.items()}
    )


FoundCampus = Callable[..., Awaitable["Campus"]]


class Campus:
    """One school: `apply` what provisioning does, `look` what a server administrator sees."""

    def __init__(
        self, homeserver: DemoHomeserver, layouts: Layouts, school: School, token: str
    ) -> None:
        self.homeserver = homeserver
        self.layouts = layouts
        self.school = school
        self.token = token

    @classmethod
    async def found(cls, homeserver: DemoHomeserver, layouts: Layouts, **settings: Any) -> "Campus":
        """A new school; programs of its own, so that no other school's rooms and accounts count."""
        school = School(
            name="Школа",
            server_name=homeserver.server_name,
            school_year=2026,
            **{
                "id": (name := next_school_id()),
                "provisioner": f"parta-{name}",
                "assistant": f"assistant-{name}",
                **settings,
            },
        )
        token = await homeserver.admin_token(school.provisioner)
        return cls(homeserver, layouts, school, token)

    def client(self, *, address: str | None = None, attempts: int = 5) -> MatrixClient:
        """A session with the provisioning user's token, through `address` if given."""
        return MatrixClient(address or self.homeserver.address, self.token, attempts=attempts)

    async def plan(self, roster: Roster, *, allow: int = 0, day: date = TODAY) -> Plan:
        """What `parta plan` computes."""
        async with self.client() as client:
            return await self._plan(client, roster, allow, day)

    async def _plan(self, client: MatrixClient, roster: Roster, allow: int, day: date) -> Plan:
        inputs = Inputs(self.school, self.layouts, roster)
        found = await observe(Homeserver(client), self.school)
        return make_plan(inputs, found, day, allow)

    async def apply(
        self,
        roster: Roster,
        *,
        address: str | None = None,
        attempts: int = 5,
        allow: int = 0,
        day: date = TODAY,
    ) -> tuple[Plan, list[Result]]:
        """One plan, carried out once.

        Raises:
            MatrixError: the server could not be read.
        """
        async with self.client(address=address, attempts=attempts) as client:
            plan = await self._plan(client, roster, allow, day)
            job = Apply(Homeserver(client), plan.wanted, plan.found, self.layouts, self.school)
            return plan, await job.run(plan.actions)

    async def settle(self, roster: Roster, *, allow: int = 0, day: date = TODAY) -> Plan:
        """Apply, and insist that everything worked."""
        plan, results = await self.apply(roster, allow=allow, day=day)
        failed = [(it.action.verb, it.action.target, it.error) for it in results if it.error]
        assert not failed
        return plan

    async def registry_set(self, kind: str, state_key: str, content: Mapping[str, Any]) -> None:
        """Write one event of the registry, as a director's word does."""
        (room_id,) = (await self.rooms())["registry"]
        async with self.client() as client:
            await Homeserver(client).put_state(room_id, kind, state_key, content)

    async def open_to_all(self, plan: Plan) -> None:
        """Everybody has accepted the regulation, and no hours are quiet."""
        users = sorted(plan.wanted.accounts)
        version = self.layouts.regulation.version
        accepted = {"users": users, "rules": version, "at": 0}
        await self.registry_set(events.ACCEPTANCE, "everybody", accepted)
        await self.registry_set(events.QUIET_HOURS, "", {"off": True})

    async def rooms(self) -> dict[str, list[str]]:
        """Locator key → room ids of the rooms that this school's provisioning user created."""
        found: dict[str, list[str]] = {}
        async with self.client() as client:
            for room_id in await self.own_room_ids():
                state = await Homeserver(client).room_state(room_id)
                mark = content(state, "m.room.create").get("org.parta.room")
                if mark and mark.get("school") == self.school.id:
                    found.setdefault(mark["key"], []).append(room_id)
        return found

    async def count_accounts(self) -> int:
        """How many accounts the server has, whosever they are."""
        async with self.client() as client:
            return len(await Homeserver(client).users())

    async def state(self, room_id: str) -> list[dict[str, Any]]:
        """A room's state as the server has it."""
        async with self.client() as client:
            return await Homeserver(client).room_state(room_id)

    async def own_room_ids(self) -> set[str]:
        """Every room that this school's provisioning user ever created, marked or not."""
        async with self.client() as client:
            server = Homeserver(client)
            creators = {str(it["room_id"]): it["creator"] for it in await server.rooms()}
            # The list may be behind; what it lacks is asked room by room.
            for room_id in await server.rooms_of(self.school.provisioner_id) - creators.keys():
                details = await client.get(path("_synapse", "admin", "v1", "rooms", room_id))
                creators[room_id] = details["creator"]
        return {it for it, creator in creators.items() if creator == self.school.provisioner_id}

    async def account(self, user: str) -> dict[str, Any]:
        """The admin API's view of one account."""
        async with self.client() as client:
            return dict(await client.get(path("_synapse", "admin", "v2", "users", user)))

    async def token_of(self, user: str) -> str:
        """An access token of a person, for what a client sees."""
        async with self.client() as client:
            answer = await client.post(path("_synapse", "admin", "v1", "users", user, "login"), {})
        return str(answer["access_token"])

    async def as_user(self, user: str) -> MatrixClient:
        """A session of that person; use as a context manager."""
        return MatrixClient(self.homeserver.address, await self.token_of(user))

    async def logged_in(self, user: str, password: str) -> MatrixClient:
        """A session with a device of that person; use as a context manager."""
        async with MatrixClient(self.homeserver.address, "") as client:
            answer = await client.post(
                "/_matrix/client/v3/login",
                {
                    "type": "m.login.password",
                    "identifier": {"type": "m.id.user", "user": user},
                    "password": password,
                },
            )
        return MatrixClient(self.homeserver.address, str(answer["access_token"]))


def content(state: Iterable[Mapping[str, Any]], kind: str, key: str = "") -> dict[str, Any]:
    """The content of one state event, empty where there is none."""
    for event in state:
        if event["type"] == kind and event["state_key"] == key:
            return dict(event["content"])
    return {}


def joined(state: Iterable[Mapping[str, Any]]) -> set[str]:
    """Which people are members: the provisioning user and the assistant aside."""
    return {
        str(event["state_key"])
        for event in state
        if event["type"] == "m.room.member"
        and event["content"]["membership"] == "join"
        and not str(event["state_key"]).startswith(("@parta", "@assistant"))
    }


def user(plan: Plan, person_id: str) -> str:
    """The user id of a person of the roster."""
    return next(it.user for it in plan.wanted.accounts.values() if it.person == person_id)
