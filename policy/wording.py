"""The word list applied to whatever somebody writes: warn, hold for the moderators, refuse."""

from collections.abc import Iterator

from policy import content as contents
from policy.decision import Note, Place
from policy.people import Person
from policy.refusal import Refused
from policy.school import School
from policy.words import refusal_of, too_long


def notes_on_words(
    school: School, person: Person, place: Place, reading: contents.Reading
) -> Iterator[Note]:
    """What the strongest listed word in all texts of an event leads to.

    Raises:
        Refused: it is refused, or held until a moderator has seen it.
    """
    roles = school.roles_in(person, place.kind, place.group)
    if not roles or not roles <= school.safety.words_for:
        return
    text = "\n".join(reading.texts)
    longer = too_long(text)
    if longer is not None:
        raise Refused(longer)
    hit = school.words.find(text)
    if hit is None:
        return
    refusal = refusal_of(hit)
    if refusal is not None:
        raise Refused(refusal, hold=hit.word.action == "hold")
    yield Note("note-word", {"list": hit.word.list}, setting="words")
