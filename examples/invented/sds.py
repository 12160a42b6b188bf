"""The roster as Microsoft School Data Sync CSV, version 2.1.

The format has no field for the patronymic: it stands in `givenName`, as Russian schools write it.
"""

from collections.abc import Sequence

from invented import oneroster
from invented.csv_files import Files, table
from invented.school import Employee, Guardian, Pupil, School

_ROLES = {"директор": "principal", "администратор": "itAdmin"}


def sds_2_1(school: School, title: str) -> Files:
    """The folder of an SDS 2.1 export."""
    return {
        "orgs.csv": _table(
            "sourcedId,name,type,parentSourcedId", [(oneroster.ORG, title, "school", "")]
        ),
        "users.csv": _users(school),
        "roles.csv": _roles(school),
        "classes.csv": _classes(school),
        "enrollments.csv": _table(
            "classSourcedId,userSourcedId,role", oneroster.enrollments(school)
        ),
        "relationships.csv": _relationships(school),
        "academicSessions.csv": _table(
            "sourcedId,title,type,schoolYear,startDate,endDate",
            [(oneroster.SESSION, "2026/27", "schoolYear", "2027", "2026-09-01", "2027-05-31")],
        ),
    }


def _users(school: School) -> str:
    people: list[Pupil | Guardian | Employee] = [*school.pupils, *school.guardians, *school.staff]
    return _table(
        "sourcedId,username,givenName,familyName,password,activeDirectoryMatchId,email,phone,sms",
        [
            (
                person.id,
                person.id,
                f"{person.name.given} {person.name.patronymic}".strip(),
                person.name.family,
                "",
                "",
                # A contact is found by e-mail, so a guardian must have one.
                f"{person.id}@example.org" if isinstance(person, Guardian) else "",
                "",
                person.phone if isinstance(person, Guardian) else "",
            )
            for person in people
        ],
    )


def _roles(school: School) -> str:
    """Guardians have no role: their relationship says all."""
    pupils = [(pupil.id, "student", pupil.school_class[:-1]) for pupil in school.pupils]
    staff = [(person.id, _ROLES.get(person.roles[0], "teacher"), "") for person in school.staff]
    return _table(
        "userSourcedId,orgSourcedId,role,sessionSourcedId,grade,isPrimary,roleStartDate,roleEndDate",
        [
            (id_, oneroster.ORG, role, oneroster.SESSION, grade, "true", "", "")
            for id_, role, grade in (*pupils, *staff)
        ],
    )


def _classes(school: School) -> str:
    groups = [
        *((oneroster.class_id(name), name) for name in school.classes),
        *((oneroster.club_id(school, it.title), f"Кружок «{it.title}»") for it in school.clubs),
    ]
    return _table(
        "sourcedId,orgSourcedId,title,sessionSourcedIds,courseSourcedId",
        [(id_, oneroster.ORG, title, oneroster.SESSION, "") for id_, title in groups],
    )


def _relationships(school: School) -> str:
    return _table(
        "userSourcedId,relationshipUserSourcedId,relationshipRole",
        [
            (
                bond.pupil.id,
                bond.guardian.id,
                "parent" if bond.relation in {"мать", "отец"} else "guardian",
            )
            for bond in school.bonds
        ],
    )


def _table(header: str, rows: Sequence[Sequence[str]]) -> str:
    return table(header, rows, delimiter=",")
