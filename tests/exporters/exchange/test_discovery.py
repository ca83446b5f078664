from __future__ import annotations

import pytest

from ng911risk.errors import NotFoundError
from ng911risk.exporters.exchange import exports, make
from ng911risk.exporters.exchange.discovery import Audience, of_profile
from ng911risk.exporters.exchange.given import Wishes
from tests.cli.signed import assessed


def test_every_export_says_what_a_user_needs_to_choose() -> None:
    known = exports()

    assert list(known) == sorted(known)
    for name, one in known.items():
        assert one.name == name
        assert one.name == one.name.lower()
        assert one.title.strip()
        assert one.serves.strip()
        assert one.ending.startswith(".")
        assert "/" in one.media_type
        assert one.audience in set(Audience)


def test_what_names_oscal_or_a_framework_is_for_auditors_and_stix_is_not() -> None:
    for name, one in exports().items():
        is_stix = name.startswith(("stix", "indicators", "attack-flow"))
        assert one.audience is (Audience.SECURITY if is_stix else Audience.AUDITOR), name


def test_a_profile_of_stix_is_found_by_its_name() -> None:
    assert of_profile("generic").name == "stix"
    assert of_profile("misp").name == "stix-misp"


def test_a_profile_that_is_not_there_is_guessed() -> None:
    with pytest.raises(NotFoundError, match="'sentinel'"):
        of_profile("sentinal")


def test_an_export_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(NotFoundError, match="stix"):
        make("nothing", assessed().exchange(Wishes()))
