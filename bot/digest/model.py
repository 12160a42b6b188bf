"""A digest as a value: what it says, in no language yet, and for whom it is."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.digest.period import Period
from policy.people import PARENT
from policy.school import School
from templates import Message

DIRECTOR = "director"
CLASS_TEACHER = "class_teacher"
TEACHER = "teacher"


@dataclass(frozen=True, slots=True)
class Director:
    """The head of the school: everything, and nobody's activity."""

    user: str


@dataclass(frozen=True, slots=True)
class ClassTeacher:
    """The class teacher: the own class."""

    user: str
    group: str


@dataclass(frozen=True, slots=True)
class Parent:
    """A parent or guardian: the own children."""

    user: str


Audience = Director | ClassTeacher | Parent


def audiences(school: School, user: str) -> tuple[Audience, ...]:
    """The digests that `user` is entitled to, by the roles and parts that count today."""
    person = school.person(user)
    if person is None:
        return ()
    found: list[Audience] = []
    if DIRECTOR in person.roles:
        found.append(Director(user))
    if TEACHER in person.roles:
        found += (
            ClassTeacher(user, key)
            for key, parts in sorted(person.entry.groups.items())
            if CLASS_TEACHER in parts and key in school.people.groups
        )
    if PARENT in person.roles and any(school.people.children(person)):
        found.append(Parent(user))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that waits for the reader: what, since when (None: not known), and what to do."""

    what: Message
    todo: Message
    since: date | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and lines; `more` lines are left out."""

    title: Message
    lines: tuple[Message, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure of the picture with what it counts; `alert` asks for attention."""

    figure: Message
    label: Message
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """`part` of `of`, both counted; `figure` is what is written beside it."""

    label: Message
    part: int
    of: int
    figure: Message


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the week at a glance: how much of each sort (the order of `Picture.sorts`)."""

    on: date
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The overview: a few figures, one chart of shares, the days."""

    tiles: tuple[Tile, ...]
    bars_title: Message
    bars: tuple[Bar, ...]
    more_bars: int
    sorts: tuple[Message, ...]
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What a digest says. `calm` is the sentence where nothing waits for a decision."""

    audience: Audience
    school: str
    title: Message
    period: Period
    calm: Message
    decisions: tuple[Decision, ...]
    sections: tuple[Section, ...]
    picture: Picture
    more_decisions: int = 0

    def cut(self, most: int, decisions: int | None = None) -> "Digest":
        """The same with at most `most` lines a section, and of decisions `decisions`."""
        kept = self.decisions[: most if decisions is None else decisions]
        return replace(
            self,
            decisions=kept,
            more_decisions=self.more_decisions + len(self.decisions) - len(kept),
            sections=tuple(_cut(it, most) for it in self.sections),
        )

    def messages(self) -> Iterator[Message]:
        """Every sentence of it, for tests and searches."""
        yield self.title
        yield self.calm
        for decision in self.decisions:
            yield decision.what
            yield decision.todo
        for section in self.sections:
            yield section.title
            yield from section.lines
        for tile in self.picture.tiles:
            yield tile.figure
            yield tile.label
        yield self.picture.bars_title
        for bar in self.picture.bars:
            yield bar.label
            yield bar.figure
        yield from self.picture.sorts


def _cut(section: Section, most: int) -> Section:
    left_out = max(0, len(section.lines) - most)
    return replace(section, lines=section.lines[:most], more=section.more + left_out)
