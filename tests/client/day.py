"""The small school with people in it, each with Element's SDK; and what they do and see there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from provisioning.matrix.client import MatrixClient, path
from tests.client.person import Person
from tests.server.demo_school import Demo

# One of each role. All but the additional teacher belong to class 2А, the pupil to his club too.
PEOPLE = {
    "pupil": "Ковалёва Дисана Алексеевна",
    "parent": "Жамборова Марина Юрьевна",
    "teacher": "Тлупова Марьяна Асланбиевна",
    "additional_teacher": "Мисиров Шамиль Далхатович",
    "administrator": "Назаров Игорь Семёнович",
    "director": "Шериева Лариса Хазретовна",
}
_CLASS = "class:2025-a"
ROOMS = {
    "pupils": f"{_CLASS}:pupils",
    "parents": f"{_CLASS}:parents",
    "board": f"{_CLASS}:announcements",
    "materials": f"{_CLASS}:materials",
    "staff": "staff:room",
    "school": "announcements",
    "moderation": "moderation",
}
# In almost every room of the school.
ONLOOKER = "director"
# Names of commands that a test of the day uses as they are meant.
RIGHTLY: set[str] = set()


def rightly(*commands: str) -> Callable[[Any], Any]:
    """The decorated test uses these commands as they are meant."""
    RIGHTLY.update(commands)
    return lambda test: test


@dataclass(frozen=True)
class Heard:
    """An event as somebody's client shows it, with its edits. `thread`, `answers`: event ids.

    `notifies`: the client says that there is something new; `calls`: it says so aloud.
    """

    id: str
    room: str
    sender: str
    type: str
    body: str
    content: Mapping[str, Any]
    edited: str | None
    gone: bool
    thread: str | None
    answers: str | None
    notifies: bool
    calls: bool


class Day:
    """`people` by role. A room is a name of `ROOMS`, "club", or a room id."""

    def __init__(self, demo: Demo, people: Mapping[str, Person]) -> None:
        self.demo = demo
        self.people = people
        self.users = {role: str(demo.person(name)["user_id"]) for role, name in PEOPLE.items()}
        self.assistant = f"@assistant:{demo.found['server_name']}"
        self._private: dict[str, str] = {}
        self._known: dict[str, list[str]] = {role: [] for role in PEOPLE}

    async def hurry(self) -> None:
        """People of a demo write no faster than people; those of a test do."""
        async with MatrixClient(self.demo.found["homeserver"], self.demo.found["admin_token"]) as c:
            for user in self.users.values():
                where = path("_synapse", "admin", "v1", "users", user, "override_ratelimit")
                await c.post(where, {"messages_per_second": 0, "burst_count": 0})

    def room(self, name: str) -> str:
        """The id of a room."""
        rooms: Mapping[str, str] = self.demo.found["rooms"]
        if name == "club":
            (found,) = (it for key, it in rooms.items() if key.startswith("club:"))
            return found
        return name if name.startswith("!") else rooms[ROOMS[name]]

    async def say(self, who: str, room: str, text: str, **more: object) -> str:
        """Write a message, in a `thread` or as one that `answers` another; its id."""
        return str(await self.people[who].call("say", room=self.room(room), body=text, **more))

    async def cannot_say(self, who: str, room: str, text: str, **more: object) -> str:
        """Write what the homeserver refuses; its reason."""
        return await self.people[who].fails("say", room=self.room(room), body=text, **more)

    async def react(self, who: str, to: Heard, key: str) -> str:
        """Tap a reaction; its id."""
        return str(await self.people[who].call("react", room=to.room, id=to.id, key=key))

    async def see(self, who: str, room: str, **like: object) -> Heard:
        """The first event of the assistant in a room that is like that, when it is there."""
        wanted = {"sender": self.assistant, **like}
        return Heard(**await self.people[who].call("see", room=self.room(room), **wanted))

    async def reads(self, who: str, of: Heard, containing: str) -> Heard:
        """An event when it says `containing`, perhaps only after an edit."""
        given = {"room": of.room, "id": of.id, "containing": containing}
        return Heard(**await self.people[who].call("reads", **given))

    async def ask(self, who: str, room: str, text: str, **more: object) -> Heard:
        """Type a command; the answer in that room."""
        return await self.see(who, room, answers=await self.say(who, room, text, **more))

    async def private_room(self, who: str) -> str:
        """The room with the assistant, whose invitation is accepted when it comes."""
        if who not in self._private:
            found = await self.people[who].call("accept", sender=self.assistant)
            self._private[who] = str(found)
        return self._private[who]

    async def private(self, who: str, containing: str) -> Heard:
        """What the assistant says to somebody alone; each message is found once."""
        room, known = await self.private_room(who), self._known[who]
        found = await self.see(who, room, containing=containing, except_=known)
        known.append(found.id)
        return found

    async def heard(self, who: str) -> list[dict[str, Any]]:
        """What the assistant did until now, as far as somebody can see it."""
        return list(await self.people[who].call("heard", sender=self.assistant))

    async def all_done(self, who: str, room: str) -> Heard:
        """The assistant does one thing after another for each person; this is when it did all."""
        return await self.ask(who, room, "!помощь помощь")

    async def heard_in(self, who: str, room: str) -> list[str]:
        """The words of what `heard` finds in one room."""
        return [it["body"] for it in await self.heard(who) if it["room"] == self.room(room)]

    async def transcript(self) -> str:
        """What the assistant said and who could read it, to be read by people."""
        names = {room: name for name, room in self.demo.found["rooms"].items()}
        lines = []
        for who in self.people:
            for it in await self.heard(who):
                where = names.get(it["room"], "private")
                lines.append(f"{who} · {where} · {it['type']} {it['notifies']}\n{it['body']}\n")
        return "\n".join(lines)

    async def may_not(self, who: str, room: str, text: str, **more: object) -> str:
        """Type a command that is refused and does nothing; the refusal."""
        place = await self.private_room(who) if room == "private" else room
        before = {it["id"] for it in await self.heard(who)}
        before |= {it["id"] for it in await self.heard(ONLOOKER)}
        refusal = await self.ask(who, place, text, **more)
        later = await self.all_done(who, place)
        onlookers = [who]
        if (
            await self.people[ONLOOKER].call(
                "membership", room=refusal.room, user=self.users[ONLOOKER]
            )
            == "join"
        ):
            onlookers.append(ONLOOKER)
        for onlooker in onlookers:
            await self.people[onlooker].call("arrived", room=later.room, id=later.id)
            new = {it["id"]: it["body"] for it in await self.heard(onlooker)}
            assert set(new) - before <= {refusal.id, later.id}, new
        return refusal.body
