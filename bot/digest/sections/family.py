"""What a parent is told: announcements, the own children, polls, consultations."""

from collections.abc import Iterator

from bot.digest.clean import line
from bot.digest.facts import Facts
from bot.digest.model import Section
from bot.digest.period import Period
from bot.digest.sections import reach, work
from bot.digest.sections.made import section
from bot.digest.sight import Sight
from policy.people import PUPIL, Person
from templates import Message, message
from templates.dates import Day, Time


def given_name(child: Person) -> str:
    """How a parent calls the child in one word."""
    return line(child.entry.name[1] or child.entry.full_name)


def announcements(facts: Facts, sight: Sight, period: Period) -> Iterator[Section]:
    """Announcements to the parent, and whether this account has seen them."""
    if facts.announcements is None:
        return
    lines = []
    for it in reach.sent(facts, sight, period):
        head = message(
            "digest-announcement",
            title=line(it.title),
            day=Day(period.local(it.sent).date(), "short"),
        )
        unseen = it.seen is not None and sight.audience.user not in it.seen
        lines.append(message("digest-announcement-unseen", head=head) if unseen else head)
    yield section("digest-announcements", lines, "digest-announcements-none")


def children(facts: Facts, sight: Sight, period: Period) -> Iterator[Section]:
    """A section for each own child: lessons, tasks, materials."""
    for child in sight.children:
        lines = [*_lessons(child, facts, sight, period), *_tasks(child, facts, sight, period)]
        if facts.materials is not None:
            count = sum(
                period.has(it.at)
                and PUPIL in sight.school.roles_in(child, it.room.kind, it.room.group)
                for it in facts.materials
            )
            if count:
                lines.append(message("digest-materials", count=count))
        if lines or facts.lessons is not None or facts.tasks is not None:
            yield Section(
                message("digest-child", name=given_name(child)),
                tuple(lines) or (message("digest-child-none"),),
            )


def attended(child: Person, facts: Facts, sight: Sight, period: Period) -> tuple[int, int, int]:
    """(lessons held for the child, of these with a list of who was there, attended)."""
    found = [
        it
        for it in work.held(facts, sight, period)
        if PUPIL in sight.school.roles_in(child, it.room.kind, it.room.group)
    ]
    listed = [it.present for it in found if it.present is not None]
    return len(found), len(listed), sum(child.user in it for it in listed)


def _lessons(child: Person, facts: Facts, sight: Sight, period: Period) -> Iterator[Message]:
    held, listed, there = attended(child, facts, sight, period)
    if listed:
        yield message("digest-child-lessons", part=there, of=listed)
    if held > listed:
        yield message("digest-child-lessons-unlisted", count=held - listed)


def _tasks(child: Person, facts: Facts, sight: Sight, period: Period) -> Iterator[Message]:
    for it in sorted(facts.tasks or (), key=lambda it: (repr(it.due), it.id)):
        if child.user not in it.of or not sight.sees(it.room):
            continue
        title = line(it.title)
        due = period.local(it.due).date() if it.due else None
        if it.answered is None or due is None or not period.has(it.due):
            continue
        done = child.user in it.answered
        key = "digest-child-task-done" if done else "digest-child-task-open"
        yield message(key, title=title, day=Day(due, "short"))


def polls(facts: Facts, sight: Sight, period: Period) -> Iterator[Section]:
    """Results of polls in the rooms where the reader is as a parent."""
    if facts.polls is None:
        return
    found = [it for it in facts.polls if sight.is_addressed(it.room)]
    lines = [*work.poll_lines(found, sight, period)]
    if lines:
        yield section("digest-polls", lines, "digest-polls-none")


def consultations(facts: Facts, sight: Sight, period: Period) -> Iterator[Section]:
    """Consultations that the family has booked."""
    if facts.consultations is None:
        return
    found = sorted(
        (it for it in facts.consultations if it.booked & sight.family),
        key=lambda it: (it.start, it.title),
    )
    lines = [
        message("digest-ahead", title=line(it.title), time=Time(period.local(it.start)))
        for it in found
        if it.start >= period.made
    ]
    if lines:
        yield section("digest-consultations", lines, "digest-consultations-none")
