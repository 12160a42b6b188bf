"""Who was there, for how long, who was late and who missing: from what Prosody reports. Pure.

Reports come late, twice and in the wrong order, and some never come: each is a fact of its own, and
what follows from all of them is worked out anew whenever somebody asks.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.store.store import Fact
from policy.people import PARENT, PUPIL, Person
from policy.school import School

PRESENCE = "conference.presence"
JOINED, LEFT, DESTROYED = "joined", "left", "destroyed"
_MINUTE_MS = 60_000
# Who comes so much later than the beginning is late.
LATE_MS = 5 * _MINUTE_MS

Stay = tuple[int, int]  # from, until (milliseconds)


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody expected (`name`), and when they were there; `by` is who came for a child."""

    name: str
    stays: tuple[Stay, ...] = ()
    by: str = ""
    late: bool = False

    @property
    def first(self) -> int:
        """When they came first, 0 for never."""
        return self.stays[0][0] if self.stays else 0

    @property
    def last(self) -> int:
        """When they left last, 0 for never having been there."""
        return self.stays[-1][1] if self.stays else 0

    @property
    def minutes(self) -> int:
        """Whole minutes there; whoever was there at all has one at least."""
        return minutes(self.stays)


def stays_of(facts: Iterable[Fact], opened: int, until: int) -> dict[str, tuple[Stay, ...]]:
    """User id → when they were there, between `opened` and `until`, two devices counted once."""
    by_occupant: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    ends: list[int] = []
    for fact in facts:
        what = str(fact.data.get("event"))
        if what == DESTROYED:
            ends.append(fact.at)
        elif what in (JOINED, LEFT):
            occupant = str(fact.data.get("occupant"))
            by_occupant[fact.subject, occupant].append((fact.at, what))
    found: dict[str, list[Stay]] = defaultdict(list)
    for (user, _), seen in by_occupant.items():
        found[user] += _stays(seen, ends, until)
    joined = {user: merged(them, opened, until) for user, them in found.items()}
    return {user: them for user, them in joined.items() if them}


def _stays(seen: Sequence[tuple[int, str]], ends: Sequence[int], until: int) -> Iterable[Stay]:
    """The stays of one occupant: in the order of time, whatever order they were told in."""
    came: int | None = None
    for at, what in sorted((*seen, *((at, DESTROYED) for at in ends)), key=_order):
        if what == JOINED:
            came = at if came is None else came
        elif came is not None:
            yield came, at
            came = None
    if came is not None:
        yield came, max(until, came)


def _order(seen: tuple[int, str]) -> tuple[int, bool]:
    # Who came and left in one millisecond came first.
    return seen[0], seen[1] != JOINED


def merged(stays: Iterable[Stay], opened: int, until: int) -> tuple[Stay, ...]:
    """Stays within a time, those that touch made one."""
    found: list[Stay] = []
    for start, end in sorted((max(a, opened), min(b, until)) for a, b in stays):
        if start > end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def minutes(stays: Iterable[Stay]) -> int:
    """Whole minutes; somebody who only looked in has one."""
    lasted = [end - start for start, end in stays]
    return max(sum(lasted) // _MINUTE_MS, 1) if lasted else 0


def inside(facts: Iterable[Fact], now: int) -> frozenset[str]:
    """User ids of who is there at `now`."""
    found = stays_of(facts, 0, now + 1)
    return frozenset(user for user, them in found.items() if them[-1][1] > now)


def expected(
    school: School, form: str, kind: str, group: str | None, stays: Mapping[str, tuple[Stay, ...]],
    opened: int,
) -> list[Came]:  # fmt: skip
    """Everybody who is counted, by name and without a rank, those who were missing too.

    A lesson counts pupils; a parents' meeting children, for whom one parent is enough; what staff
    do, who belongs into the room. A school event counts nobody by name.
    """
    if form == "event":
        return []
    members = school.members(kind, group)
    people = [it for user in members if (it := school.person(user)) is not None]
    if form == "lesson":
        wanted = [it for it in people if PUPIL in members[it.user]]
        found = [_came(it, [it], stays, opened) for it in wanted]
    elif form == "parents_meeting":
        parents = [it for it in people if PARENT in members[it.user]]
        found = [_came(child, them, stays, opened) for child, them in _families(
            school, parents, group)]  # fmt: skip
    else:
        found = [_came(it, [it], stays, opened) for it in people]
    return sorted(found, key=lambda it: it.name)


def _families(
    school: School, parents: Iterable[Person], group: str | None
) -> Iterable[tuple[Person, list[Person]]]:
    """Children of the class, or of any class for a room of no class, with their parents here."""
    families: dict[str, list[Person]] = defaultdict(list)
    group_of = school.people.groups.get(group or "")
    of_class = group_of is not None and group_of.kind == "class"
    for parent in parents:
        for child in school.people.children(parent):
            if not of_class or PUPIL in child.entry.groups.get(group or "", ()):
                families[child.id].append(parent)
    if of_class and group is not None:
        # A child none of whose parents has an account is missing, and not left out.
        for child_id in school.people.having(group, [PUPIL]):
            families.setdefault(child_id, [])
    return [(school.people.by_id[it], them) for it, them in families.items()]


def _came(
    about: Person, people: Sequence[Person], stays: Mapping[str, tuple[Stay, ...]], opened: int
) -> Came:
    there = [it for it in people if it.user in stays]
    whole = merged((stay for it in there for stay in stays[it.user]), 0, 2**53)
    by = ", ".join(sorted(it.entry.full_name for it in there if it is not about))
    late = bool(whole) and whole[0][0] > opened + LATE_MS
    return Came(about.entry.full_name, whole, by, late)
