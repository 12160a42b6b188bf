"""Who stands at the door is asked of our own homeserver, and what they may of the regulation.

Two ways in: an OpenID token that Element got for its user, or a browser that used a personal link.
Either gives a user id; membership is then the room's state, read with the assistant's own account.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from bot.conference import links
from bot.conference.board import Board
from bot.conference.links import Link
from bot.conference.signer import Signer
from bot.matrix.wire import MatrixError
from bot.school import Rooms, place_of
from bot.store.store import Store, now_ms
from policy import endpoints
from policy.conference import Entry, entry, way_in
from policy.conference_event import Conference
from policy.decision import Place
from policy.people import Person
from policy.refusal import Refusal
from policy.regulation import DIRECT
from policy.school import School

_USERINFO = "/_matrix/federation/v1/openid/userinfo"
_LONGEST = 255
# Where waiting helps: the door may open. The page asks again after so many seconds.
_ASK_AGAIN = {
    "conference-not-open-yet": 10, "conference-none": 15, "conference-ended": 20,
    "conference-pending": 60,
}  # fmt: skip


class Shut(Exception):
    """Nobody enters: the HTTP status, why, and after how many seconds to ask again (0: never)."""

    def __init__(self, status: int, why: Refusal, wait: int = 0) -> None:
        self.status = status
        self.why = why
        self.wait = wait
        super().__init__(why.key)


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody may enter, with this token, at this address."""

    entry: Entry
    jwt: str
    address: str


class Homeserver(Protocol):
    """What is read with the assistant's account (`bot.desk.Look`)."""

    async def joined(self, room_id: str) -> frozenset[str]:
        """Who is in a room."""
        ...

    async def state(self, room_id: str, kind: str, key: str = "") -> Mapping[str, Any]:
        """The content of a state event, empty where there is none."""
        ...


class Userinfo(Protocol):
    """Asks our homeserver without an account (`bot.matrix.wire.Wire`)."""

    async def get(self, where: str, query: Mapping[str, str] | None = None) -> Any:
        """What stands there."""
        ...


@dataclass(frozen=True)
class Hall:
    """Everything that a decision at the door needs; `is_up`: does the homeserver answer?"""

    signer: Signer
    server_name: str
    base: str  # address of the web side
    school: Callable[[], School | None]
    rooms: Rooms
    board: Board
    homeserver: Homeserver
    userinfo: Userinfo
    store: Callable[[], Store | None]
    is_up: Callable[[], bool]

    async def user_of(self, token: str, server_name: str) -> str:
        """Whose OpenID token this is. Only our own server is ever asked.

        Raises:
            Shut: another server's, or nobody's.
        """
        if server_name != self.server_name:
            raise Shut(403, Refusal("conference-other-server", row="W5"))
        if not 0 < len(token) <= _LONGEST or not token.isascii():
            raise Shut(401, Refusal("conference-unknown-token"))
        try:
            found = await self.userinfo.get(_USERINFO, {"access_token": token})
        except MatrixError as error:
            if error.passes and not error.is_logged_out:
                raise Shut(503, Refusal("conference-homeserver-silent"), 5) from error
            raise Shut(401, Refusal("conference-unknown-token")) from error
        user = found.get("sub") if isinstance(found, dict) else None
        if not isinstance(user, str) or user.partition(":")[2] != self.server_name:
            raise Shut(403, Refusal("conference-other-server", row="W5"))
        return user

    async def into_room(self, user: str, room_id: str) -> Admitted:
        """Into the conference that is on in a room.

        Raises:
            Shut: not now, or not this person.
        """
        school, person = self._known(user)
        try:
            place = await self._place(room_id, user)
            conferences = await self.board.of(room_id) if self.rooms.get(room_id) else ()
        except MatrixError as error:
            raise Shut(503, Refusal("conference-homeserver-silent"), 5) from error
        return self._admit(way_in(school, person, place, conferences, now_ms()))

    async def by_browser(self, browser: str) -> tuple[Link, Admitted]:
        """Into the conference of the personal link that this browser used. Raises as above."""
        store = self._open_store()
        link = await links.whose(store, browser, now_ms())
        if link is None:
            raise Shut(401, Refusal("conference-link-gone"))
        school, person = self._known(link.user)
        room_id, one = await self.conference(link.conference)
        if one is None:
            raise Shut(403, Refusal("conference-none"), _ASK_AGAIN["conference-none"])
        try:
            place = await self._place(room_id, link.user)
        except MatrixError as error:
            raise Shut(503, Refusal("conference-homeserver-silent"), 5) from error
        return link, self._admit(entry(school, person, place, one, now_ms()))

    async def conference(self, name: str) -> tuple[str, Conference | None]:
        """The room of a conference, and the conference as it stands there."""
        room_id = await self._open_store().note(note_of(name)) or ""
        if self.rooms.get(room_id) is None:
            return "", None
        try:
            found = await self.board.of(room_id)
        except MatrixError as error:
            raise Shut(503, Refusal("conference-homeserver-silent"), 5) from error
        return room_id, next((it for it in found if it.name == name), None)

    def _known(self, user: str) -> tuple[School, Person]:
        school = self.school()
        if school is None or not self.is_up():
            raise Shut(503, Refusal("conference-homeserver-silent"), 5)
        person = school.person(user)
        if person is None:
            raise Shut(403, Refusal("policy-stranger", row="W5"))
        return school, person

    def _open_store(self) -> Store:
        store = self.store()
        if store is None:
            raise Shut(503, Refusal("conference-homeserver-silent"), 5)
        return store

    async def _place(self, room_id: str, user: str) -> Place:
        """The room with who is in it, as far as it matters. Unknown rooms are empty ones."""
        row = self.rooms.get(room_id)
        if row is None:
            return Place(DIRECT)
        place = place_of(row)
        if place.kind == DIRECT:
            return replace(place, joined=await self.homeserver.joined(room_id))
        member = await self.homeserver.state(room_id, "m.room.member", user)
        joined = frozenset({user} if member.get("membership") == "join" else ())
        return replace(place, joined=joined)

    def _admit(self, found: Entry | Refusal) -> Admitted:
        if isinstance(found, Refusal):
            raise Shut(403, found, _ASK_AGAIN.get(found.key, 0))
        name = found.person.entry.name
        letters = "".join(part[:1] for part in name[:2])
        avatar = f"{self.base}{endpoints.CONFERENCE_AVATAR}{letters}.svg"
        token = self.signer.sign(found, avatar, now_ms())
        return Admitted(found, token, self.signer.address(found.conference.name))


def note_of(name: str) -> str:
    """Under which note the store keeps the room of a conference."""
    return f"conference:{name}"
