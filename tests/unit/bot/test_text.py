"""What the assistant writes: people's words are never markup, and call nobody."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bot.text import Bullets, Line, Link, Quote, Text, clean, content, formatted

_TAGS = {"p", "strong", "ul", "ol", "li", "blockquote", "br", "a"}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.append(tag)


@given(st.text(max_size=300))
def test_people_write_no_markup(words: str) -> None:
    text = Text.of(words, Line(words, bold=True), Bullets([words]), Quote(words))
    parser = _Tags()
    parser.feed(formatted(text, "ru"))
    assert set(parser.found) <= _TAGS - {"a"}
    shown = formatted(text, "ru")
    assert shown.count("<blockquote>") == 1


def test_a_link_leads_to_the_web_and_nowhere_else() -> None:
    assert "<a " in formatted(Text.of(Link("Журнал", "https://journal.example/?a=1&b=2")), "ru")
    for address in ("javascript:alert(1)", "data:text/html,x", "//elsewhere.example"):
        assert "<a " not in formatted(Text.of(Link("Журнал", address)), "ru")


def test_turned_directions_and_control_signs_are_left_out() -> None:
    assert clean("a\u202egpj.exe\x00\x07b\u200b\nc") == "agpj.exeb\nc"


def test_a_text_without_end_is_cut() -> None:
    assert len(clean("я" * 100_000)) == 12_000


def test_a_notice_calls_nobody_unless_told_to() -> None:
    assert content("@room всем привет", "ru")["m.mentions"] == {}
    found = content("Привет", "ru", mention=["@a:b.c"])
    assert found["m.mentions"] == {"user_ids": ["@a:b.c"]}


def test_who_is_called_hears_it() -> None:
    # Clients are silent about notices, whoever they mention (specification, default push rules).
    assert content("Привет", "ru")["msgtype"] == "m.notice"
    assert content("Привет", "ru", mention=["@a:b.c"])["msgtype"] == "m.text"


def test_an_answer_in_a_thread_is_a_reply_for_clients_without_threads() -> None:
    relation = content("Да", "ru", thread="$root", reply_to="$asked")["m.relates_to"]
    assert relation == {
        "rel_type": "m.thread",
        "event_id": "$root",
        "is_falling_back": False,
        "m.in_reply_to": {"event_id": "$asked"},
    }
