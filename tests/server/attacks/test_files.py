"""Files: what comes into the media repository, and what a message may show of it."""

import io
import zipfile
from typing import Any

import pytest
from PIL import Image

from tests.server.attacks.attempt import Attempt, allowed, refused, send, table, text
from tests.server.guarded import GuardedSchool


def picture(kind: str = "PNG") -> bytes:
    """A small picture of that format."""
    written = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(written, kind)
    return written.getvalue()


def archive(**members: bytes) -> bytes:
    """A ZIP with such members."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name, content in members.items():
            file.writestr(name.replace("_", "."), content)
    return written.getvalue()


def upload(
    what: str, who: str, body: bytes, rule: str, *, name: str = "", kind: str = ""
) -> Attempt:
    """An upload with the type that the client claims."""
    where = "/_matrix/media/v3/upload" + (f"?filename={name}" if name else "")
    headers = {"Content-Type": kind or "application/octet-stream"}
    return Attempt(what, who, "POST", where, body, rule, headers)


def show(
    what: str, who: str, room: str, url: Any, rule: str, *, msgtype: str = "m.image", **more: Any
) -> Attempt:
    """A message that is a file."""
    body = {"msgtype": msgtype, "body": "файл", "url": url, **more}
    return send(what, who, room, "m.room.message", body, rule)


# fmt: off
UPLOADS = [
    upload("an outsider's picture", "outsider", picture(), "media-nothing"),
    upload("a leaver's picture", "leaver", picture(), "401 M_USER_LOCKED"),
    upload("a freed leaver's picture", "gone_teacher", picture(), "media-nothing"),
    upload("nobody's picture", "", picture(), "401 M_MISSING_TOKEN"),
    upload("a pending teacher's picture", "pending", picture(), "media-nothing"),
    upload("a program called a picture", "pupil", b"MZ\x90\x00" + bytes(200), "media-program",
           name="cat.png", kind="image/png"),
    upload("a program of Linux", "teacher", b"\x7fELF\x02\x01\x01" + bytes(200), "media-program"),
    upload("a script", "pupil", b"#!/bin/sh\nrm -rf ~\n", "media-script", kind="text/plain"),
    upload("a page called a text", "pupil", b"<!DOCTYPE html><script>alert(1)</script>",
           "media-page", name="note.txt", kind="text/plain"),
    upload("a drawing that is a page", "teacher",
           b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
           "media-name", name="x.svg", kind="image/svg+xml"),
    upload("a picture that is an archive as well", "pupil", picture() + archive(a_exe=b"MZ"),
           "media-two-in-one", kind="image/png"),
    upload("an archive with a program", "teacher", archive(a_exe=b"MZ" + bytes(100)),
           "media-archive-inside", name="homework.zip", kind="application/zip"),
    upload("a pupil's archive", "pupil", archive(a_txt=b"text"), "media-group",
           kind="application/zip"),
    upload("a pupil's video", "pupil",
           b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(200), "media-broken",
           kind="video/mp4"),
    upload("a text that starts as a program when opened", "pupil", b"echo", "media-name",
           name="run.bat"),
    upload("a file that is nothing", "pupil", b"", "media-empty"),
    upload("bytes that nobody knows", "pupil", bytes(range(256)) * 4, "media-unknown"),
    upload("a picture that is too large", "pupil", picture("BMP") + bytes(3 * 1024 * 1024),
           "media-size"),
    upload("a broken picture", "pupil", picture()[:40], "media-broken", kind="image/png"),
    upload("a picture of a telephone that others cannot open", "pupil",
           b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100), "media-heic"),
]

SHOWN = [
    show("a picture of another server", "teacher", "pupils_room", "mxc://elsewhere.example/cat",
         "policy-no-such-file"),
    show("a picture that is not there", "teacher", "pupils_room", "mxc://$server/nothing",
         "policy-no-such-file"),
    show("a picture at a web address", "teacher", "pupils_room", "https://casino.example/x.png",
         "policy-no-such-file"),
    show("a picture without an address", "teacher", "pupils_room", None, "policy-no-such-file"),
    show("a picture at a list", "teacher", "pupils_room", ["$teacher_photo"],
         "policy-no-such-file"),
    show("a pupil's photo outside a task", "pupil", "pupils_room", "$pupil_photo",
         "policy-may-not T3"),
    show("a pupil's photo on the class board", "pupil", "class_board", "$pupil_photo",
         "policy-may-not T3"),
    show("a parent's photo on the class board", "mother", "class_board", "$mother_photo",
         "policy-may-not T3"),
    show("a teacher's photo sent on by a pupil", "pupil", "pupils_room", "$teacher_photo",
         "policy-may-not T3"),
    show("a photo called a document", "pupil", "pupils_room", "$pupil_photo", "policy-may-not T3",
         msgtype="m.file"),
    show("a photo called a recording", "pupil", "pupils_room", "$pupil_photo",
         "policy-file-is-other", msgtype="m.audio"),
    show("a document called a photo", "pupil", "pupils_room", "$pupil_document",
         "policy-file-is-other"),
    show("a pupil's document that nobody verified", "pupil", "pupils_room", "$pupil_document",
         "files-not-verified N2", msgtype="m.file"),
    show("a parent's photo with an unknown thumbnail", "father", "parents_room", "$mother_photo",
         "policy-no-such-file", info={"thumbnail_url": "mxc://elsewhere.example/x"}),
    show("an encrypted file", "teacher", "pupils_room", None, "policy-encrypted-file X6",
         file={"url": "$teacher_photo", "key": {}, "iv": "x", "hashes": {}, "v": "v2"}),
    show("an encrypted thumbnail", "teacher", "pupils_room", "$teacher_photo",
         "policy-encrypted-file X6", info={"thumbnail_file": {"url": "$teacher_photo"}}),
    text("a picture within a pupil's text", "pupil", "pupils_room", "policy-may-not T3",
         format="org.matrix.custom.html", formatted_body='Кот <img src="$pupil_photo">'),
    text("a foreign picture within a text", "teacher", "pupils_room", "policy-no-such-file",
         format="org.matrix.custom.html",
         formatted_body='Кот <img src="mxc://elsewhere.example/cat">'),
    text("a picture from the web within a text", "pupil", "pupils_room", "links-not-verified N2",
         format="org.matrix.custom.html",
         formatted_body='Кот <img src="https://casino.example/cat.png">'),
    text("a picture under a key that nobody named", "pupil", "pupils_room", "policy-may-not T3",
         **{"ru.example.x": [{"y": "$pupil_photo"}]}),
    send("a picture as a pupil's reaction", "pupil", "pupils_room", "m.reaction",
         {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$teacher_in_pupils_room",
         "key": "$pupil_photo"}}, "policy-may-not T3"),
    send("a sticker with an own picture", "pupil", "pupils_room", "m.sticker", {"body": "Кот",
         "url": "$pupil_photo", "info": {}}, "policy-may-not X7"),
    send("an edit that adds a photo", "pupil", "pupils_room", "m.room.message",
         {"msgtype": "m.text", "body": "x", "m.new_content": {"msgtype": "m.image", "body": "x",
         "url": "$pupil_photo"}, "m.relates_to": {"rel_type": "m.replace",
         "event_id": "$pupil_in_pupils_room"}}, "policy-may-not T3"),
]

MAY_SHOW = [
    show("a teacher's photo", "teacher", "pupils_room", "$teacher_photo", ""),
    show("a pupil's photo to the teacher", "pupil", "talk", "$pupil_photo", ""),
    show("a pupil's photo in a task", "pupil", "pupils_room", "$pupil_photo", "",
         **{"m.relates_to": {"rel_type": "m.thread", "event_id": "$task"}}),
    show("a parent's photo to the parents", "mother", "parents_room", "$mother_photo", ""),
    show("a teacher's document", "teacher", "materials_room", "$teacher_document", "",
         msgtype="m.file"),
    show("a photo sent as a document", "teacher", "pupils_room", "$teacher_photo", "",
         msgtype="m.file"),
]
# fmt: on


@pytest.fixture(scope="module", autouse=True)
async def files(school: GuardedSchool) -> None:
    """Files that are here: `$teacher_photo`, `$pupil_document` and the like."""
    for who in ("teacher", "pupil", "mother"):
        for name, body in (("photo", picture()), ("document", "Сочинение".encode())):
            answer = await allowed(school, upload("", who, body, ""))
            school.names[f"{who}_{name}"] = answer.body["content_uri"]


@table(UPLOADS)
async def test_no_file_comes_in_that_may_not(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(SHOWN)
async def test_no_message_shows_a_file_that_it_may_not(
    school: GuardedSchool, attempt: Attempt
) -> None:
    await refused(school, attempt)


@table(MAY_SHOW)
async def test_who_may_show_a_file_can(school: GuardedSchool, attempt: Attempt) -> None:
    await allowed(school, attempt)
