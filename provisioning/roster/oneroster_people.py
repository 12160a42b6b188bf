"""Who is who in OneRoster tables: roles, classes, clubs, guardians (rules: see oneroster.py)."""

from collections.abc import Mapping

from provisioning.roster.enrollments import Classes, Enrollment, is_club_title
from provisioning.roster.gathering import Circumstances, Gathering
from provisioning.roster.keys import ClassTitle, parse_class
from provisioning.roster.model import Role
from provisioning.roster.names import read_parts
from provisioning.roster.oneroster_tables import Store, in_force, read_day
from provisioning.roster.records import Record

_GUARDIANS = frozenset({"guardian", "parent", "relative"})
# Aides, proctors and counselors get the staff role with the fewest rights; who runs a district is
# not staff of the school, and an unknown extension is no role at all.
_ROLES: Mapping[str, Role] = {
    "principal": Role.DIRECTOR,
    "administrator": Role.ADMINISTRATOR,
    "siteAdministrator": Role.ADMINISTRATOR,
    "systemAdministrator": Role.ADMINISTRATOR,
    "teacher": Role.TEACHER,
    "aide": Role.ADDITIONAL_TEACHER,
    "proctor": Role.ADDITIONAL_TEACHER,
    "counselor": Role.ADDITIONAL_TEACHER,
    "ext:secretary": Role.SECRETARY,
    "ext:additionalTeacher": Role.ADDITIONAL_TEACHER,
    "student": Role.PUPIL,
    **dict.fromkeys(_GUARDIANS, Role.PARENT),
}
# An employee who is linked with a pupil is taken for a parent: 1.1 gives each user one role only.
# Those who accompany pupils by profession may be linked for that reason.
_ACCOMPANY = frozenset({"aide", "proctor", "counselor"})
_CLUB_TYPE = "ext:club"
_ROLES_TABLE = ("roles", "userSourcedId")


class OneRosterPeople:
    """Puts the tables of a store together; one call of `assemble`."""

    def __init__(self, store: Store, told: Circumstances) -> None:
        self._store = store
        self._told = told
        self._findings = told.findings
        self._gathering = Gathering(told.findings)
        self._words: dict[str, set[str]] = {}
        self._day = told.today
        self._classes = Classes(self._gathering, told.school_year)

    def assemble(self) -> Gathering:
        """Everybody with a role in force, their groups and guardianships."""
        self._settle_day()
        self._read_roles()
        for user in self._store.all("users"):
            self._add_user(user)
        current = self._current_classes()
        for record in current.values():
            self._add_class(record)
        if current and not self._classes.homerooms:
            place = next(iter(current.values())).place("classType")
            self._findings.problem(place, "roster-no-homerooms")
            return self._gathering
        self._classes.enroll(
            [
                self._enrollment(record)
                for record in self._store.all("enrollments")
                if record.get("classSourcedId") in current and in_force(record, self._day)
            ]
        )
        for user in self._store.all("users"):
            for agent in user.listed("agentSourcedIds"):
                self._add_agent(user, agent)
        return self._gathering

    def _settle_day(self) -> None:
        """In August no enrollment is in force yet: then take the day on which the first begins."""
        enrollments = list(self._store.all("enrollments"))
        if any(in_force(record, self._day) for record in enrollments):
            return
        begins = [(read_day(record.get("beginDate")), record) for record in enrollments]
        coming = [(day, record) for day, record in begins if day and day > self._day]
        if coming:
            self._day, first = min(coming, key=lambda pair: pair[0])
            place = first.place("beginDate")
            self._findings.warn(place, "roster-before-the-year", date=f"{self._day:%d.%m.%Y}")

    def _id(self, sourced_id: str) -> str:
        return self._told.identifiers.given(sourced_id)

    # --- people ----------------------------------------------------------------------------

    def _read_roles(self) -> None:
        """The words for what each user is at the moment; none for those who were something."""
        table, owner = ("users", "sourcedId") if self._store.version == "1.1" else _ROLES_TABLE
        for record in self._store.all(table):
            words = self._words.setdefault(record.get(owner), set())
            if not in_force(record, self._day):
                continue
            words.add(record.get("role"))
            if record.get("role") not in _ROLES:
                place, word = record.place("role"), record.get("role")
                self._findings.warn(place, "roster-standard-role-not-used", value=word)

    def _add_user(self, user: Record) -> None:
        sourced_id = user.get("sourcedId")
        if sourced_id not in self._words:
            # A delta may have removed the last role; which users' it was, it does not say.
            if not self._store.removed.get("roles"):
                self._findings.problem(user.place("sourcedId"), "roster-user-without-role")
            return
        if user.get("enabledUser") != "true":
            return
        words = self._words[sourced_id]
        name = read_parts(user.get("familyName"), user.get("givenName"), user.get("middleName"))
        if name.problem or name.name is None:
            shown = f"{user.get('familyName')} {user.get('givenName')}"
            self._findings.problem(user.place("familyName"), name.problem, value=shown)
            return
        for note in name.notes:
            self._findings.warn(user.place("familyName"), note, value=name.name.full)
        for word in sorted(words & _ROLES.keys()):
            self._gathering.person(
                self._id(sourced_id), name.name, user.place("sourcedId"), _ROLES[word]
            )

    def _roles(self, sourced_id: str) -> frozenset[Role]:
        person = self._gathering.people.get(self._id(sourced_id))
        return person.roles if person else frozenset()

    def _add_agent(self, user: Record, agent: str) -> None:
        """One edge between two users, whichever of them it was written at."""
        one, other = user.get("sourcedId"), agent
        roles = self._roles(one), self._roles(other)
        if not all(roles):
            return
        place = user.place("agentSourcedIds")
        names = {
            "name": self._gathering.people[self._id(one)].name.full,
            "other": self._gathering.people[self._id(other)].name.full,
        }
        if Role.PUPIL in roles[0] and Role.PUPIL in roles[1]:
            self._findings.problem(place, "roster-agents-both-pupils", **names)
        elif Role.PUPIL not in roles[0] and Role.PUPIL not in roles[1]:
            self._findings.problem(place, "roster-agents-both-adults", **names)
        else:
            child, adult = (one, other) if Role.PUPIL in roles[0] else (other, one)
            self._add_guardian(child, adult, user)

    def _add_guardian(self, child: str, adult: str, user: Record) -> None:
        place = user.place("agentSourcedIds")
        words = self._words[adult]
        person = self._gathering.people[self._id(adult)]
        if not words & _GUARDIANS and words <= _ACCOMPANY:
            self._findings.warn(place, "roster-agent-no-guardian", name=person.name.full)
            return
        if Role.PARENT not in person.roles:
            self._gathering.person(person.id, person.name, place, Role.PARENT)
        relation = next(iter(sorted(words & _GUARDIANS)), "parent")
        self._gathering.edge(person.id, self._id(child), relation, place)

    # --- classes ---------------------------------------------------------------------------

    def _current_classes(self) -> dict[str, Record]:
        """The classes whose terms are not over; all of them if no class is left (in summer)."""
        classes = {record.get("sourcedId"): record for record in self._store.all("classes")}
        current = {key: record for key, record in classes.items() if not self._over(record)}
        return current or classes

    def _over(self, record: Record) -> bool:
        sessions = self._store.tables.get("academicSessions", {})
        ends = [
            read_day(sessions[term].get("endDate"))
            for term in record.listed("termSourcedIds")
            if term in sessions
        ]
        return bool(ends) and all(end is not None and end <= self._day for end in ends)

    def _add_class(self, record: Record) -> None:
        course = self._store.tables.get("courses", {}).get(record.get("courseSourcedId"))
        titles = [record.get("title"), *([course.get("title")] if course else [])]
        place = record.place("title")
        if record.get("classType") == "homeroom":
            self._classes.add_homeroom(record.get("sourcedId"), _class_title(record), place)
        elif record.get("classType").lower() == _CLUB_TYPE or any(map(is_club_title, titles)):
            self._classes.add_club(record.get("sourcedId"), record.get("title"), place)

    def _enrollment(self, record: Record) -> Enrollment:
        return Enrollment(
            record.get("classSourcedId"),
            self._id(record.get("userSourcedId")),
            record.get("role"),
            record.place("userSourcedId"),
            record.get("primary") == "true",
            record.place("primary"),
        )


def _class_title(record: Record) -> ClassTitle:
    """The title of a homeroom; its code, where only that has a grade."""
    title = parse_class(record.get("title"))
    code = parse_class(record.get("classCode")) if record.get("classCode") else title
    return title if title.grade is not None or code.grade is None else code
