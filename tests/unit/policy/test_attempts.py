"""Whatever people do one after the other: no pupil ends up with a right that the regulation denies.

A model of the rooms: persons create, invite, come, go, send state; what the policy allows is done
as Synapse would do it, what Synapse refuses by itself (not a member, not invited) is not tried.
"""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from policy.contacts import needed_guardians
from policy.creation import decide_creation, decide_invitation, decide_join
from policy.decision import Place, Sent
from policy.messages import decide_event
from policy.people import PUPIL
from policy.personal import decide_removal
from policy.power_levels import thresholds, user_levels
from policy.regulation import DIRECT
from tests.unit.policy.json_values import contents
from tests.unit.policy.school import (
    DAY,
    PEOPLE,
    ROOMS,
    actor,
    decided,
    example,
    outcome,
    room,
    user,
)
from tests.unit.policy.test_messages import EVENTS
from tests.unit.policy.test_properties import configs

SCHOOL = example()
PUPILS = frozenset(it.user for it in SCHOOL.people.by_id.values() if PUPIL in it.roles)


@dataclass
class _Room:
    """A room of the model; `creator` is above all levels, as in room version 12."""

    kind: str
    key: str
    group: str | None
    creator: str
    joined: set[str]
    invited: set[str] = field(default_factory=set)
    levels: dict[str, int] = field(default_factory=dict)
    state: dict[tuple[str, str], Any] = field(default_factory=dict)

    def place(self) -> Place:
        return Place(
            self.kind,
            self.key,
            self.group,
            joined=frozenset(self.joined),
            invited=frozenset(self.invited),
        )


_STATE = tuple(it for it in EVENTS.values() if it.state_key is not None)
_NAMES = st.sampled_from(PEOPLE)
_ROOM = st.integers(0, 30)


class School(RuleBasedStateMachine):
    """The school of the tests, and what its people try."""

    def __init__(self) -> None:
        super().__init__()
        self.rooms: list[_Room] = []

    @initialize()
    def provisioned(self) -> None:
        for name in ROOMS:
            place = room(SCHOOL, name)
            members = SCHOOL.members(place.kind, place.group)
            self.rooms.append(
                _Room(
                    place.kind,
                    place.key,
                    place.group,
                    user("parta"),
                    set(place.joined),
                    levels=user_levels(SCHOOL.regulation, place.kind, members),
                    state={("m.room.join_rules", ""): {"join_rule": "restricted"}},
                )
            )

    def _room(self, number: int) -> _Room:
        # The newest ones more often: they are those that persons made.
        return self.rooms[-1 - number % len(self.rooms)]

    @rule(name=_NAMES, others=st.lists(_NAMES, max_size=3), config=configs())
    def create(self, name: str, others: list[str], config: dict[str, Any]) -> None:
        self._create(name, {**config, "invite": [*map(user, others), *config.get("invite", ())]})

    @rule(pair=st.sampled_from([("tess", "ann"), ("twin", "ben"), ("lee", "dan"), ("head", "eve")]))
    def write_to_a_pupil(self, pair: tuple[str, str]) -> None:
        name, pupil = pair
        self._create(name, {"invite": [user(pupil)]})

    @rule(number=_ROOM)
    def guardians_go(self, number: int) -> None:
        where = self._room(number)
        if where.kind == DIRECT:
            for gone in [user(it) for it in ("mum", "pa", "dad", "gran")]:
                where.joined.discard(gone)
                where.invited.discard(gone)

    @rule(number=_ROOM)
    def whoever_is_invited_comes(self, number: int) -> None:
        for one in sorted(self._room(number).invited):
            self.join(one[1:].partition(":")[0], number)

    def _create(self, name: str, body: dict[str, Any]) -> None:
        who = actor(SCHOOL, name)
        made: dict[str, Any] = {}
        if outcome(lambda: made.update(decide_creation(SCHOOL, who, body, None))):
            return
        levels = made["power_level_content_override"]["users"]
        new = _Room(DIRECT, "", None, who.user, {who.user}, levels=dict(levels))
        for event in made["initial_state"]:
            new.state[event["type"], event["state_key"]] = event["content"]
        self.rooms.append(new)
        for invited in made["invite"]:
            self._invite(new, name, invited)

    @rule(name=_NAMES, number=_ROOM, other=_NAMES)
    def invite(self, name: str, number: int, other: str) -> None:
        where = self._room(number)
        if user(name) in where.joined and user(other) not in where.joined:
            self._invite(where, name, user(other))

    def _invite(self, where: _Room, name: str, other: str) -> None:
        who = actor(SCHOOL, name)
        place = where.place()
        if outcome(lambda: decide_removal(SCHOOL, who, place, other, "invite", {})) or outcome(
            lambda: decide_invitation(SCHOOL, who, place, other)
        ):
            return
        where.invited.add(other)

    @rule(name=_NAMES, number=_ROOM)
    def come(self, name: str, number: int) -> None:
        self.join(name, number)

    def join(self, name: str, number: int) -> None:
        where, who = self._room(number), actor(SCHOOL, name)
        place = where.place()
        if outcome(lambda: decide_join(SCHOOL, who, place)):
            return
        if who.user in PUPILS and where.kind == DIRECT and who.user not in where.joined:
            assert not needed_guardians(SCHOOL, [who.user], where.joined | where.invited)
        where.invited.discard(who.user)
        where.joined.add(who.user)

    @rule(name=_NAMES, number=_ROOM, other=_NAMES, action=st.sampled_from(["leave", "kick", "ban"]))
    def remove(self, name: str, number: int, other: str, action: str) -> None:
        where, who = self._room(number), actor(SCHOOL, name)
        target = user(name if action == "leave" else other)
        place = where.place()
        if outcome(lambda: decide_removal(SCHOOL, who, place, target, action, {})) is None:
            where.joined.discard(target)
            where.invited.discard(target)
            assert target == who.user

    @rule(name=_NAMES, number=_ROOM, sent=st.sampled_from(_STATE), content=contents())
    def send_state(self, name: str, number: int, sent: Sent, content: dict[str, Any]) -> None:
        self._put(self._room(number), name, Sent(sent.type, {**content, **sent.content}, ""))

    @rule(
        name=_NAMES,
        number=_ROOM,
        sent=st.sampled_from(
            [
                Sent("m.room.power_levels", {"users": dict.fromkeys(PUPILS, 100)}, ""),
                Sent("m.room.power_levels", {"users_default": 100}, ""),
                Sent("m.room.join_rules", {"join_rule": "public"}, ""),
                Sent("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}, ""),
                Sent("m.room.history_visibility", {"history_visibility": "world_readable"}, ""),
                Sent("m.room.guest_access", {"guest_access": "can_join"}, ""),
                Sent("m.room.third_party_invite", {"display_name": "x"}, "t"),
            ]
        ),
    )
    def open_a_door(self, name: str, number: int, sent: Sent) -> None:
        self._put(self._room(number), name, sent)

    def _put(self, where: _Room, name: str, sent: Sent) -> None:
        who, place = actor(SCHOOL, name), where.place()
        if who.user not in where.joined:
            return
        if outcome(lambda: decide_event(SCHOOL, DAY, who, place, sent)) is None:
            where.state[sent.type, sent.state_key or ""] = sent.content
            if sent.type == "m.room.power_levels":
                where.levels.update(sent.content.get("users", {}))

    @rule(
        pupil=st.sampled_from(sorted(PUPILS)), number=_ROOM, feature=st.sampled_from(sorted(EVENTS))
    )
    def a_pupil_sends(self, pupil: str, number: int, feature: str) -> None:
        where = self._room(number)
        name = pupil[1:].partition(":")[0]
        place = where.place()
        if pupil not in where.joined or decided(SCHOOL, name, place, EVENTS[feature]) is not None:
            return
        known = SCHOOL.person(pupil)
        assert known is not None
        roles = SCHOOL.roles_in(known, where.kind, where.group)
        assert SCHOOL.regulation.decide(roles, feature, where.kind).allowed
        # Nothing is said among pupils alone, nor with a pupil whose guardians are out.
        assert any(
            (it := SCHOOL.person(other)) is not None and it.is_adult_in_charge
            for other in where.joined
        )
        if where.kind == DIRECT:
            here = where.joined | where.invited
            assert not needed_guardians(SCHOOL, here, here)

    @invariant()
    def pupils_have_no_power(self) -> None:
        for where in self.rooms:
            assert where.creator not in PUPILS
            assert not PUPILS & where.levels.keys()

    @invariant()
    def pupils_are_only_where_they_belong(self) -> None:
        for where in self.rooms:
            for pupil in where.joined & PUPILS:
                known = SCHOOL.person(pupil)
                assert known is not None
                if where.kind != DIRECT:
                    assert SCHOOL.roles_in(known, where.kind, where.group)

    @invariant()
    def no_room_is_open_or_encrypted(self) -> None:
        for where in self.rooms:
            assert ("m.room.encryption", "") not in where.state
            assert where.state["m.room.join_rules", ""]["join_rule"] in ("invite", "restricted")
            assert not [it for it in where.state if it[0] == "m.room.third_party_invite"]
            visible = where.state.get(("m.room.history_visibility", ""), {})
            assert visible.get("history_visibility") != "world_readable"

    @invariant()
    def the_levels_of_conversations_keep_pupils_low(self) -> None:
        assert thresholds(SCHOOL.regulation, DIRECT).top["users_default"] == 0


School.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestSchool = School.TestCase
