"""Polls are read as any client writes them, and counted by the proposal's rules (MSC3381)."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.teaching.pollread import Draft, read_draft, table
from bot.teaching.polls import (
    END,
    START,
    Poll,
    count,
    end_content,
    poll_of,
    response_of,
    start_content,
)
from templates import Message

POLL = Poll("$poll", "@tess", 100, "Едем?", (("a", "Да"), ("b", "Нет"), ("c", "Потом")), False)
TWO = Poll("$poll", "@tess", 100, "Едем?", POLL.answers, False, 2)
VOTERS = frozenset({"@ann", "@ben", "@cal"})
RESPONSE = "org.matrix.msc3381.poll.response"


def vote(who: str, at: int, *answers: Any, kind: str = RESPONSE, to: str = "$poll") -> Any:
    return {
        "type": kind,
        "sender": who,
        "origin_server_ts": at,
        "content": {
            "m.relates_to": {"rel_type": "m.reference", "event_id": to},
            kind: {"answers": list(answers)},
        },
    }


def end(who: str, at: int, kind: str = END) -> Any:
    return {"type": kind, "sender": who, "origin_server_ts": at,
            "content": end_content("$poll", "Конец")}  # fmt: skip


def counted(*events: Any, poll: Poll = POLL, enders: frozenset[str] = frozenset()) -> Any:
    found = count(poll, events, VOTERS, enders)
    return {text: "".join(sorted(it[1] for it in who)) for text, who in found.votes if who}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([], {}, id="nobody answered"),
        pytest.param([vote("@ann", 1, "a"), vote("@ben", 2, "b")], {"Да": "a", "Нет": "b"},
                     id="one each"),
        pytest.param([vote("@ann", 1, "a"), vote("@ann", 2, "b")], {"Нет": "a"},
                     id="the last one counts"),
        pytest.param([vote("@ann", 2, "b"), vote("@ann", 1, "a")], {"Нет": "a"},
                     id="the last by time, in whatever order they are read"),
        pytest.param([vote("@ann", 1, "a"), vote("@ann", 1, "b")], {"Нет": "a"},
                     id="of two at once the later read"),
        pytest.param([vote("@ann", 1, "a"), vote("@ann", 2)], {}, id="an answer taken back"),
        pytest.param([vote("@ann", 1, "a"), vote("@ann", 2, "z")], {},
                     id="spoiled by an answer that the poll does not have"),
        pytest.param([vote("@ann", 1, "a", "z")], {"Да": "a"},
                     id="what is beyond the number of choices is cut off"),
        pytest.param([vote("@ann", 1, "a", "b")], {"Да": "a"}, id="one choice of two"),
        pytest.param([vote("@ann", 1, ["a"])], {}, id="no text"),
        pytest.param([vote("@gone", 1, "a")], {}, id="a stranger"),
        pytest.param([vote("@ann", 1, "a", to="$other")], {}, id="another poll"),
        pytest.param([vote("@ann", 1, "a", kind="m.poll.response")], {"Да": "a"},
                     id="the stable name"),
        pytest.param([{**vote("@ann", 1, "a"), "content": {}}], {}, id="removed"),
        pytest.param([vote("@ann", 9, "a"), end("@tess", 5)], {}, id="after the end"),
        pytest.param([vote("@ann", 5, "a"), end("@tess", 5)], {"Да": "a"}, id="with the end"),
        pytest.param([vote("@ann", 1, "a"), end("@tess", 5), vote("@ann", 9, "b")], {"Да": "a"},
                     id="the last one before the end"),
        pytest.param([vote("@ann", 9, "a"), end("@ben", 5)], {"Да": "a"},
                     id="an end by somebody who may not end it"),
        pytest.param([vote("@ann", 9, "a"), end("@tess", 12), end("@tess", 5, "m.poll.end")], {},
                     id="the first of two ends"),
    ],
)  # fmt: skip
def test_what_counts(events: list[Any], expected: dict[str, str]) -> None:
    assert counted(*events) == expected


def test_several_choices_count_each_once() -> None:
    assert counted(vote("@ann", 1, "a", "b", "c"), poll=TWO) == {"Да": "a", "Нет": "a"}
    assert counted(vote("@ann", 1, "a", "a"), poll=TWO) == {"Да": "a"}
    assert counted(vote("@ann", 1, "z", "a"), poll=TWO) == {}


def test_who_may_end_it_ends_it() -> None:
    assert counted(vote("@ann", 9, "a"), end("@head", 5), enders=frozenset({"@head"})) == {}


def test_spoiled_ones_are_told_apart() -> None:
    found = count(POLL, [vote("@ann", 1, "z"), vote("@ben", 1, "a")], VOTERS, frozenset())
    assert (found.voters, found.spoiled) == ({"@ben"}, {"@ann"})


_ANSWERS = st.lists(st.sampled_from(["a", "b", "c", "z", 7, None]), max_size=4)
_EVENTS = st.lists(
    st.one_of(
        st.builds(
            lambda who, at, answers: vote(who, at, *answers),
            st.sampled_from(["@ann", "@ben", "@cal", "@gone"]),
            st.integers(0, 9),
            _ANSWERS,
        ),
        st.builds(end, st.sampled_from(["@tess", "@ben"]), st.integers(0, 9)),
    ),
    max_size=12,
)


@given(_EVENTS, st.sampled_from([POLL, TWO]))
def test_nobody_counts_twice_and_nobody_else_counts(events: list[Any], poll: Poll) -> None:
    found = count(poll, events, VOTERS, frozenset())
    assert found.voters | found.spoiled <= VOTERS
    assert not found.voters & found.spoiled
    for who in found.voters:
        assert 1 <= sum(who in voters for _, voters in found.votes) <= poll.most


@given(_EVENTS, st.randoms())
def test_the_order_of_reading_changes_nothing(events: list[Any], random: Any) -> None:
    """As long as nobody answers twice within one millisecond."""
    moments = [(it["sender"], it["origin_server_ts"], it["type"]) for it in events]
    if len(set(moments)) < len(moments):
        events = list(dict(zip(moments, events, strict=True)).values())
    shuffled = events[:]
    random.shuffle(shuffled)
    assert count(TWO, events, VOTERS, frozenset()) == count(TWO, shuffled, VOTERS, frozenset())


@given(_EVENTS)
def test_what_comes_after_the_end_changes_nothing(events: list[Any]) -> None:
    late = [vote("@ann", 99, "a"), vote("@ben", 99, "b")]
    closed = [*events, end("@tess", 50)]
    before = count(POLL, closed, VOTERS, frozenset())
    assert count(POLL, [*closed, *late], VOTERS, frozenset()) == before


class TestReading:
    """Polls of the assistant, of Element, and of clients that write the stable form."""

    def event(self, content: Any, kind: str = START) -> dict[str, Any]:
        return {"type": kind, "event_id": "$poll", "sender": "@tess", "origin_server_ts": 100,
                "content": content}  # fmt: skip

    def test_our_own_is_read_back(self) -> None:
        content = start_content("Едем?", ["Да", "Нет"], closed=True, most=2, by="@tess")
        found = poll_of(self.event(content))
        assert found == Poll("$poll", "@tess", 100, "Едем?",
                             (("answer-1", "Да"), ("answer-2", "Нет")), True, 2)  # fmt: skip
        assert content["org.matrix.msc1767.text"] == "Едем?\n1. Да\n2. Нет"

    def test_the_stable_form_is_read(self) -> None:
        text = {"m.text": [{"body": "Едем?"}]}
        answers = [{"m.id": "x", "m.text": [{"body": "Да"}]}]
        poll = {"question": text, "kind": "m.disclosed", "max_selections": 1, "answers": answers}
        found = poll_of(self.event({"m.poll": poll}, "m.poll.start"))
        assert found is not None
        assert (found.question, found.answers, found.closed) == ("Едем?", (("x", "Да"),), False)
        chosen = {
            "type": "m.poll.response",
            "content": {
                "m.selections": ["x"],
                "m.relates_to": {"rel_type": "m.reference", "event_id": "$poll"},
            },
        }
        assert response_of(chosen) == ("$poll", ("x",))

    @pytest.mark.parametrize(
        "content",
        [{}, {START: 7}, {START: {}}, {START: {"answers": 7}}, {START: {"answers": [7, {}]}},
         {START: {"answers": [{"id": 7}]}}, {"m.poll": []}],
    )  # fmt: skip
    def test_what_is_none_is_none(self, content: Any) -> None:
        assert poll_of(self.event(content)) is None

    @given(st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda it: st.lists(it, max_size=3)
        | st.dictionaries(st.sampled_from([START, "answers", "question", "id", "kind", "body",
                                           "max_selections", "m.text", RESPONSE]), it, max_size=4),
    ))  # fmt: skip
    def test_whatever_a_client_makes_up_is_no_error(self, content: Any) -> None:
        whole = content if isinstance(content, dict) else {START: content}
        poll = poll_of(self.event(whole))
        if poll is not None:
            count(poll, [{**vote("@ann", 1), "content": whole}], VOTERS, frozenset())
        response_of(self.event(whole, RESPONSE))


class TestTyping:
    """What a teacher types."""

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("Едем? | Да | Нет", Draft("Едем?", ("Да", "Нет"), False, 1)),
            ("Едем?\nДа\nНет", Draft("Едем?", ("Да", "Нет"), False, 1)),
            ("закрытый Едем? | Да | Нет", Draft("Едем?", ("Да", "Нет"), True, 1)),
            ("Закрытый: Едем? | Да | Нет", Draft("Едем?", ("Да", "Нет"), True, 1)),
            ("несколько 2 Что? | А | Б | В", Draft("Что?", ("А", "Б", "В"), False, 2)),
            ("закрытый, несколько 2: Что? | А | Б | В", Draft("Что?", ("А", "Б", "В"), True, 2)),
            ("несколько: Что? | А | Б", Draft("Что?", ("А", "Б"), False, 2)),
            ("closed several 9 What? | A | B", Draft("What?", ("A", "B"), True, 2)),
            ("Закрытый бассейн? | Да | Нет", Draft("Закрытый бассейн?", ("Да", "Нет"), False, 1)),
            ("несколько вопросов? | Да | Нет",
             Draft("несколько вопросов?", ("Да", "Нет"), False, 1)),
            ("Едем?  |  Да |да| Да", Draft("Едем?", ("Да", "да"), False, 1)),
        ],
    )  # fmt: skip
    def test_is_understood(self, typed: str, expected: Draft) -> None:
        assert read_draft(typed) == expected

    @pytest.mark.parametrize(
        ("typed", "key"),
        [
            ("", "poll-how"),
            ("Едем?", "poll-how"),
            ("Едем? | Да", "poll-how"),
            ("Едем? | Да | Да", "poll-how"),
            ("| Да | Нет", "poll-how"),
            ("закрытый", "poll-how"),
            ("Едем? | " + " | ".join(map(str, range(21))), "poll-too-many"),
            ("x" * 341 + " | Да | Нет", "poll-too-long"),
            ("Едем? | Да | " + "x" * 201, "poll-too-long"),
        ],
    )
    def test_or_explained(self, typed: str, key: str) -> None:
        found = read_draft(typed)
        assert isinstance(found, Message)
        assert found.key == key

    @given(st.text(max_size=80))
    def test_whatever_is_typed_is_no_error(self, typed: str) -> None:
        read_draft(typed)


class TestTable:
    """The results for a spreadsheet."""

    def rows(self, text: str) -> list[list[str]]:
        assert text.startswith("\ufeff")
        return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))

    def test_names_stand_in_it_only_where_they_are_asked_for(self) -> None:
        result = count(POLL, [vote("@ann", 1, "a"), vote("@ben", 1, "a")], VOTERS, frozenset())
        heads = ("Ответ", "Голосов", "Кто")
        named = self.rows(table(result, heads, lambda it: it.upper()))
        assert named[:3] == [["Едем?"], [*heads], ["Да", "2", "'@ANN, @BEN"]]
        assert self.rows(table(result, heads, None))[1:3] == [["Ответ", "Голосов"], ["Да", "2"]]

    @given(st.text(alphabet="=+-@;\"'\t\n\r,x ", min_size=1, max_size=9))
    def test_no_cell_is_a_formula(self, text: str) -> None:
        poll = Poll("$poll", "@tess", 1, text, (("a", text),), False)
        rows = self.rows(table(count(poll, [], VOTERS, frozenset()), ("a", "b", "c"), None))
        for cell in (rows[0][0], rows[2][0]):
            assert not cell.lstrip().startswith(("=", "+", "-", "@"))
