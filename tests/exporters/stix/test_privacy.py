"""Free text without numbers and accounts of people."""

from __future__ import annotations

import pytest

from ng911risk.exporters.exchange.given import Wishes
from ng911risk.exporters.stix.privacy import ACCOUNT_LEFT_OUT, NUMBER_LEFT_OUT, clean, clean_line
from tests.exporters.stix.given import catalog

NOTHING = Wishes()


@pytest.mark.parametrize(
    "number",
    [
        "555-0142",
        "(217) 555-0142",
        "217.555.0142",
        "555.0142",
        "+1 217 555 0142",
        "+12175550142",
        "1-800-555-0142",
        "2175550142",
        "+44 20 7946 0958",
        "217/555-0142",
    ],
)
def test_telephone_numbers_are_cut_unless_they_were_asked_for(number: str) -> None:
    text = f"call Bob, {number}, at night"

    assert clean(text, NOTHING) == f"call Bob, {NUMBER_LEFT_OUT}, at night"
    assert clean(text, Wishes(numbers=True)) == text


@pytest.mark.parametrize(
    "account", ["bob@elm.example", "sip:2175550142@pbx.elm.example", "sips:desk@[10.0.0.1]"]
)
def test_accounts_are_cut_unless_people_were_asked_for(account: str) -> None:
    cut = clean(f"write to {account}; soon", NOTHING)

    assert ACCOUNT_LEFT_OUT in cut
    assert "bob" not in cut
    assert "555" not in cut
    assert "desk" not in cut
    assert clean("to bob@elm.example", Wishes(people=True)) == "to bob@elm.example"


@pytest.mark.parametrize(
    "text",
    [
        "9-1-1 and 911",
        "192.168.100.200/24 and 203.0.113.9",
        "since 2024-11-24, at 2024-11-24T08:15:00Z",
        "CVE-2024-41713",
        "NIST SP 800-53 r5, ISO 27001",
        "Windows 10.0.19045.3803",
        "Primer of 2019-2020",
        "$1,200,000 for 10,000,000 people",
        "1 in 510 (1 in 1,100 to 1 in 33)",
    ],
)
def test_what_only_looks_like_a_number_stays(text: str) -> None:
    assert clean(text, NOTHING) == text


def test_nothing_of_the_catalogue_is_taken_for_a_number() -> None:
    known = catalog()
    texts = [
        text for one in known.vectors.values() for text in (one.summary, one.notice, one.title)
    ]
    texts += [text for one in known.mitigations.values() for text in (one.summary, one.title)]

    assert [text for text in texts if clean(text, NOTHING) != text] == []


def test_a_number_inside_an_account_stays_with_it() -> None:
    text = "sip:7155550142@pbx.elm.example or 555-0142"

    assert clean(text, NOTHING) == f"{ACCOUNT_LEFT_OUT} or {NUMBER_LEFT_OUT}"
    assert clean(text, Wishes(people=True)) == (
        f"sip:{NUMBER_LEFT_OUT}@pbx.elm.example or {NUMBER_LEFT_OUT}"
    )
    assert clean(text, Wishes(numbers=True)) == f"{ACCOUNT_LEFT_OUT} or 555-0142"


def test_numbers_are_cut_where_they_stand_also_after_signs_of_other_scripts() -> None:
    assert (
        clean("\u00bd \u3300 715\u2013555\u20130142!", NOTHING)
        == f"\u00bd \u3300 {NUMBER_LEFT_OUT}!"
    )


def test_a_finding_keeps_its_id() -> None:
    assert clean("ransomware@cad", NOTHING) == "ransomware@cad"


def test_what_a_stranger_sent_is_one_line() -> None:
    assert clean_line("a\r\n\x1b[2J\u2028b\tc 555-0142 ", NOTHING) == f"a [2J b c {NUMBER_LEFT_OUT}"
