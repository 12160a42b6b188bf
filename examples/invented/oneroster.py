"""The roster as OneRoster CSV, versions 1.1 and 1.2 (bulk exports).

What the format cannot say is missing: orders, councils, teachers of additional education, and in
1.1 the difference between the director and the administrator. Each version is written as some
vendors do: 1.1 names the guardians on the pupil's row, 1.2 the children on the guardian's.
"""

from collections.abc import Callable, Mapping, Sequence

from invented.csv_files import Files, table
from invented.school import Bond, Employee, Guardian, Pupil, School

ORG, SESSION = "school", "2026-27"
FIRST_DAY, DAY_AFTER_LAST = "2026-09-01", "2027-06-01"

_LATIN = {"А": "a", "Б": "b"}
_ROLES_1_1 = {"директор": "administrator", "администратор": "administrator"}
_ROLES_1_2 = {"директор": "principal", "администратор": "systemAdministrator"}

_HEAD = ("sourcedId", "status", "dateLastModified")
_USERS = (
    *_HEAD,
    *("enabledUser", "username", "userIds", "givenName", "familyName", "middleName"),
    *("identifier", "email", "sms", "phone", "agentSourcedIds", "grades", "password"),
)
_USERS_1_1 = (*_USERS[:4], "orgSourcedIds", "role", *_USERS[4:])
_USERS_1_2 = (
    *_USERS,
    *("userMasterIdentifier", "resourceSourcedIds", "preferredGivenName"),
    *("preferredMiddleName", "preferredFamilyName", "primaryOrgSourcedId", "pronouns"),
)
_COLUMNS: dict[str, tuple[str, ...]] = {
    "academicSessions": (
        *_HEAD,
        *("title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"),
    ),
    "orgs": (*_HEAD, "name", "type", "identifier", "parentSourcedId"),
    "courses": (
        *_HEAD,
        *("schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId"),
        *("subjects", "subjectCodes"),
    ),
    "classes": (
        *_HEAD,
        *("title", "grades", "courseSourcedId", "classCode", "classType", "location"),
        *("schoolSourcedId", "termSourcedIds", "subjects", "subjectCodes", "periods"),
    ),
    "enrollments": (
        *_HEAD,
        *("classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary"),
        *("beginDate", "endDate"),
    ),
    "demographics": (
        *_HEAD,
        *("birthDate", "sex", "americanIndianOrAlaskaNative", "asian"),
        *("blackOrAfricanAmerican", "nativeHawaiianOrOtherPacificIslander", "white"),
        *("demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity", "countryOfBirthCode"),
        *("stateOfBirthAbbreviation", "cityOfBirth", "publicSchoolResidenceStatus"),
    ),
    "roles": (
        *_HEAD,
        *("userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId"),
        "userProfileSourcedId",
    ),
}
# Files which this school does not export; a manifest names them all the same.
_ABSENT_1_1 = (
    *("categories", "classResources", "courseResources", "lineItems", "resources", "results"),
)
_ABSENT_1_2 = (
    *_ABSENT_1_1,
    *("lineItemLearningObjectiveIds", "lineItemScoreScales", "resultLearningObjectiveIds"),
    *("resultScoreScales", "scoreScales", "userProfiles", "userResources"),
)

Row = Mapping[str, str]
Person = Pupil | Guardian | Employee


def oneroster_1_1(school: School, title: str) -> Files:
    """The folder of a OneRoster 1.1 export."""

    def user(person: Person) -> Row:
        row = {**_user(person), "role": _role(person, school, _ROLES_1_1), "orgSourcedIds": ORG}
        if isinstance(person, Pupil):
            row["agentSourcedIds"] = _ids(person, school, lambda bond: bond.guardian)
        return row

    files = _common(school, title)
    files["users"] = _rows(_USERS_1_1, [user(person) for person in _people(school)])
    return _export("1.1", files, _ABSENT_1_1)


def oneroster_1_2(school: School, title: str) -> Files:
    """The folder of a OneRoster 1.2 export."""

    def user(person: Person) -> Row:
        row = {**_user(person), "primaryOrgSourcedId": ORG}
        if isinstance(person, Guardian):
            row["agentSourcedIds"] = _ids(person, school, lambda bond: bond.pupil)
        return row

    def role(person: Person) -> Row:
        return {
            "sourcedId": f"role-{person.id}",
            "userSourcedId": person.id,
            "roleType": "primary",
            "role": _role(person, school, _ROLES_1_2),
            "orgSourcedId": ORG,
        }

    files = _common(school, title)
    files["roles"] = _rows(_COLUMNS["roles"], [role(person) for person in _people(school)])
    files["users"] = _rows(_USERS_1_2, [user(person) for person in _people(school)])
    return _export("1.2", files, _ABSENT_1_2)


def class_id(school_class: str) -> str:
    """«1А» → «class-1a»: sourcedIds have no Cyrillic."""
    return f"class-{school_class[:-1]}{_LATIN[school_class[-1]]}"


def club_id(school: School, title: str) -> str:
    """«club-1» for the first club."""
    return f"club-{[club.title for club in school.clubs].index(title) + 1}"


def enrollments(school: School) -> list[tuple[str, str, str]]:
    """Who is in which class or club: (class id, person id, «student» or «teacher»)."""
    return [
        *((class_id(p.school_class), p.id, "student") for p in school.pupils),
        *((class_id(name), e.id, "teacher") for e in school.staff for name in e.classes),
        *((club_id(school, c.title), p.id, "student") for c in school.clubs for p in c.pupils),
        *((club_id(school, c.title), c.leader.id, "teacher") for c in school.clubs),
    ]


def _common(school: School, title: str) -> Files:
    """What is the same in both versions."""
    session = {
        "sourcedId": SESSION,
        "title": "2026/27",
        "type": "schoolYear",
        "startDate": FIRST_DAY,
        "endDate": DAY_AFTER_LAST,
        "schoolYear": "2027",
    }
    files: dict[str, list[Row]] = {
        "academicSessions": [session],
        "orgs": [{"sourcedId": ORG, "name": title, "type": "school"}],
        "courses": _courses(school),
        "classes": _classes(school),
        "enrollments": [_enrollment(school, *edge) for edge in enrollments(school)],
        "demographics": [_demographic(pupil) for pupil in school.pupils],
    }
    return {name: _rows(_COLUMNS[name], rows) for name, rows in files.items()}


def _courses(school: School) -> list[Row]:
    course = {"schoolYearSourcedId": SESSION, "orgSourcedId": ORG}
    primary = {"sourcedId": "course-primary", "title": "Начальное общее образование", **course}
    clubs = [
        {"sourcedId": f"course-{club_id(school, club.title)}", "title": club.title, **course}
        for club in school.clubs
    ]
    return [primary, *clubs]


def _classes(school: School) -> list[Row]:
    anywhere = {"schoolSourcedId": ORG, "termSourcedIds": SESSION}
    classes = [
        {
            "sourcedId": class_id(name),
            "title": name,
            "grades": _grade(name),
            "courseSourcedId": "course-primary",
            "classType": "homeroom",
            **anywhere,
        }
        for name in school.classes
    ]
    clubs = [
        {
            "sourcedId": club_id(school, club.title),
            "title": club.title,
            "grades": ",".join(sorted({_grade(pupil.school_class) for pupil in club.pupils})),
            "courseSourcedId": f"course-{club_id(school, club.title)}",
            "classType": "ext:club",
            **anywhere,
        }
        for club in school.clubs
    ]
    return [*classes, *clubs]


def _enrollment(school: School, group: str, person: str, role: str) -> Row:
    class_teachers = {
        (class_id(employee.class_teacher_of), employee.id)
        for employee in school.staff
        if employee.class_teacher_of
    }
    leaders = {(club_id(school, club.title), club.leader.id) for club in school.clubs}
    primary = (group, person) in class_teachers | leaders
    return {
        "sourcedId": f"{group}.{person}",
        "classSourcedId": group,
        "schoolSourcedId": ORG,
        "userSourcedId": person,
        "role": role,
        "primary": str(primary).lower(),
        "beginDate": FIRST_DAY,
        "endDate": DAY_AFTER_LAST,
    }


def _demographic(pupil: Pupil) -> Row:
    sex = {"м": "male", "ж": "female"}[pupil.sex]
    return {"sourcedId": pupil.id, "birthDate": pupil.born.isoformat(), "sex": sex}


def _people(school: School) -> list[Person]:
    return [*school.pupils, *school.guardians, *school.staff]


def _user(person: Person) -> Row:
    return {
        "sourcedId": person.id,
        "enabledUser": "true",
        "username": person.id,
        "givenName": person.name.given,
        "familyName": person.name.family,
        "middleName": person.name.patronymic,
        "sms": person.phone if isinstance(person, Guardian) else "",
        "grades": _grade(person.school_class) if isinstance(person, Pupil) else "",
    }


def _role(person: Person, school: School, of_staff: Mapping[str, str]) -> str:
    match person:
        case Pupil():
            return "student"
        case Guardian():
            relations = {bond.relation for bond in school.bonds_of(person)}
            return "parent" if relations <= {"мать", "отец"} else "guardian"
        case Employee():
            return of_staff.get(person.roles[0], "teacher")


def _ids(person: Pupil | Guardian, school: School, end: Callable[[Bond], Person]) -> str:
    return ",".join(end(bond).id for bond in school.bonds_of(person))


def _grade(school_class: str) -> str:
    return f"{int(school_class[:-1]):02}"


def _rows(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """Every column is written, in the order of the standard."""
    cells = ([row.get(column, "") for column in columns] for row in rows)
    return table(",".join(columns), cells, delimiter=",")


def _export(version: str, files: Files, absent: Sequence[str]) -> Files:
    modes = {**dict.fromkeys(files, "bulk"), **dict.fromkeys(absent, "absent")}
    manifest = [
        ("manifest.version", "1.0"),
        ("oneroster.version", version),
        *((f"file.{name}", mode) for name, mode in sorted(modes.items())),
        ("source.systemName", "Parta"),
        ("source.systemCode", "parta"),
    ]
    named = {f"{name}.csv": text for name, text in files.items()}
    return {"manifest.csv": table("propertyName,value", manifest, delimiter=","), **named}
