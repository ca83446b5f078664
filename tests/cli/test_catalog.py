from __future__ import annotations

import pytest

from ng911risk.content import load_catalog
from tests.cli.conftest import Run


def test_everything_is_listed(run: Run) -> None:
    output = run("catalog", "list").output

    catalog = load_catalog()
    for name in (*catalog.vectors, *catalog.mitigations):
        assert name in output


def test_one_half_can_be_listed(run: Run) -> None:
    output = run("catalog", "list", "mitigations").output

    assert "exercises" in output
    assert "ransomware" not in output


@pytest.mark.parametrize("word", ["ransomware", "V22", "v22"])
def test_an_entry_is_found_by_id_and_code(word: str, run: Run) -> None:
    output = run("catalog", "show", word).output

    vector = load_catalog().vectors["ransomware"]
    assert vector.title in output
    assert vector.steps[0].id in output
    assert vector.sources[0].title in output
    assert "judgement" in output


@pytest.mark.parametrize("name", sorted(load_catalog().mitigations))
def test_every_mitigation_can_be_shown(name: str, run: Run) -> None:
    mitigation = load_catalog().mitigations[name]
    output = run("catalog", "show", name).output

    assert mitigation.ask.strip() in output
    assert all(answer.vector in output for answer in mitigation.answers)


@pytest.mark.parametrize("name", sorted(load_catalog().vectors))
def test_every_vector_can_be_shown(name: str, run: Run) -> None:
    output = run("catalog", "show", name).output

    assert all(harm.how.strip() in output for harm in load_catalog().vectors[name].harms)


def test_an_unknown_entry_is_guessed(run: Run) -> None:
    result = run("catalog", "show", "ransomwear")

    assert result.exit_code == 1
    assert "Did you mean ransomware?" in result.output


def test_what_resembles_nothing_is_sent_to_the_list(run: Run) -> None:
    result = run("catalog", "show", "zzzzzzz")

    assert result.exit_code == 1
    assert "ng911risk catalog list" in result.output
