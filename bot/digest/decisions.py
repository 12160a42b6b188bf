"""What needs the reader's decision, oldest first, each with what to do."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot.digest.clean import line
from bot.digest.facts import Document, Facts, Incident, Meeting, Question, Room
from bot.digest.model import Decision, Director, Parent
from bot.digest.period import Period, working_days
from bot.digest.sight import Sight
from bot.digest.wording import where
from policy.regulation import PENDING
from templates import Argument, message
from templates.dates import Day

# After so many working days without an answer a question is the reader's business.
QUESTION_WORKING_DAYS = 2
# Minutes are drafted within five days (the school's own rule; research on minutes).
MINUTES_DAYS = 5
# A deadline so near that one has to remind people now.
_DEADLINE_NEAR = timedelta(days=3)
_EXPIRY_NEAR = timedelta(days=14)
_BACKUP_OLD = timedelta(days=2)
_RESTORE_TEST_OLD = timedelta(days=92)
_DISK_FULL = 0.85
_ACKNOWLEDGE = {  # (by the reader in person, with a deadline)
    (False, False): "digest-decide-acknowledge",
    (False, True): "digest-decide-acknowledge-deadline",
    (True, False): "digest-decide-acknowledge-own",
    (True, True): "digest-decide-acknowledge-own-deadline",
}
# A task that nobody answered for so long is the teacher's to ask about, not a digest's.
_LONG_OVERDUE = timedelta(days=14)


def decisions(facts: Facts, sight: Sight, period: Period) -> tuple[Decision, ...]:
    """All of them, oldest first; those of unknown age last."""
    match sight.audience:
        case Director():
            found = [
                *_roles(facts, sight, period),
                *_moderation(facts.incidents or (), sight, period),
                *_signatures(facts.documents or (), period),
                *_server(facts, period),
            ]
        case Parent():
            found = [*_polls(facts, sight, period), *_tasks(facts, sight, period)]
        case _:
            found = []
    if not isinstance(sight.audience, Parent):
        found += _questions(facts, sight, period)
        found += _minutes(facts.meetings or (), sight, period)
    found += _acknowledgements(facts.documents or (), sight, period)
    return tuple(sorted(found, key=_age))


def _age(it: Decision) -> tuple[date, str, str]:
    args = sorted((name, repr(value)) for name, value in it.what.args.items())
    return it.since or date.max, it.what.key, repr(args)


def _roles(facts: Facts, sight: Sight, period: Period) -> Iterator[Decision]:
    """Staff whom no order confirms yet: who they are is the registry's word, not a fact's."""
    since = {it.user: period.local(it.since).date() for it in facts.role_requests}
    people = sight.school.people
    for person in (people.by_id[it] for it in people.by_role.get(PENDING, ())):
        yield Decision(
            message("digest-decide-role", name=line(person.entry.full_name)),
            message("digest-todo-role"),
            since.get(person.user),
        )


def _moderation(incidents: Iterable[Incident], sight: Sight, period: Period) -> Iterator[Decision]:
    waiting: dict[tuple[str, Room | None], list[Incident]] = defaultdict(list)
    for it in incidents:
        open_still = it.decided is None or it.decided > period.made
        if it.kind in ("report", "held") and open_still and period.before_end(it.at):
            waiting[it.kind, it.room].append(it)
    for (kind, room), them in waiting.items():
        oldest = min(it.at for it in them)
        yield Decision(
            message(
                f"digest-decide-{kind}",
                where=where(sight, room),
                count=sum(it.count for it in them),
            ),
            message(f"digest-todo-{kind}"),
            period.local(oldest).date(),
            urgent=True,
        )


def _questions(facts: Facts, sight: Sight, period: Period) -> Iterator[Decision]:
    waiting: dict[tuple[Room, str | None], list[Question]] = defaultdict(list)
    for it in facts.questions or ():
        if not (sight.sees(it.room) or (it.about is not None and sight.sees_group(it.about))):
            continue
        asked = period.local(it.asked).date()
        old = working_days(asked, period.today, facts.holidays) > QUESTION_WORKING_DAYS
        if old and (it.answered is None or it.answered > period.made):
            waiting[it.room, it.about].append(it)
    for (room, about), them in waiting.items():
        yield Decision(
            message("digest-decide-question", where=where(sight, room, about), count=len(them)),
            message("digest-todo-question"),
            period.local(min(it.asked for it in them)).date(),
        )


def _signatures(documents: Iterable[Document], period: Period) -> Iterator[Decision]:
    for it in documents:
        if not period.before_end(it.published):
            continue
        since = period.local(it.published).date()
        if it.unsigned:
            yield Decision(
                message("digest-decide-unsigned", title=line(it.title)),
                message("digest-todo-unsigned"),
                since,
            )
        if it.valid_until is not None and it.valid_until - period.today <= _EXPIRY_NEAR:
            yield Decision(
                message("digest-decide-expiry", title=line(it.title), day=Day(it.valid_until)),
                message("digest-todo-expiry"),
                since,
                urgent=it.valid_until < period.today,
            )


def _acknowledgements(
    documents: Iterable[Document], sight: Sight, period: Period
) -> Iterator[Decision]:
    for it in documents:
        to = sight.addressed(it.room, it.to)
        if it.acknowledged is None or it.unsigned or not period.before_end(it.published):
            continue
        parent = isinstance(sight.audience, Parent)
        missing = len(to - it.acknowledged)
        near = it.deadline is None or it.deadline - period.today <= _DEADLINE_NEAR
        if not missing or not (near or parent):
            continue
        args: dict[str, Argument] = {"title": line(it.title)}
        if not parent:
            args |= {"missing": missing, "of": len(to)}
        key = _ACKNOWLEDGE[parent, it.deadline is not None]
        if it.deadline is not None:
            args["day"] = Day(it.deadline)
        yield Decision(
            message(key, **args),
            message("digest-todo-acknowledge-own" if parent else "digest-todo-acknowledge"),
            period.local(it.published).date(),
            urgent=it.deadline is not None and it.deadline < period.today,
        )


def _minutes(meetings: Iterable[Meeting], sight: Sight, period: Period) -> Iterator[Decision]:
    for it in meetings:
        held = period.local(it.start).date()
        if not sight.sees(it.room) or not period.before_end(it.start):
            continue
        late = (period.today - held).days > MINUTES_DAYS
        if it.minutes in ("missing", "draft") and late:
            yield Decision(
                message(f"digest-decide-minutes-{it.minutes}", title=line(it.title), day=Day(held)),
                message(f"digest-todo-minutes-{it.minutes}"),
                held,
            )
        if it.quorum is False and period.has(it.start):
            yield Decision(
                message("digest-decide-quorum", title=line(it.title), day=Day(held)),
                message("digest-todo-quorum"),
                held,
            )


def _server(facts: Facts, period: Period) -> Iterator[Decision]:
    health = facts.health
    if health is None:
        return
    todo = message("digest-todo-server")
    if health.backup is not None and period.made - health.backup > _BACKUP_OLD:
        day = period.local(health.backup).date()
        yield Decision(message("digest-decide-backup", day=Day(day)), todo, day, urgent=True)
    if health.restore_test is not None:
        day = period.local(health.restore_test).date()
        if health.restore_passed is False:
            what = message("digest-decide-restore-failed", day=Day(day))
            yield Decision(what, todo, day, urgent=True)
        elif period.made - health.restore_test > _RESTORE_TEST_OLD:
            yield Decision(message("digest-decide-restore-old", day=Day(day)), todo, day)
    if health.disk is not None and health.disk >= _DISK_FULL:
        yield Decision(message("digest-decide-disk", percent=round(health.disk * 100)), todo)
    if health.certificate is not None:
        left = (health.certificate - period.today).days
        if left <= _EXPIRY_NEAR.days:
            what = message("digest-decide-certificate", day=Day(health.certificate))
            yield Decision(what, todo, urgent=True)


def _polls(facts: Facts, sight: Sight, period: Period) -> Iterator[Decision]:
    user = sight.audience.user
    for it in facts.polls or ():
        gone = it.closed is not None or (it.closes is not None and it.closes <= period.made)
        if gone or it.voters is None or user in it.voters or not period.before_end(it.opened):
            continue
        if sight.is_addressed(it.room):
            yield Decision(
                message("digest-decide-poll", title=line(it.question)),
                message("digest-todo-poll", where=where(sight, it.room)),
                period.local(it.opened).date(),
            )


def _tasks(facts: Facts, sight: Sight, period: Period) -> Iterator[Decision]:
    for it in facts.tasks or ():
        if it.answered is None or it.due is None or not sight.sees(it.room):
            continue
        due = period.local(it.due)
        if period.first - due.date() > _LONG_OVERDUE:
            continue
        for child in sight.children:
            if child.user in it.of - it.answered:
                name = line(child.entry.name[1] or child.entry.full_name)
                yield Decision(
                    message("digest-decide-task", name=name, title=line(it.title)),
                    message("digest-todo-task", where=where(sight, it.room), day=Day(due.date())),
                    period.local(it.opened).date() if it.opened else None,
                    urgent=it.due < period.made,
                )
