"""A digest as text: only what the specification lets into a room, whatever people typed."""

import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given

from bot.digest.clean import LONGEST_TITLE, line
from bot.digest.count import count
from bot.digest.facts import Announcement, Document, Facts, Poll
from bot.digest.model import ClassTeacher
from bot.digest.text import formatted, matrix, picture_alt, plain
from tests.unit.builders import RosterBuilder
from tests.unit.digest import facts as made
from tests.unit.digest.week import (
    DIRECTOR,
    FACTS,
    MOTHER,
    READERS,
    WEEK,
    at,
    digest,
    members,
    only,
    place,
    users,
)
from tests.unit.policy.school import A, school_of, user

# Client-server API, m.room.message: the tags that a formatted body may have.
ALLOWED = frozenset(
    {
        "del", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "p", "a", "ul", "ol", "sup", "sub",
        "li", "b", "i", "u", "strong", "em", "s", "code", "hr", "br", "div", "table", "thead",
        "tbody", "tr", "th", "td", "caption", "pre", "span", "img", "details", "summary",
    }
)  # fmt: skip
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "x\u202egnp.exe\u202c",
    "строка\r\nBcc: all@school.example\nвторая",
    '#image("/etc/passwd") $x$ *b* _i_ @ref <label> // \\u{1F600}',
    "{ $title } { NUMBER($x) }",
    "з\u0335\u0336\u0337\u0338\u0334а",
    "\x00\x07\x1b[31m",
    "@room @head:school.example",
    "🎉 Праздник 👨‍👩‍👧 🇷🇺",
    "漢字 и اللغة",
    "\u200b\u2066\u2069",
    "",
    "я" * 100_000,
)


class Tags(HTMLParser):
    """The tags and attributes of a text, and whether each is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile(title: str) -> Facts:
    """Facts with `title` wherever somebody may type."""
    return only(
        announcements=(
            Announcement(
                "$a", title, place("announcements"), at(17), members("announcements"), users("mum")
            ),
        ),
        documents=(
            Document("d", title, place("documents"), at(17), members("documents"), frozenset()),
        ),
        polls=(
            Poll(
                "p", title, place("3А parents"), at(16), ((title, 3),), users("mum"), closed=at(17)
            ),
        ),
    )


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("reader", READERS, ids=lambda it: type(it).__name__)
def test_a_room_gets_only_tags_of_the_specification(reader: object, language: str) -> None:
    content = matrix(digest(reader, FACTS), language)  # type: ignore[arg-type]
    found = Tags(content["formatted_body"])
    assert found.tags <= ALLOWED
    assert found.attributes == set()
    assert found.open == []
    assert content["format"] == "org.matrix.custom.html"
    assert content["msgtype"] == "m.text"


@given(facts=made.facts())
def test_whatever_the_facts_the_html_is_well_formed(facts: Facts) -> None:
    for reader in READERS:
        found = Tags(formatted(digest(reader, facts), "ru"))
        assert found.tags <= ALLOWED
        assert found.open == []


@pytest.mark.parametrize("title", HOSTILE, ids=lambda it: repr(it[:20]))
def test_what_people_typed_is_shown_and_does_nothing(title: str) -> None:
    found = digest(DIRECTOR, hostile(title))
    html = formatted(found, "ru")
    assert Tags(html).tags <= {"h3", "h4", "p", "ol", "ul", "li", "strong", "em", "br"}
    assert f"«{line(title)}»" in Tags(html).text
    text = plain(found, "ru")
    assert f"«{line(title)}»" in text
    # One line each: nobody adds lines that look like the school's own.
    assert len(text.splitlines()) == len(plain(digest(DIRECTOR, hostile("x")), "ru").splitlines())


@pytest.mark.parametrize("title", HOSTILE, ids=lambda it: repr(it[:20]))
def test_a_title_is_one_line_of_visible_signs(title: str) -> None:
    cleaned = line(title)
    assert cleaned.strip() == cleaned
    assert 0 < len(cleaned) <= LONGEST_TITLE
    kinds = {unicodedata.category(it) for it in cleaned}
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    marks = "".join("m" if unicodedata.category(it) in ("Mn", "Me") else "." for it in cleaned)
    assert "mmm" not in marks  # no tower over the other lines


@pytest.mark.parametrize("title", HOSTILE, ids=lambda it: repr(it[:20]))
def test_a_class_may_be_called_anything(title: str) -> None:
    found = RosterBuilder()
    found.class_("2024-a", title, pupils=["ann"], class_teacher="tess")
    school = school_of(found.build())
    html = formatted(count(FACTS, school, ClassTeacher(user("tess"), A), WEEK), "ru")
    assert Tags(html).tags <= {"h3", "h4", "p", "ol", "ul", "li", "strong", "em", "br"}
    assert line(title or "2024-a") in Tags(html).text


def test_a_long_title_ends_after_a_word() -> None:
    assert line("Собрание родителей третьего класса", 20) == "Собрание родителей…"
    assert line("я" * 30, 20) == "я" * 19 + "…"


def test_nobody_is_mentioned() -> None:
    content = matrix(digest(DIRECTOR, hostile("@room")), "ru")
    assert content["m.mentions"] == {}
    assert set(content) == {"msgtype", "body", "format", "formatted_body", "m.mentions"}


def test_an_overfull_week_fits_into_an_event() -> None:
    many = tuple(
        Announcement(
            f"$a{it:03}", f"Объявление {it} " + "ж" * 200, place("announcements"), at(17),
            members("announcements"), frozenset(),
        )
        for it in range(500)
    )  # fmt: skip
    content = matrix(digest(DIRECTOR, only(announcements=many)), "ru")
    size = sum(len(content[it].encode()) for it in ("body", "formatted_body"))
    assert size < 40_000  # an event holds 65,536
    # 500 announcements and the line of the classes, ten shown.
    assert "и ещё 491" in content["body"]


def test_what_needs_a_decision_comes_first() -> None:
    text = plain(digest(DIRECTOR), "ru")
    assert text.index("ЖДУТ РЕШЕНИЯ") < text.index("ОБЪЯВЛЕНИЯ")
    html = formatted(digest(DIRECTOR), "ru")
    assert html.index("Ждут решения") < html.index("Объявления")
    assert "<br><em>Разберите в комнате «Модерация»</em>" in html


def test_english_says_the_same() -> None:
    text = plain(digest(DIRECTOR), "en").replace("\u00a0", " ")
    assert "Digest of 16–22 November 2026" in text
    assert "2 questions unanswered for more than two working days: 3А, parents · 4 days" in text
    assert "families 3 of 5, staff 3 of 7" in text
    assert "Up 99.8 % of the time" in text


def test_the_picture_is_said_in_words() -> None:
    said = picture_alt(digest(DIRECTOR), "ru").replace("\u00a0", " ")
    assert "ждут решения: 8" in said
    assert "3А 75 %, 3Б 33 %" in said
    assert "Ann 2 из 2, Cal 1 из 1" in picture_alt(digest(MOTHER), "ru")
