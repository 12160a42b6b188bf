"""May somebody use a command here? The regulation's word; a refusal names its clause."""

from bot.commands.model import Command, Right
from policy.decision import Place
from policy.people import Person
from policy.refusal import Refusal, Refused
from policy.regulation import SERVER
from policy.rights import DENY, refused, verdict, verdict_on_server
from policy.school import School


def require(school: School, person: Person, place: Place, command: Command) -> None:
    """Raises `Refused` where the regulation does not allow the command here."""
    match command.right:
        case Right.NONE:
            return
        case Right.HERE:
            require_in(school, person, place, command.feature)
        case Right.SERVER:
            found = verdict_on_server(school, person, command.feature)
            others = (verdict_on_server(school, person, it) for it in command.or_features)
            if not found.allowed and not any(it.allowed for it in others):
                raise Refused(refused(command.feature, found))
        case Right.SOMEWHERE:
            if not may_somewhere(school, person, command.feature):
                row = school.regulation.decide(sorted(person.roles), command.feature, SERVER).row
                raise Refused(
                    Refusal(
                        "policy-may-not",
                        {"feature": command.feature},
                        row=row.id if row else "",
                        setting="" if row else DENY,
                    )
                )


def require_in(school: School, person: Person, place: Place, feature: str) -> None:
    """Raises `Refused` where `person` may not do `feature` in `place`."""
    found = verdict(school, person, place, feature)
    if not found.allowed:
        raise Refused(refused(feature, found))


def may_in(school: School, person: Person, place: Place, feature: str) -> bool:
    """Does the regulation allow `feature` to `person` in `place`?"""
    return verdict(school, person, place, feature).allowed


def may_somewhere(school: School, person: Person, feature: str) -> bool:
    """Is there a kind of room in which the person's roles may do it?"""
    kinds = (*school.kinds, "direct", SERVER)
    return any(
        school.regulation.decide(sorted(person.roles), feature, kind).allowed for kind in kinds
    )


def may(school: School, person: Person, place: Place, command: Command) -> bool:
    """Would `require` let it pass?"""
    try:
        require(school, person, place, command)
    except Refused:
        return False
    return True
