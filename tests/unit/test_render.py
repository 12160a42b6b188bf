"""A plan as people read it: by class, with signs, short, and plain in a pipe."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from policy import events
from policy.decision import Moment
from policy.roster import State
from policy.safety import Flood, Hours, Safety, Uploads, to_dict
from provisioning.actions import Action, Verb
from provisioning.apply import Result
from provisioning.explain import explain, find_room, find_user
from provisioning.matrix.client import MatrixError
from provisioning.planning import Plan
from provisioning.render import PlanText, count_results, error_text
from provisioning.roster.model import Name, Role
from templates import say
from tests.unit.builders import (
    PLENTY,
    SERVER,
    RosterBuilder,
    plan_for,
    settled,
    two_classes,
)

ROSTER = two_classes().build()
NOON = Moment(12 * 60)


def shown(plan: Plan, language: str = "ru", *, full: bool = False) -> list[str]:
    return [line.plain for line in PlanText(plan, language, full=full).lines()]


def moved() -> Plan:
    """ben goes from 3А to 3Б; ann gets a new name; a secretary comes."""
    school = two_classes()
    school.class_("2024-a", "3А", pupils=["ann"], class_teacher="tess")
    school.class_("2024-b", "3Б", pupils=["cal", "dan", "ben"], teachers=["todd"])
    school.person("ann", name=Name("Новая", "Ann"))
    school.staff("sue", Role.SECRETARY)
    return plan_for(school.build(), settled(ROSTER))


class TestPlanText:
    def test_is_grouped_by_class(self) -> None:
        lines = shown(moved())
        titles = [line for line in lines if line and not line.startswith(" ")]
        assert titles[:4] == ["Учётные записи", "Школа", "3А класс", "3Б класс"]
        start = lines.index("3А класс")
        assert lines[start + 1] == "  − из «3А класс» выйдут 2 человека: Ben, Dad"

    def test_says_what_comes_changes_and_goes(self) -> None:
        lines = shown(moved())
        assert f"  + Sue  @sue:{SERVER}" in lines
        assert f"  ~ Ann → Новая Ann  @ann:{SERVER}" in lines
        assert "  − из «3А · Родители» выйдет 1 человек: Dad" in lines
        assert "  + в «3Б · Ученики» войдёт 1 человек: Ben" in lines

    def test_sums_up(self) -> None:
        plan = moved()
        adds = sum(it.verb in (Verb.ACCOUNT_CREATE, Verb.MEMBER_JOIN) for it in plan.actions)
        takes = sum(it.verb is Verb.MEMBER_LEAVE for it in plan.actions)
        changes = sum(it.verb in (Verb.ACCOUNT_RENAME, Verb.POWER_SET) for it in plan.actions)
        assert shown(plan)[-1] == (f"Итого: добавить {adds}, изменить {changes}, убрать {takes}.")

    def test_counts_what_goes_on_behind_the_scenes(self) -> None:
        quiet = sum(it.verb is Verb.REGISTRY_SET for it in moved().actions)
        assert f"И ещё {quiet} " in shown(moved())[-2]

    def test_nothing_to_do_is_one_line(self) -> None:
        plan = plan_for(ROSTER, settled(ROSTER))
        assert shown(plan) == ["Всё уже так, как в списках: менять нечего."]
        assert len(shown(plan, "en")) == 1

    @pytest.mark.parametrize("language", ["ru", "en"])
    def test_every_verb_has_words(self, language: str) -> None:
        details = {
            "name": "N",
            "was": "W",
            "child": "school",
            "type": "m.room.name",
            "room_id": "!x",
        }
        actions = [
            Action(
                verb,
                "school",
                {"users": ["@a:x"], "names": {"@a:x": "A"}} if "member" in verb else details,
            )
            for verb in Verb
        ]
        plan = replace(plan_for(ROSTER), actions=tuple(actions))
        lines = shown(plan, language)
        assert sum(line.startswith("  ") for line in lines) == len(Verb) - 3

    def test_many_people_are_cut_short_unless_all_are_asked_for(self) -> None:
        school = RosterBuilder()
        school.class_("2024-a", "3А", pupils=[f"p{number:02}" for number in range(30)])
        plan = plan_for(school.build())
        (line,) = (it for it in shown(plan) if "3А · Ученики» войдут" in it)
        assert line.endswith("P07 и ещё 22")
        (line,) = (it for it in shown(plan, full=True) if "3А · Ученики» войдут" in it)
        assert line.endswith("P29")

    def test_room_that_is_no_more_is_named(self) -> None:
        school = RosterBuilder()
        school.class_("2024-a", "3А", pupils=["ann", "ben"], class_teacher="tess")
        plan = plan_for(school.build(), settled(ROSTER), allow=PLENTY)
        assert any("из «3Б · Ученики» выйдут" in line for line in shown(plan))

    def test_is_plain_in_a_pipe_and_coloured_on_a_terminal(self) -> None:
        for terminal in (False, True):
            out = io.StringIO()
            colours = {"force_terminal": True, "color_system": "standard"} if terminal else {}
            console = Console(file=out, highlight=False, **colours)  # type: ignore[arg-type]
            for line in PlanText(moved(), "ru").lines():
                console.print(line, soft_wrap=True)
            assert ("\x1b[" in out.getvalue()) is terminal

    def test_names_are_not_read_as_markup(self) -> None:
        school = RosterBuilder()
        school.person("x", Role.PARENT, name=Name("[red]Иван[/red]", ""))
        out = io.StringIO()
        for line in PlanText(plan_for(school.build()), "ru").lines():
            Console(file=out).print(line, soft_wrap=True)
        assert "[red]Иван[/red]" in out.getvalue()


class TestResults:
    def test_are_counted_by_verb(self) -> None:
        one, two = Action(Verb.ROOM_CREATE, "a", {}), Action(Verb.POWER_SET, "b", {})
        failed = MatrixError(403, "M_FORBIDDEN", "no", "PUT /x")
        assert count_results([Result(one), Result(one, failed), Result(two), Result(one)]) == {
            "room.create": (2, 1),
            "power.set": (1, 0),
        }

    @pytest.mark.parametrize("language", ["ru", "en"])
    @pytest.mark.parametrize(
        "code",
        [
            "PARTA_UNREACHABLE",
            "PARTA_NO_ROOM",
            "PARTA_NO_AVATAR",
            "PARTA_ROOM_TWICE",
            "PARTA_INCOMPLETE",
            "M_UNKNOWN_TOKEN",
            "M_MISSING_TOKEN",
            "M_FORBIDDEN",
            "M_OTHER",
            "",
        ],
    )
    def test_every_refusal_has_words(self, code: str, language: str) -> None:
        text = error_text(MatrixError(400, code, "why", "PUT /x"), language)
        assert len(text) > 20


class TestExplain:
    plan = plan_for(ROSTER)

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            (f"@ann:{SERVER}", {"ann"}),
            ("ann", {"ann"}),
            ("@ann", {"ann"}),
            ("Ann", {"ann"}),
            ("AN", {"ann", "dan", "gran"}),
            ("nobody", set()),
            ("", set()),
        ],
    )
    def test_people_are_found(self, asked: str, found: set[str]) -> None:
        users = find_user(self.plan.wanted, asked)
        assert {user[1:].partition(":")[0] for user in users} == found

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("class:2024-a:pupils", {"class:2024-a:pupils"}),
            ("!x", {"school"}),
            ("3а ученики", {"class:2024-a:pupils"}),
            ("3А · Ученики", {"class:2024-a:pupils"}),
            ("Ученики", {"class:2024-a:pupils", "class:2024-b:pupils"}),
            ("nowhere", set()),
            (" · ", set()),
        ],
    )
    def test_rooms_are_found(self, asked: str, found: set[str]) -> None:
        assert set(find_room(self.plan.wanted, {"school": "!x"}, asked)) == found

    def test_answer_is_what_the_regulation_decides(self) -> None:
        answer = explain(self.plan.wanted, {}, f"@ann:{SERVER}", "class:2024-a:pupils", NOON)
        assert (answer.name, answer.roles) == ("Ann", ("pupil",))
        verdicts = {feature.id: verdict for feature, verdict in answer.verdicts}
        assert verdicts["text.send"].allowed
        assert not verdicts["poll.start"].allowed
        row = verdicts["poll.start"].row
        assert row is not None
        assert (row.id, row.clause) == ("W12", "2.5")
        assert "document.approve" not in verdicts  # nothing of this room

    def test_outsider_may_nothing(self) -> None:
        answer = explain(self.plan.wanted, {}, f"@mum:{SERVER}", "class:2024-a:pupils", NOON)
        assert answer.roles == ()
        assert not any(verdict.allowed for _, verdict in answer.verdicts)

    def test_the_schools_settings_stand_below(self) -> None:
        wanted = self.plan.wanted
        hours = {"pupil": Hours(21 * 60, 7 * 60), "teacher": Hours(20 * 60, 7 * 60)}
        settings = Safety(
            quiet_hours=hours,
            flood={"pupil": Flood(10, 60)},
            uploads={"pupil": Uploads(5, frozenset({"photo", "audio"}))},
        )
        state = {**wanted.registry, (events.SAFETY, ""): to_dict(settings)}
        wanted = replace(wanted, registry=state)

        def said(who: str, moment: Moment, registry: State) -> list[str]:
            user = f"@{who}:{SERVER}"
            found = explain(wanted, registry, user, "class:2024-a:pupils", moment)
            return [say(it, "en") for it in found.settings]

        rules = "the first message goes through once the regulation in force is accepted "
        rules += "(№ 66 2024-08-29)"
        assert said("ann", NOON, {}) == [
            rules,
            "quiet hours 21:00–07:00: nothing can be written then; now it can",
            "at most 10 messages in 60 seconds",
            "uploads audio up to 5 MB",
            "uploads photos up to 5 MB",
        ]
        assert "quiet hours 21:00–07:00: now nothing can be written" in said("ann", Moment(0), {})
        assert said("tess", NOON, {}) == [
            rules,
            "quiet hours 20:00–07:00: nothing can be written then; now it can",
            "uploads nothing",
        ]
        assert "no quiet hours" in said("head", NOON, {})
        word = {(events.QUIET_HOURS, "class:2024-a:pupils"): {"from": 0, "to": 60}}
        assert "quiet hours 00:00–01:00: may write in them, and it is recorded" in said(
            "head", NOON, word
        )
        off = {(events.QUIET_HOURS, ""): {"off": True}}
        assert "no quiet hours" in said("ann", Moment(0), off)
        noon = 1_764_061_200_000  # 25 November 2025, 12:00 in Moscow
        word = {"by": "@tess:x", "why": "шум"}
        mute = {
            (events.MUTE, f"ann:{SERVER}"): {**word, "rooms": {"class:2024-a:pupils": noon}},
            (events.MUTE, f"ben:{SERVER}"): {**word, "rooms": {"class:2024-a:parents": noon}},
            (events.MUTE, f"tess:{SERVER}"): {**word, "rooms": {"": noon}},
        }
        told = "does not write until 12:00 on November 25: the school has decided so"
        assert told in said("ann", Moment(0, noon - 1), mute)
        assert told not in said("ann", Moment(0, noon), mute)
        assert told not in said("ben", Moment(0, noon - 1), mute)
        assert told not in said("tess", Moment(0, noon - 1), mute)

    def test_a_role_that_is_not_confirmed_does_not_count(self) -> None:
        """The director's word is asked as the homeserver asks it."""
        asked = (f"@tess:{SERVER}", "class:2024-a:pupils", NOON)
        assert explain(self.plan.wanted, {}, *asked).roles == ("teacher",)
        revoked = {(events.CONFIRMATION, f"tess:{SERVER}"): {"order": "№ 1", "confirmed": False}}
        assert explain(self.plan.wanted, revoked, *asked).roles == ()
