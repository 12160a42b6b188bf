"""What is a command and what is only a message with an exclamation mark."""

from collections.abc import Sequence

import pytest

from bot.commands.model import Call, Command
from bot.commands.table import COMMANDS
from bot.commands.typed import Typed, Words, read
from bot.desk import Desk
from bot.effects import Effect
from templates import LANGUAGES, keys
from tests.unit.builders import layouts


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("!помощь", Typed("помощь", "")),
        ("  !Помощь", Typed("помощь", "")),
        ("!объявить 7А: Завтра", Typed("объявить", "7А: Завтра")),
        ("!объявить: 7А", Typed("объявить", "7А")),
        ("!задание\nРешить", Typed("задание", "Решить")),
        ("! помощь", Typed("помощь", "")),
        ("!ЖУРНАЛ ёлка", Typed("журнал", "ёлка")),
        ("> <@a:b.c> Привет\n\n!правила", Typed("правила", "")),
        ("!!!", None),
        ("Ура!", None),
        ("!", None),
        ("!100", None),
        ("", None),
        ("помощь", None),
        ("> !помощь", None),
    ],
)
def test_commands_are_told_from_messages(body: str, found: Typed | None) -> None:
    assert read(body) == found


def test_no_word_names_two_commands() -> None:
    Words(COMMANDS)  # raises where one does


def test_every_command_has_a_name_and_a_help_in_each_language() -> None:
    for command in COMMANDS:
        assert set(command.words) == set(LANGUAGES), command.name
        assert all(command.words.values()), command.name
        for language in LANGUAGES:
            assert {f"command-{command.name}", f"command-{command.name}-usage"} <= keys(language)


def test_every_right_of_a_command_stands_in_the_regulation() -> None:
    for command in (part for it in COMMANDS for part in (it, *it.parts)):
        assert not command.feature or command.feature in layouts().regulation.features


def test_a_mistyped_word_finds_only_what_the_person_may_use() -> None:
    words = Words(COMMANDS)
    everything = {it.name: it for it in COMMANDS}
    found = words.alike("подтвердитъ", everything)
    assert found is not None
    assert found[0].name == "confirm"
    assert words.alike("подтвердитъ", {"help": everything["help"]}) is None
    assert words.alike("щщщщщ", everything) is None


def test_a_word_more_is_a_part_of_a_command() -> None:
    async def nothing(_desk: Desk, _call: Call) -> Sequence[Effect]:
        return ()

    end = Command("poll-end", {"ru": ("конец",), "en": ("end",)}, nothing)
    poll = Command("poll", {"ru": ("опрос",), "en": ("poll",)}, nothing, parts=(end,))
    assert poll.part("Конец 2") == (end, "ru", "2")
    assert poll.part("end") == (end, "en", "")
    assert poll.part("Конец света? | Да | Нет") is None
    assert poll.part("Когда конец? | Да | Нет") is None
    assert poll.part("") is None
