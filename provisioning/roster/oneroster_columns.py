"""The tables of OneRoster CSV, by version: columns in their fixed order, types, references.

Source: 1EdTech, OneRoster CSV Binding 1.2 (19 September 2022, with its 1.2.1) and 1.1. Only the
tables that tell who is where are read; the others may be present.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

VERSIONS = ("1.1", "1.2")


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `kind` is a type, the name of an enumeration, or "one"/"many" for references."""

    name: str
    kind: str = "text"
    refers_to: str = ""
    required: bool = False


ENUMERATIONS: Mapping[str, frozenset[str]] = {
    name: frozenset(values.split())
    for name, values in {
        "session-type": "gradingPeriod semester schoolYear term",
        "org-type": "department school district local state national",
        "class-type": "homeroom scheduled",
        "role-1.1": "administrator aide guardian parent proctor relative student teacher",
        "role-1.2": "aide counselor districtAdministrator guardian parent principal proctor "
        "relative siteAdministrator student systemAdministrator teacher",
        "role-type": "primary secondary",
        "enrollment-role": "administrator proctor student teacher",
    }.items()
}


def _columns(text: str) -> tuple[Column, ...]:
    """Columns from «name!:kind>table»; "!" marks required, ">" what it refers to."""
    found = []
    for word in ("sourcedId!:id", "status:status", "dateLastModified:datetime", *text.split()):
        name, _, kind = word.partition(":")
        kind, _, table = kind.partition(">")
        found.append(Column(name.rstrip("!"), kind or "text", table, name.endswith("!")))
    return tuple(found)


_USER_NAMES = (
    "userIds givenName! familyName! middleName identifier email sms phone "
    "agentSourcedIds:many>users grades password "
)
_USER_1_2 = (
    "enabledUser!:boolean username! " + _USER_NAMES + "userMasterIdentifier {}preferredGivenName "
    "preferredMiddleName preferredFamilyName primaryOrgSourcedId:one>orgs pronouns"
)
_COMMON = {
    "academicSessions": "title! type!:session-type startDate!:date endDate!:date "
    "parentSourcedId:one>academicSessions schoolYear!",
    "orgs": "name! type!:org-type identifier parentSourcedId:one>orgs",
    "courses": "schoolYearSourcedId:one>academicSessions title! courseCode grades "
    "orgSourcedId!:one>orgs subjects subjectCodes",
    "classes": "title! grades courseSourcedId!:one>courses classCode classType!:class-type "
    "location schoolSourcedId!:one>orgs termSourcedIds!:many>academicSessions subjects "
    "subjectCodes periods",
    "enrollments": "classSourcedId!:one>classes schoolSourcedId!:one>orgs "
    "userSourcedId!:one>users role!:enrollment-role primary:boolean beginDate:date endDate:date",
}
_ONLY = {
    "1.1": {
        "users": [
            "enabledUser!:boolean orgSourcedIds!:many>orgs role!:role-1.1 username! " + _USER_NAMES
        ]
    },
    "1.2": {
        "users": [_USER_1_2.format("resourceSourcedIds "), _USER_1_2.format("")],
        "roles": [
            "userSourcedId!:one>users roleType!:role-type role!:role-1.2 beginDate:date "
            "endDate:date orgSourcedId!:one>orgs userProfileSourcedId"
        ],
    },
}

# For each version and table: the forms its header may have, for a minor version can drop a column.
TABLES: Mapping[str, Mapping[str, Sequence[tuple[Column, ...]]]] = {
    version: {
        **{name: (_columns(text),) for name, text in _COMMON.items()},
        **{name: [_columns(text) for text in forms] for name, forms in _ONLY[version].items()},
    }
    for version in VERSIONS
}

# Tables without which nobody would be in the roster.
NEEDED: Mapping[str, Sequence[str]] = {"1.1": ("users",), "1.2": ("users", "roles")}
