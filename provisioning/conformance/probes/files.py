"""Files: who may send which, what is taken out of them, and what is refused (T3 to T6, W11)."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from provisioning.conformance import wire
from provisioning.conformance.model import Answer, Call
from provisioning.conformance.probes import probe
from provisioning.conformance.probes.rooms import thread
from provisioning.conformance.trials import Attempt, NotNow
from provisioning.matrix.client import path
from templates import message

_FOLDER = Path(__file__).parents[1] / "files"
# In the photograph, where telephones write who took it and where.
PLACE = b"PARTA-PROBE-PLACE"
_MEGABYTE = 1024 * 1024
_LARGEST_TRIED = 25
_GROUPS = {"m.image": "photo", "m.audio": "audio", "m.video": "video", "m.file": "document"}


def content_of(name: str) -> bytes:
    """One of the files that probes send."""
    return (_FOLDER / name).read_bytes()


def _require_uploads(it: Attempt) -> None:
    """The school takes files at all.

    Raises:
        NotNow: it does not.
    """
    if not it.prover.stage.layouts.safety.uploads:
        raise NotNow(message("conformance-setting-off", setting="uploads"))


async def upload(it: Attempt, who: str, name: str, group: str, mime: str) -> str:
    """Upload a file as one of the cast: allowed where the school's settings allow the sort.

    Returns its address; empty where it was rightly refused.
    """
    call = Call(
        "POST",
        path("_matrix", "media", "v3", "upload"),
        content_of(name),
        {"filename": name},
        mime,
    )
    if group in allowed_groups(it, who):
        answer = await it.may(who, call)
        return answer.text("content_uri")
    await it.may_not(who, call, rule="media-group")
    return ""


def allowed_groups(it: Attempt, who: str) -> set[str]:
    """What sorts of file somebody may upload, by any of the roles."""
    uploads = it.prover.stage.layouts.safety.uploads
    roles = it.prover.cast.roles(who)
    return {group for role in roles if role in uploads for group in uploads[role].groups}


def shown(msgtype: str, name: str, uri: str) -> Mapping[str, Any]:
    """A message that is a file."""
    return {"msgtype": msgtype, "body": name, "filename": name, "url": uri, "info": {}}


def download(uri: str, thing: str = "download", **query: str) -> Call:
    """Get a file back."""
    server, _, media = uri.removeprefix("mxc://").partition("/")
    where = path("_matrix", "client", "v1", "media", thing, server, media)
    return Call("GET", where, query=query or None)


def _same(answer: Answer, name: str) -> bool:
    return hashlib.sha256(answer.data).digest() == hashlib.sha256(content_of(name)).digest()


@probe("T3", title="probe-photo")
async def photos_lose_their_place(it: Attempt) -> None:
    _require_uploads(it)
    room = it.prover.room("pupils")
    uri = await upload(it, "teacher", "photo.jpg", "photo", "image/jpeg")
    call = it.prover.say(room, shown("m.image", "photo.jpg", uri))
    await it.right("teacher", "photo.send", call, "pupils")
    found = await it.may("pupil", download(uri))
    it.see(found.data.startswith(b"\xff\xd8"), message("probe-photo-arrives"))
    it.see(PLACE not in found.data, message("probe-place-is-gone"))
    await it.may("pupil", download(uri, "thumbnail", width="32", height="32", method="scale"))
    uri = await upload(it, "pupil", "photo.jpg", "photo", "image/jpeg")
    if uri:
        call = it.prover.say(room, shown("m.image", "photo.jpg", uri))
        await it.right("pupil", "photo.send", call, "pupils")
    uri = await upload(it, "parent", "photo.jpg", "photo", "image/jpeg")
    if uri:
        call = it.prover.say(it.prover.room("parents"), shown("m.image", "photo.jpg", uri))
        await it.right("parent", "photo.send", call, "parents")


@probe("T3", "T6", title="probe-size")
async def files_have_a_size(it: Attempt) -> None:
    _require_uploads(it)
    limits = it.prover.stage.layouts.safety.uploads.get("pupil")
    if limits is None or limits.megabytes > _LARGEST_TRIED:
        raise NotNow(message("conformance-setting-off", setting="uploads"))
    await upload(it, "pupil", "photo.jpg", "photo", "image/jpeg")
    too_large = bytes(limits.megabytes * _MEGABYTE + 1)
    call = Call(
        "POST",
        path("_matrix", "media", "v3", "upload"),
        too_large,
        {"filename": "photo.jpg"},
        "image/jpeg",
    )
    await it.may_not("pupil", call, rule="media-size")
    # Clients ask before they send.
    told = await it.may("pupil", Call("GET", path("_matrix", "client", "v1", "media", "config")))
    limit = told.json.get("m.upload.size")
    it.see(limit == limits.megabytes * _MEGABYTE, message("probe-size-is-told"))


@probe("N5", title="probe-task-photo")
async def a_task_is_answered_with_a_photo(it: Attempt) -> None:
    _require_uploads(it)
    room = it.prover.room("pupils")
    call = it.prover.event(room, "org.parta.task", {"body": "Проверка: решите задачу"})
    task = await it.right("teacher", "task.open", call, "pupils")
    uri = await upload(it, "pupil", "photo.jpg", "photo", "image/jpeg")
    if uri and "event_id" in task.json:
        relation = thread(it, task.text("event_id"))["m.relates_to"]
        answer = {**shown("m.image", "photo.jpg", uri), "m.relates_to": relation}
        await it.right("pupil", "task.answer", it.prover.say(room, answer), "pupils")
        photo = shown("m.image", "photo.jpg", uri)
        await it.right("pupil", "photo.send", it.prover.say(room, photo), "pupils")


@probe("T4", title="probe-audio")
async def sound_is_sent(it: Attempt) -> None:
    _require_uploads(it)
    room = it.prover.room("pupils")
    for who in ("teacher", "pupil"):
        uri = await upload(it, who, "sound.wav", "audio", "audio/wav")
        if uri:
            voice = {**shown("m.audio", "sound.wav", uri), "org.matrix.msc3245.voice": {}}
            call = it.prover.say(room, voice)
            await it.right(who, "audio.send", call, "pupils")
            found = await it.may("classmate", download(uri))
            it.see(_same(found, "sound.wav"), message("probe-same-file"))
    uri = await upload(it, "teacher", "photo.jpg", "photo", "image/jpeg")
    call = it.prover.say(room, shown("m.audio", "sound.wav", uri))
    await it.may_not("teacher", call, rule="policy-file-is-other")


@probe("T5", title="probe-video")
async def films_are_sent(it: Attempt) -> None:
    _require_uploads(it)
    for who, kind in (("teacher", "pupils"), ("parent", "parents")):
        uri = await upload(it, who, "film.mp4", "video", "video/mp4")
        if uri:
            call = it.prover.say(it.prover.room(kind), shown("m.video", "film.mp4", uri))
            await it.right(who, "video.send", call, kind)
            await it.may("teacher", download(uri))
    uri = await upload(it, "pupil", "film.mp4", "video", "video/mp4")
    if uri:
        call = it.prover.say(it.prover.room("pupils"), shown("m.video", "film.mp4", uri))
        await it.right("pupil", "video.send", call, "pupils")


@probe("T6", "W11", title="probe-file")
async def files_arrive_as_they_were_sent(it: Attempt) -> None:
    _require_uploads(it)
    room = it.prover.room("pupils")
    uri = await upload(it, "teacher", "text.pdf", "document", "application/pdf")
    call = it.prover.say(room, shown("m.file", "text.pdf", uri))
    sent = await it.right("teacher", "file.send", call, "pupils")
    found = await it.may("pupil", download(uri))
    it.see(_same(found, "text.pdf"), message("probe-same-file"))
    wanted = json.dumps({"contains_url": True})
    call = wire.look("rooms", room, "messages", dir="b", limit="50", filter=wanted)
    listed = await it.may("pupil", call)
    ids = {one["event_id"] for one in listed.json.get("chunk", ())}
    it.see(sent.text("event_id") in ids, message("probe-file-is-listed"))
    await it.may_not("outsider", call, errcodes=("M_FORBIDDEN",))


@probe("T6", "N2", title="probe-file-content")
async def files_are_what_they_say(it: Attempt) -> None:
    _require_uploads(it)
    where = path("_matrix", "media", "v3", "upload")
    await upload(it, "teacher", "text.pdf", "document", "application/pdf")
    for name, data, mime in (
        ("photo.jpg", b"MZ\x90\x00" + bytes(200), "image/jpeg"),
        ("text.pdf.exe", content_of("text.pdf"), "application/pdf"),
        ("page.txt", b"<html><script>alert(1)</script></html>", "text/plain"),
    ):
        call = Call("POST", where, data, {"filename": name}, mime)
        answer = await it.may_not("teacher", call)
        it.see(answer.text("org.parta.rule").startswith("media-"), message("probe-by-content"))
    uri = await upload(it, "pupil", "text.pdf", "document", "application/pdf")
    if uri:
        call = it.prover.say(it.prover.room("pupils"), shown("m.file", "text.pdf", uri))
        await it.may_not("pupil", call, rule="files-not-verified")
    call = it.prover.say(
        it.prover.room("pupils"), shown("m.file", "t", "mxc://elsewhere.example/a")
    )
    await it.may_not("teacher", call, rule="policy-no-such-file")
