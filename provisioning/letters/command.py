"""`parta letters`: asks the homeserver for the codes and writes the letters as PDF."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from files.private import write_private
from policy import endpoints
from provisioning import explain as explaining
from provisioning.connection import connection, web_side
from provisioning.letters.paper import FORMATS, About, Cover, Letter, letters_pdf
from provisioning.letters.sorting import Line, Pile, class_named, class_of, classes, piles
from provisioning.matrix.client import MatrixClient, MatrixError
from provisioning.matrix.server import Homeserver
from provisioning.observe import observe
from provisioning.planning import Inputs, Plan, make_plan
from provisioning.roster.model import STAFF_ROLES, Role
from provisioning.run import Refused, console, exactly_one, read, today
from templates import Message, message, say

_NO_SUCH_ADDRESS = 404


def letters(
    folder: Path,
    home: Path | None,
    out: Path,
    language: str,
    *,
    class_title: str = "",
    form: str = "a4",
    reissue: Sequence[str] = (),
) -> None:
    """Write the letters of everybody, of a class, or the new ones of those in `reissue`.

    Raises:
        InputError: the folder is wrong, or nobody says where the servers are.
        Refused: there is no such class or person, or accounts are missing.
        MatrixError: the homeserver does not answer.
    """
    if form not in FORMATS:
        formats = ", ".join(FORMATS)
        raise Refused(say(message("letters-no-format", format=form, formats=formats), language))
    inputs = read(folder)
    web = web_side(folder, home)
    where = connection(inputs.school, folder, home)
    covers = asyncio.run(
        _covers(MatrixClient(where.homeserver, where.token), inputs, language, class_title, reissue)
    )
    printed = [it for cover in covers for it in cover.letters if it.code]
    used = sum(len(cover.letters) for cover in covers) - len(printed)
    if used:
        console().print(say(message("letters-used", count=used), language))
    if not printed:
        raise Refused(say(message("letters-nobody"), language))
    school = inputs.school
    about = About(
        school.name,
        school.service_name,
        web + endpoints.START,
        school.server_name,
        inputs.layouts.regulation.title,
    )
    write_private(out, letters_pdf(covers, about, form, language))
    text = message("letters-written", path=str(out), count=len(printed))
    console().print(say(text, language))


async def _covers(
    session: MatrixClient,
    inputs: Inputs,
    language: str,
    class_title: str,
    reissue: Sequence[str],
) -> list[Cover]:
    async with session as client:
        found = await observe(Homeserver(client), inputs.school)
        plan = make_plan(inputs, found, today())
        users = {it.person: user for user, it in plan.wanted.accounts.items() if not it.locked}
        chosen = _chosen(inputs, plan, users, language, class_title, reissue)
        wanted = [users[line.person] for pile in chosen for line in pile.lines]
        missing = [it for it in wanted if it not in found.accounts]
        if missing:
            raise Refused(say(message("letters-apply-first", count=len(missing)), language))
        body = {"users": wanted, "days": inputs.school.letter_days, "again": bool(reissue)}
        try:
            answer = await client.post(endpoints.LETTERS, body)
        except MatrixError as error:
            if error.status == _NO_SUCH_ADDRESS:
                raise Refused(say(message("letters-no-module"), language)) from error
            raise
    zone = ZoneInfo(inputs.layouts.safety.timezone)
    return [_cover(inputs, users, pile, answer["letters"], zone) for pile in chosen]


def _chosen(
    inputs: Inputs,
    plan: Plan,
    users: Mapping[str, str],
    language: str,
    class_title: str,
    reissue: Sequence[str],
) -> list[Pile]:
    """The piles to print, without those who have no account."""
    roster = inputs.roster
    only = set(users)
    if reissue:
        persons = set()
        for who in reissue:
            found = explaining.find_user(plan.wanted, who)
            names = {it: plan.wanted.accounts[it].name for it in found}
            exactly_one(found, who, "user", language, names)
            persons.add(plan.wanted.accounts[found[0]].person)
        only &= persons
    wanted = piles(roster)
    if class_title:
        group = class_named(roster, class_title)
        if group is None:
            titles = ", ".join(it.title for it in classes(roster))
            raise Refused(
                say(message("letters-no-class", **{"class": class_title, "classes": titles}),
                    language)
            )  # fmt: skip
        wanted = [it for it in wanted if it.group == group]
    kept = (
        Pile(it.group, it.teachers, tuple(line for line in it.lines if line.person in only))
        for it in wanted
    )
    return [it for it in kept if it.lines]


def _cover(
    inputs: Inputs,
    users: Mapping[str, str],
    pile: Pile,
    said: Mapping[str, Mapping[str, Any]],
    zone: ZoneInfo,
) -> Cover:
    people = inputs.roster.people
    title = (
        message("letter-cover-class", **{"class": pile.group.title})
        if pile.group
        else message("letter-cover-staff")
    )
    made = [_letter(inputs, line, users[line.person], said, zone) for line in pile.lines]
    return Cover(title, [people[it].name.full for it in pile.teachers if it in people], made)


def _letter(
    inputs: Inputs, line: Line, user: str, said: Mapping[str, Mapping[str, Any]], zone: ZoneInfo
) -> Letter:
    known = said.get(user, {})
    until: date | None = None
    if known.get("until"):
        until = datetime.fromtimestamp(known["until"] / 1000, zone).date()
    name = inputs.roster.people[line.person].name.full
    return Letter(name, _about(inputs, line), user, str(known.get("code", "")), until)


def _about(inputs: Inputs, line: Line) -> Message | None:
    """By what somebody is told from another of the same name."""
    roster, of_class = inputs.roster, class_of(inputs.roster)
    person = roster.people[line.person]
    if Role.PUPIL in person.roles:
        return message("letter-about-pupil", **{"class": of_class.get(line.person, "—")})
    if person.roles & STAFF_ROLES:
        return message("letter-about-staff")
    names = [
        " ".join([roster.people[it].name.family, roster.people[it].name.given,
                  of_class.get(it, "")]).strip()
        for it in line.children
    ]  # fmt: skip
    return message("letter-about-parent", children=", ".join(names)) if names else None
