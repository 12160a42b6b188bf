"""From what the lists say to who is who: pupils, staff, parents, clubs, councils."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from provisioning.roster.findings import quoted
from provisioning.roster.gathering import Circumstances, Gathering
from provisioning.roster.guardians import Contact, Guardian, merge
from provisioning.roster.keys import club_key, council_key
from provisioning.roster.lists import ClassMention, Lists, Mention, StaffRow
from provisioning.roster.model import GroupKind, Part, Role
from provisioning.roster.names import name_key
from provisioning.roster.pupils import Pupils, same_name


@dataclass(slots=True)
class _Staff:
    """Staff by id and by name."""

    by_name: dict[str, list[str]] = field(default_factory=dict)
    phones: dict[str, frozenset[str]] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)


class People:
    """Puts lists together; one call of `assemble`."""

    def __init__(self, told: Circumstances) -> None:
        self._year = told.school_year
        self._identifiers = told.identifiers
        self._findings = told.findings
        self._gathering = Gathering(told.findings)
        self._pupils = Pupils(self._gathering, told)
        self._staff = _Staff()
        self._parents_by_name: dict[str, list[str]] = {}

    def assemble(self, lists: Lists) -> Gathering:
        """Everybody in `lists`; what does not fit together is a problem at its row."""
        self._pupils.add(lists.pupils)
        for row in lists.staff:
            self._add_staff(row)
        self._add_teachers_of_pupils(lists)
        self._add_guardians(lists)
        self._add_clubs(lists)
        for council in lists.councils:
            identifier = self._anybody(council.person)
            if identifier:
                key = self._council(council.council, council.person)
                self._gathering.part(key, identifier, council.person.place, council.part)
        return self._gathering

    # --- staff -----------------------------------------------------------------------------

    def _add_staff(self, row: StaffRow) -> None:
        person = row.person
        if person.name is None or not row.roles:
            self._staff.lost |= person.marks
            return
        key = name_key(person.name)
        if person.id:
            identifier = self._identifiers.given(person.id)
        elif person.snils:
            identifier = self._identifiers.hashed("snils", person.snils)
        else:
            identifier = self._identifiers.hashed("staff", key)
        for role in sorted(row.roles):
            self._gathering.person(identifier, person.name, person.place, role, row.order)
        known = self._staff.by_name.setdefault(key, [])
        if identifier not in known:
            known.append(identifier)
        elif not (person.id or person.snils):
            # One row a class is a common form of this list, so two rows are one person; but the
            # school should know what two namesakes would become.
            self._findings.warn(person.place, "roster-staff-twice", name=person.name.full)
        self._staff.phones[identifier] = person.phones | self._staff.phones.get(
            identifier, frozenset()
        )
        for mention in row.classes:
            self._teach(identifier, mention, Part.TEACHER)
        for mention in row.homeroom:
            self._teach(identifier, mention, Part.TEACHER, Part.CLASS_TEACHER)
        for title in row.councils:
            group = self._council(title, person)
            self._gathering.part(group, identifier, person.place, _council_part(group, row.roles))

    def _teach(self, identifier: str, mention: ClassMention, *parts: Part) -> None:
        key = mention.title.key(self._year)
        if key not in self._gathering.groups and self._pupils.any:
            if key not in self._pupils.lost_classes:
                self._findings.problem(
                    mention.place, "roster-class-without-pupils", title=mention.title.title
                )
            return
        self._pupils.group(mention)
        self._gathering.part(key, identifier, mention.place, *parts)

    def _add_teachers_of_pupils(self, lists: Lists) -> None:
        """Lists of pupils that name a teacher in each row: perhaps the only list of teachers."""
        for row in lists.pupils:
            if row.teacher is None or row.teacher.name is None or row.class_ is None:
                continue
            key = name_key(row.teacher.name)
            known = self._staff.by_name.setdefault(key, [])
            if not known:
                identifier = self._identifiers.hashed("staff", key)
                self._gathering.person(
                    identifier, row.teacher.name, row.teacher.place, Role.TEACHER
                )
                known.append(identifier)
            self._teach(known[0], row.class_, Part.TEACHER)

    # --- parents ---------------------------------------------------------------------------

    def _add_guardians(self, lists: Lists) -> None:
        contacts: list[Contact] = []
        for pupil_row in lists.pupils:
            if pupil_row.guardians:
                child = self._pupils.same(pupil_row.pupil, pupil_row.class_)
                contacts.extend(_contacts(child, pupil_row.guardians))
        if lists.guardians and not self._pupils.any:
            place = lists.guardians[0].pupil.place
            self._findings.problem(place, "roster-no-list-of-pupils")
        else:
            for row in lists.guardians:
                child = self._pupils.find(row.pupil, row.class_)
                contacts.extend(_contacts(child, row.guardians))
        children = {identifier: self._gathering.people[identifier].name
                    for identifier in {contact.child for contact in contacts}}  # fmt: skip
        guardians = merge(contacts, children)
        owners = self._also_staff(guardians)
        for index, guardian in enumerate(guardians):
            self._add_guardian(guardian, owners.get(index, ""))

    def _add_guardian(self, guardian: Guardian, staff_id: str) -> None:
        first = guardian.contacts[0]
        identifier = staff_id or guardian.identifier(self._identifiers)
        known = self._gathering.people.get(identifier)
        name = known.name if known and staff_id else guardian.name
        self._gathering.person(identifier, name, first.place, Role.PARENT)
        known_as = self._parents_by_name.setdefault(name_key(guardian.name), [])
        if identifier not in known_as:
            known_as.append(identifier)
        for contact in guardian.contacts:
            self._gathering.edge(identifier, contact.child, contact.relation, contact.place)

    def _also_staff(self, guardians: list[Guardian]) -> Mapping[int, str]:
        """Parents who work at the school: one human being has one account.

        The same phone shows it, or an id. The same full name alone shows nothing: a parent who
        is taken for a teacher gets a teacher's rights over children. It is reported instead.
        """
        found: dict[int, str] = {}
        names: dict[str, list[int]] = {}
        for index, guardian in enumerate(guardians):
            if not guardian.given_id and guardian.name.patronymic:
                names.setdefault(name_key(guardian.name), []).append(index)
        for key, indexes in names.items():
            staff = self._staff.by_name.get(key, [])
            for index in indexes:
                guardian = guardians[index]
                by_phone = [s for s in staff if self._phones(s) & guardian.phones]
                if by_phone:
                    found[index] = by_phone[0]
                elif len(staff) == len(indexes) == 1 and not (
                    guardian.phones and self._phones(staff[0])
                ):
                    place = guardian.contacts[0].place
                    self._findings.warn(place, "roster-staff-or-parent", name=guardian.name.full)
        return found

    def _phones(self, staff_id: str) -> frozenset[str]:
        return self._staff.phones.get(staff_id, frozenset())

    # --- clubs and councils ----------------------------------------------------------------

    def _add_clubs(self, lists: Lists) -> None:
        for row in lists.clubs:
            key = self._gathering.group(club_key(row.club), GroupKind.CLUB, row.club, row.place)
            leader = self._employee(row.leader) if row.leader else ""
            if leader and row.leader:
                self._gathering.part(key, leader, row.leader.place, Part.LEADER)
            pupil = self._pupils.find(row.pupil, row.class_) if row.pupil else ""
            if pupil and row.pupil:
                self._gathering.part(key, pupil, row.pupil.place, Part.PUPIL)

    def _council(self, title: str, mention: Mention) -> str:
        key = council_key(title)
        known = self._gathering.groups.get(key)
        shown = known.title if known else title[:1].upper() + title[1:]
        return self._gathering.group(key, GroupKind.COUNCIL, shown, mention.place)

    def _employee(self, mention: Mention) -> str:
        staff = {i for known in self._staff.by_name.values() for i in known}
        return self._known(mention, staff, self._staff.by_name, "roster-no-such-employee")

    def _anybody(self, mention: Mention) -> str:
        by_name: dict[str, list[str]] = {}
        for identifier, person in self._gathering.people.items():
            by_name.setdefault(name_key(person.name), []).append(identifier)
        return self._known(mention, self._gathering.people, by_name, "roster-no-such-person")

    def _known(
        self, mention: Mention, identifiers: Iterable[str], by_name: Mapping[str, list[str]],
        key: str,
    ) -> str:  # fmt: skip
        """The person that a mention means, by id and else by name; "" with a problem if none."""
        if mention.id:
            identifier = self._identifiers.given(mention.id)
            if identifier in identifiers:
                self._check_name(identifier, mention)
                return identifier
            found = []
        else:
            found = by_name.get(name_key(mention.name), []) if mention.name else []
        if len(found) == 1:
            return found[0]
        refused = self._staff.lost | self._pupils.lost
        if mention.marks & refused or not (mention.id or mention.name):
            return ""
        name = mention.name.full if mention.name else mention.id
        reason = "roster-several-people" if found else key
        self._findings.problem(mention.place, reason, name=name, id=quoted(mention.id))
        return ""

    def _check_name(self, identifier: str, mention: Mention) -> None:
        known = self._gathering.people[identifier].name
        if mention.name and not same_name(known, mention.name):
            self._findings.problem(
                mention.place, "roster-id-of-another",
                id=mention.id, name=mention.name.full, other=known.full,
            )  # fmt: skip


def _contacts(child: str, guardians: Iterable[Mention]) -> Iterable[Contact]:
    return [
        Contact(who.name, child, who.place, who.id, who.phones, who.relation)
        for who in guardians
        if child and who.name
    ]


def _council_part(key: str, roles: frozenset[Role]) -> Part:
    """The director chairs the pedagogical council and its secretary keeps its minutes."""
    if key == "council:pedagogical":
        if Role.DIRECTOR in roles:
            return Part.LEADER
        if Role.SECRETARY in roles:
            return Part.SECRETARY
    return Part.MEMBER
