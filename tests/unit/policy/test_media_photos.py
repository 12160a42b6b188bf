"""A photograph or film loses the place where it was made, and nothing that one sees or hears."""

import struct
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, ImageOps, ImageSequence

from policy.media import Refused, clean_photo, neutralise, sniff
from tests.unit.policy import samples
from tests.unit.policy.samples import ORIENTATION, PLACE, XMP, box, film, good, jpeg, segment

PHOTOS = [name for name, (kind, _) in good().items() if kind in ("jpeg", "png", "gif", "webp")]
FILMS = ["film", "film of a telephone", "film of an iphone", "voice", "voice in mp4"]
TRACES = (PLACE, b"MAKER-WAS", b"xmpmeta", b"adobe:ns:meta", b"Photoshop", b"GPSLatitude")


def cleaned(data: bytes) -> bytes:
    found = clean_photo(BytesIO(data))
    assert found is not None
    return found


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def neutral(data: bytes) -> bytes:
    file = BytesIO(data)
    neutralise(file)
    return file.getvalue()


@pytest.mark.parametrize("name", PHOTOS)
def test_nothing_is_left_of_place_and_maker(name: str) -> None:
    result = cleaned(good()[name][1])
    assert not [trace for trace in TRACES if trace in result]
    assert 0x8825 not in opened(result).getexif()
    assert set(opened(result).getexif()) <= {ORIENTATION}


@pytest.mark.parametrize("name", PHOTOS)
def test_every_pixel_stays(name: str) -> None:
    data = good()[name][1]
    before, after = opened(data), opened(cleaned(data))
    pairs = list(zip(ImageSequence.Iterator(before), ImageSequence.Iterator(after), strict=True))
    for one, other in pairs:
        assert ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox() is None
        assert one.info.get("duration") == other.info.get("duration")
    assert before.info.get("loop") == after.info.get("loop")


@pytest.mark.parametrize("name", PHOTOS)
def test_a_clean_photo_stays_as_it_is(name: str) -> None:
    once = cleaned(good()[name][1])
    assert cleaned(once) == once


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_does_not_lie_on_its_side(form: str, orientation: int) -> None:
    data = samples.saved(samples.picture(), form, exif=samples.exif(orientation))
    result = opened(cleaned(data))
    assert result.getexif() == {ORIENTATION: orientation}
    upright = ImageOps.exif_transpose(opened(data))
    assert ImageChops.difference(upright, ImageOps.exif_transpose(result)).getbbox() is None


@pytest.mark.parametrize("orientation", [0, 1, 9, 65535])
def test_an_upright_photo_keeps_no_exif_at_all(orientation: int) -> None:
    assert b"Exif" not in cleaned(jpeg(orientation))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_the_colour_profile_stays(form: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = samples.saved(samples.picture(), form, icc_profile=profile, exif=samples.exif())
    assert opened(cleaned(data)).info["icc_profile"] == profile


def test_transparency_stays() -> None:
    image = samples.picture("RGB").convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    for form in ("PNG", "WEBP"):
        data = samples.saved(image, form, exif=samples.exif())
        assert opened(cleaned(data)).getchannel("A").getextrema() == (
            opened(data).getchannel("A").getextrema()
        )


def test_a_photo_of_four_colours_keeps_what_tells_how_to_mix_them() -> None:
    data = samples.saved(samples.picture("CMYK"), "JPEG", exif=samples.exif())
    assert b"Adobe" in cleaned(data)


def test_the_small_picture_within_a_photo_goes() -> None:
    small = samples.saved(samples.picture().resize((8, 8)), "JPEG", comment=PLACE)
    found = jpeg()
    found = found[:2] + segment(0xE0, b"JFXX\x00\x10" + small) + found[2:]
    result = cleaned(found)
    assert result.count(b"\xff\xd8\xff") == 1
    assert PLACE not in result


@pytest.mark.parametrize(
    "behind",
    [jpeg(), samples.film(), bytes(100), PLACE * 10, b"\x00\x00SEFH" + PLACE + b"SEFT"],
    ids=["second picture", "moving photo", "zeros", "anything", "samsung"],
)
def test_what_telephones_put_behind_a_photo_is_cut_off(behind: bytes) -> None:
    assert cleaned(jpeg() + behind) == cleaned(jpeg())


def test_comments_between_scans_go() -> None:
    data = jpeg(progressive=True)
    place = data.rindex(b"\xff\xda")
    data = (
        data[:place] + segment(0xFE, PLACE) + segment(0xE1, b"Exif\x00\x00" + PLACE) + data[place:]
    )
    assert PLACE not in cleaned(data)
    opened(cleaned(data)).load()


def test_unknown_chunks_of_a_png_go_and_needed_ones_may_not_be_unknown() -> None:
    data = samples.png()
    place = data.index(b"IDAT") - 4
    extra = samples.png_chunk(b"prVt", PLACE)
    assert PLACE not in cleaned(data[:place] + extra + data[place:])
    with pytest.raises(Refused):
        cleaned(data[:place] + samples.png_chunk(b"CgBI", b"x") + data[place:])


def test_a_chunk_hidden_in_a_picture_of_an_animation_goes() -> None:
    data = samples.moving_webp()
    place = data.index(b"ANMF")
    (length,) = struct.unpack_from("<I", data, place + 4)
    extra = b"EXIF" + struct.pack("<I", len(PLACE)) + PLACE
    body = data[place + 8 : place + 8 + length] + extra
    changed = b"ANMF" + struct.pack("<I", len(body)) + body
    whole = data[:place] + changed + data[place + 8 + length :]
    whole = whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:]
    assert PLACE not in cleaned(whole)


@pytest.mark.parametrize("name", PHOTOS)
def test_half_a_photo_is_refused(name: str) -> None:
    data = good()[name][1]
    with pytest.raises(Refused):
        clean_photo(BytesIO(data[: len(data) // 2]))


def test_what_is_no_photo_is_none_of_its_business() -> None:
    assert clean_photo(BytesIO(b"text")) is None
    assert clean_photo(BytesIO(b"")) is None
    assert clean_photo(BytesIO(film())) is None


@given(st.sampled_from(PHOTOS), st.data())
@settings(max_examples=300, deadline=None)
def test_a_damaged_photo_is_refused_or_has_no_place(name: str, data: st.DataObject) -> None:
    original = good()[name][1]
    place = data.draw(st.integers(12, len(original) - 1))
    other = data.draw(st.binary(min_size=1, max_size=4))
    changed = original[:place] + other + original[place + len(other) :]
    try:
        result = clean_photo(BytesIO(changed))
    except Refused:
        return
    assert result is not None
    if changed.count(PLACE) == original.count(PLACE):
        # Damage may turn a comment into pixels, which nobody reads as a place.
        assert XMP not in result
        assert b"GPS" not in result


class TestFilms:
    @pytest.mark.parametrize("name", FILMS)
    def test_nothing_is_left_of_the_place(self, name: str) -> None:
        result = neutral(good()[name][1])
        assert PLACE not in result
        assert len(result) == len(good()[name][1])

    @pytest.mark.parametrize("name", FILMS)
    def test_picture_and_sound_stay_where_they_were(self, name: str) -> None:
        data = good()[name][1]
        result = neutral(data)
        for sample in (b"PICTURES" * 8, b"SOUNDS" * 8):
            assert result.find(sample) == data.find(sample)
        assert sniff(BytesIO(result)) == sniff(BytesIO(data))

    @pytest.mark.parametrize(
        "hidden",
        [
            film(movie=samples.place_boxes()),
            film(top=[samples.xmp_box()]),
            film(top=[box(b"udta", PLACE), box(b"free", PLACE), box(b"skip", PLACE)]),
            film(top=[box(b"meta", bytes(4), PLACE)]),
            film(handlers=(b"vide", b"meta")),
            film(handlers=(b"camm", b"vide", b"soun", b"meta")),
            film(movie=[samples.xmp_box()]),
        ],
    )
    def test_every_way_to_write_a_place_is_known(self, hidden: bytes) -> None:
        assert PLACE in hidden
        result = neutral(hidden)
        assert PLACE not in result
        assert b"xmpmeta" not in result
        assert b"\xa9xyz" not in result

    def test_a_place_within_a_track_goes(self) -> None:
        inner = samples.track(b"vide", [], [], box(b"udta", box(b"\xa9xyz", PLACE)))
        assert PLACE not in neutral(film(handlers=(), movie=[inner]))

    def test_a_film_without_a_place_stays_as_it_is(self) -> None:
        assert neutral(film()) == film()

    def test_a_track_of_places_in_fragments_is_refused(self) -> None:
        data = film(handlers=(b"vide", b"meta")) + box(b"moof", box(b"mfhd", bytes(8)))
        with pytest.raises(Refused) as refused:
            neutral(data)
        assert refused.value.refusal.key == "media-place-stays"

    def test_a_track_that_points_at_the_picture_cannot_wipe_the_header(self) -> None:
        evil = samples.track(b"meta", [0], [40])
        with pytest.raises(Refused):
            neutral(film(movie=[evil]))

    @given(st.sampled_from(FILMS), st.data())
    @settings(max_examples=300, deadline=None)
    def test_damage_is_refused_or_harmless(self, name: str, data: st.DataObject) -> None:
        original = good()[name][1]
        place = data.draw(st.integers(0, len(original) - 1))
        other = data.draw(st.binary(min_size=1, max_size=5))
        changed = original[:place] + other + original[place + len(other) :]
        try:
            assert len(neutral(changed)) == len(changed)
        except Refused:
            return
