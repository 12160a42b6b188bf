"""What belongs to a person and not to a room: name, removal of others, messages past all rooms."""

from collections.abc import Collection, Mapping
from typing import Any

from policy.decision import Actor, Place
from policy.people import Person
from policy.refusal import Refusal, Refused
from policy.regulation import DIRECT
from policy.rights import DENY, person_of, refused, require_on_server, verdict
from policy.school import School

_REMOVALS = frozenset({"kick", "ban", "unban", "leave"})
# What a client may say about a membership. A reason is shown in the room and so is a message.
_MEMBERSHIP = frozenset({"membership", "displayname", "avatar_url", "is_direct", "reason"})
# What a client's own devices tell each other about keys and trust.
_OWN_DEVICES = (
    "m.room.encrypted", "m.room_key_request", "m.forwarded_room_key", "m.room_key.withheld",
    "m.secret.", "m.key.verification.", "m.dummy", "m.room_key", "org.matrix.room_key.",
    "io.element.",
)  # fmt: skip


def decide_profile(school: School, actor: Actor, field: str, value: object) -> None:
    """May the actor set a field of the own profile? The roster's name may be set again.

    Raises:
        Refused: no (W3).
    """
    person = person_of(actor)
    if field == "displayname":
        if value == person.entry.full_name:
            return
        _check_look_alike(school, person, value)
    require_on_server(school, person, "profile.rename")


def decide_removal(
    school: School,
    actor: Actor,
    place: Place,
    target: str,
    action: str,
    content: Mapping[str, Any],
) -> None:
    """May the actor change a membership in this way? Invitations and joins are decided elsewhere.

    Raises:
        Refused: no.
    """
    person = person_of(actor)
    unknown = sorted(map(str, content.keys() - _MEMBERSHIP))
    if unknown:
        raise Refused(Refusal("policy-unknown-event", {"type": unknown[0][:60]}, setting=DENY))
    _check_nickname(school, person, content)
    if action == "knock":
        raise Refused(Refusal("policy-not-invited", row="W5"))
    if action in _REMOVALS and target != actor.user:
        found = verdict(school, person, place, "member.remove")
        if not found.allowed:
            raise Refused(refused("member.remove", found))


def _check_nickname(school: School, person: Person, content: Mapping[str, Any]) -> None:
    """A name or picture for one room only would be a name that the roster does not know (W3)."""
    name, picture = content.get("displayname"), content.get("avatar_url")
    if (name is not None and name != person.entry.full_name) or picture:
        _check_look_alike(school, person, name)
        require_on_server(school, person, "profile.rename")


def _check_look_alike(school: School, person: Person, name: object) -> None:
    """The answer to a disguise names the disguise, not only the rule against new names."""
    if isinstance(name, str):
        staff = person.is_adult_in_charge
        refusal = school.names.why_not_person(name, person.user, staff=staff)
        if refusal is not None and refusal.row:
            raise Refused(refusal)


def decide_to_device(
    school: School, actor: Actor, message_type: str, recipients: Collection[str]
) -> None:
    """May the actor send a message from device to device?

    To the own devices what encryption needs; to others only where encryption is anybody's right,
    since calls and texts would otherwise pass where nobody sees them (W9, X6).

    Raises:
        Refused: no.
    """
    person = person_of(actor)
    known = message_type.startswith(_OWN_DEVICES)
    if known and all(user == actor.user for user in recipients):
        return
    may_encrypt = any(
        school.regulation.decide(sorted(person.roles), "encryption.enable", kind).allowed
        for kind in (*school.kinds, DIRECT)
    )
    if not known or not may_encrypt:
        raise Refused(Refusal("policy-to-device", {"type": message_type[:60]}, row="X6"))
