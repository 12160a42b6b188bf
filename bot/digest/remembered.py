"""Facts of a digest from what the assistant remembers. Pure: rows of the store in, facts out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.commands.rights import may_in
from bot.digest.facts import (
    Announcement,
    Consultation,
    Incident,
    Lesson,
    Material,
    Meeting,
    Move,
    Poll,
    Question,
    RoleRequest,
    Room,
    ScreenTime,
    Task,
    Upcoming,
    Users,
)
from bot.digest.watch import net
from bot.lessons import screen
from bot.lessons.record import Record
from bot.lessons.say import heading
from bot.moderation.kinds import DECISION
from bot.school import Rooms
from bot.store.store import Fact
from bot.teaching.consultations import hour_of
from policy.decision import Place
from policy.people import PUPIL
from policy.regulation import DIRECT
from policy.school import School
from templates import Message, say

_KINDS = ("refused", "held", "noted")
_COUNCIL: Literal["council"] = "council"
_MEETINGS: Mapping[str, Literal["parents", "staff", "event"]] = {
    "parents_meeting": "parents", "staff_meeting": "staff", "event": "event",
}  # fmt: skip
_AHEAD: Mapping[str, Literal["lesson", "parents", "staff", "event"]] = {
    "lesson": "lesson", **_MEETINGS,
}  # fmt: skip


@dataclass(frozen=True)
class Remembered:
    """What facts of the store mean at this school."""

    school: School
    rooms: Rooms
    me: str
    zone: ZoneInfo

    def time(self, milliseconds: int) -> datetime:
        """By the school's clock."""
        return datetime.fromtimestamp(milliseconds / 1000, self.zone)

    def room(self, key: str) -> Room:
        """The room of a locator key, or one between persons; kind and group as the room has them.

        A room that is no more keeps its key: only the director's digest counts it.
        """
        if not key:
            return Room("", DIRECT)
        row = self.rooms.by_key(key)
        return Room(key, row.kind, row.group) if row is not None else Room(key, "")

    def people_of(self, room: Room) -> Users:
        """Who belongs into a room, without programs."""
        return frozenset(self.school.members(room.kind, room.group)) - self.school.about.services

    def incidents(
        self, written: Iterable[Fact], reports: Iterable[Fact], decisions: Iterable[Fact]
    ) -> tuple[Incident, ...]:
        """What was refused, held, noted or reported; by whom is not in them."""
        decided = {
            it.id.removeprefix(f"{DECISION}:"): self.time(it.at)
            for it in decisions
            if it.data.get("open") is False
        }
        found = [
            Incident(
                it.data["kind"],
                self.time(it.at),
                str(it.data.get("rule", "")),
                str(it.data.get("setting", "")),
                self.room(it.room_key),
                int(it.data.get("count", 1)),
                decided.get(f"incident:{it.id}"),
            )
            for it in written
            if it.data.get("kind") in _KINDS
        ]
        found += (
            Incident(
                "report",
                self.time(it.at),
                room=self.room(it.room_key) if it.data.get("room_id") else None,
                decided=decided.get(it.id.partition(":")[2]),
            )
            for it in reports
        )
        return tuple(found)

    def announcements(
        self, sent: Iterable[Fact], acknowledged: Iterable[Fact]
    ) -> tuple[Announcement, ...]:
        """Announcements with who tapped the sign under them."""
        seen = _by(acknowledged, "announcement")
        return tuple(
            Announcement(
                it.id, str(it.data.get("title", "")), room := self.room(it.room_key),
                self.time(it.at), self.people_of(room), seen.get(it.id, frozenset()),
            )
            for it in sent
        )  # fmt: skip

    def polls(
        self, started: Iterable[Fact], answered: Iterable[Fact], ended: Iterable[Fact]
    ) -> tuple[Poll, ...]:
        """Polls of managed rooms, counted as Element counts them (`bot.teaching.polls`)."""
        answers: dict[str, list[Fact]] = defaultdict(list)
        ends: dict[str, list[Fact]] = defaultdict(list)
        for it in answered:
            answers[str(it.data.get("poll"))].append(it)
        for it in ended:
            ends[str(it.data.get("poll"))].append(it)
        return tuple(self._poll(it, answers[it.id], ends[it.id]) for it in started if it.room_key)

    def _poll(self, poll: Fact, answers: Sequence[Fact], ends: Sequence[Fact]) -> Poll:
        room = self.room(poll.room_key)
        enders = {self.me, poll.subject, *self._who_may("poll.end", room)}
        closed = min((it.at for it in ends if it.subject in enders), default=None)
        voters = self._who_may("poll.answer", room)
        texts = {str(name): str(text) for name, text in poll.data.get("answers", ())}
        most = int(poll.data.get("most", 1))
        chosen: dict[str, frozenset[str]] = {}
        for it in answers:
            cut = [str(one) for one in it.data.get("answers", ())][:most]
            late = closed is not None and it.at > closed
            if it.subject in voters and not late and cut and all(one in texts for one in cut):
                chosen[it.subject] = frozenset(cut)
        return Poll(
            poll.id, str(poll.data.get("question", "")), room, self.time(poll.at),
            tuple(
                (text, sum(name in it for it in chosen.values())) for name, text in texts.items()
            ),
            frozenset(chosen),
            closed=self.time(closed) if closed is not None else None,
        )  # fmt: skip

    def _who_may(self, feature: str, room: Room) -> Users:
        place = Place(room.kind, room.key, room.group)
        members = (self.school.person(it) for it in self.school.members(room.kind, room.group))
        return frozenset(
            it.user for it in members if it and may_in(self.school, it, place, feature)
        )

    def tasks(self, opened: Iterable[Fact], answered: Iterable[Fact]) -> tuple[Task, ...]:
        """Tasks with the pupils of the room, and who of them wrote into the thread."""
        wrote = _by(answered, "task")
        found = []
        for it in opened:
            room, due = self.room(it.room_key), it.data.get("due")
            members = self.school.members(room.kind, room.group)
            pupils = frozenset(user for user, roles in members.items() if PUPIL in roles)
            found.append(
                Task(
                    it.id, str(it.data.get("title", "")), room,
                    self.time(due) if isinstance(due, int) else None,
                    pupils, wrote.get(it.id, frozenset()), self.time(it.at),
                )
            )  # fmt: skip
        return tuple(found)

    def materials(self, posted: Iterable[Fact]) -> tuple[Material, ...]:
        """Materials that are still there."""
        return tuple(
            Material(
                str(it.data.get("topic") or it.data.get("words") or it.data.get("file") or ""),
                self.room(it.room_key), self.time(it.at), str(it.data.get("subject", "")),
            )
            for it in posted
            if not it.data.get("removed")
        )  # fmt: skip

    def consultations(self, hours: Iterable[Fact]) -> tuple[Consultation, ...]:
        """Hours offered by teachers, called by the teacher's name, with who took each."""
        found = []
        for it in hours:
            hour = hour_of(it)
            if hour.withdrawn:
                continue
            teacher = self.school.person(hour.by)
            found.append(
                Consultation(
                    teacher.entry.full_name if teacher else "", self.room(it.room_key),
                    self.time(hour.at), self.time(hour.at + hour.minutes * 60_000),
                    frozenset({hour.booked} if hour.booked else ()),
                )
            )  # fmt: skip
        return tuple(found)

    def questions(self, asked: Iterable[Fact], words: Iterable[Fact]) -> tuple[Question, ...]:
        """Questions of parents; a word of the staff in that room after it answers one."""
        last = {it.room_key: it.at for it in words}
        return tuple(
            Question(
                it.id, self.room(it.room_key), self.time(it.at),
                self.time(last[it.room_key]) if last.get(it.room_key, 0) > it.at else None,
            )
            for it in asked
        )  # fmt: skip

    def moves(self, moved: Iterable[Fact]) -> tuple[Move, ...]:
        """Who came and left, by groups that there are."""
        found = net(
            (it.subject, str(it.data.get("group")), it.data.get("came") is True, it.at)
            for it in moved
        )
        return tuple(Move(group, self.time(when), came) for group, came, when in found)

    def lessons(self, held: Iterable[Record]) -> tuple[Lesson, ...]:
        """Lessons that were opened, with the pupils who came."""
        return tuple(
            Lesson(
                it.conference.title, self.room(it.key), self.time(it.conference.opened),
                self.time(it.conference.ended) if it.conference.ended else None,
                frozenset(it.there) if it.conference.ended else None,
            )
            for it in held
            if it.conference.form == "lesson" and it.conference.opened
        )  # fmt: skip

    def meetings(self, held: Iterable[Record]) -> tuple[Meeting, ...]:
        """Meetings and events that were opened; how many came once they are over."""
        return tuple(
            Meeting(
                it.name,
                _COUNCIL if it.kind == _COUNCIL else _MEETINGS[it.conference.form],
                self._title(it),
                self.room(it.key), self.time(it.conference.opened),
                self.time(it.conference.ended) if it.conference.ended else None,
                it.present if it.of else None, it.of or None,
            )
            for it in held
            if it.conference.form in _MEETINGS and it.conference.opened
        )  # fmt: skip

    def screen_time(self, held: Iterable[Record]) -> tuple[ScreenTime, ...]:
        """Minutes of each class, day and device, over all teachers, with the limit of the day."""
        minutes: dict[tuple[str, date, str], int] = defaultdict(int)
        for it in held:
            if it.conference.form == "lesson" and it.group and it.screen:
                day = screen.day_of(it.conference.opened, self.zone)
                minutes[it.group, day, it.device] += it.screen
        found = []
        for (group, day, device), count in sorted(minutes.items()):
            limit = screen.limit_of(self.school, group, device, day)
            found.append(ScreenTime(group, day, device, count, limit.day if limit else None))
        return tuple(found)

    def planned(self, held: Iterable[Record]) -> tuple[Upcoming, ...]:
        """What is planned on video, but consultations, which are the families' own."""
        return tuple(
            Upcoming(self._title(it), self.time(it.conference.opens), _AHEAD[it.conference.form],
                     self.room(it.key))
            for it in held
            if it.conference.state == "planned" and it.conference.form in _AHEAD
        )  # fmt: skip

    def _title(self, it: Record) -> str:
        said = heading(it)
        return say(said, self.school.about.language) if isinstance(said, Message) else said

    def role_requests(self, pending: Iterable[Fact]) -> tuple[RoleRequest, ...]:
        """Since when people wait for an order."""
        return tuple(RoleRequest(it.subject, self.time(it.at)) for it in pending)


def _by(facts: Iterable[Fact], key: str) -> Mapping[str, Users]:
    """What `key` names → who."""
    found: dict[str, set[str]] = defaultdict(set)
    for it in facts:
        found[str(it.data.get(key))].add(it.subject)
    return {name: frozenset(users) for name, users in found.items()}
