"""Over whom somebody's right reaches: here, in a room that both share, or in the whole school.

Rights are asked again at the moment of acting, by the regulation and never by a display name.
"""

from collections.abc import Iterable

from bot.commands.rights import may_in, require_in
from bot.desk import Desk
from bot.moderation.kinds import MODERATION
from bot.school import place_of
from policy.decision import Place
from policy.people import Person
from policy.rights import verdict_on_server
from policy.school import School

DECIDE = "incident.decide"
# The rooms of pupils and parents in which order is kept over them.
FAMILIES = frozenset({"pupils", "parents", "club"})
_MODERATION = Place(MODERATION, MODERATION)


def require_over(desk: Desk, person: Person, here: Place, feature: str, of: Person) -> list[str]:
    """Where may `person` do `feature` to `of`, by a command typed `here`? Locator keys, "" for all.

    In a room to which `of` belongs: there. Elsewhere: in the whole school, or in each room of `of`
    where the regulation gives it. A right on the server is one in every room.

    Raises:
        Refused: nowhere; named is what holds here.
    """
    school = desk.school
    everywhere = verdict_on_server(school, person, feature).allowed
    if here.kind in FAMILIES and _belongs(school, of, here):
        if not everywhere:
            require_in(school, person, here, feature)
        return [here.key]
    if everywhere:
        return [""]
    rooms = [it.key for it in _rooms_of(desk, of) if may_in(school, person, it, feature)]
    if not rooms:
        require_in(school, person, here, feature)
        # Here it may be done, but not to somebody who is not here.
        require_in(school, person, Place("", ""), feature)
    return rooms


def _rooms_of(desk: Desk, of: Person) -> Iterable[Place]:
    for row in desk.rooms:
        place = place_of(row)
        if row.kind in FAMILIES and _belongs(desk.school, of, place):
            yield place


def _belongs(school: School, person: Person, place: Place) -> bool:
    return bool(place.key) and person.user in school.members(place.kind, place.group)


def may_decide(school: School, person: Person) -> bool:
    """May `person` decide about cases, now?"""
    return may_in(school, person, _MODERATION, DECIDE)


def moderators(school: School) -> list[Person]:
    """Everybody who may decide, in the order of their user ids."""
    members = school.members(MODERATION, None)
    found = [it for user in members if (it := school.person(user)) and may_decide(school, it)]
    return sorted(found, key=lambda it: it.user)


def directors(school: School) -> list[str]:
    """User ids of the heads of the school."""
    ids = school.people.by_role.get("director", frozenset())
    return sorted(school.people.by_id[it].user for it in ids)
