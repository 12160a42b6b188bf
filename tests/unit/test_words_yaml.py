"""words.yaml: the shipped lists catch what they should, in all forms, and nothing honest."""

import re
from pathlib import Path

import pytest

from policy.words import Word, WordList, pack, unpack
from provisioning.layouts.load import load_layouts
from provisioning.layouts.words import english_forms, russian_forms
from tests.unit.builders import layouts

ROOT = Path(__file__).parents[2]

FOUND = {
    "ты дура": "refuse",
    "дураками быть": "refuse",
    "с дураком не спорят": "refuse",
    "ну ты и придурок": "refuse",
    "сволочам нет прощения": "refuse",
    "какие же вы уроды": "refuse",
    "у_рода": "refuse",
    "с ука": "refuse",
    "cyка": "refuse",
    "suka blyat": "refuse",
    "durak": "refuse",
    "п1здец": "refuse",
    "пи*дец": "refuse",
    "х у й": "refuse",
    "заебала меня эта школа": "refuse",
    "ты козёл": "refuse",
    "ты козел": "refuse",
    "fucking idiots": "refuse",
    "you are stupid": "refuse",
    "я тебя убью": "hold",
    "завтра принесу нож": "hold",
    "Не хочу жить…": "hold",
    "xoчу yмepeть": "hold",
    "я покончу с собой": "hold",
    "kill yourself": "hold",
    "I don't want to live": "hold",
    "скинь своё фото": "hold",
    "Это наш секрет, не говори маме": "hold",
    "send nudes": "hold",
    "продам гашиш": "hold",
}


@pytest.mark.parametrize("text", FOUND)
def test_shipped_list_finds(text: str) -> None:
    hit = layouts().words.find(text)
    assert hit is not None
    assert hit.word.action == FOUND[text]


HONEST = [
    "Оскорбление, потребитель, команда, сабля, страховать, хлеб, стебель, корабль, ребёнок",
    "Тупой угол больше прямого, тупого угла в прямоугольном треугольнике нет.",
    "На ветке сук, птица сидит на суку, сучки и сучья, сукно и сукулент.",
    "Козёл и баран, осёл, свинья, корова, крыса и овца живут на ферме.",
    "Мы читали роман «Идиот» и сказку про Ивана-дурака.",
    "Идиот Достоевского, Лох-Несс, лох серебристый, лохматый пёс.",
    "У рода Романовых; у родины; с раем; с рати; к ретине глаза; поддонки с кирпичом.",
    "Скипидар, скипетр, педагог, пирамида, пиджак, перпендикуляр, мандарин, команда.",
    "Хулиган, художник, хутор, Хуанхэ, Худайбердин, Мухин, Лихушин",
    "Едва, еда, ежевика, Ева, ебенок? нет: жеребёнок. Употреблять, углублять, рубля",
    "Героине рассказа дали закладку для книги и соль для супа.",
    "Самолёт, травма, трава у дома, гонка, кокон, какао",
    "Кабардинский язык: щӏалэ, пщащэ, Iэпэ, хъыджэбз; балкарский: къызчыкъ",
    "Дай, пожалуйста, тетрадь. Скинь фото домашки. Где ты живёшь, в каком районе?",
    "Никто не пришёл. Хочу спать. Не хочу идти. Хочу умножить.",
    "Assessment, class, grass, pass, Essex, Scunthorpe, cocktail, Dickens, title, analysis",
    "It's hit or miss, as if; a ssh key; shut the window; kill the process",
    "А. С. Пушкин, и. о., т. е., с. 5, у. е., к. 3, в т. ч.",
    "дано: a=5, b*c=10, x*y, S=a*b, 2+2, f(x), 3а, 5б, 10в, 11г",
    "Мудрый, мудрец, мурзилка, мулине; блюдо, блюдце, блистать, сабля, гребля",
]


@pytest.mark.parametrize("sentence", HONEST)
def test_shipped_list_leaves_honest_sentences_alone(sentence: str) -> None:
    assert layouts().words.find(sentence) is None


@pytest.mark.parametrize("pattern", ["docs/*.md", "templates/ru/*.ftl", "README*.md"])
def test_shipped_list_finds_nothing_in_our_own_texts(pattern: str) -> None:
    words = layouts().words
    for path in ROOT.glob(pattern):
        if path.name.startswith("safety"):
            continue  # speaks of the list itself
        for line in path.read_text(encoding="utf-8").splitlines():
            assert words.find(line) is None, f"{path.name}: {line}"


def test_shipped_list_finds_no_name_of_the_example_school() -> None:
    words = layouts().words
    for path in (ROOT / "examples").rglob("*.csv"):
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        for name in set(re.findall(r"[А-ЯЁ][а-яё-]+", text)):
            assert words.find(name) is None, name


def test_list_survives_the_registry_and_fits_few_events() -> None:
    pieces = pack(layouts().words)
    assert len(pieces) < 4
    assert unpack(pieces) == layouts().words


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("дурак", {"дурак", "дурака", "дуракам", "дураках"}),
        ("стерва", {"стерва", "стерву", "стерв"}),
        ("врать", {"врать", "врал", "врёт", "врущий"}),
        ("Ёжик", {"Ёжик", "ёжика"}),
        ("нетакогослова", {"нетакогослова"}),
    ],
)
def test_russian_word_has_its_forms(word: str, forms: set[str]) -> None:
    assert forms <= russian_forms(word)


def test_noun_brings_no_forms_of_an_unlikely_verb() -> None:
    assert "сволоку" not in russian_forms("сволочь")


@pytest.mark.parametrize(
    ("word", "plural"),
    [("idiot", "idiots"), ("bitch", "bitches"), ("pussy", "pussies"), ("ass", "asses")],
)
def test_english_word_has_its_plural(word: str, plural: str) -> None:
    assert english_forms(word) == {word, plural}


def own(folder: Path, text: str) -> WordList:
    (folder / "words.yaml").write_text(f"schema: 1\n{text}\n", encoding="utf-8")
    return load_layouts(folder).words


TITLE = "title: {ru: Список, en: List}"


def test_school_writes_its_own(tmp_path: Path) -> None:
    words = own(
        tmp_path,
        f"lists:\n  ours:\n    {TITLE}\n    action: warn\n    ru: [редиска, плохой человек]\n"
        f"  theirs:\n    {TITLE}\n    action: hold\n    latin: true\n    ru: [крокодил]\n",
    )
    found = words.find("редисками и плохой человек")
    assert found is not None
    assert found.word == Word("редиска", "ours", "warn")
    assert words.find("плохой, человек!") is not None
    assert words.find("krokodilu") is not None
    assert words.find("redisku") is None
    assert words.find("дурак") is None


def test_stricter_list_wins_where_a_form_is_in_two(tmp_path: Path) -> None:
    words = own(
        tmp_path,
        f"lists:\n  a:\n    {TITLE}\n    action: refuse\n    ru: [печь]\n"
        f"  b:\n    {TITLE}\n    action: warn\n    ru: [печи]\n",
    )
    found = words.find("печи")
    assert found is not None
    assert found.word.action == "refuse"


def test_honest_phrase_and_honest_form_are_left_alone(tmp_path: Path) -> None:
    words = own(
        tmp_path,
        f"lists:\n  a:\n    {TITLE}\n    action: refuse\n    ru: [лиса]\n"
        "honest: [лиса Алиса, лис]\n",
    )
    assert words.find("хитрая лиса") is not None
    assert words.find("кот Базилио и лиса Алиса") is None
    assert words.find("лис") is None


def test_latin_form_that_is_an_honest_russian_word_is_left_out(tmp_path: Path) -> None:
    # «хам» in Latin letters is "ham", which looks like «нам».
    words = own(
        tmp_path,
        f"lists:\n  a:\n    {TITLE}\n    action: refuse\n    latin: true\n    ru: [хам, хамство]\n",
    )
    assert words.find("дай это нам") is None
    assert words.find("hamstvo") is not None
