"""Order and the days ahead: incidents by kind, the server's health, next week."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.digest.clean import line
from bot.digest.facts import Facts, Health, Incident, Upcoming
from bot.digest.model import ClassTeacher, Director, Parent, Section
from bot.digest.period import Period
from bot.digest.sections.made import section
from bot.digest.sight import Sight
from templates import Argument, Message, message
from templates.dates import Day, Time
from templates.lists import Listed

# What a refusal was about: by its setting, else by the beginning of its rule.
_BY_SETTING = {
    "words": "words",
    "flood": "flood",
    "quiet_hours": "quiet",
    "conference_hosts": "links",
    "files": "files",
}
_BY_RULE = {
    "words": "words",
    "links": "links",
    "files": "files",
    "media": "files",
    "contacts": "contacts",
    "names": "names",
    "creation": "rooms",
}
CAUSES = ("words", "links", "files", "contacts", "rooms", "names", "quiet", "flood", "rights")
_QUIET_NOTE = "note-quiet-hours"
_WEEK = timedelta(days=7)
# What the staff does among itself is not announced to parents, even where no room is named.
_FAMILIES_KINDS = frozenset({"parents", "event", "lesson", "deadline", "consultation"})


def cause(it: Incident) -> str:
    """What a refusal was about, one of `CAUSES`."""
    if it.rule == _QUIET_NOTE:
        return "quiet"
    begin = it.rule.partition("-")[0]
    return _BY_SETTING.get(it.setting) or _BY_RULE.get(begin) or "rights"


def incidents(facts: Facts, sight: Sight, period: Period) -> Iterator[Section]:
    """Incidents by kind. A class teacher learns of no reports: one may be about the teacher."""
    if facts.incidents is None:
        return
    kinds: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    for it in facts.incidents:
        if not (period.has(it.at) and period.before_end(it.at) and sight.sees(it.room)):
            continue
        if it.kind == "report" and not sight.whole:
            continue
        kinds[it.kind] += it.count
        if it.kind == "refused":
            causes[cause(it)] += it.count
    lines = []
    if kinds["refused"]:
        parts = Listed(
            tuple(message(f"digest-cause-{it}", count=causes[it]) for it in CAUSES if causes[it])
        )
        lines.append(message("digest-refused", count=kinds["refused"], causes=parts))
    lines += [
        message(f"digest-incident-{kind}", count=kinds[kind])
        for kind in ("held", "noted", "report")
        if kinds[kind]
    ]
    yield section("digest-incidents", lines, "digest-incidents-none")


def health(facts: Facts, sight: Sight, period: Period) -> Iterator[Section]:
    """The server's health; what nobody measured is said to be not known, never zero."""
    if not sight.whole:
        return
    it = facts.health
    if it is None:
        yield section("digest-health", [], "digest-health-unknown")
        return
    lines = [
        _uptime(it.uptime),
        _backup(it.backup, period),
        _restore(it, period),
        _disk(it.disk),
        _certificate(it.certificate, period),
    ]
    yield section("digest-health", lines, "digest-health-unknown")


def _uptime(share: float | None) -> Message:
    if share is None:
        return message("digest-uptime-unknown")
    # Rounded down: 99.99 % is not «all the time».
    return message("digest-uptime", percent=int(share * 1000) / 10)


def _backup(at: datetime | None, period: Period) -> Message:
    if at is None:
        return message("digest-backup-unknown")
    return message("digest-backup", time=Time(period.local(at), "day"))


def _restore(it: Health, period: Period) -> Message:
    if it.restore_test is None:
        return message("digest-restore-unknown")
    day = Day(period.local(it.restore_test).date())
    if it.restore_passed is None:
        return message("digest-restore-tried", day=day)
    if it.restore_passed:
        return message("digest-restore-passed", day=day)
    return message("digest-restore-failed", day=day)


def _disk(share: float | None) -> Message:
    if share is None:
        return message("digest-disk-unknown")
    return message("digest-disk", percent=round(share * 100))


def _certificate(last: date | None, period: Period) -> Message:
    if last is None:
        return message("digest-certificate-unknown")
    left = (last - period.today).days
    if left < 0:
        return message("digest-certificate-over", day=Day(last))
    return message("digest-certificate", day=Day(last), days=left)


def ahead(facts: Facts, sight: Sight, period: Period) -> tuple[Upcoming, ...]:
    """What comes after the period, within a day or a week, as far as it concerns the reader."""
    reach = timedelta(days=1) if period.is_day else _WEEK
    found = (
        it
        for it in facts.upcoming or ()
        if it.start >= period.made
        and period.local(it.start).date() <= max(period.last, period.today) + reach
        and _concerns(it, sight)
    )
    return tuple(sorted(found, key=lambda it: (it.start, it.title, it.place)))


def _concerns(it: Upcoming, sight: Sight) -> bool:
    match sight.audience:
        case Director(user=user):
            # A booked consultation is between those who booked it.
            return it.to is None or user in it.to
        case ClassTeacher(user=user):
            if it.to is not None:
                return user in it.to
            return it.room is None or sight.sees(it.room)
        case Parent():
            if it.kind not in _FAMILIES_KINDS:
                return False
            if it.to is not None:
                return bool(it.to & sight.family)
            return it.room is None or sight.sees(it.room)


def upcoming(facts: Facts, sight: Sight, period: Period) -> Iterator[Section]:
    """What is ahead: tomorrow, or next week."""
    if facts.upcoming is None:
        return
    lines = []
    for it in ahead(facts, sight, period):
        args: dict[str, Argument] = {"title": line(it.title), "time": Time(period.local(it.start))}
        if it.place:
            lines.append(message("digest-ahead-place", **args, place=line(it.place, 50)))
        else:
            lines.append(message("digest-ahead", **args))
    if period.is_day:
        yield section("digest-tomorrow", lines, "digest-tomorrow-none")
    else:
        yield section("digest-next-week", lines, "digest-next-week-none")
