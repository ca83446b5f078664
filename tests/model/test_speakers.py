from __future__ import annotations

import pytest

from ng911risk.model.speakers import NOT_NAMED, speakers
from tests.exporters.oscal.given import rich


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CAD vendor", "a vendor"),
        ("county IT", "the county IT department"),
        ("Pat of Northern Telephone", "a carrier"),
        ("northern-tel", "a carrier"),
        ("shift lead, Pine County 9-1-1", "the centre"),
        ("County IT and the phone VENDOR", "the county IT department and a vendor"),
        ("9-1-1 authority", "the 9-1-1 authority"),
        ("Pat Smith", NOT_NAMED),
        ("you", NOT_NAMED),
        ("vendors", NOT_NAMED),
        ("", NOT_NAMED),
    ],
)
def test_the_organisation_is_named_by_its_kind_and_a_person_by_nothing(
    text: str, words: str
) -> None:
    assert speakers(text, rich().inventory).words == words


def test_others_are_all_but_the_centre_and_owners_are_told_apart_from_kinds() -> None:
    inventory = rich().inventory

    assert [one.id for one in speakers("Pinewave Radio", inventory).owners] == ["pinewave"]
    assert speakers("Pinewave Radio", inventory).others
    assert speakers("vendor", inventory).owners == ()
    assert not speakers("psap", inventory).others
    assert not speakers("Pat Smith", inventory).others
