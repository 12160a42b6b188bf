"""Words of a list are found however they are written, and honest sentences are left alone."""

import base64
import hashlib
import json
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.words import (
    ACTIONS,
    LONGEST,
    Word,
    WordList,
    form_of,
    pack,
    refusal_of,
    too_long,
    unpack,
)

DOCUMENTED = (ValueError, KeyError, TypeError, AttributeError, zlib.error)


def word_list(*entries: tuple[str, str, str], honest: tuple[str, ...] = ()) -> WordList:
    """A list of (lemma, forms, action)."""
    forms = {
        form_of(form): Word(lemma, "test", action)
        for lemma, written, action in entries
        for form in (lemma, *written.split(", ")) if form
    }  # fmt: skip
    return WordList(forms, frozenset(map(form_of, honest)))


LIST = word_list(
    ("дурак", "дурака, дураку, дураки, дураков", "refuse"),
    ("идиот", "идиота, идиоты", "refuse"),
    ("урод", "урода, уроды", "refuse"),
    ("скот", "скота, скотом, скотами", "refuse"),
    ("блять", "", "refuse"),
    ("бля", "", "refuse"),
    ("лох", "лоха, лохи", "refuse"),
    ("кал", "кала", "refuse"),
    ("хуй", "", "refuse"),
    ("idiot", "idiots", "refuse"),
    ("ass", "", "refuse"),
    ("shit", "", "refuse"),
    ("kill yourself", "", "hold"),
    ("убью тебя", "", "hold"),
    ("не хочу жить", "", "hold"),
    ("щӏалэ", "", "refuse"),
    ("блин", "", "warn"),
    honest=("у рода", "с кота", "с котом", "с котами", "лох несс", "скотт"),
)

EVASIONS = {
    "as it is": "дурак",
    "in a sentence": "Ну ты и дурак, конечно.",
    "capitals": "ДУРАК!!!",
    "mixed case": "дУрАк",
    "another form": "привет, дураки",
    "beside punctuation": "(дурак)",
    "in quotes": "«дурак»",
    "in bold": "**дурак**",
    "in underscores": "__дурак__",
    "in a compound": "дурак-учитель",
    "behind a hashtag": "#дурак",
    "behind an emoji": "🙂дурак🙂",
    "on its own line": "привет\nдурак\nпока",
    "Latin letters in it": "дуpak",
    "Latin only": "xyй",
    "Greek letters in it": "дυραк",
    "mathematical letters": "𝐢𝐝𝐢𝐨𝐭",
    "full width": "ｉｄｉｏｔ",
    "circled": "ⓘⓓⓘⓞⓣ",
    "black squares": "🅸🅳🅸🅾🆃",
    "flags": "🇮🇩🇮🇴🇹",
    "small capitals": "ɪᴅɪᴏᴛ",
    "Cyrillic in an English word": "іdіоt",
    "a Latin letter by its sound": "dуrак",
    "a Latin letter by its look": "дуrак идuот",
    "Ukrainian letters": "ідіот",
    "digits": "ид1от",
    "a stroke": "ид|от",
    "an exclamation mark": "ид!от",
    "zero": "иди0т",
    "English digits": "1d10t",
    "dollars": "a$$",
    "a dollar at the start": "$hit",
    "an at sign": "дур@к",
    "a euro": "щ1ал€ дуr@к",
    "repeated letters": "дуууурррак",
    "repeated look-alikes": "дyуyуpрак",
    "every letter twice": "ддууррааккк",
    "zero width space": "ду\u200bрак",
    "soft hyphen": "ду\u00adрак",
    "word joiner": "д\u2060у\u2060р\u2060а\u2060к",
    "direction marks": "ду\u202dрак",
    "Hangul filler": "ду\u3164рак",
    "tags": "ду\U000e0041рак",
    "variation selectors": "д\ufe01урак",
    "an accent": "ду́ра́к",
    "marks over all": "д\u0336у\u0336р\u0336а\u0336к\u0336",
    "enclosing marks": "д\u20ddурак",
    "spaces": "д у р а к",
    "double spaces": "д  у  р  а  к",
    "no-break spaces": "д\u00a0у\u00a0р\u00a0а\u00a0к",
    "spaces in a sentence": "какой же ты д у р а к",
    "dots": "д.у.р.а.к",
    "hyphens": "д-у-р-а-к",
    "underscores": "д_у_р_а_к",
    "slashes": "д/у/р/а/к",
    "commas": "д, у, р, а, к",
    "stars": "д*у*р*а*к",
    "emoji between": "д😀у😀р😀а😀к",
    "lines": "д\nу\nр\nа\nк",
    "one letter apart": "д урак",
    "last letter apart": "дура к",
    "letters apart in the middle": "ду р а к",
    "in two parts with a hyphen": "ду-рак",
    "in two parts with a dot": "ду.рак",
    "in two parts with a star": "ду*рак",
    "in two parts with brackets": "ду(рак)",
    "in three parts": "ду-ра-к",
    "an honest pair bound by a sign": "у_рода",
    "spaced look-alikes": "д y p a к",
    "spaced with digits": "и д 1 о т",
    "a star over a letter": "д*рак",
    "a hash over a letter": "ид#от",
    "two stars": "д**ак",
    "stars to the end": "дур**",
    "an emoji over a letter": "д🍆рак",
    "a dot over a letter": "д.рак",
    "a short word with a star": "х*й",
    "palochka as I": "щIалэ",
    "palochka as l": "щlалэ",
    "palochka as 1": "щ1алэ",
    "a word typed in a threat": "у6ью тебя",
    "a phrase over lines": "убью\nтебя",
    "a phrase with marks": "убью... тебя!",
    "a phrase in look-alikes": "нe xочy жить",
    "an English phrase": "go kill yourself now",
    "tags within": "ду<b>рак</b>",
    "a comment within": "ду<!-- -->рак",
    "a tag that closes nothing": "ду</span>рак",
    "entities": "&#1076;у&#x440;ак",
    "a zero width entity": "ду&ZeroWidthSpace;рак",
    "a soft hyphen entity": "ду&shy;рак",
    "a spoiler's reason": '<span data-mx-spoiler="дурак">кто</span>',
    "a picture's name": "<img alt='дурак' src='x'>",
    "in a list": "<ul><li>дурак</li></ul>",
    "glued to a tag": "привет<br>дурак<br>пока",
    "in angle brackets": "<idiot>",
    "in broken HTML": "<b <i дурак",
    "letters in tags": "<b>д</b> <b>у</b> <b>р</b> <b>а</b> <b>к</b>",
    "an English phrase with repeated letters": "kiiiill yourself",
}


@pytest.mark.parametrize("trick", EVASIONS)
def test_listed_word_is_found_however_it_is_written(trick: str) -> None:
    assert LIST.find(EVASIONS[trick]) is not None


HONEST = [
    "Оскорбление личности недопустимо.",
    "Каждый потребитель имеет право на возврат.",
    "Наша команда победила!",
    "Сабля висит на стене музея.",
    "Нужно страховать вклады и застраховать дом.",
    "Хлеб всему голова, хлебобулочные изделия.",
    "Колебания маятника; стебель растения; требляне.",
    "Употреблять слова правильно. Оскорблять нельзя.",
    "у рода Романовых было много земель",
    "Пришла девочка с котом, потом с котами и с кота сняли шлейку.",
    "Лох-Несс в Шотландии; озеро Лох Несс.",
    "Калий, кальций, калькулятор, каллиграфия, Калуга",
    "As if it was hit by a bus: it's hit or miss.",
    "He passed the class, assessed the bass and the grass.",
    "Скотленд-Ярд, Скотт, Вальтер Скотт",
    "А. С. Пушкин, Л. Н. Толстой, И. А. Бунин",
    "и. о. директора, т. е., и т. д., и т. п.",
    "варианты ответа: а, б, в, г, д",
    "а) первый б) второй в) третий",
    "у к а з а н и е",
    "п о т р е б л я т ь",
    "о с к о р б л я т ь",
    "Задача: 2*2=4, a*b=c, х*у, 100% верно",
    "В 2024 году 3А класс занял 1 место, 10 баллов.",
    "Урок в 10:30, кабинет 21б, 4-й этаж, 5 «Б»",
    "Дуремар продавал пиявок, а Дурова писала.",
    "Сукно, сучок, сук дерева, Сукачёв",
    "<u>род</u>, <b>лять</b>, <i>диоты</i>, <p>кал<i>ий</i></p> и <s>hit</s>",
    "если a < b, то b > a; &lt;b&gt;, R&B, AT&T",
    "Мандарины, мандат, команданте, командировка",
    "Психолог, психология, Психея; хулиган, художник, Хуанхэ",
    "Ребёнок, гребля, рубль, корабль, ансамбль, дебют",
    "Шахматы: конь b1-c3, ферзь d1-d4",
    "Ахалтекинец, архитектура, пах, Бах, Малахов",
    "Анна Каллас, Инна Ива­нова, Алла Дурасова, Олег Идиятов",
    "Зал, стол, кол, мел, колол, сколотил",
    "Кабардинские слова: щхьэ, псы, мазэ, Iуащхьэ",
    "Спасибо, Мария Ивановна! До завтра :)",
    "ду ю спик инглиш? рак на горе свистнет",
    "Рак мозга лечат; рак — это членистоногое.",
    "http://example.org/path?x=1&y=2 user@example.org",
    "",
    "   ",
    "😀😀😀 ❤️ 1️⃣",
]


@pytest.mark.parametrize("sentence", HONEST)
def test_honest_sentence_is_left_alone(sentence: str) -> None:
    assert LIST.find(sentence) is None


def test_strictest_entry_wins() -> None:
    hit = LIST.find("блин, убью тебя, дурак")
    assert hit is not None
    assert hit.word == Word("дурак", "test", "refuse")
    held = LIST.find("блин, убью тебя")
    assert held is not None
    assert (held.word.id, held.found) == ("убью тебя", "убью тебя")
    warned = LIST.find("блин")
    assert warned is not None
    assert warned.word.action == "warn"


def test_what_whoever_wrote_it_is_told() -> None:
    told = {
        action: refusal_of(hit)
        for action in ACTIONS
        if (hit := word_list(("слово", "", action)).find("слово"))
    }
    assert told["warn"] is None
    assert told["hold"] is not None
    assert told["hold"].key == "words-held"
    assert told["refuse"] is not None
    assert (told["refuse"].key, told["refuse"].setting) == ("words-refused", "words")


def test_text_longer_than_what_is_looked_at_is_refused() -> None:
    assert too_long("а" * LONGEST) is None
    refusal = too_long("а" * (LONGEST + 1))
    assert refusal is not None
    assert LIST.find("а " * (LONGEST // 2) + "дурак") is None


def test_empty_list_finds_nothing() -> None:
    assert WordList().find("дурак") is None


def test_unknown_action_is_refused() -> None:
    with pytest.raises(ValueError, match="action"):
        WordList({"а": Word("а", "test", "burn")})


LETTERS = st.text(st.sampled_from("абвгдеёжзийклмнопрстуфхцчшщъыьэюяabcdefghi"), min_size=1)
WORDS = st.builds(Word, LETTERS, LETTERS, st.sampled_from(ACTIONS))
LISTS = st.builds(
    WordList,
    st.dictionaries(st.lists(LETTERS, min_size=1, max_size=3).map(" ".join).map(form_of), WORDS),
    st.frozensets(LETTERS.map(form_of), max_size=3),
)


@given(LISTS)
def test_unpacking_gives_what_was_packed(words: WordList) -> None:
    assert unpack(pack(words)) == words


@given(LISTS, st.text(max_size=60))
def test_finding_never_raises_and_names_an_entry(words: WordList, text: str) -> None:
    hit = words.find(text)
    assert hit is None or hit.word in words.forms.values()


@given(st.text(max_size=80))
def test_finding_in_anything_never_raises(text: str) -> None:
    LIST.find(text)


@given(LISTS.filter(lambda it: bool(it.forms)), st.data())
def test_every_form_is_found_alone(words: WordList, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(sorted(words.forms)))
    if form not in words.honest:
        plain = WordList(words.forms)
        assert plain.find(form) is not None


class TestPieces:
    def many(self) -> WordList:
        """So many words that they need several events."""
        forms = {
            hashlib.sha256(str(number).encode()).hexdigest(): Word("слово", "test", "refuse")
            for number in range(4000)
        }
        return WordList(forms)

    def test_each_piece_is_far_below_the_size_of_an_event(self) -> None:
        pieces = pack(self.many())
        assert len(pieces) > 1
        assert all(len(json.dumps(piece)) < 50_000 for piece in pieces)
        assert unpack(pieces) == self.many()

    def test_order_empty_ones_and_leftovers_do_not_matter(self) -> None:
        pieces = pack(self.many())
        old = {**pack(LIST)[0], "part": 2, "of": 2}
        assert unpack([{}, *reversed(pieces), old]) == self.many()

    @pytest.mark.parametrize("without", [0, 1, -1])
    def test_missing_piece_is_told(self, without: int) -> None:
        pieces = pack(self.many())
        del pieces[without]
        with pytest.raises(DOCUMENTED):
            unpack(pieces)

    def test_pieces_of_two_versions_are_never_put_together(self) -> None:
        pieces = pack(self.many())
        mixed = [pieces[0], *({**it, "sha256": "0" * 64} for it in pieces[1:])]
        with pytest.raises(DOCUMENTED):
            unpack(mixed)

    def test_nothing_at_all_is_told(self) -> None:
        with pytest.raises(DOCUMENTED):
            unpack([])

    def test_bomb_is_refused(self) -> None:
        text = b'{"words":[],"honest":["' + b"a" * (20 * 1024 * 1024) + b'"]}'
        bomb = {
            "sha256": hashlib.sha256(text).hexdigest(),
            "part": 1,
            "of": 1,
            "zlib": base64.b64encode(zlib.compress(text, 9)).decode(),
        }
        with pytest.raises(DOCUMENTED):
            unpack([bomb])

    @pytest.mark.parametrize(
        "content",
        [
            {"sha256": "", "part": 1, "of": 1, "zlib": "!"},
            {"sha256": "", "part": 1, "of": "1", "zlib": ""},
            {"sha256": "", "part": 1, "of": 10**12, "zlib": ""},
            {"sha256": "", "part": 1, "of": 1, "zlib": 5},
            {"sha256": "", "part": 1},
            {"part": 1, "of": 1},
            {"part": [], "of": 1},
            {"sha256": [], "part": 1, "of": 1, "zlib": ""},
            {"sha256": "", "part": True, "of": True, "zlib": "eJw="},
        ],
    )
    def test_damaged_piece_is_told(self, content: dict[str, Any]) -> None:
        with pytest.raises(DOCUMENTED):
            unpack([content])

    @pytest.mark.parametrize(
        "data",
        [
            {"words": [{}], "honest": []},
            {"words": [], "honest": 5},
            {"words": [{"id": 1, "list": "a", "action": "hold", "forms": []}], "honest": []},
            {"words": [{"id": "a", "list": "a", "action": "no", "forms": ["a"]}], "honest": []},
            {"words": [{"id": "a", "list": "a", "action": "hold", "forms": [1]}], "honest": []},
            {"words": "a", "honest": []},
            [],
            5,
        ],
    )
    def test_data_of_another_shape_is_told(self, data: Any) -> None:
        from policy.packing import pack_pieces  # noqa: PLC0415

        with pytest.raises(DOCUMENTED):
            unpack(pack_pieces(data))

    @given(st.data())
    def test_damage_raises_what_is_documented(self, data: st.DataObject) -> None:
        (piece,) = pack(LIST)
        text = piece["zlib"]
        start = data.draw(st.integers(0, len(text) - 1))
        damage = data.draw(st.text(st.sampled_from("AB+/=!я"), max_size=5))
        damaged = {**piece, "zlib": text[:start] + damage + text[start + 1 :]}
        with suppress(*DOCUMENTED):
            assert unpack([damaged]) == LIST


FRAGMENTS = [
    "дурак",
    "ДУРАКИ",
    "убью",
    "тебя",
    "не",
    "хочу",
    "жить",
    "д",
    "у",
    "рода",
    "школа",
    "9",
]


@given(st.lists(st.sampled_from(FRAGMENTS) | st.text("дурак лохнес", max_size=6), max_size=8))
def test_text_without_signs_is_searched_as_any_other(parts: list[str]) -> None:
    """There is a shorter way for whole words alone; an odd sign makes the text go the long one."""
    text = " ".join(parts)
    assert LIST.find(text) == LIST.find(f"§ {text} §")
