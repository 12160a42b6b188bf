"""What looks the same, or is meant the same, folds to the same; and stays what it is otherwise."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.folding import (
    bidi_controls,
    clean,
    invisible,
    merged,
    mixed_script_words,
    readings,
    skeleton,
)

ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)

# What is written, and the honest form with which it must meet.
SAME = {
    "capitals": ("ДУРАК", "дурак"),
    "all Latin look-alikes": ("cyka", "сука"),
    "some Latin look-alikes": ("дуpaк", "дурак"),
    "an English word in Cyrillic look-alikes": ("ѕсоре", "scope"),
    "English capitals that look like Cyrillic ones": ("НАТЕ", "HATE"),
    "Greek look-alikes": ("ΤΟΜΑΤ", "томат"),
    "Greek small letters": ("κοτ", "кот"),
    "Cherokee look-alikes": ("ᎪᎡᎬ", "are"),
    "full width": ("ｄｏｇ", "dog"),
    "mathematical letters": ("𝕯𝖔𝖌", "dog"),
    "mathematical italic": ("𝑑𝑜𝑔", "dog"),
    "letters in circles": ("ⓓⓞⓖ", "dog"),
    "letters in black squares": ("🅳🅾🅶", "dog"),
    "letters of flags": ("🇩🇴🇬", "dog"),
    "small capitals": ("ᴅᴏɢ", "dog"),
    "raised letters": ("ᵈᵒᵍ", "dog"),
    "a ligature": ("ﬁsh", "fish"),
    "long s": ("ſo", "so"),
    "zero width space": ("ду\u200bрак", "дурак"),
    "zero width joiner": ("ду\u200dрак", "дурак"),
    "word joiner": ("ду\u2060рак", "дурак"),
    "byte order mark": ("ду\ufeffрак", "дурак"),
    "soft hyphen": ("ду\u00adрак", "дурак"),
    "direction marks": ("ду\u202eрак\u202c", "дурак"),
    "a variation selector": ("ду\ufe0fрак", "дурак"),
    "a far variation selector": ("ду\U000e0101рак", "дурак"),
    "tags": ("ду\U000e0061рак", "дурак"),
    "a Hangul filler": ("ду\u3164рак", "дурак"),
    "a half-width Hangul filler": ("ду\uffa0рак", "дурак"),
    "a Khmer vowel that is not drawn": ("ду\u17b4рак", "дурак"),
    "a blank braille sign": ("ду\u2800рак", "дурак"),
    "a joiner of graphemes": ("ду\u034fрак", "дурак"),
    "an accent": ("ду́ра́к", "дурак"),
    "many marks": ("д\u0301\u0302\u0303у\u0336р\u0337ак", "дурак"),
    "a mark around": ("д\u20ddурак", "дурак"),
    "ё": ("ёлка", "елка"),
    "ё in two signs": ("е\u0308лка", "елка"),
    "й in two signs": ("и\u0306од", "йод"),
    "й in two signs, parted by nothing": ("и\u200d\u0306од", "йод"),
    "Ukrainian ї and ґ": ("їґ", "іг"),
    "palochka as capital I": ("КIэ", "Кӏэ"),
    "palochka as 1": ("щ1алэ", "щӏалэ"),
    "0 in a word": ("м0л0ко", "молоко"),
    "3 in a word": ("3а3а", "заза"),
    "4 at the start": ("4лен", "член"),
    "6 in a word": ("ду6ина", "дубина"),
    "@ in a word": ("с@ло", "сало"),
    "Arabic digits": ("м٠л٠ко", "молоко"),
    "English 3 and 1": ("l33t", "leet"),
    "English 5 and 7": ("n3sting5ix", "nestingsix"),
    "repeated letters": ("дуууурак", "дурак"),
    "repeated look-alikes": ("дуyуyрак", "дурак"),
    "spaces": ("  два   слова ", "два слова"),
    "an apostrophe": ("об'єкт", "обєкт"),
    "a curly apostrophe": ("it’s", "its"),
}  # fmt: skip


@pytest.mark.parametrize("rule", SAME)
def test_folds_to_the_honest_form(rule: str) -> None:
    written, honest = SAME[rule]
    assert skeleton(written) == skeleton(honest)


# Two honest texts that must not meet.
DIFFERENT = {
    "й is no и": ("йод", "иод"),
    "a number and a shorter one": ("100", "10"),
    "a class and a preposition": ("3А", "за"),
    "a year": ("2009", "о9"),
    "a year with its word": ("2009г", "гоо9г"),
    "a decade": ("90-е", "9о-е"),
    "two words and one": ("у рода", "урода"),
    "ь and ъ": ("обьект", "объект"),
}


@pytest.mark.parametrize("rule", DIFFERENT)
def test_keeps_apart(rule: str) -> None:
    one, other = DIFFERENT[rule]
    assert skeleton(one) != skeleton(other)


@given(ANYTHING)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert skeleton(skeleton(text)) == skeleton(text)
    assert clean(clean(text)) == clean(text)


def test_every_sign_folds_once_and_for_all() -> None:
    left = []
    for point in range(sys.maxunicode + 1):
        sign = chr(point)
        unnamed = unicodedata.category(sign) in ("Cs", "Co", "Cn")
        if not unnamed and not unicodedata.name(sign, "").startswith(("CJK ", "HANGUL SYLLABLE")):
            once = skeleton(f"аб{sign}в")
            if skeleton(once) != once:
                left.append(f"U+{point:04X}")
    assert left == []


@given(ANYTHING)
def test_case_and_composition_do_not_matter_to_cyrillic_and_latin(text: str) -> None:
    known = "".join(it for it in text if "а" <= it <= "я" or it in "ёЁ" or "a" <= it <= "z")
    assert skeleton(known.upper()) == skeleton(known)
    assert skeleton(unicodedata.normalize("NFD", known)) == skeleton(known)


@given(ANYTHING)
def test_first_reading_is_the_word_as_it_stands(text: str) -> None:
    for word in clean(text).split():
        assert next(readings(word)) == merged(word)
        assert len(list(readings(word))) < 20


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("iдиот", "идиот"),
        ("ідіот", "идиот"),
        ("ид1от", "идиот"),
        ("сук4", "сука"),
        ("сuка", "сука"),
        ("nидор", "пидор"),
        ("дurак", "дурак"),
        ("b1tch", "bitch"),
        ("ki1l", "kill"),
        ("сволочь", "сволочь"),
    ],
)
def test_a_word_may_be_meant_as(written: str, meant: str) -> None:
    assert merged(clean(meant)) in set(readings(clean(written)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Анна", ""),
        ("Ан\u200bна", "\u200b"),
        ("\u2067Анна\u2069", "\u2067\u2069"),
        ("❤️ книги", ""),
        ("1️⃣ класс", ""),
        ("👨‍👩‍👧", ""),
        ("👩🏽‍🏫", ""),
        ("🏴\U000e0067\U000e0062\U000e007f", ""),
        ("Анна\U000e0067", "\U000e0067"),
        ("Анна\ufe0f", "\ufe0f"),
        ("А\u200dнна", "\u200d"),
        ("\u3164", "\u3164"),
    ],
)
def test_invisible_signs_are_found_where_they_build_no_emoji(text: str, found: str) -> None:
    assert "".join(invisible(text)) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Анна Петровна", ()),
        ("Aнна Петровна", ("Aнна",)),
        ("Xимия", ("Xимия",)),
        ("IT-класс", ()),
        ("Wi-Fi в 3А", ()),
        ("КIэбэрдей", ()),
        ("КIэбapдей", ("КIэбapдей",)),
        ("Αnna", ("Αnna",)),
        ("José Müller", ()),
        ("ｄog", ("ｄog",)),
        ("日本語のクラブ", ()),
        ("А\u200bb", ("Аb",)),
    ],
)
def test_words_of_several_scripts_are_found(text: str, words: tuple[str, ...]) -> None:
    assert mixed_script_words(text) == words


def test_controls_of_direction_are_found() -> None:
    assert bidi_controls("а\u202eб\u061cв") == ("\u202e", "\u061c")
    assert bidi_controls("שלום") == ()


@given(ANYTHING)
def test_nothing_raises(text: str) -> None:
    invisible(text)
    mixed_script_words(text)
    bidi_controls(text)


ORDINARY = "".join(map(chr, range(ord("А"), ord("я") + 1))) + (
    'ЁёABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 \n.,:;!?()"«»—-'
)


@given(st.text(ORDINARY, max_size=60))
def test_ordinary_text_is_cleaned_as_any_other(text: str) -> None:
    """There is a shorter way for it; an odd sign at its end makes the text go the long one."""
    assert clean(text + "§") == clean(text) + "§"


@pytest.mark.parametrize("sign", ORDINARY)
def test_every_ordinary_sign_is_cleaned_as_in_any_other_text(sign: str) -> None:
    assert clean(sign + "§") == clean(sign) + "§"
