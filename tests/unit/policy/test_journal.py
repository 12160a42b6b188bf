"""Addresses of the journal and diary: what is filled in cannot change where they lead."""

from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from policy.journal import filled, mistake

ADDRESS = "https://j.example/class/{class}/{title}?day={date}&pupil={child}"


def test_places_are_filled_in() -> None:
    values = {"class": "2024-a", "title": "7А", "date": "2026-09-01", "child": "u-0001"}
    assert filled(ADDRESS, values) == (
        "https://j.example/class/2024-a/7%D0%90?day=2026-09-01&pupil=u-0001"
    )


def test_what_is_not_known_stays_empty() -> None:
    assert filled(ADDRESS, {"class": "2024-a"}) == "https://j.example/class/2024-a/?day=&pupil="


@given(st.dictionaries(st.sampled_from(["class", "title", "child", "date"]), st.text()))
def test_no_value_leads_elsewhere(values: dict[str, str]) -> None:
    parts = urlsplit(filled(ADDRESS, values))
    assert (parts.scheme, parts.netloc) == ("https", "j.example")
    assert parts.path.count("/") == 3
    assert parts.query.count("&") == 1
    assert parts.fragment == ""


@given(st.text())
def test_any_text_is_judged(address: str) -> None:
    assert mistake(address) in ("", "https", "place", "secret")
