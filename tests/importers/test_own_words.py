"""What the words of other people's lists most likely mean."""

from __future__ import annotations

import pytest

from ng911risk.importers.own_list import Line
from ng911risk.importers.own_words import (
    MAKER,
    asked_as,
    guess_kind,
    guess_owner,
    kind_words,
    stem_of,
)
from ng911risk.model.kinds import AssetKind


@pytest.mark.parametrize(
    ("name", "kind", "meant"),
    [
        ("Dispatch PC 1", "Workstation", AssetKind.CALL_POSITION),
        ("Front desk PC", "Workstation", AssetKind.WORKSTATION),
        ("CAD server", "Server", AssetKind.CAD),
        ("FS01", "Server", AssetKind.FILE_SERVER),
        ("fw-main", "Firewall", AssetKind.FIREWALL),
        ("9-1-1 phone system", "Phone", AssetKind.CHFE),
        ("Front desk phones", "", AssetKind.ADMIN_PBX),
        ("Radio console 3", "Radio", AssetKind.RADIO_CONSOLE),
        ("Domain controllers", "", AssetKind.DIRECTORY),
        ("Border", "SBC", AssetKind.BCF),
        ("Coffee machine", "Appliance", None),
    ],
)
def test_kinds_are_guessed_from_the_kind_or_else_from_the_name(
    name: str, kind: str, meant: AssetKind | None
) -> None:
    assert guess_kind(Line(row=1, name=name, kind=kind)) is meant


def test_a_kind_is_asked_once_unless_it_says_too_little() -> None:
    assert asked_as(Line(row=1, name="fw-main", kind="Firewall")) == "Firewall"
    assert asked_as(Line(row=1, name="CAD server 2", kind="Server")) == "CAD server (Server)"
    assert asked_as(Line(row=1, name="Mail", kind="")) == "Mail"


@pytest.mark.parametrize(
    "name", ["Dispatch PC 3", "Dispatch PC-03", "Dispatch PC #3", "Dispatch PC"]
)
def test_numbers_at_the_end_of_a_name_do_not_count(name: str) -> None:
    assert stem_of(name) == "Dispatch PC"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("County IT", "county-it"),
        ("Dell Inc.", MAKER),
        ("PhoneCo Telephone", "carrier"),
        ("State 911 Board", "911-authority"),
        ("In-house", "psap"),
        ("Acme Public Safety", "vendor"),
    ],
)
def test_owners_are_guessed_by_their_names(text: str, meant: str) -> None:
    assert guess_owner(text) == meant


def test_kinds_have_everyday_words() -> None:
    assert kind_words(AssetKind.CHFE) == "9-1-1 phone system (call handling)"
    assert kind_words(AssetKind.FIREWALL) == AssetKind.FIREWALL.title
