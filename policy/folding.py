"""The form by which texts are compared: what looks the same, or is meant the same, is the same.

A text is cleaned first (`clean`: one way of writing each letter, nothing invisible, no marks), then
its letters are merged (`merged`: one letter for all that look like it, Cyrillic where Russian has
it, so that «сука», "cyka" and "ѕukа" meet, and "scope" meets its Cyrillic double), then digits that
stand for letters are read, and repeated letters become one. `skeleton` does all of it. Nobody reads
a skeleton: both sides of a comparison are folded, so a skeleton need not be a word.
"""

import re
import unicodedata
from collections.abc import Iterator

# Look-alikes: one letter, and everything that is taken for it. Capitals stand here only where a
# capital looks like another letter than its small form does.
_LOOKALIKES = {
    "а": "aɑαᴀᎪᗅ⍺ꓮꭺ🅐🅰🇦",
    "в": "bʙβΒᏼᏴꓐꞴƀ🅑🅱🇧",
    "с": "cϲᴄᏟⲥꓚꮯ¢🅒🅲🇨",
    "е": "eεΕєҽℯ℮Ꭼꓰⴹꬲᴇꭼ€🅔🅴🇪",
    "н": "hΗһҥңӊᎻᏂᕼⲎꓧʜɦⱨ🅗🅷🇭",
    "к": "kκΚкқҝҟҡᏦⲔꓗĸᴋ🅚🅺🇰",
    "м": "mΜϻᎷᗰⲘꓟᴍʍ🅜🅼🇲",
    "о": "oοσΟօⲟⵔ〇ꓳᴏᴑஓ⭘○◯ө🅞🅾🇴",
    "р": "pρΡᏢᑭ⍴ⲣꓑᴘ🅟🅿🇵",
    "т": "tτΤҭᎢ⊤⟙ⲦꓔᴛƬ🅣🆃🇹",
    "у": "yγΥɣʏүұᶌỿᎩᎽⲨꓬꭚ🅨🆈🇾",
    "х": "xχΧҳᕁᕽ᙭╳×ⲬꓫꞳⵝ🅧🆇🇽",
    "з": "ʒɜӡᴣ",
    "г": "ΓґғӷгᴦⲅҐ",
    "л": "ΛʌᴧᴫɅԓ",
    "п": "πΠҧԥᴨ",
    "ф": "φΦɸⲫ",
    "б": "ƃ",
    "и": "ᴎͷꚡҋӥ",
    "я": "ᴙ",
    "ш": "Ⲽⲽ",
    "ь": "ƅ",
    "ч": "ҷӌҹ",
    "ж": "җ",
    "d": "ԁδɗᎠᗞᗪꓒᴅ🅓🅳🇩",
    "f": "ƒքꓝꞘꬵꜰϝ🅕🅵🇫",
    "g": "ɡɢցᏀᏳᶃꓖ🅖🅶🇬",
    "i": "іıɩɪιӏǀⵏᎥꙇ⍳꓾∣❘🅘🅸🇮",
    "j": "ϳјʝᎫᒍꓙᴊ🅙🅹🇯",
    "l": "ʟᏞᒪⳑꓡłƚ🅛🅻🇱",
    "n": "ηΝոռղⲚꓠɴ🅝🅽🇳",
    "q": "ԛգզ🅠🆀🇶",
    "r": "ʀᎡᏒᖇꓣꭇꭈ🅡🆁🇷",
    "s": "ѕƽꜱᏕᏚՏꓢ🅢🆂🇸",
    "u": "υμʋսᴜ∪⋃ꓴ🅤🆄🇺",
    "v": "ѵνᴠ∨⋁ᏙᐯꓦⴸѴ🅥🆅🇻",
    "w": "ѡԝωաᴡɯᎳᏔꓪ🅦🆆🇼",
    "z": "ζΖᏃᴢꓜ🅩🆉🇿",
}
_MERGED = {ord(sign): letter for letter, signs in _LOOKALIKES.items() for sign in signs}

# Digits and signs that stand for letters, as Russians and as the English use them.
_RUSSIAN_LEET = str.maketrans("01346879@$€!|", "оiзчбвтяасеii")
_ENGLISH_LEET = str.maketrans("013456789@$€!|", "оiеаsвтвgаsеii")
LEET_SIGNS = "@$€!|"
# Everything that is no letter and may stand for one, as Russians and as the English use it.
_PICTURES = {point: letter for point, letter in _MERGED.items() if not chr(point).isalnum()}
SIGNS_AS_LETTERS: tuple[dict[int, str | int], ...] = (
    {**_PICTURES, **str.maketrans(LEET_SIGNS, "асеii")},
    {**_PICTURES, **str.maketrans(LEET_SIGNS, "аsеil")},
)

# Latin letters left in a word that is Cyrillic otherwise: as they look, and as they sound.
_BY_LOOK = str.maketrans("nurgwizldsfvjq", "пигдшизлдсфуйя")
_BY_SOUND = str.maketrans("nurgwizldsfvjq", "нургвизлдсфвжк")

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and marks that are drawn as nothing, though their category does not say so.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u180b\u180c\u180d\u180f")
_JOINER = "\u200d"
_EMOJI_FORM = "\ufe0f"
_BLACK_FLAG = "\U0001f3f4"

_SHORT_I = "\u0439"
_RUN = re.compile(r"([^\W\d_])\1+")
_SPACE = re.compile(r"\s+")
_APOSTROPHE = re.compile(r"(?<=[^\W_])['’ʼ‘`′ʹ](?=[^\W_])")
_WORD = re.compile(rf"[^\W_]+(?:[{re.escape(LEET_SIGNS)}][^\W_]+)*")
_DIGIT_OR_SIGN = re.compile(rf"[\d{re.escape(LEET_SIGNS)}]")
_LETTERS = re.compile(r"[^\W_]+")
_ONLY_LATIN = re.compile(r"[dfgijlnqrsuvwz]")
_ONLY_CYRILLIC = re.compile(r"[бгджзийлпфцчшщъыьэюя]")
_CYRILLIC = re.compile(r"[\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f]")
_NOT_CYRILLIC = re.compile(r"[^\W\d_\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f]")
# What most messages consist of: cleaning takes nothing from it but the case and the dots of «ё».
_PLAIN = re.compile(r"[А-Яа-яЁёA-Za-z0-9 \n.,:;!?()\"«»—-]*")
_MOST_REMEMBERED = 8192
_LONGEST_SIGN = 4
_SQUARE = "\u25a1"


class _Cleaner(dict[int, str]):
    """Code point → what is left of it in a cleaned text; worked out once for each."""

    def __missing__(self, point: int) -> str:
        sign = chr(point)
        cleaned = "".join(map(_bare, _folded_case(sign))) if not is_nothing(sign) else ""
        if len(self) < _MOST_REMEMBERED:
            self[point] = cleaned
        return cleaned


class _Nothing(dict[int, str | None]):
    """Code point → None where it is drawn as nothing, so that `translate` takes it out.

    A sign that stands for a whole phrase becomes a square: nobody writes with such signs, and
    thousands of them would be a long text.
    """

    def __missing__(self, point: int) -> str | None:
        sign = chr(point)
        kept = None if is_nothing(sign) else sign
        if len(unicodedata.normalize("NFKC", sign)) > _LONGEST_SIGN:
            kept = _SQUARE
        if len(self) < _MOST_REMEMBERED:
            self[point] = kept
        return kept


def is_nothing(sign: str) -> bool:
    """Is the sign drawn as nothing (zero width, joiners, fillers, controls of direction)?"""
    return (
        sign in _BLANK
        or unicodedata.category(sign) == "Cf"
        or "\ufe00" <= sign <= "\ufe0f"
        or "\U000e0000" <= sign <= "\U000e0fff"
    )


def _folded_case(sign: str) -> str:
    if sign in _CAPITALS:
        return _CAPITALS[sign]
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", sign).casefold())


def _bare(sign: str) -> str:
    """The sign without marks; only the breve of «й» makes another letter."""
    if sign == _SHORT_I:
        return sign
    if is_nothing(sign):
        return ""
    if unicodedata.category(sign) == "Nd":
        return str(unicodedata.decimal(sign))
    parts = unicodedata.normalize("NFD", sign)
    if not any(unicodedata.category(part) in ("Mn", "Me") for part in parts):
        return sign
    left = "".join(part for part in parts if unicodedata.category(part) not in ("Mn", "Me"))
    return unicodedata.normalize("NFC", left)


# Capitals that look like another letter than their small form: told before the case is lost.
_CAPITALS = {sign: _MERGED[ord(sign)] for sign in "ΒΕΗΚΜΟΡΤΥΧΓΛΠΦΝΖΑΙ" if ord(sign) in _MERGED}
_cleaner = _Cleaner()
_nothing = _Nothing()


def clean(text: str) -> str:
    """The text in one case and one way of writing, without marks and what nobody sees."""
    if _PLAIN.fullmatch(text):
        return text.lower().replace("ё", "е")
    # What is invisible goes first: it must not keep «и» and its breve apart.
    seen = text.translate(_nothing)
    return unicodedata.normalize("NFKC", seen).translate(_cleaner)


def merged(cleaned: str) -> str:
    """One letter for all that look alike, in a text that is cleaned."""
    return cleaned.translate(_MERGED)


def collapsed(text: str) -> str:
    """Each run of one letter as one letter; digits stay, for 100 is not 10."""
    return _RUN.sub(r"\1", text)


def skeleton(text: str) -> str:
    """The form of a text for comparison; two texts that look alike have one skeleton."""
    plain = _APOSTROPHE.sub("", merged(clean(text)))
    plain = _SPACE.sub(" ", plain).strip()
    return collapsed(_WORD.sub(lambda found: spelled_out(found[0]), plain))


def readings(word: str) -> Iterator[str]:
    """Every way in which one cleaned word can be meant, merged but not collapsed.

    The word as it stands comes first. Others come where digits or signs may be letters, and
    where Latin letters stand in a Cyrillic word (by their look, by their sound, or as palochka).
    """
    plain = merged(word)
    yield plain
    mixed = bool(_CYRILLIC.search(word) and _NOT_CYRILLIC.search(word)) or "і" in word
    spelled = [plain]
    if _has_leet(plain):
        spelled = [plain.translate(_RUSSIAN_LEET), plain.translate(_ENGLISH_LEET)]
        yield from spelled
        if "1" in word or "|" in word or "!" in word:
            # A stroke is an i or an l.
            for sign in "1|!":
                word = word.replace(sign, "l")
            spelled.append(merged(word).translate(_ENGLISH_LEET))
            yield spelled[-1]
        mixed = mixed or bool(_ONLY_CYRILLIC.search(plain))
    if mixed:
        for form in spelled:
            if _ONLY_LATIN.search(form):
                yield form.translate(_BY_LOOK)
                yield form.translate(_BY_SOUND)
                if "l" in form:
                    yield form.replace("l", "i")


def invisible(text: str) -> tuple[str, ...]:
    """The signs of a text that are drawn as nothing, without those that build an emoji."""
    found = []
    tag_of_flag = False
    for position, sign in enumerate(text):
        tag_of_flag = sign == _BLACK_FLAG or (tag_of_flag and "\U000e0020" <= sign <= "\U000e007f")
        if not is_nothing(sign) or tag_of_flag:
            continue
        before = text[position - 1 : position]
        if sign == _EMOJI_FORM and (_is_picture(before) or _is_key(before)):
            continue
        after = text[position + 1 : position + 2]
        if sign == _JOINER and _is_picture(before) and _is_picture(after):
            continue
        found.append(sign)
    return tuple(found)


def _is_picture(sign: str) -> bool:
    return bool(sign) and (
        unicodedata.category(sign) in ("So", "Sk", "Sm", "Po") or sign == "\ufe0f"
    )


def _is_key(sign: str) -> bool:
    return sign != "" and sign in "0123456789#*"


def bidi_controls(text: str) -> tuple[str, ...]:
    """The signs of a text that turn its direction."""
    return tuple(sign for sign in text if sign in _BIDI)


def mixed_script_words(text: str) -> tuple[str, ...]:
    """Words that mix letters of several scripts.

    A hyphen parts words («IT-класс» mixes nothing). The Latin capital I in a Cyrillic word is none
    of Russian's letters: people type it for the palochka of Kabardian (КIэбэрдей).
    """
    found = []
    for match in _LETTERS.finditer(unicodedata.normalize("NFC", text.translate(_nothing))):
        word = match[0]
        scripts = {_script(sign) for sign in word if sign.isalpha()}
        if len(scripts - {""}) > 1 and not (
            scripts <= {"CYRILLIC", "LATIN", ""}
            and all(sign == "I" for sign in word if _script(sign) == "LATIN")
        ):
            found.append(word)
    return tuple(found)


def _script(sign: str) -> str:
    """The first word of a letter's name, which is its script; "" for letters of no script."""
    if sign < "\u0080":
        return "LATIN"
    if _CYRILLIC.match(sign):
        return "CYRILLIC"
    first = unicodedata.name(sign, "").split(" ", 1)[0]
    if first in ("MODIFIER", "FEMININE", "MASCULINE", "COMBINING", "SUPERSCRIPT", "SUBSCRIPT"):
        return ""
    # Kana and ideographs are one writing.
    return "CJK" if first in ("HIRAGANA", "KATAKANA", "IDEOGRAPHIC") else first


def _has_leet(word: str) -> bool:
    """Digits or signs among enough letters: «4лен» and not «3А», «10» or «2009г»."""
    others = len(_DIGIT_OR_SIGN.findall(word))
    letters = sum(map(str.isalpha, word))
    return bool(others) and letters > 1 and letters * 2 >= others


def spelled_out(word: str) -> str:
    """One merged word with its digits and signs read as letters, if they can be."""
    if not _has_leet(word):
        return word
    # Not by i: a stroke has become one, and palochka is one.
    english = bool(_ONLY_LATIN.search(word.replace("i", ""))) and not _ONLY_CYRILLIC.search(word)
    return word.translate(_ENGLISH_LEET if english else _RUSSIAN_LEET)
