"""A question that is answered by a reaction: what it offers."""

from bot.commands.prompts import PROMPT, prompt


def test_what_makes_sense_later_is_understood_and_not_offered() -> None:
    asked, *offered = prompt(
        "!room", "?", "ru", do="x", payload={}, choices=("✅", "❌"), later=("↩",)
    )
    assert asked.content[PROMPT]["choices"] == ["✅", "❌", "↩"]
    assert [it.content["m.relates_to"]["key"] for it in offered] == ["✅", "❌"]
