"""Who may send what: any of a person's roles suffices, and a refusal says what to do."""

import re
from io import BytesIO
from pathlib import Path

import pytest

from policy.media import (
    GROUPS,
    TYPES,
    Refused,
    decide_size,
    decide_upload,
    largest,
    prepare,
    sniff,
)
from policy.safety import Uploads
from templates import LANGUAGES, Message, keys, say
from tests.unit.policy.samples import film, good, jpeg

ROOT = Path(__file__).parents[3]
MEGABYTE = 1024 * 1024
PUPIL = Uploads(10, frozenset({"photo", "audio", "document"}))
TEACHER = Uploads(50, frozenset({"photo", "audio", "video", "document", "archive"}))
PARENT = Uploads(20, frozenset({"photo", "video"}))
NOTHING = Uploads(10, frozenset())


@pytest.mark.parametrize(
    ("limits", "size", "kind", "key"),
    [
        (PUPIL, 10 * MEGABYTE, "jpeg", ""),
        (PUPIL, 10 * MEGABYTE + 1, "jpeg", "media-size"),
        (PUPIL, 1, "mp4", "media-group"),
        (PUPIL, 1, "encrypted", "media-unknown"),
        (TEACHER, 50 * MEGABYTE, "mp4", ""),
        ([PUPIL, TEACHER], 50 * MEGABYTE, "mp4", ""),
        # Each role by itself: a parent's size does not stretch a pupil's sorts.
        ([PUPIL, PARENT], 15 * MEGABYTE, "mp4", ""),
        ([PUPIL, PARENT], 15 * MEGABYTE, "pdf", "media-size"),
        ([PUPIL, PARENT], 15 * MEGABYTE, "jpeg", ""),
        ([], 1, "jpeg", "media-nothing"),
        (NOTHING, 1, "jpeg", "media-nothing"),
        (Uploads(0, GROUPS), 1, "jpeg", "media-nothing"),
        (Uploads(1, frozenset({"encrypted"})), 1, "encrypted", ""),
    ],
)
def test_any_of_several_roles_suffices(
    limits: Uploads | list[Uploads], size: int, kind: str, key: str
) -> None:
    refusal = decide_upload(limits, size, TYPES[kind])
    assert (refusal.key if refusal else "") == key


def test_the_largest_limit_is_the_one_that_clients_are_told() -> None:
    assert largest([PUPIL, TEACHER]) == 50 * MEGABYTE
    assert largest([]) == largest(NOTHING) == 0
    assert decide_size([PUPIL, TEACHER], 50 * MEGABYTE) is None


def test_a_refusal_of_size_says_both_sizes_and_the_setting() -> None:
    refusal = decide_size(PUPIL, 10 * MEGABYTE + 1)
    assert refusal is not None
    assert refusal.args == {"size": 11, "most": 10}
    assert (refusal.setting, refusal.row, refusal.code) == ("uploads", "", "M_TOO_LARGE")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", sorted(GROUPS))
def test_a_refusal_of_a_group_names_it(group: str, language: str) -> None:
    refusal = decide_upload(
        Uploads(1, GROUPS - {group, "encrypted"}),
        1,
        next(it for it in TYPES.values() if it.group == group),
    )
    assert refusal is not None
    assert len(say(Message(refusal.key, refusal.args), language)) > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_sentence(language: str) -> None:
    code = "".join(it.read_text("utf-8") for it in (ROOT / "policy").rglob("*.py"))
    reasons = set(re.findall(r'"(media-[a-z-]+)"', code))
    assert len(reasons) > 20
    assert reasons <= keys(language)


def test_a_photo_is_stored_clean_and_everything_else_as_it_came() -> None:
    photo = prepare(BytesIO(jpeg()), "a.jpg", [PUPIL])
    assert photo.content.read() != jpeg()
    assert photo.size == len(photo.content.getvalue())  # type: ignore[attr-defined]
    for name in ("pdf", "docx", "odt", "mp3", "text of windows"):
        data = good()[name][1]
        other = prepare(BytesIO(data), name, [PUPIL])
        assert (other.content.read(), other.size) == (data, len(data))


def test_a_film_is_stored_without_its_place() -> None:
    data = good()["film of a telephone"][1]
    stored = prepare(BytesIO(data), None, [TEACHER])
    assert stored.content.read() != data
    assert stored.size == len(data)


def test_a_film_named_as_sound_is_a_film() -> None:
    data = film(b"M4A ", (b"vide", b"soun"))
    assert sniff(BytesIO(data)).group == "video"
    with pytest.raises(Refused) as refused:
        prepare(BytesIO(data), "song.m4a", [PUPIL])
    assert refused.value.refusal.key == "media-group"


def test_a_file_that_was_read_before_is_looked_at_from_its_beginning() -> None:
    file = BytesIO(jpeg())
    file.read()
    assert prepare(file, None, [PUPIL]).type == TYPES["jpeg"]


def test_ciphertext_is_stored_only_for_those_who_may_send_it() -> None:
    data = bytes(range(256)) * 4
    allowed = Uploads(1, frozenset({"encrypted"}))
    assert prepare(BytesIO(data), None, [allowed]).type.mime == "application/octet-stream"
