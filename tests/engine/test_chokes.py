"""Narrow places are what every attack has to have."""

from __future__ import annotations

from dataclasses import replace

from ng911risk.engine.chokes import choke_points
from ng911risk.model.inventory import ServiceKind
from ng911risk.model.kinds import Protocol
from tests.engine.runs import run_of
from tests.engine.small import STORY_ASSETS, flow, story, story_catalog


def test_the_only_way_in_is_a_narrow_place() -> None:
    """Mail opens a PC, and from there the CAD is locked: both must be had."""
    found = choke_points(run_of(story(), story_catalog()))

    dispatch = {(one.subject, one.what) for one in found if one.service is ServiceKind.DISPATCH}
    assert ("cad", "to act as an administrator of cad") in dispatch
    assert any(subject == "pc" for subject, _ in dispatch)
    assert not any("a user of cad" in what for _, what in dispatch)


def test_a_second_way_in_takes_the_narrow_place_away() -> None:
    pc, cad, lines = STORY_ASSETS
    other = replace(pc, id="pc-2", note="another")
    flows = (
        *(flow("internet", name, Protocol.SMTP) for name in ("pc", "pc-2")),
        *(flow(name, "cad") for name in ("pc", "pc-2")),
        flow("telephone", "lines", Protocol.PSTN),
    )

    found = choke_points(run_of(story(pc, other, cad, lines, flows=flows), story_catalog()))

    assert not any(one.subject in {"pc", "pc-2"} for one in found)
    assert any(one.subject == "cad" for one in found)


def test_what_nobody_attacks_has_no_narrow_place() -> None:
    nobody = replace(story_catalog(), vectors={})

    assert choke_points(run_of(story(), nobody)) == ()
