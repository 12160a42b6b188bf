"""The word list applied to whatever somebody writes: warn, hold for the moderators, refuse."""

from collections.abc import Iterator

from policy import content as contents
from policy.decision import Note, Place
from policy.people import Person
from policy.refusal import Refusal, Refused
from policy.school import School


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
    hit = school.words.find("\n".join(reading.texts))
    if hit is None:
        return
    if hit.word.action == "warn":
        yield Note("note-word", {"list": hit.word.list}, setting="words")
    elif hit.word.action == "hold":
        raise Refused(Refusal("words-held", setting="words"), hold=True)
    else:
        raise Refused(Refusal("words-refused", setting="words"))
