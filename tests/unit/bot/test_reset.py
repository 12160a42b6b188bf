"""!сбросить: the class teacher gives new codes to the own class, the head to all families."""

import pytest

from bot.effects import NewLetter
from tests.unit.bot.stage import A_ROOM, MODERATION, Stage
from tests.unit.policy.school import user


def letters(stage: Stage) -> list[NewLetter]:
    return [it for it in stage.effects if isinstance(it, NewLetter)]


@pytest.mark.parametrize("of", ["Ben", "Dad"])
async def test_class_teacher_gives_a_new_code_to_the_own_pupils_and_parents(of: str) -> None:
    stage = Stage()
    await stage.says("tess", A_ROOM, f"!сбросить {of}")
    (letter,) = letters(stage)
    assert (letter.user, letter.after, letter.to) == (user(of.lower()), 0, user("tess"))
    (action,) = stage.actions()
    assert (action["what"], action["by"], action["of"]) == ("reset", user("tess"), letter.user)
    assert not [it for it in stage.bodies(A_ROOM) if "code-after" in it], "the room reads the code"


@pytest.mark.parametrize(
    ("who", "of"),
    [
        ("ann", "Ben"),  # a pupil
        ("todd", "Ben"),  # a teacher of another class
        ("twin", "Ben"),  # teaches in the class, and does not lead it
        ("dad", "Ben"),  # a parent
        ("tess", "Cal"),  # of another class
        ("tess", "Gran"),
        ("tess", "Twin"),  # staff
        ("tess", "Tess"),
        ("tess", "Head"),
    ],
)
async def test_who_may_not_is_refused_and_nothing_happens(who: str, of: str) -> None:
    stage = Stage()
    await stage.says(who, A_ROOM, f"!сбросить {of}")
    assert not letters(stage)
    assert not stage.actions()


@pytest.mark.parametrize(("of", "count"), [("Cal", 1), ("Gran", 1), ("Tess", 0), ("Adm", 0)])
async def test_head_gives_new_codes_to_all_families_and_to_no_staff(of: str, count: int) -> None:
    stage = Stage()
    await stage.says("head", MODERATION, f"!сбросить {of}")
    assert len(letters(stage)) == count
