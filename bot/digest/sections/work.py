"""Lessons, screen time, tasks, meetings, polls: counted by class, never by person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from bot.digest.clean import line
from bot.digest.facts import Facts, Lesson, Meeting, Poll, ScreenTime
from bot.digest.families import Share, total
from bot.digest.model import Section
from bot.digest.period import Period
from bot.digest.sections.made import rows, section
from bot.digest.sight import CLUB, Sight
from bot.digest.wording import where
from templates import Message, message
from templates.dates import Day
from templates.lists import Listed

_MINUTE = 60
_LONGEST_ANSWER = 40
_MOST_ANSWERS = 20  # as many as Matrix polls have
DEVICES = ("computer", "tablet", "board", "panel")


def held(facts: Facts, sight: Sight, period: Period) -> tuple[Lesson, ...]:
    """The lessons of the period that the reader sees, in the order of time."""
    found = (
        it
        for it in facts.lessons or ()
        if period.has(it.start) and period.before_end(it.start) and sight.sees(it.room)
    )
    return tuple(sorted(found, key=lambda it: (it.start, it.room.key, it.title)))


def minutes(it: Lesson, period: Period) -> int:
    """How long it took; what still goes on counts until now."""
    end = min(it.end or period.made, period.made)
    return max(0, int((end - it.start).total_seconds()) // _MINUTE)


def is_club(it: Lesson, sight: Sight) -> bool:
    """Is it a club's and no class's?"""
    group = sight.school.people.groups.get(it.room.group or "")
    return group is not None and group.kind == CLUB


def lasted(count: int) -> Message:
    """Minutes, or hours and minutes, in words."""
    hours, rest = divmod(count, 60)
    if not hours:
        return message("digest-minutes", count=rest)
    return message("digest-hours", hours=hours, minutes=rest)


def lessons(facts: Facts, sight: Sight, period: Period) -> Iterator[Section]:
    """Lessons and clubs held online, materials, and minutes against the screen-time limits."""
    lines = []
    if facts.lessons is not None:
        found = held(facts, sight, period)
        clubs = sum(is_club(it, sight) for it in found)
        if found:
            counts = ((len(found) - clubs, "digest-count-lessons"), (clubs, "digest-count-clubs"))
            lines.append(
                message(
                    "digest-lessons-held",
                    held=Listed(tuple(message(key, count=it) for it, key in counts if it)),
                    time=lasted(sum(minutes(it, period) for it in found)),
                )
            )
        else:
            lines.append(message("digest-lessons-none"))
    if facts.materials is not None:
        count = sum(period.has(it.at) and sight.sees(it.room) for it in facts.materials)
        if count:
            lines.append(message("digest-materials", count=count))
    if facts.screen_time is not None:
        lines += _screen_time(facts.screen_time, sight, period)
    if lines:
        yield section("digest-lessons", lines, "digest-lessons-none")


def _screen_time(facts: Iterable[ScreenTime], sight: Sight, period: Period) -> Iterator[Message]:
    days: dict[tuple[str, str], list[ScreenTime]] = defaultdict(list)
    for it in facts:
        if it.day in period.days and sight.sees_group(it.group):
            days[it.group, it.device].append(it)
    measured = any(it.limit is not None for them in days.values() for it in them)
    told = False
    for device in DEVICES:
        over = [
            _above(sight.title(group), them)
            for group in sight.classes
            if (them := [it for it in days[group, device] if _is_above(it)])
        ]
        for row in rows(over):
            told = True
            name = message(f"digest-device-{device}")
            yield message("digest-screen-over", device=name, classes=row)
    if measured and not told:
        yield message("digest-screen-kept")


def _is_above(it: ScreenTime) -> bool:
    return it.limit is not None and it.minutes > it.limit


def _above(title: str, days: list[ScreenTime]) -> Message:
    worst = max(days, key=lambda it: (it.minutes - (it.limit or 0), it.day, it.minutes))
    return message(
        "digest-screen-class",
        title=title,
        days=len(days),
        minutes=worst.minutes,
        limit=worst.limit or 0,
        day=Day(worst.day, "short"),
    )


def tasks(facts: Facts, sight: Sight, period: Period) -> Iterator[Section]:
    """Tasks that were due, with how many answers came, class by class."""
    if facts.tasks is None:
        return
    due = [
        it
        for it in facts.tasks
        if it.due is not None and period.has(it.due) and sight.sees(it.room)
    ]
    counted: dict[str, Share] = defaultdict(Share.nothing)
    for it in due:
        if it.answered is not None and it.room.group is not None:
            counted[it.room.group] += Share(len(it.of & it.answered), len(it.of))
    lines = []
    if due:
        whole = total(counted.items())
        lines.append(message("digest-tasks-due", count=len(due), part=whole.part, of=whole.of))
        parts = [
            message(
                "digest-tasks-class",
                title=sight.title(key),
                part=counted[key].part,
                of=counted[key].of,
            )
            for key in dict.fromkeys((*sight.classes, *sorted(counted)))
            if key in counted
        ]
        if sight.whole:
            lines += (message("digest-tasks-by-class", classes=row) for row in rows(parts))
    yield section("digest-tasks", lines, "digest-tasks-none")


def consultations(facts: Facts, sight: Sight, period: Period) -> Iterator[Section]:
    """How many consultations were offered and taken."""
    if facts.consultations is None:
        return
    found = [
        it
        for it in facts.consultations
        if period.has(it.start) and (sight.whole or sight.sees(it.room))
    ]
    lines = []
    if found:
        taken = sum(min(len(it.booked), it.places) for it in found)
        lines.append(
            message(
                "digest-consultations-held",
                count=len(found),
                part=taken,
                of=sum(it.places for it in found),
            )
        )
    yield section("digest-consultations", lines, "digest-consultations-none")


def meetings(facts: Facts, sight: Sight, period: Period) -> Iterator[Section]:
    """Meetings held: how many came, quorum, minutes."""
    if facts.meetings is None:
        return
    found = sorted(
        (
            it
            for it in facts.meetings
            if period.has(it.start) and period.before_end(it.start) and sight.sees(it.room)
        ),
        key=lambda it: (it.start, it.id),
    )
    lines = [_meeting(it, period) for it in found]
    yield section("digest-meetings", lines, "digest-meetings-none")


def _meeting(it: Meeting, period: Period) -> Message:
    said = message(
        "digest-meeting-held",
        title=line(it.title),
        day=Day(period.local(it.start).date(), "short"),
    )
    parts = [said]
    if it.present is not None and it.of is not None:
        parts.append(
            message("digest-meeting-present", part=it.present, of=it.of)
            if it.kind != "parents"
            else message("digest-meeting-children", part=it.present, of=it.of)
        )
    if it.quorum is not None:
        parts.append(message("digest-quorum" if it.quorum else "digest-no-quorum"))
    if it.minutes is not None:
        parts.append(message(f"digest-minutes-{it.minutes}"))
    return message("digest-meeting", about=Listed(tuple(parts)))


def polls(facts: Facts, sight: Sight, period: Period) -> Iterator[Section]:
    """Results of closed polls, and how many answered those that are open."""
    if facts.polls is None:
        return
    lines = [*poll_lines([it for it in facts.polls if sight.sees(it.room)], sight, period)]
    yield section("digest-polls", lines, "digest-polls-none")


def poll_lines(found: Iterable[Poll], sight: Sight, period: Period) -> Iterator[Message]:
    """A line each; results only of polls that are closed, so that nobody votes by them."""
    for it in sorted(found, key=lambda it: (it.opened, it.id)):
        if not period.before_end(it.opened):
            continue
        place = where(sight, it.room)
        question = line(it.question)
        if it.closed is not None and period.before_end(it.closed):
            if period.has(it.closed):
                yield _result(it, question, place)
        elif it.voters is not None:
            yield message("digest-poll-open", question=question, where=place, count=len(it.voters))


def _result(it: Poll, question: str, place: Message) -> Message:
    answers = Listed(
        tuple(
            message("digest-poll-answer", answer=line(answer, _LONGEST_ANSWER), votes=votes)
            for answer, votes in it.answers[:_MOST_ANSWERS]
        )
    )
    if not answers.parts:
        return message("digest-poll-nobody", question=question, where=place)
    return message("digest-poll-closed", question=question, where=place, answers=answers)
