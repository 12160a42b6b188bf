import pytest

from provisioning.roster.model import Name
from provisioning.roster.names import name_key, read_name, read_parts


@pytest.mark.parametrize(
    ("written", "family", "given", "patronymic"),
    [
        ("Иванова Анна Петровна", "Иванова", "Анна", "Петровна"),
        ("Иванова Анна", "Иванова", "Анна", ""),
        ("Мадонна", "Мадонна", "", ""),
        ("ИВАНОВА АННА ПЕТРОВНА", "Иванова", "Анна", "Петровна"),
        ("иванова анна петровна", "Иванова", "Анна", "Петровна"),
        ("Иванова\u00a0Анна   Петровна", "Иванова", "Анна", "Петровна"),
        ("Иванова - Петрова Анна", "Иванова-Петрова", "Анна", ""),
        ("иванова-петрова анна-мария", "Иванова-Петрова", "Анна-Мария", ""),
        ("Иванова–Петрова Анна", "Иванова-Петрова", "Анна", ""),
        ("Алиев Мамед Гусейн оглы", "Алиев", "Мамед", "Гусейн оглы"),
        ("АЛИЕВА ЛЕЙЛА ГУСЕЙН КЫЗЫ", "Алиева", "Лейла", "Гусейн кызы"),
        ("Алиева Лейла Гусейн-кызы", "Алиева", "Лейла", "Гусейн-кызы"),
        ("Гарсия Лопес Мария Ивановна", "Гарсия Лопес", "Мария", "Ивановна"),
        ("фон Браун Вернер", "фон Браун", "Вернер", ""),
        ("Smith John", "Smith", "John", ""),
        ("Щоджэн Ӏэниуар", "Щоджэн", "Ӏэниуар", ""),
        ("ЩОДЖЭН ХЬЭТӀУ", "Щоджэн", "ХьэтӀу", ""),
        ("МакДональд Ян", "МакДональд", "Ян", ""),
    ],
)
def test_full_name_is_taken_apart(written: str, family: str, given: str, patronymic: str) -> None:
    assert read_name(written).name == Name(family, given, patronymic)


@pytest.mark.parametrize(
    ("written", "repaired"),
    [
        ("Ивaнов Пeтp", "Иванов Петр"),  # Latin a, e, p
        ("Иванов COBA", "Иванов Сова"),
        ("Щоджэн Т1ымыр", "Щоджэн ТӀымыр"),
        ("ХьэтIу Анна", "ХьэтӀу Анна"),
        ("Хьэтlу Анна", "ХьэтӀу Анна"),
    ],
)
def test_lookalikes_are_folded_where_the_rest_is_cyrillic(written: str, repaired: str) -> None:
    reading = read_name(written)
    assert reading.name is not None
    assert reading.name.full == repaired
    assert reading.notes == ("roster-name-letters-folded",)


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ("Котова А\u200bнна", "roster-name-invisible"),
        ("Котова Анна\u3164", "roster-name-invisible"),
        ("Котова Αнна", "roster-name-strange-letters"),  # Greek capital alpha
        ("Κοτοβα Αννα", "roster-name-strange-letters"),
        ("Ковальчук Ᏼера", "roster-name-strange-letters"),  # Cherokee
    ],
)
def test_what_a_reader_cannot_see_is_a_warning(written: str, note: str) -> None:
    assert note in read_name(written).notes
    assert note in read_parts(*written.split(" ", 1), "").notes


@pytest.mark.parametrize(
    "written", ["Котова Анна", "Nguyễn Anh", "O’Neil Mary", "Ӏэсият Къан", "Али ʼАбд", "Müller Zoë"]
)
def test_honest_name_has_no_warning(written: str) -> None:
    assert read_name(written).notes == ()


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("мама", "roster-name-is-role-word"),
        ("Папа", "roster-name-is-role-word"),
        ("БАБУШКА", "roster-name-is-role-word"),
        ("законный представитель", "roster-name-is-role-word"),
        ("Иванов Ivan", "roster-name-mixed-letters"),
        ("Ivan Ивaнов", "roster-name-mixed-letters"),
        ("Иванов Sван", "roster-name-mixed-letters"),
        ("Иванов 5", "roster-name-digits"),
        ("Иванова А, Иванов Б", "roster-name-several"),
        ("Иванова / Иванов", "roster-name-several"),
        ("Иванова (Петрова) Анна", "roster-name-signs"),
        ("@анна", "roster-name-signs"),
        ("---", "roster-name-missing"),
        ("а " * 20, "roster-name-too-long"),
    ],
)
def test_what_is_no_name_is_refused(written: str, problem: str) -> None:
    assert read_name(written).problem == problem


def test_role_word_before_a_name_is_the_relation() -> None:
    reading = read_name("мама: Иванова Анна")
    assert reading.name == Name("Иванова", "Анна")
    assert reading.relation == "mother"


def test_single_name_is_accepted_with_a_word_about_it() -> None:
    assert read_name("Мадонна").notes == ("roster-name-single",)
    assert read_parts("", "Мадонна", "").name == Name("Мадонна", "")


def test_patronymic_beside_the_given_name_is_moved_to_its_place() -> None:
    assert read_parts("Иванова", "Анна Петровна", "").name == Name("Иванова", "Анна", "Петровна")
    assert read_parts("Иванова", "Анна Мария", "").name == Name("Иванова", "Анна Мария", "")


@pytest.mark.parametrize(
    "other",
    ["иванова алёна", "ИВАНОВА  АЛЕНА", "Иванова\u00a0Алена", "Ивaнова Алена"],
)
def test_names_compare_without_case_yo_and_spaces(other: str) -> None:
    assert name_key("Иванова Алёна") == name_key(other)


def test_palochka_compares_however_it_was_typed() -> None:
    assert name_key("ХьэтӀу") == name_key("ХьэтIу") == name_key("Хьэт1у") == name_key("хьэтӏу")
