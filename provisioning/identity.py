"""Is an id still the same human being? An account must never change hands."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from provisioning.observe import Observed
from provisioning.problems import Place, Problem
from provisioning.registry import Registry
from provisioning.roster.model import Roster
from provisioning.school import School
from templates import message

# «Наталья» and «Наталия» are one name, «Пётр» and «Анна» are two.
_ALIKE = 0.6


def changed_identities(registry: Registry, roster: Roster) -> Iterator[Problem]:
    """Ids that now name somebody else than the registry knows, leavers included.

    A family name changes by marriage; a given name does not, but for spelling. Lists whose ids
    moved by a row would otherwise give every account, with its open sessions, to a stranger.
    """
    before = {
        person_id: it.name.given or it.name.full for person_id, it in registry.roster.people.items()
    }
    shown = {person_id: it.name.full for person_id, it in registry.roster.people.items()}
    for person_id, leaver in registry.leavers.items():
        before.setdefault(person_id, leaver.given or leaver.name)
        shown.setdefault(person_id, leaver.name)
    for person_id, person in roster.people.items():
        was = before.get(person_id)
        now = person.name.given or person.name.full
        if was is not None and not _alike(was, now):
            yield Problem(
                person.place or Place(Path("roster")),
                message(
                    "identity-changed", id=person_id, was=shown[person_id], name=person.name.full
                ),
            )


def taken_programs(found: Observed, school: School) -> Iterator[Problem]:
    """Accounts that would become a program's although they are somebody's.

    A person of the lists must not become the assistant, which is in every room with the highest
    level. Neither must an account that was there before and of which nobody said that it is ours:
    the registry names the assistant before its account is made.
    """
    people = {*found.registry.users.values(), *(it.user for it in found.registry.leavers.values())}
    place = Place(Path("school.yaml"))
    for program in sorted(school.program_ids & people):
        yield Problem(place, message("program-is-person", user=program))
    user, name = school.assistant_id, school.assistant
    strangers = found.foreign_users - found.registry.programs
    if user and name and user in strangers and name not in school.services:
        yield Problem(place, message("assistant-exists", user=user, name=name))


def _alike(one: str, other: str) -> bool:
    one, other = one.casefold().replace("ё", "е"), other.casefold().replace("ё", "е")
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE
