"""Names from Kabardino-Balkaria that fit together: a stock, and the agreement of the genders."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Sex(StrEnum):
    """Пол, as the pupils' file writes it."""

    MALE = "м"
    FEMALE = "ж"


@dataclass(frozen=True, slots=True)
class Name:
    """Фамилия, имя, отчество."""

    family: str
    given: str
    patronymic: str

    @property
    def full(self) -> str:
        """One string, as a form has it; somebody without a patronymic has two words."""
        return " ".join(filter(None, (self.family, self.given, self.patronymic)))


@dataclass(frozen=True, slots=True)
class Community:
    """Surnames (in the masculine) and the given names which usually go with them."""

    surnames: tuple[str, ...]
    men: tuple[str, ...]
    women: tuple[str, ...]
    boys: tuple[str, ...]
    girls: tuple[str, ...]

    def man(self, random: Random, *, family: str | None = None) -> Name:
        """A grown-up man."""
        return Name(
            family or random.choice(self.surnames),
            random.choice(self.men),
            patronymic(random.choice(self.men), Sex.MALE),
        )

    def woman(self, random: Random, *, family: str | None = None) -> Name:
        """A grown-up woman; `family` is a surname in the masculine."""
        return Name(
            surname(family or random.choice(self.surnames), Sex.FEMALE),
            random.choice(self.women),
            patronymic(random.choice(self.men), Sex.FEMALE),
        )

    def child(self, random: Random, father: Name, sex: Sex) -> Name:
        """A child of `father`."""
        given = random.choice(self.boys if sex is Sex.MALE else self.girls)
        return Name(surname(father.family, sex), given, patronymic(father.given, sex))


_PATRONYMICS = {
    "Дмитрий": ("Дмитриевич", "Дмитриевна"),
    "Илья": ("Ильич", "Ильинична"),
    "Лев": ("Львович", "Львовна"),
    "Михаил": ("Михайлович", "Михайловна"),
    "Никита": ("Никитич", "Никитична"),
    "Павел": ("Павлович", "Павловна"),
    "Пётр": ("Петрович", "Петровна"),
}


def surname(masculine: str, sex: Sex) -> str:
    """The surname for a man or a woman; both halves of a double one agree («-ко», «Ким» never)."""
    if sex is Sex.MALE:
        return masculine
    return "-".join(_feminine(half) for half in masculine.split("-"))


def _feminine(masculine: str) -> str:
    if masculine.endswith(("ский", "ной")):
        return masculine[:-2] + "ая"
    if masculine.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return masculine + "а"
    return masculine


def patronymic(father: str, sex: Sex) -> str:
    """The patronymic from the father's given name."""
    male, female = _PATRONYMICS.get(father) or _regular_patronymic(father)
    return male if sex is Sex.MALE else female


def _regular_patronymic(father: str) -> tuple[str, str]:
    if father.endswith("ий"):
        return father[:-2] + "ьевич", father[:-2] + "ьевна"
    if father.endswith(("й", "ь")):
        return father[:-1] + "евич", father[:-1] + "евна"
    if father.endswith(("а", "и")):
        return father + "евич", father + "евна"
    return father + "ович", father + "овна"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


KABARDIAN = Community(
    surnames=_words(
        "Абазов Альборов Апшев Атабиев Афаунов Ашабоков Бабугоев Бажев Балкаров Барагунов "
        "Батов Бегидов Бекалдиев Бесланеев Битоков Бифов Вороков Гедгафов Гоплачев Губжев "
        "Гукетлов Дзамихов Дикинов Долов Дугужев Дышеков Езаов Жамборов Желоков Жигунов "
        "Канкулов Карашев Карданов Кармоков Кауфов Кашежев Керефов Кодзоков Кумахов Кушхов "
        "Мазлоев Макоев Мамхегов Машуков Мирзоев Нагоев Назранов Оразаев Пазов Пшигаусов "
        "Сабанчиев Сасиков Тамазов Тлупов Тхазаплижев Унажоков Урусов Хагажеев Хажметов Хамуков "
        "Хапцев Хашхожев Хуранов Шаваев Шериев Шогенов Шомахов Эдгулов"
    ),
    men=_words(
        "Азамат Алим Альберт Амирхан Анзор Анатолий Артур Аскер Аслан Астемир Ахмед Беслан Борис "
        "Владимир Заур Залим Инал Ислам Казбек Кантемир Марат Мурат Мухамед Мухадин Олег Руслан "
        "Султан Тембот Тимур Хабас Хазрет Хасан Хасанби Хусен Эдуард Юрий"
    ),
    women=_words(
        "Алёна Анжела Асият Аида Арина Бэла Дана Джульетта Диана Залина Зарема Зарета Ирина "
        "Карина Лариса Лейла Лена Лиана Мадина Марианна Марина Марита Марьяна Оксана Рита Саида "
        "Светлана Татьяна Фатима Эльмира Элла Юлиана"
    ),
    boys=_words(
        "Азамат Алан Алихан Алим Амир Анзор Артур Аслан Астемир Ахмед Дамир Дамирхан Идар Ислам "
        "Кантемир Кязим Марат Мурат Нарт Ратмир Резуан Салим Сосруко Тамерлан Тембулат Темиркан "
        "Темирлан Тимур Эльдар Эмир"
    ),
    girls=_words(
        "Аделина Алина Амалия Амина Ариана Арина Аэлита Дана Даная Дарина Даяна Диана Дисана "
        "Зарина Изабелла Камила Карина Лалина Лана Лаура Ляна Малика Марьяна Милана Нальжан "
        "Риана Самира Сатаней Сафия Элина Эмилия Ясмина"
    ),
)

BALKAR = Community(
    surnames=_words(
        "Аккиев Алтуев Ахматов Байсиев Батчаев Бичиев Биттиев Гаев Гузиев Джаппуев Жанатаев "
        "Забаков Курданов Мирзаев Мисиров Мокаев Османов Отаров Рахаев Созаев Тилов Ульбашев "
        "Уянаев Хаджиев Чеченов Эттеев"
    ),
    men=_words(
        "Азнор Али Аслан Ахмат Борис Далхат Ибрагим Исмаил Камал Магомет Малик Муса Мустафа "
        "Рамазан Расул Солтан Тахир Хасан Шамиль Юсуф"
    ),
    women=_words(
        "Аминат Асият Жаннет Зульфия Зухра Лейля Лида Мариям Марзият Надия Разият Фатима Халимат "
        "Шахрият Эльмира"
    ),
    boys=_words(
        "Алан Алим Амир Ахмат Басият Ибрагим Идрис Исмаил Камал Кязим Магомед Рамазан Расул "
        "Таулан Тахир Эльдар Юсуф"
    ),
    girls=_words(
        "Айшат Алия Амина Аминат Асият Жаннет Зухра Камилла Лейла Мадина Мариям Сафия Фатима "
        "Халимат Ясмина"
    ),
)

RUSSIAN = Community(
    surnames=_words(
        "Агафонов Бережной Воробьёв Григорьев Добровольский Журавлёв Зиновьев Карпенко Киселёв "
        "Ковалёв Королёв Кравченко Лебедев Лысенко Мельник Назаров Овчинников Пономарёв Рыжов "
        "Савельев Селезнёв Соловьёв Тарасов Ткаченко Фёдоров Черкасский Шевченко Щербаков"
    ),
    men=_words(
        "Александр Алексей Андрей Артём Виктор Виталий Денис Дмитрий Евгений Иван Игорь Илья "
        "Михаил Николай Павел Пётр Роман Семён Сергей Фёдор"
    ),
    women=_words(
        "Алёна Анастасия Анна Валентина Галина Екатерина Елена Ирина Ксения Марина Мария Наталья "
        "Оксана Ольга Светлана Татьяна Юлия"
    ),
    boys=_words(
        "Александр Артём Богдан Владислав Глеб Даниил Дмитрий Егор Иван Илья Кирилл Лев Максим "
        "Матвей Михаил Никита Роман Семён Тимофей Фёдор Ярослав"
    ),
    girls=_words(
        "Алиса Алёна Анастасия Анна Варвара Вероника Дарья Ева Екатерина Злата Кира Ксения Мария "
        "Полина София Таисия Ульяна Яна"
    ),
)
