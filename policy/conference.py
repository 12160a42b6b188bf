"""Who enters a video conference, as whom, and when. Decided here and nowhere else.

A conference belongs to a room and stands in its state (`events.CONFERENCE`), written by the
assistant alone. Rights are the regulation's; what a client says is never asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from policy.conference_event import Conference, Form
from policy.contacts import guardians_of, needed_guardians
from policy.decision import Moment, Place
from policy.mute import muted_until, said
from policy.people import PUPIL, Person
from policy.refusal import Refusal, Refused
from policy.regulation import DIRECT, PENDING
from policy.rights import DENY, verdict
from policy.rights import refused as denied
from policy.school import School

Affiliation = Literal["owner", "member"]

START, JOIN = "conference.start", "conference.join"
# What somebody must be allowed besides starting a conference, by its form: one of these.
_HOLD: Mapping[Form, tuple[str, ...]] = {
    "lesson": ("lesson.start",),
    "parents_meeting": ("parents_meeting.hold",),
    "staff_meeting": ("meeting.hold", "council.hold"),
    "consultation": ("consultation.offer",),
    "event": ("school_event.hold",),
}
# Where who is no host enters with microphone and camera off (F1, D5), and is let in one by one.
_AUDIENCE = frozenset({"parents_meeting", "event"})
_LOBBY = frozenset({"parents_meeting"})


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody enters `conference`: as whom, and what Jitsi offers them there.

    `features` has Jitsi's names (JWT `context.features`). `audience`: microphone and camera are
    off on entry. `lobby`: a host lets them in.
    """

    conference: Conference
    person: Person
    affiliation: Affiliation
    features: Mapping[str, bool]
    audience: bool = False
    lobby: bool = False

    @property
    def moderator(self) -> bool:
        """Does this person lead the conference?"""
        return self.affiliation == "owner"


def may_start(school: School, person: Person, place: Place, form: Form) -> Refusal | None:
    """May `person` hold a conference of this form in `place`? None: yes; else why not."""
    try:
        _require_start(school, person, place, form)
    except Refused as refused:
        return refused.refusal
    return None


def entry(
    school: School, person: Person, place: Place, conference: Conference, now: int
) -> Entry | Refusal:
    """How `person` enters a conference of the room `place`, or why not; `now` in milliseconds.

    `place.joined` are the room's members by its state. Nobody else enters, but the parents of a
    pupil whom a consultation is for: an adult may always sit beside the child (C3).
    """
    try:
        return _entry(school, person, place, conference, now)
    except Refused as refused:
        return refused.refusal


def way_in(
    school: School, person: Person, place: Place, conferences: Iterable[Conference], now: int
) -> Entry | Refusal:
    """The same where a room may have several conferences: the one that is on, else the best word.

    Of several that are open it is the one that opened last.
    """
    if person.user not in place.joined and place.kind == DIRECT:
        return Refusal("conference-not-in-room", row="T1")
    best: Entry | Refusal | None = None
    for one in sorted(conferences, key=lambda it: (it.opened or it.opens, it.name)):
        found = entry(school, person, place, one, now)
        if best is None or _rank(found) >= _rank(best):
            best = found
    if best is not None:
        return best
    if person.user not in place.joined:
        return Refusal("conference-not-in-room", row="T1")
    return Refusal("conference-none")


def _require_start(school: School, person: Person, place: Place, form: Form) -> None:
    _require(school, person, _counted(place, form), START)
    if person.user not in place.joined:
        raise Refused(Refusal("conference-not-in-room", row="W10"))
    if place.kind == DIRECT:
        _require_parents(school, place, form)
        return
    needed = [it for it in _HOLD[form] if school.regulation.is_granted(it, place.kind)]
    # Staff confer wherever they may start a conference; no other form is at home everywhere.
    if not needed and (form != "staff_meeting" or school.is_for_families(place.kind)):
        raise Refused(Refusal("conference-wrong-form", {"form": form}, setting=DENY))
    answers = [verdict(school, person, place, it) for it in needed]
    if needed and not any(it.allowed for it in answers):
        raise Refused(denied(needed[0], answers[0]))


def _entry(school: School, person: Person, place: Place, conference: Conference, now: int) -> Entry:
    where = _counted(place, conference.form)
    invited = _is_invited(person, place, conference) or _sits_beside(school, person, conference)
    if person.user not in place.joined and not invited:
        raise Refused(Refusal("conference-not-in-room", row="T1"))
    _require(school, person, where, JOIN)
    if not _is_meant(school, person, place, conference):
        raise Refused(Refusal("conference-not-invited", {"user": conference.host}, row="M3"))
    if place.kind == DIRECT:
        _require_parents(school, place, conference.form)
    if conference.is_over(now):
        raise Refused(Refusal("conference-ended", {"title": conference.title}))
    owns = _owns(school, person, where, conference)
    if conference.state == "planned" and not owns:
        raise Refused(_not_yet(school, conference, now))
    return Entry(
        conference,
        person,
        "owner" if owns else "member",
        _features(school, person, place, conference, owns=owns, now=now),
        audience=conference.form in _AUDIENCE and not owns,
        lobby=conference.form in _LOBBY and not owns,
    )


def _rank(found: Entry | Refusal) -> int:
    if isinstance(found, Entry):
        return 9 if found.conference.state == "open" else 8
    return {"conference-not-open-yet": 7, "conference-not-invited": 1, "conference-ended": 2}.get(
        found.key, 3
    )


def _counted(place: Place, form: Form) -> Place:
    """A consultation is a talk between persons, whichever room it was agreed in."""
    if form != "consultation" or place.kind == DIRECT:
        return place
    return Place(DIRECT, joined=place.joined, invited=place.invited)


def _require_parents(school: School, place: Place, form: Form) -> None:
    """Between persons there are consultations only, and no pupil is there without a parent."""
    if form != "consultation":
        raise Refused(Refusal("conference-wrong-form", {"form": form}, setting=DENY))
    alone = needed_guardians(school, sorted(place.joined), place.joined)
    if alone:
        raise Refused(Refusal("contacts-guardian-gone", {"user": alone[0]}, row="W9"))


def _is_meant(school: School, person: Person, place: Place, conference: Conference) -> bool:
    """Is the conference for this person? A consultation is for those whom it names."""
    if conference.form != "consultation":
        return True
    if person.user == conference.host or person.user in conference.guests:
        return True
    if place.kind == DIRECT and not conference.guests:
        return True  # for those who talk there
    return _sits_beside(school, person, conference)


def _is_invited(person: Person, place: Place, conference: Conference) -> bool:
    """Is this a guest of a consultation that the assistant opened between persons? Its room is the
    host's own with the assistant, so that nobody else sees who took the hour (M3).
    """
    is_private = place.kind == DIRECT and conference.form == "consultation"
    return is_private and person.user in conference.guests


def _sits_beside(school: School, person: Person, conference: Conference) -> bool:
    """Is this a parent of a pupil whom a consultation is for?"""
    if conference.form != "consultation":
        return False
    guests = (school.person(it) for it in conference.guests)
    return any(
        it is not None and PUPIL in it.roles and person.user in guardians_of(school, it)
        for it in guests
    )


def _owns(school: School, person: Person, where: Place, conference: Conference) -> bool:
    """Whoever may start a conference here leads it; a pupil never does, whatever else they are."""
    roles = school.roles_in(person, where.kind, where.group)
    if PUPIL in roles or not verdict(school, person, where, START).allowed:
        return False
    return conference.form != "consultation" or person.user == conference.host


def _not_yet(school: School, conference: Conference, now: int) -> Refusal:
    opens = conference.opens
    when = said(school, opens)
    today = said(school, now)
    is_today = (when["day"], when["month"]) == (today["day"], today["month"])
    known = "unknown" if opens <= now else "today" if is_today else "later"
    return Refusal(
        "conference-not-open-yet",
        {"title": conference.title, "user": conference.host, "when": known, **when},
        row="W10",
    )


def _require(school: School, person: Person, place: Place, feature: str) -> None:
    found = verdict(school, person, place, feature)
    if found.allowed:
        return
    if PENDING in person.roles:
        # In words of its own: what opens this door is an order (R4).
        row = school.regulation.decide((PENDING,), feature, place.kind).row
        raise Refused(Refusal("conference-pending", row=row.id if row else "R4"))
    raise Refused(denied(feature, found))


def _features(
    school: School, person: Person, place: Place, conference: Conference, *, owns: bool, now: int
) -> dict[str, bool]:
    """What Jitsi offers. Nothing leaves the school, and what is written stands in the room.

    Jitsi's chat would be one that no moderator sees and no list of words is asked of (W6), so it is
    for rooms without pupils, and words from one to one for staff among themselves.
    """
    known = school.kinds.get(place.kind)
    with_pupils = known is None or PUPIL in known.roles
    silent = muted_until(school, person, place, Moment(0, now)) is not None
    writes = verdict(school, person, place, "text.send").allowed and not silent

    def may(feature: str) -> bool:
        return verdict(school, person, place, feature).allowed

    return {
        "recording": owns and conference.recording,
        "livestreaming": False,
        "transcription": False,
        "outbound-call": False,
        "inbound-call": False,
        "sip-outbound-call": False,
        "file-upload": False,
        "screen-sharing": owns or (may("content.share_other") and not silent),
        "lobby": owns,
        "moderation": owns,
        "list-visitors": owns,
        "create-polls": may("poll.start"),
        "send-groupchat": writes and not with_pupils,
        "send-private-message": writes and not school.is_for_families(place.kind),
    }
