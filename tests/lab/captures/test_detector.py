from __future__ import annotations

import pytest

from ng911risk.content import load_catalog
from ng911risk.lab.captures.detector import (
    CITED_MAX,
    ENDS_MAX,
    Tell,
    all_detectors,
    exposed,
    failed,
    is_loopback,
    is_own,
    many,
)
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.evidence import Verdict
from ng911risk.model.lab import LabZone
from tests.lab.captures.said import PLACE


def test_every_detector_bears_on_what_the_catalogue_knows() -> None:
    catalog = load_catalog()
    found = all_detectors()

    assert len(found) == 17
    assert list(found) == sorted(found)
    for name, module in found.items():
        about = module.DETECTOR
        assert about.id == name
        assert about.mitigation in catalog.mitigations
        assert set(about.vectors) <= set(catalog.vectors)
        assert about.vectors
        assert about.title.endswith("?")
        assert isinstance(module.Seen(), Watch)


def test_what_was_seen_keeps_few_frames_and_ends() -> None:
    tell = Tell()
    for number in range(500):
        tell.add(PLACE._replace(frame=number, source=f"10.0.{number // 256}.{number % 256}"))

    assert tell.count == 500
    assert tell.frames == list(range(CITED_MAX))
    assert len(tell.ends) <= ENDS_MAX + 1
    assert len(failed("x.", "y", tell).ends) <= ENDS_MAX


def test_a_pair_of_frames_counts_once() -> None:
    tell = Tell()
    tell.pair(PLACE, PLACE._replace(frame=9))

    assert (tell.count, tell.frames) == (1, [1, 9])


@pytest.mark.parametrize(
    ("zone", "verdict"),
    [
        (None, Verdict.INCONCLUSIVE),
        (LabZone.EXTERNAL, Verdict.INCONCLUSIVE),
        (LabZone.ESINET, Verdict.NOT_EFFECTIVE),
        (LabZone.PSAP_LAN, Verdict.NOT_EFFECTIVE),
        (LabZone.MGMT, Verdict.NOT_EFFECTIVE),
    ],
)
def test_the_side_decides_what_may_be_plain(zone: LabZone | None, verdict: Verdict) -> None:
    found = exposed("It went in the clear.", "It would pass if not.", zone)

    assert found.verdict is verdict
    assert "--zone" in found.near_miss if zone is None else found.near_miss


def test_numbers_and_addresses_are_told_apart() -> None:
    assert (many(1, "call"), many(2_000, "call")) == ("1 call", "2,000 calls")
    assert is_loopback("127.0.0.1")
    assert not is_loopback("10.0.0.1")
    assert is_own("10.0.0.1")
    assert not is_own("8.8.8.8")
