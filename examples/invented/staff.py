"""The staff of the large school, written by hand: every role and every usual double role."""

from invented.names import Name
from invented.school import PEDAGOGICAL_COUNCIL, WORK_MEETINGS, Employee

CLASSES = ("1А", "1Б", "2А", "2Б", "3А", "3Б", "4А", "4Б")

_ORDER = "№ 70 от 30.08.2026"
_ADMINISTRATORS_ORDER = "№ 71 от 30.08.2026"
_BOTH_COUNCILS = (PEDAGOGICAL_COUNCIL, WORK_MEETINGS)

_CLASS_TEACHERS = {
    "1А": Name("Фёдорова", "Ольга", "Ивановна"),
    "1Б": Name("Тлупова", "Марьяна", "Асланбиевна"),
    "2А": Name("Эдгулова", "Зарета", "Мухамедовна"),
    "2Б": Name("Тарасова", "Елена", "Викторовна"),
    "3А": Name("Жанатаева", "Халимат", "Магометовна"),
    "3Б": Name("Селезнёва-Долова", "Оксана", "Юрьевна"),
    "4А": Name("Кауфова", "Бэла", "Хасановна"),
    "4Б": Name("Мельник", "Галина", "Петровна"),
}

_SUBJECT_TEACHERS = (
    ("Учитель английского языка", Name("Битокова", "Юлиана", "Заурбековна"), CLASSES[2:5], True),
    # Two are new this year: until the director signs their order, they wait (clause 2.7).
    ("Учитель английского языка", Name("Зиновьева", "Алёна", "Романовна"), CLASSES[5:], False),
    ("Учитель физической культуры", Name("Апшев", "Беслан", "Хусенович"), CLASSES[:4], True),
    ("Учитель физической культуры", Name("Рахаев", "Исмаил", "Тахирович"), CLASSES[4:], False),
    ("Учитель музыки", Name("Ткаченко", "Наталья", "Семёновна"), CLASSES, True),
    ("Учитель кабардинского языка", Name("Пшигаусова", "Фатима", "Хазретовна"), CLASSES[:4], True),
    ("Учитель кабардинского языка", Name("Шаваева", "Джульетта", "Инусовна"), CLASSES[4:], True),
    ("Учитель балкарского языка", Name("Чеченова", "Аминат", "Далхатовна"), CLASSES[::2], True),
    ("Учитель ИЗО и труда", Name("Гоплачева", "Лиана", "Анатольевна"), CLASSES, True),
    ("Педагог-психолог", Name("Агафонова", "Мария", "Андреевна"), CLASSES, True),
)

_CLUB_LEADERS = (
    Name("Мисиров", "Шамиль", "Далхатович"),
    Name("Овчинников", "Артём", "Ильич"),
    Name("Абазова", "Саида", "Муратовна"),
    Name("Уянаева", "Зухра", "Ибрагимовна"),
)


def large_staff() -> tuple[Employee, ...]:
    """The director and 24 others."""
    return (
        *_heads(),
        *(_class_teacher(id_, item) for id_, item in enumerate(_CLASS_TEACHERS.items(), 4)),
        *(_subject_teacher(id_, item) for id_, item in enumerate(_SUBJECT_TEACHERS, 12)),
        *(_club_leader(id_, name) for id_, name in enumerate(_CLUB_LEADERS, 22)),
    )


def _heads() -> tuple[Employee, ...]:
    return (
        Employee(
            id="s-01",
            name=Name("Унажокова", "Рита", "Хасанбиевна"),
            post="Директор",
            roles=("директор",),
            councils=_BOTH_COUNCILS,
            order=_ORDER,
        ),
        Employee(
            id="s-02",
            name=Name("Воробьёва", "Ирина", "Николаевна"),
            post="Заместитель директора по УВР",
            roles=("секретарь педсовета", "учитель"),
            classes=("4А", "4Б"),
            councils=_BOTH_COUNCILS,
            order=_ORDER,
        ),
        Employee(
            id="s-03",
            name=Name("Дышеков", "Анзор", "Олегович"),
            post="Учитель информатики",
            roles=("администратор", "учитель"),
            classes=CLASSES[4:],
            councils=_BOTH_COUNCILS,
            order=_ADMINISTRATORS_ORDER,
        ),
    )


def _class_teacher(number: int, item: tuple[str, Name]) -> Employee:
    school_class, name = item
    return Employee(
        id=f"s-{number:02}",
        name=name,
        post="Учитель начальных классов",
        roles=("учитель",),
        classes=(school_class,),
        class_teacher_of=school_class,
        councils=_BOTH_COUNCILS,
        order=_ORDER,
    )


def _subject_teacher(number: int, item: tuple[str, Name, tuple[str, ...], bool]) -> Employee:
    post, name, classes, confirmed = item
    leads_the_choir = post == "Учитель музыки"
    return Employee(
        id=f"s-{number:02}",
        name=name,
        post=post,
        roles=("учитель", *(("педагог дополнительного образования",) * leads_the_choir)),
        classes=classes,
        order=_ORDER if confirmed else "",
    )


def _club_leader(number: int, name: Name) -> Employee:
    return Employee(
        id=f"s-{number:02}",
        name=name,
        post="Педагог дополнительного образования",
        roles=("педагог дополнительного образования",),
        order=_ORDER,
    )
