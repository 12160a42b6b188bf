"""The pupils of the lists: which rows are one child, and which child a row elsewhere means."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from provisioning.roster.gathering import Circumstances, Gathering
from provisioning.roster.lists import ClassMention, Mention, PupilRow
from provisioning.roster.model import GroupKind, Name, Part, Role
from provisioning.roster.names import name_key


@dataclass(slots=True)
class _Pupil:
    id: str
    name: Name
    class_key: str
    class_title: str
    birth: date | None
    snils: str
    line: int
    given: bool


class Pupils:
    """All pupils, by id and by name.

    `lost` holds the marks of rows that were refused, so that a parent of such a child is not
    reported as a second mistake; `lost_classes` the keys of their classes.
    """

    def __init__(self, gathering: Gathering, told: Circumstances) -> None:
        self._gathering = gathering
        self._identifiers = told.identifiers
        self._year = told.school_year
        self._findings = told.findings
        self._by_id: dict[str, _Pupil] = {}
        self._by_name: dict[str, list[_Pupil]] = {}
        self.lost: set[str] = set()
        self.lost_classes: set[str] = set()
        self.any = False

    def add(self, rows: Iterable[PupilRow]) -> None:
        """Add the rows of the lists of pupils; those with an id first, for they are certain."""
        for row in sorted(rows, key=lambda row: not row.pupil.id):
            self.any = True
            if row.pupil.name is None or row.class_ is None:
                self.lost |= row.pupil.marks
                if row.class_:
                    self.lost_classes.add(row.class_.title.key(self._year))
            else:
                self._add(row.pupil, row.pupil.name, row.class_)

    def group(self, mention: ClassMention) -> str:
        """The key of a class, which is made known."""
        title = mention.title
        return self._gathering.group(
            title.key(self._year), GroupKind.CLASS, title.title, mention.place, title.grade
        )

    def _add(self, mention: Mention, name: Name, class_: ClassMention) -> None:
        key = class_.title.key(self._year)
        known = self._known(mention, name, key)
        if known and known.class_key != key:
            self._findings.problem(
                class_.place, "roster-pupil-two-classes", name=name.full,
                title=class_.title.title, other=known.class_title, line=str(known.line),
            )  # fmt: skip
            self.group(class_)
            return
        identifier = known.id if known else self._identifier(mention, name, key)
        self._gathering.person(identifier, name, mention.place, Role.PUPIL)
        self._gathering.part(self.group(class_), identifier, mention.place, Part.PUPIL)
        if known:
            known.birth = known.birth or mention.birth
            return
        pupil = _Pupil(
            identifier, name, key, class_.title.title, mention.birth, mention.snils,
            mention.place.line, bool(mention.id),
        )  # fmt: skip
        self._warn_of_namesake(mention, pupil)
        self._by_id[identifier] = pupil
        self._by_name.setdefault(name_key(name), []).append(pupil)

    def _identifier(self, mention: Mention, name: Name, class_key: str) -> str:
        if mention.id:
            return self._identifiers.given(mention.id)
        if mention.snils:
            return self._identifiers.hashed("snils", mention.snils)
        # Without a birth date the cohort tells namesakes apart, and does not change in summer.
        told = mention.birth.isoformat() if mention.birth else class_key
        return self._identifiers.hashed("pupil", name_key(name), told)

    def _known(self, mention: Mention, name: Name, class_key: str) -> _Pupil | None:
        """The pupil of an earlier row who is this one."""
        if mention.id:
            return self._by_id.get(self._identifiers.given(mention.id))
        for other in self._by_name.get(name_key(name), ()):
            if mention.snils and other.snils:
                if mention.snils == other.snils:
                    return other
            elif mention.birth and other.birth:
                if mention.birth == other.birth:
                    return other
            elif other.class_key == class_key:
                return other
        return None

    def _warn_of_namesake(self, mention: Mention, pupil: _Pupil) -> None:
        """Two of one name may be one child in two classes: nobody but the school knows."""
        for other in self._by_name.get(name_key(pupil.name), ()):
            born = (pupil.birth, other.birth)
            if None in born or born[0] == born[1]:
                self._findings.warn(
                    mention.place, "roster-pupil-namesake",
                    name=pupil.name.full, title=pupil.class_title, other=other.class_title,
                )  # fmt: skip

    def same(self, mention: Mention, class_: ClassMention | None) -> str:
        """The id of the pupil that a row of a list of pupils added; "" if it was refused."""
        if mention.name is None or class_ is None:
            return ""
        known = self._known(mention, mention.name, class_.title.key(self._year))
        return known.id if known else ""

    def find(self, mention: Mention, class_: ClassMention | None) -> str:
        """The id of the pupil that a row of another list means; "" with a problem if none."""
        if mention.marks & self.lost:
            return ""
        key = class_.title.key(self._year) if class_ else ""
        if mention.id:
            return self._find_by_id(mention, class_, key)
        if mention.name is None:
            return ""
        named = self._named(mention.name)
        found = [p for p in named if not (p.birth and mention.birth) or p.birth == mention.birth]
        here = [pupil for pupil in found if not key or pupil.class_key == key]
        args = {"name": mention.name.full, "title": class_.title.title if class_ else ""}
        if len(here) == 1:
            return here[0].id
        if here:
            self._findings.problem(mention.place, "roster-child-ambiguous", **args)
        elif found:
            args["other"] = ", ".join(sorted({pupil.class_title for pupil in found}))
            self._findings.problem(mention.place, "roster-child-other-class", **args)
        else:
            self._findings.problem(mention.place, "roster-no-such-child", **args)
        return ""

    def _find_by_id(self, mention: Mention, class_: ClassMention | None, key: str) -> str:
        identifier = self._identifiers.given(mention.id)
        pupil = self._by_id.get(identifier)
        if pupil is None:
            self._findings.problem(mention.place, "roster-no-such-id", id=mention.id)
            return ""
        if mention.name and not same_name(pupil.name, mention.name):
            self._findings.problem(
                mention.place, "roster-id-of-another",
                id=mention.id, name=mention.name.full, other=pupil.name.full,
            )  # fmt: skip
            return ""
        if class_ and pupil.class_key != key:
            self._findings.warn(
                class_.place, "roster-child-class-differs",
                name=pupil.name.full, title=class_.title.title, other=pupil.class_title,
            )  # fmt: skip
        return identifier

    def _named(self, name: Name) -> list[_Pupil]:
        found = self._by_name.get(name_key(name), [])
        if found:
            return found
        # The patronymic may be left out in one of the lists.
        return [pupil for pupil in self._by_id.values() if same_name(pupil.name, name)]


def same_name(one: Name, other: Name) -> bool:
    """Whether two spellings can be one name; a patronymic may be left out."""
    if name_key(one) == name_key(other):
        return True
    missing = not (one.patronymic and other.patronymic)
    return missing and name_key(Name(one.family, one.given)) == name_key(
        Name(other.family, other.given)
    )
