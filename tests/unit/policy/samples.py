"""Real files of every type, made here: by Pillow, openpyxl, odfpy and zipfile, or by hand."""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
from odf.opendocument import OpenDocumentPresentation, OpenDocumentSpreadsheet, OpenDocumentText
from odf.text import P
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

# Where the photographs were taken: no byte of it may be left.
LATITUDE = (55, 45, 21)
PLACE = b"MAKER-WAS-HERE"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><GPSLatitude>MAKER-WAS-HERE</GPSLatitude></x:xmpmeta>'
ORIENTATION = 0x0112
_GPS_IFD = 0x8825


@cache
def picture(mode: str = "RGB") -> Image.Image:
    """A picture with an up and a down, no two pixels' surroundings alike."""
    image = Image.radial_gradient("L").resize((64, 48)).convert(mode)
    ImageDraw.Draw(image).rectangle((0, 0, 20, 10), fill=1 if mode == "P" else 255)
    return image


def exif(orientation: int = 6) -> Image.Exif:
    """What a telephone writes: place, maker, a note, which side is up."""
    found = Image.Exif()
    found[ORIENTATION] = orientation
    found[0x010F] = PLACE.decode()
    found[0x010E] = PLACE.decode()
    found.get_ifd(_GPS_IFD).update({1: "N", 2: LATITUDE, 3: "E", 4: (37, 37, 2), 29: "MAKER-WAS"})
    return found


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def jpeg(orientation: int = 6, **options: Any) -> bytes:
    """A photograph with everything that a telephone adds to it."""
    plain = saved(picture(), "JPEG", exif=exif(orientation), comment=PLACE, **options)
    more = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + XMP)
    more += segment(0xED, b"Photoshop 3.0\x008BIM" + PLACE)
    more += segment(0xE2, b"FPXR\x00" + PLACE)
    return plain[:2] + more + plain[2:]


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def png(**options: Any) -> bytes:
    notes = PngInfo()
    notes.add_text("Comment", PLACE.decode())
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return saved(picture(), "PNG", pnginfo=notes, exif=exif(), **options)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def frames(mode: str = "RGB") -> list[Image.Image]:
    return [picture(mode).rotate(angle) for angle in (0, 90, 180)]


def gif() -> bytes:
    first, *others = frames("P")
    return saved(
        first, "GIF", save_all=True, append_images=others, loop=0, duration=80, comment=PLACE
    )


def webp(**options: Any) -> bytes:
    return saved(picture(), "WEBP", exif=exif(), xmp=XMP, **options)


def moving_webp() -> bytes:
    first, *others = frames()
    return saved(
        first, "WEBP", save_all=True, append_images=others, exif=exif(), xmp=XMP, duration=80
    )


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def full(kind: bytes, *parts: bytes) -> bytes:
    return box(kind, bytes(4), *parts)


def track(handler: bytes, offsets: Iterable[int], sizes: Iterable[int], *more: bytes) -> bytes:
    places, lengths = list(offsets), list(sizes)
    tables = box(
        b"stbl",
        full(b"stsd", struct.pack(">I", 0)),
        full(b"stsc", struct.pack(">IIII", 1, 1, 1, 1)),
        full(
            b"stsz", struct.pack(">II", 0, len(lengths)), *(struct.pack(">I", it) for it in lengths)
        ),
        full(b"stco", struct.pack(">I", len(places)), *(struct.pack(">I", it) for it in places)),
    )
    media = box(
        b"mdia",
        full(b"mdhd", bytes(20)),
        full(b"hdlr", bytes(4), handler, bytes(12), b"\x00"),
        box(b"minf", full(b"vmhd", bytes(8)), tables),
    )
    return box(b"trak", full(b"tkhd", bytes(80)), media, *more)


SAMPLES = {b"vide": b"PICTURES" * 8, b"soun": b"SOUNDS" * 8, b"meta": PLACE * 4, b"camm": PLACE}


def film(
    brand: bytes = b"isom",
    handlers: Iterable[bytes] = (b"vide", b"soun"),
    movie: Iterable[bytes] = (),
    top: Iterable[bytes] = (),
) -> bytes:
    """An MP4 whose samples say what they are; `movie` and `top` are boxes to add."""
    named = list(handlers)
    start = box(b"ftyp", brand, bytes(4), brand, b"mp41")
    offset = len(start) + 8
    tracks = []
    for handler in named:
        body = SAMPLES[handler]
        tracks.append(track(handler, [offset], [len(body)]))
        offset += len(body)
    content = box(b"mdat", *(SAMPLES[it] for it in named))
    return start + content + b"".join(top) + box(b"moov", full(b"mvhd", bytes(96)), *tracks, *movie)


def place_boxes() -> list[bytes]:
    """Every way in which cameras write a place into the `moov` of a film."""
    text = struct.pack(">HH", len(PLACE), 0x15C7) + PLACE
    user = box(b"udta", box(b"\xa9xyz", text), full(b"loci", PLACE), bytes(4))
    keys = full(
        b"keys", struct.pack(">I", 1), box(b"mdta", b"com.apple.quicktime.location.ISO6709")
    )
    values = box(b"ilst", box(b"\x00\x00\x00\x01", box(b"data", bytes(8), PLACE)))
    described = box(b"meta", full(b"hdlr", bytes(4), b"mdta", bytes(13)), keys, values)
    return [user, described, box(b"gps ", PLACE)]


def xmp_box() -> bytes:
    return box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), XMP)


def ogg(*starts: bytes, pages: int = 3) -> bytes:
    found = []
    for number, start in enumerate(starts):
        found.append(ogg_page(start + bytes(16), number, first=True))
    found += [ogg_page(b"sound" * 40, 0) for _ in range(pages)]
    return b"".join(found)


def ogg_page(body: bytes, stream: int, *, first: bool = False) -> bytes:
    parts = [255] * (len(body) // 255) + [len(body) % 255]
    head = struct.pack("<4sBBQIIIB", b"OggS", 0, 2 if first else 0, 0, stream, 0, 0, len(parts))
    return head + bytes(parts) + body


def wav() -> bytes:
    sound = bytes(range(256)) * 4
    form = struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    body += b"data" + struct.pack("<I", len(sound)) + sound
    return b"RIFF" + struct.pack("<I", len(body)) + body


def mp3(*, tagged: bool = True) -> bytes:
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    tag = b"ID3\x03\x00\x00\x00\x00\x00\x14" + b"TIT2".ljust(20, b"\x00")
    return (tag if tagged else b"") + frame * 6


def aac() -> bytes:
    length = 64
    head = bytes(
        (0xFF, 0xF1, 0x50, 0x80 | length >> 11, length >> 3 & 0xFF, (length & 7) << 5 | 31, 0xFC)
    )
    return (head + bytes(length - 7)) * 6


def element(kind: int, body: bytes, *, open_end: bool = False) -> bytes:
    size = b"\x01" + b"\xff" * 7 if open_end else (len(body) | 1 << 56).to_bytes(8, "big")
    return kind.to_bytes((kind.bit_length() + 7) // 8, "big") + size + body


def webm(*tracks: int, doc: bytes = b"webm", open_end: bool = False, more: bytes = b"") -> bytes:
    head = element(0x1A45DFA3, element(0x4282, doc))
    entries = b"".join(
        element(0xAE, element(0xD7, bytes((number,))) + element(0x83, bytes((kind,))))
        for number, kind in enumerate(tracks, 1)
    )
    block = element(0xA3, b"\x81\x00\x00\x80" + b"sound" * 20)
    cluster = element(0x1F43B675, element(0xE7, b"\x00") + block + block, open_end=open_end)
    body = element(0x1654AE6B, entries) + more + cluster * 2
    return head + element(0x18538067, body, open_end=open_end)


def pdf(*objects: bytes, header: bytes = b"%PDF-1.5\n", trailer: bytes = b"") -> bytes:
    """A PDF of one empty page and the objects given; without a table, as many programs write."""
    page = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    )
    body = b"".join(
        b"%d 0 obj\n%s\nendobj\n" % (number, it) for number, it in enumerate((*page, *objects), 1)
    )
    end = b"trailer << /Root 1 0 R %s >>\nstartxref\n0\n%%%%EOF\n" % trailer
    return header + body + end


def pdf_stream(body: bytes, dictionary: bytes = b"", *, pack: bool = True) -> bytes:
    data = zlib.compress(body) if pack else body
    packed = b"/Filter /FlateDecode" if pack else b""
    return b"<< %s %s /Length %d >>\nstream\n%s\nendstream" % (
        dictionary,
        packed,
        len(data),
        data,
    )


def object_stream(body: bytes, **options: Any) -> bytes:
    return pdf_stream(b"7 0 " + body, b"/Type /ObjStm /N 1 /First 4", **options)


def zipped(
    content: Mapping[str, bytes], *, stored: bool = False, first_stored: bool = False
) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for number, (name, data) in enumerate(content.items()):
            plain = stored or (first_stored and number == 0)
            file.writestr(name, data, zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def open_xml(main: str, more: Mapping[str, bytes] | None = None, types: str = "") -> bytes:
    """A document of Word or PowerPoint, as small as they come."""
    text = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Override PartName="/main.xml" ContentType="application/vnd.'
        f'openxmlformats-officedocument.{main}.main+xml"/>{types}</Types>'
    )
    return zipped(
        {
            "[Content_Types].xml": text.encode(),
            "_rels/.rels": b"<Relationships/>",
            "main.xml": b"<document/>",
            **(more or {}),
        }
    )


def docx(more: Mapping[str, bytes] | None = None, types: str = "") -> bytes:
    return open_xml("wordprocessingml.document", more, types)


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "Оценка"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def odf(kind: str) -> bytes:
    makers = {
        "odt": OpenDocumentText,
        "ods": OpenDocumentSpreadsheet,
        "odp": OpenDocumentPresentation,
    }
    document = makers[kind]()
    if kind == "odt":
        document.text.addElement(P(text="Сочинение"))
    out = BytesIO()
    document.write(out)
    return out.getvalue()


def odt_with(more: Mapping[str, bytes]) -> bytes:
    """An ODT with additional members."""
    with zipfile.ZipFile(BytesIO(odf("odt"))) as file:
        content = {it: file.read(it) for it in file.namelist()}
    return zipped({**content, **more}, first_stored=True)


RTF = rb"{\rtf1\ansi\deff0 {\fonttbl{\f0 Times;}} \u1055? \b text\b0 }"
RUSSIAN = "Домашнее задание: упражнение № 12, стр. 45 — «Лес осенью».\r\n" * 5


def ole(*streams: str) -> bytes:
    """The beginning of an old container of Office whose directory names `streams`."""
    names = b"".join(it.encode("utf-16-le").ljust(128, b"\x00") for it in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names


PROGRAM = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\x00\x00" + bytes(200)


@cache
def good() -> Mapping[str, tuple[str, bytes]]:
    """Name → (id of the type, file): everything that a school sends."""
    return {
        "jpeg": ("jpeg", jpeg()),
        "progressive jpeg": ("jpeg", jpeg(progressive=True)),
        "grey jpeg": ("jpeg", saved(picture("L"), "JPEG")),
        "four colour jpeg": ("jpeg", saved(picture("CMYK"), "JPEG")),
        "png": ("png", png()),
        "gif": ("gif", gif()),
        "webp": ("webp", webp()),
        "lossless webp": ("webp", webp(lossless=True)),
        "webp without more": ("webp", saved(picture(), "WEBP")),
        "moving webp": ("webp", moving_webp()),
        "opus": ("ogg", ogg(b"OpusHead")),
        "vorbis": ("ogg", ogg(b"\x01vorbis")),
        "theora": ("ogv", ogg(b"\x80theora", b"\x01vorbis")),
        "mp3": ("mp3", mp3()),
        "mp3 without tag": ("mp3", mp3(tagged=False)),
        "aac": ("aac", aac()),
        "wav": ("wav", wav()),
        "film": ("mp4", film()),
        "film of a telephone": ("mp4", film(b"mp42", (b"vide", b"soun", b"meta"), place_boxes())),
        "film of an iphone": ("mov", film(b"qt  ", (b"vide", b"soun", b"meta"), place_boxes())),
        "voice": ("m4a", film(b"M4A ", (b"soun",))),
        "voice in mp4": ("m4a", film(b"isom", (b"soun",))),
        "webm": ("webm", webm(1, 2)),
        "live webm": ("webm", webm(1, 2, open_end=True)),
        "sound webm": ("weba", webm(2)),
        "live sound webm": ("weba", webm(2, open_end=True)),
        "pdf": ("pdf", pdf()),
        "pdf with object stream": ("pdf", pdf(object_stream(b"<< /Type /Font >>"))),
        "docx": ("docx", docx()),
        "docx with formula": ("docx", docx({"word/embeddings/ole1.bin": ole("Equation Native")})),
        "docx with table": ("docx", docx({"word/embeddings/Sheet1.xlsx": xlsx()})),
        "docx with picture": ("docx", docx({"word/media/image1.jpeg": jpeg()})),
        "xlsx": ("xlsx", xlsx()),
        "pptx": ("pptx", open_xml("presentationml.presentation")),
        "ppsx": ("ppsx", open_xml("presentationml.slideshow")),
        "odt": ("odt", odf("odt")),
        "ods": ("ods", odf("ods")),
        "odp": ("odp", odf("odp")),
        "rtf": ("rtf", RTF),
        "text": ("txt", RUSSIAN.encode()),
        "text with mark": ("txt", RUSSIAN.encode("utf-8-sig")),
        "text of windows": ("txt-cp1251", RUSSIAN.encode("cp1251")),
        "table": ("txt", "фамилия;имя\nИванов;Иван\n".encode()),
        "code": ("txt", b"for i in range(10):\n\tprint(i < 5, i > 3)\n"),
        "zip": ("zip", zipped({"работы/1.jpg": jpeg(), "2.docx": docx(), "3.txt": b"text"})),
        "zip of a stored pdf": ("zip", zipped({"1.pdf": pdf()}, stored=True)),
    }
