"""Every sentence exists in both languages, with the same variables, and the code knows it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from provisioning.actions import Verb
from templates import LANGUAGES, Message, keys, message, nested, say

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "policy", "provisioning", "room_layouts", "templates")
KEY = re.compile(r"[a-z]+(-[a-z0-9]+)+")
# Families whose members are named by data and not by a literal in the code.
FAMILIES = {
    *(f"verb-{verb.replace('.', '-')}" for verb in Verb),
    *(
        f"action-{verb.replace('.', '-')}"
        for verb in Verb
        # Counted in one line of a plan and not told one by one.
        if verb not in (Verb.REGISTRY_SET, Verb.AVATAR_UPLOAD)
    ),
    # The logins that `parta demo` prints.
    *(f"role-{role}" for role in ("pupil", "parent", "teacher", "additional-teacher")),
    *(f"role-{role}" for role in ("administrator", "director")),
    *(f"explain-{how}-{what}" for how in ("no", "many") for what in ("user", "room")),
}


class Variables(Visitor):
    """The variables that one message speaks of."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
        self.found.add(node.id.name)


@cache
def resources(language: str) -> dict[str, frozenset[str]]:
    """Key → variables of every message of a language."""
    found: dict[str, frozenset[str]] = {}
    for path in sorted((ROOT / "templates" / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ftl.Junk), f"{path}: {entry.content}"
            if isinstance(entry, ftl.Message):
                assert entry.id.name not in found, f"{path}: {entry.id.name} twice"
                variables = Variables()
                variables.visit(entry)
                found[entry.id.name] = frozenset(variables.found)
    return found


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


@cache
def literals() -> frozenset[str]:
    """Every text in the code, and what the pages say: `t("key")`."""
    pages = (ROOT / "templates" / "pages").glob("*.html")
    said = {key for page in pages for key in re.findall(r'\bt\("([^"]+)"', page.read_text("utf-8"))}
    return frozenset(said) | frozenset(
        node.value
        for _, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@cache
def patterns() -> frozenset[str]:
    """Every text with holes (f"explain-no-{what}") in the code, as a regular expression."""
    found = set()
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(it.value) if isinstance(it, ast.Constant) else "[a-z-]+"
                    for it in node.values
                ]
                if re.match(r"^[a-z]+\\?-|^\[a-z-\]\+\\-[a-z]{3}", "".join(parts)):
                    found.add("".join(parts))
    return frozenset(found)


def named_keys() -> Iterator[tuple[str, str]]:
    """(place, key) of every literal key given to `message` and what passes keys on to it."""
    for path, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else ""
            name = function.id if isinstance(function, ast.Name) else name
            if name in ("message", "Message", "problem", "warn", "_tell", "_say"):
                given = [it.value for it in node.args[:2] if isinstance(it, ast.Constant)]
                for value in filter(KEY.fullmatch, map(str, given)):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", value


def test_languages_have_the_same_messages() -> None:
    first, *others = LANGUAGES
    for other in others:
        assert resources(first).keys() == resources(other).keys()
    assert keys(first) == resources(first).keys()


@pytest.mark.parametrize("key", sorted(resources("ru")))
def test_languages_speak_of_the_same_variables(key: str) -> None:
    assert resources("ru")[key] == resources("en").get(key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_can_be_said(language: str) -> None:
    for key, variables in resources(language).items():
        for value in (1, 2, 5):
            text = say(Message(key, dict.fromkeys(variables, value)), language)
            assert text.strip()
            assert "{" not in text.replace("{group}", "")


def test_every_key_named_in_the_code_exists() -> None:
    missing = {
        (place, key)
        for place, key in named_keys()
        # The workbook reader says the archive reader's mistakes in words of its own.
        if key not in resources("ru")
        and key.replace("roster-archive-", "roster-workbook-") not in resources("ru")
    }
    assert missing == set()


def test_every_member_of_a_family_exists() -> None:
    assert FAMILIES - resources("ru").keys() == set()


def test_every_help_text_exists() -> None:
    text = (ROOT / "provisioning" / "cli.py").read_text(encoding="utf-8")
    asked = {f"help-{it}" for it in re.findall(r'_help\("([a-z-]+)"\)', text)}
    assert asked
    assert asked - resources("ru").keys() == set()


def test_no_message_is_left_that_nobody_says() -> None:
    used = literals() | FAMILIES
    unused = {
        key
        for key in resources("ru").keys() - used
        if not any(re.fullmatch(it, key) for it in patterns())
        and key.replace("roster-workbook-", "roster-archive-") not in used
    }
    assert unused == set()


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "Найдена 1 ошибка. Ничего не изменено."),
        (2, "Найдено 2 ошибки. Ничего не изменено."),
        (5, "Найдено 5 ошибок. Ничего не изменено."),
        (11, "Найдено 11 ошибок. Ничего не изменено."),
        (21, "Найдена 21 ошибка. Ничего не изменено."),
        (22, "Найдено 22 ошибки. Ничего не изменено."),
        (112, "Найдено 112 ошибок. Ничего не изменено."),
    ],
)
def test_russian_plural(count: int, text: str) -> None:
    assert say(message("problems-total", count=count), "ru") == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(1, "войдёт 1 человек"), (3, "войдут 3 человека"), (11, "войдут 11 человек")],
)
def test_russian_plural_of_people(count: int, text: str) -> None:
    said = say(message("action-member-join", room="3А", count=count, names="…"), "ru")
    assert said == f"в «3А» {text}: …"


def test_english_plural() -> None:
    assert say(message("problems-total", count=1), "en").startswith("1 mistake found")
    assert say(message("problems-total", count=2), "en").startswith("2 mistakes found")


def test_values_stand_as_they_are() -> None:
    """No invisible direction marks: they would end up in terminals and logs."""
    said = say(message("file-unreadable", why="ошибка"), "ru")
    assert said == "файл не читается: ошибка"
    assert "\u2068" not in said


def test_unknown_language_is_russian() -> None:
    assert say(message("file-missing"), "de") == say(message("file-missing"), "ru")


def test_missing_message_and_missing_variable_are_errors() -> None:
    with pytest.raises(LookupError):
        say(message("no-such-message"))
    with pytest.raises(LookupError):
        say(message("file-unreadable"))


def test_equal_messages_are_one() -> None:
    assert {message("file-unreadable", why="a"), message("file-unreadable", why="a")} == {
        message("file-unreadable", why="a")
    }


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("комната «Кружок «Шахматы»»", "комната «Кружок „Шахматы“»"),
        ("«А» и «Б»", "«А» и «Б»"),
        ("«открыто «и нет", "«открыто «и нет"),
        ("» закрыто «", "» закрыто «"),
    ],
)
def test_quotes_inside_quotes_are_those_of_russian(said: str, wanted: str) -> None:
    assert nested(said) == wanted
