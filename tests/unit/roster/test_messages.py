"""Every sentence of the importer is there in both languages."""

import re
from pathlib import Path

import pytest

import provisioning.roster
from templates import LANGUAGES, keys, message, say

CODE = "".join(
    path.read_text(encoding="utf-8")
    for path in Path(provisioning.roster.__file__).parent.glob("*.py")
)
# Parts of keys that the code completes: "roster-header" + "-unknown".
COMPLETED = {"roster-archive-", "roster-workbook-", "roster-header", "roster-sheet"}
NAMED = set(re.findall(r'"(roster-[a-z0-9-]+)"', CODE)) - COMPLETED


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_in_the_code_has_a_sentence(language: str) -> None:
    assert NAMED - {"roster-archive-too-wide"} <= keys(language)


def test_both_languages_have_the_same_sentences() -> None:
    ours = [{key for key in keys(language) if key.startswith("roster-")} for language in LANGUAGES]
    assert ours[0] == ours[1]


def test_code_of_the_importer_holds_no_russian_sentences() -> None:
    literals = re.findall(r'(?<!")"([^"\n]*[а-яё]{3,} [а-яё]{2,}[^"\n]*)"(?!")', CODE)
    assert literals == []


@pytest.mark.parametrize(
    ("rows", "russian", "english"),
    [
        (1, "прочитано 1 строка", "1 row was read"),
        (3, "прочитано 3 строки", "3 rows were read"),
        (25, "прочитано 25 строк:", "25 rows were read"),
    ],
)
def test_numbers_take_their_plural_forms(rows: int, russian: str, english: str) -> None:
    what = message("roster-total-differs", total="30", rows=rows)
    assert russian in say(what, "ru")
    assert english in say(what, "en")
