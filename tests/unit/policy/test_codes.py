"""One-time codes: what they are made of, what may be typed for one, how often one may guess."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import codes, events
from policy.codes import ALPHABET, Login
from policy.guessing import Guesses
from policy.passwords import refused
from tests.unit.builders import SERVER
from tests.unit.policy.test_registry import BOT, Reading

SECRET = b"s" * 32
USER = f"@kardanov.timur:{SERVER}"
PRINTED = "KA7M-3XPT-9HCE"
# The same keys of the Russian keyboard, or what the eye takes them for.
CYRILLIC = str.maketrans("ACEHKMPTXY", "АСЕНКМРТХУ")
users = st.from_regex(r"@[a-z0-9.-]{1,30}:ruchei\.example", fullmatch=True)


def test_code_is_twelve_signs_in_three_groups_and_always_the_same() -> None:
    made = codes.code(SECRET, USER, 1)
    assert made == codes.code(SECRET, USER, 1)
    assert [len(it) for it in made.split("-")] == [4, 4, 4]
    assert set(made) <= {*ALPHABET, "-"}


def test_fifty_bits() -> None:
    assert math.log2(len(ALPHABET)) * codes.LENGTH > 50


def test_no_two_signs_look_alike() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET)
    for pair in ("O0", "I1", "B8", "S5", "Z2", "G6", "UV", "QO", "DO"):
        assert not set(pair) <= set(ALPHABET)


@given(users, users, st.integers(1, 5), st.integers(1, 5))
def test_another_account_or_issue_is_another_code(
    one: str, other: str, first: int, second: int
) -> None:
    same = (one, first) == (other, second)
    assert (codes.code(SECRET, one, first) == codes.code(SECRET, other, second)) is same


def test_another_secret_is_another_code() -> None:
    assert codes.code(SECRET, USER, 1) != codes.code(b"t" * 32, USER, 1)


@pytest.mark.parametrize(
    "typed",
    [
        PRINTED,
        PRINTED.lower(),
        PRINTED.replace("-", ""),
        PRINTED.replace("-", " "),
        " KA7M – 3XPT — 9HCE. ",
        "KA7M\u00a03XPT\u20119HCE",
        PRINTED.translate(CYRILLIC),
        PRINTED.translate(CYRILLIC).lower(),
        "КА7М-ЗХРТ-9НСЕ",  # З for 3
        "ка7м зхрт 9нсё",
        "ＫＡ７Ｍ３ＸＰＴ９ＨＣＥ",
        "KA7M3XPT9HCE\u200b",
    ],
)
def test_typed_in_any_way_it_is_the_printed_code(typed: str) -> None:
    assert codes.normal(typed) == PRINTED


@given(users, st.integers(1, 9))
def test_whole_code_can_be_typed_with_a_russian_keyboard(user: str, issue: int) -> None:
    made = codes.code(SECRET, user, issue)
    assert codes.normal(made.translate(CYRILLIC).lower()) == made


@pytest.mark.parametrize(
    ("typed", "signs"),
    [
        ("", ""),
        ("KA7M-3XPT-9HC", ""),
        ("KA7M-3XPT-9HCEE", ""),
        ("KA7M-3XPT-9HCO", "O"),
        ("KA7M-3XPT-9HC0", "0"),
        ("ЖA7M-3XPT-9HCӀ", "ЖӀ"),
        ("A" * 10_000, ""),
    ],
)
def test_anything_else_is_no_code_and_the_signs_are_told(typed: str, signs: str) -> None:
    assert codes.normal(typed) is None
    assert codes.unknown_signs(typed) == signs


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read(typed: str) -> None:
    found = codes.normal(typed)
    assert found is None or codes.normal(found) == found
    assert len(codes.unknown_signs(typed)) <= codes.LONGEST_TYPED * 20


@pytest.mark.parametrize(
    ("login", "open_now"),
    [
        (Login(1, 0), True),
        (Login(1, 0, until=101), True),
        (Login(1, 0, until=100), False),
        (Login(1, 0, used=50), False),
    ],
)
def test_letter_opens_until_it_is_used_or_its_time_is_over(login: Login, open_now: bool) -> None:
    assert login.is_open(100) is open_now


class TestRegistry:
    """Letters in the registry: of many at once, of one, used."""

    def test_one_event_gives_many_their_letters(self) -> None:
        reading = Reading()
        many = {"issue": 1, "issued": 5, "until": 9, "users": [USER, "@b:x"]}
        reading.write({(events.LOGIN, "letters-1"): many})
        assert reading.reader.logins() == {USER: Login(1, 5, 9), "@b:x": Login(1, 5, 9)}

    def test_own_event_counts_when_it_was_used_or_is_newer(self) -> None:
        reading = Reading()
        key = (events.LOGIN, USER.removeprefix("@"))
        reading.write({(events.LOGIN, "letters-1"): {"issue": 1, "issued": 5, "users": [USER]}})
        reading.write({key: {"issue": 1, "issued": 5, "used": 8}})
        assert reading.reader.login(USER) == Login(1, 5, used=8)
        reading.write({key: {"issue": 2, "issued": 10}})
        assert reading.reader.login(USER) == Login(2, 10)
        reading.write({(events.LOGIN, "letters-3"): {"issue": 3, "issued": 11, "users": [USER]}})
        assert reading.reader.login(USER) == Login(3, 11)

    def test_own_event_survives_what_is_said_of_many_in_any_order(self) -> None:
        reading = Reading()
        reading.write({(events.LOGIN, USER[1:]): {"issue": 1, "issued": 5, "used": 8}})
        reading.write({(events.LOGIN, "letters-1"): {"issue": 1, "issued": 5, "users": [USER]}})
        assert reading.reader.login(USER) == Login(1, 5, used=8)

    @pytest.mark.parametrize(
        "content",
        [{"issue": 0, "issued": 1}, {"issue": "2", "issued": 1}, {"issue": 2}, {"issue": True}],
    )
    def test_damaged_one_is_told_and_the_last_stays(self, content: dict[str, object]) -> None:
        reading = Reading()
        reading.write({(events.LOGIN, USER[1:]): {"issue": 1, "issued": 5, "used": 8}})
        reading.write({(events.LOGIN, USER[1:]): content})
        assert reading.reader.login(USER) == Login(1, 5, used=8)
        assert reading.reported == [f"{events.LOGIN} {USER[1:]}"]

    def test_programs_are_not_believed(self) -> None:
        reading = Reading()
        reading.write({(events.LOGIN, USER[1:]): {"issue": 1, "issued": 5}}, BOT)
        assert reading.reader.login(USER) is None


class TestGuessing:
    """Wrong guesses: some at once, then one at a time."""

    def test_burst_and_then_a_wait(self) -> None:
        guesses = Guesses(5, 60)
        assert [guesses.wrong("a", 0) for _ in range(5)] == [False] * 4 + [True]
        assert guesses.wait("a", 0) == 60
        assert guesses.wait("a", 59.5) == 1
        assert guesses.wait("a", 60) == 0
        assert guesses.wait("b", 0) == 0

    def test_one_guess_after_the_wait_empties_it_again(self) -> None:
        guesses = Guesses(5, 60)
        for _ in range(5):
            guesses.wrong("a", 0)
        assert guesses.wrong("a", 61)
        assert guesses.wait("a", 61) > 0

    def test_all_is_forgotten_with_time(self) -> None:
        guesses = Guesses(5, 60)
        for _ in range(5):
            guesses.wrong("a", 0)
        assert [guesses.wrong("a", 1_000) for _ in range(5)] == [False] * 4 + [True]

    def test_memory_is_bounded(self) -> None:
        guesses = Guesses(1, 60, most=3)
        for name in "abcd":
            guesses.wrong(name, 0)
        assert [guesses.wait(name, 0) > 0 for name in "abcd"] == [False, True, True, True]

    @given(st.lists(st.floats(0, 50_000), max_size=60))
    def test_no_more_than_the_burst_and_one_for_each_span(self, times: list[float]) -> None:
        guesses, tried = Guesses(5, 60), 0
        for at in sorted(times):
            if guesses.wait("a", at) == 0:
                guesses.wrong("a", at)
                tried += 1
        span = max(times) - min(times) if times else 0
        assert tried <= 5 + span / 60


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("кот-дом-луна-42", ""),
        ("correct horse", ""),
        ("1234567", "login-password-short"),
        ("x" * 257, "login-password-long"),
        (PRINTED.lower(), "login-password-is-code"),
        ("Kardanov.Timur1", "login-password-plain"),
        ("11111111", "login-password-plain"),
    ],
)
def test_which_passwords_are_refused(password: str, why: str) -> None:
    found = refused(password, USER)
    assert (found.key if found else "") == why
