"""The regulation decides by its rows and by nothing else; and what the shipped one says."""

import base64
import hashlib
import json
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.regulation import (
    DIRECT,
    PENDING,
    SERVER,
    Feature,
    Grant,
    Regulation,
    Role,
    Row,
    effective_roles,
    from_dict,
    pack,
    to_dict,
    unpack,
)
from tests.unit.builders import layouts

DOCUMENTED = (ValueError, KeyError, TypeError, AttributeError, zlib.error)
TEXT = {"ru": "слово", "en": "word"}


def grant(roles: str, features: str, kinds: str) -> Grant:
    return Grant(*(frozenset(it.split()) for it in (roles, features, kinds)))


def row(row_id: str, *, allow: Any = (), refuse: Any = (), clause: str = "1.1") -> Row:
    return Row(
        row_id,
        clause,
        TEXT,
        tuple(grant(*it) for it in allow),
        tuple(grant(*it) for it in refuse),
    )


def regulation(*rows: Row) -> Regulation:
    roles = [
        Role("director", TEXT, 80),
        Role("teacher", TEXT, 50, needs_confirmation=True),
        Role("pupil", TEXT, 0),
        Role("parent", TEXT, 0),
        Role(PENDING, TEXT, 0),
    ]
    features = [Feature("text.send", TEXT), Feature("poll.start", TEXT, ("m.poll.start",))]
    return Regulation(TEXT, {it.id: it for it in roles}, {it.id: it for it in features}, rows)


class TestDecide:
    may_teach = row("T1", allow=[("teacher", "text.send", "pupils")])
    no_pupils = row("T2", refuse=[("pupil", "text.send", "pupils")])

    @pytest.mark.parametrize("roles", [[], ["pupil"], ["nobody"], ["pupil", "parent"]])
    def test_what_no_row_speaks_of_is_refused(self, roles: list[str]) -> None:
        verdict = regulation().decide(roles, "text.send", "pupils")
        assert (verdict.allowed, verdict.row) == (False, None)

    @pytest.mark.parametrize(("feature", "kind"), [("unknown", "pupils"), ("text.send", "nowhere")])
    def test_what_is_unknown_is_refused(self, feature: str, kind: str) -> None:
        assert not regulation(self.may_teach).decide(["teacher"], feature, kind).allowed

    def test_permission_names_its_row(self) -> None:
        verdict = regulation(self.may_teach).decide(["teacher"], "text.send", "pupils")
        assert verdict.allowed
        assert verdict.row == self.may_teach

    def test_explicit_refusal_names_its_own_row(self) -> None:
        verdict = regulation(self.may_teach, self.no_pupils).decide(
            ["pupil"], "text.send", "pupils"
        )
        assert (verdict.allowed, verdict.row) == (False, self.no_pupils)

    def test_refusal_without_a_row_names_the_row_that_gives_it_to_others_here(self) -> None:
        elsewhere = row("T0", allow=[("director", "text.send", "parents")])
        asked = regulation(elsewhere, self.may_teach).decide(["pupil"], "text.send", "pupils")
        assert asked.row == self.may_teach

    def test_or_the_row_that_gives_it_to_somebody_in_another_place(self) -> None:
        asked = regulation(self.may_teach).decide(["pupil"], "text.send", "club")
        assert (asked.allowed, asked.row) == (False, self.may_teach)

    @pytest.mark.parametrize("roles", [["teacher", "pupil"], ["pupil", "teacher"]])
    def test_of_several_roles_any_that_may_is_enough(self, roles: list[str]) -> None:
        both = regulation(self.may_teach, self.no_pupils)
        assert both.decide(roles, "text.send", "pupils").allowed

    @pytest.mark.parametrize("roles", [["parent", "pupil"], ["pupil", "parent"]])
    def test_of_several_roles_the_refused_one_names_the_row(self, roles: list[str]) -> None:
        both = regulation(self.may_teach, self.no_pupils)
        assert both.decide(roles, "text.send", "pupils").row == self.no_pupils

    def test_roles_that_may(self) -> None:
        both = regulation(self.may_teach, self.no_pupils)
        assert both.roles_that_may("text.send", "pupils") == {"teacher"}
        assert both.roles_that_may("text.send", "club") == frozenset()


class TestContradictions:
    def test_cell_both_allowed_and_refused_is_found_with_both_rows(self) -> None:
        one = row("T1", allow=[("teacher pupil", "text.send", "pupils club")])
        two = row("T2", refuse=[("pupil parent", "text.send", "pupils")])
        assert list(regulation(one, two).contradictions()) == [
            (("pupil", "text.send", "pupils"), one, two)
        ]

    def test_within_one_row_too(self) -> None:
        cell = ("pupil", "text.send", "pupils")
        assert len(list(regulation(row("T1", allow=[cell], refuse=[cell])).contradictions())) == 1

    def test_neighbouring_cells_do_not_contradict(self) -> None:
        both = row(
            "T1",
            allow=[("pupil", "text.send", "pupils")],
            refuse=[("pupil", "text.send", "club"), ("pupil", "poll.start", "pupils")],
        )
        assert list(regulation(both).contradictions()) == []


class TestPending:
    @pytest.mark.parametrize(
        ("roles", "confirmed", "effective"),
        [
            (["teacher"], False, {PENDING}),
            (["teacher"], True, {"teacher"}),
            (["teacher", "parent"], False, {PENDING, "parent"}),
            (["director"], False, {"director"}),
            (["pupil"], False, {"pupil"}),
            ([], False, set()),
        ],
    )
    def test_role_that_needs_an_order_is_pending_until_it_has_one(
        self, roles: list[str], confirmed: bool, effective: set[str]
    ) -> None:
        assert effective_roles(regulation(), roles, confirmed) == effective

    def test_both_kinds_of_teacher_need_one_in_the_shipped_regulation(self) -> None:
        roles = layouts().regulation.roles
        assert {it.id for it in roles.values() if it.needs_confirmation} == {
            "teacher",
            "additional_teacher",
        }


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TEXTS = st.fixed_dictionaries({"ru": WORDS, "en": WORDS})
IDS = st.sampled_from(["pupil", "teacher", "a.b", "я", ""])
GRANTS = st.builds(Grant, *[st.frozensets(IDS, max_size=3)] * 3)
REGULATIONS = st.builds(
    Regulation,
    TEXTS,
    st.dictionaries(IDS, st.tuples(TEXTS, st.integers(0, 99), st.booleans())).map(
        lambda them: {key: Role(key, *it) for key, it in them.items()}
    ),
    st.dictionaries(IDS, st.tuples(TEXTS, *[st.lists(WORDS, max_size=3).map(tuple)] * 2)).map(
        lambda them: {key: Feature(key, *it) for key, it in them.items()}
    ),
    st.lists(
        st.builds(Row, WORDS, WORDS, TEXTS, *[st.lists(GRANTS, max_size=2).map(tuple)] * 2),
        max_size=4,
    ).map(tuple),
)


class TestCompiledForm:
    @given(REGULATIONS)
    def test_dict_round_trip_through_json(self, original: Regulation) -> None:
        assert from_dict(json.loads(json.dumps(to_dict(original)))) == original

    @given(REGULATIONS)
    def test_pack_round_trip(self, original: Regulation) -> None:
        assert unpack(pack(original)) == original

    def test_shipped_regulation_decides_the_same_after_a_round_trip(self) -> None:
        shipped = layouts().regulation
        again = unpack(json.loads(json.dumps(pack(shipped))))
        assert again == shipped
        for role in shipped.roles:
            for feature in shipped.features:
                for kind in (*layouts().kinds, SERVER, DIRECT):
                    asked = ([role], feature, kind)
                    assert again.decide(*asked) == shipped.decide(*asked)

    def test_packing_depends_on_nothing_but_the_regulation(self) -> None:
        assert pack(layouts().regulation) == pack(unpack(pack(layouts().regulation)))

    def test_one_event_holds_it(self) -> None:
        content = json.dumps(pack(layouts().regulation))
        assert len(content) < 40_000

    @given(st.data())
    def test_damaged_pack_raises_documented_errors_only(self, data: st.DataObject) -> None:
        content: dict[str, Any] = dict(pack(regulation(TestDecide.may_teach)))
        text = content["zlib"]
        place = data.draw(st.integers(0, len(text) - 1))
        content["zlib"] = data.draw(
            st.one_of(
                st.just(text[:place]),
                st.text(max_size=3).map(lambda it: text[:place] + it + text[place + 1 :]),
                JSON,
            )
        )
        self.assert_whole_or_documented(content)

    @given(st.data())
    def test_pack_of_other_json_raises_documented_errors_only(self, data: st.DataObject) -> None:
        compiled = to_dict(regulation(TestDecide.may_teach, TestDecide.no_pupils))
        damaged = data.draw(st.one_of(JSON, replaced_somewhere(compiled)))
        self.assert_whole_or_documented(packed(json.dumps(damaged).encode()))

    @given(st.dictionaries(st.sampled_from(["zlib", "sha256", "x"]), st.text() | st.none()))
    def test_any_content_raises_documented_errors_only(self, content: dict[str, Any]) -> None:
        self.assert_whole_or_documented(content)

    def test_compression_bomb_is_not_unpacked(self) -> None:
        bomb = packed(b" " * 200_000_000 + b"{}")
        with pytest.raises(DOCUMENTED):
            unpack(bomb)

    def test_deeply_nested_pack_raises_documented_errors_only(self) -> None:
        self.assert_whole_or_documented(packed(b"[" * 100_000))

    @staticmethod
    def assert_whole_or_documented(content: dict[str, Any]) -> None:
        try:
            found = unpack(content)
        except DOCUMENTED:
            return
        assert isinstance(found, Regulation)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def packed(text: bytes) -> dict[str, str]:
    return {
        "sha256": hashlib.sha256(text).hexdigest(),
        "zlib": base64.b64encode(zlib.compress(text)).decode(),
    }


@st.composite
def replaced_somewhere(draw: st.DrawFn, whole: Any) -> Any:
    """`whole` with one value, anywhere in it, replaced or left out."""
    if not isinstance(whole, dict | list) or not whole or draw(st.integers(0, 4)) == 0:
        return draw(JSON)
    keys = sorted(whole) if isinstance(whole, dict) else range(len(whole))
    key = draw(st.sampled_from(keys))
    copy = dict(whole) if isinstance(whole, dict) else list(whole)
    if draw(st.integers(0, 5)) == 0:
        del copy[key]
    else:
        copy[key] = draw(replaced_somewhere(copy[key]))
    return copy


# Who | feature | where | may or not | row | clause. The rights that a school would be asked about.
SHIPPED = """
pupil              | text.send              | pupils              | may | T2  | 1.1
pupil              | task.answer            | pupils              | may | N5  | 3.1
pupil              | conference.join        | pupils              | may | N1  | 3.1
pupil              | poll.answer            | pupils              | may | W12 | 2.5
pupil              | poll.start             | pupils              | not | W12 | 2.5
pupil              | poll.start             | direct              | not | W12 | 2.5
pupil              | conference.start       | pupils              | not | W10 | 2.5
pupil              | call.start             | direct              | not | W9  | 2.5
pupil              | lesson.start           | pupils              | not | W7  | 2.5
pupil              | member.invite          | pupils              | not | C4  | 2.1
pupil              | member.remove          | pupils              | not | C4  | 2.1
pupil              | room.create            | server              | not | C2  | 2.1
pupil              | direct.with_teacher    | server              | not | C3  | 2.1
pupil              | profile.rename         | server              | not | W3  | 2.5
pupil              | outsider.invite        | server              | not | W5  | 2.5
pupil              | text.send              | parents             | not | F4  | 3.3
pupil              | text.send              | announcements       | not | D6  | 2.6
pupil              | text.send              | class_announcements | not | C4  | 2.1
pupil              | content.share_other    | pupils              | not | N2  | 3.1
pupil              | content.share_verified | pupils              | may | N2  | 3.1
pupil              | message.remove_own     | pupils              | not | X5  |
pupil              | message.remove         | pupils              | not | X1  |
pupil              | person.report          | server              | may | W6  | 2.5
teacher            | text.send              | pupils              | may | T2  | 1.1
teacher            | poll.start             | pupils              | may | W12 | 2.5
teacher            | conference.start       | pupils              | may | W10 | 2.5
teacher            | lesson.start           | pupils              | may | W7  | 2.5
teacher            | room.create            | server              | may | C2  | 2.1
teacher            | room.lock              | pupils              | may | A2  | 2.2
teacher            | message.remove         | pupils              | may | X1  |
teacher            | text.send              | announcements       | not | D6  | 2.6
teacher            | text.send              | documents           | not | D1  | 2.6
teacher            | document.publish       | documents           | not | D1  | 2.6
teacher            | document.approve       | documents           | not | H2  |
teacher            | role.confirm           | server              | not | R4  | 2.7
teacher            | member.invite          | pupils              | not | X7  |
teacher            | profile.rename         | server              | not | W3  | 2.5
additional_teacher | text.send              | club                | may | C7  | 2.1
additional_teacher | text.send              | pupils              | not | Z4  | 3.2
additional_teacher | conference.start       | pupils              | not | Z4  | 3.2
parent             | text.send              | parents             | may | F4  | 3.3
parent             | text.send              | class_announcements | not | C4  | 2.1
parent             | conference.start       | parents             | not | W10 | 2.5
parent             | direct.with_pupil      | server              | not | C3  | 2.1
parent             | direct.with_teacher    | server              | may | C3  | 2.1
director           | document.publish       | documents           | may | D1  | 2.6
director           | document.approve       | documents           | may | H2  |
director           | document.sign          | documents           | may | H3  |
director           | text.send              | announcements       | may | D6  | 2.6
director           | role.confirm           | server              | may | R4  | 2.7
director           | regulation.change      | server              | may | D7  | 2.6
director           | council.hold           | council             | may | D3  | 2.6
administrator      | document.approve       | documents           | not | H2  |
administrator      | role.confirm           | server              | may | R4  | 2.7
secretary          | minutes.write          | council             | may | D3  | 2.6
secretary          | document.approve       | documents           | not | H2  |
pending            | text.send              | announcements       | not | R4  | 2.7
pending            | reaction.send          | announcements       | may | C5  | 2.1
pending            | room.create            | server              | not | R4  | 2.7
teacher            | person.warn            | pupils              | may | X12 |
teacher            | person.mute            | parents             | may | X12 |
teacher            | person.mute            | server              | not | X12 |
teacher            | person.exclude         | server              | not | X12 |
teacher            | person.record          | server              | not | X12 |
additional_teacher | person.mute            | club                | may | X12 |
additional_teacher | person.mute            | pupils              | not | X12 |
pupil              | person.mute            | pupils              | not | X12 |
parent             | person.warn            | parents             | not | X12 |
director           | person.exclude         | server              | may | X12 |
administrator      | person.mute            | server              | may | X12 |
administrator      | incident.decide        | moderation          | may | X12 |
secretary          | person.record          | server              | not | X12 |
teacher            | digest.own             | server              | may | X13 |
parent             | digest.own             | server              | may | X13 |
parent             | digest.read            | server              | not | X13 |
teacher            | digest.read            | server              | not | X13 |
administrator      | service.status         | server              | may | X13 |
teacher            | people.list            | parents             | may | X13 |
teacher            | people.list            | staff_room          | not | X13 |
secretary          | people.list            | council             | may | X13 |
pupil              | people.list            | pupils              | not | X13 |
teacher            | login.reset            | pupils              | may | X14 |
teacher            | login.reset            | server              | not | X14 |
administrator      | login.reset            | server              | may | X14 |
parent             | login.reset            | server              | not | X14 |
"""


class TestShippedRegulation:
    @pytest.mark.parametrize(
        "line", [line for line in SHIPPED.splitlines() if line], ids=lambda it: it.split("  ")[0]
    )
    def test_key_right(self, line: str) -> None:
        role, feature, kind, may, row_id, clause = (it.strip() for it in line.split("|"))
        verdict = layouts().regulation.decide([role], feature, kind)
        assert verdict.allowed is (may == "may")
        assert verdict.row is not None
        assert (verdict.row.id, verdict.row.clause) == (row_id, clause)

    @pytest.mark.parametrize(
        ("feature", "roles"),
        [
            pytest.param("document.approve", {"director"}, id="only the head approves (H2)"),
            pytest.param("document.sign", {"director"}, id="only the head signs (H3)"),
            pytest.param("encryption.enable", set(), id="nobody turns on encryption (X6)"),
            pytest.param("profile.rename", set(), id="nobody renames himself (W3)"),
            pytest.param("member.invite", set(), id="nobody invites (X7)"),
            pytest.param("member.remove", set(), id="nobody removes (X7)"),
            pytest.param("outsider.invite", set(), id="nobody lets outsiders in (W5)"),
            pytest.param("widget.place", set(), id="nobody places foreign widgets (X7)"),
            pytest.param("structure.change", set(), id="nobody rebuilds the spaces (X7)"),
            *(
                pytest.param(it, {"director", "administrator"}, id=f"the administration: {it}")
                for it in ("person.exclude", "person.record", "incident.decide", "digest.read")
            ),
        ],
    )
    def test_who_may_at_all(self, feature: str, roles: set[str]) -> None:
        regulation = layouts().regulation
        kinds = (*layouts().kinds, SERVER, DIRECT)
        assert set().union(*(regulation.roles_that_may(feature, it) for it in kinds)) == roles

    def test_additional_teacher_may_nothing_in_rooms_of_a_class(self) -> None:
        regulation = layouts().regulation
        kinds = [key for key, kind in layouts().kinds.items() if kind.scope == "class"]
        assert len(kinds) == 5
        for kind in kinds:
            for feature in regulation.features:
                assert "additional_teacher" not in regulation.roles_that_may(feature, kind)

    def test_pending_may_react_and_read_and_nothing_else(self) -> None:
        regulation = layouts().regulation
        may = {
            (feature, kind)
            for feature in regulation.features
            for kind in (*layouts().kinds, SERVER, DIRECT)
            if PENDING in regulation.roles_that_may(feature, kind)
        }
        assert may == {
            ("reaction.send", "announcements"),
            ("rules.accept", SERVER),
            ("person.report", SERVER),
        }

    def test_pupils_never_start_what_reaches_many(self) -> None:
        regulation = layouts().regulation
        for feature in ("poll.start", "conference.start", "everyone.notify", "announcement.send"):
            for kind in (*layouts().kinds, SERVER, DIRECT):
                assert "pupil" not in regulation.roles_that_may(feature, kind)

    def test_nobody_may_anything_in_the_registry(self) -> None:
        regulation = layouts().regulation
        for feature in regulation.features:
            assert not regulation.roles_that_may(feature, "registry")

    def test_row_ids_are_unique_and_settings_have_no_clause(self) -> None:
        rows = layouts().regulation.rows
        assert len({it.id for it in rows}) == len(rows) > 50
        assert {it.id[0] for it in rows if not it.clause} == {"H", "X"}

    def test_every_feature_is_spoken_of(self) -> None:
        regulation = layouts().regulation
        spoken = {
            feature
            for it in regulation.rows
            for entry in (*it.allow, *it.refuse)
            for feature in entry.features
        }
        assert spoken == set(regulation.features)

    def test_a_right_stands_in_one_row_only(self) -> None:
        seen: dict[tuple[str, str, str], str] = {}
        twice = [
            (cell, it.id, seen[cell])
            for it in layouts().regulation.rows
            for entry in it.allow
            for cell in entry.cells()
            if seen.setdefault(cell, it.id) != it.id
        ]
        assert twice == []

    def test_it_does_not_contradict_itself(self) -> None:
        assert list(layouts().regulation.contradictions()) == []
