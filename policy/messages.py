"""Whatever somebody sends into a room: messages, reactions, polls, calls, files, state.

`needs` says which features an event is, by its type and by what it really contains; `decide_event`
asks for each of them, then for the settings. An event that nobody named is refused: a type that
clients do not show is a channel that nobody sees.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policy import content as contents
from policy import events, sharing, wording
from policy.contacts import is_with_programs, needed_guardians
from policy.decision import Actor, Moment, Note, Place, Sent, Standing
from policy.mute import require_voice
from policy.people import PUPIL, Person
from policy.refusal import Refusal, Refused
from policy.regulation import DIRECT
from policy.rights import DENY, person_of, refused, verdict
from policy.safety import clock
from policy.school import School

_TALK = "text.send"
_ANSWER = "task.answer"
_BY_MSGTYPE = {
    "m.text": _TALK,
    "m.notice": _TALK,
    "m.emote": _TALK,
    "m.location": "location.send",
}
_FILES = frozenset({"m.image", "m.audio", "m.video", "m.file"})
# What a file is by its bytes (policy.media), and the feature that it takes to send one.
_BY_GROUP = {
    "photo": "photo.send",
    "audio": "audio.send",
    "video": "video.send",
    "document": "file.send",
    "archive": "file.send",
    "encrypted": "encryption.enable",
}
_SHOWN_AS = {"m.image": "photo", "m.audio": "audio", "m.video": "video"}
# A task's answer may be a text, a photo or a voice message (N5), nothing else.
_ANSWERS = frozenset({"photo.send", "audio.send", _TALK})
_OPEN_TASK = "task.open"
_ENCRYPTED = frozenset({"m.room.encrypted", "m.room.encryption"})
_STATE_ONLY = frozenset({"m.room.create", "m.room.member"})
_WIDGETS = frozenset({"im.vector.modular.widgets", "m.widget"})
# Types that belong into the timeline. As state they would stay for ever, one for each state key,
# and nobody who keeps order could remove them.
_NEVER_STATE = frozenset(
    {
        "m.room.message", "m.room.redaction", "m.reaction", "m.sticker",
        "m.beacon", "org.matrix.msc3672.beacon",
        "m.poll.start", "m.poll.response", "m.poll.end", "org.matrix.msc3381.poll.start",
        "org.matrix.msc3381.poll.response", "org.matrix.msc3381.poll.end",
        "m.call.invite", "m.call.answer", "m.call.candidates", "m.call.hangup", "m.call.reject",
        "m.call.select_answer", "m.call.negotiate", "m.call.replaces", "m.call.asserted_identity",
        "org.matrix.call.asserted_identity", "m.call.sdp_stream_metadata_changed",
        "org.matrix.call.sdp_stream_metadata_changed", "m.call.notify",
        "org.matrix.msc4075.call.notify", "m.rtc.notification",
        "org.matrix.msc4075.rtc.notification", "org.parta.acknowledgement",
    }
)  # fmt: skip
_CONFERENCE = "conference.start"
_CONFERENCE_WIDGETS = frozenset({"jitsi", "m.jitsi", "org.parta.conference"})
# Signs beside messages. With words in it one is a message, also where only signs are allowed.
_SIGNS = frozenset({"m.reaction", "m.poll.response", "org.matrix.msc3381.poll.response"})
_LONGEST_SIGN = 16  # the longest emoji is a couple with their skin tones and a heart
_LONGEST_CHOICE = 64  # clients name a poll's answers by some 16 random letters
_LETTER_LIKE = "\N{INFORMATION SOURCE}"  # a letter to Unicode, an emoji to everybody else
# What makes somebody's telephone ring or light up, and so respects quiet hours.
_QUIET = frozenset(
    {
        _TALK, "photo.send", "audio.send", "video.send", "file.send", "location.send",
        "sticker.send", "poll.start", "call.start", "conference.start", _ANSWER,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Need:
    """One right that an event takes: any of `features` is enough."""

    features: tuple[str, ...]


def decide_event(
    school: School,
    moment: Moment,
    actor: Actor,
    place: Place,
    sent: Sent,
    reading: contents.Reading | None = None,
) -> tuple[Note, ...]:
    """May `actor` send this event into this place now? Returns what is to be written down.

    `reading` is that of the content, from whoever had to read it before.

    Raises:
        Refused: no; with the sentence and the clause or setting behind it.
    """
    if actor.standing is Standing.SYSTEM:
        return ()
    if actor.standing is Standing.SERVICE:
        _check_program(place, sent)
        return ()
    person = person_of(actor)
    reading = reading or contents.read(sent.content)
    granted = {
        _granted(school, person, place, need)
        for need in needs(school, actor.user, place, sent, reading)
    }
    _require_open(school, person, place)
    _require_acceptance(school, actor, sent)
    require_voice(school, moment, person, place, sent.type, granted)
    notes = tuple(_quiet_hours(school, moment, person, place, granted))
    if sent.state_key is not None and _CONFERENCE in school.regulation.features_of(sent.type):
        return notes  # its addresses are the conference's, and checked as such
    return (
        *notes,
        *sharing.notes_on_sharing(school, person, place, sent, reading),
        *wording.notes_on_words(school, person, place, reading),
    )


def _check_program(place: Place, sent: Sent) -> None:
    # A program that turned encryption on would lock everybody out of the rules, itself too.
    if sent.type in _ENCRYPTED and place.kind != DIRECT:
        raise Refused(Refusal("policy-encryption", row="X6"))
    # What it wrote over would be lost to every process that starts afterwards.
    if sent.type in events.PROVISIONED and place.kind == "registry":
        raise _unknown(sent.type)


def check_form(event_type: str, content: Mapping[str, Any], *, is_state: bool) -> None:
    """What Synapse would stumble over before it asks anybody.

    Raises:
        Refused: it is no event that a client can send.
    """
    if event_type in _STATE_ONLY and not is_state:
        raise _unknown(event_type)
    if event_type == "m.room.redaction" and not isinstance(content.get("redacts", ""), str):
        raise Refused(Refusal("policy-redact-state", row="X7"))


def needs(
    school: School, user: str, place: Place, sent: Sent, reading: contents.Reading
) -> tuple[Need, ...]:
    """The rights that an event takes.

    Raises:
        Refused: it can be sent by nobody.
    """
    if reading.forged:
        raise Refused(Refusal("policy-forged", setting=DENY))
    if sent.type in _ENCRYPTED:
        return (Need(("encryption.enable",)),)
    if (sent.state_key is not None and sent.type in _NEVER_STATE) or (
        sent.type == events.LOCK and sent.state_key != ""  # a room has one lock
    ):
        raise _unknown(sent.type)
    if sent.type == "m.room.redaction" or sent.redacts:
        return (_redaction(user, sent),)
    if sent.state_key is not None:
        return (_state_event(school, sent),)
    relation, related = contents.relation(sent.content)
    # Clients show the replacement of an edit and nothing of the rest.
    if relation == "m.replace":
        return _edit(school, user, sent, reading)
    found = _message(school, sent, reading)
    if relation == "m.thread" and related:
        found = _in_thread(school, user, place, sent, found)
    if _notifies_everybody(sent.content):
        found = (*found, Need(("everyone.notify",)))
    return found


def _message(school: School, sent: Sent, reading: contents.Reading) -> tuple[Need, ...]:
    """The rights for a timeline event's own kind and for the files in it."""
    if sent.type != "m.room.message":
        base = _by_type(school, sent.type)
        if sent.type in _SIGNS and not all(_is_sign(sent.type, it) for it in reading.texts):
            # Clients show it under the message: a sentence is one, whatever it is called.
            return (base, Need((_TALK,)), *_needs_of_files(sent, reading.files))
    else:
        msgtype = _text(sent.content.get("msgtype"))
        if msgtype in _FILES:
            _check_file(sent, msgtype)
            return tuple(_needs_of_files(sent, reading.files))
        feature = _BY_MSGTYPE.get(msgtype)
        if feature is None:
            raise _unknown(msgtype)
        base = Need((feature,))
    # Pictures within a text or a reaction are files all the same.
    return (base, *_needs_of_files(sent, reading.files))


def _is_sign(event_type: str, text: str) -> bool:
    if event_type != "m.reaction":
        return len(text) <= _LONGEST_CHOICE and not any(map(str.isspace, text))
    letters = [it for it in text if it.isalpha() and it != _LETTER_LIKE]
    # Keycaps are a digit with something around it.
    return len(text) <= _LONGEST_SIGN and not letters and sum(map(str.isdigit, text)) <= 1


def _by_type(school: School, event_type: str) -> Need:
    features = school.regulation.features_of(event_type)
    if not features:
        raise _unknown(event_type)
    return Need(features)


def _unknown(what: str) -> Refused:
    return Refused(Refusal("policy-unknown-event", {"type": what[:60]}, setting=DENY))


def _check_file(sent: Sent, msgtype: str) -> None:
    """A message that is a file: it must be here, and be what the message says."""
    url, info = sent.content.get("url"), sent.content.get("info")
    if "file" in sent.content or (isinstance(info, Mapping) and "thumbnail_file" in info):
        raise Refused(Refusal("policy-encrypted-file", row="X6"))
    media = sent.media.get(url) if isinstance(url, str) else None
    if media is None:
        raise Refused(Refusal("policy-no-such-file", setting="files"))
    if _SHOWN_AS.get(msgtype, media.group) != media.group:
        raise Refused(Refusal("policy-file-is-other", {"group": media.group}, setting="files"))


def _needs_of_files(sent: Sent, files: frozenset[str]) -> Iterator[Need]:
    """By what the files are, not by what they are called."""
    groups = set()
    for address in files:
        if address not in sent.media:
            raise Refused(Refusal("policy-no-such-file", setting="files"))
        groups.add(sent.media[address].group)
    for feature in sorted({_BY_GROUP.get(group, "file.send") for group in groups}):
        yield Need((feature,))


def _in_thread(
    school: School, user: str, place: Place, sent: Sent, base: tuple[Need, ...]
) -> tuple[Need, ...]:
    """In a task's thread an answer may be more than elsewhere (N5); opening one is a right (C6)."""
    if sent.target is not None and sent.target.is_task:
        if sent.target.is_closed:
            _require_task_open(school, user, place)
        return tuple(
            Need((*need.features, _ANSWER)) if set(need.features) <= _ANSWERS else need
            for need in base
        )
    if school.regulation.is_granted("thread.open", place.kind) and not _is_theirs(
        school, place, sent
    ):
        return (*base, Need(("thread.open",)))
    return base


def _require_task_open(school: School, user: str, place: Place) -> None:
    """In the thread of a closed task only who may open it again goes on writing."""
    person = school.person(user)
    found = verdict(school, person, place, _OPEN_TASK) if person is not None else None
    if found is None or not found.allowed:
        row = found.row.id if found is not None and found.row is not None else "N5"
        raise Refused(Refusal("policy-task-closed", row=row))


def _is_theirs(school: School, place: Place, sent: Sent) -> bool:
    """Was the thread's first message written by somebody who may open threads?"""
    if sent.target is None:
        return False
    if sent.target.by_service:
        return True
    person = school.person(sent.target.sender)
    return person is not None and verdict(school, person, place, "thread.open").allowed


def _edit(school: School, user: str, sent: Sent, reading: contents.Reading) -> tuple[Need, ...]:
    """An edit takes what the new text would take, and the message must be one's own."""
    if sent.target is None or sent.target.is_state or sent.target.type != sent.type:
        raise Refused(Refusal("policy-edit-what", setting=DENY))
    if sent.target.sender != user:
        raise Refused(Refusal("policy-edit-other", row="X4"))
    fresh = sent.content.get("m.new_content")
    if not isinstance(fresh, Mapping) or contents.relation(fresh) != ("", ""):
        raise Refused(Refusal("policy-edit-what", setting=DENY))
    everyone = _notifies_everybody(sent.content) or _notifies_everybody(fresh)
    return (
        Need(("message.edit_own",)),
        *_message(school, Sent(sent.type, fresh, media=sent.media), reading),
        # The fallback for old clients is read by somebody, too.
        *_message(school, sent, reading),
        *((Need(("everyone.notify",)),) if everyone else ()),
    )


def _redaction(user: str, sent: Sent) -> Need:
    # What is missing cannot be removed, and state is the room's own order.
    if sent.target is None or sent.target.is_state:
        raise Refused(Refusal("policy-redact-state", row="X7"))
    if sent.target.sender == user:
        return Need(("message.remove_own", "message.remove"))
    return Need(("message.remove",))


def _state_event(school: School, sent: Sent) -> Need:
    need = _by_type(school, sent.type)
    if sent.type not in _WIDGETS or not sent.content:
        return need
    if _text(sent.content.get("type")) not in _CONFERENCE_WIDGETS:
        return Need(("widget.place",))
    _check_conference(school, sent)
    return Need((_CONFERENCE,))


def _check_conference(school: School, sent: Sent) -> None:
    """A conference takes place on the school's own hosts, once they are set up."""
    hosts = school.safety.conference_hosts
    if not hosts:
        return
    data = sent.content.get("data")
    named = [sharing.host(sent.content.get("url"))]
    if isinstance(data, Mapping) and "domain" in data:
        named.append(sharing.host(f"https://{_text(data['domain'])}/"))
    if any(host not in hosts for host in named):
        raise Refused(Refusal("policy-foreign-conference", setting="conference_hosts"))


def _granted(school: School, person: Person, place: Place, need: Need) -> str:
    """The feature of `need` that the person may do.

    Raises:
        Refused: none of them; with the words of the first.
    """
    first: Refusal | None = None
    for feature in need.features:
        found = verdict(school, person, place, feature)
        if found.allowed:
            return feature
        first = first or refused(feature, found)
    raise Refused(first or Refusal("policy-stranger", setting=DENY))


def _require_open(school: School, person: Person, place: Place) -> None:
    """A locked room is for those who may open it (A2); pupils are never without an adult."""
    if place.locked and not verdict(school, person, place, "room.lock").allowed:
        raise Refused(Refusal("policy-locked", row="A2"))
    here = place.joined | place.invited
    if place.kind == DIRECT and is_with_programs(school, person.user, here):
        return
    if PUPIL in person.roles and place.joined.isdisjoint(school.in_charge(place.kind, place.group)):
        raise Refused(Refusal("policy-no-adult", row="A2"))
    if place.kind == DIRECT:
        alone = needed_guardians(school, here, here)
        if alone:
            raise Refused(Refusal("contacts-guardian-gone", {"user": alone[0]}, row="C3"))


def _require_acceptance(school: School, actor: Actor, sent: Sent) -> None:
    if not actor.accepted and school.safety.acceptance and not sent.redacts:
        raise Refused(Refusal("policy-accept-first", row="T7", code="M_CONSENT_NOT_GIVEN"))


def _quiet_hours(
    school: School, moment: Moment, person: Person, place: Place, granted: set[str]
) -> Iterator[Note]:
    """Quiet hours by role and by the director's word; who may write in them is written down."""
    if _QUIET.isdisjoint(granted):
        return
    roles = school.roles_in(person, place.kind, place.group)
    hours = school.quiet_now(roles, place.key, moment.minute)
    if hours is None:
        return
    found = verdict(school, person, place, "quiet_hours.write")
    if not found.allowed:
        raise Refused(
            Refusal(
                "policy-quiet-hours",
                {"start": clock(hours.start), "end": clock(hours.end)},
                setting="quiet_hours",
            )
        )
    if school.is_for_families(place.kind):
        yield Note("note-quiet-hours", row=found.row.id if found.row else "", setting="quiet_hours")


def _text(value: object) -> str:
    """The value if it is a text; anything else is no name of anything."""
    return value if isinstance(value, str) else ""


def _notifies_everybody(content: Mapping[str, Any]) -> bool:
    mentions = content.get("m.mentions")
    return isinstance(mentions, Mapping) and mentions.get("room") is True
