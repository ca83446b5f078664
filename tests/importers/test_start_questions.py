"""The questions are plain, few, and speak of things that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.importers.start import Template, template_inventory
from ng911risk.importers.start_questions import QUESTIONS, QuestionKind, question


def test_there_are_about_25_with_different_ids() -> None:
    assert 22 <= len(QUESTIONS) <= 28
    assert len({one.id for one in QUESTIONS}) == len(QUESTIONS)


def test_each_is_a_question_and_says_why() -> None:
    for one in QUESTIONS:
        assert one.text.endswith("?"), one.id
        assert one.why.endswith("."), one.id


def test_each_measure_is_in_the_catalogue(repository: Path) -> None:
    for one in QUESTIONS:
        if one.control:
            assert (repository / "mitigations" / f"{one.control}.yaml").is_file(), one.control


@pytest.mark.parametrize("name", Template)
def test_what_a_no_takes_away_is_in_every_template(name: str) -> None:
    inventory = template_inventory(name)
    ids = {asset.id for asset in inventory.assets}
    links = {(flow.source, flow.target) for flow in inventory.flows}
    links |= {(trust.source, target) for trust in inventory.trusts for target in trust.targets}

    for one in QUESTIONS:
        assert set(one.without) <= ids, one.id
        assert set(one.cuts) <= links, one.id


def test_only_yes_or_no_takes_anything_away() -> None:
    for one in QUESTIONS:
        assert one.kind is QuestionKind.YES_NO or not (one.without or one.cuts)


def test_an_unknown_id_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        question("nothing")
