from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ng911risk.cli.explain import explanation
from ng911risk.errors import NotFoundError
from tests.cli.conftest import Run
from tests.exporters.evidence_samples import REFUTED, VERIFIED
from tests.exporters.sample_report import FLOOD, PHISH, SAMPLE


def _text(wanted: str) -> str:
    return "\n".join(explanation(SAMPLE, wanted))


@pytest.mark.parametrize("finding", SAMPLE.findings, ids=lambda finding: finding.id)
def test_every_fact_behind_every_finding_is_told(finding: object) -> None:
    [found] = [one for one in SAMPLE.findings if one is finding]
    text = _text(found.id)

    assert found.recommendation in text
    assert found.criteria in text
    for step in found.steps:
        assert step.id in text
        for factor in step.factors:
            assert factor.what in text
            for fact in factor.facts:
                assert f"{fact.what}: {fact.value}" in text
                assert fact.place in text
                assert fact.said_by in text
                assert fact.grade is None or fact.grade.words in text


def test_one_step_is_told_alone() -> None:
    text = _text(PHISH.id)

    assert text.startswith(f"Step {PHISH.id}")
    assert "Recommendation" not in text


def test_a_flood_is_told_with_its_calls() -> None:
    [flood] = [one for one in SAMPLE.floods if one.step == FLOOD.id]
    text = _text(FLOOD.id)

    assert flood.label in text
    assert "extra calls an hour" in text


def test_what_is_not_there_is_guessed_and_some_are_listed() -> None:
    wanted = SAMPLE.findings[0].id

    with pytest.raises(NotFoundError) as caught:
        _text(wanted[:-1])

    assert f"Did you mean {wanted}" in str(caught.value)
    assert SAMPLE.findings[1].id in str(caught.value)


def test_the_chain_ends_in_the_line_of_the_inventory_and_the_catalogue(
    run: Run, repository: Path
) -> None:
    site = repository / "ng911risk" / "samples" / "pine-county.yaml"

    result = run("explain", "ransomware@cad", site)

    assert result.exit_code == 0
    assert "Step ransomware.encrypt@cad" in result.stdout
    assert "pine-county.yaml:" in result.stdout
    assert "said by" in result.stdout
    assert "threat_catalog/ransomware.yaml" in result.stdout
    assert "judgement" in result.stdout


def test_a_wrong_finding_is_one_answer(run: Run, site: Path) -> None:
    result = run("explain", "ransomwear@cad", site)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Did you mean ransomware@cad" in result.stderr


def test_a_wrong_inventory_is_told(run: Run) -> None:
    assert run("explain", "ransomware@cad", "nowhere.yaml").exit_code == 2


def test_a_number_that_a_feed_raised_says_which_feed_and_why(
    run: Run, repository: Path, tmp_path: Path
) -> None:
    feed, kept = repository / "tests" / "importers" / "intel" / "partner.json", tmp_path / "i.json"
    site = repository / "ng911risk" / "samples" / "pine-county.yaml"
    asked = ("explain", "sip-signalling-flood@provider-esrp", site, "--at", "2026-03-01T12:00:00Z")
    assert run("intel", "import", feed, "--into", kept).exit_code == 0

    told = run(*asked, "--intel", kept)

    assert told.exit_code == 0
    assert "Raised by intelligence: likely from" in told.stdout
    assert "partner says that Flooding (CAPEC-125) is used" in told.stdout
    assert "Raised by intelligence" not in run(*asked).stdout


def test_what_evidence_did_to_a_measure_of_the_finding_is_told() -> None:
    [finding] = [one for one in SAMPLE.findings if one.id == "ransomware@cad"]
    about = replace(REFUTED, mitigation=finding.mitigations[0])
    other = replace(VERIFIED, mitigation="generator", title="A generator")
    text = "\n".join(explanation(replace(SAMPLE, evidence=(about, other)), finding.id))

    assert "What evidence about its measures did" in text
    assert "harm, hours a year: up from 3.7 (1 to 34) to 5 (2 to 40)" in text
    assert other.title not in text
