"""Somebody does not write for a time (X12); an adult can be called, and staff are not muted."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy import events, mute
from policy.decision import Actor, Moment, Place, Sent, Standing, Target
from policy.messages import decide_event
from policy.mute import may_be_muted
from policy.regulation import Regulation
from policy.school import School
from templates import message, say
from tests.unit.policy.school import (
    BOT,
    PEOPLE,
    between,
    decided,
    edit,
    example,
    file,
    in_thread,
    outcome,
    person,
    room,
    state,
    text,
    user,
)
from tests.unit.policy.test_messages import LIKE, POLL, VOTE
from tests.unit.policy.test_properties import actors, places, sendings

UNTIL = 1_764_061_200_000  # 25 November 2025, 12:00 in Moscow
BEFORE, AFTER = Moment(12 * 60, UNTIL - 1), Moment(12 * 60, UNTIL)
PUPILS, PARENTS = "class:2024-a:pupils", "class:2024-a:parents"
TASK = Target(user("tess"), "org.parta.task", is_task=True)


def muted(name: str, *keys: str) -> School:
    """The school in which somebody does not write in these rooms; "" is the whole school."""
    return replace(example(), muted={user(name): dict.fromkeys(keys, UNTIL)})


def place(where: str) -> Place:
    """A room by its name, or «between» those who are named."""
    names = where.removeprefix("with ").split(", ")
    return between(*names) if where.startswith("with ") else room(example(), where)


def is_silent(name: str, keys: tuple[str, ...], where: str, sent: Sent | None = None) -> bool:
    before = decided(muted(name, *keys), name, place(where), sent or text(), BEFORE)
    assert decided(muted(name, *keys), name, place(where), sent or text(), AFTER) is None
    if before is None:
        return False
    assert (before.key, before.row) == ("policy-muted", "X12")
    return True


class TestWhere:
    @pytest.mark.parametrize(
        ("name", "keys", "where", "silent"),
        [
            ("ann", (PUPILS,), "3А pupils", True),
            ("ann", (PUPILS,), "chess", False),
            ("ann", ("",), "3А pupils", True),
            ("ann", ("",), "chess", True),
            ("ann", (PARENTS,), "3А pupils", False),
            ("ann", (), "3А pupils", False),
            ("mum", (PARENTS,), "3А parents", True),
            ("mum", (PARENTS,), "3Б parents", False),
            ("mum", ("",), "committee", True),
            # Between persons only a word for the whole school counts.
            ("ann", (PUPILS,), "with ann, tess, mum", False),
            ("mum", (PARENTS,), "with mum, tess", False),
            ("mum", ("",), "with mum, tess", True),
            ("mum", ("",), "with mum, dad", True),
            # Whoever helps can be written to.
            ("ann", ("",), "with ann, tess, mum", False),
            ("ann", ("",), "with ann, head, mum, pa", False),
            ("ann", ("",), "with ann, ben, tess, mum, dad", True),
            ("mum", ("",), "with mum, head", False),
            ("mum", ("",), "with mum, adm", False),
            ("mum", ("",), "with mum, sec", True),
            ("mum", ("",), "with mum, head, dad", True),
            ("mum", ("",), "with mum, assistant", False),
        ],
    )
    def test_a_word_holds(self, name: str, keys: tuple[str, ...], where: str, silent: bool) -> None:
        assert is_silent(name, keys, where) is silent

    def test_who_helps_has_to_be_there(self) -> None:
        invited = between("mum", invited=("head",))
        assert decided(muted("mum", ""), "mum", invited, text(), BEFORE) is not None

    def test_others_write(self) -> None:
        for name in ("ben", "tess", "head"):
            assert decided(muted("ann", ""), name, room(example(), "3А pupils"), text()) is None


class TestWhat:
    @pytest.mark.parametrize(
        ("sent", "silent"),
        [
            (text(), True),
            (text(msgtype="m.emote"), True),
            (LIKE, True),
            (VOTE, True),
            (file("m.audio", "audio"), True),
            (in_thread(text(), TASK), True),
            (in_thread(file("m.image", "photo"), TASK), True),
            (edit(text(), Target(user("ann"), "m.room.message")), True),
        ],
    )
    def test_pupil_says_nothing(self, sent: Sent, silent: bool) -> None:
        assert is_silent("ann", (PUPILS,), "3А pupils", sent) is silent

    @pytest.mark.parametrize(
        ("sent", "silent"),
        [
            (Sent("m.call.answer", {"call_id": "1"}), True),
            (Sent("m.call.candidates", {"call_id": "1"}), True),
            (Sent("m.call.hangup", {"call_id": "1"}), False),
            (Sent("m.call.reject", {"call_id": "1"}), False),
            (
                Sent(
                    "m.room.redaction", {}, redacts="$x", target=Target(user("mum"), "m.reaction")
                ),
                False,
            ),
        ],
    )
    def test_parent_ends_calls_and_takes_back_words(self, sent: Sent, silent: bool) -> None:
        assert is_silent("mum", ("",), "with mum, tess", sent) is silent

    def test_acknowledging_is_no_word_to_anybody(self) -> None:
        sent = Sent("org.parta.acknowledgement", {"document": "1"})
        assert not is_silent("mum", ("",), "documents", sent)

    def test_what_may_not_be_at_all_is_refused_by_its_own_row(self) -> None:
        found = decided(muted("ann", ""), "ann", room(example(), "3А pupils"), POLL, BEFORE)
        assert found is not None
        assert found.row == "W12"


class TestStaff:
    @pytest.mark.parametrize(
        ("name", "possible"),
        [("ann", True), ("mum", True), ("newt", True), ("tess", False), ("lee", False),
         ("twin", False), ("head", False), ("adm", False), ("sec", False)],
    )  # fmt: skip
    def test_cannot_be_muted(self, name: str, possible: bool) -> None:
        assert may_be_muted(person(example(), name)) is possible

    @pytest.mark.parametrize(
        ("name", "where"),
        [
            ("tess", "3А pupils"),
            ("twin", "3Б parents"),
            ("head", "3А parents"),
            ("adm", "staff room"),
        ],
    )
    def test_a_word_about_them_does_nothing(self, name: str, where: str) -> None:
        school = muted(name, "")
        assert decided(school, name, room(example(), where), text(), BEFORE) is None

    def test_pending_teacher_does_not_react(self) -> None:
        place = room(example(), "announcements")
        found = decided(muted("newt", ""), "newt", place, LIKE, BEFORE)
        assert found is not None
        assert found.key == "policy-muted"


class TestSentence:
    def test_names_the_time_in_the_schools_zone_and_in_words(self) -> None:
        found = decided(muted("ann", ""), "ann", room(example(), "3А pupils"), text(), BEFORE)
        assert found is not None
        told = message(found.key, **found.args)
        assert say(told, "ru").startswith("До 25 ноября, 12:00 вам здесь нельзя писать")
        assert say(told, "en").startswith("Until 12:00 on November 25 you may not write here")

    def test_a_begun_minute_is_told_whole(self) -> None:
        told = mute.said(example(), UNTIL - 59_000)
        assert told == mute.said(example(), UNTIL) != mute.said(example(), UNTIL + 1)

    @given(st.integers(0, 253_370_764_799_000))
    def test_every_time_that_is_read_can_be_told(self, until: int) -> None:
        told = mute.said(example(), until)
        assert say(message("policy-muted", **told), "ru")
        zone = ZoneInfo(example().safety.timezone)
        assert told["day"] == datetime.fromtimestamp((until + 59_999) // 60_000 * 60, zone).day

    def test_a_regulation_without_the_right_still_refuses(self) -> None:
        school = muted("ann", "")
        bare = school.regulation
        rows = tuple(it for it in bare.rows if it.id != "X12")
        school = replace(school, regulation=Regulation(bare.title, bare.roles, bare.features, rows))
        found = decided(school, "ann", room(example(), "3А pupils"), text(), BEFORE)
        assert found is not None
        assert (found.key, found.row, found.setting) == ("policy-muted", "", "deny-by-default")


WORD = {"by": user("tess"), "why": "оскорбления"}


class TestRead:
    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ({}, {}),
            ({**WORD, "rooms": {}}, {}),
            ({**WORD, "rooms": {"": 1, PUPILS: UNTIL}}, {"": 1, PUPILS: UNTIL}),
        ],
    )
    def test_word(self, content: Mapping[str, object], expected: Mapping[str, int]) -> None:
        assert mute.read(content) == expected

    @pytest.mark.parametrize(
        "content",
        [
            {"rooms": {"": 1}},
            {"rooms": {"": 1}, "by": 7, "why": ""},
            {**WORD},
            *(
                {**WORD, "rooms": it}
                for it in ([], "x", None, {"": "1"}, {"": True}, {"": -1}, {"": 1.5}, {"": 10**18})
            ),
        ],
    )
    def test_a_damaged_word_is_not_guessed(self, content: Mapping[str, object]) -> None:
        with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
            mute.read(content)


@st.composite
def words(draw: st.DrawFn) -> Mapping[str, Mapping[str, int]]:
    keys = st.sampled_from(("", PUPILS, PARENTS, "announcements", "x"))
    times = st.integers(0, 2 * UNTIL)
    names = st.sampled_from((*PEOPLE, "stranger", "assistant", "parta")).map(user)
    return draw(st.dictionaries(names, st.dictionaries(keys, times, max_size=3), max_size=6))


@settings(max_examples=400, deadline=None)
@given(words(), actors(), places(), sendings(), st.builds(Moment, st.just(720), st.just(UNTIL)))
def test_a_mute_never_gives_a_right(
    word: Mapping[str, Mapping[str, int]], who: Actor, place: Place, sent: Sent, moment: Moment
) -> None:
    before = outcome(lambda: decide_event(example(), moment, who, place, sent))
    after = outcome(lambda: decide_event(replace(example(), muted=word), moment, who, place, sent))
    if before is not None:
        assert after is not None
    if after is None or after.key != "policy-muted":
        assert after == before
    else:
        assert who.person is not None
        assert may_be_muted(who.person)


class TestWhoWritesIt:
    """The assistant, on somebody's word; provisioning's own events are not for it."""

    BOT = Actor(BOT, Standing.SERVICE)

    def outcome(self, sent: Sent, where: str = "registry") -> str:
        found = outcome(
            lambda: decide_event(example(), BEFORE, self.BOT, room(example(), where), sent)
        )
        return found.key if found else ""

    @pytest.mark.parametrize("kind", sorted(events.BY_PROGRAMS))
    def test_words_in_the_registry(self, kind: str) -> None:
        assert self.outcome(state(kind, {}, "x")) == ""

    @pytest.mark.parametrize("kind", sorted(events.PROVISIONED))
    def test_not_what_provisioning_wrote(self, kind: str) -> None:
        assert self.outcome(state(kind, {}, "x")) == "policy-unknown-event"

    @pytest.mark.parametrize("name", PEOPLE)
    @pytest.mark.parametrize("where", ["registry", "3А pupils", "moderation", "head's office"])
    def test_no_person(self, name: str, where: str) -> None:
        found = decided(example(), name, place(where), state(events.MUTE, {}, "x"))
        assert found is not None
        assert found.key == "policy-unknown-event"

    def test_every_event_of_the_registry_is_somebodys(self) -> None:
        assert not events.BY_PROGRAMS & events.PROVISIONED
