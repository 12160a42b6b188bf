"""A file's type is what its bytes say; what acts, hides or deceives is refused with its reason."""

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.media import GROUPS, TYPES, Refused, prepare, sniff
from policy.media.types import ARCHIVE, ENCRYPTED
from policy.safety import Uploads
from tests.unit.policy import samples
from tests.unit.policy.samples import PROGRAM, docx, good, ole, pdf, zipped

ANYTHING = Uploads(50, GROUPS - {ENCRYPTED})
PAGE = b"<html><body onload='go()'>Hello</body></html>"


def reason(data: bytes, name: str | None = None) -> str:
    """Why it may not be sent; "" if it may."""
    try:
        prepare(BytesIO(data), name, [ANYTHING])
    except Refused as refused:
        return refused.refusal.key
    return ""


@pytest.mark.parametrize("name", good())
def test_what_a_school_sends_is_known_by_its_bytes(name: str) -> None:
    kind, data = good()[name]
    assert sniff(BytesIO(data)) == TYPES[kind]


@pytest.mark.parametrize("name", good())
def test_what_a_school_sends_may_be_sent_whatever_its_name(name: str) -> None:
    _, data = good()[name]
    assert reason(data) == ""
    assert reason(data, "без расширения") == ""
    assert reason(data, "a.dat") == ""


PAGES = {
    "page": PAGE,
    "page in capitals": PAGE.upper(),
    "page behind much text": b"text\n" * 50_000 + b"<SCRIPT>alert(1)</script>",
    "page across two pieces": b"x" * (65536 - 3) + b"<html>",
    "doctype": b"  \n<!DOCTYPE html><p>x",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="go()"/>',
    "svg behind xml": b'<?xml version="1.0"?>\n<svg/>',
    "xml": b'<?xml version="1.0"?><x/>',
    "comment": b"<!-- --><x>",
    "page of windows": "<html>Привет</html>".encode("cp1251"),
    "php": b"text <?php system($x);",
}
FALSE = {
    **{name: ("media-page", data) for name, data in PAGES.items()},
    "shell script": ("media-script", b"#!/bin/sh\nrm -rf ~\n"),
    "script behind a mark": ("media-script", b"\xef\xbb\xbf#!/usr/bin/env python3\n"),
    "batch": ("media-script", b"@echo off\r\nformat c:\r\n"),
    "windows program": ("media-program", PROGRAM),
    "linux program": ("media-program", b"\x7fELF\x02\x01\x01" + bytes(100)),
    "mac program": ("media-program", b"\xcf\xfa\xed\xfe" + bytes(100)),
    "mac program for two": ("media-program", b"\xca\xfe\xba\xbe" + bytes(100)),
    "java class": ("media-program", b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + bytes(100)),
    "shortcut": ("media-program", b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(100)),
    "jar": (
        "media-program",
        zipped({"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0", "A.class": b"\xca\xfe\xba\xbe"}),
    ),
    "apk": ("media-program", zipped({"AndroidManifest.xml": b"\x03\x00", "classes.dex": b"dex"})),
    "old word": ("media-old-office", ole("WordDocument")),
    "7z": ("media-archive-kind", b"7z\xbc\xaf\x27\x1c" + bytes(100)),
    "rar": ("media-archive-kind", b"Rar!\x1a\x07\x01\x00" + bytes(100)),
    "gzip": ("media-archive-kind", b"\x1f\x8b\x08" + bytes(100)),
    "heic": ("media-heic", samples.film(b"heic", (b"vide",))),
    "still picture": ("media-heic", samples.box(b"ftyp", b"MiHE", bytes(4)) + samples.box(b"meta")),
    "heif": ("media-heic", samples.film(b"mif1", (b"vide",))),
    "avif": ("media-heic", samples.film(b"avif", (b"vide",))),
    "nothing": ("media-empty", b""),
    "flac": ("media-unknown", b"fLaC" + bytes(100)),
    "matroska": ("media-broken", samples.webm(1, doc=b"matroska")),
    "random": ("media-unknown", bytes(range(256)) * 8),
    "text with a zero": ("media-unknown", "Привет\x00".encode()),
    "utf-16": ("media-text-letters", "Привет".encode("utf-16")),
    "rtf with an object": ("media-embedded", rb"{\rtf1 {\object\objemb{\*\objdata 0105}}}"),
    "rtf with a template": ("media-embedded", rb"{\rtf1 {\*\template http://x/}}"),
    "rtf with a tail": ("media-broken", samples.RTF + b"MZ"),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_is_not_what_a_school_sends_is_refused_with_its_reason(name: str) -> None:
    why, data = FALSE[name]
    assert reason(data) == why
    assert reason(data, "фото.jpg") == why


@pytest.mark.parametrize("name", PAGES)
def test_a_page_renamed_to_jpg_is_refused(name: str) -> None:
    assert reason(PAGES[name], "photo.jpg") == "media-page"


def test_a_program_renamed_to_pdf_is_refused() -> None:
    assert reason(PROGRAM, "реферат.pdf") == "media-program"


@pytest.mark.parametrize(
    "name",
    ["a.exe", "фото.jpg.exe", "a.BAT", "a.js.", "a.hta ", "dir/a.lnk", "a.html", "\u202efdp.scr"],
)
def test_a_text_that_a_computer_would_run_by_its_name_is_refused(name: str) -> None:
    assert reason(b"harmless", name) == "media-name"


@pytest.mark.parametrize("name", ["exe", "a.py", "jsx", "отчёт.js.txt", "", None, "bat/notes"])
def test_other_names_are_no_reason(name: str | None) -> None:
    assert reason(b"harmless", name) == ""


class TestTwoFilesInOne:
    PHOTOS = ("jpeg", "png", "gif", "webp", "moving webp")
    BEHIND = {  # noqa: RUF012
        "zip": zipped({"a.txt": b"x"}),
        "page": PAGE,
        "pdf": pdf(),
        "windows program": PROGRAM,
        "linux program": b"\x7fELF\x02\x01\x01" + bytes(100),
    }

    @pytest.mark.parametrize("photo", PHOTOS)
    @pytest.mark.parametrize("behind", BEHIND)
    def test_a_file_behind_a_photo_is_refused(self, photo: str, behind: str) -> None:
        data = good()[photo][1] + self.BEHIND[behind]
        assert reason(data) == "media-two-in-one"

    @pytest.mark.parametrize("photo", [it for it in PHOTOS if it != "jpeg"])
    def test_anything_behind_other_photos_than_jpeg_is_refused(self, photo: str) -> None:
        assert reason(good()[photo][1] + b"anything") == "media-two-in-one"
        assert reason(good()[photo][1] + bytes(16)) == ""

    @pytest.mark.parametrize(
        "name", ["opus", "mp3", "wav", "film", "voice", "webm", "live webm", "pdf", "text", "rtf"]
    )
    def test_a_zip_behind_anything_is_refused(self, name: str) -> None:
        assert reason(good()[name][1] + zipped({"a.txt": b"x"})) in (
            "media-two-in-one",
            "media-broken",
            "media-unknown",
        )

    @pytest.mark.parametrize("name", ["mp3", "film"])
    def test_a_zip_within_another_container_is_refused(self, name: str) -> None:
        inner = zipped({"a.txt": b"x"})
        data = samples.film(top=[samples.box(b"free", inner)]) if name == "film" else b""
        data = data or samples.mp3() + b"TAG" + inner
        assert reason(data) == "media-two-in-one"

    @pytest.mark.parametrize(
        "before", [b"GIF89a", b"text\n", b"\xff\xd8\xff", PROGRAM, b"%PDF-1.4"]
    )
    def test_a_zip_with_something_before_it_is_refused(self, before: bytes) -> None:
        assert reason(before + zipped({"a.txt": b"x"})) != ""

    def test_a_zip_with_a_gap_is_refused(self) -> None:
        first = zipped({"a.txt": b"x" * 100})
        place = first.index(b"PK\x01\x02")
        data = first[:place] + b"hidden" + first[place:]
        (start,) = struct.unpack("<I", data[-6:-2])
        assert reason(data[:-6] + struct.pack("<I", start + 6) + data[-2:]) == "media-two-in-one"

    def test_a_zip_whose_two_lists_name_a_member_differently_is_refused(self) -> None:
        data = zipped({"a.txt": b"x"})
        assert reason(data.replace(b"a.txt", b"b.txt", 1)) == "media-two-in-one"

    def test_a_zip_with_a_name_twice_is_refused(self) -> None:
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as file:
            file.writestr("a.txt", b"x")
            with pytest.warns(UserWarning, match="Duplicate"):
                file.writestr("a.txt", b"y")
        assert reason(out.getvalue()) == "media-two-in-one"

    def test_a_pdf_within_the_head_of_a_picture_is_refused(self) -> None:
        data = samples.saved(samples.picture(), "JPEG", comment=pdf())
        assert reason(data) == "media-two-in-one"

    def test_a_pdf_within_a_film_is_refused(self) -> None:
        data = samples.film()
        hidden = samples.box(b"free", pdf())
        (first,) = struct.unpack_from(">I", data)
        assert reason(data[:first] + hidden + data[first:]) == "media-two-in-one"

    def test_a_page_behind_a_pdf_is_refused(self) -> None:
        assert reason(pdf() + PAGE) == "media-two-in-one"

    def test_a_picture_that_begins_a_script_is_refused(self) -> None:
        assert reason(b"GIF89a/*" + b"x" * 100 + b"*/=1;alert(1)") == "media-broken"


class TestPdf:
    ACTS = (
        b"<< /S /JavaScript /JS (app.alert(1)) >>",
        b"<< /S /Java#53cript /JS (x) >>",
        b"<< /S /#4a#61#76#61#53#63#72#69#70#74 /JS (x) >>",
        b"<</S/Launch/F(cmd.exe)>>",
        b"<< /Type /EmbeddedFile >>",
        b"<< /Names << /EmbeddedFiles 5 0 R >> >>",
        b"<< /Subtype /RichMedia >>",
        b"<< /Subtype/FileAttachment >>",
        b"<< /XFA 7 0 R >>",
    )

    @pytest.mark.parametrize("action", ACTS)
    def test_a_pdf_that_acts_is_refused(self, action: bytes) -> None:
        assert reason(pdf(action)) == "media-pdf-acts"

    @pytest.mark.parametrize("action", ACTS)
    def test_a_pdf_that_hides_how_it_acts_is_refused(self, action: bytes) -> None:
        assert reason(pdf(samples.object_stream(action))) == "media-pdf-acts"

    def test_an_action_deep_in_an_object_stream_is_found(self) -> None:
        body = b"<< /A (" + b"x" * 70_000 + b") >> " + self.ACTS[0]
        assert reason(pdf(samples.object_stream(body))) == "media-pdf-acts"

    def test_an_object_stream_packed_in_a_rare_way_is_refused(self) -> None:
        rare = samples.object_stream(b"x", pack=False).replace(
            b"/First 4", b"/First 4 /Filter [/ASCIIHexDecode /FlateDecode]"
        )
        assert reason(pdf(rare)) == "media-pdf-closed"
        rare = samples.object_stream(b"x").replace(b"/First 4", b"/First 4 /DecodeParms 9 0 R")
        assert reason(pdf(rare)) == "media-pdf-closed"

    def test_an_object_stream_whose_dictionary_is_out_of_sight_is_refused(self) -> None:
        far = samples.object_stream(b"x").replace(b"/First 4", b"/First 4 (" + b"x" * 70_000 + b")")
        assert reason(pdf(far)) == "media-pdf-closed"

    def test_an_object_stream_that_explodes_is_refused(self) -> None:
        assert reason(pdf(samples.object_stream(bytes(20_000_000)))) == "media-pdf-closed"

    def test_an_encrypted_pdf_that_hides_objects_is_refused(self) -> None:
        secret = pdf(samples.object_stream(b"x"), trailer=b"/Encrypt 9 0 R")
        assert reason(secret) == "media-pdf-closed"

    def test_words_and_pages_that_name_actions_are_no_reason(self) -> None:
        words = samples.pdf_stream(b"(JavaScript /Launch) Tj")
        assert reason(pdf(words, b"<< /OpenAction [3 0 R /Fit] /A << /S /URI >> >>")) == ""

    @pytest.mark.parametrize("before", [b"\n", b"junk ", b"<html>", bytes(10), b"\xef\xbb\xbf"])
    def test_a_pdf_that_does_not_begin_at_the_beginning_is_refused(self, before: bytes) -> None:
        assert reason(before + pdf()) in ("media-pdf-header", "media-page")

    def test_half_a_pdf_is_refused(self) -> None:
        assert reason(pdf()[:-60]) == "media-broken"


class TestDocuments:
    MACROS = {  # noqa: RUF012
        "program in word": docx({"word/vbaProject.bin": ole("VBA")}),
        "program under another name": docx(
            {"word/x.bin": ole("VBA")},
            '<Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vbaProject"/>',
        ),
        "macro document": docx(types="<X ContentType='a.ms-word.document.macroEnabled.main+xml'/>"),
        "old macro sheet": docx({"xl/macrosheets/sheet1.xml": b"<x/>"}),
        "type spelt with an entity": docx(types="<X ContentType='a.macro&#69;nabled.main+xml'/>"),
        "basic": samples.odt_with({"Basic/Standard/Module1.xml": b"<x/>"}),
        "python": samples.odt_with({"Scripts/python/a.py": b"x"}),
    }

    @pytest.mark.parametrize("name", MACROS)
    def test_a_document_with_macros_is_refused(self, name: str) -> None:
        assert reason(self.MACROS[name]) in ("media-macros", "media-broken")

    def test_a_document_whose_members_differ_in_letters_only_is_refused(self) -> None:
        assert reason(docx({"[content_types].xml": b"<x/>"})) == "media-two-in-one"

    def test_a_document_with_a_packed_file_is_refused(self) -> None:
        packed = docx({"word/embeddings/oleObject1.bin": ole("\x01Ole10Native")})
        assert reason(packed) == "media-embedded"
        assert reason(docx({"word/media/image1.png": PROGRAM})) == "media-embedded"

    def test_a_document_with_macros_in_a_document_is_refused(self) -> None:
        inner = docx({"word/vbaProject.bin": ole("VBA")})
        assert reason(docx({"word/embeddings/a.docx": inner})) == "media-macros"

    def test_documents_within_documents_without_end_are_refused(self) -> None:
        data = docx()
        for _ in range(6):
            data = docx({"word/embeddings/a.docx": data})
        assert reason(data) == "media-archive-inside"

    def test_an_encrypted_document_is_refused(self) -> None:
        secret = samples.odt_with({"META-INF/manifest.xml": b"<manifest:encryption-data/>"})
        assert reason(secret) == "media-encrypted"


class TestArchives:
    @pytest.mark.parametrize(
        "inside",
        [
            {"a.exe": b"x"},
            {"a.txt": PROGRAM},
            {"a.txt": PAGE},
            {"фото.jpg.js": b"x"},
            {"a.bin": bytes(range(256))},
            {"inner.zip": zipped({"a.txt": b"x"})},
            {"a.doc": ole("WordDocument")},
            {"a.docx": docx({"word/vbaProject.bin": b"x"})},
        ],
    )
    def test_what_may_not_be_sent_by_itself_may_not_be_packed(
        self, inside: dict[str, bytes]
    ) -> None:
        assert reason(zipped({"good.txt": b"text", **inside})) != ""

    def test_who_may_not_send_films_may_not_pack_them(self) -> None:
        data = zipped({"a.mp4": samples.film()})
        limits = Uploads(10, frozenset({"document", ARCHIVE}))
        with pytest.raises(Refused) as refused:
            prepare(BytesIO(data), "a.zip", [limits])
        assert refused.value.refusal.key == "media-archive-inside"

    def test_an_encrypted_archive_is_refused(self) -> None:
        data = bytearray(zipped({"a.txt": b"x"}))
        data[6] |= 1
        data[data.index(b"PK\x01\x02") + 8] |= 1
        assert reason(bytes(data)) == "media-encrypted"

    def test_a_bomb_is_refused_without_being_unpacked(self) -> None:
        member = bytes(15_000_000)
        text = {f"{number}.txt": b"a" + member[:-1] for number in range(12)}
        assert reason(zipped({"a.txt": bytes(20_000_000)})) == "media-archive-large"
        assert reason(zipped(text)) in ("media-archive-large", "media-archive-inside")

    def test_bombs_in_many_documents_add_up(self) -> None:
        bomb = docx({f"word/{it}.bin": ole("x") + bytes(14_000_000) for it in range(4)})
        assert reason(docx({f"{it}.docx": bomb for it in range(3)})) == "media-archive-large"

    def test_a_length_that_lies_is_refused(self) -> None:
        data = bytearray(zipped({"a.txt": b"x" * 5000}))
        place = data.index(b"PK\x01\x02")
        data[place + 24 : place + 28] = struct.pack("<I", 10)
        assert reason(bytes(data)) == "media-broken"

    @pytest.mark.parametrize("name", ["../a.txt", "a/../../b.txt", "..\\a.txt"])
    def test_a_member_that_climbs_out_is_refused(self, name: str) -> None:
        assert reason(zipped({name: b"x"})) == "media-broken"

    def test_an_empty_archive_is_refused(self) -> None:
        assert reason(zipped({})) == "media-empty"

    def test_an_archive_written_as_a_stream_is_read(self) -> None:
        class Pipe(BytesIO):
            def seekable(self) -> bool:
                return False

            def tell(self) -> int:
                raise OSError

        out = Pipe()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("a.txt", b"text " * 100)
            file.writestr("b.txt", b"text " * 100)
        assert reason(out.getvalue()) == ""


MUTATED = sorted(good())


@given(name=st.sampled_from(MUTATED), data=st.data())
@settings(max_examples=400, deadline=None)
def test_damage_is_refused_or_harmless_and_never_an_error(name: str, data: st.DataObject) -> None:
    original = good()[name][1]
    change: Callable[[bytes], bytes] = data.draw(st.sampled_from((cut, flip, repeat)))(
        data.draw(st.integers(0, len(original) - 1)), data.draw(st.binary(min_size=1, max_size=6))
    )
    assert isinstance(reason(change(original)), str)


@given(st.sampled_from(MUTATED), st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_a_true_beginning_with_any_continuation_is_never_an_error(name: str, tail: bytes) -> None:
    assert isinstance(reason(good()[name][1][:24] + tail), str)


def cut(place: int, _: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data[:place]


def flip(place: int, other: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data[:place] + other + data[place + len(other) :]


def repeat(place: int, other: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data[:place] + other * 3 + data[place:]
