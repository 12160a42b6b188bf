"""The rows of the conformance report: those of the requirement table, each honest about itself."""

import json
from pathlib import Path

import pytest

from policy.regulation import Regulation
from provisioning.conformance.cast import FOR_ROLE, Cast
from provisioning.conformance.cells import WITHOUT_EVENTS
from provisioning.conformance.model import (
    Answer,
    Call,
    Report,
    Row,
    RowResult,
    Step,
    Trial,
    Verdict,
)
from provisioning.conformance.paper import paper
from provisioning.conformance.probes import all_probes
from provisioning.conformance.report import Words, clauses, to_json, totals
from provisioning.conformance.rows import load_rows
from provisioning.layouts.load import Layouts, load_layouts
from templates import LANGUAGES, message

# The requirement table, row by row, in its order.
TABLE = """
    H1 H2 H3 T1 T2 T3 T4 T5 T6 T7 L1 P1 P2 P3 C1 C2 C3 C4 C5 C6 C7 A1 A2 A3 A4
    W1 W2 W3 W4 W5 W6 W7 W8 W9 W10 W11 W12 W13 W14 D1 D2 D3 D4 D5 D6 D7 R1 R2 R3 R4
    M1 M2 M3 N1 N2 N3 N4 N5 N6 Z1 Z2 Z3 Z4 F1 F2 F3 F4 X1
"""
# What the table calls X1, the regulation's file tells apart.
SETTINGS = [f"X{number}" for number in range(2, 15)]


@pytest.fixture(scope="module")
def layouts(tmp_path_factory: pytest.TempPathFactory) -> Layouts:
    return load_layouts(tmp_path_factory.mktemp("none"))


@pytest.fixture(scope="module")
def regulation(layouts: Layouts) -> Regulation:
    return layouts.regulation


def test_rows_are_those_of_the_table_in_its_order(regulation: Regulation) -> None:
    assert [row.id for row in load_rows(regulation)] == [*TABLE.split(), *SETTINGS]


def test_every_row_has_words_in_both_languages(regulation: Regulation) -> None:
    for row in load_rows(regulation):
        for words in filter(None, (row.text, row.left, row.aside)):
            assert set(words) == set(LANGUAGES), row.id
        assert (row.why in ("later", "machine")) is (row.left is not None), row.id


def test_rights_and_words_of_the_regulation_are_not_written_twice(regulation: Regulation) -> None:
    known = {row.id: row for row in regulation.rows}
    for row in load_rows(regulation):
        if row.id in known:
            assert row.text is known[row.id].text
            assert row.clause == known[row.id].clause


def test_every_row_is_tried_or_says_why_not(regulation: Regulation) -> None:
    tried = {row for probe in all_probes() for row in probe.rows}
    derived = {
        row.id
        for row in regulation.rows
        for grant in (*row.allow, *row.refuse)
        for feature in grant.features
        if regulation.features[feature].events or feature in WITHOUT_EVENTS
    }
    for row in load_rows(regulation):
        assert row.left or row.id in tried | derived, row.id


def test_every_probe_belongs_to_a_row(regulation: Regulation) -> None:
    known = {row.id for row in load_rows(regulation)}
    for probe in all_probes():
        assert set(probe.rows) <= known, probe.title


def test_cast_has_somebody_of_each_role(regulation: Regulation) -> None:
    cast = Cast("ruchei.example", regulation)
    assert set(FOR_ROLE) == set(regulation.roles)
    for role in FOR_ROLE:
        assert cast.roles(role) == {role}


def trial(*oks: bool, open_: bool = False) -> Trial:
    steps = [Step("teacher", "allowed", ok) for ok in oks]
    why = message("conformance-quiet-now") if open_ else None
    return Trial("T2", message("probe-reply"), steps, why)


LEFT = {"ru": "остальное", "en": "the rest"}


@pytest.mark.parametrize(
    ("left", "trials", "verdict"),
    [
        (None, [trial(True)], Verdict.PASS),
        (None, [trial(True), trial(True, False)], Verdict.FAIL),
        (None, [], Verdict.UNPROVED),
        (None, [trial()], Verdict.FAIL),
        (None, [trial(True), trial(open_=True)], Verdict.UNPROVED),
        (LEFT, [trial(True)], Verdict.UNPROVED),
        (LEFT, [trial(False)], Verdict.FAIL),
    ],
)
def test_a_row_passes_only_if_everything_of_it_is_proved(
    left: dict[str, str] | None, trials: list[Trial], verdict: Verdict
) -> None:
    row = Row("T2", "1.1", {"ru": "а", "en": "a"}, left=left, why="later" if left else "")
    assert RowResult(row, trials).verdict is verdict


def report(*results: RowResult) -> Report:
    return Report("Школа <b>", "s.example", "Synapse", "2026-09-01T10:00:00+03:00", 1.0, False,
                  results, {"ru": "Положение", "en": "Regulation", "version": "№ 66"})  # fmt: skip


def test_no_secret_comes_into_a_report(layouts: Layouts) -> None:
    call = Call("POST", "/login", {"password": "hush", "auth": {"session": "hush"}})
    answer = Answer(200, {"access_token": "hush", "error": "said"}, 1)
    step = Step("teacher", "allowed", ok=False, call=call, answer=answer)
    row = Row("T2", "1.1", {"ru": "а", "en": "a"})
    found = report(RowResult(row, [Trial("T2", message("probe-reply"), [step])]))
    for language in LANGUAGES:
        words = Words(language, layouts)
        assert "hush" not in json.dumps(to_json(found, words))
        html = paper(found, words)
        assert "hush" not in html
        assert "Школа &lt;b&gt;" in html


def test_page_needs_nothing_from_anywhere(layouts: Layouts, regulation: Regulation) -> None:
    rows = [RowResult(row, ()) for row in load_rows(regulation)]
    html = paper(report(*rows), Words("ru", layouts))
    for word in ("<script", "src=", "href=", "url(", "@import"):
        assert word not in html


def test_clauses_stand_in_the_order_of_the_text(regulation: Regulation) -> None:
    rows = [RowResult(row, ()) for row in load_rows(regulation)]
    numbers = [it.number for it in clauses(report(*rows))]
    assert numbers == ["", "1.1", "1.2", "2", "2.1", "2.2", "2.5", "2.6", "2.7", "2.8", "3.1",
                       "3.2", "3.3", ""]  # fmt: skip


def test_nothing_untried_is_green(regulation: Regulation) -> None:
    rows = [RowResult(row, ()) for row in load_rows(regulation)]
    assert totals(report(*rows)) == {"fail": 0, "pass": 0, "partly": 0, "unproved": len(rows)}


def test_rows_file_names_only_known_roles(regulation: Regulation, tmp_path: Path) -> None:
    known = {*regulation.roles, "all", "outsider"}
    assert all(set(row.who) <= known for row in load_rows(regulation))
