"""school.yaml: what may stand in it, and what is taken where nothing stands."""

from pathlib import Path
from typing import Any

import pytest

from provisioning.problems import InputError
from provisioning.school import Confirmation, RemovalGuard, School, load_school

NEEDED = {"name": "Школа", "server_name": "school.example", "school_year": "2026"}


def written(folder: Path, **fields: str) -> Path:
    lines = [f"{key}: {value}" for key, value in {**NEEDED, **fields}.items()]
    (folder / "school.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def told(folder: Path, **fields: str) -> list[tuple[int, str, Any]]:
    with pytest.raises(InputError) as caught:
        load_school(written(folder, **fields))
    return [
        (it.place.line, it.message.key, it.message.args.get("field"))
        for it in caught.value.problems
    ]


def test_defaults(tmp_path: Path) -> None:
    school, _ = load_school(written(tmp_path))
    assert school == School(
        name="Школа",
        server_name="school.example",
        school_year=2026,
        id="school",
        language="ru",
        service_name="Парта",
        homeserver=None,
        provisioner="parta",
        assistant="assistant",
        services=(),
        removal_guard=RemovalGuard(accounts_percent=10, class_percent=50),
        leavers_grace_days=30,
        confirmations=(),
        journal="",
        diary="",
    )
    assert school.provisioner_id == "@parta:school.example"
    assert school.assistant_id == "@assistant:school.example"
    assert school.program_ids == {"@assistant:school.example"}


def test_school_may_have_no_assistant_and_other_programs(tmp_path: Path) -> None:
    school, _ = load_school(written(tmp_path, assistant="null", services="[bot, parrot]"))
    assert school.assistant_id is None
    assert school.program_ids == {"@bot:school.example", "@parrot:school.example"}


@pytest.mark.parametrize(
    ("year", "starts"),
    [
        ("2026", 2026),
        ("2026/27", 2026),
        ("2026-2027", 2026),
        ("2026–27", 2026),
        ("2026 / 27", 2026),
        ("'2026/2027'", 2026),
        ("2199/00", 2199),
    ],
)
def test_school_year_as_schools_write_it(year: str, starts: int, tmp_path: Path) -> None:
    assert load_school(written(tmp_path, school_year=year))[0].school_year == starts


@pytest.mark.parametrize("year", ["26", "1999", "2201", "этот", "2026/27/28", "[2026]", "true"])
def test_other_years_are_refused(year: str, tmp_path: Path) -> None:
    ((line, _, field),) = told(tmp_path, school_year=year)
    assert (line, field) == (3, "school_year")


@pytest.mark.parametrize("name", ["school.example", "localhost", "a-1.example:8448", "127.0.0.1"])
def test_server_name(name: str, tmp_path: Path) -> None:
    assert load_school(written(tmp_path, server_name=f"'{name}'"))[0].server_name == name


@pytest.mark.parametrize(
    "name",
    [
        "Школа.рф",
        "SCHOOL.example",
        "-a.example",
        "a.example.",
        "a b",
        "@a:b",
        "https://a",
        "a:123456",
        "",
        "x" * 231,
        "school.example\\n",
    ],
)
def test_other_server_names_are_refused(name: str, tmp_path: Path) -> None:
    assert told(tmp_path, server_name=f'"{name}"') == [(2, "yaml-value-wrong", "server_name")]


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("language", "de", "yaml-value-not-allowed"),
        ("id", "Школа", "yaml-value-wrong"),
        ("id", "''", "yaml-value-wrong"),
        ("name", "' '", "yaml-value-wrong"),
        ("name", "[a]", "yaml-text-expected"),
        ("homeserver", "school.example", "yaml-value-wrong"),
        ("provisioner", "'@parta'", "yaml-value-wrong"),
        ("services", "bot", "yaml-list-expected"),
        ("assistant", "Помощник", "yaml-value-wrong"),
        ("assistant", "''", "yaml-value-wrong"),
        ("assistant", "parta", "layout-assistant-is-provisioner"),
        ("leavers_grace_days", "-1", "yaml-value-wrong"),
        ("leavers_grace_days", "month", "yaml-number-expected"),
        ("removal_guard", "10", "yaml-table-expected"),
        ("scool_year", "2026", "yaml-field-unknown"),
        ("password", "x", "yaml-field-unknown"),
    ],
)
def test_field_is_refused(field: str, value: str, key: str, tmp_path: Path) -> None:
    ((_, found, where),) = told(tmp_path, **{field: value})
    assert (found, where) == (key, field)


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("{accounts_percent: 101}", "removal_guard.accounts_percent"),
        ("{class_percent: 0}", "removal_guard.class_percent"),
        ("{klass_percent: 5}", "removal_guard.klass_percent"),
    ],
)
def test_guard_is_refused(value: str, field: str, tmp_path: Path) -> None:
    ((line, _, where),) = told(tmp_path, removal_guard=value)
    assert (line, where) == (4, field)


@pytest.mark.parametrize("missing", sorted(NEEDED))
def test_field_that_is_needed(missing: str, tmp_path: Path) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in NEEDED.items() if key != missing)
    (tmp_path / "school.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_school(tmp_path)
    (problem,) = caught.value.problems
    assert (problem.message.key, problem.message.args["field"]) == ("yaml-field-missing", missing)


def test_every_mistake_is_told(tmp_path: Path) -> None:
    found = told(tmp_path, language="de", id="Ы", extra="1", server_name="'?'")
    assert len(found) == 4


@pytest.mark.parametrize(("people", "read"), [("all", "all"), ("[s-01, s-02]", ("s-01", "s-02"))])
def test_confirmations(people: str, read: Any, tmp_path: Path) -> None:
    value = f"[{{order: № 70, people: {people}}}]"
    school, _ = load_school(written(tmp_path, confirmations=value))
    assert school.confirmations == (Confirmation(order="№ 70", people=read),)


@pytest.mark.parametrize("value", ["[{order: '', people: all}]", "[{order: № 1, people: some}]"])
def test_confirmation_without_order_or_people_is_refused(value: str, tmp_path: Path) -> None:
    assert {line for line, _, _ in told(tmp_path, confirmations=value)} == {4}


@pytest.mark.parametrize("field", ["journal", "diary"])
@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://j.example/{class}/{title}?d={date}&c={child}", ""),
        ("https://j.example:8443/", ""),
        ("", ""),
        ("http://j.example/", "layout-address-https"),
        ("javascript:alert(1)", "layout-address-https"),
        ("https:///{class}", "layout-address-https"),
        ("https://j.example/ x", "layout-address-https"),
        ("https://j.example\\\\@evil.example/", "layout-address-https"),
        ("https://j.example:99999/", "layout-address-https"),
        ("https://j.example/{name}", "layout-address-place"),
        ("https://j.example/{", "layout-address-place"),
        ("https://j.example/{{class}}", "layout-address-place"),
        ("https://{class}.example/", "layout-address-place"),
        ("https://anna:1234@j.example/", "layout-address-secret"),
        ("https://j.example/?token=1", "layout-address-secret"),
        ("https://j.example/?Password={child}", "layout-address-secret"),
    ],
)
def test_addresses_of_journal_and_diary(field: str, address: str, key: str, tmp_path: Path) -> None:
    if not key:
        school, _ = load_school(written(tmp_path, **{field: f'"{address}"'}))
        assert getattr(school, field) == address
    else:
        assert told(tmp_path, **{field: f'"{address}"'}) == [(4, key, field)]
