"""Rooms closed by a teacher, and rooms without one: pupils are never among themselves (A2)."""

from collections.abc import Iterable

import pytest

from policy import events
from policy.decision import Place, Sent
from tests.unit.policy.school import between, decided, example, room, state, text, user
from tests.unit.policy.test_messages import LIKE

SCHOOL = example()


def why(name: str, place: Place) -> str:
    found = decided(SCHOOL, name, place, text())
    return found.key if found else ""


def only(where: str, names: Iterable[str]) -> Place:
    return room(SCHOOL, where, joined=frozenset(map(user, names)))


class TestClosed:
    """A closed room is for those who may open it."""

    @pytest.mark.parametrize(
        ("name", "where", "key"),
        [
            ("ann", "3А pupils", "policy-locked"),
            ("tess", "3А pupils", ""),
            ("twin", "3А pupils", ""),
            ("head", "3А pupils", ""),
            ("mum", "3А parents", "policy-locked"),
            ("tess", "3А parents", ""),
            ("twin", "3Б parents", "policy-locked"),  # a parent there
            ("dan", "chess", "policy-locked"),
            ("lee", "chess", ""),
        ],
    )
    def test_who_may_write(self, name: str, where: str, key: str) -> None:
        assert why(name, room(SCHOOL, where, locked=True)) == key

    @pytest.mark.parametrize(
        ("name", "where", "key"),
        [
            ("tess", "3А pupils", ""),
            ("tess", "3А parents", ""),
            ("lee", "chess", ""),
            ("head", "3А pupils", ""),
            ("tess", "3Б pupils", "policy-may-not"),
            ("twin", "3Б parents", "policy-may-not"),  # a parent there
            ("ann", "3А pupils", "policy-may-not"),
            ("mum", "3А parents", "policy-may-not"),
            ("head", "announcements", "policy-may-not"),
            ("tess", "staff room", "policy-may-not"),
        ],
    )
    @pytest.mark.parametrize("locked", [True, False])
    def test_who_may_close_and_open(self, name: str, where: str, key: str, locked: bool) -> None:
        place = room(SCHOOL, where, locked=not locked)
        found = decided(SCHOOL, name, place, state(events.LOCK, {"locked": locked}))
        assert (found.key if found else "") == key
        assert found is None or found.row == "A2"

    @pytest.mark.parametrize("key", [None, "x", user("tess")])
    def test_a_room_has_one_lock_and_it_is_state(self, key: str | None) -> None:
        sent = Sent(events.LOCK, {"locked": True}, key)
        found = decided(SCHOOL, "tess", room(SCHOOL, "3А pupils"), sent)
        assert found is not None
        assert found.key == "policy-unknown-event"

    def test_a_closed_room_takes_no_reactions_either(self) -> None:
        assert decided(SCHOOL, "ann", room(SCHOOL, "3А pupils", locked=True), LIKE)


class TestWithoutAnAdult:
    """From the moment the last teacher leaves, pupils cannot write."""

    @pytest.mark.parametrize(
        ("where", "there", "key"),
        [
            ("3А pupils", ["ann", "ben", "tess"], ""),
            ("3А pupils", ["ann", "ben", "tess", "head"], ""),
            ("3А pupils", ["ann", "ben", "twin"], ""),
            ("3А pupils", ["ann", "ben"], "policy-no-adult"),
            ("3А pupils", ["ann", "ben", "newt"], "policy-no-adult"),  # pending is not in charge
            ("3А pupils", ["ann", "ben", "mum"], "policy-no-adult"),
            # The head is in every room and does not sit in each of them.
            ("3А pupils", ["ann", "ben", "head"], "policy-no-adult"),
            # Whoever teaches elsewhere has nothing to do here, and is no teacher of this room.
            ("3А pupils", ["ann", "ben", "todd"], "policy-no-adult"),
            ("chess", ["ann", "lee"], ""),
            ("chess", ["ann", "head"], "policy-no-adult"),
        ],
    )
    def test_pupils_write_only_with_a_teacher(self, where: str, there: list[str], key: str) -> None:
        assert why("ann", only(where, there)) == key

    def test_adults_write_also_without_pupils(self) -> None:
        assert why("tess", only("3А pupils", ["tess"])) == ""
        assert why("head", only("3А pupils", ["ann", "head"])) == ""
        assert why("mum", only("3А parents", ["mum"])) == ""

    def test_in_rooms_of_the_whole_school_any_staff_will_do(self) -> None:
        place = only("announcements", ["ann", "head"])
        assert decided(SCHOOL, "ann", place, LIKE) is None
        found = decided(SCHOOL, "ann", only("announcements", ["ann", "ben"]), LIKE)
        assert found is not None
        assert found.key == "policy-no-adult"

    @pytest.mark.parametrize(
        ("place", "key"),
        [
            (between("ann", "tess", "mum"), ""),
            (between("ann", "head", "pa"), ""),
            (between("ann", "tess", invited=("mum",)), ""),
            (between("ann", "mum"), "policy-no-adult"),
            (between("ann", "mum", invited=("tess",)), "policy-no-adult"),
            (between("ann", "ben", "mum", "dad"), "policy-no-adult"),
            (between("ann", "tess"), "contacts-guardian-gone"),
            (between("ann", "ben", "tess", "mum"), "contacts-guardian-gone"),
            # Alone with the school's assistant: whoever needs an adult can call one.
            (between("ann", "assistant"), ""),
            (between("ann", "ben", "assistant"), "policy-no-adult"),
            (between("ann", "assistant", invited=("ben",)), "policy-no-adult"),
            (between("ann", "tess", "assistant"), "contacts-guardian-gone"),
            (between("ann"), "policy-no-adult"),
        ],
    )
    def test_between_persons_with_staff_and_a_guardian(self, place: Place, key: str) -> None:
        assert why("ann", place) == key

    def test_without_a_guardian_the_teacher_cannot_write_either(self) -> None:
        assert why("tess", between("ann", "tess")) == "contacts-guardian-gone"
        assert why("tess", between("tess", invited=("ann",))) == "contacts-guardian-gone"
