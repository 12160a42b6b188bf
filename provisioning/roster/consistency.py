"""Does a gathered roster make sense as a whole? Checks that no single row can fail.

Works on any format: what is wrong here would give somebody rights over the wrong people.
"""

from provisioning.problems import Place
from provisioning.roster.findings import Findings
from provisioning.roster.gathering import Gathering
from provisioning.roster.model import STAFF_ROLES, GroupKind, Part, Role


def check(gathering: Gathering, folder: Place, findings: Findings) -> None:
    """Report everything that does not fit together; `folder` is the place of what has no row."""
    if not gathering.people:
        findings.problem(folder, "roster-nobody")
        return
    _check_edges(gathering, findings)
    _check_members(gathering, findings)
    _check_people(gathering, folder, findings)
    for group in gathering.groups.values():
        teachers = {Part.TEACHER, Part.CLASS_TEACHER}
        taught = any(parts & teachers for parts in group.members.values())
        if group.kind is GroupKind.CLASS and not taught:
            findings.warn(group.place, "roster-class-without-teacher", title=group.title)


def _check_edges(gathering: Gathering, findings: Findings) -> None:
    for (guardian_id, child_id), (_, place) in gathering.edges.items():
        guardian, child = gathering.people.get(guardian_id), gathering.people.get(child_id)
        if guardian is None or child is None:
            missing = guardian_id if guardian is None else child_id
            findings.problem(place, "roster-edge-dangling", id=missing)
        elif guardian_id == child_id:
            findings.problem(place, "roster-own-guardian", name=child.name.full)
        elif Role.PUPIL not in child.roles:
            findings.problem(place, "roster-child-is-adult", name=child.name.full)
        elif Role.PUPIL in guardian.roles:
            findings.problem(place, "roster-guardian-is-pupil", name=guardian.name.full)


def _check_members(gathering: Gathering, findings: Findings) -> None:
    for group in gathering.groups.values():
        for identifier, parts in group.members.items():
            person = gathering.people.get(identifier)
            place = gathering.member_places[group.key, identifier]
            if person is None:
                findings.problem(place, "roster-member-dangling", id=identifier, title=group.title)
            elif Part.PUPIL in parts and Role.PUPIL not in person.roles:
                findings.problem(
                    place, "roster-member-no-pupil", name=person.name.full, title=group.title
                )
            elif parts & {Part.TEACHER, Part.CLASS_TEACHER} and not person.roles & STAFF_ROLES:
                findings.problem(
                    place, "roster-member-no-teacher", name=person.name.full, title=group.title
                )


def _check_people(gathering: Gathering, folder: Place, findings: Findings) -> None:
    guardians = {guardian for guardian, _ in gathering.edges}
    for person in gathering.people.values():
        place, name = person.place or folder, person.name.full
        if Role.PUPIL in person.roles:
            if person.roles & STAFF_ROLES:
                findings.problem(place, "roster-pupil-and-staff", name=name)
            _check_classes(gathering, person.id, name, place, findings)
        elif Role.PARENT in person.roles and person.id not in guardians:
            findings.warn(place, "roster-guardian-of-nobody", name=name)


def _check_classes(
    gathering: Gathering, identifier: str, name: str, place: Place, findings: Findings
) -> None:
    classes = list(gathering.classes_of(identifier))
    if not classes:
        findings.problem(place, "roster-pupil-without-class", name=name)
    elif len(classes) > 1:
        titles = ", ".join(sorted(group.title for group in classes))
        findings.problem(place, "roster-pupil-in-classes", name=name, titles=titles)
