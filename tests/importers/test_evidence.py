from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ng911risk.content import load_catalog
from ng911risk.errors import InputError
from ng911risk.importers import evidence as module
from ng911risk.importers.evidence import faults_of, read_evidence, read_signed
from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Containment, Evidence, EvidenceFile, LabProof
from ng911risk.records import to_json, to_yaml
from ng911risk.signing import signed_evidence
from ng911risk.signing.keys import new_key
from tests.signing.lab_samples import RUN, evidence_of
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


# --- of a lab check or a capture -----------------------------------------------------------


def of_lab(**changes: Any) -> Evidence:  # noqa: ANN401 - any field of it
    lab = LabProof(
        check="SIP-01",
        at=datetime(2026, 11, 1, 14, 3, 5, tzinfo=UTC),
        run="a" * 32,
        record="b" * 64,
        capture="c" * 64,
        packets=12,
        containment=Containment.KERNEL,
        reason="Yearly test of the lab.",
        cited=("UDP 5060, OPTIONS, answered 200",),
        expires=date(2027, 11, 1),
    )
    return replace(
        EVIDENCE[0], scope=("cad",), method="lab check SIP-01", lab=replace(lab, **changes)
    )


def test_what_a_lab_check_saw_is_read_as_it_was_written(catalog: Catalog) -> None:
    whole = EvidenceFile(evidence=(of_lab(),))

    for data, name in ((to_yaml(whole), "lab.yaml"), (to_json(whole), "lab.json")):
        assert read_evidence(data, catalog, INVENTORY, file=name) == whole.evidence


@pytest.mark.parametrize("scope", [(), ("floor",), ("cad", "us")])
def test_a_lab_check_never_speaks_of_more_than_the_assets_it_saw(
    catalog: Catalog, scope: tuple[str, ...]
) -> None:
    [(field, message)] = faults_of((replace(of_lab(), scope=scope),), catalog, INVENTORY)

    assert field == "evidence[0].scope"
    assert "name them by id" in message


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"at": datetime(2026, 11, 1, 14, 3, 5)}, "at"),  # noqa: DTZ001 - the fault that is told
        ({"at": datetime(2026, 11, 9, tzinfo=UTC)}, "at"),
        ({"packets": -1}, "packets"),
        ({"signed_by": "a" * 64}, "signed_by"),
        ({"check": " "}, "check"),
        ({"check": "x" * 101}, "check"),
        ({"reason": "x" * 501}, "reason"),
        ({"capture": "c" * 63}, "capture"),
        ({"capture": "C" * 64}, "capture"),
        ({"record": "<b>" + "0" * 61}, "record"),
        ({"run": "a" * 64}, "run"),
        ({"cited": ("x",) * 21}, "cited"),
        ({"cited": ("x", "x" * 2_001)}, "cited[1]"),
    ],
)
def test_what_cannot_be_traced_is_refused_at_its_place(
    catalog: Catalog, changes: dict[str, Any], field: str
) -> None:
    [(found, _)] = faults_of((of_lab(**changes),), catalog, INVENTORY)

    assert found == f"evidence[0].lab.{field}"


# --- signed on another machine ---------------------------------------------------------------


def test_signed_evidence_says_who_signed_it(catalog: Catalog) -> None:
    key = new_key()
    for site in ("Cedar County", " cedar  COUNTY", "The county"):
        whole = signed_evidence.of_run(evidence_of(RUN), RUN, site=site)
        data = signed_evidence.sign(whole, key)

        [seen] = read_signed(
            data, (key.public,), catalog, INVENTORY, file="l", also_called=("The county",)
        )

        assert seen.lab is not None
        assert seen == replace(evidence_of(RUN)[0], lab=replace(seen.lab, signed_by=key.public.id))
        assert seen.lab.signed_by == key.public.id


def test_signed_evidence_is_held_against_site_and_catalogue(catalog: Catalog) -> None:
    key = new_key()

    def read(site: str = "Cedar County", asset: str = "cad") -> tuple[Evidence, ...]:
        run = replace(RUN, targets=(replace(RUN.targets[0], asset=asset),))
        whole = signed_evidence.of_run(evidence_of(run, asset=asset), run, site=site)
        data = signed_evidence.sign(whole, key)
        return read_signed(data, (key.public,), catalog, INVENTORY, file="lab.signed")

    with pytest.raises(InputError, match="it speaks of 'Oak', and this is 'Cedar County'"):
        read(site="Oak")
    with pytest.raises(InputError, match="has the id 'cadd'"):
        read(asset="cadd")


def test_what_nobody_can_have_seen_yet_is_refused(catalog: Catalog) -> None:
    key = new_key()
    data = signed_evidence.sign(
        signed_evidence.of_run(evidence_of(RUN), RUN, site="Cedar County"), key
    )

    def read(today: date) -> tuple[Evidence, ...]:
        return read_signed(data, (key.public,), catalog, INVENTORY, file="l", today=today)

    assert read(RUN.began.date())
    assert read(RUN.began.date() - timedelta(days=1)), "days begin at different times"
    with pytest.raises(InputError, match="in the future"):
        read(RUN.began.date() - timedelta(days=2))


def test_a_signed_file_where_a_plain_one_is_wanted_says_what_to_do(catalog: Catalog) -> None:
    whole = signed_evidence.of_run(evidence_of(RUN), RUN, site="Cedar County")

    with pytest.raises(InputError) as caught:
        read_evidence(signed_evidence.sign(whole, new_key()), catalog, INVENTORY, file="lab.json")

    assert "--evidence-key" in caught.value.problems[0].hint


@pytest.mark.parametrize("magic", ["d4c3b2a1", "a1b2c3d4", "4d3cb2a1", "a1b23c4d", "0a0d0d0a"])
def test_a_capture_is_named_as_one_and_the_way_to_evidence(catalog: Catalog, magic: str) -> None:
    with pytest.raises(InputError) as caught:
        read_evidence(bytes.fromhex(magic) + bytes(20), catalog, INVENTORY, file="trunk.pcap")

    [problem] = caught.value.problems
    assert problem.message == "this is a capture of traffic, not evidence"
    assert "lab pcap with --evidence" in problem.hint
