"""Who starts a video conference and who enters it, as whom and when (T1, W7, W9, W10, R4, C3)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.conference import Entry, entry, may_start, way_in
from policy.conference_event import FORMS, LONGEST_MS, Conference, Form
from policy.decision import Place
from policy.people import PUPIL
from policy.refusal import Refusal
from policy.school import School
from provisioning.roster.model import Role
from templates import LANGUAGES
from templates.refusals import sentence
from tests.unit.builders import SERVER
from tests.unit.policy.json_values import anything, contents
from tests.unit.policy.school import (
    PEOPLE,
    ROOMS,
    between,
    example,
    person,
    room,
    roster,
    school_of,
    user,
    with_newcomer,
)

NOW = 1_764_061_200_000  # 25 November 2025, 12:00 in Moscow
NAME = "c" + "a" * 25


def conference(**more: Any) -> Conference:
    """A lesson of tess that is open."""
    values = {"form": "lesson", "title": "Дроби", "host": user("tess"), "state": "open",
              "opened": NOW - 60_000}  # fmt: skip
    return Conference(name=NAME, **{**values, **more})


def place(where: str) -> Place:
    names = where.removeprefix("with ").split(", ")
    return between(*names) if where.startswith("with ") else room(example(), where)


def enters(name: str, where: str | Place, one: Conference | None = None, now: int = NOW) -> str:
    """«owner», «member», or the refusal's key and row."""
    at = place(where) if isinstance(where, str) else where
    school = example()
    return told(entry(school, person(school, name), at, one or conference(), now))


def told(found: Entry | Refusal) -> str:
    return f"{found.key} {found.row}".strip() if isinstance(found, Refusal) else found.affiliation


class TestStarting:
    """W7, W9, W10, D2, D3, D4, D5: who starts which form of conference in which room."""

    @pytest.mark.parametrize(
        ("name", "where", "form", "expected"),
        [
            ("tess", "3А pupils", "lesson", ""),
            ("todd", "3А pupils", "lesson", "policy-may-not W10"),
            ("head", "3А pupils", "lesson", "policy-may-not W7"),
            ("ann", "3А pupils", "lesson", "policy-may-not W10"),
            ("lee", "chess", "lesson", ""),
            ("lee", "3А pupils", "lesson", "policy-may-not W10"),
            ("newt", "3А pupils", "lesson", "conference-pending R4"),
            ("tess", "3А parents", "parents_meeting", ""),
            ("head", "3А parents", "parents_meeting", ""),
            ("mum", "3А parents", "parents_meeting", "policy-may-not W10"),
            ("twin", "3Б parents", "parents_meeting", "policy-may-not W10"),
            ("tess", "3А pupils", "parents_meeting", "conference-wrong-form"),
            ("tess", "3А parents", "lesson", "conference-wrong-form"),
            ("tess", "3А pupils", "staff_meeting", "conference-wrong-form"),
            ("head", "meetings", "staff_meeting", ""),
            ("tess", "meetings", "staff_meeting", "policy-may-not D2"),
            ("sec", "council", "staff_meeting", ""),
            ("tess", "council", "staff_meeting", "policy-may-not D3"),
            ("tess", "staff room", "staff_meeting", ""),
            ("head", "announcements", "event", ""),
            ("tess", "announcements", "event", "policy-may-not D5"),
            ("tess", "with tess, mum", "consultation", ""),
            ("tess", "with tess, ann, mum", "consultation", ""),
            ("tess", "with tess, ann", "consultation", "contacts-guardian-gone W9"),
            ("tess", "with tess, mum", "lesson", "conference-wrong-form"),
            ("mum", "with tess, mum", "consultation", "policy-may-not W10"),
            ("tess", "3А pupils", "consultation", ""),
            ("tess", "3А parents", "consultation", ""),
            ("newt", "with newt, mum", "consultation", "conference-pending R4"),
        ],
    )
    def test_who_starts_what_where(self, name: str, where: str, form: Form, expected: str) -> None:
        found = may_start(example(), person(example(), name), place(where), form)
        assert (f"{found.key} {found.row}".strip() if found else "") == expected

    def test_nobody_starts_one_in_a_room_that_they_left(self) -> None:
        here = replace(place("3А pupils"), joined=frozenset({user("ann")}))
        found = may_start(example(), person(example(), "tess"), here, "lesson")
        assert found is not None
        assert found.key == "conference-not-in-room"


class TestEntering:
    """T1: the members of the room and nobody else, as what the regulation makes of them."""

    @pytest.mark.parametrize(
        ("name", "where", "expected"),
        [
            ("tess", "3А pupils", "owner"),
            ("head", "3А pupils", "owner"),
            ("ann", "3А pupils", "member"),
            ("cal", "3А pupils", "conference-not-in-room T1"),
            ("todd", "3А pupils", "conference-not-in-room T1"),
            ("mum", "3А pupils", "conference-not-in-room T1"),
            ("newt", "3А pupils", "conference-not-in-room T1"),
            ("lee", "chess", "owner"),
            ("ann", "chess", "member"),
            ("ben", "chess", "conference-not-in-room T1"),
            ("mum", "3А parents", "member"),
            # A teacher who is here as a parent is a parent here.
            ("twin", "3Б parents", "member"),
            ("adm", "staff room", "member"),
            ("tess", "staff room", "owner"),
            ("sec", "council", "owner"),
            ("tess", "council", "member"),
        ],
    )
    def test_who_enters_as_what(self, name: str, where: str, expected: str) -> None:
        assert enters(name, where) == expected

    def test_another_class_never_enters_even_where_somebody_let_them_into_the_room(self) -> None:
        here = place("3А pupils")
        crowded = replace(here, joined=frozenset(map(user, PEOPLE)))
        assert enters("cal", crowded) == "policy-may-not N1"
        assert enters("mum", crowded) == "policy-may-not N1"
        assert enters("newt", crowded) == "conference-pending R4"

    def test_a_removed_pupil_stays_outside(self) -> None:
        here = place("3А pupils")
        gone = replace(here, joined=here.joined - {user("ann")})
        assert enters("ann", gone) == "conference-not-in-room T1"

    def test_a_revoked_teacher_stays_outside(self) -> None:
        school = school_of(with_newcomer(roster()), confirmations={user("tess"): False})
        here = replace(place("3А pupils"), joined=place("3А pupils").joined)
        found = entry(school, person(school, "tess"), here, conference(), NOW)
        assert told(found) == "conference-pending R4"

    def test_pupils_wait_until_the_door_is_open_and_who_leads_does_not(self) -> None:
        planned = conference(state="planned", opened=0, opens=NOW + 3_600_000)
        assert enters("ann", "3А pupils", planned) == "conference-not-open-yet W10"
        assert enters("tess", "3А pupils", planned) == "owner"

    def test_nobody_enters_what_is_over_or_was_forgotten(self) -> None:
        over = conference(state="ended", ended=NOW - 1)
        forgotten = conference(opened=NOW - LONGEST_MS - 1)
        for one in (over, forgotten):
            assert enters("tess", "3А pupils", one) == "conference-ended"
            assert enters("ann", "3А pupils", one) == "conference-ended"

    def test_the_refusal_says_who_opens_the_door_and_when(self) -> None:
        school, here = example(), place("3А pupils")

        def said(opens: int, language: str) -> str:
            one = conference(state="planned", opened=0, opens=opens)
            found = entry(school, person(school, "ann"), here, one, NOW)
            assert isinstance(found, Refusal)
            return sentence(school, found, language)

        assert said(NOW + 1_800_000, "ru") == (
            "«Дроби» начнётся сегодня в 12:30. Дверь откроет Tess (п. 2.5 положения)"
        )
        assert "27 ноября в 12:00" in said(NOW + 2 * 86_400_000, "ru")
        assert "ещё не началось" in said(0, "ru")
        assert "27 November at 12:00" in said(NOW + 2 * 86_400_000, "en")


class TestConsultations:
    """M3, W9: for those whom it names; a pupil's parents may always sit beside the child."""

    ONE = conference(form="consultation", guests=frozenset({user("ann")}))

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("tess", "owner"),
            ("ann", "member"),
            ("mum", "member"),
            ("pa", "member"),
            ("ben", "conference-not-invited M3"),
            ("dad", "conference-not-in-room T1"),
            ("head", "conference-not-invited M3"),
            ("twin", "conference-not-invited M3"),
        ],
    )
    def test_who_enters_the_consultation_of_one_pupil(self, name: str, expected: str) -> None:
        assert enters(name, "3А pupils", self.ONE) == expected

    def test_a_consultation_that_names_nobody_is_for_its_host_alone(self) -> None:
        nobody = conference(form="consultation")
        assert enters("tess", "3А pupils", nobody) == "owner"
        assert enters("ann", "3А pupils", nobody) == "conference-not-invited M3"

    def test_between_persons_only_who_is_in_the_room(self) -> None:
        talk = conference(form="consultation")
        assert enters("mum", "with tess, mum", talk) == "member"
        assert enters("tess", "with tess, mum", talk) == "owner"
        assert enters("dad", "with tess, mum", talk) == "conference-not-in-room T1"

    def test_a_pupil_between_persons_needs_a_parent_there(self) -> None:
        talk = conference(form="consultation")
        assert enters("ann", "with tess, ann", talk) == "contacts-guardian-gone W9"
        assert enters("ann", "with tess, ann, mum", talk) == "member"

    def test_a_lesson_in_a_private_room_lets_nobody_in(self) -> None:
        assert enters("ann", "with tess, ann, mum") == "conference-wrong-form"

    def test_a_pupil_who_has_a_private_room_leads_nothing_there(self) -> None:
        own = conference(form="consultation", host=user("ann"))
        assert enters("ann", "with ann, mum", own) == "member"


class TestWhatJitsiOffers:
    """W6, W10: nothing leaves the school; what pupils write stands in the room."""

    def offered(self, name: str, where: str, **more: Any) -> Entry:
        school = example()
        found = entry(school, person(school, name), place(where), conference(**more), NOW)
        assert isinstance(found, Entry)
        return found

    def test_a_pupil_gets_neither_chat_nor_sharing_nor_power(self) -> None:
        assert not any(self.offered("ann", "3А pupils").features.values())

    def test_a_teacher_leads_and_shows_the_screen(self) -> None:
        features = self.offered("tess", "3А pupils").features
        assert features["moderation"]
        assert features["screen-sharing"]
        assert not features["send-groupchat"]

    @pytest.mark.parametrize("name", ["tess", "ann"])
    def test_recording_is_off_unless_the_conference_says_otherwise(self, name: str) -> None:
        assert not self.offered(name, "3А pupils").features["recording"]
        allowed = self.offered(name, "3А pupils", recording=True).features["recording"]
        assert allowed is (name == "tess")

    def test_parents_come_in_quietly_through_the_lobby(self) -> None:
        found = self.offered("mum", "3А parents", form="parents_meeting")
        assert found.audience
        assert found.lobby
        host = self.offered("tess", "3А parents", form="parents_meeting")
        assert not host.audience
        assert not host.lobby

    def test_the_audience_of_an_event_is_quiet(self) -> None:
        assert self.offered("ann", "announcements", form="event", host=user("head")).audience

    def test_staff_may_write_to_one_another(self) -> None:
        assert self.offered("tess", "staff room", form="staff_meeting").features[
            "send-private-message"
        ]

    def test_whoever_is_muted_does_not_write_there_either(self) -> None:
        school = replace(example(), muted={user("mum"): {"": NOW + 1}})
        found = entry(
            school, person(school, "mum"), place("3А parents"), conference(form="event"), NOW
        )
        assert isinstance(found, Entry)
        assert not found.features["send-groupchat"]
        assert not found.features["screen-sharing"]


class TestSeveralConferences:
    """A room has many over a year: the door is that of the one which is on."""

    def way(self, name: str, *conferences: Conference) -> Entry | Refusal:
        return way_in(example(), person(example(), name), place("3А pupils"), conferences, NOW)

    def test_the_open_one_is_taken(self) -> None:
        over = conference(state="ended", title="Раньше", opened=NOW - 10)
        planned = conference(state="planned", title="Позже", opened=0, opens=NOW + 10)
        for name in ("ann", "tess"):
            found = self.way(name, planned, conference(), over)
            assert isinstance(found, Entry)
            assert found.conference.title == "Дроби"

    def test_a_planned_one_says_more_than_one_that_ended(self) -> None:
        over = conference(state="ended", opened=NOW - 10)
        planned = conference(state="planned", opened=0, opens=NOW + 10)
        assert told(self.way("ann", planned, over)) == "conference-not-open-yet W10"

    def test_somebody_elses_consultation_hides_no_lesson(self) -> None:
        other = conference(form="consultation", guests=frozenset({user("ben")}), opened=NOW)
        assert told(self.way("ann", conference(), other)) == "member"

    def test_where_there_is_none_the_room_is_still_closed_to_others(self) -> None:
        assert told(self.way("ann")) == "conference-none"
        assert told(self.way("cal")) == "conference-not-in-room T1"


class TestWhatStandsInTheRoom:
    """Whatever stands in a state event, it is read as the assistant wrote it or not at all."""

    def test_what_is_written_is_read(self) -> None:
        one = conference(
            subject="Математика", opens=1, guests=frozenset({user("ann")}), form="consultation",
            announcement="$a", task="$b", materials=("$c",), recording=True,
        )  # fmt: skip
        assert Conference.read(NAME, one.to_dict()) == one

    @pytest.mark.parametrize(
        "more",
        [
            {"form": "party"}, {"state": "OPEN"}, {"state": ["open"]}, {"title": 7},
            {"title": "x" * 301}, {"host": "tess"}, {"host": None}, {"opened": -1},
            {"opened": True}, {"opened": 1.5}, {"opened": 2**80}, {"guests": "@ann:x"},
            {"guests": [7]}, {"guests": [user("ann")] * 101}, {"materials": {}},
        ],
    )  # fmt: skip
    def test_damage_is_no_conference(self, more: dict[str, Any]) -> None:
        assert Conference.read(NAME, {**conference().to_dict(), **more}) is None

    @pytest.mark.parametrize("name", ["", "c", "lesson", NAME.upper(), NAME + "\n", "!room:x"])
    def test_only_a_name_that_nobody_guesses_is_one(self, name: str) -> None:
        assert Conference.read(name, conference().to_dict()) is None

    def test_recording_is_on_by_nothing_but_true(self) -> None:
        found = Conference.read(NAME, {**conference().to_dict(), "recording": "yes"})
        assert found is not None
        assert not found.recording

    @given(contents(), anything())
    def test_nothing_in_an_event_raises(self, content: dict[str, Any], value: Any) -> None:
        assert Conference.read(NAME, content) is None
        for key in conference().to_dict():
            found = Conference.read(NAME, {**conference().to_dict(), key: value})
            assert found is None or found.form in FORMS


# What holds whatever happens


def schools() -> st.SearchStrategy[School]:
    """The school with any words of the director on any roles, and anybody silenced."""
    words = st.dictionaries(st.sampled_from(PEOPLE).map(user), st.booleans(), max_size=6)
    return words.map(lambda it: school_of(with_newcomer(roster()), confirmations=it))


def conferences() -> st.SearchStrategy[Conference]:
    return st.builds(
        lambda form, host, state, guests, opened: conference(
            form=form, host=host, state=state, guests=guests, opened=opened
        ),
        st.sampled_from(FORMS),
        st.sampled_from(PEOPLE).map(user),
        st.sampled_from(("planned", "open", "ended")),
        st.frozensets(st.sampled_from(PEOPLE).map(user), max_size=3),
        st.integers(NOW - 2 * LONGEST_MS, NOW),
    )


def places() -> st.SearchStrategy[Place]:
    """Any room with anybody in it, whether or not they belong there."""
    crowds = st.frozensets(st.sampled_from(PEOPLE).map(user), max_size=8)
    managed = st.builds(
        lambda name, extra: replace(
            room(example(), name), joined=room(example(), name).joined | extra
        ),
        st.sampled_from(ROOMS),
        crowds,
    )
    return st.one_of(managed, crowds.map(lambda it: Place("direct", joined=it)))


@settings(max_examples=300, deadline=None)
@given(schools(), st.sampled_from(PEOPLE), places(), st.lists(conferences(), max_size=4))
def test_no_sequence_makes_a_pupil_the_owner_or_lets_one_in_before_the_door_is_open(
    school: School, name: str, where: Place, found: list[Conference]
) -> None:
    who = person(school, name)
    way = way_in(school, who, where, found, NOW)
    if isinstance(way, Entry) and PUPIL in who.roles:
        assert way.affiliation == "member"
        assert way.conference.state == "open"
        assert not way.features["moderation"]
        assert not way.features["recording"]
    if isinstance(way, Entry):
        assert not way.conference.is_over(NOW)


@settings(max_examples=300, deadline=None)
@given(schools(), st.sampled_from(PEOPLE), places(), conferences())
def test_nobody_of_another_class_enters(
    school: School, name: str, where: Place, one: Conference
) -> None:
    who = person(school, name)
    if isinstance(entry(school, who, where, one, NOW), Refusal) or where.kind == "direct":
        return
    belongs = who.user in school.members(where.kind, where.group)
    beside = one.form == "consultation" and (
        who.user in one.guests or who.user == one.host or Role.PARENT in who.entry.roles
    )
    assert belongs or beside


@settings(max_examples=200, deadline=None)
@given(schools(), st.sampled_from(PEOPLE), places(), st.lists(conferences(), max_size=3))
def test_every_refusal_has_its_sentence(
    school: School, name: str, where: Place, found: list[Conference]
) -> None:
    way = way_in(school, person(school, name), where, found, NOW)
    if isinstance(way, Refusal):
        for language in LANGUAGES:
            assert SERVER not in sentence(school, way, language)
