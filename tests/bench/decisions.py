"""What a decision costs: microseconds for typical messages in a large school.

Run it with ``python -m tests.bench.decisions``. 3,000 people, 400 rooms, a word list of 10,000
forms and 2,000 verified domains; each row is somebody else in another room every time.
"""

import random
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice

from policy.catalogue import Catalogue, Entry
from policy.decision import Actor, Media, Moment, Place, Sent, Standing
from policy.messages import decide_event
from policy.people import PARENT, PUPIL
from policy.refusal import Refused
from policy.regulation import DIRECT
from policy.safety import Hours, Safety
from policy.school import School
from policy.words import Word, WordList, form_of
from tests.bench.plan import show
from tests.unit.builders import SERVER, big_school
from tests.unit.policy.school import school_of

_DECISIONS = 4_000
_FORMS = 10_000
_DOMAINS = 2_000
_PUPILS, _PARENTS, _STAFF = 1_100, 1_760, 140
_ROOMS = 400
_NOON = Moment(12 * 60)
_SENTENCE = (
    "завтра контрольная по математике принесите тетради дневник циркуль и хорошее настроение "
    "кто знает что задали на среду спасибо большое увидимся в школе"
)
_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"

Case = tuple[Actor, Place, Sent]


def school() -> School:
    """The school that is measured."""
    chosen = random.Random(1)
    forms = {
        form_of("".join(chosen.choices(_LETTERS, k=chosen.randint(6, 11)))): Word(
            f"w{number}", "ru", "refuse"
        )
        for number in range(_FORMS)
    }
    entries = [
        Entry("x", "x", "x", "2026-09-01", domain=f"lesson{number}.edu.ru")
        for number in range(_DOMAINS)
    ]
    return school_of(
        big_school(_PUPILS, _PARENTS, _STAFF),
        safety=Safety(
            quiet_hours={PUPIL: Hours(21 * 60, 7 * 60), PARENT: Hours(21 * 60, 7 * 60)},
            words_for=frozenset({PUPIL, PARENT}),
        ),
        words=WordList(forms),
        catalogue=Catalogue.of(entries),
    )


def rooms(found: School, kind: str) -> list[Place]:
    """All rooms of a kind, with everybody in them."""
    return [
        Place(kind, f"{group}:{kind}", group, joined=frozenset(found.members(kind, group)))
        for group, it in sorted(found.people.groups.items())
        if it.kind == "class"
    ]


def conversations(found: School, count: int) -> list[Place]:
    """Rooms of a teacher with a parent of the class."""
    made = []
    for place in islice(cycle(rooms(found, "parents")), count):
        by_role = {
            next(iter(roles)): user for user, roles in found.members("parents", place.group).items()
        }
        made.append(Place(DIRECT, joined=frozenset({by_role["teacher"], by_role[PARENT]})))
    return made


def cases(found: School, places: Sequence[Place], role: str, sent: Sent) -> Iterator[Case]:
    """The same event by everybody of a role, in one room after the other."""
    while True:
        for place in places:
            for user in sorted(place.joined)[:12]:
                person = found.person(user)
                if person and role in found.roles_in(person, place.kind, place.group):
                    yield Actor(user, Standing.PERSON, person), place, sent


def text(words: int, more: str = "") -> Sent:
    """A message of so many words."""
    body = " ".join(islice(cycle(_SENTENCE.split()), words)) + more
    return Sent("m.room.message", {"msgtype": "m.text", "body": body, "m.mentions": {}})


def measure(found: School, some: Iterator[Case]) -> tuple[float, float, int]:
    """Median and 99th percentile in microseconds, and how many were refused."""
    times = []
    refused = 0
    for actor, place, sent in islice(some, _DECISIONS):
        start = time.perf_counter_ns()
        try:
            decide_event(found, _NOON, actor, place, sent)
        except Refused:
            refused += 1
        times.append(time.perf_counter_ns() - start)
    times.sort()
    return times[len(times) // 2] / 1000, times[len(times) * 99 // 100] / 1000, refused


def main() -> None:
    """Print the table."""
    found = school()
    pupils, parents = rooms(found, "pupils"), rooms(found, "parents")
    managed = sum(5 if it.kind == "class" else 1 for it in found.people.groups.values())
    direct = conversations(found, _ROOMS - managed)
    photo = f"mxc://{SERVER}/{'a' * 24}"
    image = Sent(
        "m.room.message",
        {
            "msgtype": "m.image", "body": "IMG_1.jpg", "url": photo,
            "info": {"mimetype": "image/jpeg", "w": 1920, "h": 1080, "size": 400_000,
                     "thumbnail_url": photo, "thumbnail_info": {"w": 800, "h": 450}},
        },
        media={photo: Media("@x:y", "photo", "0" * 64)},
    )  # fmt: skip
    poll = Sent(
        "m.poll.start",
        {"m.text": [{"body": "Когда собрание?"}], "m.poll": {
            "kind": "m.poll.disclosed", "question": {"m.text": [{"body": "Когда собрание?"}]},
            "answers": [{"m.id": str(it), "m.text": [{"body": f"в {it} часов"}]}
                        for it in range(15, 19)]}},
    )  # fmt: skip
    pins = Sent("m.room.pinned_events", {"pinned": ["$" + "a" * 43]}, "")
    reaction = Sent(
        "m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$x", "key": "👍"}}
    )
    table = (
        ("pupil, short text", cases(found, pupils, PUPIL, text(6))),
        ("pupil, text of 2 KB", cases(found, pupils, PUPIL, text(170))),
        ("pupil, verified link", cases(found, pupils, PUPIL,
                                       text(6, " https://lesson7.edu.ru/a?b=c"))),
        ("pupil, foreign link (refused)", cases(found, pupils, PUPIL,
                                                text(6, " https://example.com/"))),
        ("pupil, reaction", cases(found, pupils, PUPIL, reaction)),
        ("pupil, poll (refused)", cases(found, pupils, PUPIL, poll)),
        ("parent, short text", cases(found, parents, PARENT, text(6))),
        ("parent to teacher, short text", cases(found, direct, PARENT, text(6))),
        ("teacher, short text", cases(found, pupils, "teacher", text(6))),
        ("teacher, text of 2 KB", cases(found, pupils, "teacher", text(170))),
        ("teacher, poll", cases(found, pupils, "teacher", poll)),
        ("teacher, image", cases(found, pupils, "teacher", image)),
        ("teacher, state event", cases(found, pupils, "teacher", pins)),
    )  # fmt: skip
    show(
        f"{len(found.people.by_id)} people, {managed + len(direct)} rooms, "
        f"{len(found.words.forms)} forms of words, {len(found.catalogue.domains)} domains; "
        f"{_DECISIONS} decisions each\n"
    )
    show(f"{'microseconds a decision':34}{'p50':>9}{'p99':>9}{'refused':>9}")
    for name, some in table:
        middle, slow, refused = measure(found, some)
        show(f"{name:34}{middle:9.1f}{slow:9.1f}{refused:9}")


if __name__ == "__main__":
    main()
