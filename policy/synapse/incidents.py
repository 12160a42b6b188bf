"""Refusals, overrides and held messages, written into the moderation room.

One line at once; what repeats within a minute is counted and told together. Never the text of a
message that was refused; that of a held one, because somebody has to decide about it.
"""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from synapse.module_api import ModuleApi

from policy import events
from policy.decision import Note
from policy.refusal import Refusal
from policy.school import School
from templates import message, say
from templates.refusals import clause, sentence

logger = logging.getLogger(__name__)

_WINDOW_MS = 60_000
_MOST_A_WINDOW = 60
_MOST_A_PERSON = 20  # so that nobody hides what others do behind refusals of their own
_MOST_HELD = 30
_MOST_KEPT = 2_000
_LONGEST_TEXT = 4_000


@dataclass(slots=True)
class _Repeated:
    """The same again by the same person in the same room, within one window."""

    incident: "Incident"
    count: int = 0


@dataclass(frozen=True, slots=True)
class Incident:
    """What happened: `kind` is refused, held or noted."""

    kind: str
    why: Refusal | Note
    user: str
    room_id: str = ""
    key: str = ""  # locator key
    event_type: str = ""
    text: str = ""  # of a held message only


class Incidents:
    """Writes incidents as the provisioning user, from whichever process decided."""

    def __init__(
        self,
        api: ModuleApi,
        provisioner: str,
        room: Callable[[], Awaitable[str | None]],
    ) -> None:
        self._api = api
        self._provisioner = provisioner
        self._room = room
        self._open: dict[tuple[str, str, str], _Repeated] = {}
        self._written = 0
        self._written_of: Counter[str] = Counter()
        self._left_out = 0
        self._language = "ru"
        self._school: School | None = None
        api.looping_background_call(
            self.flush, _WINDOW_MS, desc="parta_incidents", run_on_all_instances=True
        )

    def report(self, school: School | None, incident: Incident) -> None:
        """Note it down; returns at once."""
        if school is not None:
            self._school, self._language = school, school.about.language
            person = school.person(incident.user)
            if person is not None and person.id in school.hurried:
                return  # a probe that is refused a hundred things would hide what people do
        key = (incident.user, incident.why.key, incident.room_id)
        if incident.kind == "refused":
            repeated = self._open.get(key)
            if repeated is not None:
                repeated.count += 1
                return
            if len(self._open) < _MOST_KEPT:
                self._open[key] = _Repeated(incident)
        # Somebody waits for a held text; a damaged registry is everybody's rights.
        urgent = incident.kind == "held" or incident.user == self._provisioner
        most = _MOST_HELD if urgent else _MOST_A_PERSON
        full = self._written >= _MOST_A_WINDOW and not urgent
        if full or self._written_of[incident.user] >= most:
            self._left_out += 1
            return
        self._written += 1
        self._written_of[incident.user] += 1
        self._api.run_as_background_process(
            "parta_incident", self._write, self._school, incident, 1, bg_start_span=False
        )

    def damaged(self, what: str) -> None:
        """A registry event that could not be read."""
        why = Note("note-registry-damaged", {"what": what[:100]}, setting="registry")
        self.report(self._school, Incident("noted", why, self._provisioner))

    async def flush(self) -> None:
        """Tell what was counted, and begin a new window."""
        counted = [it for it in self._open.values() if it.count]
        left_out, self._left_out, self._written = self._left_out, 0, 0
        self._written_of.clear()
        self._open = {}
        for it in counted[:_MOST_A_WINDOW]:
            await self._write(self._school, it.incident, it.count)
        left_out += sum(it.count for it in counted[_MOST_A_WINDOW:])
        if left_out:
            why = Note("note-more-incidents", {"count": left_out}, setting="incidents")
            await self._write(self._school, Incident("noted", why, self._provisioner), left_out)

    async def _write(self, school: School | None, incident: Incident, count: int) -> None:
        try:
            room_id = await self._room()
            if room_id is None:
                return
            await self._api.create_and_send_event_into_room(
                {
                    "type": "m.room.message",
                    "room_id": room_id,
                    "sender": self._provisioner,
                    "content": {
                        "msgtype": "m.notice",
                        "body": self._body(school, incident, count),
                        "m.mentions": {},
                        events.INCIDENT: self._facts(school, incident, count),
                    },
                }
            )
        except Exception:
            # One that cannot be said must not keep those behind it from being told.
            logger.exception("An incident could not be written")

    def _body(self, school: School | None, incident: Incident, count: int) -> str:
        person = school.person(incident.user) if school is not None else None
        line = say(
            message(
                f"incident-{incident.kind}",
                who=person.entry.full_name if person else incident.user,
                where=incident.key or incident.room_id or "—",
                why=sentence(school, incident.why, self._language),
                count=count,
            ),
            self._language,
        )
        return f"{line}\n{incident.text[:_LONGEST_TEXT]}" if incident.text else line

    @staticmethod
    def _facts(school: School | None, incident: Incident, count: int) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "kind": incident.kind,
            "rule": incident.why.key,
            "row": incident.why.row,
            "clause": clause(school, incident.why),
            "setting": incident.why.setting,
            "user": incident.user,
            "room_id": incident.room_id,
            "key": incident.key,
            "event_type": incident.event_type,
            "count": count,
        }
        if isinstance(incident.why, Note):
            facts["args"] = dict(incident.why.args)
        if incident.text:
            facts["text"] = incident.text[:_LONGEST_TEXT]
        return facts
