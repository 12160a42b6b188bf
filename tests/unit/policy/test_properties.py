"""What holds of all decisions, whatever is sent: tried with content nobody would think of."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from policy.contacts import may_contact
from policy.creation import decide_creation, decide_invitation, decide_join
from policy.decision import Actor, Media, Moment, Place, Sent, Standing, Target
from policy.messages import decide_event
from policy.personal import decide_profile, decide_removal, decide_to_device
from policy.power_levels import TALK
from policy.refusal import Refusal, Refused
from policy.regulation import DIRECT
from policy.school import School
from provisioning.roster.model import Role
from tests.unit.builders import ORDER, SERVER
from tests.unit.policy.json_values import KEYS, anything, contents, nested, texts
from tests.unit.policy.school import (
    BOT,
    DAY,
    NIGHT,
    PEOPLE,
    ROOMS,
    SAFETY,
    actor,
    between,
    decided,
    example,
    outcome,
    person,
    room,
    roster,
    school_of,
    text,
    user,
    with_newcomer,
)
from tests.unit.policy.test_messages import EVENTS

SCHOOL = example()
CONFERENCES = replace(
    SCHOOL, safety=replace(SCHOOL.safety, conference_hosts=frozenset({"meet.school.example"}))
)
HERE = f"mxc://{SERVER}/abc"
TYPES = tuple(
    sorted(
        {"m.room.message", "m.room.encrypted", "m.room.member", "m.room.create", "org.parta.room"}
        | {event for feature in SCHOOL.regulation.features.values() for event in feature.events}
    )
)


def names() -> st.SearchStrategy[str]:
    return st.sampled_from((*PEOPLE, "stranger"))


def actors() -> st.SearchStrategy[Actor]:
    return st.one_of(
        st.builds(lambda name, it: actor(SCHOOL, name, accepted=it), names(), st.booleans()),
        st.sampled_from([Actor(BOT, Standing.SERVICE), Actor(user("parta"), Standing.SYSTEM)]),
    )


@st.composite
def places(draw: st.DrawFn) -> Place:
    some = draw(st.lists(names(), max_size=5))
    if draw(st.booleans()):
        return between(*some, invited=tuple(draw(st.lists(names(), max_size=2))))
    place = room(SCHOOL, draw(st.sampled_from(ROOMS)), locked=draw(st.booleans()))
    return place if draw(st.booleans()) else replace(place, joined=frozenset(map(user, some)))


@st.composite
def sendings(draw: st.DrawFn) -> Sent:
    return Sent(
        type=draw(st.one_of(st.sampled_from(TYPES), st.text(max_size=6))),
        content=draw(contents()),
        state_key=draw(st.one_of(st.none(), st.just(""), texts())),
        target=draw(
            st.one_of(
                st.none(),
                st.builds(
                    Target, names().map(user), st.sampled_from((*TYPES, "")), st.booleans(),
                    st.booleans(),
                ),
            )
        ),
        media=draw(
            st.one_of(
                st.just({}),
                st.builds(
                    lambda group, sha: {HERE: Media(user("ann"), group, sha)},
                    st.sampled_from(("photo", "audio", "video", "document", "archive", "", "x")),
                    st.one_of(st.none(), st.text(max_size=4)),
                ),
            )
        ),
        redacts=draw(st.one_of(st.none(), st.just("$x"), st.just(""))),
    )  # fmt: skip


MINUTES = st.builds(Moment, st.integers(0, 24 * 60 - 1))


class TestNothingButRefusals:
    """A decision ends with «yes» or with a refusal, and with nothing else."""

    @settings(max_examples=600, deadline=None)
    @given(actors(), places(), sendings(), MINUTES)
    def test_events(self, who: Actor, place: Place, sent: Sent, moment: Moment) -> None:
        outcome(lambda: decide_event(CONFERENCES, moment, who, place, sent))

    @settings(max_examples=300, deadline=None)
    @given(actors(), contents())
    def test_creations(self, who: Actor, config: dict[str, Any]) -> None:
        outcome(lambda: decide_creation(SCHOOL, who, config, "!space"))

    @given(actors(), places(), texts(), texts(), contents(), anything())
    def test_memberships_and_profiles(
        self, who: Actor, place: Place, one: str, other: str, content: Any, value: Any
    ) -> None:
        decisions: list[Callable[[], object]] = [
            lambda: decide_invitation(SCHOOL, who, place, one),
            lambda: decide_join(SCHOOL, who, place),
            lambda: decide_removal(SCHOOL, who, place, one, other, content),
            lambda: decide_removal(SCHOOL, who, place, one, "join", content),
            lambda: decide_profile(SCHOOL, who, one, value),
            lambda: decide_to_device(SCHOOL, who, one, [other]),
        ]
        for decide in decisions:
            outcome(decide)

    @pytest.mark.parametrize("by", ["", "m.new_content", "body", "info", "m.relates_to", "x"])
    @pytest.mark.parametrize("key", ["body", "msgtype", "m.relates_to", "m.new_content", "url",
                                     "info", "m.mentions", "x", "data", "type"])  # fmt: skip
    def test_content_of_ten_thousand_levels(self, key: str, by: str) -> None:
        deep = nested(10_000, by=by)
        for sent in (
            text(**{key: deep}),
            Sent("m.reaction", {key: deep}),
            Sent("im.vector.modular.widgets", {"type": "jitsi", key: deep}, "w"),
            Sent("im.vector.modular.widgets", {"type": "jitsi", "data": {"domain": deep}}, "w"),
            Sent("m.room.message", {"m.relates_to": {"rel_type": "m.replace", "event_id": "$x"},
                                    "m.new_content": {"msgtype": "m.text", key: deep}}),
        ):  # fmt: skip
            decided(CONFERENCES, "tess", room(SCHOOL, "3А pupils"), sent)

    @pytest.mark.parametrize("key", KEYS)
    def test_a_room_of_ten_thousand_levels(self, key: str) -> None:
        for by in ("", key):
            config = {key: nested(10_000, by=by)}
            outcome(
                lambda config=config: decide_creation(SCHOOL, actor(SCHOOL, "tess"), config, "")
            )


class TestInputsStayAsTheyAre:
    """A decision looks and does not touch."""

    @settings(deadline=None)
    @given(actors(), places(), sendings())
    def test_events(self, who: Actor, place: Place, sent: Sent) -> None:
        before = deepcopy((place, sent))
        outcome(lambda: decide_event(SCHOOL, DAY, who, place, sent))
        assert before == (place, sent)

    @settings(deadline=None)
    @given(actors(), contents())
    def test_creations(self, who: Actor, config: dict[str, Any]) -> None:
        before = repr(config)
        outcome(lambda: decide_creation(SCHOOL, who, config, "!space"))
        assert repr(config) == before


class TestTheSameAnswerTwice:
    """The same question has the same answer; the order of roles and people does not matter."""

    @settings(deadline=None)
    @given(names(), places(), sendings(), MINUTES)
    def test_events(self, name: str, place: Place, sent: Sent, moment: Moment) -> None:
        again = school_of(with_newcomer(roster()), safety=SAFETY)
        assert decided(SCHOOL, name, place, sent, moment) == decided(
            again, name, place, sent, moment
        )


def configs() -> st.SearchStrategy[dict[str, Any]]:
    """Bodies of createRoom, many of which a client would send."""
    event = st.builds(
        lambda kind, content: {"type": kind, "state_key": "", "content": content},
        st.sampled_from(
            ("m.room.encryption", "m.room.join_rules", "m.room.guest_access", "m.room.name",
             "m.room.history_visibility", "m.room.power_levels", "m.space.parent")
        ),
        st.one_of(
            contents(),
            st.sampled_from(
                [{"join_rule": "invite"}, {"guest_access": "can_join"}, {"join_rule": "public"},
                 {"history_visibility": "shared"}, {"history_visibility": "world_readable"}]
            ),
        ),
    )  # fmt: skip
    return st.fixed_dictionaries(
        {},
        optional={
            "invite": st.lists(names().map(user), max_size=4),
            "initial_state": st.lists(event, max_size=3),
            "preset": st.sampled_from(["private_chat", "trusted_private_chat", "public_chat"]),
            "visibility": st.sampled_from(["private", "public"]),
            "creation_content": st.one_of(
                st.just({}), st.just({"m.federate": True}), st.just({"additional_creators": []}),
                contents(),
            ),
            "power_level_content_override": contents(),
            "room_version": st.one_of(st.sampled_from(["1", "10", "12"]), anything()),
            "name": texts(),
            "topic": texts(),
            "is_direct": anything(),
        },
    )  # fmt: skip


class TestCreation:
    """What comes out of a creation is closed, and comes out of the same check unchanged."""

    @settings(max_examples=200, deadline=None)
    @given(names(), configs(), st.sampled_from([None, "!space"]))
    def test_its_own_result_passes_unchanged(
        self, name: str, config: dict[str, Any], space: str | None
    ) -> None:
        who = actor(SCHOOL, name)
        try:
            once = decide_creation(SCHOOL, who, config, space)
        except Refused:
            return
        assert decide_creation(SCHOOL, who, deepcopy(once), space) == once

    @settings(max_examples=200, deadline=None)
    @given(names(), configs())
    def test_no_open_no_encrypted_room_and_no_second_creator(
        self, name: str, config: dict[str, Any]
    ) -> None:
        try:
            made = decide_creation(SCHOOL, actor(SCHOOL, name), config, "!space")
        except Refused:
            return
        assert made["visibility"] == "private"
        assert made["preset"] == "private_chat"
        assert made["creation_content"].keys() == {"m.federate", "org.parta.direct"}
        assert made["creation_content"]["m.federate"] is False
        assert "room_alias_name" not in made
        assert "invite_3pid" not in made
        state = {it["type"]: it["content"] for it in made["initial_state"]}
        assert "m.room.encryption" not in state
        assert state["m.room.join_rules"] == {"join_rule": "invite"}
        assert state["m.room.guest_access"] == {"guest_access": "forbidden"}
        assert state["m.room.history_visibility"] == {"history_visibility": "shared"}
        levels = made["power_level_content_override"]
        for pupil in ("ann", "ben", "cal", "dan", "eve", "lone"):
            assert user(pupil) not in levels["users"]
        assert levels["users_default"] == 0

    @settings(max_examples=300, deadline=None)
    @given(names(), st.lists(names(), max_size=4))
    def test_everybody_who_comes_in_may_be_invited_one_after_the_other(
        self, name: str, others: list[str]
    ) -> None:
        """Synapse asks about each invitation of a new room again, in their order."""
        who = actor(SCHOOL, name)
        config = {"invite": list(map(user, others))}
        try:
            made = decide_creation(SCHOOL, who, config, None)
        except Refused:
            return
        invited: list[str] = []
        for one in made["invite"]:
            place = Place(DIRECT, joined=frozenset({who.user}), invited=frozenset(invited))
            decide_invitation(SCHOOL, who, place, one)
            invited.append(one)


# Keys that say what an event is, or give a reason: with them another event is sent.
_MEANING = ("msgtype", "m.relates_to", "type", "url", "body", "m.new_content", "org.parta.reason")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(names(), places(), st.sampled_from(sorted(EVENTS)), contents(), MINUTES)
def test_what_is_refused_stays_refused_with_more_in_it(
    name: str, place: Place, feature: str, more: dict[str, Any], moment: Moment
) -> None:
    sent = EVENTS[feature]
    assume(sent.content)  # empty state takes something away
    assume(decided(SCHOOL, name, place, sent, moment) is not None)
    odd = {key: value for key, value in more.items() if key not in _MEANING}
    hostile = replace(sent, content={**odd, **sent.content})
    assert decided(SCHOOL, name, place, hostile, moment) is not None


# Rights only ever grow with roles and shrink with rows


@cache
def with_role(name: str, role: Role) -> School:
    """The school where `name` has one role more."""
    built = with_newcomer(roster())
    known = built.people[name]
    order = known.order if name == "newt" else ORDER
    changed = replace(known, roles=known.roles | {role}, order=order)
    return school_of(replace(built, people={**built.people, name: changed}), safety=SAFETY)


ROWS = {row.id: row for row in SCHOOL.regulation.rows}
_ONE_OF_EACH = ("ann", "mum", "tess", "twin", "lee", "newt", "head", "adm", "sec")


def answers(school: School, *names: str) -> Mapping[tuple[str, ...], Refusal | None]:
    """Every answer that depends on roles and regulation: for these people, or one of each sort."""
    found: dict[tuple[str, ...], Refusal | None] = {}
    for name in names or _ONE_OF_EACH:
        for where in ("talk", "3А pupils", "3А parents", "3А news", "3А materials", "chess",
                      "announcements", "staff room", "documents", "council"):  # fmt: skip
            place = between("tess", "ann", "mum") if where == "talk" else room(school, where)
            for feature, sent in EVENTS.items():
                for moment in (DAY, NIGHT):
                    key = (name, where, feature, str(moment.minute))
                    found[key] = decided(school, name, place, sent, moment)
        for other in PEOPLE:
            found[name, "contact", other] = may_contact(school, person(school, name), user(other))
            found[name, "create", other] = outcome(
                lambda name=name, other=other: decide_creation(
                    school, actor(school, name), {"invite": [user(other), user("todd")]}, None
                )
            )
    return found


@cache
def answers_now() -> Mapping[tuple[str, ...], Refusal | None]:
    """The answers of the shipped regulation."""
    return answers(SCHOOL)


@pytest.mark.parametrize("role", [it for it in Role if it is not Role.PUPIL])
@pytest.mark.parametrize("name", ["mum", "tess", "lee", "newt", "head", "adm", "sec", "twin"])
def test_one_role_more_takes_no_right_away(name: str, role: Role) -> None:
    """Pupils are left out: being one is being protected, and that does take away."""
    after = answers(with_role(name, role), name)
    for key, refusal in answers_now().items():
        if key[0] == name and refusal is None:
            assert after[key] is None, key


def without(row_id: str) -> School:
    """The school whose regulation lacks a row."""
    rows = tuple(row for row in SCHOOL.regulation.rows if row.id != row_id)
    return school_of(
        with_newcomer(roster()),
        safety=SAFETY,
        regulation=replace(SCHOOL.regulation, rows=rows),
    )


@pytest.mark.parametrize("row_id", ROWS)
def test_a_row_less_gives_nobody_a_right(row_id: str) -> None:
    before = answers_now()
    for key, refusal in answers(without(row_id)).items():
        assert refusal is not None or before[key] is None, key


def test_without_any_row_nobody_may_anything() -> None:
    nothing = school_of(
        with_newcomer(roster()),
        safety=SAFETY,
        regulation=replace(SCHOOL.regulation, rows=()),
    )
    allowed = {key for key, refusal in answers(nothing).items() if refusal is None}
    # Parents of one class and oneself: settings, and no rights of the regulation.
    assert {key[1] for key in allowed} <= {"contact", "create"}
    assert all(key[2] in ("mum", "pa", "dad", key[0]) or key[1] == "contact" for key in allowed)
    assert not nothing.regulation.roles_that_may(TALK, DIRECT)
