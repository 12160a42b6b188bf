"""Plans as files: approved once, carried out as approved or not at all."""

import json
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provisioning.actions import Verb, atoms
from provisioning.connection import connection
from provisioning.planning import (
    Inputs,
    Plan,
    SavedPlan,
    is_covered,
    load_plan,
    make_plan,
    read_folder,
    save_plan,
)
from provisioning.problems import InputError
from provisioning.roster.model import Role, Roster
from tests.unit.builders import (
    DAY,
    PLENTY,
    SCHOOL,
    account,
    carried_out,
    empty_server,
    layouts,
    plan_for,
    rosters,
    settled,
    two_classes,
)

ROSTER = two_classes().build()
INPUTS = Inputs(SCHOOL, layouts(), ROSTER)


def approved(plan: Plan) -> SavedPlan:
    return SavedPlan(DAY, 0, atoms(plan.actions))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    save_plan(plan_for(ROSTER), INPUTS, path, 3)
    return path


class TestSavedPlan:
    def test_is_read_back(self, saved: Path) -> None:
        assert load_plan(saved, SCHOOL) == SavedPlan(DAY, 3, atoms(plan_for(ROSTER).actions))

    def test_is_readable_and_names_what_it_is_for(self, saved: Path) -> None:
        content = json.loads(saved.read_text(encoding="utf-8"))
        assert content["parta_plan"] == 1
        assert (content["school"], content["server_name"]) == ("school", "school.example")
        assert content["made"] == "2026-09-01"
        assert {it["verb"] for it in content["actions"]} >= {"room.create", "account.create"}
        assert "3А" in saved.read_text(encoding="utf-8")

    def test_holds_no_secret(self, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PARTA_TOKEN", "syt_secret")
        school = SCHOOL.model_copy(update={"homeserver": "https://x.example"})
        where = connection(school, saved.parent, None)
        assert where.token == "syt_secret"
        text = saved.read_text(encoding="utf-8").casefold()
        # Whole words: «secretary» is a role.
        assert re.findall(r'syt_|token|password|\bsecret\b|code"', text) == []
        assert "syt_secret" not in repr(where)

    @pytest.mark.parametrize(
        "content",
        [
            "",
            "{}",
            "[]",
            "null",
            "5",
            '"plan"',
            "{",
            "\x00",
            '{"parta_plan": 2}',
            "[" * 100000,
            '{"parta_plan": 1, "made": "today", "allow_removals": 0, "atoms": []}',
            '{"parta_plan": 1, "made": "2026-09-01", "allow_removals": [], "atoms": []}',
            '{"parta_plan": 1, "made": "2026-09-01", "allow_removals": 0, "atoms": 5}',
            '{"parta_plan": 1, "made": "2026-09-01", "allow_removals": 0, "atoms": []}',
        ],
        ids=lambda it: it[:20],
    )
    def test_rubbish_is_refused(self, content: str, tmp_path: Path) -> None:
        path = tmp_path / "plan.json"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(InputError) as caught:
            load_plan(path, SCHOOL)
        assert [it.message.key for it in caught.value.problems] == ["plan-unreadable"]
        assert caught.value.problems[0].render("ru").startswith(f"{path}:1: ")

    def test_bytes_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "plan").write_bytes(b"\xff\x00")
        with pytest.raises(InputError):
            load_plan(tmp_path / "plan", SCHOOL)

    def test_file_that_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(InputError) as caught:
            load_plan(tmp_path / "none", SCHOOL)
        assert [it.message.key for it in caught.value.problems] == ["file-missing"]

    @settings(deadline=None)
    @given(data=st.data())
    def test_any_change_in_the_file_is_refused_or_read(
        self, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        path = tmp_path_factory.getbasetemp() / "changed.json"
        whole = {
            "parta_plan": 1,
            "school": "school",
            "server_name": "school.example",
            "made": "2026-09-01",
            "allow_removals": 0,
            "atoms": ["a"],
        }
        changes = st.dictionaries(
            st.sampled_from(sorted(whole)),
            st.none() | st.integers() | st.text() | st.lists(st.text()) | st.floats(),
        )
        path.write_text(json.dumps({**whole, **data.draw(changes)}))
        # Anything but these two would be a traceback for the IT teacher.
        with suppress(InputError):
            assert isinstance(load_plan(path, SCHOOL), SavedPlan)

    @pytest.mark.parametrize("other", [{"id": "other"}, {"server_name": "other.example"}])
    def test_of_another_school_is_refused(self, saved: Path, other: dict[str, Any]) -> None:
        with pytest.raises(InputError) as caught:
            load_plan(saved, SCHOOL.model_copy(update=other))
        assert [it.message.key for it in caught.value.problems] == ["plan-of-another-school"]


class TestCovered:
    def test_plan_covers_itself_and_nothing_left(self) -> None:
        plan = plan_for(ROSTER)
        assert is_covered(plan, approved(plan))
        assert is_covered(plan_for(ROSTER, carried_out(plan)), approved(plan))

    def test_rest_after_a_crash_anywhere_is_covered(self) -> None:
        plan = plan_for(ROSTER)
        for done in range(len(plan.actions) + 1):
            rest = plan_for(ROSTER, carried_out(plan, plan.actions[:done]))
            assert is_covered(rest, approved(plan)), plan.actions[done]

    def test_half_a_join_is_covered(self) -> None:
        plan = plan_for(ROSTER)
        joins = [it for it in plan.actions if it.verb is Verb.MEMBER_JOIN]
        join = max(joins, key=lambda it: len(it.details["users"]))
        half = replace(join, details={**join.details, "users": join.details["users"][:1]})
        others = [it for it in plan.actions if it is not join]
        rest = plan_for(ROSTER, carried_out(plan, [*others, half]))
        assert len(rest.actions) == 1
        assert is_covered(rest, approved(plan))

    @settings(max_examples=25, deadline=None)
    @given(rosters(), rosters())
    def test_plan_of_another_roster_is_covered_only_without_anything_new(
        self, one: Roster, other: Roster
    ) -> None:
        plan, another = plan_for(one), plan_for(other)
        new = atoms(another.actions) - atoms(plan.actions)
        assert is_covered(another, approved(plan)) is not bool(new)

    def test_newcomer_is_not_covered(self) -> None:
        school = two_classes()
        school.staff("new", Role.SECRETARY)
        assert not is_covered(plan_for(school.build()), approved(plan_for(ROSTER)))

    def test_server_that_moved_on_is_not_covered(self) -> None:
        plan = plan_for(ROSTER)
        found = carried_out(plan)
        accounts = {
            user: replace(it, name="?") if it.name else it for user, it in found.accounts.items()
        }
        assert not is_covered(plan_for(ROSTER, replace(found, accounts=accounts)), approved(plan))


class TestPlan:
    def test_is_pure(self) -> None:
        found = settled(ROSTER)
        assert plan_for(ROSTER, found) == plan_for(ROSTER, found)

    def test_actions_are_json(self) -> None:
        for action in plan_for(ROSTER).actions:
            assert json.loads(json.dumps(action.to_dict()))["verb"] == action.verb.value

    def test_a_person_who_left_is_not_warned_of(self) -> None:
        found = settled(ROSTER)
        gone = {"@ann:school.example": account("@ann:school.example", deactivated=True)}
        found = replace(found, accounts={**found.accounts, **gone})
        left = {key: it for key, it in ROSTER.people.items() if key != "ann"}
        groups = {
            key: replace(it, members={p: m for p, m in it.members.items() if p != "ann"})
            for key, it in ROSTER.groups.items()
        }
        edges = frozenset(it for it in ROSTER.guardianships if it.child != "ann")
        assert plan_for(Roster(left, groups, edges), found, allow=PLENTY).warnings == ()

    @pytest.mark.parametrize("school", ["school", "small"])
    def test_example_schools_settle(self, school: str) -> None:
        folder = Path(__file__).parents[2] / "examples" / school
        inputs, reading = read_folder(folder, DAY)
        assert reading.problems == ()
        found = empty_server()
        found = replace(found, accounts={inputs.school.provisioner_id: account("p")})
        first = make_plan(inputs, found, DAY)
        assert first.held is None
        after = carried_out(first, school=inputs.school)
        assert make_plan(inputs, after, DAY).actions == ()

    def test_folder_that_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(InputError) as caught:
            read_folder(tmp_path / "none", DAY)
        assert [it.message.key for it in caught.value.problems] == ["folder-missing"]

    def test_mistakes_of_all_files_are_told_in_one_go(self, tmp_path: Path) -> None:
        (tmp_path / "school.yaml").write_text("name: 5\n")
        (tmp_path / "room_layouts").mkdir()
        (tmp_path / "room_layouts" / "kinds.yaml").write_text("kinds: []\n")
        with pytest.raises(InputError) as caught:
            read_folder(tmp_path, DAY)
        places = {it.place.path.name for it in caught.value.problems}
        assert places == {"school.yaml", "kinds.yaml", "roster"}


class TestConnection:
    school = SCHOOL.model_copy(update={"homeserver": "https://matrix.example"})

    @pytest.fixture(autouse=True)
    def _environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("PARTA_HOMESERVER", "PARTA_TOKEN"):
            monkeypatch.delenv(name, raising=False)

    def test_environment_wins_over_school_yaml(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("PARTA_TOKEN", " abc\n")
        assert connection(self.school, tmp_path, None).homeserver == "https://matrix.example"
        monkeypatch.setenv("PARTA_HOMESERVER", "http://127.0.0.1")
        where = connection(self.school, tmp_path, None)
        assert (where.homeserver, where.token) == ("http://127.0.0.1", "abc")

    def test_what_is_missing_is_told(self, tmp_path: Path) -> None:
        for school, key in (
            (SCHOOL, "connection-no-homeserver"),
            (self.school, "connection-no-token"),
        ):
            with pytest.raises(InputError) as caught:
                connection(school, tmp_path, None)
            assert [it.message.key for it in caught.value.problems] == [key]

    def test_demo_is_read_from_its_home(self, tmp_path: Path) -> None:
        (tmp_path / "demo.json").write_text('{"homeserver": "http://x", "admin_token": "t"}')
        assert connection(SCHOOL, tmp_path, tmp_path).token == "t"

    @pytest.mark.parametrize("content", [None, "{", "[]", "5", '{"homeserver": "x"}'])
    def test_demo_that_is_not_there(self, content: str | None, tmp_path: Path) -> None:
        if content is not None:
            (tmp_path / "demo.json").write_text(content)
        with pytest.raises(InputError) as caught:
            connection(SCHOOL, tmp_path, tmp_path)
        key = "connection-no-demo" if content is None else "file-unreadable"
        assert [it.message.key for it in caught.value.problems] == [key]
