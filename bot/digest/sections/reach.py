"""Whom the school reached: announcements, documents, families that are not connected yet."""

from collections import Counter
from collections.abc import Iterator

from bot.digest.clean import line
from bot.digest.facts import Announcement, Facts
from bot.digest.families import Asked, Share, by_class, staff, total
from bot.digest.model import Section
from bot.digest.period import Period
from bot.digest.sections.made import rows, section
from bot.digest.sight import Sight
from templates import Message, message
from templates.dates import Day
from templates.lists import Listed

_STAFF_GROUP = "staff"


def sent(facts: Facts, sight: Sight, period: Period) -> tuple[Announcement, ...]:
    """Announcements of the period that the reader's digest counts, oldest first."""
    found = (
        it
        for it in facts.announcements or ()
        if period.has(it.sent)
        and period.before_end(it.sent)
        and (sight.whole or sight.addressed(it.room, it.to))
    )
    return tuple(sorted(found, key=lambda it: (it.sent, it.id)))


def shares(announcements: tuple[Announcement, ...], sight: Sight) -> tuple[tuple[str, Share], ...]:
    """(class, families reached) over all `announcements`; a family counts once for each."""
    return by_class(
        sight,
        (Asked(it.seen, it.to, it.room) for it in announcements if it.seen is not None),
    )


def announcements(facts: Facts, sight: Sight, period: Period) -> Iterator[Section]:
    """Announcements and whom they reached: all families, and class by class."""
    if facts.announcements is None:
        return
    found = sent(facts, sight, period)
    lines = [_announcement(it, sight, period) for it in found]
    if sight.whole:
        parts = [
            message("digest-class-share", title=sight.title(key), percent=it.percent)
            for key, it in shares(found, sight)
        ]
        lines += (message("digest-reach-by-class", classes=it) for it in rows(parts))
    yield section("digest-announcements", lines, "digest-announcements-none")


def _announcement(it: Announcement, sight: Sight, period: Period) -> Message:
    head = message(
        "digest-announcement",
        title=line(it.title),
        day=Day(period.local(it.sent).date(), "short"),
    )
    if it.seen is None:
        return message("digest-announcement-unknown", head=head)
    reached = []
    families = total(shares((it,), sight))
    if families.of:
        reached.append(message("digest-families-read", part=families.part, of=families.of))
    # In a class it would be a handful of teachers, and their names were not far.
    if sight.whole and it.room.group is None:
        adults = staff(sight, Asked(it.seen, it.to))
        if adults.of:
            reached.append(message("digest-staff-read", part=adults.part, of=adults.of))
    if not reached:
        return message("digest-announcement-unknown", head=head)
    return message("digest-announcement-reached", head=head, reached=Listed(tuple(reached)))


def documents(facts: Facts, sight: Sight, period: Period) -> Iterator[Section]:
    """Documents that still wait for acknowledgements, and those that were published."""
    if facts.documents is None:
        return
    lines = []
    for it in sorted(facts.documents, key=lambda it: (it.published, it.id)):
        to = sight.addressed(it.room, it.to)
        done = len(to & it.acknowledged) if it.acknowledged is not None else None
        new = period.has(it.published)
        if not period.before_end(it.published) or not (to or (new and sight.whole)):
            continue
        if it.unsigned and not sight.whole:
            continue  # it is not in force yet
        if done is not None and done < len(to):
            lines.append(
                message("digest-document-open", title=line(it.title), part=done, of=len(to))
            )
        elif new and done is not None and to:
            lines.append(message("digest-document-done", title=line(it.title), of=len(to)))
        elif it.unsigned:
            lines.append(message("digest-document-unsigned", title=line(it.title)))
        elif new:
            lines.append(message("digest-document-new", title=line(it.title)))
    yield section("digest-documents", lines, "digest-documents-none")


def connected(facts: Facts, sight: Sight, period: Period) -> Iterator[Section]:
    """Families not connected yet, class by class, and who came and left."""
    lines = []
    if facts.connected is not None:
        found = by_class(sight, [Asked(facts.connected)])
        everybody = total(found)
        if everybody.of:
            lines.append(message("digest-families-connected", part=everybody.part, of=everybody.of))
        lacking = [
            message("digest-class-lacking", title=sight.title(key), count=it.lacking)
            for key, it in found
            if it.lacking
        ]
        if sight.whole:
            lines += (message("digest-not-connected", classes=it) for it in rows(lacking))
    if facts.moves is not None:
        lines += _moves(facts, sight, period)
    if lines:
        yield section("digest-people", lines, "digest-people-none")


def _moves(facts: Facts, sight: Sight, period: Period) -> Iterator[Message]:
    counted = Counter(
        (it.group, it.came)
        for it in facts.moves or ()
        if period.has(it.at) and period.before_end(it.at) and sight.sees_group(it.group)
    )
    # Classes in the school's order; the rest (clubs, staff) after them.
    places = dict.fromkeys((*sight.classes, *sorted(key for key, _ in counted)))
    for came, key in ((True, "digest-came"), (False, "digest-left")):
        moved = [
            message("digest-moved", where=_place(sight, group), count=counted[group, came])
            for group in places
            if counted[group, came]
        ]
        for row in rows(moved):
            yield message(key, groups=row)
    if not counted:
        yield message("digest-moves-none")


def _place(sight: Sight, group: str) -> Message:
    if group == _STAFF_GROUP:
        return message("digest-where-staff")
    return message("digest-where-group", title=sight.title(group))
