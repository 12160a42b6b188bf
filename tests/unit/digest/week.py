"""A week of the small school of tests/unit/policy/school.py, few enough facts to count by hand.

3А: ann (parents mum, pa), ben (dad), lone (nobody); 3Б: cal (mum), dan (gran), eve (twin). Staff
whose role counts: head, adm, sec, tess, todd, twin, lee: seven. newt waits for an order.
The week is 16 to 22 November 2026; the digest is made on Friday at 15:00, Moscow time.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.digest.count import count
from bot.digest.facts import (
    Announcement,
    Consultation,
    Document,
    Facts,
    Health,
    Incident,
    Lesson,
    Material,
    Meeting,
    Move,
    Poll,
    Question,
    RoleRequest,
    Room,
    ScreenTime,
    Task,
    Upcoming,
)
from bot.digest.model import Audience, ClassTeacher, Digest, Director, Parent
from bot.digest.period import Period, week
from policy.regulation import DIRECT
from templates import say
from tests.unit.policy.school import CHESS, A, B, example, room, user

MOSCOW = ZoneInfo("Europe/Moscow")
HEAD, TESS, MUM, DAD = (user(it) for it in ("head", "tess", "mum", "dad"))


def at(day: int, hour: int = 10, minute: int = 0, month: int = 11) -> datetime:
    """A moment of November 2026 by the school's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=MOSCOW)


def place(name: str) -> Room:
    """A room of the school by its short name."""
    found = room(example(), name)
    return Room(found.key, found.kind, found.group)


def users(*names: str) -> frozenset[str]:
    """User ids of people of the school."""
    return frozenset(map(user, names))


def members(name: str) -> frozenset[str]:
    """Everybody who belongs to a room."""
    return room(example(), name).joined


WEEK = week(at(20, 15))
PRIVATE = Room("", DIRECT)

ANNOUNCEMENTS = (
    # 3А: ann by mum, ben by dad, lone has nobody to ask: 2 of 2. 3Б: cal by mum; dan and eve not:
    # 1 of 3. Families 3 of 5. Staff: tess, todd, head of seven.
    Announcement(
        "$a1", "Собрание в четверг", place("announcements"), at(16, 9), members("announcements"),
        users("mum", "dad", "tess", "todd", "head"),
    ),
    # ann by pa; ben not: 1 of 2.
    Announcement(
        "$a2", "Берём краски", place("3А news"), at(18, 13), members("3А news"), users("pa", "ann")
    ),
    # Nobody measured who read it.
    Announcement("$a3", "Педсовет", place("staff room"), at(17, 8), members("staff room")),
    # Of the week before.
    Announcement(
        "$a0", "Старое", place("announcements"), at(13), members("announcements"), users("mum")
    ),
)  # fmt: skip

DOCUMENTS = (
    # tess and todd of seven; the deadline is over: 5 are missing.
    Document(
        "d1", "Положение о чатах", place("staff room"), at(2), members("staff room"),
        users("tess", "todd"), date(2026, 11, 18),
    ),
    # Seven of the staff, and mum, pa, dad, gran (twin is staff already): 11; mum and gran did.
    Document(
        "d2", "Памятка", place("documents"), at(17), members("documents"), users("mum", "gran"),
        date(2026, 12, 1),
    ),
    Document(
        "d3", "Приказ № 91", place("documents"), at(19), members("documents"), unsigned=True
    ),
)  # fmt: skip

LESSONS = (
    # 20 + 40 + 30 minutes: 1 h 30.
    Lesson("Чтение", place("3А pupils"), at(16, 9), at(16, 9, 20), users("ann", "ben")),
    Lesson("Счёт", place("3Б pupils"), at(17, 9), at(17, 9, 40), users("cal")),
    Lesson("Шахматы", place("chess"), at(18, 16), at(18, 16, 30), users("ann")),
    # Not yet when the digest is made, and the week before.
    Lesson("Завтра", place("3А pupils"), at(21, 9), at(21, 9, 20)),
    Lesson("Раньше", place("3А pupils"), at(12, 9), at(12, 9, 20)),
)

MEETINGS = (
    Meeting(
        "m1", "council", "Педсовет № 3", place("council"), at(18, 15), at(18, 16), 5, 7, True,
        "draft",
    ),
    Meeting("m2", "parents", "Собрание 3А", place("3А parents"), at(17, 18), present=2, of=3),
    # Eleven days ago, and no minutes.
    Meeting(
        "m3", "staff", "Совещание", place("meetings"), at(9, 15), present=2, of=3, minutes="missing"
    ),
)  # fmt: skip

INCIDENTS = (
    Incident("report", at(19, 11), room=place("3А pupils")),  # still open: one day
    Incident("report", at(17, 11), room=place("3Б pupils"), decided=at(17, 12)),
    Incident("held", at(20, 9), "words-held", "words", place("3Б pupils")),  # still open: today
    # 3 + 5 + 14 + 2 + 1 = 25 refusals.
    Incident("refused", at(16), "words-refused", "words", place("3А pupils"), 3),
    Incident("refused", at(17), "links-reason-needed", "", place("3А pupils"), 5),
    Incident("refused", at(17, 22), "policy-quiet", "quiet_hours", place("3Б parents"), 14),
    Incident("refused", at(18), "media-size", "", place("3Б parents"), 2),
    Incident("refused", at(18), "contacts-outsider", "", PRIVATE),
    Incident("noted", at(18), "note-link", "", place("3А pupils"), 2),
    Incident("refused", at(10), "words-refused", "words", place("3А pupils"), 99),  # before
)

QUESTIONS = (
    # Monday to Friday: four working days; Tuesday: three. Both more than two.
    Question("q1", place("3А parents"), at(16)),
    Question("q2", place("3А parents"), at(17)),
    # Wednesday: two working days, not more.
    Question("q3", place("3А parents"), at(18)),
    Question("q4", PRIVATE, at(16), about=B),
    Question("q5", place("3Б parents"), at(9), answered=at(10)),
)

POLLS = (
    Poll(
        "p1", "Едем в театр?", place("3А parents"), at(16), (("Да", 2), ("Нет", 1)),
        users("mum", "pa", "dad"), closed=at(19),
    ),
    Poll("p2", "Форма праздника", place("3Б parents"), at(19), (("Чай", 1),), users("gran")),
)  # fmt: skip

TASKS = (
    # ann of ann, ben, lone; and cal, dan of cal, dan, eve: 3 of 6.
    Task(
        "t1", "Рассказ", place("3А pupils"), at(19, 20), users("ann", "ben", "lone"), users("ann"),
        at(17),
    ),
    Task(
        "t2", "Примеры", place("3Б pupils"), at(18, 20), users("cal", "dan", "eve"),
        users("cal", "dan"), at(16),
    ),
)  # fmt: skip

FACTS = Facts(
    incidents=INCIDENTS,
    announcements=ANNOUNCEMENTS,
    documents=DOCUMENTS,
    polls=POLLS,
    lessons=LESSONS,
    meetings=MEETINGS,
    tasks=TASKS,
    materials=(
        Material("Таблица", place("3А materials"), at(17)),
        Material("Карта", place("3Б news"), at(18)),
        Material("Старая", place("3Б news"), at(8)),
    ),
    role_requests=(RoleRequest(user("newt"), at(12)), RoleRequest(user("tess"), at(12))),
    questions=QUESTIONS,
    consultations=(
        Consultation("Чтение с мамой", None, at(19, 16), at(19, 16, 20), users("dad"), 2),
        Consultation("Счёт", None, at(24, 16), at(24, 16, 20), users("dad")),
    ),
    screen_time=(
        ScreenTime(A, date(2026, 11, 16), "computer", 60, 50),
        ScreenTime(A, date(2026, 11, 17), "computer", 55, 50),
        ScreenTime(A, date(2026, 11, 18), "computer", 50, 50),  # at the limit is within it
        ScreenTime(B, date(2026, 11, 17), "tablet", 40, 45),
        ScreenTime(B, date(2026, 11, 9), "tablet", 400, 45),  # before
    ),
    moves=(
        Move(A, at(16), came=True),
        Move(A, at(17), came=True),
        Move(CHESS, at(18), came=False),
        Move("staff", at(18), came=True),
        Move(B, at(3), came=True),  # before
    ),
    upcoming=(
        Upcoming("Концерт", at(27, 12), "event", None, "актовый зал"),
        Upcoming("Педсовет № 4", at(25, 15), "council", place("council")),
        Upcoming("Собрание 3Б", at(26, 18), "parents", place("3Б parents")),
        Upcoming("Через месяц", at(20, 12, month=12), "event"),
        Upcoming("Разговор", at(24, 9), "consultation", None, "", users("gran")),
    ),
    # 3А: ann by mum; ben and lone not: 1 of 3. 3Б: cal by mum, dan by gran; eve not: 2 of 3.
    connected=users("mum", "gran", "tess"),
    health=Health(0.99849, at(20, 3), at(1, 4), True, 0.63, date(2027, 1, 14)),
)
# Measured, and nothing happened.
QUIET = Facts(
    incidents=(), announcements=(), documents=(), polls=(), lessons=(), meetings=(), tasks=(),
    materials=(), questions=(), consultations=(), screen_time=(), moves=(), upcoming=(),
    connected=frozenset(), health=Health(),
)  # fmt: skip
NOTHING = Facts()  # nobody measured anything

DIRECTOR = Director(HEAD)
TEACHER = ClassTeacher(TESS, A)
MOTHER = Parent(MUM)
FATHER = Parent(DAD)
READERS: tuple[Audience, ...] = (DIRECTOR, TEACHER, MOTHER, FATHER)


def digest(audience: Audience, facts: Facts = FACTS, period: Period = WEEK) -> Digest:
    """The digest of the small school."""
    return count(facts, example(), audience, period)


def only(**facts: Any) -> Facts:
    """Nothing measured but `facts`."""
    return replace(NOTHING, **facts)


def sections(it: Digest, language: str = "ru") -> dict[str, list[str]]:
    """Heading → lines, with ordinary spaces."""
    return {
        _spaced(say(section.title, language)): [
            _spaced(say(one, language)) for one in section.lines
        ]
        for section in it.sections
    }


def decisions(it: Digest, language: str = "ru") -> list[str]:
    """What waits, with ordinary spaces."""
    return [_spaced(say(one.what, language)) for one in it.decisions]


def everything(it: Digest, language: str = "ru") -> str:
    """Every sentence of a digest."""
    return _spaced("\n".join(say(one, language) for one in it.messages()))


def _spaced(text: str) -> str:
    return text.replace("\u00a0", " ")
