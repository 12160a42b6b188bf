"""A small school on a homeserver that guards it, and somebody for every side of the regulation.

Tests name people and rooms: a template such as `/rooms/$pupils_room/invite` or `{"user_id":
"$outsider"}` is filled in from `GuardedSchool.names`.
"""

import asyncio
import dataclasses
import itertools
import json
import sqlite3
import time
from collections.abc import Awaitable, Callable, Mapping
from string import Template
from typing import Any
from urllib.parse import quote

import aiohttp

from policy import events
from policy.safety import Flood
from provisioning.demo.homeserver import DemoHomeserver
from provisioning.layouts.load import Layouts
from provisioning.matrix.client import path
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
from tests.server.campus import Campus, user
from tests.server.farm import WorkerHomeserver

CLASS = "class:2026-a"
OTHER_CLASS = "class:2024-b"
CLUB = "club:chess"
CONFERENCES = "meet.ruchei.example"
# Every limit of Synapse's own would answer in place of the rule that a test asks for.
_GENEROUS = {"per_second": 1000, "burst_count": 1000}
NO_RATE_LIMITS: Mapping[str, Any] = {
    "rc_message": _GENEROUS,
    "rc_joins": {"local": _GENEROUS, "remote": _GENEROUS},
    "rc_joins_per_room": _GENEROUS,
    "rc_invites": {"per_room": _GENEROUS, "per_user": _GENEROUS, "per_issuer": _GENEROUS},
    "rc_registration": _GENEROUS,
    "rc_admin_redaction": _GENEROUS,
    "rc_3pid_validation": _GENEROUS,
    "rc_room_creation": _GENEROUS,
    "rc_reports": _GENEROUS,
    "rc_user_directory": _GENEROUS,
    "rc_delayed_event_mgmt": _GENEROUS,
}

PEOPLE: Mapping[str, tuple[str, tuple[Role, ...]]] = {
    "director": ("Громова", (Role.DIRECTOR,)),
    "administrator": ("Лебедев", (Role.ADMINISTRATOR,)),
    "secretary": ("Фомина", (Role.SECRETARY,)),
    "teacher": ("Соколова", (Role.TEACHER,)),
    "other_teacher": ("Ильин", (Role.TEACHER,)),
    "pending": ("Новиков", (Role.TEACHER,)),
    "club_teacher": ("Белов", (Role.ADDITIONAL_TEACHER,)),
    "pupil": ("Зайцев", (Role.PUPIL,)),
    "classmate": ("Котова", (Role.PUPIL,)),
    "orphan": ("Орлов", (Role.PUPIL,)),
    "sibling": ("Зайцева", (Role.PUPIL,)),
    "other_pupil": ("Рыбина", (Role.PUPIL,)),
    "leaver": ("Уткин", (Role.PUPIL,)),
    "gone_teacher": ("Гусев", (Role.TEACHER,)),
    "mother": ("Зайцева", (Role.PARENT,)),
    "father": ("Котов", (Role.PARENT,)),
    "other_mother": ("Рыбина", (Role.PARENT,)),
}
UNCONFIRMED = "pending"
GROUPS: Mapping[str, tuple[GroupKind, str, Mapping[str, Part]]] = {
    CLASS: (
        GroupKind.CLASS,
        "1А",
        {
            **dict.fromkeys(("pupil", "classmate", "orphan", "leaver"), Part.PUPIL),
            "teacher": Part.CLASS_TEACHER,
            "pending": Part.TEACHER,
            "gone_teacher": Part.TEACHER,
        },
    ),
    OTHER_CLASS: (
        GroupKind.CLASS,
        "3Б",
        {
            **dict.fromkeys(("sibling", "other_pupil"), Part.PUPIL),
            "other_teacher": Part.CLASS_TEACHER,
        },
    ),
    CLUB: (
        GroupKind.CLUB,
        "Шахматы",
        {"classmate": Part.PUPIL, "other_pupil": Part.PUPIL, "club_teacher": Part.LEADER},
    ),
}
FAMILIES = frozenset(
    {
        Guardianship("mother", "pupil"),
        Guardianship("mother", "sibling"),
        Guardianship("father", "classmate"),
        Guardianship("other_mother", "other_pupil"),
        Guardianship("mother", "leaver"),
    }
)
ROOMS = {
    "school_space": "school",
    "announcements": "announcements",
    "documents": "documents",
    "class_space": CLASS,
    "class_board": f"{CLASS}:announcements",
    "pupils_room": f"{CLASS}:pupils",
    "parents_room": f"{CLASS}:parents",
    "materials_room": f"{CLASS}:materials",
    "other_pupils_room": f"{OTHER_CLASS}:pupils",
    "other_parents_room": f"{OTHER_CLASS}:parents",
    "clubs_space": "clubs",
    "club_room": CLUB,
    "staff_space": "staff",
    "staff_room": "staff:room",
    "office": "staff:director",
    "moderation": "moderation",
    "registry": "registry",
}
LEAVERS = ("leaver", "gone_teacher")
_SECONDS = 20
_numbers = itertools.count(1)


def roster(*without: str) -> Roster:
    """The school's people; `without` those who left."""
    people = {
        who: Person(
            who,
            Name(family, "Саша" if Role.PUPIL in roles else "Женя", "Петрович"),
            frozenset(roles),
            "№ 70" if roles[0] in (Role.TEACHER, Role.ADDITIONAL_TEACHER) else "",
        )
        for who, (family, roles) in PEOPLE.items()
        if who not in without
    }
    people[UNCONFIRMED] = dataclasses.replace(people[UNCONFIRMED], order="")
    groups = {
        key: Group(
            key,
            kind,
            title,
            None,
            {who: frozenset({part}) for who, part in parts.items() if who in people},
        )
        for key, (kind, title, parts) in GROUPS.items()
    }
    families = frozenset(it for it in FAMILIES if {it.guardian, it.child} <= people.keys())
    return Roster(people, groups, families)


@dataclasses.dataclass(frozen=True)
class Answer:
    """What the homeserver said."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def rule(self) -> str:
        """Rule and row of a refusal by Parta, «status errcode» of one by Synapse."""
        if self.status < 300:
            return str(self.status)
        if not isinstance(self.body, dict):
            return f"{self.status}"
        if "org.parta.rule" in self.body:
            named = (self.body["org.parta.rule"], self.body["org.parta.row"])
            return " ".join(part for part in named if part)
        return f"{self.status} {self.body.get('errcode', '')}".strip()

    @property
    def is_ours(self) -> bool:
        """Did Parta answer, and not Synapse?"""
        return isinstance(self.body, dict) and "org.parta.rule" in self.body


class GuardedSchool:
    """One school, asked over the raw client-server API."""

    def __init__(self, campus: Campus, session: aiohttp.ClientSession) -> None:
        self.campus = campus
        self.homeserver = campus.homeserver
        self.names: dict[str, str] = {"server": campus.homeserver.server_name}
        self.tokens: dict[str, str] = {"provisioning": campus.token}
        self.address_of_api = campus.homeserver.address
        self._session = session

    @classmethod
    async def found(
        cls, homeserver: DemoHomeserver, layouts: Layouts, session: aiohttp.ClientSession
    ) -> "GuardedSchool":
        """Provision the school; everybody has accepted the regulation."""
        shipped = layouts.safety
        safety = dataclasses.replace(
            shipped,
            quiet_hours={},  # tests run at any hour
            conference_hosts=frozenset({CONFERENCES}),
            # One role that no other test writes as: its limit is met on purpose.
            flood={"secretary": Flood(3, 600)},
            uploads={
                **shipped.uploads,
                "pupil": dataclasses.replace(shipped.uploads["pupil"], megabytes=1),
            },
        )
        campus = await Campus.found(
            homeserver,
            dataclasses.replace(layouts, safety=safety),
            provisioner=homeserver.provisioner,
        )
        school = cls(campus, session)
        everybody = await campus.settle(roster())
        for who in PEOPLE:
            await school._know(who, user(everybody, who))
        assert campus.school.assistant_id is not None
        await school._know("assistant", campus.school.assistant_id)
        await campus.settle(roster(*LEAVERS), allow=100)
        await school._unlock("gone_teacher")
        await school._make_outsider()
        found = await campus.rooms()
        school.names |= {name: found[key][0] for name, key in ROOMS.items()}
        await school.accept(*PEOPLE, "outsider")
        return school

    async def _know(self, who: str, user_id: str) -> None:
        self.names[who] = user_id
        self.tokens[who] = await self.campus.token_of(user_id)

    async def _unlock(self, who: str) -> None:
        """Somebody lifted a leaver's lock by hand: the regulation still knows no such person."""
        async with self.campus.client() as client:
            where = path("_synapse", "admin", "v2", "users", self.names[who])
            await client.put(where, {"locked": False})

    async def _make_outsider(self) -> None:
        """An account of the server that stands on no list, as an administrator may make one."""
        user_id = f"@outsider-{self.campus.school.id}:{self.homeserver.server_name}"
        async with self.campus.client() as client:
            await client.put(
                path("_synapse", "admin", "v2", "users", user_id), {"displayname": "Чужой"}
            )
        await self._know("outsider", user_id)

    async def accept(self, *people: str, rules: str | None = None) -> None:
        """Let people accept the regulation, all at once, as the demo does."""
        content = {
            "users": [self.names[who] for who in people],
            "rules": self.campus.layouts.regulation.version if rules is None else rules,
            "at": next(_numbers),  # so that each time is an event of its own
        }
        await self.write_registry(events.ACCEPTANCE, "tests", content)

    async def write_registry(self, kind: str, key: str, content: Mapping[str, Any]) -> str:
        """Write the registry's state as provisioning does; returns the event id."""
        where = f"/rooms/$registry/state/{kind}/{quote(key, safe='')}"
        answer = await self.ask("provisioning", "PUT", where, content)
        assert answer.status == 200, answer
        return str(answer.body["event_id"])

    def fill(self, template: Any) -> Any:
        """Put the school's ids in place of `$names`, wherever they stand."""
        if isinstance(template, str):
            return Template(template).safe_substitute(self.names)
        if isinstance(template, dict):
            return {self.fill(key): self.fill(value) for key, value in template.items()}
        if isinstance(template, list):
            return [self.fill(it) for it in template]
        return template

    def address(self, where: str) -> str:
        """The full path of a template: client-server API version 3 where it names no other."""
        quoted = {name: quote(value, safe="") for name, value in self.names.items()}
        filled = Template(where).safe_substitute(quoted, txn=f"t{next(_numbers)}")
        return filled if filled.startswith("/_") else f"/_matrix/client/v3{filled}"

    async def ask(
        self,
        who: str,
        method: str,
        where: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request by somebody ("" is nobody: no access token); never tried again."""
        data = body
        if body is not None and not isinstance(body, bytes):
            data = json.dumps(self.fill(body)).encode()
        elif body is None and method in ("POST", "PUT"):
            data = b"{}"
        said = dict(headers or {})
        if who:
            said["Authorization"] = f"Bearer {self.tokens[who]}"
        url = f"{self.address_of_api}{self.address(where)}"
        async with self._session.request(
            method, url, data=data, headers=said, allow_redirects=False
        ) as response:
            text = await response.read()
            try:
                found = json.loads(text) if text else {}
            except ValueError:
                found = text.decode("utf-8", "replace")
            return Answer(response.status, found, response.headers)

    async def say(self, who: str, room: str, text: str, **more: Any) -> str:
        """Somebody writes; returns the event id."""
        body = {"msgtype": "m.text", "body": text, **more}
        answer = await self.ask(who, "PUT", f"/rooms/${room}/send/m.room.message/$txn", body)
        assert answer.status == 200, answer
        return str(answer.body["event_id"])

    async def read(self, who: str, room: str) -> list[dict[str, Any]]:
        """What somebody reads in a room, newest first."""
        answer = await self.ask(who, "GET", f"/rooms/${room}/messages?dir=b&limit=500")
        assert answer.status == 200, answer
        return list(answer.body["chunk"])

    async def incidents(self) -> list[dict[str, Any]]:
        """The messages of the moderation room that are incidents, newest first."""
        found = await self.read("director", "moderation")
        return [it for it in found if events.INCIDENT in it["content"]]

    def ledger(self) -> dict[str, list[Any]]:
        """Everything on the homeserver that somebody other than Parta could have changed."""
        connection, sign = self._database()
        provisioner = self.campus.school.provisioner_id
        found = {}
        try:
            for name, query in _LEDGER.items():
                cursor = connection.cursor()
                given = (provisioner,) if "?" in query else ()
                cursor.execute(query.replace("?", sign), given)
                found[name] = cursor.fetchall()
        finally:
            connection.close()
        return found

    def _database(self) -> tuple[Any, str]:
        """A connection, and the sign for a value in its queries."""
        if isinstance(self.homeserver, WorkerHomeserver):
            return self.homeserver.connect(), "%s"
        home = self.homeserver.home / "synapse.db"
        return sqlite3.connect(f"file:{home}?mode=ro", uri=True, timeout=10), "?"


# Nothing here moves by reading, and nothing by what Parta itself writes.
_LEDGER = {
    "events": "SELECT count(*), max(stream_ordering) FROM events WHERE sender <> ?",
    "redactions": "SELECT count(*) FROM redactions",
    "rooms": "SELECT count(*), count(CASE WHEN is_public THEN 1 END) FROM rooms",
    "memberships": "SELECT room_id, user_id, membership FROM local_current_membership"
    " ORDER BY room_id, user_id",
    "aliases": "SELECT count(*) FROM room_aliases",
    "profiles": "SELECT * FROM profiles ORDER BY user_id",
    "accounts": "SELECT name, admin, deactivated, is_guest, locked, suspended, password_hash,"
    " shadow_banned FROM users ORDER BY name",
    "threepids": "SELECT count(*) FROM user_threepids",
    "devices": "SELECT user_id, device_id, display_name FROM devices ORDER BY user_id, device_id",
    "tokens": "SELECT count(*) FROM access_tokens",
    "to_device": "SELECT count(*), max(stream_id) FROM device_inbox",
    "media": "SELECT count(*) FROM local_media_repository WHERE media_length IS NOT NULL",
    "delayed": "SELECT count(*) FROM delayed_events",
    "pushers": "SELECT count(*) FROM pushers",
    "keys": "SELECT count(*) FROM e2e_cross_signing_keys",
}


async def eventually(
    found: Callable[[], Awaitable[Any]], *, within: float = _SECONDS, what: str = ""
) -> Any:
    """The first truthy answer of `found`, which is asked until then."""
    deadline = time.monotonic() + within
    while not (answer := await found()):
        assert time.monotonic() < deadline, f"never happened: {what or found}"
        await asyncio.sleep(0.05)
    return answer
