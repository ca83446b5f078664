"""Markings are those of OASIS, letter by letter."""

from __future__ import annotations

import json
from pathlib import Path

from ng911risk.exporters.exchange.given import Wishes
from ng911risk.exporters.stix.tlp import chosen, marking
from ng911risk.model.tlp import Tlp
from tests.exporters.stix.given import seen_input


def test_the_five_objects_are_those_that_oasis_published(shared_data: Path) -> None:
    path = shared_data / "data" / "oasis" / "tlp2-marking-definitions.json"
    theirs = json.loads(path.read_text("utf-8"))["objects"]

    assert [marking(level) for level in Tlp] == theirs


def test_an_assessment_stays_inside_and_indicators_may_go_to_the_community() -> None:
    assert chosen(seen_input()) is Tlp.AMBER_STRICT
    assert chosen(seen_input(), only_indicators=True) is Tlp.GREEN


def test_what_somebody_wished_comes_first() -> None:
    given = seen_input(wishes=Wishes(tlp=Tlp.RED))

    assert chosen(given) is Tlp.RED
    assert chosen(given, only_indicators=True) is Tlp.RED
