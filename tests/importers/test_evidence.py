from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.content import load_catalog
from ng911risk.errors import InputError
from ng911risk.importers import evidence as module
from ng911risk.importers.evidence import faults_of, read_evidence
from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import EvidenceFile
from ng911risk.records import to_json, to_yaml
from tests.store.sample import EVIDENCE, INVENTORY

SEEN = replace(EVIDENCE[0], scope=("floor",), period="October 2026", sample="all of it")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def test_yaml_and_json_say_the_same(catalog: Catalog) -> None:
    whole = EvidenceFile(evidence=(SEEN,))

    assert read_evidence(to_yaml(whole), catalog, INVENTORY, file="lab.yaml") == (SEEN,)
    assert read_evidence(to_json(whole), catalog, INVENTORY, file="LAB.JSON") == (SEEN,)


def test_a_file_from_before_there_were_periods_is_read(catalog: Catalog) -> None:
    old = b"""\
evidence:
  - mitigation: zone-segmentation
    verdict: effective
    observed: No way through.
    method: interview
    on: 2026-11-01
"""

    assert read_evidence(old, catalog, INVENTORY, file="old.yaml") == EVIDENCE


def test_every_problem_comes_with_its_place(catalog: Catalog) -> None:
    odd = replace(SEEN, mitigation="zone-segmentatio", scope=("flor",), method="x" * 201)

    with pytest.raises(InputError) as caught:
        read_evidence(
            to_yaml(EvidenceFile(evidence=(SEEN, odd))), catalog, INVENTORY, file="lab.yaml"
        )

    fields = [problem.field for problem in caught.value.problems]
    assert fields == ["evidence[1].mitigation", "evidence[1].scope[0]", "evidence[1].method"]
    assert caught.value.problems[0].hint == "Did you mean 'zone-segmentation'?"
    assert all(problem.row for problem in caught.value.problems)


def test_nothing_seen_is_no_observation(catalog: Catalog) -> None:
    [(field, message)] = faults_of((replace(SEEN, observed="  "),), catalog, INVENTORY)

    assert (field, message) == ("evidence[0].observed", "say what was seen")


def test_a_file_holds_a_bounded_number(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECORDS_MAX", 1)
    two = EvidenceFile(evidence=(SEEN, replace(SEEN, observed="More.")))

    with pytest.raises(InputError, match="more than 1 observations"):
        read_evidence(to_yaml(two), catalog, INVENTORY, file="lab.yaml")


@pytest.mark.parametrize("data", [b"", b"[" * 200_000, b"evidence: &a [*a]", b"\xff\xfe", b"{}"])
def test_what_is_no_evidence_is_refused(catalog: Catalog, data: bytes) -> None:
    with pytest.raises(InputError):
        read_evidence(data, catalog, INVENTORY, file="lab.yaml")
