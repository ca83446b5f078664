from __future__ import annotations

from uuid import UUID

import pytest

from ng911risk.model.tlp import Tlp
from ng911risk_api.taxii.documents import collections_of, is_accepted

INSTALLATION = "2d086da7-4bdc-4f91-900e-d77486753710"


def test_collections_of_an_organisation_are_always_the_same_and_of_no_other() -> None:
    mine = collections_of(INSTALLATION)

    assert mine == collections_of(INSTALLATION)
    assert len({one.id for one in mine}) == len({one.alias for one in mine}) == 3 * len(Tlp)
    assert {UUID(one.id).version for one in mine} == {5}
    other = collections_of(INSTALLATION.replace("2", "3"))
    assert not {one.id for one in mine} & {one.id for one in other}
    assert collections_of("") == ()


@pytest.mark.parametrize(
    ("accept", "taken"),
    [
        ("application/taxii+json;version=2.1", True), ("APPLICATION/TAXII+JSON; VERSION=2.1", True),
        ("application/taxii+json", True), ("text/html;q=1, */*;q=0.1", True),
        ("application/taxii+json;version=2.1;q=0.000", False),
        ("application/taxii+json;version=3", False),
        ("application/taxii+json;version=2.1;q=0.000, */*", False),
        ("*/*, application/taxii+json;q=0", False), ("application/*;q=0, */*", False),
        ("*/*;q=0, application/taxii+json", True),
        ("application/taxii+json;q=0, application/taxii+json;version=2.1", True),
        ("application/taxii+json;version=2.0;q=0, */*", True),
        ("application/taxii+json;version=2.0, */*;q=0", False),
        ("", False), (";", False), ("*/*;q=0", False), ("," * 5000, False),
    ],
)  # fmt: skip
def test_taxii_of_the_latest_version_is_taken_and_the_most_particular_counts(
    accept: str, taken: bool
) -> None:
    assert is_accepted(accept) is taken
