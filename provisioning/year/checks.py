"""What has to be true before a school rolls over: each failure is a sentence. Pure."""

from collections.abc import Collection, Iterator

from provisioning.guard import Held, check_removals
from provisioning.handover import told, unstaffed
from provisioning.registry import Registry
from provisioning.roster.model import Roster
from provisioning.school import School
from provisioning.year.compare import Year, unexpected, years_between
from templates import Message, message


def refusals(
    before: Roster, after: Roster, year: Year, confirmed: Collection[str]
) -> Iterator[Message]:
    """Why these lists are no next year of this school, or what a person has to say first."""
    if not before.people:
        yield message("turn-no-school")
        return
    steps = years_between(before, after)
    if steps and steps != {1}:
        yield message("turn-same-year" if 0 in steps else "turn-wrong-year")
        return
    unknown = sorted(set(confirmed) - {it.person for it in year.repeaters})
    if unknown:
        yield message("turn-no-repeater", ids=", ".join(unknown))
    asked = [it for it in year.repeaters if it.person not in confirmed]
    for it in asked:
        yield message("turn-repeater", name=it.name, was=it.was, now=it.now)
    if asked:
        options = " ".join(f"--repeater {it.person}" for it in year.repeaters)
        yield message("turn-repeater-what-to-do", options=options)


def removals(
    before: Roster, after: Roster, year: Year, registry: Registry, school: School, allowed: int
) -> Held | None:
    """What the removal guard says of losses that are not the roll-over's own."""
    held = check_removals(
        unexpected(before, year), after, school.removal_guard, allowed, registry.held
    )
    waiting = unstaffed(before, after, registry)
    if waiting and len(frozenset().union(*waiting.values())) > allowed:
        held = told(before, waiting, held)
    return held
