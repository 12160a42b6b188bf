"""A school of the size which the regulation describes: about 200 pupils in grades 1 to 4."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from random import Random

from invented.names import BALKAR, KABARDIAN, RUSSIAN, Community, Name, Sex
from invented.school import (
    PARENTS_COMMITTEE,
    Bond,
    Club,
    Employee,
    Guardian,
    Pupil,
    School,
    Seat,
    register_order,
)
from invented.staff import CLASSES, large_staff

SEED = 20262027
_CLASS_SIZES = dict(zip(CLASSES, (26, 24, 25, 23, 27, 25, 24, 26), strict=True))
_SIBLING_PAIRS = 20
_NEVER_BORN_CLOSER = timedelta(days=300)
_NAMESAKE = "Тарасова Елена Викторовна"  # of the class teacher of 2Б; she is somebody else


@dataclass(frozen=True, slots=True)
class Child:
    """A pupil before there are ids and birth dates."""

    name: Name
    sex: Sex
    school_class: str


@dataclass(frozen=True, slots=True)
class Family:
    """Children, and those who answer for them: (name, relation)."""

    children: tuple[Child, ...]
    guardians: tuple[tuple[Name, str], ...]


def large_school() -> School:
    """The same school at every call."""
    random = Random(SEED)
    staff = large_staff()
    families = _families(random, {employee.name.full for employee in staff})
    pupils, bonds = _enrol(random, families)
    return School(
        pupils=pupils,
        bonds=bonds,
        staff=staff,
        clubs=_clubs(random, staff, pupils),
        seats=_committee(random, bonds),
    )


# Families ------------------------------------------------------------------------------------


def _told_families() -> tuple[Family, ...]:
    """What real rosters contain and programs stumble over."""
    boy, girl = Sex.MALE, Sex.FEMALE
    return (
        # Two girls of one full name; neither they nor their fathers are related.
        Family(
            (Child(Name("Хамукова", "Амина", "Аслановна"), girl, "2А"),),
            (
                (Name("Хамукова", "Залина", "Мухамедовна"), "мать"),
                (Name("Хамуков", "Аслан", "Хасанович"), "отец"),
            ),
        ),
        Family(
            (Child(Name("Хамукова", "Амина", "Аслановна"), girl, "3Б"),),
            (
                (Name("Хамукова", "Мадина", "Руслановна"), "мать"),
                (Name("Хамуков", "Аслан", "Борисович"), "отец"),
            ),
        ),
        # The palochka, a letter which looks like «I», «l» and «1».
        Family(
            (Child(Name("Кодзоков", "Ӏэуес", "Тимурович"), boy, "4Б"),),
            (
                (Name("Кодзокова", "Марита", "Хабасовна"), "мать"),
                (Name("Кодзоков", "Тимур", "Анатольевич"), "отец"),
            ),
        ),
        Family(
            (Child(Name("Нагоева", "Ӏэсият", "Беслановна"), girl, "1А"),),
            ((Name("Нагоева", "Эльмира", "Суфьяновна"), "мать"),),
        ),
        # Double surnames; the parents have different ones.
        Family(
            (Child(Name("Карданова-Бесланеева", "Сатаней", "Инусовна"), girl, "3А"),),
            (
                (Name("Бесланеева", "Марьяна", "Борисовна"), "мать"),
                (Name("Карданов", "Инус", "Хазретович"), "отец"),
            ),
        ),
        Family(
            (Child(Name("Соловьёв-Отаров", "Матвей", "Кириллович"), boy, "1Б"),),
            (
                (Name("Отарова", "Жаннет", "Рамазановна"), "мать"),
                (Name("Соловьёв", "Кирилл", "Андреевич"), "отец"),
            ),
        ),
        # Grandmothers who are guardians, one of them of a brother and a sister.
        Family(
            (
                Child(Name("Гедгафов", "Нарт", "Муратович"), boy, "4А"),
                Child(Name("Гедгафова", "Ляна", "Муратовна"), girl, "2Б"),
            ),
            ((Name("Гедгафова", "Роза", "Жамаловна"), "опекун (бабушка)"),),
        ),
        Family(
            (Child(Name("Киселёва", "Варвара", "Денисовна"), girl, "3Б"),),
            ((Name("Пономарёва", "Нина", "Фёдоровна"), "опекун (бабушка)"),),
        ),
        # Parents who live apart; the mother has married again.
        Family(
            (Child(Name("Шогенов", "Идар", "Альбертович"), boy, "2А"),),
            (
                (Name("Ковалёва", "Наталья", "Сергеевна"), "мать"),
                (Name("Шогенов", "Альберт", "Хабасович"), "отец"),
            ),
        ),
        # A patronymic of two words.
        Family(
            (
                Child(Name("Мамедов", "Эмин", "Рашид оглы"), boy, "3А"),
                Child(Name("Мамедова", "Айсу", "Рашид кызы"), girl, "1Б"),
            ),
            (
                (Name("Мамедова", "Севда", "Видади кызы"), "мать"),
                (Name("Мамедов", "Рашид", "Гусейн оглы"), "отец"),
            ),
        ),
        # No patronymic at all, and a surname which never changes.
        Family(
            (Child(Name("Ким", "Даниэль", ""), boy, "4Б"),),
            ((Name("Ким", "Анна", "Викторовна"), "мать"), (Name("Ким", "Сергей", ""), "отец")),
        ),
        # The mother has the full name of a teacher of the school.
        Family(
            (Child(Name("Тарасов", "Егор", "Игоревич"), boy, "4А"),),
            (
                (Name("Тарасова", "Елена", "Викторовна"), "мать"),
                (Name("Тарасов", "Игорь", "Павлович"), "отец"),
            ),
        ),
    )


class _Drawing:
    """Draws families until the classes are full, and nobody's full name twice."""

    def __init__(self, random: Random, told: Sequence[Family], taken: Iterable[str]) -> None:
        self._random = random
        self._taken = set(taken)
        self._free = Counter(_CLASS_SIZES)
        for family in told:
            self._free.subtract(child.school_class for child in family.children)
            self._taken.update(child.name.full for child in family.children)
            self._taken.update(name.full for name, _ in family.guardians)

    def families(self) -> list[Family]:
        drawn = [self._family(("4Б", "3А", "1А")), self._family(("2Б", "2Б"))]
        drawn += [self._family(self._two_grades()) for _ in range(_SIBLING_PAIRS)]
        drawn += [
            self._family((school_class,))
            for school_class in CLASSES
            for _ in range(self._free[school_class])
        ]
        return drawn

    def _two_grades(self) -> tuple[str, str]:
        older = self._random.choice(CLASSES)
        others = [name for name in CLASSES if _grade(name) != _grade(older)]
        return older, self._random.choice(others)

    def _family(self, classes: tuple[str, ...]) -> Family:
        random = self._random
        community = random.choice((KABARDIAN,) * 6 + (BALKAR,) * 2 + (RUSSIAN,) * 3)
        father, mother = self._parents(community)
        children = tuple(self._child(community, father, name) for name in classes)
        match random.randrange(40):
            case 0 | 1 | 2:
                return Family(children, ((mother, "мать"),))
            case 3:
                return Family(children, ((father, "отец"),))
            case _:
                return Family(children, ((mother, "мать"), (father, "отец")))

    def _parents(self, community: Community) -> tuple[Name, Name]:
        while True:
            father = community.man(self._random)
            keeps_her_surname = self._random.randrange(8) == 0
            mother = community.woman(
                self._random, family=None if keeps_her_surname else father.family
            )
            if self._are_new(father, mother):
                return father, mother

    def _child(self, community: Community, father: Name, school_class: str) -> Child:
        while True:
            sex = self._random.choice((Sex.MALE, Sex.FEMALE))
            name = community.child(self._random, father, sex)
            if self._are_new(name):
                self._free[school_class] -= 1
                return Child(name, sex, school_class)

    def _are_new(self, *names: Name) -> bool:
        full = {name.full for name in names}
        if full & self._taken:
            return False
        self._taken |= full
        return True


def _families(random: Random, staff_names: Iterable[str]) -> list[Family]:
    told = _told_families()
    return [*told, *_Drawing(random, told, staff_names).families()]


# Pupils and their guardians ------------------------------------------------------------------


def _enrol(
    random: Random, families: Sequence[Family]
) -> tuple[tuple[Pupil, ...], tuple[Bond, ...]]:
    """Give ids, birth dates and phones; pupils and bonds in the order of the register."""
    guardians = _guardians(random, families)
    pupils: list[Pupil] = []
    family_of: dict[str, Family] = {}
    for family in families:
        births = _births(random, [child.school_class for child in family.children])
        for child, born in zip(family.children, births, strict=True):
            provisional = f"{len(pupils)}"
            family_of[provisional] = family
            pupils.append(Pupil(provisional, child.name, born, child.sex, child.school_class))

    ids = {pupil.id: f"u-{n:04}" for n, pupil in enumerate(sorted(pupils, key=_admission), 1)}
    pupils.sort(key=register_order)
    numbered = [replace(pupil, id=ids[pupil.id]) for pupil in pupils]
    bonds = [
        Bond(guardians[name.full], final, relation)
        for pupil, final in zip(pupils, numbered, strict=True)
        for name, relation in family_of[pupil.id].guardians
    ]
    return tuple(numbered), tuple(bonds)


def _admission(pupil: Pupil) -> tuple[int, tuple[str, str]]:
    """Ids are given at admission: those who have been here for long have the lowest."""
    return -_grade(pupil.school_class), register_order(pupil)


def _guardians(random: Random, families: Sequence[Family]) -> dict[str, Guardian]:
    names = [name for family in families for name, _ in family.guardians]
    numbers = random.sample(range(10_000), len(names))
    return {
        name.full: Guardian(f"p-{n:04}", name, f"+7 900 000-{number // 100:02}-{number % 100:02}")
        for n, (name, number) in enumerate(zip(names, numbers, strict=True), 1)
    }


def _births(random: Random, classes: Sequence[str]) -> list[date]:
    """Dates that fit the grades and one mother: twins on a day, others nine months apart."""
    while True:
        by_class = {name: _birth(random, _grade(name)) for name in classes}
        gaps = (abs(one - other) for one, other in combinations(by_class.values(), 2))
        if all(gap >= _NEVER_BORN_CLOSER for gap in gaps):
            return [by_class[name] for name in classes]


def _birth(random: Random, grade: int) -> date:
    """First-graders of 2026/27 are six and a half to seven and a half on 1 September."""
    return date(2020 - grade, 3, 1) + timedelta(days=random.randrange(365))


def _grade(school_class: str) -> int:
    return int(school_class[:-1])


# Clubs and councils --------------------------------------------------------------------------


def _clubs(random: Random, staff: Sequence[Employee], pupils: Sequence[Pupil]) -> tuple[Club, ...]:
    leaders = {employee.id: employee for employee in staff}
    plan = (
        ("Шахматы", "s-22", CLASSES, 18),
        ("Робототехника", "s-23", CLASSES[4:], 14),
        ("Национальные танцы «Кафа»", "s-24", CLASSES[2:], 20),
        ("Юный художник", "s-25", CLASSES[:4], 15),
        ("Хор «Ласточки»", "s-16", CLASSES, 22),
    )
    return tuple(
        Club(title, leaders[leader], _some(random, size, pupils, classes))
        for title, leader, classes, size in plan
    )


def _some(
    random: Random, size: int, pupils: Sequence[Pupil], classes: tuple[str, ...]
) -> tuple[Pupil, ...]:
    eligible = [pupil for pupil in pupils if pupil.school_class in classes]
    return tuple(sorted(random.sample(eligible, size), key=register_order))


def _committee(random: Random, bonds: Sequence[Bond]) -> tuple[Seat, ...]:
    """The chair, and one parent of each class, of whom one keeps the minutes."""
    chosen: list[str] = []
    for school_class in ("4А", *CLASSES):
        names = [
            bond.guardian.name.full for bond in bonds if bond.pupil.school_class == school_class
        ]
        free = [name for name in names if name not in chosen and name != _NAMESAKE]
        chosen.append(random.choice(free))
    parts = ("председатель", "секретарь", *("член",) * (len(chosen) - 2))
    return tuple(
        Seat(PARENTS_COMMITTEE, name, "", part) for name, part in zip(chosen, parts, strict=True)
    )
