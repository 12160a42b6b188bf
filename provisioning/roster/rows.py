"""One row of a spreadsheet, read by its profile into what it says (lists.py).

A cell that cannot be read is a problem at that cell, and reading goes on without it: the other
mistakes of the row are worth knowing too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from provisioning.problems import Place
from provisioning.roster.cells import (
    is_birth_date,
    listed,
    read_date,
    read_identifier,
    read_phones,
    read_snils,
)
from provisioning.roster.findings import Findings
from provisioning.roster.keys import parse_class
from provisioning.roster.lists import (
    ClassMention,
    ClubRow,
    CouncilRow,
    GuardianRow,
    Lists,
    Mention,
    PupilRow,
    StaffRow,
)
from provisioning.roster.model import Part, Role
from provisioning.roster.names import Reading, read_name, read_parts
from provisioning.roster.profiles import Header
from provisioning.roster.tables import Row, Sheet
from provisioning.roster.words import folded, is_nothing, part_of, relation_of, role_of, tidy


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads cells of one row by the name of their field."""

    sheet: Sheet
    header: Header
    row: Row
    findings: Findings
    today: date

    def text(self, name: str) -> str:
        """The cell, "" if there is none or it says «нет»."""
        index = self.header.columns.get(name, -1)
        cell = self.row.cells[index] if 0 <= index < len(self.row.cells) else ""
        return "" if is_nothing(cell) else cell

    def place(self, name: str = "") -> Place:
        """Where the cell is; the row, if the list has no such column."""
        return self.sheet.place(self.row.line, self.header.columns.get(name, -1) + 1)

    def problem(self, name: str, key: str) -> None:
        """Report the cell, quoting what stands in it."""
        column = self.header.columns.get(name, -1)
        title = self.header.cells[column] if column >= 0 else ""
        self.findings.problem(self.place(name), key, value=self.text(name), header=title)

    def needed(self, name: str) -> str:
        """The cell; a problem if nothing stands in it."""
        text = self.text(name)
        if not text:
            self.problem(name, "roster-cell-empty")
        return text

    def mention(self, who: str, *, needed: bool) -> Mention | None:
        """The person whose fields begin with `who`; None if the row names none."""
        identifier = self._id(f"{who}_id")
        phones = self._phones(f"{who}_phone")
        raw = tidy(self.text(f"{who}_name") or " ".join(self._name_parts(who)))
        if not raw and not needed:
            if phones and not identifier:
                self.problem(f"{who}_name", "roster-phone-without-name")
                return None
            if not identifier:
                return None
        at = f"{who}_name" if f"{who}_name" in self.header.columns else f"{who}_family"
        reading = self._name(who, at) if raw or needed else Reading(None)
        return Mention(
            place=self.place(at),
            name=reading.name,
            id=identifier,
            birth=self._birth(f"{who}_birth"),
            snils=self._snils(f"{who}_snils"),
            phones=phones,
            relation=self._relation(f"{who}_relation") or reading.relation,
            raw=folded(raw),
        )

    def _name_parts(self, who: str) -> tuple[str, str, str]:
        family, given, patronymic = (
            self.text(f"{who}_{part}") for part in ("family", "given", "patronymic")
        )
        return family, given, patronymic

    def _name(self, who: str, at: str) -> Reading:
        if f"{who}_name" in self.header.columns:
            reading = read_name(self.text(f"{who}_name"))
        else:
            reading = read_parts(*self._name_parts(who))
        if reading.problem:
            self.problem(at, reading.problem)
        for note in reading.notes:
            shown = reading.name.full if reading.name else ""
            self.findings.warn(self.place(at), note, value=shown)
        return reading

    def _id(self, name: str) -> str:
        text = self.text(name)
        identifier = read_identifier(text) if text else ""
        if identifier is None:
            self.problem(name, "roster-id-signs")
            return ""
        return self.header.profile.id_prefix + identifier if identifier else ""

    def _birth(self, name: str) -> date | None:
        text = self.text(name)
        if not text:
            return None
        day = read_date(text)
        if day is None:
            self.problem(name, "roster-date-unreadable")
        elif not is_birth_date(day, self.today):
            self.problem(name, "roster-date-impossible")
            return None
        return day

    def _snils(self, name: str) -> str:
        text = self.text(name)
        digits = read_snils(text) if text else ""
        if digits is None:
            self.problem(name, "roster-snils")
        return digits or ""

    def _phones(self, name: str) -> frozenset[str]:
        text = self.text(name)
        phones = read_phones(text) if text else frozenset()
        if phones is None:
            self.findings.warn(self.place(name), "roster-phone-unreadable")
        return phones or frozenset()

    def _relation(self, name: str) -> str:
        text = self.text(name)
        if not text:
            return ""
        return relation_of(text) or folded(text)

    def class_mention(self, *, needed: bool) -> ClassMention | None:
        """The class of the row."""
        text = self.needed("class") if needed else self.text("class")
        return self._class("class", text, self.text("letter")) if text else None

    def classes(self, name: str) -> tuple[ClassMention, ...]:
        """All classes listed in a cell."""
        found = (self._class(name, text) for text in listed(self.text(name)))
        return tuple(mention for mention in found if mention)

    def _class(self, name: str, text: str, letter: str = "") -> ClassMention | None:
        if name == "class" and len(listed(text)) > 1:
            self.problem(name, "roster-class-several")
            return None
        title = parse_class(text, letter)
        if title.grade is None:
            self.findings.warn(self.place(name), "roster-class-unusual", value=title.title)
        return ClassMention(self.place(name), title)

    def roles(self) -> frozenset[Role]:
        """The school roles listed in the row."""
        roles = set()
        for text in listed(self.needed("roles")):
            role = role_of(text)
            if role is None:
                self.findings.problem(self.place("roles"), "roster-role-unknown", value=text)
            else:
                roles.add(role)
        return frozenset(roles)


def _guardians(row: RowReader) -> tuple[Mention, ...]:
    found = (row.mention(who, needed=False) for who in ("guardian", "guardian2"))
    return tuple(mention for mention in found if mention)


def _pupil(row: RowReader, lists: Lists) -> None:
    if row.text("status") and folded(row.text("status")) in map(folded, row.header.profile.gone):
        return
    pupil = row.mention("pupil", needed=True)
    class_ = row.class_mention(needed=True)
    teacher = row.mention("teacher", needed=False)
    if pupil:
        lists.pupils.append(PupilRow(pupil, class_, _guardians(row), teacher))


def _guardian(row: RowReader, lists: Lists) -> None:
    pupil = row.mention("pupil", needed=not row.text("pupil_id"))
    guardians = _guardians(row)
    if not guardians and not row.text("guardian_phone"):
        row.findings.warn(row.place("guardian_name"), "roster-child-without-guardian")
    if pupil:
        lists.guardians.append(GuardianRow(pupil, row.class_mention(needed=False), guardians))


def _staff(row: RowReader, lists: Lists) -> None:
    person = row.mention("staff", needed=True)
    if person:
        lists.staff.append(
            StaffRow(
                person,
                row.roles(),
                row.classes("classes"),
                row.classes("homeroom"),
                tuple(listed(row.text("councils"))),
                tidy(row.text("order")),
            )
        )


def _club(row: RowReader, lists: Lists) -> None:
    club = tidy(row.needed("club"))
    leader = row.mention("leader", needed=False)
    pupil = row.mention("pupil", needed=False)
    class_ = row.class_mention(needed=False)
    if club:
        lists.clubs.append(ClubRow(row.place("club"), club, leader, pupil, class_))


def _council(row: RowReader, lists: Lists) -> None:
    council = tidy(row.needed("council"))
    person = row.mention("person", needed=not row.text("person_id"))
    text = row.text("part")
    part = part_of(text) if text else Part.MEMBER
    if part is None:
        row.problem("part", "roster-part-unknown")
    elif council and person:
        lists.councils.append(CouncilRow(council, person, part))


READERS: Mapping[str, Callable[[RowReader, Lists], None]] = {
    "pupils": _pupil,
    "guardians": _guardian,
    "staff": _staff,
    "clubs": _club,
    "councils": _council,
}
