"""Links and files that somebody shares: verified, with a reason, or not at all (N2, N3, F2)."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from policy import content as contents
from policy.decision import Note, Place, Sent
from policy.links import links, refusal_of, refusal_of_file
from policy.people import Person
from policy.refusal import Refused
from policy.rights import verdict
from policy.school import School

_VERIFIED = "content.share_verified"
_REASONED = "content.share_reasoned"
_OTHER = "content.share_other"
_WORKS = frozenset({"document", "archive"})
_LONGEST_SHOWN = 80
# Without any other sign than these there is no link: no dot, no colon, no «@», nothing hidden.
_BEYOND_WORDS = re.compile(r"[^\w\s,!?-]")


def notes_on_sharing(
    school: School, person: Person, place: Place, sent: Sent, reading: contents.Reading
) -> Iterator[Note]:
    """What is linked in, and attached to, an event: a note for each link shared with a reason.

    Raises:
        Refused: `person` may not share one of them here.
    """
    _check_files(school, person, place, sent, reading)
    if not any(map(_BEYOND_WORDS.search, (*reading.texts, *reading.html))):
        return
    for link in links("\n".join(reading.texts), "\n".join(reading.html), school.server_name):
        if verdict(school, person, place, _OTHER).allowed:
            return
        verified = verdict(school, person, place, _VERIFIED)
        if verified.allowed and school.catalogue.entry_of(link) is not None:
            continue
        reasoned = verdict(school, person, place, _REASONED)
        row = reasoned.row or verified.row or school.regulation.row("N2")
        row_id = row.id if row else ""
        why = contents.reason(sent.content)
        if not reasoned.allowed or not why:
            raise Refused(refusal_of(link, row_id, with_reason=reasoned.allowed))
        yield Note("note-link", {"link": link[:_LONGEST_SHOWN], "reason": why[:200]}, row=row_id)


def _check_files(
    school: School, person: Person, place: Place, sent: Sent, reading: contents.Reading
) -> None:
    """Documents from who may share verified content only (pupils, N2): by the file's checksum."""
    works = [
        sent.media[it]
        for it in reading.files
        if it in sent.media and sent.media[it].group in _WORKS
    ]
    if not works or any(verdict(school, person, place, it).allowed for it in (_REASONED, _OTHER)):
        return
    if not all(it.sha256 is not None and it.sha256 in school.catalogue.files for it in works):
        raise Refused(refusal_of_file("N2"))


def host(url: object) -> str:
    """Host and port of an address, empty where it has none that can be read with certainty."""
    if not isinstance(url, str) or "\\" in url or "@" in url or not url.isascii():
        return ""
    try:
        parts = urlsplit(url)
        return parts.netloc.lower() if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""
