"""Who may read which digest, and that nobody reads what is not theirs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.count import count
from bot.digest.facts import Facts, Incident, Poll, Upcoming
from bot.digest.model import Audience, ClassTeacher, Director, Parent, audiences
from bot.digest.sections.order import CAUSES, cause
from bot.digest.sight import Sight
from policy.people import People
from tests.unit.builders import RosterBuilder
from tests.unit.digest import facts as made
from tests.unit.digest.week import (
    DIRECTOR,
    FACTS,
    MOTHER,
    PRIVATE,
    READERS,
    TEACHER,
    WEEK,
    at,
    decisions,
    digest,
    everything,
    only,
    place,
    sections,
)
from tests.unit.policy.school import A, B, example, school_of, user

SCHOOL = example()
NAMES = {it.entry.full_name: it for it in SCHOOL.people.by_id.values()}


def test_readers_are_who_their_roles_say() -> None:
    assert audiences(SCHOOL, user("head")) == (Director(user("head")),)
    assert audiences(SCHOOL, user("tess")) == (ClassTeacher(user("tess"), A),)
    assert audiences(SCHOOL, user("mum")) == (Parent(user("mum")),)
    # A teacher who is no class teacher, and a parent; only the latter counts.
    assert audiences(SCHOOL, user("twin")) == (Parent(user("twin")),)
    for nobody in ("adm", "sec", "todd", "lee", "newt", "ann"):
        assert audiences(SCHOOL, user(nobody)) == ()
    assert audiences(SCHOOL, "@stranger:elsewhere.example") == ()


@pytest.mark.parametrize(
    "reader",
    [
        Director(user("tess")),
        Director(user("adm")),
        Director("@stranger:elsewhere.example"),
        ClassTeacher(user("tess"), B),
        ClassTeacher(user("todd"), B),
        Parent(user("tess")),
        Parent(user("ann")),
    ],
    ids=repr,
)
def test_whoever_is_not_entitled_gets_nothing(reader: Audience) -> None:
    with pytest.raises(LookupError):
        count(FACTS, SCHOOL, reader, WEEK)


def test_a_class_teacher_without_the_order_gets_nothing() -> None:
    found = RosterBuilder()
    found.class_("2024-a", "3А", pupils=["ann"], class_teacher="tess", order="")
    assert audiences(school_of(found.build()), user("tess")) == ()


def test_children_in_the_lists_make_no_parent_without_the_role() -> None:
    mum = SCHOOL.people.by_id["mum"]
    people = People({**SCHOOL.people.by_id, "mum": replace(mum, roles=frozenset())})
    assert audiences(replace(SCHOOL, people=people), user("mum")) == ()


def test_a_parent_sees_no_class_as_a_whole() -> None:
    assert Sight(SCHOOL, MOTHER).classes == ()
    assert Sight(SCHOOL, TEACHER).classes == (A,)
    assert Sight(SCHOOL, DIRECTOR).classes == (A, B)


def test_a_poll_among_pupils_is_not_told_to_parents() -> None:
    poll = Poll("p", "Кто дежурит?", place("3А pupils"), at(16), (("Я", 2),), closed=at(17))
    assert "Опросы" not in sections(digest(MOTHER, only(polls=(poll,))))
    assert "Кто дежурит?" in everything(digest(TEACHER, only(polls=(poll,))))


@given(facts=made.facts())
def test_a_parent_never_reads_another_family_s_name(facts: Facts) -> None:
    for reader, own in ((MOTHER, {"Ann", "Cal"}), (Parent(user("dad")), {"Ben"})):
        said = everything(digest(reader, facts))
        words = set(said.replace(",", " ").replace(":", " ").split())
        assert words & NAMES.keys() <= own


@given(facts=made.facts())
def test_no_digest_tells_whose_activity_it_counts(facts: Facts) -> None:
    """The director reads one name: whose role waits; the class teacher none."""
    for reader, named in ((DIRECTOR, {"Newt"}), (TEACHER, set())):
        words = set(everything(digest(reader, facts)).replace(":", " ").split())
        assert words & NAMES.keys() <= named


@given(facts=made.facts(), data=st.data())
def test_the_order_of_facts_does_not_matter(facts: Facts, data: st.DataObject) -> None:
    turned = replace(
        facts,
        **{
            name: tuple(data.draw(st.permutations(them)))
            for name, them in vars(facts).items()
            if isinstance(them, tuple)
        },
    )
    for reader in READERS:
        assert digest(reader, turned) == digest(reader, facts)


@given(facts=made.facts())
def test_sums_add_up(facts: Facts) -> None:
    found = digest(DIRECTOR, facts)
    lessons = sum(WEEK.has(it.start) and it.start <= WEEK.made for it in facts.lessons or ())
    announcements = sum(
        WEEK.has(it.sent) and it.sent <= WEEK.made for it in facts.announcements or ()
    )
    of_days = [sum(it) for it in zip(*(day.counts for day in found.picture.days), strict=True)]
    wanted = [lessons] if facts.lessons is not None else []
    wanted += [0] if facts.meetings is not None else []
    assert of_days == wanted + ([announcements] if facts.announcements is not None else [])
    for bar in found.picture.bars:
        assert 0 <= bar.part <= bar.of


@given(facts=made.facts())
def test_every_refusal_has_one_cause(facts: Facts) -> None:
    happened = [
        it
        for it in facts.incidents or ()
        if it.kind == "refused" and WEEK.has(it.at) and it.at <= WEEK.made
    ]
    assert all(cause(it) in CAUSES for it in happened)
    lines = sections(digest(DIRECTOR, facts)).get("Порядок в чатах", [])
    stopped = [it for it in lines if it.startswith("Остановлено")]
    if not happened:
        assert stopped == []
    else:
        head, _, causes = stopped[0].partition(": ")
        total = sum(it.count for it in happened)
        assert int(head.split()[1]) == total
        assert sum(int(it.split()[-1]) for it in causes.split(", ")) == total


def test_a_class_teacher_learns_of_no_report() -> None:
    report = Incident("report", at(19), room=place("3А pupils"))
    found = digest(TEACHER, only(incidents=(report,)))
    assert decisions(found) == []
    assert sections(found)["Порядок в чатах"] == ["Происшествий не было."]


def test_what_happens_between_persons_is_the_director_s_alone() -> None:
    private = Incident("refused", at(18), "contacts-outsider", "", PRIVATE, 7)
    assert sections(digest(TEACHER, only(incidents=(private,))))["Порядок в чатах"] == [
        "Происшествий не было."
    ]
    assert "7" in sections(digest(DIRECTOR, only(incidents=(private,))))["Порядок в чатах"][0]


def test_parents_are_not_told_what_the_staff_has_ahead() -> None:
    council = Upcoming("Педсовет", at(25), "council")
    other = Upcoming("Собрание 3Б", at(25), "parents", place("3Б parents"))
    private = Upcoming("Беседа", at(25), "consultation", None, "", frozenset({user("gran")}))
    facts = only(upcoming=(council, other, private))
    assert sections(digest(Parent(user("dad")), facts))["На следующей неделе"] == [
        "На следующую неделю ничего не назначено."
    ]
    assert len(sections(digest(Parent(user("gran")), facts))["На следующей неделе"]) == 2


def test_a_teacher_reads_as_parent_what_parents_of_that_class_read() -> None:
    """twin teaches 3А and is the parent of eve in 3Б."""
    found = sections(digest(Parent(user("twin"))))
    assert found["Объявления"] == ["«Собрание в четверг» (16 нояб.) — вы ещё не прочитали"]
    assert "Ann" not in found
    assert not any("Едем в театр" in it for it in found["Опросы"])
