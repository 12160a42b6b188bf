"""User names: readable, typed easily, the same for ever once given."""

import re
from collections.abc import Collection, Mapping

from provisioning.roster.model import Person
from provisioning.translit import slug

_MAX = 60
# Specification, appendix "User Identifiers": 255 bytes with `@`, `:` and the server name.
_LONGEST_USER_ID = 255
_HIGHEST_NUMBER = 99_999


def user_ids(
    people: Mapping[str, Person],
    known: Mapping[str, str],
    taken: Collection[str],
    server_name: str,
) -> dict[str, str]:
    """Person id → user id for all `people`.

    Those in `known` (from the registry) keep theirs whatever becomes of the name. Newcomers get
    `familyname.givenname`, with a number where that is used: by somebody of ours or by any other
    account on the server (`taken`), because adopting a stranger's account would hand it a
    pupil's rights. The order of person ids decides, so the same roster gives the same names.
    """
    given = {person: known[person] for person in people if person in known}
    used = {*taken, *known.values()}
    room = _LONGEST_USER_ID - len(f"@{_HIGHEST_NUMBER}:{server_name}")
    for person_id in sorted(people.keys() - given.keys()):
        base = _base(people[person_id], min(room, _MAX))
        number = 1
        while (user := f"@{base if number == 1 else base + str(number)}:{server_name}") in used:
            number += 1
        used.add(user)
        given[person_id] = user
    return given


def _base(person: Person, longest: int) -> str:
    family, first = slug(person.name.family), slug(person.name.given)
    base = ".".join(part for part in (family, first) if part)
    # A trailing digit would collide with the numbering; user names have a closed alphabet.
    base = re.sub(r"[^a-z0-9.-]", "", base.lower()).strip(".-")[:longest].rstrip(".-0123456789")
    return base or "user"
