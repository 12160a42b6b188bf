"""Rooms that persons create: who may, with whom, and how they are put right (C2, C3, W8, X6).

What clients send out of habit (encryption, presets, doors) is set to the school's way; what would
change somebody's rights is refused. The result passes the same check again unchanged.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from policy import content as contents
from policy import events, sharing, wording
from policy.contacts import (
    are_family,
    guardians_of,
    is_with_programs,
    may_contact,
    needed_guardians,
)
from policy.decision import Actor, Place, Sent
from policy.people import PUPIL, Person
from policy.power_levels import thresholds, user_levels
from policy.refusal import Refusal, Refused
from policy.regulation import DIRECT, PENDING
from policy.rights import person_of, refused, require_on_server, verdict
from policy.school import School

# What a client may bring along and what of it is harmless; all of it is then set anew.
_HARMLESS_STATE: Mapping[str, tuple[str, frozenset[str]]] = {
    "m.room.history_visibility": ("history_visibility", frozenset({"shared", "invited", "joined"})),
    "m.room.guest_access": ("guest_access", frozenset({"can_join", "forbidden"})),
    "m.room.join_rules": ("join_rule", frozenset({"invite"})),
}
# Rooms are not encrypted (X6) and hang in the school's space, whatever a client proposes.
_SET_ANEW = frozenset({"m.room.encryption", "m.space.parent"})
_PRESETS = frozenset({"private_chat", "trusted_private_chat"})
_KNOWN = frozenset(
    {
        "visibility", "room_alias_name", "name", "topic", "invite", "invite_3pid", "room_version",
        "creation_content", "initial_state", "preset", "is_direct", "power_level_content_override",
    }
)  # fmt: skip
_MOST_PEOPLE = 200


def decide_creation(
    school: School, actor: Actor, config: Mapping[str, Any], parent_space: str | None
) -> dict[str, Any]:
    """The configuration with which a room of a person is created.

    `config` is the body of `createRoom` (specification: client-server API, room creation);
    `parent_space` the room id of the school's space.

    Raises:
        Refused: it is not created.
    """
    person = person_of(actor)
    _check_config(config)
    for event in config.get("initial_state") or ():
        _check_state(event)
    _check_names(school, person, config)
    others = [user for user in _invited(config) if user != actor.user]
    families = _guardians_of_pupils(school, others)
    if len([user for user in others if user not in families]) != 1:
        # Not a conversation between two but a chat, which few may organise (C2, W8).
        require_on_server(school, person, "room.create")
        if others:
            require_on_server(school, person, "room.fill")
    for user in others:
        refusal = may_contact(school, person, user)
        if refusal:
            raise Refused(refusal)
    # All guardians of invited pupils come in visibly, whoever forgot them (C3).
    # First, because the pupil is invited only into a room where they are.
    everybody = list(dict.fromkeys([*(it for it in families if it != actor.user), *others]))
    alone = needed_guardians(school, everybody, [*everybody, actor.user])
    if alone:
        raise Refused(Refusal("contacts-no-guardian", {"user": alone[0]}, row="C3"))
    arranged = _arranged(school, everybody, actor.user, parent_space)
    arranged["is_direct"] = config.get("is_direct") is True
    for key in ("name", "topic"):
        value = config.get(key)
        if isinstance(value, str) and value:
            arranged[key] = value
    return arranged


def decide_invitation(school: School, actor: Actor, place: Place, invited: str) -> None:
    """May the actor invite an account into a room?

    Raises:
        Refused: no.
    """
    person = person_of(actor)
    if place.kind != DIRECT:
        raise Refused(refused("member.invite", verdict(school, person, place, "member.invite")))
    others = (place.joined | place.invited) - {actor.user}
    if any(not are_family(school, invited, user) for user in others):
        # A third party makes a chat of a conversation between two.
        require_on_server(school, person, "room.fill")
    refusal = may_contact(school, person, invited)
    if refusal:
        raise Refused(refusal)
    alone = needed_guardians(school, [invited], place.joined | place.invited)
    if alone:
        raise Refused(Refusal("contacts-guardian-first", {"user": invited}, row="C3"))


def decide_join(school: School, actor: Actor, place: Place) -> None:
    """May the actor come into a room? Into managed ones only by the roster.

    Raises:
        Refused: no.
    """
    person = person_of(actor)
    if place.kind == DIRECT:
        if actor.user not in place.joined | place.invited:
            raise Refused(Refusal("policy-not-invited", row="W5"))
        if PENDING in person.roles and len(person.roles) == 1:
            require_on_server(school, person, "direct.with_staff")
        here = place.joined | place.invited
        if is_with_programs(school, actor.user, here):
            return
        # Who is in already only changes the own membership.
        if actor.user not in place.joined and needed_guardians(school, [actor.user], here):
            raise Refused(Refusal("contacts-guardian-gone", {"user": actor.user}, row="C3"))
    elif not school.roles_in(person, place.kind, place.group):
        raise Refused(Refusal("policy-not-on-the-list", row="X7"))


def room_with_program(school: School, user: str) -> dict[str, Any]:
    """The configuration of a room that a program of the school makes to speak with `user` alone."""
    return {**_arranged(school, (user,), "", None), "is_direct": True}


def _invited(config: Mapping[str, Any]) -> list[str]:
    invited = config.get("invite") or []
    if not isinstance(invited, list | tuple) or not all(isinstance(user, str) for user in invited):
        raise _not_this_way("creation-content")
    if len(invited) > _MOST_PEOPLE:
        raise _not_this_way("creation-many")
    return list(dict.fromkeys(invited))


def _guardians_of_pupils(school: School, users: Iterable[str]) -> list[str]:
    return [
        guardian
        for user in users
        if (person := school.person(user)) is not None and PUPIL in person.roles
        for guardian in guardians_of(school, person)
    ]


def _check_config(config: Mapping[str, Any]) -> None:
    """Refuse whatever would open the room, give rights away or bring outsiders in."""
    if config.keys() - _KNOWN:
        raise _not_this_way("creation-unknown")
    if config.get("room_alias_name"):
        raise _not_this_way("creation-alias")
    if config.get("invite_3pid"):
        raise Refused(Refusal("contacts-outsider", row="W5"))
    preset = config.get("preset", "private_chat")
    if (
        config.get("visibility", "private") != "private"
        or not isinstance(preset, str)
        or preset not in _PRESETS
    ):
        raise _not_this_way("creation-public")
    content = config.get("creation_content") or {}
    if (
        not isinstance(content, Mapping)
        or content.keys() - {"m.federate", events.DIRECT_MARK}
        or not isinstance(config.get("power_level_content_override") or {}, Mapping)
        or not isinstance(config.get("initial_state") or [], list | tuple)
    ):
        raise _not_this_way("creation-content")


def _check_state(event: object) -> None:
    if not isinstance(event, Mapping):
        raise _not_this_way("creation-content")
    kind, content = event.get("type"), event.get("content")
    if not isinstance(content, Mapping) or not isinstance(kind, str):
        raise _not_this_way("creation-content")
    if kind in _SET_ANEW:
        return
    if kind not in _HARMLESS_STATE or event.get("state_key", "") != "":
        raise Refused(Refusal("creation-state", {"type": kind[:60]}, row="X7"))
    field, harmless = _HARMLESS_STATE[kind]
    value = content.get(field)
    if not isinstance(value, str) or value not in harmless:
        raise _not_this_way("creation-public")


def _check_names(school: School, person: Person, config: Mapping[str, Any]) -> None:
    """Name and topic are words like any others."""
    for key in ("name", "topic"):
        if not isinstance(config.get(key, ""), str | None):
            raise _not_this_way("creation-content")
    given = {key: config[key] for key in ("name", "topic") if config.get(key)}
    if "name" in given:
        staff = person.is_adult_in_charge
        refusal = school.names.why_not_room(given["name"], staff=staff)
        if refusal is not None:
            raise Refused(refusal)
    if given:
        reading = contents.read(given)
        place = Place(DIRECT)
        sent = Sent("m.room.create", given)
        list(sharing.notes_on_sharing(school, person, place, sent, reading))
        list(wording.notes_on_words(school, person, place, reading))


def _arranged(
    school: School, invited: Sequence[str], creator: str, parent_space: str | None
) -> dict[str, Any]:
    roles = {
        user: person.roles
        for user in (*invited, creator)
        if (person := school.person(user)) is not None
    }
    levels = thresholds(school.regulation, DIRECT)
    users = user_levels(school.regulation, DIRECT, roles)
    # Room version 12: the creator is above all levels and must not be listed.
    users.pop(creator, None)
    state: list[dict[str, Any]] = [
        _state("m.room.join_rules", {"join_rule": "invite"}),
        _state("m.room.history_visibility", {"history_visibility": "shared"}),
        _state("m.room.guest_access", {"guest_access": "forbidden"}),
    ]
    if parent_space:
        state.append(
            _state("m.space.parent", {"via": [school.server_name], "canonical": True}, parent_space)
        )
    return {
        "visibility": "private",
        # Not trusted_private_chat: that makes everybody who is invited a creator.
        "preset": "private_chat",
        "room_version": events.ROOM_VERSION,
        "creation_content": {"m.federate": False, events.DIRECT_MARK: school.about.id},
        "power_level_content_override": levels.content(users),
        "initial_state": state,
        "invite": list(invited),
    }


def _state(kind: str, content: Mapping[str, Any], key: str = "") -> dict[str, Any]:
    return {"type": kind, "state_key": key, "content": dict(content)}


def _not_this_way(key: str) -> Refused:
    return Refused(Refusal(key, row="W5" if key == "creation-public" else "X7"))
