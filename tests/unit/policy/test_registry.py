"""The school as it is read from the registry room: event by event, and all at once."""

from collections.abc import Mapping
from typing import Any

import pytest

from policy import events
from policy.people import PUPIL
from policy.registry import Reader, Written, read_school
from policy.roster import Json, StateKey
from policy.words import Word, WordList
from policy.words import pack as pack_words
from tests.unit.builders import SERVER, plan_for
from tests.unit.policy.school import A, roster, user

PROVISIONER = f"@parta:{SERVER}"
BOT = f"@assistant:{SERVER}"
NOW = 1_000_000
WORD_LISTS = [WordList({form: Word("w", "ru", "refuse")}) for form in ("one", "two")]


def registry() -> dict[StateKey, Json]:
    """The registry's state after provisioning wrote it, with the bot as a program."""
    state: dict[StateKey, Json] = dict(plan_for(roster().build()).wanted.registry)
    state[events.SCHOOL, ""] = {**state[events.SCHOOL, ""], "services": [BOT]}
    return {**state, **words(0)}


def words(number: int) -> dict[StateKey, Json]:
    """The events of a word list."""
    (part,) = pack_words(WORD_LISTS[number])
    return {(events.WORDS, ""): part}


def by(sender: str, state: Mapping[StateKey, Json]) -> dict[StateKey, Written]:
    """State that `sender` wrote."""
    return {key: Written(sender, content) for key, content in state.items()}


class Reading:
    """A reader of the school above, with what it reported."""

    def __init__(self, state: Mapping[StateKey, Json] | None = None) -> None:
        self.reported: list[str] = []
        self.reader = Reader(SERVER, PROVISIONER, ("ru", "en"), self.reported.append)
        self.write(registry() if state is None else state)

    def write(self, state: Mapping[StateKey, Json], sender: str = PROVISIONER) -> None:
        self.reader.read(by(sender, state), NOW)


def test_both_ways_of_reading_make_the_same_school() -> None:
    reading = Reading()
    assert reading.reader.school == read_school(registry(), SERVER)
    assert reading.reported == []
    found = reading.reader.school
    assert found is not None
    assert found.words == WORD_LISTS[0]
    assert user("ann") in found.members("pupils", A)


@pytest.mark.parametrize("missing", [events.SCHOOL, events.REGULATION, events.KINDS, events.SAFETY])
def test_no_school_before_everything_needed_is_written(missing: str) -> None:
    state = registry()
    last = {(missing, ""): state.pop((missing, ""))}
    reading = Reading(state)
    assert reading.reader.school is None
    with pytest.raises(KeyError):
        read_school(state, SERVER)
    reading.write(last)
    assert reading.reader.school is not None


@pytest.mark.parametrize("kind", [events.REGULATION, events.KINDS, events.SAFETY, events.SCHOOL])
@pytest.mark.parametrize("content", [{}, {"zlib": 7}, {"kinds": [], "id": 7}])
def test_damaged_event_is_told_and_the_last_good_one_stays(kind: str, content: Json) -> None:
    reading = Reading()
    before = reading.reader.school
    reading.write({(kind, ""): content})
    assert reading.reader.school == before
    assert reading.reported == [f"{kind} "]


def test_language_that_nobody_translated_for_is_damage() -> None:
    reading = Reading()
    key = (events.SCHOOL, "")
    reading.write({key: {**registry()[key], "language": "tlh"}})
    assert reading.reader.school is not None
    assert reading.reader.school.about.language == "ru"
    assert reading.reported == [f"{events.SCHOOL} "]


@pytest.mark.parametrize("packed", ["!", "AAAA", 7, "", None])
def test_damaged_word_list_leaves_the_last_and_does_not_stop_the_rest(packed: Any) -> None:
    reading = Reading()
    key = (events.WORDS, "")
    reading.write({key: {**registry()[key], "zlib": packed}})
    reading.write({(events.QUIET_HOURS, ""): {"off": True}})
    found = reading.reader.school
    assert found is not None
    assert found.words == WORD_LISTS[0]
    assert found.quiet[""].hours is None
    reading.write(words(1))
    assert reading.reader.school is not None
    assert reading.reader.school.words == WORD_LISTS[1]


def test_what_somebody_else_wrote_is_not_believed() -> None:
    reading = Reading()
    before = reading.reader.school
    home = next(key for key in registry() if key[0] == events.ROSTER)
    reading.write({home: {"people": {}}}, sender=user("adm"))
    reading.write({(events.QUIET_HOURS, ""): {"off": True}}, sender=user("head"))
    reading.write({home: {"people": {}}}, sender=BOT)
    assert reading.reader.school == before
    assert reading.reported == [
        f"{home[0]} {home[1]}: {user('adm')}",
        f"{events.QUIET_HOURS} : {user('head')}",
        f"{home[0]} {home[1]}: {BOT}",
    ]


def test_directors_word_by_a_program_counts_also_in_the_first_reading() -> None:
    """After a restart of the homeserver, in whatever order the state comes."""
    word: dict[StateKey, Json] = {
        (events.CONFIRMATION, f"tess:{SERVER}"): {"order": "№ 1", "confirmed": False}
    }
    reading = Reading({})
    reading.reader.read({**by(BOT, word), **by(PROVISIONER, registry())}, NOW)
    assert reading.reported == []
    found = reading.reader.school
    assert found is not None
    assert user("tess") not in found.members("pupils", A)
    assert found == read_school({**registry(), **word}, SERVER)


def test_acceptance_counts_for_the_regulation_in_force() -> None:
    reading = Reading()
    assert reading.reader.school is not None
    version = reading.reader.school.regulation.version
    before = reading.reader.school
    reading.write({(events.ACCEPTANCE, "ann"): {"users": [user("ann")], "rules": version}})
    reading.write({(events.ACCEPTANCE, "ben"): {"users": [user("ben")], "rules": "an old one"}})
    assert reading.reader.school is before  # nobody's acceptance builds the school anew
    assert reading.reader.has_accepted(user("ann"))
    assert not reading.reader.has_accepted(user("ben"))
    reading.write({(events.ACCEPTANCE, "ann"): {"users": [], "rules": version}})
    assert not reading.reader.has_accepted(user("ann"))


def test_throw_away_people_go_when_their_time_is_over() -> None:
    entry = {"user": user("probe"), "name": ["П", "", ""], "roles": [PUPIL]}
    probe = {"people": {"probe": entry}, "groups": {}, "until": NOW + 1, "hurried": ["probe"]}
    reading = Reading({**registry(), (events.PROBES, "run"): probe})
    reading.reader.expire(NOW)
    found = reading.reader.school
    assert found is not None
    assert found.person(user("probe")) is not None
    assert found.hurried == {"probe"}
    reading.reader.expire(NOW + 2)
    found = reading.reader.school
    assert found is not None
    assert found.person(user("probe")) is None
    assert found.hurried == frozenset()
