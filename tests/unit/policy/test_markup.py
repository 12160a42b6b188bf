"""HTML is read as text in every way in which some client may show it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.markup import readable, texts_of


def test_text_is_told_as_seen_and_apart() -> None:
    assert texts_of("ду<b>рак</b>") == ("дурак", "ду рак ")
    assert texts_of("<p>а</p>б") == (" а б",)
    assert texts_of("а") == ("а",)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("без разметки", "без разметки"),
        ("ду<b>рак</b>", "дурак"),
        ("<p>один</p>два", " один два"),
        ("один<br/>два", "один два"),
        ("<дурак>", "<дурак>"),
        ("<idiot>", "<idiot>"),
        ("a < b > c", "a < b > c"),
        ('<a href="https://a.ru">тут</a>', 'тут\n href="https://a.ru"'),
        ("&lt;b&gt; &amp;", "<b> &"),
        ("<!-- тайна -->", "\n-- тайна --"),
    ],
)
def test_everything_that_can_be_read_is_read(text: str, read: str) -> None:
    assert readable(text) == read


@given(st.text(st.sampled_from("<>/!&;ab \"'=абв"), max_size=60))
def test_no_letter_outside_known_tags_is_lost(text: str) -> None:
    for sign in "абв":
        assert readable(text).count(sign) == text.count(sign)
