"""May somebody do a feature in a place: the one question behind every other decision."""

from policy.decision import Actor, Place, Standing
from policy.people import Person
from policy.refusal import Refusal, Refused
from policy.regulation import SERVER, Verdict
from policy.school import School

# The setting behind a refusal that no row and no setting speaks of: what nobody named is refused.
DENY = "deny-by-default"


def verdict(school: School, person: Person, place: Place, feature: str) -> Verdict:
    """What the regulation says, for the roles in which `person` is in `place`."""
    roles = school.roles_in(person, place.kind, place.group)
    return school.regulation.decide(sorted(roles), feature, place.kind)


def verdict_on_server(school: School, person: Person, feature: str) -> Verdict:
    """What the regulation says of something that belongs to no room."""
    return school.regulation.decide(sorted(person.roles), feature, SERVER)


def refused(feature: str, found: Verdict) -> Refusal:
    """The refusal for a verdict; names the row that refuses, or gives it to others only."""
    return Refusal(
        "policy-may-not",
        {"feature": feature},
        row=found.row.id if found.row else "",
        setting="" if found.row else DENY,
    )


def person_of(actor: Actor) -> Person:
    """The person who acts.

    Raises:
        Refused: a stranger or a leaver, who may do nothing (W5).
    """
    if actor.standing is Standing.PERSON and actor.person is not None:
        return actor.person
    raise Refused(Refusal("policy-stranger", row="W5"))


def require_on_server(school: School, person: Person, feature: str) -> None:
    """May the person do something that belongs to no room?

    Raises:
        Refused: no.
    """
    found = verdict_on_server(school, person, feature)
    if not found.allowed:
        raise Refused(refused(feature, found))
