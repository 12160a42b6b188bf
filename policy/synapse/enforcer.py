"""Asks the policy about everything that Synapse asks us; turns refusals into answers.

Thin: who acts and where is looked up, `policy` decides, an incident is written. Whatever goes
wrong in here is a refusal for everybody but the provisioning user.
"""

import functools
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from synapse.api.errors import SynapseError
from synapse.module_api import ModuleApi

from policy import content as contents
from policy import events
from policy.contacts import may_contact
from policy.creation import decide_creation, decide_invitation, decide_join
from policy.decision import Actor, Media, Moment, Note, Place, Sent, Standing, Target
from policy.flood import Floods
from policy.media import group_of
from policy.messages import check_form, decide_event
from policy.people import Person
from policy.personal import decide_profile, decide_removal, decide_to_device
from policy.refusal import Refusal, Refused
from policy.regulation import DIRECT, PENDING
from policy.rights import person_of, require_on_server
from policy.safety import Uploads as Limits
from policy.school import School
from policy.synapse.incidents import Incident, Incidents
from policy.synapse.registry import Registry
from policy.synapse.rooms import Rooms
from policy.synapse.sentences import answer
from policy.synapse.uploads import Uploads

logger = logging.getLogger(__name__)

_P = ParamSpec("_P")
_T = TypeVar("_T")
_NOT_READY = Refusal("policy-not-ready", setting="registry")
_BROKEN = Refusal("policy-broken", setting="registry")
_ELSEWHERE = Refusal("policy-elsewhere", row="W5")
_MALFORMED = Refusal("policy-malformed", code="M_BAD_JSON")
_NO_ROOM = Place("")


def closed(function: Callable[_P, Awaitable[_T]]) -> Callable[_P, Awaitable[_T]]:
    """Fail closed: whatever unexpected happens is a refusal with a sentence, never a 500."""

    @functools.wraps(function)
    async def guarded(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return await function(*args, **kwargs)
        except SynapseError:
            raise
        except Exception as error:
            logger.exception("A decision failed")
            raise answer(None, _BROKEN) from error

    return guarded


class Enforcer:
    """One a process. Every public method returns, or raises the answer for the client."""

    def __init__(
        self, api: ModuleApi, provisioner: str, consent_address: Callable[[str], str]
    ) -> None:
        self._api = api
        self._store: Any = api._hs.get_datastores().main
        self._server_name: str = api._hs.hostname
        self.provisioner = provisioner
        self._consent_address = consent_address
        self.rooms = Rooms(api, provisioner)
        self.incidents = Incidents(api, provisioner, lambda: self.rooms.by_key("moderation"))
        self.registry = Registry(
            api, provisioner, lambda: self.rooms.by_key("registry"), self.incidents.damaged
        )
        self._floods = Floods()
        self.uploads: Uploads | None = None
        self._minute = (0, "", 0)  # minutes since 1970, time zone, minute of the day there

    # Who and when

    async def actor(self, user: str) -> tuple[School | None, Actor]:
        """The school and who `user` is in it. Somebody of the roster is never more than that,
        whatever rights Synapse gives the account.
        """
        school = await self.registry.school()
        if user == self.provisioner:
            return school, Actor(user, Standing.SYSTEM)
        if school is not None:
            person = school.person(user)
            if person is not None:
                accepted = self.registry.has_accepted(user)
                return school, Actor(user, Standing.PERSON, person, accepted)
            if user in school.about.services:
                return school, Actor(user, Standing.SERVICE)
            if user in school.leavers:
                return school, Actor(user, Standing.STRANGER)
        if await self._store.is_server_admin(user):
            return school, Actor(user, Standing.SYSTEM)
        return school, Actor(user, Standing.STRANGER)

    async def bound(self, user: str) -> tuple[School, Actor] | None:
        """The school and actor, or None for whom no rule binds.

        Raises:
            SynapseError: there is no school yet, and so no rule by which anybody might do anything.
        """
        school, actor = await self.actor(user)
        if actor.standing is Standing.SYSTEM:
            return None
        if school is None:
            raise answer(None, _NOT_READY)
        return school, actor

    def _moment(self, school: School) -> Moment:
        now = time.time()
        since, zone, minute = self._minute
        if (int(now) // 60, school.safety.timezone) != (since, zone):
            since, zone = int(now) // 60, school.safety.timezone
            there = datetime.fromtimestamp(since * 60, ZoneInfo(zone))
            minute = there.hour * 60 + there.minute
            self._minute = (since, zone, minute)
        return Moment(minute, int(now * 1000))

    def refuse(
        self,
        school: School | None,
        error: Refused,
        user: str,
        room_id: str = "",
        key: str = "",
        event_type: str = "",
        text: str = "",
    ) -> SynapseError:
        """Write the incident; returns the answer for the client."""
        kind = "held" if error.hold else "refused"
        why = error.refusal
        extra = {}
        if why.code == "M_CONSENT_NOT_GIVEN":
            extra["consent_uri"] = self._consent_address(user)
        else:
            self.incidents.report(
                school,
                Incident(kind, why, user, room_id, key, event_type, text if error.hold else ""),
            )
        return answer(school, why, extra)

    # Events

    @closed
    async def event(
        self,
        user: str,
        room_id: str,
        event_type: str,
        content: Mapping[str, Any],
        state_key: str | None = None,
        redacts: str | None = None,
        *,
        count: bool = True,
    ) -> None:
        """Somebody sends an event."""
        found = await self.bound(user)
        if found is None:
            return
        school, actor = found
        place = await self.rooms.place(room_id)
        reading = contents.read(content)
        sent = Sent(
            event_type,
            content,
            state_key,
            await self._target(school, room_id, content, redacts),
            await self._media(reading.files),
            redacts,
        )
        try:
            notes = decide_event(school, self._moment(school), actor, place, sent, reading)
            if count and actor.person is not None:
                self._require_calm(school, actor.person)
        except Refused as error:
            text = "\n".join(reading.texts)
            raise self.refuse(school, error, user, room_id, place.key, event_type, text) from None
        if count:
            for note in notes:
                self.note(school, note, user, room_id, place.key, event_type)

    @closed
    async def form(
        self,
        user: str,
        room_id: str,
        event_type: str,
        content: Mapping[str, Any],
        *,
        is_state: bool,
    ) -> None:
        """Whatever a client sends, before Synapse makes an event of it."""
        try:
            check_form(event_type, content, is_state=is_state)
        except Refused as error:
            school, _ = await self.actor(user)
            raise self.refuse(school, error, user, room_id, event_type=event_type) from None

    @closed
    async def local(self, server_name: str) -> None:
        """Something on a server is asked for: the school knows no other server than its own."""
        if server_name != self._server_name:
            raise answer(await self.registry.school(), _ELSEWHERE)

    def note(
        self, school: School, note: Note, user: str, room_id: str, key: str, event_type: str
    ) -> None:
        """Write down what was allowed."""
        self.incidents.report(school, Incident("noted", note, user, room_id, key, event_type))

    def _require_calm(self, school: School, person: Person) -> None:
        limits = [it for role in person.roles if (it := school.safety.flood.get(role)) is not None]
        if len(limits) < len(person.roles) or person.id in school.hurried:
            return  # one of the roles has no limit, or it is a probe that tries everything at once
        broken = self._floods.is_too_much(person.user, limits, time.monotonic())
        if broken is not None:
            raise Refused(
                Refusal(
                    "policy-flood",
                    {"messages": broken.messages, "seconds": broken.seconds},
                    setting="flood",
                )
            )

    async def _target(
        self, school: School, room_id: str, content: Mapping[str, Any], redacts: str | None
    ) -> Target | None:
        """The event that this one replaces, removes or answers in a thread."""
        relation, related = contents.relation(content)
        event_id = redacts or related
        if not event_id:
            return None
        event = await self._store.get_event(event_id, allow_none=True)
        if event is None or event.room_id != room_id:
            return None
        by_service = event.sender in school.about.services or event.sender == self.provisioner
        is_task = event.type == events.TASK or (by_service and events.TASK in event.content)
        is_closed = is_task and relation == "m.thread" and await self._is_closed(event)
        return Target(event.sender, event.type, event.is_state(), by_service, is_task, is_closed)

    async def _is_closed(self, task: Any) -> bool:
        """Does the task, or its last edit by the same sender, say that it is closed?"""
        edits = await self._store.get_applicable_edits([task.event_id])
        edit = edits.get(task.event_id)
        content = edit.content.get("m.new_content") if edit is not None else task.content
        if task.type != events.TASK and isinstance(content, Mapping):
            content = content.get(events.TASK)
        return isinstance(content, Mapping) and content.get("closed") is True

    async def _media(self, files: Iterable[str]) -> Mapping[str, Media]:
        """What is known of the files in an event; only those on this server count."""
        found = {}
        for address in files:
            server, _, media_id = address.removeprefix("mxc://").partition("/")
            if server == self._server_name and media_id and self.uploads is not None:
                facts = await self.uploads.facts(media_id)
                if facts is not None:
                    group = group_of(facts.type)
                    found[address] = Media(facts.uploader, group, facts.sha256)
        return found

    # Rooms and their members

    @closed
    async def creation(self, user: str, config: dict[str, Any]) -> None:
        """Somebody creates a room: put its configuration right in place, or refuse."""
        space = await self.rooms.by_key("school")
        arranged = await self._decide(
            user,
            lambda school, actor, _: decide_creation(school, actor, config, space),
            event_type="m.room.create",
        )
        if arranged is not None:
            config.clear()
            config.update(arranged)

    @closed
    async def invitation(self, user: str, invited: str, room_id: str) -> None:
        """Somebody invites an account."""
        await self._decide(
            user,
            lambda school, actor, place: decide_invitation(school, actor, place, invited),
            room_id,
            "m.room.member",
        )

    @closed
    async def join(self, user: str, room_id: str) -> None:
        """Somebody comes in, or changes the name shown in a room."""
        await self._decide(user, decide_join, room_id, "m.room.member")

    @closed
    async def membership(
        self, user: str, target: str, room_id: str, action: str, content: Mapping[str, Any]
    ) -> None:
        """Any change of membership, before Synapse's own checks: removals, knocks, nicknames.

        Whoever it is may always go, and be taken out by the server in the own name: a stranger
        above all. A reason is shown in the room as a message is, and so is decided about as one.
        """
        if action == "leave" and user == target and not content:
            return
        await self._decide(
            user,
            lambda school, actor, place: decide_removal(
                school, actor, place, target, action, content
            ),
            room_id,
            "m.room.member",
        )
        reason = content.get("reason")
        if reason:
            words = {"msgtype": "m.text", "body": str(reason)}
            await self.event(user, room_id, "m.room.message", words)

    @closed
    async def upgrade(self, user: str, room_id: str) -> None:
        """Somebody replaces a room by another."""
        await self.feature(user, "room.describe", room_id)

    @closed
    async def feature(self, user: str, feature: str, room_id: str = "") -> None:
        """Something that is one feature of the whole server, such as an alias for a room."""
        await self._decide(
            user,
            lambda school, actor, _: require_on_server(school, person_of(actor), feature),
            room_id,
        )

    async def _decide(
        self,
        user: str,
        decide: Callable[[School, Actor, Place], _T],
        room_id: str = "",
        event_type: str = "",
    ) -> _T | None:
        """What `decide` says; None for whom it is not asked: programs are bound by what they send.

        Raises:
            SynapseError: it refuses.
        """
        found = await self.bound(user)
        if found is None or found[1].standing is Standing.SERVICE:
            return None
        school, actor = found
        place = await self.rooms.place(room_id) if room_id else _NO_ROOM
        try:
            return decide(school, actor, place)
        except Refused as error:
            raise self.refuse(school, error, user, room_id, place.key, event_type) from None

    # Persons

    @closed
    async def profile(self, user: str, field: str, value: object) -> None:
        """Somebody changes the own profile."""
        await self._decide(
            user, lambda school, actor, _: decide_profile(school, actor, field, value)
        )

    @closed
    async def to_device(self, user: str, message_type: str, recipients: Iterable[str]) -> None:
        """Somebody sends messages past all rooms, from device to device."""
        everybody = list(recipients)
        await self._decide(
            user, lambda school, actor, _: decide_to_device(school, actor, message_type, everybody)
        )

    @closed
    async def login(self, user: str) -> None:
        """Somebody logs in; who is not of the school does not."""
        await self._decide(user, lambda _school, actor, _: person_of(actor))

    @closed
    async def is_hidden(self, user: str, requester: str) -> bool:
        """Is `user` left out when `requester` searches for people? Who may not be written to is."""
        school, actor = await self.actor(requester)
        if actor.standing in (Standing.SYSTEM, Standing.SERVICE):
            return False
        if school is None or actor.person is None:
            return True
        return may_contact(school, actor.person, user) is not None

    def malformed(self) -> SynapseError:
        """The answer to a request that cannot be read; no incident: it is a program's fault."""
        return answer(self.registry.last, _MALFORMED, status=HTTPStatus.BAD_REQUEST)

    def refuse_upload(self, user: str, why: Refusal) -> SynapseError:
        """The answer to a refused upload."""
        return self.refuse(self.registry.last, Refused(why), user, event_type="upload")

    @closed
    async def upload_limits(self, user: str) -> list[Limits] | None:
        """What somebody may upload, by each of the roles; None for whom no limit binds."""
        found = await self.bound(user)
        if found is None or found[1].standing is Standing.SERVICE:
            return None
        school, actor = found
        if actor.person is None:
            return []
        return [
            it
            for role in sorted(actor.person.roles)
            if (it := school.safety.uploads.get(role)) is not None
        ]

    # Revoked roles

    async def misplaced(self) -> list[tuple[str, str]]:
        """(user id, room id): unconfirmed staff in managed rooms where they do not belong (R4)."""
        school = await self.registry.school()
        if school is None:
            return []
        users = [school.people.by_id[it].user for it in school.people.by_role.get(PENDING, ())]
        return [
            (user, room_id)
            for user in users
            for room_id in await self._store.get_rooms_for_user(user)
            if await self.is_misplaced(user, room_id)
        ]

    async def is_misplaced(self, user: str, room_id: str) -> bool:
        """Is somebody's role unconfirmed, now, and this a managed room that comes with the role?"""
        school = await self.registry.school()
        person = school.people.by_user.get(user) if school else None
        if school is None or person is None or PENDING not in person.roles:
            return False
        place = await self.rooms.place(room_id)
        return place.kind != DIRECT and not school.roles_in(person, place.kind, place.group)
