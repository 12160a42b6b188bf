"""The edge of `parta export`: which rooms, for whom, into which folder."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from files.private import make_private, write_private
from policy import events
from provisioning import run
from provisioning.connection import Connection, connection
from provisioning.export.history import Progress, fetch, page_name
from provisioning.export.media import Media
from provisioning.export.show import RoomPages
from provisioning.layouts.load import REGISTRY_KIND, Layouts, load_layouts
from provisioning.matrix.client import MatrixClient, path
from provisioning.matrix.server import Homeserver
from provisioning.observe import Observed, ObservedRoom, observe
from provisioning.planning import Inputs
from provisioning.roster.keys import parse_class
from provisioning.roster.model import Roster
from provisioning.run import Refused
from provisioning.school import School, load_school
from provisioning.translit import slug
from templates import message, say
from templates.pages import page

_REQUEST = "export.json"


@dataclass(frozen=True)
class Room:
    """A room to export: its id, what to call it, whether anybody but its members has a key."""

    room_id: str
    key: str
    name: str
    members: Mapping[str, str] = field(default_factory=dict)


def export(
    folder: Path,
    home: Path | None,
    room: str | None,
    title: str | None,
    who: str | None,
    out: Path,
    language: str,
) -> None:
    """Export a room, a class (`title`) or what a person wrote (`who`); one of the three.

    Raises:
        InputError, MatrixError, RegistryError: as for `apply`. Refused: no such room or person.
    """
    school = load_school(folder)[0]
    layouts = load_layouts(folder / "room_layouts")
    where = connection(school, folder, home)
    asyncio.run(_export(where, school, layouts, (room, title, who), out, language))


async def _export(
    where: Connection,
    school: School,
    layouts: Layouts,
    asked: tuple[str | None, str | None, str | None],
    out: Path,
    language: str,
) -> None:
    room, title, who = asked
    async with MatrixClient(where.homeserver, where.token) as client:
        server = Homeserver(client)
        await run.check_token(
            server, Inputs(school, layouts, Roster({}, {}, frozenset())), language
        )
        found = await observe(server, school)
        job = _Export(server, where, school, found, layouts.safety.timezone, language)
        if who is not None:
            await job.person(who, out)
        elif title is not None:
            await job.rooms(job.of_class(title), out, title)
        else:
            chosen = job.named(room or "")
            await job.rooms(chosen, out, _name(chosen[0]))
    run.console().print(
        say(message("export-done", path=str(out)), language), markup=False, soft_wrap=True
    )


async def export_rooms(
    server: Homeserver,
    where: Connection,
    school: School,
    found: Observed,
    timezone: str,
    rooms: Sequence[ObservedRoom],
    out: Path,
    title: str,
    language: str,
) -> None:
    """Export rooms of one class; for the roll-over. Errors as in `export`."""
    await _Export(server, where, school, found, timezone, language).rooms(rooms, out, title)


class _Export:
    def __init__(
        self,
        server: Homeserver,
        where: Connection,
        school: School,
        found: Observed,
        timezone: str,
        language: str,
    ) -> None:
        self._server = server
        self._where = where
        self._school = school
        self._found = found
        self._zone = ZoneInfo(timezone)
        self._language = language
        registry = found.registry
        self._people = {
            **{it.user: (who, it.name) for who, it in registry.leavers.items()},
            **{
                registry.users[who]: (who, person.name.full)
                for who, person in registry.roster.people.items()
            },
        }
        programs = {
            it: found.accounts[it].name or it for it in school.program_ids & found.accounts.keys()
        }
        self._names = {**programs, **{user: name for user, (_, name) in self._people.items()}}

    def named(self, asked: str) -> list[ObservedRoom]:
        """The one room that is meant: a locator key, a room id, or a name.

        Raises:
            Refused: none, several, or the registry, which is no conversation.
        """
        folded = asked.casefold().strip()
        rooms = [
            it
            for key, it in self._found.rooms.items()
            if key != REGISTRY_KIND and folded in (key, it.room_id.casefold(), _name(it).casefold())
        ]
        if len(rooms) != 1:
            key = "export-many-rooms" if rooms else "export-no-room"
            lines = [say(message(key, asked=asked), self._language)]
            lines += [f"  {it.key}  {_name(it)}" for it in rooms]
            raise Refused("\n".join(lines))
        return rooms

    def of_class(self, title: str) -> list[ObservedRoom]:
        """All rooms of a class of this year, in any spelling of its title; archives by key."""
        groups = self._found.registry.roster.groups
        shown = parse_class(title).title.casefold()
        keys = {key for key, it in groups.items() if shown == it.title.casefold()} | {title}
        rooms = [
            it
            for _, it in sorted(self._found.rooms.items())
            if it.content(events.LOCATOR).get("group") in keys
        ]
        if not rooms:
            raise Refused(say(message("export-no-class", asked=title), self._language))
        return rooms

    async def rooms(self, rooms: Sequence[ObservedRoom], out: Path, title: str) -> None:
        """Export managed rooms whole."""
        chosen = [Room(it.room_id, it.key, _name(it), it.members) for it in rooms]
        await self._write(chosen, out, title, None, {})

    async def person(self, asked: str, out: Path) -> None:
        """What a person wrote, wherever, and what the school keeps about them.

        Others' words are theirs and stay out.
        """
        user = self._user(asked)
        joined = sorted(await self._server.rooms_of(user))
        managed = {it.room_id: it for it in self._found.rooms.values()}
        personal = say(message("export-personal"), self._language)
        rooms = [
            Room(it, managed[it].key, _name(managed[it]))
            if it in managed
            else Room(it, f"personal-{number}", f"{personal} {number}")
            for number, it in enumerate(joined, 1)
            if it not in managed or managed[it].key != REGISTRY_KIND
        ]
        about = await self._about(user)
        await self._write(rooms, out, self._names.get(user, user), user, about)

    def _user(self, asked: str) -> str:
        folded = asked.casefold().strip()
        users = [
            user
            for user, (who, name) in self._people.items()
            if asked in (who, user, user[1:].partition(":")[0]) or folded == name.casefold()
        ]
        if len(users) != 1:
            key = "explain-many-user" if users else "explain-no-user"
            lines = [say(message(key, asked=asked, count=len(users)), self._language)]
            lines += [f"  {it}  {self._names[it]}" for it in sorted(users)]
            raise Refused("\n".join(lines))
        return users[0]

    async def _about(self, user: str) -> dict[str, Any]:
        """The account and every entry of the registry that is about it."""
        who, name = self._people[user]
        admin = ("_synapse", "admin", "v2", "users", user)
        devices = (await self._server.client.get(path(*admin, "devices")))["devices"]
        entries = []
        for (kind, key), content in sorted(self._found.registry_state.items()):
            if kind in (events.ROSTER, events.LEAVERS) and who in content.get("people", {}):
                entries.append({"type": kind, "entry": content["people"][who]})
            elif content and key == user.removeprefix("@"):
                entries.append({"type": kind, "entry": dict(content)})
        kept = ("display_name", "last_seen_ts", "last_seen_ip", "last_seen_user_agent")
        return {
            "id": who,
            "user": user,
            "name": name,
            "registry": entries,
            "devices": [{key: it.get(key) for key in kept} for it in devices],
        }

    async def _write(
        self,
        rooms: Sequence[Room],
        out: Path,
        title: str,
        sender: str | None,
        about: Mapping[str, Any],
    ) -> None:
        make_private(out)
        self._same_request(out, {"rooms": sorted(it.room_id for it in rooms), "person": sender})
        done: list[dict[str, Any]] = []
        where, name = self._where, self._school.server_name
        async with Media(where.homeserver, where.token, name, out / "media") as media:
            for room in rooms:
                folder = out / slug(room.key)
                progress = await fetch(self._server, room.room_id, folder, media, sender)
                names = {**self._names}
                RoomPages(folder, room.name, names, self._zone, self._language).write()
                done.append(self._summary(room, folder, progress))
        if about:
            text = json.dumps(about, ensure_ascii=False, indent=1)
            write_private(out / "person.json", text + "\n")
        made = datetime.now(self._zone)
        summary = {
            "school": self._school.name,
            "title": title,
            "made": made.isoformat(),
            "rooms": done,
        }
        write_private(out / "index.json", json.dumps(summary, ensure_ascii=False, indent=1) + "\n")
        text = page(
            "export_index.html",
            self._language,
            school=self._school.name,
            title=title,
            made=made.date().isoformat(),
            rooms=done,
            person=sender is not None,
            about=json.dumps(about, ensure_ascii=False, indent=1) if about else "",
        )
        write_private(out / "index.html", text)

    def _same_request(self, out: Path, request: Mapping[str, Any]) -> None:
        """One folder holds one export: another one in it would mix two people's data.

        Raises:
            Refused: something else is in it.
        """
        place = out / _REQUEST
        text = json.dumps({"school": self._school.id, **request}, sort_keys=True)
        try:
            if place.read_text(encoding="utf-8") == text:
                return
        except FileNotFoundError:
            if not any(out.iterdir()):
                write_private(place, text)
                return
        raise Refused(say(message("export-other-folder", path=str(out)), self._language))

    def _summary(self, room: Room, folder: Path, progress: Progress) -> dict[str, Any]:
        return {
            "key": room.key,
            "room_id": room.room_id,
            "name": room.name,
            "members": sorted(
                self._names.get(user, user)
                for user, how in room.members.items()
                if how == "join" and user != self._school.provisioner_id
            ),
            "first": f"{folder.name}/{page_name(1, 'html')}" if progress.pages else "",
            "pages": progress.pages,
            "messages": progress.messages,
            "redacted": progress.redacted,
            "encrypted": progress.encrypted,
            "missing": progress.missing,
        }


def _name(room: ObservedRoom) -> str:
    return str(room.content("m.room.name").get("name", room.key))
