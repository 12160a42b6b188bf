"""A teacher's role, by order: whoever it is about is told."""

import pytest

from tests.unit.bot.stage import MODERATION, Stage


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("!отозвать Tess приказ № 5", "отозвано: приказ № 5"),
        ("!подтвердить Tess приказ № 6", "подтверждена: приказ № 6"),
    ],
)
async def test_whose_role_it_is_hears_of_it(typed: str, told: str) -> None:
    stage = Stage()
    await stage.says("adm", MODERATION, typed)
    await stage.reacts("adm", stage.cards()[-1], "✅")
    assert told in stage.told("tess")


async def test_nothing_is_told_before_it_is_decided() -> None:
    stage = Stage()
    await stage.says("adm", MODERATION, "!отозвать Tess приказ № 5")
    await stage.reacts("adm", stage.cards()[-1], "❌")
    assert stage.told("tess") == ""
