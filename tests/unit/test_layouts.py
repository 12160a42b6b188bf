"""Every mistake in the layout files is told with its file, line and column."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import room_layouts
from provisioning.layouts.load import load_layouts
from provisioning.problems import InputError, Problem
from templates import say

SHIPPED = {
    path.name: path.read_text(encoding="utf-8")
    for path in sorted(room_layouts.FOLDER.glob("*.yaml"))
}
REGULATION = SHIPPED["regulation.yaml"]


def edited(folder: Path, name: str, old: str, new: str) -> tuple[Path, int]:
    """The shipped file with the first `old` replaced, and the line of that."""
    text = SHIPPED[name]
    start = text.index(old)
    (folder / name).write_text(text[:start] + new + text[start + len(old) :], encoding="utf-8")
    return folder / name, text.count("\n", 0, start) + 1


def told(folder: Path) -> list[tuple[str, int, int, str]]:
    """(file name, line, column, message key) of every problem; each is said in both languages."""
    with pytest.raises(InputError) as caught:
        load_layouts(folder)
    for problem in caught.value.problems:
        for language in ("ru", "en"):
            assert problem.render(language).startswith(f"{problem.place}: ")
            assert say(problem.message, language)
    return [
        (it.place.path.name, it.place.line, it.place.column, it.message.key)
        for it in caught.value.problems
    ]


# What is checked: file, what is replaced, by what; where it is told (lines after the change, and
# column), and which message.
CHECKS = {
    "the registry is missing": (
        "kinds.yaml", "  registry:\n    for: school", "  register:\n    for: school",
        (None, 1, "layout-registry-missing"),
    ),
    "hangs in an unknown kind": (
        "kinds.yaml", "in: school", "in: skool", (0, 5, "layout-kind-unknown"),
    ),
    "hangs in a room that is no space": (
        "kinds.yaml", "in: clubs", "in: documents", (0, 5, "layout-parent-no-space"),
    ),
    "a common room hangs in the space of a class": (
        "kinds.yaml", "in: clubs", "in: class", (0, 5, "layout-parent-scope"),
    ),
    "a class room without {group}": (
        "kinds.yaml", 'key: "{group}:pupils"', "key: pupils", (0, 5, "layout-key-group"),
    ),
    "a common room with {group}": (
        "kinds.yaml", "key: documents", 'key: "{group}:x"', (0, 5, "layout-key-group"),
    ),
    "a key of a class twice": (
        "kinds.yaml", '"{group}:parents"', '"{group}:pupils"', (0, 5, "layout-key-twice"),
    ),
    "a key of the school twice": (
        "kinds.yaml", "key: documents", "key: announcements", (0, 5, "layout-key-twice"),
    ),
    "a council's key is a common one": (
        "kinds.yaml", "key: council:work", "key: staff:room", (0, 5, "layout-key-twice"),
    ),
    "a key with another brace": (
        "kinds.yaml", "key: documents", 'key: "doc{x}"', (0, 5, "yaml-value-wrong"),
    ),
    "a member role that does not exist": (
        "kinds.yaml", "- role: [pupil, parent, pending]", "- role: [pupl]",
        (0, 9, "layout-role-unknown"),
    ),
    "an `as` role that does not exist": (
        "kinds.yaml", "- part: [teacher, class_teacher]\n        as: teacher",
        "- part: [teacher, class_teacher]\n        as: techer", (0, 9, "layout-role-unknown"),
    ),
    "a brace that means nothing in a name": (
        "kinds.yaml", 'ru: "{title} класс"', 'ru: "{titel} класс"', (0, 12, "layout-name-braces"),
    ),
    "a brace that is not closed": (
        "kinds.yaml", 'en: "Class {title}"', 'en: "Class {title"', (0, 33, "layout-name-braces"),
    ),
    "a brace without a name": (
        "kinds.yaml", 'en: "Class {title}"', 'en: "Class {}"', (0, 33, "layout-name-braces"),
    ),
    "an attribute of what stands in braces": (
        "kinds.yaml", 'en: "Class {title}"', 'en: "{title.__class__}"',
        (0, 33, "layout-name-braces"),
    ),
    "a width of thousands of millions": (
        "kinds.yaml", 'en: "Class {title}"', 'en: "{title:>9999999999}"',
        (0, 33, "layout-name-braces"),
    ),
    "a brace in a topic": (
        "kinds.yaml", "ru: Всё о {title} классе", "ru: Всё о {class}",
        (0, 7, "layout-name-braces"),
    ),
    "no words in one language": (
        "kinds.yaml", "name: {ru: Документы, en: Documents}", "name: {ru: Документы}",
        (0, 5, "yaml-field-missing"),
    ),
    "empty words": (
        "kinds.yaml", "name: {ru: Документы, en: Documents}", 'name: {ru: "", en: Documents}',
        (0, 12, "yaml-value-wrong"),
    ),
    "an unknown field": (
        "kinds.yaml", "history: joined", "histroy: joined", (0, 5, "yaml-field-unknown"),
    ),
    "an unknown history": (
        "kinds.yaml", "history: joined", "history: never", (0, 5, "yaml-value-not-allowed"),
    ),
    "an unknown part": (
        "kinds.yaml", "part: [pupil]", "part: [pupli]", (0, 16, "yaml-value-not-allowed"),
    ),
    "an unknown scope": (
        "kinds.yaml", "for: class", "for: klass", (0, 5, "yaml-value-wrong"),
    ),
    "a selector of two sorts": (
        "kinds.yaml", "- role: [pupil, parent, pending]",
        "- {role: [pupil], part: [pupil]}", (0, 9, "yaml-value-wrong"),
    ),
    "guardians without a role": (
        "kinds.yaml", "- guardians_of: [pupil]\n        as: parent", "- guardians_of: [pupil]",
        (0, 9, "yaml-value-wrong"),
    ),
    "an unknown schema": (
        "kinds.yaml", "schema: 1", "schema: 2", (0, 1, "yaml-value-not-allowed"),
    ),
    "a time that is none": (
        "safety.yaml", 'from: "21:00"', 'from: "24:00"', (0, 11, "layout-time-wrong"),
    ),
    "an hour without minutes": (
        "safety.yaml", 'from: "21:00"', "from: 21", (0, 11, "layout-time-wrong"),
    ),
    "a time in words": (
        "safety.yaml", 'from: "21:00"', "from: вечером", (0, 11, "layout-time-wrong"),
    ),
    "a time with seconds": (
        "safety.yaml", 'from: "21:00"', "from: 21:00:00", (0, 11, "layout-time-wrong"),
    ),
    "quiet hours that end when they begin": (
        "safety.yaml", 'pupil: {from: "21:00", to: "06:30"}', 'pupil: {from: "6:30", to: 06:30}',
        (0, 3, "layout-hours-empty"),
    ),
    "quiet hours without an end": (
        "safety.yaml", 'pupil: {from: "21:00", to: "06:30"}', 'pupil: {from: "21:00"}',
        (0, 3, "yaml-field-missing"),
    ),
    "quiet hours of nobody": (
        "safety.yaml", 'pupil: {from: "21:00"', 'pupl: {from: "21:00"',
        (0, 3, "layout-role-unknown"),
    ),
    "a flood limit of nobody": (
        "safety.yaml", "pupil: {messages: 30", "pupl: {messages: 30", (0, 3, "layout-role-unknown"),
    ),
    "uploads of nobody": (
        "safety.yaml", "pupil: {megabytes: 10", "pupl: {megabytes: 10",
        (0, 3, "layout-role-unknown"),
    ),
    "words of nobody": (
        "safety.yaml", "words_for: [pupil, parent]", "words_for: [pupil, parents]",
        (0, 20, "layout-role-unknown"),
    ),
    "no message at all": (
        "safety.yaml", "messages: 30", "messages: 0", (0, 11, "yaml-value-wrong"),
    ),
    "a limit that is no number": (
        "safety.yaml", "megabytes: 10", "megabytes: many", (0, 11, "yaml-number-expected"),
    ),
    "an unknown sort of file": (
        "safety.yaml", "[photo, audio, document]", "[photo, audio, documents]",
        (0, 48, "yaml-value-not-allowed"),
    ),
    "a time zone that is none": (
        "safety.yaml", "timezone: Europe/Moscow", "timezone: Москва",
        (0, 1, "layout-timezone-unknown"),
    ),
    "a time zone that is a path": (
        "safety.yaml", "timezone: Europe/Moscow", "timezone: ../etc/passwd",
        (0, 1, "layout-timezone-unknown"),
    ),
    "parents who may what is unknown": (
        "safety.yaml", "parents_to_parents: same_class", "parents_to_parents: always",
        (0, 1, "yaml-value-not-allowed"),
    ),
    "acceptance that is neither yes nor no": (
        "safety.yaml", "acceptance: true", "acceptance: maybe", (0, 1, "yaml-yes-no-expected"),
    ),
    "an unknown setting": (
        "safety.yaml", "acceptance: true", "acceptence: true", (0, 1, "yaml-field-unknown"),
    ),
    "a domain that is an address": (
        "catalogue.yaml", "domain: edu.gov.ru", "domain: https://edu.gov.ru/",
        (0, 5, "layout-domain-wrong"),
    ),
    "a domain that is a whole country": (
        "catalogue.yaml", "domain: edu.gov.ru", "domain: ru", (0, 5, "layout-domain-wrong"),
    ),
    "a domain with a look-alike letter": (
        "catalogue.yaml", "domain: edu.gov.ru", "domain: еdu.gov.ru",
        (0, 5, "layout-domain-wrong"),
    ),
    "a domain twice": (
        "catalogue.yaml", "domain: resh.edu.ru", "domain: EDU.GOV.RU",
        (0, 5, "layout-entry-twice"),
    ),
    "an entry without a source": (
        "catalogue.yaml", "    source: федеральный орган власти\n", "",
        (-2, 5, "yaml-field-missing"),
    ),
    "an entry that nobody verified": (
        "catalogue.yaml", "    verifier: пример из поставки, школа подтверждает сама\n", "",
        (-3, 5, "yaml-field-missing"),
    ),
    "an entry without a date": (
        "catalogue.yaml", "    date: 2026-11-24\n", "", (-4, 5, "yaml-field-missing"),
    ),
    "a date that is none": (
        "catalogue.yaml", "date: 2026-11-24", "date: вчера", (0, 5, "yaml-date-expected"),
    ),
    "a day that is none": (
        "catalogue.yaml", "date: 2026-11-24", "date: 2026-02-30", (0, 5, "yaml-syntax"),
    ),
    "an empty source": (
        "catalogue.yaml", "source: федеральный орган власти", 'source: " "',
        (0, 5, "yaml-value-wrong"),
    ),
    "a path that is none": (
        "catalogue.yaml", "    kind: content", "    path: education\n    kind: content",
        (0, 5, "yaml-value-wrong"),
    ),
    "an unknown sort of content": (
        "catalogue.yaml", "kind: content", "kind: video", (0, 5, "yaml-value-not-allowed"),
    ),
    "a checksum that is none": (
        "catalogue.yaml", "files: []",
        "files:\n- {sha256: abc, title: a, source: b, verifier: c, date: 2026-09-01}",
        (1, 4, "yaml-value-wrong"),
    ),
    "an action that is none": (
        "words.yaml", "action: refuse", "action: delete", (0, 5, "yaml-value-not-allowed"),
    ),
    "a word that is too short": (
        "words.yaml", "- дурак\n", "- ду\n", (0, 9, "layout-word-short"),
    ),
    "a word of no letters": (
        "words.yaml", "- дурак\n", "- '!!!'\n", (0, 9, "layout-word-short"),
    ),
    "a phrase that is too long": (
        "words.yaml", "- дурак\n", "- ты очень и очень глуп\n", (0, 9, "layout-word-long"),
    ),
    "a word twice": (
        "words.yaml", "- идиот\n", "- ДУРАК\n", (0, 9, "layout-word-twice"),
    ),
    "an English word that looks like a Russian one": (
        "words.yaml", "- moron\n", "- pot\n", (0, 9, "layout-word-honest"),
    ),
    "a word that YAML reads as something else": (
        "words.yaml", "- moron\n", "- 5\n", (0, 9, "yaml-text-expected"),
    ),
    "a role that the program needs": (
        "regulation.yaml", "  pending:\n    title", "  waiting:\n    title",
        (None, 1, "layout-role-missing"),
    ),
    "a feature that the program needs": (
        "regulation.yaml", "  text.send:\n    title", "  text.sent:\n    title",
        (None, 1, "layout-feature-missing"),
    ),
    "a row id twice": (
        "regulation.yaml", "- id: T2", "- id: T1", (0, 5, "layout-row-twice"),
    ),
    "a row of an unknown role": (
        "regulation.yaml", "roles: [pupil, teacher, director]", "roles: [pupil, techer, director]",
        (0, 24, "layout-role-unknown"),
    ),
    "a row of an unknown feature": (
        "regulation.yaml", "features: [journal.open]", "features: [journal.opne]",
        (0, 20, "layout-feature-unknown"),
    ),
    "a row of an unknown kind": (
        "regulation.yaml", "kinds: [staff_room, council, meetings]",
        "kinds: [staff_room, counsel, meetings]", (0, 29, "layout-kind-unknown"),
    ),
    "a grant of nobody": (
        "regulation.yaml", "roles: [pupil, teacher, director]", "roles: []",
        (0, 9, "yaml-value-wrong"),
    ),
    "a level that only the provisioning user has": (
        "regulation.yaml", "level: 80", "level: 100", (0, 5, "yaml-value-wrong"),
    ),
    "a level that is no number": (
        "regulation.yaml", "level: 80", "level: high", (0, 5, "yaml-number-expected"),
    ),
    "an unknown power level key": (
        "regulation.yaml", "levels: [redact]", "levels: [state_default]",
        (0, 14, "yaml-value-not-allowed"),
    ),
    "neither yes nor no": (
        "regulation.yaml", "needs_confirmation: true", "needs_confirmation: maybe",
        (0, 5, "yaml-yes-no-expected"),
    ),
    "a clause that is no number": (
        "regulation.yaml", 'clause: "1.1"', 'clause: "п. 1"', (0, 5, "yaml-value-wrong"),
    ),
    "a clause without quotes": (
        "regulation.yaml", 'clause: "1.1"', "clause: 1.1", (0, 5, "yaml-text-expected"),
    ),
    "a list that is a text": (
        "regulation.yaml", "events: [m.reaction]", "events: m.reaction",
        (0, 5, "yaml-list-expected"),
    ),
    "a table that is a text": (
        "regulation.yaml", "title: {ru: Секретарь педагогического совета, en: Secretary of the "
        "pedagogical council}", "title: Секретарь", (0, 5, "yaml-table-expected"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", CHECKS)
def test_mistake_is_told_at_its_place(rule: str, tmp_path: Path) -> None:
    name, old, new, (offset, column, key) = CHECKS[rule]
    _, line = edited(tmp_path, name, old, new)
    found = [it for it in told(tmp_path) if it[3] == key]
    if offset is None:  # told where the list of kinds, roles or features begins
        title = {"kinds.yaml": "kinds", "layout-role-missing": "roles"}
        heading = title.get(name) or title.get(key, "features")
        match = re.search(rf"^{heading}:", SHIPPED[name], re.MULTILINE)
        assert match
        line = SHIPPED[name].count("\n", 0, match.start()) + 1
    assert (name, line + (offset or 0), column, key) in found


def test_space_inside_itself_is_told(tmp_path: Path) -> None:
    edited(tmp_path, "kinds.yaml", "    key: school\n", "    key: school\n    in: staff\n")
    keys = {it[3] for it in told(tmp_path)}
    assert keys == {"layout-space-loop"}


def test_contradiction_names_both_rows_and_the_cell(tmp_path: Path) -> None:
    path, line = edited(
        tmp_path,
        "regulation.yaml",
        "      - roles: [pupil, parent]\n        features: [room.create]",
        "      - roles: [pupil, teacher]\n        features: [room.create]",
    )
    assert path.exists()
    with pytest.raises(InputError) as caught:
        load_layouts(tmp_path)
    (problem,) = caught.value.problems
    assert problem.message.key == "layout-contradiction"
    assert dict(problem.message.args) == {
        "role": "teacher",
        "feature": "room.create",
        "kind": "server",
        "allowing": "C2",
        "refusing": "C2",
    }
    row = REGULATION.index("  - id: C2")
    assert problem.place.line == REGULATION.count("\n", 0, row) + 1 < line


def test_mistakes_of_all_files_are_told_in_one_go(tmp_path: Path) -> None:
    edited(tmp_path, "kinds.yaml", "in: clubs", "in: nowhere")
    edited(tmp_path, "regulation.yaml", "features: [journal.open]", "features: [nothing]")
    edited(tmp_path, "safety.yaml", "words_for: [pupil, parent]", "words_for: [nobody]")
    edited(tmp_path, "catalogue.yaml", "domain: edu.gov.ru", "domain: edu")
    edited(tmp_path, "words.yaml", "- дурак\n", "- ду\n")
    assert {it[0] for it in told(tmp_path)} == SHIPPED.keys()


def test_mistakes_are_told_beside_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "regulation.yaml").write_text("[", encoding="utf-8")
    edited(tmp_path, "catalogue.yaml", "domain: edu.gov.ru", "domain: edu")
    edited(tmp_path, "words.yaml", "- дурак\n", "- ду\n")
    assert {it[0] for it in told(tmp_path)} == {
        "regulation.yaml",
        "catalogue.yaml",
        "words.yaml",
    }


def test_school_may_have_one_file_of_its_own(tmp_path: Path) -> None:
    edited(tmp_path, "kinds.yaml", "ru: Объявления школы", "ru: Новости")
    own = load_layouts(tmp_path)
    assert own.kinds["announcements"].name.ru == "Новости"
    assert own.regulation == load_layouts().regulation
    assert own.avatar("pupils") == room_layouts.FOLDER / "avatars" / "pupils.png"


def test_school_may_have_pictures_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "avatars").mkdir()
    shutil.copy(room_layouts.FOLDER / "avatars" / "pupils.png", tmp_path / "avatars")
    own = load_layouts(tmp_path)
    assert own.avatar("pupils") == tmp_path / "avatars" / "pupils.png"
    assert own.avatar("parents") is None


def test_shipped_files_are_without_mistake_and_every_kind_has_a_picture() -> None:
    shipped = load_layouts()
    assert [kind for kind in shipped.kinds if shipped.avatar(kind) is None] == []


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
@pytest.mark.parametrize("name", SHIPPED)
def test_damaged_file_is_read_or_refused_with_a_place(
    name: str, data: st.DataObject, tmp_path: Path
) -> None:
    """Whatever is mistyped in a shipped file: mistakes with places, and nothing else, come out."""
    lines = SHIPPED[name].splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.integers(0, len(lines) - 1))
        line = lines[number]
        start = data.draw(st.integers(0, len(line)))
        end = data.draw(st.integers(start, min(len(line), start + 8)))
        lines[number] = line[:start] + data.draw(TYPED) + line[end:]
    (tmp_path / name).write_text("".join(lines), encoding="utf-8")
    for problem in mistakes(tmp_path):
        assert problem.place.path.name in SHIPPED
        assert problem.render("ru")


def mistakes(folder: Path) -> Sequence[Problem]:
    """The problems of a folder, none where it can be read."""
    try:
        load_layouts(folder)
    except InputError as error:
        return error.problems
    return ()


TYPED = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "\n",
            "\t",
            ":",
            ": ",
            "- ",
            "{",
            "}",
            "[",
            "]",
            '"',
            "'",
            "#",
            "&a ",
            "*a",
            "!!x ",
            "!!int ",
            "!!bool ",
            "!!timestamp ",
            "!!binary ",
            "? ",
            "| ",
            "> ",
            "%",
            "@",
            "`",
            "---\n",
            "2026-13-45",
            "null",
            "~",
            "1e999",
            ".nan",
            "0x",
            "9" * 5000,
            "{title!r}",
            "<<: ",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
)
