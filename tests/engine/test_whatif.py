from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.engine.layout import ENDS, End
from ng911risk.engine.run import Run
from ng911risk.engine.whatif import WhatIf, mitigation, tried, weakness
from ng911risk.model.inventory import KnownWeakness
from ng911risk.model.scales import Status
from tests.engine.runs import run_of
from tests.engine.small import STORY_ASSETS, said, story, story_catalog

RUN = run_of(story(), story_catalog())
NAMES = ("backups", "paper", "screen", "segment", "train")


def _weighted(run: Run, end: End) -> float:
    return run.weighted(run.rates[end], end)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("status", list(Status))
def test_what_would_be_is_what_is_once_it_is_so(end: End, status: Status) -> None:
    """
    Every control at once in one call, each compared with an assessment of its own.

    What is broken anyway, attack or not, is not drawn again for a what-if; that is the thousandth.
    """
    now, after = tried(RUN, [mitigation(name, status) for name in NAMES], end)

    assert now.weighted == pytest.approx(_weighted(RUN, end))
    for name, result in zip(NAMES, after, strict=True):
        real = run_of(story(controls=(said(name, status),)), story_catalog())
        assert result.weighted == pytest.approx(_weighted(real, end), rel=1e-3), name
        for service, harm in result.harm.services.items():
            assert harm.hours == pytest.approx(real.harm(end).services[service].hours, rel=1e-3)


def test_one_change_does_not_leak_into_the_next() -> None:
    one = mitigation("segment", Status.YES)
    _, (alone,) = tried(RUN, [one], "likely")
    _, among = tried(RUN, [mitigation("train", Status.YES), one, one], "likely")

    assert among[1] == among[2] == alone


def test_a_weakness_that_is_known_is_there_or_not() -> None:
    changes = [weakness("weakness:flat@cad", present=there) for there in (False, True)]
    now, (without, with_) = tried(RUN, changes, "likely")

    assert without.weighted < now.weighted < with_.weighted
    for status, result in ((Status.NO, without), (Status.YES, with_)):
        known = replace(STORY_ASSETS[1], weaknesses=(KnownWeakness(name="flat", status=status),))
        real = run_of(story(STORY_ASSETS[0], known, STORY_ASSETS[2]), story_catalog())
        assert result.weighted == pytest.approx(_weighted(real, "likely"))


def test_no_change_changes_nothing() -> None:
    now, (same,) = tried(RUN, [WhatIf(said={}, coins={})], "high")

    assert same == now
