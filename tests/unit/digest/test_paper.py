"""The picture and the PDF: one page, of the right size, tagged, readable, and nobody's markup."""

import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from bot.digest.facts import Announcement, Document, Facts, Incident, Upcoming
from bot.digest.model import Audience
from bot.digest.paper import DARK, LIGHT, WIDTH, pdf, picture
from bot.digest.period import day
from tests.unit.digest.test_text import HOSTILE, hostile
from tests.unit.digest.week import (
    DIRECTOR,
    FACTS,
    MOTHER,
    NOTHING,
    QUIET,
    READERS,
    WEEK,
    at,
    digest,
    members,
    place,
    users,
)

_A4 = (595, 842)


def overfull() -> Facts:
    """More of everything than a page holds."""
    long = "Очень важное и очень длинное название, которое кто-то набрал, "
    return replace(
        FACTS,
        announcements=tuple(
            Announcement(
                f"$a{it:03}", f"{long}{it}", place("announcements"), at(17),
                members("announcements"), users("mum"),
            )
            for it in range(60)
        ),
        documents=tuple(
            Document(
                f"d{it:03}", f"{long}{it}", place("staff room"), at(2), members("staff room"),
                frozenset(), at(10).date(),
            )
            for it in range(60)
        ),
        incidents=tuple(Incident("report", at(19), room=place("3А pupils")) for it in range(60)),
        upcoming=tuple(
            Upcoming(f"{long}{it}", at(23) + timedelta(hours=it), "event", None, long)
            for it in range(60)
        ),
    )  # fmt: skip


def read(document: bytes) -> tuple[PdfReader, str]:
    """The document and its text with ordinary spaces and no line breaks."""
    found = PdfReader(io.BytesIO(document))
    text = " ".join(page.extract_text() for page in found.pages)
    return found, re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("reader", READERS, ids=lambda it: type(it).__name__)
@pytest.mark.parametrize(
    "facts", [FACTS, QUIET, NOTHING, overfull()], ids=["full", "empty", "unknown", "overfull"]
)
def test_a_week_is_one_page_of_a4(facts: Facts, reader: Audience, language: str) -> None:
    found, text = read(pdf(digest(reader, facts), language))
    assert len(found.pages) == 1
    assert (round(found.pages[0].mediabox.width), round(found.pages[0].mediabox.height)) == _A4
    assert "2026" in text


def test_the_page_says_what_the_text_says() -> None:
    _, text = read(pdf(digest(DIRECTOR), "ru"))
    for sentence in (
        "Сводка за 16–22 ноября 2026 г.",
        "Не ознакомлены с документом «Положение о чатах»: 5 из 7, срок 18 ноября",
        "Разберите в комнате «Модерация»",
        "3А 75 %, 3Б 33 %",
        "Восстановление из копии проверено 1 ноября",
        "ср, 25 ноября, 15:00 — Педсовет № 4",
    ):
        assert sentence in text


def test_what_does_not_fit_is_counted() -> None:
    _, text = read(pdf(digest(DIRECTOR, overfull()), "ru"))
    assert re.search(r"и ещё \d\d", text)


def test_the_day_is_one_page_too() -> None:
    found, _ = read(pdf(digest(DIRECTOR, period=day(at(18, 20))), "ru"))
    assert len(found.pages) == 1


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_pdf_is_tagged_and_names_title_and_language(language: str) -> None:
    found, _ = read(pdf(digest(DIRECTOR), language))
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert found.metadata is not None
    assert "2026" in str(found.metadata.title)
    assert b"pdfuaid:part" in found.xmp_metadata.stream.get_data()  # type: ignore[union-attr]


@pytest.mark.parametrize("title", HOSTILE, ids=lambda it: repr(it[:20]))
def test_what_people_typed_is_no_markup(title: str) -> None:
    found = digest(DIRECTOR, hostile(title))
    document, text = read(pdf(found, "ru"))
    assert len(document.pages) == 1
    if title.startswith("#image"):
        assert '«#image("/etc/passwd") $x$ *b* _i_ @ref <label>' in text
    assert "/JavaScript" not in str(document.trailer["/Root"])
    assert picture(found, "ru").startswith(b"\x89PNG")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("facts", [FACTS, QUIET, NOTHING, overfull()])
def test_the_picture_fits_a_phone(facts: Facts, dark: bool) -> None:
    for reader in READERS:
        image = Image.open(io.BytesIO(picture(digest(reader, facts), "ru", dark=dark)))
        assert image.format == "PNG"
        assert image.width == WIDTH
        # No scroll of many screens.
        assert 300 < image.height < 2.6 * WIDTH
        ground = image.convert("RGB").getpixel((2, 2))
        assert ground == _rgb((DARK if dark else LIGHT)["ground"])


def test_light_and_dark_differ_and_the_same_digest_is_the_same_picture() -> None:
    found = digest(MOTHER)
    assert picture(found, "ru") == picture(found, "ru")
    assert picture(found, "ru") != picture(found, "ru", dark=True)
    assert picture(found, "ru") != picture(found, "en")


def test_letters_of_the_languages_around_are_shown() -> None:
    found = digest(DIRECTOR, hostile("Къэбэрдей Ӏуэху, Ёё «Щъ» — №"), WEEK)
    _, text = read(pdf(found, "ru"))
    assert "Къэбэрдей Ӏуэху, Ёё «Щъ» — №" in text


def test_a_sign_without_a_glyph_costs_the_sign_and_not_the_digest() -> None:
    _, text = read(pdf(digest(DIRECTOR, hostile("🎉 Праздник 🇷🇺 漢字")), "ru"))
    assert "«Праздник □□»" in text


@settings(max_examples=25, deadline=None)
@given(title=st.text(max_size=60))
def test_any_title_can_be_printed(title: str) -> None:
    found, _ = read(pdf(digest(DIRECTOR, hostile(title)), "ru"))
    assert len(found.pages) == 1


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((ink, ground) for ink in ("text", "muted", "accent") for ground in ("ground", "card")),
        ("text", "track"),
        ("text", "alert-ground"),
        ("alert", "alert-ground"),
        ("alert", "ground"),
    ],
)
def test_every_text_has_contrast(palette: dict[str, str], ink: str, ground: str) -> None:
    first, second = (_luminance(_rgb(palette[it])) for it in (ink, ground))
    assert (max(first, second) + 0.05) / (min(first, second) + 0.05) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_a_bar_stands_out_from_its_track(palette: dict[str, str]) -> None:
    first, second = (_luminance(_rgb(palette[it])) for it in ("accent", "track"))
    assert (max(first, second) + 0.05) / (min(first, second) + 0.05) >= 3


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[it : it + 2], 16) for it in (1, 3, 5))


def _luminance(colour: tuple[int, ...]) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [it / 255 for it in colour]
    red, green, blue = (
        it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
