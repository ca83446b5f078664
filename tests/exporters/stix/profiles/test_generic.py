"""The generic profile is every object as it is."""

from __future__ import annotations

import json

from ng911risk.exporters.exchange import stix_export
from ng911risk.exporters.stix.profiles import GENERIC, profiles
from ng911risk.exporters.stix.profiles.generic import PROFILE
from tests.exporters.stix.profiles.rich import with_a_past


def test_it_carries_every_object_what_was_taken_back_among_them() -> None:
    given = with_a_past()
    objects = stix_export.objects(given)

    carried = json.loads(PROFILE.shape(objects, given))["objects"]

    assert carried == list(objects)
    assert any(one.get("revoked") for one in carried)


def test_it_is_the_first_of_the_profiles_that_are_found() -> None:
    first, *others = profiles()

    assert first == GENERIC
    assert others == sorted(others)
    assert all(one.title and one.serves for one in profiles().values())
